//! First run to first contact; a restart; the key lost, and put back by the recovery code.

use std::path::Path;
use std::process::Command;

use crate::base::{FIRM, USER};
use crate::screen::{CTRL, ENTER, Outcome, RELEASED, Screen, shown};
use crate::session::Home;

pub async fn journey(home: &Home) -> Outcome {
    let mut code = String::new();
    shown(home, "first-run", async |screen| {
        start_alone(screen).await?;
        screen.press_button("Créer la base").await?;
        code = note_the_code(screen).await?;
        first_contact(screen).await?;
        screen.picture("contact")
    })
    .await?;
    shown(home, "second-start", still_there).await?;
    forget_the_key(&home.data())?;
    shown(home, "recovery", async |screen| {
        screen.fill("Code de récupération", &code).await?;
        screen.keys(ENTER).await?;
        screen.sees("LEFÈVRE Éléonore").await?;
        screen.picture("recovered")
    })
    .await?;
    // The key is back: it opens by itself.
    shown(home, "after-recovery", still_there).await
}

/// Up to the form that makes the base.
pub async fn start_alone(screen: &Screen) -> Outcome {
    screen.press_button("Commencer seul").await?;
    screen.fill("Nom du cabinet", FIRM).await?;
    screen.fill("Votre nom", USER).await
}

/// Reads the recovery code off the screen and types it back; gives it.
pub async fn note_the_code(screen: &Screen) -> Outcome<String> {
    screen.sees("Votre code de récupération").await?;
    screen.picture("recovery-code")?;
    let groups = screen.texts("[aria-label='Code de récupération, en quatre groupes'] > *").await?;
    if groups.len() != 4 {
        return Err(format!("the code has {} groups: {groups:?}", groups.len()));
    }
    screen.press_button("Je l’ai noté").await?;
    for (at, group) in groups.iter().enumerate() {
        screen.fill(&format!("Groupe {} sur 4", at + 1), group).await?;
    }
    screen.press_button("Vérifier").await?;
    screen.sees("Dernières opérations").await?;
    Ok(groups.concat())
}

pub async fn first_contact(screen: &Screen) -> Outcome {
    screen.keys(&format!("{CTRL}n{RELEASED}")).await?;
    screen.sees("Nouvelle fiche").await?;
    screen.fill("Nom de naissance", "Lefèvre").await?;
    screen.fill("Prénoms", "Éléonore").await?;
    screen.keys(&format!("{CTRL}s{RELEASED}")).await?;
    screen.sees("LEFÈVRE Éléonore").await
}

pub async fn still_there(screen: &Screen) -> Outcome {
    screen.sees("Dernières opérations").await?;
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
