//! Our own exports, read back as they were written: nothing is guessed, cut or joined.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::complete::{complete, since_merge};
use super::keep::{self, IMPOSSIBLE};
use super::mapping::ImportField as F;
use super::mend;
use super::row::{Outcome, Remark};
use crate::contact::name::fold;
use crate::contact::{self, ContactDraft, ContactKind, redirect};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::export::column;
use crate::ids::QualityId;
use crate::quality::{self, QualityDraft};

/// What each column of a file of ours holds.
pub struct OwnColumns(Vec<Option<(F, usize)>>);

/// A row of ours: what it holds, and the qualities that this base does not have yet.
pub(super) struct ReadOwn {
    pub(super) outcome: Outcome,
    pub(super) remarks: Vec<Remark>,
    pub(super) qualities: Vec<String>,
}

impl OwnColumns {
    /// `None` for another program's file.
    pub fn of(headers: &[String]) -> Option<OwnColumns> {
        column::is_own(headers).then(|| OwnColumns(headers.iter().map(|header| column::of_header(header)).collect()))
    }

    pub(super) fn read(&self, cells: &[String], qualities: &HashMap<String, QualityId>) -> ReadOwn {
        let mut draft = ContactDraft::new(ContactKind::NaturalPerson);
        let mut remarks = Vec::new();
        let mut unknown = Vec::new();
        for (cell, column) in cells.iter().zip(&self.0) {
            let (Some((field, at)), false) = (column, cell.trim().is_empty()) else { continue };
            if *field == F::Quality {
                set_qualities(&mut draft, cell.split(';'), qualities, &mut unknown);
            } else {
                set(&mut draft, *field, *at, cell, &mut remarks);
            }
        }
        let (outcome, remarks) = keep::checked(draft, remarks);
        ReadOwn { outcome, remarks, qualities: unknown }
    }
}

fn set(draft: &mut ContactDraft, field: F, at: usize, cell: &str, remarks: &mut Vec<Remark>) {
    let text = || cell.to_owned();
    match field {
        F::Kind => draft.kind = kind(cell).unwrap_or(draft.kind),
        F::Id => draft.id = Uuid::try_parse(cell.trim()).ok().map(Into::into),
        // Shown for reading: a new contact is a « Contact » whatever the way in (DOMAIN §2), and moves by DOMAIN §3.
        F::Status | F::Links | F::Roles => {}
        // Contacts are known by their ids, which another base does not share.
        F::ReferredBy => keep::note(&mut draft.notes, REFERRED_BY, cell.trim()),
        F::ShareCapitalCents => match mend::hundredths(cell) {
            Some(cents) => draft.share_capital_cents = Some(cents),
            None => keep::note(&mut draft.notes, "Capital social", cell),
        },
        F::ShareCapitalVariable => draft.share_capital_variable = fold(cell) == "oui",
        F::ForeignIdentifiers => {
            let fields = cell.split(',').map(str::trim);
            let known = fields.filter_map(|label| F::ALL.iter().find(|field| column::label(**field) == Some(label)));
            draft.foreign_identifiers = known.map(|field| field.as_str().to_owned()).collect();
        }
        F::FormerName => nth(&mut draft.former_names, at).name = text(),
        F::EmailLabel => nth(&mut draft.emails, at).label = text(),
        F::Email => nth(&mut draft.emails, at).address = text(),
        F::PhoneLabel => nth(&mut draft.phones, at).label = text(),
        F::Phone => nth(&mut draft.phones, at).number = text(),
        F::AddressLabel => nth(&mut draft.addresses, at).label = text(),
        F::Street => nth(&mut draft.addresses, at).street = text(),
        F::PostalCode => nth(&mut draft.addresses, at).postal_code = text(),
        F::Town => nth(&mut draft.addresses, at).town = text(),
        F::Country => nth(&mut draft.addresses, at).country = text(),
        F::IbanLabel => nth(&mut draft.ibans, at).label = text(),
        F::Iban => nth(&mut draft.ibans, at).iban = text(),
        F::Bic => nth(&mut draft.ibans, at).bic = text(),
        F::Notes => draft.notes = if draft.notes.is_empty() { text() } else { format!("{cell}\n{}", draft.notes) },
        field => {
            if let Some(date) = draft.date_mut(field.as_str()) {
                *date = iso(cell);
                if date.is_none() {
                    keep::note(&mut draft.notes, column::label(field).unwrap_or("Date"), cell);
                    remarks.push(Remark { field, value: text(), reason: IMPOSSIBLE.to_owned() });
                }
            } else if let Some(known) = draft.text_mut(field.as_str()) {
                *known = text();
            }
        }
    }
}

const REFERRED_BY: &str = "Apporteur";

/// Qualities that the firm has; the others are told.
pub(super) fn set_qualities<'a>(
    draft: &mut ContactDraft,
    names: impl Iterator<Item = &'a str>,
    qualities: &HashMap<String, QualityId>,
    unknown: &mut Vec<String>,
) {
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        match qualities.get(&fold(name)) {
            Some(id) => draft.qualities.push(*id),
            None => unknown.push(name.to_owned()),
        }
    }
}

/// Qualities of another base of ours are wanted in this one too: their names may be new here.
pub(super) fn create_qualities(tx: &Tx, draft: &mut ContactDraft, names: &[String]) -> Result<()> {
    for name in names.iter().filter(|name| !fold(name).is_empty()) {
        let id = quality::save(tx, QualityDraft { id: None, name: name.clone() })?.id;
        if !draft.qualities.contains(&id) {
            draft.qualities.push(id);
        }
    }
    Ok(())
}

fn nth<T: Default + Clone>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize(at + 1, T::default());
    }
    &mut list[at]
}

fn kind(cell: &str) -> Option<ContactKind> {
    ContactKind::ALL.iter().find(|kind| fold(column::kind_name(**kind)) == fold(cell)).copied()
}

/// « 12/03/1970 » of our CSV, « 1970-03-12 » of a workbook.
fn iso(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let date = NaiveDate::parse_from_str(cell, "%d/%m/%Y").or_else(|_| NaiveDate::parse_from_str(cell, "%Y-%m-%d"));
    date.ok().map(|date| date.format("%Y-%m-%d").to_string())
}

/// The contact of this base that bears the id of a row of ours, completed by it, and whether that changes it.
pub(super) fn updated(conn: &Connection, row: &ContactDraft) -> Result<Option<(ContactDraft, bool)>> {
    let Some(id) = row.id else { return Ok(None) };
    // An export made before a merge leads to the contact that was kept.
    let id = match redirect::current(conn, id) {
        Err(Error::NotFound) => return Ok(None),
        current => current?,
    };
    let Some(before) = contact::read_draft(conn, id)? else { return Ok(None) };
    let mut present = before.clone();
    let mut row = since_merge(conn, id, row)?;
    if present.referred_by.is_some() {
        let said: Vec<&str> =
            row.notes.lines().filter(|line| !line.starts_with(&format!("{REFERRED_BY} : "))).collect();
        row.notes = said.join("\n");
    }
    // A note that was edited in the file is that note, not one more; what a merge added to it is not taken away.
    let was_joined = !redirect::merged(conn, id)?.is_empty()
        && row.notes.lines().all(|line| present.notes.lines().any(|known| known == line));
    if !row.notes.is_empty() && !was_joined && row.notes.lines().ne(present.notes.lines()) {
        present.notes.clone_from(&row.notes);
    }
    complete(&mut present, &row);
    let changed = present != before;
    Ok(Some((present, changed)))
}
