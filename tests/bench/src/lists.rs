//! The list in every order and under every filter, and what stands around it.

use serde_json::{Value, json};
use themisia_core::vault::Vault;

use crate::data::Files;
use crate::import::Imported;
use crate::measure::Sample;
use crate::report::{Report, figure};
use crate::{Outcome, base};

const TIMES: usize = 10;
const SORTS: &[&str] = &["name", "status", "town", "email", "created_at"];

pub fn run(files: &Files, imported: &Imported, report: &mut Report) -> Outcome {
    let vault = base::open(&imported.folder)?;
    let middle = files.contacts / 2;
    let mut rows = Vec::new();
    for sort in SORTS {
        for descending in [false, true] {
            let page = |offset: usize| list(json!({}), sort, descending, offset);
            let direction = if descending { "descending" } else { "ascending" };
            let mut row = vec![format!("sorted by `{sort}`, {direction}")];
            row.extend(measure(&vault, "list_contacts", &page(0))?);
            row.extend(measure(&vault, "list_contacts", &page(middle))?);
            rows.push(row);
        }
    }
    let filters = [
        ("legal persons", json!({ "kind": "legal_person" })),
        ("of a town", json!({ "town": "lyon" })),
        ("made since a day", json!({ "created_from": "2020-01-01" })),
        ("without e-mail", json!({ "lacking": ["email"] })),
        ("without address or with something to check", json!({ "lacking": ["address", "certainty"] })),
        ("former clients", json!({ "view": "former_clients" })),
    ];
    for (name, filter) in filters {
        let mut row = vec![format!("only {name}")];
        row.extend(measure(&vault, "list_contacts", &list(filter, "name", false, 0))?);
        row.extend(["–".to_owned(), "–".to_owned()]);
        rows.push(row);
    }
    for (name, command) in [("counts of the views", "contact_counts"), ("home page", "home")] {
        let mut row = vec![name.to_owned()];
        row.extend(measure(&vault, command, &json!({}))?);
        row.extend(["–".to_owned(), "–".to_owned()]);
        rows.push(row);
    }
    report.table(
        "Lists",
        &format!(
            "A page of 100 rows with the count of all, p50 and worst of {TIMES} in milliseconds (wall clock), whole command; the \
             first page, and one in the middle of {} contacts.",
            crate::report::count(files.contacts)
        ),
        &["what", "first p50", "worst", "middle p50", "worst"],
        &rows,
    );
    Ok(())
}

fn measure(vault: &Vault, command: &str, arguments: &Value) -> Outcome<[String; 2]> {
    let mut sample = Sample::default();
    for _ in 0..TIMES {
        sample.time(|| base::call(vault, command, arguments.clone()))?;
    }
    Ok([figure(sample.quantile(0.5)), figure(sample.quantile(1.0))])
}

/// Arguments of `list_contacts`: the active contacts, less what `filter` says.
fn list(filter: Value, sort: &str, descending: bool, offset: usize) -> Value {
    let mut whole = json!({ "view": "active", "kind": null, "quality": null, "text": "" });
    if let (Some(whole), Value::Object(filter)) = (whole.as_object_mut(), filter) {
        whole.extend(filter);
    }
    json!({
        "filter": whole,
        "sort": { "key": sort, "descending": descending },
        "page": { "offset": offset, "limit": 100 },
    })
}
