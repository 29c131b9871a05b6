//! What the core knows of the tables: their names, columns and references, read from SQLite itself.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::error::Result;

/// A synced table. `part_of` names the column that points at the record which a row belongs to: an e-mail is part of its
/// contact, and its changes stand in the history of the contact.
#[derive(Debug, Clone, Copy)]
pub struct SyncedTable {
    pub name: &'static str,
    pub part_of: Option<&'static str>,
}

#[derive(Debug)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    /// Index of the column that `SyncedTable::part_of` names.
    pub part_of: Option<usize>,
    /// That column and every other one that points at a record of the same table: a link between two contacts stands in the
    /// history of both.
    pub owners: Vec<usize>,
    pub references: Vec<Reference>,
}

/// A foreign key: column `column` of the table that holds this holds an id of `to`.
#[derive(Debug)]
pub struct Reference {
    pub column: usize,
    pub to: String,
}

#[derive(Debug)]
pub struct Schema {
    tables: HashMap<String, Table>,
}

impl Schema {
    pub fn read(conn: &Connection, synced: &[SyncedTable]) -> Result<Schema> {
        let mut tables = HashMap::new();
        for table in synced {
            let mut statement = conn.prepare("select name from pragma_table_info(?1) order by cid")?;
            let columns: Vec<String> =
                statement.query_map([table.name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let position = |name: &str| columns.iter().position(|column| column == name);
            let mut statement = conn.prepare("select \"from\", \"table\" from pragma_foreign_key_list(?1)")?;
            let references: Vec<Reference> = statement
                .query_map([table.name], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?
                .into_iter()
                .filter_map(|(from, to)| position(&from).map(|column| Reference { column, to }))
                .collect();
            let part_of = table.part_of.and_then(position);
            let to = |column| references.iter().find(|reference| reference.column == column).map(|r| r.to.as_str());
            let mut owners: Vec<usize> = part_of.into_iter().collect();
            if let Some(owner) = part_of.and_then(to) {
                let others = references.iter().filter(|reference| reference.to == owner).map(|r| r.column);
                owners.extend(others.filter(|column| Some(*column) != part_of));
            }
            let name = table.name.to_owned();
            tables.insert(name.clone(), Table { name, columns, part_of, owners, references });
        }
        Ok(Schema { tables })
    }

    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Every (table, column) that points at a row of `to`.
    pub fn referring_to<'a>(&'a self, to: &'a str) -> impl Iterator<Item = (&'a Table, usize)> {
        self.tables.values().flat_map(move |table| {
            table.references.iter().filter(move |reference| reference.to == to).map(move |r| (table, r.column))
        })
    }
}

impl Table {
    pub fn points_at(&self, to: &str, column: usize) -> bool {
        self.references.iter().any(|reference| reference.column == column && reference.to == to)
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The table that a column points at.
    pub fn reference(&self, column: usize) -> Option<&str> {
        self.references.iter().find(|reference| reference.column == column).map(|reference| reference.to.as_str())
    }

    /// The records that a row is part of, as it stands, each with its column; none when the row is gone.
    pub fn owners_of(&self, conn: &Connection, id: Uuid) -> Result<Vec<(usize, Uuid)>> {
        let columns: Vec<&str> = self.owners.iter().map(|owner| self.columns[*owner].as_str()).collect();
        let sql = format!("select {} from {} where id = ?1", columns.join(", "), self.name);
        let found = conn
            .prepare_cached(&sql)?
            .query_row([id.as_bytes()], |row| {
                (0..columns.len()).map(|at| row.get::<_, Option<[u8; 16]>>(at)).collect::<rusqlite::Result<Vec<_>>>()
            })
            .optional()?
            .unwrap_or_default();
        let owners = self.owners.iter().zip(found);
        Ok(owners.filter_map(|(column, id)| Some((*column, Uuid::from_bytes(id?)))).collect())
    }
}
