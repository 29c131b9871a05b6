//! The real window, driven through WebDriver under a virtual display, with a home and a session bus of its own for each journey.
//!
//! Started without arguments it begins again inside such a session for each journey in turn; a name as argument runs that one alone.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is its output that counts.

mod access;
mod base;
mod contact;
mod display;
mod first_run;
mod hostile;
mod mail;
mod many;
mod paper;
mod passphrase;
mod screen;
mod session;
mod spoilt;
mod work;

use std::process::ExitCode;
use std::time::Instant;

use screen::Outcome;
use session::{Home, KeyStore};

struct Journey {
    name: &'static str,
    what: &'static str,
    key_store: KeyStore,
    run: fn(&tokio::runtime::Runtime, &Home) -> Outcome,
}

macro_rules! journey {
    ($name:ident, $key_store:ident, $what:literal) => {
        Journey {
            name: stringify!($name),
            what: $what,
            key_store: KeyStore::$key_store,
            run: |runtime, home| runtime.block_on($name::journey(home)),
        }
    };
}

const JOURNEYS: &[Journey] = &[
    journey!(first_run, Unlocked, "first run, recovery code, first contact, lost key"),
    journey!(contact, Unlocked, "a contact found, edited, undone, done again, kept"),
    journey!(passphrase, Missing, "without a key store a passphrase guards the base"),
    journey!(many, Unlocked, "10,000 contacts, in the dark, in a small window"),
    journey!(
        work,
        Unlocked,
        "a matter, an hour at the agreed rate, an invoice, a payment; every screen, dark and small"
    ),
    journey!(access, Unlocked, "the main screens are accessible"),
    journey!(hostile, Unlocked, "hostile texts in every field, on every screen: nothing runs, nothing is reported"),
    journey!(mail, Unlocked, "a letter goes to the person's own mail program"),
    journey!(paper, Unlocked, "the sheet of a contact comes out of the printer"),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [session::INSIDE, name, home] => inside(name, &Home::new(home)),
        [] => outside(JOURNEYS.iter()),
        [name] if JOURNEYS.iter().any(|journey| journey.name == name) => {
            outside(JOURNEYS.iter().filter(|journey| journey.name == name))
        }
        _ => {
            eprintln!("journeys:");
            JOURNEYS.iter().for_each(|journey| eprintln!("  {:<12} {}", journey.name, journey.what));
            ExitCode::from(2)
        }
    }
}

fn outside<'a>(journeys: impl Iterator<Item = &'a Journey>) -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    for journey in journeys {
        let start = Instant::now();
        let outcome = session::begin(journey.name, journey.key_store);
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("{verdict:<6} {:<12} {} ({:.1} s)", journey.name, journey.what, start.elapsed().as_secs_f32());
        match outcome {
            Ok(()) => passed += 1,
            Err(problem) => {
                eprintln!("{problem}");
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn inside(name: &str, home: &Home) -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let outcome = match JOURNEYS.iter().find(|journey| journey.name == name) {
        Some(journey) => (journey.run)(&runtime, home),
        None => Err(format!("no such journey: {name}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
