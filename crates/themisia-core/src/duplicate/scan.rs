//! The scan of the whole base: contacts are read once into memory, meet under their keys, and are compared.

use rayon::prelude::*;
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::compare::{Base, Evidence, comparable};
use super::judge::{DuplicateLevel, level_of};
use super::key::{self, RULES};
use super::model::{Judge, Model};
use super::profile::{COURT, FIRM, Facts, PERSON, Profile, Terms};
use super::train;
use crate::contact::ContactDraft;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::vault::Progress;

/// Contacts in memory, as they are compared.
pub struct Register {
    pub ids: Vec<ContactId>,
    pub profiles: Vec<Profile>,
    /// External references, one after the other, and where each ends.
    references: (String, Vec<u32>),
    pub terms: Terms,
    pub shared_phones: FxHashMap<u64, u32>,
    pub places: FxHashMap<u32, u32>,
}

/// Two contacts by their place in the register, and what comparing them gave.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub a: u32,
    pub b: u32,
    pub score: f64,
    pub level: DuplicateLevel,
    pub evidence: Evidence,
}

/// Contacts between two reports of progress.
const STEP: usize = 20_000;

impl Register {
    pub fn empty() -> Register {
        let mut register = Register {
            ids: Vec::new(),
            profiles: Vec::new(),
            references: (String::new(), Vec::new()),
            terms: Terms::default(),
            shared_phones: FxHashMap::default(),
            places: FxHashMap::default(),
        };
        register.finish();
        register
    }

    /// The profile of a contact that is not of the base, in its terms.
    pub fn profile(&mut self, draft: &ContactDraft) -> Profile {
        let profile = Profile::of(draft, &mut self.terms);
        for place in &profile.places {
            *self.places.entry(place.postal_code).or_default() += 1;
        }
        profile
    }

    /// Leaves out contacts, as if the base did not have them.
    pub fn forget(&mut self, gone: &FxHashSet<ContactId>) {
        if gone.is_empty() {
            return;
        }
        let kept: Vec<bool> = self.ids.iter().map(|id| !gone.contains(id)).collect();
        let mut keep = kept.iter();
        self.ids.retain(|_| keep.next() == Some(&true));
        let mut keep = kept.iter();
        self.profiles.retain(|_| keep.next() == Some(&true));
        self.references = (String::new(), Vec::new());
    }

    pub fn read(conn: &Connection, progress: &Progress) -> Result<Register> {
        let total: u32 = conn.query_row("select count(*) from contact", [], |row| row.get(0))?;
        let capacity = total as usize;
        let mut register = Register {
            ids: Vec::with_capacity(capacity),
            profiles: Vec::with_capacity(capacity),
            references: (String::new(), Vec::with_capacity(capacity)),
            terms: Terms::default(),
            shared_phones: FxHashMap::default(),
            places: FxHashMap::default(),
        };
        let mut statement = conn.prepare(
            "select id, kind, civility, first_names, birth_name, usage_name, organisation_name, acronym, trade_name,
                 legal_form, coalesce(birth_date, ''), siren, siret, vat_number, external_ref
             from contact where merged_into is null and erased_at is null order by id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = |at: usize| -> Result<&str> { Ok(row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?) };
            let kind = match text(1)? {
                "natural_person" => PERSON,
                "legal_person" => FIRM,
                _ => COURT,
            };
            let facts = Facts {
                kind,
                civility: text(2)?,
                first_names: text(3)?,
                birth_name: text(4)?,
                usage_name: text(5)?,
                organisation_name: text(6)?,
                acronym: text(7)?,
                trade_name: text(8)?,
                legal_form: text(9)?,
                birth_date: text(10)?,
                siren: text(11)?,
                siret: text(12)?,
                vat_number: text(13)?,
            };
            let profile = Profile::of_facts(&facts, &mut register.terms);
            register.references.0.push_str(text(14)?);
            register.references.1.push(u32::try_from(register.references.0.len()).unwrap_or(u32::MAX));
            register.ids.push(row.get(0)?);
            register.profiles.push(profile);
            if register.ids.len().is_multiple_of(STEP) {
                progress.report("read", register.ids.len() as u64, Some(u64::from(total)))?;
            }
        }
        register.read_parts(conn)?;
        register.finish();
        Ok(register)
    }

    fn read_parts(&mut self, conn: &Connection) -> Result<()> {
        self.each_part(conn, "select contact, name from contact_former_name", |profile, terms, row| {
            profile.add_former_name(text(row, 1)?, terms);
            Ok(())
        })?;
        self.each_part(conn, "select contact, address from contact_email", |profile, terms, row| {
            profile.add_email(text(row, 1)?, terms);
            Ok(())
        })?;
        self.each_part(conn, "select contact, number from contact_phone", |profile, _, row| {
            profile.add_phone(text(row, 1)?);
            Ok(())
        })?;
        self.each_part(conn, "select contact, street, postal_code, town from contact_address", |profile, terms, row| {
            profile.add_place(text(row, 1)?, text(row, 2)?, text(row, 3)?, terms);
            Ok(())
        })
    }

    fn each_part(
        &mut self,
        conn: &Connection,
        sql: &str,
        mut add: impl FnMut(&mut Profile, &mut Terms, &rusqlite::Row) -> Result<()>,
    ) -> Result<()> {
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut near = 0;
        while let Some(row) = rows.next()? {
            let id: ContactId = row.get(0)?;
            // Parts come nearly in the order of their contacts: ids of both grow with time.
            if self.ids.get(near) != Some(&id) {
                near = if self.ids.get(near + 1) == Some(&id) {
                    near + 1
                } else {
                    match self.ids.binary_search(&id) {
                        Ok(at) => at,
                        Err(_) => return Err(Error::Internal("a part without its contact".into())),
                    }
                };
            }
            add(&mut self.profiles[near], &mut self.terms, row)?;
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) {
        self.terms.finish();
        let mut phones: Vec<u64> = Vec::new();
        for profile in &self.profiles {
            phones.extend(&profile.phones);
            for place in &profile.places {
                *self.places.entry(place.postal_code).or_default() += 1;
            }
        }
        phones.par_sort_unstable();
        for same in phones.chunk_by(|a, b| a == b).filter(|same| same.len() > 2) {
            self.shared_phones.insert(same[0], u32::try_from(same.len()).unwrap_or(u32::MAX));
        }
    }

    /// The external reference of a contact; empty when it has none.
    pub fn reference(&self, at: u32) -> &str {
        let (text, ends) = &self.references;
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
        &text[start..ends[at] as usize]
    }

    pub fn base(&self) -> Base<'_> {
        Base { terms: &self.terms, shared_phones: &self.shared_phones, places: &self.places }
    }

    /// Pairs that share a key.
    pub fn candidates(&self, progress: &Progress) -> Result<Vec<(u32, u32)>> {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (at, (rule, most)) in RULES.iter().enumerate() {
            progress.report("candidates", at as u64, Some(RULES.len() as u64))?;
            let mut entries: Vec<(u64, u32)> = self
                .profiles
                .par_chunks(4096)
                .enumerate()
                .flat_map_iter(|(chunk, profiles)| {
                    let mut keys = Vec::new();
                    let mut entries = Vec::with_capacity(profiles.len() * 2);
                    for (within, profile) in profiles.iter().enumerate() {
                        let at = u32::try_from(chunk * 4096 + within).unwrap_or(u32::MAX);
                        key::keys(*rule, profile, &self.terms, &mut keys);
                        entries.extend(keys.iter().map(|key| (*key, at)));
                    }
                    entries
                })
                .collect();
            entries.par_sort_unstable();
            for block in entries.chunk_by(|a, b| a.0 == b.0) {
                if block.len() < 2 || block.len() > *most {
                    continue;
                }
                for (at, (_, a)) in block.iter().enumerate() {
                    for (_, b) in &block[at + 1..] {
                        if comparable(&self.profiles[*a as usize], &self.profiles[*b as usize]) {
                            pairs.push((*a, *b));
                        }
                    }
                }
            }
        }
        pairs.par_sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }

    /// Every pair worth at least `least`, in the order of the register, with the model that judged them.
    pub fn pairs(&self, least: f64, progress: &Progress) -> Result<(Model, Vec<Found>)> {
        let candidates = self.candidates(progress)?;
        let base = self.base();
        let sample = train::sample(&candidates, &self.profiles, &base);
        let mut of_kind = [0u32; 3];
        for profile in &self.profiles {
            of_kind[usize::from(profile.kind)] += 1;
        }
        let mut model = Model::for_contacts(of_kind);
        train::fit(&mut model, &sample, candidates.len(), of_kind);
        let judge = Judge::of(&model);
        let every = train::every(candidates.len());
        let mut found = Vec::new();
        let steps = candidates.chunks(every * STEP);
        let count = steps.len() as u64;
        for (at, step) in steps.enumerate() {
            progress.report("compare", at as u64, Some(count))?;
            let first = at * every * STEP;
            found.par_extend(step.par_iter().with_min_len(512).enumerate().filter_map(|(within, (a, b))| {
                let at = first + within;
                let evidence = if at.is_multiple_of(every) {
                    sample[at / every]
                } else {
                    base.compare(&self.profiles[*a as usize], &self.profiles[*b as usize])
                };
                let (level, score) = level_of(&judge, &evidence);
                (score >= least || level == DuplicateLevel::SameCompany).then_some(Found {
                    a: *a,
                    b: *b,
                    score,
                    level,
                    evidence,
                })
            }));
        }
        Ok((model, found))
    }
}

fn text<'a>(row: &'a rusqlite::Row, at: usize) -> Result<&'a str> {
    Ok(row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?)
}
