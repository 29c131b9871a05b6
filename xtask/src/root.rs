//! Where things lie, from whatever folder the task is called.

use std::path::PathBuf;

pub fn root() -> PathBuf {
    // cargo says it when it runs us; the other is where we were built.
    let own = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let own = PathBuf::from(own);
    own.parent().map(PathBuf::from).unwrap_or(own)
}

pub fn ui() -> PathBuf {
    root().join("ui")
}

pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        // As cargo does: relative to where it was called.
        Some(folder) => std::env::current_dir().unwrap_or_default().join(folder),
        None => root().join("target"),
    }
}

/// A program of this workspace, as `cargo build` leaves it.
pub fn program(name: &str, profile: &str) -> PathBuf {
    target().join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// What the tasks themselves remember between two calls.
pub fn memory() -> PathBuf {
    target().join("xtask")
}
