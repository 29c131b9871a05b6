//! French courts by name, type and town, to be added in one go. No address is invented.

use std::collections::HashMap;

use rusqlite::Connection;
use uuid::Uuid;

use super::name::fold;
use super::write::{insert, write};
use super::{AddressDraft, ContactDraft, ContactKind, FormerNameDraft, read_draft};
use crate::core::Tx;
use crate::error::Result;
use crate::ids::ContactId;

const COURTS: &str = include_str!("../../../../data/courts.tsv");

/// The ids of a court and of its parts come from its name, so that two devices that add the courts add the same rows.
fn id_of(name: &str) -> ContactId {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("themisia court {name}").as_bytes()).into()
}

/// A court that was renamed keeps the name under which older judgments know it (loi n° 2019-222, loi n° 2023-1059).
fn former_name(name: &str) -> Option<String> {
    [
        ("Tribunal judiciaire", "Tribunal de grande instance"),
        ("Tribunal des activités économiques", "Tribunal de commerce"),
    ]
    .into_iter()
    .find_map(|(now, before)| name.strip_prefix(now).map(|rest| format!("{before}{rest}")))
}

/// Adds the courts that the base does not have yet, and gives its present name to one that the base knows by its former
/// name; gives how many were added or renamed.
pub fn add_all(tx: &Tx) -> Result<u32> {
    let present = by_folded_name(tx)?;
    let mut changed = 0;
    for line in COURTS.lines() {
        let mut cells = line.split('\t');
        let (Some(court_type), Some(name), town) = (cells.next(), cells.next(), cells.next().unwrap_or_default())
        else {
            continue;
        };
        let id = id_of(name);
        if present.contains_key(&fold(name)) || read_draft(tx, id)?.is_some() {
            continue;
        }
        let former = former_name(name);
        let renamed = former.as_ref().and_then(|former| present.get(&fold(former)));
        if let Some(mut draft) = renamed.map(|id| read_draft(tx, *id)).transpose()?.flatten() {
            let name_before = std::mem::replace(&mut draft.organisation_name, name.to_owned());
            court_type.clone_into(&mut draft.court_type);
            draft.former_names.push(former_of(draft.id.unwrap_or(id), name_before));
            write(tx, &draft, None)?;
        } else {
            insert(tx, id, &court(id, court_type, name, former, town))?;
        }
        changed += 1;
    }
    tx.label(format!("{changed} juridictions"));
    Ok(changed)
}

fn court(id: ContactId, court_type: &str, name: &str, former: Option<String>, town: &str) -> ContactDraft {
    let mut draft = ContactDraft::new(ContactKind::Court);
    name.clone_into(&mut draft.organisation_name);
    court_type.clone_into(&mut draft.court_type);
    draft.former_names.extend(former.map(|former| former_of(id, former)));
    if !town.is_empty() {
        draft.addresses.push(AddressDraft {
            id: Some(Uuid::new_v5(&id.0, b"seat").into()),
            town: town.to_owned(),
            label: "Siège".to_owned(),
            ..AddressDraft::default()
        });
    }
    draft
}

fn former_of(id: ContactId, name: String) -> FormerNameDraft {
    FormerNameDraft { id: Some(Uuid::new_v5(&id.0, name.as_bytes()).into()), name }
}

/// The courts of the base by their present names.
fn by_folded_name(conn: &Connection) -> Result<HashMap<String, ContactId>> {
    let mut statement = conn.prepare("select id, organisation_name from contact where kind = 'court'")?;
    let mut names = HashMap::new();
    for row in statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))? {
        let (id, name) = row?;
        names.insert(fold(&name), id);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_court_that_its_sources_name() {
        let count =
            |court_type: &str| COURTS.lines().filter(|line| line.starts_with(&format!("{court_type}\t"))).count();
        assert_eq!(count("Cour d’appel"), 36);
        assert_eq!(count("Tribunal judiciaire"), 174);
        assert_eq!(count("Tribunal de commerce") + count("Tribunal des activités économiques"), 141);
        assert_eq!(count("Tribunal des activités économiques"), 12);
        assert_eq!(count("Tribunal administratif"), 42);
        assert_eq!(count("Cour administrative d’appel"), 9);
        let mut names: Vec<&str> = COURTS.lines().filter_map(|line| line.split('\t').nth(1)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
