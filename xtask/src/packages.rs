//! What the system must have. On Debian and Ubuntu it is installed; elsewhere the exact words to install it are printed.

use std::path::Path;
use std::process::Command;

use crate::command::{command, is_installed, quietly, run, shown, step};
use crate::{Outcome, say};

/// Needed to build the window and the page.
const BUILD: &[&str] =
    &["build-essential", "pkg-config", "perl", "libwebkit2gtk-4.1-dev", "libdbus-1-dev", "libclang-dev"];
/// Needed to show the window without a display, and to take its picture.
const HEADLESS: &[&str] = &["xvfb", "xauth", "imagemagick", "fonts-dejavu-core"];
/// Needed by the journeys in the browser and in the real window.
const TEST: &[&str] =
    &["webkit2gtk-driver", "dbus", "gnome-keyring", "libsecret-tools", "xdotool", "poppler-utils", "python3-venv"];
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    Build,
    Headless,
    Test,
}

pub fn ensure(needs: Needs) -> Outcome {
    step("system packages", || {
        if is_installed("dpkg-query") && is_installed("apt-get") {
            apt(needs)?;
        } else {
            elsewhere(needs)?;
        }
        node()
    })
}

fn apt(needs: Needs) -> Outcome {
    let mut wanted = BUILD.to_vec();
    if needs >= Needs::Headless {
        wanted.extend(HEADLESS);
    }
    if needs >= Needs::Test {
        wanted.extend(TEST);
        if !BROWSERS.iter().any(|browser| is_installed(browser)) {
            wanted.push("chromium");
        }
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !has_package(package)).collect();
    if missing.is_empty() {
        say(&format!("all {} packages are installed", wanted.len()));
        return Ok(());
    }
    say(&format!("missing: {}", missing.join(" ")));
    let install = [&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat();
    if !lists_are_there() {
        run(&mut as_root(&["update"])?)?;
    } else if run(&mut as_root(&install)?).is_ok() {
        return Ok(());
    } else {
        // The lists may be old: names in them that are gone from the mirror.
        run(&mut as_root(&["update"])?)?;
    }
    run(&mut as_root(&install)?)
}

fn has_package(package: &str) -> bool {
    quietly("dpkg-query", &["-W", "-f=${db:Status-Status}\n", package])
        .is_some_and(|states| states.lines().any(|state| state == "installed"))
}

fn lists_are_there() -> bool {
    let lists = std::fs::read_dir("/var/lib/apt/lists");
    lists.is_ok_and(|files| files.flatten().any(|file| file.file_name().to_string_lossy().contains("_Packages")))
}

fn as_root(args: &[&str]) -> Outcome<Command> {
    let is_root = quietly("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let mut install = if is_root {
        command("apt-get", args)
    } else if is_installed("sudo") {
        command("sudo", &[&["DEBIAN_FRONTEND=noninteractive", "apt-get"], args].concat())
    } else {
        let apt = shown(&command("apt-get", args));
        return Err(format!("packages are missing, and only root can install them. As root:\n\n    {apt}\n"));
    };
    install.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(install)
}

/// Other systems: we look, and say what to install.
fn elsewhere(needs: Needs) -> Outcome {
    let mut missing = Vec::new();
    let mut need = |is_there: bool, what: &'static str, how: &'static str| {
        if !is_there {
            missing.push(format!("    {what:<34} {how}"));
        }
    };
    if cfg!(target_os = "macos") {
        need(quietly("xcode-select", &["-p"]).is_some(), "Xcode command line tools", "xcode-select --install");
        need(is_installed("node"), "Node.js 20.19 or newer", "brew install node");
    } else if cfg!(windows) {
        need(is_installed("node"), "Node.js 20.19 or newer", "winget install OpenJS.NodeJS.LTS");
        need(is_installed("perl"), "Perl (builds OpenSSL)", "winget install StrawberryPerl.StrawberryPerl");
        need(
            is_installed("clang") || std::env::var_os("LIBCLANG_PATH").is_some(),
            "LLVM (libclang)",
            "winget install LLVM.LLVM",
        );
        need(has_webview2(), "WebView2 runtime", "winget install Microsoft.EdgeWebView2Runtime");
        if needs >= Needs::Headless {
            return Err("without a display, and for the whole test, a Debian or Ubuntu is needed".to_owned());
        }
    } else {
        let is_fedora = is_installed("dnf");
        let how = |fedora: &'static str, arch: &'static str| if is_fedora { fedora } else { arch };
        let library = |name| quietly("pkg-config", &["--exists", name]).is_some();
        need(
            library("webkit2gtk-4.1"),
            "WebKitGTK 4.1",
            how("sudo dnf install webkit2gtk4.1-devel", "sudo pacman -S webkit2gtk-4.1"),
        );
        need(library("dbus-1"), "D-Bus", how("sudo dnf install dbus-devel", "sudo pacman -S dbus"));
        need(is_installed("clang"), "clang (libclang)", how("sudo dnf install clang-devel", "sudo pacman -S clang"));
        need(is_installed("cc"), "C compiler", how("sudo dnf install gcc make", "sudo pacman -S base-devel"));
        need(is_installed("perl"), "Perl (builds OpenSSL)", how("sudo dnf install perl-core", "sudo pacman -S perl"));
        need(
            is_installed("node"),
            "Node.js 20.19 or newer",
            how("sudo dnf install nodejs npm", "sudo pacman -S nodejs npm"),
        );
        if needs >= Needs::Headless {
            need(
                is_installed("Xvfb"),
                "Xvfb",
                how("sudo dnf install xorg-x11-server-Xvfb", "sudo pacman -S xorg-server-xvfb"),
            );
            need(
                is_installed("import"),
                "ImageMagick",
                how("sudo dnf install ImageMagick", "sudo pacman -S imagemagick"),
            );
        }
        if needs >= Needs::Test {
            need(
                is_installed("WebKitWebDriver"),
                "WebKitWebDriver",
                how("sudo dnf install webkit2gtk4.1", "sudo pacman -S webkitgtk-6.0"),
            );
            need(
                is_installed("dbus-run-session"),
                "dbus-run-session",
                how("sudo dnf install dbus-daemon", "sudo pacman -S dbus"),
            );
            need(
                is_installed("gnome-keyring-daemon"),
                "gnome-keyring",
                how("sudo dnf install gnome-keyring", "sudo pacman -S gnome-keyring"),
            );
            need(
                is_installed("secret-tool"),
                "secret-tool",
                how("sudo dnf install libsecret", "sudo pacman -S libsecret"),
            );
            need(is_installed("xdotool"), "xdotool", how("sudo dnf install xdotool", "sudo pacman -S xdotool"));
            need(
                is_installed("pdftotext"),
                "pdftotext",
                how("sudo dnf install poppler-utils", "sudo pacman -S poppler"),
            );
            need(
                BROWSERS.iter().any(|browser| is_installed(browser)),
                "Chromium",
                how("sudo dnf install chromium", "sudo pacman -S chromium"),
            );
        }
    }
    if missing.is_empty() {
        say("all there");
        return Ok(());
    }
    Err(format!("install these first, then call this again:\n\n{}\n", missing.join("\n")))
}

fn has_webview2() -> bool {
    ["ProgramFiles(x86)", "LOCALAPPDATA"].iter().any(|variable| {
        std::env::var_os(variable)
            .is_some_and(|folder| Path::new(&folder).join("Microsoft/EdgeWebView/Application").is_dir())
    })
}

fn node() -> Outcome {
    let version = quietly("node", &["--version"]).unwrap_or_default();
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < (20, 19) {
        let found =
            if version.is_empty() { "none is installed".to_owned() } else { format!("found {}", version.trim()) };
        return Err(format!(
            "Node.js 20.19 or newer is needed ({found}). Your system's package may be older: nodejs.org has every version."
        ));
    }
    if quietly(if cfg!(windows) { "npm.cmd" } else { "npm" }, &["--version"]).is_none() {
        return Err("npm is needed; it comes with Node.js".to_owned());
    }
    Ok(())
}
