//! What is typed at the desk: every field kept, identifiers checked and explained, towns, signature blocks.

use serde_json::{Value, json};
use themisia_core::contact::ContactKind::{Court, LegalPerson, NaturalPerson};
use themisia_core::contact::draft::{DATE_FIELDS, MULTILINE_FIELDS, TEXT_FIELDS, fields_of};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};

/// A contact of a kind with something in every field that there is: a new column fails here until it is kept everywhere.
fn full(desk: &Desk, kind: &str) -> Value {
    let mut draft = json!({ "id": null, "kind": kind });
    for (at, field) in TEXT_FIELDS.iter().enumerate() {
        draft[*field] = json!(format!("{field} ; « {at} »"));
    }
    for field in MULTILINE_FIELDS {
        draft[*field] = json!(format!("{field},\n\n=deux \"lignes\" ; \\n"));
    }
    for (at, field) in DATE_FIELDS.iter().enumerate() {
        draft[*field] = json!(format!("19{at}0-02-28"));
    }
    let quality = desk.call("qualities", json!({}))[2]["id"].clone();
    for (field, value) in [
        ("siren", json!("732829320")),
        ("siret", json!("73282932000075")),
        ("vat_number", json!("CHE-123.456.788")),
        ("clerk_email", json!("greffe@example.fr")),
        ("clerk_phone", json!("+33298000000")),
        ("share_capital_cents", json!(3_700_050)),
        ("share_capital_currency", json!("CHF")),
        ("share_capital_variable", json!(true)),
        ("to_check", json!(["siret"])),
        ("foreign_identifiers", json!(["vat_number"])),
        (
            "emails",
            json!([{ "id": null, "label": "Bureau", "address": "a@example.fr", "to_check": false },
                { "id": null, "label": "", "address": "pas-une-adresse", "to_check": true }]),
        ),
        (
            "phones",
            json!([{ "id": null, "label": "Mobile", "number": "+33612345678" }, { "id": null, "label": "", "number": "poste 12" }]),
        ),
        (
            "addresses",
            json!([{ "id": null, "label": "Siège", "street": "1 rue de l’Église\nBât. B", "postal_code": "01000",
                "town": "Bourg-en-Bresse", "country": "France" },
                { "id": null, "label": "", "street": "", "postal_code": "", "town": "Genève", "country": "Suisse" }]),
        ),
        (
            "ibans",
            json!([{ "id": null, "label": "Principal", "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP", "to_check": false },
                { "id": null, "label": "", "iban": "FR76 0000", "bic": "", "to_check": true }]),
        ),
        ("former_names", json!([{ "id": null, "name": "Ancien ; nom" }, { "id": null, "name": "Autre" }])),
        ("qualities", json!([quality])),
    ] {
        draft[field] = value;
    }
    draft
}

/// Without the ids that a base gives.
fn bare(mut value: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("id");
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut value);
    value
}

#[test]
fn every_field_is_kept_through_save_edit_undo_export_and_import() {
    for kind in ["natural_person", "legal_person", "court"] {
        let desk = Desk::new();
        let mut typed = full(&desk, kind);
        let saved = desk.call("save_contact", json!({ "draft": typed }));
        // A command gives every field of a draft: none is left out of what `full` fills in, but who brought the contact.
        let given = saved["draft"].as_object().unwrap();
        for (field, value) in given.iter().filter(|(field, _)| *field != "id" && *field != "referred_by") {
            let empty = value.is_null() || value == &json!("") || value == &json!([]);
            assert!(!empty, "{field} is not filled in by this test");
        }
        typed["referred_by"] = Value::Null;
        assert_eq!(bare(saved["draft"].clone()), bare(typed.clone()), "{kind}");
        assert_eq!(desk.contact(&id(&saved))["draft"], saved["draft"]);
        // Saved as it is, it is no change; emptied, then taken back, it is as before.
        let before = desk.rows();
        desk.call("save_contact", json!({ "draft": saved["draft"] }));
        assert_eq!(desk.rows(), before, "{kind}");
        let emptied = json!({ "id": saved["id"], "kind": kind, "birth_name": "X", "organisation_name": "X" });
        desk.call("save_contact", json!({ "draft": emptied }));
        assert_eq!(desk.contact(&id(&saved))["draft"]["phones"], json!([]));
        desk.call("undo_last", json!({}));
        assert_eq!(desk.rows(), before, "{kind}");
        assert_eq!(desk.contact(&id(&saved))["draft"], saved["draft"]);
        for format in ["csv", "xlsx", "vcf"] {
            let path = desk.data().join(format!("export.{format}")).display().to_string();
            let filter = json!({ "view": "all", "kind": null, "quality": null, "text": "" });
            let asked = json!({ "task": "e", "path": path, "format": format, "filter": filter, "ids": [saved["id"]] });
            desk.call("export_contacts", asked);
            let other = Desk::new();
            let mapping = other.call("preview_import", json!({ "path": path }))["mapping"].clone();
            let asked = json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": false });
            let report = other.call("import_contacts", asked);
            assert_eq!(report["created"], 1, "{kind} in {format}: {report:#}");
            let page = json!({ "offset": 0, "limit": 1 });
            let sort = json!({ "key": "name", "descending": false });
            let rows = other.call("list_contacts", json!({ "filter": filter, "sort": sort, "page": page }));
            let mut come = bare(other.contact(rows["rows"][0]["id"].as_str().unwrap())["draft"].clone());
            // Qualities have other ids in another base.
            assert_eq!(come["qualities"].as_array().unwrap().len(), 1);
            come["qualities"] = typed["qualities"].clone();
            assert_eq!(come, bare(typed.clone()), "{kind} in {format}");
        }
        desk.check();
    }
}

#[test]
fn who_brought_a_contact_is_a_link_that_history_names() {
    let desk = Desk::new();
    let (anne, luc) = (desk.person("Anne", "Durand"), desk.person("Luc", "Roy"));
    desk.edit(&luc, json!({ "referred_by": anne }));
    assert_eq!(desk.contact(&luc)["draft"]["referred_by"], json!(anne));
    let history = desk.call("contact_history", json!({ "id": luc, "page": { "offset": 0, "limit": 1 } }));
    assert_eq!(history[0]["fields"][0]["after"], "Anne DURAND");
}

#[test]
fn a_wrong_key_says_what_it_should_be() {
    let desk = Desk::new();
    let check = |kind: &str, value: &str| desk.call("check_identifier", json!({ "kind": kind, "value": value }));
    for (kind, value, expected) in [
        ("siren", "732 829 321", "devrait être 0"),
        ("siret", "732 829 320 00075", "devrait être 4"),
        ("siret", "732 829 321 00074", "devrait être 0"),
        ("siret", "356 000 000 00007", "multiple de 5"),
        ("vat_number", "FR 45 732 829 320", "devrait être 44"),
        ("vat_number", "FR K8 399 859 412", "devrait être 06"),
        ("vat_number", "FR 44 732 829 321", "devrait être 0"),
        ("iban", "FR75 3000 6000 0112 3456 7890 189", "devrait être FR76"),
        ("rcs", "RCS Le Mans 732 829 321", "devrait être 0"),
        ("phone", "36 31", "gardé tel quel"),
        ("email", "anne@", "n’est pas une adresse"),
    ] {
        let told = check(kind, value);
        let message = told["message"].as_str().unwrap_or_default();
        assert!(told["valid"] == false && message.contains(expected), "{kind} {value}: {told}");
        assert_eq!(told["value"], value, "what is wrong stays as it was typed");
    }
    // Every kind of space, and what a right one tells besides.
    let told = check("siren", "\u{a0}732\u{202f}829\u{2009}320\u{3000}");
    assert_eq!((&told["value"], &told["vat_number"]), (&json!("732829320"), &json!("FR44732829320")));
    let told = check("siret", "732.829.320\u{202f}00074");
    assert_eq!((&told["siren"], &told["vat_number"]), (&json!("732829320"), &json!("FR44732829320")));
    assert_eq!(check("vat_number", "fr 44 732 829 320")["siren"], "732829320");
    let monaco = check("vat_number", "FR 53 0000 04605");
    assert_eq!((&monaco["valid"], &monaco["siren"]), (&json!(true), &Value::Null));
    let told = check("rcs", "732 829 320 R.C.S. La Roche-sur-Yon");
    assert_eq!((&told["rcs_town"], &told["siren"]), (&json!("La Roche-sur-Yon"), &json!("732829320")));
    assert_eq!(told["value"], "RCS La Roche-sur-Yon 732829320");
}

#[test]
fn what_is_wrong_may_be_kept_to_check_or_as_foreign() {
    let desk = Desk::new();
    let company = |more: Value| {
        let mut draft = json!({ "id": null, "kind": "legal_person", "organisation_name": "Menuiserie" });
        for (field, value) in more.as_object().unwrap() {
            draft[field] = value.clone();
        }
        json!({ "draft": draft })
    };
    for (field, wrong) in
        [("siren", "732829321"), ("siret", "73282932000075"), ("vat_number", "FR45732829320"), ("clerk_email", "anne@")]
    {
        let error = desk.refused("save_contact", company(json!({ field: wrong })));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some(field)));
        let kept = desk.call("save_contact", company(json!({ field: wrong, "to_check": [field] })));
        assert_eq!((&kept["draft"][field], &kept["draft"]["to_check"]), (&json!(wrong), &json!([field])));
        let kept = desk.call("save_contact", company(json!({ field: "HRB 12345", "foreign_identifiers": [field] })));
        assert_eq!(
            (&kept["draft"][field], &kept["draft"]["foreign_identifiers"]),
            (&json!("HRB 12345"), &json!([field]))
        );
        // Emptied, it is foreign no more.
        let emptied = desk.edit(&id(&kept), json!({ field: "" }));
        assert_eq!(emptied["draft"]["foreign_identifiers"], json!([]));
    }
    for (list, part, field) in [("ibans", "iban", "ibans.0.iban"), ("emails", "address", "emails.0.address")] {
        let one =
            |to_check: bool| company(json!({ list: [{ "id": null, part: "FR75 0000 x", "to_check": to_check }] }));
        assert_eq!(desk.refused("save_contact", one(false)).field.as_deref(), Some(field));
        assert_eq!(desk.call("save_contact", one(true))["draft"][list][0]["to_check"], true);
    }
    // A SIRET of another company is seen; a register number typed in one go is taken apart.
    let two = json!({ "siren": "732829320", "siret": "35600000000048" });
    assert_eq!(desk.refusal("save_contact", company(two)), "other_siren");
    let saved = desk.call("save_contact", company(json!({ "siren": "RCS Saint-Étienne B 732 829 320" })));
    let draft = &saved["draft"];
    assert_eq!(
        (&draft["siren"], &draft["rcs_town"], &draft["rcs_letter"]),
        (&json!("732829320"), &json!("Saint-Étienne"), &json!("B"))
    );
    let saved = desk.call("save_contact", company(json!({ "siret": "732 829 320 00074" })));
    assert_eq!(saved["draft"]["siren"], "732829320");
    let saved = desk.call("save_contact", company(json!({ "siret": "732 829 320" })));
    assert_eq!((&saved["draft"]["siren"], &saved["draft"]["siret"]), (&json!("732829320"), &json!("")));
}

#[test]
fn changing_the_kind_keeps_what_is_given() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    desk.edit(&anne, json!({ "notes": "vue", "phones": [{ "id": null, "number": "0612345678" }] }));
    let changed = desk.edit(&anne, json!({ "kind": "legal_person", "organisation_name": "Durand SARL" }));
    assert_eq!(changed["display_name"], "Durand SARL");
    assert_eq!(changed["draft"]["notes"], "vue");
    assert_eq!(changed["draft"]["phones"][0]["number"], "+33612345678");
    assert_eq!(desk.search("durand sarl"), ["Durand SARL"]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.contact(&anne)["display_name"], "Anne DURAND");
}

#[test]
fn what_another_kind_does_not_have_stays_hidden_nowhere() {
    let desk = Desk::new();
    let all: Vec<&str> = TEXT_FIELDS.iter().chain(MULTILINE_FIELDS).chain(DATE_FIELDS).copied().collect();
    let common = ["origin", "external_ref", "notes"];
    for (from, to) in [(NaturalPerson, LegalPerson), (LegalPerson, Court), (Court, NaturalPerson)] {
        let mut draft = full(&desk, from.as_str());
        // Of every kind at once, as a base that was filled by other means may have it.
        let before = desk.call("save_contact", json!({ "draft": draft }))["draft"].clone();
        draft = before.clone();
        draft["kind"] = json!(to.as_str());
        let after = desk.call("save_contact", json!({ "draft": draft }))["draft"].clone();
        for field in &all {
            let kept = fields_of(to).contains(field) || common.contains(field);
            let expected = if kept {
                &before[*field]
            } else if DATE_FIELDS.contains(field) {
                &Value::Null
            } else {
                &json!("")
            };
            assert_eq!(&after[*field], expected, "{field} from {from:?} to {to:?}");
        }
        let is_company = to == LegalPerson;
        assert_eq!(after["share_capital_cents"], if is_company { json!(3_700_050) } else { Value::Null });
        assert_eq!(after["share_capital_variable"], json!(is_company));
        assert_eq!(after["to_check"], if is_company { json!(["siret"]) } else { json!([]) });
        assert_eq!(after["foreign_identifiers"], if is_company { json!(["vat_number"]) } else { json!([]) });
        for part in ["emails", "phones", "addresses", "ibans", "former_names", "qualities"] {
            assert_eq!(after[part], before[part], "{part}");
        }
        // It is not lost for good.
        desk.call("undo_last", json!({}));
        assert_eq!(desk.contact(before["id"].as_str().unwrap())["draft"], before);
    }
    // Without a name of the new kind there is no such contact.
    let anne = desk.person("Anne", "Durand");
    let mut draft = desk.contact(&anne)["draft"].clone();
    draft["kind"] = json!("court");
    assert_eq!(desk.refused("save_contact", json!({ "draft": draft })).message, "Indiquez au moins un nom.");
}

#[test]
fn the_core_and_the_page_give_a_kind_the_same_fields() {
    let page = include_str!("../../ui/src/contact/fields.ts");
    let page = page.split("const FIELDS:").nth(1).unwrap().split("\n};").next().unwrap();
    for kind in [NaturalPerson, LegalPerson, Court] {
        let block = page.split(&format!("  {}: {{", kind.as_str())).nth(1).unwrap().split("\n  },").next().unwrap();
        let mut shown: Vec<&str> = block.split('"').skip(1).step_by(2).collect();
        let mut known = fields_of(kind).to_vec();
        known.extend(["origin", "external_ref"]);
        shown.sort_unstable();
        known.sort_unstable();
        assert_eq!(shown, known, "{kind:?}");
    }
}

#[test]
fn a_postal_code_gives_its_towns() {
    let desk = Desk::new();
    let towns = |code: &str| desk.call("towns", json!({ "postal_code": code }))["towns"].clone();
    assert_eq!(towns("35000"), json!(["Rennes"]));
    assert_eq!(towns("75\u{202f}011"), json!(["Paris"]));
    assert!(towns("49140").as_array().unwrap().len() > 5);
    for (code, town) in
        [("97110", "Pointe-à-Pitre"), ("97400", "Saint-Denis"), ("97600", "Mamoudzou"), ("20000", "Ajaccio")]
    {
        assert_eq!(towns(code)[0], town);
    }
    assert_eq!(towns("98000"), json!(["Monaco"]));
    assert_eq!(towns("99999"), json!([]));
    let cedex = desk.call("towns", json!({ "postal_code": "75379" }));
    assert_eq!(cedex["towns"], json!([]));
    assert!(cedex["none_because"].as_str().unwrap().contains("CEDEX"), "{cedex}");
    assert_eq!(desk.call("towns", json!({ "postal_code": "35000" }))["none_because"], Value::Null);
}

#[test]
fn a_signature_block_is_read_into_a_proposal() {
    let desk = Desk::new();
    let read = |text: &str| desk.call("read_signature", json!({ "text": text }));
    let draft = read(
        "Cordialement,\n\nMaître Zoé LE GOFF-ÉLUARD\nAvocate associée\nSELARL Le Goff & Associés\n12 bis, rue de la Liberté\n\
         CS 40012\n35000 Rennes Cedex 7\nTél. : 02 99 12 34 56 – Port. : +33 (0)6 12 34 56 78\nFax : 02 99 12 34 57\n\
         zoe.legoff@example.fr | www.example.fr\nRCS Rennes 732 829 320\nTVA : FR 44 732 829 320",
    );
    assert_eq!(
        (&draft["civility"], &draft["birth_name"], &draft["first_names"]),
        (&json!("Me"), &json!("LE GOFF-ÉLUARD"), &json!("Zoé"))
    );
    assert_eq!(draft["emails"][0]["address"], "zoe.legoff@example.fr");
    let phones: Vec<(&str, &str)> = draft["phones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phone| (phone["label"].as_str().unwrap(), phone["number"].as_str().unwrap()))
        .collect();
    assert_eq!(phones, [("", "+33299123456"), ("Mobile", "+33612345678"), ("Télécopie", "+33299123457")]);
    let address = &draft["addresses"][0];
    assert_eq!(
        (&address["street"], &address["postal_code"], &address["town"]),
        (&json!("12 bis, rue de la Liberté\nCS 40012"), &json!("35000"), &json!("Rennes Cedex 7"))
    );
    assert_eq!((&draft["siren"], &draft["rcs_town"]), (&json!("732829320"), &json!("Rennes")));
    assert_eq!(draft["vat_number"], "FR44732829320");
    let notes = draft["notes"].as_str().unwrap();
    assert!(notes.contains("Avocate associée") && notes.contains("SELARL Le Goff & Associés"), "{notes}");
    // What is proposed can be saved as it is.
    desk.call("save_contact", json!({ "draft": draft }));
    let draft =
        read("Menuiserie du Port SARL\n1 quai du Port, 29200 Brest\ncontact@example.fr\nSIRET 732 829 320 00074");
    assert_eq!(
        (&draft["kind"], &draft["organisation_name"]),
        (&json!("legal_person"), &json!("Menuiserie du Port SARL"))
    );
    assert_eq!((&draft["siret"], &draft["addresses"][0]["town"]), (&json!("73282932000074"), &json!("Brest")));
    let draft = read("Jean-Pierre Martin <jp.martin@example.fr>");
    assert_eq!((&draft["birth_name"], &draft["first_names"]), (&json!("Martin"), &json!("Jean-Pierre")));
    assert_eq!(desk.refusal("read_signature", json!({ "text": "--\n12" })), "nothing_found");
}
