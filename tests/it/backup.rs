//! Backups: whole, checked, restorable with only the recovery code; the base that was there is moved aside.

use std::path::Path;

use serde_json::json;
use themisia_core::backup::{self, Secret};
use themisia_core::commands::dispatch;
use themisia_core::core::store::{self, Durability};
use themisia_core::core::system_clock;
use themisia_core::error::ErrorCode;
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key::Key;
use themisia_core::vault::key_file::KeyFile;
use themisia_core::vault::key_store::NoKeyStore;
use themisia_core::vault::{Vault, open_base_at};

use crate::desk::Desk;

fn back_up(desk: &Desk) -> String {
    let folder = desk.data().join("copies").display().to_string();
    let file = desk.call("backup_now", json!({ "task": "b", "folder": folder }));
    assert_eq!(file["automatic"], false);
    file["path"].as_str().unwrap().to_owned()
}

#[test]
fn another_computer_restores_with_only_the_recovery_code() {
    let desk = Desk::new();
    desk.person("Anne", "Durand");
    let file = back_up(&desk);
    let other = Desk::first_run();
    let with = |code: &str| json!({ "task": "r", "file": file, "code": code, "passphrase": null });
    let nothing = json!({ "task": "r", "file": file, "code": null, "passphrase": null });
    other.refused_with(ErrorCode::WrongSecret, "restore_backup", nothing);
    other.refused_with(ErrorCode::WrongSecret, "restore_backup", with("0000000000000000000000000A"));
    assert_eq!(other.state()["state"], "first_run", "a refused restore leaves nothing behind");
    let restored = other.call("restore_backup", with(&desk.recovery_code));
    assert_eq!(restored["moved_aside"], json!(null));
    assert_eq!(other.names("active"), ["DURAND Anne"]);
    let other = other.restart();
    assert_eq!(other.names("active"), ["DURAND Anne"]);
    other.check();
}

#[test]
fn the_present_base_is_moved_aside_never_overwritten() {
    let desk = Desk::new();
    desk.person("Anne", "Durand");
    let file = back_up(&desk);
    desk.person("Paul", "Martin");
    let restored = desk.call("restore_backup", json!({ "task": "r", "file": file, "code": null, "passphrase": null }));
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
    let aside = std::path::PathBuf::from(restored["moved_aside"].as_str().unwrap());
    assert!(aside.join("themisia.db").exists() && aside.join("themisia.key").exists());
}

#[test]
fn a_damaged_backup_is_refused_and_the_base_stays() {
    let desk = Desk::new();
    desk.person("Anne", "Durand");
    let file = back_up(&desk);
    let whole = std::fs::read(&file).unwrap();
    let restore = json!({ "task": "r", "file": file, "code": null, "passphrase": null });
    for damage in [
        whole[..whole.len() - 1].to_vec(),
        whole[..40].to_vec(),
        Vec::new(),
        b"not a backup at all, but long enough to look at its head and its end".to_vec(),
        whole.iter().enumerate().map(|(at, byte)| if at == whole.len() / 2 { byte ^ 1 } else { *byte }).collect(),
    ] {
        std::fs::write(&file, damage).unwrap();
        desk.refused_with(ErrorCode::Damaged, "restore_backup", restore.clone());
        assert_eq!(desk.names("active"), ["DURAND Anne"]);
    }
    let left: Vec<_> = std::fs::read_dir(desk.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "{left:?}");
}

#[test]
fn a_backup_says_nothing_to_who_has_no_key() {
    let desk = Desk::new();
    desk.person("Éléonore", "Quatremer");
    let bytes = std::fs::read(back_up(&desk)).unwrap();
    assert!(!bytes.windows(9).any(|window| window == b"Quatremer"));
}

#[test]
fn an_automatic_backup_is_made_once_a_day() {
    let desk = Desk::new();
    backup::tend(&desk.vault).unwrap();
    backup::tend(&desk.vault).unwrap();
    let state = desk.call("backup_state", json!({}));
    assert_eq!(state["files"].as_array().unwrap().len(), 1);
    assert_eq!(state["last"]["automatic"], true);
    let mut settings = desk.call("device_settings", json!({}));
    settings["automatic_backup"] = json!(false);
    settings["backup_folder"] = json!(desk.data().join("ailleurs"));
    desk.call("save_device_settings", json!({ "settings": settings }));
    backup::tend(&desk.vault).unwrap();
    assert_eq!(desk.call("backup_state", json!({}))["last"], json!(null));
}

/// A backup that version 0.1.0 made when its tables were those of the first migration.
const OF_THE_FIRST_SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bases/schema-1.themisia");
const ITS_KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";

#[test]
fn a_base_of_an_older_version_is_backed_up_as_it_was_then_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let files = BaseFiles::in_folder(&folder.path().join("base"));
    let secret = || Secret { key: Some(Key::from_hex(ITS_KEY).unwrap()), ..Secret::default() };
    let key = backup::restore_to(Path::new(OF_THE_FIRST_SCHEMA), &files, secret()).unwrap();

    let open = |key: &Key| {
        let key_file = KeyFile::read(&files.key).unwrap();
        let open = open_base_at(&files, key.clone(), key_file, false, Durability::Relaxed, system_clock()).unwrap();
        Vault::over(open, Box::new(NoKeyStore))
    };
    let vault = open(&key);
    let kept = backup::list(&files.backups());
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].automatic, "no rotation lets it go");

    let call = |name: &str, arguments| dispatch(&vault, name, arguments).unwrap();
    let found = call("search_contacts", json!({ "text": "helene", "include_hidden": true, "limit": 5 }));
    assert_eq!(found[0]["contact"]["status"], "prospect");
    assert_eq!(call("check_base", json!({ "task": "c" }))["ok"], true);
    // What the older version recorded can still be taken back, and done again.
    for _ in 0..3 {
        call("undo_last", json!({}));
    }
    assert_eq!(call("contact_counts", json!({}))["all"], 0);
    call("redo_last", json!({}));
    assert_eq!(call("contact_counts", json!({}))["all"], 2);
    assert_eq!(call("check_base", json!({ "task": "c" }))["ok"], true);
    drop(vault);

    drop(open(&key));
    assert_eq!(backup::list(&files.backups()).len(), 1, "only before a change of tables");
    let again = BaseFiles::in_folder(&folder.path().join("again"));
    backup::restore_to(Path::new(&kept[0].path), &again, secret()).unwrap();
    assert_eq!(store::schema_of(&store::open_reader(&again.base, &key).unwrap()).unwrap(), 1);
}
