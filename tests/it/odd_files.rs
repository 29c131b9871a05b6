//! Files that came out of programs and hands a little wrong: no row of theirs may be lost without a word.

use serde_json::{Value, json};

use crate::desk::Desk;

fn imported(name: &str, content: impl AsRef<[u8]>) -> (Desk, Value) {
    let desk = Desk::new();
    let path = desk.write(name, content);
    let report = import(&desk, &path);
    (desk, report)
}

fn import(desk: &Desk, path: &str) -> Value {
    let preview = desk.call("preview_import", json!({ "path": path }));
    let asked = json!({ "task": "i", "path": path, "mapping": preview["mapping"], "dry_run": false });
    desk.call("import_contacts", asked)
}

/// The contact that `text` finds first.
fn contact(desk: &Desk, text: &str) -> Value {
    let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": true, "limit": 1 }));
    desk.contact(hits[0]["contact"]["id"].as_str().unwrap_or_else(|| panic!("{text} is not found")))["draft"].clone()
}

#[test]
fn a_quote_left_open_takes_no_other_row_with_it() {
    use std::fmt::Write;
    for close in ["", "Zoé;\"Anne\";Brest\n"] {
        let mut file = "Nom;Prénom;Ville\nPetit;\"Luc;Lyon\n".to_owned();
        for number in 0..300 {
            writeln!(file, "Nom{number};Paul;Paris").unwrap();
        }
        file.push_str(close);
        file.push_str("Durand;Anne;\"Paris\n3e ; bis\"\n");
        let (desk, report) = imported("clients.csv", file);
        let expected = 302 + usize::from(!close.is_empty());
        assert_eq!((&report["created"], &report["rejected"]), (&json!(expected), &json!(0)), "{close}");
        assert_eq!(contact(&desk, "petit")["addresses"][0]["town"], "Lyon");
        assert_eq!(contact(&desk, "nom299")["first_names"], "Paul");
        assert_eq!(contact(&desk, "durand")["addresses"][0]["town"], "Paris 3e ; bis");
        desk.check();
    }
}

#[test]
fn files_of_excel_for_macintosh_and_ms_dos_keep_their_letters() {
    for (name, content, encoding) in [
        ("mac.csv", &b"Nom;Pr\x8enom\rL\x8eger;Fran\x8doise\r"[..], "MacRoman"),
        ("dos.csv", b"Nom;Pr\x82nom\r\nL\x82ger;Fran\x87oise\r\n", "MS-DOS (CP850)"),
        ("windows.csv", b"Nom;Pr\xe9nom\r\nL\xe9ger;Fran\xe7oise\r\n", "Windows-1252"),
    ] {
        let desk = Desk::new();
        let path = desk.write(name, content);
        assert_eq!(desk.call("preview_import", json!({ "path": path }))["encoding"], encoding);
        import(&desk, &path);
        let draft = contact(&desk, "leger");
        assert_eq!((&draft["birth_name"], &draft["first_names"]), (&json!("Léger"), &json!("Françoise")), "{name}");
    }
}

#[test]
fn titles_above_the_headers_and_protected_numbers_of_a_csv() {
    let (desk, report) = imported(
        "export.csv",
        "Clients, au 24/11/2026\r\n\r\nCabinet Durand;;;\r\nNom;Prénom;CP;Ville\r\nMartin;Paul;=\"01000\";Bourg\r\n;;;Brest\r\n",
    );
    assert_eq!((&report["created"], &report["rejected"]), (&json!(1), &json!(1)), "{report:#}");
    assert_eq!(report["issues"][0]["row"], 5, "{report:#}");
    let martin = contact(&desk, "martin");
    assert_eq!(martin["addresses"][0]["postal_code"], "01000");
    assert_eq!(martin["first_names"], "Paul");
    // One column has no titles above its header.
    let (_, report) = imported("noms.csv", "Nom\r\nDurand, Anne\r\nMartin, Paul\r\n");
    assert_eq!(report["created"], 2, "{report:#}");
}

#[test]
fn the_order_of_day_and_month_shows_in_the_rows() {
    let (desk, _) = imported("en.csv", "Nom;Prénom;Né le\nDurand;Anne;03/12/1970\nPetit;Luc;12/25/1970\n");
    assert_eq!(contact(&desk, "durand")["birth_date"], "1970-03-12");
    assert_eq!(contact(&desk, "petit")["birth_date"], "1970-12-25");
    let (desk, _) = imported("fr.csv", "First Name,Last Name,Birthday\nAnne,Durand,03/12/1970\nLuc,Petit,25/12/1970\n");
    assert_eq!(contact(&desk, "durand")["birth_date"], "1970-12-03");
    assert_eq!(contact(&desk, "petit")["birth_date"], "1970-12-25");
}

#[test]
fn a_workbook_gives_the_sheet_of_its_contacts_and_no_date_for_an_empty_one() {
    use rust_xlsxwriter::{Format, Workbook};
    let desk = Desk::new();
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet().set_name("Barème").unwrap();
    for (at, text) in (0u16..).zip(["Acte", "Prix"]) {
        sheet.write_string(0, at, text).unwrap();
        sheet.write_string(1, at, "1").unwrap();
    }
    let sheet = workbook.add_worksheet().set_name("Clients").unwrap();
    for (at, text) in (0u16..).zip(["Nom", "Prénom", "Né le", "Capital social"]) {
        sheet.write_string(0, at, text).unwrap();
    }
    sheet.write_string(1, 0, "Durand").unwrap();
    sheet.write_number_with_format(1, 2, 0.0, &date).unwrap();
    let path = desk.data().join("carnet.xlsx").display().to_string();
    workbook.save(&path).unwrap();
    assert_eq!(desk.call("preview_import", json!({ "path": path }))["sheet"], "Clients");
    let report = import(&desk, &path);
    assert_eq!((&report["created"], &report["flagged"]), (&json!(1), &json!(0)), "{report:#}");
    assert_eq!(contact(&desk, "durand")["birth_date"], Value::Null);
    // Without any sheet of contacts, the first is shown, for a person to say what it is.
    let mut workbook = Workbook::new();
    for name in ["Un", "Deux"] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write_string(0, 0, "Intitulé").unwrap();
        sheet.write_string(0, 1, "Lieu").unwrap();
    }
    workbook.save(&path).unwrap();
    assert_eq!(desk.call("preview_import", json!({ "path": path }))["sheet"], "Un");
}
