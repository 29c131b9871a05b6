//! Templates become text: fields that do not exist are named, what never ends is stopped. The text stays text: it is laid out later,
//! as data.

use std::collections::BTreeSet;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use rapidfuzz::distance::levenshtein;

use super::field::{self, Fields};
use crate::document::text::tidy;
use crate::error::{Error, Result};

/// Steps that a template may take, and bytes that it may give: a letter needs some hundreds.
const FUEL: u64 = 50_000;
const LONGEST: usize = 60_000;
const LONGEST_TEMPLATE: usize = 40_000;
const DEEPEST: usize = 50;

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEEPEST);
    // A tag alone on its line leaves no line behind.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment
}

/// Whether a template is well formed and names only fields that exist.
///
/// # Errors
/// `Invalid` with the line, or the field and the one that may have been meant.
pub(super) fn check(of: &'static str, source: &str) -> Result<()> {
    if source.len() > LONGEST_TEMPLATE {
        return Err(Error::invalid(of, "too_long", "Ce modèle est trop long pour une lettre : raccourcissez-le."));
    }
    let environment = environment();
    let template = environment.template_from_str(source).map_err(|error| said(of, source, &error))?;
    let known = field::all();
    let mut unknown: Vec<String> = template
        .undeclared_variables(true)
        .into_iter()
        .filter(|name| !field::is_group(name) && name != "range" && known.iter().all(|field| field.name != *name))
        .collect();
    unknown.sort();
    match unknown.first() {
        Some(name) => Err(unknown_field(of, name)),
        None => Ok(()),
    }
}

/// The fields that a template names.
pub(super) fn used(source: &str) -> BTreeSet<String> {
    let environment = environment();
    let template = environment.template_from_str(source);
    template.map_or_else(|_| BTreeSet::new(), |template| template.undeclared_variables(true).into_iter().collect())
}

/// # Errors
/// As [`check`]; `Invalid` for a field that says nothing can be said, and for a template that does not end.
pub(super) fn text(of: &'static str, source: &str, fields: &Fields) -> Result<String> {
    check(of, source)?;
    let environment = environment();
    let template = environment.template_from_str(source).map_err(|error| said(of, source, &error))?;
    let mut out = Bounded { text: Vec::new(), full: Arc::default() };
    let full = Arc::clone(&out.full);
    let values = minijinja::Value::from(minijinja::value::Serde(&fields.0));
    match template.render_captured_to(values, &mut out) {
        Ok(_) => Ok(tidied(&String::from_utf8_lossy(&out.text))),
        Err(_) if full.load(std::sync::atomic::Ordering::Relaxed) => Err(Error::invalid(
            of,
            "too_long",
            "Ce modèle donne un texte trop long pour une lettre : vérifiez ses boucles « for ».",
        )),
        Err(error) => Err(said(of, source, &error)),
    }
}

/// One empty line between paragraphs, whatever the tags left.
fn tidied(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let whole = tidy(text);
    for line in whole.lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

struct Bounded {
    text: Vec<u8>,
    full: Arc<std::sync::atomic::AtomicBool>,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.text.len() + bytes.len() > LONGEST {
            self.full.store(true, std::sync::atomic::Ordering::Relaxed);
            return Err(std::io::Error::other("too long"));
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn unknown_field(of: &'static str, name: &str) -> Error {
    let distance = |field: &str| levenshtein::distance(name.chars(), field.chars());
    let near = field::all().into_iter().map(|field| field.name).min_by_key(|field| distance(field));
    let meant = near.filter(|near| distance(near) <= 3).map_or_else(
        || "Choisissez-le dans la liste des champs.".to_owned(),
        |near| format!("Vouliez-vous écrire « {near} » ?"),
    );
    Error::invalid(of, "unknown_field", format!("Le champ « {name} » n’existe pas. {meant}"))
}

/// What is wrong, where, in French.
fn said(of: &'static str, source: &str, error: &minijinja::Error) -> Error {
    let here = error.range().and_then(|range| source.get(range)).unwrap_or_default().trim();
    let line = error.line().unwrap_or(1);
    let (reason, message) = match error.kind() {
        ErrorKind::OutOfFuel => {
            ("endless", "Ce modèle n’en finit pas : une boucle « for » est trop longue.".to_owned())
        }
        ErrorKind::UndefinedError if here.starts_with("dossier") => {
            ("no_matter", "Ce modèle parle d’un dossier : choisissez le dossier.".to_owned())
        }
        ErrorKind::UndefinedError => (
            "unknown_field",
            format!("Ligne {line} : le champ « {} » n’existe pas.", here.trim_matches(['{', '}', ' '])),
        ),
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            ("unknown_function", format!("Ligne {line} : « {here} » n’est pas connu. Retirez-le."))
        }
        ErrorKind::SyntaxError => (
            "malformed",
            format!(
                "Ligne {line} : ce modèle est mal formé. Une accolade « {{{{ … }}}} » ou une balise « {{% … %}} » manque ou n’est \
                 pas fermée."
            ),
        ),
        _ => ("impossible", format!("Ligne {line} : ce calcul n’est pas possible. Retirez-le, ou corrigez-le.")),
    };
    Error::invalid(of, reason, message)
}
