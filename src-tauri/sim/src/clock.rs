//! The two tempos: real time that can be shifted, or time that only a test moves.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How the simulated time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tempo {
    /// Time passes by itself; [`advance`](crate::Running::advance) shifts it forward.
    #[default]
    Own,
    /// Time stands still except for [`advance`](crate::Running::advance).
    Driven,
}

pub(crate) struct Clock {
    tempo: Tempo,
    start: Timestamp,
    shift: Mutex<SignedDuration>,
}

impl Clock {
    pub(crate) fn new(tempo: Tempo) -> Self {
        Self { tempo, start: Timestamp::now(), shift: Mutex::new(SignedDuration::ZERO) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let base = match self.tempo {
            Tempo::Own => Timestamp::now(),
            Tempo::Driven => self.start,
        };
        let shift = *self.shift.lock().unwrap_or_else(PoisonError::into_inner);
        base.checked_add(shift).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let mut shift = self.shift.lock().unwrap_or_else(PoisonError::into_inner);
        *shift = shift.saturating_add(by);
    }

    /// Takes back every shift.
    pub(crate) fn restart(&self) {
        *self.shift.lock().unwrap_or_else(PoisonError::into_inner) = SignedDuration::ZERO;
    }

    /// How long to wait in real time for `at`; nothing to wait for when only a test moves time.
    pub(crate) fn until(&self, at: Timestamp) -> Option<Duration> {
        match self.tempo {
            Tempo::Driven => None,
            Tempo::Own => Some(Duration::try_from(at.duration_since(self.now())).unwrap_or(Duration::ZERO)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn driven_time_moves_only_when_told() {
        let clock = Clock::new(Tempo::Driven);
        let first = clock.now();
        assert_eq!(clock.now(), first);
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now().duration_since(first), SignedDuration::from_secs(90));
        assert_eq!(clock.until(clock.now()), None);
        clock.restart();
        assert_eq!(clock.now(), first);
    }

    #[test]
    fn own_time_is_shifted_and_waits_end() {
        let clock = Clock::new(Tempo::Own);
        let before = clock.now();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now().duration_since(before) >= SignedDuration::from_secs(3600));
        assert_eq!(clock.until(before), Some(Duration::ZERO));
        assert_eq!(clock.until(Timestamp::MAX).map(|wait| wait > Duration::from_secs(1)), Some(true));
    }
}
