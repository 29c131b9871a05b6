//! Names of organisations against one another: words in any order, the rare ones for more than the current ones.

use rapidfuzz::distance::osa;

use super::close::{Closeness, closeness};
use super::compare::Base;
use super::compare::level::*;
use super::profile::{Profile, TermId};

impl Base<'_> {
    pub(super) fn firm_names(&self, a: &Profile, b: &Profile) -> (u8, f32) {
        let mut best = (NONE, 1.0);
        for one in &a.firms {
            for other in &b.firms {
                let found = self.firm_words(one, other);
                if best.0 == NONE || worth_firm(found) > worth_firm(best) {
                    best = found;
                }
            }
        }
        if best.0 >= FIRM_PART && self.acronyms(a, b) {
            // An acronym that the sheet tells says more than one read from the first letters.
            return (FIRM_ACRONYM, if is_told(a, b) || is_told(b, a) { 1e-4 } else { 2e-3 });
        }
        best
    }

    fn acronyms(&self, a: &Profile, b: &Profile) -> bool {
        if let (Some(a), Some(b)) = (a.acronym, b.acronym)
            && a == b
        {
            return true;
        }
        let stands_for = |short: &Profile, long: &Profile| {
            let letters = short.acronym.or_else(|| match short.firms.first().map(|words| &**words) {
                Some([word]) => Some(*word),
                _ => None,
            });
            letters.is_some_and(|letters| {
                long.initials == Some(letters) || long.firms.iter().any(|words| **words == [letters])
            })
        };
        stands_for(a, b) || stands_for(b, a)
    }

    /// The words of two names, each against the closest of the other.
    fn firm_words(&self, a: &[TermId], b: &[TermId]) -> (u8, f32) {
        if a == b {
            return (SAME, self.chance_of(a));
        }
        let mut taken = 0u16;
        let mut close = false;
        let mut shared: Vec<TermId> = Vec::with_capacity(a.len());
        let mut left_a: Vec<TermId> = Vec::new();
        for word in a {
            match b.iter().position(|other| other == word) {
                Some(at) => {
                    taken |= 1 << at;
                    shared.push(*word);
                }
                None => left_a.push(*word),
            }
        }
        left_a.retain(|word| {
            let found =
                b.iter().enumerate().find(|(at, other)| taken & (1 << at) == 0 && self.close_words(*word, **other));
            if let Some((at, _)) = found {
                taken |= 1 << at;
                close = true;
                shared.push(*word);
            }
            found.is_none()
        });
        let left_b: Vec<TermId> =
            b.iter().enumerate().filter(|(at, _)| taken & (1 << at) == 0).map(|(_, word)| *word).collect();
        if left_a.is_empty() && left_b.is_empty() {
            let chance = self.chance_of(&shared);
            return if close { (FIRM_CLOSE, chance * 4.0 + 1e-6) } else { (SAME, chance) };
        }
        let is_number = |word: &TermId| self.terms.text(*word).bytes().all(|b| b.is_ascii_digit());
        let numbers = left_a.iter().chain(&left_b).any(is_number);
        // « Le Port » and « Leport »; one word cut in two or two written as one.
        if !numbers {
            let (joined_a, joined_b) = (self.joined(a), self.joined(b));
            let longest = joined_a.len().max(joined_b.len());
            if joined_a == joined_b {
                return (SAME, self.chance_of(if a.len() > b.len() { a } else { b }));
            }
            let distance = osa::distance(joined_a.bytes(), joined_b.bytes());
            if longest >= 8 && distance <= 1 + longest / 12 {
                return (FIRM_CLOSE, self.chance_of(if a.len() > b.len() { a } else { b }) * 4.0 + 1e-6);
            }
        }
        if shared.is_empty() {
            return (FIRM_OTHER, 1.0);
        }
        if numbers {
            return (FIRM_NUMBER, self.chance_of(&shared));
        }
        let chance = self.chance_of(&shared);
        let one_sided = left_a.is_empty() || left_b.is_empty();
        let light = |word: &TermId| self.frequency(*word) > 0.002 && !is_group_word(self.terms.text(*word));
        if one_sided {
            let extra = if left_a.is_empty() { &left_b } else { &left_a };
            let level = if extra.iter().all(light) { FIRM_LIGHT } else { FIRM_PART };
            // What is shared must tell something.
            return if shared.iter().all(light) { (FIRM_OTHER, 1.0) } else { (level, chance * 4.0) };
        }
        if shared.iter().all(light) {
            return (FIRM_OTHER, 1.0);
        }
        (FIRM_SHARED, chance * 8.0)
    }

    /// How often another organisation bears these words: rare words say more, and words of one name go together.
    fn chance_of(&self, words: &[TermId]) -> f32 {
        let mut rarity: Vec<f32> = words.iter().map(|word| -self.frequency(*word).max(1e-7).ln()).collect();
        rarity.sort_unstable_by(|a, b| b.total_cmp(a));
        // The rarest word counts whole, each next one half of the one before.
        let mut weight = 1.0;
        let mut total = 0.0;
        for rarity in rarity {
            total += weight * rarity;
            weight *= 0.6;
        }
        (-total).exp().max(0.3 / self.contacts())
    }

    fn close_words(&self, a: TermId, b: TermId) -> bool {
        let (term_a, term_b) = (self.terms.get(a), self.terms.get(b));
        let (a, b) = (&*term_a.text, &*term_b.text);
        let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
        if a.len().min(b.len()) < 3 || digits(a) && digits(b) {
            return false;
        }
        // A plural, an abbreviation that is a beginning.
        if a.len().min(b.len()) >= 4 && (a.starts_with(b) || b.starts_with(a)) && a.len().abs_diff(b.len()) <= 4 {
            return true;
        }
        closeness(a, b, term_a.sound == term_b.sound) != Closeness::Far
    }

    fn joined(&self, words: &[TermId]) -> String {
        words.iter().map(|word| self.terms.text(*word)).collect()
    }
}

/// The acronym of one is that of the other, or its whole name.
fn is_told(a: &Profile, b: &Profile) -> bool {
    a.acronym.is_some_and(|letters| b.acronym == Some(letters) || b.firms.iter().any(|words| **words == [letters]))
}

fn worth_firm((level, chance): (u8, f32)) -> f32 {
    -chance.max(1e-7).ln() - f32::from(level) * 1.5
}

/// Words that make another company of the same group.
fn is_group_word(word: &str) -> bool {
    matches!(
        word,
        "groupe"
            | "holding"
            | "participations"
            | "patrimoine"
            | "investissement"
            | "investissements"
            | "gestion"
            | "finance"
            | "immobilier"
            | "location"
            | "developpement"
    )
}
