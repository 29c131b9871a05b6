//! Everything that points at the absorbed contact comes to point at the kept one. The list comes from the foreign keys of the
//! schema; that nothing is lost on the way is counted, in the same transaction.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{named_params, params_from_iter};

use super::super::name::fold;
use super::super::write::contact_quality_id;
use super::rules::{self, Rule};
use super::{MergeMove, MovedRows};
use crate::core::Tx;
use crate::core::schema::Table;
use crate::error::{Error, Result};
use crate::ids::{ContactId, RecordId};

type Row = Vec<Value>;

/// Columns of a table that point at a contact.
pub(super) struct Pointing<'a> {
    pub table: &'a Table,
    pub columns: Vec<usize>,
    pub rule: Option<&'static Rule>,
}

/// Moves every row; gives what moved, by table.
///
/// # Errors
/// `Internal` when the count after is not the count before: then nothing is written.
pub(super) fn move_all(tx: &Tx, kept: ContactId, absorbed: ContactId) -> Result<Vec<MergeMove>> {
    let mut moves = Vec::new();
    for pointing in pointing(tx) {
        let before = pointing.counts(tx, &[kept, absorbed])?;
        let mut step = Step {
            tx,
            pointing: &pointing,
            kept,
            absorbed,
            rows: MovedRows::default(),
            left: vec![0; pointing.columns.len()],
        };
        step.run()?;
        let (rows, left) = (step.rows, step.left);
        let after = pointing.counts(tx, &[kept])?;
        let rest = pointing.counts(tx, &[absorbed])?;
        for (at, column) in pointing.columns.iter().enumerate() {
            if after[at] + left[at] != before[at] || rest[at] != 0 {
                return Err(Error::Internal(format!(
                    "merge: {}.{} had {} rows, has {} and {} went by rule, {} stayed behind",
                    pointing.table.name, pointing.table.columns[*column], before[at], after[at], left[at], rest[at]
                )));
            }
        }
        if rows != MovedRows::default() {
            moves.push(MergeMove { table: pointing.table.name.clone(), rows });
        }
    }
    Ok(moves)
}

/// By name, so that two devices do the same in the same order.
pub(super) fn pointing<'a>(tx: &'a Tx) -> Vec<Pointing<'a>> {
    let mut tables: BTreeMap<&str, Pointing> = BTreeMap::new();
    for (table, column) in tx.schema().referring_to("contact") {
        let entry = tables.entry(table.name.as_str()).or_insert_with(|| Pointing {
            table,
            columns: Vec::new(),
            rule: rules::of(&table.name),
        });
        entry.columns.push(column);
    }
    let mut all: Vec<Pointing> = tables.into_values().collect();
    all.iter_mut().for_each(|pointing| pointing.columns.sort_unstable());
    all
}

impl Pointing<'_> {
    /// Rows that point at one of these contacts, by column.
    fn counts(&self, tx: &Tx, contacts: &[ContactId]) -> Result<Vec<u32>> {
        self.columns
            .iter()
            .map(|column| {
                let sql =
                    format!("select count(*) from {} where {} = ?1", self.table.name, self.table.columns[*column]);
                let mut statement = tx.prepare_cached(&sql)?;
                let mut count = 0;
                for contact in contacts {
                    count += statement.query_row([contact], |row| row.get::<_, u32>(0))?;
                }
                Ok(count)
            })
            .collect()
    }

    fn rows_where(&self, tx: &Tx, column: usize, value: &Value) -> Result<Vec<Row>> {
        let sql = format!(
            "select {} from {} where {} = ?1 order by id",
            self.table.columns.join(", "),
            self.table.name,
            self.table.columns[column]
        );
        let width = self.table.columns.len();
        let rows = tx
            .prepare_cached(&sql)?
            .query_map([value], |row| (0..width).map(|at| row.get(at)).collect::<rusqlite::Result<Row>>())?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    fn place(&self, column: &str) -> Result<usize> {
        self.table.column(column).ok_or_else(|| Error::Internal(format!("no column {column} in {}", self.table.name)))
    }

    fn update(&self, tx: &Tx, before: &Row, after: &Row) -> Result<()> {
        let changed: Vec<usize> = (1..after.len()).filter(|at| before[*at] != after[*at]).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let sets: Vec<String> =
            changed.iter().enumerate().map(|(n, at)| format!("{} = ?{}", self.table.columns[*at], n + 2)).collect();
        let sql = format!("update {} set {} where id = ?1", self.table.name, sets.join(", "));
        let values = std::iter::once(&before[0]).chain(changed.iter().map(|at| &after[*at]));
        tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(())
    }

    fn delete(&self, tx: &Tx, row: &Row) -> Result<()> {
        tx.prepare_cached(&format!("delete from {} where id = ?1", self.table.name))?.execute([&row[0]])?;
        Ok(())
    }

    fn insert(&self, tx: &Tx, row: &Row) -> Result<()> {
        let holes = vec!["?"; row.len()].join(", ");
        let sql = format!("insert into {} ({}) values ({holes})", self.table.name, self.table.columns.join(", "));
        tx.prepare_cached(&sql)?.execute(params_from_iter(row))?;
        Ok(())
    }
}

/// The rows of one table on their way.
struct Step<'a, 't> {
    tx: &'a Tx<'t>,
    pointing: &'a Pointing<'a>,
    kept: ContactId,
    absorbed: ContactId,
    rows: MovedRows,
    /// By column: how many references went by a rule (joined, with itself).
    left: Vec<u32>,
}

impl Step<'_, '_> {
    fn run(&mut self) -> Result<()> {
        let from = blob(self.absorbed);
        let mut rows: BTreeMap<Vec<u8>, Row> = BTreeMap::new();
        for column in &self.pointing.columns {
            for row in self.pointing.rows_where(self.tx, *column, &from)? {
                if let Value::Blob(id) = &row[0] {
                    rows.insert(id.clone(), row);
                }
            }
        }
        let mut next = self.next_position()?;
        for row in rows.into_values() {
            let mut moved = row.clone();
            for column in &self.pointing.columns {
                if moved[*column] == from {
                    moved[*column] = blob(self.kept);
                }
            }
            if let (Some(next), Some(position)) = (&mut next, self.pointing.table.column("position")) {
                moved[position] = Value::Integer(*next);
                *next += 1;
            }
            self.one(row, moved)?;
        }
        Ok(())
    }

    /// The parts of the absorbed contact come after those of the kept one.
    fn next_position(&self) -> Result<Option<i64>> {
        let table = self.pointing.table;
        let (Some(_), Some(owner)) = (table.column("position"), self.pointing.columns.first()) else { return Ok(None) };
        let sql =
            format!("select coalesce(max(position), -1) + 1 from {} where {} = ?1", table.name, table.columns[*owner]);
        Ok(Some(self.tx.prepare_cached(&sql)?.query_row([self.kept], |row| row.get(0))?))
    }

    fn one(&mut self, row: Row, mut moved: Row) -> Result<()> {
        if self.pointing.table.name == "contact" {
            // Who brought whom: nobody is brought by himself.
            for (at, column) in self.pointing.columns.iter().enumerate() {
                if moved[*column] == moved[0] {
                    moved[*column] = Value::Null;
                    self.left[at] += 1;
                }
            }
        }
        let Some(rule) = self.pointing.rule else { return self.moved(&row, &moved) };
        if let Some((one, other)) = rule.apart {
            let (one, other) = (self.pointing.place(one)?, self.pointing.place(other)?);
            if moved[one] == moved[other] {
                self.rows.with_itself += 1;
                return self.gone(&row);
            }
            if let Some(through) = rule.through {
                let through = self.pointing.place(through)?;
                if moved[through] != Value::Null && (moved[through] == moved[one] || moved[through] == moved[other]) {
                    self.count_left(&row, through);
                    moved[through] = Value::Null;
                }
            }
        }
        if let Some((flag, among)) = rule.single {
            self.keep_single(flag, among, &mut moved)?;
        }
        for twin in self.twins(rule, &moved)? {
            if let Some(joined) = join(self.pointing.table, rule, &twin, &moved) {
                self.pointing.update(self.tx, &twin, &joined)?;
                self.point_at(&twin, &row)?;
                self.rows.joined += 1;
                return self.gone_from(&row, &moved);
            }
        }
        if let Some(column) = rule.id_of {
            moved[0] = self.id_of(column, &moved)?;
            self.pointing.delete(self.tx, &row)?;
            self.pointing.insert(self.tx, &moved)?;
            self.rows.moved += 1;
            return Ok(());
        }
        self.moved(&row, &moved)
    }

    /// What points at a row that joins another comes to point at that one.
    fn point_at(&self, twin: &Row, gone: &Row) -> Result<()> {
        for (table, column) in self.tx.schema().referring_to(&self.pointing.table.name) {
            let column = &table.columns[column];
            self.tx
                .prepare_cached(&format!("update {} set {column} = ?1 where {column} = ?2", table.name))?
                .execute([&twin[0], &gone[0]])?;
        }
        Ok(())
    }

    fn moved(&mut self, row: &Row, moved: &Row) -> Result<()> {
        self.pointing.update(self.tx, row, moved)?;
        self.rows.moved += 1;
        Ok(())
    }

    fn gone(&mut self, row: &Row) -> Result<()> {
        self.pointing.delete(self.tx, row)?;
        for column in self.pointing.columns.clone() {
            self.count_left(row, column);
        }
        Ok(())
    }

    /// A row that joined another: a reference that its rule emptied was counted already.
    fn gone_from(&mut self, row: &Row, moved: &Row) -> Result<()> {
        self.pointing.delete(self.tx, row)?;
        for column in self.pointing.columns.clone() {
            if moved[column] != Value::Null {
                self.count_left(row, column);
            }
        }
        Ok(())
    }

    fn count_left(&mut self, row: &Row, column: usize) {
        let counted = row[column] == blob(self.kept) || row[column] == blob(self.absorbed);
        if let (true, Some(at)) = (counted, self.pointing.columns.iter().position(|known| *known == column)) {
            self.left[at] += 1;
        }
    }

    /// Other rows that say the same thing.
    fn twins(&self, rule: &Rule, moved: &Row) -> Result<Vec<Row>> {
        let Some(first) = rule.same.first() else { return Ok(Vec::new()) };
        let first = self.pointing.place(first)?;
        let same: Vec<usize> = rule.same.iter().filter_map(|column| self.pointing.table.column(column)).collect();
        let mut rows = self.pointing.rows_where(self.tx, first, &moved[first])?;
        rows.retain(|row| {
            row[0] != moved[0] && same.iter().all(|at| alike(&self.pointing.table.columns[*at], &row[*at], &moved[*at]))
        });
        Ok(rows)
    }

    /// The default of the kept contact stays the default.
    fn keep_single(&self, flag: &str, among: &[&str], moved: &mut Row) -> Result<()> {
        let flag = self.pointing.place(flag)?;
        if moved[flag] != Value::Integer(1) {
            return Ok(());
        }
        let among = among.iter().map(|column| self.pointing.place(column)).collect::<Result<Vec<_>>>()?;
        let rows = self.pointing.rows_where(self.tx, among[0], &moved[among[0]])?;
        let taken = rows.iter().any(|row| {
            row[0] != moved[0] && row[flag] == Value::Integer(1) && among.iter().all(|at| row[*at] == moved[*at])
        });
        if taken {
            moved[flag] = Value::Integer(0);
        }
        Ok(())
    }

    fn id_of(&self, column: &str, moved: &Row) -> Result<Value> {
        let Value::Blob(part) = &moved[self.pointing.place(column)?] else {
            return Err(Error::Internal(format!("{column} is no id")));
        };
        let part: [u8; 16] = part.as_slice().try_into().map_err(|_| Error::Internal(format!("{column} is no id")))?;
        let id: RecordId = contact_quality_id(self.kept, uuid::Uuid::from_bytes(part).into());
        Ok(Value::Blob(id.0.as_bytes().to_vec()))
    }
}

fn blob(id: ContactId) -> Value {
    Value::Blob(id.0.as_bytes().to_vec())
}

/// Names and places are alike whatever their accents and punctuation; an address or a number is one only to the letter.
fn alike(column: &str, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) if matches!(column, "name" | "street" | "town" | "country" | "function") => {
            a == b || (fold(a) == fold(b) && !fold(a).is_empty())
        }
        (Value::Text(a), Value::Text(b)) => a.eq_ignore_ascii_case(b),
        _ => a == b,
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null) || matches!(value, Value::Text(text) if text.is_empty())
}

/// `twin` with what only `other` knows; `None` when they contradict each other. Labels and notes stand side by side, a period
/// becomes the time that either covers, a flag that either bears is borne.
fn join(table: &Table, rule: &Rule, twin: &Row, other: &Row) -> Option<Row> {
    let mut joined = twin.clone();
    let periods = (table.column("starts_on"), table.column("ends_on"));
    if let (Some(starts), Some(ends)) = periods {
        let (start, end) = union((&twin[starts], &twin[ends]), (&other[starts], &other[ends]))?;
        joined[starts] = start;
        joined[ends] = end;
    }
    for (at, column) in table.columns.iter().enumerate().skip(1) {
        let column = column.as_str();
        // When and by whom a row was made says nothing of what it says.
        let aside = matches!(column, "position" | "starts_on" | "ends_on" | "created_at" | "created_by");
        if rule.same.contains(&column) || aside || twin[at] == other[at] {
            continue;
        }
        joined[at] = match (&twin[at], &other[at]) {
            (mine, theirs) if is_empty(theirs) => mine.clone(),
            (mine, theirs) if is_empty(mine) => theirs.clone(),
            (Value::Text(mine), Value::Text(theirs)) if matches!(column, "label" | "note") => {
                if fold(mine).contains(&fold(theirs)) {
                    Value::Text(mine.clone())
                } else {
                    Value::Text(format!("{mine}, {theirs}"))
                }
            }
            (Value::Integer(mine), Value::Integer(theirs)) if matches!(column, "to_check" | "is_default") => {
                Value::Integer(*mine.max(theirs))
            }
            // What was said when, by whom: the newer word on the same pair.
            _ if rule.table == "not_duplicate" => twin[at].clone(),
            (mine, theirs) if alike(column, mine, theirs) => mine.clone(),
            _ => return None,
        };
    }
    Some(joined)
}

/// The time that one of two periods covers; `None` when they are apart. Null is open.
fn union(a: (&Value, &Value), b: (&Value, &Value)) -> Option<(Value, Value)> {
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    let (a_start, a_end, b_start, b_end) = (text(a.0), text(a.1), text(b.0), text(b.1));
    let ends_before =
        |end: &Option<String>, start: &Option<String>| matches!((end, start), (Some(end), Some(start)) if end < start);
    if ends_before(&a_end, &b_start) || ends_before(&b_end, &a_start) {
        return None;
    }
    let start = a_start.zip(b_start).map(|(a, b)| a.min(b));
    let end = a_end.zip(b_end).map(|(a, b)| a.max(b));
    Some((start.map_or(Value::Null, Value::Text), end.map_or(Value::Null, Value::Text)))
}

/// Rows that still point at a merged contact (written by an undo, or by a colleague who did not know of the merge) go where it
/// leads. Redirects stay one step long; two contacts that were merged into each other are opened again.
pub fn settle(tx: &Tx) -> Result<()> {
    let redirects: Vec<(ContactId, ContactId)> = {
        let mut statement =
            tx.prepare_cached("select id, merged_into from contact where merged_into is not null order by id")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?
    };
    if redirects.is_empty() {
        return Ok(());
    }
    let leads: BTreeMap<ContactId, ContactId> = redirects.iter().copied().collect();
    for (id, _) in &redirects {
        if goes_round(&leads, *id) {
            // The one with the lower id is kept: every device comes to the same.
            let circle = circle(&leads, *id);
            if circle.iter().min() == Some(id) {
                tx.prepare_cached("update contact set merged_into = null where id = :id")?
                    .execute(named_params! { ":id": id })?;
            }
        }
    }
    let pointing = pointing(tx);
    for (id, _) in &redirects {
        let kept = super::super::redirect::current(tx, *id)?;
        if kept == *id {
            continue;
        }
        let from = [*id];
        let mut any = false;
        for table in &pointing {
            any |= table.counts(tx, &from)?.iter().any(|count| *count > 0);
        }
        if any {
            move_all(tx, kept, *id)?;
        }
    }
    Ok(())
}

fn circle(leads: &BTreeMap<ContactId, ContactId>, from: ContactId) -> Vec<ContactId> {
    let mut seen = vec![from];
    let mut at = from;
    while let Some(next) = leads.get(&at) {
        if seen.contains(next) {
            break;
        }
        seen.push(*next);
        at = *next;
    }
    seen
}

fn goes_round(leads: &BTreeMap<ContactId, ContactId>, from: ContactId) -> bool {
    circle(leads, from).last().and_then(|last| leads.get(last)) == Some(&from)
}
