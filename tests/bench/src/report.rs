//! The figures, as a table on the screen and as a Markdown file.

use std::fmt::Write;
use std::path::Path;

use crate::Outcome;
use crate::data::{CONTACTS_SEED, Files, QUERIES_SEED};

pub struct Report {
    text: String,
}

impl Report {
    pub fn new() -> Report {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let text = format!(
            "# Benchmarks\n\nMade by `cargo xtask bench` on {}: {} {}, {}, {} cores{}. Themisia {}, SQLCipher {} (SQLite {}). \
             All of one run, on one file, in release builds; a shared machine: compare rows of one table, not two reports.\n",
            chrono::Utc::now().format("%Y-%m-%d %H:%M UTC"),
            std::env::consts::OS,
            std::env::consts::ARCH,
            processor(),
            cores,
            memory(),
            env!("CARGO_PKG_VERSION"),
            cipher_version().unwrap_or_default(),
            rusqlite::version(),
        );
        Report { text }
    }

    pub fn about(&mut self, files: &Files) {
        let origin = if files.generated {
            format!(
                "`frgen.py contacts --n {} --seed {CONTACTS_SEED}`, queries with seed {QUERIES_SEED}",
                files.contacts
            )
        } else {
            "a given folder".to_owned()
        };
        let _ = write!(self.text, "\n## {} contacts\n\nFile: {origin}.\n", count(files.contacts));
    }

    /// A table with a heading, and what must be known to read it.
    pub fn table(&mut self, heading: &str, note: &str, header: &[&str], rows: &[Vec<String>]) {
        println!("\n{heading}\n{note}");
        let width = |column: usize| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .chain([header[column].chars().count()])
                .max()
                .unwrap_or(0)
        };
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells
                .iter()
                .enumerate()
                .map(|(column, cell)| format!("{cell:<width$}", width = width(column)))
                .collect();
            cells.join("  ").trim_end().to_owned()
        };
        let header: Vec<String> = header.iter().map(|cell| (*cell).to_owned()).collect();
        println!("{}", line(&header));
        let _ = write!(
            self.text,
            "\n### {heading}\n\n{note}\n\n| {} |\n|{}\n",
            header.join(" | "),
            "---|".repeat(header.len())
        );
        for row in rows {
            println!("{}", line(row));
            let _ = writeln!(self.text, "| {} |", row.join(" | "));
        }
    }

    pub fn write(&self, path: &Path) -> Outcome {
        Ok(std::fs::write(path, &self.text)?)
    }
}

/// 100,000
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Three digits that count.
pub fn figure(value: f64) -> String {
    match value.abs() {
        _ if value.is_nan() => "–".to_owned(),
        0.0..0.01 => format!("{value:.4}"),
        0.01..1.0 => format!("{value:.3}"),
        1.0..10.0 => format!("{value:.2}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => count(value.round() as usize),
    }
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name.trim()));
    name.unwrap_or("processor unknown").to_owned()
}

fn memory() -> String {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = info
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:")?.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.map_or_else(String::new, |kib| format!(", {:.0} GiB", kib / 1024.0 / 1024.0))
}

fn cipher_version() -> Outcome<String> {
    Ok(rusqlite::Connection::open_in_memory()?.query_row("pragma cipher_version", [], |row| row.get(0))?)
}
