//! A workbook of contacts: text as text, dates as dates, money as numbers. Its rows go to disk as they are written.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::column::{self, Beside, Cell, Column};
use super::{Sink, unwritable};
use crate::contact::ContactDraft;
use crate::error::{Error, Result};

/// What a cell of Excel can hold, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;
const MOST_ROWS: u32 = 1_048_575;

pub(super) struct XlsxSink {
    workbook: Workbook,
    columns: Vec<Column>,
    path: PathBuf,
    row: u32,
    date: Format,
    money: Format,
}

impl XlsxSink {
    pub(super) fn create(path: &Path, columns: Vec<Column>) -> Result<XlsxSink> {
        let mut workbook = Workbook::new();
        // The rows wait beside the file until it is whole: not among the temporary files of everybody.
        let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        workbook.set_tempdir(beside).map_err(unwritable)?;
        workbook.add_worksheet_with_constant_memory().map_err(unwritable)?.set_name("Contacts").map_err(unwritable)?;
        let date = Format::new().set_num_format("dd/mm/yyyy");
        let money = Format::new().set_num_format("#,##0.00");
        Ok(XlsxSink { workbook, columns, path: path.to_owned(), row: 0, date, money })
    }
}

impl Sink for XlsxSink {
    fn headers(&mut self) -> Result<()> {
        let bold = Format::new().set_bold();
        let sheet = self.workbook.worksheet_from_index(0).map_err(unwritable)?;
        sheet.set_freeze_panes(1, 0).map_err(unwritable)?;
        for (at, column) in (0u16..).zip(&self.columns) {
            sheet.set_column_width(at, column.width).map_err(unwritable)?;
            sheet.write_string_with_format(0, at, &column.header, &bold).map_err(unwritable)?;
        }
        Ok(())
    }

    fn contact(&mut self, draft: &mut ContactDraft, beside: &Beside) -> Result<()> {
        self.row += 1;
        if self.row > MOST_ROWS {
            return Err(Error::file(
                "Excel ne peut pas tenir plus de 1 048 575 fiches dans une feuille. Exportez en CSV.",
                "too many rows",
            ));
        }
        let sheet = self.workbook.worksheet_from_index(0).map_err(unwritable)?;
        for (at, column) in (0u16..).zip(&self.columns) {
            let cell = column::cell(draft, column, beside);
            write(sheet, self.row, at, &cell, &self.date, &self.money).map_err(unwritable)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let sheet = self.workbook.worksheet_from_index(0).map_err(unwritable)?;
        sheet.autofilter(0, 0, self.row.max(1), last).map_err(unwritable)?;
        self.workbook.save(&self.path).map_err(unwritable)
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &Cell,
    date_format: &Format,
    money: &Format,
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => {
            sheet.write_string(row, at, fitting(text))?;
        }
        Cell::Date(iso) => match date(iso) {
            Some(date) => {
                sheet.write_datetime_with_format(row, at, date, date_format)?;
            }
            None => {
                sheet.write_string(row, at, cell.to_french())?;
            }
        },
        Cell::Hundredths(amount) => {
            // Excel keeps floats; capitals are far below 2^53 cents.
            #[allow(clippy::cast_precision_loss)]
            sheet.write_number_with_format(row, at, *amount as f64 / 100.0, money)?;
        }
    }
    Ok(())
}

/// Excel counts days from 1900, and its first two months are a day off: dates before March of that year are text.
fn date(iso: &str) -> Option<ExcelDateTime> {
    if iso.len() == 10 && iso >= "1900-03-01" { ExcelDateTime::parse_from_str(iso).ok() } else { None }
}

fn fitting(text: &str) -> Cow<'_, str> {
    const CUT: &str = "\n… (la suite ne tient pas dans une cellule d’Excel)";
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return text.into();
    }
    // A character is at most two units.
    let kept: String = text.chars().take(LONGEST_TEXT / 2 - CUT.chars().count()).collect();
    format!("{kept}{CUT}").into()
}
