//! Letters (DOMAIN §9): templates with fields of the contact, the matter, the firm and the user; what they give is text that one
//! edits, laid out as PDF, kept among the documents and filed in the journal. One letter, or one for each contact of a list.

pub mod field;
pub mod mail_merge;
mod render;
pub mod write;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::role::{self, ContactRole, Recipients};
use crate::contact::{ContactDraft, is_limited, name, one_line, read_draft, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::settings;
use crate::ids::{ContactId, MatterId, RecordId};
use crate::matter;
use field::{About, Fields};

/// A letter to start from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LetterTemplate {
    pub id: Option<RecordId>,
    pub name: String,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub body: String,
}

/// A letter as it is written: all of it can be changed before it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LetterDraft {
    /// Whom it is about, in whose journal it stands.
    pub contact: ContactId,
    #[serde(default)]
    pub matter: Option<MatterId>,
    /// Who receives it.
    pub recipient: ContactId,
    /// None: today.
    #[serde(default)]
    pub on: Option<Day>,
    /// The name and the address, a line each.
    #[serde(default)]
    pub addressee: String,
    #[serde(default)]
    pub subject: String,
    pub body: String,
    /// Below the text.
    #[serde(default)]
    pub signed: String,
}

/// A letter that a template gives.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ProposedLetter {
    pub draft: LetterDraft,
    pub recipient_name: String,
    /// Who may receive it, and why.
    pub recipients: Recipients,
    /// Fields that the template asks for and that say nothing here: « dossier.rg ».
    pub empty: Vec<String>,
    /// What stands in the way, in French: no address, limited use.
    pub problems: Vec<String>,
}

pub fn templates(conn: &Connection) -> Result<Vec<LetterTemplate>> {
    let mut statement =
        conn.prepare_cached("select id, name, subject, body from letter_template order by position, name, id")?;
    let templates = statement.query_map([], |row| {
        Ok(LetterTemplate { id: row.get(0)?, name: row.get(1)?, subject: row.get(2)?, body: row.get(3)? })
    })?;
    Ok(templates.collect::<rusqlite::Result<_>>()?)
}

fn template(conn: &Connection, id: RecordId) -> Result<LetterTemplate> {
    conn.prepare_cached("select id, name, subject, body from letter_template where id = ?1")?
        .query_row([id], |row| {
            Ok(LetterTemplate { id: row.get(0)?, name: row.get(1)?, subject: row.get(2)?, body: row.get(3)? })
        })
        .optional()?
        .ok_or(Error::NotFound)
}

/// # Errors
/// `Invalid` without a name or a text, for a field that does not exist or a template that is not well formed; `NotFound`.
pub fn save_template(tx: &Tx, template: LetterTemplate) -> Result<LetterTemplate> {
    let name = one_line(&template.name);
    if name.is_empty() {
        return Err(Error::invalid("name", "required", "Donnez un nom à ce modèle."));
    }
    if template.body.trim().is_empty() {
        return Err(Error::invalid("body", "required", "Écrivez le texte de ce modèle."));
    }
    render::check("subject", &template.subject)?;
    render::check("body", &template.body)?;
    let is_new = template.id.is_none();
    let id = template.id.unwrap_or_else(|| tx.new_id());
    let template = LetterTemplate { id: Some(id), name, subject: one_line(&template.subject), body: template.body };
    let written = tx
        .prepare_cached(if is_new {
            "insert into letter_template (id, name, subject, body, position)
             values (:id, :name, :subject, :body, (select coalesce(max(position), -1) + 1 from letter_template))"
        } else {
            "update letter_template set name = :name, subject = :subject, body = :body where id = :id"
        })?
        .execute(named_params! {
            ":id": id, ":name": template.name, ":subject": template.subject, ":body": template.body,
        })?;
    tx.label(template.name.as_str());
    if written == 0 { Err(Error::NotFound) } else { Ok(template) }
}

/// # Errors
/// `NotFound`.
pub fn remove_template(tx: &Tx, id: RecordId) -> Result<()> {
    tx.label(template(tx, id)?.name);
    tx.execute("delete from letter_template where id = ?1", [id])?;
    Ok(())
}

/// The letter that a template gives for a contact, in a matter or not; without a template, an empty one. It goes to whom the role
/// of correspondence says, unless a recipient is meant.
///
/// # Errors
/// `Invalid` for a template that gives no text here, with the line and the field; `NotFound`.
pub fn propose(
    reader: &Reader,
    template: Option<RecordId>,
    contact: ContactId,
    matter: Option<MatterId>,
    recipient: Option<ContactId>,
) -> Result<ProposedLetter> {
    let template = match template {
        Some(id) => self::template(reader, id)?,
        None => LetterTemplate {
            id: None,
            name: String::new(),
            subject: String::new(),
            body:
                "{{ destinataire.appel }},\n\n\n\nJe vous prie d’agréer, {{ destinataire.appel }}, l’expression de mes \
                   sentiments dévoués."
                    .to_owned(),
        },
    };
    given(reader, &template, contact, matter, recipient)
}

/// The same for a template that is being written.
///
/// # Errors
/// As [`propose`].
pub fn preview(
    reader: &Reader,
    template: LetterTemplate,
    contact: ContactId,
    matter: Option<MatterId>,
) -> Result<ProposedLetter> {
    given(reader, &template, contact, matter, None)
}

fn given(
    reader: &Reader,
    template: &LetterTemplate,
    contact: ContactId,
    matter: Option<MatterId>,
    recipient: Option<ContactId>,
) -> Result<ProposedLetter> {
    let contact = redirect::current(reader, contact)?;
    let today = Day::of(reader.core.now());
    let recipients = recipients(reader, contact, matter, today)?;
    let recipient = match recipient {
        Some(id) => redirect::current(reader, id)?,
        None => recipients.contacts.first().map_or(contact, |first| first.id),
    };
    let to = read_draft(reader, recipient)?.ok_or(Error::NotFound)?;
    let fields = Fields::of(reader, &About { contact, matter, recipient: &to, on: today })?;
    let subject = one_line(&render::text("subject", &template.subject, &fields)?);
    let body = render::text("body", &template.body, &fields)?;
    let mut empty = render::used(&template.subject);
    empty.extend(render::used(&template.body));
    empty.retain(|field| fields.is_empty(field));
    let mut problems = Vec::new();
    if to.addresses.is_empty() {
        problems.push(format!("{} n’a pas d’adresse postale.", name::display_name(&to)));
    }
    if is_limited(reader, contact)? || is_limited(reader, recipient)? {
        problems.push("L’usage des données de cette personne est limité (RGPD, art. 18).".to_owned());
    }
    Ok(ProposedLetter {
        recipient_name: name::display_name(&to),
        draft: LetterDraft {
            contact,
            matter,
            recipient,
            on: Some(today),
            addressee: addressee(&to),
            subject,
            body,
            signed: fields.signature(),
        },
        recipients,
        empty: empty.into_iter().collect(),
        problems,
    })
}

/// Who receives the letters of a contact; a matter says so only for its own client.
fn recipients(reader: &Reader, contact: ContactId, matter: Option<MatterId>, on: Day) -> Result<Recipients> {
    let own = match matter {
        Some(matter) => redirect::current(reader, matter::client_of(reader, matter)?)? == contact,
        None => false,
    };
    role::recipients_for(reader, contact, matter.filter(|_| own), ContactRole::Correspondence, on.iso())
}

/// As on the envelope: nobody is called by the name of birth there.
fn addressee(to: &ContactDraft) -> String {
    let mut lines = vec![field::called(to)];
    if let Some(address) = to.addresses.first() {
        lines.extend(field::address_lines(address));
    }
    lines.join("\n")
}

/// The firm's town and the day: « Lyon, le 24 novembre 2026 ».
fn place_and_day(conn: &Connection, on: Day) -> Result<String> {
    let town = settings::read(conn)?.town;
    let day = field::long_day(on);
    Ok(if town.is_empty() { format!("Le {day}") } else { format!("{town}, le {day}") })
}
