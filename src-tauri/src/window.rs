//! The window: made on first use, hidden when it is closed, and dropped when it was not wanted for some minutes,
//! because a webview costs more than all the rest.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use jit_core::Intent;
use tauri::{
    AppHandle, CloseRequestApi, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent, async_runtime,
};

use crate::{link::Link, tray::SharedTray};

pub const LABEL: &str = "main";
const KEPT_HIDDEN: Duration = Duration::from_secs(180);

/// Counts how often the window was shown or hidden, so that a timer knows whether it is the latest.
#[derive(Default)]
pub struct Shown(AtomicU64);

/// Shows the window in front. Not to be called on the main thread: on Windows a webview that is made there waits
/// for itself.
pub fn show(app: &AppHandle) -> tauri::Result<()> {
    app.state::<Shown>().0.fetch_add(1, Ordering::Relaxed);
    let window = match app.get_webview_window(LABEL) {
        Some(window) => window,
        None => make(app)?,
    };
    tracing::debug!("the window is shown");
    window.show()?;
    window.unminimize()?;
    window.set_focus()
}

fn make(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("JIT Tray")
        .inner_size(400.0, 560.0)
        .min_inner_size(320.0, 360.0)
        // Closed before Tauri listens, a window would be gone while Tauri believes in it for ever.
        .visible(false)
        .build()
}

pub fn on_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event {
        close(window, api);
    }
}

fn close(window: &Window, api: &CloseRequestApi) {
    api.prevent_close();
    let app = window.app_handle();
    if !app.state::<SharedTray>().is_shown() {
        // Without a tray there would be no way back to a hidden window.
        app.state::<Link>().dispatch(Intent::Quit);
        return;
    }
    tracing::debug!("the window is hidden");
    if let Err(error) = window.hide() {
        tracing::warn!("the window cannot be hidden: {error}");
        return;
    }
    let hidden = app.state::<Shown>().0.fetch_add(1, Ordering::Relaxed) + 1;
    async_runtime::spawn(drop_later(app.clone(), hidden));
}

async fn drop_later(app: AppHandle, hidden: u64) {
    tokio::time::sleep(KEPT_HIDDEN).await;
    if app.state::<Shown>().0.load(Ordering::Relaxed) != hidden {
        return;
    }
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.destroy()
    {
        tracing::warn!("the hidden window cannot be dropped: {error}");
    }
}
