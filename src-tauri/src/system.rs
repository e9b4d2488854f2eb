//! The one file of the shell that tells operating systems apart: what Tauri leaves to it.

use jit_core::{Code, Problem};
use tauri::{AppHandle, RunEvent};

use crate::picture::Panel;

/// On Linux the title is the item's name; elsewhere it would stand beside the icon.
pub const TRAY_TITLE: Option<&str> = if cfg!(target_os = "linux") { Some("JIT Tray") } else { None };

/// How far the popover stands from the taskbar, in logical pixels.
pub const GAP: f64 = if cfg!(target_os = "windows") { 10.0 } else { 5.0 };

/// GTK lets nobody size a window that a person may not: not the program either.
pub const SIZED_BY_PERSON_OR_NOBODY: bool = cfg!(target_os = "linux");

/// Whether a program may say where its windows stand. Under Wayland the desktop alone decides.
pub fn can_place_windows() -> bool {
    let value = |name| std::env::var(name).unwrap_or_default();
    !cfg!(target_os = "linux") || !is_wayland(&value("GDK_BACKEND"), &value("WAYLAND_DISPLAY"))
}

/// GTK takes the first of its backends that works, and Wayland before X11.
fn is_wayland(backends: &str, wayland_display: &str) -> bool {
    match backends.split(',').next().unwrap_or_default() {
        "" | "*" => !wayland_display.is_empty(),
        first => first == "wayland",
    }
}

/// Sparing WebKitGTK the graphics card: what there is to draw needs none, and bringing it up takes longer than all the rest
/// of showing a window.
#[cfg(target_os = "linux")]
pub fn draw_simply(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
pub fn draw_simply(_: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Under Wayland a shortcut is heard only while some program of the old kind has the keyboard.
pub fn has_global_shortcuts() -> bool {
    can_place_windows()
}

/// Windows keeps what it starts and what the person turned off in two places, and only the person may undo the latter.
pub const START_CAN_BE_TURNED_OFF_ELSEWHERE: bool = cfg!(target_os = "windows");

/// Whether the program is found again by this path as it is written to the list of what is started. On Linux it stands
/// there without quotes.
pub fn can_list_for_start(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:,".contains(c);
    !cfg!(target_os = "linux") || path.chars().all(is_plain)
}

/// Without quotes, Windows might start another program for a path with a space in it.
#[cfg(target_os = "windows")]
pub fn quote_start(name: &str, path: &str) -> Result<(), String> {
    const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
    let run = windows_registry::CURRENT_USER.create(RUN);
    run.and_then(|run| run.set_string(name, format!("\"{path}\""))).map_err(|error| error.to_string())
}

#[cfg(not(target_os = "windows"))]
pub fn quote_start(_: &str, _: &str) -> Result<(), String> {
    Ok(())
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wayland_is_told_from_x11() {
        assert!(is_wayland("", "wayland-0"));
        assert!(is_wayland("wayland,x11", ""));
        assert!(is_wayland("*", "wayland-1"));
        assert!(!is_wayland("", ""));
        assert!(!is_wayland("x11", "wayland-0"), "as an AppImage asks for");
        assert!(!is_wayland("x11,wayland", "wayland-0"));
    }
}
