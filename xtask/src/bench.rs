//! Benchmarks and installers: both are release builds.

use crate::command::{cargo, command, run, step};
use crate::packages::{Needs, ensure};
use crate::{Outcome, page, root, say};

pub fn bench(args: &[String]) -> Outcome {
    let mut words = vec!["run", "--release", "--package", "themisia-bench", "--"];
    words.extend(args.iter().map(String::as_str));
    run(&mut cargo(&words))
}

pub fn package(args: &[String]) -> Outcome {
    ensure(Needs::Build)?;
    page::install(&root::ui())?;
    step("installers", || {
        let tauri = root::ui().join("node_modules/@tauri-apps/cli/tauri.js").display().to_string();
        let mut words = vec![tauri.as_str(), "build", "--ci"];
        if cfg!(target_os = "linux") && args.is_empty() {
            // An AppImage needs tools that are downloaded while it is made.
            words.extend(["--bundles", "deb,rpm"]);
        }
        words.extend(args.iter().map(String::as_str));
        let mut build = command("node", &words);
        run(build.current_dir(root::root().join("src-tauri")))
    })?;
    say(&format!("\nThe installers are in {}", root::target().join("release/bundle").display()));
    Ok(())
}
