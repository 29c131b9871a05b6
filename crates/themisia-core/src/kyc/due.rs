//! What is to be done about identification: files that are missing or not finished, and those to be renewed at 90, 30 or 0 days.

use std::sync::LazyLock;

use rusqlite::{Row, named_params};
use serde::Serialize;
use ts_rs::TS;

use super::standing::{KycState, RENEW_ON, counting_file, state_sql};
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId};
use crate::sql_enum;

/// Days before the end at which a renewal is told.
const FIRST_REMINDER: u32 = 90;
const SECOND_REMINDER: u32 = 30;

sql_enum! {
    /// Expired: a document has, or the review is due. Missing: never validated, or refused while work goes on. Soon: within
    /// 30 days. Later: within 90.
    pub enum KycDueLevel {
        Expired = "expired",
        Missing = "missing",
        Soon = "soon",
        Later = "later",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycDueRow {
    pub client: ContactId,
    /// « DURAND Anne »
    pub client_name: String,
    pub matter: Option<MatterId>,
    pub matter_name: Option<String>,
    pub state: KycState,
    pub level: KycDueLevel,
    pub renew_on: Option<Day>,
    /// Open matters that wait for it.
    pub matters: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct KycDuePage {
    pub total: u32,
    pub rows: Vec<KycDueRow>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct KycDueCounts {
    pub expired: u32,
    pub missing: u32,
    pub soon: u32,
    pub later: u32,
}

/// Who is looked at: clients with whom there is a relation, and matters that have a file of their own. The day of the renewal is
/// looked for only where a file is validated.
static DUE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "asked (client, matter) as (
             select contact, null from contact_row where archived = 0 and status = 'active_client' and kind <> 'court'
             union
             select client, null from matter where status = 'open'
             union
             select client, null from kyc_file where matter is null
                 and client in (select contact from contact_row where archived = 0 and status in ('unqualified', 'prospect'))
             union
             select kyc_file.client, kyc_file.matter from kyc_file join matter on matter.id = kyc_file.matter
                 where matter.status = 'open'
         ),
         filed as materialized (select client, matter, {} as file from asked),
         stepped as materialized (
             select client, matter, file, case when file is null then 'to_do' else coalesce(
                 (select to_state from kyc_decision where kyc_decision.file = filed.file
                  order by at desc, kyc_decision.id desc limit 1), 'in_progress') end as step
             from filed
         ),
         renewed as materialized (
             select client, matter, step,
                 case when step = 'validated' then (select {RENEW_ON} from kyc_file where kyc_file.id = stepped.file) end as renew_on
             from stepped where step not in ('out_of_scope')
         ),
         due as (
             select client, matter, renew_on, case when renew_on <= :on then 'to_renew' else step end as state,
                 case when step = 'to_renew' or renew_on <= :on then 'expired'
                      when step <> 'validated' then 'missing'
                      when renew_on <= :second then 'soon' else 'later' end as level
             from renewed
             where step in ('to_do', 'in_progress', 'submitted', 'to_renew')
                 or step = 'validated' and renew_on <= :first
                 or step = 'refused' and exists (select 1 from matter where matter.client = renewed.client
                     and matter.status = 'open' and (renewed.matter is null or matter.id = renewed.matter))
         )",
        counting_file("asked.client", "asked.matter"),
    )
});

/// Open matters that wait for a row of `due`: those without a file of their own, or the one that it is about.
const WAITING: &str = "(select count(*) from matter where matter.client = due.client and matter.status = 'open'
    and (matter.id = due.matter or due.matter is null
         and not exists (select 1 from kyc_file own where own.client = matter.client and own.matter = matter.id)))";

/// What is to be done, the most pressing first. `level`: only that one.
pub fn due(reader: &Reader, level: Option<KycDueLevel>, page: Page) -> Result<KycDuePage> {
    let on = Day::of(reader.core.now());
    let only = level.map_or(String::new(), |level| format!("where level = '{}'", level.as_str()));
    let total = reader.prepare_cached(&format!("with {} select count(*) from due {only}", *DUE))?.query_row(
        named_params! { ":on": on, ":first": on.plus(FIRST_REMINDER), ":second": on.plus(SECOND_REMINDER) },
        |row| row.get(0),
    )?;
    let sql = format!(
        "with {} select due.client, coalesce(contact_row.name, '') as client_name, due.matter,
             (select trim(reference || ' ' || title) from matter where matter.id = due.matter) as matter_name,
             state, level, renew_on, {WAITING} as matters
         from due left join contact_row on contact_row.contact = due.client {only}
         order by case level when 'expired' then 0 when 'missing' then 1 when 'soon' then 2 else 3 end,
             renew_on, contact_row.sort_key, due.client, due.matter
         limit :limit offset :offset",
        *DUE
    );
    let rows = reader
        .prepare_cached(&sql)?
        .query_map(
            named_params! {
                ":on": on, ":first": on.plus(FIRST_REMINDER), ":second": on.plus(SECOND_REMINDER),
                ":limit": page.limit.min(500), ":offset": page.offset,
            },
            from_row,
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(KycDuePage { total, rows })
}

/// How many of each level.
pub fn counts(reader: &Reader) -> Result<KycDueCounts> {
    let on = Day::of(reader.core.now());
    let sql = format!("with {} select level, count(*) from due group by level", *DUE);
    let mut statement = reader.prepare_cached(&sql)?;
    let mut rows = statement
        .query(named_params! { ":on": on, ":first": on.plus(FIRST_REMINDER), ":second": on.plus(SECOND_REMINDER) })?;
    let mut counts = KycDueCounts::default();
    while let Some(row) = rows.next()? {
        let count = row.get(1)?;
        match row.get(0)? {
            KycDueLevel::Expired => counts.expired = count,
            KycDueLevel::Missing => counts.missing = count,
            KycDueLevel::Soon => counts.soon = count,
            KycDueLevel::Later => counts.later = count,
        }
    }
    Ok(counts)
}

/// A matter of a client and where its identification stands.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycMatterRow {
    pub matter: MatterId,
    pub name: String,
    pub is_open: bool,
    pub state: KycState,
    /// It has a file of its own.
    pub has_file: bool,
    /// Why it was opened all the same, where somebody said so.
    pub opened_despite: String,
    pub opened_by: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct KycMatterPage {
    pub total: u32,
    pub rows: Vec<KycMatterRow>,
}

/// The matters of a client, open ones first, newest first.
pub fn matters(reader: &Reader, client: ContactId, page: Page) -> Result<KycMatterPage> {
    let client = redirect::current(reader, client)?;
    let total = reader
        .prepare_cached("select count(*) from matter where client = ?1")?
        .query_row([client], |row| row.get(0))?;
    let sql = format!(
        "select matter.id, trim(reference || ' ' || title), status = 'open', {},
             exists (select 1 from kyc_file where kyc_file.client = matter.client and kyc_file.matter = matter.id),
             opened_despite, user.name
         from matter join user on user.id = matter.created_by where client = :client
         order by status = 'archived', opened_on desc, reference desc, matter.id limit :limit offset :offset",
        state_sql("matter.client", "matter.id")
    );
    let rows = reader
        .prepare_cached(&sql)?
        .query_map(
            named_params! {
                ":client": client, ":on": Day::of(reader.core.now()), ":limit": page.limit.min(500), ":offset": page.offset,
            },
            |row| {
                Ok(KycMatterRow {
                    matter: row.get(0)?,
                    name: row.get(1)?,
                    is_open: row.get(2)?,
                    state: row.get(3)?,
                    has_file: row.get(4)?,
                    opened_despite: row.get(5)?,
                    opened_by: row.get(6)?,
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(KycMatterPage { total, rows })
}

fn from_row(row: &Row) -> rusqlite::Result<KycDueRow> {
    Ok(KycDueRow {
        client: row.get("client")?,
        client_name: row.get("client_name")?,
        matter: row.get("matter")?,
        matter_name: row.get("matter_name")?,
        state: row.get("state")?,
        level: row.get("level")?,
        renew_on: row.get("renew_on")?,
        matters: row.get("matters")?,
    })
}
