//! Addresses that no contact bears: proposed as new contacts, or as another address of one that is there.

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::filing::{self, Own};
use crate::contact::{self, ContactDraft, ContactKind, EmailDraft, Page, name, redirect};
use crate::core::{Reader, Tx};
use crate::duplicate::{self, SimilarContact};
use crate::error::{Error, Result};
use crate::firm;
use crate::ids::ContactId;
use crate::op::Op;

#[derive(Debug, Clone, Serialize, TS)]
pub struct EmailProposal {
    pub address: String,
    /// As the messages bear it; may be empty.
    pub name: String,
    /// Messages that bear it.
    pub emails: u32,
    pub last_at: String,
    /// The contact that it would become.
    pub draft: ContactDraft,
    /// Contacts that may be this one, under another address.
    pub similar: Vec<SimilarContact>,
}

/// A proposal that is taken: a new contact, or one that is there and gets the address too.
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
pub struct AcceptedProposal {
    pub address: String,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub draft: Option<ContactDraft>,
}

/// Those that are looked up among the contacts at once.
const MOST: usize = 100;
const IGNORED: &str = "ignored_addresses";

/// Machines, which are nobody.
const ROBOTS: &[&str] = &[
    "noreply",
    "no-reply",
    "no_reply",
    "ne-pas-repondre",
    "nepasrepondre",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "postmaster",
    "bounce",
    "notification",
    "notifications",
];

/// The addresses of all messages that no contact bears, those of most messages first.
pub fn list(reader: &Reader, page: Page) -> Result<Vec<EmailProposal>> {
    let found: Vec<String> = reader
        .prepare_cached(
            "select address from journal_address
             where not exists (select 1 from contact_email where contact_email.address = journal_address.address collate nocase)
             group by address order by count(*) desc, address limit 2000",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let wanted: Vec<String> = proposable(reader, &found)?
        .into_iter()
        .skip(page.offset as usize)
        .take((page.limit as usize).min(MOST))
        .collect();
    wanted.iter().map(|address| proposal(reader, address)).collect()
}

/// Those of these addresses that no contact bears.
pub(super) fn of_addresses(reader: &Reader, addresses: &[String]) -> Result<Vec<EmailProposal>> {
    let mut unknown = Vec::new();
    for address in addresses {
        if filing::bearing(reader, address)?.is_empty() {
            unknown.push(address.clone());
        }
    }
    proposable(reader, &unknown)?.iter().take(MOST).map(|address| proposal(reader, address)).collect()
}

fn proposable(conn: &Connection, addresses: &[String]) -> Result<Vec<String>> {
    let own = Own::of(conn)?;
    let ignored = ignored(conn)?;
    let is_robot = |address: &str| {
        let local = address.split('@').next().unwrap_or_default().to_lowercase();
        ROBOTS.iter().any(|robot| local.starts_with(robot))
    };
    let wanted = addresses.iter().filter(|address| {
        !own.is_own(address)
            && !is_robot(address)
            && !ignored.contains(address)
            && contact::identifier::email(address).is_ok()
    });
    Ok(wanted.cloned().collect())
}

fn ignored(conn: &Connection) -> Result<Vec<String>> {
    let kept = firm::local_setting(conn, IGNORED)?;
    Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Addresses that are no longer proposed on this device.
pub fn ignore(conn: &Connection, addresses: Vec<String>) -> Result<()> {
    let mut all = ignored(conn)?;
    all.extend(addresses.into_iter().map(|address| address.to_lowercase()));
    all.sort();
    all.dedup();
    firm::set_local_setting(conn, IGNORED, Some(&serde_json::to_string(&all)?))
}

fn proposal(reader: &Reader, address: &str) -> Result<EmailProposal> {
    let (emails, last_at) = reader
        .prepare_cached(
            "select count(*), coalesce(max(at), '') from journal_address
             join interaction on interaction.id = journal_address.interaction where address = ?1",
        )?
        .query_row([address], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let name: Option<String> = reader
        .prepare_cached(
            "select name from journal_address where address = ?1 and name <> '' group by name order by count(*) desc limit 1",
        )?
        .query_row([address], |row| row.get(0))
        .optional()?;
    let name = name.unwrap_or_default();
    let draft = draft_of(&name, address);
    let similar = duplicate::similar_contacts(reader, draft.clone())?;
    Ok(EmailProposal { address: address.to_owned(), name, emails, last_at, draft, similar })
}

/// A contact made of a name and an address; without a name, of what stands before the @.
fn draft_of(name: &str, address: &str) -> ContactDraft {
    let name = name.trim_matches(['\'', '"', ' ']);
    let local = address.split('@').next().unwrap_or_default();
    let name =
        if name.is_empty() || name.contains('@') { local.replace(['.', '_', '-'], " ") } else { name.to_owned() };
    let name = name.strip_prefix("Me ").or_else(|| name.strip_prefix("Maître ")).unwrap_or(&name);
    let mut draft = if name::names_an_organisation(name) {
        let mut draft = ContactDraft::new(ContactKind::LegalPerson);
        draft.organisation_name = name.to_owned();
        draft
    } else {
        let mut draft = ContactDraft::new(ContactKind::NaturalPerson);
        (draft.birth_name, draft.first_names) = person(name);
        draft
    };
    draft.emails.push(EmailDraft { address: address.to_owned(), ..EmailDraft::default() });
    draft
}

/// Surname and first names: on messages the first names mostly come first.
fn person(name: &str) -> (String, String) {
    let words: Vec<&str> = name.split_whitespace().collect();
    let any_upper = words.iter().any(|word| word.chars().count() > 1 && *word == word.to_uppercase());
    match words[..] {
        [first, ..] if words.len() > 1 && !any_upper && !name.contains(',') => (words[1..].join(" "), first.to_owned()),
        _ => name::split_full_name(name),
    }
}

/// Makes the contacts, and files the messages that bear their addresses under them; one operation.
///
/// # Errors
/// As those of saving a contact.
pub fn accept(tx: &Tx, accepted: Vec<AcceptedProposal>) -> Result<Vec<ContactId>> {
    let mut contacts = Vec::new();
    for one in &accepted {
        let id = match (one.contact, &one.draft) {
            (Some(id), _) => {
                let id = redirect::current(tx, id)?;
                let mut draft = contact::get(tx, id)?.draft;
                if !draft.emails.iter().any(|email| email.address.eq_ignore_ascii_case(&one.address)) {
                    draft.emails.push(EmailDraft { address: one.address.clone(), ..EmailDraft::default() });
                    contact::save(tx, draft)?;
                }
                id
            }
            (None, Some(draft)) => contact::save(tx, draft.clone())?.id,
            (None, None) => {
                let message = "Choisissez une fiche, ou créez-en une, pour cette adresse.";
                return Err(Error::invalid("contact", "required", message));
            }
        };
        filing::file_under(tx, id, &one.address)?;
        contacts.push(id);
    }
    tx.set_op(Op::FileEmails);
    tx.label(match &contacts[..] {
        [id] => contact::name_of(tx, *id)?,
        _ => format!("{} fiches", contacts.len()),
    });
    Ok(contacts)
}
