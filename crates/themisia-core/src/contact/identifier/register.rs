//! Registrations at the register of commerce and companies, out of what letterheads and deeds write around them.

use super::is_blank;
use crate::contact::name::fold;

/// A registration at the register of commerce and companies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rcs {
    pub town: String,
    /// A for traders, B for companies, C for groupings, D for civil companies; often left out.
    pub letter: String,
    pub siren: String,
}

/// « RCS Paris 323 159 715 », « 323 159 715 RCS Le Mans », « RCS Saint-Étienne B 323159715 », « immatriculée au RCS du Mans
/// sous le n° 323 159 715 », « SAS au capital de 10 000 € – Registre du commerce et des sociétés de Paris 323 159 715 ». The
/// SIREN is not checked here.
pub fn rcs(text: &str) -> Option<Rcs> {
    let spaced: String = text.chars().map(|c| if is_blank(c) { ' ' } else { c }).collect();
    let tokens = tokens(&spaced);
    let names = (0..tokens.len()).filter(|at| tokens[*at] == Token::Rcs);
    let numbers = numbers(&tokens);
    let mut pairs: Vec<(bool, usize, usize, &Number)> = names
        .flat_map(|name| numbers.iter().map(move |number| (number.is_siret, number.distance(name), name, number)))
        .collect();
    // A SIREN before a SIRET, then the one that stands nearest.
    pairs.sort_by_key(|(is_siret, distance, ..)| (*is_siret, *distance));
    pairs.into_iter().find_map(|(_, _, name, number)| registration(&tokens, name, number))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Rcs,
    Digits(&'a str),
    Word(&'a str),
    /// What ends a town: « - », « , », « € ».
    Cut,
}

/// Nine digits among the tokens, those of a SIREN or at the head of a SIRET.
struct Number {
    start: usize,
    end: usize,
    siren: String,
    is_siret: bool,
}

impl Number {
    fn distance(&self, name: usize) -> usize {
        if name < self.start { self.start - name } else { name + 1 - self.end }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for part in text.split(' ').filter(|part| !part.is_empty()) {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            // « : » and « ( » end nothing.
            if part.contains(|c: char| is_dash(c) || matches!(c, ',' | ';' | '/' | '|' | '€' | '•' | '·')) {
                tokens.push(Token::Cut);
            }
            continue;
        }
        let before = &part[..part.len() - part.trim_start_matches(|c: char| !c.is_alphanumeric()).len()];
        if before.contains(is_dash) {
            tokens.push(Token::Cut);
        }
        pieces(word, &mut tokens);
        let after = &part[part.trim_end_matches(|c: char| !c.is_alphanumeric()).len()..];
        if after.contains(|c: char| is_dash(c) || matches!(c, ',' | ';' | '€')) {
            tokens.push(Token::Cut);
        }
    }
    named(&tokens)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// « n°323 » and « B323 » are a word and digits, « Paris,323.159.715 » too.
fn pieces<'a>(word: &'a str, tokens: &mut Vec<Token<'a>>) {
    for (at, piece) in word.split(',').enumerate() {
        if at > 0 {
            tokens.push(Token::Cut);
        }
        let start = piece.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || is_dash(c)).len();
        let (head, digits) = piece.split_at(start);
        let head = head.trim_matches(|c: char| !c.is_alphanumeric());
        if !head.is_empty() {
            tokens.push(Token::Word(head));
        }
        if digits.contains(|c: char| c.is_ascii_digit()) {
            tokens.push(Token::Digits(digits));
        }
    }
}

/// The names of the register as one token: « RCS », « R.C.S », « R C S », « registre du commerce et des sociétés ».
fn named<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    const NAMES: &[&[&str]] = &[
        &["rcs"],
        &["r", "c", "s"],
        &["registre", "du", "commerce", "et", "des", "societes"],
        &["registre", "du", "commerce"],
    ];
    let mut named = Vec::with_capacity(tokens.len());
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        let begins = |name: &&&[&str]| {
            let mut words = rest.iter();
            name.iter().all(|part| matches!(words.next(), Some(Token::Word(word)) if fold(word) == *part))
        };
        match NAMES.iter().find(begins) {
            Some(name) => {
                named.push(Token::Rcs);
                rest = &rest[name.len()..];
            }
            None => {
                named.push(*first);
                rest = after;
            }
        }
    }
    named
}

fn numbers(tokens: &[Token]) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let run = tokens[at..].iter().take_while(|token| matches!(token, Token::Digits(_))).count();
        // A postal code may stand before the number.
        let is_code = |token: &Token| matches!(token, Token::Digits(digits) if digits.len() == 5);
        let skipped = usize::from(run > 1 && is_code(&tokens[at]));
        let found = number_at(tokens, at, at + run).or_else(|| number_at(tokens, at + skipped, at + run));
        numbers.extend(found);
        at += run.max(1);
    }
    numbers
}

fn number_at(tokens: &[Token], start: usize, end: usize) -> Option<Number> {
    let groups: Vec<String> = tokens[start..end]
        .iter()
        .map(|token| match token {
            Token::Digits(digits) => digits.chars().filter(char::is_ascii_digit).collect(),
            _ => String::new(),
        })
        .collect();
    let digits = groups.concat();
    let mut ends = groups.iter().scan(0, |sum, group| {
        *sum += group.len();
        Some(*sum)
    });
    let is_whole = matches!(digits.len(), 9 | 14) && (groups.len() == 1 || ends.any(|end| end == 9));
    is_whole.then(|| Number { start, end, siren: digits[..9].to_owned(), is_siret: digits.len() == 14 })
}

/// The registration of a number under the name of the register, where there is a town.
fn registration(tokens: &[Token], name: usize, number: &Number) -> Option<Rcs> {
    let after = &tokens[name + 1..];
    let number_is_after = number.start > name;
    let between = if number_is_after { &tokens[name + 1..number.start] } else { after };
    let beyond = if number_is_after { &tokens[number.end..] } else { &[] };
    let mut letter = String::new();
    let is_beside = |word: &str| {
        let neighbours = [number.start.checked_sub(1).and_then(|at| tokens.get(at)), tokens.get(number.end)];
        neighbours.into_iter().flatten().any(|token| *token == Token::Word(word))
    };
    let mut words_of = |tokens: &[Token]| -> Vec<String> {
        let mut words = Vec::new();
        for token in tokens {
            match token {
                Token::Word(word @ ("A" | "B" | "C" | "D")) if letter.is_empty() => letter = (*word).to_owned(),
                Token::Word(word @ ("a" | "b" | "c" | "d")) if letter.is_empty() && is_beside(word) => {
                    letter = word.to_uppercase();
                }
                Token::Word(word) => words.push((*word).to_owned()),
                // « RCS - Paris »
                Token::Cut if words.is_empty() => {}
                Token::Cut | Token::Digits(_) | Token::Rcs => break,
            }
        }
        words
    };
    // The town follows the name, in both orders; a few write it after the number, or before the name.
    let mut words = words_of(between);
    if words.is_empty() {
        words = words_of(beyond);
    }
    let mut town = town_of_register(&words);
    if town.is_empty() {
        let is_word = |token: &&Token| matches!(token, Token::Word(_));
        let count = tokens[..name].iter().rev().take_while(is_word).count();
        town = town_of_register(&words_of(&tokens[name - count..name]));
    }
    let is_town = town.chars().any(char::is_alphabetic) && !town.chars().any(char::is_numeric);
    is_town.then(|| Rcs { town, letter, siren: number.siren.clone() })
}

/// Words that stand between the town and the number, never in a town.
const AFTER_TOWN: &[&str] = &[
    "sous",
    "numero",
    "n",
    "no",
    "num",
    "identifiee",
    "identifie",
    "siren",
    "siret",
    "tva",
    "capital",
    "au",
    "euros",
    "ape",
    "naf",
    "code",
];

/// « de Paris sous le numéro » as « Paris », « du Mans » as « Le Mans », « paris » as « Paris ».
fn town_of_register(words: &[String]) -> String {
    let is_town = |word: &&String| !AFTER_TOWN.contains(&fold(word).as_str());
    let mut words: Vec<&str> = words.iter().take_while(is_town).map(String::as_str).collect();
    let first = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
    match (first.as_str(), words.len()) {
        ("de", 2..) => drop(words.remove(0)),
        ("du", 2..) => words[0] = "Le",
        ("des", 2..) => words[0] = "Les",
        _ => {}
    }
    let town = words.join(" ");
    let town = match town.char_indices().nth(2) {
        Some((at, _)) if town.starts_with("d’") || town.starts_with("d'") => &town[at..],
        _ => &town,
    };
    if town.chars().any(char::is_uppercase) { town.to_owned() } else { capitalised(town) }
}

/// « la roche-sur-yon » as « La Roche-sur-Yon ».
fn capitalised(town: &str) -> String {
    const SMALL: &[&str] = &["sur", "sous", "en", "le", "la", "les", "lès", "de", "du", "des", "et", "d", "l"];
    let mut text = String::with_capacity(town.len());
    for (at, word) in town.split_inclusive([' ', '-', '’', '\'']).enumerate() {
        let bare = word.trim_end_matches([' ', '-', '’', '\'']);
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if at == 0 || !SMALL.contains(&bare) => text.extend(first.to_uppercase().chain(letters)),
            _ => text.push_str(word),
        }
    }
    text
}
