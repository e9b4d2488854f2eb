//! Where tokens come from: whoever gives them, one token at a time.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_trait::async_trait;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{AccessToken, Secret, TokenCredential};
use azure_core::http::policies::Policy;
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
};
use jiff::Timestamp;
use jit_core::Cloud;

use super::az::Az;
use super::{Claims, ClientSecret};
use crate::Surroundings;
use crate::arm::Repeats;

/// Gives the tokens of one tenant.
#[async_trait]
pub(crate) trait Source: Send + Sync {
    /// A token that shows these claims. After a refusal it has to be another one than the last.
    async fn fetch(&self, claims: &Claims, refused: bool) -> azure_core::Result<Fetched>;

    /// Whether more can be asked of it than the last token showed, without anybody noticing.
    fn heeds_claims(&self) -> bool;

    /// The tenant it gives tokens of, where it chose that itself.
    fn chosen_tenant(&self) -> Option<String> {
        None
    }
}

/// A token as it came.
#[derive(Debug, Clone)]
pub(crate) struct Fetched {
    pub(crate) token: Secret,
    /// When it is worth nothing any more, by this computer's clock.
    pub(crate) ends: Timestamp,
    /// When it is better renewed already.
    pub(crate) renew: Option<Timestamp>,
}

/// A credential of `azure_identity`, which knows no claims.
pub(crate) struct Credential {
    scope: String,
    make: Box<dyn Fn() -> azure_core::Result<Arc<dyn TokenCredential>> + Send + Sync>,
    /// It keeps tokens of its own; to be rid of a refused one, it is made anew.
    made: Mutex<Option<Arc<dyn TokenCredential>>>,
    chosen: Option<Arc<OnceLock<String>>>,
}

impl Credential {
    /// An application with a secret. The authority is set, so that no environment variable redirects the secret.
    pub(crate) fn application(
        cloud: &Cloud,
        (tenant, client_id, client_secret): (&str, &str, &ClientSecret),
        transport: Transport,
        surroundings: &Surroundings,
    ) -> Self {
        let mut authority = CustomConfiguration::default();
        authority.authority_host = cloud.authority.to_string();
        let repeats = Repeats::of_reads(surroundings);
        let options = ClientOptions {
            cloud: Some(Arc::new(CloudConfiguration::Custom(authority))),
            transport: Some(transport),
            retry: RetryOptions::none(),
            per_call_policies: vec![Arc::new(repeats) as Arc<dyn Policy>],
            ..ClientOptions::default()
        };
        let (tenant, client_id) = (tenant.to_owned(), client_id.to_owned());
        let secret = client_secret.secret().clone();
        Self::new(cloud, move || {
            let options = ClientSecretCredentialOptions { client_options: options.clone() };
            let (client_id, secret) = (client_id.clone(), secret.clone());
            Ok(ClientSecretCredential::new(&tenant, client_id, secret, Some(options))? as _)
        })
    }

    /// Whoever is signed in to `az`. Which tenant it is set to is noticed, where none is asked for.
    pub(crate) fn az(
        cloud: &Cloud,
        tenant: Option<String>,
        surroundings: &Surroundings,
        home: Option<Arc<OnceLock<String>>>,
    ) -> Self {
        let az = Arc::new(Az::new(Arc::clone(&surroundings.run), home.clone()));
        let credential = Self::new(cloud, move || {
            let options = AzureCliCredentialOptions {
                tenant_id: tenant.clone(),
                executor: Some(az.clone()),
                ..AzureCliCredentialOptions::default()
            };
            Ok(AzureCliCredential::new(Some(options))? as _)
        });
        Self { chosen: home, ..credential }
    }

    fn new(
        cloud: &Cloud,
        make: impl Fn() -> azure_core::Result<Arc<dyn TokenCredential>> + Send + Sync + 'static,
    ) -> Self {
        Self { scope: cloud.scope.clone(), make: Box::new(make), made: Mutex::default(), chosen: None }
    }

    fn credential(&self, anew: bool) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        match made.as_ref().filter(|_| !anew) {
            Some(credential) => Ok(Arc::clone(credential)),
            None => Ok(Arc::clone(made.insert((self.make)()?))),
        }
    }
}

#[async_trait]
impl Source for Credential {
    async fn fetch(&self, _: &Claims, refused: bool) -> azure_core::Result<Fetched> {
        let credential = self.credential(refused)?;
        let AccessToken { token, expires_on, .. } = credential.get_token(&[&self.scope], None).await?;
        let ends = Timestamp::from_second(expires_on.unix_timestamp()).unwrap_or(Timestamp::MAX);
        Ok(Fetched { token, ends, renew: None })
    }

    fn heeds_claims(&self) -> bool {
        false
    }

    fn chosen_tenant(&self) -> Option<String> {
        self.chosen.as_ref()?.get().cloned()
    }
}
