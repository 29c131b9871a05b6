//! Duplicates: what a scan finds without being told anything, beside Splink, on the same file against the same truth.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde::Deserialize;
use serde_json::{Value, json};
use themisia_core::duplicate;
use themisia_core::vault::Progress;

use crate::data::Files;
use crate::import::Imported;
use crate::measure::{self, Sample, thread_time};
use crate::report::{Report, figure};
use crate::{Outcome, base, data};

/// Pairs from so low a score are handed over: where to cut is judged here, for both.
const LEAST: f64 = 0.01;
/// The Python of a virtual environment that has splink, duckdb, pandas and rapidfuzz.
const PYTHON: &str = "THEMISIA_SPLINK_PYTHON";

pub fn run(files: &Files, imported: &Imported, report: &mut Report) -> Outcome {
    let truth = files.dir.join("truth.csv");
    if !truth.exists() {
        println!("no truth.csv: duplicates can't be judged");
        return Ok(());
    }
    let pairs = imported.folder.join("pairs.csv");
    let (folder, out) = (imported.folder.display().to_string(), pairs.display().to_string());
    println!("scanning for duplicates…");
    let used = measure::watch(&mut base::own_process(&["duplicates", &folder, &out])?)?;
    let told: Value = serde_json::from_str(&used.output)?;
    let judged = Truth::read(&truth)?.judge(&pairs)?;
    let mut rows = vec![vec![
        "Themisia (encrypted base, read whole)".to_owned(),
        figure4(judged.f1),
        figure4(judged.precision),
        figure4(judged.recall),
        figure4(judged.recall_at_99),
        figure4(judged.f1_at_half),
        figure(base::seconds(&told)),
        figure(used.cpu),
        figure(used.peak),
    ]];
    let note = match std::env::var_os(PYTHON) {
        Some(python) => {
            rows.extend(splink(&python, &files.dir)?);
            ""
        }
        None => " Splink was not run: no THEMISIA_SPLINK_PYTHON.",
    };
    report.table(
        "Duplicates",
        &format!(
            "Aim: F1 ≥ 0.93, recall ≥ 0.80 at precision 0.99, without labels; 10,000 in 0.2 s, 100,000 in 1.5 s, 1,000,000 in \
             12 s and 1.2 GiB. All pairs of `truth.csv`; F1, precision and recall where F1 is best, for each; « shown » is the F1 \
             of what Themisia shows (score ≥ 0.5). Seconds of the scan with its fitting; CPU and memory of the whole process.{note}"
        ),
        &["engine", "best F1", "precision", "recall", "recall at 0.99", "F1 shown", "seconds", "CPU s", "peak MiB"],
        &rows,
    );
    typing(files, imported, report)
}

/// What the form asks while a contact is typed: each of these with its names, then with all that leads to it.
fn typing(files: &Files, imported: &Imported, report: &mut Report) -> Outcome {
    #[derive(Deserialize)]
    struct Row {
        #[serde(rename = "type")]
        kind: String,
        nom: String,
        prenom: String,
        raison_sociale: String,
        code_postal: String,
        ville: String,
        email: String,
        telephone: String,
    }
    let vault = base::open(&imported.folder)?;
    let mut names = Sample::default();
    let mut whole = Sample::default();
    for (at, row) in csv::Reader::from_path(files.contacts_csv())?.deserialize().take(TYPED + WARM_UP).enumerate() {
        let row: Row = row?;
        let kind = match row.kind.as_str() {
            "pp" => "natural_person",
            "pm" => "legal_person",
            _ => "court",
        };
        let mut draft = json!({
            "id": null, "kind": kind, "birth_name": row.nom, "first_names": row.prenom,
            "organisation_name": row.raison_sociale,
        });
        let ask = |draft: &Value, sample: &mut Sample| -> Outcome {
            let start = thread_time();
            base::call(&vault, "similar_contacts", json!({ "draft": draft }))?;
            if at >= WARM_UP {
                sample.add(thread_time() - start);
            }
            Ok(())
        };
        ask(&draft, &mut names)?;
        draft["phones"] = json!([{ "number": row.telephone }]);
        draft["emails"] = json!([{ "address": row.email }]);
        draft["addresses"] = json!([{ "postal_code": row.code_postal, "town": row.ville }]);
        ask(&draft, &mut whole)?;
    }
    let line = |what: &str, sample: &Sample| {
        let mut row = vec![what.to_owned()];
        row.extend([0.5, 0.95, 0.99].map(|share| figure(sample.quantile(share))));
        row
    };
    report.table(
        "Duplicates while typing",
        &format!(
            "Aim: less than 10 ms at 100,000. Milliseconds of CPU of `similar_contacts`, {TYPED} contacts of the file."
        ),
        &["what is typed", "p50", "p95", "p99"],
        &[line("names only", &names), line("names, phone, e-mail, town", &whole)],
    );
    Ok(())
}

const TYPED: usize = 500;
const WARM_UP: usize = 20;

/// In a process of its own: the scan, its pairs into a file.
pub fn child(folder: &Path, out: &str) -> Outcome<Value> {
    let vault = base::open(folder)?;
    let open = vault.open_base()?;
    let mut file = std::io::BufWriter::new(std::fs::File::create(out)?);
    let started = Instant::now();
    let count = open.core.read(|reader| {
        duplicate::each_pair(reader, &Progress::silent(), LEAST, |pair| {
            writeln!(file, "{},{},{:e}", pair.a_ref, pair.b_ref, pair.score)
        })
    })?;
    file.flush()?;
    Ok(json!({ "pairs": count, "seconds": started.elapsed().as_secs_f64() }))
}

/// Splink with its two models, and with a veto after it, as `splink_run.py` does.
fn splink(python: &std::ffi::OsStr, dir: &Path) -> Outcome<Vec<Vec<String>>> {
    let script: PathBuf = data::shared().join("bench/splink_run.py");
    println!("asking Splink…");
    let used = measure::watch(Command::new(python).arg(&script).arg("fr").arg(dir))?;
    let mut rows = Vec::new();
    for line in used.output.lines().filter(|line| line.contains("\"tool\"")) {
        let told: Value = serde_json::from_str(line)?;
        let number = |name: &str| told[name].as_f64().unwrap_or(f64::NAN);
        rows.push(vec![
            format!("{} {}", told["tool"].as_str().unwrap_or_default(), told["version"].as_str().unwrap_or_default()),
            figure4(number("best_F1")),
            figure4(number("best_P")),
            figure4(number("best_R")),
            figure4(number("R@P0.99")),
            figure4(number("F1@0.5")),
            figure(number("wall_total")),
            figure(number("cpu_total")),
            figure(number("rss_mib")),
        ]);
    }
    Ok(rows)
}

fn figure4(value: f64) -> String {
    if value.is_nan() { "–".to_owned() } else { format!("{value:.4}") }
}

/// Which records are of one entity.
struct Truth {
    entity: HashMap<u64, u64>,
    pairs: u64,
}

#[derive(Deserialize)]
struct Line {
    id: u64,
    entity: u64,
}

#[derive(Debug, Default)]
struct Judged {
    f1: f64,
    precision: f64,
    recall: f64,
    recall_at_99: f64,
    f1_at_half: f64,
}

impl Truth {
    fn read(file: &Path) -> Outcome<Truth> {
        let mut entity = HashMap::new();
        let mut sizes: HashMap<u64, u64> = HashMap::new();
        for line in csv::Reader::from_path(file)?.deserialize() {
            let line: Line = line?;
            entity.insert(line.id, line.entity);
            *sizes.entry(line.entity).or_default() += 1;
        }
        Ok(Truth { entity, pairs: sizes.values().map(|size| size * (size - 1) / 2).sum() })
    }

    /// Pairs of one score stand or fall together.
    fn judge(&self, pairs: &Path) -> Outcome<Judged> {
        let mut scored: Vec<(f64, bool)> = Vec::new();
        for line in csv::ReaderBuilder::new().has_headers(false).from_path(pairs)?.deserialize() {
            let (a, b, score): (u64, u64, f64) = line?;
            scored.push((score, self.entity.get(&a) == self.entity.get(&b)));
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut judged = Judged::default();
        let mut right = 0u64;
        for (at, (score, same)) in scored.iter().enumerate() {
            right += u64::from(*same);
            if scored.get(at + 1).is_some_and(|next| next.0 == *score) {
                continue;
            }
            let precision = right as f64 / (at + 1) as f64;
            let recall = right as f64 / self.pairs.max(1) as f64;
            let f1 = if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
            if f1 > judged.f1 {
                judged = Judged { f1, precision, recall, ..judged };
            }
            if precision >= 0.99 {
                judged.recall_at_99 = recall;
            }
            if *score >= duplicate::judge::POSSIBLE {
                judged.f1_at_half = f1;
            }
        }
        Ok(judged)
    }
}
