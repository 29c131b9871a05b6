//! The process that is killed: it writes without rest, in every way there is, and says what was acknowledged.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::vault::Vault;
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key::Key;

pub fn run(folder: &Path, key: &str, seed: u64) -> ExitCode {
    let key = Key::from_hex(key).expect("a key");
    let vault = crate::open(&BaseFiles::in_folder(&folder.join("base")), &key).expect("the base opens");
    // Not the sequence of the parent: the next child would walk the same one, a turn behind.
    let mut seed = crate::next(seed ^ 0x9e37_79b9_7f4a_7c15).rotate_left(29);
    for turn in 1u32.. {
        seed = crate::next(seed);
        act(&vault, folder, seed, turn);
    }
    ExitCode::SUCCESS
}

fn call(vault: &Vault, name: &str, arguments: Value) -> Value {
    dispatch(vault, name, arguments).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

/// Said only after the command has come back.
fn say(id: &Value, notes: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", json!({ "id": id, "notes": notes }));
    let _ = out.flush();
}

fn act(vault: &Vault, folder: &Path, seed: u64, turn: u32) {
    let name = format!("N{}", seed >> 40);
    let draft = json!({ "id": null, "kind": "natural_person", "birth_name": name, "notes": "version 1",
        "emails": [{ "id": null, "address": format!("{}@example.fr", name.to_lowercase()) }] });
    let saved = call(vault, "save_contact", json!({ "draft": draft }));
    say(&saved["id"], "version 1");
    match (seed >> 35) % 6 {
        0 => {
            let mut draft = saved["draft"].clone();
            for version in 2..5 {
                let notes = format!("version {version}");
                draft["notes"] = json!(notes);
                call(vault, "save_contact", json!({ "draft": draft }));
                say(&saved["id"], &notes);
            }
        }
        1 => {
            call(vault, "archive_contacts", json!({ "ids": [saved["id"]], "archived": true }));
            call(vault, "undo_last", json!({}));
            call(vault, "redo_last", json!({}));
        }
        2 => {
            let rows: String = (0..40).map(|row| format!("I{turn}x{row}x{};Essai\n", seed >> 44)).collect();
            let path = folder.join("import.csv");
            std::fs::write(&path, format!("Nom;Prénom\n{rows}")).expect("a file to import");
            let mapping = json!(["birth_name", "first_names"]);
            let report = call(
                vault,
                "import_contacts",
                json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false }),
            );
            call(vault, "undo_operation", json!({ "operation": report["operation"], "force": false }));
        }
        3 => {
            call(vault, "set_contact_status", json!({ "id": saved["id"], "to": "prospect", "reason": "essai" }));
        }
        4 => {
            call(vault, "backup_now", json!({ "task": "b", "folder": folder.join("copies") }));
        }
        _ => {
            call(vault, "save_draft", json!({ "key": "contact:new", "value": "{\"birth_name\":\"en cours\"}" }));
        }
    }
}
