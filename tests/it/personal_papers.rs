//! What becomes of the exchanges and the documents of a person: given in a copy, gone with an erasure, bytes as well.

use std::fs;
use std::io::Read;

use serde_json::{Value, json};

use crate::desk::{Desk, id};
use crate::personal_data::{HERS, zebuline};

impl Desk {
    fn wrote(&self, fields: Value) -> String {
        let mut draft = json!({ "id": null, "kind": "note", "subject": "Note", "at": "2018-03-02T09:00" });
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        id(&self.call("save_interaction", json!({ "draft": draft })))
    }

    fn kept(&self, name: &str, content: &str, place: Value) -> Value {
        let path = self.write(name, content);
        let added = self.call("add_documents", json!({ "task": "t", "paths": [path], "place": place }));
        fs::remove_file(path).unwrap();
        added["documents"][0].clone()
    }

    fn document_names(&self, filter: Value) -> Vec<String> {
        let page = self.call("list_documents", json!({ "filter": filter, "page": { "offset": 0, "limit": 100 } }));
        page["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }

    fn received(&self, bytes: &str) -> Value {
        let path = self.write("message.eml", bytes);
        let report = self.call("import_emails", json!({ "task": "t", "paths": [path] }));
        fs::remove_file(path).unwrap();
        report
    }
}

const MESSAGE: &str = "From: Z. Ondine <zebuline@quatrefages.example>\r\nTo: cabinet@exemple.fr\r\n\
    Date: Fri, 2 Mar 2018 10:15:00 +0100\r\nMessage-ID: <basson-1@quatrefages.example>\r\nSubject: Le basson de Mende\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
    Je joue aussi de la trompette.\r\n--b\r\nContent-Type: text/plain; name=\"trompette.txt\"\r\n\
    Content-Disposition: attachment; filename=\"trompette.txt\"\r\n\r\nPartition de Xertigny\r\n--b--\r\n";

#[test]
fn an_erasure_takes_the_words_of_the_exchanges_and_the_bytes_of_the_documents() {
    let desk = Desk::new().at("2018-03-02T09:00:00Z");
    let her = zebuline(&desk);
    let other = desk.person("Paul", "Roux");
    let matter = desk.matter(&other, "Bail");
    let alone = desk.wrote(json!({ "subject": "Le basson", "body": "Joue de la trompette à Mende", "about": [her] }));
    let both =
        desk.wrote(json!({ "subject": "Paul et Zébuline", "body": "Bail de Mme Quatrefages", "about": [her, other] }));
    let in_matter = desk.wrote(json!({ "subject": "Audience", "body": "Contre Wattelier, 27 chemin des Vernes", "matter": matter, "about": [her] }));
    let removed = desk.wrote(json!({ "subject": "À ôter", "body": "Née à Xertigny", "about": [her] }));
    desk.call("remove_interaction", json!({ "id": removed }));
    let email = desk.received(MESSAGE);
    assert_eq!(email["filed"], 1, "{email:#}");
    // Files: hers, one of hers that was removed, one whose bytes another bears, one of the other's matter.
    desk.kept("atelier.txt", "Le basson de Zébuline", json!({ "contact": her }));
    let gone = desk.kept("fautive.txt", "La trompette", json!({ "contact": her }));
    desk.call("remove_document", json!({ "id": gone["id"] }));
    desk.kept("statuts-quatrefages.txt", "Statuts types", json!({ "contact": her }));
    desk.kept("statuts.txt", "Statuts types", json!({ "contact": other }));
    desk.kept("Conclusions contre Quatrefages.txt", "Plaise au tribunal", json!({ "matter": matter, "contact": her }));
    let before = desk.blobs().len();
    for word in ["basson", "trompette", "xertigny", "statuts-quatrefages"] {
        assert!(!desk.tables_that_hold(word).is_empty(), "{word} is there before");
    }

    let desk = desk.at("2024-01-02T09:00:00Z");
    desk.erase(&her);
    let desk = desk.restart();
    for word in HERS {
        assert_eq!(desk.tables_that_hold(word), Vec::<String>::new(), "{word} is still there");
    }
    // The message, its attachment and two files went; those that others bear stayed.
    assert_eq!((before, desk.blobs().len()), (6, 2));
    for words in ["basson", "trompette", "Xertigny", "Quatrefages"] {
        let entries = desk.journal(json!({ "text": words }))["entries"].clone();
        assert_eq!(entries, json!([]), "{words} is not found");
    }
    assert_eq!(desk.document_names(json!({ "contact": her })), ["Conclusions contre [effacé].txt"]);
    assert_eq!(desk.document_names(json!({ "contact": other })), ["Conclusions contre [effacé].txt", "statuts.txt"]);
    let entry = |id: &str| desk.call("get_interaction", json!({ "id": id }))["draft"].clone();
    assert_eq!((&entry(&alone)["subject"], &entry(&alone)["body"]), (&json!(""), &json!("")));
    assert_eq!(entry(&both)["subject"], "Paul et [effacé]");
    assert_eq!((&entry(&both)["body"], &entry(&both)["about"]), (&json!("Bail de Mme [effacé]"), &json!([other])));
    assert_eq!(entry(&in_matter)["body"], "Contre [effacé], [effacé]");
    desk.check();

    // Nothing of it comes back by an undo, and the base is whole after all.
    let operations = desk.call("operations", json!({ "page": { "offset": 0, "limit": 50 } }));
    let mut refused = 0;
    for operation in operations.as_array().unwrap() {
        if ["import_emails", "add_documents", "remove_document", "remove_interaction"]
            .contains(&operation["op"].as_str().unwrap())
            && operation["label"].as_str().is_some_and(|label| !label.contains("statuts.txt"))
        {
            desk.refused("undo_operation", json!({ "operation": operation["id"], "force": true }));
            refused += 1;
        }
    }
    assert!(refused >= 6, "{refused}: {operations:#}");
    desk.check();
}

#[test]
fn documents_of_an_invoice_are_of_the_books() {
    let desk = Desk::new().at("2010-03-02T09:00:00Z");
    let her = zebuline(&desk);
    let lines = json!([{ "kind": "fee", "label": "Forfait", "amount": 100000, "vat_basis_points": 2000 }]);
    let draft = desk.call("save_invoice", json!({ "draft": { "id": null, "client": her, "lines": lines } }));
    let invoice = desk.call("issue_invoice", json!({ "id": draft["id"], "issued_on": "2010-03-02" }));
    desk.kept("facture signée.txt", "Bon pour accord", json!({ "invoice": invoice["id"], "contact": her }));
    desk.kept("basson.txt", "La trompette", json!({ "contact": her }));
    let desk = desk.at("2021-01-02T09:00:00Z");
    desk.erase(&her);
    assert_eq!(desk.document_names(json!({ "contact": her })), ["facture signée.txt"]);
    assert_eq!(desk.blobs().len(), 1);
    assert_eq!(desk.tables_that_hold("basson"), Vec::<String>::new());
    desk.check();
}

#[test]
fn a_copy_holds_the_files_and_the_exchanges_with_the_person_but_not_those_of_others() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let her = zebuline(&desk);
    let other = desk.person("Paul", "Roux");
    let secret = desk.matter(&other, "Bail");
    desk.received(MESSAGE);
    desk.wrote(json!({ "subject": "Appel", "body": "Demande un rendez-vous", "kind": "call", "about": [her] }));
    desk.wrote(json!({ "subject": "Stratégie", "body": "Attaquer", "matter": secret, "about": [her] }));
    desk.kept("note.txt", "Une", json!({ "contact": her }));
    desk.kept("NOTE.txt", "Deux", json!({ "contact": her }));
    desk.kept("conclusions.txt", "Plaise", json!({ "matter": secret }));
    let folder = desk.data().join("copie");
    desk.call("export_person", json!({ "id": her, "path": folder }));
    let mut files: Vec<(String, String)> = fs::read_dir(folder.join("fichiers"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())
        })
        .collect();
    files.sort();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["2 - note.txt", "NOTE.txt", "message.eml", "trompette.txt"]);
    assert_eq!((files[0].1.as_str(), files[1].1.as_str(), files[3].1.trim()), ("Une", "Deux", "Partition de Xertigny"));
    let text = fs::read_to_string(folder.join("a-lire.html")).unwrap();
    assert!(text.contains("Demande un rendez-vous") && text.contains("trompette"), "{text}");
    assert!(!text.contains("Stratégie") && !text.contains("Attaquer") && !text.contains("conclusions"), "{text}");
    let list = fs::read_to_string(folder.join("fichiers.txt")).unwrap();
    assert!(list.contains("trompette.txt") && !list.contains("gardé ailleurs"), "{list}");

    let path = desk.data().join("copie.zip");
    desk.call("export_person", json!({ "id": her, "path": path }));
    let mut zip = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    let mut content = String::new();
    zip.by_name("fichiers/trompette.txt").unwrap().read_to_string(&mut content).unwrap();
    assert_eq!(content.trim(), "Partition de Xertigny");
}
