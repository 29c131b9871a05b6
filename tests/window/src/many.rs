//! 10,000 contacts come in through the native file dialog; they are scrolled, found and opened in the dark and in a small window.

use crate::base;
use crate::contact::{NAMES, search};
use crate::screen::{END, ESCAPE, HOME, Outcome, Screen, shown};
use crate::session::Home;

const ROWS: usize = 10_000;
const FILE_DIALOG: &str = "Choisir un fichier à importer";

pub async fn journey(home: &Home) -> Outcome {
    base::make(home, base::SHEET)?;
    let sheet = base::write(home, "Répertoire de l’étude.csv", &base::directory(ROWS))?;
    shown(home, "many", async |screen| {
        screen.press_link("Paramètres").await?;
        screen.press_link("Apparence").await?;
        screen.choose("Sombre").await?;
        screen.picture("dark-settings")?;

        screen.press_link("Importer").await?;
        screen.press_button("Choisir un fichier…").await?;
        screen.display.window(FILE_DIALOG)?.leaves_on(&["Escape"])?;
        screen.press_button("Choisir un fichier…").await?;
        let dialog = screen.display.window(FILE_DIALOG)?;
        // The field for a path opens first.
        dialog.keys(&["ctrl+l"])?;
        screen.display.settles()?;
        dialog.keys(&["ctrl+a"])?;
        dialog.types(&sheet.display().to_string())?;
        screen.display.settles()?;
        dialog.leaves_on(&["Return"])?;
        screen.sees("Répertoire de l’étude.csv").await?;
        screen.picture("dark-import")?;
        screen.press_button("Importer").await?;
        screen.sees("Import terminé").await?;
        screen.sees("10 000").await?;

        screen.resize(900, 600).await?;
        screen.picture("small-imported")?;
        screen.press_link("Contacts").await?;
        first_row(screen, "ABGRALL BA Agnès").await?;
        screen.picture("small-list")?;
        screen.keys_on("[role='grid']", END).await?;
        screen
            .until("the last row", async || {
                screen.texts(NAMES).await.ok()?.last().is_some_and(|name| name.starts_with("VALLÉE")).then_some(())
            })
            .await?;
        screen.picture("small-list-end")?;
        screen.keys_on("[role='grid']", HOME).await?;
        first_row(screen, "ABGRALL BA Agnès").await?;

        search(screen, "lefebre eleonor", "LEFÈVRE Éléonore").await?;
        screen.press_row("LEFÈVRE Éléonore").await?;
        screen.sees("eleonore.lefevre@exemple.fr").await?;
        screen.picture("small-contact")?;
        screen.press_button("Historique").await?;
        screen.sees("Import").await?;
        screen.picture("small-history")?;
        screen.press_button("Modifier").await?;
        screen.sees("Nom de naissance").await?;
        screen.picture("small-form")?;
        screen.keys(ESCAPE).await?;
        screen.press_link("Accueil").await?;
        screen.sees("Dernières opérations").await?;
        screen.picture("small-home")
    })
    .await
}

async fn first_row(screen: &Screen, name: &str) -> Outcome {
    screen
        .until(&format!("« {name} » at the top"), async || {
            screen.texts(NAMES).await.ok()?.first().is_some_and(|first| first == name).then_some(())
        })
        .await
}
