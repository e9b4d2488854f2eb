//! Where Entra ID says its endpoints are.

use serde_json::json;

use super::directory::Directory;
use super::refusal::Answer;
use crate::jws;
use crate::message::{Request, Response};
use crate::world::World;

/// `/{tenant}/v2.0/.well-known/openid-configuration`
pub(super) fn configuration(world: &World, request: &Request, asked: &str) -> Answer {
    let directory = Directory::find(world, asked)?;
    let (base, segment) = (&request.base, directory.segment(asked));
    // For a shared endpoint the issuer depends on who signs in, and the braces are to be filled in.
    let issuer = match &directory {
        Directory::Tenant(tenant) => tenant.as_str(),
        Directory::Home => "{tenantid}",
        Directory::Consumers => "9188040d-6c67-4c5b-b112-36a304b66dad",
    };
    let host = host(base);
    Ok(Response::json(
        200,
        json!({
            "issuer": format!("{base}/{issuer}/v2.0"),
            "authorization_endpoint": format!("{base}/{segment}/oauth2/v2.0/authorize"),
            "token_endpoint": format!("{base}/{segment}/oauth2/v2.0/token"),
            "end_session_endpoint": format!("{base}/{segment}/oauth2/v2.0/logout"),
            "device_authorization_endpoint": format!("{base}/{segment}/oauth2/v2.0/devicecode"),
            "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
            "jwks_uri": format!("{base}/{segment}/discovery/v2.0/keys"),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "acr", "nonce", "preferred_username", "name", "tid", "ver", "email"
            ],
            "request_uri_parameter_supported": false,
            "tenant_region_scope": "EU",
            "cloud_instance_name": host,
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
        }),
    ))
}

/// Is this authority one that Microsoft runs? Here: is it this one?
pub(super) fn instance(request: &Request) -> Response {
    let (base, host) = (&request.base, host(&request.base));
    let asked = request.query("authorization_endpoint").unwrap_or_default();
    let tenant = asked.strip_prefix("https://").and_then(|rest| rest.split('/').nth(1)).unwrap_or("common");
    Response::json(
        200,
        json!({
            "tenant_discovery_endpoint": format!("{base}/{tenant}/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }],
        }),
    )
}

/// Whether a name signs in here or at a company's own server.
pub(super) fn realm(world: &World, request: &Request, name: &str) -> Response {
    let domain = name.split_once('@').map(|(_, domain)| domain).unwrap_or_default();
    let known = world.tenants.iter().find(|tenant| tenant.default_domain.eq_ignore_ascii_case(domain));
    Response::json(
        200,
        match known {
            Some(tenant) => json!({
                "ver": "1.0",
                "account_type": "Managed",
                "domain_name": tenant.default_domain,
                "cloud_instance_name": host(&request.base),
                "cloud_audience_urn": "urn:federation:MicrosoftOnline",
            }),
            None => {
                json!({ "ver": "1.0", "account_type": "Unknown", "cloud_instance_name": host(&request.base) })
            }
        },
    )
}

pub(super) fn keys(world: &World, tenant: &str) -> Answer {
    Directory::find(world, tenant).map(|_| Response::json(200, jws::key_set()))
}

fn host(base: &str) -> &str {
    base.split("//").nth(1).unwrap_or_default()
}
