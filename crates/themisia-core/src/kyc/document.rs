//! Documents that somebody had before their eyes: which, of whom, until when, and whether a copy is kept.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{self, ContactKind, one_line, redirect};
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, RecordId};
use crate::op::Op;
use crate::sql_enum;

sql_enum! {
    pub enum KycDocumentKind {
        IdentityCard = "identity_card",
        Passport = "passport",
        ResidencePermit = "residence_permit",
        DrivingLicence = "driving_licence",
        RegistrationExtract = "registration_extract",
        Articles = "articles",
        OwnersRegister = "owners_register",
        AddressProof = "address_proof",
        Mandate = "mandate",
        Other = "other",
    }
}

impl KycDocumentKind {
    /// Proves who a person is (CMF art. R. 561-5-1: an official document in force with a photograph).
    pub fn is_identity(self) -> bool {
        use KycDocumentKind::{DrivingLicence, IdentityCard, Passport, ResidencePermit};
        matches!(self, IdentityCard | Passport | ResidencePermit | DrivingLicence)
    }

    pub fn french(self) -> &'static str {
        match self {
            KycDocumentKind::IdentityCard => "Carte d’identité",
            KycDocumentKind::Passport => "Passeport",
            KycDocumentKind::ResidencePermit => "Titre de séjour",
            KycDocumentKind::DrivingLicence => "Permis de conduire",
            KycDocumentKind::RegistrationExtract => "Extrait de registre (Kbis)",
            KycDocumentKind::Articles => "Statuts",
            KycDocumentKind::OwnersRegister => "Registre des bénéficiaires effectifs",
            KycDocumentKind::AddressProof => "Justificatif de domicile",
            KycDocumentKind::Mandate => "Pouvoir",
            KycDocumentKind::Other => "Autre pièce",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct KycDocumentDraft {
    pub id: Option<RecordId>,
    pub contact: ContactId,
    pub kind: KycDocumentKind,
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub authority: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub issued_on: Option<Day>,
    #[serde(default)]
    pub expires_on: Option<Day>,
    /// Not in the presence of the person.
    #[serde(default)]
    pub remote: bool,
    /// None: today.
    #[serde(default)]
    pub seen_on: Option<Day>,
    /// Name of the file that holds the copy; empty: no copy.
    #[serde(default)]
    pub copy_name: String,
    /// BLAKE3 of its bytes, where it is kept.
    #[serde(default)]
    pub copy_hash: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycDocument {
    pub draft: KycDocumentDraft,
    pub id: RecordId,
    pub seen_by: String,
}

/// Records a document that was seen, by who calls; an edit keeps who saw it. What an identity document says completes the
/// contact where it says nothing.
///
/// # Errors
/// `Invalid` for dates in the wrong order or seen in the future, or a court; `NotFound`.
pub fn save(tx: &Tx, draft: KycDocumentDraft) -> Result<KycDocument> {
    let today = Day::of(tx.at);
    let draft = KycDocumentDraft {
        contact: redirect::current(tx, draft.contact)?,
        number: one_line(&draft.number),
        authority: one_line(&draft.authority),
        country: one_line(&draft.country),
        copy_name: one_line(&draft.copy_name),
        copy_hash: one_line(&draft.copy_hash),
        note: draft.note.trim().to_owned(),
        seen_on: Some(draft.seen_on.unwrap_or(today)),
        ..draft
    };
    check(tx, &draft, today)?;
    let id = draft.id.unwrap_or_else(|| tx.new_id());
    let written = if draft.id.is_some() {
        tx.execute(
            UPDATE,
            named_params! {
                ":id": id, ":contact": draft.contact, ":kind": draft.kind, ":number": draft.number,
                ":authority": draft.authority, ":country": draft.country, ":issued_on": draft.issued_on,
                ":expires_on": draft.expires_on, ":remote": draft.remote, ":seen_on": draft.seen_on,
                ":copy_name": draft.copy_name, ":copy_hash": draft.copy_hash, ":note": draft.note,
            },
        )?
    } else {
        tx.execute(
            INSERT,
            named_params! {
                ":id": id, ":contact": draft.contact, ":kind": draft.kind, ":number": draft.number,
                ":authority": draft.authority, ":country": draft.country, ":issued_on": draft.issued_on,
                ":expires_on": draft.expires_on, ":remote": draft.remote, ":seen_on": draft.seen_on,
                ":copy_name": draft.copy_name, ":copy_hash": draft.copy_hash, ":note": draft.note,
                ":seen_by": tx.signer.user,
            },
        )?
    };
    if written == 0 {
        return Err(Error::NotFound);
    }
    complete_contact(tx, &draft)?;
    tx.label(format!("{} – {}", contact::name_of(tx, draft.contact)?, draft.kind.french()));
    get(tx, id)
}

const INSERT: &str =
    "insert into kyc_document (id, contact, kind, number, authority, country, issued_on, expires_on, remote, seen_on, seen_by,
         copy_name, copy_hash, note)
     values (:id, :contact, :kind, :number, :authority, :country, :issued_on, :expires_on, :remote, :seen_on, :seen_by,
         :copy_name, :copy_hash, :note)";
const UPDATE: &str =
    "update kyc_document set kind = :kind, number = :number, authority = :authority, country = :country,
         issued_on = :issued_on, expires_on = :expires_on, remote = :remote, seen_on = :seen_on, copy_name = :copy_name,
         copy_hash = :copy_hash, note = :note
     where id = :id and contact = :contact";

fn check(conn: &Connection, draft: &KycDocumentDraft, today: Day) -> Result<()> {
    let kind = contact::kind_of(conn, draft.contact)?;
    if kind == ContactKind::Court {
        return Err(Error::invalid("contact", "court", "Une juridiction n’a pas à être identifiée."));
    }
    if draft.kind.is_identity() && kind != ContactKind::NaturalPerson {
        return Err(Error::invalid(
            "kind",
            "not_natural_person",
            "Une pièce d’identité est celle d’une personne physique : enregistrez-la sur la fiche du représentant.",
        ));
    }
    if let (Some(issued), Some(expires)) = (draft.issued_on, draft.expires_on)
        && expires < issued
    {
        return Err(Error::invalid("expires_on", "before_start", "L’expiration est avant la délivrance."));
    }
    if draft.seen_on.is_some_and(|seen| seen > today) {
        return Err(Error::invalid("seen_on", "in_future", "Une pièce n’a pas pu être vue à une date à venir."));
    }
    if let (Some(issued), Some(seen)) = (draft.issued_on, draft.seen_on)
        && issued > seen
    {
        return Err(Error::invalid("issued_on", "after_seen", "La pièce a été vue avant d’être délivrée."));
    }
    Ok(())
}

/// A person without any identity document on the sheet takes the one that was seen.
fn complete_contact(tx: &Tx, draft: &KycDocumentDraft) -> Result<()> {
    if !draft.kind.is_identity() {
        return Ok(());
    }
    tx.execute(
        "update contact set identity_type = :kind, identity_number = :number, identity_authority = :authority,
             identity_country = :country, identity_issued_on = :issued_on, identity_expires_on = :expires_on
         where id = :id and identity_type = '' and identity_number = '' and identity_authority = ''
             and identity_country = '' and identity_issued_on is null and identity_expires_on is null",
        named_params! {
            ":id": draft.contact, ":kind": draft.kind.french(), ":number": draft.number, ":authority": draft.authority,
            ":country": draft.country, ":issued_on": draft.issued_on, ":expires_on": draft.expires_on,
        },
    )?;
    Ok(())
}

pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveKycDocument);
    let document = get(tx, id)?;
    tx.label(format!("{} – {}", contact::name_of(tx, document.draft.contact)?, document.draft.kind.french()));
    tx.execute("delete from kyc_document where id = ?1", [id])?;
    Ok(())
}

const SELECT: &str = "select kyc_document.*, user.name as seen_by_name from kyc_document
     join user on user.id = kyc_document.seen_by";

fn get(conn: &Connection, id: RecordId) -> Result<KycDocument> {
    let sql = format!("{SELECT} where kyc_document.id = ?1");
    conn.prepare_cached(&sql)?.query_row([id], from_row).optional()?.ok_or(Error::NotFound)
}

/// The documents of a contact, the last seen first.
pub(crate) fn of(conn: &Connection, contact: ContactId) -> Result<Vec<KycDocument>> {
    let sql = format!("{SELECT} where kyc_document.contact = ?1 order by seen_on desc, kyc_document.id desc");
    let documents = conn.prepare_cached(&sql)?.query_map([contact], from_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(documents)
}

fn from_row(row: &Row) -> rusqlite::Result<KycDocument> {
    let id: RecordId = row.get("id")?;
    Ok(KycDocument {
        id,
        seen_by: row.get("seen_by_name")?,
        draft: KycDocumentDraft {
            id: Some(id),
            contact: row.get("contact")?,
            kind: row.get("kind")?,
            number: row.get("number")?,
            authority: row.get("authority")?,
            country: row.get("country")?,
            issued_on: row.get("issued_on")?,
            expires_on: row.get("expires_on")?,
            remote: row.get("remote")?,
            seen_on: row.get("seen_on")?,
            copy_name: row.get("copy_name")?,
            copy_hash: row.get("copy_hash")?,
            note: row.get("note")?,
        },
    })
}
