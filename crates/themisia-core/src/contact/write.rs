//! Writing a contact and its parts.

use std::sync::LazyLock;

use rusqlite::types::ToSqlOutput;
use rusqlite::{ToSql, named_params, params_from_iter};
use uuid::Uuid;

use super::{AddressDraft, ContactDraft, Origin, draft, redirect};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, QualityId, RecordId};

/// Writes a draft that has been checked.
pub(crate) fn write(tx: &Tx, draft: &ContactDraft, origin: Option<&Origin>) -> Result<ContactId> {
    match draft.id {
        Some(id) => write_row(tx, id, false, draft, origin),
        None => write_row(tx, tx.new_id(), true, draft, origin),
    }
}

/// Adds a contact whose id is known, because it comes from something that other devices know too.
pub(super) fn insert(tx: &Tx, id: ContactId, draft: &ContactDraft) -> Result<ContactId> {
    write_row(tx, id, true, draft, None)
}

fn write_row(tx: &Tx, id: ContactId, is_new: bool, draft: &ContactDraft, origin: Option<&Origin>) -> Result<ContactId> {
    if let Some(by) = draft.referred_by {
        let current = redirect::current(tx, by)?;
        if current != by {
            // Nobody is brought by himself.
            let referred_by = Some(current).filter(|by| *by != id);
            return write_row(tx, id, is_new, &ContactDraft { referred_by, ..draft.clone() }, origin);
        }
    }
    let now = tx.now();
    let mut values: Vec<ToSqlOutput> = Vec::with_capacity(draft::COLUMNS.len() + 5);
    values.push(id.to_sql()?);
    draft.values(&mut values);
    if is_new {
        values.push(origin.map_or("", |origin| &origin.source).into());
        values.push(origin.map_or("", |origin| &origin.hash).into());
        values.push(now.as_str().into());
        values.push(tx.signer.user.to_sql()?);
        tx.prepare_cached(&INSERT)?.execute(params_from_iter(&values))?;
    } else {
        if tx.prepare_cached(&UPDATE)?.execute(params_from_iter(&values))? == 0 {
            return Err(Error::NotFound);
        }
        if let Some(origin) = origin {
            set_origin(tx, id, origin)?;
        }
    }
    write_parts(tx, id, draft, is_new)?;
    Ok(id)
}

/// Of a contact that was merged, the row of its file stays its own.
pub(crate) fn set_origin(tx: &Tx, id: ContactId, origin: &Origin) -> Result<()> {
    tx.prepare_cached("update contact set external_source = :source, external_hash = :hash where id = :id")?
        .execute(named_params! { ":id": id, ":source": origin.source, ":hash": origin.hash })?;
    Ok(())
}

/// `?1` is the id, then the columns of a draft in their order.
static INSERT: LazyLock<String> = LazyLock::new(|| {
    let holes: Vec<String> = (1..=draft::COLUMNS.len() + 5).map(|at| format!("?{at}")).collect();
    format!(
        "insert into contact (id, {}, external_source, external_hash, created_at, created_by) values ({})",
        draft::COLUMNS.join(", "),
        holes.join(", ")
    )
});

static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let sets: Vec<String> =
        draft::COLUMNS.iter().enumerate().map(|(at, column)| format!("{column} = ?{}", at + 2)).collect();
    format!("update contact set {} where id = ?1", sets.join(", "))
});

fn write_parts(tx: &Tx, id: ContactId, draft: &ContactDraft, is_new: bool) -> Result<()> {
    let mut kept: Vec<RecordId> = Vec::new();
    let mut put = |part: &Part, given: Option<RecordId>, values: &[&dyn ToSql]| -> Result<()> {
        let row: RecordId = given.unwrap_or_else(|| tx.new_id());
        kept.push(row);
        // A row that is new has nothing to be compared with: an import adds hundreds of thousands.
        let mut statement = tx.prepare_cached(if given.is_some() { &part.upsert } else { &part.insert })?;
        statement.execute(params_from_iter([&row as &dyn ToSql, &id].iter().chain(values)))?;
        Ok(())
    };
    for (email, position) in draft.emails.iter().zip(0i64..) {
        put(&EMAIL, email.id, &[&email.label, &email.address, &email.to_check, &position])?;
    }
    for (phone, position) in draft.phones.iter().zip(0i64..) {
        put(&PHONE, phone.id, &[&phone.label, &phone.number, &position])?;
    }
    for (address, position) in draft.addresses.iter().zip(0i64..) {
        let AddressDraft { id, label, street, postal_code, town, country } = address;
        put(&ADDRESS, *id, &[label, street, postal_code, town, country, &position])?;
    }
    for (iban, position) in draft.ibans.iter().zip(0i64..) {
        put(&IBAN, iban.id, &[&iban.label, &iban.iban, &iban.bic, &iban.to_check, &position])?;
    }
    for (former, position) in draft.former_names.iter().zip(0i64..) {
        put(&FORMER_NAME, former.id, &[&former.name, &position])?;
    }
    for quality in &draft.qualities {
        put(&QUALITY, Some(contact_quality_id(id, *quality)), &[quality])?;
    }
    if !is_new {
        for table in PARTS.map(|part| part.table) {
            let mut statement = tx.prepare_cached(&format!("select id from {table} where contact = :contact"))?;
            let rows: Vec<RecordId> = statement
                .query_map(named_params! { ":contact": id }, |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for gone in rows.iter().filter(|row| !kept.contains(row)) {
                tx.prepare_cached(&format!("delete from {table} where id = :id"))?
                    .execute(named_params! { ":id": gone })?;
            }
        }
    }
    Ok(())
}

/// A table whose rows a draft lists whole: `?1` is the id of a row, `?2` its contact, then the columns named.
struct Part {
    table: &'static str,
    insert: String,
    /// Of a row that may exist already; one of another contact stays as it is.
    upsert: String,
}

impl Part {
    fn of(table: &'static str, columns: &[&str]) -> Part {
        let holes: Vec<String> = (1..=columns.len() + 2).map(|at| format!("?{at}")).collect();
        let insert = format!("insert into {table} (id, contact, {}) values ({})", columns.join(", "), holes.join(", "));
        let sets: Vec<String> = columns.iter().map(|column| format!("{column} = excluded.{column}")).collect();
        let upsert =
            format!("{insert} on conflict (id) do update set {} where contact = excluded.contact", sets.join(", "));
        Part { table, insert, upsert }
    }
}

static EMAIL: LazyLock<Part> =
    LazyLock::new(|| Part::of("contact_email", &["label", "address", "to_check", "position"]));
static PHONE: LazyLock<Part> = LazyLock::new(|| Part::of("contact_phone", &["label", "number", "position"]));
static ADDRESS: LazyLock<Part> =
    LazyLock::new(|| Part::of("contact_address", &["label", "street", "postal_code", "town", "country", "position"]));
static IBAN: LazyLock<Part> =
    LazyLock::new(|| Part::of("contact_iban", &["label", "iban", "bic", "to_check", "position"]));
static FORMER_NAME: LazyLock<Part> = LazyLock::new(|| Part::of("contact_former_name", &["name", "position"]));
static QUALITY: LazyLock<Part> = LazyLock::new(|| Part::of("contact_quality", &["quality"]));

static PARTS: [&LazyLock<Part>; 6] = [&EMAIL, &PHONE, &ADDRESS, &IBAN, &FORMER_NAME, &QUALITY];

/// Two devices that give the same quality to the same contact make the same row.
pub(crate) fn contact_quality_id(contact: ContactId, quality: QualityId) -> RecordId {
    Uuid::new_v5(&contact.0, quality.0.as_bytes()).into()
}
