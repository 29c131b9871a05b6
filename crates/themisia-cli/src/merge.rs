//! `merge` and `conflicts`: contacts are named by their id or by the reference that they bear in the firm's own files.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::contact;
use themisia_core::ids::ContactId;

use crate::base::{Base, Failure};

#[derive(Args)]
pub struct Merge {
    /// The contact that stays: its id or its external reference.
    kept: String,
    /// The contact that leads to it from then on.
    absorbed: String,
    /// Whose value a field takes: kept, absorbed, or both for notes; the better one otherwise.
    #[arg(long, value_name = "FIELD=SIDE")]
    choose: Vec<String>,
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
    let arguments =
        json!({ "kept": id(base, &merge.kept)?, "absorbed": id(base, &merge.absorbed)?, "choices": choices });
    let command = if merge.dry_run { "preview_merge" } else { "merge_contacts" };
    Ok(dispatch(base.vault(), command, arguments)?)
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
