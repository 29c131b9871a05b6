//! French courts by name, type and town, to be added in one go. No address is invented.

use rusqlite::named_params;
use uuid::Uuid;

use super::write::insert;
use super::{AddressDraft, ContactDraft, ContactKind, FormerNameDraft};
use crate::core::Tx;
use crate::error::Result;
use crate::ids::ContactId;

const COURTS: &str = include_str!("../../../../data/courts.tsv");

/// The id comes from the name, so that two devices that add the courts add the same rows.
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

/// Adds the courts that the base does not have yet; gives how many.
pub fn add_all(tx: &Tx) -> Result<u32> {
    let mut added = 0;
    for line in COURTS.lines() {
        let mut cells = line.split('\t');
        let (Some(court_type), Some(name), town) = (cells.next(), cells.next(), cells.next().unwrap_or_default())
        else {
            continue;
        };
        let known = tx
            .prepare_cached("select 1 from contact where id = :id or (kind = 'court' and organisation_name = :name)")?
            .exists(named_params! { ":id": id_of(name), ":name": name })?;
        if known {
            continue;
        }
        let mut draft = ContactDraft::new(ContactKind::Court);
        draft.organisation_name = name.to_owned();
        draft.court_type = court_type.to_owned();
        draft.former_names.extend(former_name(name).map(|name| FormerNameDraft { id: None, name }));
        if !town.is_empty() {
            draft.addresses.push(AddressDraft {
                town: town.to_owned(),
                label: "Siège".to_owned(),
                ..AddressDraft::default()
            });
        }
        insert(tx, id_of(name), &draft)?;
        added += 1;
    }
    tx.label(format!("{added} juridictions"));
    Ok(added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_court_that_its_sources_name() {
        let count =
            |court_type: &str| COURTS.lines().filter(|line| line.starts_with(&format!("{court_type}\t"))).count();
        assert_eq!(count("cour d’appel"), 36);
        assert_eq!(count("tribunal judiciaire"), 174);
        assert_eq!(count("tribunal de commerce") + count("tribunal des activités économiques"), 141);
        assert_eq!(count("tribunal des activités économiques"), 12);
        assert_eq!(count("tribunal administratif"), 42);
        assert_eq!(count("cour administrative d’appel"), 9);
        let mut names: Vec<&str> = COURTS.lines().filter_map(|line| line.split('\t').nth(1)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
