//! A base as the first run leaves it, with contacts brought in from a sheet; for the journeys that begin later.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::screen::{Outcome, beside};
use crate::session::Home;

pub const FIRM: &str = "Cabinet Vasseur";
pub const USER: &str = "Claire Vasseur";

/// Some contacts that the journeys know by name.
pub const SHEET: &str = "Référence;Nom;Prénom;E-mail;Téléphone;Voie;Code postal;Ville;Notes
V-1;Lefèvre;Éléonore;eleonore.lefevre@exemple.fr;06 12 34 56 78;3 rue de Siam;29200;Brest;Préfère être appelée le matin.
V-2;Thibault;Marc;marc@exemple.fr;;;35000;Rennes;
V-3;Garnier;Lucie;;02 98 00 00 00;1 quai de l’Odet;29000;Quimper;
";

const LAST: &[&str] = &[
    "Abgrall",
    "Bélanger",
    "Castaing",
    "Dréano",
    "Évrard",
    "Fouché",
    "Guérin",
    "Hénaff",
    "Joly",
    "Kermarrec",
    "L’Hostis",
    "Müller",
    "Nguyen",
    "Ollivier",
    "Prigent",
    "Quéré",
    "Rivière",
    "Saïdi",
    "Traoré",
    "Vallée",
];
const FIRST: &[&str] =
    &["Agnès", "Benoît", "Chloé", "Désiré", "Élise", "François", "Gaëlle", "Hélène", "Inès", "Jérôme"];
const TOWNS: &[&str] = &["Brest", "Quimper", "Saint-Malo", "Bécherel", "Nantes", "Orléans", "Besançon"];

/// Made with `themisia-cli`, its key in the key store of the session.
pub fn make(home: &Home, sheet: &str) -> Outcome {
    let made = cli(home, &["init", "--firm", FIRM, "--user", USER])?;
    let code = json!({ "code": made["recovery_code"] }).to_string();
    cli(home, &["call", "confirm_recovery_code", &code])?;
    let sheet = write(home, "contacts.csv", sheet)?;
    cli(home, &["import", "contacts", &sheet.display().to_string()])?;
    Ok(())
}

pub fn write(home: &Home, name: &str, text: &str) -> Outcome<PathBuf> {
    let file = home.path().join(name);
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(file)
}

/// A sheet of so many people, no two alike.
pub fn directory(rows: usize) -> String {
    let mut sheet = "Référence;Nom;Prénom;E-mail;Ville\n".to_owned();
    for row in 0..rows {
        let (last, first) = (LAST[row % LAST.len()], FIRST[row / LAST.len() % FIRST.len()]);
        let town = TOWNS[row % TOWNS.len()];
        let number = row / (LAST.len() * FIRST.len());
        sheet.push_str(&format!("R-{row};{last} {};{first};p{row}@exemple.fr;{town}\n", letters(number)));
    }
    sheet
}

/// A short word for a number, so that names are told apart by letters.
fn letters(mut number: usize) -> String {
    const SYLLABLES: &[&str] = &["Ba", "Ko", "Lé", "Mi", "Nou", "Ra", "Sé", "Ti", "Vo", "Zu"];
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
        if number == 0 {
            return word;
        }
    }
}

pub fn cli(home: &Home, arguments: &[&str]) -> Outcome<Value> {
    let done = Command::new(beside("themisia-cli"))
        .arg("--base")
        .arg(home.data().join("base/themisia.db"))
        .args(arguments)
        .output()
        .map_err(|error| format!("themisia-cli: {error}"))?;
    if !done.status.success() {
        return Err(format!("themisia-cli {arguments:?}: {}", String::from_utf8_lossy(&done.stderr)));
    }
    Ok(serde_json::from_slice(&done.stdout).unwrap_or(Value::Null))
}
