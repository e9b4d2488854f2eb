//! When people are warned that access closes (`ux` 4.2).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccessWindow, JitDuration, WarnSettings};

/// A warning is shown again after so long when the desktop did not take it.
const AGAIN: SignedDuration = SignedDuration::from_secs(30);
/// Windows whose ends are no further apart are told of together.
const TOGETHER: SignedDuration = SignedDuration::from_mins(3);
/// That access closed longer ago than this is no news.
const OLD_NEWS: SignedDuration = SignedDuration::from_hours(8);
/// A window tells its end itself while it is as young as this.
const YOUNG: SignedDuration = SignedDuration::from_mins(1);

/// How near the end of a window is, as far as people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nearness {
    /// There is time to finish something.
    Early,
    /// Only just time to extend it.
    Late,
    /// It is closed.
    Closed,
}

/// That somebody was warned of a window's end. Kept, so that a restart neither repeats nor forgets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warned {
    /// The window's id.
    pub window: String,
    /// When Azure took its request. Once it is extended, it is told of anew.
    pub from: Timestamp,
    /// The last that was told.
    pub nearness: Nearness,
}

/// Everything that was told of windows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Warnings {
    told: Vec<Told>,
}

#[derive(Debug, Clone)]
struct Told {
    what: Warned,
    /// Whether the desktop took it, or nobody wants to see it.
    done: bool,
    at: Timestamp,
}

impl Warnings {
    pub(crate) fn load(warned: Vec<Warned>) -> Self {
        let told = |what| Told { what, done: true, at: Timestamp::UNIX_EPOCH };
        Self { told: warned.into_iter().map(told).collect() }
    }

    /// What has to be told of a window now: the newest that applies, unless it was told.
    pub(crate) fn due(
        &self,
        window: &AccessWindow,
        settings: &WarnSettings,
        now: Timestamp,
    ) -> Option<Nearness> {
        let due = nearness(window, settings, now)?;
        (self.last(window, now) < Some(due)).then_some(due)
    }

    /// The windows that are told of together with this one: they end at about the same time, and nobody was told that
    /// they are as near as that.
    pub(crate) fn together<'a>(
        &'a self,
        window: &AccessWindow,
        all: &'a [AccessWindow],
        nearness: Nearness,
        now: Timestamp,
    ) -> impl Iterator<Item = &'a AccessWindow> {
        let until = window.until;
        let near =
            move |it: &&AccessWindow| it.until > now && it.until.duration_since(until).abs() <= TOGETHER;
        all.iter().filter(near).filter(move |it| self.last(it, now) < Some(nearness))
    }

    /// Notes that it was handed to the desktop, or is not to be shown at all.
    pub(crate) fn tell(&mut self, window: &AccessWindow, nearness: Nearness, done: bool, now: Timestamp) {
        let what = Warned { window: window.id(), from: window.from, nearness };
        self.told
            .retain(|told| told.what.window != what.window || (told.done && told.what.from == what.from));
        self.told.push(Told { what, done, at: now });
    }

    /// The desktop took what was told of these windows; says whether that is news.
    pub(crate) fn taken(&mut self, windows: &[(String, Timestamp)]) -> bool {
        let of = |told: &&mut Told| {
            !told.done && windows.iter().any(|(id, from)| *id == told.what.window && *from == told.what.from)
        };
        self.told.iter_mut().filter(of).map(|told| told.done = true).count() > 0
    }

    /// Forgets what was told of windows that are no more; says whether that is news.
    pub(crate) fn forget_all_but(&mut self, windows: &[AccessWindow]) -> bool {
        let before = self.told.len();
        let stands =
            |told: &Told| windows.iter().any(|it| it.from == told.what.from && it.id() == told.what.window);
        self.told.retain(stands);
        before != self.told.len()
    }

    /// What a restart has to know.
    pub(crate) fn to_save(&self) -> Vec<Warned> {
        self.told.iter().filter(|told| told.done).map(|told| told.what.clone()).collect()
    }

    /// When something is to be told of a window next.
    pub(crate) fn next(
        &self,
        window: &AccessWindow,
        settings: &WarnSettings,
        seen: Timestamp,
    ) -> Option<Timestamp> {
        let waits = self.told.iter().filter(|told| !told.done && told.what.window == window.id());
        let again = waits.filter_map(|told| told.at.checked_add(AGAIN).ok());
        let due = moments(window, settings).map(|(_, at)| at);
        due.chain(again).filter(|at| *at > seen).min()
    }

    /// The last that was told of this window and that is not to be told again.
    fn last(&self, window: &AccessWindow, now: Timestamp) -> Option<Nearness> {
        let id = window.id();
        let counts = |told: &&Told| told.done || now.duration_since(told.at).abs() < AGAIN;
        let this = |told: &&Told| told.what.from == window.from && told.what.window == id;
        self.told.iter().filter(this).filter(counts).map(|told| told.what.nearness).max()
    }
}

/// The newest that applies.
fn nearness(window: &AccessWindow, settings: &WarnSettings, now: Timestamp) -> Option<Nearness> {
    let reached =
        moments(window, settings).filter(|(_, at)| *at <= now).map(|(nearness, _)| nearness).max()?;
    let stale = reached == Nearness::Closed && now.duration_since(window.until) > OLD_NEWS;
    (!stale).then_some(reached)
}

/// When there is something to tell of a window.
fn moments<'a>(
    window: &'a AccessWindow,
    settings: &WarnSettings,
) -> impl Iterator<Item = (Nearness, Timestamp)> + 'a {
    let before = plan(window.length, settings).into_iter().flatten();
    let moments = before.chain([(Nearness::Closed, SignedDuration::ZERO)]);
    moments.filter_map(|(nearness, lead)| Some((nearness, window.until.checked_sub(lead).ok()?)))
}

/// How long before its end a window of this length is warned about: a long one twice, a short one once.
fn plan(length: JitDuration, settings: &WarnSettings) -> [Option<(Nearness, SignedDuration)>; 2] {
    let length = length.as_duration();
    let minutes = |minutes: u8| SignedDuration::from_mins(i64::from(minutes));
    let late = if length < SignedDuration::from_mins(10) { minutes(1) } else { minutes(settings.late) };
    let early =
        (settings.early > 0 && length >= SignedDuration::from_mins(30)).then(|| minutes(settings.early));
    let early = early.filter(|early| *early > late && *early + YOUNG <= length);
    [early.map(|early| (Nearness::Early, early)), Some((Nearness::Late, late))]
}

#[cfg(test)]
mod tests;
