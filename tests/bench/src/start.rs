//! From nothing to the first list, in a new process; then what the first minute asks for.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::data::Files;
use crate::import::Imported;
use crate::measure::{Sample, median, milliseconds, own_peak, watch};
use crate::report::{Report, figure};
use crate::{Outcome, base};

const RUNS: usize = 5;

pub fn run(files: &Files, imported: &Imported, report: &mut Report) -> Outcome {
    let folder = imported.folder.to_str().ok_or("a path that is not UTF-8")?;
    let middle = (files.contacts / 2).to_string();
    let mut told: Vec<Value> = Vec::new();
    let mut whole = Vec::new();
    for _ in 0..RUNS {
        let used = watch(&mut base::own_process(&["start", folder, &middle])?)?;
        told.push(serde_json::from_str(used.output.trim())?);
        whole.push(used.wall);
    }
    let of = |name: &str| median(told.iter().filter_map(|told| told[name].as_f64()).collect());
    let row = |what: &str, value: f64| vec![what.to_owned(), figure(value)];
    report.table(
        "Start",
        &format!("Aim: first list in less than 1,000 ms. Each in a new process, median of {RUNS}; the file is in the system's cache."),
        &["what", "ms"],
        &[
            row("open the base, first page of the list (100 rows), counts", of("first_list")),
            row("— of which opening (key, migrations, four connections)", of("open")),
            row("first search after it (the vocabulary is loaded)", of("first_search")),
            row("second search", of("second_search")),
            row("a page in the middle of the list, first time", of("middle")),
            row("a page in the middle of the list, p50", of("middle_again")),
            row("counts of the views, p50", of("counts")),
            row("home page", of("home")),
            row("whole process", median(whole) * 1e3),
            row("its highest memory, in MiB", of("peak")),
        ],
    );
    Ok(())
}

pub fn child(folder: &Path, middle: usize) -> Outcome<Value> {
    let start = Instant::now();
    let vault = base::open(folder)?;
    let open = milliseconds(start.elapsed());
    base::call(&vault, "list_contacts", base::page(0))?;
    base::call(&vault, "contact_counts", json!({}))?;
    let first_list = milliseconds(start.elapsed());
    let timed = |name: &str, arguments: Value| -> Outcome<f64> {
        let start = Instant::now();
        base::call(&vault, name, arguments)?;
        Ok(milliseconds(start.elapsed()))
    };
    let search = |text: &str| json!({ "text": text, "include_hidden": false, "limit": 10 });
    let first_search = timed("search_contacts", search("martin"))?;
    let second_search = timed("search_contacts", search("durand"))?;
    let first_middle = timed("list_contacts", base::page(middle))?;
    let mut again = Sample::default();
    let mut counts = Sample::default();
    for step in 0..20 {
        again.time(|| base::call(&vault, "list_contacts", base::page(middle + step * 100)))?;
        counts.time(|| base::call(&vault, "contact_counts", json!({})))?;
    }
    let home = timed("home", json!({}))?;
    Ok(json!({
        "open": open, "first_list": first_list, "first_search": first_search, "second_search": second_search,
        "middle": first_middle, "middle_again": again.quantile(0.5), "counts": counts.quantile(0.5), "home": home,
        "peak": own_peak(),
    }))
}
