//! Our work held against that of others, tools of development: the program itself does not use them.

use std::path::PathBuf;

use crate::command::{cargo, command, run, step};
use crate::steps::Done;
use crate::test::counted;
use crate::{Outcome, root};

/// Checks of identifiers against python-stdnum.
pub fn oracle(args: &[String]) -> Outcome {
    let python = python("oracle", "requirements.txt")?;
    run(&mut cargo(&["build", "--package", "themisia-cli"]))?;
    let cli = text(&root::program("themisia-cli", "debug"));
    step("identifiers", || {
        let script = text(&folder().join("identifiers.py"));
        let mut words = vec![script.as_str(), cli.as_str()];
        words.extend(args.iter().map(String::as_str));
        run(&mut command(text(&python), &words))
    })
}

/// Electronic invoices against the schemas and the rules of Factur-X.
pub fn invoices() -> Done {
    let python = match python("oracle-invoices", "requirements-invoices.txt") {
        Ok(python) => python,
        Err(problem) => return Err(problem).into(),
    };
    let (script, cli) = (text(&folder().join("invoices.py")), text(&root::program("themisia-cli", "debug")));
    counted(&mut command(text(&python), &[&script, &cli]))
}

fn folder() -> PathBuf {
    root::root().join("tests/oracle")
}

fn text(path: &std::path::Path) -> String {
    path.display().to_string()
}

/// A Python of its own under the target folder, with exactly these packages: made again when the list changes.
fn python(environment: &str, requirements: &str) -> Outcome<PathBuf> {
    let environment = root::target().join(environment);
    let python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let list = folder().join(requirements);
    let wanted = std::fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let installed = environment.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|list| list == wanted) {
        return Ok(python);
    }
    step("Python packages", || {
        run(&mut command("python3", &["-m", "venv", "--clear", &text(&environment)]))?;
        run(&mut command(text(&python), &["-m", "pip", "install", "--quiet", "--requirement", &text(&list)]))?;
        std::fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))
    })?;
    Ok(python)
}
