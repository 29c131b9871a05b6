//! A row of a file as a contact. What is wrong is kept: flagged « à vérifier » where the field allows it, in the notes otherwise.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::date::{Date, date};
use super::mapping::{ImportField, READ_ONLY};
use super::own::OwnColumns;
use super::words::{both, civility, country, is_fax, is_of_a_person, kind_of, order_of, place_of};
use super::{cells, keep, label, mend};
use crate::contact::name::{fold, is_legal_form, names_a_court, names_an_organisation, read_full_name};
use crate::contact::{
    AddressDraft, ContactDraft, ContactKind, EmailDraft, FormerNameDraft, IbanDraft, PhoneDraft, identifier,
};
use crate::duplicate::lexicon;
use crate::ids::QualityId;

/// The cells of a row as its file has them.
#[derive(Debug, Default)]
pub struct Cells {
    pub texts: Vec<String>,
    /// The first cell with a quote that is closed nowhere: it was read as a sign like any other.
    pub unclosed: Option<usize>,
}

/// A row read: the contact, and what a person should look at.
#[derive(Debug, Clone)]
pub struct ReadRow {
    /// As a spreadsheet counts: the headers are row 1.
    pub row: u32,
    pub outcome: Outcome,
    pub remarks: Vec<Remark>,
    /// Of the mapped cells: the same row again has the same.
    pub hash: String,
    /// Of an export of ours: qualities that this base does not have yet.
    pub qualities: Vec<String>,
    /// The cells of a row that was rejected, to be mended.
    pub rejected: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
pub enum Outcome {
    Contact(Box<ContactDraft>),
    /// No cell holds anything.
    Empty,
    Rejected,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    pub field: ImportField,
    pub value: String,
    pub reason: String,
}

/// What reading needs to know: the columns, the qualities of the firm by folded name, and today (a two-digit year is past).
pub struct RowReader {
    pub headers: Vec<String>,
    pub mapping: Vec<ImportField>,
    pub qualities: HashMap<String, QualityId>,
    pub today: NaiveDate,
    /// A CSV that we wrote: cells that begin like a formula bear an apostrophe.
    pub has_apostrophes: bool,
    /// The file is one of our own exports, and its columns are what they were.
    pub own: Option<OwnColumns>,
    /// Dates are written as in America.
    pub month_first: bool,
}

impl RowReader {
    pub fn read(&self, row: u32, cells: Cells) -> ReadRow {
        let mended = cells.unclosed.map(|at| self.told_unclosed(at, &cells.texts));
        let mut read = self.read_texts(row, cells.texts);
        if !matches!(read.outcome, Outcome::Empty) {
            read.remarks.splice(..0, mended);
        }
        read
    }

    /// So that a person looks whether the row is what its writer meant.
    fn told_unclosed(&self, at: usize, texts: &[String]) -> Remark {
        // What stands past the headers was joined to their last column.
        let at = at.min(self.mapping.len().saturating_sub(1));
        Remark {
            field: self.mapping.get(at).copied().unwrap_or(ImportField::Ignored),
            value: texts.get(at).cloned().unwrap_or_default(),
            reason: UNCLOSED.to_owned(),
        }
    }

    fn read_texts(&self, row: u32, mut cells: Vec<String>) -> ReadRow {
        if self.has_apostrophes {
            for cell in &mut cells {
                if let Some(formula) = cell.strip_prefix('\'').filter(|rest| crate::export::looks_like_formula(rest)) {
                    *cell = formula.to_owned();
                }
            }
        }
        let mut hasher = blake3::Hasher::new();
        let mut empty = true;
        for (cell, field) in cells.iter().zip(&self.mapping) {
            if *field != ImportField::Ignored && !READ_ONLY.contains(field) {
                let cell = cell.trim();
                empty &= cell.is_empty();
                hasher.update(field.as_str().as_bytes()).update(b"\0").update(cell.as_bytes()).update(b"\0");
            }
        }
        let hash = hasher.finalize().to_hex()[..32].to_owned();
        if empty {
            return ReadRow {
                row,
                outcome: Outcome::Empty,
                remarks: Vec::new(),
                hash,
                qualities: Vec::new(),
                rejected: None,
            };
        }
        if let Some(own) = &self.own {
            let read = own.read(&cells, &self.qualities);
            return ReadRow { qualities: read.qualities, ..ReadRow::of(row, read.outcome, read.remarks, hash, cells) };
        }
        mend::lost_zeros(&self.mapping, &mut cells);
        let mut reading = Reading::new(self);
        for (at, (cell, field)) in cells.iter().zip(&self.mapping).enumerate() {
            let cell = cell.trim();
            if cell.is_empty() || cells::says_nothing(cell, NAMED.contains(field)) {
                reading.nothing(*field);
            } else {
                reading.cell(*field, &self.headers[at], cell);
            }
        }
        let (outcome, remarks) = reading.finish();
        ReadRow::of(row, outcome, remarks, hash, cells)
    }
}

impl ReadRow {
    fn of(row: u32, outcome: Outcome, remarks: Vec<Remark>, hash: String, cells: Vec<String>) -> ReadRow {
        let rejected = matches!(outcome, Outcome::Rejected).then_some(cells);
        ReadRow { row, outcome, remarks, hash, qualities: Vec::new(), rejected }
    }
}

const UNCLOSED: &str = "Guillemet non fermé : il a été lu comme un signe ordinaire. Vérifiez que cette ligne est bien telle que dans le fichier.";

const NAMES: &[ImportField] = &[ImportField::BirthName, ImportField::FirstNames];
/// What may be called like a word for nothing.
const NAMED: &[ImportField] = &[
    ImportField::BirthName,
    ImportField::UsageName,
    ImportField::FullName,
    ImportField::OrganisationName,
    ImportField::TradeName,
    ImportField::Town,
    ImportField::Notes,
];

struct Reading<'a> {
    reader: &'a RowReader,
    draft: ContactDraft,
    kind: Option<ContactKind>,
    middle_names: String,
    /// Of a file that also has its parts: it serves where they are empty.
    full_name: String,
    full_name_header: String,
    address: AddressDraft,
    /// What a header calls the present address.
    place: &'static str,
    /// Whom a cell of e-mails names, told when it is somebody else.
    addressees: Vec<(usize, String)>,
    /// What the column before calls the next e-mail, phone or account.
    label: String,
    notes: Vec<String>,
    remarks: Vec<Remark>,
}

impl<'a> Reading<'a> {
    fn new(reader: &'a RowReader) -> Self {
        Reading {
            reader,
            draft: ContactDraft::new(ContactKind::NaturalPerson),
            kind: None,
            middle_names: String::new(),
            full_name: String::new(),
            full_name_header: String::new(),
            address: AddressDraft::default(),
            place: "",
            addressees: Vec::new(),
            label: String::new(),
            notes: Vec::new(),
            remarks: Vec::new(),
        }
    }

    fn remark(&mut self, field: ImportField, value: &str, reason: impl Into<String>) {
        self.remarks.push(Remark { field, value: value.to_owned(), reason: reason.into() });
    }

    fn note(&mut self, header: &str, value: &str) {
        self.notes.push(format!("{header} : {value}"));
    }

    fn cell(&mut self, field: ImportField, header: &str, cell: &str) {
        match field {
            // Google's old files say so what the next e-mail is; Outlook's, how it is sent.
            ImportField::Ignored => {
                if header.starts_with("E-mail ") && header.ends_with(" - Type") {
                    self.label = label::of_value(cell);
                }
            }
            ImportField::ExternalRef => set(&mut self.draft.external_ref, cell),
            ImportField::Kind => match kind_of(cell) {
                Some(kind) => self.kind = Some(kind),
                None => self.form(header, cell),
            },
            ImportField::Civility => set(&mut self.draft.civility, civility(cell)),
            ImportField::FirstNames => set(&mut self.draft.first_names, cell),
            ImportField::MiddleNames => set(&mut self.middle_names, cell),
            ImportField::BirthName => set(&mut self.draft.birth_name, cell),
            ImportField::UsageName => set(&mut self.draft.usage_name, cell),
            ImportField::FullName if self.reader.mapping.iter().any(|field| NAMES.contains(field)) => {
                if self.full_name.is_empty() {
                    header.clone_into(&mut self.full_name_header);
                }
                set(&mut self.full_name, cell);
            }
            ImportField::FullName => self.full_name(header, cell),
            ImportField::OrganisationName => set(&mut self.draft.organisation_name, cell),
            ImportField::LegalForm => set(&mut self.draft.legal_form, cell),
            ImportField::BirthDate => self.birth_date(header, cell),
            ImportField::AddressLabel => {
                self.close_address();
                self.address.label = label::of_value(cell);
            }
            ImportField::EmailLabel | ImportField::PhoneLabel | ImportField::IbanLabel => {
                self.label = label::of_value(cell);
            }
            ImportField::StreetMore if self.address.street.is_empty() => set(&mut self.address.street, cell),
            ImportField::StreetMore => {
                self.address.street.push('\n');
                self.address.street.push_str(cell);
            }
            ImportField::Street => self.address_part(header, cell, |address| &mut address.street),
            ImportField::PostalCode => self.address_part(header, cell, |address| &mut address.postal_code),
            ImportField::Town => self.address_part(header, cell, |address| &mut address.town),
            ImportField::Country => self.address_part(header, country(cell), |address| &mut address.country),
            ImportField::Email => self.emails(cell, label::of_header(header)),
            ImportField::Phone if is_fax(header) => self.phones(cell, "Télécopie"),
            ImportField::Phone => self.phones(cell, label::of_header(header)),
            ImportField::Mobile => self.phones(cell, "Mobile"),
            ImportField::Notes if cells::is_no_date(cell) => {}
            ImportField::Notes if is_fax(header) && identifier::phone(cell).starts_with('+') => {
                self.phones(cell, "Télécopie");
            }
            ImportField::Quality => self.qualities(header, cell),
            // A column of notes is the notes; another one says which it was.
            ImportField::Notes if matches!(fold(header).as_str(), "notes" | "note" | "remarques" | "remarque") => {
                self.notes.push(cell.to_owned());
            }
            ImportField::Notes => self.note(header, cell),
            field => self.other(field, header, cell),
        }
    }

    /// The label of an empty cell names nothing.
    fn nothing(&mut self, field: ImportField) {
        match field {
            ImportField::Email | ImportField::Phone | ImportField::Mobile | ImportField::Iban => self.label.clear(),
            ImportField::AddressLabel => self.close_address(),
            _ => {}
        }
    }

    /// Fields that most files do not have.
    fn other(&mut self, field: ImportField, header: &str, cell: &str) {
        match field {
            ImportField::FormerName => {
                self.draft.former_names.push(FormerNameDraft { id: None, name: cell.to_owned() });
            }
            ImportField::Iban => {
                let label = std::mem::take(&mut self.label);
                self.draft.ibans.push(IbanDraft { iban: cell.to_owned(), label, ..IbanDraft::default() });
            }
            ImportField::Bic => match self.draft.ibans.last_mut() {
                Some(iban) => cell.clone_into(&mut iban.bic),
                None => self.note(header, cell),
            },
            ImportField::Rcs => match identifier::rcs(&format!("RCS {}", cell.replace("RCS", ""))) {
                Some(rcs) => {
                    self.draft.rcs_town = rcs.town;
                    self.draft.rcs_letter = rcs.letter;
                    if self.draft.siren.is_empty() {
                        self.draft.siren = rcs.siren;
                    }
                }
                None => self.note(header, cell),
            },
            ImportField::ShareCapitalCents => match mend::hundredths(cell) {
                Some(cents) => self.draft.share_capital_cents = Some(cents),
                None => self.note(header, cell),
            },
            ImportField::ShareCapitalVariable => {
                self.draft.share_capital_variable =
                    matches!(fold(cell).as_str(), "oui" | "x" | "1" | "vrai" | "variable");
            }
            ImportField::ReferredBy => self.note("Apporteur", cell),
            // Ours to give: a file of another program can't know them.
            ImportField::Id | ImportField::ToCheck | ImportField::ForeignIdentifiers => {}
            field if READ_ONLY.contains(&field) => {}
            field => {
                if let Some(known) = self.draft.date_mut(field.as_str()) {
                    // Documents expire in years to come.
                    let latest = self.reader.today + chrono::Days::new(50 * 365);
                    let cell = if self.reader.month_first { mend::day_first(cell) } else { cell.to_owned() };
                    match date(&cell, latest) {
                        Date::None => {}
                        Date::Day(day) => *known = Some(day.format("%Y-%m-%d").to_string()),
                        Date::Impossible => {
                            self.note(header, &cell);
                            self.remark(field, &cell, keep::IMPOSSIBLE);
                        }
                    }
                } else if let Some(known) = self.draft.text_mut(field.as_str()) {
                    set(known, cell);
                }
            }
        }
    }

    /// A type that is a legal form, « SARL », tells the kind too.
    fn form(&mut self, header: &str, cell: &str) {
        let folded = fold(cell);
        let is_form = lexicon::form_of(&folded) > 0;
        if is_form && !is_of_a_person(cell) {
            self.kind = Some(ContactKind::LegalPerson);
            set(&mut self.draft.legal_form, cell);
        } else {
            if is_legal_form(&folded) {
                self.kind = Some(ContactKind::LegalPerson);
            }
            self.note(header, cell);
        }
    }

    /// « DURAND Anne », « Anne Durand », « M. Jean Martin »; an organisation when it is named like one.
    fn full_name(&mut self, header: &str, cell: &str) {
        if names_an_organisation(cell) {
            return set(&mut self.draft.organisation_name, cell);
        }
        let read = read_full_name(cell, order_of(header));
        if self.draft.civility.is_empty() {
            self.draft.civility = read.civility;
        }
        set(&mut self.draft.birth_name, &read.birth_name);
        set(&mut self.draft.usage_name, &read.usage_name);
        set(&mut self.draft.first_names, &read.first_names);
    }

    fn birth_date(&mut self, header: &str, cell: &str) {
        let day = if self.reader.month_first { mend::day_first(cell) } else { cell.to_owned() };
        match date(&day, self.reader.today) {
            Date::None => {}
            Date::Day(day) => self.draft.birth_date = Some(day.format("%Y-%m-%d").to_string()),
            Date::Impossible => {
                self.note(header, cell);
                self.remark(
                    ImportField::BirthDate,
                    cell,
                    "Cette date n’est pas possible : elle est gardée dans les notes.",
                );
            }
        }
    }

    /// A part that the present address has already begins the next one, and so does a part of another place.
    fn address_part(&mut self, header: &str, cell: &str, part: impl Fn(&mut AddressDraft) -> &mut String) {
        let place = place_of(header);
        if !part(&mut self.address).is_empty() || place != self.place {
            self.close_address();
            self.place = place;
        }
        if self.address.label.is_empty() {
            place.clone_into(&mut self.address.label);
        }
        set(part(&mut self.address), cell);
    }

    fn close_address(&mut self) {
        let address = std::mem::take(&mut self.address);
        // « France » alone is where everybody lives, no address.
        if !(address.street.is_empty() && address.postal_code.is_empty() && address.town.is_empty()) {
            self.draft.addresses.push(address);
        }
    }

    fn emails(&mut self, cell: &str, label: &str) {
        let said = std::mem::take(&mut self.label);
        let label = if said.is_empty() { label } else { &said };
        for value in cells::emails(cell) {
            let address = identifier::email(&value.text).unwrap_or(value.text);
            if !self.draft.emails.iter().any(|known| known.address == address) {
                if !value.label.is_empty() {
                    self.addressees.push((self.draft.emails.len(), value.label));
                }
                self.draft.emails.push(EmailDraft { address, label: label.to_owned(), ..EmailDraft::default() });
            }
        }
    }

    fn phones(&mut self, cell: &str, label: &str) {
        let said = std::mem::take(&mut self.label);
        let label = if said.is_empty() { label } else { &said };
        for value in cells::phones(cell) {
            if !self.draft.phones.iter().any(|known| known.number == value.text) {
                let label = both(label, &value.label);
                self.draft.phones.push(PhoneDraft { number: value.text, label, id: None });
            }
        }
    }

    /// Qualities that the firm has; other categories stay in the notes.
    fn qualities(&mut self, header: &str, cell: &str) {
        for text in cell.split([';', ',', '\n']).map(|text| text.trim().trim_start_matches("* ").trim()) {
            if text.is_empty() || text == "*" || fold(text) == "mycontacts" || text.contains(":::") {
                continue;
            }
            match self.reader.qualities.get(&fold(text)) {
                Some(id) => self.draft.qualities.push(*id),
                None => self.note(header, text),
            }
        }
    }

    /// Whether the names of the row bear every word of a text.
    fn says(&self, text: &str) -> bool {
        let draft = &self.draft;
        let names = [
            &draft.civility,
            &draft.first_names,
            &self.middle_names,
            &draft.birth_name,
            &draft.usage_name,
            &draft.organisation_name,
        ];
        let said = names.map(|name| fold(name)).join(" ");
        fold(text).split(' ').all(|word| word.is_empty() || said.split(' ').any(|known| known == word))
    }

    /// « Tribunal judiciaire de Lyon » under « Nom », beside an empty « Prénom ».
    fn organisation_in_a_surname(&mut self) {
        let draft = &mut self.draft;
        let is_lone = draft.first_names.is_empty()
            && self.middle_names.is_empty()
            && draft.organisation_name.is_empty()
            && (draft.birth_name.is_empty() != draft.usage_name.is_empty());
        let has_form = !draft.legal_form.is_empty() && !is_of_a_person(&draft.legal_form);
        let is_registered = !(draft.siren.is_empty() && draft.siret.is_empty());
        let name = if draft.birth_name.is_empty() { &mut draft.usage_name } else { &mut draft.birth_name };
        let shows_a_person = !draft.civility.is_empty() || draft.birth_date.is_some();
        if is_lone
            && ((!shows_a_person && names_an_organisation(name)) || has_form || (is_registered && !shows_a_person))
        {
            draft.organisation_name = std::mem::take(name);
        }
    }

    fn finish(mut self) -> (Outcome, Vec<Remark>) {
        self.close_address();
        let full_name = std::mem::take(&mut self.full_name);
        let draft = &self.draft;
        if [&draft.birth_name, &draft.first_names, &draft.usage_name, &draft.organisation_name]
            .iter()
            .all(|n| n.is_empty())
        {
            let header = std::mem::take(&mut self.full_name_header);
            self.full_name(&header, &full_name);
        } else if !self.says(&full_name) {
            let header = std::mem::take(&mut self.full_name_header);
            self.note(&header, &full_name);
        }
        for (at, addressee) in std::mem::take(&mut self.addressees) {
            if !self.says(&addressee) {
                let label = both(&self.draft.emails[at].label, &addressee);
                self.draft.emails[at].label = label;
            }
        }
        if self.kind.is_none() {
            self.organisation_in_a_surname();
        }
        let has_person = !self.draft.birth_name.is_empty()
            || !self.draft.first_names.is_empty()
            || !self.draft.usage_name.is_empty();
        let has_organisation = !self.draft.organisation_name.is_empty();
        let kind = self.kind.unwrap_or_else(|| {
            if has_organisation && names_a_court(&self.draft.organisation_name) {
                ContactKind::Court
            } else if has_organisation && !has_person {
                ContactKind::LegalPerson
            } else {
                ContactKind::NaturalPerson
            }
        });
        self.draft.kind = kind;
        if kind == ContactKind::NaturalPerson {
            if !self.middle_names.is_empty() {
                self.draft.first_names = format!("{} {}", self.draft.first_names, self.middle_names).trim().to_owned();
            }
            // Who bears only one name was born with it, as far as a file of others tells.
            if self.draft.birth_name.is_empty() && self.reader.own.is_none() {
                self.draft.birth_name = std::mem::take(&mut self.draft.usage_name);
            }
            if has_organisation && !has_person {
                self.draft.birth_name = std::mem::take(&mut self.draft.organisation_name);
            } else if has_organisation {
                let organisation = std::mem::take(&mut self.draft.organisation_name);
                self.note("Société", &organisation);
            }
        } else {
            let person = [&self.draft.first_names, &self.draft.birth_name, &self.draft.usage_name]
                .into_iter()
                .filter(|name| !name.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" ");
            if !has_organisation {
                self.draft.organisation_name = person;
            } else if !person.is_empty() {
                self.note("Personne à contacter", &person);
            }
            for name in [&mut self.draft.first_names, &mut self.draft.birth_name, &mut self.draft.usage_name] {
                name.clear();
            }
        }
        self.draft.notes = self.notes.join("\n");
        keep::checked(self.draft, self.remarks)
    }
}

fn set(field: &mut String, cell: &str) {
    // Two columns for one field: the first that holds something wins, the other adds to it only when it says more.
    if field.is_empty() {
        cell.clone_into(field);
    } else {
        let known = fold(field);
        if !fold(cell).split(' ').all(|word| known.split(' ').any(|other| other == word)) {
            field.push(' ');
            field.push_str(cell);
        }
    }
}

#[cfg(test)]
mod tests;
