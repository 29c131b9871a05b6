//! Links between contacts: representatives, beneficial owners, family, groups, employers. One row says both ways.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ContactStatus, name_of};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, RecordId};
use crate::op::Op;
use crate::sql_enum;

sql_enum! {
    /// What `other` is to `contact`.
    pub enum LinkKind {
        Representative = "representative",
        BeneficialOwner = "beneficial_owner",
        Spouse = "spouse",
        Parent = "parent",
        Sibling = "sibling",
        ParentCompany = "parent_company",
        GroupMember = "group_member",
        Employer = "employer",
        Assistant = "assistant",
        Adviser = "adviser",
        Guardian = "guardian",
        Related = "related",
    }
}

/// A link to save. Shares are in basis points: 2500 is 25 %.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LinkDraft {
    pub id: Option<RecordId>,
    pub contact: ContactId,
    pub other: ContactId,
    pub kind: LinkKind,
    /// « gérant », « président », « tutrice »…
    #[serde(default)]
    pub function: String,
    #[serde(default)]
    pub capital_basis_points: Option<u32>,
    #[serde(default)]
    pub votes_basis_points: Option<u32>,
    /// An indirect owner: through whom.
    #[serde(default)]
    pub through: Option<ContactId>,
    #[serde(default)]
    pub starts_on: Option<String>,
    #[serde(default)]
    pub ends_on: Option<String>,
    #[serde(default)]
    pub note: String,
}

/// A link as seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Link {
    pub link: LinkDraft,
    /// The contact at the other end is `link.contact`: it says what *this* contact is to it.
    pub reversed: bool,
    pub other_id: ContactId,
    pub other_name: String,
    pub other_status: ContactStatus,
    pub through_name: Option<String>,
}

/// # Errors
/// `Invalid` for a link of a contact with itself, a share above 100 %, dates in the wrong order; `NotFound`.
pub fn save(tx: &Tx, link: LinkDraft) -> Result<LinkDraft> {
    if link.contact == link.other || link.through == Some(link.contact) {
        return Err(Error::invalid("other", "itself", "Une fiche ne peut pas être liée à elle-même."));
    }
    for (field, share) in
        [("capital_basis_points", link.capital_basis_points), ("votes_basis_points", link.votes_basis_points)]
    {
        if share.is_some_and(|share| share > 10_000) {
            return Err(Error::invalid(field, "above_100", "Une part ne dépasse pas 100 %."));
        }
    }
    check_period(link.starts_on.as_deref(), link.ends_on.as_deref())?;
    for contact in [Some(link.contact), Some(link.other), link.through].into_iter().flatten() {
        exists(tx, contact)?;
    }
    let id = link.id.unwrap_or_else(|| tx.new_id());
    tx.prepare_cached(
        "insert into contact_link (id, contact, other, kind, function, capital_basis_points, votes_basis_points, through,
             starts_on, ends_on, note)
         values (:id, :contact, :other, :kind, :function, :capital, :votes, :through, :starts_on, :ends_on, :note)
         on conflict (id) do update set contact = excluded.contact, other = excluded.other, kind = excluded.kind, function = excluded.function,
             capital_basis_points = excluded.capital_basis_points, votes_basis_points = excluded.votes_basis_points,
             through = excluded.through, starts_on = excluded.starts_on, ends_on = excluded.ends_on, note = excluded.note",
    )?
    .execute(named_params! {
        ":id": id, ":contact": link.contact, ":other": link.other, ":kind": link.kind, ":function": link.function.trim(),
        ":capital": link.capital_basis_points, ":votes": link.votes_basis_points, ":through": link.through,
        ":starts_on": link.starts_on, ":ends_on": link.ends_on, ":note": link.note.trim(),
    })?;
    tx.label(format!("{} – {}", name_of(tx, link.contact)?, name_of(tx, link.other)?));
    Ok(LinkDraft { id: Some(id), ..link })
}

pub fn remove(tx: &Tx, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveLink);
    let ends: Option<(ContactId, ContactId)> = tx
        .query_row("select contact, other from contact_link where id = ?1", [id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (contact, other) = ends.ok_or(Error::NotFound)?;
    tx.label(format!("{} – {}", name_of(tx, contact)?, name_of(tx, other)?));
    tx.execute("delete from contact_link where id = ?1", [id])?;
    Ok(())
}

/// The links of a contact, from either end: those that last first.
pub fn of(conn: &Connection, id: ContactId) -> Result<Vec<Link>> {
    let mut statement = conn.prepare_cached(
        "select *, contact <> :id as reversed from contact_link where contact = :id or other = :id
         order by ends_on is not null, kind, starts_on, id",
    )?;
    let links = statement
        .query_map(named_params! { ":id": id }, |row| Ok((from_row(row)?, row.get::<_, bool>("reversed")?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    links
        .into_iter()
        .map(|(link, reversed)| {
            let other_id = if reversed { link.contact } else { link.other };
            let other_status =
                conn.query_row("select status from contact where id = ?1", [other_id], |row| row.get(0))?;
            Ok(Link {
                reversed,
                other_id,
                other_name: name_of(conn, other_id)?,
                other_status,
                through_name: link.through.map(|through| name_of(conn, through)).transpose()?,
                link,
            })
        })
        .collect()
}

pub(super) fn exists(conn: &Connection, id: ContactId) -> Result<()> {
    let found = conn.prepare_cached("select 1 from contact where id = ?1")?.exists([id])?;
    if found { Ok(()) } else { Err(Error::NotFound) }
}

/// # Errors
/// `Invalid` for dates that are none, or in the wrong order.
pub(super) fn check_period(starts_on: Option<&str>, ends_on: Option<&str>) -> Result<()> {
    for (field, date) in [("starts_on", starts_on), ("ends_on", ends_on)] {
        if date.is_some_and(|date| date.parse::<chrono::NaiveDate>().is_err()) {
            return Err(Error::invalid(field, "impossible_date", "Cette date n’est pas possible."));
        }
    }
    match (starts_on, ends_on) {
        (Some(starts), Some(ends)) if starts > ends => {
            Err(Error::invalid("ends_on", "before_start", "La fin est avant le début."))
        }
        _ => Ok(()),
    }
}

fn from_row(row: &Row) -> rusqlite::Result<LinkDraft> {
    Ok(LinkDraft {
        id: row.get("id")?,
        contact: row.get("contact")?,
        other: row.get("other")?,
        kind: row.get("kind")?,
        function: row.get("function")?,
        capital_basis_points: row.get("capital_basis_points")?,
        votes_basis_points: row.get("votes_basis_points")?,
        through: row.get("through")?,
        starts_on: row.get("starts_on")?,
        ends_on: row.get("ends_on")?,
        note: row.get("note")?,
    })
}
