//! A file of rows, whatever program wrote it: encoding, separator, quotes. Read as a stream, in bounded memory.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use crate::error::{Error, Result};

/// What a file looks like, found by looking at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dialect {
    pub encoding: &'static Encoding,
    pub has_bom: bool,
    pub separator: u8,
}

pub struct Table {
    pub dialect: Dialect,
    pub headers: Vec<String>,
    pub size: u64,
    records: csv::Reader<DecodeReaderBytes<Counted<BufReader<File>>, Vec<u8>>>,
    record: csv::StringRecord,
    /// Rows read, with the headers.
    rows: u64,
    read: Arc<AtomicU64>,
    /// How far the file may be read for the present row.
    bound: Arc<AtomicU64>,
}

/// How much of the file is looked at to find its separator.
const LOOK: u64 = 64 * 1024;
/// Bytes of one row, at most: past that a quote was opened and never closed, or the file is no address book.
const LONGEST_ROW: u64 = 1 << 20;
/// Columns past this are no address book.
pub(super) const MOST_COLUMNS: usize = 500;

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
        let bound = Arc::new(AtomicU64::new(LONGEST_ROW));
        let inner = BufReader::with_capacity(1 << 16, file);
        let counted = Counted { inner, read: Arc::clone(&read), bound: Arc::clone(&bound) };
        let decoded =
            DecodeReaderBytesBuilder::new().encoding(Some(dialect.encoding)).bom_override(true).build(counted);
        let mut records = csv::ReaderBuilder::new()
            .delimiter(dialect.separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(decoded);
        let mut record = csv::StringRecord::new();
        let mut found = records.read_record(&mut record).map_err(|error| unreadable(error, 1))?;
        let mut rows = 1;
        if record.get(0).is_some_and(|cell| told_separator(cell).is_some() || cell.eq_ignore_ascii_case("sep=")) {
            found = records.read_record(&mut record).map_err(|error| unreadable(error, 2))?;
            rows = 2;
        }
        let headers: Vec<String> = record.iter().map(|header| header.trim().to_owned()).collect();
        if !found || headers.iter().all(String::is_empty) {
            return Err(Error::file("Ce fichier est vide : il n’a pas de ligne d’en-têtes.", "no header"));
        }
        if headers.len() > MOST_COLUMNS {
            return Err(Error::file(
                format!("Ce fichier a {} colonnes : ce n’est pas un carnet d’adresses.", headers.len()),
                "too many columns",
            ));
        }
        Ok(Table { dialect, headers, size, records, record, rows, read, bound })
    }

    /// The next row, as wide as the headers; longer rows give their last cells joined to the last column, so that nothing is lost.
    pub fn next_row(&mut self) -> Result<Option<Vec<String>>> {
        self.rows += 1;
        self.bound.store(self.bytes_read() + LONGEST_ROW, Relaxed);
        if !self.records.read_record(&mut self.record).map_err(|error| unreadable(error, self.rows))? {
            return Ok(None);
        }
        let width = self.headers.len();
        let mut row: Vec<String> = self.record.iter().take(width).map(str::to_owned).collect();
        row.resize(width, String::new());
        let rest: Vec<&str> = self.record.iter().skip(width).filter(|cell| !cell.trim().is_empty()).collect();
        if let (Some(last), false) = (row.last_mut(), rest.is_empty()) {
            *last = [&[last.as_str()], &*rest].concat().join(" ");
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
        let name = if self.dialect.encoding == WINDOWS_1252 { "Windows-1252" } else { self.dialect.encoding.name() };
        if self.dialect.has_bom { format!("{name} avec BOM") } else { name.to_owned() }
    }
}

impl Dialect {
    fn of(file: &mut File) -> Result<Dialect> {
        let mut head = Vec::new();
        file.by_ref().take(LOOK).read_to_end(&mut head)?;
        refuse_other_formats(&head)?;
        let (encoding, has_bom) = match Encoding::for_bom(&head) {
            Some((encoding, _)) => (encoding, true),
            None => (encoding_without_bom(&head, file)?, false),
        };
        let (text, _, _) = encoding.decode(&head);
        Ok(Dialect { encoding, has_bom, separator: told_separator(&text).unwrap_or_else(|| separator(&text)) })
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
fn encoding_without_bom(head: &[u8], file: &mut File) -> Result<&'static Encoding> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).take(200).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even.max(odd) > 20 {
        if even.min(odd) > 20 {
            return Err(Error::file("Ce fichier n’est pas du texte. Choisissez un fichier CSV.", "binary"));
        }
        return Ok(if even > odd { UTF_16BE } else { UTF_16LE });
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
            return Ok(WINDOWS_1252);
        }
        if count == 0 {
            return Ok(UTF_8);
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

/// The candidate that cuts the first rows into the same number of cells, more than one; outside quotes.
fn separator(text: &str) -> u8 {
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
                "La ligne {row} du fichier est trop longue : un guillemet y est sans doute ouvert et jamais refermé. \
                 Corrigez cette ligne, puis recommencez."
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

/// Counts what is read, and reads no further than the bound: a row never fills the memory.
pub(super) struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
    bound: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// Whoever reads bounds each row itself.
    pub(super) fn without_bound(inner: R, read: &Arc<AtomicU64>) -> Counted<R> {
        Counted { inner, read: Arc::clone(read), bound: Arc::new(AtomicU64::new(u64::MAX)) }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read.load(Relaxed) > self.bound.load(Relaxed) {
            return Err(std::io::Error::new(ErrorKind::FileTooLarge, "a row without end"));
        }
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
            assert_eq!(separator(text), expected, "{text}");
        }
    }
    #[test]
    fn a_quote_that_is_never_closed_is_told_with_its_row_and_takes_no_memory() {
        use std::io::Write;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all("Nom;Prénom\nDurand;Anne\nPetit;\"Luc\n".as_bytes()).unwrap();
        for _ in 0..200_000 {
            file.write_all("Martin;Paul;12 rue de la Paix\n".as_bytes()).unwrap();
        }
        let mut table = Table::open(file.path()).unwrap();
        assert_eq!(table.next_row().unwrap().unwrap(), ["Durand", "Anne"]);
        let error = table.next_row().unwrap_err();
        assert!(error.to_string().contains("La ligne 3"), "{error}");
        assert!(table.bytes_read() < 3 * LONGEST_ROW);
    }
}
