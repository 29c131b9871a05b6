//! Documents: encrypted, each once, found by what they say, checked, backed up, never lost by an undo.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

impl Desk {
    fn add(&self, names: &[&str], place: Value) -> Value {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.data().join(name)).collect();
        self.call("add_documents", json!({ "task": "t", "paths": paths, "place": place }))
    }

    fn documents(&self, filter: Value) -> Vec<String> {
        let page = self.call("list_documents", json!({ "filter": filter, "page": { "offset": 0, "limit": 100 } }));
        assert_eq!(page["total"], page["rows"].as_array().unwrap().len());
        page["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The files of the store, whatever their names.
    pub fn blobs(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { walk(&entry.path(), found) } else { found.push(entry.path()) }
            }
        }
        let mut found = Vec::new();
        walk(&self.data().join("base/themisia.documents"), &mut found);
        found.sort();
        found
    }

    fn preview(&self, document: &Value) -> Value {
        self.call("document_preview", json!({ "version": document["versions"][0]["id"] }))
    }
}

/// A Word file with this text, as small as they come.
fn docx(text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let body =
        format!("<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>");
    zip.write_all(body.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A PDF of one page with this text, written by hand.
fn pdf(text: &str) -> Vec<u8> {
    let stream = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = file.len();
    file.push_str("xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    file.push_str(&format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

#[test]
fn a_document_is_kept_encrypted_once_and_opened_again() {
    let desk = Desk::new();
    let (anne, luc) = (desk.person("Anne", "Durand"), desk.person("Luc", "Petit"));
    let content = "Le bail commercial de la rue Mercière. ".repeat(5000);
    desk.write("bail.txt", &content);
    desk.write("copie.txt", &content);
    let added = desk.add(&["bail.txt"], json!({ "contact": anne }));
    desk.add(&["copie.txt"], json!({ "contact": luc }));
    let blobs = desk.blobs();
    assert_eq!(blobs.len(), 1, "the same bytes once");
    let sealed = fs::read(&blobs[0]).unwrap();
    assert!(!sealed.windows(8).any(|window| window == b"commerci"));
    assert!(!blobs[0].to_string_lossy().contains(added["documents"][0]["versions"][0]["hash"].as_str().unwrap()));
    let version = added["documents"][0]["versions"][0]["id"].clone();
    let out = desk.data().join("sortie.txt");
    desk.call("save_document_copy", json!({ "task": "t", "version": version, "path": out }));
    assert_eq!(fs::read_to_string(&out).unwrap(), content);
    let opened = desk.call("open_document", json!({ "version": version }));
    let copy = PathBuf::from(opened["path"].as_str().unwrap());
    assert_eq!((fs::read_to_string(&copy).unwrap(), copy.file_name().unwrap().to_str()), (content, Some("bail.txt")));
    assert!(fs::metadata(&copy).unwrap().permissions().readonly());
    let desk = desk.restart();
    assert!(!copy.exists(), "the copy goes with the base");
    desk.check();
}

#[test]
fn a_copy_left_by_a_program_that_was_killed_goes_at_the_next_start() {
    let desk = Desk::new();
    let left = desk.data().join("base/themisia.ouverts/x");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("secret.txt"), "secret").unwrap();
    let desk = desk.restart();
    assert!(!left.exists());
    drop(desk);
}

#[test]
fn pieces_of_every_size_come_out_as_they_went_in() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    for size in [0usize, 1, 65_535, 65_536, 65_537, 131_072, 300_001] {
        let content: Vec<u8> = (0..size).map(|at| (at * 31 % 251) as u8).collect();
        let name = format!("{size}.bin");
        desk.write(&name, &content);
        let added = desk.add(&[&name], json!({ "contact": anne }));
        let out = desk.data().join("sortie.bin");
        let version = &added["documents"][0]["versions"][0]["id"];
        desk.call("save_document_copy", json!({ "task": "t", "version": version, "path": out }));
        assert_eq!(fs::read(&out).unwrap(), content, "{size}");
    }
    desk.check();
}

#[test]
fn what_documents_say_is_found_and_previewed() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    let matter = id(&desk.call("save_matter", json!({ "draft": { "id": null, "client": anne, "title": "Bail" } })));
    desk.write("notes.txt", "Rapport d\u{e9}taill\u{e9}".chars().map(|c| c as u8).collect::<Vec<u8>>());
    desk.write("contrat.docx", docx("Clause r&amp;solutoire : éviction"));
    desk.write("jugement.pdf", pdf("Le tribunal ordonne la consignation"));
    desk.write("photo.png", [0x89, b'P', b'N', b'G', 13, 10, 26, 10]);
    desk.write("casse.pdf", "%PDF-1.7 tronqué");
    let added = desk.add(&["notes.txt", "contrat.docx", "photo.png", "casse.pdf"], json!({ "contact": anne }));
    let judged = desk.add(&["jugement.pdf"], json!({ "matter": matter }));
    assert_eq!(added["refused"], json!([]), "a broken file is kept all the same");
    for (words, found) in [
        ("détaillé", vec!["notes.txt"]),
        ("eviction clause", vec!["contrat.docx"]),
        ("consign", vec!["jugement.pdf"]),
        ("photo", vec!["photo.png"]),
        ("introuvable", vec![]),
    ] {
        assert_eq!(desk.documents(json!({ "contact": anne, "text": words })), found, "{words}");
        let entries = desk.journal(json!({ "contact": anne, "text": words }))["entries"].clone();
        assert_eq!(entries.as_array().unwrap().len(), found.len(), "{words}");
    }
    assert_eq!(desk.documents(json!({ "contact": anne })).len(), 5, "with those of its matters");
    assert_eq!(desk.documents(json!({ "matter": matter })), ["jugement.pdf"]);
    let previews: Vec<Value> = added["documents"].as_array().unwrap().iter().map(|one| desk.preview(one)).collect();
    assert_eq!(previews[0]["text"], "Rapport détaillé");
    assert_eq!(previews[1]["text"], "Clause r&solutoire : éviction");
    assert_eq!(
        (&previews[2]["kind"], previews[2]["image"].as_str().unwrap()),
        (&json!("image"), "data:image/png;base64,iVBORw0KGgo=")
    );
    assert_eq!(previews[3]["kind"], "none");
    assert!(desk.preview(&judged["documents"][0])["text"].as_str().unwrap().contains("consignation"));
}

#[test]
fn versions_follow_each_other_and_everything_is_undone() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.write("bail.txt", "Première rédaction");
    let document = desk.add(&["bail.txt"], json!({ "contact": anne }))["documents"][0].clone();
    let before = desk.rows();
    let path = desk.write("bail-v2.txt", "Seconde rédaction");
    let again = json!({ "task": "t", "id": document["id"], "path": path });
    let newer = desk.call("add_document_version", again.clone());
    assert_eq!(newer["versions"].as_array().unwrap().len(), 2);
    assert_eq!(newer["versions"][0]["file_name"], "bail-v2.txt");
    assert_eq!(
        desk.call("add_document_version", again)["versions"].as_array().unwrap().len(),
        2,
        "the same bytes add nothing"
    );
    assert_eq!(desk.documents(json!({ "text": "seconde" })), ["bail.txt"]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    assert_eq!(desk.documents(json!({ "text": "seconde" })), [""; 0]);
    let mut draft = document["draft"].clone();
    draft["name"] = json!("Bail signé");
    desk.call("save_document", json!({ "draft": draft }));
    assert_eq!(desk.documents(json!({ "contact": anne, "text": "signe" })), ["Bail signé"]);
    desk.call("undo_last", json!({}));
    desk.call("remove_document", json!({ "id": document["id"] }));
    assert_eq!(desk.documents(json!({})), [""; 0]);
    let desk = desk.restart();
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    assert_eq!(desk.preview(&document)["text"], "Première rédaction", "the bytes had stayed");
    desk.check();
}

#[test]
fn what_is_refused_says_why_and_keeps_the_others() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.write("a.txt", "a");
    let added = desk.add(&["a.txt", "absent.txt", "base"], json!({ "contact": anne }));
    assert_eq!(added["documents"].as_array().unwrap().len(), 1);
    assert_eq!(added["refused"].as_array().unwrap().len(), 2, "{added:#}");
    let path = desk.data().join("a.txt");
    let nowhere = json!({ "task": "t", "paths": [path], "place": {} });
    assert_eq!(desk.refusal("add_documents", nowhere), "required");
    desk.write("facture.pdf.exe", "MZ");
    let program = desk.add(&["facture.pdf.exe"], json!({ "contact": anne }))["documents"][0].clone();
    assert_eq!(desk.refusal("open_document", json!({ "version": program["versions"][0]["id"] })), "would_run");
    let elsewhere = json!({ "path": desk.data().join("base/themisia.db"), "name": "x", "chunk": "AAAA" });
    assert_eq!(desk.refusal("receive_file", elsewhere), "malformed");
    let escaping = desk.data().join("base/themisia.ouverts/../themisia.db");
    assert_eq!(desk.refusal("receive_file", json!({ "path": escaping, "name": "x", "chunk": "AAAA" })), "malformed");
    desk.check();
}

#[test]
fn a_missing_or_altered_file_is_named() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.write("a.txt", "a".repeat(200_000));
    desk.write("b.txt", "b");
    desk.write("c.txt", "c");
    let added = desk.add(&["a.txt", "b.txt", "c.txt"], json!({ "contact": anne }));
    desk.check();
    let mut blobs = desk.blobs();
    blobs.sort_by_key(|blob| fs::metadata(blob).unwrap().len());
    let large = blobs.pop().unwrap();
    let mut bytes = fs::read(&large).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&large, &bytes).unwrap();
    fs::remove_file(&blobs[0]).unwrap();
    let report = desk.call("check_base", json!({ "task": "t" }));
    assert_eq!((&report["ok"], &report["altered_documents"]), (&json!(false), &json!(["a.txt"])));
    assert_eq!(report["missing_documents"].as_array().unwrap().len(), 1);
    let version = &added["documents"][0]["versions"][0]["id"];
    let out = desk.data().join("sortie.txt");
    let copy = json!({ "task": "t", "version": version, "path": out });
    assert!(
        matches!(themisia_core::commands::dispatch(&desk.vault, "save_document_copy", copy), Err(error) if error.code == ErrorCode::Damaged)
    );
    assert!(!out.exists(), "nothing half written stays");
    // Cut short, or another file under its name.
    for broken in [&bytes[..bytes.len() / 3], &fs::read(&blobs[1]).unwrap()[..], b""] {
        fs::write(&large, broken).unwrap();
        let report = desk.call("check_base", json!({ "task": "t" }));
        assert_eq!(report["altered_documents"], json!(["a.txt"]), "{}", broken.len());
    }
}

#[test]
fn what_an_interrupted_work_left_goes_and_nothing_else() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.write("a.txt", "a");
    desk.write("b.txt", "b");
    desk.add(&["a.txt"], json!({ "contact": anne }));
    let removed = desk.add(&["b.txt"], json!({ "contact": anne }))["documents"][0].clone();
    desk.call("remove_document", json!({ "id": removed["id"] }));
    let kept = desk.blobs();
    assert_eq!(kept.len(), 2);
    let folder = kept[0].parent().unwrap().to_owned();
    // Killed before its rename, and before the row that would have spoken of it.
    fs::write(folder.join("0123.tmp"), "half").unwrap();
    let orphan = folder.join("ab".repeat(32));
    fs::write(&orphan, "never spoken of").unwrap();
    let desk = desk.restart();
    // The tidying runs beside the first screen; closing waits for it.
    let desk = desk.restart();
    assert!(!orphan.exists());
    assert_eq!(desk.blobs(), kept, "what an undo may bring back stays");
    desk.check();
}

#[test]
fn a_cancelled_addition_leaves_no_row() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.write("a.txt", "a");
    let before = desk.rows();
    let paths: Vec<PathBuf> = std::iter::repeat_n(desk.data().join("a.txt"), 400).collect();
    std::thread::scope(|scope| {
        let adding = scope.spawn(|| {
            themisia_core::commands::dispatch(
                &desk.vault,
                "add_documents",
                json!({ "task": "long", "paths": paths, "place": { "contact": anne } }),
            )
        });
        loop {
            desk.call("cancel_task", json!({ "task": "long" }));
            if adding.is_finished() {
                break;
            }
            std::thread::yield_now();
        }
        let error = adding.join().unwrap().unwrap_err();
        assert_eq!(error.code, ErrorCode::Cancelled);
    });
    assert_eq!(desk.rows(), before);
    desk.check();
}

#[test]
fn backups_take_each_file_once_and_bring_it_back() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.write("a.txt", "a");
    desk.add(&["a.txt"], json!({ "contact": anne }));
    let folder = desk.data().join("copies");
    let back_up =
        || desk.call("backup_now", json!({ "task": "b", "folder": folder }))["path"].as_str().unwrap().to_owned();
    let count = || walkdir(&folder.join("documents")).len();
    back_up();
    assert_eq!(count(), 1);
    let first = walkdir(&folder.join("documents"))[0].clone();
    let made = fs::metadata(&first).unwrap().modified().unwrap();
    desk.write("b.txt", "b");
    desk.add(&["b.txt"], json!({ "contact": anne }));
    let file = back_up();
    assert_eq!(count(), 2);
    assert_eq!(fs::metadata(&first).unwrap().modified().unwrap(), made, "the first was not copied again");
    // Another computer, with only the folder of the backups and the code.
    let other = Desk::first_run();
    let restored = other
        .call("restore_backup", json!({ "task": "r", "file": file, "code": desk.recovery_code, "passphrase": null }));
    assert_eq!(restored["missing_documents"], 0);
    assert_eq!(other.documents(json!({})), ["b.txt", "a.txt"]);
    other.check();
    // Without the folder beside it, the rows come back and say what is missing.
    let alone = desk.data().join("seule.themisia");
    fs::copy(&file, &alone).unwrap();
    let third = Desk::first_run();
    let restored = third
        .call("restore_backup", json!({ "task": "r", "file": alone, "code": desk.recovery_code, "passphrase": null }));
    assert_eq!(restored["missing_documents"], 2);
    assert_eq!(third.call("check_base", json!({ "task": "c" }))["missing_documents"], json!(["a.txt", "b.txt"]));
}

fn walkdir(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { found.extend(walkdir(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}

#[test]
fn a_page_hands_a_file_over_in_pieces() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    // « Bonjour »
    let path = desk.call("receive_file", json!({ "path": null, "name": "../lettre.txt", "chunk": "Qm9u" }));
    desk.call("receive_file", json!({ "path": path, "name": "lettre.txt", "chunk": "am91cg==" }));
    let added = desk.call("add_documents", json!({ "task": "t", "paths": [path], "place": { "contact": anne } }));
    assert_eq!(added["documents"][0]["draft"]["name"], "lettre.txt");
    assert_eq!(desk.preview(&added["documents"][0])["text"], "Bonjour");
    assert!(!Path::new(path.as_str().unwrap()).exists(), "in clear no longer than needed");
}

/// DOMAIN §6: an agreement may carry its document.
#[test]
fn agreed_terms_bear_the_agreement_itself() {
    let desk = Desk::new();
    let client = desk.company("Boulangerie Roux");
    let add = |name: &str| {
        let file = desk.write(name, "Convention d’honoraires");
        let place = json!({ "contact": client });
        desk.call("add_documents", json!({ "task": "add", "paths": [file], "place": place }))["documents"][0].clone()
    };
    let agreement = add("convention.txt");
    let terms = json!({ "id": null, "client": client, "effective_from": "2026-03-01", "hourly_rate": 25_000,
        "document": "Convention du 12/02/2026", "agreement": agreement["id"] });
    let saved = desk.call("save_negotiated_rate", json!({ "rate": terms }));
    let line = || desk.call("negotiated_rates", json!({ "client": client }))[0].clone();
    assert_eq!((&line()["rate"]["agreement"], &line()["agreement_name"]), (&agreement["id"], &json!("convention.txt")));
    // Another in its place; then that one is taken away, and comes back.
    let newer = add("avenant.txt");
    let mut changed = saved.clone();
    changed["agreement"] = newer["id"].clone();
    desk.call("save_negotiated_rate", json!({ "rate": changed }));
    assert_eq!(line()["agreement_name"], "avenant.txt");
    desk.call("remove_document", json!({ "id": newer["id"] }));
    assert_eq!((&line()["rate"]["agreement"], &line()["rate"]["document"]), (&json!(null), &saved["document"]));
    assert_eq!(desk.refusal("save_negotiated_rate", json!({ "rate": changed })), "gone");
    desk.call("undo_last", json!({}));
    assert_eq!(line()["agreement_name"], "avenant.txt");
    desk.check();
}
