//! Whom an entry of the journal concerns, and how.

use rusqlite::{Connection, named_params};
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use crate::core::Tx;
use crate::error::Result;
use crate::ids::{ContactId, InteractionId, RecordId};
use crate::sql_enum;

sql_enum! {
    pub enum InteractionPart {
        About = "about",
        Mentioned = "mentioned",
        Sender = "sender",
        Recipient = "recipient",
        Copy = "copy",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct JournalContact {
    pub id: ContactId,
    pub name: String,
    pub part: InteractionPart,
}

/// Makes these contacts, and only these, have this part in an exchange.
pub(super) fn write(tx: &Tx, id: InteractionId, part: InteractionPart, contacts: &[ContactId]) -> Result<()> {
    let now: Vec<ContactId> = tx
        .prepare_cached("select contact from interaction_contact where interaction = :id and part = :part")?
        .query_map(named_params! { ":id": id, ":part": part }, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for gone in now.iter().filter(|contact| !contacts.contains(contact)) {
        tx.prepare_cached(
            "delete from interaction_contact where interaction = :id and part = :part and +contact = :contact",
        )?
        .execute(named_params! { ":id": id, ":part": part, ":contact": gone })?;
    }
    for contact in contacts {
        link(tx, id, *contact, part)?;
    }
    Ok(())
}

// `+contact`: an exchange has some people, a contact has thousands of exchanges; SQLite shall not look through these.

/// Adds a contact to an exchange, unless it has this part in it already. Tells whether it was added.
pub(crate) fn link(tx: &Tx, id: InteractionId, contact: ContactId, part: InteractionPart) -> Result<bool> {
    let written = tx
        .prepare_cached(
            "insert into interaction_contact (id, interaction, contact, part)
             select :row, :id, :contact, :part where not exists (select 1 from interaction_contact
                 where interaction = :id and +contact = :contact and part = :part)",
        )?
        .execute(named_params! {
            ":row": row_id(id, contact, part), ":id": id, ":contact": contact, ":part": part,
        })?;
    Ok(written > 0)
}

/// Two devices that file the same e-mail make the same rows.
fn row_id(interaction: InteractionId, contact: ContactId, part: InteractionPart) -> RecordId {
    let mut name = contact.0.as_bytes().to_vec();
    name.extend_from_slice(part.as_str().as_bytes());
    Uuid::new_v5(&interaction.0, &name).into()
}

pub(super) fn of(
    conn: &Connection,
    id: InteractionId,
    mut name: impl FnMut(ContactId) -> Result<String>,
) -> Result<Vec<JournalContact>> {
    let mut statement =
        conn.prepare_cached("select contact, part from interaction_contact where interaction = ?1 order by part, id")?;
    let found = statement
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(ContactId, InteractionPart)>>>()?;
    found.into_iter().map(|(id, part)| Ok(JournalContact { id, name: name(id)?, part })).collect()
}
