//! Filters of the list of contacts, and those that somebody named.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::name::fold;
use super::normal::{day, one_line};
use super::{ContactKind, ContactView, row};
use crate::core::{Reader, Tx, start_of_day};
use crate::error::{Error, Result};
use crate::ids::{QualityId, RecordId};
use crate::op::Op;
use crate::sql_enum;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ContactFilter {
    pub view: ContactView,
    pub kind: Option<ContactKind>,
    pub quality: Option<QualityId>,
    /// Words to search; the best matches first, whatever the sort.
    pub text: String,
    /// A town, however it is spelt.
    #[serde(default)]
    #[ts(optional)]
    pub town: Option<String>,
    /// ISO dates, both included.
    #[serde(default)]
    #[ts(optional)]
    pub created_from: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub created_to: Option<String>,
    /// Contacts that lack any of these.
    #[serde(default)]
    #[ts(optional)]
    pub lacking: Option<Vec<Lack>>,
}

sql_enum! {
    /// What may be missing from a contact. Identification: of a person, birth date and place; of an organisation, SIREN.
    /// Certainty: something is kept « à vérifier ». Reach: no e-mail, phone or address at all.
    pub enum Lack {
        Email = "email",
        Phone = "phone",
        Address = "address",
        Identification = "identification",
        Certainty = "certainty",
        Reach = "reach",
    }
}

impl Lack {
    fn condition(self) -> &'static str {
        match self {
            Lack::Email => "email = ''",
            Lack::Phone => "phone = ''",
            Lack::Address => {
                "not exists (select 1 from contact_address where contact_address.contact = contact_row.contact)"
            }
            Lack::Reach => {
                "(email = '' and phone = ''
                  and not exists (select 1 from contact_address where contact_address.contact = contact_row.contact))"
            }
            Lack::Identification => {
                "exists (select 1 from contact where contact.id = contact_row.contact and (
                     contact.kind = 'natural_person' and (birth_date is null or birth_place = '')
                     or contact.kind = 'legal_person' and siren = '' and foreign_identifiers = ''))"
            }
            Lack::Certainty => {
                "(exists (select 1 from contact where contact.id = contact_row.contact and to_check <> '')
                  or exists (select 1 from contact_email where contact_email.contact = contact_row.contact and to_check = 1)
                  or exists (select 1 from contact_iban where contact_iban.contact = contact_row.contact and to_check = 1))"
            }
        }
    }
}

/// A condition over `contact_row`, and the values of its parameters.
pub(super) struct Condition {
    pub sql: String,
    pub parameters: Vec<(&'static str, Value)>,
}

impl ContactFilter {
    pub fn of_view(view: ContactView) -> ContactFilter {
        ContactFilter {
            view,
            kind: None,
            quality: None,
            text: String::new(),
            town: None,
            created_from: None,
            created_to: None,
            lacking: None,
        }
    }

    /// # Errors
    /// `Invalid` for dates that are none.
    pub(super) fn condition(&self) -> Result<Condition> {
        let mut sql = self.view.condition().to_owned();
        let mut parameters = Vec::new();
        let mut and = |condition: &str, name: &'static str, value: Value| {
            sql.push_str(" and ");
            sql.push_str(condition);
            parameters.push((name, value));
        };
        if let Some(kind) = self.kind {
            and("kind = :kind", ":kind", Value::Text(kind.as_str().to_owned()));
        }
        if let Some(quality) = self.quality {
            let id = Value::Blob(quality.0.as_bytes().to_vec());
            and("contact in (select contact from contact_quality where quality = :quality)", ":quality", id);
        }
        if let Some(town) = self.town.as_deref().filter(|town| !town.trim().is_empty()) {
            and("town_key = :town", ":town", Value::Text(fold(town)));
        }
        if let Some(from) = self.created_from.as_deref().filter(|from| !from.trim().is_empty()) {
            let from = day("created_from", from)?;
            and("created_at >= :created_from", ":created_from", Value::Text(start_of_day(from)));
        }
        if let Some(to) = self.created_to.as_deref().filter(|to| !to.trim().is_empty()) {
            let to = day("created_to", to)?;
            let end = start_of_day(to.succ_opt().unwrap_or(to));
            and("created_at < :created_to", ":created_to", Value::Text(end));
        }
        if let Some(lacking) = self.lacking.as_ref().filter(|lacking| !lacking.is_empty()) {
            let any: Vec<&str> = lacking.iter().map(|lack| lack.condition()).collect();
            sql.push_str(&format!(" and ({})", any.join(" or ")));
        }
        Ok(Condition { sql, parameters })
    }
}

/// A filter that somebody named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SavedView {
    pub id: Option<RecordId>,
    pub name: String,
    pub filter: ContactFilter,
}

/// A saved view and how many contacts it shows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SavedViewCount {
    pub saved: SavedView,
    pub count: u32,
}

/// # Errors
/// `Invalid` for an empty name, one that another view bears, or a filter that can't be applied; `NotFound`.
pub fn save_view(tx: &Tx, view: SavedView) -> Result<SavedView> {
    let name = one_line(&view.name);
    if name.is_empty() {
        return Err(Error::invalid("name", "required", "Donnez un nom à cette vue."));
    }
    view.filter.condition()?;
    let is_new = view.id.is_none();
    let id = view.id.unwrap_or_else(|| tx.new_id());
    let taken = saved(tx)?.iter().any(|known| known.id != Some(id) && fold(&known.name) == fold(&name));
    if taken {
        return Err(Error::invalid("name", "taken", format!("La vue « {name} » existe déjà.")));
    }
    let written = tx.execute(
        if is_new {
            "insert into saved_view (id, name, filter) values (:id, :name, :filter)"
        } else {
            "update saved_view set name = :name, filter = :filter where id = :id"
        },
        named_params! { ":id": id, ":name": name, ":filter": serde_json::to_string(&view.filter)? },
    )?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    tx.label(name.as_str());
    Ok(SavedView { id: Some(id), name, ..view })
}

pub fn remove_view(tx: &Tx, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveView);
    let name: Option<String> =
        tx.query_row("select name from saved_view where id = ?1", [id], |row| row.get(0)).optional()?;
    tx.label(name.ok_or(Error::NotFound)?);
    tx.execute("delete from saved_view where id = ?1", [id])?;
    Ok(())
}

/// The saved views in the order of their names, each with the number of contacts that the list shows for it.
pub fn saved_views(reader: &Reader) -> Result<Vec<SavedViewCount>> {
    saved(reader)?
        .into_iter()
        .map(|saved| Ok(SavedViewCount { count: row::count(reader, &saved.filter)?, saved }))
        .collect()
}

pub(super) fn as_parameters(condition: &Condition) -> Vec<(&str, &dyn rusqlite::ToSql)> {
    condition.parameters.iter().map(|(name, value)| (*name, value as &dyn rusqlite::ToSql)).collect()
}

fn saved(conn: &Connection) -> Result<Vec<SavedView>> {
    let mut statement = conn.prepare_cached("select id, name, filter from saved_view")?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    // A filter that a newer program wrote is left to it.
    let mut views: Vec<SavedView> = rows
        .into_iter()
        .filter_map(|(id, name, filter)| {
            Some(SavedView { id: Some(id), name, filter: serde_json::from_str(&filter).ok()? })
        })
        .collect();
    views.sort_by_cached_key(|view| fold(&view.name));
    Ok(views)
}
