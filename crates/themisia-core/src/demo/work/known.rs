//! Clients who were identified: one with years before them, one whose document expires within the month, and one whose file is begun
//! and not yet validated though the matter is in scope.

use crate::contact::{self, ContactDraft};
use crate::core::{Tx, system_clock};
use crate::day::Day;
use crate::error::Result;
use crate::ids::ContactId;
use crate::kyc::decision::{self, KycDecisionDraft};
use crate::kyc::document::{self, KycDocumentDraft, KycDocumentKind};
use crate::kyc::risk::Vigilance;
use crate::kyc::standing::KycState;
use crate::kyc::{self, KycActivity, KycDraft, Pep};

pub(super) struct Known {
    pub client: &'static str,
    activity: KycActivity,
    purpose: &'static str,
    /// Of a person who was identified wholly: where they were born, and days from now until the document expires.
    identity: Option<(&'static str, u32)>,
}

impl Known {
    /// Nothing is missing: it is submitted and validated.
    pub fn is_whole(&self) -> bool {
        self.identity.is_some()
    }
}

#[rustfmt::skip]
pub(super) const KNOWN: &[Known] = &[
    Known { client: "Philippe Durand", activity: KycActivity::RealEstate, purpose: "Vente d’un immeuble de la succession",
            identity: Some(("Orléans", 1500)) },
    Known { client: "Anne Petit", activity: KycActivity::RealEstate, purpose: "Vente d’un immeuble de la succession",
            identity: Some(("Dijon", 20)) },
    Known { client: "Restaurant Le Lotus d’Argent", activity: KycActivity::Transaction, purpose: "Cession de parts entre associés",
            identity: None },
];

/// What is collected: the file is begun, and submitted where nothing is missing.
pub(super) fn collect(tx: &Tx, rank: usize, client: ContactId) -> Result<()> {
    let known = &KNOWN[rank];
    if let Some((born_in, days)) = known.identity {
        let draft: ContactDraft = contact::get(tx, client)?.draft;
        contact::save(tx, ContactDraft { birth_place: born_in.to_owned(), ..draft })?;
        let issued = Day::of(tx.at).minus(1000);
        let seen = KycDocumentDraft {
            id: None,
            contact: client,
            kind: KycDocumentKind::IdentityCard,
            number: format!("X0X0X0X0{rank}"),
            authority: "Préfecture de démonstration".to_owned(),
            country: "France".to_owned(),
            issued_on: Some(issued),
            expires_on: Some(Day::of(system_clock()()).plus(days)),
            remote: false,
            seen_on: None,
            copy_name: String::new(),
            copy_hash: String::new(),
            note: "Original vu au cabinet.".to_owned(),
        };
        document::save(tx, seen)?;
    }
    let judged = KycDraft {
        client,
        matter: None,
        activity: Some(known.activity),
        scope_reason: String::new(),
        purpose: known.purpose.to_owned(),
        funds_origin: String::new(),
        pep: Pep::No,
        pep_note: String::new(),
        countries: Vec::new(),
        vigilance: Some(Vigilance::Normal),
        vigilance_reason: "Client connu du cabinet.".to_owned(),
        risk_note: String::new(),
        review_on: None,
    };
    kyc::save(tx, judged)?;
    if known.is_whole() { decide(tx, client, KycState::Submitted) } else { Ok(()) }
}

pub(super) fn validate(tx: &Tx, client: ContactId) -> Result<()> {
    decide(tx, client, KycState::Validated)
}

fn decide(tx: &Tx, client: ContactId, to: KycState) -> Result<()> {
    decision::decide(tx, KycDecisionDraft { client, matter: None, to, reason: String::new() })?;
    Ok(())
}
