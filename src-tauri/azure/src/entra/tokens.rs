//! Access tokens of one tenant: fetched once for all who wait, kept in memory until near their end.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::http::policies::Policy;
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
};
use jit_core::Cloud;
use tokio::sync::Mutex;

use super::az::Az;
use super::{SignIn, Signer, Who};
use crate::arm::Repeats;
use crate::{Clock, Surroundings};

/// A token this close to its end is renewed, like the pipeline does.
const NEAR_THE_END: i64 = 300;
/// `az` may hand out a token that is near its end already; it is not asked again at every call.
const BETWEEN_RENEWALS: i64 = 30;

/// The tokens of one tenant.
pub(crate) struct Tokens {
    make: Box<dyn Fn() -> azure_core::Result<Arc<dyn TokenCredential>> + Send + Sync>,
    clock: Clock,
    signer: Signer,
    kept: Mutex<Kept>,
    /// How many tokens were asked for and had, or not.
    asked: AtomicU64,
}

#[derive(Default)]
struct Kept {
    /// `azure_identity` keeps tokens of its own; to be rid of a refused one, the credential is made anew.
    credential: Option<Arc<dyn TokenCredential>>,
    token: Option<AccessToken>,
    fetched: i64,
    /// Why the latest one was not had.
    failure: Option<Arc<azure_core::Error>>,
}

/// A failure that several calls share.
#[derive(Debug)]
struct Shared(Arc<azure_core::Error>);

/// A token that Azure refused, passed along in the call's context.
#[derive(Default, Clone)]
pub(crate) struct Rejected(Option<Secret>);

impl Rejected {
    pub(crate) fn from_header(authorization: &str) -> Self {
        Self(authorization.strip_prefix("Bearer ").map(|token| Secret::new(token.to_owned())))
    }
}

impl Tokens {
    pub(crate) fn new(
        cloud: &Cloud,
        sign_in: &SignIn,
        tenant: Option<&str>,
        transport: Transport,
        surroundings: &Surroundings,
        home: Option<Arc<OnceLock<String>>>,
    ) -> Self {
        let tenant = tenant.or(sign_in.tenant()).map(str::to_owned);
        let asked_for = tenant.clone();
        let make: Box<dyn Fn() -> _ + Send + Sync> = match sign_in.clone() {
            SignIn::ServicePrincipal { client_id, client_secret, .. } => {
                let options = token_client(cloud, transport, surroundings);
                Box::new(move || {
                    let tenant = tenant.as_deref().unwrap_or_default();
                    let options = ClientSecretCredentialOptions { client_options: options.clone() };
                    let secret = client_secret.secret().clone();
                    Ok(ClientSecretCredential::new(tenant, client_id.clone(), secret, Some(options))? as _)
                })
            }
            SignIn::AzureCli { .. } => {
                let az = Arc::new(Az::new(Arc::clone(&surroundings.run), home));
                Box::new(move || {
                    let options = AzureCliCredentialOptions {
                        tenant_id: tenant.clone(),
                        executor: Some(az.clone()),
                        ..AzureCliCredentialOptions::default()
                    };
                    Ok(AzureCliCredential::new(Some(options))? as _)
                })
            }
        };
        let signer = Signer {
            authority: cloud.authority.host_str().unwrap_or_default().to_owned(),
            who: match sign_in {
                SignIn::AzureCli { .. } => Who::Az,
                SignIn::ServicePrincipal { .. } => Who::Principal,
            },
            tenant: asked_for,
            scope: cloud.scope.clone(),
        };
        Self {
            make,
            clock: Arc::clone(&surroundings.clock),
            signer,
            kept: Mutex::default(),
            asked: AtomicU64::new(0),
        }
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The token that is kept, or a new one in place of a refused one. Who waits for a token that then cannot be had
    /// does not ask once more: its failure is theirs.
    pub(super) async fn token(
        &self,
        scopes: &[&str],
        rejected: &Rejected,
    ) -> azure_core::Result<AccessToken> {
        let asked = self.asked.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        if let Some(failure) = kept.failure.clone().filter(|_| self.asked.load(Ordering::Acquire) > asked) {
            return Err(azure_core::Error::new(ErrorKind::Credential, Shared(failure)));
        }
        let now = (self.clock)().as_second();
        match (&kept.token, &rejected.0) {
            (Some(token), Some(refused)) if token.token == *refused => {
                kept.credential = None;
                kept.token = None;
            }
            (None, Some(_)) => kept.credential = None,
            (Some(token), _) if token.expires_on.unix_timestamp() > now => {
                let near_the_end = token.expires_on.unix_timestamp() <= now + NEAR_THE_END;
                if !near_the_end || now - kept.fetched < BETWEEN_RENEWALS {
                    return Ok(token.clone());
                }
            }
            _ => {}
        }
        let credential = match &kept.credential {
            Some(credential) => Arc::clone(credential),
            None => Arc::clone(kept.credential.insert((self.make)()?)),
        };
        let fetched = credential.get_token(scopes, None).await;
        self.asked.fetch_add(1, Ordering::Release);
        match fetched {
            Ok(token) => {
                (kept.token, kept.fetched, kept.failure) = (Some(token.clone()), now, None);
                Ok(token)
            }
            Err(error) => {
                let failure = Arc::new(error);
                kept.failure = Some(Arc::clone(&failure));
                Err(azure_core::Error::new(ErrorKind::Credential, Shared(failure)))
            }
        }
    }

    /// Drops a token Azure refused for good, so that the next call starts with a new one.
    pub(crate) async fn forget(&self, rejected: &Rejected) {
        let mut kept = self.kept.lock().await;
        if kept.token.as_ref().is_some_and(|token| rejected.0.as_ref() == Some(&token.token)) {
            kept.credential = None;
            kept.token = None;
        }
    }
}

#[async_trait]
impl TokenCredential for Tokens {
    async fn get_token(
        &self,
        scopes: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let rejected = options.and_then(|o| o.method_options.context.value::<Rejected>().cloned());
        self.token(scopes, &rejected.unwrap_or_default()).await
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Shared {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.0.as_ref())
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", self.signer.authority)
    }
}

/// The client for the token endpoint. The authority is set, so that no environment variable redirects the secret.
fn token_client(cloud: &Cloud, transport: Transport, surroundings: &Surroundings) -> ClientOptions {
    let mut authority = CustomConfiguration::default();
    authority.authority_host = cloud.authority.to_string();
    let repeats = Repeats::of_reads(surroundings);
    ClientOptions {
        cloud: Some(Arc::new(CloudConfiguration::Custom(authority))),
        transport: Some(transport),
        retry: RetryOptions::none(),
        per_call_policies: vec![Arc::new(repeats) as Arc<dyn Policy>],
        ..ClientOptions::default()
    }
}
