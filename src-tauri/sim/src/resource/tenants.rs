//! `GET /tenants`.

use serde_json::json;

use crate::arm::{Answer, Call, list};

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let member = &call.caller.principal.tenants;
    let tenants = call
        .world
        .tenants
        .iter()
        .filter(|tenant| member.iter().any(|id| id.eq_ignore_ascii_case(&tenant.id)));
    let items = tenants
        .map(|tenant| {
            json!({
                "id": format!("/tenants/{}", tenant.id),
                "tenantId": tenant.id,
                "countryCode": "DE",
                "displayName": tenant.display_name,
                "domains": [tenant.default_domain],
                "tenantCategory": tenant.category,
                "defaultDomain": tenant.default_domain,
                "tenantType": "AAD",
            })
        })
        .collect();
    list(call, items)
}
