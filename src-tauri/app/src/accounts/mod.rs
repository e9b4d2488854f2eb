//! Who is signed in: one client for each account, from the start on and as people sign in and out.

mod az;
mod choose;
mod client;
mod command;
mod follow;
mod overview;
mod secrets;
mod sign_in;
mod sign_out;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jit_azure::SignIn;
use jit_core::{Account, AccountId, Code, Problem, SigningInState};
use tokio::sync::watch;

use self::az::signed_in_to_az;
use self::choose::{Found, choose};
use self::client::Origin;
pub(crate) use self::client::{Client, Ground};
pub(crate) use self::follow::follow_files;
pub use self::overview::{Overview, TenantSeen};
pub(crate) use self::secrets::{Remembered, Stored};
pub use self::sign_in::{SignInWish, SignedIn, TellTrouble};
use crate::machines::Machines;

/// Everybody who is signed in, in the order in which they signed in.
pub(crate) struct Accounts {
    ground: Ground,
    clients: Mutex<Vec<Client>>,
    /// Whether the `AZURE_*` variables name who acts.
    by_variables: bool,
    /// The accounts, for whoever follows them.
    listed: watch::Sender<Vec<Account>>,
    /// What is true of signing in on this computer, likewise.
    state: watch::Sender<SigningInState>,
    machines: Arc<Machines>,
    /// One sign-in or sign-out at a time is written down.
    turn: tokio::sync::Mutex<()>,
}

impl Accounts {
    /// Whoever signs in at the start. Nobody is no failure.
    ///
    /// # Errors
    /// When no client can be made at all.
    pub(crate) fn at_start(
        ground: Ground,
        variables: Option<SignIn>,
        remembered: Option<Vec<Account>>,
        machines: Arc<Machines>,
    ) -> Result<Arc<Self>, Problem> {
        let az = signed_in_to_az(&ground.cloud, &ground.surroundings);
        let azure_cli = az.as_ref().map(|user| user.name.clone());
        let by_variables = variables.is_some();
        let found = Found { variables, remembered, of_cloud: SignIn::of_cloud(&ground.cloud), az };
        let clients =
            choose(found).into_iter().map(|(account, way, origin)| ground.client(account, way, origin));
        let accounts = Arc::new(Self {
            clients: Mutex::new(clients.collect::<Result<_, _>>()?),
            by_variables,
            ground,
            listed: watch::Sender::default(),
            state: watch::Sender::new(SigningInState { azure_cli, ..SigningInState::default() }),
            machines,
            turn: tokio::sync::Mutex::default(),
        });
        accounts.all().iter().for_each(|client| accounts.watch_keeping(client.person.as_ref()));
        accounts.watch_clock();
        accounts.changed();
        Ok(accounts)
    }

    /// Who is signed in, now and from now on.
    pub(crate) fn listed(&self) -> watch::Receiver<Vec<Account>> {
        self.listed.subscribe()
    }

    /// What is true of signing in on this computer, now and from now on.
    pub(crate) fn state(&self) -> watch::Receiver<SigningInState> {
        self.state.subscribe()
    }

    /// Everybody's clients.
    pub(crate) fn all(&self) -> Vec<Client> {
        self.clients().clone()
    }

    /// The client that reaches what was seen with this account; without one, the first.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`] when nobody is signed in, or that account no longer is.
    pub(crate) fn of(&self, account: Option<&AccountId>) -> Result<Client, Problem> {
        let all = self.clients();
        let first = all.first().ok_or_else(not_signed_in)?;
        let Some(wanted) = account else { return Ok(first.clone()) };
        let known = all.iter().find(|client| client.account.id == *wanted);
        // Somebody who comes with Azure CLI's sign-in is known by name, and may have signed in here since.
        let named = || all.iter().find(|client| client.account.name.eq_ignore_ascii_case(&wanted.0));
        known.or_else(named).cloned().ok_or_else(signed_out_since)
    }

    /// The machines of everybody who is signed in.
    pub(crate) fn machines(&self) -> &Arc<Machines> {
        &self.machines
    }

    fn variables_are_set(&self) -> bool {
        self.by_variables
    }

    fn clients(&self) -> MutexGuard<'_, Vec<Client>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells of the accounts as they are now, where that is news.
    fn changed(&self) {
        let clients = self.all();
        let accounts: Vec<Account> = clients.iter().map(|client| client.account.clone()).collect();
        self.machines.follow(clients.into_iter().map(|client| (client.azure, client.keep)));
        self.listed.send_if_modified(|listed| {
            let news = *listed != accounts;
            *listed = accounts;
            news
        });
    }
}

/// Nobody is signed in.
#[must_use]
pub fn not_signed_in() -> Problem {
    Problem::new(
        Code::NotSignedIn,
        "You are not signed in.",
        "Run \"jit login\", or choose to sign in from the tray menu. With Azure CLI, run az login and then \
         \"jit login --az\".",
    )
}

fn signed_out_since() -> Problem {
    Problem::new(
        Code::NotSignedIn,
        "The account this machine was seen with is not signed in any more.",
        "Sign in with it again, or choose the machine from the list as it is now.",
    )
}
