//! `Microsoft.Authorization`: permissions, roles, and who holds them, below any scope.

mod active;
mod chosen;
mod eligibility;
mod filter;
mod permissions;
mod principals;
mod request_body;
mod role_assignments;
mod role_definitions;
mod role_requests;
mod role_settings;

use serde_json::{Value, json};

use crate::arm::{Answer, Call, Refusal};
use crate::world::model::Principal;
use crate::world::{is_built_in, is_within, role_id};
use eligibility::Form;
use filter::Term;
use role_settings::Settings;

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match rest {
        ["permissions"] => permissions::answer(call),
        ["roledefinitions", rest @ ..] => role_definitions::answer(call, rest),
        ["roleassignments", rest @ ..] => role_assignments::answer(call, rest),
        ["roleeligibilityscheduleinstances", rest @ ..] => eligibility::answer(call, Form::Instances, rest),
        ["roleeligibilityschedules", rest @ ..] => eligibility::answer(call, Form::Schedules, rest),
        ["roleassignmentscheduleinstances", rest @ ..] => active::answer(call, Form::Instances, rest),
        ["roleassignmentschedules", rest @ ..] => active::answer(call, Form::Schedules, rest),
        ["roleassignmentschedulerequests", rest @ ..] => role_requests::answer(call, rest),
        ["rolemanagementpolicyassignments", rest @ ..] => {
            role_settings::answer(call, Settings::Assignments, rest)
        }
        ["rolemanagementpolicies", rest @ ..] => role_settings::answer(call, Settings::Policies, rest),
        _ => Err(call.no_such_type()),
    }
}

/// The scope of the path when it exists: empty for the tenant's root, otherwise a subscription or something in it.
fn scope(call: &Call<'_>) -> Result<String, Refusal> {
    let scope = call.target.scope();
    if scope.is_empty() {
        return Ok(scope);
    }
    if call.target.subscription().is_none() {
        return Err(Refusal::new(
            400,
            "InvalidScope",
            format!(
                "The scope '{scope}' is neither the root of the tenant nor a subscription nor anything in one."
            ),
        ));
    }
    call.check_subscription()?;
    call.check_group()?;
    Ok(scope)
}

/// How two scopes lie to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    AtOrAbove,
    Below,
    Elsewhere,
}

/// Where `held` lies, seen from `asked`.
fn place(held: &str, asked: &str) -> Place {
    let (held, asked) =
        (held.trim_end_matches('/').to_lowercase(), asked.trim_end_matches('/').to_lowercase());
    if is_within(&asked, &held) {
        Place::AtOrAbove
    } else if is_within(&held, &asked) {
        Place::Below
    } else {
        Place::Elsewhere
    }
}

/// The id of a role's definition as it is written in the subscription of a scope.
fn definition_id(id: &str, scope: &str) -> String {
    let mut parts = scope.split('/').skip(1);
    let prefix = match (parts.next(), parts.next()) {
        (Some(kind), Some(subscription)) if kind.eq_ignore_ascii_case("subscriptions") => {
            format!("/subscriptions/{subscription}")
        }
        _ => String::new(),
    };
    format!("{prefix}/providers/Microsoft.Authorization/roleDefinitions/{id}")
}

/// The terms of `$filter`; what is not understood is refused with what is.
fn terms(call: &Call<'_>, supported: &str) -> Result<Vec<Term>, Refusal> {
    let text = call.request.query("$filter").unwrap_or_default();
    Term::read(text).ok_or_else(|| unsupported(call, supported))
}

fn unsupported(call: &Call<'_>, supported: &str) -> Refusal {
    let text = call.request.query("$filter").unwrap_or_default();
    let message = format!("The filter '{text}' is not supported. Supported filters are {supported}.");
    Refusal::new(400, "UnsupportedQuery", message)
}

/// The GUID of a standing assignment.
fn assignment_name(principal: &str, role: &str, scope: &str) -> String {
    crate::dice::guid_of(&format!("{principal} is {role} at {}", scope.to_lowercase()))
}

/// Scope, role and principal in words.
fn expanded(call: &Call<'_>, scope: &str, role: &str, principal: &Principal) -> Value {
    let role = call.world.role(role).unwrap_or_default();
    json!({
        "scope": scope_view(call, scope),
        "roleDefinition": {
            "id": definition_id(role_id(&role), scope),
            "displayName": role.name,
            "type": if is_built_in(&role) { "BuiltInRole" } else { "CustomRole" },
        },
        "principal": principals::view(principal),
    })
}

fn scope_view(call: &Call<'_>, scope: &str) -> Value {
    let parts: Vec<&str> = scope.split('/').filter(|part| !part.is_empty()).collect();
    let (name, kind) = match parts.as_slice() {
        [_, id] => {
            let found = call.world.subscription(id);
            (found.map_or((*id).to_owned(), |held| held.display_name.clone()), "subscription".to_owned())
        }
        [_, _, _, group] => ((*group).to_owned(), "resourcegroup".to_owned()),
        [.., kind, name] => ((*name).to_owned(), (*kind).to_owned()),
        _ => ("Tenant Root Group".to_owned(), "managementgroup".to_owned()),
    };
    json!({ "id": scope, "displayName": name, "type": kind })
}
