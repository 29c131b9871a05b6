//! `themisia-bench`: how fast Themisia is, beside the best peers, on the same files in the same run.
//!
//! `themisia-bench [import|search|start|lists|duplicates|conflicts|save|money|journal|all] [--n 100000] [--big] [--runs 3] [--dir DIR] [--base DIR] [--out FILE]`
//!
//! Figures, not tests: nothing here fails because it was slow.
#![allow(clippy::print_stdout, clippy::print_stderr)] // This is a command line: that is where it speaks.

mod base;
mod conflicts;
mod data;
mod duplicates;
mod import;
mod journal;
mod lists;
mod measure;
mod money;
mod peers;
mod report;
mod save;
mod search;
mod start;

use std::path::PathBuf;
use std::process::ExitCode;

use data::Files;
use import::Imported;
use report::Report;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str =
    "usage: themisia-bench [import|search|start|lists|duplicates|conflicts|save|money|journal|all] [--n 100000] [--big] [--runs 3] [--dir DIR]
                      [--base DIR] [--out FILE]
  --n N      contacts (100000)
  --big      also 1,000,000 contacts
  --runs N   imports measured, of which the median is told (3)
  --dir DIR  a folder with contacts.csv and queries.csv, instead of generated ones
  --base DIR a base into which an earlier run imported the same file, instead of importing it again
  --out FILE where the report goes (benches.md)";

struct Options {
    parts: Vec<String>,
    n: usize,
    big: bool,
    runs: usize,
    dir: Option<PathBuf>,
    base: Option<PathBuf>,
    out: PathBuf,
}

const PARTS: &[&str] = &["import", "search", "start", "lists", "duplicates", "conflicts", "save", "money", "journal"];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // What is measured for its memory or its start runs in a process of its own: this program again.
    if let Some(("child", rest)) = args.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return verdict(base::child(rest));
    }
    match options(args) {
        Ok(options) => verdict(run(&options)),
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn verdict(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn options(args: Vec<String>) -> Outcome<Options> {
    let out = data::root().join("benches.md");
    let mut options = Options { parts: Vec::new(), n: 100_000, big: false, runs: 3, dir: None, base: None, out };
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--n" => options.n = value()?.parse()?,
            "--big" => options.big = true,
            "--runs" => options.runs = value()?.parse::<usize>()?.max(1),
            "--dir" => options.dir = Some(value()?.into()),
            "--base" => options.base = Some(value()?.into()),
            "--out" => options.out = value()?.into(),
            "all" => options.parts.extend(PARTS.iter().map(|part| (*part).to_owned())),
            part if PARTS.contains(&part) => options.parts.push(part.to_owned()),
            _ => return Err(format!("unknown option: {arg}").into()),
        }
    }
    if options.parts.is_empty() {
        options.parts.extend(PARTS.iter().map(|part| (*part).to_owned()));
    }
    Ok(options)
}

fn run(options: &Options) -> Outcome {
    let mut report = Report::new();
    if options.parts.iter().any(|part| part == "money") {
        money::run(&mut report)?;
    }
    if options.parts.iter().any(|part| part != "money") {
        of_sizes(options, &mut report)?;
    }
    report.write(&options.out)?;
    println!("\nwritten to {}", options.out.display());
    Ok(())
}

/// What is measured over a file of contacts.
fn of_sizes(options: &Options, report: &mut Report) -> Outcome {
    let files = match &options.dir {
        Some(dir) => Files::given(dir)?,
        None => Files::generated(options.n)?,
    };
    of_size(options, &files, options.runs, report)?;
    if options.big && options.dir.is_none() {
        of_size(options, &Files::generated(1_000_000)?, 1, report)?;
    }
    Ok(())
}

fn of_size(options: &Options, files: &Files, runs: usize, report: &mut Report) -> Outcome {
    println!("\n{} contacts: {}", report::count(files.contacts), files.dir.display());
    let asked = |part: &str| options.parts.iter().any(|asked| asked == part);
    report.about(files);
    // Everything else looks at the base that an import made: by this program, in this run.
    let runs = if asked("import") { runs } else { 1 };
    let imported = match &options.base {
        Some(folder) => Imported { folder: folder.canonicalize()? },
        None => import::run(files, &data::work_folder(files)?, runs, asked("import"), report)?,
    };
    if asked("search") {
        search::run(files, &imported, report)?;
    }
    if asked("start") {
        start::run(files, &imported, report)?;
    }
    if asked("lists") {
        lists::run(files, &imported, report)?;
    }
    if asked("duplicates") {
        duplicates::run(files, &imported, report)?;
    }
    if asked("conflicts") {
        conflicts::run(files, &imported, report)?;
    }
    if asked("save") {
        save::run(files, &imported, report)?;
    }
    if asked("journal") {
        journal::run(files, report)?;
    }
    Ok(())
}
