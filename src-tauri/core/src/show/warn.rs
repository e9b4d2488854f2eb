//! What notifications say of windows that close (`ux` 4.1, N3 to N6 and N13).

use jiff::{SignedDuration, Timestamp};

use super::announce::titled;
use crate::notice::tag;
use crate::warning::Nearness;
use crate::{AccessWindow, Notification, State, Weight, words};

/// How many machines a notification names.
const NAMED: usize = 3;

impl State {
    /// That one window closes soon.
    pub(crate) fn closes(&self, window: &AccessWindow, nearness: Nearness, now: Timestamp) -> Notification {
        let left = minutes(window.until.duration_since(now));
        let when = match nearness {
            Nearness::Early => self.clock_time(window.until, now),
            Nearness::Late | Nearness::Closed => format!("in {left}"),
        };
        let title =
            self.about_one(window, &format!(": access closes {when}"), &format!("Access closes in {left}"));
        about(window, title, words::STAY_CONNECTED, Weight::Stays)
    }

    /// That one window is closed.
    pub(crate) fn closed(&self, window: &AccessWindow) -> Notification {
        let title = self.about_one(window, ": access closed", "Access closed");
        about(window, title, words::NOT_CUT, Weight::Quiet)
    }

    /// That one window is open for longer.
    pub(crate) fn extended(&self, window: &AccessWindow, now: Timestamp) -> Notification {
        let until = format!("open until {}", self.clock_time(window.until, now));
        let title = self.about_one(window, &format!(": {until}"), &format!("Access is {until}"));
        about(window, title, "", Weight::Quiet)
    }

    /// That several windows close soon.
    pub(crate) fn several_close(&self, windows: &[AccessWindow], now: Timestamp) -> Notification {
        let last = windows.iter().map(|window| window.until).max().unwrap_or(now);
        let mut names: Vec<String> = windows.iter().map(|window| crate::clean(&window.label)).collect();
        names.dedup();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        if more > 0 {
            names.push(format!("{more} more"));
        }
        let body =
            if self.settings.warn.hide_names { words::STAY_CONNECTED.to_owned() } else { names.join(", ") };
        Notification {
            tag: tag("several", ""),
            title: format!("{} windows close by {}", windows.len(), self.clock_time(last, now)),
            body,
            weight: Weight::Stays,
            buttons: vec![],
        }
    }

    fn about_one(&self, window: &AccessWindow, named: &str, unnamed: &str) -> String {
        if self.settings.warn.hide_names { unnamed.to_owned() } else { titled(&window.label, named) }
    }
}

/// All that is told of a window has one place on the screen.
pub(crate) fn window_tag(window: &str) -> String {
    tag("window", window)
}

fn about(window: &AccessWindow, title: String, body: &str, weight: Weight) -> Notification {
    Notification { tag: window_tag(&window.id()), title, body: body.to_owned(), weight, buttons: vec![] }
}

/// `2 min`, to the nearest, and never none.
fn minutes(left: SignedDuration) -> String {
    let minutes = (left.as_secs().max(1) + 30) / 60;
    format!("{} min", minutes.max(1))
}
