//! What a person may ask about what is known of them (DOMAIN §14, RGPD): a copy, an erasure, a limitation; and the register of
//! what was asked and answered.

pub mod erase;
pub mod export;
mod labels;
mod paper;
mod redact;
pub mod retention;
mod treatment;

pub use treatment::treated_tables;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{self, Page, redirect};
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, RecordId};
use crate::sql_enum;

sql_enum! {
    /// RGPD art. 15, 16, 17, 18, 21 and 20.
    pub enum DataRequestKind {
        Access = "access",
        Rectification = "rectification",
        Erasure = "erasure",
        Restriction = "restriction",
        Objection = "objection",
        Portability = "portability",
    }
}

sql_enum! {
    pub enum DataRequestOutcome {
        Received = "received",
        Done = "done",
        Refused = "refused",
    }
}

/// A line of the register. One that answers an earlier one names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DataRequestDraft {
    pub contact: ContactId,
    pub kind: DataRequestKind,
    pub outcome: DataRequestOutcome,
    /// None: today.
    #[serde(default)]
    pub received_on: Option<Day>,
    #[serde(default)]
    pub reason: String,
    /// Of a refused erasure: the day from which it is possible.
    #[serde(default)]
    pub possible_from: Option<Day>,
    #[serde(default)]
    pub answers: Option<RecordId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DataRequest {
    pub draft: DataRequestDraft,
    pub id: RecordId,
    pub contact_name: String,
    /// An answer is due a month after a request (RGPD art. 12); none once there is one.
    pub due_on: Option<Day>,
    pub user: String,
    pub at: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DataRequestPage {
    pub total: u32,
    /// Requests that wait for an answer.
    pub open: u32,
    pub rows: Vec<DataRequest>,
}

/// Adds a line to the register.
///
/// # Errors
/// `Invalid` for a refusal without its reason, a day to come, or an answer to another person's request; `NotFound`.
pub fn record(tx: &Tx, draft: DataRequestDraft) -> Result<DataRequest> {
    let today = Day::of(tx.at);
    let draft = DataRequestDraft {
        contact: redirect::current(tx, draft.contact)?,
        received_on: Some(draft.received_on.unwrap_or(today)),
        reason: draft.reason.trim().to_owned(),
        ..draft
    };
    if draft.outcome == DataRequestOutcome::Refused && draft.reason.is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi la demande est refusée."));
    }
    if draft.received_on.is_some_and(|day| day > today) {
        return Err(Error::invalid("received_on", "in_future", "La demande n’a pas pu être reçue à une date à venir."));
    }
    if let Some(request) = draft.answers {
        let asked: ContactId = tx
            .prepare_cached("select contact from personal_data_request where id = ?1")?
            .query_row([request], |row| row.get(0))
            .optional()?
            .ok_or(Error::NotFound)?;
        if asked != draft.contact {
            return Err(Error::invalid("answers", "other_contact", "Cette demande est celle d’une autre personne."));
        }
    }
    let id = add(tx, &draft)?;
    tx.label(contact::name_of(tx, draft.contact)?);
    let sql = format!("{SELECT} where personal_data_request.id = ?1");
    let request = tx.prepare_cached(&sql)?.query_row([id], from_row)?;
    named(tx, request)
}

fn add(tx: &Tx, draft: &DataRequestDraft) -> Result<RecordId> {
    let id: RecordId = tx.new_id();
    tx.execute(
        "insert into personal_data_request (id, contact, kind, outcome, received_on, reason, possible_from, answers, user, at)
         values (:id, :contact, :kind, :outcome, :received_on, :reason, :possible_from, :answers, :user, :at)",
        named_params! {
            ":id": id, ":contact": draft.contact, ":kind": draft.kind, ":outcome": draft.outcome,
            ":received_on": draft.received_on.unwrap_or_else(|| Day::of(tx.at)), ":reason": draft.reason,
            ":possible_from": draft.possible_from, ":answers": draft.answers, ":user": tx.signer.user, ":at": tx.now(),
        },
    )?;
    Ok(id)
}

/// A line that the program adds: what it just did.
fn done(tx: &Tx, contact: ContactId, kind: DataRequestKind, reason: &str) -> Result<RecordId> {
    add(
        tx,
        &DataRequestDraft {
            contact,
            kind,
            outcome: DataRequestOutcome::Done,
            received_on: None,
            reason: reason.trim().to_owned(),
            possible_from: None,
            answers: None,
        },
    )
}

/// The register, the last first: of a person, or whole.
pub fn requests(conn: &Connection, contact: Option<ContactId>, page: Page) -> Result<DataRequestPage> {
    let contact = contact.map(|contact| redirect::current(conn, contact)).transpose()?;
    let of = "(:contact is null or personal_data_request.contact = :contact)";
    let count = |condition: &str| -> Result<u32> {
        let sql = format!("select count(*) from personal_data_request where {of} {condition}");
        Ok(conn.prepare_cached(&sql)?.query_row(named_params! { ":contact": contact }, |row| row.get(0))?)
    };
    let sql = format!(
        "{SELECT} where {of} order by personal_data_request.at desc, personal_data_request.id desc
         limit :limit offset :offset"
    );
    let rows = conn
        .prepare_cached(&sql)?
        .query_map(
            named_params! { ":contact": contact, ":limit": page.limit.min(500), ":offset": page.offset },
            from_row,
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(DataRequestPage {
        total: count("")?,
        open: count(
            "and outcome = 'received' and not exists
                 (select 1 from personal_data_request answer where answer.answers = personal_data_request.id)",
        )?,
        rows: rows.into_iter().map(|request| named(conn, request)).collect::<Result<_>>()?,
    })
}

/// Limits the use of a person's data: kept, but out of exports and changes to many (RGPD art. 18).
///
/// # Errors
/// `Invalid` without a reason, or when it is limited already; `NotFound`.
pub fn restrict(tx: &Tx, id: ContactId, reason: String) -> Result<()> {
    let id = redirect::current(tx, id)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid("reason", "required", "Indiquez pourquoi l’usage des données est limité."));
    }
    let changed = tx.execute(
        "update contact set restricted_at = :at, restriction_reason = :reason where id = :id and restricted_at is null",
        named_params! { ":id": id, ":at": tx.now(), ":reason": reason },
    )?;
    if changed == 0 {
        return Err(Error::invalid("id", "restricted", "L’usage de ces données est déjà limité."));
    }
    done(tx, id, DataRequestKind::Restriction, reason)?;
    tx.label(contact::name_of(tx, id)?);
    Ok(())
}

/// # Errors
/// `Invalid` when nothing is limited; `NotFound`.
pub fn lift_restriction(tx: &Tx, id: ContactId) -> Result<()> {
    let id = redirect::current(tx, id)?;
    let changed = tx.execute(
        "update contact set restricted_at = null, restriction_reason = '' where id = ?1 and restricted_at is not null",
        [id],
    )?;
    if changed == 0 {
        return Err(Error::invalid("id", "not_restricted", "L’usage de ces données n’est pas limité."));
    }
    done(tx, id, DataRequestKind::Restriction, "Fin de la limitation")?;
    tx.label(contact::name_of(tx, id)?);
    Ok(())
}

/// A contact and those that were merged into it: all of them are the person.
pub(super) fn whole_of(conn: &Connection, id: ContactId) -> Result<Vec<ContactId>> {
    let mut people = vec![id];
    people.extend(redirect::merged(conn, id)?);
    Ok(people)
}

const SELECT: &str = "select personal_data_request.*, user.name as user_name,
        exists (select 1 from personal_data_request answer where answer.answers = personal_data_request.id) as answered
     from personal_data_request join user on user.id = personal_data_request.user";

fn named(conn: &Connection, mut request: DataRequest) -> Result<DataRequest> {
    request.contact_name = contact::name_of(conn, request.draft.contact)?;
    Ok(request)
}

fn from_row(row: &Row) -> rusqlite::Result<DataRequest> {
    let received_on: Day = row.get("received_on")?;
    let outcome: DataRequestOutcome = row.get("outcome")?;
    let waits = outcome == DataRequestOutcome::Received && !row.get::<_, bool>("answered")?;
    Ok(DataRequest {
        id: row.get("id")?,
        contact_name: String::new(),
        due_on: waits.then(|| Day(received_on.0 + chrono::Months::new(1))),
        user: row.get("user_name")?,
        at: row.get("at")?,
        draft: DataRequestDraft {
            contact: row.get("contact")?,
            kind: row.get("kind")?,
            outcome,
            received_on: Some(received_on),
            reason: row.get("reason")?,
            possible_from: row.get("possible_from")?,
            answers: row.get("answers")?,
        },
    })
}
