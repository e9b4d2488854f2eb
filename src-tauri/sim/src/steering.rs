//! What a test does to Entra ID while the simulator runs; the controls of `/_sim/` do the same.

use crate::running::Running;
use crate::world::Challenge;

impl Running {
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
}
