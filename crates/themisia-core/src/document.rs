//! Documents: files that the firm keeps, with their versions. Rows are in the base, bytes beside it ([`crate::vault::blob`]).

pub mod list;
pub mod open;
pub mod text;

use std::path::Path;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{self, one_line};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, DocumentId, InteractionId, InvoiceId, MatterId, OperationId, RecordId};
use crate::matter;
use crate::op::Op;
use crate::vault::blob::{BlobHash, Kept, is_direction};
use crate::vault::{Event, OpenBase, Progress, Vault};

/// What a document is attached to: any of these.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentPlace {
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    pub invoice: Option<InvoiceId>,
    #[serde(default)]
    pub interaction: Option<InteractionId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentDraft {
    pub id: DocumentId,
    pub name: String,
    #[serde(default)]
    pub note: String,
    pub place: DocumentPlace,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DocumentVersion {
    pub id: RecordId,
    pub file_name: String,
    pub media_type: String,
    #[ts(type = "number")]
    pub size: u64,
    /// BLAKE3, hexadecimal.
    pub hash: String,
    pub added_at: String,
    pub added_by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Document {
    pub draft: DocumentDraft,
    pub id: DocumentId,
    pub created_at: String,
    pub created_by: String,
    /// The newest first; never empty.
    pub versions: Vec<DocumentVersion>,
    pub contact_name: Option<String>,
    pub matter_name: Option<String>,
    pub invoice_number: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AddedDocuments {
    pub documents: Vec<Document>,
    /// Files that could not be kept, and why, in French.
    pub refused: Vec<RefusedFile>,
    pub operation: Option<OperationId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RefusedFile {
    pub file: String,
    pub reason: String,
}

/// A file that lies in the store, not yet spoken of by a row.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub file_name: String,
    pub media_type: String,
    pub kept: Kept,
    /// What it says, for search.
    pub text: Option<String>,
}

/// Keeps files and attaches them. One that can't be read keeps none of the others out.
///
/// # Errors
/// `Invalid` when they would be attached to nothing; `NotFound`; `Cancelled`, and then none stays.
pub fn add(vault: &Vault, progress: &Progress, paths: Vec<String>, place: DocumentPlace) -> Result<AddedDocuments> {
    let open = vault.open_base()?;
    let _held = open.blobs.hold();
    let mut added = AddedDocuments { documents: Vec::new(), refused: Vec::new(), operation: None };
    let (ids, operation) = open.core.in_steps(Op::AddDocuments, |steps| {
        let mut ids = Vec::new();
        for path in &paths {
            let arrived = match arrive(&open, progress, Path::new(path)) {
                Ok(arrived) => arrived,
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                Err(Error::DiskFull) => return Err(Error::DiskFull),
                Err(error) => {
                    let file = crate::vault::blob::file_name(path);
                    added.refused.push(RefusedFile { file, reason: error.to_string() });
                    continue;
                }
            };
            ids.push(steps.step(|tx| {
                let place = place.checked(tx)?;
                tx.label(match &paths[..] {
                    [_] => arrived.file_name.clone(),
                    _ => format!("{} documents", paths.len()),
                });
                attach(tx, &arrived, &place, "")
            })?);
        }
        Ok(ids)
    })?;
    tell(vault);
    added.operation = operation;
    added.documents = open.core.read(|reader| ids.iter().map(|id| get(reader, *id)).collect())?;
    Ok(added)
}

/// Adds a newer state of a document. The same bytes as the present one add nothing.
///
/// # Errors
/// `NotFound`; `File` when the file can't be read.
pub fn add_version(vault: &Vault, progress: &Progress, id: DocumentId, path: String) -> Result<Document> {
    let open = vault.open_base()?;
    let _held = open.blobs.hold();
    let arrived = arrive(&open, progress, Path::new(&path))?;
    open.core.transact(Op::AddDocumentVersion, |tx| {
        let document = get(tx, id)?;
        tx.label(document.draft.name.as_str());
        if document.versions[0].hash != hex(&arrived.kept.hash) {
            write_version(tx, id, &arrived)?;
        }
        Ok(())
    })?;
    tell(vault);
    open.core.read(|reader| get(reader, id))
}

fn tell(vault: &Vault) {
    let tables = ["document", "document_version", "interaction"].map(str::to_owned).to_vec();
    vault.emit(Event::Changed { tables });
}

/// Puts a file into the store and reads what it says.
fn arrive(open: &OpenBase, progress: &Progress, path: &Path) -> Result<Arrived> {
    if path.is_dir() {
        return Err(Error::file("C’est un dossier : choisissez les fichiers qu’il contient.", "a folder"));
    }
    let file_name = clean_name(&path.file_name().unwrap_or_default().to_string_lossy());
    let kept = open.blobs.keep(path, progress)?;
    let text = text::of_file(path, &file_name);
    let arrived = Arrived { media_type: media_type(&file_name).to_owned(), file_name, kept, text };
    if open.blobs.is_incoming(path) {
        let _ = std::fs::remove_file(path);
    }
    Ok(arrived)
}

/// Keeps bytes that came with something else, as an attachment does.
pub(crate) fn arrive_bytes(open: &OpenBase, name: &str, media: &str, bytes: &[u8]) -> Result<Arrived> {
    let file_name = clean_name(name);
    let known = media_type(&file_name);
    let media_type = if known == UNKNOWN && !media.is_empty() { media } else { known }.to_owned();
    Ok(Arrived { media_type, kept: open.blobs.keep_bytes(bytes)?, text: text::of_bytes(bytes, &file_name), file_name })
}

/// Writes the rows of a new document.
pub(crate) fn attach(tx: &Tx, arrived: &Arrived, place: &DocumentPlace, part: &str) -> Result<DocumentId> {
    let id: DocumentId = tx.new_id();
    tx.prepare_cached(
        "insert into document (id, name, part, contact, matter, invoice, interaction, created_at, created_by)
         values (:id, :name, :part, :contact, :matter, :invoice, :interaction, :at, :user)",
    )?
    .execute(named_params! {
        ":id": id, ":name": arrived.file_name, ":part": part, ":contact": place.contact, ":matter": place.matter,
        ":invoice": place.invoice, ":interaction": place.interaction, ":at": tx.now(), ":user": tx.signer.user,
    })?;
    write_version(tx, id, arrived)?;
    Ok(id)
}

fn write_version(tx: &Tx, id: DocumentId, arrived: &Arrived) -> Result<()> {
    tx.prepare_cached(
        "insert into document_version (id, document, file_name, media_type, size, hash, added_at, added_by)
         values (:id, :document, :name, :media, :size, :hash, :at, :user)",
    )?
    .execute(named_params! {
        ":id": tx.new_id::<RecordId>(), ":document": id, ":name": arrived.file_name, ":media": arrived.media_type,
        ":size": i64::try_from(arrived.kept.size).unwrap_or(i64::MAX), ":hash": Hash(arrived.kept.hash),
        ":at": tx.now(), ":user": tx.signer.user,
    })?;
    if let Some(text) = &arrived.text {
        tx.prepare_cached("insert into document_text (hash, text) values (?1, ?2) on conflict (hash) do nothing")?
            .execute((Hash(arrived.kept.hash), text))?;
    }
    Ok(())
}

/// Renames a document, or attaches it elsewhere.
///
/// # Errors
/// `Invalid` without a name, or attached to nothing; `NotFound`.
pub fn save(tx: &Tx, draft: DocumentDraft) -> Result<Document> {
    let name = one_line(&draft.name);
    if name.is_empty() {
        return Err(Error::invalid("name", "required", "Donnez un nom au document."));
    }
    let place = draft.place.checked(tx)?;
    let written = tx.execute(
        "update document set name = :name, note = :note, contact = :contact, matter = :matter, invoice = :invoice,
             interaction = :interaction
         where id = :id",
        named_params! {
            ":id": draft.id, ":name": name, ":note": draft.note.trim(), ":contact": place.contact,
            ":matter": place.matter, ":invoice": place.invoice, ":interaction": place.interaction,
        },
    )?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    tx.label(name);
    get(tx, draft.id)
}

/// Takes a document away. Its bytes stay, so that this can be taken back.
///
/// # Errors
/// `Invalid` for an e-mail as it came; `NotFound`.
pub fn remove(tx: &Tx, id: DocumentId) -> Result<()> {
    let found: Option<(String, String)> = tx
        .query_row("select name, part from document where id = ?1", [id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (name, part) = found.ok_or(Error::NotFound)?;
    if !part.is_empty() {
        return Err(Error::invalid("id", "is_message", "C’est l’e-mail tel qu’il a été reçu : supprimez l’e-mail."));
    }
    tx.label(name);
    delete(tx, id)
}

pub(crate) fn delete(tx: &Tx, id: DocumentId) -> Result<()> {
    // Terms that rest on it keep what it was called.
    tx.execute("update negotiated_rate set agreement = null where agreement = ?1", [id])?;
    tx.execute("delete from document_version where document = ?1", [id])?;
    tx.execute("delete from document where id = ?1", [id])?;
    Ok(())
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: DocumentId) -> Result<Document> {
    let mut document = conn
        .prepare_cached(
            "select document.*, user.name as user_name from document join user on user.id = document.created_by
             where document.id = ?1",
        )?
        .query_row([id], |row| {
            let draft = DocumentDraft {
                id,
                name: row.get("name")?,
                note: row.get("note")?,
                place: DocumentPlace {
                    contact: row.get("contact")?,
                    matter: row.get("matter")?,
                    invoice: row.get("invoice")?,
                    interaction: row.get("interaction")?,
                },
            };
            Ok(Document {
                draft,
                id,
                created_at: row.get("created_at")?,
                created_by: row.get("user_name")?,
                versions: Vec::new(),
                contact_name: None,
                matter_name: None,
                invoice_number: None,
            })
        })
        .optional()?
        .ok_or(Error::NotFound)?;
    document.versions = conn
        .prepare_cached(
            "select document_version.*, user.name as user_name from document_version
             join user on user.id = document_version.added_by
             where document = ?1 order by added_at desc, document_version.id desc",
        )?
        .query_map([id], version)?
        .collect::<rusqlite::Result<_>>()?;
    let place = &document.draft.place;
    document.contact_name = place.contact.map(|id| contact::name_of(conn, id)).transpose()?;
    document.matter_name = place.matter.map(|id| matter::name_of(conn, id)).transpose()?;
    document.invoice_number = match place.invoice {
        Some(id) => conn.query_row("select number from invoice where id = ?1", [id], |row| row.get(0)).optional()?,
        None => None,
    };
    Ok(document)
}

fn version(row: &Row) -> rusqlite::Result<DocumentVersion> {
    let hash: Hash = row.get("hash")?;
    Ok(DocumentVersion {
        id: row.get("id")?,
        file_name: row.get("file_name")?,
        media_type: row.get("media_type")?,
        size: row.get::<_, i64>("size")?.unsigned_abs(),
        hash: hex(&hash.0),
        added_at: row.get("added_at")?,
        added_by: row.get("user_name")?,
    })
}

impl DocumentPlace {
    /// # Errors
    /// `Invalid` for nothing; `NotFound` for what is not there.
    fn checked(&self, tx: &Tx) -> Result<DocumentPlace> {
        let contact = self.contact.map(|id| contact::redirect::current(tx, id)).transpose()?;
        if let Some(matter) = self.matter {
            matter::name_of(tx, matter)?;
        }
        for (table, id) in [("invoice", self.invoice.map(|id| id.0)), ("interaction", self.interaction.map(|id| id.0))]
        {
            let Some(id) = id else { continue };
            if !tx.prepare_cached(&format!("select 1 from {table} where id = ?1"))?.exists([id.as_bytes()])? {
                return Err(Error::NotFound);
            }
        }
        let place = DocumentPlace { contact, ..self.clone() };
        if place == DocumentPlace::default() {
            let message = "Dites à quoi rattacher ce document : un contact, un dossier, une facture ou un échange.";
            return Err(Error::invalid("place", "required", message));
        }
        Ok(place)
    }
}

/// Throws away what an interrupted work left in the store.
pub(crate) fn tidy(open: &OpenBase) -> Result<u32> {
    open.blobs.tidy(|| open.core.read(|reader| Ok(every_hash(reader)?.into_iter().collect())))
}

/// The files that rows speak of now, each once.
pub(crate) fn hashes(conn: &Connection) -> Result<Vec<BlobHash>> {
    hashes_of(conn, "document_version")
}

/// The files that rows speak of, or spoke of and may come back by an undo.
pub(crate) fn every_hash(conn: &Connection) -> Result<Vec<BlobHash>> {
    hashes_of(conn, "document_blob")
}

/// A base of an older version has none.
fn hashes_of(conn: &Connection, table: &str) -> Result<Vec<BlobHash>> {
    let exists = conn.prepare("select 1 from sqlite_master where name = ?1")?.exists([table])?;
    if !exists {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare(&format!("select distinct hash from {table} order by hash"))?;
    let hashes = statement.query_map([], |row| row.get::<_, Hash>(0))?;
    Ok(hashes.map(|hash| hash.map(|hash| hash.0)).collect::<rusqlite::Result<_>>()?)
}

/// The names of the documents that are this file.
pub(crate) fn bearing(conn: &Connection, hash: &BlobHash) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "select distinct document.name from document_version join document on document.id = document_version.document
         where hash = ?1 order by 1",
    )?;
    let names = statement.query_map([Hash(*hash)], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// The name that a file bears, as it can be shown: one line, without characters that turn the direction of the text.
pub(crate) fn clean_name(name: &str) -> String {
    let name = one_line(&name.replace(is_direction, ""));
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name: String = last.chars().take(200).collect();
    if name.is_empty() { "document".to_owned() } else { name }
}

const UNKNOWN: &str = "application/octet-stream";

/// By the ending of the name: what a file says of itself is not believed.
pub(crate) fn media_type(name: &str) -> &'static str {
    match ending(name).as_str() {
        "pdf" => "application/pdf",
        "txt" | "log" => "text/plain",
        "md" => "text/markdown",
        "csv" => "text/csv",
        "htm" | "html" => "text/html",
        "xml" => "application/xml",
        "rtf" => "application/rtf",
        "eml" => "message/rfc822",
        "msg" => "application/vnd.ms-outlook",
        "ics" => "text/calendar",
        "vcf" => "text/vcard",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "bmp" => "image/bmp",
        "tif" | "tiff" => "image/tiff",
        "heic" => "image/heic",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        _ => UNKNOWN,
    }
}

pub(crate) fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

pub(crate) fn hex(hash: &BlobHash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// A hash as SQL keeps it.
pub(crate) struct Hash(pub BlobHash);

impl ToSql for Hash {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for Hash {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob()?.try_into().map(Hash).map_err(FromSqlError::other)
    }
}
