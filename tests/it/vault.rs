//! First run, locking, the recovery code, the passphrase; and what is refused.

use serde_json::json;
use themisia_core::error::ErrorCode;
use themisia_core::vault::key::Key;

use crate::desk::{Desk, founder};

#[test]
fn a_first_run_makes_a_base_that_is_there_at_the_next_start() {
    let desk = Desk::first_run();
    assert_eq!(desk.state()["state"], "first_run");
    let code = desk.call("create_base", json!({ "new": founder(None) }));
    assert_eq!(code["code"].as_str().unwrap().replace('-', "").len(), 26);
    let state = desk.state();
    assert_eq!(state["state"], "open");
    assert_eq!(state["firm_name"], "Cabinet Vasseur");
    assert_eq!(state["user"]["name"], "Claire Vasseur");
    assert_eq!(state["recovery_confirmed"], false);
    desk.person("Anne", "Durand");
    let desk = desk.restart();
    assert_eq!(desk.state()["state"], "open");
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
}

#[test]
fn the_recovery_code_is_asked_back() {
    let desk = Desk::new();
    desk.refused_with(ErrorCode::WrongSecret, "confirm_recovery_code", json!({ "code": "0000000000000000000000000A" }));
    assert_eq!(desk.state()["recovery_confirmed"], false);
    desk.call("confirm_recovery_code", json!({ "code": desk.recovery_code.to_lowercase() }));
    assert_eq!(desk.state()["recovery_confirmed"], true);
}

#[test]
fn without_its_key_the_base_opens_with_the_code_and_the_key_is_back() {
    let desk = Desk::new();
    desk.person("Anne", "Durand");
    desk.keyring.as_ref().unwrap().forget_all();
    let desk = desk.restart();
    let state = desk.state();
    assert_eq!((&state["state"], &state["reason"]), (&json!("locked"), &json!("key_missing")));
    desk.refused_with(ErrorCode::Locked, "contact_counts", json!({}));
    desk.refused_with(ErrorCode::WrongSecret, "recover", json!({ "code": "nonsense", "passphrase": null }));
    let code = desk.recovery_code.clone();
    desk.call("recover", json!({ "code": code, "passphrase": null }));
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
    let desk = desk.restart();
    assert_eq!(desk.state()["state"], "open");
}

#[test]
fn a_wrong_key_changes_no_byte() {
    let desk = Desk::new();
    desk.keyring.as_ref().unwrap().replace_all(&Key::random().unwrap());
    let desk = desk.restart_keeping_bytes();
    assert_eq!(desk.state()["reason"], "key_wrong");
}

#[test]
fn a_renewed_code_replaces_the_old_one() {
    let desk = Desk::new();
    let new = desk.call("renew_recovery_code", json!({}))["code"].as_str().unwrap().to_owned();
    desk.refused_with(ErrorCode::WrongSecret, "confirm_recovery_code", json!({ "code": desk.recovery_code }));
    desk.call("confirm_recovery_code", json!({ "code": new }));
}

#[test]
fn where_there_is_no_key_store_a_passphrase_guards_the_base() {
    let desk = Desk::without_key_store();
    assert_eq!(desk.state()["key_store"], false);
    let error = desk.refused("create_base", json!({ "new": founder(None) }));
    assert_eq!(error.field.as_deref(), Some("passphrase"));
    let error = desk.refused("create_base", json!({ "new": founder(Some("trop court")) }));
    assert_eq!(error.reason.as_deref(), Some("too_short"));
    desk.call("create_base", json!({ "new": founder(Some("quatre mots au hasard")) }));
    let desk = desk.restart();
    assert_eq!(desk.state()["way"], "passphrase");
    desk.refused_with(ErrorCode::WrongSecret, "unlock", json!({ "passphrase": "quatre mots au bazar" }));
    desk.call("unlock", json!({ "passphrase": "quatre mots au hasard" }));
    assert_eq!(desk.state()["state"], "open");
}

#[test]
fn a_passphrase_takes_the_key_out_of_the_key_store_and_locks_on_demand() {
    let desk = Desk::new();
    let idle = |minutes: u32| json!({ "settings": { "idle_lock_minutes": minutes, "backup_folder": "", "automatic_backup": false } });
    assert_eq!(desk.refused("save_device_settings", idle(5)).reason.as_deref(), Some("needs_passphrase"));
    desk.call("set_passphrase", json!({ "current": null, "passphrase": "une phrase très secrète" }));
    assert!(desk.keyring.as_ref().unwrap().is_empty());
    desk.call("save_device_settings", idle(5));
    assert_eq!(desk.call("lock", json!({}))["state"], "locked");
    desk.refused_with(ErrorCode::Locked, "home", json!({}));
    // The same passphrase typed with its accents apart opens too.
    desk.call("unlock", json!({ "passphrase": "une phrase tre\u{300}s secre\u{300}te" }));
    let change = json!({ "current": "fausse", "passphrase": null });
    desk.refused_with(ErrorCode::WrongSecret, "set_passphrase", change);
    desk.call("set_passphrase", json!({ "current": "une phrase très secrète", "passphrase": null }));
    assert!(!desk.keyring.as_ref().unwrap().is_empty());
    assert_eq!(desk.call("device_settings", json!({}))["idle_lock_minutes"], 0);
    assert_eq!(desk.restart().state()["state"], "open");
}

#[test]
fn locked_by_hand_without_passphrase_the_key_store_opens_it_again() {
    let desk = Desk::new();
    assert_eq!(desk.call("lock", json!({}))["way"], "key_store");
    assert_eq!(desk.call("unlock", json!({ "passphrase": "" }))["state"], "open");
}

#[test]
fn a_base_is_never_made_over_another() {
    let desk = Desk::new();
    desk.refused_with(ErrorCode::BaseExists, "create_base", json!({ "new": founder(None) }));
    let key_file = desk.data().join("base/themisia.key");
    let hidden = desk.data().join("elsewhere");
    desk.call("lock", json!({}));
    std::fs::rename(&key_file, &hidden).unwrap();
    let desk = desk.restart_keeping_bytes();
    let state = desk.state();
    assert_eq!((&state["state"], &state["error"]["code"]), (&json!("refused"), &json!("damaged")));
    desk.refused_with(ErrorCode::BaseExists, "create_base", json!({ "new": founder(None) }));
    std::fs::rename(&hidden, &key_file).unwrap();
    std::fs::rename(desk.base_file(), &hidden).unwrap();
    let desk = desk.restart();
    assert_eq!(desk.state()["state"], "refused");
    desk.refused_with(ErrorCode::BaseExists, "create_base", json!({ "new": founder(None) }));
}

#[test]
fn a_second_program_on_the_same_base_is_refused() {
    let desk = Desk::new();
    let second = desk.second_program();
    assert_eq!(second.state()["error"]["code"], "already_open");
}

#[test]
fn the_demonstration_is_a_base_of_its_own() {
    let desk = Desk::new();
    desk.person("Anne", "Durand");
    let state = desk.call("open_demo", json!({}));
    assert_eq!((&state["state"], &state["demo"]), (&json!("open"), &json!(true)));
    assert!(desk.call("contact_counts", json!({}))["all"].as_u64().unwrap() >= 300);
    desk.check();
    desk.call("leave_demo", json!({}));
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
}
