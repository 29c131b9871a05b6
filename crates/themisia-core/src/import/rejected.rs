//! Rows that could not be imported, kept in a file to mend and import again.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::export::CsvFile;

/// The header of the column that says why; our import leaves that column out.
pub const REASON: &str = "Motif du rejet";

pub(super) struct Rejected {
    source: PathBuf,
    /// Where the file goes when it can't lie beside the one imported.
    fallback: PathBuf,
    headers: Vec<String>,
    /// The column of reasons of a file that was mended before.
    old_reasons: Option<usize>,
    file: Option<(Kept, PathBuf)>,
}

enum Kept {
    Rows(Box<CsvFile>),
    Cards(BufWriter<File>),
}

impl Rejected {
    pub(super) fn of(source: &Path, fallback: &Path, headers: &[String]) -> Rejected {
        let old_reasons = headers.iter().position(|header| header == REASON);
        let headers = headers.iter().filter(|header| *header != REASON).cloned().collect();
        Rejected { source: source.to_owned(), fallback: fallback.to_owned(), headers, old_reasons, file: None }
    }

    /// A disk that is full or read-only never keeps the good rows out.
    pub(super) fn keep_row(&mut self, mut cells: Vec<String>, reason: &str) {
        if let Some(at) = self.old_reasons.filter(|at| *at < cells.len()) {
            cells.remove(at);
        }
        cells.resize(self.headers.len(), String::new());
        cells.push(reason.to_owned());
        if self.file.is_none() {
            self.file = self.create("csv").and_then(|(file, path)| {
                let mut rows = CsvFile::over(file).ok()?;
                let headers = self.headers.iter().cloned().chain([REASON.to_owned()]);
                rows.write(headers).ok()?;
                Some((Kept::Rows(Box::new(rows)), path))
            });
        }
        if let Some((Kept::Rows(rows), _)) = &mut self.file {
            let _ = rows.write(cells);
        }
    }

    pub(super) fn keep_card(&mut self, card: &str, reason: &str) {
        if self.file.is_none() {
            self.file = self.create("vcf").map(|(file, path)| (Kept::Cards(BufWriter::new(file)), path));
        }
        if let Some((Kept::Cards(cards), _)) = &mut self.file {
            let reason = reason.replace(['\r', '\n'], " ");
            let told = card.replacen("END:VCARD", &format!("X-THEMISIA-REASON:{reason}\r\nEND:VCARD"), 1);
            let _ = cards.write_all(told.as_bytes());
        }
    }

    /// The path of the file, when there is one.
    pub(super) fn finish(self) -> Result<Option<String>> {
        let Some((kept, path)) = self.file else { return Ok(None) };
        match kept {
            Kept::Rows(rows) => rows.finish()?,
            Kept::Cards(cards) => cards.into_inner().map_err(|error| error.into_error())?.sync_all()?,
        }
        Ok(Some(path.display().to_string()))
    }

    /// After an import that was taken back.
    pub(super) fn discard(self) {
        if let Some((kept, path)) = self.file {
            drop(kept);
            let _ = std::fs::remove_file(path);
        }
    }

    /// `NAME-a-corriger.csv`, or the next number that is free: no file is ever written over.
    fn create(&self, extension: &str) -> Option<(File, PathBuf)> {
        let stem = self.source.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let stem = stem.split("-a-corriger").next().unwrap_or(&stem);
        let beside = self.source.parent().unwrap_or(Path::new("."));
        [beside, &self.fallback].into_iter().find_map(|folder| {
            (1..100).find_map(|number| {
                let number = if number == 1 { String::new() } else { format!("-{number}") };
                let path = folder.join(format!("{stem}-a-corriger{number}.{extension}"));
                let file = OpenOptions::new().write(true).create_new(true).open(&path).ok()?;
                Some((file, path))
            })
        })
    }
}
