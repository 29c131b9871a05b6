//! A desk: a base of its own in a temporary folder, and the commands a person would call.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;
use themisia_core::commands::dispatch;
use themisia_core::core::store::Durability;
use themisia_core::error::{ApiError, ErrorCode, Result};
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key::Key;
use themisia_core::vault::key_file::KeyFile;
use themisia_core::vault::key_store::{KeyStore, NoKeyStore};
use themisia_core::vault::{Event, Vault, open_base_at};
use uuid::Uuid;

/// A key store in memory, which a test can look into and empty.
#[derive(Clone, Default)]
pub struct Keyring(Arc<Mutex<HashMap<Uuid, Key>>>);

impl Keyring {
    pub fn forget_all(&self) {
        self.0.lock().unwrap().clear();
    }

    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }

    pub fn replace_all(&self, key: &Key) {
        self.0.lock().unwrap().values_mut().for_each(|kept| *kept = key.clone());
    }
}

impl KeyStore for Keyring {
    fn available(&self) -> bool {
        true
    }

    fn get(&self, base: Uuid) -> Result<Option<Key>> {
        Ok(self.0.lock().unwrap().get(&base).cloned())
    }

    fn set(&self, base: Uuid, key: &Key) -> Result<()> {
        self.0.lock().unwrap().insert(base, key.clone());
        Ok(())
    }

    fn delete(&self, base: Uuid) -> Result<()> {
        self.0.lock().unwrap().remove(&base);
        Ok(())
    }
}

pub struct Desk {
    pub vault: Vault,
    pub keyring: Option<Keyring>,
    pub events: Arc<Mutex<Vec<Event>>>,
    folder: Arc<TempDir>,
    /// As shown at first run.
    pub recovery_code: String,
}

impl Desk {
    /// A computer where Themisia was never started.
    pub fn first_run() -> Desk {
        Desk::start(Arc::new(TempDir::new().unwrap()), Some(Keyring::default()))
    }

    pub fn without_key_store() -> Desk {
        Desk::start(Arc::new(TempDir::new().unwrap()), None)
    }

    fn start(folder: Arc<TempDir>, keyring: Option<Keyring>) -> Desk {
        let events = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&events);
        let store: Box<dyn KeyStore> = match &keyring {
            Some(keyring) => Box::new(keyring.clone()),
            None => Box::new(NoKeyStore),
        };
        let vault = Vault::start_with(
            folder.path(),
            store,
            Box::new(move |event| seen.lock().unwrap().push(event)),
            Durability::Relaxed,
        );
        Desk { vault, keyring, events, folder, recovery_code: String::new() }
    }

    /// A solo lawyer's new base.
    pub fn new() -> Desk {
        let mut desk = Desk::first_run();
        let code = desk.call("create_base", json!({ "new": founder(None) }));
        desk.recovery_code = code["code"].as_str().unwrap().to_owned();
        desk
    }

    /// The program ends and starts again on the same computer.
    pub fn restart(self) -> Desk {
        let Desk { vault, keyring, folder, recovery_code, .. } = self;
        drop(vault);
        Desk { recovery_code, ..Desk::start(folder, keyring) }
    }

    /// The same base as it is opened at an instant: `2026-03-02T09:00:00Z`. Time stands still there.
    pub fn at(self, instant: &str) -> Desk {
        let at: DateTime<Utc> = instant.parse().unwrap();
        let Desk { vault, keyring, folder, recovery_code, events } = self;
        drop(vault);
        let files = BaseFiles::in_folder(&folder.path().join("base"));
        let key = keyring.as_ref().unwrap().0.lock().unwrap().values().next().unwrap().clone();
        let key_file = KeyFile::read(&files.key).unwrap();
        let open = open_base_at(&files, key, key_file, false, Durability::Relaxed, Box::new(move || at)).unwrap();
        Desk { vault: Vault::over(open, Box::new(NoKeyStore)), keyring, events, folder, recovery_code }
    }

    pub fn call(&self, name: &str, arguments: Value) -> Value {
        dispatch(&self.vault, name, arguments).unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub fn refused(&self, name: &str, arguments: Value) -> ApiError {
        match dispatch(&self.vault, name, arguments) {
            Ok(output) => panic!("{name} should be refused, gave {output}"),
            Err(error) => error,
        }
    }

    pub fn refused_with(&self, code: ErrorCode, name: &str, arguments: Value) {
        let error = self.refused(name, arguments);
        assert_eq!(error.code, code, "{error:?}");
    }

    /// The reason for which a wrong input is refused.
    pub fn refusal(&self, command: &str, arguments: Value) -> String {
        let error = self.refused(command, arguments);
        assert_eq!(error.code, ErrorCode::Invalid, "{error:?}");
        error.reason.unwrap()
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn base_file(&self) -> PathBuf {
        self.data().join("base/themisia.db")
    }

    pub fn state(&self) -> Value {
        self.call("vault_status", json!({}))
    }

    /// Saves a person; gives the id.
    pub fn person(&self, first_names: &str, birth_name: &str) -> String {
        id(&self.call("save_contact", json!({ "draft": person(first_names, birth_name) })))
    }

    pub fn company(&self, name: &str) -> String {
        let draft = json!({ "id": null, "kind": "legal_person", "organisation_name": name });
        id(&self.call("save_contact", json!({ "draft": draft })))
    }

    pub fn contact(&self, id: &str) -> Value {
        self.call("get_contact", json!({ "id": id }))
    }

    /// Changes some fields of a contact, as the form does.
    pub fn edit(&self, id: &str, fields: Value) -> Value {
        let mut draft = self.contact(id)["draft"].clone();
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        self.call("save_contact", json!({ "draft": draft }))
    }

    pub fn names(&self, view: &str) -> Vec<String> {
        self.list(json!({ "view": view, "kind": null, "quality": null, "text": "" }))
    }

    pub fn list(&self, filter: Value) -> Vec<String> {
        let page = self.call(
            "list_contacts",
            json!({ "filter": filter, "sort": { "key": "name", "descending": false }, "page": { "offset": 0, "limit": 500 } }),
        );
        names(&page["rows"])
    }

    pub fn search(&self, text: &str) -> Vec<String> {
        let hits = self.call("search_contacts", json!({ "text": text, "include_hidden": false, "limit": 20 }));
        hits.as_array().unwrap().iter().map(|hit| hit["contact"]["name"].as_str().unwrap().to_owned()).collect()
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.data().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    pub fn check(&self) {
        let report = self.call("check_base", json!({ "task": "check" }));
        assert_eq!(report["ok"], true, "{report:#}");
    }

    /// Every row of the synced tables, as bytes: to compare the base with itself.
    pub fn rows(&self) -> String {
        self.vault
            .open_base()
            .unwrap()
            .core
            .read(|reader| {
                let mut text = String::new();
                for table in themisia_core::SYNCED {
                    let mut statement = reader.prepare(&format!("select * from {} order by id", table.name))?;
                    let columns = statement.column_count();
                    let mut rows = statement.query([])?;
                    while let Some(row) = rows.next()? {
                        for column in 0..columns {
                            text.push_str(&format!("{:?}|", row.get_ref(column)?));
                        }
                        text.push_str(table.name);
                        text.push('\n');
                    }
                }
                Ok(text)
            })
            .unwrap()
    }
}

pub fn founder(passphrase: Option<&str>) -> Value {
    json!({ "firm_name": "Cabinet Vasseur", "user_name": "Claire Vasseur", "grade": "partner", "passphrase": passphrase })
}

pub fn person(first_names: &str, birth_name: &str) -> Value {
    json!({ "id": null, "kind": "natural_person", "first_names": first_names, "birth_name": birth_name })
}

pub fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

pub fn names(rows: &Value) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

impl Desk {
    /// Restarts, and asserts that opening (or failing to) leaves the base byte for byte as it was.
    pub fn restart_keeping_bytes(self) -> Desk {
        let file = self.base_file();
        let bytes = |file: &Path| blake3::hash(&std::fs::read(file).unwrap());
        let Desk { vault, keyring, folder, recovery_code, .. } = self;
        drop(vault);
        let before = bytes(&file);
        let desk = Desk { recovery_code, ..Desk::start(folder, keyring) };
        assert_eq!(before, bytes(&file));
        desk
    }

    pub fn second_program(&self) -> Desk {
        Desk::start(Arc::clone(&self.folder), self.keyring.clone())
    }
}
