//! Resources that a body names: the caller needs a permission on each of them as well.

use crate::arm::{Call, Refusal};
use crate::id::ResourceId;

/// What the call itself does, and what it takes on every resource that it names.
pub(super) struct Link<'l> {
    pub(super) action: &'l str,
    /// The resource that the call is for.
    pub(super) scope: &'l str,
    pub(super) needed: &'l str,
    /// Where in the body the ids are.
    pub(super) path: &'l str,
}

/// Reads the id of a linked resource that the caller has the permission for. Whether it exists is another question.
pub(super) fn read(call: &Call<'_>, link: &Link<'_>, text: &str) -> Result<ResourceId, Refusal> {
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let subscription = match parts.as_slice() {
        [first, subscription, ..] if text.starts_with('/') && first.eq_ignore_ascii_case("subscriptions") => {
            *subscription
        }
        _ => return Err(invalid(link, text)),
    };
    let Some(known) = call.world.subscription(subscription) else {
        return Err(denied(format!(
            "The client has permission to perform action '{}' on scope '{}', however the linked subscription '{subscription}' was not found. ",
            link.needed, link.scope
        )));
    };
    if !known.tenant.eq_ignore_ascii_case(&call.caller.tenant) {
        return Err(denied(format!(
            "The client has permission to perform action '{}' on scope '{}', however the current tenant '{}' is not authorized to access linked subscription '{subscription}'.",
            link.needed, link.scope, call.caller.tenant
        )));
    }
    let id = ResourceId::parse(text).map_err(|_| invalid(link, text))?;
    if call.may(link.needed, id.as_str()) {
        return Ok(id);
    }
    let principal = &call.caller.principal;
    Err(denied(format!(
        "The client '{}' with object id '{}' has permission to perform action '{}' on scope '{}'; however, it does not have permission to perform action(s) '{}' on the linked scope(s) '{id}' (respectively) or the linked scope(s) are invalid.",
        principal.called(),
        principal.object_id,
        link.action,
        link.scope,
        link.needed
    )))
}

fn denied(message: String) -> Refusal {
    Refusal::new(403, "LinkedAuthorizationFailed", message)
}

fn invalid(link: &Link<'_>, text: &str) -> Refusal {
    Refusal::new(
        400,
        "LinkedInvalidPropertyId",
        format!(
            "Property id '{text}' at path '{}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{{subscriptionId}}' or '/providers/{{resourceProviderNamespace}}/'.",
            link.path
        ),
    )
}
