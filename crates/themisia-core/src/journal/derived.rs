//! What the journal reads: `journal_row`, `journal_place` and the search index, derived from what each transaction changed.

use std::collections::{BTreeMap, HashSet};

use chrono::{Local, NaiveDateTime, TimeZone};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, named_params};
use uuid::Uuid;

use super::people_of;
use super::source::{SOURCES, Source};
use crate::core::changeset::{RowChange, RowChangeKind};
use crate::core::schema::{Schema, Table};
use crate::core::{start_of_day, timestamp};
use crate::day::Day;
use crate::document::text::searchable;
use crate::error::Result;

/// What of an entry is to be read again.
#[derive(Clone, Copy, Default)]
struct Touched {
    /// What it says, beside where it stands.
    text: bool,
}

/// Brings the journal up to date with what a transaction changed.
pub(crate) fn derive(conn: &Connection, schema: &Schema, changes: &[RowChange]) -> Result<()> {
    remember_blobs(conn, schema, changes)?;
    let mut gone: Vec<i64> = Vec::new();
    let mut told: Vec<(i64, String)> = Vec::new();
    for source in SOURCES {
        for (id, touched) in touched(conn, schema, source, changes)? {
            let old: Option<i64> = conn
                .prepare_cached("select rowid from journal_row where entry = ?1")?
                .query_row([id.as_bytes()], |row| row.get(0))
                .optional()?;
            let row = write(conn, source, id, old)?;
            if let (Some(old), true) = (old, touched.text || row.is_none()) {
                gone.push(old);
            }
            if let (Some(row), true) = (row, touched.text || old.is_none()) {
                told.push((row, searchable(&(source.text)(conn, id)?)));
            }
            if source.table == "interaction" && touched.text {
                addresses(conn, id)?;
            }
        }
    }
    // All rows of the index together and last, as those of the contacts.
    let mut remove = conn.prepare_cached("delete from journal_fts where rowid = ?1")?;
    for row in gone {
        remove.execute([row])?;
    }
    let mut insert = conn.prepare_cached("insert into journal_fts (rowid, text) values (?1, ?2)")?;
    for (row, text) in told {
        insert.execute((row, text))?;
    }
    Ok(())
}

/// The entries of a source that these changes touch.
fn touched(
    conn: &Connection,
    schema: &Schema,
    source: &Source,
    changes: &[RowChange],
) -> Result<BTreeMap<Uuid, Touched>> {
    let mut touched: BTreeMap<Uuid, Touched> = BTreeMap::new();
    for change in changes {
        if *change.table == *source.table {
            let told = change.kind != RowChangeKind::Update || !only_placed(schema, change);
            touched.entry(change.id).or_default().text |= told;
        }
        for (parts, tells) in [(source.placed_by, false), (source.told_by, true)] {
            let Some((name, column)) = parts.iter().find(|(name, _)| *change.table == **name) else { continue };
            let Some(table) = schema.table(name) else { continue };
            for id in owners(conn, table, column, change)? {
                touched.entry(id).or_default().text |= tells;
            }
        }
        if let Some((_, sql)) = source.led_by.iter().find(|(name, _)| *change.table == **name) {
            let mut statement = conn.prepare_cached(sql)?;
            for id in statement.query_map([change.id.as_bytes()], |row| row.get::<_, [u8; 16]>(0))? {
                touched.entry(Uuid::from_bytes(id?)).or_default();
            }
        }
    }
    Ok(touched)
}

/// An update that says nothing new: a pin, another matter, another contact.
fn only_placed(schema: &Schema, change: &RowChange) -> bool {
    let Some(table) = schema.table(&change.table) else { return false };
    change.new.iter().enumerate().skip(1).all(|(at, value)| {
        let placing = table.references.iter().any(|to| to.column == at) || table.columns[at] == "pinned";
        value.is_none() || placing
    })
}

/// The entries that a part belongs to, before and now.
fn owners(conn: &Connection, table: &Table, column: &str, change: &RowChange) -> Result<Vec<Uuid>> {
    let Some(at) = table.column(column) else { return Ok(Vec::new()) };
    let told = [&change.old, &change.new].into_iter().filter_map(|side| match side.get(at) {
        Some(Some(Value::Blob(id))) => Uuid::from_slice(id).ok(),
        _ => None,
    });
    let mut owners: Vec<Uuid> = told.collect();
    if owners.is_empty() {
        let sql = format!("select {column} from {} where id = ?1", table.name);
        let now: Option<[u8; 16]> =
            conn.prepare_cached(&sql)?.query_row([change.id.as_bytes()], |row| row.get(0)).optional()?;
        owners.extend(now.map(Uuid::from_bytes));
    }
    Ok(owners)
}

/// Writes where an entry stands; gives its row, or `None` for one that is gone.
fn write(conn: &Connection, source: &Source, id: Uuid, old: Option<i64>) -> Result<Option<i64>> {
    type Entry = (String, String, bool, Option<[u8; 16]>, bool);
    let entry: Option<Entry> = conn
        .prepare_cached(source.entry)?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    if let Some(old) = old {
        conn.prepare_cached("delete from journal_place where row = ?1")?.execute([old])?;
    }
    let Some((kind, at, pinned, matter, listed)) = entry else {
        if let Some(old) = old {
            conn.prepare_cached("delete from journal_row where rowid = ?1")?.execute([old])?;
        }
        return Ok(None);
    };
    let at = instant_here(at);
    let asked = named_params! {
        ":row": old, ":entry": id.as_bytes(), ":source": source.table, ":kind": kind, ":at": at, ":pinned": pinned,
        ":listed": listed,
    };
    conn.prepare_cached(
        "insert into journal_row (rowid, entry, source, kind, at, pinned, listed)
         values (:row, :entry, :source, :kind, :at, :pinned, :listed)
         on conflict (rowid) do update set kind = :kind, at = :at, pinned = :pinned, listed = :listed",
    )?
    .execute(asked)?;
    let row = old.unwrap_or_else(|| conn.last_insert_rowid());
    if listed {
        let mut scopes: HashSet<[u8; 16]> = matter.into_iter().collect();
        let mut statement = conn.prepare_cached(source.contacts)?;
        for contact in statement.query_map([id.as_bytes()], |row| row.get(0))? {
            scopes.insert(contact?);
        }
        let mut insert = conn.prepare_cached(
            "insert into journal_place (scope, at, entry, row, source, kind, pinned, matter)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for scope in scopes {
            insert.execute((scope, &at, id.as_bytes(), row, source.table, &kind, pinned, matter))?;
        }
    }
    Ok(Some(row))
}

/// What happens on a day stands at its beginning; what happens as the clock of the place shows it, at that instant.
fn instant_here(at: String) -> String {
    if let Ok(day) = at.parse::<Day>() {
        return start_of_day(day.0);
    }
    let local = NaiveDateTime::parse_from_str(&at, OF_THE_PLACE).ok();
    let here = local.and_then(|local| Local.from_local_datetime(&local).earliest());
    here.map_or(at, |here| timestamp(here.to_utc()))
}

const OF_THE_PLACE: &str = "%Y-%m-%dT%H:%M";

fn is_of_the_place(at: &str) -> bool {
    at.parse::<Day>().is_ok() || NaiveDateTime::parse_from_str(at, OF_THE_PLACE).is_ok()
}

/// Every address that an e-mail bears: those of no contact are proposed as new ones.
fn addresses(conn: &Connection, id: Uuid) -> Result<()> {
    conn.prepare_cached("delete from journal_address where interaction = ?1")?.execute([id.as_bytes()])?;
    let people: Option<String> = conn
        .prepare_cached("select people from interaction where id = ?1 and people <> ''")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    for person in people_of(&people.unwrap_or_default()) {
        conn.prepare_cached(
            "insert into journal_address (address, interaction, name) values (?1, ?2, ?3)
             on conflict (address, interaction) do nothing",
        )?
        .execute((person.address.to_lowercase(), id.as_bytes(), person.name))?;
    }
    Ok(())
}

/// The files that rows speak of, or ever spoke of: none of them is thrown away.
fn remember_blobs(conn: &Connection, schema: &Schema, changes: &[RowChange]) -> Result<()> {
    let Some(table) = schema.table("document_version") else { return Ok(()) };
    let (Some(hash), Some(size)) = (table.column("hash"), table.column("size")) else { return Ok(()) };
    for change in changes.iter().filter(|change| *change.table == *"document_version") {
        if let (Some(Some(hash)), Some(Some(size))) = (change.new.get(hash), change.new.get(size)) {
            conn.prepare_cached(
                "insert into document_blob (hash, size) values (?1, ?2) on conflict (hash) do nothing",
            )?
            .execute((hash, size))?;
        }
    }
    Ok(())
}

/// Entries that the index does not show as they are.
pub(crate) fn stale(conn: &Connection) -> Result<u32> {
    let mut count: u32 = conn.query_row(
        "select count(*) from journal_place where row not in (select rowid from journal_row)",
        [],
        |row| row.get(0),
    )?;
    for source in SOURCES {
        let ids: Vec<[u8; 16]> = conn
            .prepare(&format!("select id from {}", source.table))?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let sql = "select kind, at, pinned, listed from journal_row where entry = ?1";
        for id in &ids {
            let is: Option<(String, String, bool, bool)> = conn
                .prepare_cached(source.entry)?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(4)?)))
                .optional()?;
            let shown: Option<(String, String, bool, bool)> = conn
                .prepare_cached(sql)?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                .optional()?;
            let same = match (is, shown) {
                // A day or an hour of the clock is elsewhere another instant: a laptop that travels is not stale.
                (Some(is), Some(shown)) => {
                    (is.0, is.2, is.3) == (shown.0, shown.2, shown.3) && (is.1 == shown.1 || is_of_the_place(&is.1))
                }
                (is, shown) => is == shown,
            };
            count += u32::from(!same);
        }
        let known: u32 = conn.query_row(
            &format!(
                "select count(*) from journal_row where source = ?1 and entry not in (select id from {})",
                source.table
            ),
            [source.table],
            |row| row.get(0),
        )?;
        count += known;
    }
    Ok(count)
}
