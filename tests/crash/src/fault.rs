//! Faults other than a kill: files that are damaged or foreign, a disk that is full.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use themisia_core::commands::dispatch;
use themisia_core::core::store::Durability;
use themisia_core::core::system_clock;
use themisia_core::error::{Error, ErrorCode};
use themisia_core::firm::Grade;
use themisia_core::vault::folder::BaseFiles;
use themisia_core::vault::key::Key;
use themisia_core::vault::{NewBase, create_base_at};

use crate::Desk;

type Outcome = Result<String, String>;

pub fn all() -> Vec<(&'static str, Outcome)> {
    vec![("damaged files", damaged_files()), ("full disk", full_disk())]
}

/// Whatever is in the place of the base, it is refused or read, and stays byte for byte as it was.
fn damaged_files() -> Outcome {
    let desk = Desk::create();
    drop(desk.open().map_err(|error| error.to_string())?);
    let whole = fs::read(&desk.files().base).map_err(|error| error.to_string())?;
    let flipped = |place: usize| -> Vec<u8> {
        whole.iter().enumerate().map(|(at, byte)| if at == place { byte ^ 1 } else { *byte }).collect()
    };
    for (what, bytes) in [
        ("nothing", Vec::new()),
        ("one byte", vec![0]),
        ("cut in the first page", whole[..2000].to_vec()),
        ("a bit flipped in the first page", flipped(100)),
        ("a bit flipped in the second page", flipped(5000)),
        ("text", b"this is no base".repeat(1000)),
        ("a plain SQLite file", [b"SQLite format 3\0".as_slice(), &[0; 8192]].concat()),
    ] {
        fs::write(&desk.files().base, &bytes).map_err(|error| error.to_string())?;
        match desk.open() {
            Err(Error::WrongSecret(_) | Error::Damaged(_)) => {}
            Err(other) => return Err(format!("{what}: refused as {:?} ({})", other.code(), other.cause())),
            Ok(_) => return Err(format!("{what}: opened")),
        }
        if fs::read(&desk.files().base).map_err(|error| error.to_string())? != bytes {
            return Err(format!("{what}: the file was changed"));
        }
    }
    fs::write(&desk.files().base, &whole).map_err(|error| error.to_string())?;
    match crate::open(&desk.files(), &Key::random().map_err(|error| error.to_string())?) {
        Err(Error::WrongSecret(_)) => {}
        _ => return Err("a wrong key was not refused".to_owned()),
    }
    desk.open().map_err(|error| format!("the whole file opens no more: {error}"))?;
    Ok("refused, byte for byte as they were".to_owned())
}

/// A file system in memory, too small; only root may mount one.
struct Mounted(tempfile::TempDir);

impl Mounted {
    fn new(size: &str) -> Option<Mounted> {
        let folder = tempfile::TempDir::new().ok()?;
        let options = format!("size={size}");
        let status =
            Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).output().ok()?;
        status.status.success().then_some(Mounted(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).output();
    }
}

/// Saving on a full disk says so and loses nothing; it works again when there is room.
fn full_disk() -> Outcome {
    let Some(disk) = Mounted::new("12m") else {
        return Ok("not tried: mounting a small disk needs root".to_owned());
    };
    let new = NewBase {
        firm_name: "Cabinet".to_owned(),
        user_name: "Essai".to_owned(),
        grade: Grade::Partner,
        passphrase: None,
    };
    let files = BaseFiles::in_folder(&disk.path().join("base"));
    let (key, ..) =
        create_base_at(&files, &new, None, Durability::Full, system_clock()).map_err(|error| error.to_string())?;
    let vault = crate::open(&files, &key).map_err(|error| error.to_string())?;
    let save = |notes: &str| {
        let draft = json!({ "id": null, "kind": "natural_person", "birth_name": "Durand", "notes": notes });
        dispatch(&vault, "save_contact", json!({ "draft": draft }))
    };
    save("avant").map_err(|error| format!("{error:?}"))?;
    let ballast = disk.path().join("ballast");
    // As much as there is room for: writing stops when the disk is full.
    let _ = fs::write(&ballast, vec![0u8; 16 << 20]);
    let mut refused = None;
    for _ in 0..50 {
        if let Err(error) = save(&"long ".repeat(20_000)) {
            refused = Some(error);
            break;
        }
    }
    match refused {
        Some(error) if error.code == ErrorCode::DiskFull => {}
        other => return Err(format!("expected disk_full, got {other:?}")),
    }
    fs::remove_file(&ballast).map_err(|error| error.to_string())?;
    save("après").map_err(|error| format!("with room again: {error:?}"))?;
    let report = dispatch(&vault, "check_base", json!({ "task": "check" })).map_err(|error| format!("{error:?}"))?;
    if report["ok"] == true {
        Ok("said, nothing lost, works again with room".to_owned())
    } else {
        Err(report.to_string())
    }
}
