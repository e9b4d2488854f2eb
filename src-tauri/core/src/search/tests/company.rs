//! Ten machines of a company, and what is known beside them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::search::{Context, Found, Hint, Index, Query};
use crate::{
    AccessRequest, AccessWindow, Favourite, Favourites, Jit, Machine, Os, PortRule, Power, Protection,
    Protocol, RequestStatus, ResourceId, Sources, Vm, VmRef, Windows,
};

const PRODUCTION: (&str, &str) = ("0b1f6471-1bf0-4dda-aec3-111111111111", "Contoso Production");
const TEST: (&str, &str) = ("5d2c9a02-1bf0-4dda-aec3-222222222222", "Contoso Test");
const ZURICH: (&str, &str) = ("9e3d7c13-1bf0-4dda-aec3-333333333333", "Zürich Labor");

pub(super) struct Company {
    pub(super) machines: Vec<Machine>,
    favourites: Favourites,
    windows: Windows,
    last_used: HashMap<ResourceId, Timestamp>,
}

pub(super) fn now() -> Timestamp {
    "2026-02-01T12:00:00Z".parse().unwrap()
}

impl Company {
    pub(super) fn new() -> Self {
        let mut machines = vec![
            machine("app-01", PRODUCTION, "RG-App").size("Standard_D4s_v5").ports(&[22]).tag("env", "prod"),
            machine("build-agent", TEST, "rg-tools")
                .size("Standard_B2s")
                .tag("env", "test")
                .tag("Owner", "Ada Lovelace"),
            machine("db-01", PRODUCTION, "rg-data")
                .size("Standard_E8s_v5")
                .windows()
                .ports(&[1433, 3389])
                .tag("env", "prod"),
            machine("db-02", PRODUCTION, "rg-data").windows().power(Power::Deallocated).ports(&[3389]),
            machine("kasse-01", ZURICH, "rg-läden")
                .region("switzerlandnorth")
                .ports(&[22])
                .tag("env", "pre prod"),
            machine("sql-test", TEST, "rg-data-test").windows().power(Power::Stopped).ports(&[3389]),
            machine("web-01", PRODUCTION, "rg-web")
                .public("203.0.113.20")
                .private("10.1.0.4")
                .ports(&[22])
                .tag("env", "prod"),
            machine("web-02", PRODUCTION, "rg-web")
                .private("10.1.0.45")
                .power(Power::Starting)
                .ports(&[22, 8080]),
            machine("web-old", TEST, "rg-web")
                .region("northeurope")
                .private("10.2.0.4")
                .power(Power::Unknown)
                .unread(),
            machine("webshop", ZURICH, "rg-läden")
                .computer("SHOP-GENÈVE")
                .private("172.16.0.9")
                .tag("Müller", "ja"),
        ];
        let request = |machine: &Machine, status| AccessRequest {
            vm: machine.vm.at.id.clone(),
            port: 22,
            source: None,
            from: now() - SignedDuration::from_mins(30),
            until: now() + SignedDuration::from_mins(90),
            status,
            mapped_port: None,
            requestor: None,
        };
        for (place, status) in [(0, RequestStatus::Initiated), (4, RequestStatus::Revoked(String::new()))] {
            let request = request(&machines[place].0, status);
            if let Jit::On(protection) = &mut machines[place].0.jit {
                protection.requests.push(request);
            }
        }
        let machines: Vec<Machine> = machines.into_iter().map(|machine| machine.0).collect();
        let favourite = |alias: &str, place: usize| {
            let id = ResourceId::parse(&machines[place].vm.at.id.key()).unwrap();
            Favourite::new(alias, VmRef { id, tenant: None, account: None })
        };
        let window = |place: usize, minutes: i64| AccessWindow {
            vm: machines[place].vm.at.clone(),
            label: machines[place].vm.name.clone(),
            policy: machines[place].vm.at.id.clone(),
            port: 22,
            source: "198.51.100.7".parse().unwrap(),
            from: now() - SignedDuration::from_mins(5),
            until: now() + SignedDuration::from_mins(minutes),
            protocol: Protocol::Ssh,
            length: crate::JitDuration::DEFAULT,
            whole_range: false,
            reached: None,
            user: None,
            key: None,
        };
        let mut windows = Windows::default();
        windows.remember(window(6, 8));
        windows.remember(window(7, 60));
        windows.remember(window(3, -1));
        let used = |place: usize, days: i64| {
            (machines[place].vm.at.id.clone(), now() - SignedDuration::from_hours(24 * days))
        };
        Self {
            favourites: [favourite("Kasse Zürich", 4), favourite("sql prod", 2)].into_iter().collect(),
            windows,
            last_used: [used(7, 1), used(6, 9), used(3, 40)].into_iter().collect(),
            machines,
        }
    }

    /// What is known when nothing is recorded about earlier use.
    pub(super) fn without_history(&self) -> Context<'_> {
        Context { now: now(), favourites: &self.favourites, windows: &self.windows, last_used: None }
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context { last_used: Some(&self.last_used), ..self.without_history() }
    }

    pub(super) fn search(&self, text: &str) -> Found {
        let context = self.context();
        let query = Query::parse(text);
        let found = Index::new(&self.machines, &self.favourites).search(&self.machines, &query, &context);
        let alone = |place: &usize| query.matches(&self.machines[*place], &context);
        let mut places = found.machines.clone();
        places.sort_unstable();
        let each: Vec<usize> = (0..self.machines.len()).filter(alone).collect();
        assert_eq!(places, each, "{text}: an index finds what a look at each machine finds");
        found
    }

    /// The names that were found, in their order.
    pub(super) fn names(&self, text: &str) -> String {
        let found = self.search(text);
        let names = found.machines.iter().map(|place| self.machines[*place].vm.name.as_str());
        names.collect::<Vec<_>>().join(" ")
    }

    /// The same ordered by name.
    pub(super) fn sorted(&self, text: &str) -> String {
        let names = self.names(text);
        let mut names: Vec<&str> = names.split(' ').collect();
        names.sort_unstable();
        names.join(" ")
    }

    pub(super) fn hints(&self, text: &str) -> Vec<String> {
        Query::parse(text).hints(&self.context()).iter().map(Hint::to_string).collect()
    }
}

struct Built(Machine);

fn machine(name: &str, (id, subscription): (&str, &str), group: &str) -> Built {
    let ascii: String = group.chars().filter(char::is_ascii).collect();
    let id = format!(
        "/subscriptions/{id}/resourceGroups/{ascii}/providers/Microsoft.Compute/virtualMachines/{name}"
    );
    Built(Machine {
        vm: Vm {
            at: VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None },
            name: name.into(),
            subscription: subscription.into(),
            resource_group: group.into(),
            region: "westeurope".into(),
            os: Os::Linux,
            power: Power::Running,
            admin_user: None,
            vm_guid: None,
            private_address: None,
            public_address: None,
            dns_name: None,
            size: None,
            computer_name: None,
            zones: vec![],
            tags: [].into(),
        },
        jit: Jit::Off,
        past: crate::Past::default(),
    })
}

impl Built {
    fn windows(mut self) -> Self {
        self.0.vm.os = Os::Windows;
        self
    }

    fn size(mut self, size: &str) -> Self {
        self.0.vm.size = Some(size.into());
        self
    }

    fn region(mut self, region: &str) -> Self {
        self.0.vm.region = region.into();
        self
    }

    fn computer(mut self, name: &str) -> Self {
        self.0.vm.computer_name = Some(name.into());
        self
    }

    fn power(mut self, power: Power) -> Self {
        self.0.vm.power = power;
        self
    }

    fn public(mut self, address: &str) -> Self {
        self.0.vm.public_address = Some(address.parse().unwrap());
        self
    }

    fn private(mut self, address: &str) -> Self {
        self.0.vm.private_address = Some(address.parse().unwrap());
        self
    }

    fn tag(mut self, name: &str, value: &str) -> Self {
        self.0.vm.tags.insert(name.into(), value.into());
        self
    }

    fn unread(mut self) -> Self {
        self.0.jit = Jit::Unknown;
        self
    }

    fn ports(mut self, ports: &[u16]) -> Self {
        let rule = |number: &u16| PortRule {
            number: *number,
            longest: "PT3H".parse().unwrap(),
            sources: Sources::Any,
        };
        self.0.jit = Jit::On(Protection { ports: ports.iter().map(rule).collect(), requests: vec![] });
        self
    }
}
