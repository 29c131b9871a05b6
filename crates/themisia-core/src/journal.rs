//! The journal (DOMAIN §9): what was said and done with a contact or in a matter. People write exchanges down here, e-mails come
//! from [`crate::email`]; what the program knows by itself joins them in [`list`], from the sources of [`source`].

pub mod derived;
pub mod list;
mod people;
mod show;
mod show_known;
mod source;
pub mod template;

use chrono::{DateTime, Local, NaiveDateTime, TimeZone, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{self, one_line};
use crate::core::{Tx, start_of_day, timestamp};
use crate::day::Day;
use crate::document::list::{Attachment, of_interaction};
use crate::error::{Error, Result};
use crate::ids::{ContactId, DocumentId, InteractionId, MatterId};
use crate::op::Op;
use crate::{document, matter, sql_enum};

pub use list::{JournalEntry, JournalFilter, JournalPage};
pub(crate) use people::link;
pub use people::{InteractionPart, JournalContact};

sql_enum! {
    /// What people write down, or receive.
    pub enum InteractionKind {
        Email = "email",
        Call = "call",
        Meeting = "meeting",
        Note = "note",
        Letter = "letter",
    }
}

impl InteractionKind {
    pub fn french(self) -> &'static str {
        match self {
            InteractionKind::Email => "E-mail",
            InteractionKind::Call => "Appel",
            InteractionKind::Meeting => "Rendez-vous",
            InteractionKind::Note => "Note",
            InteractionKind::Letter => "Courrier",
        }
    }
}

sql_enum! {
    /// Of a call, a letter, an e-mail: received or sent by the firm.
    pub enum Direction {
        In = "in",
        Out = "out",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct InteractionDraft {
    pub id: Option<InteractionId>,
    pub kind: InteractionKind,
    /// An instant (RFC 3339), a day, or a day with its time here (`2026-11-24T14:30`); empty: now.
    #[serde(default)]
    pub at: String,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub minutes: Option<u32>,
    #[serde(default)]
    pub direction: Option<Direction>,
    #[serde(default)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    pub pinned: bool,
    /// Whom it was with, or is about.
    #[serde(default)]
    pub about: Vec<ContactId>,
    /// Who is spoken of.
    #[serde(default)]
    pub mentioned: Vec<ContactId>,
}

/// Somebody on an e-mail, as it bears them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EmailPerson {
    pub part: InteractionPart,
    pub name: String,
    pub address: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Interaction {
    pub draft: InteractionDraft,
    pub id: InteractionId,
    pub user_name: String,
    pub matter_name: Option<String>,
    pub contacts: Vec<JournalContact>,
    /// Of an e-mail.
    pub people: Vec<EmailPerson>,
    pub documents: Vec<Attachment>,
    /// Why an e-mail could not be read whole.
    pub problem: String,
    pub created_at: String,
}

/// Writes an exchange down, or edits one. Of an e-mail only whom it concerns, its matter and its pin change: it stays as it came.
///
/// # Errors
/// `Invalid` when nothing is said, or the time is none; `NotFound`.
pub fn save(tx: &Tx, draft: InteractionDraft) -> Result<Interaction> {
    let draft = checked(tx, draft)?;
    let id = match draft.id {
        Some(id) => {
            tx.set_op(Op::EditInteraction);
            edit(tx, id, &draft)?;
            id
        }
        None => insert(tx, &draft)?,
    };
    people::write(tx, id, InteractionPart::About, &draft.about)?;
    people::write(tx, id, InteractionPart::Mentioned, &draft.mentioned)?;
    tx.label(name_of(tx, id)?);
    get(tx, id)
}

fn checked(tx: &Tx, draft: InteractionDraft) -> Result<InteractionDraft> {
    let subject = one_line(&draft.subject);
    let body = document::text::tidy(&draft.body);
    if subject.is_empty() && body.is_empty() {
        return Err(Error::invalid("body", "required", "Écrivez au moins un mot : l’objet ou le texte."));
    }
    if draft.minutes.is_some_and(|minutes| !(1..=1440).contains(&minutes)) {
        return Err(Error::invalid("minutes", "impossible", "Une durée va d’une minute à 24 heures."));
    }
    if let Some(matter) = draft.matter {
        matter::name_of(tx, matter)?;
    }
    let at = instant(&draft.at, tx.at)?;
    let current =
        |ids: &[ContactId]| ids.iter().map(|id| contact::redirect::current(tx, *id)).collect::<Result<Vec<_>>>();
    let about = current(&draft.about)?;
    // Whom an exchange is about need not be mentioned beside.
    let mut mentioned = current(&draft.mentioned)?;
    mentioned.retain(|id| !about.contains(id));
    let timed = matches!(draft.kind, InteractionKind::Call | InteractionKind::Meeting);
    let directed = !matches!(draft.kind, InteractionKind::Meeting | InteractionKind::Note);
    Ok(InteractionDraft {
        at,
        subject,
        body,
        minutes: draft.minutes.filter(|_| timed),
        direction: draft.direction.filter(|_| directed),
        about,
        mentioned,
        ..draft
    })
}

/// An instant, a day, or a day with its time here, as it is kept.
fn instant(text: &str, now: DateTime<Utc>) -> Result<String> {
    let text = text.trim();
    let impossible =
        || Error::invalid("at", "impossible_date", "Cette date n’existe pas. Écrivez-la 24/11/2026 14:30.");
    if text.is_empty() {
        return Ok(timestamp(now));
    }
    if let Ok(day) = text.parse::<Day>() {
        return Ok(start_of_day(day.0));
    }
    let at = match DateTime::parse_from_rfc3339(text) {
        Ok(at) => at.to_utc(),
        Err(_) => {
            let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
                .ok_or_else(impossible)?;
            Local.from_local_datetime(&local).earliest().ok_or_else(impossible)?.to_utc()
        }
    };
    kept_instant(at).ok_or_else(impossible)
}

/// Four digits of year: text sorts as time does.
pub(crate) fn kept_instant(at: DateTime<Utc>) -> Option<String> {
    use chrono::Datelike;
    (1..=9998).contains(&at.year()).then(|| timestamp(at))
}

fn insert(tx: &Tx, draft: &InteractionDraft) -> Result<InteractionId> {
    if draft.kind == InteractionKind::Email {
        let message =
            "Un e-mail s’ajoute par son fichier (.eml ou .msg). Pour garder une trace écrite, choisissez une note.";
        return Err(Error::invalid("kind", "email", message));
    }
    let id: InteractionId = tx.new_id();
    tx.execute(
        "insert into interaction (id, kind, at, subject, body, minutes, direction, user, matter, pinned, created_at)
         values (:id, :kind, :at, :subject, :body, :minutes, :direction, :user, :matter, :pinned, :now)",
        named_params! {
            ":id": id, ":kind": draft.kind, ":at": draft.at, ":subject": draft.subject, ":body": draft.body,
            ":minutes": draft.minutes, ":direction": draft.direction.map_or("", Direction::as_str),
            ":user": tx.signer.user, ":matter": draft.matter, ":pinned": draft.pinned, ":now": tx.now(),
        },
    )?;
    Ok(id)
}

fn edit(tx: &Tx, id: InteractionId, draft: &InteractionDraft) -> Result<()> {
    let kind: InteractionKind = tx
        .query_row("select kind from interaction where id = ?1", [id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    tx.execute(
        "update interaction set matter = :matter, pinned = :pinned where id = :id",
        named_params! { ":id": id, ":matter": draft.matter, ":pinned": draft.pinned },
    )?;
    if kind == InteractionKind::Email {
        return Ok(());
    }
    if draft.kind == InteractionKind::Email {
        return Err(Error::invalid(
            "kind",
            "email",
            "Cet échange ne devient pas un e-mail : ajoutez le fichier de l’e-mail.",
        ));
    }
    tx.execute(
        "update interaction set kind = :kind, at = :at, subject = :subject, body = :body, minutes = :minutes,
             direction = :direction
         where id = :id",
        named_params! {
            ":id": id, ":kind": draft.kind, ":at": draft.at, ":subject": draft.subject, ":body": draft.body,
            ":minutes": draft.minutes, ":direction": draft.direction.map_or("", Direction::as_str),
        },
    )?;
    Ok(())
}

/// Takes an exchange away, with the documents that came with it.
///
/// # Errors
/// `NotFound`.
pub fn remove(tx: &Tx, id: InteractionId) -> Result<()> {
    tx.label(name_of(tx, id)?);
    let documents: Vec<DocumentId> = tx
        .prepare_cached("select id from document where interaction = ?1")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for document in documents {
        document::delete(tx, document)?;
    }
    tx.execute("delete from interaction_contact where interaction = ?1", [id])?;
    tx.execute("delete from interaction where id = ?1", [id])?;
    Ok(())
}

/// Keeps an exchange on top, or lets it go back to its place.
///
/// # Errors
/// `NotFound`.
pub fn pin(tx: &Tx, id: InteractionId, pinned: bool) -> Result<()> {
    tx.label(name_of(tx, id)?);
    tx.execute(
        "update interaction set pinned = :pinned where id = :id",
        named_params! { ":id": id, ":pinned": pinned },
    )?;
    Ok(())
}

/// Files exchanges under another matter, or under none. Gives how many changed.
///
/// # Errors
/// `NotFound`.
pub fn move_to(tx: &Tx, ids: Vec<InteractionId>, matter: Option<MatterId>) -> Result<usize> {
    let place = matter.map(|id| matter::name_of(tx, id)).transpose()?;
    let mut moved = 0;
    for id in &ids {
        name_of(tx, *id)?;
        moved += tx
            .prepare_cached("update interaction set matter = :matter where id = :id and matter is not :matter")?
            .execute(named_params! { ":id": id, ":matter": matter })?;
    }
    let what = match &ids[..] {
        [id] => name_of(tx, *id)?,
        _ => format!("{} échanges", ids.len()),
    };
    tx.label(format!("{what} → {}", place.as_deref().unwrap_or("sans dossier")));
    Ok(moved)
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: InteractionId) -> Result<Interaction> {
    let mut interaction = conn
        .prepare_cached(
            "select interaction.*, user.name as user_name from interaction join user on user.id = interaction.user
             where interaction.id = ?1",
        )?
        .query_row([id], |row| from_row(row, id))
        .optional()?
        .ok_or(Error::NotFound)?;
    interaction.matter_name = interaction.draft.matter.map(|id| matter::name_of(conn, id)).transpose()?;
    interaction.contacts = people::of(conn, id, |contact| contact::name_of(conn, contact))?;
    let of = |part| interaction.contacts.iter().filter(move |one| one.part == part).map(|one| one.id).collect();
    interaction.draft.about = of(InteractionPart::About);
    interaction.draft.mentioned = of(InteractionPart::Mentioned);
    interaction.documents = of_interaction(conn, id)?;
    Ok(interaction)
}

/// « Appel : point d’avancement »
pub(crate) fn name_of(conn: &Connection, id: InteractionId) -> Result<String> {
    let found: Option<(InteractionKind, String)> = conn
        .prepare_cached("select kind, subject from interaction where id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (kind, subject) = found.ok_or(Error::NotFound)?;
    let kind = kind.french();
    Ok(if subject.is_empty() { kind.to_owned() } else { format!("{kind} : {subject}") })
}

pub(crate) fn people_of(json: &str) -> Vec<EmailPerson> {
    serde_json::from_str(json).unwrap_or_default()
}

fn from_row(row: &Row, id: InteractionId) -> rusqlite::Result<Interaction> {
    let direction: String = row.get("direction")?;
    Ok(Interaction {
        id,
        user_name: row.get("user_name")?,
        matter_name: None,
        contacts: Vec::new(),
        people: people_of(&row.get::<_, String>("people")?),
        documents: Vec::new(),
        problem: row.get("problem")?,
        created_at: row.get("created_at")?,
        draft: InteractionDraft {
            id: Some(id),
            kind: row.get("kind")?,
            at: row.get("at")?,
            subject: row.get("subject")?,
            body: row.get("body")?,
            minutes: row.get("minutes")?,
            direction: Direction::ALL.iter().copied().find(|known| known.as_str() == direction),
            matter: row.get("matter")?,
            pinned: row.get("pinned")?,
            about: Vec::new(),
            mentioned: Vec::new(),
        },
    })
}
