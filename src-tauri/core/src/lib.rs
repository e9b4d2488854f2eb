//! What JIT Tray decides.
//!
//! No I/O, no clock, no async, nothing that can fail at run time: [`State::handle`] takes an [`Event`] and the
//! time and answers with [`Effect`]s; [`State::view`] says all that is to be seen. `app` carries the effects out.
//!
//! | to find | look in |
//! |---|---|
//! | the connect plan | `attempt`, and `attempt/*` for its stages |
//! | the search language | `search`, and `search/*` for its parts |
//! | why a machine does not answer | `check`, `show/check` |
//! | how a wish is fitted to a policy | `fit` |
//! | windows known to be open | `window` |
//! | when and how people are warned | `warning`, `state/warning`, `show/warn` |
//! | what "usually" means | `history` |
//! | accounts and signing in | `account`, `signing`, `session` |
//! | the list of machines and what is found in it | `machines`, `show/machines`, `show/found` |
//! | settings and first steps while the program runs | `preferences`, `welcome` |
//! | menu and view | `menu`, `view`, `show` |
//! | the inventory, put together from answers in any order | `reading`, `stock` |
//! | what several accounts see, as one list | `merged` |
//! | favourites from and to files | `transfer`, and `transfer/*` for its formats |
//! | file formats | `settings`, `favourites`, `cloud`, `window` |
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod account;
mod address;
mod attempt;
#[cfg(test)]
mod bindings;
mod check;
mod clean;
mod clock;
mod cloud;
mod effect;
mod event;
mod favourites;
mod fit;
mod history;
mod intent;
mod inventory;
mod jit_duration;
mod machines;
mod menu;
mod merged;
mod notice;
mod policy;
mod preferences;
mod prefix;
mod problem;
#[cfg(test)]
mod properties;
mod quote;
mod reading;
mod region;
mod resource_id;
pub mod search;
mod session;
mod settings;
mod short;
mod show;
mod signing;
mod state;
mod stock;
mod transfer;
mod view;
mod vm;
mod warning;
mod welcome;
mod window;
mod wish;
mod words;

pub use account::{Account, AccountId, SignInNeeded, WayIn};
pub use address::{AddressAnswer, agreed_address, is_public};
pub use check::{CheckFact, CheckOrder, EffectiveGroup, EffectiveRule, Vitals};
pub use clean::clean;
pub use clock::clock_wrong;
pub use cloud::{AddressService, Cloud, ExtraCa, ServicePrincipal};
pub use effect::{Ask, AskId, AttemptId, Effect, Initiate, Launch, Probe};
pub use event::{Answer, DesktopWish, Endpoints, Event, FavouritesNews, Loaded, ProbeOutcome, SettingsNews};
pub use favourites::{
    AddressChoice, AfterUse, ChoiceView, Edit, Edited, Favourite, FavouriteChange, FavouriteOptions,
    FavouriteSort, Favourites, FavouritesEdit, Group, OptionField, OptionLevel, OptionView, Rank, RdpAudio,
    RdpOptions, RdpScreen, Restore, Source, SshOptions, StartChoice, Undo,
};
pub use history::{Experience, History, MachineHistory, Usual, Wait};
pub use intent::{Adjustment, ConnectOptions, Intent, PortalPage, RequestForm, SettingsSection, WelcomeStep};
pub use inventory::{
    Accepted, Inventory, Jit, Look, Machine, Observed, Operation, OperationState, Past, Protection,
    REQUEST_ACTION, Right, START_ACTION, Unanswered,
};
pub use jit_duration::{JitDuration, NotAJitDuration};
pub use menu::{Item, label, menu};
pub use notice::{NoticeButton, NoticeNews, Notification, Weight};
pub use policy::{AccessRequest, Policy, PolicyMachine, PortRule, RequestStatus, Sources};
pub use prefix::{NotAPrefix, Prefix};
pub use problem::{Code, Details, Problem, Remedy};
pub use reading::{Increment, Part, Scope};
pub use resource_id::{NotAResourceId, ResourceId};
pub use settings::{
    AddressSettings, Chord, LookAt, NamedValue, Network, PLACEHOLDERS, ProxySettings, RDP_FILE, RdpSettings,
    Settings, SettingsChange, SettingsField, SettingsValue, SshSettings, Theme, WarnSettings, WebProxy,
};
pub use signing::{SigningIn, SigningInId, SigningInNews, SigningInState, TenantNews};
pub use state::State;
pub use stock::{Stock, Whose};
pub use transfer::{
    DroppedView, ExportForm, ImportCandidate, ImportPreview, ImportRow, ImportStatus, ImportSwitch,
    ImportedFavourite, ImportedGroup, TypedOption, preview_import,
};
pub use view::{
    AboutView, AccountView, ActionView, Adaptation, AdviceView, AttemptView, CardView, CheckLine, CheckState,
    CheckView, Connected, FavouriteView, FileView, FilterView, FoundAgain, GroupView, MachineRow,
    MachinesPage, MachinesQuery, MachinesState, OfferView, OutcomeView, PlaceView, SettingView,
    SettingsAnswer, SettingsView, SignInView, Stage, StageState, StageView, SuggestionView, System,
    TenantView, TrayIcon, UndoView, View, WelcomeScreen, WelcomeView, WindowView,
};
pub use vm::{Os, Power, Protocol, Vm, VmRef};
pub use warning::{Nearness, Warned};
pub use welcome::WelcomeProgress;
pub use window::{AccessWindow, Reached, Windows};
pub use wish::Wish;
