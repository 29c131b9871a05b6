//! What the firm decided about identity checks and how long it keeps what it knows of people.

use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::firm_id;
use crate::core::Tx;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ComplianceSettings {
    /// A beneficial owner holds more than this of the capital or the votes (CMF art. R. 561-1: 25 %).
    pub owner_threshold_basis_points: u32,
    /// Whether exactly the threshold is enough.
    pub owner_threshold_included: bool,
    /// Months from a validation to the next review, by level of vigilance; 0: none is proposed.
    pub review_months_simplified: u32,
    pub review_months_normal: u32,
    pub review_months_enhanced: u32,
    /// Years from the end of the relation (CMF art. L. 561-12).
    pub kyc_retention_years: u32,
    /// Years from the end of the year of issue (C. com. art. L. 123-22).
    pub invoice_retention_years: u32,
    /// Years from the end of a matter (C. civ. art. 2225).
    pub matter_retention_years: u32,
    /// Years from the last contact with a prospect.
    pub prospect_retention_years: u32,
}

const FIELDS: [&str; 9] = [
    "owner_threshold_basis_points",
    "owner_threshold_included",
    "review_months_simplified",
    "review_months_normal",
    "review_months_enhanced",
    "kyc_retention_years",
    "invoice_retention_years",
    "matter_retention_years",
    "prospect_retention_years",
];

pub fn read(conn: &Connection) -> Result<ComplianceSettings> {
    let sql = format!("select {} from firm where id = ?1", FIELDS.join(", "));
    Ok(conn.prepare_cached(&sql)?.query_row([firm_id()], |row| {
        Ok(ComplianceSettings {
            owner_threshold_basis_points: row.get(0)?,
            owner_threshold_included: row.get(1)?,
            review_months_simplified: row.get(2)?,
            review_months_normal: row.get(3)?,
            review_months_enhanced: row.get(4)?,
            kyc_retention_years: row.get(5)?,
            invoice_retention_years: row.get(6)?,
            matter_retention_years: row.get(7)?,
            prospect_retention_years: row.get(8)?,
        })
    })?)
}

/// # Errors
/// `Invalid` for a threshold above 100 %, or months and years out of bounds.
pub fn save(tx: &Tx, settings: ComplianceSettings) -> Result<ComplianceSettings> {
    if settings.owner_threshold_basis_points > 10_000 {
        return Err(Error::invalid("owner_threshold_basis_points", "above_100", "Une part ne dépasse pas 100 %."));
    }
    let months = [
        ("review_months_simplified", settings.review_months_simplified),
        ("review_months_normal", settings.review_months_normal),
        ("review_months_enhanced", settings.review_months_enhanced),
    ];
    let years = [
        ("kyc_retention_years", settings.kyc_retention_years),
        ("invoice_retention_years", settings.invoice_retention_years),
        ("matter_retention_years", settings.matter_retention_years),
        ("prospect_retention_years", settings.prospect_retention_years),
    ];
    for (field, count) in months {
        if count > 240 {
            return Err(Error::invalid(field, "too_large", "Une revue se prévoit dans les 20 ans."));
        }
    }
    for (field, count) in years {
        if count > 100 {
            return Err(Error::invalid(field, "too_large", "Une durée de conservation ne dépasse pas 100 ans."));
        }
    }
    let sets: Vec<String> = FIELDS.iter().map(|field| format!("{field} = :{field}")).collect();
    tx.execute(
        &format!("update firm set {} where id = :id", sets.join(", ")),
        named_params! {
            ":id": firm_id(),
            ":owner_threshold_basis_points": settings.owner_threshold_basis_points,
            ":owner_threshold_included": settings.owner_threshold_included,
            ":review_months_simplified": settings.review_months_simplified,
            ":review_months_normal": settings.review_months_normal,
            ":review_months_enhanced": settings.review_months_enhanced,
            ":kyc_retention_years": settings.kyc_retention_years,
            ":invoice_retention_years": settings.invoice_retention_years,
            ":matter_retention_years": settings.matter_retention_years,
            ":prospect_retention_years": settings.prospect_retention_years,
        },
    )?;
    tx.label(super::name(tx)?);
    Ok(settings)
}
