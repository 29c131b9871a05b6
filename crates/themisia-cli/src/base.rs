//! Which base, and where its key comes from.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use themisia_core::core::store::Durability;
use themisia_core::core::system_clock;
use themisia_core::demo;
use themisia_core::error::{ApiError, Error, Result as CoreResult};
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key::Key;
use themisia_core::vault::key_file::KeyFile;
use themisia_core::vault::key_store::{KeyStore, SystemKeyStore};
use themisia_core::vault::recovery_code::Code;
use themisia_core::vault::{self, NewBase, Vault, default_data_folder};

use crate::Init;

/// What ends a command: wrong usage (exit code 2), or an error (exit code 1).
pub enum Failure {
    Usage(String),
    Error(ApiError),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure::Error(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Error((&error).into())
    }
}

/// Where the key comes from: a recovery code, the environment, or the key store of the system.
pub struct KeySource {
    pub recovery_code: Option<String>,
}

impl KeySource {
    pub fn new(recovery_code: Option<String>) -> Self {
        KeySource { recovery_code }
    }

    pub fn key_from_environment(&self) -> CoreResult<Option<Key>> {
        std::env::var("THEMISIA_KEY").ok().map(|hex| Key::from_hex(&hex)).transpose()
    }

    fn key_of(&self, key_file: Option<&KeyFile>) -> CoreResult<Key> {
        if let Some(key) = self.key_from_environment()? {
            return Ok(key);
        }
        let key_file = key_file.ok_or_else(|| {
            Error::Damaged("Le fichier de clé (.key) manque à côté de la base : donnez THEMISIA_KEY.".to_owned())
        })?;
        if let Some(code) = &self.recovery_code {
            return key_file.open_with_code(&Code::parse(code)?);
        }
        if let Ok(passphrase) = std::env::var("THEMISIA_PASSPHRASE") {
            return key_file.open_with_passphrase(&passphrase);
        }
        if key_file.has_passphrase() {
            return Err(Error::WrongSecret(
                "Cette base est protégée par une phrase secrète : donnez-la dans THEMISIA_PASSPHRASE, ou --recovery-code.",
            ));
        }
        SystemKeyStore.get(key_file.base)?.ok_or(Error::WrongSecret(
            "La clé de cette base n’est pas dans le trousseau : donnez --recovery-code ou THEMISIA_KEY.",
        ))
    }
}

/// An open base, behind the same commands as the screens.
pub struct Base {
    vault: Vault,
}

impl Base {
    pub fn default_file() -> Result<PathBuf, Failure> {
        let data =
            default_data_folder().ok_or_else(|| Failure::Usage("no home folder: give --base FILE".to_owned()))?;
        Ok(BaseFiles::in_folder(&data.join("base")).base)
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    pub fn open(file: &Path, source: &KeySource) -> Result<Base, Failure> {
        let files = files_of(file)?;
        if !file.exists() {
            return Err(Error::file(
                format!("Il n’y a pas de base à « {} ». Créez-la avec `init`.", file.display()),
                "no base",
            )
            .into());
        }
        let key_file = if files.key.exists() { Some(KeyFile::read(&files.key)?) } else { None };
        let demo_id = key_file.as_ref().is_some_and(|key_file| key_file.base == demo::id());
        let key = if demo_id { demo::key() } else { source.key_of(key_file.as_ref())? };
        let key_file = match key_file {
            Some(key_file) => key_file,
            // Only the key is needed to read; a new code would open nothing that anybody was shown.
            None => KeyFile::new(&key, &Code::random()?)?,
        };
        let open = vault::open_base_at(&files, key, key_file, demo_id, Durability::Full, system_clock())?;
        Ok(Base { vault: Vault::over(open, Box::new(SystemKeyStore)) })
    }

    pub fn create(file: &Path, init: &Init) -> Result<Value, Failure> {
        let files = files_of(file)?;
        let grade = serde_json::from_value(json!(init.grade))
            .map_err(|_| Failure::Usage(format!("--grade: unknown grade « {} »", init.grade)))?;
        let new = NewBase {
            firm_name: init.firm.clone(),
            user_name: init.user.clone(),
            grade,
            passphrase: init.passphrase.clone(),
        };
        let chosen = KeySource::new(None).key_from_environment()?;
        if chosen.is_none() && init.passphrase.is_none() && !SystemKeyStore.available() {
            return Err(Failure::Usage(
                "no key store answers: give THEMISIA_KEY (64 hex digits) or --passphrase".to_owned(),
            ));
        }
        let keep = chosen.is_none() && init.passphrase.is_none();
        let (key, key_file, code) = vault::create_base_at(&files, &new, chosen, Durability::Full, system_clock())?;
        if keep {
            SystemKeyStore.set(key_file.base, &key)?;
        }
        Ok(json!({ "base": files.base, "recovery_code": code.groups().join("-") }))
    }
}

fn files_of(file: &Path) -> Result<BaseFiles, Failure> {
    Ok(BaseFiles::of(&std::path::absolute(file).map_err(Error::from)?))
}
