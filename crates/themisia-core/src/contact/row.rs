//! Lists of contacts: what they read (`contact_row`, derived after each write), and how they are filtered, sorted and paged.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::filter::{ContactFilter, as_parameters};
use super::{ContactDraft, ContactKind, ContactStatus, name, search, sound};
use crate::core::Reader;
use crate::core::changeset::{RowChange, RowChangeKind};
use crate::core::schema::Schema;
use crate::error::Result;
use crate::ids::{ContactId, QualityId};
use crate::sql_enum;
use crate::words::Words;

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
    /// `Active`: everyone but former clients, lost prospects and the archived.
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
            ContactView::Unqualified => "archived = 0 and status = 'unqualified'",
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
    let condition = filter.condition();
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
        ContactSortKey::Name => format!("sort_key {direction}, contact"),
        // In the order of the life of a relation, not of the alphabet.
        ContactSortKey::Status => format!(
            "case status when 'unqualified' then 0 when 'prospect' then 1 when 'active_client' then 2
             when 'former_client' then 3 else 4 end {direction}, sort_key, contact"
        ),
        ContactSortKey::Town => format!("town = '', town_key {direction}, sort_key, contact"),
        ContactSortKey::Email => format!("email = '', email collate nocase {direction}, sort_key, contact"),
        ContactSortKey::CreatedAt => format!("created_at {direction}, contact {direction}"),
    };
    let limit = page.limit.min(LARGEST_PAGE);
    parameters.push((":offset", &page.offset));
    parameters.push((":limit", &limit));
    let sql = format!(
        "select {COLUMNS} from contact_row where rowid in
             (select rowid from contact_row where {condition} order by {order} limit :limit offset :offset)
         order by {order}"
    );
    let rows = reader.prepare_cached(&sql)?.query_map(&*parameters, from_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(ContactPage { total, rows })
}

/// Every contact of a filter, by name; a search gives its best matches first.
pub(crate) fn ids(reader: &Reader, filter: &ContactFilter) -> Result<Vec<ContactId>> {
    let condition = filter.condition();
    let parameters = as_parameters(&condition);
    if !filter.text.trim().is_empty() {
        let hits = search::find(reader, &filter.text, &condition.sql, &parameters, usize::MAX)?;
        return Ok(hits.into_iter().map(|hit| hit.contact.id).collect());
    }
    let sql = format!("select contact from contact_row where {} order by sort_key, contact", condition.sql);
    let ids = reader.prepare_cached(&sql)?.query_map(&*parameters, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

pub fn counts(conn: &Connection) -> Result<ViewCounts> {
    let mut statement =
        conn.prepare_cached("select archived, status, count(*) from contact_row group by archived, status")?;
    let mut rows = statement.query([])?;
    let mut counts = ViewCounts::default();
    while let Some(row) = rows.next()? {
        let count: u32 = row.get(2)?;
        counts.all += count;
        if row.get::<_, bool>(0)? {
            counts.archived += count;
            continue;
        }
        let (status, active) = match row.get(1)? {
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

pub(super) const COLUMNS: &str =
    "contact, kind, status, archived, contact_row.name, email, phone, town, qualities, external_ref, created_at";

pub(super) fn from_row(row: &Row) -> rusqlite::Result<ContactRow> {
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

/// Brings `contact_row` and the search index up to date with what a transaction changed.
pub(crate) fn derive(conn: &Connection, words: &Words, schema: &Schema, changes: &[RowChange]) -> Result<()> {
    let mut touched: Vec<Uuid> = Vec::new();
    for change in changes {
        let Some(table) = schema.table(&change.table) else { continue };
        match (table.name.as_str(), table.part_of) {
            ("contact", _) => touched.push(change.id),
            ("quality", _) if change.kind == RowChangeKind::Update => {
                let mut statement = conn.prepare_cached("select contact from contact_quality where quality = ?1")?;
                let bearing = statement.query_map([change.id.as_bytes()], |row| row.get::<_, ContactId>(0))?;
                for contact in bearing {
                    touched.push(contact?.0);
                }
            }
            (_, Some(part_of)) => {
                let mut told = false;
                for side in [&change.old, &change.new] {
                    if let Some(Some(Value::Blob(id))) = side.get(part_of) {
                        touched.extend(Uuid::from_slice(id).ok());
                        told = true;
                    }
                }
                if !told {
                    let sql = format!("select contact from {} where id = ?1", table.name);
                    let owner: Option<ContactId> =
                        conn.prepare_cached(&sql)?.query_row([change.id.as_bytes()], |row| row.get(0)).optional()?;
                    touched.extend(owner.map(|owner| owner.0));
                }
            }
            _ => {}
        }
    }
    touched.sort_unstable();
    touched.dedup();
    let quality_names = quality_names(conn)?;
    for id in touched {
        refresh(conn, words, id.into(), &quality_names)?;
    }
    Ok(())
}

fn quality_names(conn: &Connection) -> Result<HashMap<QualityId, String>> {
    let mut statement = conn.prepare_cached("select id, name from quality")?;
    let names = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}

fn refresh(conn: &Connection, words: &Words, id: ContactId, qualities: &HashMap<QualityId, String>) -> Result<()> {
    let old: Option<i64> = conn
        .prepare_cached("select rowid from contact_row where contact = :id")?
        .query_row(named_params! { ":id": id }, |row| row.get(0))
        .optional()?;
    let kept = conn
        .prepare_cached("select status, archived_at is not null, created_at from contact where id = :id")?
        .query_row(named_params! { ":id": id }, |row| {
            Ok((row.get::<_, ContactStatus>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?))
        })
        .optional()?;
    if let Some(rowid) = old {
        conn.prepare_cached("delete from contact_fts where rowid = ?1")?.execute([rowid])?;
    }
    let (Some(draft), Some((status, archived, created_at))) = (super::read_draft(conn, id)?, kept) else {
        conn.prepare_cached("delete from contact_row where contact = :id")?.execute(named_params! { ":id": id })?;
        return Ok(());
    };
    let name_words = name_words(&draft);
    words.learn(name_words.split(' ').filter(|word| !word.is_empty()), sound::key);
    let names: Vec<&str> =
        draft.qualities.iter().filter_map(|quality| qualities.get(quality)).map(String::as_str).collect();
    let town = draft.addresses.first().map_or("", |address| address.town.as_str());
    let rowid: i64 = conn
        .prepare_cached(
            "insert into contact_row (rowid, contact, kind, status, archived, name, sort_key, words, email, phone, town,
                 town_key, qualities, external_ref, created_at)
             values (:rowid, :contact, :kind, :status, :archived, :name, :sort_key, :words, :email, :phone, :town,
                 :town_key, :qualities, :external_ref, :created_at)
             on conflict (rowid) do update set kind = excluded.kind, status = excluded.status, archived = excluded.archived,
                 name = excluded.name, sort_key = excluded.sort_key, words = excluded.words, email = excluded.email,
                 phone = excluded.phone, town = excluded.town, town_key = excluded.town_key,
                 qualities = excluded.qualities, external_ref = excluded.external_ref, created_at = excluded.created_at
             returning rowid",
        )?
        .query_row(
            named_params! {
                ":rowid": old, ":contact": id, ":kind": draft.kind, ":status": status, ":archived": archived,
                ":name": name::list_name(&draft), ":sort_key": name::sort_key(&draft), ":words": name_words,
                ":email": draft.emails.first().map_or("", |email| email.address.as_str()),
                ":phone": draft.phones.first().map_or("", |phone| phone.number.as_str()),
                ":town": town, ":town_key": name::fold(town), ":qualities": names.join("\n"),
                ":external_ref": draft.external_ref, ":created_at": created_at,
            },
            |row| row.get(0),
        )?;
    conn.prepare_cached("insert into contact_fts (rowid, name, other) values (?1, ?2, ?3)")?.execute((
        rowid,
        &name_words,
        other_words(&draft),
    ))?;
    Ok(())
}

/// The folded words of every name borne, each once.
fn name_words(draft: &ContactDraft) -> String {
    let mut words = Vec::new();
    for name in draft.names() {
        name::search_words(name, &mut words);
    }
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        if !words[..at].contains(word) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    text
}

/// What else leads to a contact: town, postal code, e-mail, phone as dialled in France, identifiers, reference.
fn other_words(draft: &ContactDraft) -> String {
    let mut text = String::new();
    let mut add = |words: &str| {
        text.push_str(words);
        text.push(' ');
    };
    for address in &draft.addresses {
        add(&name::fold(&address.town));
        add(&name::fold(&address.postal_code));
    }
    for email in &draft.emails {
        let (local, domain) = email.address.split_once('@').unwrap_or((&email.address, ""));
        add(&name::fold(local));
        add(&name::fold(domain.rsplit_once('.').map_or(domain, |(labels, _)| labels)));
    }
    for phone in &draft.phones {
        add(&national_digits(&phone.number));
    }
    for number in [&draft.siren, &draft.siret, &draft.vat_number, &draft.external_ref] {
        add(&name::fold(number));
    }
    text
}

/// « +33612345678 » as people type it: `0612345678`.
pub(super) fn national_digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("33") {
        Some(national) if number.starts_with('+') => format!("0{national}"),
        _ => digits,
    }
}
