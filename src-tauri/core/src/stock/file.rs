//! What is kept from one start to the next. It holds names, addresses and states, and no secret.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Early, Kept, Known, Stock};
use crate::{Code, Jit, Machine, Os, Part, Past, Power, Problem, ResourceId, Vm, VmRef};

/// The version of the format.
const SCHEMA: u32 = 1;

/// Whose machines they are: what one account sees in one cloud is not another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// Where the cloud is.
    pub cloud: String,
    /// Who is signed in.
    pub account: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    schema: u32,
    whose: Whose,
    tenants: Vec<Listed>,
    subscriptions: Vec<Subscription>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    failures: Vec<(Part, String, Problem)>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    id: Option<String>,
    name: Option<String>,
    /// When its machines were last told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Subscription {
    id: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policies: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    power: Option<Timestamp>,
    machines: Vec<Entry>,
}

/// A machine, without what its subscription and its id say already.
#[derive(Serialize, Deserialize)]
struct Entry {
    id: ResourceId,
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    region: String,
    os: Os,
    power: Power,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<(Power, Timestamp)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<Ipv4Addr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public: Option<Ipv4Addr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dns: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    computer: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    zones: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, String>,
    jit: Jit,
}

impl Stock {
    /// The text of the file.
    #[must_use]
    pub fn to_json(&self, whose: &Whose) -> String {
        let file = File {
            schema: SCHEMA,
            whose: whose.clone(),
            tenants: self.tenants_kept(),
            subscriptions: self.subscriptions.iter().map(subscription).collect(),
            failures: self
                .failures
                .iter()
                .map(|(part, (name, problem))| (part.clone(), name.clone(), problem.clone()))
                .collect(),
        };
        // Plain structs, and maps with strings for keys, always serialise.
        serde_json::to_string(&file).unwrap_or_default()
    }

    fn tenants_kept(&self) -> Vec<Listed> {
        let all: BTreeSet<&Option<String>> = self.listed.keys().chain(self.tenants.keys()).collect();
        let kept = |id: &Option<String>| Listed {
            id: id.clone(),
            name: self.tenants.get(id).cloned(),
            at: self.listed.get(id).copied(),
        };
        all.into_iter().map(kept).collect()
    }

    /// Reads the text of a file. `None`: it is somebody else's.
    ///
    /// # Errors
    /// [`Code::BadFile`] when it is no such file.
    pub fn from_json(text: &str, whose: &Whose) -> Result<Option<Self>, Problem> {
        let file: File = serde_json::from_str(text).map_err(|error| unusable(&error.to_string()))?;
        if file.schema != SCHEMA {
            return Err(unusable("\"schema\" is not 1"));
        }
        if file.whose != *whose {
            return Ok(None);
        }
        Ok(Some(Self {
            tenants: file
                .tenants
                .iter()
                .filter_map(|listed| Some((listed.id.clone(), listed.name.clone()?)))
                .collect(),
            listed: file.tenants.into_iter().filter_map(|listed| Some((listed.id, listed.at?))).collect(),
            subscriptions: file.subscriptions.into_iter().map(known).collect(),
            failures: file
                .failures
                .into_iter()
                .map(|(part, name, problem)| (part, (name, problem)))
                .collect(),
            ..Self::default()
        }))
    }
}

fn subscription((id, known): (&String, &Known)) -> Subscription {
    let mut machines: Vec<Entry> = known.machines.values().map(|kept| entry(&kept.machine)).collect();
    machines.sort_by(|a, b| a.id.cmp(&b.id));
    Subscription {
        id: id.clone(),
        name: known.name.clone(),
        tenant: known.tenant.clone(),
        by: known.by.clone(),
        policies: known.policies,
        power: known.power,
        machines,
    }
}

fn entry(machine: &Machine) -> Entry {
    let vm = machine.vm.clone();
    Entry {
        id: vm.at.id,
        name: vm.name,
        region: vm.region,
        os: vm.os,
        power: vm.power,
        was: machine.past.power,
        user: vm.admin_user,
        private: vm.private_address,
        public: vm.public_address,
        dns: vm.dns_name,
        guid: vm.vm_guid,
        size: vm.size,
        computer: vm.computer_name,
        zones: vm.zones,
        tags: vm.tags,
        jit: machine.jit.clone(),
    }
}

fn known(from: Subscription) -> (String, Known) {
    let mut known = Known {
        name: from.name,
        tenant: from.tenant,
        by: from.by,
        policies: from.policies,
        power: from.power,
        early: Early::default(),
        ..Known::default()
    };
    for entry in from.machines {
        let kept = Kept { by: known.by.clone(), listing: 0, machine: machine(entry, known.tenant.clone()) };
        known.machines.insert(kept.machine.vm.at.id.clone(), kept);
    }
    (from.id, known)
}

fn machine(entry: Entry, tenant: Option<String>) -> Machine {
    let vm = Vm {
        name: entry.name,
        subscription: String::new(),
        resource_group: super::group(&entry.id),
        region: entry.region,
        os: entry.os,
        power: entry.power,
        admin_user: entry.user,
        vm_guid: entry.guid,
        private_address: entry.private,
        public_address: entry.public,
        dns_name: entry.dns,
        size: entry.size,
        computer_name: entry.computer,
        zones: entry.zones,
        tags: entry.tags,
        at: VmRef { id: entry.id, tenant, account: None },
    };
    Machine { vm, jit: entry.jit, past: Past { from: None, power: entry.was } }
}

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The list of machines kept from before cannot be used: {reason}."),
        "Nothing needs to be done: the machines are read from Azure and kept anew.",
    )
}
