//! The rows of an import against the base and against one another, as they come.

use rusqlite::named_params;
use rustc_hash::{FxHashMap, FxHashSet};

use super::judge::{DuplicateLevel, PROBABLE, level_of, reasons};
use super::key::{self, Rule};
use super::model::{Judge, Model};
use super::pair;
use super::profile::Profile;
use super::scan::Register;
use super::similar;
use crate::contact::{self, ContactDraft, name};
use crate::core::Core;
use crate::error::Result;
use crate::ids::ContactId;
use crate::vault::Progress;

/// A base that holds so many times the rows that come is asked for each row, instead of being read whole.
const MUCH_LARGER: u64 = 40;

/// Contacts in memory, at most; each takes about 1 KB with its names and keys.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// A larger base is asked for each row, instead of being read whole.
    pub base: usize,
    /// Of a longer file the first rows are compared; the scan of the base finds what the others double.
    pub rows: usize,
}

pub const ROOM: Room = Room { base: 150_000, rows: 100_000 };

/// The rules that bring probable duplicates together; the others of a scan bring possible ones, at a cost that each row would pay.
const RULES: &[(Rule, usize)] = &[
    (Rule::Identifier, 40),
    (Rule::Phone, 20),
    (Rule::Email, 20),
    (Rule::Name, 40),
    (Rule::Birth, 20),
    (Rule::TownName, 20),
    (Rule::Door, 20),
];

/// What a row of an import may double.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubled {
    /// « DURAND Anne », of the base or of an earlier row.
    pub name: String,
    /// The earlier row of the same file, when it is one.
    pub row: Option<u32>,
    pub reasons: Vec<String>,
}

pub struct Incoming<'a> {
    core: &'a Core,
    /// The base as it was before, if it is read whole; and the rows since.
    register: Register,
    /// Contacts of the base in the register, which come first.
    of_base: usize,
    rows: Vec<(u32, String)>,
    keys: Vec<Sharing>,
    judge: Judge,
    model: Model,
    room: Room,
    ask_base: bool,
    last_row: i64,
}

/// Who shares a key of one rule: chains through one list, in a fifth of the memory of a list a key.
#[derive(Default)]
struct Sharing {
    /// By key: its last entry, and how many there are.
    last: FxHashMap<u64, (u32, u32)>,
    /// A contact, and the entry before it under the same key.
    entries: Vec<(u32, u32)>,
}

impl Sharing {
    /// One more than says anything is enough to know that it says nothing.
    fn add(&mut self, key: u64, at: u32, most: usize) {
        let entry = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let (last, count) = self.last.entry(key).or_insert((u32::MAX, 0));
        if *count as usize <= most {
            self.entries.push((at, *last));
            (*last, *count) = (entry, *count + 1);
        }
    }

    fn of(&self, key: u64, most: usize, sharing: &mut Vec<u32>) {
        let Some((mut entry, count)) = self.last.get(&key).copied().filter(|(_, count)| *count as usize <= most) else {
            return;
        };
        for _ in 0..count {
            let (at, before) = self.entries[entry as usize];
            sharing.push(at);
            entry = before;
        }
    }
}

impl<'a> Incoming<'a> {
    /// Whether no more contacts are held against one another.
    pub fn is_full(&self) -> bool {
        self.rows.len() >= self.room.rows
    }

    /// `last_row`: of `contact_row` before the import; what came later is of the import itself. `expected`: rows, about.
    /// `room`: [`ROOM`].
    pub fn new(core: &'a Core, last_row: i64, expected: u64, room: Room) -> Result<Incoming<'a>> {
        core.read(|reader| {
            let contacts: u32 = reader.query_row("select count(*) from contact_row", [], |row| row.get(0))?;
            let ask_base = contacts as usize > room.base || u64::from(contacts) > expected.saturating_mul(MUCH_LARGER);
            let mut register = if ask_base { Register::empty() } else { Register::read(reader, &Progress::silent())? };
            let mut later = reader.prepare("select contact from contact_row where rowid > :last")?;
            let later: FxHashSet<ContactId> = later
                .query_map(named_params! { ":last": last_row }, |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            register.forget(&later);
            let model = pair::model(reader)?;
            let of_base = register.ids.len();
            let mut incoming = Incoming {
                core,
                register,
                of_base,
                rows: Vec::new(),
                keys: RULES.iter().map(|_| Sharing::default()).collect(),
                judge: Judge::of(&model),
                model,
                room,
                ask_base,
                last_row,
            };
            for at in 0..of_base {
                incoming.index(u32::try_from(at).unwrap_or(u32::MAX));
            }
            Ok(incoming)
        })
    }

    /// Whom the contact of a row may double; from here on it is one of those that later rows are held against. `id`: under which
    /// it was written, if it was.
    pub fn check(&mut self, row: u32, draft: &ContactDraft, id: Option<ContactId>) -> Result<Option<Doubled>> {
        let profile = self.register.profile(draft);
        let mut best: Option<(f64, Doubled)> = self.among_known(&profile);
        if self.ask_base && best.is_none() {
            let asked = ContactDraft { id, ..draft.clone() };
            let found = self.core.read(|reader| {
                let similar = similar::similar(reader, &asked, &self.model, PROBABLE)?;
                // What the import itself wrote is among the rows.
                let mut of_base =
                    reader.prepare_cached("select 1 from contact_row where contact = ?1 and rowid <= ?2")?;
                let mut surest = None;
                for similar in similar {
                    if similar.verdict.level != DuplicateLevel::SameCompany
                        && of_base.exists((similar.id, self.last_row))?
                    {
                        surest = Some(similar);
                        break;
                    }
                }
                surest.map(|similar| Ok((contact::name_of(reader, similar.id)?, similar.verdict))).transpose()
            })?;
            best = found.map(|(name, verdict)| (verdict.score, Doubled { name, row: None, reasons: verdict.reasons }));
        }
        self.register.profiles.push(profile);
        self.rows.push((row, name::list_name(draft)));
        self.index(u32::try_from(self.register.profiles.len() - 1).unwrap_or(u32::MAX));
        Ok(best.map(|(_, doubled)| doubled))
    }

    fn among_known(&self, profile: &Profile) -> Option<(f64, Doubled)> {
        let mut candidates: Vec<u32> = Vec::new();
        let mut keys = Vec::new();
        for ((rule, most), known) in RULES.iter().zip(&self.keys) {
            key::keys(*rule, profile, &self.register.terms, &mut keys);
            for key in &keys {
                known.of(*key, *most, &mut candidates);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let base = self.register.base();
        let mut best: Option<(f64, u32, Vec<String>)> = None;
        for at in candidates {
            let other = &self.register.profiles[at as usize];
            if !super::compare::comparable(profile, other) {
                continue;
            }
            let evidence = base.compare(profile, other);
            let (level, score) = level_of(&self.judge, &evidence);
            let surer = best.as_ref().is_none_or(|best| score > best.0);
            if matches!(level, DuplicateLevel::Certain | DuplicateLevel::Probable) && surer {
                best = Some((score, at, reasons(&evidence)));
            }
        }
        let (score, at, reasons) = best?;
        let doubled = match (at as usize).checked_sub(self.of_base) {
            Some(row) => {
                let (row, name) = &self.rows[row];
                Doubled { name: name.clone(), row: Some(*row), reasons }
            }
            None => {
                let id = self.register.ids[at as usize];
                let name = self.core.read(|reader| contact::name_of(reader, id)).unwrap_or_default();
                Doubled { name, row: None, reasons }
            }
        };
        Some((score, doubled))
    }

    fn index(&mut self, at: u32) {
        let mut keys = Vec::new();
        for ((rule, most), known) in RULES.iter().zip(&mut self.keys) {
            key::keys(*rule, &self.register.profiles[at as usize], &self.register.terms, &mut keys);
            for key in &keys {
                known.add(*key, at, *most);
            }
        }
    }
}
