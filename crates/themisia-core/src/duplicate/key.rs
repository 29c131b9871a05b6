//! Keys under which two contacts meet to be compared: whoever shares one is a candidate. Each rule survives another kind of
//! difference, so that two records of one person share at least one.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::profile::{COURT, PERSON, PersonName, Profile, Terms, hash, sound_of};
use crate::contact::name;

/// The rules, and how many contacts may share one key before it says too little (other rules then bring its pairs together).
pub const RULES: &[(Rule, usize)] = &[
    (Rule::Identifier, 400),
    (Rule::Phone, 60),
    (Rule::Email, 60),
    (Rule::Name, 60),
    (Rule::NameBeginning, 40),
    (Rule::NameEnding, 40),
    (Rule::OneLetter, 30),
    (Rule::Initial, 30),
    (Rule::Rare, 12),
    (Rule::Birth, 60),
    (Rule::TownName, 40),
    (Rule::TownGiven, 40),
    (Rule::Door, 40),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Identifier,
    Phone,
    Email,
    /// The whole name by sound, in any order.
    Name,
    NameBeginning,
    NameEnding,
    /// The surname without one of its letters, and the first name: one typing error anywhere.
    OneLetter,
    Initial,
    /// A rare word of the name, alone.
    Rare,
    /// Birth date and a part of the name.
    Birth,
    TownName,
    TownGiven,
    /// Number, street and postal code.
    Door,
}

/// The keys of a contact under one rule.
pub fn keys(rule: Rule, profile: &Profile, terms: &Terms, keys: &mut Vec<u64>) {
    keys.clear();
    // A trader may be kept as a person and as an organisation.
    let kind = if rule == Rule::Identifier { 0 } else { u64::from(profile.kind) };
    let salt = rule as u64 + 1 + 100 * kind;
    match rule {
        Rule::Identifier => {
            keys.extend([profile.siren, profile.vat].iter().filter(|n| **n != 0).map(|n| mix(&[salt, u64::from(*n)])));
        }
        Rule::Phone => keys.extend(profile.phones.iter().map(|phone| mix(&[salt, *phone]))),
        Rule::Email => {
            for email in &profile.emails {
                keys.push(mix(&[salt, u64::from(email.whole)]));
                if !email.common {
                    keys.push(mix(&[salt, 1, u64::from(email.local)]));
                }
                if !email.webmail {
                    keys.push(mix(&[salt, 2, u64::from(email.domain)]));
                }
            }
        }
        Rule::Door => {
            for place in &profile.places {
                if let (Some(street), true) = (place.street, place.postal_code != 0) {
                    keys.push(mix(&[salt, u64::from(place.postal_code), u64::from(place.number), u64::from(street)]));
                }
            }
        }
        _ if profile.kind == PERSON => {
            for name in &profile.names {
                person(rule, salt, profile, name, terms, keys);
            }
        }
        _ => firm(rule, salt, profile, terms, keys),
    }
    keys.sort_unstable();
    keys.dedup();
}

fn person(rule: Rule, salt: u64, profile: &Profile, name: &PersonName, terms: &Terms, keys: &mut Vec<u64>) {
    let surname = name.surname.map(|id| terms.get(id));
    let given = name.given.map(|id| terms.get(id));
    let given_text = given.map_or("", |term| &*term.text);
    let first = given_text.split(' ').next().unwrap_or_default();
    let first_sound = if given_text.contains(' ') { sound_of(first) } else { given.map_or(0, |term| term.sound) };
    let surname_sound = surname.map_or(0, |term| term.sound);
    let surname_text = surname.map_or("", |term| &*term.text);
    let codes = || profile.places.iter().map(|place| u64::from(place.postal_code)).filter(|code| *code != 0);
    match rule {
        Rule::Name if surname.is_some() && given.is_some() => {
            // The same whichever is taken for the first name.
            let both = |one: u64, other: u64| mix(&[salt, one.min(other), one.max(other)]);
            keys.push(both(surname_sound, first_sound));
            if surname_text.contains(' ') {
                for word in surname_text.split(' ').filter(|word| word.len() > 2 && !name::PARTICLES.contains(word)) {
                    keys.push(both(sound_of(word), first_sound));
                }
            }
            if given_text.contains(' ') {
                keys.push(both(surname_sound, sound_of(given_text)));
            }
        }
        Rule::NameBeginning | Rule::NameEnding if surname.is_some() && given.is_some() => {
            let bare = super::profile::without_particles(surname_text);
            let letters = 4.min(bare.len());
            let part = if rule == Rule::NameBeginning { &bare[..letters] } else { &bare[bare.len() - letters..] };
            keys.push(mix(&[salt, hash(part), first_sound]));
            // The first name mistyped, the surname right.
            let letters = 3.min(first.len());
            let part = if rule == Rule::NameBeginning { &first[..letters] } else { &first[first.len() - letters..] };
            keys.push(mix(&[salt, 1, surname_sound, hash(part)]));
        }
        Rule::OneLetter if surname_text.len() > 3 && given.is_some() => {
            let bare = super::profile::without_particles(surname_text);
            keys.push(mix(&[salt, hash(&bare), first_sound]));
            let mut shorter = String::with_capacity(bare.len());
            for left_out in 0..bare.len().min(14) {
                shorter.clear();
                shorter.push_str(&bare[..left_out]);
                shorter.push_str(&bare[left_out + 1..]);
                keys.push(mix(&[salt, hash(&shorter), first_sound]));
            }
        }
        Rule::Initial if surname.is_some() && given.is_some() => {
            let initial = u64::from(first.as_bytes()[0]);
            keys.push(mix(&[salt, surname_sound, initial]));
        }
        Rule::Rare => {
            for (at, term) in [surname, given].into_iter().flatten().enumerate() {
                if at == 0 || !given_text.is_empty() {
                    keys.push(mix(&[salt, term.sound]));
                }
            }
        }
        Rule::Birth if profile.birth != 0 => {
            let birth = u64::from(profile.birth);
            keys.push(mix(&[salt, birth, surname_sound]));
            keys.push(mix(&[salt, birth, first_sound]));
            let initial = |text: &str| u64::from(text.bytes().next().unwrap_or(0));
            let (one, other) = (initial(surname_text), initial(first));
            keys.push(mix(&[salt, birth, one.min(other), one.max(other)]));
        }
        Rule::TownName => keys.extend(codes().map(|code| mix(&[salt, code, surname_sound]))),
        Rule::TownGiven => keys.extend(codes().map(|code| mix(&[salt, code, first_sound]))),
        _ => {}
    }
}

fn firm(rule: Rule, salt: u64, profile: &Profile, terms: &Terms, keys: &mut Vec<u64>) {
    // Courts of another type in the same town are no candidates.
    let class = if profile.kind == COURT { u64::from(profile.form) } else { 0 };
    let codes = || profile.places.iter().map(|place| u64::from(place.postal_code)).filter(|code| *code != 0);
    for words in &profile.firms {
        let joined = || words.iter().map(|word| terms.text(*word)).collect::<String>();
        // Rarest first.
        let mut rare: Vec<(u32, u64)> =
            words.iter().map(|word| (terms.get(*word).count, terms.get(*word).sound)).collect();
        rare.sort_unstable();
        match rule {
            Rule::Name => {
                let mut sounds: Vec<u64> = words.iter().map(|word| terms.get(*word).sound).collect();
                sounds.sort_unstable();
                sounds.insert(0, class);
                sounds.insert(0, salt);
                keys.push(mix(&sounds));
                keys.push(mix(&[salt, class, 1, sound_of(&joined())]));
                if let [(_, one), (_, other), ..] = rare[..] {
                    keys.push(mix(&[salt, class, 2, one.min(other), one.max(other)]));
                }
            }
            Rule::NameBeginning | Rule::NameEnding => {
                let joined = joined();
                let letters = 7.min(joined.len());
                let part =
                    if rule == Rule::NameBeginning { &joined[..letters] } else { &joined[joined.len() - letters..] };
                keys.push(mix(&[salt, class, hash(part)]));
            }
            Rule::Initial => {
                // « SNCF » and « Société nationale des chemins de fer ».
                if let [word] = **words
                    && terms.text(word).len() <= 6
                {
                    keys.push(mix(&[salt, hash(terms.text(word))]));
                }
                if let Some(initials) = profile.initials {
                    keys.push(mix(&[salt, hash(terms.text(initials))]));
                }
                if let Some(acronym) = profile.acronym {
                    keys.push(mix(&[salt, hash(terms.text(acronym))]));
                }
            }
            Rule::Rare => keys.extend(rare.iter().take(2).map(|(_, sound)| mix(&[salt, class, *sound]))),
            Rule::TownName => {
                for code in codes() {
                    keys.extend(rare.iter().take(3).map(|(_, sound)| mix(&[salt, class, code, *sound])));
                }
            }
            Rule::TownGiven => {
                let letters = joined();
                let part = hash(&letters[..4.min(letters.len())]);
                keys.extend(codes().map(|code| mix(&[salt, class, code, part])));
            }
            _ => {}
        }
    }
}

fn mix(parts: &[u64]) -> u64 {
    let mut hasher = FxHasher::default();
    for part in parts {
        hasher.write_u64(*part);
    }
    hasher.finish()
}
