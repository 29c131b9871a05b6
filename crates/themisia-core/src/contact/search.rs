//! Search as one types: accents, case, order of the words, beginnings of words, typing errors and sound-alikes.
//!
//! First the words as typed; only when that finds too little, the words of the vocabulary that are near them, nearest first.
//! The index gives few candidates, which are then ranked here: ranking inside FTS5 costs 58-376 ms for short beginnings.

use std::collections::HashMap;

use rusqlite::{Connection, ToSql};
use serde::Serialize;
use ts_rs::TS;

use super::row::{self, ContactRow, ContactView};
use super::{derived, name, sound};
use crate::core::Reader;
use crate::error::Result;
use crate::words::Words;

#[derive(Debug, Clone, Serialize, TS)]
pub struct SearchHit {
    pub contact: ContactRow,
    /// 1 for every word as typed, less for what differs; above 0.
    pub score: f64,
}

/// Candidates read from the index in one step.
const CANDIDATES: usize = 400;
/// Words of the vocabulary tried in place of one that was typed.
const ALTERNATIVES: usize = 48;
/// Words of a query; the rest is ignored.
const WORDS: usize = 10;
/// Hits that make the next, more tolerant step needless.
const ENOUGH: usize = 50;
/// Costs, in edits: what a candidate loses for a word of the query.
const COST_SOUND: f64 = 0.9;
const COST_BEGINNING: f64 = 0.25;
const COST_ELSEWHERE: f64 = 0.4;
const COST_MISSING: f64 = 3.0;

/// `include_hidden` brings back former clients, lost prospects and the archived.
pub fn search(reader: &Reader, text: String, include_hidden: bool, limit: usize) -> Result<Vec<SearchHit>> {
    let view = if include_hidden { ContactView::All } else { ContactView::Active };
    find(reader, &text, view.condition(), &[], limit.min(200))
}

/// The contacts under `condition` (over `contact_row`) that `text` means, best first.
pub(super) fn find(
    reader: &Reader,
    text: &str,
    condition: &str,
    parameters: &[(&str, &dyn ToSql)],
    limit: usize,
) -> Result<Vec<SearchHit>> {
    let typed = typed_words(text);
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    reader.core.load_words()?;
    let mut search = Search { conn: reader, condition, parameters, found: HashMap::new() };
    let mut tolerance = Tolerance::exact(&typed);
    search.collect(&tolerance.whole_words(), &tolerance)?;
    search.collect(&tolerance.beginnings(), &tolerance)?;
    for max in [1, 2] {
        if search.good(max) >= ENOUGH.min(limit) {
            break;
        }
        tolerance.widen(reader.words(), max);
        search.collect(&tolerance.alternatives(), &tolerance)?;
    }
    if search.found.is_empty() && typed.len() > 1 {
        // « le goff » for « Legoff », « jean pierre » for « Jeanpierre ».
        for at in 0..typed.len() - 1 {
            let mut joined = typed.clone();
            let next = joined.remove(at + 1);
            joined[at].push_str(&next);
            let mut tolerance = Tolerance::exact(&joined);
            tolerance.widen(reader.words(), 1);
            search.collect(&tolerance.alternatives(), &tolerance)?;
        }
    }
    if search.found.is_empty() && typed.len() > 1 {
        // One word too many: all but one must match.
        for query in tolerance.all_but_one() {
            search.collect(&query, &tolerance)?;
        }
    }
    search.best(limit)
}

/// The words of a query, folded. Groups of digits are one number: « 06 12 34 » is how a phone number begins.
fn typed_words(text: &str) -> Vec<String> {
    let folded = name::fold(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits >= 4 && !folded.chars().any(|c| c.is_ascii_alphabetic()) {
        return vec![derived::national_digits(&text.replace("(0)", "").split_whitespace().collect::<String>())];
    }
    folded.split(' ').filter(|word| !word.is_empty()).take(WORDS).map(str::to_owned).collect()
}

/// For each typed word, the words of the vocabulary that may stand in its place, with their cost.
struct Tolerance {
    typed: Vec<String>,
    near: Vec<HashMap<Box<str>, f64>>,
    /// Places of the words that the index is asked for; the others only rank what it gives.
    asked: Vec<usize>,
}

impl Tolerance {
    fn exact(typed: &[String]) -> Self {
        Tolerance { typed: typed.to_vec(), near: vec![HashMap::new(); typed.len()], asked: asked(typed) }
    }

    /// Short words bear fewer errors: none up to two letters, one up to four.
    fn widen(&mut self, words: &Words, max: u8) {
        for at in &self.asked {
            let (typed, near) = (&self.typed[*at], &mut self.near[*at]);
            let bearable = match typed.len() {
                0..=2 => 0,
                3..=4 => 1,
                _ => 2,
            };
            if typed.bytes().all(|b| b.is_ascii_digit()) {
                continue;
            }
            let mut found: Vec<(f64, Box<str>)> = Vec::new();
            for sounding in words.sounding_like(&sound::key(typed)) {
                found.push((COST_SOUND, sounding));
            }
            // The beginnings of a short word are many, and the index finds them by itself.
            let candidates = if bearable > 0 { words.near(typed, max.min(bearable)) } else { Vec::new() };
            for candidate in candidates {
                let beginning = if candidate.prefix { COST_BEGINNING } else { 0.0 };
                // Two errors in the beginning of a short word leave nothing of it.
                if candidate.prefix && candidate.distance > 1 && typed.len() < 7 {
                    continue;
                }
                // The first letter is rarely wrong.
                let first = if candidate.word.as_bytes().first() == typed.as_bytes().first() { 0.0 } else { 0.3 };
                let cost =
                    if candidate.distance == 0 { beginning } else { f64::from(candidate.distance) + beginning + first };
                found.push((cost, candidate.word));
            }
            found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            for (cost, word) in found.into_iter().take(ALTERNATIVES) {
                let known = near.entry(word).or_insert(cost);
                *known = known.min(cost);
            }
        }
    }

    fn whole_words(&self) -> String {
        self.asked_as(" ", |at| format!("\"{}\"", self.typed[at]))
    }

    fn beginnings(&self) -> String {
        self.asked_as(" ", |at| format!("\"{}\"*", self.typed[at]))
    }

    fn alternatives(&self) -> String {
        self.asked_as(" AND ", |at| self.alternatives_of(at))
    }

    fn all_but_one(&self) -> Vec<String> {
        let without = |left_out: &usize| {
            let kept = self.asked.iter().filter(|at| *at != left_out).map(|at| self.alternatives_of(*at));
            kept.collect::<Vec<_>>().join(" AND ")
        };
        self.asked.iter().map(without).collect()
    }

    fn asked_as(&self, between: &str, word: impl Fn(usize) -> String) -> String {
        self.asked.iter().map(|at| word(*at)).collect::<Vec<_>>().join(between)
    }

    fn alternatives_of(&self, at: usize) -> String {
        let typed = &self.typed[at];
        let mut words: Vec<String> = self.near[at].keys().map(|word| format!("name:\"{word}\"")).collect();
        words.sort_unstable();
        words.push(format!("\"{typed}\"*"));
        format!("({})", words.join(" OR "))
    }

    /// What a candidate with these words loses: a sum over the typed words, and a little for each word not asked for.
    fn cost(&self, candidate: &str) -> f64 {
        let words: Vec<&str> = candidate.split(' ').collect();
        let mut used = vec![false; words.len()];
        let mut total = 0.0;
        let mut elsewhere = 0;
        for (typed, near) in self.typed.iter().zip(&self.near) {
            let best = words
                .iter()
                .enumerate()
                .filter_map(|(at, word)| {
                    let cost = if *word == typed {
                        0.0
                    } else if let Some(rest) = word.strip_prefix(typed.as_str()) {
                        let unseen = rest.len() as f64 / word.len() as f64;
                        COST_BEGINNING * (0.4 + 0.6 * unseen)
                    } else {
                        *near.get(*word)?
                    };
                    // The same word of the name does not serve twice.
                    Some((if used[at] { cost + 0.5 } else { cost }, at))
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            match best {
                Some((cost, at)) => {
                    used[at] = true;
                    total += cost;
                }
                None => elsewhere += 1,
            }
        }
        let unasked = used.iter().filter(|used| !**used).count() as f64;
        total + COST_ELSEWHERE * f64::from(elsewhere) + 0.03 * unasked.min(10.0)
    }
}

/// Where two other words tell enough, particles and single letters are not looked up: half of the base has each of them.
fn asked(typed: &[String]) -> Vec<usize> {
    let tells_little = |word: &str| word.len() == 1 || name::PARTICLES.contains(&word);
    let telling = typed.iter().filter(|word| word.len() >= 3 && !tells_little(word)).count();
    (0..typed.len()).filter(|at| telling < 2 || !tells_little(&typed[*at])).collect()
}

struct Search<'a> {
    conn: &'a Connection,
    condition: &'a str,
    parameters: &'a [(&'a str, &'a dyn ToSql)],
    /// What each candidate loses, by its row.
    found: HashMap<i64, f64>,
}

impl Search<'_> {
    fn collect(&mut self, query: &str, tolerance: &Tolerance) -> Result<()> {
        // Only the index is read here: rows are wide, and most candidates are not shown.
        let sql = format!(
            "select contact_row.rowid, words
             from contact_fts join contact_row indexed by contact_row_words on contact_row.rowid = contact_fts.rowid
             where contact_fts match :query and {} limit {CANDIDATES}",
            self.condition,
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut parameters = self.parameters.to_vec();
        parameters.push((":query", &query));
        let mut rows = statement.query(&*parameters)?;
        while let Some(found) = rows.next()? {
            let cost = tolerance.cost(found.get_ref(1)?.as_str().unwrap_or_default());
            let known = self.found.entry(found.get(0)?).or_insert(cost);
            *known = known.min(cost);
        }
        Ok(())
    }

    /// Hits that a step of tolerance `max` could hardly better.
    fn good(&self, max: u8) -> usize {
        self.found.values().filter(|cost| **cost < f64::from(max)).count()
    }

    fn best(self, limit: usize) -> Result<Vec<SearchHit>> {
        let mut ranked: Vec<(f64, i64)> = self.found.into_iter().map(|(rowid, cost)| (cost, rowid)).collect();
        ranked.retain(|(cost, _)| *cost < COST_MISSING * 2.0);
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Those that cost the same stand by name: the last of the `limit` may have equals behind it.
        if let Some((last, _)) = limit.checked_sub(1).and_then(|last| ranked.get(last).copied()) {
            ranked.retain(|(cost, _)| *cost <= last);
        }
        let sql = format!("select {} from contact_row where rowid = ?1", row::COLUMNS);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut hits = Vec::with_capacity(ranked.len());
        for (cost, rowid) in ranked {
            hits.push((cost, statement.query_row([rowid], row::from_row)?));
        }
        hits.sort_by(|(a_cost, a): &(f64, ContactRow), (b_cost, b)| {
            a_cost.total_cmp(b_cost).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
        });
        hits.truncate(limit);
        Ok(hits.into_iter().map(|(cost, contact)| SearchHit { contact, score: 1.0 / (1.0 + cost) }).collect())
    }
}

/// The vocabulary of the base.
pub(crate) fn load_words(conn: &Connection, words: &Words) -> Result<()> {
    let mut statement = conn.prepare("select distinct term from contact_word where col = 'name'")?;
    let mut rows = statement.query([])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        known.push(row.get::<_, String>(0)?);
    }
    words.learn(known.iter().map(String::as_str), sound::key);
    Ok(())
}
