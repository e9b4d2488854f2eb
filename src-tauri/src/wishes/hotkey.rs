//! The shortcut that shows and hides the popover.

use jit_app::Engine;
use jit_core::{Code, DesktopWish, Problem};
use tauri::AppHandle;
use tauri::Manager;
use tauri_plugin_global_shortcut::{GlobalShortcut, GlobalShortcutExt, Shortcut, ShortcutState};

use crate::{shell, system};

/// Takes this chord and gives back the last one.
pub fn grant(app: &AppHandle, engine: &Engine, chord: Option<&str>) {
    let problem = take(app, chord).err();
    if let Some(problem) = &problem {
        tracing::warn!("{}", problem.message);
    }
    engine.desktop_says(DesktopWish::Hotkey, problem);
}

fn take(app: &AppHandle, chord: Option<&str>) -> Result<(), Problem> {
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_some() {
        app.global_shortcut().unregister_all().unwrap_or_else(|error| {
            tracing::warn!("the last shortcut is still taken: {error}");
        });
    }
    let Some(chord) = chord else { return Ok(()) };
    if !system::has_global_shortcuts() {
        return Err(not_here(chord));
    }
    let shortcut: Shortcut = chord.parse().map_err(|_| unknown(chord))?;
    // Whoever wants no shortcut has no thread that listens for one.
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_none() {
        app.plugin(tauri_plugin_global_shortcut::Builder::new().build()).map_err(|_| taken(chord))?;
    }
    let pressed = app.global_shortcut().on_shortcut(shortcut, |app, _, event| {
        if event.state == ShortcutState::Pressed {
            shell::toggle(app);
        }
    });
    pressed.map_err(|_| taken(chord))
}

fn not_here(chord: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!("Wayland lets no program take the shortcut {chord}."),
        "Let a shortcut of your desktop run \"jit-tray toggle\".",
    )
}

fn taken(chord: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!("Another program has the shortcut {chord}."),
        "Choose another one in the settings.",
    )
}

fn unknown(chord: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!("The shortcut {chord} cannot be taken."),
        "Choose another one in the settings, such as Ctrl+Alt+J.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_as_the_settings_write_them_are_understood() {
        for chord in
            ["Ctrl+Alt+J", "Cmd+Space", "Shift+F10", "Ctrl+Alt+PageUp", "Ctrl+Alt+,", "Ctrl+Alt+Up", "Alt+1"]
        {
            assert!(chord.parse::<Shortcut>().is_ok(), "{chord}");
        }
        assert!("Ctrl+Alt+Plus".parse::<Shortcut>().is_err(), "then the person is told");
    }
}
