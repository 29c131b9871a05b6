//! Finding a contact by what a person types: latency and recall@10, beside FTS5 and tantivy.

use std::collections::BTreeMap;

use serde_json::json;

use crate::data::{self, Files, Names, Query};
use crate::import::Imported;
use crate::measure::{Sample, thread_time};
use crate::peers::{Fts5, Tantivy};
use crate::report::{Report, figure};
use crate::{Outcome, base};

const WARM_UP: usize = 20;
/// Past this many contacts, engines that take long are asked fewer queries.
const MANY: usize = 200_000;
const FEW_QUERIES: usize = 420;

pub fn run(files: &Files, imported: &Imported, report: &mut Report) -> Outcome {
    let names = Names::read(files)?;
    let queries = data::queries(files)?;
    let mut categories: Vec<&str> = Vec::new();
    for query in &queries {
        if !categories.contains(&query.category.as_str()) {
            categories.push(&query.category);
        }
    }
    let mut rows = Vec::new();
    {
        let vault = base::open(&imported.folder)?;
        rows.push(engine("Themisia (encrypted base, whole command)", &names, &queries, &categories, |text| {
            let arguments = json!({ "text": text, "include_hidden": false, "limit": 10 });
            let hits = base::call(&vault, "search_contacts", arguments)?;
            let ids = hits.as_array().into_iter().flatten().filter_map(|hit| hit["contact"]["external_ref"].as_str());
            Ok(ids.filter_map(|id| id.parse().ok()).collect())
        })?);
    }
    let folder = tempfile::tempdir()?;
    let tantivy = Tantivy::build(folder.path(), &names.rows)?;
    rows.push(engine("tantivy, fuzzy + prefix", &names, &queries, &categories, |text| tantivy.search(text))?);
    drop(tantivy);
    let prefix = Fts5::prefix(folder.path(), &names.rows)?;
    rows.push(engine("FTS5, prefix", &names, &queries, &categories, |text| prefix.search(text))?);
    drop(prefix);
    let asked = if files.contacts > MANY { &queries[..queries.len().min(FEW_QUERIES)] } else { &queries };
    let trigram = Fts5::trigram(folder.path(), &names.rows)?;
    rows.push(engine("FTS5, trigram", &names, asked, &categories, |text| trigram.search(text))?);

    let mut header = vec!["engine", "p50 ms", "p95 ms", "p99 ms", "recall@10"];
    header.extend(&categories);
    let aim = if files.contacts > MANY { "p95 ≤ 10 ms" } else { "p95 < 10 ms, p99 ≤ 8 ms, recall@10 ≥ 0.98" };
    report.table(
        "Search",
        &format!(
            "Aim: {aim}. {} queries; milliseconds of CPU of the one thread that asks. A hit: one of the first ten is the \
             contact that was meant, or bears exactly its name. Themisia also reads lists and encrypts; the peers hold names only.",
            queries.len()
        ),
        &header,
        &rows,
    );
    Ok(())
}

fn engine(
    name: &str,
    names: &Names,
    queries: &[Query],
    categories: &[&str],
    search: impl Fn(&str) -> Outcome<Vec<u64>>,
) -> Outcome<Vec<String>> {
    println!("asking {name}…");
    for query in queries.iter().take(WARM_UP) {
        search(&query.query)?;
    }
    let misses = std::env::var_os("THEMISIA_BENCH_MISSES").is_some();
    let mut sample = Sample::default();
    let mut hits: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for query in queries {
        let start = thread_time();
        let found = search(&query.query)?;
        let took = thread_time() - start;
        sample.add(took);
        let hit = names.is_hit(query.id, &found);
        if misses && (!hit || took.as_millis() >= 5) {
            let fate = if hit { "slow" } else { "missed" };
            println!("  {fate} {:?} {} « {} » {} {found:?}", took, query.category, query.query, query.id);
        }
        let (good, all) = hits.entry(&query.category).or_default();
        *good += u32::from(hit);
        *all += 1;
    }
    let (good, all) = hits.values().fold((0, 0), |(good, all), (g, a)| (good + g, all + a));
    let share = |good: u32, all: u32| format!("{:.4}", f64::from(good) / f64::from(all.max(1)));
    let mut row = vec![name.to_owned()];
    row.extend([0.5, 0.95, 0.99].map(|at| figure(sample.quantile(at))));
    row.push(share(good, all));
    row.extend(
        categories.iter().map(|category| hits.get(category).map_or("–".to_owned(), |(good, all)| share(*good, *all))),
    );
    Ok(row)
}
