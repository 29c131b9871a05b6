//! Clocks that run while one works. They are rows of this device: a crash or a restart stops none of them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;
use ts_rs::TS;

use crate::core::{Core, timestamp};
use crate::error::{Error, Result};
use crate::ids::{MatterId, RecordId, TimekeeperId};
use crate::vault::Vault;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Timer {
    pub id: RecordId,
    pub matter: Option<MatterId>,
    pub timekeeper: Option<TimekeeperId>,
    pub narrative: String,
    pub running: bool,
    /// Gathered so far.
    pub seconds: i64,
    /// What goes into an entry: a minute begun counts.
    pub minutes: i64,
    pub created_at: String,
}

/// Starts a clock, or one that waits again; the one that runs waits from now on.
///
/// # Errors
/// `NotFound` for a clock that was put away.
pub fn start(
    vault: &Vault,
    id: Option<RecordId>,
    matter: Option<MatterId>,
    timekeeper: Option<TimekeeperId>,
    narrative: String,
) -> Result<Timer> {
    let open = vault.open_base()?;
    let now = open.core.now();
    let new = RecordId(open.core.new_id());
    open.core.write_local(|conn| {
        pause_all(conn, now)?;
        let id = match id {
            Some(id) => {
                let known = conn.execute(
                    "update timer set started_at = :now, matter = :matter, timekeeper = :timekeeper, narrative = :narrative
                     where id = :id",
                    named_params! {
                        ":id": id, ":now": timestamp(now), ":matter": matter, ":timekeeper": timekeeper,
                        ":narrative": narrative,
                    },
                )?;
                if known == 0 {
                    return Err(Error::NotFound);
                }
                id
            }
            None => {
                conn.execute(
                    "insert into timer (id, matter, timekeeper, narrative, started_at, created_at)
                     values (:id, :matter, :timekeeper, :narrative, :now, :now)",
                    named_params! {
                        ":id": new, ":matter": matter, ":timekeeper": timekeeper, ":narrative": narrative,
                        ":now": timestamp(now),
                    },
                )?;
                new
            }
        };
        get(conn, id, now)
    })
}

/// Lets a clock wait: it keeps what it gathered.
pub fn pause(vault: &Vault, id: RecordId) -> Result<Timer> {
    with(vault, |core, conn| {
        let timer = get(conn, id, core.now())?;
        conn.execute(
            "update timer set started_at = null, seconds = :seconds where id = :id",
            named_params! { ":id": id, ":seconds": timer.seconds },
        )?;
        get(conn, id, core.now())
    })
}

/// Puts a clock away without an entry.
pub fn discard(vault: &Vault, id: RecordId) -> Result<()> {
    with(vault, |_, conn| {
        conn.execute("delete from timer where id = ?1", [id])?;
        Ok(())
    })
}

/// The clocks of this device: the running one first.
pub fn list(vault: &Vault) -> Result<Vec<Timer>> {
    let open = vault.open_base()?;
    let now = open.core.now();
    open.core.read(|reader| {
        let timers = reader
            .prepare_cached("select * from timer order by started_at is null, created_at desc")?
            .query_map([], |row| from_row(row, now))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(timers)
    })
}

fn with<T>(vault: &Vault, f: impl FnOnce(&Core, &Connection) -> Result<T>) -> Result<T> {
    let open = vault.open_base()?;
    open.core.write_local(|conn| f(&open.core, conn))
}

fn pause_all(conn: &Connection, now: DateTime<Utc>) -> Result<()> {
    let running: Vec<Timer> = conn
        .prepare_cached("select * from timer where started_at is not null")?
        .query_map([], |row| from_row(row, now))?
        .collect::<rusqlite::Result<_>>()?;
    for timer in running {
        conn.execute("update timer set started_at = null, seconds = ?2 where id = ?1", (timer.id, timer.seconds))?;
    }
    Ok(())
}

fn get(conn: &Connection, id: RecordId, now: DateTime<Utc>) -> Result<Timer> {
    conn.query_row("select * from timer where id = ?1", [id], |row| from_row(row, now))
        .optional()?
        .ok_or(Error::NotFound)
}

fn from_row(row: &Row, now: DateTime<Utc>) -> rusqlite::Result<Timer> {
    let started_at: Option<String> = row.get("started_at")?;
    let started: Option<DateTime<Utc>> = started_at.as_deref().and_then(|at| at.parse().ok());
    // A clock set back while it ran takes nothing away.
    let running = started.map_or(0, |started| (now - started).num_seconds().max(0));
    let seconds = row.get::<_, i64>("seconds")? + running;
    Ok(Timer {
        id: row.get("id")?,
        matter: row.get("matter")?,
        timekeeper: row.get("timekeeper")?,
        narrative: row.get("narrative")?,
        running: started.is_some(),
        seconds,
        minutes: (seconds + 59) / 60,
        created_at: row.get("created_at")?,
    })
}
