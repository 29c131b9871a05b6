//! The home page: what there is, what was done last, whether the base is backed up.

use serde::Serialize;
use ts_rs::TS;

use crate::backup::{self, BackupState};
use crate::contact::{self, ContactRow, Page, ViewCounts};
use crate::error::Result;
use crate::operation::{self, OperationSummary};
use crate::todo::{self, list::TodoCounts};
use crate::vault::Vault;

#[derive(Debug, Clone, Serialize, TS)]
pub struct Home {
    pub counts: ViewCounts,
    pub recent: Vec<ContactRow>,
    pub operations: Vec<OperationSummary>,
    pub backup: BackupState,
    /// Of the person who uses this device, and of nobody in particular.
    pub todos: TodoCounts,
}

pub fn home(vault: &Vault) -> Result<Home> {
    let backup = backup::state(vault)?;
    vault.open_base()?.core.read(|reader| {
        Ok(Home {
            counts: contact::counts(reader)?,
            recent: contact::row::recent(reader, 8)?,
            operations: operation::list(reader, Page { offset: 0, limit: 8 })?,
            backup,
            todos: todo::list::counts(reader, Some(reader.core.signer()?.user))?,
        })
    })
}
