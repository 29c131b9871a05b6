//! One letter for each contact of a selection, in its open matter or in none: looked at before, made with progress, filed for each,
//! undone as one.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Serialize;
use ts_rs::TS;

use super::write::{self, Paper};
use super::{ProposedLetter, propose, template};
use crate::contact::{self, ContactFilter, name_of, redirect};
use crate::core::Reader;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, OperationId, RecordId};
use crate::op::Op;
use crate::print;
use crate::vault::{OpenBase, Progress, Vault};

/// A contact that gets no letter, and why.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MailMergeRefusal {
    pub id: ContactId,
    pub name: String,
    /// French sentence.
    pub reason: String,
}

/// A field that says nothing, and in how many of the letters.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MailMergeEmpty {
    /// « dossier.rg »
    pub field: String,
    pub letters: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MailMergePreview {
    /// Letters that would be made.
    pub letters: u32,
    /// The first of them.
    pub first: Vec<ProposedLetter>,
    /// What to look at again before they are made.
    pub empty: Vec<MailMergeEmpty>,
    /// Contacts without a letter; at most 200 are named, the count is whole.
    pub refused: u32,
    pub refusals: Vec<MailMergeRefusal>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MailMergeReport {
    pub written: u32,
    pub refused: u32,
    pub refusals: Vec<MailMergeRefusal>,
    /// Where the PDF, or the folder of the PDFs, was written.
    pub path: Option<String>,
    pub operation: Option<OperationId>,
}

/// Letters of one series, at most: they are laid out in memory.
const MOST: usize = 1000;
const MOST_REFUSALS: usize = 200;
const SHOWN: usize = 3;

#[derive(Default)]
struct Refusals {
    count: u32,
    named: Vec<MailMergeRefusal>,
}

impl Refusals {
    fn add(&mut self, reader: &Reader, id: ContactId, reason: String) -> Result<()> {
        self.count += 1;
        if self.named.len() < MOST_REFUSALS {
            self.named.push(MailMergeRefusal { id, name: name_of(reader, id)?, reason });
        }
        Ok(())
    }
}

/// What a series would be: the first letters, and who gets none. `in_matter`: each is written in the open matter of its contact, who
/// has no letter without one, or with several.
///
/// # Errors
/// `Invalid` for a template that is wrong or speaks of a matter where there is none, or more than a thousand contacts; `NotFound`.
pub fn preview(
    reader: &Reader,
    template: RecordId,
    filter: ContactFilter,
    ids: Option<Vec<ContactId>>,
    in_matter: bool,
) -> Result<MailMergePreview> {
    let mut preview =
        MailMergePreview { letters: 0, first: Vec::new(), empty: Vec::new(), refused: 0, refusals: Vec::new() };
    let mut refusals = Refusals::default();
    let mut empty: BTreeMap<String, u32> = BTreeMap::new();
    for id in chosen(reader, filter, ids)? {
        match letter(reader, template, id, in_matter)? {
            Ok(proposed) => {
                preview.letters += 1;
                for field in &proposed.empty {
                    *empty.entry(field.clone()).or_default() += 1;
                }
                if preview.first.len() < SHOWN {
                    preview.first.push(proposed);
                }
            }
            Err(reason) => refusals.add(reader, id, reason)?,
        }
    }
    preview.empty = empty.into_iter().map(|(field, letters)| MailMergeEmpty { field, letters }).collect();
    preview.refused = refusals.count;
    preview.refusals = refusals.named;
    Ok(preview)
}

/// Makes the letters, keeps and files each. They are also written to `path` when there is one: one PDF of all, or with `each` a
/// folder with one PDF each.
///
/// # Errors
/// As [`preview`]; `Cancelled`, and then none stays; `File` when they can't be written there.
#[allow(clippy::too_many_arguments)] // What the page asks for, field by field.
pub fn run(
    vault: &Vault,
    progress: &Progress,
    template: RecordId,
    filter: ContactFilter,
    ids: Option<Vec<ContactId>>,
    in_matter: bool,
    path: Option<String>,
    each: bool,
) -> Result<MailMergeReport> {
    let open = vault.open_base()?;
    let _held = open.blobs.hold();
    let (name, papers, refusals) = open.core.read(|reader| {
        let name = self::template(reader, template)?.name;
        let (mut papers, mut refusals) = (Vec::new(), Refusals::default());
        for id in chosen(reader, filter, ids)? {
            match letter(reader, template, id, in_matter)? {
                Ok(proposed) => papers.push(Paper::of(reader, proposed.draft)?),
                Err(reason) => refusals.add(reader, id, reason)?,
            }
        }
        Ok((name, papers, refusals))
    })?;
    if papers.is_empty() {
        let message = "Aucune lettre à faire : complétez les adresses des contacts choisis.";
        return Err(Error::invalid("ids", "no_letter", message));
    }
    let total = papers.len() as u64;
    let mut files = Vec::new();
    let made = open.core.in_steps(Op::MailMerge, |steps| {
        for (paper, at) in papers.iter().zip(0u64..) {
            progress.report("letters", at, Some(total))?;
            let bytes = paper.pdf(&open)?;
            if let Some(folder) = path.as_ref().filter(|_| each) {
                let file = free_path(Path::new(folder), paper);
                print::save(&file, &bytes)?;
                files.push(file);
            }
            let arrived = paper.arrived(&open, &bytes)?;
            steps.step(|tx| {
                write::file(tx, paper, &arrived)?;
                tx.label(format!("{name} – {total} {}", if total > 1 { "lettres" } else { "lettre" }));
                Ok(())
            })?;
        }
        if let Some(path) = path.as_ref().filter(|_| !each) {
            print::save(Path::new(path), &together(&open, &name, &papers)?)?;
        }
        progress.report("letters", total, Some(total))
    });
    if made.is_err() {
        // What was written outside goes with what was written inside.
        files.iter().for_each(|file| drop(std::fs::remove_file(file)));
    }
    write::tell(vault);
    Ok(MailMergeReport {
        operation: made?.1,
        written: u32::try_from(papers.len()).unwrap_or(u32::MAX),
        refused: refusals.count,
        refusals: refusals.named,
        path,
    })
}

fn together(open: &OpenBase, name: &str, papers: &[Paper]) -> Result<Vec<u8>> {
    let printed: Vec<_> = papers.iter().map(Paper::printed).collect();
    print::correspondence(open, name.to_owned(), papers[0].on, &printed)
}

/// Two letters to people of one name are two files, and no file that is there is written over.
fn free_path(folder: &Path, paper: &Paper) -> PathBuf {
    let first = paper.file_name();
    let stem = first.trim_end_matches(".pdf");
    let mut path = folder.join(&first);
    let mut number = 2;
    while path.exists() {
        path = folder.join(format!("{stem} ({number}).pdf"));
        number += 1;
    }
    path
}

/// The contacts of a list, or those ticked in it, each once.
fn chosen(reader: &Reader, filter: ContactFilter, ids: Option<Vec<ContactId>>) -> Result<Vec<ContactId>> {
    let ids = match ids {
        Some(ids) => ids,
        None => contact::row::ids(reader, &filter)?,
    };
    let mut seen = HashSet::new();
    let mut chosen = Vec::new();
    for id in ids {
        let id = redirect::current(reader, id)?;
        if seen.insert(id) {
            chosen.push(id);
        }
    }
    if chosen.len() > MOST {
        let message = "Un publipostage a au plus 1 000 lettres : réduisez la liste par un filtre.";
        return Err(Error::invalid("filter", "too_many", message));
    }
    Ok(chosen)
}

/// The letter to a contact, or why there is none. What is wrong with the template itself is an error.
fn letter(
    reader: &Reader,
    template: RecordId,
    id: ContactId,
    in_matter: bool,
) -> Result<std::result::Result<ProposedLetter, String>> {
    let matter = match in_matter.then(|| open_matter(reader, id)).transpose()? {
        Some(Err(reason)) => return Ok(Err(reason)),
        Some(Ok(matter)) => Some(matter),
        None => None,
    };
    let proposed = propose(reader, Some(template), id, matter, None)?;
    Ok(match write::obstacle(reader, id, proposed.draft.recipient)? {
        Some(reason) => Err(reason),
        None => Ok(proposed),
    })
}

/// The one open matter of a client, or why there is not one: which of several is meant, nobody said.
fn open_matter(reader: &Reader, client: ContactId) -> Result<std::result::Result<MatterId, String>> {
    let open: Vec<MatterId> = reader
        .prepare_cached("select id from matter where client = ?1 and status = 'open'")?
        .query_map([client], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(match open[..] {
        [] => Err("Pas de dossier ouvert.".to_owned()),
        [matter] => Ok(matter),
        _ => Err(format!("{} dossiers ouverts : écrivez-lui depuis le dossier.", open.len())),
    })
}
