//! Duplicates: who is twice in the base, and who only looks so.

use serde_json::{Value, json};

use themisia_core::contact::{AddressDraft, ContactDraft, ContactKind, EmailDraft, PhoneDraft};
use themisia_core::duplicate::incoming::{Incoming, Room};
use themisia_core::duplicate::{self, judge};

use crate::desk::{Desk, id, person};

/// A draft with these fields over an empty one of the kind.
fn draft(kind: &str, fields: Value) -> Value {
    let mut draft = json!({ "id": null, "kind": kind });
    for (field, value) in fields.as_object().unwrap() {
        draft[field] = value.clone();
    }
    draft
}

fn pairs(desk: &Desk) -> Vec<(String, String, String)> {
    let page = json!({ "offset": 0, "limit": 100 });
    let found = desk.call("duplicate_pairs", json!({ "min_level": "possible", "page": page }));
    let name = |pair: &Value, side: &str| pair[side]["name"].as_str().unwrap().to_owned();
    let mut pairs: Vec<(String, String, String)> = found["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (name(pair, "a"), name(pair, "b"), pair["level"].as_str().unwrap().to_owned()))
        .collect();
    pairs.sort();
    pairs
}

#[test]
fn the_alert_while_typing_says_who_and_why() {
    let desk = Desk::new();
    let mut known = person("Hélène", "Lefèvre");
    known["phones"] = json!([{ "number": "06 12 34 56 78" }]);
    desk.call("save_contact", json!({ "draft": known }));
    desk.call("save_contact", json!({ "draft": person("Marc", "Lefèvre") }));
    let mut typed = person("Helene", "LEFEVRE");
    typed["phones"] = json!([{ "number": "0612345678" }]);
    let found = desk.call("similar_contacts", json!({ "draft": typed }));
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found[0]["contact"]["name"], "LEFÈVRE Hélène");
    assert_eq!(found[0]["level"], "probable");
    assert_eq!(found[0]["reasons"], json!(["même nom à l’accent près", "même téléphone"]));
}

#[test]
fn said_to_be_two_stays_so_until_what_was_compared_changes() {
    let desk = Desk::new();
    let one = desk.call("save_contact", json!({ "draft": person("Zéphyrin", "Quénard") }));
    let mut other = person("Zephyrin", "Quenard");
    other["emails"] = json!([{ "address": "z@exemple.fr" }]);
    let other = desk.call("save_contact", json!({ "draft": other }));
    desk.call("scan_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk).len(), 1);
    desk.call("not_duplicates", json!({ "a": id(&other), "b": id(&one) }));
    assert_eq!(pairs(&desk), []);
    desk.call("scan_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk), []);
    // A note is not compared; a phone is.
    let mut edited = desk.contact(&id(&one))["draft"].clone();
    edited["notes"] = json!("vu au cabinet");
    desk.call("save_contact", json!({ "draft": edited }));
    desk.call("refresh_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk), []);
    edited = desk.contact(&id(&one))["draft"].clone();
    edited["emails"] = json!([{ "address": "z@exemple.fr" }]);
    desk.call("save_contact", json!({ "draft": edited }));
    desk.call("refresh_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk).len(), 1);
    // And what was said can be taken back.
    desk.call("not_duplicates", json!({ "a": id(&one), "b": id(&other) }));
    assert_eq!(pairs(&desk), []);
    desk.call("undo_last", json!({}));
    assert_eq!(pairs(&desk).len(), 1);
}

#[test]
fn the_same_company_is_certain_and_its_other_establishment_is_not_a_duplicate() {
    let desk = Desk::new();
    for (name, siret) in [
        ("Menuiserie du Port", "73282932000074"),
        ("MENUISERIE DU PORT SARL", "73282932000074"),
        ("Menuiserie du Port Sud", "73282932000017"),
    ] {
        desk.call(
            "save_contact",
            json!({ "draft": draft("legal_person", json!({ "organisation_name": name, "siret": siret, "to_check": ["siret"] })) }),
        );
    }
    desk.call("scan_duplicates", json!({ "task": "t" }));
    let found = pairs(&desk);
    let level = |level: &str| found.iter().filter(|pair| pair.2 == level).count();
    assert_eq!((level("certain"), level("same_company")), (1, 2), "{found:?}");
}

/// Pairs of drafts with a verdict, from the lines of a table.
fn table(text: &str, draft: impl Fn(&str) -> ContactDraft) -> (usize, Vec<String>) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (same, (a, b)) = match line.split_once(" = ") {
            Some(sides) => (true, sides),
            None => (false, line.split_once(" ≠ ").unwrap()),
        };
        let verdict = duplicate::between(&draft(a), &draft(b));
        count += 1;
        if (verdict.score >= judge::POSSIBLE) != same {
            wrong.push(format!("{line}: {:.3} {:?}", verdict.score, verdict.reasons));
        }
    }
    (count, wrong)
}

fn with_phone(mut draft: ContactDraft, number: &str) -> ContactDraft {
    draft.phones.push(PhoneDraft { number: number.to_owned(), ..PhoneDraft::default() });
    draft
}

/// A contact as it is kept after its form was saved, from « prénom: Anne; nom: Durand ».
fn whole(side: &str) -> ContactDraft {
    let is_company = side.contains("société:");
    let mut draft = ContactDraft::new(if is_company { ContactKind::LegalPerson } else { ContactKind::NaturalPerson });
    let mut address = AddressDraft::default();
    for part in side.split(';') {
        let (field, value) = part.split_once(':').unwrap();
        let value = value.trim().to_owned();
        match field.trim() {
            "civ" => draft.civility = value,
            "prénom" => draft.first_names = value,
            "nom" => draft.birth_name = value,
            "usage" => draft.usage_name = value,
            "né" => draft.birth_date = Some(value),
            "société" => draft.organisation_name = value,
            "sigle" => draft.acronym = value,
            "enseigne" => draft.trade_name = value,
            "forme" => draft.legal_form = value,
            "siren" => draft.siren = value,
            "tel" => draft.phones.push(PhoneDraft { number: value, ..PhoneDraft::default() }),
            "mail" => draft.emails.push(EmailDraft { address: value, ..EmailDraft::default() }),
            "rue" => address.street = value,
            "cp" => address.postal_code = value,
            "ville" => address.town = value,
            unknown => panic!("{unknown} in {side}"),
        }
    }
    if address != AddressDraft::default() {
        draft.addresses.push(address);
    }
    draft
}

/// Married names, one field for both names, moves, forms of phones, scans, acronyms and trade names.
#[test]
fn whole_sheets_are_told_apart_as_a_secretary_would() {
    let (pairs, wrong) = table(include_str!("data/whole.txt"), whole);
    assert!(wrong.is_empty(), "{} of {pairs}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pairs >= 70, "{pairs}");
}

#[test]
fn names_are_told_apart_as_a_secretary_would() {
    let (persons, wrong) = table(include_str!("data/persons.txt"), |side| {
        let (first, last) = side.split_once('|').unwrap();
        let mut draft = ContactDraft::new(ContactKind::NaturalPerson);
        draft.first_names = first.trim().to_owned();
        draft.birth_name = last.trim().to_owned();
        with_phone(draft, "02 98 12 34 56")
    });
    let (organisations, wrong_too) = table(include_str!("data/organisations.txt"), |side| {
        let mut draft = ContactDraft::new(ContactKind::LegalPerson);
        draft.organisation_name = side.trim().to_owned();
        with_phone(draft, "02 98 12 34 56")
    });
    assert!(persons + organisations >= 200, "{persons} + {organisations}");
    let wrong: Vec<String> = wrong.into_iter().chain(wrong_too).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), persons + organisations, wrong.join("\n"));
}

#[test]
fn who_only_looks_alike_is_kept_apart() {
    let desk = Desk::new();
    let save = |kind: &str, fields: Value| desk.call("save_contact", json!({ "draft": draft(kind, fields) }));
    let home = json!([{ "street": "12 rue des Lilas", "postal_code": "29000", "town": "Quimper" }]);
    let one = |civility: &str, first: &str, born: Value| {
        json!({ "civility": civility, "first_names": first, "birth_name": "Quénard", "birth_date": born,
            "addresses": home, "phones": [{ "number": "02 98 12 34 56" }] })
    };
    // Father and son of one name, twins, spouses: one roof, one phone.
    save("natural_person", one("M.", "Yves", json!("1950-03-12")));
    save("natural_person", one("M.", "Yves", json!("1978-11-02")));
    save("natural_person", one("Mme", "Lise", json!("1980-05-06")));
    save("natural_person", one("M.", "Loïc", json!("1980-05-06")));
    save("natural_person", one("Mme", "Anne", Value::Null));
    // Two of one first name, whose mailboxes say no more than it.
    for (last, mailbox, phone) in [
        ("Blanchard", "agnes@etude-blanchard.example", "02 98 11 11 11"),
        ("de Montcharrier", "agnes@avocat-de-montcharrier.example", "02 98 22 22 22"),
    ] {
        save(
            "natural_person",
            json!({ "civility": "Mme", "first_names": "Agnès", "birth_name": last, "emails": [{ "address": mailbox }],
                "phones": [{ "number": phone }] }),
        );
    }
    // Sister companies.
    for (name, siren) in [("Kerbrat Menuiserie", "732829320"), ("Kerbrat Location", "552100554")] {
        save(
            "legal_person",
            json!({ "organisation_name": name, "siren": siren, "addresses": home, "phones": [{ "number": "02 98 65 43 21" }] }),
        );
    }
    // Another chamber of the same town.
    for name in ["Tribunal judiciaire de Quimper", "Tribunal de commerce de Quimper"] {
        save("court", json!({ "organisation_name": name, "addresses": home }));
    }
    desk.call("scan_duplicates", json!({ "task": "t" }));
    assert_eq!(pairs(&desk), []);
    // The same court under its old name and abbreviated.
    save("court", json!({ "organisation_name": "TGI Quimper", "addresses": home }));
    desk.call("refresh_duplicates", json!({ "task": "t" }));
    let found = pairs(&desk);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn more_than_two_are_one_group() {
    let desk = Desk::new();
    for (first, last) in
        [("Zéphyrin", "Quénard"), ("Zephyrin", "QUENARD"), ("Zéphirin", "Quénard"), ("Anne", "Le Goff")]
    {
        let mut draft = person(first, last);
        draft["phones"] = json!([{ "number": "06 12 34 56 78" }]);
        desk.call("save_contact", json!({ "draft": draft }));
    }
    let report = desk.call("scan_duplicates", json!({ "task": "t" }));
    assert_eq!(report["contacts"], 4);
    assert_eq!(report["counts"]["groups"], 1);
    let page = json!({ "offset": 0, "limit": 10 });
    let groups = desk.call("duplicate_groups", json!({ "min_level": "possible", "page": page }));
    assert_eq!(groups["total"], 1);
    assert_eq!(groups["groups"][0]["contacts"].as_array().unwrap().len(), 3);
    assert_eq!(groups["groups"][0]["links"].as_array().unwrap().len(), 3);
}

#[test]
fn what_changed_since_gives_what_a_scan_anew_gives() {
    let desk = Desk::new();
    let names = [
        ("Hélène", "Lefèvre"),
        ("Helene", "LEFEVRE"),
        ("Jean-Pierre", "Le Goff"),
        ("Jean Pierre", "Legoff"),
        ("Marc", "de La Fontaine"),
        ("Marc", "Delafontaine"),
        ("Sylvie", "Thibault"),
        ("Sylvie", "Thibaud"),
        ("Aminata", "Diallo"),
        ("Diallo", "Aminata"),
        ("Bernadette", "Chevallier"),
        ("Karim", "El Amrani"),
    ];
    let mut ids = Vec::new();
    for (at, (first, last)) in names.iter().enumerate() {
        let mut draft = person(first, last);
        draft["phones"] = json!([{ "number": format!("06 12 34 56 {:02}", at / 2) }]);
        ids.push(id(&desk.call("save_contact", json!({ "draft": draft }))));
    }
    desk.call("scan_duplicates", json!({ "task": "t" }));
    let edit = |at: usize, field: &str, value: Value| {
        let mut draft = desk.contact(&ids[at])["draft"].clone();
        draft[field] = value;
        desk.call("save_contact", json!({ "draft": draft }));
    };
    let same_as_anew = |step: &str| {
        desk.call("refresh_duplicates", json!({ "task": "t" }));
        let kept = pairs(&desk);
        desk.call("scan_duplicates", json!({ "task": "t" }));
        assert_eq!(kept, pairs(&desk), "{step}");
        kept.len()
    };
    assert_eq!(same_as_anew("nothing changed"), 5);
    edit(1, "birth_name", json!("Quénard"));
    edit(1, "phones", json!([]));
    assert_eq!(same_as_anew("one became another"), 4);
    edit(11, "birth_name", json!("Chevalier"));
    edit(11, "first_names", json!("Bernadette"));
    assert_eq!(same_as_anew("another became one"), 5);
    desk.call("undo_last", json!({}));
    desk.call("undo_last", json!({}));
    assert_eq!(same_as_anew("and no longer"), 4);
    desk.call("save_contact", json!({ "draft": person("Bernadette", "Chevalier") }));
    same_as_anew("a new one");
    desk.call("undo_last", json!({}));
    assert_eq!(same_as_anew("which goes again"), 4);
}

#[test]
fn an_import_tells_which_rows_are_probably_there_already_and_writes_them_all() {
    let desk = Desk::new();
    let mut known = person("Hélène", "Quénard");
    known["phones"] = json!([{ "number": "06 12 34 56 78" }]);
    desk.call("save_contact", json!({ "draft": known }));
    let path = desk.write(
        "rows.csv",
        "Nom;Prénom;Téléphone\nQUENARD;Helene;0612345678\nLe Goff;Yann;0298123456\nLegoff;Yann;02 98 12 34 56\nMorvan;Luc;\n",
    );
    let preview = desk.call("preview_import", json!({ "path": path }));
    for dry_run in [true, false] {
        let report = desk.call(
            "import_contacts",
            json!({ "task": "t", "path": path, "mapping": preview["mapping"], "dry_run": dry_run }),
        );
        assert_eq!((&report["created"], &report["probable_duplicates"]), (&json!(4), &json!(2)), "{report}");
        let doubled: Vec<(u64, &str)> = report["issues"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|issue| issue["verdict"] == "probable_duplicate")
            .map(|issue| (issue["row"].as_u64().unwrap(), issue["reason"].as_str().unwrap()))
            .collect();
        assert_eq!(doubled[0].0, 2);
        assert_eq!(doubled[0].1, "Doublon probable de Hélène QUÉNARD : même nom à l’accent près, même téléphone.");
        assert_eq!(doubled[1].0, 4);
        assert!(doubled[1].1.starts_with("Doublon probable de LE GOFF Yann (ligne 3) : "), "{doubled:?}");
    }
}

#[test]
fn past_what_memory_holds_rows_are_no_longer_compared_and_a_large_base_is_asked_for_each() {
    let desk = Desk::new();
    for (first, last) in [("Hélène", "Quénard"), ("Yann", "Le Goff")] {
        desk.call("save_contact", json!({ "draft": person(first, last) }));
    }
    let open = desk.vault.open_base().unwrap();
    let row = |first: &str, last: &str| -> ContactDraft { serde_json::from_value(person(first, last)).unwrap() };
    // In the base read whole, and in a base asked for each row.
    for base in [2, 1] {
        let mut incoming = Incoming::new(&open.core, i64::MAX, 10, Room { base, rows: 2 }).unwrap();
        let doubled = incoming.check(2, &row("Helene", "QUENARD"), None).unwrap().expect("there already");
        assert_eq!((doubled.name.as_str(), doubled.row), ("Hélène QUÉNARD", None));
        assert!(!incoming.is_full(), "room for {base}");
        assert_eq!(incoming.check(3, &row("Luc", "Morvan"), None).unwrap(), None);
        assert!(incoming.is_full(), "room for {base}");
    }
}
