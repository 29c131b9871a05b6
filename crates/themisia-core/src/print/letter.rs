//! What a letter of the firm has above and below: who writes, to whom, the legal line.

use phonenumber::Mode;
use serde_json::{Value, json};

use crate::day::Day;
use crate::firm::settings::FirmSettings;
use crate::invoice::issue::PrintedParty;

/// The name under which the firm is known, and the one of the law with its form.
pub(super) fn author(firm_name: &str, firm: &FirmSettings) -> String {
    [firm_name, &firm.legal_name, "Cabinet"].into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
}

/// The parts of a letter that common.typ lays out.
pub(super) fn data(firm_name: &str, firm: &FirmSettings, addressee: &PrintedParty) -> Value {
    let name = author(firm_name, firm);
    let mut lines = Vec::new();
    let legal = legal_name(&name, firm);
    if legal != name {
        lines.push(legal);
    }
    lines.extend(address(&firm.street, &firm.postal_code, &firm.town, &firm.country));
    let contact: Vec<String> =
        [phone(&firm.phone), firm.email.clone()].into_iter().filter(|line| !line.is_empty()).collect();
    json!({
        "sender": { "name": name, "lines": lines, "contact": contact },
        "addressee": addressed(addressee),
        "foot": foot(&name, firm),
    })
}

/// « Claire Vasseur, EI »; « SELARL Vasseur & Associés ».
fn legal_name(name: &str, firm: &FirmSettings) -> String {
    let legal = if firm.legal_name.is_empty() { name } else { &firm.legal_name };
    if firm.legal_form.is_empty() || legal.contains(&firm.legal_form) {
        legal.to_owned()
    } else {
        format!("{legal}, {}", firm.legal_form)
    }
}

/// Legal form and capital, SIREN, VAT number (C. com. art. R. 123-237; CGI ann. II art. 242 nonies A).
fn foot(name: &str, firm: &FirmSettings) -> Vec<String> {
    let mut said = vec![legal_name(name, firm)];
    if !firm.share_capital.is_empty() {
        said.push(format!("Capital : {}", firm.share_capital));
    }
    if !firm.siren.is_empty() {
        said.push(format!("SIREN {}", spaced(&firm.siren)));
    }
    if !firm.vat_number.is_empty() {
        said.push(format!("TVA {}", firm.vat_number));
    }
    let place = address(&firm.street, &firm.postal_code, &firm.town, &firm.country).join(", ");
    [said.join(" – "), place].into_iter().filter(|line| !line.is_empty()).collect()
}

/// « Lyon, le 01/04/2026 »
pub(super) fn place_and_day(firm: &FirmSettings, on: Day) -> String {
    if firm.town.is_empty() { format!("Le {on}") } else { format!("{}, le {on}", firm.town) }
}

/// A name and its address, a line each.
pub(super) fn addressed(party: &PrintedParty) -> Vec<String> {
    let mut lines = vec![party.name.clone()];
    lines.extend(address(&party.street, &party.postal_code, &party.town, &party.country));
    lines
}

/// The country stands there only when it is another one.
pub(crate) fn address(street: &str, postal_code: &str, town: &str, country: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        street.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    lines.push(format!("{postal_code} {town}").trim().to_owned());
    if !is_france(country) {
        lines.push(country.to_uppercase());
    }
    lines.retain(|line| !line.is_empty());
    lines
}

pub(super) fn is_france(country: &str) -> bool {
    matches!(country.trim().to_lowercase().as_str(), "" | "france" | "fr")
}

/// « 04 72 00 00 00 » in France, « +32 2 555 12 12 » elsewhere; as it was typed when it is no number.
pub(crate) fn phone(number: &str) -> String {
    match phonenumber::parse(Some(phonenumber::country::FR), number) {
        Ok(parsed) if parsed.code().value() == 33 => parsed.format().mode(Mode::National).to_string(),
        Ok(parsed) => parsed.format().mode(Mode::International).to_string(),
        Err(_) => number.to_owned(),
    }
}

/// « 732 829 320 »
pub(super) fn spaced(siren: &str) -> String {
    let digits: Vec<char> = siren.chars().collect();
    digits.chunks(3).map(|three| three.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
}

/// « FR76 3000 6000 0112 3456 7890 189 »
pub(super) fn fours(iban: &str) -> String {
    let characters: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    characters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
}
