//! Two contacts, field by field: how close each is, and how often two strangers would be as close.

use super::close::{Closeness, closeness, other_sex};
use super::lexicon;
use super::profile::{COURT, FIRM, PERSON, Profile, Term, TermId, Terms, sound_of, without_particles};
use crate::contact::name;

/// Fields that are compared. A field that one of the two leaves empty says nothing.
pub const FIELDS: usize = 8;
pub const NAME: usize = 0;
pub const GIVEN: usize = 1;
pub const BIRTH: usize = 2;
/// Of persons the civility, of organisations the legal form, of courts the type.
pub const SORT: usize = 3;
pub const PHONE: usize = 4;
pub const EMAIL: usize = 5;
pub const PLACE: usize = 6;
pub const SIREN: usize = 7;
/// Levels of a field, at most; 0 is « nothing to compare ».
pub const LEVELS: usize = 9;

/// Levels of closeness, best first. The model knows how often duplicates reach each.
pub mod level {
    pub const NONE: u8 = 0;
    pub const SAME: u8 = 1;
    // surname
    pub const SAME_BUT_PARTICLE: u8 = 2;
    pub const CLOSE: u8 = 3;
    pub const CLOSE_2: u8 = 4;
    pub const PART: u8 = 5;
    pub const OTHER: u8 = 6;
    pub const OTHER_MARRIED: u8 = 7;
    // first names
    pub const GIVEN_PART: u8 = 2;
    pub const GIVEN_INITIAL: u8 = 3;
    pub const GIVEN_CLOSE: u8 = 4;
    pub const GIVEN_CLOSE_2: u8 = 5;
    pub const GIVEN_OTHER_SEX: u8 = 6;
    pub const GIVEN_OTHER: u8 = 7;
    // birth date
    pub const BIRTH_TURNED: u8 = 2;
    pub const BIRTH_ONE_DIGIT: u8 = 3;
    pub const BIRTH_YEAR: u8 = 4;
    pub const BIRTH_OTHER: u8 = 5;
    // civility, form
    pub const SORT_AGREES: u8 = 2;
    pub const SORT_OTHER: u8 = 3;
    // phone
    pub const PHONE_ONE_DIGIT: u8 = 2;
    pub const PHONE_OTHER: u8 = 3;
    // e-mail
    pub const EMAIL_OTHER_PROVIDER: u8 = 2;
    pub const EMAIL_CLOSE: u8 = 3;
    pub const EMAIL_DOMAIN: u8 = 4;
    pub const EMAIL_OTHER: u8 = 5;
    // address
    pub const PLACE_CLOSE: u8 = 2;
    pub const PLACE_STREET: u8 = 3;
    pub const PLACE_TOWN: u8 = 4;
    pub const PLACE_DEPARTMENT: u8 = 5;
    pub const PLACE_OTHER: u8 = 6;
    // SIREN
    pub const SIREN_ONLY: u8 = 2;
    pub const SIREN_OTHER_NIC: u8 = 3;
    pub const SIREN_MISTYPED: u8 = 4;
    pub const SIREN_OTHER: u8 = 5;
    // name of an organisation
    pub const FIRM_CLOSE: u8 = 2;
    pub const FIRM_LIGHT: u8 = 3;
    pub const FIRM_PART: u8 = 4;
    pub const FIRM_SHARED: u8 = 5;
    pub const FIRM_ACRONYM: u8 = 6;
    pub const FIRM_NUMBER: u8 = 7;
    pub const FIRM_OTHER: u8 = 8;
}
use level::*;

/// What comparing two contacts gave.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evidence {
    pub kind: u8,
    pub levels: [u8; FIELDS],
    /// How often two contacts taken at random are as close, in this value: the natural logarithm.
    pub chance: [f32; FIELDS],
    /// First and last name exchanged.
    pub inverted: bool,
    /// Found through another name borne: usage for birth name, a former one.
    pub other_reading: bool,
    /// The same letters, accents included.
    pub same_written: bool,
    pub same_vat: bool,
    /// The numbers that agree pass their check.
    pub siren_is_valid: bool,
}

impl Evidence {
    fn set(&mut self, field: usize, (level, chance): (u8, f32)) {
        self.levels[field] = level;
        self.chance[field] = if level == NONE { 0.0 } else { chance.clamp(1e-9, 1.0).ln() };
    }
}

/// What is compared among: the texts, and the phones that many contacts share.
pub struct Base<'a> {
    pub terms: &'a Terms,
    /// Phones of more than two contacts.
    pub shared_phones: &'a rustc_hash::FxHashMap<u64, u32>,
    pub places: &'a rustc_hash::FxHashMap<u32, u32>,
}

/// Contacts that are added to the base in thought, so that what a small base has once is not taken for rare.
const THOUGHT: f32 = 1000.0;

impl Base<'_> {
    pub(super) fn contacts(&self) -> f32 {
        self.terms.contacts as f32 + THOUGHT
    }

    /// The share of contacts that bear a text. The two that are compared bear it; that alone does not make it frequent.
    pub(super) fn frequency(&self, term: TermId) -> f32 {
        (self.terms.get(term).count.max(2) as f32 - 1.0) / self.contacts()
    }

    pub(super) fn postal_frequency(&self, code: u32) -> f32 {
        let count = self.places.get(&code).copied().unwrap_or(1).max(2);
        (count as f32 - 1.0 + 0.5) / self.contacts()
    }

    pub fn compare(&self, a: &Profile, b: &Profile) -> Evidence {
        let mut evidence = Evidence {
            kind: a.kind.min(b.kind),
            same_written: a.written == b.written,
            same_vat: a.vat != 0 && a.vat == b.vat,
            siren_is_valid: a.siren_is_valid && b.siren_is_valid,
            ..Evidence::default()
        };
        if a.kind != b.kind {
            // A trader kept once as a person and once as an organisation: only what leads to them is compared.
        } else if a.kind == PERSON {
            self.persons(a, b, &mut evidence);
        } else {
            let firms = self.firm_names(a, b);
            evidence.set(NAME, firms);
            if a.form != 0 && b.form != 0 {
                let level = if a.form == b.form {
                    SAME
                } else if a.kind == FIRM && lexicon::forms_agree(a.form, b.form) {
                    SORT_AGREES
                } else {
                    SORT_OTHER
                };
                evidence.set(SORT, (level, if level == SAME { 0.25 } else { 0.5 }));
            }
        }
        evidence.set(PHONE, self.phones(a, b));
        evidence.set(EMAIL, self.emails(a, b));
        evidence.set(PLACE, self.places(a, b));
        evidence.set(SIREN, self.sirens(a, b));
        evidence
    }

    // ------------------------------------------------------------------ persons

    fn persons(&self, a: &Profile, b: &Profile, evidence: &mut Evidence) {
        let mut best: Option<Reading> = None;
        let plain = a.names.len() == 1 && b.names.len() == 1;
        for (at_a, one) in a.names.iter().enumerate() {
            for (at_b, other) in b.names.iter().enumerate() {
                for inverted in [false, true] {
                    // Exchanged, the initial is the first name: « F. / Berthe » is « Berthe / Frédéric ».
                    let initial = |id: Option<TermId>| id.is_some_and(|id| self.terms.text(id).len() == 1);
                    let (mut surname, given) = if !inverted {
                        (self.surnames(one.surname, other.surname), self.given_names(one.given, other.given))
                    } else if initial(one.surname) || initial(other.given) {
                        (self.surnames(one.given, other.surname), self.given_names(one.surname, other.given))
                    } else {
                        (self.surnames(one.surname, other.given), self.given_names(one.given, other.surname))
                    };
                    if inverted && (surname.0 == NONE || surname.0 >= PART || given.0 == NONE || given.0 > GIVEN_CLOSE)
                    {
                        continue;
                    }
                    // Found through a name that is not the first of both: one chance more.
                    let other_reading = !plain && (at_a > 0 || at_b > 0);
                    if other_reading {
                        surname.1 = (surname.1 * 2.0).min(1.0);
                    }
                    let worth = worth(surname) + worth(given) - if inverted { 3.0 } else { 0.0 };
                    if best.as_ref().is_none_or(|best| worth > best.worth) {
                        best = Some(Reading { worth, surname, given, inverted, other_reading });
                    }
                    if worth > 12.0 {
                        break;
                    }
                }
            }
        }
        if let Some(Reading { mut surname, given, inverted, other_reading, .. }) = best {
            if surname.0 == OTHER && (a.sex == 2 || b.sex == 2) && a.sex != 1 && b.sex != 1 {
                surname = (OTHER_MARRIED, 0.5);
            }
            evidence.set(NAME, surname);
            evidence.set(GIVEN, given);
            evidence.inverted = inverted;
            evidence.other_reading = other_reading;
        }
        if a.birth != 0 && b.birth != 0 {
            evidence.set(BIRTH, birth_dates(a.birth, b.birth));
        }
        if a.sex != 0 && b.sex != 0 {
            evidence.set(SORT, if a.sex == b.sex { (SAME, 0.5) } else { (SORT_AGREES, 0.5) });
        }
    }

    fn surnames(&self, a: Option<TermId>, b: Option<TermId>) -> (u8, f32) {
        let (Some(a), Some(b)) = (a, b) else { return (NONE, 1.0) };
        if a == b {
            return (SAME, self.frequency(a));
        }
        let (term_a, term_b) = (self.terms.get(a), self.terms.get(b));
        let (text_a, text_b) = (&*term_a.text, &*term_b.text);
        let frequency = self.frequency(a).max(self.frequency(b));
        let spaced = text_a.contains(' ') || text_b.contains(' ');
        if spaced {
            let (bare_a, bare_b) = (without_particles(text_a), without_particles(text_b));
            if bare_a == bare_b || same_letters(text_a, text_b) || joined_particle(text_a, text_b) {
                return (SAME_BUT_PARTICLE, frequency);
            }
            let shared = text_a
                .split(' ')
                .filter(|word| word.len() > 2 && !name::PARTICLES.contains(word))
                .find(|word| text_b.split(' ').any(|other| other == *word));
            if let Some(shared) = shared {
                let shared = self.terms.count_of(shared);
                return (PART, (shared.max(2) as f32 - 1.0) * 2.0 / self.contacts());
            }
            return self.close_surnames(&bare_a, &bare_b, term_a.sound == term_b.sound, frequency);
        }
        self.close_surnames(text_a, text_b, term_a.sound == term_b.sound, frequency)
    }

    fn close_surnames(&self, a: &str, b: &str, sounds: bool, frequency: f32) -> (u8, f32) {
        match closeness(a, b, sounds) {
            Closeness::Near => (CLOSE, frequency * 4.0 + 2e-5),
            Closeness::Near2 => (CLOSE_2, frequency * 8.0 + 2e-4),
            Closeness::Far => (OTHER, 1.0),
        }
    }

    fn given_names(&self, a: Option<TermId>, b: Option<TermId>) -> (u8, f32) {
        let (Some(a), Some(b)) = (a, b) else { return (NONE, 1.0) };
        if a == b {
            let text = self.terms.text(a);
            if text.len() == 1 {
                return (GIVEN_INITIAL, 0.08);
            }
            return (SAME, self.frequency(a));
        }
        let (term_a, term_b) = (self.terms.get(a), self.terms.get(b));
        let (text_a, text_b) = (&*term_a.text, &*term_b.text);
        let frequency = self.frequency(a).max(self.frequency(b));
        if same_letters(text_a, text_b) {
            return (SAME, frequency);
        }
        let (first_a, first_b) =
            (text_a.split(' ').next().unwrap_or_default(), text_b.split(' ').next().unwrap_or_default());
        if first_a.len() == 1 || first_b.len() == 1 {
            let agree = text_a.split(' ').zip(text_b.split(' ')).all(|(one, other)| {
                one == other || (one.len() == 1 || other.len() == 1) && one.as_bytes()[0] == other.as_bytes()[0]
            });
            return if agree { (GIVEN_INITIAL, 0.08) } else { (GIVEN_OTHER, 1.0) };
        }
        if stands_for(term_a, text_b) || stands_for(term_b, text_a) {
            return (GIVEN_INITIAL, 0.02);
        }
        if text_a.contains(' ') || text_b.contains(' ') {
            let words = |text: &str| text.split(' ').count();
            if words(text_a) != words(text_b) {
                // « Jean » and « Jean Pierre », also when what they share is mistyped.
                match closeness(first_a, first_b, false) {
                    _ if first_a == first_b => {
                        let count = self.terms.count_of(first_a);
                        return (GIVEN_PART, (count.max(2) as f32 - 1.0) * 1.5 / self.contacts());
                    }
                    Closeness::Near if !two_names(first_a, first_b) => return (GIVEN_CLOSE_2, 0.003),
                    _ => {}
                }
                if text_a.split(' ').any(|word| word.len() > 2 && text_b.split(' ').any(|other| other == word)) {
                    return (GIVEN_CLOSE_2, 0.02);
                }
                return (GIVEN_OTHER, 1.0);
            }
            if words(text_a) > 1 {
                // « Jean Pierre » and « Jean Paul » are two persons; « Jean Pierre » and « Jean P. » may be one.
                let mut initial = false;
                let all_close = text_a.split(' ').zip(text_b.split(' ')).all(|(one, other)| {
                    let one_letter = one.len() == 1 || other.len() == 1;
                    initial |= one_letter;
                    one == other
                        || one_letter && one.as_bytes()[0] == other.as_bytes()[0]
                        || !two_names(one, other)
                            && closeness(one, other, sound_of(one) == sound_of(other)) == Closeness::Near
                });
                return match (all_close, initial) {
                    (false, _) => (GIVEN_OTHER, 1.0),
                    (true, true) => (GIVEN_PART, 0.005),
                    (true, false) => (GIVEN_CLOSE, frequency * 4.0 + 1e-4),
                };
            }
        }
        let known = term_a.first_name != 0 && term_b.first_name != 0;
        if known && term_a.sound != term_b.sound && !lexicon::one_first_name(text_a, text_b) {
            // Two names that many bear, not one mistyped: « Lucas » and « Lucie », « Marion » and « Marine ».
            let one_sex = term_a.first_name & term_b.first_name != 0;
            return if one_sex { (GIVEN_OTHER, 1.0) } else { (GIVEN_OTHER_SEX, frequency.max(1e-4)) };
        }
        if other_sex(text_a, text_b) {
            return (GIVEN_OTHER_SEX, frequency.max(1e-4));
        }
        match closeness(text_a, text_b, term_a.sound == term_b.sound) {
            Closeness::Near => (GIVEN_CLOSE, frequency * 4.0 + 1e-4),
            Closeness::Near2 => (GIVEN_CLOSE_2, frequency * 8.0 + 1e-3),
            Closeness::Far => (GIVEN_OTHER, 1.0),
        }
    }
}

/// One way of reading the names of two persons against one another.
struct Reading {
    worth: f32,
    surname: (u8, f32),
    given: (u8, f32),
    inverted: bool,
    other_reading: bool,
}

/// Used to choose among the readings of a name only; the model weighs what was chosen.
fn worth((level, chance): (u8, f32)) -> f32 {
    match level {
        NONE => 0.0,
        OTHER | GIVEN_OTHER => -4.0,
        _ => -chance.max(1e-7).ln() - f32::from(level) * 0.6,
    }
}

/// Whether two contacts of these kinds are compared at all.
pub fn comparable(a: &Profile, b: &Profile) -> bool {
    if a.kind != b.kind {
        return a.siren != 0 && a.siren == b.siren && a.siren_is_valid && a.kind != COURT && b.kind != COURT;
    }
    a.kind != COURT || a.form == 0 || b.form == 0 || a.form == b.form
}

fn birth_dates(a: u32, b: u32) -> (u8, f32) {
    if a == b {
        return (SAME, if a % 10_000 == 101 { 2e-3 } else { 5e-5 });
    }
    let parts = |date: u32| (date / 10_000, date / 100 % 100, date % 100);
    let ((year_a, month_a, day_a), (year_b, month_b, day_b)) = (parts(a), parts(b));
    if year_a == year_b && month_a == day_b && day_a == month_b {
        return (BIRTH_TURNED, 1e-4);
    }
    let (mut x, mut y, mut differing) = (a, b, 0);
    while x > 0 || y > 0 {
        differing += u32::from(x % 10 != y % 10);
        x /= 10;
        y /= 10;
    }
    // The digits of day and year are mistyped; a year ten off is another generation.
    if differing == 1 && year_a.abs_diff(year_b) < 10
        || year_a == year_b
            && differing == 2
            && (month_a == month_b && day_a % 10 == day_b / 10 && day_a / 10 == day_b % 10)
    {
        return (BIRTH_ONE_DIGIT, 2e-3);
    }
    if year_a == year_b && ((month_a, day_a) == (1, 1) || (month_b, day_b) == (1, 1)) {
        return (BIRTH_YEAR, 3e-3);
    }
    (BIRTH_OTHER, 1.0)
}

/// Two first names, not one mistyped.
fn two_names(a: &str, b: &str) -> bool {
    let known = lexicon::first_name(a) != 0 && lexicon::first_name(b) != 0;
    other_sex(a, b) || known && sound_of(a) != sound_of(b) && !lexicon::one_first_name(a, b)
}

/// « jp » for « jean pierre », « ph » for « philippe »; a name that many bear, « jo », is itself.
fn stands_for(short: &Term, long: &str) -> bool {
    if !(2..=3).contains(&short.text.len()) || short.first_name != 0 {
        return false;
    }
    match long.contains(' ') {
        true => short.text.bytes().eq(long.split(' ').filter_map(|word| word.bytes().next())),
        false => long.len() >= short.text.len() + 3 && long.starts_with(&*short.text),
    }
}

/// « jean pierre » and « jeanpierre ».
fn same_letters(a: &str, b: &str) -> bool {
    a.bytes().filter(|b| *b != b' ').eq(b.bytes().filter(|b| *b != b' '))
}

/// « le goff » and « goff » told from « legoff ».
fn joined_particle(a: &str, b: &str) -> bool {
    let joined = |spaced: &str, other: &str| spaced.contains(' ') && same_letters(spaced, other);
    joined(a, b) || joined(b, a)
}
