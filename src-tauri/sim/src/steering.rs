//! What a test does to Entra ID while the simulator runs; the controls of `/_sim/` do the same.

use std::time::Duration;

use jiff::SignedDuration;

use crate::running::Running;
use crate::world::{Challenge, CodeEntry, Demands, Ending, Habits, PersonChange};

impl Running {
    /// Every token, code, verifier and client secret that was issued or shown so far: what must be found nowhere else.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        self.sim.read(|world, _| world.secrets())
    }

    /// Changes what a tenant, called by id, domain or name, demands of people who sign in to it.
    ///
    /// # Errors
    ///
    /// Says that there is no such tenant, or no such person in a condition.
    pub fn demand(&self, tenant: &str, demands: Demands) -> Result<(), String> {
        self.sim.change(|world, _| world.demand(tenant, demands))
    }

    /// Changes what is so of a person, called by user principal name or by name.
    ///
    /// # Errors
    ///
    /// Says that there is no such person.
    pub fn change_person(&self, person: &str, change: PersonChange) -> Result<(), String> {
        self.sim.change(|world, _| world.change_person(person, change))
    }

    /// Has Resource Manager challenge tokens from now on.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the challenge.
    pub fn challenge(&self, challenge: Challenge) -> Result<(), String> {
        self.sim.change(|world, now| world.challenge(challenge, now))
    }

    /// Resource Manager challenges nobody any more.
    pub fn no_challenges(&self) {
        self.sim.change(|world, _| world.no_challenges());
    }

    /// This person's refresh tokens are good no longer, and their access tokens are challenged; everybody's when
    /// nobody is named.
    ///
    /// # Errors
    ///
    /// Says that there is no such person.
    pub fn revoke(&self, person: Option<&str>, why: Ending) -> Result<(), String> {
        self.sim.change(|world, now| world.revoke(person, why, now))
    }

    /// Changes Entra ID's habits.
    ///
    /// # Errors
    ///
    /// Says what is wrong with them.
    pub fn entra(&self, habits: Habits) -> Result<(), String> {
        self.sim.change(|world, _| world.take_up(habits))
    }

    /// Access tokens live this long from now on; as long as is usual when absent.
    pub fn token_lifetime(&self, lifetime: Option<Duration>) {
        let lifetime =
            lifetime.map(|lifetime| SignedDuration::try_from(lifetime).unwrap_or(SignedDuration::MAX));
        self.sim.change(|world, _| world.sessions.lifetime = lifetime);
    }

    /// Changes who enters device codes, and how; in manual mode `approve` answers the codes that wait.
    ///
    /// # Errors
    ///
    /// Says what is wrong, such as that a code does not wait.
    pub fn device(&self, entry: &CodeEntry) -> Result<(), String> {
        self.sim.set_device(entry).map(drop)
    }

    /// The device codes, as people read them, that wait for somebody to enter them.
    #[must_use]
    pub fn waiting_codes(&self) -> Vec<String> {
        self.sim.read(|world, now| world.waiting_codes(now).map(|code| code.user_code.clone()).collect())
    }
}
