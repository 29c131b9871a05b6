//! Two contacts, field by field: how close each is, and how often two strangers would be as close.

use super::lexicon;
use super::profile::{COURT, FIRM, Mailbox, PERSON, Place, Profile, TermId, Terms, without_particles};
use crate::contact::name;
use rapidfuzz::distance::osa;

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
    fn contacts(&self) -> f32 {
        self.terms.contacts as f32 + THOUGHT
    }

    /// The share of contacts that bear a text. The two that are compared bear it; that alone does not make it frequent.
    fn frequency(&self, term: TermId) -> f32 {
        (self.terms.get(term).count.max(2) as f32 - 1.0) / self.contacts()
    }

    fn postal_frequency(&self, code: u32) -> f32 {
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
        if text_a.contains(' ') || text_b.contains(' ') {
            let words = |text: &str| text.split(' ').count();
            if words(text_a) != words(text_b) {
                // « Jean » and « Jean Pierre », also when what they share is mistyped.
                match closeness(first_a, first_b, false) {
                    _ if first_a == first_b => {
                        let count = self.terms.count_of(first_a);
                        return (GIVEN_PART, (count.max(2) as f32 - 1.0) * 1.5 / self.contacts());
                    }
                    Closeness::Near if !other_sex(first_a, first_b) => return (GIVEN_CLOSE_2, 0.003),
                    _ => {}
                }
                if text_a.split(' ').any(|word| word.len() > 2 && text_b.split(' ').any(|other| other == word)) {
                    return (GIVEN_CLOSE_2, 0.02);
                }
                return (GIVEN_OTHER, 1.0);
            }
            if first_a == first_b && words(text_a) == 2 {
                // « Jean Pierre » and « Jean Paul » are two persons; « Jean Pierre » and « Jean P. » may be one.
                let (rest_a, rest_b) = (&text_a[first_a.len() + 1..], &text_b[first_b.len() + 1..]);
                return match closeness(rest_a, rest_b, false) {
                    _ if rest_a.len() == 1 || rest_b.len() == 1 => (GIVEN_PART, 0.005),
                    Closeness::Near => (GIVEN_CLOSE, frequency * 4.0 + 1e-4),
                    _ => (GIVEN_OTHER, 1.0),
                };
            }
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

    // ------------------------------------------------------------------ organisations

    fn firm_names(&self, a: &Profile, b: &Profile) -> (u8, f32) {
        let mut best = (NONE, 1.0);
        for one in &a.firms {
            for other in &b.firms {
                let found = self.firm_words(one, other);
                if best.0 == NONE || worth_firm(found) > worth_firm(best) {
                    best = found;
                }
            }
        }
        if best.0 >= FIRM_PART && self.acronyms(a, b) {
            return (FIRM_ACRONYM, 2e-3);
        }
        best
    }

    fn acronyms(&self, a: &Profile, b: &Profile) -> bool {
        if let (Some(a), Some(b)) = (a.acronym, b.acronym)
            && a == b
        {
            return true;
        }
        let initials = |words: &[TermId]| -> String {
            words.iter().filter_map(|word| self.terms.text(*word).chars().next()).collect()
        };
        let stands_for = |short: &Profile, long: &Profile| {
            let letters = short.acronym.or_else(|| match short.firms.first().map(|words| &**words) {
                Some([word]) => Some(*word),
                _ => None,
            });
            letters.is_some_and(|letters| {
                let letters = self.terms.text(letters);
                (2..=6).contains(&letters.len())
                    && long.firms.iter().any(|words| {
                        words.len() > 1 && (initials(words) == letters)
                            || words.len() == 1 && self.terms.text(words[0]) == letters
                    })
            })
        };
        stands_for(a, b) || stands_for(b, a)
    }

    /// The words of two names, each against the closest of the other.
    fn firm_words(&self, a: &[TermId], b: &[TermId]) -> (u8, f32) {
        if a == b {
            return (SAME, self.chance_of(a));
        }
        let mut taken = 0u16;
        let mut close = false;
        let mut shared: Vec<TermId> = Vec::with_capacity(a.len());
        let mut left_a: Vec<TermId> = Vec::new();
        for word in a {
            match b.iter().position(|other| other == word) {
                Some(at) => {
                    taken |= 1 << at;
                    shared.push(*word);
                }
                None => left_a.push(*word),
            }
        }
        left_a.retain(|word| {
            let found =
                b.iter().enumerate().find(|(at, other)| taken & (1 << at) == 0 && self.close_words(*word, **other));
            if let Some((at, _)) = found {
                taken |= 1 << at;
                close = true;
                shared.push(*word);
            }
            found.is_none()
        });
        let left_b: Vec<TermId> =
            b.iter().enumerate().filter(|(at, _)| taken & (1 << at) == 0).map(|(_, word)| *word).collect();
        if left_a.is_empty() && left_b.is_empty() {
            let chance = self.chance_of(&shared);
            return if close { (FIRM_CLOSE, chance * 4.0 + 1e-6) } else { (SAME, chance) };
        }
        let is_number = |word: &TermId| self.terms.text(*word).bytes().all(|b| b.is_ascii_digit());
        let numbers = left_a.iter().chain(&left_b).any(is_number);
        // « Le Port » and « Leport »; one word cut in two or two written as one.
        if !numbers {
            let (joined_a, joined_b) = (self.joined(a), self.joined(b));
            let longest = joined_a.len().max(joined_b.len());
            if joined_a == joined_b {
                return (SAME, self.chance_of(if a.len() > b.len() { a } else { b }));
            }
            let distance = osa::distance(joined_a.bytes(), joined_b.bytes());
            if longest >= 8 && distance <= 1 + longest / 12 {
                return (FIRM_CLOSE, self.chance_of(if a.len() > b.len() { a } else { b }) * 4.0 + 1e-6);
            }
        }
        if shared.is_empty() {
            return (FIRM_OTHER, 1.0);
        }
        if numbers {
            return (FIRM_NUMBER, self.chance_of(&shared));
        }
        let chance = self.chance_of(&shared);
        let one_sided = left_a.is_empty() || left_b.is_empty();
        let light = |word: &TermId| self.frequency(*word) > 0.002 && !is_group_word(self.terms.text(*word));
        if one_sided {
            let extra = if left_a.is_empty() { &left_b } else { &left_a };
            let level = if extra.iter().all(light) { FIRM_LIGHT } else { FIRM_PART };
            // What is shared must tell something.
            return if shared.iter().all(light) { (FIRM_OTHER, 1.0) } else { (level, chance * 4.0) };
        }
        if shared.iter().all(light) {
            return (FIRM_OTHER, 1.0);
        }
        (FIRM_SHARED, chance * 8.0)
    }

    /// How often another organisation bears these words: rare words say more, and words of one name go together.
    fn chance_of(&self, words: &[TermId]) -> f32 {
        let mut rarity: Vec<f32> = words.iter().map(|word| -self.frequency(*word).max(1e-7).ln()).collect();
        rarity.sort_unstable_by(|a, b| b.total_cmp(a));
        // The rarest word counts whole, each next one half of the one before.
        let mut weight = 1.0;
        let mut total = 0.0;
        for rarity in rarity {
            total += weight * rarity;
            weight *= 0.6;
        }
        (-total).exp().max(0.3 / self.contacts())
    }

    fn close_words(&self, a: TermId, b: TermId) -> bool {
        let (term_a, term_b) = (self.terms.get(a), self.terms.get(b));
        let (a, b) = (&*term_a.text, &*term_b.text);
        let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
        if a.len().min(b.len()) < 3 || digits(a) && digits(b) {
            return false;
        }
        // A plural, an abbreviation that is a beginning.
        if a.len().min(b.len()) >= 4 && (a.starts_with(b) || b.starts_with(a)) && a.len().abs_diff(b.len()) <= 4 {
            return true;
        }
        closeness(a, b, term_a.sound == term_b.sound) != Closeness::Far
    }

    fn joined(&self, words: &[TermId]) -> String {
        words.iter().map(|word| self.terms.text(*word)).collect()
    }

    // ------------------------------------------------------------------ what leads to them

    fn phones(&self, a: &Profile, b: &Profile) -> (u8, f32) {
        if a.phones.is_empty() || b.phones.is_empty() {
            return (NONE, 1.0);
        }
        if let Some(shared) = a.phones.iter().find(|phone| b.phones.contains(phone)) {
            let count = self.shared_phones.get(shared).copied().unwrap_or(2);
            return (SAME, (count as f32 - 1.0) / self.contacts());
        }
        let mistyped = a.phones.iter().any(|one| b.phones.iter().any(|other| one_digit_off(*one, *other)));
        if mistyped { (PHONE_ONE_DIGIT, 1e-5) } else { (PHONE_OTHER, 1.0) }
    }

    fn emails(&self, a: &Profile, b: &Profile) -> (u8, f32) {
        let mut best = (NONE, 1.0);
        for one in &a.emails {
            for other in &b.emails {
                let mut found = self.mailboxes(one, other);
                if self.made_of_name(a, one) || self.made_of_name(b, other) {
                    // « marie.fischer@ », « @menuiserie-dupont.fr » say little more than the name: who bears the same writes
                    // it the same way.
                    found.1 = found.1.max(match found.0 {
                        SAME => 3e-3,
                        EMAIL_OTHER_PROVIDER | EMAIL_CLOSE => 0.12,
                        EMAIL_DOMAIN => 0.03,
                        _ => 0.0,
                    });
                }
                if best.0 == NONE || found.0 < best.0 {
                    best = found;
                }
            }
        }
        best
    }

    /// Whether a mailbox bears the name of its owner: the surname, or a word of an organisation in its domain.
    fn made_of_name(&self, owner: &Profile, mailbox: &Mailbox) -> bool {
        let local = &self.terms.text(mailbox.local)[1..];
        if owner.kind != PERSON {
            let bearing = if mailbox.webmail { local } else { &self.terms.text(mailbox.domain)[1..] };
            return owner.firms.iter().flatten().any(|word| {
                let word = self.terms.text(*word);
                word.len() >= 3 && bearing.contains(word)
            });
        }
        owner.names.iter().filter_map(|name| name.surname).any(|surname| {
            let surname = self.terms.text(surname);
            let longest = surname.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
            longest.len() >= 3 && local.contains(longest)
        })
    }

    fn mailboxes(&self, a: &Mailbox, b: &Mailbox) -> (u8, f32) {
        if a.whole == b.whole {
            // A mailbox of everybody (« contact@gmail.com » by mistake) says less.
            return (SAME, self.frequency(a.whole));
        }
        let local_a = &self.terms.text(a.local)[1..];
        let local_b = &self.terms.text(b.local)[1..];
        if a.domain == b.domain && !a.webmail {
            if !a.common && !b.common && near_email(local_a, local_b) {
                return (EMAIL_CLOSE, self.frequency(a.domain));
            }
            return (EMAIL_DOMAIN, self.frequency(a.domain));
        }
        if a.local == b.local && !a.common && local_a.len() >= 5 {
            return (EMAIL_OTHER_PROVIDER, 2e-5);
        }
        if a.domain == b.domain && near_email(local_a, local_b) {
            return (EMAIL_CLOSE, 5e-5);
        }
        if a.common && b.common && !a.webmail && !b.webmail {
            let (domain_a, domain_b) = (&self.terms.text(a.domain)[1..], &self.terms.text(b.domain)[1..]);
            if near_email(domain_a, domain_b) {
                return (EMAIL_CLOSE, 5e-5);
            }
        }
        (EMAIL_OTHER, 1.0)
    }

    fn places(&self, a: &Profile, b: &Profile) -> (u8, f32) {
        let mut best = (NONE, 1.0);
        for one in &a.places {
            for other in &b.places {
                let found = self.one_place(one, other);
                if best.0 == NONE || found.0 < best.0 {
                    best = found;
                }
            }
        }
        best
    }

    fn one_place(&self, a: &Place, b: &Place) -> (u8, f32) {
        let same_code = a.postal_code != 0 && a.postal_code == b.postal_code;
        let same_town = a.town.is_some() && a.town == b.town;
        let near_town = same_town
            || match (a.town, b.town) {
                (Some(a), Some(b)) => {
                    closeness(&self.terms.text(a)[1..], &self.terms.text(b)[1..], false) != Closeness::Far
                }
                _ => false,
            };
        let frequency = if same_code {
            self.postal_frequency(a.postal_code)
        } else if same_town {
            a.town.map_or(1.0, |town| self.frequency(town))
        } else {
            0.01
        };
        let here = same_code || near_town;
        let street = match (a.street, b.street) {
            (Some(a), Some(b)) if a == b => 2,
            (Some(a), Some(b)) => {
                let (a, b) = (&self.terms.text(a)[1..], &self.terms.text(b)[1..]);
                u8::from(closeness(a, b, false) != Closeness::Far || a.ends_with(b) || b.ends_with(a))
            }
            _ => 0,
        };
        let same_number = a.number != 0 && a.number == b.number;
        let no_number = a.number == 0 || b.number == 0;
        if here && street == 2 && same_number && same_code {
            return (SAME, frequency * 1e-3);
        }
        if here && street > 0 && (same_number || no_number) {
            return (PLACE_CLOSE, frequency * 5e-3);
        }
        if here && street == 2 {
            return (PLACE_STREET, frequency * 0.02);
        }
        if here {
            return (PLACE_TOWN, frequency);
        }
        if a.postal_code != 0 && a.postal_code / 1000 == b.postal_code / 1000 {
            return (PLACE_DEPARTMENT, 0.02);
        }
        if a.postal_code == 0 && a.town.is_none() || b.postal_code == 0 && b.town.is_none() {
            return (NONE, 1.0);
        }
        (PLACE_OTHER, 1.0)
    }

    fn sirens(&self, a: &Profile, b: &Profile) -> (u8, f32) {
        if a.siren == 0 || b.siren == 0 {
            return (NONE, 1.0);
        }
        if a.siren == b.siren {
            let level = match (a.nic, b.nic) {
                (0, _) | (_, 0) => SIREN_ONLY,
                (a, b) if a == b => SAME,
                _ => SIREN_OTHER_NIC,
            };
            return (level, 1.0 / self.contacts());
        }
        if (!a.siren_is_valid || !b.siren_is_valid) && one_digit_off(u64::from(a.siren), u64::from(b.siren)) {
            return (SIREN_MISTYPED, 1e-6);
        }
        (SIREN_OTHER, 1.0)
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

fn worth_firm((level, chance): (u8, f32)) -> f32 {
    -chance.max(1e-7).ln() - f32::from(level) * 1.5
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closeness {
    /// One typing error, or the same sound and few letters of difference.
    Near,
    /// Two errors in a long word.
    Near2,
    Far,
}

/// How close two different folded words are. Short words bear fewer errors.
pub fn closeness(a: &str, b: &str, same_sound: bool) -> Closeness {
    let (shortest, longest) = (a.len().min(b.len()), a.len().max(b.len()));
    if shortest < 3 || longest - shortest > 3 {
        return Closeness::Far;
    }
    let distance = osa::distance(a.bytes(), b.bytes());
    if distance <= 1 && longest >= 4 || same_sound && distance <= 2 + longest / 6 {
        return Closeness::Near;
    }
    if shortest >= 4 && distance <= 3 && misread(a) == misread(b) {
        return Closeness::Near;
    }
    if distance == 2 && shortest >= 5 || distance == 3 && shortest >= 10 { Closeness::Near2 } else { Closeness::Far }
}

/// As a scanner may have read it: « rn » for « m », « 1 » for « l ».
fn misread(word: &str) -> String {
    word.replace("rn", "m")
        .replace("cl", "d")
        .replace("vv", "w")
        .replace("ii", "u")
        .replace("li", "h")
        .replace(['1', 'i'], "l")
        .replace('0', "o")
        .replace('5', "s")
        .replace('6', "b")
        .replace('q', "g")
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

/// « michel » and « michelle », « frederic » and « frederique », « daniel » and « daniele »: two persons.
pub fn other_sex(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if let Some(rest) = long.strip_prefix(short) {
        return rest == "e"
            || rest.len() == 2 && rest.ends_with('e') && short.ends_with(&rest[..1])
            || rest == "ette"
            || rest == "ine";
    }
    let stem = |text: &str, ending: &str| text.strip_suffix(ending).map(str::to_owned);
    [("ic", "ique"), ("ien", "ienne"), ("is", "ise"), ("o", "a"), ("ck", "que"), ("el", "elle")].iter().any(
        |(one, other)| {
            stem(a, one).is_some_and(|stem_a| stem(b, other).as_ref() == Some(&stem_a))
                || stem(b, one).is_some_and(|stem_b| stem(a, other).as_ref() == Some(&stem_b))
        },
    )
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

/// One digit other, or two neighbours exchanged.
fn one_digit_off(a: u64, b: u64) -> bool {
    let (mut x, mut y) = (a, b);
    let mut differing = [(0u64, 0u64, 0u32); 3];
    let mut count = 0;
    let mut at = 0;
    while x > 0 || y > 0 {
        if x % 10 != y % 10 {
            if count == 2 {
                return false;
            }
            differing[count] = (x % 10, y % 10, at);
            count += 1;
        }
        x /= 10;
        y /= 10;
        at += 1;
    }
    match count {
        1 => true,
        2 => {
            let [(a0, b0, at0), (a1, b1, at1), _] = differing;
            at1 == at0 + 1 && a0 == b1 && a1 == b0
        }
        _ => false,
    }
}

fn near_email(a: &str, b: &str) -> bool {
    a.len().min(b.len()) >= 5
        && osa::distance(a.bytes(), b.bytes()) <= 1 + usize::from(a.len().max(b.len()) >= 12)
        && !differ_by_a_number(a, b)
}

/// « dupont1 » and « dupont2 » are two mailboxes.
fn differ_by_a_number(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    digits(a) != digits(b)
}

/// Words that make another company of the same group.
fn is_group_word(word: &str) -> bool {
    matches!(
        word,
        "groupe"
            | "holding"
            | "participations"
            | "patrimoine"
            | "investissement"
            | "investissements"
            | "gestion"
            | "finance"
            | "immobilier"
            | "location"
            | "developpement"
    )
}

/// Whether two contacts of these kinds are compared at all.
pub fn comparable(a: &Profile, b: &Profile) -> bool {
    if a.kind != b.kind {
        return a.siren != 0 && a.siren == b.siren && a.siren_is_valid && a.kind != COURT && b.kind != COURT;
    }
    a.kind != COURT || a.form == 0 || b.form == 0 || a.form == b.form
}
