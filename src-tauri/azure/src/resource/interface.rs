//! Network interfaces and the addresses on them.

use std::net::Ipv4Addr;

use futures::future::join_all;
use jit_core::{Problem, ResourceId, VmRef};
use serde::Deserialize;

use super::machine::purpose;
use crate::arm::{Arm, Call};

const VERSION: &str = "api-version=2024-01-01";
const EXPANDED: &str = "api-version=2024-01-01&$expand=ipConfigurations/publicIPAddress";

/// The addresses of a machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Addresses {
    pub(crate) private: Option<Ipv4Addr>,
    pub(crate) public: Option<Ipv4Addr>,
}

/// The addresses on these interfaces, the primary one first. Only the primary one has to be readable.
pub(crate) async fn addresses(
    arm: &Arm,
    vm: &VmRef,
    interfaces: &[ResourceId],
) -> Result<Addresses, Problem> {
    let reads = interfaces.iter().map(|interface| one(arm, vm, interface));
    let mut answers = join_all(reads).await.into_iter();
    let Some(first) = answers.next() else { return Ok(Addresses::default()) };
    let mut found = vec![first?];
    found.extend(answers.filter_map(Result::ok));
    Ok(Addresses {
        private: found.iter().find_map(|addresses| addresses.private),
        public: found.iter().find_map(|addresses| addresses.public),
    })
}

async fn one(arm: &Arm, vm: &VmRef, interface: &ResourceId) -> Result<Addresses, Problem> {
    let wire: Interface = arm.read(&Call::get(interface.as_str(), EXPANDED, purpose(vm))).await?;
    let mut configurations: Vec<IpProperties> = wire
        .properties
        .and_then(|properties| properties.ip_configurations)
        .into_iter()
        .flatten()
        .filter_map(|configuration| configuration.properties)
        .collect();
    configurations.sort_by_key(|configuration| configuration.primary != Some(true));
    let private = configurations.iter().find_map(|c| c.private_ip_address.as_deref()?.parse().ok());
    for configuration in configurations {
        let Some(public) = configuration.public_ip_address else { continue };
        if let Some(address) = public.address(arm, vm).await? {
            return Ok(Addresses { private, public: Some(address) });
        }
    }
    Ok(Addresses { private, public: None })
}

#[derive(Deserialize)]
struct Interface {
    properties: Option<InterfaceProperties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InterfaceProperties {
    ip_configurations: Option<Vec<IpConfiguration>>,
}

#[derive(Deserialize)]
struct IpConfiguration {
    properties: Option<IpProperties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IpProperties {
    primary: Option<bool>,
    #[serde(rename = "privateIPAddress")]
    private_ip_address: Option<String>,
    #[serde(rename = "publicIPAddress")]
    public_ip_address: Option<PublicIp>,
}

#[derive(Deserialize)]
struct PublicIp {
    id: Option<String>,
    properties: Option<PublicIpProperties>,
}

#[derive(Deserialize)]
struct PublicIpProperties {
    /// Absent while a dynamic address is not assigned, as on a deallocated machine.
    #[serde(rename = "ipAddress")]
    ip_address: Option<String>,
}

impl PublicIp {
    /// Where the expansion was not honoured the address itself is asked.
    async fn address(self, arm: &Arm, vm: &VmRef) -> Result<Option<Ipv4Addr>, Problem> {
        let properties = match (self.properties, self.id.and_then(|id| ResourceId::parse(&id).ok())) {
            (Some(properties), _) => Some(properties),
            (None, Some(id)) => {
                arm.read::<PublicIp>(&Call::get(id.as_str(), VERSION, purpose(vm))).await?.properties
            }
            (None, None) => None,
        };
        Ok(properties.and_then(|properties| properties.ip_address?.parse().ok()))
    }
}
