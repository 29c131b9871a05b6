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

fn rows(desk: &Desk) -> Vec<Value> {
    let asked = json!({ "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
        "sort": { "key": "name", "descending": false }, "page": { "offset": 0, "limit": 500 } });
    desk.call("list_contacts", asked)["rows"].as_array().unwrap().clone()
}

fn statuses(desk: &Desk) -> Vec<Value> {
    rows(desk).iter().map(|row| row["status"].clone()).collect()
}

/// Every contact, as its draft without the ids of this base, by name.
fn drafts(desk: &Desk) -> Vec<Value> {
    let mut drafts: Vec<Value> =
        rows(desk).iter().map(|row| desk.contact(row["id"].as_str().unwrap())["draft"].clone()).collect();
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
        let mut saved = Vec::new();
        for mut draft in drafts_in {
            draft["qualities"] = json!([quality]);
            saved.push(id(&desk.call("save_contact", json!({ "draft": draft }))));
        }
        // What is shown for reading goes nowhere.
        desk.call("set_contact_status", json!({ "id": saved[0], "to": "active_client", "reason": "" }));
        for (one, other) in saved.iter().zip(&saved[1..]) {
            let link = json!({ "id": null, "contact": one, "other": other, "kind": "related", "function": "= ; ami" });
            desk.call("save_link", json!({ "link": link }));
            let role = json!({ "id": null, "client": one, "recipient": other, "role": "billing" });
            desk.call("save_role", json!({ "role": role }));
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
            prop_assert!(statuses(&other).iter().all(|status| status == "unqualified"), "{}", format);
            // The same file again, and in the base that it came from, changes nothing.
            prop_assert_eq!(import(&other, &path)["unchanged"].as_u64(), Some(count), "{}", format);
            prop_assert_eq!(import(&desk, &path)["unchanged"].as_u64(), Some(count), "{} at home", format);
            prop_assert_eq!(&desk.contact(&saved[0])["status"], "active_client");
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

/// A firm and the people around it, as (the firm, its manager).
fn firm_with_people(desk: &Desk) -> (String, String) {
    let port = desk.company("Menuiserie du Port");
    let (anne, luc) = (desk.person("Anne", "Durand"), desk.person("Luc", "Martin"));
    let link = |contact: &str, other: &str, kind: &str, more: Value| {
        let mut link = json!({ "id": null, "contact": contact, "other": other, "kind": kind });
        more.as_object().unwrap().iter().for_each(|(field, value)| link[field] = value.clone());
        desk.call("save_link", json!({ "link": link }));
    };
    link(&port, &anne, "representative", json!({ "function": "gérante", "starts_on": "2019-06-08" }));
    link(&port, &anne, "beneficial_owner", json!({ "capital_basis_points": 5000, "votes_basis_points": 3333 }));
    link(&anne, &luc, "spouse", json!({}));
    let role = |role: &str, recipient: &str, first: bool| {
        let role = json!({ "id": null, "client": port, "recipient": recipient, "role": role, "is_default": first });
        desk.call("save_role", json!({ "role": role }));
    };
    role("billing", &luc, true);
    role("correspondence", &anne, false);
    desk.call("set_contact_status", json!({ "id": port, "to": "active_client", "reason": "" }));
    desk.call("set_contact_status", json!({ "id": luc, "to": "prospect", "reason": "" }));
    (port, anne)
}

/// The cells of some columns in the row that bears a name.
fn row(desk: &Desk, path: &str, name: &str, columns: &[&str]) -> Vec<Value> {
    let preview = desk.call("preview_import", json!({ "path": path }));
    let row = preview["sample"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row.as_array().unwrap().contains(&json!(name)))
        .unwrap();
    let headers = preview["headers"].as_array().unwrap();
    columns.iter().map(|column| row[headers.iter().position(|header| header == column).unwrap()].clone()).collect()
}

#[test]
fn an_export_tells_status_links_and_roles() {
    let desk = Desk::new();
    firm_with_people(&desk);
    for format in ["csv", "xlsx"] {
        let (path, _) = export(&desk, format, None);
        let columns = ["Statut", "Liens", "Rôles"];
        assert_eq!(
            row(&desk, &path, "Menuiserie du Port", &columns),
            [
                "Client actif",
                "Gérante : DURAND Anne (depuis le 08/06/2019) ; \
                 Bénéficiaire effectif : DURAND Anne (50\u{a0}% du capital, 33,33\u{a0}% des voix)",
                "Facturation : MARTIN Luc (par défaut) ; Correspondance : DURAND Anne",
            ]
        );
        assert_eq!(
            row(&desk, &path, "Durand", &columns),
            [
                "Contact",
                "Représente : Menuiserie du Port (gérante, depuis le 08/06/2019) ; \
                 Bénéficiaire effectif de : Menuiserie du Port (50\u{a0}% du capital, 33,33\u{a0}% des voix) ; \
                 Conjoint ou partenaire : MARTIN Luc",
                "Correspondance pour Menuiserie du Port",
            ]
        );
    }
    let card = std::fs::read_to_string(export(&desk, "vcf", None).0).unwrap().replace("\r\n ", "");
    for line in [
        "X-THEMISIA-STATUS:active_client\r\n",
        "RELATED;VALUE=text;TYPE=spouse:Conjoint ou partenaire : MARTIN Luc\r\n",
        "X-THEMISIA-ROLE:Correspondance pour Menuiserie du Port\r\n",
    ] {
        assert!(card.to_lowercase().contains(&line.to_lowercase()), "{line}{card}");
    }
    // Without any, the columns of links and roles take no room.
    let other = Desk::new();
    other.person("Anne", "Durand");
    let text = std::fs::read_to_string(export(&other, "csv", None).0).unwrap();
    assert!(text.contains(";Statut;") && !text.contains("Liens") && !text.contains("Rôles"), "{text}");
}

#[test]
fn status_links_and_roles_of_an_export_are_read_by_people_only() {
    let desk = Desk::new();
    let (port, anne) = firm_with_people(&desk);
    for format in ["csv", "xlsx", "vcf"] {
        let (path, count) = export(&desk, format, None);
        let preview = desk.call("preview_import", json!({ "path": path }));
        if format != "vcf" {
            let of = |header: &str| {
                let headers = preview["headers"].as_array().unwrap();
                &preview["mapping"][headers.iter().position(|known| known == header).unwrap()]
            };
            assert_eq!([of("Statut"), of("Liens"), of("Rôles")], ["status", "links", "roles"]);
        }
        let other = Desk::new();
        let report = import(&other, &path);
        assert_eq!((&report["created"], &report["flagged"]), (&json!(count), &json!(0)), "{report:#}");
        assert_eq!(statuses(&other), ["unqualified"; 3], "{format}");
        assert_eq!(drafts(&other), drafts(&desk), "{format}");
        // Another status there makes no other contact here.
        desk.call("set_contact_status", json!({ "id": anne, "to": "prospect", "reason": "" }));
        let again = import(&other, &export(&desk, format, None).0);
        assert_eq!(again["unchanged"], json!(count), "{format}: {again:#}");
        desk.call("undo_last", json!({}));
        // Nor does an old file bring an old status back.
        assert_eq!(import(&desk, &path)["unchanged"], json!(count), "{format}");
        assert_eq!(desk.contact(&port)["status"], "active_client");
    }
    // A column that another program calls so is its own.
    let path = desk.data().join("autre.csv");
    std::fs::write(&path, "Nom;Prénom;Statut\nPetit;Luc;célibataire\n").unwrap();
    import(&desk, path.to_str().unwrap());
    let luc = drafts(&desk).into_iter().find(|draft| draft["birth_name"] == "Petit").unwrap();
    assert_eq!(luc["notes"], "Statut : célibataire");
}

#[test]
fn who_may_leave_the_firm_in_no_list_is_named_in_none() {
    let desk = Desk::new();
    let (port, anne) = firm_with_people(&desk);
    desk.edit(&port, json!({ "referred_by": anne }));
    desk.call("restrict_contact", json!({ "id": anne, "reason": "Exactitude contestée" }));
    for format in ["csv", "vcf"] {
        let text = std::fs::read_to_string(export(&desk, format, None).0).unwrap();
        assert!(
            text.contains("Facturation : MARTIN Luc") && !text.to_lowercase().contains("durand"),
            "{format}: {text}"
        );
    }
}

#[test]
fn links_are_called_as_on_the_page() {
    let page = include_str!("../../ui/src/lib/fr.ts");
    for kind in themisia_core::contact::link::LinkKind::ALL {
        let line = format!("{}: [\"{}\", \"{}\"],", kind.as_str(), kind.french(false), kind.french(true));
        assert!(page.contains(&line), "{line}");
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
