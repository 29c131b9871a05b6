//! Matters, invoices and payments found by what they bear or whose they are.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::invoice::{Office, office};

impl Desk {
    /// The number and the subject of what is found.
    fn found(&self, kind: &str, text: &str) -> Vec<String> {
        let found = self.call("find_records", json!({ "text": text, "kind": kind, "limit": 10 }));
        let named = |one: &Value| format!("{} {}", one["number"].as_str().unwrap(), one["about"].as_str().unwrap());
        found.as_array().unwrap().iter().map(|one| named(one).trim().to_owned()).collect()
    }
}

#[test]
fn an_invoice_is_found_by_its_number_its_subject_or_its_client() {
    let Office { desk, client, .. } = office();
    let other = desk.person("Anne", "Durand-Lévêque");
    let bill = |client: &str, subject: &str, on: &str| {
        let lines = json!([{ "kind": "fee", "label": "Honoraires", "amount": 10_000 }]);
        let draft = json!({ "id": null, "client": client, "subject": subject, "lines": lines });
        desk.issue(&desk.call("save_invoice", json!({ "draft": draft })), on)
    };
    bill(&client, "Bail de la rue Mercière", "2026-01-02");
    bill(&other, "Succession", "2026-01-03");
    bill(&other, "Bail des Cœurs", "2026-01-04");
    desk.draft(&other, json!([{ "kind": "fee", "label": "Honoraires", "amount": 100 }]));
    let found = |text: &str| desk.found("invoice", text);
    assert_eq!(found("A2026-0002"), ["A2026-0002 Succession"]);
    assert_eq!(found("a2026 0002"), ["A2026-0002 Succession"]);
    assert_eq!(found("2026-0002"), ["A2026-0002 Succession"]);
    assert_eq!(found("0003"), ["A2026-0003 Bail des Cœurs"]);
    assert_eq!(found("merciere"), ["A2026-0001 Bail de la rue Mercière"]);
    assert_eq!(found("coeur"), ["A2026-0003 Bail des Cœurs"]);
    // The newest first; a draft by its subject.
    assert_eq!(found("bail").len(), 3);
    assert_eq!(found("bail 2026"), ["A2026-0003 Bail des Cœurs", "A2026-0001 Bail de la rue Mercière"]);
    // By the client, with or without other words, in any order, and with a slip of the finger.
    assert_eq!(found("durand")[1..], ["A2026-0003 Bail des Cœurs", "A2026-0002 Succession"].map(str::to_owned));
    assert_eq!(found("leveque succ"), ["A2026-0002 Succession"]);
    assert_eq!(found("succ leveque"), ["A2026-0002 Succession"]);
    assert_eq!(found("durnad").len(), 3);
    assert_eq!(found("A2026-0002 roux"), [] as [&str; 0]);
    for nothing in ["", " - ", "xyz", "\"", "invoice:", "a*"] {
        assert!(desk.call("find_records", json!({ "text": nothing, "kind": "invoice", "limit": 10 })).is_array());
    }

    // Another subject, another client's name, no more: the index follows, an undo too.
    desk.edit(&other, json!({ "birth_name": "Martin" }));
    assert_eq!(found("martin succession"), ["A2026-0002 Succession"]);
    desk.call("merge_contacts", json!({ "kept": client, "absorbed": other, "choices": {} }));
    assert_eq!(found("roux succession"), ["A2026-0002 Succession"]);
    desk.check();
    desk.call("undo_last", json!({}));
    assert_eq!(found("roux").len(), 1);
    let draft = desk.draft(&client, json!([{ "kind": "fee", "label": "Honoraires", "amount": 100 }]));
    assert_eq!(found("roux").len(), 2);
    desk.call("remove_invoice", json!({ "id": draft["id"] }));
    assert_eq!(found("roux").len(), 1);
    desk.check();
}

#[test]
fn matters_and_payments_are_found_too() {
    let Office { desk, client, matter, .. } = office();
    let other = desk.matter(&client, "Succession");
    assert_eq!(desk.found("matter", "bail"), ["2026-0001 Bail"]);
    assert_eq!(desk.found("matter", "2026-0002"), ["2026-0002 Succession"]);
    assert_eq!(desk.found("matter", "boulang"), ["2026-0002 Succession", "2026-0001 Bail"]);
    desk.call("archive_matter", json!({ "id": matter, "archived": true, "closed_on": null }));
    let found = desk.call("find_records", json!({ "text": "bail", "kind": "matter", "limit": 10 }));
    assert_eq!((&found[0]["closed"], &found[0]["id"]), (&json!(true), &json!(matter)));
    assert_ne!(found[0]["id"], json!(other));

    let payment = json!({ "client": client, "received_on": "2026-05-02", "amount": 120_050, "method": "Virement", "reference": "VIR 12" });
    let payment = desk.call("record_payment", json!({ "payment": payment }));
    for text in ["1200,50", "1\u{202f}200,50\u{a0}€", "vir 12", "roux", "virement roux"] {
        assert_eq!(desk.found("payment", text), ["VIR 12 Virement"], "{text}");
    }
    // A payment that was taken back is told as such; its counter-entry is not found beside it.
    desk.call("reverse_payment", json!({ "id": payment["id"], "on": null, "reason": "Impayé" }));
    let found = desk.call("find_records", json!({ "text": "roux", "kind": "payment", "limit": 10 }));
    assert_eq!((found.as_array().unwrap().len(), &found[0]["closed"]), (1, &json!(true)));
    desk.check();
}
