//! Identifiers, checked at entry. A right check digit proves no existence: never say "exists".
//!
//! SIREN and SIRET: Luhn (ISO/IEC 7812-1, INSEE); VAT: Directive 2006/112/EC art. 215 and the French key; phones: ITU E.164.

mod label;
mod phone;
mod register;
#[cfg(test)]
mod tests;
mod vat;

use email_address::{EmailAddress, Options};
use iban::IbanLike;
use serde::Serialize;
use ts_rs::TS;

use super::name::is_combining;
use crate::sql_enum;

pub use phone::{phone, readable_phone};
pub use register::{Rcs, rcs};
pub use vat::{vat_number, vat_number_of_siren};

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
        Bic = "bic",
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
        IdentifierKind::Bic => bic(text),
        IdentifierKind::Email => email(text),
        IdentifierKind::Phone => match phone::international(text) {
            Some(number) => Ok(number),
            None => refuse("not_in_plan", format!("« {text} » n’est pas un numéro complet : il sera gardé tel quel.")),
        },
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
            told.vat_number = match kind {
                // A key with letters is not the one that the SIREN gives: the number is the one that was asked about.
                IdentifierKind::VatNumber => Some(value.clone()),
                _ => told.siren.as_deref().and_then(vat_number_of_siren),
            };
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

/// SIREN of La Poste: its establishments, but for the head office, are numbered past what Luhn allows.
const LA_POSTE: &str = "356000000";
const LA_POSTE_HEAD_OFFICE: &str = "35600000000048";

/// 9 digits, Luhn; every kind of space and dot is accepted. Gives the compact form.
pub fn siren(text: &str) -> Checked {
    let digits = compact(label::before_digits(text, &["siren"]));
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

/// 14 digits: SIREN and NIC, Luhn over the whole. La Poste's establishments but its head office: the sum of the digits is a
/// multiple of 5.
pub fn siret(text: &str) -> Checked {
    let digits = compact(label::before_digits(text, &["siret"]));
    if digits.len() != 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return refuse("wrong_length", format!("Un SIRET a 14 chiffres ; « {text} » n’en est pas un."));
    }
    if let Err(complaint) = siren(&digits[..9]) {
        return refuse(complaint.reason, format!("Le SIREN contenu dans ce SIRET est faux. {}", complaint.message));
    }
    if digits.starts_with(LA_POSTE) && digits != LA_POSTE_HEAD_OFFICE {
        let sum: u32 = digits.bytes().map(|b| u32::from(b - b'0')).sum();
        return if sum.is_multiple_of(5) {
            Ok(digits)
        } else {
            refuse(
                "wrong_key",
                format!(
                    "Ce SIRET de La Poste contient une erreur : la somme de ses chiffres est {sum}, elle devrait être un \
                     multiple de 5."
                ),
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

/// ISO 13616: structure of the country and check digits (ISO 7064 mod 97-10). Gives the electronic form.
pub fn iban(text: &str) -> Checked {
    let number = compact(label::before_letters(text, &["iban"])).to_uppercase();
    let number = match number.strip_prefix("IBAN") {
        // « IBANFR76… »: no country is called IB.
        Some(rest) if rest.bytes().map(|b| b.is_ascii_digit()).take(4).eq([false, false, true, true]) => {
            rest.to_owned()
        }
        _ => number,
    };
    match number.parse::<iban::Iban>() {
        Ok(iban) => Ok(iban.electronic_str().to_owned()),
        Err(iban::ParseIbanError::InvalidBban(_)) => refuse(
            "wrong_format",
            format!("Cet IBAN n’a pas la forme de ceux du pays {} : vérifiez sa longueur.", &number[..2]),
        ),
        Err(iban::ParseIbanError::UnknownCountry(_)) if is_newer_country(&number) => Ok(number),
        Err(iban::ParseIbanError::UnknownCountry(_)) => {
            let country = &number[..2];
            refuse(
                "unknown_country",
                format!(
                    "« {country} » n’est pas au registre des IBAN (ISO 13616) : ce pays n’y est pas inscrit, ou ces deux \
                     lettres sont fausses. Vérifiez-les, ou gardez cette valeur « à vérifier »."
                ),
            )
        }
        Err(_) => match iban_key(&number) {
            Some(key) => refuse(
                "wrong_key",
                format!(
                    "Cet IBAN contient une erreur : sa clé devrait être {}{key:02} si le reste est juste.",
                    &number[..2]
                ),
            ),
            None => refuse(
                "wrong_format",
                "Un IBAN commence par le pays et une clé, par exemple FR76, et a 15 à 34 caractères.",
            ),
        },
    }
}

/// Countries of the ISO 13616 registry that the library does not know: Honduras and Pakistan. The key has been checked.
fn is_newer_country(number: &str) -> bool {
    [("HN", "AAAA99999999999999999999"), ("PK", "AAAA****************")]
        .iter()
        .any(|(country, bban)| number.starts_with(country) && vat::matches_format(&number[4..], bban))
}

/// The check digits that a text of the form of an IBAN should have: 98 less the remainder, by 97, of what it stands for.
fn iban_key(number: &str) -> Option<u32> {
    let is_iban = (15..=34).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && number.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && number.bytes().skip(2).take(2).all(|b| b.is_ascii_digit());
    if !is_iban {
        return None;
    }
    let rest = number[4..].bytes().chain(number[..2].bytes()).chain(*b"00");
    let remainder = rest.fold(0u32, |sum, b| match b {
        b'0'..=b'9' => (sum * 10 + u32::from(b - b'0')) % 97,
        letter => (sum * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    Some(98 - remainder)
}

/// ISO 9362: bank, country, place, and the branch or nothing. It bears no key: only its form is checked.
pub fn bic(text: &str) -> Checked {
    let code = compact(label::before_letters(text, &["bic", "swift"])).to_uppercase();
    let is_bic = matches!(code.len(), 8 | 11)
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && code.bytes().take(6).all(|b| b.is_ascii_uppercase());
    if is_bic {
        Ok(code)
    } else {
        refuse("wrong_format", "Un BIC a 8 ou 11 caractères : la banque, le pays, la place, par exemple AGRIFRPP882.")
    }
}

/// RFC 5321 address with a domain of at least two labels. The domain is put in lower case.
pub fn email(text: &str) -> Checked {
    let options = Options::default().without_display_text().without_domain_literal().with_minimum_sub_domains(2);
    let address = text.trim_matches(is_blank);
    let address = match address.split_at_checked("mailto:".len()) {
        // What follows « ? » in a link is the message, not the address (RFC 6068).
        Some((scheme, link)) if scheme.eq_ignore_ascii_case("mailto:") => link.split('?').next().unwrap_or(link),
        _ => address,
    };
    match EmailAddress::parse_with_options(address, options) {
        Ok(address) if is_domain(address.domain()) => {
            Ok(format!("{}@{}", address.local_part(), address.domain().to_lowercase()))
        }
        _ => {
            refuse("wrong_format", format!("« {text} » n’est pas une adresse e-mail. Exemple : prenom.nom@exemple.fr."))
        }
    }
}

/// Letters, digits and hyphens, and a last label that is no number: neither 192.168.0.1 nor « exemple.fr?subject=x ».
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| label.chars().all(|c| c.is_alphanumeric() || is_combining(c) || c == '-');
    domain.split('.').all(is_label)
        && domain.rsplit('.').next().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()))
}

/// Without the spaces (of every kind), dots, hyphens and slashes that people put between groups.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c) && !matches!(c, '.' | '-' | '\u{2010}'..='\u{2015}' | '/')).collect()
}

/// Spaces of every kind, also those without width that pages and spreadsheets leave in what is copied from them.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
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
