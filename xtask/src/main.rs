//! `cargo xtask run | test | check | generate | bench | oracle | package`: installs what is missing, then does it.

mod bench;
mod check;
mod command;
mod headless;
mod oracle;
mod packages;
mod page;
mod root;
mod run;
mod steps;
mod test;

use std::process::ExitCode;

type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask run [--headless] [--stay] [--release] [-- ARGS]   open the window (with --headless, or without a display: a picture of it)
cargo xtask test [--only STEP] [--skip STEP] [--rounds N]      everything there is to test; --list names the steps
cargo xtask check [--only STEP] [--skip STEP]                  formatting, lints, types, house rules; --list names the steps
cargo xtask generate                                           write ui/src/lib/commands.ts from the core
cargo xtask bench [ARGS]                                       benchmarks; their figures are of this machine
cargo xtask oracle [--count N] [--seed N]                       identifiers against python-stdnum, over random strings
cargo xtask package [ARGS]                                     installers for this system, under the target folder";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    let outcome = match task.as_str() {
        "run" => run::run(&args),
        "test" => return test::test(&args),
        "check" => return check::check(&args),
        "generate" => page::generate(),
        "bench" => bench::bench(&args),
        "oracle" => oracle::oracle(&args),
        "package" => bench::package(&args),
        _ => {
            say(USAGE);
            return ExitCode::from(if matches!(task.as_str(), "help" | "--help" | "-h") { 0 } else { 2 });
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            say(&format!("\nxtask {task}: {problem}"));
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stdout)]
fn say(text: &str) {
    use std::io::Write;
    println!("{text}");
    let _ = std::io::stdout().flush();
}
