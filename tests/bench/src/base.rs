//! A Themisia base of this run, and the program run again in a process of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::core::store::Durability;
use themisia_core::core::system_clock;
use themisia_core::firm::Grade;
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key::Key;
use themisia_core::vault::key_file::KeyFile;
use themisia_core::vault::key_store::NoKeyStore;
use themisia_core::vault::{self, NewBase, Vault};

use crate::{Outcome, duplicates, import, start};

/// The key of the bases of a bench, which hold made-up people.
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

pub fn create(folder: &Path) -> Outcome {
    let new = NewBase {
        firm_name: "Cabinet d’essai".to_owned(),
        user_name: "Anne Essai".to_owned(),
        grade: Grade::Partner,
        passphrase: None,
    };
    vault::create_base_at(
        &BaseFiles::in_folder(folder),
        &new,
        Some(Key::from_hex(KEY)?),
        Durability::Full,
        system_clock(),
    )?;
    Ok(())
}

pub fn open(folder: &Path) -> Outcome<Vault> {
    let files = BaseFiles::in_folder(folder);
    let key_file = KeyFile::read(&files.key)?;
    let open = vault::open_base_at(&files, Key::from_hex(KEY)?, key_file, false, Durability::Full, system_clock())?;
    Ok(Vault::over(open, Box::new(NoKeyStore)))
}

/// A command as the window calls it: arguments and answer are JSON.
pub fn call(vault: &Vault, name: &str, arguments: Value) -> Outcome<Value> {
    dispatch(vault, name, arguments).map_err(|error| format!("{name}: {:?} {}", error.code, error.message).into())
}

/// Bytes of the base and of its write-ahead log.
pub fn size(folder: &Path) -> u64 {
    let size = |name: &str| folder.join(name).metadata().map_or(0, |file| file.len());
    size("themisia.db") + size("themisia.db-wal")
}

/// This program again, in a process of its own.
pub fn own_process(args: &[&str]) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("child").args(args);
    Ok(command)
}

pub fn child(args: &[String]) -> Outcome {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = match args[..] {
        ["import", folder, csv] => import::child(&PathBuf::from(folder), csv)?,
        ["again", folder, csv] => import::again(&PathBuf::from(folder), csv)?,
        ["undo", folder] => import::undo(&PathBuf::from(folder))?,
        ["start", folder, middle] => start::child(&PathBuf::from(folder), middle.parse()?)?,
        ["duplicates", folder, out] => duplicates::child(&PathBuf::from(folder), out)?,
        _ => return Err(format!("unknown child: {args:?}").into()),
    };
    println!("{output}");
    Ok(())
}

pub fn seconds(output: &Value) -> f64 {
    output.get("seconds").and_then(Value::as_f64).unwrap_or(f64::NAN)
}

pub fn page(offset: usize) -> Value {
    json!({
        "filter": { "view": "active", "kind": null, "quality": null, "text": "" },
        "sort": { "key": "name", "descending": false },
        "page": { "offset": offset, "limit": 100 },
    })
}
