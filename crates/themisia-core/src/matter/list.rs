//! Lists of matters, filtered, sorted and paged.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MatterStatus;
use crate::contact::Page;
use crate::contact::name::fold;
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId, TimekeeperId};
use crate::kyc::standing::{KycState, state_sql};
use crate::sql_enum;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MatterFilter {
    pub view: MatterView,
    #[serde(default)]
    #[ts(optional)]
    pub client: Option<ContactId>,
    #[serde(default)]
    #[ts(optional)]
    pub responsible: Option<TimekeeperId>,
    /// Only those whose client is not identified.
    #[serde(default)]
    #[ts(optional)]
    pub without_kyc: Option<bool>,
    /// Words of the reference, the title, the client's name or the court's number.
    #[serde(default)]
    pub text: String,
}

sql_enum! {
    /// Archived matters leave the daily view.
    pub enum MatterView {
        Open = "open",
        Archived = "archived",
        All = "all",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MatterRow {
    pub id: MatterId,
    pub reference: String,
    pub title: String,
    pub status: MatterStatus,
    pub client: ContactId,
    /// « DURAND Anne »
    pub client_name: String,
    pub responsible_name: Option<String>,
    pub opened_on: Day,
    pub closed_on: Option<Day>,
    pub court_number: String,
    /// Where the identification of its client stands.
    pub kyc: KycState,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MatterPage {
    pub total: u32,
    pub rows: Vec<MatterRow>,
}

/// Matters of a filter, newest first.
pub fn list(reader: &Reader, filter: MatterFilter, page: Page) -> Result<MatterPage> {
    let words: Vec<String> = fold(&filter.text).split_whitespace().map(str::to_owned).collect();
    let on = Day::of(reader.core.now());
    let unidentified =
        || format!("and {} not in ('validated', 'out_of_scope')", state_sql("matter.client", "matter.id"));
    let sql = format!(
        "select id from matter where {} {} {} {} order by opened_on desc, reference desc, id",
        match filter.view {
            MatterView::Open => "status = 'open'",
            MatterView::Archived => "status = 'archived'",
            MatterView::All => "1",
        },
        if filter.client.is_some() { "and client = :client" } else { "and :client is null" },
        if filter.responsible.is_some() { "and responsible = :responsible" } else { "and :responsible is null" },
        if filter.without_kyc == Some(true) { unidentified() } else { "and :on = :on".to_owned() },
    );
    let mut statement = reader.prepare_cached(&sql)?;
    let mut found = Vec::new();
    let ids = statement.query_map(
        named_params! { ":client": filter.client, ":responsible": filter.responsible, ":on": on },
        |row| row.get::<_, MatterId>(0),
    )?;
    for id in ids {
        let id = id?;
        if words.is_empty() || bears(reader, id, &words)? {
            found.push(id);
        }
    }
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let rows = found.into_iter().skip(page.offset as usize).take(page.limit.min(1000) as usize);
    Ok(MatterPage { total, rows: rows.map(|id| row(reader, id, on)).collect::<Result<_>>()? })
}

/// Whether each word begins a word of the matter: titles have no index, their accents are folded here.
fn bears(reader: &Reader, id: MatterId, words: &[String]) -> Result<bool> {
    let text: String = reader
        .prepare_cached(
            "select reference || ' ' || title || ' ' || court_number || ' ' || coalesce(contact_row.words, '')
             from matter left join contact_row on contact_row.contact = matter.client where matter.id = ?1",
        )?
        .query_row([id], |row| row.get(0))?;
    let folded = fold(&text);
    Ok(words.iter().all(|word| folded.split(' ').any(|of| of.starts_with(word.as_str()))))
}

fn row(reader: &Reader, id: MatterId, on: Day) -> Result<MatterRow> {
    let sql = format!(
        "select matter.id, reference, title, matter.status, client, coalesce(contact_row.name, ''),
                 (select name from timekeeper where timekeeper.id = responsible), opened_on, closed_on, court_number, {}
             from matter left join contact_row on contact_row.contact = matter.client where matter.id = :id",
        state_sql("matter.client", "matter.id")
    );
    let row = reader.prepare_cached(&sql)?.query_row(named_params! { ":id": id, ":on": on }, |row| {
        Ok(MatterRow {
            id: row.get(0)?,
            reference: row.get(1)?,
            title: row.get(2)?,
            status: row.get(3)?,
            client: row.get(4)?,
            client_name: row.get(5)?,
            responsible_name: row.get(6)?,
            opened_on: row.get(7)?,
            closed_on: row.get(8)?,
            court_number: row.get(9)?,
            kyc: row.get(10)?,
        })
    })?;
    Ok(row)
}
