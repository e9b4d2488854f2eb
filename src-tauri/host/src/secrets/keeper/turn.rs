//! Who may still act on a job: the thread that does it, or whoever has given up waiting for it.

use std::sync::atomic::{AtomicU8, Ordering};

const WAITING: u8 = 0;
const UNDER_WAY: u8 = 1;
const ENDED: u8 = 2;
const GIVEN_UP: u8 = 3;

#[derive(Debug, Default)]
pub(super) struct Turn(AtomicU8);

impl Turn {
    /// Takes the job up. `false` if nobody wants it any more.
    pub(super) fn begin(&self) -> bool {
        self.step(WAITING, UNDER_WAY)
    }

    /// Whether it is still wanted.
    pub(super) fn goes_on(&self) -> bool {
        self.0.load(Ordering::SeqCst) == UNDER_WAY
    }

    /// Lays the job down. `false` if it was given up, and with it the thread.
    pub(super) fn end(&self) -> bool {
        self.step(UNDER_WAY, ENDED)
    }

    /// Gives the job up. `true` if a thread was at it, which then takes no other one.
    pub(super) fn give_up(&self) -> bool {
        self.step(UNDER_WAY, GIVEN_UP) || {
            self.step(WAITING, GIVEN_UP);
            // Taken up between the two.
            self.step(UNDER_WAY, GIVEN_UP)
        }
    }

    fn step(&self, from: u8, to: u8) -> bool {
        self.0.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_belongs_to_its_thread_or_to_nobody() {
        let done = Turn::default();
        assert!(!done.goes_on() && done.begin() && done.goes_on() && done.end());
        assert!(!done.give_up(), "the thread goes on with the next one");
        let hanging = Turn::default();
        assert!(hanging.begin() && hanging.give_up());
        assert!(!hanging.goes_on() && !hanging.end(), "the thread has been replaced");
        let queued = Turn::default();
        assert!(!queued.give_up() && !queued.begin(), "nobody does it");
    }
}
