//! An entry as it is shown, read whole from its source.

use std::collections::HashMap;

use chrono::{DateTime, Local};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::list::{Head, JournalEntry, JournalKind, JournalMatter};
use super::{Direction, people, show_known, source};
use crate::contact::name_of;
use crate::core::Reader;
use crate::day::Day;
use crate::document::list::{Attachment, of_interaction};
use crate::error::Result;
use crate::ids::{ContactId, MatterId};

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
    pub(super) fn contact(&mut self, conn: &Connection, id: ContactId) -> Result<String> {
        if let Some(name) = self.contacts.get(&id) {
            return Ok(name.clone());
        }
        let name = name_of(conn, id)?;
        self.contacts.insert(id, name.clone());
        Ok(name)
    }

    pub(super) fn matter(&mut self, conn: &Connection, id: Option<MatterId>) -> Result<Option<JournalMatter>> {
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
                None => show_known::operation(reader, head.entry(), &mut entry)?,
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

pub(super) fn about(conn: &Connection, names: &mut Names, entry: &mut JournalEntry, contact: ContactId) -> Result<()> {
    let name = names.contact(conn, contact)?;
    entry.contacts.push(people::JournalContact { id: contact, name, part: people::InteractionPart::About });
    Ok(())
}

pub(super) fn joined(row: &Row, columns: &[&str]) -> rusqlite::Result<String> {
    let said = columns.iter().map(|column| row.get::<_, String>(*column)).collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "))
}

/// The beginning of a text, on one line.
pub(super) fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
