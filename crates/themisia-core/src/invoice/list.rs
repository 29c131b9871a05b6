//! Lists of invoices and what is still to be paid on each.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{InvoiceKind, Mark};
use crate::contact::Page;
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
pub(crate) const OPEN: &str = "(case when kind = 'invoice' and number <> '' then gross
        - (select coalesce(sum(credit.gross), 0) from invoice credit where credit.credits = invoice.id and credit.number <> '')
        - (select coalesce(sum(amount), 0) from payment_allocation where payment_allocation.invoice = invoice.id)
    else 0 end)";

/// Whether what is still to be paid is a doubtful debt, over a row with `open`, `due_on` and `id`: overdue by more than the firm's
/// days, or marked by hand. `:doubtful_before` is today less those days.
pub(crate) const DOUBTFUL: &str = "(open > 0 and (due_on < :doubtful_before
    or id in (select invoice from invoice_mark)))";

pub fn list(reader: &Reader, filter: InvoiceFilter, page: Page) -> Result<InvoicePage> {
    let today = Day::of(reader.core.now());
    let doubtful_before = doubtful_before(reader, today)?;
    let outer = match filter.view {
        InvoiceView::Drafts => "number = ''",
        InvoiceView::Issued => "number <> ''",
        InvoiceView::Open => "open <> 0",
        InvoiceView::Overdue => "open > 0 and due_on < :today",
        InvoiceView::Doubtful => "doubtful",
        InvoiceView::CreditNotes => "kind = 'credit_note'",
        InvoiceView::All => "1",
    };
    let inner = [
        if filter.client.is_some() { "client = :client" } else { ":client is null" },
        if filter.matter.is_some() { "matter = :matter" } else { ":matter is null" },
        if filter.from.is_some() { "issued_on >= :from" } else { ":from is null" },
        if filter.to.is_some() { "issued_on <= :to" } else { ":to is null" },
    ]
    .join(" and ");
    let found = format!(
        "select *, {DOUBTFUL} as doubtful, case when kind = 'credit_note' then -1 else 1 end as sign
         from (select *, {OPEN} as open from invoice where {inner}) where {outer} and :today is not null"
    );
    let asked = named_params! {
        ":client": filter.client, ":matter": filter.matter, ":from": filter.from, ":to": filter.to, ":today": today,
        ":doubtful_before": doubtful_before,
    };
    let sums = format!(
        "select count(*), coalesce(sum(sign * net), 0), coalesce(sum(sign * gross), 0), coalesce(sum(open), 0),
             coalesce(sum(open) filter (where doubtful), 0) from ({found})"
    );
    let (total, net, gross, open, doubtful) = reader
        .prepare_cached(&sums)?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let rows = format!(
        "select page.*, coalesce((select name from contact_row where contact = page.client), '') as client_name,
             (select mark from invoice_mark where invoice = page.id) as mark,
             coalesce((select credited.number from invoice credited where credited.id = page.credits), '') as credits_number
         from ({found} order by number = '' desc, issued_on desc, year desc, sequence desc, created_at desc, id
               limit {} offset {}) page
         order by number = '' desc, issued_on desc, year desc, sequence desc, created_at desc, id",
        page.limit.min(1000),
        page.offset
    );
    let rows = reader.prepare(&rows)?.query_map(asked, |row| from_row(row, today))?.collect::<rusqlite::Result<_>>()?;
    Ok(InvoicePage { total, net, gross, open, doubtful, rows })
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

fn from_row(row: &Row, today: Day) -> rusqlite::Result<InvoiceRow> {
    let (due_on, open): (Option<Day>, Cents) = (row.get("due_on")?, row.get("open")?);
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
        doubtful: row.get("doubtful")?,
        mark: row.get("mark")?,
        credits_number: row.get("credits_number")?,
    })
}
