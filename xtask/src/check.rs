//! What is seen without running the program: form, lints, types, house rules, licences.

use std::process::ExitCode;

use crate::command::{cargo, npm, quietly, run};
use crate::packages::{Needs, ensure};
use crate::steps::{self, Choice, Done, Step};
use crate::{Outcome, page, root, say};

pub fn check(args: &[String]) -> ExitCode {
    let choice = match Choice::read(args) {
        Ok((choice, others)) if others.is_empty() => choice,
        Ok((_, others)) => {
            say(&format!("unknown option: {}", others.join(" ")));
            return ExitCode::from(2);
        }
        Err(problem) => {
            say(&problem);
            return ExitCode::from(2);
        }
    };
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    steps::run(
        &[
            step("packages", "what the system must have", &[], || ensure(Needs::Build)),
            step("fmt", "Rust is formatted", &[], || run(&mut cargo(&["fmt", "--all", "--check"]))),
            // The window holds the page: it does not compile without one.
            step("page", "the page is built", &["packages"], page::build),
            step("clippy", "no warning of the compiler or of clippy", &["page"], || run(&mut cargo(&clippy))),
            step("svelte", "the page's types", &["page"], || ui(&["run", "check"])),
            step("eslint", "the page's lints", &["page"], || ui(&["run", "lint"])),
            step("prettier", "the page is formatted", &["page"], || ui(&["exec", "--", "prettier", "--check", "."])),
            step("tidy", "the house rules", &["packages"], || {
                run(&mut cargo(&["test", "--package", "themisia-it", "tidy"]))
            }),
            Step { name: "deny", what: "licences and sources of what we depend on", needs: &[], work: Box::new(deny) },
        ],
        &choice,
    )
}

fn step<'a>(
    name: &'static str,
    what: &'static str,
    needs: &'static [&'static str],
    work: impl Fn() -> Outcome + 'a,
) -> Step<'a> {
    Step { name, what, needs, work: Box::new(move || work().into()) }
}

fn ui(args: &[&str]) -> Outcome {
    run(&mut npm(&root::ui(), args))
}

fn deny() -> Done {
    if quietly("cargo", &["deny", "--version"]).is_none() {
        return Done::left_out("cargo-deny is not installed: cargo install --locked cargo-deny");
    }
    // Advisories need the network; they are looked at when a dependency changes.
    run(&mut cargo(&["deny", "--offline", "check", "bans", "licenses", "sources"])).into()
}
