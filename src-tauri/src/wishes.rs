//! What the settings want of the desktop: to be started with it, and one shortcut for whatever has the keyboard.

mod hotkey;
mod start;

use jit_core::{SettingsField, SettingsValue, View};
use tauri::{AppHandle, Manager};

use crate::sample_data::Own;

/// The name under which the desktop lists what it starts.
pub const NAME: &str = "JIT Tray";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wishes {
    start_at_sign_in: bool,
    hotkey: Option<String>,
}

/// Does what the person's own settings want, now and whenever they change. Those of sample data do not count.
pub async fn grant(app: AppHandle) {
    let own = app.state::<Own>();
    let mut views = own.0.views();
    let mut granted: Option<Wishes> = None;
    loop {
        let view = views.borrow_and_update().clone();
        if view.ready {
            let wishes = wishes(&view);
            if granted.as_ref().map(|it| it.start_at_sign_in) != Some(wishes.start_at_sign_in) {
                start::grant(&app, &own.0, wishes.start_at_sign_in, granted.is_none());
            }
            if granted.as_ref().and_then(|it| it.hotkey.as_ref()) != wishes.hotkey.as_ref() {
                hotkey::grant(&app, &own.0, wishes.hotkey.as_deref());
            }
            granted = Some(wishes);
        }
        if views.changed().await.is_err() {
            return;
        }
    }
}

fn wishes(view: &View) -> Wishes {
    let value = |field| view.settings.values.iter().find(|it| it.field == field).map(|it| &it.value);
    let hotkey = match value(SettingsField::Hotkey) {
        Some(SettingsValue::Text(chord)) => Some(chord.clone()),
        _ => None,
    };
    let start_at_sign_in = value(SettingsField::StartAtSignIn) == Some(&SettingsValue::On(true));
    Wishes { start_at_sign_in, hotkey }
}
