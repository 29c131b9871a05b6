//! An issued invoice as programs read it: the semantic model of EN 16931, with the French codes of Factur-X.
//!
//! What the standard asks and the base does not say is told, in French: such an invoice is printed without its electronic part.

mod country;

use en16931::invoice::{
    Contact, Delivery, DocumentAllowanceCharge, InvoiceNote, LineVat, Party, PaymentInstructions, Period,
    PostalAddress, PrecedingInvoice, PriceDetails,
};
use en16931::profiles::En16931;
use en16931::reconcile::Reconciler;
use en16931::validation::profile::Validated;
use en16931::{
    Date, DocumentReference, Identifier, InvoiceAmount, InvoiceLine as ElectronicLine, Percentage, Quantity,
    UnitPriceAmount,
};
use rust_decimal::Decimal;

use super::issue::{Printed, PrintedParty};
use super::line::{InvoiceLine, LineKind};
use super::{Invoice, InvoiceKind};
use crate::day::Day;
use crate::money::{Cents, price_of_time};

/// Amounts repaid for what was spent in the name of the client (directive 2006/112/EC, art. 79 c; CGI art. 267 II 2°).
const DISBURSEMENTS: &str = "VATEX-EU-79-C";
const SMALL_FIRM: &str = "VATEX-FR-FRANCHISE";
const REVERSE_CHARGE: &str = "VATEX-EU-AE";

/// The invoice that a credit note corrects.
pub struct Corrected {
    pub number: String,
    pub issued_on: Option<Day>,
}

/// The electronic invoice, or what it lacks: sentences for the person.
///
/// # Errors
/// What is missing or what the rules of the standard refuse.
pub fn model(
    invoice: &Invoice,
    printed: &Printed,
    corrected: Option<&Corrected>,
) -> Result<Validated<En16931>, Vec<String>> {
    let lacking = lacking(printed);
    if !lacking.is_empty() {
        return Err(lacking);
    }
    let built = built(invoice, printed, corrected)
        .ok_or_else(|| vec!["Un montant ou une date de cette facture ne se transmet pas.".to_owned()])?;
    Validated::new(built).map_err(|rejected| {
        let rules: Vec<&str> = rejected.report().fatal().map(|finding| finding.rule.as_str()).collect();
        vec![format!("La norme EN 16931 refuse cette facture ({}).", rules.join(", "))]
    })
}

fn lacking(printed: &Printed) -> Vec<String> {
    let firm = &printed.firm;
    let mut lacking = Vec::new();
    if firm.siren.is_empty() && firm.vat_number.is_empty() {
        lacking.push("Indiquez le SIREN ou le numéro de TVA du cabinet, dans les paramètres.".to_owned());
    }
    if !firm.vat_exempt && firm.vat_number.is_empty() {
        lacking.push("Indiquez le numéro de TVA du cabinet, dans les paramètres.".to_owned());
    }
    for (whose, country) in [("du cabinet", &firm.country), ("du client", &printed.client.country)] {
        if country::code(country).is_none() {
            lacking.push(format!("Le pays {whose}, « {country} », n’est pas reconnu : écrivez son nom français."));
        }
    }
    lacking
}

fn built(invoice: &Invoice, printed: &Printed, corrected: Option<&Corrected>) -> Option<en16931::Invoice> {
    let credit = invoice.kind == InvoiceKind::CreditNote;
    let issued_on = date(invoice.issued_on?)?;
    let mut built = en16931::Invoice::builder(
        "urn:cen.eu:en16931:2017",
        invoice.number.as_str(),
        issued_on,
        if credit { "381" } else { "380" },
        "EUR",
    )
    .build();
    if credit {
        built.kind = en16931::DocumentKind::CreditNote;
        built.preceding_invoices.extend(corrected.map(|corrected| PrecedingInvoice {
            reference: DocumentReference::new(corrected.number.as_str()),
            issue_date: corrected.issued_on.and_then(date),
        }));
    }
    // S1: services, sent for the first time (XP Z12-012).
    built.business_process = Some("S1".to_owned());
    built.due_date = invoice.due_on.and_then(date);
    built.notes = notes(invoice, printed);
    built.payment_terms = if invoice.due_on.is_none() && credit { Some("Avoir".to_owned()) } else { None };
    built.seller = seller(printed)?;
    built.buyer = buyer(printed)?;
    if let Some((start, end)) = super::worked_between(&invoice.lines) {
        built.invoicing_period = Some(Period { start: date(start), end: date(end) });
        built.delivery = Some(Delivery { date: date(end), ..Delivery::default() });
    }
    if !printed.firm.iban.is_empty() && !credit {
        let bic = Some(printed.firm.bic.as_str()).filter(|bic| !bic.is_empty());
        let mut payment = PaymentInstructions::sepa_credit_transfer(printed.firm.iban.as_str(), bic);
        payment.remittance_information = Some(invoice.number.clone());
        built.payment = Some(payment);
    }
    for (line, number) in invoice.lines.iter().zip(1..) {
        if line.kind == LineKind::Discount {
            built.allowances.push(allowance(line, printed)?);
        } else {
            built.lines.push(electronic_line(line, number, printed)?);
        }
    }
    if built.lines.is_empty() {
        return None;
    }
    reconciler(invoice, printed).apply(&mut built).ok()?;
    Some(built)
}

/// Each sentence under the code that French platforms look for: penalties, flat indemnity, discount for early payment.
fn notes(invoice: &Invoice, printed: &Printed) -> Vec<InvoiceNote> {
    let mut notes = Vec::new();
    if !invoice.subject.is_empty() {
        notes.push(InvoiceNote::new(clean(&invoice.subject)));
    }
    if !invoice.note.is_empty() {
        notes.push(InvoiceNote::new(clean(&invoice.note)));
    }
    for mention in super::mention::transmitted(invoice, printed) {
        let note = InvoiceNote::new(clean(&mention.text));
        notes.push(match mention.code {
            Some(code) => note.with_subject(code),
            None => note,
        });
    }
    notes
}

fn seller(printed: &Printed) -> Option<Party> {
    let firm = &printed.firm;
    let name = if firm.legal_name.is_empty() { &printed.firm_name } else { &firm.legal_name };
    let mut seller = Party::new(
        clean(if name.is_empty() { "Cabinet" } else { name }),
        address(&firm.street, &firm.postal_code, &firm.town, &firm.country)?,
    );
    if !printed.firm_name.is_empty() && printed.firm_name != *name {
        seller.trading_name = Some(clean(&printed.firm_name));
    }
    identify(&mut seller, &firm.siren, &firm.vat_number);
    if firm.vat_number.is_empty() && !firm.siren.is_empty() {
        seller.tax_registration = Some(firm.siren.clone());
    }
    let legal = [firm.legal_form.as_str(), firm.share_capital.as_str()];
    let legal: Vec<String> = legal.into_iter().filter(|text| !text.is_empty()).map(clean).collect();
    seller.additional_legal_information = Some(legal.join(" au capital de ")).filter(|text| !text.is_empty());
    let said = |text: &String| Some(clean(text)).filter(|text| !text.is_empty());
    seller.contact = Contact { name: None, phone: said(&firm.phone), email: said(&firm.email) };
    Some(seller)
}

/// The client; who receives the invoice for it is its contact.
fn buyer(printed: &Printed) -> Option<Party> {
    let PrintedParty { name, street, postal_code, town, country, siren, vat_number, .. } = &printed.client;
    let mut buyer = Party::new(clean(name), address(street, postal_code, town, country)?);
    identify(&mut buyer, siren, vat_number);
    if printed.recipient.name != *name {
        buyer.contact.name = Some(clean(&printed.recipient.name));
    }
    Some(buyer)
}

/// 0002 is SIRENE, 0225 the French directory of electronic addresses.
fn identify(party: &mut Party, siren: &str, vat_number: &str) {
    if siren.len() == 9 && siren.bytes().all(|byte| byte.is_ascii_digit()) {
        party.legal_registration = Some(Identifier::schemed(siren, "0002"));
        party.electronic_address = Identifier::eas(siren, "0225").ok();
    }
    if !vat_number.is_empty() {
        party.vat_identifier = Some(vat_number.to_owned());
    }
}

fn address(street: &str, postal_code: &str, town: &str, country: &str) -> Option<PostalAddress> {
    let said = |text: &str| Some(clean(text)).filter(|text| !text.is_empty());
    let mut lines = street.lines().filter_map(said);
    let mut address = PostalAddress::new("", "", "", country::code(country)?).ok()?;
    address.line1 = lines.next();
    address.line2 = lines.next();
    address.line3 = Some(lines.collect::<Vec<_>>().join(", ")).filter(|rest| !rest.is_empty());
    address.post_code = said(postal_code);
    address.city = said(town);
    Some(address)
}

fn electronic_line(line: &InvoiceLine, number: u32, printed: &Printed) -> Option<ElectronicLine> {
    let amount = InvoiceAmount::from_minor_units(line.amount.0);
    let name = match (clean(&line.label), line.kind) {
        (label, _) if !label.is_empty() => label,
        (_, LineKind::Time) => "Diligence".to_owned(),
        (_, LineKind::Disbursement) => "Débours".to_owned(),
        (_, LineKind::Expense) => "Frais".to_owned(),
        _ => "Honoraires".to_owned(),
    };
    let by_time =
        line.minutes.zip(line.hourly_rate).filter(|(minutes, rate)| price_of_time(*minutes, *rate) == line.amount);
    let (quantity, unit, price) = match by_time {
        // The price of sixty minutes, so that no quotient is rounded.
        Some((minutes, rate)) => {
            let base = Quantity::new(Decimal::from(60));
            let price = PriceDetails {
                net_price: UnitPriceAmount::new(rate.decimal()),
                base_quantity: Some(base),
                base_quantity_code: Some("MIN".into()),
                ..PriceDetails::default()
            };
            (Quantity::new(Decimal::from(minutes)), "MIN", price)
        }
        None => {
            let price =
                PriceDetails { net_price: UnitPriceAmount::new(line.amount.decimal()), ..PriceDetails::default() };
            (Quantity::new(Decimal::ONE), "C62", price)
        }
    };
    let vat = vat(line, printed);
    let mut electronic =
        ElectronicLine::new(number.to_string(), name, quantity, unit, amount, vat.category, vat.rate).with_price(price);
    if let Some(day) = line.worked_on {
        electronic = electronic.with_period(Period { start: date(day), end: date(day) });
    }
    Some(electronic)
}

/// A discount, above zero as the standard writes it.
fn allowance(line: &InvoiceLine, printed: &Printed) -> Option<DocumentAllowanceCharge> {
    let reason = clean(&line.label);
    Some(DocumentAllowanceCharge {
        amount: InvoiceAmount::from_minor_units((Cents::ZERO - line.amount).0),
        base_amount: None,
        percentage: None,
        vat: vat(line, printed),
        reason: Some(if reason.is_empty() { "Remise".to_owned() } else { reason }),
        // UNTDID 5189: discount.
        reason_code: Some("95".into()),
    })
}

/// S: taxed; AE: the client pays the tax, in another state; E: exempt, or a disbursement. O, outside the scope, may stand
/// beside no other category (BR-O-11): a disbursement is therefore E with its own reason.
fn vat(line: &InvoiceLine, printed: &Printed) -> LineVat {
    let category = if line.vat_basis_points > 0 {
        "S"
    } else if line.kind != LineKind::Disbursement && super::mention::reverse_charge(printed) {
        "AE"
    } else {
        "E"
    };
    LineVat {
        category: category.into(),
        rate: Some(Percentage::new(Decimal::new(i64::from(line.vat_basis_points), 2))),
    }
}

fn reconciler(invoice: &Invoice, printed: &Printed) -> Reconciler {
    let disbursed = invoice.lines.iter().any(|line| line.kind == LineKind::Disbursement);
    let untaxed = invoice.lines.iter().any(|line| {
        line.kind != LineKind::Disbursement && line.vat_basis_points == 0 && !super::mention::reverse_charge(printed)
    });
    let mut texts = Vec::new();
    if untaxed {
        texts.push(if printed.firm.vat_exempt {
            "TVA non applicable, art. 293 B du CGI"
        } else {
            "Exonération de TVA"
        });
    }
    if disbursed {
        texts.push("Débours, art. 267 II 2° du CGI");
    }
    let code = match (untaxed, disbursed, printed.firm.vat_exempt) {
        (true, _, true) => Some(SMALL_FIRM),
        (false, true, _) => Some(DISBURSEMENTS),
        _ => None,
    };
    Reconciler::new().exemption("E", Some(&texts.join(" ; ")), code).exemption(
        "AE",
        Some("Autoliquidation"),
        Some(REVERSE_CHARGE),
    )
}

fn date(day: Day) -> Option<Date> {
    Date::parse(&day.iso()).ok()
}

/// Without the characters that XML 1.0 can't hold.
fn clean(text: &str) -> String {
    let possible = |c: char| !c.is_control() || c.is_whitespace();
    let kept: String =
        text.chars().filter(|c| possible(*c) && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{b}' | '\u{c}')).collect();
    kept.trim().to_owned()
}
