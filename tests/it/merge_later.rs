//! What is asked of a contact after it was merged: by a window that still shows it, by the history, by an undo.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use themisia_core::commands;
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, id};
use crate::invoice::{Office, office};

/// Commands that write and name no contact: by a row of theirs, or of the firm.
const OF_NO_CONTACT: &[&str] = &[
    "remove_link",
    "remove_role",
    "save_view",
    "remove_view",
    "add_courts",
    "save_quality",
    "archive_matter",
    "remove_party",
    "remove_kyc_document",
    "save_risk_country",
    "remove_risk_country",
    "complete_todo",
    "snooze_todo",
    "remove_todo",
    "save_timekeeper",
    "save_standard_rate",
    "remove_standard_rate",
    "remove_negotiated_rate",
    "record_time",
    "move_time",
    "remove_time",
    "save_cost",
    "remove_cost",
    "remove_invoice",
    "issue_invoice",
    "issue_credit_note",
    "mark_invoice",
    "allocate_payment",
    "reverse_payment",
    "withdraw_retainer",
    "refund_retainer",
    "pay_invoice",
    "record_reminders",
    "reminders_pdf",
    "remove_interaction",
    "pin_interaction",
    "move_interactions",
    "save_journal_template",
    "remove_journal_template",
    "save_letter_template",
    "remove_letter_template",
    "remove_document",
    "save_user",
    "save_firm_settings",
    "save_compliance_settings",
    "save_vat_rate",
    "save_firm",
    // They read, or go by what the files say.
    "scan_duplicates",
    "refresh_duplicates",
    "import_emails",
    "check_watched_folder",
    "add_document_version",
    "save_document_copy",
    "export_contacts",
    "labels_pdf",
    "import_contacts",
    "backup_now",
    "restore_backup",
    "check_base",
];

impl Desk {
    fn row_of(&self, contact: &str) -> String {
        let id: uuid::Uuid = contact.parse().unwrap();
        let open = self.vault.open_base().unwrap();
        let row = |reader: &themisia_core::core::Reader| {
            let mut statement = reader.prepare("select * from contact where id = ?1")?;
            let columns = statement.column_count();
            Ok(statement.query_row([id.as_bytes()], |row| {
                (0..columns).map(|at| Ok(format!("{:?}|", row.get_ref(at)?))).collect::<rusqlite::Result<String>>()
            })?)
        };
        open.core.read(row).unwrap()
    }

    fn operation_of(&self, op: &str) -> Value {
        let operations = self.call("operations", json!({ "page": { "offset": 0, "limit": 50 } }));
        operations.as_array().unwrap().iter().find(|operation| operation["op"] == op).unwrap()["id"].clone()
    }
}

/// What a person may ask of a contact, with its id where one stands. `other`, `twin`: further contacts; `matter`: of the kept one.
fn asked(desk: &Desk, merged: &str, other: &str, matter: &str, company: &str) -> Vec<(&'static str, Value)> {
    let twin = || desk.company("Boulangerie Roux et fils");
    let draft = json!({ "id": merged, "kind": "legal_person", "organisation_name": "Tout autre" });
    let brought = json!({ "id": null, "kind": "natural_person", "birth_name": "Neuf", "referred_by": merged });
    let edit = json!({ "add_qualities": [], "remove_qualities": [], "status": null, "reason": "", "set": { "origin": "Salon" } });
    let lines = json!([{ "kind": "fee", "label": "Forfait", "amount": 10_000 }]);
    let invoice = desk.bill(merged, 10_000, "2026-04-01");
    let calendar = desk.write(
        "a.ics",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Appeler\r\nDTSTART:20260302T140000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    );
    let paths = [desk.write("piece.txt", "Pièce")];
    let mut document = desk.call(
        "add_documents",
        json!({ "task": "t", "paths": [desk.write("autre.txt", "Autre")], "place": { "contact": other } }),
    )["documents"][0]["draft"]
        .clone();
    document["place"] = json!({ "contact": merged });
    document["contact"] = json!(merged);
    let asked = json!([{ "name": "", "contact": merged }]);
    let template = desk.call("letter_templates", json!({}))[0]["id"].clone();
    vec![
        ("save_contact", json!({ "draft": draft })),
        ("save_contact", json!({ "draft": brought })),
        ("set_contact_status", json!({ "id": merged, "to": "prospect", "reason": "" })),
        ("archive_contacts", json!({ "ids": [merged], "archived": true })),
        ("save_link", json!({ "link": { "id": null, "contact": merged, "other": other, "kind": "representative" } })),
        ("save_link", json!({ "link": { "id": null, "contact": company, "other": merged, "kind": "parent_company" } })),
        (
            "save_link",
            json!({ "link": { "id": null, "contact": company, "other": other, "kind": "beneficial_owner", "through": merged } }),
        ),
        ("save_role", json!({ "role": { "id": null, "client": merged, "recipient": other, "role": "billing" } })),
        ("save_role", json!({ "role": { "id": null, "client": company, "recipient": merged, "role": "billing" } })),
        ("bulk_edit", json!({ "task": "t", "ids": [merged], "edit": edit })),
        ("merge_contacts", json!({ "kept": merged, "absorbed": twin(), "choices": {} })),
        ("merge_contacts", json!({ "kept": twin(), "absorbed": merged, "choices": {} })),
        ("merge_group", json!({ "kept": merged, "absorbed": [twin()], "choices": {} })),
        ("merge_pairs", json!({ "task": "t", "pairs": [{ "a": merged, "b": twin() }], "dry_run": false })),
        ("not_duplicates", json!({ "a": merged, "b": company })),
        ("maybe_duplicates", json!({ "a": company, "b": merged })),
        ("record_conflict_check", json!({ "check": { "asked": asked, "depth": 1, "decision": "refused" } })),
        ("save_matter", json!({ "draft": { "id": null, "client": merged, "title": "Nouveau" } })),
        (
            "save_party",
            json!({ "party": { "id": null, "matter": matter, "contact": merged, "side": "neutral", "role": "other" } }),
        ),
        ("save_kyc", json!({ "draft": { "client": merged, "purpose": "Conseil" } })),
        ("decide_kyc", json!({ "decision": { "client": merged, "to": "out_of_scope", "reason": "Contentieux" } })),
        ("save_kyc_document", json!({ "document": { "id": null, "contact": merged, "kind": "articles" } })),
        ("save_todo", json!({ "todo": { "id": null, "kind": "task", "title": "Conclure", "contact": merged } })),
        ("import_todos", json!({ "path": calendar, "contact": merged, "matter": null })),
        ("record_data_request", json!({ "request": { "contact": merged, "kind": "access", "outcome": "received" } })),
        (
            "save_negotiated_rate",
            json!({ "rate": { "id": null, "client": merged, "effective_from": "2026-01-01", "hourly_rate": 10_000 } }),
        ),
        (
            "save_invoice",
            json!({ "draft": { "id": null, "client": merged, "recipient": merged, "matter": matter, "lines": lines } }),
        ),
        (
            "record_payment",
            json!({ "payment": { "client": merged, "amount": 1_000, "allocations": [{ "invoice": invoice["id"], "amount": 500 }] } }),
        ),
        (
            "record_reminder",
            json!({ "reminder": { "client": merged, "invoices": [invoice["id"]], "reminded_on": "2026-06-01" } }),
        ),
        ("request_retainer", json!({ "retainer": { "client": merged, "net": 100_000 } })),
        (
            "save_interaction",
            json!({ "draft": { "id": null, "kind": "note", "subject": "Note", "about": [merged], "mentioned": [merged] } }),
        ),
        ("accept_email_proposals", json!({ "accepted": [{ "address": "neuf@exemple.fr", "contact": merged }] })),
        ("add_documents", json!({ "task": "t", "paths": paths, "place": { "contact": merged } })),
        ("save_document", json!({ "draft": document })),
        (
            "write_letter",
            json!({ "task": "l", "letter": { "contact": merged, "recipient": merged, "addressee": "Boulangerie Roux", "subject": "Bail", "body": "Bonjour" } }),
        ),
        (
            "mail_merge",
            json!({ "task": "s", "template": template, "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
                "ids": [merged], "in_matter": false, "path": null, "each": false }),
        ),
        ("restrict_contact", json!({ "id": merged, "reason": "Exactitude contestée" })),
        ("lift_restriction", json!({ "id": merged })),
    ]
}

#[test]
fn what_is_asked_of_a_merged_contact_reaches_the_kept_one_or_is_refused_with_its_name() {
    let Office { desk, client: kept, matter, .. } = office();
    let merged = desk.company("Boulangerie Roux SARL");
    desk.edit(&merged, json!({ "notes": "avant" }));
    desk.edit(&merged, json!({ "notes": "après" }));
    let history = desk.operation_of("edit_contact");
    let address = json!({ "id": null, "label": "", "street": "3 rue de Siam", "postal_code": "29200", "town": "Brest", "country": "FR" });
    desk.edit(&kept, json!({ "addresses": [address] }));
    let (other, company) = (desk.person("Paul", "Roux"), desk.company("Holding Roux"));
    desk.call("merge_contacts", json!({ "kept": kept, "absorbed": merged, "choices": {} }));
    let row = desk.row_of(&merged);
    let mut tried: BTreeSet<&str> = OF_NO_CONTACT.iter().copied().collect();
    let mut asked = asked(&desk, &merged, &other, &matter, &company);
    asked.push((
        "restore_value",
        json!({ "operation": history, "table": "contact", "record": merged, "field": "notes" }),
    ));
    for (command, arguments) in asked {
        tried.insert(command);
        let before = desk.rows();
        let name = desk.contact(&kept)["display_name"].as_str().unwrap().to_owned();
        match commands::dispatch(&desk.vault, command, arguments.clone()) {
            Ok(report) if command == "bulk_edit" => {
                assert!(report["refusals"][0]["reason"].as_str().unwrap().contains(&name), "{report}");
                assert_eq!(desk.rows(), before);
            }
            Ok(_) if command == "maybe_duplicates" => {}
            Ok(_) => assert_ne!(desk.rows(), before, "{command} was lost: {arguments}"),
            Err(error) => {
                assert_eq!(
                    (error.code, error.reason.as_deref()),
                    (ErrorCode::Invalid, Some("merged")),
                    "{command}: {error:?}"
                );
                assert!(error.message.contains(&name), "{command}: {}", error.message);
                assert_eq!(desk.rows(), before, "{command}");
            }
        }
        assert_eq!(desk.pointing_at_merged(), Vec::<String>::new(), "after {command} {arguments}");
        if command.starts_with("merge") {
            desk.call("undo_last", json!({}));
        }
        assert_eq!(desk.row_of(&merged), row, "{command} wrote on the merged contact: {arguments}");
    }
    // What is only a value comes back in the contact that is kept.
    assert_eq!(desk.contact(&kept)["draft"]["notes"], "avant");
    let writing = commands::list().into_iter().filter(|command| ["write", "task"].contains(&command.kind));
    let unheard: Vec<&str> = writing.map(|command| command.name).filter(|name| !tried.contains(name)).collect();
    assert_eq!(unheard, Vec::<&str>::new(), "say what these do of a merged contact");
    desk.check();
}

#[test]
fn what_is_read_of_a_merged_contact_is_that_of_the_kept_one() {
    let Office { desk, client: kept, matter, julie } = office();
    let merged = desk.company("Boulangerie Roux SARL");
    let other = desk.person("Paul", "Roux");
    let theirs = desk.matter(&merged, "Fonds de commerce");
    desk.call("set_contact_status", json!({ "id": merged, "to": "prospect", "reason": "" }));
    desk.live(&merged, &theirs, &julie, &other, "leur");
    desk.live(&kept, &matter, &julie, &other, "notre");
    desk.call("merge_contacts", json!({ "kept": kept, "absorbed": merged, "choices": {} }));
    let page = json!({ "offset": 0, "limit": 50 });
    let of = |client: &str| -> Vec<(&'static str, Value)> {
        vec![
            ("get_contact", json!({ "id": client })),
            ("contact_links", json!({ "id": client })),
            ("contact_roles", json!({ "id": client })),
            ("status_moves", json!({ "id": client })),
            ("recipients_for", json!({ "client": client, "matter": matter, "purpose": "billing", "on": "2026-11-24" })),
            ("contact_history", json!({ "id": client, "page": page })),
            ("merged_contacts", json!({ "id": client })),
            ("duplicates_of", json!({ "id": client })),
            ("matters_of_contact", json!({ "id": client })),
            ("list_matters", json!({ "filter": { "view": "all", "text": "", "client": client }, "page": page })),
            ("kyc_file", json!({ "client": client, "matter": null })),
            ("kyc_state", json!({ "client": client, "matter": theirs })),
            ("kyc_matters", json!({ "client": client, "page": page })),
            ("kyc_ownership", json!({ "company": client, "on": null })),
            ("list_todos", json!({ "filter": { "view": "all", "contact": client }, "page": page })),
            ("retention", json!({ "id": client })),
            ("data_requests", json!({ "contact": client, "page": page })),
            ("negotiated_rates", json!({ "client": client })),
            ("simulate_rates", json!({ "client": client, "matter": null, "on": "2026-11-24" })),
            ("list_time", json!({ "filter": { "client": client }, "page": page })),
            ("time_totals", json!({ "filter": { "client": client } })),
            ("list_costs", json!({ "filter": { "kind": "expense", "client": client }, "page": page })),
            ("list_invoices", json!({ "filter": { "view": "all", "client": client }, "page": page })),
            ("list_work", json!({ "filter": { "view": "all", "client": client }, "page": page })),
            ("unbilled_work", json!({ "client": client, "matter": null })),
            ("list_payments", json!({ "filter": { "client": client }, "page": page })),
            ("propose_allocation", json!({ "client": client, "amount": 5_000 })),
            ("due_reminders", json!({ "filter": { "all": true, "client": client }, "page": page })),
            ("list_reminders", json!({ "filter": { "client": client }, "page": page })),
            ("list_retainers", json!({ "filter": { "client": client }, "page": page })),
            ("client_figures", json!({ "id": client })),
            ("list_journal", json!({ "filter": { "contact": client }, "cursor": null, "limit": 50 })),
            ("list_documents", json!({ "filter": { "contact": client }, "page": page })),
        ]
    };
    for ((query, old), (_, now)) in of(&merged).into_iter().zip(of(&kept)) {
        let (old, now) = (desk.call(query, old), desk.call(query, now));
        assert_eq!(old, now, "{query}");
        assert!(query == "duplicates_of" || now != json!([]), "{query} has nothing to tell");
    }
}

#[test]
fn a_command_that_forgets_the_merge_is_refused_and_names_the_kept_contact() {
    let desk = Desk::new();
    let (kept, merged, other) =
        (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"), desk.person("Luc", "Roux"));
    desk.call("merge_contacts", json!({ "kept": kept, "absorbed": merged, "choices": {} }));
    let rows = desk.rows();
    let id: uuid::Uuid = merged.parse().unwrap();
    for sql in [
        "insert into contact_email (id, contact, address, position) values (zeroblob(16), ?1, 'tard@example.fr', 0)",
        "update contact set profession = 'avocate' where id = ?1",
        "update contact set status = 'prospect' where id = ?1",
        "update contact set referred_by = ?1 where birth_name = 'Roux'",
    ] {
        let open = desk.vault.open_base().unwrap();
        let outcome =
            open.core.transact(themisia_core::op::Op::EditContact, |tx| Ok(tx.execute(sql, [id.as_bytes()])?));
        let message = outcome.err().unwrap_or_else(|| panic!("{sql} was written")).to_string();
        assert!(message.contains("Anne DURAND"), "{message}");
        drop(open);
        assert_eq!(desk.rows(), rows, "{sql}");
    }
    desk.edit(&other, json!({ "profession": "huissier" }));
}

#[test]
fn an_edit_of_before_the_merge_is_not_taken_back_behind_it() {
    let desk = Desk::new();
    let (kept, merged) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    let other = desk.person("Luc", "Roux");
    desk.edit(&merged, json!({ "profession": "avocate" }));
    let edit = desk.operation_of("edit_contact");
    let bulk = json!({ "add_qualities": [], "remove_qualities": [], "status": null, "reason": "", "set": { "origin": "Salon" } });
    desk.call("bulk_edit", json!({ "task": "t", "ids": [merged, other], "edit": bulk }));
    let bulk = desk.operation_of("bulk_edit");
    desk.call("merge_contacts", json!({ "kept": kept, "absorbed": merged, "choices": {} }));
    let merge = desk.operation_of("merge_contacts");
    let rows = desk.rows();
    let blockers = desk.call("undo_blockers", json!({ "operation": edit }));
    assert_eq!((&blockers[0]["kind"], &blockers[0]["found"]), (&json!("merged_since"), &json!("Anne DURAND")));
    desk.refused_with(ErrorCode::CannotUndo, "undo_operation", json!({ "operation": edit, "force": false }));
    assert_eq!(desk.rows(), rows);
    // Of an edit of many, the rest goes back.
    desk.call("undo_operation", json!({ "operation": bulk, "force": true }));
    assert_eq!(desk.contact(&other)["draft"]["origin"], "");
    assert_eq!(desk.contact(&kept)["draft"]["origin"], "Salon");
    // Once they are two again, it goes back as ever.
    desk.call("undo_operation", json!({ "operation": merge, "force": false }));
    desk.call("undo_operation", json!({ "operation": edit, "force": false }));
    assert_eq!(desk.contact(&merged)["draft"]["profession"], "");
    assert_eq!(id(&desk.contact(&merged)), merged);
    desk.check();
}
