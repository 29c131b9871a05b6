//! Two contacts become one: nothing is lost, everything leads to the one that is kept, and it can be taken back.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id, person};

impl Desk {
    fn merge(&self, kept: &str, absorbed: &str) -> Value {
        self.call("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }))
    }

    fn preview_merge(&self, kept: &str, absorbed: &str) -> Value {
        self.call("preview_merge", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }))
    }

    fn last_operation(&self) -> Value {
        self.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone()
    }

    fn undo(&self, operation: &Value) -> Value {
        self.call("undo_operation", json!({ "operation": operation, "force": false }))
    }

    fn link(&self, contact: &str, other: &str, kind: &str, function: &str) -> Value {
        let link = json!({ "id": null, "contact": contact, "other": other, "kind": kind, "function": function });
        self.call("save_link", json!({ "link": link }))
    }

    fn role(&self, client: &str, recipient: &str, is_default: bool) -> Value {
        let role = json!({ "id": null, "client": client, "recipient": recipient, "role": "billing", "is_default": is_default });
        self.call("save_role", json!({ "role": role }))
    }

    /// Columns that point at a contact, as the schema of the file says.
    fn references_to_contact(&self) -> Vec<(String, String)> {
        let open = self.vault.open_base().unwrap();
        open.core
            .read(|reader| {
                let mut statement = reader.prepare(
                    "select m.name, f.\"from\" from sqlite_master m, pragma_foreign_key_list(m.name) f
                     where m.type = 'table' and f.\"table\" = 'contact' order by 1, 2",
                )?;
                Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
            })
            .unwrap()
    }

    /// Rows that still point at a merged contact.
    pub fn pointing_at_merged(&self) -> Vec<String> {
        let open = self.vault.open_base().unwrap();
        let mut found = Vec::new();
        for (table, column) in self.references_to_contact() {
            let sql = format!(
                "select count(*) from {table} where {column} in (select id from contact where merged_into is not null)"
            );
            let count: i64 = open.core.read(|reader| Ok(reader.query_row(&sql, [], |row| row.get(0))?)).unwrap();
            if count > 0 {
                found.push(format!("{table}.{column}: {count}"));
            }
        }
        found
    }
}

fn phone(number: &str, label: &str) -> Value {
    json!({ "id": null, "label": label, "number": number })
}

fn email(address: &str, label: &str) -> Value {
    json!({ "id": null, "label": label, "address": address })
}

fn move_of<'a>(merge: &'a Value, table: &str) -> &'a Value {
    merge["moves"].as_array().unwrap().iter().find(|moved| moved["table"] == table).unwrap_or(&Value::Null)
}

#[test]
fn a_merge_shows_what_it_does_before_and_does_what_it_showed() {
    let desk = Desk::new();
    let (kept, absorbed, other) =
        (desk.person("Hélène", "Lefèvre"), desk.person("Helene", "LEFEVRE"), desk.person("Paul", "Roux"));
    desk.edit(&kept, json!({ "emails": [email("h@lefevre.fr", "pro")], "phones": [phone("06 12 34 56 78", "")] }));
    desk.edit(
        &absorbed,
        json!({ "emails": [email("H@lefevre.fr", "perso"), email("helene@example.fr", "")], "phones": [phone("+33 6 12 34 56 78", "portable")],
            "birth_date": "1970-03-12", "notes": "rappeler" }),
    );
    desk.link(&absorbed, &other, "spouse", "");
    let before = desk.rows();
    let preview = desk.preview_merge(&kept, &absorbed);
    assert_eq!(desk.rows(), before, "a preview writes nothing");
    let merged = desk.merge(&kept, &absorbed);
    assert_eq!(preview["moves"], merged["moves"]);
    assert_eq!(preview["fields"], merged["fields"]);
    assert_eq!(preview["result"]["display_name"], merged["result"]["display_name"]);

    assert_eq!(
        move_of(&merged, "contact_email"),
        &json!({ "table": "contact_email", "moved": 1, "joined": 1, "with_itself": 0 })
    );
    assert_eq!(
        move_of(&merged, "contact_phone"),
        &json!({ "table": "contact_phone", "moved": 0, "joined": 1, "with_itself": 0 })
    );
    let draft = &desk.contact(&kept)["draft"];
    assert_eq!((&draft["first_names"], &draft["birth_name"]), (&json!("Hélène"), &json!("Lefèvre")));
    assert_eq!((&draft["birth_date"], &draft["notes"]), (&json!("1970-03-12"), &json!("rappeler")));
    let addresses: Vec<&Value> = draft["emails"].as_array().unwrap().iter().map(|email| &email["address"]).collect();
    assert_eq!(addresses, ["h@lefevre.fr", "helene@example.fr"]);
    assert_eq!(draft["emails"][0]["label"], "pro, perso");
    assert_eq!(draft["phones"][0]["label"], "portable");
    let reason = |field: &str| {
        let fields = merged["fields"].as_array().unwrap();
        let field = fields.iter().find(|told| told["field"] == field).unwrap();
        (field["proposed"].clone(), field["reason"].clone())
    };
    assert_eq!(reason("birth_name"), (json!("kept"), json!("mieux écrite (accents, majuscules)")));
    assert_eq!(reason("birth_date"), (json!("absorbed"), json!("seule valeur renseignée")));
    assert_eq!(desk.call("contact_links", json!({ "id": other }))[0]["other_id"], json!(kept));
    desk.check();
}

#[test]
fn the_merged_contact_leads_to_the_kept_one_everywhere() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Petit"));
    desk.merge(&kept, &absorbed);
    assert_eq!(desk.contact(&absorbed)["id"], json!(kept));
    assert_eq!(desk.names("all"), ["DURAND Anne"]);
    assert_eq!(desk.search("petit"), ["DURAND Anne"], "a name that was not chosen is still found");
    assert_eq!(desk.contact(&kept)["draft"]["former_names"][0]["name"], "Anne PETIT");
    let error = desk
        .refused("save_contact", json!({ "draft": { "id": absorbed, "kind": "natural_person", "birth_name": "X" } }));
    assert_eq!(error.reason.as_deref(), Some("merged"));
    assert!(error.message.contains("Anne DURAND"), "{}", error.message);
    // What is still said of the old one is said of the kept one.
    let other = desk.person("Luc", "Roux");
    desk.link(&other, &absorbed, "spouse", "");
    desk.call("set_contact_status", json!({ "id": absorbed, "to": "prospect", "reason": "" }));
    assert_eq!(desk.contact(&kept)["status"], "prospect");
    assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
    let merged = desk.call("merged_contacts", json!({ "id": absorbed }));
    assert_eq!((&merged[0]["id"], &merged[0]["name"]), (&json!(absorbed), &json!("Anne PETIT")));
    let history = desk.call("contact_history", json!({ "id": absorbed, "page": { "offset": 0, "limit": 50 } }));
    let ops: Vec<&Value> = history.as_array().unwrap().iter().map(|entry| &entry["operation"]["op"]).collect();
    assert_eq!(ops, ["change_status", "save_link", "merge_contacts", "create_contact", "create_contact"]);
    desk.check();
}

#[test]
fn the_value_chosen_is_taken_and_the_other_is_still_found() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.company("Menuiserie du Port"), desk.company("Port Agencement"));
    desk.edit(&kept, json!({ "siren": "732829320" }));
    desk.edit(&absorbed, json!({ "siren": "552100554" }));
    let choices = json!({ "organisation_name": "absorbed", "siren": "absorbed" });
    desk.call("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": choices }));
    assert_eq!(desk.contact(&kept)["draft"]["organisation_name"], "Port Agencement");
    assert_eq!(desk.contact(&kept)["draft"]["siren"], "552100554");
    for text in ["menuiserie", "agencement", "732829320", "552100554"] {
        assert_eq!(desk.search(text), ["Port Agencement"], "{text}");
    }
    let wrong = json!({ "kept": kept, "absorbed": desk.company("Autre"), "choices": { "siren": "both" } });
    desk.refused_with(ErrorCode::Invalid, "merge_contacts", wrong);
    let unknown = json!({ "kept": kept, "absorbed": desk.company("Encore"), "choices": { "id": "kept" } });
    desk.refused_with(ErrorCode::Invalid, "merge_contacts", unknown);
}

#[test]
fn a_court_is_never_merged_with_a_person_nor_a_contact_with_itself() {
    let desk = Desk::new();
    let court =
        json!({ "draft": { "id": null, "kind": "court", "organisation_name": "Tribunal judiciaire de Paris" } });
    let court = id(&desk.call("save_contact", court));
    let person = desk.person("Anne", "Durand");
    let rows = desk.rows();
    for (kept, absorbed) in [(&court, &person), (&person, &court), (&person, &person)] {
        desk.refused_with(
            ErrorCode::Invalid,
            "merge_contacts",
            json!({ "kept": kept, "absorbed": absorbed, "choices": {} }),
        );
    }
    let nobody = "01a20cc6-66c9-7693-955a-7aba5b755b64";
    desk.refused_with(
        ErrorCode::NotFound,
        "merge_contacts",
        json!({ "kept": person, "absorbed": nobody, "choices": {} }),
    );
    assert_eq!(desk.rows(), rows);
}

#[test]
fn the_further_status_wins_and_says_why() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durand"));
    desk.call("set_contact_status", json!({ "id": absorbed, "to": "active_client", "reason": "" }));
    let merged = desk.merge(&kept, &absorbed);
    assert_eq!(merged["result"]["status"], "active_client");
    assert_eq!(merged["status"]["reason"], "Le statut le plus avancé l’emporte : Client actif.");
    let moves = desk.call("status_moves", json!({ "id": kept }));
    assert_eq!(moves.as_array().unwrap().len(), 2, "the moves of both lives stay: {moves}");
    assert!(moves[0]["reason"].as_str().unwrap().contains("Fusion avec Anne DURAND"));
}

#[test]
fn rows_that_say_the_same_join_and_links_with_oneself_go() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.company("Alpha"), desk.company("Alpha SAS"));
    let (manager, mother) = (desk.person("Paul", "Roux"), desk.company("Holding"));
    desk.link(&kept, &manager, "representative", "gérant");
    desk.link(&absorbed, &manager, "representative", "Gérant");
    desk.link(&absorbed, &manager, "representative", "président");
    desk.link(&kept, &absorbed, "parent_company", "");
    let through =
        json!({ "id": null, "contact": mother, "other": kept, "kind": "beneficial_owner", "through": absorbed });
    desk.call("save_link", json!({ "link": through }));
    desk.role(&kept, &manager, true);
    desk.role(&absorbed, &mother, true);
    let qualities = desk.call("qualities", json!({}));
    for contact in [&kept, &absorbed] {
        desk.edit(contact, json!({ "qualities": [qualities[0]["id"]] }));
    }
    let merged = desk.merge(&kept, &absorbed);
    assert_eq!(
        move_of(&merged, "contact_link"),
        &json!({ "table": "contact_link", "moved": 2, "joined": 1, "with_itself": 1 })
    );
    let links = desk.call("contact_links", json!({ "id": kept }));
    let mut functions: Vec<&str> =
        links.as_array().unwrap().iter().map(|link| link["link"]["function"].as_str().unwrap()).collect();
    functions.sort_unstable();
    assert_eq!(functions, ["", "gérant", "président"]);
    assert!(links.as_array().unwrap().iter().all(|link| link["link"]["through"].is_null()));
    let roles = desk.call("contact_roles", json!({ "id": kept }));
    let defaults: Vec<&Value> =
        roles.as_array().unwrap().iter().filter(|role| role["role"]["is_default"] == true).collect();
    assert_eq!((roles.as_array().unwrap().len(), defaults.len()), (2, 1));
    assert_eq!(defaults[0]["recipient_name"], "M. Paul ROUX".trim_start_matches("M. "));
    assert_eq!(desk.contact(&kept)["draft"]["qualities"].as_array().unwrap().len(), 1);
    desk.check();
}

#[test]
fn a_merge_is_taken_back_also_after_other_changes() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    desk.edit(&absorbed, json!({ "emails": [email("anne@example.fr", "")], "profession": "avocate" }));
    let before = desk.rows();
    desk.merge(&kept, &absorbed);
    let merge = desk.last_operation();
    desk.undo(&merge);
    assert_eq!(desk.rows(), before, "to merge and to undo is nothing");
    // And once more, with work in between and a restart.
    desk.merge(&kept, &absorbed);
    let merge = desk.last_operation();
    let other = desk.person("Luc", "Roux");
    let desk = desk.restart();
    desk.edit(&kept, json!({ "phones": [phone("06 12 34 56 78", "")] }));
    let told = desk.call("undo_blockers", json!({ "operation": merge }));
    assert_eq!((&told[0]["kind"], &told[0]["record"]), (&json!("came_since"), &json!("+33612345678")), "{told}");
    desk.call("undo_operation", json!({ "operation": merge, "force": true }));
    assert_eq!(desk.names("active"), ["DURAND Anne", "DURANT Anne", "ROUX Luc"]);
    assert_eq!(desk.contact(&absorbed)["draft"]["emails"][0]["address"], "anne@example.fr");
    assert_eq!(desk.contact(&kept)["draft"]["phones"].as_array().unwrap().len(), 1, "what came since stays");
    assert_eq!(desk.contact(&other)["display_name"], "Luc ROUX");
    desk.check();
}

#[test]
fn what_changed_since_a_merge_is_listed_by_name_and_the_rest_goes_back() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    desk.edit(&absorbed, json!({ "profession": "avocate", "emails": [email("anne@example.fr", "")] }));
    desk.merge(&kept, &absorbed);
    let merge = desk.last_operation();
    desk.edit(&kept, json!({ "profession": "magistrate" }));
    let blockers = desk.call("undo_blockers", json!({ "operation": merge }));
    assert_eq!(blockers.as_array().unwrap().len(), 1, "{blockers}");
    assert_eq!((&blockers[0]["record"], &blockers[0]["field"]), (&json!("Anne DURAND"), &json!("profession")));
    desk.refused_with(ErrorCode::CannotUndo, "undo_operation", json!({ "operation": merge, "force": false }));
    desk.call("undo_operation", json!({ "operation": merge, "force": true }));
    assert_eq!(desk.contact(&kept)["draft"]["profession"], "magistrate");
    assert_eq!(desk.contact(&absorbed)["draft"]["emails"][0]["address"], "anne@example.fr");
    assert_eq!(desk.contact(&absorbed)["id"], json!(absorbed));
    desk.check();
}

#[test]
fn chains_lead_to_the_last_one_and_open_in_order() {
    let desk = Desk::new();
    let (a, b, c) = (desk.person("A", "Durand"), desk.person("B", "Durand"), desk.person("C", "Durand"));
    desk.merge(&b, &a);
    let first = desk.last_operation();
    desk.merge(&c, &b);
    let second = desk.last_operation();
    assert_eq!(desk.contact(&a)["id"], json!(c));
    assert_eq!(desk.contact(&b)["id"], json!(c));
    let blockers = desk.call("undo_blockers", json!({ "operation": first }));
    assert!(!blockers.as_array().unwrap().is_empty(), "the second stands in the way of the first");
    desk.undo(&second);
    assert_eq!(desk.contact(&a)["id"], json!(b));
    desk.undo(&first);
    assert_eq!(desk.contact(&a)["id"], json!(a));
    desk.check();
}

#[test]
fn an_undo_that_brings_a_row_back_sends_it_where_the_merge_leads() {
    let desk = Desk::new();
    let (kept, absorbed, spouse) =
        (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"), desk.person("Luc", "Roux"));
    let link = desk.link(&absorbed, &spouse, "spouse", "");
    desk.call("remove_link", json!({ "id": link["id"] }));
    let removal = desk.last_operation();
    desk.merge(&kept, &absorbed);
    desk.undo(&removal);
    assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
    assert_eq!(desk.call("contact_links", json!({ "id": kept }))[0]["other_id"], json!(spouse));
    desk.check();
}

#[test]
fn files_of_both_contacts_come_again_and_create_nothing() {
    let desk = Desk::new();
    let import = |name: &str, text: &str| {
        let path = desk.write(name, text);
        let preview = desk.call("preview_import", json!({ "path": path }));
        desk.call(
            "import_contacts",
            json!({ "task": "t", "path": path, "mapping": preview["mapping"], "dry_run": false }),
        )
    };
    let one = "Réf;Nom;Prénom;Profession\n12;Durand;Anne;notaire\n";
    let two = "Code client;Nom;Prénom;E-mail\nA7;Durant;Anne;anne@example.fr\n";
    import("one.csv", one);
    import("two.csv", two);
    let find = |text: &str| {
        let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": true, "limit": 5 }));
        hits[0]["contact"]["id"].as_str().unwrap().to_owned()
    };
    let (kept, absorbed) = (find("12"), find("A7"));
    assert_ne!(kept, absorbed);
    desk.merge(&kept, &absorbed);
    let rows = desk.rows();
    for (name, text) in [("one.csv", one), ("two.csv", two)] {
        let report = import(name, text);
        assert_eq!((&report["created"], &report["unchanged"]), (&json!(0), &json!(1)), "{name}");
    }
    assert_eq!(desk.rows(), rows);
    assert_eq!(find("A7"), kept, "the reference of the merged one leads to the kept one");
    // The file changes: what is new in it comes in, what the merge set aside does not.
    let report = import("two.csv", "Code client;Nom;Prénom;E-mail\nA7;Durant;Anne;anne.durant@example.fr\n");
    assert_eq!((&report["created"], &report["updated"]), (&json!(0), &json!(1)));
    let draft = desk.contact(&kept)["draft"].clone();
    assert_eq!(draft["birth_name"], "Durand");
    assert_eq!(draft["emails"].as_array().unwrap().len(), 2);
    assert_eq!(desk.names("all").len(), 1);
    desk.check();
}

/// A table that points at a contact is moved whether or not it has a rule; but somebody must have said when its rows are one.
#[test]
fn every_table_that_points_at_a_contact_has_a_rule_of_merge() {
    let desk = Desk::new();
    let tables: Vec<String> = desk.references_to_contact().into_iter().map(|(table, _)| table).collect();
    assert!(tables.len() >= 10, "{tables:?}");
    for table in tables {
        assert!(
            themisia_core::SYNCED.iter().any(|synced| synced.name == table),
            "{table} is not synced, and points at a contact"
        );
        assert!(
            themisia_core::contact::merge::has_rule(&table),
            "{table} has no rule of merge (contact/merge/rules.rs)"
        );
    }
}

/// What a colleague wrote who did not know of the merge: rows that point at the merged contact come to the kept one.
#[test]
fn a_colleague_s_later_rows_come_to_the_kept_contact() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    desk.merge(&kept, &absorbed);
    let open = desk.vault.open_base().unwrap();
    let theirs: uuid::Uuid = absorbed.parse().unwrap();
    open.core
        .transact(themisia_core::op::Op::EditContact, |tx| {
            tx.execute(
                "insert into contact_email (id, contact, address, position) values (zeroblob(16), ?1, 'tard@example.fr', 0)",
                [theirs.as_bytes()],
            )?;
            themisia_core::contact::merge::settle(tx)
        })
        .unwrap();
    drop(open);
    assert_eq!(desk.contact(&kept)["draft"]["emails"][0]["address"], "tard@example.fr");
    assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
    assert_eq!(desk.search("tard"), ["DURAND Anne"]);
    desk.check();
}

// ------------------------------------------------------------------ whatever the two contacts are

#[derive(Debug, Clone)]
pub struct Somebody {
    pub first_names: String,
    pub birth_name: String,
    profession: String,
    pub emails: Vec<u8>,
    phones: Vec<u8>,
    qualities: Vec<u8>,
    links: Vec<(u8, u8, u8)>,
    roles: Vec<(u8, bool)>,
}

pub fn somebody() -> impl Strategy<Value = Somebody> {
    use proptest::collection::vec;
    (
        "[A-Z][a-zé]{2,6}",
        "[A-Z][a-zé]{2,6}",
        "([a-z]{4,6})?",
        vec(0..4u8, 0..3),
        vec(0..4u8, 0..3),
        vec(0..4u8, 0..3),
        vec((0..5u8, 0..3u8, 0..2u8), 0..5),
        vec((0..4u8, any::<bool>()), 0..3),
    )
        .prop_map(|(first_names, birth_name, profession, emails, phones, qualities, links, roles)| Somebody {
            first_names,
            birth_name,
            profession,
            emails,
            phones,
            qualities,
            links,
            roles,
        })
}

/// They move in, with what they have and how they are linked.
pub fn settle(desk: &Desk, people: &[Somebody]) -> Vec<String> {
    let qualities = desk.call("qualities", json!({}));
    let ids: Vec<String> =
        people.iter().map(|somebody| desk.person(&somebody.first_names, &somebody.birth_name)).collect();
    for (somebody, id) in people.iter().zip(&ids) {
        let of = |list: &[u8], make: &dyn Fn(u8) -> Value| list.iter().map(|n| make(*n)).collect::<Vec<Value>>();
        desk.edit(
            id,
            json!({
                "profession": somebody.profession,
                "emails": of(&somebody.emails, &|n| email(&format!("m{n}@example.fr"), "")),
                "phones": of(&somebody.phones, &|n| phone(&format!("06 00 00 00 0{n}"), "")),
                "qualities": of(&somebody.qualities, &|n| qualities[usize::from(n)]["id"].clone()),
            }),
        );
        for (other, kind, through) in &somebody.links {
            let other = &ids[usize::from(*other) % ids.len()];
            let kind = ["representative", "spouse", "beneficial_owner"][usize::from(*kind)];
            let through = (*through == 1).then(|| ids[3].clone());
            let link = json!({ "id": null, "contact": id, "other": other, "kind": kind, "through": through });
            let _ = themisia_core::commands::dispatch(&desk.vault, "save_link", json!({ "link": link }));
        }
        for (recipient, first) in &somebody.roles {
            let role = json!({ "id": null, "client": id, "recipient": ids[usize::from(*recipient)], "role": "billing", "is_default": first });
            let _ = themisia_core::commands::dispatch(&desk.vault, "save_role", json!({ "role": role }));
        }
    }
    ids
}

/// Rows by table and column that point at one of these contacts, as the schema lists them.
fn references(desk: &Desk, contacts: &[&String]) -> BTreeMap<(String, String), i64> {
    let open = desk.vault.open_base().unwrap();
    desk.references_to_contact()
        .into_iter()
        .filter(|(_, column)| column != "merged_into")
        .map(|(table, column)| {
            let sql = format!("select count(*) from {table} where {column} = ?1");
            let count = contacts
                .iter()
                .map(|id| {
                    let id: uuid::Uuid = id.parse().unwrap();
                    open.core
                        .read(|reader| Ok(reader.query_row(&sql, [id.as_bytes()], |row| row.get::<_, i64>(0))?))
                        .unwrap()
                })
                .sum();
            ((table, column), count)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_loses_no_row_and_no_value_and_its_undo_gives_the_bytes_back(
        people in proptest::collection::vec(somebody(), 4..5), swap in any::<bool>(),
    ) {
        let desk = Desk::new();
        let ids = settle(&desk, &people);
        let (kept, absorbed) = if swap { (&ids[1], &ids[0]) } else { (&ids[0], &ids[1]) };
        let rows = desk.rows();
        let before = references(&desk, &[kept, absorbed]);
        let merged = desk.merge(kept, absorbed);
        let operation = desk.last_operation();
        prop_assert_eq!(desk.pointing_at_merged(), Vec::<String>::new());
        let after = references(&desk, &[kept]);
        for ((table, column), count) in &before {
            let moved = move_of(&merged, table);
            let went = moved["joined"].as_i64().unwrap_or(0) + 2 * moved["with_itself"].as_i64().unwrap_or(0);
            let now = after[&(table.clone(), column.clone())];
            // Former names and the status are added by the merge; nothing else comes from nowhere.
            let added = ["contact_former_name", "status_change"].contains(&table.as_str());
            prop_assert!(now >= count - went || (column == "through" && now <= *count), "{table}.{column}: {count} → {now}, {went} went");
            prop_assert!(added || now <= *count, "{table}.{column}: {count} → {now}");
        }
        // Every word of either name, every e-mail and phone, leads to the kept one.
        for somebody in &people[..2] {
            for text in [&somebody.first_names, &somebody.birth_name] {
                let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": true, "limit": 50 }));
                prop_assert!(hits.as_array().unwrap().iter().any(|hit| hit["contact"]["id"] == json!(kept)), "{text} is lost");
            }
            let draft = desk.contact(kept)["draft"].clone();
            for n in &somebody.emails {
                let address = format!("m{n}@example.fr");
                prop_assert!(draft["emails"].to_string().contains(&address));
            }
            for n in &somebody.phones {
                let number = format!("60000000{n}");
                prop_assert!(draft["phones"].to_string().contains(&number));
            }
        }
        desk.check();
        // Changes that do not touch it in between.
        let stranger = desk.person("Zoé", "Zimmer");
        desk.call("archive_contacts", json!({ "ids": [stranger], "archived": true }));
        let strange = desk.last_operation();
        desk.undo(&operation);
        desk.undo(&strange);
        desk.call("undo_last", json!({}));
        prop_assert_eq!(desk.rows(), rows);
    }
}

#[test]
fn merging_the_same_two_again_is_refused_and_a_deleted_choice_stays_out() {
    let desk = Desk::new();
    let kept = desk.person("Anne", "Durand");
    let absorbed = id(&desk.call("save_contact", json!({ "draft": person("Anne", "Durand") })));
    desk.merge(&kept, &absorbed);
    let again = desk.refused("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }));
    assert_eq!(again.reason.as_deref(), Some("itself"));
}
