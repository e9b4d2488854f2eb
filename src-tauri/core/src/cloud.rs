//! A cloud is data: where ARM and Entra ID are, and which services tell the public address.

use serde::Deserialize;
use url::{Host, Url};

use crate::{Code, Endpoints, Problem};

/// An Azure cloud. Public, US Government and China are built in; any other is a JSON file.
#[derive(Clone)]
pub struct Cloud {
    /// The name people see.
    pub name: String,
    /// Azure Resource Manager.
    pub arm: Url,
    /// Entra ID.
    pub authority: Url,
    /// The scope to ask tokens for.
    pub scope: String,
    /// The portal, for links.
    pub portal: Option<Url>,
    /// Services that tell the workstation's public address.
    pub address_services: Vec<AddressService>,
    /// An extra certificate authority to trust, for Azure Stack and TLS-inspecting companies.
    pub ca: Option<ExtraCa>,
    /// A sign-in that comes with a simulated cloud.
    pub service_principal: Option<ServicePrincipal>,
}

/// A service that answers with the address a call came from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressService {
    /// Who runs it: two answers of one operator count once.
    pub operator: String,
    /// Where it is. Always https.
    pub url: Url,
}

/// Where an extra certificate authority comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtraCa {
    /// The certificates themselves, PEM.
    Pem(String),
    /// A PEM file; relative to the cloud file.
    File(String),
}

/// A service principal of a simulated cloud. The secret does not print.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePrincipal {
    /// Its tenant.
    pub tenant: String,
    /// Its application id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

impl std::fmt::Debug for ServicePrincipal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServicePrincipal({})", self.client_id)
    }
}

impl Cloud {
    /// A built-in cloud by name: `public`, `usgov` or `china` (endpoints from Microsoft's documentation of
    /// national clouds).
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (title, arm, authority, portal) = match name {
            "public" => (
                "Azure",
                "https://management.azure.com",
                "https://login.microsoftonline.com",
                "https://portal.azure.com",
            ),
            "usgov" => (
                "Azure US Government",
                "https://management.usgovcloudapi.net",
                "https://login.microsoftonline.us",
                "https://portal.azure.us",
            ),
            "china" => (
                "Azure China",
                "https://management.chinacloudapi.cn",
                "https://login.chinacloudapi.cn",
                "https://portal.azure.cn",
            ),
            _ => return None,
        };
        Some(Self {
            name: title.to_owned(),
            arm: Url::parse(arm).ok()?,
            authority: Url::parse(authority).ok()?,
            scope: format!("{arm}/.default"),
            portal: Url::parse(portal).ok(),
            address_services: public_address_services(),
            ca: None,
            service_principal: None,
        })
    }

    /// Reads a cloud file.
    ///
    /// # Errors
    /// [`Code::BadFile`] with the place and the reason, when the text is not a cloud this version can use.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        let file: CloudFile = serde_json::from_str(text).map_err(|error| refused(&error.to_string()))?;
        file.check()
    }

    /// Where it is.
    #[must_use]
    pub fn endpoints(&self) -> Endpoints {
        let plain = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
        Endpoints { arm: plain(&self.arm), portal: self.portal.as_ref().map(plain) }
    }

    /// Whether Azure is imitated on this computer.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.arm.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloudFile {
    schema: u32,
    name: String,
    arm: Url,
    authority: Url,
    scope: Option<String>,
    portal: Option<Url>,
    #[serde(default)]
    address_services: Vec<AddressService>,
    ca: Option<String>,
    ca_file: Option<String>,
    service_principal: Option<ServicePrincipal>,
}

impl CloudFile {
    fn check(self) -> Result<Cloud, Problem> {
        if self.schema != 1 {
            return Err(refused(&format!("\"schema\" is {}, this version reads 1", self.schema)));
        }
        for (field, url) in [("arm", &self.arm), ("authority", &self.authority)]
            .into_iter()
            .chain(self.address_services.iter().map(|service| ("address_services", &service.url)))
        {
            if url.scheme() != "https" || url.host().is_none() {
                return Err(refused(&format!("\"{field}\" must be an https address, it is {url}")));
            }
        }
        let ca = match (self.ca, self.ca_file) {
            (Some(_), Some(_)) => return Err(refused("\"ca\" and \"ca_file\" exclude each other")),
            (Some(pem), None) => Some(ExtraCa::Pem(pem)),
            (None, file) => file.map(ExtraCa::File),
        };
        let address_services = match self.address_services {
            none if none.is_empty() => public_address_services(),
            services => services,
        };
        let scope =
            self.scope.unwrap_or_else(|| format!("{}/.default", self.arm.as_str().trim_end_matches('/')));
        let (arm, authority, portal) = (self.arm, self.authority, self.portal);
        let service_principal = self.service_principal;
        let cloud =
            Cloud { name: self.name, arm, authority, scope, portal, address_services, ca, service_principal };
        if cloud.service_principal.is_some() && !cloud.is_loopback() {
            return Err(refused(
                "\"service_principal\" is only for a simulated cloud on this computer; \
                 set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET instead",
            ));
        }
        Ok(cloud)
    }
}

fn refused(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The cloud file cannot be used: {reason}."),
        "Correct the file, or leave out --cloud to use Azure's public cloud.",
    )
}

/// Services of different companies, https only (`crates.md` has the list's reasons): two must agree.
fn public_address_services() -> Vec<AddressService> {
    [
        ("Amazon", "https://checkip.amazonaws.com/"),
        ("ipify", "https://api.ipify.org/"),
        ("Cloudflare", "https://www.cloudflare.com/cdn-cgi/trace"),
        ("Cloudflare", "https://icanhazip.com/"),
        ("ifconfig.me", "https://ifconfig.me/ip"),
    ]
    .into_iter()
    .filter_map(|(operator, url)| {
        Some(AddressService { operator: operator.to_owned(), url: Url::parse(url).ok()? })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        Cloud::from_json(text).err().unwrap().message
    }

    #[test]
    fn a_simulated_cloud_brings_its_own_sign_in_and_a_real_one_may_not() {
        let file = |arm: &str| {
            format!(
                r#"{{"schema":1,"name":"Sim","arm":"{arm}","authority":"{arm}",
                "service_principal":{{"tenant":"t","client_id":"c","client_secret":"hidden"}}}}"#
            )
        };
        let cloud = Cloud::from_json(&file("https://127.0.0.1:8443")).unwrap();
        assert_eq!(cloud.scope, "https://127.0.0.1:8443/.default");
        assert!(!format!("{:?}", cloud.service_principal).contains("hidden"));
        assert_eq!(
            message(&file("https://management.azure.com")),
            "The cloud file cannot be used: \"service_principal\" is only for a simulated cloud on this computer; \
             set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET instead."
        );
    }

    #[test]
    fn what_is_wrong_with_a_cloud_file_is_said() {
        assert_eq!(
            message(r#"{"schema":1,"name":"x","arm":"http://arm","authority":"https://login"}"#),
            "The cloud file cannot be used: \"arm\" must be an https address, it is http://arm/."
        );
        assert_eq!(
            message(r#"{"schema":2,"name":"x","arm":"https://arm","authority":"https://login"}"#),
            "The cloud file cannot be used: \"schema\" is 2, this version reads 1."
        );
        assert!(message(r#"{"schema":1,"nmae":"x"}"#).contains("unknown field `nmae`"));
        assert!(message("{").contains("line 1"));
    }

    #[test]
    fn the_built_in_clouds_ask_two_operators_or_more() {
        for name in ["public", "usgov", "china"] {
            let cloud = Cloud::built_in(name).unwrap();
            let mut operators: Vec<_> = cloud.address_services.iter().map(|s| &s.operator).collect();
            operators.dedup();
            assert!(operators.len() >= 3 && cloud.scope.ends_with("/.default") && !cloud.is_loopback());
        }
        assert!(Cloud::built_in("moon").is_none());
    }
}
