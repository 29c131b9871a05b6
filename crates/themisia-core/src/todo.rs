//! What is to be done: tasks (tâches) with a day, meetings (rendez-vous) with their hours; whose, of which contact and matter, how
//! often again.
//!
//! *Todo*, as calendar files call it, and not *task*: a task is long work of the program that shows progress.

pub mod calendar;
pub mod list;
pub mod recurrence;

use chrono::{NaiveDateTime, TimeDelta};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contact::{self, one_line, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, RecordId, UserId};
use crate::op::Op;
use crate::sql_enum;
use recurrence::{Recurrence, next_day};

sql_enum! {
    pub enum TodoKind {
        Task = "task",
        Meeting = "meeting",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TodoDraft {
    pub id: Option<RecordId>,
    pub kind: TodoKind,
    pub title: String,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub place: String,
    /// The day of a task; a meeting has the one on which it begins.
    #[serde(default)]
    pub due_on: Option<Day>,
    /// Of a meeting, as the clock of the place shows it: `2026-03-02T14:30`.
    #[serde(default)]
    pub starts_at: Option<String>,
    #[serde(default)]
    pub ends_at: Option<String>,
    #[serde(default)]
    pub assignee: Option<UserId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
    /// Every so many days, weeks, months or years.
    #[serde(default = "one")]
    pub every: u32,
    /// No occurrence after that day.
    #[serde(default)]
    pub until_on: Option<Day>,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Todo {
    pub draft: TodoDraft,
    pub id: RecordId,
    pub assignee_name: Option<String>,
    pub contact_name: Option<String>,
    pub matter_name: Option<String>,
    /// It leaves the lists of the day until then.
    pub snoozed_until: Option<Day>,
    /// A task whose day is past, or a meeting that is over.
    pub is_late: bool,
    pub done_at: Option<String>,
    pub done_by: Option<String>,
    pub created_by: String,
}

/// # Errors
/// `Invalid` without a title, a meeting without its beginning or that ends before, a repetition without a day; `NotFound`.
pub fn save(tx: &Tx, draft: TodoDraft) -> Result<Todo> {
    let draft = checked(tx, draft)?;
    let id = draft.id.unwrap_or_else(|| tx.new_id());
    write(tx, id, &draft, "")?;
    tx.label(draft.title.as_str());
    get(tx, id, Day::of(tx.at))
}

/// Writes a draft that has been checked.
fn write(tx: &Tx, id: RecordId, draft: &TodoDraft, external_uid: &str) -> Result<()> {
    if draft.id.is_none() {
        tx.execute(
            "insert into todo (id, kind, title, due_on, anchor_on, starts_at, created_at, created_by)
             values (:id, :kind, :title, :due_on, :due_on, :starts_at, :at, :user)",
            named_params! {
                ":id": id, ":kind": draft.kind, ":title": draft.title, ":due_on": draft.due_on,
                ":starts_at": draft.starts_at, ":at": tx.now(), ":user": tx.signer.user,
            },
        )?;
    }
    // Where the day or the rhythm changes, occurrences are counted anew from here.
    let written = tx.execute(
        "update todo set kind = :kind, title = :title, notes = :notes, place = :place, due_on = :due_on,
             starts_at = :starts_at, ends_at = :ends_at, assignee = :assignee, contact = :contact, matter = :matter,
             recurrence = :recurrence, every = :every, until_on = :until_on,
             anchor_on = case when due_on is :due_on and recurrence = :recurrence and every = :every
                              then anchor_on else :due_on end,
             snoozed_until = case when due_on is :due_on then snoozed_until end,
             external_uid = case when :uid = '' then external_uid else :uid end
         where id = :id",
        named_params! {
            ":id": id, ":kind": draft.kind, ":title": draft.title, ":notes": draft.notes, ":place": draft.place,
            ":due_on": draft.due_on, ":starts_at": draft.starts_at, ":ends_at": draft.ends_at,
            ":assignee": draft.assignee, ":contact": draft.contact, ":matter": draft.matter,
            ":recurrence": draft.recurrence.map_or("", Recurrence::as_str), ":every": draft.every,
            ":until_on": draft.until_on, ":uid": external_uid,
        },
    )?;
    if written == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn checked(conn: &Connection, draft: TodoDraft) -> Result<TodoDraft> {
    let mut draft = TodoDraft {
        title: one_line(&draft.title),
        notes: draft.notes.trim().to_owned(),
        place: one_line(&draft.place),
        contact: draft.contact.map(|contact| redirect::current(conn, contact)).transpose()?,
        ..draft
    };
    if draft.title.is_empty() {
        return Err(Error::invalid("title", "required", "Dites ce qu’il y a à faire."));
    }
    if let Some(user) = draft.assignee {
        exists(conn, "select 1 from user where id = ?1", user.0)?;
    }
    if let Some(matter) = draft.matter {
        exists(conn, "select 1 from matter where id = ?1", matter.0)?;
    }
    match draft.kind {
        TodoKind::Task => {
            draft.starts_at = None;
            draft.ends_at = None;
        }
        TodoKind::Meeting => hours(&mut draft)?,
    }
    if !(1..=99).contains(&draft.every) {
        return Err(Error::invalid(
            "every",
            "out_of_bounds",
            "Une répétition revient tous les 1 à 99 jours, semaines, mois ou ans.",
        ));
    }
    if draft.recurrence.is_none() {
        draft.every = 1;
        draft.until_on = None;
    } else if draft.due_on.is_none() {
        return Err(Error::invalid("due_on", "required", "Une tâche qui se répète a une première échéance."));
    }
    if draft.until_on.is_some_and(|until| draft.due_on.is_some_and(|due| until < due)) {
        return Err(Error::invalid("until_on", "before_start", "La répétition finit avant de commencer."));
    }
    Ok(draft)
}

fn exists(conn: &Connection, sql: &str, id: Uuid) -> Result<()> {
    if conn.prepare_cached(sql)?.exists([id.as_bytes()])? { Ok(()) } else { Err(Error::NotFound) }
}

/// The hours of a meeting; one without an end lasts an hour.
fn hours(draft: &mut TodoDraft) -> Result<()> {
    let Some(starts) = &draft.starts_at else {
        return Err(Error::invalid("starts_at", "required", "Un rendez-vous a une heure de début."));
    };
    let starts = moment("starts_at", starts)?;
    let ends = match &draft.ends_at {
        Some(ends) => moment("ends_at", ends)?,
        None => starts + TimeDelta::hours(1),
    };
    if ends < starts {
        return Err(Error::invalid("ends_at", "before_start", "Le rendez-vous finit avant de commencer."));
    }
    draft.starts_at = Some(text_of(starts));
    draft.ends_at = Some(text_of(ends));
    draft.due_on = Some(Day(starts.date()));
    Ok(())
}

pub(crate) fn moment(field: &str, text: &str) -> Result<NaiveDateTime> {
    let text = text.trim();
    let read = NaiveDateTime::parse_from_str(text.get(..16).unwrap_or(text), "%Y-%m-%dT%H:%M").ok();
    read.filter(|moment| (1..=9999).contains(&Day(moment.date()).year())).ok_or_else(|| {
        Error::invalid(field, "malformed", format!("« {text} » n’est pas une date et une heure : 2026-03-02T14:30."))
    })
}

fn text_of(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M").to_string()
}

/// Marks one as done; what comes back then comes on its next day that is not past. Or takes that back.
///
/// # Errors
/// `NotFound`.
pub fn complete(tx: &Tx, id: RecordId, done: bool) -> Result<Todo> {
    let today = Day::of(tx.at);
    let before = get(tx, id, today)?;
    tx.label(before.draft.title.as_str());
    if !done {
        tx.set_op(Op::ReopenTodo);
    }
    if before.done_at.is_some() == done {
        return Ok(before);
    }
    let (at, by) = if done { (Some(tx.now()), Some(tx.signer.user)) } else { (None, None) };
    tx.execute("update todo set done_at = ?2, done_by = ?3, snoozed_until = null where id = ?1", (id, at, by))?;
    if done {
        add_next(tx, id, &before.draft, today)?
    } else {
        remove_next(tx, id, &before.draft)?
    }
    get(tx, id, today)
}

/// Two devices that complete the same one make the same next one.
fn next_id(id: RecordId) -> RecordId {
    Uuid::new_v5(&id.0, b"next").into()
}

fn add_next(tx: &Tx, id: RecordId, draft: &TodoDraft, today: Day) -> Result<()> {
    let (Some(recurrence), Some(due)) = (draft.recurrence, draft.due_on) else { return Ok(()) };
    let anchor: Option<Day> = tx.query_row("select anchor_on from todo where id = ?1", [id], |row| row.get(0))?;
    let Some(next) = next_day(anchor.unwrap_or(due), recurrence, draft.every, due, today, draft.until_on) else {
        return Ok(());
    };
    let shift = TimeDelta::days(next.since(due));
    let shifted = |at: &Option<String>| -> Result<Option<String>> {
        at.as_ref().map(|at| Ok(text_of(moment("starts_at", at)? + shift))).transpose()
    };
    let coming = TodoDraft {
        id: None,
        due_on: Some(next),
        starts_at: shifted(&draft.starts_at)?,
        ends_at: shifted(&draft.ends_at)?,
        ..draft.clone()
    };
    let coming_id = next_id(id);
    if tx.prepare_cached("select 1 from todo where id = ?1")?.exists([coming_id])? {
        return Ok(());
    }
    write(tx, coming_id, &coming, "")?;
    tx.execute("update todo set anchor_on = ?2 where id = ?1", (coming_id, anchor.unwrap_or(due)))?;
    Ok(())
}

/// The next one goes with it, unless somebody has made something of it.
fn remove_next(tx: &Tx, id: RecordId, draft: &TodoDraft) -> Result<()> {
    tx.execute(
        "delete from todo where id = :id and done_at is null and snoozed_until is null and title = :title and notes = :notes
             and recurrence = :recurrence and assignee is :assignee",
        named_params! {
            ":id": next_id(id), ":title": draft.title, ":notes": draft.notes,
            ":recurrence": draft.recurrence.map_or("", Recurrence::as_str), ":assignee": draft.assignee,
        },
    )?;
    Ok(())
}

/// Puts one off until a day; its own day stays. None: no longer.
///
/// # Errors
/// `Invalid` for one that is done, or a day that is not to come; `NotFound`.
pub fn snooze(tx: &Tx, id: RecordId, until: Option<Day>) -> Result<Todo> {
    let today = Day::of(tx.at);
    let before = get(tx, id, today)?;
    if before.done_at.is_some() {
        return Err(Error::invalid("id", "done", "Cette tâche est faite : elle ne se reporte plus."));
    }
    if until.is_some_and(|until| until <= today) {
        return Err(Error::invalid("until", "in_past", "Reportez la tâche à un jour à venir."));
    }
    tx.execute("update todo set snoozed_until = ?2 where id = ?1", (id, until))?;
    tx.label(before.draft.title.as_str());
    get(tx, id, today)
}

pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    tx.label(get(tx, id, Day::of(tx.at))?.draft.title);
    tx.execute("delete from todo where id = ?1", [id])?;
    Ok(())
}

/// # Errors
/// `NotFound`.
pub fn get_todo(reader: &Reader, id: RecordId) -> Result<Todo> {
    get(reader, id, Day::of(reader.core.now()))
}

pub(crate) const SELECT: &str = "select todo.*, maker.name as maker_name,
        (select name from user where user.id = todo.assignee) as assignee_name,
        (select name from user where user.id = todo.done_by) as done_by_name,
        (select trim(reference || ' ' || title) from matter where matter.id = todo.matter) as matter_name
     from todo join user maker on maker.id = todo.created_by";

fn get(conn: &Connection, id: RecordId, on: Day) -> Result<Todo> {
    let sql = format!("{SELECT} where todo.id = ?1");
    let todo = conn.prepare_cached(&sql)?.query_row([id], |row| from_row(row, on)).optional()?;
    named(conn, todo.ok_or(Error::NotFound)?)
}

fn named(conn: &Connection, mut todo: Todo) -> Result<Todo> {
    todo.contact_name = todo.draft.contact.map(|contact| contact::name_of(conn, contact)).transpose()?;
    Ok(todo)
}

fn from_row(row: &Row, on: Day) -> rusqlite::Result<Todo> {
    let id: RecordId = row.get("id")?;
    let kind: TodoKind = row.get("kind")?;
    let recurrence: String = row.get("recurrence")?;
    let draft = TodoDraft {
        id: Some(id),
        kind,
        title: row.get("title")?,
        notes: row.get("notes")?,
        place: row.get("place")?,
        due_on: row.get("due_on")?,
        starts_at: row.get("starts_at")?,
        ends_at: row.get("ends_at")?,
        assignee: row.get("assignee")?,
        contact: row.get("contact")?,
        matter: row.get("matter")?,
        recurrence: Recurrence::ALL.iter().copied().find(|known| known.as_str() == recurrence),
        every: row.get("every")?,
        until_on: row.get("until_on")?,
    };
    let done_at: Option<String> = row.get("done_at")?;
    let last_day = match kind {
        TodoKind::Task => draft.due_on,
        TodoKind::Meeting => draft.ends_at.as_deref().and_then(|ends| ends.get(..10)?.parse().ok()),
    };
    Ok(Todo {
        id,
        assignee_name: row.get("assignee_name")?,
        contact_name: None,
        matter_name: row.get("matter_name")?,
        snoozed_until: row.get("snoozed_until")?,
        is_late: done_at.is_none() && last_day.is_some_and(|day| day < on),
        done_at,
        done_by: row.get("done_by_name")?,
        created_by: row.get("maker_name")?,
        draft,
    })
}
