//! What came to a kept contact between a merge and its undo: told by name before the merge is taken back (DOMAIN §11).
//!
//! It stays with the kept contact, for which it was made: also an invoice that was a draft of the absorbed one and has been
//! issued since, which prints the kept one. Only what hangs on something that goes back (the credit note of an invoice, a step of
//! a KYC file) goes with it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, named_params};
use uuid::Uuid;

use super::super::name::display_name;
use super::super::read_draft;
use super::moving::{Pointing, pointing};
use super::rules;
use crate::core::Tx;
use crate::core::changeset::{RowChange, RowChangeKind};
use crate::core::log;
use crate::core::schema::Table;
use crate::core::undo::{Follows, Since};
use crate::error::{Blocker, BlockerKind, Result};
use crate::ids::OperationId;
use crate::op::Op;

/// Rows of a table that are named one by one.
const NAMED: usize = 20;

type Row = (String, Uuid);

/// What a person must know before this operation is taken back; nothing for one that merges no contacts.
pub fn since(tx: &Tx, operation: OperationId) -> Result<Since> {
    if tx.origin()? != Op::MergeContacts {
        return Ok(Since::default());
    }
    let Some(merge) = Merged::read(tx, operation)? else { return Ok(Since::default()) };
    let mut look = Look { tx, merge, log: Log::default(), since: Since::default() };
    look.issued()?;
    let mut tables = pointing(tx);
    // What a person weighs comes first, the parts of a contact last.
    tables.sort_by_key(|pointing| pointing.table.name.starts_with("contact_"));
    for pointing in tables.iter().filter(|pointing| pointing.table.name != "contact") {
        look.table(pointing)?;
    }
    look.parted()?;
    Ok(look.since)
}

/// What the operation did.
struct Merged {
    /// Its last change.
    last: i64,
    /// The contacts that others were merged into.
    kept: BTreeSet<Uuid>,
    /// The rows that it touched, and where those that it moved would go back: the contact by column.
    rows: HashMap<Row, BTreeMap<usize, Uuid>>,
    /// What it wrote in contacts, in order: the column, before and after.
    written: HashMap<Uuid, Vec<(usize, Value, Value)>>,
}

impl Merged {
    /// `None` when nothing happened since, or when no contact was merged.
    fn read(tx: &Tx, operation: OperationId) -> Result<Option<Merged>> {
        let changes: Vec<i64> = tx
            .prepare_cached("select seq from change where operation = :operation order by seq")?
            .query_map(named_params! { ":operation": operation }, |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let Some(last) = changes.last().copied() else { return Ok(None) };
        if !tx.prepare_cached("select 1 from change where seq > ?1 limit 1")?.exists([last])? {
            return Ok(None);
        }
        let mut merged = Merged { last, kept: BTreeSet::new(), rows: HashMap::new(), written: HashMap::new() };
        let mut absorbed = BTreeSet::new();
        for change in changes {
            for row in log::rows(tx, change)? {
                let Some(table) = tx.schema().table(&row.table) else { continue };
                let moved = merged.rows.entry((row.table.to_string(), row.id)).or_default();
                if row.kind != RowChangeKind::Update {
                    continue;
                }
                for (column, (old, new)) in row.old.iter().zip(&row.new).enumerate().skip(1) {
                    let (Some(old), Some(new)) = (old, new) else { continue };
                    if table.name == "contact" {
                        merged.written.entry(row.id).or_default().push((column, old.clone(), new.clone()));
                    }
                    if table.columns[column] == "merged_into" {
                        absorbed.extend(blob(new).map(|_| row.id));
                        merged.kept.extend(blob(new));
                    } else if let (true, Some(from)) = (table.points_at("contact", column), blob(old)) {
                        moved.entry(column).or_insert(from);
                    }
                }
            }
        }
        merged.kept.retain(|kept| !absorbed.contains(kept));
        Ok((!merged.kept.is_empty()).then_some(merged))
    }
}

/// The changes since, each read once.
#[derive(Default)]
struct Log {
    of_record: HashMap<Uuid, Vec<i64>>,
    read: HashMap<i64, Change>,
}

struct Change {
    rows: Vec<RowChange>,
    came: HashSet<(Arc<str>, Uuid)>,
}

impl Log {
    /// What changed a record, or a part of it, after `last`.
    fn of(&mut self, tx: &Tx, last: i64, record: Uuid) -> Result<impl Iterator<Item = &Change> + Clone> {
        if !self.of_record.contains_key(&record) {
            let changes: Vec<i64> = tx
                .prepare_cached("select change from change_record where record = ?1 and change > ?2 order by change")?
                .query_map((record.as_bytes(), last), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for change in &changes {
                if !self.read.contains_key(change) {
                    let rows = log::rows(tx, *change)?;
                    let came = rows.iter().filter(|row| row.kind == RowChangeKind::Insert);
                    let came = came.map(|row| (Arc::clone(&row.table), row.id)).collect();
                    self.read.insert(*change, Change { rows, came });
                }
            }
            self.of_record.insert(record, changes);
        }
        Ok(self.of_record[&record].iter().map(|change| &self.read[change]))
    }
}

struct Look<'a, 't> {
    tx: &'a Tx<'t>,
    merge: Merged,
    log: Log,
    since: Since,
}

impl Look<'_, '_> {
    /// Invoices that the merge moved as drafts and that were issued since.
    fn issued(&mut self) -> Result<()> {
        let Some(table) = self.tx.schema().table("invoice") else { return Ok(()) };
        let (Some(number), Some(client)) = (table.column("number"), table.column("client")) else { return Ok(()) };
        for id in self.moved("invoice") {
            let was_draft = |row: &RowChange| {
                row.id == id
                    && matches!(row.old.get(number), Some(Some(Value::Text(before))) if before.is_empty())
                    && matches!(row.new.get(number), Some(Some(Value::Text(_))))
            };
            let issued = self.log.of(self.tx, self.merge.last, id)?.any(|change| change.rows.iter().any(was_draft));
            if issued {
                self.since.stays.insert(("invoice".to_owned(), id));
                let kept = self.contact_of("invoice", id, &table.columns[client])?;
                self.tell(("invoice", id), BlockerKind::CameSince, kept)?;
            }
        }
        Ok(())
    }

    /// Rows of one table that came to a kept contact; a party that came with its matter is told by it.
    fn table(&mut self, pointing: &Pointing) -> Result<()> {
        let name = &pointing.table.name;
        let mut unnamed: BTreeMap<Uuid, usize> = BTreeMap::new();
        let mut named = 0;
        let mut seen = BTreeSet::new();
        for kept in self.merge.kept.clone() {
            for column in &pointing.columns {
                for id in self.pointing_at(name, &pointing.table.columns[*column], kept)? {
                    if !seen.insert(id) || !self.is_new(pointing, id)? {
                        continue;
                    }
                    let to = self.follow(pointing, id, kept)?;
                    if to.is_none() && named == NAMED {
                        *unnamed.entry(kept).or_default() += 1;
                        continue;
                    }
                    named += usize::from(to.is_none());
                    let kind = if to.is_some() { BlockerKind::FollowsSince } else { BlockerKind::CameSince };
                    self.tell((name, id), kind, to.unwrap_or(kept))?;
                }
            }
        }
        for (kept, count) in unnamed {
            self.since.told.push(Blocker {
                table: name.clone(),
                record: String::new(),
                field: None,
                kind: BlockerKind::CameSince,
                expected: count.to_string(),
                found: self.named(kept)?,
            });
        }
        Ok(())
    }

    /// Payments and invoices that would be of two contacts while one pays the other.
    fn parted(&mut self) -> Result<()> {
        let mut seen = BTreeSet::new();
        for (table, column) in [("invoice", "invoice"), ("payment", "payment")] {
            for id in self.moved(table) {
                let sql = format!("select id, payment, invoice from payment_allocation where {column} = ?1");
                let pays: Vec<[[u8; 16]; 3]> = self
                    .tx
                    .prepare_cached(&sql)?
                    .query_map([id.as_bytes()], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?
                    .collect::<rusqlite::Result<_>>()?;
                for [allocation, payment, invoice] in pays.into_iter().map(|ids| ids.map(Uuid::from_bytes)) {
                    if !seen.insert(allocation) {
                        continue;
                    }
                    let payer = self.will_be("payment", payment)?;
                    let billed = self.will_be("invoice", invoice)?;
                    if payer != billed {
                        self.since.told.push(Blocker {
                            table: "payment_allocation".to_owned(),
                            record: self.tx.name_of("payment_allocation", allocation)?,
                            field: None,
                            kind: BlockerKind::PartedSince,
                            expected: self.named(payer)?,
                            found: self.named(billed)?,
                        });
                    }
                }
            }
        }
        Ok(())
    }

    /// Rows of a table that the merge moved, in one order.
    fn moved(&self, table: &str) -> BTreeSet<Uuid> {
        let rows = self.merge.rows.iter().filter(|((of, _), columns)| of == table && !columns.is_empty());
        rows.map(|((_, id), _)| *id).collect()
    }

    fn pointing_at(&self, table: &str, column: &str, contact: Uuid) -> Result<Vec<Uuid>> {
        let sql = format!("select id from {table} where {column} = ?1 order by id");
        let ids = self
            .tx
            .prepare_cached(&sql)?
            .query_map([contact.as_bytes()], |row| row.get::<_, [u8; 16]>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(ids.into_iter().map(Uuid::from_bytes).collect())
    }

    /// Whether a row came after the merge.
    fn is_new(&mut self, pointing: &Pointing, id: Uuid) -> Result<bool> {
        if self.merge.rows.contains_key(&(pointing.table.name.clone(), id)) {
            return Ok(false);
        }
        let owners = if pointing.table.owners.is_empty() {
            vec![id]
        } else {
            pointing.table.owners_of(self.tx, id)?.into_iter().map(|(_, owner)| owner).collect()
        };
        let own = (Arc::from(pointing.table.name.as_str()), id);
        let above = self.told_above(pointing.table);
        for owner in owners {
            let mut changes = self.log.of(self.tx, self.merge.last, owner)?;
            if changes.clone().any(|change| change.came.contains(&own)) {
                let with_it = above.map(|above| (Arc::from(above), owner));
                return Ok(!with_it.is_some_and(|with_it| changes.any(|change| change.came.contains(&with_it))));
            }
        }
        Ok(false)
    }

    /// The table of what a row of this one is part of, where that leads to contacts, and so is told itself.
    fn told_above<'t>(&self, table: &'t Table) -> Option<&'t str> {
        let above = table.part_of.and_then(|part_of| table.reference(part_of)).filter(|above| *above != "contact")?;
        let leads = |table: &Table| table.references.iter().any(|reference| reference.to == "contact");
        self.tx.schema().table(above).is_some_and(leads).then_some(above)
    }

    /// Takes a new row along with what it hangs on; gives the contact that it goes to, none when it stays.
    fn follow(&mut self, pointing: &Pointing, id: Uuid, kept: Uuid) -> Result<Option<Uuid>> {
        let name = pointing.table.name.clone();
        let mut first = None;
        for column in &pointing.columns {
            let column = &pointing.table.columns[*column];
            if self.contact_of(&name, id, column)? != kept {
                continue;
            }
            if let Some(to) = self.goes_back(&name, id, column)? {
                self.since.follows.push(Follows { table: name.clone(), id, column: column.clone(), to });
                first = first.or(Some(to));
            }
        }
        Ok(first)
    }

    /// The contact that a column of a row will lead to, where the undo changes it.
    fn goes_back(&self, table: &str, id: Uuid, column: &str) -> Result<Option<Uuid>> {
        let row = (table.to_owned(), id);
        let Some(of) = self.tx.schema().table(table) else { return Ok(None) };
        if let Some(moved) = self.merge.rows.get(&row) {
            let stays = self.since.stays.contains(&row);
            return Ok(of.column(column).filter(|_| !stays).and_then(|at| moved.get(&at)).copied());
        }
        for parent in rules::of(table).map_or(&[][..], |rule| rule.follows) {
            let Some(to) = of.column(parent).and_then(|at| of.reference(at)) else { continue };
            let known = self.tx.schema().table(to).is_some_and(|to| to.column(column).is_some());
            let Some(above) = self.reference(table, id, parent)?.filter(|_| known) else { continue };
            if let Some(back) = self.goes_back(to, above, column)? {
                return Ok(Some(back));
            }
        }
        Ok(None)
    }

    /// Whose a payment or an invoice will be.
    fn will_be(&self, table: &str, id: Uuid) -> Result<Uuid> {
        match self.goes_back(table, id, "client")? {
            Some(back) => Ok(back),
            None => self.contact_of(table, id, "client"),
        }
    }

    fn contact_of(&self, table: &str, id: Uuid, column: &str) -> Result<Uuid> {
        Ok(self.reference(table, id, column)?.unwrap_or_default())
    }

    fn reference(&self, table: &str, id: Uuid, column: &str) -> Result<Option<Uuid>> {
        let value: Option<Option<[u8; 16]>> = self
            .tx
            .prepare_cached(&format!("select {column} from {table} where id = ?1"))?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(value.flatten().map(Uuid::from_bytes))
    }

    /// The name that a contact will bear again.
    fn named(&self, contact: Uuid) -> Result<String> {
        let Some(mut draft) = read_draft(self.tx, contact.into())? else { return Ok(String::new()) };
        let columns = self.tx.schema().table("contact").map_or(&[][..], |table| &table.columns);
        for (column, before, after) in self.merge.written.get(&contact).into_iter().flatten().rev() {
            let text = columns.get(*column).and_then(|column| draft.text_mut(column));
            if let (Some(text), Value::Text(before), Value::Text(after)) = (text, before, after)
                && text == after
            {
                text.clone_from(before);
            }
        }
        Ok(display_name(&draft))
    }

    /// A row is named; one that only ties a contact to a matter or an exchange, by that.
    fn tell(&mut self, (table, id): (&str, Uuid), kind: BlockerKind, found: Uuid) -> Result<()> {
        let mut record = self.tx.name_of(table, id)?;
        if let Some(of) = self.tx.schema().table(table)
            && let Some(part_of) = of.part_of.filter(|part_of| !of.points_at("contact", *part_of))
            && let (Some(above), Some(owner)) =
                (of.reference(part_of), self.reference(table, id, &of.columns[part_of])?)
        {
            record = self.tx.name_of(above, owner)?;
        }
        self.since.told.push(Blocker {
            table: table.to_owned(),
            record,
            field: None,
            kind,
            expected: String::new(),
            found: self.named(found)?,
        });
        Ok(())
    }
}

fn blob(value: &Value) -> Option<Uuid> {
    match value {
        Value::Blob(id) => Uuid::from_slice(id).ok(),
        _ => None,
    }
}
