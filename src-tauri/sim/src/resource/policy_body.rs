//! The body of a policy that is written, read and checked as far as it can be without the world.

use serde_json::Value;

use crate::arm::Refusal;
use crate::id::ResourceId;
use crate::prefix::Prefix;
use crate::stamp;
use crate::world::model::{PolicyMachine, PortRule};

const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "*"];
const SHORTEST_SECONDS: i64 = 5 * 60;
const LONGEST_SECONDS: i64 = 24 * 60 * 60;

/// The entries for machines, as they are.
pub(super) fn machines(body: &Value) -> Result<&[Value], Refusal> {
    match body.get("kind") {
        None | Some(Value::Null) => {}
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("Basic") => {}
        Some(other) => {
            return Err(Refusal::bad_request(format!("The kind {other} is not supported; use 'Basic'.")));
        }
    }
    // A client that sends a policy back sends its requests as well; they are not taken from there.
    let listed = field(body, "properties").and_then(|properties| field(properties, "virtualMachines"));
    listed
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .ok_or_else(|| Refusal::bad_request("The list 'properties.virtualMachines' is required."))
}

/// The id of an entry, as written.
pub(super) fn machine_id(entry: &Value) -> Result<&str, Refusal> {
    field(entry, "id").and_then(Value::as_str).ok_or_else(|| {
        Refusal::bad_request("The field 'id' is required for each of 'properties.virtualMachines'.")
    })
}

/// An entry whose id has been checked already.
pub(super) fn machine(entry: &Value, id: ResourceId) -> Result<PolicyMachine, Refusal> {
    let listed = field(entry, "ports").and_then(Value::as_array).filter(|ports| !ports.is_empty());
    let listed = listed.ok_or_else(|| refuse(&id, "needs a list 'ports' with at least one entry"))?;
    let mut ports: Vec<PortRule> = Vec::new();
    for entry in listed {
        let rule = port(entry, &id)?;
        if ports.iter().any(|other| other.number == rule.number) {
            return Err(refuse(&id, &format!("has port {} more than once", rule.number)));
        }
        ports.push(rule);
    }
    let firewall_address = match field(entry, "publicIpAddress") {
        None => None,
        Some(address) => {
            let read = address.as_str().and_then(|text| text.parse().ok());
            Some(read.ok_or_else(|| {
                refuse(&id, &format!("has a publicIpAddress {address} that is no IPv4 address"))
            })?)
        }
    };
    Ok(PolicyMachine { id, ports, firewall_address })
}

fn port(entry: &Value, id: &ResourceId) -> Result<PortRule, Refusal> {
    let number = number(entry).ok_or_else(|| refuse(id, "needs a port number from 0 to 65535"))?;
    let refuse = |what: &str| refuse(id, &format!("has port {number} {what}"));
    let protocol = field(entry, "protocol").and_then(Value::as_str);
    let protocol = protocol.ok_or_else(|| refuse("without a protocol"))?;
    if protocol.is_empty() {
        // Azure does not find this one out by itself.
        return Err(Refusal::new(500, "InternalServerError", "Internal server error has occurred"));
    }
    if !PROTOCOLS.contains(&protocol) {
        return Err(refuse(&format!(
            "with protocol '{protocol}', which is none of {}",
            PROTOCOLS.join(", ")
        )));
    }
    let longest = field(entry, "maxRequestAccessDuration").and_then(Value::as_str);
    let longest = longest.ok_or_else(|| refuse("without a maxRequestAccessDuration"))?;
    let seconds = stamp::duration(longest).map(|longest| longest.as_secs());
    if !seconds.is_some_and(|seconds| (SHORTEST_SECONDS..=LONGEST_SECONDS).contains(&seconds)) {
        return Err(refuse(&format!(
            "with maxRequestAccessDuration '{longest}', which is no ISO 8601 duration from PT5M to P1D"
        )));
    }
    let sources = sources(entry).map_err(|what| refuse(&what))?;
    Ok(PortRule {
        number,
        protocol: protocol.to_owned(),
        sources,
        listed: field(entry, "allowedSourceAddressPrefixes").is_some(),
        max_duration: longest.to_owned(),
        mapped_port: None,
    })
}

/// The single form or the plural one; real answers send the unused one as `null`.
fn sources(entry: &Value) -> Result<Vec<String>, String> {
    let (single, plural) = ("allowedSourceAddressPrefix", "allowedSourceAddressPrefixes");
    match (field(entry, single), field(entry, plural)) {
        (Some(_), Some(_)) => Err(format!("with both {single} and {plural}, which are mutually exclusive")),
        (None, None) => Err(format!("with neither {single} nor {plural}")),
        (Some(source), None) => match source.as_str() {
            Some(text) if text == "*" || Prefix::parse(text).is_some() => Ok(vec![text.to_owned()]),
            _ => Err(format!("with {single} {source}, which is no IPv4 address, CIDR range or '*'")),
        },
        (None, Some(sources)) => {
            let texts = sources.as_array().filter(|list| !list.is_empty());
            let texts =
                texts.ok_or_else(|| format!("with {plural} that is no list of at least one prefix"))?;
            let read = texts.iter().map(|source| {
                let text = source.as_str().filter(|text| Prefix::parse(text).is_some());
                let wrong = || format!("with {source} in {plural}, which is no IPv4 address or CIDR range");
                text.map(str::to_owned).ok_or_else(wrong)
            });
            read.collect()
        }
    }
}

/// Templates often carry numbers as text; Azure reads them.
pub(super) fn number(entry: &Value) -> Option<u16> {
    match field(entry, "number")? {
        Value::String(text) => text.parse().ok(),
        number => u16::try_from(number.as_u64()?).ok(),
    }
}

/// A field that is there and not `null`.
fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.get(name).filter(|found| !found.is_null())
}

fn refuse(id: &ResourceId, what: &str) -> Refusal {
    Refusal::bad_request(format!("The virtual machine '{}' {what}.", id.name()))
}
