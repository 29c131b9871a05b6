//! Taking an operation back. First a plan, from what the changesets say and what the rows are now; then the writes.
//!
//! What can't go back as it stands (its value is no longer what the operation had left) is a [`Blocker`], named for the person
//! who decides. With `force` that part stays and the rest goes back. The undo is itself recorded: it can be taken back.

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, named_params, params_from_iter};
use uuid::Uuid;

use super::Tx;
use super::changeset::{self, RowChange, RowChangeKind};
use super::schema::Table;
use crate::error::{Blocker, BlockerKind, Error, Result};
use crate::ids::OperationId;
use crate::op::Op;

type Row = Vec<Value>;

/// The rows that an undo touches: as they are, and as they shall be.
#[derive(Default)]
struct Plan {
    rows: HashMap<(String, Uuid), PlannedRow>,
    blockers: Vec<Blocker>,
}

struct PlannedRow {
    now: Option<Row>,
    then: Option<Row>,
}

/// What a concept says of the time between an operation and its undo.
#[derive(Debug, Default)]
pub struct Since {
    /// What the person who decides has to know.
    pub told: Vec<Blocker>,
    /// Rows (by table) that stay as the operation left them, whatever else goes back.
    pub stays: BTreeSet<(String, Uuid)>,
    /// Rows that came since and hang on one that goes back.
    pub follows: Vec<Follows>,
}

/// A row whose `column` takes another record than it has.
#[derive(Debug)]
pub struct Follows {
    pub table: String,
    pub id: Uuid,
    pub column: String,
    pub to: Uuid,
}

pub(super) fn take_back(tx: &Tx, target: OperationId, force: bool) -> Result<()> {
    let label: String =
        tx.query_row("select label from operation where id = :id", named_params! { ":id": target }, |row| row.get(0))?;
    tx.label(label);
    // Rows of one operation may point at each other: references are judged at commit.
    tx.execute_batch("pragma defer_foreign_keys = on")?;
    let changes: Vec<i64> = tx
        .prepare("select seq from change where operation = :operation order by seq desc")?
        .query_map(named_params! { ":operation": target }, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let since = tx.since(target)?;
    let mut blockers = since.told;
    let parts_it = tx.origin()? == Op::MergeContacts;
    // Change by change, so that the memory of undoing an import is that of one of its steps.
    for change in changes {
        let bytes: Vec<u8> = tx.query_row("select changeset from change where seq = ?1", [change], |row| row.get(0))?;
        let mut plan = Plan::default();
        for row in changeset::read(&bytes)?.iter().rev() {
            if since.stays.contains(&(row.table.to_string(), row.id)) {
                continue;
            }
            // What a contact was before it was merged is changed in the one that is kept, or once they are two again.
            let into = match row.kind {
                RowChangeKind::Update if !parts_it => tx.part_of_since(&row.table, row.id)?,
                _ => None,
            };
            match into {
                Some(into) => plan.leave(tx, row, into)?,
                None => plan.take_back_row(tx, row)?,
            }
        }
        plan.keep_what_is_referenced(tx)?;
        plan.keep_what_lost_its_parent(tx)?;
        if plan.blockers.is_empty() || force {
            plan.write(tx)?;
            tx.log()?;
        }
        blockers.append(&mut plan.blockers);
    }
    for Follows { table, id, column, to } in &since.follows {
        tx.prepare_cached(&format!("update {table} set {column} = ?1 where id = ?2"))?
            .execute([to.as_bytes(), id.as_bytes()])?;
    }
    if blockers.is_empty() || force { Ok(()) } else { Err(Error::CannotUndo(blockers)) }
}

impl Plan {
    fn leave(&mut self, tx: &Tx, change: &RowChange, into: String) -> Result<()> {
        self.blockers.push(Blocker {
            table: change.table.to_string(),
            record: tx.name_of(&change.table, change.id)?,
            field: None,
            kind: BlockerKind::MergedSince,
            expected: String::new(),
            found: into,
        });
        Ok(())
    }

    fn take_back_row(&mut self, tx: &Tx, change: &RowChange) -> Result<()> {
        let table = tx
            .schema()
            .table(&change.table)
            .ok_or_else(|| Error::Internal(format!("unknown table {} in a changeset", change.table)))?;
        let planned = self.planned(tx, table, change.id)?;
        let mut found: Vec<(BlockerKind, Option<usize>, Value, Value)> = Vec::new();
        match change.kind {
            RowChangeKind::Insert => {
                if let Some(row) = &planned.then {
                    if tx.is_append_only(&table.name) {
                        found.push((BlockerKind::Unalterable, None, Value::Null, Value::Null));
                    }
                    // A column that came with a later schema was empty then.
                    for (column, is) in row.iter().enumerate().skip(change.new.len()) {
                        if !matches!(is, Value::Null | Value::Integer(0))
                            && !matches!(is, Value::Text(t) if t.is_empty())
                        {
                            found.push((BlockerKind::ChangedSince, Some(column), Value::Null, is.clone()));
                        }
                    }
                    for (column, (is, left)) in row.iter().zip(&change.new).enumerate() {
                        if left.as_ref().is_some_and(|left| left != is) {
                            let left = left.clone().unwrap_or(Value::Null);
                            found.push((BlockerKind::ChangedSince, Some(column), left, is.clone()));
                        }
                    }
                    if found.is_empty() {
                        planned.then = None;
                    }
                }
            }
            RowChangeKind::Delete => {
                let old: Row = change.old.iter().map(|value| value.clone().unwrap_or(Value::Null)).collect();
                match &planned.then {
                    None => planned.then = Some(old),
                    Some(row) if *row == old => {}
                    Some(_) => found.push((BlockerKind::ExistsAgain, None, Value::Null, Value::Null)),
                }
            }
            RowChangeKind::Update => match &mut planned.then {
                None => found.push((BlockerKind::DeletedSince, None, Value::Null, Value::Null)),
                Some(row) => {
                    for (column, (old, new)) in change.old.iter().zip(&change.new).enumerate().skip(1) {
                        let (Some(old), Some(new)) = (old, new) else { continue };
                        if row[column] == *new {
                            row[column] = old.clone();
                        } else if row[column] != *old {
                            found.push((BlockerKind::ChangedSince, Some(column), new.clone(), row[column].clone()));
                        }
                    }
                }
            },
        }
        for (kind, column, expected, is) in found {
            let field = column.map(|column| table.columns[column].clone());
            self.block(tx, table, change.id, kind, field, (&expected, &is))?;
        }
        Ok(())
    }

    /// A row that would go, but that another one points at, stays.
    fn keep_what_is_referenced(&mut self, tx: &Tx) -> Result<()> {
        loop {
            let going: Vec<(String, Uuid)> = self
                .rows
                .iter()
                .filter(|(_, planned)| planned.now.is_some() && planned.then.is_none())
                .map(|(key, _)| key.clone())
                .collect();
            let mut kept = Vec::new();
            for (table, id) in going {
                for (from, column) in tx.schema().referring_to(&table) {
                    let sql = format!("select id from {} where {} = ?1", from.name, from.columns[column]);
                    let pointing: Vec<[u8; 16]> = tx
                        .prepare_cached(&sql)?
                        .query_map([id.as_bytes()], |row| row.get(0))?
                        .collect::<rusqlite::Result<_>>()?;
                    let stays = pointing.into_iter().map(Uuid::from_bytes).find(|pointing| {
                        self.rows.get(&(from.name.clone(), *pointing)).is_none_or(|planned| planned.then.is_some())
                    });
                    if let Some(pointing) = stays {
                        kept.push(((table.clone(), id), (from.name.clone(), pointing)));
                        break;
                    }
                }
            }
            if kept.is_empty() {
                return Ok(());
            }
            for ((table, id), (from, pointing)) in kept {
                if let Some(planned) = self.rows.get_mut(&(table.clone(), id)) {
                    planned.then = planned.now.clone();
                }
                self.blockers.push(Blocker {
                    record: tx.name_of(&table, id)?,
                    found: tx.name_of(&from, pointing)?,
                    table,
                    field: None,
                    kind: BlockerKind::StillReferenced,
                    expected: from,
                });
            }
        }
    }

    /// A row that would come back, or point back, to one that is gone does not.
    fn keep_what_lost_its_parent(&mut self, tx: &Tx) -> Result<()> {
        let coming: Vec<(String, Uuid)> = self
            .rows
            .iter()
            .filter(|(_, planned)| planned.then.is_some() && planned.then != planned.now)
            .map(|(key, _)| key.clone())
            .collect();
        for (name, id) in coming {
            let Some(table) = tx.schema().table(&name) else { continue };
            let mut orphan = false;
            for reference in &table.references {
                let Some(Value::Blob(parent)) =
                    self.rows[&(name.clone(), id)].then.as_ref().map(|r| &r[reference.column])
                else {
                    continue;
                };
                let parent = Uuid::from_slice(parent).map_err(|error| Error::Internal(error.to_string()))?;
                let exists = match self.rows.get(&(reference.to.clone(), parent)) {
                    Some(planned) => planned.then.is_some(),
                    None => read_row(tx, tx.schema().table(&reference.to), parent)?.is_some(),
                };
                orphan |= !exists;
            }
            if orphan {
                let planned = self.rows.get_mut(&(name.clone(), id)).expect("listed above");
                planned.then = planned.now.clone();
                self.block(tx, table, id, BlockerKind::DeletedSince, None, (&Value::Null, &Value::Null))?;
            }
        }
        Ok(())
    }

    fn write(&self, tx: &Tx) -> Result<()> {
        for ((name, id), planned) in &self.rows {
            if planned.now == planned.then {
                continue;
            }
            let table = tx.schema().table(name).ok_or(Error::NotFound)?;
            match (&planned.now, &planned.then) {
                (_, None) => {
                    tx.prepare_cached(&format!("delete from {name} where id = ?1"))?.execute([id.as_bytes()])?;
                }
                (None, Some(row)) => {
                    let holes = vec!["?"; row.len()].join(", ");
                    // One that went before a later schema has fewer columns: the others take their defaults.
                    let sql =
                        format!("insert into {name} ({}) values ({holes})", table.columns[..row.len()].join(", "));
                    tx.prepare_cached(&sql)?.execute(params_from_iter(row))?;
                }
                (Some(now), Some(row)) => {
                    // Only what changes: SQLite writes the index of a column that is set, whatever its value.
                    let changed: Vec<usize> =
                        (1..row.len()).filter(|column| row.get(*column) != now.get(*column)).collect();
                    let sets: Vec<String> =
                        changed.iter().map(|column| format!("{} = ?", table.columns[*column])).collect();
                    let sql = format!("update {name} set {} where id = ?", sets.join(", "));
                    let values = changed.iter().map(|column| &row[*column]).chain([&row[0]]);
                    tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
                }
            }
        }
        Ok(())
    }

    fn planned(&mut self, tx: &Tx, table: &Table, id: Uuid) -> Result<&mut PlannedRow> {
        let key = (table.name.clone(), id);
        if !self.rows.contains_key(&key) {
            let now = read_row(tx, Some(table), id)?;
            self.rows.insert(key.clone(), PlannedRow { then: now.clone(), now });
        }
        Ok(self.rows.get_mut(&key).expect("just inserted"))
    }

    fn block(
        &mut self,
        tx: &Tx,
        table: &Table,
        id: Uuid,
        kind: BlockerKind,
        field: Option<String>,
        (expected, found): (&Value, &Value),
    ) -> Result<()> {
        self.blockers.push(Blocker {
            table: table.name.clone(),
            record: tx.name_of(&table.name, id)?,
            field,
            kind,
            expected: text_of(expected),
            found: text_of(found),
        });
        Ok(())
    }
}

fn read_row(tx: &Tx, table: Option<&Table>, id: Uuid) -> Result<Option<Row>> {
    let table = table.ok_or(Error::NotFound)?;
    let sql = format!("select {} from {} where id = ?1", table.columns.join(", "), table.name);
    let row = tx
        .prepare_cached(&sql)?
        .query_row([id.as_bytes()], |row| {
            (0..table.columns.len()).map(|column| row.get(column)).collect::<rusqlite::Result<Row>>()
        })
        .optional()?;
    Ok(row)
}

/// A value as text, for people and for history; ids are told by their names elsewhere.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::Null | Value::Blob(_) => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}
