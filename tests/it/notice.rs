//! What the desktop is told outside the window: once each, without names unless they are wanted, and nothing of a closed base.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use themisia_core::notice::{self, DesktopNotice};

use crate::desk::Desk;

impl Desk {
    /// What the desktop shows now.
    fn told(&self) -> Vec<String> {
        self.told_by(true)
    }

    fn told_by(&self, shows: bool) -> Vec<String> {
        let mut shown = Vec::new();
        notice::tell(&self.vault, &mut |notice: &DesktopNotice| {
            let text = if notice.body.is_empty() {
                notice.title.clone()
            } else {
                format!("{}: {}", notice.title, notice.body)
            };
            shown.push(text.replace('\u{a0}', " "));
            shows
        })
        .unwrap();
        shown
    }

    fn notices_are(&self, wanted: &str) {
        let mut settings = self.call("device_settings", json!({}));
        settings["desktop_notices"] = json!(wanted);
        self.call("save_device_settings", json!({ "settings": settings }));
    }
}

/// So many minutes after an instant, as the clock of the place shows it.
fn clock(instant: &str, minutes: i64) -> String {
    let at: DateTime<Utc> = instant.parse().unwrap();
    (at + TimeDelta::minutes(minutes)).with_timezone(&chrono::Local).format("%Y-%m-%dT%H:%M").to_string()
}

const NOON: &str = "2026-03-02T12:00:00Z";
const NOTHING: [&str; 0] = [];

#[test]
fn what_falls_due_is_told_once_and_names_nobody() {
    let desk = Desk::new().at(NOON);
    assert_eq!(desk.told(), NOTHING);
    let first = desk.todo("Conclure pour DURAND", json!({ "due_on": "2026-03-02" }));
    desk.todo("Appeler", json!({ "due_on": "2026-03-02" }));
    desk.todo("Oublié", json!({ "due_on": "2026-02-20" }));
    desk.todo("Demain", json!({ "due_on": "2026-03-03" }));
    assert_eq!(desk.told(), ["2 échéances aujourd’hui, 1 en retard"]);
    assert_eq!(desk.told(), NOTHING, "never twice");
    // Nor after a start of the program, nor as late on the day after.
    let desk = desk.at("2026-03-02T13:00:00Z");
    assert_eq!(desk.told(), NOTHING);
    let desk = desk.at("2026-03-03T12:00:00Z");
    assert_eq!(desk.told(), ["1 échéance aujourd’hui"], "the one of that day alone");
    desk.todo("Relancer", json!({ "due_on": "2026-03-01" }));
    assert_eq!(desk.told(), ["1 échéance en retard"]);
    // What was put off comes back on its day.
    desk.call("snooze_todo", json!({ "id": first["id"], "until": "2026-03-05" }));
    let desk = desk.at("2026-03-04T12:00:00Z");
    assert_eq!(desk.told(), NOTHING);
    let desk = desk.at("2026-03-05T12:00:00Z");
    assert_eq!(desk.told(), ["1 échéance en retard"]);
    assert_eq!(desk.told(), NOTHING);
}

#[test]
fn what_the_desktop_did_not_take_is_told_again() {
    let desk = Desk::new().at(NOON);
    desk.todo("Conclure", json!({ "due_on": "2026-03-02" }));
    assert_eq!(desk.told_by(false), ["1 échéance aujourd’hui"]);
    assert_eq!(desk.told(), ["1 échéance aujourd’hui"]);
    assert_eq!(desk.told(), NOTHING);
}

#[test]
fn a_meeting_is_told_a_quarter_of_an_hour_before_and_again_when_it_moves() {
    let desk = Desk::new().at(NOON);
    let client = desk.person("Anne", "Durand");
    let fields = json!({ "kind": "meeting", "starts_at": clock(NOON, 14), "place": "Cabinet", "contact": client });
    let meeting = desk.todo("Point", fields);
    desk.todo("Plus tard", json!({ "kind": "meeting", "starts_at": clock(NOON, 40) }));
    assert_eq!(desk.told(), ["Un rendez-vous dans 14 minutes"]);
    assert_eq!(desk.told(), NOTHING);
    let mut draft = meeting["draft"].clone();
    (draft["starts_at"], draft["ends_at"]) = (json!(clock(NOON, 10)), Value::Null);
    desk.notices_are("titles");
    desk.call("save_todo", json!({ "todo": draft }));
    assert_eq!(desk.told(), ["Un rendez-vous dans 10 minutes: Point · Cabinet · Anne DURAND"]);
    // The one that the window has told of is not said by the desktop too.
    let other = desk.todo("Autre", json!({ "kind": "meeting", "starts_at": clock(NOON, 5) }));
    desk.call("remember_told", json!({ "ids": [other["id"], "01a20cc6-66c9-7693-955a-7aba5b755b64"] }));
    assert_eq!(desk.told(), NOTHING);
}

#[test]
fn titles_are_told_only_when_they_are_wanted_and_off_is_silence() {
    let desk = Desk::new().at(NOON);
    assert_eq!(desk.call("device_settings", json!({}))["desktop_notices"], "discreet");
    for title in ["Un", "Deux", "Trois", "Quatre", "Cinq"] {
        desk.todo(title, json!({ "due_on": "2026-03-02" }));
    }
    desk.notices_are("off");
    assert_eq!(desk.told(), NOTHING);
    desk.notices_are("titles");
    let told = desk.told();
    assert!(told[0].starts_with("5 échéances aujourd’hui: "), "{told:?}");
    assert_eq!((told.len(), told[0].lines().count(), told[0].lines().last()), (1, 5, Some("et 1 de plus")));
}

#[test]
fn what_is_of_another_person_is_not_told_here() {
    let desk = Desk::new().at(NOON);
    let me = desk.call("users", json!({}))[0]["id"].clone();
    let task = desk.todo("De moi", json!({ "due_on": "2026-03-02", "assignee": me }));
    assert_eq!(desk.told(), ["1 échéance aujourd’hui"]);
    desk.call("complete_todo", json!({ "id": task["id"], "done": true }));
    desk.call("complete_todo", json!({ "id": task["id"], "done": false }));
    assert_eq!(desk.told(), NOTHING, "done and not done is the same task");
}

#[test]
fn identification_is_told_at_ninety_thirty_and_zero_days() {
    let desk = Desk::new().at(NOON);
    let client = desk.identified("Anne", "Durand");
    desk.passport(&client, "2026-06-10");
    desk.matter(&client, "Constitution");
    desk.validate(&client);
    assert_eq!(desk.told(), NOTHING, "a hundred days are left");
    let desk = desk.at("2026-03-20T12:00:00Z");
    assert_eq!(desk.told(), ["1 dossier KYC à renouveler bientôt"]);
    assert_eq!(desk.told(), NOTHING);
    let desk = desk.at("2026-03-21T12:00:00Z");
    assert_eq!(desk.told(), NOTHING);
    let desk = desk.at("2026-05-20T12:00:00Z");
    desk.notices_are("titles");
    assert_eq!(desk.told(), ["1 dossier KYC à renouveler bientôt: DURAND Anne (11/06/2026)"]);
    let desk = desk.at("2026-06-12T12:00:00Z");
    assert_eq!(desk.told(), ["1 dossier KYC à renouveler: DURAND Anne (11/06/2026)"]);
    let desk = desk.at("2026-06-13T12:00:00Z");
    assert_eq!(desk.told(), NOTHING);
}

#[test]
fn a_closed_base_tells_nothing_and_its_opening_brings_it() {
    let desk = Desk::new();
    desk.call("set_passphrase", json!({ "current": null, "passphrase": "une phrase très secrète" }));
    desk.todo("En retard", json!({ "due_on": "2026-01-02" }));
    desk.call("lock", json!({}));
    assert_eq!(desk.told(), NOTHING);
    desk.call("unlock", json!({ "passphrase": "une phrase très secrète" }));
    assert_eq!(desk.told(), ["1 échéance en retard"]);
}
