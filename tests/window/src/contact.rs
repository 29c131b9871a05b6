//! A contact is found by a misspelt name, edited, and the change taken back and made again; all of it outlives the window.

use crate::base::{self, USER};
use crate::screen::{CTRL, F2, Outcome, RELEASED, SHIFT, Screen, shown};
use crate::session::Home;

pub const NAMES: &str = "[role='grid'] [role='gridcell'] > bdi[title]";
const TITLE: &str = "article[aria-label='Fiche'] h2";

pub async fn journey(home: &Home) -> Outcome {
    base::make(home, base::SHEET)?;
    shown(home, "edited", async |screen| {
        search(screen, "tibaut", "THIBAULT Marc").await?;
        search(screen, "lefebre eleonore", "LEFÈVRE Éléonore").await?;
        screen.press_row("LEFÈVRE Éléonore").await?;
        screen.shows(TITLE, &["Éléonore LEFÈVRE"]).await?;
        screen.keys(F2).await?;
        screen.fill("Nom de naissance", "Lefèvre-Raoult").await?;
        screen.fill("Notes", "Été 2026 : « à rappeler » — œuvre, cœur, 15 €").await?;
        screen.keys(&format!("{CTRL}s{RELEASED}")).await?;
        screen.shows(TITLE, &["Éléonore LEFÈVRE-RAOULT"]).await?;
        screen.sees("« à rappeler » — œuvre, cœur, 15 €").await?;

        screen.keys(&format!("{CTRL}z{RELEASED}")).await?;
        screen.shows(TITLE, &["Éléonore LEFÈVRE"]).await?;
        screen.sees("Préfère être appelée le matin.").await?;
        screen.keys(&format!("{CTRL}{SHIFT}z{RELEASED}")).await?;
        screen.shows(TITLE, &["Éléonore LEFÈVRE-RAOULT"]).await?;
        told_in_the_history(screen).await?;
        screen.picture("history")
    })
    .await?;

    shown(home, "opened-again", async |screen| {
        search(screen, "raoul lefevre", "LEFÈVRE-RAOULT Éléonore").await?;
        screen.press_row("LEFÈVRE-RAOULT Éléonore").await?;
        told_in_the_history(screen).await?;
        // What was done before the window was closed is taken back as well.
        screen.keys(&format!("{CTRL}z{RELEASED}")).await?;
        screen.shows(TITLE, &["Éléonore LEFÈVRE"]).await
    })
    .await
}

/// Nothing else is found than the one.
pub async fn search(screen: &Screen, text: &str, name: &str) -> Outcome {
    screen.press_link("Contacts").await?;
    screen.fill("Rechercher dans la liste", text).await?;
    screen.shows(NAMES, &[name]).await
}

async fn told_in_the_history(screen: &Screen) -> Outcome {
    screen.press_button("Historique").await?;
    for text in ["Rétablissement", "Annulation", "Modification", "Nom de naissance", "Lefèvre-Raoult", USER] {
        screen.sees(text).await?;
    }
    Ok(())
}
