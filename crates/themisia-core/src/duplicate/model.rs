//! The weights: how often each closeness of each field is reached by two records of one person, by two members of one household
//! or group, and by strangers (Fellegi and Sunter, « A Theory for Record Linkage », JASA 1969, with a third class).
//!
//! The third class is what keeps spouses, father and son, and sister companies apart: their shared address, phone and surname
//! are explained by the household, so that only what tells its members from one another remains to decide.

use serde::{Deserialize, Serialize};

use super::compare::{EMAIL, Evidence, FIELDS, GIVEN, LEVELS, NAME, SIREN, level};
use super::profile::{COURT, PERSON};

pub type Table = [[f32; LEVELS]; FIELDS];

/// The weights of one kind of contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Of two contacts taken at random: how often they are the same.
    pub same_share: f64,
    /// … or of one household, one group.
    pub household_share: f64,
    pub same: Table,
    pub household: Table,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// By kind: persons, organisations, courts.
    pub kinds: [Weights; 3],
}

/// What the classes are worth for one pair.
#[derive(Debug, Clone, Copy, Default)]
pub struct Classes {
    pub same: f64,
    pub household: f64,
}

/// The weights of a model as logarithms, for millions of pairs.
pub struct Judge {
    kinds: [Logarithms; 3],
}

struct Logarithms {
    same_share: f32,
    household_share: f32,
    same: Table,
    household: Table,
    weights: Table,
}

impl Judge {
    pub fn of(model: &Model) -> Judge {
        let logarithms = |table: &Table| table.map(|row| row.map(f32::ln));
        let kinds = model.kinds.each_ref().map(|weights| Logarithms {
            same_share: weights.same_share.ln() as f32,
            household_share: weights.household_share.ln() as f32,
            same: logarithms(&weights.same),
            household: logarithms(&weights.household),
            weights: weights.household,
        });
        Judge { kinds }
    }

    /// Probabilities of the classes.
    pub fn classes(&self, evidence: &Evidence) -> Classes {
        let of_kind = &self.kinds[usize::from(evidence.kind.min(COURT))];
        let mut same = of_kind.same_share;
        let mut household = of_kind.household_share;
        let mut stranger = 0.0;
        let namesake = evidence.kind == PERSON && matches!(evidence.levels[GIVEN], level::SAME | level::GIVEN_PART);
        for field in 0..FIELDS {
            let level = evidence.levels[field];
            if level == level::NONE {
                continue;
            }
            let chance = evidence.chance[field];
            // First names of a household agree by chance, and a little oftener, a son named after his father; and so do the
            // mailboxes that are made of their names.
            let by_chance = match field {
                GIVEN => evidence.kind == PERSON && level < level::GIVEN_OTHER,
                EMAIL => namesake && level < level::EMAIL_DOMAIN,
                _ => false,
            };
            same += of_kind.same[field][usize::from(level)];
            household += if by_chance {
                (of_kind.weights[field][usize::from(level)] + chance.exp()).min(1.0).ln()
            } else {
                of_kind.household[field][usize::from(level)]
            };
            stranger += chance;
        }
        if evidence.inverted {
            same += INVERTED;
            household += INVERTED;
        }
        let most = same.max(household).max(stranger);
        let share = |class: f32| f64::from(class - most).exp();
        let (same, household, stranger) = (share(same), share(household), share(stranger));
        let total = same + household + stranger;
        Classes { same: same / total, household: household / total }
    }

    /// Probability that two contacts are one.
    pub fn score(&self, evidence: &Evidence) -> f64 {
        let named = evidence.levels[NAME] != level::NONE || evidence.levels[GIVEN] != level::NONE;
        if !named && evidence.levels[SIREN] == level::NONE {
            return 0.0;
        }
        self.classes(evidence).same
    }
}

/// ln of how often first and last name are exchanged.
const INVERTED: f32 = -3.0;

impl Model {
    /// What was found on bases of other firms, for a base of this size: it serves small bases as it is, and is where fitting
    /// begins for others. `contacts`: how many there are of each kind.
    pub fn for_contacts(contacts: [u32; 3]) -> Model {
        let weights = |at: usize, same: Table, household: Table| {
            let contacts = f64::from(contacts[at].max(200));
            // One contact in ten has a second record; one in five is of the household or group of another.
            Weights { same_share: 0.25 / contacts, household_share: 0.4 / contacts, same, household }
        };
        Model {
            kinds: [
                weights(0, PERSON_SAME, PERSON_HOUSEHOLD),
                weights(1, FIRM_SAME, FIRM_GROUP),
                weights(2, COURT_SAME, COURT_OTHER),
            ],
        }
    }

    /// For a base whose contacts were not counted by kind.
    pub fn for_base(contacts: u32) -> Model {
        Model::for_contacts([contacts / 2, contacts / 2, contacts.min(600)])
    }
}

/// A row a field; the first column is « nothing to compare ».
const fn row<const N: usize>(values: [f32; N]) -> [f32; LEVELS] {
    let mut row = [1e-4; LEVELS];
    row[0] = 1.0;
    let mut at = 0;
    while at < N {
        row[at + 1] = values[at];
        at += 1;
    }
    row
}

const PERSON_SAME: Table = [
    row([0.66, 0.07, 0.13, 0.03, 0.05, 0.03, 0.03]),
    row([0.75, 0.06, 0.05, 0.09, 0.02, 0.005, 0.015]),
    row([0.91, 0.02, 0.04, 0.02, 0.002]),
    row([0.985, 0.015]),
    row([0.76, 0.01, 0.23]),
    row([0.72, 0.08, 0.06, 0.01, 0.13]),
    row([0.45, 0.25, 0.06, 0.07, 0.02, 0.15]),
    row([0.60, 0.25, 0.08, 0.04, 0.002]),
];

const PERSON_HOUSEHOLD: Table = [
    row([0.48, 0.03, 0.02, 0.01, 0.05, 0.21, 0.20]),
    row([0.03, 0.02, 0.04, 0.02, 0.02, 0.03, 0.84]),
    row([0.05, 0.001, 0.005, 0.005, 0.94]),
    row([0.45, 0.55]),
    row([0.25, 0.005, 0.745]),
    row([0.03, 0.01, 0.02, 0.03, 0.91]),
    row([0.70, 0.17, 0.03, 0.04, 0.01, 0.05]),
    row([0.05, 0.05, 0.02, 0.001, 0.88]),
];

const FIRM_SAME: Table = [
    row([0.58, 0.20, 0.06, 0.04, 0.04, 0.02, 0.005, 0.05]),
    row([]),
    row([]),
    row([0.86, 0.09, 0.05]),
    row([0.76, 0.01, 0.23]),
    row([0.70, 0.06, 0.06, 0.05, 0.13]),
    row([0.45, 0.25, 0.05, 0.08, 0.02, 0.15]),
    row([0.60, 0.25, 0.07, 0.06, 0.002]),
];

const FIRM_GROUP: Table = [
    row([0.03, 0.02, 0.10, 0.35, 0.25, 0.01, 0.16, 0.08]),
    row([]),
    row([]),
    row([0.30, 0.10, 0.60]),
    row([0.10, 0.005, 0.895]),
    row([0.03, 0.01, 0.03, 0.10, 0.83]),
    row([0.60, 0.15, 0.04, 0.06, 0.03, 0.12]),
    row([0.001, 0.001, 0.004, 0.001, 0.993]),
];

const COURT_SAME: Table = [
    row([0.75, 0.12, 0.04, 0.04, 0.01, 0.01, 0.005, 0.025]),
    row([]),
    row([]),
    row([0.97, 0.01, 0.02]),
    row([0.80, 0.02, 0.18]),
    row([0.70, 0.06, 0.06, 0.05, 0.13]),
    row([0.40, 0.25, 0.05, 0.15, 0.05, 0.10]),
    row([0.60, 0.25, 0.07, 0.06, 0.002]),
];

/// Other courts of the same town.
const COURT_OTHER: Table = [
    row([0.60, 0.05, 0.10, 0.10, 0.05, 0.01, 0.01, 0.08]),
    row([]),
    row([]),
    row([0.02, 0.02, 0.96]),
    row([0.05, 0.01, 0.94]),
    row([0.05, 0.01, 0.03, 0.10, 0.81]),
    row([0.20, 0.10, 0.10, 0.50, 0.05, 0.05]),
    row([0.01, 0.01, 0.01, 0.01, 0.96]),
];
