//! Who may do what: roles, assignments, and the permissions that follow.

mod actions;
mod built_in;

use std::collections::BTreeSet;

use super::World;
use super::model::{Principal, Role};
use actions::covers;

/// The caller of one request: a principal, seen from the tenant its token is for.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) principal: Principal,
    pub(crate) tenant: String,
    /// What stands in the token.
    pub(crate) shown: Shown,
    grants: Vec<Grant>,
}

/// What a token says about its client, and about how its holder has signed in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Which one in the order of issue it is.
    pub(crate) serial: u64,
    /// The client can handle a challenge.
    pub(crate) revocable: bool,
    /// With a second factor.
    pub(crate) mfa: bool,
    /// The authentication contexts that the token carries.
    pub(crate) contexts: BTreeSet<String>,
}

/// An assignment with its role, in lower case: one call asks for permissions thousands of times.
#[derive(Clone, Debug)]
struct Grant {
    scope: String,
    role: Role,
    actions: Vec<String>,
    not_actions: Vec<String>,
}

impl Caller {
    /// All that decides what it sees, as text to be compared. How it has signed in is no part of that.
    pub(crate) fn sight(&self) -> String {
        format!("{:?}", (&self.principal, &self.tenant, &self.grants))
    }

    pub(super) fn having(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }
}

impl World {
    pub(super) fn caller(&self, principal: &Principal, tenant: &str) -> Caller {
        let standing = principal.assignments.iter().map(|held| (&held.role, &held.scope));
        let mine = self.activated.iter().filter(|(holder, ..)| *holder == principal.object_id);
        let activated = mine.map(|(_, role, scope)| (role, scope));
        let grants = standing.chain(activated).filter_map(|(role, scope)| self.grant(role, scope));
        Caller {
            principal: principal.clone(),
            tenant: tenant.to_owned(),
            shown: Shown::default(),
            grants: grants.collect(),
        }
    }

    fn grant(&self, role: &str, scope: &str) -> Option<Grant> {
        let role = self.role(role)?;
        let lower = |actions: &[String]| actions.iter().map(|action| action.to_lowercase()).collect();
        Some(Grant {
            scope: scope.trim_end_matches('/').to_lowercase(),
            actions: lower(&role.actions),
            not_actions: lower(&role.not_actions),
            role,
        })
    }

    /// A role by name: the world's own, or one that exists everywhere.
    pub(crate) fn role(&self, name: &str) -> Option<Role> {
        let own = self.roles.iter().find(|role| role.name.eq_ignore_ascii_case(name)).cloned();
        own.map(identified).or_else(|| built_in::role(name))
    }

    /// A role by the GUID of its definition.
    pub(crate) fn role_with_id(&self, id: &str) -> Option<Role> {
        self.all_roles().into_iter().find(|role| role_id(role).eq_ignore_ascii_case(id))
    }

    /// All roles: the built-in ones, in the world's own words where it has some, and the custom ones.
    pub(crate) fn all_roles(&self) -> Vec<Role> {
        let built_in = built_in::roles().map(|role| self.role(&role.name).unwrap_or(role));
        let custom = self.roles.iter().filter(|role| !is_built_in(role)).cloned().map(identified);
        built_in.chain(custom).collect()
    }
}

pub(crate) fn is_built_in(role: &Role) -> bool {
    built_in::id(&role.name).is_some()
}

/// A role exists in a world, or everywhere.
pub(super) fn is_role(own: &[Role], name: &str) -> bool {
    own.iter().any(|role| role.name.eq_ignore_ascii_case(name)) || built_in::id(name).is_some()
}

/// The GUID of a role's definition.
pub(crate) fn role_id(role: &Role) -> &str {
    role.id.as_deref().unwrap_or_default()
}

/// The role with its id and a description.
fn identified(mut role: Role) -> Role {
    let known = built_in::role(&role.name);
    let id = known.as_ref().and_then(|known| known.id.clone());
    role.id =
        id.or(role.id).or_else(|| Some(crate::dice::guid_of(&format!("role {}", role.name.to_lowercase()))));
    if role.description.is_empty() {
        role.description = known.map_or_else(|| role.name.clone(), |known| known.description);
    }
    role
}

impl Caller {
    /// The roles that are in effect at a scope: assigned there or above.
    pub(crate) fn roles_at(&self, scope: &str) -> Vec<&Role> {
        let scope = scope.to_lowercase();
        self.grants.iter().filter(|grant| is_within(&scope, &grant.scope)).map(|grant| &grant.role).collect()
    }

    /// Allowed is what one role allows and does not itself exclude.
    pub(crate) fn may(&self, action: &str, scope: &str) -> bool {
        let (action, scope) = (action.to_lowercase(), scope.trim_end_matches('/').to_lowercase());
        self.grants.iter().filter(|grant| is_within(&scope, &grant.scope)).any(|grant| {
            grant.actions.iter().any(|pattern| covers(pattern, &action))
                && !grant.not_actions.iter().any(|pattern| covers(pattern, &action))
        })
    }

    /// The caller holds some role in the subscription, if only on one machine.
    pub(crate) fn sees_subscription(&self, subscription: &str) -> bool {
        let scope = format!("/subscriptions/{subscription}").to_lowercase();
        self.grants.iter().any(|grant| is_within(&scope, &grant.scope) || is_within(&grant.scope, &scope))
    }
}

/// Both in lower case and without a slash at the end; the root is empty.
pub(crate) fn is_within(scope: &str, above: &str) -> bool {
    scope.strip_prefix(above).is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_within_itself_and_what_is_above() {
        let cases = [
            ("/subscriptions/s/resourcegroups/g", "/subscriptions/s", true),
            ("/subscriptions/s", "", true),
            ("/subscriptions/s", "/subscriptions/s", true),
            ("/subscriptions/s2", "/subscriptions/s", false),
            ("/subscriptions/s", "/subscriptions/s/resourcegroups/g", false),
        ];
        for (scope, above, expected) in cases {
            assert_eq!(is_within(scope, above), expected, "{scope} within {above}");
        }
    }

    #[test]
    fn roles_have_ids_whether_the_world_names_them_or_not() {
        let world = World::contoso();
        let ids = |name: &str| world.role(name).and_then(|role| role.id).unwrap();
        assert_eq!(ids("owner"), "8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
        assert_eq!(ids("Contributor"), "b24988ac-6180-42a0-ab88-20f7382dd24c");
        assert_eq!(world.role_with_id(&ids("JIT Requester").to_uppercase()).unwrap().name, "JIT Requester");
        assert!(world.role("King").is_none());
        let all = world.all_roles();
        let mut distinct: Vec<&str> = all.iter().map(role_id).collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), all.len());
    }
}
