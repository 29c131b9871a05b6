//! Matters: what the firm does for a client, and who takes part in it (DOMAIN §5).

pub mod list;
pub mod party;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{self, ContactStatus, one_line, status};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, DeviceId, MatterId, TimekeeperId};
use crate::kyc::standing::{self, KycStanding};
use crate::money::Cents;
use crate::op::Op;
use crate::{firm, sql_enum, timekeeper};
use party::{Party, PartyDraft, PartyRole, Side};

sql_enum! {
    pub enum MatterStatus {
        Open = "open",
        Archived = "archived",
    }
}

sql_enum! {
    /// `Success`: a part of what is won, beside other fees.
    pub enum BillingMode {
        Hourly = "hourly",
        Fixed = "fixed",
        Success = "success",
        Subscription = "subscription",
        LegalAid = "legal_aid",
        ProBono = "pro_bono",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MatterDraft {
    pub id: Option<MatterId>,
    /// Empty: the next one of the series, `2026-0042`.
    #[serde(default)]
    pub reference: String,
    pub title: String,
    pub client: ContactId,
    #[serde(default)]
    pub responsible: Option<TimekeeperId>,
    /// None: today.
    #[serde(default)]
    pub opened_on: Option<Day>,
    #[serde(default = "hourly")]
    pub billing_mode: BillingMode,
    /// Before tax.
    #[serde(default)]
    pub fixed_fee: Option<Cents>,
    #[serde(default)]
    pub court: Option<ContactId>,
    /// RG
    #[serde(default)]
    pub court_number: String,
    #[serde(default)]
    pub notes: String,
    /// Why it is opened although the identification of the client is not validated.
    #[serde(default)]
    pub opened_despite: String,
    /// Makes the client an active one: proposed with its first matter.
    #[serde(default)]
    pub make_client_active: bool,
}

fn hourly() -> BillingMode {
    BillingMode::Hourly
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Matter {
    pub draft: MatterDraft,
    pub id: MatterId,
    pub reference: String,
    pub status: MatterStatus,
    pub closed_on: Option<Day>,
    pub client_name: String,
    pub client_status: ContactStatus,
    /// Whether the client can become an active one: to be proposed.
    pub client_can_become_active: bool,
    pub responsible_name: Option<String>,
    pub court_name: Option<String>,
    /// Whether its client is identified: when it is not clear, the matter is shown with a warning.
    pub kyc: KycStanding,
    /// The clients among its parties who are not identified, by name.
    pub unidentified: Vec<String>,
    pub parties: Vec<Party>,
    pub created_at: String,
    pub created_by: String,
}

/// Opens a matter (its client is a party on its own side), or edits one.
///
/// # Errors
/// `Invalid` for a reference that another matter bears, a client that is a court, another client once work is recorded; `NotFound`.
pub fn save(tx: &Tx, draft: MatterDraft) -> Result<Matter> {
    let draft = checked(tx, draft)?;
    let id = match draft.id {
        Some(id) => {
            edit(tx, id, &draft)?;
            id
        }
        None => open(tx, &draft)?,
    };
    if draft.make_client_active {
        make_client_active(tx, draft.client, &draft.reference)?;
    }
    tx.label(name_of(tx, id)?);
    read(tx, id, Day::of(tx.at))
}

fn checked(tx: &Tx, draft: MatterDraft) -> Result<MatterDraft> {
    let current = |id| contact::redirect::current(tx, id);
    let (client, court) = (current(draft.client)?, draft.court.map(current).transpose()?);
    let draft = MatterDraft { client, court, ..draft };
    if contact::kind_of(tx, draft.client)? == contact::ContactKind::Court {
        return Err(Error::invalid("client", "court", "Une juridiction ne peut pas être cliente."));
    }
    if let Some(court) = draft.court
        && contact::kind_of(tx, court)? != contact::ContactKind::Court
    {
        return Err(Error::invalid("court", "not_a_court", "Choisissez une juridiction."));
    }
    if let Some(responsible) = draft.responsible {
        timekeeper::name_of(tx, responsible)?;
    }
    if let Some(fee) = draft.fixed_fee {
        fee.checked("fixed_fee")?;
    }
    let opened_on = draft.opened_on.unwrap_or_else(|| Day::of(tx.at));
    let mut reference = one_line(&draft.reference);
    if reference.is_empty() && draft.id.is_none() {
        reference = next_reference(tx, tx.signer.device, opened_on.year())?;
    }
    if reference.is_empty() {
        return Err(Error::invalid("reference", "required", "Indiquez la référence du dossier."));
    }
    let taken = tx
        .prepare_cached("select title from matter where reference = :reference and id is not :id")?
        .query_row(named_params! { ":reference": reference, ":id": draft.id }, |row| row.get::<_, String>(0))
        .optional()?;
    if let Some(title) = taken {
        let message = format!("La référence {reference} est déjà celle du dossier « {title} ».");
        return Err(Error::invalid("reference", "taken", message));
    }
    Ok(MatterDraft {
        reference,
        title: one_line(&draft.title),
        opened_on: Some(opened_on),
        court_number: one_line(&draft.court_number),
        notes: draft.notes.trim().to_owned(),
        opened_despite: draft.opened_despite.trim().to_owned(),
        ..draft
    })
}

fn open(tx: &Tx, draft: &MatterDraft) -> Result<MatterId> {
    tx.set_op(Op::OpenMatter);
    let id: MatterId = tx.new_id();
    tx.execute(
        "insert into matter (id, reference, title, client, responsible, opened_on, billing_mode, fixed_fee, court,
             court_number, notes, opened_despite, created_at, created_by)
         values (:id, :reference, :title, :client, :responsible, :opened_on, :billing_mode, :fixed_fee, :court,
             :court_number, :notes, :opened_despite, :at, :user)",
        named_params! {
            ":id": id, ":reference": draft.reference, ":title": draft.title, ":client": draft.client,
            ":responsible": draft.responsible, ":opened_on": draft.opened_on, ":billing_mode": draft.billing_mode,
            ":fixed_fee": draft.fixed_fee, ":court": draft.court, ":court_number": draft.court_number,
            ":notes": draft.notes, ":opened_despite": draft.opened_despite, ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    party::write(
        tx,
        PartyDraft {
            id: None,
            matter: id,
            contact: draft.client,
            side: Side::For,
            role: PartyRole::Client,
            label: String::new(),
            role_from: draft.opened_on,
            represents: None,
            note: String::new(),
        },
    )?;
    Ok(id)
}

fn edit(tx: &Tx, id: MatterId, draft: &MatterDraft) -> Result<()> {
    let client: ContactId = tx
        .query_row("select client from matter where id = ?1", [id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    if client != draft.client {
        let worked: bool = tx.query_row(
            "select exists (select 1 from time_entry where matter = ?1) or exists (select 1 from expense where matter = ?1)
                 or exists (select 1 from disbursement where matter = ?1) or exists (select 1 from invoice where matter = ?1)",
            [id],
            |row| row.get(0),
        )?;
        if worked {
            return Err(Error::invalid(
                "client",
                "has_work",
                "Ce dossier a déjà du temps, des frais ou des factures : son client ne change plus. Ouvrez un autre dossier et déplacez-y le travail.",
            ));
        }
        tx.execute(
            "update party set contact = :client where matter = :id and contact = :before and side = 'for'",
            named_params! { ":id": id, ":client": draft.client, ":before": client },
        )?;
        // Roles and rates that are for this matter stay with it.
        for table in ["contact_role", "negotiated_rate"] {
            tx.execute(&format!("update {table} set client = ?2 where matter = ?1"), (id, draft.client))?;
        }
    }
    tx.execute(
        "update matter set reference = :reference, title = :title, client = :client, responsible = :responsible,
             opened_on = :opened_on, billing_mode = :billing_mode, fixed_fee = :fixed_fee, court = :court,
             court_number = :court_number, notes = :notes, opened_despite = :opened_despite
         where id = :id",
        named_params! {
            ":id": id, ":reference": draft.reference, ":title": draft.title, ":client": draft.client,
            ":responsible": draft.responsible, ":opened_on": draft.opened_on, ":billing_mode": draft.billing_mode,
            ":fixed_fee": draft.fixed_fee, ":court": draft.court, ":court_number": draft.court_number,
            ":notes": draft.notes, ":opened_despite": draft.opened_despite,
        },
    )?;
    Ok(())
}

/// The reference that a matter opened on a day (none: today) would be given now.
pub fn proposed_reference(reader: &Reader, opened_on: Option<Day>) -> Result<String> {
    let year = opened_on.unwrap_or_else(|| Day::of(reader.core.now())).year();
    next_reference(reader, reader.core.signer()?.device, year)
}

/// `2026-0042`: the next of the year; those of a second device of the firm bear its letter.
fn next_reference(conn: &Connection, device: DeviceId, year: i32) -> Result<String> {
    let series = firm::read_series(conn, device)?;
    let letter = if series == "A" { "" } else { series.as_str() };
    let prefix = format!("{letter}{year}-");
    let last: Option<i64> = conn.query_row(
        "select max(cast(substr(reference, length(:prefix) + 1) as integer)) from matter
         where reference >= :prefix and reference < :prefix || ':' and substr(reference, length(:prefix) + 1) not glob '*[^0-9]*'",
        named_params! { ":prefix": prefix },
        |row| row.get(0),
    )?;
    Ok(format!("{prefix}{:04}", last.unwrap_or(0) + 1))
}

fn make_client_active(tx: &Tx, client: ContactId, reference: &str) -> Result<()> {
    if contact::status_of(tx, client)?.can_become_active() {
        status::change(tx, client, ContactStatus::ActiveClient, format!("Dossier {reference}"))?;
    }
    Ok(())
}

/// Takes a matter out of the daily views, closed on a day, or brings it back.
///
/// # Errors
/// `Invalid` when it would be closed before it was opened; `NotFound`.
pub fn archive(tx: &Tx, id: MatterId, archived: bool, closed_on: Option<Day>) -> Result<Matter> {
    let matter = read(tx, id, Day::of(tx.at))?;
    let (status, closed_on) = if archived {
        (MatterStatus::Archived, Some(closed_on.unwrap_or_else(|| Day::of(tx.at))))
    } else {
        tx.set_op(Op::ReopenMatter);
        (MatterStatus::Open, None)
    };
    if closed_on < matter.draft.opened_on && closed_on.is_some() {
        return Err(Error::invalid("closed_on", "before_start", "La clôture est avant l’ouverture du dossier."));
    }
    tx.execute(
        "update matter set status = :status, closed_on = :closed_on where id = :id",
        named_params! { ":id": id, ":status": status, ":closed_on": closed_on },
    )?;
    tx.label(name_of(tx, id)?);
    read(tx, id, Day::of(tx.at))
}

/// # Errors
/// `NotFound`.
pub fn get(reader: &Reader, id: MatterId) -> Result<Matter> {
    read(reader, id, Day::of(reader.core.now()))
}

pub(crate) fn read(conn: &Connection, id: MatterId, on: Day) -> Result<Matter> {
    let mut matter = conn
        .prepare_cached(
            "select matter.*, contact.status as client_status, user.name as created_by_name,
                 (select name from timekeeper where timekeeper.id = matter.responsible) as responsible_name
             from matter join contact on contact.id = matter.client join user on user.id = matter.created_by
             where matter.id = ?1",
        )?
        .query_row([id], |row| {
            let reference: String = row.get("reference")?;
            let client_status: ContactStatus = row.get("client_status")?;
            Ok(Matter {
                id,
                reference: reference.clone(),
                status: row.get("status")?,
                closed_on: row.get("closed_on")?,
                client_name: String::new(),
                client_status,
                client_can_become_active: client_status.can_become_active(),
                responsible_name: row.get("responsible_name")?,
                court_name: None,
                kyc: KycStanding::none(),
                unidentified: Vec::new(),
                parties: Vec::new(),
                created_at: row.get("created_at")?,
                created_by: row.get("created_by_name")?,
                draft: MatterDraft {
                    id: Some(id),
                    reference,
                    title: row.get("title")?,
                    client: row.get("client")?,
                    responsible: row.get("responsible")?,
                    opened_on: row.get("opened_on")?,
                    billing_mode: row.get("billing_mode")?,
                    fixed_fee: row.get("fixed_fee")?,
                    court: row.get("court")?,
                    court_number: row.get("court_number")?,
                    notes: row.get("notes")?,
                    opened_despite: row.get("opened_despite")?,
                    make_client_active: false,
                },
            })
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    matter.client_name = contact::name_of(conn, matter.draft.client)?;
    matter.court_name = matter.draft.court.map(|court| contact::name_of(conn, court)).transpose()?;
    matter.parties = party::of_matter(conn, id)?;
    matter.kyc = standing::state(conn, matter.draft.client, Some(id), on)?;
    for party in matter.parties.iter().filter(|party| party.is_client()) {
        if !standing::state(conn, party.contact, Some(id), on)?.is_clear {
            matter.unidentified.push(party.name.clone());
        }
    }
    Ok(matter)
}

/// « 2026-0042 Bail de la rue Mercière »
pub fn name_of(conn: &Connection, id: MatterId) -> Result<String> {
    conn.prepare_cached("select trim(reference || ' ' || title) from matter where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

pub(crate) fn client_of(conn: &Connection, id: MatterId) -> Result<ContactId> {
    conn.prepare_cached("select client from matter where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}
