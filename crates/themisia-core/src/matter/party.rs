//! Parties: a contact's part in a matter, on a side, in a role that changes in time (demandeur, puis appelant).

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{MatterStatus, name_of};
use crate::contact::{self, ContactStatus, one_line};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, PartyId, RecordId};
use crate::kyc::standing::{KycState, state_sql};
use crate::op::Op;
use crate::sql_enum;

sql_enum! {
    /// Pour, contre, neutre.
    pub enum Side {
        For = "for",
        Against = "against",
        Neutral = "neutral",
    }
}

sql_enum! {
    pub enum PartyRole {
        Client = "client",
        Claimant = "claimant",
        Defendant = "defendant",
        Appellant = "appellant",
        Respondent = "respondent",
        CassationClaimant = "cassation_claimant",
        CassationDefendant = "cassation_defendant",
        VoluntaryIntervener = "voluntary_intervener",
        ForcedIntervener = "forced_intervener",
        CivilParty = "civil_party",
        Accused = "accused",
        Victim = "victim",
        Creditor = "creditor",
        Debtor = "debtor",
        Buyer = "buyer",
        Seller = "seller",
        Counsel = "counsel",
        Expert = "expert",
        Notary = "notary",
        Bailiff = "bailiff",
        Insurer = "insurer",
        Witness = "witness",
        Other = "other",
    }
}

/// A party to save, in the role that it has from a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PartyDraft {
    pub id: Option<PartyId>,
    pub matter: MatterId,
    pub contact: ContactId,
    pub side: Side,
    pub role: PartyRole,
    /// The role in words, where none of the list fits.
    #[serde(default)]
    pub label: String,
    /// Since when it has that role; none: since the matter was opened. Earlier roles are kept.
    #[serde(default)]
    pub role_from: Option<Day>,
    /// A lawyer: for which party of the matter.
    #[serde(default)]
    pub represents: Option<PartyId>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Party {
    pub id: PartyId,
    pub matter: MatterId,
    pub contact: ContactId,
    pub name: String,
    pub status: ContactStatus,
    pub side: Side,
    pub represents: Option<PartyId>,
    pub note: String,
    /// Newest first; never empty.
    pub roles: Vec<HeldRole>,
}

impl Party {
    /// On the client's side, and in the role of a client now.
    pub(super) fn is_client(&self) -> bool {
        self.side == Side::For && self.roles.first().is_some_and(|held| held.role == PartyRole::Client)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct HeldRole {
    pub id: RecordId,
    pub role: PartyRole,
    pub label: String,
    pub starts_on: Day,
}

/// A matter in which a contact takes part.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MatterOfContact {
    pub matter: MatterId,
    pub reference: String,
    pub title: String,
    pub status: MatterStatus,
    pub opened_on: Day,
    pub client: ContactId,
    pub client_name: String,
    pub side: Side,
    /// The newest.
    pub role: PartyRole,
    pub label: String,
    /// Where the identification of its client stands.
    pub kyc: KycState,
}

/// # Errors
/// `Invalid` for a contact that is already a party on that side in that role, or a lawyer who represents itself; `NotFound`.
pub fn save(tx: &Tx, draft: PartyDraft) -> Result<Party> {
    let id = write(tx, draft)?;
    let party = get(tx, id)?;
    tx.label(format!("{} – {}", name_of(tx, party.matter)?, party.name));
    Ok(party)
}

pub(super) fn write(tx: &Tx, draft: PartyDraft) -> Result<PartyId> {
    let draft = PartyDraft { contact: contact::redirect::current(tx, draft.contact)?, ..draft };
    let opened_on: Day = tx
        .query_row("select opened_on from matter where id = ?1", [draft.matter], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    check(tx, &draft)?;
    let id = draft.id.unwrap_or_else(|| tx.new_id());
    let written = tx.execute(
        if draft.id.is_none() {
            "insert into party (id, matter, contact, side, represents, note)
             values (:id, :matter, :contact, :side, :represents, :note)"
        } else {
            "update party set contact = :contact, side = :side, represents = :represents, note = :note
             where id = :id and matter = :matter"
        },
        named_params! {
            ":id": id, ":matter": draft.matter, ":contact": draft.contact, ":side": draft.side,
            ":represents": draft.represents, ":note": draft.note.trim(),
        },
    )?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    let starts_on = draft.role_from.unwrap_or(opened_on);
    let role: RecordId = Uuid::new_v5(&id.0, starts_on.iso().as_bytes()).into();
    tx.execute(
        "insert into party_role (id, party, role, label, starts_on) values (:id, :party, :role, :label, :starts_on)
         on conflict (id) do update set role = excluded.role, label = excluded.label
             where role <> excluded.role or label <> excluded.label",
        named_params! {
            ":id": role, ":party": id, ":role": draft.role, ":label": one_line(&draft.label), ":starts_on": starts_on,
        },
    )?;
    Ok(id)
}

fn check(tx: &Tx, draft: &PartyDraft) -> Result<()> {
    if let Some(represented) = draft.represents {
        let here = tx
            .prepare_cached("select 1 from party where id = ?1 and matter = ?2")?
            .exists((represented, draft.matter))?;
        if !here || draft.id == Some(represented) {
            return Err(Error::invalid("represents", "not_a_party", "Choisissez une autre partie de ce dossier."));
        }
    }
    let same = tx
        .prepare_cached(
            "select 1 from party where matter = :matter and contact = :contact and side = :side
                 and represents is :represents and id is not :id",
        )?
        .exists(named_params! {
            ":matter": draft.matter, ":contact": draft.contact, ":side": draft.side,
            ":represents": draft.represents, ":id": draft.id,
        })?;
    if same {
        return Err(Error::invalid("contact", "taken", "Ce contact est déjà une partie de ce côté du dossier."));
    }
    Ok(())
}

/// # Errors
/// `Invalid` for the client's own part, or a party that a lawyer of the matter represents.
pub fn remove(tx: &Tx, id: PartyId) -> Result<()> {
    tx.set_op(Op::RemoveParty);
    let party = get(tx, id)?;
    if party.side == Side::For && super::client_of(tx, party.matter)? == party.contact {
        return Err(Error::invalid("party", "is_client", "Le client reste partie à son dossier."));
    }
    let represented = tx.prepare_cached("select 1 from party where represents = ?1")?.exists([id])?;
    if represented {
        return Err(Error::invalid("party", "represented", "Retirez d’abord le confrère qui représente cette partie."));
    }
    tx.execute("delete from party_role where party = ?1", [id])?;
    tx.execute("delete from party where id = ?1", [id])?;
    tx.label(format!("{} – {}", name_of(tx, party.matter)?, party.name));
    Ok(())
}

fn get(conn: &Connection, id: PartyId) -> Result<Party> {
    read(conn, "party.id = ?1", id.0)?.pop().ok_or(Error::NotFound)
}

/// The parties of a matter: the client's side first.
pub(super) fn of_matter(conn: &Connection, matter: MatterId) -> Result<Vec<Party>> {
    read(conn, "party.matter = ?1", matter.0)
}

fn read(conn: &Connection, condition: &str, key: Uuid) -> Result<Vec<Party>> {
    let sql = format!(
        "select party.id, party.matter, party.contact, contact.status, side, represents, note
         from party join contact on contact.id = party.contact where {condition}
         order by case side when 'for' then 0 when 'against' then 1 else 2 end, represents is not null, party.id"
    );
    let mut parties = conn
        .prepare_cached(&sql)?
        .query_map([key.as_bytes()], |row| {
            Ok(Party {
                id: row.get(0)?,
                matter: row.get(1)?,
                contact: row.get(2)?,
                name: String::new(),
                status: row.get(3)?,
                side: row.get(4)?,
                represents: row.get(5)?,
                note: row.get(6)?,
                roles: Vec::new(),
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for party in &mut parties {
        party.name = contact::name_of(conn, party.contact)?;
        party.roles = conn
            .prepare_cached(
                "select id, role, label, starts_on from party_role where party = ?1 order by starts_on desc",
            )?
            .query_map([party.id], |row| {
                Ok(HeldRole { id: row.get(0)?, role: row.get(1)?, label: row.get(2)?, starts_on: row.get(3)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
    }
    Ok(parties)
}

/// The matters in which a contact takes part, on any side: open ones first, newest first.
pub fn matters_of(reader: &Reader, contact: ContactId) -> Result<Vec<MatterOfContact>> {
    let contact = contact::redirect::current(reader, contact)?;
    matters(reader, contact, "order by matter.status = 'archived', opened_on desc, reference desc, party.id")
}

/// How many open matters a contact takes part in, on any side, and the newest of them.
pub(crate) fn open_of(reader: &Reader, contact: ContactId, limit: u32) -> Result<(u32, Vec<MatterOfContact>)> {
    let total = reader
        .prepare_cached(
            "select count(*) from party join matter on matter.id = party.matter
             where party.contact = ?1 and matter.status = 'open'",
        )?
        .query_row([contact], |row| row.get(0))?;
    let tail = format!("and matter.status = 'open' order by opened_on desc, reference desc, party.id limit {limit}");
    Ok((total, matters(reader, contact, &tail)?))
}

fn matters(reader: &Reader, contact: ContactId, tail: &str) -> Result<Vec<MatterOfContact>> {
    let sql = format!(
        "select matter.id, reference, title, matter.status, opened_on, matter.client, party.side,
             coalesce((select role from party_role where party = party.id order by starts_on desc limit 1), 'other') as role,
             coalesce((select label from party_role where party = party.id order by starts_on desc limit 1), '') as label, {}
         from party join matter on matter.id = party.matter
         where party.contact = :contact {tail}",
        state_sql("matter.client", "matter.id")
    );
    let mut matters = reader
        .prepare_cached(&sql)?
        .query_map(named_params! { ":contact": contact, ":on": Day::of(reader.core.now()) }, |row| {
            Ok(MatterOfContact {
                matter: row.get(0)?,
                reference: row.get(1)?,
                title: row.get(2)?,
                status: row.get(3)?,
                opened_on: row.get(4)?,
                client: row.get(5)?,
                client_name: String::new(),
                side: row.get(6)?,
                role: row.get(7)?,
                label: row.get(8)?,
                kyc: row.get(9)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for matter in &mut matters {
        matter.client_name = contact::name_of(reader, matter.client)?;
    }
    Ok(matters)
}
