//! Who holds which role where.

use serde_json::{Value, json};

use super::filter::Term;
use super::{Place, definition_id, place, principals, terms, unsupported};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::model::Principal;
use crate::world::role_id;

const READ: &str = "Microsoft.Authorization/roleAssignments/read";
const FILTERS: &str = "either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method(), rest) {
        ("GET", [] | [_]) => {}
        ("PUT" | "DELETE", [_]) => return change(call),
        (_, [] | [_]) => return Err(call.method_not_allowed()),
        _ => return Err(call.no_such_type()),
    }
    let scope = super::scope(call)?;
    call.authorize(READ, if scope.is_empty() { "/" } else { &scope })?;
    let [name] = rest else { return list_all(call, &scope) };
    let found = held(call, &scope).find(|held| held.name == *name && held.place != Place::Below);
    let view = found.map(|held| held.view(&scope)).ok_or_else(|| {
        Refusal::new(404, "RoleAssignmentNotFound", format!("The role assignment '{name}' is not found."))
    })?;
    Ok(Response::json(200, view))
}

/// Assignments are part of the world's file, and stay as they are.
fn change(call: &Call<'_>) -> Answer {
    let scope = super::scope(call)?;
    let verb = if call.method() == "PUT" { "write" } else { "delete" };
    let action = format!("Microsoft.Authorization/roleAssignments/{verb}");
    call.authorize(&action, if scope.is_empty() { "/" } else { &scope })?;
    Err(Refusal::new(
        400,
        "NotSupportedInSimulator",
        "This simulator does not change role assignments; they are in the file of its world. Roles can be activated through roleAssignmentScheduleRequests.",
    ))
}

fn list_all(call: &Call<'_>, scope: &str) -> Answer {
    let mut items: Vec<Held<'_>> = held(call, scope).collect();
    for term in terms(call, FILTERS)? {
        match term {
            Term::Call(name, None) if name == "atscope" => {
                items.retain(|held| held.place == Place::AtOrAbove)
            }
            Term::Call(name, Some(id)) if name == "assignedto" => {
                items.retain(|held| held.principal.object_id.eq_ignore_ascii_case(&id));
            }
            Term::Equals(name, id) if name == "principalid" => {
                items.retain(|held| held.principal.object_id.eq_ignore_ascii_case(&id));
            }
            _ => return Err(unsupported(call, FILTERS)),
        }
    }
    let items = items.iter().map(|held| held.view(scope)).collect();
    list(call, items)
}

struct Held<'w> {
    principal: &'w Principal,
    /// The GUID of the role's definition.
    role: String,
    scope: String,
    name: String,
    place: Place,
}

/// The assignments of the caller's tenant that have to do with a scope.
fn held<'c>(call: &'c Call<'_>, scope: &'c str) -> impl Iterator<Item = Held<'c>> {
    let members = call.world.principals.iter().filter(|principal| principal.is_in(&call.caller.tenant));
    let all = members.flat_map(|principal| {
        let standing = principal.assignments.iter().map(|held| (&held.role, &held.scope, None));
        // An activated role is an assignment like any other while it lasts.
        let requests = call.world.role_requests.iter();
        let active =
            requests.filter(|held| held.principal == principal.object_id && held.is_active(call.now));
        let activated = active.map(|held| (&held.role, &held.scope, Some(&held.instance)));
        standing.chain(activated).map(move |held| (principal, held))
    });
    all.filter_map(move |(principal, (role, held, instance))| {
        let place = place(held, scope);
        let role = call.world.role(role).filter(|_| place != Place::Elsewhere)?;
        let role = role_id(&role).to_owned();
        let name = || super::assignment_name(&principal.object_id, &role, held);
        let name = instance.cloned().unwrap_or_else(name);
        Some(Held { principal, role, scope: held.clone(), name, place })
    })
}

impl Held<'_> {
    /// The definition's id is written in the subscription that was asked, also when the role is held above it.
    fn view(&self, asked: &str) -> Value {
        let prefix = self.scope.trim_end_matches('/');
        let within = if asked.is_empty() { &self.scope } else { asked };
        json!({
            "properties": {
                "roleDefinitionId": definition_id(&self.role, within),
                "principalId": self.principal.object_id,
                "principalType": principals::kind(self.principal),
                "scope": self.scope,
                "condition": null,
                "conditionVersion": null,
                "createdOn": "2025-09-01T07:30:12.4152573Z",
                "updatedOn": "2025-09-01T07:30:12.4152573Z",
                "createdBy": null,
                "updatedBy": null,
                "delegatedManagedIdentityResourceId": null,
                "description": null,
            },
            "id": format!("{prefix}/providers/Microsoft.Authorization/roleAssignments/{}", self.name),
            "type": "Microsoft.Authorization/roleAssignments",
            "name": self.name,
        })
    }
}
