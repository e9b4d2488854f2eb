//! JIT policies (`Microsoft.Security/locations/jitNetworkAccessPolicies`). Every list and enum is open: what is not
//! understood is left out, never a reason to fail.

use jiff::Timestamp;
use jit_core::{
    AccessRequest, JitDuration, Policy, PolicyMachine, PortRule, Prefix, Problem, RequestStatus, ResourceId,
    Sources,
};
use serde::Deserialize;

use crate::Azure;
use crate::arm::{Arm, Call, Purpose};
use crate::problem::not_understood;

const VERSION: &str = "api-version=2020-01-01";

impl Azure {
    /// One policy, fresh.
    ///
    /// # Errors
    /// `NoPolicy` when it is gone; else what stands in the way of reading it.
    pub async fn policy(&self, policy: &ResourceId, tenant: Option<&str>) -> Result<Policy, Problem> {
        let call = Call::get(policy.as_str(), VERSION, Purpose::Policies(policy.name().to_owned()));
        let answer = self.arm(tenant).send(&call).await?;
        let wire: WirePolicy = answer.json()?;
        wire.read().ok_or_else(|| not_understood(&answer.place, "the policy has no id", answer.received))
    }
}

/// The question for the policies below a scope: a resource group or a subscription.
pub(crate) fn policies_below(scope: &str, purpose: Purpose) -> Call {
    Call::get(format!("{scope}/providers/Microsoft.Security/jitNetworkAccessPolicies"), VERSION, purpose)
}

/// The policies a question finds. A provider that is not registered has none.
pub(crate) async fn policies(arm: &Arm, call: Call) -> Result<Vec<Policy>, Problem> {
    match arm.all::<WirePolicy>(call).await {
        Ok(list) => Ok(list.into_iter().filter_map(WirePolicy::read).collect()),
        Err(problem) if has_none(&problem) => Ok(Vec::new()),
        Err(problem) => Err(problem),
    }
}

fn has_none(problem: &Problem) -> bool {
    problem.details.as_ref().is_some_and(|details| {
        details.azure_code.as_deref() == Some("MissingSubscriptionRegistration")
            || details.status == Some(404)
    })
}

#[derive(Deserialize)]
struct WirePolicy {
    id: Option<String>,
    properties: Option<Properties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    virtual_machines: Option<Vec<WireMachine>>,
    requests: Option<Vec<WireRequest>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireMachine {
    id: Option<String>,
    ports: Option<Vec<WireRule>>,
    public_ip_address: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireRule {
    number: Option<u16>,
    protocol: Option<String>,
    allowed_source_address_prefix: Option<String>,
    allowed_source_address_prefixes: Option<Vec<String>>,
    max_request_access_duration: Option<String>,
}

/// An entry of `requests`, and the body of the 202 to `initiate`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireRequest {
    start_time_utc: Option<String>,
    requestor: Option<String>,
    virtual_machines: Option<Vec<WireRequestMachine>>,
}

#[derive(Deserialize)]
struct WireRequestMachine {
    id: Option<String>,
    ports: Option<Vec<WireRequestPort>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireRequestPort {
    number: Option<u16>,
    allowed_source_address_prefix: Option<String>,
    end_time_utc: Option<String>,
    status: Option<String>,
    status_reason: Option<String>,
    mapped_port: Option<u16>,
}

impl WirePolicy {
    fn read(self) -> Option<Policy> {
        let id = ResourceId::parse(&self.id?).ok()?;
        let (machines, requests) =
            self.properties.map(|p| (p.virtual_machines, p.requests)).unwrap_or_default();
        Some(Policy {
            id,
            machines: machines.into_iter().flatten().filter_map(WireMachine::read).collect(),
            requests: requests.into_iter().flatten().flat_map(WireRequest::read).collect(),
        })
    }
}

impl WireMachine {
    fn read(self) -> Option<PolicyMachine> {
        Some(PolicyMachine {
            vm: ResourceId::parse(&self.id?).ok()?,
            ports: self.ports.into_iter().flatten().filter_map(WireRule::read).collect(),
            public_address: self.public_ip_address.and_then(|address| address.parse().ok()),
        })
    }
}

impl WireRule {
    /// A rule for UDP alone opens nothing for SSH or Remote Desktop.
    fn read(self) -> Option<PortRule> {
        if self.protocol.as_deref().is_some_and(|protocol| protocol.eq_ignore_ascii_case("udp")) {
            return None;
        }
        let longest = self.max_request_access_duration?.parse::<JitDuration>().ok()?;
        Some(PortRule {
            number: self.number?,
            longest,
            sources: sources(self.allowed_source_address_prefix, self.allowed_source_address_prefixes),
        })
    }
}

/// The single form and the list exclude each other; the unused one is absent, `null` or empty.
fn sources(one: Option<String>, many: Option<Vec<String>>) -> Sources {
    let all: Vec<String> =
        one.into_iter().chain(many.into_iter().flatten()).filter(|text| !text.is_empty()).collect();
    if all.is_empty() || all.iter().any(|text| text == "*") {
        return Sources::Any;
    }
    Sources::Only(all.iter().filter_map(|text| text.parse::<Prefix>().ok()).collect())
}

impl WireRequest {
    /// When Azure took the request.
    pub(crate) fn from(&self) -> Option<Timestamp> {
        self.start_time_utc.as_deref()?.parse().ok()
    }

    /// One entry for each machine and port. An entry without times is left out.
    pub(crate) fn read(self) -> Vec<AccessRequest> {
        let Some(from) = self.from() else { return Vec::new() };
        let requestor = self.requestor.filter(|name| !name.is_empty());
        let mut requests = Vec::new();
        for machine in self.virtual_machines.into_iter().flatten() {
            let Some(vm) = machine.id.and_then(|id| ResourceId::parse(&id).ok()) else { continue };
            let ports = machine.ports.into_iter().flatten();
            requests.extend(ports.filter_map(|port| port.read(vm.clone(), from, requestor.clone())));
        }
        requests
    }
}

impl WireRequestPort {
    fn read(self, vm: ResourceId, from: Timestamp, requestor: Option<String>) -> Option<AccessRequest> {
        Some(AccessRequest {
            vm,
            port: self.number?,
            source: self.allowed_source_address_prefix.and_then(|prefix| prefix.parse().ok()),
            from,
            until: self.end_time_utc?.parse().ok()?,
            status: status(self.status.unwrap_or_default(), self.status_reason),
            mapped_port: self.mapped_port,
            requestor,
        })
    }
}

fn status(word: String, reason: Option<String>) -> RequestStatus {
    match word.to_ascii_lowercase().as_str() {
        "initiating" => RequestStatus::Initiating,
        "initiated" => RequestStatus::Initiated,
        "revoked" => RequestStatus::Revoked(reason.unwrap_or_default()),
        _ => RequestStatus::Other(word),
    }
}
