//! Knowing the client: what is missing by name, who owns in the end, the circuit and its signed steps, what is to be done.

use proptest::prelude::*;
use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::Desk;

impl Desk {
    fn kyc(&self, client: &str) -> Value {
        self.call("kyc_file", json!({ "client": client, "matter": null }))
    }

    fn save_kyc(&self, client: &str, fields: Value) -> Value {
        let mut draft = self.kyc(client)["draft"].clone();
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        self.call("save_kyc", json!({ "draft": draft }))
    }

    fn decide(&self, client: &str, to: &str, reason: &str) -> Value {
        self.call("decide_kyc", json!({ "decision": { "client": client, "to": to, "reason": reason } }))
    }

    fn state_of(&self, client: &str, matter: Value) -> String {
        let standing = self.call("kyc_state", json!({ "client": client, "matter": matter }));
        standing["state"].as_str().unwrap().to_owned()
    }

    /// A person with everything that identifies her, but the document seen.
    pub fn identified(&self, first_names: &str, birth_name: &str) -> String {
        let person = self.person(first_names, birth_name);
        self.edit(
            &person,
            json!({ "birth_date": "1970-03-12", "birth_place": "Lyon",
                "addresses": [{ "id": null, "street": "1 rue Mercière", "postal_code": "69002", "town": "Lyon" }] }),
        );
        person
    }

    pub fn passport(&self, contact: &str, expires_on: &str) -> Value {
        let document = json!({ "id": null, "contact": contact, "kind": "passport", "number": "19AB12345",
            "authority": "Préfecture du Rhône", "issued_on": "2019-06-01", "expires_on": expires_on, "copy_name": "passeport.pdf" });
        self.call("save_kyc_document", json!({ "document": document }))
    }

    /// In progress, submitted, validated.
    pub fn validate(&self, client: &str) -> Value {
        self.save_kyc(
            client,
            json!({ "activity": "companies", "purpose": "Constitution d’une société", "pep": "no", "vigilance": "enhanced",
                "funds_origin": "Vente d’un immeuble" }),
        );
        self.decide(client, "submitted", "");
        self.decide(client, "validated", "Vu l’original")
    }

    fn share(&self, company: &str, holder: &str, capital: u32, more: Value) {
        let mut link = json!({ "id": null, "contact": company, "other": holder, "kind": "beneficial_owner",
            "capital_basis_points": capital });
        for (field, value) in more.as_object().into_iter().flatten() {
            link[field] = value.clone();
        }
        self.call("save_link", json!({ "link": link }));
    }

    fn ownership(&self, company: &str) -> Value {
        self.call("kyc_ownership", json!({ "company": company, "on": null }))
    }
}

fn missing(file: &Value) -> Vec<String> {
    let told = file["missing"].as_array().unwrap().iter();
    told.map(|missing| {
        let label = missing["label"].as_str().unwrap();
        if missing["is_client"] == true {
            label.to_owned()
        } else {
            format!("{} : {label}", missing["name"].as_str().unwrap())
        }
    })
    .collect()
}

fn names(owners: &Value) -> Vec<&str> {
    owners.as_array().unwrap().iter().map(|owner| owner["name"].as_str().unwrap()).collect()
}

#[test]
fn what_is_missing_from_a_person_is_told_by_name_and_a_document_seen_completes_the_sheet() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.person("", "Durand");
    let of_file = [
        "Motif de l’assujettissement (CMF, art. L. 561-3)",
        "Objet et nature de la relation d’affaires",
        "Personne politiquement exposée : oui ou non",
        "Niveau de vigilance",
    ];
    let told = missing(&desk.kyc(&anne));
    let of_person = [
        "Prénoms",
        "Date de naissance",
        "Lieu de naissance",
        "Adresse",
        "Type de pièce d’identité",
        "Numéro de pièce d’identité",
        "Autorité qui a délivré la pièce d’identité",
        "Date d’expiration de la pièce d’identité",
        "Pièce d’identité vue",
    ];
    assert_eq!(told, [&of_person[..], &of_file[..]].concat());
    let paul = desk.identified("Paul", "Roux");
    desk.passport(&paul, "2026-02-01");
    assert_eq!(
        missing(&desk.kyc(&paul)),
        [&["Pièce d’identité en cours de validité"][..], &of_file[..]].concat(),
        "an expired one is not enough"
    );
    assert_eq!(desk.contact(&paul)["draft"]["identity_number"], "19AB12345");
    desk.passport(&paul, "2029-06-01");
    assert_eq!(missing(&desk.kyc(&paul)), of_file);
    let file =
        desk.save_kyc(&paul, json!({ "activity": "tax", "purpose": "Conseil", "pep": "no", "vigilance": "normal" }));
    assert_eq!(missing(&file), Vec::<String>::new());
    assert_eq!((&file["standing"]["state"], file["documents"].as_array().unwrap().len()), (&json!("in_progress"), 2));
    // Edits keep who saw a document; wrong ones are refused.
    let wrong = |fields: Value| {
        let mut document = file["documents"][0]["draft"].clone();
        for (field, value) in fields.as_object().unwrap() {
            document[field] = value.clone();
        }
        json!({ "document": document })
    };
    assert_eq!(desk.refusal("save_kyc_document", wrong(json!({ "expires_on": "2018-01-01" }))), "before_start");
    assert_eq!(desk.refusal("save_kyc_document", wrong(json!({ "seen_on": "2027-01-01" }))), "in_future");
    let edited = desk.call("save_kyc_document", wrong(json!({ "remote": true })));
    assert_eq!((&edited["draft"]["remote"], &edited["seen_by"]), (&json!(true), &json!("Claire Vasseur")));
    desk.call("remove_kyc_document", json!({ "id": edited["id"] }));
    assert_eq!(desk.kyc(&paul)["documents"].as_array().unwrap().len(), 1);
    desk.check();
}

#[test]
fn a_company_lacks_its_representatives_and_its_owners_by_name() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let port = desk.company("Menuiserie du Port");
    let told = missing(&desk.kyc(&port));
    for label in [
        "Forme juridique",
        "SIREN ou immatriculation au RCS",
        "Siège social",
        "Représentant légal",
        "Bénéficiaires effectifs (répartition du capital et des votes)",
        "Extrait de registre (Kbis) de moins de trois mois",
    ] {
        assert!(told.contains(&label.to_owned()), "{label} in {told:?}");
    }
    let (anne, paul) = (desk.person("Anne", "Durand"), desk.person("Paul", "Roux"));
    let link = json!({ "id": null, "contact": port, "other": anne, "kind": "representative", "function": "gérante" });
    desk.call("save_link", json!({ "link": link }));
    desk.share(&port, &paul, 6000, json!({}));
    let told = missing(&desk.kyc(&port));
    for label in
        ["Anne DURAND : Date de naissance", "Anne DURAND : Pièce d’identité vue", "Paul ROUX : Date de naissance"]
    {
        assert!(told.contains(&label.to_owned()), "{label} in {told:?}");
    }
    assert!(!told.contains(&"Paul ROUX : Pièce d’identité vue".to_owned()), "he does not act for the company");
    let identity = json!({ "id": null, "contact": port, "kind": "passport", "number": "1" });
    assert_eq!(desk.refusal("save_kyc_document", json!({ "document": identity })), "not_natural_person");
    let extract = json!({ "id": null, "contact": port, "kind": "registration_extract", "issued_on": "2025-11-20" });
    let extract = desk.call("save_kyc_document", json!({ "document": extract }))["draft"].clone();
    let lacks = |desk: &Desk| missing(&desk.kyc(&port)).iter().any(|label| label.starts_with("Extrait"));
    assert!(lacks(&desk), "102 days old when it was seen");
    let mut fresh = extract;
    fresh["issued_on"] = json!("2026-02-20");
    desk.call("save_kyc_document", json!({ "document": fresh }));
    assert!(!lacks(&desk));
}

#[test]
fn owners_hold_strictly_more_than_a_quarter_through_chains_that_add_up() {
    let desk = Desk::new();
    let (alpha, beta, gamma) = (desk.company("Alpha"), desk.company("Bêta"), desk.company("Gamma"));
    let (anne, paul, marie) =
        (desk.person("Anne", "Durand"), desk.person("Paul", "Roux"), desk.person("Marie", "Petit"));
    // Paul: 50 % of 50 % is a quarter, and no more. Anne: 20 % herself, and half of Gamma, which holds 12 %: 26 %.
    desk.share(&alpha, &beta, 5000, json!({}));
    desk.share(&beta, &paul, 5000, json!({}));
    desk.share(&alpha, &anne, 2000, json!({}));
    desk.share(&alpha, &gamma, 1200, json!({ "kind": "parent_company" }));
    desk.share(&gamma, &anne, 5000, json!({}));
    desk.share(&gamma, &marie, 5000, json!({}));
    let found = desk.ownership(&alpha);
    assert_eq!(names(&found["owners"]), ["Anne DURAND"]);
    let owner = &found["owners"][0];
    assert_eq!(
        (&owner["capital"], &owner["direct_capital"], &owner["reason"]),
        (&json!(260_000), &json!(200_000), &json!("shares"))
    );
    assert_eq!(owner["ways"], json!(["par Gamma (12\u{a0}%)"]));
    let holders = found["holders"].as_array().unwrap();
    let paul_held = holders.iter().find(|holder| holder["name"] == "Paul ROUX").unwrap();
    assert_eq!((&paul_held["capital"], &paul_held["reason"]), (&json!(250_000), &Value::Null));
    assert_eq!(found["tree"]["holders"][0]["name"], "Bêta");
    assert_eq!(found["tree"]["holders"][0]["holders"][0]["name"], "Paul ROUX");
    let remarks = found["remarks"].to_string();
    assert!(remarks.contains("Alpha\u{a0}: 18\u{a0}% du capital"), "{remarks}");
    // Votes alone are enough; and so is exactly the threshold once the firm says so.
    desk.share(&alpha, &marie, 0, json!({ "votes_basis_points": 2600 }));
    assert_eq!(names(&desk.ownership(&alpha)["owners"]), ["Marie PETIT", "Anne DURAND"]);
    let mut settings = desk.call("compliance_settings", json!({}));
    settings["owner_threshold_included"] = json!(true);
    desk.call("save_compliance_settings", json!({ "settings": settings }));
    assert_eq!(names(&desk.ownership(&alpha)["owners"]), ["Marie PETIT", "Anne DURAND", "Paul ROUX"]);
    settings["owner_threshold_basis_points"] = json!(5000);
    desk.call("save_compliance_settings", json!({ "settings": settings }));
    assert_eq!(desk.ownership(&alpha)["by_default"], true);
}

#[test]
fn crossed_holdings_are_solved_and_declared_chains_count_once() {
    let desk = Desk::new();
    let (alpha, sub) = (desk.company("Alpha"), desk.company("Filiale"));
    let (anne, paul) = (desk.person("Anne", "Durand"), desk.person("Paul", "Roux"));
    desk.share(&alpha, &anne, 8000, json!({}));
    desk.share(&alpha, &sub, 2000, json!({}));
    desk.share(&sub, &alpha, 5000, json!({}));
    desk.share(&sub, &paul, 5000, json!({}));
    let found = desk.ownership(&alpha);
    assert_eq!(found["holders"][0]["capital"], 888_889);
    assert_eq!(found["holders"][1]["capital"], 111_111);
    assert!(found["remarks"].to_string().contains("Participations croisées"));
    let crossed = &found["tree"]["holders"][1]["holders"];
    assert!(crossed.as_array().unwrap().iter().any(|node| node["is_crossed"] == true && node["name"] == "Alpha"));
    // A share declared « through » a company whose own holders are recorded is that chain, told twice.
    desk.share(&alpha, &paul, 1000, json!({ "through": sub }));
    assert_eq!(desk.ownership(&alpha)["holders"][1]["capital"], 111_111);
    let opaque = desk.company("Opaque");
    desk.share(&alpha, &paul, 3000, json!({ "through": opaque }));
    let found = desk.ownership(&alpha);
    assert!(found["remarks"].to_string().contains("telles que déclarées"));
    // Over 100 % is told.
    assert!(found["remarks"].to_string().contains("dépassent 100 %"), "{}", found["remarks"]);
}

#[test]
fn without_an_owner_the_representative_is_one_also_behind_a_company() {
    let desk = Desk::new();
    let (alpha, manager) = (desk.company("Alpha"), desk.company("Gérance"));
    let (anne, paul) = (desk.person("Anne", "Durand"), desk.person("Paul", "Roux"));
    for (company, other, ends) in
        [(&alpha, &manager, Value::Null), (&manager, &anne, Value::Null), (&alpha, &paul, json!("2020-01-01"))]
    {
        let link = json!({ "id": null, "contact": company, "other": other, "kind": "representative", "function": "gérant", "ends_on": ends });
        desk.call("save_link", json!({ "link": link }));
    }
    let found = desk.ownership(&alpha);
    assert_eq!((names(&found["owners"]), &found["by_default"]), (vec!["Anne DURAND"], &json!(true)));
    assert_eq!(found["owners"][0]["reason"], "representative");
    // One who controls by other means comes before.
    desk.share(&alpha, &paul, 0, json!({}));
    let found = desk.ownership(&alpha);
    assert_eq!((names(&found["owners"]), &found["owners"][0]["reason"]), (vec!["Paul ROUX"], &json!("control")));
    desk.refused_with(ErrorCode::Invalid, "kyc_ownership", json!({ "company": anne, "on": null }));
}

#[test]
fn vigilance_is_proposed_with_its_reasons_and_a_lower_one_is_explained() {
    let desk = Desk::new();
    let anne = desk.identified("Anne", "Durand");
    assert_eq!(desk.kyc(&anne)["proposal"]["level"], "normal");
    desk.edit(&anne, json!({ "nationality": "Iranienne" }));
    let file = desk.kyc(&anne);
    assert_eq!(file["proposal"]["level"], "enhanced");
    assert_eq!(file["countries_found"][0]["through"], "nationalité de Anne DURAND");
    assert!(file["proposal"]["reasons"][0].as_str().unwrap().contains("GAFI"), "{}", file["proposal"]);
    let mut draft = file["draft"].clone();
    draft["vigilance"] = json!("normal");
    assert_eq!(desk.refusal("save_kyc", json!({ "draft": draft })), "required");
    draft["vigilance_reason"] = json!("Née en France, double nationalité");
    desk.call("save_kyc", json!({ "draft": draft }));
    // The list is the firm's.
    let countries = desk.call("risk_countries", json!({}));
    let iran = countries.as_array().unwrap().iter().find(|country| country["code"] == "IR").unwrap();
    assert!(iran["source"].as_str().unwrap().contains("GAFI") && iran["listed_on"].is_string());
    desk.call("remove_risk_country", json!({ "id": iran["id"] }));
    assert_eq!(desk.kyc(&anne)["proposal"]["level"], "normal");
    let added =
        json!({ "id": null, "code": "lu", "name": "Luxembourg", "words": "Luxembourgeoise", "level": "monitored" });
    desk.call("save_risk_country", json!({ "country": added }));
    assert_eq!(desk.refusal("save_risk_country", json!({ "country": added })), "taken");
    let file = desk.save_kyc(&anne, json!({ "countries": ["lu"], "vigilance": null }));
    assert_eq!((&file["proposal"]["level"], &file["countries_found"][0]["code"]), (&json!("normal"), &json!("LU")));
    // Two things to weigh make one that is enhanced.
    desk.edit(&anne, json!({ "nationality": "" }));
    let mut passport = desk.passport(&anne, "2035-01-01")["draft"].clone();
    passport["remote"] = json!(true);
    desk.call("save_kyc_document", json!({ "document": passport }));
    assert_eq!(desk.kyc(&anne)["proposal"]["level"], "enhanced");
    let commune = desk.company("Commune de Lyon");
    desk.edit(&commune, json!({ "legal_form": "Collectivité territoriale" }));
    assert_eq!(desk.kyc(&commune)["proposal"]["level"], "simplified");
}

#[test]
fn the_circuit_is_followed_and_each_step_is_signed_and_stays() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.identified("Anne", "Durand");
    let step = |to: &str, reason: &str| json!({ "decision": { "client": anne, "to": to, "reason": reason } });
    assert_eq!(desk.refusal("decide_kyc", step("validated", "")), "move_refused");
    desk.save_kyc(&anne, json!({ "purpose": "Conseil" }));
    desk.decide(&anne, "submitted", "");
    let draft = desk.kyc(&anne)["draft"].clone();
    assert_eq!(desk.refusal("save_kyc", json!({ "draft": draft })), "closed");
    assert_eq!(desk.refusal("decide_kyc", step("validated", "")), "required", "something is missing");
    desk.refused_with(ErrorCode::Invalid, "decide_kyc", step("refused", " "));
    let file = desk.decide(&anne, "validated", "Connue du cabinet depuis 2010");
    let decision = &file["decisions"][0];
    assert_eq!(
        (&decision["from"], &decision["to"], &decision["user"]),
        (&json!("submitted"), &json!("validated"), &json!("Claire Vasseur"))
    );
    assert!(decision["missing"].to_string().contains("Pièce d’identité vue"));
    assert_eq!(file["draft"]["review_on"], "2028-03-02", "two years on at the normal level");
    assert_eq!(desk.state_of(&anne, Value::Null), "validated");
    // Neither an undo, nor a write of any kind.
    let operation = desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone();
    let error = desk.refused("undo_operation", json!({ "operation": operation, "force": true }));
    assert_eq!(error.reason.as_deref(), Some("frozen"));
    assert_ne!(desk.call("undo_state", json!({}))["undo"]["op"], "decide_kyc");
    let open = desk.vault.open_base().unwrap();
    for sql in
        ["update kyc_decision set reason = 'autre'", "delete from kyc_decision", "update kyc_decision set seen = ''"]
    {
        let written = open.core.transact(themisia_core::op::Op::DecideKyc, |tx| Ok(tx.execute(sql, [])?));
        assert!(written.is_err(), "{sql}");
    }
    drop(open);
    let history = desk.call("contact_history", json!({ "id": anne, "page": { "offset": 0, "limit": 5 } }));
    assert_eq!(history[0]["operation"]["op"], "decide_kyc");
    assert_eq!(desk.refusal("decide_kyc", step("in_progress", "")), "required");
    desk.decide(&anne, "in_progress", "Changement d’adresse");
    assert_eq!(desk.kyc(&anne)["decisions"].as_array().unwrap().len(), 3);
    desk.check();
}

#[test]
fn a_matter_without_a_validated_kyc_is_flagged_everywhere_unless_it_is_out_of_scope() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.identified("Anne", "Durand");
    let open = |title: &str, despite: &str| {
        let draft = json!({ "id": null, "client": anne, "title": title, "opened_despite": despite });
        desk.call("save_matter", json!({ "draft": draft }))
    };
    let sale = open("Cession", "Signature demain, pièce promise");
    assert_eq!(
        (&sale["kyc"]["state"], &sale["kyc"]["is_clear"], &sale["unidentified"]),
        (&json!("to_do"), &json!(false), &json!(["Anne DURAND"]))
    );
    let trial = open("Procès", "");
    let flagged = |desk: &Desk| {
        let filter = json!({ "view": "open", "without_kyc": true });
        let page = desk.call("list_matters", json!({ "filter": filter, "page": { "offset": 0, "limit": 10 } }));
        page["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(flagged(&desk).len(), 2);
    let out = json!({ "client": anne, "matter": trial["id"], "to": "out_of_scope", "reason": "Procédure juridictionnelle (L. 561-3, II)" });
    assert_eq!(
        desk.refusal(
            "decide_kyc",
            json!({ "decision": { "client": anne, "matter": trial["id"], "to": "out_of_scope" } })
        ),
        "required"
    );
    desk.call("decide_kyc", json!({ "decision": out }));
    assert_eq!(flagged(&desk), ["Cession"]);
    assert_eq!(desk.state_of(&anne, trial["id"].clone()), "out_of_scope");
    assert_eq!(desk.state_of(&anne, sale["id"].clone()), "to_do");
    let of_contact = desk.call("matters_of_contact", json!({ "id": anne }));
    let states: Vec<&Value> = of_contact.as_array().unwrap().iter().map(|row| &row["kyc"]).collect();
    assert_eq!(states, ["out_of_scope", "to_do"]);
    let rows = desk.call("kyc_matters", json!({ "client": anne, "page": { "offset": 0, "limit": 10 } }));
    assert_eq!(rows["rows"][1]["opened_despite"], "Signature demain, pièce promise");
    assert_eq!((&rows["rows"][1]["opened_by"], &rows["rows"][0]["has_file"]), (&json!("Claire Vasseur"), &json!(true)));
    // Once the client is validated, its matters without a file of their own are.
    desk.passport(&anne, "2029-06-01");
    desk.validate(&anne);
    assert_eq!(flagged(&desk), Vec::<String>::new());
    assert_eq!(desk.call("get_matter", json!({ "id": sale["id"] }))["kyc"]["is_clear"], true);
    // A second client of the matter is looked at too.
    let paul = desk.person("Paul", "Roux");
    let party = json!({ "id": null, "matter": sale["id"], "contact": paul, "side": "for", "role": "client" });
    desk.call("save_party", json!({ "party": party }));
    assert_eq!(desk.call("get_matter", json!({ "id": sale["id"] }))["unidentified"], json!(["Paul ROUX"]));
    let other = desk.matter(&paul, "Autre");
    assert_eq!(
        desk.refusal(
            "decide_kyc",
            json!({ "decision": { "client": anne, "matter": other, "to": "out_of_scope", "reason": "x" } })
        ),
        "other_client"
    );
}

#[test]
fn renewals_are_told_at_90_30_and_0_days() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let mut clients = Vec::new();
    for (name, expires) in
        [("Loin", "2030-01-01"), ("Plus", "2026-05-20"), ("Bientot", "2026-03-20"), ("Perime", "2026-03-02")]
    {
        let client = desk.identified("Anne", name);
        desk.passport(&client, expires);
        desk.validate(&client);
        clients.push(client);
    }
    let asked = json!({ "level": null, "page": { "offset": 0, "limit": 10 } });
    let due = |desk: &Desk| {
        let page = desk.call("kyc_due", asked.clone());
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(page["total"], rows.len());
        rows.iter()
            .map(|row| {
                format!(
                    "{} {} {}",
                    row["client_name"].as_str().unwrap(),
                    row["level"].as_str().unwrap(),
                    row["renew_on"].as_str().unwrap_or("-")
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        due(&desk),
        ["PERIME Anne soon 2026-03-03", "BIENTOT Anne soon 2026-03-21", "PLUS Anne later 2026-05-21"]
    );
    // The day after it expired.
    let desk = desk.at("2026-03-03T09:00:00Z");
    assert_eq!(due(&desk)[0], "PERIME Anne expired 2026-03-03");
    assert_eq!(desk.state_of(&clients[3], Value::Null), "to_renew");
    let nobody = desk.person("Jean", "Neuf");
    desk.matter(&nobody, "Bail");
    desk.matter(&nobody, "Vente");
    assert_eq!(due(&desk)[1], "NEUF Jean missing -");
    assert_eq!(desk.call("kyc_due_counts", json!({})), json!({ "expired": 1, "missing": 1, "soon": 1, "later": 1 }));
    let missing = desk.call("kyc_due", json!({ "level": "missing", "page": { "offset": 0, "limit": 10 } }));
    assert_eq!((&missing["rows"][0]["matters"], &missing["total"]), (&json!(2), &json!(1)));
    // A newer passport, seen and validated anew.
    desk.decide(&clients[3], "in_progress", "");
    desk.passport(&clients[3], "2036-01-01");
    desk.decide(&clients[3], "submitted", "");
    desk.decide(&clients[3], "validated", "");
    assert_eq!(desk.state_of(&clients[3], Value::Null), "validated");
    // The review of an enhanced file is due a year on.
    let desk = desk.at("2027-03-03T09:00:00Z");
    assert_eq!(desk.state_of(&clients[0], Value::Null), "to_renew");
    assert_eq!(desk.call("kyc_state", json!({ "client": clients[0], "matter": null }))["renew_on"], "2027-03-02");
}

#[test]
fn of_two_validated_files_the_newer_decision_counts_and_both_are_kept() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let (kept, absorbed) = (desk.identified("Anne", "Durand"), desk.identified("Anne", "Durant"));
    for client in [&kept, &absorbed] {
        desk.passport(client, "2036-01-01");
    }
    desk.validate(&kept);
    let desk = desk.at("2026-04-02T09:00:00Z");
    desk.validate(&absorbed);
    desk.save_kyc_refused(&absorbed);
    let before = desk.rows();
    let merged = desk.call("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }));
    assert!(merged["moves"].to_string().contains("\"kyc_file\""));
    let file = desk.kyc(&kept);
    assert_eq!(
        (&file["standing"]["state"], &file["decisions"][0]["at"]),
        (&json!("validated"), &json!("2026-04-02T09:00:00.000Z"))
    );
    assert_eq!(file["earlier"].as_array().unwrap().len(), 1);
    assert_eq!(file["earlier"][0]["decisions"][0]["at"], "2026-03-02T09:00:00.000Z");
    assert_eq!(file["documents"].as_array().unwrap().len(), 1, "the same one, seen for both");
    assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
    // Taken up again, it is still the one that counts.
    let reopened = desk.decide(&absorbed, "in_progress", "Nouvelle adresse");
    assert_eq!(reopened["standing"]["state"], "in_progress");
    assert_eq!(reopened["decisions"].as_array().unwrap().len(), 3);
    desk.check();
    let operation = desk.call("operations", json!({ "page": { "offset": 1, "limit": 1 } }))[0].clone();
    assert_eq!(operation["op"], "merge_contacts");
    // The step that came after is told, and goes with its file.
    let told = desk.call("undo_blockers", json!({ "operation": operation["id"] }));
    assert_eq!(
        (&told[0]["table"], &told[0]["kind"], &told[0]["found"], told.as_array().unwrap().len()),
        (&json!("kyc_decision"), &json!("follows_since"), &json!("Anne DURANT"), 1)
    );
    desk.call("undo_operation", json!({ "operation": operation["id"], "force": true }));
    desk.check();
    assert_eq!(
        desk.kyc(&absorbed)["decisions"].as_array().unwrap().len()
            + desk.kyc(&kept)["decisions"].as_array().unwrap().len(),
        5
    );
    assert_ne!(desk.rows(), before, "the step made since stays");
    assert_eq!(desk.kyc(&kept)["standing"]["state"], "validated");
}

impl Desk {
    /// Nothing of a decided file is edited.
    fn save_kyc_refused(&self, client: &str) {
        let draft = self.kyc(client)["draft"].clone();
        assert_eq!(self.refusal("save_kyc", json!({ "draft": draft })), "closed");
    }
}

/// Holdings among companies 0..c and persons c..c+p: in basis points, no company above 100 %.
fn graph() -> impl Strategy<Value = (usize, Vec<(usize, usize, u32)>)> {
    (2..5usize, 1..4usize).prop_flat_map(|(companies, persons)| {
        let edges = proptest::collection::vec((0..companies, 0..companies + persons, 1..5000u32), 1..10);
        edges.prop_map(move |edges| {
            let mut kept: Vec<(usize, usize, u32)> = Vec::new();
            for (company, holder, share) in edges {
                let sum: u32 = kept.iter().filter(|known| known.0 == company).map(|known| known.2).sum();
                let doubled = kept.iter().any(|known| (known.0, known.1) == (company, holder));
                if company != holder && !doubled && sum + share <= 9990 {
                    kept.push((company, holder, share));
                }
            }
            (companies + persons, kept)
        })
    })
}

/// The sum of the powers of the matrix, floor by floor: what each holds of the first company.
fn by_brute_force(count: usize, edges: &[(usize, usize, u32)]) -> Vec<f64> {
    let mut row = vec![0.0; count];
    row[0] = 1.0;
    let mut held = vec![0.0; count];
    for _ in 0..20_000 {
        let mut next = vec![0.0; count];
        for (company, holder, share) in edges {
            next[*holder] += row[*company] * f64::from(*share) / 10_000.0;
        }
        for (held, one) in held.iter_mut().zip(&next) {
            *held += one;
        }
        row = next;
    }
    held
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_are_the_sum_of_the_powers_of_the_matrix((count, edges) in graph()) {
        let desk = Desk::new();
        let companies = edges.iter().map(|edge| edge.0).max().unwrap_or(0) + 1;
        let contacts: Vec<String> = (0..count)
            .map(|at| if at < companies.max(1) { desk.company(&format!("S{at}")) } else { desk.person("P", &format!("N{at}")) })
            .collect();
        for (company, holder, share) in &edges {
            desk.share(&contacts[*company], &contacts[*holder], *share, json!({}));
        }
        let expected = by_brute_force(count, &edges);
        let found = desk.ownership(&contacts[0]);
        let mut told = 0;
        for holder in found["holders"].as_array().unwrap() {
            let at = contacts.iter().position(|contact| holder["contact"] == **contact).unwrap();
            let share = holder["capital"].as_f64().unwrap() / 1_000_000.0;
            prop_assert!((share - expected[at]).abs() < 1e-6, "{} holds {share}, not {}", holder["name"], expected[at]);
            let is_owner = holder["kind"] == "natural_person" && expected[at] > 0.25;
            let near = (expected[at] - 0.25).abs() < 1e-9;
            prop_assert!(near || (holder["reason"] == "shares") == is_owner);
            told += 1;
        }
        // Everybody who holds something and is held by nobody is told.
        let ends = (1..count).filter(|at| expected[*at] > 0.0 && !edges.iter().any(|edge| edge.0 == *at)).count();
        prop_assert_eq!(told, ends);
    }
}
