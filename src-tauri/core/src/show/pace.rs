//! How long things usually take, and the calm sentence when they take longer (`ux` 3.1, 3.3).

use jiff::{SignedDuration, Timestamp};

use crate::attempt::{Attempt, later};
use crate::{Power, ResourceId, Stage, StageState, State, Wait};

/// What is over before anybody has read about it needs no words.
const WORTH_SAYING: SignedDuration = SignedDuration::from_secs(3);

impl State {
    /// What there is to say about the pace of a stage.
    pub(super) fn pace(&self, attempt: &Attempt, stage: Stage, now: Timestamp) -> Option<String> {
        if attempt.clocks.state(stage) != StageState::Running || attempt.waiting.is_some() {
            return None;
        }
        if let Some(until) = attempt.put_off(stage) {
            return Some(trying_again(until, now));
        }
        let usual = attempt.usual(stage).map(|usual| usual.median).filter(|it| *it >= WORTH_SAYING);
        let slow = attempt.slow_from(stage).is_some_and(|from| from <= now);
        match (usual.map(about), slow) {
            (Some(about), true) => Some(format!("Longer than usual for this machine ({about})")),
            (None, true) => Some("Longer than usual".to_owned()),
            (Some(about), false) => Some(format!("usually {about}")),
            (None, false) => None,
        }
    }

    /// What a connect does beside connecting: `starts the machine, about 50 s`.
    pub(super) fn what_a_connect_does(&self, machine: &ResourceId, power: Power) -> Option<String> {
        let usual = |wait| self.history.usual(machine, wait).map(|usual| usual.median);
        // Whichever ends later: the service may answer before Azure says that the machine runs.
        let usual = usual(Wait::Start).max(usual(Wait::ReachAfterStart));
        let about = usual.map_or_else(String::new, |usual| format!(", {}", about(usual)));
        power.needs_start().then(|| format!("starts the machine{about}"))
    }

    /// When what is said about the pace of the attempts changes next.
    pub(crate) fn next_word_on_pace(&self, seen: Timestamp) -> Option<Timestamp> {
        let running = self.attempts.iter().filter(|it| it.is_running() && it.waiting.is_none());
        let moments = running.flat_map(|it| {
            let slow = crate::attempt::STAGES.into_iter().filter_map(|stage| it.slow_from(stage));
            let ticks = it.put_off_until().and_then(|until| next_second(until, seen));
            slow.chain(ticks).filter(|at| *at > seen)
        });
        moments.min()
    }
}

/// `about 50 s`, `about 3 min`.
fn about(time: SignedDuration) -> String {
    let seconds = (time.as_millis() + 500) / 1_000;
    match seconds {
        ..10 => format!("about {} s", seconds.max(1)),
        10..90 => format!("about {} s", (seconds + 2) / 5 * 5),
        _ => format!("about {} min", (seconds + 30) / 60),
    }
}

fn trying_again(until: Timestamp, now: Timestamp) -> String {
    match until.duration_since(now).as_millis() {
        ..=0 => "Trying again".to_owned(),
        left => format!("Trying again in {} s", (left + 999) / 1_000),
    }
}

/// The next moment that is a whole number of seconds before another one.
fn next_second(until: Timestamp, seen: Timestamp) -> Option<Timestamp> {
    let left = until.duration_since(seen);
    let whole = (left.as_nanos() - 1).div_euclid(1_000_000_000);
    let whole = i64::try_from(whole).ok().filter(|_| left.is_positive())?;
    Some(later(until, -SignedDuration::from_secs(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_do() {
        for (ms, text) in [
            (200, "about 1 s"),
            (4_400, "about 4 s"),
            (9_499, "about 9 s"),
            (11_000, "about 10 s"),
            (48_000, "about 50 s"),
            (89_000, "about 90 s"),
            (95_000, "about 2 min"),
            (150_000, "about 3 min"),
        ] {
            assert_eq!(about(SignedDuration::from_millis(ms)), text, "{ms}");
        }
    }

    #[test]
    fn a_wait_is_counted_down_by_the_second() {
        let now: Timestamp = "2026-02-01T09:00:00Z".parse().unwrap();
        let at = |ms| now + SignedDuration::from_millis(ms);
        assert_eq!(trying_again(at(3_000), now), "Trying again in 3 s");
        assert_eq!(trying_again(at(2_001), now), "Trying again in 3 s");
        assert_eq!(trying_again(now, now), "Trying again");
        assert_eq!(next_second(at(3_000), now), Some(at(1_000)));
        assert_eq!(next_second(at(2_300), now), Some(at(300)));
        assert_eq!(next_second(at(300), now), Some(at(300)));
        assert_eq!(next_second(now, now), None);
    }
}
