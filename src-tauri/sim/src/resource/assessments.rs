//! Defender's recommendations, as assessments of machines.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::machine_scope;
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::stamp;
use crate::world::World;
use crate::world::model::VirtualMachine;
use crate::world::{Finding, Recommendation, Verdict};

const READ: &str = "Microsoft.Security/assessments/read";

/// The assessments of a subscription, or of one machine.
pub(super) fn list_all(call: &mut Call<'_>) -> Answer {
    let here = enter(call)?;
    let mut items: Vec<Value> = of_subscription(call.world, &here.subscription, call.now);
    items.retain(|item| {
        let machine = item["properties"]["resourceDetails"]["id"].as_str().unwrap_or_default();
        let wanted = here.machine.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(machine));
        wanted && call.may(READ, item["id"].as_str().unwrap_or_default())
    });
    let items = items.into_iter().map(|item| expanded(call, item)).collect();
    list(call, items)
}

pub(super) fn one(call: &mut Call<'_>) -> Answer {
    let here = enter(call)?;
    let key = call.target.name(1).to_owned();
    call.world.review(&here.subscription, call.now);
    let mut findings = call.world.findings(&here.subscription);
    let found = findings.find(|(vm, finding)| {
        here.machine.as_ref().is_some_and(|wanted| wanted.eq_ignore_ascii_case(vm.id.as_str()))
            && facts(finding.recommendation).key.eq_ignore_ascii_case(&key)
    });
    let view = found.map(|(vm, finding)| view(vm, finding));
    let view = view.ok_or_else(|| {
        let message = format!("The assessment '{key}' was not found at '{}'.", call.target.scope());
        Refusal::new(404, "ResourceNotFound", message)
    })?;
    Ok(Response::json(200, expanded(call, view)))
}

/// The name an assessment of this recommendation has.
pub(super) fn key(recommendation: Recommendation) -> &'static str {
    facts(recommendation).key
}

/// What Resource Graph shows: always with what the recommendation is about, and with its own spelling of the
/// machine.
pub(super) fn graph_view(vm: &VirtualMachine, finding: Finding) -> Value {
    let mut view = view(vm, finding);
    view["properties"]["resourceDetails"] = json!({ "Source": "Azure", "Id": vm.id });
    view["properties"]["metadata"] = metadata(&facts(finding.recommendation));
    view
}

/// The assessments of all machines of a subscription, as they are listed there.
pub(super) fn of_subscription(world: &mut World, subscription: &str, now: Timestamp) -> Vec<Value> {
    world.review(subscription, now);
    world.findings(subscription).map(|(vm, finding)| view(vm, finding)).collect()
}

/// What does not change of a recommendation.
struct Facts {
    key: &'static str,
    title: &'static str,
    policy: &'static str,
    description: &'static str,
    remediation: &'static str,
}

fn facts(recommendation: Recommendation) -> Facts {
    match recommendation {
        Recommendation::JustInTime => Facts {
            key: "805651bc-6ecd-4c73-9b55-97a19d0582d0",
            title: "Management ports of virtual machines should be protected with just-in-time network access control",
            policy: "b0f33259-77d7-4c9e-aac6-3aabcfae693c",
            description: "Management ports are open to the internet, and nothing closes them while nobody uses them.",
            remediation: "Configure just-in-time access for the machine.",
        },
        Recommendation::ClosedPorts => Facts {
            key: "bc303248-3d14-44c2-96a0-55f5c326b5fe",
            title: "Management ports should be closed on your virtual machines",
            policy: "22730e10-96f6-4aac-ad84-9383d35b5917",
            description: "Open management ports let anybody on the internet try passwords.",
            remediation: "Restrict the sources of the inbound rules that allow management ports, or remove the rules.",
        },
    }
}

fn view(vm: &VirtualMachine, finding: Finding) -> Value {
    let facts = facts(finding.recommendation);
    let mut status = match finding.verdict {
        Verdict::Healthy => json!({ "code": "Healthy" }),
        Verdict::Unhealthy => json!({ "code": "Unhealthy" }),
        Verdict::NotInPlan => json!({
            "code": "NotApplicable",
            "cause": "PlanNotEnabled",
            "description": "Just-in-time access is part of Microsoft Defender for Servers Plan 2, which is not enabled on the subscription",
        }),
        Verdict::NotSupported => json!({
            "code": "NotApplicable",
            "cause": "NetworkSecurityGroupMissing",
            "description": "Just-in-time access needs a network security group or an Azure Firewall, and the machine has neither",
        }),
    };
    status["statusChangeDate"] = json!(stamp::ticked(finding.changed));
    status["firstEvaluationDate"] = json!(stamp::ticked(finding.first));
    json!({
        "id": format!("{}/providers/Microsoft.Security/assessments/{}", vm.id, facts.key),
        "name": facts.key,
        "type": "Microsoft.Security/assessments",
        "properties": {
            "resourceDetails": { "source": "Azure", "id": vm.id },
            "displayName": facts.title,
            "status": status,
        },
    })
}

fn metadata(facts: &Facts) -> Value {
    json!({
        "displayName": facts.title,
        "policyDefinitionId": format!("/providers/Microsoft.Authorization/policyDefinitions/{}", facts.policy),
        "description": facts.description,
        "remediationDescription": facts.remediation,
        "categories": ["Networking"],
        "severity": "High",
        "userImpact": "High",
        "implementationEffort": "Low",
        "threats": ["DataExfiltration", "DataSpillage", "AccountBreach"],
        "assessmentType": "BuiltIn",
    })
}

/// Adds what `$expand=metadata` and `$expand=links` ask for.
fn expanded(call: &Call<'_>, mut view: Value) -> Value {
    let recommendations = [Recommendation::JustInTime, Recommendation::ClosedPorts].map(facts);
    let facts = recommendations.iter().find(|facts| view["name"] == facts.key);
    if let Some(facts) = facts.filter(|_| call.expands("metadata")) {
        view["properties"]["metadata"] = metadata(facts);
    }
    if call.expands("links") {
        let id = view["id"].as_str().unwrap_or_default();
        view["properties"]["links"] =
            json!({ "azurePortalUri": format!("{}/portal/#resource{id}", call.request.base) });
    }
    view
}

struct Here {
    subscription: String,
    /// The id of the machine that the path asks about; without it, all of the subscription.
    machine: Option<String>,
}

fn enter(call: &Call<'_>) -> Result<Here, Refusal> {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let subscription = call.target.subscription().unwrap_or_default().to_owned();
    if call.target.is_plain() {
        if call.target.group().is_some() {
            return Err(call.no_such_type());
        }
        call.enter_list(READ)?;
        return Ok(Here { subscription, machine: None });
    }
    call.enter(READ, &call.target.scope())?;
    Ok(Here { subscription, machine: Some(machine_scope(call)?.id.to_string()) })
}
