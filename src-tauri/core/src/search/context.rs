//! What is known of machines beside the inventory.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::{AccessWindow, Favourites, ResourceId, Windows};

/// A window that closes sooner than this is about to.
const EXPIRING: SignedDuration = SignedDuration::from_mins(10);

/// What is known of machines beside the inventory.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time.
    pub now: Timestamp,
    /// The starred machines.
    pub favourites: &'a Favourites,
    /// The windows known to be open on this computer.
    pub windows: &'a Windows,
    /// When each machine was last connected to; `None` while that is not recorded.
    pub last_used: Option<&'a HashMap<ResourceId, Timestamp>>,
}

impl Context<'_> {
    /// Whether a window of ours is open on the machine.
    pub(super) fn is_mine(&self, machine: &ResourceId) -> bool {
        self.open(machine).next().is_some()
    }

    /// Whether a window of ours on the machine is about to close.
    pub(super) fn is_expiring(&self, machine: &ResourceId) -> bool {
        self.open(machine).any(|window| window.until.duration_since(self.now) <= EXPIRING)
    }

    pub(super) fn last_used(&self, machine: &ResourceId) -> Option<Timestamp> {
        self.last_used?.get(machine).copied()
    }

    fn open(&self, machine: &ResourceId) -> impl Iterator<Item = &AccessWindow> {
        let windows = self.windows.all().iter();
        windows.filter(move |window| window.until > self.now && window.vm.id == *machine)
    }
}
