//! The lines of an invoice, their totals, and which work they bill.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::{one_line, redirect};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::expense::{self, CostKind};
use crate::firm::settings;
use crate::ids::{ContactId, InvoiceId, MatterId, RecordId};
use crate::money::{Cents, price_of_time, vat_on};
use crate::time_entry::{self, billed};
use crate::{matter, sql_enum, timekeeper};

/// Minutes of a line, at most: those of an entry.
const LONGEST: u32 = 1440;

sql_enum! {
    /// `Fee`: one without entries, fixed or by subscription.
    pub enum LineKind {
        Time = "time",
        Expense = "expense",
        Disbursement = "disbursement",
        Fee = "fee",
        Discount = "discount",
    }
}

/// A line to save. One that bills work takes its text and amount from it where they are not given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LineDraft {
    pub kind: LineKind,
    #[serde(default)]
    pub label: String,
    /// Of time, where the invoice says otherwise than the entry. None: of the entry.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// Cents an hour, before tax; as `minutes`.
    #[serde(default)]
    pub hourly_rate: Option<Cents>,
    /// Before tax; a discount is below zero. None: of the work billed, or of minutes and rate.
    #[serde(default)]
    pub amount: Option<Cents>,
    /// 2000 is 20 %. None: the rate proposed first; a disbursement has none.
    #[serde(default)]
    pub vat_basis_points: Option<u32>,
    #[serde(default)]
    pub time_entry: Option<RecordId>,
    #[serde(default)]
    pub expense: Option<RecordId>,
    #[serde(default)]
    pub disbursement: Option<RecordId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct InvoiceLine {
    pub id: RecordId,
    pub kind: LineKind,
    pub label: String,
    pub worked_on: Option<Day>,
    pub minutes: Option<u32>,
    pub hourly_rate: Option<Cents>,
    pub amount: Cents,
    pub vat_basis_points: u32,
    pub time_entry: Option<RecordId>,
    pub expense: Option<RecordId>,
    pub disbursement: Option<RecordId>,
    /// Who did the work, as it is printed; empty where no work is billed.
    pub timekeeper: String,
    /// The work as it was when the line was saved: what the line says beside it was adjusted.
    pub work_minutes: Option<u32>,
    pub work_rate: Option<Cents>,
    pub work_amount: Option<Cents>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Totals {
    /// The lines under VAT, before tax.
    pub net: Cents,
    pub vat: Cents,
    /// Outside VAT.
    pub disbursements: Cents,
    pub gross: Cents,
    /// By rate, the highest first.
    pub vat_by_rate: Vec<VatTotal>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct VatTotal {
    pub basis_points: u32,
    pub net: Cents,
    pub vat: Cents,
}

impl Totals {
    /// VAT is on the sum of the lines of a rate, rounded half up once.
    pub fn of(lines: &[InvoiceLine]) -> Totals {
        let mut by_rate: BTreeMap<u32, Cents> = BTreeMap::new();
        let mut disbursements = Cents::ZERO;
        for line in lines {
            match line.kind {
                LineKind::Disbursement => disbursements += line.amount,
                _ => *by_rate.entry(line.vat_basis_points).or_default() += line.amount,
            }
        }
        let vat_by_rate: Vec<VatTotal> = by_rate
            .into_iter()
            .rev()
            .map(|(basis_points, net)| VatTotal { basis_points, net, vat: vat_on(net, basis_points) })
            .collect();
        let net = vat_by_rate.iter().map(|rate| rate.net).sum();
        let vat = vat_by_rate.iter().map(|rate| rate.vat).sum();
        Totals { net, vat, disbursements, gross: net + vat + disbursements, vat_by_rate }
    }
}

/// The lines of a draft as they would be kept, with their totals: what is shown while it is typed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PricedLines {
    /// In the order of the lines asked.
    pub amounts: Vec<Cents>,
    pub totals: Totals,
}

/// # Errors
/// As saving the draft, for what is wrong with a line by itself.
pub fn priced(reader: &Reader, lines: Vec<LineDraft>) -> Result<PricedLines> {
    let vat = Vat::of(reader, Day::of(reader.core.now()))?;
    let made = (0..)
        .zip(&lines)
        .map(|(at, line)| adjusted(of_work(reader, line)?.1, line, at, &vat))
        .collect::<Result<Vec<_>>>()?;
    Ok(PricedLines { amounts: made.iter().map(|line| line.amount).collect(), totals: Totals::of(&made) })
}

/// Lines as they will be kept, or why they can't be.
pub(super) fn checked(tx: &Tx, invoice: InvoiceId, client: ContactId, lines: &[LineDraft]) -> Result<Vec<InvoiceLine>> {
    let vat = Vat::of(tx, Day::of(tx.at))?;
    let mut billed_here = HashSet::new();
    (0..)
        .zip(lines)
        .map(|(at, line)| {
            let (state, made) = of_work(tx, line)?;
            if let Some((work, column)) = work_of(line) {
                if !billed_here.insert(work) {
                    return Err(Error::invalid(
                        &format!("lines.{at}.kind"),
                        "twice",
                        "Le même travail figure deux fois sur cette facture.",
                    ));
                }
                check_work(tx, invoice, client, state, work, column)?;
            }
            Ok(InvoiceLine { id: tx.new_id(), ..adjusted(made, line, at, &vat)? })
        })
        .collect()
}

/// What lines are taxed at, where they do not say.
struct Vat {
    proposed: u32,
    exempt: bool,
}

impl Vat {
    /// The first rate in force on a day.
    fn of(conn: &Connection, on: Day) -> Result<Vat> {
        let exempt = settings::read(conn)?.vat_exempt;
        let in_force = settings::vat_rates(conn)?
            .into_iter()
            .find(|rate| rate.starts_on <= on && rate.ends_on.is_none_or(|ends| ends >= on));
        Ok(Vat { proposed: in_force.filter(|_| !exempt).map_or(0, |rate| rate.basis_points), exempt })
    }
}

/// The line that some work makes, with what the draft says otherwise.
fn adjusted(mut made: InvoiceLine, line: &LineDraft, at: usize, vat: &Vat) -> Result<InvoiceLine> {
    let field = |name: &str| format!("lines.{at}.{name}");
    let label = one_line(&line.label);
    if !label.is_empty() {
        made.label = label;
    }
    if line.kind == LineKind::Time && (line.minutes.is_some() || line.hourly_rate.is_some()) {
        let minutes = line.minutes.or(made.minutes).unwrap_or_default();
        if minutes > LONGEST {
            return Err(Error::invalid(&field("minutes"), "too_large", "Une ligne de temps ne dépasse pas 24 heures."));
        }
        let rate = line.hourly_rate.or(made.hourly_rate).unwrap_or_default().checked(&field("hourly_rate"))?;
        (made.minutes, made.hourly_rate) = (Some(minutes), Some(rate));
        made.amount = price_of_time(minutes, rate);
    }
    if let Some(amount) = line.amount {
        let discount = line.kind == LineKind::Discount;
        made.amount =
            if discount { -(-amount).checked(&field("amount"))? } else { amount.checked(&field("amount"))? };
    }
    made.vat_basis_points = match line.kind {
        LineKind::Disbursement => 0,
        _ => line.vat_basis_points.unwrap_or(vat.proposed),
    };
    if made.vat_basis_points > 10_000 {
        return Err(Error::invalid(&field("vat_basis_points"), "above_100", "Un taux de TVA ne dépasse pas 100 %."));
    }
    if vat.exempt && made.vat_basis_points > 0 {
        let message = "Le cabinet est en franchise de TVA (art. 293 B du CGI) : aucune ligne ne porte de TVA.";
        return Err(Error::invalid(&field("vat_basis_points"), "exempt", message));
    }
    Ok(made)
}

fn work_of(line: &LineDraft) -> Option<(RecordId, &'static str)> {
    match line.kind {
        LineKind::Time => line.time_entry.map(|id| (id, "time_entry")),
        LineKind::Expense => line.expense.map(|id| (id, "expense")),
        LineKind::Disbursement => line.disbursement.map(|id| (id, "disbursement")),
        LineKind::Fee | LineKind::Discount => None,
    }
}

/// The matter of some work, and the invoice that bills it.
type Work = (Option<MatterId>, Option<InvoiceId>);

/// The work that a line bills, and the line that it makes.
fn of_work(conn: &Connection, line: &LineDraft) -> Result<(Work, InvoiceLine)> {
    let mut made = InvoiceLine {
        id: RecordId(uuid::Uuid::nil()),
        kind: line.kind,
        label: String::new(),
        worked_on: None,
        minutes: None,
        hourly_rate: None,
        amount: Cents::ZERO,
        vat_basis_points: 0,
        time_entry: None,
        expense: None,
        disbursement: None,
        timekeeper: String::new(),
        work_minutes: None,
        work_rate: None,
        work_amount: None,
    };
    let cost = |kind: CostKind, id: RecordId, made: &mut InvoiceLine| -> Result<_> {
        let cost = expense::get(conn, kind, id)?;
        made.label = cost.label;
        made.worked_on = Some(cost.incurred_on);
        made.amount = cost.amount;
        made.work_amount = Some(cost.amount);
        Ok((Some(cost.matter), cost.billed_on))
    };
    let work = match (line.kind, line.time_entry, line.expense, line.disbursement) {
        (LineKind::Time, Some(id), ..) => {
            let entry = time_entry::get(conn, id)?;
            made.label = one_line(&entry.narrative);
            made.worked_on = Some(entry.worked_on);
            made.minutes = Some(entry.minutes);
            made.hourly_rate = Some(entry.rate.hourly_rate);
            made.amount = entry.amount;
            made.time_entry = Some(id);
            made.timekeeper = timekeeper::name_of(conn, entry.timekeeper)?;
            (made.work_minutes, made.work_rate) = (made.minutes, made.hourly_rate);
            (Some(entry.matter), entry.billed_on)
        }
        (LineKind::Expense, _, Some(id), _) => {
            made.expense = Some(id);
            cost(CostKind::Expense, id, &mut made)?
        }
        (LineKind::Disbursement, _, _, Some(id)) => {
            made.disbursement = Some(id);
            cost(CostKind::Disbursement, id, &mut made)?
        }
        _ => (None, None),
    };
    Ok((work, made))
}

fn check_work(tx: &Tx, invoice: InvoiceId, client: ContactId, work: Work, id: RecordId, column: &str) -> Result<()> {
    let (matter, billed_on) = work;
    if let Some(matter) = matter
        && matter::client_of(tx, matter)? != client
    {
        return Err(Error::invalid("lines", "other_client", "Ce travail est celui d’un autre client."));
    }
    if let Some(invoice) = billed_on {
        return Err(billed(tx, invoice)?);
    }
    let sql = format!(
        "select 1 from invoice_line join invoice on invoice.id = invoice_line.invoice
         where invoice_line.{column} = ?1 and invoice.number = '' and invoice.id <> ?2"
    );
    if tx.prepare_cached(&sql)?.exists((id, invoice))? {
        return Err(Error::invalid("lines", "on_draft", "Ce travail figure déjà sur un autre projet de facture."));
    }
    Ok(())
}

/// Replaces the lines of a draft.
pub(super) fn write(tx: &Tx, invoice: InvoiceId, lines: &[InvoiceLine]) -> Result<()> {
    tx.execute("delete from invoice_line where invoice = ?1", [invoice])?;
    let mut insert = tx.prepare_cached(
        "insert into invoice_line (id, invoice, position, kind, label, worked_on, minutes, hourly_rate, amount,
             vat_basis_points, time_entry, expense, disbursement, work_minutes, work_rate, work_amount, timekeeper)
         values (:id, :invoice, :position, :kind, :label, :worked_on, :minutes, :rate, :amount, :vat, :time_entry, :expense,
             :disbursement, :work_minutes, :work_rate, :work_amount, :timekeeper)",
    )?;
    for (line, position) in lines.iter().zip(0i64..) {
        insert.execute(named_params! {
            ":id": line.id, ":invoice": invoice, ":position": position, ":kind": line.kind, ":label": line.label,
            ":worked_on": line.worked_on, ":minutes": line.minutes, ":rate": line.hourly_rate, ":amount": line.amount,
            ":vat": line.vat_basis_points, ":time_entry": line.time_entry, ":expense": line.expense,
            ":disbursement": line.disbursement, ":work_minutes": line.work_minutes, ":work_rate": line.work_rate,
            ":work_amount": line.work_amount, ":timekeeper": line.timekeeper,
        })?;
    }
    Ok(())
}

pub(super) fn of_invoice(conn: &Connection, invoice: InvoiceId) -> Result<Vec<InvoiceLine>> {
    let lines = conn
        .prepare_cached("select * from invoice_line where invoice = ?1 order by position, id")?
        .query_map([invoice], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(lines)
}

/// What can be billed to a client (or in one matter): each a line of a draft to come, oldest first. Work that stands on a draft
/// already is left out.
pub fn unbilled(reader: &Reader, client: ContactId, matter: Option<MatterId>) -> Result<Vec<LineDraft>> {
    let client = redirect::current(reader, client)?;
    let mut lines = Vec::new();
    for (table, column, day, kind) in [
        ("time_entry", "time_entry", "worked_on", LineKind::Time),
        ("expense", "expense", "incurred_on", LineKind::Expense),
        ("disbursement", "disbursement", "incurred_on", LineKind::Disbursement),
    ] {
        let sql = format!(
            "select id from {table}
             where matter in (select id from matter where client = :client and (:matter is null or id = :matter))
                 and billed_on is null and billable = 1
                 and not exists (select 1 from invoice_line join invoice on invoice.id = invoice_line.invoice
                                 where invoice_line.{column} = {table}.id and invoice.number = '')
             order by {day}, id"
        );
        let ids: Vec<RecordId> = reader
            .prepare_cached(&sql)?
            .query_map(named_params! { ":client": client, ":matter": matter }, |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        lines.extend(ids.into_iter().map(|id| LineDraft {
            kind,
            label: String::new(),
            minutes: None,
            hourly_rate: None,
            amount: None,
            vat_basis_points: None,
            time_entry: (kind == LineKind::Time).then_some(id),
            expense: (kind == LineKind::Expense).then_some(id),
            disbursement: (kind == LineKind::Disbursement).then_some(id),
        }));
    }
    Ok(lines)
}

fn from_row(row: &Row) -> rusqlite::Result<InvoiceLine> {
    Ok(InvoiceLine {
        id: row.get("id")?,
        kind: row.get("kind")?,
        label: row.get("label")?,
        worked_on: row.get("worked_on")?,
        minutes: row.get("minutes")?,
        hourly_rate: row.get("hourly_rate")?,
        amount: row.get("amount")?,
        vat_basis_points: row.get("vat_basis_points")?,
        time_entry: row.get("time_entry")?,
        expense: row.get("expense")?,
        disbursement: row.get("disbursement")?,
        timekeeper: row.get("timekeeper")?,
        work_minutes: row.get("work_minutes")?,
        work_rate: row.get("work_rate")?,
        work_amount: row.get("work_amount")?,
    })
}
