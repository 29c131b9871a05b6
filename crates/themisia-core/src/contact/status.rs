//! The life of a relation: which moves exist (DOMAIN §3), each dated, signed and kept.

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use ts_rs::TS;

use super::{Contact, get, name_of, redirect};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, RecordId};
use crate::sql_enum;

sql_enum! {
    pub enum ContactStatus {
        Unqualified = "unqualified",
        Prospect = "prospect",
        ActiveClient = "active_client",
        FormerClient = "former_client",
        LostProspect = "lost_prospect",
    }
}

impl ContactStatus {
    pub fn allowed_moves(self) -> Vec<ContactStatus> {
        use ContactStatus::{ActiveClient, FormerClient, LostProspect, Prospect, Unqualified};
        match self {
            Unqualified => vec![Prospect, ActiveClient],
            Prospect => vec![ActiveClient, LostProspect],
            ActiveClient => vec![FormerClient],
            FormerClient => vec![ActiveClient],
            LostProspect => vec![Prospect],
        }
    }

    /// By opening a matter: a new relation, a prospect, or a former client who returns.
    pub fn can_become_active(self) -> bool {
        self.allowed_moves().contains(&ContactStatus::ActiveClient)
    }

    pub(crate) fn french(self) -> &'static str {
        match self {
            ContactStatus::Unqualified => "Contact",
            ContactStatus::Prospect => "Prospect",
            ContactStatus::ActiveClient => "Client actif",
            ContactStatus::FormerClient => "Client parti",
            ContactStatus::LostProspect => "Prospect perdu",
        }
    }
}

/// # Errors
/// `Invalid` when the move is none of DOMAIN §3, or when a prospect is lost without a reason.
pub fn change(tx: &Tx, id: ContactId, to: ContactStatus, reason: String) -> Result<Contact> {
    let id = redirect::current(tx, id)?;
    check_move(of(tx, id)?, to)?;
    if to == ContactStatus::LostProspect && reason.trim().is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi ce prospect est perdu."));
    }
    write(tx, id, to, &reason)?;
    tx.label(name_of(tx, id)?);
    get(tx, id)
}

pub(crate) fn of(conn: &Connection, id: ContactId) -> Result<ContactStatus> {
    conn.prepare_cached("select status from contact where id = :id")?
        .query_row(named_params! { ":id": id }, |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

pub(super) fn check_move(from: ContactStatus, to: ContactStatus) -> Result<()> {
    if from.allowed_moves().contains(&to) {
        return Ok(());
    }
    let allowed: Vec<String> = from.allowed_moves().iter().map(|status| format!("« {} »", status.french())).collect();
    Err(Error::invalid(
        "status",
        "move_refused",
        format!(
            "Un « {} » ne peut pas devenir « {} ». Il peut devenir {}.",
            from.french(),
            to.french(),
            allowed.join(" ou ")
        ),
    ))
}

/// Makes a move that has been checked: dated, signed, kept.
pub(super) fn write(tx: &Tx, id: ContactId, to: ContactStatus, reason: &str) -> Result<()> {
    let from = of(tx, id)?;
    tx.execute("update contact set status = :to where id = :id", named_params! { ":id": id, ":to": to })?;
    tx.execute(
        "insert into status_change (id, contact, from_status, to_status, reason, at, user)
         values (:id, :contact, :from, :to, :reason, :at, :user)",
        named_params! {
            ":id": tx.new_id::<RecordId>(), ":contact": id, ":from": from, ":to": to, ":reason": reason.trim(),
            ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    Ok(())
}

/// A move that a contact made.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct StatusMove {
    pub from: ContactStatus,
    pub to: ContactStatus,
    pub reason: String,
    pub at: String,
    pub user: String,
}

/// The moves of a contact, newest first.
pub fn moves(conn: &Connection, id: ContactId) -> Result<Vec<StatusMove>> {
    let id = redirect::current(conn, id)?;
    let mut statement = conn.prepare_cached(
        "select from_status, to_status, reason, at, user.name from status_change join user on user.id = status_change.user
         where contact = :id order by at desc, status_change.id desc",
    )?;
    let moves = statement
        .query_map(named_params! { ":id": id }, |row| {
            Ok(StatusMove {
                from: row.get(0)?,
                to: row.get(1)?,
                reason: row.get(2)?,
                at: row.get(3)?,
                user: row.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(moves)
}
