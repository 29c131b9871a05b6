//! Changesets of SQLite's session extension, read into plain values.

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::hooks::Action;
use rusqlite::session::ChangesetIter;
use rusqlite::types::Value;
use uuid::Uuid;

use crate::error::{Error, Result};

/// One row of a changeset. `old` and `new` have an entry a column; `None` where the changeset says nothing (an update names
/// only the columns that changed, and the key).
#[derive(Debug, Clone, PartialEq)]
pub struct RowChange {
    pub table: String,
    pub kind: RowChangeKind,
    /// Value of the primary key: the first column of every synced table.
    pub id: Uuid,
    pub old: Vec<Option<Value>>,
    pub new: Vec<Option<Value>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowChangeKind {
    Insert,
    Update,
    Delete,
}

impl RowChange {
    /// The value of a column after the change, or before it for a row that went.
    pub fn value(&self, column: usize) -> Option<&Value> {
        let side = if self.kind == RowChangeKind::Delete { &self.old } else { &self.new };
        side.get(column).and_then(Option::as_ref)
    }
}

/// # Errors
/// `Damaged` when the bytes are no changeset, or one of a table without a UUID as its first column.
pub fn read(changeset: &[u8]) -> Result<Vec<RowChange>> {
    let mut bytes = changeset;
    let mut input: &mut dyn std::io::Read = &mut bytes;
    let mut rows = Vec::new();
    let mut iter = ChangesetIter::start_strm(&input).map_err(damaged)?;
    while let Some(item) = iter.next().map_err(damaged)? {
        let operation = item.op().map_err(damaged)?;
        let columns = usize::try_from(operation.number_of_columns()).unwrap_or(0);
        let kind = match operation.code() {
            Action::SQLITE_INSERT => RowChangeKind::Insert,
            Action::SQLITE_UPDATE => RowChangeKind::Update,
            Action::SQLITE_DELETE => RowChangeKind::Delete,
            _ => return Err(damaged("unknown action")),
        };
        let read_side = |present: bool, new: bool| -> Vec<Option<Value>> {
            if !present {
                return Vec::new();
            }
            (0..columns)
                .map(|column| {
                    let value = if new { item.new_value(column) } else { item.old_value(column) };
                    value.ok().and_then(|value| Value::try_from(value).ok())
                })
                .collect()
        };
        let old = read_side(kind != RowChangeKind::Insert, false);
        let new = read_side(kind != RowChangeKind::Delete, true);
        let key_side = if kind == RowChangeKind::Insert { &new } else { &old };
        let id = match key_side.first() {
            Some(Some(Value::Blob(key))) => Uuid::from_slice(key).map_err(damaged)?,
            _ => return Err(damaged("a row without key")),
        };
        rows.push(RowChange { table: operation.table_name().to_owned(), kind, id, old, new });
    }
    // `input` is read through the iterator's raw pointer: it must outlive it.
    drop(iter);
    let _ = &mut input;
    Ok(rows)
}

fn damaged(cause: impl std::fmt::Display) -> Error {
    tracing::error!(%cause, "unreadable changeset");
    Error::Damaged("Le journal des modifications de cette base est abîmé. Restaurez une sauvegarde.".to_owned())
}
