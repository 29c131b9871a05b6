//! What is missing to have a client identified (CMF art. R. 561-5 to R. 561-7), by name.

use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::document::{self, KycDocument, KycDocumentKind};
use super::ownership::{self, OwnerReason, Ownership};
use super::risk::Vigilance;
use super::{KycDraft, Pep};
use crate::contact::{self, ContactDraft, ContactKind};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::ContactId;

/// An extract from a register is taken for a proof during this long (CMF art. R. 561-5-1: three months).
const EXTRACT_DAYS: i64 = 92;

/// Something that is missing, and of whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KycMissing {
    pub code: String,
    /// « Date de naissance »
    pub label: String,
    pub contact: ContactId,
    pub name: String,
    /// Of the client itself, and not of somebody behind it.
    pub is_client: bool,
}

impl KycMissing {
    /// « Date de naissance (Paul ROUX) »
    pub fn sentence(&self) -> String {
        if self.is_client { self.label.clone() } else { format!("{} ({})", self.label, self.name) }
    }
}

struct List {
    of: ContactId,
    name: String,
    is_client: bool,
    missing: Vec<KycMissing>,
}

impl List {
    fn need(&mut self, there: bool, code: &str, label: &str) {
        if !there {
            self.missing.push(KycMissing {
                code: code.to_owned(),
                label: label.to_owned(),
                contact: self.of,
                name: self.name.clone(),
                is_client: self.is_client,
            });
        }
    }
}

/// What is missing from the client, from those behind it, and from the file itself.
pub(super) fn missing(
    conn: &Connection,
    client: ContactId,
    draft: &KycDraft,
    ownership: Option<&Ownership>,
    on: Day,
) -> Result<Vec<KycMissing>> {
    let contact = contact::read_draft(conn, client)?.ok_or(Error::NotFound)?;
    let documents = document::of(conn, client)?;
    let mut list = List { of: client, name: contact::name_of(conn, client)?, is_client: true, missing: Vec::new() };
    match contact.kind {
        ContactKind::NaturalPerson => person(&mut list, &contact, &documents, on),
        _ => company(conn, &mut list, &contact, &documents, ownership, on)?,
    }
    file(&mut list, draft);
    let mut missing = list.missing;
    if let Some(ownership) = ownership {
        missing.append(&mut behind(conn, client, ownership, on)?);
    }
    Ok(missing)
}

fn person(list: &mut List, contact: &ContactDraft, documents: &[KycDocument], on: Day) {
    list.need(!contact.first_names.is_empty(), "first_names", "Prénoms");
    list.need(!contact.birth_name.is_empty() || !contact.usage_name.is_empty(), "birth_name", "Nom de naissance");
    list.need(contact.birth_date.is_some(), "birth_date", "Date de naissance");
    list.need(!contact.birth_place.is_empty(), "birth_place", "Lieu de naissance");
    list.need(!contact.addresses.is_empty(), "address", "Adresse");
    identity(list, contact, documents, on);
}

/// Type, number, issuer and expiry: of the sheet or of a document that was seen.
fn identity(list: &mut List, contact: &ContactDraft, documents: &[KycDocument], on: Day) {
    let seen: Vec<&KycDocument> = documents.iter().filter(|document| document.draft.kind.is_identity()).collect();
    let any = |said: fn(&KycDocument) -> bool| seen.iter().any(|document| said(document));
    list.need(!seen.is_empty() || !contact.identity_type.is_empty(), "identity_type", "Type de pièce d’identité");
    list.need(
        !contact.identity_number.is_empty() || any(|document| !document.draft.number.is_empty()),
        "identity_number",
        "Numéro de pièce d’identité",
    );
    list.need(
        !contact.identity_authority.is_empty()
            || !contact.identity_country.is_empty()
            || any(|document| !document.draft.authority.is_empty() || !document.draft.country.is_empty()),
        "identity_authority",
        "Autorité qui a délivré la pièce d’identité",
    );
    let last = seen.iter().filter_map(|document| document.draft.expires_on).max();
    let of_sheet: Option<Day> = contact.identity_expires_on.as_deref().and_then(|day| day.parse().ok());
    match last.or(of_sheet) {
        None => list.need(false, "identity_expires_on", "Date d’expiration de la pièce d’identité"),
        Some(expires) => list.need(expires >= on, "identity_valid", "Pièce d’identité en cours de validité"),
    }
    list.need(!seen.is_empty(), "identity_seen", "Pièce d’identité vue");
}

fn company(
    conn: &Connection,
    list: &mut List,
    contact: &ContactDraft,
    documents: &[KycDocument],
    ownership: Option<&Ownership>,
    on: Day,
) -> Result<()> {
    list.need(!contact.organisation_name.is_empty(), "organisation_name", "Dénomination");
    list.need(!contact.legal_form.is_empty(), "legal_form", "Forme juridique");
    let registered = !contact.siren.is_empty() || !contact.rcs_town.is_empty();
    list.need(registered, "siren", "SIREN ou immatriculation au RCS");
    list.need(!contact.addresses.is_empty(), "address", "Siège social");
    let represented = !ownership::represented_by(conn, list.of, on)?.is_empty();
    list.need(represented, "representative", "Représentant légal");
    let held = ownership.is_some_and(|ownership| !ownership.tree.holders.is_empty());
    list.need(held, "owners", "Bénéficiaires effectifs (répartition du capital et des votes)");
    let fresh = documents.iter().any(|document| {
        document.draft.kind == KycDocumentKind::RegistrationExtract
            && document
                .draft
                .seen_on
                .is_some_and(|seen| document.draft.issued_on.is_none_or(|issued| seen.since(issued) <= EXTRACT_DAYS))
    });
    list.need(fresh, "registration_extract", "Extrait de registre (Kbis) de moins de trois mois");
    Ok(())
}

/// Of beneficial owners: who they are; of a representative who acts for the company, the proof too.
fn behind(conn: &Connection, client: ContactId, ownership: &Ownership, on: Day) -> Result<Vec<KycMissing>> {
    let mut missing = Vec::new();
    let representatives: Vec<ContactId> =
        ownership::represented_by(conn, client, on)?.into_iter().map(|(person, _)| person).collect();
    let owners =
        ownership.owners.iter().map(|owner| (owner.contact, owner.reason == Some(OwnerReason::Representative)));
    let mut people: Vec<(ContactId, bool)> = representatives.iter().map(|person| (*person, true)).collect();
    for (person, represents) in owners {
        if !people.iter().any(|(known, _)| *known == person) {
            people.push((person, represents));
        }
    }
    for (person, represents) in people {
        let Some(draft) = contact::read_draft(conn, person)? else { continue };
        if draft.kind != ContactKind::NaturalPerson {
            continue;
        }
        let name = contact::name_of(conn, person)?;
        let mut list = List { of: person, name, is_client: false, missing: Vec::new() };
        list.need(!draft.first_names.is_empty(), "first_names", "Prénoms");
        list.need(!draft.birth_name.is_empty() || !draft.usage_name.is_empty(), "birth_name", "Nom de naissance");
        list.need(draft.birth_date.is_some(), "birth_date", "Date de naissance");
        list.need(!draft.birth_place.is_empty(), "birth_place", "Lieu de naissance");
        if represents {
            identity(&mut list, &draft, &document::of(conn, person)?, on);
        }
        missing.append(&mut list.missing);
    }
    Ok(missing)
}

fn file(list: &mut List, draft: &KycDraft) {
    let in_scope = draft.activity.is_some() || !draft.scope_reason.is_empty();
    list.need(in_scope, "scope", "Motif de l’assujettissement (CMF, art. L. 561-3)");
    list.need(!draft.purpose.is_empty(), "purpose", "Objet et nature de la relation d’affaires");
    list.need(draft.pep != Pep::Unasked, "pep", "Personne politiquement exposée : oui ou non");
    list.need(draft.vigilance.is_some(), "vigilance", "Niveau de vigilance");
    if draft.vigilance == Some(Vigilance::Enhanced) {
        list.need(!draft.funds_origin.is_empty(), "funds_origin", "Origine des fonds");
    }
}
