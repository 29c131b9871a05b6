//! Lists of invoices and what is still to be paid on each.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{InvoiceKind, Mark};
use crate::contact::name::fold;
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::day::Day;
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
    let outer = match filter.view {
        InvoiceView::Open => "open <> 0",
        InvoiceView::Overdue => "open > 0",
        InvoiceView::Doubtful => DOUBTFUL,
        _ => "1",
    };
    // With its limit the inner query stays one of its own, and what is open is looked up once a row.
    let sums = format!(
        "select count(*), coalesce(sum(sign * net), 0), coalesce(sum(sign * gross), 0), coalesce(sum(open), 0),
             coalesce(sum(open) filter (where {DOUBTFUL}), 0)
         from (select id, due_on, net, gross, case kind when 'invoice' then 1 else -1 end as sign, {OPEN} as open
               from invoice where {inner} limit -1)
         where {outer}"
    );
    let (total, net, gross, open, doubtful) = reader
        .prepare_cached(&sums)?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let order = order(filter.sort);
    // The ids of the page are found in an index; the rows, with all that they hold, are read for those that are shown.
    let (looks, clients) = (outer != "1" || order.contains("open"), order.contains("client_key"));
    let found = format!(
        "select id, issued_on, due_on, sequence, gross {} {} from invoice where {inner}",
        if looks { format!(", {OPEN} as open") } else { String::new() },
        if clients { CLIENT_KEY } else { "" },
    );
    let rows = format!(
        "with page as materialized (select id from ({found}) where {outer} order by {order} limit {} offset {})
         select id, kind, number, client, subject, issued_on, due_on, sequence, net, gross, {OPEN} as open, {CLIENT_NAME} as client_name {},
             (select mark from invoice_mark where invoice = invoice.id) as mark,
             coalesce((select credited.number from invoice credited where credited.id = invoice.credits), '') as credits_number
         from invoice where id in (select id from page) order by {order}",
        page.limit.min(1000),
        page.offset,
        if clients { CLIENT_KEY } else { "" },
    );
    let rows = reader
        .prepare(&rows)?
        .query_map(asked, |row| from_row(row, today, doubtful_before))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(InvoicePage { total, net, gross, open, doubtful, rows })
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

/// The invoices that bear all of the words, as a JSON list of ids; none when no word is asked. Subjects have no index: their
/// accents are folded here.
pub(crate) fn with_words(reader: &Reader, client: Option<ContactId>, text: &str) -> Result<Option<String>> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if words.is_empty() {
        return Ok(None);
    }
    let own = if client.is_some() { "client = :client" } else { ":client is null" };
    let mut statement = reader.prepare_cached(&format!(
        "select id, number || ' ' || subject || ' ' || coalesce(contact_row.words, '')
         from invoice left join contact_row on contact_row.contact = invoice.client where {own}"
    ))?;
    let mut rows = statement.query(named_params! { ":client": client })?;
    let mut found: Vec<String> = Vec::new();
    while let Some(row) = rows.next()? {
        let text = fold(&row.get::<_, String>(1)?);
        if words.iter().all(|word| text.split_whitespace().any(|of| of.starts_with(word))) {
            found.push(row.get::<_, InvoiceId>(0)?.0.simple().to_string());
        }
    }
    Ok(Some(serde_json::to_string(&found)?))
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
