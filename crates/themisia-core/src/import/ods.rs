//! Sheets of OpenDocument (ISO/IEC 26300), row by row. Repeated cells are not spread out over the memory.

use std::io::{BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::mend;
use super::sheet::{Gather, Stop, put, truth};
use super::zipped::damaged;

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    repeated: usize,
    /// As kept: a number, a date; empty for text.
    value: String,
    is_number: bool,
    /// As shown, by paragraphs.
    shown: String,
    paragraphs: usize,
}

/// Gives the rows of each sheet in turn to a new receiver, until one held something.
pub(super) fn read<'a, R: Read + Seek>(file: R, mut begin: impl FnMut(String) -> Gather<'a>) -> Result<(), Stop> {
    let mut archive = ZipArchive::new(file).map_err(|error| Stop::Failed(damaged(error)))?;
    let content = archive.by_name("content.xml").map_err(|error| Stop::Failed(damaged(error)))?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut sheet: Option<Gather> = None;
    let mut row: Vec<String> = Vec::new();
    let (mut number, mut row_repeated, mut column) = (0u32, 1u32, 0usize);
    let mut cell: Option<Cell> = None;
    // Comments of a cell hold paragraphs too.
    let mut in_comment = false;
    let mut in_paragraph = false;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| Stop::Failed(damaged(error)))? {
            Event::Eof => return Ok(()),
            Event::Start(start) => match start.name().as_ref() {
                "table:table" if sheet.is_none() => {
                    sheet = Some(begin(attribute(&start, "table:name").unwrap_or_default()));
                    number = 0;
                }
                "table:table-row" => {
                    row.clear();
                    column = 0;
                    row_repeated = count(&start, "table:number-rows-repeated");
                }
                "table:table-cell" | "table:covered-table-cell" => cell = Some(open(&start)),
                "office:annotation" => in_comment = true,
                "text:p" if !in_comment => {
                    in_paragraph = true;
                    if let Some(cell) = &mut cell {
                        if cell.paragraphs > 0 {
                            cell.shown.push('\n');
                        }
                        cell.paragraphs += 1;
                    }
                }
                "text:s" => show(&mut cell, in_paragraph, &" ".repeat(count(&start, "text:c").min(100) as usize)),
                "text:tab" => show(&mut cell, in_paragraph, "\t"),
                "text:line-break" => show(&mut cell, in_paragraph, "\n"),
                _ => {}
            },
            Event::End(end) => match end.name().as_ref() {
                "table:table" => {
                    if let Some(mut gather) = sheet.take()
                        && gather.finish()?
                    {
                        return Ok(());
                    }
                }
                "table:table-row" => {
                    number = number.saturating_add(row_repeated);
                    if let Some(gather) = &mut sheet {
                        // The same row many times over is one contact.
                        gather.row(number - row_repeated + 1, std::mem::take(&mut row))?;
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    if let Some(cell) = cell.take() {
                        let repeated = cell.repeated;
                        put(&mut row, column, repeated, &cell.text());
                        column = column.saturating_add(repeated);
                    }
                }
                "office:annotation" => in_comment = false,
                "text:p" => in_paragraph = false,
                _ => {}
            },
            Event::Text(text) => show(&mut cell, in_paragraph, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => show(&mut cell, in_paragraph, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten().or(match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                });
                if let Some(character) = character {
                    show(&mut cell, in_paragraph, character.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
    }
}

fn show(cell: &mut Option<Cell>, in_paragraph: bool, text: &str) {
    /// Past this a cell is no field of a contact; the row is refused for its length.
    const LONGEST: usize = 5 << 20;
    if let Some(cell) = cell.as_mut().filter(|cell| in_paragraph && cell.shown.len() < LONGEST) {
        cell.shown.push_str(text);
    }
}

fn open(start: &BytesStart) -> Cell {
    let mut cell = Cell { repeated: count(start, "table:number-columns-repeated") as usize, ..Cell::default() };
    let value = |name| attribute(start, name).unwrap_or_default();
    match value("office:value-type").as_str() {
        "float" | "currency" | "percentage" => {
            cell.is_number = true;
            cell.value = value("office:value").parse().map_or_else(|_| String::new(), mend::number);
        }
        "date" => cell.value = value("office:date-value").trim_end_matches("T00:00:00").to_owned(),
        "boolean" => cell.value = truth(value("office:boolean-value") == "true").to_owned(),
        _ => {}
    }
    cell
}

impl Cell {
    fn text(self) -> String {
        // « 01000 » is shown where 1000 is kept: the zeros mean something.
        let is_code = self.is_number && self.shown.starts_with('0') && self.shown.bytes().all(|b| b.is_ascii_digit());
        if self.value.is_empty() || is_code { self.shown } else { self.value }
    }
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn count(start: &BytesStart, name: &str) -> u32 {
    attribute(start, name).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}
