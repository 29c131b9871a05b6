//! Phone numbers: ITU E.164, from every form in which they are written in France.

use phonenumber::country;

use super::is_blank;
use crate::contact::name::fold;

/// E.164 where the text is a number of a dialling plan, French by default; the text itself otherwise (short and odd numbers
/// are kept as typed).
pub fn phone(text: &str) -> String {
    let text = text.trim_matches(is_blank);
    international(text).unwrap_or_else(|| text.to_owned())
}

fn international(text: &str) -> Option<String> {
    let number = without_label(text);
    if number.chars().any(|c| c.is_alphabetic() || matches!(c, ',' | ';' | '#' | '*' | '@')) {
        return None;
    }
    // « +33 (0)1 … »: the zero in brackets is not dialled.
    let bare: String = number.chars().filter(|c| !is_blank(*c)).collect();
    let has_zero = bare.contains("(0)");
    let digits: String = bare.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 8 {
        return None;
    }
    if number.trim_start_matches(['(', '[', ' ']).starts_with(['+', '\u{ff0b}']) {
        return parsed(country::Id::FR, &format!("+{digits}"));
    }
    if let Some(abroad) = digits.strip_prefix("00") {
        return parsed(country::Id::FR, &format!("+{abroad}"));
    }
    // « 33 6 12 34 56 78 », « 33 (0)6 … »: a spreadsheet took the plus away.
    if digits.len() == 11 && digits.starts_with("33") {
        return parsed(country::Id::FR, &format!("+{digits}"));
    }
    let digits = if has_zero { format!("0{digits}") } else { digits };
    // Overseas first: the plan of metropolitan France holds their prefixes too, under a country code at which nobody answers.
    OVERSEAS
        .iter()
        .filter(|(start, _)| digits.starts_with(start))
        .find_map(|(_, plan)| parsed(*plan, &digits))
        .or_else(|| parsed(country::Id::FR, &digits))
        // Ten digits are a French number also where the metadata does not know the range yet (ARCEP opens them every year).
        .or_else(|| {
            digits
                .strip_prefix('0')
                .filter(|rest| rest.len() == 9 && !rest.starts_with('0'))
                .map(|rest| format!("+33{rest}"))
        })
}

/// « Tél. : 06 … » without what says that it is a phone.
fn without_label(text: &str) -> &str {
    const LABELS: &[&str] = &[
        "tel",
        "telephone",
        "phone",
        "mobile",
        "mob",
        "portable",
        "port",
        "bureau",
        "fixe",
        "fax",
        "telecopie",
        "gsm",
        "t",
        "m",
        "p",
        "f",
    ];
    let start = text.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')).unwrap_or(0);
    let (label, number) = text.split_at(start);
    if fold(label).split(' ').all(|word| LABELS.contains(&word)) { number } else { text }
}

fn parsed(plan: country::Id, number: &str) -> Option<String> {
    let number = phonenumber::parse(Some(plan), number).ok().filter(phonenumber::is_valid)?;
    Some(number.format().mode(phonenumber::Mode::E164).to_string())
}

/// Overseas numbers have dialling plans of their own under the same national form.
const OVERSEAS: &[(&str, country::Id)] = &[
    ("0590", country::Id::GP),
    ("0690", country::Id::GP),
    ("0691", country::Id::GP),
    ("0596", country::Id::MQ),
    ("0696", country::Id::MQ),
    ("0697", country::Id::MQ),
    ("0594", country::Id::GF),
    ("0694", country::Id::GF),
    ("0262", country::Id::RE),
    ("0263", country::Id::RE),
    ("0692", country::Id::RE),
    ("0693", country::Id::RE),
    ("0269", country::Id::YT),
    ("0639", country::Id::YT),
    ("0508", country::Id::PM),
];
