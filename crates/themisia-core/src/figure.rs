//! The five indicators of a client (DOMAIN §8): queries over the rows, each the sum of exactly what its list shows.

use rusqlite::{Connection, named_params};
use serde::Serialize;
use ts_rs::TS;

use crate::contact;
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::ContactId;
use crate::invoice::list::{DOUBTFUL, OPEN, doubtful_before};
use crate::money::{Cents, PRICE_OF_TIME};
use crate::payment::UNALLOCATED;

#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
pub struct Figures {
    /// Encours: billable time and expenses on no issued invoice, before tax. Behind it: `list_time` and `list_costs`, unbilled.
    pub wip: Cents,
    pub wip_time: Cents,
    pub wip_expenses: Cents,
    /// Beside it: disbursements on no issued invoice, outside VAT.
    pub unbilled_disbursements: Cents,
    /// Solde dû: issued invoices less credit notes and allocated payments. Behind it: `list_invoices`, open.
    pub balance_due: Cents,
    /// Beside it: what was received and pays no invoice yet. Behind it: `list_payments`, unallocated.
    pub unallocated: Cents,
    /// Créances douteuses, a part of `balance_due`. Behind it: `list_invoices`, doubtful.
    pub doubtful_debt: Cents,
    /// Behind them: `list_matters`.
    pub open_matters: u32,
    pub archived_matters: u32,
}

/// The figures of a client today.
///
/// # Errors
/// `NotFound`.
pub fn of_client(reader: &Reader, id: ContactId) -> Result<Figures> {
    contact::kind_of(reader, id)?;
    figures(reader, Some(id), Day::of(reader.core.now()))
}

/// The sums over all clients today.
pub fn of_firm(reader: &Reader) -> Result<Figures> {
    figures(reader, None, Day::of(reader.core.now()))
}

fn figures(conn: &Connection, client: Option<ContactId>, today: Day) -> Result<Figures> {
    let matters =
        if client.is_some() { "matter in (select id from matter where client = :client)" } else { ":client is null" };
    let own = if client.is_some() { "client = :client" } else { ":client is null" };
    let asked = named_params! { ":client": client };
    let one = |sql: &str| -> Result<Cents> { Ok(conn.prepare_cached(sql)?.query_row(asked, |row| row.get(0))?) };
    let unbilled = |table: &str, amount: &str| {
        one(&format!(
            "select coalesce(sum({amount}), 0) from {table} where {matters} and billed_on is null and billable = 1"
        ))
    };
    let wip_time = unbilled("time_entry", PRICE_OF_TIME)?;
    let wip_expenses = unbilled("expense", "amount")?;
    let unbilled_disbursements = unbilled("disbursement", "amount")?;
    let (balance_due, doubtful_debt) = conn
        .prepare_cached(&format!(
            "select coalesce(sum(open), 0), coalesce(sum(open) filter (where {DOUBTFUL}), 0)
             from (select id, due_on, {OPEN} as open from invoice where {own} and number <> '' and kind = 'invoice')"
        ))?
        .query_row(named_params! { ":client": client, ":doubtful_before": doubtful_before(conn, today)? }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let unallocated =
        one(&format!("select coalesce(sum({UNALLOCATED}), 0) from payment where {own} and account = 'firm'"))?;
    let (open_matters, archived_matters) = conn
        .prepare_cached(&format!(
            "select count(*) filter (where status = 'open'), count(*) filter (where status = 'archived') from matter where {own}"
        ))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Figures {
        wip: wip_time + wip_expenses,
        wip_time,
        wip_expenses,
        unbilled_disbursements,
        balance_due,
        unallocated,
        doubtful_debt,
        open_matters,
        archived_matters,
    })
}
