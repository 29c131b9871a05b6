//! `merge`, `merge-certain` and `conflicts`: contacts are named by their id or by the reference that they bear in the firm's own files.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::contact;
use themisia_core::duplicate::{self, DuplicateLevel, judge};
use themisia_core::ids::ContactId;
use themisia_core::vault::Progress;

use crate::base::{Base, Failure};

#[derive(Args)]
pub struct Merge {
    /// The contact that stays: its id or its external reference.
    kept: String,
    /// The contact, or the contacts of a group, that lead to it from then on.
    #[arg(required = true)]
    absorbed: Vec<String>,
    /// Whose value a field takes: kept, absorbed, or both for notes; of a group, the contact that has it. The better one otherwise.
    #[arg(long, value_name = "FIELD=SIDE")]
    choose: Vec<String>,
    /// Tells what merging would do; writes nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
pub struct MergeCertain {
    /// Also the pairs of which both have a KYC file or rates of their own; they are left otherwise.
    #[arg(long)]
    knowingly: bool,
    /// Tells what merging would do; writes nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
pub struct Conflicts {
    /// Names of persons or companies, each in quotes.
    #[arg(required = true)]
    names: Vec<String>,
    /// Birth date (1970-03-12) of the one name that is given.
    #[arg(long, value_name = "DATE")]
    born: Option<String>,
    /// SIREN of the one name that is given.
    #[arg(long, value_name = "N")]
    siren: Option<String>,
    /// Links followed from each name.
    #[arg(long, default_value_t = 2)]
    depth: u32,
    /// On which side they would be: for or against. Without it, every engagement counts.
    #[arg(long)]
    side: Option<String>,
}

pub fn merge(base: &Base, merge: &Merge) -> Result<Value, Failure> {
    let mut choices = BTreeMap::new();
    for choice in &merge.choose {
        let (field, side) = choice
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("--choose: FIELD=SIDE is expected, not « {choice} »")))?;
        choices.insert(field, side);
    }
    let kept = id(base, &merge.kept)?;
    if let [absorbed] = &merge.absorbed[..] {
        let arguments = json!({ "kept": kept, "absorbed": id(base, absorbed)?, "choices": choices });
        let command = if merge.dry_run { "preview_merge" } else { "merge_contacts" };
        return Ok(dispatch(base.vault(), command, arguments)?);
    }
    let absorbed = merge.absorbed.iter().map(|text| id(base, text)).collect::<Result<Vec<_>, _>>()?;
    let choices = choices
        .into_iter()
        .map(|(field, of)| Ok((field, if of == "kept" { kept } else { id(base, of)? })))
        .collect::<Result<BTreeMap<_, _>, Failure>>()?;
    if merge.dry_run {
        let contacts: Vec<ContactId> = std::iter::once(kept).chain(absorbed).collect();
        let arguments = json!({ "contacts": contacts, "kept": kept, "choices": choices });
        return Ok(dispatch(base.vault(), "preview_group", arguments)?);
    }
    Ok(dispatch(base.vault(), "merge_group", json!({ "kept": kept, "absorbed": absorbed, "choices": choices }))?)
}

/// Every certain duplicate of the base, as one operation.
pub fn merge_certain(base: &Base, merge: &MergeCertain) -> Result<Value, Failure> {
    let mut pairs = Vec::new();
    base.vault().open_base()?.core.read(|reader| {
        duplicate::each_pair(reader, &Progress::silent(), judge::POSSIBLE, |pair| {
            if pair.level == DuplicateLevel::Certain {
                pairs.push(json!({ "a": pair.a, "b": pair.b, "knowingly": merge.knowingly }));
            }
            Ok(())
        })
    })?;
    Ok(dispatch(base.vault(), "merge_pairs", json!({ "task": "cli", "pairs": pairs, "dry_run": merge.dry_run }))?)
}

pub fn conflicts(base: &Base, conflicts: &Conflicts) -> Result<Value, Failure> {
    if conflicts.names.len() > 1 && (conflicts.born.is_some() || conflicts.siren.is_some()) {
        return Err(Failure::Usage("--born and --siren say something of one name: give one".to_owned()));
    }
    let asked: Vec<Value> = (conflicts.names.iter())
        .map(|name| json!({ "name": name, "born": conflicts.born, "siren": conflicts.siren, "side": conflicts.side }))
        .collect();
    Ok(dispatch(base.vault(), "search_conflicts", json!({ "asked": asked, "depth": conflicts.depth }))?)
}

fn id(base: &Base, text: &str) -> Result<ContactId, Failure> {
    Ok(base.vault().open_base()?.core.read(|reader| contact::find(reader, text))?)
}
