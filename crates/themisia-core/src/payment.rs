//! Payments: added, never changed. Allocated to invoices, partly or wholly, with a rest; a wrong one is reversed by a counter-entry.
//! What is left of a provision may be given back to the client ([`refund`]).

pub mod refund;

use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{self, Page, one_line};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, InvoiceId, PaymentId, RecordId, RetainerId};
use crate::invoice::list::{OPEN, open_amount};
use crate::money::Cents;
use crate::sql_enum;

sql_enum! {
    /// Money held on CARPA is never the firm's: it enters no figure and pays no invoice.
    pub enum Account {
        Firm = "firm",
        Carpa = "carpa",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PaymentDraft {
    pub client: ContactId,
    /// None: today.
    #[serde(default)]
    pub received_on: Option<Day>,
    pub amount: Cents,
    #[serde(default = "firm_account")]
    pub account: Account,
    /// « Virement », « Chèque », « Carte »…
    #[serde(default)]
    pub method: String,
    #[serde(default)]
    pub reference: String,
    #[serde(default)]
    pub note: String,
    /// The provision that it answers.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub retainer: Option<RetainerId>,
    #[serde(default)]
    pub allocations: Vec<Allocation>,
}

fn firm_account() -> Account {
    Account::Firm
}

/// A part of a payment that pays an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Allocation {
    pub invoice: InvoiceId,
    pub amount: Cents,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Payment {
    pub id: PaymentId,
    pub client: ContactId,
    pub client_name: String,
    pub received_on: Day,
    /// Below zero: it reverses another.
    pub amount: Cents,
    pub account: Account,
    pub method: String,
    pub reference: String,
    pub note: String,
    /// The provision that it answers.
    pub retainer: Option<RetainerId>,
    /// What pays no invoice yet and was not given back.
    pub unallocated: Cents,
    /// What of it was given back to the client.
    pub refunded: Cents,
    /// Below zero: the payment from which it takes.
    pub reverses: Option<PaymentId>,
    /// Below zero: the receipt of which money is given back; above: the refund that it takes back.
    pub refund: Option<PaymentId>,
    pub reversed_by: Option<PaymentId>,
    pub allocations: Vec<ShownAllocation>,
}

impl Payment {
    /// It is there to take another one back, which it names.
    fn is_counter_entry(&self) -> bool {
        match self.refund {
            Some(_) => self.amount > Cents::ZERO,
            None => self.reverses.is_some(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ShownAllocation {
    pub invoice: InvoiceId,
    pub number: String,
    pub amount: Cents,
}

/// # Errors
/// `Invalid` for an amount that is none, allocations past the payment or past what an invoice asks, or of CARPA money.
pub fn record(tx: &Tx, draft: PaymentDraft) -> Result<Payment> {
    if draft.amount.checked("amount")? == Cents::ZERO {
        return Err(Error::invalid("amount", "required", "Indiquez le montant reçu."));
    }
    let draft = PaymentDraft { client: contact::redirect::current(tx, draft.client)?, ..draft };
    if let Some(retainer) = draft.retainer {
        check_retainer(tx, retainer, &draft)?;
    }
    let id = insert(tx, &draft, Origin::Received)?;
    write_allocations(tx, id, &draft.allocations)?;
    tx.label(contact::name_of(tx, draft.client)?);
    get(tx, id)
}

/// Lets the rest of a payment pay invoices.
///
/// # Errors
/// As [`record`]; `Invalid` for one that is reversed.
pub fn allocate(tx: &Tx, id: PaymentId, allocations: Vec<Allocation>) -> Result<Payment> {
    let payment = get(tx, id)?;
    refuse_reversed(&payment)?;
    if payment.refund.is_some() {
        let message = "Un remboursement ne règle pas de facture : il est rendu au client.";
        return Err(Error::invalid("payment", "refund", message));
    }
    write_allocations(tx, id, &allocations)?;
    tx.label(payment.client_name);
    get(tx, id)
}

/// A part of a payment that was received before, for an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct PaymentPart {
    pub payment: PaymentId,
    pub amount: Cents,
}

/// Lets what was received before, provisions among it, pay an invoice.
///
/// # Errors
/// As [`allocate`]; the field of a refusal is « parts.0.amount ».
pub fn pay_invoice(tx: &Tx, invoice: InvoiceId, parts: Vec<PaymentPart>) -> Result<()> {
    if parts.is_empty() {
        return Err(Error::invalid("parts", "required", "Indiquez au moins un montant à imputer."));
    }
    for (at, part) in parts.iter().enumerate() {
        let allocation = Allocation { invoice, amount: part.amount };
        allocate(tx, part.payment, vec![allocation]).map_err(|error| match error {
            Error::Invalid { field, reason, message } if field.starts_with("allocations.0.") => {
                Error::Invalid { field: format!("parts.{at}.amount"), reason, message }
            }
            error => error,
        })?;
    }
    Ok(())
}

/// Takes a payment back by its counter-entry: the same amount below zero, and each of its allocations too.
///
/// # Errors
/// `Invalid` without a reason, for one that is reversed already, that reverses another, or of which something was given back.
pub fn reverse(tx: &Tx, id: PaymentId, on: Option<Day>, reason: String) -> Result<Payment> {
    let payment = get(tx, id)?;
    refuse_reversed(&payment)?;
    let note = one_line(&reason);
    if note.is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi ce règlement est extourné."));
    }
    if payment.refunded > Cents::ZERO {
        let message = format!(
            "De ce règlement, {} ont été rendus au client : extournez d’abord le remboursement.",
            payment.refunded
        );
        return Err(Error::invalid("payment", "refunded", message));
    }
    let counter = insert(
        tx,
        &PaymentDraft {
            client: payment.client,
            received_on: on,
            amount: -payment.amount,
            account: payment.account,
            method: payment.method,
            reference: payment.reference,
            note,
            retainer: payment.retainer,
            allocations: Vec::new(),
        },
        if payment.refund.is_some() { Origin::RefundOf(id) } else { Origin::Reverses(id) },
    )?;
    for allocation in &payment.allocations {
        insert_allocation(tx, counter, Allocation { invoice: allocation.invoice, amount: -allocation.amount })?;
    }
    tx.label(payment.client_name);
    get(tx, counter)
}

fn check_retainer(tx: &Tx, id: RetainerId, draft: &PaymentDraft) -> Result<()> {
    let (client, withdrawn): (ContactId, bool) = tx
        .query_row("select client, withdrawn_on is not null from retainer where id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    if client != draft.client {
        return Err(Error::invalid("retainer", "other_client", "Cette provision est demandée à un autre client."));
    }
    if withdrawn {
        let message = "Cette demande de provision est retirée : enregistrez le règlement sans elle.";
        return Err(Error::invalid("retainer", "withdrawn", message));
    }
    if draft.account == Account::Carpa {
        let message = "Les fonds déposés en CARPA ne sont pas une provision du cabinet.";
        return Err(Error::invalid("account", "carpa", message));
    }
    Ok(())
}

fn refuse_reversed(payment: &Payment) -> Result<()> {
    if payment.is_counter_entry() || payment.reversed_by.is_some() {
        return Err(Error::invalid("payment", "reversed", "Ce règlement est extourné : il ne sert plus."));
    }
    Ok(())
}

/// Where the money of a row comes from.
#[derive(Clone, Copy)]
enum Origin {
    Received,
    /// The counter-entry of a payment.
    Reverses(PaymentId),
    /// Money of a receipt that is given back; above zero, the counter-entry of a refund.
    RefundOf(PaymentId),
}

fn insert(tx: &Tx, draft: &PaymentDraft, origin: Origin) -> Result<PaymentId> {
    let id: PaymentId = tx.new_id();
    let (reverses, refund) = match origin {
        Origin::Received => (None, None),
        Origin::Reverses(payment) => (Some(payment), None),
        Origin::RefundOf(payment) => ((draft.amount < Cents::ZERO).then_some(payment), Some(payment)),
    };
    tx.execute(
        "insert into payment (id, client, received_on, amount, account, method, reference, note, reverses, created_at, created_by,
             retainer, refund)
         values (:id, :client, :on, :amount, :account, :method, :reference, :note, :reverses, :at, :user, :retainer, :refund)",
        named_params! {
            ":id": id, ":client": draft.client, ":on": draft.received_on.unwrap_or(Day::of(tx.at)), ":amount": draft.amount,
            ":account": draft.account, ":method": one_line(&draft.method), ":reference": one_line(&draft.reference),
            ":note": draft.note.trim(), ":reverses": reverses, ":at": tx.now(), ":user": tx.signer.user,
            ":retainer": draft.retainer, ":refund": refund,
        },
    )?;
    Ok(id)
}

fn write_allocations(tx: &Tx, id: PaymentId, allocations: &[Allocation]) -> Result<()> {
    for (at, allocation) in allocations.iter().enumerate() {
        let field = format!("allocations.{at}.amount");
        if allocation.amount.checked(&field)? == Cents::ZERO {
            return Err(Error::invalid(&field, "required", "Indiquez le montant affecté."));
        }
        let payment = get(tx, id)?;
        if payment.account == Account::Carpa {
            return Err(Error::invalid(
                "account",
                "carpa",
                "Les fonds déposés en CARPA ne règlent pas une facture du cabinet.",
            ));
        }
        let (number, client): (String, ContactId) = tx
            .query_row(
                "select number, client from invoice where id = ?1 and kind = 'invoice'",
                [allocation.invoice],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?
            .ok_or(Error::NotFound)?;
        if number.is_empty() {
            return Err(Error::invalid("invoice", "not_issued", "Un règlement s’affecte à une facture émise."));
        }
        if client != payment.client {
            let message = format!("La facture {number} est celle d’un autre client.");
            return Err(Error::invalid("invoice", "other_client", message));
        }
        let open = open_amount(tx, allocation.invoice)?;
        if allocation.amount > open {
            let message = format!("Il reste {open} à régler sur {number} : affectez au plus ce montant.");
            return Err(Error::invalid(&field, "above_invoice", message));
        }
        if allocation.amount > payment.unallocated {
            let message = format!("Il reste {} à affecter de ce règlement.", payment.unallocated);
            return Err(Error::invalid(&field, "above_payment", message));
        }
        insert_allocation(tx, id, *allocation)?;
    }
    Ok(())
}

fn insert_allocation(tx: &Tx, payment: PaymentId, allocation: Allocation) -> Result<()> {
    tx.prepare_cached(
        "insert into payment_allocation (id, payment, invoice, amount, created_at) values (:id, :payment, :invoice, :amount, :at)",
    )?
    .execute(named_params! {
        ":id": tx.new_id::<RecordId>(), ":payment": payment, ":invoice": allocation.invoice, ":amount": allocation.amount,
        ":at": tx.now(),
    })?;
    Ok(())
}

/// How an amount would pay the invoices of a client, the oldest due first.
pub fn proposed(reader: &Reader, client: ContactId, amount: Cents) -> Result<Vec<Allocation>> {
    let client = contact::redirect::current(reader, client)?;
    let sql = format!(
        "with found as materialized (
             select id, due_on, sequence, {OPEN} as open from invoice where client = ?1 and issued_on is not null and kind = 'invoice')
         select id, open from found where open > 0 order by due_on, sequence, id"
    );
    let mut left = amount;
    let mut allocations = Vec::new();
    let mut statement = reader.prepare_cached(&sql)?;
    let mut rows = statement.query([client])?;
    while let (true, Some(row)) = (left > Cents::ZERO, rows.next()?) {
        let part = row.get::<_, Cents>(1)?.min(left);
        allocations.push(Allocation { invoice: row.get(0)?, amount: part });
        left = left - part;
    }
    Ok(allocations)
}

/// A page of payments, newest first, and their sums: the firm's money, and beside it what is held on CARPA.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PaymentPage {
    pub total: u32,
    pub amount: Cents,
    pub unallocated: Cents,
    /// In no figure.
    pub carpa: Cents,
    pub rows: Vec<Payment>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PaymentFilter {
    pub client: Option<ContactId>,
    /// Only those that pay this one, or once did.
    pub invoice: Option<InvoiceId>,
    /// Only those that answer this provision, their counter-entries too.
    pub retainer: Option<RetainerId>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// Only those with a rest that pays no invoice.
    pub unallocated: bool,
}

/// What of a receipt was given back, over its row: its refunds, less those that were taken back.
const REFUNDED: &str = "(select coalesce(-sum(given.amount
        + (select coalesce(sum(back.amount), 0) from payment back where back.refund = given.id)), 0)
    from payment given where given.refund = payment.id and given.amount < 0)";

/// The rest of a payment, over its row. A refund has none: it is the receipt that has less.
static UNALLOCATED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "(case when account = 'firm' and refund is null then amount
             - (select coalesce(sum(a.amount), 0) from payment_allocation a where a.payment = payment.id)
             - {REFUNDED} else 0 end)"
    )
});

pub fn list(reader: &Reader, filter: PaymentFilter, page: Page) -> Result<PaymentPage> {
    let client = filter.client.map(|client| contact::redirect::current(reader, client)).transpose()?;
    let filter = PaymentFilter { client, ..filter };
    let inner = [
        if filter.client.is_some() { "client = :client" } else { ":client is null" },
        if filter.invoice.is_some() {
            "id in (select payment from payment_allocation where invoice = :invoice)"
        } else {
            ":invoice is null"
        },
        if filter.retainer.is_some() { "retainer = :retainer" } else { ":retainer is null" },
        if filter.from.is_some() { "received_on >= :from" } else { ":from is null" },
        if filter.to.is_some() { "received_on <= :to" } else { ":to is null" },
    ]
    .join(" and ");
    let outer = if filter.unallocated { "unallocated <> 0" } else { "1" };
    let asked = named_params! {
        ":client": filter.client, ":invoice": filter.invoice, ":retainer": filter.retainer, ":from": filter.from,
        ":to": filter.to,
    };
    // With its limit the inner query stays one of its own, and the rest is looked up once a row.
    let (total, amount, unallocated, carpa) = reader
        .prepare_cached(&format!(
            "select count(*), coalesce(sum(amount) filter (where account = 'firm'), 0), coalesce(sum(unallocated), 0),
                 coalesce(sum(amount) filter (where account = 'carpa'), 0)
             from (select account, amount, {} as unallocated from payment where {inner} limit -1) where {outer}",
            *UNALLOCATED
        ))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let rest = if filter.unallocated { format!("and {} <> 0", *UNALLOCATED) } else { String::new() };
    let ids: Vec<PaymentId> = reader
        .prepare(&format!(
            "select id from payment where {inner} {rest} order by received_on desc, id desc limit {} offset {}",
            page.limit.min(1000),
            page.offset
        ))?
        .query_map(asked, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let rows = ids.into_iter().map(|id| get(reader, id)).collect::<Result<_>>()?;
    Ok(PaymentPage { total, amount, unallocated, carpa, rows })
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: PaymentId) -> Result<Payment> {
    let mut payment = conn
        .prepare_cached(&format!(
            "select *, {} as unallocated, {REFUNDED} as refunded,
                 coalesce(
                     (select counter.id from payment counter where counter.reverses = payment.id and counter.refund is null),
                     (select counter.id from payment counter where counter.refund = payment.id and counter.amount > 0)
                 ) as reversed_by
             from payment where id = ?1",
            *UNALLOCATED
        ))?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::NotFound)?;
    payment.client_name = contact::name_of(conn, payment.client)?;
    payment.allocations = conn
        .prepare_cached(
            "select invoice, invoice.number, sum(amount) from payment_allocation
             join invoice on invoice.id = payment_allocation.invoice where payment = ?1
             group by invoice order by invoice.number",
        )?
        .query_map([id], |row| Ok(ShownAllocation { invoice: row.get(0)?, number: row.get(1)?, amount: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(payment)
}

fn from_row(row: &Row) -> rusqlite::Result<Payment> {
    Ok(Payment {
        id: row.get("id")?,
        client: row.get("client")?,
        client_name: String::new(),
        received_on: row.get("received_on")?,
        amount: row.get("amount")?,
        account: row.get("account")?,
        method: row.get("method")?,
        reference: row.get("reference")?,
        note: row.get("note")?,
        retainer: row.get("retainer")?,
        unallocated: row.get("unallocated")?,
        refunded: row.get("refunded")?,
        reverses: row.get("reverses")?,
        refund: row.get("refund")?,
        reversed_by: row.get("reversed_by")?,
        allocations: Vec::new(),
    })
}
