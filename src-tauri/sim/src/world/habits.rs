//! Ways of Entra ID that differ between tenants, versions and years; a client must not depend on any.

use jiff::SignedDuration;
use serde::Deserialize;

use super::World;

/// How Entra ID behaves from now on. What is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Habits {
    /// For so many seconds a refresh token that was used can be used again.
    pub refresh_grace: Option<f64>,
    /// A refresh token that comes again after that ends the whole sign-in: every token that came of it is refused.
    pub reuse_ends_sign_in: Option<bool>,
    /// A token that needs the person is refused with `interaction_required`, as by version 1.0 of the endpoint, and
    /// not with `invalid_grant`.
    pub interaction_required: Option<bool>,
}

/// The habits in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ways {
    pub(crate) refresh_grace: SignedDuration,
    pub(crate) reuse_ends_sign_in: bool,
    pub(crate) interaction_required: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            refresh_grace: SignedDuration::from_mins(5),
            reuse_ends_sign_in: false,
            interaction_required: false,
        }
    }
}

impl World {
    /// Takes up habits; the error says what is wrong with them.
    pub(crate) fn take_up(&mut self, habits: Habits) -> Result<(), String> {
        let ways = &mut self.sessions.ways;
        if let Some(seconds) = habits.refresh_grace {
            let grace = SignedDuration::try_from_secs_f64(seconds).ok().filter(|grace| !grace.is_negative());
            ways.refresh_grace = grace.ok_or("`refresh_grace` must be a number of seconds from 0 up")?;
        }
        ways.reuse_ends_sign_in = habits.reuse_ends_sign_in.unwrap_or(ways.reuse_ends_sign_in);
        ways.interaction_required = habits.interaction_required.unwrap_or(ways.interaction_required);
        Ok(())
    }
}
