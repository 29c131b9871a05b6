//! The rules of accessibility that a program can hold, on the main screens, as this engine draws them.

use serde_json::Value;

use crate::base;
use crate::contact::search;
use crate::screen::{CTRL, ESCAPE, F2, Outcome, RELEASED, Screen, shown};
use crate::session::Home;

/// Installed for the journeys in the browser.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../e2e/node_modules/axe-core/axe.min.js");

const RULES: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const place = (node) => `${node.target.join(' ')} (${node.failureSummary})`;
    window.axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
      (found) => done(found.violations.map((one) => `${one.impact} ${one.id}: ${one.nodes.map(place).join(' | ')}`)),
      (problem) => done([String(problem)]),
    );";

pub async fn journey(home: &Home) -> Outcome {
    base::make(home, base::SHEET)?;
    shown(home, "access", async |screen| {
        // The page lets in no script but its own: the driver runs this one in its place.
        let axe = std::fs::read_to_string(AXE).map_err(|error| format!("{AXE}: {error}"))?;
        screen.ask(&axe, Vec::new()).await?;
        for theme in ["Sombre", "Clair"] {
            screen.press_link("Paramètres").await?;
            screen.press_link("Apparence").await?;
            screen.choose(theme).await?;
            screens(screen).await.map_err(|problem| format!("{theme}: {problem}"))?;
        }
        Ok(())
    })
    .await
}

async fn screens(screen: &Screen) -> Outcome {
    is_accessible(screen, "settings").await?;
    screen.press_link("Accueil").await?;
    screen.sees("Dernières opérations").await?;
    is_accessible(screen, "home").await?;
    search(screen, "lefevre", "LEFÈVRE Éléonore").await?;
    is_accessible(screen, "list").await?;
    screen.press_row("LEFÈVRE Éléonore").await?;
    screen.sees("eleonore.lefevre@exemple.fr").await?;
    is_accessible(screen, "sheet").await?;
    screen.press_button("Historique").await?;
    screen.sees("Import de").await?;
    is_accessible(screen, "history of a contact").await?;
    screen.keys(F2).await?;
    screen.sees("Nom de naissance").await?;
    is_accessible(screen, "form").await?;
    screen.keys(ESCAPE).await?;
    screen.keys(&format!("{CTRL}k{RELEASED}")).await?;
    screen.sees("Nouvelle fiche").await?;
    is_accessible(screen, "palette").await?;
    screen.keys(ESCAPE).await?;
    screen.press_link("Importer").await?;
    screen.sees("Choisissez un fichier").await?;
    is_accessible(screen, "import").await?;
    screen.press_link("Historique").await?;
    screen.sees("Tout ce qui a été fait dans cette base").await?;
    is_accessible(screen, "history").await
}

async fn is_accessible(screen: &Screen, place: &str) -> Outcome {
    let found = screen.ask_later(RULES, Vec::new()).await.map_err(|problem| format!("{place}: {problem}"))?;
    match found.as_array().map(Vec::as_slice) {
        Some([]) => Ok(()),
        Some(violations) => {
            Err(format!("{place}:\n{}", violations.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")))
        }
        None => Err(format!("{place}: axe answered {found}")),
    }
}
