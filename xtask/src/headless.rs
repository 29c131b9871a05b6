//! The window on a virtual display, with the demonstration base in a folder that goes with it, and a picture of it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{Running, output, step};
use crate::{Outcome, root, say};

const PATIENCE: Duration = Duration::from_secs(120);
const SIZE: &str = "1280x800x24";

pub fn run(program: &Path, stay: bool) -> Outcome {
    let folder = Folder::new()?;
    let (display, number) = display()?;
    let mut window = step("open the window", || open(program, &folder.0, &number))?;
    let picture = root::target().join("themisia.png");
    step("wait until it is painted", || wait_until_painted(&mut window, &folder.0, &number, &picture))?;
    say(&format!("\nThe window, as it is now: {}", picture.display()));
    if stay {
        say(&format!("It stays open on display {number} until it is ended (Ctrl+C)."));
        let _ = window.0.wait();
    }
    drop(window);
    drop(display);
    Ok(())
}

/// A virtual display that chose its own number.
fn display() -> Outcome<(Running, String)> {
    let mut xvfb = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map(Running)
        .map_err(|error| format!("Xvfb did not start: {error}"))?;
    let mut number = String::new();
    if let Some(stdout) = xvfb.0.stdout.take() {
        BufReader::new(stdout).read_line(&mut number).map_err(|error| format!("Xvfb: {error}"))?;
    }
    match number.trim() {
        "" => Err("Xvfb ended without a display".to_owned()),
        number => Ok((xvfb, format!(":{number}"))),
    }
}

fn open(program: &Path, folder: &Path, display: &str) -> Outcome<Running> {
    let log = fs::File::create(folder.join("window.log")).map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg("--demo").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    command.env("DISPLAY", display).env("THEMISIA_DATA", folder.join("data")).env("HOME", folder);
    for (name, part) in [
        ("XDG_RUNTIME_DIR", "runtime"),
        ("XDG_DATA_HOME", "share"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        command.env(name, folder.join(part));
    }
    command.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
    // No session bus: nothing of the person's own session is touched, and no other window answers for this one.
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command.spawn().map(Running).map_err(|error| format!("{}: {error}", program.display()))
}

/// The base is open, and two pictures in a row are the same and show more than an empty page.
fn wait_until_painted(window: &mut Running, folder: &Path, display: &str, picture: &Path) -> Outcome {
    let start = Instant::now();
    let mut before = String::new();
    while start.elapsed() < PATIENCE {
        if let Ok(Some(status)) = window.0.try_wait() {
            let said = fs::read_to_string(folder.join("window.log")).unwrap_or_default();
            return Err(format!("the window closed by itself ({status})\n{said}"));
        }
        std::thread::sleep(Duration::from_millis(400));
        let log = fs::read_to_string(folder.join("data/themisia.log")).unwrap_or_default();
        if !log.contains("started") {
            continue;
        }
        let place = picture.display().to_string();
        output(Command::new("import").args(["-display", display, "-window", "root", &place]))?;
        let now = output(Command::new("identify").args(["-format", "%# %k", &place]))?;
        let colours: u32 = now.split(' ').nth(1).and_then(|count| count.parse().ok()).unwrap_or(0);
        if colours > 64 && now == before {
            return Ok(());
        }
        before = now;
    }
    Err(format!("nothing was painted in {} s; the last picture is {}", PATIENCE.as_secs(), picture.display()))
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Outcome<Folder> {
        let folder = std::env::temp_dir().join(format!("themisia-run-{}", std::process::id()));
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        for part in ["runtime", "share", "config", "cache", "data"] {
            fs::create_dir_all(folder.join(part)).map_err(failed)?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(folder.join("runtime"), fs::Permissions::from_mode(0o700)).map_err(failed)?;
        }
        Ok(Folder(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
