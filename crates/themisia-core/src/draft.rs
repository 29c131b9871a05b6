//! What is being typed and not yet saved: kept on this device, so that a crash loses nothing.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::core::timestamp;
use crate::error::{Error, Result};

const LARGEST: usize = 1 << 20;

pub fn get(conn: &Connection, key: String) -> Result<Option<String>> {
    let value =
        conn.query_row("select value from draft where key = :key", named_params! { ":key": key }, |row| row.get(0));
    Ok(value.optional()?)
}

pub fn keys(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached("select key from draft order by at desc")?;
    let keys = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(keys)
}

pub fn save(conn: &Connection, key: String, value: String) -> Result<()> {
    if value.len() > LARGEST {
        return Err(Error::invalid(
            "value",
            "too_long",
            "Cette saisie est trop longue pour être gardée automatiquement.",
        ));
    }
    conn.execute(
        "insert into draft (key, value, at) values (:key, :value, :at)
         on conflict (key) do update set value = excluded.value, at = excluded.at",
        named_params! { ":key": key, ":value": value, ":at": timestamp(chrono::Utc::now()) },
    )?;
    Ok(())
}

pub fn discard(conn: &Connection, key: String) -> Result<()> {
    conn.execute("delete from draft where key = :key", named_params! { ":key": key })?;
    Ok(())
}
