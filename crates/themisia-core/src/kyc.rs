//! Knowing the client (DOMAIN §13, lutte contre le blanchiment): what a file says, where it stands, what it lacks, who decided.
//!
//! A file is a client's, or one matter's. What identifies people stays on their contacts; the file holds what is judged of them.
//! Steps are signed and stay ([`decision`]).

pub mod decision;
pub mod document;
pub mod due;
pub mod identification;
pub mod ownership;
pub mod risk;
mod shares;
pub mod standing;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contact::{self, ContactKind, one_line, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::compliance;
use crate::ids::{ContactId, MatterId, RecordId};
use crate::op::Op;
use crate::sql_enum;
use decision::KycDecision;
use document::KycDocument;
use identification::KycMissing;
use ownership::Ownership;
use risk::{CountryFound, Vigilance, VigilanceProposal};
use standing::{KycStanding, KycState};

sql_enum! {
    /// What brings a lawyer into scope (CMF art. L. 561-3, I).
    pub enum KycActivity {
        Transaction = "transaction",
        RealEstate = "real_estate",
        Funds = "funds",
        Accounts = "accounts",
        Contributions = "contributions",
        Companies = "companies",
        Trust = "trust",
        Endowment = "endowment",
        Tax = "tax",
        Other = "other",
    }
}

sql_enum! {
    /// Politically exposed, or close to somebody who is (CMF art. R. 561-18).
    pub enum Pep {
        Unasked = "",
        No = "no",
        Yes = "yes",
    }
}

/// What is judged of a client, for itself or for one of its matters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct KycDraft {
    pub client: ContactId,
    #[serde(default)]
    pub matter: Option<MatterId>,
    #[serde(default)]
    pub activity: Option<KycActivity>,
    #[serde(default)]
    pub scope_reason: String,
    /// Object and nature of the relation.
    #[serde(default)]
    pub purpose: String,
    #[serde(default)]
    pub funds_origin: String,
    #[serde(default = "unasked")]
    pub pep: Pep,
    /// Who, and which office.
    #[serde(default)]
    pub pep_note: String,
    /// Codes of further countries that the relation touches.
    #[serde(default)]
    pub countries: Vec<String>,
    #[serde(default)]
    pub vigilance: Option<Vigilance>,
    /// Where it is not the level proposed.
    #[serde(default)]
    pub vigilance_reason: String,
    #[serde(default)]
    pub risk_note: String,
    #[serde(default)]
    pub review_on: Option<Day>,
}

fn unasked() -> Pep {
    Pep::Unasked
}

/// A file as it stands, with what follows from the contacts.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycFile {
    pub draft: KycDraft,
    pub client_name: String,
    pub client_kind: ContactKind,
    pub matter_name: Option<String>,
    pub standing: KycStanding,
    pub allowed_moves: Vec<KycState>,
    /// The file's fields can be changed: it is neither submitted nor decided upon.
    pub is_open: bool,
    pub missing: Vec<KycMissing>,
    pub proposal: VigilanceProposal,
    pub countries_found: Vec<CountryFound>,
    /// The review that the level of vigilance calls for, counted from today.
    pub proposed_review: Option<Day>,
    /// Of a company.
    pub ownership: Option<Ownership>,
    /// Of the client, then of those behind it.
    pub documents: Vec<KycDocument>,
    /// The steps of the file, the last first.
    pub decisions: Vec<KycDecision>,
    /// Files of contacts that were merged into this one: kept, decided upon earlier.
    pub earlier: Vec<EarlierFile>,
}

/// A file that another one took the place of.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct EarlierFile {
    pub id: RecordId,
    pub draft: KycDraft,
    pub decisions: Vec<KycDecision>,
}

/// The file of a client, or of one of its matters; one that was never begun is empty.
///
/// # Errors
/// `Invalid` for a court; `NotFound`.
pub fn kyc_file(reader: &Reader, client: ContactId, matter: Option<MatterId>) -> Result<KycFile> {
    get(reader, client, matter, Day::of(reader.core.now()))
}

pub(crate) fn get(conn: &Connection, client: ContactId, matter: Option<MatterId>, on: Day) -> Result<KycFile> {
    let client = redirect::current(conn, client)?;
    refuse_court(conn, client)?;
    let own = standing::file_of(conn, client, matter)?;
    let draft = match own {
        Some(file) => read(conn, file)?,
        None => empty(client, matter),
    };
    let mut standing = standing::state(conn, client, matter, on)?;
    if matter.is_some() && !standing.is_of_matter {
        // What the client's file says counts for the matter, but the matter's own is not begun.
        standing.file = None;
    }
    let contact = contact::read_draft(conn, client)?.ok_or(Error::NotFound)?;
    let ownership = match contact.kind {
        ContactKind::LegalPerson => Some(ownership::of(conn, client, on)?),
        _ => None,
    };
    let behind = behind(conn, client, ownership.as_ref(), on)?;
    let mut documents = document::of(conn, client)?;
    for person in &behind {
        documents.extend(document::of(conn, *person)?);
    }
    let countries_found = countries_found(conn, client, &behind, &draft)?;
    let proposal = risk::propose(&risk::Facts {
        client: &contact,
        is_pep: draft.pep == Pep::Yes,
        countries: &countries_found,
        documents: &documents,
        ownership: ownership.as_ref(),
    });
    let state = if standing.is_of_matter || matter.is_none() { standing.state } else { KycState::ToDo };
    Ok(KycFile {
        client_name: contact::name_of(conn, client)?,
        client_kind: contact.kind,
        matter_name: matter.map(|matter| matter_name(conn, matter)).transpose()?,
        allowed_moves: state.allowed_moves(),
        is_open: matches!(state, KycState::ToDo | KycState::InProgress),
        missing: identification::missing(conn, client, &draft, ownership.as_ref(), on)?,
        proposed_review: proposed_review(conn, draft.vigilance.unwrap_or(proposal.level), on)?,
        decisions: own.map_or(Ok(Vec::new()), |file| decision::of(conn, file))?,
        earlier: earlier(conn, client, matter, own)?,
        standing,
        proposal,
        countries_found,
        ownership,
        documents,
        draft,
    })
}

/// Saves what is judged of a client; the first time, the file is begun.
///
/// # Errors
/// `Invalid` while the file is submitted or decided upon, for a level below the one proposed without a reason, a matter of
/// another client, a court; `NotFound`.
pub fn save(tx: &Tx, draft: KycDraft) -> Result<KycFile> {
    let today = Day::of(tx.at);
    let draft = checked(tx, draft)?;
    let file = match standing::file_of(tx, draft.client, draft.matter)? {
        Some(file) => {
            let state = own_state(tx, file, today)?;
            if !matches!(state, KycState::ToDo | KycState::InProgress) {
                let message =
                    format!("Ce dossier KYC est au stade « {} » : reprenez-le pour le modifier.", state.french());
                return Err(Error::invalid("state", "closed", message));
            }
            file
        }
        None => begin(tx, draft.client, draft.matter)?,
    };
    tx.execute(
        "update kyc_file set activity = :activity, scope_reason = :scope_reason, purpose = :purpose,
             funds_origin = :funds_origin, pep = :pep, pep_note = :pep_note, countries = :countries,
             vigilance = :vigilance, vigilance_reason = :vigilance_reason, risk_note = :risk_note, review_on = :review_on
         where id = :id",
        named_params! {
            ":id": file, ":activity": draft.activity.map_or("", KycActivity::as_str),
            ":scope_reason": draft.scope_reason, ":purpose": draft.purpose, ":funds_origin": draft.funds_origin,
            ":pep": draft.pep, ":pep_note": draft.pep_note, ":countries": draft.countries.join(","),
            ":vigilance": draft.vigilance.map_or("", Vigilance::as_str), ":vigilance_reason": draft.vigilance_reason,
            ":risk_note": draft.risk_note, ":review_on": draft.review_on,
        },
    )?;
    tx.label(name_of(tx, file)?);
    let saved = get(tx, draft.client, draft.matter, today)?;
    let chosen = saved.draft.vigilance;
    if chosen.is_some_and(|chosen| chosen != saved.proposal.level && is_below(chosen, saved.proposal.level))
        && saved.draft.vigilance_reason.is_empty()
    {
        let message = format!(
            "La vigilance proposée est {} : indiquez pourquoi vous en retenez une moindre.",
            saved.proposal.level.french()
        );
        return Err(Error::invalid("vigilance_reason", "required", message));
    }
    Ok(saved)
}

fn is_below(chosen: Vigilance, proposed: Vigilance) -> bool {
    let rank = |level| Vigilance::ALL.iter().position(|known| *known == level);
    rank(chosen) < rank(proposed)
}

fn checked(tx: &Tx, draft: KycDraft) -> Result<KycDraft> {
    let client = redirect::current(tx, draft.client)?;
    refuse_court(tx, client)?;
    check_matter(tx, client, draft.matter)?;
    let mut countries: Vec<String> = draft.countries.iter().map(|code| one_line(code).to_uppercase()).collect();
    countries.retain(|code| !code.is_empty());
    countries.sort();
    countries.dedup();
    if countries.iter().any(|code| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return Err(Error::invalid("countries", "malformed", "Un code de pays a deux lettres : MC, IR…"));
    }
    Ok(KycDraft {
        client,
        countries,
        scope_reason: draft.scope_reason.trim().to_owned(),
        purpose: draft.purpose.trim().to_owned(),
        funds_origin: draft.funds_origin.trim().to_owned(),
        pep_note: draft.pep_note.trim().to_owned(),
        vigilance_reason: draft.vigilance_reason.trim().to_owned(),
        risk_note: draft.risk_note.trim().to_owned(),
        ..draft
    })
}

/// # Errors
/// `Invalid` for a matter whose client is another; `NotFound`.
pub(super) fn check_matter(conn: &Connection, client: ContactId, matter: Option<MatterId>) -> Result<()> {
    let Some(matter) = matter else { return Ok(()) };
    let its: ContactId = conn
        .prepare_cached("select client from matter where id = ?1")?
        .query_row([matter], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    if its == client {
        return Ok(());
    }
    Err(Error::invalid("matter", "other_client", "Ce dossier est celui d’un autre client."))
}

fn refuse_court(conn: &Connection, client: ContactId) -> Result<()> {
    if contact::kind_of(conn, client)? == ContactKind::Court {
        return Err(Error::invalid("client", "court", "Une juridiction n’a pas à être identifiée."));
    }
    Ok(())
}

/// The row of a file, made when it is not there. Two devices that begin the same file make the same row.
pub(super) fn begin(tx: &Tx, client: ContactId, matter: Option<MatterId>) -> Result<RecordId> {
    let part = matter.map_or(Uuid::nil(), |matter| matter.0);
    let id: RecordId = Uuid::new_v5(&client.0, part.as_bytes()).into();
    tx.execute(
        "insert into kyc_file (id, client, matter, created_at, created_by) values (:id, :client, :matter, :at, :user)
         on conflict (id) do nothing",
        named_params! {
            ":id": id, ":client": client, ":matter": matter, ":at": tx.now(), ":user": tx.signer.user,
        },
    )?;
    Ok(id)
}

/// A file of a matter is its client's, a step that of its file: what was written between a merge and its undo follows them.
pub(crate) fn settle(tx: &Tx) -> Result<()> {
    if tx.origin()? != Op::MergeContacts {
        return Ok(());
    }
    tx.execute_batch(
        "update kyc_file set client = (select matter.client from matter where matter.id = kyc_file.matter)
         where matter is not null and client <> (select matter.client from matter where matter.id = kyc_file.matter);
         update kyc_decision set client = (select kyc_file.client from kyc_file where kyc_file.id = kyc_decision.file)
         where client <> (select kyc_file.client from kyc_file where kyc_file.id = kyc_decision.file)",
    )?;
    Ok(())
}

/// The state of one file, whatever others there are.
pub(super) fn own_state(conn: &Connection, file: RecordId, on: Day) -> Result<KycState> {
    let sql = format!("select {} from kyc_file where id = :file", *standing::STATE);
    conn.prepare_cached(&sql)?
        .query_row(named_params! { ":file": file, ":on": on }, |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

/// The representatives and the beneficial owners, each once.
fn behind(conn: &Connection, client: ContactId, ownership: Option<&Ownership>, on: Day) -> Result<Vec<ContactId>> {
    let mut people = Vec::new();
    if let Some(ownership) = ownership {
        people.extend(ownership::represented_by(conn, client, on)?.into_iter().map(|(person, _)| person));
        people.extend(ownership.owners.iter().map(|owner| owner.contact));
    }
    let mut seen = Vec::new();
    people.retain(|person| *person != client && !seen.contains(person) && (seen.push(*person), true).1);
    Ok(people)
}

fn countries_found(
    conn: &Connection,
    client: ContactId,
    behind: &[ContactId],
    draft: &KycDraft,
) -> Result<Vec<CountryFound>> {
    let mut said: Vec<(String, String)> =
        draft.countries.iter().map(|code| (code.clone(), "pays de l’opération".to_owned())).collect();
    for person in std::iter::once(&client).chain(behind) {
        if let Some(contact) = contact::read_draft(conn, *person)? {
            said.extend(risk::said_by(&contact, &contact::name_of(conn, *person)?));
        }
    }
    Ok(risk::found(&risk::countries(conn)?, &said))
}

pub(super) fn proposed_review(conn: &Connection, level: Vigilance, on: Day) -> Result<Option<Day>> {
    let settings = compliance::read(conn)?;
    let months = match level {
        Vigilance::Simplified => settings.review_months_simplified,
        Vigilance::Normal => settings.review_months_normal,
        Vigilance::Enhanced => settings.review_months_enhanced,
    };
    Ok((months > 0).then(|| Day(on.0 + chrono::Months::new(months))))
}

fn earlier(
    conn: &Connection,
    client: ContactId,
    matter: Option<MatterId>,
    counting: Option<RecordId>,
) -> Result<Vec<EarlierFile>> {
    let ids: Vec<RecordId> = conn
        .prepare_cached(
            "select id from kyc_file where client = :client and matter is :matter and id is not :counting
             order by created_at desc, id desc",
        )?
        .query_map(named_params! { ":client": client, ":matter": matter, ":counting": counting }, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    ids.into_iter()
        .map(|id| Ok(EarlierFile { id, draft: read(conn, id)?, decisions: decision::of(conn, id)? }))
        .collect()
}

/// « Société Alpha », « Société Alpha – 2026-0042 Cession »
pub(crate) fn name_of(conn: &Connection, file: RecordId) -> Result<String> {
    let found: Option<(ContactId, Option<MatterId>)> = conn
        .prepare_cached("select client, matter from kyc_file where id = ?1")?
        .query_row([file], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((client, matter)) = found else { return Ok(String::new()) };
    let name = contact::name_of(conn, client)?;
    Ok(match matter {
        Some(matter) => format!("{name} – {}", matter_name(conn, matter)?),
        None => name,
    })
}

fn matter_name(conn: &Connection, matter: MatterId) -> Result<String> {
    conn.prepare_cached("select trim(reference || ' ' || title) from matter where id = ?1")?
        .query_row([matter], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)
}

fn empty(client: ContactId, matter: Option<MatterId>) -> KycDraft {
    KycDraft {
        client,
        matter,
        activity: None,
        scope_reason: String::new(),
        purpose: String::new(),
        funds_origin: String::new(),
        pep: Pep::Unasked,
        pep_note: String::new(),
        countries: Vec::new(),
        vigilance: None,
        vigilance_reason: String::new(),
        risk_note: String::new(),
        review_on: None,
    }
}

pub(super) fn read(conn: &Connection, file: RecordId) -> Result<KycDraft> {
    conn.prepare_cached("select * from kyc_file where id = ?1")?
        .query_row([file], from_row)
        .optional()?
        .ok_or(Error::NotFound)
}

fn from_row(row: &Row) -> rusqlite::Result<KycDraft> {
    let activity: String = row.get("activity")?;
    let vigilance: String = row.get("vigilance")?;
    let countries: String = row.get("countries")?;
    Ok(KycDraft {
        client: row.get("client")?,
        matter: row.get("matter")?,
        activity: KycActivity::ALL.iter().copied().find(|known| known.as_str() == activity),
        scope_reason: row.get("scope_reason")?,
        purpose: row.get("purpose")?,
        funds_origin: row.get("funds_origin")?,
        pep: row.get("pep")?,
        pep_note: row.get("pep_note")?,
        countries: countries.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        vigilance: Vigilance::ALL.iter().copied().find(|known| known.as_str() == vigilance),
        vigilance_reason: row.get("vigilance_reason")?,
        risk_note: row.get("risk_note")?,
        review_on: row.get("review_on")?,
    })
}
