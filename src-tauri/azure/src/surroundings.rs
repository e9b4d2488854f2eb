//! What comes from outside: programs, time and trust.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::process::Output;
use std::sync::Arc;

use azure_core::http::Transport;
use futures::future::BoxFuture;
use jiff::Timestamp;
use jit_core::{LookAt, ProxySettings};

use crate::{Pace, Skew};

/// Runs a program with its arguments to the end. It has its own time-out, ends the program when the future is
/// dropped, and shows no console window.
pub type RunProgram =
    Arc<dyn Fn(OsString, Vec<OsString>) -> BoxFuture<'static, io::Result<Output>> + Send + Sync>;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Tells which tenants and subscriptions to ask.
pub type Chosen = Arc<dyn Fn() -> LookAt + Send + Sync>;

/// What [`crate::Azure`] needs from outside.
#[derive(Clone)]
pub struct Surroundings {
    /// Certificate authorities to trust besides the system's, PEM.
    pub ca: Option<Vec<u8>>,
    /// How Azure is reached.
    pub proxy: ProxySettings,
    /// What answers tell of this computer's clock.
    pub skew: Skew,
    /// Runs `az`.
    pub run: RunProgram,
    /// Tells the time.
    pub clock: Clock,
    /// How patient calls are.
    pub pace: Pace,
    /// The tenants and subscriptions to ask; the others are not.
    pub look_at: Chosen,
    /// In place of the network.
    pub(crate) transport: Option<Transport>,
}

impl Surroundings {
    /// The system's trust and clock, the usual pace.
    #[must_use]
    pub fn new(run: RunProgram) -> Self {
        Self {
            ca: None,
            proxy: ProxySettings::default(),
            skew: Skew::default(),
            run,
            clock: Arc::new(Timestamp::now),
            pace: Pace::default(),
            look_at: Arc::new(LookAt::default),
            transport: None,
        }
    }

    /// The same with Azure reached in this way.
    #[must_use]
    pub fn through(mut self, proxy: ProxySettings) -> Self {
        self.proxy = proxy;
        self
    }

    /// The same with only these tenants and subscriptions asked, as it is at each reading.
    #[must_use]
    pub fn looking_at(mut self, look_at: impl Fn() -> LookAt + Send + Sync + 'static) -> Self {
        self.look_at = Arc::new(look_at);
        self
    }

    /// The same with extra certificate authorities, PEM.
    #[must_use]
    pub fn trusting(mut self, ca: Option<Vec<u8>>) -> Self {
        self.ca = ca;
        self
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").field("pace", &self.pace).finish_non_exhaustive()
    }
}
