//! A contact that a file names again: what the file says now goes in, what it does not say stays, nothing is taken away.

use rusqlite::Connection;

use super::keep;
use crate::contact::draft::{DATE_FIELDS, MULTILINE_FIELDS, TEXT_FIELDS};
use crate::contact::{self, ContactDraft, name::fold, redirect};
use crate::error::Result;
use crate::ids::ContactId;

/// What a row says that no merge has set aside: the values of its contact that were not chosen do not come back with the file
/// that they came from.
pub(super) fn since_merge(conn: &Connection, kept: ContactId, row: &ContactDraft) -> Result<ContactDraft> {
    let mut said = row.clone();
    for mut aside in redirect::merged_drafts(conn, kept)? {
        for field in TEXT_FIELDS.iter().chain(MULTILINE_FIELDS) {
            if let (Some(value), Some(other)) = (said.text_mut(field), aside.text_mut(field))
                && value == other
            {
                value.clear();
            }
        }
        for field in DATE_FIELDS {
            if let (Some(value), Some(other)) = (said.date_mut(field), aside.date_mut(field))
                && value == other
            {
                *value = None;
            }
        }
        if said.share_capital_cents == aside.share_capital_cents {
            said.share_capital_cents = None;
        }
    }
    Ok(said)
}

pub(super) fn complete(present: &mut ContactDraft, row: &ContactDraft) {
    let mut row = row.clone();
    for field in TEXT_FIELDS.iter().chain(MULTILINE_FIELDS).filter(|field| !["notes", "external_ref"].contains(*field))
    {
        let Some(value) = row.text_mut(field).filter(|value| !value.is_empty()) else { continue };
        if let Some(known) = present.text_mut(field) {
            known.clone_from(value);
        }
    }
    for field in DATE_FIELDS {
        let Some(Some(date)) = row.date_mut(field) else { continue };
        if let Some(known) = present.date_mut(field) {
            *known = Some(date.clone());
        }
    }
    if row.share_capital_cents.is_some() {
        present.share_capital_cents = row.share_capital_cents;
        present.share_capital_variable = row.share_capital_variable;
    }
    for field in &row.foreign_identifiers {
        if !present.foreign_identifiers.contains(field) {
            present.foreign_identifiers.push(field.clone());
        }
    }
    present.to_check.clear();
    let complaints = contact::complaints(present);
    for complaint in complaints {
        // A death that the file dates before the birth that is known: neither is lost.
        match present.date_mut(complaint.field) {
            Some(date) => keep::note(&mut row.notes, keep::what(&complaint), &date.take().unwrap_or_default()),
            None => present.to_check.push(complaint.field.to_owned()),
        }
    }
    for email in &row.emails {
        if !present.emails.iter().any(|known| known.address == email.address) {
            present.emails.push(email.clone());
        }
    }
    for phone in &row.phones {
        if !present.phones.iter().any(|known| known.number == phone.number) {
            present.phones.push(phone.clone());
        }
    }
    for address in &row.addresses {
        let same = |known: &contact::AddressDraft| {
            fold(&known.street) == fold(&address.street)
                && fold(&known.town) == fold(&address.town)
                && known.postal_code == address.postal_code
        };
        if !present.addresses.iter().any(same) {
            present.addresses.push(address.clone());
        }
    }
    for iban in &row.ibans {
        if !present.ibans.iter().any(|known| known.iban == iban.iban) {
            present.ibans.push(iban.clone());
        }
    }
    for former in &row.former_names {
        if !present.former_names.iter().any(|known| fold(&known.name) == fold(&former.name)) {
            present.former_names.push(former.clone());
        }
    }
    for quality in &row.qualities {
        if !present.qualities.contains(quality) {
            present.qualities.push(*quality);
        }
    }
    for line in row.notes.lines().filter(|line| !line.trim().is_empty()) {
        if !present.notes.contains(line) {
            if !present.notes.is_empty() {
                present.notes.push('\n');
            }
            present.notes.push_str(line);
        }
    }
}
