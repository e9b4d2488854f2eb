//! File dialogs. The popover stays while one is open.

use std::path::PathBuf;

use tauri::{AppHandle, Manager, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use crate::popover::{Input, Popover};

/// Lets the person choose a file that exists; nothing where they close the dialog.
pub async fn pick_file(window: &WebviewWindow, title: &str) -> Option<PathBuf> {
    ask(window, title, |dialog, tell| dialog.pick_file(tell)).await
}

/// Lets the person choose where to save a file, with a name that is proposed; nothing where they close the dialog.
pub async fn save_file(window: &WebviewWindow, title: &str, name: &str) -> Option<PathBuf> {
    ask(window, title, |dialog, tell| dialog.set_file_name(name).save_file(tell)).await
}

type Tell = Box<dyn FnOnce(Option<FilePath>) + Send>;

async fn ask(
    window: &WebviewWindow,
    title: &str,
    open: impl FnOnce(FileDialogBuilder<tauri::Wry>, Tell),
) -> Option<PathBuf> {
    let _open = Open::now(window.app_handle());
    let (chosen, answer) = oneshot::channel();
    let dialog = window.app_handle().dialog().file().set_title(title).set_parent(window);
    // Nobody waits any more when the page that asked is gone.
    open(dialog, Box::new(|path| drop(chosen.send(path))));
    answer.await.ok().flatten()?.into_path().ok()
}

/// While it lives, a dialog is open.
struct Open(AppHandle);

impl Open {
    fn now(app: &AppHandle) -> Self {
        app.state::<Popover>().tell(Input::DialogOpened);
        Self(app.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.state::<Popover>().tell(Input::DialogClosed);
    }
}
