//! Quotes that were opened and never closed: read as they stand, so that they take no other row with them.

use std::io::{Error, ErrorKind, Read, Result};

/// Bytes of one row, at most: past that, whatever was opened there is closed nowhere.
pub(super) const LONGEST_ROW: usize = 1 << 20;
/// Bytes asked for at a time.
const CHUNK: usize = 1 << 16;
/// So many lines in one cell that are each as wide as the headers are rows.
const SURELY_ROWS: usize = 200;

/// Gives text on a record at a time. A cell whose quote is closed nowhere, or only in another row, is written so that its quote
/// is a sign like any other; the lines after it are read anew.
pub(super) struct Closed<R> {
    inner: R,
    separator: u8,
    /// Separators of a row, once the headers are known.
    pub(super) width: Option<usize>,
    held: Vec<u8>,
    /// Where in `held` the next record begins.
    at: usize,
    ended: bool,
    record: Vec<u8>,
    given: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Plain,
    Quoted,
}

/// Where one stands in a row, as readers of CSV see it.
struct Walk {
    place: Place,
    /// Something stood right behind a closing quote.
    ill_closed: bool,
}

impl Walk {
    fn over(&mut self, text: &[u8], separator: u8) {
        if self.place != Place::Quoted && !text.contains(&b'"') {
            return;
        }
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            let next = text.get(at + 1);
            match (self.place, *byte) {
                (Place::Quoted, b'"') if next == Some(&b'"') => at += 1,
                (Place::Quoted, b'"') => {
                    self.ill_closed |= next.is_some_and(|next| *next != separator && !matches!(next, b'\r' | b'\n'));
                    self.place = Place::Plain;
                }
                (Place::Quoted, _) => {}
                (Place::Start, b'"') => self.place = Place::Quoted,
                (_, byte) if byte == separator => self.place = Place::Start,
                _ => self.place = Place::Plain,
            }
            at += 1;
        }
    }
}

impl<R: Read> Closed<R> {
    pub(super) fn new(inner: R, separator: u8) -> Closed<R> {
        let (held, record) = (Vec::new(), Vec::new());
        Closed { inner, separator, width: None, held, at: 0, ended: false, record, given: 0 }
    }

    /// Nothing is left when the record is empty.
    fn next(&mut self) -> Result<()> {
        self.record.clear();
        self.given = 0;
        if self.at > CHUNK {
            self.held.drain(..self.at);
            self.at = 0;
        }
        let begin = self.at;
        let Some(first) = self.line_end(begin)? else { return Ok(()) };
        let mut walk = Walk { place: Place::Start, ill_closed: false };
        walk.over(&self.held[begin..first], self.separator);
        let end = if walk.place == Place::Quoted { self.closed_at(begin, first, walk)? } else { Some(first) };
        if let Some(end) = end {
            self.record.extend_from_slice(&self.held[begin..end]);
            self.at = end;
        } else {
            reread(&self.held[begin..first], self.separator, &mut self.record);
            self.at = first;
        }
        Ok(())
    }

    /// Where a record of several lines ends; nothing when its quote should have been closed in its first line.
    fn closed_at(&mut self, begin: usize, first: usize, mut walk: Walk) -> Result<Option<usize>> {
        let mut end = first;
        let mut lines = 1;
        let mut rows = usize::from(self.is_row(begin, first));
        loop {
            if end - begin > LONGEST_ROW || (lines > SURELY_ROWS && rows == lines) {
                return Ok(None);
            }
            let next = match self.line_end(end) {
                Ok(Some(next)) => next,
                // A cell of several lines cut off at the end of the file is still one cell.
                Ok(None) => return Ok((lines > 1 && rows <= 1 && self.width.is_some()).then_some(end)),
                Err(error) if error.kind() == ErrorKind::FileTooLarge => return Ok(None),
                Err(error) => return Err(error),
            };
            lines += 1;
            rows += usize::from(self.is_row(end, next));
            walk.over(&self.held[end..next], self.separator);
            end = next;
            if walk.place != Place::Quoted {
                break;
            }
        }
        let width = self.width.unwrap_or(0);
        let has_rows = if walk.ill_closed {
            width > 0 && rows == lines || width > 1 && rows * 2 > lines
        } else {
            width > 1 && rows == lines && lines > 2
        };
        Ok((!has_rows).then_some(end))
    }

    /// Whether a line, read by itself, is as wide as the headers.
    fn is_row(&self, begin: usize, end: usize) -> bool {
        self.width.is_some_and(|width| reread(&self.held[begin..end], self.separator, &mut Vec::new()) == width)
    }

    /// Behind the line that begins at a place; old Macs end lines with a return alone.
    fn line_end(&mut self, from: usize) -> Result<Option<usize>> {
        let mut seen = from;
        loop {
            let found = self.held[seen..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).map(|at| seen + at);
            match found.map(|at| (at, self.held[at], self.held.get(at + 1))) {
                Some((at, b'\r', Some(b'\n'))) => return Ok(Some(at + 2)),
                Some((at, b'\r', None)) if !self.ended => seen = at,
                Some((at, _, _)) => return Ok(Some(at + 1)),
                None => seen = self.held.len(),
            }
            if self.ended {
                return Ok((from < self.held.len()).then_some(self.held.len()));
            }
            if self.held.len() - from > LONGEST_ROW {
                return Err(Error::new(ErrorKind::FileTooLarge, "a line without end"));
            }
            let known = self.held.len();
            self.held.resize(known + CHUNK, 0);
            let count = self.inner.read(&mut self.held[known..]);
            self.held.truncate(known + *count.as_ref().unwrap_or(&0));
            self.ended = count? == 0;
        }
    }
}

impl<R: Read> Read for Closed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.given == self.record.len() {
            self.next()?;
        }
        let count = buffer.len().min(self.record.len() - self.given);
        buffer[..count].copy_from_slice(&self.record[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// Writes a line as a whole record, quotes that it does not close doubled; gives how many separators it has.
fn reread(line: &[u8], separator: u8, out: &mut Vec<u8>) -> usize {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    let mut separators = 0;
    let mut at = 0;
    loop {
        let cell = &text[at..];
        let bare = || cell.iter().position(|byte| *byte == separator).unwrap_or(cell.len());
        let end = match quoted_end(cell, separator) {
            Some(end) => {
                out.extend_from_slice(&cell[..end]);
                end
            }
            None if cell.starts_with(b"\"") => {
                let end = bare();
                out.push(b'"');
                for byte in &cell[..end] {
                    out.extend_from_slice(if *byte == b'"' { b"\"\"" } else { std::slice::from_ref(byte) });
                }
                out.push(b'"');
                end
            }
            None => {
                let end = bare();
                out.extend_from_slice(&cell[..end]);
                end
            }
        };
        at += end;
        if at == text.len() {
            out.extend_from_slice(&line[at..]);
            return separators;
        }
        out.push(separator);
        separators += 1;
        at += 1;
    }
}

/// The end of a cell between quotes, with whatever stands behind them; nothing when it is no such cell.
fn quoted_end(cell: &[u8], separator: u8) -> Option<usize> {
    let mut at = 1;
    cell.strip_prefix(b"\"")?;
    loop {
        at += cell.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
        if cell.get(at) != Some(&b'"') {
            return Some(cell[at..].iter().position(|byte| *byte == separator).map_or(cell.len(), |more| at + more));
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: usize) -> Vec<String> {
        let mut closed = Closed::new(text.as_bytes(), b';');
        closed.width = Some(width);
        let reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).has_headers(false).from_reader(closed);
        reader.into_records().map(|row| row.unwrap().iter().collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn a_quote_closed_nowhere_or_in_another_row_is_a_sign() {
        assert_eq!(rows("a;\"b;c\nd;e;f\ng;h;i\n", 2), ["a|\"b|c", "d|e|f", "g|h|i"]);
        assert_eq!(rows("a;\"b;c\r\nd;\"e\";f\r\ng;\"h\";i", 2), ["a|\"b|c", "d|e|f", "g|h|i"]);
        assert_eq!(rows("a;\"b\rc;d\r", 1), ["a|\"b", "c|d"]);
        assert_eq!(rows("a;\"b;\"c;d\"\n\"e\";f;g\n", 2), ["a|b;c|d\"", "e|f|g"]);
        assert_eq!(rows("\"a\nb\n", 0), ["\"a", "b"]);
    }

    #[test]
    fn a_cell_of_several_lines_stays_one() {
        for (text, width) in [
            ("a;b;\"c\nd;e\n\nf\"\ng;h;i\n", 2),
            ("a;\"1 rue\n75001; Paris\";\"x\ny\"\n", 2),
            ("a;\"un \"\"mot\"\";\nb\"\n", 1),
            ("a;\"le dit \"Bob\"\n et fils\";c\n", 2),
            ("a;b;\"c\nd", 2),
        ] {
            let plain = csv::ReaderBuilder::new()
                .delimiter(b';')
                .flexible(true)
                .has_headers(false)
                .from_reader(text.as_bytes());
            let expected: Vec<String> =
                plain.into_records().map(|row| row.unwrap().iter().collect::<Vec<_>>().join("|")).collect();
            assert_eq!(rows(text, width), expected, "{text}");
        }
    }

    #[test]
    fn a_line_without_end_takes_no_memory() {
        let mut closed = Closed::new(std::io::repeat(b'x'), b';');
        assert_eq!(closed.read(&mut [0; 8]).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert!(closed.held.len() < 2 * LONGEST_ROW);
    }
}
