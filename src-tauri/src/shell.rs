//! The vault behind the window: started beside it, tended while it is open, closed with it.

use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use tauri::{AppHandle, Emitter};
use themisia_core::backup;
use themisia_core::commands::dispatch;
use themisia_core::email::watch;
use themisia_core::error::{ApiError, Error};
use themisia_core::vault::Vault;
use themisia_core::vault::key_store::SystemKeyStore;

use crate::notification;

/// How often to see what the desktop is to be told of.
const TOLD_EVERY: Duration = Duration::from_secs(60);
/// After how many of these to see whether the daily backup is due.
const TENDED_EVERY: u32 = 5;
/// Soon, for those who never keep the window open long, but not while the first screen is being drawn.
const FIRST_TENDED_AFTER: Duration = Duration::from_secs(30);

pub struct Shell {
    /// Set once the vault has looked at its folder and its key.
    started: OnceLock<()>,
    vault: RwLock<Option<Arc<Vault>>>,
    /// Dropped to stop the tending.
    tending: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Shell {
    /// Returns at once; the vault starts on a thread of its own.
    pub fn start(app: AppHandle, folder: PathBuf, demo: bool) -> Arc<Shell> {
        let shell = Arc::new(Shell { started: OnceLock::new(), vault: RwLock::new(None), tending: Mutex::new(None) });
        let (stop, stopped) = mpsc::channel::<()>();
        let tended = Arc::clone(&shell);
        let thread = std::thread::spawn(move || {
            tended.open(app.clone(), folder, demo);
            let mut wait = FIRST_TENDED_AFTER;
            let mut times = 0;
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(wait) {
                wait = TOLD_EVERY;
                let vault = tended.vault.read().unwrap_or_else(PoisonError::into_inner).clone();
                let Some(vault) = vault else { continue };
                notification::tend(&app, &vault);
                times += 1;
                if times % TENDED_EVERY != 1 {
                    continue;
                }
                if let Err(error) = backup::tend(&vault) {
                    tracing::error!("the automatic backup failed: {}", error.cause());
                }
                if let Err(error) = watch::tend(&vault) {
                    tracing::error!("the watched folder could not be read: {}", error.cause());
                }
            }
        });
        *shell.tending.lock().unwrap_or_else(PoisonError::into_inner) = Some((stop, thread));
        shell
    }

    fn open(&self, app: AppHandle, folder: PathBuf, demo: bool) {
        let forward = move |event| {
            if let Err(error) = app.emit("themisia", event) {
                tracing::warn!("an event did not reach the page: {error}");
            }
        };
        let vault = Vault::start(&folder, Box::new(SystemKeyStore), Box::new(forward));
        if demo && let Err(error) = dispatch(&vault, "open_demo", json!({})) {
            tracing::error!("the demonstration did not open: {:?}", error.code);
        }
        *self.vault.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(vault));
        let _ = self.started.set(());
        tracing::info!("started");
    }

    /// Runs a command; the first ones wait until the vault is started.
    pub fn call(&self, name: &str, args: Value) -> Result<Value, ApiError> {
        self.started.wait();
        // Held to the end: closing waits for the commands that run.
        let vault = self.vault.read().unwrap_or_else(PoisonError::into_inner);
        let output = match &*vault {
            Some(vault) => dispatch(vault, name, args)?,
            None => return Err(ApiError::from(&Error::Locked)),
        };
        if name == "open_document" {
            // Here and not in the page, which may open nothing by itself.
            let path = output["path"].as_str().unwrap_or_default();
            tauri_plugin_opener::open_path(path, None::<&str>).map_err(|error| {
                ApiError::from(&Error::file(
                    "Aucun programme de ce poste n’ouvre ce type de fichier. Enregistrez-le.",
                    error,
                ))
            })?;
        }
        Ok(output)
    }

    /// Waits for what runs, then lets go of the base: a thread that still reads while the process exits would see
    /// OpenSSL torn down under it.
    pub fn close(&self) {
        if self.started.get().is_none() {
            return;
        }
        if let Some((stop, thread)) = self.tending.lock().unwrap_or_else(PoisonError::into_inner).take() {
            drop(stop);
            let _ = thread.join();
        }
        drop(self.vault.write().unwrap_or_else(PoisonError::into_inner).take());
        tracing::info!("closed");
    }
}
