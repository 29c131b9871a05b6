//! The technical log, beside the base: what went wrong, never whose data it was.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const NAME: &str = "themisia.log";
/// One older file is kept beside it.
const LARGEST: u64 = 1024 * 1024;

/// Starts writing; without a place to write, the program goes on without a log.
pub fn start(folder: &Path) {
    let Ok(file) = open(folder) else {
        to_terminal("no log: its folder can't be written");
        return;
    };
    // Only our own words: a library may print what it works on.
    let ours = Targets::new().with_target("themisia", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer().with_writer(Mutex::new(file)).with_ansi(false);
    let _ = tracing_subscriber::registry().with(ours).with(lines).try_init();
    // The message of a panic may quote a value: the log keeps only the place.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("panic at {place}");
        if cfg!(debug_assertions) {
            to_terminal(&panic.to_string());
        }
    }));
}

fn open(folder: &Path) -> std::io::Result<File> {
    fs::create_dir_all(folder)?;
    let path = folder.join(NAME);
    if fs::metadata(&path).is_ok_and(|file| file.len() > LARGEST) {
        fs::rename(&path, folder.join("themisia.log.1"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

#[allow(clippy::print_stderr)]
pub fn to_terminal(text: &str) {
    eprintln!("{text}");
}
