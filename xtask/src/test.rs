//! Everything there is to test, from nothing. The last line is plain, for those who read it by program.

use std::process::ExitCode;

use crate::command::{cargo, command, npm, quietly, run, run_and_read};
use crate::packages::{Needs, ensure};
use crate::steps::{self, Choice, Done, Step};
use crate::{Outcome, oracle, page, root, say};

/// One selection for every cargo call: another one has other features, and compiles things again.
/// The benchmarks stay out: they are of the release profile, and have an index library of their own.
const EVERYTHING: &[&str] = &["--workspace", "--exclude", "themisia-bench"];

pub fn test(args: &[String]) -> ExitCode {
    let (choice, rounds) = match options(args) {
        Ok(options) => options,
        Err(problem) => {
            say(&problem);
            return ExitCode::from(2);
        }
    };
    steps::run(
        &[
            step("packages", "what the system must have", &[], || ensure(Needs::Test)),
            step("page", "the page is built", &["packages"], page::build),
            step("build", "every program is compiled", &["page"], || cargo_on("build", &[])),
            step("commands", "the page knows the commands of the core", &["build"], commands_are_current),
            step("rust", "the Rust tests", &["build"], rust),
            step("invoices", "electronic invoices, read by programs of others", &["build"], oracle::invoices),
            step("ui", "the tests of the page's parts", &["page"], || counted(&mut npm(&root::ui(), &["test"]))),
            step("journeys", "journeys in a browser", &["build", "page"], journeys),
            step("window", "journeys in the real window", &["build"], window),
            step("crash", "kill -9 in mid-write", &["build"], || {
                counted(&mut command(root::program("themisia-crash", "debug"), &["--rounds", &rounds]))
            }),
        ],
        &choice,
    )
}

fn step<'a, D: Into<Done>>(
    name: &'static str,
    what: &'static str,
    needs: &'static [&'static str],
    work: impl Fn() -> D + 'a,
) -> Step<'a> {
    Step { name, what, needs, work: Box::new(move || work().into()) }
}

fn options(args: &[String]) -> Outcome<(Choice, String)> {
    let (choice, others) = Choice::read(args)?;
    let mut rounds = "200".to_owned();
    let mut others = others.into_iter();
    while let Some(option) = others.next() {
        match (option.as_str(), others.next()) {
            ("--rounds", Some(count)) => rounds = count,
            _ => return Err(format!("unknown option: {option}")),
        }
    }
    Ok((choice, rounds))
}

fn cargo_on(task: &str, more: &[&str]) -> Outcome {
    run(&mut cargo(&[&[task], EVERYTHING, more].concat()))
}

fn commands_are_current() -> Outcome {
    let program = root::program("themisia-cli", "debug");
    let now = crate::command::output(&mut command(program, &["commands", "--typescript"]))?;
    let present = std::fs::read_to_string(root::root().join(page::COMMANDS)).unwrap_or_default();
    if now == present {
        return Ok(());
    }
    Err(format!("{} is not what the core says: cargo xtask generate", page::COMMANDS))
}

fn rust() -> Done {
    if quietly("cargo", &["nextest", "--version"]).is_some() {
        return counted(&mut cargo(&[&["nextest", "run", "--no-fail-fast"], EVERYTHING].concat()));
    }
    say("cargo-nextest is not installed; cargo test does it, more slowly");
    counted(&mut cargo(&[&["test", "--no-fail-fast"], EVERYTHING].concat()))
}

fn journeys() -> Done {
    let folder = browser_journeys();
    if let Err(problem) = page::install(&folder) {
        return Err(problem).into();
    }
    let mut journeys = npm(&folder, &["test"]);
    journeys.env("THEMISIA_HOST", root::program("themisia-host", "debug")).env("THEMISIA_UI", root::ui().join("dist"));
    counted(&mut journeys)
}

fn browser_journeys() -> std::path::PathBuf {
    root::root().join("tests/e2e")
}

fn window() -> Done {
    // They share the rules of accessibility.
    if let Err(problem) = page::install(&browser_journeys()) {
        return Err(problem).into();
    }
    let mut tests = command(root::program("themisia-window", "debug"), &[]);
    tests
        .env("THEMISIA_PROGRAM", root::program("themisia", "debug"))
        .env("THEMISIA_PICTURES", root::target().join("window"));
    counted(&mut tests)
}

pub fn counted(command: &mut std::process::Command) -> Done {
    let (outcome, said) = run_and_read(command);
    Done::counted(outcome, count(&said))
}

/// What the runners say at their end: `12 passed, 1 failed`, `# pass 12`, `200 rounds`.
fn count(said: &str) -> String {
    let (mut passed, mut failed, mut rounds) = (0, 0, 0);
    for line in said.lines() {
        let line = line.trim();
        let words: Vec<&str> = line.split([' ', ',', ';', '(', ')', ':']).filter(|word| !word.is_empty()).collect();
        // vitest counts files, then tests; nextest counts again at each slow test.
        let is_total = ["Tests ", "Summary", "test result", "# ", "ℹ "].iter().any(|start| line.starts_with(start))
            || words.first().is_some_and(|word| word.parse::<u32>().is_ok());
        if !is_total {
            continue;
        }
        for pair in words.windows(2) {
            match (pair[0].parse::<u32>(), pair[1], pair[1].parse::<u32>()) {
                (Ok(count), "passed", _) => passed += count,
                (Ok(count), "failed", _) => failed += count,
                (Ok(count), "rounds", _) => rounds = count,
                (Err(_), _, Ok(count)) if pair[0] == "pass" => passed += count,
                (Err(_), _, Ok(count)) if pair[0] == "fail" => failed += count,
                _ => {}
            }
        }
    }
    if passed + failed > 0 {
        return format!("{passed} passed, {failed} failed");
    }
    if rounds > 0 { format!("{rounds} rounds") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn what_the_runners_count_is_read() {
        for (said, counted) in [
            ("     Summary [   1.2s] 12 tests run: 11 passed, 1 failed, 0 skipped", "11 passed, 1 failed"),
            (
                "test result: ok. 3 passed; 0 failed; 0 ignored\n\ntest result: ok. 4 passed; 0 failed",
                "7 passed, 0 failed",
            ),
            (" Test Files  2 passed (2)\n      Tests  9 passed (9)\n", "9 passed, 0 failed"),
            ("      Tests  1 failed | 8 passed (9)", "8 passed, 1 failed"),
            ("# tests 5\n# pass 4\n# fail 1\n", "4 passed, 1 failed"),
            ("ℹ pass 4\nℹ fail 0", "4 passed, 0 failed"),
            ("200 rounds, 0 corrupt, 0 lost", "200 rounds"),
            ("nothing", ""),
        ] {
            assert_eq!(count(said), counted, "{said}");
        }
    }
}
