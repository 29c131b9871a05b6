//! Contacts among themselves: links seen from both ends, roles and who receives what, courts, and every reference to a contact.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

/// A link between two contacts; `more` are its other fields.
fn link(contact: &str, other: &str, kind: &str, more: Value) -> Value {
    let mut link = json!({ "id": null, "contact": contact, "other": other, "kind": kind });
    for (field, value) in more.as_object().into_iter().flatten() {
        link[field] = value.clone();
    }
    json!({ "link": link })
}

fn role(client: &str, recipient: &str, role: &str, more: Value) -> Value {
    let mut draft = json!({ "id": null, "client": client, "recipient": recipient, "role": role });
    for (field, value) in more.as_object().into_iter().flatten() {
        draft[field] = value.clone();
    }
    json!({ "role": draft })
}

/// An operation, and of each field that it changed the name, what was before and what came after.
type Told = (String, Vec<(String, Value, Value)>);

impl Desk {
    /// The tables that each operation in the history of a contact names, newest first.
    fn history(&self, contact: &str) -> Vec<Told> {
        let entries = self
            .call("contact_history", json!({ "id": contact, "page": { "offset": 0, "limit": 50 } }))
            .as_array()
            .unwrap()
            .clone();
        entries
            .iter()
            .map(|entry| {
                let fields = entry["fields"].as_array().unwrap().iter().map(|field| {
                    (field["field"].as_str().unwrap().to_owned(), field["before"].clone(), field["after"].clone())
                });
                (entry["operation"]["op"].as_str().unwrap().to_owned(), fields.collect())
            })
            .collect()
    }
}

#[test]
fn a_link_is_seen_from_both_ends_and_stands_in_the_history_of_both() {
    let desk = Desk::new();
    let (port, anne) = (desk.company("Menuiserie du Port"), desk.person("Anne", "Durand"));
    let more = json!({ "function": " gérante ", "starts_on": "2019-6-8", "note": "nommée en assemblée" });
    let saved = desk.call("save_link", link(&port, &anne, "representative", more));
    assert_eq!((&saved["function"], &saved["starts_on"]), (&json!("gérante"), &json!("2019-06-08")));
    for (of, reversed, other) in [(&port, false, "Anne DURAND"), (&anne, true, "Menuiserie du Port")] {
        let links = desk.call("contact_links", json!({ "id": of }));
        assert_eq!(links.as_array().unwrap().len(), 1);
        let shown = (&links[0]["reversed"], &links[0]["other_name"], &links[0]["link"], &links[0]["other_status"]);
        assert_eq!(shown, (&json!(reversed), &json!(other), &saved, &json!("unqualified")));
    }
    let mut edited = saved.clone();
    edited["ends_on"] = json!("2024-01-31");
    desk.call("save_link", json!({ "link": edited }));
    desk.call("remove_link", json!({ "id": saved["id"] }));
    for (of, end, other) in [(&port, "other", "Anne DURAND"), (&anne, "contact", "Menuiserie du Port")] {
        let history = desk.history(of);
        let ops: Vec<&str> = history.iter().map(|(op, _)| op.as_str()).collect();
        assert_eq!(ops, ["remove_link", "save_link", "save_link", "create_contact"], "{history:#?}");
        assert_eq!(history[1].1, [("ends_on".to_owned(), json!(""), json!("2024-01-31"))]);
        let told: BTreeMap<&str, &Value> =
            history[2].1.iter().map(|(field, _, after)| (field.as_str(), after)).collect();
        assert_eq!(told[end], other);
        assert_eq!(told["function"], "gérante");
        assert!(!told.contains_key(if end == "other" { "contact" } else { "other" }), "{told:?}");
    }
    // Both may take it back.
    desk.call("undo_last", json!({}));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.call("contact_links", json!({ "id": anne }))[0]["link"], saved);
    desk.check();
}

#[test]
fn nobody_stands_above_who_stands_above_him() {
    let desk = Desk::new();
    let [a, b, c] = ["Alpha", "Bêta", "Gamma"].map(|name| desk.company(name));
    let save = |link: Value| desk.call("save_link", link);
    let years = |from: &str, to: &str| json!({ "starts_on": from, "ends_on": to });
    // Bêta is the parent company of Alpha.
    let first = save(link(&a, &b, "parent_company", years("2020-01-01", "2022-12-31")));
    let refused = desk.refused("save_link", link(&b, &a, "parent_company", years("2022-12-31", "2025-12-31")));
    assert_eq!((refused.code, refused.reason.as_deref()), (ErrorCode::Invalid, Some("circle")));
    assert_eq!(
        refused.message,
        "« Alpha » est déjà une filiale de « Bêta » à ces dates : ce ne peut pas en être aussi la société mère. Corrigez l’un des \
         deux liens, ou leurs dates."
    );
    // After that, or before, it may be.
    save(link(&b, &a, "parent_company", years("2023-01-01", "2025-12-31")));
    // Through a third one it is no less so.
    save(link(&b, &c, "parent_company", years("2021-01-01", "2021-12-31")));
    desk.refused("save_link", link(&c, &a, "parent_company", years("2021-06-01", "2021-06-30")));
    save(link(&c, &a, "parent_company", years("2022-01-01", "2022-06-30")));
    // A link that is saved again is not in its own way; one that is drawn out may be in another's.
    let mut again = first.clone();
    again["note"] = json!("relu");
    save(json!({ "link": again }));
    again["ends_on"] = Value::Null;
    assert_eq!(desk.refused("save_link", json!({ "link": again })).reason.as_deref(), Some("circle"));
    // Others of the group are no contradiction; a parent is the child of no child of theirs.
    save(link(&a, &b, "group_member", json!({})));
    let (anne, luc) = (desk.person("Anne", "Durand"), desk.person("Luc", "Durand"));
    save(link(&luc, &anne, "parent", json!({})));
    let refused = desk.refused("save_link", link(&anne, &luc, "parent", json!({})));
    assert!(
        refused.message.starts_with("« Luc DURAND » est déjà un descendant de « Anne DURAND »"),
        "{}",
        refused.message
    );
    desk.check();
}

#[test]
fn links_that_make_no_sense_are_refused_and_say_why() {
    let desk = Desk::new();
    let (port, anne, luc) =
        (desk.company("Menuiserie du Port"), desk.person("Anne", "Durand"), desk.person("Luc", "Roy"));
    let holding = desk.company("Holding du Port");
    let nobody = "01a20cc6-66c9-7693-955a-7aba5b755b64";
    let refused = |contact: &str, other: &str, kind: &str, more: Value| {
        desk.refusal("save_link", link(contact, other, kind, more))
    };
    assert_eq!(refused(&anne, &anne, "spouse", json!({})), "itself");
    assert_eq!(refused(&port, &anne, "beneficial_owner", json!({ "through": port })), "itself");
    assert_eq!(refused(&port, &anne, "beneficial_owner", json!({ "through": anne })), "itself");
    assert_eq!(refused(&port, &anne, "spouse", json!({})), "not_persons");
    assert_eq!(refused(&anne, &luc, "beneficial_owner", json!({})), "not_legal_person");
    assert_eq!(refused(&anne, &port, "parent_company", json!({})), "not_legal_person");
    assert_eq!(refused(&port, &anne, "beneficial_owner", json!({ "capital_basis_points": 10001 })), "above_100");
    assert_eq!(refused(&port, &anne, "related", json!({ "starts_on": "2020-02-30" })), "impossible_date");
    assert_eq!(
        refused(&port, &anne, "related", json!({ "starts_on": "2020-02-02", "ends_on": "2020-02-01" })),
        "before_start"
    );
    desk.refused_with(ErrorCode::NotFound, "save_link", link(&port, nobody, "related", json!({})));
    desk.refused_with(ErrorCode::NotFound, "save_link", link(&port, &anne, "related", json!({ "id": nobody })));
    desk.refused_with(ErrorCode::NotFound, "save_link", link(&port, &anne, "related", json!({ "through": nobody })));
    desk.refused_with(ErrorCode::NotFound, "remove_link", json!({ "id": nobody }));
    // The same link twice, also told from the other end where both are alike.
    desk.call("save_link", link(&anne, &luc, "spouse", json!({ "ends_on": "2020-12-31" })));
    assert_eq!(refused(&luc, &anne, "spouse", json!({ "starts_on": "2020-12-31" })), "taken");
    desk.call("save_link", link(&luc, &anne, "spouse", json!({ "starts_on": "2021-01-01" })));
    desk.call("save_link", link(&port, &anne, "representative", json!({ "function": "présidente" })));
    desk.call("save_link", link(&port, &anne, "representative", json!({ "function": "directrice" })));
    assert_eq!(refused(&port, &anne, "representative", json!({ "function": "directrice" })), "taken");
    // Directly, and through another company.
    let share =
        |through: Value| json!({ "capital_basis_points": 2550, "votes_basis_points": 10000, "through": through });
    desk.call("save_link", link(&port, &anne, "beneficial_owner", share(json!(null))));
    desk.call("save_link", link(&port, &anne, "beneficial_owner", share(json!(holding))));
    let owners: Vec<Value> = desk
        .call("contact_links", json!({ "id": port }))
        .as_array()
        .unwrap()
        .iter()
        .filter(|link| link["link"]["kind"] == "beneficial_owner")
        .map(|link| link["through_name"].clone())
        .collect();
    assert_eq!(owners.iter().filter(|through| **through == "Holding du Port").count(), 1, "{owners:?}");
    // Which end is which can be mended.
    let wrong = desk.call("save_link", link(&port, &holding, "parent_company", json!({})));
    let mut turned = wrong.clone();
    (turned["contact"], turned["other"]) = (json!(holding), json!(port));
    assert_eq!(desk.call("save_link", json!({ "link": turned })), turned);
    desk.check();
}

#[test]
fn roles_say_who_receives_what_on_a_day_and_why() {
    let desk = Desk::new();
    let client = desk.company("Menuiserie du Port");
    let [anne, luc, zoe] =
        [("Anne", "Durand"), ("Luc", "Roy"), ("Zoé", "Petit")].map(|(first, last)| desk.person(first, last));
    let asked = |purpose: &str, on: &str| {
        let found = desk.call("recipients_for", json!({ "client": client, "purpose": purpose, "on": on }));
        let names: Vec<String> =
            found["contacts"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        (names.join(", "), found["from"].as_str().unwrap().to_owned(), found["why"].as_str().unwrap().to_owned())
    };
    let expect = |purpose: &str, on: &str, names: &str, from: &str, why: &str| {
        assert_eq!(asked(purpose, on), (names.to_owned(), from.to_owned(), why.to_owned()), "{purpose} on {on}");
    };
    let none = "Pas de contact de recouvrement, ni de contact de facturation à cette date : le client lui-même.";
    expect("collections", "2026-03-01", "Menuiserie du Port", "client", none);
    expect(
        "billing",
        "2026-03-01",
        "Menuiserie du Port",
        "client",
        "Pas de contact de facturation à cette date : le client lui-même.",
    );
    expect(
        "correspondence",
        "2026-03-01",
        "Menuiserie du Port",
        "client",
        "Pas de contact de correspondance à cette date : le client lui-même.",
    );
    // Billing: Luc until the end of 2025, Anne then, Zoé beside her.
    let past =
        desk.call("save_role", role(&client, &luc, "billing", json!({ "is_default": true, "ends_on": "2025-12-31" })));
    desk.call("save_role", role(&client, &zoe, "billing", json!({ "starts_on": "2026-01-01" })));
    desk.call("save_role", role(&client, &anne, "billing", json!({ "is_default": true, "starts_on": "2026-01-01" })));
    let billing = "Contact de facturation de « Menuiserie du Port ».";
    expect("billing", "2025-12-31", "Luc ROY", "billing", billing);
    expect("billing", "2026-01-01", "Anne DURAND, Zoé PETIT", "billing", billing);
    let fallback = "Pas de contact de recouvrement à cette date : contact de facturation de « Menuiserie du Port ».";
    expect("collections", "2026-01-01", "Anne DURAND, Zoé PETIT", "billing", fallback);
    assert_eq!(asked("correspondence", "2026-01-01").1, "client");
    // A role of its own comes first, as long as it lasts.
    let role_of_zoe = role(&client, &zoe, "collections", json!({ "starts_on": "2026-02-01", "ends_on": "2026-02-28" }));
    desk.call("save_role", role_of_zoe);
    expect(
        "collections",
        "2026-02-28",
        "Zoé PETIT",
        "collections",
        "Contact de recouvrement de « Menuiserie du Port ».",
    );
    assert_eq!(asked("collections", "2026-03-01").1, "billing");
    // Who was the default keeps its past; on a day there is one.
    let roles = |of: &str| desk.call("contact_roles", json!({ "id": of })).as_array().unwrap().clone();
    let luc_was: Vec<Value> = roles(&luc).iter().map(|role| role["role"]["is_default"].clone()).collect();
    assert_eq!(luc_was, [json!(true)]);
    desk.call("save_role", role(&client, &client, "billing", json!({ "is_default": true, "starts_on": "2026-06-01" })));
    expect("billing", "2026-06-01", "Menuiserie du Port, Zoé PETIT, Anne DURAND", "billing", billing);
    assert_eq!((roles(&client).len(), roles(&zoe).len()), (5, 2));
    assert_eq!(roles(&zoe)[0]["client_name"], "Menuiserie du Port");
    // Several roles for several clients.
    let other = desk.company("Garage Central");
    desk.call("save_role", role(&other, &zoe, "correspondence", json!({})));
    assert_eq!(roles(&zoe).len(), 3);
    // What is wrong is refused.
    let refused = |arguments: Value| desk.refusal("save_role", arguments);
    assert_eq!(refused(role(&client, &zoe, "billing", json!({ "starts_on": "2027-01-01" }))), "taken");
    assert_eq!(
        refused(role(&client, &luc, "billing", json!({ "starts_on": "2026-02-02", "ends_on": "2026-02-01" }))),
        "before_start"
    );
    desk.refused_with(
        ErrorCode::NotFound,
        "save_role",
        role(&client, "01a20cc6-66c9-7693-955a-7aba5b755b64", "billing", json!({})),
    );
    desk.refused_with(
        ErrorCode::Invalid,
        "recipients_for",
        json!({ "client": client, "purpose": "billing", "on": "31/12/2026" }),
    );
    // Both the client and the recipient tell of it; taken away it can come back.
    let before = desk.rows();
    desk.call("remove_role", json!({ "id": past["id"] }));
    for of in [&client, &luc] {
        assert_eq!(desk.history(of)[0].0, "remove_role");
    }
    let told: Vec<String> = desk.history(&luc)[0].1.iter().map(|(field, _, _)| field.clone()).collect();
    assert_eq!(told, ["client", "role", "is_default", "ends_on"]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    desk.check();
}

#[test]
fn a_role_for_a_matter_comes_before_those_for_the_client() {
    let desk = Desk::new();
    let (client, other) = (desk.company("Menuiserie du Port"), desk.company("Garage Central"));
    let (anne, luc, zoe) = (desk.person("Anne", "Durand"), desk.person("Luc", "Roy"), desk.person("Zoé", "Petit"));
    let (bail, divorce) = (desk.matter(&client, "Bail"), desk.matter(&client, "Malfaçons"));
    let foreign = desk.matter(&other, "Prud’hommes");
    let asked = |matter: Option<&str>, purpose: &str| {
        let found = desk.call(
            "recipients_for",
            json!({ "client": client, "matter": matter, "purpose": purpose, "on": "2026-03-01" }),
        );
        let names: Vec<String> =
            found["contacts"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        (names.join(", "), found["of_matter"] == true, found["why"].as_str().unwrap().to_owned())
    };
    desk.call("save_role", role(&client, &anne, "billing", json!({ "is_default": true })));
    let of_bail = desk.call("save_role", role(&client, &luc, "billing", json!({ "is_default": true, "matter": bail })));
    let reference = desk.call("get_matter", json!({ "id": bail }))["reference"].as_str().unwrap().to_owned();
    let for_bail = format!("Contact de facturation du dossier {reference} Bail.");
    assert_eq!(asked(Some(&bail), "billing"), ("Luc ROY".to_owned(), true, for_bail));
    for matter in [None, Some(divorce.as_str())] {
        let of_client = "Contact de facturation de « Menuiserie du Port ».".to_owned();
        assert_eq!(asked(matter, "billing"), ("Anne DURAND".to_owned(), false, of_client));
    }
    // Each scope has its own default.
    let defaults: Vec<Value> = desk
        .call("contact_roles", json!({ "id": client }))
        .as_array()
        .unwrap()
        .iter()
        .map(|shown| shown["role"]["is_default"].clone())
        .collect();
    assert_eq!(defaults, [json!(true), json!(true)]);
    // The role asked for, even of the client, comes before the one it falls back on, even of the matter.
    assert_eq!(asked(Some(&bail), "collections").0, "Luc ROY");
    desk.call("save_role", role(&client, &zoe, "collections", json!({})));
    assert_eq!((asked(Some(&bail), "collections").0, asked(Some(&bail), "collections").1), ("Zoé PETIT".into(), false));
    assert_eq!(asked(Some(&bail), "correspondence").0, "Menuiserie du Port");
    // The invoice of that matter proposes its recipient.
    let fee = json!([{ "kind": "fee", "label": "Forfait", "amount": 100000, "vat_basis_points": 2000 }]);
    let invoice = |matter: Option<&str>| {
        let draft = json!({ "id": null, "client": client, "matter": matter, "lines": fee });
        desk.call("save_invoice", json!({ "draft": draft }))["recipient_name"].clone()
    };
    assert_eq!((invoice(Some(&bail)), invoice(None)), (json!("Luc ROY"), json!("Anne DURAND")));
    // The same role for the client and for a matter are two; a matter of another client is refused.
    desk.call("save_role", role(&client, &luc, "billing", json!({})));
    assert_eq!(desk.refusal("save_role", role(&client, &luc, "billing", json!({ "matter": bail }))), "taken");
    assert_eq!(desk.refusal("save_role", role(&client, &luc, "billing", json!({ "matter": foreign }))), "other_client");
    let asked_wrong = json!({ "client": client, "matter": foreign, "purpose": "billing", "on": "2026-03-01" });
    assert_eq!(desk.refusal("recipients_for", asked_wrong), "other_client");
    // A matter that goes to another client, before any work, takes its roles along.
    let mut draft = desk.call("get_matter", json!({ "id": divorce }))["draft"].clone();
    desk.call("save_role", role(&client, &zoe, "billing", json!({ "matter": divorce })));
    draft["client"] = json!(other);
    desk.call("save_matter", json!({ "draft": draft }));
    let there = json!({ "client": other, "matter": divorce, "purpose": "billing", "on": "2026-03-01" });
    assert_eq!(desk.call("recipients_for", there)["contacts"][0]["name"], "Zoé PETIT");
    // And it tells its matter in the history.
    let told = desk.call("contact_roles", json!({ "id": luc }));
    let told = told.as_array().unwrap().iter().find(|shown| shown["role"]["id"] == of_bail["id"]).unwrap().clone();
    assert_eq!(told["matter_name"], format!("{reference} Bail"));
    desk.check();
}

// ------------------------------------------------------------------ courts

#[test]
fn courts_are_added_once_and_a_renamed_one_keeps_its_identity() {
    let desk = Desk::new();
    let save = |name: &str| {
        let draft = json!({ "id": null, "kind": "court", "organisation_name": name, "notes": "audiences le mardi" });
        id(&desk.call("save_contact", json!({ "draft": draft })))
    };
    let rennes = save("TRIBUNAL DE GRANDE INSTANCE de Rennes");
    let paris = save("Tribunal de commerce de Paris");
    save("Cour d'appel de Rennes");
    let added = desk.call("add_courts", json!({}));
    assert_eq!(added, 403);
    let before = desk.rows();
    assert_eq!(desk.call("add_courts", json!({})), 0);
    assert_eq!(desk.rows(), before);
    assert_eq!(desk.call("contact_counts", json!({}))["all"], 404);
    for (court, name, former) in [
        (&rennes, "Tribunal judiciaire de Rennes", "TRIBUNAL DE GRANDE INSTANCE de Rennes"),
        (&paris, "Tribunal des activités économiques de Paris", "Tribunal de commerce de Paris"),
    ] {
        let draft = &desk.contact(court)["draft"];
        assert_eq!((&draft["organisation_name"], &draft["notes"]), (&json!(name), &json!("audiences le mardi")));
        assert_eq!(draft["former_names"][0]["name"], former);
        assert_eq!(desk.search(former)[0], name);
    }
    // A court of the list that the firm renames is not added again.
    let hits =
        desk.call("search_contacts", json!({ "text": "cour d’appel de caen", "include_hidden": true, "limit": 1 }));
    let caen = id(&hits[0]["contact"]);
    desk.edit(&caen, json!({ "organisation_name": "Cour d’appel de Normandie" }));
    assert_eq!(desk.call("add_courts", json!({})), 0);
    // Two devices that add the courts add the same rows.
    let of_courts = |desk: &Desk| -> BTreeSet<Vec<u8>> {
        let open = desk.vault.open_base().unwrap();
        open.core
            .read(|reader| {
                let mut ids = BTreeSet::new();
                for table in ["contact", "contact_address", "contact_former_name"] {
                    let mut statement = reader.prepare(&format!("select id from {table}"))?;
                    for id in statement.query_map([], |row| row.get::<_, Vec<u8>>(0))? {
                        ids.insert(id?);
                    }
                }
                Ok(ids)
            })
            .unwrap()
    };
    let (first, second) = (Desk::new(), Desk::new());
    assert_eq!(first.call("add_courts", json!({})), 404);
    second.call("add_courts", json!({}));
    assert_eq!(of_courts(&first), of_courts(&second));
    first.call("undo_last", json!({}));
    assert_eq!(first.call("contact_counts", json!({}))["all"], 0);
    desk.check();
}

// ------------------------------------------------------------------ what a merge will have to move

/// Every reference to a contact is a foreign key with an index. Whoever adds one adds its line here, and knows that a merge
/// moves it.
#[test]
fn every_reference_to_a_contact_is_a_foreign_key_with_an_index() {
    let desk = Desk::new();
    let open = desk.vault.open_base().unwrap();
    let found = open
        .core
        .read(|reader| {
            let mut statement = reader.prepare(
                "select m.name, f.\"from\", exists (
                     select 1 from pragma_index_list(m.name) i, pragma_index_info(i.name) c
                     where c.seqno = 0 and c.name = f.\"from\")
                 from sqlite_master m, pragma_foreign_key_list(m.name) f
                 where m.type = 'table' and f.\"table\" = 'contact' order by 1, 2",
            )?;
            let found = statement
                .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(found)
        })
        .unwrap();
    let without_index: Vec<_> = found.iter().filter(|(.., indexed)| !indexed).collect();
    assert!(without_index.is_empty(), "{without_index:?}");
    let found: Vec<String> = found.iter().map(|(table, column, _)| format!("{table}.{column}")).collect();
    // No list kept by hand: a table that comes with a later schema is among them by itself.
    for known in ["contact.merged_into", "contact.referred_by", "contact_link.through", "contact_role.recipient"] {
        assert!(found.iter().any(|found| found == known), "{known}");
    }
    // The core sees the same ones, which is what undo, and a merge, go by.
    let mut seen: Vec<String> = open
        .core
        .schema
        .referring_to("contact")
        .map(|(table, column)| format!("{}.{}", table.name, table.columns[column]))
        .collect();
    seen.sort();
    assert_eq!(seen, found);
}
