//! Lists of contacts: what they read (`contact_row`, derived after each write), and how they are filtered, sorted and paged.

use rusqlite::{Connection, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::filter::{ContactFilter, as_parameters};
use super::{ContactKind, ContactStatus, search};
use crate::core::Reader;
use crate::error::Result;
use crate::ids::ContactId;
use crate::sql_enum;

/// A contact in a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ContactRow {
    pub id: ContactId,
    pub kind: ContactKind,
    pub status: ContactStatus,
    pub archived: bool,
    /// « DURAND Anne »
    pub name: String,
    pub email: String,
    pub phone: String,
    pub town: String,
    pub qualities: Vec<String>,
    pub external_ref: String,
    pub created_at: String,
}

sql_enum! {
    /// `Active`: everyone but former clients, lost prospects and the archived. `Unqualified`: without the courts, with whom a
    /// firm has no relation to win.
    pub enum ContactView {
        Active = "active",
        Unqualified = "unqualified",
        Prospects = "prospects",
        ActiveClients = "active_clients",
        FormerClients = "former_clients",
        LostProspects = "lost_prospects",
        Archived = "archived",
        All = "all",
    }
}

sql_enum! {
    pub enum ContactSortKey {
        Name = "name",
        Status = "status",
        Town = "town",
        Email = "email",
        CreatedAt = "created_at",
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct ContactSort {
    pub key: ContactSortKey,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct Page {
    pub offset: u32,
    pub limit: u32,
}

/// Rows asked for at once, at most.
const LARGEST_PAGE: u32 = 1000;
/// A search lists this many contacts at most: past that, one types another word.
const LONGEST_SEARCH: usize = 200;

#[derive(Debug, Clone, Serialize, TS)]
pub struct ContactPage {
    pub total: u32,
    pub rows: Vec<ContactRow>,
}

/// How many contacts each view shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct ViewCounts {
    pub active: u32,
    pub unqualified: u32,
    pub prospects: u32,
    pub active_clients: u32,
    pub former_clients: u32,
    pub lost_prospects: u32,
    pub archived: u32,
    pub all: u32,
}

impl ContactView {
    /// The condition over `contact_row` that a view stands for.
    pub(crate) fn condition(self) -> &'static str {
        match self {
            ContactView::Active => "archived = 0 and status in ('unqualified', 'prospect', 'active_client')",
            ContactView::Unqualified => "archived = 0 and status = 'unqualified' and kind <> 'court'",
            ContactView::Prospects => "archived = 0 and status = 'prospect'",
            ContactView::ActiveClients => "archived = 0 and status = 'active_client'",
            ContactView::FormerClients => "archived = 0 and status = 'former_client'",
            ContactView::LostProspects => "archived = 0 and status = 'lost_prospect'",
            ContactView::Archived => "archived = 1",
            ContactView::All => "1",
        }
    }
}

pub fn list(reader: &Reader, filter: ContactFilter, sort: ContactSort, page: Page) -> Result<ContactPage> {
    let condition = filter.condition()?;
    let mut parameters = as_parameters(&condition);
    let condition = condition.sql.as_str();
    if !filter.text.trim().is_empty() {
        let hits = search::find(reader, &filter.text, condition, &parameters, LONGEST_SEARCH)?;
        let total = u32::try_from(hits.len()).unwrap_or(u32::MAX);
        let rows = hits.into_iter().map(|hit| hit.contact);
        let rows = rows.skip(page.offset as usize).take(page.limit as usize).collect();
        return Ok(ContactPage { total, rows });
    }
    let total: u32 = reader
        .prepare_cached(&format!("select count(*) from contact_row where {condition}"))?
        .query_row(&*parameters, |row| row.get(0))?;
    let direction = if sort.descending { "desc" } else { "asc" };
    let order = match sort.key {
        ContactSortKey::Name => format!("sort_key {direction}, contact {direction}"),
        // In the order of the life of a relation, not of the alphabet.
        ContactSortKey::Status => format!(
            "case status when 'unqualified' then 0 when 'prospect' then 1 when 'active_client' then 2
             when 'former_client' then 3 else 4 end {direction}, sort_key, contact"
        ),
        ContactSortKey::Town => format!("town = '', town_key {direction}, sort_key, contact"),
        ContactSortKey::Email => format!("email = '', email collate nocase {direction}, sort_key, contact"),
        ContactSortKey::CreatedAt => format!("created_at {direction}, contact {direction}"),
    };
    // By name, rows come out of the index in order; SQLite would rather find them by their view and sort them all.
    let way = if matches!(sort.key, ContactSortKey::Name) { "indexed by contact_row_name" } else { "" };
    let limit = page.limit.min(LARGEST_PAGE);
    parameters.push((":offset", &page.offset));
    parameters.push((":limit", &limit));
    let sql = format!(
        "select {COLUMNS} from contact_row where rowid in
             (select rowid from contact_row {way} where {condition} order by {order} limit :limit offset :offset)
         order by {order}"
    );
    let rows = reader.prepare_cached(&sql)?.query_map(&*parameters, from_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(ContactPage { total, rows })
}

/// How many contacts [`list`] shows for a filter.
pub(crate) fn count(reader: &Reader, filter: &ContactFilter) -> Result<u32> {
    let condition = filter.condition()?;
    let parameters = as_parameters(&condition);
    if !filter.text.trim().is_empty() {
        let hits = search::find(reader, &filter.text, &condition.sql, &parameters, LONGEST_SEARCH)?;
        return Ok(u32::try_from(hits.len()).unwrap_or(u32::MAX));
    }
    let sql = format!("select count(*) from contact_row where {}", condition.sql);
    Ok(reader.prepare_cached(&sql)?.query_row(&*parameters, |row| row.get(0))?)
}

/// Every contact of a filter, by name; a search gives its best matches first.
pub(crate) fn ids(reader: &Reader, filter: &ContactFilter) -> Result<Vec<ContactId>> {
    let condition = filter.condition()?;
    let parameters = as_parameters(&condition);
    if !filter.text.trim().is_empty() {
        let hits = search::find(reader, &filter.text, &condition.sql, &parameters, usize::MAX)?;
        return Ok(hits.into_iter().map(|hit| hit.contact.id).collect());
    }
    let sql = format!("select contact from contact_row where {} order by sort_key, contact", condition.sql);
    let ids =
        reader.prepare_cached(&sql)?.query_map(&*parameters, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

pub fn counts(conn: &Connection) -> Result<ViewCounts> {
    let mut statement = conn
        .prepare_cached("select archived, status, kind, count(*) from contact_row group by archived, status, kind")?;
    let mut rows = statement.query([])?;
    let mut counts = ViewCounts::default();
    while let Some(row) = rows.next()? {
        let count: u32 = row.get(3)?;
        counts.all += count;
        if row.get::<_, bool>(0)? {
            counts.archived += count;
            continue;
        }
        let (status, active) = match row.get(1)? {
            ContactStatus::Unqualified if row.get::<_, ContactKind>(2)? == ContactKind::Court => {
                counts.active += count;
                continue;
            }
            ContactStatus::Unqualified => (&mut counts.unqualified, true),
            ContactStatus::Prospect => (&mut counts.prospects, true),
            ContactStatus::ActiveClient => (&mut counts.active_clients, true),
            ContactStatus::FormerClient => (&mut counts.former_clients, false),
            ContactStatus::LostProspect => (&mut counts.lost_prospects, false),
        };
        *status += count;
        if active {
            counts.active += count;
        }
    }
    Ok(counts)
}

/// The contacts last worked on, newest first.
pub fn recent(conn: &Connection, limit: u32) -> Result<Vec<ContactRow>> {
    let sql = format!(
        "select {COLUMNS} from contact_row
         join (select record, max(change) as last from
                  (select record, change from change_record order by change desc limit 2000)
               group by record) on record = contact
         where {} order by last desc limit :limit",
        ContactView::Active.condition()
    );
    let rows = conn
        .prepare_cached(&sql)?
        .query_map(named_params! { ":limit": limit }, from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

pub(crate) const COLUMNS: &str =
    "contact, kind, status, archived, contact_row.name, email, phone, town, qualities, external_ref, created_at";

pub(crate) fn from_row(row: &Row) -> rusqlite::Result<ContactRow> {
    Ok(ContactRow {
        id: row.get("contact")?,
        kind: row.get("kind")?,
        status: row.get("status")?,
        archived: row.get("archived")?,
        name: row.get("name")?,
        email: row.get("email")?,
        phone: row.get("phone")?,
        town: row.get("town")?,
        qualities: row
            .get_ref("qualities")?
            .as_str()?
            .split('\n')
            .filter(|quality| !quality.is_empty())
            .map(str::to_owned)
            .collect(),
        external_ref: row.get("external_ref")?,
        created_at: row.get("created_at")?,
    })
}
