//! Lists of time: by day and week, by matter, by client, unbilled.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{TimeEntry, from_row};
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId, TimekeeperId};
use crate::money::{Cents, PRICE_OF_TIME};

/// Days are both included.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct TimeFilter {
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub timekeeper: Option<TimekeeperId>,
    pub matter: Option<MatterId>,
    pub client: Option<ContactId>,
    /// Only what is billable and on no issued invoice: work in progress.
    pub unbilled: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TimeRow {
    pub entry: TimeEntry,
    pub reference: String,
    pub matter_title: String,
    pub client: ContactId,
    /// « DURAND Anne »
    pub client_name: String,
    pub timekeeper_name: String,
    /// Number of the issued invoice, or empty.
    pub invoice_number: String,
}

/// A page of entries, newest first, and the sums of all that the filter finds.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TimePage {
    pub total: u32,
    pub minutes: i64,
    /// Before tax, of what is billable.
    pub amount: Cents,
    pub rows: Vec<TimeRow>,
}

/// What one timekeeper did on one day.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TimeTotal {
    pub worked_on: Day,
    pub timekeeper: TimekeeperId,
    pub timekeeper_name: String,
    pub entries: u32,
    pub minutes: i64,
    pub billable_minutes: i64,
    /// Before tax, of what is billable.
    pub amount: Cents,
}

impl TimeFilter {
    /// Conditions only on what is asked, so that each way in finds its index.
    fn condition(&self) -> String {
        let mut sql = String::from("1");
        let mut and = |asked: bool, condition: &str, name: &str| {
            sql.push_str(&if asked { format!(" and {condition}") } else { format!(" and {name} is null") });
        };
        and(self.from.is_some(), "worked_on >= :from", ":from");
        and(self.to.is_some(), "worked_on <= :to", ":to");
        and(self.timekeeper.is_some(), "timekeeper = :timekeeper", ":timekeeper");
        and(self.matter.is_some(), "matter = :matter", ":matter");
        and(self.client.is_some(), "matter in (select id from matter where client = :client)", ":client");
        if self.unbilled {
            sql.push_str(" and billed_on is null and billable = 1");
        }
        sql
    }
}

pub fn list(reader: &Reader, filter: TimeFilter, page: Page) -> Result<TimePage> {
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let filter = TimeFilter { client, ..filter };
    let condition = filter.condition();
    let asked = named_params! {
        ":from": filter.from, ":to": filter.to, ":timekeeper": filter.timekeeper, ":matter": filter.matter,
        ":client": filter.client,
    };
    let (total, minutes, amount) = reader
        .prepare_cached(&format!(
            "select count(*), coalesce(sum(minutes), 0), coalesce(sum({PRICE_OF_TIME}) filter (where billable = 1), 0)
             from time_entry where {condition}"
        ))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let sql = format!(
        "select page.*, matter.reference, matter.title, matter.client, coalesce(contact_row.name, '') as client_name,
             timekeeper.name as timekeeper_name, coalesce(invoice.number, '') as invoice_number
         from (select * from time_entry where {condition} order by worked_on desc, id desc limit {} offset {}) page
             join matter on matter.id = page.matter join timekeeper on timekeeper.id = page.timekeeper
             left join contact_row on contact_row.contact = matter.client left join invoice on invoice.id = page.billed_on
         order by page.worked_on desc, page.id desc",
        page.limit.min(1000),
        page.offset
    );
    let rows = reader
        .prepare(&sql)?
        .query_map(asked, |row| {
            Ok(TimeRow {
                entry: from_row(row)?,
                reference: row.get("reference")?,
                matter_title: row.get("title")?,
                client: row.get("client")?,
                client_name: row.get("client_name")?,
                timekeeper_name: row.get("timekeeper_name")?,
                invoice_number: row.get("invoice_number")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(TimePage { total, minutes, amount, rows })
}

/// The sums by day and timekeeper of all that the filter finds, in the order of days and names.
pub fn totals(reader: &Reader, filter: TimeFilter) -> Result<Vec<TimeTotal>> {
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let filter = TimeFilter { client, ..filter };
    let condition = filter.condition();
    let sql = format!(
        "select worked_on, timekeeper, (select name from timekeeper t where t.id = time_entry.timekeeper) as name, count(*),
             sum(minutes), coalesce(sum(minutes) filter (where billable = 1), 0),
             coalesce(sum({PRICE_OF_TIME}) filter (where billable = 1), 0)
         from time_entry where {condition} group by worked_on, timekeeper order by worked_on, name, timekeeper"
    );
    let totals = reader
        .prepare(&sql)?
        .query_map(
            named_params! {
                ":from": filter.from, ":to": filter.to, ":timekeeper": filter.timekeeper, ":matter": filter.matter,
                ":client": filter.client,
            },
            |row| {
                Ok(TimeTotal {
                    worked_on: row.get(0)?,
                    timekeeper: row.get(1)?,
                    timekeeper_name: row.get(2)?,
                    entries: row.get(3)?,
                    minutes: row.get(4)?,
                    billable_minutes: row.get(5)?,
                    amount: row.get(6)?,
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(totals)
}
