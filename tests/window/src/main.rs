//! The real window, driven through WebDriver under a virtual display, with a key store and a home of its own.
//!
//! Started without arguments it begins again inside a session bus with an unlocked key store; there it runs the journey: first run, a contact, a restart, a lost key.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is its output that counts.

mod screen;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use screen::{Outcome, Screen};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).map(String::as_str) != Some("inside") {
        return outside();
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(first_run(PathBuf::from(&arguments[2]))) {
        Ok(()) => {
            println!("1 passed, 0 failed");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            println!("0 passed, 1 failed");
            ExitCode::FAILURE
        }
    }
}

/// Its own home, runtime folder, session bus and key store: nothing of the person's session is touched.
fn outside() -> ExitCode {
    let home = tempfile::TempDir::new().expect("a home");
    let runtime = tempfile::TempDir::new().expect("a runtime folder");
    let program = std::env::current_exe().expect("this program");
    let script =
        "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec \"$0\" inside \"$1\"";
    let status = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .arg(program)
        .arg(home.path())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", runtime.path())
        .env_remove("XDG_DATA_HOME")
        .env_remove("WAYLAND_DISPLAY")
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("dbus-run-session: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn first_run(home: PathBuf) -> Outcome {
    let data = home.join("donnees");
    let screen = Screen::start(&data).await?;
    let code = match in_a_new_base(&screen).await {
        Ok(code) => code,
        Err(problem) => return screen.fail("first-run", problem).await,
    };
    screen.picture("contact").await?;
    screen.end().await?;

    let screen = Screen::start(&data).await?;
    if let Err(problem) = still_there(&screen).await {
        return screen.fail("second-start", problem).await;
    }
    screen.end().await?;

    forget_the_key(&data)?;
    let screen = Screen::start(&data).await?;
    if let Err(problem) = opened_with_the_code(&screen, &code).await {
        return screen.fail("recovery", problem).await;
    }
    screen.picture("recovered").await?;
    screen.end().await?;

    // The key is back: it opens by itself.
    let screen = Screen::start(&data).await?;
    if let Err(problem) = still_there(&screen).await {
        return screen.fail("after-recovery", problem).await;
    }
    screen.end().await
}

/// First run to first contact, by the texts that a person reads; gives the recovery code.
async fn in_a_new_base(screen: &Screen) -> Outcome<String> {
    screen.press_button("Commencer seul").await?;
    screen.fill("Nom du cabinet", "Cabinet Vasseur").await?;
    screen.fill("Votre nom", "Claire Vasseur").await?;
    screen.press_button("Créer la base").await?;
    screen.sees("Votre code de récupération").await?;
    screen.picture("recovery-code").await?;
    let groups = screen.texts("[aria-label='Code de récupération, en quatre groupes'] > *").await?;
    if groups.len() != 4 {
        return Err(format!("the code has {} groups: {groups:?}", groups.len()));
    }
    screen.press_button("Je l’ai noté").await?;
    for (at, group) in groups.iter().enumerate() {
        screen.fill(&format!("Groupe {} sur 4", at + 1), group).await?;
    }
    screen.press_button("Vérifier").await?;
    screen.sees("Bonjour").await?;
    screen.keys("body", "\u{e009}n\u{e000}").await?;
    screen.sees("Nouvelle fiche").await?;
    screen.fill("Nom de naissance", "Lefèvre").await?;
    screen.fill("Prénoms", "Éléonore").await?;
    screen.keys("body", "\u{e009}s\u{e000}").await?;
    screen.sees("LEFÈVRE Éléonore").await?;
    Ok(groups.concat())
}

async fn still_there(screen: &Screen) -> Outcome {
    screen.sees("Bonjour").await?;
    screen.sees("LEFÈVRE Éléonore").await
}

async fn opened_with_the_code(screen: &Screen, code: &str) -> Outcome {
    screen.sees("code de récupération").await?;
    screen.fill_first_input(code).await?;
    screen.press_enter().await?;
    screen.sees("LEFÈVRE Éléonore").await
}

/// As if the key store had lost it: under the name that the key file gives.
fn forget_the_key(data: &Path) -> Outcome {
    let file = std::fs::read_to_string(data.join("base/themisia.key")).map_err(|error| error.to_string())?;
    let file: serde_json::Value = serde_json::from_str(&file).map_err(|error| error.to_string())?;
    let base = file["base"].as_str().unwrap_or_default();
    let status = Command::new("secret-tool")
        .args(["clear", "service", "fr.themisia.base", "username", base])
        .status()
        .map_err(|error| format!("secret-tool: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("secret-tool clear: {status}")) }
}
