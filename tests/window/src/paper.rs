//! The sheet of a contact is printed, alone, as often as it is asked for. WebKit prints nothing in a window that is
//! driven: here the window is as a person has it, and everything goes by the keyboard.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::base::{self, FIRM};
use crate::display::{Display, NativeWindow, Running, until, within};
use crate::screen::{Outcome, program};
use crate::session::Home;

const SHEET: &str = "Nom;Prénom;E-mail;Notes
Lefèvre;Éléonore;eleonore@exemple.fr;Préfère être appelée le matin.
";
/// Time for a dialog to come, or for a page to be written; then it is asked for again.
const A_WHILE: Duration = Duration::from_secs(8);

pub async fn journey(home: &Home) -> Outcome {
    base::make(home, SHEET)?;
    let display = Display::start()?;
    let outcome = print_twice(home, &display);
    if outcome.is_err() {
        let _ = display.picture("failed-paper");
    }
    outcome
}

fn print_twice(home: &Home, display: &Display) -> Outcome {
    // Only the printer that writes a file: those of the network would be waited for.
    let mut window = display.command(program());
    window.env("GTK_PRINT_BACKENDS", "file").env("THEMISIA_DATA", home.data());
    let _window = window.spawn().map(Running).map_err(|error| format!("{}: {error}", program().display()))?;
    let page = display.window("Themisia")?;
    let paper = home.path().join("output.pdf");
    for _ in 0..2 {
        let text = until("a printed page", || print(display, &page, &paper))?;
        for words in
            [FIRM, "Éléonore LEFÈVRE", "eleonore@exemple.fr", "Préfère être appelée le matin.", "Fiche créée le"]
        {
            // Once: the sheet of the time before does not come out again, nor the screen behind it.
            if text.matches(words).count() != 1 {
                return Err(format!("« {words} » is not on the paper once:\n{text}"));
            }
        }
        if text.contains("Paramètres") {
            return Err(format!("the screen is on the paper:\n{text}"));
        }
        std::fs::remove_file(&paper).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Opens the one contact, whatever the window shows now, and prints it into a file; gives the text on the paper.
fn print(display: &Display, page: &NativeWindow, paper: &Path) -> Option<String> {
    page.focus().ok()?;
    page.keys(&["alt+2", "slash", "Return", "ctrl+p"]).ok()?;
    let dialog = within(A_WHILE, || display.window_now("Print"))?;
    dialog.focus().ok()?;
    display.settles().ok()?;
    let _ = display.picture("print-dialog");
    // From the name of the tab to the printers; the first; go.
    dialog.keys(&["Tab", "space", "Return"]).ok()?;
    let printed = within(A_WHILE, || text_of(paper));
    if printed.is_none() {
        dialog.leaves_on(&["Escape"]).ok()?;
    }
    printed
}

/// None while it is being written.
fn text_of(paper: &Path) -> Option<String> {
    let read = Command::new("pdftotext").arg("-layout").arg(paper).arg("-").output().ok()?;
    let text = String::from_utf8(read.stdout).ok()?;
    (read.status.success() && !text.trim().is_empty()).then_some(text)
}
