//! Definitions of roles: the built-in ones and the world's own.

use serde_json::{Value, json};

use super::filter::Term;
use super::{definition_id, terms, unsupported};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::model::Role;
use crate::world::{is_built_in, role_id};

const READ: &str = "Microsoft.Authorization/roleDefinitions/read";
const FILTERS: &str = "'atScopeAndBelow()', 'roleName eq '{value}'' and 'type eq '{BuiltInRole|CustomRole}''";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let scope = super::scope(call)?;
    // Built-in roles are no secret, and everybody may read them at the root of the tenant.
    if !scope.is_empty() {
        call.authorize(READ, &scope)?;
    }
    match rest {
        [] => list_all(call, &scope),
        [id] => {
            let role = call.world.role_with_id(id).filter(|role| is_here(role, &scope)).ok_or_else(|| {
                let message = format!("The specified role definition with ID '{id}' does not exist.");
                Refusal::new(404, "RoleDefinitionDoesNotExist", message)
            })?;
            Ok(Response::json(200, view(call, &role, &scope)))
        }
        _ => Err(call.no_such_type()),
    }
}

fn list_all(call: &Call<'_>, scope: &str) -> Answer {
    let mut roles: Vec<Role> =
        call.world.all_roles().into_iter().filter(|role| is_here(role, scope)).collect();
    for term in terms(call, FILTERS)? {
        match term {
            Term::Equals(name, value) if name == "rolename" => {
                roles.retain(|role| role.name.eq_ignore_ascii_case(&value));
            }
            Term::Equals(name, value) if name == "type" => {
                roles.retain(|role| kind(role).eq_ignore_ascii_case(&value));
            }
            Term::Call(name, None) if name == "atscopeandbelow" || name == "atscope" => {}
            _ => return Err(unsupported(call, FILTERS)),
        }
    }
    let items = roles.iter().map(|role| view(call, role, scope)).collect();
    list(call, items)
}

/// Custom roles belong to subscriptions.
fn is_here(role: &Role, scope: &str) -> bool {
    is_built_in(role) || !scope.is_empty()
}

fn kind(role: &Role) -> &'static str {
    if is_built_in(role) { "BuiltInRole" } else { "CustomRole" }
}

fn view(call: &Call<'_>, role: &Role, scope: &str) -> Value {
    let built_in = is_built_in(role);
    let subscriptions = call.world.subscriptions.iter();
    let own = subscriptions.filter(|held| held.tenant.eq_ignore_ascii_case(&call.caller.tenant));
    let scopes: Vec<String> = if built_in {
        vec!["/".into()]
    } else {
        own.map(|held| format!("/subscriptions/{}", held.id)).collect()
    };
    // Azure's own roles have no author.
    let author = if built_in { Value::Null } else { json!(crate::dice::guid_of(&role.name)) };
    json!({
        "properties": {
            "roleName": role.name,
            "type": kind(role),
            "description": role.description,
            "assignableScopes": scopes,
            "permissions": [{
                "actions": role.actions,
                "notActions": role.not_actions,
                "dataActions": [],
                "notDataActions": [],
            }],
            "createdOn": "2015-02-02T21:55:09.8806423Z",
            "updatedOn": "2023-07-10T15:10:53.8947865Z",
            "createdBy": author,
            "updatedBy": author,
        },
        "id": definition_id(role_id(role), scope),
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": role_id(role),
    })
}
