//! Exports of programs that firms come from, with their own headers, labels and ways of writing a file.

use std::io::Write;

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;
use zip::write::SimpleFileOptions;

use crate::desk::Desk;

fn imported(name: &str, content: impl AsRef<[u8]>) -> (Desk, Value) {
    let desk = Desk::new();
    let path = desk.write(name, content);
    let preview = desk.call("preview_import", json!({ "path": path }));
    let asked = json!({ "task": "i", "path": path, "mapping": preview["mapping"], "dry_run": false });
    let report = desk.call("import_contacts", asked);
    (desk, report)
}

/// The contact that `text` finds first.
fn contact(desk: &Desk, text: &str) -> Value {
    let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": true, "limit": 1 }));
    desk.contact(hits[0]["contact"]["id"].as_str().unwrap_or_else(|| panic!("{text} is not found")))["draft"].clone()
}

fn labelled(draft: &Value, list: &str, value: &str) -> Vec<(String, String)> {
    let items = draft[list].as_array().unwrap().iter();
    items.map(|item| (item["label"].as_str().unwrap().to_owned(), item[value].as_str().unwrap().to_owned())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

/// A file of one row: `cells` are header and value.
fn row(separator: &str, cells: &[(&str, &str)]) -> String {
    let quote = |text: &str| if text.contains([';', ',', '\n', '"']) { format!("\"{text}\"") } else { text.to_owned() };
    let line = |texts: Vec<String>| texts.join(separator);
    let headers = line(cells.iter().map(|(header, _)| quote(header)).collect());
    let values = line(cells.iter().map(|(_, value)| quote(value)).collect());
    format!("{headers}\r\n{values}\r\n")
}

#[test]
fn google_old_and_new_with_their_labels() {
    let new = row(
        ",",
        &[
            ("First Name", "Anne"),
            ("Middle Name", "Marie"),
            ("Last Name", "Durand"),
            ("Name Prefix", "Mme"),
            ("Organization Name", ""),
            ("Birthday", "1970-03-12"),
            ("Notes", "vue\nlundi"),
            ("Labels", "* myContacts ::: Expert"),
            ("E-mail 1 - Label", "* Work"),
            ("E-mail 1 - Value", "anne@example.fr"),
            ("E-mail 2 - Label", ""),
            ("E-mail 2 - Value", "anne@example.org"),
            ("Phone 1 - Label", "Mobile"),
            ("Phone 1 - Value", "06 12 34 56 78"),
            ("Phone 2 - Label", "Maison de campagne"),
            ("Phone 2 - Value", "02 98 00 00 00"),
            ("Address 1 - Label", "Home"),
            ("Address 1 - Formatted", "1 rue du Port\n29200 Brest\nFrance"),
            ("Address 1 - Street", "1 rue du Port"),
            ("Address 1 - City", "Brest"),
            ("Address 1 - Postal Code", "29200"),
            ("Address 1 - Country", "France"),
            ("Website 1 - Value", "https://example.fr"),
        ],
    );
    let old = row(
        ",",
        &[
            ("Name", "Anne Marie Durand"),
            ("Given Name", "Anne"),
            ("Additional Name", "Marie"),
            ("Family Name", "Durand"),
            ("Yomi Name", ""),
            ("Maiden Name", "Petit"),
            ("Birthday", "1970-03-12"),
            ("Occupation", "Notaire"),
            ("Notes", "vue\nlundi"),
            ("Group Membership", "* myContacts"),
            ("E-mail 1 - Type", "* Work"),
            ("E-mail 1 - Value", "anne@example.fr ::: anne@example.org"),
            ("Phone 1 - Type", "Mobile"),
            ("Phone 1 - Value", "06 12 34 56 78"),
            ("Phone 2 - Type", "Maison de campagne"),
            ("Phone 2 - Value", "02 98 00 00 00"),
            ("Address 1 - Type", "Home"),
            ("Address 1 - Formatted", "1 rue du Port"),
            ("Address 1 - Street", "1 rue du Port"),
            ("Address 1 - City", "Brest"),
            ("Address 1 - Postal Code", "29200"),
            ("Address 1 - Country", "France"),
        ],
    );
    for (name, file) in [("new.csv", new), ("old.csv", old)] {
        let (desk, report) = imported(name, file);
        assert_eq!((&report["created"], &report["flagged"]), (&json!(1), &json!(0)), "{name}: {report:#}");
        let anne = contact(&desk, "durand");
        assert_eq!(anne["first_names"], "Anne Marie", "{name}");
        // Only the old file has a column for the name of birth.
        let names = if name == "old.csv" { ("Petit", "Durand") } else { ("Durand", "") };
        assert_eq!((&anne["birth_name"], &anne["usage_name"]), (&json!(names.0), &json!(names.1)), "{name}");
        assert_eq!(anne["birth_date"], "1970-03-12");
        let phones = pairs(&[("Mobile", "+33612345678"), ("Maison de campagne", "+33298000000")]);
        assert_eq!(labelled(&anne, "phones", "number"), phones, "{name}");
        let emails = labelled(&anne, "emails", "address");
        assert_eq!(emails[0], ("Bureau".to_owned(), "anne@example.fr".to_owned()), "{name}");
        assert_eq!(emails[1].1, "anne@example.org", "{name}");
        assert_eq!(labelled(&anne, "addresses", "town"), pairs(&[("Domicile", "Brest")]), "{name}");
        assert!(anne["notes"].as_str().unwrap().starts_with("vue\nlundi"), "{name}: {anne:#}");
    }
}

#[test]
fn programs_of_law_firms_with_french_headers() {
    let person = row(
        ";",
        &[
            ("Code client", "C0042"),
            ("Type de tiers", "Personne physique"),
            ("Civilité", "Madame"),
            ("Nom de famille", "Durand"),
            ("Nom de jeune fille", "Petit"),
            ("Prénom(s)", "Anne, Marie"),
            ("Date de naissance", "12/03/1970"),
            ("Commune de naissance", "Brest"),
            ("Nationalité", "française"),
            ("Situation matrimoniale", "mariée"),
            ("Adresse", "1 rue du Port"),
            ("Complément d'adresse", "Bât. A"),
            ("CP", "29200"),
            ("Ville", "Brest"),
            ("Tél. fixe", "02.98.00.00.00"),
            ("Tél. portable", "06 12 34 56 78"),
            ("Tél. pro", "0033 1 44 55 66 77"),
            ("Courriel", "anne@example.fr"),
            ("Email pro", "a.durand@example.org"),
            ("Observations", "à rappeler"),
        ],
    );
    let (desk, report) = imported("tiers.csv", person);
    assert_eq!((&report["created"], &report["flagged"]), (&json!(1), &json!(0)), "{report:#}");
    let anne = contact(&desk, "durand");
    for (field, value) in [
        ("external_ref", "C0042"),
        ("civility", "Mme"),
        ("birth_name", "Petit"),
        ("usage_name", "Durand"),
        ("first_names", "Anne, Marie"),
        ("birth_date", "1970-03-12"),
        ("birth_place", "Brest"),
        ("family_situation", "mariée"),
    ] {
        assert_eq!(anne[field], value, "{field}");
    }
    assert_eq!(anne["addresses"][0]["street"], "1 rue du Port\nBât. A");
    let phones = pairs(&[("", "+33298000000"), ("Mobile", "+33612345678"), ("Bureau", "+33144556677")]);
    assert_eq!(labelled(&anne, "phones", "number"), phones);
    let emails = pairs(&[("", "anne@example.fr"), ("Bureau", "a.durand@example.org")]);
    assert_eq!(labelled(&anne, "emails", "address"), emails);
    let company = row(
        ";",
        &[
            ("Raison sociale", "Menuiserie du Port"),
            ("Forme juridique", "SARL"),
            ("N° SIRET", "732 829 320 00074"),
            ("N° TVA intracommunautaire", "FR 44 732 829 320"),
            ("RCS", "RCS Brest B 732 829 320"),
            ("Code APE", "43.32A"),
            ("Capital social", "10 000,00 €"),
            ("IBAN", "FR76 3000 6000 0112 3456 7890 189"),
            ("Localité", "Brest"),
            ("Représentant légal", "Anne Durand"),
        ],
    );
    let (desk, report) = imported("societes.csv", company);
    assert_eq!((&report["created"], &report["flagged"]), (&json!(1), &json!(0)), "{report:#}");
    let port = contact(&desk, "menuiserie");
    for (field, value) in [
        ("kind", "legal_person"),
        ("siret", "73282932000074"),
        ("siren", "732829320"),
        ("vat_number", "FR44732829320"),
        ("rcs_town", "Brest"),
        ("rcs_letter", "B"),
        ("naf_code", "43.32A"),
        ("notes", "Représentant légal : Anne Durand"),
    ] {
        assert_eq!(port[field], value, "{field}");
    }
    assert_eq!(
        (&port["share_capital_cents"], &port["ibans"][0]["iban"]),
        (&json!(1_000_000), &json!("FR7630006000011234567890189"))
    );
}

#[test]
fn every_way_in_which_spreadsheets_write_rows() {
    let rows = "Nom;Prénom;Notes\r\nÉluard;Zoé;\"une ; deux\r\n\"\"trois\"\"\"\r\nMartin;Luc;\r\n";
    let with = |separator: &str| rows.replace("une ; deux", "une – deux").replace(';', separator);
    let utf16 = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let utf16be = |text: &str| -> Vec<u8> {
        [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
    };
    for (name, bytes) in [
        ("semicolons", rows.as_bytes().to_vec()),
        ("commas", with(",").into_bytes()),
        ("tabs", with("\t").into_bytes()),
        ("bars", with("|").into_bytes()),
        ("the separator told first", format!("sep=;\r\n{rows}").into_bytes()),
        ("told first with a BOM", format!("\u{feff}sep=,\r\n{}", with(",")).into_bytes()),
        ("Unicode text of Excel", utf16(&with("\t"))),
        ("the other end first", utf16be(&with("\t"))),
        ("lines of old Macs", rows.replace("\r\n", "\r").into_bytes()),
        ("lines of Unix", rows.replace("\r\n", "\n").into_bytes()),
        ("no last line break", rows.trim_end().as_bytes().to_vec()),
        ("blank lines between", rows.replace("Martin", "\r\n\r\nMartin").into_bytes()),
    ] {
        let (desk, report) = imported("carnet.csv", bytes);
        assert_eq!((&report["created"], &report["rejected"]), (&json!(2), &json!(0)), "{name}: {report:#}");
        let zoe = contact(&desk, "éluard");
        let notes = zoe["notes"].as_str().unwrap().replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(
            (&zoe["first_names"], notes.ends_with("deux\n\"trois\"")),
            (&json!("Zoé"), true),
            "{name}: {notes:?}"
        );
    }
}

#[test]
fn files_without_end_are_refused_in_bounded_memory() {
    let desk = Desk::new();
    // A quote that is never closed: the rest of the file would be one cell.
    let path = desk.write("cellule.csv", format!("Nom;Notes\r\nDurand;\"{}", "a".repeat(9 << 20)));
    let asked = json!({ "task": "i", "path": path, "mapping": ["birth_name", "notes"], "dry_run": false });
    desk.refused_with(ErrorCode::File, "import_contacts", asked);
    // Elements within elements, as deep as the file is long.
    let deep = |start: &str, end: &str, tag: &str| format!("{start}{}{end}", format!("<{tag}>").repeat(400_000));
    let zipped = |files: &[(&str, String)]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in files {
            let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
            zip.start_file(*name, options).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let book = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    for (name, content) in [
        (
            "profond.xlsx",
            zipped(&[
                ("xl/workbook.xml", book.to_owned()),
                ("xl/_rels/workbook.xml.rels", relations.to_owned()),
                ("xl/worksheets/sheet1.xml", deep(sheet, "", "row")),
            ]),
        ),
        (
            "profond.ods",
            zipped(&[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
                ("content.xml", deep("<office:document-content>", "", "table:table")),
            ]),
        ),
    ] {
        let path = desk.write(name, content);
        desk.refused_with(ErrorCode::File, "preview_import", json!({ "path": path }));
    }
    desk.check();
}
