//! Many pairs at once: certain duplicates, told before, merged as one operation, undone as one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::{get, redirect};
use super::{MovedRows, one, weight};
use crate::core::{Core, Tx};
use crate::error::{Error, Result};
use crate::ids::{ContactId, OperationId};
use crate::op::Op;
use crate::vault::Progress;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergePair {
    pub a: ContactId,
    pub b: ContactId,
}

/// A pair as it was, or would be, merged: the contact that says more is kept.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PairMerged {
    pub kept: ContactId,
    pub kept_name: String,
    pub absorbed: ContactId,
    pub absorbed_name: String,
    /// Fields whose value changes in the kept contact.
    pub fields: Vec<String>,
    pub rows: MovedRows,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MergeRefusal {
    pub a: ContactId,
    pub a_name: String,
    pub b: ContactId,
    pub b_name: String,
    /// French sentence.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MergedPairs {
    pub dry_run: bool,
    pub merged: Vec<PairMerged>,
    /// Pairs that a pair before had already made one.
    pub already_one: u32,
    pub refused: Vec<MergeRefusal>,
    pub operation: Option<OperationId>,
}

/// Pairs a transaction.
const STEP: usize = 100;

/// Merges pairs of contacts, or tells what merging them would do. Two contacts that contradict each other (birth date, SIREN)
/// are left to a person.
///
/// # Errors
/// `Cancelled`, and then none stays merged.
pub fn merge_pairs(core: &Core, progress: &Progress, pairs: &[MergePair], dry_run: bool) -> Result<MergedPairs> {
    let mut report = MergedPairs { dry_run, merged: Vec::new(), already_one: 0, refused: Vec::new(), operation: None };
    let total = u64::try_from(pairs.len()).ok();
    if dry_run {
        core.rehearse(Op::MergeContacts, |tx| {
            for (done, pair) in (0u64..).zip(pairs) {
                report.add(tx, *pair)?;
                progress.report("merge", done, total)?;
            }
            Ok(())
        })?;
        return Ok(report);
    }
    let operation = core.begin(Op::MergeContacts);
    let mut done = 0;
    for step in pairs.chunks(STEP) {
        let outcome = core
            .transact_in(operation, |tx| {
                tx.label(format!("{} doublons", pairs.len()));
                step.iter().try_for_each(|pair| report.add(tx, *pair))
            })
            .and_then(|step_done| {
                report.operation = report.operation.or(step_done.operation);
                done += step.len() as u64;
                progress.report("merge", done, total)
            });
        if let Err(error) = outcome {
            if let Some(operation) = report.operation {
                core.undo(operation, true)?;
            }
            return Err(error);
        }
    }
    Ok(report)
}

impl MergedPairs {
    fn add(&mut self, tx: &Tx, pair: MergePair) -> Result<()> {
        let (a, b) = (redirect::current(tx, pair.a)?, redirect::current(tx, pair.b)?);
        if a == b {
            self.already_one += 1;
            return Ok(());
        }
        let (a, b) = (get(tx, a)?, get(tx, b)?);
        let (kept, absorbed) = if weight(&b) > weight(&a) { (&b, &a) } else { (&a, &b) };
        let mut reasons = super::warnings(kept, absorbed);
        // Refusals come before anything is written.
        if reasons.is_empty() {
            match one(tx, kept.id, absorbed.id, &BTreeMap::new()) {
                Ok(merge) => {
                    let mut rows = MovedRows::default();
                    for moved in &merge.moves {
                        rows.moved += moved.rows.moved;
                        rows.joined += moved.rows.joined;
                        rows.with_itself += moved.rows.with_itself;
                    }
                    let changed = merge.fields.iter().filter(|field| field.chosen != super::MergeSide::Kept);
                    self.merged.push(PairMerged {
                        kept: kept.id,
                        kept_name: kept.display_name.clone(),
                        absorbed: absorbed.id,
                        absorbed_name: absorbed.display_name.clone(),
                        fields: changed.map(|field| field.field.clone()).collect(),
                        rows,
                    });
                }
                Err(Error::Invalid { message, .. }) => reasons.push(message),
                Err(error) => return Err(error),
            }
        }
        if !reasons.is_empty() {
            self.refused.push(MergeRefusal {
                a: a.id,
                a_name: a.display_name.clone(),
                b: b.id,
                b_name: b.display_name.clone(),
                reason: reasons.join(" "),
            });
        }
        Ok(())
    }
}
