//! A folder that is looked into now and then while the base is open: what a mail program saves there comes into the journal. Files
//! stay where they are.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::import::{self, EmailReport};
use crate::core::timestamp;
use crate::error::{Error, Result};
use crate::firm;
use crate::vault::{OpenBase, Progress, Vault};

/// A file that was just written may still be written.
const SETTLED: Duration = Duration::from_secs(5);

/// Takes in what is new in the watched folder.
///
/// # Errors
/// `Invalid` when no folder is watched; `File` when it can't be read.
pub fn check(vault: &Vault, progress: &Progress) -> Result<Option<EmailReport>> {
    take_in_new(vault, progress, Duration::ZERO)
}

/// The same, by itself: called now and then while a base is open, and soon after it opened.
pub fn tend(vault: &Vault) -> Result<()> {
    let Ok(open) = vault.open_base() else { return Ok(()) };
    if open.demo || firm::device_settings(vault)?.watched_folder.is_empty() {
        return Ok(());
    }
    drop(open);
    take_in_new(vault, &Progress::silent(), SETTLED).map(|_| ())
}

fn take_in_new(vault: &Vault, progress: &Progress, settled: Duration) -> Result<Option<EmailReport>> {
    let open = vault.open_base()?;
    let folder = firm::device_settings(vault)?.watched_folder;
    if folder.is_empty() {
        let message = "Aucun dossier n’est surveillé. Choisissez-en un dans les paramètres de ce poste.";
        return Err(Error::invalid("watched_folder", "required", message));
    }
    let mut files = Vec::new();
    import::gather(Path::new(&folder), 0, false, &mut files)?;
    let new = new_ones(&open, files, settled)?;
    if new.is_empty() {
        return Ok(None);
    }
    let paths: Vec<PathBuf> = new.iter().map(|seen| seen.path.clone()).collect();
    let report = import::take_in(vault, &open, progress, &paths)?;
    open.core.write_local(|conn| new.iter().try_for_each(|seen| seen.remember(conn)))?;
    Ok(Some(report))
}

/// A file as it was when it was looked at.
struct Seen {
    path: PathBuf,
    size: i64,
    modified: String,
}

fn new_ones(open: &OpenBase, files: Vec<PathBuf>, settled: Duration) -> Result<Vec<Seen>> {
    open.core.read(|reader| {
        let mut new = Vec::new();
        for path in files {
            let Ok(found) = std::fs::metadata(&path) else { continue };
            let modified = found.modified()?;
            if modified.elapsed().unwrap_or_default() < settled {
                continue;
            }
            let size = i64::try_from(found.len()).unwrap_or(i64::MAX);
            let seen = Seen { path, size, modified: timestamp(modified.into()) };
            if !seen.is_remembered(reader)? {
                new.push(seen);
            }
        }
        Ok(new)
    })
}

impl Seen {
    fn key(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    fn is_remembered(&self, conn: &Connection) -> Result<bool> {
        let known: Option<(i64, String)> = conn
            .prepare_cached("select size, modified from watched_file where path = ?1")?
            .query_row([self.key()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(known.is_some_and(|known| known == (self.size, self.modified.clone())))
    }

    fn remember(&self, conn: &Connection) -> Result<()> {
        conn.prepare_cached(
            "insert into watched_file (path, size, modified) values (?1, ?2, ?3)
             on conflict (path) do update set size = excluded.size, modified = excluded.modified",
        )?
        .execute((self.key(), self.size, &self.modified))?;
        Ok(())
    }
}
