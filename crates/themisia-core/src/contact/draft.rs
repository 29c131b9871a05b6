//! What a form gives, and what is made of it before it is kept: trimmed, checked, in one form.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ContactKind, identifier};
use crate::error::{Error, Result};
use crate::ids::{ContactId, QualityId, RecordId};

/// What a form, an import or a script gives: the whole content of a contact. `id: None` makes a new one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ContactDraft {
    pub id: Option<ContactId>,
    pub kind: ContactKind,
    #[serde(default)]
    pub civility: String,
    #[serde(default)]
    pub first_names: String,
    #[serde(default)]
    pub birth_name: String,
    #[serde(default)]
    pub usage_name: String,
    #[serde(default)]
    pub organisation_name: String,
    #[serde(default)]
    pub acronym: String,
    #[serde(default)]
    pub trade_name: String,
    #[serde(default)]
    pub legal_form: String,
    #[serde(default)]
    pub court_type: String,
    /// ISO 8601 date, `1970-03-12`.
    #[serde(default)]
    pub birth_date: Option<String>,
    #[serde(default)]
    pub siren: String,
    #[serde(default)]
    pub siret: String,
    #[serde(default)]
    pub vat_number: String,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub external_ref: String,
    /// Fields whose value the user keeps although the check refused it: « à vérifier ».
    #[serde(default)]
    pub to_check: Vec<String>,
    #[serde(default)]
    pub emails: Vec<EmailDraft>,
    #[serde(default)]
    pub phones: Vec<PhoneDraft>,
    #[serde(default)]
    pub addresses: Vec<AddressDraft>,
    #[serde(default)]
    pub former_names: Vec<FormerNameDraft>,
    #[serde(default)]
    pub qualities: Vec<QualityId>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct EmailDraft {
    pub id: Option<RecordId>,
    #[serde(default)]
    pub label: String,
    pub address: String,
    #[serde(default)]
    pub to_check: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct PhoneDraft {
    pub id: Option<RecordId>,
    #[serde(default)]
    pub label: String,
    /// E.164 once saved (`+33612345678`); kept as typed when it is no number of a dialling plan.
    pub number: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct AddressDraft {
    pub id: Option<RecordId>,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub town: String,
    #[serde(default)]
    pub country: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct FormerNameDraft {
    pub id: Option<RecordId>,
    pub name: String,
}

impl ContactDraft {
    pub fn new(kind: ContactKind) -> Self {
        ContactDraft {
            id: None,
            kind,
            civility: String::new(),
            first_names: String::new(),
            birth_name: String::new(),
            usage_name: String::new(),
            organisation_name: String::new(),
            acronym: String::new(),
            trade_name: String::new(),
            legal_form: String::new(),
            court_type: String::new(),
            birth_date: None,
            siren: String::new(),
            siret: String::new(),
            vat_number: String::new(),
            notes: String::new(),
            external_ref: String::new(),
            to_check: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            addresses: Vec::new(),
            former_names: Vec::new(),
            qualities: Vec::new(),
        }
    }

    /// Every name borne, for search.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [
            &self.first_names,
            &self.birth_name,
            &self.usage_name,
            &self.organisation_name,
            &self.acronym,
            &self.trade_name,
        ]
        .into_iter()
        .map(String::as_str)
        .chain(self.former_names.iter().map(|former| former.name.as_str()))
        .filter(|name| !name.is_empty())
    }

    fn has_name(&self) -> bool {
        match self.kind {
            ContactKind::NaturalPerson => {
                !self.birth_name.is_empty() || !self.usage_name.is_empty() || !self.first_names.is_empty()
            }
            ContactKind::LegalPerson | ContactKind::Court => !self.organisation_name.is_empty(),
        }
    }
}

const IMPOSSIBLE_DATE: &str = "impossible_date";

/// The draft as it will be kept: trimmed, identifiers in their compact form, phones in E.164; or why it can't be.
pub(crate) fn normalised(mut draft: ContactDraft) -> Result<ContactDraft> {
    trim(&mut draft);
    if !draft.has_name() {
        let field = if draft.kind == ContactKind::NaturalPerson { "birth_name" } else { "organisation_name" };
        return Err(Error::invalid(field, "required", "Indiquez au moins un nom."));
    }
    for complaint in complaints(&mut draft) {
        // A date that is none can't be kept, « à vérifier » or not.
        if complaint.reason == IMPOSSIBLE_DATE || !draft.to_check.contains(&complaint.field.to_owned()) {
            return Err(Error::invalid(complaint.field, complaint.reason, complaint.message));
        }
    }
    for (at, email) in draft.emails.iter_mut().enumerate() {
        match identifier::email(&email.address) {
            Ok(address) => {
                email.address = address;
                email.to_check = false;
            }
            Err(_) if email.to_check => {}
            Err(complaint) => {
                return Err(Error::invalid(&format!("emails.{at}.address"), complaint.reason, complaint.message));
            }
        }
    }
    for phone in &mut draft.phones {
        phone.number = identifier::phone(&phone.number);
    }
    Ok(draft)
}

/// Puts each identifier in its compact form; gives what is wrong with those that can't be. A field found right is no longer
/// « à vérifier ».
pub(crate) fn complaints(draft: &mut ContactDraft) -> Vec<identifier::Complaint> {
    let mut complaints = Vec::new();
    let mut check =
        |value: &mut String, field: &'static str, checked: Result<String, identifier::Complaint>| match checked {
            Ok(compact) => *value = compact,
            Err(complaint) => complaints.push(identifier::Complaint { field, ..complaint }),
        };
    if draft.siren.is_empty() && identifier::siren(&draft.siret).is_ok() {
        // A SIREN typed where the SIRET goes.
        draft.siren = std::mem::take(&mut draft.siret);
    }
    if !draft.siren.is_empty() {
        let checked = identifier::siren(&draft.siren);
        check(&mut draft.siren, "siren", checked);
    }
    if !draft.siret.is_empty() {
        let checked = identifier::siret(&draft.siret);
        check(&mut draft.siret, "siret", checked);
    }
    if !draft.vat_number.is_empty() {
        let checked = identifier::vat_number(&draft.vat_number);
        check(&mut draft.vat_number, "vat_number", checked);
    }
    if let Some(date) = &draft.birth_date
        && chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").is_err()
    {
        complaints.push(identifier::Complaint {
            field: "birth_date",
            reason: IMPOSSIBLE_DATE,
            message: format!("« {date} » n’est pas une date possible."),
        });
    }
    draft.to_check.retain(|field| complaints.iter().any(|complaint| complaint.field == field));
    if draft.siren.is_empty() && !draft.siret.is_empty() && !complaints.iter().any(|c| c.field == "siret") {
        draft.siren = draft.siret[..9].to_owned();
    }
    complaints
}

fn trim(draft: &mut ContactDraft) {
    for text in [
        &mut draft.civility,
        &mut draft.first_names,
        &mut draft.birth_name,
        &mut draft.usage_name,
        &mut draft.organisation_name,
        &mut draft.acronym,
        &mut draft.trade_name,
        &mut draft.legal_form,
        &mut draft.court_type,
        &mut draft.siren,
        &mut draft.siret,
        &mut draft.vat_number,
        &mut draft.external_ref,
    ] {
        *text = one_line(text);
    }
    draft.notes = draft.notes.trim().to_owned();
    draft.birth_date = draft.birth_date.take().map(|date| date.trim().to_owned()).filter(|date| !date.is_empty());
    for email in &mut draft.emails {
        email.address = email.address.trim().to_owned();
        email.label = one_line(&email.label);
    }
    for phone in &mut draft.phones {
        phone.number = one_line(&phone.number);
        phone.label = one_line(&phone.label);
    }
    for address in &mut draft.addresses {
        address.street = address.street.trim().to_owned();
        for text in [&mut address.label, &mut address.postal_code, &mut address.town, &mut address.country] {
            *text = one_line(text);
        }
    }
    for former in &mut draft.former_names {
        former.name = one_line(&former.name);
    }
    draft.emails.retain(|email| !email.address.is_empty());
    draft.phones.retain(|phone| !phone.number.is_empty());
    draft.addresses.retain(|a| !(a.street.is_empty() && a.postal_code.is_empty() && a.town.is_empty()));
    draft.former_names.retain(|former| !former.name.is_empty());
    let mut seen = Vec::new();
    draft.qualities.retain(|quality| !seen.contains(quality) && (seen.push(*quality), true).1);
}

/// Every run of white space, line breaks and control characters as one space.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
