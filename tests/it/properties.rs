//! What holds whatever people do.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::desk::Desk;

/// Something that a person does; numbers choose among what is there.
#[derive(Debug, Clone)]
enum Act {
    Create(String, Option<String>),
    Rename(usize, String),
    SetEmails(usize, Vec<String>),
    SetQualities(usize, Vec<usize>),
    Move(usize, usize),
    Archive(usize, bool),
    RenameQuality(usize, String),
    Link(usize, usize, usize),
    Role(usize, usize, bool),
    Merge(usize, usize),
    /// Something of the life of a client (`Desk::live_on`).
    Life(usize, usize, usize),
    Undo,
    Redo,
    UndoAny(usize, bool),
}

fn act() -> impl Strategy<Value = Act> {
    let name = "[A-Zé][a-zà]{1,8}( [A-Z][a-z]{1,5})?";
    prop_oneof![
        4 => (name, proptest::option::of("[a-z]{1,5}@example\\.fr")).prop_map(|(name, email)| Act::Create(name, email)),
        3 => (any::<usize>(), name).prop_map(|(who, name)| Act::Rename(who, name)),
        3 => (any::<usize>(), proptest::collection::vec("[a-z]{1,3}@example\\.fr", 0..3)).prop_map(|(who, emails)| Act::SetEmails(who, emails)),
        2 => (any::<usize>(), proptest::collection::vec(any::<usize>(), 0..3)).prop_map(|(who, which)| Act::SetQualities(who, which)),
        2 => (any::<usize>(), any::<usize>()).prop_map(|(who, to)| Act::Move(who, to)),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(who, archived)| Act::Archive(who, archived)),
        1 => (any::<usize>(), name).prop_map(|(which, name)| Act::RenameQuality(which, name)),
        3 => (any::<usize>(), any::<usize>(), any::<usize>()).prop_map(|(one, other, kind)| Act::Link(one, other, kind)),
        2 => (any::<usize>(), any::<usize>(), any::<bool>()).prop_map(|(client, recipient, first)| Act::Role(client, recipient, first)),
        3 => (any::<usize>(), any::<usize>()).prop_map(|(kept, absorbed)| Act::Merge(kept, absorbed)),
        8 => (0..LIFE, any::<usize>(), any::<usize>()).prop_map(|(what, who, other)| Act::Life(what, who, other)),
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(which, force)| Act::UndoAny(which, force)),
    ]
}

/// Signed steps that are of another contact than their file, files of a matter that are of another client than it.
const ASTRAY: &str = "select (select count(*) from kyc_decision join kyc_file on kyc_file.id = file
        where kyc_file.client <> kyc_decision.client)
    + (select count(*) from kyc_file join matter on matter.id = kyc_file.matter where matter.client <> kyc_file.client)";

const KEPT_FOR_GOOD: &str = "
    select hex(id) || number || coalesce(printed, '') || net || vat || gross || issued_on || due_on from invoice where number <> ''
    union all
    select hex(invoice_line.id) || label || amount from invoice_line join invoice on invoice.id = invoice and number <> ''
    union all select hex(id) || amount || received_on || note from payment
    union all select hex(id) || hex(payment) || hex(invoice) || amount from payment_allocation
    union all select hex(id) || hex(file) || from_state || to_state || reason || seen || at from kyc_decision
    union all select hex(id) || kind || outcome || received_on from personal_data_request
    union all select hex(id) || searched || hits || decision || parties from conflict_check";

/// Kinds of things in a client's life.
pub const LIFE: usize = 18;

fn pick(list: &Value, which: usize) -> Option<Value> {
    let list = list.as_array()?;
    (!list.is_empty()).then(|| list[which % list.len()].clone())
}

impl Desk {
    fn contacts(&self) -> Value {
        self.call(
            "list_contacts",
            json!({ "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
                "sort": { "key": "created_at", "descending": false }, "page": { "offset": 0, "limit": 100 } }),
        )["rows"]
            .clone()
    }

    /// Does it where it can be done; what is refused must leave the base as it was.
    fn act(&self, act: &Act) {
        let (before, kept_for_good) = (self.rows(), self.kept_for_good());
        let one = |who: usize| pick(&self.contacts(), who).map(|row| row["id"].as_str().unwrap_or_default().to_owned());
        let edited = |who: usize, field: &str, value: Value| -> Option<Value> {
            let mut draft = self.contact(&one(who)?)["draft"].clone();
            draft[field] = value;
            Some(json!({ "draft": draft }))
        };
        let (command, arguments) = match act {
            Act::Create(name, email) => {
                let emails: Vec<Value> = email.iter().map(|email| json!({ "id": null, "address": email })).collect();
                (
                    "save_contact",
                    Some(
                        json!({ "draft": { "id": null, "kind": "natural_person", "birth_name": name, "emails": emails } }),
                    ),
                )
            }
            Act::Rename(who, name) => ("save_contact", edited(*who, "birth_name", json!(name))),
            Act::SetEmails(who, emails) => {
                let emails: Vec<Value> = emails.iter().map(|email| json!({ "id": null, "address": email })).collect();
                ("save_contact", edited(*who, "emails", json!(emails)))
            }
            Act::SetQualities(who, which) => {
                let all = self.call("qualities", json!({}));
                let chosen: Vec<Value> =
                    which.iter().filter_map(|which| pick(&all, *which)).map(|quality| quality["id"].clone()).collect();
                ("save_contact", edited(*who, "qualities", json!(chosen)))
            }
            Act::Move(who, to) => {
                let moves = one(*who).map(|id| (self.contact(&id)["allowed_moves"].clone(), id));
                let to = moves.and_then(|(moves, id)| Some((pick(&moves, *to)?, id)));
                ("set_contact_status", to.map(|(to, id)| json!({ "id": id, "to": to, "reason": "essai" })))
            }
            Act::Archive(who, archived) => {
                ("archive_contacts", one(*who).map(|id| json!({ "ids": [id], "archived": archived })))
            }
            Act::RenameQuality(which, name) => {
                let quality = pick(&self.call("qualities", json!({})), *which);
                ("save_quality", quality.map(|quality| json!({ "quality": { "id": quality["id"], "name": name } })))
            }
            Act::Link(contact, other, kind) => {
                let kind = ["spouse", "representative", "employer"][kind % 3];
                let ends = one(*contact).zip(one(*other));
                let link = ends
                    .map(|(contact, other)| json!({ "id": null, "contact": contact, "other": other, "kind": kind }));
                ("save_link", link.map(|link| json!({ "link": link })))
            }
            Act::Role(client, recipient, first) => {
                let ends = one(*client).zip(one(*recipient));
                let role = ends.map(|(client, recipient)| {
                    json!({ "id": null, "client": client, "recipient": recipient, "role": "billing", "is_default": first })
                });
                ("save_role", role.map(|role| json!({ "role": role })))
            }
            Act::Merge(kept, absorbed) => {
                let ends = one(*kept).zip(one(*absorbed));
                let arguments = |(kept, absorbed)| json!({ "kept": kept, "absorbed": absorbed, "choices": {} });
                ("merge_contacts", ends.map(arguments))
            }
            Act::Life(what, who, other) => match one(*who).zip(one(*other)) {
                Some((who, other)) => self.live_on(*what, &who, &other),
                None => return,
            },
            Act::Undo => ("undo_last", Some(json!({}))),
            Act::Redo => ("redo_last", Some(json!({}))),
            Act::UndoAny(which, force) => {
                let operations = self.call("operations", json!({ "page": { "offset": 0, "limit": 50 } }));
                (
                    "undo_operation",
                    pick(&operations, *which).map(|operation| json!({ "operation": operation["id"], "force": force })),
                )
            }
        };
        let Some(arguments) = arguments else { return };
        if themisia_core::commands::dispatch(&self.vault, command, arguments).is_err() {
            assert_eq!(self.rows(), before, "{act:?} was refused and yet changed the base");
        }
        assert_eq!(self.pointing_at_merged(), Vec::<String>::new(), "after {act:?}");
        let now = self.kept_for_good();
        assert!(kept_for_good.is_subset(&now), "{act:?} changed what stays: {:?}", kept_for_good.difference(&now));
        assert_eq!(self.count(ASTRAY), 0, "after {act:?}");
    }

    fn count(&self, sql: &str) -> i64 {
        let open = self.vault.open_base().unwrap();
        open.core.read(|reader| Ok(reader.query_row(sql, [], |row| row.get(0))?)).unwrap()
    }

    /// Issued invoices and their lines, payments, signed steps, registers: everything of them but the contact they lead to.
    fn kept_for_good(&self) -> BTreeSet<String> {
        let open = self.vault.open_base().unwrap();
        open.core
            .read(|reader| {
                let mut statement = reader.prepare(KEPT_FOR_GOOD)?;
                Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    }

    /// A command that makes something of the life of a client, and its arguments where there is what it needs.
    pub fn live_on(&self, what: usize, client: &str, other: &str) -> (&'static str, Option<Value>) {
        let page = json!({ "offset": 0, "limit": 20 });
        let matter = || {
            let filter = json!({ "view": "all", "text": "", "client": client });
            pick(&self.call("list_matters", json!({ "filter": filter, "page": page }))["rows"], 0)
                .map(|row| row["id"].clone())
        };
        let invoice = |view: &str| {
            let filter = json!({ "view": view, "client": client });
            pick(&self.call("list_invoices", json!({ "filter": filter, "page": page }))["rows"], 0)
                .map(|row| row["id"].clone())
        };
        let todo = || {
            let filter = json!({ "view": "all", "contact": client });
            pick(&self.call("list_todos", json!({ "filter": filter, "page": page }))["rows"], 0)
                .map(|row| row["id"].clone())
        };
        let timekeeper = || pick(&self.call("timekeepers", json!({})), 0).map(|row| row["id"].clone());
        match what {
            0 => ("save_matter", Some(json!({ "draft": { "id": null, "client": client, "title": "Bail" } }))),
            1 => {
                let rate = json!({ "id": null, "client": client, "matter": matter(), "effective_from": "2026-01-01", "hourly_rate": 20_000 });
                ("save_negotiated_rate", Some(json!({ "rate": rate })))
            }
            2 => ("save_kyc", Some(json!({ "draft": { "client": client, "matter": matter(), "purpose": "Conseil" } }))),
            3 | 4 => {
                let to = ["out_of_scope", "in_progress"][what - 3];
                let decision = json!({ "client": client, "matter": matter(), "to": to, "reason": "Contentieux" });
                ("decide_kyc", Some(json!({ "decision": decision })))
            }
            5 => {
                let document = json!({ "id": null, "contact": client, "kind": "passport", "number": "19AB12345", "seen_on": "2026-01-02" });
                ("save_kyc_document", Some(json!({ "document": document })))
            }
            6 => {
                let todo = json!({ "id": null, "kind": "task", "title": "Conclure", "due_on": "2026-03-02", "contact": client, "matter": matter() });
                ("save_todo", Some(json!({ "todo": todo })))
            }
            7 => ("complete_todo", todo().map(|id| json!({ "id": id, "done": true }))),
            8 => {
                let draft = json!({ "id": null, "kind": "note", "subject": "Note", "at": "2026-03-02T09:00", "about": [client, other] });
                ("save_interaction", Some(json!({ "draft": draft })))
            }
            9 => {
                let lines = json!([{ "kind": "fee", "label": "Forfait", "amount": 10_000 }]);
                (
                    "save_invoice",
                    Some(json!({ "draft": { "id": null, "client": client, "matter": matter(), "lines": lines } })),
                )
            }
            10 => ("issue_invoice", invoice("drafts").map(|id| json!({ "id": id, "issued_on": null }))),
            11 => {
                let pays: Vec<Value> =
                    invoice("open").map(|id| json!({ "invoice": id, "amount": 100 })).into_iter().collect();
                (
                    "record_payment",
                    Some(json!({ "payment": { "client": client, "amount": 5_000, "allocations": pays } })),
                )
            }
            12 => {
                let request = json!({ "contact": client, "kind": "access", "outcome": "received" });
                ("record_data_request", Some(json!({ "request": request })))
            }
            13 => {
                let party = |matter| json!({ "id": null, "matter": matter, "contact": other, "side": "against", "role": "other" });
                ("save_party", matter().map(|matter| json!({ "party": party(matter) })))
            }
            14 => {
                let check = json!({ "asked": [{ "name": "", "contact": other }], "depth": 1, "decision": "refused", "matter": matter() });
                ("record_conflict_check", Some(json!({ "check": check })))
            }
            15 => ("not_duplicates", Some(json!({ "a": client, "b": other }))),
            16 => ("restrict_contact", Some(json!({ "id": client, "reason": "Exactitude contestée" }))),
            _ => match timekeeper() {
                Some(timekeeper) => {
                    let draft = |matter| json!({ "id": null, "matter": matter, "timekeeper": timekeeper, "worked_on": "2026-03-02", "duration": "30" });
                    ("record_time", matter().map(|matter| json!({ "draft": draft(matter) })))
                }
                None => {
                    let grades = json!([{ "grade": "associate", "effective_from": "2020-01-01" }]);
                    (
                        "save_timekeeper",
                        Some(json!({ "timekeeper": { "id": null, "name": "Me Martin", "grades": grades } })),
                    )
                }
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn to_do_and_to_undo_is_nothing(before in proptest::collection::vec(act(), 0..12), done in act()) {
        let desk = Desk::new();
        before.iter().for_each(|act| desk.act(act));
        let rows = desk.rows();
        let newest = |desk: &Desk| desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["id"].clone();
        let operation = newest(&desk);
        desk.act(&done);
        if newest(&desk) != operation {
            let done = desk.rows();
            let frozen = ["issue_invoice", "record_payment", "decide_kyc", "record_data_request", "record_conflict_check"];
            let op = desk.call("operations", json!({ "page": { "offset": 0, "limit": 1 } }))[0]["op"].clone();
            if frozen.iter().any(|frozen| op == *frozen) {
                desk.refused("undo_operation", json!({ "operation": newest(&desk), "force": false }));
                prop_assert_eq!(desk.rows(), done);
                return Ok(());
            }
            let undo = desk.call("undo_operation", json!({ "operation": newest(&desk), "force": false }));
            prop_assert_eq!(desk.rows(), rows);
            // And to take the undo back is to have done it.
            desk.call("undo_operation", json!({ "operation": undo["id"], "force": false }));
            prop_assert_eq!(desk.rows(), done);
        }
    }

    #[test]
    fn the_log_over_an_empty_base_gives_the_same_rows(acts in proptest::collection::vec(act(), 1..40)) {
        let desk = Desk::new();
        acts.iter().for_each(|act| desk.act(act));
        desk.check();
        let desk = desk.restart();
        desk.check();
    }

    #[test]
    fn lists_and_counts_agree_with_the_rows(acts in proptest::collection::vec(act(), 1..30)) {
        let desk = Desk::new();
        acts.iter().for_each(|act| desk.act(act));
        let counts = desk.call("contact_counts", json!({}));
        let views = ["active", "unqualified", "prospects", "active_clients", "former_clients", "lost_prospects", "archived", "all"];
        for view in views {
            prop_assert_eq!(counts[view].as_u64(), Some(desk.names(view).len() as u64), "{}", view);
        }
    }
}
