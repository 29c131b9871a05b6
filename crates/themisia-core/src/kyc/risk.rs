//! Countries at risk, and the level of vigilance that a file calls for (CMF art. L. 561-9 to L. 561-10-2).

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::document::KycDocument;
use super::ownership::Ownership;
use crate::contact::name::fold;
use crate::contact::{ContactDraft, ContactKind, one_line};
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::op::Op;
use crate::sql_enum;

sql_enum! {
    pub enum Vigilance {
        Simplified = "simplified",
        Normal = "normal",
        Enhanced = "enhanced",
    }
}

impl Vigilance {
    pub fn french(self) -> &'static str {
        match self {
            Vigilance::Simplified => "simplifiée",
            Vigilance::Normal => "normale",
            Vigilance::Enhanced => "renforcée",
        }
    }
}

sql_enum! {
    /// High: enhanced vigilance is a duty. Monitored: one more thing to weigh.
    pub enum CountryRisk {
        High = "high",
        Monitored = "monitored",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RiskCountry {
    pub id: Option<RecordId>,
    /// ISO 3166-1, two letters.
    pub code: String,
    pub name: String,
    /// Other names and nationalities under which it is known again, by commas.
    #[serde(default)]
    pub words: String,
    pub level: CountryRisk,
    /// Which list, of which day.
    #[serde(default)]
    pub source: String,
    /// Day of that list.
    #[serde(default)]
    pub listed_on: Option<Day>,
}

pub fn countries(conn: &Connection) -> Result<Vec<RiskCountry>> {
    let mut countries = conn
        .prepare_cached("select id, code, name, words, level, source, listed_on from risk_country")?
        .query_map([], from_row)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    countries.sort_by_cached_key(|country| (fold(&country.name), country.id));
    Ok(countries)
}

/// # Errors
/// `Invalid` without a name, for a code that is none or that another country bears; `NotFound`.
pub fn save_country(tx: &Tx, country: RiskCountry) -> Result<RiskCountry> {
    let id = country.id.unwrap_or_else(|| tx.new_id());
    let words: Vec<String> = country.words.split(',').map(fold).filter(|word| !word.is_empty()).collect();
    let country = RiskCountry {
        code: one_line(&country.code).to_uppercase(),
        name: one_line(&country.name),
        words: words.join(","),
        source: one_line(&country.source),
        listed_on: Some(country.listed_on.unwrap_or_else(|| Day::of(tx.at))),
        ..country
    };
    if country.name.is_empty() {
        return Err(Error::invalid("name", "required", "Indiquez le nom du pays."));
    }
    if country.code.len() != 2 || !country.code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::invalid("code", "malformed", "Un code de pays a deux lettres : MC, IR…"));
    }
    let taken = tx
        .prepare_cached("select 1 from risk_country where code = :code and id <> :id")?
        .exists(named_params! { ":code": country.code, ":id": id })?;
    if taken {
        let message = format!("Le code {} est déjà dans la liste.", country.code);
        return Err(Error::invalid("code", "taken", message));
    }
    let written = tx.execute(
        if country.id.is_none() {
            "insert into risk_country (id, code, name, words, level, source, listed_on)
             values (:id, :code, :name, :words, :level, :source, :listed_on)"
        } else {
            "update risk_country set code = :code, name = :name, words = :words, level = :level, source = :source,
                 listed_on = :listed_on where id = :id"
        },
        named_params! {
            ":id": id, ":code": country.code, ":name": country.name, ":words": country.words, ":level": country.level,
            ":source": country.source, ":listed_on": country.listed_on,
        },
    )?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    tx.label(country.name.as_str());
    Ok(RiskCountry { id: Some(id), ..country })
}

pub fn remove_country(tx: &Tx, id: RecordId) -> Result<()> {
    tx.set_op(Op::RemoveRiskCountry);
    let name: Option<String> =
        tx.query_row("select name from risk_country where id = ?1", [id], |row| row.get(0)).optional()?;
    tx.label(name.ok_or(Error::NotFound)?);
    tx.execute("delete from risk_country where id = ?1", [id])?;
    Ok(())
}

/// A country of the lists that a person or a company has to do with.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct CountryFound {
    pub code: String,
    pub name: String,
    pub level: CountryRisk,
    pub source: String,
    /// « nationalité de Paul ROUX »
    pub through: String,
}

/// Whether a text names a country: its code, its name, or one of its other words, however spelt.
fn names(country: &RiskCountry, text: &str) -> bool {
    let folded = fold(text);
    let padded = format!(" {folded} ");
    let whole = |word: &str| !word.is_empty() && padded.contains(&format!(" {word} "));
    text.trim() == country.code || whole(&fold(&country.name)) || country.words.split(',').any(whole)
}

/// What a contact says of countries, and where it says it.
pub(super) fn said_by(draft: &ContactDraft, name: &str) -> Vec<(String, String)> {
    let mut said = vec![
        (draft.nationality.clone(), format!("nationalité de {name}")),
        (draft.identity_country.clone(), format!("pièce d’identité de {name}")),
    ];
    said.extend(draft.addresses.iter().map(|address| (address.country.clone(), format!("adresse de {name}"))));
    said.retain(|(text, _)| !text.is_empty());
    said
}

pub(super) fn found(countries: &[RiskCountry], said: &[(String, String)]) -> Vec<CountryFound> {
    let mut found: Vec<CountryFound> = Vec::new();
    for (text, through) in said {
        for country in countries.iter().filter(|country| names(country, text)) {
            if !found.iter().any(|known| known.code == country.code && known.through == *through) {
                found.push(CountryFound {
                    code: country.code.clone(),
                    name: country.name.clone(),
                    level: country.level,
                    source: country.source.clone(),
                    through: through.clone(),
                });
            }
        }
    }
    found
}

/// The level that a file calls for, and why, in French.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct VigilanceProposal {
    pub level: Vigilance,
    pub reasons: Vec<String>,
}

/// What a proposal rests upon.
pub(super) struct Facts<'a> {
    pub client: &'a ContactDraft,
    pub is_pep: bool,
    pub countries: &'a [CountryFound],
    pub documents: &'a [KycDocument],
    pub ownership: Option<&'a Ownership>,
}

pub(super) fn propose(facts: &Facts) -> VigilanceProposal {
    let mut enhanced = Vec::new();
    let mut weighed = Vec::new();
    if facts.is_pep {
        enhanced.push("Personne politiquement exposée (CMF, art. L. 561-10)".to_owned());
    }
    for country in facts.countries {
        let sentence = format!("{} : {} ({})", country.name, country.through, country.source);
        match country.level {
            CountryRisk::High => enhanced.push(sentence),
            CountryRisk::Monitored => weighed.push(sentence),
        }
    }
    let identity: Vec<&KycDocument> =
        facts.documents.iter().filter(|document| document.draft.kind.is_identity()).collect();
    if !identity.is_empty() && identity.iter().all(|document| document.draft.remote) {
        weighed.push("Identité vérifiée à distance seulement (CMF, art. R. 561-5-2)".to_owned());
    }
    if let Some(ownership) = facts.ownership {
        let deepest = depth(&ownership.tree);
        if deepest > 3 {
            weighed.push(format!("Détention par une chaîne de {} sociétés", deepest - 1));
        }
        if crossed(&ownership.tree) {
            weighed.push("Participations croisées".to_owned());
        }
    }
    // Two things to weigh are taken for one that is a duty.
    if !enhanced.is_empty() || weighed.len() >= 2 {
        enhanced.append(&mut weighed);
        return VigilanceProposal { level: Vigilance::Enhanced, reasons: enhanced };
    }
    if weighed.is_empty() && is_public_body(facts.client) {
        let reasons = vec!["Organisme public : faible risque (CMF, art. L. 561-9)".to_owned()];
        return VigilanceProposal { level: Vigilance::Simplified, reasons };
    }
    if weighed.is_empty() {
        weighed.push("Aucun facteur de risque relevé".to_owned());
    }
    VigilanceProposal { level: Vigilance::Normal, reasons: weighed }
}

/// Levels of companies in a tree, the one looked at included.
fn depth(node: &super::ownership::OwnershipNode) -> usize {
    if node.is_crossed {
        return 0;
    }
    let below = node.holders.iter().map(depth).max().unwrap_or(0);
    below + usize::from(node.kind == ContactKind::LegalPerson)
}

fn crossed(node: &super::ownership::OwnershipNode) -> bool {
    node.is_crossed || node.holders.iter().any(crossed)
}

fn is_public_body(client: &ContactDraft) -> bool {
    let form = fold(&client.legal_form);
    let words =
        ["commune", "departement", "region", "collectivite", "etablissement public", "etat", "epci", "syndicat mixte"];
    client.kind == ContactKind::LegalPerson
        && words.iter().any(|word| format!(" {form} ").contains(&format!(" {word} ")))
}

fn from_row(row: &Row) -> rusqlite::Result<RiskCountry> {
    Ok(RiskCountry {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        words: row.get(3)?,
        level: row.get(4)?,
        source: row.get(5)?,
        listed_on: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_its_name_its_nationality_or_its_code() {
        let country = RiskCountry {
            id: None,
            code: "IR".into(),
            name: "Iran".into(),
            words: "iranien,iranienne,republique islamique d iran".into(),
            level: CountryRisk::High,
            source: String::new(),
            listed_on: None,
        };
        for text in ["IR", "Iran", "IRAN", "iranienne", "République islamique d’Iran", "Téhéran (Iran)"] {
            assert!(names(&country, text), "{text}");
        }
        for text in ["Irlande", "ir", "Tirana", ""] {
            assert!(!names(&country, text), "{text}");
        }
    }
}
