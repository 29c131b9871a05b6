//! Lists of invoices and what is still to be paid on each.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{InvoiceKind, Mark};
use crate::contact::name::fold;
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::document::text::searchable;
use crate::error::Result;
use crate::firm::settings;
use crate::ids::{ContactId, InvoiceId, MatterId};
use crate::money::Cents;
use crate::sql_enum;

sql_enum! {
    /// `Open`: issued with something left to pay or to give back; `Overdue` and `Doubtful` are parts of it.
    pub enum InvoiceView {
        Drafts = "drafts",
        Issued = "issued",
        Open = "open",
        Overdue = "overdue",
        Doubtful = "doubtful",
        CreditNotes = "credit_notes",
        All = "all",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InvoiceFilter {
    pub view: InvoiceView,
    #[serde(default)]
    pub client: Option<ContactId>,
    #[serde(default)]
    pub matter: Option<MatterId>,
    /// Days of issue, both included.
    #[serde(default)]
    pub from: Option<Day>,
    #[serde(default)]
    pub to: Option<Day>,
    /// Words of the number, the subject or the client's names.
    #[serde(default)]
    pub text: String,
    /// None: drafts, then the newest first.
    #[serde(default)]
    pub sort: Option<InvoiceSort>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct InvoiceSort {
    pub key: InvoiceSortKey,
    pub descending: bool,
}

sql_enum! {
    pub enum InvoiceSortKey {
        IssuedOn = "issued_on",
        DueOn = "due_on",
        Client = "client",
        Gross = "gross",
        Open = "open",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct InvoiceRow {
    pub id: InvoiceId,
    pub kind: InvoiceKind,
    pub number: String,
    pub client: ContactId,
    /// « DURAND Anne »
    pub client_name: String,
    pub subject: String,
    pub issued_on: Option<Day>,
    pub due_on: Option<Day>,
    pub net: Cents,
    pub gross: Cents,
    /// What is still to be paid of an issued invoice.
    pub open: Cents,
    pub days_overdue: i64,
    pub doubtful: bool,
    pub mark: Option<Mark>,
    /// Number of the invoice that a credit note corrects.
    pub credits_number: String,
}

/// A page of invoices, newest first, and the sums of all that the filter finds: credit notes below zero.
#[derive(Debug, Clone, Serialize, TS)]
pub struct InvoicePage {
    pub total: u32,
    pub net: Cents,
    pub gross: Cents,
    pub open: Cents,
    pub doubtful: Cents,
    pub rows: Vec<InvoiceRow>,
}

/// What is still to be paid of an invoice, over its row named `invoice`: below zero when too much was paid.
pub(crate) const OPEN: &str = "(case when kind = 'invoice' and issued_on is not null then gross
        - (select coalesce(sum(credit.gross), 0) from invoice credit where credit.credits = invoice.id and credit.number <> '')
        - (select coalesce(sum(amount), 0) from payment_allocation where payment_allocation.invoice = invoice.id)
    else 0 end)";

/// Whether what is still to be paid is a doubtful debt, over a row with `open`, `due_on` and `id`: overdue by more than the firm's
/// days, or marked by hand. `:doubtful_before` is today less those days.
pub(crate) const DOUBTFUL: &str = "(open > 0 and (due_on < :doubtful_before
    or id in (select invoice from invoice_mark)))";

pub fn list(reader: &Reader, filter: InvoiceFilter, page: Page) -> Result<InvoicePage> {
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let filter = InvoiceFilter { client, ..filter };
    let today = Day::of(reader.core.now());
    let doubtful_before = doubtful_before(reader, today)?;
    let named = with_words(reader, filter.client, &filter.text)?;
    let inner = inner(&filter, named.is_some());
    let asked = named_params! {
        ":client": filter.client, ":matter": filter.matter, ":from": filter.from, ":to": filter.to, ":today": today,
        ":doubtful_before": doubtful_before, ":named": named,
    };
    let outer = outer(filter.view);
    let (total, net, gross, open, doubtful) = reader
        .prepare_cached(&sums(&inner, outer))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let rows = reader
        .prepare(&rows(&inner, outer, filter.sort, page))?
        .query_map(asked, |row| from_row(row, today, doubtful_before))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(InvoicePage { total, net, gross, open, doubtful, rows })
}

/// What a view asks of what is open.
fn outer(view: InvoiceView) -> &'static str {
    match view {
        InvoiceView::Open => "open <> 0",
        InvoiceView::Overdue => "open > 0",
        InvoiceView::Doubtful => DOUBTFUL,
        _ => "1",
    }
}

/// With its limit the inner query stays one of its own, and what is open is looked up once a row.
fn sums(inner: &str, outer: &str) -> String {
    format!(
        "select count(*), coalesce(sum(sign * net), 0), coalesce(sum(sign * gross), 0), coalesce(sum(open), 0),
             coalesce(sum(open) filter (where {DOUBTFUL}), 0)
         from (select id, due_on, net, gross, case kind when 'invoice' then 1 else -1 end as sign, {OPEN} as open
               from invoice where {inner} limit -1)
         where {outer}"
    )
}

fn rows(inner: &str, outer: &str, sort: Option<InvoiceSort>, page: Page) -> String {
    let order = order(sort);
    // The ids of the page are found in an index; the rows, with all that they hold, are read for those that are shown.
    let (looks, clients) = (outer != "1" || order.contains("open"), order.contains("client_key"));
    let found = format!(
        "select id, issued_on, due_on, sequence, gross {} {} from invoice where {inner}",
        if looks { format!(", {OPEN} as open") } else { String::new() },
        if clients { CLIENT_KEY } else { "" },
    );
    format!(
        "with page as materialized (select id from ({found}) where {outer} order by {order} limit {} offset {})
         select id, kind, number, client, subject, issued_on, due_on, sequence, net, gross, {OPEN} as open, {CLIENT_NAME} as client_name {},
             (select mark from invoice_mark where invoice = invoice.id) as mark,
             coalesce((select credited.number from invoice credited where credited.id = invoice.credits), '') as credits_number
         from invoice where id in (select id from page) order by {order}",
        page.limit.min(1000),
        page.offset,
        if clients { CLIENT_KEY } else { "" },
    )
}

/// « DURAND Anne », over a row named `invoice`.
const CLIENT_NAME: &str = "coalesce((select name from contact_row where contact = invoice.client), '')";

const CLIENT_KEY: &str =
    ", coalesce((select sort_key from contact_row where contact = invoice.client), '') as client_key";

/// Conditions on the columns alone: only those that are asked, so that each way in finds its index. Every name is bound somewhere.
fn inner(filter: &InvoiceFilter, named: bool) -> String {
    let view = match filter.view {
        InvoiceView::Drafts => "issued_on is null",
        InvoiceView::Issued => "issued_on is not null",
        InvoiceView::Open | InvoiceView::Doubtful => "issued_on is not null and kind = 'invoice'",
        InvoiceView::Overdue => "issued_on is not null and kind = 'invoice' and due_on < :today",
        InvoiceView::CreditNotes => "kind = 'credit_note'",
        InvoiceView::All => "1",
    };
    [
        view,
        if filter.client.is_some() { "client = :client" } else { ":client is null" },
        if filter.matter.is_some() { "matter = :matter" } else { ":matter is null" },
        if filter.from.is_some() { "issued_on >= :from" } else { ":from is null" },
        if filter.to.is_some() { "issued_on <= :to" } else { ":to is null" },
        if named { "id in (select unhex(value) from json_each(:named))" } else { ":named is null" },
        ":today is not null and :doubtful_before is not null",
    ]
    .join(" and ")
}

fn order(sort: Option<InvoiceSort>) -> String {
    let newest = "issued_on desc nulls first, sequence desc, id desc";
    let Some(InvoiceSort { key, descending }) = sort else { return newest.to_owned() };
    let direction = if descending { "desc" } else { "asc" };
    match key {
        InvoiceSortKey::IssuedOn if descending => newest.to_owned(),
        InvoiceSortKey::IssuedOn => "issued_on asc nulls last, sequence asc, id asc".to_owned(),
        InvoiceSortKey::DueOn => format!("due_on {direction} nulls last, sequence {direction}, id"),
        InvoiceSortKey::Client => format!("client_key {direction}, {newest}"),
        InvoiceSortKey::Gross => format!("gross {direction}, {newest}"),
        InvoiceSortKey::Open => format!("open {direction}, {newest}"),
    }
}

/// The invoices that bear all of the words, as a JSON list of ids; none when no word is asked.
pub(crate) fn with_words(reader: &Reader, client: Option<ContactId>, text: &str) -> Result<Option<String>> {
    let words: Vec<Word> = text.split_whitespace().filter_map(Word::of).take(WORDS).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let mut asked: Vec<&dyn ToSql> = Vec::new();
    if let Some(client) = &client {
        asked.push(client);
    }
    for word in &words {
        asked.push(&word.own);
        asked.push(&word.client);
    }
    let mut statement = reader.prepare_cached(&bearing(words.len(), client.is_some()))?;
    let mut rows = statement.query(&*asked)?;
    let mut found: Vec<String> = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row.get::<_, InvoiceId>(0)?.0.simple().to_string());
    }
    Ok(Some(serde_json::to_string(&found)?))
}

/// Words of a query; the rest is ignored.
const WORDS: usize = 10;

/// A word as it was typed, for the index of invoices and for that of their clients' names.
struct Word {
    /// `invoice : ("a2026"* AND "0001"*)`
    own: String,
    /// `name : ("durand"*)`
    client: String,
}

impl Word {
    fn of(typed: &str) -> Option<Word> {
        let plain = searchable(typed);
        let own: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let folded = fold(typed);
        let client: Vec<&str> = folded.split_whitespace().collect();
        // What one of them can't say, it says as the other.
        let parts = |parts: &[&str], otherwise: &[&str]| {
            let parts = if parts.is_empty() { otherwise } else { parts };
            parts.iter().map(|part| format!("\"{part}\"*")).collect::<Vec<_>>().join(" AND ")
        };
        if own.is_empty() && client.is_empty() {
            return None;
        }
        let (own, client) = (parts(&own, &client), parts(&client, &own));
        Some(Word { own: format!("invoice : ({own})"), client: format!("name : ({client})") })
    }
}

/// The ids of the invoices that bear each of so many words, or whose client does: two parameters a word, after the client's id
/// when there is one. Both indexes are walked, never the invoices.
fn bearing(words: usize, of_client: bool) -> String {
    let (own, first) = if of_client { (" and client = ?1", 2) } else { ("", 1) };
    let of_word = |at: usize| {
        let (bears, named) = (first + 2 * at, first + 2 * at + 1);
        format!(
            "select record from (
                 select record from found_row where rowid in (select rowid from found_fts where found_fts match ?{bears}){own}
                 union
                 select record from found_row where kind = 'invoice'{own} and client in (
                     select contact from contact_fts join contact_row on contact_row.rowid = contact_fts.rowid
                     where contact_fts match ?{named}))"
        )
    };
    (0..words).map(of_word).collect::<Vec<_>>().join(" intersect ")
}

pub(crate) fn doubtful_before(conn: &Connection, today: Day) -> Result<Day> {
    Ok(today.minus(settings::read(conn)?.doubtful_after_days))
}

pub(crate) fn open_amount(conn: &Connection, id: InvoiceId) -> Result<Cents> {
    let open = conn
        .prepare_cached(&format!("select {OPEN} from invoice where id = ?1"))?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(open.unwrap_or_default())
}

fn from_row(row: &Row, today: Day, doubtful_before: Day) -> rusqlite::Result<InvoiceRow> {
    let (due_on, open): (Option<Day>, Cents) = (row.get("due_on")?, row.get("open")?);
    let mark: Option<Mark> = row.get("mark")?;
    let late = due_on.filter(|_| open > Cents::ZERO).map_or(0, |due| today.since(due).max(0));
    Ok(InvoiceRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        number: row.get("number")?,
        client: row.get("client")?,
        client_name: row.get("client_name")?,
        subject: row.get("subject")?,
        issued_on: row.get("issued_on")?,
        due_on,
        net: row.get("net")?,
        gross: row.get("gross")?,
        open,
        days_overdue: late,
        doubtful: open > Cents::ZERO && (mark.is_some() || due_on.is_some_and(|due| due < doubtful_before)),
        mark,
        credits_number: row.get("credits_number")?,
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, Statement, StatementStatus, ToSql, named_params};

    use super::*;
    use crate::core::store;

    const INVOICES: i32 = 10_000;

    /// Ten thousand invoices of five hundred clients, with their indexes; three are about a lease.
    fn ten_thousand() -> Connection {
        let mut conn = Connection::open_in_memory().expect("memory");
        store::migrate(&mut conn).expect("migrated");
        conn.execute_batch(&format!(
            "pragma foreign_keys = off;
             create temp table n as with recursive n (n) as (select 1 union all select n + 1 from n where n < {INVOICES}) select n from n;
             insert into contact_row (rowid, contact, kind, status, archived, name, sort_key, words, email, phone, town, town_key,
                     qualities, external_ref, created_at)
                 select n, randomblob(16), 'legal_person', 'active_client', 0, 'Client ' || n, 'client ' || n, 'client c' || n, '',
                     '', '', '', '', '', '' from n where n <= 500;
             insert into contact_fts (rowid, name) select rowid, words from contact_row;
             insert into invoice (id, kind, series, year, sequence, number, client, recipient, subject, issued_on, due_on, net, vat,
                     disbursements, gross, created_at, created_by)
                 select randomblob(16), 'invoice', 'A', 2026, n, 'A2026-' || n, contact, contact,
                     iif(n % 4000 = 7, 'Bail', 'Conseil'), date('2026-01-01', (n % 300) || ' days'), '2027-01-01', 100, 20, 0, 120, '', x''
                 from n join contact_row on contact_row.rowid = 1 + n % 500;
             insert into found_row (record, kind, client, at) select id, 'invoice', client, issued_on from invoice;
             insert into found_fts (rowid, invoice) select found_row.rowid, number || ' ' || subject
                 from invoice join found_row on record = invoice.id;",
        ))
        .expect("filled");
        conn
    }

    /// How many rows a statement gave, and through how many it went one by one without an index.
    fn steps(statement: &mut Statement, asked: &[&dyn ToSql]) -> (i32, i32) {
        let (mut given, mut rows) = (0, statement.query(asked).expect("query"));
        while rows.next().expect("row").is_some() {
            given += 1;
        }
        drop(rows);
        (given, statement.get_status(StatementStatus::FullscanStep))
    }

    #[test]
    fn words_are_looked_for_in_indexes_and_never_through_all_invoices() {
        let conn = ten_thousand();
        let scanned = |text: &str, found: i32| {
            let words: Vec<Word> = text.split_whitespace().filter_map(Word::of).collect();
            let asked: Vec<&dyn ToSql> =
                words.iter().flat_map(|word| [&word.own as &dyn ToSql, &word.client as &dyn ToSql]).collect();
            let mut statement = conn.prepare(&bearing(words.len(), false)).expect("sql");
            let (given, through) = steps(&mut statement, &asked);
            assert_eq!(given, found, "{text}");
            assert!(through < INVOICES / 20, "« {text} » went through {through} rows");
        };
        scanned("bail", 3);
        scanned("a2026-77", 111);
        scanned("c77", 20);
        scanned("bail c8", 3);
        scanned("bail c9", 0);
        scanned("bail autre", 0);
    }

    #[test]
    fn a_page_of_what_was_found_reads_no_other_invoice() {
        let conn = ten_thousand();
        let found: Vec<String> = conn
            .prepare("select hex(id) from invoice where subject = 'Bail'")
            .expect("sql")
            .query_map([], |row| row.get(0))
            .expect("query")
            .collect::<rusqlite::Result<_>>()
            .expect("ids");
        let named = serde_json::to_string(&found).expect("json");
        for view in InvoiceView::ALL {
            let filter = InvoiceFilter {
                view: *view,
                client: None,
                matter: None,
                from: None,
                to: None,
                text: String::new(),
                sort: None,
            };
            let inner = inner(&filter, true);
            let page = Page { offset: 0, limit: 50 };
            for sql in [sums(&inner, outer(*view)), rows(&inner, outer(*view), None, page)] {
                let mut statement = conn.prepare(&sql).expect("sql");
                let day = Day("2026-06-01".parse().expect("day"));
                let none: Option<Day> = None;
                let asked = named_params! {
                    ":client": none, ":matter": none, ":from": none, ":to": none, ":today": day, ":doubtful_before": day,
                    ":named": named,
                };
                let mut given = statement.query(asked).expect("query");
                while given.next().expect("row").is_some() {}
                drop(given);
                let through = statement.get_status(StatementStatus::FullscanStep);
                assert!(through < INVOICES / 20, "{view:?} went through {through} rows");
                let visited = statement.get_status(StatementStatus::VmStep);
                assert!(visited < INVOICES, "{view:?} took {visited} steps");
            }
        }
    }
}
