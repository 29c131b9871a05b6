//! What the firm does for them: matters with their parties, rates, time, costs, invoices and payments, over the same eighteen months.

mod act;
mod known;
mod memory;

use std::collections::HashMap;

use super::cast::{Dice, Life, Member};
use super::story::{Act, Event, FIRST_DAY, Moment, find};
use crate::contact::{ContactKind, ContactStatus};
use crate::expense::CostKind;
use crate::firm::Grade;
use crate::matter::party::PartyRole;

pub(super) use act::Desk;

/// Who does the work; the first three are users, in their order.
const TIMEKEEPERS: &[(&str, Grade)] = &[
    ("Me Claire Vasseur", Grade::Partner),
    ("Me Julien Abadie", Grade::Partner),
    ("Me Inès Belkacem", Grade::Associate),
    ("Hugo Serrat", Grade::Trainee),
    ("Léa Dumontel", Grade::Paralegal),
];
const USERS_WHO_WORK: usize = 3;

/// Cents an hour, before tax.
const STANDARD: &[(Option<Grade>, i64)] = &[
    (None, 20_000),
    (Some(Grade::Partner), 32_000),
    (Some(Grade::Associate), 22_000),
    (Some(Grade::Trainee), 11_000),
    (Some(Grade::Paralegal), 13_000),
];

/// Client, title, opponent, role of the opponent, town of the court, fixed fee.
type Told = (&'static str, &'static str, &'static str, PartyRole, &'static str, i64);
#[rustfmt::skip]
const TOLD: &[Told] = &[
    ("João Da Costa Lima", "Vices de construction, maison de Meaux", "Promotion Horizon Béton", PartyRole::Defendant, "Paris", 0),
    ("Karim Haddadi", "Bail commercial de la boutique", "Supermarchés Toutprès", PartyRole::Defendant, "Lyon", 0),
    ("Aïcha Camara", "Licenciement économique", "Télécoms Allô Nuage", PartyRole::Defendant, "Paris", 0),
    ("Transports Delmarre et Fils", "Litige avec un chargeur", "Chargeurs de la Manche orientale", PartyRole::Defendant, "Paris", 0),
    ("Transports Delmarre et Fils", "Recouvrement de factures de transport", "Chargeurs de la Manche orientale", PartyRole::Debtor, "Paris", 0),
    ("Énergies du Ponant", "Recours contre le permis de construire", "Commune d’Écumeville", PartyRole::Defendant, "", 0),
    ("Brasserie Le Petit Prétoire", "Terrasse et copropriété", "", PartyRole::Defendant, "Paris", 0),
    ("Groupe Valombre Distribution", "Contrats de distribution", "", PartyRole::Defendant, "", 0),
    ("Valombre Logistique", "Bail de l’entrepôt d’Orléans", "", PartyRole::Defendant, "", 0),
    ("Menuiserie du Port", "Impayés de chantier", "Promotion Horizon Béton", PartyRole::Debtor, "", 0),
    ("Boulangerie Aux Épis Dorés", "Renouvellement du bail commercial", "", PartyRole::Defendant, "", 180_000),
    ("Restaurant Le Lotus d’Argent", "Cession de parts", "", PartyRole::Seller, "", 240_000),
    ("Clinique vétérinaire des Tilleuls", "Mise à jour des statuts", "", PartyRole::Other, "", 95_000),
    ("Copropriété du 12 rue des Lilas", "Charges impayées", "", PartyRole::Debtor, "Paris", 0),
    ("Philippe Durand", "Succession de Mme Durand mère", "", PartyRole::Other, "Paris", 0),
    ("Lou Garnier", "Accident scolaire", "Mutuelle du Grand Large", PartyRole::Insurer, "Paris", 0),
    ("Compagnie lilloise de torréfaction", "Opposition à la marque « Beffroi »", "", PartyRole::Defendant, "", 120_000),
    ("Chantier naval Kermorvan-Guirec", "Retard de livraison d’un voilier", "", PartyRole::Claimant, "", 0),
];

const OF_PERSONS: &[&str] = &[
    "Divorce par consentement mutuel",
    "Partage de l’indivision",
    "Bail d’habitation : congé pour vente",
    "Contestation d’un licenciement",
    "Accident de la circulation",
    "Vices cachés du véhicule",
    "Succession et partage",
    "Trouble de voisinage",
    "Prêt immobilier : taux effectif contesté",
];
const OF_COMPANIES: &[&str] = &[
    "Recouvrement de créances",
    "Bail commercial",
    "Contentieux prud’homal",
    "Litige avec un fournisseur",
    "Cession de fonds de commerce",
    "Contrat de sous-traitance",
    "Secrétariat juridique annuel",
    "Assurance de chantier",
];
const NARRATIVES: &[&str] = &[
    "Entretien téléphonique avec le client",
    "Rendez-vous au cabinet",
    "Étude des pièces adverses",
    "Rédaction des conclusions",
    "Relecture et mise au point des conclusions",
    "Recherches de jurisprudence",
    "Préparation du dossier de plaidoirie",
    "Audience de mise en état",
    "Audience de plaidoirie",
    "Échanges avec le confrère adverse",
    "Rédaction de la mise en demeure",
    "Projet de protocole transactionnel",
    "Réunion d’expertise",
    "Compte rendu au client",
    "Courriels divers",
];
const EXPENSES: &[(&str, i64)] =
    &[("Déplacement", 8_450), ("Reproduction de pièces", 3_200), ("Coursier", 1_850), ("Envois recommandés", 2_140)];
const DISBURSEMENTS: &[(&str, i64)] =
    &[("Droit de plaidoirie", 1_300), ("Signification de l’acte", 9_876), ("Extrait Kbis", 337), ("Timbre", 22_500)];
const MINUTES: &[u32] = &[6, 12, 15, 20, 30, 30, 45, 60, 60, 90, 120, 180];

#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Timekeepers, standard rates, what invoices print.
    Settle,
    /// The rates of the year.
    NewRates,
    Terms(Terms),
    Billing {
        client: usize,
        recipient: usize,
    },
    Open(usize),
    Check(usize),
    /// The matter is out of the scope of identification.
    Identify(usize),
    /// A client is identified: what is collected, then the decision, by the rank in `known::KNOWN`.
    Collect(usize, usize),
    Validate(usize),
    /// A call, a meeting or a note of it.
    Said(usize, usize),
    /// A task or a meeting to come of it.
    Planned(usize),
    Time(usize, Vec<Done>),
    Cost(usize, CostKind, &'static str, i64),
    Draft(usize),
    Issue(usize),
    /// The last invoice of the matter, in per cent.
    Pay(usize, i64),
    Close(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Terms {
    client: usize,
    timekeeper: Option<usize>,
    grade: Option<Grade>,
    hourly_rate: i64,
    document: &'static str,
}

#[derive(Debug, Clone)]
pub(super) struct Done {
    timekeeper: usize,
    minutes: u32,
    narrative: &'static str,
    billable: bool,
}

/// A matter as it will be opened.
pub(super) struct Plan {
    client: usize,
    title: &'static str,
    opponent: Option<(usize, PartyRole)>,
    counsel: Option<usize>,
    court: Option<usize>,
    responsible: usize,
    fixed_fee: i64,
}

struct Planner<'a> {
    cast: &'a [Member],
    dice: &'a mut Dice,
    plans: Vec<Plan>,
    events: Vec<Event>,
    /// When each member was entered, became a client, and left, in days before today.
    known: HashMap<usize, usize>,
    client: HashMap<usize, usize>,
    left: HashMap<usize, usize>,
}

/// The matters of the firm and what is done in them, beside the story of the contacts.
pub(super) fn work(cast: &[Member], story: &[Event], dice: &mut Dice) -> (Vec<Plan>, Vec<Event>) {
    let mut planner = Planner {
        cast,
        dice,
        plans: Vec::new(),
        events: Vec::new(),
        known: HashMap::new(),
        client: HashMap::new(),
        left: HashMap::new(),
    };
    for event in story {
        let day = event.at.days_ago;
        match event.act {
            Act::Create(who) => _ = planner.known.insert(who, day),
            Act::Move(who, ContactStatus::ActiveClient, _) => _ = planner.client.entry(who).or_insert(day),
            Act::Move(who, ContactStatus::FormerClient, _) => _ = planner.left.insert(who, day),
            _ => {}
        }
    }
    planner.at(FIRST_DAY, 421, 0, Step::Settle);
    planner.at(120, 480, 0, Step::NewRates);
    planner.terms();
    planner.known();
    for told in TOLD {
        planner.told(told);
    }
    for who in 0..cast.len() {
        if planner.client.contains_key(&who) && planner.dice.one_in(4) {
            planner.drawn(who);
        }
    }
    (planner.plans, planner.events)
}

impl Planner<'_> {
    fn at(&mut self, days_ago: usize, minute: u32, by: usize, step: Step) {
        self.events.push(Event { at: Moment { days_ago, minute }, by, act: Act::Work(step) });
    }

    fn terms(&mut self) {
        /// Client, rank of the timekeeper, grade, cents an hour, document.
        type Agreed = (&'static str, Option<usize>, Option<Grade>, i64, &'static str);
        let agreed: &[Agreed] = &[
            ("Groupe Valombre Distribution", None, None, 28_000, "Convention-cadre du groupe Valombre"),
            ("Groupe Valombre Distribution", Some(0), None, 30_000, "Convention-cadre du groupe Valombre"),
            ("Menuiserie du Port", None, Some(Grade::Associate), 19_500, "Convention d’honoraires signée"),
            ("Transports Delmarre et Fils", Some(1), None, 29_000, "Convention d’honoraires signée"),
            ("Aïcha Camara", None, None, 15_000, ""),
        ];
        for &(name, timekeeper, grade, hourly_rate, document) in agreed {
            let client = find(self.cast, name);
            let terms = Terms { client, timekeeper, grade, hourly_rate, document };
            let day = self.client.get(&client).copied().unwrap_or(40);
            self.at(day, 1090, 0, Step::Terms(terms));
        }
        for (client, recipient) in
            [("Copropriété du 12 rue des Lilas", "Gestion Pierre et Toit"), ("Lou Garnier", "Élodie Garnier")]
        {
            let (client, recipient) = (find(self.cast, client), find(self.cast, recipient));
            let day = self.known[&client].min(self.known[&recipient]);
            self.at(day, 1092, 3, Step::Billing { client, recipient });
        }
    }

    /// Some weeks ago, of clients who were clients by then.
    fn known(&mut self) {
        for (rank, known) in known::KNOWN.iter().enumerate() {
            let who = find(self.cast, known.client);
            let day = self.client.get(&who).copied().unwrap_or(30).saturating_sub(2).min(40);
            self.at(day, 560, 0, Step::Collect(rank, who));
            if known.is_whole() {
                self.at(day.saturating_sub(1), 565, 0, Step::Validate(who));
            }
        }
    }

    fn told(&mut self, &(client, title, opponent, role, town, fixed_fee): &Told) {
        let client = find(self.cast, client);
        let opponent = (!opponent.is_empty()).then(|| (find(self.cast, opponent), role));
        let court = self.cast.iter().position(|member| {
            member.draft.kind == ContactKind::Court
                && !town.is_empty()
                && member.draft.addresses.iter().any(|address| address.town == town)
        });
        let plan = Plan { client, title, opponent, counsel: None, court, responsible: self.dice.below(3), fixed_fee };
        self.planned(plan);
    }

    fn drawn(&mut self, client: usize) {
        let company = self.cast[client].draft.kind == ContactKind::LegalPerson;
        let title = self.dice.pick(if company { OF_COMPANIES } else { OF_PERSONS });
        let opponent = self.third("Adversaire").map(|who| (who, PartyRole::Defendant));
        let counsel = self.third("Confrère");
        let courts: Vec<usize> =
            (0..self.cast.len()).filter(|who| self.cast[*who].draft.kind == ContactKind::Court).collect();
        let court = (!self.dice.one_in(3)).then(|| self.dice.pick(&courts));
        let responsible = self.dice.below(3);
        self.planned(Plan { client, title, opponent, counsel, court, responsible, fixed_fee: 0 });
    }

    /// Somebody of a quality who was known in the first weeks.
    fn third(&mut self, quality: &str) -> Option<usize> {
        let among: Vec<usize> = (0..self.cast.len())
            .filter(|who| self.cast[*who].quality == quality && self.cast[*who].life == Life::Contact)
            .collect();
        (!among.is_empty() && !self.dice.one_in(3)).then(|| self.dice.pick(&among))
    }

    /// From the opening to the last invoice.
    fn planned(&mut self, mut plan: Plan) {
        let Some(&became) = self.client.get(&plan.client) else { return };
        // Those who take part must have been entered by then.
        let mut opened = became.saturating_sub(1 + self.dice.below(12));
        for who in [plan.opponent.map(|(who, _)| who), plan.counsel, plan.court].into_iter().flatten() {
            opened = opened.min(self.known.get(&who).copied().unwrap_or(0).saturating_sub(1));
        }
        let mut ends = self.left.get(&plan.client).map_or(1, |left| left + 2);
        if opened < ends + 8 {
            // Too late for them: the matter is opened without them, or not at all.
            (plan.opponent, plan.counsel, plan.court) = (None, None, None);
            opened = became.saturating_sub(1);
            if opened < ends + 2 {
                return;
            }
        }
        let (at, responsible, fee) = (self.plans.len(), plan.responsible, plan.fixed_fee);
        let litigation = plan.opponent.is_some();
        let left = self.left.contains_key(&plan.client);
        let closed = left || (opened > 200 && self.dice.one_in(4));
        if closed && !left {
            ends += self.dice.below(opened - 120);
        }
        self.plans.push(plan);
        self.at(opened, 600, responsible, Step::Open(at));
        // Those of the last weeks are still to be checked.
        if opened > 15 {
            self.at(opened, 640, responsible, Step::Check(at));
        }
        if litigation {
            self.at(opened, 630, responsible, Step::Identify(at));
        }
        if !closed {
            self.remembered(at, responsible, opened);
        }
        self.hours(at, responsible, opened, ends);
        self.invoices(at, opened, ends, fee);
        if closed {
            self.at(ends, 1085, responsible, Step::Close(at));
        } else if opened > 6 {
            // Whatever is open was worked on in the last days.
            let day = self.dice.below(6);
            self.batch(at, responsible, day);
        }
    }

    /// What is said in an open matter, and what is to be done next.
    fn remembered(&mut self, at: usize, responsible: usize, opened: usize) {
        for (rank, day) in [2 + at % 5, 11 + at % 9, 40 + at % 30].into_iter().enumerate() {
            if day < opened {
                self.at(day, 700, responsible, Step::Said(at, at + rank));
            }
        }
        if memory::AHEAD < opened {
            self.at(memory::AHEAD, 705, responsible, Step::Planned(at));
        }
    }

    fn hours(&mut self, at: usize, responsible: usize, opened: usize, ends: usize) {
        let mut day = opened.saturating_sub(1);
        for _ in 0..10 {
            if day < ends {
                break;
            }
            self.batch(at, responsible, day);
            if self.dice.one_in(4) {
                let (kind, (label, amount)) = if self.dice.one_in(2) {
                    (CostKind::Expense, self.dice.pick(EXPENSES))
                } else {
                    (CostKind::Disbursement, self.dice.pick(DISBURSEMENTS))
                };
                self.at(day, 1082, 3, Step::Cost(at, kind, label, amount));
            }
            day = day.saturating_sub(6 + self.dice.below(18));
        }
    }

    /// What was done in a matter on a day, entered in the evening.
    fn batch(&mut self, at: usize, responsible: usize, day: usize) {
        let done = (0..=self.dice.below(4))
            .map(|_| Done {
                timekeeper: if self.dice.one_in(3) { self.dice.below(TIMEKEEPERS.len()) } else { responsible },
                minutes: self.dice.pick(MINUTES),
                narrative: self.dice.pick(NARRATIVES),
                billable: !self.dice.one_in(12),
            })
            .collect();
        // Those of one person follow each other: they are written together.
        let minute = 1030 + 15 * u32::try_from(responsible).unwrap_or(0);
        self.at(day, minute, responsible, Step::Time(at, done));
    }

    /// Every ten weeks or so; most are paid, some in part, some not at all.
    fn invoices(&mut self, at: usize, opened: usize, ends: usize, fee: i64) {
        let mut day = opened.saturating_sub(if fee > 0 { 12 } else { 50 });
        for _ in 0..if fee > 0 { 1 } else { 4 } {
            if day < ends.max(3) {
                break;
            }
            // The matter stands still from the draft to the number.
            self.at(day, 1086, 0, Step::Draft(at));
            self.at(day, 1087, 0, Step::Issue(at));
            let paid = match self.dice.below(100) {
                0..65 => Some(100),
                65..80 => Some(40),
                _ => None,
            };
            let later = 15 + self.dice.below(25);
            if let Some(share) = paid
                && day > later + 1
            {
                self.at(day - later, 620, 3, Step::Pay(at, share));
            }
            day = day.saturating_sub(50);
        }
        if fee == 0 && ends <= 1 && self.dice.one_in(6) {
            self.at(2, 1088, 0, Step::Draft(at));
        }
    }
}

impl Step {
    /// The activity of the last weeks tells of matters and money, not of every hour.
    pub fn is_told(&self) -> bool {
        matches!(self, Step::Open(_) | Step::Close(_) | Step::Issue(_) | Step::Pay(..) | Step::Terms(_))
    }

    pub fn op(&self) -> crate::op::Op {
        use crate::op::Op;
        match self {
            Step::Issue(_) => Op::IssueInvoice,
            Step::Pay(..) => Op::RecordPayment,
            Step::Open(_) => Op::OpenMatter,
            Step::Close(_) => Op::ArchiveMatter,
            Step::Terms(_) => Op::SaveNegotiatedRate,
            Step::Billing { .. } => Op::SaveRole,
            _ => Op::Demo,
        }
    }
}
