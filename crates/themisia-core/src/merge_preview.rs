//! What a merge would do, with what stands above contacts: the KYC files of both and the rates agreed with either, side by side,
//! and what counts of them afterwards (DOMAIN §11). Both stay; here a person sees it before.

mod group;

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use crate::contact::merge::{self, Merge, MergeSide};
use crate::contact::redirect;
use crate::core::{Core, Done, Tx};
use crate::day::Day;
use crate::error::Result;
use crate::firm::Grade;
use crate::ids::{ContactId, MatterId, TimekeeperId};
use crate::kyc::standing::{self, KycStanding};
use crate::op::Op;
use crate::rate::negotiated::{self, RateLine};

pub use group::{GroupKyc, GroupPreview, GroupTerms, KycOf, RateOf, preview_group};

#[derive(Debug, Clone, Serialize, TS)]
pub struct MergePreview {
    #[serde(flatten)]
    #[ts(flatten)]
    pub merge: Merge,
    /// None when the absorbed contact has no KYC file: that of the kept one stays as it is.
    pub kyc: Option<KycBeside>,
    /// The scopes for which a rate is agreed; empty when the absorbed contact has none.
    pub terms: Vec<TermsBeside>,
}

/// The KYC of the two contacts for themselves, and of the one that comes out of them.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycBeside {
    /// None: no file.
    pub kept: Option<KycStanding>,
    pub absorbed: Option<KycStanding>,
    pub result: KycStanding,
    /// Whose file counts, and why, in French.
    pub sentence: String,
}

/// What was agreed for one timekeeper, one grade or everyone, in general or for a matter.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TermsBeside {
    /// « Me Martin », « Associés », « Tous les intervenants »
    pub who: String,
    pub matter: Option<String>,
    /// Newest first.
    pub kept: Vec<RateLine>,
    pub absorbed: Vec<RateLine>,
    /// The one that applies today once both are together.
    pub in_force: Option<RateLine>,
}

type Scope = (Option<MatterId>, Option<TimekeeperId>, Option<Grade>);

/// What merging would do; nothing is written. `choices`: a side by field, else the proposed one.
///
/// # Errors
/// As [`merge::merge`].
pub fn preview(
    core: &Core,
    kept: ContactId,
    absorbed: ContactId,
    choices: BTreeMap<String, MergeSide>,
) -> Result<Done<MergePreview>> {
    let output = core.rehearse(Op::MergeContacts, |tx| {
        let today = Day::of(tx.at);
        let (kept, absorbed) = (redirect::current(tx, kept)?, redirect::current(tx, absorbed)?);
        let files = [standing::own(tx, kept, today)?, standing::own(tx, absorbed, today)?];
        let grids = [negotiated::lines(tx, kept, today)?, negotiated::lines(tx, absorbed, today)?];
        let mut merge = merge::merge(tx, kept, absorbed, choices)?;
        let kyc = kyc_beside(tx, kept, files, today)?;
        let terms = terms_beside(grids, &negotiated::lines(tx, kept, today)?);
        merge.warnings.extend(terms.iter().filter_map(TermsBeside::warning));
        Ok(MergePreview { merge, kyc, terms })
    })?;
    Ok(Done { output, changed: Vec::new(), operation: None })
}

fn kyc_beside(tx: &Tx, client: ContactId, files: [Option<KycStanding>; 2], today: Day) -> Result<Option<KycBeside>> {
    let [kept, Some(absorbed)] = files else { return Ok(None) };
    let result = standing::state(tx, client, None, today)?;
    let of_absorbed = result.file == absorbed.file;
    let counting = if of_absorbed { &absorbed } else { kept.as_ref().unwrap_or(&absorbed) };
    let mut sentence = if kept.is_none() {
        "Le dossier KYC de la fiche fusionnée devient celui de la fiche conservée, avec ses pièces et ses étapes signées."
            .to_owned()
    } else {
        let whose = if of_absorbed { "fusionnée" } else { "conservée" };
        let why = why_it_counts(tx, &result)?;
        format!(
            "Le dossier KYC de la fiche {whose} compte, parce qu’il a été {why}. L’autre est gardé avec ses étapes signées."
        )
    };
    sentence.push_str(&joined_state(&result, counting));
    Ok(Some(KycBeside { kept, absorbed: Some(absorbed), result, sentence }))
}

fn why_it_counts(tx: &Tx, result: &KycStanding) -> Result<&'static str> {
    Ok(match result.file.map_or(Ok(false), |file| standing::was_decided(tx, file))? {
        true => "décidé en dernier",
        false => "commencé en dernier : aucun n’a été décidé",
    })
}

/// Where the file that counts stands once the documents of the others are there, if that makes a difference.
fn joined_state(result: &KycStanding, before: &KycStanding) -> String {
    if result.state == before.state {
        return String::new();
    }
    format!(" Une fois les pièces réunies, il est « {} ».", result.state.french())
}

/// `together`: the grid that comes out, which says what applies.
fn terms_beside([kept, absorbed]: [Vec<RateLine>; 2], together: &[RateLine]) -> Vec<TermsBeside> {
    if absorbed.is_empty() {
        return Vec::new();
    }
    let mut scopes: Vec<(Scope, TermsBeside)> = Vec::new();
    for (is_kept, lines) in [(true, kept), (false, absorbed)] {
        for line in lines {
            let scope = scope_of(&line);
            let at = scopes.iter().position(|(known, _)| *known == scope).unwrap_or_else(|| {
                let in_force = together.iter().find(|line| line.in_force && scope == scope_of(line)).cloned();
                let matter = line.matter_name.clone();
                let terms = TermsBeside { who: who(&line), matter, kept: Vec::new(), absorbed: Vec::new(), in_force };
                scopes.push((scope, terms));
                scopes.len() - 1
            });
            let terms = &mut scopes[at].1;
            if is_kept { terms.kept.push(line) } else { terms.absorbed.push(line) }
        }
    }
    scopes.into_iter().map(|(_, terms)| terms).collect()
}

fn scope_of(line: &RateLine) -> Scope {
    (line.rate.matter, line.rate.timekeeper, line.rate.grade)
}

fn who(line: &RateLine) -> String {
    match (&line.timekeeper_name, line.rate.grade) {
        (Some(name), _) => name.clone(),
        (None, Some(grade)) => {
            let mut letters = grade.french().chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
        (None, None) => "Tous les intervenants".to_owned(),
    }
}

impl TermsBeside {
    /// Two different rates apply today: from the merge on only one of them does.
    fn warning(&self) -> Option<String> {
        let in_force = |lines: &[RateLine]| lines.iter().find(|line| line.in_force).map(|line| line.rate.clone());
        let (kept, absorbed, result) = (in_force(&self.kept)?, in_force(&self.absorbed)?, self.in_force.as_ref()?);
        if kept.hourly_rate == absorbed.hourly_rate {
            return None;
        }
        let way = if kept.effective_from == absorbed.effective_from {
            "Ils sont convenus pour le même jour : après la fusion, retirez des conditions celui qui ne vaut plus."
        } else {
            "Les temps déjà saisis gardent leur taux."
        };
        Some(format!(
            "{} : deux taux sont convenus, {} de l’heure depuis le {} et {} depuis le {}. Les deux restent ; {} s’appliquera aux temps à venir. {way}",
            self.who,
            kept.hourly_rate,
            kept.effective_from,
            absorbed.hourly_rate,
            absorbed.effective_from,
            result.rate.hourly_rate
        ))
    }
}
