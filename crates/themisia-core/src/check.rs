//! Is the base whole? Pages, references, and whether the log replayed over an empty base gives the same rows.

use rusqlite::Connection;
use rusqlite::session::{ConflictAction, ConflictType};
use rusqlite::types::Value;
use serde::Serialize;
use ts_rs::TS;

use crate::SYNCED;
use crate::core::store;
use crate::error::{Error, Result};
use crate::vault::blob::BlobState;
use crate::vault::{OpenBase, Progress};
use crate::{document, find, journal};

#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckReport {
    pub ok: bool,
    /// Pages whose authentication or structure is wrong.
    pub integrity: Vec<String>,
    /// Rows that point at nothing.
    pub dangling: u32,
    pub changes_replayed: u32,
    /// Tables where the replayed log gives other rows.
    pub differing_tables: Vec<String>,
    /// Contacts that lists and search do not show as they are.
    pub stale_rows: u32,
    /// Names of documents whose bytes are not in the store.
    pub missing_documents: Vec<String>,
    /// Names of documents whose bytes are not those that were kept.
    pub altered_documents: Vec<String>,
}

/// # Errors
/// Only when the check itself can't run; what is wrong stands in the report.
pub fn check(open: &OpenBase, progress: &Progress) -> Result<CheckReport> {
    progress.report("check", 0, None)?;
    let mut report = CheckReport {
        ok: true,
        integrity: Vec::new(),
        dangling: 0,
        changes_replayed: 0,
        differing_tables: Vec::new(),
        stale_rows: 0,
        missing_documents: Vec::new(),
        altered_documents: Vec::new(),
    };
    let core = &open.core;
    {
        let writer = core.writer();
        // Else pages of the log give false alarms.
        writer.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        report.integrity = integrity(&writer)?;
    }
    core.read(|reader| {
        let mut statement = reader.prepare("pragma foreign_key_check")?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {
            report.dangling += 1;
        }
        report.stale_rows = reader.query_row(
            "select (select count(*) from contact where merged_into is null and id not in (select contact from contact_row))
                  + (select count(*) from contact_row join contact on contact.id = contact_row.contact
                     where contact_row.status <> contact.status or contact_row.kind <> contact.kind
                        or contact_row.archived <> (contact.archived_at is not null) or contact.merged_into is not null)
                  + (select count(*) from contact_row where contact not in (select id from contact))",
            [],
            |row| row.get(0),
        )?;
        report.stale_rows += journal::derived::stale(reader)?;
        report.stale_rows += find::stale(reader)?;
        let replayed = replay(reader, progress, &mut report.changes_replayed)?;
        for table in SYNCED {
            if rows_of(reader, table.name)? != rows_of(&replayed, table.name)? {
                report.differing_tables.push(table.name.to_owned());
            }
        }
        Ok(())
    })?;
    documents(open, progress, &mut report)?;
    report.ok = report.integrity.is_empty()
        && report.dangling == 0
        && report.differing_tables.is_empty()
        && report.stale_rows == 0
        && report.missing_documents.is_empty()
        && report.altered_documents.is_empty();
    Ok(report)
}

/// Reads every file that a row speaks of.
fn documents(open: &OpenBase, progress: &Progress, report: &mut CheckReport) -> Result<()> {
    let hashes = open.core.read(|reader| document::hashes(reader))?;
    let total = hashes.len() as u64;
    for (at, hash) in hashes.iter().enumerate() {
        progress.report("documents", at as u64, Some(total))?;
        let wrong = match open.blobs.state(hash)? {
            BlobState::Whole => continue,
            BlobState::Missing => &mut report.missing_documents,
            BlobState::Altered => &mut report.altered_documents,
        };
        wrong.extend(open.core.read(|reader| document::bearing(reader, hash))?);
    }
    for names in [&mut report.missing_documents, &mut report.altered_documents] {
        names.sort();
        names.dedup();
    }
    Ok(())
}

/// What SQLCipher (authentication of each page) and SQLite (structure) find wrong.
pub fn integrity(conn: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (sql, fine) in [("pragma cipher_integrity_check", ""), ("pragma integrity_check", "ok")] {
        let mut statement = conn.prepare(sql)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        for line in lines {
            let line = line?;
            if line != fine {
                problems.push(line);
            }
        }
    }
    Ok(problems)
}

/// An empty base in memory, with the whole log applied.
fn replay(conn: &Connection, progress: &Progress, count: &mut u32) -> Result<Connection> {
    let mut empty = Connection::open_in_memory()?;
    store::migrate(&mut empty)?;
    let total: u32 = conn.query_row("select count(*) from change", [], |row| row.get(0))?;
    let mut statement = conn.prepare("select changeset from change order by seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().map_err(|error| Error::Internal(error.to_string()))?;
        apply(&empty, bytes)?;
        *count += 1;
        progress.report("check", u64::from(*count), Some(u64::from(total)))?;
    }
    drop(rows);
    drop(statement);
    Ok(empty)
}

fn apply(conn: &Connection, changeset: &[u8]) -> Result<()> {
    let mut bytes = changeset;
    let synced = |table: &str| SYNCED.iter().any(|synced| synced.name == table);
    // The log of one device never conflicts with itself; a conflict is what the check is there to find.
    conn.apply_strm(&mut bytes, Some(synced), |conflict, _| match conflict {
        ConflictType::SQLITE_CHANGESET_FOREIGN_KEY => ConflictAction::SQLITE_CHANGESET_ABORT,
        _ => ConflictAction::SQLITE_CHANGESET_OMIT,
    })?;
    Ok(())
}

/// A digest of all rows of a table, in the order of their keys.
fn rows_of(conn: &Connection, table: &str) -> Result<blake3::Hash> {
    let mut statement = conn.prepare(&format!("select * from {table} order by id"))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut hasher = blake3::Hasher::new();
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let value: Value = row.get(column)?;
            hasher.update(format!("{value:?}\0").as_bytes());
        }
    }
    Ok(hasher.finalize())
}
