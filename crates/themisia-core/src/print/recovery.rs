//! The page that keeps the recovery code, for a safe.

use std::path::Path;

use serde_json::json;

use super::Document;
use crate::day::Day;
use crate::error::Result;
use crate::firm;
use crate::vault::{Vault, recovery_code};

/// Writes the recovery code as a page to print. Only the code that opens this base: a page with another would be a false hope.
///
/// # Errors
/// `WrongSecret` for another code; `File` when it can't be written there.
pub fn recovery_code_pdf(vault: &Vault, code: String, path: String) -> Result<String> {
    let groups = recovery_code::proven(vault, &code)?;
    let open = vault.open_base()?;
    let (firm, today) = open.core.read(|reader| Ok((firm::name(reader)?, Day::of(reader.core.now()))))?;
    let folder = open.files.folder().display().to_string();
    let bytes = super::pdf(Document {
        template: ("recovery", include_str!("recovery.typ")),
        title: "Themisia – Code de récupération".to_owned(),
        author: "Themisia".to_owned(),
        ident: format!("themisia recovery code {today}"),
        on: today,
        data: json!({
            "facts": [["Cabinet", firm], ["Date", today.to_string()], ["Dossier de la base", folder]],
            "groups": groups,
            "foot": ["Themisia"],
        }),
        picture: None,
    })?;
    super::save(Path::new(&path), &bytes)?;
    Ok(path)
}
