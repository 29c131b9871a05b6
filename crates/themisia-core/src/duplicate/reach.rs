//! What leads to a contact: phones, mailboxes, addresses, SIREN.

use rapidfuzz::distance::osa;

use super::close::{Closeness, closeness, one_digit_off};
use super::compare::Base;
use super::compare::level::*;
use super::profile::{Mailbox, PERSON, Place, Profile};

impl Base<'_> {
    pub(super) fn phones(&self, a: &Profile, b: &Profile) -> (u8, f32) {
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

    pub(super) fn emails(&self, a: &Profile, b: &Profile) -> (u8, f32) {
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
        if a.domain == b.domain && !a.common && !b.common && near_email(local_a, local_b) {
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

    pub(super) fn places(&self, a: &Profile, b: &Profile) -> (u8, f32) {
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

    pub(super) fn sirens(&self, a: &Profile, b: &Profile) -> (u8, f32) {
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
