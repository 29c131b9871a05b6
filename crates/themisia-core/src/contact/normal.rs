//! A draft in the one form in which it is kept: trimmed, identifiers compact, phones in E.164; or why it can't be.

use chrono::NaiveDate;

use super::draft::DATE_FIELDS;
use super::identifier::{self, Complaint};
use super::{ContactDraft, ContactKind};
use crate::error::{Error, Result};

/// The draft as it will be kept: trimmed, identifiers in their compact form, phones in E.164; or why it can't be.
pub(crate) fn normalised(mut draft: ContactDraft) -> Result<ContactDraft> {
    trim(&mut draft);
    if !draft.has_name() {
        let field = if draft.kind == ContactKind::NaturalPerson { "birth_name" } else { "organisation_name" };
        return Err(Error::invalid(field, "required", "Indiquez au moins un nom."));
    }
    for complaint in complaints(&mut draft) {
        // A date that can't be is not kept, « à vérifier » or not.
        if DATE_FIELDS.contains(&complaint.field) || !draft.to_check.contains(&complaint.field.to_owned()) {
            return Err(Error::invalid(complaint.field, complaint.reason, complaint.message));
        }
    }
    for (at, email) in draft.emails.iter_mut().enumerate() {
        match identifier::email(&email.address) {
            Ok(address) => {
                email.address = address;
                email.to_check = false;
            }
            Err(_) if email.to_check => {}
            Err(complaint) => {
                return Err(Error::invalid(&format!("emails.{at}.address"), complaint.reason, complaint.message));
            }
        }
    }
    for (at, iban) in draft.ibans.iter_mut().enumerate() {
        match identifier::iban(&iban.iban) {
            Ok(compact) => {
                iban.iban = compact;
                iban.to_check = false;
            }
            Err(_) if iban.to_check => {}
            Err(complaint) => {
                return Err(Error::invalid(&format!("ibans.{at}.iban"), complaint.reason, complaint.message));
            }
        }
    }
    for phone in &mut draft.phones {
        phone.number = identifier::phone(&phone.number);
    }
    draft.clerk_phone = identifier::phone(&draft.clerk_phone);
    Ok(draft)
}

/// A draft that is still being typed, as far as it can be put in the form in which it would be kept.
pub(crate) fn tidied(mut draft: ContactDraft) -> ContactDraft {
    trim(&mut draft);
    complaints(&mut draft);
    for email in &mut draft.emails {
        if let Ok(address) = identifier::email(&email.address) {
            email.address = address;
        }
    }
    for phone in &mut draft.phones {
        phone.number = identifier::phone(&phone.number);
    }
    draft
}

/// Puts each identifier in its compact form; gives what is wrong with those that can't be. A field found right is no longer
/// « à vérifier »; one kept as foreign is not checked.
pub(crate) fn complaints(draft: &mut ContactDraft) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    if draft.siren.is_empty() && identifier::siren(&draft.siret).is_ok() {
        // A SIREN typed where the SIRET goes.
        draft.siren = std::mem::take(&mut draft.siret);
    }
    if draft.rcs_town.is_empty() {
        // « RCS Paris 323 159 715 » typed where the SIREN goes.
        if let Some(rcs) = identifier::rcs(&draft.siren) {
            draft.siren = rcs.siren;
            draft.rcs_town = rcs.town;
            draft.rcs_letter = rcs.letter;
        }
    }
    let foreign = std::mem::take(&mut draft.foreign_identifiers);
    for (field, check) in CHECKED {
        let Some(value) = draft.text_mut(field).filter(|value| !value.is_empty()) else { continue };
        if foreign.iter().any(|kept| kept == field) {
            draft.foreign_identifiers.push((*field).to_owned());
            continue;
        }
        match check(value) {
            Ok(compact) => *value = compact,
            Err(complaint) => complaints.push(Complaint { field, ..complaint }),
        }
    }
    let checked = |field: &str, kept: &[String]| {
        !kept.iter().any(|kept| kept == field) && !complaints.iter().any(|complaint| complaint.field == field)
    };
    let both = !draft.siren.is_empty() && !draft.siret.is_empty();
    if both
        && checked("siren", &draft.foreign_identifiers)
        && checked("siret", &draft.foreign_identifiers)
        && !draft.siret.starts_with(&draft.siren)
    {
        let message = format!("Ce SIRET est celui d’un établissement d’une autre entreprise ({}).", &draft.siret[..9]);
        complaints.push(Complaint { field: "siret", reason: "other_siren", message });
    }
    for field in DATE_FIELDS {
        let Some(Some(date)) = draft.date_mut(field).map(|date| date.clone()) else { continue };
        if chrono::NaiveDate::parse_from_str(&date, "%Y-%m-%d").is_err() || date.len() != 10 {
            let message = format!("« {date} » n’est pas une date possible.");
            complaints.push(Complaint { field, reason: IMPOSSIBLE_DATE, message });
        }
    }
    complaints.extend(impossible_lives(draft, chrono::Local::now().date_naive()));
    draft.to_check.retain(|field| complaints.iter().any(|complaint| complaint.field == field));
    let siret_is_right = !draft.siret.is_empty()
        && !complaints.iter().any(|complaint| complaint.field == "siret")
        && !draft.foreign_identifiers.iter().any(|field| field == "siret");
    if draft.siren.is_empty() && siret_is_right {
        draft.siren = draft.siret[..9].to_owned();
    }
    complaints
}

/// A birth or a death that is still to come, a death before the birth.
fn impossible_lives(draft: &ContactDraft, today: NaiveDate) -> Vec<Complaint> {
    let day = |date: &Option<String>| date.as_deref().and_then(|date| date.parse::<NaiveDate>().ok());
    let french = |day: NaiveDate| day.format("%d/%m/%Y");
    let (birth, death) = (day(&draft.birth_date), day(&draft.death_date));
    let mut complaints = Vec::new();
    if let Some(birth) = birth.filter(|birth| *birth > today) {
        let message = format!("Cette date de naissance ({}) est dans le futur : corrigez-la.", french(birth));
        complaints.push(Complaint { field: "birth_date", reason: "in_the_future", message });
    }
    if let Some(death) = death.filter(|death| *death > today) {
        let message = format!("Cette date de décès ({}) est dans le futur : corrigez-la.", french(death));
        complaints.push(Complaint { field: "death_date", reason: "in_the_future", message });
    } else if let Some((birth, death)) = birth.zip(death).filter(|(birth, death)| death < birth) {
        let message = format!(
            "Cette date de décès ({}) est avant la naissance ({}) : corrigez l’une des deux.",
            french(death),
            french(birth)
        );
        complaints.push(Complaint { field: "death_date", reason: "before_birth", message });
    }
    complaints
}

type Check = fn(&str) -> Result<String, Complaint>;

/// Fields that are identifiers, and what checks them.
const CHECKED: &[(&str, Check)] = &[
    ("siren", identifier::siren),
    ("siret", identifier::siret),
    ("vat_number", identifier::vat_number),
    ("clerk_email", identifier::email),
];

const IMPOSSIBLE_DATE: &str = "impossible_date";

fn trim(draft: &mut ContactDraft) {
    draft.trim_fields();
    for email in &mut draft.emails {
        email.address = email.address.trim().to_owned();
        email.label = one_line(&email.label);
    }
    for phone in &mut draft.phones {
        phone.number = one_line(&phone.number);
        phone.label = one_line(&phone.label);
    }
    for address in &mut draft.addresses {
        address.street = address.street.trim().to_owned();
        for text in [&mut address.label, &mut address.postal_code, &mut address.town, &mut address.country] {
            *text = one_line(text);
        }
    }
    for former in &mut draft.former_names {
        former.name = one_line(&former.name);
    }
    for iban in &mut draft.ibans {
        iban.iban = one_line(&iban.iban);
        iban.bic = one_line(&iban.bic);
        iban.label = one_line(&iban.label);
    }
    draft.ibans.retain(|iban| !iban.iban.is_empty());
    draft.emails.retain(|email| !email.address.is_empty());
    draft.phones.retain(|phone| !phone.number.is_empty());
    draft.addresses.retain(|a| !(a.street.is_empty() && a.postal_code.is_empty() && a.town.is_empty()));
    draft.former_names.retain(|former| !former.name.is_empty());
    let mut seen = Vec::new();
    draft.qualities.retain(|quality| !seen.contains(quality) && (seen.push(*quality), true).1);
}

/// A date as an argument gives it.
///
/// # Errors
/// `Invalid` for a date that is none.
pub(super) fn day(field: &str, date: &str) -> Result<NaiveDate> {
    let impossible = || Error::invalid(field, IMPOSSIBLE_DATE, format!("« {date} » n’est pas une date possible."));
    date.trim().parse().map_err(|_| impossible())
}

/// Every run of white space, line breaks and control characters as one space.
pub(crate) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
