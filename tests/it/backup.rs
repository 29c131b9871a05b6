//! Backups: whole, checked, restorable with only the recovery code; the base that was there is moved aside.

use serde_json::json;
use themisia_core::backup;
use themisia_core::error::ErrorCode;

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
