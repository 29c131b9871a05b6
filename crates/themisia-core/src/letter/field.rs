//! The fields that a template may name, in the words of the screen, and what they say of a contact, a matter, the firm, the user.

use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value, json};
use ts_rs::TS;

use crate::contact::{AddressDraft, ContactDraft, ContactKind, name, name_of, read_draft};
use crate::core::Reader;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm;
use crate::firm::settings;
use crate::ids::{ContactId, MatterId};
use crate::matter;
use crate::matter::party::Side;
use crate::rate::negotiated;

/// A field, as the list beside the editor offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LetterField {
    /// « contact.nom »
    pub name: String,
    pub label: String,
    /// « Destinataire »
    pub group: String,
}

const PERSON: &[(&str, &str)] = &[
    ("nom", "Nom complet"),
    ("appel", "Formule d’appel : Madame, Monsieur, Maître"),
    ("civilite", "Civilité"),
    ("prenoms", "Prénoms"),
    ("nom_famille", "Nom de famille, ou dénomination"),
    ("adresse", "Adresse, ligne par ligne"),
    ("rue", "Rue"),
    ("code_postal", "Code postal"),
    ("ville", "Ville"),
    ("pays", "Pays"),
    ("email", "E-mail"),
    ("telephone", "Téléphone"),
    ("profession", "Profession"),
    ("naissance_date", "Date de naissance"),
    ("naissance_lieu", "Lieu de naissance"),
    ("nationalite", "Nationalité"),
    ("forme_juridique", "Forme juridique"),
    ("siren", "SIREN"),
    ("reference", "Référence externe"),
    ("conditions", "Honoraires convenus (liste, à parcourir avec « for »)"),
];
const MATTER: &[(&str, &str)] = &[
    ("reference", "Référence"),
    ("titre", "Intitulé"),
    ("client", "Client"),
    ("responsable", "Responsable"),
    ("ouvert_le", "Date d’ouverture"),
    ("juridiction", "Juridiction"),
    ("rg", "Numéro RG"),
    ("adversaires", "Adversaires"),
    ("confreres", "Confrères"),
];
const FIRM: &[(&str, &str)] = &[
    ("nom", "Nom"),
    ("adresse", "Adresse, sur une ligne"),
    ("ville", "Ville"),
    ("telephone", "Téléphone"),
    ("email", "E-mail"),
    ("siren", "SIREN"),
    ("iban", "IBAN"),
];
const USER: &[(&str, &str)] = &[("nom", "Nom")];
/// Its name in templates, on the screen, and its fields with their labels.
type Group = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const GROUPS: &[Group] = &[
    ("destinataire", "Destinataire", PERSON),
    ("contact", "Contact", PERSON),
    ("dossier", "Dossier", MATTER),
    ("cabinet", "Cabinet", FIRM),
    ("utilisateur", "Utilisateur", USER),
];

/// Every field, in the order of its group.
pub fn list(_: &Connection) -> Result<Vec<LetterField>> {
    Ok(all())
}

pub(super) fn all() -> Vec<LetterField> {
    let mut fields = vec![LetterField {
        name: "date".to_owned(),
        label: "Date de la lettre".to_owned(),
        group: "Lettre".to_owned(),
    }];
    for (group, title, of) in GROUPS {
        fields.extend(of.iter().map(|(field, label)| LetterField {
            name: format!("{group}.{field}"),
            label: (*label).to_owned(),
            group: (*title).to_owned(),
        }));
    }
    fields
}

/// « dossier » alone is asked for by « if dossier ».
pub(super) fn is_group(name: &str) -> bool {
    GROUPS.iter().any(|(group, ..)| *group == name)
}

/// Whom a letter is about and to.
pub(super) struct About<'a> {
    pub contact: ContactId,
    pub matter: Option<MatterId>,
    pub recipient: &'a ContactDraft,
    pub on: Day,
}

/// What each field says.
pub(super) struct Fields(pub Value);

impl Fields {
    pub fn of(reader: &Reader, about: &About) -> Result<Fields> {
        let contact = read_draft(reader, about.contact)?.ok_or(Error::NotFound)?;
        let signer = reader.core.signer()?;
        let mut of_contact = person(&contact);
        of_contact.insert("conditions".to_owned(), json!(terms(reader, about.contact)?));
        let mut to = person(about.recipient);
        to.insert("conditions".to_owned(), json!([]));
        let user = firm::user(reader, signer.user)?;
        Ok(Fields(json!({
            "date": long_day(about.on),
            "contact": of_contact,
            "destinataire": to,
            "dossier": about.matter.map(|matter| of_matter(reader, matter, about.on)).transpose()?,
            "cabinet": of_firm(reader)?,
            "utilisateur": { "nom": user.name },
        })))
    }

    /// Whether a field that exists says nothing here.
    pub fn is_empty(&self, name: &str) -> bool {
        let found = name.split('.').try_fold(&self.0, |value, part| value.get(part));
        match found {
            Some(Value::String(text)) => text.is_empty(),
            Some(Value::Array(values)) => values.is_empty(),
            _ => false,
        }
    }

    pub fn signature(&self) -> String {
        self.0["utilisateur"]["nom"].as_str().unwrap_or_default().to_owned()
    }
}

fn person(draft: &ContactDraft) -> Map<String, Value> {
    let address = draft.addresses.first();
    let of_address = |part: fn(&AddressDraft) -> &String| address.map(part).cloned().unwrap_or_default();
    let day = |iso: &Option<String>| iso.as_deref().and_then(|iso| iso.parse().ok()).map_or(String::new(), long_day);
    let family = match draft.kind {
        ContactKind::NaturalPerson if !draft.usage_name.is_empty() => &draft.usage_name,
        ContactKind::NaturalPerson => &draft.birth_name,
        _ => &draft.organisation_name,
    };
    let said = [
        ("nom", called(draft)),
        ("appel", salutation(draft).to_owned()),
        ("civilite", draft.civility.clone()),
        ("prenoms", draft.first_names.clone()),
        ("nom_famille", family.clone()),
        ("adresse", address.map_or(String::new(), |address| address_lines(address).join("\n"))),
        ("rue", of_address(|address| &address.street)),
        ("code_postal", of_address(|address| &address.postal_code)),
        ("ville", of_address(|address| &address.town)),
        ("pays", of_address(|address| &address.country)),
        ("email", draft.emails.first().map_or(String::new(), |email| email.address.clone())),
        ("telephone", draft.phones.first().map_or(String::new(), |phone| phone_text(&phone.number))),
        ("profession", draft.profession.clone()),
        ("naissance_date", day(&draft.birth_date)),
        ("naissance_lieu", draft.birth_place.clone()),
        ("nationalite", draft.nationality.clone()),
        ("forme_juridique", draft.legal_form.clone()),
        ("siren", draft.siren.clone()),
        ("reference", draft.external_ref.clone()),
    ];
    said.into_iter().map(|(field, text)| (field.to_owned(), json!(text))).collect()
}

/// « Madame », « Monsieur », « Maître »; of an organisation, both.
fn salutation(draft: &ContactDraft) -> &'static str {
    if draft.kind != ContactKind::NaturalPerson {
        return "Madame, Monsieur";
    }
    match name::fold(&draft.civility).as_str() {
        "mme" | "madame" | "mlle" | "mademoiselle" => "Madame",
        "m" | "mr" | "monsieur" => "Monsieur",
        "me" | "maitre" => "Maître",
        _ => "Madame, Monsieur",
    }
}

/// Nobody is called by the name of birth where there is a name of usage.
pub(super) fn called(draft: &ContactDraft) -> String {
    if draft.kind != ContactKind::NaturalPerson || draft.usage_name.is_empty() {
        return name::display_name(draft);
    }
    let usual = ContactDraft { birth_name: draft.usage_name.clone(), usage_name: String::new(), ..draft.clone() };
    name::display_name(&usual)
}

/// The street, the place; the country when it is another one.
pub(super) fn address_lines(address: &AddressDraft) -> Vec<String> {
    crate::print::address(&address.street, &address.postal_code, &address.town, &address.country)
}

fn phone_text(number: &str) -> String {
    crate::print::phone(number)
}

fn of_matter(reader: &Reader, id: MatterId, on: Day) -> Result<Map<String, Value>> {
    let matter = matter::read(reader, id, on)?;
    let named = |wanted: &dyn Fn(&matter::party::Party) -> bool| -> Result<String> {
        let names = matter.parties.iter().filter(|party| wanted(party));
        let names = names.map(|party| name_of(reader, party.contact)).collect::<Result<Vec<_>>>()?;
        Ok(names.join(", "))
    };
    let counsel = |party: &matter::party::Party| {
        party.roles.first().is_some_and(|held| held.role == matter::party::PartyRole::Counsel)
    };
    let said = [
        ("reference", matter.reference.clone()),
        ("titre", matter.draft.title.clone()),
        ("client", matter.client_name.clone()),
        ("responsable", matter.responsible_name.clone().unwrap_or_default()),
        ("ouvert_le", matter.draft.opened_on.map_or(String::new(), long_day)),
        ("juridiction", matter.court_name.clone().unwrap_or_default()),
        ("rg", matter.draft.court_number.clone()),
        ("adversaires", named(&|party| party.side == Side::Against && !counsel(party))?),
        ("confreres", named(&counsel)?),
    ];
    Ok(said.into_iter().map(|(field, text)| (field.to_owned(), json!(text))).collect())
}

fn of_firm(conn: &Connection) -> Result<Map<String, Value>> {
    let firm = settings::read(conn)?;
    let said = [
        ("nom", firm::name(conn)?),
        ("adresse", crate::print::address(&firm.street, &firm.postal_code, &firm.town, &firm.country).join(", ")),
        ("ville", firm.town),
        ("telephone", phone_text(&firm.phone)),
        ("email", firm.email),
        ("siren", firm.siren),
        ("iban", firm.iban),
    ];
    Ok(said.into_iter().map(|(field, text)| (field.to_owned(), json!(text))).collect())
}

/// « Me Martin : 300,00 € HT de l’heure »
fn terms(reader: &Reader, client: ContactId) -> Result<Vec<String>> {
    let lines = negotiated::of_client(reader, client)?.into_iter().filter(|line| line.in_force);
    let said = lines.map(|line| {
        let who = match (&line.timekeeper_name, line.rate.grade) {
            (Some(name), _) => name.clone(),
            (None, Some(grade)) => grade.french().to_owned(),
            (None, None) => "tous les intervenants".to_owned(),
        };
        let matter = line.matter_name.map_or(String::new(), |name| format!(" ({name})"));
        format!("{who}{matter} : {} HT de l’heure", line.rate.hourly_rate)
    });
    Ok(said.collect())
}

/// « 24 novembre 2026 », « 1er mars 2026 »
pub(super) fn long_day(day: Day) -> String {
    use chrono::Datelike;
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let first = if day.0.day() == 1 { "er" } else { "" };
    format!("{}{first} {} {}", day.0.day(), MONTHS[day.0.month0() as usize], day.0.year())
}
