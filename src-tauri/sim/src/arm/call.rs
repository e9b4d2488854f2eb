//! One authenticated call on its way to a resource.

use jiff::Timestamp;
use serde_json::Value;

use super::{Refusal, Target};
use crate::message::Request;
use crate::world::{Caller, World};

pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) request: &'a Request,
    pub(crate) caller: Caller,
    pub(crate) now: Timestamp,
    pub(crate) target: Target,
}

impl Call<'_> {
    pub(crate) fn method(&self) -> &str {
        &self.request.method
    }

    pub(crate) fn may(&self, action: &str, scope: &str) -> bool {
        self.caller.may(action, scope)
    }

    pub(crate) fn authorize(&self, action: &str, scope: &str) -> Result<(), Refusal> {
        if self.may(action, scope) {
            return Ok(());
        }
        let principal = &self.caller.principal;
        Err(Refusal::new(
            403,
            "AuthorizationFailed",
            format!(
                "The client '{}' with object id '{}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
                principal.called(),
                principal.object_id
            ),
        ))
    }

    /// The subscription of the path exists and belongs to the tenant of the token.
    pub(crate) fn check_subscription(&self) -> Result<String, Refusal> {
        let asked = self.target.subscription().unwrap_or_default();
        let Some(subscription) = self.world.subscription(asked) else {
            let message = format!("The subscription '{asked}' could not be found.");
            return Err(Refusal::new(404, "SubscriptionNotFound", message));
        };
        if !subscription.tenant.eq_ignore_ascii_case(&self.caller.tenant) {
            let (wrong, right) = (&self.caller.tenant, &subscription.tenant);
            let message = format!(
                "The access token is from the wrong issuer 'https://sts.windows.net/{wrong}/'. It must match the tenant 'https://sts.windows.net/{right}/' associated with this subscription. Please use the authority (URL) '{0}/{right}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour).",
                self.request.base
            );
            let challenge = format!(
                "Bearer authorization_uri=\"{}/{right}\", error=\"invalid_token\", error_description=\"The access token is from the wrong issuer. It must match the tenant associated with this subscription.\"",
                self.request.base
            );
            return Err(Refusal::new(401, "InvalidAuthenticationTokenTenant", message)
                .with("www-authenticate", challenge));
        }
        Ok(subscription.id.clone())
    }

    /// Checks the way to something below the scope of the path: subscription, permission, group.
    pub(crate) fn enter(&self, action: &str, scope: &str) -> Result<(), Refusal> {
        self.check_subscription()?;
        self.authorize(action, scope)?;
        self.check_group()
    }

    /// Checks the way to a list: an empty list is for callers who see something else there.
    pub(crate) fn enter_list(&self, action: &str) -> Result<(), Refusal> {
        let subscription = self.check_subscription()?;
        let scope = self.target.scope();
        if !self.caller.sees_subscription(&subscription) {
            self.authorize(action, &scope)?;
        }
        self.check_group()
    }

    pub(crate) fn check_group(&self) -> Result<(), Refusal> {
        let (Some(subscription), Some(group)) = (self.target.subscription(), self.target.group()) else {
            return Ok(());
        };
        if self.world.group(subscription, group).is_some() {
            return Ok(());
        }
        Err(Refusal::new(
            404,
            "ResourceGroupNotFound",
            format!("Resource group '{group}' could not be found."),
        ))
    }

    /// The body as JSON.
    pub(crate) fn body(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(&self.request.body).map_err(|error| {
            let message =
                format!("The request content was invalid and could not be deserialized: '{error}'.");
            Refusal::new(400, "InvalidRequestContent", message)
        })
    }

    pub(crate) fn expands(&self, part: &str) -> bool {
        let asked = self.request.query("$expand").unwrap_or_default();
        asked.split(',').any(|asked| asked.trim().eq_ignore_ascii_case(part))
    }

    /// The path leads to a type that exists, but not with this method.
    pub(crate) fn method_not_allowed(&self) -> Refusal {
        let message = format!("The requested resource does not support http method '{}'.", self.method());
        Refusal::new(405, "HttpMethodNotAllowed", message)
    }

    /// Nothing is known about this kind of path.
    pub(crate) fn no_such_type(&self) -> Refusal {
        match self.target.namespace() {
            Some(namespace) => Refusal::new(
                404,
                "InvalidResourceType",
                format!(
                    "The resource type '{}' could not be found in the namespace '{namespace}' for api version '{}'. This is a simulator; it knows what is documented there.",
                    self.target.name(0),
                    self.request.query("api-version").unwrap_or_default()
                ),
            ),
            None => Refusal::new(404, "NotFound", format!("There is nothing at '{}'.", self.request.path)),
        }
    }
}
