//! The report of a search for conflicts of interest.

use std::path::Path;

use serde_json::{Value, json};

use super::{Document, letter};
use crate::conflict::{self, ConflictCheck, ConflictLevel};
use crate::day::Day;
use crate::error::Result;
use crate::firm::{self, settings};
use crate::ids::RecordId;
use crate::vault::Vault;

/// Writes a check as PDF: what was searched, found and decided.
///
/// # Errors
/// `NotFound`; `File` when it can't be written there.
pub fn conflict_report_pdf(vault: &Vault, id: RecordId, path: String) -> Result<String> {
    let (check, author) = vault.open_base()?.core.read(|reader| {
        let author = letter::author(&firm::name(reader)?, &settings::read(reader)?);
        Ok((conflict::get(reader, id)?, author))
    })?;
    let on: Day = check.row.at.get(..10).unwrap_or_default().parse().unwrap_or(Day(chrono::NaiveDate::MIN));
    let mut data = data(&check);
    data["foot"] = json!([author]);
    let bytes = super::pdf(Document {
        template: ("conflict", include_str!("conflict.typ")),
        title: "Recherche de conflit d’intérêts".to_owned(),
        author,
        ident: format!("themisia conflict check {id}"),
        on,
        data,
        picture: None,
    })?;
    super::save(Path::new(&path), &bytes)?;
    Ok(path)
}

fn data(check: &ConflictCheck) -> Value {
    let at = check.row.at.get(..16).unwrap_or_default().replace('T', " à ");
    let mut facts = vec![
        ["Faite le".to_owned(), format!("{at} (UTC)")],
        ["Par".to_owned(), check.row.user.clone()],
        ["Relations suivies".to_owned(), format!("jusqu’à {} lien(s)", check.search.depth)],
    ];
    if !check.row.matter_reference.is_empty() {
        facts.push(["Dossier".to_owned(), check.row.matter_reference.clone()]);
    }
    let asked = check.search.asked.iter().zip(&check.row.names).map(|(asked, name)| {
        let born = asked.born.map_or(String::new(), |born| format!(", né(e) le {born}"));
        let siren = asked.siren.as_ref().map_or(String::new(), |siren| format!(", SIREN {siren}"));
        format!("{name}{born}{siren}")
    });
    let levels = [
        (ConflictLevel::Direct, "Correspondances directes"),
        (ConflictLevel::NameMatch, "Noms proches"),
        (ConflictLevel::Related, "Personnes liées"),
    ]
    .map(|(level, title)| {
        let hits = check.search.hits.iter().filter(|hit| hit.level == level);
        let hits: Vec<String> = hits.map(|hit| format!("{} ({})", hit.sentence, hit.reasons.join(", "))).collect();
        json!({ "title": title, "hits": hits })
    });
    let said: Vec<Value> = [("Accord", &check.agreement), ("Observations", &check.comment)]
        .into_iter()
        .filter(|(_, said)| !said.is_empty())
        .map(|(title, said)| json!({ "title": title, "lines": said.lines().collect::<Vec<_>>() }))
        .collect();
    json!({
        "heading": "Recherche de conflit d’intérêts",
        "facts": facts,
        "asked": asked.collect::<Vec<_>>(),
        "levels": levels,
        "cut": check.search.cut,
        "decision": check.row.decision.french(),
        "said": said,
    })
}
