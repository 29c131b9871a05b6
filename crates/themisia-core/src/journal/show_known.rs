//! What the program knows by itself, as entries: status, money, identification, tasks and meetings, merges and imports.

use rusqlite::{Connection, named_params};
use uuid::Uuid;

use super::list::{JournalEntry, JournalKind, OPERATIONS};
use super::people;
use super::show::{Names, about, excerpt, joined};
use crate::contact::ContactStatus;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId};
use crate::kyc::document::KycDocumentKind;
use crate::kyc::standing::KycState;
use crate::money::Cents;
use crate::todo::TodoKind;

pub(super) fn status_change(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    entry.kind = JournalKind::Status;
    let contact = conn
        .prepare_cached(
            "select contact, from_status, to_status, reason, user.name as user_name
             from status_change join user on user.id = status_change.user where status_change.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let (from, to): (ContactStatus, ContactStatus) = (row.get("from_status")?, row.get("to_status")?);
            entry.subject = format!("Statut : {} → {}", from.french(), to.french());
            entry.excerpt = row.get("reason")?;
            entry.user_name = row.get("user_name")?;
            row.get("contact")
        })?;
    about(conn, names, entry, contact)
}

pub(super) fn invoice(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    let (client, matter) = conn
        .prepare_cached(
            "select invoice.kind, number, subject, gross, client, matter, user.name as user_name,
                 (select number from invoice credited where credited.id = invoice.credits) as credited
             from invoice join user on user.id = invoice.created_by where invoice.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            entry.kind = row.get("kind")?;
            let (number, gross): (String, Cents) = (row.get("number")?, row.get("gross")?);
            entry.subject = match row.get::<_, Option<String>>("credited")? {
                Some(credited) => format!("Avoir {number} sur la facture {credited} : {gross}"),
                None => format!("Facture {number} émise : {gross}"),
            };
            entry.amount = Some(gross);
            entry.excerpt = row.get("subject")?;
            entry.user_name = row.get("user_name")?;
            Ok((row.get("client")?, row.get("matter")?))
        })?;
    entry.matter = names.matter(conn, matter)?;
    about(conn, names, entry, client)
}

pub(super) fn payment(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    let client = conn
        .prepare_cached(
            "select client, amount, account, method, reference, note, reverses is not null as reversal,
                 refund is not null as of_refund, user.name as user_name
             from payment join user on user.id = payment.created_by where payment.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let amount: Cents = row.get("amount")?;
            let carpa = if row.get::<_, String>("account")? == "carpa" { " (CARPA)" } else { "" };
            (entry.kind, entry.subject) = match (row.get("of_refund")?, row.get("reversal")?) {
                (true, true) => (JournalKind::Refund, format!("Provision rendue au client : {}", -amount)),
                (true, false) => (JournalKind::Reversal, format!("Remboursement de provision extourné : {amount}")),
                (false, true) => (JournalKind::Reversal, format!("Règlement extourné{carpa} : {amount}")),
                (false, false) => (JournalKind::Payment, format!("Règlement reçu{carpa} : {amount}")),
            };
            entry.amount = Some(amount);
            entry.excerpt = joined(row, &["method", "reference", "note"])?;
            entry.user_name = row.get("user_name")?;
            row.get("client")
        })?;
    about(conn, names, entry, client)
}

/// A letter that asked for overdue invoices.
pub(super) fn reminder(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    entry.kind = JournalKind::Reminder;
    let (client, recipient) = conn
        .prepare_cached(
            "select client, recipient, level, note, user.name as user_name,
                 (select sum(open + interest + indemnity) from reminder_line where reminder = reminder.id) as asked,
                 (select group_concat(number, ', ') from (select number from reminder_line
                      join invoice on invoice.id = reminder_line.invoice
                      where reminder_line.reminder = reminder.id order by position)) as numbers
             from reminder join user on user.id = reminder.created_by where reminder.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let letter = match row.get::<_, u32>("level")? {
                1 => "Rappel",
                2 => "Relance",
                _ => "Mise en demeure",
            };
            let (asked, numbers): (Option<Cents>, Option<String>) = (row.get("asked")?, row.get("numbers")?);
            let asked = asked.unwrap_or_default();
            entry.subject = format!("{letter} pour {} : {asked}", numbers.unwrap_or_default());
            entry.amount = Some(asked);
            entry.excerpt = excerpt(&row.get::<_, String>("note")?);
            entry.user_name = row.get("user_name")?;
            Ok((row.get("client")?, row.get("recipient")?))
        })?;
    about(conn, names, entry, client)?;
    sent_to(conn, names, entry, client, recipient)
}

/// A provision that was asked for.
pub(super) fn retainer(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    entry.kind = JournalKind::Retainer;
    let (client, recipient, matter) = conn
        .prepare_cached(
            "select client, recipient, matter, subject, note, gross, withdrawn_on, withdrawn_because, user.name as user_name
             from retainer join user on user.id = retainer.created_by where retainer.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let (gross, withdrawn): (Cents, Option<Day>) = (row.get("gross")?, row.get("withdrawn_on")?);
            let withdrawn = withdrawn.map_or_else(String::new, |on| format!(", retirée le {on}"));
            entry.subject = format!("Provision demandée : {gross}{withdrawn}");
            entry.amount = Some(gross);
            entry.excerpt = excerpt(&joined(row, &["subject", "note", "withdrawn_because"])?);
            entry.user_name = row.get("user_name")?;
            Ok((row.get("client")?, row.get("recipient")?, row.get("matter")?))
        })?;
    entry.matter = names.matter(conn, matter)?;
    about(conn, names, entry, client)?;
    sent_to(conn, names, entry, client, recipient)
}

fn sent_to(
    conn: &Connection,
    names: &mut Names,
    entry: &mut JournalEntry,
    client: ContactId,
    recipient: ContactId,
) -> Result<()> {
    if recipient != client {
        let name = names.contact(conn, recipient)?;
        let part = people::InteractionPart::Recipient;
        entry.contacts.push(people::JournalContact { id: recipient, name, part });
    }
    Ok(())
}

/// A merge or an import.
pub(super) fn operation(conn: &Connection, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    conn.prepare_cached(
        "select op, label, coalesce((select name from user where user.id = operation.user), '') as user_name
         from operation where id = :id",
    )?
    .query_row(named_params! { ":id": id.as_bytes() }, |row| {
        let (op, label): (String, String) = (row.get("op")?, row.get("label")?);
        entry.kind = OPERATIONS.iter().find(|(known, _)| *known == op).map_or(JournalKind::Import, |(_, kind)| *kind);
        entry.subject = match entry.kind {
            JournalKind::Merge => format!("Fiches fusionnées : {label}"),
            _ => format!("Importé du fichier {label}"),
        };
        entry.user_name = row.get("user_name")?;
        Ok(())
    })?;
    Ok(())
}

/// A step of an identification file: « KYC : Soumis → Validé ».
pub(super) fn kyc_decision(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    entry.kind = JournalKind::Kyc;
    let (client, matter) = conn
        .prepare_cached(
            "select kyc_decision.client, from_state, to_state, reason, user.name as user_name,
                 (select matter from kyc_file where kyc_file.id = kyc_decision.file) as matter
             from kyc_decision join user on user.id = kyc_decision.user where kyc_decision.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let (from, to): (KycState, KycState) = (row.get("from_state")?, row.get("to_state")?);
            entry.subject = format!("KYC : {} → {}", from.french(), to.french());
            entry.excerpt = excerpt(&row.get::<_, String>("reason")?);
            entry.user_name = row.get("user_name")?;
            Ok((row.get("client")?, row.get("matter")?))
        })?;
    entry.matter = names.matter(conn, matter)?;
    about(conn, names, entry, client)
}

/// « Pièce vue : Passeport 12AB34567 ».
pub(super) fn kyc_document(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    entry.kind = JournalKind::KycDocument;
    let contact = conn
        .prepare_cached(
            "select contact, kyc_document.kind, number, remote, note, user.name as user_name
             from kyc_document join user on user.id = kyc_document.seen_by where kyc_document.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let (kind, number): (KycDocumentKind, String) = (row.get("kind")?, row.get("number")?);
            entry.subject = format!("Pièce vue : {} {number}", kind.french()).trim_end().to_owned();
            let remote: bool = row.get("remote")?;
            let note = excerpt(&row.get::<_, String>("note")?);
            let said = [if remote { "à distance" } else { "" }, &note];
            entry.excerpt = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            entry.user_name = row.get("user_name")?;
            row.get("contact")
        })?;
    about(conn, names, entry, contact)
}

/// A task or a meeting: what it is about, whether it is done, and where.
pub(super) fn todo(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    let (contact, matter) = conn
        .prepare_cached(
            "select kind, title, place, substr(notes, 1, 800) as notes, contact, matter, done_at, due_on,
                 coalesce((select name from user where user.id = todo.done_by),
                          (select name from user where user.id = todo.assignee), maker.name) as user_name
             from todo join user maker on maker.id = todo.created_by where todo.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let kind: TodoKind = row.get("kind")?;
            let done = row.get::<_, Option<String>>("done_at")?.is_some();
            let dated = row.get::<_, Option<String>>("due_on")?.is_some();
            let state = match (kind, done) {
                (TodoKind::Task, true) => "Fait",
                (TodoKind::Task, false) if dated => "À faire ce jour",
                (TodoKind::Task, false) => "À faire",
                (TodoKind::Meeting, _) => "",
            };
            entry.kind = if kind == TodoKind::Task { JournalKind::Task } else { JournalKind::Meeting };
            entry.subject = row.get("title")?;
            let more = excerpt(&joined(row, &["place", "notes"])?);
            let said = [state, &more];
            entry.excerpt = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            entry.user_name = row.get("user_name")?;
            Ok((row.get::<_, Option<ContactId>>("contact")?, row.get::<_, Option<MatterId>>("matter")?))
        })?;
    entry.matter = names.matter(conn, matter)?;
    contact.map_or(Ok(()), |contact| about(conn, names, entry, contact))
}
