//! A security rule as somebody writes it: what is in the body, and what Azure has against it.

use serde_json::Value;

use crate::arm::Refusal;
use crate::prefix::Prefix;
use crate::world::model::{Access, Direction, SecurityGroup, SecurityRule};

const LONGEST_NAME: usize = 80;
const LONGEST_DESCRIPTION: usize = 140;
const PROTOCOLS: [&str; 6] = ["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"];
/// The tags that are not services.
const TAGS: [&str; 3] = ["VirtualNetwork", "AzureLoadBalancer", "Internet"];

/// The rule of this name that the body describes.
pub(super) fn read(group: &SecurityGroup, name: &str, body: &Value) -> Result<SecurityRule, Refusal> {
    check_name(name)?;
    let properties = body.get("properties").filter(|properties| properties.is_object());
    let properties = properties.ok_or_else(|| missing(group, name, "properties"))?;
    let rule = Body { group, name, properties };
    let priority = rule.priority()?;
    let description = rule.text("description")?.unwrap_or_default().to_owned();
    if description.chars().count() > LONGEST_DESCRIPTION {
        let message = format!(
            "Security rule {name} has a description of {} characters, and at most {LONGEST_DESCRIPTION} are allowed.",
            description.chars().count()
        );
        return Err(Refusal::new(400, "SecurityRuleDescriptionTooLong", message));
    }
    for field in ["sourceApplicationSecurityGroups", "destinationApplicationSecurityGroups"] {
        if properties.get(field).and_then(Value::as_array).is_some_and(|groups| !groups.is_empty()) {
            let id = properties[field][0]["id"].as_str().unwrap_or_default();
            let message = format!(
                "Resource {id} referenced by resource {} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.",
                rule.id()
            );
            return Err(Refusal::new(400, "InvalidResourceReference", message));
        }
    }
    let source_ports = rule.ports("sourcePortRange", "sourcePortRanges")?;
    Ok(SecurityRule {
        name: name.to_owned(),
        description,
        priority,
        direction: if rule.word("direction", &["Inbound", "Outbound"])? == "Inbound" {
            Direction::Inbound
        } else {
            Direction::Outbound
        },
        access: if rule.word("access", &["Allow", "Deny"])? == "Allow" {
            Access::Allow
        } else {
            Access::Deny
        },
        protocol: rule.word("protocol", &PROTOCOLS)?.to_owned(),
        sources: rule.prefixes("sourceAddressPrefix", "sourceAddressPrefixes")?,
        source_ports: if source_ports == ["*"] { Vec::new() } else { source_ports },
        destinations: rule.prefixes("destinationAddressPrefix", "destinationAddressPrefixes")?,
        ports: rule.ports("destinationPortRange", "destinationPortRanges")?,
    })
}

/// Letters, digits, `_`, `.` and `-`; the first a letter or digit, the last not a dot or hyphen.
fn check_name(name: &str) -> Result<(), Refusal> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let starts = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let ends = name.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    if name.len() <= LONGEST_NAME && starts && ends && name.chars().all(inside) {
        return Ok(());
    }
    let message = format!(
        "Resource name {name} is invalid. The name can be up to {LONGEST_NAME} characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'."
    );
    Err(Refusal::new(400, "InvalidResourceName", message))
}

fn missing(group: &SecurityGroup, name: &str, field: &str) -> Refusal {
    let message = format!(
        "Required security rule parameters are missing for security rule with Id: {}/securityRules/{name}. Security rule must specify {field}.",
        group.id
    );
    Refusal::new(400, "SecurityRuleParameterMissing", message)
}

struct Body<'b> {
    group: &'b SecurityGroup,
    name: &'b str,
    properties: &'b Value,
}

impl<'b> Body<'b> {
    fn id(&self) -> String {
        format!("{}/securityRules/{}", self.group.id, self.name)
    }

    fn priority(&self) -> Result<u16, Refusal> {
        let given = self.given("priority").ok_or_else(|| missing(self.group, self.name, "priority"))?;
        let number = given.as_u64().and_then(|number| u16::try_from(number).ok());
        number.filter(|number| (100..=4096).contains(number)).ok_or_else(|| {
            let message = format!(
                "Security rule has invalid Priority. Value provided: {given} Allowed range 100-4096."
            );
            Refusal::new(400, "SecurityRuleInvalidPriority", message)
        })
    }

    /// A required word out of a few, in any case.
    fn word(&self, field: &str, allowed: &[&'static str]) -> Result<&'static str, Refusal> {
        let given = self.text(field)?.ok_or_else(|| missing(self.group, self.name, field))?;
        let known = allowed.iter().find(|word| word.eq_ignore_ascii_case(given));
        known.copied().ok_or_else(|| {
            let message = format!(
                "Cannot parse the request: '{given}' is no value of '{field}'. Allowed values: {}.",
                allowed.join(", ")
            );
            Refusal::new(400, "InvalidRequestFormat", message)
        })
    }

    fn prefixes(&self, single: &str, plural: &str) -> Result<Vec<String>, Refusal> {
        let (values, several) = self.either(single, plural)?;
        for value in &values {
            if several && !is_prefix(value) && is_tag(value) {
                let message = format!(
                    "Security rule parameter {plural} for rule with Id {} cannot specify existing VIRTUALNETWORK, INTERNET, AZURELOADBALANCER, '*' or system tags. Unsupported value used: {value}.",
                    self.id()
                );
                return Err(Refusal::new(400, "SecurityRuleParameterContainsUnsupportedValue", message));
            }
            if !is_prefix(value) && !is_tag(value) {
                let message = format!(
                    "Security rule {} has invalid Address prefix. Value provided: {value}",
                    self.id()
                );
                return Err(Refusal::new(400, "SecurityRuleInvalidAddressPrefix", message));
            }
        }
        Ok(values)
    }

    fn ports(&self, single: &str, plural: &str) -> Result<Vec<String>, Refusal> {
        let (values, several) = self.either(single, plural)?;
        for value in &values {
            if several && value == "*" {
                let message = format!(
                    "Security rule parameter {plural} for rule with Id {} cannot specify '*' beside others.",
                    self.id()
                );
                return Err(Refusal::new(400, "SecurityRuleParameterContainsInvalidPortRanges", message));
            }
            if value != "*" && !is_port_range(value) {
                let message = format!(
                    "Security rule has invalid Port range. Value provided: {value}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535."
                );
                return Err(Refusal::new(400, "SecurityRuleInvalidPortRange", message));
            }
        }
        Ok(values)
    }

    /// The values of a field that has a single and a plural form, and whether the plural one was used.
    fn either(&self, single: &str, plural: &str) -> Result<(Vec<String>, bool), Refusal> {
        let one = self.text(single)?.filter(|value| !value.is_empty());
        let many = match self.given(plural) {
            None => Vec::new(),
            Some(Value::Array(values)) => values
                .iter()
                .map(|value| value.as_str().map(str::to_owned).ok_or_else(|| self.wrong_type(plural)))
                .collect::<Result<_, _>>()?,
            Some(_) => return Err(self.wrong_type(plural)),
        };
        match (one, many.is_empty()) {
            (Some(one), true) => Ok((vec![one.to_owned()], false)),
            (None, false) => Ok((many, true)),
            (None, true) => Err(missing(self.group, self.name, &format!("{plural} or {single}"))),
            (Some(_), false) => {
                let message =
                    format!("Security rule with Id {} cannot specify both {single} and {plural}.", self.id());
                Err(Refusal::new(400, "SecurityRuleParameterConflict", message))
            }
        }
    }

    fn text(&self, field: &str) -> Result<Option<&'b str>, Refusal> {
        match self.given(field) {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or_else(|| self.wrong_type(field)),
        }
    }

    fn given(&self, field: &str) -> Option<&'b Value> {
        self.properties.get(field).filter(|value| !value.is_null())
    }

    fn wrong_type(&self, field: &str) -> Refusal {
        let message = format!("Cannot parse the request: the value of '{field}' has the wrong type.");
        Refusal::new(400, "InvalidRequestFormat", message)
    }
}

/// An address or a range whose bits beyond the length are zero; others Azure refuses.
fn is_prefix(value: &str) -> bool {
    if let Some((address, length)) = value.split_once('/') {
        let exact = |bits: u32| length.parse::<u32>().ok().filter(|length| *length <= bits);
        if let Ok(address) = address.parse::<std::net::Ipv4Addr>() {
            let host = |length| u32::from(address).checked_shl(length).unwrap_or(0);
            return Prefix::parse(value).is_some() && exact(32).is_some_and(|length| host(length) == 0);
        }
        let address = address.parse::<std::net::Ipv6Addr>();
        let host = |address, length| u128::from(address).checked_shl(length).unwrap_or(0);
        return address.is_ok_and(|address| exact(128).is_some_and(|length| host(address, length) == 0));
    }
    value.parse::<std::net::IpAddr>().is_ok()
}

/// `*`, or a service tag such as `Internet` or `Storage.WestEurope`.
fn is_tag(value: &str) -> bool {
    let known = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(value));
    let service = SERVICES.iter().any(|service| {
        let region = value.get(service.len()..).unwrap_or("?");
        value.len() >= service.len()
            && value.get(..service.len()).is_some_and(|start| start.eq_ignore_ascii_case(service))
            && (region.is_empty() || region.strip_prefix('.').is_some_and(is_word))
    });
    value == "*" || known || service
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Tags of services that administrators meet in security groups.
const SERVICES: [&str; 21] = [
    "ActionGroup",
    "ApiManagement",
    "AppService",
    "AppServiceManagement",
    "AzureActiveDirectory",
    "AzureActiveDirectoryDomainServices",
    "AzureBackup",
    "AzureCloud",
    "AzureContainerRegistry",
    "AzureDatabricks",
    "AzureDevOps",
    "AzureFrontDoor.Backend",
    "AzureFrontDoor.Frontend",
    "AzureKeyVault",
    "AzureMonitor",
    "AzureResourceManager",
    "AzureTrafficManager",
    "EventHub",
    "GatewayManager",
    "Sql",
    "Storage",
];

fn is_port_range(value: &str) -> bool {
    let (low, high) = value.split_once('-').unwrap_or((value, value));
    match (low.parse::<u16>(), high.parse::<u16>()) {
        (Ok(low), Ok(high)) => low <= high && value.chars().all(|c| c.is_ascii_digit() || c == '-'),
        _ => false,
    }
}
