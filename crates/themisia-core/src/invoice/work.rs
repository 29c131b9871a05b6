//! Work that no issued invoice bills: the rows that « encours » adds up, and what a draft may take.

use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::line::LineKind;
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, InvoiceId, MatterId, RecordId};
use crate::money::{Cents, PRICE_OF_TIME};
use crate::sql_enum;

sql_enum! {
    /// `Wip`: time and expenses, before tax. Disbursements are outside VAT and stand beside it.
    pub enum WorkView {
        Wip = "wip",
        Disbursements = "disbursements",
        All = "all",
    }
}

/// All that is not asked is let through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct WorkFilter {
    pub view: WorkView,
    #[serde(default)]
    pub client: Option<ContactId>,
    #[serde(default)]
    pub matter: Option<MatterId>,
    /// Only work done until that day, included.
    #[serde(default)]
    pub to: Option<Day>,
    /// Only what a draft may take: work on no draft, or on this one.
    #[serde(default)]
    pub free: bool,
    #[serde(default)]
    pub invoice: Option<InvoiceId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WorkRow {
    pub kind: LineKind,
    /// Of the entry, the expense or the disbursement.
    pub id: RecordId,
    pub matter: MatterId,
    pub reference: String,
    pub matter_title: String,
    pub client: ContactId,
    /// « DURAND Anne »
    pub client_name: String,
    pub worked_on: Day,
    pub label: String,
    /// Of time only.
    pub timekeeper_name: String,
    pub minutes: Option<u32>,
    pub hourly_rate: Option<Cents>,
    /// Before tax; what was paid, for a disbursement.
    pub amount: Cents,
    /// The draft that it stands on.
    pub draft: Option<InvoiceId>,
}

/// What one matter has of the work found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WorkMatter {
    pub id: MatterId,
    pub reference: String,
    pub title: String,
    pub count: u32,
    pub amount: Cents,
}

/// A page of work, and the sums of all that the filter finds. Newest first; what a draft may take goes by matter, oldest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WorkPage {
    pub total: u32,
    pub amount: Cents,
    /// Only where a client is asked: their matters with such work.
    pub matters: Vec<WorkMatter>,
    pub rows: Vec<WorkRow>,
}

pub fn list(reader: &Reader, filter: WorkFilter, page: Page) -> Result<WorkPage> {
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let filter = WorkFilter { client, ..filter };
    let found = found(&filter);
    let asked = named_params! {
        ":client": filter.client, ":matter": filter.matter, ":to": filter.to, ":invoice": filter.invoice,
    };
    let (total, amount) = reader
        .prepare_cached(&format!("select count(*), coalesce(sum(amount), 0) from ({found})"))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let matters = if filter.client.is_some() {
        reader
            .prepare_cached(&format!(
                "select matter.id, reference, title, count, amount
                 from (select matter as of, count(*) as count, sum(amount) as amount from ({found}) group by matter)
                     join matter on matter.id = of order by reference, matter.id"
            ))?
            .query_map(asked, |row| {
                Ok(WorkMatter {
                    id: row.get(0)?,
                    reference: row.get(1)?,
                    title: row.get(2)?,
                    count: row.get(3)?,
                    amount: row.get(4)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?
    } else {
        Vec::new()
    };
    let order = if filter.free { "reference, page.matter, day, page.id" } else { "day desc, page.id desc" };
    let inner_order = if filter.free {
        "(select reference from matter where matter.id = found.matter), matter, day, id"
    } else {
        "day desc, id desc"
    };
    let sql = format!(
        "with page as materialized (
             select * from ({found}) found order by {inner_order} limit {} offset {})
         select page.kind, page.id, page.matter, reference, title, matter.client, coalesce(contact_row.name, '') as client_name, day,
             coalesce(time_entry.narrative, expense.label, disbursement.label, '') as label,
             coalesce(timekeeper.name, '') as timekeeper_name, time_entry.minutes, time_entry.hourly_rate, page.amount,
             (select draft.id from invoice_line line join invoice draft on draft.id = line.invoice
              where draft.issued_on is null and (line.time_entry = page.id or line.expense = page.id or line.disbursement = page.id)
              limit 1) as draft
         from page join matter on matter.id = page.matter
             left join contact_row on contact_row.contact = matter.client
             left join time_entry on page.kind = 'time' and time_entry.id = page.id
             left join timekeeper on timekeeper.id = time_entry.timekeeper
             left join expense on page.kind = 'expense' and expense.id = page.id
             left join disbursement on page.kind = 'disbursement' and disbursement.id = page.id
         order by {order}",
        page.limit.min(1000),
        page.offset
    );
    let rows = reader.prepare(&sql)?.query_map(asked, from_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(WorkPage { total, amount, matters, rows })
}

/// Kind, id, matter, day and amount of the work of a filter: read from the covering index of each table.
fn found(filter: &WorkFilter) -> String {
    let of = |table: &str, kind: &str, day: &str, amount: &str| {
        let conditions = [
            match (filter.matter, filter.client) {
                (Some(_), Some(_)) => "matter in (select id from matter where id = :matter and client = :client)",
                (Some(_), None) => "matter = :matter and :client is null",
                (None, Some(_)) => "matter in (select id from matter where client = :client) and :matter is null",
                (None, None) => ":client is null and :matter is null",
            }
            .to_owned(),
            if filter.to.is_some() { format!("{day} <= :to") } else { ":to is null".to_owned() },
            if filter.free {
                format!(
                    "not exists (select 1 from invoice_line join invoice on invoice.id = invoice_line.invoice
                     where invoice_line.{table} = {table}.id and invoice.issued_on is null and invoice.id is not :invoice)"
                )
            } else {
                "(:invoice is null or 1)".to_owned()
            },
        ];
        format!(
            "select '{kind}' as kind, id, matter, {day} as day, {amount} as amount from {table}
             where billed_on is null and billable = 1 and {}",
            conditions.join(" and ")
        )
    };
    let time = of("time_entry", "time", "worked_on", PRICE_OF_TIME);
    let expenses = of("expense", "expense", "incurred_on", "amount");
    let disbursements = of("disbursement", "disbursement", "incurred_on", "amount");
    match filter.view {
        WorkView::Wip => format!("{time} union all {expenses}"),
        WorkView::Disbursements => disbursements,
        WorkView::All => format!("{time} union all {expenses} union all {disbursements}"),
    }
}

fn from_row(row: &Row) -> rusqlite::Result<WorkRow> {
    Ok(WorkRow {
        kind: row.get("kind")?,
        id: row.get("id")?,
        matter: row.get("matter")?,
        reference: row.get("reference")?,
        matter_title: row.get("title")?,
        client: row.get("client")?,
        client_name: row.get("client_name")?,
        worked_on: row.get("day")?,
        label: row.get("label")?,
        timekeeper_name: row.get("timekeeper_name")?,
        minutes: row.get("minutes")?,
        hourly_rate: row.get("hourly_rate")?,
        amount: row.get("amount")?,
        draft: row.get("draft")?,
    })
}
