//! Until when what is known of a person must be kept: a clock for each reason, with its text and its day.

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use ts_rs::TS;

use super::whole_of;
use crate::contact::{self, ContactStatus, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::firm::compliance::{self, ComplianceSettings};
use crate::ids::ContactId;
use crate::sql_enum;

sql_enum! {
    /// Relation: a client with whom one works.
    pub enum RetentionKind {
        Relation = "relation",
        Kyc = "kyc",
        Invoice = "invoice",
        Matter = "matter",
        ConflictCheck = "conflict_check",
        Prospect = "prospect",
    }
}

/// A reason to keep what is known of somebody.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RetentionClock {
    pub kind: RetentionKind,
    /// What is kept: « Dernière facture du 12/03/2020 ».
    pub what: String,
    /// Why, and for how long: « 10 ans après la clôture de l’exercice (C. com., art. L. 123-22) ».
    pub text: String,
    /// The day from which the time runs; none while the relation lasts.
    pub runs_from: Option<Day>,
    /// The first day on which it no longer holds.
    pub until: Option<Day>,
    pub is_over: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Retention {
    pub clocks: Vec<RetentionClock>,
    /// Nothing stands in the way of an erasure.
    pub is_erasable: bool,
    /// The first day on which nothing will; none while the relation lasts, or where nothing ever did.
    pub erasable_from: Option<Day>,
}

/// # Errors
/// `NotFound`.
pub fn retention(reader: &Reader, id: ContactId) -> Result<Retention> {
    of(reader, redirect::current(reader, id)?, Day::of(reader.core.now()))
}

pub(super) fn of(conn: &Connection, id: ContactId, on: Day) -> Result<Retention> {
    let people = whole_of(conn, id)?;
    let settings = compliance::read(conn)?;
    let mut clocks = Vec::new();
    clocks.extend(relation(conn, id)?);
    clocks.extend(kyc(conn, id, &people, &settings)?);
    clocks.extend(invoices(conn, &people, &settings)?);
    clocks.extend(matters(conn, &people, &settings)?);
    clocks.extend(conflict_checks(conn, &people, &settings)?);
    clocks.extend(prospect(conn, id, &settings)?);
    for clock in &mut clocks {
        clock.is_over = clock.until.is_some_and(|until| until <= on);
    }
    let holding: Vec<&RetentionClock> = clocks.iter().filter(|clock| !clock.is_over).collect();
    let lasts = holding.iter().any(|clock| clock.until.is_none());
    let erasable_from = if lasts { None } else { holding.iter().filter_map(|clock| clock.until).max() };
    Ok(Retention { is_erasable: holding.is_empty(), erasable_from, clocks })
}

/// The clock of a reason whose time runs from a day, or does not run yet.
fn clock(kind: RetentionKind, what: String, runs_from: Option<Day>, years: u32, law: &str) -> RetentionClock {
    let many = if years > 1 { "ans" } else { "an" };
    let until = runs_from.map(|day| plus_years(day, years));
    RetentionClock { kind, what, text: format!("{years} {many} {law}"), runs_from, until, is_over: false }
}

fn plus_years(day: Day, years: u32) -> Day {
    Day(day.0.checked_add_months(chrono::Months::new(years * 12)).unwrap_or(chrono::NaiveDate::MAX))
}

fn relation(conn: &Connection, id: ContactId) -> Result<Option<RetentionClock>> {
    Ok((contact::status_of(conn, id)? == ContactStatus::ActiveClient).then(|| RetentionClock {
        kind: RetentionKind::Relation,
        what: "Client actif".to_owned(),
        text: "Tant que dure la relation (RGPD, art. 6, 1, b)".to_owned(),
        runs_from: None,
        until: None,
        is_over: false,
    }))
}

/// The clients whose identification rests on this person: itself, and the companies that it represents or owns.
fn identified_through(conn: &Connection, id: ContactId) -> Result<Vec<ContactId>> {
    let clients = conn
        .prepare_cached(
            "select distinct client from kyc_file where client = ?1
                 or client in (select contact from contact_link where other = ?1
                     and kind in ('representative', 'beneficial_owner'))",
        )?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(clients)
}

fn kyc(
    conn: &Connection,
    id: ContactId,
    people: &[ContactId],
    settings: &ComplianceSettings,
) -> Result<Option<RetentionClock>> {
    let mut ends: Vec<Option<Day>> = Vec::new();
    for client in identified_through(conn, id)? {
        ends.push(end_of_relation(conn, client)?);
    }
    for person in people {
        let seen: Option<Day> = conn
            .prepare_cached("select max(seen_on) from kyc_document where contact = ?1")?
            .query_row([person], |row| row.get(0))?;
        if seen.is_some() && ends.is_empty() {
            ends.push(seen);
        }
    }
    if ends.is_empty() {
        return Ok(None);
    }
    let last = if ends.contains(&None) { None } else { ends.into_iter().flatten().max() };
    let law = "après la fin de la relation (CMF, art. L. 561-12)";
    let what = match last {
        Some(_) => "Identification (KYC)".to_owned(),
        None => "Identification (KYC) d’un client avec qui la relation dure".to_owned(),
    };
    Ok(Some(clock(RetentionKind::Kyc, what, last, settings.kyc_retention_years, law)))
}

/// The day on which the relation with a client ended; none while it lasts.
fn end_of_relation(conn: &Connection, client: ContactId) -> Result<Option<Day>> {
    let open = conn.prepare_cached("select 1 from matter where client = ?1 and status = 'open'")?.exists([client])?;
    if open || contact::status_of(conn, client)? == ContactStatus::ActiveClient {
        return Ok(None);
    }
    let day: Option<String> = conn
        .prepare_cached(
            "select max(day) from (
                 select substr(at, 1, 10) as day from status_change where contact = ?1 and to_status = 'former_client'
                 union all select closed_on from matter where client = ?1
                 union all select substr(at, 1, 10) from kyc_decision where client = ?1
                 union all select substr(created_at, 1, 10) from kyc_file where client = ?1)",
        )?
        .query_row([client], |row| row.get(0))?;
    Ok(day.and_then(|day| day.parse().ok()))
}

fn invoices(conn: &Connection, people: &[ContactId], settings: &ComplianceSettings) -> Result<Option<RetentionClock>> {
    let mut last: Option<Day> = None;
    for person in people {
        let day: Option<Day> = conn
            .prepare_cached(
                "select max(day) from (
                     select max(issued_on) as day from invoice where client = ?1 and number <> ''
                     union all select max(issued_on) from invoice where recipient = ?1 and number <> ''
                     union all select max(received_on) from payment where client = ?1
                     union all select max(requested_on) from retainer where client = ?1
                     union all select max(reminded_on) from reminder where client = ?1)",
            )?
            .query_row([person], |row| row.get(0))?;
        last = last.max(day);
    }
    let Some(last) = last else { return Ok(None) };
    // The year of the accounts is taken for that of the calendar.
    let closing = format!("{:04}-12-31", last.year()).parse().unwrap_or(last);
    let law = "après la clôture de l’exercice (C. com., art. L. 123-22)";
    let what = format!("Dernière facture ou dernier règlement, du {last}");
    Ok(Some(clock(RetentionKind::Invoice, what, Some(closing), settings.invoice_retention_years, law)))
}

fn matters(conn: &Connection, people: &[ContactId], settings: &ComplianceSettings) -> Result<Option<RetentionClock>> {
    let law = "après la fin de la mission (C. civ., art. 2225)";
    let years = settings.matter_retention_years;
    let mut last: Option<(Day, String)> = None;
    for person in people {
        let mut statement = conn.prepare_cached(
            "select reference, status = 'open', coalesce(closed_on, opened_on) from matter
             where client = ?1 or id in (select matter from party where contact = ?1)
             order by status = 'open' desc, closed_on desc limit 1",
        )?;
        let found: Option<(String, bool, Day)> =
            statement.query_row([person], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        match found {
            Some((reference, true, _)) => {
                let what = format!("Partie au dossier {reference}, ouvert");
                return Ok(Some(clock(RetentionKind::Matter, what, None, years, law)));
            }
            Some((reference, false, closed)) if last.as_ref().is_none_or(|(day, _)| closed > *day) => {
                last = Some((closed, format!("Partie au dossier {reference}, clos le {closed}")));
            }
            _ => {}
        }
    }
    Ok(last.map(|(closed, what)| clock(RetentionKind::Matter, what, Some(closed), years, law)))
}

fn conflict_checks(
    conn: &Connection,
    people: &[ContactId],
    settings: &ComplianceSettings,
) -> Result<Option<RetentionClock>> {
    let mut last: Option<String> = None;
    for person in people {
        let at: Option<String> = conn
            .prepare_cached(
                "select max(at) from conflict_check where searched like '%' || ?1 || '%' or hits like '%' || ?1 || '%'",
            )?
            .query_row([person.to_string()], |row| row.get(0))?;
        last = last.max(at);
    }
    let day: Option<Day> = last.and_then(|at| at.get(..10)?.parse().ok());
    let law = "comme preuve de la recherche (RIN, art. 4 ; C. civ., art. 2224)";
    Ok(day.map(|day| {
        let what = format!("Recherche de conflit d’intérêts du {day}");
        clock(RetentionKind::ConflictCheck, what, Some(day), settings.matter_retention_years, law)
    }))
}

fn prospect(conn: &Connection, id: ContactId, settings: &ComplianceSettings) -> Result<Option<RetentionClock>> {
    if !matches!(contact::status_of(conn, id)?, ContactStatus::Prospect | ContactStatus::LostProspect) {
        return Ok(None);
    }
    let day: Option<String> = conn
        .prepare_cached(
            "select max(day) from (
                 select substr(created_at, 1, 10) as day from contact where id = ?1
                 union all select substr(at, 1, 10) from status_change where contact = ?1
                 union all select substr(done_at, 1, 10) from todo where contact = ?1
                 union all select substr(ends_at, 1, 10) from todo where contact = ?1 and kind = 'meeting'
                 union all select substr(interaction.at, 1, 10) from interaction_contact
                     join interaction on interaction.id = interaction_contact.interaction
                     where contact = ?1 and interaction.kind <> 'note')",
        )?
        .query_row([id], |row| row.get(0))?;
    let day: Option<Day> = day.and_then(|day| day.parse().ok());
    let law = "après le dernier contact avec un prospect (référentiel de la CNIL)";
    Ok(day.map(|day| {
        let what = format!("Dernier contact le {day}");
        clock(RetentionKind::Prospect, what, Some(day), settings.prospect_retention_years, law)
    }))
}
