//! Notices of the desktop, while the window is not the one in front: there, the page says it. What is told, and that it is told
//! once, is the core's affair. A desktop without a notification service shows nothing, and nothing fails: the plugin asks it on
//! a task of its own.

use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;
use themisia_core::notice;
use themisia_core::vault::Vault;

use crate::WINDOW;

/// Called now and then while a base is open.
pub fn tend(app: &AppHandle, vault: &Vault) {
    let in_front = app.get_webview_window(WINDOW).is_some_and(|window| window.is_focused().unwrap_or(false));
    if in_front {
        return;
    }
    let told = notice::tell(vault, &mut |notice| {
        let mut shown = app.notification().builder().title(&notice.title);
        if !notice.body.is_empty() {
            shown = shown.body(&notice.body);
        }
        match shown.show() {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!("the desktop took no notification: {error}");
                false
            }
        }
    });
    if let Err(error) = told {
        tracing::error!("what the desktop is told could not be read: {}", error.cause());
    }
}
