//! A virtual display, its picture, and what is done to a native window: by keys, as nothing else reaches one.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::screen::Outcome;

/// A debug build on a busy machine is slow; nothing waits that long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at what is waited for.
pub const BREATH: Duration = Duration::from_millis(50);

/// A process that ends with what started it.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub struct Display {
    _server: Running,
    number: String,
}

impl Display {
    /// A display that chose its own number.
    pub fn start() -> Outcome<Display> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Running)
            .map_err(|error| format!("Xvfb: {error}"))?;
        let mut number = String::new();
        let stdout = server.0.stdout.take().ok_or("Xvfb has no output")?;
        BufReader::new(stdout).read_line(&mut number).map_err(|error| error.to_string())?;
        match number.trim() {
            "" => Err("Xvfb ended without a display".to_owned()),
            number => Ok(Display { _server: server, number: format!(":{number}") }),
        }
    }

    /// A program that shows itself here.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.number).env("GDK_BACKEND", "x11").env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    pub fn picture(&self, name: &str) -> Outcome {
        let folder = std::env::var_os("THEMISIA_PICTURES").map_or_else(std::env::temp_dir, PathBuf::from);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        // Of the display: the driver's own picture never comes under a virtual one.
        let taken = Command::new("import")
            .args(["-display", &self.number, "-window", "root"])
            .arg(folder.join(format!("{name}.png")))
            .status()
            .map_err(|error| format!("import: {error}"))?;
        if taken.success() { Ok(()) } else { Err(format!("import: {taken}")) }
    }

    /// Waits until nothing moves any more: what is being drawn does not hear keys.
    pub fn settles(&self) -> Outcome {
        let mut before = Vec::new();
        until("a screen at rest", || {
            let now = self.pixels()?;
            let still = now == before;
            before = now;
            still.then_some(())
        })
    }

    fn pixels(&self) -> Option<Vec<u8>> {
        let taken =
            Command::new("import").args(["-display", &self.number, "-window", "root", "rgb:-"]).output().ok()?;
        taken.status.success().then_some(taken.stdout)
    }

    /// The native window whose title is this, once it is there; it has the keyboard.
    pub fn window(&self, title: &str) -> Outcome<NativeWindow<'_>> {
        let window = until(&format!("a window « {title} »"), || self.window_now(title))?;
        window.focus()?;
        self.settles()?;
        Ok(window)
    }

    /// The latest of them: xdotool takes no account of case, and a program has a hidden window of its own name.
    pub fn window_now(&self, title: &str) -> Option<NativeWindow<'_>> {
        let found = self.xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$")]).ok()?;
        let id = found.lines().last()?.to_owned();
        Some(NativeWindow { display: self, title: title.to_owned(), id })
    }

    fn xdotool(&self, arguments: &[&str]) -> Outcome<String> {
        let done = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", &self.number)
            .output()
            .map_err(|error| format!("xdotool: {error}"))?;
        if done.status.success() {
            return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
        }
        Err(format!("xdotool {}: {}", arguments.join(" "), String::from_utf8_lossy(&done.stderr)))
    }
}

pub struct NativeWindow<'a> {
    display: &'a Display,
    title: String,
    id: String,
}

impl NativeWindow<'_> {
    pub fn focus(&self) -> Outcome {
        self.display.xdotool(&["windowfocus", "--sync", &self.id]).map(|_| ())
    }

    pub fn keys(&self, keys: &[&str]) -> Outcome {
        self.display.xdotool(&[&["key"], keys].concat()).map(|_| ())
    }

    pub fn types(&self, text: &str) -> Outcome {
        self.display.xdotool(&["type", text]).map(|_| ())
    }

    /// Presses keys until the window has gone.
    pub fn leaves_on(&self, keys: &[&str]) -> Outcome {
        until(&format!("the end of the window « {} »", self.title), || {
            // It may go in the meantime.
            let _ = self.focus().and_then(|()| self.keys(keys));
            within(Duration::from_secs(1), || (!self.is_open()).then_some(()))
        })
    }

    fn is_open(&self) -> bool {
        self.display.window_now(&self.title).is_some_and(|window| window.id == self.id)
    }
}

/// Waits for what no event tells.
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> Outcome<T> {
    within(PATIENCE, look).ok_or_else(|| format!("{what} never came"))
}

/// The same, for what may not come.
pub fn within<T>(time: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let found = look();
        if found.is_some() || begun.elapsed() > time {
            return found;
        }
        std::thread::sleep(BREATH);
    }
}
