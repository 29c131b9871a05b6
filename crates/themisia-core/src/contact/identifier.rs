//! Identifiers, checked at entry. A right check digit proves no existence: never say "exists".
//!
//! SIREN and SIRET: Luhn (ISO/IEC 7812-1, INSEE); VAT: Directive 2006/112/EC art. 215 and the French key; phones: ITU E.164.

use email_address::{EmailAddress, Options};
use phonenumber::country;

/// Why a value is refused, for the field it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    pub field: &'static str,
    pub reason: &'static str,
    pub message: String,
}

type Checked = Result<String, Complaint>;

fn refuse(reason: &'static str, message: impl Into<String>) -> Checked {
    Err(Complaint { field: "", reason, message: message.into() })
}

/// SIREN of La Poste: its establishments are numbered past what Luhn allows.
const LA_POSTE: &str = "356000000";

/// 9 digits, Luhn; every kind of space and dot is accepted. Gives the compact form.
pub fn siren(text: &str) -> Checked {
    let digits = compact(text);
    if digits.len() != 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return refuse("wrong_length", format!("Un SIREN a 9 chiffres ; « {text} » n’en est pas un."));
    }
    if digits == "000000000" {
        return refuse("all_zero", "Un SIREN ne peut pas être fait de zéros.");
    }
    if !luhn(&digits) {
        let key = luhn_digit(&digits[..8]);
        return refuse(
            "wrong_key",
            format!(
                "Ce SIREN contient une erreur : le dernier chiffre devrait être {key} si les 8 premiers sont justes."
            ),
        );
    }
    Ok(digits)
}

/// 14 digits: SIREN and NIC, Luhn over the whole. La Poste's establishments: sum of the digits a multiple of 5.
pub fn siret(text: &str) -> Checked {
    let digits = compact(text);
    if digits.len() != 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return refuse("wrong_length", format!("Un SIRET a 14 chiffres ; « {text} » n’en est pas un."));
    }
    if let Err(complaint) = siren(&digits[..9]) {
        return refuse(complaint.reason, format!("Le SIREN contenu dans ce SIRET est faux. {}", complaint.message));
    }
    if digits.starts_with(LA_POSTE) {
        let sum: u32 = digits.bytes().map(|b| u32::from(b - b'0')).sum();
        return if luhn(&digits) || sum.is_multiple_of(5) {
            Ok(digits)
        } else {
            refuse(
                "wrong_key",
                "Ce SIRET de La Poste contient une erreur : la somme de ses chiffres n’est pas un multiple de 5.",
            )
        };
    }
    if !luhn(&digits) {
        let key = luhn_digit(&digits[..13]);
        return refuse(
            "wrong_key",
            format!(
                "Ce SIRET contient une erreur : le dernier chiffre devrait être {key} si les 13 premiers sont justes."
            ),
        );
    }
    Ok(digits)
}

/// French VAT numbers by their key (numeric or with letters), those of the other states by their national format.
pub fn vat_number(text: &str) -> Checked {
    let number = compact(text).to_uppercase();
    let Some((country, rest)) =
        number.split_at_checked(2).filter(|(country, _)| country.bytes().all(|b| b.is_ascii_uppercase()))
    else {
        return refuse("wrong_format", "Un numéro de TVA commence par deux lettres de pays, par exemple FR.");
    };
    if country == "FR" {
        return french_vat(&number, rest);
    }
    let Some(formats) = VAT_FORMATS.iter().find(|(of, _)| *of == country).map(|(_, formats)| *formats) else {
        return refuse(
            "unknown_country",
            format!("« {country} » n’est pas un préfixe de numéro de TVA de l’Union européenne."),
        );
    };
    if formats.iter().any(|format| matches_format(rest, format)) {
        Ok(number)
    } else {
        refuse("wrong_format", format!("Ce numéro de TVA n’a pas la forme de ceux du pays {country}."))
    }
}

fn french_vat(number: &str, rest: &str) -> Checked {
    let valid_key_letter = |b: u8| b.is_ascii_digit() || (b.is_ascii_uppercase() && b != b'I' && b != b'O');
    if rest.len() != 11 || !rest.bytes().take(2).all(valid_key_letter) || !rest[2..].bytes().all(|b| b.is_ascii_digit())
    {
        return refuse(
            "wrong_format",
            "Un numéro de TVA français a la forme FR, 2 caractères de clé, puis le SIREN (9 chiffres).",
        );
    }
    let (key, company) = rest.split_at(2);
    // 000… is Monaco: a VAT number whose last part is no SIREN.
    let monaco = company.starts_with("000") && company != "000000000";
    if !monaco && let Err(complaint) = siren(company) {
        return refuse(
            complaint.reason,
            format!("Le SIREN contenu dans ce numéro de TVA est faux. {}", complaint.message),
        );
    }
    let company: u32 = company.parse().unwrap_or(0);
    if key.bytes().all(|b| b.is_ascii_digit()) {
        let expected = (12 + 3 * (company % 97)) % 97;
        if key.parse() != Ok(expected) {
            return refuse(
                "wrong_key",
                format!("La clé de ce numéro de TVA devrait être {expected:02} (FR{expected:02} puis le SIREN)."),
            );
        }
    } else if !letter_key_is_right(key.as_bytes(), company) {
        return refuse("wrong_key", "La clé à lettres de ce numéro de TVA est fausse.");
    }
    Ok(number.to_owned())
}

/// Keys with letters (new style): alphabet without I and O; the key gives two remainders that must meet modulo 11.
fn letter_key_is_right(key: &[u8], company: u32) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let rank = |letter: u8| ALPHABET.iter().position(|known| *known == letter).and_then(|at| u32::try_from(at).ok());
    let (Some(first), Some(second)) = (rank(key[0]), rank(key[1])) else { return false };
    let check = if key[0].is_ascii_digit() { first * 24 + second - 10 } else { first * 34 + second - 100 };
    (company + 1 + check / 11) % 11 == check % 11
}

/// `9` a digit, `A` a letter, `*` either; other characters stand for themselves.
const VAT_FORMATS: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["0999999999", "1999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["A9999999*", "99999999A"]),
    ("FI", &["99999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9*99999A", "9999999AA", "9999999A"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999", "999999999999", "GD999", "HA999"]),
];

fn matches_format(text: &str, format: &str) -> bool {
    text.len() == format.len()
        && text.bytes().zip(format.bytes()).all(|(b, form)| match form {
            b'9' => b.is_ascii_digit(),
            b'A' => b.is_ascii_uppercase(),
            b'*' => b.is_ascii_digit() || b.is_ascii_uppercase(),
            other => b == other,
        })
}

/// RFC 5321 address with a domain of at least two labels. The domain is put in lower case.
pub fn email(text: &str) -> Checked {
    let options = Options::default().without_display_text().without_domain_literal().with_minimum_sub_domains(2);
    match EmailAddress::parse_with_options(text.trim(), options) {
        Ok(address) => Ok(format!("{}@{}", address.local_part(), address.domain().to_lowercase())),
        Err(_) => {
            refuse("wrong_format", format!("« {text} » n’est pas une adresse e-mail. Exemple : prenom.nom@exemple.fr."))
        }
    }
}

/// E.164 where the text is a number of a dialling plan, French by default; the text itself otherwise (short and odd numbers
/// are kept as typed).
pub fn phone(text: &str) -> String {
    // « +33 (0)1 … »: the zero in brackets is not dialled.
    let text = text.trim();
    let clean = text.replace("(0)", "");
    let digits: String = clean.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 8 || clean.chars().any(char::is_alphabetic) {
        return text.to_owned();
    }
    let international = match digits.strip_prefix("00") {
        Some(rest) if !clean.starts_with('+') => format!("+{rest}"),
        _ => clean,
    };
    let parsed = |plan| {
        let number = phonenumber::parse(Some(plan), &international).ok().filter(phonenumber::is_valid)?;
        Some(number.format().mode(phonenumber::Mode::E164).to_string())
    };
    if international.starts_with('+') {
        return parsed(country::Id::FR).unwrap_or_else(|| text.to_owned());
    }
    parsed(country::Id::FR)
        .or_else(|| OVERSEAS.iter().filter(|(start, _)| digits.starts_with(start)).find_map(|(_, plan)| parsed(*plan)))
        // Ten digits are a French number also where the metadata does not know the range yet (ARCEP opens them every year).
        .or_else(|| {
            digits
                .strip_prefix('0')
                .filter(|rest| rest.len() == 9 && !rest.starts_with('0'))
                .map(|rest| format!("+33{rest}"))
        })
        .unwrap_or_else(|| text.to_owned())
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

/// Without the spaces (of every kind), dots, hyphens and slashes that people put between groups.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '\u{200b}' | '\u{feff}')).collect()
}

fn luhn(digits: &str) -> bool {
    digits
        .split_at_checked(digits.len().saturating_sub(1))
        .is_some_and(|(head, last)| last == luhn_digit(head).to_string())
}

/// The digit that makes `head` followed by it right (ISO/IEC 7812-1 annex B).
pub(crate) fn luhn_digit(head: &str) -> u32 {
    let sum: u32 = head
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, b)| {
            let digit = u32::from(b - b'0') * if at % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(checked: Checked) -> &'static str {
        checked.map_or_else(|complaint| complaint.reason, |_| "right")
    }

    #[test]
    fn siren_and_siret() {
        for (text, expected) in [
            ("732829320", "right"),
            ("732 829 320", "right"),
            ("732\u{202f}829\u{a0}320", "right"),
            ("732.829.320", "right"),
            ("732829321", "wrong_key"),
            ("000000000", "all_zero"),
            ("73282932", "wrong_length"),
            ("٧٣٢٨٢٩٣٢٠", "wrong_length"),
            ("", "wrong_length"),
        ] {
            assert_eq!(reason(siren(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("732 829 320 00074", "right"),
            ("73282932000075", "wrong_key"),
            ("356 000 000 00048", "right"),
            ("356 000 000 12341", "right"),
            ("35600000000013", "wrong_key"),
            ("00000000000000", "all_zero"),
            ("7328293200007", "wrong_length"),
        ] {
            assert_eq!(reason(siret(text)), expected, "{text}");
        }
    }

    #[test]
    fn vat_numbers() {
        for (text, expected) in [
            ("FR44732829320", "right"),
            ("fr 44 732 829 320", "right"),
            ("FR45732829320", "wrong_key"),
            ("FR83404833048", "right"),
            ("FRK7399859412", "right"),
            ("FRO7399859412", "wrong_format"),
            ("FR53000004605", "right"),
            ("BE0428759497", "right"),
            ("DE136695976", "right"),
            ("NL4495445B01", "wrong_format"),
            ("US123456789", "unknown_country"),
            ("44732829320", "wrong_format"),
            ("é", "wrong_format"),
        ] {
            assert_eq!(reason(vat_number(text)), expected, "{text}");
        }
    }

    #[test]
    fn wrong_keys_are_explained() {
        let complaint = vat_number("FR45732829320").unwrap_err();
        assert!(complaint.message.contains("devrait être 44"), "{}", complaint.message);
        let complaint = siret("73282932000075").unwrap_err();
        assert!(complaint.message.contains("devrait être 4"), "{}", complaint.message);
    }

    #[test]
    fn phones() {
        for (text, expected) in [
            ("06 12 34 56 78", "+33612345678"),
            ("06.12.34.56.78", "+33612345678"),
            ("0033635456610", "+33635456610"),
            ("+33 (0)1 44 55 66 77", "+33144556677"),
            ("0690 12 34 56", "+590690123456"),
            ("02 62 12 34 56", "+262262123456"),
            ("+32 2 555 12 12", "+3225551212"),
            ("06 39 98 12 34", "+33639981234"),
            ("0639 69 12 34", "+262639691234"),
            ("3631", "3631"),
            ("poste 12", "poste 12"),
            ("", ""),
        ] {
            assert_eq!(phone(text), expected, "{text}");
        }
    }

    #[test]
    fn emails() {
        for (text, right) in [
            ("anne.durand@example.fr", true),
            ("Anne.Durand@EXAMPLE.FR", true),
            ("pas-une-adresse", false),
            ("a@b", false),
            ("Anne <anne@example.fr>", false),
            ("anne@[127.0.0.1]", false),
            ("", false),
        ] {
            assert_eq!(email(text).is_ok(), right, "{text}");
        }
    }
}
