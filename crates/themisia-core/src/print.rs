//! Documents on paper, as PDF: Typst lays out templates that are inside the program, with the fonts that are inside it too.
//!
//! What people typed reaches a template as data, never as markup. The same data gives the same bytes.

mod conflict;
mod correspondence;
mod invoice;
mod label;
mod letter;
mod recovery;
mod reminder;
mod retainer;
mod text;
mod world;

pub use conflict::conflict_report_pdf;
pub(crate) use correspondence::{CorrespondencePaper, correspondence};
pub use invoice::{PrintedInvoice, invoice_pdf};
pub use label::{LabelReport, LabelSheet, labels_pdf};
pub(crate) use letter::{address, phone};
pub use recovery::recovery_code_pdf;
pub use reminder::{SavedLetters, reminder_pdf, reminders_pdf};
pub use retainer::{payment_receipt_pdf, retainer_pdf};

use std::io::Write;
use std::path::Path;

use chrono::Datelike;
use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::day::Day;
use crate::error::{Error, Result};
use crate::export::temporary;
use world::PrintWorld;

/// A document to lay out.
pub(crate) struct Document {
    /// The name of the template, for the log, and its text.
    pub template: (&'static str, &'static str),
    pub title: String,
    pub author: String,
    /// The same for the same document, other for another: the identifier in the file comes from it.
    pub ident: String,
    /// The date of the file: that of what it says, not of when it was printed.
    pub on: Day,
    pub data: Value,
    /// PNG.
    pub picture: Option<Vec<u8>>,
}

/// Lays a document out: tagged, for archives (PDF/A-3a) and for people who have it read aloud (PDF/UA-1).
///
/// # Errors
/// `Internal` for a template that is wrong.
pub(crate) fn pdf(document: Document) -> Result<Vec<u8>> {
    let Document { template: (name, template), title, author, ident, on, mut data, picture } = document;
    data["title"] = json!(title);
    data["author"] = json!(author);
    data["logo"] = json!(picture.is_some());
    text::shown_everywhere(&mut data);
    let world = PrintWorld::new(template, serde_json::to_vec(&data)?, picture);
    let made = compile(&world, ident, on);
    // What was laid out stays in Typst's cache: it goes, for it holds what people wrote.
    comemo::evict(0);
    made.map_err(|cause| Error::Internal(format!("{name}.typ: {cause}")))
}

fn compile(world: &PrintWorld, ident: String, on: Day) -> Result<Vec<u8>, String> {
    let document: PagedDocument = typst::compile(world).output.map_err(|errors| told(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]).map_err(|_| "standards".to_owned())?;
    let (year, month, day) = (on.0.year(), on.0.month() as u8, on.0.day() as u8);
    let date = Datetime::from_ymd_hms(year, month, day, 0, 0, 0).ok_or("date")?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Themisia".to_owned())),
        timestamp: Some(Timestamp::new_utc(date)),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| told(&errors))
}

/// Messages quote what was laid out: only a developer reads them.
fn told(errors: &[SourceDiagnostic]) -> String {
    if cfg!(debug_assertions) {
        errors.iter().map(|error| format!("{} {:?}", error.message, error.hints)).collect::<Vec<_>>().join("; ")
    } else {
        format!("{} errors", errors.len())
    }
}

/// Writes a document where the person wants it: the file appears whole or not at all.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary(path);
    let written = (|| {
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    Ok(written?)
}
