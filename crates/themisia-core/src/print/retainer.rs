//! The letter that asks for a provision, and the receipt of a payment.

use std::path::Path;

use serde_json::{Value, json};

use super::invoice::{amount, bank, percent, total};
use super::{Document, letter};
use crate::error::{Error, Result};
use crate::firm::logo;
use crate::ids::{PaymentId, RetainerId};
use crate::invoice::issue::{self, Printed};
use crate::payment::{self, Account, Payment};
use crate::retainer::{self, Retainer};
use crate::vault::Vault;

/// Writes the request of a provision as PDF: the same whenever it is printed.
///
/// # Errors
/// `NotFound`; `File` when it can't be written there.
pub fn retainer_pdf(vault: &Vault, id: RetainerId, path: String) -> Result<String> {
    let (retainer, printed, picture) = vault.open_base()?.core.read(|reader| {
        let printed = retainer::printed(reader, id)?;
        let picture = logo::printed(reader, printed.logo)?;
        Ok((retainer::get(reader, id)?, printed, picture))
    })?;
    let bytes = super::pdf(Document {
        template: ("letter", include_str!("letter.typ")),
        title: format!("Demande de provision du {}", retainer.requested_on),
        author: letter::author(&printed.firm_name, &printed.firm),
        ident: format!("themisia retainer {id}"),
        on: retainer.requested_on,
        data: asked(&retainer, &printed),
        picture,
    })?;
    super::save(Path::new(&path), &bytes)?;
    Ok(path)
}

fn asked(retainer: &Retainer, printed: &Printed) -> Value {
    let mut data = letter::data(&printed.firm_name, &printed.firm, &printed.recipient);
    data["heading"] = json!("Demande de provision");
    data["place"] = json!(letter::place_and_day(&printed.firm, retainer.requested_on));
    let mut facts = Vec::new();
    if printed.recipient != printed.client {
        facts.push(["Client".to_owned(), letter::addressed(&printed.client).join(", ")]);
    }
    for (what, said) in [("Dossier", &printed.matter), ("Objet", &retainer.subject)] {
        if !said.is_empty() {
            facts.push([what.to_owned(), said.clone()]);
        }
    }
    data["facts"] = json!(facts);
    let until = retainer.due_on.map_or_else(String::new, |due_on| format!(" au plus tard le {due_on}"));
    data["before"] = json!([
        "Madame, Monsieur,",
        format!("Nous vous remercions de nous adresser une provision à valoir sur nos honoraires et frais{until}."),
    ]);
    data["columns"] = json!([]);
    data["rows"] = json!([]);
    let mut totals = vec![total("Provision HT", retainer.net, false)];
    if retainer.vat_basis_points > 0 {
        totals.push(total(&format!("TVA {}", percent(retainer.vat_basis_points)), retainer.vat, false));
    }
    totals.push(total("Provision à régler", retainer.gross, true));
    data["totals"] = json!(totals);
    let mut after: Vec<String> =
        retainer.note.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    after.push(
        "Elle viendra en déduction des honoraires facturés ; ce qui n’aura pas été employé vous sera rendu.".to_owned(),
    );
    after.push("Veuillez agréer, Madame, Monsieur, l’expression de nos salutations distinguées.".to_owned());
    data["after"] = json!(after);
    data["bank"] = bank(&printed.firm, &reference(retainer, printed));
    data["signed"] = json!([letter::author(&printed.firm_name, &printed.firm)]);
    let mut mentions = vec![
        "Cette demande n’est pas une facture : une facture est établie à l’encaissement (CGI art. 289, I, 1, c)."
            .to_owned(),
    ];
    if printed.firm.vat_exempt {
        mentions.push("TVA non applicable, art. 293 B du CGI.".to_owned());
    }
    data["mentions"] = json!(mentions);
    data
}

fn reference(retainer: &Retainer, printed: &Printed) -> String {
    let about = if printed.matter.is_empty() { &retainer.subject } else { &printed.matter };
    format!("Provision {}", if about.is_empty() { &printed.client.name } else { about })
}

/// Writes the receipt of a payment as PDF.
///
/// # Errors
/// `Invalid` for one that is reversed, a refund, or held on CARPA; `NotFound`; `File` when it can't be written there.
pub fn payment_receipt_pdf(vault: &Vault, id: PaymentId, path: String) -> Result<String> {
    let (payment, printed, picture) = vault.open_base()?.core.read(|reader| {
        let payment = payment::get(reader, id)?;
        if payment.refund.is_some() {
            let message = "Un remboursement n’est pas reçu par le cabinet : il n’en existe pas de reçu.";
            return Err(Error::invalid("payment", "refund", message));
        }
        if payment.reverses.is_some() || payment.reversed_by.is_some() {
            return Err(Error::invalid(
                "payment",
                "reversed",
                "Ce règlement est extourné : il n’en reste pas de reçu.",
            ));
        }
        if payment.account == Account::Carpa {
            let message = "Les fonds déposés en CARPA ne sont pas reçus par le cabinet : la CARPA en donne le reçu.";
            return Err(Error::invalid("account", "carpa", message));
        }
        let printed = issue::printed(reader, payment.client, payment.client, None, None)?;
        let picture = logo::printed(reader, printed.logo)?;
        Ok((payment, printed, picture))
    })?;
    let bytes = super::pdf(Document {
        template: ("letter", include_str!("letter.typ")),
        title: format!("Reçu du {}", payment.received_on),
        author: letter::author(&printed.firm_name, &printed.firm),
        ident: format!("themisia receipt {id}"),
        on: payment.received_on,
        data: received(&payment, &printed),
        picture,
    })?;
    super::save(Path::new(&path), &bytes)?;
    Ok(path)
}

fn received(payment: &Payment, printed: &Printed) -> Value {
    let mut data = letter::data(&printed.firm_name, &printed.firm, &printed.recipient);
    data["heading"] = json!(if payment.retainer.is_some() { "Reçu de provision" } else { "Reçu de règlement" });
    data["place"] = json!(letter::place_and_day(&printed.firm, payment.received_on));
    let mut facts = Vec::new();
    for (what, said) in [("Moyen", &payment.method), ("Référence", &payment.reference)] {
        if !said.is_empty() {
            facts.push([what.to_owned(), said.clone()]);
        }
    }
    data["facts"] = json!(facts);
    let what = if payment.retainer.is_some() { ", à titre de provision sur honoraires et frais" } else { "" };
    data["before"] = json!([format!(
        "Nous avons reçu de {} la somme de {} le {}{what}.",
        printed.client.name,
        amount(payment.amount),
        payment.received_on
    )]);
    data["columns"] = json!([
        { "title": "Facture réglée", "amount": false, "wide": true },
        { "title": "Montant affecté", "amount": true, "wide": false },
    ]);
    let rows: Vec<[String; 2]> =
        payment.allocations.iter().map(|part| [part.number.clone(), amount(part.amount)]).collect();
    data["rows"] = json!(rows);
    let mut totals = Vec::new();
    if payment.unallocated.0 > 0 && !rows.is_empty() {
        totals.push(total("Reste à affecter", payment.unallocated, false));
    }
    totals.push(total("Reçu", payment.amount, true));
    data["totals"] = json!(totals);
    data["after"] = json!([]);
    data["bank"] = json!([]);
    data["signed"] = json!([letter::author(&printed.firm_name, &printed.firm)]);
    data["mentions"] = json!(["Ce reçu ne vaut pas facture."]);
    data
}
