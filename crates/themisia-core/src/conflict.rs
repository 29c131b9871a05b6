//! Conflicts of interest (DOMAIN §12): who is meant, what they are engaged in, through whom; and what was decided, kept for good.

mod names;
mod network;
mod record;
mod search;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::ContactStatus;
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId};
use crate::matter::party::Side;
use crate::sql_enum;

pub use network::PathStep;
pub(crate) use record::due_of;
pub use record::{
    ConflictCheck, ConflictCheckRow, ConflictDecision, ConflictDraft, DueCheck, checks, due, get, record, report,
};

/// A name to search for; what is known beside it helps or hinders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AskedName {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub born: Option<Day>,
    /// Digits, spaces allowed; a SIRET is read by its SIREN.
    #[serde(default)]
    pub siren: Option<String>,
    /// A contact of the base that is meant: found as itself, and by its name.
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// On which side it would be; without one, every engagement counts.
    #[serde(default)]
    pub side: Option<Side>,
}

sql_enum! {
    /// The same contact on another side; a name that is close; somebody related.
    pub enum ConflictLevel {
        Direct = "direct",
        NameMatch = "name_match",
        Related = "related",
    }
}

/// A part in a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Engagement {
    pub matter: MatterId,
    pub reference: String,
    pub title: String,
    pub archived: bool,
    pub side: Side,
    pub is_client: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConflictHit {
    /// Which of the names asked for, from 0.
    pub asked: u32,
    pub level: ConflictLevel,
    pub contact: ContactId,
    pub name: String,
    pub status: ContactStatus,
    /// 1 for the very name, above 0.
    pub closeness: f64,
    /// In French: « même nom », « sous le nom de Anne PETIT ».
    pub reasons: Vec<String>,
    /// The former name, or that of a merged contact, under which it was found.
    pub as_name: Option<String>,
    /// From the name asked for to this contact.
    pub through: Vec<PathStep>,
    pub engagements: Vec<Engagement>,
    /// « Paul ROUX, gérant d’Alpha, adversaire dans 2025-0031 »
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConflictSearch {
    pub asked: Vec<AskedName>,
    /// Links walked from each name.
    pub depth: u32,
    /// The gravest and nearest first.
    pub hits: Vec<ConflictHit>,
    /// More would have been found than is told: the names are too common, or somebody is related to very many.
    pub cut: bool,
}

/// # Errors
/// `Invalid` without a name, or for more than 50.
pub fn search(reader: &Reader, asked: Vec<AskedName>, depth: u32) -> Result<ConflictSearch> {
    reader.core.load_words()?;
    search::Finder::new(reader, reader.words(), Day::of(reader.core.now())).search(asked, depth)
}

/// Of the contacts that a look at every name of the base finds near `name`, with the same comparison: how many there are, and
/// how many of them a search does not tell. What is past the number that it tells is not counted. For benchmarks.
pub fn missed(reader: &Reader, name: &str) -> Result<(u32, u32)> {
    reader.core.load_words()?;
    search::Finder::new(reader, reader.words(), Day::of(reader.core.now())).missed(name)
}
