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

/// A number as people in France read it: « 06 12 34 56 78 », « +32 2 555 12 12 »; as it is when that would not give it back.
pub fn readable_phone(number: &str) -> String {
    let readable = match number.strip_prefix("+33").filter(|rest| rest.len() == 9) {
        Some(rest) => Some(in_pairs(&format!("0{rest}"))),
        None if number.starts_with('+') => grouped(number),
        None => None,
    };
    readable.filter(|text| phone(text) == number).unwrap_or_else(|| number.to_owned())
}

fn in_pairs(digits: &str) -> String {
    let pairs: Vec<String> = digits.chars().collect::<Vec<_>>().chunks(2).map(|pair| pair.iter().collect()).collect();
    pairs.join(" ")
}

fn grouped(number: &str) -> Option<String> {
    let parsed = phonenumber::parse(None, number).ok().filter(phonenumber::is_valid)?;
    let shown = parsed.format().mode(phonenumber::Mode::International).to_string();
    // Groups of some countries are parted by hyphens.
    Some(shown.split(|c: char| !c.is_ascii_digit() && c != '+').collect::<Vec<_>>().join(" "))
}

/// E.164, `None` for what is no number of a dialling plan, or is more than one number.
pub(super) fn international(text: &str) -> Option<String> {
    let number = without_label(text.trim_matches(is_blank));
    if number.chars().any(|c| c.is_alphabetic() || matches!(c, ',' | ';' | '#' | '*' | '@')) {
        return None;
    }
    // « +33 (0)1 … »: the zero in brackets is not dialled.
    let bare: String = number.chars().filter(|c| !is_blank(*c)).collect();
    let has_zero = bare.contains("(0)");
    let digits: String = bare.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 8 || bare.matches(['+', '\u{ff0b}']).count() > 1 {
        return None;
    }
    if bare.trim_start_matches(['(', '[']).starts_with(['+', '\u{ff0b}']) {
        return abroad(&digits);
    }
    if let Some(digits) = digits.strip_prefix("00") {
        return abroad(digits);
    }
    // « 33 6 12 34 56 78 », « 33 (0)6 … »: a spreadsheet took the plus away.
    if digits.len() == 11 && digits.starts_with("33") {
        return abroad(&digits);
    }
    national(&if has_zero { format!("0{digits}") } else { digits })
}

/// Digits that begin with the code of a country.
fn abroad(digits: &str) -> Option<String> {
    if let Some(rest) = digits.strip_prefix("33") {
        // What follows 33 is what follows the 0 in France, overseas included: « +33 690… » reaches Guadeloupe.
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        if let Some(number) = national(&format!("0{rest}")) {
            return Some(number);
        }
    }
    let number = format!("+{digits}");
    // By the plan of its own country: in Italy, Benin or Côte d’Ivoire the first zero is dialled also from abroad.
    parsed(None, &number).or_else(|| parsed(Some(country::Id::FR), &number))
}

/// Digits as they are dialled in France.
fn national(digits: &str) -> Option<String> {
    // Overseas first: the plan of metropolitan France holds their prefixes too, under a country code at which nobody answers.
    OVERSEAS
        .iter()
        .filter(|(start, _)| digits.starts_with(start))
        .find_map(|(_, plan)| parsed(Some(*plan), digits))
        .or_else(|| parsed(Some(country::Id::FR), digits))
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

fn parsed(plan: Option<country::Id>, number: &str) -> Option<String> {
    let number = phonenumber::parse(plan, number).ok().filter(phonenumber::is_valid)?;
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
