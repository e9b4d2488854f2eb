//! The main window: settings, and the first steps. Made when it is wanted, gone when it is closed.

use jit_core::{Intent, SettingsSection};
use tauri::{AppHandle, Emitter, Manager, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};

use crate::{ground, link::Link, popover, tray::SharedTray, watched::Watched};

pub const LABEL: &str = "main";
const SETTINGS: &str = "JIT Tray settings";
const WELCOME: &str = "Welcome to JIT Tray";

/// Shows a section of it in front. Not to be called on the main thread: on Windows a webview that is made there waits
/// for itself.
pub fn show(app: &AppHandle, section: SettingsSection) -> tauri::Result<()> {
    let is_welcome = section == SettingsSection::Welcome;
    let is_welcome = is_welcome && app.state::<Link>().views().borrow().welcome.is_some();
    let title = if is_welcome { WELCOME } else { SETTINGS };
    let section = serde_json::to_value(section)?;
    let window = match app.get_webview_window(LABEL) {
        Some(window) => {
            app.emit_to(LABEL, "section", &section)?;
            window.set_title(title)?;
            window
        }
        None => {
            let page = format!("main.html#{}", section.as_str().unwrap_or_default());
            WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App(page.into()))
                .title(title)
                .inner_size(900.0, 640.0)
                .min_inner_size(360.0, 480.0)
                // Closed before Tauri listens, a window would be gone while Tauri believes in it for ever.
                .visible(false)
                .initialization_script(ground::script(app))
                .build()?
        }
    };
    ground::lay(app, &window)?;
    tracing::debug!("the main window is shown");
    window.show()?;
    window.unminimize()?;
    window.set_focus()?;
    app.state::<Watched>().main(app, true);
    Ok(())
}

/// Takes it away, whatever else is to be seen.
pub fn drop(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.destroy()
    {
        tracing::warn!("the main window cannot be dropped: {error}");
    }
}

pub fn on_event(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    match event {
        WindowEvent::CloseRequested { .. } if !can_come_back(app) => {
            let link = app.state::<Link>();
            // Whoever wants no first steps wants the program all the same.
            let is_welcomed = link.views().borrow().welcome.is_some();
            link.dispatch(if is_welcomed { Intent::ShowWindow } else { Intent::Quit });
        }
        WindowEvent::Destroyed => app.state::<Watched>().main(app, false),
        _ => {}
    }
}

/// Without a tray and without the popover, nothing would be left to be seen of a program that runs.
fn can_come_back(app: &AppHandle) -> bool {
    let popover = app.get_webview_window(popover::LABEL);
    app.state::<SharedTray>().is_shown() || popover.is_some_and(|it| it.is_visible().unwrap_or(false))
}
