//! Backups: one closed encrypted file each, opened and compared after being made, restorable with only the recovery code.
//!
//! The file: a line of text, the key file (wrapped key), the encrypted base, and a BLAKE3 hash of all before.
//! ```text
//! THEMISIA BACKUP 1\n | length of key file: u32 LE | key file | base | 32 bytes
//! ```
//! The bytes of documents lie beside, sealed as they are in the base, each once for all backups of a folder: `documents/`.

use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Duration, Local, NaiveDateTime, TimeZone, Utc};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use serde::Serialize;
use ts_rs::TS;

use crate::check;
use crate::core::store;
use crate::error::{Error, Result};
use crate::vault::blob::Blobs;
use crate::vault::folder::{BaseFiles, Content, Prepared};
use crate::vault::key::Key;
use crate::vault::key_file::{KeyFile, sync_folder};
use crate::vault::recovery_code::Code;
use crate::vault::{OpenBase, Progress, Vault, VaultStatus, text};
use crate::{document, firm};

const MAGIC: &[u8] = b"THEMISIA BACKUP 1\n";
const EXTENSION: &str = "themisia";
const AUTOMATIC: &str = "themisia-auto-";
const BY_HAND: &str = "themisia-";
const STAMP: &str = "%Y-%m-%d-%H%M%S";
const HASH: u64 = 32;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct BackupFile {
    pub path: String,
    pub name: String,
    pub made_at: String,
    #[ts(type = "number")]
    pub size: u64,
    pub automatic: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BackupState {
    pub folder: String,
    pub last: Option<BackupFile>,
    pub files: Vec<BackupFile>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Restored {
    pub status: VaultStatus,
    /// Where the base that was there before now lies.
    pub moved_aside: Option<String>,
    /// Documents whose bytes are neither beside the backup nor on this device.
    pub missing_documents: u32,
}

pub fn state(vault: &Vault) -> Result<BackupState> {
    let folder = firm::device_settings(vault)?.backup_folder;
    let files = list(Path::new(&folder));
    Ok(BackupState { last: files.first().cloned(), folder, files })
}

pub fn now(vault: &Vault, progress: &Progress, folder: Option<String>) -> Result<BackupFile> {
    let open = vault.open_base()?;
    let folder = match folder {
        Some(folder) => folder,
        None => firm::device_settings(vault)?.backup_folder,
    };
    make(&Original::of(&open), &vault.key_file(&open), Path::new(&folder), false, progress)
}

/// Keeps a base as it is before this version of the program changes its tables, as a backup that is never let go.
///
/// # Errors
/// Whatever keeps the copy from being made; the base has not been changed then.
pub(crate) fn before_update(files: &BaseFiles, key: &Key, key_file: &KeyFile) -> Result<()> {
    let schema = store::schema_of(&store::open_reader(&files.base, key)?)?;
    if (1..store::SCHEMA).contains(&schema) {
        make(&Original { base: &files.base, key }, key_file, &files.backups(), false, &Progress::silent())?;
    }
    Ok(())
}

/// The base that is copied.
struct Original<'a> {
    base: &'a Path,
    key: &'a Key,
}

impl<'a> Original<'a> {
    fn of(open: &'a OpenBase) -> Original<'a> {
        Original { base: open.core.path(), key: &open.key }
    }
}

/// Makes the automatic backup of the day when it is due, and lets old ones go. Called now and then while a base is open.
pub fn tend(vault: &Vault) -> Result<()> {
    let Ok(open) = vault.open_base() else { return Ok(()) };
    let settings = firm::device_settings(vault)?;
    if open.demo || !settings.automatic_backup {
        return Ok(());
    }
    let folder = PathBuf::from(&settings.backup_folder);
    let last = list(&folder).into_iter().find(|file| file.automatic).and_then(|file| instant(&file.made_at));
    if last.is_some_and(|last| Utc::now() - last < Duration::hours(24)) {
        return Ok(());
    }
    make(&Original::of(&open), &vault.key_file(&open), &folder, true, &Progress::silent())?;
    for old in to_let_go(&list(&folder), Utc::now()) {
        fs::remove_file(old)?;
    }
    Ok(())
}

/// Copies the base as it is at one instant, reads the copy back and compares it, and closes it into one file.
fn make(
    original: &Original,
    key_file: &KeyFile,
    folder: &Path,
    automatic: bool,
    progress: &Progress,
) -> Result<BackupFile> {
    fs::create_dir_all(folder)?;
    let stem = format!("{}{}", if automatic { AUTOMATIC } else { BY_HAND }, Local::now().format(STAMP));
    let mut path = folder.join(format!("{stem}.{EXTENSION}"));
    let mut again = 2;
    while path.exists() {
        path = folder.join(format!("{stem}-{again}.{EXTENSION}"));
        again += 1;
    }
    let work = Prepared::new(&BaseFiles::of(&path.with_extension("db")))?;
    copy_and_close(original, key_file, &work.files.base, &path, progress)?;
    describe(&path).ok_or_else(|| Error::file("La sauvegarde n’a pas pu être relue.", "unreadable name"))
}

fn copy_and_close(
    original: &Original,
    key_file: &KeyFile,
    copy: &Path,
    path: &Path,
    progress: &Progress,
) -> Result<()> {
    let source_counts = {
        // One read transaction: what is copied is what is counted, whoever writes meanwhile.
        let source = store::open_reader(original.base, original.key)?;
        source.execute_batch("begin")?;
        let counts = counts(&source)?;
        let mut target = Connection::open(copy)?;
        target.execute_batch("pragma cipher_log_level = none;")?;
        original.key.apply(&target)?;
        let backup = Backup::new(&source, &mut target)?;
        while backup.step(512)? != StepResult::Done {
            let state = backup.progress();
            let total = u64::try_from(state.pagecount).unwrap_or(0);
            let left = u64::try_from(state.remaining).unwrap_or(0);
            progress.report("backup", total - left.min(total), Some(total))?;
        }
        drop(backup);
        counts
    };
    progress.report("verify", 0, None)?;
    verify(copy, original.key, Some(&source_counts))?;
    keep_documents(original, copy, &documents_of(path), progress)?;
    close_into(copy, key_file, path)?;
    check_hash(path)
}

/// Where the documents of the backups of a folder lie.
fn documents_of(backup: &Path) -> PathBuf {
    backup.with_file_name("documents")
}

/// Copies the files that this copy of the base speaks of and that no backup of the folder has yet; each is read back.
fn keep_documents(original: &Original, copy: &Path, folder: &Path, progress: &Progress) -> Result<()> {
    let conn = Connection::open(copy)?;
    store::unlock(&conn, original.key)?;
    let hashes = document::every_hash(&conn)?;
    let blobs = Blobs::of(&BaseFiles::of(original.base), original.key)?;
    let total = hashes.len() as u64;
    for (at, hash) in hashes.iter().enumerate() {
        progress.report("documents", at as u64, Some(total))?;
        // One that is not on this device can't be copied; `check` names it.
        if blobs.contains(hash) {
            blobs.copy_into(folder, hash)?;
        }
    }
    Ok(())
}

/// Brings the files that a restored base speaks of: from beside its backup, else from the base that is there now. Gives how many
/// are nowhere.
fn bring_documents(backup: &Path, prepared: &BaseFiles, place: &BaseFiles, key: &Key) -> Result<u32> {
    let conn = Connection::open(&prepared.base)?;
    store::unlock(&conn, key)?;
    let now = document::hashes(&conn)?;
    let blobs = Blobs::of(prepared, key)?;
    let sources = [blobs.elsewhere(&documents_of(backup)), blobs.elsewhere(&place.documents())];
    let mut missing = 0;
    for hash in document::every_hash(&conn)? {
        let found = sources.iter().filter(|source| source.contains(&hash));
        let brought = found.map(|source| source.copy_into(&prepared.documents(), &hash)).any(|copied| copied.is_ok());
        missing += u32::from(!brought && now.contains(&hash));
    }
    Ok(missing)
}

/// Opens a copy and reads it whole.
fn verify(copy: &Path, key: &Key, expected: Option<&[(String, i64)]>) -> Result<()> {
    let conn = Connection::open(copy)?;
    store::unlock(&conn, key)?;
    conn.query_row("pragma journal_mode = delete", [], |_| Ok(()))?;
    let problems = check::integrity(&conn)?;
    if !problems.is_empty() {
        return Err(Error::Damaged("La copie relue est abîmée : vérifiez le disque de sauvegarde.".into()));
    }
    if expected.is_some_and(|expected| counts(&conn).map_or(true, |found| found != expected)) {
        return Err(Error::Damaged("La copie relue n’a pas le même contenu que la base : recommencez.".into()));
    }
    Ok(())
}

/// Rows of each table of the base, whichever version of the program made them.
fn counts(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let tables: Vec<String> = conn
        .prepare("select name from pragma_table_list where schema = 'main' and type = 'table' order by name")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let count = |table: String| {
        let rows = conn.query_row(&format!("select count(*) from \"{table}\""), [], |row| row.get(0))?;
        Ok((table, rows))
    };
    tables.into_iter().map(count).collect()
}

fn close_into(copy: &Path, key_file: &KeyFile, path: &Path) -> Result<()> {
    let temporary = path.with_extension("tmp");
    let mut out = Hashing { inner: File::create(&temporary)?, hasher: blake3::Hasher::new() };
    let key_json = key_file.to_json()?;
    let length = u32::try_from(key_json.len()).map_err(|error| Error::Internal(error.to_string()))?;
    out.write_all(MAGIC)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&key_json)?;
    std::io::copy(&mut File::open(copy)?, &mut out)?;
    let hash = out.hasher.finalize();
    let mut file = out.inner;
    file.write_all(hash.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

struct Hashing<W> {
    inner: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// # Errors
/// `Damaged` when the bytes are not those that were written.
fn check_hash(path: &Path) -> Result<()> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let not_a_backup =
        || Error::Damaged("Ce fichier n’est pas une sauvegarde de Themisia, ou il est incomplet.".to_owned());
    let mut magic = vec![0; MAGIC.len()];
    if size < MAGIC.len() as u64 + 4 + HASH || file.read_exact(&mut magic).is_err() || magic != MAGIC {
        return Err(not_a_backup());
    }
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = blake3::Hasher::new();
    let mut body = BufReader::new(&file).take(size - HASH);
    std::io::copy(&mut body, &mut hasher)?;
    let mut written = [0; HASH as usize];
    file.seek(SeekFrom::Start(size - HASH))?;
    file.read_exact(&mut written)?;
    if hasher.finalize().as_bytes() == &written { Ok(()) } else { Err(not_a_backup()) }
}

/// Takes the key file and the base out of a backup, into a folder of their own.
fn take_out(path: &Path, into: &BaseFiles) -> Result<KeyFile> {
    check_hash(path)?;
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(MAGIC.len() as u64))?;
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let length = u64::from(u32::from_le_bytes(length));
    let head = MAGIC.len() as u64 + 4 + length;
    if head + HASH > size {
        return Err(Error::Damaged("Cette sauvegarde est incomplète.".to_owned()));
    }
    let mut json = Vec::new();
    (&mut file).take(length).read_to_end(&mut json)?;
    let key_file = KeyFile::parse(&json)?;
    let mut base = File::create(&into.base)?;
    std::io::copy(&mut (&mut file).take(size - head - HASH), &mut base)?;
    base.sync_all()?;
    key_file.write(&into.key)?;
    Ok(key_file)
}

/// What opens a backup, when the key store does not have its key.
#[derive(Debug, Default)]
pub struct Secret<'a> {
    pub code: Option<&'a str>,
    pub passphrase: Option<&'a str>,
    pub key: Option<Key>,
}

fn key_of(key_file: &KeyFile, secret: Secret) -> Result<Key> {
    match secret {
        Secret { code: Some(code), .. } => key_file.open_with_code(&Code::parse(code)?),
        Secret { passphrase: Some(passphrase), .. } => key_file.open_with_passphrase(passphrase),
        Secret { key: Some(key), .. } => Ok(key),
        _ => Err(Error::WrongSecret("Donnez le code de récupération de cette sauvegarde.")),
    }
}

/// Puts a backup where there is no base. Gives its key.
///
/// # Errors
/// `BaseExists` over any existing base; `WrongSecret`; `Damaged` when the file is not whole.
pub fn restore_to(file: &Path, place: &BaseFiles, secret: Secret) -> Result<Key> {
    if place.content() != Content::Nothing {
        return Err(Error::BaseExists(text(&place.base)));
    }
    let (prepared, key, _) = prepare(file, place, secret)?;
    prepared.put_in_place()?;
    Ok(key)
}

fn prepare(file: &Path, place: &BaseFiles, secret: Secret) -> Result<(Prepared, Key, u32)> {
    let prepared = Prepared::new(place)?;
    let key_file = take_out(file, &prepared.files)?;
    let key = key_of(&key_file, secret)?;
    verify(&prepared.files.base, &key, None)?;
    let missing = bring_documents(file, &prepared.files, place, &key)?;
    Ok((prepared, key, missing))
}

/// Restores a backup in place of the present base, which is moved aside, never overwritten.
pub fn restore(
    vault: &Vault,
    progress: &Progress,
    file: String,
    code: Option<String>,
    passphrase: Option<String>,
) -> Result<Restored> {
    progress.report("restore", 0, None)?;
    let file = Path::new(&file);
    let stored = peek_key_file(file).ok().and_then(|key_file| vault.stored_key(&key_file));
    let own = vault.open_base().ok().filter(|open| !open.demo).map(|open| open.key.clone());
    let secret = Secret { code: code.as_deref(), passphrase: passphrase.as_deref(), key: stored.or(own) };
    let (prepared, key, missing_documents) = prepare(file, &BaseFiles::in_folder(&vault.base_folder()), secret)?;
    let (status, aside) = vault.replace_base(prepared, key)?;
    Ok(Restored { status, moved_aside: aside.as_deref().map(text), missing_documents })
}

fn peek_key_file(path: &Path) -> Result<KeyFile> {
    let mut file = File::open(path)?;
    let mut head = vec![0; MAGIC.len() + 4];
    file.read_exact(&mut head)?;
    let length = u32::from_le_bytes(head[MAGIC.len()..].try_into().unwrap_or_default());
    let mut json = Vec::new();
    file.take(u64::from(length)).read_to_end(&mut json)?;
    KeyFile::parse(&json)
}

/// The backups in a folder, newest first.
pub fn list(folder: &Path) -> Vec<BackupFile> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<BackupFile> = entries.filter_map(|entry| describe(&entry.ok()?.path())).collect();
    files.sort_by(|a, b| b.made_at.cmp(&a.made_at).then_with(|| b.name.cmp(&a.name)));
    files
}

fn describe(path: &Path) -> Option<BackupFile> {
    let name = path.file_name()?.to_str()?.to_owned();
    let stem = name.strip_suffix(&format!(".{EXTENSION}"))?;
    let automatic = stem.starts_with(AUTOMATIC);
    let stamp = stem.strip_prefix(AUTOMATIC).or_else(|| stem.strip_prefix(BY_HAND))?;
    let made = NaiveDateTime::parse_from_str(stamp.get(..17)?, STAMP).ok()?;
    let made_at = Local.from_local_datetime(&made).earliest()?.with_timezone(&Utc);
    let size = path.metadata().ok()?.len();
    Some(BackupFile { path: text(path), name, made_at: crate::core::timestamp(made_at), size, automatic })
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    text.parse().ok()
}

/// Of the automatic backups, those past the last 7 days, 4 weeks and 12 months: of each of these the newest stays.
fn to_let_go(files: &[BackupFile], now: DateTime<Utc>) -> Vec<PathBuf> {
    let mut kept = std::collections::HashSet::new();
    let mut gone = Vec::new();
    for file in files.iter().filter(|file| file.automatic) {
        let Some(made) = instant(&file.made_at) else { continue };
        let age = now - made;
        let day = made.date_naive();
        let week = day.iso_week();
        let mut stays = false;
        if age < Duration::days(7) {
            stays |= kept.insert(format!("day {day}"));
        }
        if age < Duration::weeks(4) {
            stays |= kept.insert(format!("week {}-{}", week.year(), week.week()));
        }
        if age < Duration::days(366) {
            stays |= kept.insert(format!("month {}-{}", day.year(), day.month()));
        }
        if !stays {
            gone.push(PathBuf::from(&file.path));
        }
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rotation_keeps_seven_days_four_weeks_twelve_months() {
        let now = Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap();
        let files: Vec<BackupFile> = (0..800)
            .map(|days| {
                let made = now - Duration::days(days);
                BackupFile {
                    path: format!("{days}"),
                    name: String::new(),
                    made_at: crate::core::timestamp(made),
                    size: 0,
                    automatic: true,
                }
            })
            .collect();
        let gone = to_let_go(&files, now);
        let kept: Vec<i64> = (0..800).filter(|days| !gone.contains(&PathBuf::from(days.to_string()))).collect();
        assert_eq!(&kept[..7], &[0, 1, 2, 3, 4, 5, 6]);
        assert!((7 + 9..=7 + 4 + 13).contains(&kept.len()), "{kept:?}");
        assert!(kept.iter().all(|days| *days <= 366));
        // A backup by hand is never let go.
        let by_hand: Vec<BackupFile> = files.into_iter().map(|file| BackupFile { automatic: false, ..file }).collect();
        assert!(to_let_go(&by_hand, now).is_empty());
    }
}
