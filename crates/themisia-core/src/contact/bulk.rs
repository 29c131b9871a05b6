//! The same edit of many contacts: told before, done as one operation, undone as one.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ContactDraft, ContactStatus, name, normalised, read_draft, status, write};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, QualityId};

/// What to change in each contact; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct BulkEdit {
    #[serde(default)]
    pub add_qualities: Vec<QualityId>,
    #[serde(default)]
    pub remove_qualities: Vec<QualityId>,
    /// A move of the life cycle, for those that may make it.
    #[serde(default)]
    pub status: Option<ContactStatus>,
    #[serde(default)]
    pub reason: String,
    /// Text fields to set, by the name of their column: `origin`, `profession`, `nationality`, `legal_form`, `country`.
    #[serde(default)]
    pub set: std::collections::BTreeMap<String, String>,
}

/// What a bulk edit would do, or did.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct BulkReport {
    pub changed: u32,
    pub unchanged: u32,
    /// Contacts left as they are, and why; at most 200, the count is whole.
    pub refused: u32,
    pub refusals: Vec<BulkRefusal>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct BulkRefusal {
    pub id: ContactId,
    pub name: String,
    /// French sentence.
    pub reason: String,
}

const SETTABLE: &[&str] = &["origin", "profession", "nationality", "legal_form", "family_situation", "court_type"];
const MOST_REFUSALS: usize = 200;

enum Outcome {
    Changed(Box<ContactDraft>, Option<ContactStatus>),
    Unchanged,
    Refused(BulkRefusal),
}

pub fn preview(conn: &Connection, ids: Vec<ContactId>, edit: BulkEdit) -> Result<BulkReport> {
    check(&edit)?;
    let mut report = BulkReport { changed: 0, unchanged: 0, refused: 0, refusals: Vec::new() };
    for id in ids {
        report.count(&plan(conn, id, &edit)?);
    }
    Ok(report)
}

pub fn edit(tx: &Tx, ids: Vec<ContactId>, edit: BulkEdit) -> Result<BulkReport> {
    check(&edit)?;
    let mut report = BulkReport { changed: 0, unchanged: 0, refused: 0, refusals: Vec::new() };
    for id in ids {
        let outcome = plan(tx, id, &edit)?;
        if let Outcome::Changed(draft, to) = &outcome {
            write(tx, draft, None)?;
            if let Some(to) = to {
                status::write(tx, id, *to, &edit.reason)?;
            }
        }
        report.count(&outcome);
    }
    tx.label(format!("{} fiches", report.changed));
    Ok(report)
}

impl BulkReport {
    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Changed(..) => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Refused(refusal) => {
                self.refused += 1;
                if self.refusals.len() < MOST_REFUSALS {
                    self.refusals.push(refusal.clone());
                }
            }
        }
    }
}

fn check(edit: &BulkEdit) -> Result<()> {
    if let Some(field) = edit.set.keys().find(|field| !SETTABLE.contains(&field.as_str())) {
        return Err(Error::invalid(
            field,
            "not_settable",
            "Ce champ ne se modifie pas sur plusieurs fiches à la fois.",
        ));
    }
    if edit.status == Some(ContactStatus::LostProspect) && edit.reason.trim().is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi ces prospects sont perdus."));
    }
    Ok(())
}

fn plan(conn: &Connection, id: ContactId, edit: &BulkEdit) -> Result<Outcome> {
    let Some(before) = read_draft(conn, id)? else { return Ok(Outcome::Unchanged) };
    let mut draft = before.clone();
    draft.qualities.retain(|quality| !edit.remove_qualities.contains(quality));
    for quality in &edit.add_qualities {
        if !draft.qualities.contains(quality) {
            draft.qualities.push(*quality);
        }
    }
    for (field, value) in &edit.set {
        if let Some(text) = draft.text_mut(field) {
            text.clone_from(value);
        }
    }
    let refused = |reason: String| Outcome::Refused(BulkRefusal { id, name: name::display_name(&before), reason });
    let mut to = None;
    if let Some(wanted) = edit.status {
        let present = status::of(conn, id)?;
        if present != wanted {
            if let Err(error) = status::check_move(present, wanted) {
                return Ok(refused(error.to_string()));
            }
            to = Some(wanted);
        }
    }
    match normalised(draft) {
        Ok(draft) if draft == before && to.is_none() => Ok(Outcome::Unchanged),
        Ok(draft) => Ok(Outcome::Changed(Box::new(draft), to)),
        Err(error) => Ok(refused(error.to_string())),
    }
}
