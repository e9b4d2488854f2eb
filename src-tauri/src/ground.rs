//! What is seen of a window before its page is drawn, so that a dark one does not begin with a flash of white.

use jit_core::Theme;
use tauri::{AppHandle, Manager, WebviewWindow, window::Color};

use crate::link::Link;

/// The page's `--bg`.
const LIGHT: Color = Color(0xfa, 0xfa, 0xfa, 0xff);
const DARK: Color = Color(0x1f, 0x1f, 0x1f, 0xff);

/// Gives a window the colour that its page will have.
pub fn lay(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    let is_dark = match chosen(app) {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => window.theme()? == tauri::Theme::Dark,
    };
    window.set_background_color(Some(if is_dark { DARK } else { LIGHT }))
}

/// Puts the theme on before the page's own script does: that waits for the first view.
pub fn script(app: &AppHandle) -> &'static str {
    match chosen(app) {
        Theme::Dark => "document.documentElement.dataset.theme = 'dark'",
        Theme::Light => "document.documentElement.dataset.theme = 'light'",
        Theme::System => "",
    }
}

fn chosen(app: &AppHandle) -> Theme {
    app.state::<Link>().views().borrow().settings.theme
}
