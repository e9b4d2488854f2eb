//! What the page may call.

use jit_core::{Intent, View};
use tauri::State;

use crate::link::Link;

#[tauri::command]
pub fn dispatch(intent: Intent, link: State<'_, Link>) {
    link.dispatch(intent);
}

#[tauri::command]
pub fn view(link: State<'_, Link>) -> View {
    link.views().borrow().as_ref().clone()
}
