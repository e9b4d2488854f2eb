//! The one file of the shell that tells operating systems apart: what Tauri leaves to it.

use jit_core::{Code, Problem};
use tauri::{AppHandle, RunEvent};

use crate::picture::Panel;

/// On Linux the title is the item's name; elsewhere it would stand beside the icon.
pub const TRAY_TITLE: Option<&str> = if cfg!(target_os = "linux") { Some("JIT Tray") } else { None };

/// The panel the tray icon stands in.
pub fn panel(app: &AppHandle) -> Panel {
    if cfg!(target_os = "macos") {
        Panel::MenuBar
    } else if cfg!(target_os = "windows") {
        let monitor = app.primary_monitor().ok().flatten();
        Panel::Taskbar { is_dark: taskbar_is_dark(), scale: monitor.map_or(1.0, |it| it.scale_factor()) }
    } else {
        Panel::AnyColour
    }
}

/// The taskbar has a theme of its own, apart from that of windows.
#[cfg(target_os = "windows")]
fn taskbar_is_dark() -> bool {
    const THEMES: &str = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize";
    let themes = windows_registry::CURRENT_USER.open(THEMES);
    // Before there were two themes, the taskbar was dark.
    themes.and_then(|themes| themes.get_u32("SystemUsesLightTheme")).unwrap_or(0) == 0
}

#[cfg(not(target_os = "windows"))]
fn taskbar_is_dark() -> bool {
    true
}

/// GTK ends the whole program where it finds no display, so this is asked first.
pub fn display_is_there() -> Result<(), Problem> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(Problem::new(
        Code::Usage,
        "There is no desktop: neither DISPLAY nor WAYLAND_DISPLAY is set.",
        "Start jit-tray inside a desktop session, or use jit, which needs none.",
    ))
}

/// The icon in the dock or the program's file was opened while it runs.
#[cfg(target_os = "macos")]
pub fn is_second_start(event: &RunEvent) -> bool {
    matches!(event, RunEvent::Reopen { .. })
}

#[cfg(not(target_os = "macos"))]
pub fn is_second_start(_: &RunEvent) -> bool {
    false
}

/// A tray application has no place in the dock.
#[cfg(target_os = "macos")]
pub fn leave_the_dock(app: &mut tauri::App) {
    app.set_activation_policy(tauri::ActivationPolicy::Accessory);
}

#[cfg(not(target_os = "macos"))]
pub fn leave_the_dock(_: &mut tauri::App) {}

/// Waits until somebody outside asks the program to end: Ctrl+C, or on Unix the end of the session.
#[cfg(unix)]
pub async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        asked = tokio::signal::ctrl_c() => asked,
        _ = terminate.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
pub async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
