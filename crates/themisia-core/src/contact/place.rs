//! Towns by postal code: France, its overseas territories, Monaco.

use std::sync::LazyLock;

use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use crate::error::Result;

static TOWNS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    include_str!("../../../../data/towns.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
});

/// What a postal code proposes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PostalTowns {
    /// The largest first.
    pub towns: Vec<String>,
    /// Of a whole code without any, a French sentence that says why; the town is typed.
    pub none_because: Option<String>,
}

/// The towns that a postal code serves, the largest first; none for a code that is no town’s.
pub fn towns_of(postal_code: &str) -> Vec<String> {
    let code = compact(postal_code);
    let found = TOWNS.binary_search_by(|(known, _)| (*known).cmp(&code));
    found.map_or_else(|_| Vec::new(), |at| TOWNS[at].1.split('\t').map(str::to_owned).collect())
}

pub fn towns(_: &Connection, postal_code: String) -> Result<PostalTowns> {
    let towns = towns_of(&postal_code);
    let none_because = if towns.is_empty() { why_none(&compact(&postal_code)) } else { None };
    Ok(PostalTowns { towns, none_because })
}

fn compact(postal_code: &str) -> String {
    postal_code.chars().filter(|c| !c.is_whitespace()).collect()
}

/// CEDEX codes are given to single firms and offices, boxes and armies have theirs: no public table tells their towns.
fn why_none(code: &str) -> Option<String> {
    if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if code.starts_with("00") {
        return Some("Code des armées : écrivez le lieu comme sur l’adresse.".to_owned());
    }
    // Overseas and in Monaco three figures say where.
    let place = if code.starts_with("97") || code.starts_with("98") { &code[..3] } else { &code[..2] };
    let next = TOWNS.partition_point(|(known, _)| *known < place);
    if !TOWNS.get(next).is_some_and(|(known, _)| known.starts_with(place)) {
        return Some(format!("Aucun code postal français ne commence par {place} : vérifiez-le, ou indiquez le pays."));
    }
    Some(
        "Aucune commune n’a ce code : sans doute un CEDEX ou une boîte postale. Écrivez la ville comme sur l’adresse, par \
         exemple «\u{a0}Paris CEDEX 08\u{a0}»."
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_of_a_postal_code() {
        assert_eq!(towns_of("35000"), ["Rennes"]);
        assert_eq!(towns_of(" 75 011"), ["Paris"]);
        assert_eq!(towns_of("97110"), ["Pointe-à-Pitre"]);
        assert!(towns_of("49140").len() > 1);
        assert!(towns_of("99999").is_empty());
        assert!(towns_of("").is_empty());
    }

    #[test]
    fn towns_of_monaco_and_overseas() {
        for (code, town) in [
            ("98000", "Monaco"),
            ("98714", "Papeete"),
            ("98800", "Nouméa"),
            ("98600", "Uvea"),
            ("97500", "Saint-Pierre"),
            ("97133", "Saint-Barthélemy"),
            ("97150", "Saint-Martin"),
            ("97600", "Mamoudzou"),
        ] {
            assert_eq!(towns_of(code)[0], town, "{code}");
        }
    }

    #[test]
    fn a_code_without_a_town_says_why() {
        let why = |code: &str| why_none(code).unwrap_or_default();
        for code in ["75379", "69455", "20181", "98713", "98846", "98007", "97262", "13998"] {
            assert!(towns_of(code).is_empty() && why(code).contains("CEDEX"), "{code}: {}", why(code));
        }
        assert!(why("99999").contains("commence par 99"), "{}", why("99999"));
        assert!(why("98900").contains("commence par 989"), "{}", why("98900"));
        assert!(why("00640").contains("armées"));
        for code in ["", "7500", "750012", "SW1A1"] {
            assert_eq!(why_none(code), None, "{code}");
        }
    }
}
