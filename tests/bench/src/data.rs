//! The files that are measured: given, or made by `frgen/frgen.py` (names of INSEE by frequency, real communes, made-up people).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::Workbook;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Outcome;

pub const CONTACTS_SEED: u32 = 4207;
pub const QUERIES_SEED: u32 = 4211;
const QUERIES: usize = 2100;

pub struct Files {
    pub dir: PathBuf,
    pub contacts: usize,
    pub generated: bool,
}

impl Files {
    pub fn contacts_csv(&self) -> PathBuf {
        self.dir.join("contacts.csv")
    }

    /// The same rows as a workbook, with its texts in a table of their own as Excel writes them. Made once.
    pub fn workbook(&self) -> Outcome<PathBuf> {
        let path = self.dir.join("contacts.xlsx");
        if path.exists() {
            return Ok(path);
        }
        println!("making {}…", path.display());
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_low_memory()?;
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_path(self.contacts_csv())?;
        for (row, line) in rows.records().enumerate() {
            let row = u32::try_from(row)?;
            for (column, cell) in (0u16..).zip(&line?).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell)?;
            }
        }
        let making = path.with_extension("making");
        workbook.save(&making)?;
        std::fs::rename(&making, &path)?;
        Ok(path)
    }

    pub fn given(dir: &Path) -> Outcome<Files> {
        let dir = dir.canonicalize()?;
        for file in ["contacts.csv", "queries.csv"] {
            if !dir.join(file).exists() {
                return Err(format!("{} holds no {file}", dir.display()).into());
            }
        }
        let contacts = csv::Reader::from_path(dir.join("contacts.csv"))?.records().count();
        Ok(Files { dir, contacts, generated: false })
    }

    /// Made once a size, then kept under `target/bench`.
    pub fn generated(n: usize) -> Outcome<Files> {
        let dir = cache().join(format!("data-{n}-{CONTACTS_SEED}-{QUERIES_SEED}"));
        if dir.join("queries.csv").exists() {
            return Ok(Files { dir, contacts: n, generated: true });
        }
        let script = root().join("tests/bench/frgen/frgen.py");
        println!("making {n} contacts (seed {CONTACTS_SEED})…");
        let making = dir.with_extension("making");
        std::fs::create_dir_all(&making)?;
        let python = |args: &[&str]| -> Outcome {
            let done = Command::new("python3").arg(&script).args(args).status();
            let done = done.map_err(|error| format!("python3, which makes the test contacts: {error}"))?;
            if done.success() { Ok(()) } else { Err(format!("{}: {done}", script.display()).into()) }
        };
        let folder = making.to_str().ok_or("a path that is not UTF-8")?;
        let number = |number: &dyn ToString| number.to_string();
        python(&["contacts", "--n", &number(&n), "--seed", &number(&CONTACTS_SEED), "--out", folder])?;
        python(&["queries", "--dir", folder, "--n", &number(&QUERIES), "--seed", &number(&QUERIES_SEED)])?;
        std::fs::rename(&making, &dir)?;
        Ok(Files { dir, contacts: n, generated: true })
    }
}

pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

pub fn shared() -> PathBuf {
    std::env::var_os("THEMISIA_SHARED").map_or_else(|| root().with_file_name("shared"), PathBuf::from)
}

fn cache() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from).join("bench")
}

/// A folder for the bases of this run, emptied first.
pub fn work_folder(files: &Files) -> Outcome<PathBuf> {
    let folder = cache().join(format!("work-{}", files.contacts));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The folder for the bases of this run, as it is.
pub fn work_folder_of(files: &Files) -> Outcome<PathBuf> {
    let folder = cache().join(format!("work-{}", files.contacts));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

#[derive(Debug, Deserialize)]
pub struct Query {
    pub category: String,
    pub query: String,
    pub id: u64,
}

pub fn queries(files: &Files) -> Outcome<Vec<Query>> {
    Ok(csv::Reader::from_path(files.dir.join("queries.csv"))?.deserialize().collect::<Result<_, _>>()?)
}

#[derive(Debug, Deserialize)]
struct Line {
    id: u64,
    #[serde(rename = "type")]
    kind: String,
    nom: String,
    prenom: String,
    nom_usage: String,
    raison_sociale: String,
}

/// The names as the peers index them, and what makes two contacts bear the same name.
pub struct Names {
    pub rows: Vec<(u64, String)>,
    bare: HashMap<u64, String>,
}

impl Names {
    pub fn read(files: &Files) -> Outcome<Names> {
        let mut names = Names { rows: Vec::new(), bare: HashMap::new() };
        for line in csv::Reader::from_path(files.contacts_csv())?.deserialize() {
            let line: Line = line?;
            let parts = [&line.prenom, &line.nom, &line.nom_usage, &line.raison_sociale];
            let name = parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
            let own = if line.kind == "pp" { format!("{} {}", line.prenom, line.nom) } else { line.raison_sociale };
            let mut words = words(&own);
            words.sort_unstable();
            names.bare.insert(line.id, words.join(" "));
            names.rows.push((line.id, name));
        }
        Ok(names)
    }

    /// A hit: one of the first ten is the contact that was meant, or bears exactly its name.
    pub fn is_hit(&self, wanted: u64, found: &[u64]) -> bool {
        found.iter().take(10).any(|id| *id == wanted || self.bare.get(id) == self.bare.get(&wanted))
    }
}

/// Lower case without accents, as the peers are given it.
pub fn fold(text: &str) -> String {
    text.to_lowercase().replace('œ', "oe").nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// The words of a folded text: runs of letters and digits of ASCII.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
