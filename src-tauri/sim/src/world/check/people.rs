//! Tenants, subscriptions, groups, roles and principals.

use super::{Checked, content, need, unique};
use crate::world::model::{Principal, WorldFile};
use crate::world::rbac::is_role;

pub(super) fn check(file: &WorldFile) -> Checked {
    unique("tenants", "id", file.tenants.iter().map(|tenant| tenant.id.to_lowercase()))?;
    unique("roles", "name", file.roles.iter().map(|role| role.name.to_lowercase()))?;
    unique("principals", "name", file.principals.iter().map(|principal| principal.name.to_lowercase()))?;
    let called = file.principals.iter().map(|principal| principal.called().to_lowercase());
    unique("principals", "client_id or user_principal_name", called)?;
    unique(
        "subscriptions",
        "id",
        file.subscriptions.iter().map(|subscription| subscription.id.to_lowercase()),
    )?;
    let tenant = |id: &str| file.tenants.iter().any(|tenant| tenant.id.eq_ignore_ascii_case(id));
    for (index, subscription) in file.subscriptions.iter().enumerate() {
        need(tenant(&subscription.tenant), || {
            (
                format!("subscriptions[{index}].tenant"),
                format!("there is no tenant `{}`", subscription.tenant),
            )
        })?;
    }
    for (index, principal) in file.principals.iter().enumerate() {
        let place = format!("principals[{index}]");
        need(!principal.tenants.is_empty(), || {
            (format!("{place}.tenants"), "at least one tenant is needed".into())
        })?;
        for id in &principal.tenants {
            need(tenant(id), || (format!("{place}.tenants"), format!("there is no tenant `{id}`")))?;
        }
        check_credentials(&place, principal)?;
        check_redirects(&place, principal)?;
        for (at, assignment) in principal.assignments.iter().enumerate() {
            let known = is_role(&file.roles, &assignment.role);
            need(known, || {
                (format!("{place}.assignments[{at}].role"), format!("there is no role `{}`", assignment.role))
            })?;
            check_scope(file, &assignment.scope)
                .map_err(|reason| content(format!("{place}.assignments[{at}].scope"), reason))?;
        }
    }
    for name in ["admin", "reader"] {
        let known = file.principals.iter().any(|principal| principal.name == name);
        need(known, || ("principals".into(), format!("a principal named `{name}` is needed")))?;
    }
    let groups = file.resource_groups.iter().map(|g| format!("{}/{}", g.subscription, g.name).to_lowercase());
    unique("resource_groups", "name", groups)?;
    for (index, group) in file.resource_groups.iter().enumerate() {
        let known = file.subscriptions.iter().any(|s| s.id.eq_ignore_ascii_case(&group.subscription));
        need(known, || {
            let place = format!("resource_groups[{index}].subscription");
            (place, format!("there is no subscription `{}`", group.subscription))
        })?;
    }
    Ok(())
}

/// An application has an id and a secret, a person has a name to sign in with, and nobody is both.
fn check_credentials(place: &str, principal: &Principal) -> Checked {
    let application = (!principal.client_id.is_empty(), !principal.client_secret.is_empty());
    let Some(person) = &principal.person else {
        return need(application == (true, true), || {
            let reason = "`client_id` and `client_secret` are needed, or a `person`";
            (place.to_owned(), reason.into())
        });
    };
    need(application == (false, false), || {
        let reason = "a `person` has no `client_id` and no `client_secret`";
        (place.to_owned(), reason.into())
    })?;
    let name = &person.user_principal_name;
    let well_formed =
        name.split_once('@').is_some_and(|(user, domain)| !user.is_empty() && !domain.is_empty());
    need(well_formed, || {
        let place = format!("{place}.person.user_principal_name");
        (place, format!("`{name}` is not like barbara@contoso.com"))
    })
}

/// Where browsers are sent to has to be somewhere, and without the fragment, which is the answer's.
fn check_redirects(place: &str, principal: &Principal) -> Checked {
    let place = format!("{place}.redirect_uris");
    need(principal.person.is_none() || principal.redirect_uris.is_empty(), || {
        (place.clone(), "a `person` has none; it is an application's".into())
    })?;
    for uri in &principal.redirect_uris {
        let sound = url::Url::parse(uri).is_ok_and(|url| url.has_host() && url.fragment().is_none());
        need(sound, || (place.clone(), format!("`{uri}` is not like https://app.contoso.com/signed-in")))?;
    }
    Ok(())
}

/// The root, or something in a subscription that exists.
pub(super) fn check_scope(file: &WorldFile, scope: &str) -> Result<(), String> {
    let mut parts = scope.split('/').skip(1);
    match (scope.starts_with('/'), parts.next(), parts.next()) {
        (true, Some(""), None) => Ok(()),
        (true, Some(kind), Some(id)) if kind.eq_ignore_ascii_case("subscriptions") => {
            let known =
                file.subscriptions.iter().any(|subscription| subscription.id.eq_ignore_ascii_case(id));
            if known { Ok(()) } else { Err(format!("there is no subscription `{id}`")) }
        }
        _ => Err(format!("`{scope}` is neither `/` nor begins with /subscriptions/ID")),
    }
}
