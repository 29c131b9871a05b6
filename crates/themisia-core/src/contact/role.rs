//! Roles: who receives invoices, reminders and letters for a client, or for one matter of it (DOMAIN §4).

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::link::period;
use super::name_of;
use super::normal::day;
use super::redirect::current;
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, RecordId};
use crate::op::Op;
use crate::sql_enum;

sql_enum! {
    pub enum ContactRole {
        Billing = "billing",
        Collections = "collections",
        Correspondence = "correspondence",
    }
}

impl ContactRole {
    fn french(self) -> &'static str {
        match self {
            ContactRole::Billing => "contact de facturation",
            ContactRole::Collections => "contact de recouvrement",
            ContactRole::Correspondence => "contact de correspondance",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RoleDraft {
    pub id: Option<RecordId>,
    pub client: ContactId,
    pub recipient: ContactId,
    pub role: ContactRole,
    /// One matter of the client: there it comes before the client's own roles.
    #[serde(default)]
    pub matter: Option<MatterId>,
    /// The one proposed first.
    #[serde(default)]
    pub is_default: bool,
    #[serde(default)]
    pub starts_on: Option<String>,
    #[serde(default)]
    pub ends_on: Option<String>,
}

/// A role as shown on a contact: its own (`recipient` receives for it) or one that it holds for another.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RoleShown {
    pub role: RoleDraft,
    pub client_name: String,
    pub recipient_name: String,
    /// « 2026-0042 Bail de la rue Mercière »
    pub matter_name: Option<String>,
}

/// Who receives something on a day, and why.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Recipients {
    /// The default first.
    pub contacts: Vec<Recipient>,
    /// The role that answered: the one asked for, the one it falls back on, or the client itself.
    pub from: RecipientSource,
    /// Whether it is a role for the matter asked for, rather than for the client.
    pub of_matter: bool,
    /// The same as a French sentence.
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Recipient {
    pub id: ContactId,
    pub name: String,
    pub is_default: bool,
}

sql_enum! {
    pub enum RecipientSource {
        Billing = "billing",
        Collections = "collections",
        Correspondence = "correspondence",
        Client = "client",
    }
}

/// # Errors
/// `Invalid` when the recipient has the role already, dates are in the wrong order, or the matter is of another client; `NotFound`.
pub fn save(tx: &Tx, role: RoleDraft) -> Result<RoleDraft> {
    let (starts_on, ends_on) = period(role.starts_on.as_deref(), role.ends_on.as_deref())?;
    let is_new = role.id.is_none();
    let id = role.id.unwrap_or_else(|| tx.new_id());
    let (client, recipient) = (current(tx, role.client)?, current(tx, role.recipient)?);
    let role = RoleDraft { id: Some(id), client, recipient, starts_on, ends_on, ..role };
    if let Some(matter) = role.matter {
        refuse_other_client(tx, matter, client)?;
    }
    let same = tx
        .prepare_cached(&format!(
            "select 1 from contact_role
             where client = :client and recipient = :recipient and role = :role and matter is :matter and id <> :id
                 and {SAME_DAYS}"
        ))?
        .exists(named_params! {
            ":client": role.client, ":recipient": role.recipient, ":role": role.role, ":matter": role.matter, ":id": id,
            ":starts_on": role.starts_on, ":ends_on": role.ends_on,
        })?;
    if same {
        return Err(Error::invalid("recipient", "taken", "Ce contact a déjà ce rôle sur cette période."));
    }
    if role.is_default {
        // One default a day: who was it before keeps its past.
        tx.execute(
            &format!(
                "update contact_role set is_default = 0
                 where client = :client and role = :role and matter is :matter and id <> :id and is_default = 1
                     and {SAME_DAYS}"
            ),
            named_params! {
                ":client": role.client, ":role": role.role, ":matter": role.matter, ":id": id,
                ":starts_on": role.starts_on, ":ends_on": role.ends_on,
            },
        )?;
    }
    let written = tx
        .prepare_cached(if is_new {
            "insert into contact_role (id, client, recipient, role, is_default, starts_on, ends_on, matter)
             values (:id, :client, :recipient, :role, :is_default, :starts_on, :ends_on, :matter)"
        } else {
            "update contact_role set client = :client, recipient = :recipient, role = :role, is_default = :is_default,
                 starts_on = :starts_on, ends_on = :ends_on, matter = :matter
             where id = :id"
        })?
        .execute(named_params! {
            ":id": id, ":client": role.client, ":recipient": role.recipient, ":role": role.role,
            ":is_default": role.is_default, ":starts_on": role.starts_on, ":ends_on": role.ends_on,
            ":matter": role.matter,
        })?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    tx.label(format!("{} – {}", name_of(tx, role.client)?, name_of(tx, role.recipient)?));
    Ok(role)
}

fn refuse_other_client(conn: &Connection, matter: MatterId, client: ContactId) -> Result<()> {
    let of: ContactId = conn
        .prepare_cached("select client from matter where id = ?1")?
        .query_row([matter], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    if of != client {
        return Err(Error::invalid("matter", "other_client", "Ce dossier est celui d’un autre client."));
    }
    Ok(())
}

/// Roles that share a day with the one of `:starts_on` and `:ends_on`, both included.
const SAME_DAYS: &str = "coalesce(ends_on, '9999') >= coalesce(:starts_on, '')
    and coalesce(starts_on, '') <= coalesce(:ends_on, '9999')";

pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveRole);
    let ends: Option<(ContactId, ContactId)> = tx
        .query_row("select client, recipient from contact_role where id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (client, recipient) = ends.ok_or(Error::NotFound)?;
    tx.label(format!("{} – {}", name_of(tx, client)?, name_of(tx, recipient)?));
    tx.execute("delete from contact_role where id = ?1", [id])?;
    Ok(())
}

/// The roles for a contact and those that it holds for others.
pub fn of(conn: &Connection, id: ContactId) -> Result<Vec<RoleShown>> {
    let id = current(conn, id)?;
    let mut statement = conn.prepare_cached(
        "select * from contact_role where client = :id or recipient = :id
         order by client <> :id, role, matter is not null, matter, ends_on is not null, is_default desc, starts_on, id",
    )?;
    let roles = statement.query_map(named_params! { ":id": id }, from_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    roles
        .into_iter()
        .map(|role| {
            Ok(RoleShown {
                client_name: name_of(conn, role.client)?,
                recipient_name: name_of(conn, role.recipient)?,
                matter_name: role.matter.map(|matter| matter_name(conn, matter)).transpose()?,
                role,
            })
        })
        .collect()
}

fn matter_name(conn: &Connection, matter: MatterId) -> Result<String> {
    Ok(conn
        .prepare_cached("select trim(reference || ' ' || title) from matter where id = ?1")?
        .query_row([matter], |row| row.get(0))?)
}

/// Who receives something for a client on a day: billing falls back on the client; collections on billing, then the client;
/// correspondence on the client. At each step a role for the matter, if one is meant, comes before those for the client.
///
/// # Errors
/// `Invalid` for a date that is none, or a matter of another client; `NotFound`.
pub fn recipients_for(
    conn: &Connection,
    client: ContactId,
    matter: Option<MatterId>,
    purpose: ContactRole,
    on: String,
) -> Result<Recipients> {
    let day = day("on", &on)?;
    let client = current(conn, client)?;
    let steps: &[(ContactRole, RecipientSource)] = match purpose {
        ContactRole::Billing => &[(ContactRole::Billing, RecipientSource::Billing)],
        ContactRole::Collections => &[
            (ContactRole::Collections, RecipientSource::Collections),
            (ContactRole::Billing, RecipientSource::Billing),
        ],
        ContactRole::Correspondence => &[(ContactRole::Correspondence, RecipientSource::Correspondence)],
    };
    let client_name = name_of(conn, client)?;
    let scopes = match matter {
        Some(matter) => {
            refuse_other_client(conn, matter, client)?;
            vec![
                (Some(matter), format!("du dossier {}", matter_name(conn, matter)?)),
                (None, format!("de « {client_name} »")),
            ]
        }
        None => vec![(None, format!("de « {client_name} »"))],
    };
    for (role, from) in steps {
        for (scope, whose) in &scopes {
            let contacts = holders(conn, client, *scope, *role, day)?;
            if !contacts.is_empty() {
                let held = format!("{} {whose}", role.french());
                let why = if *role == purpose {
                    format!("{}.", capital(&held))
                } else {
                    format!("Pas de {} à cette date : {held}.", purpose.french())
                };
                return Ok(Recipients { contacts, from: *from, of_matter: scope.is_some(), why });
            }
        }
    }
    let none: Vec<String> = steps.iter().map(|(role, _)| format!("de {}", role.french())).collect();
    let why = format!("Pas {} à cette date : le client lui-même.", none.join(", ni "));
    let itself = Recipient { id: client, name: client_name, is_default: true };
    Ok(Recipients { contacts: vec![itself], from: RecipientSource::Client, of_matter: false, why })
}

/// Who holds a role for a client, or for one matter of it, on a day, the default first, each once.
fn holders(
    conn: &Connection,
    client: ContactId,
    matter: Option<MatterId>,
    role: ContactRole,
    day: NaiveDate,
) -> Result<Vec<Recipient>> {
    let mut statement = conn.prepare_cached(
        "select recipient, max(is_default) as is_default from contact_role
         where client = :client and matter is :matter and role = :role
             and coalesce(starts_on, '') <= :on and coalesce(ends_on, '9999') >= :on
         group by recipient order by 2 desc, min(coalesce(starts_on, '')), min(id)",
    )?;
    let on = day.format("%Y-%m-%d").to_string();
    let found = statement
        .query_map(named_params! { ":client": client, ":matter": matter, ":role": role, ":on": on }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<Vec<(ContactId, bool)>>>()?;
    found.into_iter().map(|(id, is_default)| Ok(Recipient { id, name: name_of(conn, id)?, is_default })).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn from_row(row: &Row) -> rusqlite::Result<RoleDraft> {
    Ok(RoleDraft {
        id: row.get("id")?,
        client: row.get("client")?,
        recipient: row.get("recipient")?,
        role: row.get("role")?,
        is_default: row.get("is_default")?,
        starts_on: row.get("starts_on")?,
        ends_on: row.get("ends_on")?,
        matter: row.get("matter")?,
    })
}
