//! What a person may ask about their data: a copy, a limitation, an erasure that leaves nothing; and the register of it.

use std::io::Read;

use proptest::prelude::*;
use rusqlite::types::ValueRef;
use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

impl Desk {
    fn requests(&self) -> Value {
        self.call("data_requests", json!({ "contact": null, "page": { "offset": 0, "limit": 20 } }))
    }

    pub fn erase(&self, contact: &str) -> Value {
        self.call("erase_contact", json!({ "id": contact, "reason": "À sa demande" }))
    }

    /// Every table of the file that holds this text in some column, whatever its case: as text, or as bytes.
    pub fn tables_that_hold(&self, needle: &str) -> Vec<String> {
        let open = self.vault.open_base().unwrap();
        let needle = needle.to_lowercase();
        let mut found = Vec::new();
        open.core
            .read(|reader| {
                let tables: Vec<String> = reader
                    .prepare(
                        "select name from sqlite_master where type = 'table' and sql not like '%contentless_delete%'",
                    )?
                    .query_map([], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                for table in tables {
                    let mut statement = reader.prepare(&format!("select * from \"{table}\""))?;
                    let columns = statement.column_count();
                    let mut rows = statement.query([])?;
                    let mut holds = false;
                    while let Some(row) = rows.next()? {
                        for column in 0..columns {
                            let bytes = match row.get_ref(column)? {
                                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
                                _ => continue,
                            };
                            holds |= String::from_utf8_lossy(bytes).to_lowercase().contains(&needle);
                        }
                    }
                    if holds {
                        found.push(table);
                    }
                }
                Ok(())
            })
            .unwrap();
        found
    }
}

/// Somebody of whom everything is known, with words that nobody else bears.
pub fn zebuline(desk: &Desk) -> String {
    let draft = json!({ "id": null, "kind": "natural_person", "civility": "Mme", "first_names": "Zébuline Ondine",
        "birth_name": "Quatrefages", "usage_name": "Wattelier", "birth_date": "1971-04-13", "birth_place": "Xertigny",
        "nationality": "Kirghize", "profession": "Luthière", "family_situation": "Pacsée", "identity_type": "Passeport",
        "identity_number": "77XY98765", "identity_authority": "Préfecture de Mende", "notes": "Aime le basson",
        "origin": "Salon du bois", "external_ref": "REF-88123",
        "emails": [{ "id": null, "address": "zebuline@quatrefages.example", "label": "atelier" }],
        "phones": [{ "id": null, "number": "06 98 76 54 32", "label": "portable" }],
        "addresses": [{ "id": null, "street": "27 chemin des Vernes", "postal_code": "88220", "town": "Uzemain" }],
        "ibans": [{ "id": null, "iban": "FR7630006000011234567890189" }],
        "former_names": [{ "id": null, "name": "Zébuline Brossolet" }] });
    id(&desk.call("save_contact", json!({ "draft": draft })))
}

/// Words of her that must be nowhere.
pub const HERS: &[&str] = &[
    "zébuline",
    "zebuline",
    "ondine",
    "quatrefages",
    "wattelier",
    "1971-04-13",
    "13/04/1971",
    "xertigny",
    "kirghize",
    "luthière",
    "pacsée",
    "77xy98765",
    "mende",
    "basson",
    "salon du bois",
    "ref-88123",
    "698765432",
    "06 98 76",
    "vernes",
    "uzemain",
    "88220",
    "30006000011234567890189",
    "brossolet",
    "atelier",
    "trompette",
    "fautive",
];

#[test]
fn nothing_is_left_of_who_was_erased_anywhere_in_the_base() {
    let desk = Desk::new().at("2018-03-02T09:00:00Z");
    let her = zebuline(&desk);
    let other = desk.person("Paul", "Roux");
    // Edits, a merge, tasks, links, a matter taken back, a search for conflicts, identification: all of it in the log.
    desk.edit(&her, json!({ "birth_name": "Fautive", "notes": "Joue de la trompette" }));
    desk.edit(&her, json!({ "birth_name": "Quatrefages", "emails": [] }));
    let twin = desk.call(
        "save_contact",
        json!({ "draft": { "id": null, "kind": "natural_person", "first_names": "Zébuline", "birth_name": "Quatrefages",
        "phones": [{ "id": null, "number": "+33 6 98 76 54 32" }] } }),
    );
    desk.call("merge_contacts", json!({ "kept": her, "absorbed": twin["id"], "choices": {} }));
    let link = json!({ "id": null, "contact": her, "other": other, "kind": "spouse", "note": "Pacsée à Xertigny" });
    desk.call("save_link", json!({ "link": link }));
    for title in ["Rappeler Zébuline au 06 98 76 54 32", "Écrire à Mme Wattelier"] {
        let todo = json!({ "id": null, "kind": "task", "title": title, "contact": her, "due_on": "2018-03-05" });
        let todo = desk.call("save_todo", json!({ "todo": todo }));
        if title.starts_with("Écrire") {
            desk.call("remove_todo", json!({ "id": todo["id"] }));
        }
    }
    desk.matter(&her, "Succession Quatrefages");
    desk.call("undo_last", json!({}));
    let matter = desk.matter(&her, "Bail de Zébuline Quatrefages");
    let martin = desk.timekeeper("Me Martin", "associate");
    let rate = json!({ "id": null, "timekeeper": null, "grade": "associate", "effective_from": "2010-01-01", "hourly_rate": 25000 });
    desk.call("save_standard_rate", json!({ "rate": rate }));
    let time = json!({ "id": null, "matter": matter, "timekeeper": martin, "worked_on": "2018-03-02", "duration": "1h",
        "narrative": "Appel de Mme Quatrefages" });
    desk.call("record_time", json!({ "draft": time }));
    let asked = json!([{ "name": "Zébuline Quatrefages", "born": "1971-04-13" }, { "name": "Paul Roux" }]);
    let check = json!({ "asked": asked, "depth": 2, "decision": "refused", "comment": "Elle est l’épouse : Zébuline", "matter": matter });
    desk.call("record_conflict_check", json!({ "check": check }));
    let document = json!({ "id": null, "contact": her, "kind": "passport", "number": "77XY98765", "authority": "Préfecture de Mende" });
    desk.call("save_kyc_document", json!({ "document": document }));
    let decision = json!({ "client": her, "matter": null, "to": "out_of_scope", "reason": "Zébuline plaide" });
    desk.call("decide_kyc", json!({ "decision": decision }));
    desk.call(
        "set_contact_status",
        json!({ "id": her, "to": "prospect", "reason": "Vue au Salon du bois par Wattelier" }),
    );
    desk.call("save_draft", json!({ "key": format!("contact:{her}"), "value": "{\"notes\":\"basson\"}" }));
    desk.call("scan_duplicates", json!({ "task": "t" }));
    desk.call("archive_matter", json!({ "id": matter, "archived": true, "closed_on": "2018-12-01" }));
    for word in ["quatrefages", "basson", "fautive", "brossolet"] {
        assert!(!desk.tables_that_hold(word).is_empty(), "{word} is there before");
    }

    // Too early: the reason, and the day.
    let early = desk.refused("erase_contact", json!({ "id": her, "reason": "" }));
    assert_eq!(early.reason.as_deref(), Some("retention"));
    let retention = desk.call("retention", json!({ "id": her }));
    assert_eq!((&retention["is_erasable"], &retention["erasable_from"]), (&json!(false), &json!("2023-12-01")));
    assert!(early.message.contains("01/12/2023"), "{}", early.message);

    let desk = desk.at("2024-01-02T09:00:00Z");
    let before_other = desk.contact(&other);
    let erased = desk.erase(&her);
    assert!(erased["changes"].as_u64().unwrap() > 10, "{erased}");
    let desk = desk.restart();
    for word in HERS {
        assert_eq!(desk.tables_that_hold(word), Vec::<String>::new(), "{word} is still there");
    }
    assert_eq!(desk.search("quatrefages"), Vec::<String>::new());
    // Not in the file either, nor in its log.
    let words: i64 = desk
        .vault
        .open_base()
        .unwrap()
        .core
        .read(|reader| {
            let sql =
                "select count(*) from contact_word where term in ('quatrefages', 'wattelier', 'zebuline', 'brossolet')";
            Ok(reader.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(words, 0, "the search index keeps no word of her");

    // What was there stands without her: the log still gives the same rows, the others are untouched.
    desk.check();
    let shell = desk.contact(&her);
    assert_eq!((&shell["display_name"], shell["erased_at"].is_string()), (&json!("PERSONNE EFFACÉE"), true));
    let after_other = desk.contact(&other);
    assert_eq!(before_other["draft"], after_other["draft"]);
    let matter_now = desk.call("get_matter", json!({ "id": matter }));
    assert_eq!(matter_now["draft"]["title"], "Bail de [effacé]");
    let check = desk.call("conflict_checks", json!({ "matter": null, "page": { "offset": 0, "limit": 5 } }));
    assert_eq!(check[0]["names"], json!(["[effacé]", "Paul Roux"]));
    let check = desk.call("get_conflict_check", json!({ "id": check[0]["id"] }));
    assert_eq!(check["search"]["asked"][0]["born"], Value::Null);
    let history = desk.call("contact_history", json!({ "id": her, "page": { "offset": 0, "limit": 50 } }));
    assert!(history.as_array().unwrap().len() > 5, "who did what and when is kept");

    // Nothing of it comes back.
    let operations = desk.call("operations", json!({ "page": { "offset": 0, "limit": 50 } }));
    for op in ["create_contact", "edit_contact", "merge_contacts", "erase_contact"] {
        let operation = operations.as_array().unwrap().iter().find(|operation| operation["op"] == op).unwrap();
        let arguments = json!({ "operation": operation["id"], "force": true });
        let error = desk.refused("undo_operation", arguments);
        assert!(matches!(error.reason.as_deref(), Some("erased" | "frozen")), "{op}: {error:?}");
    }
    let mut draft = shell["draft"].clone();
    draft["notes"] = json!("de retour");
    assert_eq!(desk.refusal("save_contact", json!({ "draft": draft })), "erased");
    assert_eq!(desk.refusal("erase_contact", json!({ "id": her, "reason": "" })), "erased");
    let line = &desk.requests()["rows"][0];
    assert_eq!(
        (&line["draft"]["kind"], &line["draft"]["outcome"], &line["contact_name"]),
        (&json!("erasure"), &json!("done"), &json!("PERSONNE EFFACÉE"))
    );
    desk.check();
}

#[test]
fn the_books_stay_as_they_are_and_hold_an_erasure_back_for_ten_years() {
    let desk = Desk::new().at("2010-03-02T09:00:00Z");
    let her = zebuline(&desk);
    let lines =
        json!([{ "kind": "fee", "label": "Forfait pour Mme Wattelier", "amount": 100000, "vat_basis_points": 2000 }]);
    let draft = desk.call("save_invoice", json!({ "draft": { "id": null, "client": her, "lines": lines } }));
    assert_eq!(desk.refusal("erase_contact", json!({ "id": her, "reason": "" })), "draft_invoice");
    let invoice = desk.call("issue_invoice", json!({ "id": draft["id"], "issued_on": "2010-03-02" }));
    let retention = desk.call("retention", json!({ "id": her }));
    assert_eq!(retention["clocks"][0]["text"], "10 ans après la clôture de l’exercice (C. com., art. L. 123-22)");
    assert_eq!(
        (&retention["clocks"][0]["runs_from"], &retention["erasable_from"]),
        (&json!("2010-12-31"), &json!("2020-12-31"))
    );
    let desk = desk.at("2020-12-30T09:00:00Z");
    assert_eq!(desk.refusal("erase_contact", json!({ "id": her, "reason": "" })), "retention");
    let desk = desk.at("2021-01-02T09:00:00Z");
    let erased = desk.erase(&her);
    assert_eq!(erased["kept_in_books"], 1);
    let kept = desk.call("get_invoice", json!({ "id": invoice["id"] }));
    assert_eq!(kept["printed"], invoice["printed"]);
    assert_eq!(kept["lines"], invoice["lines"]);
    // Her name is left in what was issued, and nowhere else.
    assert_eq!(desk.tables_that_hold("wattelier"), ["change", "invoice", "invoice_line"]);
    assert_eq!(desk.tables_that_hold("basson"), Vec::<String>::new());
    desk.check();
}

#[test]
fn each_reason_has_its_clock_and_the_firm_sets_them() {
    let desk = Desk::new().at("2020-05-01T09:00:00Z");
    let kinds = |desk: &Desk, contact: &str| {
        let retention = desk.call("retention", json!({ "id": contact }));
        let clocks = retention["clocks"].as_array().unwrap().iter();
        clocks
            .map(|clock| format!("{} {}", clock["kind"].as_str().unwrap(), clock["until"].as_str().unwrap_or("-")))
            .collect::<Vec<_>>()
    };
    let anne = desk.person("Anne", "Durand");
    assert_eq!(kinds(&desk, &anne), Vec::<String>::new());
    assert_eq!(desk.call("retention", json!({ "id": anne }))["is_erasable"], true);
    desk.call("set_contact_status", json!({ "id": anne, "to": "prospect", "reason": "" }));
    assert_eq!(kinds(&desk, &anne), ["prospect 2023-05-01"]);
    desk.call("set_contact_status", json!({ "id": anne, "to": "active_client", "reason": "" }));
    assert_eq!(kinds(&desk, &anne), ["relation -"]);
    let decision = json!({ "client": anne, "to": "out_of_scope", "reason": "Contentieux" });
    desk.call("decide_kyc", json!({ "decision": decision }));
    let matter = desk.matter(&anne, "Bail");
    assert_eq!(kinds(&desk, &anne), ["relation -", "kyc -", "matter -"]);
    let error = desk.refused("erase_contact", json!({ "id": anne, "reason": "" }));
    assert!(
        error.message.contains("client actif") && error.message.contains("ne court pas encore"),
        "{}",
        error.message
    );
    desk.call("archive_matter", json!({ "id": matter, "archived": true, "closed_on": "2020-05-01" }));
    let desk = desk.at("2021-02-01T09:00:00Z");
    desk.call("set_contact_status", json!({ "id": anne, "to": "former_client", "reason": "" }));
    assert_eq!(kinds(&desk, &anne), ["kyc 2026-02-01", "matter 2025-05-01"]);
    // One who represents a client is kept with it.
    let (alpha, paul) = (desk.company("Alpha"), desk.person("Paul", "Roux"));
    desk.call("set_contact_status", json!({ "id": alpha, "to": "active_client", "reason": "" }));
    let decision = json!({ "client": alpha, "to": "out_of_scope", "reason": "Contentieux" });
    desk.call("decide_kyc", json!({ "decision": decision }));
    let link = json!({ "id": null, "contact": alpha, "other": paul, "kind": "representative" });
    desk.call("save_link", json!({ "link": link }));
    assert_eq!(kinds(&desk, &paul), ["kyc -"]);
    desk.refused_with(ErrorCode::Invalid, "erase_contact", json!({ "id": alpha, "reason": "" }));
    let mut settings = desk.call("compliance_settings", json!({}));
    settings["kyc_retention_years"] = json!(1);
    settings["matter_retention_years"] = json!(1);
    desk.call("save_compliance_settings", json!({ "settings": settings }));
    let retention = desk.call("retention", json!({ "id": anne }));
    assert_eq!(retention["erasable_from"], "2022-02-01");
    let desk = desk.at("2022-02-01T09:00:00Z");
    assert_eq!(desk.call("retention", json!({ "id": anne }))["is_erasable"], true);
    desk.erase(&anne);
    desk.check();
}

#[test]
fn a_copy_holds_all_that_is_theirs_to_read_and_as_data_and_nothing_of_others() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let her = zebuline(&desk);
    let other = desk.person("Paul", "Roux");
    let matter = desk.matter(&her, "Bail <b>commercial</b>");
    let secret = desk.matter(&other, "Secret contre Quatrefages");
    let party = json!({ "id": null, "matter": secret, "contact": her, "side": "against", "role": "defendant", "note": "stratégie" });
    desk.call("save_party", json!({ "party": party }));
    let todo = json!({ "id": null, "kind": "task", "title": "Conclure", "matter": matter });
    desk.call("save_todo", json!({ "todo": todo }));
    let decision = json!({ "client": her, "to": "out_of_scope", "reason": "appréciation interne" });
    desk.call("decide_kyc", json!({ "decision": decision }));
    let document =
        json!({ "id": null, "contact": her, "kind": "passport", "number": "77XY98765", "copy_name": "passeport.pdf" });
    desk.call("save_kyc_document", json!({ "document": document }));
    let folder = desk.data().join("copie");
    let written = desk.call("export_person", json!({ "id": her, "path": folder }));
    assert_eq!(written["files"], json!(["a-lire.html", "donnees.json", "fichiers.txt"]));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let data: Value = serde_json::from_str(&read("donnees.json")).unwrap();
    assert_eq!(data["donnees"]["contact"][0]["birth_name"], "Quatrefages");
    assert_eq!(data["donnees"]["contact_phone"][0]["number"], "+33698765432");
    assert_eq!(data["donnees"]["matter"][0]["title"], "Bail <b>commercial</b>");
    assert_eq!(data["donnees"]["todo"][0]["title"], "Conclure");
    let html = read("a-lire.html");
    for said in [
        "Zébuline",
        "13/04/1971",
        "06 98 76 54 32",
        "27 chemin des Vernes",
        "Bail &lt;b&gt;commercial&lt;/b&gt;",
        "art. L. 561-45",
    ] {
        assert!(html.contains(said), "{said}");
    }
    for text in [&html, &read("donnees.json")] {
        for unsaid in ["Secret contre", "stratégie", "appréciation interne", "<b>commercial</b> "] {
            assert!(!text.contains(unsaid), "{unsaid}");
        }
    }
    assert!(read("fichiers.txt").contains("passeport.pdf"));
    // As one file.
    let path = desk.data().join("copie.zip");
    desk.call("export_person", json!({ "id": her, "path": path }));
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name("donnees.json").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("Quatrefages"));
    let register = desk.requests();
    assert_eq!((&register["total"], &register["rows"][0]["draft"]["kind"]), (&json!(2), &json!("access")));
    desk.refused_with(ErrorCode::File, "export_person", json!({ "id": her, "path": path.join("dedans") }));
    assert_eq!(desk.requests()["total"], 2, "what was not written is not in the register");
}

#[test]
fn a_limited_contact_is_kept_out_of_files_and_changes_to_many() {
    let desk = Desk::new();
    let (anne, paul) = (desk.person("Anne", "Durand"), desk.person("Paul", "Roux"));
    desk.refused_with(ErrorCode::Invalid, "restrict_contact", json!({ "id": anne, "reason": " " }));
    desk.call("restrict_contact", json!({ "id": anne, "reason": "Exactitude contestée" }));
    assert_eq!(desk.refusal("restrict_contact", json!({ "id": anne, "reason": "x" })), "restricted");
    let shown = desk.contact(&anne);
    assert_eq!(
        (&shown["restriction_reason"], shown["restricted_at"].is_string()),
        (&json!("Exactitude contestée"), true)
    );
    let path = desk.data().join("a.csv");
    let filter = json!({ "view": "all", "kind": null, "quality": null, "text": "" });
    let export = json!({ "task": "t", "path": path, "format": "csv", "ids": null, "filter": filter });
    let report = desk.call("export_contacts", export.clone());
    assert_eq!((&report["count"], &report["limited"]), (&json!(1), &json!(1)));
    assert!(!std::fs::read_to_string(&path).unwrap().contains("Durand"));
    let edit = json!({ "set": { "origin": "Salon" } });
    let bulk = desk.call("bulk_edit", json!({ "task": "b", "ids": [anne, paul], "edit": edit }));
    assert_eq!((&bulk["changed"], &bulk["refused"]), (&json!(1), &json!(1)));
    desk.call("lift_restriction", json!({ "id": anne }));
    assert_eq!(desk.refusal("lift_restriction", json!({ "id": anne })), "not_restricted");
    assert_eq!(desk.call("export_contacts", export)["count"], 2);
    let told: Vec<Value> =
        desk.requests()["rows"].as_array().unwrap().iter().map(|row| row["draft"]["reason"].clone()).collect();
    assert_eq!(told, ["Fin de la limitation", "Exactitude contestée"]);
    desk.check();
}

#[test]
fn the_register_keeps_what_was_asked_and_answered_and_nobody_changes_it() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.person("Anne", "Durand");
    let request = |fields: Value| {
        let mut draft =
            json!({ "contact": anne, "kind": "erasure", "outcome": "received", "received_on": "2026-02-20" });
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        json!({ "request": draft })
    };
    let asked = desk.call("record_data_request", request(json!({ "reason": "Courrier du 20 février" })));
    assert_eq!((&asked["due_on"], &desk.requests()["open"]), (&json!("2026-03-20"), &json!(1)));
    assert_eq!(desk.refusal("record_data_request", request(json!({ "outcome": "refused" }))), "required");
    assert_eq!(desk.refusal("record_data_request", request(json!({ "received_on": "2026-03-03" }))), "in_future");
    let other = desk.person("Paul", "Roux");
    assert_eq!(
        desk.refusal("record_data_request", request(json!({ "contact": other, "answers": asked["id"] }))),
        "other_contact"
    );
    let answer = json!({ "outcome": "refused", "reason": "Factures de 2025 (C. com., art. L. 123-22)", "possible_from": "2035-12-31",
        "answers": asked["id"] });
    desk.call("record_data_request", request(answer));
    let register = desk.requests();
    assert_eq!(
        (&register["open"], &register["total"], &register["rows"][1]["due_on"]),
        (&json!(0), &json!(2), &Value::Null)
    );
    let operation = desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone();
    desk.refused_with(ErrorCode::Invalid, "undo_operation", json!({ "operation": operation, "force": true }));
    let open = desk.vault.open_base().unwrap();
    for sql in ["update personal_data_request set outcome = 'done'", "delete from personal_data_request"] {
        let written = open.core.transact(themisia_core::op::Op::RecordDataRequest, |tx| Ok(tx.execute(sql, [])?));
        assert!(written.is_err(), "{sql}");
    }
    // An erasure takes words out, no line.
    let removed = open.core.transact(themisia_core::op::Op::EraseContact, |tx| {
        Ok(tx.execute("delete from kyc_decision", [])? + tx.execute("delete from personal_data_request", [])?)
    });
    assert!(removed.is_err());
}

#[test]
fn two_erased_persons_are_no_duplicates_of_each_other() {
    let desk = Desk::new();
    for name in ["Durand", "Roux"] {
        let person = desk.person("Anne", name);
        desk.erase(&person);
    }
    let report = desk.call("scan_duplicates", json!({ "task": "t" }));
    assert_eq!(report["counts"]["groups"], 0, "{report}");
}

#[test]
fn every_table_says_what_an_erasure_makes_of_it() {
    let treated = themisia_core::personal_data::treated_tables();
    for table in themisia_core::SYNCED {
        assert!(
            treated.contains(&table.name),
            "decide in personal_data/treatment.rs what an erasure makes of {}",
            table.name
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever was done before, the log still gives the same rows, and the others are as they were.
    #[test]
    fn an_erasure_leaves_a_whole_base(acts in proptest::collection::vec((0..8u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..25)) {
        let desk = Desk::new().at("2010-01-01T09:00:00Z");
        let people: Vec<String> = (0..4).map(|at| desk.person("Prénom", &format!("Nom{at}xyz"))).collect();
        let known = |contact: &str| dispatch(&desk.vault, "get_contact", json!({ "id": contact })).ok();
        for (act, one, other) in &acts {
            let (one, other) = (people[one.index(people.len())].clone(), people[other.index(people.len())].clone());
            let Some(shown) = known(&one) else { continue };
            let (name, arguments) = match act {
                0 => {
                    let mut draft = shown["draft"].clone();
                    draft["notes"] = json!("note de Nom0xyz");
                    draft["emails"] = json!([{ "id": null, "address": "a@nom0xyz.example" }]);
                    ("save_contact", json!({ "draft": draft }))
                }
                1 => ("merge_contacts", json!({ "kept": one, "absorbed": other, "choices": {} })),
                2 => {
                    let link = json!({ "id": null, "contact": one, "other": other, "kind": "related", "note": "Nom0xyz" });
                    ("save_link", json!({ "link": link }))
                }
                3 => {
                    let todo = json!({ "id": null, "kind": "task", "title": "Voir Nom0xyz", "contact": one });
                    ("save_todo", json!({ "todo": todo }))
                }
                4 => ("undo_last", json!({})),
                5 => ("redo_last", json!({})),
                6 => ("save_matter", json!({ "draft": { "id": null, "client": one, "title": "Affaire Nom0xyz" } })),
                _ => ("archive_contacts", json!({ "ids": [one], "archived": true })),
            };
            let _ = dispatch(&desk.vault, name, arguments);
        }
        let Some(first) = people.iter().find(|person| known(person).is_some()).cloned() else { return Ok(()) };
        let matters = desk.call("list_matters", json!({ "filter": { "view": "open", "text": "" }, "page": { "offset": 0, "limit": 100 } }));
        for matter in matters["rows"].as_array().unwrap() {
            desk.call("archive_matter", json!({ "id": matter["id"], "archived": true, "closed_on": "2010-01-02" }));
        }
        let desk = desk.at("2030-01-01T09:00:00Z");
        desk.erase(&first);
        desk.check();
        let desk = desk.restart();
        desk.check();
        // Another person's rows may still bear the word that was typed there; hers do not.
        let shell = desk.contact(&first);
        prop_assert_eq!(&shell["display_name"], "PERSONNE EFFACÉE");
        prop_assert_eq!(&shell["draft"]["emails"], &json!([]));
    }
}
