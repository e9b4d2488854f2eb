//! Defender's plans: what is paid for decides what Defender does.

use serde_json::{Value, json};

use super::machine_scope;
use crate::arm::{Answer, Call, Refusal};
use crate::message::Response;
use crate::world::World;
use crate::world::model::{DefenderPlan, Subscription};

const READ: &str = "Microsoft.Security/pricings/read";
const SERVERS: &str = "VirtualMachines";
/// The plans that have nothing to do with machines; nobody here pays for them.
const OTHERS: [&str; 7] =
    ["SqlServers", "AppServices", "StorageAccounts", "KeyVaults", "Arm", "Containers", "CloudPosture"];
/// What a field came with: older versions of the interface do not answer it.
const SINCE: [(&str, &[&str]); 2] = [
    ("2023-01-01", &["enablementTime", "extensions"]),
    ("2024-01-01", &["enforce", "resourcesCoverageStatus", "inherited", "inheritedFrom"]),
];
/// When the plan was bought is no part of a world.
const ENABLED: &str = "2023-03-01T12:42:42.1921106Z";

/// The plans of a subscription, or of a machine, which has those of its subscription.
pub(super) fn list_all(call: &mut Call<'_>) -> Answer {
    let mut items = views(call)?;
    let named = call.request.query("$filter").map(filter).transpose()?;
    let wanted = |name: &str| {
        named.as_ref().is_none_or(|names| names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)))
    };
    items.retain(|item| item["name"].as_str().is_some_and(wanted));
    let items: Vec<Value> = items.into_iter().map(|item| of_version(call, item)).collect();
    // The published list knows no pages.
    Ok(Response::json(200, json!({ "value": items })))
}

pub(super) fn one(call: &mut Call<'_>) -> Answer {
    let mut items = views(call)?.into_iter();
    let name = call.target.name(1);
    let found =
        items.find(|item| item["name"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name)));
    found.map(|item| Response::json(200, of_version(call, item))).ok_or_else(|| {
        Refusal::new(404, "ResourceNotFound", format!("The pricing '{name}' was not found at this scope."))
    })
}

fn of_version(call: &Call<'_>, mut item: Value) -> Value {
    let version = call.request.query("api-version").unwrap_or_default();
    let newer = SINCE.iter().filter(|(since, _)| version < *since).flat_map(|(_, fields)| *fields);
    if let Some(properties) = item["properties"].as_object_mut() {
        newer.for_each(|field| {
            properties.remove(*field);
        });
    }
    item
}

/// The plans of a subscription as they are listed there.
pub(super) fn of_subscription(world: &World, subscription: &str) -> Vec<Value> {
    world.subscription(subscription).map(|found| Scope::whole(found).views()).unwrap_or_default()
}

struct Scope {
    id: String,
    plan: DefenderPlan,
    /// The subscription that a machine has its plan from.
    inherited_from: Option<String>,
}

impl Scope {
    fn whole(subscription: &Subscription) -> Self {
        let id = format!("/subscriptions/{}", subscription.id);
        Self { id, plan: subscription.defender, inherited_from: None }
    }

    fn views(&self) -> Vec<Value> {
        let servers = std::iter::once(self.view(SERVERS, self.plan));
        // Below a subscription, only machines have a plan of their own.
        let others = OTHERS.iter().filter(|_| self.inherited_from.is_none());
        servers.chain(others.map(|name| self.view(name, DefenderPlan::Free))).collect()
    }

    fn view(&self, name: &str, plan: DefenderPlan) -> Value {
        let mut properties = match plan {
            DefenderPlan::Free => json!({ "pricingTier": "Free", "freeTrialRemainingTime": "P30D" }),
            DefenderPlan::P1 | DefenderPlan::P2 => json!({
                "pricingTier": "Standard",
                "subPlan": if plan == DefenderPlan::P2 { "P2" } else { "P1" },
                "freeTrialRemainingTime": "PT0S",
                "enablementTime": ENABLED,
                "extensions": extensions(plan),
            }),
        };
        match &self.inherited_from {
            Some(parent) => {
                properties["inherited"] = json!("True");
                properties["inheritedFrom"] = json!(parent);
            }
            None => {
                let covered = if plan == DefenderPlan::Free { "NotCovered" } else { "FullyCovered" };
                properties["enforce"] = json!("False");
                properties["resourcesCoverageStatus"] = json!(covered);
            }
        }
        json!({
            "id": format!("{}/providers/Microsoft.Security/pricings/{name}", self.id),
            "name": name,
            "type": "Microsoft.Security/pricings",
            "properties": properties,
        })
    }
}

fn extensions(plan: DefenderPlan) -> Vec<Value> {
    let endpoint = json!({ "name": "MdeDesignatedSubscription", "isEnabled": "False" });
    let scanning = json!({
        "name": "AgentlessVmScanning",
        "isEnabled": "True",
        "additionalExtensionProperties": { "ExclusionTags": "[]" },
    });
    if plan == DefenderPlan::P2 { vec![scanning, endpoint] } else { vec![endpoint] }
}

fn views(call: &Call<'_>) -> Result<Vec<Value>, Refusal> {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    call.enter(READ, &call.target.scope())?;
    let subscription = call.target.subscription().unwrap_or_default();
    if call.target.is_plain() {
        let whole = call.target.group().is_none();
        return if whole { Ok(of_subscription(call.world, subscription)) } else { Err(call.no_such_type()) };
    }
    let id = machine_scope(call)?.id.to_string();
    let whole = call.world.subscription(subscription).map(Scope::whole).ok_or_else(|| call.no_such_type())?;
    Ok(Scope { id, inherited_from: Some(whole.id), ..whole }.views())
}

/// The one filter there is: `name in (VirtualMachines,Arm)`.
fn filter(text: &str) -> Result<Vec<&str>, Refusal> {
    let inside = text.trim().strip_prefix("name in").map(str::trim);
    let inside = inside.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
    let names = inside.map(|names| names.split(',').map(|name| name.trim().trim_matches('\'')).collect());
    names.ok_or_else(|| {
        Refusal::bad_request(format!("The filter '{text}' is not of the form name in (planName1,planName2)."))
    })
}
