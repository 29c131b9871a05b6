//! Names as they may have been written: what the index is asked, and how far a name found is from the one asked for.
//!
//! Unlike a search while typing, a whole word is meant; unlike it too, every close name counts, not only the first ones.

use std::collections::HashMap;

use rapidfuzz::distance::levenshtein;

use crate::contact::name::{PARTICLES, fold};
use crate::contact::sound;
use crate::duplicate::lexicon;
use crate::words::Words;

/// What a word loses, in whole words.
const SOUND: f64 = 0.35;
const ONE_EDIT: f64 = 0.5;
const TWO_EDITS: f64 = 0.9;
const OTHER_FIRST_LETTER: f64 = 0.2;
const INITIAL: f64 = 0.4;
const MISSING: f64 = 0.9;
const UNASKED: f64 = 0.02;
/// A name further than this is another one.
pub(super) const FARTHEST: f64 = 1.3;
/// Words of a name; the rest is ignored.
const MOST_WORDS: usize = 8;

/// One way to read the name that was asked for.
pub(super) struct Pattern {
    words: Vec<Wanted>,
}

struct Wanted {
    word: String,
    /// Words of the base that may stand for it, and what they lose.
    near: HashMap<Box<str>, f64>,
}

/// « Le Goff Jean Pierre » is also « legoff jean pierre » and « goff jeanpierre ».
pub(super) fn patterns(words: &Words, name: &str) -> Vec<Pattern> {
    let folded = fold(name);
    let mut pieces: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    lexicon::take_form(&mut pieces);
    let said: Vec<&str> =
        pieces.iter().copied().filter(|word| !lexicon::is_title(word) && !lexicon::is_between_names(word)).collect();
    let pieces = if said.is_empty() { folded.split(' ').filter(|word| !word.is_empty()).collect() } else { said };
    let bare: Vec<String> = pieces.iter().filter(|word| !is_small(word)).map(|word| (*word).to_owned()).collect();
    let mut joined: Vec<String> = Vec::new();
    let mut particles = String::new();
    for piece in &pieces {
        if PARTICLES.contains(piece) {
            particles.push_str(piece);
        } else {
            joined.push(format!("{particles}{piece}"));
            particles.clear();
        }
    }
    joined.extend(Some(particles).filter(|rest| !rest.is_empty()));
    let mut ways = vec![if bare.is_empty() { joined.clone() } else { bare.clone() }, joined];
    if (2..=4).contains(&bare.len()) {
        for at in 0..bare.len() - 1 {
            let mut pair = bare.clone();
            let next = pair.remove(at + 1);
            pair[at].push_str(&next);
            ways.push(pair);
        }
    }
    let mut seen: Vec<Vec<String>> = Vec::new();
    for mut way in ways {
        way.truncate(MOST_WORDS);
        if !way.is_empty() && !seen.contains(&way) {
            seen.push(way);
        }
    }
    // Words glued together here are long, and near much that is another name.
    let as_said = |word: &String| bare.contains(word) || pieces.contains(&word.as_str());
    seen.into_iter()
        .map(|way| {
            let wanted = way.into_iter().map(|word| {
                let most = if as_said(&word) { 2 } else { 1 };
                Wanted { near: near(words, &word, most), word }
            });
            Pattern { words: wanted.collect() }
        })
        .collect()
}

impl Pattern {
    /// What to ask the index: all words, or all but one where there are enough.
    pub fn queries(&self) -> Vec<String> {
        let all = |left_out: Option<usize>| {
            let asked: Vec<String> = (self.words.iter().enumerate())
                .filter(|(at, _)| Some(*at) != left_out)
                .map(|(_, wanted)| wanted.query())
                .collect();
            asked.join(" AND ")
        };
        let mut queries = vec![all(None)];
        if self.words.len() >= 3 {
            queries.extend((0..self.words.len()).map(|at| all(Some(at))));
        }
        queries
    }

    /// What a name with these words loses; `None` when it is another one. A word serves once; initials alone name nobody.
    pub fn cost(&self, name: &str) -> Option<f64> {
        let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
        let mut used = vec![false; words.len()];
        let (mut cost, mut missing, mut initials) = (0.0, 0, 0);
        for wanted in &self.words {
            let best = (words.iter().enumerate())
                .filter(|(at, _)| !used[*at])
                .filter_map(|(at, word)| Some((wanted.cost(word)?, at)))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            match best {
                Some((lost, at)) => {
                    used[at] = true;
                    cost += lost;
                    initials += usize::from(wanted.is_initial_of(words[at]));
                }
                None => missing += 1,
            }
        }
        if missing > usize::from(self.words.len() >= 3) || initials + missing == self.words.len() {
            return None;
        }
        let unasked = used.iter().filter(|used| !**used).count().min(10);
        let cost = cost + MISSING * missing as f64 + UNASKED * unasked as f64;
        (cost <= FARTHEST).then_some(cost)
    }

    /// Whether a name is this one word for word, in whatever order.
    pub fn is(&self, name: &str) -> bool {
        let mut asked: Vec<&str> = self.words.iter().map(|wanted| wanted.word.as_str()).collect();
        let folded = fold(name);
        let mut pieces: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        lexicon::take_form(&mut pieces);
        pieces.retain(|word| !is_small(word));
        asked.sort_unstable();
        pieces.sort_unstable();
        asked == pieces
    }
}

/// Words that are written or not.
fn is_small(word: &str) -> bool {
    PARTICLES.contains(&word) || lexicon::is_filler(word)
}

impl Wanted {
    fn query(&self) -> String {
        let mut words: Vec<&str> = self.near.keys().map(|word| &**word).collect();
        words.sort_unstable();
        let mut asked: Vec<String> = words.iter().map(|word| format!("name:\"{word}\"")).collect();
        asked.push(if self.word.len() == 1 {
            format!("name:\"{}\"*", self.word)
        } else {
            format!("name:\"{}\" OR name:\"{}\"", self.word, &self.word[..1])
        });
        format!("({})", asked.join(" OR "))
    }

    fn cost(&self, word: &str) -> Option<f64> {
        if word == self.word {
            return Some(0.0);
        }
        if self.is_initial_of(word) {
            return Some(INITIAL);
        }
        self.near.get(word).copied()
    }

    /// Whether one of both is the first letter of the other.
    fn is_initial_of(&self, word: &str) -> bool {
        word != self.word
            && (word.len() == 1 || self.word.len() == 1)
            && word.as_bytes().first() == self.word.as_bytes().first()
    }
}

fn near(words: &Words, asked: &str, most_edits: u8) -> HashMap<Box<str>, f64> {
    let mut near: HashMap<Box<str>, f64> = HashMap::new();
    if asked.len() < 3 || asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return near;
    }
    let mut add = |word: Box<str>, cost: f64| {
        let known = near.entry(word).or_insert(cost);
        *known = known.min(cost);
    };
    let edits = match asked.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    for found in words.near(asked, edits.min(most_edits)) {
        // A word that goes on is near when the whole of it is: « Martin » and « Martino ».
        let distance = if found.prefix {
            levenshtein::distance(asked.bytes(), found.word.bytes())
        } else {
            usize::from(found.distance)
        };
        if distance == 0 || distance > usize::from(edits.min(most_edits)) {
            continue;
        }
        let first = if found.word.as_bytes().first() == asked.as_bytes().first() { 0.0 } else { OTHER_FIRST_LETTER };
        add(found.word, first + if distance == 1 { ONE_EDIT } else { TWO_EDITS });
    }
    for word in words.sounding_like(&sound::key(asked)) {
        if *word != *asked {
            add(word, SOUND);
        }
    }
    near
}
