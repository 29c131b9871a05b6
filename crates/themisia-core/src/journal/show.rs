//! An entry as it is shown, read whole from its source.

use std::collections::HashMap;

use chrono::{DateTime, Local};
use rusqlite::{Connection, Row, named_params};
use uuid::Uuid;

use super::list::{Head, JournalEntry, JournalKind, JournalMatter, OPERATIONS};
use super::{Direction, people, source};
use crate::contact::{ContactStatus, name_of};
use crate::core::Reader;
use crate::day::Day;
use crate::document::list::{Attachment, of_interaction};
use crate::error::Result;
use crate::ids::{ContactId, MatterId};
use crate::money::Cents;

/// Fills an entry that has its place in time already.
pub(super) type Show = fn(&Connection, &mut Names, Uuid, &mut JournalEntry) -> Result<()>;

/// Characters of a text that a list shows.
const EXCERPT: usize = 280;

/// Names of contacts and matters, each read once a page.
#[derive(Default)]
pub(super) struct Names {
    contacts: HashMap<ContactId, String>,
    matters: HashMap<MatterId, JournalMatter>,
}

impl Names {
    fn contact(&mut self, conn: &Connection, id: ContactId) -> Result<String> {
        if let Some(name) = self.contacts.get(&id) {
            return Ok(name.clone());
        }
        let name = name_of(conn, id)?;
        self.contacts.insert(id, name.clone());
        Ok(name)
    }

    fn matter(&mut self, conn: &Connection, id: Option<MatterId>) -> Result<Option<JournalMatter>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(matter) = self.matters.get(&id) {
            return Ok(Some(matter.clone()));
        }
        let found = conn
            .prepare_cached("select reference, title from matter where id = ?1")?
            .query_row([id], |row| Ok(JournalMatter { id, reference: row.get(0)?, title: row.get(1)? }))?;
        self.matters.insert(id, found.clone());
        Ok(Some(found))
    }
}

pub(super) fn all(reader: &Reader, names: &mut Names, heads: &[Head]) -> Result<Vec<JournalEntry>> {
    heads
        .iter()
        .map(|head| {
            let mut entry = placed(head);
            match source::of(&head.source) {
                Some(source) => (source.show)(reader, names, head.entry(), &mut entry)?,
                None => operation(reader, head.entry(), &mut entry)?,
            }
            Ok(entry)
        })
        .collect()
}

fn placed(head: &Head) -> JournalEntry {
    let at = head.at().parse::<DateTime<chrono::Utc>>().unwrap_or_default();
    let time = at.with_timezone(&Local).format("%H:%M").to_string();
    JournalEntry {
        id: head.entry().into(),
        source: head.source.clone(),
        kind: JournalKind::Note,
        at: head.at().to_owned(),
        day: Day::of(at),
        time: (time != "00:00").then_some(time),
        subject: String::new(),
        excerpt: String::new(),
        minutes: None,
        direction: None,
        user_name: String::new(),
        matter: None,
        pinned: false,
        contacts: Vec::new(),
        documents: Vec::new(),
        amount: None,
        problem: String::new(),
    }
}

pub(super) fn interaction(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    let mut matter = None;
    conn.prepare_cached(
        "select kind, subject, substr(body, 1, 800) as body, minutes, direction, matter, pinned, problem, user.name as user_name
         from interaction join user on user.id = interaction.user where interaction.id = ?1",
    )?
    .query_row([id.as_bytes()], |row| {
        entry.kind = row.get("kind")?;
        entry.subject = row.get("subject")?;
        entry.excerpt = excerpt(&row.get::<_, String>("body")?);
        entry.minutes = row.get("minutes")?;
        let direction: String = row.get("direction")?;
        entry.direction = Direction::ALL.iter().copied().find(|known| known.as_str() == direction);
        entry.pinned = row.get("pinned")?;
        entry.problem = row.get("problem")?;
        entry.user_name = row.get("user_name")?;
        matter = row.get("matter")?;
        Ok(())
    })?;
    entry.matter = names.matter(conn, matter)?;
    entry.contacts = people::of(conn, id.into(), |contact| names.contact(conn, contact))?;
    entry.documents = of_interaction(conn, id.into())?;
    Ok(())
}

pub(super) fn document(conn: &Connection, names: &mut Names, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
    let mut matter = None;
    entry.kind = JournalKind::Document;
    conn.prepare_cached(
        "select document.name, document.note, document.matter, newest.id as version, newest.media_type, newest.size,
             user.name as user_name,
             (select count(*) from document_version where document = document.id) as versions
         from document
             join document_version newest on newest.id = (select id from document_version
                 where document_version.document = document.id order by added_at desc, id desc limit 1)
             join user on user.id = newest.added_by
         where document.id = ?1",
    )?
    .query_row([id.as_bytes()], |row| {
        entry.subject = row.get("name")?;
        entry.excerpt = row.get("note")?;
        entry.user_name = row.get("user_name")?;
        matter = row.get("matter")?;
        entry.documents = vec![Attachment {
            id: id.into(),
            name: row.get("name")?,
            version: row.get("version")?,
            media_type: row.get("media_type")?,
            size: row.get::<_, i64>("size")?.unsigned_abs(),
        }];
        Ok(())
    })?;
    entry.matter = names.matter(conn, matter)?;
    Ok(())
}

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
                 user.name as user_name
             from payment join user on user.id = payment.created_by where payment.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let (amount, reversal): (Cents, bool) = (row.get("amount")?, row.get("reversal")?);
            let carpa = if row.get::<_, String>("account")? == "carpa" { " (CARPA)" } else { "" };
            entry.kind = if reversal { JournalKind::Reversal } else { JournalKind::Payment };
            entry.subject = if reversal {
                format!("Règlement extourné{carpa} : {amount}")
            } else {
                format!("Règlement reçu{carpa} : {amount}")
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
fn operation(conn: &Connection, id: Uuid, entry: &mut JournalEntry) -> Result<()> {
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

fn about(conn: &Connection, names: &mut Names, entry: &mut JournalEntry, contact: ContactId) -> Result<()> {
    let name = names.contact(conn, contact)?;
    entry.contacts.push(people::JournalContact { id: contact, name, part: people::InteractionPart::About });
    Ok(())
}

fn joined(row: &Row, columns: &[&str]) -> rusqlite::Result<String> {
    let said = columns.iter().map(|column| row.get::<_, String>(*column)).collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "))
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
