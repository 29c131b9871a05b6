//! The life of a relation: which moves exist (DOMAIN §3), each dated, signed and kept.

use rusqlite::{OptionalExtension, named_params};

use super::{Contact, get, name_of};
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

    fn french(self) -> &'static str {
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
    let from: ContactStatus = tx
        .query_row("select status from contact where id = :id", named_params! { ":id": id }, |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    if !from.allowed_moves().contains(&to) {
        let allowed: Vec<String> =
            from.allowed_moves().iter().map(|status| format!("« {} »", status.french())).collect();
        return Err(Error::invalid(
            "status",
            "move_refused",
            format!(
                "Un « {} » ne peut pas devenir « {} ». Il peut devenir {}.",
                from.french(),
                to.french(),
                allowed.join(" ou ")
            ),
        ));
    }
    if to == ContactStatus::LostProspect && reason.trim().is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi ce prospect est perdu."));
    }
    tx.execute("update contact set status = :to where id = :id", named_params! { ":id": id, ":to": to })?;
    tx.execute(
        "insert into status_change (id, contact, from_status, to_status, reason, at, user)
         values (:id, :contact, :from, :to, :reason, :at, :user)",
        named_params! {
            ":id": tx.new_id::<RecordId>(), ":contact": id, ":from": from, ":to": to, ":reason": reason.trim(),
            ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    tx.label(name_of(tx, id)?);
    get(tx, id)
}
