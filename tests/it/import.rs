//! Moving an address book in: every dialect, good rows kept, the same file twice creates nothing twice, one undo.

use std::path::Path;

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::Desk;

fn import(desk: &Desk, path: &str, dry_run: bool) -> Value {
    let preview = desk.call("preview_import", json!({ "path": path }));
    desk.call(
        "import_contacts",
        json!({ "task": "i", "path": path, "mapping": preview["mapping"], "dry_run": dry_run }),
    )
}

fn counts(report: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "rejected", "skipped"].map(|count| report[count].as_u64().unwrap())
}

const ROWS: &str = "N°;Civilité;Nom;Prénom;Raison sociale;SIRET;Né(e) le;E-mail;Téléphone;CP;Ville;Remarques\r\n\
    1;Madame;Éluard;Zoé;;;12/03/1970;zoe@example.fr;06 39 98 12 34;35000;Rennes;\"Vue ; rappeler\r\nlundi\"\r\n\
    2;;;;Menuiserie du Port;73282932000075;;contact@example.fr;;;;\r\n\
    ;;;;;;;;;;;\r\n\
    3;;;;;;;seule@example.fr;;;;\r\n\
    4;M.;Martin;Luc;;;31/02/1980;pas-une-adresse;3631;;;\r\n";

#[test]
fn every_dialect_reads_alike() {
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(ROWS.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin: Vec<u8> = ROWS.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let bom = [b"\xef\xbb\xbf".as_slice(), ROWS.as_bytes()].concat();
    for (dialect, bytes, encoding, separator) in [
        ("UTF-8", ROWS.as_bytes().to_vec(), "UTF-8", "point-virgule"),
        ("BOM", bom, "UTF-8 avec BOM", "point-virgule"),
        ("Windows-1252", latin, "Windows-1252", "point-virgule"),
        ("UTF-16", utf16, "UTF-16LE avec BOM", "tabulation"),
        ("old Mac", ROWS.replace("\r\n", "\n").into_bytes(), "UTF-8", "point-virgule"),
    ] {
        let desk = Desk::new();
        let path = desk.write("carnet.csv", &bytes);
        let preview = desk.call("preview_import", json!({ "path": path }));
        assert_eq!((&preview["encoding"], &preview["separator"]), (&json!(encoding), &json!(separator)), "{dialect}");
        let report = import(&desk, &path, false);
        assert_eq!(counts(&report), [3, 0, 0, 1, 1], "{dialect}: {report:#}");
        assert_eq!(desk.names("all"), ["ÉLUARD Zoé", "MARTIN Luc", "Menuiserie du Port"], "{dialect}");
    }
}

#[test]
fn good_rows_are_kept_and_what_is_wrong_is_told_by_row() {
    let desk = Desk::new();
    let path = desk.write("carnet.csv", ROWS);
    let dry = import(&desk, &path, true);
    assert_eq!(counts(&dry), [3, 0, 0, 1, 1]);
    assert!(desk.names("all").is_empty(), "a trial writes nothing");
    let report = import(&desk, &path, false);
    assert_eq!(report["issues"], dry["issues"]);
    let told: Vec<(u64, &str)> = report["issues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| (issue["row"].as_u64().unwrap(), issue["field"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(3, "siret"), (5, "birth_name"), (6, "birth_date"), (6, "email")]);
    let contact = |text: &str| {
        let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": false, "limit": 1 }));
        desk.contact(hits[0]["contact"]["id"].as_str().unwrap())["draft"].clone()
    };
    let zoe = contact("éluard");
    assert_eq!(zoe["civility"], "Mme");
    assert_eq!(zoe["birth_date"], "1970-03-12");
    assert_eq!(zoe["notes"], "Vue ; rappeler\r\nlundi");
    assert_eq!(zoe["phones"][0]["number"], "+33639981234");
    assert_eq!(contact("menuiserie")["to_check"], json!(["siret"]));
    let luc = contact("martin");
    assert!(luc["notes"].as_str().unwrap().contains("31/02/1980"));
    assert_eq!(luc["emails"][0]["to_check"], true);
    assert_eq!(luc["phones"][0]["number"], "3631");
    desk.check();
}

#[test]
fn the_same_file_twice_creates_nothing_twice_and_keeps_what_was_edited() {
    let desk = Desk::new();
    let path = desk.write("carnet.csv", ROWS);
    import(&desk, &path, false);
    let hits = desk.call("search_contacts", json!({ "text": "martin", "include_hidden": false, "limit": 1 }));
    let martin = hits[0]["contact"]["id"].as_str().unwrap().to_owned();
    desk.edit(&martin, json!({ "first_names": "Lucas" }));
    let before = desk.rows();
    assert_eq!(counts(&import(&desk, &path, true)), [0, 0, 3, 1, 1]);
    assert_eq!(counts(&import(&desk, &path, false)), [0, 0, 3, 1, 1]);
    assert_eq!(desk.rows(), before);
    // A row that the file changed completes its contact.
    let path = desk.write("carnet.csv", ROWS.replace("zoe@example.fr", "zoe@example.org"));
    assert_eq!(counts(&import(&desk, &path, false)), [0, 1, 2, 1, 1]);
    let hits = desk.call("search_contacts", json!({ "text": "éluard", "include_hidden": false, "limit": 1 }));
    let emails = desk.contact(hits[0]["contact"]["id"].as_str().unwrap())["draft"]["emails"].clone();
    assert_eq!(emails.as_array().unwrap().len(), 2);
}

#[test]
fn rows_without_a_number_are_known_again_too() {
    let desk = Desk::new();
    let path = desk.write("sans-numero.csv", "Nom,Prénom,Ville\nDurand,Anne,Rennes\nMartin,Luc,\nMartin,Luc,\n");
    assert_eq!(counts(&import(&desk, &path, true)), [2, 0, 1, 0, 0]);
    assert_eq!(counts(&import(&desk, &path, false)), [2, 0, 1, 0, 0]);
    assert_eq!(counts(&import(&desk, &path, false)), [0, 0, 3, 0, 0]);
}

#[test]
fn numbers_of_two_programs_are_not_mixed_up() {
    let desk = Desk::new();
    let first = desk.write("a.csv", "N°;Nom;Prénom\n1;Durand;Anne\n");
    let second = desk.write("b.csv", "Id,Last Name,First Name\n1,Martin,Luc\n");
    import(&desk, &first, false);
    assert_eq!(counts(&import(&desk, &second, false)), [1, 0, 0, 0, 0]);
    assert_eq!(desk.names("all").len(), 2);
}

#[test]
fn an_import_is_undone_as_one() {
    let desk = Desk::new();
    desk.person("Anne", "Durand");
    let before = desk.rows();
    // More rows than one step of the import holds.
    let rows: String = (0..4000).map(|n| format!("Nom{n};Prénom{n};p{n}@example.fr\n")).collect();
    let path = desk.write("grand.csv", format!("Nom;Prénom;E-mail\n{rows}"));
    let report = import(&desk, &path, false);
    assert_eq!(counts(&report), [4000, 0, 0, 0, 0]);
    assert_eq!(desk.call("operations", json!({ "page": { "offset": 0, "limit": 5 } })).as_array().unwrap().len(), 2);
    assert_eq!(desk.call("undo_state", json!({}))["undo"]["label"], "grand.csv");
    desk.call("undo_operation", json!({ "operation": report["operation"], "force": false }));
    assert_eq!(desk.rows(), before);
    desk.call("redo_last", json!({}));
    assert_eq!(desk.call("contact_counts", json!({}))["all"], 4001);
    desk.check();
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let desk = Desk::new();
    let before = desk.rows();
    let rows: String = (0..30_000).map(|n| format!("Nom{n};Prénom{n}\n")).collect();
    let path = desk.write("grand.csv", format!("Nom;Prénom\n{rows}"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // As soon as the first step is written.
            while !desk.events.lock().unwrap().iter().any(|event| json!(event)["type"] == "progress") {
                std::thread::yield_now();
            }
            desk.call("cancel_task", json!({ "task": "i" }));
        });
        let mapping = json!(["birth_name", "first_names"]);
        let asked = json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false });
        desk.refused_with(ErrorCode::Cancelled, "import_contacts", asked);
    });
    assert_eq!(desk.rows(), before);
    desk.check();
}

#[test]
fn the_mapping_is_remembered_for_files_of_the_same_shape() {
    let desk = Desk::new();
    let path = desk.write("a.csv", "Nom;Truc\nDurand;35000\n");
    let preview = desk.call("preview_import", json!({ "path": path }));
    assert_eq!(preview["mapping"], json!(["full_name", "notes"]));
    let mapping = json!(["birth_name", "postal_code"]);
    desk.call("import_contacts", json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false }));
    let other = desk.write("b.csv", "Nom;Truc\nMartin;75001\n");
    assert_eq!(desk.call("preview_import", json!({ "path": other }))["mapping"], mapping);
}

#[test]
fn what_is_no_csv_is_refused_with_what_to_do() {
    let desk = Desk::new();
    for (name, content, word) in [
        ("a.xlsx", b"PK\x03\x04....".as_slice(), "tableur"),
        ("a.pdf", b"%PDF-1.7".as_slice(), "PDF"),
        ("a.csv", b"".as_slice(), "vide"),
        ("b.csv", b"\n\n\n".as_slice(), "vide"),
    ] {
        let path = desk.write(name, content);
        let error = desk.refused("preview_import", json!({ "path": path }));
        assert_eq!(error.code, ErrorCode::File);
        assert!(error.message.contains(word), "{}", error.message);
    }
    desk.refused_with(ErrorCode::File, "preview_import", json!({ "path": desk.data().join("nulle-part.csv") }));
    desk.refused_with(ErrorCode::File, "preview_import", json!({ "path": desk.data() }));
    let path = desk.write("c.csv", "Ville\nRennes\n");
    let error =
        desk.refused("import_contacts", json!({ "task": "i", "path": path, "mapping": ["town"], "dry_run": false }));
    assert_eq!(error.reason.as_deref(), Some("no_name"));
}

/// The sample files that stand beside the checkout where there are any.
#[test]
fn the_sample_files_give_the_counts_of_their_readme() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    for (name, good, skipped) in
        [("excel_fr.csv", 120, 0), ("outlook_fr.csv", 60, 0), ("google.csv", 30, 0), ("faulty.csv", 7, 1)]
    {
        let path = shared.join(name);
        if !path.exists() {
            continue;
        }
        let desk = Desk::new();
        let path = path.display().to_string();
        assert_eq!(counts(&import(&desk, &path, false)), [good, 0, 0, 0, skipped], "{name}");
        assert_eq!(counts(&import(&desk, &path, false)), [0, 0, good, 0, skipped], "{name} again");
    }
}

#[test]
fn our_own_export_comes_back_whole() {
    let desk = Desk::new();
    let path = desk.write("carnet.csv", ROWS);
    import(&desk, &path, false);
    desk.call(
        "save_contact",
        json!({ "draft": { "id": null, "kind": "natural_person", "birth_name": "=1+1", "first_names": "-Anne",
        "phones": [{ "id": null, "number": "+32 2 555 12 12" }], "notes": "a;b\n\"c\" 'd'" } }),
    );
    let out = desk.data().join("export.csv");
    let open = desk.vault.open_base().unwrap();
    let count = open
        .core
        .read(|reader| themisia_core::export::csv(reader, themisia_core::contact::ContactView::All, &out))
        .unwrap();
    assert_eq!(count, 4);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains("'=1+1"), "{text}");
    let other = Desk::new();
    assert_eq!(counts(&import(&other, &out.display().to_string(), false)), [4, 0, 0, 0, 0]);
    assert_eq!(other.names("all"), desk.names("all"));
    let contact = |desk: &Desk| {
        let hits = desk.call("search_contacts", json!({ "text": "1 anne", "include_hidden": false, "limit": 1 }));
        let draft = desk.contact(hits[0]["contact"]["id"].as_str().unwrap())["draft"].clone();
        ["birth_name", "first_names", "notes"].map(|field| draft[field].clone())
    };
    assert_eq!(contact(&other), contact(&desk));
}
