//! An erasure (RGPD art. 17): nothing is left of who a person was, in the rows nor in the log; the books stay as they are.
//!
//! The log keeps the old and the new values of every change. Each value that belongs to the person is given, in every change as
//! in the rows, what [`super::treatment`] makes of it, which is the same each time: the log replayed over an empty base still
//! gives the same rows. Operations that touched the person are not undone any more, and say so.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, named_params, params_from_iter};
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use super::paper::Paper;
use super::redact::{Identity, MARK};
use super::treatment::{self, Belonging, ERASED, Treatment};
use super::{DataRequestKind, retention, whole_of};
use crate::contact::{self, ContactDraft, ContactKind, redirect};
use crate::core::changeset::RowChange;
use crate::core::schema::Table;
use crate::core::{Tx, log};
use crate::day::Day;
use crate::document;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::op::Op;
use crate::vault::{Event, Vault};

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Erasure {
    pub contact: ContactId,
    /// Rows that went, and rows that stayed without the person.
    pub removed: u32,
    pub redacted: u32,
    /// Changes of the log that were written anew.
    pub changes: u32,
    /// Issued invoices and payments, which keep what they printed.
    pub kept_in_books: u32,
}

/// Erases who a person was. Backups made before keep it until their rotation.
///
/// # Errors
/// `Invalid` inside a retention period, with the reason and the day from which it is possible; for a company, a draft invoice,
/// or a person erased already; `NotFound`.
pub fn erase(vault: &Vault, id: ContactId, reason: String) -> Result<Erasure> {
    let open = vault.open_base()?;
    let done = open.core.transact(Op::EraseContact, |tx| in_transaction(tx, id, &reason))?;
    // What was there is not left in the write-ahead log either, nor in the files that no row speaks of any more.
    open.core.writer().query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    document::tidy(&open)?;
    vault.emit(Event::Changed { tables: done.changed });
    Ok(done.output)
}

fn in_transaction(tx: &Tx, id: ContactId, reason: &str) -> Result<Erasure> {
    let id = redirect::current(tx, id)?;
    check(tx, id)?;
    let scope = Scope::gather(tx, id)?;
    let kept_in_books = books(tx, &scope)?;
    tx.label(ERASED);
    let (removed, redacted) = scope.erase_rows(tx)?;
    super::done(tx, id, DataRequestKind::Erasure, &scope.identity.redact(reason))?;
    // The change that this makes holds what was there: it is logged, then written anew with the others.
    tx.log()?;
    let changes = scope.erase_log(tx)?;
    scope.erase_local(tx)?;
    Ok(Erasure { contact: id, removed, redacted, changes, kept_in_books })
}

fn check(tx: &Tx, id: ContactId) -> Result<()> {
    if contact::kind_of(tx, id)? != ContactKind::NaturalPerson {
        return Err(Error::invalid("id", "not_a_person", "Seules les données d’une personne physique s’effacent."));
    }
    let erased = tx.prepare_cached("select 1 from contact where id = ?1 and erased_at is not null")?.exists([id])?;
    if erased {
        return Err(Error::invalid("id", "erased", "Les données de cette personne sont déjà effacées."));
    }
    let retention = retention::of(tx, id, Day::of(tx.at))?;
    if let Some(clock) = retention.clocks.iter().find(|clock| !clock.is_over) {
        let when = match retention.erasable_from {
            Some(day) => format!("L’effacement est possible à partir du {day}."),
            None => "La durée ne court pas encore.".to_owned(),
        };
        let message = format!("Ces données se conservent : {}, {}. {when}", lower_first(&clock.what), clock.text);
        return Err(Error::invalid("id", "retention", message));
    }
    for person in whole_of(tx, id)? {
        let drafts = tx
            .prepare_cached("select 1 from invoice where number = '' and (client = ?1 or recipient = ?1)")?
            .exists([person])?;
        if drafts {
            let message = "Un projet de facture est à cette personne : émettez-le ou supprimez-le d’abord.";
            return Err(Error::invalid("id", "draft_invoice", message));
        }
    }
    Ok(())
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

fn books(conn: &Connection, scope: &Scope) -> Result<u32> {
    let mut count = 0;
    for person in &scope.people {
        count += conn
            .prepare_cached(
                "select (select count(*) from invoice where client = ?1 or recipient = ?1)
                      + (select count(*) from payment where client = ?1)",
            )?
            .query_row([person.as_bytes()], |row| row.get::<_, u32>(0))?;
    }
    Ok(count)
}

/// What belongs to the person, in the rows and in the log.
pub(super) struct Scope {
    /// The contact and those merged into it.
    pub(super) people: BTreeSet<Uuid>,
    /// Matters in which they take part, also those that are gone.
    pub(super) matters: BTreeSet<Uuid>,
    pub(super) identity: Identity,
    /// Rows by table: those that are there, and those that are only in the log.
    pub(super) rows: HashMap<&'static str, HashSet<Uuid>>,
    pub(super) paper: Paper,
    /// Changes of the log that may hold something.
    changes: BTreeSet<i64>,
}

impl Scope {
    fn gather(tx: &Tx, id: ContactId) -> Result<Scope> {
        let people: BTreeSet<Uuid> = whole_of(tx, id)?.into_iter().map(|person| person.0).collect();
        let mut scope = Scope {
            people,
            matters: BTreeSet::new(),
            identity: Identity::default(),
            rows: HashMap::new(),
            paper: Paper::default(),
            changes: BTreeSet::new(),
        };
        for person in scope.people.clone() {
            if let Some(draft) = contact::read_draft(tx, person.into())? {
                scope.know(&draft);
            }
            scope.matters_of(tx, person)?;
        }
        for table in treatment::tables() {
            scope.live_rows(tx, table)?;
        }
        scope.live_paper(tx)?;
        scope.changes_that_name_them(tx)?;
        scope.logged_rows(tx)?;
        Ok(scope)
    }

    fn know(&mut self, draft: &ContactDraft) {
        for name in draft.names() {
            self.identity.add_name(name);
        }
        for number in [&draft.identity_number, &draft.external_ref, &draft.siren, &draft.siret, &draft.vat_number] {
            self.identity.add_number(number);
        }
        for day in [&draft.birth_date, &draft.death_date].into_iter().flatten() {
            self.identity.add_day(day);
        }
        draft.emails.iter().for_each(|email| self.identity.add_number(&email.address));
        draft.phones.iter().for_each(|phone| self.identity.add_number(&phone.number));
        draft.ibans.iter().for_each(|iban| self.identity.add_number(&iban.iban));
        draft.addresses.iter().for_each(|address| self.identity.add_number(&address.street));
    }

    fn matters_of(&mut self, tx: &Tx, person: Uuid) -> Result<()> {
        let mut statement = tx.prepare_cached(
            "select id from matter where client = ?1 union select matter from party where contact = ?1",
        )?;
        for matter in statement.query_map([person.as_bytes()], |row| row.get::<_, [u8; 16]>(0))? {
            self.matters.insert(Uuid::from_bytes(matter?));
        }
        Ok(())
    }

    pub(super) fn owns(&self, id: &Uuid) -> bool {
        self.people.contains(id) || self.matters.contains(id)
    }

    pub(super) fn holds(&self, table: &str, id: &Uuid) -> bool {
        self.rows.get(table).is_some_and(|rows| rows.contains(id))
    }

    fn live_rows(&mut self, tx: &Tx, table: &treatment::Table) -> Result<()> {
        let mut found: HashSet<Uuid> = HashSet::new();
        match table.belonging {
            Belonging::Person => found.extend(&self.people),
            Belonging::Matter => found.extend(&self.matters),
            Belonging::ConflictCheck => {
                let mut statement = tx.prepare_cached(
                    "select id from conflict_check where searched like '%' || ?1 || '%' or hits like '%' || ?1 || '%'",
                )?;
                for person in &self.people {
                    for id in statement.query_map([person.to_string()], |row| row.get::<_, [u8; 16]>(0))? {
                        found.insert(Uuid::from_bytes(id?));
                    }
                }
            }
            Belonging::Part(_) | Belonging::Own(_) => {
                // What an issued invoice bills is of the books.
                let billed = tx.schema().table(table.name).and_then(|known| known.column("billed_on"));
                let free = if billed.is_some() { "and billed_on is null" } else { "" };
                for column in table.owners() {
                    let sql = format!("select id from {} where {column} = ?1 {free}", table.name);
                    let mut statement = tx.prepare_cached(&sql)?;
                    for owner in self.people.iter().chain(&self.matters) {
                        for id in statement.query_map([owner.as_bytes()], |row| row.get::<_, [u8; 16]>(0))? {
                            found.insert(Uuid::from_bytes(id?));
                        }
                    }
                }
            }
            Belonging::Paper | Belonging::Books => {}
        }
        self.rows.entry(table.name).or_default().extend(found);
        Ok(())
    }

    /// The changes in which an id of theirs stands, wherever: the index of the log knows the records that are there, not the
    /// matters that were taken back.
    fn changes_that_name_them(&mut self, tx: &Tx) -> Result<()> {
        let mut statement = tx.prepare("select seq, changeset from change order by seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(1)?.as_blob().map_err(|error| Error::Internal(error.to_string()))?;
            if self.people.iter().any(|person| contains(bytes, person.as_bytes())) {
                self.changes.insert(row.get(0)?);
            }
        }
        Ok(())
    }

    /// Rows that are gone but stand in the log, and names that were borne once.
    fn logged_rows(&mut self, tx: &Tx) -> Result<()> {
        let mut read: BTreeSet<i64> = BTreeSet::new();
        // Records whose changes are to be read too: matters that are gone, owners from whom a row came by a merge.
        let mut records: BTreeSet<Uuid> = self.records(tx);
        loop {
            self.changes.append(&mut log::touching(tx, &records)?);
            let unread: Vec<i64> = self.changes.difference(&read).copied().collect();
            if unread.is_empty() {
                return Ok(());
            }
            for change in unread {
                for row in log::rows(tx, change)? {
                    self.take_logged(tx, &row, &mut records)?;
                }
                read.insert(change);
            }
            records.append(&mut self.records(tx));
        }
    }

    /// The records under which the log knows the rows.
    fn records(&self, tx: &Tx) -> BTreeSet<Uuid> {
        let mut records: BTreeSet<Uuid> = self.people.union(&self.matters).copied().collect();
        for (table, rows) in &self.rows {
            if tx.schema().table(table).is_some_and(|table| table.owners.is_empty()) {
                records.extend(rows);
            }
        }
        records
    }

    fn take_logged(&mut self, tx: &Tx, row: &RowChange, records: &mut BTreeSet<Uuid>) -> Result<()> {
        let Some(treated) = treatment::tables().iter().find(|table| table.name == &*row.table) else { return Ok(()) };
        let Some(table) = tx.schema().table(treated.name) else { return Ok(()) };
        match treated.belonging {
            Belonging::Person if self.people.contains(&row.id) => self.know_logged(table, row),
            Belonging::Matter => {
                let of_person = ids_in(table, row, &["client"]).any(|client| self.people.contains(&client));
                if of_person && !self.holds("matter", &row.id) && !is_there(tx, table, row.id)? {
                    self.matters.insert(row.id);
                    self.rows.entry(treated.name).or_default().insert(row.id);
                }
            }
            Belonging::Part(columns) | Belonging::Own(columns) => {
                let owners: Vec<Uuid> = ids_in(table, row, columns).collect();
                let of_person = owners.iter().any(|owner| self.owns(owner));
                let known = self.holds(treated.name, &row.id);
                if of_person && !known && !is_there(tx, table, row.id)? {
                    self.rows.entry(treated.name).or_default().insert(row.id);
                }
                if self.holds(treated.name, &row.id) {
                    self.know_logged(table, row);
                    // It may have come from another contact, under which the log has it.
                    if let Some(part_of) = table.part_of {
                        records.extend(ids_in(table, row, &[table.columns[part_of].as_str()]));
                    }
                }
                self.logged_paper(tx, table, row)?;
            }
            Belonging::Paper => self.logged_paper(tx, table, row)?,
            _ => {}
        }
        Ok(())
    }

    /// Names and numbers that stood there once.
    fn know_logged(&mut self, table: &Table, row: &RowChange) {
        for (column, name) in table.columns.iter().enumerate() {
            for side in [&row.old, &row.new] {
                let Some(Some(Value::Text(text))) = side.get(column) else { continue };
                match (table.name.as_str(), name.as_str()) {
                    ("contact", "first_names" | "birth_name" | "usage_name" | "organisation_name")
                    | ("contact_former_name", "name") => self.identity.add_name(text),
                    ("contact", "birth_date" | "death_date") => self.identity.add_day(text),
                    ("contact", "identity_number" | "external_ref")
                    | ("contact_email", "address")
                    | ("contact_phone", "number")
                    | ("contact_iban", "iban")
                    | ("contact_address", "street")
                    | ("kyc_document", "number") => self.identity.add_number(text),
                    _ => {}
                }
            }
        }
    }

    // -------------------------------------------------------------- the rows

    fn erase_rows(&self, tx: &Tx) -> Result<(u32, u32)> {
        let (mut removed, mut redacted) = (0, 0);
        for treated in treatment::tables() {
            let Some(table) = tx.schema().table(treated.name) else { continue };
            let mut rows: Vec<Uuid> = self.rows.get(treated.name).into_iter().flatten().copied().collect();
            rows.sort_unstable();
            for id in rows {
                if matches!(treated.belonging, Belonging::Part(_)) {
                    let sql = format!("delete from {} where id = ?1", treated.name);
                    removed += u32::try_from(tx.prepare_cached(&sql)?.execute([id.as_bytes()])?).unwrap_or(u32::MAX);
                } else if treated.belonging == Belonging::Paper
                    && treated.name != "interaction"
                    && self.paper.whole.contains(&id)
                {
                    continue;
                } else if self.erase_row(tx, treated, table, id)? {
                    redacted += 1;
                }
            }
        }
        removed += self.remove_documents(tx)?;
        for person in &self.people {
            tx.execute(
                "update contact set erased_at = :at, archived_at = coalesce(archived_at, :at) where id = :id",
                named_params! { ":id": person.as_bytes(), ":at": tx.now() },
            )?;
        }
        Ok((removed, redacted))
    }

    fn erase_row(&self, tx: &Tx, treated: &treatment::Table, table: &Table, id: Uuid) -> Result<bool> {
        let sql = format!("select {} from {} where id = ?1", table.columns.join(", "), table.name);
        let width = table.columns.len();
        let row: Option<Vec<Value>> = tx
            .prepare_cached(&sql)?
            .query_row([id.as_bytes()], |row| (0..width).map(|column| row.get(column)).collect())
            .optional()?;
        let Some(row) = row else { return Ok(false) };
        let mut sets = Vec::new();
        let mut values = vec![Value::Blob(id.as_bytes().to_vec())];
        for (column, value) in row.iter().enumerate().skip(1) {
            let erased = self.erased(treated, id, &table.columns[column], value);
            if erased != *value {
                values.push(erased);
                sets.push(format!("{} = ?{}", table.columns[column], values.len()));
            }
        }
        if sets.is_empty() {
            return Ok(false);
        }
        let sql = format!("update {} set {} where id = ?1", table.name, sets.join(", "));
        tx.prepare_cached(&sql)?.execute(params_from_iter(&values))?;
        Ok(true)
    }

    /// What becomes of a value of a row that is in scope.
    fn erased(&self, treated: &treatment::Table, id: Uuid, column: &str, value: &Value) -> Value {
        if treated.belonging == Belonging::ConflictCheck {
            return match value {
                Value::Text(text) => Value::Text(self.without_them(column, text)),
                other => other.clone(),
            };
        }
        match treated.treatment(column) {
            Treatment::Keep => value.clone(),
            treatment if self.paper.whole.contains(&id) => treatment.whole(column).apply(value, &self.identity),
            treatment => treatment.apply(value, &self.identity),
        }
    }

    /// A text of a decision on a conflict: what it says of others stays as it was.
    fn without_them(&self, column: &str, text: &str) -> String {
        match column {
            "names" | "agreement" | "comment" => self.identity.redact(text),
            "searched" | "hits" => {
                let Ok(mut json) = serde_json::from_str::<serde_json::Value>(text) else {
                    return self.identity.redact(text);
                };
                let ids: Vec<String> = self.people.iter().map(Uuid::to_string).collect();
                let changed = self.redact_json(&mut json, &ids);
                // Written anew only where something goes: the same text stays the same to the letter.
                if changed { json.to_string() } else { text.to_owned() }
            }
            _ => text.to_owned(),
        }
    }

    /// Takes them out of every text of a decision; what names one of them says nothing more of birth or number.
    fn redact_json(&self, json: &mut serde_json::Value, ids: &[String]) -> bool {
        use serde_json::Value as Json;
        match json {
            Json::String(text) => {
                let redacted = self.identity.redact(text);
                let changed = redacted != *text;
                *text = redacted;
                changed
            }
            Json::Array(values) => {
                let mut changed = false;
                for value in values {
                    changed |= self.redact_json(value, ids);
                }
                changed
            }
            Json::Object(fields) => {
                let is_them =
                    fields.get("contact").and_then(Json::as_str).is_some_and(|id| ids.iter().any(|of| of == id));
                let named = fields
                    .get("name")
                    .and_then(Json::as_str)
                    .is_some_and(|name| name.contains(MARK) || self.identity.redact(name) != name);
                let mut changed = false;
                for (key, value) in fields.iter_mut() {
                    match key.as_str() {
                        "born" | "siren" if is_them || named => {
                            changed |= !value.is_null();
                            *value = Json::Null;
                        }
                        // A day is none any more once something is taken out of it.
                        "born" | "siren" => {}
                        _ => changed |= self.redact_json(value, ids),
                    }
                }
                changed
            }
            _ => false,
        }
    }

    // -------------------------------------------------------------- the log

    fn erase_log(&self, tx: &Tx) -> Result<u32> {
        let mut changes = self.changes.clone();
        changes.append(&mut log::touching(tx, &self.records(tx))?);
        let mut written = 0;
        // Those of a document or an exchange of which nothing stays bear its name.
        let mut nameless: BTreeSet<i64> = BTreeSet::new();
        for change in &changes {
            let mut rows = log::rows(tx, *change)?;
            let mut changed = false;
            for row in &mut rows {
                changed |= self.erase_logged(tx, row);
                if self.paper.whole.contains(&row.id) {
                    nameless.insert(*change);
                }
            }
            if changed {
                log::rewrite(tx, *change, &rows)?;
                // From here on it is one of theirs: it is not undone any more.
                for person in &self.people {
                    log::name(tx, *change, *person)?;
                }
                written += 1;
            }
        }
        self.erase_labels(tx, &changes, &nameless)?;
        Ok(written)
    }

    fn erase_logged(&self, tx: &Tx, row: &mut RowChange) -> bool {
        let Some(treated) = treatment::tables().iter().find(|table| table.name == &*row.table) else { return false };
        let Some(table) = tx.schema().table(treated.name) else { return false };
        if !self.holds(treated.name, &row.id) {
            return false;
        }
        let mut changed = false;
        for side in [&mut row.old, &mut row.new] {
            for (column, value) in side.iter_mut().enumerate().skip(1) {
                let Some(value) = value else { continue };
                let erased = self.erased(treated, row.id, &table.columns[column], value);
                changed |= erased != *value;
                *value = erased;
            }
        }
        changed
    }

    /// Operations bear the names of what they changed.
    fn erase_labels(&self, tx: &Tx, changes: &BTreeSet<i64>, nameless: &BTreeSet<i64>) -> Result<()> {
        let mut read = tx.prepare_cached(
            "select operation.id, label from operation join change on change.operation = operation.id where change.seq = ?1",
        )?;
        let mut write = tx.prepare_cached("update operation set label = ?2 where id = ?1")?;
        for change in changes {
            let (operation, label): ([u8; 16], String) =
                read.query_row([change], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let redacted = match label.as_str() {
                ERASED => label.clone(),
                _ if nameless.contains(change) => MARK.to_owned(),
                _ => self.identity.redact(&label),
            };
            if redacted != label {
                write.execute((operation, redacted))?;
            }
        }
        Ok(())
    }

    // -------------------------------------------------------------- this device

    /// What this device keeps beside: typed and not saved, found by a scan, put into the search index.
    fn erase_local(&self, tx: &Tx) -> Result<()> {
        for person in &self.people {
            tx.execute("delete from duplicate_pair where a = ?1 or b = ?1", [person.as_bytes()])?;
            tx.execute("delete from draft where instr(key, ?1) > 0 or instr(value, ?1) > 0", [person.to_string()])?;
        }
        for matter in &self.matters {
            tx.execute("delete from draft where instr(key, ?1) > 0 or instr(value, ?1) > 0", [matter.to_string()])?;
            let timers: Vec<([u8; 16], String)> = tx
                .prepare_cached("select id, narrative from timer where matter = ?1")?
                .query_map([matter.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            for (timer, narrative) in timers {
                tx.execute("update timer set narrative = ?2 where id = ?1", (timer, self.identity.redact(&narrative)))?;
            }
        }
        self.forget_files(tx)?;
        // A row that goes leaves its words in the index until its pieces are put together.
        tx.execute("insert into contact_fts (contact_fts) values ('optimize')", [])?;
        tx.execute("insert into found_fts (found_fts) values ('optimize')", [])?;
        Ok(())
    }
}

fn contains(bytes: &[u8], id: &[u8; 16]) -> bool {
    bytes.windows(16).any(|window| window == id)
}

/// The ids that these columns held before or after.
pub(super) fn ids_in<'a>(
    table: &'a Table,
    row: &'a RowChange,
    columns: &'a [&'a str],
) -> impl Iterator<Item = Uuid> + 'a {
    columns.iter().filter_map(|column| table.column(column)).flat_map(move |column| {
        [&row.old, &row.new].into_iter().filter_map(move |side| match side.get(column) {
            Some(Some(Value::Blob(id))) => Uuid::from_slice(id).ok(),
            _ => None,
        })
    })
}

pub(super) fn is_there(tx: &Tx, table: &Table, id: Uuid) -> Result<bool> {
    Ok(tx.prepare_cached(&format!("select 1 from {} where id = ?1", table.name))?.exists([id.as_bytes()])?)
}
