//! One letter for each of many contacts: looked at before, made as one, undone as one.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::Desk;
use crate::print::Pdf;

impl Desk {
    fn series(&self, ids: &[&str], path: Value, each: bool) -> Value {
        let mut asked = self.asked(ids);
        asked.as_object_mut().unwrap().extend([
            ("task".to_owned(), json!("t")),
            ("path".to_owned(), path),
            ("each".to_owned(), json!(each)),
        ]);
        asked
    }

    fn asked(&self, ids: &[&str]) -> Value {
        let template = &self.call("letter_templates", json!({}))[1]["id"];
        json!({ "template": template, "filter": { "view": "all", "kind": null, "quality": null, "text": "" }, "ids": ids,
            "in_matter": false })
    }

    fn letters_of(&self, contact: &str) -> usize {
        self.journal(json!({ "contact": contact, "kinds": ["letter"] }))["entries"].as_array().unwrap().len()
    }
}

#[test]
fn who_gets_a_letter_and_who_does_not_is_told_before() {
    let desk = Desk::new();
    let (anne, luc, homeless, limited) = (
        desk.addressed("Anne", "Durand"),
        desk.addressed("Luc", "Petit"),
        desk.person("Zoé", "Roux"),
        desk.addressed("Paul", "Blanc"),
    );
    desk.call("restrict_contact", json!({ "id": limited, "reason": "Contestée" }));
    let preview = desk.call("preview_mail_merge", desk.asked(&[&anne, &luc, &anne, &homeless, &limited]));
    assert_eq!((&preview["letters"], &preview["refused"]), (&json!(2), &json!(2)), "each once");
    assert_eq!(preview["first"][1]["draft"]["addressee"], "Mme Luc PETIT\n1 rue Mercière\n69002 Lyon");
    assert_eq!(
        (&preview["refusals"][0]["name"], &preview["refusals"][0]["reason"]),
        (&json!("Zoé ROUX"), &json!("Pas d’adresse postale."))
    );
    assert!(preview["refusals"][1]["reason"].as_str().unwrap().contains("RGPD"));
    let mut all = desk.asked(&[]);
    all["ids"] = json!(null);
    assert_eq!(desk.call("preview_mail_merge", all)["letters"], 2, "a whole list");
    assert_eq!(desk.refusal("mail_merge", desk.series(&[&homeless], json!(null), false)), "no_letter");
}

#[test]
fn letters_are_kept_and_filed_for_each_printed_as_one_and_undone_as_one() {
    let desk = Desk::new();
    let (anne, luc, homeless) =
        (desk.addressed("Anne", "Durand"), desk.addressed("Luc", "Petit"), desk.person("Zoé", "Roux"));
    let before = desk.rows();
    let path = desk.data().join("serie.pdf").display().to_string();
    let report = desk.call("mail_merge", desk.series(&[&anne, &luc, &homeless], json!(path), false));
    assert_eq!((&report["written"], &report["refused"], &report["path"]), (&json!(2), &json!(1), &json!(path)));
    let pdf = Pdf::read(&path);
    assert_eq!(pdf.pages, 2, "each on a page of its own");
    pdf.says(&["Mme Anne DURAND", "Mme Luc PETIT"]);
    assert_eq!((desk.letters_of(&anne), desk.letters_of(&luc), desk.letters_of(&homeless)), (1, 1, 0));
    let entry = desk.journal(json!({ "contact": luc, "kinds": ["letter"] }))["entries"][0].clone();
    let copy = desk.data().join("luc.pdf").display().to_string();
    desk.call("save_document_copy", json!({ "task": "t", "version": entry["documents"][0]["version"], "path": copy }));
    let own = Pdf::read(&copy);
    own.says(&["Mme Luc PETIT"]);
    own.never_says(&["Anne"]);
    let last = &desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0];
    assert_eq!((&last["op"], &last["label"]), (&json!("mail_merge"), &json!("Demande de pièces – 2 lettres")));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
    desk.check();
}

#[test]
fn each_letter_may_be_a_file_of_its_own_whoever_bears_the_same_name() {
    let desk = Desk::new();
    let (anne, other) = (desk.addressed("Anne", "Durand"), desk.addressed("Anne", "Durand"));
    let folder = desk.data().join("lettres");
    std::fs::create_dir(&folder).unwrap();
    desk.call("mail_merge", desk.series(&[&anne], json!(folder), true));
    let first = std::fs::read(folder.join("Pièces à nous adresser – Mme Anne DURAND.pdf")).unwrap();
    desk.call("mail_merge", desk.series(&[&other], json!(folder), true));
    assert!(
        std::fs::read(folder.join("Pièces à nous adresser – Mme Anne DURAND.pdf")).unwrap() == first,
        "none is written over"
    );
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["Pièces à nous adresser – Mme Anne DURAND (2).pdf", "Pièces à nous adresser – Mme Anne DURAND.pdf"]
    );
}

#[test]
fn a_series_that_can_not_be_written_or_is_cancelled_leaves_nothing() {
    let desk = Desk::new();
    let anne = desk.addressed("Anne", "Durand");
    let before = desk.rows();
    let nowhere = desk.data().join("nulle/part/serie.pdf");
    desk.refused_with(ErrorCode::File, "mail_merge", desk.series(&[&anne], json!(nowhere), false));
    assert_eq!(desk.rows(), before);
    let asked = desk.series(&[&anne], json!(null), false);
    let cancelled = std::thread::scope(|scope| {
        let run = scope.spawn(|| themisia_core::commands::dispatch(&desk.vault, "mail_merge", asked));
        while !run.is_finished() {
            let _ = themisia_core::commands::dispatch(&desk.vault, "cancel_task", json!({ "task": "t" }));
        }
        run.join().unwrap()
    });
    match cancelled {
        Err(error) => assert_eq!((error.code, desk.rows()), (ErrorCode::Cancelled, before)),
        Ok(report) => assert_eq!(report["written"], 1, "it was done before it could be cancelled"),
    }
}

#[test]
fn each_letter_may_be_written_in_the_one_open_matter_of_its_contact() {
    let desk = Desk::new();
    let (anne, luc, zoe, paul) = (
        desk.addressed("Anne", "Durand"),
        desk.addressed("Luc", "Petit"),
        desk.addressed("Zoé", "Roux"),
        desk.addressed("Paul", "Blanc"),
    );
    let lease = desk.matter(&anne, "Bail");
    desk.matter(&luc, "Succession");
    desk.matter(&luc, "Partage");
    let closed = desk.matter(&zoe, "Divorce");
    desk.call("archive_matter", json!({ "id": closed, "archived": true, "closed_on": null }));
    let over = desk.matter(&paul, "Vente");
    desk.call("archive_matter", json!({ "id": over, "archived": true, "closed_on": null }));
    let going_on = desk.matter(&paul, "Achat");
    let template = desk.call("letter_templates", json!({}))[2]["id"].clone();
    let asked = |in_matter: bool| {
        let mut asked = desk.series(&[&anne, &luc, &zoe, &paul], json!(null), false);
        (asked["template"], asked["in_matter"]) = (template.clone(), json!(in_matter));
        asked
    };
    let preview = |in_matter: bool| {
        let mut asked = asked(in_matter);
        ["task", "path", "each"].iter().for_each(|field| drop(asked.as_object_mut().unwrap().remove(*field)));
        asked
    };
    assert_eq!(desk.refusal("preview_mail_merge", preview(false)), "no_matter");
    let seen = desk.call("preview_mail_merge", preview(true));
    let reasons: Vec<(&str, &str)> = seen["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(
        reasons,
        [
            ("Mme Luc PETIT", "2 dossiers ouverts : écrivez-lui depuis le dossier."),
            ("Mme Zoé ROUX", "Pas de dossier ouvert.")
        ]
    );
    assert_eq!((&seen["letters"], &seen["refused"]), (&json!(2), &json!(2)));
    let empty = |field: &str, letters: u32| json!({ "field": field, "letters": letters });
    assert_eq!(
        seen["empty"],
        json!([empty("dossier.adversaires", 2), empty("dossier.juridiction", 2), empty("dossier.rg", 2)])
    );
    assert!(seen["first"][0]["draft"]["body"].as_str().unwrap().contains("au sujet du dossier Bail"));
    assert_eq!(seen["first"][1]["draft"]["matter"], json!(going_on));
    let before = desk.rows();
    assert_eq!(desk.call("mail_merge", asked(true))["written"], 2);
    let filed = desk.journal(json!({ "matter": lease, "kinds": ["letter"] }))["entries"].clone();
    assert_eq!(filed.as_array().unwrap().len(), 1, "{filed}");
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before);
}
