//! The first steps.

use serde::{Deserialize, Serialize};

use crate::VmRef;

/// One of the first steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WelcomeView {
    /// Which.
    pub screen: WelcomeScreen,
    /// Its place among them, from 1 on.
    pub number: u32,
    /// How many there are.
    pub of: u32,
    /// Whether the machines are still being read.
    pub reading: bool,
    /// The tenants and subscriptions there are, where they can be chosen.
    pub places: Vec<PlaceView>,
    /// Machines that are worth a star, where they are to be chosen.
    pub suggestions: Vec<SuggestionView>,
}

/// The first steps in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum WelcomeScreen {
    /// Sign in.
    SignIn,
    /// Choose where to look.
    Where,
    /// Star machines.
    Favourites,
    /// Have it at hand.
    Handy,
}

/// A tenant, or a subscription of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlaceView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The tenant a subscription is in; nothing for a tenant itself.
    pub tenant: Option<String>,
    /// How many machines were seen in it.
    pub machines: u32,
    /// Whether it is looked at.
    pub looked_at: bool,
    /// What to name it in the settings: its name where no other has it.
    pub setting: String,
}

/// A machine that is worth a star.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SuggestionView {
    /// The machine.
    pub vm: VmRef,
    /// Its name.
    pub name: String,
    /// Its subscription and resource group.
    pub about: String,
    /// Why it is suggested: `You asked for access on 12 Nov`.
    pub why: String,
    /// The favourite it is, once it is starred.
    pub favourite: Option<String>,
}
