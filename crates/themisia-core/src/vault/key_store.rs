//! Where the key of a base lies: the key store of the operating system, or nowhere (a bare Linux, a server, a test).

use std::sync::mpsc;
use std::time::Duration;

use uuid::Uuid;

use super::key::Key;
use crate::error::{Error, Result};

const SERVICE: &str = "fr.themisia.base";
/// A store that is locked may be asking its owner for a password; one whose bus is dead never answers.
const PATIENCE: Duration = Duration::from_secs(60);

pub trait KeyStore: Send + Sync {
    /// Whether there is a store that answers.
    fn available(&self) -> bool;
    /// # Errors
    /// `KeyStore` when the store does not answer; a key that is not there is `None`.
    fn get(&self, base: Uuid) -> Result<Option<Key>>;
    fn set(&self, base: Uuid, key: &Key) -> Result<()>;
    fn delete(&self, base: Uuid) -> Result<()>;
}

/// Secret Service, Keychain or Credential Manager.
pub struct SystemKeyStore;

impl KeyStore for SystemKeyStore {
    fn available(&self) -> bool {
        // Only an entry that is really asked for tells whether the store answers.
        self.get(Uuid::nil()).is_ok()
    }

    fn get(&self, base: Uuid) -> Result<Option<Key>> {
        with_patience(move || match keyring::Entry::new(SERVICE, &base.to_string())?.get_password() {
            Ok(hex) => Ok(Some(hex)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })?
        .map(|hex| Key::from_hex(&hex))
        .transpose()
    }

    fn set(&self, base: Uuid, key: &Key) -> Result<()> {
        let hex = key.to_hex();
        with_patience(move || keyring::Entry::new(SERVICE, &base.to_string())?.set_password(&hex))
    }

    fn delete(&self, base: Uuid) -> Result<()> {
        with_patience(move || match keyring::Entry::new(SERVICE, &base.to_string())?.delete_credential() {
            Err(keyring::Error::NoEntry) => Ok(()),
            other => other,
        })
    }
}

/// No store: a passphrase, a recovery code or the environment gives the key.
pub struct NoKeyStore;

impl KeyStore for NoKeyStore {
    fn available(&self) -> bool {
        false
    }

    fn get(&self, _: Uuid) -> Result<Option<Key>> {
        Err(Error::KeyStore("there is no key store".into()))
    }

    fn set(&self, _: Uuid, _: &Key) -> Result<()> {
        Err(Error::KeyStore("there is no key store".into()))
    }

    fn delete(&self, _: Uuid) -> Result<()> {
        Err(Error::KeyStore("there is no key store".into()))
    }
}

fn with_patience<T: Send + 'static>(f: impl FnOnce() -> keyring::Result<T> + Send + 'static) -> Result<T> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = sender.send(f());
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(result) => result.map_err(|error| Error::KeyStore(error.to_string())),
        Err(_) => Err(Error::KeyStore("no answer".into())),
    }
}
