//! What activating a role asks for: `roleManagementPolicies`, and their assignments to roles.

use serde_json::{Value, json};

use super::chosen::{Filters, Subject};
use super::{Place, definition_id};
use crate::arm::{Answer, Call, Refusal, list};
use crate::dice::guid_of;
use crate::message::Response;
use crate::world::model::{Role, RoleSettings};
use crate::world::{is_built_in, role_id};

impl Settings {
    fn read(self) -> &'static str {
        match self {
            Self::Assignments => "Microsoft.Authorization/roleManagementPolicyAssignments/read",
            Self::Policies => "Microsoft.Authorization/roleManagementPolicies/read",
        }
    }

    fn name(self, role: &Role, scope: &str) -> String {
        match self {
            Self::Assignments => assignment(role, scope),
            Self::Policies => policy(role, scope),
        }
    }

    fn view(self, call: &Call<'_>, role: &Role, scope: &str) -> Value {
        match self {
            Self::Assignments => assignment_view(call, role, scope),
            Self::Policies => policy_view(call, role, scope),
        }
    }
}

/// The same settings in two lists: by role, and by themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Settings {
    Assignments,
    Policies,
}

pub(super) fn answer(call: &mut Call<'_>, list_of: Settings, rest: &[&str]) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let scope = super::scope(call)?;
    let filters = Filters::read(call)?;
    // Whoever may activate a role here has to be able to learn what that takes.
    let mine = call.world.eligible(&call.caller.tenant, call.now).into_iter().any(|eligible| {
        eligible.principal.object_id == call.caller.principal.object_id
            && super::place(&eligible.held.scope, &scope) != Place::Elsewhere
    });
    if !mine {
        call.authorize(list_of.read(), if scope.is_empty() { "/" } else { &scope })?;
    }
    let own = call.caller.principal.object_id.clone();
    let roles: Vec<Role> = call.world.all_roles();
    match rest {
        [] => {
            let holds = |role: &&Role| {
                let subject = Subject { principal: &own, role: role_id(role) };
                filters.hold(call, &subject, Place::AtOrAbove)
            };
            let items = roles.iter().filter(holds).map(|role| list_of.view(call, role, &scope)).collect();
            list(call, items)
        }
        [name] => {
            let found = roles.iter().find(|role| list_of.name(role, &scope).eq_ignore_ascii_case(name));
            let found = found.ok_or_else(|| {
                let message = format!("The role management policy '{name}' is not found.");
                Refusal::new(404, "RoleManagementPolicyNotFound", message)
            })?;
            Ok(Response::json(200, list_of.view(call, found, &scope)))
        }
        _ => Err(call.no_such_type()),
    }
}

fn policy(role: &Role, scope: &str) -> String {
    guid_of(&format!("settings of {} at {}", role_id(role), scope.to_lowercase()))
}

fn assignment(role: &Role, scope: &str) -> String {
    format!("{}_{}", policy(role, scope), role_id(role))
}

fn assignment_view(call: &Call<'_>, role: &Role, scope: &str) -> Value {
    let settings = call.world.role_settings(&role.name, scope);
    let prefix = format!("{scope}/providers/Microsoft.Authorization");
    let (name, policy) = (assignment(role, scope), policy(role, scope));
    let definition = definition_id(role_id(role), scope);
    json!({
        "properties": {
            "scope": scope,
            "roleDefinitionId": definition,
            "policyId": format!("{prefix}/roleManagementPolicies/{policy}"),
            "effectiveRules": rules(&settings),
            "policyAssignmentProperties": {
                "scope": super::scope_view(call, scope),
                "roleDefinition": {
                    "id": definition,
                    "displayName": role.name,
                    "type": if is_built_in(role) { "BuiltInRole" } else { "CustomRole" },
                },
                "policy": {
                    "id": format!("{prefix}/roleManagementPolicies/{policy}"),
                    "lastModifiedBy": { "id": null, "displayName": "Admin", "type": null, "email": null },
                    "lastModifiedDateTime": null,
                },
            },
        },
        "name": name,
        "id": format!("{prefix}/roleManagementPolicyAssignments/{name}"),
        "type": "Microsoft.Authorization/RoleManagementPolicyAssignment",
    })
}

fn policy_view(call: &Call<'_>, role: &Role, scope: &str) -> Value {
    let rules = rules(&call.world.role_settings(&role.name, scope));
    let name = policy(role, scope);
    json!({
        "properties": {
            "scope": scope,
            "displayName": role.name,
            "description": format!("What activating {} asks for.", role.name),
            "isOrganizationDefault": false,
            "lastModifiedBy": { "id": null, "displayName": "Admin", "type": null, "email": null },
            "lastModifiedDateTime": null,
            "rules": rules,
            "effectiveRules": rules,
            "policyProperties": { "scope": super::scope_view(call, scope) },
        },
        "name": name,
        "id": format!("{scope}/providers/Microsoft.Authorization/roleManagementPolicies/{name}"),
        "type": "Microsoft.Authorization/RoleManagementPolicies",
    })
}

/// Azure's seventeen rules, in Azure's order; those about end users say what the world's file says.
fn rules(settings: &RoleSettings) -> Vec<Value> {
    let enabled: Vec<&str> = [
        ("MultiFactorAuthentication", settings.mfa),
        ("Justification", settings.justification),
        ("Ticketing", settings.ticket),
    ]
    .iter()
    .filter(|(_, wanted)| *wanted)
    .map(|(name, _)| *name)
    .collect();
    let context = settings.authentication_context.as_deref();
    let approvers = json!([{
        "approvalStageTimeOutInDays": 1,
        "isApproverJustificationRequired": true,
        "escalationTimeInMinutes": 0,
        "primaryApprovers": if settings.approval {
            json!([{ "id": guid_of("approvers"), "description": "Approvers", "isBackup": false, "userType": "Group" }])
        } else {
            json!([])
        },
        "isEscalationEnabled": false,
        "escalationApprovers": null,
    }]);
    let mut rules = vec![
        rule("Enablement", "", ("Admin", "Eligibility"), json!({ "enabledRules": [] })),
        expiration(("Admin", "Eligibility"), false, "P365D"),
    ];
    rules.extend(notifications(("Admin", "Eligibility")));
    rules.push(rule("Enablement", "", ("Admin", "Assignment"), json!({ "enabledRules": ["Justification"] })));
    rules.push(expiration(("Admin", "Assignment"), false, "P180D"));
    rules.extend(notifications(("Admin", "Assignment")));
    rules.push(rule(
        "Approval",
        "",
        ("EndUser", "Assignment"),
        json!({ "setting": {
        "isApprovalRequired": settings.approval,
        "isApprovalRequiredForExtension": false,
        "isRequestorJustificationRequired": true,
        "approvalMode": "SingleStage",
        "approvalStages": approvers,
    } }),
    ));
    rules.push(rule(
        "AuthenticationContext",
        "",
        ("EndUser", "Assignment"),
        json!({ "isEnabled": context.is_some(), "claimValue": context.unwrap_or_default() }),
    ));
    rules.push(rule("Enablement", "", ("EndUser", "Assignment"), json!({ "enabledRules": enabled })));
    rules.push(expiration(("EndUser", "Assignment"), true, &settings.max_duration));
    rules.extend(notifications(("EndUser", "Assignment")));
    rules
}

fn expiration(target: (&str, &str), required: bool, longest: &str) -> Value {
    rule("Expiration", "", target, json!({ "isExpirationRequired": required, "maximumDuration": longest }))
}

fn notifications(target: (&str, &str)) -> Vec<Value> {
    ["Admin", "Requestor", "Approver"]
        .map(|recipient| {
            rule(
                "Notification",
                &format!("{recipient}_"),
                target,
                json!({
                    "notificationType": "Email",
                    "recipientType": recipient,
                    "isDefaultRecipientsEnabled": true,
                    "notificationLevel": "All",
                    "notificationRecipients": [],
                }),
            )
        })
        .into()
}

fn rule(kind: &str, whom: &str, (caller, level): (&str, &str), mut rule: Value) -> Value {
    rule["id"] = json!(format!("{kind}_{whom}{caller}_{level}"));
    rule["ruleType"] = json!(format!("RoleManagementPolicy{kind}Rule"));
    rule["target"] = json!({
        "caller": caller,
        "operations": ["All"],
        "level": level,
        "targetObjects": null,
        "inheritableSettings": null,
        "enforcedSettings": null,
    });
    rule
}
