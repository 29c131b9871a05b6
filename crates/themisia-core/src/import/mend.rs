//! What spreadsheets and other countries do to values, undone where there is no doubt.

use super::mapping::ImportField;
use crate::contact::name::fold;

/// Numbers that a spreadsheet took for quantities get back the zeros before them: phones, postal codes, SIREN, SIRET.
pub(super) fn lost_zeros(mapping: &[ImportField], cells: &mut [String]) {
    let abroad = mapping.iter().zip(&*cells).any(|(field, cell)| {
        *field == ImportField::Country && !matches!(fold(cell).as_str(), "" | "fr" | "fra" | "france")
    });
    for (field, cell) in mapping.iter().zip(cells) {
        let width = match field {
            ImportField::Phone | ImportField::Mobile | ImportField::ClerkPhone if cell.len() == 9 => 10,
            ImportField::PostalCode if cell.len() == 4 && !abroad => 5,
            ImportField::Siren if (6..9).contains(&cell.len()) => 9,
            ImportField::Siret if (11..14).contains(&cell.len()) => 14,
            _ => continue,
        };
        if cell.bytes().all(|b| b.is_ascii_digit()) && !cell.starts_with('0') {
            *cell = format!("{cell:0>width$}");
        }
    }
}

/// « ="01000" », with which programs keep a spreadsheet from taking a text for a number, is 01000.
pub(super) fn protected(cell: &str) -> String {
    let inner = cell.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match inner.map(|inner| inner.replace("\"\"", "\u{0}")) {
        Some(inner) if !inner.contains('"') => inner.replace('\u{0}', "\""),
        _ => cell.to_owned(),
    }
}

/// Programs in English write the month first: their headers tell.
pub(super) fn is_month_first(headers: &[String]) -> bool {
    const ENGLISH: &[&str] = &["birthday", "birth date", "date of birth", "first name", "last name", "company"];
    headers.iter().filter(|header| ENGLISH.contains(&fold(header).as_str())).count() >= 2
}

/// « 3/12/1970 » of March as « 12/3/1970 »; a date that can't be one of a month first stays.
pub(super) fn day_first(cell: &str) -> String {
    let parts: Vec<&str> = cell.split('/').collect();
    match parts[..] {
        [month, day, year] if matches!(month.trim().parse(), Ok(1..=12)) && day.trim().parse::<u32>().is_ok() => {
            format!("{}/{}/{}", day.trim(), month.trim(), year.trim())
        }
        _ => cell.to_owned(),
    }
}

/// « 10 000,50 € » and « 10000.5 » in hundredths; nothing when it is no amount.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let clean: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '€' | '\'')).collect();
    let (whole, part) = clean.split_once([',', '.']).unwrap_or((&clean, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part = format!("{part:0<2}");
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)
}

/// A number of a spreadsheet as the digits that it was typed with: 7.3282932000074E13 is a SIRET.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_come_back() {
        use ImportField::{Country, Phone, PostalCode, Siret};
        let mend = |mapping: &[ImportField], cells: &[&str]| {
            let mut cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            lost_zeros(mapping, &mut cells);
            cells
        };
        assert_eq!(mend(&[Phone, PostalCode], &["612345678", "1000"]), ["0612345678", "01000"]);
        assert_eq!(mend(&[PostalCode, Country], &["1000", "Belgique"]), ["1000", "Belgique"]);
        assert_eq!(mend(&[Siret, Phone], &["6580195700024", "3631"]), ["06580195700024", "3631"]);
    }

    #[test]
    fn what_protects_a_text_from_a_spreadsheet_goes() {
        for (cell, expected) in
            [("=\"01000\"", "01000"), ("=\"\"", ""), ("=\"a\"&\"b\"", "=\"a\"&\"b\""), ("=1+1", "=1+1"), ("\"", "\"")]
        {
            assert_eq!(protected(cell), expected, "{cell}");
        }
    }

    #[test]
    fn amounts_and_dates() {
        for (text, expected) in
            [("10 000,50 €", Some(1_000_050)), ("10000.5", Some(1_000_050)), ("37000", Some(3_700_000)), ("dix", None)]
        {
            assert_eq!(hundredths(text), expected, "{text}");
        }
        assert_eq!(day_first("3/12/1970"), "12/3/1970");
        assert_eq!(day_first("25/12/1970"), "25/12/1970");
        assert_eq!(number(73_282_932_000_074.0), "73282932000074");
        assert_eq!(number(1.5), "1.5");
    }
}
