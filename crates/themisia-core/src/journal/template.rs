//! Texts to start an entry from.

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::InteractionKind;
use crate::contact::one_line;
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::RecordId;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct JournalTemplate {
    pub id: Option<RecordId>,
    pub name: String,
    pub kind: InteractionKind,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub minutes: Option<u32>,
}

pub fn list(conn: &Connection) -> Result<Vec<JournalTemplate>> {
    let mut statement = conn.prepare_cached(
        "select id, name, kind, subject, body, minutes from journal_template order by position, name, id",
    )?;
    let templates = statement.query_map([], |row| {
        Ok(JournalTemplate {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            subject: row.get(3)?,
            body: row.get(4)?,
            minutes: row.get(5)?,
        })
    })?;
    Ok(templates.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// `Invalid` without a name, for an e-mail, or for a duration that is none; `NotFound`.
pub fn save(tx: &Tx, template: JournalTemplate) -> Result<JournalTemplate> {
    let name = one_line(&template.name);
    if name.is_empty() {
        return Err(Error::invalid("name", "required", "Donnez un nom à ce modèle."));
    }
    if template.kind == InteractionKind::Email {
        return Err(Error::invalid("kind", "email", "Un e-mail ne s’écrit pas dans le journal : choisissez une note."));
    }
    if template.minutes.is_some_and(|minutes| !(1..=1440).contains(&minutes)) {
        return Err(Error::invalid("minutes", "impossible", "Une durée va d’une minute à 24 heures."));
    }
    let is_new = template.id.is_none();
    let id = template.id.unwrap_or_else(|| tx.new_id());
    let template = JournalTemplate { id: Some(id), name, subject: one_line(&template.subject), ..template };
    let written = tx
        .prepare_cached(if is_new {
            "insert into journal_template (id, name, kind, subject, body, minutes, position)
             values (:id, :name, :kind, :subject, :body, :minutes,
                 (select coalesce(max(position), -1) + 1 from journal_template))"
        } else {
            "update journal_template set name = :name, kind = :kind, subject = :subject, body = :body, minutes = :minutes
             where id = :id"
        })?
        .execute(named_params! {
            ":id": id, ":name": template.name, ":kind": template.kind, ":subject": template.subject,
            ":body": template.body, ":minutes": template.minutes,
        })?;
    tx.label(template.name.as_str());
    if written == 0 { Err(Error::NotFound) } else { Ok(template) }
}

/// # Errors
/// `NotFound`.
pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    let name: Option<String> =
        tx.query_row("select name from journal_template where id = ?1", [id], |row| row.get(0)).optional()?;
    tx.label(name.ok_or(Error::NotFound)?);
    tx.execute("delete from journal_template where id = ?1", [id])?;
    Ok(())
}
