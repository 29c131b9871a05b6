//! Duplicates (DOMAIN §10): who may be twice in the base, how sure that is, and why, in words.
//!
//! A contact becomes a [`profile`]: folded, without legal form, title or kind of street. Profiles meet under their [`key`]s,
//! are [compared](compare) field by field, and the [`model`] tells how likely both are one. The same comparison serves the
//! [scan](scan) of the base and the [look-up](similar) of one contact.

pub mod close;
pub mod compare;
pub mod incoming;
pub mod judge;
mod key;
pub(crate) mod lexicon;
pub mod model;
mod organisation;
pub mod pair;
pub mod profile;
mod reach;
pub mod scan;
pub mod similar;
mod train;

use rusqlite::Connection;
use rustc_hash::FxHashMap;
use serde::Serialize;
use ts_rs::TS;

use crate::contact::row::ContactRow;
use crate::contact::{self, ContactDraft};
use crate::core::Reader;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::vault::{Progress, Vault};

use compare::{Base, comparable};
use model::{Judge, Model};
use profile::{Profile, Terms};

pub use judge::{DuplicateLevel, Verdict};
pub use pair::{
    DuplicateCounts, DuplicateGroup, DuplicateGroupPage, DuplicateLink, DuplicatePair, DuplicatePairPage, ScanReport,
};

/// A contact of the base that may be the one that is typed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SimilarContact {
    pub contact: ContactRow,
    pub level: DuplicateLevel,
    /// From 0 to 1.
    pub score: f64,
    /// French, what speaks for it first.
    pub reasons: Vec<String>,
}

/// Shown while typing: less sure than in the review, since less is known yet.
const TYPED_LEAST: f64 = 0.15;
const MOST_SIMILAR: usize = 8;

/// Who in the base may be the contact that is typed. A name too short to mean anybody gives nobody.
pub fn similar_contacts(reader: &Reader, draft: ContactDraft) -> Result<Vec<SimilarContact>> {
    let draft = contact::tidied(draft);
    let model = pair::model(reader)?;
    let mut found = Vec::new();
    for similar in similar::similar(reader, &draft, &model, TYPED_LEAST)? {
        if let Some(id) = draft.id {
            let fingerprint = pair::fingerprint((id, similar.own), (similar.id, similar.other));
            if pair::is_dismissed(reader, id, similar.id, &fingerprint)? {
                continue;
            }
        }
        let judge::Verdict { level, score, reasons } = similar.verdict;
        found.push(SimilarContact { contact: pair::contact_row(reader, similar.id)?, level, score, reasons });
        if found.len() == MOST_SIMILAR {
            break;
        }
    }
    Ok(found)
}

/// What two contacts are to one another by themselves, as in a small base where their names are neither rare nor frequent.
pub fn between(a: &ContactDraft, b: &ContactDraft) -> Verdict {
    // As they would be kept: numbers in one form.
    let kept = |draft: &ContactDraft| contact::normalised(draft.clone()).unwrap_or_else(|_| draft.clone());
    let mut terms = Terms::default();
    let (a, b) = (Profile::of(&kept(a), &mut terms), Profile::of(&kept(b), &mut terms));
    terms.finish();
    let (shared_phones, places) = (FxHashMap::default(), FxHashMap::default());
    let base = Base { terms: &terms, shared_phones: &shared_phones, places: &places };
    if !comparable(&a, &b) {
        return Verdict { level: DuplicateLevel::Possible, score: 0.0, reasons: Vec::new() };
    }
    judge::verdict(&Judge::of(&Model::for_base(1000)), &base.compare(&a, &b))
}

/// Who in the base may be this contact.
///
/// # Errors
/// `NotFound`.
pub fn duplicates_of(reader: &Reader, id: ContactId) -> Result<Vec<SimilarContact>> {
    let id = contact::redirect::current(reader, id)?;
    let draft = contact::read_draft(reader, id)?.ok_or(Error::NotFound)?;
    let mut found = similar_contacts(reader, draft)?;
    found.retain(|similar| similar.score >= judge::POSSIBLE);
    Ok(found)
}

/// Scans the whole base; what it finds is kept for the review.
pub fn scan_duplicates(vault: &Vault, progress: &Progress) -> Result<ScanReport> {
    let open = vault.open_base()?;
    let report = pair::scan(&open.core, progress)?;
    vault.emit(crate::vault::Event::Changed { tables: vec!["duplicate_pair".to_owned()] });
    Ok(report)
}

/// Brings the pairs kept for the review up to date with what changed since the scan.
pub fn refresh_duplicates(vault: &Vault, progress: &Progress) -> Result<DuplicateCounts> {
    pair::refresh(&vault.open_base()?.core, progress)
}

pub fn duplicate_counts(conn: &Connection) -> Result<DuplicateCounts> {
    pair::counts(conn)
}

/// A pair as the command line prints it.
#[derive(Debug, Serialize)]
pub struct PairLine<'a> {
    pub a: ContactId,
    pub b: ContactId,
    pub a_ref: &'a str,
    pub b_ref: &'a str,
    pub score: f64,
    pub level: DuplicateLevel,
    pub reasons: Vec<String>,
}

/// Scans the base and hands over every open pair worth at least `min_score`, best first. Nothing is kept.
pub fn each_pair(
    reader: &Reader,
    progress: &Progress,
    min_score: f64,
    mut line: impl FnMut(&PairLine) -> std::io::Result<()>,
) -> Result<usize> {
    let register = scan::Register::read(reader, progress)?;
    let (_, mut found) = register.pairs(min_score, progress)?;
    found.sort_unstable_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
    let dismissed: bool = reader.query_row("select exists (select 1 from not_duplicate)", [], |row| row.get(0))?;
    let mut count = 0;
    for pair in &found {
        let (a, b) = (register.ids[pair.a as usize], register.ids[pair.b as usize]);
        if dismissed {
            let of = |at: u32| register.profiles[at as usize].fingerprint(&register.terms);
            let fingerprint = pair::fingerprint((a, of(pair.a)), (b, of(pair.b)));
            if pair::is_dismissed(reader, a, b, &fingerprint)? {
                continue;
            }
        }
        line(&PairLine {
            a,
            b,
            a_ref: register.reference(pair.a),
            b_ref: register.reference(pair.b),
            score: pair.score,
            level: pair.level,
            reasons: judge::reasons(&pair.evidence),
        })?;
        count += 1;
    }
    Ok(count)
}
