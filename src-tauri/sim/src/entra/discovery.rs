//! Where Entra ID says its endpoints are.

use jiff::Timestamp;
use serde_json::json;

use super::{tenant_id, unknown_tenant};
use crate::message::{Request, Response};
use crate::world::World;

pub(super) fn configuration(world: &World, request: &Request, tenant: &str, now: Timestamp) -> Response {
    let shared = ["common", "organizations", "consumers"].contains(&tenant);
    let Some(tenant) = tenant_id(world, tenant).or_else(|| shared.then(|| tenant.to_owned())) else {
        return unknown_tenant(now, tenant);
    };
    let base = &request.base;
    Response::json(
        200,
        json!({
            "issuer": format!("{base}/{tenant}/v2.0"),
            "authorization_endpoint": format!("{base}/{tenant}/oauth2/v2.0/authorize"),
            "token_endpoint": format!("{base}/{tenant}/oauth2/v2.0/token"),
            "device_authorization_endpoint": format!("{base}/{tenant}/oauth2/v2.0/devicecode"),
            "jwks_uri": format!("{base}/{tenant}/discovery/v2.0/keys"),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "tenant_region_scope": "EU",
        }),
    )
}

pub(super) fn instance(request: &Request) -> Response {
    let host = request.base.split("//").nth(1).unwrap_or_default();
    Response::json(
        200,
        json!({
            "tenant_discovery_endpoint": format!("{}/common/v2.0/.well-known/openid-configuration", request.base),
            "api-version": "1.1",
            "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }],
        }),
    )
}
