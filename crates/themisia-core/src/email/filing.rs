//! Where an e-mail goes: under the contacts whose addresses it bears, and the matter whose reference is in its subject.

use rusqlite::{Connection, OptionalExtension, named_params};
use uuid::Uuid;

use super::read::Mail;
use crate::core::{Tx, timestamp};
use crate::document::{self, Arrived, DocumentPlace};
use crate::error::Result;
use crate::ids::{ContactId, InteractionId, MatterId};
use crate::journal::{Direction, EmailPerson, InteractionPart, kept_instant, link};

/// A message, with its files in the store: ready to be written.
pub(super) struct Ready {
    pub id: InteractionId,
    pub mail: Mail,
    /// When the file itself was last changed: where the message has no date.
    pub file_time: chrono::DateTime<chrono::Utc>,
    pub original: Arrived,
    pub attachments: Vec<Arrived>,
}

pub(super) struct Filed {
    /// It was there before.
    pub already: bool,
    pub contacts: Vec<ContactId>,
    pub matter: Option<MatterId>,
}

/// Two devices that receive a message make the same row. Without a Message-ID, its bytes name it.
pub(super) fn id_of(message_id: &str, bytes: &[u8]) -> InteractionId {
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"themisia email");
    if message_id.is_empty() {
        Uuid::new_v5(&namespace, blake3::hash(bytes).as_bytes()).into()
    } else {
        Uuid::new_v5(&namespace, message_id.as_bytes()).into()
    }
}

pub(super) fn is_known(conn: &Connection, id: InteractionId) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from interaction where id = ?1")?.exists([id])?)
}

/// Writes a message, unless it is there already.
pub(super) fn file(tx: &Tx, own: &Own, ready: &Ready) -> Result<Filed> {
    let Ready { id, mail, .. } = ready;
    if is_known(tx, *id)? {
        return Ok(Filed { already: true, contacts: Vec::new(), matter: None });
    }
    let matter = matter_in(tx, &mail.subject)?;
    let sender = mail.people.iter().find(|person| person.part == InteractionPart::Sender);
    let direction =
        if sender.is_some_and(|person| own.is_own(&person.address)) { Direction::Out } else { Direction::In };
    let at = mail.at.and_then(kept_instant).unwrap_or_else(|| timestamp(ready.file_time));
    tx.prepare_cached(
        "insert into interaction (id, kind, at, subject, body, direction, user, matter, message_id, people, problem, created_at)
         values (:id, 'email', :at, :subject, :body, :direction, :user, :matter, :message_id, :people, :problem, :now)",
    )?
    .execute(named_params! {
        ":id": id, ":at": at, ":subject": mail.subject, ":body": mail.text, ":direction": direction,
        ":user": tx.signer.user, ":matter": matter, ":message_id": mail.message_id,
        ":people": serde_json::to_string(&mail.people)?, ":problem": mail.problems.join(" "), ":now": tx.now(),
    })?;
    let mut contacts = Vec::new();
    for person in &mail.people {
        for contact in bearing(tx, &person.address)? {
            link(tx, *id, contact, person.part)?;
            if !contacts.contains(&contact) {
                contacts.push(contact);
            }
        }
    }
    let place = DocumentPlace { interaction: Some(*id), ..DocumentPlace::default() };
    document::attach(tx, &ready.original, &place, "message")?;
    for attachment in &ready.attachments {
        document::attach(tx, attachment, &place, "")?;
    }
    Ok(Filed { already: false, contacts, matter })
}

/// The contacts that an address leads to.
pub(super) fn bearing(conn: &Connection, address: &str) -> Result<Vec<ContactId>> {
    let mut statement = conn.prepare_cached(
        "select distinct contact from contact_email where address = ?1 collate nocase order by contact",
    )?;
    let found = statement.query_map([address], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Files the messages that bear an address under a contact. Gives how many.
pub(super) fn file_under(tx: &Tx, contact: ContactId, address: &str) -> Result<u32> {
    let bearing: Vec<(InteractionId, String)> = tx
        .prepare_cached(
            "select interaction.id, people from journal_address join interaction on interaction.id = journal_address.interaction
             where address = ?1",
        )?
        .query_map([address.to_lowercase()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut filed = 0;
    for (id, people) in bearing {
        let people: Vec<EmailPerson> = serde_json::from_str(&people).unwrap_or_default();
        let mut added = false;
        for person in people.iter().filter(|person| person.address.eq_ignore_ascii_case(address)) {
            added |= link(tx, id, contact, person.part)?;
        }
        filed += u32::from(added);
    }
    Ok(filed)
}

/// Words of a reference, at most: « DUPONT 2026 12 ».
const MOST_WORDS: usize = 3;
/// Shorter ones are found in any subject.
const SHORTEST: usize = 4;

/// The matter whose reference stands in a subject.
fn matter_in(conn: &Connection, subject: &str) -> Result<Option<MatterId>> {
    let is_edge = |c: char| !c.is_alphanumeric();
    let words: Vec<&str> = subject.split_whitespace().take(60).collect();
    let mut statement =
        conn.prepare_cached("select id from matter where reference in (?1, ?2) order by opened_on desc limit 1")?;
    for count in (1..=MOST_WORDS).rev() {
        for some in words.windows(count) {
            let whole = some.join(" ");
            let reference = whole.trim_matches(is_edge);
            let long_enough = reference.chars().count() >= SHORTEST;
            if !long_enough || !reference.chars().any(|c| c.is_ascii_digit()) {
                continue;
            }
            let found = statement.query_row((reference, reference.to_uppercase()), |row| row.get(0)).optional()?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
}

/// The addresses of the firm itself: what comes from them was sent, and they are nobody's to propose.
pub(super) struct Own {
    address: String,
    domain: Option<String>,
}

/// Domains at which everybody has an address.
const PUBLIC: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.fr",
    "hotmail.com",
    "hotmail.fr",
    "live.com",
    "live.fr",
    "msn.com",
    "yahoo.com",
    "yahoo.fr",
    "icloud.com",
    "me.com",
    "mac.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "neuf.fr",
    "laposte.net",
    "bbox.fr",
    "gmx.fr",
    "gmx.com",
    "proton.me",
    "protonmail.com",
    "aol.com",
    "numericable.fr",
    "club-internet.fr",
    "avocat.fr",
    "avocat-conseil.fr",
];

impl Own {
    pub fn of(conn: &Connection) -> Result<Own> {
        let address: Option<String> =
            conn.query_row("select email from firm limit 1", [], |row| row.get(0)).optional()?;
        let address = address.unwrap_or_default().to_lowercase();
        let domain = address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
        Ok(Own { domain: domain.filter(|domain| !PUBLIC.contains(&domain.as_str())), address })
    }

    pub fn is_own(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        (!self.address.is_empty() && address == self.address)
            || (self.domain.is_some() && domain == self.domain.as_deref())
    }
}
