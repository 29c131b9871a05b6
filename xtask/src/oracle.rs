//! Our checks of identifiers against python-stdnum, a tool of development: the program itself does not use it.

use crate::command::{cargo, command, run, step};
use crate::{Outcome, root};

pub fn oracle(args: &[String]) -> Outcome {
    let environment = root::target().join("oracle");
    let folder = root::root().join("tests/oracle");
    let python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let text = |path: &std::path::Path| path.display().to_string();
    if !python.exists() {
        step("python-stdnum", || {
            run(&mut command("python3", &["-m", "venv", &text(&environment)]))?;
            let requirements = text(&folder.join("requirements.txt"));
            run(&mut command(text(&python), &["-m", "pip", "install", "--quiet", "--requirement", &requirements]))
        })?;
    }
    run(&mut cargo(&["build", "--package", "themisia-cli"]))?;
    let cli = root::target().join("debug").join(format!("themisia-cli{}", std::env::consts::EXE_SUFFIX));
    step("identifiers", || {
        let script = text(&folder.join("identifiers.py"));
        let cli = text(&cli);
        let mut words = vec![script.as_str(), cli.as_str()];
        words.extend(args.iter().map(String::as_str));
        run(&mut command(text(&python), &words))
    })
}
