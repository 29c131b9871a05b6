//! What people put into one cell: several addresses, several numbers and what they are called, a dash for nothing.

use super::label;
use crate::contact::identifier;
use crate::contact::name::fold;

/// What Google puts between several values in one cell.
const SEVERAL: &str = ":::";

/// A value, and what the cell calls it.
#[derive(Debug, PartialEq)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) label: String,
}

impl Value {
    fn bare(text: &str) -> Value {
        Value { text: text.to_owned(), label: String::new() }
    }
}

/// « - », « n/a », « néant »: nobody meant that as a value. A name may be one of the words.
pub(super) fn says_nothing(cell: &str, may_be_a_word: bool) -> bool {
    if cell.chars().all(|c| c.is_whitespace() || "-–—_/.?*".contains(c)) {
        return true;
    }
    let lower = cell.trim().to_lowercase();
    let is_mark = ["n/a", "#n/a", "n/c", "n.c.", "n.a.", "null", "(vide)"].contains(&lower.as_str());
    is_mark
        || (!may_be_a_word
            && [
                "neant",
                "aucun",
                "aucune",
                "inconnu",
                "inconnue",
                "non renseigne",
                "non renseignee",
                "non communique",
                "sans objet",
                "none",
            ]
            .contains(&fold(cell).as_str()))
}

/// « 0/0/00 », « 00/00/0000 »: what Outlook writes for no date.
pub(super) fn is_no_date(cell: &str) -> bool {
    cell.contains(['/', '-']) && cell.contains('0') && cell.chars().all(|c| matches!(c, '0' | '/' | '-' | ' '))
}

/// « Anne Durand <a@ex.fr> », « a@ex.fr / b@ex.fr », « a@ex.fr (pro) »; what is no address stays whole, to be mended.
pub(super) fn emails(cell: &str) -> Vec<Value> {
    let cell = cell.replace(SEVERAL, "\n");
    let mut found = Vec::new();
    for piece in cell.split([';', '\n', '|']) {
        for part in at_commas(piece) {
            emails_of(part.trim(), &mut found);
        }
    }
    found
}

/// A comma parts addresses; one within « l@ex,fr » or « Durand, Anne <a@ex.fr> » does not.
fn at_commas(piece: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in piece.split(',') {
        match parts.last_mut() {
            Some(last) if !part.contains('@') || !last.contains('@') => {
                last.push(',');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

fn emails_of(text: &str, found: &mut Vec<Value>) {
    if text.is_empty() {
        return;
    }
    if let (Some(start), Some(end)) = (text.find('<'), text.rfind('>'))
        && start < end
        && text[start..end].matches('@').count() == 1
    {
        let label = text[..start].trim_matches(|c: char| c.is_whitespace() || "\"',".contains(c)).to_owned();
        let address = text[start + 1..end].trim().trim_start_matches("mailto:");
        found.push(Value { text: address.to_owned(), label });
        return;
    }
    let apart = text.replace(" ou ", " ").replace(" et ", " ");
    let words: Vec<&str> =
        apart.split([' ', '\t', '/', '\u{a0}']).filter(|word| !matches!(*word, "" | "-" | "&")).collect();
    let (addresses, others): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.contains('@'));
    let read: Vec<String> = addresses.iter().filter_map(|word| email(word)).collect();
    let is_sure = !read.is_empty() && read.len() == addresses.len();
    match read.as_slice() {
        // « a@ex.fr (pro) », « perso : a@ex.fr »
        [one] if is_sure => {
            let label = others.join(" ");
            let label = label.trim_matches(|c: char| !c.is_alphanumeric());
            found.push(Value { text: one.clone(), label: label.to_owned() });
        }
        _ if is_sure && others.is_empty() => found.extend(read.iter().map(|one| Value::bare(one))),
        _ if !addresses.is_empty() && others.is_empty() => found.extend(addresses.into_iter().map(Value::bare)),
        _ => found.push(Value::bare(text)),
    }
}

fn email(word: &str) -> Option<String> {
    let bare = word.trim_matches(|c: char| "<>()[]\"',;:".contains(c)).trim_start_matches("mailto:");
    identifier::email(bare).ok()
}

/// « 01 44 55 66 77 / 06 12 34 56 78 », « 06 12 34 56 78 (mobile) », « Bureau : 01 44 55 66 77 ».
pub(super) fn phones(cell: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for piece in cell.replace(SEVERAL, "\n").split([';', '\n']).map(str::trim).filter(|piece| !piece.is_empty()) {
        if let Some(one) = phone(piece) {
            found.push(one);
            continue;
        }
        let apart = piece.replace(" ou ", "|").replace(" et ", "|").replace(" - ", "|").replace(" – ", "|");
        let several: Option<Vec<Value>> =
            apart.split(['|', '/', ',']).map(str::trim).filter(|part| !part.is_empty()).map(phone).collect();
        match several {
            Some(several) if !several.is_empty() => found.extend(several),
            _ => found.push(Value::bare(piece)),
        }
    }
    found
}

/// A number that can be dialled, and the words around it.
fn phone(text: &str) -> Option<Value> {
    let plain = identifier::phone(text);
    if plain.starts_with('+') && !text.contains(char::is_alphabetic) {
        return Some(Value::bare(&plain));
    }
    let is_digit = |c: char| c.is_ascii_digit() || c == '+';
    let start = text.find(is_digit)?;
    let start = if text[..start].ends_with('(') { start - 1 } else { start };
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let number = identifier::phone(&text[start..end]);
    if !number.starts_with('+') {
        return plain.starts_with('+').then(|| Value::bare(&plain));
    }
    let words = format!("{} {}", &text[..start], &text[end..]);
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let label = match fold(words).as_str() {
        "tel" | "telephone" | "t" | "phone" | "tel fixe" => String::new(),
        "mobile" | "portable" | "port" | "gsm" | "mob" | "cell" | "tel portable" | "tel mobile" => "Mobile".to_owned(),
        "fax" | "telecopie" | "telecopieur" => "Télécopie".to_owned(),
        "bureau" | "pro" | "travail" | "professionnel" | "bur" => "Bureau".to_owned(),
        "domicile" | "perso" | "maison" | "personnel" | "dom" => "Domicile".to_owned(),
        _ => label::of_value(words),
    };
    Some(Value { text: number, label })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(values: Vec<Value>) -> Vec<(String, String)> {
        values.into_iter().map(|value| (value.text, value.label)).collect()
    }

    fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(text, label)| ((*text).to_owned(), (*label).to_owned())).collect()
    }

    #[test]
    fn addresses_of_one_cell() {
        for (cell, read) in [
            ("Anne Durand <a@ex.fr>", &[("a@ex.fr", "Anne Durand")][..]),
            ("Durand, Anne <a@ex.fr>", &[("a@ex.fr", "Durand, Anne")]),
            ("l@ex,fr", &[("l@ex,fr", "")]),
            ("l @ex.fr", &[("l @ex.fr", "")]),
            ("a@ex.fr, b@ex.fr", &[("a@ex.fr", ""), ("b@ex.fr", "")]),
            ("a@ex.fr b@ex.fr", &[("a@ex.fr", ""), ("b@ex.fr", "")]),
            ("a@ex.fr / b@ex.fr", &[("a@ex.fr", ""), ("b@ex.fr", "")]),
            ("a@ex.fr ou b@ex.fr", &[("a@ex.fr", ""), ("b@ex.fr", "")]),
            ("a@ex.fr ::: b@ex.fr", &[("a@ex.fr", ""), ("b@ex.fr", "")]),
            ("a@ex.fr (pro)", &[("a@ex.fr", "pro")]),
            ("pas une adresse", &[("pas une adresse", "")]),
        ] {
            assert_eq!(pairs(emails(cell)), expected(read), "{cell}");
        }
    }

    #[test]
    fn numbers_of_one_cell() {
        let two = &[("+33144556677", ""), ("+33612345678", "")][..];
        for (cell, read) in [
            ("01 44 55 66 77 / 06 12 34 56 78", two),
            ("01 44 55 66 77 ou 06 12 34 56 78", two),
            ("01.44.55.66.77, 06.12.34.56.78", two),
            ("01 44 55 66 77 - 06 12 34 56 78", two),
            ("06/12/34/56/78", &[("+33612345678", "")]),
            ("0612345678 (mobile)", &[("+33612345678", "Mobile")]),
            ("Fax : 01 44 55 66 77", &[("+33144556677", "Télécopie")]),
            ("01 44 55 66 77 (secrétariat)", &[("+33144556677", "secrétariat")]),
            ("+33 (0)1 44 55 66 77", &[("+33144556677", "")]),
            ("3631", &[("3631", "")]),
            ("01 44 55 66 77 poste 12", &[("01 44 55 66 77 poste 12", "")]),
        ] {
            assert_eq!(pairs(phones(cell)), expected(read), "{cell}");
        }
    }

    #[test]
    fn what_stands_for_nothing() {
        for cell in ["-", "--", "n/a", "néant", "Aucun", "inconnu", "?", "N/C"] {
            assert!(says_nothing(cell, false), "{cell}");
        }
        assert!(says_nothing("-", true) && !says_nothing("Aucun", true) && !says_nothing("0", false));
        assert!(is_no_date("0/0/00") && is_no_date("00/00/0000") && !is_no_date("0") && !is_no_date("10/0/00"));
    }
}
