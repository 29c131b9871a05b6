//! Matters, invoices and payments by what they bear or whose they are: what the palette finds beside contacts.
//!
//! Each has a row of its own in an index (`found_fts`), with the words that it bears; the names of clients stay in the index of
//! contacts, so that a client of ten thousand invoices is renamed by one row. « durand bail » is looked for as a whole, then as
//! words of the client and words of the record, either first.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use crate::contact;
use crate::contact::name::fold;
use crate::core::Reader;
use crate::core::changeset::RowChange;
use crate::day::Day;
use crate::document::text::searchable;
use crate::error::Result;
use crate::ids::{ContactId, RecordId};
use crate::invoice::InvoiceKind;
use crate::money::Cents;
use crate::sql_enum;

sql_enum! {
    pub enum FoundKind {
        Matter = "matter",
        Invoice = "invoice",
        Payment = "payment",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundRecord {
    pub id: RecordId,
    pub client: ContactId,
    /// « DURAND Anne »
    pub client_name: String,
    /// Reference of a matter, number of an invoice (empty: a draft), reference of a payment.
    pub number: String,
    /// Title of a matter, subject of an invoice, method of a payment.
    pub about: String,
    pub on: Option<Day>,
    pub amount: Option<Cents>,
    pub invoice_kind: Option<InvoiceKind>,
    /// A matter that is archived, a payment that is reversed.
    pub closed: bool,
}

/// Words of a query; the rest is ignored.
const WORDS: usize = 6;
/// Clients tried when no name begins as typed.
const NEAR: usize = 20;
const MOST: u32 = 50;

/// What bears the words of `text`, or whose client does; the newest first.
pub fn find_records(reader: &Reader, text: String, kind: FoundKind, limit: u32) -> Result<Vec<FoundRecord>> {
    let limit = limit.min(MOST);
    let words = words_of(&text);
    let mut found = Vec::new();
    let mut search = Search { conn: reader, kind, limit, found: &mut found };
    if words.is_empty() {
        return Ok(Vec::new());
    }
    search.bearing(&words)?;
    search.of_clients(&words)?;
    for at in 1..words.len() {
        search.both(&words[..at], &words[at..])?;
        search.both(&words[at..], &words[..at])?;
    }
    if search.found.is_empty() {
        let near = contact::search::search(reader, text, true, NEAR)?;
        search.of_these(&near.iter().map(|hit| hit.contact.id).collect::<Vec<_>>())?;
    }
    found.into_iter().map(|id| shown(reader, kind, id)).collect()
}

/// Thin and no-break spaces within a number are those of an amount, as it is shown.
fn words_of(text: &str) -> Vec<String> {
    let plain = searchable(&text.replace(['\u{202f}', '\u{a0}'], ""));
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(WORDS).map(str::to_owned).collect()
}

struct Search<'a> {
    conn: &'a Connection,
    kind: FoundKind,
    limit: u32,
    found: &'a mut Vec<RecordId>,
}

impl Search<'_> {
    fn full(&self) -> bool {
        self.found.len() >= self.limit as usize
    }

    fn take(&mut self, ids: Vec<RecordId>) {
        for id in ids {
            if !self.full() && !self.found.contains(&id) {
                self.found.push(id);
            }
        }
    }

    /// `invoice : ("bail"* AND "2026"*)`
    fn own(&self, words: &[String]) -> String {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
        format!("{} : ({})", self.kind.as_str(), words.join(" AND "))
    }

    fn bearing(&mut self, words: &[String]) -> Result<()> {
        // Rows are numbered as records come: the index itself walks from the newest on.
        let ids = self
            .conn
            .prepare_cached(
                "select record from found_fts join found_row on found_row.rowid = found_fts.rowid
                 where found_fts match ?1 order by found_fts.rowid desc limit ?2",
            )?
            .query_map((self.own(words), self.limit), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        self.take(ids);
        Ok(())
    }

    fn of_clients(&mut self, words: &[String]) -> Result<()> {
        let Some(named) = named(words).filter(|_| !self.full()) else { return Ok(()) };
        let ids = self
            .conn
            .prepare_cached(&format!(
                "select record from found_row where kind = ?1 and client in ({CLIENTS_NAMED})
                 order by at desc, rowid desc limit ?3"
            ))?
            .query_map((self.kind, named, self.limit), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        self.take(ids);
        Ok(())
    }

    /// Some words of the record, the others of its client.
    fn both(&mut self, own: &[String], client: &[String]) -> Result<()> {
        let Some(named) = named(client).filter(|_| !self.full()) else { return Ok(()) };
        let ids = self
            .conn
            .prepare_cached(&format!(
                "select record from found_fts join found_row on found_row.rowid = found_fts.rowid
                 where found_fts match ?1 and client in ({CLIENTS_NAMED}) order by found_fts.rowid desc limit ?3"
            ))?
            .query_map((self.own(own), named, self.limit), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        self.take(ids);
        Ok(())
    }

    fn of_these(&mut self, clients: &[ContactId]) -> Result<()> {
        for client in clients {
            let ids = self
                .conn
                .prepare_cached(
                    "select record from found_row where client = ?1 and kind = ?2 order by at desc, rowid desc limit ?3",
                )?
                .query_map((client, self.kind, self.limit), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            self.take(ids);
        }
        Ok(())
    }
}

/// A short beginning of a name is that of many: so many of them are looked at.
const CLIENTS_NAMED: &str = "select contact from contact_fts join contact_row on contact_row.rowid = contact_fts.rowid
    where contact_fts match ?2 limit 5000";

/// `name : ("durand"* AND "an"*)`; none for a single letter, which is everybody's.
fn named(words: &[String]) -> Option<String> {
    let folded = fold(&words.join(" "));
    let words: Vec<String> = folded.split_whitespace().map(|word| format!("\"{word}\"*")).collect();
    if words.is_empty() || folded.len() < 2 { None } else { Some(format!("name : ({})", words.join(" AND "))) }
}

fn shown(conn: &Connection, kind: FoundKind, id: RecordId) -> Result<FoundRecord> {
    let sql = match kind {
        FoundKind::Matter => {
            "select client, reference as number, title as about, opened_on as day, null as amount, null as kind,
                 status = 'archived' as closed
             from matter where id = ?1"
        }
        FoundKind::Invoice => {
            "select client, number, subject as about, issued_on as day, gross as amount, kind, 0 as closed
             from invoice where id = ?1"
        }
        FoundKind::Payment => {
            "select client, reference as number, method as about, received_on as day, amount, null as kind,
                 exists (select 1 from payment reversal where reversal.reverses = payment.id and reversal.refund is null)
                     as closed
             from payment where id = ?1"
        }
    };
    let mut found = conn.prepare_cached(sql)?.query_row([id], |row| from_row(row, id))?;
    found.client_name = contact::name_of(conn, found.client)?;
    Ok(found)
}

/// Brings the index up to date with what a transaction changed.
pub(crate) fn derive(conn: &Connection, changes: &[RowChange]) -> Result<()> {
    // In the order of the ids, which is that of their making.
    let touched: BTreeMap<Uuid, FoundKind> = changes
        .iter()
        .filter_map(|change| Some((change.id, *FoundKind::ALL.iter().find(|kind| *kind.as_str() == *change.table)?)))
        .collect();
    for (id, kind) in touched {
        let old: Option<i64> = conn
            .prepare_cached("select rowid from found_row where record = ?1")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?;
        if let Some(old) = old {
            conn.prepare_cached("delete from found_fts where rowid = ?1")?.execute([old])?;
        }
        let Some((client, at, words)) = borne(conn, kind, id)? else {
            conn.prepare_cached("delete from found_row where record = ?1")?.execute([id.as_bytes()])?;
            continue;
        };
        conn.prepare_cached(
            "insert into found_row (record, kind, client, at) values (?1, ?2, ?3, ?4)
             on conflict (record) do update set client = excluded.client, at = excluded.at",
        )?
        .execute((id.as_bytes(), kind, client, at))?;
        let row = old.unwrap_or_else(|| conn.last_insert_rowid());
        conn.prepare_cached(&format!("insert into found_fts (rowid, {}) values (?1, ?2)", kind.as_str()))?
            .execute((row, searchable(&words)))?;
    }
    Ok(())
}

/// Whose a record is, its day, and what it bears; none for what is not found by itself: a counter-entry, a refund, what is gone.
fn borne(conn: &Connection, kind: FoundKind, id: Uuid) -> Result<Option<(ContactId, String, String)>> {
    let found = conn
        .prepare_cached(row_of(kind))?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found)
}

fn row_of(kind: FoundKind) -> &'static str {
    match kind {
        FoundKind::Matter => {
            "select client, opened_on, reference || ' ' || title || ' ' || court_number from matter where id = ?1"
        }
        FoundKind::Invoice => {
            // Its number with and without the letters of its series.
            "select client, coalesce(issued_on, substr(created_at, 1, 10)),
                 number || ' ' || substr(number, length(series) + 1) || ' ' || subject
             from invoice where id = ?1"
        }
        FoundKind::Payment => {
            "select client, received_on,
                 method || ' ' || reference || ' ' || note || ' ' || printf('%d,%02d', amount / 100, amount % 100)
             from payment where id = ?1 and reverses is null and refund is null"
        }
    }
}

/// Records that the index does not show as they are.
pub(crate) fn stale(conn: &Connection) -> Result<u32> {
    let count = conn.query_row(
        "with record as (
             select id, 'matter' as kind, client, opened_on as at from matter
             union all select id, 'invoice', client, coalesce(issued_on, substr(created_at, 1, 10)) from invoice
             union all select id, 'payment', client, received_on from payment where reverses is null and refund is null)
         select (select count(*) from record left join found_row on found_row.record = record.id
                 where found_row.record is null or found_row.kind <> record.kind or found_row.client <> record.client
                     or found_row.at <> record.at)
             + (select count(*) from found_row where record not in (select id from record))",
        [],
        |row| row.get(0),
    )?;
    Ok(count)
}

fn from_row(row: &Row, id: RecordId) -> rusqlite::Result<FoundRecord> {
    Ok(FoundRecord {
        id,
        client: row.get("client")?,
        client_name: String::new(),
        number: row.get("number")?,
        about: row.get("about")?,
        on: row.get("day")?,
        amount: row.get("amount")?,
        invoice_kind: row.get("kind")?,
        closed: row.get("closed")?,
    })
}
