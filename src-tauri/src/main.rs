//! The window: it shows the page, hands its commands to the core and the core's events to it. No rule of the work is here.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod log;
mod menu;
mod notification;
mod shell;

use std::sync::Arc;

use serde_json::Value;
use tauri::webview::{NewWindowResponse, WebviewWindowBuilder};
use tauri::{App, Manager, RunEvent, State, Url};
use themisia_core::error::{ApiError, Error};
use themisia_core::vault::default_data_folder;

use shell::Shell;

const WINDOW: &str = "main";

fn main() -> std::process::ExitCode {
    let outcome = tauri::Builder::default()
        // First: a second start hands over to the first before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Some(window) = app.get_webview_window(WINDOW) {
                let _ = window.unminimize();
                let _ = window.show();
                let _ = window.set_focus();
            }
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .invoke_handler(tauri::generate_handler![call])
        .setup(set_up)
        .build(tauri::generate_context!());
    match outcome {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    app.state::<Arc<Shell>>().close();
                }
            });
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            log::to_terminal(&format!("Themisia n’a pas pu s’ouvrir : {error}"));
            std::process::ExitCode::FAILURE
        }
    }
}

fn set_up(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let folder = default_data_folder().ok_or("aucun dossier personnel n’est défini sur cet ordinateur (HOME)")?;
    log::start(&folder);
    let demo = std::env::args().skip(1).any(|arg| arg == "--demo");
    // The key store may keep us waiting: the window shows at once, and the page waits in vault_status.
    app.manage(Shell::start(app.handle().clone(), folder, demo));
    if cfg!(target_os = "macos") {
        menu::show(app.handle())?;
    }
    let config = app.config().app.windows.first().ok_or("no window in tauri.conf.json")?.clone();
    WebviewWindowBuilder::from_config(app, &config)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

#[tauri::command]
async fn call(shell: State<'_, Arc<Shell>>, name: String, args: Value) -> Result<Value, ApiError> {
    let shell = Arc::clone(&shell);
    tauri::async_runtime::spawn_blocking(move || shell.call(&name, args))
        .await
        .unwrap_or_else(|error| Err(ApiError::from(&Error::Internal(error.to_string()))))
}

/// The page never leaves the program.
fn is_own_page(url: &Url) -> bool {
    url.scheme() == "tauri" || (url.scheme() == "http" && url.host_str() == Some("tauri.localhost"))
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn only_the_page_inside_the_program_is_shown() {
        for (address, is_own) in [
            ("tauri://localhost/index.html#/contacts", true),
            ("http://tauri.localhost/", true),
            ("http://127.0.0.1:4781/", false),
            ("https://tauri.localhost.example.org/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_own_page(&address.parse().expect("an address")), is_own, "{address}");
        }
    }
}
