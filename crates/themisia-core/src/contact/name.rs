//! Names: folding for search and sorting, and how they stand on the screen.

use deunicode::deunicode_char;

pub use super::full_name::{FullName, NameOrder, read_full_name, split_full_name, take_civility};
use super::{ContactDraft, ContactKind};
use crate::duplicate::lexicon::first_name;

/// Words that stand before a surname and are written apart or joined: « Le Goff », « Legoff ».
pub(crate) const PARTICLES: &[&str] =
    &["de", "du", "des", "d", "le", "la", "les", "l", "van", "von", "der", "den", "ben", "el", "al", "saint", "st"];

/// Lower case, no accent, no punctuation, single spaces: what search and sorting compare. « S.A.R.L. L’Œuvre » → « sarl l oeuvre ».
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut pending_space = false;
    // « S.A.R.L. » is one word: a dot after a single letter joins it to the next.
    let mut letters_in_word = 0;
    let mut chars = text.chars().peekable();
    let push = |c: char, folded: &mut String, pending_space: &mut bool| {
        if *pending_space && !folded.is_empty() {
            folded.push(' ');
        }
        *pending_space = false;
        folded.push(c.to_ascii_lowercase());
    };
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() {
            if pending_space {
                letters_in_word = 0;
            }
            push(c, &mut folded, &mut pending_space);
            letters_in_word += 1;
        } else if c == '.' && letters_in_word == 1 && chars.peek().is_some_and(|next| next.is_ascii_alphabetic()) {
            letters_in_word = 0;
        } else if c.is_ascii() {
            pending_space = true;
        } else if is_combining(c) {
            // An accent typed as a character of its own belongs to the letter before it.
        } else if c.is_alphanumeric() {
            if pending_space {
                letters_in_word = 0;
            }
            for c in deunicode_char(c).unwrap_or_default().chars().filter(char::is_ascii_alphanumeric) {
                push(c, &mut folded, &mut pending_space);
            }
            letters_in_word += 1;
        } else {
            pending_space = true;
        }
    }
    folded
}

pub(super) fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' | '\u{00ad}')
}

/// The words under which a name is found: its own, and those that people also write joined (« Jean-Pierre » → jeanpierre,
/// « Le Goff » → legoff, « Étude Jean & Fils » stays apart).
pub fn search_words(name: &str, words: &mut Vec<String>) {
    for part in name.split_whitespace() {
        let folded = fold(part);
        let pieces: Vec<&str> = folded.split(' ').filter(|piece| !piece.is_empty()).collect();
        if pieces.len() > 1 {
            words.push(pieces.concat());
        }
        words.extend(pieces.iter().map(|piece| (*piece).to_owned()));
    }
    let folded = fold(name);
    let pieces: Vec<&str> = folded.split(' ').collect();
    let mut at = 0;
    while at < pieces.len() {
        let particles = pieces[at..].iter().take_while(|piece| PARTICLES.contains(piece)).count();
        if particles > 0 && at + particles < pieces.len() {
            words.push(pieces[at..=at + particles].concat());
        }
        at += particles + 1;
    }
}

/// The surname in use: the usage name, else the birth name.
fn surname(contact: &ContactDraft) -> &str {
    if contact.usage_name.is_empty() { &contact.birth_name } else { &contact.usage_name }
}

fn birth_name_mention(contact: &ContactDraft) -> Option<String> {
    if contact.usage_name.is_empty() || contact.birth_name.is_empty() || contact.usage_name == contact.birth_name {
        return None;
    }
    let word = match contact.civility.as_str() {
        "Mme" => "née",
        "M." => "né",
        _ => "né(e)",
    };
    Some(format!("{word} {}", contact.birth_name.to_uppercase()))
}

/// « Mme Anne DURAND, née PETIT »; « Menuiserie du Port (SARL) ».
pub fn display_name(contact: &ContactDraft) -> String {
    match contact.kind {
        ContactKind::NaturalPerson => {
            let mut name = join(&[&contact.civility, &contact.first_names, &surname(contact).to_uppercase()]);
            if let Some(mention) = birth_name_mention(contact) {
                name = format!("{name}, {mention}");
            }
            name
        }
        ContactKind::LegalPerson | ContactKind::Court => organisation(contact),
    }
}

/// « DURAND Anne, née PETIT »: as in a sorted list.
pub fn list_name(contact: &ContactDraft) -> String {
    match contact.kind {
        ContactKind::NaturalPerson => {
            let mut name = join(&[&surname(contact).to_uppercase(), &contact.first_names]);
            if let Some(mention) = birth_name_mention(contact) {
                name = format!("{name}, {mention}");
            }
            name
        }
        ContactKind::LegalPerson | ContactKind::Court => organisation(contact),
    }
}

pub fn sort_key(contact: &ContactDraft) -> String {
    match contact.kind {
        ContactKind::NaturalPerson => fold(&join(&[surname(contact), &contact.first_names])),
        ContactKind::LegalPerson | ContactKind::Court => fold(&contact.organisation_name),
    }
}

fn organisation(contact: &ContactDraft) -> String {
    let name = &contact.organisation_name;
    let form = &contact.legal_form;
    let bears_form = form.is_empty() || fold(name).split(' ').any(|word| word == fold(form));
    let mut shown = if bears_form { name.clone() } else { format!("{name} ({form})") };
    if !contact.acronym.is_empty() && fold(&contact.acronym) != fold(name) {
        shown = format!("{shown} – {}", contact.acronym);
    }
    shown
}

fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

const LEGAL_FORMS: &[&str] = &[
    "sarl",
    "eurl",
    "sas",
    "sasu",
    "sa",
    "sci",
    "snc",
    "scp",
    "scm",
    "selarl",
    "selas",
    "selurl",
    "scop",
    "gie",
    "gaec",
    "earl",
    "association",
    "societe",
    "ste",
    "ets",
    "etablissements",
    "cabinet",
    "syndicat",
    "mairie",
    "commune",
    "banque",
    "assurances",
];

/// Of a folded word: « sarl », « association ».
pub(crate) fn is_legal_form(word: &str) -> bool {
    LEGAL_FORMS.contains(&word)
}

/// Whether a name bears a legal form, is that of a court, or of what only organisations are called.
pub fn names_an_organisation(name: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "agence ",
        "caisse d",
        "centre hospitalier",
        "chambre de",
        "chambre des",
        "clinique ",
        "communaute de ",
        "conseil departemental",
        "conseil regional",
        "copropriete",
        "departement d",
        "direction ",
        "ecole ",
        "etude ",
        "fondation ",
        "hopital ",
        "lycee ",
        "ministere ",
        "mutuelle ",
        "office ",
        "ordre des ",
        "prefecture",
        "rectorat ",
        "region ",
        "sdc ",
        "sous prefecture",
        "universite ",
        "urssaf",
        "ville de ",
    ];
    let folded = fold(name);
    names_a_court(name)
        || folded.split(' ').any(is_legal_form)
        || BEGINNINGS.iter().any(|beginning| format!("{folded} ").starts_with(beginning))
        || names_partners(name)
        || names_a_branch(name)
}

/// « Dupont & Fils », « Martin et Associés »; « Anne & Paul Durand » are two people.
fn names_partners(name: &str) -> bool {
    let words: Vec<String> =
        name.split_whitespace().map(|word| if word == "&" { "&".to_owned() } else { fold(word) }).collect();
    let joined = words.iter().position(|word| word == "&" || word == "et");
    let Some(at) = joined.filter(|at| *at > 0 && at + 1 < words.len()) else {
        return words.len() > 1 && words.last().is_some_and(|word| word == "associes");
    };
    if ["fils", "filles", "freres", "associes", "associees", "cie", "compagnie", "co"].contains(&words[at + 1].as_str())
    {
        return true;
    }
    let is_first_name = |word: &String| first_name(word) > 0;
    let are_people =
        take_civility(name).is_some() || (is_first_name(&words[0]) && words[at + 1..].iter().any(is_first_name));
    words[at] == "&" && !are_people
}

/// « ACME France »; « Anne France » is a person.
fn names_a_branch(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let [first, .., last] = words[..] else { return false };
    fold(last) == "france"
        && first.chars().filter(|c| c.is_alphabetic()).count() > 1
        && first == first.to_uppercase()
        && first_name(&fold(first)) == 0
        && take_civility(name).is_none()
}

pub fn names_a_court(name: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "tribunal",
        "cour d appel",
        "cour de cassation",
        "cour administrative",
        "cour d assises",
        "cour nationale",
        "conseil de prud",
        "conseil des prud",
        "conseil d etat",
        "tj ",
        "tgi ",
        "tae ",
        "cph ",
        "trib ",
    ];
    let folded = format!("{} ", fold(name));
    BEGINNINGS.iter().any(|beginning| folded.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_people_write_in_many_ways() {
        for (text, folded) in [
            ("Éléonore d’Aubigné", "eleonore d aubigne"),
            ("S.A.R.L. L'Œuvre", "sarl l oeuvre"),
            ("Jean-Pierre", "jean pierre"),
            ("M. Martin", "m martin"),
            ("J.-P. Dupont", "j p dupont"),
            ("  Straße\u{a0}12 ", "strasse 12"),
            ("Ho\u{0308}lderlin", "holderlin"),
            ("<script>alert(1)</script>", "script alert 1 script"),
            ("", ""),
            ("…", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn compound_names_are_found_joined_too() {
        let words = |name: &str| {
            let mut words = Vec::new();
            search_words(name, &mut words);
            words
        };
        assert!(words("Jean-Pierre").contains(&"jeanpierre".to_owned()));
        assert!(words("Le Goff").contains(&"legoff".to_owned()));
        assert!(words("De La Soufi").contains(&"delasoufi".to_owned()));
        assert_eq!(words("Martin"), ["martin"]);
        assert_eq!(words("L'"), ["l"]);
    }
}
