//! The circuit of a file: each step signed, dated, with what was missing and known then. Steps are added, never changed nor
//! removed; a wrong one is followed by another.

use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::document::KycDocument;
use super::ownership::Owner;
use super::risk::{CountryFound, Vigilance};
use super::standing::{self, KycState};
use super::{KycDraft, KycFile, begin, get, name_of, own_state, proposed_review};
use crate::contact::{self, ContactDraft, redirect};
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, RecordId};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct KycDecisionDraft {
    pub client: ContactId,
    #[serde(default)]
    pub matter: Option<MatterId>,
    pub to: KycState,
    #[serde(default)]
    pub reason: String,
}

/// A step of a file.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycDecision {
    pub id: RecordId,
    pub from: KycState,
    pub to: KycState,
    pub reason: String,
    pub vigilance: Option<Vigilance>,
    /// What was missing then, in words.
    pub missing: Vec<String>,
    pub user: String,
    pub at: String,
}

/// What the file and the contacts said when the step was made.
#[derive(Serialize)]
struct Seen<'a> {
    file: &'a KycDraft,
    client: Option<ContactDraft>,
    documents: &'a [KycDocument],
    owners: &'a [Owner],
    countries: &'a [CountryFound],
}

/// Makes the next step of a file; one recorded out of scope need not have been begun.
///
/// # Errors
/// `Invalid` for a step that does not follow, one that needs a reason and has none, a matter of another client; `NotFound`.
pub fn decide(tx: &Tx, draft: KycDecisionDraft) -> Result<KycFile> {
    let today = Day::of(tx.at);
    let client = redirect::current(tx, draft.client)?;
    super::refuse_court(tx, client)?;
    super::check_matter(tx, client, draft.matter)?;
    let file = standing::file_of(tx, client, draft.matter)?;
    let from = file.map_or(Ok(KycState::ToDo), |file| own_state(tx, file, today))?;
    let reason = draft.reason.trim();
    if !from.allowed_moves().contains(&draft.to) {
        let allowed: Vec<String> = from.allowed_moves().iter().map(|state| format!("« {} »", state.french())).collect();
        let message = format!(
            "Un dossier KYC « {} » ne passe pas à « {} ». Il peut passer à {}.",
            from.french(),
            draft.to.french(),
            allowed.join(" ou ")
        );
        return Err(Error::invalid("to", "move_refused", message));
    }
    let before = get(tx, client, draft.matter, today)?;
    check_reason(from, draft.to, reason, &before)?;
    let file = match file {
        Some(file) => file,
        None => begin(tx, client, draft.matter)?,
    };
    if draft.to == KycState::Validated && before.draft.review_on.is_none_or(|review| review <= today) {
        let level = before.draft.vigilance.unwrap_or(before.proposal.level);
        let review = proposed_review(tx, level, today)?;
        tx.execute("update kyc_file set review_on = ?2 where id = ?1", (file, review))?;
    }
    add(tx, file, client, (from, draft.to), reason, &before)?;
    tx.label(format!("{} – {}", name_of(tx, file)?, draft.to.french()));
    get(tx, client, draft.matter, today)
}

fn check_reason(from: KycState, to: KycState, reason: &str, before: &KycFile) -> Result<()> {
    if !reason.is_empty() {
        return Ok(());
    }
    let message = match (from, to) {
        (_, KycState::OutOfScope) => {
            "Indiquez pourquoi le client ou le dossier est hors du champ (CMF, art. L. 561-3)."
        }
        (_, KycState::Refused) => "Indiquez pourquoi l’identification est refusée.",
        (KycState::Validated | KycState::Refused | KycState::OutOfScope, KycState::InProgress) => {
            "Indiquez pourquoi ce dossier KYC est repris."
        }
        (KycState::Validated, KycState::ToRenew) => "Indiquez pourquoi ce dossier KYC est à renouveler.",
        (_, KycState::Validated) if !before.missing.is_empty() => {
            "Il manque des éléments : complétez-les, ou indiquez pourquoi l’identification est validée malgré cela."
        }
        _ => return Ok(()),
    };
    Err(Error::invalid("reason", "required", message))
}

fn add(
    tx: &Tx,
    file: RecordId,
    client: ContactId,
    (from, to): (KycState, KycState),
    reason: &str,
    before: &KycFile,
) -> Result<()> {
    let missing: Vec<String> = before.missing.iter().map(super::KycMissing::sentence).collect();
    let seen = Seen {
        file: &before.draft,
        client: contact::read_draft(tx, client)?,
        documents: &before.documents,
        owners: before.ownership.as_ref().map_or(&[], |ownership| &ownership.owners),
        countries: &before.countries_found,
    };
    let id: RecordId = tx.new_id();
    tx.execute(
        "insert into kyc_decision (id, file, client, from_state, to_state, reason, vigilance, missing, seen, user, at)
         values (:id, :file, :client, :from, :to, :reason, :vigilance, :missing, :seen, :user, :at)",
        named_params! {
            ":id": id, ":file": file, ":client": client, ":from": from, ":to": to, ":reason": reason,
            ":vigilance": before.draft.vigilance.map_or("", Vigilance::as_str), ":missing": missing.join("\n"),
            ":seen": serde_json::to_string(&seen)?, ":user": tx.signer.user, ":at": tx.now(),
        },
    )?;
    Ok(())
}

/// The steps of a file, the last first.
pub(super) fn of(conn: &Connection, file: RecordId) -> Result<Vec<KycDecision>> {
    let decisions = conn
        .prepare_cached(
            "select kyc_decision.id, from_state, to_state, reason, vigilance, missing, user.name, at
             from kyc_decision join user on user.id = kyc_decision.user
             where file = ?1 order by at desc, kyc_decision.id desc",
        )?
        .query_map([file], |row| {
            let vigilance: String = row.get(4)?;
            let missing: String = row.get(5)?;
            Ok(KycDecision {
                id: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                reason: row.get(3)?,
                vigilance: Vigilance::ALL.iter().copied().find(|known| known.as_str() == vigilance),
                missing: missing.lines().map(str::to_owned).collect(),
                user: row.get(6)?,
                at: row.get(7)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(decisions)
}
