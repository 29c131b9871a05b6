//! The command line as a script meets it: JSON out, errors as JSON with exit code 1, wrong usage 2.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const KEY: &str = "3333333333333333333333333333333333333333333333333333333333333333";

struct Script {
    folder: TempDir,
}

impl Script {
    /// A base with its firm.
    fn new() -> Script {
        let script = Script { folder: tempfile::tempdir().unwrap() };
        script.json(&["init", "--firm", "Cabinet Durand", "--user", "Anne Durand"]);
        script
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_themisia-cli"))
            .env("THEMISIA_KEY", KEY)
            .arg("--base")
            .arg(self.path("base/themisia.db"))
            .args(words)
            .output()
            .unwrap()
    }

    fn text(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.text(words)).unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    /// The exit code, and the error as JSON.
    fn refused(&self, words: &[&str]) -> (i32, Value) {
        let output = self.run(words);
        assert!(output.stdout.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
        (output.status.code().unwrap(), serde_json::from_slice(&output.stderr).unwrap_or(Value::Null))
    }

    fn two_companies() -> Script {
        let script = Script::new();
        let file = script.file(
            "tiers.csv",
            "Code client;Raison sociale;SIRET;Téléphone\nC1;Menuiserie du Port;73282932000074;\n\
             C2;SARL Menuiserie du Port;73282932000074;02 98 00 00 00\nC3;Garage Le Goff;;\n",
        );
        assert_eq!(script.json(&["import", "contacts", &file])["created"], 3);
        script
    }
}

/// A shell stays in the folder that it is in: a base is made inside it, not in its place.
#[cfg(unix)]
#[test]
fn a_base_is_made_in_the_empty_folder_where_the_shell_stands() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "\"$0\" --base cabinet.db init --firm Durand --user Anne && \"$0\" --base cabinet.db info && ls -ld cabinet.db cabinet.key";
    let output = Command::new("sh")
        .args(["-c", lines, env!("CARGO_BIN_EXE_themisia-cli")])
        .env("THEMISIA_KEY", KEY)
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told.matches("-rw------- ").count(), 2, "{told}");
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let others: Vec<String> = names.filter(|name| !name.starts_with("cabinet.")).collect();
    assert!(others.is_empty(), "nothing is left of how it was made: {others:?}");
}

#[test]
fn a_file_is_tried_imported_found_exported_and_taken_back() {
    let script = Script::new();
    let file = script.file("clients.csv", "Nom;Prénom;Ville\nLefèvre;Anne;Brest\n;;\nMartin;Yves;Quimper\n");
    assert_eq!(script.json(&["import", "contacts", &file, "--dry-run"])["created"], 2);
    assert_eq!(script.json(&["info"])["contacts"]["all"], 0, "a trial writes nothing");
    assert_eq!(script.json(&["import", "contacts", &file])["created"], 2);
    assert_eq!(
        script.json(&["import", "contacts", &file])["unchanged"],
        2,
        "the same file twice creates nothing twice"
    );

    let hits = script.json(&["search", "lefebvre"]);
    assert_eq!(hits[0]["name"], "LEFÈVRE Anne");
    let csv = script.text(&["export", "contacts", "--format", "csv"]);
    assert!(csv.starts_with('\u{feff}') && csv.contains("Lefèvre"), "{csv}");
    for format in ["xlsx", "vcf"] {
        let path = script.path(&format!("contacts.{format}"));
        script.text(&["export", "contacts", "--format", format, "--output", path.to_str().unwrap()]);
        assert_eq!(script.json(&["import", "contacts", path.to_str().unwrap(), "--dry-run"])["created"], 0, "{format}");
    }
    let history = script.json(&["history", hits[0]["id"].as_str().unwrap()]);
    assert_eq!(history[0]["operation"]["op"], "import_contacts", "{history:#}");
    script.json(&["undo"]);
    assert_eq!(script.json(&["info"])["contacts"]["all"], 0);
    script.json(&["redo"]);
    assert_eq!(script.json(&["info"])["contacts"]["all"], 2);
    assert_eq!(script.json(&["check"])["ok"], true);
}

#[test]
fn duplicates_are_told_line_by_line_and_merged_by_their_references() {
    let script = Script::two_companies();
    let pairs = script.text(&["duplicates", "--min-score", "0.5"]);
    let pairs: Vec<Value> = pairs.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(pairs.len(), 1, "{pairs:#?}");
    assert_eq!(pairs[0]["level"], "certain");
    let mut references = [pairs[0]["a_ref"].clone(), pairs[0]["b_ref"].clone()];
    references.sort_by_key(Value::to_string);
    assert_eq!(references, [json!("C1"), json!("C2")], "{:#}", pairs[0]);

    let trial = script.json(&["merge", "C1", "C2", "--choose", "organisation_name=absorbed", "--dry-run"]);
    assert_eq!(trial["result"]["draft"]["organisation_name"], "SARL Menuiserie du Port");
    let merged = script.json(&["merge", "C1", "C2"]);
    assert_eq!(merged["result"]["draft"]["phones"][0]["number"], "+33298000000");
    assert_eq!(script.text(&["duplicates"]), "");
    script.json(&["undo"]);
    let (a, b) = (pairs[0]["a"].as_str().unwrap(), pairs[0]["b"].as_str().unwrap());
    script.text(&["not-duplicates", a, b]);
    script.text(&["not-duplicates", a, b, "--undo"]);
}

#[test]
fn a_group_and_the_certain_duplicates_are_merged_at_once() {
    let script = Script::two_companies();
    let trial = script.json(&["merge", "C1", "C2", "C3", "--choose", "organisation_name=C3", "--dry-run"]);
    assert_eq!(trial["members"].as_array().unwrap().len(), 3);
    assert_eq!(trial["result"]["draft"]["organisation_name"], "Garage Le Goff");
    assert_eq!(script.json(&["info"])["contacts"]["all"], 3, "a trial writes nothing");
    let merged = script.json(&["merge", "C1", "C2", "C3", "--choose", "organisation_name=kept"]);
    assert_eq!(merged["draft"]["organisation_name"], "Menuiserie du Port");
    assert_eq!(script.json(&["info"])["contacts"]["all"], 1);
    script.json(&["undo"]);
    assert_eq!(script.json(&["info"])["contacts"]["all"], 3);

    assert_eq!(script.json(&["merge-certain", "--dry-run"])["merged"].as_array().unwrap().len(), 1);
    assert_eq!(script.json(&["info"])["contacts"]["all"], 3);
    assert_eq!(script.json(&["merge-certain"])["merged"].as_array().unwrap().len(), 1);
    assert_eq!(script.json(&["info"])["contacts"]["all"], 2);
    script.json(&["undo"]);
    let (a, b) = (
        script.json(&["search", "menuiserie"])[0]["id"].clone(),
        script.json(&["search", "menuiserie"])[1]["id"].clone(),
    );
    for client in [a, b] {
        let decision =
            json!({ "decision": { "client": client, "matter": null, "to": "out_of_scope", "reason": "Contentieux" } });
        script.json(&["call", "decide_kyc", &decision.to_string()]);
    }
    let left = script.json(&["merge-certain"]);
    assert_eq!((&left["merged"], &left["aside"][0]["kyc"]), (&json!([]), &json!(true)), "{left:#}");
    assert_eq!(script.json(&["merge-certain", "--knowingly"])["merged"].as_array().unwrap().len(), 1);
}

#[test]
fn conflicts_are_searched_under_close_spellings() {
    let script = Script::two_companies();
    let found = script.json(&["conflicts", "Garage Legoff", "--depth", "1"]);
    assert_eq!(found["hits"][0]["name"], "Garage Le Goff", "{found:#}");
    let (code, error) = script.refused(&["conflicts", "Durand", "Martin", "--siren", "732829320"]);
    assert_eq!((code, &error["code"]), (2, &json!("usage")));
}

#[test]
fn errors_are_json_and_say_in_french_what_to_do() {
    let script = Script::new();
    let (code, error) = script.refused(&["call", "save_contact", r#"{"draft":{"id":null,"kind":"natural_person"}}"#]);
    assert_eq!((code, &error["code"]), (1, &json!("invalid")), "{error:#}");
    assert!(error["message"].as_str().unwrap().contains("nom"), "{error:#}");
    assert_eq!(script.refused(&["call", "no_such_command", "{}"]).0, 1);
    assert_eq!(script.refused(&["call", "home", "not json"]).0, 2);
    assert_eq!(script.refused(&["no-such-word"]).0, 2);
    assert_eq!(script.refused(&["merge", "A", "B"]).1["code"], "not_found");
    let (code, error) = script.refused(&["init"]);
    assert_eq!((code, &error["code"]), (1, &json!("base_exists")), "never over another base");
}

/// Whatever lies in the place of a base, nothing is written to it and nothing is left beside it.
#[test]
fn a_file_that_is_no_base_is_refused_and_left_as_it_is() {
    let script = Script { folder: tempfile::tempdir().unwrap() };
    std::fs::create_dir(script.path("base")).unwrap();
    let base = script.path("base/themisia.db");
    let plain = [b"SQLite format 3\0".as_slice(), &[0; 8192]].concat();
    for (what, bytes, code) in [
        ("nothing", Vec::new(), "damaged"),
        ("one byte", vec![0], "damaged"),
        ("a text", b"ceci n'est pas une base\n".repeat(500), "wrong_secret"),
        ("a database in clear", plain, "wrong_secret"),
    ] {
        std::fs::write(&base, &bytes).unwrap();
        for words in [["info"].as_slice(), &["check"], &["search", "durand"]] {
            let (exit, error) = script.refused(words);
            assert_eq!((exit, &error["code"]), (1, &json!(code)), "{what}, {words:?}: {error:#}");
            assert!(!error["message"].as_str().unwrap().contains("Réessayez"), "{error:#}");
            assert!(std::fs::read(&base).unwrap() == bytes, "{what}: the file was changed by {words:?}");
            let left: Vec<_> =
                std::fs::read_dir(script.path("base")).unwrap().map(|it| it.unwrap().file_name()).collect();
            assert_eq!(left, ["themisia.db"], "{what}, {words:?}");
        }
    }
    let (exit, error) = script.refused(&["init"]);
    assert_eq!((exit, &error["code"]), (1, &json!("base_exists")), "never over a file that is there");
}

#[test]
fn a_base_damaged_after_its_first_page_says_so() {
    let script = Script::new();
    let base = script.path("base/themisia.db");
    let mut bytes = std::fs::read(&base).unwrap();
    for at in [5000, 5001] {
        bytes[at] ^= 0x5a;
    }
    std::fs::write(&base, &bytes).unwrap();
    for words in [["info"].as_slice(), &["check"], &["search", "durand"]] {
        let (exit, error) = script.refused(words);
        assert_eq!((exit, &error["code"]), (1, &json!("damaged")), "{words:?}: {error:#}");
        assert!(error["message"].as_str().unwrap().contains("restaurez une sauvegarde"), "{error:#}");
        assert!(std::fs::read(&base).unwrap() == bytes, "the file was changed by {words:?}");
    }
}

#[test]
fn a_backup_is_restored_elsewhere_with_the_code_alone() {
    let script = Script { folder: tempfile::tempdir().unwrap() };
    let code = script.json(&["init"])["recovery_code"].as_str().unwrap().to_owned();
    let file = script.file("clients.csv", "Nom;Prénom\nLefèvre;Anne\n");
    script.json(&["import", "contacts", &file]);
    let backup = script.json(&["backup", script.path("sauvegardes").to_str().unwrap()]);
    let elsewhere = script.path("elsewhere");
    let restored = Command::new(env!("CARGO_BIN_EXE_themisia-cli"))
        .args(["--recovery-code", &code, "restore", backup["path"].as_str().unwrap()])
        .arg(&elsewhere)
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let restored: Value = serde_json::from_slice(&restored.stdout).unwrap();
    let info = Command::new(env!("CARGO_BIN_EXE_themisia-cli"))
        .args(["--recovery-code", &code, "--base", restored["base"].as_str().unwrap(), "info"])
        .output()
        .unwrap();
    let info: Value = serde_json::from_slice(&info.stdout).unwrap();
    assert_eq!(info["contacts"]["all"], 1, "{info:#}");
}

#[test]
fn identifiers_are_checked_without_a_base() {
    let script = Script { folder: tempfile::tempdir().unwrap() };
    assert_eq!(script.json(&["identifiers", "check", "siret", "732 829 320 00074"])["valid"], true);
    let wrong = script.json(&["identifiers", "check", "siren", "732829321"]);
    assert_eq!(wrong["valid"], false, "{wrong:#}");
    assert!(!wrong["reason"].as_str().unwrap_or_default().is_empty(), "{wrong:#}");
}
