//! A file of vCards cut into cards, as a stream: lines joined, pictures left out, old encodings made plain.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use encoding_rs::WINDOWS_1252;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use super::table::Counted;
use crate::error::Result;

pub struct Cards {
    pub size: u64,
    lines: BufReader<DecodeReaderBytes<Counted<File>, Vec<u8>>>,
    read: std::sync::Arc<std::sync::atomic::AtomicU64>,
    /// The line read past the end of a card.
    pending: Vec<u8>,
    /// The next card has begun already: the one before was never ended.
    begun: bool,
    number: u32,
}

/// A card, its lines joined, in UTF-8.
#[derive(Debug, Clone, PartialEq)]
pub struct RawCard {
    pub text: String,
    /// Longer than any card of a person: what is past the limit is gone.
    pub cut: bool,
}

/// A card without its pictures.
const LONGEST_CARD: usize = 1 << 20;

impl Cards {
    pub fn open(path: &Path) -> Result<Cards> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let read = std::sync::Arc::default();
        let counted = Counted::new(file, &read);
        // UTF-16 by its mark becomes UTF-8; other bytes pass as they are.
        let decoded = DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).build(counted);
        Ok(Cards {
            size,
            lines: BufReader::with_capacity(1 << 16, decoded),
            read,
            pending: Vec::new(),
            begun: false,
            number: 0,
        })
    }

    pub fn bytes_read(&self) -> u64 {
        self.read.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The next card and its number, from 1.
    pub fn next_card(&mut self) -> Result<Option<(u32, RawCard)>> {
        let mut card = Card { depth: u32::from(std::mem::take(&mut self.begun)), ..Card::default() };
        card.begin_line(std::mem::take(&mut self.pending));
        let mut line = Vec::new();
        let mut cut = false;
        loop {
            let more = self.physical_line(&mut line, &mut cut)?;
            if more && card.continues(&line) {
                continue;
            }
            let ended = card.end_line();
            if !matches!(ended, Ended::Open) {
                self.begun = matches!(ended, Ended::NextBegins);
                self.pending = line;
                return Ok(Some(self.numbered(card, cut)));
            }
            if !more {
                return Ok((!card.bytes.is_empty()).then(|| self.numbered(card, cut)));
            }
            card.begin_line(std::mem::take(&mut line));
        }
    }

    fn numbered(&mut self, card: Card, cut: bool) -> (u32, RawCard) {
        self.number += 1;
        let lines = match String::from_utf8(card.bytes) {
            Ok(lines) => lines,
            Err(bytes) => WINDOWS_1252.decode(bytes.as_bytes()).0.into_owned(),
        };
        (self.number, RawCard { text: format!("BEGIN:VCARD\r\n{lines}END:VCARD\r\n"), cut: cut || card.cut })
    }

    /// A line as it stands in the file, without its end; what is past the limit is read over.
    fn physical_line(&mut self, line: &mut Vec<u8>, cut: &mut bool) -> Result<bool> {
        line.clear();
        let mut some = false;
        loop {
            let buffer = self.lines.fill_buf()?;
            if buffer.is_empty() {
                return Ok(some);
            }
            some = true;
            let end = buffer.iter().position(|byte| *byte == b'\n' || *byte == b'\r');
            let taken = end.unwrap_or(buffer.len());
            let room = LONGEST_CARD.saturating_sub(line.len());
            line.extend_from_slice(&buffer[..taken.min(room)]);
            *cut |= taken > room;
            let mut used = taken + usize::from(end.is_some());
            let is_return = end.is_some_and(|at| buffer[at] == b'\r');
            if is_return && buffer.get(used) == Some(&b'\n') {
                used += 1;
            }
            let at_end_of_buffer = used == buffer.len();
            self.lines.consume(used);
            if end.is_some() {
                // « \r\n » may stand across two pieces of the buffer.
                if is_return && at_end_of_buffer && self.lines.fill_buf()?.first() == Some(&b'\n') {
                    self.lines.consume(1);
                }
                return Ok(true);
            }
        }
    }
}

enum Ended {
    Open,
    Whole,
    NextBegins,
}

/// A card while its lines come.
#[derive(Default)]
struct Card {
    bytes: Vec<u8>,
    /// The logical line that may go on.
    line: Vec<u8>,
    depth: u32,
    is_2_1: bool,
    /// Inside a picture, whose lines are many.
    in_picture: bool,
    cut: bool,
}

impl Card {
    /// Whether a physical line goes on with the logical one; then it is joined to it.
    fn continues(&mut self, next: &[u8]) -> bool {
        if self.in_picture && !next.contains(&b':') {
            return true;
        }
        let line = &mut self.line;
        if line.last() == Some(&b'=') && is_quoted_printable(line) {
            line.pop();
            line.extend_from_slice(next);
        } else if let (Some(b' ' | b'\t'), false) = (next.first(), line.is_empty()) {
            if !self.in_picture {
                // Version 2.1 breaks lines at a space that belongs to the text; later ones add it.
                line.extend_from_slice(&next[usize::from(!self.is_2_1)..]);
            }
        } else {
            return false;
        }
        if self.line.len() > LONGEST_CARD {
            self.line.truncate(LONGEST_CARD);
            self.cut = true;
        }
        true
    }

    fn begin_line(&mut self, line: Vec<u8>) {
        self.in_picture = PICTURES.contains(&name_of(&head_of(&line)));
        self.line = line;
    }

    fn end_line(&mut self) -> Ended {
        let line = std::mem::take(&mut self.line);
        if is(&line, b"BEGIN:VCARD") {
            let is_agent = self.bytes.ends_with(b"AGENT:\r\n");
            if self.depth == 1 && !is_agent && !self.bytes.is_empty() {
                return Ended::NextBegins;
            }
            self.depth += u32::from(self.depth == 0 || is_agent || self.depth > 1);
            return Ended::Open;
        }
        if is(&line, b"END:VCARD") {
            self.depth = self.depth.saturating_sub(1);
            return if self.depth == 0 && !self.bytes.is_empty() { Ended::Whole } else { Ended::Open };
        }
        if self.depth != 1 || line.is_empty() || self.in_picture {
            return Ended::Open;
        }
        let head = head_of(&line);
        let name = name_of(&head);
        if name == "VERSION" {
            self.is_2_1 = line.ends_with(b"2.1");
        }
        let line = plain(&line, &head, name);
        if self.bytes.len() + line.len() > LONGEST_CARD {
            self.cut = true;
        } else {
            self.bytes.extend_from_slice(&line);
            self.bytes.extend_from_slice(b"\r\n");
        }
        Ended::Open
    }
}

const PICTURES: &[&str] = &["PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-MS-OL-DESIGN"];

/// What stands before the value, in capitals.
fn head_of(line: &[u8]) -> String {
    let end = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
    String::from_utf8_lossy(&line[..end.min(1000)]).to_uppercase()
}

/// The property, without its group and its parameters.
fn name_of(head: &str) -> &str {
    let name = head.split(';').next().unwrap_or_default();
    name.rsplit('.').next().unwrap_or_default()
}

/// The line as the parser understands it rightly.
fn plain(line: &[u8], head: &str, name: &str) -> Vec<u8> {
    let mut extra = String::new();
    let mut line = line.to_vec();
    if ["BDAY", "DEATHDATE", "ANNIVERSARY"].contains(&name) {
        // The parser knows some forms of dates and loses others: they are ours to read.
        extra.push_str(";VALUE=TEXT");
    }
    if is_quoted_printable(&line) {
        if !head.contains("CHARSET=") {
            let is_utf_8 = std::str::from_utf8(&unquoted(&line)).is_ok();
            extra.push_str(if is_utf_8 { ";CHARSET=UTF-8" } else { ";CHARSET=WINDOWS-1252" });
        } else if let Some(at) =
            head.find("ISO-8859-1").filter(|at| !head[at + 10..].starts_with(|c: char| c.is_ascii_digit()))
        {
            // As every program reads it: with the quotes and the euro of Windows.
            line.splice(at..at + 10, *b"WINDOWS-1252");
        }
    }
    if !extra.is_empty() {
        let end = line.iter().position(|byte| *byte == b';' || *byte == b':').unwrap_or(line.len());
        line.splice(end..end, extra.into_bytes());
    }
    line
}

fn is_quoted_printable(line: &[u8]) -> bool {
    let head = &line[..line.iter().position(|byte| *byte == b':').unwrap_or(0)];
    head.len() < 400 && head.to_ascii_uppercase().windows(16).any(|window| window == b"QUOTED-PRINTABLE")
}

/// The bytes that `=E9` stands for, to see in which encoding they are.
fn unquoted(line: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        let hex = line.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match hex.filter(|_| line[at] == b'=') {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(line[at]);
                at += 1;
            }
        }
    }
    bytes
}

fn is(line: &[u8], what: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.eq_ignore_ascii_case(what)
}
