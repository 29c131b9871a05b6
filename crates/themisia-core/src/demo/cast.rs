//! Who is in the demonstration: each contact as a form would give it, and the life it will lead.

use std::collections::HashSet;

use super::names::{FRENCH_SURNAMES, GENERATIONS, ORIGINS};
use super::organisations::{COURTS, NOWHERE, ORGANISATIONS, Organisation};
use super::persons::{FORMER_NAMES, FORMER_NOTES, NOTES, PERSONS, Person, THIRD_PARTIES, THIRD_PARTY_NOTES};
use super::places::{BUSINESS_STREETS, COMPLEMENTS, LANDLINES, MOBILES, STREETS, TOWNS, Town};
use crate::contact::identifier::luhn_digit;
use crate::contact::name::fold;
use crate::contact::{AddressDraft, ContactDraft, ContactKind, EmailDraft, FormerNameDraft, PhoneDraft};

/// The way of a relation through the statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Contact,
    Prospect,
    Active,
    Former,
    Lost,
    /// Left, and came back.
    Returned,
    LostThenBack,
    /// Met in the last days: the story makes it.
    Later,
}

pub(super) struct Member {
    pub draft: ContactDraft,
    pub quality: &'static str,
    pub life: Life,
}

/// Persons drawn by lot besides those who have a story.
const DRAWN: &[(Life, usize)] =
    &[(Life::Active, 38), (Life::Prospect, 17), (Life::Former, 16), (Life::Lost, 11), (Life::Contact, 8)];

/// SplitMix64: the same demonstration everywhere.
pub(super) struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `end` - 1.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % end
    }

    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

pub(super) fn cast(dice: &mut Dice) -> Vec<Member> {
    let mut casting =
        Casting { dice, names: HashSet::new(), emails: HashSet::new(), homes: Vec::new(), numbers: 0, companies: 0 };
    let mut members = vec![own_firm()];
    members.extend(COURTS.iter().map(court));
    members.extend(PERSONS.iter().map(|person| casting.person(person)));
    members.extend(ORGANISATIONS.iter().map(|organisation| casting.organisation(organisation)));
    for &(quality, count, civility) in THIRD_PARTIES {
        members.extend((0..count).map(|_| casting.third_party(quality, civility)));
    }
    for &(life, count) in DRAWN {
        members.extend((0..count).map(|_| casting.drawn(life)));
    }
    members
}

fn own_firm() -> Member {
    let mut draft = ContactDraft::new(ContactKind::LegalPerson);
    draft.organisation_name = "Cabinet Démonstration".into();
    draft.legal_form = "AARPI".into();
    draft.notes = "Base de démonstration : ce cabinet, ses clients, leurs adversaires, leurs numéros et leurs affaires sont \
                   inventés. Toute ressemblance est fortuite. Les téléphones sont pris dans les tranches réservées à la \
                   fiction et les adresses e-mail dans des domaines réservés aux exemples. Essayez tout : rien ici n’est vrai."
        .into();
    draft.emails.push(email("Secrétariat", "accueil@cabinet-demonstration.example".into()));
    draft.phones.push(phone("Standard", "0199000001".into()));
    draft.addresses.push(address("Siège", "1 rue de la Démonstration", "75009", "Paris"));
    Member { draft, quality: "", life: Life::Contact }
}

fn court(&(court_type, town, name, acronym, former): &(&str, &str, &str, &str, &str)) -> Member {
    let mut draft = ContactDraft::new(ContactKind::Court);
    let of = if town.starts_with(['A', 'E', 'I', 'O', 'U', 'É']) { "d’" } else { "de " };
    draft.organisation_name = if name.is_empty() { format!("{court_type} {of}{town}") } else { name.into() };
    draft.court_type = court_type.into();
    draft.acronym = acronym.into();
    draft.addresses.push(address("Siège", "", "", town));
    if !former.is_empty() {
        draft.former_names.push(FormerNameDraft { id: None, name: former.into() });
    }
    Member { draft, quality: "", life: Life::Contact }
}

struct Casting<'a> {
    dice: &'a mut Dice,
    names: HashSet<String>,
    emails: HashSet<String>,
    /// Address and landline of each shared home.
    homes: Vec<(usize, AddressDraft, String)>,
    numbers: usize,
    companies: usize,
}

impl Casting<'_> {
    fn person(&mut self, person: &Person) -> Member {
        let mut draft = ContactDraft::new(ContactKind::NaturalPerson);
        draft.civility = person.civility.into();
        draft.first_names = person.first_names.into();
        draft.birth_name = person.birth_name.into();
        draft.usage_name = person.usage_name.into();
        draft.birth_date = (!person.birth_date.is_empty()).then(|| person.birth_date.into());
        draft.notes = person.notes.into();
        let full_name = format!("{} {}", person.first_names, person.birth_name);
        draft.former_names = FORMER_NAMES
            .iter()
            .filter(|(of, _)| *of == full_name)
            .map(|(_, name)| FormerNameDraft { id: None, name: (*name).into() })
            .collect();
        self.names.insert(fold(&full_name));
        let child = person.birth_date.as_bytes() > b"2009".as_slice();
        self.reach(&mut draft, person.home, !child);
        Member { draft, quality: person.quality, life: person.life }
    }

    fn third_party(&mut self, quality: &'static str, civility: &str) -> Member {
        let mut draft = self.somebody(1958, 40);
        if !civility.is_empty() {
            draft.civility = civility.into();
            draft.birth_date = None;
            draft.usage_name = String::new();
        }
        let notes = THIRD_PARTY_NOTES.iter().find(|(of, _)| *of == quality).map_or(&[] as &[&str], |(_, notes)| notes);
        if !notes.is_empty() {
            draft.notes = self.dice.pick(notes).into();
        }
        self.reach(&mut draft, 0, true);
        if civility == "Me" {
            let office = if quality == "Confrère" { "avocat" } else { "etude" };
            let local = slug(&draft.first_names);
            let domain = slug(&draft.birth_name);
            draft.emails = vec![email("Professionnelle", format!("{local}@{office}-{domain}.example"))];
            draft.addresses.iter_mut().for_each(|address| address.label = "Bureau".into());
        }
        Member { draft, quality, life: Life::Contact }
    }

    fn drawn(&mut self, life: Life) -> Member {
        let mut draft = self.somebody(1932, 75);
        let notes = if life == Life::Former { FORMER_NOTES } else { NOTES };
        if !self.dice.one_in(3) {
            draft.notes = self.dice.pick(notes).into();
        }
        if matches!(life, Life::Active | Life::Former) && self.dice.one_in(2) {
            draft.external_ref = format!("C{:05}", 1200 + 7 * self.names.len());
        }
        self.reach(&mut draft, 0, true);
        Member { draft, quality: "", life }
    }

    /// A person of either sex born within `years` of a year, who bears the name of nobody else here.
    fn somebody(&mut self, from_year: i32, years: usize) -> ContactDraft {
        let dice = &mut *self.dice;
        loop {
            let year = from_year + i32::try_from(dice.below(years)).unwrap_or(0);
            let woman = dice.one_in(2);
            let mut lot = dice.below(100);
            let origin = ORIGINS.iter().find(|origin| {
                let drawn = lot < origin.share;
                lot = lot.saturating_sub(origin.share);
                drawn
            });
            let generation = GENERATIONS.iter().rev().find(|generation| generation.from_year <= year);
            let (surnames, women, men) = match (origin, generation) {
                (Some(origin), _) => (origin.surnames, origin.women, origin.men),
                (None, Some(generation)) => (FRENCH_SURNAMES, generation.women, generation.men),
                (None, None) => (FRENCH_SURNAMES, GENERATIONS[0].women, GENERATIONS[0].men),
            };
            let mut draft = ContactDraft::new(ContactKind::NaturalPerson);
            draft.civility = if woman { "Mme" } else { "M." }.into();
            draft.first_names = dice.pick(if woman { women } else { men }).into();
            draft.birth_name = dice.pick(surnames).into();
            let married = woman && year < 1990 && dice.one_in(3);
            if married {
                let other = dice.pick(FRENCH_SURNAMES);
                draft.usage_name = match other == draft.birth_name {
                    true => String::new(),
                    false if year > 1965 && dice.one_in(3) => format!("{other}-{}", draft.birth_name),
                    false => other.into(),
                };
            }
            if !dice.one_in(5) {
                draft.birth_date = Some(format!("{year}-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)));
            }
            if self.names.insert(fold(&format!("{} {}", draft.first_names, draft.birth_name))) {
                return draft;
            }
        }
    }

    /// Gives a person an address, phones and an e-mail.
    fn reach(&mut self, draft: &mut ContactDraft, home: usize, grown_up: bool) {
        let (address, landline) = match self.homes.iter().find(|(known, ..)| home > 0 && *known == home) {
            Some((_, address, landline)) => (address.clone(), landline.clone()),
            None => {
                let town = self.town("");
                let address = self.home(town);
                let landline =
                    if town.phone_zone > 0 { self.number(LANDLINES[town.phone_zone]) } else { String::new() };
                self.homes.push((home, address.clone(), landline.clone()));
                (address, landline)
            }
        };
        draft.addresses.push(address);
        if grown_up && !self.dice.one_in(8) {
            let number = self.number(MOBILES);
            draft.phones.push(phone("Mobile", number));
        }
        if !landline.is_empty() && (home > 0 || draft.phones.is_empty() || self.dice.one_in(3)) {
            draft.phones.push(phone("Domicile", landline));
        }
        if grown_up && !self.dice.one_in(7) {
            let address = self.email_of(draft);
            draft.emails.push(email("Personnelle", address));
        }
    }

    fn email_of(&mut self, draft: &ContactDraft) -> String {
        let surname = if draft.usage_name.is_empty() { &draft.birth_name } else { &draft.usage_name };
        let local = format!("{}.{}", slug(&draft.first_names), slug(surname));
        let domain = self.dice.pick(&["example.fr", "example.fr", "example.com", "example.org", "courrier.example.fr"]);
        let mut address = format!("{local}@{domain}");
        let mut more = 2;
        while !self.emails.insert(address.clone()) {
            address = format!("{local}{more}@{domain}");
            more += 1;
        }
        address
    }

    fn organisation(&mut self, of: &Organisation) -> Member {
        let mut draft = ContactDraft::new(ContactKind::LegalPerson);
        draft.organisation_name = of.name.into();
        draft.legal_form = of.form.into();
        draft.acronym = of.acronym.into();
        draft.trade_name = of.trade_name.into();
        draft.notes = of.notes.into();
        self.companies += 1;
        let unregistered = ["Commune", "Syndicat professionnel", "Syndicat de copropriétaires", "Établissement public"];
        if of.life != Life::Later && !unregistered.contains(&of.form) {
            let trades = !["Association", "Fondation", "Mutuelle"].contains(&of.form);
            identify(&mut draft, self.companies, trades);
        }
        let nowhere = NOWHERE.iter().find(|(town, _)| of.name.ends_with(town));
        let (address, zone) = match nowhere {
            Some((town, postal_code)) => (address("Siège", "Place de la Mairie", postal_code, town), 2),
            None => {
                let town = self.town(of.town);
                let street = format!("{} {}", 1 + self.dice.below(140), self.dice.pick(BUSINESS_STREETS));
                (address("Siège", &street, town.postal_code, town.name), town.phone_zone)
            }
        };
        draft.addresses.push(address);
        let number = self.number(if zone > 0 { LANDLINES[zone] } else { MOBILES });
        draft.phones.push(phone(if zone > 0 { "Standard" } else { "Mobile" }, number));
        let domain = if of.acronym.is_empty() { slug(of.name) } else { slug(of.acronym) };
        let local = self.dice.pick(&["contact", "bonjour", "accueil", "direction"]);
        draft.emails.push(email("Professionnelle", format!("{local}@{domain}.example")));
        if ["SA", "SAS"].contains(&of.form) && self.dice.one_in(2) {
            draft.emails.push(email("Facturation", format!("comptabilite@{domain}.example")));
        }
        if of.life == Life::Active && self.dice.one_in(2) {
            draft.external_ref = format!("S{:05}", 300 + 3 * self.companies);
        }
        Member { draft, quality: of.quality, life: of.life }
    }

    fn town(&mut self, name: &str) -> &'static Town {
        TOWNS.iter().find(|town| town.name == name).unwrap_or_else(|| &TOWNS[self.dice.below(TOWNS.len())])
    }

    fn home(&mut self, town: &Town) -> AddressDraft {
        let mut street = format!("{} {}", 1 + self.dice.below(96), self.dice.pick(STREETS));
        if self.dice.one_in(6) {
            street = format!("{}\n{street}", self.dice.pick(COMPLEMENTS));
        }
        address("Domicile", &street, town.postal_code, town.name)
    }

    /// The next number of a range kept for fiction, each given once.
    fn number(&mut self, range: &str) -> String {
        self.numbers += 1;
        format!("{range}{:04}", (self.numbers * 37 + 100) % 10_000)
    }
}

/// SIREN, SIRET and VAT number with right keys, from the end of the numbering, where no company is.
fn identify(draft: &mut ContactDraft, rank: usize, trades: bool) {
    let head = format!("9999{:04}", rank * 61 % 10_000);
    let siren = format!("{head}{}", luhn_digit(&head));
    let establishment = format!("{siren}{:04}", 1 + rank % 3);
    draft.siret = format!("{establishment}{}", luhn_digit(&establishment));
    if trades && draft.legal_form != "SCI" {
        let number: u32 = siren.parse().unwrap_or(0);
        draft.vat_number = format!("FR{:02}{siren}", (12 + 3 * (number % 97)) % 97);
    }
    draft.siren = siren;
}

pub(super) fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

pub(super) fn address(label: &str, street: &str, postal_code: &str, town: &str) -> AddressDraft {
    AddressDraft {
        id: None,
        label: label.into(),
        street: street.into(),
        postal_code: postal_code.into(),
        town: town.into(),
        country: String::new(),
    }
}

pub(super) fn phone(label: &str, number: String) -> PhoneDraft {
    PhoneDraft { id: None, label: label.into(), number }
}

pub(super) fn email(label: &str, address: String) -> EmailDraft {
    EmailDraft { id: None, label: label.into(), address, to_check: false }
}
