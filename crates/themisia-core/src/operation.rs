//! What people did: the list of operations, the history of a record, undo and redo.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params_from_iter};
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use crate::contact::{Page, redirect};
use crate::core::changeset::{self, RowChange, RowChangeKind};
use crate::core::schema::Table;
use crate::core::undo::text_of;
use crate::core::{Core, Done, Reader, Tx};
use crate::error::{Blocker, Error, Result};
use crate::ids::{ContactId, MatterId, OperationId, RecordId};
use crate::op::Op;
use crate::sql_enum;

#[derive(Debug, Clone, Serialize, TS)]
pub struct OperationSummary {
    pub id: OperationId,
    pub op: Op,
    /// Name of what was changed: a contact's name, a file's name.
    pub label: String,
    /// For undo and redo: the operation taken back or done again.
    pub of_op: Option<Op>,
    pub user: String,
    pub device: String,
    pub at: String,
    pub undone: bool,
    /// Rows changed.
    pub changes: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct UndoState {
    pub undo: Option<OperationSummary>,
    pub redo: Option<OperationSummary>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryEntry {
    pub operation: OperationSummary,
    pub fields: Vec<HistoryField>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct HistoryField {
    pub table: String,
    pub record: RecordId,
    pub field: String,
    pub change: FieldChange,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Whether `restore_value` can bring `before` back.
    pub restorable: bool,
}

sql_enum! {
    pub enum FieldChange {
        Created = "created",
        Edited = "edited",
        Removed = "removed",
    }
}

/// Columns that say nothing to people.
const UNTOLD: &[&str] =
    &["id", "contact", "position", "created_at", "created_by", "external_source", "external_hash", "seen", "file"];

const SUMMARY: &str = "select operation.id, operation.op, operation.label,
        (select coalesce(origin.op, target.op) from operation target
         left join operation origin on origin.id = target.undoes where target.id = operation.undoes) as of_op,
        coalesce((select name from user where user.id = operation.user), '') as user,
        coalesce((select name from device where device.id = operation.device), '') as device,
        operation.at, operation.undone_by is not null as undone,
        (select coalesce(sum(row_count), 0) from change where change.operation = operation.id) as changes
     from operation";

pub fn list(conn: &Connection, page: Page) -> Result<Vec<OperationSummary>> {
    let sql = format!("{SUMMARY} where op not in ('init', 'demo') order by seq desc limit :limit offset :offset");
    let operations = conn
        .prepare_cached(&sql)?
        .query_map(named_params! { ":limit": page.limit.min(500), ":offset": page.offset }, from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(operations)
}

pub fn summary(conn: &Connection, id: OperationId) -> Result<OperationSummary> {
    let sql = format!("{SUMMARY} where operation.id = :id");
    Ok(conn.prepare_cached(&sql)?.query_row(named_params! { ":id": id }, from_row)?)
}

/// What Ctrl+Z and Ctrl+Shift+Z would do on this device.
pub fn undo_state(reader: &Reader) -> Result<UndoState> {
    let device = reader.core.signer()?.device;
    let one = |condition: &str| -> Result<Option<OperationSummary>> {
        let sql = format!("{SUMMARY} where device = :device and {condition} order by seq desc limit 1");
        Ok(reader.prepare_cached(&sql)?.query_row(named_params! { ":device": device }, from_row).optional()?)
    };
    // An operation of one's own comes to be undone, newest first; an undo comes to be redone until something new is done.
    let undo =
        one("undone_by is null and op not in ('init', 'demo', 'undo', 'redo', 'record_conflict_check', 'decide_kyc',
         'erase_contact', 'record_data_request')")?;
    let redo = one("op = 'undo' and undone_by is null
         and seq > (select coalesce(max(newer.seq), 0) from operation newer
                    where newer.device = :device and newer.op not in ('undo', 'redo'))")?;
    Ok(UndoState { undo, redo })
}

/// # Errors
/// `CannotUndo` with what stands in the way, unless `force`.
pub fn undo(core: &Core, operation: OperationId, force: bool) -> Result<Done<OperationSummary>> {
    let op = core.read(|reader| Ok(summary(reader, operation)?.op))?;
    if matches!(op, Op::Init | Op::Demo) {
        return Err(Error::invalid("operation", "not_undoable", "La création de la base ne s’annule pas."));
    }
    let done = core.undo(operation, force)?;
    let told = core.read(|reader| match done.operation {
        Some(undo) => summary(reader, undo),
        // Everything was already as before: nothing was written.
        None => summary(reader, operation),
    })?;
    Ok(Done { output: told, changed: done.changed, operation: done.operation })
}

pub fn undo_last(core: &Core) -> Result<Done<Option<OperationSummary>>> {
    let state = core.read(undo_state)?;
    undo_if_any(core, state.undo)
}

pub fn redo_last(core: &Core) -> Result<Done<Option<OperationSummary>>> {
    let state = core.read(undo_state)?;
    undo_if_any(core, state.redo)
}

fn undo_if_any(core: &Core, operation: Option<OperationSummary>) -> Result<Done<Option<OperationSummary>>> {
    match operation {
        Some(operation) => {
            let done = undo(core, operation.id, false)?;
            Ok(Done { output: Some(done.output), changed: done.changed, operation: done.operation })
        }
        None => Ok(Done { output: None, changed: Vec::new(), operation: None }),
    }
}

pub fn blockers(core: &Core, operation: OperationId) -> Result<Done<Vec<Blocker>>> {
    Ok(Done { output: core.undo_blockers(operation)?, changed: Vec::new(), operation: None })
}

/// The history of a contact: each operation that touched it or its parts, newest first, field by field. What was merged into
/// it brought its history along.
pub fn contact_history(reader: &Reader, id: ContactId, page: Page) -> Result<Vec<HistoryEntry>> {
    let id = redirect::current(reader, id)?;
    let mut records = vec![id.0];
    records.extend(redirect::merged(reader, id)?.into_iter().map(|merged| merged.0));
    history(reader, "contact", &records, page)
}

/// The history of a matter, of its parties and of what was done in it.
pub fn matter_history(reader: &Reader, id: MatterId, page: Page) -> Result<Vec<HistoryEntry>> {
    history(reader, "matter", &[id.0], page)
}

/// The history of a record and its parts. The first id is what it is today; the others are what it was before merges.
fn history(reader: &Reader, table: &str, records: &[Uuid], page: Page) -> Result<Vec<HistoryEntry>> {
    let marks = vec!["?"; records.len()].join(", ");
    let sql = format!(
        "select change.seq, change.operation from change
         where change.seq in (select change from change_record where record in ({marks}))
         order by change.seq desc limit {} offset {}",
        page.limit.min(500),
        page.offset
    );
    let changes: Vec<(i64, OperationId)> = reader
        .prepare_cached(&sql)?
        .query_map(params_from_iter(records.iter().map(|record| record.into_bytes())), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let names = Names::default();
    let mut entries: Vec<HistoryEntry> = Vec::new();
    let mut parts = PartsOf { table, records, known: HashMap::new() };
    for (seq, operation) in changes {
        let bytes: Vec<u8> =
            reader.query_row("select changeset from change where seq = ?1", [seq], |row| row.get(0))?;
        let mut fields = Vec::new();
        for row in changeset::read(&bytes)? {
            if parts.contains(reader, &row)? {
                fields_of(reader, &names, records[0], &row, &mut fields)?;
            }
        }
        match entries.last_mut() {
            Some(entry) if entry.operation.id == operation => entry.fields.extend(fields),
            _ => entries.push(HistoryEntry { operation: summary(reader, operation)?, fields }),
        }
    }
    Ok(entries)
}

/// Which rows are part of a record: those that are now, and those that a change says were.
struct PartsOf<'a> {
    table: &'a str,
    records: &'a [Uuid],
    /// What was found of a row; the changeset of an update does not tell whose it is.
    known: HashMap<(Arc<str>, Uuid), bool>,
}

impl PartsOf<'_> {
    fn contains(&mut self, reader: &Reader, row: &RowChange) -> Result<bool> {
        if &*row.table == self.table {
            return Ok(self.records.contains(&row.id));
        }
        let Some(table) = reader.core.schema.table(&row.table).filter(|table| !table.owners.is_empty()) else {
            return Ok(false);
        };
        let told: Vec<(usize, Uuid)> = [&row.old, &row.new]
            .into_iter()
            .flat_map(|side| {
                table.owners.iter().filter_map(|owner| Some((*owner, as_id(side.get(*owner)?.as_ref()?)?)))
            })
            .collect();
        let key = (row.table.clone(), row.id);
        let mut found = self.known.get(&key).copied().unwrap_or(false);
        for (owner, id) in told {
            found = found || self.owned(reader, table, owner, id)?;
        }
        if !found && !self.known.contains_key(&key) {
            found = self.belongs(reader, table, row.id)?;
        }
        self.known.insert(key, found);
        Ok(found)
    }

    /// Whether a row as it stands is a part; one that is gone was told by the change that removed it.
    fn belongs(&mut self, reader: &Reader, table: &Table, id: Uuid) -> Result<bool> {
        let key = (Arc::from(table.name.as_str()), id);
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let mut found = false;
        for (owner, of) in table.owners_of(reader, id)? {
            found = found || self.owned(reader, table, owner, of)?;
        }
        self.known.insert(key, found);
        Ok(found)
    }

    /// Whether the record that this column points at is the one meant, or a part of it.
    fn owned(&mut self, reader: &Reader, table: &Table, owner: usize, id: Uuid) -> Result<bool> {
        if table.points_at(self.table, owner) {
            return Ok(self.records.contains(&id));
        }
        match table.reference(owner).and_then(|to| reader.core.schema.table(to)) {
            Some(between) if !between.owners.is_empty() => self.belongs(reader, between, id),
            _ => Ok(false),
        }
    }
}

fn as_id(value: &Value) -> Option<Uuid> {
    match value {
        Value::Blob(bytes) => Uuid::from_slice(bytes).ok(),
        _ => None,
    }
}

fn fields_of(reader: &Reader, names: &Names, of: Uuid, row: &RowChange, fields: &mut Vec<HistoryField>) -> Result<()> {
    let Some(table) = reader.core.schema.table(&row.table) else { return Ok(()) };
    let change = match row.kind {
        RowChangeKind::Insert => FieldChange::Created,
        RowChangeKind::Update => FieldChange::Edited,
        RowChangeKind::Delete => FieldChange::Removed,
    };
    let is_of = |value: &Value| matches!(value, Value::Blob(id) if id == of.as_bytes());
    for (column, field) in table.columns.iter().enumerate() {
        // A link tells whom it leads to: the end that is not the contact whose history this is.
        let owner = table.owners.contains(&column);
        let leads_here = owner && [&row.old, &row.new].iter().filter_map(|side| side.get(column)?.as_ref()).all(is_of);
        // The contact of a party is not whose part the row is, but who takes part.
        if leads_here || !owner && field != "contact" && UNTOLD.contains(&field.as_str()) {
            continue;
        }
        let side = |side: &Vec<Option<Value>>| -> Result<Option<String>> {
            side.get(column).and_then(Option::as_ref).map(|value| names.tell(reader, table, column, value)).transpose()
        };
        let (before, after) = (side(&row.old)?, side(&row.new)?);
        let said = |value: &Option<String>| value.as_ref().is_some_and(|value| !value.is_empty());
        // A new row tells what it holds, not its empty fields; an update only has the fields that changed.
        if !(said(&before) || said(&after)) || (row.kind == RowChangeKind::Update && before == after) {
            continue;
        }
        fields.push(HistoryField {
            table: row.table.to_string(),
            record: row.id.into(),
            field: field.clone(),
            change,
            before,
            after,
            restorable: row.kind == RowChangeKind::Update && is_restorable(table, field),
        });
    }
    Ok(())
}

/// The status has moves of its own, what a link or a role says is checked as a whole, and matters and money have rules of theirs;
/// what else an edit of a contact changed can come back.
fn is_restorable(table: &Table, field: &str) -> bool {
    let own_moves = matches!(table.name.as_str(), "contact_link" | "contact_role");
    table.name.starts_with("contact")
        && !own_moves
        && !UNTOLD.contains(&field)
        && !matches!(field, "status" | "archived_at" | "quality" | "merged_into")
}

/// Ids are told by the names of what they point at.
#[derive(Default)]
struct Names {
    known: std::cell::RefCell<HashMap<Uuid, String>>,
}

impl Names {
    fn tell(&self, reader: &Reader, table: &Table, column: usize, value: &Value) -> Result<String> {
        let Value::Blob(bytes) = value else { return Ok(text_of(value)) };
        let Ok(id) = Uuid::from_slice(bytes) else { return Ok(String::new()) };
        if let Some(name) = self.known.borrow().get(&id) {
            return Ok(name.clone());
        }
        let to =
            table.references.iter().find(|reference| reference.column == column).map(|reference| reference.to.as_str());
        let name = match to {
            Some(to) => crate::name_of(reader, to, id)?,
            None => String::new(),
        };
        self.known.borrow_mut().insert(id, name.clone());
        Ok(name)
    }
}

/// Brings back the value that a field had before an operation.
///
/// # Errors
/// `NotFound` when the row is gone or the operation did not edit that field; `Invalid` for a field that has moves of its own.
pub fn restore_value(tx: &Tx, operation: OperationId, table: String, record: RecordId, field: String) -> Result<()> {
    let table = tx.schema().table(&table).ok_or(Error::NotFound)?;
    let column = table.column(&field).ok_or(Error::NotFound)?;
    if !is_restorable(table, &field) {
        return Err(Error::invalid(
            "field",
            "not_restorable",
            "Cette valeur ne se restaure pas seule : annulez l’opération.",
        ));
    }
    let changes: Vec<Vec<u8>> = tx
        .prepare("select changeset from change where operation = :operation order by seq")?
        .query_map(named_params! { ":operation": operation }, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut before = None;
    for bytes in changes {
        let row = changeset::read(&bytes)?
            .into_iter()
            .find(|row| *row.table == table.name && row.id == record.0 && row.kind == RowChangeKind::Update);
        if let Some(Some(value)) = row.and_then(|row| row.old.into_iter().nth(column)) {
            before = Some(value);
            break;
        }
    }
    let mut before = before.ok_or(Error::NotFound)?;
    // A value that the history of a merged contact holds comes back in the contact that it leads to.
    let record = match table.name.as_str() {
        "contact" => RecordId(redirect::current(tx, record.0.into())?.0),
        _ => record,
    };
    if let (Value::Blob(id), true) = (&before, table.points_at("contact", column)) {
        let id = Uuid::from_slice(id).map_err(|error| Error::Internal(error.to_string()))?;
        // Nobody is brought by himself.
        let to = Some(redirect::current(tx, id.into())?.0).filter(|to| *to != record.0);
        before = to.map_or(Value::Null, |to| Value::Blob(to.as_bytes().to_vec()));
    }
    let sql = format!("update {} set {field} = :value where id = :id", table.name);
    if tx.execute(&sql, named_params! { ":value": before, ":id": record })? == 0 {
        return Err(Error::NotFound);
    }
    tx.label(match table.part_of {
        Some(part_of) => {
            let sql = format!("select {} from {} where id = :id", table.columns[part_of], table.name);
            let owner: ContactId = tx.query_row(&sql, named_params! { ":id": record }, |row| row.get(0))?;
            tx.name_of("contact", owner.0)?
        }
        None => tx.name_of(&table.name, record.0)?,
    });
    Ok(())
}

fn from_row(row: &Row) -> rusqlite::Result<OperationSummary> {
    Ok(OperationSummary {
        id: row.get("id")?,
        op: row.get("op")?,
        label: row.get("label")?,
        of_op: row.get("of_op")?,
        user: row.get("user")?,
        device: row.get("device")?,
        at: row.get("at")?,
        undone: row.get("undone")?,
        changes: row.get("changes")?,
    })
}
