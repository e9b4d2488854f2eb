//! Notifications that were handed to the desktop: which are there, and what their buttons do.

use jiff::Timestamp;

use super::State;
use crate::warning::Nearness;
use crate::{AccessWindow, AttemptId, Effect, Intent, NoticeButton, NoticeNews, Notification};

/// No desktop shows more at once.
const KEPT: usize = 30;

/// What the desktop was handed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notices {
    handed: Vec<Handed>,
    last_button: u64,
}

/// One notification.
#[derive(Debug, Clone)]
struct Handed {
    tag: String,
    /// The windows it is about, and since when they were open.
    windows: Vec<(String, Timestamp)>,
    buttons: Vec<(String, Press)>,
}

/// What somebody wants who presses a button. Whether it can be done is decided then.
#[derive(Debug, Clone)]
pub(crate) enum Press {
    /// Extend those of these windows that are still open.
    Extend(Vec<String>),
    /// Open the access that closed once more.
    Again(Box<AccessWindow>),
    /// What the card of a failed attempt offers, as long as that is on the screen.
    Mend { attempt: AttemptId, intent: Box<Intent> },
    /// Look at it.
    Show,
    /// Nothing.
    NotNow,
}

/// A notification about to be handed to the desktop.
pub(crate) struct Notice {
    pub what: Notification,
    pub windows: Vec<(String, Timestamp)>,
    pub buttons: Vec<(String, Press)>,
}

impl Notice {
    /// One without windows and buttons.
    pub(crate) fn of(what: Notification) -> Self {
        Self { what, windows: vec![], buttons: vec![] }
    }
}

impl State {
    /// Hands a notification to the desktop, where people want any.
    pub(crate) fn notify(&mut self, notice: Notice, effects: &mut Vec<Effect>) {
        let Notice { mut what, windows, buttons } = notice;
        let notices = &mut self.notices;
        notices.handed.retain(|other| other.tag != what.tag);
        if notices.handed.len() >= KEPT {
            notices.handed.remove(0);
        }
        let mut kept = Vec::new();
        for (label, press) in buttons {
            notices.last_button += 1;
            let id = format!("b{}", notices.last_button);
            what.buttons.push(NoticeButton { id: id.clone(), label });
            kept.push((id, press));
        }
        notices.handed.push(Handed { tag: what.tag.clone(), windows, buttons: kept });
        effects.push(Effect::Notify(what));
    }

    /// The desktop tells of a notification.
    pub(super) fn told_of_notice(
        &mut self,
        tag: &str,
        news: NoticeNews,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        let handed = self.notices.handed.iter().find(|it| it.tag == tag).cloned();
        // Whoever pressed it has seen it, even when the desktop says so later.
        let windows =
            handed.iter().filter(|_| news != NoticeNews::NotShown).flat_map(|it| it.windows.clone());
        if self.warnings.taken(&windows.collect::<Vec<_>>()) {
            effects.push(Effect::SaveWarned(self.warnings.to_save()));
        }
        match news {
            NoticeNews::Shown => {}
            NoticeNews::NotShown | NoticeNews::Gone => self.notices.handed.retain(|it| it.tag != tag),
            NoticeNews::Opened => effects.push(Effect::ShowWindow),
            NoticeNews::Pressed(button) => {
                let pressed = handed.and_then(|it| it.buttons.into_iter().find(|(id, _)| *id == button));
                // A button of an earlier run of the program: nothing is done that nobody can check.
                let press = pressed.map_or(Press::Show, |(_, press)| press);
                self.notices.handed.retain(|it| it.tag != tag);
                self.press(press, now, effects);
            }
        }
    }

    /// Takes notifications away that no longer hold: their windows were extended or are closed, or somebody looks. One
    /// that tells of several goes on with those that are left.
    pub(super) fn withdraw_what_is_over(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let about_windows = self.notices.handed.iter().filter(|it| !it.windows.is_empty());
        for Handed { tag, windows, .. } in about_windows.cloned().collect::<Vec<_>>() {
            let stands = |(id, from): &(String, Timestamp)| {
                self.windows.get(id).filter(|it| it.from == *from).cloned()
            };
            let left: Vec<AccessWindow> =
                windows.iter().filter_map(stands).filter(|it| it.until > now).collect();
            if left.len() == windows.len() && !self.watching {
                continue;
            }
            match self.notice_of(&left, Nearness::Early, now).filter(|_| !self.watching) {
                Some(mut rest) => {
                    rest.what.tag = tag;
                    self.notify(rest, effects);
                }
                None => {
                    self.notices.handed.retain(|it| it.tag != tag);
                    effects.push(Effect::Withdraw(tag));
                }
            }
        }
    }

    fn press(&mut self, press: Press, now: Timestamp, effects: &mut Vec<Effect>) {
        match press {
            Press::NotNow => {}
            Press::Show => effects.push(Effect::ShowWindow),
            Press::Mend { attempt, intent } => {
                if self.attempts.iter().any(|it| it.id == attempt && !it.dismissed && !it.is_running()) {
                    self.wanted(*intent, now, effects);
                } else {
                    effects.push(Effect::ShowWindow);
                }
            }
            Press::Extend(windows) => {
                let open: Vec<String> = windows
                    .into_iter()
                    .filter(|id| self.windows.get(id).is_some_and(|it| it.until > now))
                    .collect();
                if open.is_empty() {
                    effects.push(Effect::ShowWindow);
                }
                open.iter().for_each(|window| self.extend(window, now));
            }
            Press::Again(window) => {
                let wish = self.wish_again(&window);
                self.connect(window.vm, window.label, wish, now);
            }
        }
    }
}
