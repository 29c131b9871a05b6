//! An invoice or a credit note on paper, and the same for programs inside it (Factur-X).

use std::path::Path;
use std::time::{Duration, SystemTime};

use en16931_formats::zugferd::{self, EmbedOptions, Metadata};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde_json::{Value, json};
use ts_rs::TS;

use super::text::shown;
use super::{Document, letter};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::logo;
use crate::firm::settings::FirmSettings;
use crate::ids::InvoiceId;
use crate::invoice::electronic::{self, Corrected};
use crate::invoice::issue::{self, Printed, PrintedParty};
use crate::invoice::line::{InvoiceLine, LineKind};
use crate::invoice::{self, Invoice, InvoiceKind, mention};
use crate::money::Cents;
use crate::vault::Vault;

#[derive(Debug, Clone, Serialize, TS)]
pub struct PrintedInvoice {
    pub path: String,
    /// Factur-X: programs read it too. Never a draft.
    pub electronic: bool,
    /// Why not, in French, for each thing that is missing.
    pub lacking: Vec<String>,
}

/// What is read for an invoice, before it is laid out.
struct Read {
    invoice: Invoice,
    printed: Printed,
    corrected: Option<Corrected>,
    logo: Option<Vec<u8>>,
    today: Day,
}

/// Writes an invoice, a credit note or a draft as PDF. An issued one gives the same bytes whenever it is printed.
///
/// # Errors
/// `NotFound`; `File` when it can't be written there.
pub fn invoice_pdf(vault: &Vault, id: InvoiceId, path: String) -> Result<PrintedInvoice> {
    let read = vault.open_base()?.core.read(|reader| read(reader, id, Day::of(reader.core.now())))?;
    let (bytes, lacking) = bytes(read)?;
    super::save(Path::new(&path), &bytes)?;
    Ok(PrintedInvoice { path, electronic: lacking.is_empty(), lacking })
}

fn read(conn: &Connection, id: InvoiceId, today: Day) -> Result<Read> {
    let invoice = invoice::get(conn, id)?;
    let printed = match &invoice.printed {
        Some(printed) => printed.clone(),
        None => {
            let due_on = today.plus(invoice.payment_days);
            issue::printed(conn, invoice.client, invoice.recipient, invoice.matter, Some(due_on))?
        }
    };
    let corrected = match invoice.credits {
        Some(credits) => conn
            .query_row("select number, issued_on from invoice where id = ?1", [credits], |row| {
                Ok(Corrected { number: row.get(0)?, issued_on: row.get(1)? })
            })
            .optional()?,
        None => None,
    };
    let logo = logo::printed(conn, printed.logo)?;
    Ok(Read { invoice, printed, corrected, logo, today })
}

/// The file, and what its electronic part lacks.
fn bytes(read: Read) -> Result<(Vec<u8>, Vec<String>)> {
    let Read { invoice, printed, corrected, logo, today } = read;
    let draft = invoice.number.is_empty();
    let on = invoice.issued_on.unwrap_or(today);
    let author = letter::author(&printed.firm_name, &printed.firm);
    let document = Document {
        template: ("invoice", include_str!("invoice.typ")),
        title: heading(&invoice),
        author: author.clone(),
        ident: format!("themisia invoice {}", invoice.id),
        on,
        data: data(&invoice, &printed, corrected.as_ref(), on),
        picture: logo,
    };
    let title = document.title.clone();
    let pdf = super::pdf(document)?;
    if draft {
        return Ok((pdf, vec!["Un projet n’est pas une facture électronique.".to_owned()]));
    }
    let proven = match electronic::model(&invoice, &printed, corrected.as_ref()) {
        Ok(proven) => proven,
        Err(lacking) => return Ok((pdf, lacking)),
    };
    let (title, author) = (shown(&title), shown(&author));
    let subject = format!("{title} du {on}");
    let options = EmbedOptions {
        metadata: Some(Metadata { title, subject, author }),
        modified: Some(midnight(on)),
        ..EmbedOptions::default()
    };
    let hybrid = zugferd::embed(&pdf, &proven, &options).map_err(|error| Error::Internal(error.to_string()))?;
    Ok((hybrid, Vec::new()))
}

fn midnight(on: Day) -> SystemTime {
    let seconds = on.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

fn heading(invoice: &Invoice) -> String {
    match (invoice.kind, invoice.number.as_str()) {
        (InvoiceKind::Invoice, "") => "Projet de facture".to_owned(),
        (InvoiceKind::Invoice, number) => format!("Facture {number}"),
        (InvoiceKind::CreditNote, number) => format!("Avoir {number}"),
    }
}

fn data(invoice: &Invoice, printed: &Printed, corrected: Option<&Corrected>, on: Day) -> Value {
    let mut data = letter::data(&printed.firm_name, &printed.firm, &printed.recipient);
    let credit = invoice.kind == InvoiceKind::CreditNote;
    data["heading"] = json!(heading(invoice));
    data["draft"] = json!(invoice.number.is_empty());
    data["facts"] = json!(facts(invoice, printed, corrected, on));
    data["sections"] = json!(sections(invoice));
    data["vat"] = vat(invoice, printed);
    data["totals"] = totals(invoice, printed);
    let note = if credit { "" } else { invoice.note.as_str() };
    data["note"] = json!(note.lines().collect::<Vec<_>>());
    data["bank"] = if credit { json!([]) } else { bank(&printed.firm, &invoice.number) };
    data["mentions"] = json!(mention::printed_on(invoice, printed));
    data
}

fn facts(invoice: &Invoice, printed: &Printed, corrected: Option<&Corrected>, on: Day) -> Vec<[String; 2]> {
    let mut facts = Vec::new();
    let mut say = |what: &str, value: String| {
        if !value.is_empty() {
            facts.push([what.to_owned(), value]);
        }
    };
    let client = &printed.client;
    say(if invoice.number.is_empty() { "Édité le" } else { "Date d’émission" }, on.to_string());
    if let Some(due_on) = invoice.due_on {
        say("Échéance", due_on.to_string());
    }
    if let Some(corrected) = corrected {
        let day = corrected.issued_on.map_or_else(String::new, |day| format!(" du {day}"));
        say("Corrige", format!("la facture {}{day}", corrected.number));
        say("Motif", invoice.subject.clone());
    }
    if printed.recipient != *client {
        say("Client", letter::addressed(client).join(", "));
    }
    if client.professional {
        say("SIREN du client", identifier(client));
        say("TVA du client", client.vat_number.clone());
    }
    say("Dossier", printed.matter.clone());
    if corrected.is_none() {
        say("Objet", invoice.subject.clone());
    }
    if let Some((first, last)) = invoice::worked_between(&invoice.lines) {
        say("Prestations", if first == last { format!("du {first}") } else { format!("du {first} au {last}") });
    }
    // Décret n° 2022-1299 of 7 October 2022.
    say("Nature", "prestation de services".to_owned());
    facts
}

fn identifier(party: &PrintedParty) -> String {
    if party.siren.len() == 9 { letter::spaced(&party.siren) } else { party.siren.clone() }
}

fn sections(invoice: &Invoice) -> Vec<Value> {
    let credit = invoice.kind == InvoiceKind::CreditNote;
    [
        ("Honoraires et diligences", "Montant HT", &[LineKind::Time, LineKind::Fee][..]),
        ("Frais", "Montant HT", &[LineKind::Expense]),
        ("Remises", "Montant HT", &[LineKind::Discount]),
        ("Débours, hors TVA (CGI art. 267, II, 2°)", "Montant", &[LineKind::Disbursement]),
    ]
    .into_iter()
    .filter_map(|(title, amount, kinds)| {
        let lines: Vec<&InvoiceLine> = invoice.lines.iter().filter(|line| kinds.contains(&line.kind)).collect();
        if lines.is_empty() {
            return None;
        }
        let title = match (credit, title) {
            // A remission given back goes the other way.
            (true, "Remises") => "Remises reprises",
            _ => title,
        };
        let timed = lines.iter().any(|line| line.minutes.is_some());
        let rows: Vec<Value> = lines.into_iter().map(row).collect();
        Some(json!({ "title": title, "timed": timed, "amount": amount, "rows": rows }))
    })
    .collect()
}

fn row(line: &InvoiceLine) -> Value {
    let fallback = match line.kind {
        LineKind::Time => "Diligence",
        LineKind::Discount => "Remise",
        LineKind::Disbursement => "Débours",
        LineKind::Expense => "Frais",
        LineKind::Fee => "Honoraires",
    };
    json!({
        "date": line.worked_on.map_or_else(String::new, |day| day.to_string()),
        "by": line.timekeeper,
        "label": if line.label.is_empty() { fallback } else { &line.label },
        "time": line.minutes.map_or_else(String::new, duration),
        "rate": line.hourly_rate.map_or_else(String::new, |rate| format!("{rate}/h")),
        "vat": if line.kind == LineKind::Disbursement { "–".to_owned() } else { percent(line.vat_basis_points) },
        "amount": amount(line.amount),
    })
}

/// With the sign of print, not a hyphen.
pub(super) fn amount(amount: Cents) -> String {
    amount.to_string().replace('-', "\u{2212}")
}

/// « 1 h 30 »
pub(super) fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, minutes) => format!("{hours}\u{a0}h\u{a0}{minutes:02}"),
    }
}

/// « 5,5 % »
pub(super) fn percent(basis_points: u32) -> String {
    let decimals = format!("{},{:02}", basis_points / 100, basis_points % 100);
    format!("{}\u{202f}%", decimals.trim_end_matches('0').trim_end_matches(','))
}

fn vat(invoice: &Invoice, printed: &Printed) -> Value {
    if printed.firm.vat_exempt {
        return json!([]);
    }
    let rows: Vec<Value> = invoice
        .totals
        .vat_by_rate
        .iter()
        .map(|rate| json!({ "rate": percent(rate.basis_points), "net": amount(rate.net), "vat": amount(rate.vat) }))
        .collect();
    json!(rows)
}

fn totals(invoice: &Invoice, printed: &Printed) -> Value {
    let totals = &invoice.totals;
    let mut rows = vec![("Total HT", totals.net, false)];
    if !printed.firm.vat_exempt {
        rows.push(("TVA", totals.vat, false));
    }
    if totals.disbursements != Cents::ZERO {
        rows.push(("Débours, hors TVA", totals.disbursements, false));
    }
    let last = match (invoice.kind, printed.firm.vat_exempt) {
        (InvoiceKind::CreditNote, false) => "Total de l’avoir TTC",
        (InvoiceKind::CreditNote, true) => "Total de l’avoir",
        (InvoiceKind::Invoice, false) => "Total TTC à régler",
        (InvoiceKind::Invoice, true) => "Total à régler",
    };
    rows.push((last, totals.gross, true));
    json!(rows.into_iter().map(|(label, amount, strong)| total(label, amount, strong)).collect::<Vec<_>>())
}

/// A row of totals.
pub(super) fn total(label: &str, value: Cents, strong: bool) -> Value {
    json!({ "label": label, "amount": amount(value), "strong": strong })
}

/// Where to pay, and what to recall.
pub(super) fn bank(firm: &FirmSettings, reference: &str) -> Value {
    if firm.iban.is_empty() {
        return json!([]);
    }
    let iban = letter::fours(&firm.iban);
    let rows =
        [["Banque", firm.bank.as_str()], ["IBAN", &iban], ["BIC", &firm.bic], ["Référence à rappeler", reference]];
    json!(rows.iter().filter(|[_, value]| !value.is_empty()).collect::<Vec<_>>())
}
