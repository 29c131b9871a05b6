//! Durations as people type them: « 1h30 », « 1:30 », « 90 », « 0,5h », « 1 h 15 min ».

use rust_decimal::{Decimal, RoundingStrategy};

use crate::error::{Error, Result};

/// Minutes in a day: an entry is of one day.
const LONGEST: u32 = 1440;

/// Minutes. A whole number without unit is minutes, one with decimals is hours.
///
/// # Errors
/// `Invalid` for what is no duration, none at all, or more than a day.
pub fn parse(text: &str) -> Result<u32> {
    let compact: String =
        text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>().replace(',', ".");
    let minutes = minutes_of(&compact).ok_or_else(|| {
        let message = format!("« {} » n’est pas une durée. Écrivez par exemple 1h30, 1:30, 90 ou 0,5h.", text.trim());
        Error::invalid("duration", "malformed", message)
    })?;
    match minutes {
        0 => Err(Error::invalid("duration", "required", "Indiquez une durée d’au moins une minute.")),
        1..=LONGEST => Ok(minutes),
        _ => Err(Error::invalid("duration", "too_long", "Une durée ne dépasse pas 24 heures par jour.")),
    }
}

fn minutes_of(text: &str) -> Option<u32> {
    if let Some((hours, minutes)) = text.split_once([':', 'h']) {
        let minutes = ["minutes", "minute", "min", "mn", "m", "’", "'"]
            .iter()
            .find_map(|unit| minutes.strip_suffix(unit))
            .unwrap_or(minutes.trim_start_matches("eures").trim_start_matches("eure"));
        if hours.contains('.') {
            return if minutes.is_empty() { hours_of(hours) } else { None };
        }
        let minutes = match minutes {
            "" if text.contains('h') => 0,
            // « 1:5 » may be five minutes or fifty: asked again.
            _ if minutes.len() == 2 => digits(minutes).filter(|minutes| *minutes < 60)?,
            _ => return None,
        };
        return digits(hours)?.checked_mul(60)?.checked_add(minutes);
    }
    let with_unit = ["minutes", "minute", "min", "mn", "m", "’", "'"].iter().find_map(|unit| text.strip_suffix(unit));
    match with_unit {
        Some(minutes) => digits(minutes),
        None if text.contains('.') => hours_of(text),
        None => digits(text),
    }
}

fn hours_of(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.')?;
    let plain = |text: &str| !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(part) || !(plain(whole) || whole.is_empty()) {
        return None;
    }
    let hours: Decimal = format!("0{text}").parse().ok()?;
    let minutes = (hours * Decimal::from(60)).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    minutes.try_into().ok()
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// « 1 h 30 », « 45 min ».
pub fn french(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, minutes) => format!("{hours}\u{a0}h\u{a0}{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_understood_as_people_type_them() {
        for (text, minutes) in [
            ("1h30", 90),
            ("1H30", 90),
            ("1 h 30", 90),
            ("1h30min", 90),
            ("1:30", 90),
            ("0:05", 5),
            ("90", 90),
            ("90 min", 90),
            ("90mn", 90),
            ("45’", 45),
            ("45'", 45),
            ("2h", 120),
            ("2 heures", 120),
            ("1 heure", 60),
            ("0,5h", 30),
            ("0.5 h", 30),
            (",5h", 30),
            ("1,25", 75),
            ("0,33h", 20), // 19,8
            ("0,1", 6),
            ("24h", 1440),
            ("1\u{a0}h\u{a0}05", 65),
        ] {
            assert_eq!(parse(text).ok(), Some(minutes), "{text}");
        }
        for text in [
            "",
            "0",
            "0h",
            "-5",
            "1:5",
            "1:60",
            "1h5h",
            "h",
            ":",
            "25h",
            "1441",
            "1.5h30",
            "deux",
            "1,,5",
            "1e3",
            "99999999999",
            "1.5:30",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_shown_is_understood() {
        for minutes in 1..=1440 {
            assert_eq!(parse(&french(minutes)).ok(), Some(minutes));
        }
    }
}
