//! Virtual machines and their instance view.

use std::collections::BTreeMap;

use jit_core::{Os, Power, Problem, ResourceId, Vm, VmRef};
use serde::Deserialize;

use super::interface::Addresses;
use crate::Azure;
use crate::arm::{Answer, Arm, Call, Purpose};

pub(crate) const VERSION: &str = "api-version=2024-03-01";

/// A machine with its instance view, and the answer it came in.
pub(crate) async fn machine(arm: &Arm, vm: &VmRef) -> Result<(WireVm, Answer), Problem> {
    let query = "api-version=2024-03-01&$expand=instanceView";
    let answer = arm.send(&Call::get(vm.id.as_str(), query, purpose(vm))).await?;
    Ok((answer.json()?, answer))
}

/// The instance view alone, which is cheaper.
pub(crate) async fn instance_view(arm: &Arm, vm: &VmRef) -> Result<InstanceView, Problem> {
    arm.read(&Call::get(format!("{}/instanceView", vm.id), VERSION, purpose(vm))).await
}

/// The power states of all machines of a subscription. Of this answer only ids and statuses are reliable.
pub(crate) async fn power_states(
    arm: &Arm,
    subscription: &str,
    name: &str,
) -> Result<Vec<(ResourceId, Power)>, Problem> {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines");
    let purpose = Purpose::Read(format!("the power states in {name}"));
    let query = "api-version=2024-03-01&statusOnly=true";
    let list: Vec<WireVm> = arm.all(Call::get(path, query, purpose).of_many()).await?;
    Ok(list
        .into_iter()
        .filter_map(|vm| Some((ResourceId::parse(vm.id.as_deref()?).ok()?, vm.power())))
        .collect())
}

pub(crate) fn purpose(vm: &VmRef) -> Purpose {
    Purpose::Machine(vm.id.name().to_owned())
}

#[derive(Deserialize)]
pub(crate) struct WireVm {
    id: Option<String>,
    name: Option<String>,
    location: Option<String>,
    zones: Option<Vec<String>>,
    #[serde(default, deserialize_with = "super::tags::tags")]
    tags: BTreeMap<String, String>,
    properties: Option<Properties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    vm_id: Option<String>,
    hardware_profile: Option<HardwareProfile>,
    storage_profile: Option<StorageProfile>,
    os_profile: Option<OsProfile>,
    network_profile: Option<NetworkProfile>,
    instance_view: Option<InstanceView>,
    extended: Option<Extended>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HardwareProfile {
    vm_size: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StorageProfile {
    os_disk: Option<OsDisk>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OsDisk {
    os_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OsProfile {
    admin_username: Option<String>,
    computer_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NetworkProfile {
    network_interfaces: Option<Vec<InterfaceRef>>,
}

#[derive(Deserialize)]
struct InterfaceRef {
    id: Option<String>,
    properties: Option<InterfaceRefProperties>,
}

#[derive(Deserialize)]
struct InterfaceRefProperties {
    primary: Option<bool>,
}

/// Resource Graph and `statusOnly` put the instance view one level deeper.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extended {
    instance_view: Option<InstanceView>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InstanceView {
    statuses: Option<Vec<Status>>,
    vm_agent: Option<Agent>,
}

/// What Azure's agent inside the machine last said.
#[derive(Deserialize)]
struct Agent {
    statuses: Option<Vec<Status>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    code: Option<String>,
    display_status: Option<String>,
    message: Option<String>,
}

impl WireVm {
    /// The machine's interfaces, its primary one first.
    pub(crate) fn interfaces(&self) -> Vec<ResourceId> {
        let profile = self.properties.as_ref().and_then(|p| p.network_profile.as_ref());
        let mut references: Vec<&InterfaceRef> =
            profile.and_then(|p| p.network_interfaces.as_ref()).into_iter().flatten().collect();
        let primary = |r: &InterfaceRef| r.properties.as_ref().and_then(|p| p.primary) == Some(true);
        references.sort_by_key(|reference| !primary(reference));
        references.iter().filter_map(|r| ResourceId::parse(r.id.as_deref()?).ok()).collect()
    }

    pub(crate) fn power(&self) -> Power {
        self.instance_view().map_or(Power::Unknown, InstanceView::power)
    }

    pub(crate) fn instance_view(&self) -> Option<&InstanceView> {
        let properties = self.properties.as_ref()?;
        let extended = || properties.extended.as_ref()?.instance_view.as_ref();
        properties.instance_view.as_ref().or_else(extended)
    }

    pub(crate) fn read(self, at: &VmRef, subscription: String, addresses: Addresses) -> Vm {
        let power = self.power();
        let id = self.id.and_then(|id| ResourceId::parse(&id).ok()).unwrap_or_else(|| at.id.clone());
        let properties = self.properties;
        let (guid, hardware, disk, profile) = properties
            .map(|p| (p.vm_id, p.hardware_profile, p.storage_profile.and_then(|s| s.os_disk), p.os_profile))
            .unwrap_or_default();
        let (admin_user, computer_name) =
            profile.map(|profile| (profile.admin_username, profile.computer_name)).unwrap_or_default();
        Vm {
            name: self.name.unwrap_or_else(|| id.name().to_owned()),
            subscription,
            resource_group: id.resource_group().unwrap_or_default().to_owned(),
            region: self.location.unwrap_or_default(),
            os: os(disk.and_then(|disk| disk.os_type).as_deref()),
            power,
            admin_user,
            vm_guid: guid,
            private_address: addresses.private,
            public_address: addresses.public,
            dns_name: None,
            size: hardware.and_then(|hardware| hardware.vm_size),
            computer_name,
            zones: self.zones.unwrap_or_default(),
            tags: self.tags,
            at: VmRef { id, ..at.clone() },
        }
    }
}

impl InstanceView {
    /// The entry that starts with `PowerState/`, wherever it stands. Without one nothing is known.
    pub(crate) fn power(&self) -> Power {
        self.after("PowerState/").map_or(Power::Unknown, |(code, _)| Power::from_code(code))
    }

    /// Whether the agent says that it is ready; `None` where there is no agent.
    pub(crate) fn agent_is_ready(&self) -> Option<bool> {
        let statuses = self.vm_agent.as_ref()?.statuses.as_ref()?;
        let ready = |status: &Status| {
            status.display_status.as_deref().is_some_and(|said| said.eq_ignore_ascii_case("Ready"))
        };
        Some(statuses.iter().any(ready))
    }

    /// The code and text of the last failed change, where the last change failed.
    pub(crate) fn failure(&self) -> Option<(String, String)> {
        let (rest, status) = self.after("ProvisioningState/")?;
        let mut parts = rest.splitn(2, '/');
        let failed = parts.next().is_some_and(|word| word.eq_ignore_ascii_case("failed"));
        let text = || status.message.clone().or_else(|| status.display_status.clone()).unwrap_or_default();
        failed.then(|| (parts.next().unwrap_or_default().to_owned(), text()))
    }

    fn after(&self, prefix: &str) -> Option<(&str, &Status)> {
        self.statuses.iter().flatten().find_map(|status| {
            let code = status.code.as_deref()?;
            let head = code.get(..prefix.len())?;
            head.eq_ignore_ascii_case(prefix).then(|| (&code[prefix.len()..], status))
        })
    }
}

pub(crate) fn os(word: Option<&str>) -> Os {
    match word {
        Some(word) if word.eq_ignore_ascii_case("linux") => Os::Linux,
        Some(word) if word.eq_ignore_ascii_case("windows") => Os::Windows,
        _ => Os::Unknown,
    }
}

impl Azure {
    /// The display name of a machine's subscription, where an earlier answer told it.
    pub(crate) fn subscription_of(&self, id: &ResourceId) -> String {
        self.known().subscription(id.subscription())
    }
}
