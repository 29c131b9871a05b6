//! Quotes that were opened and never closed: read as they stand, so that they take no other row with them.

use std::collections::VecDeque;
use std::io::{Error, ErrorKind, Read, Result};

/// Bytes of one row, at most: past that, whatever was opened there is closed nowhere.
pub(super) const LONGEST_ROW: usize = 1 << 20;
/// Bytes asked for at a time.
const CHUNK: usize = 1 << 16;
/// So many lines in one cell that are each as wide as the headers are rows.
const SURELY_ROWS: usize = 200;

/// Gives text on a record at a time. A cell whose quote is closed nowhere, or only in another row, is written so that its quote
/// is a sign like any other; the lines after it are read anew.
///
/// What closes a quote may stand far behind, with many others open before it. What was seen of a line looked at ahead is kept
/// until that line is given: no line is looked at ahead twice, whatever the file.
pub(super) struct Closed<R> {
    inner: R,
    separator: u8,
    /// Separators of a row, once the headers are known.
    width: Option<usize>,
    held: Vec<u8>,
    /// Bytes that stood before `held`.
    dropped: usize,
    /// Where in `held` the next record begins.
    at: usize,
    ended: bool,
    record: Vec<u8>,
    given: usize,
    /// The lines from `at` on that were looked at as the inside of a cell: all leave it open but, maybe, the last.
    ahead: VecDeque<Line>,
    is_closed: bool,
    /// The line after those never ends.
    is_endless: bool,
    /// The line before them.
    before: Line,
    /// Of the record given last, the cell that opens a quote and does not close it.
    unclosed: Option<usize>,
    /// Bytes, as often as each was: for a test.
    #[cfg_attr(not(test), allow(dead_code))]
    looked_at: usize,
}

/// A line read as if a quote were open before it.
#[derive(Default, Clone, Copy)]
struct Line {
    /// In the whole text.
    end: usize,
    /// Lines so far that are, each by itself, as wide as the headers.
    rows: usize,
    /// Lines so far in which something stands right behind a closing quote.
    ill_closed: usize,
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
        Closed {
            inner,
            separator,
            width: None,
            held: Vec::new(),
            dropped: 0,
            at: 0,
            ended: false,
            record: Vec::new(),
            given: 0,
            ahead: VecDeque::new(),
            is_closed: false,
            is_endless: false,
            before: Line::default(),
            unclosed: None,
            looked_at: 0,
        }
    }

    /// Says how many separators a row has. Lines looked at without knowing that are looked at again.
    pub(super) fn set_width(&mut self, width: usize) {
        self.width = Some(width);
        self.ahead.clear();
        self.is_closed = false;
        self.is_endless = false;
    }

    /// Of the record given last, the cell (0 is the first) that opens a quote and does not close it.
    pub(super) fn unclosed(&self) -> Option<usize> {
        self.unclosed
    }

    /// Nothing is left when the record is empty.
    fn next(&mut self) -> Result<()> {
        self.record.clear();
        self.given = 0;
        if self.at > CHUNK.max(self.held.len() / 2) {
            self.held.drain(..self.at);
            self.dropped += self.at;
            self.at = 0;
        }
        let begin = self.at;
        let first = match self.ahead.front() {
            Some(line) => line.end - self.dropped,
            None => match self.line_end(begin)? {
                Some(end) => end,
                None => return Ok(()),
            },
        };
        let mut walk = Walk { place: Place::Start, ill_closed: false };
        walk.over(&self.held[begin..first], self.separator);
        self.looked_at += first - begin;
        self.unclosed = None;
        let mut lines = Some(1);
        if walk.place == Place::Quoted {
            if self.ahead.is_empty() {
                self.look_inside(begin, first);
            }
            lines = self.lines_of_cell(walk.ill_closed)?;
            if lines.is_none() || !self.is_closed {
                self.unclosed = cells(&self.held[begin..first], self.separator, |_| {}).unclosed;
            }
        }
        match lines {
            Some(lines) => {
                let end = if lines == 1 { first } else { self.ahead[lines - 1].end - self.dropped };
                self.record.extend_from_slice(&self.held[begin..end]);
                self.go_on(end, lines);
            }
            None => {
                let record = &mut self.record;
                cells(&self.held[begin..first], self.separator, |text| record.extend_from_slice(text));
                self.go_on(first, 1);
            }
        }
        Ok(())
    }

    /// Behind lines that were given.
    fn go_on(&mut self, end: usize, lines: usize) {
        self.at = end;
        if let Some(line) = self.ahead.drain(..lines.min(self.ahead.len())).next_back() {
            self.before = line;
        }
    }

    /// How many lines the record that begins here has, its first one ending inside a cell; nothing when that quote should have been
    /// closed in it.
    fn lines_of_cell(&mut self, ill_begun: bool) -> Result<Option<usize>> {
        // A line that closes a cell begun before it says nothing of one that it begins.
        self.is_closed &= self.ahead.len() > 1;
        let begin = self.dropped + self.at;
        loop {
            let open = self.ahead.len() - usize::from(self.is_closed);
            let end = self.ahead[open - 1].end;
            let are_surely_rows = open > SURELY_ROWS && self.rows(SURELY_ROWS + 1) == SURELY_ROWS + 1;
            if end - begin > LONGEST_ROW || are_surely_rows {
                return Ok(None);
            }
            if self.is_closed {
                break;
            }
            if self.is_endless {
                return Ok(None);
            }
            let end = end - self.dropped;
            match self.line_end(end) {
                Ok(Some(next)) => self.look_inside(end, next),
                // A cell of several lines cut off at the end of the file is still one cell.
                Ok(None) => return Ok((open > 1 && self.rows(open) <= 1 && self.width.is_some()).then_some(open)),
                Err(error) if error.kind() == ErrorKind::FileTooLarge => self.is_endless = true,
                Err(error) => return Err(error),
            }
        }
        let lines = self.ahead.len();
        let (rows, width) = (self.rows(lines), self.width.unwrap_or(0));
        let has_rows = if ill_begun || self.ahead[lines - 1].ill_closed > self.ahead[0].ill_closed {
            width > 0 && rows == lines || width > 1 && rows * 2 > lines
        } else {
            width > 1 && rows == lines && lines > 2
        };
        Ok((!has_rows).then_some(lines))
    }

    /// Of the next lines, how many are each by itself as wide as the headers.
    fn rows(&self, lines: usize) -> usize {
        self.ahead[lines - 1].rows - self.before.rows
    }

    /// Looks at a line as at the inside of a cell.
    fn look_inside(&mut self, begin: usize, end: usize) {
        let text = &self.held[begin..end];
        let mut walk = Walk { place: Place::Quoted, ill_closed: false };
        walk.over(text, self.separator);
        let is_row = self.width.is_some_and(|width| cells(text, self.separator, |_| {}).separators == width);
        let before = self.ahead.back().unwrap_or(&self.before);
        let line = Line {
            end: self.dropped + end,
            rows: before.rows + usize::from(is_row),
            ill_closed: before.ill_closed + usize::from(walk.ill_closed),
        };
        self.ahead.push_back(line);
        self.is_closed = walk.place != Place::Quoted;
        self.looked_at += 2 * (end - begin);
    }

    /// Behind the line that begins at a place; old Macs end lines with a return alone.
    fn line_end(&mut self, from: usize) -> Result<Option<usize>> {
        let mut seen = from;
        loop {
            let found = self.held[seen..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).map(|at| seen + at);
            self.looked_at += found.map_or(self.held.len(), |at| at + 1) - seen;
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

/// What a line is, read as a whole record.
struct Cells {
    separators: usize,
    /// The first cell whose quote the line does not close.
    unclosed: Option<usize>,
}

/// Writes a line as a whole record, quotes that it does not close doubled.
fn cells(line: &[u8], separator: u8, mut put: impl FnMut(&[u8])) -> Cells {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    let mut read = Cells { separators: 0, unclosed: None };
    let mut at = 0;
    loop {
        let cell = &text[at..];
        let bare = || cell.iter().position(|byte| *byte == separator).unwrap_or(cell.len());
        let end = match quoted_end(cell, separator) {
            Some(end) => {
                put(&cell[..end]);
                end
            }
            None if cell.starts_with(b"\"") => {
                read.unclosed.get_or_insert(read.separators);
                let end = bare();
                put(b"\"");
                for byte in &cell[..end] {
                    put(if *byte == b'"' { b"\"\"" } else { std::slice::from_ref(byte) });
                }
                put(b"\"");
                end
            }
            None => {
                let end = bare();
                put(&cell[..end]);
                end
            }
        };
        at += end;
        if at == text.len() {
            put(&line[at..]);
            return read;
        }
        put(&[separator]);
        read.separators += 1;
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
        closed.set_width(width);
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

    /// What is given of a text, how many bytes were looked at for that, and how many there were.
    fn work(text: &str, width: usize) -> (Vec<u8>, usize, usize) {
        let mut closed = Closed::new(text.as_bytes(), b';');
        closed.set_width(width);
        let mut given = Vec::new();
        closed.read_to_end(&mut given).unwrap();
        (given, closed.looked_at, text.len())
    }

    #[test]
    fn quotes_closed_far_away_are_not_looked_for_again_and_again() {
        let line = "une adresse de plus\n";
        for (name, text, width) in [
            ("a quote a row", "\"a;b\n".repeat(200_000), 1),
            ("rows of another width", "\"a;b\n".repeat(200_000), 4),
            ("each row closes and opens", "x\"y;\"z\n".repeat(200_000), 4),
            ("rows of the width of the headers", "x\"y;\"z\n".repeat(200_000), 1),
            ("a quote a row that is closed at the end", format!("{}\"\n", "x\"y;\"z\n".repeat(200_000)), 2),
            ("far from each other", format!("a;\"b\n{}", line.repeat(1000)).repeat(100), 1),
            (
                "before a line without end",
                format!("{}{}", "x\"y;\"z\n".repeat(100_000), "x".repeat(LONGEST_ROW / 2)),
                3,
            ),
            ("empty lines", format!("a;\"b\n{}", "\n".repeat(600_000)), 1),
        ] {
            let (given, looked_at, size) = work(&text, width);
            assert!(given.len() >= size, "{name}: {} of {size} bytes were given", given.len());
            assert!(looked_at <= 6 * size, "{name}: {looked_at} bytes looked at of {size}");
        }
    }

    #[test]
    fn what_is_looked_at_ahead_changes_nothing_of_what_is_read() {
        // Each record read by itself, with nothing known of the lines behind it, is the same.
        let pieces = [
            "a;b;c\n",
            "\"a;b;c\n",
            "a;\"b;c\n",
            "a\"b;\"c;d\n",
            "x\n",
            "\n",
            "a;\"b\";\"c\n",
            "a;\"b\"\"\";c\r\n",
            "fin\";c;d\n",
        ];
        let mut seed = 7u64;
        for _ in 0..300 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
            }
            let mut closed = Closed::new(text.as_bytes(), b';');
            closed.set_width(2);
            let mut at = 0;
            loop {
                closed.next().unwrap();
                if closed.record.is_empty() {
                    break;
                }
                let mut alone = Closed::new(&text.as_bytes()[at..], b';');
                alone.set_width(2);
                alone.next().unwrap();
                assert_eq!(
                    (String::from_utf8_lossy(&closed.record), closed.unclosed()),
                    (String::from_utf8_lossy(&alone.record), alone.unclosed()),
                    "{text:?} at {at}"
                );
                at = closed.dropped + closed.at;
            }
            assert_eq!(at, text.len());
        }
    }

    #[test]
    fn a_cell_that_is_not_closed_is_told() {
        let unclosed = |text: &str| {
            let mut closed = Closed::new(text.as_bytes(), b';');
            closed.set_width(2);
            let mut told = Vec::new();
            loop {
                closed.next().unwrap();
                if closed.record.is_empty() {
                    return told;
                }
                told.push(closed.unclosed());
            }
        };
        assert_eq!(unclosed("a;\"b;c\nd;e;f\ng;h;i\n"), [Some(1), None, None]);
        assert_eq!(unclosed("\"a\";\"b\nx;y\";c\nd;e;f\n"), [None, None]);
        // Cut off at the end of the file.
        assert_eq!(unclosed("a;b;\"c\nd"), [Some(2)]);
        assert_eq!(unclosed("a;b;c\n"), [None]);
    }

    #[test]
    fn a_line_without_end_takes_no_memory() {
        let mut closed = Closed::new(std::io::repeat(b'x'), b';');
        assert_eq!(closed.read(&mut [0; 8]).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert!(closed.held.len() < 2 * LONGEST_ROW);
    }
}
