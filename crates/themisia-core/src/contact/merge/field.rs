//! The fields in which two contacts differ, and which value is the better one, and why.

use std::collections::BTreeMap;

use rusqlite::types::Value;

use super::super::draft::{DATE_FIELDS, MULTILINE_FIELDS, TEXT_FIELDS};
use super::super::name::fold;
use super::super::{Contact, ContactDraft};
use super::{GroupField, GroupValue, MergeField, MergeSide};
use crate::error::{Error, Result};
use crate::ids::ContactId;

/// Each contact keeps its own: that is how an old file finds it again.
const OWN: &[&str] = &["external_ref"];
/// What a person and a company have in common.
const COMMON: &[&str] = &["siren", "siret", "vat_number", "origin", "notes", "referred_by"];
/// Who it is: half of one identity and half of the other would be nobody's.
const IDENTITY: &[&str] = &[
    "first_names",
    "birth_name",
    "usage_name",
    "organisation_name",
    "acronym",
    "trade_name",
    "birth_date",
    "birth_place",
    "siren",
    "siret",
    "vat_number",
];
const CAPITAL: &str = "share_capital_cents";
const ONLY_VALUE: &str = "seule valeur renseignée";

/// # Errors
/// `Invalid` for a choice of what is no field, or of both values where there is room for one.
pub(super) fn check(choices: &BTreeMap<String, MergeSide>) -> Result<()> {
    for (field, side) in choices {
        let name = field.as_str();
        let known = TEXT_FIELDS.contains(&name) && !OWN.contains(&name)
            || MULTILINE_FIELDS.contains(&name)
            || DATE_FIELDS.contains(&name)
            || [CAPITAL, "referred_by", "status"].contains(&name);
        if !known {
            return Err(Error::invalid(
                field,
                "unknown_field",
                format!("« {field} » n’est pas un champ que l’on choisit."),
            ));
        }
        if *side == MergeSide::Both && !MULTILINE_FIELDS.contains(&name) {
            return Err(Error::invalid(
                field,
                "one_value",
                "Ce champ ne garde qu’une des deux valeurs : choisissez-la.",
            ));
        }
    }
    Ok(())
}

/// A value of each side, as text.
pub(super) fn differences(
    kept: &Contact,
    absorbed: &Contact,
    name_of: impl Fn(ContactId) -> String,
    choices: &BTreeMap<String, MergeSide>,
) -> Vec<MergeField> {
    let (mut mine, mut theirs) = (kept.draft.clone(), absorbed.draft.clone());
    let mut fields = Vec::new();
    let mut add = |field: &str, mine: String, theirs: String| {
        if mine == theirs
            || OWN.contains(&field)
            || (kept.draft.kind != absorbed.draft.kind && !COMMON.contains(&field))
        {
            return;
        }
        let (proposed, reason) = better(field, (kept, &mine), (absorbed, &theirs));
        let chosen = choices.get(field).copied().unwrap_or(proposed);
        fields.push(MergeField {
            field: field.to_owned(),
            kept: mine,
            absorbed: theirs,
            proposed,
            chosen,
            reason: reason.to_owned(),
        });
    };
    for field in TEXT_FIELDS.iter().chain(MULTILINE_FIELDS) {
        let text = |draft: &mut ContactDraft| draft.text_mut(field).cloned().unwrap_or_default();
        add(field, text(&mut mine), text(&mut theirs));
    }
    for field in DATE_FIELDS {
        let date = |draft: &mut ContactDraft| draft.date_mut(field).cloned().flatten().unwrap_or_default();
        add(field, date(&mut mine), date(&mut theirs));
    }
    let capital = |draft: &ContactDraft| draft.share_capital_cents.map_or(String::new(), |cents| cents.to_string());
    add(CAPITAL, capital(&mine), capital(&theirs));
    let brought = |draft: &ContactDraft, own: ContactId, other: ContactId| {
        draft.referred_by.filter(|by| *by != own && *by != other).map_or(String::new(), &name_of)
    };
    add("referred_by", brought(&mine, kept.id, absorbed.id), brought(&theirs, kept.id, absorbed.id));
    fields
}

/// The fields in which the contacts of a group differ, the kept one first, and the best of all the values of each.
pub(super) fn among(
    members: &[Contact],
    name_of: impl Fn(ContactId) -> String,
    choices: &BTreeMap<String, ContactId>,
) -> Vec<GroupField> {
    let Some((kept, others)) = members.split_first() else { return Vec::new() };
    let mut said: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for (at, other) in others.iter().enumerate() {
        for differing in differences(kept, other, &name_of, &BTreeMap::new()) {
            let values = said.entry(differing.field).or_insert_with(|| vec![None; members.len()]);
            values[0] = Some(differing.kept);
            values[at + 1] = Some(differing.absorbed);
        }
    }
    let mut fields: Vec<GroupField> = said
        .into_iter()
        .map(|(field, mut values)| {
            // Who is not told to differ says the same as the kept one.
            for (at, other) in members.iter().enumerate() {
                if values[at].is_none() && (other.draft.kind == kept.draft.kind || COMMON.contains(&field.as_str())) {
                    values[at] = values[0].clone();
                }
            }
            let (best, reason) = best(&field, members, &values);
            let proposed = best.map(|at| members[at].id);
            let chosen = choices.get(&field).copied().map_or(proposed, Some);
            let values = members.iter().zip(values);
            let values = values.filter_map(|(contact, value)| Some(GroupValue { contact: contact.id, value: value? }));
            GroupField { values: values.collect(), proposed, chosen, reason: reason.to_owned(), field }
        })
        .collect();
    fields.sort_by_key(|field| place(&field.field));
    fields
}

/// Which of the values is the best, and why; none: they are texts that all stay.
fn best(field: &str, members: &[Contact], values: &[Option<String>]) -> (Option<usize>, &'static str) {
    let all = values.iter().enumerate().filter_map(|(at, value)| Some((at, value.as_deref()?)));
    let mut said = all.filter(|(_, value)| !value.is_empty());
    let Some(mut best) = said.next() else { return (Some(0), ONLY_VALUE) };
    let mut why = ONLY_VALUE;
    for (at, value) in said {
        if value == best.1 {
            continue;
        }
        let (side, reason) = better(field, (&members[best.0], best.1), (&members[at], value));
        why = reason;
        match side {
            MergeSide::Kept if best.0 != 0 && reason.ends_with("de la fiche conservée") => why = "première renseignée",
            MergeSide::Kept => {}
            MergeSide::Absorbed => best = (at, value),
            MergeSide::Both => return (None, "les textes sont gardés, l’un après l’autre"),
        }
    }
    (Some(best.0), why)
}

/// In the order of a contact's form.
fn place(field: &str) -> usize {
    let mut all = TEXT_FIELDS.iter().chain(MULTILINE_FIELDS).chain(DATE_FIELDS);
    all.position(|known| *known == field).unwrap_or(usize::MAX)
}

/// The better of two values that differ, and why, in French.
fn better(field: &str, mine: (&Contact, &str), theirs: (&Contact, &str)) -> (MergeSide, &'static str) {
    let (kept, my_value) = mine;
    let (absorbed, their_value) = theirs;
    if my_value.is_empty() {
        return (MergeSide::Absorbed, ONLY_VALUE);
    }
    if their_value.is_empty() {
        return (MergeSide::Kept, ONLY_VALUE);
    }
    if MULTILINE_FIELDS.contains(&field) {
        return (MergeSide::Both, "les deux textes sont gardés, l’un après l’autre");
    }
    let doubtful = |contact: &Contact| contact.draft.to_check.iter().any(|flagged| flagged == field);
    match (doubtful(kept), doubtful(absorbed)) {
        (true, false) => return (MergeSide::Absorbed, "l’autre valeur est à vérifier"),
        (false, true) => return (MergeSide::Kept, "l’autre valeur est à vérifier"),
        _ => {}
    }
    let (my_words, their_words) = (fold(my_value), fold(their_value));
    if my_words == their_words {
        let side = if spelling(their_value) > spelling(my_value) { MergeSide::Absorbed } else { MergeSide::Kept };
        return (side, "mieux écrite (accents, majuscules)");
    }
    if TEXT_FIELDS.contains(&field) {
        let within = |part: &str, whole: &str| {
            let whole: Vec<&str> = whole.split(' ').collect();
            part.split(' ').all(|word| whole.iter().any(|other| other.starts_with(word)))
        };
        if within(&my_words, &their_words) {
            return (MergeSide::Absorbed, "plus complète");
        }
        if within(&their_words, &my_words) {
            return (MergeSide::Kept, "plus complète");
        }
    }
    if IDENTITY.contains(&field) {
        return (MergeSide::Kept, "identité de la fiche conservée");
    }
    if absorbed.updated_at > kept.updated_at {
        (MergeSide::Absorbed, "fiche modifiée le plus récemment")
    } else if absorbed.updated_at < kept.updated_at {
        (MergeSide::Kept, "fiche modifiée le plus récemment")
    } else {
        (MergeSide::Kept, "valeur de la fiche conservée")
    }
}

/// Accents typed, and a name not all in capitals: more is better.
fn spelling(text: &str) -> (usize, bool) {
    let accents = text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    (accents, text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase))
}

/// What to write in each of the two rows: the kept one takes the values chosen, the absorbed one holds those that were not.
pub(super) struct Written {
    pub kept: Vec<(String, Value)>,
    pub absorbed: Vec<(String, Value)>,
}

pub(super) fn written(kept: &ContactDraft, absorbed: &ContactDraft, fields: &[MergeField]) -> Written {
    let mut written = Written { kept: Vec::new(), absorbed: Vec::new() };
    let mut to_check: Vec<String> = kept.to_check.clone();
    let mut foreign: Vec<String> = kept.foreign_identifiers.clone();
    for field in fields {
        let name = field.field.as_str();
        if field.chosen == MergeSide::Both && !field.kept.is_empty() {
            let missing: Vec<&str> =
                field.absorbed.lines().filter(|line| !line.trim().is_empty() && !field.kept.contains(line)).collect();
            if !missing.is_empty() {
                let both = format!("{}\n{}", field.kept, missing.join("\n"));
                written.kept.push((name.to_owned(), Value::Text(both)));
            }
            continue;
        }
        if field.chosen == MergeSide::Kept {
            continue;
        }
        let columns: &[&str] = match name {
            CAPITAL => &["share_capital_cents", "share_capital_currency", "share_capital_variable"],
            _ => std::slice::from_ref(&name),
        };
        for column in columns {
            written.kept.push(((*column).to_owned(), absorbed.value(column)));
            if !field.kept.is_empty() {
                written.absorbed.push(((*column).to_owned(), kept.value(column)));
            }
        }
        for (mine, theirs) in [(&mut to_check, &absorbed.to_check), (&mut foreign, &absorbed.foreign_identifiers)] {
            mine.retain(|flagged| flagged != name);
            mine.extend(theirs.iter().filter(|flagged| *flagged == name).cloned());
        }
    }
    for (column, before, after) in
        [("to_check", &kept.to_check, &to_check), ("foreign_identifiers", &kept.foreign_identifiers, &foreign)]
    {
        if before != after {
            written.kept.push((column.to_owned(), Value::Text(after.join(","))));
        }
    }
    // The currency goes with its amount; alone it was a field like the others.
    written.kept.sort_by(|a, b| a.0.cmp(&b.0));
    written.kept.dedup_by(|a, b| a.0 == b.0);
    written.absorbed.sort_by(|a, b| a.0.cmp(&b.0));
    written.absorbed.dedup_by(|a, b| a.0 == b.0);
    written
}
