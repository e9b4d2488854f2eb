//! Signing in: the way there, and what is written down before anybody is told that it came about.

use std::sync::Arc;

use jit_azure::{Challenge, Wanted};
use jit_core::{Account, AccountId, Code, Problem, SigningInNews, WayIn};

use super::az::signed_in_to_az;
use super::choose::{Way, az_account};
use super::{Accounts, Client, Origin};

/// A sign-in that somebody wants.
#[derive(Debug, Clone)]
pub struct SignInWish {
    /// The way.
    pub way: WayIn,
    /// The account that has to prove more; without one, whoever the person wants to be.
    pub account: Option<AccountId>,
    /// The tenant to sign in to, by id or domain; without one, the account's own.
    pub tenant: Option<String>,
    /// What Azure asks for, base64, as a refused call told it.
    pub challenge: Option<String>,
    /// Whether it takes the place of Azure CLI's sign-in where nobody chose that one.
    pub instead_of_az: bool,
}

/// A sign-in that came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is.
    pub account: Account,
    /// Why it ends with this program, where it does.
    pub not_kept: Option<Problem>,
}

/// Told why no browser was opened, while the sign-in goes on.
pub type TellTrouble = Arc<dyn Fn(Problem) + Send + Sync>;

/// Who came, before it is written down.
enum Came {
    Az(Account),
    Person(Box<jit_azure::SignedIn>),
}

impl Accounts {
    /// Signs in. Dropping the future cancels it, until the person is through: then it is written down all the same.
    ///
    /// # Errors
    /// Why nobody is signed in by it. Who was signed in before is so still.
    pub(crate) async fn sign_in(
        self: &Arc<Self>,
        wish: SignInWish,
        tell: &(dyn Fn(SigningInNews) + Send + Sync),
        trouble: &TellTrouble,
    ) -> Result<SignedIn, Problem> {
        let came = match wish.way {
            WayIn::AzureCli => Came::Az(self.by_az(&wish).await?),
            WayIn::Browser | WayIn::DeviceCode => {
                Came::Person(Box::new(self.in_person(&wish, tell, trouble).await?))
            }
            WayIn::ServicePrincipal => return Err(set_the_variables()),
        };
        let this = Arc::clone(self);
        let written = tokio::spawn(async move { this.write_down(came, &wish).await }).await;
        written.unwrap_or_else(|_| Err(cut_short()))
    }

    /// Azure CLI's sign-in, once it really gives a token. Where it was to prove more for a tenant, it stays set to the
    /// one it was set to.
    async fn by_az(&self, wish: &SignInWish) -> Result<Account, Problem> {
        self.may_sign_in()?;
        let user = signed_in_to_az(&self.ground.cloud, &self.ground.surroundings);
        let name = user.map_or_else(|| "Azure CLI".to_owned(), |user| user.name);
        let asked = az_account(&name, wish.tenant.clone());
        self.ground.client(asked.clone(), Way::Az, Origin::Recorded)?.azure.whoami().await?;
        let known = wish.account.as_ref().and_then(|id| self.of(Some(id)).ok());
        Ok(known.map_or(asked, |known| az_account(&name, known.account.tenant)))
    }

    async fn in_person(
        &self,
        wish: &SignInWish,
        tell: &(dyn Fn(SigningInNews) + Send + Sync),
        trouble: &TellTrouble,
    ) -> Result<jit_azure::SignedIn, Problem> {
        self.may_sign_in()?;
        let known = wish.account.as_ref().map(|id| self.of(Some(id))).transpose()?;
        let open = || known.as_ref()?.person.as_ref()?.open_challenge(wish.tenant.as_deref());
        let challenge = match wish.challenge.as_deref() {
            Some(given) => Some(Challenge::of_base64(given).ok_or_else(no_challenge)?),
            None => open(),
        };
        let account = known.as_ref().map(|client| client.account.clone());
        let wanted = Wanted { tenant: wish.tenant.clone(), account, challenge };
        let opening = |news: SigningInNews| {
            let page = match &news {
                SigningInNews::BrowserOpened { address, .. } => Some(address.clone()),
                _ => None,
            };
            tell(news);
            if let Some(page) = page {
                self.open_page(page, Arc::clone(trouble));
            }
        };
        match wish.way {
            WayIn::DeviceCode => self.ground.entra.by_device_code(&wanted, tell).await,
            _ => self.ground.entra.by_browser(&wanted, &opening).await,
        }
    }

    /// Whether a sign-in would outlive this program.
    pub(crate) async fn keeps_sign_ins(&self) -> Result<(), Problem> {
        const NOTHING: &str = "nothing";
        self.ground.secrets.get(NOTHING).await.map(drop).map_err(|reason| reason.problem)
    }

    /// Opens a page in the browser. Where nothing opens, that is told; its address is on the screen anyway.
    pub(crate) fn open_page(&self, address: String, trouble: TellTrouble) {
        let (browser, surroundings) =
            (self.ground.settings.get().browser.clone(), self.ground.surroundings.clone());
        tokio::spawn(async move {
            if let Err(problem) = jit_host::open_page(&address, browser.as_deref(), &surroundings).await {
                trouble(problem);
            }
        });
    }

    /// With the variables set, nobody signs in beside the application they name.
    fn may_sign_in(&self) -> Result<(), Problem> {
        if self.variables_are_set() { Err(variables_are_set()) } else { Ok(()) }
    }

    /// Keeps the sign-in before anybody is told of it.
    async fn write_down(self: &Arc<Self>, came: Came, wish: &SignInWish) -> Result<SignedIn, Problem> {
        let _turn = self.turn.lock().await;
        self.read_file_again()?;
        let (mut client, not_kept) = match came {
            Came::Az(account) => (self.ground.client(account, Way::Az, Origin::Recorded)?, None),
            Came::Person(signed_in) => {
                let account = signed_in.account.clone();
                let client = self.client_of(account)?;
                let kept = match &client.person {
                    Some(person) => person.signed_in(*signed_in).await,
                    None => Ok(()),
                };
                (client, kept.err().map(|reason| reason.problem))
            }
        };
        // The store may have taken its time, and other programs did not wait.
        self.read_file_again()?;
        client.origin = self.origin_of(&client.account.id, not_kept.is_none());
        let account = client.account.clone();
        self.enter(client, wish.instead_of_az);
        let recorded = self.record();
        self.changed();
        self.machines.signed_in(&account.id, wish.tenant.as_deref());
        recorded?;
        Ok(SignedIn { account, not_kept })
    }

    /// Whether a sign-in is written down. One that is stays so, also where the store did not take the new one: it holds
    /// the one before, which works again at the next start and is removed by signing out.
    pub(super) fn origin_of(&self, id: &AccountId, kept: bool) -> Origin {
        let recorded = |client: &Client| client.account.id == *id && client.origin == Origin::Recorded;
        if kept || self.clients().iter().any(recorded) { Origin::Recorded } else { Origin::Unrecorded }
    }

    /// The client of somebody who signed in here, which may be there already.
    fn client_of(self: &Arc<Self>, account: Account) -> Result<Client, Problem> {
        let known = |client: &&Client| client.account.id == account.id && client.person.is_some();
        let known = self.clients().iter().find(known).cloned();
        match known {
            Some(client) => Ok(Client { account, ..client }),
            None => {
                let client = self.ground.client(account, Way::Person, Origin::Recorded)?;
                self.watch_keeping(client.person.as_ref());
                Ok(client)
            }
        }
    }

    /// Puts a client in the place of the one before of the same account, or behind all others. What a simulated cloud
    /// brought gives way.
    fn enter(&self, client: Client, instead_of_az: bool) {
        let mut clients = self.clients();
        clients.retain(|other| match other.origin {
            Origin::Brought => false,
            Origin::Silent => !instead_of_az,
            Origin::Recorded | Origin::Unrecorded => true,
        });
        // Azure CLI has one sign-in at a time.
        let az =
            |other: &Client| other.account.way == WayIn::AzureCli && client.account.way == WayIn::AzureCli;
        let same = |other: &Client| other.account.id == client.account.id || az(other);
        match clients.iter().position(same) {
            Some(at) => clients[at] = client,
            None => clients.push(client),
        }
        for other in clients.iter_mut().filter(|other| other.origin == Origin::Silent) {
            other.origin = Origin::Recorded;
        }
    }

    /// Writes the accounts that last longer than the program.
    pub(super) fn record(&self) -> Result<(), Problem> {
        if !self.ground.keeps {
            return Ok(());
        }
        let recorded = |client: Client| (client.origin == Origin::Recorded).then_some(client.account);
        let accounts: Vec<Account> = self.all().into_iter().filter_map(recorded).collect();
        let cloud = self.ground.cloud.arm.as_str();
        jit_host::save_accounts(&accounts, &self.ground.dirs, cloud, jiff::Timestamp::now())
    }
}

fn set_the_variables() -> Problem {
    Problem::new(
        Code::Usage,
        "An application does not sign in here.",
        "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET before you start the program.",
    )
}

fn variables_are_set() -> Problem {
    Problem::new(
        Code::Usage,
        "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET are set, so everything is done as the application \
         they name.",
        "Remove them from the environment to sign in as yourself.",
    )
}

fn no_challenge() -> Problem {
    Problem::new(
        Code::Usage,
        "The claims challenge is not one.",
        "Copy it whole, as the refused command printed it.",
    )
}

fn cut_short() -> Problem {
    Problem::new(Code::Interrupted, "The sign-in was not written down.", "Sign in again.")
}
