//! What the pages may call.

use jit_core::{ExportForm, ImportPreview, Intent, MachinesPage, MachinesQuery, Problem, View};
use tauri::{State, WebviewWindow, ipc::Request};

use crate::{
    dialogs,
    link::Link,
    popover::{Input, Popover},
    transfer,
};

#[tauri::command]
pub fn dispatch(intent: Intent, link: State<'_, Link>) {
    link.dispatch(intent);
}

#[tauri::command]
pub fn view(link: State<'_, Link>) -> View {
    link.views().borrow().as_ref().clone()
}

#[tauri::command]
pub async fn machines(query: MachinesQuery, link: State<'_, Link>) -> Result<MachinesPage, ()> {
    Ok(link.machines(query).await)
}

/// The file that the person chooses, as its path; nothing where they choose none.
#[tauri::command]
pub async fn pick_file(title: String, window: WebviewWindow) -> Option<String> {
    Some(dialogs::pick_file(&window, &title).await?.to_string_lossy().into_owned())
}

/// What a file would bring. Its bytes are the body, its name is in a header.
#[tauri::command]
pub async fn preview_import(request: Request<'_>, link: State<'_, Link>) -> Result<ImportPreview, Problem> {
    let (name, bytes) = transfer::file(&request)?;
    let engine = link.engine().ok_or_else(transfer::no_engine)?;
    engine.preview_import(&name, bytes).await
}

/// Saves the favourites where the person says, and tells where; nothing where they close the dialog.
#[tauri::command]
pub async fn export_favourites(
    form: ExportForm,
    title: String,
    window: WebviewWindow,
    link: State<'_, Link>,
) -> Result<Option<String>, Problem> {
    let engine = link.engine().ok_or_else(transfer::no_engine)?;
    let Some(path) = dialogs::save_file(&window, &title, form.file_name()).await else { return Ok(None) };
    engine.export_to(form, path.clone()).await?;
    Ok(Some(path.to_string_lossy().into_owned()))
}

/// The popover's content would like to be so high.
#[tauri::command]
pub fn wish_height(height: f64, popover: State<'_, Popover>) {
    popover.wishes(height);
}

/// The popover can be looked at: for the first time, or since it was shown again.
#[tauri::command]
pub fn painted(popover: State<'_, Popover>) {
    popover.tell(Input::Ready);
}

#[tauri::command]
pub fn hide_window(popover: State<'_, Popover>) {
    popover.tell(Input::Hide);
}
