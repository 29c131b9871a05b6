use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=../ui/dist");
    if !Path::new("../ui/dist/index.html").exists() {
        println!("cargo:error=the page is not built yet: `cargo xtask run`, or `npm ci && npm run build` in ui");
        std::process::exit(1);
    }
    // Named here, a command needs a permission: capabilities/main.json gives it.
    let commands = tauri_build::AppManifest::new().commands(&["call"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
