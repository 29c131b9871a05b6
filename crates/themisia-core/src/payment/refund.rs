//! What is left of a provision goes back to the client: payments below zero, one for each receipt that it is taken from, the oldest
//! first. They are added and never changed; one that did not take place is reversed by its counter-entry, as any payment.

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Account, Origin, Payment, PaymentDraft, get, insert};
use crate::contact;
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, PaymentId, RetainerId};
use crate::money::Cents;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RefundDraft {
    pub retainer: RetainerId,
    pub amount: Cents,
    /// None: today.
    #[serde(default)]
    pub given_on: Option<Day>,
    #[serde(default)]
    pub method: String,
    #[serde(default)]
    pub reference: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// Gives money of a provision back to its client, withdrawn or not.
///
/// # Errors
/// `Invalid` for an amount that is none or above what is left, or a day before the money was received; `NotFound`.
pub fn give_back(tx: &Tx, draft: RefundDraft) -> Result<Vec<Payment>> {
    let client: ContactId = tx
        .query_row("select client from retainer where id = ?1", [draft.retainer], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    if draft.amount.checked("amount")? == Cents::ZERO {
        return Err(Error::invalid("amount", "required", "Indiquez le montant rendu au client."));
    }
    let receipts = receipts(tx, draft.retainer)?;
    let left: Cents = receipts.iter().map(|receipt| receipt.unallocated).sum();
    if draft.amount > left {
        let message = if left == Cents::ZERO {
            "Il ne reste rien de cette provision à rendre.".to_owned()
        } else {
            format!("Il reste {left} de cette provision : rendez au plus ce montant.")
        };
        return Err(Error::invalid("amount", "above_retainer", message));
    }
    let on = draft.given_on.unwrap_or(Day::of(tx.at));
    let mut to_give = draft.amount;
    let mut given = Vec::new();
    for receipt in receipts {
        let part = receipt.unallocated.min(to_give);
        if part == Cents::ZERO {
            continue;
        }
        if on < receipt.received_on {
            let message =
                format!("Cette somme a été reçue le {} : elle se rend ce jour-là ou après.", receipt.received_on);
            return Err(Error::invalid("given_on", "before_receipt", message));
        }
        let row = PaymentDraft {
            client,
            received_on: Some(on),
            amount: -part,
            account: Account::Firm,
            method: draft.method.clone(),
            reference: draft.reference.clone(),
            note: draft.note.clone(),
            retainer: Some(draft.retainer),
            allocations: Vec::new(),
        };
        given.push(get(tx, insert(tx, &row, Origin::RefundOf(receipt.id))?)?);
        to_give = to_give - part;
    }
    tx.label(contact::name_of(tx, client)?);
    Ok(given)
}

/// What was received of a provision and is not reversed, the oldest first.
fn receipts(tx: &Tx, retainer: RetainerId) -> Result<Vec<Payment>> {
    let ids: Vec<PaymentId> = tx
        .prepare_cached(
            "select id from payment where retainer = ?1 and amount > 0 and refund is null order by received_on, id",
        )?
        .query_map([retainer], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let receipts = ids.into_iter().map(|id| get(tx, id)).collect::<Result<Vec<_>>>()?;
    Ok(receipts.into_iter().filter(|receipt| receipt.reversed_by.is_none()).collect())
}
