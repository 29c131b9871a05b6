//! What to beware of with a contact, each said in a sentence.

use serde::Serialize;
use ts_rs::TS;

use crate::conflict;
use crate::contact::{Contact, ContactKind, ContactStatus, Page};
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::figure::Figures;
use crate::kyc;
use crate::kyc::identification::KycMissing;
use crate::kyc::standing::{KycStanding, KycState};
use crate::matter::list::{MatterFilter, MatterView, list as matters};
use crate::sql_enum;

sql_enum! {
    /// What a warning is about, the gravest first.
    pub enum WarningCode {
        Erased = "erased",
        Restricted = "restricted",
        Kyc = "kyc",
        MattersKyc = "matters_kyc",
        Conflict = "conflict",
        DoubtfulDebt = "doubtful_debt",
        Identification = "identification",
        ToCheck = "to_check",
        NoEmail = "no_email",
        NoAddress = "no_address",
        Archived = "archived",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SummaryWarning {
    pub code: WarningCode,
    /// French sentence.
    pub text: String,
}

/// Names that a sentence gives before « et 3 autres ».
const NAMED: usize = 4;

pub(super) fn of(
    reader: &Reader,
    contact: &Contact,
    kyc: Option<&KycStanding>,
    figures: &Figures,
    today: Day,
) -> Result<Vec<SummaryWarning>> {
    let mut found = Vec::new();
    let mut warn = |code, text: String| found.push(SummaryWarning { code, text });
    if contact.erased_at.is_some() {
        warn(WarningCode::Erased, "Les données de cette personne ont été effacées.".to_owned());
        return Ok(found);
    }
    if contact.restricted_at.is_some() {
        let text = format!("Usage des données limité (RGPD, art. 18) : {}", contact.restriction_reason);
        warn(WarningCode::Restricted, text);
    }
    if let Some(standing) = kyc {
        identified(reader, contact, standing, today, &mut warn)?;
    }
    let due = conflict::due_of(reader, contact.id)?;
    if !due.is_empty() {
        let references = listed(due.iter().map(|due| due.reference.as_str()));
        warn(WarningCode::Conflict, format!("Recherche de conflit d’intérêts à faire ou à refaire : {references}."));
    }
    if figures.doubtful_debt.0 > 0 {
        warn(WarningCode::DoubtfulDebt, format!("Créances douteuses : {}.", figures.doubtful_debt));
    }
    let draft = &contact.draft;
    if !draft.to_check.is_empty() || draft.emails.iter().any(|email| email.to_check) {
        warn(WarningCode::ToCheck, "Des valeurs de la fiche restent à vérifier.".to_owned());
    }
    if draft.emails.is_empty() {
        warn(WarningCode::NoEmail, "Aucune adresse e-mail.".to_owned());
    }
    if draft.addresses.is_empty() {
        warn(WarningCode::NoAddress, "Aucune adresse postale.".to_owned());
    }
    if contact.archived_at.is_some() {
        warn(WarningCode::Archived, "Cette fiche est archivée.".to_owned());
    }
    found.sort_by_key(|warning| warning.code as u8);
    Ok(found)
}

/// Identification matters of those for whom the firm works, or is about to.
fn identified(
    reader: &Reader,
    contact: &Contact,
    standing: &KycStanding,
    today: Day,
    warn: &mut impl FnMut(WarningCode, String),
) -> Result<()> {
    let client = Some(contact.id);
    let filter = MatterFilter {
        view: MatterView::Open,
        client,
        responsible: None,
        without_kyc: Some(true),
        text: String::new(),
        sort: None,
    };
    let page = matters(reader, filter, Page { offset: 0, limit: NAMED as u32 })?;
    let is_client = contact.status == ContactStatus::ActiveClient || page.total > 0;
    if is_client && !standing.is_clear {
        let state = standing.state.french().to_lowercase();
        let since = match (standing.state, standing.renew_on) {
            (KycState::ToRenew, Some(day)) => format!(" depuis le {day}"),
            _ => String::new(),
        };
        warn(WarningCode::Kyc, format!("Identification (KYC) : {state}{since}."));
    }
    if page.total > 0 && standing.is_clear {
        let many = page.total;
        let references = page.rows.iter().map(|row| row.reference.as_str()).collect::<Vec<_>>().join(", ");
        let more = if many as usize > page.rows.len() { "…" } else { "" };
        let what = if many > 1 { format!("{many} dossiers ouverts") } else { "Un dossier ouvert".to_owned() };
        warn(WarningCode::MattersKyc, format!("{what} sans identification (KYC) validée : {references}{more}"));
    }
    let concerned = is_client || contact.status == ContactStatus::Prospect;
    if concerned && contact.draft.kind != ContactKind::Court && standing.state != KycState::OutOfScope {
        let missing = kyc::get(reader, contact.id, None, today)?.missing;
        if !missing.is_empty() {
            let said: Vec<String> = missing.iter().map(KycMissing::sentence).collect();
            let text = format!("Identification incomplète : {}.", listed(said.iter().map(String::as_str)));
            warn(WarningCode::Identification, text);
        }
    }
    Ok(())
}

/// « a, b, c, d et 3 autres »
fn listed<'a>(all: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let named = all.take(NAMED).collect::<Vec<_>>().join(", ");
    match more {
        0 => named,
        1 => format!("{named} et un autre"),
        more => format!("{named} et {more} autres"),
    }
}
