//! Workbooks are zipped XML: what is in one is bounded before anything reads it, by what it holds and not by what it says.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Workbook {
    Xlsx,
    Ods,
}

const LARGEST_FILE: u64 = 100 << 20;
const LARGEST_CONTENT: u64 = 1 << 30;
/// Kept in memory whole while the rows are read.
const LARGEST_STRINGS: u64 = 256 << 20;
const MOST_ENTRIES: u64 = 10_000;
/// A sheet of an address book is 10 to 50 times larger than its zip.
const LARGEST_RATIO: u64 = 200;
/// Below this, a ratio says nothing.
const SMALL: u64 = 50 << 20;
/// A cell, or any other piece of XML.
const LONGEST_PIECE: u64 = 4 << 20;

/// Looks at the whole file; gives what it is.
///
/// # Errors
/// `File` with a sentence that says what to do.
pub(super) fn check(file: &mut File) -> Result<Workbook> {
    let size = file.metadata()?.len();
    if size > LARGEST_FILE {
        return Err(too_large(format!("{size} bytes")));
    }
    bound_directory(file)?;
    file.seek(SeekFrom::Start(0))?;
    let mut archive = ZipArchive::new(BufReader::new(&mut *file)).map_err(damaged)?;
    let mut total: u64 = 0;
    let mut found = None;
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(damaged)?;
        total = total.saturating_add(entry.size());
        if entry.encrypted() {
            return Err(Error::file(
                "Ce classeur est protégé par un mot de passe. Enlevez la protection dans le tableur, ou enregistrez-le en CSV UTF-8.",
                "encrypted",
            ));
        }
        match entry.name().map_err(damaged)?.to_lowercase().as_str() {
            "xl/workbook.xml" => found = Some(Workbook::Xlsx),
            "content.xml" if found.is_none() => found = Some(Workbook::Ods),
            "xl/workbook.bin" => return Err(old_format()),
            "word/document.xml" => {
                return Err(Error::file("Ce fichier est un document Word. Choisissez un classeur ou un CSV.", "docx"));
            }
            _ => {}
        }
    }
    if total > LARGEST_CONTENT || (total > SMALL && total / size.max(1) > LARGEST_RATIO) {
        return Err(too_large(format!("{total} bytes inside")));
    }
    let Some(workbook) = found else {
        return Err(Error::file(
            "Ce fichier est une archive, pas un classeur. Choisissez un fichier Excel (.xlsx), OpenDocument (.ods), CSV ou vCard.",
            "no workbook",
        ));
    };
    let mut left = LARGEST_CONTENT;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.to_lowercase();
        if name == "mimetype" && workbook == Workbook::Ods {
            let mut kind = String::new();
            (&mut entry).take(100).read_to_string(&mut kind)?;
            if !kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
                return Err(Error::file("Ce document n’est pas un classeur. Choisissez un classeur ou un CSV.", kind));
            }
        } else if name.ends_with(".xml") || name.ends_with(".rels") {
            let most = if name.ends_with("sharedstrings.xml") { LARGEST_STRINGS.min(left) } else { left };
            left = left.saturating_sub(read_through(&mut entry, most)?);
        }
    }
    Ok(workbook)
}

/// The number of entries, from the end of the directory: reading a directory of millions costs memory already.
fn bound_directory(file: &mut File) -> Result<()> {
    const END: &[u8] = b"PK\x05\x06";
    let size = file.metadata()?.len();
    let from = size.saturating_sub(22 + (1 << 16));
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(22 + (1 << 16)).read_to_end(&mut tail)?;
    let at = tail.windows(END.len()).rposition(|window| window == END).ok_or_else(|| damaged("no directory"))?;
    let (Some([low, high]), Some(length)) = (tail.get(at + 10..at + 12), tail.get(at + 12..at + 16)) else {
        return Err(damaged("cut directory"));
    };
    let entries = u64::from(u16::from_le_bytes([*low, *high]));
    let length = u64::from(u32::from_le_bytes([length[0], length[1], length[2], length[3]]));
    // 46 bytes an entry and its name: 4 MB for the most that is allowed.
    if entries > MOST_ENTRIES || length > 4 << 20 {
        return Err(too_large(format!("{entries} entries")));
    }
    Ok(())
}

/// Reads an entry to its end, keeping nothing: sizes in a directory may lie. Gives how long it is.
fn read_through(entry: &mut impl Read, most: u64) -> Result<u64> {
    const COUNT: &[u8] = b"uniqueCount";
    let mut buffer = vec![0; 1 << 16];
    let (mut length, mut piece, mut kept) = (0u64, 0u64, 0usize);
    let mut counts = 0u64;
    loop {
        let read = entry.read(&mut buffer[kept..]).map_err(damaged)?;
        if read == 0 {
            break;
        }
        length += read as u64;
        if length > most {
            return Err(too_large("content longer than allowed"));
        }
        for byte in &buffer[kept..kept + read] {
            piece = if *byte == b'<' { 0 } else { piece + 1 };
            if piece > LONGEST_PIECE {
                return Err(too_large("a piece longer than allowed"));
            }
        }
        let end = kept + read;
        // The number of strings that the file says it holds: memory is reserved for as many.
        for (at, _) in buffer[..end].windows(COUNT.len()).enumerate().filter(|(_, window)| *window == COUNT) {
            let digits = buffer[at..end].iter().skip(COUNT.len()).skip_while(|b| !b.is_ascii_digit());
            let said = digits
                .take_while(|b| b.is_ascii_digit())
                .fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
            counts = counts.max(said);
        }
        // A count may stand across two pieces of the buffer.
        kept = end.min(64);
        buffer.copy_within(end - kept..end, 0);
    }
    // The shortest string is <si/>.
    if counts > length / 5 {
        return Err(damaged(format!("{counts} strings in {length} bytes")));
    }
    Ok(length)
}

pub(super) fn old_format() -> Error {
    Error::file(
        "Ce classeur est à un ancien format d’Excel (.xls ou .xlsb), ou protégé par un mot de passe. Dans Excel, faites « Enregistrer sous », choisissez « Classeur Excel (.xlsx) » sans mot de passe, puis importez le fichier obtenu.",
        "xls or xlsb",
    )
}

pub(super) fn too_large(cause: impl std::fmt::Display) -> Error {
    Error::file(
        "Ce classeur est trop grand, ou il a été fait pour bloquer le programme qui l’ouvre. S’il est à vous, faites « Enregistrer sous », choisissez « CSV UTF-8 », puis importez le fichier obtenu.",
        cause,
    )
}

pub(super) fn damaged(cause: impl std::fmt::Display) -> Error {
    Error::file(
        "Ce classeur est abîmé ou incomplet. Ouvrez-le dans un tableur, enregistrez-le de nouveau, puis réessayez.",
        cause,
    )
}
