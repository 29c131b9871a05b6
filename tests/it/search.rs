//! Search as one types.

use serde_json::json;

use crate::desk::{Desk, person};

fn base() -> Desk {
    let desk = Desk::new();
    for (first, last) in [
        ("Hélène", "Lefèvre"),
        ("Marc", "LEFEBVRE"),
        ("Luc", "Thibault"),
        ("Léa", "Thibaud"),
        ("Jean-Pierre", "Le Goff"),
        ("Anne", "O’Brien"),
        ("Zoé", "de La Fontaine"),
        ("Chloë", "Fontène"),
        ("Martin", "Durand"),
        ("Durand", "Martin"),
        ("Élodie", "Çelik"),
        ("Marie-Christine", "Moreac"),
        ("Paul", "Œuvrard"),
    ] {
        desk.call("save_contact", json!({ "draft": person(first, last) }));
    }
    desk.company("S.A.R.L. Menuiserie du Port");
    desk
}

#[test]
fn finds_what_was_meant() {
    let desk = base();
    for (typed, meant) in [
        ("helene", "LEFÈVRE Hélène"),
        ("LEFÈVRE H", "LEFÈVRE Hélène"),
        ("hélène lef", "LEFÈVRE Hélène"),
        ("lef hel", "LEFÈVRE Hélène"),
        ("jean pierre legoff", "LE GOFF Jean-Pierre"),
        ("jeanpierre", "LE GOFF Jean-Pierre"),
        ("le goff", "LE GOFF Jean-Pierre"),
        ("obrien", "O’BRIEN Anne"),
        ("o'brien", "O’BRIEN Anne"),
        ("lafontaine", "DE LA FONTAINE Zoé"),
        ("celik", "ÇELIK Élodie"),
        ("oeuvrard", "ŒUVRARD Paul"),
        ("chriistine moreac", "MOREAC Marie-Christine"),
        ("marei chritine moerac", "MOREAC Marie-Christine"),
        ("sarl menuiserie", "S.A.R.L. Menuiserie du Port"),
        ("menuisrie prot", "S.A.R.L. Menuiserie du Port"),
        // Particles that the name does not have, and single letters.
        ("menuiserie de la port", "S.A.R.L. Menuiserie du Port"),
        ("zoé d fontaine", "DE LA FONTAINE Zoé"),
        ("tibo lea", "THIBAUD Léa"),
    ] {
        let found = desk.search(typed);
        assert_eq!(found.first().map(String::as_str), Some(meant), "« {typed} » gave {found:?}");
    }
}

#[test]
fn close_spellings_come_after_the_exact_one() {
    let desk = base();
    for (typed, expected) in [
        ("Lefèvre", ["LEFÈVRE Hélène", "LEFEBVRE Marc"]),
        ("lefebvre", ["LEFEBVRE Marc", "LEFÈVRE Hélène"]),
        ("Thibault", ["THIBAULT Luc", "THIBAUD Léa"]),
        ("thibaud", ["THIBAUD Léa", "THIBAULT Luc"]),
    ] {
        assert_eq!(desk.search(typed), expected, "{typed}");
    }
}

#[test]
fn close_spellings_are_not_drowned_by_many_exact_ones() {
    let desk = base();
    for first in ["Ada", "Bea", "Cyr", "Dan", "Eva", "Flo", "Guy", "Hua", "Ida", "Joe", "Kim", "Leo"] {
        desk.person(first, "Lefèvre");
    }
    let hits = desk.call("search_contacts", json!({ "text": "lefevre", "include_hidden": false, "limit": 50 }));
    let names: Vec<&str> =
        hits.as_array().unwrap().iter().map(|hit| hit["contact"]["name"].as_str().unwrap()).collect();
    assert_eq!(names.iter().position(|name| *name == "LEFEBVRE Marc"), Some(13), "{names:?}");
}

#[test]
fn finds_by_what_else_leads_to_a_contact() {
    let desk = base();
    let mut draft = person("Inès", "Petillon");
    draft["emails"] = json!([{ "id": null, "address": "ines.p@cabinet-exemple.fr" }]);
    draft["phones"] = json!([{ "id": null, "number": "06 39 98 12 34" }]);
    draft["addresses"] = json!([{ "id": null, "street": "", "postal_code": "35000", "town": "Rennes" }]);
    draft["former_names"] = json!([{ "id": null, "name": "Vasseur" }]);
    draft["siret"] = json!("732 829 320 00074");
    draft["external_ref"] = json!("C-0042");
    desk.call("save_contact", json!({ "draft": draft }));
    for typed in [
        "rennes",
        "35000",
        "ines.p@cabinet",
        "0639981234",
        "06 39 98",
        "+33 6 39 98",
        "732829320",
        "732 829 320",
        "vasseur",
        "petillon rennes",
        "C-0042",
    ] {
        assert_eq!(desk.search(typed), ["PETILLON Inès"], "{typed}");
    }
}

#[test]
fn an_edit_an_undo_and_a_new_word_are_found_at_once() {
    let desk = base();
    assert!(desk.search("xanthippe").is_empty());
    let id = desk.person("Xanthippe", "Zwyrkowski");
    assert_eq!(desk.search("xantipe"), ["ZWYRKOWSKI Xanthippe"]);
    desk.edit(&id, json!({ "birth_name": "Quatremer" }));
    assert!(desk.search("zwyrkowski").is_empty());
    assert_eq!(desk.search("quatremere"), ["QUATREMER Xanthippe"]);
    desk.call("undo_last", json!({}));
    assert_eq!(desk.search("zwyrkowski"), ["ZWYRKOWSKI Xanthippe"]);
}

#[test]
fn nothing_typed_finds_nothing() {
    let desk = base();
    for typed in ["", "   ", "…", "'", "\"", "*", "zzzzqqqq"] {
        assert!(desk.search(typed).is_empty(), "{typed}");
    }
}
