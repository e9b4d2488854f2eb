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
    computerName = tostring(properties.osProfile.computerName), vmGuid = tostring(properties.vmId),
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

const PATH: &str = "/providers/Microsoft.ResourceGraph/resources";
/// The most rows of one page.
const TOP: u32 = 1_000;
/// More pages than any tenant has.
const MOST_PAGES: usize = 1_000;

#[derive(Serialize)]
struct Question<'a> {
    query: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscriptions: Option<&'a [String]>,
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
    /// A word, not a truth value.
    #[serde(rename = "resultTruncated")]
    result_truncated: Option<String>,
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
    pub(crate) vm_guid: Option<String>,
    pub(crate) nic_key: Option<String>,
    #[serde(deserialize_with = "truth")]
    pub(crate) nic_primary: Option<bool>,
    pub(crate) private_ip: Option<String>,
    #[serde(deserialize_with = "truth")]
    pub(crate) ip_primary: Option<bool>,
    pub(crate) public_ip: Option<String>,
    pub(crate) fqdn: Option<String>,
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

    pub(crate) fn dns_name(&self) -> Option<String> {
        self.fqdn.clone().filter(|name| !name.is_empty())
    }
}

/// The pages of a tenant's rows, one question each.
pub(crate) struct Pages<'a> {
    arm: &'a Arm,
    /// Only these; without, all that the token reaches.
    subscriptions: Option<Vec<String>>,
    asked: usize,
    next: Next,
}

enum Next {
    First,
    After(String),
    End,
}

impl<'a> Pages<'a> {
    pub(crate) fn new(arm: &'a Arm, subscriptions: Option<Vec<String>>) -> Self {
        Self { arm, subscriptions, asked: 0, next: Next::First }
    }

    /// The next page, or `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Row>>, Problem> {
        let skip_token = match &self.next {
            Next::First => None,
            Next::After(token) => Some(token.as_str()),
            Next::End => return Ok(None),
        };
        let options =
            Options { result_format: "objectArray", top: TOP, skip_token, allow_partial_scopes: true };
        let purpose = Purpose::Read("the machines (Resource Graph)".to_owned());
        let question = Question { query: QUERY, subscriptions: self.subscriptions.as_deref(), options };
        let call = Call::post(PATH, "api-version=2022-10-01", purpose).with(&question);
        let answer = self.arm.send(&call.only_reading().of_many()).await?;
        let page: Page = answer.json()?;
        let wrong = |what| Err(not_understood(&answer.place, what, answer.received));
        self.asked += 1;
        self.next = match page.skip_token.filter(|token| !token.is_empty()) {
            Some(token) if Some(token.as_str()) == skip_token => return wrong("the same page comes again"),
            Some(_) if self.asked >= MOST_PAGES => return wrong("the list does not end"),
            Some(token) => Next::After(token),
            None if page.result_truncated.is_some_and(|cut| cut.eq_ignore_ascii_case("true")) => {
                return wrong("the list was cut off and cannot be continued");
            }
            None => Next::End,
        };
        Ok(Some(page.data.unwrap_or_default()))
    }
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
