//! Letters: what templates give, what they may not do, what is kept of a letter that is made.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};
use crate::print::Pdf;

impl Desk {
    fn template(&self, subject: &str, body: &str) -> String {
        let template = json!({ "id": null, "name": "Modèle", "subject": subject, "body": body });
        id(&self.call("save_letter_template", json!({ "template": template })))
    }

    pub fn addressed(&self, first_names: &str, birth_name: &str) -> String {
        let person = self.person(first_names, birth_name);
        let address = json!({ "id": null, "street": "1 rue Mercière", "postal_code": "69002", "town": "Lyon" });
        self.edit(&person, json!({ "civility": "Mme", "addresses": [address] }));
        person
    }

    fn body(&self, body: &str, contact: &str, matter: Value) -> String {
        let template = json!({ "id": null, "name": "Modèle", "subject": "", "body": body });
        let given =
            self.call("preview_letter_template", json!({ "template": template, "contact": contact, "matter": matter }));
        given["draft"]["body"].as_str().unwrap().to_owned()
    }

    /// Why a template is refused.
    fn wrong(&self, body: &str, contact: &str) -> (String, String) {
        let template = json!({ "id": null, "name": "Modèle", "subject": "", "body": body });
        let asked = json!({ "template": template, "contact": contact, "matter": null });
        let error = self.refused("preview_letter_template", asked);
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some("body")));
        (error.reason.unwrap(), error.message)
    }

    fn proposed(&self, template: &Value, contact: &str, matter: Value) -> Value {
        self.call(
            "propose_letter",
            json!({ "template": template, "contact": contact, "matter": matter, "recipient": null }),
        )
    }
}

#[test]
fn a_template_says_the_contact_the_matter_the_firm_and_the_user() {
    let desk = Desk::new().at("2026-03-01T09:00:00Z");
    desk.settle_firm(json!({}));
    let anne = desk.addressed("Anne", "Durand");
    desk.edit(&anne, json!({ "usage_name": "Petit", "birth_date": "1970-03-12" }));
    let matter = desk.matter(&anne, "Bail");
    let opponent = desk.company("SARL du Port");
    let party = json!({ "id": null, "matter": matter, "contact": opponent, "side": "against", "role": "defendant" });
    desk.call("save_party", json!({ "party": party }));
    desk.agree(&anne, json!({}), "2026-01-01", 25000);
    let given = desk.body(
        "{{ destinataire.appel }},\n\n{% if dossier %}\n{{ dossier.reference }} contre {{ dossier.adversaires }}\n{% endif %}\n\n\
         {% for taux in contact.conditions %}\n– {{ taux }}\n{% endfor %}\n\n{{ contact.nom }}, {{ contact.adresse }}, \
         {{ contact.naissance_date }}\n{{ cabinet.nom }} {{ cabinet.telephone }} {{ utilisateur.nom }} {{ date }}",
        &anne,
        json!(matter),
    );
    assert_eq!(
        given,
        "Madame,\n\n2026-0001 contre SARL du Port\n\n– tous les intervenants : 250,00\u{a0}€ HT de l’heure\n\nMme Anne PETIT, 1 rue \
         Mercière\n69002 Lyon, 12 mars 1970\nCabinet Vasseur 04 72 00 00 00 Claire Vasseur 1er mars 2026"
    );
}

#[test]
fn each_template_that_comes_with_the_program_gives_a_letter_with_and_without_a_matter() {
    let desk = Desk::new();
    let anne = desk.addressed("Anne", "Durand");
    let matter = desk.matter(&anne, "Bail");
    let templates = desk.call("letter_templates", json!({}));
    assert_eq!(templates.as_array().unwrap().len(), 4);
    for template in templates.as_array().unwrap() {
        let given = desk.proposed(&template["id"], &anne, json!(matter));
        let body = given["draft"]["body"].as_str().unwrap();
        assert!(body.starts_with("Madame,\n\n") && !body.contains(['{', '}']) && !body.contains("\n\n\n"), "{body}");
        assert!(given["draft"]["subject"].as_str().unwrap().contains("2026-0001") || !body.is_empty());
        assert_eq!(given["draft"]["addressee"], "Mme Anne DURAND\n1 rue Mercière\n69002 Lyon");
        let saved = desk.call("save_letter_template", json!({ "template": template }));
        assert_eq!(&saved, template, "what comes with the program passes its own checks");
        if template["name"] == "Information sur l’avancement" {
            let asked = json!({ "template": template["id"], "contact": anne, "matter": null, "recipient": null });
            assert_eq!(desk.refusal("propose_letter", asked), "no_matter");
        } else {
            assert_eq!(desk.proposed(&template["id"], &anne, json!(null))["draft"]["matter"], json!(null));
        }
    }
    let empty = desk.proposed(&templates[2]["id"], &anne, json!(matter))["empty"].clone();
    assert_eq!(empty, json!(["dossier.adversaires", "dossier.juridiction", "dossier.rg"]), "fields that say nothing");
}

#[test]
fn what_is_wrong_in_a_template_is_named() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    for (body, reason, told) in [
        (
            "Bonjour {{ contact.prenon }}",
            "unknown_field",
            "« contact.prenon » n’existe pas. Vouliez-vous écrire « contact.prenoms » ?",
        ),
        (
            "{% if false %}{{ facture.numero }}{% endif %}",
            "unknown_field",
            "« facture.numero » n’existe pas. Choisissez-le",
        ),
        ("{{ contact.nom.secret }}", "unknown_field", "« contact.nom.secret »"),
        ("{{ contact['secret'] }}", "unknown_field", "n’existe pas"),
        ("a\n{{ contact.nom", "malformed", "Ligne 2"),
        ("{% if contact.nom %}", "malformed", "mal formé"),
        ("{{ contact.nom | majuscules }}", "unknown_function", "n’est pas connu"),
        ("{{ dossier.titre }}", "no_matter", "choisissez le dossier"),
        ("{% include 'secret.txt' %}", "malformed", "mal formé"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "malformed", "mal formé"),
        ("{{ 1 / 0 }}", "impossible", "Ligne 1"),
    ] {
        let (found, message) = desk.wrong(body, &anne);
        assert!(found == reason && message.contains(told), "{body}: {found}: {message}");
    }
    let saved =
        |name: &str, body: &str| json!({ "template": { "id": null, "name": name, "subject": "", "body": body } });
    assert_eq!(desk.refusal("save_letter_template", saved(" ", "x")), "required");
    assert_eq!(desk.refusal("save_letter_template", saved("x", " ")), "required");
    assert_eq!(desk.refusal("save_letter_template", saved("x", "{{ inconnu }}")), "unknown_field");
    assert_eq!(desk.refusal("save_letter_template", saved("x", &"a".repeat(50_000))), "too_long");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    for (body, reasons) in [
        ("{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}", ["endless", "endless"]),
        ("{% for a in range(9000) %}aaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}", ["too_long", "endless"]),
        ("{{ 'a' * 90000000 }}", ["endless", "too_long"]),
        ("{% for a in [[1]] recursive %}{{ loop([a]) }}{% endfor %}", ["endless", "impossible"]),
        (
            "{% set a = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}\
          {% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}\
          {% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}",
            ["endless", "too_long"],
        ),
    ] {
        let (reason, message) = desk.wrong(body, &anne);
        assert!(reasons.contains(&reason.as_str()), "{body}: {reason}: {message}");
    }
    let deep = format!("{}1{}", "{{ ".to_owned() + &"(".repeat(5000), ")".repeat(5000) + " }}");
    assert_eq!(desk.wrong(&deep, &anne).0, "malformed");
}

#[test]
fn hostile_text_is_text_in_a_letter_and_on_paper() {
    let desk = Desk::new();
    let hostile = "#import \"x\": * #panic($x$) \\u{41} \"guillemets\" 'a' <label> @ref `code` *gras* _i_ = titre {{ contact.nom }} \
                   {% for %} </script><script>alert(1)</script>";
    let anne = desk.addressed(hostile, "O’Brien-Łódź 🙂 שלום مرحبا");
    let matter = desk.matter(&anne, "#set page(width: 1pt) & Cie");
    let given = desk.body("{{ contact.prenoms }} / {{ dossier.titre }}", &anne, json!(matter));
    assert_eq!(given, format!("{hostile} / #set page(width: 1pt) & Cie"), "fields are not templates");
    let template = desk.template(
        "#objet {{ dossier.titre }}",
        "{{ contact.nom }} #eval(\"1\") $ 5 \\ 🙂 שלום\n\n= Titre\n- liste\n+ un",
    );
    let draft = desk.proposed(&json!(template), &anne, json!(matter))["draft"].clone();
    let (path, written) = (desk.data().join("lettre.pdf"), "task");
    let made = desk.call("export_letter", json!({ "letter": draft, "path": path }));
    let pdf = Pdf::read(made.as_str().unwrap());
    pdf.says(&[
        "#import \"x\": * #panic($x$) \\u{41}",
        "#eval(\"1\") $ 5 \\",
        "= Titre",
        "- liste",
        "+ un",
        "Objet : #objet #set page(width: 1pt) & Cie",
    ]);
    pdf.says(&["<script>alert(1)</script>", "{{ contact.nom }}"]);
    assert_eq!(pdf.pages, 1);
    let letter = desk.call("write_letter", json!({ "task": written, "letter": draft }));
    assert!(letter["file_name"].as_str().unwrap().ends_with(".pdf"));
    desk.check();
}

#[test]
fn a_letter_goes_where_the_role_says_is_kept_and_stands_in_the_journal() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    desk.settle_firm(json!({}));
    let (company, director) = (desk.company("SARL du Port"), desk.addressed("Anne", "Durand"));
    let matter = desk.matter(&company, "Bail");
    let role = json!({ "id": null, "client": company, "recipient": director, "role": "correspondence", "matter": matter,
        "is_default": true });
    desk.call("save_role", json!({ "role": role }));
    let proposed = desk.proposed(&json!(null), &company, json!(null));
    assert_eq!(
        (&proposed["draft"]["recipient"], &proposed["problems"][0]),
        (&json!(company), &json!("SARL du Port n’a pas d’adresse postale."))
    );
    let proposed = desk.proposed(&json!(null), &company, json!(matter));
    assert_eq!((&proposed["draft"]["recipient"], &proposed["problems"]), (&json!(director), &json!([])));
    assert!(proposed["recipients"]["why"].as_str().unwrap().contains("2026-0001"));
    let asked = json!({ "template": null, "contact": company, "matter": matter, "recipient": company });
    assert_eq!(desk.call("propose_letter", asked)["draft"]["addressee"], "SARL du Port", "another one may be meant");

    let mut draft = proposed["draft"].clone();
    draft["subject"] = json!("Pièces");
    draft["body"] = json!("Madame,\n\nMerci de m’adresser\nle bail.\n\nBien à vous.");
    let text = desk.call("letter_text", json!({ "letter": draft }));
    assert_eq!(
        text,
        "Mme Anne DURAND\n1 rue Mercière\n69002 Lyon\n\nLyon, le 2 mars 2026\n\nObjet : Pièces\n\nMadame,\n\nMerci de m’adresser\nle \
         bail.\n\nBien à vous.\n\nClaire Vasseur\n"
    );
    let written = desk.call("write_letter", json!({ "task": "t", "letter": draft }));
    assert_eq!(written["file_name"], "Pièces – Mme Anne DURAND.pdf");
    let copy = desk.data().join("copie.pdf");
    desk.call("save_document_copy", json!({ "task": "t", "version": written["version"], "path": copy }));
    let pdf = Pdf::read(&copy.display().to_string());
    pdf.says(&[
        "Mme Anne DURAND",
        "69002 Lyon",
        "Lyon, le 2 mars 2026",
        "Objet : Pièces",
        "le bail",
        "Claire Vasseur",
        "Vasseur & Associés",
    ]);
    for scope in [json!({ "contact": company }), json!({ "matter": matter }), json!({ "contact": director })] {
        let mut filter = scope.clone();
        filter["kinds"] = json!(["letter"]);
        let entries = desk.journal(filter)["entries"].clone();
        assert_eq!((&entries[0]["subject"], &entries[0]["direction"]), (&json!("Pièces"), &json!("out")), "{scope}");
        assert_eq!(entries[0]["documents"][0]["name"], "Pièces – Mme Anne DURAND.pdf");
    }
    let txt = desk.data().join("lettre.TXT").display().to_string();
    desk.call("export_letter", json!({ "letter": draft, "path": txt }));
    assert_eq!(std::fs::read_to_string(txt).unwrap(), text.as_str().unwrap());
    let before = desk.rows();
    desk.call("undo_last", json!({}));
    assert_eq!(desk.journal(json!({ "contact": company, "kinds": ["letter"] }))["entries"], json!([]));
    desk.call("redo_last", json!({}));
    assert_eq!(desk.rows(), before, "one operation");
    for (field, value) in [("body", " \n"), ("addressee", "")] {
        let mut empty = draft.clone();
        empty[field] = json!(value);
        assert_eq!(desk.refusal("write_letter", json!({ "task": "t", "letter": empty })), "required", "{field}");
    }
    desk.check();
}

#[test]
fn a_long_letter_has_as_many_pages_as_it_needs_and_is_the_same_twice() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let anne = desk.addressed("Anne", "Durand");
    let mut draft = desk.proposed(&json!(null), &anne, json!(null))["draft"].clone();
    draft["body"] =
        json!(vec!["Un paragraphe de la lettre qui tient en une ligne ou deux, pas plus."; 80].join("\n\n"));
    let made = |name: &str| {
        let path = desk.data().join(name).display().to_string();
        desk.call("export_letter", json!({ "letter": draft, "path": path }));
        Pdf::read(&path)
    };
    let (first, second) = (made("a.pdf"), made("b.pdf"));
    assert!(first.pages > 2);
    assert!(first.bytes == second.bytes);
}
