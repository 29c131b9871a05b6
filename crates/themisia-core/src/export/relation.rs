//! What stands beside a contact in a file, to be read: its links to others and who receives what for it. Our import takes
//! nothing from it. Whoever may stand in no list that leaves the firm is not named here either.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::contact::link::{self, Link, LinkKind};
use crate::contact::role::{self, ContactRole, RoleShown};
use crate::contact::{self, name::list_name};
use crate::error::Result;
use crate::ids::ContactId;

/// A link as text, « Gérante : DURAND Anne (50 % du capital) », and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkTold {
    pub kind: LinkKind,
    pub reversed: bool,
    pub text: String,
}

/// Names of those who were named before: a group of companies names the same ones again and again.
#[derive(Default)]
pub(super) struct Names(HashMap<ContactId, Option<String>>);

/// Past that, the names are learnt anew.
const MOST_NAMES: usize = 20_000;

impl Names {
    /// « DURAND Anne »; nothing of a contact whose data are limited.
    fn of(&mut self, conn: &Connection, id: ContactId) -> Result<Option<String>> {
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let name = match contact::read_draft(conn, id)? {
            Some(draft) if !contact::is_limited(conn, id)? => Some(list_name(&draft)),
            _ => None,
        };
        if self.0.len() == MOST_NAMES {
            self.0.clear();
        }
        self.0.insert(id, name.clone());
        Ok(name)
    }
}

pub(super) fn links(conn: &Connection, id: ContactId, names: &mut Names) -> Result<Vec<LinkTold>> {
    let mut told = Vec::new();
    let mut links = link::of(conn, id)?;
    // Those that last first, who stands for a company before who works for it: as the page has them.
    links.sort_by_key(|Link { link, reversed, .. }| (link.ends_on.is_some(), link.kind as u8, *reversed));
    for Link { link, reversed, other_id, .. } in links {
        let Some(name) = names.of(conn, other_id)? else { continue };
        let called = link.kind.french(reversed);
        // A function says more than the kind; told from the other end it is the contact's own.
        let (what, function) = if link.function.is_empty() || reversed {
            (called.to_owned(), link.function.clone())
        } else {
            (capital(&link.function), String::new())
        };
        let share =
            |share: Option<u32>, of: &str| share.map_or_else(String::new, |share| format!("{} {of}", percent(share)));
        let through = match link.through {
            Some(through) => names.of(conn, through)?.map_or_else(String::new, |name| format!("par {name}")),
            None => String::new(),
        };
        let details = [
            function,
            share(link.capital_basis_points, "du capital"),
            share(link.votes_basis_points, "des voix"),
            through,
            period(link.starts_on.as_deref(), link.ends_on.as_deref()),
        ];
        told.push(LinkTold { kind: link.kind, reversed, text: format!("{what} : {name}{}", in_brackets(details)) });
    }
    Ok(told)
}

/// « Facturation : DURAND Anne (par défaut) »; « Facturation pour MARTIN Luc » where the contact receives for another.
pub(super) fn roles(conn: &Connection, id: ContactId, names: &mut Names) -> Result<Vec<String>> {
    let mut told = Vec::new();
    for RoleShown { role, matter_name, .. } in role::of(conn, id)? {
        let is_own = role.client == id;
        let Some(name) = names.of(conn, if is_own { role.recipient } else { role.client })? else { continue };
        let what = match role.role {
            ContactRole::Billing => "Facturation",
            ContactRole::Collections => "Recouvrement",
            ContactRole::Correspondence => "Correspondance",
        };
        let details = [
            matter_name.map_or_else(String::new, |matter| format!("dossier {matter}")),
            if role.is_default { "par défaut".to_owned() } else { String::new() },
            period(role.starts_on.as_deref(), role.ends_on.as_deref()),
        ];
        let between = if is_own { " :" } else { " pour" };
        told.push(format!("{what}{between} {name}{}", in_brackets(details)));
    }
    Ok(told)
}

fn in_brackets<const N: usize>(details: [String; N]) -> String {
    let said: Vec<String> = details.into_iter().filter(|detail| !detail.is_empty()).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

/// 2550 basis points are « 25,5 % ».
fn percent(basis_points: u32) -> String {
    let text = format!("{},{:02}", basis_points / 100, basis_points % 100);
    format!("{}\u{a0}%", text.trim_end_matches('0').trim_end_matches(','))
}

fn period(starts_on: Option<&str>, ends_on: Option<&str>) -> String {
    let french = |iso: &str| iso.split('-').rev().collect::<Vec<_>>().join("/");
    match (starts_on, ends_on) {
        (Some(starts), Some(ends)) => format!("du {} au {}", french(starts), french(ends)),
        (Some(starts), None) => format!("depuis le {}", french(starts)),
        (None, Some(ends)) => format!("jusqu’au {}", french(ends)),
        (None, None) => String::new(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_periods_as_people_write_them() {
        for (points, text) in [
            (5000, "50\u{a0}%"),
            (2550, "25,5\u{a0}%"),
            (3333, "33,33\u{a0}%"),
            (0, "0\u{a0}%"),
            (10_000, "100\u{a0}%"),
        ] {
            assert_eq!(percent(points), text);
        }
        assert_eq!(period(Some("2026-02-01"), None), "depuis le 01/02/2026");
        assert_eq!(period(Some("2026-02-01"), Some("2026-03-01")), "du 01/02/2026 au 01/03/2026");
        assert_eq!(period(None, Some("2026-03-01")), "jusqu’au 01/03/2026");
        assert_eq!(in_brackets([String::new(), period(None, None)]), "");
    }
}
