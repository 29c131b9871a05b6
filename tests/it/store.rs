//! The file: encrypted, versioned, and what its tables promise.

use rusqlite::Connection;
use serde_json::json;

use crate::desk::Desk;

#[test]
fn the_file_says_nothing_to_who_has_no_key() {
    let desk = Desk::new();
    desk.person("Éléonore", "Quatremer");
    let desk = desk.restart();
    desk.call("lock", json!({}));
    for file in std::fs::read_dir(desk.data().join("base")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for word in ["Quatremer", "SQLite format 3", "natural_person"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
        }
    }
    let plain = Connection::open(desk.base_file()).unwrap();
    assert!(plain.query_row("select count(*) from sqlite_master", [], |_| Ok(())).is_err());
}

#[test]
fn a_file_of_a_newer_program_is_refused_and_stays_as_it_is() {
    let desk = Desk::new();
    {
        let open = desk.vault.open_base().unwrap();
        open.core
            .write_local(|conn| {
                conn.execute(
                    "insert into refinery_schema_history (version, name, applied_on, checksum)
                     values (999, 'later', '2030-01-01T00:00:00Z', '0')",
                    [],
                )?;
                Ok(())
            })
            .unwrap();
        // The write must be in the file itself before its bytes are compared.
        open.core.writer().query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).unwrap();
    }
    let desk = desk.restart_keeping_bytes();
    let state = desk.state();
    assert_eq!(state["error"]["code"], "newer_schema");
    assert!(state["error"]["message"].as_str().unwrap().contains("999"));
}

/// Encrypted with the right key, but the tables of another program, or none.
#[test]
fn another_program_s_base_is_refused_and_stays_as_it_is() {
    use themisia_core::core::store::{Durability, open_writer};
    use themisia_core::error::Error;
    use themisia_core::vault::key::Key;

    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("other.db");
    let key = Key::random().unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch(&format!("pragma key = \"x'{}'\"", &*key.to_hex())).unwrap();
    other.execute_batch("create table recipe (name text); insert into recipe values ('tarte');").unwrap();
    drop(other);
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, b"").unwrap();
    for path in [&path, &empty] {
        let before = std::fs::read(path).unwrap();
        let refused = open_writer(path, &key, Durability::Full).unwrap_err();
        assert!(matches!(refused, Error::Damaged(_)), "{refused:?}");
        assert!(refused.to_string().contains("restaurez une sauvegarde"), "{refused}");
        assert!(std::fs::read(path).unwrap() == before, "{} was changed", path.display());
    }
    let missing = folder.path().join("missing.db");
    open_writer(&missing, &key, Durability::Full).unwrap_err();
    assert!(!missing.exists(), "an empty base was made where none was");
}

#[test]
fn readers_can_not_write() {
    let desk = Desk::new();
    let open = desk.vault.open_base().unwrap();
    let written = open.core.read(|reader| Ok(reader.execute("delete from quality", [])?));
    assert!(written.is_err());
}

/// What the session extension and synchronisation ask of every synced table (DESIGN §4).
#[test]
fn synced_tables_keep_their_promises() {
    let desk = Desk::new();
    let open = desk.vault.open_base().unwrap();
    open.core
        .read(|reader| {
            let synced: Vec<&str> = themisia_core::SYNCED.iter().map(|table| table.name).collect();
            for table in &synced {
                let sql: String =
                    reader.query_row("select sql from sqlite_master where name = ?1", [table], |row| row.get(0))?;
                let sql = sql.to_lowercase();
                assert!(sql.contains("strict, without rowid"), "{table}");
                assert!(!sql.contains("unique") && !sql.contains("cascade") && !sql.contains("updated_at"), "{table}");
                let (name, kind, key): (String, String, i64) = reader.query_row(
                    "select name, type, pk from pragma_table_info(?1) where cid = 0",
                    [table],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )?;
                assert_eq!((name.as_str(), kind.as_str(), key), ("id", "BLOB", 1), "{table}");
                let triggers: i64 = reader.query_row(
                    "select count(*) from sqlite_master where type = 'trigger' and tbl_name = ?1",
                    [table],
                    |row| row.get(0),
                )?;
                assert_eq!(triggers, 0, "{table}");
            }
            // Every column that points at a contact is a foreign key, so that a merge can find it.
            let mut statement = reader.prepare(
                "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c
                 where m.type = 'table' and c.name = 'contact' order by 1",
            )?;
            let pointing =
                statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
            for table in pointing.iter().filter(|table| synced.contains(&table.as_str())) {
                let foreign: bool = reader.query_row(
                    "select exists (select 1 from pragma_foreign_key_list(?1) where \"table\" = 'contact')",
                    [table],
                    |row| row.get(0),
                )?;
                assert!(foreign, "{table}");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_base_in_a_synced_folder_is_refused_with_the_reason() {
    use themisia_core::vault::folder::refuse_unsafe;
    let folder = tempfile::TempDir::new().unwrap();
    let error = refuse_unsafe(&folder.path().join("Dropbox/base")).unwrap_err();
    assert!(error.to_string().contains("Dropbox"), "{error}");
    refuse_unsafe(&folder.path().join("base")).unwrap();
}
