//! What JIT Tray decides.
//!
//! No I/O, no clock, no async, nothing that can fail at run time: [`State::handle`] takes an [`Event`] and the
//! time and answers with [`Effect`]s; [`State::view`] says all that is to be seen. `app` carries the effects out.
//!
//! | to find | look in |
//! |---|---|
//! | the connect plan | `attempt`, and `attempt/*` for its stages |
//! | the search language | `search`, and `search/*` for its parts |
//! | how a wish is fitted to a policy | `fit` |
//! | windows known to be open | `window` |
//! | accounts and signing in | `account`, `signing`, `session` |
//! | menu and view | `menu`, `view`, `show` |
//! | the inventory, put together from answers in any order | `reading`, `stock` |
//! | what several accounts see, as one list | `merged` |
//! | file formats | `settings`, `favourites`, `cloud`, `window` |
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod account;
mod address;
mod attempt;
#[cfg(test)]
mod bindings;
mod clean;
mod clock;
mod cloud;
mod effect;
mod event;
mod favourites;
mod fit;
mod intent;
mod inventory;
mod jit_duration;
mod menu;
mod merged;
mod policy;
mod prefix;
mod problem;
#[cfg(test)]
mod properties;
mod reading;
mod resource_id;
pub mod search;
mod session;
mod settings;
mod show;
mod signing;
mod state;
mod stock;
mod view;
mod vm;
mod window;
mod wish;

pub use account::{Account, AccountId, SignInNeeded, WayIn};
pub use address::{AddressAnswer, agreed_address, is_public};
pub use clean::clean;
pub use clock::clock_wrong;
pub use cloud::{AddressService, Cloud, ExtraCa, ServicePrincipal};
pub use effect::{Ask, AskId, AttemptId, Effect, Initiate, Launch, Notification, Probe};
pub use event::{Answer, Event, Loaded, ProbeOutcome};
pub use favourites::{Favourite, Favourites};
pub use intent::Intent;
pub use inventory::{
    Accepted, Inventory, Jit, Look, Machine, Observed, Operation, OperationState, Past, Protection,
    REQUEST_ACTION, Right, START_ACTION, Unanswered,
};
pub use jit_duration::{JitDuration, NotAJitDuration};
pub use menu::{Item, label, menu};
pub use policy::{AccessRequest, Policy, PolicyMachine, PortRule, RequestStatus, Sources};
pub use prefix::{NotAPrefix, Prefix};
pub use problem::{Code, Details, Problem};
pub use reading::{Increment, Part, Scope};
pub use resource_id::{NotAResourceId, ResourceId};
pub use settings::{
    AddressSettings, LookAt, Network, PLACEHOLDERS, ProxySettings, RdpSettings, Settings, SshSettings,
    WebProxy,
};
pub use signing::{SigningIn, SigningInId, SigningInNews, SigningInState, TenantNews};
pub use state::State;
pub use stock::{Stock, Whose};
pub use view::{
    AccountView, Adaptation, AttemptView, Connected, FavouriteView, OfferView, OutcomeView, SignInView,
    Stage, StageState, StageView, TenantView, TrayIcon, View, WindowView,
};
pub use vm::{Os, Power, Protocol, Vm, VmRef};
pub use window::{AccessWindow, Reached, Windows};
pub use wish::Wish;
