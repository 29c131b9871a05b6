//! From the evidence to a verdict: level, score, and the reasons in French.

use serde::Serialize;
use ts_rs::TS;

use super::compare::{BIRTH, EMAIL, Evidence, GIVEN, NAME, PHONE, PLACE, SIREN, SORT, level::*};
use super::model::Judge;
use super::profile::{COURT, PERSON};
use crate::sql_enum;

sql_enum! {
    /// `Certain`: same SIRET, VAT number, or SIREN and NIC. `SameCompany`: same SIREN, another establishment. The others by score.
    pub enum DuplicateLevel {
        Certain = "certain",
        SameCompany = "same_company",
        Probable = "probable",
        Possible = "possible",
    }
}

/// Scores from which a pair is shown, and from which it is probable.
pub const POSSIBLE: f64 = 0.5;
pub const PROBABLE: f64 = 0.9;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Verdict {
    pub level: DuplicateLevel,
    /// Probability that both are one, from 0 to 1.
    pub score: f64,
    /// « même nom à l’accent près », « même téléphone »: what speaks for it first, then what speaks against.
    pub reasons: Vec<String>,
}

/// The score and the level it stands for; the level is `Possible` also below what is shown.
pub fn level_of(judge: &Judge, evidence: &Evidence) -> (DuplicateLevel, f64) {
    let score = judge.score(evidence);
    let siren = evidence.levels[SIREN];
    if evidence.siren_is_valid && (siren == SAME || siren == SIREN_ONLY && evidence.same_vat) {
        return (DuplicateLevel::Certain, score.max(CERTAIN));
    }
    if siren == SIREN_OTHER_NIC && evidence.siren_is_valid {
        return (DuplicateLevel::SameCompany, score);
    }
    (if score >= PROBABLE { DuplicateLevel::Probable } else { DuplicateLevel::Possible }, score)
}

const CERTAIN: f64 = 0.999;

pub fn verdict(judge: &Judge, evidence: &Evidence) -> Verdict {
    let (level, score) = level_of(judge, evidence);
    Verdict { level, score, reasons: reasons(evidence) }
}

/// What was found, in words: for, then against.
pub fn reasons(evidence: &Evidence) -> Vec<String> {
    let mut reasons: Vec<&str> = Vec::new();
    let mut against: Vec<&str> = Vec::new();
    let at = |field: usize| evidence.levels[field];
    reasons.extend(match at(SIREN) {
        SAME => Some("même SIRET"),
        SIREN_ONLY if evidence.same_vat => Some("même numéro de TVA"),
        SIREN_ONLY => Some("même SIREN"),
        SIREN_OTHER_NIC => Some("même SIREN, autre établissement"),
        SIREN_MISTYPED => Some("même SIREN à un chiffre près"),
        _ => None,
    });
    if evidence.kind == PERSON {
        person_name(evidence, &mut reasons, &mut against);
    } else {
        organisation_name(evidence, &mut reasons, &mut against);
    }
    match at(BIRTH) {
        SAME => reasons.push("même date de naissance"),
        BIRTH_TURNED => reasons.push("même date de naissance, jour et mois inversés"),
        BIRTH_ONE_DIGIT => reasons.push("même date de naissance à un chiffre près"),
        BIRTH_YEAR => reasons.push("même année de naissance"),
        BIRTH_OTHER => against.push("autre date de naissance"),
        _ => {}
    }
    match at(PHONE) {
        SAME => reasons.push("même téléphone"),
        PHONE_ONE_DIGIT => reasons.push("même téléphone à un chiffre près"),
        PHONE_OTHER => against.push("autre téléphone"),
        _ => {}
    }
    match at(EMAIL) {
        SAME => reasons.push("même e-mail"),
        EMAIL_OTHER_PROVIDER => reasons.push("même e-mail chez un autre fournisseur"),
        EMAIL_CLOSE => reasons.push("e-mail très proche"),
        EMAIL_DOMAIN => reasons.push("même domaine d’e-mail"),
        EMAIL_OTHER => against.push("autre e-mail"),
        _ => {}
    }
    match at(PLACE) {
        SAME => reasons.push("même adresse"),
        PLACE_CLOSE => reasons.push("adresse presque identique"),
        PLACE_STREET => reasons.push("même rue"),
        PLACE_TOWN => reasons.push("même ville"),
        PLACE_OTHER => against.push("autre adresse"),
        _ => {}
    }
    match (evidence.kind, at(SORT)) {
        (PERSON, SORT_AGREES) => against.push("autre civilité"),
        (COURT, SORT_OTHER) => against.push("autre type de juridiction"),
        (_, SORT_OTHER) => against.push("autre forme juridique"),
        _ => {}
    }
    if at(SIREN) == SIREN_OTHER {
        against.push("autre SIREN");
    }
    if !against.is_empty() && !reasons.is_empty() {
        let against = against.iter().map(|reason| format!("mais {reason}"));
        return reasons.iter().map(|reason| (*reason).to_owned()).chain(against).collect();
    }
    reasons.iter().chain(&against).map(|reason| (*reason).to_owned()).collect()
}

fn person_name(evidence: &Evidence, reasons: &mut Vec<&str>, against: &mut Vec<&str>) {
    let (name, given) = (evidence.levels[NAME], evidence.levels[GIVEN]);
    if evidence.inverted {
        reasons.push(if name == SAME && given == SAME {
            "même nom, nom et prénom inversés"
        } else {
            "nom proche, nom et prénom inversés"
        });
        return;
    }
    if name == SAME && given == SAME {
        reasons.push(match (evidence.same_written, evidence.other_reading) {
            (_, true) => "même nom, sous un autre nom porté",
            (true, false) => "même nom",
            (false, false) => "même nom à l’accent près",
        });
        return;
    }
    match name {
        SAME if evidence.other_reading => reasons.push("même nom de famille (naissance ou usage)"),
        SAME => reasons.push("même nom de famille"),
        SAME_BUT_PARTICLE => reasons.push("même nom à la particule ou à l’espace près"),
        CLOSE => reasons.push("nom de famille très proche"),
        CLOSE_2 => reasons.push("nom de famille proche"),
        PART => reasons.push("une partie du nom composé"),
        OTHER | OTHER_MARRIED => against.push("autre nom de famille"),
        _ => {}
    }
    match given {
        SAME => reasons.push("même prénom"),
        GIVEN_PART => reasons.push("même premier prénom"),
        GIVEN_INITIAL => reasons.push("même initiale du prénom"),
        GIVEN_CLOSE => reasons.push("prénom très proche"),
        GIVEN_CLOSE_2 => reasons.push("prénom proche"),
        GIVEN_OTHER_SEX => against.push("prénom de l’autre sexe"),
        GIVEN_OTHER => against.push("autre prénom"),
        _ => {}
    }
}

fn organisation_name(evidence: &Evidence, reasons: &mut Vec<&str>, against: &mut Vec<&str>) {
    match evidence.levels[NAME] {
        SAME if evidence.same_written => reasons.push("même nom"),
        SAME => reasons.push("même nom à la forme juridique, à l’accent ou à l’ordre des mots près"),
        FIRM_CLOSE => reasons.push("nom très proche"),
        FIRM_LIGHT => reasons.push("même nom à un mot courant près"),
        FIRM_PART => reasons.push("un nom contenu dans l’autre"),
        FIRM_SHARED => reasons.push("nom en partie commun"),
        FIRM_ACRONYM => reasons.push("sigle de l’autre nom"),
        FIRM_NUMBER => against.push("autre numéro dans le nom"),
        FIRM_OTHER => against.push("autre nom"),
        _ => {}
    }
}
