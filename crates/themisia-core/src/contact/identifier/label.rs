//! « SIRET 732… », « IBAN : FR76… », « N° TVA intra. FR… »: a number pasted with the words that say what it is.

use crate::contact::name::fold;

/// Words that stand beside those of a kind, and say nothing alone.
const BESIDE: &[&str] = &["n", "no", "num", "numero", "de", "d", "du", "code", "id", "identifiant", "identification"];

/// What follows the words before a number made of digits alone.
pub(super) fn before_digits<'a>(text: &'a str, names: &[&str]) -> &'a str {
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let words = fold(&text[..start]);
    let mut words = words.split(' ').filter(|word| !BESIDE.contains(word)).peekable();
    let is_label = words.peek().is_some() && words.all(|word| names.contains(&word));
    if is_label { &text[start..] } else { text }
}

/// What follows the last of the words that name the kind, where the number itself begins with letters: « TVA DE 136… » is
/// German, « n° de TVA FR… » French.
pub(super) fn before_letters<'a>(text: &'a str, names: &[&str]) -> &'a str {
    let is_word = |c: char| c.is_alphanumeric() || c == '.';
    let mut number = text;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c| !is_word(c));
        let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
        let folded = fold(word);
        if names.contains(&folded.as_str()) {
            number = after.trim_start_matches(|c| !is_word(c));
        } else if folded.is_empty() || !BESIDE.contains(&folded.as_str()) {
            return number;
        }
        rest = after;
    }
}
