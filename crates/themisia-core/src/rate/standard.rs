//! Standard rates: of a timekeeper, of a grade, or the firm's default, each from a day.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::Grade;
use crate::ids::{RecordId, TimekeeperId};
use crate::money::Cents;
use crate::op::Op;
use crate::timekeeper;

/// For a timekeeper, a grade, or (neither) by default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StandardRate {
    pub id: Option<RecordId>,
    pub timekeeper: Option<TimekeeperId>,
    pub grade: Option<Grade>,
    pub effective_from: Day,
    pub hourly_rate: Cents,
}

/// Saves the rate that applies from a day; the same person or grade and day again changes it. No entry is priced anew.
///
/// # Errors
/// `Invalid` for a timekeeper and a grade together, or an impossible amount; `NotFound`.
pub fn save(tx: &Tx, rate: StandardRate) -> Result<StandardRate> {
    rate.hourly_rate.checked("hourly_rate")?;
    if rate.timekeeper.is_some() && rate.grade.is_some() {
        return Err(Error::invalid("grade", "both", "Choisissez un intervenant ou un grade, pas les deux."));
    }
    let parts = format!(
        "standard {} {} {}",
        rate.timekeeper.map_or_else(String::new, |id| id.to_string()),
        rate.grade.map_or("", Grade::as_str),
        rate.effective_from.iso()
    );
    let id: RecordId = Uuid::new_v5(&Uuid::NAMESPACE_OID, parts.as_bytes()).into();
    if let Some(before) = rate.id.filter(|before| *before != id) {
        delete(tx, before)?;
    }
    tx.execute(
        "insert into standard_rate (id, timekeeper, grade, effective_from, hourly_rate)
         values (:id, :timekeeper, :grade, :from, :rate)
         on conflict (id) do update set hourly_rate = excluded.hourly_rate",
        named_params! {
            ":id": id, ":timekeeper": rate.timekeeper, ":grade": rate.grade, ":from": rate.effective_from,
            ":rate": rate.hourly_rate,
        },
    )?;
    tx.label(name(tx, &rate)?);
    Ok(StandardRate { id: Some(id), ..rate })
}

pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveStandardRate);
    let rate = delete(tx, id)?;
    tx.label(name(tx, &rate)?);
    Ok(())
}

fn delete(tx: &Tx, id: RecordId) -> Result<StandardRate> {
    let rate =
        tx.query_row("select * from standard_rate where id = ?1", [id], from_row).optional()?.ok_or(Error::NotFound)?;
    tx.execute("delete from standard_rate where id = ?1", [id])?;
    Ok(rate)
}

/// Every standard rate with its history: the firm's, by grade, by timekeeper; newest first.
pub fn list(conn: &Connection) -> Result<Vec<StandardRate>> {
    let rates = conn
        .prepare_cached(
            "select * from standard_rate
             order by timekeeper is not null, grade is not null, grade, timekeeper, effective_from desc",
        )?
        .query_map([], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rates)
}

fn name(conn: &Connection, rate: &StandardRate) -> Result<String> {
    match (rate.timekeeper, rate.grade) {
        (Some(timekeeper), _) => timekeeper::name_of(conn, timekeeper),
        (None, Some(grade)) => Ok(grade.french().to_owned()),
        (None, None) => Ok("tous les intervenants".to_owned()),
    }
}

fn from_row(row: &Row) -> rusqlite::Result<StandardRate> {
    Ok(StandardRate {
        id: row.get("id")?,
        timekeeper: row.get("timekeeper")?,
        grade: row.get("grade")?,
        effective_from: row.get("effective_from")?,
        hourly_rate: row.get("hourly_rate")?,
    })
}
