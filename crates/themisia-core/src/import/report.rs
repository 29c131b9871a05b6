//! What an import says of a file: counts of all rows, and the rows that somebody should look at.

use serde::Serialize;
use ts_rs::TS;

use super::mapping::ImportField;
use super::row::{Outcome, ReadRow, Remark};
use crate::ids::OperationId;
use crate::sql_enum;

sql_enum! {
    /// `ProbableDuplicate`: created too; somebody may look whether it is twice.
    pub enum ImportRowVerdict {
        Created = "created",
        ProbableDuplicate = "probable_duplicate",
        Updated = "updated",
        Unchanged = "unchanged",
        Rejected = "rejected",
        Skipped = "skipped",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ImportIssue {
    /// As a spreadsheet counts: the headers are row 1.
    pub row: u32,
    pub verdict: ImportRowVerdict,
    pub field: ImportField,
    pub value: String,
    /// French sentence.
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportReport {
    pub dry_run: bool,
    pub rows: u32,
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub rejected: u32,
    /// Rows without anything in them.
    pub skipped: u32,
    /// Rows kept with something to look at.
    pub flagged: u32,
    /// Of the created ones: those that may double a contact of the base or an earlier row.
    pub probable_duplicates: u32,
    /// Contacts that were too many to be held against one another as they came: « Doublons » finds what they double.
    pub not_compared: u32,
    /// At most 1,000 of them; the counts are whole.
    pub issues: Vec<ImportIssue>,
    pub operation: Option<OperationId>,
    /// Where the rejected rows were kept, to mend and import again.
    pub rejected_file: Option<String>,
    pub seconds: f64,
    /// What a trial would change: it stands in `issues` at the end, after what somebody should look at.
    #[serde(skip)]
    updates: Vec<ImportIssue>,
}

const MOST_ISSUES: usize = 1000;

impl ImportReport {
    pub(super) fn new(dry_run: bool) -> Self {
        ImportReport {
            dry_run,
            rows: 0,
            created: 0,
            updated: 0,
            unchanged: 0,
            rejected: 0,
            skipped: 0,
            flagged: 0,
            probable_duplicates: 0,
            not_compared: 0,
            issues: Vec::new(),
            operation: None,
            rejected_file: None,
            seconds: 0.0,
            updates: Vec::new(),
        }
    }

    /// Counts a row, and gives back what it was.
    pub(super) fn count(&mut self, row: ReadRow, verdict: ImportRowVerdict) -> Outcome {
        self.rows += 1;
        match verdict {
            ImportRowVerdict::Created | ImportRowVerdict::ProbableDuplicate => self.created += 1,
            ImportRowVerdict::Updated => self.updated += 1,
            ImportRowVerdict::Unchanged => self.unchanged += 1,
            ImportRowVerdict::Rejected => self.rejected += 1,
            ImportRowVerdict::Skipped => self.skipped += 1,
        }
        if !row.remarks.is_empty() && verdict != ImportRowVerdict::Rejected {
            self.flagged += 1;
        }
        let room = MOST_ISSUES.saturating_sub(self.issues.len());
        self.issues.extend(row.remarks.into_iter().take(room).map(|Remark { field, value, reason }| ImportIssue {
            row: row.row,
            verdict,
            field,
            value,
            reason,
        }));
        row.outcome
    }

    /// Of a trial: which contact a row would change.
    pub(super) fn tell_update(&mut self, row: u32, name: String) {
        if self.updates.len() < MOST_ISSUES {
            let reason = format!("La fiche de {name} sera complétée.");
            let (verdict, field) = (ImportRowVerdict::Updated, ImportField::FullName);
            self.updates.push(ImportIssue { row, verdict, field, value: name, reason });
        }
    }

    pub(super) fn add_duplicates(&mut self, found: Vec<ImportIssue>, not_compared: u32) {
        self.not_compared = not_compared;
        self.probable_duplicates = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let room = MOST_ISSUES.saturating_sub(self.issues.len());
        self.issues.extend(found.into_iter().chain(std::mem::take(&mut self.updates)).take(room));
        self.issues.sort_by_key(|issue| issue.row);
    }
}
