//! The table of commands: each has an example here, and the page's client is generated from it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use themisia_core::commands;
use themisia_core::error::ErrorCode;

use crate::desk::{Desk, founder, id, person};

#[test]
fn every_command_has_an_example_that_works() {
    let desk = Desk::first_run();
    let mut tried = BTreeSet::new();
    let mut call = |name: &str, arguments: Value| {
        tried.insert(name.to_owned());
        desk.call(name, arguments)
    };
    let page = json!({ "offset": 0, "limit": 10 });
    let code = call("create_base", json!({ "new": founder(None) }));
    call("confirm_recovery_code", json!({ "code": code["code"] }));
    call("recovery_code_pdf", json!({ "code": code["code"], "path": desk.data().join("code.pdf") }));
    call("renew_recovery_code", json!({}));
    let quality = call("save_quality", json!({ "quality": { "id": null, "name": "Géomètre" } }));
    let contact = call("save_contact", json!({ "draft": person("Anne", "Durand") }));
    let mut draft = call("get_contact", json!({ "id": contact["id"] }))["draft"].clone();
    draft["qualities"] = json!([quality["id"]]);
    draft["notes"] = json!("vue au cabinet");
    call("save_contact", json!({ "draft": draft }));
    call("set_contact_status", json!({ "id": contact["id"], "to": "prospect", "reason": "" }));
    call(
        "list_contacts",
        json!({ "filter": { "view": "active", "kind": "natural_person", "quality": quality["id"], "text": "dur" },
        "sort": { "key": "status", "descending": true }, "page": page }),
    );
    call("search_contacts", json!({ "text": "durand", "include_hidden": true, "limit": 5 }));
    for kind in ["matter", "invoice", "payment"] {
        call("find_records", json!({ "text": "durand", "kind": kind, "limit": 5 }));
    }
    call("contact_counts", json!({}));
    call("qualities", json!({}));
    call("contact_summary", json!({ "id": contact["id"] }));
    let history = call("contact_history", json!({ "id": contact["id"], "page": page }));
    call(
        "restore_value",
        json!({ "operation": history[1]["operation"]["id"], "table": "contact", "record": contact["id"], "field": "notes" }),
    );
    let operations = call("operations", json!({ "page": page }));
    call("undo_state", json!({}));
    call("undo_blockers", json!({ "operation": operations[0]["id"] }));
    call("undo_operation", json!({ "operation": operations[0]["id"], "force": false }));
    call("undo_last", json!({}));
    call("redo_last", json!({}));
    let other = call("save_contact", json!({ "draft": person("Paul", "Durand") }));
    let link = call(
        "save_link",
        json!({ "link": { "id": null, "contact": contact["id"], "other": other["id"], "kind": "spouse", "function": "",
        "capital_basis_points": null, "votes_basis_points": null, "through": null, "starts_on": "2019-06-08", "ends_on": null,
        "note": "" } }),
    );
    call("contact_links", json!({ "id": other["id"] }));
    call("remove_link", json!({ "id": link["id"] }));
    let role = call(
        "save_role",
        json!({ "role": { "id": null, "client": contact["id"], "recipient": other["id"], "role": "billing",
        "is_default": true, "starts_on": null, "ends_on": null } }),
    );
    call("contact_roles", json!({ "id": contact["id"] }));
    call(
        "recipients_for",
        json!({ "client": contact["id"], "matter": null, "purpose": "collections", "on": "2026-11-24" }),
    );
    call("remove_role", json!({ "id": role["id"] }));
    call("status_moves", json!({ "id": contact["id"] }));
    call("base_health", json!({}));
    call("funnel", json!({ "from": "2026-01-01", "to": "2026-12-31" }));
    let filter = json!({ "view": "active", "kind": null, "quality": null, "text": "", "lacking": ["email"] });
    let view = call("save_view", json!({ "view": { "id": null, "name": "Sans e-mail", "filter": filter } }));
    call("saved_views", json!({}));
    call("remove_view", json!({ "id": view["id"] }));
    let edit = json!({ "add_qualities": [quality["id"]], "remove_qualities": [], "status": null, "reason": "",
        "set": { "origin": "Salon" } });
    call("preview_bulk_edit", json!({ "ids": [contact["id"], other["id"]], "edit": edit }));
    call("bulk_edit", json!({ "ids": [contact["id"], other["id"]], "edit": edit }));
    call("check_identifier", json!({ "kind": "siren", "value": "732 829 320" }));
    call("towns", json!({ "postal_code": "69001" }));
    call("read_signature", json!({ "text": "Anne Durand\nAvocate\nTél. 06 12 34 56 78" }));
    call("add_courts", json!({}));
    let twin = call("save_contact", json!({ "draft": person("Anne", "Durant") }));
    let merge = json!({ "kept": contact["id"], "absorbed": twin["id"], "choices": { "birth_name": "kept" } });
    call("preview_merge", merge.clone());
    call("merge_contacts", merge);
    call("merged_contacts", json!({ "id": contact["id"] }));
    let twin = call("save_contact", json!({ "draft": person("Anne", "Durant") }));
    call("merge_pairs", json!({ "task": "t", "pairs": [{ "a": contact["id"], "b": twin["id"] }], "dry_run": true }));
    call("preview_group", json!({ "contacts": [contact["id"], twin["id"]], "kept": null, "choices": {} }));
    call(
        "merge_group",
        json!({ "kept": contact["id"], "absorbed": [twin["id"]], "choices": { "birth_name": contact["id"] } }),
    );
    call("archive_contacts", json!({ "ids": [contact["id"]], "archived": true }));
    let asked = json!({ "contact": other["id"], "kind": "access", "outcome": "received" });
    call("record_data_request", json!({ "request": asked }));
    call("data_requests", json!({ "contact": null, "page": page }));
    call("export_person", json!({ "id": other["id"], "path": desk.data().join("copie") }));
    call("restrict_contact", json!({ "id": other["id"], "reason": "Exactitude contestée" }));
    call("lift_restriction", json!({ "id": other["id"] }));
    let leaving = call("save_contact", json!({ "draft": person("Jean", "Parti") }));
    call("retention", json!({ "id": leaving["id"] }));
    call("erase_contact", json!({ "id": leaving["id"], "reason": "À sa demande" }));
    let court =
        call("save_contact", json!({ "draft": { "id": null, "kind": "court", "organisation_name": "TJ de Lyon" } }));
    matters_and_money(&mut call, desk.data(), contact["id"].as_str().unwrap(), &court["id"]);
    the_journal(&desk, &mut call, contact["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    the_letters(&desk, &mut call);
    call("save_draft", json!({ "key": "k", "value": "v" }));
    call("get_draft", json!({ "key": "k" }));
    call("drafts", json!({}));
    call("discard_draft", json!({ "key": "k" }));
    call("similar_contacts", json!({ "draft": person("Anne", "Durant") }));
    let twin = call("save_contact", json!({ "draft": person("Anne", "Durand") }));
    call("duplicates_of", json!({ "id": contact["id"] }));
    call("scan_duplicates", json!({ "task": "t" }));
    call("refresh_duplicates", json!({ "task": "t" }));
    call("duplicate_counts", json!({}));
    call("duplicate_pairs", json!({ "min_level": "possible", "page": page }));
    call("duplicate_groups", json!({ "min_level": "probable", "page": page }));
    call("not_duplicates", json!({ "a": contact["id"], "b": twin["id"] }));
    call("maybe_duplicates", json!({ "a": contact["id"], "b": twin["id"] }));
    let path = desk.write("a.csv", "Nom;Prénom\nMartin;Luc\n");
    call("save_import_template", json!({ "path": desk.data().join("modele.csv") }));
    let preview = call("preview_import", json!({ "path": path }));
    call(
        "export_contacts",
        json!({ "task": "t", "path": desk.data().join("a.xlsx"), "format": "xlsx", "ids": null,
        "filter": { "view": "all", "kind": null, "quality": null, "text": "" } }),
    );
    let address = json!([{ "id": null, "street": "1 rue Haute", "postal_code": "69001", "town": "Lyon" }]);
    let mut draft = call("get_contact", json!({ "id": contact["id"] }))["draft"].clone();
    draft["addresses"] = address;
    call("save_contact", json!({ "draft": draft }));
    call(
        "labels_pdf",
        json!({ "task": "t", "path": desk.data().join("a.pdf"), "sheet": "l7159", "skip": 3, "ids": [contact["id"]],
        "filter": { "view": "all", "kind": null, "quality": null, "text": "" } }),
    );
    call("import_contacts", json!({ "task": "t", "path": path, "mapping": preview["mapping"], "dry_run": true }));
    call("cancel_task", json!({ "task": "t" }));
    call("home", json!({}));
    call("check_base", json!({ "task": "t" }));
    call("save_firm", json!({ "firm_name": "Cabinet Vasseur & Associés" }));
    let user = call("vault_status", json!({}))["user"].clone();
    call("save_user", json!({ "user": user }));
    let settings = call("device_settings", json!({}));
    call("save_device_settings", json!({ "settings": settings }));
    let backup = call("backup_now", json!({ "task": "t", "folder": null }));
    call("backup_state", json!({}));
    call("restore_backup", json!({ "task": "t", "file": backup["path"], "code": null, "passphrase": null }));
    call("set_passphrase", json!({ "current": null, "passphrase": "quatre mots au hasard" }));
    call("lock", json!({}));
    call("unlock", json!({ "passphrase": "quatre mots au hasard" }));
    let code = call("renew_recovery_code", json!({}));
    call("lock", json!({}));
    call("recover", json!({ "code": code["code"], "passphrase": null }));
    call("open_demo", json!({}));
    call("leave_demo", json!({}));
    let all: BTreeSet<String> = commands::list().iter().map(|command| command.name.to_owned()).collect();
    assert_eq!(tried, all);
}

/// The examples of letters.
fn the_letters(desk: &Desk, call: &mut impl FnMut(&str, Value) -> Value) {
    let addressed = desk.addressed("Zoé", "Roux");
    let letter = json!({ "id": null, "name": "Bref", "subject": "", "body": "{{ destinataire.appel }}," });
    call("preview_letter_template", json!({ "template": letter, "contact": addressed, "matter": null }));
    let letter = call("save_letter_template", json!({ "template": letter }));
    call("letter_templates", json!({}));
    call("letter_fields", json!({}));
    let proposed = call(
        "propose_letter",
        json!({ "template": letter["id"], "contact": addressed, "matter": null, "recipient": null }),
    );
    call("letter_text", json!({ "letter": proposed["draft"] }));
    call("export_letter", json!({ "letter": proposed["draft"], "path": desk.data().join("lettre.txt") }));
    call("write_letter", json!({ "task": "letter", "letter": proposed["draft"] }));
    let series = json!({ "template": letter["id"], "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
        "ids": [addressed], "task": "series", "in_matter": false, "path": null, "each": false });
    call("preview_mail_merge", series.clone());
    call("mail_merge", series);
    call("remove_letter_template", json!({ "id": letter["id"] }));
}

/// The examples of exchanges, e-mails and documents.
fn the_journal(desk: &Desk, call: &mut impl FnMut(&str, Value) -> Value, client: &str, other: &str) {
    let page = json!({ "offset": 0, "limit": 10 });
    let draft = json!({ "id": null, "kind": "call", "subject": "Point", "body": "Rappeler lundi", "minutes": 10,
        "direction": "in", "about": [client], "mentioned": [other] });
    let call_note = call("save_interaction", json!({ "draft": draft }));
    let id = &call_note["id"];
    call("get_interaction", json!({ "id": id }));
    call("pin_interaction", json!({ "id": id, "pinned": true }));
    call("move_interactions", json!({ "ids": [id], "matter": null }));
    let filter = json!({ "contact": client, "kinds": ["call", "email"], "person": other, "from": "2026-01-01", "text": "lundi" });
    call("list_journal", json!({ "filter": filter, "cursor": null, "limit": 20 }));
    let templates = call("journal_templates", json!({}));
    let mut template = templates[0].clone();
    template["id"] = Value::Null;
    let template = call("save_journal_template", json!({ "template": template }));
    call("remove_journal_template", json!({ "id": template["id"] }));
    let mail = "From: Luc Martin <luc@exemple.fr>\r\nTo: anne@exemple.fr\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\
        Message-ID: <1@exemple.fr>\r\nSubject: Bail\r\n\r\nBonjour\r\n";
    std::fs::create_dir(desk.data().join("courrier")).unwrap();
    let path = desk.write("courrier/a.eml", mail);
    let report = call("import_emails", json!({ "task": "t", "paths": [path] }));
    call("email_view", json!({ "id": report["verdicts"][0]["interaction"] }));
    let mut settings = call("device_settings", json!({}));
    settings["watched_folder"] = json!(desk.data().join("courrier"));
    call("save_device_settings", json!({ "settings": settings }));
    call("check_watched_folder", json!({ "task": "t" }));
    let proposals = call("email_proposals", json!({ "page": page }));
    call("ignore_email_addresses", json!({ "addresses": ["anne@exemple.fr"] }));
    let proposal = proposals.as_array().unwrap().iter().find(|one| one["address"] == "luc@exemple.fr").unwrap();
    let accepted = json!([{ "address": proposal["address"], "draft": proposal["draft"] }]);
    call("accept_email_proposals", json!({ "accepted": accepted }));
    // « Pièce 1 »
    let path = call("receive_file", json!({ "path": null, "name": "piece.txt", "chunk": "UGnDqGNlIDE=" }));
    let added = call("add_documents", json!({ "task": "t", "paths": [path], "place": { "contact": client } }));
    let document = &added["documents"][0];
    let version = &document["versions"][0]["id"];
    call("document_preview", json!({ "version": version }));
    call("open_document", json!({ "version": version }));
    call("save_document_copy", json!({ "task": "t", "version": version, "path": desk.data().join("copie.txt") }));
    let path = desk.write("piece.txt", "Pièce 1, corrigée");
    call("add_document_version", json!({ "task": "t", "id": document["id"], "path": path }));
    call("list_documents", json!({ "filter": { "contact": client, "text": "corri" }, "page": page }));
    let mut draft = call("get_document", json!({ "id": document["id"] }))["draft"].clone();
    draft["name"] = json!("Pièce n° 1");
    call("save_document", json!({ "draft": draft }));
    call("remove_document", json!({ "id": document["id"] }));
    call("remove_interaction", json!({ "id": id }));
}

/// The examples of matters, rates, time and money, for a client.
fn matters_and_money(call: &mut impl FnMut(&str, Value) -> Value, folder: &Path, client: &str, court: &Value) {
    let page = json!({ "offset": 0, "limit": 10 });
    let mut settings = call("firm_settings", json!({}));
    settings["town"] = json!("Lyon");
    call("save_firm_settings", json!({ "settings": settings }));
    let vat = call("vat_rates", json!({}));
    call("save_vat_rate", json!({ "rate": vat[0] }));
    let grades = json!([{ "grade": "associate", "effective_from": "2024-01-01" }]);
    let martin =
        call("save_timekeeper", json!({ "timekeeper": { "id": null, "name": "Me Martin", "grades": grades } }));
    call("timekeepers", json!({}));
    let standard = json!({ "id": null, "timekeeper": null, "grade": "associate", "effective_from": "2024-01-01", "hourly_rate": 25000 });
    call("save_standard_rate", json!({ "rate": standard }));
    let rates = call("standard_rates", json!({}));
    let matter =
        call("save_matter", json!({ "draft": { "id": null, "client": client, "title": "Bail", "court": court } }));
    let matter = &matter["id"];
    call("get_matter", json!({ "id": matter }));
    call("next_matter_reference", json!({ "opened_on": "2026-03-02" }));
    call("matter_history", json!({ "id": matter, "page": page }));
    call("list_matters", json!({ "filter": { "view": "open", "text": "bail" }, "page": page }));
    let party =
        json!({ "id": null, "matter": matter, "contact": court, "side": "neutral", "role": "other", "label": "Saisi" });
    let party = call("save_party", json!({ "party": party }));
    call("matters_of_contact", json!({ "id": client }));
    let asked = json!([{ "name": "Anne Durand", "born": "1970-03-12", "side": "for" }, { "name": "SARL du Port", "siren": "732829320" }]);
    call("search_conflicts", json!({ "asked": asked, "depth": 2 }));
    let check = json!({ "asked": asked, "depth": 2, "decision": "refused", "matter": matter });
    let check = call("record_conflict_check", json!({ "check": check }));
    call("conflict_checks", json!({ "matter": null, "page": page }));
    call("get_conflict_check", json!({ "id": check["row"]["id"] }));
    call("conflict_report", json!({ "id": check["row"]["id"] }));
    call("due_conflict_checks", json!({}));
    call("remove_party", json!({ "id": party["id"] }));
    identification(call, client, matter);
    to_do(call, client, matter);
    let terms = json!({ "id": null, "client": client, "timekeeper": martin["id"], "effective_from": "2026-03-01", "hourly_rate": 30000 });
    let terms = call("save_negotiated_rate", json!({ "rate": terms }));
    call("negotiated_rates", json!({ "client": client }));
    call("resolve_rate", json!({ "matter": matter, "timekeeper": martin["id"], "on": "2026-03-02" }));
    call("simulate_rates", json!({ "client": client, "matter": matter, "on": "2026-03-02" }));
    call("parse_duration", json!({ "text": "0,5h" }));
    let time = |duration: &str| json!({ "draft": { "id": null, "matter": matter, "timekeeper": martin["id"], "worked_on": "2026-03-02", "duration": duration } });
    let entry = call("record_time", time("1h30"))["entry"].clone();
    let wrong = call("record_time", time("90"))["entry"].clone();
    call("move_time", json!({ "ids": [wrong["id"]], "matter": matter }));
    call("remove_time", json!({ "id": wrong["id"] }));
    call("list_time", json!({ "filter": { "matter": entry["matter"], "unbilled": true }, "page": page }));
    call("time_totals", json!({ "filter": { "from": "2026-03-02", "to": "2026-03-08" } }));
    let clock = call("start_timer", json!({ "id": null, "matter": matter, "timekeeper": null, "narrative": "Appel" }));
    call("timers", json!({}));
    call("pause_timer", json!({ "id": clock["id"] }));
    call("discard_timer", json!({ "id": clock["id"] }));
    let cost = json!({ "id": null, "kind": "expense", "matter": matter, "label": "Train", "amount": 4200 });
    let cost = call("save_cost", json!({ "cost": cost }));
    call("list_costs", json!({ "filter": { "kind": "expense", "matter": matter }, "page": page }));
    call("remove_cost", json!({ "kind": "expense", "id": cost["id"] }));
    let lines = call("unbilled_work", json!({ "client": client, "matter": null }));
    call("price_invoice", json!({ "lines": lines }));
    call("list_work", json!({ "filter": { "view": "all", "client": client, "free": true }, "page": page }));
    let draft = call("save_invoice", json!({ "draft": { "id": null, "client": client, "lines": lines } }));
    let spare = json!([{ "kind": "fee", "label": "Forfait", "amount": 100000, "vat_basis_points": 2000 }]);
    let spare = call("save_invoice", json!({ "draft": { "id": null, "client": client, "lines": spare } }));
    call("remove_invoice", json!({ "id": spare["id"] }));
    let invoice = call("issue_invoice", json!({ "id": draft["id"], "issued_on": "2026-04-01" }));
    call("get_invoice", json!({ "id": invoice["id"] }));
    call("list_invoices", json!({ "filter": { "view": "open", "client": client }, "page": page }));
    let mark = json!({ "mark": "disputed", "reason": "Conteste la durée" });
    call("mark_invoice", json!({ "id": invoice["id"], "mark": mark }));
    on_paper(call, client, &invoice["id"], &check["row"]["id"]);
    let allocations = call("propose_allocation", json!({ "client": client, "amount": 10000 }));
    let payment = json!({ "client": client, "received_on": "2026-04-20", "amount": 15000, "method": "Virement", "reference": "VIR 12",
        "allocations": allocations });
    let payment = call("record_payment", json!({ "payment": payment }));
    call(
        "allocate_payment",
        json!({ "id": payment["id"], "allocations": [{ "invoice": invoice["id"], "amount": 5000 }] }),
    );
    call("reverse_payment", json!({ "id": payment["id"], "on": null, "reason": "Virement d’un autre client" }));
    call("list_payments", json!({ "filter": { "client": client }, "page": page }));
    call(
        "issue_credit_note",
        json!({ "draft": { "invoice": invoice["id"], "issued_on": "2026-04-21", "reason": "Erreur de durée", "lines": null,
            "reopens_work": true } }),
    );
    call("client_figures", json!({ "id": client }));
    call("sums_of_clients", json!({ "ids": [client] }));
    call("dashboard", json!({ "from": "2026-01-01", "to": "2026-12-31" }));
    let path = folder.join("tableau.csv");
    call("export_dashboard", json!({ "path": path, "from": "2026-01-01", "to": "2026-12-31" }));
    call("remove_negotiated_rate", json!({ "id": terms["id"] }));
    call("remove_standard_rate", json!({ "id": rates[0]["id"] }));
    call("archive_matter", json!({ "id": matter, "archived": true, "closed_on": null }));
}

/// The examples of documents: an overdue invoice, a check of conflicts.
fn on_paper(call: &mut impl FnMut(&str, Value) -> Value, client: &str, invoice: &Value, check: &Value) {
    let page = json!({ "offset": 0, "limit": 10 });
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("a.pdf").display().to_string();
    call("set_firm_logo", json!({ "path": null }));
    call("firm_logo", json!({}));
    call("invoice_pdf", json!({ "id": invoice, "path": path }));
    call("due_reminders", json!({ "filter": { "all": true }, "page": page }));
    call("plan_reminders", json!({ "invoices": [invoice] }));
    let made = call("record_reminders", json!({ "invoices": [invoice], "note": "" }));
    let ids = json!([made["reminders"][0]["id"]]);
    call("reminders_pdf", json!({ "task": "letters", "ids": ids, "folder": folder.path() }));
    let reminder = json!({ "client": client, "invoices": [invoice], "reminded_on": "2026-06-01" });
    let reminder = call("record_reminder", json!({ "reminder": reminder }));
    call("get_reminder", json!({ "id": reminder["id"] }));
    call("list_reminders", json!({ "filter": { "invoice": invoice }, "page": page }));
    call("reminder_pdf", json!({ "id": reminder["id"], "path": path }));
    let retainer = call("request_retainer", json!({ "retainer": { "client": client, "net": 100_000 } }));
    call("get_retainer", json!({ "id": retainer["id"] }));
    call("list_retainers", json!({ "filter": { "client": client, "open": true }, "page": page }));
    call("retainer_pdf", json!({ "id": retainer["id"], "path": path }));
    let payment = json!({ "client": client, "amount": 120_000, "retainer": retainer["id"] });
    let payment = call("record_payment", json!({ "payment": payment }));
    call("get_payment", json!({ "id": payment["id"] }));
    call("payment_receipt_pdf", json!({ "id": payment["id"], "path": path }));
    let parts = json!([{ "payment": payment["id"], "amount": 100 }]);
    call("pay_invoice", json!({ "invoice": invoice, "parts": parts }));
    call("refund_retainer", json!({ "refund": { "retainer": retainer["id"], "amount": 500, "note": "Trop-perçu" } }));
    call("withdraw_retainer", json!({ "id": retainer["id"], "reason": "Reçue en partie" }));
    call("conflict_report_pdf", json!({ "id": check, "path": path }));
}

/// The examples of tasks and meetings, for a contact and a matter.
fn to_do(call: &mut impl FnMut(&str, Value) -> Value, contact: &str, matter: &Value) {
    let user = call("users", json!({}))[0]["id"].clone();
    let task = json!({ "id": null, "kind": "task", "title": "Conclure", "due_on": "2026-03-02", "assignee": user,
        "contact": contact, "matter": matter, "recurrence": "weekly" });
    let task = call("save_todo", json!({ "todo": task }));
    let filter = json!({ "view": "all", "kind": "task", "assignee": user, "contact": contact, "matter": matter });
    call("list_todos", json!({ "filter": filter, "page": { "offset": 0, "limit": 10 } }));
    call("get_todo", json!({ "id": task["id"] }));
    call("snooze_todo", json!({ "id": task["id"], "until": "2999-01-01" }));
    call("complete_todo", json!({ "id": task["id"], "done": true }));
    call("todo_counts", json!({ "assignee": user }));
    call("notices", json!({ "minutes": 60 }));
    call("remember_told", json!({ "ids": [task["id"]] }));
    let path = std::env::temp_dir().join(format!("themisia-{}.ics", task["id"].as_str().unwrap()));
    call("export_todos", json!({ "path": path, "filter": filter }));
    call("preview_todos", json!({ "path": path }));
    call("import_todos", json!({ "path": path, "contact": contact, "matter": matter }));
    std::fs::remove_file(path).unwrap();
    call("remove_todo", json!({ "id": task["id"] }));
}

/// The examples of KYC, for a client and one of its matters.
fn identification(call: &mut impl FnMut(&str, Value) -> Value, client: &str, matter: &Value) {
    let page = json!({ "offset": 0, "limit": 10 });
    let company = json!({ "id": null, "kind": "legal_person", "organisation_name": "Alpha" });
    let company = call("save_contact", json!({ "draft": company }));
    call("kyc_ownership", json!({ "company": company["id"], "on": "2026-03-02" }));
    let file = call("kyc_file", json!({ "client": client, "matter": matter }));
    call("save_kyc", json!({ "draft": file["draft"] }));
    call("kyc_state", json!({ "client": client, "matter": matter }));
    let out = json!({ "client": client, "matter": matter, "to": "out_of_scope", "reason": "Contentieux" });
    call("decide_kyc", json!({ "decision": out }));
    call("kyc_matters", json!({ "client": client, "page": page }));
    call("kyc_due", json!({ "level": null, "page": page }));
    call("kyc_due_counts", json!({}));
    let document = json!({ "id": null, "contact": client, "kind": "passport", "number": "19AB12345" });
    let document = call("save_kyc_document", json!({ "document": document }));
    call("remove_kyc_document", json!({ "id": document["id"] }));
    let country = json!({ "id": null, "code": "LU", "name": "Luxembourg", "level": "monitored" });
    let country = call("save_risk_country", json!({ "country": country }));
    call("risk_countries", json!({}));
    call("remove_risk_country", json!({ "id": country["id"] }));
    let settings = call("compliance_settings", json!({}));
    call("save_compliance_settings", json!({ "settings": settings }));
}

#[test]
fn wrong_calls_are_refused_and_say_why() {
    let desk = Desk::new();
    desk.refused_with(ErrorCode::UnknownCommand, "drop_everything", json!({}));
    desk.refused_with(ErrorCode::Invalid, "get_contact", json!({}));
    desk.refused_with(ErrorCode::Invalid, "get_contact", json!({ "id": "not an id" }));
    desk.refused_with(ErrorCode::Invalid, "get_contact", json!([]));
    desk.refused_with(ErrorCode::NotFound, "get_contact", json!({ "id": "01a20cc6-66c9-7693-955a-7aba5b755b64" }));
    let mut draft = person("A", "B");
    draft["id"] = json!("01a20cc6-66c9-7693-955a-7aba5b755b64");
    desk.refused_with(ErrorCode::NotFound, "save_contact", json!({ "draft": draft }));
    let error = desk.refused("save_contact", json!({ "draft": { "id": null, "kind": "robot", "birth_name": "X" } }));
    assert_eq!(error.code, ErrorCode::Invalid);
}

#[test]
fn many_hands_at_once_get_right_answers() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for hand in 0..4 {
            let desk = &desk;
            scope.spawn(move || {
                for n in 0..25 {
                    let saved =
                        desk.call("save_contact", json!({ "draft": person(&format!("P{hand}x{n}"), "Durand") }));
                    assert_eq!(desk.contact(&id(&saved))["display_name"], saved["display_name"]);
                    desk.names("active");
                }
            });
        }
    });
    assert_eq!(desk.call("contact_counts", json!({}))["all"], 100);
    desk.check();
}

#[test]
fn the_client_of_the_page_is_the_one_generated() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/commands.ts");
    let written = std::fs::read_to_string(file).unwrap();
    assert!(written == commands::typescript::generate(), "run `cargo xtask generate`");
}
