//! What headers and cells say in the words of many programs: kinds, civilities, places, the order of a name.

use super::label;
use crate::contact::ContactKind;
use crate::contact::name::{NameOrder, fold};

/// What a column calls a value, and what the cell itself adds.
pub(super) fn both(label: &str, said: &str) -> String {
    match (label, said) {
        (label, "") => label.to_owned(),
        ("", said) => said.to_owned(),
        (label, said) if fold(label) == fold(said) => label.to_owned(),
        (label, said) => format!("{label} {said}"),
    }
}

pub(super) fn is_fax(header: &str) -> bool {
    fold(header).split(' ').any(|word| matches!(word, "fax" | "telecopie" | "telecopieur"))
}

/// « Rue (bureau) », « Home City », « Autre rue »: where an address is, by its header.
pub(super) fn place_of(header: &str) -> &'static str {
    match label::of_header(header) {
        place @ ("Bureau" | "Domicile") => place,
        _ if fold(header).split(' ').any(|word| matches!(word, "autre" | "other")) => "Autre",
        _ => "",
    }
}

pub(super) fn order_of(header: &str) -> NameOrder {
    let folded = fold(header);
    let at = |words: &[&str]| folded.split(' ').position(|word| words.contains(&word));
    match (at(&["nom", "noms"]), at(&["prenom", "prenoms"])) {
        (Some(name), Some(first)) if name < first => NameOrder::SurnameFirst,
        (Some(_), Some(_)) => NameOrder::FirstNameFirst,
        _ => NameOrder::Untold,
    }
}

/// Forms under which a person works alone.
pub(super) fn is_of_a_person(form: &str) -> bool {
    [
        "ei",
        "eirl",
        "entreprise individuelle",
        "entrepreneur individuel",
        "micro entreprise",
        "micro entrepreneur",
        "auto entreprise",
        "auto entrepreneur",
        "autoentrepreneur",
        "personne physique",
        "particulier",
        "profession liberale",
    ]
    .contains(&fold(form).as_str())
}

pub(super) fn kind_of(cell: &str) -> Option<ContactKind> {
    match fold(cell).as_str() {
        "pp" | "personne physique" | "physique" | "particulier" | "personne" | "individual" | "natural person" => {
            Some(ContactKind::NaturalPerson)
        }
        "pm" | "personne morale" | "morale" | "societe" | "entreprise" | "organisation" | "association"
        | "legal person" | "company" => Some(ContactKind::LegalPerson),
        "jur" | "juridiction" | "tribunal" | "court" => Some(ContactKind::Court),
        _ => None,
    }
}

/// « Madame », « MR », « Mlle » as the firm writes them.
pub(super) fn civility(cell: &str) -> &str {
    match fold(cell).as_str() {
        "m" | "mr" | "monsieur" => "M.",
        "mme" | "madame" | "mrs" | "ms" | "mlle" | "mademoiselle" | "miss" => "Mme",
        "me" | "maitre" => "Me",
        "dr" | "docteur" => "Dr",
        "pr" | "professeur" => "Pr",
        _ => cell,
    }
}

/// « FR » and « France » are where an address is when it says nothing.
pub(super) fn country(cell: &str) -> &str {
    match fold(cell).as_str() {
        "fr" | "fra" | "france" => "France",
        _ => cell,
    }
}
