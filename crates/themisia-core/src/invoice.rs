//! Invoices and credit notes: drafts from unbilled work; a number of the device's series, without gap, freezes the whole (DOMAIN §7).

pub mod credit;
pub mod electronic;
pub mod issue;
pub mod line;
pub mod list;
pub mod mention;
pub mod work;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contact::{self, one_line};
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::settings;
use crate::ids::{ContactId, InvoiceId, MatterId, RecordId};
use crate::money::Cents;
use crate::{matter, sql_enum};
use line::{InvoiceLine, LineDraft, Totals};

sql_enum! {
    pub enum InvoiceKind {
        Invoice = "invoice",
        CreditNote = "credit_note",
    }
}

/// A draft of an invoice: what it bills stays work in progress until it is issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InvoiceDraft {
    pub id: Option<InvoiceId>,
    pub client: ContactId,
    /// Who receives it: one of the client's billing contacts or the client itself; none: the default of today.
    #[serde(default)]
    pub recipient: Option<ContactId>,
    #[serde(default)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub note: String,
    /// Days from issue to the due date; none: the firm's.
    #[serde(default)]
    pub payment_days: Option<u32>,
    pub lines: Vec<LineDraft>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Invoice {
    pub id: InvoiceId,
    pub kind: InvoiceKind,
    /// Empty for a draft.
    pub number: String,
    pub client: ContactId,
    /// « DURAND Anne », as it is today.
    pub client_name: String,
    pub recipient: ContactId,
    /// As printed once issued; before, as it would be today.
    pub recipient_name: String,
    pub matter: Option<MatterId>,
    /// « 2026-0042 Bail »; empty without a matter.
    pub matter_name: String,
    /// A credit note: the invoice that it corrects.
    pub credits: Option<InvoiceId>,
    /// Its number.
    pub credits_number: String,
    /// Of an invoice: its credit notes, in their order.
    pub credit_notes: Vec<CreditNoteShown>,
    pub subject: String,
    pub note: String,
    pub issued_on: Option<Day>,
    pub due_on: Option<Day>,
    pub payment_days: u32,
    pub lines: Vec<InvoiceLine>,
    pub totals: Totals,
    /// What was frozen with the number: the firm, the recipient, the mentions.
    pub printed: Option<issue::Printed>,
    /// An issued invoice: what credit notes took back, and what payments paid.
    pub credited: Cents,
    pub paid: Cents,
    /// An issued invoice: what is still to be paid; below zero when too much was.
    pub open: Cents,
    pub mark: Option<InvoiceMark>,
    pub created_at: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct CreditNoteShown {
    pub id: InvoiceId,
    pub number: String,
    pub issued_on: Day,
    pub gross: Cents,
}

sql_enum! {
    pub enum Mark {
        Doubtful = "doubtful",
        Disputed = "disputed",
    }
}

/// What is thought of an issued invoice, with its reason: it counts as a doubtful debt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InvoiceMark {
    pub mark: Mark,
    pub reason: String,
}

/// Saves a draft, with all of its lines.
///
/// # Errors
/// `Invalid` for work of another client, work that is billed or on another draft, a total below zero; `frozen` once issued.
pub fn save(tx: &Tx, draft: InvoiceDraft) -> Result<Invoice> {
    let current = |id| contact::redirect::current(tx, id);
    let (client, recipient) = (current(draft.client)?, draft.recipient.map(current).transpose()?);
    let draft = InvoiceDraft { client, recipient, ..draft };
    if contact::kind_of(tx, draft.client)? == contact::ContactKind::Court {
        return Err(Error::invalid("client", "court", "Une juridiction ne se facture pas."));
    }
    if let Some(matter) = draft.matter
        && matter::client_of(tx, matter)? != draft.client
    {
        return Err(Error::invalid("matter", "other_client", "Ce dossier est celui d’un autre client."));
    }
    let recipient = match draft.recipient {
        Some(recipient) => recipient,
        None => default_recipient(tx, draft.client, draft.matter)?,
    };
    let payment_days = draft.payment_days.unwrap_or(settings::read(tx)?.payment_days);
    if payment_days > 365 {
        return Err(Error::invalid("payment_days", "too_large", "Ce nombre de jours est trop grand."));
    }
    let id = match draft.id {
        Some(id) => {
            refuse_issued(tx, id)?;
            id
        }
        None => tx.new_id(),
    };
    let lines = line::checked(tx, id, draft.client, &draft.lines)?;
    let totals = Totals::of(&lines);
    if totals.gross < Cents::ZERO {
        return Err(Error::invalid(
            "lines",
            "negative",
            "Le total d’une facture ne peut pas être négatif. Réduisez la remise.",
        ));
    }
    tx.execute(
        "insert into invoice (id, kind, client, recipient, matter, subject, note, payment_days, net, vat, disbursements, gross,
             created_at, created_by)
         values (:id, 'invoice', :client, :recipient, :matter, :subject, :note, :days, :net, :vat, :disbursements, :gross, :at, :user)
         on conflict (id) do update set client = excluded.client, recipient = excluded.recipient, matter = excluded.matter,
             subject = excluded.subject, note = excluded.note, payment_days = excluded.payment_days, net = excluded.net,
             vat = excluded.vat, disbursements = excluded.disbursements, gross = excluded.gross",
        named_params! {
            ":id": id, ":client": draft.client, ":recipient": recipient, ":matter": draft.matter,
            ":subject": one_line(&draft.subject), ":note": draft.note.trim(), ":days": payment_days, ":net": totals.net,
            ":vat": totals.vat, ":disbursements": totals.disbursements, ":gross": totals.gross, ":at": tx.now(),
            ":user": tx.signer.user,
        },
    )?;
    line::write(tx, id, &lines)?;
    tx.label(contact::name_of(tx, draft.client)?);
    get(tx, id)
}

/// # Errors
/// `Invalid` (`frozen`) once issued; `NotFound`.
pub fn remove(tx: &Tx, id: InvoiceId) -> Result<()> {
    refuse_issued(tx, id)?;
    let client: ContactId = tx.query_row("select client from invoice where id = ?1", [id], |row| row.get(0))?;
    tx.execute("delete from invoice_line where invoice = ?1", [id])?;
    tx.execute("delete from invoice where id = ?1", [id])?;
    tx.label(contact::name_of(tx, client)?);
    Ok(())
}

/// Marks an issued invoice doubtful or disputed, with a reason, or takes the mark away.
///
/// # Errors
/// `Invalid` without a reason, or for a draft; `NotFound`.
pub fn mark(tx: &Tx, id: InvoiceId, mark: Option<InvoiceMark>) -> Result<Invoice> {
    let (kind, number): (InvoiceKind, String) = tx
        .query_row("select kind, number from invoice where id = ?1", [id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(Error::NotFound)?;
    if number.is_empty() || kind == InvoiceKind::CreditNote {
        return Err(Error::invalid(
            "invoice",
            "not_issued",
            "Seule une facture émise peut être douteuse ou contestée.",
        ));
    }
    match mark {
        Some(InvoiceMark { mark, reason }) => {
            let reason = one_line(&reason);
            if reason.is_empty() {
                return Err(Error::invalid("reason", "required", "Indiquez pourquoi."));
            }
            let row: RecordId = Uuid::new_v5(&id.0, b"mark").into();
            tx.execute(
                "insert into invoice_mark (id, invoice, mark, reason, at, user) values (:id, :invoice, :mark, :reason, :at, :user)
                 on conflict (id) do update set mark = excluded.mark, reason = excluded.reason, at = excluded.at, user = excluded.user",
                named_params! {
                    ":id": row, ":invoice": id, ":mark": mark, ":reason": reason, ":at": tx.now(), ":user": tx.signer.user,
                },
            )?;
        }
        None => {
            tx.execute("delete from invoice_mark where invoice = ?1", [id])?;
        }
    }
    tx.label(number);
    get(tx, id)
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: InvoiceId) -> Result<Invoice> {
    let mut invoice = conn
        .prepare_cached("select * from invoice where id = ?1")?
        .query_row([id], |row| {
            Ok(Invoice {
                id,
                kind: row.get("kind")?,
                number: row.get("number")?,
                client: row.get("client")?,
                client_name: String::new(),
                recipient: row.get("recipient")?,
                recipient_name: String::new(),
                matter: row.get("matter")?,
                matter_name: String::new(),
                credits: row.get("credits")?,
                credits_number: String::new(),
                credit_notes: Vec::new(),
                subject: row.get("subject")?,
                note: row.get("note")?,
                issued_on: row.get("issued_on")?,
                due_on: row.get("due_on")?,
                payment_days: row.get("payment_days")?,
                lines: Vec::new(),
                totals: Totals::default(),
                printed: serde_json::from_str(&row.get::<_, String>("printed")?).ok(),
                credited: Cents::ZERO,
                paid: Cents::ZERO,
                open: Cents::ZERO,
                mark: None,
                created_at: row.get("created_at")?,
            })
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    invoice.lines = line::of_invoice(conn, id)?;
    invoice.totals = Totals::of(&invoice.lines);
    invoice.recipient_name = match &invoice.printed {
        Some(printed) => printed.recipient.name.clone(),
        None => contact::name_of(conn, invoice.recipient)?,
    };
    invoice.client_name = contact::name_of(conn, invoice.client)?;
    if let Some(matter) = invoice.matter {
        invoice.matter_name = matter::name_of(conn, matter)?;
    }
    if let Some(credited) = invoice.credits {
        invoice.credits_number = number_of(conn, credited)?;
    }
    invoice.credit_notes = conn
        .prepare_cached(
            "select id, number, issued_on, gross from invoice where credits = ?1 and number <> '' order by issued_on, sequence, id",
        )?
        .query_map([id], |row| {
            Ok(CreditNoteShown { id: row.get(0)?, number: row.get(1)?, issued_on: row.get(2)?, gross: row.get(3)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    invoice.credited = invoice.credit_notes.iter().map(|credit| credit.gross).sum();
    invoice.paid = conn
        .prepare_cached("select coalesce(sum(amount), 0) from payment_allocation where invoice = ?1")?
        .query_row([id], |row| row.get(0))?;
    invoice.open = list::open_amount(conn, id)?;
    invoice.mark = conn
        .prepare_cached("select mark, reason from invoice_mark where invoice = ?1")?
        .query_row([id], |row| Ok(InvoiceMark { mark: row.get(0)?, reason: row.get(1)? }))
        .optional()?;
    Ok(invoice)
}

/// The first and the last day of the work on some lines.
pub(crate) fn worked_between(lines: &[InvoiceLine]) -> Option<(Day, Day)> {
    let days = || lines.iter().filter_map(|line| line.worked_on);
    days().min().zip(days().max())
}

fn default_recipient(tx: &Tx, client: ContactId, matter: Option<MatterId>) -> Result<ContactId> {
    let on = Day::of(tx.at).iso();
    let recipients = contact::role::recipients_for(tx, client, matter, contact::role::ContactRole::Billing, on)?;
    Ok(recipients.contacts.first().map_or(client, |recipient| recipient.id))
}

/// What a draft may do, an issued invoice may not.
pub(crate) fn refuse_issued(conn: &Connection, id: InvoiceId) -> Result<()> {
    let number = number_of(conn, id)?;
    if number.is_empty() { Ok(()) } else { Err(frozen(&number)) }
}

fn number_of(conn: &Connection, id: InvoiceId) -> Result<String> {
    conn.prepare_cached("select number from invoice where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

/// Why an issued invoice does not change, and what to do instead.
pub(crate) fn frozen(number: &str) -> Error {
    Error::invalid(
        "invoice",
        "frozen",
        format!("{number} est émise : elle ne change plus et ne s’annule pas. Faites un avoir."),
    )
}
