//! Whether somebody looks at a window of ours: then the list of machines is kept fresh.

use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager};

use crate::link::Link;

#[derive(Default)]
pub struct Watched(Mutex<Windows>);

#[derive(Default, Clone, Copy)]
struct Windows {
    popover: bool,
    main: bool,
}

impl Watched {
    pub fn popover(&self, app: &AppHandle, is_visible: bool) {
        self.change(app, |windows| windows.popover = is_visible);
    }

    pub fn main(&self, app: &AppHandle, is_visible: bool) {
        self.change(app, |windows| windows.main = is_visible);
    }

    fn change(&self, app: &AppHandle, change: impl FnOnce(&mut Windows)) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = windows.is_any();
        change(&mut windows);
        let now = windows.is_any();
        if before != now
            && let Some(link) = app.try_state::<Link>()
        {
            link.watching(now);
        }
    }
}

impl Windows {
    fn is_any(self) -> bool {
        self.popover || self.main
    }
}
