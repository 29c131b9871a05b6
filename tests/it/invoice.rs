//! Invoices: drafts, numbers without gap, what is frozen, credit notes.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};
use crate::time::time_with;

/// A client with a matter, a timekeeper at 300 € an hour, and a billing contact.
pub struct Office {
    pub desk: Desk,
    pub client: String,
    pub matter: String,
    pub julie: String,
}

pub fn office() -> Office {
    let desk = Desk::new();
    let client = desk.company("Boulangerie Roux");
    let matter = desk.matter(&client, "Bail");
    let julie = desk.timekeeper("Me Julie Martin", "associate");
    desk.standard_rate(None, None, "2020-01-01", 30_000);
    Office { desk, client, matter, julie }
}

impl Desk {
    pub fn draft(&self, client: &str, lines: Value) -> Value {
        self.call(
            "save_invoice",
            json!({ "draft": { "id": null, "client": client, "subject": "Bail", "lines": lines } }),
        )
    }

    pub fn issue(&self, invoice: &Value, on: &str) -> Value {
        self.call("issue_invoice", json!({ "id": invoice["id"], "issued_on": on }))
    }

    /// An issued invoice of one fee, VAT at 20 %.
    pub fn bill(&self, client: &str, net: i64, on: &str) -> Value {
        let draft = self.draft(client, json!([{ "kind": "fee", "label": "Honoraires", "amount": net }]));
        self.issue(&draft, on)
    }

    pub fn figures(&self, client: &str) -> Value {
        self.call("client_figures", json!({ "id": client }))
    }

    pub fn credit(&self, invoice: &Value, fields: Value) -> Value {
        self.call("issue_credit_note", json!({ "draft": credit_with(invoice, fields) }))
    }
}

fn credit_with(invoice: &Value, fields: Value) -> Value {
    let mut draft = json!({ "invoice": invoice["id"], "reason": "Erreur de facturation" });
    fields.as_object().unwrap().iter().for_each(|(field, value)| draft[field] = value.clone());
    draft
}

fn time_line(entry: &Value) -> Value {
    json!({ "kind": "time", "time_entry": entry["id"] })
}

#[test]
fn an_invoice_goes_from_unbilled_work_to_a_number() {
    let Office { desk, client, matter, julie } = office();
    let accounting = desk.person("Paule", "Compta");
    let role = json!({ "id": null, "client": client, "recipient": accounting, "role": "billing", "is_default": true });
    desk.call("save_role", json!({ "role": role }));
    desk.time(&matter, &julie, "2026-03-02", "20");
    desk.time(&matter, &julie, "2026-03-03", "1h");
    for (kind, amount) in [("expense", 1_050), ("disbursement", 3_782)] {
        let cost = json!({ "id": null, "kind": kind, "matter": matter, "label": "Greffe", "amount": amount });
        desk.call("save_cost", json!({ "cost": cost }));
    }
    let mut lines = desk.call("unbilled_work", json!({ "client": client, "matter": null }));
    assert_eq!(lines.as_array().unwrap().len(), 4);
    lines.as_array_mut().unwrap().push(json!({ "kind": "discount", "label": "Remise", "amount": -5_000 }));
    let draft = desk.draft(&client, lines);
    assert_eq!((&draft["number"], &draft["recipient_name"]), (&json!(""), &json!("Paule COMPTA")));
    // 100 € + 300 € + 10,50 € – 50 €, VAT 20 %, and 37,82 € outside VAT.
    assert_eq!(draft["totals"]["net"], 36_050);
    assert_eq!(draft["totals"]["vat"], 7_210);
    assert_eq!(draft["totals"]["disbursements"], 3_782);
    assert_eq!(draft["totals"]["gross"], 47_042);
    // What a draft bills stays work in progress, and is proposed once.
    assert_eq!((&desk.figures(&client)["wip"], &desk.figures(&client)["balance_due"]), (&json!(41_050), &json!(0)));
    assert_eq!(desk.call("unbilled_work", json!({ "client": client, "matter": matter })), json!([]));
    let issued = desk.issue(&draft, "2026-04-01");
    assert_eq!((&issued["number"], &issued["due_on"]), (&json!("A2026-0001"), &json!("2026-05-01")));
    let figures = desk.figures(&client);
    assert_eq!((&figures["wip"], &figures["unbilled_disbursements"]), (&json!(0), &json!(0)));
    assert_eq!(figures["balance_due"], 47_042);
    let mentions = issued["printed"]["mentions"].to_string();
    for words in ["01/05/2026", "L. 441-10", "40,00", "D. 441-5"] {
        assert!(mentions.contains(words), "{mentions}");
    }
    desk.check();
}

#[test]
fn numbers_follow_each_other_by_series_and_year_without_gap() {
    let Office { desk, client, .. } = office();
    let numbers: Vec<Value> = ["2025-12-30", "2025-12-31", "2026-01-02", "2026-01-02"]
        .iter()
        .map(|day| desk.bill(&client, 10_000, day)["number"].clone())
        .collect();
    assert_eq!(json!(numbers), json!(["A2025-0001", "A2025-0002", "A2026-0001", "A2026-0002"]));
    let draft = desk.draft(&client, json!([{ "kind": "fee", "label": "Honoraires", "amount": 100 }]));
    let early = desk.refused("issue_invoice", json!({ "id": draft["id"], "issued_on": "2026-01-01" }));
    assert_eq!(early.reason.as_deref(), Some("before_last"));
    // A draft that goes leaves no gap; a credit note takes a number of the same series.
    desk.call("remove_invoice", json!({ "id": draft["id"] }));
    let first =
        desk.call("list_invoices", json!({ "filter": { "view": "issued" }, "page": { "offset": 3, "limit": 1 } }));
    let credit = desk.credit(&first["rows"][0], json!({ "issued_on": "2026-01-03" }));
    assert_eq!(credit["number"], "A2026-0003");
    let mut settings = desk.call("firm_settings", json!({}));
    assert_eq!(settings["series"], "A");
    settings["series"] = json!("B");
    assert_eq!(desk.refused("save_firm_settings", json!({ "settings": settings })).reason.as_deref(), Some("begun"));
}

#[test]
fn nothing_changes_an_issued_invoice_not_even_an_undo() {
    let Office { desk, client, matter, julie } = office();
    let entry = desk.time(&matter, &julie, "2026-03-02", "20");
    desk.edit_time(&entry, json!({ "duration": "40" }));
    let draft = desk.draft(&client, json!([time_line(&entry)]));
    let mut again =
        json!({ "id": draft["id"], "client": client, "subject": "Autre objet", "lines": [time_line(&entry)] });
    desk.call("save_invoice", json!({ "draft": again }));
    let issued = desk.issue(&draft, "2026-04-01");
    let rows = desk.rows();
    again["subject"] = json!("Encore un autre");
    let page = json!({ "offset": 0, "limit": 20 });
    let operations = desk.call("operations", json!({ "page": page }));
    let operation =
        |op: &str| operations.as_array().unwrap().iter().find(|operation| operation["op"] == op).unwrap()["id"].clone();
    let (edited, saved) = (operation("edit_time"), operation("save_invoice"));
    for (command, arguments) in [
        ("save_invoice", json!({ "draft": again })),
        ("remove_invoice", json!({ "id": issued["id"] })),
        ("issue_invoice", json!({ "id": issued["id"], "issued_on": null })),
        ("record_time", json!({ "draft": time_with(&entry, json!({ "duration": "2h" })) })),
        ("remove_time", json!({ "id": entry["id"] })),
        ("move_time", json!({ "ids": [entry["id"]], "matter": desk.matter(&client, "Autre") })),
        ("undo_operation", json!({ "operation": operation("issue_invoice"), "force": true })),
        ("undo_operation", json!({ "operation": edited, "force": true })),
        ("undo_operation", json!({ "operation": saved, "force": true })),
        ("undo_blockers", json!({ "operation": operation("issue_invoice") })),
    ] {
        let error = desk.refused(command, arguments);
        assert_eq!(error.code, ErrorCode::Invalid, "{command} {error:?}");
        assert!(error.message.contains("avoir"), "{command}: {}", error.message);
    }
    desk.call("undo_last", json!({})); // the matter that was opened above
    assert_eq!(desk.rows(), rows);
    assert_eq!(desk.refused("undo_last", json!({})).reason.as_deref(), Some("frozen"));
    // What it printed stays when the client is renamed.
    desk.edit(&client, json!({ "organisation_name": "Boulangerie Nouvelle" }));
    let kept = desk.call("get_invoice", json!({ "id": issued["id"] }));
    assert_eq!(kept["recipient_name"], "Boulangerie Roux");
    desk.check();
}

#[test]
fn a_credit_note_takes_back_a_part_or_the_whole() {
    let Office { desk, client, matter, julie } = office();
    let entry = desk.time(&matter, &julie, "2026-03-02", "20");
    let invoice = desk.issue(&desk.draft(&client, json!([time_line(&entry)])), "2026-04-01");
    let part = json!([{ "label": "Geste", "amount": 2_500, "vat_basis_points": 2000 }]);
    desk.credit(&invoice, json!({ "lines": part, "issued_on": "2026-04-02" }));
    assert_eq!(desk.figures(&client)["balance_due"], 12_000 - 3_000);
    // No more than what is left.
    let whole = desk.refused("issue_credit_note", json!({ "draft": credit_with(&invoice, json!({})) }));
    assert_eq!(whole.reason.as_deref(), Some("too_large"));
    let second = desk.time(&matter, &julie, "2026-03-03", "1h");
    let other = desk.issue(&desk.draft(&client, json!([time_line(&second)])), "2026-04-03");
    let reopening = json!({ "lines": part, "reopens_work": true });
    assert_eq!(
        desk.refused("issue_credit_note", json!({ "draft": credit_with(&other, reopening) })).reason.as_deref(),
        Some("partial")
    );
    let credit = desk.credit(&other, json!({ "reopens_work": true, "issued_on": "2026-04-03" }));
    assert_eq!((&credit["kind"], &credit["totals"]["gross"]), (&json!("credit_note"), &json!(36_000)));
    // Its work can be billed again.
    let figures = desk.figures(&client);
    assert_eq!((&figures["wip"], &figures["balance_due"]), (&json!(30_000), &json!(9_000)));
    let lines = desk.call("unbilled_work", json!({ "client": client, "matter": null }));
    assert_eq!(lines[0]["time_entry"], second["id"]);
    desk.issue(&desk.draft(&client, lines), "2026-04-04");
    let error = desk.refused("issue_credit_note", json!({ "draft": credit_with(&credit, json!({})) }));
    assert_eq!(error.reason.as_deref(), Some("not_issued"));
    desk.check();
}

#[test]
fn a_draft_is_checked_before_it_is_kept_and_again_before_it_is_issued() {
    let Office { desk, client, matter, julie } = office();
    let other = desk.company("Autre");
    let entry = desk.time(&matter, &julie, "2026-03-02", "20");
    let refused = |client: &str, lines: Value| {
        let draft = json!({ "id": null, "client": client, "lines": lines });
        desk.refused("save_invoice", json!({ "draft": draft })).reason.unwrap()
    };
    assert_eq!(refused(&other, json!([time_line(&entry)])), "other_client");
    assert_eq!(refused(&client, json!([time_line(&entry), time_line(&entry)])), "twice");
    assert_eq!(refused(&client, json!([{ "kind": "discount", "amount": -1 }])), "negative");
    assert_eq!(refused(&client, json!([{ "kind": "fee", "amount": -1 }])), "negative");
    let draft = desk.draft(&client, json!([time_line(&entry)]));
    assert_eq!(refused(&client, json!([time_line(&entry)])), "on_draft");
    assert_eq!(desk.refused("remove_time", json!({ "id": entry["id"] })).reason.as_deref(), Some("on_draft"));
    desk.edit_time(&entry, json!({ "duration": "40" }));
    let stale = desk.refused("issue_invoice", json!({ "id": draft["id"], "issued_on": null }));
    assert_eq!(stale.reason.as_deref(), Some("changed_since"));
    let empty = desk.draft(&client, json!([]));
    assert_eq!(
        desk.refused("issue_invoice", json!({ "id": empty["id"], "issued_on": null })).reason.as_deref(),
        Some("required")
    );
    // An adjusted amount is what is billed.
    let again = json!({ "id": draft["id"], "client": client, "lines": [{ "kind": "time", "time_entry": entry["id"], "amount": 15_000 }] });
    desk.call("save_invoice", json!({ "draft": again }));
    assert_eq!(desk.issue(&draft, "2026-04-01")["totals"]["gross"], 18_000);
}

#[test]
fn vat_is_rounded_once_a_rate() {
    let Office { desk, client, .. } = office();
    let fee =
        |amount: i64, points: u32| json!({ "kind": "fee", "label": "H", "amount": amount, "vat_basis_points": points });
    let draft = desk.draft(&client, json!([fee(33, 2000), fee(33, 2000), fee(33, 2000), fee(1_005, 550), fee(100, 0)]));
    // 99 × 20 % = 19,8; 1005 × 5,5 % = 55,275.
    assert_eq!(draft["totals"]["vat"], 20 + 55);
    assert_eq!(draft["totals"]["vat_by_rate"].as_array().unwrap().len(), 3);
    let mut settings = desk.call("firm_settings", json!({}));
    settings["vat_exempt"] = json!(true);
    desk.call("save_firm_settings", json!({ "settings": settings }));
    let exempt = desk.bill(&client, 10_000, "2026-04-01");
    assert_eq!(exempt["totals"]["gross"], 10_000);
    assert!(exempt["printed"]["mentions"].to_string().contains("293 B"));
}

#[test]
fn a_private_person_is_asked_no_indemnity() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    let mentions = desk.bill(&anne, 10_000, "2026-04-01")["printed"]["mentions"].to_string();
    assert!(!mentions.contains("D. 441-5") && mentions.contains("01/05/2026"), "{mentions}");
    assert_eq!(
        id(&desk.call(
            "list_invoices",
            json!({ "filter": { "view": "all", "client": anne }, "page": { "offset": 0, "limit": 5 } })
        )["rows"][0])
        .len(),
        36
    );
}

#[test]
fn a_line_may_say_less_than_its_work() {
    let Office { desk, client, matter, julie } = office();
    let entry = desk.time(&matter, &julie, "2026-03-02", "2h");
    let cost = json!({ "id": null, "kind": "expense", "matter": matter, "label": "Train", "amount": 4_200 });
    let cost = desk.call("save_cost", json!({ "cost": cost }));
    let lines = json!([
        { "kind": "time", "time_entry": entry["id"], "minutes": 90, "hourly_rate": 28_000 },
        { "kind": "expense", "expense": cost["id"] },
    ]);
    // What is shown while it is typed is what is kept.
    let priced = desk.call("price_invoice", json!({ "lines": lines }));
    let draft = desk.draft(&client, lines.clone());
    assert_eq!((&priced["amounts"], &priced["totals"]), (&json!([42_000, 4_200]), &draft["totals"]));
    let line = &draft["lines"][0];
    assert_eq!((&line["minutes"], &line["work_minutes"], &line["amount"]), (&json!(90), &json!(120), &json!(42_000)));
    // The entry keeps its own, and is still work in progress as such.
    assert_eq!(desk.figures(&client)["wip"], 60_000 + 4_200);
    let long = json!([{ "kind": "time", "time_entry": entry["id"], "minutes": 1_441 }]);
    assert_eq!(desk.refusal("price_invoice", json!({ "lines": long })), "too_large");
    // Work that changes under the draft is looked at again before it is issued.
    let mut dearer = cost.clone();
    dearer["amount"] = json!(4_300);
    desk.call("save_cost", json!({ "cost": dearer }));
    let error = desk.refused("issue_invoice", json!({ "id": draft["id"], "issued_on": null }));
    assert_eq!((error.reason.as_deref(), error.message.contains("Train")), (Some("changed_since"), true));
    desk.call("save_invoice", json!({ "draft": { "id": draft["id"], "client": client, "lines": lines } }));
    let issued = desk.issue(&draft, "2026-04-01");
    assert_eq!((&issued["totals"]["net"], &issued["lines"][0]["minutes"]), (&json!(46_300), &json!(90)));
    desk.check();
}

#[test]
fn invoices_are_found_by_words_and_sorted() {
    let Office { desk, client, .. } = office();
    let other = desk.person("Hélène", "Lefèvre");
    let first = desk.bill(&client, 10_000, "2026-03-01");
    let second = desk.bill(&other, 30_000, "2026-03-02");
    desk.draft(&other, json!([]));
    let found = |filter: Value| -> Vec<Value> {
        let mut whole = json!({ "view": "issued" });
        filter.as_object().unwrap().iter().for_each(|(field, value)| whole[field] = value.clone());
        let page = desk.call("list_invoices", json!({ "filter": whole, "page": { "offset": 0, "limit": 10 } }));
        assert_eq!(page["total"], page["rows"].as_array().unwrap().len());
        page["rows"].as_array().unwrap().iter().map(|row| row["number"].clone()).collect()
    };
    let numbers = [first["number"].clone(), second["number"].clone()];
    for (text, at) in [("a2026-0002", 1), ("lefevre hel", 1), ("bail boul", 0)] {
        assert_eq!(found(json!({ "text": text })), [numbers[at].clone()], "{text}");
    }
    assert_eq!(found(json!({ "text": "lefevre", "view": "all" })).len(), 2);
    assert!(found(json!({ "text": "inconnu" })).is_empty());
    for key in ["issued_on", "due_on", "client", "gross", "open"] {
        for descending in [false, true] {
            let mut expected = numbers.to_vec();
            if descending {
                expected.reverse();
            }
            assert_eq!(
                found(json!({ "sort": { "key": key, "descending": descending } })),
                expected,
                "{key} {descending}"
            );
        }
    }
}

#[test]
fn an_invoice_tells_what_became_of_it() {
    let Office { desk, client, .. } = office();
    let invoice = desk.bill(&client, 10_000, "2026-03-01");
    desk.pay(&client, 2_000, json!([{ "invoice": invoice["id"], "amount": 2_000 }]));
    let credit = desk.credit(&invoice, json!({ "issued_on": "2026-03-05", "lines": [{ "label": "Geste", "amount": 1_000, "vat_basis_points": 2_000 }] }));
    let told = desk.call("get_invoice", json!({ "id": invoice["id"] }));
    assert_eq!([&told["paid"], &told["credited"], &told["open"]], [&json!(2_000), &json!(1_200), &json!(8_800)]);
    assert_eq!((&told["credit_notes"][0]["id"], &credit["credits_number"]), (&credit["id"], &invoice["number"]));
    assert_eq!(told["client_name"], "Boulangerie Roux");
}

#[test]
fn work_is_offered_to_one_draft_at_a_time() {
    let Office { desk, client, matter, julie } = office();
    let other = desk.matter(&client, "Autre dossier");
    let entry = desk.time(&matter, &julie, "2026-03-02", "20");
    desk.time(&other, &julie, "2026-03-01", "1h");
    let offered = |invoice: &Value| {
        let filter = json!({ "view": "all", "client": client, "free": true, "invoice": invoice });
        desk.call("list_work", json!({ "filter": filter, "page": { "offset": 0, "limit": 10 } }))
    };
    assert_eq!(
        (&offered(&Value::Null)["amount"], &offered(&Value::Null)["matters"][1]["amount"]),
        (&json!(40_000), &json!(30_000))
    );
    let draft = desk.draft(&client, json!([time_line(&entry)]));
    assert_eq!(offered(&Value::Null)["total"], 1);
    let own = offered(&draft["id"]);
    assert_eq!((&own["total"], &own["rows"][0]["draft"]), (&json!(2), &draft["id"]));
    assert_eq!(
        (&own["rows"][0]["timekeeper_name"], &own["rows"][0]["minutes"]),
        (&json!("Me Julie Martin"), &json!(20))
    );
    // The list of what is unbilled shows both, newest first.
    let all = json!({ "view": "wip", "client": client });
    let all = desk.call("list_work", json!({ "filter": all, "page": { "offset": 0, "limit": 10 } }));
    assert_eq!((&all["total"], &all["rows"][0]["id"]), (&json!(2), &entry["id"]));
}

#[test]
fn the_vat_proposed_is_the_first_in_force() {
    let Office { desk, client, .. } = office();
    let rates = desk.call("vat_rates", json!({}));
    let mut ended = rates[0].clone();
    ended["ends_on"] = json!("2020-12-31");
    desk.call("save_vat_rate", json!({ "rate": ended }));
    let draft = desk.draft(&client, json!([{ "kind": "fee", "label": "H", "amount": 10_000 }]));
    assert_eq!(draft["lines"][0]["vat_basis_points"], 1_000);
}

#[test]
fn settings_say_which_field_is_wrong() {
    let desk = Desk::new();
    let settings = desk.call("firm_settings", json!({}));
    for (field, value, reason) in [
        ("siren", json!("732 829 321"), "wrong_key"),
        ("iban", json!("FR7630006000011234567890188"), "wrong_key"),
        ("bic", json!("AGRIFR"), "wrong_format"),
        ("email", json!("contact"), "wrong_format"),
        ("payment_days", json!(366), "too_large"),
        ("doubtful_after_days", json!(4_000), "too_large"),
        ("indemnity_cents", json!(-1), "negative"),
        ("series", json!("A1"), "malformed"),
    ] {
        let mut wrong = settings.clone();
        wrong[field] = value;
        let error = desk.refused("save_firm_settings", json!({ "settings": wrong }));
        assert_eq!((error.field.as_deref(), error.reason.as_deref()), (Some(field), Some(reason)));
    }
    let mut mixed = settings.clone();
    (mixed["siren"], mixed["vat_number"]) = (json!("732829320"), json!("FR83404833048"));
    assert_eq!(desk.refusal("save_firm_settings", json!({ "settings": mixed })), "other_siren");
    let mut right = settings;
    (right["bic"], right["siren"], right["vat_number"]) =
        (json!("agri frpp 882"), json!("732 829 320"), json!("FR44732829320"));
    let kept = desk.call("save_firm_settings", json!({ "settings": right }));
    assert_eq!((&kept["bic"], &kept["siren"]), (&json!("AGRIFRPP882"), &json!("732829320")));
}
