//! The letter of a reminder.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};
use ts_rs::TS;

use super::invoice::{amount, bank, percent, total};
use super::{Document, letter};
use crate::contact::name::fold;
use crate::day::Day;
use crate::error::Result;
use crate::firm::logo;
use crate::ids::ReminderId;
use crate::reminder::{self, PrintedReminder, Reminder};
use crate::vault::{Progress, Vault};

/// Writes the letter of a reminder as PDF: the same whenever it is printed.
///
/// # Errors
/// `NotFound`; `File` when it can't be written there.
pub fn reminder_pdf(vault: &Vault, id: ReminderId, path: String) -> Result<String> {
    super::save(Path::new(&path), &laid_out(vault, id)?.1)?;
    Ok(path)
}

/// Letters written to a folder.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SavedLetters {
    pub folder: String,
    pub count: u32,
}

/// Writes letters to a folder, a file each; a file that is there is left as it is. Once cancelled, those written stay.
///
/// # Errors
/// `NotFound`; `Cancelled`; `File` when they can't be written there.
pub fn reminders_pdf(vault: &Vault, progress: &Progress, ids: Vec<ReminderId>, folder: String) -> Result<SavedLetters> {
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    for (id, at) in ids.into_iter().zip(0u64..) {
        progress.report("letters", at, Some(u64::from(count)))?;
        let (reminder, bytes) = laid_out(vault, id)?;
        super::save(&unused(Path::new(&folder), &file_name(&reminder)), &bytes)?;
    }
    progress.report("letters", u64::from(count), Some(u64::from(count)))?;
    Ok(SavedLetters { folder, count })
}

/// « relance-2-boulangerie-roux-A2025-0001 »
fn file_name(reminder: &Reminder) -> String {
    let client: String = fold(&reminder.client_name).chars().take(60).collect();
    let number = reminder.lines.first().map_or("", |line| line.number.as_str());
    let name = format!("relance-{}-{client}-{number}", reminder.level);
    name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect()
}

/// A path where nothing lies: « name.pdf », « name (2).pdf »…
fn unused(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.join(format!("{name}.pdf"));
    for copy in 2u32.. {
        if !path.exists() {
            break;
        }
        path = folder.join(format!("{name} ({copy}).pdf"));
    }
    path
}

fn laid_out(vault: &Vault, id: ReminderId) -> Result<(Reminder, Vec<u8>)> {
    let (reminder, printed, picture) = vault.open_base()?.core.read(|reader| {
        let reminder = reminder::get(reader, id)?;
        let printed = reminder::printed(reader, id)?;
        let picture = logo::printed(reader, printed.letter.logo)?;
        Ok((reminder, printed, picture))
    })?;
    let bytes = super::pdf(Document {
        template: ("letter", include_str!("letter.typ")),
        title: format!("{} du {}", heading(&reminder), reminder.reminded_on),
        author: letter::author(&printed.letter.firm_name, &printed.letter.firm),
        ident: format!("themisia reminder {id}"),
        on: reminder.reminded_on,
        data: data(&reminder, &printed),
        picture,
    })?;
    Ok((reminder, bytes))
}

fn heading(reminder: &Reminder) -> &'static str {
    match reminder.level {
        1 => "Rappel",
        2 => "Relance",
        _ => "Mise en demeure",
    }
}

fn data(reminder: &Reminder, printed: &PrintedReminder) -> Value {
    let PrintedReminder { letter, earlier } = printed;
    let mut data = letter::data(&letter.firm_name, &letter.firm, &letter.recipient);
    data["heading"] = json!(heading(reminder));
    data["place"] = json!(letter::place_and_day(&letter.firm, reminder.reminded_on));
    let numbers: Vec<&str> = reminder.lines.iter().map(|line| line.number.as_str()).collect();
    let mut facts = Vec::new();
    if letter.recipient != letter.client {
        facts.push(["Client".to_owned(), letter::addressed(&letter.client).join(", ")]);
    }
    facts.push([if numbers.len() == 1 { "Facture" } else { "Factures" }.to_owned(), numbers.join(", ")]);
    data["facts"] = json!(facts);
    data["before"] = json!(before(reminder, earlier));
    rows(&mut data, reminder);
    data["totals"] = json!(totals(reminder));
    data["after"] = json!(after(reminder));
    data["bank"] = bank(&letter.firm, &numbers.join(", "));
    data["signed"] = json!([letter::author(&letter.firm_name, &letter.firm)]);
    data["mentions"] = json!(letter.mentions);
    data
}

fn before(reminder: &Reminder, earlier: &[Day]) -> Vec<String> {
    let one = reminder.lines.len() == 1;
    let invoices = if one { "la facture suivante reste impayée" } else { "les factures suivantes restent impayées" };
    let letters = match earlier {
        [] => String::new(),
        [day] => format!("malgré notre lettre du {day}, "),
        [days @ .., last] => {
            let days: Vec<String> = days.iter().map(ToString::to_string).collect();
            format!("malgré nos lettres des {} et {last}, ", days.join(", "))
        }
    };
    let said = match reminder.level {
        1 => format!("sauf erreur ou omission de notre part, {invoices} à ce jour."),
        _ => format!("{letters}{invoices} à ce jour."),
    };
    vec!["Madame, Monsieur,".to_owned(), capital(&said)]
}

fn after(reminder: &Reminder) -> Vec<String> {
    let total = reminder.total;
    let mut said = match reminder.level {
        1 => vec![
            "Nous vous remercions de bien vouloir procéder à son règlement. Si votre paiement s’est croisé avec cette lettre, veuillez ne pas en tenir compte.".to_owned(),
        ],
        2 => vec![format!(
            "Nous vous demandons de régler la somme de {total} sous huit jours, ou de nous dire sans attendre ce qui s’y oppose."
        )],
        _ => vec![
            format!("Nous vous mettons en demeure de régler la somme de {total} sous huit jours à compter de la réception de cette lettre, qui fait courir les intérêts (C. civ. art. 1231-6 et 1344-1)."),
            "À défaut, nous demanderons au bâtonnier de l’ordre de fixer les honoraires dus (décret n° 91-1197 du 27 novembre 1991, art. 175).".to_owned(),
        ],
    };
    if reminder.level == 1 && reminder.lines.len() > 1 {
        said[0] = said[0].replace("son règlement", "leur règlement");
    }
    said.extend(reminder.note.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    said.push("Veuillez agréer, Madame, Monsieur, l’expression de nos salutations distinguées.".to_owned());
    said
}

fn rows(data: &mut Value, reminder: &Reminder) {
    let column = |title: &str, amount: bool| json!({ "title": title, "amount": amount, "wide": title == "Facture" });
    let interest = reminder.interest.0 > 0;
    let mut columns = vec![
        column("Facture", false),
        column("Date", false),
        column("Échéance", false),
        column("Retard", true),
        column("Montant TTC", true),
        column("Reste dû", true),
    ];
    if interest {
        columns.push(column("Intérêts", true));
    }
    let rows: Vec<Vec<String>> = reminder
        .lines
        .iter()
        .map(|line| {
            let late = format!("{}\u{a0}{}", line.days_overdue, if line.days_overdue > 1 { "jours" } else { "jour" });
            let mut row = vec![
                line.number.clone(),
                line.issued_on.to_string(),
                line.due_on.to_string(),
                late,
                amount(line.gross),
                amount(line.open),
            ];
            if interest {
                row.push(amount(line.interest));
            }
            row
        })
        .collect();
    data["columns"] = json!(columns);
    data["rows"] = json!(rows);
}

fn totals(reminder: &Reminder) -> Vec<Value> {
    let mut totals = Vec::new();
    if reminder.total != reminder.open {
        totals.push(total("Reste dû", reminder.open, false));
    }
    if let Some(rate) = reminder.interest_basis_points.filter(|_| reminder.interest.0 > 0) {
        totals.push(total(&format!("Intérêts de retard à {} l’an", percent(rate)), reminder.interest, false));
    }
    if reminder.indemnity.0 > 0 {
        totals.push(total("Indemnité forfaitaire de recouvrement", reminder.indemnity, false));
    }
    totals.push(total("Total à régler", reminder.total, true));
    totals
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
