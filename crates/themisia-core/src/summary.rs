//! What a colleague must know to take over a contact at once (DOMAIN §9, §14): who, how to reach them, what was said last, what is
//! open, what comes, what is owed, what was agreed, what to beware of. Each list is short and says how long it really is.

mod warning;

use rusqlite::{Connection, named_params};
use serde::Serialize;
use ts_rs::TS;

use crate::contact::link::LinkKind;
use crate::contact::role::{self, ContactRole, Recipient};
use crate::contact::{
    self, AddressDraft, Contact, ContactKind, ContactStatus, EmailDraft, Page, PhoneDraft, name_of, redirect,
};
use crate::core::{Reader, timestamp};
use crate::day::Day;
use crate::error::Result;
use crate::figure::{self, Figures};
use crate::ids::ContactId;
use crate::journal::list::{self as journal, JournalEntry, JournalFilter, JournalKind};
use crate::kyc::standing::{self, KycStanding};
use crate::matter::party::{self, MatterOfContact};
use crate::rate::negotiated::{self, RateLine};
use crate::todo::TodoKind;
use crate::todo::list::{self as todos, TodoFilter, TodoPage, TodoView};

pub use warning::{SummaryWarning, WarningCode};

/// Rows of each list: the whole is one link away.
const FEW: u32 = 5;

/// Somebody beside a contact.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SummaryPerson {
    pub id: ContactId,
    pub name: String,
    pub kind: LinkKind,
    /// It is the contact that is this to the other.
    pub reversed: bool,
    pub function: String,
    pub phone: String,
    pub email: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SummaryPeople {
    pub total: u32,
    pub rows: Vec<SummaryPerson>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SummaryMatters {
    /// Open ones, on any side.
    pub total: u32,
    pub rows: Vec<MatterOfContact>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SummaryTerms {
    pub total: u32,
    /// Those in force today.
    pub rows: Vec<RateLine>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ContactSummary {
    pub id: ContactId,
    pub display_name: String,
    pub kind: ContactKind,
    pub status: ContactStatus,
    /// The instant since when it has this status.
    pub status_since: String,
    /// The instant when it first became a client.
    pub client_since: Option<String>,
    pub qualities: Vec<String>,
    /// Where it comes from, as it was written down.
    pub origin: String,
    /// Who brought it (apporteur).
    pub referred_by: Option<Recipient>,
    pub emails: Vec<EmailDraft>,
    pub phones: Vec<PhoneDraft>,
    pub addresses: Vec<AddressDraft>,
    /// Who gets its letters, when it is not itself.
    pub correspondence: Vec<Recipient>,
    /// Who stands for it, and for whom it stands.
    pub people: SummaryPeople,
    /// What is kept on top of its journal.
    pub pinned: Vec<JournalEntry>,
    /// The last that was said, newest first.
    pub exchanges: Vec<JournalEntry>,
    pub matters: SummaryMatters,
    pub overdue: TodoPage,
    /// Tasks and meetings of today and later.
    pub coming: TodoPage,
    pub kyc: Option<KycStanding>,
    pub figures: Figures,
    pub terms: SummaryTerms,
    /// The gravest first.
    pub warnings: Vec<SummaryWarning>,
}

/// What to know of a contact at a glance; of one that was merged, of the one that it leads to.
///
/// # Errors
/// `NotFound`.
pub fn contact_summary(reader: &Reader, id: ContactId) -> Result<ContactSummary> {
    let contact = contact::get(reader, id)?;
    let (id, today) = (contact.id, Day::of(reader.core.now()));
    let is_court = contact.draft.kind == ContactKind::Court;
    let figures = figure::of_client(reader, id)?;
    let kyc = if is_court { None } else { Some(standing::state(reader, id, None, today)?) };
    let (pinned, exchanges) = exchanges(reader, id, today)?;
    let (total, rows) = party::open_of(reader, id, FEW)?;
    let (status_since, client_since) = since(reader, &contact)?;
    let few = Page { offset: 0, limit: FEW };
    let warnings = warning::of(reader, &contact, kyc.as_ref(), &figures, today)?;
    Ok(ContactSummary {
        id,
        status_since,
        client_since,
        qualities: qualities(reader, id)?,
        referred_by: contact.draft.referred_by.map(|by| referrer(reader, by)).transpose()?,
        correspondence: correspondence(reader, id, today)?,
        people: people(reader, id, today)?,
        pinned,
        exchanges,
        matters: SummaryMatters { total, rows },
        overdue: todos::list(reader, todos_of(id, TodoView::Overdue), few)?,
        coming: todos::coming(reader, id, FEW)?,
        kyc,
        figures,
        terms: terms(reader, id)?,
        warnings,
        display_name: contact.display_name,
        kind: contact.draft.kind,
        status: contact.status,
        origin: contact.draft.origin,
        emails: first(contact.draft.emails),
        phones: first(contact.draft.phones),
        addresses: first(contact.draft.addresses),
    })
}

fn todos_of(id: ContactId, view: TodoView) -> TodoFilter {
    let kind = (view == TodoView::Overdue).then_some(TodoKind::Task);
    TodoFilter { view, kind, assignee: None, contact: Some(id), matter: None }
}

fn first<T>(mut all: Vec<T>) -> Vec<T> {
    all.truncate(FEW as usize);
    all
}

fn referrer(conn: &Connection, id: ContactId) -> Result<Recipient> {
    let id = redirect::current(conn, id)?;
    Ok(Recipient { id, name: name_of(conn, id)?, is_default: false })
}

/// Since when the present status holds, and since when it is a client.
fn since(conn: &Connection, contact: &Contact) -> Result<(String, Option<String>)> {
    let (present, client): (Option<String>, Option<String>) = conn
        .prepare_cached(
            "select max(at), min(at) filter (where to_status = 'active_client') from status_change where contact = ?1",
        )?
        .query_row([contact.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((present.unwrap_or_else(|| contact.created_at.clone()), client))
}

fn qualities(conn: &Connection, id: ContactId) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "select quality.name from contact_quality join quality on quality.id = contact_quality.quality
         where contact = ?1 order by quality.name",
    )?;
    let names = statement.query_map([id], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

fn correspondence(conn: &Connection, id: ContactId, today: Day) -> Result<Vec<Recipient>> {
    let on = today.iso();
    let found = role::recipients_for(conn, id, None, ContactRole::Correspondence, on)?;
    Ok(first(found.contacts).into_iter().filter(|one| one.id != id).collect())
}

/// What a contact link says today. `:today` is the day.
const PEOPLE: &str = "contact_link
    where (contact = :id or other = :id) and kind in ('representative', 'guardian', 'assistant', 'spouse', 'employer', 'adviser')
        and coalesce(starts_on, '') <= :today and coalesce(ends_on, '9999') >= :today";

fn people(conn: &Connection, id: ContactId, today: Day) -> Result<SummaryPeople> {
    let asked = named_params! { ":id": id, ":today": today };
    let total = conn.prepare_cached(&format!("select count(*) from {PEOPLE}"))?.query_row(asked, |row| row.get(0))?;
    let sql = format!(
        "select iif(contact = :id, other, contact) as other_end, kind, contact <> :id as reversed, function from {PEOPLE}
         order by reversed, kind = 'representative' desc, kind = 'guardian' desc, kind, starts_on, id limit {FEW}"
    );
    type Found = (ContactId, LinkKind, bool, String);
    let found = conn
        .prepare_cached(&sql)?
        .query_map(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<Vec<Found>>>()?;
    let one = |table: &str, column: &str, id: ContactId| -> Result<String> {
        let sql = format!("select (select {column} from {table} where contact = ?1 order by position, id limit 1)");
        let found: Option<String> = conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?;
        Ok(found.unwrap_or_default())
    };
    let rows = found
        .into_iter()
        .map(|(id, kind, reversed, function)| {
            Ok(SummaryPerson {
                id,
                name: name_of(conn, id)?,
                kind,
                reversed,
                function,
                phone: one("contact_phone", "number", id)?,
                email: one("contact_email", "address", id)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(SummaryPeople { total, rows })
}

/// What is kept on top, and the last exchanges: not what is still to come.
fn exchanges(reader: &Reader, id: ContactId, today: Day) -> Result<(Vec<JournalEntry>, Vec<JournalEntry>)> {
    use JournalKind::{Call, Email, Letter, Meeting, Note};
    let kinds = vec![Email, Call, Meeting, Note, Letter];
    let filter = JournalFilter { contact: Some(id), kinds, to: Some(today), ..JournalFilter::default() };
    let page = journal::list(reader, filter, None, FEW as usize * 2)?;
    let now = timestamp(reader.core.now());
    let said = page.entries.into_iter().filter(|entry| entry.at <= now).collect();
    Ok((first(page.pinned), first(said)))
}

fn terms(reader: &Reader, id: ContactId) -> Result<SummaryTerms> {
    let lines: Vec<RateLine> = negotiated::of_client(reader, id)?.into_iter().filter(|line| line.in_force).collect();
    Ok(SummaryTerms { total: u32::try_from(lines.len()).unwrap_or(u32::MAX), rows: first(lines) })
}
