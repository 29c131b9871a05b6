//! Issuing: the next number of the device's series, chronological and without gap (CGI ann. II art. 242 nonies A), freezes the whole.

use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::line::InvoiceLine;
use super::{Invoice, get, refuse_issued};
use crate::contact::{self, ContactKind};
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::expense::{self, CostKind};
use crate::firm;
use crate::firm::settings::{self, FirmSettings};
use crate::ids::{ContactId, InvoiceId, RecordId};
use crate::money::Cents;
use crate::time_entry::{self, billed};
use crate::timekeeper;

/// What an invoice printed, frozen with its number: a later change of a name or an address changes nothing here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Printed {
    pub firm_name: String,
    pub firm: FirmSettings,
    pub recipient: PrintedParty,
    pub client: PrintedParty,
    pub matter: String,
    /// Due date, late interest, indemnity, exemption: the sentences of the law.
    pub mentions: Vec<String>,
    /// The logo of that day.
    #[serde(default)]
    pub logo: Option<RecordId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PrintedParty {
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub town: String,
    pub country: String,
    pub siren: String,
    pub vat_number: String,
    /// Everyone but a natural person: late interest and indemnity are asked of professionals.
    pub professional: bool,
}

/// Issues a draft on a day (none: today). This is not undone: only a credit note corrects it.
///
/// # Errors
/// `Invalid` for an empty draft, work that has changed or was billed since, or a day before the last number of the series.
pub fn issue(tx: &Tx, id: InvoiceId, issued_on: Option<Day>) -> Result<Invoice> {
    refuse_issued(tx, id)?;
    let draft = get(tx, id)?;
    let issued_on = issued_on.unwrap_or(Day::of(tx.at));
    if draft.lines.is_empty() {
        return Err(Error::invalid("lines", "required", "Cette facture est vide : ajoutez au moins une ligne."));
    }
    for line in &draft.lines {
        still_billable(tx, line)?;
    }
    let number = next_number(tx, issued_on)?;
    let due_on = issued_on.plus(draft.payment_days);
    let printed = printed(tx, draft.client, draft.recipient, draft.matter, Some(due_on))?;
    tx.execute(
        "update invoice set number = :number, series = :series, year = :year, sequence = :sequence, issued_on = :on,
             due_on = :due, printed = :printed, net = :net, vat = :vat, disbursements = :disbursements, gross = :gross
         where id = :id",
        named_params! {
            ":id": id, ":number": number.text, ":series": number.series, ":year": number.year, ":sequence": number.sequence,
            ":on": issued_on, ":due": due_on, ":printed": serde_json::to_string(&printed)?, ":net": draft.totals.net,
            ":vat": draft.totals.vat, ":disbursements": draft.totals.disbursements, ":gross": draft.totals.gross,
        },
    )?;
    for (table, column) in [("time_entry", "time_entry"), ("expense", "expense"), ("disbursement", "disbursement")] {
        tx.execute(
            &format!(
                "update {table} set billed_on = :invoice
                 where id in (select {column} from invoice_line where invoice = :invoice and {column} is not null)"
            ),
            named_params! { ":invoice": id },
        )?;
    }
    tx.label(number.text);
    get(tx, id)
}

/// A line bills its work as it was when the draft was saved; what was edited since is looked at again.
fn still_billable(conn: &Connection, line: &InvoiceLine) -> Result<()> {
    let changed = |what: String| {
        let message = format!("{what} a changé depuis ce projet. Enregistrez à nouveau le projet avant de l’émettre.");
        Error::invalid("lines", "changed_since", message)
    };
    if let Some(id) = line.time_entry {
        let entry = time_entry::get(conn, id)?;
        if let Some(invoice) = entry.billed_on {
            return Err(billed(conn, invoice)?);
        }
        let now = (Some(entry.minutes), Some(entry.rate.hourly_rate));
        if (line.work_minutes.or(line.minutes), line.work_rate.or(line.hourly_rate)) != now {
            return Err(changed(format!("Le temps du {} (« {} »)", entry.worked_on, entry.narrative)));
        }
        if !line.timekeeper.is_empty() && line.timekeeper != timekeeper::name_of(conn, entry.timekeeper)? {
            let whose = format!("L’intervenant du temps du {} (« {} »)", entry.worked_on, entry.narrative);
            return Err(changed(whose));
        }
    }
    for (kind, id) in [(CostKind::Expense, line.expense), (CostKind::Disbursement, line.disbursement)] {
        let Some(id) = id else { continue };
        let cost = expense::get(conn, kind, id)?;
        if let Some(invoice) = cost.billed_on {
            return Err(billed(conn, invoice)?);
        }
        if line.work_amount.is_some_and(|then| then != cost.amount) {
            return Err(changed(format!("Le montant de « {} » du {}", cost.label, cost.incurred_on)));
        }
    }
    Ok(())
}

pub(super) struct Number {
    pub series: String,
    pub year: i32,
    pub sequence: i64,
    /// « A2026-0001 »
    pub text: String,
}

/// The next number of this device's series, for invoices and credit notes alike.
///
/// # Errors
/// `Invalid` for a day before that of the last number: numbers follow the days.
pub(super) fn next_number(tx: &Tx, on: Day) -> Result<Number> {
    let series = firm::series(tx, tx.signer.device)?;
    let last: Option<(Day, String)> = tx
        .prepare_cached("select issued_on, number from invoice where series = ?1 and number <> '' order by year desc, sequence desc limit 1")?
        .query_map([&series], |row| Ok((row.get(0)?, row.get(1)?)))?
        .next()
        .transpose()?;
    if let Some((day, number)) = last.filter(|(day, _)| *day > on) {
        let message = format!("La facture {number} est du {day} : la suivante ne peut pas être datée d’avant.");
        return Err(Error::invalid("issued_on", "before_last", message));
    }
    let year = on.year();
    let sequence: i64 = tx
        .prepare_cached(
            "select coalesce(max(sequence), 0) + 1 from invoice where series = ?1 and year = ?2 and number <> ''",
        )?
        .query_row((&series, year), |row| row.get(0))?;
    let text = format!("{series}{year}-{sequence:04}");
    Ok(Number { series, year, sequence, text })
}

/// Everything that is printed beside the lines, as it is at this instant.
pub(crate) fn printed(
    conn: &Connection,
    client: ContactId,
    recipient: ContactId,
    matter: Option<crate::ids::MatterId>,
    due_on: Option<Day>,
) -> Result<Printed> {
    let firm = settings::read(conn)?;
    let client = party(conn, client)?;
    let mentions = due_on.map_or_else(Vec::new, |due_on| mentions(&firm, &client, due_on));
    Ok(Printed {
        firm_name: firm::name(conn)?,
        recipient: party(conn, recipient)?,
        matter: matter.map(|matter| crate::matter::name_of(conn, matter)).transpose()?.unwrap_or_default(),
        mentions,
        client,
        firm,
        logo: firm::logo::current_id(conn)?,
    })
}

fn mentions(firm: &FirmSettings, client: &PrintedParty, due_on: Day) -> Vec<String> {
    let mut mentions = vec![format!("À régler au plus tard le {due_on}. Pas d’escompte pour paiement anticipé.")];
    mentions.extend(penalties(firm, client));
    if firm.vat_exempt {
        mentions.push("TVA non applicable, art. 293 B du CGI.".to_owned());
    }
    mentions.extend(firm.mentions.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    mentions
}

/// What a professional owes beside a debt that is late.
pub(crate) fn penalties(firm: &FirmSettings, client: &PrintedParty) -> Vec<String> {
    if !client.professional {
        return Vec::new();
    }
    let interest =
        if firm.interest.is_empty() { "trois fois le taux d’intérêt légal" } else { firm.interest.as_str() };
    let mut penalties = vec![format!("Pénalités de retard : {interest} (C. com. art. L. 441-10).")];
    if firm.indemnity_cents > Cents::ZERO {
        penalties.push(format!(
            "Indemnité forfaitaire pour frais de recouvrement : {} (C. com. art. D. 441-5).",
            firm.indemnity_cents
        ));
    }
    penalties
}

fn party(conn: &Connection, id: ContactId) -> Result<PrintedParty> {
    let draft = contact::read_draft(conn, id)?.ok_or(Error::NotFound)?;
    let address = draft.addresses.first().cloned();
    let of_address =
        |part: fn(&contact::AddressDraft) -> &String| address.as_ref().map(part).cloned().unwrap_or_default();
    Ok(PrintedParty {
        name: contact::name::display_name(&draft),
        street: of_address(|address| &address.street),
        postal_code: of_address(|address| &address.postal_code),
        town: of_address(|address| &address.town),
        country: of_address(|address| &address.country),
        professional: draft.kind != ContactKind::NaturalPerson || !draft.siren.is_empty(),
        siren: draft.siren,
        vat_number: draft.vat_number,
    })
}
