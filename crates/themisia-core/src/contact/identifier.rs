//! Identifiers, checked at entry. A right check digit proves no existence: never say "exists".
//!
//! SIREN and SIRET: Luhn (ISO/IEC 7812-1, INSEE); VAT: Directive 2006/112/EC art. 215 and the French key; phones: ITU E.164.

use email_address::{EmailAddress, Options};
use iban::IbanLike;
use phonenumber::country;
use serde::Serialize;
use ts_rs::TS;

use crate::sql_enum;

/// Why a value is refused, for the field it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    pub field: &'static str,
    pub reason: &'static str,
    pub message: String,
}

pub(crate) type Checked = Result<String, Complaint>;

sql_enum! {
    pub enum IdentifierKind {
        Siren = "siren",
        Siret = "siret",
        VatNumber = "vat_number",
        Rcs = "rcs",
        Iban = "iban",
        Email = "email",
        Phone = "phone",
    }
}

/// What the check of a value says. A right key proves no existence.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct IdentifierCheck {
    pub valid: bool,
    /// The value in the form in which it is kept; as given when it is wrong.
    pub value: String,
    /// What else it tells: the VAT number of a SIREN, the SIREN of a VAT number, the town of a registration.
    pub siren: Option<String>,
    pub vat_number: Option<String>,
    pub rcs_town: Option<String>,
    pub rcs_letter: Option<String>,
    /// Code and French sentence of what is wrong.
    pub reason: Option<String>,
    pub message: Option<String>,
}

/// Checks one value, for entry at the desk and for scripts.
pub fn check(kind: IdentifierKind, text: &str) -> IdentifierCheck {
    let mut told = IdentifierCheck {
        valid: true,
        value: text.to_owned(),
        siren: None,
        vat_number: None,
        rcs_town: None,
        rcs_letter: None,
        reason: None,
        message: None,
    };
    let checked = match kind {
        IdentifierKind::Siren => siren(text),
        IdentifierKind::Siret => siret(text),
        IdentifierKind::VatNumber => vat_number(text),
        IdentifierKind::Iban => iban(text),
        IdentifierKind::Email => email(text),
        IdentifierKind::Phone => {
            let number = phone(text);
            if number.starts_with('+') {
                Ok(number)
            } else {
                refuse("not_in_plan", format!("« {text} » n’est pas un numéro complet : il sera gardé tel quel."))
            }
        }
        IdentifierKind::Rcs => match rcs(text) {
            Some(rcs) => {
                told.rcs_town = Some(rcs.town.clone());
                told.rcs_letter = Some(rcs.letter.clone());
                siren(&rcs.siren).map(|siren| {
                    let parts = ["RCS", &rcs.town, &rcs.letter, &siren];
                    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
                })
            }
            None => refuse("wrong_format", "Exemple : RCS Paris 323 159 715."),
        },
    };
    match checked {
        Ok(value) => {
            told.siren = match kind {
                IdentifierKind::Siren => Some(value.clone()),
                IdentifierKind::Siret => Some(value[..9].to_owned()),
                IdentifierKind::VatNumber => value.strip_prefix("FR").and_then(|rest| siren(rest.get(2..)?).ok()),
                IdentifierKind::Rcs => rcs(text).map(|rcs| rcs.siren),
                _ => None,
            };
            told.vat_number = told.siren.as_deref().and_then(vat_number_of_siren);
            told.value = value;
        }
        Err(complaint) => {
            told.valid = false;
            told.reason = Some(complaint.reason.to_owned());
            told.message = Some(complaint.message);
        }
    }
    told
}

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

/// ISO 13616: structure of the country and check digits (ISO 7064 mod 97-10). Gives the electronic form.
pub fn iban(text: &str) -> Checked {
    let number = compact(text).to_uppercase();
    match number.parse::<iban::Iban>() {
        Ok(iban) => Ok(iban.electronic_str().to_owned()),
        Err(iban::ParseIbanError::InvalidBban(_)) => refuse(
            "wrong_format",
            format!("Cet IBAN n’a pas la forme de ceux du pays {} : vérifiez sa longueur.", &number[..2]),
        ),
        Err(iban::ParseIbanError::UnknownCountry(_)) => {
            refuse("unknown_country", "Le début de cet IBAN n’est pas un code de pays connu.")
        }
        Err(_) if number.len() < 15 || !number.is_ascii() => refuse(
            "wrong_format",
            "Un IBAN commence par le pays et une clé, par exemple FR76, et a 15 à 34 caractères.",
        ),
        Err(_) => refuse("wrong_key", "Cet IBAN contient une erreur : sa clé de contrôle ne correspond pas."),
    }
}

/// A registration at the register of commerce and companies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rcs {
    pub town: String,
    /// A for traders, B for companies, C for groupings, D for civil companies; often left out.
    pub letter: String,
    pub siren: String,
}

/// « RCS Paris 323 159 715 », « 323 159 715 RCS Le Mans », « RCS Saint-Étienne B 323159715 ». The SIREN is not checked here.
pub fn rcs(text: &str) -> Option<Rcs> {
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let mut town = Vec::new();
    let mut letter = String::new();
    let mut digits = String::new();
    let mut says_rcs = false;
    let mut number_is_over = false;
    for word in spaced.split(' ').filter(|word| !word.is_empty()) {
        let bare = word.replace('.', "");
        let is_number = bare.bytes().all(|b| b.is_ascii_digit()) && !bare.is_empty();
        if bare.eq_ignore_ascii_case("rcs") {
            says_rcs = true;
            number_is_over = !digits.is_empty();
        } else if is_number && digits.len() < 9 && !number_is_over {
            digits.push_str(&bare);
        } else if matches!(bare.as_str(), "A" | "B" | "C" | "D") && letter.is_empty() {
            letter = bare;
        } else {
            town.push(word);
        }
    }
    let town = town.join(" ");
    let is_town = town.chars().any(char::is_alphabetic) && !town.chars().any(|c| c.is_ascii_digit() && town.len() > 40);
    (says_rcs && digits.len() == 9 && is_town).then_some(Rcs { town, letter, siren: digits })
}

/// The VAT number of a French company: key = (12 + 3 × (SIREN mod 97)) mod 97.
pub fn vat_number_of_siren(siren: &str) -> Option<String> {
    let number: u32 = siren.parse().ok()?;
    (siren.len() == 9).then(|| format!("FR{:02}{siren}", (12 + 3 * (number % 97)) % 97))
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
    fn ibans() {
        for (text, expected) in [
            ("FR76 3000 6000 0112 3456 7890 189", "right"),
            ("fr7630006000011234567890189", "right"),
            ("FR76 3000 6000 0112 3456 7890 188", "wrong_key"),
            ("DE89 3704 0044 0532 0130 00", "right"),
            ("FR76 3000 6000", "wrong_format"),
            ("ZZ89 3704 0044 0532 0130 00", "wrong_key"),
            ("é", "wrong_format"),
            ("", "wrong_format"),
        ] {
            assert_eq!(reason(iban(text)), expected, "{text}");
        }
    }

    #[test]
    fn registrations_in_both_orders_with_towns_of_several_words() {
        let read = |text: &str| rcs(text).map(|rcs| (rcs.town, rcs.letter, rcs.siren));
        let is = |town: &str, letter: &str| Some((town.to_owned(), letter.to_owned(), "323159715".to_owned()));
        for (text, expected) in [
            ("RCS Paris 323 159 715", is("Paris", "")),
            ("323 159 715 RCS Le Mans", is("Le Mans", "")),
            ("R.C.S. Saint-Étienne B 323159715", is("Saint-Étienne", "B")),
            ("RCS La Roche-sur-Yon B 323.159.715", is("La Roche-sur-Yon", "B")),
            ("323\u{202f}159\u{a0}715 R.C.S Bourg en Bresse", is("Bourg en Bresse", "")),
            ("RCS Paris", None),
            ("323 159 715", None),
            ("RCS 323 159 715", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(vat_number_of_siren("732829320").as_deref(), Some("FR44732829320"));
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
