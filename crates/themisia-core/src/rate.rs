//! Rates: which one applies to a timekeeper's work in a matter on a day, and why (DOMAIN §6). Cents an hour, before tax.

pub mod negotiated;
pub mod standard;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use ts_rs::TS;

use crate::contact;
use crate::core::Reader;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::Grade;
use crate::ids::{ContactId, MatterId, TimekeeperId};
use crate::money::Cents;
use crate::{matter, sql_enum, timekeeper};

sql_enum! {
    /// The rules of DOMAIN §6 in their order: the first that has a rate wins. `Manual` is no rule: it was typed on an entry.
    pub enum RateStep {
        MatterTimekeeper = "matter_timekeeper",
        MatterGrade = "matter_grade",
        Matter = "matter",
        ClientTimekeeper = "client_timekeeper",
        ClientGrade = "client_grade",
        Client = "client",
        StandardTimekeeper = "standard_timekeeper",
        StandardGrade = "standard_grade",
        Firm = "firm",
        Manual = "manual",
    }
}

/// The rules, in the order of the numbers that the query gives them.
const STEPS: [RateStep; 9] = [
    RateStep::MatterTimekeeper,
    RateStep::MatterGrade,
    RateStep::Matter,
    RateStep::ClientTimekeeper,
    RateStep::ClientGrade,
    RateStep::Client,
    RateStep::StandardTimekeeper,
    RateStep::StandardGrade,
    RateStep::Firm,
];

/// « Pourquoi ce taux ? »: the rate that applies, and what each rule of the precedence had to say.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RateAnswer {
    /// None when no rule has a rate.
    pub chosen: Option<ChosenRate>,
    /// Every rule in its order.
    pub steps: Vec<RateTried>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ChosenRate {
    pub hourly_rate: Cents,
    pub step: RateStep,
    pub effective_from: Day,
    /// « négocié · Me Martin · depuis le 01/03/2026 »: what an entry keeps.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RateTried {
    pub step: RateStep,
    /// « négocié · Me Martin »
    pub label: String,
    pub hourly_rate: Option<Cents>,
    pub effective_from: Option<Day>,
    pub chosen: bool,
}

/// What applies to one timekeeper on a day, in a simulation.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SimulatedRate {
    pub timekeeper: TimekeeperId,
    pub name: String,
    pub grade: Grade,
    pub answer: RateAnswer,
}

/// The whole precedence in one query: every rate that could apply, the one that wins first.
const CANDIDATES: &str = "
    with held (grade) as (
        select grade from timekeeper_grade where timekeeper = :timekeeper
        order by effective_from <= :day desc, case when effective_from <= :day then effective_from end desc, effective_from
        limit 1
    )
    select step, hourly_rate, effective_from from (
        select (matter is null) * 3 + case when timekeeper is not null then 0 when grade is not null then 1 else 2 end as step,
               hourly_rate, effective_from, id
        from negotiated_rate
        where (client = :client and matter is null or matter = :matter)
            and (timekeeper is null or timekeeper = :timekeeper) and (grade is null or grade = (select grade from held))
            and effective_from <= :day
        union all
        select 6 + case when timekeeper is not null then 0 when grade is not null then 1 else 2 end as step,
               hourly_rate, effective_from, id
        from standard_rate
        where (timekeeper is null or timekeeper = :timekeeper) and (grade is null or grade = (select grade from held))
            and effective_from <= :day
    )
    order by step, effective_from desc, id desc";

/// The rate of a timekeeper's work in a matter on a day.
///
/// # Errors
/// `NotFound`.
pub fn resolve(conn: &Connection, matter: MatterId, timekeeper: TimekeeperId, on: Day) -> Result<RateAnswer> {
    answer(conn, matter::client_of(conn, matter)?, Some(matter), timekeeper, on)
}

pub fn resolve_rate(conn: &Connection, matter: MatterId, timekeeper: TimekeeperId, on: Day) -> Result<RateAnswer> {
    resolve(conn, matter, timekeeper, on)
}

fn answer(
    conn: &Connection,
    client: ContactId,
    matter: Option<MatterId>,
    timekeeper: TimekeeperId,
    on: Day,
) -> Result<RateAnswer> {
    let mut statement = conn.prepare_cached(CANDIDATES)?;
    let mut rows = statement
        .query(named_params! { ":client": client, ":matter": matter, ":timekeeper": timekeeper, ":day": on })?;
    let mut best: [Option<(Cents, Day)>; STEPS.len()] = [None; STEPS.len()];
    while let Some(row) = rows.next()? {
        // The newest rate of a rule comes first.
        best[usize::from(row.get::<_, u8>(0)?)].get_or_insert((row.get(1)?, row.get(2)?));
    }
    let name = timekeeper::name_of(conn, timekeeper)?;
    let grade = grade_on(conn, timekeeper, on)?;
    let reference = matter.map(|matter| reference(conn, matter)).transpose()?;
    let winner = best.iter().position(Option::is_some);
    let steps: Vec<RateTried> = STEPS
        .iter()
        .zip(best)
        .enumerate()
        .map(|(at, (step, rate))| RateTried {
            step: *step,
            label: label(*step, &name, grade, reference.as_deref()),
            hourly_rate: rate.map(|rate| rate.0),
            effective_from: rate.map(|rate| rate.1),
            chosen: winner == Some(at),
        })
        .collect();
    let chosen = winner.and_then(|at| {
        let (hourly_rate, effective_from) = best[at]?;
        let source = format!("{} · depuis le {effective_from}", steps[at].label);
        Some(ChosenRate { hourly_rate, step: steps[at].step, effective_from, source })
    });
    Ok(RateAnswer { chosen, steps })
}

fn label(step: RateStep, name: &str, grade: Grade, reference: Option<&str>) -> String {
    let matter = reference.unwrap_or("dossier");
    match step {
        RateStep::MatterTimekeeper => format!("négocié · {matter} · {name}"),
        RateStep::MatterGrade => format!("négocié · {matter} · {}", grade.french()),
        RateStep::Matter => format!("négocié · {matter}"),
        RateStep::ClientTimekeeper => format!("négocié · {name}"),
        RateStep::ClientGrade => format!("négocié · {}", grade.french()),
        RateStep::Client => "négocié · tous les intervenants".to_owned(),
        RateStep::StandardTimekeeper => format!("standard · {name}"),
        RateStep::StandardGrade => format!("standard · {}", grade.french()),
        RateStep::Firm => "taux par défaut du cabinet".to_owned(),
        RateStep::Manual => "saisi à la main".to_owned(),
    }
}

/// What applies on a day to the work of each timekeeper for a client, in a matter of it or in general.
pub fn simulate(reader: &Reader, client: ContactId, matter: Option<MatterId>, on: Day) -> Result<Vec<SimulatedRate>> {
    let client = contact::redirect::current(reader, client)?;
    timekeeper::list(reader)?
        .into_iter()
        .filter(|timekeeper| timekeeper.draft.left_on.is_none_or(|left| left > on))
        .map(|timekeeper| {
            Ok(SimulatedRate {
                answer: answer(reader, client, matter, timekeeper.id, on)?,
                grade: grade_on(reader, timekeeper.id, on)?,
                timekeeper: timekeeper.id,
                name: timekeeper.draft.name,
            })
        })
        .collect()
}

fn grade_on(conn: &Connection, timekeeper: TimekeeperId, on: Day) -> Result<Grade> {
    conn.prepare_cached(
        "select grade from timekeeper_grade where timekeeper = :timekeeper
         order by effective_from <= :day desc, case when effective_from <= :day then effective_from end desc, effective_from
         limit 1",
    )?
    .query_row(named_params! { ":timekeeper": timekeeper, ":day": on }, |row| row.get(0))
    .optional()?
    .ok_or(Error::NotFound)
}

fn reference(conn: &Connection, matter: MatterId) -> Result<String> {
    Ok(conn.prepare_cached("select reference from matter where id = ?1")?.query_row([matter], |row| row.get(0))?)
}
