//! Kills a writing process in mid-write, again and again, and looks at what is left.
//!
//! The child writes to a base and says each commit that was acknowledged; the parent kills it (SIGKILL) after a random time,
//! opens the base, and finds it whole with every acknowledged commit in it.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is its output that counts.

mod child;
mod fault;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::core::store::Durability;
use themisia_core::core::system_clock;
use themisia_core::error::Result;
use themisia_core::firm::Grade;
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key::Key;
use themisia_core::vault::key_file::KeyFile;
use themisia_core::vault::key_store::NoKeyStore;
use themisia_core::vault::recovery_code::Code;
use themisia_core::vault::{NewBase, Vault, create_base_at, open_base_at};

/// A base that grows makes its check slow: a new one is begun every so many rounds.
const ROUNDS_A_BASE: u32 = 10;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("child") => child::run(Path::new(&arguments[2]), &arguments[3], arguments[4].parse().unwrap_or(0)),
        _ => parent(&arguments),
    }
}

fn option(arguments: &[String], name: &str, default: u64) -> u64 {
    let at = arguments.iter().position(|argument| argument == name);
    at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(default)
}

fn parent(arguments: &[String]) -> ExitCode {
    let rounds = u32::try_from(option(arguments, "--rounds", 200)).unwrap_or(200);
    let mut seed = option(arguments, "--seed", 4207);
    let (mut passed, mut failed) = (0, 0);
    let mut acknowledged = 0;
    let mut desk = Desk::create();
    for round in 1..=rounds {
        if round % ROUNDS_A_BASE == 0 {
            desk = Desk::create();
        }
        seed = next(seed);
        match desk.round(seed) {
            Ok(commits) => {
                passed += 1;
                acknowledged += commits;
            }
            Err(problem) => {
                failed += 1;
                eprintln!("round {round} (seed {seed}): {problem}");
                desk = Desk::create();
            }
        }
        if round % 20 == 0 {
            println!("{round} rounds, {acknowledged} acknowledged commits, {failed} wrong");
        }
    }
    for (name, outcome) in fault::all() {
        match outcome {
            Ok(said) => {
                passed += 1;
                println!("{name}: {said}");
            }
            Err(problem) => {
                failed += 1;
                eprintln!("{name}: {problem}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A linear congruential generator (Knuth's MMIX constants): the same seed kills at the same times.
pub fn next(seed: u64) -> u64 {
    seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
}

/// A base in a temporary folder, and what its children said they had done.
pub struct Desk {
    folder: tempfile::TempDir,
    pub key: Key,
    code: Code,
    /// Id of each contact saved → the notes acknowledged last. By id: two contacts may bear one name.
    known: std::collections::BTreeMap<String, String>,
}

impl Desk {
    pub fn create() -> Desk {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let new = NewBase {
            firm_name: "Cabinet Essai".to_owned(),
            user_name: "Essai".to_owned(),
            grade: Grade::Partner,
            passphrase: None,
        };
        let files = BaseFiles::in_folder(&folder.path().join("base"));
        let (key, _, code) = create_base_at(&files, &new, None, Durability::Full, system_clock()).expect("a new base");
        Desk { folder, key, code, known: std::collections::BTreeMap::new() }
    }

    pub fn files(&self) -> BaseFiles {
        BaseFiles::in_folder(&self.folder.path().join("base"))
    }

    pub fn open(&self) -> Result<Vault> {
        open(&self.files(), &self.key)
    }

    fn round(&mut self, seed: u64) -> Result<u64, String> {
        let mut child = Command::new(std::env::current_exe().map_err(|error| error.to_string())?)
            .args(["child", &self.folder.path().display().to_string(), &self.key.to_hex(), &seed.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let said = listen_and_kill(&mut child, Duration::from_millis(60 + (seed >> 33) % 400));
        for line in &said {
            let commit: Value = serde_json::from_str(line).map_err(|error| format!("« {line} »: {error}"))?;
            let id = commit["id"].as_str().ok_or("a commit without an id")?.to_owned();
            self.known.insert(id, commit["notes"].as_str().unwrap_or_default().to_owned());
        }
        self.look()?;
        Ok(said.len() as u64)
    }

    /// The base is whole, its key file opens it, and what was acknowledged is there.
    fn look(&self) -> Result<(), String> {
        let key_file = KeyFile::read(&self.files().key).map_err(|error| format!("key file: {error}"))?;
        key_file.open_with_code(&self.code).map_err(|error| format!("recovery code: {error}"))?;
        let vault = self.open().map_err(|error| format!("opening: {error} ({})", error.cause()))?;
        let call = |name: &str, arguments: Value| {
            dispatch(&vault, name, arguments).map_err(|error| format!("{name}: {error:?}"))
        };
        let report = call("check_base", json!({ "task": "check" }))?;
        if report["ok"] != true {
            return Err(format!("not whole: {report}"));
        }
        let page = json!({ "filter": { "view": "all", "kind": null, "quality": null, "text": "" },
            "sort": { "key": "name", "descending": false }, "page": { "offset": 0, "limit": 1000 } });
        let rows = call("list_contacts", page)?;
        let rows = rows["rows"].as_array().cloned().unwrap_or_default();
        if rows.len() == 1000 {
            return Err("more contacts than one page: begin a new base sooner".to_owned());
        }
        let mut found = std::collections::BTreeMap::new();
        for row in &rows {
            let contact = call("get_contact", json!({ "id": row["id"] }))?;
            let id = row["id"].as_str().unwrap_or_default().to_owned();
            found.insert(id, contact["draft"]["notes"].as_str().unwrap_or_default().to_owned());
        }
        for (id, notes) in &self.known {
            // One commit past the last acknowledged may be there too: its notes are those acknowledged, or later ones.
            match found.get(id) {
                None => return Err(format!("{id} was acknowledged and is not there")),
                Some(there) if number(there) < number(notes) => {
                    return Err(format!("{id} was acknowledged with « {notes} » and has « {there} »"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

fn number(notes: &str) -> u32 {
    notes.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

pub fn open(files: &BaseFiles, key: &Key) -> Result<Vault> {
    let key_file = KeyFile::read(&files.key)?;
    let open = open_base_at(files, key.clone(), key_file, false, Durability::Full, system_clock())?;
    Ok(Vault::over(open, Box::new(NoKeyStore)))
}

/// Reads what the child says, and kills it some time after its first words (before them it only opens the base).
fn listen_and_kill(child: &mut Child, after: Duration) -> Vec<String> {
    let (sender, lines) = mpsc::channel();
    let stdout = child.stdout.take().expect("piped");
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(std::result::Result::ok) {
            let _ = sender.send(line);
        }
    });
    let mut said: Vec<String> = lines.recv_timeout(Duration::from_secs(60)).into_iter().collect();
    std::thread::sleep(after);
    let _ = child.kill();
    let _ = child.wait();
    let _ = reader.join();
    said.extend(lines.try_iter());
    // The last line may have been cut by the kill: then it was never said.
    if said.last().is_some_and(|line| serde_json::from_str::<Value>(line).is_err()) {
        said.pop();
    }
    said
}
