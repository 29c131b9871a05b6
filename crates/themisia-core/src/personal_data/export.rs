//! The copy that a person may ask for (RGPD art. 15 and 20): all that is known of them, to read and as data, and the list of files.
//!
//! Which rows are theirs comes from the foreign keys of the schema: a table that is added later is in it. What is left out, and
//! why, is said in the copy itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::Path;

use rusqlite::types::Value;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use ts_rs::TS;
use uuid::Uuid;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{DataRequestKind, done, labels, whole_of};
use crate::contact::{self, identifier, redirect};
use crate::core::Reader;
use crate::core::schema::Table;
use crate::day::Day;
use crate::document;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::op::Op;
use crate::vault::blob::BlobHash;
use crate::vault::{Event, OpenBase, Vault};

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PersonExport {
    pub path: String,
    /// The files written there.
    pub files: Vec<String>,
    pub rows: u32,
}

/// Not a person's to receive: what is judged of them under the rules against money laundering (one asks the CNIL, CMF art.
/// L. 561-45), what was searched for others, and how the base compares contacts.
const LEFT_OUT: &[&str] = &["kyc_file", "kyc_decision", "conflict_check", "not_duplicate", "interaction_contact"];

const JSON_FILE: &str = "donnees.json";
const HTML_FILE: &str = "a-lire.html";
const LIST_FILE: &str = "fichiers.txt";

/// Writes the copy to a folder, or to a zip file when the path ends so, and adds a line to the register.
///
/// # Errors
/// `File` when it can't be written there; `Damaged` when the bytes of a document are missing; `NotFound`.
pub fn export(vault: &Vault, id: ContactId, path: String) -> Result<PersonExport> {
    let open = vault.open_base()?;
    let (id, copy) = open.core.read(|reader| {
        let id = redirect::current(reader, id)?;
        Ok((id, Copy::of(reader, id)?))
    })?;
    let is_zip = path.to_lowercase().ends_with(".zip");
    let written =
        if is_zip { to_zip(Path::new(&path), &copy, &open)? } else { to_folder(Path::new(&path), &copy, &open)? };
    let done = open.core.transact(Op::RecordDataRequest, |tx| {
        done(tx, id, DataRequestKind::Access, "Copie des données remise")?;
        tx.label(contact::name_of(tx, id)?);
        Ok(())
    })?;
    vault.emit(Event::Changed { tables: done.changed });
    Ok(PersonExport { path, files: written, rows: copy.rows() })
}

struct Copy {
    name: String,
    on: Day,
    firm: String,
    /// Rows by table, in the order in which they are told.
    tables: Vec<(&'static str, Vec<Map<String, Json>>)>,
    /// Files that are about the person, by name; those that are kept here with their bytes.
    attached: BTreeSet<(String, Option<BlobHash>)>,
}

impl Copy {
    fn of(reader: &Reader, id: ContactId) -> Result<Copy> {
        let people: Vec<Uuid> = whole_of(reader, id)?.into_iter().map(|person| person.0).collect();
        let mut copy = Copy {
            name: contact::name_of(reader, id)?,
            on: Day::of(reader.core.now()),
            firm: crate::firm::name(reader)?,
            tables: Vec::new(),
            attached: BTreeSet::new(),
        };
        let schema = &reader.core.schema;
        let mut told: Vec<&'static str> = crate::SYNCED.iter().map(|table| table.name).collect();
        told.retain(|table| !LEFT_OUT.contains(table));
        told.sort_by_key(|table| labels::TABLES.iter().position(|(known, _)| known == table).unwrap_or(usize::MAX));
        for name in told {
            let Some(table) = schema.table(name) else { continue };
            let mut rows = Vec::new();
            for row in ids_of(reader, table, &people)? {
                rows.push(copy.row(reader, table, row)?);
            }
            if !rows.is_empty() {
                copy.tables.push((name, rows));
            }
        }
        Ok(copy)
    }

    fn row(&mut self, reader: &Reader, table: &Table, id: Uuid) -> Result<Map<String, Json>> {
        let sql = format!("select {} from {} where id = ?1", table.columns.join(", "), table.name);
        let values: Vec<Value> = reader
            .prepare_cached(&sql)?
            .query_row([id.as_bytes()], |row| (0..table.columns.len()).map(|column| row.get(column)).collect())?;
        let mut fields = Map::new();
        for (column, value) in values.iter().enumerate() {
            let name = &table.columns[column];
            let to = table.references.iter().find(|reference| reference.column == column);
            if let ("document_version", "hash", Value::Blob(hash)) = (table.name.as_str(), name.as_str(), value)
                && let Ok(hash) = <[u8; 32]>::try_from(hash.as_slice())
            {
                let file: String = reader.query_row(
                    "select file_name from document_version where id = ?1",
                    [id.as_bytes()],
                    |row| row.get(0),
                )?;
                self.attached.insert((file, Some(hash)));
                continue;
            }
            let told = match value {
                Value::Null => continue,
                Value::Text(text) if text.is_empty() => continue,
                Value::Integer(number) => json!(number),
                Value::Real(number) => json!(number),
                Value::Text(text) => json!(text),
                // What it points at is told by its name.
                Value::Blob(bytes) => match (Uuid::from_slice(bytes), to) {
                    (Ok(id), Some(to)) => json!(crate::name_of(reader, &to.to, id)?),
                    (Ok(id), None) => json!(id.to_string()),
                    _ => continue,
                },
            };
            if to.is_none()
                && matches!(name.as_str(), "document" | "copy_name")
                && let Some(file) = told.as_str()
            {
                self.attached.insert((file.to_owned(), None));
            }
            fields.insert(name.clone(), told);
        }
        Ok(fields)
    }

    fn rows(&self) -> u32 {
        self.tables.iter().map(|(_, rows)| u32::try_from(rows.len()).unwrap_or(u32::MAX)).sum()
    }

    fn files(&self) -> Result<Vec<(&'static str, String)>> {
        Ok(vec![(HTML_FILE, self.html()), (JSON_FILE, self.json()?), (LIST_FILE, self.list())])
    }

    /// The files that are kept here, under names that differ.
    fn kept(&self) -> Vec<(String, BlobHash)> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut kept = Vec::new();
        for (file, hash) in &self.attached {
            let Some(hash) = hash else { continue };
            let file = document::clean_name(file);
            let mut name = file.clone();
            for copy in 2.. {
                if names.insert(name.to_lowercase()) {
                    break;
                }
                name = format!("{copy} - {file}");
            }
            kept.push((name, *hash));
        }
        kept
    }

    fn json(&self) -> Result<String> {
        let tables: Map<String, Json> =
            self.tables.iter().map(|(name, rows)| ((*name).to_owned(), json!(rows))).collect();
        let whole =
            json!({ "personne": self.name, "date": self.on.iso(), "responsable": self.firm, "donnees": tables });
        Ok(serde_json::to_string_pretty(&whole)?)
    }

    fn list(&self) -> String {
        let mut text = format!("Fichiers où figure {}\r\n\r\n", self.name);
        if self.attached.is_empty() {
            text.push_str("Aucun fichier.\r\n");
        }
        for (file, hash) in &self.attached {
            let _ = write!(text, "{file}{}\r\n", if hash.is_some() { "" } else { " (gardé ailleurs)" });
        }
        text
    }

    fn html(&self) -> String {
        let mut html = String::from(
            "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Données personnelles</title><style>\
             body{font:16px/1.5 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}h2{margin-top:2rem}\
             dl{display:grid;grid-template-columns:14rem 1fr;gap:.2rem 1rem;border-top:1px solid #999;padding-top:.5rem}\
             dt{font-weight:bold}dd{margin:0;white-space:pre-wrap}</style></head><body>\n",
        );
        let _ = writeln!(html, "<h1>Données personnelles de {}</h1>", escaped(&self.name));
        let _ = writeln!(
            html,
            "<p>Copie remise le {} par {}, responsable du traitement (RGPD, art. 15 et 20).</p>",
            self.on,
            escaped(&self.firm)
        );
        html.push_str(
            "<p>Ne figurent pas dans cette copie : ce qui relève du secret professionnel dû à d’autres personnes (dossiers \
             d’autres clients, recherches de conflits d’intérêts), et l’appréciation faite au titre de la lutte contre le \
             blanchiment, à laquelle on accède par la CNIL (CMF, art. L. 561-45).</p>\n",
        );
        for (name, rows) in &self.tables {
            let title =
                labels::TABLES.iter().find(|(known, _)| known == name).map_or("Autres données", |(_, title)| title);
            let _ = writeln!(html, "<h2>{}</h2>", escaped(title));
            for row in rows {
                html.push_str("<dl>\n");
                for (column, value) in row {
                    let Some(label) = labels::column(column) else { continue };
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    let text = match (*name, column.as_str()) {
                        ("contact_phone", "number") | ("contact", "clerk_phone") => identifier::readable_phone(&text),
                        _ => text,
                    };
                    let text = labels::value(column, &text);
                    let _ = writeln!(html, "<dt>{}</dt><dd>{}</dd>", escaped(label), escaped(&french_day(text)));
                }
                html.push_str("</dl>\n");
            }
        }
        html.push_str("</body></html>\n");
        html
    }
}

/// Exchanges with the person, but for those of the matters of others.
const THEIR_INTERACTIONS: &str = "select interaction.id from interaction_contact
     join interaction on interaction.id = interaction_contact.interaction
     where interaction_contact.contact = ?1
         and (interaction.matter is null or interaction.matter in (select id from matter where client = ?1))";

/// The rows of a table that are the person's, by the foreign keys: theirs, then those of their matters, invoices and payments as a
/// client. What they are in the matters of others is under those clients' professional secret.
fn ids_of(reader: &Reader, table: &Table, people: &[Uuid]) -> Result<BTreeSet<Uuid>> {
    let mut ids = BTreeSet::new();
    if table.name == "contact" {
        ids.extend(people);
        return Ok(ids);
    }
    let mut ways: Vec<String> = Vec::new();
    for reference in &table.references {
        let column = &table.columns[reference.column];
        match reference.to.as_str() {
            "contact" if table.name == "party" => {}
            "contact" => ways.push(format!("{column} = ?1")),
            "matter" => ways.push(format!("{column} in (select id from matter where client = ?1)")),
            "invoice" => ways.push(format!("{column} in (select id from invoice where client = ?1)")),
            "interaction" => ways.push(format!("{column} in ({THEIR_INTERACTIONS})")),
            "document" => ways.push(format!(
                "{column} in (select id from document where contact = ?1
                     or matter in (select id from matter where client = ?1)
                     or invoice in (select id from invoice where client = ?1) or interaction in ({THEIR_INTERACTIONS}))"
            )),
            "payment" if table.name != "payment" => {
                ways.push(format!("{column} in (select id from payment where client = ?1)"));
            }
            _ => {}
        }
    }
    if table.name == "interaction" {
        ways.push(format!("id in ({THEIR_INTERACTIONS})"));
    }
    if ways.is_empty() {
        return Ok(ids);
    }
    let sql = format!("select id from {} where {}", table.name, ways.join(" or "));
    let mut statement = reader.prepare_cached(&sql)?;
    for person in people {
        for id in statement.query_map([person.as_bytes()], |row| row.get::<_, [u8; 16]>(0))? {
            ids.insert(Uuid::from_bytes(id?));
        }
    }
    Ok(ids)
}

/// An ISO day as people read it, of an instant too; another text is left as it is.
fn french_day(text: &str) -> String {
    let day: Option<Day> = text.get(..10).and_then(|day| day.parse().ok());
    match (day, text.len()) {
        (Some(day), 10) => day.to_string(),
        (Some(day), 16..) if text.as_bytes().get(10) == Some(&b'T') => {
            format!("{day} {}", text.get(11..16).unwrap_or_default())
        }
        _ => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() && c != '\n' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// Of the copy, the folder of the files.
const FOLDER: &str = "fichiers";

fn to_folder(folder: &Path, copy: &Copy, open: &OpenBase) -> Result<Vec<String>> {
    fs::create_dir_all(folder)?;
    let mut written = Vec::new();
    for (name, content) in copy.files()? {
        let mut file = File::create(folder.join(name))?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        written.push(name.to_owned());
    }
    let kept = copy.kept();
    if !kept.is_empty() {
        fs::create_dir_all(folder.join(FOLDER))?;
    }
    for (name, hash) in kept {
        let mut file = File::create(folder.join(FOLDER).join(&name))?;
        open.blobs.write_to(&hash, &mut file)?;
        file.sync_all()?;
        written.push(format!("{FOLDER}/{name}"));
    }
    Ok(written)
}

fn to_zip(path: &Path, copy: &Copy, open: &OpenBase) -> Result<Vec<String>> {
    let mut temporary = path.to_owned();
    temporary.as_mut_os_string().push(".tmp");
    let written = (|| {
        let (file, names) = zipped(File::create(&temporary)?, copy, open)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        Ok(names)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn zipped<W: Write + Seek>(into: W, copy: &Copy, open: &OpenBase) -> Result<(W, Vec<String>)> {
    let failed = |error: zip::result::ZipError| {
        Error::file("Le fichier n’a pas pu être écrit. Vérifiez la place sur le disque, puis réessayez.", error)
    };
    let mut zip = ZipWriter::new(into);
    let mut written = Vec::new();
    for (name, content) in copy.files()? {
        zip.start_file(name, SimpleFileOptions::default()).map_err(failed)?;
        zip.write_all(content.as_bytes())?;
        written.push(name.to_owned());
    }
    for (name, hash) in copy.kept() {
        let name = format!("{FOLDER}/{name}");
        zip.start_file(name.as_str(), SimpleFileOptions::default().large_file(true)).map_err(failed)?;
        open.blobs.write_to(&hash, &mut zip)?;
        written.push(name);
    }
    Ok((zip.finish().map_err(failed)?, written))
}
