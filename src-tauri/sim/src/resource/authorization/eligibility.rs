//! What a principal may become: eligibilities, as schedules and as their instances.

use serde_json::{Value, json};

use super::chosen::{Filters, Subject};
use super::{Place, definition_id, expanded, place, principals};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::stamp;
use crate::world::Eligible;

/// Eligibilities without a beginning have this one.
const LONG_AGO: &str = "2025-09-01T07:30:12.4152573Z";

/// The two lists differ in names only: one entry now for each schedule.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Schedules,
    Instances,
}

pub(super) fn answer(call: &mut Call<'_>, form: Form, rest: &[&str]) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let scope = super::scope(call)?;
    let filters = Filters::read(call)?;
    let action = match form {
        Form::Schedules => "Microsoft.Authorization/roleEligibilitySchedules/read",
        Form::Instances => "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
    };
    let all = call.world.eligible(&call.caller.tenant, call.now);
    match rest {
        [] => {
            filters.authorize(call, action, &scope)?;
            let holds = |eligible: &&Eligible| {
                let subject = Subject { principal: &eligible.principal.object_id, role: &eligible.role_id };
                filters.hold(call, &subject, place(&eligible.held.scope, &scope))
            };
            let items = all.iter().filter(holds).map(|eligible| view(call, eligible, form, &scope)).collect();
            list(call, items)
        }
        [name] => {
            let own = &call.caller.principal.object_id;
            let found = all.iter().find(|eligible| {
                let is = if form == Form::Schedules { &eligible.schedule } else { &eligible.instance };
                is.eq_ignore_ascii_case(name) && place(&eligible.held.scope, &scope) != Place::Elsewhere
            });
            if found.is_none_or(|eligible| eligible.principal.object_id != *own) {
                call.authorize(action, if scope.is_empty() { "/" } else { &scope })?;
            }
            let found = found.ok_or_else(|| {
                let message = format!("The role eligibility '{name}' is not found.");
                Refusal::new(404, "RoleEligibilityScheduleNotFound", message)
            })?;
            Ok(Response::json(200, view(call, found, form, &scope)))
        }
        _ => Err(call.no_such_type()),
    }
}

/// The full id of an eligibility's schedule.
fn schedule_id(scope: &str, schedule: &str) -> String {
    let scope = scope.trim_end_matches('/');
    format!("{scope}/providers/Microsoft.Authorization/RoleEligibilitySchedules/{schedule}")
}

/// The eligibility that an activation comes from, by GUID: the id of its schedule, and the GUID of its instance.
pub(super) fn linked(call: &Call<'_>, schedule: &str) -> Option<(String, String)> {
    let all = call.world.eligible(&call.caller.tenant, call.now);
    let found = all.into_iter().find(|eligible| eligible.schedule == schedule)?;
    Some((schedule_id(&found.held.scope, schedule), found.instance))
}

fn view(call: &Call<'_>, eligible: &Eligible, form: Form, asked: &str) -> Value {
    let Eligible { principal, held, role_id, schedule, instance } = eligible;
    let from = held.from.map_or_else(|| LONG_AGO.to_owned(), stamp::utc);
    let inherited = !asked.is_empty()
        && place(&held.scope, asked) == Place::AtOrAbove
        && place(asked, &held.scope) != Place::AtOrAbove;
    let mut properties = json!({
        "scope": held.scope,
        "roleDefinitionId": definition_id(role_id, &held.scope),
        "principalId": principal.object_id,
        "principalType": principals::kind(principal),
        "status": "Provisioned",
        "startDateTime": from,
        "endDateTime": held.until.map(stamp::utc),
        "memberType": if inherited { "Inherited" } else { "Direct" },
        "createdOn": from,
        "condition": null,
        "conditionVersion": null,
        "expandedProperties": expanded(call, &held.scope, &held.role, principal),
    });
    let (name, kind) = match form {
        Form::Instances => {
            properties["roleEligibilityScheduleId"] = json!(schedule_id(&held.scope, schedule));
            (instance, "RoleEligibilityScheduleInstances")
        }
        Form::Schedules => {
            properties["updatedOn"] = json!(from);
            (schedule, "RoleEligibilitySchedules")
        }
    };
    let prefix = held.scope.trim_end_matches('/');
    json!({
        "properties": properties,
        "name": name,
        "id": format!("{prefix}/providers/Microsoft.Authorization/{kind}/{name}"),
        "type": format!("Microsoft.Authorization/{kind}"),
    })
}
