//! The firm's dashboard: the sums of every client, ageing, turnover by client and month, time by timekeeper (DOMAIN §8).

pub mod file;

use rusqlite::named_params;
use serde::Serialize;
use ts_rs::TS;

use crate::contact::funnel::{self, Funnel};
use crate::core::Reader;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::figure::{self, Ageing, Figures};
use crate::ids::{ContactId, TimekeeperId};
use crate::money::{Cents, PRICE_OF_TIME};

#[derive(Debug, Clone, Serialize, TS)]
pub struct Dashboard {
    pub figures: Figures,
    pub ageing: Ageing,
    /// Of invoices issued in the period, less credit notes of the period, before tax.
    pub turnover: Cents,
    /// The clients with most first.
    pub turnover_by_client: Vec<ClientTurnover>,
    /// In their order; months without an invoice are left out.
    pub turnover_by_month: Vec<MonthTurnover>,
    /// Work of the period.
    pub time: Vec<TimekeeperTime>,
    pub funnel: Funnel,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ClientTurnover {
    pub client: ContactId,
    /// « DURAND Anne »
    pub name: String,
    pub net: Cents,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MonthTurnover {
    /// « 2026-03 »
    pub month: String,
    pub net: Cents,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TimekeeperTime {
    pub timekeeper: TimekeeperId,
    pub name: String,
    pub billable_minutes: i64,
    pub other_minutes: i64,
    /// Of the billable minutes, before tax.
    pub amount: Cents,
    /// Of them, on an issued invoice.
    pub billed: Cents,
}

const TURNOVER: &str = "coalesce(sum(case kind when 'invoice' then net else -net end), 0)";
/// Clients listed by their turnover, at most.
const CLIENTS: u32 = 500;

/// Figures and ageing of today; turnover, time and funnel of a period, both days included.
///
/// # Errors
/// `Invalid` for a period that ends before it begins.
pub fn dashboard(reader: &Reader, from: Day, to: Day) -> Result<Dashboard> {
    if to < from {
        return Err(Error::invalid("to", "before_start", "La fin de la période est avant son début."));
    }
    let period = named_params! { ":from": from, ":to": to };
    let issued = "issued_on between :from and :to";
    let turnover = reader
        .prepare_cached(&format!("select {TURNOVER} from invoice where {issued}"))?
        .query_row(period, |row| row.get(0))?;
    let turnover_by_client = reader
        .prepare_cached(&format!(
            "select client, coalesce((select name from contact_row where contact = client), ''), {TURNOVER} as total
             from invoice where {issued} group by client order by total desc, client limit {CLIENTS}"
        ))?
        .query_map(period, |row| Ok(ClientTurnover { client: row.get(0)?, name: row.get(1)?, net: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    let turnover_by_month = reader
        .prepare_cached(&format!(
            "select substr(issued_on, 1, 7) as month, {TURNOVER} from invoice where {issued} group by month order by month"
        ))?
        .query_map(period, |row| Ok(MonthTurnover { month: row.get(0)?, net: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    let time = reader
        .prepare_cached(&format!(
            "select timekeeper, timekeeper.name, coalesce(sum(minutes) filter (where billable = 1), 0),
                 coalesce(sum(minutes) filter (where billable = 0), 0),
                 coalesce(sum({PRICE_OF_TIME}) filter (where billable = 1), 0),
                 coalesce(sum({PRICE_OF_TIME}) filter (where billable = 1 and billed_on is not null), 0)
             from time_entry join timekeeper on timekeeper.id = time_entry.timekeeper
             where worked_on between :from and :to group by timekeeper order by 5 desc, timekeeper.name, timekeeper"
        ))?
        .query_map(period, |row| {
            Ok(TimekeeperTime {
                timekeeper: row.get(0)?,
                name: row.get(1)?,
                billable_minutes: row.get(2)?,
                other_minutes: row.get(3)?,
                amount: row.get(4)?,
                billed: row.get(5)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let (figures, ageing) = figure::of_firm(reader)?;
    Ok(Dashboard {
        figures,
        ageing,
        turnover,
        turnover_by_client,
        turnover_by_month,
        time,
        funnel: funnel::funnel(reader, from.iso(), to.iso())?,
    })
}
