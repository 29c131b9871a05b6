//! Taking a person out of a text: their names, however spelt, their numbers, however spaced. The same text always gives the same
//! text, and what was taken out once is left alone: the log and the rows stay alike.

use std::collections::BTreeSet;

use crate::contact::name::{PARTICLES, fold};

/// Stands where something was.
pub(super) const MARK: &str = "[effacé]";
/// Shorter numbers stand for too many other things.
const SHORTEST_NUMBER: usize = 6;

/// What to take out.
#[derive(Debug, Default)]
pub(super) struct Identity {
    /// Folded words of names.
    words: BTreeSet<String>,
    /// Letters and digits of numbers, addresses and dates, folded, without what separates them.
    numbers: BTreeSet<String>,
}

impl Identity {
    pub(super) fn add_name(&mut self, name: &str) {
        for word in fold(name).split(' ') {
            let says_nothing = word.len() < 2 || PARTICLES.contains(&word) || CIVILITIES.contains(&word);
            if !says_nothing {
                self.words.insert(word.to_owned());
            }
        }
    }

    /// A phone, an e-mail address, the number of a document, an IBAN.
    pub(super) fn add_number(&mut self, number: &str) {
        let compact = compact(number);
        if compact.len() < SHORTEST_NUMBER {
            return;
        }
        // +33 6 12… is also dialled 06 12…
        if let Some(national) = number.trim().strip_prefix("+33") {
            self.numbers.insert(format!("0{}", self::compact(national)));
        }
        self.numbers.insert(compact);
    }

    /// An ISO day, also as people write it.
    pub(super) fn add_day(&mut self, day: &str) {
        self.add_number(day);
        if let [year, month, day] = day.split('-').collect::<Vec<_>>()[..] {
            self.add_number(&format!("{day}{month}{year}"));
        }
    }

    /// The text without the person.
    pub(super) fn redact(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut taken = vec![false; chars.len()];
        self.mark_numbers(&chars, &mut taken);
        self.mark_words(&chars, &mut taken);
        if !taken.contains(&true) {
            return text.to_owned();
        }
        let mut redacted = String::with_capacity(text.len());
        let mut at = 0;
        while at < chars.len() {
            if !taken[at] {
                redacted.push(chars[at]);
                at += 1;
                continue;
            }
            // « Anne Durand » is one mark: what stands between two taken words goes with them.
            let mut end = at;
            loop {
                while end < chars.len() && taken[end] {
                    end += 1;
                }
                let next = (end..chars.len()).take_while(|next| is_joint(chars[*next])).count() + end;
                if next == end || next >= chars.len() || !taken[next] {
                    break;
                }
                end = next;
            }
            redacted.push_str(MARK);
            at = end;
        }
        redacted
    }

    fn mark_words(&self, chars: &[char], taken: &mut [bool]) {
        let mut start = 0;
        while start < chars.len() {
            if !chars[start].is_alphanumeric() {
                start += 1;
                continue;
            }
            let end = (start..chars.len()).find(|at| !belongs(chars[*at])).unwrap_or(chars.len());
            let word: String = chars[start..end].iter().collect();
            // « Éléonore » may be written with an accent apart, a mark between brackets is one of ours.
            let is_mark = start > 0 && chars[start - 1] == '[' && chars.get(end) == Some(&']') && word == "effacé";
            if !is_mark && self.words.contains(&fold(&word)) {
                taken[start..end].fill(true);
            }
            start = end;
        }
    }

    fn mark_numbers(&self, chars: &[char], taken: &mut [bool]) {
        for start in 0..chars.len() {
            let begins = chars[start].is_alphanumeric() && (start == 0 || !chars[start - 1].is_alphanumeric());
            if !begins {
                continue;
            }
            for number in &self.numbers {
                if let Some(end) = ends(chars, start, number) {
                    taken[start..end].fill(true);
                }
            }
        }
    }
}

const CIVILITIES: &[&str] =
    &["m", "mme", "mlle", "me", "mr", "monsieur", "madame", "mademoiselle", "maitre", "dr", "docteur"];

fn belongs(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{0300}'..='\u{036f}' | '\u{00ad}')
}

/// Between the words of a name.
fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '-' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '.' | '_')
}

fn compact(text: &str) -> String {
    fold(text).replace(' ', "")
}

/// Where a number that begins at `start` ends, whatever stands between its letters and digits.
fn ends(chars: &[char], start: usize, number: &str) -> Option<usize> {
    let mut wanted = number.chars();
    let mut at = start;
    let mut next = wanted.next()?;
    loop {
        let c = *chars.get(at)?;
        at += 1;
        if fold(&c.to_string()).starts_with(next) {
            match wanted.next() {
                Some(wanted) => next = wanted,
                None => break,
            }
        } else if c.is_alphanumeric() || c == '\n' {
            return None;
        }
    }
    let goes_on = chars.get(at).is_some_and(|c| c.is_alphanumeric());
    (!goes_on).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anne() -> Identity {
        let mut identity = Identity::default();
        for name in ["Anne-Éléonore", "de Quatrefages", "Durand"] {
            identity.add_name(name);
        }
        identity.add_number("+33612345678");
        identity.add_number("a.durand@example.fr");
        identity.add_number("19AB12345");
        identity.add_day("1970-03-12");
        identity
    }

    #[test]
    fn names_and_numbers_go_however_they_are_written() {
        let anne = anne();
        for (text, expected) in [
            ("Divorce Durand c/ Martin", "Divorce [effacé] c/ Martin"),
            ("Mme Anne-Éléonore DE QUATREFAGES", "Mme [effacé] DE [effacé]"),
            ("eleonore durand, née le 12/03/1970", "[effacé], née le [effacé]"),
            ("Tél. 06 12 34 56 78 ou +33 6.12.34.56.78", "Tél. [effacé] ou +[effacé]"),
            ("écrire à A.Durand@example.fr", "écrire à [effacé]"),
            ("passeport 19 AB 12345", "passeport [effacé]"),
            ("Durandal, rue de la Quatrefage", "Durandal, rue de la Quatrefage"),
            ("0612345678901", "0612345678901"),
            ("", ""),
        ] {
            assert_eq!(anne.redact(text), expected);
            assert_eq!(anne.redact(expected), expected, "what was taken out stays out");
        }
    }
}
