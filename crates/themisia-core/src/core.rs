//! The one mechanism that carries the product: every write runs in [`Core::transact`], which records what it did to the
//! synced tables as a changeset, in the same transaction, with who, when and which operation.
//!
//! From that one log come history, undo, the refresh of the screens and, later, synchronisation.

pub mod changeset;
mod connections;
pub(crate) mod log;
pub mod schema;
pub mod store;
pub mod undo;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, Local, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use rusqlite::session::Session;
use rusqlite::types::Value;
use rusqlite::{Connection, named_params};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::error::{Error, Result};
use crate::ids::{DeviceId, OperationId, UserId};
use crate::op::Op;
use crate::vault::key::Key;
use crate::words::Words;
use changeset::{RowChange, RowChangeKind};
use connections::{Readers, Transaction};
use schema::{Schema, SyncedTable};
use store::Durability;

/// What the concepts tell the core about themselves, so that it need not know them.
#[derive(Clone, Copy)]
pub struct Concepts {
    pub synced: &'static [SyncedTable],
    /// Brings lists and search indexes up to date with the rows that a transaction changed.
    pub derive: fn(&Connection, &Words, &Schema, &[RowChange]) -> Result<()>,
    /// Tables whose rows are never changed nor removed; that they point at another contact after a merge is all that may happen.
    pub append_only: &'static [&'static str],
    /// Sends what points at a merged contact where it leads, after rows came back or came from elsewhere.
    pub settle: fn(&Tx) -> Result<()>,
    /// Refuses a transaction that changed what the law freezes. Told what it does; for an undo, what was done first.
    pub guard: fn(&Connection, &Schema, Op, &[RowChange]) -> Result<()>,
    /// Refuses rows that a command wrote of what has become part of something else. An undo is not asked: `settle` follows it.
    pub refuse_astray: fn(&Connection, &Schema, Op, &[RowChange]) -> Result<()>,
    /// The name of what a row has become part of since, if it has.
    pub part_of_since: fn(&Connection, &str, Uuid) -> Result<Option<String>>,
    /// What came between an operation and its undo that the undo must tell, leave or take along.
    pub since: fn(&Tx, OperationId) -> Result<undo::Since>,
    /// Refuses to take back an operation that is never taken back.
    pub refuse_undo: fn(&Connection, OperationId, Op) -> Result<()>,
    /// The name of a row, as people call it: « Anne DURAND ».
    pub name_of: fn(&Connection, &str, Uuid) -> Result<String>,
    /// Loads what search keeps in memory.
    pub load_words: fn(&Connection, &Words) -> Result<()>,
}

/// The clock is passed in: tests set it, only the edge reads the system's.
pub type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

pub fn system_clock() -> Clock {
    Box::new(Utc::now)
}

/// Who writes: the signature of every operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signer {
    pub user: UserId,
    pub device: DeviceId,
}

/// An open base: one writer, a few readers that SQLite keeps from writing.
pub struct Core {
    writer: Mutex<Connection>,
    readers: Readers,
    pub schema: Schema,
    concepts: Concepts,
    words: Words,
    signer: RwLock<Option<Signer>>,
    clock: Clock,
    ids: Mutex<ContextV7>,
    path: PathBuf,
}

/// What a write gives back: its output, the tables that it changed, and the operation if anything was recorded.
#[derive(Debug)]
pub struct Done<T> {
    pub output: T,
    pub changed: Vec<String>,
    pub operation: Option<OperationId>,
}

/// A transaction that is being recorded. Only [`Core::transact`] makes one, so that an unrecorded write does not compile.
pub struct Tx<'a> {
    conn: &'a Connection,
    core: &'a Core,
    pub signer: Signer,
    pub at: DateTime<Utc>,
    label: RefCell<String>,
    op: Cell<Op>,
    operation: LongOperation,
    undoes: Option<Undoes>,
    recording: RefCell<Option<Session<'a>>>,
    /// Tables of what was logged so far.
    changed: RefCell<BTreeSet<String>>,
}

/// A read-only look at the base, with what search keeps in memory.
pub struct Reader<'a> {
    conn: &'a Connection,
    pub core: &'a Core,
}

impl Deref for Tx<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.conn
    }
}

impl Deref for Reader<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.conn
    }
}

impl Tx<'_> {
    /// Names what is being changed, for the people who will read the log.
    pub fn label(&self, name: impl Into<String>) {
        *self.label.borrow_mut() = name.into();
    }

    /// A write that turns out to be a more precise operation than its command says (create or edit) names it.
    pub fn set_op(&self, op: Op) {
        self.op.set(op);
    }

    /// Closes a change of the log here; what follows in this transaction is another one. Long work calls it after each of its
    /// steps: the memory that it takes, and the size of a change, are those of a step.
    pub(crate) fn log(&self) -> Result<()> {
        self.close_change()?;
        self.recording.replace(Some(self.core.recording(self.conn)?));
        Ok(())
    }

    fn close_change(&self) -> Result<()> {
        let Some(mut session) = self.recording.take() else { return Ok(()) };
        let mut bytes = Vec::new();
        session.changeset_strm(&mut bytes)?;
        drop(session);
        if !bytes.is_empty() {
            let rows = changeset::read(&bytes)?;
            self.core.refuse_alterations(self.op.get(), &rows)?;
            (self.core.concepts.guard)(self.conn, &self.core.schema, self.origin()?, &rows)?;
            if self.undoes.is_none() {
                (self.core.concepts.refuse_astray)(self.conn, &self.core.schema, self.op.get(), &rows)?;
            }
            (self.core.concepts.derive)(self.conn, &self.core.words, &self.core.schema, &rows)?;
            self.core.append_to_log(self, &bytes, &rows)?;
            let mut changed = self.changed.borrow_mut();
            for row in rows {
                if !changed.contains(&*row.table) {
                    changed.insert(row.table.to_string());
                }
            }
        }
        Ok(())
    }

    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.core.new_id().into()
    }

    /// What this transaction does; for an undo or a redo, what was done first.
    pub fn origin(&self) -> Result<Op> {
        match self.undoes {
            Some(Undoes(target)) => origin_of(self.conn, target),
            None => Ok(self.op.get()),
        }
    }

    pub fn now(&self) -> String {
        timestamp(self.at)
    }

    pub fn schema(&self) -> &Schema {
        &self.core.schema
    }

    pub fn words(&self) -> Result<&Words> {
        self.core.load_words()?;
        Ok(&self.core.words)
    }

    pub fn is_append_only(&self, table: &str) -> bool {
        self.core.is_append_only(table)
    }

    pub fn part_of_since(&self, table: &str, id: Uuid) -> Result<Option<String>> {
        (self.core.concepts.part_of_since)(self.conn, table, id)
    }

    pub fn since(&self, operation: OperationId) -> Result<undo::Since> {
        (self.core.concepts.since)(self, operation)
    }

    pub fn name_of(&self, table: &str, id: Uuid) -> Result<String> {
        (self.core.concepts.name_of)(self.conn, table, id)
    }
}

impl Reader<'_> {
    pub fn words(&self) -> &Words {
        &self.core.words
    }
}

/// An operation of several transactions: an import shows progress, can be cancelled, and is undone as one.
#[derive(Debug, Clone, Copy)]
pub struct LongOperation {
    pub id: OperationId,
    op: Op,
}

/// The transactions of a long operation, in [`Core::in_steps`].
pub struct Steps<'a> {
    core: &'a Core,
    operation: LongOperation,
    written: Cell<bool>,
}

impl Steps<'_> {
    /// Runs the next transaction.
    pub fn step<T>(&self, f: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let done = self.core.transact_in(self.operation, f)?;
        self.written.set(self.written.get() || done.operation.is_some());
        Ok(done.output)
    }
}

/// Which operation this one takes back.
#[derive(Debug, Clone, Copy)]
struct Undoes(OperationId);

impl Core {
    /// Opens the base at `path`.
    ///
    /// # Errors
    /// Those of [`store::open_writer`].
    pub fn open(path: &Path, key: &Key, concepts: Concepts, clock: Clock, durability: Durability) -> Result<Core> {
        Core::over(store::open_writer(path, key, durability)?, path, key, concepts, clock)
    }

    /// Makes a base at `path`, where there is no file.
    ///
    /// # Errors
    /// Those of [`store::create_writer`].
    pub fn create(path: &Path, key: &Key, concepts: Concepts, clock: Clock, durability: Durability) -> Result<Core> {
        Core::over(store::create_writer(path, key, durability)?, path, key, concepts, clock)
    }

    fn over(writer: Connection, path: &Path, key: &Key, concepts: Concepts, clock: Clock) -> Result<Core> {
        let schema = Schema::read(&writer, concepts.synced)?;
        let readers = Readers::open(path, key)?;
        let core = Core {
            writer: Mutex::new(writer),
            readers,
            schema,
            concepts,
            words: Words::default(),
            signer: RwLock::new(None),
            clock,
            ids: Mutex::new(ContextV7::new()),
            path: path.to_owned(),
        };
        Ok(core)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// From here on, operations are signed by this user on this device.
    pub fn sign_as(&self, signer: Signer) {
        *self.signer.write().unwrap_or_else(PoisonError::into_inner) = Some(signer);
    }

    pub fn signer(&self) -> Result<Signer> {
        self.signer
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .ok_or_else(|| Error::Internal("the base has no user yet".into()))
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let context = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
    }

    /// Loads what search keeps in memory; until then searches wait for it. Called off the thread that opens the window.
    pub fn load_words(&self) -> Result<()> {
        self.words.load_once(|words| self.read(|reader| (self.concepts.load_words)(reader, words)))
    }

    /// Runs a query. SQLite itself refuses a write here.
    pub fn read<T>(&self, f: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        let conn = self.readers.take();
        // One transaction a query: all its statements see the same instant.
        conn.execute_batch("begin")?;
        let result = f(&Reader { conn: &conn, core: self });
        conn.execute_batch("rollback")?;
        result
    }

    /// Runs one write and records it. On error or panic nothing is written.
    pub fn transact<T>(&self, op: Op, f: impl FnOnce(&Tx) -> Result<T>) -> Result<Done<T>> {
        let operation = self.begin(op);
        self.transact_in(operation, f)
    }

    /// An operation that will be written in several transactions.
    pub fn begin(&self, op: Op) -> LongOperation {
        LongOperation { id: self.new_id().into(), op }
    }

    pub fn transact_in<T>(&self, operation: LongOperation, f: impl FnOnce(&Tx) -> Result<T>) -> Result<Done<T>> {
        self.record(operation, None, f)
    }

    /// Runs one operation of several transactions. When it fails or is cancelled, nothing of it stays.
    pub fn in_steps<T>(&self, op: Op, f: impl FnOnce(&Steps) -> Result<T>) -> Result<(T, Option<OperationId>)> {
        let steps = Steps { core: self, operation: self.begin(op), written: Cell::new(false) };
        let outcome = f(&steps);
        let written = steps.written.get().then_some(steps.operation.id);
        if let (Err(_), Some(operation)) = (&outcome, written) {
            self.undo(operation, true)?;
        }
        Ok((outcome?, written))
    }

    /// Takes an operation back, or does again one that was taken back (which is to take back its undo).
    ///
    /// # Errors
    /// `CannotUndo` with what stands in the way, unless `force`: then that part stays as it is and the rest goes back.
    pub fn undo(&self, target: OperationId, force: bool) -> Result<Done<OperationId>> {
        let undone: (Op, Option<OperationId>) = self.read(|reader| {
            Ok(reader.query_row(
                "select op, undone_by from operation where id = :id",
                named_params! { ":id": target },
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?)
        })?;
        let (target_op, None) = undone else {
            return Err(Error::invalid("operation", "already_undone", "Cette opération est déjà annulée."));
        };
        self.read(|reader| (self.concepts.refuse_undo)(reader, target, target_op))?;
        let op = if target_op == Op::Undo { Op::Redo } else { Op::Undo };
        let operation = self.begin(op);
        let done = self.record(operation, Some(Undoes(target)), |tx| {
            undo::take_back(tx, target, force)?;
            (self.concepts.settle)(tx)
        })?;
        Ok(Done { output: operation.id, changed: done.changed, operation: done.operation })
    }

    /// What would stand in the way of taking an operation back; nothing is written.
    pub fn undo_blockers(&self, target: OperationId) -> Result<Vec<crate::error::Blocker>> {
        let target_op = self.read(|reader| {
            Ok(reader.query_row("select op from operation where id = :id", named_params! { ":id": target }, |row| {
                row.get(0)
            })?)
        })?;
        self.read(|reader| (self.concepts.refuse_undo)(reader, target, target_op))?;
        let operation = self.begin(Op::Undo);
        let outcome = self.record(operation, Some(Undoes(target)), |tx| {
            undo::take_back(tx, target, false)?;
            Err::<(), _>(Error::Cancelled)
        });
        match outcome {
            Err(Error::CannotUndo(blockers)) => Ok(blockers),
            Err(Error::Cancelled) | Ok(_) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Runs a write to see what it gives, and writes nothing.
    pub fn rehearse<T>(&self, op: Op, f: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let signer = self.signer()?;
        let conn = self.writer();
        // Dropped without commit: rolled back.
        let _transaction = Transaction::begin(&conn)?;
        f(&self.tx(&conn, self.begin(op), None, signer, None))
    }

    fn tx<'a>(
        &'a self,
        conn: &'a Connection,
        operation: LongOperation,
        undoes: Option<Undoes>,
        signer: Signer,
        recording: Option<Session<'a>>,
    ) -> Tx<'a> {
        Tx {
            conn,
            core: self,
            signer,
            at: self.now(),
            label: RefCell::default(),
            op: Cell::new(operation.op),
            operation,
            undoes,
            recording: RefCell::new(recording),
            changed: RefCell::default(),
        }
    }

    /// Writes what belongs to this device only (drafts, settings): never in the log.
    pub fn write_local<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let conn = self.writer();
        let transaction = Transaction::begin(&conn)?;
        let output = f(&conn)?;
        transaction.commit()?;
        Ok(output)
    }

    /// The writer itself, for backup and integrity checks: nobody writes meanwhile.
    pub fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record<T>(
        &self,
        operation: LongOperation,
        undoes: Option<Undoes>,
        f: impl FnOnce(&Tx) -> Result<T>,
    ) -> Result<Done<T>> {
        let signer = self.signer()?;
        let conn = self.writer();
        let transaction = Transaction::begin(&conn)?;
        let recording = self.recording(&conn)?;
        let tx = self.tx(&conn, operation, undoes, signer, Some(recording));
        let output = f(&tx)?;
        tx.close_change()?;
        let changed: Vec<String> = std::mem::take(&mut *tx.changed.borrow_mut()).into_iter().collect();
        drop(tx);
        transaction.commit()?;
        let operation = (!changed.is_empty()).then_some(operation.id);
        Ok(Done { output, changed, operation })
    }

    /// From here on, what is done to synced tables is recorded.
    fn recording<'a>(&self, conn: &'a Connection) -> Result<Session<'a>> {
        let mut session = Session::new(conn)?;
        for table in self.concepts.synced {
            session.attach(Some(table.name))?;
        }
        Ok(session)
    }

    /// What must stay as it was written (DOMAIN §12) is refused here, whatever command tries.
    /// What an erasure takes out of it is the only exception: no row goes, none comes.
    fn refuse_alterations(&self, op: Op, rows: &[RowChange]) -> Result<()> {
        for row in rows.iter().filter(|row| row.kind != RowChangeKind::Insert) {
            let Some(table) = self.schema.table(&row.table).filter(|_| self.is_append_only(&row.table)) else {
                continue;
            };
            let points_elsewhere =
                |column: usize| table.references.iter().any(|to| to.column == column && to.to == "contact");
            let only_moved = row.kind == RowChangeKind::Update
                && (op == Op::EraseContact
                    || (1..row.new.len()).all(|column| row.new[column].is_none() || points_elsewhere(column)));
            if !only_moved {
                return Err(Error::invalid(
                    "id",
                    "unalterable",
                    "Ce qui a été enregistré ici ne se modifie pas et ne s’efface pas.",
                ));
            }
        }
        Ok(())
    }

    fn is_append_only(&self, table: &str) -> bool {
        self.concepts.append_only.contains(&table)
    }

    fn append_to_log(&self, tx: &Tx, bytes: &[u8], rows: &[RowChange]) -> Result<()> {
        let operation = tx.operation.id;
        let known =
            tx.prepare_cached("select 1 from operation where id = :id")?.exists(named_params! { ":id": operation })?;
        if !known {
            tx.prepare_cached(
                "insert into operation (id, seq, op, label, user, device, at, undoes)
                 values (:id, (select coalesce(max(seq), 0) + 1 from operation), :op, :label, :user, :device, :at, :undoes)",
            )?
            .execute(named_params! {
                ":id": operation, ":op": tx.op.get(), ":label": *tx.label.borrow(), ":user": tx.signer.user,
                ":device": tx.signer.device, ":at": tx.now(), ":undoes": tx.undoes.map(|undoes| undoes.0),
            })?;
            if let Some(Undoes(target)) = tx.undoes {
                mark_undone(tx, target, operation)?;
            }
        }
        // Without `returning`, which would give the statement a savepoint: the search index would be written to the file at each.
        tx.prepare_cached(
            "insert into change (operation, schema, row_count, changeset) values (:operation, :schema, :rows, :changeset)",
        )?
        .execute(named_params! {
            ":operation": operation, ":schema": store::SCHEMA,
            ":rows": i64::try_from(rows.len()).unwrap_or(i64::MAX), ":changeset": bytes,
        })?;
        let change = tx.last_insert_rowid();
        let mut statement = tx.prepare_cached("insert into change_record (record, change) values (?1, ?2)")?;
        for record in self.records_touched(tx, rows)? {
            statement.execute((record.as_bytes(), change))?;
        }
        Ok(())
    }

    /// The records that these rows are, or are part of: the role of a party is part of the party, and of its matter.
    fn records_touched(&self, conn: &Connection, rows: &[RowChange]) -> Result<Vec<Uuid>> {
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(table) = self.schema.table(&row.table) else { continue };
            if table.owners.is_empty() {
                records.push(row.id);
                continue;
            }
            let mut owners: Vec<(usize, Uuid)> = Vec::new();
            for owner in &table.owners {
                for side in [&row.old, &row.new] {
                    if let Some(Some(Value::Blob(id))) = side.get(*owner) {
                        owners.extend(Uuid::from_slice(id).ok().map(|id| (*owner, id)));
                    }
                }
            }
            // The changeset of an update only has the columns that changed.
            if row.kind == RowChangeKind::Update {
                owners.extend(table.owners_of(conn, row.id)?);
            }
            for (column, id) in owners {
                records.push(id);
                if let Some(above) = table.reference(column).and_then(|to| self.schema.table(to))
                    && !above.owners.is_empty()
                {
                    records.extend(above.owners_of(conn, id)?.into_iter().map(|(_, id)| id));
                }
            }
        }
        records.sort_unstable();
        records.dedup();
        Ok(records)
    }
}

/// What was done first, behind an undo, its redo, and so on.
fn origin_of(conn: &Connection, operation: OperationId) -> Result<Op> {
    let (op, undoes): (Op, Option<OperationId>) =
        conn.query_row("select op, undoes from operation where id = ?1", [operation], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    undoes.map_or(Ok(op), |undoes| origin_of(conn, undoes))
}

/// The target of an undo is undone; the target of a redo is an undo, and what that one had taken back lives again.
fn mark_undone(conn: &Connection, target: OperationId, by: OperationId) -> Result<()> {
    conn.execute(
        "update operation set undone_by = :by where id = :target",
        named_params! { ":by": by, ":target": target },
    )?;
    conn.execute(
        "update operation set undone_by = null where id = (select undoes from operation where id = :target)",
        named_params! { ":target": target },
    )?;
    Ok(())
}

/// Instants as they are stored: RFC 3339, UTC, milliseconds.
pub fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The instant at which a day begins here, as it is stored: a day of the calendar is one of the firm, not of Greenwich.
pub fn start_of_day(day: NaiveDate) -> String {
    let midnight = day.and_time(NaiveTime::MIN);
    // Where clocks spring forward at midnight, the day begins an hour later.
    let start =
        [midnight, midnight + TimeDelta::hours(1)].iter().find_map(|at| at.and_local_timezone(Local).earliest());
    timestamp(start.map_or_else(|| midnight.and_utc(), |start| start.to_utc()))
}
