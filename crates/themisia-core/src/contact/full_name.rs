//! Whole names, as people write them in one field: civility, first names, surname, name of birth.

use super::name::{PARTICLES, fold};
use crate::duplicate::lexicon::first_name;

/// What comes first, where somebody told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameOrder {
    #[default]
    Untold,
    SurnameFirst,
    FirstNameFirst,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FullName {
    pub civility: String,
    pub first_names: String,
    pub birth_name: String,
    pub usage_name: String,
}

/// « Mme DURAND Anne née PETIT », « PETIT Anne épouse DURAND », « M. Jean Martin ».
pub fn read_full_name(text: &str, order: NameOrder) -> FullName {
    const BORN: &[&str] = &["née", "né", "né(e", "nee"];
    const MARRIED: &[&str] = &["épouse", "epouse", "ép", "épse", "veuve", "vve"];
    let (civility, name) = take_civility(text).unwrap_or((String::new(), text.trim()));
    let words: Vec<&str> = name.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(['(', ')', ',', '.', ':']).to_lowercase();
    let told = |said: &[&str]| {
        let at = words.iter().skip(1).position(|word| said.contains(&bare(word).as_str()))? + 1;
        let trimmed = |words: &[&str]| words.join(" ").trim_matches([' ', '(', ')', ',']).to_owned();
        Some((trimmed(&words[..at]), trimmed(&words[at + 1..]))).filter(|(_, other)| !other.is_empty())
    };
    let (before, other, is_birth_name) = match (told(BORN), told(MARRIED)) {
        (Some((before, other)), _) => (before, other, true),
        (None, Some((before, other))) => (before, other, false),
        (None, None) => {
            let (birth_name, first_names) = split(name, order);
            return FullName { civility, first_names, birth_name, usage_name: String::new() };
        }
    };
    let (mut surname, mut first_names) = split(&before, order);
    let mut other = other;
    if first_names.is_empty() && is_first_name(&surname) {
        // « Anne née Petit »
        first_names = std::mem::take(&mut surname);
    } else if first_names.is_empty() {
        // « Durand née Petit Anne »
        (other, first_names) = split(&other, order);
    }
    let (birth_name, usage_name) = if is_birth_name { (other, surname) } else { (surname, other) };
    FullName { civility, first_names, birth_name, usage_name }
}

/// Surname and first names of « DURAND Anne », « Anne Durand », « Durand, Anne », « Le Gall Yves », « M. Jean Martin ».
pub fn split_full_name(text: &str) -> (String, String) {
    split(take_civility(text).map_or(text, |(_, name)| name), NameOrder::Untold)
}

/// The civility that a name begins with, as the firm writes it, and the name; of a couple, both.
pub fn take_civility(text: &str) -> Option<(String, &str)> {
    let text = text.trim();
    let (first, rest) = text.split_once(char::is_whitespace)?;
    let civility = civility_of(first)?;
    let rest = rest.trim_start();
    let mut words = rest.splitn(3, char::is_whitespace);
    if let (Some("et" | "ou" | "&"), Some(second), Some(name)) = (words.next(), words.next(), words.next())
        && let Some(other) = civility_of(second)
    {
        return Some((format!("{civility} et {other}"), name.trim_start()));
    }
    // « M » alone before a surname may be an initial only where a dot says so, and then it is a civility too.
    (!rest.is_empty()).then(|| (civility.to_owned(), rest))
}

fn civility_of(word: &str) -> Option<&'static str> {
    Some(match fold(word).as_str() {
        "m" | "mr" | "monsieur" => "M.",
        "mme" | "madame" | "mrs" | "mlle" | "mademoiselle" => "Mme",
        "me" | "maitre" => "Me",
        "dr" | "docteur" => "Dr",
        "pr" | "professeur" => "Pr",
        _ => return None,
    })
}

/// Whether many bear a name as a first name; of « Jean-Pierre », the first part tells.
fn is_first_name(word: &str) -> bool {
    bearers(word) > 0
}

fn bearers(word: &str) -> u8 {
    first_name(fold(word).split(' ').next().unwrap_or_default())
}

fn split(text: &str, order: NameOrder) -> (String, String) {
    if let Some((last, first)) = text.split_once(',') {
        return (last.trim().to_owned(), first.trim().to_owned());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let count = words.len();
    if count < 2 {
        return (words.join(" "), String::new());
    }
    let surname_before = |cut: usize| (words[..cut].join(" "), words[cut..].join(" "));
    let surname_after = |cut: usize| (words[cut..].join(" "), words[..cut].join(" "));
    let upper = words.iter().take_while(|word| is_upper(word)).count();
    let upper_at_end = words.iter().rev().take_while(|word| is_upper(word)).count();
    if upper > 0 && upper < count {
        return surname_before(upper);
    }
    if upper_at_end > 0 && upper_at_end < count {
        return surname_after(count - upper_at_end);
    }
    let is_particle = |word: &&str| PARTICLES.contains(&fold(word).as_str());
    let before_particle = words.iter().position(&is_particle).unwrap_or(count);
    let trailing = words[1..].iter().rev().take_while(|word| is_first_name(word)).count();
    let surname_first = order == NameOrder::SurnameFirst
        || (order == NameOrder::Untold
            && ((before_particle == 0 && !is_first_name(words[0])) || (!is_first_name(words[0]) && trailing > 0)));
    if surname_first {
        let shortest = words.iter().take_while(|word| is_particle(word)).count() + 1;
        let cut = if trailing > 0 { count - trailing } else { shortest };
        return surname_before(cut.max(shortest).min(count));
    }
    if before_particle > 0 && before_particle < count - 1 {
        return surname_after(before_particle);
    }
    surname_after(leading_first_names(&words))
}

/// How many words are first names before a surname: « Anne Marie Durand » has two, « Anne Martin Durand » one.
fn leading_first_names(words: &[&str]) -> usize {
    let first = bearers(words[0]);
    let more = words[1..words.len() - 1]
        .iter()
        .take_while(|word| bearers(word) & first != 0 || (first > 0 && fold(word) == "marie"))
        .count();
    1 + more
}

/// « DURAND », but neither « A. » nor « J.-P. ».
fn is_upper(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.contains('.') && word == word.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::name::names_an_organisation;

    #[test]
    fn whole_names_are_read_as_people_write_them() {
        for (text, civility, first, birth, usage) in [
            ("M. Jean Martin", "M.", "Jean", "Martin", ""),
            ("Me Paul PETIT", "Me", "Paul", "PETIT", ""),
            ("Durand Anne", "", "Anne", "Durand", ""),
            ("DURAND ANNE", "", "ANNE", "DURAND", ""),
            ("Anne Durand", "", "Anne", "Durand", ""),
            ("Anne Marie Durand", "", "Anne Marie", "Durand", ""),
            ("Durand Anne Marie", "", "Anne Marie", "Durand", ""),
            ("Le Gall Yves", "", "Yves", "Le Gall", ""),
            ("Yves Le Gall", "", "Yves", "Le Gall", ""),
            ("Le Gall", "", "", "Le Gall", ""),
            ("J. DURAND", "", "J.", "DURAND", ""),
            ("Mme DURAND Anne née PETIT", "Mme", "Anne", "PETIT", "DURAND"),
            ("DURAND Anne, née PETIT", "", "Anne", "PETIT", "DURAND"),
            ("Anne Durand (née Petit)", "", "Anne", "Petit", "Durand"),
            ("PETIT Anne épouse DURAND", "", "Anne", "PETIT", "DURAND"),
            ("Mme Durand née Petit Anne", "Mme", "Anne", "Petit", "Durand"),
            ("M. et Mme Durand", "M. et Mme", "", "Durand", ""),
        ] {
            let read = read_full_name(text, NameOrder::Untold);
            let found = [&read.civility, &read.first_names, &read.birth_name, &read.usage_name].map(String::as_str);
            assert_eq!(found, [civility, first, birth, usage], "{text}");
        }
    }

    #[test]
    fn what_a_header_says_of_the_order_is_believed() {
        let read = |text, order| {
            let read = read_full_name(text, order);
            (read.birth_name, read.first_names)
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(read("Martin Paul", NameOrder::SurnameFirst), pair("Martin", "Paul"));
        assert_eq!(read("Paul Martin", NameOrder::FirstNameFirst), pair("Martin", "Paul"));
        assert_eq!(read("Nguyen Kim", NameOrder::FirstNameFirst), pair("Kim", "Nguyen"));
        assert_eq!(read("Nguyen Kim", NameOrder::SurnameFirst), pair("Nguyen", "Kim"));
    }

    #[test]
    fn organisations_are_told_from_people() {
        for name in [
            "Dupont & Fils",
            "Martin & Associés",
            "Durand et Associés",
            "ACME France",
            "Mairie de Lyon",
            "Ville de Brest",
        ] {
            assert!(names_an_organisation(name), "{name}");
        }
        for name in
            ["Anne France", "M. & Mme Durand", "Anne & Paul Durand", "Anne et Paul Durand", "Durand Anne", "Région"]
        {
            assert_eq!(names_an_organisation(name), name == "Région", "{name}");
        }
    }
}
