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
    /// The part of it that was received as provisions. Behind it: `list_retainers`, available.
    pub retained: Cents,
    /// Créances douteuses, a part of `balance_due`. Behind it: `list_invoices`, doubtful.
    pub doubtful_debt: Cents,
    /// Behind them: `list_matters`.
    pub open_matters: u32,
    pub archived_matters: u32,
}

/// What is to be paid, by the days since it was due. What is not due yet has a place of its own; what was paid in excess too, below
/// zero: all six add up to the balance due.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
pub struct Ageing {
    pub not_due: Cents,
    pub to_30: Cents,
    pub to_60: Cents,
    pub to_90: Cents,
    pub above_90: Cents,
    pub overpaid: Cents,
}

/// The figures of a client today.
///
/// # Errors
/// `NotFound`.
pub fn of_client(reader: &Reader, id: ContactId) -> Result<Figures> {
    let id = contact::redirect::current(reader, id)?;
    Ok(figures(reader, Some(id), Day::of(reader.core.now()))?.0)
}

/// What a list shows of a client.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ClientSums {
    pub id: ContactId,
    pub wip: Cents,
    pub balance_due: Cents,
}

/// Clients asked for at once, at most: a page of a list.
const MOST_CLIENTS: usize = 1000;

/// Work in progress and balance due of the clients of a page; those who have neither are left out.
pub fn of_clients(reader: &Reader, ids: Vec<ContactId>) -> Result<Vec<ClientSums>> {
    let asked: Vec<String> = ids.iter().take(MOST_CLIENTS).map(|id| id.0.simple().to_string()).collect();
    let asked = serde_json::to_string(&asked)?;
    let unbilled = |table: &str, amount: &str| {
        format!(
            "select matter.client, {amount} as wip, 0 as balance from matter join {table} on {table}.matter = matter.id
             where matter.client in (select id from asked) and billed_on is null and billable = 1"
        )
    };
    let sql = format!(
        "with asked as materialized (select unhex(value) as id from json_each(?1)),
             part as ({} union all {} union all
                 select client, 0, {OPEN} from invoice
                 where client in (select id from asked) and issued_on is not null and kind = 'invoice')
         select client, sum(wip), sum(balance) from part group by client having sum(wip) <> 0 or sum(balance) <> 0",
        unbilled("time_entry", PRICE_OF_TIME),
        unbilled("expense", "amount"),
    );
    let sums = reader
        .prepare_cached(&sql)?
        .query_map([asked], |row| Ok(ClientSums { id: row.get(0)?, wip: row.get(1)?, balance_due: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(sums)
}

/// The sums over all clients today.
pub fn of_firm(reader: &Reader) -> Result<(Figures, Ageing)> {
    figures(reader, None, Day::of(reader.core.now()))
}

fn figures(conn: &Connection, client: Option<ContactId>, today: Day) -> Result<(Figures, Ageing)> {
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
    let due = due(conn, client, today)?;
    // As the sum of the rests of the payments (`payment::UNALLOCATED`), in one walk rather than a look-up each.
    let unallocated = one(&format!(
        "select (select coalesce(sum(amount), 0) from payment where {own} and account = 'firm')
             - (select coalesce(sum(part.amount), 0) from payment join payment_allocation part on part.payment = payment.id
                where {own} and account = 'firm')"
    ))?;
    let asked_of = if client.is_some() { "retainer.client = :client" } else { ":client is null" };
    let retained = one(&format!(
        "select coalesce(sum(amount - (select coalesce(sum(part.amount), 0) from payment_allocation part
             where part.payment = payment.id)), 0)
         from retainer join payment on payment.retainer = retainer.id where {asked_of}"
    ))?;
    let (open_matters, archived_matters) = conn
        .prepare_cached(&format!(
            "select count(*) filter (where status = 'open'), count(*) filter (where status = 'archived') from matter where {own}"
        ))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let figures = Figures {
        wip: wip_time + wip_expenses,
        wip_time,
        wip_expenses,
        unbilled_disbursements,
        balance_due: due.balance,
        unallocated,
        retained,
        doubtful_debt: due.doubtful,
        open_matters,
        archived_matters,
    };
    Ok((figures, due.ageing))
}

struct Due {
    balance: Cents,
    doubtful: Cents,
    ageing: Ageing,
}

/// The balance due of a client or of the firm, and its parts. With its limit the inner query stays one of its own, and what is open
/// of each invoice is looked up once.
fn due(conn: &Connection, client: Option<ContactId>, today: Day) -> Result<Due> {
    let own = if client.is_some() { "client = :client" } else { ":client is null" };
    let sql = format!(
        "select coalesce(sum(open), 0), coalesce(sum(open) filter (where {DOUBTFUL}), 0),
             coalesce(sum(open) filter (where open > 0 and due_on >= :today), 0),
             coalesce(sum(open) filter (where open > 0 and due_on < :today and due_on >= :d30), 0),
             coalesce(sum(open) filter (where open > 0 and due_on < :d30 and due_on >= :d60), 0),
             coalesce(sum(open) filter (where open > 0 and due_on < :d60 and due_on >= :d90), 0),
             coalesce(sum(open) filter (where open > 0 and due_on < :d90), 0),
             coalesce(sum(open) filter (where open < 0), 0)
         from (select id, due_on, {OPEN} as open from invoice where {own} and issued_on is not null and kind = 'invoice' limit -1)"
    );
    let asked = named_params! {
        ":client": client, ":doubtful_before": doubtful_before(conn, today)?, ":today": today, ":d30": today.minus(30),
        ":d60": today.minus(60), ":d90": today.minus(90),
    };
    let due = conn.prepare_cached(&sql)?.query_row(asked, |row| {
        Ok(Due {
            balance: row.get(0)?,
            doubtful: row.get(1)?,
            ageing: Ageing {
                not_due: row.get(2)?,
                to_30: row.get(3)?,
                to_60: row.get(4)?,
                to_90: row.get(5)?,
                above_90: row.get(6)?,
                overpaid: row.get(7)?,
            },
        })
    })?;
    Ok(due)
}
