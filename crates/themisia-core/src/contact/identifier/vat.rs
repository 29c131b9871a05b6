//! VAT numbers: Directive 2006/112/EC art. 215; the French key, CGI annexe III and its letters; other states by their format.

use super::{Checked, compact, label, refuse, siren};

/// French VAT numbers by their key (numeric or with letters), those of the other states by their national format.
pub fn vat_number(text: &str) -> Checked {
    let number = compact(label::before_letters(text, &["tva", "intracommunautaire", "communautaire", "intra", "vat"]));
    let number = number.to_uppercase();
    // « 23334175221 »: a French number without its country, when its key says so.
    let has_country = number.bytes().take(2).all(|b| b.is_ascii_uppercase());
    if let (false, Ok(french)) = (has_country, french_vat(&format!("FR{number}"), &number)) {
        return Ok(french);
    }
    let Some((country, rest)) =
        number.split_at_checked(2).filter(|(country, _)| country.bytes().all(|b| b.is_ascii_uppercase()))
    else {
        return refuse("wrong_format", "Un numéro de TVA commence par deux lettres de pays, par exemple FR.");
    };
    if country == "FR" {
        return french_vat(&number, rest);
    }
    let (country, rest) = european(country, rest);
    let Some(formats) = FORMATS.iter().find(|(of, _)| *of == country).map(|(_, formats)| *formats) else {
        return refuse(
            "unknown_country",
            format!("« {country} » n’est pas un préfixe de numéro de TVA de l’Union européenne."),
        );
    };
    if formats.iter().any(|format| matches_format(&rest, format)) {
        Ok(format!("{country}{rest}"))
    } else {
        refuse("wrong_format", format!("Ce numéro de TVA n’a pas la forme de ceux du pays {country}."))
    }
}

/// Numbers as people still write them: Greece by its ISO code, Belgian and Greek ones without the zero that was put before
/// them, Dutch ones without theirs.
fn european<'a>(country: &'a str, rest: &str) -> (&'a str, String) {
    let country = if country == "GR" { "EL" } else { country };
    let rest = match (country, rest.len()) {
        ("BE", 9) | ("EL", 8) => format!("0{rest}"),
        ("NL", 10..12) if rest.as_bytes()[rest.len() - 3] == b'B' => format!("{rest:0>12}"),
        _ => rest.to_owned(),
    };
    (country, rest)
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
        let expected = numeric_key(company);
        if key.parse() != Ok(expected) {
            return refuse(
                "wrong_key",
                format!("La clé de ce numéro de TVA devrait être {expected:02} (FR{expected:02} puis le SIREN)."),
            );
        }
    } else if !letter_key_is_right(key.as_bytes(), company) {
        let ordinary = numeric_key(company);
        return refuse(
            "wrong_key",
            format!(
                "La clé à lettres de ce numéro de TVA est fausse ; une clé à chiffres devrait être {ordinary:02} \
                 (FR{ordinary:02} puis le SIREN)."
            ),
        );
    }
    Ok(number.to_owned())
}

fn numeric_key(company: u32) -> u32 {
    (12 + 3 * (company % 97)) % 97
}

/// Keys with letters (new style): alphabet without I and O; the key gives two remainders that must meet modulo 11.
fn letter_key_is_right(key: &[u8], company: u32) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let rank = |letter: u8| ALPHABET.iter().position(|known| *known == letter).and_then(|at| u32::try_from(at).ok());
    let (Some(first), Some(second)) = (rank(key[0]), rank(key[1])) else { return false };
    let check = if key[0].is_ascii_digit() { first * 24 + second - 10 } else { first * 34 + second - 100 };
    (company + 1 + check / 11) % 11 == check % 11
}

/// `9` a digit, `A` a letter, `*` either, `+` either or a sign; other characters stand for themselves.
const FORMATS: &[(&str, &[&str])] = &[
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
    ("IE", &["9+99999A", "9+99999AA", "9999999AA", "9999999A"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    (
        "RO",
        &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999", "9999999999999"],
    ),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999", "999999999999", "GD999", "HA999"]),
];

pub(super) fn matches_format(text: &str, format: &str) -> bool {
    text.len() == format.len()
        && text.bytes().zip(format.bytes()).all(|(b, form)| match form {
            b'9' => b.is_ascii_digit(),
            b'A' => b.is_ascii_uppercase(),
            b'*' => b.is_ascii_digit() || b.is_ascii_uppercase(),
            b'+' => b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'+' | b'*'),
            other => b == other,
        })
}

/// The VAT number of a French company: key = (12 + 3 × (SIREN mod 97)) mod 97.
pub fn vat_number_of_siren(siren: &str) -> Option<String> {
    let number: u32 = siren.parse().ok()?;
    (siren.len() == 9).then(|| format!("FR{:02}{siren}", numeric_key(number)))
}
