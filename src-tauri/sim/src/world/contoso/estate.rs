//! Contoso's machines, each in a situation worth having.

use std::net::Ipv4Addr;

use super::people::{DEVELOPMENT, PRODUCTION, ROBOTICS};
use crate::world::model::{Os, Power};

pub(super) struct Plan {
    pub(super) subscription: &'static str,
    pub(super) group: &'static str,
    pub(super) location: &'static str,
    pub(super) name: &'static str,
    pub(super) os: Os,
    pub(super) power: Power,
    pub(super) reach: Reach,
    pub(super) jit: Vec<Jit>,
    pub(super) extra: Extra,
    pub(super) owner: &'static str,
}

#[derive(Clone, Copy)]
pub(super) enum Reach {
    Static,
    Dynamic,
    Private,
    Firewall { address: Ipv4Addr, port: u16 },
}

#[derive(Clone)]
pub(super) struct Jit {
    pub(super) policy: &'static str,
    pub(super) port: u16,
    pub(super) sources: Vec<&'static str>,
    pub(super) longest: &'static str,
}

#[derive(Clone, Copy)]
pub(super) enum Extra {
    None,
    /// An internet-wide allow rule and no policy.
    Exposed,
    /// An older allow rule that comes before the policy's deny rule.
    OldRule,
    /// A Basic address without a security group: open.
    NoSecurityGroup,
    NoCapacity,
    NothingListens,
    /// Built from a specialised disk: no OS profile.
    SpecialisedDisk,
}

impl Plan {
    pub(super) fn os_port(&self) -> u16 {
        match self.os {
            Os::Linux => 22,
            Os::Windows => 3389,
        }
    }

    fn off(mut self) -> Self {
        self.power = Power::Deallocated;
        self
    }

    fn power(mut self, power: Power) -> Self {
        self.power = power;
        self
    }

    fn reach(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }

    fn extra(mut self, extra: Extra) -> Self {
        self.extra = extra;
        self
    }

    fn sources(mut self, sources: &[&'static str]) -> Self {
        self.jit.iter_mut().for_each(|jit| jit.sources = sources.to_vec());
        self
    }

    fn longest(mut self, longest: &'static str) -> Self {
        self.jit.iter_mut().for_each(|jit| jit.longest = longest);
        self
    }

    fn policy(mut self, policy: &'static str) -> Self {
        self.jit.iter_mut().for_each(|jit| jit.policy = policy);
        self
    }

    /// One more port rule, in the given policy.
    fn also(mut self, policy: &'static str, port: u16, longest: &'static str) -> Self {
        self.jit.push(Jit { policy, port, sources: vec!["*"], longest });
        self
    }

    fn unprotected(mut self) -> Self {
        self.jit.clear();
        self
    }
}

struct Place(&'static str, &'static str, &'static str, &'static str);

impl Place {
    fn linux(&self, name: &'static str) -> Plan {
        self.machine(name, Os::Linux)
    }

    fn windows(&self, name: &'static str) -> Plan {
        self.machine(name, Os::Windows)
    }

    fn machine(&self, name: &'static str, os: Os) -> Plan {
        let mut plan = Plan {
            subscription: self.0,
            group: self.1,
            location: self.2,
            name,
            os,
            power: Power::Running,
            reach: Reach::Static,
            jit: Vec::new(),
            extra: Extra::None,
            owner: self.3,
        };
        plan.jit.push(Jit { policy: "default", port: plan.os_port(), sources: vec!["*"], longest: "PT3H" });
        plan
    }
}

pub(super) fn machines() -> Vec<Plan> {
    let mut machines = production();
    machines.extend(development());
    machines.extend(robotics());
    machines
}

fn production() -> Vec<Plan> {
    let web = Place(PRODUCTION, "rg-web", "westeurope", "web team");
    let build = Place(PRODUCTION, "rg-build", "westeurope", "build team");
    let db = Place(PRODUCTION, "rg-db", "westeurope", "data team");
    let erp = Place(PRODUCTION, "rg-erp", "westeurope", "erp team");
    let edge = Place(PRODUCTION, "rg-edge", "westeurope", "network team");
    let plant = Place(PRODUCTION, "rg-plant", "northeurope", "plant Dresden");
    let analytics = Place(PRODUCTION, "rg-analytics", "northeurope", "analytics");
    let energy = Place(PRODUCTION, "rg-energy", "northeurope", "energy");
    let vault = Place(PRODUCTION, "rg-vault", "northeurope", "security");
    let firewall = Reach::Firewall { address: Ipv4Addr::new(192, 0, 2, 250), port: 13389 };
    vec![
        web.linux("web-01"),
        web.linux("web-02").also("default", 443, "PT8H"),
        web.linux("web-03").power(Power::Stopped),
        build.linux("build-agent").off().reach(Reach::Dynamic),
        build.windows("build-win").off().reach(Reach::Dynamic).longest("PT8H"),
        db.windows("db-01").sources(&["203.0.113.0/24"]).longest("PT8H"),
        db.windows("db-02").off(),
        db.windows("db-03").sources(&["198.51.100.0/24", "198.51.100.77"]),
        erp.windows("erp-app-01").policy("erp-app-01").extra(Extra::OldRule),
        erp.windows("erp-app-02").longest("PT1H"),
        edge.windows("kiosk-01").unprotected().extra(Extra::Exposed),
        edge.linux("legacy-ftp").unprotected().extra(Extra::NoSecurityGroup),
        edge.windows("fw-app-01").reach(firewall),
        edge.windows("files-01").reach(Reach::Private),
        edge.linux("jump-01").sources(&["203.0.113.0/24"]),
        plant.windows("scada-01").longest("PT30M"),
        plant.windows("mes-01").also("mes-01", 5986, "PT2H"),
        plant.linux("scanner-01").extra(Extra::SpecialisedDisk),
        plant.linux("sensor-01").extra(Extra::NothingListens),
        analytics.linux("gpu-01").off().extra(Extra::NoCapacity),
        analytics.linux("etl-01").off(),
        energy.linux("meter-gw-01").off(),
        vault.linux("vault-01").off(),
    ]
}

fn development() -> Vec<Plan> {
    let dev = Place(DEVELOPMENT, "rg-dev", "germanywestcentral", "developers");
    vec![
        dev.linux("dev-01"),
        dev.linux("dev-02").off().reach(Reach::Dynamic),
        dev.windows("dev-win-01").off().reach(Reach::Dynamic),
        dev.linux("test-db").sources(&["203.0.113.9"]),
        dev.linux("lab-01").unprotected(),
    ]
}

fn robotics() -> Vec<Plan> {
    let line = Place(ROBOTICS, "rg-line4", "eastus", "robotics");
    vec![
        line.linux("robot-01"),
        line.linux("robot-02").off().reach(Reach::Dynamic),
        line.windows("vision-01").longest("P1D"),
        line.linux("jump-01").off(),
    ]
}
