//! The dashboard as a file that Excel opens: the same numbers, a row each.

use std::path::Path;

use super::{Dashboard, dashboard};
use crate::day::Day;
use crate::error::Result;
use crate::export::{CsvFile, ExportReport, whole_file};
use crate::money::Cents;
use crate::vault::Vault;

const HEADERS: [&str; 7] =
    ["Rubrique", "Intitulé", "Montant (€)", "Nombre", "Minutes facturables", "Autres minutes", "Facturé (€)"];

/// # Errors
/// As [`dashboard`]; `File` when it can't be written there.
pub fn export(vault: &Vault, path: String, from: Day, to: Day) -> Result<ExportReport> {
    let board = vault.open_base()?.core.read(|reader| dashboard(reader, from, to))?;
    let rows = rows(&board, from, to);
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    whole_file(Path::new(&path), |temporary| {
        let mut file = CsvFile::create(temporary)?;
        file.write(HEADERS.map(str::to_owned))?;
        for row in rows {
            file.write(row)?;
        }
        file.finish()
    })?;
    Ok(ExportReport { count, limited: 0, path })
}

type Row = [String; 7];

fn rows(board: &Dashboard, from: Day, to: Day) -> Vec<Row> {
    let Dashboard { figures, ageing, .. } = board;
    let period = |what: &str| format!("{what}, du {from} au {to}");
    let amount = |section: &str, title: &str, amount: Cents| cells(section, title, [(0, decimal(amount))]);
    let count = |section: &str, title: &str, count: u32| cells(section, title, [(1, count.to_string())]);
    let mut rows = vec![
        amount("Indicateurs", "Encours HT", figures.wip),
        amount("Indicateurs", "Débours à refacturer", figures.unbilled_disbursements),
        amount("Indicateurs", "Solde dû", figures.balance_due),
        amount("Indicateurs", "Règlements non affectés", figures.unallocated),
        amount("Indicateurs", "Créances douteuses", figures.doubtful_debt),
        count("Indicateurs", "Dossiers actifs", figures.open_matters),
        count("Indicateurs", "Dossiers archivés", figures.archived_matters),
    ];
    for (title, open) in [
        ("Non échu", ageing.not_due),
        ("0 à 30 jours", ageing.to_30),
        ("31 à 60 jours", ageing.to_60),
        ("61 à 90 jours", ageing.to_90),
        ("Plus de 90 jours", ageing.above_90),
        ("Trop-perçu", ageing.overpaid),
    ] {
        rows.push(amount("Ancienneté du solde dû", title, open));
    }
    let turnover = period("Chiffre d’affaires HT");
    rows.push(amount(&turnover, "Total", board.turnover));
    rows.extend(
        board.turnover_by_month.iter().map(|month| amount(&format!("{turnover}, par mois"), &month.month, month.net)),
    );
    let by_client = format!("{turnover}, par client");
    rows.extend(board.turnover_by_client.iter().map(|client| amount(&by_client, &client.name, client.net)));
    let others = board.turnover - board.turnover_by_client.iter().map(|client| client.net).sum();
    if others != Cents::ZERO {
        rows.push(amount(&by_client, "Autres clients", others));
    }
    rows.extend(board.time.iter().map(|of| {
        let told = [
            (0, decimal(of.amount)),
            (2, of.billable_minutes.to_string()),
            (3, of.other_minutes.to_string()),
            (4, decimal(of.billed)),
        ];
        cells(&period("Temps par intervenant"), &of.name, told)
    }));
    rows.extend(
        board.funnel.steps.iter().map(|step| count(&period("Fiches entrées"), step.status.french(), step.entered)),
    );
    rows
}

fn cells<const N: usize>(section: &str, title: &str, told: [(usize, String); N]) -> Row {
    let mut row: Row = std::array::from_fn(|_| String::new());
    row[0] = section.to_owned();
    row[1] = title.to_owned();
    for (at, text) in told {
        row[2 + at] = text;
    }
    row
}

/// « 1234,56 »: a number for a French Excel.
fn decimal(amount: Cents) -> String {
    format!("{:.2}", amount.decimal()).replace('.', ",")
}
