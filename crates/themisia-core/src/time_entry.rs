//! Time entries: what was done, for how long, at the rate of that day, frozen when it is entered (DOMAIN §6, §7).

pub mod duration;
pub mod list;
pub mod timer;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{InvoiceId, MatterId, RecordId, TimekeeperId};
use crate::matter::{self, MatterStatus};
use crate::money::{Cents, price_of_time};
use crate::op::Op;
use crate::rate::{self, RateStep};
use crate::timekeeper;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TimeDraft {
    pub id: Option<RecordId>,
    pub matter: MatterId,
    pub timekeeper: TimekeeperId,
    /// None: today.
    #[serde(default)]
    pub worked_on: Option<Day>,
    /// As typed: « 1h30 », « 1:30 », « 90 », « 0,5h ».
    pub duration: String,
    #[serde(default)]
    pub narrative: String,
    #[serde(default = "yes")]
    pub billable: bool,
    /// A rate typed by hand instead of the one that applies; cents an hour, before tax.
    #[serde(default)]
    pub manual_rate: Option<Cents>,
    /// Takes the rate that applies now instead of the one that the entry keeps (one typed by hand, say).
    #[serde(default)]
    pub resolve_again: bool,
    /// The clock that gave the duration: it is put away with the save.
    #[serde(default)]
    pub timer: Option<RecordId>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TimeEntry {
    pub id: RecordId,
    pub matter: MatterId,
    pub timekeeper: TimekeeperId,
    pub worked_on: Day,
    pub minutes: u32,
    pub narrative: String,
    pub billable: bool,
    /// Before tax.
    pub amount: Cents,
    pub rate: FrozenRate,
    /// The issued invoice: from then on the entry does not change.
    pub billed_on: Option<InvoiceId>,
}

/// The rate that an entry keeps, and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FrozenRate {
    /// Cents an hour, before tax.
    pub hourly_rate: Cents,
    pub step: RateStep,
    pub effective_from: Option<Day>,
    /// « négocié · Me Martin · depuis le 01/03/2026 »
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SavedTime {
    pub entry: TimeEntry,
    /// The rate that the entry had, when a change of timekeeper, matter or date gave it another.
    pub rate_before: Option<FrozenRate>,
}

/// Records work, or edits it. The rate is the one of its day; an edit of its minutes or text keeps it, another timekeeper, matter
/// or day resolves it anew.
///
/// # Errors
/// `Invalid` for an impossible duration, an archived matter, an entry on an issued invoice, or where no rate applies; `NotFound`.
pub fn save(tx: &Tx, draft: TimeDraft) -> Result<SavedTime> {
    let before = draft.id.map(|id| get(tx, id)).transpose()?;
    if let Some(before) = &before {
        tx.set_op(Op::EditTime);
        refuse_billed(tx, before)?;
    }
    let minutes = duration::parse(&draft.duration)?;
    let worked_on = draft.worked_on.or(before.as_ref().map(|before| before.worked_on)).unwrap_or(Day::of(tx.at));
    if before.as_ref().is_none_or(|before| before.matter != draft.matter) {
        refuse_archived(tx, draft.matter)?;
    }
    let kept = before.as_ref().filter(|before| {
        !draft.resolve_again
            && (before.matter, before.timekeeper, before.worked_on) == (draft.matter, draft.timekeeper, worked_on)
    });
    let rate = match (draft.manual_rate, kept) {
        (Some(manual), Some(kept)) if manual == kept.rate.hourly_rate => kept.rate.clone(),
        (Some(manual), _) => FrozenRate {
            hourly_rate: manual.checked("manual_rate")?,
            step: RateStep::Manual,
            effective_from: None,
            source: "saisi à la main".to_owned(),
        },
        (None, Some(kept)) => kept.rate.clone(),
        (None, None) => applicable(tx, draft.matter, draft.timekeeper, worked_on)?,
    };
    let id = draft.id.unwrap_or_else(|| tx.new_id());
    write(
        tx,
        &TimeEntry {
            id,
            matter: draft.matter,
            timekeeper: draft.timekeeper,
            worked_on,
            minutes,
            narrative: draft.narrative.trim().to_owned(),
            billable: draft.billable,
            amount: price_of_time(minutes, rate.hourly_rate),
            rate,
            billed_on: None,
        },
    )?;
    if let Some(timer) = draft.timer {
        tx.execute("delete from timer where id = ?1", [timer])?;
    }
    told(tx, id, before)
}

/// Moves entries to another matter: each gets the rate of its day there.
///
/// # Errors
/// `Invalid` when one of them is billed, the matter is archived, or no rate applies: then none is moved.
pub fn move_all(tx: &Tx, ids: Vec<RecordId>, matter: MatterId) -> Result<Vec<SavedTime>> {
    refuse_archived(tx, matter)?;
    let moved = ids
        .iter()
        .map(|id| {
            let before = get(tx, *id)?;
            refuse_billed(tx, &before)?;
            if before.matter == matter {
                return Ok(SavedTime { entry: before, rate_before: None });
            }
            let rate = applicable(tx, matter, before.timekeeper, before.worked_on)?;
            write(tx, &TimeEntry { matter, rate, ..before.clone() })?;
            told(tx, *id, Some(before))
        })
        .collect::<Result<Vec<_>>>()?;
    tx.label(matter::name_of(tx, matter)?);
    Ok(moved)
}

/// # Errors
/// `Invalid` for an entry on an issued invoice or on a draft; `NotFound`.
pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    let entry = get(tx, id)?;
    refuse_billed(tx, &entry)?;
    refuse_on_draft(tx, "time_entry", id)?;
    tx.execute("delete from time_entry where id = ?1", [id])?;
    tx.label(matter::name_of(tx, entry.matter)?);
    Ok(())
}

fn told(tx: &Tx, id: RecordId, before: Option<TimeEntry>) -> Result<SavedTime> {
    let entry = get(tx, id)?;
    tx.label(matter::name_of(tx, entry.matter)?);
    let rate_before = before.map(|before| before.rate).filter(|before| *before != entry.rate);
    Ok(SavedTime { entry, rate_before })
}

fn applicable(conn: &Connection, matter: MatterId, timekeeper: TimekeeperId, on: Day) -> Result<FrozenRate> {
    let chosen = rate::resolve(conn, matter, timekeeper, on)?.chosen.ok_or_else(|| {
        let name = timekeeper::name_of(conn, timekeeper).unwrap_or_default();
        Error::invalid(
            "manual_rate",
            "no_rate",
            format!(
                "Aucun taux ne s’applique à {name} le {on}. Saisissez un taux, ou un taux standard dans les paramètres."
            ),
        )
    })?;
    Ok(FrozenRate {
        hourly_rate: chosen.hourly_rate,
        step: chosen.step,
        effective_from: Some(chosen.effective_from),
        source: chosen.source,
    })
}

pub(crate) fn refuse_archived(conn: &Connection, id: MatterId) -> Result<()> {
    let found: Option<(MatterStatus, String)> = conn
        .prepare_cached("select status, reference from matter where id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found.ok_or(Error::NotFound)? {
        (MatterStatus::Open, _) => Ok(()),
        (MatterStatus::Archived, reference) => {
            let message = format!("Le dossier {reference} est archivé. Rouvrez-le pour y saisir du travail.");
            Err(Error::invalid("matter", "archived", message))
        }
    }
}

fn refuse_billed(conn: &Connection, entry: &TimeEntry) -> Result<()> {
    entry.billed_on.map_or(Ok(()), |invoice| Err(billed(conn, invoice)?))
}

/// Why work that stands on an issued invoice does not change.
pub(crate) fn billed(conn: &Connection, invoice: InvoiceId) -> Result<Error> {
    let number: String = conn.query_row("select number from invoice where id = ?1", [invoice], |row| row.get(0))?;
    let message =
        format!("Ce travail est facturé ({number}) : il ne change plus. Faites d’abord un avoir qui le rouvre.");
    Ok(Error::invalid("billed_on", "billed", message))
}

/// What stands on a draft is taken off it first, so that the draft never bills what is gone.
pub(crate) fn refuse_on_draft(conn: &Connection, column: &str, id: RecordId) -> Result<()> {
    let on_line = conn.prepare_cached(&format!("select 1 from invoice_line where {column} = ?1"))?.exists([id])?;
    if on_line {
        let message = "Ce travail figure sur une facture ou un projet de facture. Retirez-le d’abord de ce projet.";
        return Err(Error::invalid("invoice", "on_draft", message));
    }
    Ok(())
}

fn write(tx: &Tx, entry: &TimeEntry) -> Result<()> {
    timekeeper::name_of(tx, entry.timekeeper)?;
    tx.prepare_cached(
        "insert into time_entry (id, matter, timekeeper, worked_on, minutes, narrative, billable, hourly_rate, rate_step,
             rate_from, rate_source, created_at, created_by)
         values (:id, :matter, :timekeeper, :worked_on, :minutes, :narrative, :billable, :rate, :step, :from, :source, :at, :user)
         on conflict (id) do update set matter = excluded.matter, timekeeper = excluded.timekeeper,
             worked_on = excluded.worked_on, minutes = excluded.minutes, narrative = excluded.narrative,
             billable = excluded.billable, hourly_rate = excluded.hourly_rate, rate_step = excluded.rate_step,
             rate_from = excluded.rate_from, rate_source = excluded.rate_source",
    )?
    .execute(named_params! {
        ":id": entry.id, ":matter": entry.matter, ":timekeeper": entry.timekeeper, ":worked_on": entry.worked_on,
        ":minutes": entry.minutes, ":narrative": entry.narrative, ":billable": entry.billable,
        ":rate": entry.rate.hourly_rate, ":step": entry.rate.step, ":from": entry.rate.effective_from,
        ":source": entry.rate.source, ":at": tx.now(), ":user": tx.signer.user,
    })?;
    Ok(())
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: RecordId) -> Result<TimeEntry> {
    conn.prepare_cached("select * from time_entry where id = ?1")?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::NotFound)
}

pub fn parse_duration(_: &Connection, text: String) -> Result<u32> {
    duration::parse(&text)
}

fn from_row(row: &Row) -> rusqlite::Result<TimeEntry> {
    let (minutes, hourly_rate) = (row.get("minutes")?, row.get("hourly_rate")?);
    Ok(TimeEntry {
        id: row.get("id")?,
        matter: row.get("matter")?,
        timekeeper: row.get("timekeeper")?,
        worked_on: row.get("worked_on")?,
        minutes,
        narrative: row.get("narrative")?,
        billable: row.get("billable")?,
        amount: price_of_time(minutes, hourly_rate),
        rate: FrozenRate {
            hourly_rate,
            step: row.get("rate_step")?,
            effective_from: row.get("rate_from")?,
            source: row.get("rate_source")?,
        },
        billed_on: row.get("billed_on")?,
    })
}
