//! Address books of every kind: workbooks and cards, as programs write them; what would block the program is refused.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use themisia_core::error::ErrorCode;
use themisia_core::import::source::Source;
use zip::write::SimpleFileOptions;

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

/// The only contact of a desk that `text` finds.
fn contact(desk: &Desk, text: &str) -> Value {
    let hits = desk.call("search_contacts", json!({ "text": text, "include_hidden": true, "limit": 1 }));
    desk.contact(hits[0]["contact"]["id"].as_str().unwrap_or_else(|| panic!("{text} is not found")))["draft"].clone()
}

fn imported(name: &str, content: impl AsRef<[u8]>, expected: [u64; 5]) -> Desk {
    let desk = Desk::new();
    let path = desk.write(name, content);
    let report = import(&desk, &path, false);
    assert_eq!(counts(&report), expected, "{name}: {report:#}");
    desk
}

fn workbook(desk: &Desk, fill: impl FnOnce(&mut Workbook)) -> String {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    let path = desk.data().join("carnet.xlsx").display().to_string();
    workbook.save(&path).unwrap();
    path
}

#[test]
fn a_workbook_gives_its_dates_and_the_zeros_that_it_lost() {
    let desk = Desk::new();
    let path = workbook(&desk, |workbook| {
        workbook.add_worksheet().set_name("Vide").unwrap();
        let sheet = workbook.add_worksheet().set_name("Clients").unwrap();
        sheet.write_string(0, 0, "Clients du cabinet").unwrap();
        let headers = ["Nom", "Prénom", "Société", "Né(e) le", "Téléphone", "CP", "Ville", "SIRET", "Notes"];
        for (at, header) in (0u16..).zip(headers) {
            sheet.write_string(2, at, header).unwrap();
        }
        let date = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write_string(3, 0, "Éluard").unwrap();
        sheet.write_string(3, 1, "Zoé").unwrap();
        sheet.write_datetime_with_format(3, 3, ExcelDateTime::from_ymd(1970, 3, 12).unwrap(), &date).unwrap();
        sheet.write_number(3, 4, 612_345_678.0).unwrap();
        sheet.write_number(3, 5, 1000.0).unwrap();
        sheet.write_string(3, 6, "Bourg-en-Bresse").unwrap();
        sheet.write_string(3, 8, "Vue ;\nrappeler").unwrap();
        sheet.write_string(5, 2, "Menuiserie du Port").unwrap();
        sheet.write_number(5, 7, 7.328_293_200_007_4e13).unwrap();
        sheet.write_string(6, 6, "Brest").unwrap();
    });
    let preview = desk.call("preview_import", json!({ "path": path }));
    assert_eq!((&preview["format"], &preview["sheet"]), (&json!("sheet"), &json!("Clients")), "{preview:#}");
    assert_eq!(preview["headers"][3], "Né(e) le");
    assert_eq!(preview["sample"][0][3], "1970-03-12");
    let report = import(&desk, &path, false);
    assert_eq!(counts(&report), [2, 0, 0, 1, 0], "{report:#}");
    assert_eq!(report["issues"][0]["row"], 7);
    let zoe = contact(&desk, "éluard");
    assert_eq!(zoe["birth_date"], "1970-03-12");
    assert_eq!(zoe["phones"][0]["number"], "+33612345678");
    assert_eq!(zoe["addresses"][0]["postal_code"], "01000");
    assert_eq!(zoe["notes"], "Vue ;\nrappeler");
    assert_eq!(contact(&desk, "menuiserie")["siret"], "73282932000074");
    assert_eq!(counts(&import(&desk, &path, false)), [0, 0, 2, 1, 0]);
    // What was refused is kept, and comes in once mended.
    let kept = report["rejected_file"].as_str().unwrap().to_owned();
    assert!(kept.ends_with("carnet-a-corriger.csv"), "{kept}");
    let mended = std::fs::read_to_string(&kept).unwrap();
    assert!(mended.starts_with("\u{feff}Nom;") && mended.contains("Motif du rejet"), "{mended}");
    std::fs::write(&kept, mended.replace("\r\n;;", "\r\nMartin;Luc;")).unwrap();
    let report = import(&desk, &kept, false);
    assert_eq!((counts(&report), &report["rejected_file"]), ([1, 0, 0, 0, 0], &Value::Null), "{report:#}");
    assert_eq!(contact(&desk, "martin luc")["notes"], "");
    desk.check();
}

/// A zip of files, as another program would make it.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const MIMETYPE: (&str, &[u8]) = ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet");

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet><table:table table:name=\"Vide\"><table:table-row><table:table-cell/></table:table-row>\
         </table:table><table:table table:name=\"Carnet\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    zipped(&[MIMETYPE, ("content.xml", content.as_bytes())])
}

#[test]
fn an_opendocument_sheet_is_read_like_the_others() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = format!(
        "<table:table-row>{}{}{}{}</table:table-row>\
         <table:table-row>{}{}<table:table-cell office:value-type=\"date\" office:date-value=\"1970-03-12\"><text:p>12/03/70</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"1000\"><text:p>01000</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row><table:table-cell><office:annotation><text:p>note</text:p></office:annotation><text:p>Martin</text:p></table:table-cell>{}</table:table-row>",
        cell("Nom"),
        cell("Prénom"),
        cell("Date de naissance"),
        cell("CP"),
        cell("O&apos;Brien &amp; C<text:s text:c=\"2\"/>x"),
        cell("Zoé"),
        cell("Luc"),
    );
    let desk = imported("carnet.ods", ods(&rows), [2, 0, 0, 0, 0]);
    let zoe = contact(&desk, "zoé");
    assert_eq!(zoe["birth_name"], "O'Brien & C x");
    assert_eq!(zoe["birth_date"], "1970-03-12");
    assert_eq!(contact(&desk, "luc")["birth_name"], "Martin");
    // A cell repeated over the whole width, on rows without end.
    let bomb = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"string\" \
                table:number-columns-repeated=\"16384\"><text:p>A</text:p></table:table-cell></table:table-row>";
    let path = desk.write("bombe.ods", ods(&bomb.repeat(3)));
    desk.refused_with(ErrorCode::File, "preview_import", json!({ "path": path }));
}

#[test]
fn workbooks_made_to_block_the_program_are_refused() {
    let desk = Desk::new();
    let path = workbook(&desk, |workbook| {
        workbook.add_worksheet().write_string(0, 0, "Nom").unwrap().write_string(0, 1, "Prénom").unwrap();
    });
    let whole = std::fs::read(&path).unwrap();
    let sheet = vec![b'<'; 80 << 20];
    let piece = vec![b'a'; 6 << 20];
    let strings = b"<sst uniqueCount=\"4000000000\"><si><t>a</t></si></sst>";
    let xlsx = ("xl/workbook.xml", b"<workbook/>".as_slice());
    for (name, content, word) in [
        ("coupe.xlsx", whole[..whole.len() / 2].to_vec(), "abîmé"),
        ("bombe.xlsx", zipped(&[xlsx, ("xl/worksheets/sheet1.xml", &sheet)]), "trop grand"),
        ("longue.xlsx", zipped(&[xlsx, ("xl/worksheets/sheet1.xml", &piece)]), "trop grand"),
        ("menteur.xlsx", zipped(&[xlsx, ("xl/sharedStrings.xml", strings)]), "abîmé"),
        ("texte.docx", zipped(&[("word/document.xml", b"<w/>")]), "Word"),
        ("archive.zip", zipped(&[("photo.jpg", b"x")]), "archive"),
        ("vieux.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), ".xlsx"),
    ] {
        let path = desk.write(name, content);
        let error = desk.refused("preview_import", json!({ "path": path }));
        assert_eq!(error.code, ErrorCode::File, "{name}");
        let cause = Source::open(Path::new(&path)).err().map(|error| error.cause()).unwrap_or_default();
        assert!(error.message.contains(word), "{name}: {} ({cause})", error.message);
    }
}

#[test]
fn outlook_in_english_writes_the_month_first() {
    let rows = "First Name,Last Name,Company,E-mail Address,Business Phone,Mobile Phone,Business Street,Business Street 2,Business City,Business Postal Code,Birthday,Priority\r\n\
                Anne,Durand,,anne@example.fr,01 44 55 66 77,06 12 34 56 78,1 rue du Port,Bât. A,Brest,29200,3/12/1970,Normal\r\n";
    let desk = imported("outlook.csv", rows, [1, 0, 0, 0, 0]);
    let anne = contact(&desk, "durand");
    assert_eq!(anne["birth_date"], "1970-03-12");
    assert_eq!(anne["addresses"][0]["street"], "1 rue du Port\nBât. A");
    assert_eq!(anne["addresses"].as_array().unwrap().len(), 1);
    assert_eq!(anne["notes"], "");
}

#[test]
fn cards_of_apple() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//macOS 15//EN\r\nN:Durand;Anne;Marie;Mme;\r\nFN:Anne Durand\r\n\
        item1.EMAIL;type=INTERNET;type=pref:anne@example.fr\r\nitem1.X-ABLabel:Cabinet\r\n\
        item2.TEL:+33 6 12 34 56 78\r\nitem2.X-ABLabel:_$!<Mobile>!$_\r\n\
        item3.ADR;type=WORK:;;1 rue du Port\\nBât. A;Brest;Bretagne;29200;France\r\n\
        BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-12\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ\r\n AAAQABAAD/2wBDAAEB\r\n\
        NOTE:Vue au cabinet\\, rappeler\\nlundi et mar\r\n di\r\nX-ABUID:1234\r\nUID:a-1\r\nEND:VCARD\r\n\
        BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Menuiserie du Port\r\nORG:Menuiserie du Port;\r\nX-ABShowAs:COMPANY\r\nEND:VCARD\r\n";
    let desk = imported("apple.vcf", card, [2, 0, 0, 0, 0]);
    let anne = contact(&desk, "durand");
    assert_eq!((&anne["first_names"], &anne["civility"]), (&json!("Anne Marie"), &json!("Mme")));
    assert_eq!(anne["emails"][0]["label"], "Cabinet");
    assert_eq!((&anne["phones"][0]["label"], &anne["phones"][0]["number"]), (&json!("Mobile"), &json!("+33612345678")));
    assert_eq!(anne["addresses"][0]["street"], "1 rue du Port\nBât. A");
    assert_eq!(anne["addresses"][0]["label"], "Bureau");
    assert_eq!(anne["birth_date"], Value::Null);
    assert_eq!(anne["notes"], "Vue au cabinet, rappeler\nlundi et mardi\nRégion : Bretagne\nNaissance : 12/03");
    assert_eq!(anne["external_ref"], "a-1");
    assert_eq!(contact(&desk, "menuiserie")["kind"], "legal_person");
}

#[test]
fn cards_of_outlook_and_old_phones() {
    let mut card = b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=fr;CHARSET=Windows-1252:\xc9luard;Zo\xe9\r\nFN;CHARSET=Windows-1252:Zo\xe9 \xc9luard\r\n\
        ORG;CHARSET=Windows-1252:Soci\xe9t\xe9 du Port;Ventes\r\nTEL;WORK;VOICE:01 44 55 66 77\r\nTEL;CELL;VOICE:06 12 34 56 78\r\n\
        ADR;WORK;PREF;CHARSET=Windows-1252:;;12 rue de la\r\n Libert\xe9;Paris;;75001;France\r\n\
        EMAIL;PREF;INTERNET:zoe@example.fr\r\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:Vue=0D=0A=\r\nl=92apr=E8s-midi\r\n\
        PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/4AAQSkZJRgABAQAAAQABAAD\r\n\r\nBDAY:19700312\r\nREV:20260101T000000Z\r\nEND:VCARD\r\n"
        .to_vec();
    card.extend_from_slice(
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Le=20Go=C3=ABl;Ga=C3=ABl;;;\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ga=C3=ABl=20Le=20Go=C3=ABl\r\n\
          NOTE;ENCODING=QUOTED-PRINTABLE:d=C3=A9j=C3=A0 vu\r\nTEL;HOME:0298000000\r\nEND:VCARD\r\n",
    );
    let desk = imported("outlook.vcf", card, [2, 0, 0, 0, 0]);
    let zoe = contact(&desk, "éluard");
    assert_eq!(zoe["birth_date"], "1970-03-12");
    assert_eq!(zoe["notes"], "Vue\nl’après-midi\nService : Ventes\nSociété : Société du Port");
    assert_eq!(zoe["addresses"][0]["street"], "12 rue de la Liberté");
    assert_eq!(zoe["phones"][0]["label"], "Bureau");
    assert_eq!(zoe["phones"][1]["label"], "Mobile");
    let gael = contact(&desk, "gaël");
    assert_eq!((&gael["birth_name"], &gael["notes"]), (&json!("Le Goël"), &json!("déjà vu")));
    assert_eq!(gael["phones"][0]["label"], "Domicile");
}

#[test]
fn cards_of_google_and_of_the_fourth_version() {
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Luc Martin\nN:Martin;Luc;;M.;\nEMAIL;TYPE=INTERNET;TYPE=HOME:luc@example.fr\nTEL;TYPE=CELL:0612345678\nCATEGORIES:myContacts,Expert,Golf\nURL:https\\://example.fr\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Tribunal judiciaire de Brest\nTEL;VALUE=uri;TYPE=work:tel:+33-2-98-00-00-00\nUID:urn:uuid:01a20cc6-66c9-7693-955a-7aba5b755b64\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nFN:Jamais finie\nBEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Tous\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nFN:\nEMAIL:seule@example.fr\nEND:VCARD\n";
    let desk = Desk::new();
    let path = desk.write("google.vcf", card);
    let preview = desk.call("preview_import", json!({ "path": path }));
    assert_eq!((&preview["format"], &preview["sample"][0][0]), (&json!("vcard"), &json!("Martin")));
    let report = import(&desk, &path, false);
    assert_eq!(counts(&report), [3, 0, 0, 2, 0], "{report:#}");
    let luc = contact(&desk, "martin");
    assert_eq!(luc["qualities"].as_array().unwrap().len(), 1);
    assert_eq!(luc["notes"], "Qualité : Golf\nSite : https://example.fr");
    assert_eq!(luc["emails"][0]["label"], "Domicile");
    let court = contact(&desk, "tribunal");
    assert_eq!((&court["kind"], &court["phones"][0]["number"]), (&json!("court"), &json!("+33298000000")));
    // The card that was refused is kept as a card.
    let kept = report["rejected_file"].as_str().unwrap().to_owned();
    let cards = std::fs::read_to_string(&kept).unwrap();
    assert_eq!(cards.matches("X-THEMISIA-REASON").count(), 2, "{cards}");
    std::fs::write(&kept, cards.replace("FN:\r\n", "FN:Seule Personne\r\n")).unwrap();
    assert_eq!(counts(&import(&desk, &kept, false)), [1, 0, 0, 1, 0]);
}

#[test]
fn a_workbook_is_cancelled_like_the_others() {
    let desk = Desk::new();
    let path = workbook(&desk, |workbook| {
        let sheet = workbook.add_worksheet();
        for (at, header) in (0u16..).zip(["Nom", "Prénom"]) {
            sheet.write_string(0, at, header).unwrap();
        }
        for row in 1..8000 {
            sheet.write_string(row, 0, format!("Nom{row}")).unwrap().write_string(row, 1, "Luc").unwrap();
        }
        sheet.write_string(8000, 2, "sans nom").unwrap();
    });
    let before = desk.rows();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !desk.events.lock().unwrap().iter().any(|event| json!(event)["type"] == "progress") {
                std::thread::yield_now();
            }
            desk.call("cancel_task", json!({ "task": "i" }));
        });
        let asked = json!({ "task": "i", "path": path, "mapping": ["birth_name", "first_names"], "dry_run": false });
        desk.refused_with(ErrorCode::Cancelled, "import_contacts", asked);
    });
    assert_eq!(desk.rows(), before);
    assert!(!desk.data().join("carnet-a-corriger.csv").exists());
}

/// The sample file that stands beside the checkout where there is one.
#[test]
fn the_sample_cards_give_the_counts_of_their_readme() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/contacts.vcf");
    if path.exists() {
        let desk = Desk::new();
        let path = path.display().to_string();
        assert_eq!(counts(&import(&desk, &path, true)), [50, 0, 0, 0, 0]);
        assert_eq!(counts(&import(&desk, &path, false)), [50, 0, 0, 0, 0]);
        assert_eq!(counts(&import(&desk, &path, false)), [0, 0, 50, 0, 0]);
    }
}
