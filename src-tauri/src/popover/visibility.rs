//! When the popover is shown, hidden and dropped. Knows no toolkit.

use std::time::{Duration, Instant};

/// A window that has lost the focus for no longer than this has not lost it: some desktops take it and give it back.
const BLINK: Duration = Duration::from_millis(60);
/// Where a click on the icon takes the focus away first, the click follows within this.
const SAME_CLICK: Duration = Duration::from_millis(300);
/// The second half of a double click, or a key that repeats itself.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);
/// How long a page that does not say that it is ready keeps its window hidden.
const LONGEST_LOAD: Duration = Duration::from_secs(2);
/// A webview costs more than all the rest.
const KEPT_HIDDEN: Duration = Duration::from_secs(300);

/// What happens to the popover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The icon was clicked, or its key pressed.
    Toggle,
    /// Somebody wants to see it.
    Show,
    /// Esc, or its close button.
    Hide,
    /// The page can be looked at.
    Ready,
    /// It has the focus.
    Focused,
    /// It has lost the focus.
    Blurred,
    /// The pointer came to the icon, or left it.
    PointerOnIcon(bool),
    /// A dialog was opened that belongs to it.
    DialogOpened,
    /// The dialog is closed.
    DialogClosed,
    /// The deadline has come.
    Woke,
}

/// What is to be done with the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Make it, hidden.
    Make,
    /// Show it and give it the focus.
    Show,
    /// It is shown; give it the focus.
    Focus,
    /// Hide it.
    Hide,
    /// Drop it: it was not wanted for a while.
    Drop,
}

/// The popover as it is now.
#[derive(Debug, Default)]
pub struct Visibility {
    phase: Phase,
    /// It stands anywhere, like other windows, and stays when another one gets the focus.
    is_window: bool,
    /// Nothing would bring it back once it is hidden.
    must_stay: bool,
    pointer_on_icon: bool,
    dialogs: u32,
    last_toggle: Option<Instant>,
    last_blur: Option<Instant>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Absent,
    Loading {
        until: Instant,
    },
    Shown(Focus),
    Hidden {
        drop_at: Instant,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// It was shown and has not had the focus yet.
    Awaited,
    Held,
    /// Another window has it, for a reason that keeps this one: a dialog, or a click on the icon that is coming.
    Lent,
    Lost {
        hide_at: Instant,
    },
}

impl Visibility {
    /// Whether it stands anywhere, as a window with a title bar, from the next time it is shown.
    pub fn is_window(&mut self, is_window: bool) {
        self.is_window = is_window;
    }

    /// Whether there is no icon that would bring it back. What was asked for from elsewhere can be asked for again.
    pub fn must_stay(&mut self, must_stay: bool) {
        self.must_stay = must_stay;
    }

    pub fn is_shown(&self) -> bool {
        matches!(self.phase, Phase::Shown(_))
    }

    /// It could not be made, or is gone.
    pub fn is_gone(&mut self) {
        self.phase = Phase::Absent;
    }

    /// When [`Input::Woke`] is due.
    pub fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Loading { until } => Some(until),
            Phase::Shown(Focus::Lost { hide_at }) => Some(hide_at),
            Phase::Hidden { drop_at } => Some(drop_at),
            Phase::Absent | Phase::Shown(_) => None,
        }
    }

    /// Takes what happened and says what is to be done.
    pub fn handle(&mut self, input: Input, now: Instant) -> Option<Act> {
        match input {
            Input::Toggle => self.toggle(now),
            Input::Show => self.show(now),
            Input::Hide if self.must_stay => None,
            Input::Hide => {
                // Whoever clicks now does not click twice, and did not hide it with the first half of the click.
                (self.last_toggle, self.last_blur) = (None, None);
                self.hide(now)
            }
            Input::Ready => matches!(self.phase, Phase::Loading { .. }).then(|| self.appear()),
            Input::Focused => {
                self.focus_is(Focus::Held);
                None
            }
            Input::Blurred => {
                if self.phase == Phase::Shown(Focus::Held) {
                    self.last_blur = Some(now);
                    self.focus_is(Focus::Lent);
                    self.let_go(now);
                }
                None
            }
            Input::PointerOnIcon(is_on) => {
                self.pointer_on_icon = is_on;
                self.let_go(now);
                None
            }
            Input::DialogOpened => {
                self.dialogs += 1;
                None
            }
            Input::DialogClosed => {
                self.dialogs = self.dialogs.saturating_sub(1);
                (self.phase == Phase::Shown(Focus::Lent) && self.dialogs == 0).then(|| {
                    self.focus_is(Focus::Awaited);
                    Act::Focus
                })
            }
            Input::Woke => self.woke(now),
        }
    }

    fn toggle(&mut self, now: Instant) -> Option<Act> {
        let within = |since: Option<Instant>, span| since.is_some_and(|at| now.duration_since(at) < span);
        let was_toggled = within(self.last_toggle.replace(now), DOUBLE_CLICK);
        let just_lost = within(self.last_blur, SAME_CLICK);
        match self.phase {
            _ if was_toggled => None,
            // Behind another window, it is not what the click was meant to put away.
            Phase::Shown(Focus::Lent) if self.is_window && !just_lost => self.show(now),
            Phase::Shown(_) => self.hide(now),
            // The first half of this click has hidden it.
            Phase::Hidden { .. } if just_lost => None,
            Phase::Absent | Phase::Loading { .. } | Phase::Hidden { .. } => self.show(now),
        }
    }

    fn show(&mut self, now: Instant) -> Option<Act> {
        match self.phase {
            Phase::Absent => {
                self.phase = Phase::Loading { until: now + LONGEST_LOAD };
                Some(Act::Make)
            }
            Phase::Loading { .. } => None,
            Phase::Hidden { .. } => Some(self.appear()),
            Phase::Shown(focus) => {
                if focus != Focus::Held {
                    self.focus_is(Focus::Awaited);
                }
                Some(Act::Focus)
            }
        }
    }

    fn appear(&mut self) -> Act {
        self.last_blur = None;
        self.phase = Phase::Shown(Focus::Awaited);
        Act::Show
    }

    fn hide(&mut self, now: Instant) -> Option<Act> {
        let is_hidden = matches!(self.phase, Phase::Absent | Phase::Hidden { .. });
        (!is_hidden).then(|| {
            self.phase = Phase::Hidden { drop_at: now + KEPT_HIDDEN };
            Act::Hide
        })
    }

    fn focus_is(&mut self, focus: Focus) {
        if let Phase::Shown(shown) = &mut self.phase {
            *shown = focus;
        }
    }

    /// Begins to hide where nothing keeps a popover without the focus any more.
    fn let_go(&mut self, now: Instant) {
        let is_kept = self.is_window || self.pointer_on_icon || self.dialogs > 0;
        if self.phase == Phase::Shown(Focus::Lent) && !is_kept {
            self.focus_is(Focus::Lost { hide_at: now + BLINK });
        }
    }

    fn woke(&mut self, now: Instant) -> Option<Act> {
        if self.deadline().is_none_or(|due| now < due) {
            return None;
        }
        match self.phase {
            Phase::Loading { .. } => Some(self.appear()),
            Phase::Hidden { .. } => {
                self.phase = Phase::Absent;
                Some(Act::Drop)
            }
            Phase::Absent | Phase::Shown(_) => self.hide(now),
        }
    }
}

#[cfg(test)]
mod tests;
