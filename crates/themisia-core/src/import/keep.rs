//! The end of every reading: what is wrong in a draft is flagged, told, and kept where it can be.

use super::mapping::ImportField;
use super::row::{Outcome, Remark};
use crate::contact::identifier::Complaint;
use crate::contact::{self, ContactDraft, identifier};

/// Flags what the checks complain of, puts impossible dates into the notes, and gives the contact as it will be kept.
pub(super) fn checked(mut draft: ContactDraft, mut remarks: Vec<Remark>) -> (Outcome, Vec<Remark>) {
    for at in 0..draft.emails.len() {
        let address = draft.emails[at].address.trim().to_owned();
        if let (false, Err(complaint)) = (address.is_empty(), identifier::email(&address)) {
            draft.emails[at].to_check = true;
            remarks.push(kept(ImportField::Email, &address, &complaint.message, "Gardée"));
        }
    }
    for at in 0..draft.ibans.len() {
        let iban = draft.ibans[at].iban.trim().to_owned();
        if let (false, Err(complaint)) = (iban.is_empty(), identifier::iban(&iban)) {
            draft.ibans[at].to_check = true;
            remarks.push(kept(ImportField::Iban, &iban, &complaint.message, "Gardé"));
        }
    }
    for complaint in contact::complaints(&mut draft) {
        let field = field_of(complaint.field);
        if let Some(date) = draft.date_mut(complaint.field) {
            let text = date.take().unwrap_or_default();
            note(&mut draft.notes, what(&complaint), &text);
            let reason = match complaint.reason {
                "impossible_date" => IMPOSSIBLE.to_owned(),
                _ => format!("{} Elle est gardée dans les notes.", complaint.message),
            };
            remarks.push(Remark { field, value: text, reason });
            continue;
        }
        let value = draft.text_mut(complaint.field).cloned().unwrap_or_default();
        remarks.push(kept(field, &value, &complaint.message, "Gardé"));
        draft.to_check.push(complaint.field.to_owned());
    }
    match contact::normalised(draft) {
        Ok(draft) => (Outcome::Contact(Box::new(draft)), remarks),
        Err(error) => {
            remarks.push(Remark { field: ImportField::BirthName, value: String::new(), reason: error.to_string() });
            (Outcome::Rejected, remarks)
        }
    }
}

/// How the notes call a date that can't be.
pub(super) fn what(complaint: &Complaint) -> &'static str {
    match complaint.field {
        "birth_date" => "Date de naissance impossible",
        "death_date" => "Date de décès impossible",
        _ => "Date impossible",
    }
}

pub(super) const IMPOSSIBLE: &str = "Cette date n’est pas possible : elle est gardée dans les notes.";

fn kept(field: ImportField, value: &str, message: &str, word: &str) -> Remark {
    Remark { field, value: value.to_owned(), reason: format!("{message} {word} « à vérifier ».") }
}

pub(super) fn field_of(name: &str) -> ImportField {
    ImportField::ALL.iter().find(|field| field.as_str() == name).copied().unwrap_or(ImportField::Notes)
}

/// A line of the notes that says what it was.
pub(super) fn note(notes: &mut String, what: &str, value: &str) {
    if !notes.is_empty() {
        notes.push('\n');
    }
    notes.push_str(&format!("{what} : {value}"));
}
