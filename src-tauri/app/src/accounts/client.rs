//! One account's client, and what is kept for it.

use std::fmt;

use jit_azure::{Azure, SignIn};
use jit_core::{Account, Cloud, Problem, WayIn, Whose};
use jit_host::{Dirs, Surroundings};

use super::az::signed_in_to_az;
use super::choose::Way;
use crate::machines::Keep;

/// What every client is made with.
pub(crate) struct Ground {
    pub cloud: Cloud,
    /// What `jit_azure` needs from outside.
    pub outside: jit_azure::Surroundings,
    pub surroundings: Surroundings,
    pub dirs: Dirs,
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
}

impl Ground {
    /// The client of an account. Nothing is asked before the first question.
    pub(super) fn client(&self, account: Account, way: Way) -> Result<Client, Problem> {
        let sign_in = match way {
            Way::Variables(sign_in) | Way::Cloud(sign_in) => sign_in,
            Way::Az => SignIn::AzureCli { tenant: account.tenant.clone() },
            Way::Person => return Err(super::not_signed_in()),
        };
        let azure = Azure::of(&self.cloud, account.clone(), sign_in, self.outside.clone())?;
        let keep = self.whose(&account).filter(|_| self.keeps).map(|whose| Keep::new(&self.dirs, whose));
        Ok(Client { account, azure, keep })
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
        write!(f, "Client({:?})", self.account)
    }
}
