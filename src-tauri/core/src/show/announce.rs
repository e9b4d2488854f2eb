//! The notification at the end of an attempt (`ux` 4.1, N1, N2, N6, N7 and N12).

use jiff::{SignedDuration, Timestamp};

use super::warn::window_tag;
use crate::attempt::{Attempt, End};
use crate::notice::tag;
use crate::state::notices::{Notice, Press};
use crate::{Code, Intent, Notification, Problem, Protocol, SignInNeeded, State, Weight, words};

/// What desktops show of a title.
const LONGEST_TITLE: usize = 45;
/// A connect that took no longer is not told of.
const QUICK: SignedDuration = SignedDuration::from_secs(15);

impl State {
    /// What to tell when a connect waits for a sign-in (N12).
    pub(crate) fn sign_in_needed(&self, label: &str, needed: &SignInNeeded) -> Notice {
        let body = if self.settings.warn.hide_names {
            "Needed to go on with what you began.".to_owned()
        } else {
            format!("Needed to go on with {label}, as {}.", self.session.name_of(&needed.account))
        };
        let title = "Please sign in again".to_owned();
        let what = told(tag("sign-in", ""), title, body, Weight::Stays);
        Notice { buttons: vec![(words::SHOW.to_owned(), Press::Show)], ..Notice::of(what) }
    }

    /// What to tell when an attempt has ended by itself. A person who cancelled knows it, and so does one who looks.
    pub(crate) fn announcement(&self, attempt: &Attempt, end: &End, now: Timestamp) -> Option<Notice> {
        match end {
            _ if self.watching => None,
            // It was so quick that whoever pressed still looks.
            End::Connected(_) if now.duration_since(attempt.began) <= QUICK => None,
            End::Extended(_) => {
                let window = self.windows.get(attempt.window_extended()?.as_str())?;
                let what = self.extended(window, now);
                Some(Notice { windows: vec![(window.id(), window.from)], ..Notice::of(what) })
            }
            End::Connected(found) => {
                let until = self.clock_time(found.until, now);
                Some(Notice::of(self.ready(attempt, found.protocol, found.client.is_some(), &until)))
            }
            // A person who cancelled the sign-in knows it as well.
            End::Failed(problem) if problem.code == Code::Cancelled => None,
            End::Failed(problem) => Some(self.failure(attempt, problem, now)),
            End::Cancelled(_) => None,
        }
    }

    fn ready(&self, attempt: &Attempt, protocol: Protocol, opens: bool, until: &str) -> Notification {
        let opening = if opens { "is opening" } else { "answers" };
        let title = self.named_or(&attempt.label, " is ready", "The machine is ready");
        let body = format!("{} {opening}. Access closes {until}.", protocol.label());
        told(tag("connect", &attempt.vm.id.key()), title, body, Weight::Quiet)
    }

    /// N2 and N7: the card's words and its one action.
    fn failure(&self, attempt: &Attempt, problem: &Problem, now: Timestamp) -> Notice {
        let card = self.card(attempt, problem, "", now);
        let open = attempt.window_extended().and_then(|id| self.windows.get(&id).cloned());
        let (tag, title) = match &open {
            Some(window) => (window_tag(&window.id()), self.not_extended(attempt)),
            None => {
                let title = self.named_or(&attempt.label, " not connected", "Not connected");
                (tag("connect", &attempt.vm.id.key()), title)
            }
        };
        let closes = open.map(|window| format!("Access closes {}.", self.clock_time(window.until, now)));
        let body = match (self.settings.warn.hide_names, closes) {
            (true, closes) => closes.unwrap_or_else(|| "Open JIT Tray to see why.".to_owned()),
            (false, Some(closes)) => format!("{} {closes}", problem.message),
            (false, None) => format!("{} {}", problem.message, problem.hint),
        };
        let asks_back =
            card.action.confirm.is_some() || matches!(card.action.intent, Intent::ShowSettings { .. });
        let press = if asks_back {
            Press::Show
        } else {
            Press::Mend { attempt: attempt.id, intent: Box::new(card.action.intent) }
        };
        let label = if self.settings.warn.hide_names { words::SHOW.to_owned() } else { card.action.label };
        let press = if self.settings.warn.hide_names { Press::Show } else { press };
        Notice { buttons: vec![(label, press)], ..Notice::of(told(tag, title, body, Weight::Stays)) }
    }

    fn not_extended(&self, attempt: &Attempt) -> String {
        if self.settings.warn.hide_names {
            return "Access was not extended".to_owned();
        }
        let label = crate::clean(&attempt.label);
        crate::short::short(&format!("Couldn't extend {label}"), LONGEST_TITLE)
    }

    fn named_or(&self, label: &str, named: &str, unnamed: &str) -> String {
        if self.settings.warn.hide_names { unnamed.to_owned() } else { titled(label, named) }
    }
}

fn told(tag: String, title: String, body: String, weight: Weight) -> Notification {
    Notification { tag, title, body, weight, buttons: vec![] }
}

/// A title that keeps its last words however long the name is.
pub(super) fn titled(label: &str, words: &str) -> String {
    let label = crate::clean(label);
    let room = LONGEST_TITLE.saturating_sub(words.chars().count());
    if label.chars().count() <= room {
        format!("{label}{words}")
    } else {
        format!("{}…{words}", label.chars().take(room.saturating_sub(1)).collect::<String>())
    }
}
