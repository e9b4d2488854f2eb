//! The display from outside: which windows are there, where they stand, and what a person does with them.

use std::collections::HashSet;

use x11rb::{
    connection::Connection,
    errors::ReplyError,
    protocol::{
        xproto::{
            AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt,
            CreateWindowAux, EventMask, GrabMode, ImageFormat, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
            MOTION_NOTIFY_EVENT, MapState, ModMask, PropMode, Window, WindowClass,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
    {COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT},
};

use super::until;

/// An X keysym; that of a letter is its ASCII code.
pub type Key = u32;

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

    /// Whether a window with this title can be seen now.
    pub fn is_shown(&self, title: &str) -> bool {
        self.visible(title).is_some()
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

    /// Where the window with this title stands, once it can be seen: left, top, width, height.
    pub fn place(&self, title: &str) -> (i32, i32, i32, i32) {
        let window = until(&format!("a window \"{title}\""), || self.visible(title));
        let place = || {
            let size = self.server.get_geometry(window)?.reply()?;
            let at = self.server.translate_coordinates(window, self.root, 0, 0)?.reply()?;
            let (left, top) = (i32::from(at.dst_x), i32::from(at.dst_y));
            Ok::<_, ReplyError>((left, top, i32::from(size.width), i32::from(size.height)))
        };
        place().expect("the window is still there")
    }

    /// Waits until the window with this title shows more than an empty face.
    pub fn shows_a_page(&self, title: &str) {
        let (left, top, width, height) = self.place(title);
        let short = |it: i32| u16::try_from(it).expect("a display is not as large");
        let at = |it: i32| i16::try_from(it).expect("a display is not as large");
        let colours = || {
            let format = ImageFormat::Z_PIXMAP;
            let (x, y, wide, high) = (at(left), at(top), short(width), short(height));
            let image =
                self.server.get_image(format, self.root, x, y, wide, high, u32::MAX).ok()?.reply().ok()?;
            let colours: HashSet<&[u8]> = image.data.chunks_exact(4).collect();
            // Letters have soft edges.
            (colours.len() > 20).then_some(())
        };
        until(&format!("a page in \"{title}\""), colours);
    }

    /// Whether the window with this title has the keyboard.
    pub fn has_focus(&self, title: &str) -> bool {
        let focus = self.server.get_input_focus().ok().and_then(|focus| focus.reply().ok());
        let Some(mut at) = focus.map(|focus| focus.focus) else { return false };
        // Toolkits give the keyboard to a window inside their own.
        while at > 1 && at != self.root {
            if self.is_visible(at, title).unwrap_or(false) {
                return true;
            }
            let tree = self.server.query_tree(at).ok().and_then(|tree| tree.reply().ok());
            at = tree.map_or(0, |tree| tree.parent);
        }
        false
    }

    /// Another program's window. It goes when this does.
    pub fn open_other(&self, title: &str) {
        let opened = || {
            let window = self.server.generate_id().expect("the server has ids left");
            let (depth, class) = (COPY_DEPTH_FROM_PARENT, WindowClass::INPUT_OUTPUT);
            let grey = CreateWindowAux::new().background_pixel(0x0060_6060);
            let (root, visual) = (self.root, COPY_FROM_PARENT);
            self.server
                .create_window(depth, window, root, 0, 0, 200, 150, 0, class, visual, &grey)?
                .check()?;
            let protocols = self.server.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
            let close = self.server.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
            let (name, string) = (AtomEnum::WM_NAME, AtomEnum::STRING);
            let replace = PropMode::REPLACE;
            self.server.change_property8(replace, window, name, string, title.as_bytes())?.check()?;
            self.server.change_property32(replace, window, protocols, AtomEnum::ATOM, &[close])?.check()?;
            Ok::<_, ReplyError>(window)
        };
        let window = opened().expect("the test's own display");
        until(&format!("a window \"{title}\""), || {
            // A window manager that is still starting forgets what it was asked for.
            self.server.map_window(window).ok()?.check().ok()?;
            self.visible(title)
        });
    }

    /// Clicks with the mouse.
    pub fn click(&self, (x, y): (i32, i32)) {
        let coordinate = |it: i32| i16::try_from(it).expect("a display is not as large");
        let (x, y) = (coordinate(x), coordinate(y));
        let clicked = || {
            for (kind, button) in
                [(MOTION_NOTIFY_EVENT, 0), (BUTTON_PRESS_EVENT, 1), (BUTTON_RELEASE_EVENT, 1)]
            {
                self.server.xtest_fake_input(kind, button, 0, self.root, x, y, 0)?.check()?;
            }
            Ok::<_, ReplyError>(())
        };
        clicked().expect("the display takes a mouse that is not there");
    }

    /// Presses these keys together and releases them. A key is named by the character it types, or by its number among
    /// the keysyms: `0xff1b` is Escape, `0xffe3` Ctrl, `0xffe9` Alt.
    pub fn press(&self, keys: &[Key]) {
        let codes: Vec<u8> =
            keys.iter().map(|key| self.code(*key).expect("the keyboard has this key")).collect();
        let pressed = codes.iter().map(|code| (KEY_PRESS_EVENT, *code));
        let released = codes.iter().rev().map(|code| (KEY_RELEASE_EVENT, *code));
        for (kind, code) in pressed.chain(released) {
            let typed = self.server.xtest_fake_input(kind, code, 0, self.root, 0, 0, 0).map(|it| it.check());
            assert!(matches!(typed, Ok(Ok(()))), "the display takes a keyboard that is not there");
        }
    }

    /// Takes this chord of Ctrl and Alt for another program, as long as this lives.
    pub fn take_ctrl_alt(&self, key: Key) {
        let code = self.code(key).expect("the keyboard has this key");
        let (held, mode) = (ModMask::CONTROL | ModMask::M1, GrabMode::ASYNC);
        let taken = self.server.grab_key(false, self.root, held, code, mode, mode).map(|it| it.check());
        assert!(matches!(taken, Ok(Ok(()))), "nobody has it yet");
    }

    fn code(&self, key: Key) -> Option<u8> {
        let setup = self.server.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let map = self.server.get_keyboard_mapping(first, last - first + 1).ok()?.reply().ok()?;
        let mut codes = map.keysyms.chunks(usize::from(map.keysyms_per_keycode)).zip(first..=last);
        codes.find(|(symbols, _)| symbols.first() == Some(&key)).map(|(_, code)| code)
    }

    /// Whether a window manager is at work.
    pub fn is_managed(&self) -> bool {
        let managed = || {
            let atom = self.server.intern_atom(false, b"_NET_SUPPORTING_WM_CHECK")?.reply()?.atom;
            self.server.get_property(false, self.root, atom, AtomEnum::ANY, 0, 1)?.reply()
        };
        managed().is_ok_and(|found| !found.value.is_empty())
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
