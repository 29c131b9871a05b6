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

/// « ="01000" », with which programs keep a spreadsheet from taking a text of a CSV for a number, is 01000.
pub(super) fn protected(cell: &str) -> String {
    let inner = cell.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match inner.map(|inner| inner.replace("\"\"", "\u{0}")) {
        Some(inner) if !inner.contains('"') => inner.replace('\u{0}', "\""),
        _ => cell.to_owned(),
    }
}

/// Programs in English write the month first: their headers tell.
pub(super) fn is_month_first(headers: &[String]) -> bool {
    const ENGLISH: &[&str] =
        &["birthday", "birth date", "date of birth", "first name", "last name", "company", "dob", "company name"];
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

/// How the dates of a column are read, when its first rows tell otherwise than the headers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Turn {
    /// Written month first among days first.
    Days,
    /// Written day first among months first.
    Months,
}

impl Turn {
    /// One a column: a first part past 12 is no month, a second one neither.
    pub(super) fn of(headers: &[String], rows: &[&[String]]) -> Vec<Option<Turn>> {
        let month_first = is_month_first(headers);
        let shows = |at: usize, part: fn([u32; 2]) -> u32| {
            let parts = rows.iter().filter_map(|row| row.get(at).and_then(|cell| slashed(cell)));
            parts.into_iter().any(|(numbers, _)| part(numbers) > 12)
        };
        let turn = |at| match (shows(at, |[first, _]| first), shows(at, |[_, second]| second)) {
            (true, false) if month_first => Some(Turn::Months),
            (false, true) if !month_first => Some(Turn::Days),
            _ => None,
        };
        (0..headers.len()).map(turn).collect()
    }

    pub(super) fn cell(self, cell: &mut String) {
        if let Some(([first, second], rest)) = slashed(cell) {
            // Between dots a date is read as it stands.
            *cell = match self {
                Turn::Days => format!("{second:02}/{first:02}/{rest}"),
                Turn::Months => format!("{first:02}.{second:02}.{rest}"),
            };
        }
    }
}

/// Day and month, in whichever order, and the year with what follows it.
fn slashed(cell: &str) -> Option<([u32; 2], &str)> {
    let mut parts = cell.trim().splitn(3, '/');
    let mut number = || parts.next().filter(|part| part.len() < 3).and_then(|part| part.parse().ok());
    let numbers = [number()?, number()?];
    let rest = parts.next()?;
    let year = rest.split(' ').next()?;
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit());
    (is_year && numbers.iter().all(|number| (1..=31).contains(number))).then_some((numbers, rest))
}

/// « 10 000,50 € », « 37.000,00 EUR » and « 10000.5 » in hundredths; nothing when it is no amount.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let clean: String =
        text.to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '€' | '\'' | '’')).collect();
    let clean = ["euros", "euro", "eur"].iter().find_map(|unit| clean.strip_suffix(unit)).unwrap_or(&clean);
    let (whole, part) = match clean.rfind([',', '.']).map(|at| (&clean[..at], &clean[at + 1..])) {
        // Cents are two figures: three are thousands, and so are all of a sign that comes twice.
        Some((whole, part)) if part.len() < 3 && !whole.contains(&clean[whole.len()..=whole.len()]) => (whole, part),
        _ => (clean, ""),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let (first, thousands) = groups.split_first()?;
    let are_thousands = thousands.iter().all(|group| group.len() == 3 && digits(group) && first.len() < 4);
    if first.is_empty() || !digits(first) || !are_thousands || !digits(part) {
        return None;
    }
    let part = format!("{part:0<2}");
    groups.concat().parse::<i64>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)
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
    fn the_first_rows_tell_the_order_of_the_dates() {
        let turned = |header: &str, cells: &[&str]| {
            let headers = [header, "First Name"].map(str::to_owned);
            let mut rows: Vec<Vec<String>> = cells.iter().map(|cell| vec![(*cell).to_owned()]).collect();
            let turn = Turn::of(&headers, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())[0];
            rows.iter_mut().for_each(|row| turn.into_iter().for_each(|turn| turn.cell(&mut row[0])));
            rows.concat()
        };
        assert_eq!(turned("Né le", &["3/12/1970", "12/25/70 00:00", "?"]), ["12/03/1970", "25/12/70 00:00", "?"]);
        assert_eq!(turned("Né le", &["3/12/1970", "25/12/1970"]), ["3/12/1970", "25/12/1970"]);
        assert_eq!(turned("Né le", &["13/12/1970", "12/25/1970"]), ["13/12/1970", "12/25/1970"]);
        assert_eq!(turned("Birthday", &["3/12/1970", "25/12/1970"]), ["03.12.1970", "25.12.1970"]);
        assert_eq!(turned("Birthday", &["3/12/1970", "12/25/1970"]), ["3/12/1970", "12/25/1970"]);
    }

    #[test]
    fn amounts_and_dates() {
        for (text, expected) in [
            ("10 000,50 €", Some(1_000_050)),
            ("10000.5", Some(1_000_050)),
            ("37000", Some(3_700_000)),
            ("37.000,00 €", Some(3_700_000)),
            ("1,000,000.50", Some(100_000_050)),
            ("37.000", Some(3_700_000)),
            ("1.000.000", Some(100_000_000)),
            ("10 000 euros", Some(1_000_000)),
            ("7 500 EUR", Some(750_000)),
            ("dix", None),
            ("1.2.3", None),
            ("10,5,3", None),
            ("0000.000", None),
            ("", None),
        ] {
            assert_eq!(hundredths(text), expected, "{text}");
        }
        assert_eq!(day_first("3/12/1970"), "12/3/1970");
        assert_eq!(day_first("25/12/1970"), "25/12/1970");
        assert_eq!(number(73_282_932_000_074.0), "73282932000074");
        assert_eq!(number(1.5), "1.5");
    }
}
