//! What holds whatever people do.

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
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(which, force)| Act::UndoAny(which, force)),
    ]
}

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
        let before = self.rows();
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
