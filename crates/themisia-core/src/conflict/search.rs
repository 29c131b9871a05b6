//! The search: who may be meant, what they are engaged in, and whom they are related to.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use rusqlite::{Connection, named_params};

use super::names::{self, Pattern};
use super::network;
use super::{AskedName, ConflictHit, ConflictLevel, ConflictSearch, Engagement};
use crate::contact::{self, ContactDraft, ContactKind, ContactStatus, name, redirect};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::matter::party::Side;
use crate::words::Words;

/// Rows that the index gives for one way to write a name.
const CANDIDATES: usize = 3000;
/// Contacts told for one name, at most; the nearest first.
const MOST_HITS: usize = 60;
/// Contacts whose relations are walked for one name.
const MOST_STARTS: usize = 15;
const MOST_NAMES: usize = 50;
pub(super) const DEEPEST: u32 = 4;
/// What evidence to the contrary takes from a name.
const CONTRARY: f64 = 1.0;

pub(super) struct Finder<'a> {
    conn: &'a Connection,
    words: &'a Words,
    /// ISO date: links that ended before it are told as past.
    today: String,
    /// What each contact that was looked at is engaged in: a bank is met through many.
    engaged: RefCell<HashMap<ContactId, Rc<Engaged>>>,
}

struct Engaged {
    status: ContactStatus,
    engagements: Vec<Engagement>,
}

/// Somebody who may be meant.
struct Found {
    contact: ContactId,
    cost: f64,
    certain: bool,
    exact: bool,
    contrary: bool,
    name: String,
    /// The former or merged name under which it was found.
    as_name: Option<String>,
    reasons: Vec<String>,
    kind: ContactKind,
}

impl<'a> Finder<'a> {
    pub fn new(conn: &'a Connection, words: &'a Words, today: Day) -> Finder<'a> {
        Finder { conn, words, today: today.iso(), engaged: RefCell::default() }
    }

    /// # Errors
    /// `Invalid` without a name, or for more names than one search takes.
    pub fn search(&self, asked: Vec<AskedName>, depth: u32) -> Result<ConflictSearch> {
        if asked.iter().all(|asked| asked.name.trim().is_empty() && asked.contact.is_none() && asked.siren.is_none()) {
            return Err(Error::invalid("asked", "required", "Indiquez au moins un nom à rechercher."));
        }
        if asked.len() > MOST_NAMES {
            return Err(Error::invalid(
                "asked",
                "too_many",
                format!("Recherchez au plus {MOST_NAMES} noms à la fois."),
            ));
        }
        let depth = depth.min(DEEPEST);
        let mut hits = Vec::new();
        let mut cut = false;
        for (at, one) in asked.iter().enumerate() {
            let mut found = self.found(one)?;
            cut |= found.len() > MOST_HITS;
            found.truncate(MOST_HITS);
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let mut own: Vec<ConflictHit> = Vec::new();
            for somebody in &found {
                own.push(self.hit(at, one, somebody)?);
            }
            for somebody in found.iter().filter(|somebody| somebody.cost <= 0.9).take(MOST_STARTS) {
                self.related(at, one, somebody, depth, &mut own, &mut cut)?;
            }
            hits.append(&mut own);
        }
        hits.sort_by(|a, b| {
            (a.level as u8)
                .cmp(&(b.level as u8))
                .then(b.closeness.total_cmp(&a.closeness))
                .then(a.asked.cmp(&b.asked))
                .then(a.name.cmp(&b.name))
        });
        Ok(ConflictSearch { asked, depth, hits, cut })
    }

    /// Whom a name may mean, nearest first.
    fn found(&self, asked: &AskedName) -> Result<Vec<Found>> {
        let patterns = names::patterns(self.words, &asked.name);
        let mut costs = self.candidates(&patterns)?;
        let mut certain: Vec<(ContactId, &str)> = Vec::new();
        if let Some(contact) = asked.contact {
            certain.push((redirect::current(self.conn, contact)?, "la fiche elle-même"));
        }
        let siren: String = asked.siren.iter().flat_map(|siren| siren.chars()).filter(char::is_ascii_digit).collect();
        if siren.len() == 9 || siren.len() == 14 {
            for contact in self.with_number(&siren)? {
                certain.push((contact, "même SIREN"));
            }
        }
        for (contact, _) in &certain {
            costs.insert(*contact, 0.0);
        }
        let mut nearest: Vec<(f64, ContactId)> = costs.into_iter().map(|(contact, cost)| (cost, contact)).collect();
        nearest.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // One more than is told, so that a cut shows; evidence to the contrary may still change the order.
        nearest.truncate(MOST_HITS * 2 + 1);
        let mut found = Vec::with_capacity(nearest.len());
        for (cost, contact) in nearest {
            let why: Vec<&str> = certain.iter().filter(|(known, _)| *known == contact).map(|(_, why)| *why).collect();
            found.extend(self.judged(asked, &patterns, contact, cost, &why)?);
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.contact.cmp(&b.contact)));
        Ok(found)
    }

    /// See [`super::missed`].
    pub fn missed(&self, name: &str) -> Result<(u32, u32)> {
        let patterns = names::patterns(self.words, name);
        let mut near: Vec<(f64, ContactId)> = Vec::new();
        let mut statement = self.conn.prepare("select contact, words from contact_row")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let words = row.get_ref(1)?.as_str().unwrap_or_default();
            if let Some(cost) = nearest(&patterns, words) {
                near.push((cost, row.get(0)?));
            }
        }
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Of those as near as the first one that is not told, which are told is no matter.
        let bound = near.get(MOST_HITS).map_or(f64::INFINITY, |(cost, _)| *cost);
        near.retain(|(cost, _)| *cost < bound);
        let asked = AskedName { name: name.to_owned(), born: None, siren: None, contact: None, side: None };
        let told: HashSet<ContactId> = self.found(&asked)?.into_iter().map(|found| found.contact).collect();
        let missed = near.iter().filter(|(_, contact)| !told.contains(contact)).count();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok((count(near.len()), count(missed)))
    }

    /// Whom the index proposes for one of the ways to write the name, and how far each is. A row is read once, however many of
    /// the questions find it.
    fn candidates(&self, patterns: &[Pattern]) -> Result<HashMap<ContactId, f64>> {
        let mut rows: HashSet<i64> = HashSet::new();
        let sql = format!("select rowid from contact_fts where contact_fts match ?1 limit {CANDIDATES}");
        let mut statement = self.conn.prepare_cached(&sql)?;
        for query in patterns.iter().flat_map(Pattern::queries) {
            for row in statement.query_map([query], |row| row.get(0))? {
                rows.insert(row?);
            }
        }
        // In their order in the file.
        let mut rows: Vec<i64> = rows.into_iter().collect();
        rows.sort_unstable();
        let mut costs = HashMap::new();
        let mut statement = self.conn.prepare_cached("select contact, words from contact_row where rowid = ?1")?;
        for row in rows {
            let mut found = statement.query([row])?;
            let Some(row) = found.next()? else { continue };
            let words = row.get_ref(1)?.as_str().unwrap_or_default();
            if let Some(cost) = nearest(patterns, words) {
                costs.insert(row.get(0)?, cost);
            }
        }
        Ok(costs)
    }

    fn with_number(&self, digits: &str) -> Result<Vec<ContactId>> {
        // A SIRET begins with its SIREN; a merged contact's number leads to the one that was kept.
        let query = format!("other:\"{}\"*", &digits[..9]);
        let mut statement = self.conn.prepare_cached(
            "select contact from contact_fts join contact_row on contact_row.rowid = contact_fts.rowid
             where contact_fts match ?1 limit 100",
        )?;
        let found = statement.query_map([query], |row| row.get(0))?.collect::<rusqlite::Result<Vec<ContactId>>>()?;
        let mut same = Vec::new();
        for contact in found {
            let mut drafts = redirect::merged_drafts(self.conn, contact)?;
            drafts.extend(contact::read_draft(self.conn, contact)?);
            if drafts.iter().any(|draft| draft.siren == digits[..9] || draft.siret.starts_with(&digits[..9])) {
                same.push(contact);
            }
        }
        Ok(same)
    }

    /// Looks at who it is: under which name, and what speaks for or against it.
    fn judged(
        &self,
        asked: &AskedName,
        patterns: &[Pattern],
        contact: ContactId,
        cost: f64,
        certain: &[&str],
    ) -> Result<Option<Found>> {
        let Some(draft) = contact::read_draft(self.conn, contact)? else { return Ok(None) };
        let merged = redirect::merged_drafts(self.conn, contact)?;
        let borne = whole_names(&draft);
        let mut others: Vec<String> = merged.iter().flat_map(whole_names).collect();
        others.extend(draft.former_names.iter().map(|former| former.name.clone()));
        let nearest_of = |names: &[String]| -> Option<(f64, String)> {
            let costs = names.iter().filter_map(|name| Some((nearest(patterns, &all_words(name))?, name.clone())));
            costs.min_by(|a, b| a.0.total_cmp(&b.0))
        };
        let (now, before) = (nearest_of(&borne), nearest_of(&others));
        let as_name = match (&now, &before) {
            (None, Some((_, name))) => Some(name.clone()),
            (Some((now, _)), Some((before, name))) if before + 0.2 < *now => Some(name.clone()),
            _ => None,
        };
        let exact = borne.iter().chain(&others).any(|name| patterns.iter().any(|pattern| pattern.is(name)));
        let mut reasons: Vec<String> = certain.iter().map(|why| (*why).to_owned()).collect();
        if !asked.name.trim().is_empty() && certain.is_empty() {
            reasons.push(
                match cost {
                    _ if exact => "même nom",
                    cost if cost < 0.3 => "nom contenu",
                    cost if cost < 0.5 => "prononciation ou initiale proche",
                    _ => "orthographe proche",
                }
                .to_owned(),
            );
        }
        if let Some(name) = &as_name {
            reasons.push(format!("sous le nom de {name}"));
        }
        let mut contrary = false;
        let mut cost = cost;
        let mut weigh = |asked: Option<&str>, known: &str, same: &str, other: &str| {
            if let Some(asked) = asked.filter(|asked| !asked.is_empty() && !known.is_empty()) {
                if asked == known {
                    reasons.push(same.to_owned());
                    cost = (cost - 0.3).max(0.0);
                    return true;
                }
                reasons.push(other.to_owned());
                contrary = true;
                cost += CONTRARY;
            }
            false
        };
        let born = asked.born.map(|day| day.iso());
        let same_birth = weigh(
            born.as_deref(),
            draft.birth_date.as_deref().unwrap_or_default(),
            "même date de naissance",
            "date de naissance différente",
        );
        if certain.is_empty() {
            let siren: Option<String> =
                asked.siren.as_ref().map(|siren| siren.chars().filter(char::is_ascii_digit).take(9).collect());
            weigh(siren.as_deref(), &draft.siren, "même SIREN", "SIREN différent");
        }
        Ok(Some(Found {
            contact,
            cost,
            certain: !certain.is_empty() || (exact && same_birth),
            exact,
            contrary: contrary && certain.is_empty(),
            name: name::display_name(&draft),
            as_name,
            reasons,
            kind: draft.kind,
        }))
    }

    fn hit(&self, at: u32, asked: &AskedName, found: &Found) -> Result<ConflictHit> {
        let engaged = self.engaged(found.contact)?;
        let (status, engagements) = (engaged.status, &engaged.engagements);
        let opposed = opposes(asked.side, status, engagements);
        // One word is a surname that many bear.
        let is_itself = found.certain || found.exact && !found.contrary && found.kind != ContactKind::Court;
        let level = if is_itself && opposed { ConflictLevel::Direct } else { ConflictLevel::NameMatch };
        let mut sentence = found.name.clone();
        sentence.push_str(&tail(status, engagements));
        Ok(ConflictHit {
            asked: at,
            level,
            contact: found.contact,
            name: found.name.clone(),
            status,
            closeness: closeness(found.cost),
            reasons: found.reasons.clone(),
            as_name: found.as_name.clone(),
            through: Vec::new(),
            engagements: engagements.clone(),
            sentence,
        })
    }

    /// Those related to somebody found who are engaged with the firm, or against it.
    fn related(
        &self,
        at: u32,
        asked: &AskedName,
        found: &Found,
        depth: u32,
        hits: &mut Vec<ConflictHit>,
        cut: &mut bool,
    ) -> Result<()> {
        let reached = network::walk(self.conn, found.contact, depth, &self.today)?;
        *cut |= reached.cut;
        let mut told: HashSet<ContactId> = hits.iter().map(|hit| hit.contact).collect();
        for contact in &reached.order {
            if told.contains(contact) {
                continue;
            }
            let engaged = self.engaged(*contact)?;
            let (status, engagements) = (engaged.status, &engaged.engagements);
            if !opposes(asked.side, status, engagements) {
                continue;
            }
            told.insert(*contact);
            let through = reached.path(self.conn, *contact)?;
            let mut sentence = found.name.clone();
            for step in &through {
                sentence.push_str(", ");
                sentence.push_str(&network::with_name(&step.says, &step.name));
            }
            sentence.push_str(&tail(status, engagements));
            let far = 0.2 * through.len() as f64;
            hits.push(ConflictHit {
                asked: at,
                level: ConflictLevel::Related,
                contact: *contact,
                name: through.last().map_or_else(String::new, |step| step.name.clone()),
                status,
                closeness: closeness(found.cost + far),
                reasons: found.reasons.clone(),
                as_name: found.as_name.clone(),
                through,
                engagements: engagements.clone(),
                sentence,
            });
        }
        Ok(())
    }

    fn engaged(&self, contact: ContactId) -> Result<Rc<Engaged>> {
        if let Some(known) = self.engaged.borrow().get(&contact) {
            return Ok(Rc::clone(known));
        }
        let status = contact::status_of(self.conn, contact)?;
        let mut statement = self.conn.prepare_cached(
            "select matter.id, reference, title, matter.status = 'archived', side, matter.client = party.contact
             from party join matter on matter.id = party.matter
             where party.contact = :contact
             order by side <> 'against', matter.status, opened_on desc, reference desc limit 50",
        )?;
        let engagements = statement
            .query_map(named_params! { ":contact": contact }, |row| {
                Ok(Engagement {
                    matter: row.get(0)?,
                    reference: row.get(1)?,
                    title: row.get(2)?,
                    archived: row.get(3)?,
                    side: row.get(4)?,
                    is_client: row.get(5)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let engaged = Rc::new(Engaged { status, engagements });
        self.engaged.borrow_mut().insert(contact, Rc::clone(&engaged));
        Ok(engaged)
    }
}

/// Whether somebody stands on another side than the name asked for would. Without a side, every engagement counts; former
/// clients do too (RIN 4.1), and prospects, who told what they came for.
fn opposes(side: Option<Side>, status: ContactStatus, engagements: &[Engagement]) -> bool {
    let is_client = status != ContactStatus::Unqualified;
    match side {
        Some(Side::For) => engagements.iter().any(|engagement| engagement.side == Side::Against),
        Some(Side::Against) => is_client || engagements.iter().any(|engagement| engagement.side == Side::For),
        _ => is_client || engagements.iter().any(|engagement| engagement.side != Side::Neutral),
    }
}

/// « , adversaire dans 2025-0031 et client dans 2024-0007 », else what the contact is to the firm.
fn tail(status: ContactStatus, engagements: &[Engagement]) -> String {
    let told: Vec<String> = engagements
        .iter()
        .take(5)
        .map(|engagement| {
            let what = match (engagement.side, engagement.is_client) {
                (Side::For, true) => "client",
                (Side::For, false) => "du côté du client",
                (Side::Against, _) => "adversaire",
                (Side::Neutral, _) => "intervenant",
            };
            let archived = if engagement.archived { " (archivé)" } else { "" };
            format!("{what} dans {}{archived}", engagement.reference)
        })
        .collect();
    if told.is_empty() {
        return format!(", {}", status.french().to_lowercase());
    }
    let more = engagements.len().saturating_sub(told.len());
    let more = if more > 0 { format!(" et dans {more} autres dossiers") } else { String::new() };
    format!(", {}{more}", told.join(", "))
}

/// How far a name with these words is from the nearest way to write the one asked for.
fn nearest(patterns: &[Pattern], words: &str) -> Option<f64> {
    patterns.iter().filter_map(|pattern| pattern.cost(words)).min_by(f64::total_cmp)
}

fn closeness(cost: f64) -> f64 {
    (1.0 / (1.0 + cost) * 1000.0).round() / 1000.0
}

/// « Anne Durand » and « Anne Petit »; of a company, its denomination, acronym and trade name.
fn whole_names(draft: &ContactDraft) -> Vec<String> {
    contact::merge::whole_names(draft)
}

fn all_words(name: &str) -> String {
    let mut words = Vec::new();
    name::search_words(name, &mut words);
    words.join(" ")
}
