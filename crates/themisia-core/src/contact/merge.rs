//! Two contacts become one, and nothing is lost (DOMAIN §11).
//!
//! Everything that points at the absorbed contact comes to point at the kept one ([`moving`]); rows that say the same thing join
//! ([`rules`]); each differing field takes the value chosen ([`field`]). The absorbed row stays: it leads to the kept contact
//! and holds the values that were not chosen, so that every name ever borne is still found. The operation log takes it back.

mod field;
mod group;
mod moving;
mod pairs;
mod rules;
mod since;

use std::collections::BTreeMap;

use rusqlite::named_params;
use serde::Serialize;
use ts_rs::TS;

use super::{Contact, ContactDraft, ContactKind, ContactStatus, get, name, redirect, status};
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::{ContactId, RecordId};
use crate::sql_enum;

pub use group::{GroupField, GroupMember, GroupMerge, GroupValue, merge_group};
pub(crate) use group::{best, group};
pub use moving::settle;
pub use pairs::{MergePair, MergeRefusal, MergedPairs, PairAside, PairMerged, merge_pairs};
pub use rules::has_rule;
pub use since::since;

sql_enum! {
    /// Whose value: the kept contact's, the absorbed one's, or, for texts of several lines, one after the other.
    pub enum MergeSide {
        Kept = "kept",
        Absorbed = "absorbed",
        Both = "both",
    }
}

/// A field in which two contacts differ. Dates are ISO 8601, an amount is in cents, a contact is told by its name.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MergeField {
    pub field: String,
    pub kept: String,
    pub absorbed: String,
    /// The better value.
    pub proposed: MergeSide,
    /// The value that is taken.
    pub chosen: MergeSide,
    /// Why it is proposed, in French: « plus complète ».
    pub reason: String,
}

/// What becomes of the rows of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct MovedRows {
    pub moved: u32,
    /// Said the same thing as a row of the kept contact: one row holds both.
    pub joined: u32,
    /// Would have linked the contact with itself.
    pub with_itself: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MergeMove {
    pub table: String,
    #[serde(flatten)]
    #[ts(flatten)]
    pub rows: MovedRows,
}

impl MergeMove {
    fn none(table: String) -> MergeMove {
        MergeMove { table, rows: MovedRows::default() }
    }
}

impl MovedRows {
    fn add(&mut self, other: &MovedRows) {
        self.moved += other.moved;
        self.joined += other.joined;
        self.with_itself += other.with_itself;
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MergeStatus {
    pub kept: ContactStatus,
    pub absorbed: ContactStatus,
    pub result: ContactStatus,
    /// French sentence.
    pub reason: String,
}

/// What a merge does, or did: the same computation, written or not.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Merge {
    pub kept: Contact,
    pub absorbed: Contact,
    pub fields: Vec<MergeField>,
    pub moves: Vec<MergeMove>,
    pub status: MergeStatus,
    /// The contact that comes out of it.
    pub result: Contact,
    /// What to look at before, in French.
    pub warnings: Vec<String>,
    /// The other one says more: it would better be the one kept.
    pub better_swapped: bool,
}

/// Merges `absorbed` into `kept`.
///
/// # Errors
/// `Invalid` for a contact with itself, a court with a person, a choice that is none of the differing fields'; `NotFound`.
pub fn merge(tx: &Tx, kept: ContactId, absorbed: ContactId, choices: BTreeMap<String, MergeSide>) -> Result<Merge> {
    let merge = one(tx, kept, absorbed, &choices)?;
    tx.label(format!("{} → {}", merge.absorbed.display_name, merge.result.display_name));
    Ok(merge)
}

fn one(tx: &Tx, kept: ContactId, absorbed: ContactId, choices: &BTreeMap<String, MergeSide>) -> Result<Merge> {
    let (kept_id, absorbed_id) = (redirect::current(tx, kept)?, redirect::current(tx, absorbed)?);
    if kept_id == absorbed_id {
        return Err(Error::invalid("absorbed", "itself", "Ces deux fiches n’en sont déjà qu’une."));
    }
    let (kept, absorbed) = (get(tx, kept_id)?, get(tx, absorbed_id)?);
    let is_court = |contact: &Contact| contact.draft.kind == ContactKind::Court;
    if is_court(&kept) != is_court(&absorbed) {
        return Err(Error::invalid(
            "absorbed",
            "court_with_person",
            "Une juridiction ne se fusionne jamais avec une personne.",
        ));
    }
    for contact in [&kept, &absorbed] {
        if contact.erased_at.is_some() {
            let message = format!(
                "Les données de « {} » ont été effacées : cette fiche ne se fusionne plus.",
                contact.display_name
            );
            return Err(Error::invalid("absorbed", "erased", message));
        }
    }
    field::check(choices)?;
    let name_of = |id: ContactId| super::name_of(tx, id).unwrap_or_default();
    let fields = field::differences(&kept, &absorbed, name_of, choices);
    let status = status_of(kept.status, absorbed.status, choices.get("status").copied());
    let warnings = warnings(&kept, &absorbed);

    let moves = moving::move_all(tx, kept_id, absorbed_id)?;
    let written = field::written(&kept.draft, &absorbed.draft, &fields);
    for (id, columns) in [(kept_id, &written.kept), (absorbed_id, &written.absorbed)] {
        for (column, value) in columns {
            tx.prepare_cached(&format!("update contact set {column} = :value where id = :id"))?
                .execute(named_params! { ":id": id, ":value": value })?;
        }
    }
    if status.result != kept.status {
        status::write(
            tx,
            kept_id,
            status.result,
            &format!("Fusion avec {}. {}", absorbed.display_name, status.reason),
        )?;
    }
    if kept.archived_at.is_some() && absorbed.archived_at.is_none() {
        tx.execute("update contact set archived_at = null where id = :id", named_params! { ":id": kept_id })?;
    }
    tx.execute(
        "update contact set merged_into = :kept where id = :absorbed",
        named_params! { ":kept": kept_id, ":absorbed": absorbed_id },
    )?;
    keep_names(tx, kept_id, &[&kept.draft, &absorbed.draft])?;
    keep_restriction(tx, &kept, &absorbed)?;
    let result = get(tx, kept_id)?;
    let better_swapped = weight(&absorbed) > weight(&kept);
    Ok(Merge { kept, absorbed, fields, moves, status, result, warnings, better_swapped })
}

/// A contact that says more is better kept: its status, then how many of its fields say something, then the older one.
fn weight(contact: &Contact) -> (u8, usize, std::cmp::Reverse<String>) {
    let draft = &contact.draft;
    let said = draft.said();
    let parts =
        draft.emails.len() + draft.phones.len() + draft.addresses.len() + draft.ibans.len() + draft.qualities.len();
    (rank(contact.status), said + parts, std::cmp::Reverse(contact.created_at.clone()))
}

/// How far a relation has gone.
fn rank(status: ContactStatus) -> u8 {
    match status {
        ContactStatus::Unqualified => 0,
        ContactStatus::LostProspect => 1,
        ContactStatus::Prospect => 2,
        ContactStatus::FormerClient => 3,
        ContactStatus::ActiveClient => 4,
    }
}

fn status_of(kept: ContactStatus, absorbed: ContactStatus, choice: Option<MergeSide>) -> MergeStatus {
    let (result, reason) = match choice {
        Some(MergeSide::Kept) => (kept, "Statut choisi à la fusion.".to_owned()),
        Some(MergeSide::Absorbed) => (absorbed, "Statut choisi à la fusion.".to_owned()),
        _ if kept == absorbed => (kept, "Les deux fiches ont le même statut.".to_owned()),
        _ => {
            let further = if rank(absorbed) > rank(kept) { absorbed } else { kept };
            (further, format!("Le statut le plus avancé l’emporte : {}.", further.french()))
        }
    };
    MergeStatus { kept, absorbed, result, reason }
}

fn warnings(kept: &Contact, absorbed: &Contact) -> Vec<String> {
    let mut warnings = Vec::new();
    let (mine, theirs) = (&kept.draft, &absorbed.draft);
    let mut differ = |a: &str, b: &str, sentence: &str| {
        if !a.is_empty() && !b.is_empty() && a != b {
            warnings.push(sentence.to_owned());
        }
    };
    differ(
        mine.birth_date.as_deref().unwrap_or_default(),
        theirs.birth_date.as_deref().unwrap_or_default(),
        "Les dates de naissance diffèrent : ce sont peut-être deux personnes.",
    );
    differ(&mine.siren, &theirs.siren, "Les SIREN diffèrent : ce sont peut-être deux sociétés.");
    if mine.siren == theirs.siren {
        differ(&mine.siret, &theirs.siret, "Même SIREN, mais deux établissements (SIRET différents).");
    }
    if absorbed.restricted_at.is_some() && kept.restricted_at.is_none() {
        warnings.push(
            "L’usage des données de la fiche fusionnée est limité (RGPD, art. 18) : il le sera pour la fiche conservée."
                .to_owned(),
        );
    }
    if mine.kind != theirs.kind {
        warnings.push("L’une des fiches est une personne physique, l’autre une personne morale.".to_owned());
    }
    warnings
}

/// Who asked that the use of its data be limited (RGPD art. 18) has asked it of the contact that is kept.
fn keep_restriction(tx: &Tx, kept: &Contact, absorbed: &Contact) -> Result<()> {
    let Some(theirs) = &absorbed.restricted_at else { return Ok(()) };
    let since = kept.restricted_at.as_ref().map_or(theirs, |mine| mine.min(theirs));
    let mut reasons: Vec<&str> = vec![&kept.restriction_reason];
    if absorbed.restriction_reason != kept.restriction_reason {
        reasons.push(&absorbed.restriction_reason);
    }
    reasons.retain(|reason| !reason.is_empty());
    tx.execute(
        "update contact set restricted_at = :since, restriction_reason = :reason where id = :id",
        named_params! { ":since": since, ":reason": reasons.join("\n"), ":id": kept.id },
    )?;
    Ok(())
}

/// Names that neither the contact nor its former names bear any more become former names, on its page and in searches.
fn keep_names(tx: &Tx, id: ContactId, before: &[&ContactDraft]) -> Result<()> {
    let Some(now) = super::read_draft(tx, id)? else { return Err(Error::NotFound) };
    let mut borne = whole_names(&now);
    borne.extend(now.former_names.iter().map(|former| former.name.clone()));
    let mut borne: Vec<String> = borne.iter().map(|name| name::fold(name)).collect();
    let mut position = now.former_names.len();
    for draft in before {
        for former in whole_names(draft) {
            let folded = name::fold(&former);
            if folded.is_empty() || borne.contains(&folded) {
                continue;
            }
            tx.prepare_cached(
                "insert into contact_former_name (id, contact, name, position) values (:id, :contact, :name, :position)",
            )?
            .execute(named_params! {
                ":id": tx.new_id::<RecordId>(), ":contact": id, ":name": former,
                ":position": i64::try_from(position).unwrap_or(i64::MAX),
            })?;
            borne.push(folded);
            position += 1;
        }
    }
    Ok(())
}

/// « Anne DURAND » and « Anne PETIT » of Anne Durand née Petit; the denomination, acronym and trade name of a company.
pub(crate) fn whole_names(draft: &ContactDraft) -> Vec<String> {
    let names = if draft.kind == ContactKind::NaturalPerson {
        [&draft.usage_name, &draft.birth_name]
            .into_iter()
            .filter(|surname| !surname.is_empty())
            .map(|surname| format!("{} {}", draft.first_names, surname.to_uppercase()).trim().to_owned())
            .collect()
    } else {
        vec![draft.organisation_name.clone(), draft.acronym.clone(), draft.trade_name.clone()]
    };
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

/// A contact that was merged into another one.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MergedContact {
    pub id: ContactId,
    pub name: String,
    pub external_ref: String,
    /// The operation that merged it, to take it back.
    pub operation: Option<crate::ids::OperationId>,
    pub at: Option<String>,
    pub user: Option<String>,
}

/// The contacts that were merged into this one, the last first.
pub fn merged_contacts(conn: &rusqlite::Connection, id: ContactId) -> Result<Vec<MergedContact>> {
    let kept = redirect::current(conn, id)?;
    let mut contacts = redirect::merged(conn, kept)?
        .into_iter()
        .map(|id| {
            let mut statement = conn.prepare_cached(
                "select operation.id, operation.at, coalesce(user.name, '') from change_record
                 join change on change.seq = change_record.change
                 join operation on operation.id = change.operation
                 left join user on user.id = operation.user
                 where record = :id and operation.op = 'merge_contacts' order by change.seq desc limit 1",
            )?;
            let mut rows = statement.query(named_params! { ":id": id })?;
            let (operation, at, user) = match rows.next()? {
                Some(row) => (Some(row.get(0)?), Some(row.get(1)?), Some(row.get(2)?)),
                None => (None, None, None),
            };
            let external_ref =
                conn.query_row("select external_ref from contact where id = ?1", [id], |row| row.get(0))?;
            Ok(MergedContact { id, name: super::name_of(conn, id)?, external_ref, operation, at, user })
        })
        .collect::<Result<Vec<_>>>()?;
    contacts.sort_by(|a, b| b.at.cmp(&a.at));
    Ok(contacts)
}
