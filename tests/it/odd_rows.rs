//! Rows that other programs and people write in odd ways: nothing of them is lost unsaid.

use serde_json::{Value, json};

use crate::desk::Desk;

fn import(desk: &Desk, name: &str, content: &str, dry_run: bool) -> Value {
    let path = desk.write(name, content);
    let preview = desk.call("preview_import", json!({ "path": path }));
    let asked = json!({ "task": "i", "path": path, "mapping": preview["mapping"], "dry_run": dry_run });
    desk.call("import_contacts", asked)
}

fn counts(report: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "rejected", "flagged"].map(|count| report[count].as_u64().unwrap())
}

fn contact(desk: &Desk, text: &str) -> Value {
    let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": true, "limit": 1 }));
    desk.contact(hits[0]["contact"]["id"].as_str().unwrap_or_else(|| panic!("{text} is not found")))["draft"].clone()
}

/// The only contact that a file of one row gives.
fn only(headers: &str, row: &str) -> Value {
    let desk = Desk::new();
    let report = import(&desk, "une.csv", &format!("{headers}\n{row}\n"), false);
    assert_eq!(report["created"], 1, "{row}: {report:#}");
    first(&desk)
}

fn card(lines: &str) -> Value {
    let desk = Desk::new();
    let report = import(&desk, "une.vcf", &format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{lines}\r\nEND:VCARD\r\n"), false);
    assert_eq!(report["created"], 1, "{lines}: {report:#}");
    first(&desk)
}

fn first(desk: &Desk) -> Value {
    let asked = json!({ "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
        "sort": { "key": "name", "descending": false }, "page": { "offset": 0, "limit": 2 } });
    let rows = desk.call("list_contacts", asked);
    desk.contact(rows["rows"][0]["id"].as_str().unwrap())["draft"].clone()
}

#[test]
fn a_quote_that_is_not_closed_is_told_on_its_row() {
    let desk = Desk::new();
    let file = "Nom;Prénom;Notes\nDurand;Anne;\"une note\nde deux lignes\"\nPetit;\"Luc;vu\nMartin;Paul;\n";
    for dry_run in [true, false] {
        let report = import(&desk, "guillemets.csv", file, dry_run);
        assert_eq!(counts(&report), [3, 0, 0, 0, 1], "{report:#}");
        let issue = &report["issues"][0];
        assert_eq!(
            (&issue["row"], &issue["field"], &issue["value"], &issue["verdict"]),
            (&json!(3), &json!("first_names"), &json!("\"Luc"), &json!("created"))
        );
        assert!(issue["reason"].as_str().unwrap().starts_with("Guillemet non fermé :"), "{issue}");
    }
    assert_eq!(contact(&desk, "durand")["notes"], "une note\nde deux lignes");
}

#[test]
fn people_who_share_a_reference_are_all_kept() {
    let desk = Desk::new();
    let file = "Code client;Nom;Prénom;Email\nC1;Durand;Anne;durand@example.fr\nC1;Durand;Paul;durand@example.fr\nC1;Martin;Luc;\n";
    let dry = import(&desk, "clients.csv", file, true);
    assert_eq!(counts(&dry), [3, 0, 0, 0, 2], "{dry:#}");
    let report = import(&desk, "clients.csv", file, false);
    assert_eq!(counts(&report), [3, 0, 0, 0, 2], "{report:#}");
    let told: Vec<(u64, &str)> = report["issues"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|issue| issue["field"] == "external_ref")
        .map(|issue| (issue["row"].as_u64().unwrap(), issue["reason"].as_str().unwrap()))
        .collect();
    let said = "La référence C1 est déjà celle de DURAND Anne : une nouvelle fiche a été créée.";
    assert_eq!(told, [(3, said), (4, said)]);
    assert_eq!(desk.names("all"), ["DURAND Anne", "DURAND Paul", "MARTIN Luc"]);
    // Each is known again, unchanged or not.
    assert_eq!(counts(&import(&desk, "clients.csv", file, false)), [0, 0, 3, 0, 0]);
    let changed = file.replace("Paul;durand@example.fr", "Paul;paul@example.fr");
    for dry_run in [true, false] {
        let report = import(&desk, "clients.csv", &changed, dry_run);
        assert_eq!(counts(&report), [0, 1, 2, 0, 0], "{dry_run}: {report:#}");
    }
    assert_eq!(contact(&desk, "durand paul")["emails"].as_array().unwrap().len(), 2);
    assert_eq!(contact(&desk, "durand anne")["emails"].as_array().unwrap().len(), 1);
    desk.check();
}

#[test]
fn a_number_that_is_the_same_in_all_rows_keeps_every_row_known() {
    let desk = Desk::new();
    let name = |n: u32| -> String { format!("{n:03}").bytes().map(|digit| char::from(digit - b'0' + b'k')).collect() };
    let rows: String = (0..130).map(|n| format!("0;Ba{};Anne\n", name(n).repeat(2))).collect();
    let file = format!("Code client;Nom;Prénom\n{rows}{}", rows.lines().next_back().unwrap());
    for (dry_run, expected) in [(true, [130, 0, 1, 0, 129]), (false, [130, 0, 1, 0, 129]), (true, [0, 0, 131, 0, 0])] {
        let report = import(&desk, "clients.csv", &file, dry_run);
        assert_eq!(counts(&report), expected, "{dry_run}");
    }
    assert_eq!(counts(&import(&desk, "clients.csv", &file, false)), [0, 0, 131, 0, 0]);
}

#[test]
fn two_files_of_one_program_that_count_from_1_do_not_overwrite_each_other() {
    let desk = Desk::new();
    let clients = "N°;Nom;Prénom;Raison sociale\n1;Durand;Anne;\n2;;;SCI Les Lilas\n";
    let others = "N°;Nom;Prénom;Raison sociale\n1;Martin;Anne;\n2;;;SCI Les Roses\n";
    import(&desk, "clients.csv", clients, false);
    assert_eq!(counts(&import(&desk, "adversaires.csv", others, true)), [2, 0, 0, 0, 2]);
    assert_eq!(counts(&import(&desk, "adversaires.csv", others, false)), [2, 0, 0, 0, 2]);
    assert_eq!(desk.names("all"), ["DURAND Anne", "MARTIN Anne", "SCI Les Lilas", "SCI Les Roses"]);
    assert_eq!(counts(&import(&desk, "clients.csv", clients, false)), [0, 0, 2, 0, 0]);
    assert_eq!(counts(&import(&desk, "adversaires.csv", others, false)), [0, 0, 2, 0, 0]);
}

#[test]
fn cards_that_share_a_uid_are_all_kept() {
    let desk = Desk::new();
    let card = |name: &str| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:42\r\nN:{name};;;\r\nEND:VCARD\r\n");
    let file = card("Durand;Anne") + &card("Martin;Luc");
    assert_eq!(counts(&import(&desk, "cartes.vcf", &file, false)), [2, 0, 0, 0, 1]);
    assert_eq!(counts(&import(&desk, "cartes.vcf", &file, false)), [0, 0, 2, 0, 0]);
}

#[test]
fn somebody_who_married_or_was_mistyped_is_still_the_same() {
    for (before, after) in [
        ("1;Petit;Anne;12/03/1970;", "1;Durand;Anne;12/03/1970;"),
        ("1;Petit;Anne;;anne@example.fr", "1;Durand;Anne;;anne@example.fr"),
        ("1;Duran;Anne;;", "1;Durand;Anne;;"),
        ("1;Durand;A.;;", "1;Durand;Anne;;"),
        ("1;Durand;;;", "1;Durand;Anne;;"),
        ("1;Anne;Durand;;", "1;Durand;Anne;;"),
    ] {
        let desk = Desk::new();
        let file = |row: &str| format!("N°;Nom;Prénom;Né(e) le;Email\n{row}\n");
        import(&desk, "a.csv", &file(before), false);
        assert_eq!(counts(&import(&desk, "a.csv", &file(after), true)), [0, 1, 0, 0, 0], "{before}");
        assert_eq!(counts(&import(&desk, "a.csv", &file(after), false)), [0, 1, 0, 0, 0], "{before}");
        assert_eq!(desk.names("all"), ["DURAND Anne"], "{before}");
    }
}

#[test]
fn a_trial_tells_which_contact_a_row_would_change() {
    let desk = Desk::new();
    import(&desk, "a.csv", "N°;Nom;Prénom;Ville\n1;Durand;Anne;Rennes\n", false);
    let dry = import(&desk, "a.csv", "N°;Nom;Prénom;Ville\n1;Durand;Anne;Brest\n", true);
    let issue = &dry["issues"][0];
    assert_eq!((&issue["row"], &issue["verdict"]), (&json!(2), &json!("updated")), "{dry:#}");
    assert!(issue["reason"].as_str().unwrap().contains("Anne DURAND"), "{issue}");
    assert_eq!(dry["flagged"], 0);
}

fn said(draft: &Value, fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| draft[*field].as_str().unwrap_or_default().to_owned()).collect()
}

fn labelled(draft: &Value, list: &str, value: &str) -> Vec<(String, String)> {
    let items = draft[list].as_array().unwrap().iter();
    items.map(|item| (item["label"].as_str().unwrap().to_owned(), item[value].as_str().unwrap().to_owned())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn organisations_under_nom_are_no_persons() {
    for (row, kind, name) in [
        ("Tribunal judiciaire de Lyon;;;;", "court", "Tribunal judiciaire de Lyon"),
        ("SCI Les Lilas;;;;", "legal_person", "SCI Les Lilas"),
        ("Mairie de Lyon;;;;", "legal_person", "Mairie de Lyon"),
        ("Dupont & Fils;;;;", "legal_person", "Dupont & Fils"),
        ("Les Lilas;;SARL;;", "legal_person", "Les Lilas"),
        ("Les Lilas;;;732829320;", "legal_person", "Les Lilas"),
        ("Les Lilas;;;;SARL", "legal_person", "Les Lilas"),
        ("Durand;Anne;;732829320;", "natural_person", "Durand"),
        ("Durand;;Entreprise individuelle;;", "natural_person", "Durand"),
        ("Durand;;;;", "natural_person", "Durand"),
    ] {
        let draft = only("Nom;Prénom;Forme juridique;SIREN;Type", row);
        let field = if kind == "natural_person" { "birth_name" } else { "organisation_name" };
        assert_eq!((&draft["kind"], &draft[field]), (&json!(kind), &json!(name)), "{row}");
    }
    assert_eq!(only("Nom;Prénom;Type", "Les Lilas;;SARL")["legal_form"], "SARL");
    assert_eq!(card("N:SCI Les Lilas;;;;")["organisation_name"], "SCI Les Lilas");
    assert_eq!(card("N:Tribunal judiciaire de Lyon;;;;")["kind"], "court");
}

#[test]
fn whole_names_are_read_with_their_civility_and_name_of_birth() {
    let fields = ["civility", "first_names", "birth_name", "usage_name"];
    for (name, expected) in [
        ("M. Jean Martin", ["M.", "Jean", "Martin", ""]),
        ("Durand Anne", ["", "Anne", "Durand", ""]),
        ("Mme DURAND Anne née PETIT", ["Mme", "Anne", "PETIT", "DURAND"]),
        ("Le Gall Yves", ["", "Yves", "Le Gall", ""]),
    ] {
        assert_eq!(said(&only("Nom complet;Ville", &format!("{name};Brest")), &fields), expected, "{name}");
    }
    assert_eq!(said(&only("Nom et prénom;Ville", "Martin Paul;Brest"), &fields), ["", "Paul", "Martin", ""]);
    assert_eq!(only("Nom complet;Ville", "ACME France;Brest")["kind"], "legal_person");
    assert_eq!(said(&card("FN:Me Paul Petit"), &fields), ["Me", "Paul", "Petit", ""]);
    assert_eq!(said(&card("FN:Me Paul Petit\r\nN:Petit;Paul;;;"), &fields), ["Me", "Paul", "Petit", ""]);
}

#[test]
fn a_second_column_of_one_field_is_not_lost() {
    let draft = only("Nom;Nom;Prénom", "Durand;Petit;Anne");
    let all = format!("{} {} {}", draft["birth_name"], draft["usage_name"], draft["notes"]);
    assert!(all.contains("Durand") && all.contains("Petit"), "{draft:#}");
    let draft = only("Nom complet;Nom;Prénom", "Anne Petit;Durand;Anne");
    assert_eq!((&draft["birth_name"], &draft["notes"]), (&json!("Durand"), &json!("Nom complet : Anne Petit")));
    assert_eq!(only("Nom complet;Nom;Prénom", "Anne Durand;Durand;Anne")["notes"], "");
}

#[test]
fn several_values_of_one_cell_are_told_apart() {
    let headers = "Nom|Prénom|E-mail|Téléphone|Profession|SIRET";
    let draft = only(headers, "Durand|Anne|Anne Durand <a@ex.fr>|01 44 55 66 77 / 06 12 34 56 78|néant|-");
    assert_eq!(labelled(&draft, "emails", "address"), pairs(&[("", "a@ex.fr")]));
    assert_eq!(labelled(&draft, "phones", "number"), pairs(&[("", "+33144556677"), ("", "+33612345678")]));
    assert_eq!((&draft["profession"], &draft["siret"], &draft["notes"]), (&json!(""), &json!(""), &json!("")));
    let draft = only(headers, "Durand|Anne|l@ex,fr|0612345678 (mobile)|n/a|inconnu");
    assert_eq!((draft["emails"].as_array().unwrap().len(), &draft["emails"][0]["to_check"]), (1, &json!(true)));
    assert_eq!(labelled(&draft, "phones", "number"), pairs(&[("Mobile", "+33612345678")]));
    let draft = only(headers, "Durand|Anne|Secrétariat <s@ex.fr>|01 44 55 66 77 ou 06 12 34 56 78||");
    assert_eq!(labelled(&draft, "emails", "address"), pairs(&[("Secrétariat", "s@ex.fr")]));
    assert_eq!(draft["phones"].as_array().unwrap().len(), 2);
}

#[test]
fn what_outlook_and_google_write_in_their_own_way() {
    let headers = "Nom;Prénom;Rue (bureau);Ville (bureau);Rue (domicile);Ville (domicile);Autre rue;Other City;Télécopie (bureau);Anniversaire de mariage";
    let row = "Durand;Anne;1 rue du Port;;;Brest;3 quai Sud;Lyon;01 44 55 66 77;0/0/00";
    let draft = only(headers, row);
    let places: Vec<_> =
        draft["addresses"].as_array().unwrap().iter().map(|one| said(one, &["label", "street", "town"])).collect();
    assert_eq!(places, [["Bureau", "1 rue du Port", ""], ["Domicile", "", "Brest"], ["Autre", "3 quai Sud", "Lyon"]]);
    assert_eq!(labelled(&draft, "phones", "number"), pairs(&[("Télécopie", "+33144556677")]));
    assert_eq!(draft["notes"], "");
    let headers = "Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value";
    let draft = only(headers, "Anne,Durand,* Work,a@ex.fr,Home,b@ex.fr");
    assert_eq!(labelled(&draft, "emails", "address"), pairs(&[("Bureau", "a@ex.fr"), ("Domicile", "b@ex.fr")]));
}

#[test]
fn qualities_of_our_own_export_come_along() {
    let desk = Desk::new();
    let quality = desk.call("save_quality", json!({ "quality": { "id": null, "name": "Témoin de moralité" } }));
    desk.call(
        "save_contact",
        json!({ "draft": { "id": null, "kind": "natural_person", "birth_name": "Durand", "first_names": "Anne",
        "qualities": [quality["id"]] } }),
    );
    for name in ["carnet.csv", "carnet.vcf"] {
        let out = desk.data().join(name);
        let filter = json!({ "view": "all", "kind": null, "quality": null, "text": "" });
        let format = name.rsplit('.').next();
        desk.call(
            "export_contacts",
            json!({ "task": "e", "path": out, "format": format, "filter": filter, "ids": null }),
        );
        let other = Desk::new();
        let content = std::fs::read_to_string(&out).unwrap();
        assert_eq!(counts(&import(&other, name, &content, false)), [1, 0, 0, 0, 0]);
        assert_eq!(other.call("undo_state", json!({}))["undo"]["label"], name);
        let draft = first(&other);
        let listed = other.call("qualities", json!({}));
        let created = listed.as_array().unwrap().iter().find(|one| one["name"] == "Témoin de moralité");
        let created = created.unwrap_or_else(|| panic!("{name}: {listed:#}"));
        assert_eq!((&draft["qualities"], &draft["notes"]), (&json!([created["id"]]), &json!("")), "{name}");
        assert_eq!(counts(&import(&other, name, &content, false)), [0, 0, 1, 0, 0], "{name} again");
    }
}

#[test]
fn a_signature_is_read_without_its_formula() {
    let desk = Desk::new();
    let read = |text: &str| desk.call("read_signature", json!({ "text": text }));
    for formula in ["Bien à vous,", "Cordialement,", "Bien cordialement"] {
        let draft = read(&format!(
            "{formula}\n\nMe Paul Petit\nSELARL Petit & Associés\nTél : 01 44 55 66 77 - Fax : 01 44 55 66 78\nSELARL au capital de 10 000 € – RCS Lyon 732 829 320"
        ));
        let fields = ["civility", "first_names", "birth_name", "siren", "rcs_town"];
        assert_eq!(said(&draft, &fields), ["Me", "Paul", "Petit", "732829320", "Lyon"], "{formula}: {draft:#}");
        assert_eq!(
            labelled(&draft, "phones", "number"),
            pairs(&[("", "+33144556677"), ("Télécopie", "+33144556678")]),
            "{formula}"
        );
        let notes = draft["notes"].as_str().unwrap();
        assert!(notes.contains("SELARL au capital de 10 000") && !notes.contains("ordialement"), "{notes}");
    }
    let draft = read("Cordialement,\nSELARL Petit & Associés\ncontact@example.fr");
    assert_eq!(
        said(&draft, &["kind", "organisation_name", "legal_form"]),
        ["legal_person", "SELARL Petit & Associés", "SELARL"]
    );
}
