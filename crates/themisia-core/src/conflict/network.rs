//! Through whom two people are related: the links between contacts, walked to the depth asked for, and told in French.

use std::collections::{HashMap, VecDeque};

use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact;
use crate::contact::link::LinkKind;
use crate::error::Result;
use crate::ids::ContactId;

/// A step of a path: what the contact before is to this one, in French: « gérant de », « conjoint de ».
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PathStep {
    pub says: String,
    pub contact: ContactId,
    pub name: String,
}

/// Contacts looked at from one name, at most: past that, a bank is related to everybody.
pub(super) const MOST: usize = 3000;
/// Links of one contact, at most.
const MOST_LINKS: usize = 300;

/// How each contact within `depth` links was reached: from whom, and how that link is told.
pub(super) struct Reached {
    pub from: HashMap<ContactId, (ContactId, String)>,
    /// In the order in which they were reached: nearest first.
    pub order: Vec<ContactId>,
    /// Not everybody was looked at.
    pub cut: bool,
}

pub(super) fn walk(conn: &Connection, start: ContactId, depth: u32, today: &str) -> Result<Reached> {
    let mut reached = Reached { from: HashMap::new(), order: Vec::new(), cut: false };
    let mut queue = VecDeque::from([(start, 0)]);
    while let Some((at, far)) = queue.pop_front() {
        if far == depth {
            continue;
        }
        let links = links_of(conn, at, today)?;
        reached.cut |= links.len() == MOST_LINKS;
        for (other, says) in links {
            if other == start || reached.from.contains_key(&other) {
                continue;
            }
            if reached.order.len() == MOST {
                reached.cut = true;
                return Ok(reached);
            }
            reached.from.insert(other, (at, says));
            reached.order.push(other);
            queue.push_back((other, far + 1));
        }
    }
    Ok(reached)
}

impl Reached {
    /// From the start to this contact.
    pub fn path(&self, conn: &Connection, to: ContactId) -> Result<Vec<PathStep>> {
        let mut steps = Vec::new();
        let mut at = to;
        while let Some((before, says)) = self.from.get(&at) {
            steps.push(PathStep { says: says.clone(), contact: at, name: contact::name_of(conn, at)? });
            at = *before;
        }
        steps.reverse();
        Ok(steps)
    }
}

/// The other ends of the links of a contact, and what the contact is to them.
fn links_of(conn: &Connection, id: ContactId, today: &str) -> Result<Vec<(ContactId, String)>> {
    let mut statement = conn.prepare_cached(
        "select contact, other, kind, function, through, ends_on is not null and ends_on < :today as ended
         from contact_link where id in (
             select id from contact_link where contact = :id union select id from contact_link where other = :id
             union select id from contact_link where through = :id)
         order by ended, id limit :most",
    )?;
    let most = i64::try_from(MOST_LINKS).unwrap_or(i64::MAX);
    let mut rows = statement.query(named_params! { ":id": id, ":today": today, ":most": most })?;
    let mut links = Vec::new();
    while let Some(row) = rows.next()? {
        let (contact, other, through): (ContactId, ContactId, Option<ContactId>) =
            (row.get("contact")?, row.get("other")?, row.get("through")?);
        let (kind, function, ended): (LinkKind, String, bool) =
            (row.get("kind")?, row.get("function")?, row.get("ended")?);
        if id == other {
            links.push((contact, says(kind, &function, ended, false)));
        } else if id == contact {
            links.push((other, says(kind, &function, ended, true)));
        } else {
            links.push((contact, "intermédiaire dans le capital de".to_owned()));
            links.push((other, "détenu par".to_owned()));
        }
        if let Some(through) = through.filter(|through| *through != id) {
            links.push((through, if id == other { "détient" } else { "détenu à travers" }.to_owned()));
        }
    }
    Ok(links)
}

/// What one end is to the other, before that one's name. A link says what `other` is to `contact`; `from_contact` reads it the
/// other way.
fn says(kind: LinkKind, function: &str, ended: bool, from_contact: bool) -> String {
    let (what, whose) = match kind {
        LinkKind::Representative => ("représentant de", "représenté par"),
        LinkKind::BeneficialOwner => ("bénéficiaire effectif de", "a pour bénéficiaire effectif"),
        LinkKind::Spouse => ("conjoint de", "conjoint de"),
        LinkKind::Parent => ("parent de", "enfant de"),
        LinkKind::Sibling => ("frère ou sœur de", "frère ou sœur de"),
        LinkKind::ParentCompany => ("société mère de", "filiale de"),
        LinkKind::GroupMember => ("du même groupe que", "du même groupe que"),
        LinkKind::Employer => ("employeur de", "employé par"),
        LinkKind::Assistant => ("assistant de", "assisté par"),
        LinkKind::Adviser => ("conseil de", "conseillé par"),
        LinkKind::Guardian => ("tuteur de", "sous la tutelle de"),
        LinkKind::Related => ("lié à", "lié à"),
    };
    let function = function.trim();
    let told = match (function.is_empty(), from_contact) {
        (true, false) => what.to_owned(),
        (true, true) => whose.to_owned(),
        (false, false) => format!("{function} de"),
        (false, true) => format!("a pour {function}"),
    };
    match (ended, from_contact && !function.is_empty()) {
        (false, _) => told,
        (true, true) => format!("a eu pour {function}"),
        (true, false) => format!("autrefois {told}"),
    }
}

/// « gérant de » + « Alpha » → « gérant d’Alpha ».
pub(super) fn with_name(says: &str, name: &str) -> String {
    let vowel = contact::name::fold(name).starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
    match says.strip_suffix(" de") {
        Some(before) if vowel => format!("{before} d’{name}"),
        _ => match says.strip_suffix(" que") {
            Some(before) if vowel => format!("{before} qu’{name}"),
            _ => format!("{says} {name}"),
        },
    }
}
