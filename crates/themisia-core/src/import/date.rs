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

#[rustfmt::skip]
const MONTHS: &[&[&str]] = &[
    &["janvier", "january"], &["fevrier", "february"], &["mars", "march"], &["avril", "april"], &["mai", "may"],
    &["juin", "june"], &["juillet", "july"], &["aout", "august"], &["septembre", "september"], &["octobre", "october"],
    &["novembre", "november"], &["decembre", "december"],
];
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
];

/// Dates as programs write them: 12/03/1970, 5/7/65, 1970-03-12, 12.03.1970, 19700312, 12031970, jeudi 12 mars 1970,
/// March 12, 1970; a time of day after them says nothing. A date past `today` is none.
pub fn date(cell: &str, today: NaiveDate) -> Date {
    let folded = fold(without_time(cell));
    let mut parts: Vec<&str> = folded.split(' ').collect();
    if parts.len() > 3 && parts[3..].iter().all(|part| part.chars().all(|c| c == '0')) {
        parts.truncate(3);
    }
    if parts.iter().all(|part| part.chars().all(|c| c == '0')) {
        return Date::None;
    }
    if parts.len() == 4 && begins_one(WEEKDAYS, parts[0]) {
        parts.remove(0);
    }
    let possible = |day: &NaiveDate| *day <= today && day.year() >= 1800;
    let read = || -> Option<NaiveDate> {
        match parts[..] {
            [one] if matches!(one.len(), 7 | 8) && one.bytes().all(|b| b.is_ascii_digit()) => {
                let day_first = format!("{one:0>8}");
                let year_first = NaiveDate::parse_from_str(one, "%Y%m%d").ok().filter(|_| one.len() == 8);
                year_first.filter(possible).or_else(|| NaiveDate::parse_from_str(&day_first, "%d%m%Y").ok())
            }
            [year, month, day] if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
                NaiveDate::from_ymd_opt(year.parse().ok()?, month_of(month)?, day_of(day)?)
            }
            [month, day, year] if month.bytes().all(|b| b.is_ascii_alphabetic()) => {
                in_year(year, month_of(month)?, day_of(day)?, today)
            }
            [day, month, year] => in_year(year, month_of(month)?, day_of(day)?, today),
            _ => None,
        }
    };
    read().filter(possible).map_or(Date::Impossible, Date::Day)
}

/// A two-digit year is the last in which the day has come.
fn in_year(year: &str, month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    let full: i32 = year.parse().ok()?;
    if year.len() > 2 {
        return NaiveDate::from_ymd_opt(full, month, day);
    }
    let this_century = NaiveDate::from_ymd_opt(2000 + full, month, day).filter(|day| *day <= today);
    this_century.or_else(|| NaiveDate::from_ymd_opt(1900 + full, month, day))
}

fn day_of(text: &str) -> Option<u32> {
    ["er", "st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).parse().ok()
}

/// By number or name; what begins two names, like « jui », is neither.
fn month_of(text: &str) -> Option<u32> {
    let mut named = MONTHS.iter().zip(1..).filter(|(names, _)| begins_one(names, text)).map(|(_, month)| month);
    match (named.next(), named.next()) {
        (None, _) => text.parse().ok(),
        (month, None) => month,
        _ => None,
    }
}

fn begins_one(names: &[&str], text: &str) -> bool {
    text.len() >= 3 && names.iter().any(|name| name.starts_with(text))
}

/// « 1970-03-12T00:00:00Z », « 12/3/1970 10:30:00 », « 3/12/1970 10:30 AM »
fn without_time(cell: &str) -> &str {
    if let Some((day, _)) = cell.split_once(['T', 't']).filter(|(day, _)| day.len() == 10) {
        return day;
    }
    let begin = cell.find(':').and_then(|colon| cell[..colon].rfind(char::is_whitespace));
    let is_time = |text: &str| {
        text.chars().all(|c| {
            c.is_ascii_digit()
                || c.is_whitespace()
                || matches!(c, ':' | '.' | ',' | 'a' | 'A' | 'p' | 'P' | 'm' | 'M' | 'Z')
        })
    };
    begin.map(|at| cell.split_at(at)).filter(|(_, time)| is_time(time)).map_or(cell, |(day, _)| day)
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
            ("12/3/1970 10:30:00", day(1970, 3, 12)),
            ("12 mars 1970 10:30 PM", day(1970, 3, 12)),
            ("12031970", day(1970, 3, 12)),
            ("2031970", day(1970, 3, 2)),
            ("jeudi 12 mars 1970", day(1970, 3, 12)),
            ("March 12th, 1970", day(1970, 3, 12)),
            ("12 Aug 1970", day(1970, 8, 12)),
            ("12 juil. 1970", day(1970, 7, 12)),
            ("12 jun 1970", day(1970, 6, 12)),
            ("12 jui 1970", Date::Impossible),
            ("24/11/26", day(2026, 11, 24)),
            ("05/12/26", day(1926, 12, 5)),
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
