//! The contact that a row became when its file was imported before, and who else bears the reference of the row.

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::spool::{Place, Spool};
use crate::contact::name::{PARTICLES, fold, is_legal_form, list_name};
use crate::contact::{self, ContactDraft, ContactKind, Origin, redirect};
use crate::duplicate::profile;
use crate::error::Result;
use crate::ids::ContactId;

pub(super) enum Known {
    No,
    /// The contact, and the hash of the row that it was last.
    Same(ContactId, String),
    /// Somebody else has the reference: this name.
    Taken(String),
}

/// Contacts of one reference that are held against a row by their names: more of them make it no reference.
const MOST_BEARERS: usize = 100;

pub(super) fn known(conn: &Connection, draft: &ContactDraft, origin: &Origin) -> Result<Known> {
    if draft.external_ref.is_empty() {
        let same = conn
            .prepare_cached(
                "select id, external_hash from contact where external_ref = '' and external_hash <> '' and external_hash = :hash limit 1",
            )?
            .query_row(named_params! { ":hash": origin.hash }, |row| Ok(Known::Same(row.get(0)?, row.get(1)?)))
            .optional()?;
        return Ok(same.unwrap_or(Known::No));
    }
    let mut statement = conn.prepare_cached(
        "select id, external_hash from contact
         where external_ref <> '' and external_ref = :reference and external_source = :source
         order by external_hash <> :hash, id limit :most",
    )?;
    let asked = named_params! {
        ":reference": draft.external_ref, ":source": origin.source, ":hash": origin.hash, ":most": MOST_BEARERS as i64
    };
    let bearers = statement
        .query_map(asked, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(ContactId, String)>>>()?;
    let row = Who::of(draft);
    let mut same = None;
    let mut taken = None;
    for (id, hash) in bearers {
        if hash == origin.hash {
            return Ok(Known::Same(id, hash));
        }
        let kept = redirect::current(conn, id)?;
        let Some(present) = contact::read_draft(conn, kept)? else { continue };
        let present = Who::of(&present);
        if present.bears_the_names_of(&row) {
            return Ok(Known::Same(id, hash));
        }
        let is_same = present.is(&row) || redirect::merged_drafts(conn, kept)?.iter().any(|one| Who::of(one).is(&row));
        if is_same && same.is_none() {
            same = Some(Known::Same(id, hash));
        }
        taken.get_or_insert(present.name);
    }
    Ok(same.or(taken.map(Known::Taken)).unwrap_or(Known::No))
}

/// What a row would do.
pub(super) enum Trial {
    New,
    Taken(String),
    Unchanged,
    /// The contact of this name.
    Updated(String),
}

/// The rows of a file that were tried before: what they would have made known. Only hashes of it stay in memory.
pub(super) struct Tried {
    /// Of the rows without reference, and of those that came after many others under theirs.
    rows: FxHashSet<u64>,
    /// By hash of a reference: where those who bear it lie.
    references: FxHashMap<u64, Place>,
    spool: Spool,
}

/// A contact that earlier rows would have made or changed: the hash of the last of them, and who it is.
type Bearer = (String, Who);

impl Tried {
    pub(super) fn new() -> Result<Tried> {
        Ok(Tried { rows: FxHashSet::default(), references: FxHashMap::default(), spool: Spool::new()? })
    }

    pub(super) fn one(&mut self, conn: &Connection, draft: &ContactDraft, origin: &Origin) -> Result<Trial> {
        if draft.external_ref.is_empty() {
            if !self.rows.insert(profile::hash(&origin.hash)) {
                return Ok(Trial::Unchanged);
            }
            return Ok(match known(conn, draft, origin)? {
                Known::Same(..) => Trial::Unchanged,
                _ => Trial::New,
            });
        }
        let reference = profile::hash(&draft.external_ref);
        let mut bearers: Vec<Bearer> = match self.references.get(&reference) {
            Some(place) => self.spool.get(*place)?,
            None => Vec::new(),
        };
        let row = Who::of(draft);
        if bearers.iter().any(|(hash, _)| *hash == origin.hash) {
            return Ok(Trial::Unchanged);
        }
        let before = bearers.iter().position(|(_, who)| who.bears_the_names_of(&row));
        let trial = if let Some(at) = before.or_else(|| bearers.iter().position(|(_, who)| who.is(&row))) {
            let name = row.name.clone();
            bearers[at] = (origin.hash.clone(), row);
            Trial::Updated(name)
        } else {
            if bearers.len() >= MOST_BEARERS && !self.rows.insert(profile::hash(&origin.hash)) {
                return Ok(Trial::Unchanged);
            }
            let trial = match known(conn, draft, origin)? {
                Known::Same(_, hash) if hash == origin.hash => Trial::Unchanged,
                Known::Same(id, _) => Trial::Updated(contact::name_of(conn, redirect::current(conn, id)?)?),
                Known::Taken(name) => Trial::Taken(name),
                Known::No => bearers.first().map_or(Trial::New, |(_, who)| Trial::Taken(who.name.clone())),
            };
            if bearers.len() >= MOST_BEARERS {
                return Ok(trial);
            }
            bearers.push((origin.hash.clone(), row));
            trial
        };
        self.references.insert(reference, self.spool.put(&bearers)?);
        Ok(trial)
    }
}

/// What tells whether a row is about somebody.
#[derive(Serialize, Deserialize)]
pub(super) struct Who {
    pub(super) name: String,
    is_person: bool,
    first_names: Vec<String>,
    /// Surnames, or the words of an organisation's name without its legal form.
    names: Vec<String>,
    birth_date: Option<String>,
    emails: Vec<String>,
    siren: String,
}

impl Who {
    pub(super) fn of(draft: &ContactDraft) -> Who {
        let is_person = draft.kind == ContactKind::NaturalPerson;
        let mut names = Vec::new();
        if is_person {
            let former = draft.former_names.iter().map(|former| &former.name);
            for name in [&draft.birth_name, &draft.usage_name].into_iter().chain(former) {
                names.extend(words(name));
            }
        } else {
            names.extend(words(&draft.organisation_name));
        }
        let siren = if draft.siren.is_empty() { draft.siret.get(..9).unwrap_or_default() } else { &draft.siren };
        Who {
            name: list_name(draft),
            is_person,
            first_names: words(&draft.first_names),
            names,
            birth_date: draft.birth_date.clone(),
            emails: draft.emails.iter().map(|email| email.address.to_lowercase()).collect(),
            siren: siren.to_owned(),
        }
    }

    fn bears_the_names_of(&self, row: &Who) -> bool {
        let all = |who: &Who| {
            let mut words: Vec<String> = who.names.iter().chain(&who.first_names).cloned().collect();
            words.sort_unstable();
            words.dedup();
            words
        };
        all(self) == all(row)
    }

    /// Whether a row that bears the reference of this contact is about it. A spouse, a twin or another company of the same group
    /// is somebody else; somebody who married, or whose name was mistyped, is not.
    pub(super) fn is(&self, row: &Who) -> bool {
        if self.bears_the_names_of(row) || (!self.siren.is_empty() && self.siren == row.siren) {
            return true;
        }
        let is_reached_alike = self.emails.iter().any(|email| row.emails.contains(email));
        let shares_a_name = self.names.iter().any(|name| row.names.contains(name));
        match (self.is_person, row.is_person) {
            (true, true) => {
                let is_born_alike = self.birth_date.is_some() && self.birth_date == row.birth_date;
                let is_called_alike =
                    self.first_names.iter().any(|name| row.first_names.iter().any(|o| begins(name, o)));
                let may_be_called_alike = is_called_alike || self.first_names.is_empty() || row.first_names.is_empty();
                let is_nearly_named =
                    self.names.iter().any(|name| row.names.iter().any(|other| differ_by_a_letter(name, other)));
                (shares_a_name && (may_be_called_alike || is_born_alike))
                    || (is_called_alike && (is_born_alike || is_reached_alike || is_nearly_named))
                    || (is_called_alike && (self.names.is_empty() || row.names.is_empty()))
            }
            (false, false) => {
                let within = |few: &[String], many: &[String]| !few.is_empty() && few.iter().all(|w| many.contains(w));
                within(&self.names, &row.names)
                    || within(&row.names, &self.names)
                    || (shares_a_name && is_reached_alike)
            }
            _ => false,
        }
    }
}

/// The words that tell one name from another; all of them where there are no others.
fn words(name: &str) -> Vec<String> {
    let folded = fold(name);
    let all = || folded.split(' ').filter(|word| !word.is_empty());
    let telling: Vec<String> =
        all().filter(|word| !PARTICLES.contains(word) && !is_legal_form(word)).map(str::to_owned).collect();
    if telling.is_empty() { all().map(str::to_owned).collect() } else { telling }
}

fn begins(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// A letter more, less, or another: « Duran » and « Durand ». Short names differ by that much from each other.
fn differ_by_a_letter(a: &str, b: &str) -> bool {
    const SHORTEST: usize = 5;
    let (short, long) = if a.len() <= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    if long.len() < SHORTEST || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = short.len() - same;
    if short.len() == long.len() {
        rest == 0 || short[same + 1..] == long[same + 1..]
    } else {
        short[same..] == long[long.len() - rest..]
    }
}
