//! What lists and searches read, derived from what each transaction changed: `contact_row` and the search index.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, ToSql, named_params};
use uuid::Uuid;

use super::{
    AddressDraft, ContactDraft, ContactKind, ContactStatus, EmailDraft, FormerNameDraft, PhoneDraft, name, redirect,
    sound,
};
use crate::core::Core;
use crate::core::changeset::{RowChange, RowChangeKind};
use crate::core::schema::{Schema, Table};
use crate::error::{Error, Result};
use crate::ids::{ContactId, QualityId};
use crate::words::Words;

/// A contact as lists show it: of the draft only what stands in a list or leads to it is filled.
struct Shown {
    draft: ContactDraft,
    /// What was merged into it: it is found by these names and numbers too.
    merged: Vec<ContactDraft>,
    status: ContactStatus,
    archived: bool,
    created_at: String,
}

impl Shown {
    /// Itself, and what was merged into it.
    fn borne_by(&self) -> impl Iterator<Item = &ContactDraft> {
        std::iter::once(&self.draft).chain(&self.merged)
    }
}

/// Brings `contact_row` and the search index up to date with what a transaction changed.
pub(crate) fn derive(conn: &Connection, words: &Words, schema: &Schema, changes: &[RowChange]) -> Result<()> {
    let quality_names = quality_names(conn)?;
    let mut added = added(conn, schema, changes, &quality_names)?;
    let touched = touched(conn, schema, changes, &mut added)?;
    let mut gone: Vec<i64> = Vec::new();
    let mut indexed: Vec<(i64, String, String)> = Vec::with_capacity(touched.len());
    for id in touched {
        let (old, shown) = match added.remove(&id) {
            Some(shown) => (None, Some(shown)),
            None => (old_row(conn, id.into())?, read(conn, id.into())?.map(Box::new)),
        };
        gone.extend(old);
        if let Some(shown) = shown {
            let name_words = name_words(&shown);
            let rowid = write_row(conn, id.into(), old, &shown, &name_words, &quality_names)?;
            let other: String = shown.borne_by().map(other_words).collect();
            indexed.push((rowid, name_words, other));
        } else if let Some(rowid) = old {
            conn.prepare_cached("delete from contact_row where rowid = ?1")?.execute([rowid])?;
        }
    }
    words.learn(indexed.iter().flat_map(|(_, name, _)| name.split(' ')).filter(|word| !word.is_empty()), sound::key);
    // All index rows together, and after everything else: a statement with a savepoint of its own would make FTS5 write what
    // it has gathered as one more small segment, each time.
    let mut remove = conn.prepare_cached("delete from contact_fts where rowid = ?1")?;
    for rowid in gone {
        remove.execute([rowid])?;
    }
    let mut insert = conn.prepare_cached("insert into contact_fts (rowid, name, other) values (?1, ?2, ?3)")?;
    for (rowid, name, other) in &indexed {
        insert.execute((rowid, name, other))?;
    }
    Ok(())
}

/// The contacts that changed, or a part of which did, or a quality of which was renamed. Those of `added` that are more than
/// new rows (never so today) leave it, and are read again.
fn touched(
    conn: &Connection,
    schema: &Schema,
    changes: &[RowChange],
    added: &mut HashMap<Uuid, Box<Shown>>,
) -> Result<Vec<Uuid>> {
    let mut touched: Vec<Uuid> = Vec::new();
    for change in changes {
        let Some(table) = schema.table(&change.table) else { continue };
        match (table.name.as_str(), table.part_of) {
            ("contact", _) => {
                touched.push(change.id);
                touched.extend(led_to(conn, table, change)?);
            }
            ("quality", _) if change.kind == RowChangeKind::Update => {
                let mut statement = conn.prepare_cached("select contact from contact_quality where quality = ?1")?;
                let bearing = statement.query_map([change.id.as_bytes()], |row| row.get::<_, ContactId>(0))?;
                for contact in bearing {
                    touched.push(contact?.0);
                }
            }
            // Parts of a contact; those of a matter or an invoice stand in no list of contacts.
            (_, Some(part_of)) if table.points_at("contact", part_of) => {
                let mut told = false;
                for side in [&change.old, &change.new] {
                    if let Some(Some(Value::Blob(id))) = side.get(part_of) {
                        let id = Uuid::from_slice(id).map_err(|error| Error::Internal(error.to_string()))?;
                        if change.kind != RowChangeKind::Insert {
                            added.remove(&id);
                        }
                        touched.push(id);
                        told = true;
                    }
                }
                if !told {
                    let sql = format!("select {} from {} where id = ?1", table.columns[part_of], table.name);
                    let owner: Option<ContactId> =
                        conn.prepare_cached(&sql)?.query_row([change.id.as_bytes()], |row| row.get(0)).optional()?;
                    touched.extend(owner.map(|owner| owner.0));
                }
            }
            _ => {}
        }
    }
    touched.sort_unstable();
    touched.dedup();
    Ok(touched)
}

/// The contacts that a changed row led to, before and now: they are found by its names.
fn led_to(conn: &Connection, table: &Table, change: &RowChange) -> Result<Vec<Uuid>> {
    let Some(column) = table.column("merged_into") else { return Ok(Vec::new()) };
    let told = [&change.old, &change.new].into_iter().filter_map(|side| match side.get(column) {
        Some(Some(Value::Blob(id))) => Uuid::from_slice(id).ok(),
        _ => None,
    });
    let mut led_to: Vec<Uuid> = told.collect();
    if change.kind == RowChangeKind::Update {
        led_to.extend(redirect::merged_into(conn, change.id.into())?.flatten().map(|kept| kept.0));
    }
    Ok(led_to)
}

/// Pages of the search index put together in one transaction.
const GATHERED: i32 = 1000;

/// Puts together the pieces in which a long work left the search index: a search looks into each of them.
pub(crate) fn gather_index(core: &Core) -> Result<()> {
    // The first one takes all pieces in, the next go on with it (<https://sqlite.org/fts5.html#the_merge_command>).
    let mut pages = -GATHERED;
    loop {
        let done = core.write_local(|conn| {
            let before = conn.total_changes();
            conn.prepare_cached("insert into contact_fts (contact_fts, rank) values ('merge', ?1)")?
                .execute([pages])?;
            Ok(conn.total_changes() - before < 2)
        })?;
        if done {
            return Ok(());
        }
        pages = GATHERED;
    }
}

// ------------------------------------------------------------------ what the changeset says of a new contact

/// The contacts that the transaction made, from the values of its changeset: an import need not read back what it wrote.
fn added(
    conn: &Connection,
    schema: &Schema,
    changes: &[RowChange],
    qualities: &HashMap<QualityId, String>,
) -> Result<HashMap<Uuid, Box<Shown>>> {
    let mut added: HashMap<Uuid, Box<Shown>> = HashMap::new();
    let contact = NewRows::of(schema, "contact", CONTACT)?;
    for row in inserted(changes, "contact") {
        // One that comes back as a merged contact is none of the lists'; one that others lead to bears their names too.
        if contact.uuid(row, "merged_into").is_none() && redirect::merged(conn, row.id.into())?.is_empty() {
            added.insert(row.id, Box::new(contact.contact(row)?));
        }
    }
    if added.is_empty() {
        return Ok(added);
    }
    let mut parts: Vec<(i64, Uuid, &Part, &RowChange)> = Vec::new();
    let kinds = PARTS
        .iter()
        .map(|(table, columns, add)| Ok(Part { rows: NewRows::of(schema, table, columns)?, table, add: *add }))
        .collect::<Result<Vec<_>>>()?;
    for part in &kinds {
        for row in inserted(changes, part.table) {
            parts.push((part.rows.integer(row, "position"), row.id, part, row));
        }
    }
    // As a form lists them.
    parts.sort_unstable_by_key(|(position, id, ..)| (*position, *id));
    for (_, _, part, row) in parts {
        if let Some(shown) = part.rows.uuid(row, "contact").and_then(|owner| added.get_mut(&owner)) {
            (part.add)(&part.rows, row, &mut shown.draft);
        }
    }
    for shown in added.values_mut() {
        shown.draft.qualities.sort_by_key(|quality| qualities.get(quality));
    }
    Ok(added)
}

fn inserted<'a>(changes: &'a [RowChange], table: &'a str) -> impl Iterator<Item = &'a RowChange> {
    changes.iter().filter(move |change| change.kind == RowChangeKind::Insert && *change.table == *table)
}

/// Columns that lists need, and where the changeset has them.
struct NewRows {
    columns: Vec<(&'static str, usize)>,
}

struct Part {
    table: &'static str,
    rows: NewRows,
    add: fn(&NewRows, &RowChange, &mut ContactDraft),
}

const CONTACT: &[&str] = &[
    "kind",
    "status",
    "civility",
    "first_names",
    "birth_name",
    "usage_name",
    "organisation_name",
    "acronym",
    "trade_name",
    "legal_form",
    "siren",
    "siret",
    "vat_number",
    "external_ref",
    "archived_at",
    "created_at",
    "merged_into",
];

type AddPart = fn(&NewRows, &RowChange, &mut ContactDraft);

const PARTS: &[(&str, &[&str], AddPart)] = &[
    ("contact_email", &["contact", "position", "address"], |rows, row, draft| {
        draft.emails.push(EmailDraft { address: rows.text(row, "address"), ..EmailDraft::default() });
    }),
    ("contact_phone", &["contact", "position", "number"], |rows, row, draft| {
        draft.phones.push(PhoneDraft { number: rows.text(row, "number"), ..PhoneDraft::default() });
    }),
    ("contact_address", &["contact", "position", "postal_code", "town"], |rows, row, draft| {
        let (postal_code, town) = (rows.text(row, "postal_code"), rows.text(row, "town"));
        draft.addresses.push(AddressDraft { postal_code, town, ..AddressDraft::default() });
    }),
    ("contact_former_name", &["contact", "position", "name"], |rows, row, draft| {
        draft.former_names.push(FormerNameDraft { id: None, name: rows.text(row, "name") });
    }),
    ("contact_quality", &["contact", "quality"], |rows, row, draft| {
        draft.qualities.extend(rows.uuid(row, "quality").map(QualityId));
    }),
];

impl NewRows {
    fn of(schema: &Schema, table: &str, columns: &'static [&'static str]) -> Result<NewRows> {
        let table = schema.table(table).ok_or_else(|| Error::Internal(format!("no table {table}")))?;
        let place = |column: &&'static str| {
            let at =
                table.column(column).ok_or_else(|| Error::Internal(format!("no column {column} in {}", table.name)))?;
            Ok((*column, at))
        };
        Ok(NewRows { columns: columns.iter().map(place).collect::<Result<_>>()? })
    }

    fn value<'a>(&self, row: &'a RowChange, column: &str) -> Option<&'a Value> {
        let (_, at) = self.columns.iter().find(|(name, _)| *name == column)?;
        row.new.get(*at)?.as_ref()
    }

    fn text(&self, row: &RowChange, column: &str) -> String {
        match self.value(row, column) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    fn integer(&self, row: &RowChange, column: &str) -> i64 {
        match self.value(row, column) {
            Some(Value::Integer(integer)) => *integer,
            _ => 0,
        }
    }

    fn uuid(&self, row: &RowChange, column: &str) -> Option<Uuid> {
        match self.value(row, column) {
            Some(Value::Blob(id)) => Uuid::from_slice(id).ok(),
            _ => None,
        }
    }

    fn contact(&self, row: &RowChange) -> Result<Shown> {
        let text = |column| self.text(row, column);
        let unknown = |what: &str| Error::Internal(format!("unknown {what} of a contact"));
        let kind = text("kind");
        let kind = ContactKind::ALL.iter().find(|known| known.as_str() == kind).ok_or_else(|| unknown("kind"))?;
        let status = text("status");
        let status =
            ContactStatus::ALL.iter().find(|known| known.as_str() == status).ok_or_else(|| unknown("status"))?;
        let mut draft = ContactDraft::new(*kind);
        draft.civility = text("civility");
        draft.first_names = text("first_names");
        draft.birth_name = text("birth_name");
        draft.usage_name = text("usage_name");
        draft.organisation_name = text("organisation_name");
        draft.acronym = text("acronym");
        draft.trade_name = text("trade_name");
        draft.legal_form = text("legal_form");
        draft.siren = text("siren");
        draft.siret = text("siret");
        draft.vat_number = text("vat_number");
        draft.external_ref = text("external_ref");
        let archived = matches!(self.value(row, "archived_at"), Some(Value::Text(_)));
        Ok(Shown { draft, merged: Vec::new(), status: *status, archived, created_at: text("created_at") })
    }
}

// ------------------------------------------------------------------ what the base says

/// `None` for a contact that is gone or was merged into another one, under whose name it is found.
fn read(conn: &Connection, id: ContactId) -> Result<Option<Shown>> {
    let Some(None) = redirect::merged_into(conn, id)? else { return Ok(None) };
    let Some(draft) = super::read_draft(conn, id)? else { return Ok(None) };
    let merged = redirect::merged_drafts(conn, id)?;
    let shown = conn
        .prepare_cached("select status, archived_at is not null, created_at from contact where id = :id")?
        .query_row(named_params! { ":id": id }, |row| {
            Ok(Shown { draft, merged, status: row.get(0)?, archived: row.get(1)?, created_at: row.get(2)? })
        })?;
    Ok(Some(shown))
}

fn old_row(conn: &Connection, id: ContactId) -> Result<Option<i64>> {
    let rowid = conn
        .prepare_cached("select rowid from contact_row where contact = :id")?
        .query_row(named_params! { ":id": id }, |row| row.get(0))
        .optional()?;
    Ok(rowid)
}

fn quality_names(conn: &Connection) -> Result<HashMap<QualityId, String>> {
    let mut statement = conn.prepare_cached("select id, name from quality")?;
    let names = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}

// ------------------------------------------------------------------ what lists and searches read

fn write_row(
    conn: &Connection,
    id: ContactId,
    old: Option<i64>,
    shown: &Shown,
    name_words: &str,
    qualities: &HashMap<QualityId, String>,
) -> Result<i64> {
    let draft = &shown.draft;
    let names: Vec<&str> =
        draft.qualities.iter().filter_map(|quality| qualities.get(quality)).map(String::as_str).collect();
    let town = draft.addresses.first().map_or("", |address| address.town.as_str());
    let name = name::list_name(draft);
    let sort_key = name::sort_key(draft);
    let email = draft.emails.first().map_or("", |email| email.address.as_str());
    let phone = draft.phones.first().map_or("", |phone| phone.number.as_str());
    let (town_key, qualities) = (name::fold(town), names.join("\n"));
    let values: [&dyn ToSql; 15] = [
        &old,
        &id,
        &draft.kind,
        &shown.status,
        &shown.archived,
        &name,
        &sort_key,
        &name_words,
        &email,
        &phone,
        &town,
        &town_key,
        &qualities,
        &draft.external_ref,
        &shown.created_at,
    ];
    conn.prepare_cached(if old.is_some() { REPLACE } else { INSERT })?.execute(values)?;
    Ok(old.unwrap_or_else(|| conn.last_insert_rowid()))
}

const INSERT: &str =
    "insert into contact_row (rowid, contact, kind, status, archived, name, sort_key, words, email, phone,
         town, town_key, qualities, external_ref, created_at)
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
const REPLACE: &str = "update contact_row set contact = ?2, kind = ?3, status = ?4, archived = ?5, name = ?6, sort_key = ?7,
         words = ?8, email = ?9, phone = ?10, town = ?11, town_key = ?12, qualities = ?13, external_ref = ?14, created_at = ?15
     where rowid = ?1";

/// The folded words of every name borne, each once.
fn name_words(shown: &Shown) -> String {
    let mut words = Vec::new();
    for name in shown.borne_by().flat_map(ContactDraft::names) {
        name::search_words(name, &mut words);
    }
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        if !words[..at].contains(word) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    text
}

/// What else leads to a contact: town, postal code, e-mail, phone as dialled in France, identifiers, reference.
fn other_words(draft: &ContactDraft) -> String {
    let mut text = String::new();
    let mut add = |words: &str| {
        text.push_str(words);
        text.push(' ');
    };
    for address in &draft.addresses {
        add(&name::fold(&address.town));
        add(&name::fold(&address.postal_code));
    }
    for email in &draft.emails {
        let (local, domain) = email.address.split_once('@').unwrap_or((&email.address, ""));
        add(&name::fold(local));
        add(&name::fold(domain.rsplit_once('.').map_or(domain, |(labels, _)| labels)));
    }
    for phone in &draft.phones {
        add(&national_digits(&phone.number));
    }
    for number in [&draft.siren, &draft.siret, &draft.vat_number, &draft.external_ref] {
        add(&name::fold(number));
    }
    text
}

/// « +33612345678 » as people type it: `0612345678`.
pub(crate) fn national_digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("33") {
        Some(national) if number.starts_with('+') => format!("0{national}"),
        _ => digits,
    }
}
