//! Duplicates: who is twice in the base, and who only looks so.

use serde_json::{Value, json};

use crate::desk::{Desk, id, person};

/// A draft with these fields over an empty one of the kind.
fn draft(kind: &str, fields: Value) -> Value {
    let mut draft = json!({ "id": null, "kind": kind });
    for (field, value) in fields.as_object().unwrap() {
        draft[field] = value.clone();
    }
    draft
}

fn pairs(desk: &Desk) -> Vec<(String, String, String)> {
    let page = json!({ "offset": 0, "limit": 100 });
    let found = desk.call("duplicate_pairs", json!({ "min_level": "possible", "page": page }));
    let name = |pair: &Value, side: &str| pair[side]["name"].as_str().unwrap().to_owned();
    let mut pairs: Vec<(String, String, String)> = found["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (name(pair, "a"), name(pair, "b"), pair["level"].as_str().unwrap().to_owned()))
        .collect();
    pairs.sort();
    pairs
}

#[test]
fn the_alert_while_typing_says_who_and_why() {
    let desk = Desk::new();
    let mut known = person("Hélène", "Lefèvre");
    known["phones"] = json!([{ "number": "06 12 34 56 78" }]);
    desk.call("save_contact", json!({ "draft": known }));
    desk.call("save_contact", json!({ "draft": person("Marc", "Lefèvre") }));
    let mut typed = person("Helene", "LEFEVRE");
    typed["phones"] = json!([{ "number": "0612345678" }]);
    let found = desk.call("similar_contacts", json!({ "draft": typed }));
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found[0]["contact"]["name"], "LEFÈVRE Hélène");
    assert_eq!(found[0]["level"], "probable");
    assert_eq!(found[0]["reasons"], json!(["même nom à l’accent près", "même téléphone"]));
}

#[test]
fn said_to_be_two_stays_so_until_what_was_compared_changes() {
    let desk = Desk::new();
    let one = desk.call("save_contact", json!({ "draft": person("Zéphyrin", "Quénard") }));
    let mut other = person("Zephyrin", "Quenard");
    other["emails"] = json!([{ "address": "z@exemple.fr" }]);
    let other = desk.call("save_contact", json!({ "draft": other }));
    desk.call("scan_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk).len(), 1);
    desk.call("not_duplicates", json!({ "a": id(&other), "b": id(&one) }));
    assert_eq!(pairs(&desk), []);
    desk.call("scan_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk), []);
    // A note is not compared; a phone is.
    let mut edited = desk.contact(&id(&one))["draft"].clone();
    edited["notes"] = json!("vu au cabinet");
    desk.call("save_contact", json!({ "draft": edited }));
    desk.call("refresh_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk), []);
    edited = desk.contact(&id(&one))["draft"].clone();
    edited["emails"] = json!([{ "address": "z@exemple.fr" }]);
    desk.call("save_contact", json!({ "draft": edited }));
    desk.call("refresh_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk).len(), 1);
    // And what was said can be taken back.
    desk.call("not_duplicates", json!({ "a": id(&one), "b": id(&other) }));
    assert_eq!(pairs(&desk), []);
    desk.call("undo_last", json!({}));
    assert_eq!(pairs(&desk).len(), 1);
}

#[test]
fn the_same_company_is_certain_and_its_other_establishment_is_not_a_duplicate() {
    let desk = Desk::new();
    for (name, siret) in [
        ("Menuiserie du Port", "73282932000074"),
        ("MENUISERIE DU PORT SARL", "73282932000074"),
        ("Menuiserie du Port Sud", "73282932000017"),
    ] {
        desk.call(
            "save_contact",
            json!({ "draft": draft("legal_person", json!({ "organisation_name": name, "siret": siret, "to_check": ["siret"] })) }),
        );
    }
    desk.call("scan_duplicates", json!({ "task": "t" }));
    let found = pairs(&desk);
    let level = |level: &str| found.iter().filter(|pair| pair.2 == level).count();
    assert_eq!((level("certain"), level("same_company")), (1, 2), "{found:?}");
}
