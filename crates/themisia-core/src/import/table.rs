//! A file of rows, whatever program wrote it: encoding, separator, quotes. Read as a stream, in bounded memory.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::charset::Charset;
use super::quotes::Closed;
use super::row::Cells;
use super::{mapping, mend};
use crate::error::{Error, Result};

/// What a file looks like, found by looking at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dialect {
    pub charset: Charset,
    pub has_bom: bool,
    pub separator: u8,
}

pub struct Table {
    pub dialect: Dialect,
    pub headers: Vec<String>,
    pub size: u64,
    /// The row of the headers: titles may stand above.
    pub header_row: u32,
    records: csv::Reader<Closed<Box<dyn Read + Send>>>,
    record: csv::StringRecord,
    /// Rows read, with the headers.
    rows: u64,
    /// Rows under the headers that were read to find these.
    ahead: VecDeque<Result<Cells>>,
    read: Arc<AtomicU64>,
}

/// How much of the file is looked at to find its separator.
const LOOK: u64 = 64 * 1024;
/// Columns past this are no address book.
pub(super) const MOST_COLUMNS: usize = 500;
/// Lines above the headers, like a title.
pub(super) const MOST_TITLES: usize = 20;

impl Table {
    /// # Errors
    /// `File` with a sentence that says what the file is, when it is not rows of text.
    pub fn open(path: &Path) -> Result<Table> {
        let mut file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(Error::file("C’est un dossier : choisissez un fichier CSV.", "a folder"));
        }
        let size = file.metadata()?.len();
        let dialect = Dialect::of(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        let read = Arc::default();
        let counted = Counted::new(BufReader::with_capacity(1 << 16, file), &read);
        let records = csv::ReaderBuilder::new()
            .delimiter(dialect.separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(Closed::new(dialect.charset.decode(counted), dialect.separator));
        let (headers, record, ahead) = (Vec::new(), csv::StringRecord::new(), VecDeque::new());
        let mut table = Table { dialect, headers, size, header_row: 1, records, record, rows: 0, ahead, read };
        table.find_headers()?;
        if table.headers.iter().all(String::is_empty) {
            return Err(Error::file("Ce fichier est vide : il n’a pas de ligne d’en-têtes.", "no header"));
        }
        if table.headers.len() > MOST_COLUMNS {
            return Err(Error::file(
                format!("Ce fichier a {} colonnes : ce n’est pas un carnet d’adresses.", table.headers.len()),
                "too many columns",
            ));
        }
        Ok(table)
    }

    /// The first row, unless titles that stand alone in their rows are above one that names the columns of an address book.
    fn find_headers(&mut self) -> Result<()> {
        let mut first = self.record()?.unwrap_or_default();
        if first.texts.first().is_some_and(|cell| told_separator(cell).is_some() || cell.eq_ignore_ascii_case("sep=")) {
            first = self.record()?.unwrap_or_default();
        }
        let is_title = |row: &Cells| row.texts.iter().filter(|cell| !cell.trim().is_empty()).count() < 2;
        let mut begin = vec![first];
        while begin.len() <= MOST_TITLES && begin.last().is_some_and(is_title) {
            match self.record() {
                Ok(Some(row)) => begin.push(row),
                Ok(None) => break,
                Err(error) => {
                    self.ahead.push_back(Err(error));
                    break;
                }
            }
        }
        let last = begin.len() - 1;
        let at = if mapping::are_headers(&begin[last].texts) { last } else { 0 };
        let mut rows = begin.into_iter().skip(at);
        self.headers = rows.next().unwrap_or_default().texts.iter().map(|header| header.trim().to_owned()).collect();
        for row in rows.rev() {
            self.ahead.push_front(Ok(row));
        }
        self.header_row = u32::try_from(at + 1).unwrap_or(1);
        self.records.get_mut().set_width(self.headers.len().saturating_sub(1));
        Ok(())
    }

    fn record(&mut self) -> Result<Option<Cells>> {
        self.rows += 1;
        let found = self.records.read_record(&mut self.record).map_err(|error| unreadable(error, self.rows))?;
        let unclosed = self.records.get_ref().unclosed();
        Ok(found.then(|| Cells { texts: self.record.iter().map(mend::protected).collect(), unclosed }))
    }

    /// The next row, as wide as the headers; longer rows give their last cells joined to the last column, so that nothing is lost.
    pub fn next_row(&mut self) -> Result<Option<Cells>> {
        let next = self.ahead.pop_front().map_or_else(|| self.record(), |row| row.map(Some))?;
        let Some(mut row) = next else { return Ok(None) };
        let width = self.headers.len();
        let rest: Vec<String> =
            row.texts.drain(width.min(row.texts.len())..).filter(|cell| !cell.trim().is_empty()).collect();
        row.texts.resize(width, String::new());
        if let (Some(last), false) = (row.texts.last_mut(), rest.is_empty()) {
            *last = format!("{last} {}", rest.join(" "));
        }
        Ok(Some(row))
    }

    /// Bytes of the file read so far.
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Relaxed)
    }

    pub fn separator_name(&self) -> &'static str {
        match self.dialect.separator {
            b';' => "point-virgule",
            b',' => "virgule",
            b'\t' => "tabulation",
            _ => "barre verticale",
        }
    }

    pub fn encoding_name(&self) -> String {
        let name = self.dialect.charset.name();
        if self.dialect.has_bom { format!("{name} avec BOM") } else { name.to_owned() }
    }
}

impl Dialect {
    fn of(file: &mut File) -> Result<Dialect> {
        let mut head = Vec::new();
        file.by_ref().take(LOOK).read_to_end(&mut head)?;
        refuse_other_formats(&head)?;
        let (charset, has_bom) = match Encoding::for_bom(&head) {
            Some((encoding, _)) => (Charset::Known(encoding), true),
            None => (charset_without_bom(&head, file)?, false),
        };
        let text = charset.text(&head);
        let separator = told_separator(&text).or_else(|| separator_under_titles(&text));
        Ok(Dialect { charset, has_bom, separator: separator.unwrap_or_else(|| separator_of(&text)) })
    }
}

fn refuse_other_formats(head: &[u8]) -> Result<()> {
    let what = if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        "Ce fichier est un classeur Excel ou un document. Dans Excel, faites « Enregistrer sous », choisissez « CSV UTF-8 », puis importez le fichier obtenu."
    } else if head.starts_with(b"%PDF") {
        "Ce fichier est un PDF. Choisissez un fichier CSV."
    } else if head.starts_with(b"BEGIN:VCARD") {
        "Ce fichier contient des cartes de visite (vCard). Choisissez un fichier CSV."
    } else {
        return Ok(());
    };
    Err(Error::file(what, "not a CSV"))
}

/// Without a byte order mark: UTF-16 shows by its zeros, UTF-8 by being valid to the end; the rest is what Excel writes in France.
fn charset_without_bom(head: &[u8], file: &mut File) -> Result<Charset> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).take(200).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even.max(odd) > 20 {
        if even.min(odd) > 20 {
            return Err(Error::file("Ce fichier n’est pas du texte. Choisissez un fichier CSV.", "binary"));
        }
        return Ok(Charset::Known(if even > odd { UTF_16BE } else { UTF_16LE }));
    }
    if head.contains(&0) {
        return Err(Error::file("Ce fichier n’est pas du texte. Choisissez un fichier CSV.", "binary"));
    }
    file.seek(SeekFrom::Start(0))?;
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let mut input = vec![0; 1 << 16];
    let mut output = vec![0; 1 << 18];
    loop {
        let count = file.read(&mut input)?;
        let (_, _, _, malformed) = decoder.decode_to_utf8(&input[..count], &mut output, count == 0);
        if malformed {
            return Ok(Charset::guess(&input[..count]));
        }
        if count == 0 {
            return Ok(Charset::Known(UTF_8));
        }
    }
}

/// « sep=; », the line with which a program tells Excel its separator.
fn told_separator(text: &str) -> Option<u8> {
    let line = text.trim_start_matches('\u{feff}').lines().next()?.trim_end_matches('\r').trim_matches('"');
    let told = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line.as_bytes()[4..])?;
    match told {
        [separator @ (b';' | b',' | b'\t' | b'|')] => Some(*separator),
        _ => None,
    }
}

/// Of the first lines, the one that names the columns of an address book tells how these are parted.
fn separator_under_titles(text: &str) -> Option<u8> {
    let mut text = text;
    for _ in 0..=MOST_TITLES {
        let separator = separator_of(text);
        let line = text.lines().next()?;
        let cells: Vec<String> =
            line.split(char::from(separator)).map(|cell| cell.trim_matches('"').to_owned()).collect();
        if mapping::are_headers(&cells) {
            return Some(separator);
        }
        text = text.split_once(['\n', '\r'])?.1.trim_start_matches(['\n', '\r']);
    }
    None
}

/// The candidate that cuts the first rows into the same number of cells, more than one; outside quotes.
fn separator_of(text: &str) -> u8 {
    let score = |separator: char| -> (usize, usize) {
        let mut counts = Vec::new();
        let (mut quoted, mut count, mut filled) = (false, 0, false);
        for c in text.chars() {
            match c {
                '"' => quoted = !quoted,
                // Old Macs end lines with a return alone; between a return and a line feed stands nothing.
                '\n' | '\r' if !quoted => {
                    if filled {
                        counts.push(std::mem::take(&mut count));
                    }
                    filled = false;
                    if counts.len() == 50 {
                        break;
                    }
                    continue;
                }
                c if c == separator && !quoted => count += 1,
                _ => {}
            }
            filled = true;
        }
        if counts.is_empty() {
            counts.push(count);
        }
        let first = counts[0];
        let alike = counts.iter().filter(|count| **count == first).count();
        if first == 0 { (0, 0) } else { (alike, first) }
    };
    let best = [';', ',', '\t', '|'].into_iter().rev().max_by_key(|candidate| score(*candidate)).unwrap_or(';');
    u8::try_from(best).unwrap_or(b';')
}

fn unreadable(error: csv::Error, row: u64) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == ErrorKind::FileTooLarge => Error::file(
            format!(
                "La ligne {row} du fichier est trop longue pour une fiche. Vérifiez dans un tableur que c’est un carnet d’adresses, \
                 corrigez cette ligne, puis recommencez."
            ),
            error,
        ),
        csv::ErrorKind::Io(error) => error.into(),
        other => Error::file(
            "Ce fichier n’a pas la forme d’un CSV. Vérifiez qu’il s’ouvre dans un tableur.",
            format!("{other:?}"),
        ),
    }
}

/// Counts what is read.
pub(super) struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R, read: &Arc<AtomicU64>) -> Counted<R> {
        Counted { inner, read: Arc::clone(read) }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_cuts_rows_alike() {
        for (text, expected) in [
            ("Nom;Prénom;Notes\nDurand;Anne;a, b, c\n", b';'),
            ("Nom,Prénom\nDurand,Anne\n", b','),
            ("Nom\tPrénom\nDurand\tAnne\n", b'\t'),
            ("\"Nom;usage\",\"Prénom\"\n\"Durand\",\"Anne\"\n", b','),
            ("Nom\nDurand\n", b';'),
            ("a,b;c\n1;2\n3;4\n", b';'),
            ("", b';'),
        ] {
            assert_eq!(separator_of(text), expected, "{text}");
        }
    }
    #[test]
    fn a_quote_that_is_never_closed_takes_no_other_row_and_no_memory() {
        use std::io::Write;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all("Nom;Prénom\nDurand;Anne\nPetit;\"Luc\n".as_bytes()).unwrap();
        for _ in 0..200_000 {
            file.write_all("Martin;Paul;12 rue de la Paix\n".as_bytes()).unwrap();
        }
        let mut table = Table::open(file.path()).unwrap();
        let mut next = || table.next_row().unwrap().map(|row| (row.texts.join("|"), row.unclosed));
        assert_eq!(next(), Some(("Durand|Anne".to_owned(), None)));
        assert_eq!(next(), Some(("Petit|\"Luc".to_owned(), Some(1))));
        assert_eq!(next(), Some(("Martin|Paul 12 rue de la Paix".to_owned(), None)));
        assert!(table.bytes_read() < 3 << 20);
        let mut rest = 1;
        while let Some(row) = table.next_row().unwrap() {
            assert_eq!(row.unclosed, None);
            rest += 1;
        }
        assert_eq!(rest, 200_000);
    }
}
