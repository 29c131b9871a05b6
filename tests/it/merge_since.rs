//! What came to the kept contact between a merge and its undo is told by name, and stays where it was made.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};
use crate::invoice::{Office, office};

impl Desk {
    fn merge_into(&self, kept: &str, absorbed: &str) -> Value {
        self.call("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }));
        self.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone()
    }

    /// (table, name, what becomes of it, whose it will be), as the dialog tells them before an undo.
    fn came_since(&self, operation: &Value) -> Vec<[String; 4]> {
        let told = self.call("undo_blockers", json!({ "operation": operation }));
        let refused = self.refused("undo_operation", json!({ "operation": operation, "force": false }));
        assert_eq!(refused.code, ErrorCode::CannotUndo);
        assert_eq!(json!(refused.blockers), told, "the refusal names the same");
        let text = |told: &Value, field: &str| told[field].as_str().unwrap().to_owned();
        let told = told.as_array().unwrap().iter();
        told.map(|told| ["table", "record", "kind", "found"].map(|field| text(told, field))).collect()
    }

    fn take_apart(&self, operation: &Value) {
        self.call("undo_operation", json!({ "operation": operation, "force": true }));
        assert_eq!(self.pointing_at_merged(), Vec::<String>::new());
        self.check();
    }

    fn client_of(&self, invoice: &Value) -> Value {
        self.call("get_invoice", json!({ "id": invoice["id"] }))["client"].clone()
    }
}

#[test]
fn an_invoice_and_a_payment_of_since_are_named_and_stay_with_the_kept_contact() {
    let Office { desk, client: kept, .. } = office();
    let absorbed = desk.company("Roux et fils");
    let mine = desk.bill(&kept, 10_000, "2026-03-01");
    let theirs = desk.bill(&absorbed, 20_000, "2026-03-01");
    let draft = desk.draft(&absorbed, json!([{ "kind": "fee", "label": "Forfait", "amount": 30_000 }]));
    let paid = desk.pay(&absorbed, 5_000, json!([{ "invoice": theirs["id"], "amount": 5_000 }]));
    let merge = desk.merge_into(&kept, &absorbed);

    let issued = desk.bill(&kept, 40_000, "2026-04-01");
    let was_draft = desk.issue(&draft, "2026-04-02");
    let received = desk.pay(&kept, 48_000, json!([{ "invoice": issued["id"], "amount": 48_000 }]));
    let kept_name = desk.contact(&kept)["display_name"].as_str().unwrap().to_owned();
    let name = |row: &Value| row["number"].as_str().unwrap().to_owned();
    assert_eq!(
        desk.came_since(&merge),
        [
            ["invoice".to_owned(), name(&was_draft), "came_since".to_owned(), kept_name.clone()],
            ["invoice".to_owned(), name(&issued), "came_since".to_owned(), kept_name.clone()],
            ["payment".to_owned(), "2026-05-04".to_owned(), "came_since".to_owned(), kept_name],
        ]
    );
    desk.take_apart(&merge);
    for (invoice, client) in [(&mine, &kept), (&issued, &kept), (&was_draft, &kept), (&theirs, &absorbed)] {
        assert_eq!(desk.client_of(invoice), json!(client), "{}", invoice["number"]);
    }
    for (payment, client) in [(&received, &kept), (&paid, &absorbed)] {
        assert_eq!(desk.call("get_payment", json!({ "id": payment["id"] }))["client"], json!(client));
    }
    assert_eq!(desk.figures(&kept)["balance_due"], 12_000 + 36_000);
    assert_eq!(desk.figures(&absorbed)["balance_due"], 24_000 - 5_000);
}

#[test]
fn what_hangs_on_what_goes_back_goes_with_it() {
    let Office { desk, client: kept, .. } = office();
    let absorbed = desk.company("Roux et fils");
    let theirs = desk.bill(&absorbed, 20_000, "2026-03-01");
    let paid = desk.pay(&absorbed, 5_000, json!([{ "invoice": theirs["id"], "amount": 5_000 }]));
    let merge = desk.merge_into(&kept, &absorbed);
    let credit = desk.credit(&theirs, json!({ "issued_on": "2026-04-01" }));
    let counter = desk.call("reverse_payment", json!({ "id": paid["id"], "on": "2026-05-06", "reason": "Impayé" }));
    let told = desk.came_since(&merge);
    let absorbed_name = "Roux et fils".to_owned();
    let what: Vec<_> = told.iter().map(|[table, _, kind, found]| (table.as_str(), kind.as_str(), found)).collect();
    assert_eq!(what, [("invoice", "follows_since", &absorbed_name), ("payment", "follows_since", &absorbed_name)]);
    let merged = desk.rows();
    desk.take_apart(&merge);
    assert_eq!(desk.client_of(&credit), json!(absorbed));
    assert_eq!(desk.call("get_payment", json!({ "id": counter["id"] }))["client"], json!(absorbed));
    assert_eq!(desk.figures(&kept)["balance_due"], 0);
    // To take the undo back is to have never parted them.
    desk.call("redo_last", json!({}));
    assert_eq!(desk.client_of(&credit), json!(kept));
    assert_eq!(desk.rows(), merged);
    desk.check();
}

#[test]
fn a_payment_that_would_pay_the_invoice_of_the_other_is_told() {
    let Office { desk, client: kept, .. } = office();
    // The merge gives the kept one the fuller name of the other: each is told by the name that it will bear again.
    let absorbed = desk.company("Boulangerie Roux SARL");
    let theirs = desk.bill(&absorbed, 20_000, "2026-03-01");
    let merge = desk.merge_into(&kept, &absorbed);
    let received = desk.pay(&kept, 24_000, json!([{ "invoice": theirs["id"], "amount": 24_000 }]));
    let told = desk.came_since(&merge);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0], ["payment", "2026-05-04", "came_since", "Boulangerie Roux"].map(str::to_owned));
    let number = theirs["number"].as_str().unwrap();
    assert_eq!(told[1], ["payment_allocation", number, "parted_since", "Boulangerie Roux SARL"].map(str::to_owned));
    desk.take_apart(&merge);
    assert_eq!(desk.call("get_payment", json!({ "id": received["id"] }))["client"], json!(kept));
    assert_eq!(desk.client_of(&theirs), json!(absorbed));
    assert_eq!(desk.figures(&absorbed)["balance_due"], 0);
}

#[test]
fn parts_parties_and_tasks_of_since_are_named_and_long_lists_end_with_a_count() {
    let Office { desk, client: kept, matter, .. } = office();
    let absorbed = desk.company("Roux et fils");
    let other = desk.company("Garage Le Goff");
    let elsewhere = desk.matter(&other, "Vice caché");
    let merge = desk.merge_into(&kept, &absorbed);
    let address = json!({ "id": null, "label": "", "address": "roux@exemple.fr", "to_check": false });
    desk.edit(&kept, json!({ "emails": [address] }));
    let party = json!({ "id": null, "matter": elsewhere, "contact": kept, "side": "against", "role": "other" });
    desk.call("save_party", json!({ "party": party }));
    for n in 0..25 {
        let todo = json!({ "id": null, "kind": "task", "title": format!("Tâche {n}"), "due_on": "2026-03-02", "contact": kept, "matter": matter });
        desk.call("save_todo", json!({ "todo": todo }));
    }
    let told = desk.call("undo_blockers", json!({ "operation": merge }));
    let told = told.as_array().unwrap();
    let of = |table: &str| -> Vec<&Value> { told.iter().filter(|told| told["table"] == table).collect() };
    assert!(told.iter().all(|told| told["kind"] == "came_since"), "{told:#?}");
    assert_eq!(of("contact_email")[0]["record"], "roux@exemple.fr");
    assert!(of("party")[0]["record"].as_str().unwrap().contains("Vice caché"), "a party is named by its matter");
    let tasks = of("todo");
    assert_eq!(tasks.len(), 21);
    assert_eq!(
        (&tasks[0]["record"], &tasks[20]["record"], &tasks[20]["expected"]),
        (&json!("Tâche 0"), &json!(""), &json!("5"))
    );
    desk.take_apart(&merge);
    assert_eq!(desk.contact(&kept)["draft"]["emails"].as_array().unwrap().len(), 1);
    assert_eq!(desk.contact(&absorbed)["draft"]["emails"], json!([]));
}

#[test]
fn work_for_others_since_a_merge_is_not_told() {
    let Office { desk, client: kept, .. } = office();
    let absorbed = desk.company("Roux et fils");
    let rows = desk.rows();
    let merge = desk.merge_into(&kept, &absorbed);
    let stranger = id(&desk.call("save_contact", json!({ "draft": crate::desk::person("Luc", "Roux") })));
    desk.bill(&stranger, 1_000, "2026-03-01");
    assert_eq!(desk.call("undo_blockers", json!({ "operation": merge })), json!([]));
    desk.call("undo_operation", json!({ "operation": merge, "force": false }));
    let now = desk.rows();
    let gone: Vec<&str> = rows.lines().filter(|row| !now.contains(row) && !row.ends_with("device")).collect();
    assert_eq!(gone, Vec::<&str>::new());
}
