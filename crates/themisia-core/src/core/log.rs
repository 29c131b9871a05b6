//! The log itself, for who must take something out of it: which changes touched records, and their rows written anew.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Tx;
use super::changeset::{self, RowChange};
use crate::error::Result;

/// The changes that touched one of these records or a part of it, oldest first.
pub(crate) fn touching(tx: &Tx, records: &BTreeSet<Uuid>) -> Result<BTreeSet<i64>> {
    let mut changes = BTreeSet::new();
    let mut statement = tx.prepare_cached("select change from change_record where record = ?1")?;
    for record in records {
        for change in statement.query_map([record.as_bytes()], |row| row.get(0))? {
            changes.insert(change?);
        }
    }
    Ok(changes)
}

pub(crate) fn rows(tx: &Tx, change: i64) -> Result<Vec<RowChange>> {
    let bytes: Vec<u8> =
        tx.prepare_cached("select changeset from change where seq = ?1")?.query_row([change], |row| row.get(0))?;
    changeset::read(&bytes)
}

/// Puts a change among those of a record.
pub(crate) fn name(tx: &Tx, change: i64, record: Uuid) -> Result<()> {
    tx.prepare_cached("insert into change_record (record, change) values (?1, ?2) on conflict do nothing")?
        .execute((record.as_bytes(), change))?;
    Ok(())
}

/// Puts these rows in the place of those of a change. Which rows they are stays; only their values may differ.
pub(crate) fn rewrite(tx: &Tx, change: i64, rows: &[RowChange]) -> Result<()> {
    tx.prepare_cached("update change set changeset = ?2 where seq = ?1")?.execute((change, changeset::write(rows)))?;
    Ok(())
}
