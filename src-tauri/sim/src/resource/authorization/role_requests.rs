//! Requests to activate a role, or to give it back: `roleAssignmentScheduleRequests`.

use serde_json::{Value, json};

use super::chosen::{Filters, Subject};
use super::eligibility::linked;
use super::request_body::Asked;
use super::{Place, definition_id, expanded, place, principals};
use crate::arm::{Answer, Call, Refusal, list};
use crate::id::is_guid;
use crate::message::Response;
use crate::stamp;
use crate::world::model::Principal;
use crate::world::{
    Eligible, Length, Refused, RequestKind, RequestStatus, RoleRequest, is_too_short, meets, role_id,
};

const READ: &str = "Microsoft.Authorization/roleAssignmentScheduleRequests/read";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method().to_owned().as_str(), rest) {
        ("GET", []) => list_all(call),
        ("GET", [name]) => {
            let request = found(call, name, READ)?;
            Ok(Response::json(200, view(call, &request)))
        }
        ("PUT", [_]) => create(call),
        ("POST", [_, "validate"]) => {
            let mut request = asked_request(call)?;
            if request.status == RequestStatus::PendingApproval {
                request.status = RequestStatus::PendingEvaluation;
            }
            Ok(Response::json(200, view(call, &request)))
        }
        ("POST", [name, "cancel"]) => cancel(call, name),
        (_, [] | [_]) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

fn list_all(call: &Call<'_>) -> Answer {
    let scope = super::scope(call)?;
    let filters = Filters::read(call)?;
    filters.authorize(call, READ, &scope)?;
    let here = call.world.role_requests.iter().filter(|request| {
        let role = call.world.role(&request.role);
        let subject =
            Subject { principal: &request.principal, role: role.as_ref().map_or("", |role| role_id(role)) };
        principal(call, &request.principal).is_some()
            && filters.hold(call, &subject, place(&request.scope, &scope))
    });
    let items = here.map(|request| view(call, request)).collect();
    list(call, items)
}

fn create(call: &mut Call<'_>) -> Answer {
    let name = call.target.name(1);
    if !is_guid(name) {
        return Err(Refusal::bad_request(format!(
            "The role assignment schedule request name '{name}' is not a GUID."
        )));
    }
    let taken = call.world.role_requests.iter().any(|held| held.name.eq_ignore_ascii_case(name));
    if taken {
        let message = format!("A role assignment schedule request with the name '{name}' exists already.");
        return Err(Refusal::new(409, "RoleAssignmentScheduleRequestExists", message));
    }
    let request = asked_request(call)?;
    let answer = view(call, &request);
    call.world.file_request(request, call.now);
    Ok(Response::json(201, answer))
}

fn cancel(call: &mut Call<'_>, name: &str) -> Answer {
    let request = found(call, name, "Microsoft.Authorization/roleAssignmentScheduleRequests/cancel/action")?;
    let waits = matches!(request.status, RequestStatus::PendingApproval | RequestStatus::ScheduleCreated);
    if !waits {
        let message = format!(
            "The request is {:?} and cannot be cancelled; only pending requests can.",
            request.status
        );
        return Err(Refusal::new(400, "RoleAssignmentRequestNotPending", message));
    }
    for held in call.world.role_requests.iter_mut().filter(|held| held.name == request.name) {
        held.status = RequestStatus::Canceled;
    }
    Ok(Response::empty(200))
}

/// A request by name, for those who made it and those who may read all.
fn found(call: &Call<'_>, name: &str, action: &str) -> Result<RoleRequest, Refusal> {
    let scope = super::scope(call)?;
    let request =
        call.world.role_requests.iter().find(|held| {
            held.name.eq_ignore_ascii_case(name) && place(&held.scope, &scope) != Place::Elsewhere
        });
    let own = &call.caller.principal.object_id;
    if request.is_none_or(|held| held.principal != *own) {
        call.authorize(action, if scope.is_empty() { "/" } else { &scope })?;
    }
    request.cloned().ok_or_else(|| {
        let message = format!("The role assignment schedule request '{name}' is not found.");
        Refusal::new(404, "RoleAssignmentScheduleRequestNotFound", message)
    })
}

/// What the body asks for, when everything allows it.
fn asked_request(call: &mut Call<'_>) -> Result<RoleRequest, Refusal> {
    let scope = super::scope(call)?;
    let asked = Asked::read(&call.body()?, call.now)?;
    let kind = match asked.kind.as_str() {
        "SelfActivate" => RequestKind::SelfActivate,
        "SelfDeactivate" => RequestKind::SelfDeactivate,
        other => return Err(others_request(call, &scope, other)),
    };
    let Some(role) = call.world.role_with_id(&asked.role_id) else {
        let message = format!("The specified role definition with ID '{}' does not exist.", asked.role_id);
        return Err(Refusal::new(400, "RoleDefinitionDoesNotExist", message));
    };
    let me = call.caller.principal.clone();
    let eligible = call.world.eligibility(&me, &call.caller.tenant, &role.name, &scope, call.now);
    let eligible = eligible.filter(|eligible| {
        let linked = asked.linked.as_deref().and_then(|id| id.rsplit('/').next());
        me.object_id.eq_ignore_ascii_case(&asked.principal)
            && linked.is_none_or(|id| eligible.schedule.eq_ignore_ascii_case(id))
    });
    let active = call.world.activation(&me.object_id, &role.name, &scope, call.now).cloned();
    let (status, end) = match kind {
        RequestKind::SelfDeactivate => {
            let held = active.as_ref().filter(|held| held.is_active(call.now));
            let held = held.ok_or_else(|| {
                Refusal::new(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.")
            })?;
            if is_too_short(held, call.now) {
                let message = "The active duration is too short, minimum required is 5 minutes.";
                return Err(Refusal::new(400, "ActiveDurationTooShort", message));
            }
            (RequestStatus::Revoked, call.now)
        }
        RequestKind::SelfActivate => {
            may_activate(call, &asked, &role.name, &scope, eligible.as_ref(), active.as_ref())?
        }
    };
    let waits = status == RequestStatus::PendingApproval;
    let mut fresh = || call.world.dice.guid();
    let (approval, schedule, instance) = (waits.then(&mut fresh), fresh(), fresh());
    Ok(RoleRequest {
        name: call.target.name(1).to_owned(),
        kind,
        status,
        role: role.name,
        scope,
        principal: me.object_id,
        created: call.now,
        start: asked.start,
        end,
        length: asked.length,
        justification: asked.justification,
        ticket: asked.ticket,
        eligibility: eligible.map(|eligible| eligible.schedule).unwrap_or_default(),
        approval,
        schedule: active.as_ref().map_or(schedule, |held| held.schedule.clone()),
        instance: active.as_ref().map_or(instance, |held| held.instance.clone()),
    })
}

/// The status that the activation begins with, and when it ends.
fn may_activate(
    call: &Call<'_>,
    asked: &Asked,
    role: &str,
    scope: &str,
    eligible: Option<&Eligible>,
    active: Option<&RoleRequest>,
) -> Result<(RequestStatus, jiff::Timestamp), Refusal> {
    let failed = |rules: &[&str]| {
        let message = format!("The following policy rules failed: {}", json!(rules));
        Refusal::new(400, "RoleAssignmentRequestPolicyValidationFailed", message)
    };
    if eligible.is_none() {
        return Err(failed(&["EligibilityRule"]));
    }
    match active.map(|held| held.status) {
        Some(RequestStatus::PendingApproval) => {
            let message = "There is already an existing pending Role assignment request.";
            return Err(Refusal::new(400, "PendingRoleAssignmentRequest", message));
        }
        Some(_) => {
            return Err(Refusal::new(400, "RoleAssignmentExists", "The Role assignment already exists."));
        }
        None => {}
    }
    let settings = call.world.role_settings(role, scope);
    let justification = asked.justification.as_deref();
    let met = meets(&settings, asked.start, &asked.length, justification, &asked.ticket, &call.caller.shown);
    met.map_err(|refused| match refused {
        Refused::Rules(rules) => failed(&rules),
        // The claims that the next sign-in has to ask for, in the form of a query.
        Refused::Context(context) => {
            let claims =
                json!({ "access_token": { "acrs": { "essential": true, "value": context } } }).to_string();
            let claims: String = url::form_urlencoded::byte_serialize(claims.as_bytes()).collect();
            Refusal::new(400, "RoleAssignmentRequestAcrsValidationFailed", format!("&claims={claims}"))
        }
    })?;
    let end = match &asked.length {
        Length::For(length, _) => asked.start + *length,
        Length::Until(end) => *end,
        Length::Forever => jiff::Timestamp::MAX,
    };
    let status = if settings.approval {
        RequestStatus::PendingApproval
    } else if asked.start > call.now {
        RequestStatus::ScheduleCreated
    } else {
        RequestStatus::Provisioned
    };
    Ok((status, end))
}

/// Requests in the name of others need a right that few have, and are not part of this world.
fn others_request(call: &Call<'_>, scope: &str, kind: &str) -> Refusal {
    let known =
        ["AdminAssign", "AdminRemove", "AdminUpdate", "AdminExtend", "AdminRenew", "SelfExtend", "SelfRenew"];
    if !known.contains(&kind) {
        return Refusal::bad_request(format!("The request type '{kind}' is invalid."));
    }
    let action = "Microsoft.Authorization/roleAssignments/write";
    match call.authorize(action, if scope.is_empty() { "/" } else { scope }) {
        Err(refusal) => refusal,
        Ok(()) => Refusal::new(
            400,
            "NotSupportedInSimulator",
            format!("This simulator knows SelfActivate and SelfDeactivate, not {kind}."),
        ),
    }
}

fn principal<'c>(call: &'c Call<'_>, id: &str) -> Option<&'c Principal> {
    let members = call.world.principals.iter().filter(|principal| principal.is_in(&call.caller.tenant));
    members.into_iter().find(|principal| principal.object_id == id)
}

fn view(call: &Call<'_>, request: &RoleRequest) -> Value {
    let role = call.world.role(&request.role);
    let principal = principal(call, &request.principal).unwrap_or(&call.caller.principal);
    let (kind, end, duration) = match &request.length {
        Length::For(_, text) => ("AfterDuration", None, Some(text.clone())),
        Length::Until(end) => ("AfterDateTime", Some(stamp::utc(*end)), None),
        Length::Forever => ("NoExpiration", None, None),
    };
    let linked = linked(call, &request.eligibility).map(|(id, _)| id);
    let active = request.status == RequestStatus::Provisioned;
    json!({
        "properties": {
            "targetRoleAssignmentScheduleId": request.schedule,
            "targetRoleAssignmentScheduleInstanceId": active.then_some(&request.instance),
            "scope": request.scope,
            "roleDefinitionId": definition_id(role.as_ref().map_or("", |role| role_id(role)), &request.scope),
            "principalId": request.principal,
            "principalType": principals::kind(principal),
            "requestType": format!("{:?}", request.kind),
            "status": format!("{:?}", request.status),
            "approvalId": request.approval,
            "scheduleInfo": {
                "startDateTime": stamp::utc(request.start),
                "expiration": { "type": kind, "endDateTime": end, "duration": duration },
            },
            "ticketInfo": { "ticketNumber": request.ticket.number, "ticketSystem": request.ticket.system },
            "linkedRoleEligibilityScheduleId": linked,
            "justification": request.justification,
            "requestorId": request.principal,
            "createdOn": stamp::utc(request.created),
            "condition": null,
            "conditionVersion": null,
            "expandedProperties": expanded(call, &request.scope, &request.role, principal),
        },
        "name": request.name,
        "id": format!("{}/providers/Microsoft.Authorization/RoleAssignmentScheduleRequests/{}", request.scope, request.name),
        "type": "Microsoft.Authorization/RoleAssignmentScheduleRequests",
    })
}
