//! What the law freezes, in one place: whatever a transaction did (a command, an undo, a restored value), the rows that it changed
//! are looked at here before it commits.
//!
//! Issued invoices and credit notes, their lines, the work that they bill, and payments only ever get rows added. A merge may lead
//! them to another contact: what they printed stays.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::core::changeset::{RowChange, RowChangeKind};
use crate::core::schema::{Schema, Table};
use crate::error::{Error, Result};
use crate::ids::{InvoiceId, OperationId};
use crate::invoice::frozen;
use crate::op::Op;
use crate::time_entry::billed;

/// # Errors
/// `Invalid` for an operation that is not undone, with the way out.
pub(crate) fn refuse_undo(conn: &Connection, operation: OperationId, op: Op) -> Result<()> {
    let touches_erased = conn
        .prepare_cached(
            "select 1 from change join change_record on change_record.change = change.seq
             join contact on contact.id = change_record.record
             where change.operation = ?1 and contact.erased_at is not null limit 1",
        )?
        .exists([operation])?;
    if touches_erased && op != Op::EraseContact {
        return Err(Error::invalid(
            "operation",
            "erased",
            "Cette opération touche une fiche dont les données ont été effacées : elle ne s’annule plus.",
        ));
    }
    match op {
        Op::EraseContact => Err(Error::invalid(
            "operation",
            "frozen",
            "Un effacement de données personnelles ne s’annule pas : rien n’en est gardé.",
        )),
        Op::RecordDataRequest => Err(Error::invalid(
            "operation",
            "frozen",
            "Une inscription au registre des demandes reste. Ajoutez-en une autre qui la complète.",
        )),
        Op::IssueInvoice | Op::IssueCreditNote => Err(Error::invalid(
            "operation",
            "frozen",
            "Une facture ou un avoir émis ne s’annule pas : son numéro est pris. Faites un avoir, qui rend au besoin le travail à facturer.",
        )),
        Op::DecideKyc => Err(Error::invalid(
            "operation",
            "frozen",
            "Une étape d’un dossier KYC est signée et ne s’annule pas. Reprenez le dossier, puis décidez à nouveau.",
        )),
        Op::RecordPayment | Op::AllocatePayment | Op::ReversePayment | Op::RefundRetainer => {
            Err(payment_frozen("operation"))
        }
        _ => Ok(()),
    }
}

/// Looks at the rows that a transaction changed. `op` is what it does; for an undo or a redo, what was done first.
///
/// # Errors
/// `Invalid` for a change of what is frozen, with the way out.
pub(crate) fn guard(conn: &Connection, schema: &Schema, op: Op, rows: &[RowChange]) -> Result<()> {
    for row in rows {
        let Some(table) = schema.table(&row.table) else { continue };
        match table.name.as_str() {
            "invoice" => invoice(conn, table, op, row)?,
            "invoice_line" => line(conn, table, op, row)?,
            "payment" if row.kind == RowChangeKind::Delete => return Err(payment_frozen("payment")),
            "payment" if row.kind == RowChangeKind::Update && !leads_elsewhere(table, row) => {
                return Err(payment_frozen("payment"));
            }
            "payment_allocation" if row.kind != RowChangeKind::Insert => return Err(payment_frozen("payment")),
            "time_entry" | "expense" | "disbursement" => work(conn, table, op, row)?,
            "device" => series(conn, table, row)?,
            "contact" if row.kind == RowChangeKind::Update && op != Op::EraseContact => erased(conn, row)?,
            _ => {}
        }
    }
    Ok(())
}

fn invoice(conn: &Connection, table: &Table, op: Op, row: &RowChange) -> Result<()> {
    let issuing = matches!(op, Op::IssueInvoice | Op::IssueCreditNote);
    let changed_number = |side: &[Option<Value>]| text(table, side, "number");
    match row.kind {
        RowChangeKind::Insert => match changed_number(&row.new) {
            Some(number) if !number.is_empty() && !issuing => Err(frozen(&number)),
            _ => Ok(()),
        },
        RowChangeKind::Delete => match changed_number(&row.old) {
            Some(number) if !number.is_empty() => Err(frozen(&number)),
            _ => Ok(()),
        },
        RowChangeKind::Update => {
            if let Some(before) = changed_number(&row.old) {
                return if before.is_empty() && issuing { Ok(()) } else { Err(frozen(&before)) };
            }
            let number = number(conn, row.id)?;
            let merged = op != Op::SaveInvoice && leads_elsewhere(table, row);
            if number.is_empty() || merged { Ok(()) } else { Err(frozen(&number)) }
        }
    }
}

/// The lines of an issued invoice stay; those of a credit note come with it.
fn line(conn: &Connection, table: &Table, op: Op, row: &RowChange) -> Result<()> {
    let owner = table.column("invoice").and_then(|column| blob(row.value(column)));
    let owner = match owner {
        Some(owner) => Some(owner),
        None => conn
            .prepare_cached("select invoice from invoice_line where id = ?1")?
            .query_row([row.id.as_bytes()], |row| row.get::<_, InvoiceId>(0))
            .optional()?
            .map(|invoice| invoice.0),
    };
    let Some(owner) = owner else { return Ok(()) };
    let number = number(conn, owner)?;
    let comes_with_it = op == Op::IssueCreditNote && row.kind == RowChangeKind::Insert;
    if number.is_empty() || comes_with_it { Ok(()) } else { Err(frozen(&number)) }
}

/// Work on an issued invoice stays as it was billed. Only issuing bills it, only a credit note makes it billable again.
fn work(conn: &Connection, table: &Table, op: Op, row: &RowChange) -> Result<()> {
    let Some(column) = table.column("billed_on") else { return Ok(()) };
    if matches!(op, Op::IssueInvoice | Op::IssueCreditNote) && row.kind == RowChangeKind::Update {
        return Ok(());
    }
    let before = row.old.get(column).and_then(|value| blob(value.as_ref()));
    let now: Option<Option<InvoiceId>> = conn
        .prepare_cached(&format!("select billed_on from {} where id = ?1", table.name))?
        .query_row([row.id.as_bytes()], |row| row.get(0))
        .optional()?;
    match before.map(InvoiceId).or(now.flatten()) {
        Some(invoice) => Err(billed(conn, invoice)?),
        None => Ok(()),
    }
}

/// Nothing is written again on a contact whose data was erased.
fn erased(conn: &Connection, row: &RowChange) -> Result<()> {
    let erased = conn
        .prepare_cached("select 1 from contact where id = ?1 and erased_at is not null")?
        .exists([row.id.as_bytes()])?;
    if erased {
        let message =
            "Les données de cette fiche ont été effacées : elle ne se modifie plus. Créez une nouvelle fiche.";
        return Err(Error::invalid("id", "erased", message));
    }
    Ok(())
}

/// A series in which invoices are numbered stays that of its device.
fn series(conn: &Connection, table: &Table, row: &RowChange) -> Result<()> {
    let before = text(table, &row.old, "series").unwrap_or_default();
    if before.is_empty() {
        return Ok(());
    }
    let begun = conn.prepare_cached("select 1 from invoice where series = ?1 and number <> ''")?.exists([&before])?;
    if begun {
        let message = format!("La série {before} de ce poste est commencée : elle ne change plus.");
        return Err(Error::invalid("series", "begun", message));
    }
    Ok(())
}

/// Whether an update changes nothing but which contacts a row leads to, as a merge does.
fn leads_elsewhere(table: &Table, row: &RowChange) -> bool {
    row.new.iter().enumerate().skip(1).all(|(column, value)| value.is_none() || table.points_at("contact", column))
}

fn number(conn: &Connection, invoice: Uuid) -> Result<String> {
    let number = conn
        .prepare_cached("select number from invoice where id = ?1")?
        .query_row([invoice.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(number.unwrap_or_default())
}

fn text(table: &Table, side: &[Option<Value>], column: &str) -> Option<String> {
    match side.get(table.column(column)?)? {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

fn blob(value: Option<&Value>) -> Option<Uuid> {
    match value {
        Some(Value::Blob(id)) => Uuid::from_slice(id).ok(),
        _ => None,
    }
}

fn payment_frozen(field: &str) -> Error {
    Error::invalid(
        field,
        "frozen",
        "Un règlement ne s’efface pas et ne change pas. Extournez-le : l’écriture inverse est inscrite et ses factures redeviennent dues.",
    )
}
