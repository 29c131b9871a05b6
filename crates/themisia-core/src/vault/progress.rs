//! Long work: how far it is, and whether the person wants it stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Event, Vault};
use crate::error::{Error, Result};

/// Progress of a long work, and the wish to stop it.
pub struct Progress<'a> {
    pub(super) vault: Option<&'a Vault>,
    pub(super) task: String,
    pub(super) cancelled: Arc<AtomicBool>,
}

impl Progress<'_> {
    /// For scripts: nobody watches, nobody stops.
    pub fn silent() -> Progress<'static> {
        Progress { vault: None, task: String::new(), cancelled: Arc::default() }
    }

    /// # Errors
    /// `Cancelled` when the person asked to stop.
    pub fn report(&self, phase: &str, done: u64, total: Option<u64>) -> Result<()> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
        if let Some(vault) = self.vault {
            vault.emit(Event::Progress { task: self.task.clone(), phase: phase.to_owned(), done, total });
        }
        Ok(())
    }
}
