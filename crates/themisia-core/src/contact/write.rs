//! Writing a contact and its parts.

use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{named_params, params_from_iter};
use uuid::Uuid;

use super::{ContactDraft, Origin, draft, redirect};
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
    let mut values = vec![Value::Blob(id.0.as_bytes().to_vec())];
    values.extend(draft.values());
    if is_new {
        let text = |text: &str| Value::Text(text.to_owned());
        values.push(text(origin.map_or("", |origin| &origin.source)));
        values.push(text(origin.map_or("", |origin| &origin.hash)));
        values.push(text(&tx.now()));
        values.push(Value::Blob(tx.signer.user.0.as_bytes().to_vec()));
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
    let mut row_id = |given: Option<RecordId>| {
        let id = given.unwrap_or_else(|| tx.new_id());
        kept.push(id);
        id
    };
    for (email, position) in draft.emails.iter().zip(0i64..) {
        tx.prepare_cached(
            "insert into contact_email (id, contact, label, address, to_check, position)
             values (:id, :contact, :label, :address, :to_check, :position)
             on conflict (id) do update set label = excluded.label, address = excluded.address,
                 to_check = excluded.to_check, position = excluded.position where contact = excluded.contact",
        )?
        .execute(named_params! {
            ":id": row_id(email.id), ":contact": id, ":label": email.label, ":address": email.address,
            ":to_check": email.to_check, ":position": position,
        })?;
    }
    for (phone, position) in draft.phones.iter().zip(0i64..) {
        tx.prepare_cached(
            "insert into contact_phone (id, contact, label, number, position)
             values (:id, :contact, :label, :number, :position)
             on conflict (id) do update set label = excluded.label, number = excluded.number, position = excluded.position
                 where contact = excluded.contact",
        )?
        .execute(named_params! {
            ":id": row_id(phone.id), ":contact": id, ":label": phone.label, ":number": phone.number, ":position": position,
        })?;
    }
    for (address, position) in draft.addresses.iter().zip(0i64..) {
        tx.prepare_cached(
            "insert into contact_address (id, contact, label, street, postal_code, town, country, position)
             values (:id, :contact, :label, :street, :postal_code, :town, :country, :position)
             on conflict (id) do update set label = excluded.label, street = excluded.street,
                 postal_code = excluded.postal_code, town = excluded.town, country = excluded.country,
                 position = excluded.position where contact = excluded.contact",
        )?
        .execute(named_params! {
            ":id": row_id(address.id), ":contact": id, ":label": address.label, ":street": address.street,
            ":postal_code": address.postal_code, ":town": address.town, ":country": address.country, ":position": position,
        })?;
    }
    for (iban, position) in draft.ibans.iter().zip(0i64..) {
        tx.prepare_cached(
            "insert into contact_iban (id, contact, label, iban, bic, to_check, position)
             values (:id, :contact, :label, :iban, :bic, :to_check, :position)
             on conflict (id) do update set label = excluded.label, iban = excluded.iban, bic = excluded.bic,
                 to_check = excluded.to_check, position = excluded.position where contact = excluded.contact",
        )?
        .execute(named_params! {
            ":id": row_id(iban.id), ":contact": id, ":label": iban.label, ":iban": iban.iban, ":bic": iban.bic,
            ":to_check": iban.to_check, ":position": position,
        })?;
    }
    for (former, position) in draft.former_names.iter().zip(0i64..) {
        tx.prepare_cached(
            "insert into contact_former_name (id, contact, name, position) values (:id, :contact, :name, :position)
             on conflict (id) do update set name = excluded.name, position = excluded.position where contact = excluded.contact",
        )?
        .execute(named_params! {
            ":id": row_id(former.id), ":contact": id, ":name": former.name, ":position": position,
        })?;
    }
    for quality in &draft.qualities {
        tx.prepare_cached(
            "insert into contact_quality (id, contact, quality) values (:id, :contact, :quality) on conflict (id) do nothing",
        )?
        .execute(named_params! {
            ":id": row_id(Some(contact_quality_id(id, *quality))), ":contact": id, ":quality": quality,
        })?;
    }
    if !is_new {
        for table in PARTS {
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

/// Tables whose rows a draft lists whole.
const PARTS: &[&str] =
    &["contact_email", "contact_phone", "contact_address", "contact_iban", "contact_former_name", "contact_quality"];

/// Two devices that give the same quality to the same contact make the same row.
pub(crate) fn contact_quality_id(contact: ContactId, quality: QualityId) -> RecordId {
    Uuid::new_v5(&contact.0, quality.0.as_bytes()).into()
}
