//! Two clients with a whole life each (matters, time, invoices, payments, KYC, journal, documents…) become one, and come apart.

use serde_json::{Value, json};

use crate::desk::{Desk, id};
use crate::invoice::{Office, office};

impl Desk {
    /// Everything that a firm knows of a client. Gives what must not change: its invoices as they were issued, in PDF.
    pub fn live(&self, client: &str, matter: &str, julie: &str, other: &str, name: &str) -> Vec<Value> {
        let worked = self.time(matter, julie, "2026-03-02", "20");
        self.time(matter, julie, "2026-03-03", "1h");
        let cost = json!({ "id": null, "kind": "expense", "matter": matter, "label": "Train", "amount": 4_200 });
        self.call("save_cost", json!({ "cost": cost }));
        let draft = self.draft(client, json!([{ "kind": "time", "time_entry": worked["id"] }]));
        let invoice = self.issue(&draft, "2026-04-02");
        let second = self.bill(client, 50_000, "2026-04-02");
        self.draft(client, json!([{ "kind": "fee", "label": "Forfait", "amount": 10_000 }]));
        self.pay(client, 5_000, json!([{ "invoice": invoice["id"], "amount": 4_000 }]));
        let reminder = json!({ "client": client, "invoices": [invoice["id"]], "reminded_on": "2026-06-01" });
        self.call("record_reminder", json!({ "reminder": reminder }));
        self.call("request_retainer", json!({ "retainer": { "client": client, "net": 100_000 } }));
        self.agree(client, json!({}), "2026-01-01", 20_000);
        self.agree(client, json!({ "matter": matter }), "2026-01-01", 25_000);
        self.identify(client, matter, name);
        let party = json!({ "id": null, "matter": matter, "contact": other, "side": "against", "role": "other" });
        self.call("save_party", json!({ "party": party }));
        let asked = json!([{ "name": "Paul Roux", "side": "against", "contact": other }]);
        let check = json!({ "asked": asked, "depth": 2, "decision": "no_conflict", "matter": matter });
        self.call("record_conflict_check", json!({ "check": check }));
        let link = json!({ "id": null, "contact": client, "other": other, "kind": "representative" });
        self.call("save_link", json!({ "link": link }));
        let role = json!({ "id": null, "client": client, "recipient": other, "role": "billing", "is_default": true });
        self.call("save_role", json!({ "role": role }));
        let todo = json!({ "id": null, "kind": "task", "title": "Conclure", "due_on": "2026-03-02", "contact": client, "matter": matter });
        self.call("save_todo", json!({ "todo": todo }));
        for about in [json!([client]), json!([client, other])] {
            let draft = json!({ "id": null, "kind": "note", "subject": "Note", "about": about, "mentioned": [other] });
            self.call("save_interaction", json!({ "draft": draft }));
        }
        let path = self.write(&format!("{name}.txt"), format!("Pièce de {name}"));
        self.call("add_documents", json!({ "task": "t", "paths": [path], "place": { "contact": client } }));
        let request = json!({ "contact": client, "kind": "access", "outcome": "received" });
        self.call("record_data_request", json!({ "request": request }));
        vec![invoice, second]
    }

    fn identify(&self, client: &str, matter: &str, number: &str) {
        for matter in [Value::Null, json!(matter)] {
            let mut draft = self.call("kyc_file", json!({ "client": client, "matter": matter }))["draft"].clone();
            draft["purpose"] = json!("Conseil");
            draft["vigilance"] = json!("normal");
            draft["vigilance_reason"] = json!("Connu de longue date");
            self.call("save_kyc", json!({ "draft": draft }));
            for to in ["submitted", "validated"] {
                let decision = json!({ "client": client, "matter": matter, "to": to, "reason": "Vu l’original" });
                self.call("decide_kyc", json!({ "decision": decision }));
            }
        }
        let extract = json!({ "id": null, "contact": client, "kind": "registration_extract", "number": number });
        self.call("save_kyc_document", json!({ "document": extract }));
    }

    fn printed(&self, invoices: &[Value]) -> Vec<Vec<u8>> {
        let print = |invoice: &Value| {
            let path = self.data().join("facture.pdf");
            self.call("invoice_pdf", json!({ "id": invoice["id"], "path": path }));
            std::fs::read(path).unwrap()
        };
        invoices.iter().map(print).collect()
    }

    /// Rows of every synced table, and those of it that are frozen, without the contacts that they lead to.
    fn counts(&self) -> Vec<(String, i64)> {
        let open = self.vault.open_base().unwrap();
        let count = |table: &str| {
            let sql = format!("select count(*) from {table}");
            open.core.read(|reader| Ok(reader.query_row(&sql, [], |row| row.get(0))?)).unwrap()
        };
        themisia_core::SYNCED.iter().map(|table| (table.name.to_owned(), count(table.name))).collect()
    }

    fn merge_two(&self, kept: &str, absorbed: &str) -> Value {
        self.call("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }))
    }

    fn preview_two(&self, kept: &str, absorbed: &str) -> Value {
        self.call("preview_merge", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }))
    }

    fn newest_operation(&self) -> Value {
        self.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone()
    }
}

#[test]
fn two_whole_lives_become_one_lose_nothing_and_come_apart_to_the_byte() {
    let Office { desk, client: kept, matter, julie } = office();
    let absorbed = desk.company("Boulangerie Roux SARL");
    let theirs = desk.matter(&absorbed, "Fonds de commerce");
    let other = desk.person("Paul", "Roux");
    let mut invoices = desk.live(&kept, &matter, &julie, &other, "un");
    invoices.extend(desk.live(&absorbed, &theirs, &julie, &other, "deux"));
    let (rows, counts, printed) = (desk.rows(), desk.counts(), desk.printed(&invoices));
    let figures = [desk.figures(&kept), desk.figures(&absorbed)];

    let preview = desk.preview_two(&kept, &absorbed);
    assert_eq!(desk.rows(), rows, "a preview writes nothing");
    let merged = desk.merge_two(&kept, &absorbed);
    let merge = desk.newest_operation();
    assert_eq!(preview["moves"], merged["moves"]);
    assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
    let joined = |table: &str| -> i64 {
        let moves = merged["moves"].as_array().unwrap();
        let moved = moves.iter().find(|moved| moved["table"] == table);
        moved.map_or(0, |moved| moved["joined"].as_i64().unwrap() + moved["with_itself"].as_i64().unwrap())
    };
    for ((table, before), (_, after)) in counts.iter().zip(desk.counts()) {
        // The name that was not chosen becomes a former one; nothing else comes, and only what was told goes.
        let came = i64::from(table == "contact_former_name");
        assert_eq!(after, before - joined(table) + came, "{table}");
    }
    for table in ["invoice", "payment", "kyc_file", "kyc_decision", "todo", "personal_data_request", "document"] {
        let moves = merged["moves"].as_array().unwrap();
        assert!(moves.iter().any(|moved| moved["table"] == table && moved["joined"] == 0), "{table}: {moves:?}");
    }
    assert_eq!(desk.printed(&invoices), printed, "issued invoices keep what they printed");
    let sum = desk.figures(&kept);
    for figure in ["wip", "balance_due", "doubtful_debt", "unallocated", "open_matters"] {
        let before: i64 = figures.iter().map(|figures| figures[figure].as_i64().unwrap()).sum();
        assert_eq!(sum[figure], before, "{figure}");
    }
    let page = json!({ "offset": 0, "limit": 50 });
    let checks = desk.call("conflict_checks", json!({ "matter": null, "page": page }));
    assert_eq!(checks.as_array().unwrap().len(), 2);
    for matter in [&matter, &theirs] {
        assert_eq!(desk.call("kyc_state", json!({ "client": kept, "matter": matter }))["is_of_matter"], true);
        assert_eq!(desk.call("get_matter", json!({ "id": matter }))["draft"]["client"], json!(kept));
    }
    desk.check();
    // What came since stays, and the rest goes back to the byte.
    desk.call("undo_operation", json!({ "operation": merge, "force": false }));
    assert_eq!(desk.rows(), rows);
    assert_eq!(desk.printed(&invoices), printed);
    desk.check();
    desk.call("undo_last", json!({}));
    desk.merge_two(&kept, &absorbed);
    let merge = desk.newest_operation();
    let desk = desk.restart();
    let third = desk.matter(&kept, "Après la fusion");
    let later = json!({ "client": absorbed, "matter": theirs, "to": "in_progress", "reason": "Nouveau gérant" });
    desk.call("decide_kyc", json!({ "decision": later }));
    let told = desk.call("undo_blockers", json!({ "operation": merge }));
    let kinds: Vec<(&str, &str)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|told| (told["table"].as_str().unwrap(), told["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(kinds, [("kyc_decision", "follows_since"), ("matter", "came_since")], "{told:#}");
    desk.call("undo_operation", json!({ "operation": merge, "force": true }));
    assert_eq!(desk.call("get_matter", json!({ "id": theirs }))["draft"]["client"], json!(absorbed));
    assert_eq!(desk.call("get_matter", json!({ "id": third }))["draft"]["client"], json!(kept));
    // A step signed since the merge goes with its file, and that one with its matter.
    let file = desk.call("kyc_file", json!({ "client": absorbed, "matter": theirs }));
    assert_eq!((&file["standing"]["state"], file["decisions"].as_array().unwrap().len()), (&json!("in_progress"), 3));
    let astray = "select count(*) from kyc_decision join kyc_file on kyc_file.id = file where kyc_file.client <> kyc_decision.client";
    let open = desk.vault.open_base().unwrap();
    let astray: i64 = open.core.read(|reader| Ok(reader.query_row(astray, [], |row| row.get(0))?)).unwrap();
    assert_eq!(astray, 0);
    drop(open);
    desk.check();
}

#[test]
fn the_preview_shows_both_kyc_files_and_which_one_counts() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    let decide = |desk: &Desk, client: &str, to: &str| {
        let decision = json!({ "client": client, "matter": null, "to": to, "reason": "Contentieux" });
        desk.call("decide_kyc", json!({ "decision": decision }));
    };
    assert_eq!(desk.preview_two(&kept, &absorbed)["kyc"], Value::Null, "neither has a file");
    decide(&desk, &kept, "out_of_scope");
    assert_eq!(desk.preview_two(&kept, &absorbed)["kyc"], Value::Null, "nothing comes to the one that is kept");
    let swapped = desk.preview_two(&absorbed, &kept)["kyc"].clone();
    assert_eq!((&swapped["kept"], &swapped["result"]["state"]), (&Value::Null, &json!("out_of_scope")));
    assert!(swapped["sentence"].as_str().unwrap().contains("devient celui de la fiche conservée"), "{swapped}");

    let desk = desk.at("2026-04-02T09:00:00Z");
    let draft = json!({ "client": absorbed, "purpose": "Cession" });
    desk.call("save_kyc", json!({ "draft": draft }));
    let beside = desk.preview_two(&kept, &absorbed)["kyc"].clone();
    assert_eq!(
        (&beside["kept"]["state"], &beside["absorbed"]["state"], &beside["result"]["state"]),
        (&json!("out_of_scope"), &json!("in_progress"), &json!("out_of_scope")),
        "a file that was decided counts before one that was only begun"
    );
    assert!(beside["sentence"].as_str().unwrap().contains("fiche conservée compte"), "{beside}");
    decide(&desk, &absorbed, "submitted");
    decide(&desk, &absorbed, "refused");
    let beside = desk.preview_two(&kept, &absorbed)["kyc"].clone();
    assert_eq!(beside["result"]["state"], "refused");
    assert!(beside["sentence"].as_str().unwrap().contains("fiche fusionnée compte"), "{beside}");
    let before = beside["result"].clone();
    desk.merge_two(&kept, &absorbed);
    assert_eq!(desk.call("kyc_state", json!({ "client": kept, "matter": null })), before);
}

#[test]
fn the_preview_shows_both_grids_and_the_rate_that_will_apply() {
    let Office { desk, client: kept, matter, julie } = office();
    let absorbed = desk.company("Boulangerie Roux SARL");
    desk.agree(&kept, json!({}), "2025-01-01", 20_000);
    desk.agree(&kept, json!({ "timekeeper": julie }), "2025-01-01", 28_000);
    assert_eq!(desk.preview_two(&kept, &absorbed)["terms"], json!([]), "no other grid");
    desk.agree(&absorbed, json!({}), "2024-01-01", 15_000);
    desk.agree(&absorbed, json!({}), "2026-01-01", 18_000);
    desk.agree(&absorbed, json!({ "grade": "partner" }), "2026-01-01", 40_000);
    let preview = desk.preview_two(&kept, &absorbed);
    let told = |line: &Value| (line["rate"]["effective_from"].clone(), line["rate"]["hourly_rate"].clone());
    let terms = preview["terms"].as_array().unwrap();
    let whose: Vec<&str> = terms.iter().map(|scope| scope["who"].as_str().unwrap()).collect();
    assert_eq!(whose, ["Me Julie Martin", "Tous les intervenants", "Associés"]);
    let everyone = &terms[1];
    assert_eq!(everyone["kept"].as_array().unwrap().len(), 1);
    assert_eq!(everyone["absorbed"].as_array().unwrap().len(), 2);
    assert_eq!(told(&everyone["in_force"]), (json!("2026-01-01"), json!(18_000)));
    let warnings = preview["warnings"].to_string();
    assert!(warnings.contains("deux taux sont convenus"), "{warnings}");
    assert!(!warnings.contains("Me Julie Martin"), "nothing changes for her: {warnings}");
    desk.merge_two(&kept, &absorbed);
    let grid = desk.call("negotiated_rates", json!({ "client": absorbed }));
    assert_eq!(grid.as_array().unwrap().len(), 5, "both grids are kept, also seen from the merged contact");
    let paul = desk.timekeeper("Me Paul Roy", "associate");
    assert_eq!(desk.why(&matter, &paul, "2026-06-01")["chosen"]["hourly_rate"], 18_000);
    assert_eq!(desk.why(&matter, &paul, "2025-06-01")["chosen"]["hourly_rate"], 20_000);
    assert_eq!(desk.why(&matter, &julie, "2026-06-01")["chosen"]["hourly_rate"], 28_000);
}

#[test]
fn two_rates_of_one_day_stay_and_the_grid_says_which_one_applies() {
    let Office { desk, client: kept, matter, .. } = office();
    let absorbed = desk.company("Boulangerie Roux SARL");
    desk.agree(&kept, json!({}), "2026-01-01", 20_000);
    desk.agree(&absorbed, json!({}), "2026-01-01", 18_000);
    let preview = desk.preview_two(&kept, &absorbed);
    assert!(preview["warnings"].to_string().contains("pour le même jour"), "{}", preview["warnings"]);
    desk.merge_two(&kept, &absorbed);
    let grid = desk.call("negotiated_rates", json!({ "client": kept }));
    let grid = grid.as_array().unwrap();
    assert_eq!((grid.len(), &grid[0]["in_force"], &grid[1]["in_force"]), (2, &json!(true), &json!(false)));
    let paul = desk.timekeeper("Me Paul Roy", "associate");
    let applies = desk.why(&matter, &paul, "2026-06-01")["chosen"]["hourly_rate"].clone();
    assert_eq!(applies, grid[0]["rate"]["hourly_rate"]);
    assert_eq!(applies, preview["terms"][0]["in_force"]["rate"]["hourly_rate"]);
}

#[test]
fn a_limited_use_of_data_outlives_a_merge_and_erased_data_is_not_merged() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    desk.call("restrict_contact", json!({ "id": absorbed, "reason": "Exactitude contestée" }));
    let rows = desk.rows();
    assert!(desk.preview_two(&kept, &absorbed)["warnings"].to_string().contains("limité"));
    desk.merge_two(&kept, &absorbed);
    let contact = desk.contact(&kept);
    assert!(contact["restricted_at"].is_string(), "{contact}");
    assert_eq!(contact["restriction_reason"], "Exactitude contestée");
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), rows);
    let pairs = json!([{ "a": kept, "b": absorbed }]);
    let bulk = desk.call("merge_pairs", json!({ "task": "t", "pairs": pairs, "dry_run": true }));
    assert_eq!(bulk["merged"], json!([]), "such a pair is left to a person");

    let erased = id(&desk.call("save_contact", json!({ "draft": crate::desk::person("Anne", "Durand") })));
    desk.call("erase_contact", json!({ "id": erased, "reason": "À sa demande" }));
    let rows = desk.rows();
    for (kept, absorbed) in [(&kept, &erased), (&erased, &kept)] {
        for command in ["preview_merge", "merge_contacts"] {
            let arguments = json!({ "kept": kept, "absorbed": absorbed, "choices": {} });
            assert_eq!(desk.refusal(command, arguments), "erased", "{command}");
        }
    }
    assert_eq!(desk.rows(), rows);
}
