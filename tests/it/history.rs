//! The history of a contact: who, when, which operation, field, before and after; and a value brought back.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

fn history(desk: &Desk, contact: &str) -> Vec<Value> {
    let entries = desk.call("contact_history", json!({ "id": contact, "page": { "offset": 0, "limit": 50 } }));
    entries.as_array().unwrap().clone()
}

fn told(entry: &Value) -> Vec<(String, String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("∅").to_owned();
    let fields = entry["fields"].as_array().unwrap();
    fields
        .iter()
        .map(|field| (text(&field["field"]), text(&field["change"]), text(&field["before"]), text(&field["after"])))
        .collect()
}

fn line(field: &str, change: &str, before: &str, after: &str) -> (String, String, String, String) {
    (field.into(), change.into(), before.into(), after.into())
}

#[test]
fn tells_what_each_operation_changed() {
    let desk = Desk::new();
    let quality = desk.call("qualities", json!({}))[0].clone();
    let draft = json!({ "id": null, "kind": "natural_person", "birth_name": "Durand", "emails": [{ "id": null, "address": "a@example.fr" }] });
    let contact = id(&desk.call("save_contact", json!({ "draft": draft })));
    let email = desk.contact(&contact)["draft"]["emails"][0]["id"].clone();
    desk.edit(
        &contact,
        json!({ "emails": [{ "id": email, "address": "b@example.fr" }], "qualities": [quality["id"]] }),
    );
    desk.edit(&contact, json!({ "emails": [] }));
    desk.call("set_contact_status", json!({ "id": contact, "to": "prospect", "reason": "a appelé" }));
    // Another contact's changes are not in it.
    desk.person("Paul", "Martin");
    let history = history(&desk, &contact);
    let ops: Vec<&str> = history.iter().map(|entry| entry["operation"]["op"].as_str().unwrap()).collect();
    assert_eq!(ops, ["change_status", "edit_contact", "edit_contact", "create_contact"]);
    assert_eq!(history[0]["operation"]["user"], "Claire Vasseur");
    assert_eq!(history[3]["operation"]["label"], "DURAND");
    assert!(told(&history[0]).contains(&line("status", "edited", "unqualified", "prospect")));
    assert!(told(&history[0]).contains(&line("reason", "created", "∅", "a appelé")));
    assert_eq!(
        told(&history[1]),
        [line("address", "removed", "b@example.fr", "∅"), line("to_check", "removed", "0", "∅")]
    );
    let second = told(&history[2]);
    assert!(second.contains(&line("address", "edited", "a@example.fr", "b@example.fr")), "{second:?}");
    assert!(second.contains(&line("quality", "created", "∅", quality["name"].as_str().unwrap())), "{second:?}");
    assert!(told(&history[3]).contains(&line("birth_name", "created", "∅", "Durand")));
}

#[test]
fn a_value_is_brought_back() {
    let desk = Desk::new();
    let contact = desk.person("Anne", "Durand");
    desk.edit(&contact, json!({ "notes": "première", "birth_name": "Martin" }));
    desk.edit(&contact, json!({ "notes": "seconde" }));
    let entries = history(&desk, &contact);
    let restore = |field: &str| json!({ "operation": entries[1]["operation"]["id"], "table": "contact", "record": contact, "field": field });
    desk.call("restore_value", restore("birth_name"));
    let draft = &desk.contact(&contact)["draft"];
    assert_eq!((&draft["birth_name"], &draft["notes"]), (&json!("Durand"), &json!("seconde")));
    assert_eq!(desk.names("active"), ["DURAND Anne"]);
    // It is an operation like another: undone by Ctrl+Z.
    desk.call("undo_last", json!({}));
    assert_eq!(desk.names("active"), ["MARTIN Anne"]);
    desk.refused_with(ErrorCode::NotFound, "restore_value", restore("civility"));
    for field in ["id", "status", "created_by", "no_such_field"] {
        desk.refused("restore_value", restore(field));
    }
    desk.refused("restore_value", json!({ "operation": entries[1]["operation"]["id"], "table": "change", "record": contact, "field": "changeset" }));
}
