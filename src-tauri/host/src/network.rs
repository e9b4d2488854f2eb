//! Notices when this workstation moves to another network.

use std::time::Duration;

use n0_watcher::{Direct, Watcher};
use netwatch::interfaces::State;
use netwatch::netmon::Monitor;

/// A network that comes up changes several times; until this long nothing changes, it is one change.
const SETTLED: Duration = Duration::from_secs(1);
/// One that never rests is told about all the same.
const AT_LAST: Duration = Duration::from_secs(10);

/// Changes of the workstation's network: another route, another address, another interface. Told by the operating
/// system, so nothing is polled.
#[derive(Debug)]
pub struct NetworkChanges {
    /// The system is listened to for as long as this lives.
    _monitor: Monitor,
    watcher: Direct<State>,
    known: State,
}

impl NetworkChanges {
    /// Begins to listen.
    ///
    /// # Errors
    /// Why the system does not tell, in its own words. Everything else works without.
    pub async fn listen() -> Result<Self, String> {
        let monitor = Monitor::new().await.map_err(|error| error.to_string())?;
        let mut watcher = monitor.interface_state();
        let known = watcher.get();
        Ok(Self { _monitor: monitor, watcher, known })
    }

    /// Waits for the next change that may give another public address. May be dropped and called again; no change
    /// is lost in between.
    pub async fn changed(&mut self) {
        next(&mut self.watcher, &mut self.known, State::is_major_change).await;
    }
}

/// Waits until the state differs from the known one in earnest, and has settled.
async fn next<T>(watcher: &mut Direct<T>, known: &mut T, differs: impl Fn(&T, &T) -> bool)
where
    T: Clone + Eq,
{
    loop {
        let mut state = watcher.get();
        if differs(&state, known) {
            let settle = async {
                while let Ok(Ok(later)) = tokio::time::timeout(SETTLED, watcher.updated()).await {
                    state = later;
                }
            };
            // Whether it settled in time makes no difference to what follows.
            let _ = tokio::time::timeout(AT_LAST, settle).await;
            *known = state;
            return;
        }
        if watcher.updated().await.is_err() {
            // The monitor has ended, and with it all news.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use n0_watcher::Watchable;
    use tokio::time::Instant;

    use super::*;

    /// Tens are networks, ones what does not matter.
    fn differs(one: &i32, other: &i32) -> bool {
        one / 10 != other / 10
    }

    #[tokio::test(start_paused = true)]
    async fn several_changes_in_a_row_are_told_once_they_have_settled() {
        let network = Watchable::new(10);
        let (mut watcher, mut known) = (network.watch(), 10);
        let start = Instant::now();
        let coming_up = async {
            for state in [11, 20, 30, 31] {
                tokio::time::sleep(Duration::from_millis(600)).await;
                network.set(state).unwrap();
            }
        };
        tokio::join!(next(&mut watcher, &mut known, differs), coming_up);
        assert_eq!(known, 31);
        assert_eq!(start.elapsed(), Duration::from_millis(2400) + SETTLED);
        let quiet = next(&mut watcher, &mut known, differs);
        assert!(tokio::time::timeout(Duration::from_secs(3600), quiet).await.is_err(), "nothing new");
    }

    #[tokio::test(start_paused = true)]
    async fn a_network_that_never_rests_is_told_about_all_the_same() {
        let network = Watchable::new(10);
        let (mut watcher, mut known) = (network.watch(), 10);
        let start = Instant::now();
        let restless = async {
            for state in 20.. {
                network.set(state).ok();
                tokio::time::sleep(SETTLED / 2).await;
            }
        };
        tokio::select! {
            () = next(&mut watcher, &mut known, differs) => {}
            () = restless => {}
        }
        assert_eq!(start.elapsed(), AT_LAST);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_while_nobody_waited_is_not_lost() {
        let network = Watchable::new(10);
        let (mut watcher, mut known) = (network.watch(), 10);
        let waiting = next(&mut watcher, &mut known, differs);
        assert!(tokio::time::timeout(Duration::from_secs(1), waiting).await.is_err());
        network.set(20).unwrap();
        next(&mut watcher, &mut known, differs).await;
        assert_eq!(known, 20);
    }

    #[tokio::test]
    async fn this_system_can_be_listened_to() {
        let mut changes = NetworkChanges::listen().await.unwrap();
        let at_once = tokio::time::timeout(Duration::ZERO, changes.changed()).await;
        assert!(at_once.is_err(), "listening alone is no change");
    }
}
