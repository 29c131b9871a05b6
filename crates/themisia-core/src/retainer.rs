//! Provisions (DOMAIN §1: an advance by the client): asked for by a letter, answered by payments. What is received stays beside the
//! balance until it is allocated to an invoice, as every payment does, or given back to the client.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::role::{self, ContactRole};
use crate::contact::{self, Page, one_line, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::settings;
use crate::ids::{ContactId, MatterId, RetainerId};
use crate::invoice::issue::{self, Printed};
use crate::matter;
use crate::money::{Cents, vat_on};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RetainerDraft {
    pub client: ContactId,
    #[serde(default)]
    pub matter: Option<MatterId>,
    /// None: the client's billing contact of that day.
    #[serde(default)]
    pub recipient: Option<ContactId>,
    /// None: today.
    #[serde(default)]
    pub requested_on: Option<Day>,
    #[serde(default)]
    pub due_on: Option<Day>,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub note: String,
    /// Before tax.
    pub net: Cents,
    /// None: the rate proposed first.
    #[serde(default)]
    pub vat_basis_points: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Retainer {
    pub id: RetainerId,
    pub client: ContactId,
    pub client_name: String,
    pub recipient: ContactId,
    /// As the letter has it.
    pub recipient_name: String,
    pub matter: Option<MatterId>,
    /// « 2026-0042 Bail »; empty without a matter.
    pub matter_name: String,
    pub requested_on: Day,
    pub due_on: Option<Day>,
    pub subject: String,
    pub note: String,
    pub net: Cents,
    pub vat_basis_points: u32,
    pub vat: Cents,
    pub gross: Cents,
    /// Payments that answer it, less those reversed.
    pub received: Cents,
    /// What of it was given back to the client.
    pub refunded: Cents,
    /// What of it pays no invoice yet and was not given back.
    pub available: Cents,
    /// What is still asked for; nothing once it is withdrawn.
    pub open: Cents,
    pub withdrawn_on: Option<Day>,
    pub withdrawn_because: String,
}

/// # Errors
/// `Invalid` for an amount that is none, a matter of another client, or a date before that of the request.
pub fn request(tx: &Tx, draft: RetainerDraft) -> Result<Retainer> {
    let client = redirect::current(tx, draft.client)?;
    if contact::kind_of(tx, client)? == contact::ContactKind::Court {
        return Err(Error::invalid("client", "court", "On ne demande pas de provision à une juridiction."));
    }
    if let Some(matter) = draft.matter
        && matter::client_of(tx, matter)? != client
    {
        return Err(Error::invalid("matter", "other_client", "Ce dossier est celui d’un autre client."));
    }
    let net = draft.net.checked("net")?;
    if net == Cents::ZERO {
        return Err(Error::invalid("net", "required", "Indiquez le montant de la provision."));
    }
    let requested_on = draft.requested_on.unwrap_or(Day::of(tx.at));
    if draft.due_on.is_some_and(|due_on| due_on < requested_on) {
        return Err(Error::invalid("due_on", "before_start", "L’échéance est avant la date de la demande."));
    }
    let basis_points = vat_of(tx, draft.vat_basis_points)?;
    let recipient = match draft.recipient {
        Some(recipient) => {
            contact::kind_of(tx, recipient)?;
            recipient
        }
        None => {
            let recipients = role::recipients_for(tx, client, draft.matter, ContactRole::Billing, requested_on.iso())?;
            recipients.contacts.first().map_or(client, |recipient| recipient.id)
        }
    };
    let printed = issue::printed(tx, client, recipient, draft.matter, None)?;
    let id: RetainerId = tx.new_id();
    tx.execute(
        "insert into retainer (id, client, recipient, matter, requested_on, due_on, subject, note, net, vat_basis_points, gross,
             printed, created_at, created_by)
         values (:id, :client, :recipient, :matter, :on, :due, :subject, :note, :net, :vat, :gross, :printed, :at, :user)",
        named_params! {
            ":id": id, ":client": client, ":recipient": recipient, ":matter": draft.matter, ":on": requested_on,
            ":due": draft.due_on, ":subject": one_line(&draft.subject), ":note": draft.note.trim(), ":net": net,
            ":vat": basis_points, ":gross": net + vat_on(net, basis_points), ":printed": serde_json::to_string(&printed)?,
            ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    tx.label(contact::name_of(tx, client)?);
    get(tx, id)
}

fn vat_of(tx: &Tx, asked: Option<u32>) -> Result<u32> {
    let exempt = settings::read(tx)?.vat_exempt;
    let basis_points = match asked {
        Some(basis_points) => basis_points,
        None if exempt => 0,
        None => settings::vat_rates(tx)?.first().map_or(0, |rate| rate.basis_points),
    };
    if basis_points > 10_000 {
        return Err(Error::invalid("vat_basis_points", "above_100", "Un taux de TVA ne dépasse pas 100 %."));
    }
    if exempt && basis_points > 0 {
        let message = "Le cabinet est en franchise de TVA (art. 293 B du CGI) : une provision ne porte pas de TVA.";
        return Err(Error::invalid("vat_basis_points", "exempt", message));
    }
    Ok(basis_points)
}

/// A provision is no longer asked for. What was received stays where it is.
///
/// # Errors
/// `Invalid` without a reason, or when it is withdrawn already; `NotFound`.
pub fn withdraw(tx: &Tx, id: RetainerId, reason: String) -> Result<Retainer> {
    let retainer = get(tx, id)?;
    if retainer.withdrawn_on.is_some() {
        return Err(Error::invalid("retainer", "withdrawn", "Cette demande de provision est déjà retirée."));
    }
    let reason = one_line(&reason);
    if reason.is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi cette demande est retirée."));
    }
    tx.execute(
        "update retainer set withdrawn_on = ?2, withdrawn_because = ?3 where id = ?1",
        (id, Day::of(tx.at), reason),
    )?;
    tx.label(retainer.client_name);
    get(tx, id)
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RetainerFilter {
    pub client: Option<ContactId>,
    pub matter: Option<MatterId>,
    /// Only those of which something is still asked for.
    pub open: bool,
    /// Only those of which something is left to pay invoices with.
    pub available: bool,
}

/// A page of provisions, the last first, and the sums of all that the filter finds.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RetainerPage {
    pub total: u32,
    pub gross: Cents,
    pub received: Cents,
    pub refunded: Cents,
    pub open: Cents,
    pub available: Cents,
    pub rows: Vec<Retainer>,
}

const COLUMNS: &str = "retainer.*,
    coalesce((select sum(amount) from payment where payment.retainer = retainer.id and refund is null), 0) as received,
    coalesce((select -sum(amount) from payment where payment.retainer = retainer.id and refund is not null), 0) as refunded,
    coalesce((select sum(part.amount) from payment join payment_allocation part on part.payment = payment.id
        where payment.retainer = retainer.id), 0) as used";

/// Over a row with `received`.
const OPEN: &str = "(case when withdrawn_on is null then max(gross - received, 0) else 0 end)";

pub fn list(reader: &Reader, filter: RetainerFilter, page: Page) -> Result<RetainerPage> {
    let inner = [
        if filter.client.is_some() { "client = :client" } else { ":client is null" },
        if filter.matter.is_some() { "matter = :matter" } else { ":matter is null" },
    ]
    .join(" and ");
    let outer = [if filter.open { "open > 0" } else { "1" }, if filter.available { "available > 0" } else { "1" }]
        .join(" and ");
    let found = format!(
        "select * from (select *, {OPEN} as open, received - refunded - used as available
             from (select {COLUMNS} from retainer where {inner})) where {outer}"
    );
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let asked = named_params! { ":client": client, ":matter": filter.matter };
    let (total, gross, received, refunded, open, available) = reader
        .prepare_cached(&format!(
            "select count(*), coalesce(sum(gross), 0), coalesce(sum(received), 0), coalesce(sum(refunded), 0),
                 coalesce(sum(open), 0), coalesce(sum(available), 0)
             from ({found})"
        ))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))?;
    let mut rows: Vec<Retainer> = reader
        .prepare(&format!(
            "{found} order by requested_on desc, id desc limit {} offset {}",
            page.limit.min(1000),
            page.offset
        ))?
        .query_map(asked, from_row)?
        .collect::<rusqlite::Result<_>>()?;
    for retainer in &mut rows {
        name(reader, retainer)?;
    }
    Ok(RetainerPage { total, gross, received, refunded, open, available, rows })
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: RetainerId) -> Result<Retainer> {
    let mut retainer = conn
        .prepare_cached(&format!(
            "select *, {OPEN} as open, received - refunded - used as available from (select {COLUMNS} from retainer where id = ?1)"
        ))?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::NotFound)?;
    name(conn, &mut retainer)?;
    Ok(retainer)
}

fn name(conn: &Connection, retainer: &mut Retainer) -> Result<()> {
    retainer.client_name = contact::name_of(conn, retainer.client)?;
    if let Some(matter) = retainer.matter {
        retainer.matter_name = matter::name_of(conn, matter)?;
    }
    Ok(())
}

/// What its letter says, beside its own fields.
pub(crate) fn printed(conn: &Connection, id: RetainerId) -> Result<Printed> {
    let printed: String = conn.query_row("select printed from retainer where id = ?1", [id], |row| row.get(0))?;
    Ok(serde_json::from_str(&printed)?)
}

fn from_row(row: &Row) -> rusqlite::Result<Retainer> {
    let printed: Option<Printed> = serde_json::from_str(&row.get::<_, String>("printed")?).ok();
    let (net, gross): (Cents, Cents) = (row.get("net")?, row.get("gross")?);
    Ok(Retainer {
        id: row.get("id")?,
        client: row.get("client")?,
        client_name: String::new(),
        recipient: row.get("recipient")?,
        recipient_name: printed.map_or_else(String::new, |printed| printed.recipient.name),
        matter: row.get("matter")?,
        matter_name: String::new(),
        requested_on: row.get("requested_on")?,
        due_on: row.get("due_on")?,
        subject: row.get("subject")?,
        note: row.get("note")?,
        net,
        vat_basis_points: row.get("vat_basis_points")?,
        vat: gross - net,
        gross,
        received: row.get("received")?,
        refunded: row.get("refunded")?,
        available: row.get("available")?,
        open: row.get("open")?,
        withdrawn_on: row.get("withdrawn_on")?,
        withdrawn_because: row.get("withdrawn_because")?,
    })
}
