//! Pages of the journal, newest first: of a contact with its matters and those who stand for it, of a matter, of the firm.
//!
//! Each contact and matter has its entries in order in `journal_place`; a page merges as many such streams as the filter names,
//! and reads no further than it needs. A cursor, the time and id of the last entry, leads to the next page: it stays right while
//! entries come and go.

use std::collections::{BinaryHeap, HashSet, VecDeque};

use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{Direction, JournalContact, show, source};
use crate::contact::redirect;
use crate::core::{Reader, start_of_day};
use crate::day::Day;
use crate::document::list::Attachment;
use crate::document::text::query_of;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, RecordId};
use crate::money::Cents;
use crate::sql_enum;

sql_enum! {
    /// What people wrote down or received, then what the program knows.
    pub enum JournalKind {
        Email = "email",
        Call = "call",
        Meeting = "meeting",
        Note = "note",
        Letter = "letter",
        Document = "document",
        Status = "status",
        Invoice = "invoice",
        CreditNote = "credit_note",
        Payment = "payment",
        Reversal = "reversal",
        Reminder = "reminder",
        Retainer = "retainer",
        Refund = "refund",
        Task = "task",
        Kyc = "kyc",
        KycDocument = "kyc_document",
        Merge = "merge",
        Import = "import",
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct JournalFilter {
    /// With its matters and those who stand for it; neither this nor a matter: the whole firm.
    #[serde(default)]
    #[ts(optional)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    #[ts(optional)]
    pub matter: Option<MatterId>,
    /// Empty: all.
    #[serde(default)]
    pub kinds: Vec<JournalKind>,
    /// Only what this contact takes part in.
    #[serde(default)]
    #[ts(optional)]
    pub person: Option<ContactId>,
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<Day>,
    #[serde(default)]
    #[ts(optional)]
    pub to: Option<Day>,
    /// Words, or their beginnings, of what an entry or one of its documents says.
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct JournalMatter {
    pub id: MatterId,
    pub reference: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct JournalEntry {
    /// Of the row of its source.
    pub id: RecordId,
    /// The table of its row: `interaction`, `invoice`…
    pub source: String,
    pub kind: JournalKind,
    pub at: String,
    /// The day it falls on here.
    pub day: Day,
    /// `14:30`; none for what happened on a day.
    pub time: Option<String>,
    /// What was written, or a French sentence of what the program knows.
    pub subject: String,
    /// The beginning of the text.
    pub excerpt: String,
    pub minutes: Option<u32>,
    pub direction: Option<Direction>,
    pub user_name: String,
    pub matter: Option<JournalMatter>,
    pub pinned: bool,
    pub contacts: Vec<JournalContact>,
    pub documents: Vec<Attachment>,
    pub amount: Option<Cents>,
    /// Why an e-mail could not be read whole.
    pub problem: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct JournalPage {
    pub entries: Vec<JournalEntry>,
    /// What to ask for the next page with; none after the last.
    pub next: Option<String>,
    /// With the first page: what is kept on top.
    pub pinned: Vec<JournalEntry>,
}

const LARGEST_PAGE: usize = 500;
const MOST_PINNED: usize = 50;
/// Entries of one contact or matter that are read at once.
const LARGEST_PIECE: usize = 512;

/// A page of at most `limit` entries after `cursor`.
///
/// # Errors
/// `Invalid` for a cursor that is none; `NotFound`.
pub fn list(reader: &Reader, filter: JournalFilter, cursor: Option<String>, limit: usize) -> Result<JournalPage> {
    let limit = limit.clamp(1, LARGEST_PAGE);
    let filter = Filter::of(reader, filter)?;
    let start = match &cursor {
        Some(cursor) => Position::parse(cursor)?,
        None => Position::newest(),
    };
    let mut found = filter.page(reader, &start, limit + 1, false)?;
    let next = (found.len() > limit).then(|| {
        found.truncate(limit);
        found.last().map(|head| head.position.to_string())
    });
    let pinned =
        if cursor.is_none() { filter.page(reader, &Position::newest(), MOST_PINNED, true)? } else { Vec::new() };
    let mut names = show::Names::default();
    Ok(JournalPage {
        entries: show::all(reader, &mut names, &found)?,
        next: next.flatten(),
        pinned: show::all(reader, &mut names, &pinned)?,
    })
}

/// Where an entry stands in time: newer ones are greater.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    at: String,
    entry: Uuid,
}

impl Position {
    /// After everything.
    fn newest() -> Position {
        Position { at: "9999".to_owned(), entry: Uuid::max() }
    }

    fn parse(text: &str) -> Result<Position> {
        let wrong =
            || Error::invalid("cursor", "unknown", "La suite de cette liste n’est plus valable. Actualisez-la.");
        let (at, entry) = text.split_once('|').ok_or_else(wrong)?;
        Ok(Position { at: at.to_owned(), entry: entry.parse().map_err(|_| wrong())? })
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}|{}", self.at, self.entry)
    }
}

/// An entry before it is read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    position: Position,
    row: i64,
    pub source: String,
    matter: Option<Uuid>,
}

impl Head {
    pub fn entry(&self) -> Uuid {
        self.position.entry
    }

    pub fn at(&self) -> &str {
        &self.position.at
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Head) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Head) -> std::cmp::Ordering {
        self.position.cmp(&other.position)
    }
}

/// The operations that are entries of the journal, with the kinds they are.
pub(super) const OPERATIONS: &[(&str, JournalKind)] =
    &[("merge_contacts", JournalKind::Merge), ("import_contacts", JournalKind::Import)];

/// A filter with what it stands for in this base.
struct Filter {
    /// `None`: the whole firm.
    scopes: Option<Vec<Scope>>,
    /// The matters of the contact: of those who stand for it, only what is not another client's counts.
    matters: HashSet<Uuid>,
    contact: Option<ContactId>,
    kinds: Vec<JournalKind>,
    person: Option<ContactId>,
    from: String,
    to: String,
    /// Rows of the index; `None`: no word is asked for.
    rows: Option<HashSet<i64>>,
    text: Option<String>,
    one_matter: bool,
}

#[derive(Debug, Clone, Copy)]
struct Scope {
    id: Uuid,
    /// Somebody who stands for the contact.
    stands_for: bool,
}

impl Filter {
    fn of(reader: &Reader, filter: JournalFilter) -> Result<Filter> {
        let contact = filter.contact.map(|id| redirect::current(reader, id)).transpose()?;
        let person = filter.person.map(|id| redirect::current(reader, id)).transpose()?;
        let mut matters = HashSet::new();
        let scopes = match (filter.matter, contact) {
            (Some(matter), _) => Some(vec![Scope { id: matter.0, stands_for: false }]),
            (None, Some(contact)) => {
                matters = matters_of(reader, contact)?;
                let mut scopes = vec![Scope { id: contact.0, stands_for: false }];
                scopes.extend(matters.iter().map(|id| Scope { id: *id, stands_for: false }));
                scopes.extend(standing_for(reader, contact)?.into_iter().map(|id| Scope { id, stands_for: true }));
                Some(scopes)
            }
            (None, None) => None,
        };
        let text = query_of(&filter.text);
        Ok(Filter {
            scopes,
            matters,
            contact,
            kinds: filter.kinds,
            person,
            from: filter.from.map_or_else(String::new, |day| start_of_day(day.0)),
            to: filter.to.map_or_else(|| "9999".to_owned(), |day| start_of_day(day.plus(1).0)),
            rows: text.as_deref().map(|query| rows_saying(reader, query)).transpose()?,
            text: text.map(|_| filter.text.to_lowercase()),
            one_matter: filter.matter.is_some(),
        })
    }

    /// The entries after a position, newest first.
    fn page(&self, reader: &Reader, start: &Position, limit: usize, pinned: bool) -> Result<Vec<Head>> {
        let sql = self.sql(pinned);
        let mut streams: Vec<Stream> = match &self.scopes {
            _ if self.rows.as_ref().is_some_and(HashSet::is_empty) => Vec::new(),
            None => vec![Stream::of(None, start)],
            Some(scopes) => scopes.iter().map(|scope| Stream::of(Some(*scope), start)).collect(),
        };
        // Most streams give a page only some entries: the first pieces are small.
        let piece = (limit / streams.len().max(1)).clamp(8, LARGEST_PIECE);
        streams.iter_mut().for_each(|stream| stream.piece = piece);
        let mut heap: BinaryHeap<(Head, usize)> = BinaryHeap::new();
        for (at, stream) in streams.iter_mut().enumerate() {
            if let Some(head) = stream.next(self, reader, &sql)? {
                heap.push((head, at));
            }
        }
        let operations = if pinned { Vec::new() } else { self.operations(reader, start, limit)? };
        let known = streams.len();
        let mut operations = VecDeque::from(operations);
        heap.extend(operations.pop_front().map(|head| (head, known)));
        let mut found: Vec<Head> = Vec::new();
        while found.len() < limit {
            let Some((head, from)) = heap.pop() else { break };
            let next = match streams.get_mut(from) {
                Some(stream) => stream.next(self, reader, &sql)?,
                None => operations.pop_front(),
            };
            heap.extend(next.map(|head| (head, from)));
            // An entry that concerns a contact and its matter stands in both.
            if found.last().is_none_or(|last| last.position != head.position) {
                found.push(head);
            }
        }
        Ok(found)
    }

    fn sql(&self, pinned: bool) -> String {
        let (table, own) = match &self.scopes {
            None => ("journal_row", "listed = 1 and :scope is null"),
            Some(_) => ("journal_place", "scope = :scope"),
        };
        let row = if self.scopes.is_none() { "rowid as row, null as matter" } else { "row, matter" };
        let mut sql = format!(
            "select at, entry, {row}, source from {table} here
             where {own} and (at, entry) < (:at, :entry) and at >= :from and at < :to"
        );
        if !self.kinds.is_empty() {
            let kinds: Vec<String> = self.kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
            sql.push_str(&format!(" and kind in ({})", kinds.join(", ")));
        }
        sql.push_str(if self.person.is_some() {
            " and exists (select 1 from journal_place there
                  where there.scope = :person and there.at = here.at and there.entry = here.entry)"
        } else {
            " and :person is null"
        });
        if pinned {
            sql.push_str(" and pinned = 1");
        }
        sql.push_str(" order by at desc, entry desc limit :limit");
        sql
    }

    /// What a stream gives that the index could not say.
    fn takes(&self, head: &Head, scope: Option<Scope>) -> bool {
        if scope.is_some_and(|scope| scope.stands_for) {
            let of_people = source::of(&head.source).is_some_and(|source| source.of_people);
            if !of_people || head.matter.is_some_and(|matter| !self.matters.contains(&matter)) {
                return false;
            }
        }
        self.rows.as_ref().is_none_or(|rows| rows.contains(&head.row))
    }

    /// Merges and imports: they are operations of the log.
    fn operations(&self, reader: &Reader, start: &Position, limit: usize) -> Result<Vec<Head>> {
        let asked: Vec<String> = OPERATIONS
            .iter()
            .filter(|(_, kind)| self.kinds.is_empty() || self.kinds.contains(kind))
            .map(|(op, _)| format!("'{op}'"))
            .collect();
        if asked.is_empty() || self.one_matter {
            return Ok(Vec::new());
        }
        let asked = asked.join(", ");
        let of = |name: &str| {
            format!(
                "operation.id in (select change.operation from change_record join change on change.seq = change_record.change
                 where record = {name} or record in (select id from contact where merged_into = {name}))"
            )
        };
        let contact = if self.contact.is_some() { of(":contact") } else { ":contact is null".to_owned() };
        let person = if self.person.is_some() { of(":person") } else { ":person is null".to_owned() };
        let sql = format!(
            "select at, id, label from operation
             where op in ({asked}) and undone_by is null and (at, id) < (:at, :entry) and at >= :from and at < :to
                 and {contact} and {person}
             order by at desc, id desc"
        );
        let mut statement = reader.prepare_cached(&sql)?;
        let mut rows = statement.query(named_params! {
            ":at": start.at, ":entry": start.entry.as_bytes(), ":from": self.from, ":to": self.to,
            ":contact": self.contact, ":person": self.person,
        })?;
        let mut found = Vec::new();
        while let (true, Some(row)) = (found.len() < limit, rows.next()?) {
            let label: String = row.get(2)?;
            if self.text.as_ref().is_some_and(|text| !label.to_lowercase().contains(text.trim())) {
                continue;
            }
            let position = Position { at: row.get(0)?, entry: Uuid::from_bytes(row.get(1)?) };
            found.push(Head { position, row: 0, source: "operation".to_owned(), matter: None });
        }
        Ok(found)
    }
}

/// The entries of one contact or matter, in order, read in pieces.
struct Stream {
    scope: Option<Scope>,
    buffer: VecDeque<Head>,
    reached: Position,
    /// Entries that are read next; more each time.
    piece: usize,
    done: bool,
}

impl Stream {
    fn of(scope: Option<Scope>, start: &Position) -> Stream {
        Stream { scope, buffer: VecDeque::new(), reached: start.clone(), piece: LARGEST_PIECE, done: false }
    }

    fn next(&mut self, filter: &Filter, conn: &Connection, sql: &str) -> Result<Option<Head>> {
        loop {
            if let Some(head) = self.buffer.pop_front() {
                return Ok(Some(head));
            }
            if self.done {
                return Ok(None);
            }
            let mut statement = conn.prepare_cached(sql)?;
            let mut rows = statement.query(named_params! {
                ":scope": self.scope.map(|scope| *scope.id.as_bytes()), ":at": self.reached.at,
                ":entry": self.reached.entry.as_bytes(), ":from": filter.from, ":to": filter.to,
                ":person": filter.person, ":limit": i64::try_from(self.piece).unwrap_or(i64::MAX),
            })?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                count += 1;
                let position = Position { at: row.get("at")?, entry: Uuid::from_bytes(row.get("entry")?) };
                let matter: Option<[u8; 16]> = row.get("matter")?;
                self.reached = position.clone();
                let head = Head {
                    position,
                    row: row.get("row")?,
                    source: row.get("source")?,
                    matter: matter.map(Uuid::from_bytes),
                };
                if filter.takes(&head, self.scope) {
                    self.buffer.push_back(head);
                }
            }
            self.done = count < self.piece;
            self.piece = (self.piece * 2).min(LARGEST_PIECE);
        }
    }
}

/// The matters of which a contact is the client, or a party on the client's side.
fn matters_of(conn: &Connection, contact: ContactId) -> Result<HashSet<Uuid>> {
    let mut statement = conn.prepare_cached(
        "select id from matter where client = ?1 union select matter from party where contact = ?1 and side = 'for'",
    )?;
    let found = statement.query_map([contact], |row| row.get::<_, [u8; 16]>(0))?;
    Ok(found.map(|id| id.map(Uuid::from_bytes)).collect::<rusqlite::Result<_>>()?)
}

/// Those who stand for a contact: its representatives, guardians and assistants, and those who receive something for it.
fn standing_for(conn: &Connection, contact: ContactId) -> Result<HashSet<Uuid>> {
    let mut statement = conn.prepare_cached(
        "select other from contact_link where contact = ?1 and kind in ('representative', 'guardian', 'assistant')
         union select recipient from contact_role where client = ?1 and recipient <> ?1",
    )?;
    let found = statement.query_map([contact], |row| row.get::<_, [u8; 16]>(0))?;
    Ok(found.map(|id| id.map(Uuid::from_bytes)).collect::<rusqlite::Result<_>>()?)
}

/// The rows that say these words; for a document that came with an exchange, also that of the exchange.
fn rows_saying(conn: &Connection, query: &str) -> Result<HashSet<i64>> {
    let mut rows = HashSet::new();
    let mut statement = conn.prepare_cached("select rowid from journal_fts where journal_fts match ?1")?;
    for row in statement.query_map([query], |row| row.get(0))? {
        rows.insert(row?);
    }
    let mut statement = conn.prepare_cached(
        "select whole.rowid from journal_fts
             join journal_row part on part.rowid = journal_fts.rowid and part.listed = 0
             join document on document.id = part.entry
             join journal_row whole on whole.entry = document.interaction
         where journal_fts match ?1",
    )?;
    for row in statement.query_map([query], |row| row.get(0))? {
        rows.insert(row?);
    }
    Ok(rows)
}
