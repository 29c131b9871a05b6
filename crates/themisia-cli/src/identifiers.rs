//! Checks of identifiers: one by one, or as many lines as one likes.

use std::io::{BufWriter, Write, stdin, stdout};

use serde_json::{Value, json};
use themisia_core::contact::identifier::{self, IdentifierKind};
use themisia_core::error::Error;

use crate::base::Failure;

pub fn check(kind: &str, value: &str) -> Result<Value, Failure> {
    Ok(json!(identifier::check(kind_of(kind)?, value)))
}

/// Every line of standard input: a value of `kind`, or an object that says its kind.
pub fn check_lines(kind: Option<&str>) -> Result<Value, Failure> {
    let kind = kind.map(kind_of).transpose()?;
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lines() {
        let line = line.map_err(Error::from)?;
        let told = match kind {
            Some(kind) => identifier::check(kind, &line),
            None if line.trim().is_empty() => continue,
            None => {
                let asked: Value = serde_json::from_str(&line)
                    .map_err(|error| Failure::Usage(format!("a JSON object a line is expected ({error}): {line}")))?;
                let text = |field: &str| {
                    asked[field].as_str().ok_or_else(|| Failure::Usage(format!("no text « {field} » in {line}")))
                };
                identifier::check(kind_of(text("kind")?)?, text("value")?)
            }
        };
        match writeln!(out, "{}", json!(told)) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(Value::Null),
            written => written.map_err(Error::from)?,
        }
    }
    out.flush().map_err(Error::from)?;
    Ok(Value::Null)
}

fn kind_of(kind: &str) -> Result<IdentifierKind, Failure> {
    let name = kind.to_lowercase().replace('-', "_");
    let name = match name.as_str() {
        "vat" | "tva" => "vat_number",
        "mail" | "e_mail" => "email",
        "tel" => "phone",
        name => name,
    };
    IdentifierKind::ALL.iter().find(|known| known.as_str() == name).copied().ok_or_else(|| {
        let known: Vec<&str> = IdentifierKind::ALL.iter().map(|kind| kind.as_str()).collect();
        Failure::Usage(format!("unknown kind « {kind} »: {} are known", known.join(", ")))
    })
}
