//! macOS has no copy and paste without an Edit menu. Undo is not in it: Cmd+Z belongs to the page.

use tauri::menu::{Menu, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Result};

pub fn show(app: &AppHandle) -> Result<()> {
    let program = Submenu::with_items(
        app,
        "Themisia",
        true,
        &[
            &PredefinedMenuItem::about(app, Some("À propos de Themisia"), None)?,
            &PredefinedMenuItem::separator(app)?,
            &PredefinedMenuItem::hide(app, Some("Masquer Themisia"))?,
            &PredefinedMenuItem::hide_others(app, Some("Masquer les autres"))?,
            &PredefinedMenuItem::separator(app)?,
            &PredefinedMenuItem::quit(app, Some("Quitter Themisia"))?,
        ],
    )?;
    let edit = Submenu::with_items(
        app,
        "Édition",
        true,
        &[
            &PredefinedMenuItem::cut(app, Some("Couper"))?,
            &PredefinedMenuItem::copy(app, Some("Copier"))?,
            &PredefinedMenuItem::paste(app, Some("Coller"))?,
            &PredefinedMenuItem::select_all(app, Some("Tout sélectionner"))?,
        ],
    )?;
    let window = Submenu::with_items(
        app,
        "Fenêtre",
        true,
        &[
            &PredefinedMenuItem::minimize(app, Some("Réduire"))?,
            &PredefinedMenuItem::fullscreen(app, Some("Plein écran"))?,
            &PredefinedMenuItem::close_window(app, Some("Fermer"))?,
        ],
    )?;
    app.set_menu(Menu::with_items(app, &[&program, &edit, &window])?)?;
    Ok(())
}
