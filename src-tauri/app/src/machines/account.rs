//! Whose machines they are: known without asking Azure, so that what is kept can be shown at once.

use jit_azure::SignIn;
use jit_core::{Cloud, Whose};
use jit_host::{Read, Surroundings};
use serde_json::Value;

/// The account that signs in, and its cloud. `None` when it cannot be told; then nothing is kept, rather than shown to
/// the wrong person.
pub(crate) fn whose(cloud: &Cloud, sign_in: &SignIn, surroundings: &Surroundings) -> Option<Whose> {
    let account = match sign_in {
        SignIn::ServicePrincipal { tenant, client_id, .. } => format!("application {client_id} of {tenant}"),
        SignIn::AzureCli { .. } => az_account(surroundings)?,
        SignIn::Person(person) => format!("person {}", person.account().id),
    };
    Some(Whose { cloud: cloud.arm.to_string(), account: account.to_lowercase() })
}

/// Who is signed in to `az`: it notes that in a file of its own, and running it would take longer than reading Azure.
fn az_account(surroundings: &Surroundings) -> Option<String> {
    let folder = match surroundings.var("AZURE_CONFIG_DIR") {
        Some(folder) => folder.into(),
        None => surroundings.home()?.join(".azure"),
    };
    match jit_host::read(&folder.join("azureProfile.json")) {
        Ok(Read::Text(text)) => chosen(&text),
        Ok(Read::Absent) | Err(_) => None,
    }
}

/// The user of the subscription that `az` is set to. What one sees depends on the tenant, too.
fn chosen(profile: &str) -> Option<String> {
    let profile: Value = serde_json::from_str(profile.trim_start_matches('\u{feff}')).ok()?;
    let mut subscriptions = profile["subscriptions"].as_array()?.iter();
    let chosen = subscriptions.find(|subscription| subscription["isDefault"] == true)?;
    let (user, tenant) = (chosen["user"]["name"].as_str()?, chosen["tenantId"].as_str()?);
    Some(format!("{user} in {tenant}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn az_tells_who_is_signed_in() {
        let profile = "\u{feff}{\"installationId\":\"x\",\"subscriptions\":[\
            {\"id\":\"s1\",\"tenantId\":\"T1\",\"isDefault\":false,\"user\":{\"name\":\"eve@contoso.com\"}},\
            {\"id\":\"s2\",\"tenantId\":\"T2\",\"isDefault\":true,\"user\":{\"name\":\"barbara@contoso.com\",\"type\":\"user\"}}]}";
        assert_eq!(chosen(profile).as_deref(), Some("barbara@contoso.com in T2"));
        for nobody in ["", "{}", "{\"subscriptions\":[]}", &profile.replace("true", "false")] {
            assert_eq!(chosen(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn another_account_and_another_cloud_are_somebody_elses() {
        let surroundings = Surroundings::told(jit_host::Desktop::Linux, &[], &[]);
        let principal = |client: &str| SignIn::ServicePrincipal {
            tenant: "t1".to_owned(),
            client_id: client.to_owned(),
            client_secret: jit_azure::ClientSecret::new("hidden".to_owned()),
        };
        let public = Cloud::built_in("public").unwrap();
        let one = whose(&public, &principal("a"), &surroundings);
        assert_eq!(one.clone().unwrap().account, "application a of t1");
        assert_ne!(one, whose(&public, &principal("b"), &surroundings));
        assert_ne!(one, whose(&Cloud::built_in("china").unwrap(), &principal("a"), &surroundings));
        assert_eq!(whose(&public, &SignIn::AzureCli { tenant: None }, &surroundings), None);
    }
}
