//! A key store in memory, kept in a file so that a host started again on the same folder still has the key.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use themisia_core::error::{Error, Result};
use themisia_core::vault::key::Key;
use themisia_core::vault::key_store::KeyStore;
use uuid::Uuid;

pub struct FileKeyStore {
    file: PathBuf,
    keys: Mutex<BTreeMap<String, String>>,
}

impl FileKeyStore {
    pub fn open(file: PathBuf) -> std::result::Result<FileKeyStore, String> {
        let keys = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", file.display()))?,
            Err(_) => BTreeMap::new(),
        };
        Ok(FileKeyStore { file, keys: Mutex::new(keys) })
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<()> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut keys);
        std::fs::write(&self.file, serde_json::to_vec(&*keys)?).map_err(|error| Error::KeyStore(error.to_string()))
    }
}

impl KeyStore for FileKeyStore {
    fn available(&self) -> bool {
        true
    }

    fn get(&self, base: Uuid) -> Result<Option<Key>> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(&base.to_string()).map(|hex| Key::from_hex(hex)).transpose()
    }

    fn set(&self, base: Uuid, key: &Key) -> Result<()> {
        self.change(|keys| drop(keys.insert(base.to_string(), key.to_hex().to_string())))
    }

    fn delete(&self, base: Uuid) -> Result<()> {
        self.change(|keys| drop(keys.remove(&base.to_string())))
    }
}
