//! Costs of a matter: expenses (frais), which the firm charges again under VAT, and disbursements (débours), paid in the name of the
//! client, outside VAT (CGI art. 267 II 2°). They never merge: each kind has a table of its own.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{Page, one_line, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, InvoiceId, MatterId, RecordId};
use crate::money::Cents;
use crate::op::Op;
use crate::time_entry::{billed, refuse_archived, refuse_on_draft};
use crate::{matter, sql_enum};

sql_enum! {
    /// Each is the name of its table, and of the column of an invoice line that points at it.
    pub enum CostKind {
        Expense = "expense",
        Disbursement = "disbursement",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CostDraft {
    pub id: Option<RecordId>,
    pub kind: CostKind,
    pub matter: MatterId,
    /// None: today.
    #[serde(default)]
    pub incurred_on: Option<Day>,
    pub label: String,
    /// An expense: before tax. A disbursement: what was paid.
    pub amount: Cents,
    #[serde(default = "yes")]
    pub billable: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Cost {
    pub id: RecordId,
    pub kind: CostKind,
    pub matter: MatterId,
    pub incurred_on: Day,
    pub label: String,
    pub amount: Cents,
    pub billable: bool,
    pub billed_on: Option<InvoiceId>,
}

/// # Errors
/// `Invalid` without a label or an amount, for an archived matter, or what is on an issued invoice; `NotFound`.
pub fn save(tx: &Tx, draft: CostDraft) -> Result<Cost> {
    let label = one_line(&draft.label);
    if label.is_empty() {
        return Err(Error::invalid("label", "required", "Indiquez ce qui a été payé."));
    }
    if draft.amount.checked("amount")? == Cents::ZERO {
        return Err(Error::invalid("amount", "required", "Indiquez un montant."));
    }
    let before = draft.id.map(|id| get(tx, draft.kind, id)).transpose()?;
    if let Some(invoice) = before.as_ref().and_then(|before| before.billed_on) {
        return Err(billed(tx, invoice)?);
    }
    if before.as_ref().is_none_or(|before| before.matter != draft.matter) {
        refuse_archived(tx, draft.matter)?;
    }
    let day = draft.incurred_on.or(before.map(|before| before.incurred_on)).unwrap_or(Day::of(tx.at));
    let id = draft.id.unwrap_or_else(|| tx.new_id());
    let table = draft.kind.as_str();
    tx.prepare_cached(&format!(
        "insert into {table} (id, matter, incurred_on, label, amount, billable, created_at, created_by)
         values (:id, :matter, :day, :label, :amount, :billable, :at, :user)
         on conflict (id) do update set matter = excluded.matter, incurred_on = excluded.incurred_on, label = excluded.label,
             amount = excluded.amount, billable = excluded.billable"
    ))?
    .execute(named_params! {
        ":id": id, ":matter": draft.matter, ":day": day, ":label": label, ":amount": draft.amount,
        ":billable": draft.billable, ":at": tx.now(), ":user": tx.signer.user,
    })?;
    tx.label(matter::name_of(tx, draft.matter)?);
    get(tx, draft.kind, id)
}

/// # Errors
/// `Invalid` for what is on an issued invoice or a draft; `NotFound`.
pub fn remove(tx: &Tx, kind: CostKind, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveCost);
    let cost = get(tx, kind, id)?;
    if let Some(invoice) = cost.billed_on {
        return Err(billed(tx, invoice)?);
    }
    refuse_on_draft(tx, kind.as_str(), id)?;
    tx.execute(&format!("delete from {} where id = ?1", kind.as_str()), [id])?;
    tx.label(matter::name_of(tx, cost.matter)?);
    Ok(())
}

pub fn get(conn: &Connection, kind: CostKind, id: RecordId) -> Result<Cost> {
    conn.prepare_cached(&format!("select * from {} where id = ?1", kind.as_str()))?
        .query_row([id], |row| from_row(row, kind))
        .optional()?
        .ok_or(Error::NotFound)
}

/// What costs to list; all that is not asked is let through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CostFilter {
    pub kind: CostKind,
    #[serde(default)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    pub client: Option<ContactId>,
    /// Only what is billable and on no issued invoice.
    #[serde(default)]
    pub unbilled: bool,
}

/// A page of costs, newest first, and the sum of all that the filter finds.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CostPage {
    pub total: u32,
    pub amount: Cents,
    pub rows: Vec<Cost>,
}

pub fn list(reader: &Reader, filter: CostFilter, page: Page) -> Result<CostPage> {
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let filter = CostFilter { client, ..filter };
    let table = filter.kind.as_str();
    let condition = format!(
        "{} and {} {}",
        if filter.matter.is_some() { "matter = :matter" } else { ":matter is null" },
        if filter.client.is_some() {
            "matter in (select id from matter where client = :client)"
        } else {
            ":client is null"
        },
        if filter.unbilled { "and billed_on is null and billable = 1" } else { "" },
    );
    let asked = named_params! { ":matter": filter.matter, ":client": filter.client };
    let (total, amount) = reader
        .prepare_cached(&format!("select count(*), coalesce(sum(amount), 0) from {table} where {condition}"))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows = reader
        .prepare(&format!(
            "select * from {table} where {condition} order by incurred_on desc, id desc limit {} offset {}",
            page.limit.min(1000),
            page.offset
        ))?
        .query_map(asked, |row| from_row(row, filter.kind))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(CostPage { total, amount, rows })
}

fn from_row(row: &Row, kind: CostKind) -> rusqlite::Result<Cost> {
    Ok(Cost {
        id: row.get("id")?,
        kind,
        matter: row.get("matter")?,
        incurred_on: row.get("incurred_on")?,
        label: row.get("label")?,
        amount: row.get("amount")?,
        billable: row.get("billable")?,
        billed_on: row.get("billed_on")?,
    })
}
