//! Roles that are held now: standing assignments and activations, as schedules and as their instances.

use serde_json::{Value, json};

use super::chosen::{Filters, Subject};
use super::eligibility::{Form, linked};
use super::{Place, assignment_name, definition_id, expanded, place, principals};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::stamp;
use crate::world::model::Principal;
use crate::world::{RoleRequest, role_id};

pub(super) fn answer(call: &mut Call<'_>, form: Form, rest: &[&str]) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let scope = super::scope(call)?;
    let filters = Filters::read(call)?;
    let action = match form {
        Form::Schedules => "Microsoft.Authorization/roleAssignmentSchedules/read",
        Form::Instances => "Microsoft.Authorization/roleAssignmentScheduleInstances/read",
    };
    let all = held(call);
    match rest {
        [] => {
            filters.authorize(call, action, &scope)?;
            let holds = |held: &&Held<'_>| {
                let subject = Subject { principal: &held.principal.object_id, role: &held.role_id };
                filters.hold(call, &subject, place(held.scope, &scope))
            };
            let items = all.iter().filter(holds).map(|held| held.view(call, form)).collect();
            list(call, items)
        }
        [name] => {
            let found = all.iter().find(|held| {
                held.name(form).eq_ignore_ascii_case(name) && place(held.scope, &scope) != Place::Elsewhere
            });
            if found.is_none_or(|held| held.principal.object_id != call.caller.principal.object_id) {
                call.authorize(action, if scope.is_empty() { "/" } else { &scope })?;
            }
            let found = found.ok_or_else(|| {
                let message = format!("The role assignment schedule '{name}' is not found.");
                Refusal::new(404, "RoleAssignmentScheduleNotFound", message)
            })?;
            Ok(Response::json(200, found.view(call, form)))
        }
        _ => Err(call.no_such_type()),
    }
}

struct Held<'w> {
    principal: &'w Principal,
    role: &'w str,
    role_id: String,
    scope: &'w str,
    /// What it comes from, when it was activated.
    activation: Option<&'w RoleRequest>,
}

fn held<'c>(call: &'c Call<'_>) -> Vec<Held<'c>> {
    let world = &*call.world;
    let members: Vec<&Principal> =
        world.principals.iter().filter(|principal| principal.is_in(&call.caller.tenant)).collect();
    let standing = members.iter().flat_map(|principal| {
        let all = principal.assignments.iter();
        all.map(|held| (*principal, held.role.as_str(), held.scope.as_str(), None))
    });
    let active = world.role_requests.iter().filter(|request| request.is_active(call.now));
    let activated = active.filter_map(|request| {
        let principal = members.iter().find(|principal| principal.object_id == request.principal)?;
        Some((*principal, request.role.as_str(), request.scope.as_str(), Some(request)))
    });
    standing
        .chain(activated)
        .filter_map(|(principal, role, scope, activation)| {
            let role_id = role_id(&world.role(role)?).to_owned();
            Some(Held { principal, role, role_id, scope, activation })
        })
        .collect()
}

impl Held<'_> {
    fn name(&self, form: Form) -> String {
        let standing = || assignment_name(&self.principal.object_id, &self.role_id, self.scope);
        match (self.activation, form) {
            (Some(activation), Form::Schedules) => activation.schedule.clone(),
            (Some(activation), Form::Instances) => activation.instance.clone(),
            (None, Form::Schedules) => crate::dice::guid_of(&format!("schedule of {}", standing())),
            (None, Form::Instances) => standing(),
        }
    }

    fn view(&self, call: &Call<'_>, form: Form) -> Value {
        let prefix = format!("{}/providers/Microsoft.Authorization", self.scope.trim_end_matches('/'));
        let since = self
            .activation
            .map_or_else(|| "2025-09-01T07:30:12.4152573Z".to_owned(), |held| stamp::utc(held.start));
        let mut properties = json!({
            "assignmentType": if self.activation.is_some() { "Activated" } else { "Assigned" },
            "scope": self.scope,
            "roleDefinitionId": definition_id(&self.role_id, self.scope),
            "principalId": self.principal.object_id,
            "principalType": principals::kind(self.principal),
            "status": if self.activation.is_some() { "Provisioned" } else { "Accepted" },
            "startDateTime": since,
            "endDateTime": self.activation.map(|held| stamp::utc(held.end)),
            "memberType": "Direct",
            "createdOn": since,
            "condition": null,
            "conditionVersion": null,
            "expandedProperties": expanded(call, self.scope, self.role, self.principal),
        });
        let kind = match form {
            Form::Schedules => {
                properties["updatedOn"] = json!(since);
                "RoleAssignmentSchedules"
            }
            Form::Instances => {
                properties["originRoleAssignmentId"] =
                    json!(format!("{prefix}/roleAssignments/{}", self.name(form)));
                properties["roleAssignmentScheduleId"] =
                    json!(format!("{prefix}/RoleAssignmentSchedules/{}", self.name(Form::Schedules)));
                // Only instances tell which eligibility they come from.
                if let Some(activation) = self.activation {
                    let (id, instance) = linked(call, &activation.eligibility).unzip();
                    properties["linkedRoleEligibilityScheduleId"] = json!(id);
                    properties["linkedRoleEligibilityScheduleInstanceId"] = json!(instance);
                }
                "RoleAssignmentScheduleInstances"
            }
        };
        json!({
            "properties": properties,
            "name": self.name(form),
            "id": format!("{prefix}/{kind}/{}", self.name(form)),
            "type": format!("Microsoft.Authorization/{kind}"),
        })
    }
}
