//! Extending a window that is open.

use jiff::Timestamp;

use super::State;
use crate::attempt::Attempt;
use crate::{AccessWindow, ActionView, Intent, StartChoice, Wish, words};

impl State {
    /// Asks for the same access again, from now on; once, however often it is wanted.
    pub(super) fn extend(&mut self, window: &str, now: Timestamp) {
        let Some(open) = self.windows.get(window).cloned() else { return };
        if self.is_being_extended(window) {
            return;
        }
        self.dismiss(|it| it.extends(window));
        let (vm, label, wish) = (open.vm.clone(), open.label.clone(), self.wish_for_more(&open));
        let favourite = self.favourites.opening(&open.vm, open.port, open.protocol).map(|it| it.id.clone());
        let id = self.next_attempt();
        let mut attempt = Attempt::new(id, vm, label, wish, now).expecting(&self.history).extending(open);
        attempt.favourite = favourite;
        self.add(attempt);
    }

    /// Asks for all of it again.
    pub(super) fn extend_all(&mut self, now: Timestamp) {
        let open: Vec<String> = self.windows.all().iter().map(AccessWindow::id).collect();
        open.iter().for_each(|window| self.extend(window, now));
    }

    /// `Extend all`, where there is more than one to extend.
    pub(crate) fn extension_of_all(&self) -> Option<ActionView> {
        let rests = |window: &&AccessWindow| !self.is_being_extended(&window.id());
        let several = self.windows.all().iter().filter(rests).count() > 1;
        several.then(|| ActionView::new(words::EXTEND_ALL, Intent::ExtendAll))
    }

    /// `Extend 3 h`, as long as nobody does already.
    pub(crate) fn extension(&self, open: &AccessWindow) -> Option<ActionView> {
        let window = open.id();
        let label = format!("Extend {}", open.length);
        (!self.is_being_extended(&window)).then(|| ActionView::new(label, Intent::Extend { window }))
    }

    pub(super) fn is_being_extended(&self, window: &str) -> bool {
        self.attempts.iter().any(|it| it.is_running() && it.extends(window))
    }

    /// The window's own length, which its policy allowed; why and how as its favourite says now.
    fn wish_for_more(&self, open: &AccessWindow) -> Wish {
        Wish {
            duration: open.length,
            whole_range: open.whole_range,
            start: StartChoice::Never,
            launch: false,
            ..self.wish_again(open)
        }
    }
}
