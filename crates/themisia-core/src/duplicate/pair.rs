//! The pairs that a scan found, kept for the review: brought up to date with what changed since, in groups, without those that
//! somebody said are none.

use std::time::Instant;

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use super::judge::{self, DuplicateLevel, POSSIBLE, Verdict};
use super::model::Model;
use super::profile::{Profile, Terms};
use super::scan::Register;
use super::similar;
use crate::contact::row::{self, ContactRow};
use crate::contact::{self, Page};
use crate::core::{Core, Reader, Tx};
use crate::error::{Error, Result};
use crate::firm;
use crate::ids::{ContactId, RecordId};
use crate::vault::Progress;

/// Two contacts that may be one.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DuplicatePair {
    pub a: ContactRow,
    pub b: ContactRow,
    pub level: DuplicateLevel,
    pub score: f64,
    pub reasons: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DuplicatePairPage {
    pub total: u32,
    pub pairs: Vec<DuplicatePair>,
}

/// Contacts that lead to one another by pairs: two, or more.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DuplicateGroup {
    pub contacts: Vec<ContactRow>,
    /// Best first; `a` and `b` are among `contacts`.
    pub links: Vec<DuplicateLink>,
    pub level: DuplicateLevel,
    pub score: f64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DuplicateLink {
    pub a: ContactId,
    pub b: ContactId,
    pub level: DuplicateLevel,
    pub score: f64,
    pub reasons: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DuplicateGroupPage {
    pub total: u32,
    pub groups: Vec<DuplicateGroup>,
}

/// Open pairs by level, and how fresh they are.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct DuplicateCounts {
    pub certain: u32,
    pub same_company: u32,
    pub probable: u32,
    pub possible: u32,
    /// Groups that the pairs make.
    pub groups: u32,
    /// When the whole base was scanned last; nothing before the first scan.
    pub scanned_at: Option<String>,
    /// Contacts changed since the pairs were brought up to date.
    pub changed_since: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ScanReport {
    pub contacts: u32,
    pub counts: DuplicateCounts,
    pub seconds: f64,
}

/// Past so many changed contacts the whole base is scanned anew.
const MOST_REFRESHED: usize = 300;
const SCANNED_AT: &str = "duplicates_scanned_at";
/// The last change that the pairs know of.
const KNOWN_CHANGE: &str = "duplicates_known_change";
const MODEL: &str = "duplicates_model";

struct Kept {
    a: ContactId,
    b: ContactId,
    level: DuplicateLevel,
    score: f64,
    reasons: Vec<String>,
    fingerprint: String,
}

/// Scans the whole base and keeps what it finds.
pub(super) fn scan(core: &Core, progress: &Progress) -> Result<ScanReport> {
    let started = Instant::now();
    // Compared after the reading transaction is over: an open reader holds the write-ahead log.
    let (known_change, register) = core.read(|reader| Ok((last_change(reader)?, Register::read(reader, progress)?)))?;
    let (model, found) = register.pairs(POSSIBLE, progress)?;
    let contacts = register.terms.contacts;
    let mut kept: Vec<Kept> = found
        .iter()
        .map(|found| {
            let (a, b) = (&register.profiles[found.a as usize], &register.profiles[found.b as usize]);
            let (id_a, id_b) = (register.ids[found.a as usize], register.ids[found.b as usize]);
            let (print_a, print_b) = (a.fingerprint(&register.terms), b.fingerprint(&register.terms));
            Kept {
                a: id_a.min(id_b),
                b: id_a.max(id_b),
                level: found.level,
                score: found.score,
                reasons: judge::reasons(&found.evidence),
                fingerprint: fingerprint((id_a, print_a), (id_b, print_b)),
            }
        })
        .collect();
    drop(register);
    kept.sort_unstable_by_key(|kept| (kept.a, kept.b));
    progress.report("keep", 0, Some(kept.len() as u64))?;
    let now = crate::core::timestamp(core.now());
    core.write_local(|conn| {
        conn.execute("delete from duplicate_pair", [])?;
        for kept in &kept {
            insert(conn, kept)?;
        }
        regroup(conn)?;
        firm::set_local_setting(conn, SCANNED_AT, Some(&now))?;
        firm::set_local_setting(conn, KNOWN_CHANGE, Some(&known_change.to_string()))?;
        firm::set_local_setting(conn, MODEL, Some(&serde_json::to_string(&model)?))
    })?;
    let counts = core.read(|reader| counts(reader))?;
    Ok(ScanReport { contacts, counts, seconds: started.elapsed().as_secs_f64() })
}

/// Brings the kept pairs up to date with what changed since. Before the first scan there is nothing to bring up to date.
pub(super) fn refresh(core: &Core, progress: &Progress) -> Result<DuplicateCounts> {
    let (known, last, touched) = core.read(|reader| {
        let known = known_change(reader)?;
        let last = last_change(reader)?;
        let touched = match known {
            Some(known) if known < last => changed_since(reader, known)?,
            _ => Vec::new(),
        };
        Ok((known, last, touched))
    })?;
    if known.is_none() || touched.is_empty() {
        return core.read(|reader| counts(reader));
    }
    if touched.len() > MOST_REFRESHED {
        return Ok(scan(core, progress)?.counts);
    }
    let mut kept: FxHashMap<(ContactId, ContactId), Kept> = FxHashMap::default();
    core.read(|reader| {
        let model = model(reader)?;
        for (done, id) in touched.iter().enumerate() {
            progress.report("compare", done as u64, Some(touched.len() as u64))?;
            // A merged contact has no duplicates: the one that was kept has them.
            if contact::redirect::current(reader, *id).ok() != Some(*id) {
                continue;
            }
            let Some(draft) = contact::read_draft(reader, *id)? else { continue };
            for similar in similar::similar(reader, &draft, &model, POSSIBLE)? {
                let (a, b) = ordered(*id, similar.id);
                let Verdict { level, score, reasons } = similar.verdict;
                let fingerprint = fingerprint((*id, similar.own), (similar.id, similar.other));
                kept.insert((a, b), Kept { a, b, level, score, reasons, fingerprint });
            }
        }
        Ok(())
    })?;
    core.write_local(|conn| {
        for id in &touched {
            conn.prepare_cached("delete from duplicate_pair where a = ?1")?.execute([id])?;
            conn.prepare_cached("delete from duplicate_pair where b = ?1")?.execute([id])?;
        }
        for kept in kept.values() {
            insert(conn, kept)?;
        }
        regroup(conn)?;
        firm::set_local_setting(conn, KNOWN_CHANGE, Some(&last.to_string()))
    })?;
    core.read(|reader| counts(reader))
}

fn insert(conn: &Connection, kept: &Kept) -> Result<()> {
    conn.prepare_cached(
        "insert or replace into duplicate_pair (a, b, level, score, reasons, fingerprint, grp)
         values (:a, :b, :level, :score, :reasons, :fingerprint, :a)",
    )?
    .execute(named_params! {
        ":a": kept.a, ":b": kept.b, ":level": kept.level, ":score": kept.score,
        ":reasons": kept.reasons.join("\n"), ":fingerprint": kept.fingerprint,
    })?;
    Ok(())
}

/// Who belongs together: the least contact that pairs lead to names the group.
fn regroup(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare("select a, b, grp from duplicate_pair order by a, b")?;
    let pairs: Vec<(ContactId, ContactId, ContactId)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut leads: FxHashMap<ContactId, ContactId> = FxHashMap::default();
    fn root(leads: &mut FxHashMap<ContactId, ContactId>, id: ContactId) -> ContactId {
        let mut at = id;
        while let Some(next) = leads.get(&at).copied().filter(|next| *next != at) {
            at = next;
        }
        leads.insert(id, at);
        at
    }
    for (a, b, _) in &pairs {
        let (one, other) = (root(&mut leads, *a), root(&mut leads, *b));
        leads.insert(one.max(other), one.min(other));
    }
    let mut update = conn.prepare("update duplicate_pair set grp = :grp where a = :a and b = :b")?;
    for (a, b, grp) in pairs {
        let now = root(&mut leads, a);
        if now != grp {
            update.execute(named_params! { ":grp": now, ":a": a, ":b": b })?;
        }
    }
    Ok(())
}

/// A pair that nobody said is none, or that changed since.
const OPEN: &str =
    "not exists (select 1 from not_duplicate where not_duplicate.fingerprint = duplicate_pair.fingerprint
     and (not_duplicate.contact = a and other = b or not_duplicate.contact = b and other = a))
     and exists (select 1 from contact where id = a and merged_into is null and erased_at is null)
     and exists (select 1 from contact where id = b and merged_into is null and erased_at is null)";

pub fn counts(conn: &Connection) -> Result<DuplicateCounts> {
    let sql = format!("select level, count(*) from duplicate_pair where {OPEN} group by level");
    let mut counts = DuplicateCounts::default();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let count = match row.get(0)? {
            DuplicateLevel::Certain => &mut counts.certain,
            DuplicateLevel::SameCompany => &mut counts.same_company,
            DuplicateLevel::Probable => &mut counts.probable,
            DuplicateLevel::Possible => &mut counts.possible,
        };
        *count = row.get(1)?;
    }
    counts.groups = conn
        .prepare_cached(&format!("select count(distinct grp) from duplicate_pair where {OPEN}"))?
        .query_row([], |row| row.get(0))?;
    counts.scanned_at = firm::local_setting(conn, SCANNED_AT)?;
    if let Some(known) = known_change(conn)? {
        counts.changed_since = u32::try_from(changed_since(conn, known)?.len()).unwrap_or(u32::MAX);
    }
    Ok(counts)
}

/// Levels from the surest to `least`.
fn levels(least: DuplicateLevel) -> String {
    let at = DuplicateLevel::ALL.iter().position(|level| *level == least).unwrap_or(3);
    DuplicateLevel::ALL[..=at].iter().map(|level| format!("'{}'", level.as_str())).collect::<Vec<_>>().join(", ")
}

pub fn pairs(conn: &Connection, min_level: DuplicateLevel, page: Page) -> Result<DuplicatePairPage> {
    let condition = format!("level in ({}) and {OPEN}", levels(min_level));
    let total = conn
        .prepare_cached(&format!("select count(*) from duplicate_pair where {condition}"))?
        .query_row([], |row| row.get(0))?;
    let links = links(conn, &format!("{condition} order by score desc, a, b limit :limit offset :offset"), page)?;
    let pairs = links
        .into_iter()
        .map(|link| {
            Ok(DuplicatePair {
                a: contact_row(conn, link.a)?,
                b: contact_row(conn, link.b)?,
                level: link.level,
                score: link.score,
                reasons: link.reasons,
            })
        })
        .collect::<Result<_>>()?;
    Ok(DuplicatePairPage { total, pairs })
}

pub fn groups(conn: &Connection, min_level: DuplicateLevel, page: Page) -> Result<DuplicateGroupPage> {
    let condition = format!("level in ({}) and {OPEN}", levels(min_level));
    let total = conn
        .prepare_cached(&format!("select count(distinct grp) from duplicate_pair where {condition}"))?
        .query_row([], |row| row.get(0))?;
    let limit = page.limit.min(LARGEST_PAGE);
    let ids: Vec<ContactId> = conn
        .prepare_cached(&format!(
            "select grp from duplicate_pair where {condition} group by grp order by max(score) desc, grp
             limit :limit offset :offset"
        ))?
        .query_map(named_params! { ":limit": limit, ":offset": page.offset }, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut groups = Vec::with_capacity(ids.len());
    for id in ids {
        let of_group =
            format!("grp = x'{}' and {condition} order by score desc, a, b limit :limit offset :offset", id.0.simple());
        let links = links(conn, &of_group, Page { offset: 0, limit: LARGEST_PAGE })?;
        let mut members: Vec<ContactId> = links.iter().flat_map(|link| [link.a, link.b]).collect();
        members.sort_unstable();
        members.dedup();
        let contacts = members.into_iter().map(|id| contact_row(conn, id)).collect::<Result<_>>()?;
        let Some(best) = links.first() else { continue };
        groups.push(DuplicateGroup { contacts, level: best.level, score: best.score, links });
    }
    Ok(DuplicateGroupPage { total, groups })
}

const LARGEST_PAGE: u32 = 500;

fn links(conn: &Connection, condition: &str, page: Page) -> Result<Vec<DuplicateLink>> {
    let sql = format!("select a, b, level, score, reasons from duplicate_pair where {condition}");
    let limit = page.limit.min(LARGEST_PAGE);
    let links = conn
        .prepare(&sql)?
        .query_map(named_params! { ":limit": limit, ":offset": page.offset }, |row| {
            let reasons: String = row.get(4)?;
            Ok(DuplicateLink {
                a: row.get(0)?,
                b: row.get(1)?,
                level: row.get(2)?,
                score: row.get(3)?,
                reasons: reasons.lines().map(str::to_owned).collect(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(links)
}

pub(super) fn contact_row(conn: &Connection, id: ContactId) -> Result<ContactRow> {
    conn.prepare_cached(&format!("select {} from contact_row where contact = ?1", row::COLUMNS))?
        .query_row([id], row::from_row)
        .optional()?
        .ok_or(Error::NotFound)
}

// ------------------------------------------------------------------ what people said

/// Remembers that two contacts are not one, until one of them changes in what was compared.
///
/// # Errors
/// `NotFound`; `Invalid` for a contact and itself.
pub fn not_duplicates(tx: &Tx, a: ContactId, b: ContactId) -> Result<()> {
    let (a, b) = (contact::redirect::current(tx, a)?, contact::redirect::current(tx, b)?);
    if a == b {
        return Err(Error::invalid(
            "b",
            "same_contact",
            "Choisissez deux fiches différentes : celles-ci n’en sont qu’une.",
        ));
    }
    let (a, b) = ordered(a, b);
    let fingerprint = fingerprint_of(tx, a, b)?;
    tx.prepare_cached(
        "insert into not_duplicate (id, contact, other, fingerprint, at, user)
         values (:id, :a, :b, :fingerprint, :at, :user)
         on conflict (id) do update set fingerprint = excluded.fingerprint, at = excluded.at, user = excluded.user",
    )?
    .execute(named_params! {
        ":id": pair_id(a, b), ":a": a, ":b": b, ":fingerprint": fingerprint, ":at": tx.now(), ":user": tx.signer.user,
    })?;
    tx.label(format!("{} / {}", contact::name_of(tx, a)?, contact::name_of(tx, b)?));
    Ok(())
}

/// Takes back that two contacts are not one.
pub fn maybe_duplicates(tx: &Tx, a: ContactId, b: ContactId) -> Result<()> {
    let (a, b) = (contact::redirect::current(tx, a)?, contact::redirect::current(tx, b)?);
    let (a, b) = ordered(a, b);
    tx.prepare_cached("delete from not_duplicate where contact = :a and other = :b or contact = :b and other = :a")?
        .execute(named_params! { ":a": a, ":b": b })?;
    tx.label(format!("{} / {}", contact::name_of(tx, a)?, contact::name_of(tx, b)?));
    Ok(())
}

/// Whether somebody said that these are two, and nothing changed since.
pub(super) fn is_dismissed(conn: &Connection, a: ContactId, b: ContactId, fingerprint: &str) -> Result<bool> {
    let (a, b) = ordered(a, b);
    let known = conn
        .prepare_cached(
            "select 1 from not_duplicate
             where fingerprint = :fingerprint and (contact = :a and other = :b or contact = :b and other = :a)",
        )?
        .exists(named_params! { ":a": a, ":b": b, ":fingerprint": fingerprint })?;
    Ok(known)
}

fn fingerprint_of(conn: &Connection, a: ContactId, b: ContactId) -> Result<String> {
    let mut terms = Terms::default();
    let mut one = |id| -> Result<String> {
        let draft = contact::read_draft(conn, id)?.ok_or(Error::NotFound)?;
        let profile = Profile::of(&draft, &mut terms);
        Ok(profile.fingerprint(&terms))
    };
    Ok(fingerprint((a, one(a)?), (b, one(b)?)))
}

/// Of a pair, whichever way round it is given.
pub(super) fn fingerprint(a: (ContactId, String), b: (ContactId, String)) -> String {
    let (first, second) = if a.0 <= b.0 { (a.1, b.1) } else { (b.1, a.1) };
    format!("{first}{second}")
}

pub(super) fn ordered(a: ContactId, b: ContactId) -> (ContactId, ContactId) {
    (a.min(b), a.max(b))
}

fn pair_id(a: ContactId, b: ContactId) -> RecordId {
    Uuid::new_v5(&a.0, b.0.as_bytes()).into()
}

// ------------------------------------------------------------------ how fresh

/// The weights fitted in the last scan; before it, those known from elsewhere.
pub(super) fn model(reader: &Reader) -> Result<Model> {
    let fitted = firm::local_setting(reader, MODEL)?.and_then(|json| serde_json::from_str(&json).ok());
    match fitted {
        Some(model) => Ok(model),
        None => {
            let contacts: u32 =
                reader.query_row("select coalesce(max(rowid), 0) from contact_row", [], |row| row.get(0))?;
            Ok(Model::for_base(contacts))
        }
    }
}

fn last_change(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("select coalesce(max(seq), 0) from change", [], |row| row.get(0))?)
}

fn known_change(conn: &Connection) -> Result<Option<i64>> {
    Ok(firm::local_setting(conn, KNOWN_CHANGE)?.and_then(|seq| seq.parse().ok()))
}

/// Contacts that changes after `known` touched, whether they are still there or not.
fn changed_since(conn: &Connection, known: i64) -> Result<Vec<ContactId>> {
    let mut touched: Vec<ContactId> = Vec::new();
    let mut statement = conn.prepare_cached("select seq from change where seq > :known")?;
    let changes: Vec<i64> =
        statement.query_map(named_params! { ":known": known }, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if changes.is_empty() {
        return Ok(touched);
    }
    let mut statement = conn.prepare_cached("select record from change_record where change > :known")?;
    touched.extend(
        statement
            .query_map(named_params! { ":known": known }, |row| row.get::<_, ContactId>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?,
    );
    touched.sort_unstable();
    touched.dedup();
    Ok(touched)
}
