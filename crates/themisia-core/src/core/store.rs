//! Opening the encrypted file: key, pragmas, migrations (DESIGN §4).

use std::fs::File;
use std::path::Path;

use refinery_core::error::Kind;
use refinery_core::traits::sync::{Migrate, Query, Transaction};
use refinery_core::{Migration, Runner};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::{Error, Result};
use crate::vault::key::Key;

/// Schema of this version of the program: the number of its last migration.
pub const SCHEMA: u32 = 15;

const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__base.sql", include_str!("../../../../migrations/local/V0001__base.sql")),
    ("V2__contact_indexes.sql", include_str!("../../../../migrations/local/V0002__contact_indexes.sql")),
    ("V3__contact_whole.sql", include_str!("../../../../migrations/local/V0003__contact_whole.sql")),
    ("V4__matters_and_money.sql", include_str!("../../../../migrations/local/V0004__matters_and_money.sql")),
    ("V5__duplicates.sql", include_str!("../../../../migrations/local/V0005__duplicates.sql")),
    ("V6__merge_and_conflicts.sql", include_str!("../../../../migrations/local/V0006__merge_and_conflicts.sql")),
    ("V7__list_indexes.sql", include_str!("../../../../migrations/local/V0007__list_indexes.sql")),
    ("V8__courts_apart.sql", include_str!("../../../../migrations/local/V0008__courts_apart.sql")),
    ("V9__money_lists.sql", include_str!("../../../../migrations/local/V0009__money_lists.sql")),
    ("V10__documents.sql", include_str!("../../../../migrations/local/V0010__documents.sql")),
    ("V11__journal.sql", include_str!("../../../../migrations/local/V0011__journal.sql")),
    (
        "V12__kyc_todos_personal_data.sql",
        include_str!("../../../../migrations/local/V0012__kyc_todos_personal_data.sql"),
    ),
    ("V13__finding.sql", include_str!("../../../../migrations/local/V0013__finding.sql")),
    ("V14__letters.sql", include_str!("../../../../migrations/local/V0014__letters.sql")),
    ("V15__retainer_refund.sql", include_str!("../../../../migrations/local/V0015__retainer_refund.sql")),
];

/// How a commit reaches the disk. `Relaxed` is for tests that write thousands of times, never for a base of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    Full,
    Relaxed,
}

/// Makes a new base, with the schema of this program.
///
/// # Errors
/// `File` over any existing file, which stays as it is.
pub fn create_writer(path: &Path, key: &Key, durability: Durability) -> Result<Connection> {
    File::create_new(path)?;
    let conn = connect(path, key)?;
    prepare(conn, durability)
}

/// Opens the file of a base for writing and brings it to the schema of this program.
///
/// # Errors
/// `WrongSecret` when the key is not that of the file, `NewerSchema` when a newer program wrote it, `Damaged` when it is no base or
/// a page fails its authentication; the file then stays byte-identical.
pub fn open_writer(path: &Path, key: &Key, durability: Durability) -> Result<Connection> {
    refuse_empty(path)?;
    let conn = connect(path, key)?;
    refuse_foreign_schema(&conn)?;
    prepare(conn, durability)
}

fn connect(path: &Path, key: &Key) -> Result<Connection> {
    // Never CREATE: a base that is missing must be said, not replaced by an empty one.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    unlock(&conn, key)?;
    Ok(conn)
}

/// SQLite takes a file of no length for a new database, whatever the key, and would write one into it.
fn refuse_empty(path: &Path) -> Result<()> {
    let found = std::fs::metadata(path)?;
    let what = if !found.is_file() {
        "n’est pas un fichier"
    } else if found.len() == 0 {
        "est un fichier vide"
    } else {
        return Ok(());
    };
    Err(Error::Damaged(format!(
        "« {} » {what}, pas une base. Rien n’a été modifié : restaurez une sauvegarde.",
        path.display()
    )))
}

fn prepare(conn: Connection, durability: Durability) -> Result<Connection> {
    let synchronous = match durability {
        Durability::Full => "full",
        Durability::Relaxed => "off",
    };
    conn.execute_batch(&format!(
        "pragma journal_mode = wal;
         pragma synchronous = {synchronous};
         pragma fullfsync = on;
         pragma checkpoint_fullfsync = on;
         pragma busy_timeout = 5000;
         pragma cache_size = -65536;
         pragma journal_size_limit = 67108864;
         pragma wal_autocheckpoint = 4000;
         pragma secure_delete = on;"
    ))?;
    harden(&conn)?;
    assert_versions(&conn)?;
    let mut conn = conn;
    migrate(&mut conn)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// Opens a connection that SQLite itself keeps from writing.
pub fn open_reader(path: &Path, key: &Key) -> Result<Connection> {
    refuse_empty(path)?;
    let conn = connect(path, key)?;
    conn.execute_batch("pragma busy_timeout = 5000; pragma cache_size = -32768; pragma query_only = on;")?;
    harden(&conn)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// Gives the key and proves it by reading the first page.
pub fn unlock(conn: &Connection, key: &Key) -> Result<()> {
    // With the default log level SQLCipher writes to standard error when a key is wrong.
    conn.execute_batch("pragma cipher_log_level = none;")?;
    key.apply(conn)?;
    match conn.query_row("select count(*) from sqlite_master", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Err(Error::WrongSecret("Cette clé n’ouvre pas la base. Utilisez le code de récupération."))
        }
        Err(error) => Err(error.into()),
    }
}

fn harden(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "pragma foreign_keys = on;
         pragma trusted_schema = off;
         pragma temp_store = memory;
         pragma cell_size_check = on;",
    )?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Else SQLite prepares a statement anew each time other values are bound, in the hope of a better plan.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Older bundled SQLCiphers carry SQLite's WAL-reset bug; one without cipher would write the base in clear.
pub fn assert_versions(conn: &Connection) -> Result<()> {
    let cipher: String = conn
        .query_row("pragma cipher_version", [], |row| row.get(0))
        .map_err(|_| Error::Internal("built without SQLCipher".into()))?;
    if rusqlite::version_number() < 3_053_002 {
        return Err(Error::Internal(format!("SQLite {} is too old (SQLCipher {cipher})", rusqlite::version())));
    }
    Ok(())
}

pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Number of the last migration that the file went through; 0 for a new one.
pub fn schema_of(conn: &Connection) -> Result<u32> {
    let has_history: bool = conn.query_row(
        "select exists (select 1 from sqlite_master where name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    if !has_history {
        return Ok(0);
    }
    Ok(conn.query_row("select coalesce(max(version), 0) from refinery_schema_history", [], |row| row.get(0))?)
}

fn refuse_foreign_schema(conn: &Connection) -> Result<()> {
    match schema_of(conn)? {
        0 => Err(Error::Damaged(
            "Ce fichier n’est pas une base de Themisia. Il n’a pas été modifié : restaurez une sauvegarde.".to_owned(),
        )),
        found if found > SCHEMA => Err(Error::NewerSchema { found, known: SCHEMA }),
        _ => Ok(()),
    }
}

/// Runs the migrations that the base has not had yet.
pub fn migrate(conn: &mut Connection) -> Result<()> {
    let migrations: Vec<Migration> = MIGRATIONS
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Internal(error.to_string()))?;
    Runner::new(&migrations).run(&mut Migrating(conn)).map_err(refused_migration)?;
    Ok(())
}

/// What SQLite said stands inside: a damaged page or a full disk is no surprise of ours.
fn refused_migration(error: refinery_core::Error) -> Error {
    let from_sqlite = match error.kind() {
        Kind::Connection(_, source) => source.downcast_ref::<rusqlite::Error>(),
        _ => None,
    };
    match from_sqlite.and_then(Error::of_the_file) {
        Some(told) => told,
        None => Error::Internal(format!("migration: {error}")),
    }
}

/// refinery's own driver caps rusqlite at an older version; this is the same over ours.
struct Migrating<'a>(&'a mut Connection);

impl Transaction for Migrating<'_> {
    type Error = rusqlite::Error;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> Result<usize, Self::Error> {
        let transaction = self.0.transaction()?;
        let mut count = 0;
        for query in queries {
            transaction.execute_batch(query)?;
            count += 1;
        }
        transaction.commit()?;
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Migrating<'_> {
    fn query(&mut self, query: &str) -> Result<Vec<Migration>, Self::Error> {
        let mut statement = self.0.prepare(query)?;
        let rows = statement.query_map([], |row| {
            let applied_on: String = row.get(2)?;
            let checksum: String = row.get(3)?;
            let applied_on = OffsetDateTime::parse(&applied_on, &Rfc3339).unwrap_or(OffsetDateTime::UNIX_EPOCH);
            Ok(Migration::applied(row.get(0)?, row.get(1)?, applied_on, checksum.parse().unwrap_or(0)))
        })?;
        rows.collect()
    }
}

impl Migrate for Migrating<'_> {}
