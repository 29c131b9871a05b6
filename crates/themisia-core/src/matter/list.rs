//! Lists of matters, filtered, sorted and paged.

use rusqlite::{Row, ToSql, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MatterStatus;
use crate::contact::name::fold;
use crate::contact::{Page, redirect};
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
    /// Without one, the matters opened last come first.
    #[serde(default)]
    #[ts(optional)]
    pub sort: Option<MatterSort>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct MatterSort {
    pub key: MatterSortKey,
    pub descending: bool,
}

sql_enum! {
    pub enum MatterSortKey {
        Reference = "reference",
        Title = "title",
        Client = "client",
        Responsible = "responsible",
        OpenedOn = "opened_on",
        ClosedOn = "closed_on",
    }
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

/// Matters of a filter, in its order.
pub fn list(reader: &Reader, filter: MatterFilter, page: Page) -> Result<MatterPage> {
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let filter = MatterFilter { client, ..filter };
    let condition = format!(
        "{} {} {} {}",
        match filter.view {
            MatterView::Open => "matter.status = 'open'",
            MatterView::Archived => "matter.status = 'archived'",
            MatterView::All => "1",
        },
        if filter.client.is_some() { "and matter.client = :client" } else { "and :client is null" },
        if filter.responsible.is_some() { "and matter.responsible = :responsible" } else { "and :responsible is null" },
        if filter.without_kyc == Some(true) { unidentified() } else { "and :on = :on".to_owned() },
    );
    let on = Day::of(reader.core.now());
    let asked = named_params! { ":client": filter.client, ":responsible": filter.responsible, ":on": on };
    let order = order(filter.sort);
    let words: Vec<String> = fold(&filter.text).split_whitespace().map(str::to_owned).collect();
    let limit = page.limit.min(1000);
    if !words.is_empty() {
        return with_kyc(reader, bearing(reader, &condition, asked, &order, &words, Page { limit, ..page })?, on);
    }
    let total = reader
        .prepare_cached(&format!("select count(*) from matter where {condition}"))?
        .query_row(asked, |row| row.get(0))?;
    let sql =
        format!("select {ROW} from {FROM} where {condition} order by {order} limit {limit} offset {}", page.offset);
    let rows = reader.prepare(&sql)?.query_map(asked, from_row)?.collect::<rusqlite::Result<_>>()?;
    with_kyc(reader, MatterPage { total, rows }, on)
}

fn unidentified() -> String {
    format!("and {} not in ('validated', 'out_of_scope')", state_sql("matter.client", "matter.id"))
}

/// Only the rows of the page are asked where their identification stands.
fn with_kyc(reader: &Reader, mut page: MatterPage, on: Day) -> Result<MatterPage> {
    let sql = format!("select {} from matter where id = :id", state_sql("matter.client", "matter.id"));
    let mut statement = reader.prepare_cached(&sql)?;
    for row in &mut page.rows {
        row.kyc = statement.query_row(named_params! { ":id": row.id, ":on": on }, |found| found.get(0))?;
    }
    Ok(page)
}

const FROM: &str = "matter left join contact_row on contact_row.contact = matter.client
    left join timekeeper on timekeeper.id = matter.responsible";
const ROW: &str = "matter.id, reference, title, matter.status, client, coalesce(contact_row.name, '') as client_name,
    timekeeper.name as responsible_name, opened_on, closed_on, court_number";

fn order(sort: Option<MatterSort>) -> String {
    let Some(sort) = sort else { return "opened_on desc, reference desc, matter.id".to_owned() };
    let column = match sort.key {
        MatterSortKey::Reference => "reference",
        MatterSortKey::Title => "title collate nocase",
        MatterSortKey::Client => "contact_row.sort_key",
        MatterSortKey::Responsible => "timekeeper.name is null, timekeeper.name",
        MatterSortKey::OpenedOn => "opened_on",
        MatterSortKey::ClosedOn => "closed_on is null, closed_on",
    };
    format!("{column} {}, reference desc, matter.id", if sort.descending { "desc" } else { "asc" })
}

/// The matters each of whose words begins a word asked for: titles have no index, their accents are folded here.
fn bearing(
    reader: &Reader,
    condition: &str,
    asked: &[(&str, &dyn ToSql)],
    order: &str,
    words: &[String],
    page: Page,
) -> Result<MatterPage> {
    let sql = format!(
        "select {ROW}, reference || ' ' || title || ' ' || court_number || ' ' || coalesce(contact_row.words, '') as told
         from {FROM} where {condition} order by {order}"
    );
    let mut statement = reader.prepare(&sql)?;
    let mut found = statement.query(asked)?;
    let (mut total, mut rows) = (0u32, Vec::new());
    while let Some(row) = found.next()? {
        let folded = fold(row.get_ref("told")?.as_str().unwrap_or_default());
        if !words.iter().all(|word| folded.split(' ').any(|of| of.starts_with(word.as_str()))) {
            continue;
        }
        if total >= page.offset && rows.len() < page.limit as usize {
            rows.push(from_row(row)?);
        }
        total += 1;
    }
    Ok(MatterPage { total, rows })
}

fn from_row(row: &Row) -> rusqlite::Result<MatterRow> {
    Ok(MatterRow {
        id: row.get("id")?,
        reference: row.get("reference")?,
        title: row.get("title")?,
        status: row.get("status")?,
        client: row.get("client")?,
        client_name: row.get("client_name")?,
        responsible_name: row.get("responsible_name")?,
        opened_on: row.get("opened_on")?,
        closed_on: row.get("closed_on")?,
        court_number: row.get("court_number")?,
        kyc: KycState::ToDo,
    })
}
