//! Changesets of SQLite's session extension, read into plain values.

use std::sync::Arc;

use rusqlite::types::Value;
use uuid::Uuid;

use crate::error::{Error, Result};

/// One row of a changeset. `old` and `new` have an entry a column; `None` where the changeset says nothing (an update names
/// only the columns that changed, and the key).
#[derive(Debug, Clone, PartialEq)]
pub struct RowChange {
    pub table: Arc<str>,
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

/// Reads a changeset as SQLite writes it (<https://sqlite.org/session/changeset.html>): a header a table, then a record a row.
///
/// # Errors
/// `Damaged` when the bytes are no changeset, or one of a table without a UUID as its first column.
pub fn read(changeset: &[u8]) -> Result<Vec<RowChange>> {
    let mut bytes = Bytes(changeset);
    let mut rows = Vec::new();
    let mut table: Option<(Arc<str>, usize)> = None;
    while !bytes.0.is_empty() {
        let mark = bytes.byte()?;
        if mark == b'T' {
            let columns = bytes.varint()?;
            // Which columns are the key: always the first.
            bytes.take(columns)?;
            table = Some((bytes.name()?.into(), columns));
            continue;
        }
        let kind = match mark {
            18 => RowChangeKind::Insert,
            23 => RowChangeKind::Update,
            9 => RowChangeKind::Delete,
            _ => return Err(damaged("unknown action")),
        };
        // Whether a trigger did it: there are none.
        bytes.byte()?;
        let (table, columns) = table.clone().ok_or_else(|| damaged("a row without table"))?;
        let old = if kind == RowChangeKind::Insert { Vec::new() } else { bytes.record(columns)? };
        let new = if kind == RowChangeKind::Delete { Vec::new() } else { bytes.record(columns)? };
        let key_side = if kind == RowChangeKind::Insert { &new } else { &old };
        let id = match key_side.first() {
            Some(Some(Value::Blob(key))) => Uuid::from_slice(key).map_err(damaged)?,
            _ => return Err(damaged("a row without key")),
        };
        rows.push(RowChange { table, kind, id, old, new });
    }
    Ok(rows)
}

/// Rows as SQLite writes them: what [`read`] gives comes back byte for byte. Rows of a table that follow each other share a header.
pub fn write(rows: &[RowChange]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut table: Option<&Arc<str>> = None;
    for row in rows {
        if table.is_none_or(|table| *table != row.table) {
            let columns = row.old.len().max(row.new.len());
            bytes.push(b'T');
            put_varint(&mut bytes, columns);
            // The first column is the key.
            bytes.extend((0..columns).map(|column| u8::from(column == 0)));
            bytes.extend(row.table.as_bytes());
            bytes.push(0);
            table = Some(&row.table);
        }
        bytes.push(match row.kind {
            RowChangeKind::Insert => 18,
            RowChangeKind::Update => 23,
            RowChangeKind::Delete => 9,
        });
        bytes.push(0);
        for value in row.old.iter().chain(&row.new) {
            put_value(&mut bytes, value.as_ref());
        }
    }
    bytes
}

fn put_varint(bytes: &mut Vec<u8>, value: usize) {
    let groups = (1..8).rev().find(|group| value >> (7 * group) != 0).unwrap_or(0);
    for group in (0..=groups).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        bytes.push(u8::try_from(value >> (7 * group) & 0x7f).unwrap_or(0) | more);
    }
}

fn put_value(bytes: &mut Vec<u8>, value: Option<&Value>) {
    match value {
        None => bytes.push(0),
        Some(Value::Integer(number)) => {
            bytes.push(1);
            bytes.extend(number.to_be_bytes());
        }
        Some(Value::Real(number)) => {
            bytes.push(2);
            bytes.extend(number.to_bits().to_be_bytes());
        }
        Some(Value::Text(text)) => {
            bytes.push(3);
            put_varint(bytes, text.len());
            bytes.extend(text.as_bytes());
        }
        Some(Value::Blob(blob)) => {
            bytes.push(4);
            put_varint(bytes, blob.len());
            bytes.extend(blob);
        }
        Some(Value::Null) => bytes.push(5),
    }
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(|| damaged("cut short"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    /// SQLite's variable-length integer: seven bits a byte, the highest first; a ninth byte would give eight.
    fn varint(&mut self) -> Result<usize> {
        let mut value: u64 = 0;
        for _ in 0..8 {
            let byte = self.byte()?;
            value = value << 7 | u64::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                return usize::try_from(value).map_err(damaged);
            }
        }
        Err(damaged("a length past all bounds"))
    }

    fn name(&mut self) -> Result<&'a str> {
        let end = self.0.iter().position(|byte| *byte == 0).ok_or_else(|| damaged("a name without end"))?;
        let name = self.take(end)?;
        self.byte()?;
        std::str::from_utf8(name).map_err(damaged)
    }

    fn eight(&mut self) -> Result<[u8; 8]> {
        self.take(8)?.try_into().map_err(damaged)
    }

    fn record(&mut self, columns: usize) -> Result<Vec<Option<Value>>> {
        // Each value is a byte at least: what claims more columns than there are bytes is refused before memory is taken.
        if columns > self.0.len() {
            return Err(damaged("cut short"));
        }
        let mut values = Vec::with_capacity(columns);
        for _ in 0..columns {
            values.push(self.value()?);
        }
        Ok(values)
    }

    fn value(&mut self) -> Result<Option<Value>> {
        Ok(match self.byte()? {
            0 => None,
            1 => Some(Value::Integer(i64::from_be_bytes(self.eight()?))),
            2 => Some(Value::Real(f64::from_be_bytes(self.eight()?))),
            3 => {
                let length = self.varint()?;
                let text = std::str::from_utf8(self.take(length)?).map_err(damaged)?;
                Some(Value::Text(text.to_owned()))
            }
            4 => {
                let length = self.varint()?;
                Some(Value::Blob(self.take(length)?.to_owned()))
            }
            5 => Some(Value::Null),
            _ => return Err(damaged("unknown type of value")),
        })
    }
}

fn damaged(cause: impl std::fmt::Display) -> Error {
    tracing::error!(%cause, "unreadable changeset");
    Error::Damaged("Le journal des modifications de cette base est abîmé. Restaurez une sauvegarde.".to_owned())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use rusqlite::session::Session;

    use super::*;

    fn recorded() -> Vec<u8> {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "create table a (id blob primary key, t text, i integer, r real, b blob) strict, without rowid;
             create table z (id blob primary key, t text) strict, without rowid;
             insert into a values (zeroblob(16), 'avant', 1, 1.5, x'00ff'), (x'01000000000000000000000000000000', 'part', 2, 2.5, null);",
        )
        .unwrap();
        let mut session = Session::new(&conn).unwrap();
        session.attach::<&str>(None).unwrap();
        conn.execute("update a set t = ?1, i = null where id = zeroblob(16)", ["é".repeat(300)]).unwrap();
        conn.execute_batch(
            "delete from a where t = 'part';
             insert into a values (x'02000000000000000000000000000000', '', -9223372036854775808, -0.25, x'');
             insert into z values (x'03000000000000000000000000000000', null);",
        )
        .unwrap();
        let mut bytes = Vec::new();
        session.changeset_strm(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn reads_what_sqlite_writes() {
        let rows = read(&recorded()).unwrap();
        let row = |first: u8| {
            let mut id = [0; 16];
            id[0] = first;
            rows.iter().find(|row| row.id == Uuid::from_bytes(id)).unwrap()
        };
        assert_eq!(rows.len(), 4);
        let update = row(0);
        assert_eq!((update.kind, &*update.table), (RowChangeKind::Update, "a"));
        assert_eq!(update.old[1..], [Some(Value::Text("avant".into())), Some(Value::Integer(1)), None, None]);
        assert_eq!(update.new, [None, Some(Value::Text("é".repeat(300))), Some(Value::Null), None, None]);
        let delete = row(1);
        assert_eq!((delete.kind, delete.new.len()), (RowChangeKind::Delete, 0));
        assert_eq!(
            delete.old[1..],
            [Some(Value::Text("part".into())), Some(Value::Integer(2)), Some(Value::Real(2.5)), Some(Value::Null)]
        );
        let insert = row(2);
        assert_eq!((insert.kind, insert.old.len()), (RowChangeKind::Insert, 0));
        assert_eq!(
            insert.new[1..],
            [
                Some(Value::Text(String::new())),
                Some(Value::Integer(i64::MIN)),
                Some(Value::Real(-0.25)),
                Some(Value::Blob(Vec::new()))
            ]
        );
        assert_eq!((&*row(3).table, &row(3).new[1]), ("z", &Some(Value::Null)));
    }

    #[test]
    fn what_is_read_is_written_again_byte_for_byte() {
        let bytes = recorded();
        assert_eq!(write(&read(&bytes).unwrap()), bytes);
        for length in [0, 1, 127, 128, 300, 16_383, 16_384, 2_097_152] {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, length);
            assert_eq!(Bytes(&bytes).varint().unwrap(), length);
        }
    }

    #[test]
    fn what_is_cut_or_changed_is_an_error_or_another_changeset_never_a_panic() {
        let whole = recorded();
        for length in 1..whole.len() {
            let _ = read(&whole[..length]);
        }
        for at in 0..whole.len() {
            for flip in [1, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                let _ = read(&bytes);
            }
        }
        assert!(read(b"no changeset").is_err());
    }
}
