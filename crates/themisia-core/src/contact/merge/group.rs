//! A group of contacts becomes one: for each field the better of all the values, one operation, one undo.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::super::{Contact, ContactStatus, get, redirect};
use super::{MergeMove, MergeSide, field, one, rank, weight};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::ContactId;

/// A field in which the contacts of a group differ.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GroupField {
    pub field: String,
    /// What each says, the kept one first. A contact of another kind, to which the field means nothing, is left out.
    pub values: Vec<GroupValue>,
    /// Whose value is the better one; none: every text, one after the other.
    pub proposed: Option<ContactId>,
    /// Whose value is taken.
    pub chosen: Option<ContactId>,
    /// Why it is proposed, in French: « plus complète ».
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GroupValue {
    pub contact: ContactId,
    /// As in [`super::MergeField`].
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GroupMember {
    pub id: ContactId,
    pub name: String,
    pub status: ContactStatus,
    pub created_at: String,
}

/// What the merge of a group does, or did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct GroupMerge {
    /// The kept one first.
    pub members: Vec<GroupMember>,
    /// The one that says most: it would best be kept.
    pub best: ContactId,
    pub fields: Vec<GroupField>,
    /// Summed over the contacts that are absorbed.
    pub moves: Vec<MergeMove>,
    pub status: ContactStatus,
    /// French sentence.
    pub status_reason: String,
    /// The contact that comes out of it.
    pub result: Contact,
    /// What to look at before, in French.
    pub warnings: Vec<String>,
}

/// Merges several contacts into one. `choices`: for a field, the contact whose value is taken; the better one otherwise.
///
/// # Errors
/// As [`super::merge`]; then none is merged.
pub fn merge_group(
    tx: &Tx,
    kept: ContactId,
    absorbed: Vec<ContactId>,
    choices: BTreeMap<String, ContactId>,
) -> Result<Contact> {
    Ok(group(tx, kept, &absorbed, &choices)?.result)
}

pub(crate) fn group(
    tx: &Tx,
    kept: ContactId,
    absorbed: &[ContactId],
    choices: &BTreeMap<String, ContactId>,
) -> Result<GroupMerge> {
    if absorbed.is_empty() {
        return Err(Error::invalid("absorbed", "required", "Choisissez les fiches à fusionner."));
    }
    let members = std::iter::once(&kept).chain(absorbed).map(|id| get(tx, *id)).collect::<Result<Vec<Contact>>>()?;
    let choices = chosen(tx, &members, choices)?;
    let of_group = |id: ContactId| members.iter().any(|member| member.id == id);
    // Nobody is brought by himself: what leads to another contact of the group says nothing any more.
    let name_of = |id: ContactId| match of_group(id) {
        true => String::new(),
        false => super::super::name_of(tx, id).unwrap_or_default(),
    };
    let fields = field::among(&members, name_of, &choices);
    let (status, status_reason) = status_of(&members, choices.get("status").copied());
    let mut moves: BTreeMap<String, MergeMove> = BTreeMap::new();
    let mut warnings = Vec::new();
    for member in &members[1..] {
        let step = one(tx, members[0].id, member.id, &sides(&fields, member.id, choices.get("status")))?;
        for moved in step.moves {
            let sum = moves.entry(moved.table.clone()).or_insert_with(|| MergeMove::none(moved.table.clone()));
            sum.rows.add(&moved.rows);
        }
        warnings.extend(step.warnings.into_iter().map(|warning| format!("{} : {warning}", member.display_name)));
    }
    let result = get(tx, members[0].id)?;
    tx.label(format!("{} fiches → {}", absorbed.len(), result.display_name));
    Ok(GroupMerge {
        best: best_of(&members).id,
        members: members.iter().map(GroupMember::of).collect(),
        fields,
        moves: moves.into_values().collect(),
        status,
        status_reason,
        result,
        warnings,
    })
}

/// The contact of a group that would best be kept: as of two, the one that says more.
pub(crate) fn best(tx: &Tx, contacts: &[ContactId]) -> Result<ContactId> {
    let members = contacts.iter().map(|id| get(tx, *id)).collect::<Result<Vec<Contact>>>()?;
    if members.is_empty() {
        return Err(Error::invalid("contacts", "required", "Choisissez les fiches à fusionner."));
    }
    Ok(best_of(&members).id)
}

fn best_of(members: &[Contact]) -> &Contact {
    let mut best = &members[0];
    for member in members {
        if weight(member) > weight(best) {
            best = member;
        }
    }
    best
}

/// # Errors
/// `Invalid` for a field that is not chosen, or a contact that is not of the group.
fn chosen(tx: &Tx, members: &[Contact], choices: &BTreeMap<String, ContactId>) -> Result<BTreeMap<String, ContactId>> {
    field::check(&choices.keys().map(|field| (field.clone(), MergeSide::Kept)).collect())?;
    let mut chosen = BTreeMap::new();
    for (field, contact) in choices {
        let contact = redirect::current(tx, *contact)?;
        if !members.iter().any(|member| member.id == contact) {
            let message = format!("La valeur choisie pour « {field} » est celle d’une fiche qui n’est pas du groupe.");
            return Err(Error::invalid(field, "not_of_group", message));
        }
        chosen.insert(field.clone(), contact);
    }
    Ok(chosen)
}

/// Which side each field takes when `absorbed` comes to the kept contact.
fn sides(fields: &[GroupField], absorbed: ContactId, status: Option<&ContactId>) -> BTreeMap<String, MergeSide> {
    let of = |chosen: ContactId| if chosen == absorbed { MergeSide::Absorbed } else { MergeSide::Kept };
    let fields = fields.iter().map(|field| (field.field.clone(), field.chosen.map_or(MergeSide::Both, of)));
    fields.chain(status.map(|chosen| ("status".to_owned(), of(*chosen)))).collect()
}

fn status_of(members: &[Contact], choice: Option<ContactId>) -> (ContactStatus, String) {
    let kept = members[0].status;
    if let Some(chosen) = choice.and_then(|id| members.iter().find(|member| member.id == id)) {
        return (chosen.status, "Statut choisi à la fusion.".to_owned());
    }
    if members.iter().all(|member| member.status == kept) {
        return (kept, "Toutes les fiches ont le même statut.".to_owned());
    }
    let further = members.iter().map(|member| member.status).max_by_key(|status| rank(*status)).unwrap_or(kept);
    (further, format!("Le statut le plus avancé l’emporte : {}.", further.french()))
}

impl GroupMember {
    fn of(contact: &Contact) -> GroupMember {
        GroupMember {
            id: contact.id,
            name: contact.display_name.clone(),
            status: contact.status,
            created_at: contact.created_at.clone(),
        }
    }
}
