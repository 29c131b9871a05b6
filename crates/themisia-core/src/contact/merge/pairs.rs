//! Many pairs at once: certain duplicates, told before, merged as one operation, undone as one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::{Contact, get, redirect};
use super::rules::BESIDE;
use super::{Merge, MergeMove, MergeSide, one, weight};
use crate::core::{Core, Tx};
use crate::error::{Error, Result};
use crate::ids::{ContactId, OperationId};
use crate::op::Op;
use crate::vault::Progress;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergePair {
    pub a: ContactId,
    pub b: ContactId,
    /// Somebody has seen that both have a KYC file or rates of their own.
    #[serde(default)]
    pub knowingly: bool,
}

/// A pair as it was, or would be, merged: the contact that says more is kept.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PairMerged {
    /// The pair as it was given; one of them may have been merged by a pair before.
    pub asked: MergePair,
    pub kept: ContactId,
    pub kept_name: String,
    pub absorbed: ContactId,
    pub absorbed_name: String,
    /// Fields whose value changes in the kept contact.
    pub fields: Vec<String>,
    pub moves: Vec<MergeMove>,
}

/// A pair of which both have a KYC file or rates of their own: it is merged by those who know.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PairAside {
    /// What merging it would do; told before only.
    #[serde(flatten)]
    #[ts(flatten)]
    pub pair: PairMerged,
    pub kyc: bool,
    pub rates: bool,
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
    /// Left, because nobody said knowingly that they are merged.
    pub aside: Vec<PairAside>,
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
    let mut report = MergedPairs {
        dry_run,
        merged: Vec::new(),
        already_one: 0,
        aside: Vec::new(),
        refused: Vec::new(),
        operation: None,
    };
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
        // Refusals come before anything is written.
        let warnings = super::warnings(kept, absorbed);
        if !warnings.is_empty() {
            self.refuse(&a, &b, warnings.join(" "));
            return Ok(());
        }
        let [kyc, rates] = both_have(tx, [kept.id, absorbed.id])?;
        let outcome = if (kyc || rates) && !pair.knowingly {
            let told = if self.dry_run {
                tried(tx, pair, kept, absorbed)
            } else {
                Ok(PairMerged::of(pair, kept, absorbed, None))
            };
            told.map(|pair| self.aside.push(PairAside { pair, kyc, rates }))
        } else {
            one(tx, kept.id, absorbed.id, &BTreeMap::new())
                .map(|merge| self.merged.push(PairMerged::of(pair, kept, absorbed, Some(merge))))
        };
        match outcome {
            Err(Error::Invalid { message, .. }) => self.refuse(&a, &b, message),
            outcome => outcome?,
        }
        Ok(())
    }

    fn refuse(&mut self, a: &Contact, b: &Contact, reason: String) {
        self.refused.push(MergeRefusal {
            a: a.id,
            a_name: a.display_name.clone(),
            b: b.id,
            b_name: b.display_name.clone(),
            reason,
        });
    }
}

impl PairMerged {
    fn of(asked: MergePair, kept: &Contact, absorbed: &Contact, merge: Option<Merge>) -> PairMerged {
        let (fields, moves) = merge.map_or((Vec::new(), Vec::new()), |merge| (merge.fields, merge.moves));
        let changed = fields.into_iter().filter(|field| field.chosen != MergeSide::Kept);
        PairMerged {
            asked,
            kept: kept.id,
            kept_name: kept.display_name.clone(),
            absorbed: absorbed.id,
            absorbed_name: absorbed.display_name.clone(),
            fields: changed.map(|field| field.field).collect(),
            moves,
        }
    }
}

/// What merging two contacts would do, in the middle of others that are only tried too.
fn tried(tx: &Tx, pair: MergePair, kept: &Contact, absorbed: &Contact) -> Result<PairMerged> {
    tx.execute_batch("savepoint tried")?;
    let merge = one(tx, kept.id, absorbed.id, &BTreeMap::new());
    tx.execute_batch("rollback to tried; release tried")?;
    Ok(PairMerged::of(pair, kept, absorbed, Some(merge?)))
}

/// What both contacts have that a person looks at first: a KYC file, rates.
fn both_have(tx: &Tx, contacts: [ContactId; 2]) -> Result<[bool; 2]> {
    let mut both = [true; 2];
    for (at, (table, column, rows)) in BESIDE.iter().enumerate() {
        for contact in contacts {
            let sql = format!("select 1 from {table} where {column} = ?1 {rows} limit 1");
            both[at] &= tx.prepare_cached(&sql)?.exists([contact])?;
        }
    }
    Ok(both)
}
