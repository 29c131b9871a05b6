//! Dates as programs and people write them in a file.

use chrono::{Datelike, NaiveDate};

use crate::contact::name::fold;

#[derive(Debug, PartialEq)]
pub enum Date {
    /// « 0/0/00 »: what Outlook writes for no date.
    None,
    Day(NaiveDate),
    Impossible,
}

const MONTHS: &[&str] = &[
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// Dates as programs write them: 12/03/1970, 5/7/65, 1970-03-12, 12.03.1970, 19700312, 12 mars 1970. A birth date is past.
pub fn date(cell: &str, today: NaiveDate) -> Date {
    let folded = fold(cell);
    let mut parts: Vec<&str> = folded.split(' ').collect();
    // « 1970-03-12T00:00:00 », « 12/03/1970 00:00 »
    if let Some((day, _)) = cell.split_once(['T', 't']).filter(|(day, _)| day.len() == 10) {
        return date(day, today);
    }
    if parts.len() > 3 && parts[3..].iter().all(|part| part.chars().all(|c| c == '0')) {
        parts.truncate(3);
    }
    if parts.iter().all(|part| part.chars().all(|c| c == '0')) {
        return Date::None;
    }
    let month_of = |text: &str| -> Option<u32> {
        let named = MONTHS.iter().position(|month| *month == text || (text.len() >= 3 && month.starts_with(text)));
        named.and_then(|at| u32::try_from(at + 1).ok()).or_else(|| text.parse().ok())
    };
    let number = |text: &str| text.trim_start_matches("er").trim_end_matches("er").parse::<i32>().ok();
    let read = || -> Option<NaiveDate> {
        match parts[..] {
            [one] if one.len() == 8 => NaiveDate::parse_from_str(one, "%Y%m%d").ok(),
            [year, month, day] if year.len() == 4 => {
                NaiveDate::from_ymd_opt(number(year)?, month_of(month)?, u32::try_from(number(day)?).ok()?)
            }
            [day, month, year] => {
                let mut full = number(year)?;
                if year.len() <= 2 {
                    // A two-digit year is the last that has come.
                    full += if 2000 + full > today.year() { 1900 } else { 2000 };
                }
                let (day, month) = (u32::try_from(number(day)?).ok()?, month_of(month)?);
                NaiveDate::from_ymd_opt(full, month, day)
            }
            _ => None,
        }
    };
    match read() {
        Some(day) if day <= today && day.year() >= 1800 => Date::Day(day),
        _ => Date::Impossible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    #[test]
    fn dates_as_programs_write_them() {
        let day = |year, month, day| Date::Day(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        for (cell, expected) in [
            ("12/03/1970", day(1970, 3, 12)),
            ("5/7/65", day(1965, 7, 5)),
            ("5/7/05", day(2005, 7, 5)),
            ("1970-03-12", day(1970, 3, 12)),
            ("1970-03-12T00:00:00Z", day(1970, 3, 12)),
            ("12/03/1970 00:00", day(1970, 3, 12)),
            ("12.03.1970", day(1970, 3, 12)),
            ("19700312", day(1970, 3, 12)),
            ("12 mars 1970", day(1970, 3, 12)),
            ("1er février 1970", day(1970, 2, 1)),
            ("0/0/00", Date::None),
            ("00/00/0000", Date::None),
            ("31/02/1980", Date::Impossible),
            ("2039-01-01", Date::Impossible),
            ("demain", Date::Impossible),
            ("1/1", Date::Impossible),
        ] {
            assert_eq!(date(cell, today()), expected, "{cell}");
        }
    }
}
