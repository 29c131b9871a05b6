//! The connections of an open base: transactions of its writer, and its readers, lent one at a time.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::store;
use crate::error::Result;
use crate::vault::key::Key;

/// Rolls back when it is dropped before its commit, also by a panic.
pub(super) struct Transaction<'a> {
    conn: &'a Connection,
    open: bool,
}

impl<'a> Transaction<'a> {
    pub(super) fn begin(conn: &'a Connection) -> Result<Self> {
        conn.execute_batch("begin immediate")?;
        Ok(Transaction { conn, open: true })
    }

    pub(super) fn commit(mut self) -> Result<()> {
        self.conn.execute_batch("commit")?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // SQLite may have rolled back by itself (a full disk); then there is nothing left to do.
        if self.open && !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("rollback");
        }
    }
}

/// Read-only connections, lent one at a time; whoever finds none waits.
pub(super) struct Readers {
    free: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Readers {
    const COUNT: usize = 3;

    pub(super) fn open(path: &Path, key: &Key) -> Result<Readers> {
        let free = (0..Self::COUNT).map(|_| store::open_reader(path, key)).collect::<Result<Vec<_>>>()?;
        Ok(Readers { free: Mutex::new(free), returned: Condvar::new() })
    }

    pub(super) fn take(&self) -> Lent<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(conn) = free.pop() {
                return Lent { readers: self, conn: Some(conn) };
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

pub(super) struct Lent<'a> {
    readers: &'a Readers,
    conn: Option<Connection>,
}

impl Deref for Lent<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.conn.as_ref().expect("lent until dropped")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            if !conn.is_autocommit() {
                let _ = conn.execute_batch("rollback");
            }
            self.readers.free.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            self.readers.returned.notify_one();
        }
    }
}
