//! The journal: one chronological list for a contact, its matters and those who stand for it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::desk::{Desk, id};

impl Desk {
    fn note(&self, fields: Value) -> String {
        let mut draft = json!({ "id": null, "kind": "note", "subject": "Note" });
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        id(&self.call("save_interaction", json!({ "draft": draft })))
    }

    pub fn journal(&self, filter: Value) -> Value {
        self.call("list_journal", json!({ "filter": filter, "cursor": null, "limit": 200 }))
    }

    pub fn subjects(&self, filter: Value) -> Vec<String> {
        subjects(&self.journal(filter)["entries"])
    }
}

fn subjects(entries: &Value) -> Vec<String> {
    entries.as_array().unwrap().iter().map(|entry| entry["subject"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_contact_has_its_own_entries_those_of_its_matters_and_of_those_who_stand_for_it() {
    let desk = Desk::new();
    let (company, director, stranger) =
        (desk.company("SARL du Port"), desk.person("Anne", "Durand"), desk.person("Luc", "Petit"));
    let matter = desk.matter(&company, "Bail");
    let private = desk.matter(&director, "Divorce");
    let link = json!({ "id": null, "contact": company, "other": director, "kind": "representative" });
    desk.call("save_link", json!({ "link": link }));
    desk.note(json!({ "at": "2026-03-01T09:00", "subject": "De la société", "about": [company] }));
    desk.note(json!({ "at": "2026-03-02T09:00", "subject": "Du dossier", "matter": matter, "about": [stranger] }));
    desk.note(json!({ "at": "2026-03-03T09:00", "subject": "De la gérante", "about": [director] }));
    desk.note(
        json!({ "at": "2026-03-04T09:00", "subject": "Divorce de la gérante", "matter": private, "about": [director] }),
    );
    desk.note(json!({ "at": "2026-03-05T09:00", "subject": "D’un autre", "about": [stranger] }));
    assert_eq!(desk.subjects(json!({ "contact": company })), ["De la gérante", "Du dossier", "De la société"]);
    assert_eq!(desk.subjects(json!({ "contact": director })), ["Divorce de la gérante", "De la gérante"]);
    assert_eq!(desk.subjects(json!({ "matter": matter })), ["Du dossier"]);
    assert_eq!(desk.subjects(json!({ "contact": company, "person": stranger })), ["Du dossier"]);
    assert_eq!(desk.subjects(json!({})).len(), 5, "the firm sees everything");
    desk.check();
}

#[test]
fn the_filters_are_kind_period_and_words() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.note(json!({ "kind": "call", "at": "2026-03-01", "subject": "Appel", "body": "L’expertise du bâtiment", "about": [anne], "minutes": 12 }));
    desk.note(json!({ "at": "2026-03-31T23:30", "subject": "Œuvre", "body": "Droit d’auteur", "about": [anne] }));
    desk.note(json!({ "kind": "letter", "at": "2026-04-01", "subject": "Mise en demeure", "direction": "out", "about": [anne] }));
    let of = |filter: Value| {
        let mut whole = json!({ "contact": anne });
        whole.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
        desk.subjects(whole)
    };
    assert_eq!(of(json!({ "kinds": ["call", "letter"] })), ["Mise en demeure", "Appel"]);
    assert_eq!(of(json!({ "from": "2026-03-01", "to": "2026-03-31" })), ["Œuvre", "Appel"]);
    assert_eq!(of(json!({ "to": "2026-02-28" })), [""; 0]);
    assert_eq!(of(json!({ "text": "BATIMENT expert" })), ["Appel"]);
    assert_eq!(of(json!({ "text": "oeuvre" })), ["Œuvre"]);
    assert_eq!(of(json!({ "text": "demeure bâtiment" })), [""; 0], "all words of one entry");
    assert_eq!(of(json!({ "text": "\"*) OR (" })), [""; 0], "text is text");
    let entries = desk.journal(json!({ "contact": anne }))["entries"].clone();
    assert_eq!((&entries[2]["time"], &entries[2]["day"]), (&Value::Null, &json!("2026-03-01")));
    assert_eq!((&entries[2]["minutes"], &entries[1]["time"]), (&json!(12), &json!("23:30")));
    assert_eq!((&entries[0]["direction"], &entries[0]["user_name"]), (&json!("out"), &json!("Claire Vasseur")));
}

#[test]
fn what_the_program_knows_stands_in_the_journal() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    let matter = desk.matter(&anne, "Bail");
    desk.call("set_contact_status", json!({ "id": anne, "to": "prospect", "reason": "Recommandée" }));
    let lines = json!([{ "kind": "fee", "label": "Forfait", "amount": 100000, "vat_basis_points": 2000 }]);
    let draft = json!({ "id": null, "client": anne, "matter": matter, "lines": lines });
    let draft = desk.call("save_invoice", json!({ "draft": draft }));
    assert_eq!(desk.subjects(json!({ "contact": anne, "kinds": ["invoice"] })), [""; 0], "a draft is no entry");
    let invoice = desk.call("issue_invoice", json!({ "id": draft["id"], "issued_on": "2026-04-01" }));
    let payment = json!({ "client": anne, "received_on": "2026-04-20", "amount": 120000, "method": "Virement",
        "allocations": [{ "invoice": invoice["id"], "amount": 120000 }] });
    let payment = desk.call("record_payment", json!({ "payment": payment }));
    desk.call("reverse_payment", json!({ "id": payment["id"], "on": "2026-04-21", "reason": "Rejeté" }));
    desk.call(
        "issue_credit_note",
        json!({ "draft": { "invoice": invoice["id"], "issued_on": "2026-04-22", "reason": "Erreur", "lines": null, "reopens_work": true } }),
    );
    let path = desk.write("carnet.csv", "Nom;Prénom\nMartin;Luc\n");
    let preview = desk.call("preview_import", json!({ "path": path }));
    desk.call("import_contacts", json!({ "task": "t", "path": path, "mapping": preview["mapping"], "dry_run": false }));
    let twin = desk.person("Anne", "Durant");
    let merged =
        desk.call("merge_contacts", json!({ "kept": anne, "absorbed": twin, "choices": { "birth_name": "kept" } }));
    assert_eq!(merged["kept"]["id"], json!(anne));
    let money = desk.subjects(json!({ "contact": anne, "kinds": ["invoice", "credit_note", "payment", "reversal"] }));
    let number = invoice["number"].as_str().unwrap();
    let credit = number.replace("0001", "0002");
    assert_eq!(
        money,
        [
            format!("Avoir {credit} sur la facture {number} : 1\u{202f}200,00\u{a0}€"),
            "Règlement extourné : -1\u{202f}200,00\u{a0}€".to_owned(),
            "Règlement reçu : 1\u{202f}200,00\u{a0}€".to_owned(),
            format!("Facture {number} émise : 1\u{202f}200,00\u{a0}€"),
        ]
    );
    assert_eq!(desk.subjects(json!({ "matter": matter })).len(), 2, "the invoice and its credit note");
    assert_eq!(desk.subjects(json!({ "contact": anne, "kinds": ["status"] })), ["Statut : Contact → Prospect"]);
    let merges = desk.subjects(json!({ "contact": anne, "kinds": ["merge"] }));
    assert!(merges[0].starts_with("Fiches fusionnées : Anne DURANT"), "{merges:?}");
    assert_eq!(desk.subjects(json!({ "kinds": ["import"] })), ["Importé du fichier carnet.csv"]);
    assert_eq!(desk.subjects(json!({ "contact": anne, "text": number })).len(), 1);
    desk.check();
}

#[test]
fn entries_are_edited_pinned_moved_removed_and_each_is_undone() {
    let desk = Desk::new();
    let (anne, luc) = (desk.person("Anne", "Durand"), desk.person("Luc", "Petit"));
    let matter = desk.matter(&anne, "Bail");
    let note = desk.note(json!({ "subject": "Avant", "about": [anne], "mentioned": [luc, anne] }));
    let mut draft = desk.call("get_interaction", json!({ "id": note }))["draft"].clone();
    assert_eq!(draft["mentioned"], json!([luc]), "whom it is about is not mentioned beside");
    let before = desk.rows();
    draft["subject"] = json!("Après");
    draft["about"] = json!([luc]);
    draft["mentioned"] = json!([]);
    desk.call("save_interaction", json!({ "draft": draft }));
    assert_eq!(desk.subjects(json!({ "contact": anne })), [""; 0]);
    assert_eq!(desk.subjects(json!({ "contact": luc, "text": "apres" })), ["Après"]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    assert_eq!(desk.subjects(json!({ "contact": anne, "text": "avant" })), ["Avant"]);
    desk.call("pin_interaction", json!({ "id": note, "pinned": true }));
    assert_eq!(subjects(&desk.journal(json!({ "contact": anne }))["pinned"]), ["Avant"]);
    assert_eq!(subjects(&desk.journal(json!({}))["pinned"]), ["Avant"]);
    desk.call("undo_last", json!({}));
    desk.call("move_interactions", json!({ "ids": [note], "matter": matter }));
    assert_eq!(desk.subjects(json!({ "matter": matter })), ["Avant"]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    desk.call("remove_interaction", json!({ "id": note }));
    assert_eq!(desk.subjects(json!({})), [""; 0]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    assert_eq!(desk.subjects(json!({ "contact": luc, "text": "avant" })), ["Avant"]);
    desk.check();
}

#[test]
fn what_says_nothing_is_refused_and_says_why() {
    let desk = Desk::new();
    let refusal = |fields: Value| {
        let mut draft = json!({ "id": null, "kind": "note", "subject": "S" });
        draft.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        desk.refusal("save_interaction", json!({ "draft": draft }))
    };
    assert_eq!(refusal(json!({ "subject": " \n", "body": "\t" })), "required");
    assert_eq!(refusal(json!({ "at": "2026-02-30" })), "impossible_date");
    assert_eq!(refusal(json!({ "at": "hier" })), "impossible_date");
    assert_eq!(refusal(json!({ "kind": "call", "minutes": 1441 })), "impossible");
    assert_eq!(refusal(json!({ "kind": "email" })), "email");
    assert_eq!(desk.refusal("list_journal", json!({ "filter": {}, "cursor": "x", "limit": 5 })), "unknown");
    let template = json!({ "id": null, "name": " ", "kind": "note" });
    assert_eq!(desk.refusal("save_journal_template", json!({ "template": template })), "required");
}

#[test]
fn a_merge_joins_what_concerned_both_and_its_undo_brings_everything_back() {
    let desk = Desk::new();
    let (kept, absorbed) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    desk.note(json!({ "subject": "Des deux", "about": [kept, absorbed] }));
    desk.note(json!({ "subject": "De l’une", "about": [kept], "mentioned": [absorbed] }));
    desk.note(json!({ "subject": "De l’autre", "about": [absorbed] }));
    let before = desk.rows();
    desk.call("merge_contacts", json!({ "kept": kept, "absorbed": absorbed, "choices": {} }));
    let entries = desk.journal(json!({ "contact": kept, "kinds": ["note"] }))["entries"].clone();
    assert_eq!(subjects(&entries), ["De l’autre", "De l’une", "Des deux"]);
    assert_eq!(entries[2]["contacts"].as_array().unwrap().len(), 1, "once is enough");
    assert_eq!(
        desk.subjects(json!({ "contact": absorbed, "kinds": ["note"] })).len(),
        3,
        "the old id leads to the kept one"
    );
    desk.check();
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    assert_eq!(desk.subjects(json!({ "contact": absorbed })), ["De l’autre", "De l’une", "Des deux"]);
    assert_eq!(desk.subjects(json!({ "contact": kept })), ["De l’une", "Des deux"]);
    desk.check();
}

#[test]
fn hostile_text_is_text() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    let hostile = [
        "<script>alert(1)</script>",
        "'; drop table interaction; --",
        "{{7*7}}",
        "\u{202e}txt",
        "a\u{0}b",
        "\u{1F469}\u{200D}",
    ];
    for text in hostile {
        let id = desk.note(json!({ "subject": text, "body": text, "about": [anne] }));
        let kept = desk.call("get_interaction", json!({ "id": id }))["draft"].clone();
        assert_eq!(kept["body"].as_str().unwrap(), text.replace('\u{0}', ""), "{text:?}");
        desk.journal(json!({ "contact": anne, "text": text }));
    }
    assert_eq!(desk.subjects(json!({ "contact": anne })).len(), hostile.len());
    desk.check();
}

/// One act of a random history: what is written, about whom, when.
#[derive(Debug, Clone)]
struct Act {
    kind: u8,
    who: Vec<usize>,
    matter: Option<usize>,
    day: u32,
    word: usize,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = (0..4u8, proptest::collection::vec(0..4usize, 0..3), proptest::option::of(0..3usize), 1..9u32, 0..3usize);
    let act = act.prop_map(|(kind, who, matter, day, word)| Act { kind, who, matter, day, word });
    proptest::collection::vec(act, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Pages put together are what counting by hand gives, sorted, whatever the filter and the size of a page.
    #[test]
    fn pages_put_together_are_the_union_sorted(acts in acts(), limit in 1..7usize) {
        let desk = Desk::new();
        let contacts: Vec<String> = (0..4).map(|n| desk.person(&format!("P{n}"), "Durand")).collect();
        // The first is client of two matters and stood for by the second; the third has a matter of its own.
        let matters = [desk.matter(&contacts[0], "A"), desk.matter(&contacts[0], "B"), desk.matter(&contacts[2], "C")];
        desk.call("save_link", json!({ "link": { "id": null, "contact": contacts[0], "other": contacts[1], "kind": "representative" } }));
        let words = ["bail", "expertise", "divorce"];
        let mut all: Vec<(Value, Act)> = Vec::new();
        for act in acts {
            let kind = ["note", "call", "meeting", "letter"][usize::from(act.kind)];
            let about: Vec<&String> = act.who.iter().map(|who| &contacts[*who]).collect();
            let id = desk.note(json!({ "kind": kind, "subject": words[act.word], "at": format!("2026-05-0{}", act.day),
                "about": about, "matter": act.matter.map(|at| &matters[at]) }));
            all.push((json!(id), act));
        }
        let known = desk.journal(json!({}))["entries"].clone();
        let at = |id: &Value| known.as_array().unwrap().iter().find(|entry| entry["id"] == *id).unwrap()["at"].as_str().unwrap().to_owned();
        let of_first = |act: &Act| {
            let own = act.who.contains(&0) || matches!(act.matter, Some(0 | 1));
            own || (act.who.contains(&1) && act.matter != Some(2))
        };
        type Chosen = Box<dyn Fn(&Act) -> bool>;
        let filters: Vec<(Value, Chosen)> = vec![
            (json!({}), Box::new(|_| true)),
            (json!({ "contact": contacts[0] }), Box::new(of_first)),
            (json!({ "contact": contacts[0], "kinds": ["call", "letter"] }), Box::new(move |act| of_first(act) && act.kind % 2 == 1)),
            (json!({ "contact": contacts[0], "text": "exper" }), Box::new(move |act| of_first(act) && act.word == 1)),
            (json!({ "contact": contacts[0], "person": contacts[3] }), Box::new(move |act| of_first(act) && act.who.contains(&3))),
            (json!({ "contact": contacts[2], "from": "2026-05-03", "to": "2026-05-05" }),
                Box::new(|act| (3..=5).contains(&act.day) && (act.who.contains(&2) || act.matter == Some(2)))),
            (json!({ "matter": matters[1] }), Box::new(|act| act.matter == Some(1))),
        ];
        for (filter, chosen) in filters {
            let mut expected: Vec<(String, String)> = all.iter().filter(|(_, act)| chosen(act))
                .map(|(id, _)| (at(id), id.as_str().unwrap().to_owned())).collect();
            expected.sort();
            expected.reverse();
            let (mut found, mut cursor) = (Vec::new(), Value::Null);
            loop {
                let page = desk.call("list_journal", json!({ "filter": filter, "cursor": cursor, "limit": limit }));
                let entries = page["entries"].as_array().unwrap();
                prop_assert!(entries.len() <= limit);
                found.extend(entries.iter().map(|entry| (entry["at"].as_str().unwrap().to_owned(), entry["id"].as_str().unwrap().to_owned())));
                cursor = page["next"].clone();
                if cursor.is_null() { break; }
            }
            prop_assert_eq!(&found, &expected, "{}", filter);
            prop_assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
        }
    }
}

#[test]
fn identification_and_tasks_stand_in_the_journal_where_they_happened() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let (company, director) = (desk.company("SARL du Port"), desk.person("Anne", "Durand"));
    let link = json!({ "id": null, "contact": company, "other": director, "kind": "representative" });
    desk.call("save_link", json!({ "link": link }));
    let matter = desk.matter(&company, "Bail");
    let document = json!({ "id": null, "contact": director, "kind": "passport", "number": "19AB12345", "seen_on": "2026-02-20",
        "remote": true, "note": "par visioconférence" });
    let seen = desk.call("save_kyc_document", json!({ "document": document }));
    let decision = json!({ "client": company, "matter": matter, "to": "out_of_scope", "reason": "Contentieux" });
    desk.call("decide_kyc", json!({ "decision": decision }));
    let todo = |kind: &str, title: &str, more: Value| {
        let mut todo = json!({ "id": null, "kind": kind, "title": title, "contact": company, "matter": matter });
        todo.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        id(&desk.call("save_todo", json!({ "todo": todo })))
    };
    todo(
        "meeting",
        "Audience",
        json!({ "starts_at": "2026-03-05T14:30", "ends_at": "2026-03-05T15:30", "place": "TJ de Lyon" }),
    );
    let task = todo("task", "Conclure", json!({ "due_on": "2026-03-04", "notes": "avec l’expertise" }));
    let of = |kinds: Value| desk.journal(json!({ "contact": company, "kinds": kinds }))["entries"].clone();
    let expected = ["Audience", "Conclure", "KYC : À faire → Hors champ", "Pièce vue : Passeport 19AB12345"];
    assert_eq!(subjects(&of(json!(["meeting", "task", "kyc", "kyc_document"]))), expected);
    assert_eq!(desk.subjects(json!({ "matter": matter })), expected[..3], "the document seen is of no matter");
    let meeting = &of(json!(["meeting"]))[0];
    assert_eq!(
        (&meeting["day"], &meeting["time"]),
        (&json!("2026-03-05"), &json!("14:30")),
        "as the clock here shows it"
    );
    assert_eq!((&meeting["excerpt"], &meeting["source"]), (&json!("TJ de Lyon"), &json!("todo")));
    assert_eq!(of(json!(["task"]))[0]["excerpt"], "À faire ce jour · avec l’expertise");
    assert_eq!(of(json!(["kyc"]))[0]["excerpt"], "Contentieux");
    assert_eq!(of(json!(["kyc_document"]))[0]["excerpt"], "à distance · par visioconférence");
    assert_eq!(desk.subjects(json!({ "contact": company, "text": "expertise" })), ["Conclure"]);
    desk.call("complete_todo", json!({ "id": task, "done": true }));
    let done = &of(json!(["task"]))[0];
    assert_eq!((&done["day"], &done["excerpt"]), (&json!("2026-03-02"), &json!("Fait · avec l’expertise")));
    desk.call("remove_kyc_document", json!({ "id": seen["id"] }));
    assert_eq!(subjects(&of(json!(["kyc_document"]))), [""; 0]);
    desk.check();
}

#[test]
fn what_was_known_before_the_journal_told_it_stands_there_after_the_migration() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.person("Anne", "Durand");
    let matter = desk.matter(&anne, "Bail");
    let decision = json!({ "client": anne, "matter": matter, "to": "out_of_scope", "reason": "Contentieux" });
    desk.call("decide_kyc", json!({ "decision": decision }));
    let document = json!({ "id": null, "contact": anne, "kind": "passport", "number": "1", "seen_on": "2026-02-20" });
    desk.call("save_kyc_document", json!({ "document": document }));
    for (kind, at) in [("task", json!(null)), ("meeting", json!("2026-07-05T14:30"))] {
        let todo =
            json!({ "id": null, "kind": kind, "title": kind, "starts_at": at, "contact": anne, "matter": matter });
        desk.call("save_todo", json!({ "todo": todo }));
    }
    let before = desk.journal(json!({ "contact": anne }))["entries"].clone();
    let of_matter = desk.journal(json!({ "matter": matter }))["entries"].clone();
    let migration = include_str!("../../migrations/local/V0014__letters.sql");
    let filled = &migration[migration.find("-- What the program knew").unwrap()..];
    let open = desk.vault.open_base().unwrap();
    open.core
        .write_local(|conn| {
            conn.execute_batch(
                "delete from journal_fts where rowid in (select rowid from journal_row where source in ('kyc_decision', 'kyc_document', 'todo'));
                 delete from journal_place where source in ('kyc_decision', 'kyc_document', 'todo');
                 delete from journal_row where source in ('kyc_decision', 'kyc_document', 'todo');",
            )?;
            Ok(conn.execute_batch(filled)?)
        })
        .unwrap();
    assert_eq!(desk.journal(json!({ "contact": anne }))["entries"], before);
    assert_eq!(desk.journal(json!({ "matter": matter }))["entries"], of_matter);
    assert_eq!(desk.subjects(json!({ "contact": anne, "text": "contentieux" })), ["KYC : À faire → Hors champ"]);
    desk.check();
}
