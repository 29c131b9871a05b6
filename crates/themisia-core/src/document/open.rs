//! Looking into a document: a preview in the page, a copy that another program opens, a copy to keep elsewhere.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use ts_rs::TS;

use super::{Hash, clean_name, ending, text};
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::sql_enum;
use crate::vault::{Progress, Vault};

sql_enum! {
    pub enum PreviewKind {
        Image = "image",
        Text = "text",
        None = "none",
    }
}

/// What the page may show of a document, without another program.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentPreview {
    pub kind: PreviewKind,
    pub file_name: String,
    pub media_type: String,
    #[ts(type = "number")]
    pub size: u64,
    /// An image, as a `data:` address.
    pub image: String,
    /// The text of a text, Word, OpenDocument or PDF file.
    pub text: String,
    /// There is more text than is shown.
    pub truncated: bool,
    /// Why there is nothing to show, in French.
    pub reason: String,
}

/// Opened by another program: the path of its copy.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OpenedCopy {
    pub path: String,
    pub file_name: String,
}

/// Bytes of an image that the page takes.
const LARGEST_IMAGE: u64 = 12 << 20;
const LARGEST_TEXT: u64 = 40 << 20;
/// Characters of a text that the page takes.
const LONGEST_TEXT: usize = 200_000;

/// Files that a system runs rather than shows. What comes with an e-mail is never run from here.
const RUN: &[&str] = &[
    "exe",
    "com",
    "bat",
    "cmd",
    "scr",
    "pif",
    "msi",
    "msp",
    "cpl",
    "hta",
    "js",
    "jse",
    "vbs",
    "vbe",
    "wsf",
    "wsh",
    "ps1",
    "psm1",
    "lnk",
    "url",
    "reg",
    "jar",
    "app",
    "command",
    "sh",
    "bash",
    "run",
    "desktop",
    "appimage",
    "deb",
    "rpm",
    "dmg",
    "pkg",
    "iso",
    "img",
    "chm",
    "scf",
    "inf",
    "application",
    "gadget",
    "settingcontent-ms",
    "workflow",
    "scpt",
    "py",
    "pl",
    "rb",
    "php",
];

struct Version {
    hash: Hash,
    file_name: String,
    media_type: String,
    size: u64,
}

fn find(conn: &Connection, version: RecordId) -> Result<Version> {
    conn.prepare_cached("select hash, file_name, media_type, size from document_version where id = ?1")?
        .query_row([version], |row| {
            Ok(Version {
                hash: row.get(0)?,
                file_name: row.get(1)?,
                media_type: row.get(2)?,
                size: row.get::<_, i64>(3)?.unsigned_abs(),
            })
        })
        .optional()?
        .ok_or(Error::NotFound)
}

/// # Errors
/// `Damaged` when the bytes are missing or altered; `NotFound`.
pub fn preview(vault: &Vault, version: RecordId) -> Result<DocumentPreview> {
    let open = vault.open_base()?;
    let found = open.core.read(|reader| find(reader, version))?;
    let mut preview = DocumentPreview {
        kind: PreviewKind::None,
        file_name: found.file_name.clone(),
        media_type: found.media_type.clone(),
        size: found.size,
        image: String::new(),
        text: String::new(),
        truncated: false,
        reason: String::new(),
    };
    let is_image = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"].contains(&&*found.media_type);
    if is_image && found.size <= LARGEST_IMAGE {
        let bytes = open.blobs.read(&found.hash.0, LARGEST_IMAGE)?;
        preview.kind = PreviewKind::Image;
        preview.image = format!("data:{};base64,{}", found.media_type, BASE64.encode(&bytes));
        return Ok(preview);
    }
    let known: Option<String> = open.core.read(|reader| {
        let text = reader
            .prepare_cached("select text from document_text where hash = ?1")?
            .query_row([&found.hash], |row| row.get(0))
            .optional()?;
        Ok(text)
    })?;
    let text = match known {
        Some(text) => Some(text),
        None if found.size <= LARGEST_TEXT && !is_image => {
            text::of_bytes(&open.blobs.read(&found.hash.0, LARGEST_TEXT)?, &found.file_name)
        }
        None => None,
    };
    match text {
        Some(text) => {
            preview.kind = PreviewKind::Text;
            preview.truncated = text.chars().nth(LONGEST_TEXT).is_some();
            preview.text = text.chars().take(LONGEST_TEXT).collect();
        }
        None => {
            preview.reason = if found.size > LARGEST_TEXT || is_image {
                "Ce document est trop volumineux pour un aperçu : ouvrez-le.".to_owned()
            } else {
                "Pas d’aperçu pour ce type de fichier : ouvrez-le avec son programme.".to_owned()
            };
        }
    }
    Ok(preview)
}

/// A copy for another program, in a folder of our own: removed when the base closes, or at the next start.
///
/// # Errors
/// `Invalid` for a file that the system would run; `Damaged`; `NotFound`.
pub fn open_copy(vault: &Vault, version: RecordId) -> Result<OpenedCopy> {
    let open = vault.open_base()?;
    let found = open.core.read(|reader| find(reader, version))?;
    if RUN.contains(&ending(&found.file_name).as_str()) {
        return Err(Error::invalid(
            "version",
            "would_run",
            "Ce type de fichier peut lancer un programme : Themisia ne l’ouvre pas. Enregistrez-le à part si vous en êtes sûr.",
        ));
    }
    let path = open.blobs.open_copy(&found.hash.0, &found.file_name)?;
    Ok(OpenedCopy { path: crate::vault::text(&path), file_name: found.file_name })
}

/// Writes a document in clear where the person chose.
///
/// # Errors
/// `Damaged`; `File`, `DiskFull`; then nothing stays there.
pub fn save_copy(vault: &Vault, progress: &Progress, version: RecordId, path: String) -> Result<String> {
    let open = vault.open_base()?;
    let found = open.core.read(|reader| find(reader, version))?;
    let place = Path::new(&path);
    let temporary = place.with_file_name(format!(".{}.tmp", clean_name(&path)));
    let written = File::create(&temporary).map_err(Error::from).and_then(|file| {
        let mut out = Told { file, progress, done: 0, size: found.size };
        open.blobs.write_to(&found.hash.0, &mut out)?;
        out.file.sync_all()?;
        progress.report("document", found.size, Some(found.size))
    });
    match written {
        Ok(()) => {
            std::fs::rename(&temporary, place)?;
            Ok(path)
        }
        Err(error) => {
            let _ = std::fs::remove_file(&temporary);
            // A wish to stop came as an error of the disk.
            progress.report("document", 0, Some(found.size))?;
            Err(error)
        }
    }
}

/// Pieces of a file that the page was given (dropped onto it): gathered in our own folder, then taken in like any other. Gives its
/// path, with which the next piece comes; `chunk` is base64.
///
/// # Errors
/// `Invalid` for a path that is none of ours, or what is no base64.
pub fn receive(vault: &Vault, path: Option<String>, name: String, chunk: String) -> Result<String> {
    let open = vault.open_base()?;
    let wrong = || Error::invalid("chunk", "malformed", "Ce fichier n’est pas arrivé entier. Recommencez.");
    let path = match path {
        Some(path) => PathBuf::from(path),
        None => open.blobs.incoming(&name)?,
    };
    if !open.blobs.is_incoming(&path) {
        return Err(wrong());
    }
    let bytes = BASE64.decode(chunk.as_bytes()).map_err(|_| wrong())?;
    let mut file = File::options().create(true).append(true).open(&path)?;
    file.write_all(&bytes)?;
    Ok(crate::vault::text(&path))
}

/// A file, and how much of it is written.
struct Told<'a> {
    file: File,
    progress: &'a Progress<'a>,
    done: u64,
    size: u64,
}

impl Write for Told<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.done += count as u64;
        let told = self.progress.report("document", self.done, Some(self.size));
        told.map(|()| count).map_err(std::io::Error::other)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
