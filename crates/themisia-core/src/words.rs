//! The vocabulary: every distinct word of the names in the base, in memory, so that a word typed with errors finds the words
//! meant before the index is asked. 100,000 contacts have about 45,000 of them, a million about 150,000.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

use crate::error::Result;

/// Words longer than this are compared by their beginning.
const LONGEST: usize = 40;
/// Words learnt since the last sort, before they join the sorted ones.
const FRESH: usize = 2048;

#[derive(Default)]
pub struct Words {
    lists: RwLock<Lists>,
    loaded: Mutex<bool>,
}

#[derive(Default)]
struct Lists {
    sorted: Vec<Box<str>>,
    fresh: BTreeSet<Box<str>>,
    by_sound: HashMap<Box<str>, Vec<Box<str>>>,
}

/// A word of the vocabulary close to one that was typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Edits from what was typed to the word, or to its beginning.
    pub distance: u8,
    /// The word goes on after what was typed.
    pub prefix: bool,
    pub word: Box<str>,
}

impl Words {
    /// Runs `load` the first time, and makes later callers wait for it.
    pub fn load_once(&self, load: impl FnOnce(&Words) -> Result<()>) -> Result<()> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if !*loaded {
            load(self)?;
            *loaded = true;
        }
        Ok(())
    }

    /// Words that are no longer in any name stay: they find nothing, and the next start forgets them.
    pub fn learn<'a>(&self, words: impl Iterator<Item = &'a str>, sound: fn(&str) -> String) {
        let mut unknown: Vec<&str> = Vec::new();
        {
            let lists = self.read();
            unknown.extend(words.filter(|word| !lists.knows(word)));
        }
        if unknown.is_empty() {
            return;
        }
        let mut lists = self.lists.write().unwrap_or_else(PoisonError::into_inner);
        for word in unknown {
            if lists.fresh.insert(word.into()) {
                lists.by_sound.entry(sound(word).into()).or_default().push(word.into());
            }
        }
        if lists.fresh.len() > FRESH {
            let fresh = std::mem::take(&mut lists.fresh);
            lists.sorted.extend(fresh);
            lists.sorted.sort_unstable();
        }
    }

    pub fn sounding_like(&self, sound: &str) -> Vec<Box<str>> {
        self.read().by_sound.get(sound).cloned().unwrap_or_default()
    }

    /// The words within `max` edits (insertion, deletion, substitution, exchange of two neighbours) of `typed`, or whose
    /// beginning is. Nearest first.
    pub fn near(&self, typed: &str, max: u8) -> Vec<Near> {
        let typed = &typed.as_bytes()[..typed.len().min(LONGEST)];
        let lists = self.read();
        let mut found = Vec::new();
        Walk::new(typed, max).over(&lists.sorted, &mut found);
        let fresh: Vec<Box<str>> = lists.fresh.iter().cloned().collect();
        Walk::new(typed, max).over(&fresh, &mut found);
        found.sort_unstable();
        found
    }

    fn read(&self) -> RwLockReadGuard<'_, Lists> {
        self.lists.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lists {
    fn knows(&self, word: &str) -> bool {
        self.fresh.contains(word) || self.sorted.binary_search_by(|known| (**known).cmp(word)).is_ok()
    }
}

/// A walk over sorted words that shares the rows of the distance matrix between words that begin alike, and leaps over all
/// words with a beginning that is already too far.
struct Walk<'a> {
    typed: &'a [u8],
    max: u8,
    /// `rows[d]` is the row after d letters of the word.
    rows: Vec<[u8; LONGEST + 1]>,
    /// The best distance to a beginning of at most d letters of the word.
    best_prefix: [u8; LONGEST + 1],
}

impl<'a> Walk<'a> {
    fn new(typed: &'a [u8], max: u8) -> Self {
        let mut rows = vec![[0; LONGEST + 1]; LONGEST + 1];
        for (j, cell) in rows[0].iter_mut().enumerate() {
            *cell = u8::try_from(j).unwrap_or(u8::MAX);
        }
        let mut best_prefix = [u8::MAX; LONGEST + 1];
        best_prefix[0] = u8::try_from(typed.len()).unwrap_or(u8::MAX);
        Walk { typed, max, rows, best_prefix }
    }

    fn over(&mut self, words: &[Box<str>], found: &mut Vec<Near>) {
        let mut previous: &[u8] = b"";
        let mut known = 0;
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let bytes = word.as_bytes();
            let length = bytes.len().min(LONGEST);
            let shared = previous.iter().zip(bytes).take_while(|(a, b)| a == b).count().min(known);
            let mut too_far = None;
            known = shared;
            for depth in shared + 1..=length {
                let least = self.fill(bytes, depth);
                known = depth;
                if least > self.max && self.best_prefix[depth] > self.max {
                    too_far = Some(depth);
                    break;
                }
            }
            if let Some(depth) = too_far {
                let beginning = &bytes[..depth];
                previous = bytes;
                at += words[at..].partition_point(|other| other.as_bytes().starts_with(beginning));
                continue;
            }
            let whole = self.rows[length][self.typed.len()];
            let prefix = self.best_prefix[length];
            if whole <= self.max || prefix <= self.max {
                let whole_is_best = whole <= prefix;
                found.push(Near { distance: whole.min(prefix), prefix: !whole_is_best, word: word.clone() });
            }
            previous = bytes;
            at += 1;
        }
    }

    /// Fills row `depth` (the word's letter `depth - 1`); gives the least distance on it.
    fn fill(&mut self, word: &[u8], depth: usize) -> u8 {
        let letter = word[depth - 1];
        let (above, below) = self.rows.split_at_mut(depth);
        let upper = &above[depth - 1];
        let row = &mut below[0];
        row[0] = u8::try_from(depth).unwrap_or(u8::MAX);
        let mut least = row[0];
        for (j, &typed) in self.typed.iter().enumerate() {
            let mut cell = upper[j] + u8::from(typed != letter);
            cell = cell.min(upper[j + 1] + 1).min(row[j] + 1);
            if depth > 1 && j > 0 && typed == word[depth - 2] && self.typed[j - 1] == letter {
                cell = cell.min(above[depth - 2][j - 1] + 1);
            }
            row[j + 1] = cell;
            least = least.min(cell);
        }
        self.best_prefix[depth] = self.best_prefix[depth - 1].min(row[self.typed.len()]);
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(words: &[&str]) -> Words {
        let vocabulary = Words::default();
        vocabulary.learn(words.iter().copied(), str::to_owned);
        vocabulary
    }

    fn distance(typed: &str, word: &str) -> Option<(u8, bool)> {
        vocabulary(&[word]).near(typed, 2).first().map(|near| (near.distance, near.prefix))
    }

    #[test]
    fn counts_edits_and_exchanges() {
        assert_eq!(distance("martin", "martin"), Some((0, false)));
        assert_eq!(distance("matrin", "martin"), Some((1, false)));
        assert_eq!(distance("martn", "martin"), Some((1, false)));
        assert_eq!(distance("maartiin", "martin"), Some((2, false)));
        assert_eq!(distance("lefebvre", "lefevre"), Some((1, false)));
        assert_eq!(distance("xyzzy", "martin"), None);
    }

    #[test]
    fn sees_the_beginning_of_a_longer_word() {
        assert_eq!(distance("mart", "martineau"), Some((0, true)));
        assert_eq!(distance("matr", "martineau"), Some((1, true)));
    }

    #[test]
    fn shared_beginnings_give_the_same_answers_as_one_word_alone() {
        let words =
            ["mar", "marc", "marcel", "marcelle", "marie", "marin", "martin", "martine", "martineau", "mat", "zoe"];
        for typed in ["marcl", "martn", "mairn", "zo", "marcell", "m", "matin"] {
            let together = vocabulary(&words).near(typed, 2);
            let mut alone: Vec<Near> = words.iter().flat_map(|word| vocabulary(&[word]).near(typed, 2)).collect();
            alone.sort_unstable();
            assert_eq!(together, alone, "{typed}");
        }
    }
}
