//! Matters, their parties, and the promotion of a client with its first one.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

impl Desk {
    /// Opens a matter for a client; gives its id.
    pub fn matter(&self, client: &str, title: &str) -> String {
        id(&self.call("save_matter", json!({ "draft": { "id": null, "client": client, "title": title } })))
    }

    pub fn timekeeper(&self, name: &str, grade: &str) -> String {
        let grades = json!([{ "grade": grade, "effective_from": "2020-01-01" }]);
        id(&self.call("save_timekeeper", json!({ "timekeeper": { "id": null, "name": name, "grades": grades } })))
    }

    pub fn court(&self, name: &str) -> String {
        let draft = json!({ "id": null, "kind": "court", "organisation_name": name });
        id(&self.call("save_contact", json!({ "draft": draft })))
    }

    fn edit_matter(&self, matter: &str, fields: Value) -> Value {
        self.call("save_matter", json!({ "draft": self.matter_with(matter, fields) }))
    }

    fn matter_with(&self, matter: &str, fields: Value) -> Value {
        let mut draft = self.call("get_matter", json!({ "id": matter }))["draft"].clone();
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        draft
    }

    fn matters(&self, filter: Value) -> Vec<String> {
        let page = self.call("list_matters", json!({ "filter": filter, "page": { "offset": 0, "limit": 50 } }));
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(page["total"], rows.len());
        rows.iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_first_matter_proposes_and_makes_an_active_client() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    let first = desk.call("save_matter", json!({ "draft": { "id": null, "client": anne, "title": "Bail" } }));
    assert_eq!(first["client_can_become_active"], true);
    assert_eq!(desk.contact(&anne)["status"], "unqualified");
    let second = desk.call(
        "save_matter",
        json!({ "draft": { "id": null, "client": anne, "title": "Divorce", "make_client_active": true } }),
    );
    assert_eq!(desk.contact(&anne)["status"], "active_client");
    assert_eq!(second["client_can_become_active"], false);
    let moves = desk.call("status_moves", json!({ "id": anne }));
    assert_eq!(moves[0]["reason"], format!("Dossier {}", second["reference"].as_str().unwrap()));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.contact(&anne)["status"], "unqualified");
    desk.refused_with(ErrorCode::NotFound, "get_matter", json!({ "id": second["id"] }));
    desk.check();
}

#[test]
fn references_follow_each_other_and_are_borne_once() {
    let desk = Desk::new();
    let client = desk.company("Boulangerie Roux");
    let open = |reference: &str| {
        json!({ "draft": { "id": null, "client": client, "title": "T", "opened_on": "2026-03-02",
        "reference": reference } })
    };
    assert_eq!(desk.call("save_matter", open(""))["reference"], "2026-0001");
    assert_eq!(desk.call("save_matter", open("2026-0041"))["reference"], "2026-0041");
    desk.call("save_matter", open("2026-0099-bis"));
    assert_eq!(desk.call("save_matter", open(""))["reference"], "2026-0042");
    assert_eq!(desk.refused("save_matter", open("2026-0042")).reason.as_deref(), Some("taken"));
}

#[test]
fn a_party_keeps_every_role_that_it_had() {
    let desk = Desk::new();
    let (client, opponent, counsel) =
        (desk.person("Anne", "Durand"), desk.company("Bailleur SCI"), desk.person("Luc", "Petit"));
    let matter = desk.matter(&client, "Bail");
    let party = |contact: &str, id: Value, role: &str, from: &str, represents: Value| {
        json!({ "party": { "id": id, "matter": matter, "contact": contact, "side": "against", "role": role, "role_from": from,
            "represents": represents } })
    };
    let defendant = desk.call("save_party", party(&opponent, json!(null), "defendant", "2026-01-10", json!(null)));
    desk.call("save_party", party(&counsel, json!(null), "counsel", "2026-01-10", defendant["id"].clone()));
    let appellant =
        desk.call("save_party", party(&opponent, defendant["id"].clone(), "appellant", "2026-09-01", json!(null)));
    let roles: Vec<&str> =
        appellant["roles"].as_array().unwrap().iter().map(|role| role["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["appellant", "defendant"]);
    let parties = desk.call("get_matter", json!({ "id": matter }))["parties"].clone();
    let sides: Vec<&Value> = parties.as_array().unwrap().iter().map(|party| &party["side"]).collect();
    assert_eq!(sides, ["for", "against", "against"]);
    // From any contact, its matters on any side.
    let of = |contact: &str| desk.call("matters_of_contact", json!({ "id": contact }));
    assert_eq!(of(&opponent)[0]["role"], "appellant");
    assert_eq!(of(&counsel)[0]["client_name"], "Anne DURAND");
    assert_eq!(of(&client)[0]["side"], "for");
    let twice = desk.refused("save_party", party(&opponent, json!(null), "defendant", "2026-01-10", json!(null)));
    assert_eq!(twice.reason.as_deref(), Some("taken"));
    let represented = desk.refused("remove_party", json!({ "id": defendant["id"] }));
    assert_eq!(represented.reason.as_deref(), Some("represented"));
    let itself = desk.refused("remove_party", json!({ "id": parties[0]["id"] }));
    assert_eq!(itself.reason.as_deref(), Some("is_client"));
    desk.call("remove_party", json!({ "id": parties[2]["id"] }));
    desk.call("remove_party", json!({ "id": defendant["id"] }));
    assert_eq!(desk.call("get_matter", json!({ "id": matter }))["parties"].as_array().unwrap().len(), 1);
    desk.call("undo_last", json!({}));
    assert_eq!(of(&opponent)[0]["role"], "appellant");
    desk.check();
}

#[test]
fn archived_matters_leave_the_daily_view_and_come_back() {
    let desk = Desk::new();
    let (anne, roux) = (desk.person("Anne", "Durand"), desk.company("Boulangerie Roux"));
    let martin = desk.timekeeper("Me Julie Martin", "associate");
    let bail = desk.matter(&anne, "Résiliation du bail");
    desk.matter(&roux, "Prud’hommes");
    desk.edit_matter(&bail, json!({ "responsible": martin, "court_number": "26/01234" }));
    assert_eq!(desk.matters(json!({ "view": "open" })), ["Prud’hommes", "Résiliation du bail"]);
    for text in ["resil", "durand", "26/01234", "bail anne"] {
        assert_eq!(desk.matters(json!({ "view": "open", "text": text })), ["Résiliation du bail"], "{text}");
    }
    assert_eq!(desk.matters(json!({ "view": "open", "responsible": martin })), ["Résiliation du bail"]);
    assert_eq!(desk.matters(json!({ "view": "open", "client": roux })), ["Prud’hommes"]);
    let early = desk.refused("archive_matter", json!({ "id": bail, "archived": true, "closed_on": "2000-01-01" }));
    assert_eq!(early.reason.as_deref(), Some("before_start"));
    desk.call("archive_matter", json!({ "id": bail, "archived": true, "closed_on": null }));
    assert_eq!(desk.matters(json!({ "view": "open" })), ["Prud’hommes"]);
    assert_eq!(desk.matters(json!({ "view": "archived" })), ["Résiliation du bail"]);
    let refused = desk.refused(
        "record_time",
        json!({ "draft": { "id": null, "matter": bail, "timekeeper": martin, "duration": "20" } }),
    );
    assert_eq!(refused.reason.as_deref(), Some("archived"));
    desk.call("archive_matter", json!({ "id": bail, "archived": false, "closed_on": null }));
    assert_eq!(desk.matters(json!({ "view": "open" })).len(), 2);
}

#[test]
fn what_can_not_be_is_refused() {
    let desk = Desk::new();
    let (anne, luc, court) =
        (desk.person("Anne", "Durand"), desk.person("Luc", "Petit"), desk.court("Tribunal judiciaire de Lyon"));
    let save = |fields: Value| {
        let mut draft = json!({ "id": null, "client": anne, "title": "T" });
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        desk.refused("save_matter", json!({ "draft": draft })).reason.unwrap()
    };
    assert_eq!(save(json!({ "client": court })), "court");
    assert_eq!(save(json!({ "court": luc })), "not_a_court");
    assert_eq!(save(json!({ "fixed_fee": -1 })), "negative");
    assert_eq!(save(json!({ "opened_on": "2026-02-30" })), "malformed_arguments");
    // The client changes as long as nothing was done.
    let matter = desk.matter(&anne, "T");
    desk.edit_matter(&matter, json!({ "client": luc, "court": court }));
    assert_eq!(desk.call("get_matter", json!({ "id": matter }))["parties"][0]["name"], "Luc PETIT");
    let martin = desk.timekeeper("Me Julie Martin", "associate");
    desk.call(
        "record_time",
        json!({ "draft": { "id": null, "matter": matter, "timekeeper": martin, "duration": "20", "manual_rate": 30000 } }),
    );
    let changed = desk.matter_with(&matter, json!({ "client": anne }));
    assert_eq!(desk.refused("save_matter", json!({ "draft": changed })).reason.as_deref(), Some("has_work"));
}

#[test]
fn the_list_is_sorted_and_paged_and_the_next_reference_proposed() {
    let desk = Desk::new();
    let (zoe, anne) = (desk.person("Zoé", "Petit"), desk.person("Anne", "Durand"));
    let julie = desk.timekeeper("Me Julie Martin", "associate");
    let open = |client: &str, title: &str, day: &str, responsible: Option<&str>| {
        let draft =
            json!({ "id": null, "client": client, "title": title, "opened_on": day, "responsible": responsible });
        desk.call("save_matter", json!({ "draft": draft }))
    };
    open(&zoe, "bail", "2026-01-10", Some(&julie));
    open(&anne, "Divorce", "2026-03-10", None);
    open(&anne, "Assurance", "2025-12-01", None);
    let sorted = |key: &str, descending: bool| {
        desk.matters(json!({ "view": "all", "sort": { "key": key, "descending": descending } }))
    };
    assert_eq!(desk.matters(json!({ "view": "all" })), ["Divorce", "bail", "Assurance"]);
    assert_eq!(sorted("opened_on", false), ["Assurance", "bail", "Divorce"]);
    assert_eq!(sorted("title", false), ["Assurance", "bail", "Divorce"]);
    assert_eq!(sorted("client", false), ["Divorce", "Assurance", "bail"]);
    assert_eq!(sorted("reference", true), ["Divorce", "bail", "Assurance"]);
    assert_eq!(sorted("responsible", false)[0], "bail");
    for text in ["", "a"] {
        let page = |offset: u32| {
            let filter = json!({ "view": "all", "text": text, "sort": { "key": "opened_on", "descending": false } });
            let page = desk.call("list_matters", json!({ "filter": filter, "page": { "offset": offset, "limit": 1 } }));
            (page["total"].clone(), page["rows"][0]["title"].clone())
        };
        let all = if text.is_empty() { 3 } else { 2 };
        assert_eq!(page(0), (json!(all), json!("Assurance")));
        assert_eq!(page(all - 1), (json!(all), json!("Divorce")));
    }
    let next = |on: Value| desk.call("next_matter_reference", json!({ "opened_on": on }));
    assert_eq!((next(json!("2026-05-01")), next(json!("2024-05-01"))), (json!("2026-0003"), json!("2024-0001")));
}

#[test]
fn the_history_of_a_matter_tells_of_its_parties_their_roles_and_its_work() {
    let desk = Desk::new();
    let (anne, bailleur) = (desk.person("Anne", "Durand"), desk.company("Bailleur SCI"));
    let julie = desk.timekeeper("Me Julie Martin", "associate");
    let (matter, other) = (desk.matter(&anne, "Bail"), desk.matter(&anne, "Un autre"));
    let party = |of: &str, id: Value, role: &str, from: &str| {
        let party =
            json!({ "id": id, "matter": of, "contact": bailleur, "side": "against", "role": role, "role_from": from });
        desk.call("save_party", json!({ "party": party }))
    };
    let defendant = party(&matter, json!(null), "defendant", "2026-01-10");
    party(&other, json!(null), "claimant", "2026-01-10");
    party(&matter, defendant["id"].clone(), "appellant", "2026-09-01");
    desk.edit_matter(&matter, json!({ "title": "Bail commercial", "responsible": julie }));
    desk.call(
        "record_time",
        json!({ "draft": { "id": null, "matter": matter, "timekeeper": julie, "duration": "20", "manual_rate": 30000 } }),
    );
    desk.call("remove_party", json!({ "id": defendant["id"] }));
    let history = desk.call("matter_history", json!({ "id": matter, "page": { "offset": 0, "limit": 50 } }));
    let told: Vec<(&str, Vec<String>)> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let fields = entry["fields"].as_array().unwrap().iter().map(|field| {
                let value = if field["after"].is_null() { &field["before"] } else { &field["after"] };
                format!("{} {}", field["field"].as_str().unwrap(), value.as_str().unwrap())
            });
            (entry["operation"]["op"].as_str().unwrap(), fields.collect())
        })
        .collect();
    let ops: Vec<&str> = told.iter().map(|(op, _)| *op).collect();
    assert_eq!(ops, ["remove_party", "record_time", "edit_matter", "save_party", "save_party", "open_matter"]);
    let tells = |at: usize, what: &str| assert!(told[at].1.iter().any(|field| field == what), "{what}: {:?}", told[at]);
    tells(0, "contact Bailleur SCI");
    tells(0, "role appellant");
    tells(1, "minutes 20");
    tells(2, "responsible Me Julie Martin");
    tells(2, "title Bail commercial");
    tells(3, "role appellant");
    tells(4, "role defendant");
    tells(5, "client Anne DURAND");
    // Paged by change.
    let second = desk.call("matter_history", json!({ "id": matter, "page": { "offset": 1, "limit": 1 } }));
    assert_eq!(second[0]["operation"]["op"], "record_time");
    desk.check();
}
