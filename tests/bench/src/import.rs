//! A file of contacts into the base, through the whole path, beside `sqlite3 .import` of the same file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

use crate::data::Files;
use crate::measure::{Used, median, watch};
use crate::report::{Report, count, figure};
use crate::{Outcome, base};

/// Bases of this run.
pub struct Imported {
    /// With all contacts in it.
    pub folder: PathBuf,
}

struct Row {
    name: &'static str,
    seconds: f64,
    cpu: f64,
    peak: f64,
    bytes: u64,
}

pub fn run(files: &Files, work: &Path, runs: usize, tell: bool, report: &mut Report) -> Outcome<Imported> {
    let csv = files.contacts_csv();
    let csv = csv.to_str().ok_or("a path that is not UTF-8")?;
    let folder = work.join("base");
    let mut rows = Vec::new();
    rows.push(row("Themisia: read, check, log, lists, search index; encrypted, `synchronous=full`", runs, || {
        let _ = std::fs::remove_dir_all(&folder);
        let used = watch(&mut base::own_process(&["import", text(&folder)?, csv])?)?;
        let told: Value = serde_json::from_str(used.output.trim())?;
        if told["report"]["created"] != json!(files.contacts) {
            return Err(format!("{} contacts in the file; {}", files.contacts, told["report"]).into());
        }
        Ok((Used { wall: base::seconds(&told), ..used }, base::size(&folder)))
    })?);
    if !tell {
        return Ok(Imported { folder });
    }
    let again = watch(&mut base::own_process(&["again", text(&folder)?, csv])?)?;
    rows.push(one("Themisia: the same file again (nothing changes)", again, base::size(&folder))?);
    let workbook = files.workbook()?;
    let of_workbook = work.join("workbook");
    let used = watch(&mut base::own_process(&["import", text(&of_workbook)?, text(&workbook)?])?)?;
    rows.push(one("Themisia: the same rows from an XLSX", used, base::size(&of_workbook))?);
    std::fs::remove_dir_all(&of_workbook)?;
    let undone = work.join("undone");
    copy_base(&folder, &undone)?;
    let undo = watch(&mut base::own_process(&["undo", text(&undone)?])?)?;
    rows.push(one("Themisia: the whole import undone (one operation)", undo, base::size(&undone))?);
    std::fs::remove_dir_all(&undone)?;
    rows.extend(sqlite(work, csv, runs)?);
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            vec![
                row.name.to_owned(),
                figure(row.seconds),
                count((files.contacts as f64 / row.seconds) as usize),
                figure(row.cpu),
                figure(row.peak),
                figure(row.bytes as f64 / files.contacts as f64),
            ]
        })
        .collect();
    report.table(
        "Import",
        &format!(
            "Aim: 20,000 contacts/s. Median of {runs} runs. CPU is of all threads; memory is the highest resident set."
        ),
        &["what", "seconds", "contacts/s", "CPU s", "MiB", "bytes/contact"],
        &rows,
    );
    Ok(Imported { folder })
}

fn row(name: &'static str, runs: usize, mut once: impl FnMut() -> Outcome<(Used, u64)>) -> Outcome<Row> {
    let mut seen = Vec::new();
    for _ in 0..runs {
        seen.push(once()?);
    }
    let of = |value: fn(&Used) -> f64| median(seen.iter().map(|(used, _)| value(used)).collect());
    let bytes = seen.last().map_or(0, |(_, bytes)| *bytes);
    Ok(Row { name, seconds: of(|used| used.wall), cpu: of(|used| used.cpu), peak: of(|used| used.peak), bytes })
}

fn one(name: &'static str, used: Used, bytes: u64) -> Outcome<Row> {
    let told: Value = serde_json::from_str(used.output.trim())?;
    Ok(Row { name, seconds: base::seconds(&told), cpu: used.cpu, peak: used.peak, bytes })
}

fn text(path: &Path) -> Outcome<&str> {
    Ok(path.to_str().ok_or("a path that is not UTF-8")?)
}

pub fn copy_base(from: &Path, to: &Path) -> Outcome {
    std::fs::create_dir_all(to)?;
    for name in ["themisia.db", "themisia.key"] {
        std::fs::copy(from.join(name), to.join(name))?;
    }
    Ok(())
}

/// The command-line shell of SQLite: the least that an import can be, and one that can be searched.
fn sqlite(work: &Path, csv: &str, runs: usize) -> Outcome<Vec<Row>> {
    let found = Command::new("sqlite3").arg("--version").stdout(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        println!("no sqlite3 command here: left out");
        return Ok(Vec::new());
    }
    let plain = [
        ".mode csv".to_owned(),
        "pragma journal_mode=off; pragma synchronous=off;".to_owned(),
        format!(".import '{csv}' contacts"),
    ];
    let indexed = [
        "pragma journal_mode=wal; pragma synchronous=normal;".to_owned(),
        "create table contacts(id integer primary key, type text, civilite text, nom text, prenom text, nom_usage text, \
         raison_sociale text, forme text, date_naissance text, siret text, tva text, adresse text, code_postal text, \
         ville text, email text, telephone text);
         create index i1 on contacts(nom, prenom); create index i2 on contacts(siret);
         create index i3 on contacts(tva); create index i4 on contacts(email);
         create virtual table f using fts5(nom, prenom, raison_sociale, ville, email, content='contacts', \
         content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
         create trigger t after insert on contacts begin insert into f(rowid, nom, prenom, raison_sociale, ville, email) \
         values (new.id, new.nom, new.prenom, new.raison_sociale, new.ville, new.email); end;"
            .to_owned(),
        ".mode csv".to_owned(),
        format!(".import --skip 1 '{csv}' contacts"),
    ];
    let mut rows = Vec::new();
    for (name, file, script) in [
        ("`sqlite3 .import`, one table, no index, no journal", "plain.db", &plain[..]),
        ("`sqlite3 .import`, 4 indexes and an FTS5 trigger, WAL, `synchronous=normal`", "indexed.db", &indexed[..]),
    ] {
        let file = work.join(file);
        rows.push(row(name, runs, || {
            let _ = std::fs::remove_file(&file);
            let used = watch(Command::new("sqlite3").arg(&file).args(script))?;
            Ok((used, file.metadata()?.len()))
        })?);
        std::fs::remove_file(&file)?;
    }
    Ok(rows)
}

/// Makes a base and imports the file into it: what the import itself took, without the making.
pub fn child(folder: &Path, csv: &str) -> Outcome<Value> {
    base::create(folder)?;
    again(folder, csv)
}

pub fn again(folder: &Path, csv: &str) -> Outcome<Value> {
    let vault = base::open(folder)?;
    let preview = base::call(&vault, "preview_import", json!({ "path": csv }))?;
    let start = Instant::now();
    let arguments = json!({ "task": "bench", "path": csv, "mapping": preview["mapping"], "dry_run": false });
    let mut report = base::call(&vault, "import_contacts", arguments)?;
    let seconds = start.elapsed().as_secs_f64();
    report["issues"] = Value::Null;
    Ok(json!({ "seconds": seconds, "report": report }))
}

pub fn undo(folder: &Path) -> Outcome<Value> {
    let vault = base::open(folder)?;
    let start = Instant::now();
    let undone = base::call(&vault, "undo_last", json!({}))?;
    Ok(json!({ "seconds": start.elapsed().as_secs_f64(), "undone": undone["changes"] }))
}
