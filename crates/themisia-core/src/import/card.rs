//! A vCard as a contact: versions 2.1, 3.0 and 4.0, as Outlook, Apple, Google and phones write them.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardProperty, VCardValue};
use chrono::NaiveDate;
use uuid::Uuid;

use super::card_lines::RawCard;
use super::date::{Date, date};
use super::keep::{self, IMPOSSIBLE, note};
use super::mapping::ImportField;
use super::row::{Outcome, ReadRow, Remark};
use super::words::{civility, country};
use super::{label, own};
use crate::contact::draft::{DATE_FIELDS, MULTILINE_FIELDS, TEXT_FIELDS};
use crate::contact::name::{NameOrder, fold, names_a_court, names_an_organisation, read_full_name, take_civility};
use crate::contact::{
    AddressDraft, ContactDraft, ContactKind, EmailDraft, FormerNameDraft, IbanDraft, PhoneDraft, identifier,
};
use crate::export::OURS;
use crate::ids::QualityId;

/// What a preview shows of cards, and where each goes.
pub const FIELDS: &[(&str, ImportField)] = &[
    ("Nom", ImportField::BirthName),
    ("Prénoms", ImportField::FirstNames),
    ("Organisation", ImportField::OrganisationName),
    ("Fonction", ImportField::Profession),
    ("E-mails", ImportField::Email),
    ("Téléphones", ImportField::Phone),
    ("Adresses", ImportField::Street),
    ("Naissance", ImportField::BirthDate),
    ("Qualités", ImportField::Quality),
    ("Notes", ImportField::Notes),
];

/// What reading needs to know: the qualities of the firm by folded name, and today (a birth is past).
pub struct CardReader {
    pub qualities: HashMap<String, QualityId>,
    pub today: NaiveDate,
}

impl CardReader {
    pub fn read(&self, row: u32, raw: &RawCard) -> ReadRow {
        let hash = hash(&raw.text);
        let refuse = |reason: &str| {
            let remark = Remark { field: ImportField::FullName, value: String::new(), reason: reason.to_owned() };
            ReadRow {
                row,
                outcome: Outcome::Rejected,
                remarks: vec![remark],
                hash: hash.clone(),
                qualities: Vec::new(),
                rejected: None,
            }
        };
        if raw.cut {
            return refuse("Cette carte est trop longue pour être celle d’un contact.");
        }
        // The parser is not ours: what it can't bear is one card less, never the end of the import.
        let parsed = catch_unwind(AssertUnwindSafe(|| VCard::parse(&raw.text)));
        let Ok(Ok(card)) = parsed else { return refuse("Cette carte n’est pas lisible.") };
        let kind = text_of(&card, &VCardProperty::Kind).to_lowercase();
        if kind == "group" {
            return refuse("Cette carte est une liste de contacts, pas un contact.");
        }
        let mut reading = Reading::new(self, &card);
        for entry in &card.entries {
            reading.entry(entry);
        }
        let qualities = std::mem::take(&mut reading.unknown_qualities);
        let (outcome, remarks) = reading.finish(&kind);
        ReadRow { row, outcome, remarks, hash, qualities, rejected: None }
    }

    /// What a preview shows of a card.
    pub fn sample(&self, row: u32, raw: &RawCard) -> Vec<String> {
        let Outcome::Contact(draft) = self.read(row, raw).outcome else {
            return std::iter::once(String::new()).cycle().take(FIELDS.len()).collect();
        };
        let names = self.qualities.iter().filter(|(_, id)| draft.qualities.contains(id)).map(|(name, _)| name.clone());
        let addresses = draft.addresses.iter().map(|a| {
            let parts = [&a.street, &a.postal_code, &a.town].map(String::as_str);
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        });
        let list = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join("\n");
        vec![
            draft.birth_name.clone(),
            draft.first_names.clone(),
            draft.organisation_name.clone(),
            draft.profession.clone(),
            list(&mut draft.emails.iter().map(|email| email.address.clone())),
            list(&mut draft.phones.iter().map(|phone| phone.number.clone())),
            list(&mut addresses.into_iter()),
            draft.birth_date.clone().unwrap_or_default(),
            list(&mut names.into_iter()),
            draft.notes.clone(),
        ]
    }
}

/// The same card again has the same; when it was written out says nothing, nor does what a card of ours shows for reading.
fn hash(text: &str) -> String {
    let is_ours = text.lines().any(|line| line.strip_prefix(OURS).is_some_and(|rest| rest.starts_with("KIND:")));
    let shown: &[&str] = if is_ours { &["RELATED", "X-THEMISIA-STATUS", "X-THEMISIA-ROLE"] } else { &[] };
    let mut hasher = blake3::Hasher::new();
    for line in text.lines() {
        let name = line.split([':', ';']).next().unwrap_or_default();
        if !["REV", "PRODID", "X-THEMISIA-REASON"].iter().any(|said| line.starts_with(said)) && !shown.contains(&name) {
            hasher.update(line.as_bytes()).update(b"\n");
        }
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

struct Reading<'a> {
    reader: &'a CardReader,
    draft: ContactDraft,
    /// Labels that Apple gives to the properties of a group.
    labels: HashMap<&'a str, String>,
    full_name: String,
    nickname: String,
    region: bool,
    ours: bool,
    shows_company: bool,
    remarks: Vec<Remark>,
    notes: String,
    /// Of a card of ours.
    unknown_qualities: Vec<String>,
}

impl<'a> Reading<'a> {
    fn new(reader: &'a CardReader, card: &'a VCard) -> Self {
        let labels = card
            .entries
            .iter()
            .filter(|entry| entry.name.as_str().eq_ignore_ascii_case("X-ABLABEL"))
            .filter_map(|entry| Some((entry.group.as_deref()?, label::of_value(&text(entry)))))
            .collect();
        let ours = card.entries.iter().any(|entry| entry.name.as_str() == format!("{OURS}KIND"));
        Reading {
            reader,
            draft: ContactDraft::new(ContactKind::NaturalPerson),
            labels,
            full_name: String::new(),
            nickname: String::new(),
            region: false,
            ours,
            shows_company: false,
            remarks: Vec::new(),
            notes: String::new(),
            unknown_qualities: Vec::new(),
        }
    }

    fn entry(&mut self, entry: &'a VCardEntry) {
        let value = text(entry);
        if value.trim().is_empty() && !matches!(entry.name, VCardProperty::N | VCardProperty::Adr | VCardProperty::Org)
        {
            return;
        }
        match &entry.name {
            VCardProperty::Fn => self.full_name = value.trim().to_owned(),
            VCardProperty::N => self.name(entry),
            VCardProperty::Nickname => self.nickname = value,
            VCardProperty::Org => self.organisation(entry),
            VCardProperty::Title | VCardProperty::Role if self.draft.profession.is_empty() => {
                self.draft.profession = value
            }
            VCardProperty::Title | VCardProperty::Role => self.note("Fonction", &value),
            VCardProperty::Bday => self.draft.birth_date = self.date(ImportField::BirthDate, "Naissance", &value),
            VCardProperty::Deathdate => self.draft.death_date = self.date(ImportField::DeathDate, "Décès", &value),
            VCardProperty::Birthplace => self.draft.birth_place = value,
            VCardProperty::Email => self.email(entry, &value),
            VCardProperty::Tel => self.phone(entry, &value),
            VCardProperty::Adr => self.address(entry),
            VCardProperty::Note => push_lines(&mut self.draft.notes, &value),
            VCardProperty::Categories => {
                let names: Vec<String> = entry.values.iter().map(text_of_value).collect();
                let names = names.iter().map(String::as_str).filter(|name| fold(name) != "mycontacts");
                let mut unknown = Vec::new();
                own::set_qualities(&mut self.draft, names, &self.reader.qualities, &mut unknown);
                if self.ours {
                    self.unknown_qualities.extend(unknown);
                } else {
                    unknown.iter().for_each(|name| note(&mut self.draft.notes, "Qualité", name));
                }
            }
            VCardProperty::Uid => self.uid(&value),
            VCardProperty::Url => self.note("Site", &value),
            VCardProperty::Impp => self.note("Messagerie instantanée", &value),
            VCardProperty::Anniversary => self.note("Anniversaire (mariage)", &value),
            VCardProperty::Related if !self.ours && !value.starts_with("urn:") => self.note("Lié à", &value),
            VCardProperty::Other(name) => self.other(entry, &name.to_uppercase(), &value),
            _ => {}
        }
    }

    fn note(&mut self, what: &str, value: &str) {
        note(&mut self.notes, what, value.trim());
    }

    fn name(&mut self, entry: &VCardEntry) {
        let part = |at: usize| entry.values.get(at).map(text_of_value).unwrap_or_default().trim().to_owned();
        let (family, given, more, prefix, suffix) = (part(0), part(1), part(2), part(3), part(4));
        if family.is_empty() && given.is_empty() && more.is_empty() {
            return;
        }
        self.draft.birth_name = family;
        self.draft.first_names =
            [given, more].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        self.draft.civility = if self.ours { prefix } else { civility(&prefix).to_owned() };
        if !suffix.is_empty() {
            self.note("Suffixe", &suffix);
        }
    }

    fn organisation(&mut self, entry: &VCardEntry) {
        let mut parts = entry.values.iter().map(text_of_value).filter(|part| !part.trim().is_empty());
        self.draft.organisation_name = parts.next().unwrap_or_default();
        for unit in parts {
            self.note("Service", &unit);
        }
    }

    /// A date without its year is no birth date: it stays in the notes.
    fn date(&mut self, field: ImportField, what: &str, value: &str) -> Option<String> {
        let day = value.trim().split(['T', ' ']).next().unwrap_or_default();
        if day.starts_with("--") || day.starts_with("1604") {
            let digits: String = day.trim_start_matches("1604").chars().filter(char::is_ascii_digit).collect();
            let shown = digits.get(..4).map_or(value.to_owned(), |digits| format!("{}/{}", &digits[2..], &digits[..2]));
            self.note(what, &shown);
            return None;
        }
        if self.ours {
            // As the base had it, be it to come.
            return NaiveDate::parse_from_str(day, "%Y%m%d").ok().map(|day| day.format("%Y-%m-%d").to_string());
        }
        match date(day, self.reader.today) {
            Date::None => None,
            Date::Day(day) => Some(day.format("%Y-%m-%d").to_string()),
            Date::Impossible => {
                self.note(what, value);
                self.remarks.push(Remark { field, value: value.to_owned(), reason: IMPOSSIBLE.to_owned() });
                None
            }
        }
    }

    fn email(&mut self, entry: &VCardEntry, value: &str) {
        let address = value.trim().trim_start_matches("mailto:").to_owned();
        let known = self.draft.emails.iter().any(|known| known.address == address);
        if self.ours || !known {
            let label = self.label(entry);
            self.draft.emails.push(EmailDraft { address, label, ..EmailDraft::default() });
        }
    }

    fn phone(&mut self, entry: &VCardEntry, value: &str) {
        let number = value.trim().trim_start_matches("tel:");
        // « +33-1-44;ext=12 »
        let number = if self.ours { number.to_owned() } else { identifier::phone(&number.replace(";ext=", " poste ")) };
        let known = self.draft.phones.iter().any(|known| known.number == number);
        if self.ours || !known {
            let label = self.label(entry);
            self.draft.phones.push(PhoneDraft { number, label, id: None });
        }
    }

    fn address(&mut self, entry: &VCardEntry) {
        let part = |at: usize| entry.values.get(at).map(text_of_value).unwrap_or_default().trim().to_owned();
        let lines: Vec<String> = [part(0), part(1), part(2)].into_iter().filter(|line| !line.is_empty()).collect();
        let (town, region, postal_code) = (part(3), part(4), part(5));
        let country = if self.ours { part(6) } else { country(&part(6)).to_owned() };
        let label = self.label(entry);
        let mut address = AddressDraft { label, street: lines.join("\n"), postal_code, town, country, id: None };
        if address.street.is_empty() && address.town.is_empty() && address.postal_code.is_empty() {
            // Some programs write the whole address as it stands on an envelope.
            address.street = parameter(entry, &VCardParameterName::Label).unwrap_or_default();
        }
        if !region.is_empty() && !self.region {
            self.region = true;
            self.note("Région", &region);
        }
        self.draft.addresses.push(address);
    }

    /// What Apple's label says, or the types that every program knows.
    fn label(&self, entry: &VCardEntry) -> String {
        if let Some(label) = entry.group.as_deref().and_then(|group| self.labels.get(group)) {
            return label.clone();
        }
        if self.ours {
            return String::new();
        }
        let types: Vec<String> = entry
            .params
            .iter()
            .filter(|param| param.name == VCardParameterName::Type)
            .filter_map(|param| param.value.as_text().map(str::to_uppercase))
            .collect();
        let named = TYPES.iter().find(|(name, _)| types.iter().any(|known| known == name));
        named.map(|(_, label)| (*label).to_owned()).unwrap_or_default()
    }

    fn uid(&mut self, value: &str) {
        let value = value.trim();
        if self.ours {
            self.draft.id = value.strip_prefix("urn:uuid:").and_then(|id| Uuid::try_parse(id).ok()).map(Into::into);
        } else {
            value.clone_into(&mut self.draft.external_ref);
        }
    }

    fn other(&mut self, entry: &VCardEntry, name: &str, value: &str) {
        if let Some(field) = name.strip_prefix(OURS) {
            return self.field(&field.to_lowercase().replace('-', "_"), value);
        }
        match name {
            "X-ABSHOWAS" => self.shows_company = value.eq_ignore_ascii_case("COMPANY"),
            "LABEL" if self.draft.addresses.is_empty() => {
                let label = self.label(entry);
                self.draft.addresses.push(AddressDraft { label, street: value.to_owned(), ..AddressDraft::default() });
            }
            "X-ABRELATEDNAMES" => {
                let label = self.label(entry);
                self.note(if label.is_empty() { "Lié à" } else { &label }, value);
            }
            "X-MS-SPOUSE" | "X-SPOUSE" | "X-EVOLUTION-SPOUSE" => self.note("Conjoint", value),
            "X-MS-ASSISTANT" | "X-ASSISTANT" | "X-EVOLUTION-ASSISTANT" => self.note("Assistant", value),
            "X-MS-MANAGER" | "X-MANAGER" | "X-EVOLUTION-MANAGER" => self.note("Responsable", value),
            "X-SKYPE" | "X-SKYPE-USERNAME" => self.note("Skype", value),
            _ => {}
        }
    }

    /// A property of our own exports.
    fn field(&mut self, field: &str, value: &str) {
        match field {
            "kind" => {
                if let Some(kind) = ContactKind::ALL.iter().find(|kind| kind.as_str() == value) {
                    self.draft.kind = *kind;
                }
            }
            "referred_by" => self.note("Apporteur", value),
            "former_name" => self.draft.former_names.push(FormerNameDraft { id: None, name: value.to_owned() }),
            "iban" => {
                let mut parts = value.split('\n').map(str::to_owned);
                let mut next = || parts.next().unwrap_or_default();
                self.draft.ibans.push(IbanDraft { iban: next(), bic: next(), label: next(), ..IbanDraft::default() });
            }
            "share_capital_cents" => self.draft.share_capital_cents = value.parse().ok(),
            "share_capital_variable" => self.draft.share_capital_variable = value == "1",
            "foreign_identifiers" => self.draft.foreign_identifiers = value.lines().map(str::to_owned).collect(),
            // The name that N gave is this one; the birth name follows.
            "usage_name" => {
                if self.draft.kind == ContactKind::NaturalPerson {
                    self.draft.birth_name.clear();
                }
                value.clone_into(&mut self.draft.usage_name);
            }
            field if DATE_FIELDS.contains(&field) => {
                if let Some(date) = self.draft.date_mut(field) {
                    *date = Some(value.to_owned());
                }
            }
            field if TEXT_FIELDS.contains(&field) || MULTILINE_FIELDS.contains(&field) => {
                if let Some(text) = self.draft.text_mut(field) {
                    value.clone_into(text);
                }
            }
            _ => {}
        }
    }

    fn finish(mut self, kind: &str) -> (Outcome, Vec<Remark>) {
        if !self.ours {
            self.give_a_kind(kind);
        }
        let notes = std::mem::take(&mut self.notes);
        push_lines(&mut self.draft.notes, &notes);
        keep::checked(self.draft, self.remarks)
    }

    fn give_a_kind(&mut self, kind: &str) {
        let draft = &mut self.draft;
        let has_person = !draft.birth_name.is_empty() || !draft.first_names.is_empty();
        let organisation = draft.organisation_name.trim().to_owned();
        let is_same = draft.first_names.is_empty() && fold(&draft.birth_name) == fold(&organisation);
        let is_organisation = kind == "org"
            || self.shows_company
            || (!organisation.is_empty() && (!has_person || is_same))
            || (!has_person && names_an_organisation(&self.full_name))
            || (has_person
                && organisation.is_empty()
                && [&draft.first_names, &draft.civility].iter().all(|part| part.is_empty())
                && names_an_organisation(&draft.birth_name));
        if is_organisation {
            if organisation.is_empty() {
                let person = format!("{} {}", draft.first_names, draft.birth_name);
                let name = if self.full_name.is_empty() { person.trim() } else { &self.full_name };
                name.clone_into(&mut draft.organisation_name);
            } else if has_person && !is_same && fold(&self.full_name) != fold(&organisation) {
                let person = format!("{} {}", draft.first_names, draft.birth_name);
                note(&mut self.notes, "Personne à contacter", person.trim());
            }
            draft.kind =
                if names_a_court(&draft.organisation_name) { ContactKind::Court } else { ContactKind::LegalPerson };
            for name in [&mut draft.birth_name, &mut draft.first_names, &mut draft.civility] {
                name.clear();
            }
            let role = std::mem::take(&mut draft.profession);
            if !role.is_empty() {
                note(&mut self.notes, "Fonction", &role);
            }
            return;
        }
        if draft.civility.is_empty()
            && let Some((civility, _)) = take_civility(&self.full_name)
        {
            draft.civility = civility;
        }
        if !has_person {
            let name = if self.full_name.is_empty() { &self.nickname } else { &self.full_name };
            let read = read_full_name(name, NameOrder::Untold);
            (draft.birth_name, draft.usage_name, draft.first_names) =
                (read.birth_name, read.usage_name, read.first_names);
        } else if !self.nickname.is_empty() {
            note(&mut self.notes, "Surnom", &self.nickname);
        }
        if !organisation.is_empty() {
            draft.organisation_name.clear();
            note(&mut self.notes, "Société", &organisation);
        }
    }
}

/// The first that a property has is what it is called.
const TYPES: &[(&str, &str)] = &[
    ("FAX", "Télécopie"),
    ("CELL", "Mobile"),
    ("MAIN-NUMBER", "Standard"),
    ("MAIN", "Standard"),
    ("WORK", "Bureau"),
    ("HOME", "Domicile"),
];

/// « _$!<Work>!$_ » is a label of the program, other words are the person's.
fn parameter(entry: &VCardEntry, name: &VCardParameterName) -> Option<String> {
    entry.params.iter().find(|param| param.name == *name).and_then(|param| param.value.as_text().map(unix_lines))
}

fn text_of(card: &VCard, property: &VCardProperty) -> String {
    card.property(property).map(text).unwrap_or_default()
}

fn text(entry: &VCardEntry) -> String {
    entry.values.first().map(text_of_value).unwrap_or_default()
}

fn text_of_value(value: &VCardValue) -> String {
    match value {
        // « Marie,Claire »: several names in one part.
        VCardValue::Component(parts) => parts.join(" "),
        VCardValue::Binary(_) => String::new(),
        value => unix_lines(value.as_text().unwrap_or_default()),
    }
}

fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn push_lines(notes: &mut String, more: &str) {
    if !notes.is_empty() && !more.is_empty() {
        notes.push('\n');
    }
    notes.push_str(more);
}
