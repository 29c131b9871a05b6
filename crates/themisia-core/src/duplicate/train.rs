//! Fitting the weights to the base itself, without labels: expectation–maximisation over the candidate pairs, starting from
//! (and drawn towards) what other firms' bases gave.

use rayon::prelude::*;

use super::compare::{BIRTH, Base, Evidence, FIELDS, GIVEN, LEVELS, SIREN, level};
use super::model::{Classes, Judge, Model, Table};
use super::profile::Profile;

/// Pairs that the weights are fitted on, at most.
const MOST: usize = 150_000;
/// Below this many candidates a base says too little: the weights stay as they are.
const LEAST: usize = 5_000;
const ROUNDS: usize = 7;
/// The weights known before count as much as so many pairs.
const KNOWN_BEFORE: f64 = 400.0;

/// Another first name, birth date or SIREN (DOMAIN §10: strong evidence against). Without it, brothers under one roof would
/// teach that records of one person bear different first names.
const CONTRARY: &[(usize, u8)] = &[
    (GIVEN, level::GIVEN_OTHER),
    (GIVEN, level::GIVEN_OTHER_SEX),
    (BIRTH, level::BIRTH_OTHER),
    (SIREN, level::SIREN_OTHER),
];

/// Of so many candidates every how-manieth is fitted on.
pub fn every(candidates: usize) -> usize {
    candidates.div_ceil(MOST).max(1)
}

/// Every n-th candidate, compared.
pub fn sample(candidates: &[(u32, u32)], profiles: &[Profile], base: &Base) -> Vec<Evidence> {
    let every = every(candidates.len());
    candidates
        .par_chunks(every)
        .with_min_len(512)
        .map(|pairs| pairs[0])
        .map(|(a, b)| base.compare(&profiles[a as usize], &profiles[b as usize]))
        .collect()
}

/// `candidates`: how many pairs the sample stands for; `contacts`: how many there are of each kind.
pub fn fit(model: &mut Model, sample: &[Evidence], candidates: usize, contacts: [u32; 3]) {
    if candidates < LEAST {
        return;
    }
    let before = model.clone();
    let scale = candidates as f64 / sample.len() as f64;
    for _ in 0..ROUNDS {
        let judge = Judge::of(model);
        let sums = sample.par_iter().with_min_len(2048).fold(Sums::default, |mut sums, evidence| {
            sums.add(evidence, &judge);
            sums
        });
        let sums = sums.reduce(Sums::default, Sums::plus);
        for kind in 0..3 {
            let known = &before.kinds[kind];
            let weights = &mut model.kinds[kind];
            maximise(&mut weights.same, &known.same, &sums.same[kind], scale);
            maximise(&mut weights.household, &known.household, &sums.household[kind], scale);
            // The shares are of all pairs of the kind; the candidates hold nearly all that are no strangers.
            let contacts = f64::from(contacts[kind]);
            weights.same_share = share(known.same_share, sums.found[kind].same * scale, contacts);
            weights.household_share = share(known.household_share, sums.found[kind].household * scale, contacts);
        }
    }
}

/// The share of all pairs of `contacts` that `found` are, drawn towards what was known before as if that had been seen on a
/// base of a quarter of the size.
fn share(known: f64, found: f64, contacts: f64) -> f64 {
    let pairs = (contacts * contacts / 2.0).max(1.0);
    (found + known * pairs * 0.25) / (pairs * 1.25)
}

fn maximise(table: &mut Table, known: &Table, sums: &[[f64; LEVELS]; FIELDS], scale: f64) {
    for field in 0..FIELDS {
        let total: f64 = sums[field][1..].iter().sum::<f64>() * scale;
        for level in 1..LEVELS {
            // What speaks against is not unlearnt: records that disagree there hide among the households.
            if CONTRARY.contains(&(field, level as u8)) {
                continue;
            }
            let seen = sums[field][level] * scale;
            let before = f64::from(known[field][level]);
            table[field][level] = (((seen + KNOWN_BEFORE * before) / (total + KNOWN_BEFORE)).max(1e-5)) as f32;
        }
    }
}

#[derive(Default)]
struct Sums {
    same: [[[f64; LEVELS]; FIELDS]; 3],
    household: [[[f64; LEVELS]; FIELDS]; 3],
    found: [Classes; 3],
}

impl Sums {
    fn add(&mut self, evidence: &Evidence, judge: &Judge) {
        let kind = usize::from(evidence.kind);
        let classes = judge.classes(evidence);
        self.found[kind].same += classes.same;
        self.found[kind].household += classes.household;
        for field in 0..FIELDS {
            let level = evidence.levels[field];
            if level != level::NONE {
                self.same[kind][field][usize::from(level)] += classes.same;
                self.household[kind][field][usize::from(level)] += classes.household;
            }
        }
    }

    fn plus(mut self, other: Sums) -> Sums {
        for kind in 0..3 {
            self.found[kind].same += other.found[kind].same;
            self.found[kind].household += other.found[kind].household;
            for field in 0..FIELDS {
                for level in 0..LEVELS {
                    self.same[kind][field][level] += other.same[kind][field][level];
                    self.household[kind][field][level] += other.household[kind][field][level];
                }
            }
        }
        self
    }
}
