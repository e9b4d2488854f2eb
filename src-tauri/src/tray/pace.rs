//! How often the tray icon changes: only when there is something new, and never twice within a moment.

use std::time::{Duration, Instant};

/// Some trays lose an icon that changes more often.
const PAUSE: Duration = Duration::from_millis(200);

/// What is shown, and since when.
#[derive(Debug)]
pub struct Pace<T>(Option<(T, Instant)>);

/// What to do about what is wanted now.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// It is shown already.
    Rest,
    /// It is to be asked again after this time, for what is wanted then.
    Wait(Duration),
    /// It is to be drawn now.
    Draw,
}

impl<T: PartialEq> Pace<T> {
    pub fn shown(&self) -> Option<&T> {
        self.0.as_ref().map(|(shown, _)| shown)
    }

    pub fn step(&self, wanted: &T, now: Instant) -> Step {
        let Some((shown, since)) = &self.0 else { return Step::Draw };
        let left = PAUSE.saturating_sub(now.saturating_duration_since(*since));
        if shown == wanted {
            Step::Rest
        } else if left.is_zero() {
            Step::Draw
        } else {
            Step::Wait(left)
        }
    }

    pub fn drawn(&mut self, what: T, now: Instant) {
        self.0 = Some((what, now));
    }
}

impl<T> Default for Pace<T> {
    fn default() -> Self {
        Self(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn a06_equal_state_emits_no_update_however_late_it_comes() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert_eq!((pace.shown(), pace.step(&"idle", start)), (None, Step::Draw));
        pace.drawn("idle", start);
        for after in [0, 199, 200, 60_000] {
            assert_eq!(pace.step(&"idle", start + ms(after)), Step::Rest, "after {after} ms");
        }
        assert_eq!(pace.shown(), Some(&"idle"));
    }

    #[test]
    fn a06_two_updates_are_at_least_200_ms_apart() {
        let start = Instant::now();
        let mut pace = Pace::default();
        let mut updates = Vec::new();
        // Something new every 30 ms, for a second: each waits for its turn, and by then newer news counts.
        let mut asked = 0;
        while asked < 1000 {
            let news = asked / 30;
            asked += match pace.step(&news, start + ms(asked)) {
                Step::Rest => 1,
                Step::Wait(left) => u64::try_from(left.as_millis()).unwrap(),
                Step::Draw => {
                    pace.drawn(news, start + ms(asked));
                    updates.push((asked, news));
                    1
                }
            };
        }
        assert_eq!(updates, [(0, 0), (200, 6), (400, 13), (600, 20), (800, 26)]);
    }

    #[test]
    fn a06_what_went_back_before_its_turn_is_never_shown() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.drawn("idle", start);
        assert_eq!(pace.step(&"working", start + ms(1)), Step::Wait(ms(199)));
        assert_eq!(pace.step(&"idle", start + ms(200)), Step::Rest);
    }
}
