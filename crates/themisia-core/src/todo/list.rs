//! Lists of what is to be done, and what to tell people of in passing.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{SELECT, Todo, TodoKind, from_row, named};
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId, UserId};
use crate::kyc::due::{self, KycDueCounts};
use crate::sql_enum;

sql_enum! {
    /// Overdue: tasks whose day is past. Today: tasks and meetings of today. Upcoming: those of later days or of no day. Open: all
    /// three. Done: what is done, and meetings that are over.
    pub enum TodoView {
        Overdue = "overdue",
        Today = "today",
        Upcoming = "upcoming",
        Open = "open",
        Done = "done",
        All = "all",
    }
}

impl TodoView {
    /// Over `todo`; what is put off to a later day counts as of that day.
    fn condition(self) -> &'static str {
        match self {
            TodoView::Overdue => {
                "done_at is null and kind = 'task' and due_on < :today and coalesce(snoozed_until, '') <= :today"
            }
            TodoView::Today => {
                "done_at is null and coalesce(snoozed_until, '') <= :today
                 and (due_on = :today or kind = 'meeting' and due_on < :today and substr(ends_at, 1, 10) >= :today)"
            }
            TodoView::Upcoming => {
                "done_at is null and (due_on is null or due_on > :today or snoozed_until > :today)
                 and (kind = 'task' or substr(ends_at, 1, 10) >= :today)"
            }
            TodoView::Open => "done_at is null and (kind = 'task' or substr(ends_at, 1, 10) >= :today)",
            TodoView::Done => "(done_at is not null or kind = 'meeting' and substr(ends_at, 1, 10) < :today)",
            TodoView::All => ":today = :today",
        }
    }

    fn order(self) -> &'static str {
        match self {
            TodoView::Done => "coalesce(done_at, ends_at) desc, todo.id desc",
            _ => {
                "max(coalesce(due_on, '9999'), coalesce(snoozed_until, '')), starts_at is not null, starts_at, title, todo.id"
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TodoFilter {
    pub view: TodoView,
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<TodoKind>,
    /// Assigned to them, or to nobody.
    #[serde(default)]
    #[ts(optional)]
    pub assignee: Option<UserId>,
    /// Of a contact, or of a matter of which it is the client.
    #[serde(default)]
    #[ts(optional)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    #[ts(optional)]
    pub matter: Option<MatterId>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TodoPage {
    pub total: u32,
    pub rows: Vec<Todo>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct TodoCounts {
    pub overdue: u32,
    pub today: u32,
    pub upcoming: u32,
    pub open: u32,
}

impl TodoFilter {
    fn condition(&self) -> String {
        let mut sql = self.view.condition().to_owned();
        let given = [
            (self.kind.is_some(), "kind = :kind", ":kind is null"),
            (self.assignee.is_some(), "(assignee = :assignee or assignee is null)", ":assignee is null"),
            (
                self.contact.is_some(),
                "(contact = :contact or matter in (select id from matter where client = :contact))",
                ":contact is null",
            ),
            (self.matter.is_some(), "matter = :matter", ":matter is null"),
        ];
        for (asked, condition, otherwise) in given {
            sql.push_str(" and ");
            sql.push_str(if asked { condition } else { otherwise });
        }
        sql
    }
}

/// The todos of a filter, in the order of their days.
pub fn list(reader: &Reader, filter: TodoFilter, page: Page) -> Result<TodoPage> {
    let today = Day::of(reader.core.now());
    let filter =
        TodoFilter { contact: filter.contact.map(|contact| redirect::current(reader, contact)).transpose()?, ..filter };
    let condition = filter.condition();
    let total = reader.prepare_cached(&format!("select count(*) from todo where {condition}"))?.query_row(
        named_params! {
            ":today": today, ":kind": filter.kind, ":assignee": filter.assignee, ":contact": filter.contact,
            ":matter": filter.matter,
        },
        |row| row.get(0),
    )?;
    let sql = format!("{SELECT} where {condition} order by {} limit :limit offset :offset", filter.view.order());
    let rows = reader
        .prepare_cached(&sql)?
        .query_map(
            named_params! {
                ":today": today, ":kind": filter.kind, ":assignee": filter.assignee, ":contact": filter.contact,
                ":matter": filter.matter, ":limit": page.limit.min(1000), ":offset": page.offset,
            },
            |row| from_row(row, today),
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let rows = rows.into_iter().map(|todo| named(reader, todo)).collect::<Result<_>>()?;
    Ok(TodoPage { total, rows })
}

/// What today and the days after hold for a contact and its matters: as many as `limit`, and how many there are.
pub(crate) fn coming(reader: &Reader, contact: ContactId, limit: u32) -> Result<TodoPage> {
    let of = |view| TodoFilter { view, kind: None, assignee: None, contact: Some(contact), matter: None };
    let mut page = list(reader, of(TodoView::Today), Page { offset: 0, limit })?;
    let rest = limit.saturating_sub(u32::try_from(page.rows.len()).unwrap_or(limit));
    let later = list(reader, of(TodoView::Upcoming), Page { offset: 0, limit: rest })?;
    page.total += later.total;
    page.rows.extend(later.rows);
    Ok(page)
}

/// How many each list of the day shows.
pub fn counts(reader: &Reader, assignee: Option<UserId>) -> Result<TodoCounts> {
    let today = Day::of(reader.core.now());
    let count = |view: TodoView| -> Result<u32> {
        let sql = format!(
            "select count(*) from todo where {} and (:assignee is null or assignee is null or assignee = :assignee)",
            view.condition()
        );
        let mut statement = reader.prepare_cached(&sql)?;
        Ok(statement.query_row(named_params! { ":today": today, ":assignee": assignee }, |row| row.get(0))?)
    };
    Ok(TodoCounts {
        overdue: count(TodoView::Overdue)?,
        today: count(TodoView::Today)?,
        upcoming: count(TodoView::Upcoming)?,
        open: count(TodoView::Open)?,
    })
}

/// What people are to be told of now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Notices {
    /// Meetings that begin soon.
    pub meetings: Vec<Todo>,
    /// Tasks of today, at most fifty.
    pub tasks: Vec<Todo>,
    pub overdue: u32,
    pub kyc: KycDueCounts,
}

/// What to remind the person who uses this device of: their tasks of today, their meetings of the next minutes, and what is to
/// be done about identification.
pub fn notices(reader: &Reader, minutes: u32) -> Result<Notices> {
    let me = Some(reader.core.signer()?.user);
    let now = reader.core.now();
    let of = |view, kind| TodoFilter { view, kind: Some(kind), assignee: me, contact: None, matter: None };
    let page = Page { offset: 0, limit: 50 };
    let local = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&chrono::Local).naive_local();
    let (from, to) = (local(now), local(now + chrono::TimeDelta::minutes(minutes.min(60 * 48).into())));
    let soon = |todo: &Todo| {
        let starts = todo.draft.starts_at.as_deref().and_then(|at| super::moment("starts_at", at).ok());
        starts.is_some_and(|starts| starts >= from - chrono::TimeDelta::minutes(1) && starts <= to)
    };
    let mut meetings = list(reader, of(TodoView::Open, TodoKind::Meeting), page)?.rows;
    meetings.retain(soon);
    Ok(Notices {
        meetings,
        tasks: list(reader, of(TodoView::Today, TodoKind::Task), page)?.rows,
        overdue: counts(reader, me)?.overdue,
        kyc: due::counts(reader)?,
    })
}
