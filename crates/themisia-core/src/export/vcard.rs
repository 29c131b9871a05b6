//! vCard 4.0 (RFC 6350). What no property of the standard says goes into properties of ours, which our import reads back.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use calcard::vcard::{
    VCard, VCardEntry, VCardKind, VCardParameter, VCardProperty, VCardType, VCardValue, VCardValueType, VCardVersion,
};

use super::column::Beside;
use super::relation::LinkTold;
use super::{Sink, unwritable};
use crate::contact::draft::{DATE_FIELDS, MULTILINE_FIELDS, TEXT_FIELDS};
use crate::contact::link::LinkKind;
use crate::contact::name::{display_name, fold};
use crate::contact::{ContactDraft, ContactKind};
use crate::error::Result;

/// Before the name of a field of ours: `X-THEMISIA-RCS-TOWN`.
pub(crate) const OURS: &str = "X-THEMISIA-";

pub(super) struct VcfSink {
    file: BufWriter<File>,
}

impl VcfSink {
    pub(super) fn create(path: &Path) -> Result<VcfSink> {
        Ok(VcfSink { file: BufWriter::new(File::create(path)?) })
    }
}

impl Sink for VcfSink {
    fn headers(&mut self) -> Result<()> {
        Ok(())
    }

    fn contact(&mut self, draft: &mut ContactDraft, beside: &Beside) -> Result<()> {
        let mut text = String::new();
        card(draft, beside).write_to(&mut text, VCardVersion::V4_0).map_err(unwritable)?;
        self.file.write_all(text.as_bytes())?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        Ok(())
    }
}

fn card(draft: &mut ContactDraft, beside: &Beside) -> VCard {
    let mut card = Card { entries: Vec::new(), groups: 0 };
    let is_person = draft.kind == ContactKind::NaturalPerson;
    card.text(VCardProperty::Prodid, "-//Themisia//Themisia//FR");
    if let Some(id) = draft.id {
        card.text(VCardProperty::Uid, &format!("urn:uuid:{}", id.0));
    }
    let kind = if is_person { VCardKind::Individual } else { VCardKind::Org };
    card.entries.push(VCardEntry::new(VCardProperty::Kind).with_value(kind));
    card.ours("kind", draft.kind.as_str());
    card.text(VCardProperty::Fn, &display_name(draft));
    if is_person {
        card.entries.push(name(draft));
        if !draft.usage_name.is_empty() {
            // In this order: our import takes the name of N for the one in use, then learns the other.
            card.ours("usage_name", &draft.usage_name);
            card.ours("birth_name", &draft.birth_name);
        }
        card.text(VCardProperty::Title, &draft.profession);
    } else {
        card.text(VCardProperty::Org, &draft.organisation_name);
    }
    for (date, property) in [(&draft.birth_date, VCardProperty::Bday), (&draft.death_date, VCardProperty::Deathdate)] {
        card.text(property, &date.as_deref().unwrap_or_default().replace('-', ""));
    }
    card.text(VCardProperty::Birthplace, &draft.birth_place);
    for email in &draft.emails {
        card.labelled(VCardProperty::Email, &email.label, vec![email.address.clone()]);
    }
    for phone in &draft.phones {
        card.labelled(VCardProperty::Tel, &phone.label, vec![phone.number.clone()]);
    }
    for address in &draft.addresses {
        let parts = ["", "", &address.street, &address.town, "", &address.postal_code, &address.country];
        card.labelled(VCardProperty::Adr, &address.label, parts.map(unix_lines).into());
    }
    let qualities: Vec<VCardValue> = draft
        .qualities
        .iter()
        .filter_map(|id| beside.qualities.get(id))
        .map(|name| VCardValue::Text(name.clone()))
        .collect();
    if !qualities.is_empty() {
        card.entries.push(VCardEntry::new(VCardProperty::Categories).with_values(qualities));
    }
    card.text(VCardProperty::Note, &draft.notes);
    card.rest(draft, is_person);
    card.ours("referred_by", beside.referred_by);
    card.ours("status", beside.status.as_str());
    for link in beside.links {
        card.related(link);
    }
    for role in beside.roles {
        card.ours("role", role);
    }
    VCard { entries: card.entries }
}

fn name(draft: &ContactDraft) -> VCardEntry {
    let family = if draft.usage_name.is_empty() { &draft.birth_name } else { &draft.usage_name };
    let mut first_names = draft.first_names.split(' ').map(str::to_owned);
    let given = first_names.next().unwrap_or_default();
    let additional: Vec<String> = first_names.collect();
    let text = |text: &str| VCardValue::Text(text.to_owned());
    let additional = if additional.is_empty() { text("") } else { VCardValue::Component(additional) };
    VCardEntry::new(VCardProperty::N).with_values(vec![
        text(family),
        text(&given),
        additional,
        text(&draft.civility),
        text(""),
    ])
}

struct Card {
    entries: Vec<VCardEntry>,
    groups: u32,
}

impl Card {
    fn text(&mut self, property: VCardProperty, value: &str) {
        if !value.is_empty() {
            self.entries.push(VCardEntry::new(property).with_value(unix_lines(value)));
        }
    }

    fn ours(&mut self, field: &str, value: &str) {
        let name = format!("{OURS}{}", field.to_uppercase().replace('_', "-"));
        self.text(VCardProperty::Other(name), value);
    }

    /// The words of the label as address books of Apple write them, and the type that every program knows.
    fn labelled(&mut self, property: VCardProperty, label: &str, values: Vec<String>) {
        let mut entry = VCardEntry::new(property).with_values(values.into_iter().map(VCardValue::Text).collect());
        let known = match fold(label).as_str() {
            "bureau" | "travail" | "professionnel" | "siege" | "standard" => Some(VCardType::Work),
            "domicile" | "personnel" | "maison" => Some(VCardType::Home),
            "mobile" | "portable" => Some(VCardType::Cell),
            "telecopie" | "fax" => Some(VCardType::Fax),
            _ => None,
        };
        entry = entry.with_param_opt(known.map(VCardParameter::typ));
        if label.is_empty() {
            return self.entries.push(entry);
        }
        self.groups += 1;
        let group = Some(format!("item{}", self.groups));
        self.entries.push(entry.with_group(group.clone()));
        let name = VCardProperty::Other("X-ABLABEL".to_owned());
        self.entries.push(VCardEntry::new(name).with_group(group).with_value(label.to_owned()));
    }

    /// As text, with the type that the standard has for what the other is.
    fn related(&mut self, link: &LinkTold) {
        let known = match (link.kind, link.reversed) {
            (LinkKind::Spouse, _) => Some(VCardType::Spouse),
            (LinkKind::Sibling, _) => Some(VCardType::Sibling),
            (LinkKind::Parent, false) => Some(VCardType::Parent),
            (LinkKind::Parent, true) => Some(VCardType::Child),
            (LinkKind::Representative | LinkKind::Guardian, false) => Some(VCardType::Agent),
            _ => None,
        };
        let entry = VCardEntry::new(VCardProperty::Related)
            .with_param(VCardParameter::value(VCardValueType::Text))
            .with_param_opt(known.map(VCardParameter::typ));
        self.entries.push(entry.with_value(unix_lines(&link.text)));
    }

    /// Every field that no property of the standard said.
    fn rest(&mut self, draft: &mut ContactDraft, is_person: bool) {
        let said = |field: &str| match field {
            "first_names" | "civility" | "birth_name" | "usage_name" | "profession" => is_person,
            "organisation_name" => !is_person,
            "notes" | "birth_place" | "birth_date" | "death_date" => true,
            _ => false,
        };
        for field in TEXT_FIELDS.iter().chain(MULTILINE_FIELDS).filter(|field| !said(field)) {
            if let Some(text) = draft.text_mut(field) {
                let text = text.clone();
                self.ours(field, &text);
            }
        }
        for field in DATE_FIELDS.iter().filter(|field| !said(field)) {
            if let Some(Some(date)) = draft.date_mut(field) {
                let date = date.clone();
                self.ours(field, &date);
            }
        }
        for former in &draft.former_names {
            self.ours("former_name", &former.name);
        }
        for iban in &draft.ibans {
            self.ours("iban", &format!("{}\n{}\n{}", iban.iban, iban.bic, iban.label));
        }
        if let Some(cents) = draft.share_capital_cents {
            self.ours("share_capital_cents", &cents.to_string());
        }
        if draft.share_capital_variable {
            self.ours("share_capital_variable", "1");
        }
        self.ours("foreign_identifiers", &draft.foreign_identifiers.join("\n"));
    }
}

/// A vCard knows one line break.
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
