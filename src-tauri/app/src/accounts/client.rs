//! One account's client, and what is kept for it.

use std::fmt;
use std::sync::Arc;

use jit_azure::{Azure, Entra, Person, Secrets, SignIn};
use jit_core::{Account, Cloud, Problem, Settings, WayIn, Whose};
use jit_host::{Dirs, Surroundings};

use super::az::signed_in_to_az;
use super::choose::Way;
use crate::current::Current;
use crate::machines::Keep;

/// What every client is made with.
pub(crate) struct Ground {
    pub cloud: Cloud,
    pub entra: Entra,
    pub secrets: Arc<dyn Secrets>,
    /// What `jit_azure` needs from outside.
    pub outside: jit_azure::Surroundings,
    pub surroundings: Surroundings,
    pub dirs: Dirs,
    /// The settings as they are now.
    pub settings: Arc<Current<Settings>>,
    /// Whether anything is kept from one start to the next. A demo is a new company every time.
    pub keeps: bool,
}

/// Azure, as one account sees it.
#[derive(Clone)]
pub(crate) struct Client {
    pub account: Account,
    pub azure: Azure,
    /// Where its machines are kept.
    pub keep: Option<Keep>,
    /// Who it is, where a refresh token of ours stands behind it.
    pub person: Option<Arc<Person>>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where an account comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The variables, or a simulated cloud: nobody signed in here, and nobody can sign out.
    Brought,
    /// Azure CLI's sign-in was taken because there was no other.
    Silent,
    /// Somebody signed in here, and that is written down.
    Recorded,
    /// Somebody signed in here, and it ends with the program.
    Unrecorded,
}

impl Ground {
    /// The client of an account. Nothing is asked before the first question.
    pub(super) fn client(&self, account: Account, way: Way, origin: Origin) -> Result<Client, Problem> {
        let mut person = None;
        let sign_in = match way {
            Way::Application(sign_in) => sign_in,
            Way::Az => SignIn::AzureCli { tenant: account.tenant.clone() },
            Way::Person => {
                let new = Person::new(self.entra.clone(), account.clone(), Arc::clone(&self.secrets));
                SignIn::Person(Arc::clone(person.insert(new)))
            }
        };
        let azure = Azure::of(&self.cloud, account.clone(), sign_in, self.outside.clone())?;
        let keep = self.whose(&account).filter(|_| self.keeps).map(|whose| Keep::new(&self.dirs, whose));
        Ok(Client { account, azure, keep, person, origin })
    }

    /// Whose machines are kept: known without asking Azure, so that they can be shown at once. `None` when it cannot
    /// be told; then nothing is kept, rather than shown to the wrong person.
    fn whose(&self, account: &Account) -> Option<Whose> {
        let account = match account.way {
            WayIn::ServicePrincipal => {
                format!("application {} of {}", account.name, account.tenant.as_deref()?)
            }
            WayIn::AzureCli => {
                // What one sees depends on the tenant, too.
                let user = signed_in_to_az(&self.cloud, &self.surroundings)?;
                format!("{} in {}", user.name, account.tenant.as_deref().unwrap_or(&user.tenant))
            }
            WayIn::Browser | WayIn::DeviceCode => format!("person {}", account.id),
        };
        Some(Whose { cloud: self.cloud.arm.to_string(), account: account.to_lowercase() })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({:?}, {:?})", self.account, self.origin)
    }
}
