//! Contacts: persons, organisations and courts, with whatever leads to them.

pub mod bulk;
pub mod court;
pub(crate) mod derived;
pub mod draft;
pub mod filter;
pub mod full_name;
pub mod funnel;
pub mod identifier;
pub mod link;
pub mod merge;
pub mod name;
mod normal;
pub mod place;
pub(crate) mod redirect;
pub mod role;
pub mod row;
pub mod search;
pub mod signature;
pub mod sound;
pub mod status;
mod write;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use ts_rs::TS;

use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::op::Op;
use crate::sql_enum;

pub use draft::{AddressDraft, ContactDraft, EmailDraft, FormerNameDraft, IbanDraft, PhoneDraft};
pub use filter::ContactFilter;
pub(crate) use link::kind_of;
pub(crate) use normal::{complaints, normalised, one_line, tidied};
pub use redirect::find;
pub use row::{ContactPage, ContactRow, ContactSort, ContactSortKey, ContactView, Page, ViewCounts, counts, list};
pub use status::ContactStatus;
pub(crate) use status::of as status_of;
pub(crate) use write::{set_origin, write};

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
    /// Since when the use of its data is limited, and why (RGPD art. 18).
    pub restricted_at: Option<String>,
    pub restriction_reason: String,
    /// Since when nothing is left of who it was.
    pub erased_at: Option<String>,
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

/// Creates or edits a contact. One that becomes of another kind loses what that kind does not have.
///
/// # Errors
/// `Invalid` with the field and a French reason, unless the draft keeps the value « à vérifier »; `NotFound`.
pub fn save(tx: &Tx, mut draft: ContactDraft) -> Result<Contact> {
    match draft.id {
        None => tx.set_op(Op::CreateContact),
        Some(id) => {
            redirect::refuse_merged(tx, id)?;
            if kind_of(tx, id)? != draft.kind {
                draft.keep_to_kind();
            }
        }
    }
    let draft = normalised(draft)?;
    let id = write(tx, &draft, None)?;
    tx.label(name::display_name(&draft));
    get(tx, id)
}

/// A contact; of one that was merged, the one that it leads to.
///
/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: ContactId) -> Result<Contact> {
    let id = redirect::current(conn, id)?;
    let (mut draft, status, archived_at, created_at, created_by, limits) = conn
        .prepare_cached(
            "select contact.*, user.name as created_by_name from contact join user on user.id = contact.created_by
             where contact.id = :id",
        )?
        .query_row(named_params! { ":id": id }, |row| {
            Ok((
                ContactDraft::from_row(row)?,
                row.get::<_, ContactStatus>("status")?,
                row.get::<_, Option<String>>("archived_at")?,
                row.get::<_, String>("created_at")?,
                row.get::<_, String>("created_by_name")?,
                Limits {
                    restricted_at: row.get("restricted_at")?,
                    restriction_reason: row.get("restriction_reason")?,
                    erased_at: row.get("erased_at")?,
                },
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
        restricted_at: limits.restricted_at,
        restriction_reason: limits.restriction_reason,
        erased_at: limits.erased_at,
        created_at,
        created_by,
        updated_at,
        updated_by,
    })
}

/// What a person's rights made of a contact.
struct Limits {
    restricted_at: Option<String>,
    restriction_reason: String,
    erased_at: Option<String>,
}

/// Whether the use of a contact's data is limited, or nothing is left of it: it goes into no list that leaves the firm.
pub(crate) fn is_limited(conn: &Connection, id: ContactId) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from contact where id = ?1 and (restricted_at is not null or erased_at is not null)")?
        .exists([id])?)
}

/// The whole content of a contact, without what the screen shows beside.
pub(crate) fn read_draft(conn: &Connection, id: ContactId) -> Result<Option<ContactDraft>> {
    let draft = conn
        .prepare_cached("select * from contact where id = :id")?
        .query_row(named_params! { ":id": id }, ContactDraft::from_row)
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
    draft.ibans = conn
        .prepare_cached(
            "select id, label, iban, bic, to_check from contact_iban where contact = :contact order by position, id",
        )?
        .query_map(contact, |row| {
            Ok(IbanDraft {
                id: row.get(0)?,
                label: row.get(1)?,
                iban: row.get(2)?,
                bic: row.get(3)?,
                to_check: row.get(4)?,
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

/// Takes contacts out of the daily views, or brings them back. Gives how many changed.
pub fn archive(tx: &Tx, ids: Vec<ContactId>, archived: bool) -> Result<usize> {
    tx.set_op(if archived { Op::ArchiveContact } else { Op::UnarchiveContact });
    let at = archived.then(|| tx.now());
    let mut changed = 0;
    for id in &ids {
        let id = redirect::current(tx, *id)?;
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
        .query_row(named_params! { ":id": id }, ContactDraft::from_row)
        .optional()?;
    Ok(draft.map_or_else(|| "fiche supprimée".to_owned(), |draft| name::display_name(&draft)))
}
