//! Towns by postal code: France and its overseas territories.

use std::sync::LazyLock;

use rusqlite::Connection;

use crate::error::Result;

static TOWNS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    include_str!("../../../../data/towns.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
});

/// The towns that a postal code serves, the largest first; none for a code that does not exist.
pub fn towns_of(postal_code: &str) -> Vec<String> {
    let code: String = postal_code.chars().filter(|c| !c.is_whitespace()).collect();
    let found = TOWNS.binary_search_by(|(known, _)| (*known).cmp(&code));
    found.map_or_else(|_| Vec::new(), |at| TOWNS[at].1.split('\t').map(str::to_owned).collect())
}

pub fn towns(_: &Connection, postal_code: String) -> Result<Vec<String>> {
    Ok(towns_of(&postal_code))
}

#[cfg(test)]
mod tests {
    use super::towns_of;

    #[test]
    fn towns_of_a_postal_code() {
        assert_eq!(towns_of("35000"), ["Rennes"]);
        assert_eq!(towns_of(" 75 011"), ["Paris"]);
        assert_eq!(towns_of("97110"), ["Pointe-à-Pitre"]);
        assert!(towns_of("49140").len() > 1);
        assert!(towns_of("99999").is_empty());
        assert!(towns_of("").is_empty());
    }
}
