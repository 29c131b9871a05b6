//! The page: its packages, its build, its generated command types. Nothing is done again that is done already.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::command::{cargo, npm, output, quietly, run, step};
use crate::root::{memory, root, ui};
use crate::{Outcome, say};

pub const COMMANDS: &str = "ui/src/lib/commands.ts";

/// `npm ci` in a folder, unless its lock file is the one installed last.
pub fn install(folder: &Path) -> Outcome {
    let name = folder.strip_prefix(root()).unwrap_or(folder).display().to_string();
    let lock = folder.join("package-lock.json");
    let version = quietly("node", &["--version"]).unwrap_or_default();
    let state = fingerprint(&[lock], &version)?;
    let stamp = Stamp::new(&format!("npm ci in {name}"));
    if folder.join("node_modules").is_dir() && stamp.is(state) {
        return Ok(());
    }
    step(&format!("npm packages of {name}"), || {
        run(&mut npm(folder, &["ci", "--no-audit", "--no-fund", "--prefer-offline"]))
    })?;
    stamp.set(state)
}

/// Builds ui/dist, unless nothing changed since.
pub fn build() -> Outcome {
    install(&ui())?;
    let mut sources = vec![ui().join("src"), ui().join("public")];
    for entry in fs::read_dir(ui()).map_err(|error| format!("{}: {error}", ui().display()))?.flatten() {
        if entry.path().is_file() {
            sources.push(entry.path());
        }
    }
    let state = fingerprint(&sources, "")?;
    let stamp = Stamp::new("page");
    if ui().join("dist/index.html").is_file() && stamp.is(state) {
        say("the page is up to date");
        return Ok(());
    }
    step("page", || run(&mut npm(&ui(), &["run", "build"])))?;
    stamp.set(state)
}

/// The TypeScript of the commands, as the core says it now.
pub fn generated() -> Outcome<String> {
    output(&mut cargo(&["run", "--quiet", "--package", "themisia-cli", "--", "commands", "--typescript"]))
}

pub fn generate() -> Outcome {
    let text = generated()?;
    let file = root().join(COMMANDS);
    if fs::read_to_string(&file).is_ok_and(|present| present == text) {
        say(&format!("{COMMANDS} is current"));
        return Ok(());
    }
    fs::write(&file, text).map_err(|error| format!("{COMMANDS}: {error}"))?;
    say(&format!("{COMMANDS} written"));
    Ok(())
}

/// What a thing was made from, remembered under the target folder.
struct Stamp(PathBuf);

impl Stamp {
    fn new(what: &str) -> Stamp {
        Stamp(memory().join(what.replace(['/', '\\', ' '], "-")))
    }

    fn is(&self, state: u64) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|found| found == state.to_string())
    }

    fn set(&self, state: u64) -> Outcome {
        fs::create_dir_all(memory())
            .and_then(|()| fs::write(&self.0, state.to_string()))
            .map_err(|error| format!("{}: {error}", self.0.display()))
    }
}

/// Of the content of files and folders, and a word more.
fn fingerprint(paths: &[PathBuf], more: &str) -> Outcome<u64> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    more.hash(&mut hasher);
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.push(path.to_owned());
    }
    Ok(())
}
