//! What merging a whole group would do: which one is kept, what each field becomes, what moves, and the KYC files and rates that
//! come together.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::{Scope, joined_state, scope_of, who, why_it_counts};
use crate::contact::merge::{self, GroupMerge};
use crate::contact::{self, redirect};
use crate::core::{Core, Done, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::kyc::standing::{self, KycStanding};
use crate::op::Op;
use crate::rate::negotiated::{self, RateLine};

#[derive(Debug, Clone, Serialize, TS)]
pub struct GroupPreview {
    #[serde(flatten)]
    #[ts(flatten)]
    pub merge: GroupMerge,
    /// None when no contact that is absorbed has a KYC file.
    pub kyc: Option<GroupKyc>,
    /// The scopes for which a rate is agreed; empty when no contact that is absorbed has any.
    pub terms: Vec<GroupTerms>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GroupKyc {
    /// The contacts that have a file for themselves, the kept one first.
    pub files: Vec<KycOf>,
    pub result: KycStanding,
    /// Whose file counts, and why, in French.
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycOf {
    pub contact: ContactId,
    pub name: String,
    pub standing: KycStanding,
}

/// What was agreed for one timekeeper, one grade or everyone, in general or for a matter.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GroupTerms {
    /// « Me Martin », « Associés », « Tous les intervenants »
    pub who: String,
    pub matter: Option<String>,
    /// The kept contact's first, newest first.
    pub rates: Vec<RateOf>,
    /// The one that applies today once all are together.
    pub in_force: Option<RateLine>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RateOf {
    pub contact: ContactId,
    pub name: String,
    pub line: RateLine,
}

/// What merging these contacts would do; nothing is written. Without `kept`, the one that says most is kept.
///
/// # Errors
/// As [`merge::merge_group`].
pub fn preview_group(
    core: &Core,
    contacts: Vec<ContactId>,
    kept: Option<ContactId>,
    choices: BTreeMap<String, ContactId>,
) -> Result<Done<GroupPreview>> {
    let output = core.rehearse(Op::MergeContacts, |tx| {
        let today = Day::of(tx.at);
        let mut all = contacts.iter().map(|id| redirect::current(tx, *id)).collect::<Result<Vec<_>>>()?;
        let mut seen = Vec::new();
        all.retain(|id| !seen.contains(id) && (seen.push(*id), true).1);
        let kept = match kept {
            Some(kept) => redirect::current(tx, kept)?,
            None => merge::best(tx, &all)?,
        };
        all.retain(|id| *id != kept);
        if all.is_empty() {
            return Err(Error::invalid("contacts", "itself", "Choisissez au moins deux fiches à réunir."));
        }
        let mut files = Vec::new();
        let mut rates = Vec::new();
        for contact in std::iter::once(&kept).chain(&all).copied() {
            let name = contact::name_of(tx, contact)?;
            if let Some(standing) = standing::own(tx, contact, today)? {
                files.push(KycOf { contact, name: name.clone(), standing });
            }
            let lines = negotiated::lines(tx, contact, today)?;
            rates.extend(lines.into_iter().map(|line| RateOf { contact, name: name.clone(), line }));
        }
        let mut merge = merge::group(tx, kept, &all, &choices)?;
        let kyc = kyc_of(tx, kept, files, today)?;
        let terms = terms_of(kept, rates, &negotiated::lines(tx, kept, today)?);
        merge.warnings.extend(terms.iter().filter_map(GroupTerms::warning));
        Ok(GroupPreview { merge, kyc, terms })
    })?;
    Ok(Done { output, changed: Vec::new(), operation: None })
}

fn kyc_of(tx: &Tx, kept: ContactId, files: Vec<KycOf>, today: Day) -> Result<Option<GroupKyc>> {
    if files.iter().all(|file| file.contact == kept) {
        return Ok(None);
    }
    let result = standing::state(tx, kept, None, today)?;
    let counting = files.iter().find(|file| file.standing.file == result.file).unwrap_or(&files[0]);
    let mut sentence = if files.len() == 1 {
        format!(
            "Le dossier KYC de « {} » devient celui de la fiche conservée, avec ses pièces et ses étapes signées.",
            counting.name
        )
    } else {
        format!(
            "{} dossiers KYC se rejoignent : celui de « {} » compte, parce qu’il a été {}. {}",
            files.len(),
            counting.name,
            why_it_counts(tx, &result)?,
            match files.len() {
                2 => "L’autre est gardé avec ses étapes signées.",
                _ => "Les autres sont gardés avec leurs étapes signées.",
            }
        )
    };
    sentence.push_str(&joined_state(&result, &counting.standing));
    Ok(Some(GroupKyc { files, result, sentence }))
}

/// `together`: the grid that comes out, which says what applies.
fn terms_of(kept: ContactId, rates: Vec<RateOf>, together: &[RateLine]) -> Vec<GroupTerms> {
    if rates.iter().all(|rate| rate.contact == kept) {
        return Vec::new();
    }
    let mut scopes: Vec<(Scope, GroupTerms)> = Vec::new();
    for rate in rates {
        let scope = scope_of(&rate.line);
        let at = scopes.iter().position(|(known, _)| *known == scope).unwrap_or_else(|| {
            let in_force = together.iter().find(|line| line.in_force && scope == scope_of(line)).cloned();
            let matter = rate.line.matter_name.clone();
            scopes.push((scope, GroupTerms { who: who(&rate.line), matter, rates: Vec::new(), in_force }));
            scopes.len() - 1
        });
        scopes[at].1.rates.push(rate);
    }
    scopes.into_iter().map(|(_, terms)| terms).collect()
}

impl GroupTerms {
    /// Several rates apply today: from the merge on only one of them does.
    fn warning(&self) -> Option<String> {
        let in_force: Vec<&RateOf> = self.rates.iter().filter(|rate| rate.line.in_force).collect();
        let first = in_force.first()?;
        let result = self.in_force.as_ref()?;
        if in_force.iter().all(|rate| rate.line.rate.hourly_rate == first.line.rate.hourly_rate) {
            return None;
        }
        let told: Vec<String> = in_force
            .iter()
            .map(|rate| {
                let agreed = &rate.line.rate;
                format!("{} depuis le {} avec « {} »", agreed.hourly_rate, agreed.effective_from, rate.name)
            })
            .collect();
        let rate = &result.rate;
        let mut of_the_day = in_force
            .iter()
            .filter(|of| of.line.rate.effective_from == rate.effective_from)
            .map(|of| of.line.rate.hourly_rate);
        let way = if of_the_day.any(|agreed| agreed != rate.hourly_rate) {
            "Plusieurs sont convenus pour le même jour : après la fusion, retirez des conditions ceux qui ne valent plus."
        } else {
            "Les temps déjà saisis gardent leur taux."
        };
        Some(format!(
            "{} : plusieurs taux sont convenus à l’heure, {}. Tous restent ; {} s’appliquera aux temps à venir. {way}",
            self.who,
            told.join(", "),
            rate.hourly_rate
        ))
    }
}
