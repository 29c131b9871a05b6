//! On a bare Linux there is no key store: a passphrase guards the base, and is asked at each start.

use crate::first_run::{first_contact, note_the_code, start_alone, still_there};
use crate::screen::{CTRL, ENTER, Outcome, RELEASED, SHIFT, shown};
use crate::session::Home;

const PHRASE: &str = "quatre mots bien choisis, dont été";

pub async fn journey(home: &Home) -> Outcome {
    shown(home, "passphrase-asked", async |screen| {
        start_alone(screen).await?;
        screen.sees("Une phrase secrète protège la base").await?;
        screen.sees("Ce poste n’a pas de trousseau où ranger la clé.").await?;
        screen.picture("passphrase-asked")?;
        screen.fill("Phrase secrète", "trop court").await?;
        screen.press_button("Créer la base").await?;
        screen.sees("Au moins 12 caractères").await?;
        screen.fill("Phrase secrète", PHRASE).await?;
        screen.fill("La même, une seconde fois", PHRASE).await?;
        screen.press_button("Créer la base").await?;
        note_the_code(screen).await?;
        first_contact(screen).await
    })
    .await?;

    let base = home.data().join("base/themisia.db");
    let read = || std::fs::read(&base).map_err(|error| format!("{}: {error}", base.display()));
    let before = read()?;
    shown(home, "passphrase", async |screen| {
        screen.sees("Tapez votre phrase secrète pour continuer.").await?;
        for wrong in ["quatre mots bien choisis, dont ete", "Quatre mots bien choisis, dont été", " "] {
            screen.fill("Phrase secrète", wrong).await?;
            screen.keys(ENTER).await?;
            screen.sees("Cette phrase secrète n’est pas la bonne. Vérifiez la touche Verr. Maj.").await?;
        }
        screen.picture("passphrase-refused")?;
        if read()? != before {
            return Err("a wrong passphrase changed the base".to_owned());
        }
        screen.fill("Phrase secrète", PHRASE).await?;
        screen.keys(ENTER).await?;
        still_there(screen).await?;

        // Locked by hand, it asks again, and shows nothing of what it holds.
        screen.keys(&format!("{CTRL}{SHIFT}l{RELEASED}")).await?;
        screen.sees("Base verrouillée").await?;
        screen.fill("Phrase secrète", PHRASE).await?;
        screen.keys(ENTER).await?;
        still_there(screen).await
    })
    .await
}
