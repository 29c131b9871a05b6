//! Undo and redo of anything, kept across restarts; what stands in the way is listed by name.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id, person};

fn last_operation(desk: &Desk) -> Value {
    desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0].clone()
}

#[test]
fn what_was_done_is_undone_and_redone_also_after_a_restart() {
    let desk = Desk::new();
    let contact = desk.person("Anne", "Durand");
    desk.edit(&contact, json!({ "birth_name": "Martin" }));
    assert_eq!(desk.call("undo_state", json!({}))["undo"]["op"], "edit_contact");
    let desk = desk.restart();
    let undone = desk.call("undo_last", json!({}));
    assert_eq!((&undone["op"], &undone["of_op"]), (&json!("undo"), &json!("edit_contact")));
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
    desk.call("undo_last", json!({}));
    assert!(desk.names("active").is_empty());
    assert_eq!(desk.call("undo_last", json!({})), Value::Null);
    let desk = desk.restart();
    desk.call("redo_last", json!({}));
    let redone = desk.call("redo_last", json!({}));
    assert_eq!((&redone["op"], &redone["of_op"]), (&json!("redo"), &json!("edit_contact")));
    assert_eq!(desk.names("active"), ["MARTIN Anne"]);
    assert_eq!(desk.call("redo_last", json!({})), Value::Null);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
    desk.check();
}

#[test]
fn something_new_ends_what_could_be_redone() {
    let desk = Desk::new();
    desk.person("Anne", "Durand");
    desk.call("undo_last", json!({}));
    desk.person("Paul", "Martin");
    assert_eq!(desk.call("undo_state", json!({}))["redo"], Value::Null);
    assert_eq!(desk.call("redo_last", json!({})), Value::Null);
}

#[test]
fn an_older_operation_is_undone_without_touching_what_came_after() {
    let desk = Desk::new();
    let contact = desk.person("Anne", "Durand");
    desk.edit(&contact, json!({ "notes": "première" }));
    let notes = last_operation(&desk);
    desk.edit(&contact, json!({ "civility": "Mme" }));
    desk.call("undo_operation", json!({ "operation": notes["id"], "force": false }));
    let draft = &desk.contact(&contact)["draft"];
    assert_eq!((&draft["notes"], &draft["civility"]), (&json!(""), &json!("Mme")));
}

#[test]
fn what_stands_in_the_way_is_listed_and_the_rest_may_go_back() {
    let desk = Desk::new();
    let contact = desk.person("Anne", "Durand");
    desk.edit(&contact, json!({ "notes": "première", "civility": "Mme" }));
    let first = last_operation(&desk);
    desk.edit(&contact, json!({ "notes": "seconde" }));
    let asked = json!({ "operation": first["id"], "force": false });
    let error = desk.refused("undo_operation", asked);
    assert_eq!(error.code, ErrorCode::CannotUndo);
    let blockers = desk.call("undo_blockers", json!({ "operation": first["id"] }));
    assert_eq!(
        blockers,
        json!([{ "table": "contact", "record": "Mme Anne DURAND", "field": "notes", "kind": "changed_since", "expected": "première", "found": "seconde" }])
    );
    let draft = desk.contact(&contact)["draft"].clone();
    assert_eq!((&draft["notes"], &draft["civility"]), (&json!("seconde"), &json!("Mme")), "nothing went back yet");
    desk.call("undo_operation", json!({ "operation": first["id"], "force": true }));
    let draft = &desk.contact(&contact)["draft"];
    assert_eq!((&draft["notes"], &draft["civility"]), (&json!("seconde"), &json!("")));
    desk.refused_with(ErrorCode::Invalid, "undo_operation", json!({ "operation": first["id"], "force": false }));
    desk.check();
}

#[test]
fn a_creation_is_not_undone_under_what_was_added_since() {
    let desk = Desk::new();
    let contact = desk.person("Anne", "Durand");
    let creation = last_operation(&desk);
    desk.edit(&contact, json!({ "emails": [{ "id": null, "address": "anne@example.fr" }] }));
    let error = desk.refused("undo_operation", json!({ "operation": creation["id"], "force": false }));
    let blockers = error.blockers.unwrap();
    assert_eq!(blockers[0].record, "Anne DURAND");
    assert_eq!(blockers[0].found, "anne@example.fr");
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
}

#[test]
fn a_removed_part_comes_back_only_to_a_contact_that_is_there() {
    let desk = Desk::new();
    let draft = json!({ "id": null, "kind": "natural_person", "birth_name": "Durand", "emails": [{ "id": null, "address": "a@example.fr" }] });
    let contact = id(&desk.call("save_contact", json!({ "draft": draft })));
    let creation = last_operation(&desk);
    desk.edit(&contact, json!({ "emails": [] }));
    let removal = last_operation(&desk);
    desk.call("undo_operation", json!({ "operation": creation["id"], "force": false }));
    assert!(desk.names("all").is_empty());
    let error = desk.refused("undo_operation", json!({ "operation": removal["id"], "force": false }));
    assert_eq!(error.code, ErrorCode::CannotUndo);
    desk.check();
}

#[test]
fn the_making_of_the_base_is_not_undone() {
    let desk = Desk::new();
    assert_eq!(desk.call("undo_last", json!({})), Value::Null);
    desk.call("save_contact", json!({ "draft": person("A", "B") }));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.call("undo_last", json!({})), Value::Null);
    assert_eq!(desk.call("qualities", json!({})).as_array().unwrap().len(), 12);
}

#[test]
fn every_screen_is_told_what_changed() {
    let desk = Desk::new();
    desk.events.lock().unwrap().clear();
    desk.person("Anne", "Durand");
    desk.call("undo_last", json!({}));
    let events: Vec<Value> = desk.events.lock().unwrap().iter().map(|event| json!(event)).collect();
    let changed = json!({ "type": "changed", "tables": ["contact"] });
    assert_eq!(events, [changed.clone(), changed]);
}
