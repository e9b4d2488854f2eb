//! The simulated world: what exists, and what happens to it as time passes.

mod access;
mod activity;
mod addresses;
pub(crate) mod audience;
pub(crate) mod authorization;
pub(crate) mod browsers;
mod challenges;
mod check;
pub(crate) mod claims;
pub(crate) mod codes;
pub(crate) mod conditions;
mod contoso;
mod demands;
pub(crate) mod devices;
mod exposure;
mod firewall;
mod fleet;
mod habits;
mod live;
pub(crate) mod model;
pub(crate) mod operation;
mod pim;
pub(crate) mod power;
mod rbac;
mod recent;
pub(crate) mod refresh;
mod review;
mod rule_changes;
mod secrets;
pub(crate) mod sessions;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod tokens;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};

use jiff::{SignedDuration, Timestamp};

pub(crate) use access::{AskedPort, Denial};
pub(crate) use activity::{Actor, Deed, Event, Until, localized, operation_name};
pub(crate) use addresses::AddressPool;
pub use challenges::{Challenge, Shape};
pub(crate) use challenges::{Demanded, Missing};
pub use check::WorldError;
pub use demands::{Demands, Ending, PersonChange};
pub use devices::{CodeEntry, CodeMode};
pub use habits::Habits;
pub(crate) use live::{Endpoint, Gate, PortMap};
pub use model::{Condition, Consent, Demand};
pub(crate) use pim::{
    Eligible, Length, Refused, RequestKind, RequestStatus, RoleRequest, Ticket, check as meets, is_too_short,
};
pub(crate) use rbac::{Caller, Shown, is_built_in, is_within, role_id};
pub(crate) use recent::{RecentAnswer, RecentAnswers};
pub(crate) use review::{Finding, Recommendation, Verdict};
pub(crate) use rule_changes::{Provisioning, RuleChange, RuleRefusal, conflict};
pub(crate) use sessions::Sessions;
pub(crate) use table::Table;
pub(crate) use tokens::TokenState;

use crate::arm::Limits;
use crate::dice::Dice;
use activity::ActivityLog;
use model::{
    ActivityRecord, NetworkInterface, Policy, Principal, PublicAddress, ResourceGroup, Role, RoleSettings,
    SecurityGroup, Subscription, Tenant, VirtualMachine, VirtualNetwork, WorldFile,
};
use operation::Operation;

/// A simulated Azure: tenants, machines, networks, policies, and who may do what.
///
/// A world is data: it can be printed, edited and read back.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) name: String,
    pub(crate) literal_sources: bool,
    pub(crate) egress: Ipv4Addr,
    pub(crate) service_answers: BTreeMap<String, IpAddr>,
    pub(crate) tenants: Vec<Tenant>,
    pub(crate) roles: Vec<Role>,
    pub(crate) principals: Vec<Principal>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) groups: Vec<ResourceGroup>,
    pub(crate) networks: Table<VirtualNetwork>,
    pub(crate) security_groups: Table<SecurityGroup>,
    pub(crate) addresses: Table<PublicAddress>,
    pub(crate) interfaces: Table<NetworkInterface>,
    pub(crate) machines: Table<VirtualMachine>,
    pub(crate) policies: Table<Policy>,
    pub(crate) role_settings: Vec<RoleSettings>,
    pub(crate) history_days: u16,
    pub(crate) activity: Vec<ActivityRecord>,
    pub(crate) operations: HashMap<String, Operation>,
    pub(crate) tempo: Timing,
    pub(crate) dice: Dice,
    log: ActivityLog,
    pub(crate) role_requests: Vec<RoleRequest>,
    /// Activations that Resource Manager knows of: principal, role and scope.
    activated: Vec<(String, String, String)>,
    pub(crate) pool: AddressPool,
    pub(crate) limits: Limits,
    pub(crate) recent: RecentAnswers,
    pub(crate) sessions: Sessions,
    /// Machine that holds an interface, interface that holds an address; by key.
    interface_owner: HashMap<String, String>,
    address_owner: HashMap<String, String>,
    moving: BTreeSet<String>,
    network: Vec<rule_changes::NetworkWork>,
    /// Policies with windows that are open or about to be.
    open: BTreeSet<String>,
    /// Edits of policies whose rules are still to be written.
    edits: Vec<access::Edit>,
    /// When requests that are over leave their policy, by its key.
    forgetting: BTreeSet<(Timestamp, String)>,
    /// The machines behind an Azure Firewall, each with its address.
    firewalls: BTreeMap<String, Ipv4Addr>,
    /// Defender's last look at each subscription.
    reviews: BTreeMap<String, review::Review>,
    live: PortMap,
}

/// How long things take in this world, and how much a list shows at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    pub(crate) jit: SignedDuration,
    pub(crate) boot: SignedDuration,
    pub(crate) stop: SignedDuration,
    pub(crate) retry_after: Option<u64>,
    pub(crate) page: Option<usize>,
    /// The Activity Log shows an event this much later.
    pub(crate) log_lag: SignedDuration,
    /// An activated role takes effect this much later.
    pub(crate) role: SignedDuration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            jit: SignedDuration::from_secs(4),
            boot: SignedDuration::from_secs(20),
            stop: SignedDuration::from_secs(5),
            retry_after: Some(10),
            page: None,
            log_lag: SignedDuration::from_secs(180),
            role: SignedDuration::from_secs(15),
        }
    }
}

impl World {
    /// Contoso Manufacturing: three subscriptions in two tenants, about thirty machines.
    #[must_use]
    pub fn contoso() -> Self {
        Self::assemble(contoso::file())
    }

    /// A generated estate of `machines` in `subscriptions`; the same seed gives the same estate.
    #[must_use]
    pub fn fleet(machines: u32, subscriptions: u32, seed: u64) -> Self {
        Self::assemble(fleet::file(machines, subscriptions, seed))
    }

    /// Reads a world from JSON.
    ///
    /// # Errors
    ///
    /// Says where and why when the text is not a world.
    pub fn from_json(text: &str) -> Result<Self, WorldError> {
        let file: WorldFile = serde_json::from_str(text).map_err(WorldError::syntax)?;
        check::check(&file)?;
        Ok(Self::assemble(file))
    }

    /// The world as JSON, in the form that [`from_json`](Self::from_json) reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&self.file()).unwrap_or_default()
    }

    fn assemble(file: WorldFile) -> Self {
        let interfaces = Table::new(file.network_interfaces, |nic| &nic.id);
        let machines = Table::new(file.virtual_machines, |vm| &vm.id);
        let policies = Table::new(file.policies, |policy| &policy.id);
        let interface_owner = machines
            .iter()
            .flat_map(|(key, vm)| vm.network_interfaces.iter().map(move |nic| (nic.key(), key.clone())))
            .collect();
        let address_owner = interfaces
            .iter()
            .flat_map(|(key, nic)| {
                let held = nic.ip_configurations.iter().filter_map(|ip| ip.public_address.as_ref());
                held.map(move |address| (address.key(), key.clone()))
            })
            .collect();
        let open = policies
            .iter()
            .filter(|(_, policy)| access::has_open_requests(policy))
            .map(|(key, _)| key.clone())
            .collect();
        let forgetting = policies.values().flat_map(access::forgetting).collect();
        let offers = policies.values().flat_map(|policy| &policy.machines);
        let guarded =
            offers.filter_map(|offer| offer.firewall_address.map(|address| (offer.id.key(), address)));
        let firewalls = guarded.collect();
        let mut world = Self {
            name: file.name,
            literal_sources: file.literal_sources,
            egress: file.egress,
            service_answers: BTreeMap::new(),
            tenants: file.tenants,
            roles: file.roles,
            principals: file.principals,
            subscriptions: file.subscriptions,
            groups: file.resource_groups,
            networks: Table::new(file.virtual_networks, |network| &network.id),
            security_groups: Table::new(file.security_groups, |group| &group.id),
            addresses: Table::new(file.public_addresses, |address| &address.id),
            interfaces,
            machines,
            policies,
            role_settings: file.role_settings,
            history_days: file.history_days,
            activity: file.activity,
            operations: HashMap::new(),
            tempo: Timing::default(),
            dice: Dice::new(0),
            log: ActivityLog::default(),
            role_requests: Vec::new(),
            activated: Vec::new(),
            pool: AddressPool::default(),
            limits: Limits::default(),
            recent: RecentAnswers::default(),
            sessions: Sessions::default(),
            interface_owner,
            address_owner,
            moving: BTreeSet::new(),
            network: Vec::new(),
            open,
            edits: Vec::new(),
            forgetting,
            firewalls,
            reviews: BTreeMap::new(),
            live: PortMap::new(),
        };
        world.adopt_rules();
        world
    }

    pub(crate) fn file(&self) -> WorldFile {
        WorldFile {
            schema: check::SCHEMA,
            name: self.name.clone(),
            literal_sources: self.literal_sources,
            egress: self.egress,
            tenants: self.tenants.clone(),
            roles: self.roles.clone(),
            principals: self.principals.clone(),
            subscriptions: self.subscriptions.clone(),
            resource_groups: self.groups.clone(),
            virtual_networks: self.networks.values().cloned().collect(),
            security_groups: self.security_groups.values().cloned().collect(),
            public_addresses: self.addresses.values().cloned().collect(),
            network_interfaces: self.interfaces.values().cloned().collect(),
            virtual_machines: self.machines.values().cloned().collect(),
            policies: self.policies.values().cloned().collect(),
            role_settings: self.role_settings.clone(),
            history_days: self.history_days,
            activity: self.activity.clone(),
        }
    }

    /// Lets everything happen that is due by now.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        self.begin_activity(now);
        self.settle_power(now);
        self.settle_network(now);
        self.settle_access(now);
        self.settle_activity(now);
        self.settle_roles(now);
    }

    /// When the next thing happens by itself.
    pub(crate) fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let changes = [self.next_power_change(now), self.next_network_change(), self.next_access_change()];
        changes.into_iter().flatten().min()
    }

    /// Another number whenever a resource may have changed.
    pub(crate) fn revision(&self) -> [u64; 6] {
        [
            self.networks.revision(),
            self.security_groups.revision(),
            self.addresses.revision(),
            self.interfaces.revision(),
            self.machines.revision(),
            self.policies.revision(),
        ]
    }

    pub(crate) fn machine_of_interface(&self, interface: &str) -> Option<&VirtualMachine> {
        self.machines.get(self.interface_owner.get(interface)?)
    }

    pub(crate) fn interface_of_address(&self, address: &str) -> Option<&NetworkInterface> {
        self.interfaces.get(self.address_owner.get(address)?)
    }

    pub(crate) fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.id.eq_ignore_ascii_case(id))
    }

    pub(crate) fn group(&self, subscription: &str, name: &str) -> Option<&ResourceGroup> {
        self.groups.iter().find(|group| {
            group.subscription.eq_ignore_ascii_case(subscription) && group.name.eq_ignore_ascii_case(name)
        })
    }
}
