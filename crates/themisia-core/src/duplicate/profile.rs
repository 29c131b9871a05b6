//! A contact as duplicates are compared: folded, without what may differ between two ways of writing the same, in few bytes.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::lexicon::{self, Form};
use crate::contact::name::{self, fold};
use crate::contact::{ContactDraft, ContactKind, identifier, sound};

/// A folded text of the base: a name, a street, a mailbox. Two are equal when their ids are.
pub type TermId = u32;

pub struct Term {
    pub text: Arc<str>,
    /// How many contacts bear it.
    pub count: u32,
    /// Of the sound-alike key, without particles and spaces.
    pub sound: u64,
    /// Of a first name that many bear: who (see [`lexicon::first_name`]).
    pub first_name: u8,
}

/// The distinct texts of the contacts that are compared, and how frequent each is.
#[derive(Default)]
pub struct Terms {
    ids: FxHashMap<Arc<str>, TermId>,
    list: Vec<Term>,
    /// Contacts counted so far.
    pub contacts: u32,
    /// Finished: what is added now comes with its frequency and sound.
    finished: bool,
}

impl Terms {
    pub fn get(&self, id: TermId) -> &Term {
        &self.list[id as usize]
    }

    pub fn text(&self, id: TermId) -> &str {
        &self.list[id as usize].text
    }

    fn intern(&mut self, text: &str) -> TermId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = TermId::try_from(self.list.len()).unwrap_or(TermId::MAX);
        let (count, sound) = if self.finished { (self.rarest_word(text), sound_of(text)) } else { (0, 0) };
        let first_name = if self.finished { lexicon::first_name(text) } else { 0 };
        let text: Arc<str> = text.into();
        self.ids.insert(Arc::clone(&text), id);
        self.list.push(Term { text, count, sound, first_name });
        id
    }

    fn intern_prefixed(&mut self, prefix: char, text: &str) -> TermId {
        let mut whole = String::with_capacity(text.len() + 1);
        whole.push(prefix);
        whole.push_str(text);
        self.intern(&whole)
    }

    /// Once every contact is counted: the frequency of a name of several words is that of its rarest word, so that it is the
    /// same whether the base was read whole or asked word by word; and the keys by sound.
    pub fn finish(&mut self) {
        use rayon::prelude::*;
        self.list.par_iter_mut().with_min_len(1024).filter(|term| !term.text.starts_with(MARKS)).for_each(|term| {
            term.sound = sound_of(&term.text);
            term.first_name = lexicon::first_name(&term.text);
        });
        for at in 0..self.list.len() {
            let text = Arc::clone(&self.list[at].text);
            if text.contains(' ') && !text.starts_with(MARKS) {
                self.list[at].count = self.rarest_word(&text);
            }
        }
        self.finished = true;
    }

    fn rarest_word(&self, text: &str) -> u32 {
        if !text.contains(' ') || text.starts_with(MARKS) {
            return 0;
        }
        let words = text.split(' ').filter(|word| word.len() > 1 && !name::PARTICLES.contains(word));
        let counts = words.filter_map(|word| self.ids.get(word)).map(|id| self.list[*id as usize].count);
        counts.min().unwrap_or(1).max(1)
    }

    /// Frequencies told by the index of the base instead of counted.
    pub fn set_counts(&mut self, contacts: u32, mut count: impl FnMut(&str) -> Option<u32>) {
        self.contacts = contacts;
        for term in &mut self.list {
            if let Some(known) = count(&term.text) {
                term.count = known.max(term.count);
            }
        }
    }
}

/// First characters of the terms that are no names: streets, mailboxes, domains, towns.
const MARKS: [char; 4] = ['#', '@', '.', '~'];

/// The sound of a whole name: « de la Fontaine », « Lafontaine », « Fontène » have the same.
pub fn sound_of(text: &str) -> u64 {
    let bare = without_particles(text);
    if bare.is_empty() {
        return 0;
    }
    let key = sound::key(&bare);
    hash(if key.is_empty() { &bare } else { &key })
}

pub fn hash(text: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// « de la fontaine » → « fontaine », « lafontaine » → « lafontaine », « dupont martin » → « dupontmartin ».
pub fn without_particles(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let words = text.split(' ');
    let last = text.split(' ').next_back().unwrap_or_default();
    for word in words {
        if !name::PARTICLES.contains(&word) || (word == last && bare.is_empty()) {
            bare.push_str(word);
        }
    }
    bare
}

/// One reading of the name of a person. A contact has several: birth and usage name, former names, a field that holds both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonName {
    pub surname: Option<TermId>,
    pub given: Option<TermId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mailbox {
    pub whole: TermId,
    pub local: TermId,
    pub domain: TermId,
    pub webmail: bool,
    /// « contact@ », « info@ », « agnes@ »: many organisations have one.
    pub common: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 0 when there is none; five digits as a number, else of a hash with its top bit set.
    pub postal_code: u32,
    pub number: u16,
    pub street: Option<TermId>,
    pub town: Option<TermId>,
}

#[derive(Debug, Clone, Default)]
pub struct Profile {
    pub kind: u8,
    /// 1 for a man, 2 for a woman, 0 when nothing says.
    pub sex: u8,
    /// Of a court: its type.
    pub form: Form,
    /// `yyyymmdd`, 0 when unknown.
    pub birth: u32,
    /// 0 when unknown.
    pub siren: u32,
    /// The number passes its check: two different ones are two companies; one that does not is a typing error.
    pub siren_is_valid: bool,
    /// NIC + 1, 0 when unknown.
    pub nic: u32,
    /// The SIREN in a French VAT number, else a hash of the number; 0 when unknown.
    pub vat: u32,
    /// Of the letters of the name, accents included.
    pub written: u32,
    pub names: Vec<PersonName>,
    /// The words of each name of an organisation.
    pub firms: Vec<Box<[TermId]>>,
    pub acronym: Option<TermId>,
    /// First letters of the words of its first name, « sncf ».
    pub initials: Option<TermId>,
    pub phones: Vec<u64>,
    pub emails: Vec<Mailbox>,
    pub places: Vec<Place>,
}

pub const PERSON: u8 = 0;
pub const FIRM: u8 = 1;
pub const COURT: u8 = 2;

/// What is compared of a contact, as the base has it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    pub kind: u8,
    pub civility: &'a str,
    pub first_names: &'a str,
    pub birth_name: &'a str,
    pub usage_name: &'a str,
    pub organisation_name: &'a str,
    pub acronym: &'a str,
    pub trade_name: &'a str,
    pub legal_form: &'a str,
    pub birth_date: &'a str,
    pub siren: &'a str,
    pub siret: &'a str,
    pub vat_number: &'a str,
}

pub fn kind_of(kind: ContactKind) -> u8 {
    match kind {
        ContactKind::NaturalPerson => PERSON,
        ContactKind::LegalPerson => FIRM,
        ContactKind::Court => COURT,
    }
}

impl Profile {
    pub fn of(draft: &ContactDraft, terms: &mut Terms) -> Profile {
        let mut profile = Profile::of_facts(
            &Facts {
                kind: kind_of(draft.kind),
                civility: &draft.civility,
                first_names: &draft.first_names,
                birth_name: &draft.birth_name,
                usage_name: &draft.usage_name,
                organisation_name: &draft.organisation_name,
                acronym: &draft.acronym,
                trade_name: &draft.trade_name,
                legal_form: &draft.legal_form,
                birth_date: draft.birth_date.as_deref().unwrap_or_default(),
                siren: &draft.siren,
                siret: &draft.siret,
                vat_number: &draft.vat_number,
            },
            terms,
        );
        for former in &draft.former_names {
            profile.add_former_name(&former.name, terms);
        }
        for email in &draft.emails {
            profile.add_email(&email.address, terms);
        }
        for phone in &draft.phones {
            profile.add_phone(&phone.number);
        }
        for address in &draft.addresses {
            profile.add_place(&address.street, &address.postal_code, &address.town, terms);
        }
        profile
    }

    pub fn of_facts(facts: &Facts, terms: &mut Terms) -> Profile {
        let mut profile = Profile { kind: facts.kind, ..Profile::default() };
        terms.contacts += 1;
        profile.take_identifiers(facts);
        profile.written = written(&[facts.first_names, facts.usage_name, facts.birth_name, facts.organisation_name]);
        if facts.kind == PERSON {
            profile.sex = lexicon::sex_of(fold(facts.civility).as_str());
            profile.birth = date(facts.birth_date);
            profile.take_person_names(facts, terms);
            count_words(terms, &[facts.first_names, facts.birth_name, facts.usage_name]);
        } else {
            for (at, name) in [facts.organisation_name, facts.trade_name].into_iter().enumerate() {
                profile.add_firm(name, at == 0, terms);
            }
            if profile.kind == FIRM && profile.form == 0 {
                profile.form = lexicon::form_of(&fold(facts.legal_form));
            }
            let acronym = fold(facts.acronym).replace(' ', "");
            if !acronym.is_empty() {
                profile.acronym = Some(terms.intern(&acronym));
            }
            count_words(terms, &[facts.organisation_name, facts.trade_name, facts.acronym]);
        }
        profile
    }

    fn take_identifiers(&mut self, facts: &Facts) {
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).map(char::from).collect::<String>();
        let siret = digits(facts.siret);
        let mut siren = digits(facts.siren);
        if siren.len() != 9 && siret.len() >= 9 {
            siren = siret[..9].to_owned();
        }
        if facts.vat_number.starts_with("FR") && facts.vat_number.len() == 13 {
            let in_vat = digits(facts.vat_number.get(4..).unwrap_or_default());
            self.vat = in_vat.parse().unwrap_or(0);
            // A mistyped SIRET beside a right VAT number: the number that passes its check counts.
            if siren.len() != 9 || identifier::siren(&siren).is_err() {
                siren = in_vat;
            }
        } else if !facts.vat_number.is_empty() {
            self.vat = (hash(facts.vat_number) as u32).max(1);
        }
        if siren.len() == 9 {
            self.siren = siren.parse().unwrap_or(0);
            self.siren_is_valid = identifier::siren(&siren).is_ok();
            if siret.len() == 14 {
                self.nic = siret[9..].parse::<u32>().map_or(0, |nic| nic + 1);
            }
        }
    }

    fn take_person_names(&mut self, facts: &Facts, terms: &mut Terms) {
        let given = canonical(facts.first_names);
        let birth = canonical(facts.birth_name);
        let usage = canonical(facts.usage_name);
        for surname in [(&usage, facts.usage_name), (&birth, facts.birth_name)] {
            let (folded, written) = surname;
            if folded.is_empty() {
                continue;
            }
            let parts: Vec<&str> = folded.split(' ').collect();
            if parts.len() >= 3 && parts[1..parts.len() - 1].iter().any(|word| lexicon::is_between_names(word)) {
                // One field that holds both surnames.
                for borne in parts.split(|word| lexicon::is_between_names(word)).filter(|borne| !borne.is_empty()) {
                    self.add_name(&borne.join(" "), &given, terms);
                }
                continue;
            }
            if given.is_empty() && folded.contains(' ') {
                // One field that holds both: read by its capitals, and the other way round.
                let (last, first) = name::split_full_name(written);
                self.add_name(&canonical(&last), &canonical(&first), terms);
                let bare = folded.split(' ').count();
                if bare == 2
                    && let Some((one, two)) = folded.split_once(' ')
                {
                    self.add_name(one, two, terms);
                    self.add_name(two, one, terms);
                }
            } else {
                self.add_name(folded, &given, terms);
            }
        }
        if birth.is_empty() && usage.is_empty() && !given.is_empty() {
            self.add_name("", &given, terms);
            if let Some((one, two)) = given.split_once(' ') {
                self.add_name(two, one, terms);
            }
        }
    }

    fn add_name(&mut self, surname: &str, given: &str, terms: &mut Terms) {
        let mut term = |text: &str| (!text.is_empty()).then(|| terms.intern(text));
        let name = PersonName { surname: term(surname), given: term(given) };
        if (name.surname.is_some() || name.given.is_some()) && !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    pub fn add_former_name(&mut self, former: &str, terms: &mut Terms) {
        if self.kind != PERSON {
            self.add_firm(former, false, terms);
            return;
        }
        // « PETIT », or « PETIT Anne ».
        let given = self.names.first().and_then(|name| name.given).map(|id| terms.text(id).to_owned());
        let folded = canonical(former);
        self.add_name(&folded, given.as_deref().unwrap_or_default(), terms);
    }

    fn add_firm(&mut self, written: &str, first: bool, terms: &mut Terms) {
        let folded = fold(written);
        if folded.is_empty() {
            return;
        }
        let (court, rest) = if self.kind == COURT { lexicon::court_of(&folded) } else { (0, folded.as_str()) };
        if first && court != 0 {
            self.form = court;
        }
        let mut words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
        if self.kind == FIRM {
            if words.len() > 1 && words[0] == "ste" {
                words[0] = "societe";
            }
            let form = lexicon::take_form(&mut words);
            if self.form == 0 {
                self.form = form;
            }
        }
        if first && self.kind == FIRM {
            let telling =
                words.iter().filter(|word| word.len() > 1 && !name::PARTICLES.contains(word) && **word != "et");
            let initials: String = telling.filter_map(|word| word.chars().next()).collect();
            self.initials = (2..=6).contains(&initials.len()).then(|| terms.intern(&initials));
        }
        let mut kept: Vec<TermId> = Vec::with_capacity(words.len());
        let mut keep = |words: &mut dyn Iterator<Item = &str>| {
            for word in words {
                let id = terms.intern(lexicon::whole_word(if word == "ste" { "sainte" } else { word }));
                if !kept.contains(&id) && kept.len() < 12 {
                    kept.push(id);
                }
            }
        };
        keep(&mut words.iter().copied().filter(|word| !lexicon::is_filler(word)));
        if kept.is_empty() {
            // A name of such words only, « Le Cabinet ».
            let mut keep = |word: &&str| kept.push(terms.intern(word));
            words.iter().for_each(&mut keep);
        }
        let kept: Box<[TermId]> = kept.into();
        if !kept.is_empty() && !self.firms.contains(&kept) {
            self.firms.push(kept);
        }
    }

    pub fn add_email(&mut self, address: &str, terms: &mut Terms) {
        let address = address.to_lowercase();
        let Some((local, domain)) = address.split_once('@') else { return };
        let local = local.split('+').next().unwrap_or(local);
        let mailbox = Mailbox {
            whole: terms.intern_prefixed('@', &format!("{local}@{domain}")),
            local: terms.intern_prefixed('~', local),
            domain: terms.intern_prefixed('.', domain),
            webmail: lexicon::is_webmail(domain),
            // « agnes@ » says no more than the first name, which is compared already.
            common: lexicon::is_common_mailbox(local) || lexicon::first_name(local) != 0,
        };
        if !self.emails.contains(&mailbox) {
            terms.list[mailbox.whole as usize].count += 1;
            terms.list[mailbox.domain as usize].count += 1;
            self.emails.push(mailbox);
        }
    }

    pub fn add_phone(&mut self, number: &str) {
        let mut digits = 0u64;
        let mut count = 0;
        for digit in number.bytes().filter(u8::is_ascii_digit).take(15) {
            digits = digits * 10 + u64::from(digit - b'0');
            count += 1;
        }
        if count >= 6 && !self.phones.contains(&digits) {
            self.phones.push(digits);
        }
    }

    pub fn add_place(&mut self, street: &str, postal_code: &str, town: &str, terms: &mut Terms) {
        let code: String = fold(postal_code).replace(' ', "");
        let postal_code = match code.len() {
            0 => 0,
            5 if code.bytes().all(|b| b.is_ascii_digit()) => code.parse().unwrap_or(0),
            _ => (hash(&code) as u32) | 0x8000_0000,
        };
        let folded = fold(street);
        let mut number = 0u16;
        let mut words: Vec<&str> = Vec::new();
        for (at, word) in folded.split(' ').enumerate() {
            if at == 0
                && let Ok(parsed) = word.parse::<u16>()
            {
                number = parsed;
            } else if !lexicon::is_way(word) && !word.is_empty() {
                words.push(lexicon::street_word(word));
            }
        }
        let street = words.join(" ");
        let town = fold(town).split(' ').map(lexicon::street_word).collect::<Vec<_>>().join(" ");
        let street = (!street.is_empty()).then(|| terms.intern_prefixed('#', &street));
        let town = (!town.is_empty()).then(|| terms.intern_prefixed('#', &town));
        if postal_code == 0 && street.is_none() && town.is_none() {
            return;
        }
        let place = Place { postal_code, number, street, town };
        if !self.places.contains(&place) {
            if let Some(town) = town {
                terms.list[town as usize].count += 1;
            }
            self.places.push(place);
        }
    }
}

/// Every word of the names of one contact counts once.
fn count_words(terms: &mut Terms, names: &[&str]) {
    let mut counted: Vec<TermId> = Vec::with_capacity(8);
    for name in names {
        let folded = fold(name);
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            let id = terms.intern(lexicon::whole_word(word));
            if !counted.contains(&id) {
                counted.push(id);
                terms.list[id as usize].count += 1;
            }
        }
    }
}

/// Folded, without title.
fn canonical(name: &str) -> String {
    let folded = fold(name);
    match folded.split_once(' ') {
        Some((title, rest)) if lexicon::is_title(title) && title.len() > 1 => rest.to_owned(),
        _ => folded,
    }
}

/// Of the letters of names as written, but for their case.
fn written(names: &[&str]) -> u32 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    for name in names {
        for letter in name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
            hasher.write_u32(u32::from(letter));
        }
        hasher.write_u8(0);
    }
    hasher.finish() as u32
}

/// `1970-03-12` as 19700312.
fn date(text: &str) -> u32 {
    if text.len() != 10 {
        return 0;
    }
    text.bytes().filter(u8::is_ascii_digit).fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

impl Terms {
    /// How many contacts bear a word.
    pub fn count_of(&self, word: &str) -> u32 {
        self.ids.get(word).map_or(1, |id| self.list[*id as usize].count)
    }
}

impl Profile {
    /// Of everything that is compared, the same for the same facts in any base and order.
    pub fn fingerprint(&self, terms: &Terms) -> String {
        let mut facts: Vec<String> = vec![format!(
            "k{} s{} f{} b{} n{} t{} v{}",
            self.kind, self.sex, self.form, self.birth, self.siren, self.nic, self.vat
        )];
        let text = |id: Option<TermId>| id.map_or("", |id| terms.text(id));
        facts.extend(self.names.iter().map(|name| format!("p{}/{}", text(name.surname), text(name.given))));
        facts.extend(self.firms.iter().map(|words| {
            words.iter().map(|word| terms.text(*word)).fold("o".to_owned(), |all, word| all + " " + word)
        }));
        facts.push(format!("a{}", text(self.acronym)));
        facts.extend(self.phones.iter().map(|phone| format!("t{phone}")));
        facts.extend(self.emails.iter().map(|email| format!("e{}", terms.text(email.whole))));
        facts.extend(self.places.iter().map(|place| {
            format!("l{} {} {} {}", place.postal_code, place.number, text(place.street), text(place.town))
        }));
        facts.sort_unstable();
        blake3::hash(facts.join("\n").as_bytes()).to_hex()[..16].to_owned()
    }
}
