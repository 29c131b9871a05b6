//! Several invoices asked for at once: the letters that they need, each to whom the roles say that day and at its own level.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::{LAST_LEVEL, MOST_INVOICES, Overdue, Reminder, ReminderDraft, overdue, record};
use crate::contact;
use crate::contact::role::{self, ContactRole};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, InvoiceId, MatterId};
use crate::money::Cents;

/// Invoices that are asked for at once.
const MOST: usize = 500;

/// A letter to come.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PlannedReminder {
    pub client: ContactId,
    pub client_name: String,
    pub recipient: ContactId,
    pub recipient_name: String,
    pub level: u32,
    pub invoices: Vec<PlannedInvoice>,
    pub open: Cents,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PlannedInvoice {
    pub invoice: InvoiceId,
    pub number: String,
    pub open: Cents,
    pub days_overdue: i64,
}

/// An invoice that no letter asks for, and why.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct NotReminded {
    pub invoice: InvoiceId,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ReminderPlan {
    pub letters: Vec<PlannedReminder>,
    pub left_out: Vec<NotReminded>,
    pub open: Cents,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RemindersMade {
    pub reminders: Vec<Reminder>,
    pub left_out: Vec<NotReminded>,
}

/// The letters that these invoices need today: those of a client that go to the same person at the same level are in one.
///
/// # Errors
/// `Invalid` for none or too many invoices; `NotFound`.
pub fn plan(reader: &Reader, invoices: Vec<InvoiceId>) -> Result<ReminderPlan> {
    planned(reader, &invoices, Day::of(reader.core.now()))
}

/// Makes the letters of the plan; what can't be asked for any more is left out and told.
///
/// # Errors
/// As [`plan`]; `Invalid` when nothing is left to ask for.
pub fn record_all(tx: &Tx, invoices: Vec<InvoiceId>, note: String) -> Result<RemindersMade> {
    let on = Day::of(tx.at);
    let ReminderPlan { letters, left_out, .. } = planned(tx, &invoices, on)?;
    if letters.is_empty() {
        let reason = left_out.into_iter().next().map_or_else(String::new, |one| one.reason);
        return Err(Error::invalid("invoices", "nothing", reason));
    }
    let clients: HashSet<ContactId> = letters.iter().map(|letter| letter.client).collect();
    let others = clients.len() - 1;
    let label = format!("{} et {others} autre{}", letters[0].client_name, if others > 1 { "s" } else { "" });
    let reminders = letters
        .into_iter()
        .map(|letter| {
            let draft = ReminderDraft {
                client: letter.client,
                invoices: letter.invoices.iter().map(|line| line.invoice).collect(),
                level: Some(letter.level),
                reminded_on: Some(on),
                recipient: Some(letter.recipient),
                note: note.clone(),
                interest_basis_points: None,
                penalties: None,
            };
            record(tx, draft)
        })
        .collect::<Result<Vec<_>>>()?;
    if others > 0 {
        tx.label(label);
    }
    Ok(RemindersMade { reminders, left_out })
}

fn planned(conn: &Connection, invoices: &[InvoiceId], on: Day) -> Result<ReminderPlan> {
    let mut seen = HashSet::new();
    let invoices: Vec<InvoiceId> = invoices.iter().copied().filter(|id| seen.insert(*id)).collect();
    if invoices.is_empty() || invoices.len() > MOST {
        let message = format!("Choisissez de 1 à {MOST} factures à relancer.");
        return Err(Error::invalid("invoices", "required", message));
    }
    let mut recipients = RecipientsOfDay::new(on);
    let (mut letters, mut left_out): (Vec<PlannedReminder>, _) = (Vec::new(), Vec::new());
    for id in invoices {
        let found = match overdue(conn, None, id, on) {
            Ok(found) => found,
            Err(Error::Invalid { message, .. }) => {
                left_out.push(NotReminded { invoice: id, reason: message });
                continue;
            }
            Err(error) => return Err(error),
        };
        let (recipient, recipient_name) = recipients.of(conn, found.client, found.matter)?;
        add(conn, &mut letters, &found, recipient, recipient_name, on)?;
    }
    let open = letters.iter().map(|letter| letter.open).sum();
    Ok(ReminderPlan { letters, left_out, open })
}

fn add(
    conn: &Connection,
    letters: &mut Vec<PlannedReminder>,
    found: &Overdue,
    recipient: ContactId,
    recipient_name: String,
    on: Day,
) -> Result<()> {
    let level = (found.reminded + 1).min(LAST_LEVEL);
    let line = PlannedInvoice {
        invoice: found.id,
        number: found.number.clone(),
        open: found.open,
        days_overdue: on.since(found.due_on),
    };
    let same = letters.iter_mut().find(|letter| {
        (letter.client, letter.recipient, letter.level) == (found.client, recipient, level)
            && letter.invoices.len() < MOST_INVOICES
    });
    if let Some(letter) = same {
        letter.open += line.open;
        letter.invoices.push(line);
    } else {
        let client_name = contact::name_of(conn, found.client)?;
        let (client, open, invoices) = (found.client, line.open, vec![line]);
        letters.push(PlannedReminder { client, client_name, recipient, recipient_name, level, invoices, open });
    }
    Ok(())
}

/// Who receives the reminders of a day, each client and matter looked up once.
pub(super) struct RecipientsOfDay {
    on: Day,
    known: HashMap<(ContactId, Option<MatterId>), (ContactId, String)>,
}

impl RecipientsOfDay {
    pub fn new(on: Day) -> RecipientsOfDay {
        RecipientsOfDay { on, known: HashMap::new() }
    }

    pub fn of(
        &mut self,
        conn: &Connection,
        client: ContactId,
        matter: Option<MatterId>,
    ) -> Result<(ContactId, String)> {
        if let Some(known) = self.known.get(&(client, matter)) {
            return Ok(known.clone());
        }
        // A matter that has gone to another client since says nothing of this one.
        let own = match matter {
            Some(id) => conn
                .prepare_cached("select 1 from matter where id = ?1 and client = ?2")?
                .exists((id, client))?
                .then_some(id),
            None => None,
        };
        let found = role::recipients_for(conn, client, own, ContactRole::Collections, self.on.iso())?;
        let first = match found.contacts.into_iter().next() {
            Some(first) => (first.id, first.name),
            None => (client, contact::name_of(conn, client)?),
        };
        self.known.insert((client, matter), first.clone());
        Ok(first)
    }
}
