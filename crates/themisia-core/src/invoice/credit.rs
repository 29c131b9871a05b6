//! Credit notes: the only correction of an issued invoice. A number of the same series, frozen at once.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::issue::{next_number, printed};
use super::line::{self, InvoiceLine, LineKind, Totals};
use super::{Invoice, InvoiceKind, get};
use crate::contact::one_line;
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{InvoiceId, RecordId};
use crate::money::Cents;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CreditDraft {
    /// The invoice that it corrects.
    pub invoice: InvoiceId,
    /// None: today.
    #[serde(default)]
    pub issued_on: Option<Day>,
    pub reason: String,
    /// What is given back; none: the whole invoice.
    #[serde(default)]
    pub lines: Option<Vec<CreditLine>>,
    /// The work of the invoice becomes work in progress again, to be billed anew. Only with the whole invoice.
    #[serde(default)]
    pub reopens_work: bool,
}

/// Before tax, above zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CreditLine {
    pub label: String,
    pub amount: Cents,
    pub vat_basis_points: u32,
    /// Outside VAT.
    #[serde(default)]
    pub disbursement: bool,
}

/// Issues a credit note for the whole of an invoice or a part. This is not undone.
///
/// # Errors
/// `Invalid` for a draft, a credit note, without a reason, or for more than what is left of the invoice.
pub fn issue(tx: &Tx, draft: CreditDraft) -> Result<Invoice> {
    let invoice = get(tx, draft.invoice)?;
    if invoice.number.is_empty() || invoice.kind == InvoiceKind::CreditNote {
        return Err(Error::invalid(
            "invoice",
            "not_issued",
            "Un avoir corrige une facture émise. Un projet se modifie ou se supprime.",
        ));
    }
    let reason = one_line(&draft.reason);
    if reason.is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez le motif de l’avoir."));
    }
    let whole = draft.lines.is_none();
    if draft.reopens_work && !whole {
        let message = "Seul un avoir de toute la facture rend son travail à facturer.";
        return Err(Error::invalid("reopens_work", "partial", message));
    }
    let lines = match &draft.lines {
        None => invoice.lines.iter().map(|line| InvoiceLine { id: tx.new_id(), ..unlinked(line) }).collect(),
        Some(lines) => lines.iter().map(|line| checked(tx, line)).collect::<Result<Vec<_>>>()?,
    };
    let totals = Totals::of(&lines);
    let given: Cents = tx.query_row(
        "select coalesce(sum(gross), 0) from invoice where credits = ?1 and number <> ''",
        [draft.invoice],
        |row| row.get(0),
    )?;
    let left = invoice.totals.gross - given;
    if totals.gross <= Cents::ZERO || totals.gross > left {
        let message = format!(
            "Il reste {left} à créditer sur {} : l’avoir ne peut pas être de {}.",
            invoice.number, totals.gross
        );
        return Err(Error::invalid("lines", "too_large", message));
    }
    let issued_on = draft.issued_on.unwrap_or(Day::of(tx.at));
    let number = next_number(tx, issued_on)?;
    let printed = printed(tx, invoice.client, invoice.recipient, invoice.matter, None)?;
    let id: InvoiceId = tx.new_id();
    tx.execute(
        "insert into invoice (id, kind, client, recipient, matter, credits, number, series, year, sequence, subject, issued_on,
             payment_days, net, vat, disbursements, gross, printed, reopens_work, created_at, created_by)
         values (:id, 'credit_note', :client, :recipient, :matter, :credits, :number, :series, :year, :sequence, :reason, :on,
             0, :net, :vat, :disbursements, :gross, :printed, :reopens, :at, :user)",
        named_params! {
            ":id": id, ":client": invoice.client, ":recipient": invoice.recipient, ":matter": invoice.matter,
            ":credits": draft.invoice, ":number": number.text, ":series": number.series, ":year": number.year,
            ":sequence": number.sequence, ":reason": reason, ":on": issued_on, ":net": totals.net, ":vat": totals.vat,
            ":disbursements": totals.disbursements, ":gross": totals.gross, ":printed": serde_json::to_string(&printed)?,
            ":reopens": draft.reopens_work, ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    line::write(tx, id, &lines)?;
    if draft.reopens_work {
        for table in ["time_entry", "expense", "disbursement"] {
            tx.execute(&format!("update {table} set billed_on = null where billed_on = ?1"), [draft.invoice])?;
        }
    }
    tx.label(number.text);
    get(tx, id)
}

/// The same line without what it billed: a credit note gives money back, it bills nothing.
fn unlinked(line: &InvoiceLine) -> InvoiceLine {
    InvoiceLine {
        time_entry: None,
        expense: None,
        disbursement: None,
        work_minutes: None,
        work_rate: None,
        work_amount: None,
        ..line.clone()
    }
}

fn checked(tx: &Tx, line: &CreditLine) -> Result<InvoiceLine> {
    if line.vat_basis_points > 10_000 || (line.disbursement && line.vat_basis_points > 0) {
        return Err(Error::invalid(
            "vat_basis_points",
            "above_100",
            "Ce taux de TVA n’est pas possible sur cette ligne.",
        ));
    }
    Ok(InvoiceLine {
        id: tx.new_id::<RecordId>(),
        kind: if line.disbursement { LineKind::Disbursement } else { LineKind::Fee },
        label: one_line(&line.label),
        worked_on: None,
        minutes: None,
        hourly_rate: None,
        amount: line.amount.checked("amount")?,
        vat_basis_points: line.vat_basis_points,
        time_entry: None,
        expense: None,
        disbursement: None,
        timekeeper: String::new(),
        work_minutes: None,
        work_rate: None,
        work_amount: None,
    })
}
