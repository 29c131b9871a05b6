//! An address opens the person's own mail program, and nothing else.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::base;
use crate::contact::search;
use crate::screen::{Outcome, shown};
use crate::session::Home;

pub async fn journey(home: &Home) -> Outcome {
    base::make(home, base::SHEET)?;
    let opened = home.path().join("opened");
    stand_in_for_the_desktop(home).map_err(|error| error.to_string())?;
    shown(home, "mail", async |screen| {
        search(screen, "lefevre", "LEFÈVRE Éléonore").await?;
        screen.press_row("LEFÈVRE Éléonore").await?;
        screen.press_link("eleonore.lefevre@exemple.fr").await?;
        let asked = screen.until("the letter", async || fs::read_to_string(&opened).ok()).await?;
        if asked != "mailto:eleonore.lefevre@exemple.fr\n" {
            return Err(format!("the desktop was asked to open {asked:?}"));
        }
        // The page stays where it is.
        screen.sees("LEFÈVRE Éléonore").await?;

        screen.press_button("Copier l’adresse électronique").await?;
        screen.sees("Adresse électronique : copié.").await
    })
    .await
}

/// What a desktop calls to open an address writes down what it was given.
fn stand_in_for_the_desktop(home: &Home) -> std::io::Result<()> {
    let program = home.programs().join("xdg-open");
    fs::write(
        &program,
        "#!/bin/sh\nprintf '%s\\n' \"$*\" >\"$HOME/opened.new\"\nmv \"$HOME/opened.new\" \"$HOME/opened\"\n",
    )?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))
}
