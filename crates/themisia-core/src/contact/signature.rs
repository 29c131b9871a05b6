//! A signature block pasted from an e-mail, read into a proposal that a person corrects.

use rusqlite::Connection;

use super::name::{fold, names_an_organisation, split_full_name};
use super::{AddressDraft, ContactDraft, ContactKind, EmailDraft, PhoneDraft, identifier};
use crate::duplicate::lexicon::form_of;
use crate::error::{Error, Result};

/// Lines past this are no signature.
const MOST_LINES: usize = 40;

/// # Errors
/// `Invalid` when nothing in the text leads to a contact.
pub fn read(_: &Connection, text: String) -> Result<ContactDraft> {
    let mut draft = ContactDraft::new(ContactKind::NaturalPerson);
    let mut address = AddressDraft::default();
    let mut left: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MOST_LINES) {
        let rest = take_emails(line, &mut draft);
        let rest = take_numbers(&rest, &mut draft);
        let rest = take_phones(&rest, &mut draft);
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        if rest.is_empty() || is_web_address(&rest) || is_closing(&rest) {
            continue;
        }
        if let Some((postal_code, town, before)) = postal_line(&rest) {
            address.postal_code = postal_code;
            address.town = town;
            if !before.is_empty() {
                address.street = before;
            }
        } else if is_street(&rest) {
            address.street = if address.street.is_empty() { rest } else { format!("{}\n{rest}", address.street) };
        } else {
            left.push(rest);
        }
    }
    name_from(&mut left, &mut draft);
    if !(address.street.is_empty() && address.town.is_empty()) {
        draft.addresses.push(address);
    }
    draft.notes = left.join("\n");
    let says_something = draft.has_name() || !draft.emails.is_empty() || !draft.phones.is_empty();
    if says_something {
        Ok(draft)
    } else {
        Err(Error::invalid("text", "nothing_found", "Rien dans ce texte ne ressemble à une signature."))
    }
}

/// « Bien à vous, », « Cordialement »: how a letter ends, nobody's name.
fn is_closing(line: &str) -> bool {
    const FORMULAS: &[&str] = &[
        "amicalement",
        "amities",
        "a bientot",
        "avec mes remerciements",
        "bien a toi",
        "bien a vous",
        "bien amicalement",
        "bien cordialement",
        "bien confraternellement",
        "bien sincerement",
        "bonne journee",
        "bonne reception",
        "bonne soiree",
        "bon week end",
        "confraternellement",
        "cordialement",
        "cordiales salutations",
        "cdlt",
        "cdt",
        "dans l attente de",
        "en vous remerciant",
        "en vous souhaitant",
        "je vous prie d",
        "je reste a votre disposition",
        "je vous souhaite",
        "merci d avance",
        "meilleures salutations",
        "restant a votre disposition",
        "respectueusement",
        "salutations",
        "sentiments distingues",
        "sincerement",
        "sinceres salutations",
        "tres cordialement",
        "veuillez agreer",
        "veuillez croire",
        "votre bien devoue",
        "vous en souhaitant",
    ];
    let folded = fold(line);
    // A formula begins its line and ends it, but for the courtesies that run on.
    FORMULAS.iter().any(|formula| {
        folded.strip_prefix(formula).is_some_and(|rest| {
            let runs_on =
                formula.split(' ').count() > 2 || *formula == "veuillez agreer" || *formula == "veuillez croire";
            rest.is_empty() || runs_on || (rest.starts_with(' ') && rest.split(' ').count() <= 4 && says_more(rest))
        })
    })
}

/// « Cordialement à vous », « Confraternellement vôtre »: what may follow a short formula.
fn says_more(rest: &str) -> bool {
    rest.split_whitespace().all(|word| {
        matches!(word, "a" | "vous" | "toi" | "tous" | "toutes" | "votre" | "et" | "bien" | "votres" | "merci")
    })
}

fn take_emails(line: &str, draft: &mut ContactDraft) -> String {
    let mut rest = Vec::new();
    for word in line.split_whitespace() {
        let bare = word.trim_matches(|c: char| matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':'));
        let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
        match identifier::email(bare) {
            Ok(address) => {
                if !draft.emails.iter().any(|known| known.address == address) {
                    draft.emails.push(EmailDraft { address, ..EmailDraft::default() });
                }
            }
            Err(_) => rest.push(word),
        }
    }
    without_label(&rest.join(" "), &["e-mail", "email", "mail", "courriel", "mél"])
}

fn take_phones(line: &str, draft: &mut ContactDraft) -> String {
    let mut rest = Vec::new();
    let known = draft.phones.len();
    let parted = line.replace(" - ", "|");
    for part in parted.split(['|', '/', '–', '—', '•']) {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let start = part.find(|c: char| c.is_ascii_digit() || c == '+' || c == '(').unwrap_or(part.len());
        let (label, number) = part.split_at(start);
        let number_only = number.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+.()-".contains(c));
        let phone = identifier::phone(number);
        let other_number = ["siren", "siret", "rcs", "tva", "naf", "ape", "toque", "palais"];
        let names_another = fold(label).split(' ').any(|word| other_number.contains(&word));
        if digits >= 9
            && !names_another
            && number_only
            && phone.starts_with('+')
            && label.chars().filter(|c| c.is_alphabetic()).count() <= 12
        {
            let said = fold(label);
            let fax = said == "f" || said.split(' ').any(|word| word == "fax" || word.starts_with("telecopie"));
            let mobile = phone.starts_with("+336") || phone.starts_with("+337");
            let label = if fax {
                "Télécopie"
            } else if mobile {
                "Mobile"
            } else {
                ""
            };
            if !draft.phones.iter().any(|known| known.number == phone) {
                draft.phones.push(PhoneDraft { id: None, label: label.to_owned(), number: phone });
            }
        } else {
            rest.push(part.trim());
        }
    }
    if draft.phones.len() == known && rest.len() > 1 {
        return line.to_owned();
    }
    rest.retain(|part| !part.is_empty());
    rest.join(" – ")
}

/// SIREN, SIRET, VAT and register numbers, where a line is about them.
fn take_numbers(line: &str, draft: &mut ContactDraft) -> String {
    let folded = fold(line);
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    if let Some(at) = register_at(line)
        && let Some(rcs) = identifier::rcs(&line[at..])
    {
        draft.siren = rcs.siren;
        draft.rcs_town = rcs.town;
        draft.rcs_letter = rcs.letter;
        // « SELARL au capital de 10 000 € – RCS Lyon … »: what stands before is no less said.
        return line[..at].trim_end_matches(|c: char| !c.is_alphanumeric() && !"€)".contains(c)).to_owned();
    }
    if folded.contains("siret") && identifier::siret(&digits).is_ok() {
        draft.siret = digits;
        return String::new();
    }
    if folded.contains("siren") && identifier::siren(&digits).is_ok() {
        draft.siren = digits;
        return String::new();
    }
    if folded.contains("tva")
        && let Some(at) = line.find("FR")
        && identifier::vat_number(&line[at..]).is_ok()
    {
        draft.vat_number = identifier::vat_number(&line[at..]).unwrap_or_default();
        return String::new();
    }
    line.to_owned()
}

/// Where a line begins to be about the register of companies.
fn register_at(line: &str) -> Option<usize> {
    ["RCS", "R.C.S", "rcs", "Rcs"].iter().filter_map(|word| line.find(word)).min()
}

/// « 35000 Rennes », « 12 rue de la Gare, 35000 Rennes Cedex 7 » → (code, town, what stands before).
fn postal_line(line: &str) -> Option<(String, String, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| {
        let bare = word.trim_start_matches("F-");
        bare.len() == 5 && bare.bytes().all(|b| b.is_ascii_digit())
    })?;
    let town = words[at + 1..].join(" ");
    let town = town.split([',', '–', '-']).next().filter(|_| !town.contains('-')).unwrap_or(&town).trim().to_owned();
    if !town.chars().any(char::is_alphabetic) {
        return None;
    }
    let before = words[..at].join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    Some((words[at].trim_start_matches("F-").to_owned(), town, before))
}

fn is_street(line: &str) -> bool {
    const WAYS: &[&str] = &[
        "rue",
        "avenue",
        "av",
        "boulevard",
        "bd",
        "bld",
        "place",
        "pl",
        "quai",
        "allee",
        "chemin",
        "impasse",
        "route",
        "cours",
        "square",
        "passage",
        "esplanade",
        "faubourg",
        "villa",
        "zone",
        "za",
        "zi",
        "bp",
        "cs",
    ];
    let folded = fold(line);
    let mut words = folded.split(' ').filter(|word| !matches!(*word, "bis" | "ter" | "quater" | "b" | "t"));
    let first = words.next().unwrap_or_default();
    if first.bytes().all(|b| b.is_ascii_digit()) && !first.is_empty() {
        return words.next().is_some_and(|second| WAYS.contains(&second));
    }
    WAYS.contains(&first) && first.len() > 2 || matches!(first, "bp" | "cs" | "za" | "zi")
}

fn is_web_address(line: &str) -> bool {
    let lower = line.to_lowercase();
    !line.contains(' ') && (lower.starts_with("www.") || lower.starts_with("http"))
}

/// The first line that is a name, and the organisation; the rest stays in the notes.
fn name_from(left: &mut Vec<String>, draft: &mut ContactDraft) {
    let organisation = left.iter().position(|line| names_an_organisation(line));
    let person = left.iter().position(|line| {
        let words = line.split_whitespace().count();
        !names_an_organisation(line) && (2..=5).contains(&words) && !line.chars().any(|c| c.is_ascii_digit())
    });
    let organisation = organisation.map(|at| left[at].clone());
    if let Some(at) = person {
        let line = left.remove(at);
        let (civility, name) = civility_of(&line);
        draft.civility = civility.to_owned();
        let (last, first) = split_full_name(name);
        draft.birth_name = last;
        draft.first_names = first;
    } else if let Some(organisation) = organisation {
        draft.kind = ContactKind::LegalPerson;
        left.retain(|line| *line != organisation);
        draft.legal_form = legal_form_of(&organisation).unwrap_or_default();
        draft.organisation_name = organisation;
    }
}

/// « SELARL Petit & Associés » → SELARL, as it is written.
fn legal_form_of(name: &str) -> Option<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let forms = name.split_whitespace().map(bare).filter(|word| form_of(&fold(word)) > 0);
    forms.into_iter().find(|word| *word == word.to_uppercase())
}

fn civility_of(line: &str) -> (&'static str, &str) {
    for (written, civility) in [
        ("Maître ", "Me"),
        ("Me ", "Me"),
        ("Madame ", "Mme"),
        ("Mme ", "Mme"),
        ("Monsieur ", "M."),
        ("M. ", "M."),
        ("Dr ", "Dr"),
    ] {
        if let Some(name) = line.strip_prefix(written) {
            return (civility, name);
        }
    }
    ("", line)
}

fn without_label(line: &str, labels: &[&str]) -> String {
    let bare = line.trim_end_matches(|c: char| c.is_whitespace() || c == ':');
    if labels.iter().any(|label| bare.eq_ignore_ascii_case(label)) { String::new() } else { line.to_owned() }
}
