//! Address labels, on sheets of three columns and eight rows, in the postal form of France.

use std::path::Path;

use serde::Serialize;
use serde_json::json;
use ts_rs::TS;

use super::letter::is_france;
use super::{Document, letter};
use crate::contact::name::{display_name, fold};
use crate::contact::{self, AddressDraft, ContactDraft, ContactFilter, ContactKind};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::{self, settings};
use crate::ids::ContactId;
use crate::sql_enum;
use crate::vault::{Progress, Vault};

sql_enum! {
    pub enum LabelSheet {
        L7159 = "l7159",
        S70x37 = "s70x37",
    }
}

/// A hundred sheets: more are asked for in several files.
const MOST: usize = 2400;
const ON_A_SHEET: usize = 24;
/// AFNOR XP Z10-011: six lines at most.
const LINES: usize = 6;

#[derive(Debug, Clone, Serialize, TS)]
pub struct LabelReport {
    pub path: String,
    pub count: u32,
    /// Contacts left out, for they have no address.
    pub without_address: u32,
}

/// Writes the address labels of the contacts of a filter, or of those named. `skip`: labels that are gone from the first sheet.
///
/// # Errors
/// `Invalid` for more than a hundred sheets, or when nobody has an address; `Cancelled`; `File` when it can't be written there.
pub fn labels_pdf(
    vault: &Vault,
    progress: &Progress,
    path: String,
    sheet: LabelSheet,
    skip: u32,
    filter: ContactFilter,
    ids: Option<Vec<ContactId>>,
) -> Result<LabelReport> {
    let skip = usize::try_from(skip).unwrap_or(ON_A_SHEET);
    if skip >= ON_A_SHEET {
        return Err(Error::invalid("skip", "too_large", "Une planche a 24 étiquettes : laissez-en de 0 à 23."));
    }
    let (labels, without, author, today) = vault.open_base()?.core.read(|reader| {
        let ids = match ids {
            Some(ids) => ids,
            None => contact::row::ids(reader, &filter)?,
        };
        let (mut labels, mut without) = (Vec::new(), 0);
        for (id, at) in ids.iter().zip(0u64..) {
            if at % 200 == 0 {
                progress.report("labels", at, u64::try_from(ids.len()).ok())?;
            }
            let Some(draft) = contact::read_draft(reader, *id)? else { continue };
            match postal(&draft) {
                Some(lines) => labels.push(lines),
                None => without += 1,
            }
            if labels.len() > MOST {
                let message = format!("Un fichier a au plus {MOST} étiquettes : réduisez la liste par un filtre.");
                return Err(Error::invalid("filter", "too_many", message));
            }
        }
        let author = letter::author(&firm::name(reader)?, &settings::read(reader)?);
        Ok((labels, without, author, Day::of(reader.core.now())))
    })?;
    if labels.is_empty() {
        return Err(Error::invalid("filter", "no_address", "Aucune de ces fiches n’a d’adresse."));
    }
    let count = u32::try_from(labels.len()).unwrap_or(u32::MAX);
    let (width, height, left, top, gap) = match sheet {
        LabelSheet::L7159 => (63.5, 33.9, 7.2, 12.9, 2.5),
        LabelSheet::S70x37 => (70.0, 37.0, 0.0, 0.5, 0.0),
    };
    let bytes = super::pdf(Document {
        template: ("labels", include_str!("labels.typ")),
        title: "Étiquettes".to_owned(),
        author,
        ident: format!("themisia labels {}", blake3::hash(&serde_json::to_vec(&labels)?)),
        on: today,
        data: json!({ "labels": labels, "skip": skip,
            "sheet": { "width": width, "height": height, "left": left, "top": top, "gap": gap } }),
        picture: None,
    })?;
    progress.report("labels", u64::from(count), Some(u64::from(count)))?;
    super::save(Path::new(&path), &bytes)?;
    Ok(LabelReport { path, count, without_address: without })
}

/// The lines of an address as the post reads them (AFNOR XP Z10-011): who, where in the building and in the street, the street,
/// the place or the box, the postal code and the town; from the street on in capitals, without accents or punctuation.
fn postal(draft: &ContactDraft) -> Option<Vec<String>> {
    let address = draft.addresses.iter().find(|address| says_where(address))?;
    let france = is_france(&address.country);
    let capitals = |text: &str| if france { fold(text).to_uppercase() } else { text.to_uppercase() };
    let (place, mut before): (Vec<&str>, Vec<&str>) =
        address.street.lines().map(str::trim).filter(|line| !line.is_empty()).partition(|line| is_place(line));
    // What is beside a numbered street is within the building, on whichever side it was typed.
    let at = before.iter().rposition(|line| is_numbered(line)).or(before.len().checked_sub(1));
    let street = at.map_or("", |at| before.remove(at));
    let mut before: Vec<String> = before.into_iter().map(str::to_owned).collect();
    let mut lines = vec![name(draft)];
    let town = format!("{} {}", address.postal_code, capitals(&address.town)).trim().to_owned();
    let after = usize::from(!street.is_empty()) + place.len() + usize::from(!town.is_empty()) + usize::from(!france);
    let room = LINES.saturating_sub(1 + after).max(1);
    if before.len() > room {
        let rest = before.split_off(room - 1).join(", ");
        before.push(rest);
    }
    lines.extend(before);
    lines.push(capitals(street));
    lines.extend(place.into_iter().map(capitals));
    lines.push(town);
    if !france {
        lines.push(address.country.to_uppercase());
    }
    lines.retain(|line| !line.is_empty());
    Some(lines)
}

/// Nobody is called by the name of birth on an envelope, nor by a legal form.
fn name(draft: &ContactDraft) -> String {
    if draft.kind != ContactKind::NaturalPerson && !draft.organisation_name.is_empty() {
        return draft.organisation_name.clone();
    }
    let called = if draft.usage_name.is_empty() { &draft.birth_name } else { &draft.usage_name };
    display_name(&ContactDraft { birth_name: called.clone(), usage_name: String::new(), ..draft.clone() })
}

fn says_where(address: &AddressDraft) -> bool {
    !address.town.trim().is_empty() || !address.postal_code.trim().is_empty()
}

/// « 12 rue », « 12bis, rue », « 12-14 rue »; no « 2e étage ».
fn is_numbered(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default().trim_end_matches(',');
    let (number, rest) = first.split_at(first.find(|c: char| !c.is_ascii_digit()).unwrap_or(first.len()));
    !number.is_empty() && !["e", "er", "ème", "eme", "nd"].contains(&rest)
}

/// Line 5: a place name, a box, a special delivery.
fn is_place(line: &str) -> bool {
    let folded = fold(line);
    let first = folded.split(' ').next().unwrap_or_default();
    ["bp", "cs", "tsa"].contains(&first) || folded.starts_with("lieu dit") || folded.starts_with("boite postale")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(street: &str, town: &str, country: &str) -> Vec<String> {
        let mut draft = ContactDraft::new(ContactKind::NaturalPerson);
        draft.civility = "Mme".into();
        draft.first_names = "Anne".into();
        draft.birth_name = "Petit".into();
        draft.usage_name = "Durand".into();
        let (postal_code, town) = town.split_once(' ').unwrap();
        draft.addresses.push(AddressDraft {
            id: None,
            label: String::new(),
            street: street.into(),
            postal_code: postal_code.into(),
            town: town.into(),
            country: country.into(),
        });
        postal(&draft).unwrap()
    }

    #[test]
    fn an_address_has_the_lines_of_the_post() {
        assert_eq!(
            lines("12 bis, rue de l’Église", "42000 Saint-Étienne", "France"),
            ["Mme Anne DURAND", "12 BIS RUE DE L EGLISE", "42000 SAINT ETIENNE"]
        );
        assert_eq!(
            lines("Appartement 12\nRésidence des Lilas\n3 allée des Tilleuls\nBP 40", "69001 Lyon Cedex 01", ""),
            [
                "Mme Anne DURAND",
                "Appartement 12",
                "Résidence des Lilas",
                "3 ALLEE DES TILLEULS",
                "BP 40",
                "69001 LYON CEDEX 01"
            ]
        );
        assert_eq!(
            lines("3 place Bellecour\n2e étage", "69002 Lyon", ""),
            ["Mme Anne DURAND", "2e étage", "3 PLACE BELLECOUR", "69002 LYON"]
        );
        assert_eq!(
            lines("a\nb\nc\nd\n1 rue Haute", "1000 Bruxelles", "Belgique"),
            ["Mme Anne DURAND", "a", "b, c, d", "1 RUE HAUTE", "1000 BRUXELLES", "BELGIQUE"]
        );
    }

    #[test]
    fn who_has_no_address_has_no_label() {
        assert!(postal(&ContactDraft::new(ContactKind::LegalPerson)).is_none());
    }
}
