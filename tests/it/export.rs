//! What goes out comes back whole, whatever the format.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::desk::{Desk, id};

pub fn export(desk: &Desk, format: &str, ids: Option<&[String]>) -> (String, u64) {
    let path = desk.data().join(format!("export.{format}")).display().to_string();
    let filter = json!({ "view": "all", "kind": null, "quality": null, "text": "" });
    let asked = json!({ "task": "e", "path": path, "format": format, "filter": filter, "ids": ids });
    let report = desk.call("export_contacts", asked);
    (path, report["count"].as_u64().unwrap())
}

fn import(desk: &Desk, path: &str) -> Value {
    let mapping = desk.call("preview_import", json!({ "path": path }))["mapping"].clone();
    desk.call("import_contacts", json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false }))
}

/// Every contact, as its draft without the ids of this base, by name.
fn drafts(desk: &Desk) -> Vec<Value> {
    let page = desk.call(
        "list_contacts",
        json!({ "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
            "sort": { "key": "name", "descending": false }, "page": { "offset": 0, "limit": 500 } }),
    );
    let rows = page["rows"].as_array().unwrap().iter();
    let mut drafts: Vec<Value> = rows.map(|row| desk.contact(row["id"].as_str().unwrap())["draft"].clone()).collect();
    drafts.iter_mut().for_each(without_ids);
    drafts.sort_by_key(Value::to_string);
    drafts
}

fn without_ids(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("id");
            fields.values_mut().for_each(without_ids);
        }
        Value::Array(items) => items.iter_mut().for_each(without_ids),
        // A card and a workbook know one line break.
        Value::String(text) => *text = text.replace("\r\n", "\n"),
        _ => {}
    }
}

/// Words of people, and what spreadsheets and cards trip over.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-ZÉ][a-zéœ’' -]{0,8}",
        2 => "[-=+@'\"][A-Za-z0-9 ;,:\\\\]{0,8}",
        1 => "[;,:\\\\\"'=éœ€ ]{1,6}",
        1 => Just("0612345678".to_owned()),
        2 => Just(String::new()),
    ]
}

fn notes() -> impl Strategy<Value = String> {
    proptest::collection::vec(text(), 0..4).prop_map(|lines| lines.join("\n"))
}

/// In the order of the fields: nobody dies before being born, nor tomorrow.
fn dates() -> impl Strategy<Value = Vec<Option<String>>> {
    let years = themisia_core::contact::draft::DATE_FIELDS.iter().map(|field| match *field {
        "birth_date" => 1850u32..1950,
        "death_date" => 1950..2020,
        _ => 1850..2090,
    });
    let date = |years: std::ops::Range<u32>| {
        proptest::option::of((years, 1u32..13, 1u32..29))
            .prop_map(|date| date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")))
    };
    years.map(date).collect::<Vec<_>>()
}

fn phone() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "\\+33[67][0-9]{8}",
        1 => "\\+32[2-9][0-9]{7}",
        1 => "\\+39 ?0[2-6][0-9]{8}",
        1 => "\\+(590690|596696|594694|262692|1212|44207|225010)[0-9]{6,7}",
        1 => "3[0-9]{3}",
        1 => "poste [0-9]{2}",
    ]
}

fn parts() -> impl Strategy<Value = Value> {
    let label = || prop_oneof![Just("Bureau".to_owned()), Just("Mobile".to_owned()), text()];
    let emails = proptest::collection::vec((label(), "[a-z]{1,6}@example\\.fr"), 0..3);
    let phones = proptest::collection::vec((label(), phone()), 0..3);
    let addresses = proptest::collection::vec((label(), notes(), "[0-9]{5}", text()), 0..3);
    let former = proptest::collection::vec("[A-Z][a-z]{1,6}", 0..3);
    (emails, phones, addresses, former, any::<bool>()).prop_map(|(emails, phones, addresses, former, with_iban)| {
        let ibans = if with_iban { json!([{ "id": null, "label": "Principal", "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP" }]) } else { json!([]) };
        json!({
            "emails": emails.iter().map(|(label, address)| json!({ "id": null, "label": label, "address": address })).collect::<Vec<_>>(),
            "phones": phones.iter().map(|(label, number)| json!({ "id": null, "label": label, "number": number })).collect::<Vec<_>>(),
            "addresses": addresses.iter().map(|(label, street, postal_code, town)| json!({ "id": null, "label": label,
                "street": street, "postal_code": postal_code, "town": town, "country": "France" })).collect::<Vec<_>>(),
            "former_names": former.iter().map(|name| json!({ "id": null, "name": name })).collect::<Vec<_>>(),
            "ibans": ibans,
        })
    })
}

const KINDS: &[&str] = &["natural_person", "legal_person", "court"];

fn draft() -> impl Strategy<Value = Value> {
    let texts = proptest::collection::vec(text(), themisia_core::contact::draft::TEXT_FIELDS.len());
    (0..3usize, texts, dates(), notes(), notes(), parts(), proptest::option::of(0..1_000_000_000i64), any::<bool>())
        .prop_map(|(kind, texts, dates, notes, chambers, mut draft, capital, variable)| {
            draft["id"] = Value::Null;
            draft["kind"] = json!(KINDS[kind]);
            for (field, text) in themisia_core::contact::draft::TEXT_FIELDS.iter().zip(texts) {
                draft[*field] = json!(text);
            }
            for (field, date) in themisia_core::contact::draft::DATE_FIELDS.iter().zip(dates) {
                draft[*field] = json!(date);
            }
            // Checked, or not to be kept.
            for field in ["siren", "siret", "vat_number", "clerk_email", "external_ref"] {
                draft[field] = json!("");
            }
            if variable {
                draft["siret"] = json!("73282932000075");
                draft["to_check"] = json!(["siret"]);
                draft["vat_number"] = json!("CHE-123.456.788");
                draft["foreign_identifiers"] = json!(["vat_number"]);
            }
            draft["birth_name"] = json!(format!("Nom{}", draft["birth_name"].as_str().unwrap()));
            draft["organisation_name"] = json!(format!("Org{}", draft["organisation_name"].as_str().unwrap()));
            draft["notes"] = json!(notes);
            draft["chambers"] = json!(chambers);
            draft["share_capital_cents"] = json!(capital);
            draft["share_capital_variable"] = json!(variable);
            draft
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_lost_from_one_base_to_another(drafts_in in proptest::collection::vec(draft(), 1..5), which in 0..12usize) {
        let desk = Desk::new();
        let quality = desk.call("qualities", json!({}))[which]["id"].clone();
        for mut draft in drafts_in {
            draft["qualities"] = json!([quality]);
            desk.call("save_contact", json!({ "draft": draft }));
        }
        let before = drafts(&desk);
        for format in ["csv", "xlsx", "vcf"] {
            let (path, count) = export(&desk, format, None);
            prop_assert_eq!(count, before.len() as u64);
            let other = Desk::new();
            let report = import(&other, &path);
            prop_assert_eq!(report["created"].as_u64(), Some(count), "{}: {:#}", format, report);
            let after = drafts(&other);
            for (was, is) in before.iter().zip(&after) {
                prop_assert_eq!(is, was, "{}: {}", format, std::fs::read_to_string(&path).unwrap_or_default());
            }
            // The same file again, and in the base that it came from, changes nothing.
            prop_assert_eq!(import(&other, &path)["unchanged"].as_u64(), Some(count), "{}", format);
            prop_assert_eq!(import(&desk, &path)["unchanged"].as_u64(), Some(count), "{} at home", format);
        }
        desk.check();
    }
}

#[test]
fn a_selection_and_a_view_are_exported_as_the_list_shows_them() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.person("Luc", "Martin");
    let port = desk.company("Menuiserie du Port");
    desk.call("archive_contacts", json!({ "ids": [port], "archived": true }));
    let (path, count) = export(&desk, "csv", Some(std::slice::from_ref(&anne)));
    assert_eq!(count, 1);
    assert!(std::fs::read_to_string(&path).unwrap().contains("Durand"));
    let filter = json!({ "view": "active", "kind": null, "quality": null, "text": "" });
    let asked = json!({ "task": "e", "path": path, "format": "csv", "filter": filter, "ids": null });
    assert_eq!(desk.call("export_contacts", asked.clone())["count"], 2);
    let mut searched = asked;
    searched["filter"]["text"] = json!("martin");
    assert_eq!(desk.call("export_contacts", searched)["count"], 1);
    assert_eq!(export(&desk, "vcf", None).1, 3);
}

#[test]
fn an_export_edited_in_a_spreadsheet_updates_its_contacts() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.edit(&anne, json!({ "notes": "première" }));
    let (path, _) = export(&desk, "csv", None);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("Anne", "Annie").replace("première", "seconde")).unwrap();
    let report = import(&desk, &path);
    assert_eq!((&report["updated"], &report["created"]), (&json!(1), &json!(0)), "{report:#}");
    let draft = desk.contact(&anne)["draft"].clone();
    assert_eq!((&draft["first_names"], &draft["notes"]), (&json!("Annie"), &json!("seconde")));
}

#[test]
fn cells_that_look_like_formulas_are_text() {
    let desk = Desk::new();
    let saved = desk.call(
        "save_contact",
        json!({ "draft": { "id": null, "kind": "natural_person", "birth_name": "=1+1", "notes": "'déjà" } }),
    );
    assert!(!id(&saved).is_empty());
    let (path, _) = export(&desk, "csv", None);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains(";'=1+1;") && text.contains(";''déjà;"), "{text}");
    let other = Desk::new();
    import(&other, &path);
    assert_eq!(drafts(&other), drafts(&desk));
}

#[test]
fn phones_are_written_as_people_read_them_and_come_back() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    let numbers = ["+33612345678", "+3225551212", "+390669883511", "3631", "poste 12"];
    let phones: Vec<Value> = numbers.iter().map(|number| json!({ "id": null, "number": number })).collect();
    desk.edit(&anne, json!({ "phones": phones }));
    let (path, _) = export(&desk, "csv", None);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(";06 12 34 56 78;") && text.contains(";+32 2 555 12 12;"), "{text}");
    assert!(!text.contains("'+"), "{text}");
    for format in ["csv", "xlsx"] {
        let (path, _) = export(&desk, format, None);
        let other = Desk::new();
        import(&other, &path);
        assert_eq!(drafts(&other), drafts(&desk), "{format}");
        assert_eq!(import(&desk, &path)["unchanged"], 1, "{format}");
    }
}

#[test]
fn the_template_is_known_by_the_import() {
    let desk = Desk::new();
    let path = desk.data().join("modele.csv");
    themisia_core::export::template(&path).unwrap();
    let preview = desk.call("preview_import", json!({ "path": path }));
    let mapping = preview["mapping"].as_array().unwrap();
    assert!(mapping.len() > 50);
    for (header, field) in preview["headers"].as_array().unwrap().iter().zip(mapping) {
        assert!(field != "notes" || header == "Notes", "{header} is not known");
    }
}
