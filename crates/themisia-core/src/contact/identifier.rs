//! Identifiers, checked at entry. A right check digit proves no existence: never say "exists".
//!
//! SIREN and SIRET: Luhn (ISO/IEC 7812-1, INSEE); VAT: Directive 2006/112/EC art. 215 and the French key; phones: ITU E.164.

mod phone;
#[cfg(test)]
mod tests;
mod vat;

use email_address::{EmailAddress, Options};
use iban::IbanLike;
use serde::Serialize;
use ts_rs::TS;

use super::name::fold;
use crate::sql_enum;

pub use phone::phone;
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

/// SIREN of La Poste: its establishments, but for the head office, are numbered past what Luhn allows.
const LA_POSTE: &str = "356000000";
const LA_POSTE_HEAD_OFFICE: &str = "35600000000048";

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

/// 14 digits: SIREN and NIC, Luhn over the whole. La Poste's establishments but its head office: the sum of the digits is a
/// multiple of 5.
pub fn siret(text: &str) -> Checked {
    let digits = compact(text);
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
    let number = compact(text).to_uppercase();
    match number.parse::<iban::Iban>() {
        Ok(iban) => Ok(iban.electronic_str().to_owned()),
        Err(iban::ParseIbanError::InvalidBban(_)) => refuse(
            "wrong_format",
            format!("Cet IBAN n’a pas la forme de ceux du pays {} : vérifiez sa longueur.", &number[..2]),
        ),
        Err(iban::ParseIbanError::UnknownCountry(_)) if is_newer_country(&number) => Ok(number),
        Err(iban::ParseIbanError::UnknownCountry(_)) => {
            refuse("unknown_country", "Le début de cet IBAN n’est pas un code de pays connu.")
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
    let code = compact(text).to_uppercase();
    let is_bic = matches!(code.len(), 8 | 11)
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && code.bytes().take(6).all(|b| b.is_ascii_uppercase());
    if is_bic {
        Ok(code)
    } else {
        refuse("wrong_format", "Un BIC a 8 ou 11 caractères : la banque, le pays, la place, par exemple AGRIFRPP882.")
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

/// « RCS Paris 323 159 715 », « 323 159 715 RCS Le Mans », « RCS Saint-Étienne B 323159715 », « immatriculée au RCS du Mans
/// sous le n° 323 159 715 ». The SIREN is not checked here.
pub fn rcs(text: &str) -> Option<Rcs> {
    let spaced: String = text.chars().map(|c| if is_blank(c) { ' ' } else { c }).collect();
    let mut letter = String::new();
    let mut digits = String::new();
    let mut number_is_over = false;
    let mut before: Option<Vec<&str>> = None;
    let mut town: Vec<&str> = Vec::new();
    for word in spaced.split(' ').map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())) {
        let bare = word.replace(['.', '-'], "");
        let is_number = bare.bytes().all(|b| b.is_ascii_digit()) && !bare.is_empty();
        if word.is_empty() {
        } else if bare.eq_ignore_ascii_case("rcs") {
            before.get_or_insert_with(|| std::mem::take(&mut town));
            number_is_over = !digits.is_empty();
        } else if is_number && digits.len() < 9 && !number_is_over {
            digits.push_str(&bare);
        } else if matches!(word, "A" | "B" | "C" | "D") && letter.is_empty() {
            letter = bare;
        } else {
            town.push(word);
        }
    }
    // The town follows « RCS », in both orders; a few write it before.
    let town = if town.is_empty() { before? } else { before.map(|_| town)? };
    let town = town_of_register(&town);
    let is_town = town.chars().any(char::is_alphabetic) && !town.chars().any(char::is_numeric);
    (digits.len() == 9 && is_town).then_some(Rcs { town, letter, siren: digits })
}

/// « de Paris sous le numéro » as « Paris », « du Mans » as « Le Mans ».
fn town_of_register(words: &[&str]) -> String {
    let is_town =
        |word: &&&str| !matches!(fold(word).as_str(), "sous" | "le numero" | "numero" | "n" | "no" | "identifiee");
    let mut words: Vec<&str> = words.iter().take_while(is_town).copied().collect();
    let first = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
    match (first.as_str(), words.len()) {
        ("de", 2..) => drop(words.remove(0)),
        ("du", 2..) => words[0] = "Le",
        ("des", 2..) => words[0] = "Les",
        _ => {}
    }
    let town = words.join(" ");
    match town.char_indices().nth(2) {
        Some((at, _)) if town.starts_with("d’") || town.starts_with("d'") => town[at..].to_owned(),
        _ => town,
    }
}

/// RFC 5321 address with a domain of at least two labels. The domain is put in lower case.
pub fn email(text: &str) -> Checked {
    let options = Options::default().without_display_text().without_domain_literal().with_minimum_sub_domains(2);
    let address = text.trim_matches(is_blank);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    match EmailAddress::parse_with_options(address, options) {
        Ok(address) => Ok(format!("{}@{}", address.local_part(), address.domain().to_lowercase())),
        Err(_) => {
            refuse("wrong_format", format!("« {text} » n’est pas une adresse e-mail. Exemple : prenom.nom@exemple.fr."))
        }
    }
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
