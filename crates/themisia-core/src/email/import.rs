//! Files of e-mails, and folders of them, come in: one operation, which can be cancelled and is undone as one.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

use super::filing::{self, Own, Ready};
use super::proposal::{self, EmailProposal};
use super::read::{self, LARGEST};
use crate::contact;
use crate::document::arrive_bytes;
use crate::error::{Error, Result};
use crate::ids::{InteractionId, OperationId};
use crate::op::Op;
use crate::vault::{Event, OpenBase, Progress, Vault, blob};
use crate::{matter, sql_enum};

sql_enum! {
    /// `Broken`: kept, and shown as far as it goes. `Unfiled`: no contact and no matter of the base is known in it.
    pub enum EmailVerdictKind {
        Filed = "filed",
        Unfiled = "unfiled",
        Already = "already",
        Broken = "broken",
        Rejected = "rejected",
    }
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct EmailVerdict {
    pub file: String,
    pub verdict: EmailVerdictKind,
    pub interaction: Option<InteractionId>,
    pub subject: String,
    /// Names of the contacts under which it is filed.
    pub contacts: Vec<String>,
    pub matter: Option<String>,
    pub attachments: u32,
    /// What is wrong, in French.
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct EmailReport {
    pub files: u32,
    pub filed: u32,
    pub unfiled: u32,
    pub already: u32,
    pub broken: u32,
    pub rejected: u32,
    /// At most 1,000 of them; the counts are whole.
    pub verdicts: Vec<EmailVerdict>,
    /// Addresses on these messages that no contact bears.
    pub proposals: Vec<EmailProposal>,
    pub operation: Option<OperationId>,
}

const MOST_VERDICTS: usize = 1000;
const MOST_FILES: usize = 200_000;
const DEEPEST: usize = 16;

/// Takes in messages: `.eml` and `.msg` files, and those in folders. Those that can't be read keep none of the others out.
///
/// # Errors
/// `Invalid` when there is none; `Cancelled`, and then nothing of them stays in the journal.
pub fn import(vault: &Vault, progress: &Progress, paths: Vec<String>) -> Result<EmailReport> {
    let open = vault.open_base()?;
    let mut files = Vec::new();
    for path in &paths {
        gather(Path::new(path), 0, true, &mut files)?;
    }
    if files.is_empty() {
        let message =
            "Aucun e-mail à cet endroit : choisissez des fichiers .eml ou .msg, ou un dossier qui en contient.";
        return Err(Error::invalid("paths", "nothing", message));
    }
    take_in(vault, &open, progress, &files)
}

/// The messages at a path. What was named is taken whatever its ending.
pub(super) fn gather(path: &Path, depth: usize, named: bool, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if (named || ["eml", "msg"].contains(&ending.as_str())) && files.len() < MOST_FILES {
            files.push(path.to_owned());
        }
        return Ok(());
    }
    let is_link = fs::symlink_metadata(path)?.is_symlink();
    if depth > DEEPEST || (is_link && !named) {
        return Ok(());
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path)?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        gather(&entry, depth + 1, false, files)?;
    }
    Ok(())
}

pub(super) fn take_in(vault: &Vault, open: &OpenBase, progress: &Progress, files: &[PathBuf]) -> Result<EmailReport> {
    let _held = open.blobs.hold();
    let own = open.core.read(|reader| Own::of(reader))?;
    let total = files.len() as u64;
    let mut report = EmailReport {
        files: u32::try_from(files.len()).unwrap_or(u32::MAX),
        filed: 0,
        unfiled: 0,
        already: 0,
        broken: 0,
        rejected: 0,
        verdicts: Vec::new(),
        proposals: Vec::new(),
        operation: None,
    };
    let mut addresses = Vec::new();
    let outcome = open.core.in_steps(Op::ImportEmails, |steps| {
        for (at, file) in files.iter().enumerate() {
            progress.report("emails", at as u64, Some(total))?;
            let verdict = match prepare(open, file) {
                Ok(Prepared::Ready(ready)) => {
                    addresses.extend(ready.mail.people.iter().map(|person| person.address.clone()));
                    steps.step(|tx| {
                        let filed = filing::file(tx, &own, &ready)?;
                        tx.label(match files {
                            [one] => file_name(one),
                            _ => format!("{} e-mails", files.len()),
                        });
                        verdict(tx, file, &ready, &filed)
                    })?
                }
                Ok(Prepared::Already(id, subject)) => {
                    told(file, EmailVerdictKind::Already, Some(id), subject, String::new())
                }
                Err(Error::DiskFull) => return Err(Error::DiskFull),
                Err(error) => told(file, EmailVerdictKind::Rejected, None, String::new(), error.to_string()),
            };
            report.count(verdict);
            if open.blobs.is_incoming(file) {
                let _ = fs::remove_file(file);
            }
        }
        progress.report("emails", total, Some(total))
    });
    let tables = ["interaction", "interaction_contact", "document", "document_version"];
    vault.emit(Event::Changed { tables: tables.map(str::to_owned).to_vec() });
    report.operation = outcome?.1;
    addresses.sort();
    addresses.dedup();
    report.proposals = open.core.read(|reader| proposal::of_addresses(reader, &addresses))?;
    Ok(report)
}

enum Prepared {
    Ready(Box<Ready>),
    Already(InteractionId, String),
}

/// Reads a message and puts its files into the store; nothing of the base is written yet.
fn prepare(open: &OpenBase, file: &Path) -> Result<Prepared> {
    let found = fs::metadata(file)?;
    if found.len() > LARGEST {
        return Err(Error::file(
            "Ce fichier dépasse 100 Mo : enregistrez ses pièces jointes, puis ajoutez-les comme documents.",
            "too large",
        ));
    }
    let bytes = fs::read(file)?;
    if bytes.is_empty() {
        return Err(Error::file("Ce fichier est vide : exportez de nouveau l’e-mail.", "empty"));
    }
    let name = file_name(file);
    let Some(mut mail) = read::read(bytes.clone()) else {
        return Err(Error::file(
            "Ce fichier n’est pas un e-mail. Ajoutez-le comme document s’il est à garder.",
            "no mail",
        ));
    };
    let id = filing::id_of(&mail.message_id, &bytes);
    if open.core.read(|reader| filing::is_known(reader, id))? {
        return Ok(Prepared::Already(id, mail.subject));
    }
    if mail.subject.is_empty() && mail.text.is_empty() {
        mail.subject = name.clone();
    }
    let is_outlook = bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    let kept_as = if is_outlook { "message.msg" } else { "message.eml" };
    let mut original = arrive_bytes(open, kept_as, "", &bytes)?;
    original.file_name = name;
    // The journal has its text already.
    original.text = None;
    let mut attachments = Vec::new();
    for attachment in std::mem::take(&mut mail.attachments) {
        attachments.push(arrive_bytes(open, &attachment.name, &attachment.media_type, &attachment.bytes)?);
    }
    let file_time = found.modified().map_or_else(|_| open.core.now(), DateTime::<Utc>::from);
    Ok(Prepared::Ready(Box::new(Ready { id, mail, file_time, original, attachments })))
}

fn verdict(tx: &crate::core::Tx, file: &Path, ready: &Ready, filed: &filing::Filed) -> Result<EmailVerdict> {
    let kind = match filed {
        _ if filed.already => EmailVerdictKind::Already,
        _ if !ready.mail.problems.is_empty() => EmailVerdictKind::Broken,
        _ if filed.contacts.is_empty() && filed.matter.is_none() => EmailVerdictKind::Unfiled,
        _ => EmailVerdictKind::Filed,
    };
    let mut told = told(file, kind, Some(ready.id), ready.mail.subject.clone(), ready.mail.problems.join(" "));
    told.contacts = filed.contacts.iter().map(|id| contact::name_of(tx, *id)).collect::<Result<_>>()?;
    told.matter = filed.matter.map(|id| matter::name_of(tx, id)).transpose()?;
    told.attachments = u32::try_from(ready.attachments.len()).unwrap_or(u32::MAX);
    Ok(told)
}

fn told(
    file: &Path,
    verdict: EmailVerdictKind,
    interaction: Option<InteractionId>,
    subject: String,
    reason: String,
) -> EmailVerdict {
    let file = file_name(file);
    EmailVerdict { file, verdict, interaction, subject, contacts: Vec::new(), matter: None, attachments: 0, reason }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.chars().filter(|c| !c.is_control() && !blob::is_direction(*c)).collect()
}

impl EmailReport {
    fn count(&mut self, verdict: EmailVerdict) {
        let count = match verdict.verdict {
            EmailVerdictKind::Filed => &mut self.filed,
            EmailVerdictKind::Unfiled => &mut self.unfiled,
            EmailVerdictKind::Already => &mut self.already,
            EmailVerdictKind::Broken => &mut self.broken,
            EmailVerdictKind::Rejected => &mut self.rejected,
        };
        *count += 1;
        if self.verdicts.len() < MOST_VERDICTS {
            self.verdicts.push(verdict);
        }
    }
}
