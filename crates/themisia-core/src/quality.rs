//! Qualities: what a contact is to the firm (adversaire, confrère, expert…). Tags that the firm can change.

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contact::name::fold;
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::QualityId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Quality {
    pub id: QualityId,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize, Serialize, TS)]
pub struct QualityDraft {
    pub id: Option<QualityId>,
    pub name: String,
}

const USUAL: &[&str] = &[
    "Adversaire",
    "Confrère",
    "Expert",
    "Notaire",
    "Commissaire de justice",
    "Médiateur",
    "Apporteur",
    "Partenaire",
    "Fournisseur",
    "Mandataire judiciaire",
    "Assureur",
    "Témoin",
];

/// The id comes from the name, so that two devices that add the same quality add the same row.
fn id_of(name: &str) -> QualityId {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("themisia quality {}", fold(name)).as_bytes()).into()
}

pub(crate) fn seed(tx: &Tx) -> Result<()> {
    for name in USUAL {
        tx.execute("insert into quality (id, name) values (?1, ?2)", (id_of(name), name))?;
    }
    Ok(())
}

pub fn list(conn: &Connection) -> Result<Vec<Quality>> {
    let mut statement = conn.prepare_cached("select id, name from quality")?;
    let mut qualities = statement
        .query_map([], |row| Ok(Quality { id: row.get(0)?, name: row.get(1)? }))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    qualities.sort_by_cached_key(|quality| fold(&quality.name));
    Ok(qualities)
}

/// Adds a quality (or gives the one that bears the name already), or renames one.
///
/// # Errors
/// `Invalid` for an empty name, or one that another quality bears.
pub fn save(tx: &Tx, quality: QualityDraft) -> Result<Quality> {
    let name = quality.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if fold(&name).is_empty() {
        return Err(Error::invalid("name", "required", "Indiquez le nom de la qualité."));
    }
    tx.label(name.as_str());
    let same = list(tx)?.into_iter().find(|known| fold(&known.name) == fold(&name));
    match (quality.id, same) {
        (None, Some(known)) => Ok(known),
        (Some(id), Some(known)) if known.id != id => {
            Err(Error::invalid("name", "taken", format!("La qualité « {} » existe déjà.", known.name)))
        }
        (Some(id), _) => {
            let changed = tx.execute(
                "update quality set name = :name where id = :id",
                named_params! { ":id": id, ":name": name },
            )?;
            if changed == 0 { Err(Error::NotFound) } else { Ok(Quality { id, name }) }
        }
        (None, None) => {
            let mut id = id_of(&name);
            // A quality renamed since keeps the id of its first name.
            if exists(tx, id)? {
                id = tx.new_id();
            }
            tx.execute("insert into quality (id, name) values (?1, ?2)", (id, &name))?;
            Ok(Quality { id, name })
        }
    }
}

fn exists(conn: &Connection, id: QualityId) -> Result<bool> {
    Ok(conn.query_row("select 1 from quality where id = ?1", [id], |_| Ok(())).optional()?.is_some())
}
