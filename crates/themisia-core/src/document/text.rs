//! What a document says, for search: plain text, HTML, Word, OpenDocument, PDF, e-mails. Bounded in bytes, memory and time; a
//! file that can't be read says nothing, and is kept all the same.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

use super::{ending, media_type};

/// Larger files are kept, and found by their name only.
const LARGEST: u64 = 40 << 20;
/// Characters kept of a text: a book of 300 pages has 600,000.
const LONGEST: usize = 1_000_000;
/// XML inside a Word or OpenDocument file.
const LARGEST_XML: u64 = 64 << 20;
/// A PDF is given up after this time.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn of_file(path: &Path, name: &str) -> Option<String> {
    if !is_read(name) || std::fs::metadata(path).ok()?.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    of_bytes(&bytes, name)
}

fn is_read(name: &str) -> bool {
    matches!(ending(name).as_str(), "docx" | "odt" | "pdf" | "eml") || media_type(name).starts_with("text/")
}

/// `None` where nothing is said, or nothing could be read.
pub(crate) fn of_bytes(bytes: &[u8], name: &str) -> Option<String> {
    if !is_read(name) || bytes.len() as u64 > LARGEST {
        return None;
    }
    let text = match ending(name).as_str() {
        "docx" => zipped(bytes, "word/document.xml"),
        "odt" => zipped(bytes, "content.xml"),
        "pdf" => pdf(bytes),
        "eml" => {
            let bytes = bytes.to_owned();
            guarded(move || Some(mail(&mail_parser::MessageParser::new().parse(&bytes)?)))
        }
        "htm" | "html" => Some(of_html(&decoded(bytes))),
        _ => Some(decoded(bytes)),
    }?;
    let text = tidy(&text);
    if text.is_empty() { None } else { Some(text) }
}

/// Text of the encodings that people's files have: what is no UTF-8 is Windows-1252.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(LONGEST * 4)];
    let encoding = match bytes {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        // Cut in the middle of a character, it is UTF-8 all the same.
        _ if std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true) => UTF_8,
        _ => WINDOWS_1252,
    };
    encoding.decode(bytes).0.into_owned()
}

/// The text of HTML, its paragraphs, lines and cells apart.
pub(crate) fn of_html(html: &str) -> String {
    const BLOCKS: &[&str] =
        &["/h1", "/h2", "/h3", "/h4", "/h5", "/h6", "/li", "/tr", "/div", "/p", "/blockquote", "/table"];
    let mut apart = String::with_capacity(html.len() + html.len() / 8);
    for (at, piece) in html.split('<').enumerate() {
        if at > 0 {
            let name: String = piece.chars().take(11).collect::<String>().to_ascii_lowercase();
            let is =
                |tag: &str| name.strip_prefix(tag).is_some_and(|rest| rest.is_empty() || rest.starts_with(['>', ' ']));
            if BLOCKS.iter().any(|tag| is(tag)) {
                apart.push_str("<br>");
            } else if is("/td") || is("/th") {
                apart.push(' ');
            }
            apart.push('<');
        }
        apart.push_str(piece);
    }
    mail_parser::decoders::html::html_to_text(&apart)
}

/// Without control characters, and no longer than what is kept.
pub(crate) fn tidy(text: &str) -> String {
    let clean = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(LONGEST);
    clean.collect::<String>().trim().to_owned()
}

fn mail(message: &mail_parser::Message) -> String {
    let mut text = message.subject().unwrap_or_default().to_owned();
    for at in 0..message.text_body_count() {
        text.push('\n');
        text.push_str(&message.body_text(at).unwrap_or_default());
    }
    text
}

/// The text of one file of XML inside a zip.
fn zipped(bytes: &[u8], part: &str) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    xml_text(&mut archive, part)
}

fn xml_text<R: Read + Seek>(archive: &mut ZipArchive<R>, part: &str) -> Option<String> {
    let file = archive.by_name(part).ok()?;
    let mut reader = Reader::from_reader(std::io::BufReader::new(file.take(LARGEST_XML)));
    let (mut text, mut buffer) = (String::new(), Vec::new());
    // What is cut short or wrong is kept as far as it goes.
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match event {
            Event::Eof => break,
            Event::Text(piece) => text.push_str(&piece.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(piece) => text.push_str(&reference(&piece)),
            Event::Empty(tag) | Event::Start(tag) if matches!(tag.local_name().as_ref(), "tab" | "s") => text.push(' '),
            Event::Empty(tag) if matches!(tag.local_name().as_ref(), "br" | "line-break") => text.push('\n'),
            Event::End(tag) if matches!(tag.local_name().as_ref(), "p" | "h" | "tr") => text.push('\n'),
            Event::End(tag) if matches!(tag.local_name().as_ref(), "tc" | "table-cell") => text.push(' '),
            _ => {}
        }
        if text.len() > LONGEST * 4 {
            break;
        }
        buffer.clear();
    }
    Some(text)
}

fn reference(piece: &quick_xml::events::BytesRef) -> String {
    if let Ok(Some(c)) = piece.resolve_char_ref() {
        return c.to_string();
    }
    match &**piece {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    }
    .to_owned()
}

fn pdf(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.to_owned();
    guarded(move || pdf_extract::extract_text_from_mem(&bytes).ok())
}

/// Runs a reader of other people's files on a thread of its own: its panic is caught, its recursion has room, and who waits
/// for it gives up after a while.
pub(crate) fn guarded<T: Send + 'static>(read: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("reader".to_owned())
        .stack_size(64 << 20)
        .spawn(move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok().flatten();
            let _ = sender.send(outcome);
        })
        .ok()?;
    receiver.recv_timeout(PATIENCE).ok().flatten()
}

/// Letters of one form: composed, ligatures apart; the index drops the accents.
pub(crate) fn searchable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            'œ' | 'Œ' => plain.push_str("oe"),
            'æ' | 'Æ' => plain.push_str("ae"),
            '\u{ad}' | '\u{200b}' => {}
            c => plain.push(c),
        }
    }
    plain
}

/// What the index is asked for: every word, or the beginning of one. `None` when nothing is asked.
pub(crate) fn query_of(text: &str) -> Option<String> {
    let plain = searchable(text);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.take(12).map(|word| format!("\"{word}\"*")).collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}
