//! The folder of a base: what is in it, whether it is a safe place, and how a whole new one is put in place.

use std::fs;
use std::path::{Component, Path, PathBuf};

use uuid::Uuid;

use super::key_file::sync_folder;
use super::text;
use crate::error::{Error, Result};

/// The files of one base, named after it: `themisia.db`, `themisia.key`, `themisia.lock`, `themisia.documents/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseFiles {
    pub base: PathBuf,
    pub key: PathBuf,
    pub lock: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Nothing,
    Base,
    BaseWithoutKeyFile,
    KeyFileWithoutBase,
}

impl BaseFiles {
    const NAME: &str = "themisia.db";

    pub fn in_folder(folder: &Path) -> BaseFiles {
        BaseFiles::of(&folder.join(BaseFiles::NAME))
    }

    pub fn of(base: &Path) -> BaseFiles {
        BaseFiles { base: base.to_owned(), key: base.with_extension("key"), lock: base.with_extension("lock") }
    }

    pub fn folder(&self) -> &Path {
        self.base.parent().unwrap_or(Path::new("."))
    }

    /// Where backups go unless the person chose elsewhere: beside the folder of the base.
    pub fn backups(&self) -> PathBuf {
        self.folder().parent().unwrap_or(Path::new(".")).join("sauvegardes")
    }

    /// The encrypted bytes of the documents of this base.
    pub fn documents(&self) -> PathBuf {
        self.base.with_extension("documents")
    }

    /// Copies that other programs look at.
    pub fn opened(&self) -> PathBuf {
        self.base.with_extension("ouverts")
    }

    pub fn content(&self) -> Content {
        match (self.base.exists(), self.key.exists()) {
            (false, false) => Content::Nothing,
            (true, true) => Content::Base,
            (true, false) => Content::BaseWithoutKeyFile,
            (false, true) => Content::KeyFileWithoutBase,
        }
    }

    /// The same files in a folder being prepared.
    fn within(&self, folder: &Path) -> BaseFiles {
        BaseFiles::of(&folder.join(self.base.file_name().unwrap_or_default()))
    }
}

/// Where the data of this user of the computer lie by default.
pub fn default_data_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("THEMISIA_DATA") {
        return Some(folder.into());
    }
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    let folder = if cfg!(windows) {
        PathBuf::from(std::env::var_os("LOCALAPPDATA")?).join("Themisia")
    } else if cfg!(target_os = "macos") {
        home()?.join("Library/Application Support/Themisia")
    } else {
        match std::env::var_os("XDG_DATA_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => home()?.join(".local/share"),
        }
        .join("themisia")
    };
    Some(folder)
}

/// A base that is being made, in a folder of its own on the same disk: it is put in place whole, or discarded.
pub(crate) struct Prepared {
    folder: PathBuf,
    pub files: BaseFiles,
    place: BaseFiles,
}

impl Prepared {
    pub fn new(place: &BaseFiles) -> Result<Prepared> {
        let beside = if place.folder().exists() { &place.base } else { place.folder() };
        let folder = prepare_beside(beside)?;
        Ok(Prepared { files: place.within(&folder), folder, place: place.clone() })
    }

    /// # Errors
    /// `BaseExists` over any existing file.
    pub fn put_in_place(self) -> Result<()> {
        let folder = self.place.folder();
        if !folder.exists() {
            // One rename: there is never half a base.
            fs::rename(&self.folder, folder)?;
            return sync_folder(folder.parent().unwrap_or(Path::new(".")));
        }
        // A folder that is there stays: a terminal may be in it, or a disk begin there.
        if self.place.content() != Content::Nothing {
            return Err(Error::BaseExists(text(&self.place.base)));
        }
        if self.files.documents().exists() && !self.place.documents().exists() {
            fs::rename(self.files.documents(), self.place.documents())?;
        }
        for (file, place) in [(&self.files.key, &self.place.key), (&self.files.base, &self.place.base)] {
            restrict(file, 0o600)?;
            fs::rename(file, place)?;
        }
        sync_folder(folder)
    }

    /// Puts it in place of the folder that is there, which is moved aside, never overwritten; gives where.
    pub fn replace(self) -> Result<Option<PathBuf>> {
        let folder = self.place.folder().to_owned();
        if !folder.exists() || self.is_alone_in(&folder)? {
            self.put_in_place()?;
            return Ok(None);
        }
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let stamp = chrono::Local::now().format("%Y-%m-%d-%Hh%M-%S");
        let aside = folder.with_file_name(format!("{name}-mise-de-cote-{stamp}"));
        if aside.exists() {
            return Err(Error::BaseExists(text(&aside)));
        }
        // Prepared inside the folder, it would move with it.
        let waiting = folder.with_file_name(format!(".{name}.{}", Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext))));
        fs::rename(&self.folder, &waiting)?;
        fs::rename(&folder, &aside)?;
        if let Err(error) = fs::rename(&waiting, &folder) {
            // The old one goes back: there is always a base.
            fs::rename(&aside, &folder)?;
            return Err(error.into());
        }
        sync_folder(folder.parent().unwrap_or(Path::new(".")))?;
        Ok(Some(aside))
    }

    fn is_alone_in(&self, folder: &Path) -> Result<bool> {
        for entry in fs::read_dir(folder)? {
            if entry?.path() != self.folder {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// An empty folder beside `folder`, on the same disk, to prepare a base in.
pub(crate) fn prepare_beside(folder: &Path) -> Result<PathBuf> {
    let parent = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let prepared = parent.join(format!(".{name}.{}", Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext))));
    fs::create_dir(&prepared)?;
    restrict(&prepared, 0o700)?;
    Ok(prepared)
}

/// Only its owner reads it: `mode` is 0o700 of a folder, 0o600 of a file.
pub(super) fn restrict(path: &Path, mode: u32) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Names of folders that a program copies elsewhere, file by file, while we write.
const SYNCED: &[(&str, &str)] = &[
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("mon drive", "Google Drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud", "pCloud"),
    ("pclouddrive", "pCloud"),
    ("kdrive", "kDrive"),
    ("hubic", "hubiC"),
    ("megasync", "MEGA"),
    ("syncthing", "Syncthing"),
    ("box sync", "Box"),
];

const NETWORK_FILE_SYSTEMS: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afpfs",
    "webdav",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs2",
    "ncpfs",
];

/// # Errors
/// `UnsafeFolder` in a folder that is synchronised or on the network: a base that is copied while it is written gets damaged.
pub fn refuse_unsafe(folder: &Path) -> Result<()> {
    let real = existing_ancestor(folder);
    for path in [folder, real.as_path()] {
        if let Some(what) = synced_by(path) {
            return Err(Error::UnsafeFolder { folder: text(folder), what: format!("synchronisé par {what}") });
        }
    }
    if is_network_path(&real) {
        return Err(Error::UnsafeFolder { folder: text(folder), what: "sur le réseau".to_owned() });
    }
    Ok(())
}

fn existing_ancestor(folder: &Path) -> PathBuf {
    folder.ancestors().find_map(|ancestor| ancestor.canonicalize().ok()).unwrap_or_else(|| folder.to_owned())
}

fn synced_by(path: &Path) -> Option<&'static str> {
    path.components()
        .find_map(|component| {
            let Component::Normal(name) = component else { return None };
            let name = name.to_string_lossy().to_lowercase();
            // « OneDrive - Cabinet Durand », « Dropbox (Personnel) », « Nextcloud2 »
            SYNCED.iter().find(|(start, _)| {
                name.strip_prefix(start)
                    .is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphabetic()))
            })
        })
        .map(|(_, what)| *what)
}

#[cfg(target_os = "linux")]
fn is_network_path(path: &Path) -> bool {
    // mountinfo: … mount point … " - " type source options
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    mounts
        .lines()
        .filter_map(|line| {
            let (before, after) = line.split_once(" - ")?;
            let place = before.split(' ').nth(4)?.replace("\\040", " ");
            let kind = after.split(' ').next()?.to_owned();
            path.starts_with(&place).then_some((place.len(), kind))
        })
        .max_by_key(|(length, _)| *length)
        .is_some_and(|(_, kind)| NETWORK_FILE_SYSTEMS.contains(&kind.as_str()))
}

#[cfg(not(target_os = "linux"))]
fn is_network_path(path: &Path) -> bool {
    let path = path.to_string_lossy();
    (path.starts_with(r"\\") && !path.starts_with(r"\\?\") && !path.starts_with(r"\\.\"))
        || path.starts_with(r"\\?\UNC\")
        || NETWORK_FILE_SYSTEMS.iter().any(|kind| path.starts_with(&format!("/net/{kind}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synced_folders_are_seen_and_others_are_not() {
        for (path, what) in [
            ("/home/anne/Dropbox/themisia", Some("Dropbox")),
            ("/home/anne/Dropbox (Cabinet)/t", Some("Dropbox")),
            ("/Users/anne/OneDrive - Cabinet Durand/t", Some("OneDrive")),
            ("/Users/anne/Library/Mobile Documents/t", Some("iCloud")),
            ("/home/anne/Nextcloud2/t", Some("Nextcloud")),
            ("/home/anne/.local/share/themisia", None),
            ("/home/dropboxer/t", None),
            ("/home/anne/boxes/t", None),
        ] {
            assert_eq!(synced_by(Path::new(path)), what, "{path}");
        }
    }
}
