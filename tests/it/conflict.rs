//! Conflicts of interest: who is found, on which side, through whom; and the decision, which nobody changes.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

impl Desk {
    fn conflicts(&self, asked: Value, depth: u32) -> Vec<Value> {
        let search = self.call("search_conflicts", json!({ "asked": asked, "depth": depth }));
        search["hits"].as_array().unwrap().clone()
    }

    fn open_matter(&self, client: &str, title: &str) -> Value {
        self.call("save_matter", json!({ "draft": { "id": null, "client": client, "title": title } }))
    }

    fn add_party(&self, matter: &Value, contact: &str, side: &str, role: &str) -> Value {
        let party = json!({ "id": null, "matter": matter["id"], "contact": contact, "side": side, "role": role });
        self.call("save_party", json!({ "party": party }))
    }

    fn tie(&self, contact: &str, other: &str, kind: &str, function: &str) {
        let link = json!({ "id": null, "contact": contact, "other": other, "kind": kind, "function": function });
        self.call("save_link", json!({ "link": link }));
    }
}

fn name(name: &str) -> Value {
    json!([{ "name": name }])
}

fn sentences(hits: &[Value]) -> Vec<&str> {
    hits.iter().map(|hit| hit["sentence"].as_str().unwrap()).collect()
}

#[test]
fn an_initial_or_a_first_name_alone_is_no_name() {
    let desk = Desk::new();
    for (first_names, birth_name) in
        [("J.-A.", "Trouce"), ("Jean-Marie", "Ledru"), ("J.", "Martin"), ("Jean", "Martin"), ("Jean", "Martino")]
    {
        desk.person(first_names, birth_name);
    }
    desk.company("Coursiers Mercure à vélo");
    assert_eq!(
        sentences(&desk.conflicts(name("Jean Martin"), 0)),
        ["Jean MARTIN, contact", "J. MARTIN, contact", "Jean MARTINO, contact"]
    );
    assert!(desk.conflicts(name("Anne Durand"), 0).is_empty());
}

#[test]
fn an_opponent_is_a_direct_hit_whatever_the_spelling() {
    let desk = Desk::new();
    let (client, opponent) = (desk.person("Anne", "Durand"), desk.person("Thibault", "Lefèvre"));
    let matter = desk.open_matter(&client, "Bail");
    desk.add_party(&matter, &opponent, "against", "defendant");
    let reference = matter["reference"].as_str().unwrap();
    for (asked, level) in [
        ("Thibault Lefèvre", "direct"),
        ("LEFEVRE Thibault", "direct"),
        ("M. Thibault LEFEVRE", "direct"),
        ("Thibaud Lefebvre", "name_match"),
        ("T. Lefèvre", "name_match"),
        ("Lefevre", "name_match"),
        ("Thibault Lefvère", "name_match"),
    ] {
        let hits = desk.conflicts(json!([{ "name": asked, "side": "for" }]), 2);
        assert_eq!(hits.len(), 1, "{asked}: {hits:?}");
        assert_eq!(hits[0]["level"], level, "{asked}");
        assert_eq!(hits[0]["sentence"], format!("Thibault LEFÈVRE, adversaire dans {reference}"));
    }
    assert!(desk.conflicts(name("Marc Dubois"), 2).is_empty());
    // Its own side is no conflict: the name is told all the same.
    let hits = desk.conflicts(json!([{ "name": "Thibault Lefèvre", "side": "against" }]), 2);
    assert_eq!(hits[0]["level"], "name_match");
}

#[test]
fn relations_are_told_to_the_depth_that_is_asked() {
    let desk = Desk::new();
    let client = desk.person("Anne", "Durand");
    let (alpha, holding) = (desk.company("Alpha"), desk.company("Holding Béta"));
    let (manager, spouse) = (desk.person("Paul", "Roux"), desk.person("Marie", "Petit"));
    desk.tie(&alpha, &manager, "representative", "gérant");
    desk.tie(&manager, &spouse, "spouse", "");
    desk.tie(&alpha, &holding, "parent_company", "");
    let matter = desk.open_matter(&client, "Bail");
    desk.add_party(&matter, &alpha, "against", "defendant");
    let reference = matter["reference"].as_str().unwrap();
    let hits = desk.conflicts(json!([{ "name": "Paul Roux", "side": "for" }]), 1);
    assert_eq!(
        sentences(&hits),
        ["Paul ROUX, contact", &format!("Paul ROUX, gérant d’Alpha, adversaire dans {reference}")]
    );
    assert_eq!((&hits[1]["level"], &hits[1]["contact"]), (&json!("related"), &json!(alpha)));
    assert_eq!(desk.conflicts(json!([{ "name": "Marie Petit", "side": "for" }]), 1).len(), 1);
    let hits = desk.conflicts(json!([{ "name": "Marie Petit", "side": "for" }]), 2);
    assert_eq!(
        hits[1]["sentence"],
        format!("Marie PETIT, conjoint de Paul ROUX, gérant d’Alpha, adversaire dans {reference}")
    );
    assert_eq!(hits[1]["through"].as_array().unwrap().len(), 2);
    let hits = desk.conflicts(json!([{ "name": "Holding Beta SAS", "side": "for" }]), 2);
    assert_eq!(hits[1]["sentence"], format!("Holding Béta, société mère d’Alpha, adversaire dans {reference}"));
}

#[test]
fn former_clients_lost_prospects_former_names_and_merged_contacts_are_seen() {
    let desk = Desk::new();
    let former = desk.person("Anne", "Durand");
    for to in ["active_client", "former_client"] {
        desk.call("set_contact_status", json!({ "id": former, "to": to, "reason": "" }));
    }
    desk.edit(&former, json!({ "former_names": [{ "id": null, "name": "Anne Petit" }] }));
    let twin = desk.person("Anna", "Grosjean");
    desk.call("merge_contacts", json!({ "kept": former, "absorbed": twin, "choices": {} }));
    desk.call("archive_contacts", json!({ "ids": [former], "archived": true }));
    for asked in ["Anne Durand", "Anne Petit", "Anna Grosjean"] {
        let hits = desk.conflicts(json!([{ "name": asked, "side": "against" }]), 0);
        assert_eq!((hits.len(), &hits[0]["level"]), (1, &json!("direct")), "{asked}");
        assert_eq!(hits[0]["sentence"], "Anne DURAND, client parti");
    }
    let hits = desk.conflicts(name("Anna Grosjean"), 0);
    assert_eq!(hits[0]["as_name"], "Anna GROSJEAN");
}

#[test]
fn a_birth_date_or_a_siren_helps_or_hinders() {
    let desk = Desk::new();
    let person = desk.person("Jean", "Martin");
    desk.edit(&person, json!({ "birth_date": "1970-03-12" }));
    let company = desk.company("Menuiserie du Port");
    desk.edit(&company, json!({ "siren": "732829320" }));
    let client = desk.person("Anne", "Durand");
    let matter = desk.open_matter(&client, "Bail");
    desk.add_party(&matter, &person, "against", "defendant");
    desk.add_party(&matter, &company, "against", "defendant");
    let level = |asked: Value| desk.conflicts(json!([asked]), 0)[0]["level"].clone();
    assert_eq!(level(json!({ "name": "Jean Martin", "born": "1970-03-12" })), "direct");
    assert_eq!(level(json!({ "name": "Jean Martin", "born": "1981-01-01" })), "name_match");
    assert_eq!(level(json!({ "name": "Autre dénomination", "siren": "732 829 320" })), "direct");
    assert_eq!(level(json!({ "name": "Menuiserie du Port SARL", "siren": "552100554" })), "name_match");
    // Several names at once, each with its own answers.
    let hits = desk.conflicts(json!([{ "name": "Menuiserie du Port" }, { "name": "Jean Martin" }]), 0);
    let asked: Vec<&Value> = hits.iter().map(|hit| &hit["asked"]).collect();
    assert_eq!(asked.len(), 2);
    assert!(asked.contains(&&json!(0)) && asked.contains(&&json!(1)));
}

#[test]
fn a_decision_is_kept_as_it_was_and_nobody_changes_it() {
    let desk = Desk::new();
    let (client, opponent) = (desk.person("Anne", "Durand"), desk.person("Paul", "Roux"));
    let matter = desk.open_matter(&client, "Bail");
    desk.add_party(&matter, &opponent, "against", "defendant");
    let check = |decision: &str, agreement: &str| {
        json!({ "check": { "asked": [{ "name": "Paul Roux", "side": "for" }], "depth": 2, "decision": decision,
            "agreement": agreement, "matter": matter["id"] } })
    };
    desk.refused_with(ErrorCode::Invalid, "record_conflict_check", check("accepted", " "));
    desk.refused_with(ErrorCode::Invalid, "record_conflict_check", check("no_conflict", ""));
    let kept = desk.call("record_conflict_check", check("accepted", "Lettre du 3 mars 2026, signée des deux"));
    let check_id = kept["row"]["id"].clone();
    let report = desk.call("conflict_report", json!({ "id": check_id }));
    let report = report.as_str().unwrap();
    for said in [
        "Paul Roux",
        "Paul ROUX, adversaire dans",
        "Accepté avec accord écrit",
        "Lettre du 3 mars 2026",
        "Claire Vasseur",
    ] {
        assert!(report.contains(said), "{said} in {report}");
    }
    // Neither an undo, nor a write of any kind.
    let operation = desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone();
    desk.refused_with(ErrorCode::CannotUndo, "undo_operation", json!({ "operation": operation, "force": false }));
    desk.call("undo_operation", json!({ "operation": operation, "force": true }));
    let open = desk.vault.open_base().unwrap();
    for sql in ["update conflict_check set decision = 'no_conflict'", "delete from conflict_check"] {
        let written = open.core.transact(themisia_core::op::Op::RecordConflictCheck, |tx| Ok(tx.execute(sql, [])?));
        assert!(written.is_err(), "{sql}");
    }
    drop(open);
    // What was found stays as found, whatever becomes of the contacts.
    desk.edit(&opponent, json!({ "birth_name": "Autrement" }));
    let again = desk.call("get_conflict_check", json!({ "id": check_id }));
    assert_eq!(again, kept);
    let listed = desk.call("conflict_checks", json!({ "matter": matter["id"], "page": { "offset": 0, "limit": 10 } }));
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["hits"]), (1, &json!(1)));
    desk.check();
}

#[test]
fn a_matter_is_to_be_searched_again_when_a_party_or_its_role_changes_but_not_for_a_merge() {
    let desk = Desk::new();
    let (client, opponent, twin) =
        (desk.person("Anne", "Durand"), desk.person("Paul", "Roux"), desk.person("P.", "Roux"));
    let matter = desk.open_matter(&client, "Bail");
    let due = |desk: &Desk| desk.call("due_conflict_checks", json!({})).as_array().unwrap().len();
    let check = |desk: &Desk| {
        let check = json!({ "asked": [{ "name": "Paul Roux" }], "depth": 1, "decision": "no_conflict",
            "comment": "c’est lui", "matter": matter["id"] });
        desk.call("record_conflict_check", json!({ "check": check }));
    };
    assert_eq!(due(&desk), 1, "never checked");
    check(&desk);
    assert_eq!(due(&desk), 0);
    let party = desk.add_party(&matter, &twin, "against", "defendant");
    assert_eq!(due(&desk), 1, "a party came");
    check(&desk);
    assert_eq!(due(&desk), 0);
    let role = json!({ "id": party["id"], "matter": matter["id"], "contact": twin, "side": "against", "role": "respondent",
        "role_from": "2030-01-01" });
    desk.call("save_party", json!({ "party": role }));
    assert_eq!(due(&desk), 1, "its role changed");
    check(&desk);
    desk.call("merge_contacts", json!({ "kept": opponent, "absorbed": twin, "choices": {} }));
    assert_eq!(due(&desk), 0, "the same party under its other file");
}

#[test]
fn a_merge_brings_the_parties_of_both_together() {
    let desk = Desk::new();
    let client = desk.person("Anne", "Durand");
    let (kept, absorbed) = (desk.person("Paul", "Roux"), desk.person("Paul", "Roux"));
    let matter = desk.open_matter(&client, "Bail");
    desk.add_party(&matter, &kept, "against", "defendant");
    desk.add_party(&matter, &absorbed, "against", "appellant");
    let other = desk.open_matter(&absorbed, "Vente");
    let before = desk.rows();
    let merged = desk.call("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }));
    assert_eq!(desk.call("get_matter", json!({ "id": other["id"] }))["draft"]["client"], json!(kept));
    let moves = merged["moves"].to_string();
    assert!(moves.contains("\"matter\"") && moves.contains("\"party\""), "{moves}");
    assert_eq!(desk.call("matters_of_contact", json!({ "id": absorbed })).as_array().unwrap().len(), 2);
    assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
    desk.check();
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    let _ = id(&desk.contact(&absorbed));
}

#[test]
fn a_name_as_deeds_write_it_finds_whoever_bears_either_surname() {
    let desk = Desk::new();
    let wife = json!({ "id": null, "kind": "natural_person", "first_names": "Anne", "birth_name": "Petit", "usage_name": "Durand" });
    let wife = id(&desk.call("save_contact", json!({ "draft": wife })));
    let before = desk.person("Anne", "Petit");
    desk.person("Luc", "Moreau");
    for asked in ["Anne DURAND née PETIT", "Mme Anne PETIT épouse DURAND", "Anne PETIT ép. DURAND"] {
        let hits = desk.conflicts(name(asked), 0);
        let found: Vec<&Value> = hits.iter().map(|hit| &hit["contact"]).collect();
        assert_eq!(found, [&json!(wife), &json!(before)], "{asked}");
    }
}
