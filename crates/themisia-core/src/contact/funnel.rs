//! The funnel: how many contacts entered each status in a period, what became of them, and how long it took (DOMAIN §3).

use rusqlite::{Connection, named_params};
use serde::Serialize;
use ts_rs::TS;

use super::ContactStatus;
use super::normal::day;
use crate::core::start_of_day;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Funnel {
    /// ISO dates, both included.
    pub from: String,
    pub to: String,
    pub steps: Vec<FunnelStep>,
}

/// Contacts that entered a status in the period, and those of them that went on to the next one (whenever).
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FunnelStep {
    pub status: ContactStatus,
    pub entered: u32,
    /// Of those, how many later entered `next`.
    pub went_on: u32,
    pub next: Option<ContactStatus>,
    /// Median days from entering this status to entering the next, of those that did.
    pub median_days: Option<f64>,
}

const STEPS: &[(ContactStatus, Option<ContactStatus>)] = &[
    (ContactStatus::Unqualified, Some(ContactStatus::Prospect)),
    (ContactStatus::Prospect, Some(ContactStatus::ActiveClient)),
    (ContactStatus::ActiveClient, Some(ContactStatus::FormerClient)),
    (ContactStatus::FormerClient, None),
    (ContactStatus::LostProspect, None),
];

/// # Errors
/// `Invalid` for dates that are none, or in the wrong order.
pub fn funnel(conn: &Connection, from: String, to: String) -> Result<Funnel> {
    let (first, last) = (day("from", &from)?, day("to", &to)?);
    if first > last {
        return Err(Error::invalid("to", "before_start", "La fin est avant le début."));
    }
    let (begins, ends) = (start_of_day(first), start_of_day(last.succ_opt().unwrap_or(last)));
    let mut steps = Vec::new();
    for (status, next) in STEPS {
        // A contact counts once a status and period: its first entry. A new contact enters « Contact » when it is created; a
        // court enters nothing by being added.
        let mut statement = conn.prepare_cached(
            "with entry (contact, at) as (
                 select id, created_at from contact where :status = 'unqualified' and merged_into is null
                     and kind <> 'court'
                 union all
                 select contact, at from status_change where to_status = :status
             ),
             entered (contact, at) as (
                 select contact, min(at) from entry where at >= :begins and at < :ends group by contact
             )
             select (select julianday(min(onward.at)) - julianday(entered.at) from status_change onward
                     where onward.contact = entered.contact and onward.to_status = :next and onward.at >= entered.at)
             from entered",
        )?;
        let next_text = next.map(ContactStatus::as_str);
        let days = statement
            .query_map(
                named_params! { ":status": status, ":next": next_text, ":begins": begins, ":ends": ends },
                |row| row.get::<_, Option<f64>>(0),
            )?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut onward: Vec<f64> = days.iter().copied().flatten().collect();
        onward.sort_by(f64::total_cmp);
        steps.push(FunnelStep {
            status: *status,
            entered: u32::try_from(days.len()).unwrap_or(u32::MAX),
            went_on: u32::try_from(onward.len()).unwrap_or(u32::MAX),
            next: *next,
            median_days: median(&onward),
        });
    }
    Ok(Funnel { from, to, steps })
}

fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        count if count % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}
