//! The journal of one contact with 50,000 entries: its first page, a page in the middle, its filters, its search.

use serde_json::{Value, json};
use themisia_core::core::Tx;
use themisia_core::error::Result;
use themisia_core::ids::{ContactId, MatterId};
use themisia_core::journal::{self, InteractionDraft};
use themisia_core::op::Op;
use themisia_core::vault::Vault;

use crate::data::{self, Files};
use crate::measure::Sample;
use crate::report::{Report, count, figure};
use crate::{Outcome, base};

const ENTRIES: usize = 50_000;
const MATTERS: usize = 40;
const STEP: usize = 1000;
const TIMES: usize = 60;
const WORDS: &[&str] = &[
    "bail",
    "expertise",
    "assignation",
    "conclusions",
    "audience",
    "renvoi",
    "délibéré",
    "consignation",
    "provision",
    "protocole",
    "médiation",
    "huissier",
    "constat",
    "loyer",
    "caution",
    "préjudice",
    "garantie",
    "résiliation",
    "échéance",
    "signature",
];

pub fn run(files: &Files, report: &mut Report) -> Outcome {
    let folder = data::work_folder(files)?.join("journal");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    base::create(&folder)?;
    let vault = base::open(&folder)?;
    let (client, others, last_matter) = fill(&vault)?;
    let middle = cursor_of_the_middle(&vault, &client)?;
    let of = |filter: Value, cursor: &Value| {
        let mut whole = json!({ "contact": client });
        if let (Some(whole), Value::Object(filter)) = (whole.as_object_mut(), filter) {
            whole.extend(filter);
        }
        json!({ "filter": whole, "cursor": cursor, "limit": 50 })
    };
    let none = Value::Null;
    let asked = [
        ("first page", of(json!({}), &none)),
        ("page after half of them", of(json!({}), &middle)),
        ("only calls", of(json!({ "kinds": ["call"] }), &none)),
        ("of one matter", of(json!({ "matter": last_matter }), &none)),
        ("of one person", of(json!({ "person": others }), &none)),
        ("of a month two years ago", of(json!({ "from": "2024-11-01", "to": "2024-11-30" }), &none)),
        ("a frequent word", of(json!({ "text": "expertise" }), &none)),
        ("two words, one rare", of(json!({ "text": "expertise n49999" }), &none)),
        ("the whole firm", json!({ "filter": {}, "cursor": null, "limit": 50 })),
    ];
    let mut rows = Vec::new();
    for (what, arguments) in asked {
        let mut sample = Sample::default();
        for _ in 0..TIMES {
            sample.time(|| base::call(&vault, "list_journal", arguments.clone()))?;
        }
        rows.push(vec![
            what.to_owned(),
            figure(sample.quantile(0.5)),
            figure(sample.quantile(0.95)),
            figure(sample.quantile(1.0)),
        ]);
    }
    report.table(
        "Journal",
        &format!(
            "A contact with {} entries, {MATTERS} matters and somebody who stands for it: 50 entries read whole, {TIMES} times each in \
             milliseconds (wall clock), whole command.",
            count(ENTRIES)
        ),
        &["what", "p50", "p95", "worst"],
        &rows,
    );
    Ok(())
}

/// A client with its entries; gives it, another contact that some of them mention, and one of its matters.
fn fill(vault: &Vault) -> Outcome<(Value, Value, Value)> {
    let person = |name: &str| {
        let draft = json!({ "id": null, "kind": "natural_person", "first_names": "Anne", "birth_name": name });
        base::call(vault, "save_contact", json!({ "draft": draft })).map(|saved| saved["id"].clone())
    };
    let (client, other, representative) = (person("Client")?, person("Tiers")?, person("Gérante")?);
    let link = json!({ "id": null, "contact": client, "other": representative, "kind": "representative" });
    base::call(vault, "save_link", json!({ "link": link }))?;
    let mut matters = Vec::new();
    for number in 0..MATTERS {
        let draft = json!({ "id": null, "client": client, "title": format!("Dossier {number}") });
        matters.push(base::call(vault, "save_matter", json!({ "draft": draft }))?["id"].clone());
    }
    let ids: Vec<ContactId> = serde_json::from_value(json!([client, other, representative]))?;
    let matter_ids: Vec<MatterId> = serde_json::from_value(json!(matters))?;
    let open = vault.open_base()?;
    open.core.in_steps(Op::SaveInteraction, |steps| {
        for begin in (0..ENTRIES).step_by(STEP) {
            steps.step(|tx| (begin..begin + STEP).try_for_each(|number| write(tx, number, &ids, &matter_ids)))?;
        }
        Ok(())
    })?;
    Ok((client, other, matters[MATTERS - 1].clone()))
}

/// Entry `number`, of the days before: with the client, in one of its matters or with who stands for it.
fn write(tx: &Tx, number: usize, ids: &[ContactId], matters: &[MatterId]) -> Result<()> {
    let word = |step: usize| WORDS[(number * step + number / 7) % WORDS.len()];
    let day = chrono::NaiveDate::default() + chrono::Days::new(20_000 - (number / 30) as u64);
    let body: Vec<&str> = (1..40).map(word).collect();
    let kind = ["note", "call", "meeting", "letter"][number % 4];
    let draft = json!({
        "id": null, "kind": kind, "subject": format!("{} n{number}", word(3)),
        "body": body.join(" "), "at": format!("{day}T{:02}:{:02}", 8 + number % 12, number % 60),
        "about": if number.is_multiple_of(5) { json!([ids[2]]) } else { json!([ids[0]]) },
        "mentioned": if number.is_multiple_of(50) { json!([ids[1]]) } else { json!([]) },
        "matter": if number % 5 == 1 { json!(matters[number / 5 % matters.len()]) } else { Value::Null },
    });
    let draft: InteractionDraft = serde_json::from_value(draft)?;
    journal::save(tx, draft).map(|_| ())
}

fn cursor_of_the_middle(vault: &Vault, client: &Value) -> Outcome<Value> {
    let mut cursor = Value::Null;
    for _ in 0..ENTRIES / 2 / 500 {
        let arguments = json!({ "filter": { "contact": client }, "cursor": cursor, "limit": 500 });
        cursor = base::call(vault, "list_journal", arguments)?["next"].clone();
    }
    Ok(cursor)
}
