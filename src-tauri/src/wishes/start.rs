//! Being started when the person signs in to the computer.

use std::env::current_exe;

use jit_app::Engine;
use jit_core::{Code, DesktopWish, Problem};
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;

use super::NAME;
use crate::system;

/// Puts the program on the desktop's list, or takes it off. `at_start` is before the person wanted anything: what the
/// desktop's own settings say by now is then left alone.
pub fn grant(app: &AppHandle, engine: &Engine, wanted: bool, at_start: bool) {
    if at_start && !wanted {
        return;
    }
    let problem = change(app, wanted, at_start).err();
    if let Some(problem) = &problem {
        tracing::warn!("{}", problem.message);
    }
    engine.desktop_says(DesktopWish::StartAtSignIn, problem);
}

fn change(app: &AppHandle, wanted: bool, at_start: bool) -> Result<(), Problem> {
    let list = app.autolaunch();
    let path = current_exe().map_err(|error| refused(&error.to_string()))?.display().to_string();
    if !wanted {
        return list.disable().map_err(|error| refused(&error.to_string()));
    }
    if !system::can_list_for_start(&path) {
        return Err(refused(&format!("the desktop cannot read the name of the program, {path}")));
    }
    if at_start && (system::START_CAN_BE_TURNED_OFF_ELSEWHERE || list.is_enabled().unwrap_or(false)) {
        return Ok(());
    }
    list.enable().map_err(|error| refused(&error.to_string()))?;
    system::quote_start(NAME, &path).map_err(|error| refused(&error))
}

fn refused(reason: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!("JIT Tray is not started when you sign in: {reason}."),
        "Add it to the programs that your desktop starts, or turn this off in the settings.",
    )
}
