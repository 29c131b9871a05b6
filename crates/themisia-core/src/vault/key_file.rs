//! `themisia.key`, beside the base: the key wrapped under the recovery code, and under a passphrase when there is one.
//!
//! Recovery code: 125 bits of its own, HKDF-SHA256 (RFC 5869). Passphrase: Argon2id (RFC 9106). Both: XChaCha20-Poly1305, with
//! the base's id as associated data.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::key::{Key, random};
use super::recovery_code::Code;
use crate::error::{Error, Result};

const FORMAT: u32 = 1;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyFile {
    format: u32,
    /// Names the base in the key store of the system.
    pub base: Uuid,
    recovery: Sealed,
    passphrase: Option<SealedByPassphrase>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Sealed {
    salt: String,
    nonce: String,
    sealed: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SealedByPassphrase {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    #[serde(flatten)]
    sealed: Sealed,
}

impl KeyFile {
    pub fn new(key: &Key, code: &Code) -> Result<KeyFile> {
        KeyFile::of(Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext)), key, code)
    }

    /// For a base whose id is given.
    pub(crate) fn of(base: Uuid, key: &Key, code: &Code) -> Result<KeyFile> {
        let recovery = seal_by_code(base, key, code)?;
        Ok(KeyFile { format: FORMAT, base, recovery, passphrase: None })
    }

    pub fn set_code(&mut self, key: &Key, code: &Code) -> Result<()> {
        self.recovery = seal_by_code(self.base, key, code)?;
        Ok(())
    }

    pub fn set_passphrase(&mut self, key: &Key, passphrase: Option<&str>) -> Result<()> {
        self.passphrase = passphrase.map(|passphrase| seal_by_passphrase(self.base, key, passphrase)).transpose()?;
        Ok(())
    }

    pub fn has_passphrase(&self) -> bool {
        self.passphrase.is_some()
    }

    /// # Errors
    /// `WrongSecret` when the code is not the one of this base.
    pub fn open_with_code(&self, code: &Code) -> Result<Key> {
        let salt = bytes(&self.recovery.salt)?;
        let wrapping = key_of_code(code, &salt)?;
        open(self.base, &wrapping, &self.recovery)
            .map_err(|_| Error::WrongSecret("Ce code de récupération n’est pas celui de cette base."))
    }

    /// # Errors
    /// `WrongSecret` when the passphrase is wrong, or when there is none.
    pub fn open_with_passphrase(&self, passphrase: &str) -> Result<Key> {
        let wrong = || Error::WrongSecret("Cette phrase secrète n’est pas la bonne. Vérifiez la touche Verr. Maj.");
        let sealed = self.passphrase.as_ref().ok_or_else(wrong)?;
        let salt = bytes(&sealed.sealed.salt)?;
        let params = Params::new(sealed.memory_kib, sealed.passes, sealed.lanes, Some(32))
            .map_err(|_| damaged("argon2 parameters"))?;
        let wrapping = key_of_passphrase(passphrase, &salt, params)?;
        open(self.base, &wrapping, &sealed.sealed).map_err(|_| wrong())
    }

    /// # Errors
    /// `Damaged` when the file is no key file, `NewerSchema` when a newer program wrote it.
    pub fn read(path: &Path) -> Result<KeyFile> {
        KeyFile::parse(&fs::read(path)?)
    }

    pub fn parse(json: &[u8]) -> Result<KeyFile> {
        let file: KeyFile = serde_json::from_slice(json).map_err(damaged)?;
        if file.format > FORMAT {
            return Err(Error::NewerSchema { found: file.format, known: FORMAT });
        }
        Ok(file)
    }

    pub fn to_json(&self) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec_pretty(self)?)
    }

    /// Written beside, made durable, then put in place: there is always a whole file.
    pub fn write(&self, path: &Path) -> Result<()> {
        write_durably(path, &self.to_json()?)
    }
}

/// Temporary file, fsync, rename, fsync of the folder.
pub(crate) fn write_durably(path: &Path, content: &[u8]) -> Result<()> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Makes a rename durable; Windows has no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn seal_by_code(base: Uuid, key: &Key, code: &Code) -> Result<Sealed> {
    let salt = random::<16>()?;
    let wrapping = key_of_code(code, &salt)?;
    seal(base, key, &wrapping, &salt)
}

fn seal_by_passphrase(base: Uuid, key: &Key, passphrase: &str) -> Result<SealedByPassphrase> {
    // RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes.
    let (memory_kib, passes, lanes) = (64 * 1024, 3, 4);
    let salt = random::<16>()?;
    let params =
        Params::new(memory_kib, passes, lanes, Some(32)).map_err(|error| Error::Internal(error.to_string()))?;
    let wrapping = key_of_passphrase(passphrase, &salt, params)?;
    Ok(SealedByPassphrase { memory_kib, passes, lanes, sealed: seal(base, key, &wrapping, &salt)? })
}

fn key_of_code(code: &Code, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
    let mut wrapping = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), code.as_str().as_bytes())
        .expand(b"themisia recovery code 1", &mut *wrapping)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(wrapping)
}

fn key_of_passphrase(passphrase: &str, salt: &[u8], params: Params) -> Result<Zeroizing<[u8; 32]>> {
    use unicode_normalization::UnicodeNormalization;
    // The same passphrase typed on another system may come with its accents apart.
    let passphrase: Zeroizing<String> = Zeroizing::new(passphrase.nfc().collect());
    let mut wrapping = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *wrapping)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(wrapping)
}

fn seal(base: Uuid, key: &Key, wrapping: &[u8; 32], salt: &[u8]) -> Result<Sealed> {
    let nonce = random::<24>()?;
    let sealed = XChaCha20Poly1305::new(wrapping.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: key.bytes(), aad: base.as_bytes() })
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Sealed { salt: hex(salt), nonce: hex(&nonce), sealed: hex(&sealed) })
}

fn open(base: Uuid, wrapping: &[u8; 32], sealed: &Sealed) -> Result<Key> {
    let nonce: [u8; 24] = bytes(&sealed.nonce)?.try_into().map_err(|_| damaged("nonce"))?;
    let body = bytes(&sealed.sealed)?;
    let key = XChaCha20Poly1305::new(wrapping.into())
        .decrypt(&XNonce::from(nonce), Payload { msg: &body, aad: base.as_bytes() })
        .map_err(|_| Error::WrongSecret(""))?;
    let key = Zeroizing::new(key);
    Ok(Key::from_bytes(key.as_slice().try_into().map_err(|_| damaged("key length"))?))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Result<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return Err(damaged("hexadecimal"));
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).map_err(damaged)).collect()
}

fn damaged(cause: impl std::fmt::Display) -> Error {
    tracing::error!(%cause, "unreadable key file");
    Error::Damaged(
        "Le fichier themisia.key est illisible. Il n’a pas été modifié : remettez celui d’une sauvegarde à sa place."
            .to_owned(),
    )
}
