//! Rates agreed with a client, or for one matter of it: the grid of its Conditions, with its history.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contact::{self, one_line};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::Grade;
use crate::ids::{ContactId, DocumentId, MatterId, RecordId, TimekeeperId};
use crate::money::Cents;
use crate::op::Op;
use crate::{matter, timekeeper};

/// For a client or one matter of it; for a timekeeper, a grade, or (neither) everyone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NegotiatedRate {
    pub id: Option<RecordId>,
    pub client: ContactId,
    #[serde(default)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    pub timekeeper: Option<TimekeeperId>,
    #[serde(default)]
    pub grade: Option<Grade>,
    pub effective_from: Day,
    pub hourly_rate: Cents,
    #[serde(default)]
    pub note: String,
    /// The name of the fee agreement (convention d’honoraires).
    #[serde(default)]
    pub document: String,
    /// The agreement itself, where the firm keeps it.
    #[serde(default)]
    pub agreement: Option<DocumentId>,
    #[serde(default)]
    pub agreed_on: Option<Day>,
}

/// A line of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RateLine {
    pub rate: NegotiatedRate,
    pub matter_name: Option<String>,
    pub timekeeper_name: Option<String>,
    pub agreement_name: Option<String>,
    /// Whether it is the one of its scope that applies today; older ones are history, later ones are to come.
    pub in_force: bool,
    pub created_at: String,
    pub created_by: String,
}

/// Saves the terms that apply from a day; the same scope and day again changes them. No entry is priced anew.
///
/// # Errors
/// `Invalid` for a matter of another client, a timekeeper and a grade together, or an impossible amount; `NotFound`.
pub fn save(tx: &Tx, rate: NegotiatedRate) -> Result<NegotiatedRate> {
    rate.hourly_rate.checked("hourly_rate")?;
    let rate = NegotiatedRate { client: contact::redirect::current(tx, rate.client)?, ..rate };
    if rate.timekeeper.is_some() && rate.grade.is_some() {
        return Err(Error::invalid("grade", "both", "Choisissez un intervenant ou un grade, pas les deux."));
    }
    if let Some(matter) = rate.matter
        && matter::client_of(tx, matter)? != rate.client
    {
        return Err(Error::invalid("matter", "other_client", "Ce dossier est celui d’un autre client."));
    }
    if let Some(timekeeper) = rate.timekeeper {
        timekeeper::name_of(tx, timekeeper)?;
    }
    if let Some(agreement) = rate.agreement {
        let there = tx.prepare_cached("select 1 from document where id = ?1")?.exists([agreement])?;
        if !there {
            let message = "Ce document n’est plus dans la base : joignez-le de nouveau.";
            return Err(Error::invalid("agreement", "gone", message));
        }
    }
    let id = row_of(tx, &rate)?;
    if let Some(before) = rate.id.filter(|before| *before != id) {
        delete(tx, before)?;
    }
    let rate = NegotiatedRate { id: Some(id), note: one_line(&rate.note), document: one_line(&rate.document), ..rate };
    tx.execute(
        "insert into negotiated_rate (id, client, matter, timekeeper, grade, effective_from, hourly_rate, note, document,
             agreed_on, created_at, created_by, agreement)
         values (:id, :client, :matter, :timekeeper, :grade, :from, :rate, :note, :document, :agreed_on, :at, :user, :agreement)
         on conflict (id) do update set hourly_rate = excluded.hourly_rate, note = excluded.note,
             document = excluded.document, agreed_on = excluded.agreed_on, agreement = excluded.agreement",
        named_params! {
            ":id": id, ":client": rate.client, ":matter": rate.matter, ":timekeeper": rate.timekeeper,
            ":grade": rate.grade, ":from": rate.effective_from, ":rate": rate.hourly_rate, ":note": rate.note,
            ":document": rate.document, ":agreed_on": rate.agreed_on, ":agreement": rate.agreement,
            ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    tx.label(contact::name_of(tx, rate.client)?);
    Ok(rate)
}

/// The row of that scope and day: the one there is (two contacts were merged: its id is not of the kept one), or the one that
/// every device would make.
fn row_of(tx: &Tx, rate: &NegotiatedRate) -> Result<RecordId> {
    let there = tx
        .prepare_cached(
            "select id from negotiated_rate where client = :client and matter is :matter and timekeeper is :timekeeper
                 and grade is :grade and effective_from = :from order by id desc limit 1",
        )?
        .query_row(
            named_params! {
                ":client": rate.client, ":matter": rate.matter, ":timekeeper": rate.timekeeper, ":grade": rate.grade,
                ":from": rate.effective_from,
            },
            |row| row.get(0),
        )
        .optional()?;
    let parts = format!(
        "negotiated {} {} {} {}",
        rate.matter.map_or_else(String::new, |id| id.to_string()),
        rate.timekeeper.map_or_else(String::new, |id| id.to_string()),
        rate.grade.map_or("", Grade::as_str),
        rate.effective_from.iso()
    );
    Ok(there.unwrap_or_else(|| Uuid::new_v5(&rate.client.0, parts.as_bytes()).into()))
}

pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveNegotiatedRate);
    let client = delete(tx, id)?;
    tx.label(contact::name_of(tx, client)?);
    Ok(())
}

fn delete(tx: &Tx, id: RecordId) -> Result<ContactId> {
    tx.query_row("delete from negotiated_rate where id = ?1 returning client", [id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

/// The terms agreed with a client and for its matters, each scope with its history, newest first.
pub fn of_client(reader: &Reader, client: ContactId) -> Result<Vec<RateLine>> {
    lines(reader, contact::redirect::current(reader, client)?, Day::of(reader.core.now()))
}

pub(crate) fn lines(conn: &Connection, client: ContactId, today: Day) -> Result<Vec<RateLine>> {
    let mut lines = conn
        .prepare_cached(
            "select negotiated_rate.*, (select u.name from user u where u.id = created_by) as created_by_name,
                 (select m.reference || ' ' || m.title from matter m where m.id = negotiated_rate.matter) as matter_name,
                 (select t.name from timekeeper t where t.id = negotiated_rate.timekeeper) as timekeeper_name,
                 (select d.name from document d where d.id = negotiated_rate.agreement) as agreement_name
             from negotiated_rate where client = ?1
             order by matter is not null, matter, timekeeper is null, timekeeper, grade is null, grade, effective_from desc,
                 negotiated_rate.id desc",
        )?
        .query_map([client], line)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut scope = None;
    for line in &mut lines {
        let own = (line.rate.matter, line.rate.timekeeper, line.rate.grade);
        if line.rate.effective_from <= today && scope != Some(own) {
            scope = Some(own);
            line.in_force = true;
        }
    }
    Ok(lines)
}

pub(crate) fn name(conn: &Connection, id: Uuid) -> Result<String> {
    let found: Option<(ContactId, Day)> = conn
        .query_row("select client, effective_from from negotiated_rate where id = ?1", [id.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((client, from)) = found else { return Ok(String::new()) };
    Ok(format!("{} · depuis le {from}", contact::name_of(conn, client)?))
}

fn line(row: &Row) -> rusqlite::Result<RateLine> {
    Ok(RateLine {
        rate: NegotiatedRate {
            id: row.get("id")?,
            client: row.get("client")?,
            matter: row.get("matter")?,
            timekeeper: row.get("timekeeper")?,
            grade: row.get("grade")?,
            effective_from: row.get("effective_from")?,
            hourly_rate: row.get("hourly_rate")?,
            note: row.get("note")?,
            document: row.get("document")?,
            agreement: row.get("agreement")?,
            agreed_on: row.get("agreed_on")?,
        },
        matter_name: row.get("matter_name")?,
        timekeeper_name: row.get("timekeeper_name")?,
        agreement_name: row.get("agreement_name")?,
        in_force: false,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by_name")?,
    })
}
