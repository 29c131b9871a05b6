//! Documents on paper: what they say, that they are the same twice, and what is in them for programs.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};
use crate::invoice::{Office, office};

/// A file as a reader sees it.
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
    text: String,
}

impl Pdf {
    pub fn read(path: &str) -> Pdf {
        let bytes = std::fs::read(path).unwrap();
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let text = document.extract_text(&pages).unwrap();
        let catalog = document.catalog().unwrap();
        assert!(catalog.has(b"StructTreeRoot"), "it is not tagged");
        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>3</pdfaid:part>"), "it is not for archives");
        Pdf { text: plain(&text), pages: pages.len(), bytes }
    }

    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.text.contains(&plain(word)), "« {word} » is not in:\n{}", self.text);
        }
    }

    pub fn never_says(&self, words: &[&str]) {
        for word in words {
            assert!(!self.text.contains(&plain(word)), "« {word} » is in:\n{}", self.text);
        }
    }
}

/// Without spaces: lines break where they must.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Desk {
    /// A firm with everything that an invoice asks for.
    pub fn settle_firm(&self, fields: Value) {
        let mut settings = self.call("firm_settings", json!({}));
        let known = json!({ "legal_name": "Vasseur & Associés", "legal_form": "SELARL", "street": "12 rue de la République",
            "postal_code": "69001", "town": "Lyon", "phone": "04 72 00 00 00", "email": "cabinet@vasseur.example",
            "siren": "732829320", "vat_number": "FR44732829320", "share_capital": "10 000 €", "bank": "Crédit Lyonnais",
            "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP", "mentions": "RCS Lyon 732 829 320" });
        for fields in [known, fields] {
            for (field, value) in fields.as_object().unwrap() {
                settings[field] = value.clone();
            }
        }
        self.call("save_firm_settings", json!({ "settings": settings }));
    }

    /// A client that is a business, with its numbers and its address.
    fn settle_client(&self, client: &str) {
        let address =
            json!({ "id": null, "street": "3 place Bellecour\nBâtiment B", "postal_code": "69002", "town": "Lyon" });
        self.edit(client, json!({ "siren": "552100554", "vat_number": "FR96552100554", "addresses": [address] }));
    }

    pub fn print(&self, command: &str, mut arguments: Value) -> (Value, Pdf) {
        let path = self.data().join(format!("{command}.pdf")).display().to_string();
        arguments["path"] = json!(path);
        let printed = self.call(command, arguments);
        let pdf = Pdf::read(&path);
        std::fs::remove_file(path).unwrap();
        (printed, pdf)
    }

    fn print_invoice(&self, invoice: &Value) -> (Value, Pdf) {
        self.print("invoice_pdf", json!({ "id": invoice["id"] }))
    }
}

/// The electronic invoice inside.
fn electronic(pdf: &Pdf) -> String {
    let document = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let files = document.objects.values().filter_map(|object| object.as_stream().ok());
    let mut found =
        files.filter(|stream| stream.dict.get(b"Type").is_ok_and(|kind| matches!(kind.as_name(), Ok(b"EmbeddedFile"))));
    let file = found.next().unwrap();
    assert!(found.next().is_none());
    String::from_utf8(file.decompressed_content().unwrap()).unwrap()
}

/// The content of the elements of a name, in their order.
fn all<'a>(xml: &'a str, element: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<ram:{element}"), format!("</ram:{element}>"));
    xml.split(&open)
        .skip(1)
        .filter(|rest| rest.starts_with(['>', ' ']))
        .filter_map(|rest| rest.split_once('>')?.1.split_once(&close).map(|(content, _)| content.trim()))
        .collect()
}

fn amount(cents: &Value) -> String {
    let cents = cents.as_i64().unwrap();
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[test]
fn an_invoice_prints_what_the_law_asks_for() {
    let Office { desk, client, matter, julie } = office();
    desk.settle_firm(json!({}));
    desk.settle_client(&client);
    let accounting = desk.person("Paule", "Compta");
    let role = json!({ "id": null, "client": client, "recipient": accounting, "role": "billing", "is_default": true });
    desk.call("save_role", json!({ "role": role }));
    desk.time(&matter, &julie, "2026-03-02", "20");
    desk.time(&matter, &julie, "2026-03-09", "1h30");
    for (kind, label, amount) in [("expense", "Photocopies", 1_050), ("disbursement", "Droit de plaidoirie", 3_782)] {
        let cost = json!({ "id": null, "kind": kind, "matter": matter, "label": label, "amount": amount, "incurred_on": "2026-03-05" });
        desk.call("save_cost", json!({ "cost": cost }));
    }
    let mut lines = desk.call("unbilled_work", json!({ "client": client, "matter": null }));
    lines.as_array_mut().unwrap().push(json!({ "kind": "discount", "label": "Remise commerciale", "amount": -5_000 }));
    let draft = desk.draft(&client, lines);
    let (printed, pdf) = desk.print_invoice(&draft);
    assert_eq!((&printed["electronic"], printed["lacking"].as_array().unwrap().len()), (&json!(false), 1));
    pdf.says(&["PROJET", "Projet de facture", "ne vaut pas facture"]);
    pdf.never_says(&["A2026"]);
    let issued = desk.issue(&draft, "2026-04-01");
    let (printed, pdf) = desk.print_invoice(&issued);
    assert_eq!((&printed["electronic"], &printed["lacking"]), (&json!(true), &json!([])));
    pdf.never_says(&["PROJET"]);
    pdf.says(&[
        "Facture A2026-0001",
        "Cabinet Vasseur",
        "Vasseur & Associés, SELARL",
        "12 rue de la République",
        "Capital : 10 000 €",
        "SIREN 732 829 320",
        "TVA FR44732829320",
        "RCS Lyon 732 829 320",
        "Paule COMPTA",
        "Boulangerie Roux, 3 place Bellecour, Bâtiment B, 69002 Lyon",
        "552 100 554",
        "FR96552100554",
        "01/04/2026",
        "01/05/2026",
        "du 02/03/2026 au 09/03/2026",
        "Étude du dossier",
        "20 min",
        "1 h 30",
        "300,00 €/h",
        "Photocopies",
        "Remise commerciale",
        "\u{2212}50,00 €",
        "Débours, hors TVA (CGI art. 267, II, 2°)",
        "Droit de plaidoirie",
        "510,50 €",
        "102,10 €",
        "37,82 €",
        "650,42 €",
        "escompte",
        "trois fois le taux d’intérêt légal",
        "40,00 €",
        "FR76 3000 6000 0112 3456 7890 189",
        "AGRIFRPP",
    ]);
    // The same bytes twice, whatever has changed since.
    desk.edit(&client, json!({ "organisation_name": "Boulangerie Blanc" }));
    desk.settle_firm(json!({ "legal_name": "Vasseur & Fils", "street": "1 rue Neuve" }));
    assert!(desk.print_invoice(&issued).1.bytes == pdf.bytes);
}

#[test]
fn the_totals_for_programs_are_those_of_the_invoice() {
    let Office { desk, client, .. } = office();
    desk.settle_firm(json!({}));
    desk.settle_client(&client);
    let private = desk.person("Anne", "Durand");
    let lines = json!([
        { "kind": "fee", "label": "Consultation", "amount": 12_345, "vat_basis_points": 2000 },
        { "kind": "fee", "label": "Ouvrage", "amount": 1_001, "vat_basis_points": 550 },
        { "kind": "fee", "label": "Formation exonérée", "amount": 9_999, "vat_basis_points": 0 },
        { "kind": "discount", "label": "Remise", "amount": -345, "vat_basis_points": 2000 },
        { "kind": "disbursement", "label": "Greffe", "amount": 1_313 }
    ]);
    for client in [&client, &private] {
        let issued = desk.issue(&desk.draft(client, lines.clone()), "2026-04-01");
        let (printed, pdf) = desk.print_invoice(&issued);
        assert_eq!(printed["lacking"], json!([]));
        let xml = electronic(&pdf);
        let totals = &issued["totals"];
        assert_eq!(all(&xml, "TypeCode")[0], "380");
        assert_eq!(all(&xml, "GrandTotalAmount"), [amount(&totals["gross"])]);
        assert_eq!(all(&xml, "DuePayableAmount"), [amount(&totals["gross"])]);
        assert_eq!(all(&xml, "TaxTotalAmount"), [amount(&totals["vat"])]);
        let taxed = totals["net"].as_i64().unwrap() + totals["disbursements"].as_i64().unwrap();
        assert_eq!(all(&xml, "TaxBasisTotalAmount"), [amount(&json!(taxed))]);
        assert_eq!(all(&xml, "AllowanceTotalAmount"), ["3.45"]);
        assert!(xml.contains("VATEX-EU-79-C") != xml.contains("Exonération de TVA ; Débours"), "{xml}");
        let credit = json!({ "draft": { "invoice": issued["id"], "reason": "Erreur", "issued_on": "2026-04-01" } });
        let credit = desk.call("issue_credit_note", credit);
        let (printed, pdf) = desk.print_invoice(&credit);
        assert_eq!(printed["lacking"], json!([]));
        let number = issued["number"].as_str().unwrap();
        pdf.says(&["Avoir A2026-", &format!("la facture {number} du 01/04/2026"), "Erreur"]);
        let xml = electronic(&pdf);
        assert_eq!(all(&xml, "TypeCode")[0], "381");
        assert_eq!(all(&xml, "GrandTotalAmount"), [amount(&totals["gross"])]);
        assert!(all(&xml, "IssuerAssignedID").contains(&number));
    }
}

/// The name stands on the line as it was when the invoice was issued; a credit note says what becomes of it, and its terms.
#[test]
fn who_did_the_work_is_printed_and_a_credit_note_bears_its_terms() {
    let Office { desk, client, matter, julie } = office();
    desk.settle_firm(json!({}));
    desk.settle_client(&client);
    let rename = |name: &str| {
        let grades = json!([{ "grade": "associate", "effective_from": "2020-01-01" }]);
        desk.call("save_timekeeper", json!({ "timekeeper": { "id": julie, "name": name, "grades": grades } }));
    };
    let entry = desk.time(&matter, &julie, "2026-03-02", "1h");
    let lines =
        json!([{ "kind": "time", "time_entry": entry["id"] }, { "kind": "fee", "label": "Forfait", "amount": 100 }]);
    let draft = desk.draft(&client, lines.clone());
    desk.print_invoice(&draft).1.says(&["Me Julie Martin"]);
    rename("Me Julie Roche");
    let issue = json!({ "id": draft["id"], "issued_on": "2026-04-01" });
    assert_eq!(desk.refusal("issue_invoice", issue), "changed_since");
    let again = json!({ "id": draft["id"], "client": client, "lines": lines });
    let issued = desk.issue(&desk.call("save_invoice", json!({ "draft": again })), "2026-04-01");
    let names: Vec<&str> =
        issued["lines"].as_array().unwrap().iter().map(|line| line["timekeeper"].as_str().unwrap()).collect();
    assert_eq!(names, ["Me Julie Roche", ""]);
    let (_, pdf) = desk.print_invoice(&issued);
    pdf.says(&["Me Julie Roche"]);
    rename("Me Julie Lenoir");
    assert!(desk.print_invoice(&issued).1.bytes == pdf.bytes);
    let credit = json!({ "draft": { "invoice": issued["id"], "reason": "Erreur", "issued_on": "2026-04-02" } });
    let (printed, pdf) = desk.print_invoice(&desk.call("issue_credit_note", credit));
    assert_eq!(printed["lacking"], json!([]));
    pdf.says(&["vient en déduction", "la facture A2026-0001", "Pas d’escompte", "L. 441-10", "Me Julie Roche"]);
}

#[test]
fn a_small_firm_asks_for_no_vat_and_says_so() {
    let desk = Desk::new();
    desk.settle_firm(json!({ "vat_exempt": true, "vat_number": "", "legal_form": "EI", "legal_name": "Claire Vasseur", "share_capital": "" }));
    let client = desk.person("Anne", "Durand");
    let draft = desk.draft(
        &client,
        json!([{ "kind": "fee", "label": "Consultation", "amount": 10_000 },
        { "kind": "disbursement", "label": "Timbre", "amount": 1_300 }]),
    );
    let (printed, pdf) = desk.print_invoice(&desk.issue(&draft, "2026-04-01"));
    assert_eq!(printed["lacking"], json!([]));
    pdf.says(&["Claire Vasseur, EI", "TVA non applicable, art. 293 B du CGI", "Total à régler", "113,00 €"]);
    // The flat indemnity and the penalties are asked of professionals only.
    pdf.never_says(&["40,00 €", "L. 441-10"]);
    let xml = electronic(&pdf);
    assert!(xml.contains("VATEX-FR-FRANCHISE") && all(&xml, "TaxTotalAmount") == ["0.00"], "{xml}");
}

#[test]
fn what_an_electronic_invoice_lacks_is_told() {
    let Office { desk, client, .. } = office();
    let issued = desk.bill(&client, 10_000, "2026-04-01");
    let (printed, pdf) = desk.print_invoice(&issued);
    assert_eq!(printed["electronic"], false);
    assert!(printed["lacking"].to_string().contains("numéro de TVA du cabinet"), "{printed}");
    pdf.says(&["Facture A2026-0001", "120,00 €"]);
    desk.settle_firm(json!({}));
    let abroad = json!([{ "id": null, "street": "Rue Haute 1", "postal_code": "1000", "town": "Bruxelles", "country": "Belgique" }]);
    desk.edit(&client, json!({ "addresses": abroad, "vat_number": "BE0428759497" }));
    let lines = json!([{ "kind": "fee", "label": "Consultation", "amount": 10_000, "vat_basis_points": 0 }]);
    let (printed, pdf) = desk.print_invoice(&desk.issue(&desk.draft(&client, lines), "2026-04-02"));
    assert_eq!(printed["lacking"], json!([]));
    pdf.says(&["BELGIQUE", "Autoliquidation"]);
    assert!(electronic(&pdf).contains("VATEX-EU-AE"));
    let nowhere = json!([{ "id": null, "street": "1", "postal_code": "1", "town": "X", "country": "Nulle part" }]);
    desk.edit(&client, json!({ "addresses": nowhere }));
    let printed = desk.print_invoice(&desk.bill(&client, 10_000, "2026-04-03")).0;
    assert!(printed["lacking"].to_string().contains("« Nulle part »"), "{printed}");
}

#[test]
fn hostile_text_is_text_on_paper_too() {
    let Office { desk, client, .. } = office();
    desk.settle_firm(json!({ "mentions": "#panic() $x$ \\ *gras* <a> @b // c" }));
    let hostile =
        "#read(\"/etc/passwd\") [x] ] } #{ $a^2$ \u{202e}gnp.exe \u{0} <script> & 北京 🙂 e\u{301} \u{e000} \u{fdd0} ـَ";
    desk.call("save_firm", json!({ "firm_name": hostile }));
    desk.edit(&client, json!({ "organisation_name": hostile }));
    let lines = json!([{ "kind": "fee", "label": hostile, "amount": 10_000 }]);
    let mut draft = json!({ "id": null, "client": client, "subject": hostile, "note": hostile, "lines": lines });
    let saved = desk.call("save_invoice", json!({ "draft": draft.clone() }));
    let (printed, pdf) = desk.print_invoice(&desk.issue(&saved, "2026-04-01"));
    assert_eq!(printed["lacking"], json!([]));
    pdf.says(&["#read(\"/etc/passwd\") [x] ] } #{ $a^2$", "<script> & Bei Jing", "#panic() $x$ \\ *gras* <a> @b // c"]);
    assert!(electronic(&pdf).contains("&lt;script&gt; &amp; 北京"));
    // Characters of every script, a block at a time.
    for block in (0x20..0x1_0000u32).step_by(0x1000).chain([0x1_f300, 0x2_0000, 0xe_0000]) {
        let text: String = (block + 10..block + 0x1000).step_by(23).filter_map(char::from_u32).collect();
        draft["subject"] = json!(text);
        let saved = desk.call("save_invoice", json!({ "draft": draft.clone() }));
        desk.print_invoice(&saved);
    }
}

#[test]
fn a_long_invoice_goes_on_over_pages() {
    let Office { desk, client, matter, julie } = office();
    desk.settle_firm(json!({}));
    for day in 0..120 {
        desk.time(&matter, &julie, &format!("2026-0{}-{:02}", day % 3 + 1, day % 28 + 1), "1h");
    }
    let lines = desk.call("unbilled_work", json!({ "client": client, "matter": null }));
    let (_, pdf) = desk.print_invoice(&desk.issue(&desk.draft(&client, lines), "2026-04-01"));
    assert!((3..=6).contains(&pdf.pages), "{} pages", pdf.pages);
    pdf.says(&["1 / ", "43 200,00 €"]);
}

/// A picture of one colour.
fn picture(format: &str, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let format = if format == "png" { image::ImageFormat::Png } else { image::ImageFormat::Jpeg };
    image::RgbImage::from_pixel(width, height, image::Rgb([20, 60, 120])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn an_invoice_keeps_the_logo_that_it_was_issued_with() {
    let Office { desk, client, .. } = office();
    desk.settle_firm(json!({}));
    let bare = desk.bill(&client, 10_000, "2026-04-01");
    let without = desk.print_invoice(&bare).1.bytes;
    let logo = desk.call("set_firm_logo", json!({ "path": desk.write("logo.png", picture("png", 2000, 500)) }));
    assert_eq!((&logo["width"], &logo["height"]), (&json!(1000), &json!(250)));
    assert_eq!(desk.call("firm_logo", json!({})), logo);
    let issued = desk.bill(&client, 10_000, "2026-04-02");
    let first = desk.print_invoice(&issued).1.bytes;
    desk.call("set_firm_logo", json!({ "path": desk.write("logo.jpg", picture("jpeg", 300, 300)) }));
    assert!(desk.print_invoice(&issued).1.bytes == first);
    desk.call("set_firm_logo", json!({ "path": null }));
    assert_eq!(desk.call("firm_logo", json!({})), json!(null));
    assert!(desk.print_invoice(&issued).1.bytes == first);
    assert!(desk.print_invoice(&bare).1.bytes == without);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.call("firm_logo", json!({}))["width"], 300);
    for (name, content) in [
        ("logo.gif", b"GIF89a".to_vec()),
        ("logo.png", b"\x89PNG\r\n\x1a\nnot".to_vec()),
        ("logo.txt", vec![b'a'; 100]),
    ] {
        let path = desk.write(name, content);
        assert_eq!(desk.refusal("set_firm_logo", json!({ "path": path })), "not_an_image");
    }
    let path = desk.write("logo.png", vec![0; 6 * 1024 * 1024]);
    assert_eq!(desk.refusal("set_firm_logo", json!({ "path": path })), "too_large");
    desk.refused_with(ErrorCode::File, "set_firm_logo", json!({ "path": desk.data().join("none.png") }));
    desk.check();
}

#[test]
fn labels_have_the_form_of_the_post() {
    let desk = Desk::new();
    let address =
        |street: &str, town: &str| json!([{ "id": null, "street": street, "postal_code": "42000", "town": town }]);
    let mut ids = Vec::new();
    for n in 0..30 {
        let client = desk.person("Anne", &format!("Durand{n}"));
        desk.edit(&client, json!({ "civility": "Mme", "addresses": address("Résidence des Lilas\n12, rue de l’Église", "Saint-Étienne") }));
        ids.push(client);
    }
    ids.push(desk.company("Sans adresse"));
    let filter = json!({ "view": "all", "kind": null, "quality": null, "text": "" });
    for sheet in ["l7159", "s70x37"] {
        let asked = json!({ "task": "t", "sheet": sheet, "skip": 0, "filter": filter, "ids": ids });
        let (report, pdf) = desk.print("labels_pdf", asked);
        assert_eq!((&report["count"], &report["without_address"], pdf.pages), (&json!(30), &json!(1), 2));
        pdf.says(&["Mme Anne DURAND0", "Résidence des Lilas", "12 RUE DE L EGLISE", "42000 SAINT ETIENNE"]);
    }
    let (report, pdf) =
        desk.print("labels_pdf", json!({ "task": "t", "sheet": "l7159", "skip": 23, "filter": filter, "ids": null }));
    assert_eq!((&report["count"], pdf.pages), (&json!(30), 3));
    let asked = |skip: u32, ids: Value| json!({ "task": "t", "path": "x.pdf", "sheet": "l7159", "skip": skip, "filter": filter, "ids": ids });
    assert_eq!(desk.refusal("labels_pdf", asked(24, json!(null))), "too_large");
    assert_eq!(desk.refusal("labels_pdf", asked(0, json!([ids[30]]))), "no_address");
}

#[test]
fn a_search_for_conflicts_and_a_recovery_code_are_printed() {
    let desk = Desk::new();
    let client = desk.person("Anne", "Durand");
    desk.matter(&client, "Bail");
    let check = json!({ "asked": [{ "name": "Anne Durand", "born": "1970-03-12" }], "depth": 2, "decision": "no_conflict",
        "comment": "Homonyme : <autre> #personne" });
    let check = desk.call("record_conflict_check", json!({ "check": check }));
    let (_, pdf) = desk.print("conflict_report_pdf", json!({ "id": check["row"]["id"] }));
    pdf.says(&[
        "Recherche de conflit d’intérêts",
        "Anne Durand, né(e) le 12/03/1970",
        "Pas de conflit d’intérêts",
        "<autre> #personne",
        "Claire Vasseur",
    ]);
    let (path, pdf) = desk.print("recovery_code_pdf", json!({ "code": desk.recovery_code }));
    assert!(path.as_str().unwrap().ends_with(".pdf"));
    let groups: Vec<&str> = desk.recovery_code.split('-').collect();
    pdf.says(&groups);
    pdf.says(&["Cabinet Vasseur", "coffre"]);
    let other = Desk::new().recovery_code;
    desk.refused_with(
        ErrorCode::WrongSecret,
        "recovery_code_pdf",
        json!({ "code": other, "path": desk.data().join("x.pdf") }),
    );
    assert!(!desk.data().join("x.pdf").exists());
    // Where nothing can be written, nothing is left.
    let nowhere = desk.data().join("no/such/folder/x.pdf");
    desk.refused_with(ErrorCode::File, "conflict_report_pdf", json!({ "id": check["row"]["id"], "path": nowhere }));
    desk.refused_with(ErrorCode::NotFound, "invoice_pdf", json!({ "id": client, "path": desk.data().join("x.pdf") }));
    assert_eq!(id(&desk.contact(&client)), client);
}
