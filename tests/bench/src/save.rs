//! One contact saved, durably: what « Enregistré » waits for.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::data::Files;
use crate::import::Imported;
use crate::measure::Sample;
use crate::report::{Report, figure};
use crate::{Outcome, base};

const TIMES: usize = 300;

pub fn run(files: &Files, imported: &Imported, report: &mut Report) -> Outcome {
    let vault = base::open(&imported.folder)?;
    base::call(&vault, "search_contacts", json!({ "text": "martin", "include_hidden": false, "limit": 10 }))?;
    let draft = |number: usize| -> Value {
        json!({
            "id": null, "kind": "natural_person", "civility": "Mme", "first_names": "Éléonore",
            "birth_name": format!("Essai{number}"), "emails": [{ "id": null, "address": format!("essai{number}@exemple.fr") }],
            "phones": [{ "id": null, "number": "06 12 34 56 78" }],
            "addresses": [{ "id": null, "street": "1 rue de la Paix", "postal_code": "75002", "town": "Paris" }],
        })
    };
    let (mut create, mut edit, mut undo, mut redo) =
        (Sample::default(), Sample::default(), Sample::default(), Sample::default());
    for number in 0..TIMES {
        let saved = create.time(|| base::call(&vault, "save_contact", json!({ "draft": draft(number) })))?;
        let mut changed = saved["draft"].clone();
        changed["notes"] = json!("Rappeler lundi.");
        edit.time(|| base::call(&vault, "save_contact", json!({ "draft": changed })))?;
        undo.time(|| base::call(&vault, "undo_last", json!({})))?;
        redo.time(|| base::call(&vault, "redo_last", json!({})))?;
    }
    drop(vault);
    let bare = bare(&imported.folder)?;
    let synced = bare_fsync(&imported.folder)?;
    let row = |what: &str, sample: &Sample| {
        vec![what.to_owned(), figure(sample.quantile(0.5)), figure(sample.quantile(0.99))]
    };
    report.table(
        "Save",
        &format!(
            "{TIMES} times each on the base of {} contacts, through the whole command, until it is on the disk (wall clock).",
            crate::report::count(files.contacts)
        ),
        &["what", "p50 ms", "p99 ms"],
        &[
            row("a new contact with e-mail, phone and address", &create),
            row("an edit of it", &edit),
            row("undo", &undo),
            row("redo", &redo),
            row("peer: one row into a bare SQLite table, WAL, `synchronous=full`", &bare),
            row("peer: 4 KiB appended to a file, fsync", &synced),
        ],
    );
    Ok(())
}

fn bare(folder: &std::path::Path) -> Outcome<Sample> {
    let file = folder.join("bare.sqlite");
    let conn = Connection::open(&file)?;
    conn.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; create table contact (id integer primary key, name text, email text)",
    )?;
    let mut sample = Sample::default();
    for number in 0..TIMES {
        sample.time(|| {
            conn.execute(
                "insert into contact (name, email) values (?1, ?2)",
                (format!("Essai{number}"), "essai@exemple.fr"),
            )
        })?;
    }
    drop(conn);
    std::fs::remove_file(file)?;
    Ok(sample)
}

fn bare_fsync(folder: &std::path::Path) -> Outcome<Sample> {
    use std::io::Write;
    let path = folder.join("bare.bin");
    let mut file = std::fs::File::create(&path)?;
    let mut sample = Sample::default();
    for _ in 0..TIMES {
        sample.time(|| file.write_all(&[7; 4096]).and_then(|()| file.sync_all()))?;
    }
    std::fs::remove_file(path)?;
    Ok(sample)
}
