//! Reminders and provisions: levels, whom they go to, what they say, and that figures stay what they were.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::invoice::{Office, office};

const ALL: fn() -> Value = || json!({ "offset": 0, "limit": 50 });

impl Desk {
    fn remind(&self, client: &str, invoices: &[&Value], fields: Value) -> Value {
        self.call("record_reminder", json!({ "reminder": reminder(client, invoices, fields) }))
    }

    fn found_payments(&self, text: &str) -> usize {
        let found = self.call("find_records", json!({ "text": text, "kind": "payment", "limit": 10 }));
        found.as_array().unwrap().len()
    }

    fn due(&self, filter: Value) -> Value {
        self.call("due_reminders", json!({ "filter": filter, "page": ALL() }))
    }

    fn receive(&self, client: &str, amount: i64, fields: Value) -> Value {
        let mut payment =
            json!({ "client": client, "received_on": "2026-05-02", "amount": amount, "method": "Virement" });
        fields.as_object().unwrap().iter().for_each(|(field, value)| payment[field] = value.clone());
        self.call("record_payment", json!({ "payment": payment }))
    }
}

fn reminder(client: &str, invoices: &[&Value], fields: Value) -> Value {
    let ids: Vec<&Value> = invoices.iter().map(|invoice| &invoice["id"]).collect();
    let mut reminder = json!({ "client": client, "invoices": ids, "reminded_on": "2026-06-01" });
    fields.as_object().unwrap().iter().for_each(|(field, value)| reminder[field] = value.clone());
    reminder
}

fn numbers(due: &Value) -> Vec<&str> {
    due["rows"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()).collect()
}

#[test]
fn reminders_rise_from_a_word_to_a_formal_notice() {
    let Office { desk, client, .. } = office();
    desk.settle_firm(json!({}));
    let lawyer = desk.person("Luc", "Recouvreur");
    let role = json!({ "id": null, "client": client, "recipient": lawyer, "role": "collections", "is_default": true });
    desk.call("save_role", json!({ "role": role }));
    let first = desk.bill(&client, 100_000, "2025-01-02");
    let second = desk.bill(&client, 50_000, "2025-01-03");
    let paid = desk.bill(&client, 10_000, "2025-01-04");
    desk.receive(&client, 12_000, json!({ "allocations": [{ "invoice": paid["id"], "amount": 12_000 }] }));
    desk.receive(&client, 20_000, json!({ "allocations": [{ "invoice": first["id"], "amount": 20_000 }] }));
    let due = desk.due(json!({}));
    assert_eq!(numbers(&due), ["A2025-0001", "A2025-0002"]);
    assert_eq!((&due["total"], &due["clients"], &due["open"]), (&json!(2), &json!(1), &json!(160_000)));
    assert_eq!((&due["rows"][0]["last_level"], &due["rows"][0]["next_level"]), (&json!(null), &json!(1)));

    let one = desk.remind(&client, &[&first], json!({ "reminded_on": "2025-03-03", "interest_basis_points": 828 }));
    assert_eq!(
        (&one["level"], &one["recipient_name"], &one["total"]),
        (&json!(1), &json!("Luc RECOUVREUR"), &json!(100_000))
    );
    // The one that was asked for the least says how far both go.
    let both = desk.remind(&client, &[&first, &second], json!({ "reminded_on": "2025-04-02" }));
    assert_eq!((&both["level"], &both["indemnity"]), (&json!(1), &json!(0)));
    let two =
        desk.remind(&client, &[&first, &second], json!({ "reminded_on": "2025-05-02", "interest_basis_points": 828 }));
    assert_eq!((&two["level"], &two["indemnity"], &two["open"]), (&json!(2), &json!(8_000), &json!(160_000)));
    // 1 000 € from the 1st of February on, and 600 € from the 2nd on: 90 and 89 days at 8,28 %.
    assert_eq!((&two["lines"][0]["interest"], &two["lines"][1]["interest"]), (&json!(2_042), &json!(1_211)));
    assert_eq!(
        (&two["lines"][0]["days_overdue"], &two["total"]),
        (&json!(90), &json!(160_000 + 8_000 + 2_042 + 1_211))
    );
    let last = desk.remind(&client, &[&first], json!({ "reminded_on": "2025-06-02" }));
    assert_eq!(last["level"], 3);

    let due = desk.due(json!({}));
    assert_eq!((numbers(&due), &due["rows"][0]["next_level"]), (vec!["A2025-0002"], &json!(3)));
    assert_eq!(desk.due(json!({ "all": true }))["total"], 2);
    assert_eq!(desk.due(json!({ "client": lawyer }))["total"], 0);
    let listed = desk.call("list_reminders", json!({ "filter": { "invoice": second["id"] }, "page": ALL() }));
    assert_eq!((&listed["total"], &listed["rows"][0]), (&json!(2), &two));
    assert_eq!(desk.call("get_reminder", json!({ "id": last["id"] })), last);

    let (_, pdf) = desk.print("reminder_pdf", json!({ "id": one["id"] }));
    pdf.says(
        &["Rappel", "Luc RECOUVREUR", "sauf erreur ou omission", "A2025-0001", "1 000,00 €", "Lyon, le 03/03/2025"]
            .map(capital)
            .each_ref()
            .map(String::as_str),
    );
    pdf.never_says(&["Indemnité forfaitaire de recouvrement"]);
    let (_, pdf) = desk.print("reminder_pdf", json!({ "id": two["id"] }));
    pdf.says(&[
        "Relance",
        "des 03/03/2025 et 02/04/2025",
        "90 jours",
        "20,42 €",
        "Intérêts de retard à 8,28 %",
        "80,00 €",
        "1 712,53 €",
        "D. 441-5",
    ]);
    let (_, pdf) = desk.print("reminder_pdf", json!({ "id": last["id"] }));
    pdf.says(&["Mise en demeure", "bâtonnier", "40,00 €", "FR76 3000 6000 0112 3456 7890 189"]);
    // The same letter, whatever has changed since; and it can be taken back.
    desk.edit(&client, json!({ "organisation_name": "Boulangerie Blanc" }));
    assert!(desk.print("reminder_pdf", json!({ "id": last["id"] })).1.bytes == pdf.bytes);
    desk.call("undo_last", json!({}));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.call("list_reminders", json!({ "filter": {}, "page": ALL() }))["total"], 3);
    desk.check();
}

/// What a sentence begins with is a capital.
fn capital(words: &str) -> String {
    words.replace("sauf erreur", "Sauf erreur")
}

#[test]
fn only_what_is_overdue_is_reminded() {
    let Office { desk, client, .. } = office();
    let other = desk.person("Anne", "Durand");
    let issued = desk.bill(&client, 100_000, "2026-04-01");
    let draft = desk.draft(&client, json!([{ "kind": "fee", "label": "Honoraires", "amount": 100 }]));
    let refusal = |client: &str, invoices: &[&Value], fields: Value| {
        desk.refusal("record_reminder", json!({ "reminder": reminder(client, invoices, fields) }))
    };
    assert_eq!(refusal(&client, &[], json!({})), "required");
    assert_eq!(refusal(&client, &[&draft], json!({})), "not_issued");
    assert_eq!(refusal(&other, &[&issued], json!({})), "other_client");
    assert_eq!(refusal(&client, &[&issued], json!({ "reminded_on": "2026-05-01" })), "not_overdue");
    assert_eq!(refusal(&client, &[&issued], json!({ "level": 4 })), "unknown");
    desk.call(
        "issue_credit_note",
        json!({ "draft": { "invoice": issued["id"], "reason": "Erreur", "issued_on": "2026-05-02" } }),
    );
    assert_eq!(refusal(&client, &[&issued], json!({})), "paid");
}

#[test]
fn a_private_client_owes_no_indemnity() {
    let Office { desk, .. } = office();
    let client = desk.person("Anne", "Durand");
    let issued = desk.bill(&client, 100_000, "2026-01-02");
    let two = desk.remind(&client, &[&issued], json!({ "level": 2, "note": "Réponse attendue #vite." }));
    assert_eq!((&two["indemnity"], &two["recipient_name"]), (&json!(0), &json!("Anne DURAND")));
    let (_, pdf) = desk.print("reminder_pdf", json!({ "id": two["id"] }));
    pdf.says(&["Relance", "Réponse attendue #vite.", "1 200,00 €"]);
    pdf.never_says(&["L. 441-10", "D. 441-5"]);
}

/// A matter's role comes before those of the client (DOMAIN §4), where the letter is about that matter alone.
#[test]
fn a_letter_about_one_matter_goes_where_its_roles_say() {
    let Office { desk, client, matter, .. } = office();
    let other_matter = desk.matter(&client, "Succession");
    let (of_client, of_matter) = (desk.person("Luc", "Recouvreur"), desk.person("Paule", "Huissière"));
    for (recipient, matter) in [(&of_client, Value::Null), (&of_matter, json!(matter))] {
        let role = json!({ "id": null, "client": client, "recipient": recipient, "role": "collections",
            "matter": matter, "is_default": true });
        desk.call("save_role", json!({ "role": role }));
    }
    let bill = |matter: &str| {
        let lines = json!([{ "kind": "fee", "label": "Honoraires", "amount": 10_000 }]);
        let draft = json!({ "id": null, "client": client, "matter": matter, "lines": lines });
        desk.issue(&desk.call("save_invoice", json!({ "draft": draft })), "2026-01-02")
    };
    let (one, again, elsewhere) = (bill(&matter), bill(&matter), bill(&other_matter));
    let recipient = |invoices: &[&Value]| desk.remind(&client, invoices, json!({}))["recipient_name"].clone();
    assert_eq!(recipient(&[&one, &again]), "Paule HUISSIÈRE");
    assert_eq!(recipient(&[&elsewhere]), "Luc RECOUVREUR");
    assert_eq!(recipient(&[&one, &elsewhere, &again]), "Luc RECOUVREUR");
}

/// Invoices ticked together: a letter for each who receives one and each level, in one operation.
#[test]
fn many_invoices_are_reminded_at_once_and_taken_back_as_one() {
    let Office { desk, client, .. } = office();
    desk.settle_firm(json!({}));
    let other = desk.person("Anne", "Durand");
    let lawyer = desk.person("Luc", "Recouvreur");
    let role = json!({ "id": null, "client": client, "recipient": lawyer, "role": "collections", "is_default": true });
    desk.call("save_role", json!({ "role": role }));
    let (first, second) = (desk.bill(&client, 100_000, "2025-01-02"), desk.bill(&client, 50_000, "2025-01-03"));
    let (third, of_other) = (desk.bill(&client, 20_000, "2025-01-04"), desk.bill(&other, 10_000, "2025-01-05"));
    let paid = desk.bill(&client, 10_000, "2025-01-06");
    desk.receive(&client, 12_000, json!({ "allocations": [{ "invoice": paid["id"], "amount": 12_000 }] }));
    desk.remind(&client, &[&third], json!({ "reminded_on": "2025-03-03" }));
    let due = desk.due(json!({ "text": "recouv" }));
    assert_eq!(due["total"], 0);
    let due = desk.due(json!({ "text": "roux" }));
    assert_eq!((&due["total"], &due["rows"][0]["recipient_name"]), (&json!(3), &json!("Luc RECOUVREUR")));
    assert_eq!(desk.due(json!({ "text": "durand" }))["rows"][0]["recipient_name"], "Anne DURAND");

    let invoices = json!([first["id"], of_other["id"], second["id"], third["id"], paid["id"], first["id"]]);
    let plan = desk.call("plan_reminders", json!({ "invoices": invoices }));
    let letters: Vec<(&Value, &Value, usize, &Value)> = plan["letters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["recipient_name"], &one["level"], one["invoices"].as_array().unwrap().len(), &one["open"]))
        .collect();
    let (lawyer, anne) = (json!("Luc RECOUVREUR"), json!("Anne DURAND"));
    assert_eq!(
        letters,
        [
            (&lawyer, &json!(1), 2, &json!(180_000)),
            (&anne, &json!(1), 1, &json!(12_000)),
            (&lawyer, &json!(2), 1, &json!(24_000)),
        ]
    );
    assert_eq!((&plan["open"], &plan["left_out"][0]["invoice"]), (&json!(216_000), &paid["id"]));
    let said = plan["left_out"][0]["reason"].as_str().unwrap();
    assert!(said.contains("A2025-0005 est réglée"), "{said}");

    let made = desk.call("record_reminders", json!({ "invoices": invoices, "note": "Sans réponse." }));
    let ids: Vec<&Value> = made["reminders"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!((ids.len(), made["reminders"][2]["level"].clone()), (3, json!(2)));
    assert_eq!(desk.due(json!({}))["total"], 0);
    assert_eq!(desk.call("operations", json!({ "page": ALL() }))[0]["label"], "Boulangerie Roux et 1 autre");

    // A file each, with a name that says what it is; what is there stays.
    let folder = desk.data().join("lettres");
    std::fs::create_dir(&folder).unwrap();
    for _ in 0..2 {
        let saved = desk.call("reminders_pdf", json!({ "task": "letters", "ids": ids, "folder": folder }));
        assert_eq!(saved["count"], 3);
    }
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "relance-1-anne-durand-A2025-0004 (2).pdf",
            "relance-1-anne-durand-A2025-0004.pdf",
            "relance-1-boulangerie-roux-A2025-0001 (2).pdf",
            "relance-1-boulangerie-roux-A2025-0001.pdf",
            "relance-2-boulangerie-roux-A2025-0003 (2).pdf",
            "relance-2-boulangerie-roux-A2025-0003.pdf",
        ]
    );
    desk.call("undo_last", json!({}));
    assert_eq!(desk.call("list_reminders", json!({ "filter": {}, "page": ALL() }))["total"], 1);
    assert_eq!(desk.due(json!({}))["total"], 4);
    let refusal = |invoices: Value| desk.refusal("record_reminders", json!({ "invoices": invoices, "note": "" }));
    assert_eq!((refusal(json!([])).as_str(), refusal(json!([paid["id"]])).as_str()), ("required", "nothing"));
    desk.check();
}

#[test]
fn reminders_follow_a_merge() {
    let Office { desk, client, .. } = office();
    let twin = desk.company("Boulangerie Roux");
    let issued = desk.bill(&twin, 100_000, "2026-01-02");
    desk.remind(&twin, &[&issued], json!({}));
    desk.call("request_retainer", json!({ "retainer": { "client": twin, "net": 50_000 } }));
    desk.call("merge_contacts", json!({ "kept": client, "absorbed": twin, "choices": {} }));
    let found = |command: &str, client: &str| {
        desk.call(command, json!({ "filter": { "client": client }, "page": ALL() }))["total"].clone()
    };
    for client in [&client, &twin] {
        assert_eq!((found("list_reminders", client), found("list_retainers", client)), (json!(1), json!(1)));
    }
    desk.check();
}

#[test]
fn a_provision_is_asked_for_received_and_pays_an_invoice_later() {
    let Office { desk, client, matter, .. } = office();
    desk.settle_firm(json!({}));
    let asked = json!({ "client": client, "matter": matter, "net": 100_000, "requested_on": "2026-04-01", "due_on": "2026-04-15" });
    let retainer = desk.call("request_retainer", json!({ "retainer": asked }));
    assert_eq!(
        (&retainer["gross"], &retainer["vat"], &retainer["open"]),
        (&json!(120_000), &json!(20_000), &json!(120_000))
    );
    let (_, pdf) = desk.print("retainer_pdf", json!({ "id": retainer["id"] }));
    pdf.says(&[
        "Demande de provision",
        "au plus tard le 15/04/2026",
        "1 000,00 €",
        "1 200,00 €",
        "n’est pas une facture",
        "Boulangerie Roux",
    ]);
    // Asked for, it is in no figure; received, it stands beside the balance, until it is allocated.
    let figures = |what: &str| desk.figures(&client)[what].clone();
    assert_eq!((figures("balance_due"), figures("unallocated")), (json!(0), json!(0)));
    let payment = desk.receive(&client, 70_000, json!({ "retainer": retainer["id"] }));
    assert_eq!((figures("balance_due"), figures("unallocated")), (json!(0), json!(70_000)));
    let (_, pdf) = desk.print("payment_receipt_pdf", json!({ "id": payment["id"] }));
    pdf.says(&["Reçu de provision", "700,00 €", "à titre de provision", "Ce reçu ne vaut pas facture"]);
    let found = || desk.call("get_retainer", json!({ "id": retainer["id"] }));
    assert_eq!((&found()["received"], &found()["open"]), (&json!(70_000), &json!(50_000)));
    assert_eq!((&found()["available"], &found()["matter_name"]), (&json!(70_000), &json!("2026-0001 Bail")));
    // An other payment stands beside the balance too, but is no provision.
    let other = desk.receive(&client, 1_000, json!({}));
    assert_eq!((figures("unallocated"), figures("retained")), (json!(71_000), json!(70_000)));
    let issued = desk.bill(&client, 50_000, "2026-06-01");
    let pay = |parts: Value| json!({ "invoice": issued["id"], "parts": parts });
    let too_much = json!([{ "payment": other["id"], "amount": 1_000 }, { "payment": payment["id"], "amount": 70_001 }]);
    let refused = desk.refused("pay_invoice", pay(too_much));
    assert_eq!((refused.field.as_deref(), refused.reason.as_deref()), (Some("parts.1.amount"), Some("above_invoice")));
    assert_eq!(desk.refusal("pay_invoice", pay(json!([]))), "required");
    assert_eq!((figures("balance_due"), figures("unallocated")), (json!(60_000), json!(71_000)));
    desk.call(
        "pay_invoice",
        pay(json!([{ "payment": other["id"], "amount": 1_000 }, { "payment": payment["id"], "amount": 59_000 }])),
    );
    assert_eq!((figures("balance_due"), figures("unallocated")), (json!(0), json!(11_000)));
    assert_eq!((figures("retained"), &found()["available"]), (json!(11_000), &json!(11_000)));
    let listed = |part: &str| {
        let page = desk.call("list_retainers", json!({ "filter": { "client": client, part: true }, "page": ALL() }));
        (page["total"].clone(), page["available"].clone())
    };
    assert_eq!((listed("open"), listed("available")), ((json!(1), json!(11_000)), (json!(1), json!(11_000))));
    let paid = desk.call("list_payments", json!({ "filter": { "retainer": retainer["id"] }, "page": ALL() }));
    assert_eq!((&paid["total"], &paid["rows"][0]["id"]), (&json!(1), &payment["id"]));
    assert_eq!(desk.call("get_payment", json!({ "id": payment["id"] })), paid["rows"][0]);
    // A payment taken back no longer answers it.
    desk.call("reverse_payment", json!({ "id": payment["id"], "on": null, "reason": "Sans provision" }));
    assert_eq!(
        desk.refusal("payment_receipt_pdf", json!({ "id": payment["id"], "path": desk.data().join("x.pdf") })),
        "reversed"
    );
    let page = desk.call("list_retainers", json!({ "filter": { "client": client, "open": true }, "page": ALL() }));
    assert_eq!((&page["total"], &page["received"], &page["open"]), (&json!(1), &json!(0), &json!(120_000)));
    assert_eq!((figures("retained"), listed("available")), (json!(0), (json!(0), json!(0))));
    let withdrawn = desk.call("withdraw_retainer", json!({ "id": retainer["id"], "reason": "Dossier clos" }));
    assert_eq!(withdrawn["open"], 0);
    let payment = json!({ "client": client, "amount": 100, "retainer": retainer["id"] });
    assert_eq!(desk.refusal("record_payment", json!({ "payment": payment })), "withdrawn");
    desk.check();
}

#[test]
fn a_provision_is_the_firms_own_and_the_clients_own() {
    let Office { desk, client, matter, .. } = office();
    let other = desk.person("Anne", "Durand");
    let refusal = |fields: Value| desk.refusal("request_retainer", json!({ "retainer": fields }));
    assert_eq!(refusal(json!({ "client": client, "net": 0 })), "required");
    assert_eq!(refusal(json!({ "client": other, "matter": matter, "net": 100 })), "other_client");
    assert_eq!(refusal(json!({ "client": desk.court("TJ de Lyon"), "net": 100 })), "court");
    assert_eq!(
        refusal(json!({ "client": client, "net": 100, "requested_on": "2026-04-02", "due_on": "2026-04-01" })),
        "before_start"
    );
    let retainer = desk.call("request_retainer", json!({ "retainer": { "client": client, "net": 100_000 } }));
    let pay = |client: &str, account: &str| {
        let payment = json!({ "client": client, "amount": 100, "account": account, "retainer": retainer["id"] });
        desk.refusal("record_payment", json!({ "payment": payment }))
    };
    assert_eq!((pay(&other, "firm").as_str(), pay(&client, "carpa").as_str()), ("other_client", "carpa"));
    desk.settle_firm(json!({ "vat_exempt": true }));
    assert_eq!(refusal(json!({ "client": client, "net": 100, "vat_basis_points": 2000 })), "exempt");
    let exempt = desk.call("request_retainer", json!({ "retainer": { "client": client, "net": 100_000 } }));
    assert_eq!(exempt["gross"], 100_000);
}

/// DOMAIN §9: what the program knows stands in the journal of the client, of who received it, and of the matter.
#[test]
fn letters_that_ask_for_money_stand_in_the_journal() {
    let Office { desk, client, matter, .. } = office();
    let lawyer = desk.person("Luc", "Recouvreur");
    let role = json!({ "id": null, "client": client, "recipient": lawyer, "role": "collections", "is_default": true });
    desk.call("save_role", json!({ "role": role }));
    let lines = json!([{ "kind": "fee", "label": "Honoraires", "amount": 10_000 }]);
    let draft = json!({ "id": null, "client": client, "matter": matter, "lines": lines });
    let issued = desk.issue(&desk.call("save_invoice", json!({ "draft": draft })), "2026-01-02");
    desk.remind(&client, &[&issued], json!({ "note": "Sans nouvelles de vous." }));
    let asked =
        json!({ "client": client, "matter": matter, "net": 50_000, "requested_on": "2026-06-02", "subject": "Appel" });
    let retainer = desk.call("request_retainer", json!({ "retainer": asked }));
    let subjects = |filter: Value| -> Vec<String> {
        let rows = desk.journal(filter)["entries"].clone();
        rows.as_array().unwrap().iter().map(|entry| entry["subject"].as_str().unwrap().to_owned()).collect()
    };
    let kinds = json!(["reminder", "retainer"]);
    let both = ["Provision demandée : 600,00\u{a0}€", "Rappel pour A2026-0001 : 120,00\u{a0}€"].map(str::to_owned);
    assert_eq!(subjects(json!({ "contact": client, "kinds": kinds })), both);
    assert_eq!(subjects(json!({ "matter": matter, "kinds": kinds })), both);
    assert_eq!(subjects(json!({ "contact": lawyer })), both[1..]);
    assert_eq!(subjects(json!({ "contact": client, "kinds": kinds, "text": "nouvelles" })), both[1..]);
    assert_eq!(subjects(json!({ "contact": client, "kinds": kinds, "text": "A2026-0001" })), both[1..]);
    assert_eq!(subjects(json!({ "contact": client, "kinds": kinds, "text": "provision appel" })), both[..1]);
    let entry = desk.journal(json!({ "contact": client, "kinds": ["reminder"] }))["entries"][0].clone();
    assert_eq!(
        (&entry["contacts"][1]["name"], &entry["contacts"][1]["part"]),
        (&json!("Luc RECOUVREUR"), &json!("recipient"))
    );
    assert_eq!((&entry["excerpt"], &entry["amount"]), (&json!("Sans nouvelles de vous."), &json!(12_000)));
    desk.call("withdraw_retainer", json!({ "id": retainer["id"], "reason": "Dossier clos" }));
    let today = desk.call("get_retainer", json!({ "id": retainer["id"] }))["withdrawn_on"].as_str().unwrap().to_owned();
    let day = today.split('-').rev().collect::<Vec<_>>().join("/");
    let said = subjects(json!({ "contact": client, "kinds": ["retainer"] }));
    assert_eq!(said, [format!("Provision demandée : 600,00\u{a0}€, retirée le {day}")]);
    desk.check();
    for _ in 0..3 {
        desk.call("undo_last", json!({}));
    }
    assert_eq!(subjects(json!({ "contact": client, "kinds": kinds })), [] as [&str; 0]);
    desk.check();
}

#[test]
fn what_is_left_of_a_provision_goes_back_to_the_client_and_no_more() {
    let Office { desk, client, .. } = office();
    let retainer = desk.call("request_retainer", json!({ "retainer": { "client": client, "net": 100_000 } }));
    let of = json!({ "retainer": retainer["id"] });
    let first = desk.receive(&client, 30_000, of.clone());
    let second = desk.receive(&client, 40_000, json!({ "retainer": retainer["id"], "received_on": "2026-05-10" }));
    // Money that is no provision is not given back by this way.
    desk.receive(&client, 5_000, json!({}));
    let issued = desk.bill(&client, 10_000, "2026-06-01");
    desk.call(
        "pay_invoice",
        json!({ "invoice": issued["id"], "parts": [{ "payment": first["id"], "amount": 12_000 }] }),
    );
    let refund = |amount: i64, on: &str| {
        json!({ "refund": { "retainer": retainer["id"], "amount": amount, "given_on": on, "method": "Virement",
            "reference": "VIR 9", "note": "Dossier clos" } })
    };
    let rows = desk.rows();
    for (amount, on, reason) in
        [(0, "2026-07-01", "required"), (58_001, "2026-07-01", "above_retainer"), (100, "2026-05-01", "before_receipt")]
    {
        assert_eq!(desk.refusal("refund_retainer", refund(amount, on)), reason);
    }
    let told = desk.refused("refund_retainer", refund(58_001, "2026-07-01"));
    assert!(told.message.contains("580,00"), "{}", told.message);
    assert_eq!(desk.rows(), rows);

    // The oldest first, and of each no more than what it has left.
    let given = desk.call("refund_retainer", refund(28_000, "2026-07-01"));
    assert_eq!((&given[0]["amount"], &given[0]["refund"]), (&json!(-18_000), &first["id"]));
    assert_eq!((&given[1]["amount"], &given[1]["refund"]), (&json!(-10_000), &second["id"]));
    let found = || {
        let found = desk.call("get_retainer", json!({ "id": retainer["id"] }));
        ["received", "refunded", "available", "open"].map(|what| found[what].as_i64().unwrap())
    };
    assert_eq!(found(), [70_000, 28_000, 30_000, 50_000], "what is given back is not asked for again");
    let figures = || {
        let figures = desk.figures(&client);
        ["balance_due", "unallocated", "retained"].map(|what| figures[what].as_i64().unwrap())
    };
    assert_eq!(figures(), [0, 35_000, 30_000]);
    let page = desk.call("list_retainers", json!({ "filter": { "client": client }, "page": ALL() }));
    assert_eq!((&page["refunded"], &page["available"]), (&json!(28_000), &json!(30_000)));
    let page = desk.call("list_payments", json!({ "filter": of, "page": ALL() }));
    assert_eq!((&page["total"], &page["amount"], &page["unallocated"]), (&json!(4), &json!(42_000), &json!(30_000)));
    let paid = |id: &Value| desk.call("get_payment", json!({ "id": id }));
    assert_eq!((&paid(&first["id"])["refunded"], &paid(&first["id"])["unallocated"]), (&json!(18_000), &json!(0)));
    assert_eq!((&given[0]["unallocated"], &given[0]["reversed_by"]), (&json!(0), &json!(null)));

    // What was given back pays nothing any more; its receipt does not go before it.
    let later = desk.bill(&client, 50_000, "2026-07-02");
    let pay =
        |payment: &Value| json!({ "id": payment["id"], "allocations": [{ "invoice": later["id"], "amount": 1 }] });
    assert_eq!(desk.refusal("allocate_payment", pay(&first)), "above_payment");
    assert_eq!(desk.refusal("allocate_payment", pay(&given[0])), "refund");
    let reverse = |payment: &Value| json!({ "id": payment["id"], "on": "2026-07-03", "reason": "Virement rejeté" });
    assert_eq!(desk.refusal("reverse_payment", reverse(&first)), "refunded");
    let path = desk.data().join("x.pdf");
    assert_eq!(desk.refusal("payment_receipt_pdf", json!({ "id": given[0]["id"], "path": path })), "refund");
    let last = desk.call("operations", json!({ "page": { "offset": 0, "limit": 20 } }));
    let operation = last.as_array().unwrap().iter().find(|one| one["op"] == "refund_retainer").unwrap()["id"].clone();
    assert_eq!(desk.refusal("undo_operation", json!({ "operation": operation, "force": true })), "frozen");
    assert_eq!(desk.found_payments("dossier clos"), 0, "found by its receipt, not beside it");

    // One that did not take place is reversed once, and the receipt is whole again.
    let counter = desk.call("reverse_payment", reverse(&given[1]));
    assert_eq!(
        (&counter["amount"], &counter["refund"], &counter["reverses"]),
        (&json!(10_000), &given[1]["id"], &json!(null))
    );
    assert_eq!(paid(&given[1]["id"])["reversed_by"], counter["id"]);
    for row in [&given[1], &counter] {
        assert_eq!(desk.refusal("reverse_payment", reverse(row)), "reversed");
    }
    assert_eq!((found(), figures()), ([70_000, 18_000, 40_000, 50_000], [60_000, 45_000, 40_000]));
    assert_eq!(desk.refusal("allocate_payment", pay(&counter)), "reversed");
    desk.call("reverse_payment", reverse(&second));
    assert_eq!((found(), figures()), ([30_000, 18_000, 0, 90_000], [60_000, 5_000, 0]));
    assert!(desk.refused("refund_retainer", refund(1, "2026-07-04")).message.contains("Il ne reste rien"));
    assert_eq!(
        desk.subjects(json!({ "contact": client, "kinds": ["refund", "reversal"] })),
        [
            "Règlement extourné : -400,00\u{a0}€",
            "Remboursement de provision extourné : 100,00\u{a0}€",
            "Provision rendue au client : 100,00\u{a0}€",
            "Provision rendue au client : 180,00\u{a0}€",
        ]
    );
    desk.check();
}
