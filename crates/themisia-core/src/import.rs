//! Moving an address book in: look at the file, check it without writing, import it as one operation that can be undone.

pub mod card;
pub mod card_lines;
mod cells;
mod charset;
mod complete;
pub mod date;
mod header;
mod keep;
mod known;
mod label;
pub mod mapping;
mod mend;
mod ods;
pub mod own;
mod quotes;
mod rejected;
mod report;
pub mod row;
pub mod sheet;
pub mod source;
mod spool;
pub mod table;
mod words;
mod zipped;

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use crate::contact::{self, ContactDraft, Origin, name::fold, redirect};
use crate::core::{Core, Reader, Tx};
use crate::duplicate::incoming::{Incoming, ROOM};
use crate::error::{Error, Result};
use crate::ids::{ContactId, OperationId, QualityId};
use crate::op::Op;
use crate::vault::Progress;
use crate::{firm, quality};
use card::CardReader;
use complete::{complete, since_merge};
use known::{Known, Trial, Tried, known};
use mapping::ImportField;
use own::OwnColumns;
use rejected::Rejected;
pub use report::{ImportIssue, ImportReport, ImportRowVerdict};
use row::{Outcome, ReadRow, Remark, RowReader};
use source::{ImportFormat, Raw, Source};

#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportPreview {
    pub path: String,
    pub file_name: String,
    #[ts(type = "number")]
    pub size: u64,
    pub format: ImportFormat,
    /// The sheet of the workbook that is read.
    pub sheet: Option<String>,
    /// Of a CSV; empty for the others.
    pub encoding: String,
    pub separator: String,
    pub headers: Vec<String>,
    /// One field a header: guessed, or as the person left it the last time for a file with these headers. Of vCards, always
    /// the same: it can't be changed.
    pub mapping: Vec<ImportField>,
    /// The first rows, as read.
    pub sample: Vec<Vec<String>>,
}

const SAMPLE_ROWS: usize = 20;
/// Contacts a step: a change of the log stays under about 1 MB.
const STEP: usize = 1500;
/// Bytes of the file a step, at most: rows of long notes make shorter steps.
const STEP_BYTES: u64 = 2 << 20;
/// A transaction takes in steps until this is past: whoever saves something meanwhile waits no longer than that and a step.
const HELD: Duration = Duration::from_millis(500);
/// Rows go to the writer by so many: waking it for each one costs more than reading it.
const BATCH: usize = 32;
/// Batches read ahead of the writer.
const AHEAD: usize = 16;
/// Created contacts that wait to be held against the others.
const CHECKED_AHEAD: usize = 4096;

pub fn preview(reader: &Reader, path: String) -> Result<ImportPreview> {
    let file = Path::new(&path);
    let mut source = Source::open(file)?;
    let cards = CardReader { qualities: qualities(reader)?, today: reader.core.now().date_naive() };
    let mut sample = Vec::new();
    while sample.len() < SAMPLE_ROWS {
        match source.next_raw()? {
            Some(raw) => sample.push(raw.sample(&cards)),
            None => break,
        }
    }
    let remembered = firm::local_setting(reader, &mapping::key(&source.headers))?
        .and_then(|json| serde_json::from_str::<Vec<ImportField>>(&json).ok())
        .filter(|mapping| mapping.len() == source.headers.len());
    let (encoding, separator) = source.dialect();
    Ok(ImportPreview {
        file_name: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        size: source.size(),
        format: source.format(),
        sheet: source.sheet(),
        encoding,
        separator,
        mapping: remembered.unwrap_or_else(|| source.mapping()),
        headers: source.headers,
        sample,
        path,
    })
}

/// Imports a file, or tells what importing it would do. Wrong rows never keep the good ones out.
///
/// # Errors
/// `File` when it can't be read; `Invalid` when no column leads to a name; `Cancelled`, and then nothing stays written.
pub fn import(
    core: &Core,
    progress: &Progress,
    path: String,
    mapping: Vec<ImportField>,
    dry_run: bool,
) -> Result<ImportReport> {
    let started = Instant::now();
    let source = Source::open(Path::new(&path))?;
    if mapping.len() != source.headers.len() {
        return Err(Error::invalid(
            "mapping",
            "wrong_length",
            format!("Le fichier a {} colonnes, la correspondance en a {}.", source.headers.len(), mapping.len()),
        ));
    }
    let leads_to_a_name = [
        ImportField::BirthName,
        ImportField::UsageName,
        ImportField::FirstNames,
        ImportField::FullName,
        ImportField::OrganisationName,
    ];
    if !mapping.iter().any(|field| leads_to_a_name.contains(field)) {
        return Err(Error::invalid(
            "mapping",
            "no_name",
            "Indiquez quelle colonne contient le nom ou la raison sociale.",
        ));
    }
    let key = mapping::key(&source.headers);
    let (format, size, kind) = (source.format(), source.size(), source.kind.clone());
    let qualities = core.read(|reader| qualities(reader))?;
    let today = core.now().date_naive();
    let has_reasons = source.headers.iter().any(|header| header == rejected::REASON);
    let rows = RowReader {
        has_apostrophes: format == ImportFormat::Csv && (has_reasons || crate::export::column::is_own(&source.headers)),
        own: OwnColumns::of(&source.headers).filter(|_| mapping == source.mapping()),
        month_first: mend::is_month_first(&source.headers),
        headers: source.headers.clone(),
        mapping: mapping.clone(),
        qualities: qualities.clone(),
        today,
    };
    let fallback = core.path().parent().unwrap_or(Path::new(".")).to_owned();
    let mut reading = Reading {
        rows,
        cards: CardReader { qualities, today },
        rejected: (!dry_run).then(|| Rejected::of(Path::new(&path), &fallback, &source.headers)),
    };
    let last_row = core.read(|reader| {
        Ok(reader.query_row("select coalesce(max(rowid), 0) from contact_row", [], |row| row.get::<_, i64>(0))?)
    })?;
    // Reading on one thread, writing on another (a phone number costs as much as a row), and looking for duplicates on a third.
    let (outcome, mut report) = std::thread::scope(|scope| {
        let (sender, rows) = sync_channel(AHEAD);
        let reading = &mut reading;
        scope.spawn(move || reading.all(source, &sender));
        let (created, to_check) = sync_channel(CHECKED_AHEAD);
        let checking = scope.spawn(move || duplicates(core, last_row, size, &to_check));
        let mut import =
            Import { report: ImportReport::new(dry_run), source: kind, file_name: file_name(&path), created };
        let mut rows = rows.into_iter().flatten();
        let outcome = if dry_run {
            import.try_out(core, progress, size, &mut rows)
        } else {
            import.write(core, progress, size, &mut rows)
        };
        let Import { mut report, created, .. } = import;
        drop(created);
        if outcome.is_ok() {
            match checking.join() {
                Ok(Ok((found, not_compared))) => report.add_duplicates(found, not_compared),
                Ok(Err(error)) => return (Err(error), report),
                Err(_) => return (Err(Error::Internal("panic in the search for duplicates".into())), report),
            }
        }
        (outcome, report)
    });
    if let Some(rejected) = reading.rejected {
        if outcome.is_ok() {
            report.rejected_file = rejected.finish()?;
        } else {
            rejected.discard();
        }
    }
    if !dry_run && format != ImportFormat::Vcard {
        let json = serde_json::to_string(&mapping)?;
        core.write_local(|conn| firm::set_local_setting(conn, &key, Some(&json)))?;
    }
    report.operation = outcome?;
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// The qualities of the firm by their folded names.
fn qualities(conn: &Connection) -> Result<HashMap<String, QualityId>> {
    Ok(quality::list(conn)?.into_iter().map(|quality| (fold(&quality.name), quality.id)).collect())
}

type Read = Result<(ReadRow, u64)>;

/// Rows and cards as contacts; those that can't be are kept aside.
struct Reading {
    rows: RowReader,
    cards: CardReader,
    rejected: Option<Rejected>,
}

impl Reading {
    fn all(&mut self, mut source: Source, sender: &SyncSender<Vec<Read>>) {
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            let begun = source.bytes_read();
            let mut more = true;
            while more && batch.len() < BATCH {
                match source.next_raw() {
                    Ok(Some(raw)) => batch.push(Ok((self.one(raw), source.bytes_read()))),
                    Ok(None) => more = false,
                    Err(error) => {
                        batch.push(Err(error));
                        more = false;
                    }
                }
                // Long rows are not gathered: what waits for the writer stays small.
                if source.bytes_read() - begun > STEP_BYTES / AHEAD as u64 {
                    break;
                }
            }
            // The writer is gone when the import was cancelled.
            if sender.send(batch).is_err() || !more {
                return;
            }
        }
    }

    fn one(&mut self, raw: Raw) -> ReadRow {
        match raw {
            Raw::Cells(row, cells) => {
                let mut read = self.rows.read(row, cells);
                if let (Some(cells), Some(rejected)) = (read.rejected.take(), &mut self.rejected) {
                    rejected.keep_row(cells, &reasons(&read));
                }
                read
            }
            Raw::Card(row, card) => {
                let read = self.cards.read(row, &card);
                if let (Outcome::Rejected, Some(rejected)) = (&read.outcome, &mut self.rejected) {
                    rejected.keep_card(&card.text, &reasons(&read));
                }
                read
            }
        }
    }
}

fn reasons(row: &ReadRow) -> String {
    row.remarks.iter().map(|remark| remark.reason.as_str()).collect::<Vec<_>>().join(" ")
}

/// A created contact, to be held against the others: its row, and its id once it is written.
type Created = (u32, Option<ContactId>, Box<ContactDraft>);

struct Import {
    report: ImportReport,
    source: String,
    file_name: String,
    created: SyncSender<Created>,
}

/// Bytes of a file that a row takes, about.
const ROW_BYTES: u64 = 120;

/// What the created contacts may double. The import does not wait for it but at its end.
/// Also how many were too many for that.
fn duplicates(core: &Core, last_row: i64, size: u64, created: &Receiver<Created>) -> Result<(Vec<ImportIssue>, u32)> {
    let mut found = Vec::new();
    let Ok(first) = created.recv() else { return Ok((found, 0)) };
    let mut incoming = Incoming::new(core, last_row, size / ROW_BYTES, ROOM)?;
    let mut not_compared = 0;
    for (row, id, draft) in std::iter::once(first).chain(created) {
        if incoming.is_full() {
            not_compared += 1;
            continue;
        }
        let Some(doubled) = incoming.check(row, &draft, id)? else { continue };
        let place = doubled.row.map_or_else(String::new, |row| format!(" (ligne {row})"));
        found.push(ImportIssue {
            row,
            verdict: ImportRowVerdict::ProbableDuplicate,
            field: ImportField::FullName,
            value: contact::name::list_name(&draft),
            reason: format!("Doublon probable de {}{place} : {}.", doubled.name, doubled.reasons.join(", ")),
        });
    }
    Ok((found, not_compared))
}

impl Import {
    fn write(
        &mut self,
        core: &Core,
        progress: &Progress,
        size: u64,
        rows: &mut impl Iterator<Item = Read>,
    ) -> Result<Option<OperationId>> {
        let ((), written) = core.in_steps(Op::ImportContacts, |steps| {
            loop {
                let begun = Instant::now();
                let done = steps.step(|tx| {
                    tx.label(self.file_name.as_str());
                    // Steps that follow each other write many of the same pages: together they are written once.
                    while begun.elapsed() < HELD {
                        let (count, read) = self.step(tx, rows)?;
                        if count == 0 {
                            return Ok(true);
                        }
                        // A quality that the step created has said its own name.
                        tx.label(self.file_name.as_str());
                        tx.log()?;
                        progress.report("import", read, Some(size))?;
                    }
                    Ok(false)
                })?;
                if done {
                    return Ok(());
                }
            }
        })?;
        if written.is_some() && self.report.created + self.report.updated > STEP as u32 {
            contact::derived::gather_index(core)?;
        }
        Ok(written)
    }

    fn count(&mut self, row: ReadRow, verdict: ImportRowVerdict, id: Option<ContactId>) {
        let number = row.row;
        let outcome = self.report.count(row, verdict);
        if let (ImportRowVerdict::Created, Outcome::Contact(draft)) = (verdict, outcome) {
            // Gone only when the search itself failed, which is told at the end.
            let _ = self.created.send((number, id, draft));
        }
    }

    /// Writes the next rows: how many, and how many bytes of the file have been read.
    fn step(&mut self, tx: &Tx, rows: &mut impl Iterator<Item = Read>) -> Result<(usize, u64)> {
        let mut begun_at = None;
        let mut read = 0;
        let mut count = 0;
        for row in rows.by_ref().take(STEP) {
            let (mut row, bytes) = row?;
            let begun = *begun_at.get_or_insert(bytes);
            read = bytes;
            count += 1;
            let (verdict, id) = match &mut row.outcome {
                Outcome::Contact(draft) => {
                    own::create_qualities(tx, draft, &row.qualities)?;
                    self.write_contact(tx, draft, &row.hash, &mut row.remarks)?
                }
                Outcome::Empty => (ImportRowVerdict::Skipped, None),
                Outcome::Rejected => (ImportRowVerdict::Rejected, None),
            };
            self.count(row, verdict, id);
            if read - begun > STEP_BYTES {
                break;
            }
        }
        Ok((count, read))
    }

    /// What became of the contact of a row, and the id of a new one.
    fn write_contact(
        &self,
        tx: &Tx,
        draft: &ContactDraft,
        hash: &str,
        remarks: &mut Vec<Remark>,
    ) -> Result<(ImportRowVerdict, Option<ContactId>)> {
        if let Some((present, changed)) = own::updated(tx, draft)? {
            if !changed {
                return Ok((ImportRowVerdict::Unchanged, None));
            }
            contact::write(tx, &present, None)?;
            return Ok((ImportRowVerdict::Updated, None));
        }
        let origin = Origin { source: self.source.clone(), hash: hash.to_owned() };
        match known(tx, draft, &origin)? {
            Known::Same(_, known_hash) if known_hash == hash => Ok((ImportRowVerdict::Unchanged, None)),
            Known::Same(id, _) => {
                let kept = redirect::current(tx, id)?;
                let Some(mut present) = contact::read_draft(tx, kept)? else {
                    return Ok((ImportRowVerdict::Unchanged, None));
                };
                complete(&mut present, &since_merge(tx, kept, draft)?);
                contact::write(tx, &present, None)?;
                contact::set_origin(tx, id, &origin)?;
                Ok((ImportRowVerdict::Updated, None))
            }
            new => {
                if let Known::Taken(name) = new {
                    remarks.push(taken(&draft.external_ref, &name));
                }
                // The id of a contact of another base is not one of this base.
                let id = contact::write(tx, &ContactDraft { id: None, ..draft.clone() }, Some(&origin))?;
                Ok((ImportRowVerdict::Created, Some(id)))
            }
        }
    }

    fn try_out(
        &mut self,
        core: &Core,
        progress: &Progress,
        size: u64,
        rows: &mut impl Iterator<Item = Read>,
    ) -> Result<Option<OperationId>> {
        let mut tried = Tried::new()?;
        loop {
            let (count, read) = core.read(|reader| {
                let mut read = 0;
                let mut count = 0;
                for row in rows.by_ref().take(STEP) {
                    let (mut row, bytes) = row?;
                    read = bytes;
                    count += 1;
                    let verdict = match &row.outcome {
                        Outcome::Contact(draft) if let Some((present, changed)) = own::updated(reader, draft)? => {
                            if changed || !row.qualities.is_empty() {
                                self.report.tell_update(row.row, contact::name::list_name(&present));
                                ImportRowVerdict::Updated
                            } else {
                                ImportRowVerdict::Unchanged
                            }
                        }
                        Outcome::Contact(draft) => {
                            let origin = Origin { source: self.source.clone(), hash: row.hash.clone() };
                            match tried.one(reader, draft, &origin)? {
                                Trial::New => ImportRowVerdict::Created,
                                Trial::Taken(name) => {
                                    row.remarks.push(taken(&draft.external_ref, &name));
                                    ImportRowVerdict::Created
                                }
                                Trial::Unchanged => ImportRowVerdict::Unchanged,
                                Trial::Updated(name) => {
                                    self.report.tell_update(row.row, name);
                                    ImportRowVerdict::Updated
                                }
                            }
                        }
                        Outcome::Empty => ImportRowVerdict::Skipped,
                        Outcome::Rejected => ImportRowVerdict::Rejected,
                    };
                    self.count(row, verdict, None);
                }
                Ok((count, read))
            })?;
            if count == 0 {
                return Ok(None);
            }
            progress.report("dry_run", read, Some(size))?;
        }
    }
}

/// What is told of a row whose reference somebody else has.
fn taken(reference: &str, name: &str) -> Remark {
    Remark {
        field: ImportField::ExternalRef,
        value: reference.to_owned(),
        reason: format!("La référence {reference} est déjà celle de {name} : une nouvelle fiche a été créée."),
    }
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
}
