//! From a fresh machine to the open window.

use std::process::Command;

use crate::command::{cargo, run as run_command, step};
use crate::packages::{Needs, ensure};
use crate::{Outcome, headless, page, root, say};

#[derive(Default)]
struct Options {
    headless: bool,
    stay: bool,
    release: bool,
    /// For the program itself: --demo.
    rest: Vec<String>,
}

pub fn run(args: &[String]) -> Outcome {
    let options = options(args)?;
    let without_display = options.headless || !has_display();
    ensure(if without_display { Needs::Headless } else { Needs::Build })?;
    page::build()?;
    let profile = if options.release { "release" } else { "debug" };
    step("window", || {
        let mut args = vec!["build", "--package", "themisia"];
        if options.release {
            args.push("--release");
        }
        run_command(&mut cargo(&args))
    })?;
    let program = root::program("themisia", profile);
    if without_display {
        if !options.headless {
            say("\nThere is no display: the window opens on a virtual one, with the demonstration base.");
        }
        return headless::run(&program, options.stay);
    }
    say("\nThe window opens; this ends when it is closed.");
    let status = Command::new(&program).args(&options.rest).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the window ended with {status}")),
        Err(error) => Err(format!("{}: {error}", program.display())),
    }
}

fn options(args: &[String]) -> Outcome<Options> {
    let mut options = Options::default();
    let mut args = args.iter();
    for arg in args.by_ref() {
        match arg.as_str() {
            "--headless" => options.headless = true,
            "--stay" => options.stay = true,
            "--release" => options.release = true,
            "--demo" => options.rest.push(arg.clone()),
            "--" => break,
            _ => return Err(format!("unknown option: {arg}")),
        }
    }
    options.rest.extend(args.cloned());
    Ok(options)
}

fn has_display() -> bool {
    cfg!(windows)
        || cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
