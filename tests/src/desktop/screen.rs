//! The display from outside: which windows are there, and their close buttons.

use x11rb::{
    connection::Connection,
    errors::ReplyError,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window},
    rust_connection::RustConnection,
};

use super::until;

pub struct Screen {
    server: RustConnection,
    root: Window,
}

impl Screen {
    pub fn of(display: &str) -> Self {
        let (server, number) = x11rb::connect(Some(display)).expect("the test's own display");
        let root = server.setup().roots[number].root;
        Self { server, root }
    }

    /// Waits until a window with this title can be seen.
    pub fn shows(&self, title: &str) {
        until(&format!("a window \"{title}\""), || self.visible(title));
    }

    /// Waits until no window with this title can be seen.
    pub fn hides(&self, title: &str) {
        until(&format!("the window \"{title}\" to go"), || self.visible(title).is_none().then_some(()));
    }

    /// Presses the close button of the window with this title.
    pub fn close(&self, title: &str) {
        let window = until(&format!("a window \"{title}\""), || self.visible(title));
        let closed = || {
            let atom = |name: &str| {
                Ok::<_, ReplyError>(self.server.intern_atom(false, name.as_bytes())?.reply()?.atom)
            };
            let (kind, what) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
            let message = ClientMessageEvent::new(32, window, kind, [what, x11rb::CURRENT_TIME, 0, 0, 0]);
            self.server.send_event(false, window, EventMask::NO_EVENT, message)?.check()
        };
        closed().expect("the window is still there");
    }

    fn visible(&self, title: &str) -> Option<Window> {
        let mut left = vec![self.root];
        while let Some(window) = left.pop() {
            // A window may go while it is looked at.
            if self.is_visible(window, title).unwrap_or(false) {
                return Some(window);
            }
            let children = self.server.query_tree(window).ok().and_then(|tree| tree.reply().ok());
            left.extend(children.map(|tree| tree.children).unwrap_or_default());
        }
        None
    }

    fn is_visible(&self, window: Window, title: &str) -> Result<bool, ReplyError> {
        let named =
            self.server.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply()?;
        if named.value != title.as_bytes() {
            return Ok(false);
        }
        // A window manager or a toolkit may give other windows the same title; only this kind can be closed.
        let protocols = self.server.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
        let closable = self.server.get_property(false, window, protocols, AtomEnum::ATOM, 0, 8)?.reply()?;
        let state = self.server.get_window_attributes(window)?.reply()?.map_state;
        Ok(!closable.value.is_empty() && state == MapState::VIEWABLE)
    }
}
