//! Contacts: created with only a name, edited, listed, archived; and what is wrong is said, not lost.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id, names, person};

#[test]
fn only_a_name_is_needed_and_a_new_contact_is_a_contact() {
    let desk = Desk::new();
    for (draft, shown) in [
        (person("", "Durand"), "DURAND"),
        (person("Zoé", ""), "Zoé"),
        (
            json!({ "id": null, "kind": "legal_person", "organisation_name": "Menuiserie du Port", "legal_form": "SARL" }),
            "Menuiserie du Port (SARL)",
        ),
        (
            json!({ "id": null, "kind": "court", "organisation_name": "Tribunal judiciaire de Rennes" }),
            "Tribunal judiciaire de Rennes",
        ),
    ] {
        let saved = desk.call("save_contact", json!({ "draft": draft }));
        assert_eq!(saved["display_name"], shown);
        assert_eq!(saved["status"], "unqualified");
        assert_eq!(saved["allowed_moves"], json!(["prospect", "active_client"]));
        assert_eq!(saved["created_by"], "Claire Vasseur");
    }
    for (kind, field) in
        [("natural_person", "birth_name"), ("legal_person", "organisation_name"), ("court", "organisation_name")]
    {
        let error = desk.refused("save_contact", json!({ "draft": { "id": null, "kind": kind, "notes": "rien" } }));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some(field)));
    }
}

#[test]
fn everything_typed_is_there_again() {
    let desk = Desk::new();
    let quality = desk.call("qualities", json!({}))[0]["id"].clone();
    let saved = desk.call(
        "save_contact",
        json!({ "draft": {
            "id": null, "kind": "natural_person", "civility": "Mme", "first_names": "Anne-Sophie", "birth_name": "Petit",
            "usage_name": "Durand", "birth_date": "1970-03-12", "notes": "Vue au cabinet ;\nrappeler « lundi » — <b>",
            "emails": [{ "id": null, "label": "Bureau", "address": "Anne@Example.FR" }, { "id": null, "address": "b@example.org" }],
            "phones": [{ "id": null, "label": "Mobile", "number": "06 39 98 12 34" }, { "id": null, "number": "poste 12" }],
            "addresses": [{ "id": null, "street": "1 rue de l’Église\nBât. B", "postal_code": "35000", "town": "Rennes" }],
            "former_names": [{ "id": null, "name": "Martin" }], "qualities": [quality],
        }}),
    );
    assert_eq!(saved["display_name"], "Mme Anne-Sophie DURAND, née PETIT");
    let draft = &desk.contact(&id(&saved))["draft"];
    assert_eq!(draft["emails"][0]["address"], "Anne@example.fr");
    assert_eq!(draft["phones"][0]["number"], "+33639981234");
    assert_eq!(draft["phones"][1]["number"], "poste 12");
    assert_eq!(draft["addresses"][0]["street"], "1 rue de l’Église\nBât. B");
    assert_eq!(draft["notes"], "Vue au cabinet ;\nrappeler « lundi » — <b>");
    assert_eq!(draft["former_names"][0]["name"], "Martin");
    assert_eq!(draft["qualities"], json!([quality]));
    // What is saved again unchanged is no operation.
    let before = desk.call("operations", json!({ "page": { "offset": 0, "limit": 10 } }));
    desk.call("save_contact", json!({ "draft": draft }));
    assert_eq!(before, desk.call("operations", json!({ "page": { "offset": 0, "limit": 10 } })));
}

#[test]
fn a_wrong_identifier_is_explained_and_may_be_kept_to_check() {
    let desk = Desk::new();
    let draft = |to_check: &[&str]| {
        json!({ "draft": { "id": null, "kind": "legal_person", "organisation_name": "Menuiserie", "siret": "732 829 320 00075",
            "emails": [{ "id": null, "address": "contact@example.fr" }], "to_check": to_check } })
    };
    let error = desk.refused("save_contact", draft(&[]));
    assert_eq!(error.field.as_deref(), Some("siret"));
    assert!(error.message.contains("devrait être 4"), "{}", error.message);
    let saved = desk.call("save_contact", draft(&["siret"]));
    assert_eq!(saved["draft"]["to_check"], json!(["siret"]));
    // Once mended it is to be checked no more.
    let saved = desk.edit(&id(&saved), json!({ "siret": "73282932000074" }));
    assert_eq!(saved["draft"]["to_check"], json!([]));
    assert_eq!(saved["draft"]["siren"], "732829320");
    let born = json!({ "id": null, "kind": "natural_person", "birth_name": "X", "birth_date": "1980-02-31", "to_check": ["birth_date"] });
    assert_eq!(desk.refused("save_contact", json!({ "draft": born })).field.as_deref(), Some("birth_date"));
    let error = desk.refused(
        "save_contact",
        json!({ "draft": { "id": null, "kind": "legal_person", "organisation_name": "X", "emails": [{ "id": null, "address": "ok@example.fr" }, { "id": null, "address": "pas-une-adresse" }] } }),
    );
    assert_eq!(error.field.as_deref(), Some("emails.1.address"));
}

#[test]
fn a_life_that_can_not_be_is_refused_and_an_import_keeps_it_in_the_notes() {
    let desk = Desk::new();
    let person = |birth: &str, death: &str| {
        json!({ "draft": { "id": null, "kind": "natural_person", "birth_name": "Durand",
            "birth_date": birth, "death_date": death, "to_check": ["birth_date", "death_date"] } })
    };
    for (birth, death, field, word) in [
        ("2999-01-01", "", "birth_date", "futur"),
        ("1950-03-12", "2999-01-01", "death_date", "futur"),
        ("1950-03-12", "1949-01-01", "death_date", "avant la naissance"),
    ] {
        let error = desk.refused("save_contact", person(birth, death));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some(field)), "{birth} {death}");
        assert!(error.message.contains(word), "{}", error.message);
    }
    // A child who died on the day of its birth.
    desk.call("save_contact", person("1950-03-12", "1950-03-12"));

    let path = desk.data().join("vies.csv");
    let file = "Nom;Prénom;Date de naissance;Date de décès\n\
        Legoff;Yann;12/03/1950;01/01/1949\nKerbrat;Maël;01/01/2999;\n";
    std::fs::write(&path, file).unwrap();
    let mapping = desk.call("preview_import", json!({ "path": path }))["mapping"].clone();
    let import =
        || desk.call("import_contacts", json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false }));
    let report = import();
    assert_eq!(report["created"], 2, "{report:#}");
    let page = desk.call(
        "list_contacts",
        json!({ "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
            "sort": { "key": "name", "descending": false }, "page": { "offset": 0, "limit": 10 } }),
    );
    let draft_of = |name: &str| {
        let rows = page["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"].as_str().unwrap().contains(name)).unwrap();
        desk.contact(row["id"].as_str().unwrap())["draft"].clone()
    };
    let dead = draft_of("LEGOFF");
    assert_eq!((&dead["birth_date"], &dead["death_date"]), (&json!("1950-03-12"), &Value::Null));
    assert!(dead["notes"].as_str().unwrap().contains("1949"), "{dead:#}");
    let unborn = draft_of("KERBRAT");
    assert_eq!(unborn["birth_date"], Value::Null);
    assert!(unborn["notes"].as_str().unwrap().contains("2999"), "{unborn:#}");
    assert_eq!(import()["unchanged"], 2, "the same file again changes nothing");

    // A death that a later export dates before the birth known here.
    let (path, _) = crate::export::export(&desk, "csv", None);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("12/03/1950;12/03/1950"), "{text}");
    std::fs::write(&path, text.replace("12/03/1950;12/03/1950", ";12/03/1940")).unwrap();
    let mapping = desk.call("preview_import", json!({ "path": path }))["mapping"].clone();
    let asked = json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false });
    assert_eq!(desk.call("import_contacts", asked.clone())["updated"], 1);
    assert_eq!(desk.call("import_contacts", asked)["updated"], 0, "told once");
    let draft = draft_of("DURAND");
    assert_eq!((&draft["birth_date"], &draft["death_date"]), (&json!("1950-03-12"), &Value::Null));
    assert!(draft["notes"].as_str().unwrap().contains("1940"), "{draft:#}");
}

#[test]
fn a_part_of_another_contact_can_not_be_taken() {
    let desk = Desk::new();
    let with_email = |address: &str| {
        let draft = json!({ "id": null, "kind": "natural_person", "birth_name": "X", "emails": [{ "id": null, "address": address }] });
        desk.call("save_contact", json!({ "draft": draft }))
    };
    let (first, second) = (with_email("a@example.fr"), with_email("b@example.fr"));
    let stolen = first["draft"]["emails"][0]["id"].clone();
    desk.edit(&id(&second), json!({ "emails": [{ "id": stolen, "address": "c@example.fr" }] }));
    assert_eq!(desk.contact(&id(&first))["draft"]["emails"][0]["address"], "a@example.fr");
}

#[test]
fn the_life_of_a_relation_has_these_moves_and_no_other() {
    let desk = Desk::new();
    let all = ["unqualified", "prospect", "active_client", "former_client", "lost_prospect"];
    let allowed = [
        ("unqualified", "prospect"),
        ("unqualified", "active_client"),
        ("prospect", "active_client"),
        ("prospect", "lost_prospect"),
        ("active_client", "former_client"),
        ("former_client", "active_client"),
        ("lost_prospect", "prospect"),
    ];
    let way_to = |status: &str| -> &[&str] {
        match status {
            "prospect" => &["prospect"],
            "active_client" => &["active_client"],
            "former_client" => &["active_client", "former_client"],
            "lost_prospect" => &["prospect", "lost_prospect"],
            _ => &[],
        }
    };
    for from in all {
        for to in all {
            let contact = desk.person("Jean", "Martin");
            let go = |to: &str| json!({ "id": contact, "to": to, "reason": "parce que" });
            for step in way_to(from) {
                desk.call("set_contact_status", go(step));
            }
            if allowed.contains(&(from, to)) {
                assert_eq!(desk.call("set_contact_status", go(to))["status"], to);
            } else {
                desk.refused_with(ErrorCode::Invalid, "set_contact_status", go(to));
            }
        }
    }
    let contact = desk.person("Jean", "Martin");
    desk.call("set_contact_status", json!({ "id": contact, "to": "prospect", "reason": "" }));
    let error = desk.refused("set_contact_status", json!({ "id": contact, "to": "lost_prospect", "reason": " " }));
    assert_eq!(error.field.as_deref(), Some("reason"));
}

#[test]
fn former_clients_and_lost_prospects_leave_the_daily_views_and_come_back_whole() {
    let desk = Desk::new();
    desk.person("Anne", "Active");
    let former = desk.person("Paul", "Parti");
    let lost = desk.person("Luc", "Perdu");
    for (contact, to) in
        [(&former, "active_client"), (&former, "former_client"), (&lost, "prospect"), (&lost, "lost_prospect")]
    {
        desk.call("set_contact_status", json!({ "id": contact, "to": to, "reason": "fin" }));
    }
    assert_eq!(desk.names("active"), ["ACTIVE Anne"]);
    assert_eq!(desk.names("former_clients"), ["PARTI Paul"]);
    assert_eq!(desk.names("lost_prospects"), ["PERDU Luc"]);
    assert_eq!(desk.names("all").len(), 3);
    assert_eq!(desk.search("parti"), Vec::<String>::new());
    let hits = desk.call("search_contacts", json!({ "text": "parti", "include_hidden": true, "limit": 5 }));
    assert_eq!(hits[0]["contact"]["name"], "PARTI Paul");
    let counts = desk.call("contact_counts", json!({}));
    assert_eq!(
        (&counts["active"], &counts["former_clients"], &counts["lost_prospects"]),
        (&json!(1), &json!(1), &json!(1))
    );
}

#[test]
fn archived_contacts_are_only_in_their_view() {
    let desk = Desk::new();
    let ids = [desk.person("Anne", "Un"), desk.person("Paul", "Deux")];
    assert_eq!(desk.call("archive_contacts", json!({ "ids": ids, "archived": true })), json!(2));
    assert_eq!(desk.call("archive_contacts", json!({ "ids": ids, "archived": true })), json!(0));
    assert!(desk.names("active").is_empty());
    assert_eq!(desk.names("archived"), ["DEUX Paul", "UN Anne"]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.names("active").len(), 2);
}

#[test]
fn lists_are_sorted_filtered_and_paged_in_sql() {
    let desk = Desk::new();
    let quality = desk.call("save_quality", json!({ "quality": { "id": null, "name": "Expert" } }))["id"].clone();
    for (first, last, town) in
        [("Zoé", "Étienne", "Brest"), ("Ali", "de La Tour", "Arles"), ("Anne", "Eck", ""), ("Bob", "Zola", "Caen")]
    {
        let mut draft = person(first, last);
        draft["addresses"] = json!([{ "id": null, "town": town, "street": "" }]);
        if last == "Eck" {
            draft["qualities"] = json!([quality]);
        }
        desk.call("save_contact", json!({ "draft": draft }));
    }
    desk.company("Arbois SAS");
    let sorted = |key: &str, descending: bool| {
        let page = desk.call(
            "list_contacts",
            json!({ "filter": { "view": "active", "kind": null, "quality": null, "text": "" },
                "sort": { "key": key, "descending": descending }, "page": { "offset": 0, "limit": 10 } }),
        );
        names(&page["rows"])
    };
    assert_eq!(sorted("name", false), ["Arbois SAS", "DE LA TOUR Ali", "ECK Anne", "ÉTIENNE Zoé", "ZOLA Bob"]);
    assert_eq!(sorted("name", true)[0], "ZOLA Bob");
    // Who has no town comes last, whichever the direction.
    assert_eq!(sorted("town", false)[..3], ["DE LA TOUR Ali", "ÉTIENNE Zoé", "ZOLA Bob"]);
    assert_eq!(sorted("town", true)[..3], ["ZOLA Bob", "ÉTIENNE Zoé", "DE LA TOUR Ali"]);
    assert_eq!(sorted("created_at", true)[0], "Arbois SAS");
    let filtered = |filter| desk.list(filter);
    assert_eq!(
        filtered(json!({ "view": "active", "kind": "legal_person", "quality": null, "text": "" })),
        ["Arbois SAS"]
    );
    assert_eq!(filtered(json!({ "view": "active", "kind": null, "quality": quality, "text": "" })), ["ECK Anne"]);
    assert_eq!(
        filtered(json!({ "view": "active", "kind": "natural_person", "quality": null, "text": "zola" })),
        ["ZOLA Bob"]
    );
    let page = desk.call(
        "list_contacts",
        json!({ "filter": { "view": "active", "kind": null, "quality": null, "text": "" },
            "sort": { "key": "name", "descending": false }, "page": { "offset": 3, "limit": 1 } }),
    );
    assert_eq!((names(&page["rows"]), &page["total"]), (vec!["ÉTIENNE Zoé".to_owned()], &json!(5)));
}

#[test]
fn a_quality_is_one_whatever_its_spelling() {
    let desk = Desk::new();
    let first = desk.call("save_quality", json!({ "quality": { "id": null, "name": "Géomètre" } }));
    let again = desk.call("save_quality", json!({ "quality": { "id": null, "name": " GEOMETRE " } }));
    assert_eq!(first, again);
    let contact = id(&desk.call(
        "save_contact",
        json!({ "draft": { "id": null, "kind": "natural_person", "birth_name": "X", "qualities": [first["id"]] } }),
    ));
    desk.call("save_quality", json!({ "quality": { "id": first["id"], "name": "Géomètre-expert" } }));
    let rows = desk.call(
        "list_contacts",
        json!({ "filter": { "view": "active", "kind": null, "quality": first["id"], "text": "" },
            "sort": { "key": "name", "descending": false }, "page": { "offset": 0, "limit": 10 } }),
    );
    assert_eq!((&rows["rows"][0]["id"], &rows["rows"][0]["qualities"]), (&json!(contact), &json!(["Géomètre-expert"])));
    let error = desk.refused("save_quality", json!({ "quality": { "id": first["id"], "name": "expert" } }));
    assert_eq!(error.reason.as_deref(), Some("taken"));
}

#[test]
fn hostile_text_is_text() {
    let desk = Desk::new();
    for hostile in [
        "<script>alert(1)</script>",
        "'; drop table contact; --",
        "\u{202e}elbisrever\u{202d}",
        "🦊🦊",
        "a\u{0}b",
        "%00%s%n",
        "\"*\" OR name:x",
        "NEAR(",
        "👩‍⚖️",
        "ﬁn",
        "ＦＵＬＬ",
        &"x".repeat(10_000),
        "'''",
        "\\",
        "=cmd|' /C calc'!A0",
    ] {
        let saved = desk.call("save_contact", json!({ "draft": person(hostile, "Durand") }));
        assert!(saved["draft"]["first_names"].as_str().unwrap().len() <= hostile.len());
        let _ = desk.search(hostile);
        let _ = desk.list(json!({ "view": "all", "kind": null, "quality": null, "text": hostile }));
    }
    assert_eq!(desk.names("active").len(), 15);
    desk.check();
}

#[test]
fn what_is_being_typed_outlives_a_crash_and_is_never_in_the_log() {
    let desk = Desk::new();
    let before = desk.rows();
    desk.call("save_draft", json!({ "key": "contact:new", "value": "{\"birth_name\":\"Dur" }));
    let desk = desk.restart();
    assert_eq!(desk.call("get_draft", json!({ "key": "contact:new" })), json!("{\"birth_name\":\"Dur"));
    assert_eq!(desk.call("drafts", json!({})), json!(["contact:new"]));
    assert_eq!(desk.rows(), before);
    desk.call("discard_draft", json!({ "key": "contact:new" }));
    assert_eq!(desk.call("get_draft", json!({ "key": "contact:new" })), json!(null));
}
