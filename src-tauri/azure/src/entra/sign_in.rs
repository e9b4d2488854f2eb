//! The ways to sign in, and which one is taken.

use std::fmt;
use std::sync::Arc;

use azure_core::credentials::Secret;
use jit_core::{Account, AccountId, Cloud, Code, Problem, WayIn};

use super::Person;

/// A way to sign in.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// An application with a secret, for machines without a person.
    ServicePrincipal {
        /// Its tenant.
        tenant: String,
        /// Its application id.
        client_id: String,
        /// Its secret.
        client_secret: ClientSecret,
    },
    /// The person's own `az login`.
    AzureCli {
        /// The tenant to sign in to; without one, the one `az` is set to.
        tenant: Option<String>,
    },
    /// A person who signed in here.
    Person(Arc<Person>),
}

/// A secret that does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(Secret);

const TENANT: &str = "AZURE_TENANT_ID";
const CLIENT: &str = "AZURE_CLIENT_ID";
const SECRET: &str = "AZURE_CLIENT_SECRET";

impl SignIn {
    /// The service principal that the three `AZURE_*` variables name, where they are set.
    ///
    /// # Errors
    /// When two of the three variables are set: somebody meant a service principal and forgot a part of it.
    pub fn of_variables(env: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Problem> {
        let given = |name| env(name).filter(|value| !value.trim().is_empty());
        match (given(TENANT), given(CLIENT), given(SECRET)) {
            (Some(tenant), Some(client_id), Some(secret)) => {
                let client_secret = ClientSecret::new(secret);
                Ok(Some(Self::ServicePrincipal { tenant, client_id, client_secret }))
            }
            (None, Some(_), Some(_)) => Err(incomplete(TENANT, CLIENT, SECRET)),
            (Some(_), None, Some(_)) => Err(incomplete(CLIENT, TENANT, SECRET)),
            (Some(_), Some(_), None) => Err(incomplete(SECRET, TENANT, CLIENT)),
            _ => Ok(None),
        }
    }

    /// The service principal that comes with a simulated cloud.
    #[must_use]
    pub fn of_cloud(cloud: &Cloud) -> Option<Self> {
        let principal = cloud.service_principal.as_ref()?;
        Some(Self::ServicePrincipal {
            tenant: principal.tenant.clone(),
            client_id: principal.client_id.clone(),
            client_secret: ClientSecret::new(principal.client_secret.clone()),
        })
    }

    /// Who signs in so. Without being asked, Azure CLI does not tell its name.
    #[must_use]
    pub fn account(&self) -> Account {
        match self {
            Self::ServicePrincipal { tenant, client_id, .. } => Account {
                id: AccountId(client_id.clone()),
                way: WayIn::ServicePrincipal,
                name: client_id.clone(),
                tenant: Some(tenant.clone()),
            },
            Self::AzureCli { tenant } => Account {
                id: AccountId("az".to_owned()),
                way: WayIn::AzureCli,
                name: "az login".to_owned(),
                tenant: tenant.clone(),
            },
            Self::Person(person) => person.account(),
        }
    }

    /// The tenant that is signed in to, where it is chosen.
    #[must_use]
    pub fn tenant(&self) -> Option<String> {
        self.account().tenant
    }
}

impl ClientSecret {
    /// Takes a secret over.
    #[must_use]
    pub fn new(secret: String) -> Self {
        Self(Secret::new(secret))
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret")
    }
}

fn incomplete(missing: &str, one: &str, other: &str) -> Problem {
    Problem::new(
        Code::NotSignedIn,
        format!("{missing} is not set, although {one} and {other} are."),
        "Set all three to sign in as a service principal, or none of them to sign in as yourself.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(set: &[(&str, &str)]) -> Result<Option<String>, String> {
        let env = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        let found = SignIn::of_variables(env).map_err(|problem| problem.message)?;
        Ok(found.map(|sign_in| format!("{sign_in:?}")))
    }

    #[test]
    fn three_variables_are_a_service_principal_and_one_is_none() {
        let principal = "ServicePrincipal { tenant: \"t\", client_id: \"c\", client_secret: ClientSecret }";
        let all = [(TENANT, "t"), (CLIENT, "c"), (SECRET, "hidden")];
        assert_eq!(found(&all), Ok(Some(principal.to_owned())));
        assert_eq!(found(&[(TENANT, "t")]), Ok(None));
        assert_eq!(found(&[(CLIENT, " ")]), Ok(None));
    }

    #[test]
    fn a_simulated_cloud_brings_one_and_a_real_one_does_not() {
        let simulated = Cloud::from_json(
            r#"{"schema":1,"name":"Sim","arm":"https://127.0.0.1:1","authority":"https://127.0.0.1:1",
            "service_principal":{"tenant":"sim","client_id":"app","client_secret":"hidden"}}"#,
        );
        let found = format!("{:?}", SignIn::of_cloud(&simulated.unwrap()));
        assert_eq!(
            found,
            "Some(ServicePrincipal { tenant: \"sim\", client_id: \"app\", client_secret: ClientSecret })"
        );
        assert!(SignIn::of_cloud(&Cloud::built_in("public").unwrap()).is_none());
    }

    #[test]
    fn two_of_three_variables_are_a_mistake_that_is_named() {
        for (missing, one, other) in
            [(TENANT, CLIENT, SECRET), (CLIENT, TENANT, SECRET), (SECRET, TENANT, CLIENT)]
        {
            assert_eq!(
                found(&[(one, "x"), (other, "y"), (missing, "")]),
                Err(format!("{missing} is not set, although {one} and {other} are."))
            );
        }
    }
}
