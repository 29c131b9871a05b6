//! Which rate applies: the precedence of DOMAIN §6, its dates, and why.

use serde_json::{Value, json};

use crate::desk::Desk;

impl Desk {
    pub fn standard_rate(&self, timekeeper: Option<&str>, grade: Option<&str>, from: &str, rate: i64) {
        let rate = json!({ "id": null, "timekeeper": timekeeper, "grade": grade, "effective_from": from, "hourly_rate": rate });
        self.call("save_standard_rate", json!({ "rate": rate }));
    }

    pub fn agree(&self, client: &str, scope: Value, from: &str, rate: i64) -> Value {
        let mut terms = json!({ "id": null, "client": client, "effective_from": from, "hourly_rate": rate });
        for (field, value) in scope.as_object().unwrap() {
            terms[field] = value.clone();
        }
        self.call("save_negotiated_rate", json!({ "rate": terms }))
    }

    pub fn why(&self, matter: &str, timekeeper: &str, on: &str) -> Value {
        self.call("resolve_rate", json!({ "matter": matter, "timekeeper": timekeeper, "on": on }))
    }
}

/// Every combination of rates there may be (each of the nine rules, present or not), on each day around two dates: 512 × 3
/// answers, against the order written in DOMAIN §6.
#[test]
fn the_first_rule_that_has_a_rate_wins_in_every_combination() {
    let desk = Desk::new();
    let (julie, paul) = (desk.timekeeper("Me Julie Martin", "associate"), desk.timekeeper("Me Paul Roy", "partner"));
    // Rates of others never apply: another person, another grade, another matter.
    let order = [
        "matter_timekeeper",
        "matter_grade",
        "matter",
        "client_timekeeper",
        "client_grade",
        "client",
        "standard_timekeeper",
        "standard_grade",
        "firm",
    ];
    // Standard rates are the firm's: three sets of clients, one before each of them is there.
    let mut expected_standard: Vec<&str> = Vec::new();
    for standard in ["none", "firm", "standard_grade", "standard_timekeeper"] {
        match standard {
            "firm" => desk.standard_rate(None, None, "2026-01-01", 10_000),
            "standard_grade" => desk.standard_rate(None, Some("associate"), "2026-01-01", 11_000),
            "standard_timekeeper" => desk.standard_rate(Some(&julie), None, "2026-01-01", 12_000),
            _ => {}
        }
        if standard != "none" {
            expected_standard.push(standard);
        }
        for present in 0..64u32 {
            let client = desk.company(&format!("Client {standard} {present}"));
            let (matter, other) = (desk.matter(&client, "Le nôtre"), desk.matter(&client, "Un autre"));
            desk.agree(&client, json!({ "matter": other }), "2026-01-01", 1);
            desk.agree(&client, json!({ "timekeeper": paul }), "2026-01-01", 2);
            desk.agree(&client, json!({ "grade": "partner" }), "2026-01-01", 3);
            let scopes = [
                json!({ "matter": matter, "timekeeper": julie }),
                json!({ "matter": matter, "grade": "associate" }),
                json!({ "matter": matter }),
                json!({ "timekeeper": julie }),
                json!({ "grade": "associate" }),
                json!({}),
            ];
            for (at, scope) in scopes.iter().enumerate().filter(|(at, _)| present >> at & 1 == 1) {
                desk.agree(&client, scope.clone(), "2026-03-01", 20_000 + at as i64);
                desk.agree(&client, scope.clone(), "2026-06-01", 30_000 + at as i64);
            }
            let agreed = order[..6].iter().enumerate().find(|(at, _)| present >> at & 1 == 1);
            let standard_step = order[6..].iter().find(|step| expected_standard.contains(step));
            for (day, base, from) in [
                ("2026-02-28", None, ""),
                ("2026-03-01", Some(20_000), "2026-03-01"),
                ("2026-05-31", Some(20_000), "2026-03-01"),
                ("2026-06-01", Some(30_000), "2026-06-01"),
            ] {
                let answer = desk.why(&matter, &julie, day);
                match (agreed, base, standard_step) {
                    (Some((at, step)), Some(base), _) => {
                        assert_eq!(answer["chosen"]["step"], *step, "{present:06b} {standard} {day}");
                        assert_eq!(answer["chosen"]["hourly_rate"], base + at as i64);
                        assert_eq!(answer["chosen"]["effective_from"], from);
                    }
                    (_, _, Some(step)) => assert_eq!(answer["chosen"]["step"], *step, "{present:06b} {standard} {day}"),
                    (_, _, None) => assert_eq!(answer["chosen"], Value::Null, "{present:06b} {standard} {day}"),
                }
            }
        }
    }
}

#[test]
fn the_answer_says_why() {
    let desk = Desk::new();
    let (client, julie) = (desk.company("Boulangerie Roux"), desk.timekeeper("Me Julie Martin", "associate"));
    let matter = desk.matter(&client, "Bail");
    desk.standard_rate(None, Some("associate"), "2025-01-01", 25_000);
    desk.agree(&client, json!({ "timekeeper": julie }), "2026-03-01", 22_000);
    let answer = desk.why(&matter, &julie, "2026-04-15");
    assert_eq!(answer["chosen"]["source"], "négocié · Me Julie Martin · depuis le 01/03/2026");
    let steps = answer["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 9);
    let found: Vec<&Value> = steps.iter().filter(|step| !step["hourly_rate"].is_null()).collect();
    assert_eq!(found.len(), 2);
    assert_eq!((&found[0]["chosen"], &found[1]["chosen"]), (&json!(true), &json!(false)));
    assert_eq!(found[1]["label"], "standard · collaborateurs");
    assert_eq!(
        desk.why(&matter, &julie, "2026-02-28")["chosen"]["source"],
        "standard · collaborateurs · depuis le 01/01/2025"
    );
}

#[test]
fn a_grade_is_the_one_held_on_the_day_of_the_work() {
    let desk = Desk::new();
    let client = desk.company("Boulangerie Roux");
    let grades = json!([{ "grade": "partner", "effective_from": "2026-07-01" }, { "grade": "associate", "effective_from": "2024-01-01" }]);
    let julie = desk
        .call("save_timekeeper", json!({ "timekeeper": { "id": null, "name": "Me Julie Martin", "grades": grades } }));
    assert_eq!(julie["draft"]["initials"], "JM");
    let julie = crate::desk::id(&julie);
    let matter = desk.matter(&client, "Bail");
    desk.standard_rate(None, Some("associate"), "2020-01-01", 25_000);
    desk.standard_rate(None, Some("partner"), "2020-01-01", 40_000);
    for (day, rate) in [("2023-05-01", 25_000), ("2026-06-30", 25_000), ("2026-07-01", 40_000)] {
        assert_eq!(desk.why(&matter, &julie, day)["chosen"]["hourly_rate"], rate, "{day}");
    }
    let simulated = desk.call("simulate_rates", json!({ "client": client, "matter": null, "on": "2026-08-01" }));
    assert_eq!(
        (&simulated[0]["grade"], &simulated[0]["answer"]["chosen"]["hourly_rate"]),
        (&json!("partner"), &json!(40_000))
    );
}

#[test]
fn the_grid_keeps_its_history_and_says_what_is_in_force() {
    let desk = Desk::new();
    let client = desk.company("Boulangerie Roux");
    let first =
        desk.agree(&client, json!({ "grade": "associate", "document": "Convention 2024.pdf" }), "2024-01-01", 20_000);
    desk.agree(&client, json!({ "grade": "associate" }), "2025-01-01", 21_000);
    desk.agree(&client, json!({ "grade": "associate" }), "2099-01-01", 30_000);
    desk.agree(&client, json!({}), "2025-01-01", 25_000);
    // The same scope and day again changes the line instead of adding one.
    assert_eq!(desk.agree(&client, json!({ "grade": "associate" }), "2025-01-01", 21_500)["hourly_rate"], 21_500);
    let grid = desk.call("negotiated_rates", json!({ "client": client }));
    let lines: Vec<(i64, bool)> = grid
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["rate"]["hourly_rate"].as_i64().unwrap(), line["in_force"].as_bool().unwrap()))
        .collect();
    assert_eq!(lines, [(30_000, false), (21_500, true), (20_000, false), (25_000, true)]);
    // Another date for a line moves it.
    let mut moved = first.clone();
    moved["effective_from"] = json!("2023-06-01");
    desk.call("save_negotiated_rate", json!({ "rate": moved }));
    assert_eq!(desk.call("negotiated_rates", json!({ "client": client })).as_array().unwrap().len(), 4);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.call("negotiated_rates", json!({ "client": client })), grid);
    desk.call("remove_negotiated_rate", json!({ "id": first["id"] }));
    assert_eq!(desk.call("negotiated_rates", json!({ "client": client })).as_array().unwrap().len(), 3);
    let (julie, other) = (desk.timekeeper("Me Julie Martin", "associate"), desk.company("Autre"));
    let matter = desk.matter(&other, "Bail");
    for (scope, rate, reason) in [
        (json!({ "timekeeper": julie, "grade": "partner" }), 1, "both"),
        (json!({ "matter": matter }), 1, "other_client"),
        (json!({}), -1, "negative"),
    ] {
        let mut terms = json!({ "id": null, "client": client, "effective_from": "2026-01-01", "hourly_rate": rate });
        scope.as_object().unwrap().iter().for_each(|(field, value)| terms[field] = value.clone());
        assert_eq!(desk.refused("save_negotiated_rate", json!({ "rate": terms })).reason.as_deref(), Some(reason));
    }
    desk.check();
}
