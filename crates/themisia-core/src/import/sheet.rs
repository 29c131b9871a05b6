//! The rows of a workbook, as a table gives its own. A thread of its own reads them, as fast as they are taken.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, Reader, SheetVisible, Xlsx};

use super::zipped::{self, Workbook, damaged, too_large};
use super::{mapping, mend};
use super::{
    ods,
    table::{MOST_COLUMNS, MOST_TITLES},
};
use crate::error::{Error, Result};

pub struct Sheet {
    pub headers: Vec<String>,
    /// Its name in the workbook.
    pub name: String,
    pub size: u64,
    /// Of the row of the headers.
    pub header_row: u32,
    rows: Receiver<Message>,
    read: Arc<AtomicU64>,
}

/// A row as a spreadsheet counts, from 1.
pub(super) type Row = (u32, Vec<String>);

enum Message {
    Head { name: String, row: u32, headers: Vec<String> },
    Row(Row),
    Failed(Error),
}

/// Rows read ahead of whoever takes them.
const AHEAD: usize = 64;
pub(super) const MOST_ROWS: u32 = 1_048_576;
/// Of a row, all its cells together.
const LONGEST_ROW: usize = 4 << 20;

impl Sheet {
    /// The first sheet that holds something.
    pub fn open(path: &Path) -> Result<Sheet> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let workbook = zipped::check(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        let read = Arc::default();
        let file = BufReader::with_capacity(1 << 16, Followed { file, at: Arc::clone(&read) });
        let (sender, rows) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| sheets(workbook, file, &sender)));
            let failed = outcome.unwrap_or_else(|_| Err(Stop::Failed(damaged("the reader panicked")))).err();
            if let Some(Stop::Failed(error)) = failed {
                // Nobody listens when the import was cancelled.
                let _ = sender.send(Message::Failed(error));
            }
        });
        match rows.recv() {
            Ok(Message::Head { name, row, headers }) => Ok(Sheet { headers, name, size, header_row: row, rows, read }),
            Ok(Message::Failed(error)) => Err(error),
            Ok(Message::Row(_)) | Err(_) => {
                Err(Error::file("Ce classeur est vide : aucune de ses feuilles n’a de ligne d’en-têtes.", "no header"))
            }
        }
    }

    pub(super) fn next_row(&mut self) -> Result<Option<Row>> {
        match self.rows.recv() {
            Ok(Message::Row(row)) => Ok(Some(row)),
            Ok(Message::Failed(error)) => Err(error),
            Ok(Message::Head { .. }) | Err(_) => Ok(None),
        }
    }

    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed).min(self.size)
    }
}

/// Why reading ends before the end.
pub(super) enum Stop {
    /// Nobody takes the rows any more, or all that was wanted has been read.
    Enough,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(error)
    }
}

/// The first sheet that names the columns of an address book; when none does, the first that holds something.
fn sheets(workbook: Workbook, mut file: BufReader<Followed>, sender: &SyncSender<Message>) -> Result<(), Stop> {
    let begun = Cell::new(false);
    for wants_a_name in [true, false] {
        file.seek(SeekFrom::Start(0)).map_err(|error| Stop::Failed(error.into()))?;
        let begin = |name| Gather::new(name, sender, wants_a_name, &begun);
        let outcome = match workbook {
            Workbook::Xlsx => xlsx(&mut file, begin),
            Workbook::Ods => ods::read(&mut file, begin),
        };
        // What is wrong in a sheet that may not be read is told when it is.
        if begun.get() || !wants_a_name || matches!(outcome, Err(Stop::Enough)) {
            return outcome;
        }
    }
    Ok(())
}

fn xlsx<'a>(file: &mut BufReader<Followed>, begin: impl Fn(String) -> Gather<'a>) -> Result<(), Stop> {
    let mut workbook = Xlsx::new(file).map_err(|error| Stop::Failed(damaged(error)))?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in names {
        // A sheet that holds a chart has no cells.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else { continue };
        let mut gather = begin(name);
        let mut row = Vec::new();
        let mut number = 0;
        while let Some(cell) = cells.next_cell().map_err(|error| Stop::Failed(damaged(error)))? {
            let (at, column) = cell.get_position();
            if gather.passed_over {
                break;
            }
            if at + 1 != number {
                gather.row(number, std::mem::take(&mut row))?;
                if at + 1 < number {
                    return Err(Stop::Failed(damaged("rows in disorder")));
                }
                number = at + 1;
            }
            put(&mut row, column as usize, 1, &text(cell.get_value()));
        }
        gather.row(number, row)?;
        if gather.finish()? {
            return Ok(());
        }
    }
    Ok(())
}

/// Writes a cell where it stands; columns past what an address book has are left out.
pub(super) fn put(row: &mut Vec<String>, column: usize, repeated: usize, text: &str) {
    if text.is_empty() {
        return;
    }
    for at in column..column.saturating_add(repeated).min(MOST_COLUMNS + 1) {
        if row.len() <= at {
            row.resize(at + 1, String::new());
        }
        row[at] = text.to_owned();
    }
}

fn text(cell: &DataRef) -> String {
    match cell {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => mend::number(*number),
        DataRef::Bool(yes) => truth(*yes).to_owned(),
        // Day 0 is none: a formula gave an empty date.
        DataRef::DateTime(date) if date.is_datetime() && date.as_f64() <= 0.0 => String::new(),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if date.as_f64() < 1.0 {
                return format!("{hour:02}:{minute:02}");
            }
            if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day}T{hour:02}:{minute:02}:{second:02}") }
        }
        DataRef::DateTime(duration) => mend::number(duration.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()
        }
    }
}

pub(super) fn truth(yes: bool) -> &'static str {
    if yes { "oui" } else { "non" }
}

/// Finds the headers of a sheet, then passes on the rows under them.
pub(super) struct Gather<'a> {
    name: String,
    sender: &'a SyncSender<Message>,
    /// Rows above the headers, while these are not found.
    above: Vec<Row>,
    width: Option<usize>,
    wants_a_name: bool,
    /// Its headers lead to no name.
    passed_over: bool,
    /// Whether the headers of any sheet were sent.
    begun: &'a Cell<bool>,
}

impl<'a> Gather<'a> {
    fn new(name: String, sender: &'a SyncSender<Message>, wants_a_name: bool, begun: &'a Cell<bool>) -> Self {
        Gather { name, sender, above: Vec::new(), width: None, wants_a_name, passed_over: false, begun }
    }

    pub(super) fn row(&mut self, number: u32, cells: Vec<String>) -> Result<(), Stop> {
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        if filled == 0 || self.passed_over {
            return Ok(());
        }
        if number > MOST_ROWS || cells.iter().map(String::len).sum::<usize>() > LONGEST_ROW {
            return Err(Stop::Failed(too_large(format!("row {number}"))));
        }
        if self.width.is_some() {
            return self.pass_on(number, cells);
        }
        self.above.push((number, cells));
        // A title above stands alone in its row.
        if filled > 1 || self.above.len() > MOST_TITLES { self.headers_at(self.above.len() - 1) } else { Ok(()) }
    }

    /// Whether the sheet held anything.
    pub(super) fn finish(&mut self) -> Result<bool, Stop> {
        if self.width.is_none() && !self.above.is_empty() {
            self.headers_at(0)?;
        }
        Ok(self.width.is_some())
    }

    fn headers_at(&mut self, at: usize) -> Result<(), Stop> {
        let at = if self.above.len() > MOST_TITLES { 0 } else { at };
        let mut rows = std::mem::take(&mut self.above).into_iter().skip(at);
        let Some((row, cells)) = rows.next() else { return Ok(()) };
        let headers: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        if headers.len() > MOST_COLUMNS {
            let sentence = "Cette feuille a plus de 500 colonnes : ce n’est pas un carnet d’adresses.";
            return Err(Stop::Failed(Error::file(sentence, "too many columns")));
        }
        if self.wants_a_name && !mapping::lead_to_a_name(&mapping::guess(&headers)) {
            self.passed_over = true;
            return Ok(());
        }
        self.begun.set(true);
        self.width = Some(headers.len());
        self.send(Message::Head { name: self.name.clone(), row, headers })?;
        for (number, cells) in rows {
            self.pass_on(number, cells)?;
        }
        Ok(())
    }

    /// As wide as the headers; what stands past them joins the last column, so that nothing is lost.
    fn pass_on(&self, number: u32, mut cells: Vec<String>) -> Result<(), Stop> {
        let width = self.width.unwrap_or(cells.len());
        let rest: Vec<String> = cells.drain(width.min(cells.len())..).filter(|cell| !cell.trim().is_empty()).collect();
        cells.resize(width, String::new());
        if let (Some(last), false) = (cells.last_mut(), rest.is_empty()) {
            *last = format!("{last} {}", rest.join(" ")).trim().to_owned();
        }
        self.send(Message::Row((number, cells)))
    }

    fn send(&self, message: Message) -> Result<(), Stop> {
        self.sender.send(message).map_err(|_| Stop::Enough)
    }
}

/// A file, and where in it one is: the progress of an import.
pub(super) struct Followed {
    file: File,
    at: Arc<AtomicU64>,
}

impl Read for Followed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.at.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Followed {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let at = self.file.seek(to)?;
        self.at.store(at, Ordering::Relaxed);
        Ok(at)
    }
}
