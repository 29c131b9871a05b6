//! The vault: the folder of a base, its key, and whether it is open. What a person does before and around the work.
//!
//! ```text
//! data/base/            themisia.db  themisia.key  themisia.lock  themisia.documents/
//! data/demonstration/   the same, with a key that is no secret
//! data/sauvegardes/     one closed encrypted file a backup
//! ```

pub mod blob;
pub mod folder;
pub mod key;
pub mod key_file;
pub mod key_store;
mod progress;
pub mod recovery_code;
pub mod status;

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::core::store::Durability;
use crate::core::{Clock, Core, system_clock};
use crate::error::{Error, Result};
use crate::firm;
use crate::{CONCEPTS, backup, demo, document};
use blob::Blobs;
use folder::{BaseFiles, Prepared};
use key::Key;
use key_file::KeyFile;
use key_store::KeyStore;
use recovery_code::Code;
use uuid::Uuid;

pub use folder::default_data_folder;
pub use progress::Progress;
pub use status::{Event, LockReason, NewBase, Protection, ShownCode, UnlockWay, VaultStatus};

/// Shorter ones are guessed (ANSSI, recommandations relatives à l'authentification multifacteur et aux mots de passe).
const SHORTEST_PASSPHRASE: usize = 12;

/// An open base with its key.
pub struct OpenBase {
    pub core: Core,
    pub key: Key,
    pub blobs: Blobs,
    key_file: RwLock<KeyFile>,
    pub files: BaseFiles,
    pub demo: bool,
    /// Held for as long as the base is open: a second program is refused.
    _lock: File,
}

enum State {
    Closed(VaultStatus),
    Open(Arc<OpenBase>),
}

pub struct Vault {
    /// The folder that holds everything of this user of the computer.
    data: PathBuf,
    key_store: Box<dyn KeyStore>,
    events: Box<dyn Fn(Event) + Send + Sync>,
    durability: Durability,
    state: RwLock<State>,
    tasks: Mutex<HashMap<String, Arc<AtomicBool>>>,
    /// Loads what search keeps in memory while the first screen shows.
    loader: Mutex<Option<JoinHandle<()>>>,
}

impl Vault {
    /// Looks at the folder and opens the base when its key is there.
    pub fn start(data: &Path, key_store: Box<dyn KeyStore>, events: Box<dyn Fn(Event) + Send + Sync>) -> Vault {
        Vault::start_with(data, key_store, events, Durability::Full)
    }

    pub fn start_with(
        data: &Path,
        key_store: Box<dyn KeyStore>,
        events: Box<dyn Fn(Event) + Send + Sync>,
        durability: Durability,
    ) -> Vault {
        let nothing = VaultStatus::FirstRun { folder: String::new(), key_store: false };
        let vault = Vault {
            data: data.to_owned(),
            key_store,
            events,
            durability,
            state: RwLock::new(State::Closed(nothing)),
            tasks: Mutex::default(),
            loader: Mutex::default(),
        };
        vault.reopen();
        vault
    }

    /// Around a base that is open already: for the command line.
    pub fn over(open: OpenBase, key_store: Box<dyn KeyStore>) -> Vault {
        Vault {
            data: open.files.folder().parent().unwrap_or(Path::new(".")).to_owned(),
            key_store,
            events: Box::new(|_| {}),
            durability: Durability::Full,
            state: RwLock::new(State::Open(Arc::new(open))),
            tasks: Mutex::default(),
            loader: Mutex::default(),
        }
    }

    pub fn data_folder(&self) -> &Path {
        &self.data
    }

    pub fn base_folder(&self) -> PathBuf {
        self.data.join("base")
    }

    /// Where backups go unless the person chose elsewhere.
    pub(crate) fn backup_folder(&self) -> PathBuf {
        self.files().backups()
    }

    fn files(&self) -> BaseFiles {
        BaseFiles::in_folder(&self.base_folder())
    }

    fn demo_files(&self) -> BaseFiles {
        BaseFiles::in_folder(&self.data.join("demonstration"))
    }

    /// # Errors
    /// `Locked` while no base is open.
    pub fn open_base(&self) -> Result<Arc<OpenBase>> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open(open) => Ok(Arc::clone(open)),
            State::Closed(_) => Err(Error::Locked),
        }
    }

    pub fn emit(&self, event: Event) {
        (self.events)(event);
    }

    fn set(&self, state: State) -> VaultStatus {
        if let State::Open(open) = &state {
            let open = Arc::clone(open);
            let loader = thread::spawn(move || {
                if let Err(error) = open.core.load_words() {
                    tracing::error!(cause = error.cause(), "vocabulary not loaded");
                }
                if let Err(error) = document::tidy(&open) {
                    tracing::warn!(cause = error.cause(), "left-over documents not removed");
                }
            });
            *self.loader.lock().unwrap_or_else(PoisonError::into_inner) = Some(loader);
        }
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        let status = status(self).unwrap_or_else(|error| self.refused(&error));
        self.emit(Event::Vault { status: status.clone() });
        status
    }

    /// Closes the base: long work is asked to stop, and whoever is still reading or writing ends first.
    fn close(&self) {
        let placeholder = State::Closed(VaultStatus::Locked {
            folder: text(&self.base_folder()),
            way: UnlockWay::KeyStore,
            reason: LockReason::Locked,
            key_store: false,
        });
        let before = std::mem::replace(&mut *self.state.write().unwrap_or_else(PoisonError::into_inner), placeholder);
        for cancelled in self.tasks.lock().unwrap_or_else(PoisonError::into_inner).values() {
            cancelled.store(true, Ordering::Relaxed);
        }
        if let Some(loader) = self.loader.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = loader.join();
        }
        let State::Open(mut open) = before else { return };
        // A command that runs holds the base too; it ends by itself.
        loop {
            match Arc::try_unwrap(open) {
                Ok(closed) => {
                    closed.blobs.remove_copies();
                    return drop(closed);
                }
                Err(shared) => open = shared,
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn refused(&self, error: &Error) -> VaultStatus {
        VaultStatus::Refused { folder: text(&self.base_folder()), error: error.into() }
    }

    fn locked(&self, way: UnlockWay, reason: LockReason) -> VaultStatus {
        VaultStatus::Locked { folder: text(&self.base_folder()), way, reason, key_store: self.key_store.available() }
    }

    /// Looks again at what is on the disk.
    pub fn reopen(&self) -> VaultStatus {
        // It holds the lock that is about to be asked for.
        self.close();
        let state = self.look().unwrap_or_else(|error| State::Closed(self.refused(&error)));
        self.set(state)
    }

    fn look(&self) -> Result<State> {
        let files = self.files();
        folder::refuse_unsafe(files.folder())?;
        match files.content() {
            folder::Content::Nothing => {
                let key_store = self.key_store.available();
                Ok(State::Closed(VaultStatus::FirstRun { folder: text(files.folder()), key_store }))
            }
            folder::Content::Base => {
                let key_file = KeyFile::read(&files.key)?;
                if key_file.has_passphrase() {
                    return Ok(State::Closed(self.locked(UnlockWay::Passphrase, LockReason::Locked)));
                }
                let key = match self.key_store.get(key_file.base) {
                    Ok(Some(key)) => key,
                    Ok(None) => return Ok(State::Closed(self.locked(UnlockWay::RecoveryCode, LockReason::KeyMissing))),
                    Err(_) => {
                        return Ok(State::Closed(
                            self.locked(UnlockWay::RecoveryCode, LockReason::KeyStoreUnavailable),
                        ));
                    }
                };
                match self.open(&files, key, key_file, false) {
                    Ok(open) => Ok(State::Open(Arc::new(open))),
                    Err(Error::WrongSecret(_)) => {
                        Ok(State::Closed(self.locked(UnlockWay::RecoveryCode, LockReason::KeyWrong)))
                    }
                    Err(error) => Err(error),
                }
            }
            folder::Content::BaseWithoutKeyFile => Err(Error::Damaged(format!(
                "Le fichier « {} » manque à côté de la base. Remettez-le à sa place, ou restaurez une sauvegarde.",
                text(&files.key)
            ))),
            folder::Content::KeyFileWithoutBase => Err(Error::Damaged(format!(
                "Le fichier « {} » manque : seule sa clé est là. Remettez-le à sa place, ou restaurez une sauvegarde.",
                text(&files.base)
            ))),
        }
    }

    fn open(&self, files: &BaseFiles, key: Key, key_file: KeyFile, demo: bool) -> Result<OpenBase> {
        open_base_at(files, key, key_file, demo, self.durability, system_clock())
    }

    /// The key goes where it opens the base next time: the key store, unless a passphrase guards it.
    fn keep_key(&self, key: &Key, key_file: &KeyFile) -> Result<()> {
        if !key_file.has_passphrase() {
            return self.key_store.set(key_file.base, key);
        }
        match self.key_store.delete(key_file.base) {
            // Where no store answers there is no key to take out of it.
            Err(Error::KeyStore(_)) if !self.key_store.available() => Ok(()),
            outcome => outcome,
        }
    }

    pub(crate) fn begin_task(&self, task: &str) -> Progress<'_> {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).insert(task.to_owned(), Arc::clone(&cancelled));
        Progress { vault: Some(self), task: task.to_owned(), cancelled }
    }

    pub(crate) fn end_task(&self, task: &str) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).remove(task);
    }

    pub(crate) fn key_file(&self, open: &OpenBase) -> KeyFile {
        open.key_file.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change_key_file(&self, open: &OpenBase, change: impl FnOnce(&mut KeyFile) -> Result<()>) -> Result<()> {
        let mut current = open.key_file.write().unwrap_or_else(PoisonError::into_inner);
        let mut file = current.clone();
        change(&mut file)?;
        file.write(&open.files.key)?;
        *current = file;
        Ok(())
    }

    /// Puts a restored base in place of the present one, which is moved aside, and opens it.
    pub(crate) fn replace_base(&self, prepared: Prepared, key: Key) -> Result<(VaultStatus, Option<PathBuf>)> {
        let files = self.files();
        folder::refuse_unsafe(files.folder())?;
        self.close();
        let aside = prepared.replace()?;
        let key_file = KeyFile::read(&files.key)?;
        if !key_file.has_passphrase() {
            // Without a key store the recovery code will be asked at the next start, where a passphrase can be set.
            let _ = self.key_store.set(key_file.base, &key);
        }
        let open = self.open(&files, key, key_file, false)?;
        Ok((self.set(State::Open(Arc::new(open))), aside))
    }

    pub(crate) fn stored_key(&self, key_file: &KeyFile) -> Option<Key> {
        self.key_store.get(key_file.base).ok().flatten()
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        // Database threads end before the program: OpenSSL's end would pull the ground from under them.
        self.close();
    }
}

// ------------------------------------------------------------------ commands

pub fn status(vault: &Vault) -> Result<VaultStatus> {
    let open = match &*vault.state.read().unwrap_or_else(PoisonError::into_inner) {
        State::Closed(status) => return Ok(status.clone()),
        State::Open(open) => Arc::clone(open),
    };
    let signer = open.core.signer()?;
    open.core.read(|reader| {
        Ok(VaultStatus::Open {
            folder: text(open.files.folder()),
            demo: open.demo,
            recovery_confirmed: open.demo || firm::local_setting(reader, RECOVERY_CONFIRMED)?.is_some(),
            protection: if vault.key_file(&open).has_passphrase() {
                Protection::Passphrase
            } else {
                Protection::KeyStore
            },
            firm_name: firm::name(reader)?,
            user: firm::user(reader, signer.user)?,
            device: firm::device(reader, signer.device)?,
        })
    })
}

const RECOVERY_CONFIRMED: &str = "recovery_confirmed";

/// Makes the base of a firm, and gives the recovery code to show once.
///
/// # Errors
/// `BaseExists` over any existing file; `UnsafeFolder`; `Invalid` without a name, or without a passphrase where there is no
/// key store.
pub fn create(vault: &Vault, new: NewBase) -> Result<ShownCode> {
    let files = vault.files();
    if new.passphrase.is_none() && !vault.key_store.available() {
        return Err(Error::invalid(
            "passphrase",
            "required",
            "Cet ordinateur n’a pas de trousseau de clés : choisissez une phrase secrète.",
        ));
    }
    let (key, key_file, code) = create_base_at(&files, &new, None, vault.durability, system_clock())?;
    if let Err(error) = vault.keep_key(&key, &key_file) {
        // Nobody has the key of this base, nor its code: it was made an instant ago and holds nothing.
        std::fs::remove_file(&files.base)?;
        std::fs::remove_file(&files.key)?;
        return Err(error);
    }
    let open = vault.open(&files, key, key_file, false)?;
    vault.set(State::Open(Arc::new(open)));
    Ok((&code).into())
}

/// Makes a whole base beside, then puts it in place by one rename: there is never half a base. The key is random unless given.
pub fn create_base_at(
    files: &BaseFiles,
    new: &NewBase,
    key: Option<Key>,
    durability: Durability,
    clock: Clock,
) -> Result<(Key, KeyFile, Code)> {
    let id = Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext));
    let key = key.map_or_else(Key::random, Ok)?;
    create_filled_base_at(files, new, id, key, durability, clock, |_| Ok(()))
}

/// The same, with what `fill` writes before the base is put in place.
pub(crate) fn create_filled_base_at(
    files: &BaseFiles,
    new: &NewBase,
    id: Uuid,
    key: Key,
    durability: Durability,
    clock: Clock,
    fill: impl FnOnce(&Core) -> Result<()>,
) -> Result<(Key, KeyFile, Code)> {
    folder::refuse_unsafe(files.folder())?;
    if let Some(passphrase) = &new.passphrase {
        check_passphrase(passphrase)?;
    }
    if files.content() != folder::Content::Nothing {
        return Err(Error::BaseExists(text(&files.base)));
    }
    let code = Code::random()?;
    let mut key_file = KeyFile::of(id, &key, &code)?;
    key_file.set_passphrase(&key, new.passphrase.as_deref())?;
    let prepared = Prepared::new(files)?;
    key_file.write(&prepared.files.key)?;
    let core = Core::create(&prepared.files.base, &key, CONCEPTS, clock, durability)?;
    firm::found(&core, new)?;
    fill(&core)?;
    // The file alone holds everything before it is renamed.
    core.writer().query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    drop(core);
    File::options().write(true).open(&prepared.files.base)?.sync_all()?;
    prepared.put_in_place()?;
    Ok((key, key_file, code))
}

/// Opens a base with its key; one that an older version of the program made is backed up before it is brought up to date.
pub fn open_base_at(
    files: &BaseFiles,
    key: Key,
    key_file: KeyFile,
    demo: bool,
    durability: Durability,
    clock: Clock,
) -> Result<OpenBase> {
    folder::refuse_unsafe(files.folder())?;
    let was_locked_before = files.lock.exists();
    let lock = File::create(&files.lock)?;
    lock.try_lock().map_err(|_| Error::AlreadyOpen)?;
    let open = || -> Result<(Core, Blobs)> {
        if !demo {
            backup::before_update(files, &key, &key_file)?;
        }
        let core = Core::open(&files.base, &key, CONCEPTS, clock, durability)?;
        core.read(|reader| firm::signer(reader)).map(|signer| core.sign_as(signer))?;
        Ok((core, Blobs::of(files, &key)?))
    };
    let opened = open();
    if opened.is_err() && !was_locked_before {
        // Beside a file that is no base, nothing of ours is left.
        let _ = std::fs::remove_file(&files.lock);
    }
    let (core, blobs) = opened?;
    // What the program left open when it last ended.
    blobs.remove_copies();
    Ok(OpenBase { core, key, blobs, key_file: RwLock::new(key_file), files: files.clone(), demo, _lock: lock })
}

/// Opens the demonstration, a base of its own; makes it the first time.
pub fn open_demo(vault: &Vault) -> Result<VaultStatus> {
    let files = vault.demo_files();
    let key = demo::key();
    if files.content() != folder::Content::Base {
        demo::create(&files)?;
    }
    let key_file = KeyFile::read(&files.key)?;
    vault.close();
    let open = vault.open(&files, key, key_file, true).inspect_err(|_| {
        vault.reopen();
    })?;
    Ok(vault.set(State::Open(Arc::new(open))))
}

pub fn leave_demo(vault: &Vault) -> Result<VaultStatus> {
    Ok(vault.reopen())
}

/// Opens a locked base, with the passphrase where one guards it.
pub fn unlock(vault: &Vault, passphrase: String) -> Result<VaultStatus> {
    let files = vault.files();
    let key_file = KeyFile::read(&files.key)?;
    if !key_file.has_passphrase() {
        return Ok(vault.reopen());
    }
    let key = key_file.open_with_passphrase(&passphrase)?;
    let open = vault.open(&files, key, key_file, false)?;
    Ok(vault.set(State::Open(Arc::new(open))))
}

/// Opens the base with its recovery code and puts the key back: in the key store, or under a new passphrase.
pub fn recover(vault: &Vault, code: String, passphrase: Option<String>) -> Result<VaultStatus> {
    let code = Code::parse(&code)?;
    let files = vault.files();
    let mut key_file = KeyFile::read(&files.key)?;
    let key = key_file.open_with_code(&code)?;
    if let Some(passphrase) = &passphrase {
        check_passphrase(passphrase)?;
    } else if !vault.key_store.available() {
        return Err(Error::invalid(
            "passphrase",
            "required",
            "Cet ordinateur n’a pas de trousseau de clés : choisissez une nouvelle phrase secrète.",
        ));
    }
    let open = vault.open(&files, key.clone(), key_file.clone(), false)?;
    if key_file.has_passphrase() || passphrase.is_some() {
        key_file.set_passphrase(&key, passphrase.as_deref())?;
        vault.change_key_file(&open, |file| {
            *file = key_file.clone();
            Ok(())
        })?;
    }
    vault.keep_key(&key, &key_file)?;
    Ok(vault.set(State::Open(Arc::new(open))))
}

/// Closes the base and forgets its key.
pub fn lock(vault: &Vault) -> Result<VaultStatus> {
    let open = vault.open_base()?;
    if open.demo {
        return Ok(vault.reopen());
    }
    let way = if vault.key_file(&open).has_passphrase() { UnlockWay::Passphrase } else { UnlockWay::KeyStore };
    drop(open);
    vault.close();
    Ok(vault.set(State::Closed(vault.locked(way, LockReason::Locked))))
}

/// A new code; the old one opens nothing any more.
pub fn renew_recovery_code(vault: &Vault) -> Result<ShownCode> {
    let open = vault.open_base()?;
    let code = Code::random()?;
    vault.change_key_file(&open, |file| file.set_code(&open.key, &code))?;
    open.core.write_local(|conn| firm::set_local_setting(conn, RECOVERY_CONFIRMED, None))?;
    vault.emit(Event::Vault { status: status(vault)? });
    Ok((&code).into())
}

/// The code typed back: only one that opens the base counts.
pub fn confirm_recovery_code(vault: &Vault, code: String) -> Result<()> {
    let open = vault.open_base()?;
    vault.key_file(&open).open_with_code(&Code::parse(&code)?)?;
    open.core.write_local(|conn| firm::set_local_setting(conn, RECOVERY_CONFIRMED, Some("yes")))?;
    vault.emit(Event::Vault { status: status(vault)? });
    Ok(())
}

/// Sets, changes or (with `None`) removes the passphrase.
pub fn set_passphrase(vault: &Vault, current: Option<String>, passphrase: Option<String>) -> Result<VaultStatus> {
    let open = vault.open_base()?;
    let before = vault.key_file(&open);
    if before.has_passphrase() {
        before.open_with_passphrase(current.as_deref().unwrap_or_default())?;
    }
    match &passphrase {
        Some(passphrase) => check_passphrase(passphrase)?,
        None if !vault.key_store.available() => {
            return Err(Error::invalid(
                "passphrase",
                "required",
                "Cet ordinateur n’a pas de trousseau de clés : la phrase secrète ne peut pas être retirée.",
            ));
        }
        // The key is in the store before the passphrase goes: there is always a way in.
        None => vault.key_store.set(before.base, &open.key)?,
    }
    vault.change_key_file(&open, |file| file.set_passphrase(&open.key, passphrase.as_deref()))?;
    if passphrase.is_some() {
        let forgotten = vault.key_store.delete(before.base);
        // Behind the passphrase of before, the store held nothing, and there may be none.
        if !before.has_passphrase() {
            forgotten?;
        }
    } else {
        let mut settings = firm::device_settings(vault)?;
        settings.idle_lock_minutes = 0;
        firm::save_device_settings(vault, settings)?;
    }
    let status = status(vault)?;
    vault.emit(Event::Vault { status: status.clone() });
    Ok(status)
}

pub fn cancel_task(vault: &Vault, task: String) -> Result<()> {
    if let Some(cancelled) = vault.tasks.lock().unwrap_or_else(PoisonError::into_inner).get(&task) {
        cancelled.store(true, Ordering::Relaxed);
    }
    Ok(())
}

fn check_passphrase(passphrase: &str) -> Result<()> {
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(Error::invalid(
            "passphrase",
            "too_short",
            format!(
                "Une phrase secrète a au moins {SHORTEST_PASSPHRASE} caractères : par exemple quatre mots au hasard."
            ),
        ));
    }
    Ok(())
}

pub(crate) fn text(path: &Path) -> String {
    path.display().to_string()
}
