//! Timekeepers: who does the work. A user of the program or not; a grade held from a day.

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contact::one_line;
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::Grade;
use crate::ids::{RecordId, TimekeeperId, UserId};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TimekeeperDraft {
    pub id: Option<TimekeeperId>,
    /// « Me Julie Martin »
    pub name: String,
    #[serde(default)]
    pub initials: String,
    /// The user of the program that this is, if any.
    #[serde(default)]
    pub user: Option<UserId>,
    /// No longer proposed from that day.
    #[serde(default)]
    pub left_on: Option<Day>,
    /// The grades held, each from a day.
    pub grades: Vec<HeldGrade>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldGrade {
    pub grade: Grade,
    pub effective_from: Day,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Timekeeper {
    pub draft: TimekeeperDraft,
    pub id: TimekeeperId,
    /// The grade held today.
    pub grade: Grade,
}

/// # Errors
/// `Invalid` without a name or a grade, or for two grades from the same day; `NotFound`.
pub fn save(tx: &Tx, draft: TimekeeperDraft) -> Result<Timekeeper> {
    let name = one_line(&draft.name);
    if name.is_empty() {
        return Err(Error::invalid("name", "required", "Indiquez le nom de l’intervenant."));
    }
    if draft.grades.is_empty() {
        return Err(Error::invalid("grades", "required", "Indiquez le grade de l’intervenant."));
    }
    let mut grades = draft.grades.clone();
    grades.sort_by_key(|held| held.effective_from);
    if let Some(twice) = grades.windows(2).find(|pair| pair[0].effective_from == pair[1].effective_from) {
        return Err(Error::invalid(
            "grades",
            "taken",
            format!("Deux grades commencent le {}.", twice[0].effective_from),
        ));
    }
    if let Some(user) = draft.user {
        crate::firm::user(tx, user)?;
    }
    let initials = match one_line(&draft.initials) {
        given if !given.is_empty() => given,
        _ => initials_of(&name),
    };
    let id = draft.id.unwrap_or_else(|| tx.new_id());
    let written = tx.execute(
        if draft.id.is_none() {
            "insert into timekeeper (id, name, initials, user, left_on) values (:id, :name, :initials, :user, :left_on)"
        } else {
            "update timekeeper set name = :name, initials = :initials, user = :user, left_on = :left_on where id = :id"
        },
        named_params! {
            ":id": id, ":name": name, ":initials": initials, ":user": draft.user, ":left_on": draft.left_on,
        },
    )?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    let row_of = |held: &HeldGrade| -> RecordId {
        Uuid::new_v5(&id.0, format!("grade {}", held.effective_from.iso()).as_bytes()).into()
    };
    let kept: Vec<RecordId> = grades.iter().map(row_of).collect();
    for (row, _) in held_grades(tx, id)? {
        if !kept.contains(&row) {
            tx.execute("delete from timekeeper_grade where id = ?1", [row])?;
        }
    }
    for held in &grades {
        tx.execute(
            "insert into timekeeper_grade (id, timekeeper, grade, effective_from) values (:id, :timekeeper, :grade, :from)
             on conflict (id) do update set grade = excluded.grade where grade <> excluded.grade",
            named_params! {
                ":id": row_of(held), ":timekeeper": id, ":grade": held.grade, ":from": held.effective_from,
            },
        )?;
    }
    tx.label(name.as_str());
    get(tx, id, Day::of(tx.at))
}

/// Every timekeeper, those who left last.
pub fn list(reader: &crate::core::Reader) -> Result<Vec<Timekeeper>> {
    let ids: Vec<TimekeeperId> = reader
        .prepare_cached("select id from timekeeper order by left_on is not null, name, id")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let today = Day::of(reader.core.now());
    ids.into_iter().map(|id| get(reader, id, today)).collect()
}

fn get(conn: &Connection, id: TimekeeperId, today: Day) -> Result<Timekeeper> {
    let mut draft = conn
        .prepare_cached("select id, name, initials, user, left_on from timekeeper where id = ?1")?
        .query_row([id], |row| {
            Ok(TimekeeperDraft {
                id: row.get(0)?,
                name: row.get(1)?,
                initials: row.get(2)?,
                user: row.get(3)?,
                left_on: row.get(4)?,
                grades: Vec::new(),
            })
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    draft.grades = held_grades(conn, id)?.into_iter().map(|(_, held)| held).collect();
    let grade = grade_on(&draft.grades, today).ok_or_else(|| Error::Internal("a timekeeper without grade".into()))?;
    Ok(Timekeeper { id, grade, draft })
}

/// The grade held on a day; before the first one, the first.
fn grade_on(grades: &[HeldGrade], day: Day) -> Option<Grade> {
    let held = grades.iter().rfind(|held| held.effective_from <= day).or(grades.first());
    held.map(|held| held.grade)
}

fn held_grades(conn: &Connection, id: TimekeeperId) -> Result<Vec<(RecordId, HeldGrade)>> {
    let held = conn
        .prepare_cached(
            "select id, grade, effective_from from timekeeper_grade where timekeeper = ?1 order by effective_from",
        )?
        .query_map([id], |row| Ok((row.get(0)?, HeldGrade { grade: row.get(1)?, effective_from: row.get(2)? })))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(held)
}

pub fn name_of(conn: &Connection, id: TimekeeperId) -> Result<String> {
    conn.prepare_cached("select name from timekeeper where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

/// « JM » for « Me Julie Martin ».
fn initials_of(name: &str) -> String {
    name.split([' ', '-']).filter(|word| *word != "Me").filter_map(|word| word.chars().next()).collect()
}
