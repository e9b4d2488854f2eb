//! This computer's clock against Azure's, as the `Date` of answers tells.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Two answers that tell the same time are at most this far apart, and so is what is not worth saying again.
const ALIKE: SignedDuration = SignedDuration::from_secs(20);
/// An answer that was under way for longer tells too little. So does one with sleep or a new time in the middle.
const LONGEST: SignedDuration = SignedDuration::from_secs(20);
/// No answer is from before this program was written (2026).
const EARLIEST: i64 = 1_767_225_600;

/// How far this computer's clock is ahead of Azure's. Clones share what they know.
///
/// One answer is not believed alone, because something on the way may have made or kept it; the next that agrees
/// with it is. One answer that finds the clock right is enough.
#[derive(Clone)]
pub struct Skew(Arc<Inner>);

struct Inner {
    /// What the latest answer told.
    latest: Mutex<Option<SignedDuration>>,
    told: watch::Sender<Option<SignedDuration>>,
}

impl Skew {
    /// A clock that is off by less is right: nothing that is asked for depends on it.
    pub const ENOUGH: SignedDuration = SignedDuration::from_secs(120);

    /// How far this computer's clock is ahead (less than nothing: behind), when that is more than two minutes.
    #[must_use]
    pub fn ahead(&self) -> Option<SignedDuration> {
        *self.0.told.borrow()
    }

    /// How far it is ahead by the latest answer alone, be it ever so little.
    #[must_use]
    pub fn latest(&self) -> Option<SignedDuration> {
        *self.0.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same as [`Skew::ahead`], to be told when it changes.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Option<SignedDuration>> {
        self.0.told.subscribe()
    }

    /// Notes the time an answer gave, with our own when it was asked for and when it arrived.
    pub(crate) fn note(&self, date: Timestamp, sent: Timestamp, received: Timestamp) {
        let under_way = received.duration_since(sent);
        if under_way.is_negative() || under_way > LONGEST || date.as_second() < EARLIEST {
            return;
        }
        // `Date` has whole seconds: on average it is half of one late.
        let half_way = sent + under_way / 2 - SignedDuration::from_millis(500);
        let ahead = half_way.duration_since(date);
        let mut latest = self.0.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let before = latest.replace(ahead).filter(|before| alike(*before, ahead));
        let now = match before {
            _ if ahead.abs() <= Self::ENOUGH => None,
            Some(_) => Some(ahead),
            None => return,
        };
        self.0.told.send_if_modified(|told| {
            let same = match (*told, now) {
                (Some(one), Some(other)) => alike(one, other),
                (one, other) => one == other,
            };
            if !same {
                tracing::info!(seconds = now.map(|ahead| ahead.as_secs()), "this computer's clock is ahead");
                *told = now;
            }
            !same
        });
    }
}

fn alike(one: SignedDuration, other: SignedDuration) -> bool {
    (one - other).abs() <= ALIKE
}

impl Default for Skew {
    fn default() -> Self {
        Self(Arc::new(Inner { latest: Mutex::default(), told: watch::Sender::default() }))
    }
}

impl fmt::Debug for Skew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Skew({:?})", self.ahead())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-02-01T{text}Z").parse().unwrap()
    }

    fn noted(answers: &[(&str, &str, &str)]) -> Option<i64> {
        let skew = Skew::default();
        for (date, sent, received) in answers {
            skew.note(at(date), at(sent), at(received));
        }
        skew.ahead().map(|ahead| ahead.as_secs())
    }

    #[test]
    fn two_answers_that_agree_are_believed() {
        let first = ("09:00:00", "09:07:00", "09:07:01");
        assert_eq!(noted(&[first]), None);
        assert_eq!(noted(&[first, ("09:00:05", "09:07:05", "09:07:06")]), Some(420));
        assert_eq!(noted(&[first, ("09:01:00", "09:01:00", "09:01:01")]), None);
        let behind = ("09:07:00", "09:00:00", "09:00:01");
        assert_eq!(noted(&[behind, behind]), Some(-420));
    }

    #[test]
    fn an_odd_answer_between_good_ones_says_nothing() {
        let good = ("09:00:00", "09:00:00", "09:00:01");
        let odd = ("07:00:00", "09:00:00", "09:00:01");
        let other = ("06:00:00", "09:00:00", "09:00:01");
        assert_eq!(noted(&[good, odd, good, odd, other, good]), None);
    }

    #[test]
    fn a_clock_that_was_set_is_right_at_once() {
        let off = ("09:00:00", "09:07:00", "09:07:01");
        assert_eq!(noted(&[off, off, ("09:01:00", "09:01:00", "09:01:00")]), None);
    }

    #[test]
    fn an_answer_that_took_long_or_is_absurd_says_nothing() {
        let slow = ("09:00:00", "09:07:00", "09:07:40");
        let turned_back = ("09:00:00", "09:07:00", "08:00:00");
        assert_eq!(noted(&[slow, slow, turned_back, turned_back]), None);
        let skew = Skew::default();
        for _ in 0..2 {
            skew.note("1970-01-01T00:00:00Z".parse().unwrap(), at("09:00:00"), at("09:00:00"));
        }
        assert_eq!(skew.ahead(), None);
    }

    #[test]
    fn the_same_is_told_once() {
        let skew = Skew::default();
        let mut watch = skew.watch();
        for second in ["00", "05", "10", "15"] {
            skew.note(at(&format!("09:00:{second}")), at("09:07:08"), at("09:07:09"));
        }
        assert!(watch.has_changed().unwrap());
        watch.mark_unchanged();
        skew.note(at("09:00:20"), at("09:07:23"), at("09:07:24"));
        assert!(!watch.has_changed().unwrap());
    }
}
