//! Warns that access closes, once and in time (`ux` 4.1 and 4.2).

use jiff::Timestamp;

use super::State;
use super::notices::{Notice, Press};
use crate::warning::Nearness;
use crate::{AccessWindow, Effect, words};

impl State {
    /// Tells of every window what is due.
    pub(super) fn warn(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if !self.ready || !self.stays {
            return;
        }
        self.withdraw_what_is_over(now, effects);
        // Whoever extends a window knows when it closes, and is told when that fails.
        let rests = |it: &&AccessWindow| it.until <= now || !self.is_being_extended(&it.id());
        let windows: Vec<AccessWindow> = self.windows.all().iter().filter(rests).cloned().collect();
        let mut news = false;
        for window in &windows {
            let Some(nearness) = self.warnings.due(window, &self.settings.warn, now) else { continue };
            let together: Vec<AccessWindow> = match nearness {
                Nearness::Closed => vec![window.clone()],
                _ => self.warnings.together(window, &windows, nearness, now).cloned().collect(),
            };
            let notice = self.notice_of(&together, nearness, now).filter(|_| self.is_to_be_told());
            together.iter().for_each(|it| self.warnings.tell(it, nearness, notice.is_none(), now));
            news |= notice.is_none();
            notice.into_iter().for_each(|notice| self.notify(notice, effects));
        }
        if self.warnings.forget_all_but(self.windows.all()) || news {
            effects.push(Effect::SaveWarned(self.warnings.to_save()));
        }
    }

    /// When a window is told of next.
    pub(super) fn next_warning(&self, seen: Timestamp) -> Option<Timestamp> {
        let next = |window| self.warnings.next(window, &self.settings.warn, seen);
        let windows = self.windows.all().iter().filter(|_| self.stays);
        windows.filter_map(next).min()
    }

    /// Whoever looks at the windows sees it there, and hears it from there.
    fn is_to_be_told(&self) -> bool {
        self.settings.notifications && !self.watching
    }

    pub(super) fn notice_of(
        &self,
        windows: &[AccessWindow],
        nearness: Nearness,
        now: Timestamp,
    ) -> Option<Notice> {
        let about = |windows: &[AccessWindow]| windows.iter().map(|it| (it.id(), it.from)).collect();
        let notice = |what, buttons| Notice { what, windows: about(windows), buttons };
        match windows {
            [] => None,
            [window] if nearness == Nearness::Closed => {
                // It is about a window that is no more, so nothing takes it away but another of the same window.
                let again = (words::CONNECT_AGAIN.to_owned(), Press::Again(Box::new(window.clone())));
                Some(Notice { windows: vec![], ..notice(self.closed(window), vec![again]) })
            }
            [window] => {
                let extend = format!("Extend {}", window.length);
                let buttons = vec![
                    (extend, Press::Extend(vec![window.id()])),
                    (words::NOT_NOW.to_owned(), Press::NotNow),
                ];
                Some(notice(self.closes(window, nearness, now), buttons))
            }
            several => {
                let ids = several.iter().map(AccessWindow::id).collect();
                let buttons = vec![
                    (words::EXTEND_ALL.to_owned(), Press::Extend(ids)),
                    (words::SHOW.to_owned(), Press::Show),
                ];
                Some(notice(self.several_close(several, now), buttons))
            }
        }
    }
}
