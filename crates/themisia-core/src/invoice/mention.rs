//! The sentences of the law at the foot of an invoice, with the codes under which programs look for them.

use super::issue::{Printed, penalties};
use super::line::{InvoiceLine, LineKind};
use super::{Invoice, InvoiceKind};

pub struct Mention {
    pub text: String,
    /// UNTDID 4451: AAB discount for early payment, PMD penalties, PMT flat indemnity. Each stands once.
    pub code: Option<&'static str>,
}

/// States of the union whose businesses pay the tax themselves (CGI art. 283-2).
const UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
    "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Words by which a frozen sentence is known again.
const CODES: &[(&str, &str)] = &[("escompte", "AAB"), ("L. 441-10", "PMD"), ("D. 441-5", "PMT")];

/// What an invoice prints: the sentences frozen with it, and those that follow from what is frozen. A credit note bears the terms of
/// payment too: programs look for them there between businesses (BR-FR-05), and paper says the same.
pub fn printed_on(invoice: &Invoice, printed: &Printed) -> Vec<String> {
    let mut texts = printed.mentions.clone();
    if invoice.kind == InvoiceKind::CreditNote {
        if !invoice.credits_number.is_empty() {
            texts.push(format!(
                "Cet avoir vient en déduction de ce qui est dû sur la facture {} ; ce qui a été réglé en trop est remboursé.",
                invoice.credits_number
            ));
        }
        if printed.client.professional {
            texts.push("Pas d’escompte pour paiement anticipé.".to_owned());
            texts.extend(penalties(&printed.firm, &printed.client));
        }
    }
    if invoice.kind == InvoiceKind::CreditNote && printed.firm.vat_exempt {
        texts.push("TVA non applicable, art. 293 B du CGI.".to_owned());
    }
    let untaxed = |line: &InvoiceLine| line.kind != LineKind::Disbursement && line.vat_basis_points == 0;
    if reverse_charge(printed) && invoice.lines.iter().any(untaxed) {
        texts.push("Autoliquidation de la TVA par le preneur (CGI art. 259, 1° et 283, 2).".to_owned());
    }
    texts
}

/// The same for programs.
pub fn transmitted(invoice: &Invoice, printed: &Printed) -> Vec<Mention> {
    let texts = printed_on(invoice, printed);
    let mut left: Vec<(&str, &'static str)> = CODES.to_vec();
    texts
        .into_iter()
        .map(|text| {
            let at = left.iter().position(|(words, _)| text.contains(words));
            let code = at.map(|at| left.swap_remove(at).1);
            Mention { text, code }
        })
        .collect()
}

/// Whether a line without VAT is one whose tax the client pays, in another state of the union.
pub fn reverse_charge(printed: &Printed) -> bool {
    let state = printed.client.vat_number.get(..2).unwrap_or_default();
    !printed.firm.vat_exempt && !printed.firm.vat_number.is_empty() && UNION.contains(&state)
}
