//! Who in the base resembles one contact: while it is typed, before it is imported, after it changed. The index of search gives
//! few candidates, which are then compared as in a scan.

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

use super::compare::{Base, comparable};
use super::judge::{self, Verdict};
use super::lexicon;
use super::model::{Judge, Model};
use super::profile::{PERSON, Profile, Terms};
use crate::contact::{self, ContactDraft, ContactKind, derived, name, sound};
use crate::core::Reader;
use crate::error::Result;
use crate::ids::ContactId;

/// Candidates read whole, at most.
const MOST: usize = 40;
/// Rows that one question to the index gives, at most.
const ROWS: u32 = 120;
/// Close spellings tried for a word.
const SPELLINGS: usize = 12;
/// A word borne by so few leads to its bearers alone.
const RARE: u32 = 30;

/// The contacts of the base that may be `draft`, best first, and its own profile's fingerprint beside each pair's.
pub fn similar(reader: &Reader, draft: &ContactDraft, model: &Model, least: f64) -> Result<Vec<Similar>> {
    reader.core.load_words()?;
    let mut search = Candidates { reader, hits: FxHashMap::default() };
    search.by_numbers(draft)?;
    search.by_names(draft)?;
    let mut hits: Vec<(u32, ContactId)> = search.hits.into_iter().map(|(id, weight)| (weight, id)).collect();
    hits.sort_unstable_by(|a, b| b.cmp(a));
    hits.retain(|(_, id)| draft.id != Some(*id));
    hits.truncate(MOST);

    let mut terms = Terms::default();
    let own = Profile::of(draft, &mut terms);
    let mut others = Vec::with_capacity(hits.len());
    for (_, id) in hits {
        if let Some(other) = contact::read_draft(reader, id)? {
            let profile = Profile::of(&other, &mut terms);
            others.push((id, profile));
        }
    }
    let contacts: u32 =
        reader.prepare_cached("select coalesce(max(rowid), 0) from contact_row")?.query_row([], |row| row.get(0))?;
    let mut count = reader.prepare_cached("select doc from contact_word where term = ?1 and col = ?2")?;
    let mut counted = |word: &str, column: &str| -> Option<u32> {
        count.query_row([word, column], |row| row.get(0)).optional().ok().flatten()
    };
    terms.set_counts(contacts, |word| counted(word, "name"));
    terms.finish();
    let mut places = FxHashMap::default();
    for place in &own.places {
        if place.postal_code != 0 && place.postal_code < 100_000 {
            let code = format!("{:05}", place.postal_code);
            places.insert(place.postal_code, counted(&code, "other").unwrap_or(1));
        }
    }
    let shared_phones = FxHashMap::default();
    let judge = Judge::of(model);
    let base = Base { terms: &terms, shared_phones: &shared_phones, places: &places };
    let mut found: Vec<Similar> = Vec::new();
    for (id, other) in &others {
        if !comparable(&own, other) {
            continue;
        }
        let verdict = judge::verdict(&judge, &base.compare(&own, other));
        if verdict.score >= least {
            found.push(Similar { id: *id, verdict, own: own.fingerprint(&terms), other: other.fingerprint(&terms) });
        }
    }
    found.sort_by(|a, b| b.verdict.score.total_cmp(&a.verdict.score).then(a.id.cmp(&b.id)));
    Ok(found)
}

pub struct Similar {
    pub id: ContactId,
    pub verdict: Verdict,
    /// Fingerprints of what was compared.
    pub own: String,
    pub other: String,
}

struct Candidates<'a> {
    reader: &'a Reader<'a>,
    hits: FxHashMap<ContactId, u32>,
}

impl Candidates<'_> {
    fn ask(&mut self, query: &str, weight: u32) -> Result<()> {
        let mut statement = self.reader.prepare_cached(
            "select contact from contact_row where rowid in
                 (select rowid from contact_fts where contact_fts match :query limit :limit)",
        )?;
        let mut rows = statement.query(named_params! { ":query": query, ":limit": ROWS })?;
        while let Some(row) = rows.next()? {
            *self.hits.entry(row.get(0)?).or_default() += weight;
        }
        Ok(())
    }

    fn by_numbers(&mut self, draft: &ContactDraft) -> Result<()> {
        for number in [&draft.siren, &draft.siret, &draft.vat_number] {
            let folded = name::fold(number);
            if folded.len() >= 9 && !folded.contains(' ') {
                self.ask(&format!("other:\"{folded}\""), 8)?;
                if number.len() == 14 {
                    self.ask(&format!("other:\"{}\"", &folded[..9]), 6)?;
                }
            }
        }
        for phone in &draft.phones {
            let digits = derived::national_digits(&phone.number);
            if digits.len() >= 8 {
                self.ask(&format!("other:\"{digits}\""), 4)?;
            }
        }
        for email in &draft.emails {
            let (local, domain) = email.address.split_once('@').unwrap_or((&email.address, ""));
            let mut words: Vec<String> = vec![name::fold(local)];
            if lexicon::is_common_mailbox(local) || local.len() < 5 {
                words.push(name::fold(domain.rsplit_once('.').map_or(domain, |(labels, _)| labels)));
            }
            let query: Vec<String> = words
                .iter()
                .flat_map(|text| text.split(' '))
                .filter(|word| !word.is_empty())
                .map(|word| format!("other:\"{word}\""))
                .collect();
            if !query.is_empty() {
                self.ask(&query.join(" AND "), 4)?;
            }
        }
        Ok(())
    }

    fn by_names(&mut self, draft: &ContactDraft) -> Result<()> {
        let code = draft.addresses.iter().map(|address| name::fold(&address.postal_code)).find(|code| !code.is_empty());
        let here = |words: &str| code.as_ref().map(|code| format!("{words} AND other:\"{code}\""));
        if draft.kind == ContactKind::Court {
            return self.by_court(&draft.organisation_name);
        }
        let person = super::profile::kind_of(draft.kind) == PERSON;
        let given = words_of(&draft.first_names);
        let mut asked: Vec<String> = Vec::new();
        let names: Vec<&String> = if person {
            vec![&draft.usage_name, &draft.birth_name]
        } else {
            vec![&draft.organisation_name, &draft.trade_name, &draft.acronym]
        };
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            let mut words = words_of(name);
            if !person {
                words.retain(|word| !lexicon::is_filler(word) && lexicon::form_of(word) == 0);
            }
            let mut counted: Vec<(u32, String)> =
                words.into_iter().map(|word| Ok((count(self.reader, &word)?, word))).collect::<Result<_>>()?;
            counted.sort();
            // The rarest word, then the next one; of persons the first name.
            let Some((rarity, rarest)) = counted.first() else { continue };
            let spelled = self.spellings(rarest);
            let second = if person { given.first() } else { counted.get(1).map(|(_, word)| word) };
            match second {
                Some(second) => asked.push(format!("{spelled} AND {}", self.spellings(second))),
                None if !person => asked.push(format!("name:\"{rarest}\"")),
                None => {}
            }
            if *rarity <= RARE {
                asked.push(format!("name:\"{rarest}\""));
            }
            asked.extend(here(&spelled));
            if let Some(joined) = joined(name) {
                let joined = self.spellings(&joined);
                asked.push(match second {
                    Some(second) if person => format!("{joined} AND {}", self.spellings(second)),
                    _ => joined,
                });
            }
        }
        if person && let Some(first) = given.first() {
            asked.extend(here(&format!("name:\"{first}\"")));
        }
        asked.dedup();
        for query in asked {
            self.ask(&query, 1)?;
        }
        Ok(())
    }

    /// The courts of its type under any of their names in its town: « TGI Quimper » for « Tribunal judiciaire de Quimper ».
    fn by_court(&mut self, name: &str) -> Result<()> {
        let folded = name::fold(name);
        let (class, town) = lexicon::court_of(&folded);
        let all = |words: &str| {
            let words = words.split(' ').filter(|word| !word.is_empty() && !lexicon::is_filler(word));
            words.map(|word| format!("name:\"{word}\"")).collect::<Vec<_>>().join(" AND ")
        };
        let (town, types) = (all(town), lexicon::court_spellings(class).map(|spelling| format!("({})", all(spelling))));
        let types = types.collect::<Vec<_>>().join(" OR ");
        match (town.is_empty(), types.is_empty()) {
            (true, true) => Ok(()),
            (true, false) => self.ask(&types, 1),
            (false, true) => self.ask(&town, 1),
            (false, false) => self.ask(&format!("({types}) AND {town}"), 1),
        }
    }

    /// A word or what may be meant by it: a close spelling, a sound-alike.
    fn spellings(&self, word: &str) -> String {
        let words = self.reader.words();
        let bearable = match word.len() {
            0..=2 => 0,
            3..=6 => 1,
            _ => 2,
        };
        let mut spellings: Vec<String> = vec![word.to_owned()];
        for near in
            words.near(word, bearable).into_iter().filter(|near| !near.prefix || near.distance == 0 && word.len() == 1)
        {
            spellings.push(near.word.into_string());
            if spellings.len() >= SPELLINGS {
                break;
            }
        }
        spellings.extend(words.sounding_like(&sound::key(word)).into_iter().take(SPELLINGS).map(String::from));
        spellings.sort_unstable();
        spellings.dedup();
        let spellings: Vec<String> = spellings.iter().map(|word| format!("name:\"{word}\"")).collect();
        format!("({})", spellings.join(" OR "))
    }
}

fn words_of(text: &str) -> Vec<String> {
    let folded = name::fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let kept: Vec<String> = all
        .iter()
        .filter(|word| !name::PARTICLES.contains(word) && !lexicon::is_title(word))
        .map(|word| (*word).to_owned())
        .collect();
    if kept.is_empty() { all.into_iter().map(str::to_owned).collect() } else { kept }
}

/// « Le Goff » as « legoff », « Jean-Pierre » as « jeanpierre »; nothing of one word.
fn joined(name: &str) -> Option<String> {
    let folded = name::fold(name);
    (folded.contains(' ') && folded.len() < 40).then(|| folded.replace(' ', ""))
}

fn count(conn: &Connection, word: &str) -> Result<u32> {
    let count = conn
        .prepare_cached("select doc from contact_word where term = ?1 and col = 'name'")?
        .query_row([word], |row| row.get(0))
        .optional()?;
    Ok(count.unwrap_or(0))
}
