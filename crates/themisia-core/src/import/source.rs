//! A file to import, whatever its format: told by what is in it, not by its name.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::card::{self, CardReader};
use super::card_lines::{Cards, RawCard};
use super::mapping::{self, ImportField};
use super::mend::Turn;
use super::row::Cells;
use super::sheet::Sheet;
use super::table::Table;
use super::zipped;
use crate::error::{Error, Result};
use crate::sql_enum;

sql_enum! {
    pub enum ImportFormat {
        Csv = "csv",
        Sheet = "sheet",
        Vcard = "vcard",
    }
}

pub struct Source {
    pub headers: Vec<String>,
    /// Names the kind of file: a number in one program's export is no number in another's.
    pub kind: String,
    content: Content,
    row: u32,
    /// Rows that were looked at before they were asked for.
    ahead: VecDeque<Result<Option<Raw>>>,
    /// One a column.
    turns: Vec<Option<Turn>>,
}

/// Rows that are looked at to know how a column is written, and bytes of the file that they take at most.
const LOOKED_AT: usize = 200;
const LOOKED_AT_BYTES: u64 = 1 << 20;

enum Content {
    Rows(Table),
    Sheet(Sheet),
    Cards(Cards),
}

/// What a file holds of one contact, and where: as a spreadsheet counts, or which card.
pub enum Raw {
    Cells(u32, Cells),
    Card(u32, RawCard),
}

impl Source {
    /// # Errors
    /// `File` with a sentence that says what the file is and what to do.
    pub fn open(path: &Path) -> Result<Source> {
        let mut source = Source::told(path)?;
        if !matches!(source.content, Content::Cards(_)) {
            source.look_ahead();
        }
        Ok(source)
    }

    fn look_ahead(&mut self) {
        let begun = self.bytes_read();
        while self.ahead.len() < LOOKED_AT && self.bytes_read() - begun.min(self.bytes_read()) < LOOKED_AT_BYTES {
            let next = self.read_raw();
            let more = matches!(next, Ok(Some(_)));
            self.ahead.push_back(next);
            if !more {
                break;
            }
        }
        let rows: Vec<&[String]> = self.ahead.iter().filter_map(|row| row.as_ref().ok()?.as_ref()?.cells()).collect();
        self.turns = Turn::of(&self.headers, &rows);
    }

    /// What kind of file it is.
    fn told(path: &Path) -> Result<Source> {
        let (ahead, turns) = (VecDeque::new(), Vec::new());
        let mut file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(Error::file("C’est un dossier : choisissez un fichier.", "a folder"));
        }
        let mut head = Vec::new();
        (&mut file).take(4096).read_to_end(&mut head)?;
        if head.starts_with(b"PK\x03\x04") {
            let sheet = Sheet::open(path)?;
            let (headers, row) = (sheet.headers.clone(), sheet.header_row);
            return Ok(Source {
                kind: mapping::source(&headers),
                headers,
                content: Content::Sheet(sheet),
                row,
                ahead,
                turns,
            });
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(zipped::old_format());
        }
        if begins_a_card(&head) {
            let headers = card::FIELDS.iter().map(|(header, _)| (*header).to_owned()).collect();
            let cards = Content::Cards(Cards::open(path)?);
            return Ok(Source { headers, kind: "vcard".to_owned(), content: cards, row: 0, ahead, turns });
        }
        let table = Table::open(path)?;
        let (headers, row) = (table.headers.clone(), table.header_row);
        Ok(Source { kind: mapping::source(&headers), headers, content: Content::Rows(table), row, ahead, turns })
    }

    pub fn next_raw(&mut self) -> Result<Option<Raw>> {
        let mut next = self.ahead.pop_front().unwrap_or_else(|| self.read_raw())?;
        if let Some(Raw::Cells(_, cells)) = &mut next {
            for (cell, turn) in cells.texts.iter_mut().zip(&self.turns) {
                turn.iter().for_each(|turn| turn.cell(cell));
            }
        }
        Ok(next)
    }

    fn read_raw(&mut self) -> Result<Option<Raw>> {
        match &mut self.content {
            Content::Rows(table) => {
                self.row += 1;
                Ok(table.next_row()?.map(|cells| Raw::Cells(self.row, cells)))
            }
            Content::Sheet(sheet) => {
                Ok(sheet.next_row()?.map(|(row, texts)| Raw::Cells(row, Cells { texts, unclosed: None })))
            }
            Content::Cards(cards) => Ok(cards.next_card()?.map(|(row, card)| Raw::Card(row, card))),
        }
    }

    pub fn format(&self) -> ImportFormat {
        match &self.content {
            Content::Rows(_) => ImportFormat::Csv,
            Content::Sheet(_) => ImportFormat::Sheet,
            Content::Cards(_) => ImportFormat::Vcard,
        }
    }

    /// The sheet of the workbook that is read.
    pub fn sheet(&self) -> Option<String> {
        match &self.content {
            Content::Sheet(sheet) => Some(sheet.name.clone()),
            _ => None,
        }
    }

    pub fn size(&self) -> u64 {
        match &self.content {
            Content::Rows(table) => table.size,
            Content::Sheet(sheet) => sheet.size,
            Content::Cards(cards) => cards.size,
        }
    }

    pub fn bytes_read(&self) -> u64 {
        match &self.content {
            Content::Rows(table) => table.bytes_read(),
            Content::Sheet(sheet) => sheet.bytes_read(),
            Content::Cards(cards) => cards.bytes_read(),
        }
    }

    /// Encoding and separator of a file of text; empty for the others.
    pub fn dialect(&self) -> (String, String) {
        match &self.content {
            Content::Rows(table) => (table.encoding_name(), table.separator_name().to_owned()),
            _ => (String::new(), String::new()),
        }
    }

    /// One field a header: guessed; of cards, always the same.
    pub fn mapping(&self) -> Vec<ImportField> {
        match &self.content {
            Content::Cards(_) => card::FIELDS.iter().map(|(_, field)| *field).collect(),
            _ => mapping::guess(&self.headers),
        }
    }
}

impl Raw {
    fn cells(&self) -> Option<&[String]> {
        match self {
            Raw::Cells(_, cells) => Some(&cells.texts),
            Raw::Card(..) => None,
        }
    }

    /// The cells of a preview.
    pub fn sample(self, cards: &CardReader) -> Vec<String> {
        match self {
            Raw::Cells(_, cells) => cells.texts,
            Raw::Card(row, card) => cards.sample(row, &card),
        }
    }
}

/// After a byte order mark, empty lines, in UTF-16 or not.
fn begins_a_card(head: &[u8]) -> bool {
    let plain: Vec<u8> = head.iter().copied().filter(|byte| byte.is_ascii() && *byte != 0).take(200).collect();
    let text = plain.trim_ascii();
    text.len() >= 11 && text[..11].eq_ignore_ascii_case(b"BEGIN:VCARD")
}
