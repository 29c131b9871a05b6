//! Payments: allocated, partial, reversed, never changed.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::invoice::{Office, office};

impl Desk {
    pub fn pay(&self, client: &str, amount: i64, allocations: Value) -> Value {
        self.call("record_payment", json!({ "payment": payment(client, amount, allocations) }))
    }
}

fn payment(client: &str, amount: i64, allocations: Value) -> Value {
    json!({ "client": client, "received_on": "2026-05-04", "amount": amount, "method": "Virement", "allocations": allocations })
}

#[test]
fn a_payment_pays_the_oldest_first_partly_and_keeps_a_rest() {
    let Office { desk, client, .. } = office();
    let first = desk.bill(&client, 10_000, "2026-03-01");
    let second = desk.bill(&client, 20_000, "2026-04-01");
    let proposed = desk.call("propose_allocation", json!({ "client": client, "amount": 15_000 }));
    assert_eq!(
        proposed,
        json!([{ "invoice": first["id"], "amount": 12_000 }, { "invoice": second["id"], "amount": 3_000 }])
    );
    let paid = desk.pay(&client, 15_000, json!([proposed[0]]));
    assert_eq!(paid["unallocated"], 3_000);
    let figures = desk.figures(&client);
    assert_eq!((&figures["balance_due"], &figures["unallocated"]), (&json!(24_000), &json!(3_000)));
    desk.call("allocate_payment", json!({ "id": paid["id"], "allocations": [proposed[1]] }));
    let figures = desk.figures(&client);
    assert_eq!((&figures["balance_due"], &figures["unallocated"]), (&json!(21_000), &json!(0)));
    assert_eq!(desk.call("get_invoice", json!({ "id": second["id"] }))["open"], 21_000);
    let of = |invoice: &Value| {
        let filter = json!({ "invoice": invoice["id"] });
        desk.call("list_payments", json!({ "filter": filter, "page": { "offset": 0, "limit": 5 } }))["total"].clone()
    };
    assert_eq!((of(&first), of(&desk.bill(&client, 100, "2026-05-05"))), (json!(1), json!(0)));
    desk.check();
}

#[test]
fn a_wrong_payment_is_reversed_by_a_counter_entry() {
    let Office { desk, client, .. } = office();
    let invoice = desk.bill(&client, 10_000, "2026-03-01");
    let paid = desk.pay(&client, 20_000, json!([{ "invoice": invoice["id"], "amount": 12_000 }]));
    let operations = desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }));
    let undo = desk.refused("undo_operation", json!({ "operation": operations[0]["id"], "force": true }));
    assert_eq!(undo.reason.as_deref(), Some("frozen"));
    let counter =
        desk.call("reverse_payment", json!({ "id": paid["id"], "on": "2026-05-06", "reason": "Chèque impayé" }));
    assert_eq!((&counter["amount"], &counter["reverses"]), (&json!(-20_000), &paid["id"]));
    let figures = desk.figures(&client);
    assert_eq!((&figures["balance_due"], &figures["unallocated"]), (&json!(12_000), &json!(0)));
    for id in [&paid["id"], &counter["id"]] {
        let error = desk.refused("reverse_payment", json!({ "id": id, "on": null, "reason": "encore" }));
        assert_eq!(error.reason.as_deref(), Some("reversed"));
    }
    let page =
        desk.call("list_payments", json!({ "filter": { "client": client }, "page": { "offset": 0, "limit": 10 } }));
    assert_eq!((&page["total"], &page["amount"], &page["unallocated"]), (&json!(2), &json!(0), &json!(0)));
    assert_eq!(page["rows"][1]["reversed_by"], counter["id"]);
    desk.check();
}

#[test]
fn impossible_allocations_are_refused_whole() {
    let Office { desk, client, .. } = office();
    let other = desk.company("Autre");
    let (own, others) = (desk.bill(&client, 10_000, "2026-03-01"), desk.bill(&other, 10_000, "2026-03-01"));
    let draft = desk.draft(&client, json!([{ "kind": "fee", "label": "H", "amount": 1 }]));
    let rows = desk.rows();
    let refused = |amount: i64, allocations: Value| {
        desk.refused("record_payment", json!({ "payment": payment(&client, amount, allocations) })).reason.unwrap()
    };
    assert_eq!(refused(0, json!([])), "required");
    assert_eq!(refused(-5, json!([])), "negative");
    assert_eq!(refused(20_000, json!([{ "invoice": own["id"], "amount": 12_001 }])), "above_invoice");
    assert_eq!(refused(5_000, json!([{ "invoice": own["id"], "amount": 5_001 }])), "above_payment");
    assert_eq!(refused(5_000, json!([{ "invoice": others["id"], "amount": 1 }])), "other_client");
    assert_eq!(refused(5_000, json!([{ "invoice": draft["id"], "amount": 1 }])), "not_issued");
    assert_eq!(refused(5_000, json!([{ "invoice": own["id"], "amount": -1 }])), "negative");
    assert_eq!(desk.rows(), rows);
}

#[test]
fn money_on_carpa_enters_no_figure_and_pays_nothing() {
    let Office { desk, client, .. } = office();
    let invoice = desk.bill(&client, 10_000, "2026-03-01");
    let before = desk.figures(&client);
    let mut held = payment(&client, 500_000, json!([]));
    held["account"] = json!("carpa");
    let held = desk.call("record_payment", json!({ "payment": held }));
    assert_eq!((&held["unallocated"], &desk.figures(&client)), (&json!(0), &before));
    let allocation = json!({ "id": held["id"], "allocations": [{ "invoice": invoice["id"], "amount": 100 }] });
    assert_eq!(desk.refused("allocate_payment", allocation).reason.as_deref(), Some("carpa"));
    let page =
        desk.call("list_payments", json!({ "filter": { "client": client }, "page": { "offset": 0, "limit": 5 } }));
    assert_eq!([&page["amount"], &page["unallocated"], &page["carpa"]], [&json!(0), &json!(0), &json!(500_000)]);
}
