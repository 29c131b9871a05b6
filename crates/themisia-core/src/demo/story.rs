//! What happens to them: eighteen months of entries, moves and corrections, then two weeks that one can look at and take back.

use super::cast::{Dice, Life, Member, address, phone};
use super::places::MOBILES;
use super::work::Plan;
use crate::contact::{ContactDraft, ContactStatus};

/// Working days before today, and the minute of that day (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub days_ago: usize,
    pub minute: u32,
}

/// The working days of eighteen months.
pub(super) const FIRST_DAY: usize = 385;
/// From here on operations are real ones, that the activity shows.
const LAST_WEEKS: usize = 10;

pub(super) struct Event {
    pub at: Moment,
    /// Rank in `USERS`.
    pub by: usize,
    pub act: Act,
}

#[derive(Debug, Clone)]
pub(super) enum Act {
    Create(usize),
    Move(usize, ContactStatus, &'static str),
    Edit(usize, Change),
    Archive(Vec<usize>),
    AddQuality(&'static str),
    /// Takes back what was done just before.
    Undo,
    /// What is done for clients.
    Work(super::work::Step),
}

#[derive(Debug, Clone)]
pub(super) enum Change {
    MovedTo(&'static str, &'static str, &'static str),
    NewMobile(String),
    NewEmail(&'static str),
    Note(&'static str),
    UsageName(&'static str),
    LegalForm(&'static str),
    OrganisationName(&'static str),
    BirthDate(&'static str),
    Quality(&'static str),
}

impl Change {
    /// `Quality` is given by who knows the qualities of the base.
    pub fn apply(&self, draft: &mut ContactDraft) {
        match self {
            Change::MovedTo(street, postal_code, town) => {
                let mut moved = address("Domicile", street, postal_code, town);
                if let Some(before) = draft.addresses.first_mut() {
                    moved.id = before.id;
                    moved.label.clone_from(&before.label);
                    *before = moved;
                } else {
                    draft.addresses.push(moved);
                }
            }
            Change::NewMobile(number) => match draft.phones.iter_mut().find(|phone| phone.label == "Mobile") {
                Some(mobile) => mobile.number.clone_from(number),
                None => draft.phones.push(phone("Mobile", number.clone())),
            },
            Change::NewEmail(address) => match draft.emails.first_mut() {
                Some(email) => (*address).clone_into(&mut email.address),
                None => draft.emails.push(super::cast::email("Personnelle", (*address).into())),
            },
            Change::Note(note) => {
                let before = std::mem::take(&mut draft.notes);
                draft.notes = if before.is_empty() { (*note).into() } else { format!("{before}\n{note}") };
            }
            Change::UsageName(name) => draft.usage_name = (*name).into(),
            Change::LegalForm(form) => draft.legal_form = (*form).into(),
            Change::OrganisationName(name) => {
                let before = std::mem::replace(&mut draft.organisation_name, (*name).into());
                draft.former_names.push(crate::contact::FormerNameDraft { id: None, name: before });
            }
            Change::BirthDate(date) => draft.birth_date = Some((*date).into()),
            Change::Quality(_) => {}
        }
    }
}

const TO_PROSPECT: &[&str] = &[
    "Premier rendez-vous pris",
    "Demande de devis",
    "Recommandé par un client",
    "Appel entrant, intéressé",
    "Vu au salon des entrepreneurs",
    "",
];
const TO_CLIENT: &[&str] = &[
    "Convention d’honoraires signée",
    "Lettre de mission signée",
    "Provision reçue",
    "Ouverture d’un premier dossier",
    "",
];
const TO_FORMER: &[&str] = &[
    "Affaire terminée",
    "Jugement définitif, dossier clos",
    "A changé de conseil",
    "Déménagement à l’étranger",
    "Cessation d’activité",
    "Transaction signée",
];
const TO_LOST: &[&str] = &[
    "A choisi un autre cabinet",
    "Honoraires jugés trop élevés",
    "Ne donne plus suite à nos relances",
    "Conflit d’intérêts possible : refusé",
    "S’est arrangé à l’amiable",
    "Matière que nous ne pratiquons pas",
];
const SMALL_NOTES: &[&str] = &[
    "Rappelé ce jour, tout va bien.",
    "A envoyé les pièces manquantes.",
    "Absent jusqu’à la fin du mois.",
    "Demande un point par téléphone.",
    "Adresse vérifiée par le secrétariat.",
    "Souhaite être appelé par son nom d’usage.",
];

/// Everything that happens, in order of time, with the matters that are opened in it.
pub(super) fn story(cast: &[Member], dice: &mut Dice) -> (Vec<Plan>, Vec<Event>) {
    let mut events = Vec::new();
    for (who, member) in cast.iter().enumerate() {
        if member.life != Life::Later {
            life_of(who, member.life, dice, &mut events);
        }
    }
    archives(cast, dice, &mut events);
    events.extend(last_weeks(cast, dice));
    let (plans, work) = super::work::work(cast, &events, dice);
    events.extend(work);
    // Stable: what one day and minute hold stays in the order in which it was told.
    events.sort_by_key(|event| (std::cmp::Reverse(event.at.days_ago), event.at.minute));
    (plans, events)
}

fn life_of(who: usize, life: Life, dice: &mut Dice, events: &mut Vec<Event>) {
    use ContactStatus::{ActiveClient, FormerClient, LostProspect, Prospect};
    let born = match life {
        // Own firm and courts are entered on the first days.
        Life::Contact if who < 30 => FIRST_DAY - who / 6,
        Life::Contact => 20 + dice.below(340),
        Life::Prospect => 16 + dice.below(90),
        Life::Active => 40 + dice.below(330),
        Life::Lost | Life::Former | Life::Returned | Life::LostThenBack => 150 + dice.below(220),
        Life::Later => return,
    };
    let mut day = born;
    let mut at = |days_later: usize, act: Act, dice: &mut Dice| {
        day = day.saturating_sub(days_later).max(LAST_WEEKS + 1);
        let by = dice.pick(&[0, 1, 2, 2, 3, 3, 3]);
        events.push(Event {
            at: Moment { days_ago: day, minute: 450 + u32::try_from(dice.below(600)).unwrap_or(0) },
            by,
            act,
        });
    };
    at(0, Act::Create(who), dice);
    // At least a day apart, so that the order of the minutes does not matter.
    let soon = |dice: &mut Dice| 1 + dice.below(5);
    match life {
        Life::Contact | Life::Later => {}
        Life::Prospect => at(soon(dice), Act::Move(who, Prospect, dice.pick(TO_PROSPECT)), dice),
        Life::Active | Life::Former | Life::Returned => {
            if !dice.one_in(4) {
                at(soon(dice), Act::Move(who, Prospect, dice.pick(TO_PROSPECT)), dice);
            }
            at(3 + dice.below(16), Act::Move(who, ActiveClient, dice.pick(TO_CLIENT)), dice);
            if life != Life::Active {
                at(30 + dice.below(60), Act::Move(who, FormerClient, dice.pick(TO_FORMER)), dice);
            }
            if life == Life::Returned {
                at(15, Act::Move(who, ActiveClient, "Revient pour une nouvelle affaire"), dice);
            }
        }
        Life::Lost | Life::LostThenBack => {
            at(soon(dice), Act::Move(who, Prospect, dice.pick(TO_PROSPECT)), dice);
            at(10 + dice.below(40), Act::Move(who, LostProspect, dice.pick(TO_LOST)), dice);
            if life == Life::LostThenBack {
                at(40, Act::Move(who, Prospect, "A repris contact"), dice);
            }
        }
    }
    // Every fifth one was corrected since, some twice.
    if life != Life::Contact && dice.one_in(5) {
        let number = format!("{MOBILES}{:04}", 9000 + who);
        at(2 + dice.below(6), Act::Edit(who, Change::NewMobile(number)), dice);
        if dice.one_in(2) {
            at(1 + dice.below(20), Act::Edit(who, Change::Note(dice.pick(SMALL_NOTES))), dice);
        }
    }
}

/// Old relations put away, a few at a time.
fn archives(cast: &[Member], dice: &mut Dice, events: &mut Vec<Event>) {
    let mut old: Vec<usize> = cast
        .iter()
        .enumerate()
        .filter(|(who, member)| *who >= 30 && matches!(member.life, Life::Former | Life::Lost) && dice.one_in(4))
        .map(|(who, _)| who)
        .collect();
    old.extend(cast.iter().enumerate().filter(|(_, member)| member.quality == "Témoin").map(|(who, _)| who).take(2));
    for (at, group) in old.chunks(4).enumerate() {
        let at = Moment { days_ago: LAST_WEEKS + 1, minute: 1060 + u32::try_from(at).unwrap_or(0) };
        events.push(Event { at, by: 3, act: Act::Archive(group.to_vec()) });
    }
}

/// The last two weeks, told one by one.
#[rustfmt::skip]
fn last_weeks(cast: &[Member], dice: &mut Dice) -> Vec<Event> {
    use ContactStatus::{ActiveClient, FormerClient, LostProspect, Prospect};
    let who = |name: &str| find(cast, name);
    let mobile = |dice: &mut Dice| format!("{MOBILES}{:04}", 9400 + dice.below(500));
    let mut told: Vec<(usize, u32, usize, Act)> = vec![
        (10, 495, 3, Act::Create(who("Capucine Roubaud"))),
        (10, 612, 0, Act::Move(who("Capucine Roubaud"), Prospect, "Rendez-vous jeudi à 17 h")),
        (10, 870, 3, Act::Edit(who("Patricia Oyono"), Change::MovedTo("7 rue Marie-Curie", "94200", "Ivry-sur-Seine"))),
        (9, 480, 3, Act::Edit(who("Menuiserie du Port"), Change::LegalForm("SAS"))),
        (9, 484, 3, Act::Edit(who("Menuiserie du Port"), Change::Note("Transformée en SAS : extrait Kbis demandé."))),
        (9, 700, 2, Act::Move(who("Rémy Thibaud"), ActiveClient, "Convention d’honoraires signée")),
        (9, 905, 2, Act::Edit(who("Rémy Thibaud"), Change::BirthDate("1989-01-28"))),
        (8, 540, 1, Act::Move(who("Les Trois Cyprès"), LostProspect, "A choisi un notaire seul")),
        (8, 655, 3, Act::Edit(who("Catherine Lefèvre"), Change::NewEmail("c.lefevre.nouvelle@example.fr"))),
        (8, 990, 3, Act::AddQuality("Géomètre-expert")),
        (7, 510, 3, Act::Create(who("Désiré Mavoungou"))),
        (7, 514, 3, Act::Move(who("Désiré Mavoungou"), Prospect, "Adressé par M. Delorme-Pujol")),
        (7, 832, 2, Act::Create(who("Joséphine Larrieu"))),
        (7, 1015, 0, Act::Move(who("Gérard Bompard"), FormerClient, "Divorce transcrit, dossier clos")),
        (6, 560, 3, Act::Create(who("Torréfaction Nouvelle Vague"))),
        (6, 575, 0, Act::Edit(who("Torréfaction Nouvelle Vague"), Change::Note("Conflit d’intérêts : refuser poliment."))),
        (6, 880, 1, Act::Edit(who("Textiles Marchand-Lévy"), Change::OrganisationName("Textiles Marchand-Lévy et associés"))),
        (5, 500, 0, Act::Move(who("Désiré Mavoungou"), ActiveClient, "Lettre de mission signée")),
        (5, 630, 3, Act::Edit(who("Thomas Lemaistre"), Change::NewMobile(mobile(dice)))),
        (5, 632, 3, Act::Edit(who("Julie Pons"), Change::UsageName("Lemaistre"))),
        (5, 634, 3, Act::Undo),
        (5, 912, 2, Act::Edit(who("Aïcha Camara"), Change::Note("Procès-verbal de conciliation signé, attendre le virement."))),
        (4, 545, 3, Act::Archive(vec![who("Ousmane Camara")])),
        (4, 716, 0, Act::Create(who("Léonie Castelnau"))),
        (4, 733, 0, Act::Move(who("Léonie Castelnau"), Prospect, "")),
        (4, 1001, 3, Act::Edit(who("Solène Abgrall"), Change::MovedTo("18 quai des Docks", "29200", "Brest"))),
        (3, 520, 1, Act::Edit(who("Expertises Chiffres et Preuves"), Change::Quality("Partenaire"))),
        (3, 640, 3, Act::Edit(who("Jean-Marie Martin"), Change::Note("Adresse inconnue : recherches confiées au commissaire de justice."))),
        (3, 855, 2, Act::Move(who("Librairie La Page cornée"), ActiveClient, "Provision reçue")),
        (2, 505, 3, Act::Create(who("Pépinières du Val d’Ombrelle"))),
        (2, 533, 0, Act::Move(who("Marie Martin"), LostProspect, "Honoraires jugés trop élevés")),
        (2, 790, 3, Act::Edit(who("Nadia Bouzidi"), Change::NewMobile(mobile(dice)))),
        (2, 960, 0, Act::Archive(vec![who("Villa Mirasol"), who("Ludothèque Pirouette")])),
        (1, 498, 3, Act::Edit(who("Crèches Petit Navire"), Change::Note("Douzième établissement ouvert en septembre."))),
        (1, 700, 2, Act::Edit(who("Studio Papyrus"), Change::MovedTo("31 passage des Tanneurs", "75011", "Paris"))),
        (1, 721, 0, Act::Edit(who("Léonie Castelnau"), Change::Note("Certificat médical reçu. Prescription : vérifier les dates."))),
        (0, 490, 3, Act::Create(who("Édouard Saint-Véran"))),
        (0, 505, 0, Act::Move(who("Édouard Saint-Véran"), Prospect, "Premier rendez-vous pris")),
        (0, 640, 0, Act::Edit(who("Léonie Castelnau"), Change::NewMobile(mobile(dice)))),
        (0, 655, 0, Act::Move(who("Léonie Castelnau"), ActiveClient, "Convention d’honoraires signée")),
        (0, 662, 0, Act::Edit(who("Édouard Saint-Véran"), Change::Note("Cession de son cabinet d’architecte : demander les trois derniers bilans."))),
    ];
    told.drain(..).map(|(days_ago, minute, by, act)| Event { at: Moment { days_ago, minute }, by, act }).collect()
}

impl Event {
    /// Whether `next` is entered by the same person at the same moment, and may be written together with this.
    pub fn goes_with(&self, next: &Event) -> bool {
        let hours = |event: &Event| matches!(event.act, Act::Work(super::work::Step::Time(..)));
        self.at == next.at && self.by == next.by && hours(self) && hours(next)
    }

    /// Whether the activity shows it, and one can take it back.
    pub fn is_shown(&self) -> bool {
        self.at.days_ago <= LAST_WEEKS && !matches!(&self.act, Act::Work(step) if !step.is_told())
    }
}

/// « Anne Petit » (first names and birth name), or the name of an organisation.
pub(super) fn find(cast: &[Member], name: &str) -> usize {
    let found = cast.iter().position(|Member { draft, .. }| {
        draft.organisation_name == name || name == format!("{} {}", draft.first_names, draft.birth_name)
    });
    found.unwrap_or_else(|| panic!("{name} is in the story and not in the cast"))
}
