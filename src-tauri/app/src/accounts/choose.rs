//! Who signs in when the program starts.

use jit_azure::SignIn;
use jit_core::{Account, AccountId, WayIn};

use super::az::AzUser;
use super::client::Origin;

/// What there is to sign in with.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The service principal of the `AZURE_*` variables.
    pub variables: Option<SignIn>,
    /// Who signed in here before. An empty list: somebody signed out on purpose.
    pub remembered: Option<Vec<Account>>,
    /// The service principal of a simulated cloud.
    pub of_cloud: Option<SignIn>,
    /// Who is signed in to Azure CLI.
    pub az: Option<AzUser>,
}

/// What stands behind an account.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// An application with a secret.
    Application(SignIn),
    /// Azure CLI.
    Az,
    /// A refresh token of ours.
    Person,
}

/// Who signs in, in order. The variables come first and alone: who sets them wants to act as that application and as
/// nobody else. Then whoever signed in here, also when they signed out since; then what needs no sign-in of its own.
pub(crate) fn choose(found: Found) -> Vec<(Account, Way, Origin)> {
    if let Some(application) = found.variables {
        return application_of(application).into_iter().collect();
    }
    if let Some(remembered) = found.remembered {
        let one = |account: Account| {
            let way = way_of(&account);
            (known_anew(account, found.az.as_ref()), way, Origin::Recorded)
        };
        return remembered.into_iter().map(one).collect();
    }
    if let Some(application) = found.of_cloud {
        return application_of(application).into_iter().collect();
    }
    let az = found.az.map(|user| (az_account(&user.name, None), Way::Az, Origin::Silent));
    az.into_iter().collect()
}

/// What stands behind an account that signed in here.
pub(super) fn way_of(account: &Account) -> Way {
    if account.way == WayIn::AzureCli { Way::Az } else { Way::Person }
}

/// Azure CLI's sign-in may be another person's by now.
pub(super) fn known_anew(account: Account, az: Option<&AzUser>) -> Account {
    match az.filter(|_| account.way == WayIn::AzureCli) {
        Some(user) => az_account(&user.name, account.tenant),
        None => account,
    }
}

/// The account of whoever is signed in to Azure CLI; with a tenant, for that one instead of the one `az` is set to.
pub(crate) fn az_account(name: &str, tenant: Option<String>) -> Account {
    Account { id: AccountId(name.to_owned()), way: WayIn::AzureCli, name: name.to_owned(), tenant }
}

fn application_of(sign_in: SignIn) -> Option<(Account, Way, Origin)> {
    let SignIn::ServicePrincipal { client_id, tenant, .. } = &sign_in else { return None };
    let account = Account {
        id: AccountId(client_id.clone()),
        way: WayIn::ServicePrincipal,
        name: client_id.clone(),
        tenant: Some(tenant.clone()),
    };
    Some((account, Way::Application(sign_in), Origin::Brought))
}

#[cfg(test)]
mod tests {
    use jit_azure::ClientSecret;

    use super::*;

    fn principal(client: &str) -> Option<SignIn> {
        Some(SignIn::ServicePrincipal {
            tenant: "t1".to_owned(),
            client_id: client.to_owned(),
            client_secret: ClientSecret::new("hidden".to_owned()),
        })
    }

    fn barbara() -> Account {
        Account {
            id: AccountId("o1.t1".to_owned()),
            way: WayIn::Browser,
            name: "barbara@contoso.com".to_owned(),
            tenant: Some("t1".to_owned()),
        }
    }

    fn az() -> Option<AzUser> {
        Some(AzUser { name: "ben@contoso.com".to_owned(), tenant: "t2".to_owned() })
    }

    fn names(found: Found) -> Vec<String> {
        let chosen = choose(found).into_iter();
        chosen.map(|(account, way, origin)| format!("{} {}, {origin:?}", account.name, short(&way))).collect()
    }

    fn short(way: &Way) -> &'static str {
        match way {
            Way::Application(_) => "as application",
            Way::Az => "by az",
            Way::Person => "in person",
        }
    }

    #[test]
    fn each_way_in_gives_way_to_those_before_it() {
        let all = || Found {
            variables: principal("app"),
            remembered: Some(vec![barbara(), az_account("eve@contoso.com", None)]),
            of_cloud: principal("sim"),
            az: az(),
        };
        assert_eq!(names(all()), ["app as application, Brought"]);
        let found = Found { variables: None, ..all() };
        assert_eq!(
            names(found),
            ["barbara@contoso.com in person, Recorded", "ben@contoso.com by az, Recorded"]
        );
        let found = Found { variables: None, remembered: None, ..all() };
        assert_eq!(names(found), ["sim as application, Brought"]);
        assert_eq!(names(Found { az: az(), ..Found::default() }), ["ben@contoso.com by az, Silent"]);
        assert_eq!(names(Found::default()), Vec::<String>::new());
    }

    #[test]
    fn who_signed_out_on_purpose_is_not_signed_in_silently() {
        let found =
            Found { remembered: Some(Vec::new()), of_cloud: principal("sim"), az: az(), ..Found::default() };
        assert_eq!(names(found), Vec::<String>::new());
    }
}
