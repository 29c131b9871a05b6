//! « À relancer »: overdue invoices whose client has had the time to answer the last letter.

use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::LAST_LEVEL;
use super::many::RecipientsOfDay;
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, InvoiceId, MatterId};
use crate::invoice::Mark;
use crate::invoice::list::{OPEN, with_words};
use crate::money::Cents;

/// Days that a client has to answer a letter.
const WAITED_DAYS: u32 = 15;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct DueReminderFilter {
    pub client: Option<ContactId>,
    /// Days since the last reminder; none: 15.
    pub waited_days: Option<u32>,
    /// Every overdue invoice, also those just reminded or under formal notice.
    pub all: bool,
    /// Words of the number, the subject or the client's names.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DueReminder {
    pub invoice: InvoiceId,
    pub number: String,
    pub client: ContactId,
    /// « DURAND Anne »
    pub client_name: String,
    pub subject: String,
    pub matter: Option<MatterId>,
    /// Whom the roles say today: the matter's before the client's.
    pub recipient: ContactId,
    pub recipient_name: String,
    pub issued_on: Day,
    pub due_on: Day,
    pub days_overdue: i64,
    pub gross: Cents,
    pub open: Cents,
    pub mark: Option<Mark>,
    pub last_level: Option<u32>,
    pub last_on: Option<Day>,
    /// The letter to come; none after the formal notice.
    pub next_level: Option<u32>,
}

/// A page of invoices by client, the oldest debt of each first, and the sums of all that the filter finds.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DueReminderPage {
    pub total: u32,
    pub clients: u32,
    pub open: Cents,
    pub rows: Vec<DueReminder>,
}

const LAST: &str =
    "from reminder_line join reminder on reminder.id = reminder_line.reminder where reminder_line.invoice = invoice.id";

pub fn list(reader: &Reader, filter: DueReminderFilter, page: Page) -> Result<DueReminderPage> {
    let today = Day::of(reader.core.now());
    let waited = today.minus(filter.waited_days.unwrap_or(WAITED_DAYS));
    let client = filter.client.map(|client| redirect::current(reader, client)).transpose()?;
    let of_client = if client.is_some() { "client = :client" } else { ":client is null" };
    let named = with_words(reader, client, &filter.text)?;
    let of_words =
        if named.is_some() { "id in (select unhex(value) from json_each(:named))" } else { ":named is null" };
    let due = if filter.all {
        ":waited is not null and :last_level is not null"
    } else {
        "coalesce(last_level, 0) < :last_level and coalesce(last_on, '') <= :waited"
    };
    let found = format!(
        "select * from (
             select invoice.*, {OPEN} as open, (select max(level) {LAST}) as last_level, (select max(reminded_on) {LAST}) as last_on
             from invoice where kind = 'invoice' and number <> '' and due_on < :today and {of_client} and {of_words})
         where open > 0 and {due}"
    );
    let asked = named_params! {
        ":client": client, ":today": today, ":waited": waited, ":last_level": LAST_LEVEL, ":named": named,
    };
    let (total, clients, open) = reader
        .prepare_cached(&format!("select count(*), count(distinct client), coalesce(sum(open), 0) from ({found})"))?
        .query_row(asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let rows = format!(
        "select due.*, coalesce(contact_row.name, '') as client_name,
             (select mark from invoice_mark where invoice_mark.invoice = due.id) as mark
         from ({found}) due left join contact_row on contact_row.contact = due.client
         order by contact_row.sort_key, due.client, due_on, due.id limit {} offset {}",
        page.limit.min(1000),
        page.offset
    );
    let mut rows: Vec<DueReminder> =
        reader.prepare(&rows)?.query_map(asked, |row| from_row(row, today))?.collect::<rusqlite::Result<_>>()?;
    let mut recipients = RecipientsOfDay::new(today);
    for row in &mut rows {
        (row.recipient, row.recipient_name) = recipients.of(reader, row.client, row.matter)?;
    }
    Ok(DueReminderPage { total, clients, open, rows })
}

fn from_row(row: &Row, today: Day) -> rusqlite::Result<DueReminder> {
    let due_on: Day = row.get("due_on")?;
    let last_level: Option<u32> = row.get("last_level")?;
    let client = row.get("client")?;
    Ok(DueReminder {
        invoice: row.get("id")?,
        number: row.get("number")?,
        client,
        client_name: row.get("client_name")?,
        subject: row.get("subject")?,
        matter: row.get("matter")?,
        recipient: client,
        recipient_name: String::new(),
        issued_on: row.get("issued_on")?,
        due_on,
        days_overdue: today.since(due_on),
        gross: row.get("gross")?,
        open: row.get("open")?,
        mark: row.get("mark")?,
        last_level,
        last_on: row.get("last_on")?,
        next_level: Some(last_level.unwrap_or(0) + 1).filter(|level| *level <= LAST_LEVEL),
    })
}
