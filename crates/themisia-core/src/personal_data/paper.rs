//! Exchanges and documents in an erasure. What is about the person alone goes: the documents with their bytes, the words of the
//! exchanges; what is about others too stays, without the person.

use std::collections::HashSet;

use rusqlite::types::Value;
use uuid::Uuid;

use super::erase::{Scope, ids_in, is_there};
use crate::core::Tx;
use crate::core::changeset::RowChange;
use crate::core::schema::Table;
use crate::error::Result;

/// What the rows of these tables are to the person.
#[derive(Default)]
pub(super) struct Paper {
    /// Interactions, documents and versions of which nothing stays.
    pub(super) whole: HashSet<Uuid>,
    /// The bytes of those documents.
    pub(super) hashes: HashSet<Vec<u8>>,
}

/// The columns in which the rows of these tables are put to the person.
const DOCUMENT_OWNERS: &[&str] = &["contact", "matter", "interaction"];

impl Scope {
    pub(super) fn live_paper(&mut self, tx: &Tx) -> Result<()> {
        for owner in self.people.clone() {
            self.interactions_of(tx, "id in (select interaction from interaction_contact where contact = ?1)", owner)?;
        }
        for owner in self.matters.clone() {
            self.interactions_of(tx, "matter = ?1", owner)?;
        }
        let mut owners: Vec<Uuid> = self.people.union(&self.matters).copied().collect();
        owners.extend(self.rows.get("interaction").into_iter().flatten());
        for owner in owners {
            for column in DOCUMENT_OWNERS {
                self.documents_of(tx, column, owner)?;
            }
        }
        Ok(())
    }

    fn interactions_of(&mut self, tx: &Tx, condition: &str, owner: Uuid) -> Result<()> {
        let sql = format!("select id, matter from interaction where {condition}");
        let found: Vec<([u8; 16], Option<[u8; 16]>)> = tx
            .prepare_cached(&sql)?
            .query_map([owner.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, matter) in found {
            let id = Uuid::from_bytes(id);
            self.rows.entry("interaction").or_default().insert(id);
            if self.is_theirs(tx, matter)? && self.only_they_are_in(tx, id)? {
                self.paper.whole.insert(id);
            }
        }
        Ok(())
    }

    /// Of no matter, or of one of theirs as a client.
    fn is_theirs(&self, tx: &Tx, matter: Option<[u8; 16]>) -> Result<bool> {
        let Some(matter) = matter else { return Ok(true) };
        let client: [u8; 16] =
            tx.prepare_cached("select client from matter where id = ?1")?.query_row([matter], |row| row.get(0))?;
        Ok(self.people.contains(&Uuid::from_bytes(client)))
    }

    fn only_they_are_in(&self, tx: &Tx, interaction: Uuid) -> Result<bool> {
        let mut statement = tx.prepare_cached("select contact from interaction_contact where interaction = ?1")?;
        for contact in statement.query_map([interaction.as_bytes()], |row| row.get::<_, [u8; 16]>(0))? {
            if !self.people.contains(&Uuid::from_bytes(contact?)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn documents_of(&mut self, tx: &Tx, column: &str, owner: Uuid) -> Result<()> {
        type Found = ([u8; 16], Option<[u8; 16]>, Option<[u8; 16]>, Option<[u8; 16]>, bool);
        // What belongs to an invoice is of the books.
        let sql =
            format!("select id, contact, matter, interaction, invoice is not null from document where {column} = ?1");
        let found: Vec<Found> = tx
            .prepare_cached(&sql)?
            .query_map([owner.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, contact, matter, interaction, is_of_books) in found {
            if is_of_books {
                continue;
            }
            let id = Uuid::from_bytes(id);
            let of_them = contact.is_none_or(|contact| self.people.contains(&Uuid::from_bytes(contact)))
                && self.is_theirs(tx, matter)?
                && interaction.is_none_or(|interaction| self.paper.whole.contains(&Uuid::from_bytes(interaction)));
            self.take_document(tx, id, of_them)?;
        }
        Ok(())
    }

    fn take_document(&mut self, tx: &Tx, document: Uuid, whole: bool) -> Result<()> {
        self.rows.entry("document").or_default().insert(document);
        let versions: Vec<([u8; 16], Vec<u8>)> = tx
            .prepare_cached("select id, hash from document_version where document = ?1")?
            .query_map([document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (version, hash) in versions {
            let version = Uuid::from_bytes(version);
            self.rows.entry("document_version").or_default().insert(version);
            if whole {
                self.paper.whole.insert(version);
                self.paper.hashes.insert(hash);
            }
        }
        if whole {
            self.paper.whole.insert(document);
        }
        Ok(())
    }

    /// Of rows that are gone: what was theirs, as far as the log says.
    pub(super) fn logged_paper(&mut self, tx: &Tx, table: &Table, row: &RowChange) -> Result<()> {
        match table.name.as_str() {
            "interaction_contact" => {
                let theirs = ids_in(table, row, &["contact"]).any(|contact| self.people.contains(&contact));
                let Some(interactions) = tx.schema().table("interaction").filter(|_| theirs) else { return Ok(()) };
                for id in ids_in(table, row, &["interaction"]) {
                    self.take_gone(tx, interactions, "interaction", id)?;
                }
            }
            "interaction" if ids_in(table, row, &["matter"]).any(|matter| self.matters.contains(&matter)) => {
                self.take_gone(tx, table, "interaction", row.id)?;
            }
            "document" => {
                let theirs = ids_in(table, row, DOCUMENT_OWNERS)
                    .any(|owner| self.owns(&owner) || self.holds("interaction", &owner));
                let of_books = ids_in(table, row, &["invoice"]).next().is_some();
                if theirs && !of_books {
                    self.take_gone(tx, table, "document", row.id)?;
                }
            }
            "document_version"
                if ids_in(table, row, &["document"]).any(|document| self.holds("document", &document)) =>
            {
                self.take_gone(tx, table, "document_version", row.id)?;
                if let (true, Some(hash)) = (self.paper.whole.contains(&row.id), table.column("hash")) {
                    for side in [&row.old, &row.new] {
                        if let Some(Some(Value::Blob(hash))) = side.get(hash) {
                            self.paper.hashes.insert(hash.clone());
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_gone(&mut self, tx: &Tx, table: &Table, name: &'static str, id: Uuid) -> Result<()> {
        if !self.holds(name, &id) && !is_there(tx, table, id)? {
            self.rows.entry(name).or_default().insert(id);
            self.paper.whole.insert(id);
        }
        Ok(())
    }

    /// Documents of which nothing stays, after their versions.
    pub(super) fn remove_documents(&self, tx: &Tx) -> Result<u32> {
        let mut removed = 0;
        for id in self.rows.get("document").into_iter().flatten().filter(|id| self.paper.whole.contains(*id)) {
            tx.prepare_cached("update negotiated_rate set agreement = null where agreement = ?1")?
                .execute([id.as_bytes()])?;
        }
        for table in ["document_version", "document"] {
            let mut statement = tx.prepare_cached(&format!("delete from {table} where id = ?1"))?;
            let mut rows: Vec<&Uuid> = self.rows.get(table).into_iter().flatten().collect();
            rows.sort_unstable();
            for id in rows.into_iter().filter(|id| self.paper.whole.contains(*id)) {
                removed += u32::try_from(statement.execute([id.as_bytes()])?).unwrap_or(u32::MAX);
            }
        }
        Ok(removed)
    }

    /// What this device keeps of them: bytes that no other document bears, the text that was read in them, the search index.
    pub(super) fn forget_files(&self, tx: &Tx) -> Result<()> {
        for hash in &self.paper.hashes {
            let borne = tx.prepare_cached("select 1 from document_version where hash = ?1")?.exists([hash])?;
            if !borne {
                tx.prepare_cached("delete from document_text where hash = ?1")?.execute([hash])?;
                tx.prepare_cached("delete from document_blob where hash = ?1")?.execute([hash])?;
            }
        }
        let watched: Vec<String> = tx
            .prepare("select path from watched_file")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for path in watched.into_iter().filter(|path| self.identity.redact(path) != *path) {
            tx.prepare_cached("delete from watched_file where path = ?1")?.execute([path])?;
        }
        tx.execute("insert into journal_fts (journal_fts) values ('optimize')", [])?;
        Ok(())
    }
}
