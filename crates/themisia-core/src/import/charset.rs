//! The signs of a file: which bytes stand for which letters when nothing says so.

use std::io::{Read, Result};

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Charset {
    Known(&'static Encoding),
    /// « CSV (MS-DOS) » of Excel.
    Cp850,
}

/// What the upper half of the bytes stands for.
#[rustfmt::skip]
const CP850: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å',
    'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '×', 'ƒ',
    'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '®', '¬', '½', '¼', '¡', '«', '»',
    '░', '▒', '▓', '│', '┤', 'Á', 'Â', 'À', '©', '╣', '║', '╗', '╝', '¢', '¥', '┐',
    '└', '┴', '┬', '├', '─', '┼', 'ã', 'Ã', '╚', '╔', '╩', '╦', '╠', '═', '╬', '¤',
    'ð', 'Ð', 'Ê', 'Ë', 'È', 'ı', 'Í', 'Î', 'Ï', '┘', '┌', '█', '▄', '¦', 'Ì', '▀',
    'Ó', 'ß', 'Ô', 'Ò', 'õ', 'Õ', 'µ', 'þ', 'Þ', 'Ú', 'Û', 'Ù', 'ý', 'Ý', '¯', '´',
    '\u{ad}', '±', '‗', '¾', '¶', '§', '÷', '¸', '°', '¨', '·', '¹', '³', '²', '■', '\u{a0}',
];

impl Charset {
    /// Bytes as text in UTF-8.
    pub(super) fn decode<R: Read + Send + 'static>(self, bytes: R) -> Box<dyn Read + Send> {
        match self {
            Charset::Known(encoding) => {
                Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(bytes))
            }
            Charset::Cp850 => Box::new(Cp850 { bytes, left: Vec::new(), given: 0 }),
        }
    }

    pub(super) fn text(self, bytes: &[u8]) -> String {
        match self {
            Charset::Known(encoding) => encoding.decode(bytes).0.into_owned(),
            Charset::Cp850 => bytes.iter().map(|byte| cp850(*byte)).collect(),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Charset::Known(encoding) if encoding == WINDOWS_1252 => "Windows-1252",
            Charset::Known(encoding) if encoding == MACINTOSH => "MacRoman",
            Charset::Known(encoding) => encoding.name(),
            Charset::Cp850 => "MS-DOS (CP850)",
        }
    }

    /// Of bytes that are not UTF-8: what Excel writes in France, unless its Macintosh or MS-DOS signs make better words.
    pub(super) fn guess(bytes: &[u8]) -> Charset {
        let windows = Charset::Known(WINDOWS_1252);
        let mut best = (windows, windows.likeness(bytes));
        for other in [Charset::Known(MACINTOSH), Charset::Cp850] {
            let likeness = other.likeness(bytes);
            if likeness > best.1.max(0) {
                best = (other, likeness);
            }
        }
        best.0
    }

    /// How much the words look like French ones, by the signs beside their plain letters.
    fn likeness(self, bytes: &[u8]) -> i64 {
        let signs: Vec<char> = match self {
            Charset::Known(encoding) => (128..=255).map(|byte| one(encoding, byte)).collect(),
            Charset::Cp850 => CP850.to_vec(),
        };
        let plain = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().filter(u8::is_ascii_alphabetic);
        let mut likeness = 0;
        for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
            let (before, after) = (plain(at.checked_sub(1)), plain(Some(at + 1)));
            if before.is_none() && after.is_none() {
                continue;
            }
            let sign = signs[usize::from(*byte) - 128];
            let lower = |letter: Option<u8>| letter.is_some_and(|letter| letter.is_ascii_lowercase());
            let upper = |letter: Option<u8>| letter.is_some_and(|letter| letter.is_ascii_uppercase());
            likeness += match sign {
                sign if sign.is_uppercase() && lower(before) => -1,
                sign if sign.is_lowercase() && upper(before) && upper(after) => -1,
                sign if FRENCH.contains(sign) => 1,
                '\u{2019}' if before.is_some() && after.is_some() => 1,
                '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '«' | '»' | '°' | '€' | '…' | '–' | '—'
                | '\u{a0}' => 0,
                sign if sign.is_alphabetic() => 0,
                _ => -1,
            };
        }
        likeness
    }
}

const FRENCH: &str = "éèêëàâçîïôùûüœÉÈÊËÀÂÇÎÏÔÙÛÜŒ";

fn one(encoding: &'static Encoding, byte: u8) -> char {
    encoding.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or('\u{fffd}')
}

fn cp850(byte: u8) -> char {
    if byte.is_ascii() { char::from(byte) } else { CP850[usize::from(byte) - 128] }
}

struct Cp850<R> {
    bytes: R,
    /// Decoded, and how much of it was given.
    left: Vec<u8>,
    given: usize,
}

impl<R: Read> Read for Cp850<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.given == self.left.len() {
            let mut chunk = [0; 4096];
            let count = self.bytes.read(&mut chunk)?;
            self.left = Charset::Cp850.text(&chunk[..count]).into_bytes();
            self.given = 0;
        }
        let count = buffer.len().min(self.left.len() - self.given);
        buffer[..count].copy_from_slice(&self.left[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_tell_the_signs() {
        let windows = Charset::Known(WINDOWS_1252);
        let mac = Charset::Known(MACINTOSH);
        for (bytes, expected) in [
            (&b"Pr\x82nom;Andr\x82;Fran\x87oise"[..], Charset::Cp850),
            (b"\x90tienne;H\x82l\x8ane", Charset::Cp850),
            (b"Pr\x8enom;Andr\x8e;Fran\x8doise", mac),
            (b"\x83tienne;H\x8el\x8fne", mac),
            (b"Pr\xe9nom;Andr\xe9;Fran\xe7oise", windows),
            (b"\xc9TIENNE;FRAN\xc7OIS;N\xb0 3", windows),
            (b"l\x92avocat dit \x93Bonjour\x94;10 000 \x80;c\x9cur", windows),
            (b"Nom;Pr\xe9nom\nD\x92Artagnan;\x93Anne\x94", windows),
            (b"\x80", windows),
        ] {
            assert_eq!(Charset::guess(bytes), expected, "{bytes:?}");
        }
        assert_eq!(Charset::Cp850.text(b"Fran\x87ois \x90"), "François É");
    }
}
