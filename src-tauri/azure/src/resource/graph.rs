//! The inventory query of Resource Graph: machines, interfaces and addresses of a tenant in one question.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use jit_core::Problem;
use serde::{Deserialize, Deserializer, Serialize};

use crate::arm::{Arm, Call, Purpose};
use crate::problem::not_understood;

/// One row per IP configuration. Two joins and two expansions, which is within the service's limits.
const QUERY: &str = "\
resources
| where type =~ 'microsoft.compute/virtualmachines'
| project id, vmKey = tolower(id), name, subscriptionId, tenantId, resourceGroup, location, zones, tags,
    osType = tostring(properties.storageProfile.osDisk.osType),
    vmSize = tostring(properties.hardwareProfile.vmSize),
    adminUser = tostring(properties.osProfile.adminUsername),
    computerName = tostring(properties.osProfile.computerName),
    powerState = tostring(properties.extended.instanceView.powerState.code),
    nics = properties.networkProfile.networkInterfaces
| mv-expand nic = nics limit 400
| extend nicKey = tolower(tostring(nic.id)), nicPrimary = tobool(nic.properties.primary)
| project-away nics, nic
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/networkinterfaces'
    | mv-expand ipc = properties.ipConfigurations limit 400
    | project nicKey = tolower(id),
        nicNsg = tolower(tostring(properties.networkSecurityGroup.id)),
        subnet = tolower(tostring(ipc.properties.subnet.id)),
        privateIp = tostring(ipc.properties.privateIPAddress),
        ipPrimary = tobool(ipc.properties.primary),
        pipKey = tolower(tostring(ipc.properties.publicIPAddress.id)) ) on nicKey
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/publicipaddresses'
    | project pipKey = tolower(id), publicIp = tostring(properties.ipAddress),
        fqdn = tostring(properties.dnsSettings.fqdn), ipVersion = tostring(properties.publicIPAddressVersion) ) on pipKey
| project-away nicKey1, pipKey1
| order by vmKey asc";

/// The most rows of one page.
const TOP: u32 = 1_000;
/// More pages than any tenant has.
const MOST_PAGES: usize = 1_000;

#[derive(Serialize)]
struct Question<'a> {
    query: &'static str,
    options: Options<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options<'a> {
    result_format: &'static str,
    #[serde(rename = "$top")]
    top: u32,
    #[serde(rename = "$skipToken", skip_serializing_if = "Option::is_none")]
    skip_token: Option<&'a str>,
    allow_partial_scopes: bool,
}

#[derive(Deserialize)]
struct Page {
    data: Option<Vec<Row>>,
    #[serde(rename = "$skipToken")]
    skip_token: Option<String>,
}

/// One IP configuration of one machine.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Row {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) subscription_id: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) zones: Option<Vec<String>>,
    #[serde(deserialize_with = "super::tags::tags")]
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) vm_size: Option<String>,
    pub(crate) os_type: Option<String>,
    pub(crate) admin_user: Option<String>,
    pub(crate) computer_name: Option<String>,
    pub(crate) power_state: Option<String>,
    pub(crate) nic_key: Option<String>,
    #[serde(deserialize_with = "truth")]
    pub(crate) nic_primary: Option<bool>,
    pub(crate) private_ip: Option<String>,
    #[serde(deserialize_with = "truth")]
    pub(crate) ip_primary: Option<bool>,
    pub(crate) public_ip: Option<String>,
}

impl Row {
    /// Rows of the primary interface and configuration come first. On a machine with one interface Azure leaves
    /// the mark out.
    pub(crate) fn rank(&self) -> (bool, bool) {
        (self.nic_primary == Some(false), self.ip_primary == Some(false))
    }

    pub(crate) fn private_address(&self) -> Option<Ipv4Addr> {
        self.private_ip.as_deref()?.parse().ok()
    }

    pub(crate) fn public_address(&self) -> Option<Ipv4Addr> {
        self.public_ip.as_deref()?.parse().ok()
    }
}

/// All rows of the tenant.
pub(crate) async fn rows(arm: &Arm) -> Result<Vec<Row>, Problem> {
    let path = "/providers/Microsoft.ResourceGraph/resources";
    let purpose = Purpose::Read("the inventory".to_owned());
    let mut rows = Vec::new();
    let mut skip_token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let options = Options {
            result_format: "objectArray",
            top: TOP,
            skip_token: skip_token.as_deref(),
            allow_partial_scopes: true,
        };
        let question = Question { query: QUERY, options };
        let call = Call::post(path, "api-version=2022-10-01", purpose.clone()).with(&question).only_reading();
        let answer = arm.send(&call).await?;
        let page: Page = answer.json()?;
        rows.extend(page.data.unwrap_or_default());
        match page.skip_token.filter(|token| !token.is_empty()) {
            Some(token) if Some(&token) == skip_token.as_ref() => {
                return Err(not_understood(&answer.place, "the same page comes again", answer.received));
            }
            Some(token) => skip_token = Some(token),
            None => break,
        }
    }
    Ok(rows)
}

/// Truth comes as a boolean, as 0 or 1, or as nothing.
fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(match serde_json::Value::deserialize(from)? {
        serde_json::Value::Bool(value) => Some(value),
        serde_json::Value::Number(number) => number.as_i64().map(|number| number != 0),
        serde_json::Value::String(text) => text.to_ascii_lowercase().parse().ok(),
        _ => None,
    })
}
