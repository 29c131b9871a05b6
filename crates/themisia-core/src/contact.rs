//! Contacts: persons, organisations and courts, with whatever leads to them.

pub(crate) mod derived;
pub mod draft;
pub mod identifier;
pub mod name;
pub mod row;
pub mod search;
pub mod sound;
pub mod status;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, QualityId, RecordId};
use crate::op::Op;
use crate::sql_enum;

pub use draft::{AddressDraft, ContactDraft, EmailDraft, FormerNameDraft, PhoneDraft};
pub(crate) use draft::{complaints, normalised};
pub use row::{
    ContactFilter, ContactPage, ContactRow, ContactSort, ContactSortKey, ContactView, Page, ViewCounts, counts, list,
};
pub use status::ContactStatus;

sql_enum! {
    pub enum ContactKind {
        NaturalPerson = "natural_person",
        LegalPerson = "legal_person",
        Court = "court",
    }
}

/// A contact as it is kept, with what the screen needs beside.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Contact {
    pub draft: ContactDraft,
    pub id: ContactId,
    /// « Mme Anne DURAND »
    pub display_name: String,
    pub status: ContactStatus,
    pub allowed_moves: Vec<ContactStatus>,
    pub archived_at: Option<String>,
    pub created_at: String,
    pub created_by: String,
    pub updated_at: String,
    pub updated_by: String,
}

/// Where a contact came from in an imported file, so that the same file twice creates nothing twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    pub source: String,
    pub hash: String,
}

/// Creates or edits a contact.
///
/// # Errors
/// `Invalid` with the field and a French reason, unless the draft keeps the value « à vérifier »; `NotFound`.
pub fn save(tx: &Tx, draft: ContactDraft) -> Result<Contact> {
    let draft = normalised(draft)?;
    if draft.id.is_none() {
        tx.set_op(Op::CreateContact);
    }
    let id = write(tx, &draft, None)?;
    tx.label(name::display_name(&draft));
    get(tx, id)
}

/// Writes a draft that has been checked.
pub(crate) fn write(tx: &Tx, draft: &ContactDraft, origin: Option<&Origin>) -> Result<ContactId> {
    let (id, is_new) = match draft.id {
        Some(id) => (id, false),
        None => (tx.new_id(), true),
    };
    let columns = named_params! {
        ":id": id, ":kind": draft.kind, ":civility": draft.civility, ":first_names": draft.first_names,
        ":birth_name": draft.birth_name, ":usage_name": draft.usage_name, ":organisation_name": draft.organisation_name,
        ":acronym": draft.acronym, ":trade_name": draft.trade_name, ":legal_form": draft.legal_form,
        ":court_type": draft.court_type, ":birth_date": draft.birth_date, ":siren": draft.siren, ":siret": draft.siret,
        ":vat_number": draft.vat_number, ":notes": draft.notes, ":to_check": draft.to_check.join(","),
        ":external_ref": draft.external_ref,
    };
    if is_new {
        let source = origin.map_or("", |origin| origin.source.as_str());
        let hash = origin.map_or("", |origin| origin.hash.as_str());
        let created = named_params! { ":external_source": source, ":external_hash": hash, ":created_at": tx.now(), ":created_by": tx.signer.user };
        tx.prepare_cached(
            "insert into contact (id, kind, civility, first_names, birth_name, usage_name, organisation_name, acronym, trade_name,
                 legal_form, court_type, birth_date, siren, siret, vat_number, notes, to_check, external_ref,
                 external_source, external_hash, created_at, created_by)
             values (:id, :kind, :civility, :first_names, :birth_name, :usage_name, :organisation_name, :acronym, :trade_name,
                 :legal_form, :court_type, :birth_date, :siren, :siret, :vat_number, :notes, :to_check, :external_ref,
                 :external_source, :external_hash, :created_at, :created_by)",
        )?
        .execute(&*[columns, created].concat())?;
    } else {
        let changed = tx
            .prepare_cached(
                "update contact set kind = :kind, civility = :civility, first_names = :first_names, birth_name = :birth_name,
                     usage_name = :usage_name, organisation_name = :organisation_name, acronym = :acronym,
                     trade_name = :trade_name, legal_form = :legal_form, court_type = :court_type, birth_date = :birth_date,
                     siren = :siren, siret = :siret, vat_number = :vat_number, notes = :notes, to_check = :to_check,
                     external_ref = :external_ref
                 where id = :id",
            )?
            .execute(columns)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        if let Some(origin) = origin {
            tx.prepare_cached("update contact set external_source = :source, external_hash = :hash where id = :id")?
                .execute(named_params! { ":id": id, ":source": origin.source, ":hash": origin.hash })?;
        }
    }
    write_parts(tx, id, draft, is_new)?;
    Ok(id)
}

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
const PARTS: &[&str] = &["contact_email", "contact_phone", "contact_address", "contact_former_name", "contact_quality"];

/// Two devices that give the same quality to the same contact make the same row.
pub(crate) fn contact_quality_id(contact: ContactId, quality: QualityId) -> RecordId {
    Uuid::new_v5(&contact.0, quality.0.as_bytes()).into()
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: ContactId) -> Result<Contact> {
    let (mut draft, status, archived_at, created_at, created_by) = conn
        .prepare_cached(
            "select contact.*, user.name as created_by_name from contact join user on user.id = contact.created_by
             where contact.id = :id",
        )?
        .query_row(named_params! { ":id": id }, |row| {
            Ok((
                draft_from_row(row)?,
                row.get::<_, ContactStatus>("status")?,
                row.get::<_, Option<String>>("archived_at")?,
                row.get::<_, String>("created_at")?,
                row.get::<_, String>("created_by_name")?,
            ))
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    read_parts(conn, id, &mut draft)?;
    let last: Option<(String, String)> = conn
        .prepare_cached(
            "select operation.at, coalesce(user.name, '') from change_record
             join change on change.seq = change_record.change
             join operation on operation.id = change.operation
             left join user on user.id = operation.user
             where record = :id order by change.seq desc limit 1",
        )?
        .query_row(named_params! { ":id": id }, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (updated_at, updated_by) = last.unwrap_or_else(|| (created_at.clone(), created_by.clone()));
    Ok(Contact {
        id,
        display_name: name::display_name(&draft),
        allowed_moves: status.allowed_moves(),
        draft,
        status,
        archived_at,
        created_at,
        created_by,
        updated_at,
        updated_by,
    })
}

/// The whole content of a contact, without what the screen shows beside.
pub(crate) fn read_draft(conn: &Connection, id: ContactId) -> Result<Option<ContactDraft>> {
    let draft = conn
        .prepare_cached("select * from contact where id = :id")?
        .query_row(named_params! { ":id": id }, draft_from_row)
        .optional()?;
    draft
        .map(|mut draft| {
            read_parts(conn, id, &mut draft)?;
            Ok(draft)
        })
        .transpose()
}

fn read_parts(conn: &Connection, id: ContactId, draft: &mut ContactDraft) -> Result<()> {
    let contact = named_params! { ":contact": id };
    draft.emails = conn
        .prepare_cached(
            "select id, label, address, to_check from contact_email where contact = :contact order by position, id",
        )?
        .query_map(contact, |row| {
            Ok(EmailDraft { id: row.get(0)?, label: row.get(1)?, address: row.get(2)?, to_check: row.get(3)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    draft.phones = conn
        .prepare_cached("select id, label, number from contact_phone where contact = :contact order by position, id")?
        .query_map(contact, |row| Ok(PhoneDraft { id: row.get(0)?, label: row.get(1)?, number: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    draft.addresses = conn
        .prepare_cached(
            "select id, label, street, postal_code, town, country from contact_address where contact = :contact
             order by position, id",
        )?
        .query_map(contact, |row| {
            Ok(AddressDraft {
                id: row.get(0)?,
                label: row.get(1)?,
                street: row.get(2)?,
                postal_code: row.get(3)?,
                town: row.get(4)?,
                country: row.get(5)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    draft.former_names = conn
        .prepare_cached("select id, name from contact_former_name where contact = :contact order by position, id")?
        .query_map(contact, |row| Ok(FormerNameDraft { id: row.get(0)?, name: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    draft.qualities = conn
        .prepare_cached(
            "select quality.id from contact_quality join quality on quality.id = contact_quality.quality
             where contact = :contact order by quality.name",
        )?
        .query_map(contact, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(())
}

fn draft_from_row(row: &Row) -> rusqlite::Result<ContactDraft> {
    Ok(ContactDraft {
        id: row.get("id")?,
        kind: row.get("kind")?,
        civility: row.get("civility")?,
        first_names: row.get("first_names")?,
        birth_name: row.get("birth_name")?,
        usage_name: row.get("usage_name")?,
        organisation_name: row.get("organisation_name")?,
        acronym: row.get("acronym")?,
        trade_name: row.get("trade_name")?,
        legal_form: row.get("legal_form")?,
        court_type: row.get("court_type")?,
        birth_date: row.get("birth_date")?,
        siren: row.get("siren")?,
        siret: row.get("siret")?,
        vat_number: row.get("vat_number")?,
        notes: row.get("notes")?,
        external_ref: row.get("external_ref")?,
        to_check: row
            .get_ref("to_check")?
            .as_str()?
            .split(',')
            .filter(|field| !field.is_empty())
            .map(str::to_owned)
            .collect(),
        emails: Vec::new(),
        phones: Vec::new(),
        addresses: Vec::new(),
        former_names: Vec::new(),
        qualities: Vec::new(),
    })
}

/// Takes contacts out of the daily views, or brings them back. Gives how many changed.
pub fn archive(tx: &Tx, ids: Vec<ContactId>, archived: bool) -> Result<usize> {
    tx.set_op(if archived { Op::ArchiveContact } else { Op::UnarchiveContact });
    let at = archived.then(|| tx.now());
    let mut changed = 0;
    for id in &ids {
        changed += tx
            .prepare_cached(
                "update contact set archived_at = :at where id = :id and (archived_at is null) = (:at is not null)",
            )?
            .execute(named_params! { ":id": id, ":at": at })?;
    }
    tx.label(match &ids[..] {
        [id] => name_of(tx, *id)?,
        _ => format!("{} fiches", ids.len()),
    });
    Ok(changed)
}

/// « Mme Anne DURAND ».
pub fn name_of(conn: &Connection, id: ContactId) -> Result<String> {
    let draft = conn
        .prepare_cached("select * from contact where id = :id")?
        .query_row(named_params! { ":id": id }, draft_from_row)
        .optional()?;
    Ok(draft.map_or_else(|| "fiche supprimée".to_owned(), |draft| name::display_name(&draft)))
}
