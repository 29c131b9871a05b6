//! A group of contacts becomes one in one operation; certain pairs do, many at once.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::desk::{Desk, id};
use crate::invoice::{Office, office};
use crate::merge::{Somebody, settle, somebody};
use crate::properties::LIFE;

impl Desk {
    fn preview_of(&self, contacts: &[&String], kept: Option<&String>, choices: Value) -> Value {
        self.call("preview_group", json!({ "contacts": contacts, "kept": kept, "choices": choices }))
    }

    fn group_into(&self, kept: &String, absorbed: &[&String], choices: Value) -> Value {
        self.call("merge_group", json!({ "kept": kept, "absorbed": absorbed, "choices": choices }));
        self.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone()
    }

    fn counted(&self) -> u64 {
        self.call("contact_counts", json!({}))["all"].as_u64().unwrap()
    }

    fn row_set(&self) -> BTreeSet<String> {
        self.rows().lines().map(str::to_owned).collect()
    }
}

fn field<'a>(preview: &'a Value, name: &str) -> &'a Value {
    let fields = preview["fields"].as_array().unwrap();
    fields.iter().find(|field| field["field"] == name).unwrap_or_else(|| panic!("{name} is not in {fields:#?}"))
}

fn moved(moves: &Value, table: &str) -> Value {
    moves.as_array().unwrap().iter().find(|moved| moved["table"] == table).cloned().unwrap_or(Value::Null)
}

/// Three twins: the second says most, the third is a client.
fn twins(desk: &Desk) -> [String; 3] {
    let ids = ["Durand", "Durandd", "Duran"].map(|name| desk.person("Anne", name));
    desk.edit(&ids[0], json!({ "notes": "vue au salon" }));
    desk.edit(&ids[1], json!({ "profession": "avocate", "birth_place": "Brest", "birth_date": "1970-01-01", "notes": "cousine de Luc" }));
    desk.edit(&ids[2], json!({ "profession": "avocate honoraire" }));
    ids
}

#[test]
fn the_preview_of_a_group_tells_what_its_merge_does_and_writes_nothing() {
    let desk = Desk::new();
    let [a, b, c] = twins(&desk);
    desk.matter(&b, "Bail");
    desk.matter(&c, "Divorce");
    let rows = desk.rows();
    let preview = desk.preview_of(&[&a, &b, &c], None, json!({}));
    assert_eq!(desk.rows(), rows);
    assert_eq!(
        (&preview["members"][0]["id"], &preview["best"]),
        (&json!(b), &json!(b)),
        "the one that says most is kept"
    );
    let profession = field(&preview, "profession");
    assert_eq!((&profession["proposed"], &profession["reason"]), (&json!(c), &json!("plus complète")));
    assert_eq!(profession["values"].as_array().unwrap().len(), 3, "the empty one is there to be chosen: {profession}");
    assert_eq!(field(&preview, "notes")["proposed"], Value::Null, "texts stay, one after the other");
    assert_eq!(field(&preview, "birth_name")["proposed"], json!(b), "the identity is that of the kept one");
    assert_eq!(moved(&preview["moves"], "matter")["moved"], 1, "its own matter does not move");

    // Another one is kept, another value is chosen.
    let choices = json!({ "profession": b, "birth_name": c });
    let preview = desk.preview_of(&[&a, &b, &c], Some(&a), choices.clone());
    assert_eq!((&preview["members"][0]["id"], &preview["best"]), (&json!(a), &json!(b)));
    assert_eq!(moved(&preview["moves"], "matter")["moved"], 2, "what moves is summed");
    let mut told = preview["result"]["draft"].clone();
    desk.group_into(&a, &[&b, &c], choices);
    let mut done = desk.contact(&a)["draft"].clone();
    assert_eq!(
        (&done["profession"], &done["birth_name"], &done["birth_place"]),
        (&json!("avocate"), &json!("Duran"), &json!("Brest"))
    );
    assert!(["vue au salon", "cousine de Luc"].iter().all(|note| done["notes"].as_str().unwrap().contains(note)));
    // The rows that keep former names are new each time.
    for draft in [&mut told, &mut done] {
        draft["former_names"].as_array_mut().unwrap().iter_mut().for_each(|name| name["id"] = Value::Null);
    }
    assert_eq!(told, done);
    assert_eq!(desk.counted(), 1);
    for name in ["Durand", "Durandd", "Duran"] {
        assert_eq!(desk.search(name).len(), 1, "{name} is still found");
    }
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), rows);
    desk.check();
}

#[test]
fn the_order_in_which_a_group_is_given_does_not_decide_a_field() {
    for order in [[1, 2], [2, 1]] {
        let desk = Desk::new();
        let twins = twins(&desk);
        // The newest word on the origin is that of the second, whichever comes first.
        for (who, origin) in [(0, "Salon"), (2, "Confrère"), (1, "Annuaire")] {
            desk.edit(&twins[who], json!({ "origin": origin }));
        }
        let absorbed = order.map(|at| &twins[at]);
        let preview = desk.preview_of(&[&twins[0], absorbed[0], absorbed[1]], Some(&twins[0]), json!({}));
        assert_eq!(field(&preview, "origin")["chosen"], json!(twins[1]));
        desk.group_into(&twins[0], &absorbed, json!({}));
        let draft = desk.contact(&twins[0])["draft"].clone();
        assert_eq!((&draft["origin"], &draft["profession"]), (&json!("Annuaire"), &json!("avocate honoraire")));
    }
}

#[test]
fn a_group_takes_a_status_and_refuses_what_is_not_of_it() {
    let desk = Desk::new();
    let [a, b, c] = twins(&desk);
    let stranger = desk.person("Luc", "Roux");
    desk.call("set_contact_status", json!({ "id": c, "to": "prospect", "reason": "" }));
    let preview = desk.preview_of(&[&a, &b, &c], Some(&a), json!({}));
    assert_eq!((&preview["status"], &preview["result"]["status"]), (&json!("prospect"), &json!("prospect")));
    let preview = desk.preview_of(&[&a, &b, &c], Some(&a), json!({ "status": b }));
    assert_eq!((&preview["status"], &preview["result"]["status"]), (&json!("unqualified"), &json!("unqualified")));
    let court = desk
        .call("save_contact", json!({ "draft": { "id": null, "kind": "court", "organisation_name": "TJ de Brest" } }))
        ["id"]
        .clone();
    let rows = desk.rows();
    for (absorbed, choices, reason) in [
        (json!([b, c]), json!({ "profession": stranger }), "not_of_group"),
        (json!([b, c]), json!({ "external_ref": b }), "unknown_field"),
        (json!([b, court]), json!({}), "court_with_person"),
        (json!([b, a]), json!({}), "itself"),
        (json!([]), json!({}), "required"),
    ] {
        let arguments = json!({ "kept": a, "absorbed": absorbed, "choices": choices });
        assert_eq!(desk.refusal("merge_group", arguments), reason);
        assert_eq!(desk.rows(), rows, "none of a refused group is merged");
    }
    let alone = json!({ "contacts": [a, a], "kept": null, "choices": {} });
    assert_eq!(desk.refusal("preview_group", alone), "itself");
}

#[test]
fn the_preview_of_a_group_names_kyc_files_and_rates_when_there_are_several() {
    let Office { desk, client: a, matter, .. } = office();
    let [b, c] = ["Boulangerie Roux SARL", "Roux boulangerie"].map(|name| desk.company(name));
    let none = desk.preview_of(&[&a, &b, &c], Some(&a), json!({}));
    assert_eq!((&none["kyc"], &none["terms"]), (&Value::Null, &json!([])));
    for (client, from, rate) in [(&a, "2024-01-01", 20_000), (&b, "2025-01-01", 18_000), (&c, "2026-01-01", 22_000)] {
        let decision = json!({ "client": client, "matter": null, "to": "out_of_scope", "reason": "Contentieux" });
        desk.call("decide_kyc", json!({ "decision": decision }));
        desk.agree(client, json!({}), from, rate);
    }
    let preview = desk.preview_of(&[&a, &b, &c], Some(&a), json!({}));
    let files = preview["kyc"]["files"].as_array().unwrap();
    assert_eq!(files.iter().map(|file| &file["contact"]).collect::<Vec<_>>(), [&json!(a), &json!(b), &json!(c)]);
    let sentence = preview["kyc"]["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("3 dossiers KYC") && sentence.contains("« Roux boulangerie » compte"), "{sentence}");
    let terms = &preview["terms"][0];
    assert_eq!(
        (terms["rates"].as_array().unwrap().len(), &terms["in_force"]["rate"]["hourly_rate"]),
        (3, &json!(22_000))
    );
    let warning = preview["warnings"].to_string();
    assert!(warning.contains("plusieurs taux") && warning.contains("Boulangerie Roux SARL"), "{warning}");
    let two = desk.preview_of(&[&a, &b], Some(&a), json!({}))["kyc"]["sentence"].to_string();
    assert!(two.contains("« Boulangerie Roux SARL » compte") && two.contains("L’autre est gardé"), "{two}");
    desk.group_into(&a, &[&b, &c], json!({}));
    assert_eq!(desk.call("kyc_state", json!({ "client": a, "matter": null })), preview["kyc"]["result"]);
    assert_eq!(desk.call("negotiated_rates", json!({ "client": a })).as_array().unwrap().len(), 3);
    let paul = desk.timekeeper("Me Paul Roy", "associate");
    assert_eq!(desk.why(&matter, &paul, "2026-06-01")["chosen"]["hourly_rate"], 22_000);
}

#[test]
fn pairs_with_two_kyc_files_or_two_grids_wait_for_somebody_who_knows() {
    let Office { desk, client: a, .. } = office();
    let names = ["Boulangerie Roux SARL", "Garage Le Goff", "SARL Garage Le Goff", "Menuiserie", "SARL Menuiserie"];
    let [b, c, d, e, f] = names.map(|name| desk.company(name));
    for client in [&a, &b] {
        let decision = json!({ "client": client, "matter": null, "to": "out_of_scope", "reason": "Contentieux" });
        desk.call("decide_kyc", json!({ "decision": decision }));
    }
    desk.matter(&b, "Bail");
    desk.agree(&c, json!({}), "2026-01-01", 20_000);
    desk.agree(&d, json!({}), "2026-01-01", 20_000);
    // On one side only: nothing to compare.
    desk.agree(&e, json!({}), "2026-01-01", 20_000);
    desk.matter(&f, "Bail");
    let rows = desk.rows();
    let pairs = json!([{ "a": a, "b": b }, { "a": c, "b": d }, { "a": e, "b": f }]);
    let merge = |pairs: &Value, dry_run: bool| {
        desk.call("merge_pairs", json!({ "task": "t", "pairs": pairs, "dry_run": dry_run }))
    };
    let preview = merge(&pairs, true);
    assert_eq!(desk.rows(), rows);
    let aside = preview["aside"].as_array().unwrap();
    let kinds: Vec<_> = aside.iter().map(|pair| (pair["kyc"].as_bool(), pair["rates"].as_bool())).collect();
    assert_eq!(kinds, [(Some(true), Some(false)), (Some(false), Some(true))]);
    assert_eq!(moved(&aside[0]["moves"], "kyc_file")["moved"], 1, "what would move is told: {aside:#?}");
    assert_eq!(preview["merged"].as_array().unwrap().len(), 1);
    assert_eq!(
        moved(&preview["merged"][0]["moves"], "negotiated_rate")["moved"].as_u64().unwrap_or(0)
            + moved(&preview["merged"][0]["moves"], "matter")["moved"].as_u64().unwrap_or(0),
        1
    );

    let done = merge(&pairs, false);
    assert_eq!((done["merged"].as_array().unwrap().len(), done["aside"].as_array().unwrap().len()), (1, 2));
    assert_eq!(desk.counted(), 5);
    desk.call("undo_operation", json!({ "operation": done["operation"], "force": false }));
    assert_eq!(desk.rows(), rows);

    let mut knowing = pairs.clone();
    knowing[0]["knowingly"] = json!(true);
    let told = merge(&knowing, true);
    let done = merge(&knowing, false);
    assert_eq!((&told["merged"], done["merged"].as_array().unwrap().len()), (&done["merged"], 2));
    assert_eq!(done["aside"][0]["rates"], true);
    assert_eq!(desk.counted(), 4);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), rows, "one undo for all");
    desk.check();
}

#[test]
fn a_group_and_many_pairs_are_each_one_undo() {
    let desk = Desk::new();
    let ids: Vec<String> = (0..3).map(|n| desk.person("Anne", &format!("Durand{}", "d".repeat(n)))).collect();
    desk.edit(&ids[2], json!({ "profession": "notaire", "birth_date": "1970-01-01" }));
    desk.edit(&ids[1], json!({ "profession": "avocate" }));
    let before = desk.rows();
    let choices = json!({ "profession": ids[1] });
    let group = desk.call("merge_group", json!({ "kept": ids[0], "absorbed": [ids[1], ids[2]], "choices": choices }));
    assert_eq!(
        (&group["draft"]["profession"], &group["draft"]["birth_date"]),
        (&json!("avocate"), &json!("1970-01-01"))
    );
    assert_eq!(desk.search("anne").len(), 1);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);

    let stranger = id(&desk.call("save_contact", json!({ "draft": { "id": null, "kind": "natural_person", "first_names": "Anne", "birth_name": "Durand", "birth_date": "1981-01-01" } })));
    let before = desk.rows();
    let pairs = json!([{ "a": ids[0], "b": ids[1] }, { "a": ids[1], "b": ids[2] }, { "a": ids[0], "b": ids[2] }, { "a": ids[2], "b": stranger }]);
    let preview = desk.call("merge_pairs", json!({ "task": "t", "pairs": pairs, "dry_run": true }));
    assert_eq!(desk.rows(), before);
    let done = desk.call("merge_pairs", json!({ "task": "t", "pairs": pairs, "dry_run": false }));
    assert_eq!((&preview["merged"], &preview["refused"]), (&done["merged"], &done["refused"]));
    assert_eq!((done["merged"].as_array().unwrap().len(), &done["already_one"]), (2, &json!(1)));
    assert!(done["refused"][0]["reason"].as_str().unwrap().contains("dates de naissance"), "{done}");
    assert_eq!(desk.names("all").len(), 2);
    desk.call("undo_operation", json!({ "operation": done["operation"], "force": false }));
    assert_eq!(desk.rows(), before);
    desk.check();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_group_of_any_size_becomes_one_and_comes_apart_to_the_byte(
        people in proptest::collection::vec(somebody(), 4..8),
        lives in proptest::collection::vec((0..LIFE, any::<usize>(), any::<usize>()), 0..14),
        later in proptest::collection::vec((0..LIFE, any::<usize>()), 0..6),
        first in any::<usize>(),
    ) {
        let desk = Desk::new();
        let mut ids = settle(&desk, &people);
        // The last two are strangers to the group.
        let strangers = ids.split_off(ids.len() - 2);
        for (what, who, other) in &lives {
            let everybody: Vec<&String> = ids.iter().chain(&strangers).collect();
            live(&desk, *what, &ids[who % ids.len()], everybody[other % everybody.len()]);
        }
        for stranger in &strangers {
            live(&desk, 0, stranger, stranger);
        }
        let size = ids.len();
        ids.rotate_left(first % size);
        let (kept, absorbed) = ids.split_first().unwrap();
        let absorbed: Vec<&String> = absorbed.iter().collect();
        let before = desk.row_set();
        let merge = desk.group_into(kept, &absorbed, json!({}));
        prop_assert_eq!(desk.counted() as usize, people.len() - absorbed.len());
        prop_assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
        for one in people.iter().take(people.len() - 2) {
            all_found(&desk, kept, one);
        }
        desk.check();

        // Work that does not touch the group.
        let merged = desk.row_set();
        for (what, who) in &later {
            live(&desk, *what, &strangers[who % 2], &strangers[(who + 1) % 2]);
        }
        let after = desk.row_set();
        // A stranger's bill may be addressed to one of the group: that is told, and nothing else stands in the way.
        let told = desk.call("undo_blockers", json!({ "operation": merge }));
        prop_assert!(told.as_array().unwrap().iter().all(|told| told["kind"] == "came_since"), "{told:#}");
        let force = told != json!([]);
        let undo = desk.call("undo_operation", json!({ "operation": merge, "force": force }));
        let mut expected: BTreeSet<String> = before.difference(&merged).cloned().collect();
        expected.extend(before.intersection(&merged).filter(|row| after.contains(*row)).cloned());
        expected.extend(after.difference(&merged).cloned());
        let now = desk.row_set();
        prop_assert_eq!(now.symmetric_difference(&expected).collect::<Vec<_>>(), Vec::<&String>::new());
        desk.check();
        desk.call("undo_operation", json!({ "operation": undo["id"], "force": false }));
        prop_assert_eq!(desk.row_set(), after, "to take the undo back is to have merged");
    }
}

/// Something of a life, where it can be.
fn live(desk: &Desk, what: usize, client: &str, other: &str) {
    if let (command, Some(arguments)) = desk.live_on(what, client, other) {
        let _ = themisia_core::commands::dispatch(&desk.vault, command, arguments);
    }
}

fn all_found(desk: &Desk, kept: &str, somebody: &Somebody) {
    for text in [&somebody.first_names, &somebody.birth_name] {
        let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": true, "limit": 50 }));
        assert!(hits.as_array().unwrap().iter().any(|hit| hit["contact"]["id"] == json!(kept)), "{text} is lost");
    }
    let emails = desk.contact(kept)["draft"]["emails"].to_string();
    for n in &somebody.emails {
        assert!(emails.contains(&format!("m{n}@example.fr")));
    }
}
