//! Who is signed in to Azure CLI, read from its own file: running `az` would take longer than reading Azure.

use std::path::PathBuf;

use jit_core::Cloud;
use jit_host::{Read, Surroundings};
use serde_json::Value;

/// What Azure CLI is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AzUser {
    /// The name it knows them by.
    pub name: String,
    /// The tenant of the subscription it is set to.
    pub tenant: String,
}

/// What Azure CLI calls the clouds it brings along, by the name of our own.
const CLOUDS: [(&str, &str); 3] =
    [("public", "AzureCloud"), ("usgov", "AzureUSGovernment"), ("china", "AzureChinaCloud")];

/// Who is signed in to Azure CLI for this cloud, where `az` is there and somebody is.
pub(crate) fn signed_in_to_az(cloud: &Cloud, surroundings: &Surroundings) -> Option<AzUser> {
    surroundings.find("az")?;
    match jit_host::read(&profile(surroundings)?) {
        Ok(Read::Text(text)) => chosen(&text, name_in_az(cloud)),
        Ok(Read::Absent) | Err(_) => None,
    }
}

/// The file in which Azure CLI notes who is signed in.
pub(super) fn profile(surroundings: &Surroundings) -> Option<PathBuf> {
    let folder = match surroundings.var("AZURE_CONFIG_DIR") {
        Some(folder) => folder.into(),
        None => surroundings.home()?.join(".azure"),
    };
    Some(folder.join("azureProfile.json"))
}

/// What Azure CLI calls this cloud. A cloud of somebody's own may have any name there.
fn name_in_az(cloud: &Cloud) -> Option<&'static str> {
    let is = |ours: &str| Cloud::built_in(ours).is_some_and(|built_in| built_in.arm == cloud.arm);
    CLOUDS.into_iter().find(|(ours, _)| is(ours)).map(|(_, in_az)| in_az)
}

/// The user of the subscription that `az` is set to.
fn chosen(profile: &str, cloud: Option<&str>) -> Option<AzUser> {
    let profile: Value = serde_json::from_str(profile.trim_start_matches('\u{feff}')).ok()?;
    let mut subscriptions = profile["subscriptions"].as_array()?.iter();
    let chosen = subscriptions.find(|subscription| subscription["isDefault"] == true)?;
    let elsewhere = |cloud| chosen["environmentName"].as_str().is_some_and(|other| other != cloud);
    if cloud.is_some_and(elsewhere) {
        return None;
    }
    let (name, tenant) = (chosen["user"]["name"].as_str()?, chosen["tenantId"].as_str()?);
    Some(AzUser { name: name.to_owned(), tenant: tenant.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = "\u{feff}{\"installationId\":\"x\",\"subscriptions\":[\
        {\"id\":\"s1\",\"tenantId\":\"T1\",\"isDefault\":false,\"user\":{\"name\":\"eve@contoso.com\"}},\
        {\"id\":\"s2\",\"tenantId\":\"T2\",\"isDefault\":true,\"environmentName\":\"AzureCloud\",\
        \"user\":{\"name\":\"barbara@contoso.com\",\"type\":\"user\"}}]}";

    #[test]
    fn az_tells_who_is_signed_in() {
        let barbara = AzUser { name: "barbara@contoso.com".to_owned(), tenant: "T2".to_owned() };
        assert_eq!(chosen(PROFILE, Some("AzureCloud")), Some(barbara.clone()));
        assert_eq!(chosen(PROFILE, None), Some(barbara));
        for nobody in ["", "{}", "{\"subscriptions\":[]}", &PROFILE.replace("true", "false")] {
            assert_eq!(chosen(nobody, None), None, "{nobody}");
        }
    }

    #[test]
    fn a_sign_in_to_another_cloud_is_none_here() {
        let name = |cloud: &str| name_in_az(&Cloud::built_in(cloud).unwrap());
        assert_eq!(chosen(PROFILE, name("china")), None);
        assert!(chosen(PROFILE, name("public")).is_some());
    }

    #[test]
    fn without_az_its_file_is_no_sign_in() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("az");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("azureProfile.json"), PROFILE).unwrap();
        let vars = [("AZURE_CONFIG_DIR", folder.to_str().unwrap())];
        let told = |programs| Surroundings::told(jit_host::Desktop::Linux, &vars, programs);
        let public = Cloud::built_in("public").unwrap();
        assert_eq!(signed_in_to_az(&public, &told(&[])), None);
        let name = signed_in_to_az(&public, &told(&[("az", "/usr/bin/az")])).map(|user| user.name);
        assert_eq!(name.as_deref(), Some("barbara@contoso.com"));
    }
}
