//! A letter is made: its PDF is kept among the documents, it stands in the journal, both in one operation.

use std::path::Path;

use serde::Serialize;
use ts_rs::TS;

use super::LetterDraft;
use crate::contact::{ContactKind, is_limited, name_of, one_line, read_draft, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::document::{self, Arrived, DocumentPlace};
use crate::error::{Error, Result};
use crate::ids::{ContactId, DocumentId, InteractionId, OperationId, RecordId};
use crate::journal::{self, Direction, InteractionDraft, InteractionKind};
use crate::op::Op;
use crate::print::{self, CorrespondencePaper};
use crate::vault::{Event, OpenBase, Progress, Vault};

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WrittenLetter {
    pub interaction: InteractionId,
    pub document: DocumentId,
    /// The version to open, print or save.
    pub version: RecordId,
    pub file_name: String,
    pub operation: Option<OperationId>,
}

/// Makes a letter, keeps its PDF and files it in the journal.
///
/// # Errors
/// `Invalid` without a text, or for a person whose data were erased; `NotFound`; `DiskFull`.
pub fn write(vault: &Vault, progress: &Progress, letter: LetterDraft) -> Result<WrittenLetter> {
    let open = vault.open_base()?;
    let _held = open.blobs.hold();
    let paper = open.core.read(|reader| Paper::of(reader, letter))?;
    progress.report("letters", 0, Some(1))?;
    let bytes = paper.pdf(&open)?;
    let ((interaction, document), operation) = open.core.in_steps(Op::WriteLetter, |steps| {
        let arrived = paper.arrived(&open, &bytes)?;
        steps.step(|tx| {
            let filed = file(tx, &paper, &arrived)?;
            tx.label(paper.title());
            Ok(filed)
        })
    })?;
    progress.report("letters", 1, Some(1))?;
    tell(vault);
    let version = open.core.read(|reader| Ok(document::get(reader, document)?.versions[0].id))?;
    Ok(WrittenLetter { interaction, document, version, file_name: paper.file_name(), operation })
}

/// Writes a letter where the person wants it, as PDF or, when the file ends in `.txt`, as text. It is neither kept nor filed.
///
/// # Errors
/// As [`write`]; `File` when it can't be written there.
pub fn export(vault: &Vault, letter: LetterDraft, path: String) -> Result<String> {
    let open = vault.open_base()?;
    let paper = open.core.read(|reader| Paper::of(reader, letter))?;
    let is_text = Path::new(&path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
    let bytes = if is_text { paper.text().into_bytes() } else { paper.pdf(&open)? };
    print::save(Path::new(&path), &bytes)?;
    Ok(path)
}

/// A letter as text, to be pasted elsewhere.
///
/// # Errors
/// As [`write`].
pub fn text(reader: &Reader, letter: LetterDraft) -> Result<String> {
    Ok(Paper::of(reader, letter)?.text())
}

pub(super) fn tell(vault: &Vault) {
    let tables = ["document", "document_version", "interaction", "interaction_contact"].map(str::to_owned).to_vec();
    vault.emit(Event::Changed { tables });
}

/// A letter that has been looked at, with what is printed around it.
pub(super) struct Paper {
    pub letter: LetterDraft,
    pub on: Day,
    today: Day,
    /// Of whom it goes to.
    pub recipient_name: String,
    place: String,
}

impl Paper {
    pub fn of(reader: &Reader, letter: LetterDraft) -> Result<Paper> {
        let today = Day::of(reader.core.now());
        let on = letter.on.unwrap_or(today);
        let letter = LetterDraft {
            contact: redirect::current(reader, letter.contact)?,
            recipient: redirect::current(reader, letter.recipient)?,
            subject: one_line(&letter.subject),
            body: document::text::tidy(&letter.body).trim().to_owned(),
            signed: letter.signed.trim().to_owned(),
            addressee: letter.addressee.trim().to_owned(),
            ..letter
        };
        if letter.body.is_empty() {
            return Err(Error::invalid("body", "required", "Écrivez le texte de la lettre."));
        }
        if letter.addressee.is_empty() {
            return Err(Error::invalid("addressee", "required", "Indiquez à qui la lettre est adressée."));
        }
        refuse_erased(reader, letter.contact)?;
        refuse_erased(reader, letter.recipient)?;
        if let Some(matter) = letter.matter {
            crate::matter::name_of(reader, matter)?;
        }
        Ok(Paper {
            recipient_name: name_of(reader, letter.recipient)?,
            place: super::place_and_day(reader, on)?,
            letter,
            on,
            today,
        })
    }

    pub fn title(&self) -> String {
        let subject = if self.letter.subject.is_empty() { "Lettre" } else { &self.letter.subject };
        format!("{subject} – {}", self.recipient_name)
    }

    pub fn file_name(&self) -> String {
        format!("{}.pdf", document::clean_name(&self.title()))
    }

    pub fn printed(&self) -> CorrespondencePaper {
        let body = &self.letter.body;
        CorrespondencePaper {
            addressee: lines(&self.letter.addressee),
            place: self.place.clone(),
            subject: self.letter.subject.clone(),
            paragraphs: body.split("\n\n").map(lines).filter(|lines| !lines.is_empty()).collect(),
            signed: lines(&self.letter.signed),
        }
    }

    pub fn pdf(&self, open: &OpenBase) -> Result<Vec<u8>> {
        print::correspondence(open, self.title(), self.on, &[self.printed()])
    }

    pub fn text(&self) -> String {
        let subject = &self.letter.subject;
        let subject = if subject.is_empty() { String::new() } else { format!("Objet : {subject}") };
        let parts = [&self.letter.addressee, &self.place, &subject, &self.letter.body, &self.letter.signed];
        let said: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        format!("{}\n", said.join("\n\n"))
    }

    /// The PDF in the store; what it says is known, and found by search.
    pub fn arrived(&self, open: &OpenBase, bytes: &[u8]) -> Result<Arrived> {
        Ok(Arrived {
            file_name: self.file_name(),
            media_type: "application/pdf".to_owned(),
            kept: open.blobs.keep_bytes(bytes)?,
            text: Some(self.text()),
        })
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn refuse_erased(reader: &Reader, id: ContactId) -> Result<()> {
    let erased =
        reader.prepare_cached("select 1 from contact where id = ?1 and erased_at is not null")?.exists([id])?;
    if erased {
        return Err(Error::invalid(
            "contact",
            "erased",
            "Les données de cette personne ont été effacées : on ne lui écrit plus.",
        ));
    }
    Ok(())
}

/// The exchange, and the document that came of it.
pub(super) fn file(tx: &Tx, paper: &Paper, arrived: &Arrived) -> Result<(InteractionId, DocumentId)> {
    let letter = &paper.letter;
    let mut about = vec![letter.contact];
    if letter.recipient != letter.contact {
        about.push(letter.recipient);
    }
    let draft = InteractionDraft {
        id: None,
        kind: InteractionKind::Letter,
        // Of today it stands at its hour.
        at: if paper.on == paper.today { String::new() } else { paper.on.iso() },
        subject: if letter.subject.is_empty() { "Lettre".to_owned() } else { letter.subject.clone() },
        body: letter.body.clone(),
        minutes: None,
        direction: Some(Direction::Out),
        matter: letter.matter,
        pinned: false,
        about,
        mentioned: Vec::new(),
    };
    let interaction = journal::save(tx, draft)?.id;
    let place = DocumentPlace { interaction: Some(interaction), ..DocumentPlace::default() };
    Ok((interaction, document::attach(tx, arrived, &place, "")?))
}

/// Why no letter of a series goes to somebody; `None`: it may.
pub(super) fn obstacle(reader: &Reader, contact: ContactId, recipient: ContactId) -> Result<Option<String>> {
    if is_limited(reader, contact)? || is_limited(reader, recipient)? {
        return Ok(Some("L’usage de ces données est limité (RGPD, art. 18), ou elles ont été effacées.".to_owned()));
    }
    let to = read_draft(reader, recipient)?.ok_or(Error::NotFound)?;
    let there = |text: &str| !text.trim().is_empty();
    if to.addresses.first().is_none_or(|address| !there(&address.town) && !there(&address.postal_code)) {
        let whose = if to.kind == ContactKind::NaturalPerson { "personne" } else { "fiche" };
        let text = if contact == recipient {
            "Pas d’adresse postale.".to_owned()
        } else {
            format!("Pas d’adresse postale sur la {whose} qui reçoit son courrier : {}.", name_of(reader, recipient)?)
        };
        return Ok(Some(text));
    }
    Ok(None)
}
