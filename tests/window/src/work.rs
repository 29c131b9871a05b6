//! A client's story in the real window: a matter opened, an hour at the agreed rate, an invoice, a part of it paid, and the figures
//! right at each step; then every other screen, in the dark and in a small window.

use serde_json::{Value, json};

use crate::base::{self, cli};
use crate::contact::search;
use crate::screen::{CTRL, ENTER, ESCAPE, Outcome, RELEASED, Screen, shown};
use crate::session::Home;

const FIGURES: &str = "[aria-label='Indicateurs financiers'] a";

pub async fn journey(home: &Home) -> Outcome {
    base::make(home, base::SHEET)?;
    let found = cli(home, &["search", "lefevre"])?;
    let client = found[0]["id"].as_str().ok_or("no Lefèvre")?.to_owned();
    agreed_rate(home, &client)?;
    shown(home, "work", async |screen| {
        search(screen, "lefevre", "LEFÈVRE Éléonore").await?;
        screen.press_row("LEFÈVRE Éléonore").await?;
        screen.press_button("Dossiers").await?;
        screen.press_link("Nouveau dossier").await?;
        screen.fill("Titre", "Bail de la rue de Siam").await?;
        // She is not identified yet (KYC): who opens and why is kept.
        screen.fill("Pourquoi l’ouvrir malgré tout", "Audience demain").await?;
        screen.sees("Le passer en client actif").await?;
        screen.picture("matter-form")?;
        screen.keys(&format!("{CTRL}s{RELEASED}")).await?;
        screen.sees("-0001 Bail de la rue de Siam").await?;
        screen.sees("Client actif").await?;
        screen.picture("matter")?;

        screen.press_link("Temps").await?;
        screen.fill("Dossier", "siam").await?;
        screen.sees("Bail de la rue de Siam").await?;
        screen.keys(ENTER).await?;
        screen.fill("Durée", "20").await?;
        // 20 min × 300 €/h (DOMAIN §6 and §7).
        screen.sees("100,00 € HT").await?;
        screen.fill("Libellé", "Étude du bail").await?;
        screen.picture("time")?;
        screen.keys(ENTER).await?;
        screen.sees("Temps saisi : 20").await?;

        search(screen, "lefevre", "LEFÈVRE Éléonore").await?;
        screen.press_row("LEFÈVRE Éléonore").await?;
        figures(screen, &["Encours HT 100,00 €", "Solde dû 0,00 €"]).await?;
        screen.press_button("Encours").await?;
        screen.press_link("Facturer").await?;
        screen.press_button("Choisir des travaux").await?;
        screen.press_button("Tout cocher").await?;
        screen.press_button("Ajouter au projet").await?;
        screen.sees("120,00 €").await?;
        screen.picture("invoice-form")?;
        screen.press_button("Enregistrer et émettre…").await?;
        screen.press_button("Émettre la facture").await?;
        screen.sees("-0001 émise").await?;
        screen.picture("invoice")?;
        screen.press_button("Enregistrer un règlement").await?;
        screen.fill("Montant reçu", "50").await?;
        screen.picture("payment")?;
        screen.press_button("Enregistrer le règlement").await?;
        screen.sees("Reste dû").await?;
        search(screen, "lefevre", "LEFÈVRE Éléonore").await?;
        screen.press_row("LEFÈVRE Éléonore").await?;
        figures(screen, &["Encours HT 0,00 €", "Solde dû 70,00 €"]).await?;
        screen.picture("figures")?;
        screen.press_button("Synthèse").await?;
        screen.sees("Derniers échanges").await?;
        screen.sees("Bail de la rue de Siam").await?;
        screen.picture("summary")?;
        letter(screen).await?;

        screen.press_link("Paramètres").await?;
        screen.press_link("Apparence").await?;
        screen.choose("Sombre").await?;
        everywhere(screen, "dark").await?;
        screen.resize(900, 600).await?;
        everywhere(screen, "small").await
    })
    .await
}

/// Written to her, made and filed.
async fn letter(screen: &Screen) -> Outcome {
    screen.keys(&format!("{CTRL}k{RELEASED}")).await?;
    screen.sees("Nouvelle fiche").await?;
    screen.keys("écrire une lettre").await?;
    screen.sees("Écrire une lettre…").await?;
    screen.keys(ENTER).await?;
    screen.sees("Destinataire").await?;
    screen.fill("Objet", "Votre bail").await?;
    screen.fill("Texte", "Chère Madame, l’acte est signé.").await?;
    screen.picture("letter")?;
    screen.press_button("Faire la lettre").await?;
    screen.sees("Ouvrir le PDF").await?;
    screen.picture("letter-made")?;
    screen.keys(ESCAPE).await?;
    screen.sees("Derniers échanges").await
}

/// The user is an associate at 250 € an hour, and at 300 € for this client.
fn agreed_rate(home: &Home, client: &str) -> Outcome {
    let call = |name: &str, arguments: Value| cli(home, &["call", name, &arguments.to_string()]);
    let status = call("vault_status", json!({}))?;
    let keeper = json!({ "id": null, "name": "Me Claire Vasseur", "user": status["user"]["id"],
        "grades": [{ "grade": "associate", "effective_from": "2020-01-01" }] });
    let keeper = call("save_timekeeper", json!({ "timekeeper": keeper }))?;
    let standard = json!({ "id": null, "timekeeper": null, "grade": "associate", "effective_from": "2020-01-01", "hourly_rate": 25000 });
    call("save_standard_rate", json!({ "rate": standard }))?;
    let agreed = json!({ "id": null, "client": client, "matter": null, "timekeeper": keeper["id"], "grade": null,
        "effective_from": "2026-01-01", "hourly_rate": 30000 });
    call("save_negotiated_rate", json!({ "rate": agreed }))?;
    Ok(())
}

async fn figures(screen: &Screen, expected: &[&str]) -> Outcome {
    let mut said = Vec::new();
    let outcome = screen
        .until(&format!("{expected:?}"), async || {
            said = screen.texts(FIGURES).await.ok()?.iter().map(|text| text.replace('\n', " ")).collect();
            expected.iter().all(|figure| said.iter().any(|text| text.starts_with(figure))).then_some(())
        })
        .await;
    outcome.map_err(|problem| format!("{problem}; the last were {said:?}"))
}

/// Each screen draws what it is for, whatever the theme and the room.
async fn everywhere(screen: &Screen, theme: &str) -> Outcome {
    for (place, says) in [
        ("Dossiers", "Bail de la rue de Siam"),
        ("Temps", "Étude du bail"),
        ("Tâches", "Tâches et rendez-vous"),
        ("Factures", "-0001"),
        ("Journal", "Journal"),
        ("Tableau de bord", "Chiffre d’affaires par client"),
        ("Parcours", "Client actif"),
        ("Doublons", "comparée"),
        ("Santé de la base", "Ce qui manque aux fiches"),
        ("Conflits", "Conflits"),
        ("KYC", "KYC à traiter"),
    ] {
        screen.press_link(place).await?;
        screen.sees(says).await?;
        screen.picture(&format!("{theme}-{}", place.split(' ').next().unwrap_or(place).to_lowercase()))?;
    }
    Ok(())
}
