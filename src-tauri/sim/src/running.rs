//! A simulator that runs.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::config::{Config, StartError};
use crate::dice::Dice;
use crate::gate::Gates;
use crate::server::{Authority, Entry, Fault, bind};
use crate::sim::Sim;
use crate::world::Timing;

/// A running simulator; it stops when dropped.
pub struct Running {
    pub(crate) sim: Arc<Sim>,
    https: Option<String>,
    http: Option<String>,
    ca: String,
    name: String,
    tenant: String,
    service_principal: ServicePrincipal,
    tokens: Tokens,
    gates: GateMap,
    left_out: usize,
    /// Aborted on drop.
    _tasks: JoinSet<()>,
}

/// Addresses to connect to, by machine and original port.
pub type GateMap = BTreeMap<String, BTreeMap<u16, SocketAddr>>;

/// The credentials that a client signs in with.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ServicePrincipal {
    /// The application's id.
    pub client_id: String,
    /// Its secret; simulated, so nothing is secret about it.
    pub client_secret: String,
}

/// Tokens that can be used without signing in.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Tokens {
    /// May do nearly everything.
    pub admin: String,
    /// May read.
    pub reader: String,
    /// Was the admin's, and is no longer valid.
    pub expired: String,
    /// The first person's of the world, if it has one: Barbara's, who may what the admin may.
    pub person: Option<String>,
}

/// Starts a simulator.
///
/// # Errors
///
/// Says which address, certificate or backend stood in the way.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let authority = Authority::new()?;
    let https = match config.https {
        Some(address) => Some(bind(address, Some(authority.server.clone())).await?),
        None => None,
    };
    let http = match config.http {
        Some(address) => Some(bind(address, None).await?),
        None => None,
    };
    let clock = Clock::new(config.tempo);
    let mut world = config.world;
    world.tempo = Timing {
        jit: signed(config.jit),
        boot: signed(config.boot),
        stop: signed(config.stop),
        retry_after: config.retry_after,
        page: config.page,
        log_lag: signed(config.log_lag),
        role: signed(config.role),
    };
    world.limits.on = config.limits;
    world.dice = Dice::new(config.seed);
    let home = world.principals.first().and_then(|admin| admin.tenants.first()).cloned().unwrap_or_default();
    let base = https.as_ref().or(http.as_ref()).map(|listener| listener.base.clone()).unwrap_or_default();
    let tokens = issue(&mut world, &home, &base, clock.now());
    let service_principal = world
        .principals
        .iter()
        .find(|principal| principal.name == "admin")
        .map(|admin| ServicePrincipal {
            client_id: admin.client_id.clone(),
            client_secret: admin.client_secret.clone(),
        })
        .unwrap_or_else(|| ServicePrincipal { client_id: String::new(), client_secret: String::new() });
    let mut gates = Gates::prepare(&mut world, &config.backends, config.own_addresses)?;
    let name = world.name.clone();
    let sim = Sim::new(world, clock, config.latency);
    let left_out = gates.left_out;
    let mut tasks = JoinSet::new();
    let (https, http) = {
        let mut serve = |listener: crate::server::Listener| {
            let base = listener.base.clone();
            tasks.spawn(listener.run(sim.clone()));
            base
        };
        (https.map(&mut serve), http.map(&mut serve))
    };
    gates.open(&sim).await;
    let map = crate::gate::map(&sim);
    tasks.spawn(gates.run(sim.clone()));
    Ok(Running {
        sim,
        https,
        http,
        ca: authority.pem,
        name,
        tenant: home,
        service_principal,
        tokens,
        gates: map,
        left_out,
        _tasks: tasks,
    })
}

impl Running {
    /// The base URL of the https listener, without a slash at the end; empty when there is none.
    #[must_use]
    pub fn https(&self) -> &str {
        self.https.as_deref().unwrap_or_default()
    }

    /// The base URL of the http listener.
    #[must_use]
    pub fn http(&self) -> Option<&str> {
        self.http.as_deref()
    }

    /// The certificate of the authority that signed the server's.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca
    }

    /// The home tenant of the service principal.
    #[must_use]
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Credentials of the admin.
    #[must_use]
    pub fn service_principal(&self) -> &ServicePrincipal {
        &self.service_principal
    }

    /// Tokens that can be used without signing in.
    #[must_use]
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// Where machines could be connected to when the simulator started. A dynamic address is another one
    /// after a start; [`gates_now`](Self::gates_now) knows.
    #[must_use]
    pub fn gates(&self) -> &GateMap {
        &self.gates
    }

    /// Where machines can be connected to now; a machine without an address is missing.
    #[must_use]
    pub fn gates_now(&self) -> GateMap {
        crate::gate::map(&self.sim)
    }

    /// How many machines have no gate because there are too many of them; they keep the addresses of their world.
    #[must_use]
    pub fn machines_without_gate(&self) -> usize {
        self.left_out
    }

    /// The cloud file that makes a client use this simulator.
    #[must_use]
    pub fn cloud_json(&self) -> String {
        let base = self.https.as_deref().or(self.http.as_deref()).unwrap_or_default();
        let services: Vec<Value> = crate::address::SERVICES
            .iter()
            .map(|name| json!({ "operator": name, "url": format!("{base}/_address/{name}") }))
            .collect();
        let cloud = json!({
            "schema": 1,
            "name": format!("Simulated Azure ({})", self.name),
            "arm": base,
            "authority": base,
            "scope": format!("{base}/.default"),
            "portal": format!("{base}/portal"),
            "address_services": services,
            "ca": self.ca,
            "service_principal": {
                "tenant": self.tenant,
                "client_id": self.service_principal.client_id,
                "client_secret": self.service_principal.client_secret,
            },
        });
        serde_json::to_string_pretty(&cloud).unwrap_or_default()
    }

    /// Arms a fault.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub fn fault(&self, fault: Fault) -> Result<(), String> {
        self.sim.faults.arm(fault)
    }

    /// Moves the workstation to another public address.
    pub fn egress(&self, ip: Ipv4Addr) {
        self.sim.move_to(ip);
    }

    /// Lets time pass at once.
    pub fn advance(&self, by: Duration) {
        self.sim.advance(by);
    }

    /// The simulated time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.sim.clock.now()
    }

    /// Every request so far.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.sim.journal.entries()
    }

    /// The world as JSON, with the simulated time as `now`.
    #[must_use]
    pub fn state(&self) -> Value {
        self.sim.state()
    }

    /// Every token issued so far is expired from now on.
    pub fn expire_tokens(&self) {
        self.sim.change(|world, now| world.expire_tokens(now));
    }

    /// Back to the start: the world, the time, no faults, an empty journal.
    pub fn reset(&self) {
        self.sim.reset();
    }
}

fn issue(world: &mut crate::world::World, tenant: &str, audience: &str, now: Timestamp) -> Tokens {
    let years = SignedDuration::from_hours(24 * 365 * 10);
    let hour = SignedDuration::from_hours(1);
    let person = world.principals.iter().find(|held| held.person.is_some() && held.is_in(tenant));
    let person = person.map(|held| held.name.clone());
    let mut token = |name: &str, at, lifetime| {
        world.issue_token(name, tenant, audience, at, lifetime).unwrap_or_default()
    };
    Tokens {
        admin: token("admin", now, years),
        reader: token("reader", now, years),
        expired: token("admin", now - hour * 2, hour),
        person: person.map(|name| token(&name, now, years)),
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}
