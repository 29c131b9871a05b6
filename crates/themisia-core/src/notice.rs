//! What the desktop is told outside the window: what falls due today, what is late, meetings that begin, identification to renew.
//! Each thing once on this device, whatever is closed and opened again. Unless the person wants titles, only how many there are: a
//! locked screen shows it to whoever passes by.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::contact::Page;
use crate::core::Reader;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::{self, DesktopNotices};
use crate::ids::RecordId;
use crate::kyc::due::{self, KycDueLevel, KycDueRow};
use crate::todo::list::{self as todos, TodoFilter, TodoView};
use crate::todo::{self, Todo, TodoKind};
use crate::vault::Vault;

/// What the desktop shows: one line, and what is below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesktopNotice {
    pub title: String,
    /// Empty unless titles are wanted.
    pub body: String,
}

/// Minutes before a meeting, as within the window.
const BEFORE_MEETING: u32 = 15;
/// Things of one kind that are told at once, at most.
const MOST: u32 = 500;
/// Of which so many are named.
const NAMED: usize = 4;
const SETTING: &str = "desktop_told";

/// Shows what was not told yet, and remembers what `show` says that it showed. Nothing while the base is closed, in the
/// demonstration, or when the person wants nothing.
pub fn tell(vault: &Vault, show: &mut dyn FnMut(&DesktopNotice) -> bool) -> Result<()> {
    let Ok(open) = vault.open_base() else { return Ok(()) };
    let wanted = firm::device_settings(vault)?.desktop_notices;
    if open.demo || wanted == DesktopNotices::Off {
        return Ok(());
    }
    let with_titles = wanted == DesktopNotices::Titles;
    let (told, found, today) = open.core.read(|reader| {
        let today = Day::of(reader.core.now());
        let told = Told::read(reader)?;
        let found = Found::of(reader, &told, today)?;
        Ok((told, found, today))
    })?;
    let shown: Vec<String> = found
        .notices(&told, with_titles)
        .into_iter()
        .filter(|(notice, _)| show(notice))
        .flat_map(|(_, keys)| keys)
        .collect();
    // Most minutes have nothing new.
    if shown.is_empty() && found.kyc.is_none() {
        return Ok(());
    }
    open.core.write_local(|conn| {
        Told::amend(conn, |told| {
            told.forget(&found, today);
            told.keys.extend(shown.iter().map(|key| (key.clone(), today)));
            if found.kyc.is_some() {
                told.kyc_on = Some(today);
            }
        })
    })
}

/// Meetings that the window has told of: the desktop does not say them again.
pub fn remember_told(vault: &Vault, ids: Vec<RecordId>) -> Result<()> {
    let open = vault.open_base()?;
    let (keys, today) = open.core.read(|reader| {
        let mut keys = Vec::new();
        for id in ids {
            match todo::get_todo(reader, id) {
                Ok(meeting) => keys.push(key_of(&meeting)),
                // It went in the meantime.
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((keys, Day::of(reader.core.now())))
    })?;
    open.core
        .write_local(|conn| Told::amend(conn, |told| told.keys.extend(keys.iter().map(|key| (key.clone(), today)))))
}

/// What was told, and on which day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Told {
    keys: BTreeMap<String, Day>,
    /// Identification is looked at once a day: its levels change with the day.
    kyc_on: Option<Day>,
}

impl Told {
    fn read(conn: &Connection) -> Result<Told> {
        let kept = firm::local_setting(conn, SETTING)?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    fn amend(conn: &Connection, change: impl FnOnce(&mut Told)) -> Result<()> {
        let mut told = Told::read(conn)?;
        change(&mut told);
        firm::set_local_setting(conn, SETTING, Some(&serde_json::to_string(&told)?))
    }

    /// Lets go of what is no longer to be told, but for what was told today.
    fn forget(&mut self, found: &Found, today: Day) {
        let looked_at_kyc = found.kyc.is_some();
        let mut due: Vec<String> = found.todos().map(key_of).collect();
        due.extend(found.kyc.iter().flatten().map(kyc_key));
        self.keys.retain(|key, on| *on == today || due.contains(key) || (key.starts_with(KYC) && !looked_at_kyc));
    }
}

const KYC: &str = "kyc ";

/// An occurrence: what is moved, or put off, is told again.
fn key_of(todo: &Todo) -> String {
    let on = todo.draft.due_on.max(todo.snoozed_until).map_or(String::new(), Day::iso);
    format!("{} {on} {}", todo.id, todo.draft.starts_at.as_deref().unwrap_or_default())
}

/// A file at a level: 90, 30 and 0 days before its end are told each.
fn kyc_key(row: &KycDueRow) -> String {
    let matter = row.matter.map_or(String::new(), |matter| matter.to_string());
    format!("{KYC}{} {matter} {} {}", row.client, row.level.as_str(), row.renew_on.map_or(String::new(), Day::iso))
}

/// What there is to tell of now, told or not.
struct Found {
    today: Vec<Todo>,
    overdue: Vec<Todo>,
    meetings: Vec<(Todo, i64)>,
    /// None: looked at earlier today.
    kyc: Option<Vec<KycDueRow>>,
}

impl Found {
    fn of(reader: &Reader, told: &Told, today: Day) -> Result<Found> {
        let me = Some(reader.core.signer()?.user);
        let page = Page { offset: 0, limit: MOST };
        let tasks = |view| {
            let filter = TodoFilter { view, kind: Some(TodoKind::Task), assignee: me, contact: None, matter: None };
            Ok::<_, Error>(todos::list(reader, filter, page)?.rows)
        };
        let now = reader.core.now().with_timezone(&chrono::Local).naive_local();
        let meetings = todos::notices(reader, BEFORE_MEETING)?.meetings.into_iter().map(|meeting| {
            let starts = meeting.draft.starts_at.as_deref().and_then(|at| todo::moment("starts_at", at).ok());
            let minutes = starts.map_or(0, |starts| ((starts - now).num_seconds() + 30) / 60);
            (meeting, minutes)
        });
        let kyc = if told.kyc_on == Some(today) {
            None
        } else {
            let mut rows = Vec::new();
            for level in [KycDueLevel::Expired, KycDueLevel::Soon, KycDueLevel::Later] {
                rows.extend(due::due(reader, Some(level), page)?.rows);
            }
            Some(rows)
        };
        Ok(Found {
            today: tasks(TodoView::Today)?,
            overdue: tasks(TodoView::Overdue)?,
            meetings: meetings.collect(),
            kyc,
        })
    }

    fn todos(&self) -> impl Iterator<Item = &Todo> {
        self.today.iter().chain(&self.overdue).chain(self.meetings.iter().map(|(meeting, _)| meeting))
    }

    /// The notices of what is not told yet, and what each tells.
    fn notices(&self, told: &Told, with_titles: bool) -> Vec<(DesktopNotice, Vec<String>)> {
        let mut notices: Vec<_> = self.meeting_notices(told, with_titles).collect();
        notices.extend(self.task_notice(told, with_titles));
        notices.extend(self.kyc_notice(told, with_titles));
        notices
    }

    fn meeting_notices(&self, told: &Told, with_titles: bool) -> impl Iterator<Item = (DesktopNotice, Vec<String>)> {
        let new = self.meetings.iter().filter(|(meeting, _)| !told.keys.contains_key(&key_of(meeting)));
        new.map(move |(meeting, minutes)| {
            let when = match minutes {
                ..=0 => "maintenant".to_owned(),
                1 => "dans une minute".to_owned(),
                minutes => format!("dans {minutes}\u{a0}minutes"),
            };
            let body = if with_titles {
                let said = [Some(&meeting.draft.title), Some(&meeting.draft.place), meeting.contact_name.as_ref()];
                let said: Vec<&str> =
                    said.into_iter().flatten().map(String::as_str).filter(|text| !text.is_empty()).collect();
                said.join(" · ")
            } else {
                String::new()
            };
            (DesktopNotice { title: format!("Un rendez-vous {when}"), body }, vec![key_of(meeting)])
        })
    }

    /// « 2 échéances aujourd’hui, 1 en retard »
    fn task_notice(&self, told: &Told, with_titles: bool) -> Option<(DesktopNotice, Vec<String>)> {
        let is_new = |todo: &&Todo| !told.keys.contains_key(&key_of(todo));
        let (today, overdue) = (
            self.today.iter().filter(is_new).collect::<Vec<_>>(),
            self.overdue.iter().filter(is_new).collect::<Vec<_>>(),
        );
        let title = match (today.len(), overdue.len()) {
            (0, 0) => return None,
            (0, late) => format!("{} en retard", counted(late, "échéance", "échéances")),
            (due, 0) => format!("{} aujourd’hui", counted(due, "échéance", "échéances")),
            (due, late) => format!("{} aujourd’hui, {late}\u{a0}en retard", counted(due, "échéance", "échéances")),
        };
        let both = || today.iter().chain(&overdue);
        let body = if with_titles { named(both().map(|todo| todo.draft.title.clone())) } else { String::new() };
        Some((DesktopNotice { title, body }, both().map(|todo| key_of(todo)).collect()))
    }

    /// « 1 dossier KYC à renouveler, 2 bientôt »
    fn kyc_notice(&self, told: &Told, with_titles: bool) -> Option<(DesktopNotice, Vec<String>)> {
        let new: Vec<&KycDueRow> =
            self.kyc.iter().flatten().filter(|row| !told.keys.contains_key(&kyc_key(row))).collect();
        let expired = new.iter().filter(|row| row.level == KycDueLevel::Expired).count();
        let title = match (expired, new.len() - expired) {
            (0, 0) => return None,
            (0, soon) => format!("{} à renouveler bientôt", counted(soon, "dossier KYC", "dossiers KYC")),
            (expired, 0) => format!("{} à renouveler", counted(expired, "dossier KYC", "dossiers KYC")),
            (expired, soon) => {
                format!("{} à renouveler, {soon}\u{a0}bientôt", counted(expired, "dossier KYC", "dossiers KYC"))
            }
        };
        let said = |row: &&KycDueRow| match row.renew_on {
            Some(on) => format!("{} ({on})", row.client_name),
            None => row.client_name.clone(),
        };
        let body = if with_titles { named(new.iter().map(said)) } else { String::new() };
        Some((DesktopNotice { title, body }, new.into_iter().map(kyc_key).collect()))
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count}\u{a0}{}", if count > 1 { many } else { one })
}

/// The first of them, a line each.
fn named(titles: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = titles.collect();
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    if more > 0 {
        lines.push(format!("et {more} de plus"));
    }
    lines.join("\n")
}
