//! Links between contacts: representatives, beneficial owners, family, groups, employers. One row says both ways.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::normal::{day, one_line};
use super::redirect::current;
use super::{ContactKind, ContactStatus, name_of};
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

impl LinkKind {
    /// What the contact at the other end is to this one, in the words of the page; `reversed`: told from the other end.
    pub fn french(self, reversed: bool) -> &'static str {
        let (forth, back) = match self {
            LinkKind::Representative => ("Représentant légal", "Représente"),
            LinkKind::BeneficialOwner => ("Bénéficiaire effectif", "Bénéficiaire effectif de"),
            LinkKind::Spouse => ("Conjoint ou partenaire", "Conjoint ou partenaire"),
            LinkKind::Parent => ("Parent", "Enfant"),
            LinkKind::Sibling => ("Frère ou sœur", "Frère ou sœur"),
            LinkKind::ParentCompany => ("Société mère", "Filiale"),
            LinkKind::GroupMember => ("Même groupe", "Même groupe"),
            LinkKind::Employer => ("Employeur", "Salarié(e)"),
            LinkKind::Assistant => ("Assistant(e)", "Assiste"),
            LinkKind::Adviser => ("Conseil", "Conseille"),
            LinkKind::Guardian => ("Tuteur ou curateur", "Protégé(e)"),
            LinkKind::Related => ("En relation avec", "En relation avec"),
        };
        if reversed { back } else { forth }
    }

    /// Each end is to the other what the other is to it.
    fn is_mutual(self) -> bool {
        matches!(self, LinkKind::Spouse | LinkKind::Sibling | LinkKind::GroupMember | LinkKind::Related)
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
/// `Invalid` for a link of a contact with itself, one that the kinds of its ends do not allow, one that is there already, one that
/// contradicts another (each the parent company of the other), a share above 100 %, dates in the wrong order; `NotFound`.
pub fn save(tx: &Tx, link: LinkDraft) -> Result<LinkDraft> {
    let (starts_on, ends_on) = period(link.starts_on.as_deref(), link.ends_on.as_deref())?;
    let is_new = link.id.is_none();
    let id = link.id.unwrap_or_else(|| tx.new_id());
    let link = LinkDraft {
        id: Some(id),
        function: one_line(&link.function),
        note: link.note.trim().to_owned(),
        starts_on,
        ends_on,
        contact: current(tx, link.contact)?,
        other: current(tx, link.other)?,
        through: link.through.map(|through| current(tx, through)).transpose()?,
        ..link
    };
    check(tx, &link)?;
    let written = tx.prepare_cached(if is_new { INSERT } else { UPDATE })?.execute(named_params! {
        ":id": id, ":contact": link.contact, ":other": link.other, ":kind": link.kind, ":function": link.function,
        ":capital": link.capital_basis_points, ":votes": link.votes_basis_points, ":through": link.through,
        ":starts_on": link.starts_on, ":ends_on": link.ends_on, ":note": link.note,
    })?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    tx.label(format!("{} – {}", name_of(tx, link.contact)?, name_of(tx, link.other)?));
    Ok(link)
}

const INSERT: &str =
    "insert into contact_link (id, contact, other, kind, function, capital_basis_points, votes_basis_points,
         through, starts_on, ends_on, note)
     values (:id, :contact, :other, :kind, :function, :capital, :votes, :through, :starts_on, :ends_on, :note)";
const UPDATE: &str = "update contact_link set contact = :contact, other = :other, kind = :kind, function = :function,
         capital_basis_points = :capital, votes_basis_points = :votes, through = :through, starts_on = :starts_on,
         ends_on = :ends_on, note = :note
     where id = :id";

fn check(conn: &Connection, link: &LinkDraft) -> Result<()> {
    if link.contact == link.other {
        return Err(Error::invalid("other", "itself", "Une fiche ne peut pas être liée à elle-même."));
    }
    if link.through == Some(link.contact) || link.through == Some(link.other) {
        return Err(Error::invalid("through", "itself", "L’intermédiaire est une troisième fiche."));
    }
    for (field, share) in
        [("capital_basis_points", link.capital_basis_points), ("votes_basis_points", link.votes_basis_points)]
    {
        if share.is_some_and(|share| share > 10_000) {
            return Err(Error::invalid(field, "above_100", "Une part ne dépasse pas 100 %."));
        }
    }
    let (contact, other) = (kind_of(conn, link.contact)?, kind_of(conn, link.other)?);
    if let Some(through) = link.through {
        kind_of(conn, through)?;
    }
    match link.kind {
        LinkKind::Spouse | LinkKind::Parent | LinkKind::Sibling
            if contact != ContactKind::NaturalPerson || other != ContactKind::NaturalPerson =>
        {
            return Err(Error::invalid("kind", "not_persons", "Un lien de famille relie deux personnes physiques."));
        }
        LinkKind::BeneficialOwner | LinkKind::ParentCompany | LinkKind::GroupMember
            if contact != ContactKind::LegalPerson =>
        {
            return Err(Error::invalid(
                "kind",
                "not_legal_person",
                "Seule une personne morale a des bénéficiaires effectifs, une société mère ou un groupe.",
            ));
        }
        _ => {}
    }
    if is_there(conn, link)? {
        return Err(Error::invalid("other", "taken", "Ce lien existe déjà sur cette période."));
    }
    refuse_circle(conn, link)
}

/// A company is not the parent of its own parent on the same days, nor somebody the child of their own child, be it through
/// others.
fn refuse_circle(conn: &Connection, link: &LinkDraft) -> Result<()> {
    let (below, above) = match link.kind {
        LinkKind::ParentCompany => ("une filiale", "la société mère"),
        LinkKind::Parent => ("un descendant", "un parent"),
        _ => return Ok(()),
    };
    let is_circle = conn
        .prepare_cached(
            "with recursive above (id, starts, ends) as (
                 select :other, coalesce(:starts_on, ''), coalesce(:ends_on, '9999')
                 union
                 select other, max(starts, coalesce(starts_on, '')), min(ends, coalesce(ends_on, '9999'))
                 from above cross join contact_link on contact = above.id
                 where kind = :kind and contact_link.id <> :id
                     and coalesce(ends_on, '9999') >= starts and coalesce(starts_on, '') <= ends
             )
             select 1 from above where id = :contact limit 1",
        )?
        .exists(named_params! {
            ":id": link.id, ":kind": link.kind, ":contact": link.contact, ":other": link.other,
            ":starts_on": link.starts_on, ":ends_on": link.ends_on,
        })?;
    if !is_circle {
        return Ok(());
    }
    let (contact, other) = (name_of(conn, link.contact)?, name_of(conn, link.other)?);
    Err(Error::invalid(
        "other",
        "circle",
        format!(
            "« {other} » est déjà {below} de « {contact} » à ces dates : ce ne peut pas en être aussi {above}. Corrigez l’un des \
             deux liens, ou leurs dates."
        ),
    ))
}

/// The same link over the same days, also from its other end where both ends are alike. One person may well be president
/// and director: two functions are two links.
fn is_there(conn: &Connection, link: &LinkDraft) -> Result<bool> {
    let found = conn
        .prepare_cached(
            "select 1 from contact_link
             where id <> :id and kind = :kind and function = :function and through is :through
                 and (contact = :contact and other = :other or :mutual and contact = :other and other = :contact)
                 and coalesce(ends_on, '9999') >= coalesce(:starts_on, '')
                 and coalesce(starts_on, '') <= coalesce(:ends_on, '9999')",
        )?
        .exists(named_params! {
            ":id": link.id, ":kind": link.kind, ":function": link.function, ":through": link.through,
            ":contact": link.contact, ":other": link.other, ":mutual": link.kind.is_mutual(),
            ":starts_on": link.starts_on, ":ends_on": link.ends_on,
        })?;
    Ok(found)
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
    let id = current(conn, id)?;
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

/// # Errors
/// `NotFound`.
pub(crate) fn kind_of(conn: &Connection, id: ContactId) -> Result<ContactKind> {
    conn.prepare_cached("select kind from contact where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

/// The first and last day of something, as ISO 8601 dates; an empty one is none.
///
/// # Errors
/// `Invalid` for dates that are none, or in the wrong order.
pub(super) fn period(starts_on: Option<&str>, ends_on: Option<&str>) -> Result<(Option<String>, Option<String>)> {
    let date = |field, date: Option<&str>| {
        date.filter(|date| !date.trim().is_empty()).map(|date| day(field, date)).transpose()
    };
    let (starts, ends) = (date("starts_on", starts_on)?, date("ends_on", ends_on)?);
    if let (Some(starts), Some(ends)) = (starts, ends)
        && starts > ends
    {
        return Err(Error::invalid("ends_on", "before_start", "La fin est avant le début."));
    }
    let iso = |date: NaiveDate| date.format("%Y-%m-%d").to_string();
    Ok((starts.map(iso), ends.map(iso)))
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
