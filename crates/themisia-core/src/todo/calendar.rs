//! Calendar files (.ics, RFC 5545): what is to be done goes out as to-dos and events, and comes in from them. A file is read to a
//! bound; what can't be taken is named, the rest comes in. The same file twice changes nothing.

use std::fs::File;
use std::io::{Read, Write as _};
use std::path::Path;

use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarFrequency, ICalendarParameter,
    ICalendarProperty, ICalendarRecurrenceRule, ICalendarStatus, ICalendarValue, ICalendarValueType,
};
use calcard::{Entry, Parser};
use chrono::{DateTime, Datelike, Local, NaiveDateTime, TimeDelta, Timelike, Utc};
use rusqlite::{OptionalExtension, named_params};
use serde::Serialize;
use ts_rs::TS;

use super::list::{TodoFilter, list};
use super::recurrence::{Recurrence, last_of};
use super::{Todo, TodoDraft, TodoKind, checked, moment, text_of, write};
use crate::contact::{Page, one_line};
use crate::core::{Core, Done, Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, RecordId};
use crate::op::Op;

/// What is larger is no calendar of a person.
const LARGEST_FILE: u64 = 10 * 1024 * 1024;
const MOST_ENTRIES: usize = 10_000;
const MOST_REMARKS: usize = 200;
/// Characters of notes that are kept.
const LONGEST_NOTES: usize = 20_000;
/// Ends the UID of what goes out of here.
const OURS: &str = "@themisia";

#[derive(Debug, Clone, Serialize, TS)]
pub struct CalendarExport {
    pub count: u32,
    pub path: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
pub struct CalendarImport {
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    /// Entries that were left out.
    pub rejected: u32,
    /// What was left out or taken only in part, and why; at most 200.
    pub remarks: Vec<CalendarRemark>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct CalendarRemark {
    pub title: String,
    /// French sentence.
    pub reason: String,
}

// ------------------------------------------------------------------ out

/// Writes the todos of a filter to a calendar file, at most ten thousand.
///
/// # Errors
/// `File` when it can't be written there.
pub fn export(reader: &Reader, path: String, filter: TodoFilter) -> Result<CalendarExport> {
    let mut components = vec![root()];
    let page = |offset| Page { offset, limit: 1000 };
    loop {
        let offset = u32::try_from(components.len() - 1).unwrap_or(u32::MAX);
        let rows = list(reader, filter.clone(), page(offset))?.rows;
        let last = rows.len() < 1000 || components.len() + rows.len() > MOST_ENTRIES;
        components.extend(rows.iter().map(|todo| component(reader, todo)).collect::<Result<Vec<_>>>()?);
        if last {
            break;
        }
    }
    let count = u32::try_from(components.len() - 1).unwrap_or(u32::MAX);
    components[0].component_ids = (1..=count).collect();
    let mut temporary = Path::new(&path).to_owned();
    temporary.as_mut_os_string().push(".tmp");
    let written = (|| -> Result<()> {
        let mut file = File::create(&temporary)?;
        file.write_all(ICalendar { components }.to_string().as_bytes())?;
        file.sync_all()?;
        Ok(std::fs::rename(&temporary, &path)?)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written?;
    Ok(CalendarExport { count, path })
}

fn root() -> ICalendarComponent {
    let mut root = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    root.add_property(ICalendarProperty::Version, "2.0");
    root.add_property(ICalendarProperty::Prodid, "-//Themisia//FR");
    root
}

fn component(reader: &Reader, todo: &Todo) -> Result<ICalendarComponent> {
    let draft = &todo.draft;
    let is_task = draft.kind == TodoKind::Task;
    let mut component =
        ICalendarComponent::new(if is_task { ICalendarComponentType::VTodo } else { ICalendarComponentType::VEvent });
    let uid: String = reader.query_row("select external_uid from todo where id = ?1", [todo.id], |row| row.get(0))?;
    component.add_uid(&if uid.is_empty() { format!("{}{OURS}", todo.id) } else { uid });
    component.add_dtstamp(utc(reader.core.now()));
    component.add_property(ICalendarProperty::Summary, draft.title.as_str());
    let mut notes = draft.notes.clone();
    for more in [&todo.contact_name, &todo.matter_name].into_iter().flatten() {
        if !notes.is_empty() {
            notes.push('\n');
        }
        notes.push_str(more);
    }
    for (name, text) in [(ICalendarProperty::Description, &notes), (ICalendarProperty::Location, &draft.place)] {
        if !text.is_empty() {
            component.add_property(name, text.as_str());
        }
    }
    if is_task {
        if let Some(due) = draft.due_on {
            let date = [ICalendarParameter::value(ICalendarValueType::Date)];
            component.add_property_with_params(ICalendarProperty::Due, date, date_of(due));
        }
        let done = todo.done_at.as_deref().and_then(|at| at.parse::<DateTime<Utc>>().ok());
        let status = if done.is_some() { ICalendarStatus::Completed } else { ICalendarStatus::NeedsAction };
        component.add_property(ICalendarProperty::Status, ICalendarValue::Status(status));
        if let Some(done) = done {
            component.add_property(ICalendarProperty::Completed, utc(done));
        }
    } else {
        for (name, at) in [(ICalendarProperty::Dtstart, &draft.starts_at), (ICalendarProperty::Dtend, &draft.ends_at)] {
            if let Some(at) = at {
                component.add_property(name, floating(moment("starts_at", at)?));
            }
        }
    }
    if let Some(recurrence) = draft.recurrence {
        let rule = ICalendarRecurrenceRule {
            freq: match recurrence {
                Recurrence::Daily => ICalendarFrequency::Daily,
                Recurrence::Weekly => ICalendarFrequency::Weekly,
                Recurrence::Monthly => ICalendarFrequency::Monthly,
                Recurrence::Yearly => ICalendarFrequency::Yearly,
            },
            interval: (draft.every > 1).then(|| u16::try_from(draft.every).unwrap_or(1)),
            until: draft.until_on.map(date_of),
            ..ICalendarRecurrenceRule::default()
        };
        component.add_property(ICalendarProperty::Rrule, rule);
    }
    Ok(component)
}

fn date_of(day: Day) -> PartialDateTime {
    PartialDateTime {
        year: u16::try_from(day.0.year()).ok(),
        month: u8::try_from(day.0.month()).ok(),
        day: u8::try_from(day.0.day()).ok(),
        ..PartialDateTime::default()
    }
}

/// Without a zone: as the clock of the place shows it.
fn floating(at: NaiveDateTime) -> PartialDateTime {
    PartialDateTime {
        hour: u8::try_from(at.hour()).ok(),
        minute: u8::try_from(at.minute()).ok(),
        second: u8::try_from(at.second()).ok(),
        ..date_of(Day(at.date()))
    }
}

fn utc(at: DateTime<Utc>) -> PartialDateTime {
    PartialDateTime { tz_hour: Some(0), tz_minute: Some(0), ..floating(at.naive_utc()) }
}

// ------------------------------------------------------------------ in

/// What importing a file would do; nothing is written.
///
/// # Errors
/// As [`import`].
pub fn preview(core: &Core, path: String) -> Result<Done<CalendarImport>> {
    let output = core.rehearse(Op::ImportTodos, |tx| import(tx, path, None, None))?;
    Ok(Done { output, changed: Vec::new(), operation: None })
}

/// Takes in the to-dos and events of a file, for a contact or a matter where they are given. What came from there before is
/// brought up to date.
///
/// # Errors
/// `File` for what is no calendar or too large; `NotFound`.
pub fn import(tx: &Tx, path: String, contact: Option<ContactId>, matter: Option<MatterId>) -> Result<CalendarImport> {
    let text = read(Path::new(&path))?;
    let mut report = CalendarImport::default();
    let mut entries = 0;
    let mut parser = Parser::new(&text);
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                let zones = calendar.build_tz_resolver();
                for component in
                    calendar.components.iter().filter(|component| component.component_type.is_event_or_todo())
                {
                    entries += 1;
                    if entries > MOST_ENTRIES {
                        return Err(too_large());
                    }
                    let read = Incoming::read(component, |name| zones.resolve(name));
                    take(tx, read, contact, matter, &mut report)?;
                }
            }
            Entry::Eof => break,
            _ => {}
        }
    }
    if entries == 0 {
        return Err(Error::file(
            "Ce fichier ne contient ni tâche ni rendez-vous : choisissez un fichier .ics.",
            "no entry",
        ));
    }
    let name = Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned());
    tx.label(name.unwrap_or_default());
    Ok(report)
}

fn read(path: &Path) -> Result<String> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(Error::file("C’est un dossier : choisissez un fichier.", "a folder"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(too_large());
    }
    // Old programs write the page of Windows.
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned(),
    })
}

fn too_large() -> Error {
    Error::file(
        "Cet agenda est trop grand (plus de 10 Mo ou de 10 000 entrées). Exportez-en une période plus courte.",
        "too large",
    )
}

struct Incoming {
    uid: String,
    draft: TodoDraft,
    is_done: bool,
    remarks: Vec<&'static str>,
    rejected: Option<&'static str>,
}

const NO_REPETITION: &str = "La répétition de ce fichier n’a pas d’équivalent : seule la première date est reprise.";

impl Incoming {
    fn read<Z: chrono::TimeZone>(component: &ICalendarComponent, zone: impl Fn(&str) -> Option<Z>) -> Incoming {
        let text = |name: ICalendarProperty| {
            let entry = component.property(&name);
            entry.and_then(|entry| entry.values.first()?.as_text().map(str::to_owned)).unwrap_or_default()
        };
        let at = |name: ICalendarProperty| component.property(&name).and_then(|entry| local(entry, &zone));
        let is_task = component.component_type.is_todo();
        let title = one_line(&text(ICalendarProperty::Summary));
        let mut incoming = Incoming {
            uid: text(ICalendarProperty::Uid),
            is_done: matches!(component.status(), Some(ICalendarStatus::Completed)),
            remarks: Vec::new(),
            rejected: None,
            draft: TodoDraft {
                id: None,
                kind: if is_task { TodoKind::Task } else { TodoKind::Meeting },
                title: if title.is_empty() { "Sans titre".to_owned() } else { title.chars().take(500).collect() },
                notes: text(ICalendarProperty::Description).trim().chars().take(LONGEST_NOTES).collect(),
                place: one_line(&text(ICalendarProperty::Location)).chars().take(500).collect(),
                due_on: None,
                starts_at: None,
                ends_at: None,
                assignee: None,
                contact: None,
                matter: None,
                recurrence: None,
                every: 1,
                until_on: None,
            },
        };
        if matches!(component.status(), Some(ICalendarStatus::Cancelled)) {
            incoming.rejected = Some("Annulé dans ce fichier.");
        }
        if component.has_property(&ICalendarProperty::RecurrenceId) {
            incoming.uid = format!(
                "{} {}",
                incoming.uid,
                at(ICalendarProperty::RecurrenceId).map_or_else(String::new, |(at, _)| text_of(at))
            );
        }
        let start = at(ICalendarProperty::Dtstart);
        if is_task {
            incoming.draft.due_on = at(ICalendarProperty::Due).or(start).map(|(at, _)| Day(at.date()));
        } else {
            incoming.hours(component, start, at(ICalendarProperty::Dtend));
        }
        incoming.repetition(component);
        incoming
    }

    fn hours(
        &mut self,
        component: &ICalendarComponent,
        start: Option<(NaiveDateTime, bool)>,
        end: Option<(NaiveDateTime, bool)>,
    ) {
        let Some((start, is_day)) = start else {
            self.rejected = Some("Ce rendez-vous n’a pas de date lisible.");
            return;
        };
        let duration = component.property(&ICalendarProperty::Duration).and_then(|entry| match entry.values.first() {
            Some(ICalendarValue::Duration(duration)) => duration.to_time_delta(),
            _ => None,
        });
        let end = match (end, duration) {
            // A whole day ends before the next one begins.
            (Some((end, true)), _) => end.checked_sub_signed(TimeDelta::minutes(1)),
            (Some((end, false)), _) => Some(end),
            (None, Some(duration)) => start.checked_add_signed(duration),
            (None, None) if is_day => start.checked_add_signed(TimeDelta::minutes(24 * 60 - 1)),
            (None, None) => start.checked_add_signed(TimeDelta::hours(1)),
        };
        let end = end.filter(|end| *end >= start).unwrap_or(start);
        self.draft.starts_at = Some(text_of(start));
        self.draft.ends_at = Some(text_of(end));
        self.draft.due_on = Some(Day(start.date()));
    }

    fn repetition(&mut self, component: &ICalendarComponent) {
        let Some(entry) = component.property(&ICalendarProperty::Rrule) else { return };
        let (Some(ICalendarValue::RecurrenceRule(rule)), Some(due)) = (entry.values.first(), self.draft.due_on) else {
            self.remarks.push(NO_REPETITION);
            return;
        };
        let recurrence = match rule.freq {
            ICalendarFrequency::Daily => Recurrence::Daily,
            ICalendarFrequency::Weekly => Recurrence::Weekly,
            ICalendarFrequency::Monthly => Recurrence::Monthly,
            ICalendarFrequency::Yearly => Recurrence::Yearly,
            _ => {
                self.remarks.push(NO_REPETITION);
                return;
            }
        };
        let every = u32::from(rule.interval.unwrap_or(1)).max(1);
        // What the first day says already adds nothing; anything else has no equivalent.
        let same_month_day = rule.bymonthday.iter().all(|day| i64::from(*day) == i64::from(due.0.day()));
        let plain = rule.byday.len() <= usize::from(recurrence == Recurrence::Weekly)
            && same_month_day
            && rule.byyearday.is_empty()
            && rule.byweekno.is_empty()
            && rule.bymonth.len() <= usize::from(recurrence == Recurrence::Yearly)
            && rule.bysetpos.is_empty()
            && every <= 99;
        if !plain {
            self.remarks.push(NO_REPETITION);
            return;
        }
        let until = rule.until.as_ref().and_then(|until| until.to_date_time()).map(|until| Day(until.date_time.date()));
        let last = rule.count.and_then(|count| last_of(due, recurrence, every, count));
        self.draft.recurrence = Some(recurrence);
        self.draft.every = every;
        self.draft.until_on = until.or(last).filter(|until| *until >= due);
    }
}

/// The first value as the clock of this place shows it, and whether it is a whole day.
fn local<Z: chrono::TimeZone>(
    entry: &ICalendarEntry,
    zone: impl Fn(&str) -> Option<Z>,
) -> Option<(NaiveDateTime, bool)> {
    let value = entry.values.first()?.as_partial_date_time()?;
    let read = value.to_date_time()?;
    if value.hour.is_none() {
        return Some((read.date_time, true));
    }
    let here = match (read.offset, entry.tz_id().and_then(zone)) {
        (Some(offset), _) => {
            read.date_time.and_local_timezone(offset).earliest().map(|at| at.with_timezone(&Local).naive_local())
        }
        (None, Some(zone)) => {
            read.date_time.and_local_timezone(zone).earliest().map(|at| at.with_timezone(&Local).naive_local())
        }
        (None, None) => Some(read.date_time),
    };
    let here = here.unwrap_or(read.date_time);
    (1..=9999).contains(&here.year()).then_some((here, false))
}

fn take(
    tx: &Tx,
    incoming: Incoming,
    contact: Option<ContactId>,
    matter: Option<MatterId>,
    report: &mut CalendarImport,
) -> Result<()> {
    let Incoming { uid, mut draft, is_done, remarks, rejected } = incoming;
    let remark = |reason: String, report: &mut CalendarImport| {
        if report.remarks.len() < MOST_REMARKS {
            report.remarks.push(CalendarRemark { title: draft.title.clone(), reason });
        }
    };
    for reason in remarks {
        remark(reason.to_owned(), report);
    }
    if let Some(reason) = rejected {
        report.rejected += 1;
        remark(reason.to_owned(), report);
        return Ok(());
    }
    let known = known(tx, &uid)?;
    let id = known.unwrap_or_else(|| tx.new_id());
    let before = known.map(|id| super::get(tx, id, Day::of(tx.at))).transpose()?;
    let is_own = uid == format!("{id}{OURS}");
    draft.id = known;
    draft.contact = contact;
    draft.matter = matter;
    if let Some(before) = &before {
        // The file says nothing of these.
        draft.assignee = before.draft.assignee;
        draft.contact = before.draft.contact.or(contact);
        draft.matter = before.draft.matter.or(matter);
        // What went out of here bore more in its notes.
        if is_own {
            draft.notes.clone_from(&before.draft.notes);
        }
    }
    let draft = match checked(tx, draft.clone()) {
        Ok(draft) => draft,
        Err(Error::Invalid { message, .. }) => {
            report.rejected += 1;
            remark(message, report);
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let was_done = before.as_ref().is_some_and(|before| before.done_at.is_some());
    if before.as_ref().is_some_and(|before| before.draft == draft) && was_done == is_done {
        report.unchanged += 1;
        return Ok(());
    }
    write(tx, id, &draft, if is_own { "" } else { &uid })?;
    if draft.kind == TodoKind::Task && was_done != is_done {
        let (at, by) = if is_done { (Some(tx.now()), Some(tx.signer.user)) } else { (None, None) };
        tx.execute("update todo set done_at = ?2, done_by = ?3 where id = ?1", (id, at, by))?;
    }
    if known.is_some() {
        report.updated += 1
    } else {
        report.created += 1
    }
    Ok(())
}

/// What came in under this UID before, or went out under it.
fn known(tx: &Tx, uid: &str) -> Result<Option<RecordId>> {
    if uid.is_empty() {
        return Ok(None);
    }
    let ours = uid.strip_suffix(OURS).and_then(|id| uuid::Uuid::try_parse(id).ok()).map(RecordId);
    let found = tx
        .prepare_cached(
            "select id from todo where id = :ours or external_uid = :uid and external_uid <> '' order by id limit 1",
        )?
        .query_row(named_params! { ":ours": ours, ":uid": uid }, |row| row.get(0))
        .optional()?;
    Ok(found)
}
