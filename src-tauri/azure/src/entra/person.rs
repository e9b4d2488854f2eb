//! A person who signed in here: one refresh token, and access tokens for every tenant they are in.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use jiff::{SignedDuration, Timestamp};
use jit_core::{Account, Problem};
use tokio::sync::watch;

use super::refresh_token::RefreshToken;
use super::source::{Fetched, Source};
use super::{Challenge, Claims, Entra, Grant, Granted, NotKept, Secrets, SignedIn, Tokens, Ungranted, Who};

/// A person of one cloud, signed in through one application.
pub struct Person {
    purse: Arc<Purse>,
    account: Mutex<Account>,
    tenants: Mutex<HashMap<String, Tokens>>,
}

/// What all tenants of a person share.
struct Purse {
    entra: Entra,
    /// The tenant at home, or `organizations` where that is not known.
    home: String,
    refresh: RefreshToken,
    /// Why the sign-in has ended, once it has.
    ended: Mutex<Option<Arc<Ungranted>>>,
}

/// There is no refresh token to get a token with.
#[derive(Debug)]
pub(crate) enum Missing {
    /// Nobody is signed in: signed out here or by another program.
    SignedOut,
    /// The sign-in came to its end, and this is how.
    Ended(Arc<Ungranted>),
    /// The store cannot be asked for it.
    NotReadable(NotKept),
}

impl Person {
    /// The person of this account. Nothing is asked or loaded before the first call that needs a token.
    #[must_use]
    pub fn new(entra: Entra, account: Account, secrets: Arc<dyn Secrets>) -> Arc<Self> {
        let home = account.tenant.as_deref().unwrap_or("organizations").to_ascii_lowercase();
        let host = entra.authority().host_str().unwrap_or_default().to_owned();
        let port = entra.authority().port().map(|port| format!("_{port}")).unwrap_or_default();
        // Without the application: after a change of the setting, the sign-in it had is found, given up and removed.
        let key = format!("{host}{port}/{}", account.id);
        let refresh = RefreshToken::new(key.to_ascii_lowercase(), secrets, entra.clock());
        let purse = Arc::new(Purse { entra, home, refresh, ended: Mutex::default() });
        Arc::new(Self { purse, account: Mutex::new(account), tenants: Mutex::default() })
    }

    /// Takes a sign-in over, also one that proved more: its refresh token is stored before anything else is done with
    /// it, and the tokens of the sign-in before are dropped.
    ///
    /// # Errors
    /// When the store does not take it. The sign-in counts all the same, until the program ends.
    pub async fn signed_in(&self, signed_in: SignedIn) -> Result<(), NotKept> {
        let SignedIn { account, tenant, granted } = signed_in;
        let kept = self.purse.refresh.signed_in(granted.refresh.clone()).await;
        *lock(&self.purse.ended) = None;
        *lock(&self.account) = account;
        let first = self.tokens(Some(&tenant));
        for tokens in lock(&self.tenants).values() {
            tokens.renew(None);
        }
        first.renew(Some(self.purse.fetched(granted)));
        kept
    }

    /// Signs out: nothing is left, neither here nor in the store.
    ///
    /// # Errors
    /// When the store cannot be asked. It may hold the sign-in still.
    pub async fn sign_out(&self) -> Result<(), NotKept> {
        lock(&self.tenants).values().for_each(|tokens| tokens.renew(None));
        self.purse.refresh.remove().await
    }

    /// Who it is.
    #[must_use]
    pub fn account(&self) -> Account {
        lock(&self.account).clone()
    }

    /// What a tenant wants the next sign-in to show; without one, the person's own. It stays until a sign-in to that
    /// tenant has shown it.
    #[must_use]
    pub fn open_challenge(&self, tenant: Option<&str>) -> Option<Challenge> {
        self.tokens(tenant).open_challenge()
    }

    /// Why the secret store does not keep the sign-in, while that is so: then it lasts until the program ends.
    #[must_use]
    pub fn not_kept(&self) -> watch::Receiver<Option<Problem>> {
        self.purse.refresh.not_kept()
    }

    /// Tries once more to keep what the store did not take: somebody may have unlocked it. What comes of it is told by
    /// [`Self::not_kept`]. Without being told to, that is tried when a token is renewed, because a locked store asks for its
    /// password each time.
    pub async fn keep(&self) {
        self.purse.refresh.save(true).await;
    }

    /// Looks into the store before the next token is had: another program may have signed this person in again.
    pub fn look_again(&self) {
        self.purse.refresh.look_again();
    }

    /// The tokens of a tenant; without one, the person's own.
    pub(crate) fn tokens(&self, tenant: Option<&str>) -> Tokens {
        let wanted = tenant.map(str::to_ascii_lowercase).filter(|tenant| *tenant != self.purse.home);
        let directory = wanted.clone().unwrap_or_else(|| self.purse.home.clone());
        let id = lock(&self.account).id.clone();
        let mut tenants = lock(&self.tenants);
        let tokens = tenants.entry(directory.clone()).or_insert_with(|| {
            let signer = self.purse.entra.signer(Who::Person(id), wanted.as_deref());
            let source = OfTenant { purse: Arc::clone(&self.purse), directory };
            Tokens::new(source, self.purse.entra.clock(), signer)
        });
        tokens.clone()
    }

    /// Leaves open connections behind.
    pub(crate) fn reconnect(&self) {
        self.purse.entra.reconnect();
    }
}

/// The tokens of one tenant, in exchange for the person's refresh token.
struct OfTenant {
    purse: Arc<Purse>,
    directory: String,
}

#[async_trait]
impl Source for OfTenant {
    async fn fetch(&self, claims: &Claims, _: bool) -> azure_core::Result<Fetched> {
        let granted = self.purse.redeem(&self.directory, claims).await?;
        Ok(self.purse.fetched(granted))
    }

    fn heeds_claims(&self) -> bool {
        true
    }
}

impl Purse {
    async fn redeem(&self, directory: &str, claims: &Claims) -> azure_core::Result<Granted> {
        let current =
            self.refresh.current().await.map_err(|reason| credential(Missing::NotReadable(reason)))?;
        let Some(mut sent) = current else { return Err(credential(self.missing())) };
        let mut tried_another = false;
        loop {
            let refused = match self.entra.redeem(directory, Grant::Refresh(&sent.token), claims).await {
                Ok(mut granted) => {
                    if let Some(new) = granted.refresh.take() {
                        self.refresh.exchanged(&sent, new).await;
                    }
                    return Ok(granted);
                }
                Err(Ungranted::Refused(refused)) if refused.is_about_the_grant() => refused,
                Err(other) => return Err(credential(other)),
            };
            // Another program, or another tenant's renewal, may have exchanged it just before.
            match self.refresh.other_than(&sent).await {
                Some(other) if !tried_another => {
                    (sent, tried_another) = (other, true);
                }
                _ if directory == self.home => {
                    self.refresh.forget(&sent).await;
                    let ended = Arc::new(Ungranted::Refused(refused));
                    *lock(&self.ended) = Some(Arc::clone(&ended));
                    return Err(credential(Missing::Ended(ended)));
                }
                // A guest's tenant may end its own sessions; that says nothing about the others.
                _ => return Err(credential(Ungranted::Refused(refused))),
            }
        }
    }

    fn missing(&self) -> Missing {
        lock(&self.ended).clone().map_or(Missing::SignedOut, Missing::Ended)
    }

    /// The token's end is counted from now by our own clock, which may be hours off Entra ID's.
    fn fetched(&self, granted: Granted) -> Fetched {
        let now = self.entra.now();
        let after = |time| SignedDuration::try_from(time).ok().and_then(|time| now.checked_add(time).ok());
        Fetched {
            token: granted.access,
            ends: after(granted.expires_in).unwrap_or(Timestamp::MAX),
            renew: granted.refresh_in.and_then(after),
        }
    }
}

fn credential(error: impl std::error::Error + Send + Sync + 'static) -> azure_core::Error {
    azure_core::Error::new(ErrorKind::Credential, error)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedOut => f.write_str("nobody is signed in"),
            Self::Ended(_) => f.write_str("the sign-in has ended"),
            Self::NotReadable(reason) => f.write_str(&reason.problem.message),
        }
    }
}

impl std::error::Error for Missing {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Ended(ended) => Some(ended.as_ref()),
            Self::SignedOut | Self::NotReadable(_) => None,
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({})", lock(&self.account).id)
    }
}
