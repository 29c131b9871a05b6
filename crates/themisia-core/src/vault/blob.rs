//! The bytes of documents, outside the base: encrypted, each under a name made of what it holds.
//!
//! ```text
//! themisia.documents/3f/3f9c…  magic | 19 bytes of nonce | pieces of 64 KiB, each with its tag
//! themisia.ouverts/…           copies that other programs look at, removed at the end
//! ```
//! Two keys come from that of the base (HKDF-SHA256, RFC 5869): one seals the pieces (XChaCha20-Poly1305 in STREAM, so that
//! none can be cut off, swapped or repeated), one makes the names (BLAKE3, keyed: who knows a file can't tell whether it is
//! there). Each piece is bound to the hash of the whole.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{KeyInit, Payload};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Progress;
use super::folder::{BaseFiles, restrict};
use super::key::{Key, random};
use super::key_file::sync_folder;
use crate::error::{Error, Result};

const MAGIC: &[u8; 16] = b"THEMISIA DOC 01\n";
/// What STREAM leaves of the nonce: the rest counts the pieces.
const NONCE: usize = 19;
const PIECE: usize = 64 << 10;
const TAG: usize = 16;

/// BLAKE3 of the bytes of a file.
pub type BlobHash = [u8; 32];

/// A file that lies in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub hash: BlobHash,
    pub size: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobState {
    Whole,
    Missing,
    Altered,
}

pub struct Blobs {
    folder: PathBuf,
    copies: PathBuf,
    content: Zeroizing<[u8; 32]>,
    names: Zeroizing<[u8; 32]>,
    /// Read by whoever has put a file there that no row speaks of yet; written by who throws away such files.
    unspoken: RwLock<()>,
}

impl Blobs {
    pub fn of(files: &BaseFiles, key: &Key) -> Result<Blobs> {
        Ok(Blobs {
            folder: files.documents(),
            copies: files.opened(),
            content: derived(key, b"themisia documents 1 content")?,
            names: derived(key, b"themisia documents 1 names")?,
            unspoken: RwLock::default(),
        })
    }

    /// Held from before a file is kept until the row that speaks of it is written.
    pub fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.unspoken.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a file; the same bytes are kept once. It is read twice, never held in memory.
    ///
    /// # Errors
    /// `File` when it can't be read or changes meanwhile; `DiskFull`; `Cancelled`.
    pub fn keep(&self, source: &Path, progress: &Progress) -> Result<Kept> {
        let size = fs::metadata(source)?.len();
        let mut hasher = blake3::Hasher::new();
        each_piece(&mut File::open(source)?, |piece, done| {
            hasher.update(piece);
            progress.report("document", done / 2, Some(size))
        })?;
        let kept = Kept { hash: *hasher.finalize().as_bytes(), size };
        if !self.contains(&kept.hash) {
            self.seal(&kept, &mut File::open(source)?, |done| {
                progress.report("document", (size + done) / 2, Some(size))
            })?;
        }
        Ok(kept)
    }

    pub fn keep_bytes(&self, mut bytes: &[u8]) -> Result<Kept> {
        let kept = Kept { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u64 };
        if !self.contains(&kept.hash) {
            self.seal(&kept, &mut bytes, |_| Ok(()))?;
        }
        Ok(kept)
    }

    /// Written beside, made durable, then put in place: there is always a whole file or none.
    fn seal(&self, kept: &Kept, source: &mut impl Read, mut told: impl FnMut(u64) -> Result<()>) -> Result<()> {
        let path = self.path_of(&kept.hash);
        let folder = path.parent().unwrap_or(&self.folder).to_owned();
        if !self.folder.exists() {
            fs::create_dir_all(&self.folder)?;
            restrict(&self.folder, 0o700)?;
        }
        fs::create_dir_all(&folder)?;
        let temporary = Temporary(folder.join(format!("{}.tmp", Uuid::now_v7())));
        let mut out = File::create(&temporary.0)?;
        let nonce = random::<NONCE>()?;
        out.write_all(MAGIC)?;
        out.write_all(&nonce)?;
        let mut sealing = Some(EncryptorBE32::from_aead(self.cipher(), &nonce.into()));
        let mut hasher = blake3::Hasher::new();
        let changed = || Error::file("Ce fichier a changé pendant sa lecture. Recommencez.", "changed meanwhile");
        let mut left = kept.size;
        loop {
            let mut piece = vec![0; usize::try_from(left.min(PIECE as u64)).unwrap_or(PIECE)];
            source.read_exact(&mut piece).map_err(|_| changed())?;
            hasher.update(&piece);
            left -= piece.len() as u64;
            let payload = Payload { msg: &piece, aad: &kept.hash };
            if left == 0 {
                let last = sealing.take().map(|sealing| sealing.encrypt_last(payload));
                out.write_all(&last.transpose().map_err(cipher_failed)?.unwrap_or_default())?;
                break;
            }
            if let Some(sealing) = &mut sealing {
                out.write_all(&sealing.encrypt_next(payload).map_err(cipher_failed)?)?;
            }
            told(kept.size - left)?;
        }
        if hasher.finalize().as_bytes() != &kept.hash {
            return Err(changed());
        }
        out.sync_all()?;
        drop(out);
        fs::rename(&temporary.0, &path)?;
        sync_folder(&folder)?;
        sync_folder(&self.folder)
    }

    pub fn contains(&self, hash: &BlobHash) -> bool {
        self.path_of(hash).exists()
    }

    pub fn path_of(&self, hash: &BlobHash) -> PathBuf {
        let name = self.name_of(hash);
        self.folder.join(&name[..2]).join(name)
    }

    fn name_of(&self, hash: &BlobHash) -> String {
        blake3::keyed_hash(&self.names, hash).to_hex().to_string()
    }

    /// Gives the bytes to `out`, piece by piece; none that was altered is given.
    ///
    /// # Errors
    /// `Damaged` when the file is missing or altered; what `out` says.
    pub fn write_to(&self, hash: &BlobHash, out: &mut impl Write) -> Result<u64> {
        self.write_file_to(&self.path_of(hash), hash, out)
    }

    fn write_file_to(&self, path: &Path, hash: &BlobHash, out: &mut impl Write) -> Result<u64> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing()),
            Err(error) => return Err(error.into()),
        };
        let size = file.metadata()?.len();
        let head = (MAGIC.len() + NONCE) as u64;
        let mut left = size.checked_sub(head + TAG as u64).ok_or_else(altered)? + TAG as u64;
        let mut file = BufReader::with_capacity(PIECE + TAG, file);
        let (mut magic, mut nonce) = ([0; MAGIC.len()], [0; NONCE]);
        file.read_exact(&mut magic)?;
        file.read_exact(&mut nonce)?;
        if &magic != MAGIC {
            return Err(altered());
        }
        let mut opening = Some(DecryptorBE32::from_aead(self.cipher(), &nonce.into()));
        let mut hasher = blake3::Hasher::new();
        let mut written = 0;
        while let Some(mut decryptor) = opening.take() {
            let mut piece = vec![0; usize::try_from(left.min((PIECE + TAG) as u64)).unwrap_or(PIECE)];
            file.read_exact(&mut piece)?;
            left -= piece.len() as u64;
            let payload = Payload { msg: &piece, aad: hash };
            let plain = if left == 0 {
                Zeroizing::new(decryptor.decrypt_last(payload).map_err(|_| altered())?)
            } else {
                let plain = decryptor.decrypt_next(payload).map_err(|_| altered())?;
                opening = Some(decryptor);
                Zeroizing::new(plain)
            };
            hasher.update(&plain);
            written += plain.len() as u64;
            out.write_all(&plain)?;
        }
        if hasher.finalize().as_bytes() == hash { Ok(written) } else { Err(altered()) }
    }

    /// The bytes of a small file.
    ///
    /// # Errors
    /// `File` for one of more than `most` bytes; as [`Blobs::write_to`].
    pub fn read(&self, hash: &BlobHash, most: u64) -> Result<Vec<u8>> {
        let size = fs::metadata(self.path_of(hash)).map_or(0, |found| found.len());
        if size > most + (PIECE + TAG) as u64 + most / PIECE as u64 * TAG as u64 {
            return Err(Error::file("Ce document est trop volumineux pour être montré ici : ouvrez-le.", "too large"));
        }
        let mut bytes = Vec::new();
        self.write_to(hash, &mut bytes)?;
        Ok(bytes)
    }

    /// Reads a whole file to see whether it is what was kept.
    ///
    /// # Errors
    /// Only when the disk can't be read.
    pub fn state(&self, hash: &BlobHash) -> Result<BlobState> {
        self.state_of(&self.path_of(hash), hash)
    }

    /// The same for a copy elsewhere.
    pub fn state_of(&self, path: &Path, hash: &BlobHash) -> Result<BlobState> {
        if !path.exists() {
            return Ok(BlobState::Missing);
        }
        match self.write_file_to(path, hash, &mut io::sink()) {
            Ok(_) => Ok(BlobState::Whole),
            Err(Error::Damaged(_)) => Ok(BlobState::Altered),
            Err(Error::File { cause, .. }) if cause.contains("failed to fill") => Ok(BlobState::Altered),
            Err(error) => Err(error),
        }
    }

    /// Copies a file that is there, sealed as it is, into the folder of a backup or of a base, unless it is there already.
    ///
    /// # Errors
    /// `Damaged` when the copy, read back, is not what was kept; then none stays.
    pub fn copy_into(&self, folder: &Path, hash: &BlobHash) -> Result<bool> {
        let name = self.name_of(hash);
        let place = folder.join(&name[..2]).join(&name);
        if place.exists() {
            return Ok(false);
        }
        let within = place.parent().unwrap_or(folder);
        fs::create_dir_all(within)?;
        let temporary = Temporary(within.join(format!("{}.tmp", Uuid::now_v7())));
        fs::copy(self.path_of(hash), &temporary.0)?;
        File::options().write(true).open(&temporary.0)?.sync_all()?;
        if self.state_of(&temporary.0, hash)? != BlobState::Whole {
            return Err(altered());
        }
        fs::rename(&temporary.0, &place)?;
        sync_folder(within)?;
        Ok(true)
    }

    /// The same store in another folder: that of a backup.
    pub fn elsewhere(&self, folder: &Path) -> Blobs {
        Blobs {
            folder: folder.to_owned(),
            copies: self.copies.clone(),
            content: self.content.clone(),
            names: self.names.clone(),
            unspoken: RwLock::default(),
        }
    }

    /// A copy that another program may look at: read-only, so that nobody believes that a change in it is kept.
    pub fn open_copy(&self, hash: &BlobHash, name: &str) -> Result<PathBuf> {
        let folder = self.copies.join(Uuid::now_v7().to_string());
        fs::create_dir_all(&folder)?;
        restrict(&self.copies, 0o700)?;
        let path = folder.join(file_name(name));
        let written = File::create(&path).map_err(Error::from).and_then(|mut file| self.write_to(hash, &mut file));
        if let Err(error) = written {
            let _ = fs::remove_dir_all(&folder);
            return Err(error);
        }
        let mut permissions = fs::metadata(&path)?.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions)?;
        Ok(path)
    }

    /// A place for bytes that come in pieces, before they are kept.
    pub fn incoming(&self, name: &str) -> Result<PathBuf> {
        let folder = self.copies.join(Uuid::now_v7().to_string());
        fs::create_dir_all(&folder)?;
        restrict(&self.copies, 0o700)?;
        Ok(folder.join(file_name(name)))
    }

    pub fn is_incoming(&self, path: &Path) -> bool {
        path.starts_with(&self.copies) && path.components().all(|part| part != std::path::Component::ParentDir)
    }

    /// Removes the copies. One that a program still holds stays until the next time.
    pub fn remove_copies(&self) {
        let Ok(entries) = fs::read_dir(&self.copies) else { return };
        for entry in entries.flatten() {
            if cfg!(windows) {
                make_writable(&entry.path());
            }
            let _ = fs::remove_dir_all(entry.path());
        }
        let _ = fs::remove_dir(&self.copies);
    }

    /// Throws away what an interrupted work left: temporary files, and files that no row ever spoke of. `known` is asked once
    /// nobody is between keeping a file and writing its row; without an answer then, nothing goes.
    pub fn tidy(&self, known: impl FnOnce() -> Result<HashSet<BlobHash>>) -> Result<u32> {
        let Ok(_alone) = self.unspoken.try_write() else { return Ok(0) };
        if !self.folder.exists() {
            return Ok(0);
        }
        let known: HashSet<String> = known()?.iter().map(|hash| self.name_of(hash)).collect();
        let mut gone = 0;
        for folder in fs::read_dir(&self.folder)?.flatten().filter(|entry| entry.path().is_dir()) {
            for file in fs::read_dir(folder.path())?.flatten() {
                let name = file.file_name().to_string_lossy().into_owned();
                let ours = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
                if name.ends_with(".tmp") || (ours && !known.contains(&name)) {
                    fs::remove_file(file.path())?;
                    gone += 1;
                }
            }
        }
        Ok(gone)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.content).into())
    }
}

fn each_piece(source: &mut impl Read, mut told: impl FnMut(&[u8], u64) -> Result<()>) -> Result<()> {
    let mut piece = vec![0; PIECE * 4];
    let mut done = 0;
    loop {
        let count = source.read(&mut piece)?;
        if count == 0 {
            return Ok(());
        }
        done += count as u64;
        told(&piece[..count], done)?;
    }
}

/// Gone when it was not renamed.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn derived(key: &Key, what: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, key.bytes())
        .expand(what, &mut *bytes)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(bytes)
}

/// The last part of a name, without what a path could be made of or a system would refuse; its ending stays.
pub fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .map(|c| if c.is_control() || "<>:\"|?*".contains(c) || is_direction(c) { '_' } else { c })
        .collect();
    let clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = match clean.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
        _ => (clean, String::new()),
    };
    let stem: String = stem.chars().take(80).collect();
    let lower = stem.to_lowercase();
    let is_port = lower.len() == 4 && lower.get(..3).is_some_and(|port| ["com", "lpt"].contains(&port));
    let reserved = is_port || ["con", "prn", "aux", "nul"].contains(&lower.as_str());
    match stem.trim() {
        "" => format!("document{ending}"),
        stem if reserved => format!("_{stem}{ending}"),
        stem => format!("{stem}{ending}"),
    }
}

/// Characters that turn the direction of a text: « facturefdp.exe » would read « factureexe.pdf ».
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn make_writable(folder: &Path) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Ok(found) = file.metadata() {
            let mut permissions = found.permissions();
            #[allow(clippy::permissions_set_readonly_false)] // A copy of our own, about to be removed.
            permissions.set_readonly(false);
            let _ = fs::set_permissions(file.path(), permissions);
        }
    }
}

fn missing() -> Error {
    Error::Damaged(
        "Les octets de ce document manquent sur ce poste : restaurez une sauvegarde qui les contient.".into(),
    )
}

fn altered() -> Error {
    Error::Damaged("Les octets de ce document ont été altérés : restaurez une sauvegarde qui les contient.".into())
}

fn cipher_failed(error: chacha20poly1305::aead::Error) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_one_that_every_system_takes() {
        for (name, safe) in [
            ("bail.pdf", "bail.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Temp\\contrat été.docx", "contrat été.docx"),
            ("", "document"),
            (".pdf", "pdf"),
            ("a:b?.txt", "a_b_.txt"),
            ("con.txt", "_con.txt"),
            ("LPT1", "_LPT1"),
            ("facture\u{202e}fdp.exe", "facture_fdp.exe"),
        ] {
            assert_eq!(file_name(name), safe, "{name:?}");
        }
        assert!(file_name(&"é".repeat(400)).chars().count() <= 91);
    }
}
