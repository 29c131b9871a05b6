//! Contacts in a file: CSV that Excel in French opens right, XLSX, vCard 4. What is written comes back whole by our import.

pub mod column;
pub mod relation;
mod sheet;
mod vcard;

pub(crate) use vcard::OURS;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use ts_rs::TS;

use crate::contact::{self, ContactDraft, ContactFilter, ContactView};
use crate::core::Reader;
use crate::error::{Error, Result};
use crate::ids::{ContactId, QualityId};
use crate::quality;
use crate::sql_enum;
use crate::vault::{Progress, Vault};
use column::{Beside, Column};
use relation::Names;

sql_enum! {
    pub enum ExportFormat {
        Csv = "csv",
        Xlsx = "xlsx",
        Vcf = "vcf",
    }
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ExportReport {
    pub count: u32,
    /// Left out: the use of their data is limited, or was erased (RGPD art. 17 and 18).
    pub limited: u32,
    pub path: String,
}

/// Contacts between two looks at the progress.
const STEP: u32 = 500;

/// Writes the contacts of a filter, or those named, to a file.
///
/// # Errors
/// `File` when it can't be written there; `Cancelled`, and then there is no file.
pub fn contacts(
    vault: &Vault,
    progress: &Progress,
    path: String,
    format: ExportFormat,
    filter: ContactFilter,
    ids: Option<Vec<ContactId>>,
) -> Result<ExportReport> {
    let open = vault.open_base()?;
    let (count, limited) = open.core.read(|reader| {
        let ids = match ids {
            Some(ids) => ids,
            None => contact::row::ids(reader, &filter)?,
        };
        let mut limited = 0;
        for id in &ids {
            limited += u32::from(contact::is_limited(reader, *id)?);
        }
        Ok((write(reader, progress, Path::new(&path), format, &ids)?, limited))
    })?;
    Ok(ExportReport { count, limited, path })
}

/// Writes the contacts of a view as CSV; gives how many.
pub fn csv(reader: &Reader, view: ContactView, path: &Path) -> Result<u32> {
    let ids = contact::row::ids(reader, &ContactFilter::of_view(view))?;
    write(reader, &Progress::silent(), path, ExportFormat::Csv, &ids)
}

/// Writes contacts in their order; those that are gone or limited are left out. The file appears whole or not at all.
pub fn write(
    reader: &Reader,
    progress: &Progress,
    path: &Path,
    format: ExportFormat,
    ids: &[ContactId],
) -> Result<u32> {
    whole_file(path, |temporary| {
        let mut sink: Box<dyn Sink> = match format {
            ExportFormat::Csv => Box::new(CsvSink::create(temporary, column::of_base(reader)?)?),
            ExportFormat::Xlsx => Box::new(sheet::XlsxSink::create(temporary, column::of_base(reader)?)?),
            ExportFormat::Vcf => Box::new(vcard::VcfSink::create(temporary)?),
        };
        let qualities = quality::list(reader)?.into_iter().map(|quality| (quality.id, quality.name)).collect();
        let count = pour(reader, progress, ids, &qualities, &mut *sink)?;
        sink.finish()?;
        Ok(count)
    })
}

/// Writes a file beside its place, then puts it there: it appears whole or not at all.
pub(crate) fn whole_file<T>(path: &Path, write: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    let temporary = temporary(path);
    let written = write(&temporary).and_then(|told| {
        std::fs::rename(&temporary, path)?;
        Ok(told)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

/// Writes the template where the person wants it; answers where.
pub fn save_template(_: &Vault, path: String) -> Result<String> {
    template(Path::new(&path))?;
    Ok(path)
}

/// The empty template: the headers that our import knows, for a person to fill in.
pub fn template(path: &Path) -> Result<()> {
    let mut sink = CsvSink::create(path, column::of_template())?;
    sink.headers()?;
    Box::new(sink).finish()
}

/// Where contacts are written, whatever the format.
trait Sink {
    fn headers(&mut self) -> Result<()>;
    fn contact(&mut self, draft: &mut ContactDraft, beside: &Beside) -> Result<()>;
    fn finish(self: Box<Self>) -> Result<()>;
}

fn pour(
    reader: &Reader,
    progress: &Progress,
    ids: &[ContactId],
    qualities: &HashMap<QualityId, String>,
    sink: &mut dyn Sink,
) -> Result<u32> {
    sink.headers()?;
    let holds = |table: &str| -> Result<bool> {
        Ok(reader.query_row(&format!("select exists (select 1 from {table})"), [], |row| row.get(0))?)
    };
    let (has_links, has_roles) = (holds("contact_link")?, holds("contact_role")?);
    let mut names = Names::default();
    let mut count = 0;
    for (at, id) in (0u32..).zip(ids) {
        if at % STEP == 0 {
            progress.report("export", u64::from(at), u64::try_from(ids.len()).ok())?;
        }
        let Some(mut draft) = contact::read_draft(reader, *id)? else { continue };
        if contact::is_limited(reader, *id)? {
            continue;
        }
        let referred_by = match draft.referred_by {
            Some(by) if !contact::is_limited(reader, by)? => contact::name_of(reader, by)?,
            _ => String::new(),
        };
        let links = if has_links { relation::links(reader, *id, &mut names)? } else { Vec::new() };
        let roles = if has_roles { relation::roles(reader, *id, &mut names)? } else { Vec::new() };
        let status = contact::status_of(reader, *id)?;
        let beside = Beside { qualities, referred_by: &referred_by, status, links: &links, roles: &roles };
        sink.contact(&mut draft, &beside)?;
        count += 1;
    }
    Ok(count)
}

/// Beside the file to come, so that a rename puts it in place.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".tmp");
    path.with_file_name(name)
}

/// Excel takes a cell that begins like this for a formula; the apostrophe says that it is text.
pub fn looks_like_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

/// « -12,50 »: a number below zero is none.
fn is_amount(cell: &str) -> bool {
    cell.strip_prefix('-').is_some_and(|digits| {
        let (whole, cents) = digits.split_once(',').unwrap_or((digits, "00"));
        [whole, cents].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// « +32 2 555 12 12 »: no formula, as long as its groups are not those of thousands.
fn is_phone(cell: &str) -> bool {
    let Some((country, number)) = cell.strip_prefix('+').and_then(|digits| digits.split_once(' ')) else {
        return false;
    };
    let are_digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    are_digits(country) && number.split(' ').all(are_digits) && number.split(' ').any(|group| group.len() != 3)
}

/// A file that Excel opens right in France: `;`, UTF-8 with its mark, formulas neutralised.
pub(crate) struct CsvFile {
    records: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    pub(crate) fn create(path: &Path) -> Result<CsvFile> {
        CsvFile::over(File::create(path)?)
    }

    pub(crate) fn over(file: File) -> Result<CsvFile> {
        let mut file = BufWriter::new(file);
        file.write_all("\u{feff}".as_bytes())?;
        let records = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(file);
        Ok(CsvFile { records })
    }

    pub(crate) fn write(&mut self, cells: impl IntoIterator<Item = String>) -> Result<()> {
        let is_harmless = |cell: &str| !looks_like_formula(cell) || is_amount(cell) || is_phone(cell);
        let cells = cells.into_iter().map(|cell| if is_harmless(&cell) { cell } else { format!("'{cell}") });
        Ok(self.records.write_record(cells.collect::<Vec<_>>()).map_err(std::io::Error::from)?)
    }

    pub(crate) fn finish(self) -> Result<()> {
        let file = self.records.into_inner().map_err(|error| error.into_error())?;
        file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        Ok(())
    }
}

struct CsvSink {
    file: CsvFile,
    columns: Vec<Column>,
}

impl CsvSink {
    fn create(path: &Path, columns: Vec<Column>) -> Result<CsvSink> {
        Ok(CsvSink { file: CsvFile::create(path)?, columns })
    }
}

impl Sink for CsvSink {
    fn headers(&mut self) -> Result<()> {
        self.file.write(self.columns.iter().map(|column| column.header.clone()))
    }

    fn contact(&mut self, draft: &mut ContactDraft, beside: &Beside) -> Result<()> {
        self.file.write(self.columns.iter().map(|column| column::cell(draft, column, beside).to_french()))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.file.finish()
    }
}

fn unwritable(error: impl std::fmt::Display) -> Error {
    Error::file("Le fichier n’a pas pu être écrit. Vérifiez la place sur le disque, puis réessayez.", error)
}
