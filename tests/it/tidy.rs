//! The house rules that a machine can hold: who may import whom, the size of files, what must not be in them.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Files of ours with one of these endings, as (path from the root, text).
fn files(endings: &[&str]) -> Vec<(String, String)> {
    fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            if path.is_dir() {
                if !["target", "node_modules", ".git", "dist", "gen", "results"].contains(&name.as_str()) {
                    walk(&path, endings, found);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    let root = root();
    let mut found = Vec::new();
    walk(&root, endings, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().display().to_string().replace('\\', "/");
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn files_stay_short() {
    for (name, text) in files(&[".rs", ".ts", ".svelte", ".css", ".mjs"]) {
        let lines = text.lines().count();
        assert!(lines <= 600 || name.ends_with("lib/commands.ts"), "{name} has {lines} lines: split it by verb");
    }
}

#[test]
fn nothing_is_left_unfinished() {
    // Written apart, so that this file does not find itself.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["{@", "html"],
        ["test.", "fixme"],
        ["it.", "only"],
        ["#[ig", "nore"],
        ["unimple", "mented!("],
    ];
    for (name, text) in files(&[".rs", ".ts", ".svelte", ".mjs", ".sql", ".md"]) {
        for mark in marks.map(|parts| parts.concat()) {
            assert!(!text.contains(&mark), "{name} contains {mark}");
        }
    }
}

#[test]
fn no_path_of_a_machine_and_no_registry_is_named() {
    let words = [["/ro", "ot/"], ["/wo", "rk/"], ["crates", ".io"], ["npm", "js.org"], ["py", "pi.org"]];
    for (name, text) in files(&[".rs", ".ts", ".svelte", ".mjs", ".sql", ".md", ".toml", ".json", ".sh"]) {
        if name.ends_with("package-lock.json") {
            continue;
        }
        for word in words.map(|parts| parts.concat()) {
            assert!(!text.contains(&word), "{name} names {word}");
        }
    }
}

/// DESIGN §3: `core` knows table names, not what they mean; concepts look down, never at the commands.
#[test]
fn modules_import_downwards() {
    let forbidden: &[(&str, &[&str])] = &[
        ("error", &["contact", "core", "vault", "commands", "firm", "import", "operation"]),
        ("ids", &["contact", "core", "vault", "commands", "firm", "import", "operation", "error"]),
        ("words", &["contact", "core", "vault", "commands", "firm", "import", "operation"]),
        ("core", &["contact", "commands", "firm", "import", "operation", "quality", "backup", "home", "demo"]),
        ("contact", &["commands", "firm", "import", "operation", "vault", "backup", "home", "demo"]),
        ("kyc", &["commands", "matter", "import", "operation", "vault", "backup", "home", "demo"]),
        ("personal_data", &["commands", "import", "operation", "backup", "home", "demo"]),
        ("todo", &["commands", "matter", "import", "operation", "vault", "backup", "home", "demo"]),
        ("quality", &["commands", "firm", "import", "operation", "vault", "backup", "home", "demo"]),
        ("document", &["commands", "import", "operation", "backup", "home", "demo", "journal", "email"]),
        ("journal", &["commands", "import", "operation", "backup", "home", "demo", "email"]),
        ("email", &["commands", "import", "operation", "backup", "home", "demo"]),
        ("operation", &["commands", "import", "backup", "home", "demo"]),
        ("invoice", &["commands", "vault", "payment", "reminder", "retainer", "print"]),
        ("payment", &["commands", "vault", "reminder", "retainer", "print"]),
        ("reminder", &["commands", "vault", "payment", "retainer", "print"]),
        ("retainer", &["commands", "vault", "payment", "reminder", "print"]),
        ("find", &["commands", "vault", "operation", "import", "backup", "home", "demo", "journal"]),
        ("print", &["commands", "operation", "import", "backup", "home", "demo"]),
        ("import", &["commands", "operation", "backup", "home", "demo"]),
        ("summary", &["commands", "operation", "import", "vault", "backup", "home", "demo"]),
        ("letter", &["commands", "operation", "import", "backup", "home", "demo"]),
        ("notice", &["commands", "operation", "import", "backup", "home", "demo"]),
    ];
    for (name, text) in files(&[".rs"]) {
        let Some(module) = name.strip_prefix("crates/themisia-core/src/") else { continue };
        let concept = module.split(['/', '.']).next().unwrap();
        let Some((_, upward)) = forbidden.iter().find(|(of, _)| *of == concept) else { continue };
        for other in *upward {
            for import in [format!("crate::{other}::"), format!("use crate::{other};"), format!("crate::{{{other}")] {
                let allowed = concept == "contact" && *other == "vault";
                assert!(allowed || !text.contains(&import), "{name} must not import {other}");
            }
        }
    }
}

/// In the page: concepts do not import each other, but for what a concept is about; the kit knows no concept.
#[test]
fn the_page_imports_downwards() {
    // A concept, and those whose parts it may use.
    let concepts: &[(&str, &[&str])] = &[
        ("contact", &[]),
        ("import", &[]),
        ("history", &[]),
        ("vault", &[]),
        ("settings", &[]),
        ("home", &[]),
        ("lifecycle", &["contact"]),
        ("duplicate", &["contact"]),
        ("conflict", &["contact"]),
        ("health", &["contact"]),
        // The search for conflicts stands beside a matter that is opened and a party that is added (DOMAIN §12).
        ("matter", &["contact", "conflict"]),
        ("rate", &["contact", "matter"]),
        ("time", &["contact", "matter", "rate"]),
        ("invoice", &["contact", "matter"]),
        ("payment", &["contact", "matter", "invoice"]),
        ("figure", &[]),
        ("dashboard", &["contact", "figure"]),
        ("journal", &["contact", "matter"]),
        ("document", &["contact", "matter"]),
        ("task", &["contact", "matter"]),
        ("kyc", &["contact", "matter"]),
        ("personal", &["contact"]),
        ("letter", &["contact", "matter"]),
        // One screen of what every concept knows of a contact.
        ("summary", &["contact", "matter", "journal", "task", "rate"]),
    ];
    for (name, text) in files(&[".svelte", ".ts"]) {
        let Some(place) = name.strip_prefix("ui/src/") else { continue };
        let folder = place.split('/').next().unwrap();
        if !place.contains('/') {
            continue; // App composes them.
        }
        let used = concepts.iter().find(|(concept, _)| *concept == folder).map_or(&[] as &[&str], |(_, used)| used);
        for (concept, _) in concepts.iter().filter(|(concept, _)| *concept != folder && !used.contains(concept)) {
            assert!(!text.contains(&format!("from \"../{concept}/")), "{name} must not import {concept}");
        }
        if folder == "kit" {
            assert!(!text.contains("from \"../lib/commands"), "{name}: the kit has no word of the law");
        }
    }
}

#[test]
fn versions_are_exact() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let dependencies = manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for line in
        dependencies.lines().filter(|line| line.contains('=') && !line.starts_with('#') && !line.contains("path ="))
    {
        assert!(line.contains("\"="), "{line}");
    }
    for (name, text) in files(&["package.json"]) {
        for line in text.lines().filter(|line| line.contains("\": \"")) {
            assert!(!line.contains("\": \"^") && !line.contains("\": \"~"), "{name}: {line}");
        }
    }
}
