//! Many contacts at once: filters, saved views with their counts, bulk edits.

use chrono::Duration;
use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

fn filter(more: Value) -> Value {
    let mut filter = json!({ "view": "all", "kind": null, "quality": null, "text": "" });
    for (field, value) in more.as_object().unwrap() {
        filter[field] = value.clone();
    }
    filter
}

#[test]
fn each_filter_lists_those_it_names_and_a_saved_view_counts_them() {
    let desk = Desk::new();
    let quality = desk.call("qualities", json!({}))[0]["id"].clone();
    let save = |draft: Value| id(&desk.call("save_contact", json!({ "draft": draft })));
    save(
        json!({ "id": null, "kind": "natural_person", "birth_name": "Durand", "birth_date": "1970-03-12", "birth_place": "Brest",
        "emails": [{ "id": null, "address": "a@example.fr" }], "phones": [{ "id": null, "number": "0612345678" }],
        "addresses": [{ "id": null, "town": "Saint-Étienne" }], "qualities": [quality] }),
    );
    save(json!({ "id": null, "kind": "natural_person", "birth_name": "Martin", "birth_date": "1970-03-12",
        "emails": [{ "id": null, "address": "faux", "to_check": true }] }));
    save(json!({ "id": null, "kind": "legal_person", "organisation_name": "Port", "siren": "732829320",
        "ibans": [{ "id": null, "iban": "FR76 0000", "to_check": true }] }));
    save(
        json!({ "id": null, "kind": "legal_person", "organisation_name": "Ferry Ltd", "siren": "GB-1", "foreign_identifiers": ["siren"] }),
    );
    save(
        json!({ "id": null, "kind": "legal_person", "organisation_name": "Garage", "siren": "732829321", "to_check": ["siren"] }),
    );
    save(json!({ "id": null, "kind": "court", "organisation_name": "Cour d’appel" }));
    let today = chrono::Local::now().date_naive();
    let days = |from: i64, to: i64| json!({ "created_from": today + Duration::days(from), "created_to": today + Duration::days(to) });
    for (more, expected) in [
        (json!({}), "Cour d’appel, DURAND, Ferry Ltd, Garage, MARTIN, Port"),
        (json!({ "kind": "legal_person" }), "Ferry Ltd, Garage, Port"),
        (json!({ "quality": quality }), "DURAND"),
        (json!({ "town": "SAINT ETIENNE" }), "DURAND"),
        (json!({ "town": "  " }), "Cour d’appel, DURAND, Ferry Ltd, Garage, MARTIN, Port"),
        (days(0, 0), "Cour d’appel, DURAND, Ferry Ltd, Garage, MARTIN, Port"),
        (days(-9, -1), ""),
        (days(1, 9), ""),
        (json!({ "lacking": ["email"] }), "Cour d’appel, Ferry Ltd, Garage, Port"),
        (json!({ "lacking": ["phone"], "kind": "natural_person" }), "MARTIN"),
        (json!({ "lacking": ["address"], "kind": "natural_person" }), "MARTIN"),
        (json!({ "lacking": ["identification"] }), "MARTIN"),
        (json!({ "lacking": ["certainty"] }), "Garage, MARTIN, Port"),
        (json!({ "lacking": ["certainty", "email"] }), "Cour d’appel, Ferry Ltd, Garage, MARTIN, Port"),
        (json!({ "lacking": ["reach"] }), "Cour d’appel, Ferry Ltd, Garage, Port"),
        (json!({ "lacking": [] }), "Cour d’appel, DURAND, Ferry Ltd, Garage, MARTIN, Port"),
        (json!({ "text": "port" }), "Port"),
        (
            json!({ "text": "du", "kind": "natural_person", "town": "saint-etienne", "quality": quality, "lacking": ["identification"] }),
            "",
        ),
        (json!({ "text": "du", "kind": "natural_person", "town": "saint-etienne", "quality": quality }), "DURAND"),
    ] {
        let filter = filter(more.clone());
        let names = desk.list(filter.clone());
        assert_eq!(names.join(", "), expected, "{more}");
        let view = desk.call("save_view", json!({ "view": { "id": null, "name": "Vue", "filter": filter } }));
        let shown = desk.call("saved_views", json!({}));
        assert_eq!(shown[0]["count"], names.len(), "{more}");
        assert_eq!(shown[0]["saved"], view);
        desk.call("remove_view", json!({ "id": view["id"] }));
    }
    let wrong = filter(json!({ "created_from": "hier" }));
    let page = json!({ "offset": 0, "limit": 10 });
    desk.refused_with(
        ErrorCode::Invalid,
        "list_contacts",
        json!({ "filter": wrong, "sort": { "key": "name", "descending": false }, "page": page }),
    );
    desk.refused_with(
        ErrorCode::Invalid,
        "save_view",
        json!({ "view": { "id": null, "name": "Vue", "filter": wrong } }),
    );
}

#[test]
fn a_view_is_named_once_renamed_and_brought_back() {
    let desk = Desk::new();
    let view = |id: &Value, name: &str| json!({ "view": { "id": id, "name": name, "filter": filter(json!({})) } });
    let saved = desk.call("save_view", view(&json!(null), "  Sans\u{a0}e-mail "));
    assert_eq!(saved["name"], "Sans e-mail");
    assert_eq!(desk.refusal("save_view", view(&json!(null), "sans E-MAIL")), "taken");
    assert_eq!(desk.refusal("save_view", view(&json!(null), " ")), "required");
    desk.refused_with(ErrorCode::NotFound, "save_view", view(&json!("01a20cc6-66c9-7693-955a-7aba5b755b64"), "Autre"));
    desk.call("save_view", view(&saved["id"], "Sans E-mail"));
    desk.call("save_view", view(&json!(null), "Autre"));
    let names = || -> Vec<String> {
        let views = desk.call("saved_views", json!({}));
        views.as_array().unwrap().iter().map(|view| view["saved"]["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(), ["Autre", "Sans E-mail"]);
    desk.call("remove_view", json!({ "id": saved["id"] }));
    assert_eq!(names(), ["Autre"]);
    desk.call("undo_last", json!({}));
    assert_eq!(names(), ["Autre", "Sans E-mail"]);
}

// ------------------------------------------------------------------ many at once

#[test]
fn a_bulk_edit_is_told_before_done_as_told_and_undone_as_one() {
    let desk = Desk::new();
    let qualities = desk.call("qualities", json!({}));
    let (expert, notary) = (qualities[0]["id"].clone(), qualities[1]["id"].clone());
    let [anne, luc, zoe] = ["Durand", "Roy", "Petit"].map(|name| desk.person("", name));
    let port = desk.company("Menuiserie du Port");
    desk.edit(&luc, json!({ "qualities": [expert], "origin": "Salon" }));
    desk.call("set_contact_status", json!({ "id": zoe, "to": "active_client", "reason": "" }));
    let all = json!([anne, luc, zoe, port, anne]);
    let before = desk.rows();
    let asked = |edit: Value| json!({ "task": "b", "ids": all, "edit": edit });
    let shape = |report: &Value| ["changed", "unchanged", "refused"].map(|count| report[count].as_u64().unwrap());
    let edit = json!({ "add_qualities": [expert], "set": { "origin": " Salon " } });
    let told = desk.call("preview_bulk_edit", asked(edit.clone()));
    assert_eq!((shape(&told), desk.rows() == before), ([3, 1, 0], true));
    assert_eq!(desk.call("bulk_edit", asked(edit.clone())), told);
    assert_eq!(shape(&desk.call("preview_bulk_edit", asked(edit))), [0, 4, 0]);
    assert_eq!(desk.contact(&port)["draft"]["origin"], "Salon");
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    desk.call("redo_last", json!({}));
    // A field that a kind does not have, a move that a status does not allow: that contact is left, and named.
    let edit = json!({ "remove_qualities": [expert], "add_qualities": [notary], "set": { "profession": "Menuisier" } });
    let done = desk.call("bulk_edit", asked(edit));
    assert_eq!((shape(&done), &done["refusals"][0]["name"]), ([3, 0, 1], &json!("Menuiserie du Port")));
    assert_eq!(desk.contact(&port)["draft"]["qualities"], json!([expert]));
    assert_eq!(desk.contact(&anne)["draft"]["qualities"], json!([notary]));
    let edit = json!({ "status": "prospect", "reason": "salon" });
    let done = desk.call("bulk_edit", asked(edit));
    assert_eq!((shape(&done), &done["refusals"][0]["name"]), ([3, 0, 1], &json!("PETIT")));
    let why = done["refusals"][0]["reason"].as_str().unwrap();
    assert!(why.contains("« Client actif » ne peut pas devenir « Prospect »"), "{why}");
    assert_eq!(desk.call("status_moves", json!({ "id": anne }))[0]["reason"], "salon");
    // What can be made of no contact is refused before anything is done.
    let before = desk.rows();
    for (edit, reason) in [
        (json!({ "status": "lost_prospect", "reason": " " }), "required"),
        (json!({ "set": { "birth_name": "X" } }), "not_settable"),
        (json!({ "add_qualities": ["01a20cc6-66c9-7693-955a-7aba5b755b64"] }), "unknown"),
    ] {
        assert_eq!(desk.refusal("preview_bulk_edit", asked(edit.clone())), reason);
        assert_eq!(desk.refusal("bulk_edit", asked(edit)), reason);
    }
    assert_eq!(desk.rows(), before);
    desk.check();
}

#[test]
fn a_bulk_edit_of_thousands_is_one_operation_and_leaves_nothing_when_cancelled() {
    let desk = Desk::new();
    let rows: String = (0..2500).map(|n| format!("Nom{n};Prénom{n}\n")).collect();
    let path = desk.write("grand.csv", format!("Nom;Prénom\n{rows}"));
    let mapping = json!(["birth_name", "first_names"]);
    desk.call("import_contacts", json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false }));
    let ids: Vec<Value> = (0..3)
        .flat_map(|page| {
            let page = json!({ "offset": page * 1000, "limit": 1000 });
            let sort = json!({ "key": "name", "descending": false });
            let found = desk.call("list_contacts", json!({ "filter": filter(json!({})), "sort": sort, "page": page }));
            found["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(ids.len(), 2500);
    let before = desk.rows();
    let asked = json!({ "task": "b", "ids": ids, "edit": { "set": { "origin": "Salon" } } });
    assert_eq!(desk.call("bulk_edit", asked.clone())["changed"], 2500);
    let operations = desk.call("operations", json!({ "page": { "offset": 0, "limit": 5 } }));
    assert_eq!((operations.as_array().unwrap().len(), &operations[0]["changes"]), (2, &json!(2500)));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    // Cancelled as soon as the first step is written.
    desk.events.lock().unwrap().clear();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !desk.events.lock().unwrap().iter().any(|event| json!(event)["type"] == "progress") {
                std::thread::yield_now();
            }
            desk.call("cancel_task", json!({ "task": "b" }));
        });
        desk.refused_with(ErrorCode::Cancelled, "bulk_edit", asked);
    });
    assert_eq!(desk.rows(), before);
    desk.check();
}
