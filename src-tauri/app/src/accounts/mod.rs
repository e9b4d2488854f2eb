//! Who is signed in: one client for each account, from the start on and as people sign in and out.

mod az;
mod choose;
mod client;

use std::sync::{Arc, Mutex, PoisonError};

use jit_azure::SignIn;
use jit_core::{Account, AccountId, Code, Problem, SigningInState};

use self::az::signed_in_to_az;
use self::choose::{Found, choose};
pub(crate) use self::client::{Client, Ground};
use crate::machines::{Machines, Rhythm};

/// Everybody who is signed in, in the order in which they signed in.
pub(crate) struct Accounts {
    ground: Ground,
    clients: Mutex<Vec<Client>>,
    machines: Arc<Machines>,
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
        rhythm: Rhythm,
    ) -> Result<Self, Problem> {
        let found = Found {
            variables,
            remembered,
            of_cloud: SignIn::of_cloud(&ground.cloud),
            az: signed_in_to_az(&ground.cloud, &ground.surroundings),
        };
        let clients = choose(found).into_iter().map(|(account, way)| ground.client(account, way));
        let accounts = Self {
            clients: Mutex::new(clients.collect::<Result<_, _>>()?),
            ground,
            machines: Machines::new(rhythm),
        };
        accounts.show_machines_of_the_first();
        Ok(accounts)
    }

    /// Who is signed in.
    pub(crate) fn list(&self) -> Vec<Account> {
        self.all().into_iter().map(|client| client.account).collect()
    }

    /// Everybody's clients.
    pub(crate) fn all(&self) -> Vec<Client> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The client that reaches what was seen with this account; without one, the first.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`] when nobody is signed in, or that account no longer is.
    pub(crate) fn of(&self, account: Option<&AccountId>) -> Result<Client, Problem> {
        let all = self.all();
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

    /// What is true of signing in on this computer.
    pub(crate) fn signing_in(&self) -> SigningInState {
        let az = signed_in_to_az(&self.ground.cloud, &self.ground.surroundings);
        SigningInState { azure_cli: az.map(|user| user.name), ..SigningInState::default() }
    }

    fn show_machines_of_the_first(&self) {
        let first = self.all().into_iter().next();
        self.machines.follow(first.map(|client| (client.azure, client.keep)));
    }
}

/// Nobody is signed in.
pub(crate) fn not_signed_in() -> Problem {
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
