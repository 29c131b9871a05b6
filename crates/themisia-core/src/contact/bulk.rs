//! The same edit of many contacts: told before, done as one operation, undone as one.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ContactDraft, ContactKind, ContactStatus, is_limited, name, normalised, read_draft, redirect, status, write,
};
use crate::core::{Core, Tx};
use crate::error::{Error, Result};
use crate::ids::{ContactId, QualityId};
use crate::op::Op;
use crate::vault::Progress;

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
    /// Text fields to set, by the name of their column: `origin`, of persons `profession`, `nationality` and
    /// `family_situation`, of organisations `legal_form`, of courts `court_type`.
    #[serde(default)]
    pub set: std::collections::BTreeMap<String, String>,
}

/// What a bulk edit would do, or did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
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

/// Fields that may be set, and the only kind of contact that has them.
const SETTABLE: &[(&str, Option<ContactKind>)] = &[
    ("origin", None),
    ("profession", Some(ContactKind::NaturalPerson)),
    ("nationality", Some(ContactKind::NaturalPerson)),
    ("family_situation", Some(ContactKind::NaturalPerson)),
    ("legal_form", Some(ContactKind::LegalPerson)),
    ("court_type", Some(ContactKind::Court)),
];
const MOST_REFUSALS: usize = 200;
/// Contacts a transaction: a change of the log stays under about 2,000 rows.
const STEP: usize = 1000;

enum Outcome {
    Changed(Box<ContactDraft>, Option<ContactStatus>),
    Unchanged,
    Refused(BulkRefusal),
}

/// # Errors
/// `Invalid` for an edit that can't be made of any contact.
pub fn preview(conn: &Connection, ids: Vec<ContactId>, edit: BulkEdit) -> Result<BulkReport> {
    check(conn, &edit)?;
    let mut report = BulkReport::default();
    for id in once_each(ids) {
        report.count(&plan(conn, id, &edit)?);
    }
    Ok(report)
}

/// Makes the edit of every contact that can have it, as one operation of several steps.
///
/// # Errors
/// As [`preview`]; `Cancelled`, and then nothing stays changed.
pub fn edit(core: &Core, progress: &Progress, ids: Vec<ContactId>, edit: &BulkEdit) -> Result<BulkReport> {
    core.read(|reader| check(reader, edit))?;
    let ids = once_each(ids);
    let label = format!("{} fiches", ids.len());
    let mut report = BulkReport::default();
    core.in_steps(Op::BulkEdit, |steps| {
        let mut done = 0;
        for some in ids.chunks(STEP) {
            steps.step(|tx| {
                tx.label(label.as_str());
                some.iter().try_for_each(|id| edit_one(tx, *id, edit, &mut report))
            })?;
            done += some.len() as u64;
            progress.report("bulk_edit", done, Some(ids.len() as u64))?;
        }
        Ok(())
    })?;
    Ok(report)
}

fn edit_one(tx: &Tx, id: ContactId, edit: &BulkEdit, report: &mut BulkReport) -> Result<()> {
    let outcome = plan(tx, id, edit)?;
    if let Outcome::Changed(draft, to) = &outcome {
        write(tx, draft, None)?;
        if let Some(to) = to {
            status::write(tx, id, *to, &edit.reason)?;
        }
    }
    report.count(&outcome);
    Ok(())
}

fn once_each(ids: Vec<ContactId>) -> Vec<ContactId> {
    let mut seen = HashSet::with_capacity(ids.len());
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
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

fn check(conn: &Connection, edit: &BulkEdit) -> Result<()> {
    let settable = |field: &str| SETTABLE.iter().any(|(known, _)| *known == field);
    if let Some(field) = edit.set.keys().find(|field| !settable(field)) {
        return Err(Error::invalid(
            field,
            "not_settable",
            "Ce champ ne se modifie pas sur plusieurs fiches à la fois.",
        ));
    }
    for quality in edit.add_qualities.iter().chain(&edit.remove_qualities) {
        let known = conn.prepare_cached("select 1 from quality where id = ?1")?.exists([quality])?;
        if !known {
            return Err(Error::invalid("qualities", "unknown", "Cette qualité n’existe pas."));
        }
    }
    if edit.status == Some(ContactStatus::LostProspect) && edit.reason.trim().is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi ces prospects sont perdus."));
    }
    Ok(())
}

fn plan(conn: &Connection, id: ContactId, edit: &BulkEdit) -> Result<Outcome> {
    if redirect::merged_into(conn, id)?.flatten().is_some() {
        let reason = redirect::refuse_merged(conn, id).map_or_else(|error| error.to_string(), |()| String::new());
        return Ok(Outcome::Refused(BulkRefusal { id, name: super::name_of(conn, id)?, reason }));
    }
    let Some(before) = read_draft(conn, id)? else { return Ok(Outcome::Unchanged) };
    let mut draft = before.clone();
    draft.qualities.retain(|quality| !edit.remove_qualities.contains(quality));
    for quality in &edit.add_qualities {
        if !draft.qualities.contains(quality) {
            draft.qualities.push(*quality);
        }
    }
    let refused = |reason: String| Outcome::Refused(BulkRefusal { id, name: name::display_name(&before), reason });
    if is_limited(conn, id)? {
        return Ok(refused("L’usage de ces données est limité (RGPD, art. 18), ou elles ont été effacées.".to_owned()));
    }
    for (field, value) in &edit.set {
        let only = SETTABLE.iter().find(|(known, _)| known == field).and_then(|(_, only)| *only);
        if only.is_some_and(|kind| kind != draft.kind) {
            return Ok(refused("Ce champ n’existe pas sur une fiche de ce genre.".to_owned()));
        }
        if let Some(text) = draft.text_mut(field) {
            text.clone_from(value);
        }
    }
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
