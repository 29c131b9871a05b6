//! The demonstration with a hostile text in place of every text that people write: what a firm could be sent, or type by mistake.

use themisia_core::core::store::Durability;
use themisia_core::core::{Core, Tx, system_clock};
use themisia_core::error::{Error, Result};
use themisia_core::op::Op;
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key_file::KeyFile;
use themisia_core::{SYNCED, demo, vault};
use uuid::Uuid;

/// Rows of a table that are tried one by one when all of them together are refused (what is issued stays as it is).
const ONE_BY_ONE: usize = 40;

pub struct Spoilt {
    /// « table.column »: what now holds hostile texts.
    pub columns: Vec<String>,
    /// « contacts/<id> », « dossiers/<id> », « factures/<id> »: records of each kind.
    pub records: Vec<String>,
}

/// The busiest clients and one contact of each kind; matters; a draft and what was issued.
const RECORDS: &[(&str, &str)] = &[
    ("contacts", "select client from matter group by client order by count(*) desc limit 2"),
    ("contacts", "select min(id) from contact where merged_into is null group by kind"),
    ("dossiers", "select id from matter limit 3"),
    ("factures", "select min(id) from invoice group by kind, issued_on is null"),
];

/// Makes it where the program looks for the demonstration.
pub fn make(folder: &std::path::Path, texts: &[String]) -> Result<Spoilt> {
    let files = BaseFiles::in_folder(&folder.join("demonstration"));
    demo::create(&files)?;
    let open = vault::open_base_at(
        &files,
        demo::key(),
        KeyFile::read(&files.key)?,
        true,
        Durability::Relaxed,
        system_clock(),
    )?;
    let mut next = 0;
    let mut spoilt = Vec::new();
    for table in SYNCED {
        for column in columns(&open.core, table.name)? {
            let rows = prose(&open.core, table.name, &column)?;
            if !rows.is_empty() && spoil(&open.core, table.name, &column, &rows, texts, &mut next)? {
                spoilt.push(format!("{}.{column}", table.name));
            }
        }
    }
    Ok(Spoilt { columns: spoilt, records: records(&open.core)? })
}

fn records(core: &Core) -> Result<Vec<String>> {
    core.read(|reader| {
        let mut records = Vec::new();
        for (place, sql) in RECORDS {
            let mut statement = reader.prepare(sql)?;
            for id in statement.query_map([], |row| row.get::<_, [u8; 16]>(0))? {
                records.push(format!("{place}/{}", Uuid::from_bytes(id?)));
            }
        }
        Ok(records)
    })
}

fn columns(core: &Core, table: &str) -> Result<Vec<String>> {
    core.read(|reader| {
        let mut statement =
            reader.prepare("select name from pragma_table_info(?1) where type = 'TEXT' collate nocase")?;
        let names = statement.query_map([table], |row| row.get(0))?.collect::<std::result::Result<Vec<String>, _>>()?;
        Ok(names)
    })
}

/// The rows of a column that people write in: neither codes nor dates nor data of the program stand there.
fn prose(core: &Core, table: &str, column: &str) -> Result<Vec<Vec<u8>>> {
    core.read(|reader| {
        let mut statement = reader.prepare(&format!("select id, {column} from {table} where {column} <> ''"))?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        let mut is_prose = false;
        while let Some(row) = rows.next()? {
            let text: String = row.get(1)?;
            if text.starts_with(['{', '[']) {
                return Ok(Vec::new());
            }
            is_prose |= text.chars().any(|c| c == ' ' || c == '@' || (c.is_alphabetic() && !c.is_ascii()));
            ids.push(row.get(0)?);
        }
        Ok(if is_prose { ids } else { Vec::new() })
    })
}

fn spoil(core: &Core, table: &str, column: &str, rows: &[Vec<u8>], texts: &[String], next: &mut usize) -> Result<bool> {
    let sql = format!("update {table} set {column} = ?1 where id = ?2");
    let mut put = |tx: &Tx, rows: &[Vec<u8>]| -> Result<()> {
        for id in rows {
            let text = &texts[*next % texts.len()];
            *next += 1;
            tx.prepare_cached(&sql)?.execute((text, id))?;
        }
        Ok(())
    };
    match core.transact(Op::EditContact, |tx| put(tx, rows)) {
        Ok(_) => return Ok(true),
        // Refused: by a check of the column, or because the law freezes what is there.
        Err(Error::Internal(_) | Error::Invalid { .. }) => {}
        Err(error) => return Err(error),
    }
    let mut any = false;
    for row in rows.iter().take(ONE_BY_ONE) {
        any |= core.transact(Op::EditContact, |tx| put(tx, std::slice::from_ref(row))).is_ok();
    }
    Ok(any)
}
