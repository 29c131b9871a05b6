//! Lists of documents: of a contact with its matters and exchanges, of a matter, of an invoice; found by name and by text.

use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::text::query_of;
use crate::contact::{Page, redirect};
use crate::core::Reader;
use crate::error::Result;
use crate::ids::{ContactId, DocumentId, InteractionId, InvoiceId, MatterId, RecordId};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentFilter {
    /// Its own, those of the matters of which it is the client, and those that came with an exchange with it.
    #[serde(default)]
    #[ts(optional)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    #[ts(optional)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    #[ts(optional)]
    pub invoice: Option<InvoiceId>,
    #[serde(default)]
    #[ts(optional)]
    pub interaction: Option<InteractionId>,
    /// Words of the name or of the text.
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DocumentRow {
    pub id: DocumentId,
    pub name: String,
    pub note: String,
    /// The newest version.
    pub version: RecordId,
    pub media_type: String,
    #[ts(type = "number")]
    pub size: u64,
    pub added_at: String,
    pub added_by: String,
    pub versions: u32,
    pub contact: Option<ContactId>,
    pub matter: Option<MatterId>,
    pub matter_reference: Option<String>,
    pub invoice_number: Option<String>,
    pub interaction: Option<InteractionId>,
    /// Of the exchange that it came with.
    pub interaction_subject: Option<String>,
}

/// A document as an exchange shows it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Attachment {
    pub id: DocumentId,
    pub name: String,
    pub version: RecordId,
    pub media_type: String,
    #[ts(type = "number")]
    pub size: u64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentPage {
    pub total: u32,
    pub rows: Vec<DocumentRow>,
}

impl DocumentFilter {
    /// The ids of the documents where they may be, each way in by its index.
    fn source(&self) -> String {
        let mut ways: Vec<&str> = Vec::new();
        if self.interaction.is_some() {
            ways.push("select id from document where interaction = :interaction");
        } else if self.invoice.is_some() {
            ways.push("select id from document where invoice = :invoice");
        } else if self.matter.is_some() {
            ways.push("select id from document where matter = :matter");
            ways.push(
                "select document.id from interaction join document on document.interaction = interaction.id
                 where interaction.matter = :matter",
            );
        } else if self.contact.is_some() {
            ways.push("select id from document where contact = :contact");
            ways.push(
                "select document.id from matter join document on document.matter = matter.id where client = :contact",
            );
            ways.push(
                "select document.id from invoice join document on document.invoice = invoice.id where client = :contact",
            );
            ways.push(
                "select document.id from interaction_contact
                 join document on document.interaction = interaction_contact.interaction
                 where interaction_contact.contact = :contact",
            );
            ways.push(
                "select document.id from matter join interaction on interaction.matter = matter.id
                 join document on document.interaction = interaction.id where client = :contact",
            );
        } else {
            ways.push("select id from document");
        }
        ways.join(" union ")
    }
}

pub fn list(reader: &Reader, filter: DocumentFilter, page: Page) -> Result<DocumentPage> {
    let contact = filter.contact.map(|id| redirect::current(reader, id)).transpose()?;
    let words = query_of(&filter.text);
    let found = if words.is_some() {
        "and document.id in (select entry from journal_row
             where rowid in (select rowid from journal_fts where journal_fts match :words))"
    } else {
        "and :words is null"
    };
    let mut condition = format!("document.part = '' and document.id in ({}) {found}", filter.source());
    for name in [":contact", ":matter", ":invoice", ":interaction"] {
        // SQLite refuses a value that no statement asks for.
        if !condition.contains(name) {
            condition.push_str(&format!(" and ({name} is null or {name} is not null)"));
        }
    }
    let asked = named_params! {
        ":contact": contact, ":matter": filter.matter, ":invoice": filter.invoice, ":interaction": filter.interaction,
        ":words": words,
    };
    let total = reader
        .prepare_cached(&format!("select count(*) from document where {condition}"))?
        .query_row(asked, |row| row.get(0))?;
    let sql = format!(
        "select document.*, newest.id as version, newest.media_type, newest.size, newest.added_at, user.name as user_name,
             (select count(*) from document_version where document_version.document = document.id) as versions,
             (select reference from matter where matter.id = document.matter) as reference,
             (select number from invoice where invoice.id = document.invoice) as number,
             (select subject from interaction where interaction.id = document.interaction) as subject
         from document
             join document_version newest on newest.id = (select id from document_version
                 where document_version.document = document.id order by added_at desc, id desc limit 1)
             join user on user.id = newest.added_by
         where {condition} order by newest.added_at desc, document.id desc limit {} offset {}",
        page.limit.min(500),
        page.offset
    );
    let rows = reader.prepare_cached(&sql)?.query_map(asked, from_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(DocumentPage { total, rows })
}

/// Those that came with an exchange, in the order in which they came.
pub(crate) fn of_interaction(reader: &rusqlite::Connection, id: InteractionId) -> Result<Vec<Attachment>> {
    let mut statement = reader.prepare_cached(
        "select document.id, document.name, newest.id, newest.media_type, newest.size from document
             join document_version newest on newest.id = (select id from document_version
                 where document_version.document = document.id order by added_at desc, id desc limit 1)
         where document.interaction = ?1 and document.part = '' order by document.id",
    )?;
    let found = statement.query_map([id], |row| {
        Ok(Attachment {
            id: row.get(0)?,
            name: row.get(1)?,
            version: row.get(2)?,
            media_type: row.get(3)?,
            size: row.get::<_, i64>(4)?.unsigned_abs(),
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn from_row(row: &Row) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get("id")?,
        name: row.get("name")?,
        note: row.get("note")?,
        version: row.get("version")?,
        media_type: row.get("media_type")?,
        size: row.get::<_, i64>("size")?.unsigned_abs(),
        added_at: row.get("added_at")?,
        added_by: row.get("user_name")?,
        versions: row.get("versions")?,
        contact: row.get("contact")?,
        matter: row.get("matter")?,
        matter_reference: row.get("reference")?,
        invoice_number: row.get("number")?,
        interaction: row.get("interaction")?,
        interaction_subject: row.get("subject")?,
    })
}
