//! Everything in one line and one picture: the header and the tray icon (`ux` 6.3).

use jiff::Timestamp;

use crate::attempt::{Attempt, End, later};
use crate::menu::lower_first;
use crate::state::CLOSING;
use crate::{AccessWindow, Code, Stage, State, TrayIcon, words};

/// What there is to say, the most pressing first. Icon and header say the same.
enum Summary<'a> {
    Failed(&'a Attempt),
    Closing(&'a AccessWindow),
    SigningIn(&'static str),
    Running(&'a Attempt),
    Open(&'a [AccessWindow]),
    Offline(&'static str),
    Nothing,
}

impl State {
    pub(super) fn header(&self, now: Timestamp) -> String {
        let said = match self.summary(now) {
            _ if !self.ready => "starting".to_owned(),
            Summary::Failed(attempt) => format!("{} needs attention", attempt.label),
            Summary::Closing(window) => {
                format!("{} closes {}", crate::clean(&window.label), self.clock_time(window.until, now))
            }
            Summary::SigningIn(said) => lower_first(said),
            Summary::Running(attempt) => {
                let verb = match attempt {
                    it if it.is_extension() => "extending access to",
                    it if self.stage_is(it, Stage::Start) => "starting",
                    _ => "connecting to",
                };
                format!("{verb} {}", attempt.label)
            }
            Summary::Open([one]) => format!("1 open, closes {}", self.clock_time(one.until, now)),
            Summary::Open(windows) => {
                let next = windows.first().map(|first| self.clock_time(first.until, now));
                format!("{} open, next closes {}", windows.len(), next.unwrap_or_default())
            }
            Summary::Offline(word) => word.to_owned(),
            Summary::Nothing => "no access open".to_owned(),
        };
        format!("JIT Tray - {said}")
    }

    /// Ending the program closes no access, and says so.
    pub(super) fn quit(&self, now: Timestamp) -> String {
        let windows = self.windows.all();
        let last = windows.iter().map(|window| window.until).max();
        match last.map(|last| self.clock_time(last, now)) {
            None => words::QUIT.to_owned(),
            Some(last) if windows.len() == 1 => format!("Quit - 1 stays open until {last}"),
            Some(last) => format!("Quit - {} stay open until {last}", windows.len()),
        }
    }

    pub(super) fn icon(&self, now: Timestamp) -> TrayIcon {
        match self.summary(now) {
            Summary::Failed(_) => TrayIcon::Error,
            Summary::Closing(_) => TrayIcon::Expiring,
            Summary::SigningIn(_) | Summary::Running(_) => TrayIcon::Working,
            Summary::Open(_) => TrayIcon::Open,
            Summary::Offline(_) => TrayIcon::Offline,
            Summary::Nothing => TrayIcon::Idle,
        }
    }

    fn summary(&self, now: Timestamp) -> Summary<'_> {
        let failed = |it: &&Attempt| matches!(&it.end, Some(End::Failed(why)) if needs_attention(why.code));
        let windows = self.windows.all();
        let closing = windows.first().filter(|window| window.until <= later(now, CLOSING));
        if let Some(attempt) = self.shown().find(failed) {
            Summary::Failed(attempt)
        } else if let Some(window) = closing {
            Summary::Closing(window)
        } else if let Some(said) = self.waiting_for() {
            Summary::SigningIn(said)
        } else if let Some(attempt) = self.shown().find(|it| it.is_running()) {
            Summary::Running(attempt)
        } else if !windows.is_empty() {
            Summary::Open(windows)
        } else {
            self.away().map_or(Summary::Nothing, Summary::Offline)
        }
    }

    /// Whether the newest attempt could not reach Azure.
    pub(super) fn found_offline(&self) -> bool {
        self.away() == away(Code::Offline)
    }

    /// Whether nobody is signed in or Azure is out of reach, as the newest attempt that was not cancelled found it.
    fn away(&self) -> Option<&'static str> {
        if self.ready && self.session.accounts.is_empty() {
            return away(Code::NotSignedIn);
        }
        let since = |attempt: &Attempt| attempt.ended.is_none_or(|at| self.session.is_news(at));
        self.shown().find_map(|attempt| match &attempt.end {
            Some(End::Failed(why)) if why.code == Code::Cancelled => None,
            Some(End::Failed(why)) if why.code == Code::NotSignedIn && !since(attempt) => Some(None),
            Some(End::Failed(why)) if why.code == Code::Offline && self.has_answered_since(attempt) => {
                Some(None)
            }
            Some(End::Failed(why)) => Some(away(why.code)),
            Some(End::Connected(_) | End::Extended(_)) => Some(None),
            Some(End::Cancelled(_)) | None => None,
        })?
    }
}

impl State {
    /// Whether Azure told of the machines after the attempt had ended.
    fn has_answered_since(&self, attempt: &Attempt) -> bool {
        let list = self.machines.inventory();
        list.failures.is_empty() && list.as_of.is_some_and(|at| attempt.ended.is_some_and(|ended| at > ended))
    }
}

/// A person who cancelled the sign-in an attempt waited for knows it.
fn needs_attention(code: Code) -> bool {
    code != Code::Cancelled && away(code).is_none()
}

/// Failures of the way to Azure, not of a machine.
fn away(code: Code) -> Option<&'static str> {
    match code {
        Code::Offline => Some("offline"),
        Code::NotSignedIn => Some("not signed in"),
        _ => None,
    }
}
