//! Time entries and costs: durations, frozen rates, clocks.

use serde_json::{Value, json};

use crate::desk::{Desk, id};

impl Desk {
    pub fn time(&self, matter: &str, timekeeper: &str, on: &str, duration: &str) -> Value {
        self.call(
            "record_time",
            json!({ "draft": { "id": null, "matter": matter, "timekeeper": timekeeper, "worked_on": on, "duration": duration,
                "narrative": "Étude du dossier" } }),
        )["entry"]
            .clone()
    }

    pub fn edit_time(&self, entry: &Value, fields: Value) -> Value {
        self.call("record_time", json!({ "draft": time_with(entry, fields) }))
    }
}

pub fn time_with(entry: &Value, fields: Value) -> Value {
    let mut draft = json!({ "id": entry["id"], "matter": entry["matter"], "timekeeper": entry["timekeeper"],
        "worked_on": entry["worked_on"], "duration": entry["minutes"].to_string(), "narrative": entry["narrative"],
        "billable": entry["billable"] });
    fields.as_object().unwrap().iter().for_each(|(field, value)| draft[field] = value.clone());
    draft
}

struct Firm {
    desk: Desk,
    client: String,
    matter: String,
    julie: String,
    paul: String,
}

fn firm() -> Firm {
    let desk = Desk::new();
    let client = desk.company("Boulangerie Roux");
    let matter = desk.matter(&client, "Bail");
    let (julie, paul) = (desk.timekeeper("Me Julie Martin", "associate"), desk.timekeeper("Me Paul Roy", "partner"));
    desk.standard_rate(None, Some("associate"), "2020-01-01", 25_000);
    desk.standard_rate(None, Some("partner"), "2020-01-01", 40_000);
    Firm { desk, client, matter, julie, paul }
}

#[test]
fn twenty_minutes_at_three_hundred_euros_are_a_hundred_euros() {
    let Firm { desk, client, matter, julie, .. } = firm();
    desk.agree(&client, json!({ "timekeeper": julie }), "2026-03-01", 30_000);
    let entry = desk.time(&matter, &julie, "2026-03-02", "20");
    assert_eq!(entry["amount"], 10_000);
    assert_eq!(entry["rate"]["source"], "négocié · Me Julie Martin · depuis le 01/03/2026");
    assert_eq!(desk.call("parse_duration", json!({ "text": "1 h 30" })), 90);
}

#[test]
fn new_terms_never_price_an_entry_anew() {
    let Firm { desk, client, matter, julie, .. } = firm();
    let entry = desk.time(&matter, &julie, "2026-03-02", "1h");
    assert_eq!(entry["amount"], 25_000);
    let terms = desk.agree(&client, json!({ "timekeeper": julie }), "2026-03-01", 30_000);
    let listed = |desk: &Desk| {
        desk.call("list_time", json!({ "filter": { "matter": matter }, "page": { "offset": 0, "limit": 10 } }))["rows"]
            [0]["entry"]
            .clone()
    };
    assert_eq!(listed(&desk), entry);
    // Its minutes and text may change: the rate stays.
    let edited = desk.edit_time(&entry, json!({ "duration": "1h30", "narrative": "Relecture" }));
    assert_eq!((&edited["entry"]["amount"], &edited["rate_before"]), (&json!(37_500), &Value::Null));
    assert_eq!(edited["entry"]["rate"], entry["rate"]);
    // Work of before the terms, typed today, has the terms of its date.
    assert_eq!(desk.time(&matter, &julie, "2026-02-28", "1h")["rate"]["hourly_rate"], 25_000);
    assert_eq!(desk.time(&matter, &julie, "2026-03-01", "1h")["rate"]["hourly_rate"], 30_000);
    // To take the terms back leaves the entries made under them.
    desk.call("remove_negotiated_rate", json!({ "id": terms["id"] }));
    assert_eq!(listed(&desk)["rate"]["hourly_rate"], 25_000);
}

#[test]
fn another_person_matter_or_day_resolves_anew_and_says_so() {
    let Firm { desk, client, matter, julie, paul } = firm();
    let other = desk.matter(&client, "Autre");
    desk.agree(&client, json!({ "matter": other }), "2020-01-01", 15_000);
    desk.agree(&client, json!({}), "2026-06-01", 35_000);
    let entry = desk.time(&matter, &julie, "2026-03-02", "1h");
    for (fields, rate) in [
        (json!({ "timekeeper": paul }), 40_000),
        (json!({ "matter": other }), 15_000),
        (json!({ "matter": matter, "timekeeper": julie, "worked_on": "2026-06-02" }), 35_000),
    ] {
        let saved = desk.edit_time(&entry, fields.clone());
        assert_eq!(saved["entry"]["rate"]["hourly_rate"], rate, "{fields}");
        assert!(!saved["rate_before"].is_null(), "{fields}");
    }
    let moved = desk.call("move_time", json!({ "ids": [entry["id"]], "matter": other }));
    assert_eq!(
        (&moved[0]["entry"]["amount"], &moved[0]["rate_before"]["hourly_rate"]),
        (&json!(15_000), &json!(35_000))
    );
    desk.call("undo_last", json!({}));
    let page = desk.call("list_time", json!({ "filter": { "matter": matter }, "page": { "offset": 0, "limit": 10 } }));
    assert_eq!(page["amount"], 35_000);
}

#[test]
fn a_rate_typed_by_hand_is_marked_and_kept_until_it_is_taken_back() {
    let Firm { desk, matter, julie, .. } = firm();
    let entry = desk.time(&matter, &julie, "2026-03-02", "1h");
    let manual = desk.edit_time(&entry, json!({ "manual_rate": 19_900 }));
    assert_eq!(
        (&manual["entry"]["rate"]["step"], &manual["entry"]["rate"]["source"]),
        (&json!("manual"), &json!("saisi à la main"))
    );
    assert_eq!(manual["rate_before"]["hourly_rate"], 25_000);
    let kept = desk.edit_time(&manual["entry"], json!({ "duration": "2h" }));
    assert_eq!(kept["entry"]["amount"], 39_800);
    let again = desk.edit_time(&kept["entry"], json!({ "resolve_again": true }));
    assert_eq!(again["entry"]["rate"]["step"], "standard_grade");
}

#[test]
fn without_any_rate_the_entry_asks_for_one() {
    let desk = Desk::new();
    let client = desk.company("Boulangerie Roux");
    let (matter, julie) = (desk.matter(&client, "Bail"), desk.timekeeper("Me Julie Martin", "associate"));
    let mut draft =
        json!({ "id": null, "matter": matter, "timekeeper": julie, "duration": "20", "worked_on": "2026-03-02" });
    let error = desk.refused("record_time", json!({ "draft": draft }));
    assert_eq!((error.field.as_deref(), error.reason.as_deref()), (Some("manual_rate"), Some("no_rate")));
    draft["manual_rate"] = json!(30_000);
    assert_eq!(desk.call("record_time", json!({ "draft": draft }))["entry"]["amount"], 10_000);
    draft["duration"] = json!("25h");
    assert_eq!(desk.refused("record_time", json!({ "draft": draft })).reason.as_deref(), Some("too_long"));
}

#[test]
fn days_and_weeks_add_up() {
    let Firm { desk, matter, julie, paul, client } = firm();
    for (who, on, duration) in [
        (&julie, "2026-03-02", "1h"),
        (&julie, "2026-03-03", "30"),
        (&paul, "2026-03-03", "0,5h"),
        (&paul, "2026-03-09", "15"),
    ] {
        desk.time(&matter, who, on, duration);
    }
    let list = |filter: Value| {
        let page = desk.call("list_time", json!({ "filter": filter, "page": { "offset": 0, "limit": 2 } }));
        (page["total"].as_i64().unwrap(), page["minutes"].as_i64().unwrap(), page["amount"].as_i64().unwrap())
    };
    assert_eq!(list(json!({ "from": "2026-03-02", "to": "2026-03-08" })), (3, 120, 25_000 + 12_500 + 20_000));
    assert_eq!(list(json!({ "timekeeper": julie })), (2, 90, 37_500));
    assert_eq!(list(json!({ "client": client, "unbilled": true })), (4, 135, 67_500));
    let entry = desk.time(&matter, &paul, "2026-03-10", "1h");
    desk.edit_time(&entry, json!({ "billable": false }));
    assert_eq!(list(json!({ "timekeeper": paul })), (3, 105, 30_000));
    assert_eq!(list(json!({ "timekeeper": paul, "unbilled": true })), (2, 45, 30_000));
    desk.call("remove_time", json!({ "id": entry["id"] }));
    assert_eq!(list(json!({ "timekeeper": paul })), (2, 45, 30_000));
    desk.check();
}

#[test]
fn totals_are_told_by_day_and_timekeeper() {
    let Firm { desk, matter, julie, paul, client } = firm();
    desk.time(&matter, &julie, "2026-03-02", "1h");
    let spare = desk.time(&matter, &julie, "2026-03-02", "30");
    desk.edit_time(&spare, json!({ "billable": false }));
    desk.time(&matter, &paul, "2026-03-02", "15");
    desk.time(&matter, &julie, "2026-03-04", "2h");
    desk.time(&matter, &julie, "2026-03-09", "2h");
    let week = json!({ "from": "2026-03-02", "to": "2026-03-08", "client": client });
    let totals = desk.call("time_totals", json!({ "filter": week }));
    let told: Vec<(&str, &str, i64, i64, i64, i64)> = totals
        .as_array()
        .unwrap()
        .iter()
        .map(|total| {
            let number = |field: &str| total[field].as_i64().unwrap();
            let text = |field: &str| total[field].as_str().unwrap();
            (
                text("worked_on"),
                text("timekeeper_name"),
                number("entries"),
                number("minutes"),
                number("billable_minutes"),
                number("amount"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("2026-03-02", "Me Julie Martin", 2, 90, 60, 25_000),
            ("2026-03-02", "Me Paul Roy", 1, 15, 15, 10_000),
            ("2026-03-04", "Me Julie Martin", 1, 120, 120, 50_000)
        ]
    );
}

#[test]
fn a_clock_survives_a_restart_and_becomes_an_entry() {
    let Firm { desk, matter, julie, .. } = firm();
    let first =
        desk.call("start_timer", json!({ "id": null, "matter": matter, "timekeeper": julie, "narrative": "Appel" }));
    let second = desk.call("start_timer", json!({ "id": null, "matter": null, "timekeeper": null, "narrative": "" }));
    let running = |desk: &Desk| {
        let timers = desk.call("timers", json!({}));
        timers.as_array().unwrap().iter().map(|timer| (id(timer), timer["running"] == true)).collect::<Vec<_>>()
    };
    assert_eq!(running(&desk), [(id(&second), true), (id(&first), false)]);
    let desk = desk.restart();
    desk.state();
    assert_eq!(running(&desk), [(id(&second), true), (id(&first), false)]);
    let again = desk
        .call("start_timer", json!({ "id": first["id"], "matter": matter, "timekeeper": julie, "narrative": "Appel" }));
    assert_eq!(again["running"], true);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let paused = desk.call("pause_timer", json!({ "id": first["id"] }));
    assert_eq!((&paused["running"], &paused["minutes"]), (&json!(false), &json!(1)));
    let duration = paused["minutes"].to_string();
    desk.call(
        "record_time",
        json!({ "draft": { "id": null, "matter": matter, "timekeeper": julie, "duration": duration, "timer": first["id"] } }),
    );
    desk.call("discard_timer", json!({ "id": second["id"] }));
    assert!(running(&desk).is_empty());
    desk.check();
}

#[test]
fn expenses_and_disbursements_never_merge() {
    let Firm { desk, matter, client, .. } = firm();
    let cost = |kind: &str, amount: i64| {
        desk.call(
            "save_cost",
            json!({ "cost": { "id": null, "kind": kind, "matter": matter, "label": "Greffe", "amount": amount, "incurred_on": "2026-03-02" } }),
        )
    };
    let expense = cost("expense", 1500);
    cost("disbursement", 3782);
    cost("disbursement", 100);
    let list = |kind: &str| {
        desk.call("list_costs", json!({ "filter": { "kind": kind, "client": client, "unbilled": true }, "page": { "offset": 0, "limit": 10 } }))
            ["amount"]
            .clone()
    };
    assert_eq!((list("expense"), list("disbursement")), (json!(1500), json!(3882)));
    desk.call("remove_cost", json!({ "kind": "expense", "id": expense["id"] }));
    assert_eq!(list("expense"), 0);
    for (label, amount, reason) in [("", 1, "required"), ("Greffe", 0, "required"), ("Greffe", -1, "negative")] {
        let error = desk.refused(
            "save_cost",
            json!({ "cost": { "id": null, "kind": "expense", "matter": matter, "label": label, "amount": amount } }),
        );
        assert_eq!(error.reason.as_deref(), Some(reason));
    }
    desk.check();
}
