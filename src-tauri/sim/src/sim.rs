//! The world in use: shared by the server, the gates and the controls.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::server::{Faults, Journal};
use crate::world::World;

pub(crate) struct Sim {
    world: Mutex<World>,
    pristine: World,
    pub(crate) clock: Clock,
    pub(crate) latency: Duration,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    changed: watch::Sender<u64>,
}

impl Sim {
    pub(crate) fn new(world: World, clock: Clock, latency: Duration) -> Arc<Self> {
        Arc::new(Self {
            pristine: world.clone(),
            world: Mutex::new(world),
            clock,
            latency,
            faults: Faults::default(),
            journal: Journal::default(),
            changed: watch::Sender::new(0),
        })
    }

    /// Reads the world as it is now.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&World, Timestamp) -> T) -> T {
        let now = self.clock.now();
        let mut world = self.lock();
        world.settle(now);
        look(&world, now)
    }

    /// Changes the world, and lets everybody who waits for a change look again.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let now = self.clock.now();
        let result = {
            let mut world = self.lock();
            world.settle(now);
            act(&mut world, now)
        };
        self.touch();
        result
    }

    /// Has the world answer a request.
    pub(crate) fn with_world<T>(&self, act: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let now = self.clock.now();
        act(&mut self.lock(), now)
    }

    /// Something may have changed, if only the time.
    pub(crate) fn touch(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn reset(&self) {
        self.faults.clear();
        self.journal.clear();
        let pristine = self.pristine.clone();
        // A clock left ahead would issue tokens that clients take for tokens of the future.
        self.clock.restart();
        self.with_world(|world, _| world.start_over(pristine));
        self.touch();
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
