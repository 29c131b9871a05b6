//! Reminders: letters that ask for overdue invoices, by degrees. They go where the roles say on that day; what each said stays.

mod due;
mod many;

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::role::{self, ContactRole};
use crate::contact::{self, Page, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm;
use crate::ids::{ContactId, InvoiceId, MatterId, RecordId, ReminderId};
use crate::invoice::issue::{self, Printed};
use crate::invoice::list::OPEN;
use crate::money::{Cents, interest_on};

pub use due::{DueReminder, DueReminderFilter, DueReminderPage, list as due};
pub use many::{ReminderPlan, RemindersMade, plan, record_all};

/// A friendly word, a reminder, a formal notice.
pub const LAST_LEVEL: u32 = 3;
/// The level from which what lateness costs is asked for.
const PENALTIES_FROM: u32 = 2;
/// Invoices in one letter.
const MOST_INVOICES: usize = 200;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReminderDraft {
    pub client: ContactId,
    /// Overdue invoices of the client.
    pub invoices: Vec<InvoiceId>,
    /// 1 to 3; none: the next one of the invoice that was asked for the least.
    #[serde(default)]
    pub level: Option<u32>,
    /// None: today.
    #[serde(default)]
    pub reminded_on: Option<Day>,
    /// None: whom the roles say on that day.
    #[serde(default)]
    pub recipient: Option<ContactId>,
    /// Added to the letter.
    #[serde(default)]
    pub note: String,
    /// A year's late interest to compute and ask for: 828 is 8,28 %. None: the letter only recalls what was agreed.
    #[serde(default)]
    pub interest_basis_points: Option<u32>,
    /// Whether late interest and the flat indemnity are asked for; none: from the second letter on.
    #[serde(default)]
    pub penalties: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Reminder {
    pub id: ReminderId,
    pub client: ContactId,
    pub client_name: String,
    pub recipient: ContactId,
    /// As the letter has it.
    pub recipient_name: String,
    pub level: u32,
    pub reminded_on: Day,
    pub note: String,
    pub interest_basis_points: Option<u32>,
    pub lines: Vec<ReminderLine>,
    pub open: Cents,
    pub interest: Cents,
    pub indemnity: Cents,
    /// All three.
    pub total: Cents,
    /// Who made it.
    pub user: String,
    pub created_at: String,
}

/// An invoice as it was that day.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ReminderLine {
    pub invoice: InvoiceId,
    pub number: String,
    pub issued_on: Day,
    pub due_on: Day,
    pub gross: Cents,
    pub open: Cents,
    pub days_overdue: i64,
    pub interest: Cents,
    pub indemnity: Cents,
}

/// What the letter says beside its rows.
#[derive(Serialize, Deserialize)]
pub(crate) struct PrintedReminder {
    pub letter: Printed,
    /// The days of the letters before, about any of these invoices.
    pub earlier: Vec<Day>,
}

/// The matter that all these invoices are of.
fn one_matter(tx: &Tx, invoices: &[InvoiceId]) -> Result<Option<MatterId>> {
    let mut matters = Vec::with_capacity(invoices.len());
    for id in invoices {
        matters.push(
            tx.prepare_cached("select matter from invoice where id = ?1")?
                .query_row([id], |row| row.get::<_, Option<MatterId>>(0))?,
        );
    }
    matters.dedup();
    Ok(if let [matter] = matters[..] { matter } else { None })
}

/// # Errors
/// `Invalid` without an invoice, for one that is not overdue that day or of another client, or for a level that does not exist.
pub fn record(tx: &Tx, draft: ReminderDraft) -> Result<Reminder> {
    let client = redirect::current(tx, draft.client)?;
    let on = draft.reminded_on.unwrap_or(Day::of(tx.at));
    let mut seen = HashSet::new();
    let invoices: Vec<InvoiceId> = draft.invoices.iter().copied().filter(|id| seen.insert(*id)).collect();
    if invoices.is_empty() || invoices.len() > MOST_INVOICES {
        let message = format!("Choisissez de 1 à {MOST_INVOICES} factures à relancer.");
        return Err(Error::invalid("invoices", "required", message));
    }
    let overdue = invoices.iter().map(|id| overdue(tx, Some(client), *id, on)).collect::<Result<Vec<_>>>()?;
    let level = match draft.level {
        Some(level) => level,
        None => overdue.iter().map(|invoice| invoice.reminded + 1).min().unwrap_or(1).min(LAST_LEVEL),
    };
    if !(1..=LAST_LEVEL).contains(&level) {
        return Err(Error::invalid("level", "unknown", "Une relance est de niveau 1, 2 ou 3."));
    }
    if draft.interest_basis_points.is_some_and(|rate| rate > 10_000) {
        return Err(Error::invalid(
            "interest_basis_points",
            "above_100",
            "Un taux d’intérêt ne dépasse pas 100 % l’an.",
        ));
    }
    let recipient = match draft.recipient {
        Some(recipient) => {
            contact::kind_of(tx, recipient)?;
            recipient
        }
        None => {
            let recipients =
                role::recipients_for(tx, client, one_matter(tx, &invoices)?, ContactRole::Collections, on.iso())?;
            recipients.contacts.first().map_or(client, |recipient| recipient.id)
        }
    };
    let mut letter = issue::printed(tx, client, recipient, None, None)?;
    letter.mentions = issue::penalties(&letter.firm, &letter.client);
    let asked = draft.penalties.unwrap_or(level >= PENALTIES_FROM);
    let indemnity = if asked && letter.client.professional { letter.firm.indemnity_cents } else { Cents::ZERO };
    let rate = draft.interest_basis_points.filter(|_| asked);
    let printed = PrintedReminder { earlier: earlier(tx, &invoices)?, letter };
    let id: ReminderId = tx.new_id();
    tx.execute(
        "insert into reminder (id, client, recipient, level, reminded_on, note, interest_basis_points, printed, created_at, created_by)
         values (:id, :client, :recipient, :level, :on, :note, :rate, :printed, :at, :user)",
        named_params! {
            ":id": id, ":client": client, ":recipient": recipient, ":level": level, ":on": on, ":note": draft.note.trim(),
            ":rate": rate, ":printed": serde_json::to_string(&printed)?, ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    for (invoice, position) in overdue.iter().zip(0i64..) {
        let days = u32::try_from(on.since(invoice.due_on)).unwrap_or_default();
        tx.prepare_cached(
            "insert into reminder_line (id, reminder, invoice, position, open, interest, indemnity)
             values (:id, :reminder, :invoice, :position, :open, :interest, :indemnity)",
        )?
        .execute(named_params! {
            ":id": tx.new_id::<RecordId>(), ":reminder": id, ":invoice": invoice.id, ":position": position,
            ":open": invoice.open, ":interest": rate.map_or(Cents::ZERO, |rate| interest_on(invoice.open, rate, days)),
            ":indemnity": indemnity,
        })?;
    }
    tx.label(contact::name_of(tx, client)?);
    get(tx, id)
}

struct Overdue {
    id: InvoiceId,
    number: String,
    client: ContactId,
    matter: Option<MatterId>,
    due_on: Day,
    open: Cents,
    /// The level of its last reminder; 0 before the first.
    reminded: u32,
}

/// The invoice as it is asked for on a day; `client`: whose it has to be.
fn overdue(conn: &Connection, client: Option<ContactId>, id: InvoiceId, on: Day) -> Result<Overdue> {
    let sql = format!(
        "select number, client, matter, due_on, {OPEN} as open,
             (select coalesce(max(level), 0) from reminder_line join reminder on reminder.id = reminder_line.reminder
              where reminder_line.invoice = invoice.id) as reminded
         from invoice where id = ?1"
    );
    let mut due_on: Option<Day> = None;
    let mut found = conn
        .prepare_cached(&sql)?
        .query_row([id], |row| {
            due_on = row.get("due_on")?;
            Ok(Overdue {
                id,
                number: row.get("number")?,
                client: row.get("client")?,
                matter: row.get("matter")?,
                due_on: on,
                open: row.get("open")?,
                reminded: row.get("reminded")?,
            })
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    let number = &found.number;
    if client.is_some_and(|client| client != found.client) {
        return Err(Error::invalid("invoices", "other_client", format!("{number} est la facture d’un autre client.")));
    }
    let Some(due_on) = due_on.filter(|_| !number.is_empty()) else {
        return Err(Error::invalid("invoices", "not_issued", "On ne relance qu’une facture émise."));
    };
    if found.open <= Cents::ZERO {
        return Err(Error::invalid("invoices", "paid", format!("{number} est réglée : il n’y a rien à relancer.")));
    }
    if due_on >= on {
        let message = format!("{number} est à régler jusqu’au {due_on} : elle n’est pas en retard le {on}.");
        return Err(Error::invalid("invoices", "not_overdue", message));
    }
    found.due_on = due_on;
    Ok(found)
}

fn earlier(tx: &Tx, invoices: &[InvoiceId]) -> Result<Vec<Day>> {
    let mut days = Vec::new();
    let mut statement = tx.prepare_cached(
        "select reminded_on from reminder where id in (select reminder from reminder_line where invoice = ?1)",
    )?;
    for invoice in invoices {
        for day in statement.query_map([invoice], |row| row.get::<_, Day>(0))? {
            days.push(day?);
        }
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ReminderFilter {
    pub client: Option<ContactId>,
    pub invoice: Option<InvoiceId>,
}

/// The reminders of a client or of an invoice, or all, the last first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReminderPage {
    pub total: u32,
    pub rows: Vec<Reminder>,
}

pub fn list(reader: &Reader, filter: ReminderFilter, page: Page) -> Result<ReminderPage> {
    let found = [
        if filter.client.is_some() { "client = :client" } else { ":client is null" },
        if filter.invoice.is_some() {
            "id in (select reminder from reminder_line where invoice = :invoice)"
        } else {
            ":invoice is null"
        },
    ]
    .join(" and ");
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let asked = named_params! { ":client": client, ":invoice": filter.invoice };
    let total = reader
        .prepare_cached(&format!("select count(*) from reminder where {found}"))?
        .query_row(asked, |row| row.get(0))?;
    let ids: Vec<ReminderId> = reader
        .prepare(&format!(
            "select id from reminder where {found} order by reminded_on desc, id desc limit {} offset {}",
            page.limit.min(500),
            page.offset
        ))?
        .query_map(asked, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let rows = ids.into_iter().map(|id| get(reader, id)).collect::<Result<_>>()?;
    Ok(ReminderPage { total, rows })
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: ReminderId) -> Result<Reminder> {
    let (mut reminder, user) = conn
        .prepare_cached("select * from reminder where id = ?1")?
        .query_row([id], |row| {
            let reminder = Reminder {
                id,
                client: row.get("client")?,
                client_name: String::new(),
                recipient: row.get("recipient")?,
                recipient_name: String::new(),
                level: row.get("level")?,
                reminded_on: row.get("reminded_on")?,
                note: row.get("note")?,
                interest_basis_points: row.get("interest_basis_points")?,
                lines: Vec::new(),
                open: Cents::ZERO,
                interest: Cents::ZERO,
                indemnity: Cents::ZERO,
                total: Cents::ZERO,
                user: String::new(),
                created_at: row.get("created_at")?,
            };
            Ok((reminder, row.get("created_by")?))
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    reminder.user = firm::user(conn, user)?.name;
    reminder.client_name = contact::name_of(conn, reminder.client)?;
    reminder.recipient_name = printed(conn, id)?.letter.recipient.name;
    reminder.lines = lines(conn, id, reminder.reminded_on)?;
    reminder.open = reminder.lines.iter().map(|line| line.open).sum();
    reminder.interest = reminder.lines.iter().map(|line| line.interest).sum();
    reminder.indemnity = reminder.lines.iter().map(|line| line.indemnity).sum();
    reminder.total = reminder.open + reminder.interest + reminder.indemnity;
    Ok(reminder)
}

pub(crate) fn printed(conn: &Connection, id: ReminderId) -> Result<PrintedReminder> {
    let printed: String = conn.query_row("select printed from reminder where id = ?1", [id], |row| row.get(0))?;
    Ok(serde_json::from_str(&printed)?)
}

fn lines(conn: &Connection, id: ReminderId, on: Day) -> Result<Vec<ReminderLine>> {
    let lines = conn
        .prepare_cached(
            "select invoice, number, issued_on, due_on, gross, open, interest, indemnity
             from reminder_line join invoice on invoice.id = reminder_line.invoice
             where reminder = ?1 order by position, reminder_line.id",
        )?
        .query_map([id], |row| {
            let due_on: Day = row.get("due_on")?;
            Ok(ReminderLine {
                invoice: row.get("invoice")?,
                number: row.get("number")?,
                issued_on: row.get("issued_on")?,
                due_on,
                gross: row.get("gross")?,
                open: row.get("open")?,
                days_overdue: on.since(due_on),
                interest: row.get("interest")?,
                indemnity: row.get("indemnity")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(lines)
}
