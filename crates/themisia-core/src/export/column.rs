//! The columns of our own files, the same for CSV, XLSX and the empty template: adding a field to them is a line here.

use std::collections::HashMap;

use rusqlite::Connection;

use super::relation::LinkTold;
use crate::contact::{ContactDraft, ContactKind, ContactStatus, identifier};
use crate::error::Result;
use crate::ids::QualityId;
use crate::import::mapping::{ImportField, READ_ONLY};

/// What a cell holds, before a format writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    /// ISO 8601.
    Date(String),
    /// Money, in hundredths.
    Hundredths(i64),
}

/// A column of a file: a field, and which one of a contact's several.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub field: ImportField,
    pub header: String,
    /// 0 for the first.
    pub at: usize,
    /// In characters.
    pub width: u16,
}

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    /// Also when nobody has it.
    Always,
    /// When some contact has it.
    WhenUsed,
}
use ImportField as F;
use Shown::{Always, WhenUsed};

type Single = (ImportField, &'static str, u16, Shown);

#[rustfmt::skip]
const SINGLE: &[Single] = &[
    (F::ExternalRef, "Référence", 12, Always),
    (F::Kind, "Type", 18, Always),
    (F::Status, "Statut", 14, Always),
    (F::Civility, "Civilité", 8, Always),
    (F::FirstNames, "Prénoms", 20, Always),
    (F::BirthName, "Nom de naissance", 22, Always),
    (F::UsageName, "Nom d’usage", 22, Always),
    (F::OrganisationName, "Raison sociale", 32, Always),
    (F::Acronym, "Sigle", 10, WhenUsed),
    (F::TradeName, "Enseigne", 20, WhenUsed),
    (F::LegalForm, "Forme juridique", 14, Always),
    (F::CourtType, "Type de juridiction", 22, WhenUsed),
    (F::BirthDate, "Date de naissance", 16, Always),
    (F::BirthPlace, "Lieu de naissance", 20, WhenUsed),
    (F::DeathDate, "Date de décès", 14, WhenUsed),
    (F::Nationality, "Nationalité", 14, WhenUsed),
    (F::Profession, "Profession", 20, WhenUsed),
    (F::FamilySituation, "Situation familiale", 18, WhenUsed),
    (F::MatrimonialRegime, "Régime matrimonial", 24, WhenUsed),
    (F::IdentityType, "Pièce d’identité", 16, WhenUsed),
    (F::IdentityNumber, "N° de pièce", 16, WhenUsed),
    (F::IdentityAuthority, "Délivrée par", 20, WhenUsed),
    (F::IdentityCountry, "Pays de délivrance", 16, WhenUsed),
    (F::IdentityIssuedOn, "Délivrée le", 12, WhenUsed),
    (F::IdentityExpiresOn, "Expire le", 12, WhenUsed),
    (F::Siren, "SIREN", 11, Always),
    (F::Siret, "SIRET", 16, Always),
    (F::VatNumber, "N° TVA", 16, Always),
    (F::RcsTown, "RCS (ville)", 16, WhenUsed),
    (F::RcsLetter, "RCS (lettre)", 10, WhenUsed),
    (F::NafCode, "Code NAF", 9, WhenUsed),
    (F::NafNomenclature, "Nomenclature NAF", 16, WhenUsed),
    (F::ShareCapitalCents, "Capital social", 14, WhenUsed),
    (F::ShareCapitalCurrency, "Devise du capital", 10, WhenUsed),
    (F::ShareCapitalVariable, "Capital variable", 10, WhenUsed),
    (F::Chambers, "Chambres", 24, WhenUsed),
    (F::ClerkPhone, "Greffe (téléphone)", 16, WhenUsed),
    (F::ClerkEmail, "Greffe (e-mail)", 24, WhenUsed),
    (F::ClerkHours, "Greffe (horaires)", 20, WhenUsed),
    (F::RpvaIdentifier, "Identifiant RPVA", 16, WhenUsed),
    (F::ArbitrationInstitution, "Institution d’arbitrage", 20, WhenUsed),
    (F::ArbitrationRules, "Règlement d’arbitrage", 20, WhenUsed),
    (F::ArbitrationSeat, "Siège de l’arbitrage", 16, WhenUsed),
    (F::Origin, "Origine", 16, WhenUsed),
    (F::ReferredBy, "Apporteur", 22, WhenUsed),
    (F::Quality, "Qualités", 20, Always),
    (F::Notes, "Notes", 40, Always),
];

/// What a contact may have several of; a label stands before what it names. The number follows the word of a header.
#[rustfmt::skip]
const REPEATED: &[&[(ImportField, &str, &str, u16)]] = &[
    &[(F::FormerName, "Ancien nom", "", 20)],
    &[(F::EmailLabel, "E-mail", " (libellé)", 12), (F::Email, "E-mail", "", 28)],
    &[(F::PhoneLabel, "Téléphone", " (libellé)", 12), (F::Phone, "Téléphone", "", 18)],
    &[
        (F::AddressLabel, "Adresse", " (libellé)", 12), (F::Street, "Adresse", "", 30), (F::PostalCode, "CP", "", 8),
        (F::Town, "Ville", "", 20), (F::Country, "Pays", "", 12),
    ],
    &[(F::IbanLabel, "IBAN", " (libellé)", 12), (F::Iban, "IBAN", "", 34), (F::Bic, "BIC", "", 13)],
];

#[rustfmt::skip]
const LAST: &[Single] = &[
    (F::Links, "Liens", 40, WhenUsed),
    (F::Roles, "Rôles", 40, WhenUsed),
    (F::ToCheck, "À vérifier", 16, WhenUsed),
    (F::ForeignIdentifiers, "Identifiants étrangers", 16, WhenUsed),
    (F::Id, "Identifiant Themisia", 38, Always),
];

/// The columns that the contacts of this base need: several e-mails as many times as the contact that has most.
pub fn of_base(conn: &Connection) -> Result<Vec<Column>> {
    let tables = ["contact_former_name", "contact_email", "contact_phone", "contact_address", "contact_iban"];
    let mut counts = Vec::new();
    for table in tables {
        let sql = format!("select coalesce(max(n), 0) from (select count(*) as n from {table} group by contact)");
        let most: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        // One of each stands in every file, but for those that few contacts have.
        let least = usize::from(!["contact_former_name", "contact_iban"].contains(&table));
        counts.push(usize::try_from(most).unwrap_or(0).max(least));
    }
    let rare: Vec<ImportField> =
        SINGLE.iter().chain(LAST).filter(|(.., shown)| *shown == WhenUsed).map(|(field, ..)| *field).collect();
    let tests: Vec<String> = rare
        .iter()
        .map(|field| match field {
            F::Links => "exists (select 1 from contact_link)".to_owned(),
            F::Roles => "exists (select 1 from contact_role)".to_owned(),
            F::ShareCapitalCents => "coalesce(max(share_capital_cents is not null), 0)".to_owned(),
            field => format!("coalesce(max(coalesce({0}, '') <> '' and {0} <> 0), 0)", field.as_str()),
        })
        .collect();
    let used: Vec<bool> = conn.query_row(&format!("select {} from contact", tests.join(", ")), [], |row| {
        (0..rare.len()).map(|at| row.get(at)).collect()
    })?;
    Ok(layout(&counts, |field| rare.iter().zip(&used).any(|(rare, used)| *rare == field && *used)))
}

/// The columns of the empty template: every field that a person fills in, two of what a contact has several of.
pub fn of_template() -> Vec<Column> {
    let mut columns = layout(&[1, 2, 2, 2, 1], |field| ![F::ToCheck, F::ForeignIdentifiers].contains(&field));
    columns.retain(|column| column.field != F::Id && !READ_ONLY.contains(&column.field));
    columns
}

fn layout(counts: &[usize], is_used: impl Fn(ImportField) -> bool) -> Vec<Column> {
    let single = |list: &[Single]| -> Vec<Column> {
        let kept = list.iter().filter(|(field, .., shown)| *shown == Always || is_used(*field));
        kept.map(|(field, header, width, _)| Column {
            field: *field,
            header: (*header).to_owned(),
            at: 0,
            width: *width,
        })
        .collect()
    };
    let mut columns = single(SINGLE);
    for (group, count) in REPEATED.iter().zip(counts) {
        for at in 0..*count {
            columns.extend(group.iter().map(|(field, word, end, width)| {
                let number = if at == 0 { String::new() } else { format!(" {}", at + 1) };
                Column { field: *field, header: format!("{word}{number}{end}"), at, width: *width }
            }));
        }
    }
    columns.extend(single(LAST));
    columns
}

/// What a header of ours holds, and which one of several.
pub fn of_header(header: &str) -> Option<(ImportField, usize)> {
    if let Some((field, ..)) = SINGLE.iter().chain(LAST).find(|(_, known, ..)| *known == header) {
        return Some((*field, 0));
    }
    REPEATED.iter().flat_map(|group| group.iter()).find_map(|(field, word, end, _)| {
        let number = header.strip_prefix(word)?.strip_suffix(end)?;
        let at = if number.is_empty() { 1 } else { number.strip_prefix(' ')?.parse::<usize>().ok()? };
        (1..=500).contains(&at).then(|| (*field, at - 1))
    })
}

/// A file of ours, or what a person made of one in a spreadsheet: its rows bear our ids.
pub fn is_own(headers: &[String]) -> bool {
    headers.iter().filter(|header| of_header(header).is_some_and(|(field, _)| field == F::Id)).count() == 1
}

/// How a field is called: in our files, and where a person chooses what a column becomes.
pub fn label(field: ImportField) -> Option<&'static str> {
    let single = SINGLE.iter().chain(LAST).find(|(of, ..)| *of == field).map(|(_, header, ..)| *header);
    let mut repeated = REPEATED.iter().flat_map(|group| group.iter());
    single.or_else(|| repeated.find(|(of, ..)| *of == field).map(|(_, word, ..)| *word))
}

/// What a file says of a contact beside its draft.
pub struct Beside<'a> {
    pub qualities: &'a HashMap<QualityId, String>,
    pub referred_by: &'a str,
    pub status: ContactStatus,
    pub links: &'a [LinkTold],
    pub roles: &'a [String],
}

/// What a column holds of a contact.
pub fn cell(draft: &mut ContactDraft, column: &Column, beside: &Beside) -> Cell {
    let at = column.at;
    let text = |text: Option<&String>| Cell::Text(text.cloned().unwrap_or_default());
    let labels = |fields: &[String]| {
        let known = |field: &String| ImportField::ALL.iter().find(|known| known.as_str() == field);
        let names: Vec<&str> = fields.iter().filter_map(known).filter_map(|field| label(*field)).collect();
        Cell::Text(names.join(", "))
    };
    let readable = |number: &str| Cell::Text(identifier::readable_phone(number));
    match column.field {
        F::Kind => Cell::Text(kind_name(draft.kind).to_owned()),
        F::Status => Cell::Text(beside.status.french().to_owned()),
        F::Links => Cell::Text(beside.links.iter().map(|link| link.text.as_str()).collect::<Vec<_>>().join(" ; ")),
        F::Roles => Cell::Text(beside.roles.join(" ; ")),
        F::Quality => {
            let names = draft.qualities.iter().filter_map(|id| beside.qualities.get(id)).map(String::as_str);
            Cell::Text(names.collect::<Vec<_>>().join("; "))
        }
        F::ReferredBy => Cell::Text(beside.referred_by.to_owned()),
        F::ShareCapitalCents => draft.share_capital_cents.map_or_else(|| Cell::Text(String::new()), Cell::Hundredths),
        F::ShareCapitalVariable => Cell::Text(if draft.share_capital_variable { "oui" } else { "" }.to_owned()),
        F::ToCheck => labels(&draft.to_check),
        F::ForeignIdentifiers => labels(&draft.foreign_identifiers),
        F::Id => Cell::Text(draft.id.map(|id| id.0.to_string()).unwrap_or_default()),
        F::FormerName => text(draft.former_names.get(at).map(|former| &former.name)),
        F::EmailLabel => text(draft.emails.get(at).map(|email| &email.label)),
        F::Email => text(draft.emails.get(at).map(|email| &email.address)),
        F::PhoneLabel => text(draft.phones.get(at).map(|phone| &phone.label)),
        F::Phone => readable(draft.phones.get(at).map_or("", |phone| &phone.number)),
        F::ClerkPhone => readable(&draft.clerk_phone),
        F::AddressLabel => text(draft.addresses.get(at).map(|address| &address.label)),
        F::Street => text(draft.addresses.get(at).map(|address| &address.street)),
        F::PostalCode => text(draft.addresses.get(at).map(|address| &address.postal_code)),
        F::Town => text(draft.addresses.get(at).map(|address| &address.town)),
        F::Country => text(draft.addresses.get(at).map(|address| &address.country)),
        F::IbanLabel => text(draft.ibans.get(at).map(|iban| &iban.label)),
        F::Iban => text(draft.ibans.get(at).map(|iban| &iban.iban)),
        F::Bic => text(draft.ibans.get(at).map(|iban| &iban.bic)),
        field => {
            if let Some(date) = draft.date_mut(field.as_str()) {
                return date.clone().map_or_else(|| Cell::Text(String::new()), Cell::Date);
            }
            text(draft.text_mut(field.as_str()).map(|text| &*text))
        }
    }
}

impl Cell {
    /// As a person in France reads it.
    pub fn to_french(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Date(iso) => match iso.split('-').collect::<Vec<_>>()[..] {
                [year, month, day] => format!("{day}/{month}/{year}"),
                _ => iso.clone(),
            },
            Cell::Hundredths(amount) => format!("{},{:02}", amount / 100, amount % 100),
        }
    }
}

pub fn kind_name(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::NaturalPerson => "Personne physique",
        ContactKind::LegalPerson => "Personne morale",
        ContactKind::Court => "Juridiction",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::draft::{DATE_FIELDS, MULTILINE_FIELDS, TEXT_FIELDS};

    #[test]
    fn every_field_of_a_draft_has_its_column() {
        let columns = of_template();
        for field in TEXT_FIELDS.iter().chain(MULTILINE_FIELDS).chain(DATE_FIELDS) {
            assert!(columns.iter().any(|column| column.field.as_str() == *field), "{field} has no column");
        }
    }

    #[test]
    fn headers_are_known_again() {
        for column in of_template() {
            assert_eq!(of_header(&column.header), Some((column.field, column.at)), "{}", column.header);
        }
        for (header, field) in [("Statut", F::Status), ("Liens", F::Links), ("Rôles", F::Roles)] {
            assert_eq!(of_header(header), Some((field, 0)));
        }
        assert_eq!(of_header("E-mail 12 (libellé)"), Some((F::EmailLabel, 11)));
        assert_eq!(of_header("E-mail 0"), None);
        assert_eq!(of_header("Adresse de messagerie"), None);
    }
}
