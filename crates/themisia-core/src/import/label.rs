//! What programs call a phone or an address, in the words of our screens.

use crate::contact::name::fold;

/// « Work » of Google, « _$!<Home>!$_ » of Apple, « * Mobile » for a preferred one; words of people stay as they are.
pub(super) fn of_value(label: &str) -> String {
    let label = label.trim().trim_start_matches('*').trim();
    let inner = label.trim_start_matches("_$!<").trim_end_matches(">!$_");
    let known = match inner.to_lowercase().as_str() {
        "work" => "Bureau",
        "home" => "Domicile",
        "mobile" | "iphone" | "cell" => "Mobile",
        "main" => "Standard",
        "homefax" | "workfax" | "otherfax" | "work fax" | "home fax" | "fax" => "Télécopie",
        "other" | "autre" => "",
        "spouse" => "Conjoint",
        "assistant" => "Assistant",
        "manager" => "Responsable",
        "homepage" => "Site",
        _ => inner,
    };
    known.to_owned()
}

/// « Business Phone », « Tél. domicile », « Email pro »: what the header of a column says of its values.
pub(super) fn of_header(header: &str) -> &'static str {
    let folded = fold(header);
    let says = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    if says(&["business", "bureau", "pro", "professionnel", "professionnelle", "work"]) {
        "Bureau"
    } else if says(&["home", "domicile", "perso", "personnel", "personnelle"]) {
        "Domicile"
    } else if says(&["mobile", "portable", "gsm"]) {
        "Mobile"
    } else if says(&["main"]) || folded == "telephone societe" {
        "Standard"
    } else {
        ""
    }
}
