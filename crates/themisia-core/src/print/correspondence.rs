//! Letters that people write, one or many in a file.

use serde::Serialize;
use serde_json::json;

use super::{Document, letter};
use crate::day::Day;
use crate::error::Result;
use crate::firm::{self, logo, settings};
use crate::invoice::issue::PrintedParty;
use crate::vault::OpenBase;

/// A letter, as lines of text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CorrespondencePaper {
    pub addressee: Vec<String>,
    pub place: String,
    pub subject: String,
    pub paragraphs: Vec<Vec<String>>,
    pub signed: Vec<String>,
}

/// Lays letters out under the firm's head, each on a page of its own.
///
/// # Errors
/// `Internal` for a template of the program that is wrong.
pub(crate) fn correspondence(
    open: &OpenBase,
    title: String,
    on: Day,
    papers: &[CorrespondencePaper],
) -> Result<Vec<u8>> {
    let (firm_name, firm, picture) = open.core.read(|reader| {
        let picture = logo::printed(reader, logo::current_id(reader)?)?;
        Ok((firm::name(reader)?, settings::read(reader)?, picture))
    })?;
    let mut data = letter::data(&firm_name, &firm, &nobody());
    data["letters"] = json!(papers);
    let ident = format!("themisia letters {}", blake3::hash(&serde_json::to_vec(&data)?));
    super::pdf(Document {
        template: ("correspondence", include_str!("correspondence.typ")),
        title,
        author: letter::author(&firm_name, &firm),
        ident,
        on,
        data,
        picture,
    })
}

/// Each letter says to whom it is.
fn nobody() -> PrintedParty {
    PrintedParty {
        name: String::new(),
        street: String::new(),
        postal_code: String::new(),
        town: String::new(),
        country: String::new(),
        siren: String::new(),
        vat_number: String::new(),
        professional: false,
    }
}
