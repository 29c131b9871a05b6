//! Values of a long work that need not stay in memory: in a file without a name, sealed under a key that is never written.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::vault::key::random;

/// Where a value lies: its first byte in the file.
pub(super) type Place = u64;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 64 << 10;

pub(super) struct Spool {
    file: File,
    cipher: XChaCha20Poly1305,
    /// Bytes in the file; what follows is gathered.
    written: u64,
    gathered: Vec<u8>,
}

impl Spool {
    /// # Errors
    /// `File` when the folder of temporary files can't be written, `DiskFull` when there is no room.
    pub(super) fn new() -> Result<Spool> {
        let key = random::<32>()?;
        Ok(Spool {
            file: tempfile::tempfile()?,
            cipher: XChaCha20Poly1305::new((&key).into()),
            written: 0,
            gathered: Vec::with_capacity(GATHERED),
        })
    }

    pub(super) fn put<T: Serialize>(&mut self, value: &T) -> Result<Place> {
        let place = self.written + self.gathered.len() as u64;
        let sealed = self.cipher.encrypt(&nonce(place), &*serde_json::to_vec(value)?).map_err(unsealed)?;
        let length = u32::try_from(sealed.len()).map_err(|error| Error::Internal(error.to_string()))?;
        self.gathered.extend(length.to_le_bytes());
        self.gathered.extend(sealed);
        if self.gathered.len() >= GATHERED {
            self.file.seek(SeekFrom::Start(self.written))?;
            self.file.write_all(&self.gathered)?;
            self.written += self.gathered.len() as u64;
            self.gathered.clear();
        }
        Ok(place)
    }

    pub(super) fn get<T: DeserializeOwned>(&mut self, place: Place) -> Result<T> {
        let sealed = match place.checked_sub(self.written) {
            Some(at) => {
                read(&mut &self.gathered[usize::try_from(at).unwrap_or(usize::MAX).min(self.gathered.len())..])?
            }
            None => {
                self.file.seek(SeekFrom::Start(place))?;
                read(&mut self.file)?
            }
        };
        Ok(serde_json::from_slice(&self.cipher.decrypt(&nonce(place), &*sealed).map_err(unsealed)?)?)
    }
}

fn read(from: &mut impl Read) -> Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut sealed = vec![0; u32::from_le_bytes(length) as usize];
    from.read_exact(&mut sealed)?;
    Ok(sealed)
}

/// A place is written once: no two values share one.
fn nonce(place: Place) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..8].copy_from_slice(&place.to_le_bytes());
    nonce.into()
}

fn unsealed(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("spool: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_was_put_whether_it_is_written_yet_or_not() {
        let mut spool = Spool::new().unwrap();
        let value = |n: usize| format!("{n} {}", "é".repeat(n % 400));
        let places: Vec<Place> = (0..2000).map(|n| spool.put(&value(n)).unwrap()).collect();
        assert!(spool.written > 0 && !spool.gathered.is_empty());
        for n in [1999, 0, 700, 1998, 1] {
            assert_eq!(spool.get::<String>(places[n]).unwrap(), value(n));
        }
        let after = spool.put(&"après une lecture").unwrap();
        assert_eq!(spool.get::<String>(after).unwrap(), "après une lecture");
        assert_eq!(spool.get::<String>(places[1000]).unwrap(), value(1000));
    }

    #[test]
    fn nothing_of_a_value_stands_readable_in_the_file() {
        let mut spool = Spool::new().unwrap();
        for _ in 0..3000 {
            spool.put(&"Lefebvre Marguerite").unwrap();
        }
        let mut bytes = Vec::new();
        spool.file.seek(SeekFrom::Start(0)).unwrap();
        spool.file.read_to_end(&mut bytes).unwrap();
        assert!(bytes.len() > GATHERED);
        assert!(!bytes.windows(8).any(|window| window == b"Lefebvre"));
    }
}
