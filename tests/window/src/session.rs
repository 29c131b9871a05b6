//! A home, a runtime folder, a session bus and, or not, a key store: nothing of the person's own session is touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::screen::Outcome;

/// The first argument of this program once it is inside a session.
pub const INSIDE: &str = "inside";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum KeyStore {
    Unlocked,
    /// As on a bare Linux: no Secret Service on the bus, and none that the bus could start.
    Missing,
}

/// A bus that starts nothing by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A caret that blinks would never let the screen come to rest.
const TOOLKIT: &str = "[Settings]\ngtk-cursor-blink=false\ngtk-enable-animations=false\n";

/// The folder that a journey has for itself.
pub struct Home(PathBuf);

impl Home {
    pub fn new(folder: &str) -> Home {
        Home(PathBuf::from(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the window keeps its base.
    pub fn data(&self) -> PathBuf {
        self.0.join("données")
    }

    /// Programs here come before those of the system.
    pub fn programs(&self) -> PathBuf {
        self.0.join("bin")
    }
}

/// Runs this program again in a session of its own, for one journey.
pub fn begin(journey: &str, key_store: KeyStore) -> Outcome {
    let failed = |error: std::io::Error| error.to_string();
    let home = tempfile::TempDir::new().map_err(failed)?;
    let runtime = tempfile::TempDir::new().map_err(failed)?;
    let bus = runtime.path().join("bus.conf");
    fs::write(&bus, BUS).map_err(failed)?;
    let programs = Home(home.path().to_owned()).programs();
    fs::create_dir_all(&programs).map_err(failed)?;
    let toolkit = home.path().join(".config/gtk-3.0");
    fs::create_dir_all(&toolkit).and_then(|()| fs::write(toolkit.join("settings.ini"), TOOLKIT)).map_err(failed)?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path)))
        .map_err(|error| error.to_string())?;
    let unlock = match key_store {
        KeyStore::Unlocked => "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null; ",
        KeyStore::Missing => "",
    };
    let status = Command::new("dbus-run-session")
        .arg(format!("--config-file={}", bus.display()))
        .args(["--", "sh", "-c", &format!("{unlock}exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().map_err(failed)?)
        .args([INSIDE, journey])
        .arg(home.path())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", runtime.path())
        .env("PATH", path)
        .env("LANG", "C.UTF-8")
        .env("NO_AT_BRIDGE", "1")
        .env_remove("XDG_DATA_HOME")
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_CACHE_HOME")
        .env_remove("WAYLAND_DISPLAY")
        .current_dir(home.path())
        .status()
        .map_err(|error| format!("dbus-run-session: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{journey}: {status}")) }
}
