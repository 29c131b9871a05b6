//! Where the entries of the journal come from. To add a source is to add it to [`SOURCES`], and how it is shown to
//! [`super::show`]: the index, the pages, the filters and the search follow.

use rusqlite::Connection;
use uuid::Uuid;

use super::{people_of, show, show_known};
use crate::error::Result;
use show::Show;

/// A table whose rows are entries.
pub(super) struct Source {
    pub table: &'static str,
    /// Tables whose rows say where an entry stands, and their column that points at it.
    pub placed_by: &'static [(&'static str, &'static str)],
    /// Tables whose rows say what an entry says, and their column that points at it.
    pub told_by: &'static [(&'static str, &'static str)],
    /// Tables whose rows lead to where an entry stands, and which entries.
    pub led_by: &'static [(&'static str, &'static str)],
    /// kind, at (an instant or a day), pinned, matter, listed; no row where this is no entry (a draft of an invoice).
    pub entry: &'static str,
    /// The contacts in whose journal it stands; its matter comes with it. Several matters may stand among them.
    pub contacts: &'static str,
    /// What search reads.
    pub text: fn(&Connection, Uuid) -> Result<String>,
    pub show: Show,
    /// What somebody who stands for a client did counts in the journal of the client; what was billed to him does not.
    pub of_people: bool,
}

pub(super) const SOURCES: &[Source] = &[
    Source {
        table: "interaction",
        placed_by: &[("interaction_contact", "interaction")],
        told_by: &[],
        led_by: &[],
        entry: "select kind, at, pinned, matter, 1 from interaction where id = ?1",
        contacts: "select contact from interaction_contact where interaction = ?1",
        text: interaction,
        show: show::interaction,
        of_people: true,
    },
    Source {
        table: "document",
        placed_by: &[],
        told_by: &[("document_version", "document")],
        led_by: &[("invoice", "select id from document where invoice = ?1")],
        entry: "select 'document', coalesce((select max(added_at) from document_version where document = document.id), created_at),
                    0, matter, interaction is null
                from document where id = ?1 and part = ''",
        contacts: "select contact from document where id = ?1 and contact is not null
                   union select client from document join invoice on invoice.id = document.invoice where document.id = ?1",
        text: document,
        show: show::document,
        of_people: true,
    },
    Source {
        table: "status_change",
        placed_by: &[],
        told_by: &[],
        led_by: &[],
        entry: "select 'status', at, 0, null, 1 from status_change where id = ?1",
        contacts: "select contact from status_change where id = ?1",
        text: |conn, id| one(conn, "select reason from status_change where id = ?1", id),
        show: show_known::status_change,
        of_people: false,
    },
    Source {
        table: "invoice",
        placed_by: &[],
        told_by: &[],
        led_by: &[],
        entry: "select kind, issued_on, 0, matter, 1 from invoice where id = ?1 and number <> ''",
        contacts: "select client from invoice where id = ?1 union select recipient from invoice where id = ?1",
        text: |conn, id| one(conn, "select number || ' ' || subject from invoice where id = ?1", id),
        show: show_known::invoice,
        of_people: false,
    },
    Source {
        table: "payment",
        placed_by: &[],
        told_by: &[],
        led_by: &[],
        entry: "select case when refund is not null and amount < 0 then 'refund'
                    when refund is not null or reverses is not null then 'reversal' else 'payment' end,
                    received_on, 0, null, 1 from payment where id = ?1",
        contacts: "select client from payment where id = ?1",
        text: |conn, id| one(conn, "select reference || ' ' || method || ' ' || note from payment where id = ?1", id),
        show: show_known::payment,
        of_people: false,
    },
    Source {
        table: "reminder",
        placed_by: &[("reminder_line", "reminder")],
        told_by: &[],
        led_by: &[],
        entry: "select 'reminder', reminded_on, 0, null, 1 from reminder where id = ?1",
        contacts: "select client from reminder where id = ?1 union select recipient from reminder where id = ?1
                   union select matter from invoice
                       where id in (select invoice from reminder_line where reminder = ?1) and matter is not null",
        text: |conn, id| {
            one(
                conn,
                "select note || ' ' || coalesce((select group_concat(number, ' ') from reminder_line
                     join invoice on invoice.id = reminder_line.invoice where reminder_line.reminder = reminder.id), '')
                 from reminder where id = ?1",
                id,
            )
        },
        show: show_known::reminder,
        of_people: false,
    },
    Source {
        table: "retainer",
        placed_by: &[],
        told_by: &[],
        led_by: &[],
        entry: "select 'retainer', requested_on, 0, matter, 1 from retainer where id = ?1",
        contacts: "select client from retainer where id = ?1 union select recipient from retainer where id = ?1",
        text: |conn, id| one(conn, "select 'provision ' || subject || ' ' || note from retainer where id = ?1", id),
        show: show_known::retainer,
        of_people: false,
    },
    Source {
        table: "kyc_decision",
        placed_by: &[],
        told_by: &[],
        led_by: &[],
        entry: "select 'kyc', at, 0, (select matter from kyc_file where kyc_file.id = kyc_decision.file), 1
                from kyc_decision where id = ?1",
        contacts: "select client from kyc_decision where id = ?1",
        text: |conn, id| one(conn, "select reason from kyc_decision where id = ?1", id),
        show: show_known::kyc_decision,
        of_people: false,
    },
    Source {
        table: "kyc_document",
        placed_by: &[],
        told_by: &[],
        led_by: &[],
        entry: "select 'kyc_document', seen_on, 0, null, 1 from kyc_document where id = ?1",
        contacts: "select contact from kyc_document where id = ?1",
        text: |conn, id| {
            one(conn, "select number || ' ' || authority || ' ' || copy_name || ' ' || note from kyc_document where id = ?1", id)
        },
        show: show_known::kyc_document,
        of_people: true,
    },
    // A meeting stands where it begins; a task where it was done, or else where it is due.
    Source {
        table: "todo",
        placed_by: &[],
        told_by: &[],
        led_by: &[],
        entry: "select kind, iif(kind = 'meeting', starts_at, coalesce(done_at, due_on, created_at)), 0, matter, 1
                from todo where id = ?1",
        contacts: "select contact from todo where id = ?1 and contact is not null",
        text: |conn, id| one(conn, "select title || ' ' || place || ' ' || notes from todo where id = ?1", id),
        show: show_known::todo,
        of_people: true,
    },
];

pub(super) fn of(table: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.table == table)
}

fn one(conn: &Connection, sql: &str, id: Uuid) -> Result<String> {
    Ok(conn.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0))?)
}

fn interaction(conn: &Connection, id: Uuid) -> Result<String> {
    let (subject, body, people): (String, String, String) = conn
        .prepare_cached("select subject, body, people from interaction where id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut text = format!("{subject}\n{body}");
    for person in people_of(&people) {
        text.push_str(&format!("\n{} {}", person.name, person.address));
    }
    Ok(text)
}

/// Its name, its note, and what every version of it says.
fn document(conn: &Connection, id: Uuid) -> Result<String> {
    let mut text = one(conn, "select name || ' ' || note from document where id = ?1", id)?;
    let mut statement = conn.prepare_cached(
        "select file_name, (select text from document_text where document_text.hash = document_version.hash)
         from document_version where document = ?1 order by added_at desc limit 20",
    )?;
    let mut rows = statement.query([id.as_bytes()])?;
    while let Some(row) = rows.next()? {
        text.push('\n');
        text.push_str(&row.get::<_, String>(0)?);
        text.push('\n');
        text.push_str(&row.get::<_, Option<String>>(1)?.unwrap_or_default());
    }
    Ok(text)
}
