//! Taking over a contact: what one screen tells, how much of it, and what it warns of.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::Desk;

impl Desk {
    fn summary(&self, id: &str) -> Value {
        self.call("contact_summary", json!({ "id": id }))
    }
}

fn warned(summary: &Value) -> Vec<&str> {
    summary["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

fn said(summary: &Value, code: &str) -> String {
    let all = summary["warnings"].as_array().unwrap();
    all.iter().find(|warning| warning["code"] == code).unwrap()["text"].as_str().unwrap().to_owned()
}

fn texts(rows: &Value, field: &str) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row.pointer(field).unwrap().as_str().unwrap().to_owned()).collect()
}

#[test]
fn one_screen_tells_who_what_is_open_what_comes_and_what_was_agreed() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let (company, director, friend) =
        (desk.company("SARL du Port"), desk.person("Anne", "Durand"), desk.person("Luc", "Petit"));
    desk.edit(
        &company,
        json!({ "referred_by": friend, "origin": "Recommandation",
            "phones": [{ "id": null, "label": "", "number": "04 72 00 00 00" }],
            "emails": [{ "id": null, "label": "", "address": "contact@port.fr" }] }),
    );
    desk.edit(&director, json!({ "phones": [{ "id": null, "label": "", "number": "06 39 98 12 34" }] }));
    let link =
        json!({ "id": null, "contact": company, "other": director, "kind": "representative", "function": "gérante" });
    desk.call("save_link", json!({ "link": link }));
    let past =
        json!({ "id": null, "contact": company, "other": friend, "kind": "representative", "ends_on": "2025-12-31" });
    desk.call("save_link", json!({ "link": past }));
    let role =
        json!({ "id": null, "client": company, "recipient": director, "role": "correspondence", "is_default": true });
    desk.call("save_role", json!({ "role": role }));
    let matter = desk.matter(&company, "Bail");
    for (title, day) in [("Conclure", "2026-02-27"), ("Relire", "2026-03-09"), ("Appeler", "2026-03-02")] {
        let todo = json!({ "id": null, "kind": "task", "title": title, "due_on": day, "matter": matter });
        desk.call("save_todo", json!({ "todo": todo }));
    }
    for (subject, at) in
        [("Ancien", "2026-01-01T09:00"), ("Récent", "2026-02-28T09:00"), ("Demain", "2026-03-03T09:00")]
    {
        let draft = json!({ "id": null, "kind": "call", "at": at, "subject": subject, "about": [company] });
        desk.call("save_interaction", json!({ "draft": draft }));
    }
    desk.agree(&company, json!({}), "2026-01-01", 30000);
    desk.agree(&company, json!({}), "2027-01-01", 40000);

    let summary = desk.summary(&company);
    assert_eq!((&summary["display_name"], &summary["status"]), (&json!("SARL du Port"), &json!("unqualified")));
    assert_eq!(summary["referred_by"]["name"], "Luc PETIT");
    assert_eq!(summary["origin"], "Recommandation");
    assert_eq!(texts(&summary["people"]["rows"], "/name"), ["Anne DURAND"], "who stands for it today");
    assert_eq!(summary["people"]["rows"][0]["function"], "gérante");
    assert_eq!(summary["people"]["rows"][0]["phone"], "+33639981234");
    assert_eq!(texts(&summary["correspondence"], "/name"), ["Anne DURAND"]);
    assert_eq!(texts(&summary["matters"]["rows"], "/title"), ["Bail"]);
    assert_eq!(texts(&summary["overdue"]["rows"], "/draft/title"), ["Conclure"]);
    assert_eq!(texts(&summary["coming"]["rows"], "/draft/title"), ["Appeler", "Relire"]);
    assert_eq!(texts(&summary["exchanges"], "/subject"), ["Récent", "Ancien"], "not what is still to come");
    assert_eq!(
        (&summary["terms"]["total"], &summary["terms"]["rows"][0]["rate"]["hourly_rate"]),
        (&json!(1), &json!(30000))
    );
    assert_eq!(summary["figures"]["open_matters"], 1);
    let of_director = desk.summary(&director);
    assert_eq!(of_director["people"]["rows"][0]["reversed"], true, "whom she stands for");
    desk.check();
}

#[test]
fn it_warns_of_what_may_go_wrong_and_falls_silent_when_it_is_mended() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.person("Anne", "Durand");
    assert_eq!(warned(&desk.summary(&anne)), ["no_email", "no_address"], "a contact need not be identified");
    desk.matter(&anne, "Bail");
    let summary = desk.summary(&anne);
    assert_eq!(warned(&summary), ["kyc", "conflict", "identification", "no_email", "no_address"]);
    assert_eq!(said(&summary, "kyc"), "Identification (KYC) : à faire.");
    assert!(said(&summary, "identification").contains(" autres."), "a few are named");
    assert_eq!(said(&summary, "conflict"), "Recherche de conflit d’intérêts à faire ou à refaire : 2026-0001.");
    let asked = json!([{ "name": "Anne Durand", "contact": anne }]);
    let check = json!({ "matter": summary["matters"]["rows"][0]["matter"], "asked": asked, "depth": 1, "decision": "no_conflict",
        "comment": "Le client lui-même" });
    desk.call("record_conflict_check", json!({ "check": check }));
    let decision = json!({ "client": anne, "to": "out_of_scope", "reason": "Contentieux" });
    desk.call("decide_kyc", json!({ "decision": decision }));
    desk.edit(
        &anne,
        json!({ "emails": [{ "id": null, "label": "", "address": "anne@durand.fr" }],
            "addresses": [{ "id": null, "street": "1 rue Mercière", "postal_code": "69002", "town": "Lyon" }] }),
    );
    assert_eq!(warned(&desk.summary(&anne)), [""; 0]);
    desk.call("restrict_contact", json!({ "id": anne, "reason": "Exactitude contestée" }));
    assert_eq!(
        said(&desk.summary(&anne), "restricted"),
        "Usage des données limité (RGPD, art. 18) : Exactitude contestée"
    );
}

#[test]
fn lists_stay_short_and_say_how_long_they_are() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.person("Anne", "Durand");
    for n in 0..8 {
        let matter = desk.matter(&anne, &format!("Dossier {n}"));
        let todo =
            json!({ "id": null, "kind": "task", "title": format!("T{n}"), "due_on": "2026-02-01", "matter": matter });
        desk.call("save_todo", json!({ "todo": todo }));
        let draft = json!({ "id": null, "kind": "note", "subject": format!("N{n}"), "about": [anne] });
        desk.call("save_interaction", json!({ "draft": draft }));
    }
    let summary = desk.summary(&anne);
    for list in ["matters", "overdue"] {
        assert_eq!(
            (&summary[list]["total"], summary[list]["rows"].as_array().unwrap().len()),
            (&json!(8), 5),
            "{list}"
        );
    }
    assert_eq!(summary["exchanges"].as_array().unwrap().len(), 5);
    assert!(said(&summary, "conflict").ends_with("et 4 autres."));
    desk.refused_with(ErrorCode::NotFound, "contact_summary", json!({ "id": "01a20cc6-66c9-7693-955a-7aba5b755b64" }));
}
