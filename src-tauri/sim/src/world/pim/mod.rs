//! Privileged Identity Management: who may become what, and who did, until when.

mod rules;

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::model::{Eligibility, Principal, RoleSettings};
use super::rbac::{is_within, role_id};
use crate::dice::guid_of;

pub(crate) use rules::{Refused, check};

/// An activation can be ended by its owner only after this long.
const LEAST_ACTIVE: SignedDuration = SignedDuration::from_mins(5);

/// A request to activate a role, or to end that.
#[derive(Clone, Debug)]
pub(crate) struct RoleRequest {
    pub(crate) name: String,
    pub(crate) kind: RequestKind,
    pub(crate) status: RequestStatus,
    /// The role by name, the scope as it was asked for, the principal by object id.
    pub(crate) role: String,
    pub(crate) scope: String,
    pub(crate) principal: String,
    pub(crate) created: Timestamp,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) length: Length,
    pub(crate) justification: Option<String>,
    pub(crate) ticket: Ticket,
    /// The GUID of the eligibility that is activated.
    pub(crate) eligibility: String,
    pub(crate) approval: Option<String>,
    /// The GUIDs of the assignment that results.
    pub(crate) schedule: String,
    pub(crate) instance: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    SelfActivate,
    SelfDeactivate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestStatus {
    PendingApproval,
    PendingEvaluation,
    ScheduleCreated,
    Provisioned,
    Revoked,
    Canceled,
    Denied,
}

/// For how long, as the request says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    For(SignedDuration, String),
    Until(Timestamp),
    Forever,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Ticket {
    pub(crate) number: Option<String>,
    pub(crate) system: Option<String>,
}

/// Somebody's eligibility with its ids.
#[derive(Clone, Debug)]
pub(crate) struct Eligible {
    pub(crate) principal: Principal,
    pub(crate) held: Eligibility,
    /// The GUID of the role's definition.
    pub(crate) role_id: String,
    pub(crate) schedule: String,
    pub(crate) instance: String,
}

impl RoleRequest {
    /// The role is active; whether Resource Manager knows it already is another matter.
    pub(crate) fn is_active(&self, now: Timestamp) -> bool {
        let provisioned = matches!(self.status, RequestStatus::Provisioned | RequestStatus::ScheduleCreated);
        self.kind == RequestKind::SelfActivate && provisioned && self.start <= now && now < self.end
    }

    fn is_for(&self, principal: &str, role: &str, scope: &str) -> bool {
        self.principal == principal
            && self.role.eq_ignore_ascii_case(role)
            && self.scope.trim_end_matches('/').eq_ignore_ascii_case(scope.trim_end_matches('/'))
    }
}

impl World {
    /// The eligibilities that hold now in a tenant.
    pub(crate) fn eligible(&self, tenant: &str, now: Timestamp) -> Vec<Eligible> {
        let members = self.principals.iter().filter(|principal| principal.is_in(tenant));
        let all =
            members.flat_map(|principal| principal.eligibilities.iter().map(move |held| (principal, held)));
        let current = all.filter(|(_, held)| {
            held.from.is_none_or(|from| from <= now) && held.until.is_none_or(|until| now < until)
        });
        let here = current.filter(|(_, held)| self.is_in_tenant(&held.scope, tenant));
        here.filter_map(|(principal, held)| {
            let role_id = role_id(&self.role(&held.role)?).to_owned();
            let text =
                format!("{} may become {role_id} at {}", principal.object_id, held.scope.to_lowercase());
            Some(Eligible {
                principal: principal.clone(),
                held: held.clone(),
                role_id,
                schedule: guid_of(&text),
                instance: guid_of(&format!("{text} now")),
            })
        })
        .collect()
    }

    /// The eligibility that lets a principal activate a role at a scope: there, or above it.
    pub(crate) fn eligibility(
        &self,
        principal: &Principal,
        tenant: &str,
        role: &str,
        scope: &str,
        now: Timestamp,
    ) -> Option<Eligible> {
        let scope = scope.trim_end_matches('/').to_lowercase();
        self.eligible(tenant, now).into_iter().find(|eligible| {
            let above = eligible.held.scope.trim_end_matches('/').to_lowercase();
            eligible.principal.object_id == principal.object_id
                && eligible.held.role.eq_ignore_ascii_case(role)
                && is_within(&scope, &above)
        })
    }

    /// What activating a role at a scope asks for: what is set there, or next above, or Azure's defaults.
    pub(crate) fn role_settings(&self, role: &str, scope: &str) -> RoleSettings {
        let scope_key = scope.trim_end_matches('/').to_lowercase();
        let above = |held: &&RoleSettings| {
            held.role.eq_ignore_ascii_case(role)
                && is_within(&scope_key, &held.scope.trim_end_matches('/').to_lowercase())
        };
        let nearest = self.role_settings.iter().filter(above).max_by_key(|held| held.scope.len());
        nearest.cloned().unwrap_or_else(|| RoleSettings::default_for(role, scope))
    }

    /// The activation of a principal's role at a scope that is active now, or waits for something.
    pub(crate) fn activation(
        &self,
        principal: &str,
        role: &str,
        scope: &str,
        now: Timestamp,
    ) -> Option<&RoleRequest> {
        let here = self.role_requests.iter().filter(|request| request.is_for(principal, role, scope));
        here.rev().find(|request| request.is_active(now) || request.status == RequestStatus::PendingApproval)
    }

    pub(crate) fn file_request(&mut self, request: RoleRequest, now: Timestamp) {
        if request.kind == RequestKind::SelfDeactivate {
            let (principal, role, scope) =
                (request.principal.clone(), request.role.clone(), request.scope.clone());
            let ended = self.role_requests.iter_mut().filter(|held| held.is_for(&principal, &role, &scope));
            for held in ended.filter(|held| held.is_active(now)) {
                held.end = now;
            }
        }
        self.role_requests.push(request);
        self.settle_roles(now);
    }

    /// An approver's word on a request that waits for it; false when there is no such request.
    pub(crate) fn decide(&mut self, name: &str, approve: bool, now: Timestamp) -> bool {
        let waiting = |request: &&mut RoleRequest| {
            request.name.eq_ignore_ascii_case(name) && request.status == RequestStatus::PendingApproval
        };
        let Some(request) = self.role_requests.iter_mut().find(waiting) else { return false };
        request.status = if approve { RequestStatus::Provisioned } else { RequestStatus::Denied };
        let waited = now.duration_since(request.start).max(SignedDuration::ZERO);
        request.start += waited;
        if let Length::For(..) = request.length {
            request.end += waited;
        }
        self.settle_roles(now);
        true
    }

    /// Roles take effect some time after they were activated, and end with their activation.
    pub(super) fn settle_roles(&mut self, now: Timestamp) {
        let delay = self.tempo.role;
        for request in &mut self.role_requests {
            if request.status == RequestStatus::ScheduleCreated && request.start <= now {
                request.status = RequestStatus::Provisioned;
            }
        }
        let active = self
            .role_requests
            .iter()
            .filter(|request| request.is_active(now) && request.start + delay <= now);
        self.activated = active
            .map(|request| (request.principal.clone(), request.role.clone(), request.scope.clone()))
            .collect();
    }

    fn is_in_tenant(&self, scope: &str, tenant: &str) -> bool {
        let mut parts = scope.split('/').skip(1);
        match (parts.next(), parts.next()) {
            (Some(kind), Some(id)) if kind.eq_ignore_ascii_case("subscriptions") => {
                self.subscription(id).is_some_and(|held| held.tenant.eq_ignore_ascii_case(tenant))
            }
            _ => true,
        }
    }
}

/// Too early to end an activation.
pub(crate) fn is_too_short(activation: &RoleRequest, now: Timestamp) -> bool {
    now.duration_since(activation.start) < LEAST_ACTIVE
}
