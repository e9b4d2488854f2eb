//! Tenants, subscriptions, groups and permissions.

use crate::scene::{PRODUCTION, ROBOTICS, ROBOTICS_TENANT, Scene, code, message, names};

fn texts<'v>(list: &'v serde_json::Value, field: &str) -> Vec<&'v str> {
    list["value"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap()).collect()
}

#[test]
fn a_token_shows_the_subscriptions_of_its_tenant() {
    let mut scene = Scene::new();
    assert_eq!(texts(&scene.read("/tenants"), "displayName"), ["Contoso Manufacturing", "Contoso Robotics"]);
    assert_eq!(
        texts(&scene.read("/subscriptions"), "displayName"),
        ["Contoso Production", "Contoso Development"]
    );
    scene.sign_in("admin", ROBOTICS_TENANT);
    assert_eq!(texts(&scene.read("/subscriptions"), "displayName"), ["Contoso Robotics"]);
}

#[test]
fn a_token_of_another_tenant_is_refused_with_the_right_one() {
    let mut scene = Scene::new();
    let response = scene.call("GET", &format!("{ROBOTICS}/resourceGroups"), "");
    let body = crate::scene::json(&response);
    assert_eq!((response.status, code(&body)), (401, "InvalidAuthenticationTokenTenant"));
    assert!(response.header("www-authenticate").unwrap().contains(ROBOTICS_TENANT));
    assert!(message(&body).contains(ROBOTICS_TENANT), "{body}");
}

#[test]
fn what_does_not_exist_is_named() {
    let mut scene = Scene::new();
    let (status, body) = scene.get("/subscriptions/99999999-0000-0000-0000-000000000000/resourceGroups");
    assert_eq!((status, code(&body)), (404, "SubscriptionNotFound"));
    assert_eq!(message(&body), "The subscription '99999999-0000-0000-0000-000000000000' could not be found.");

    let (status, body) = scene
        .get(&format!("{PRODUCTION}/resourceGroups/rg-none/providers/Microsoft.Compute/virtualMachines"));
    assert_eq!(
        (status, code(&body), message(&body)),
        (404, "ResourceGroupNotFound", "Resource group 'rg-none' could not be found.")
    );
}

#[test]
fn permissions_are_one_entry_per_role_and_narrower_scopes_have_more() {
    let mut scene = Scene::new();
    let mut entries = |scope: &str| {
        let path = format!("{PRODUCTION}{scope}/providers/Microsoft.Authorization/permissions");
        scene.read(&path)["value"].as_array().unwrap().clone()
    };
    let whole = entries("");
    assert_eq!(whole.len(), 1);
    assert_eq!(whole[0]["actions"], serde_json::json!(["*/read"]));
    assert_eq!(entries("/resourcegroups/RG-WEB").len(), 2);
    let machine = entries("/resourceGroups/rg-vault/providers/Microsoft.Compute/virtualMachines/vault-01");
    let actions = machine.iter().flat_map(|entry| entry["actions"].as_array().unwrap());
    assert!(
        actions.filter(|action| action.as_str() == Some("Microsoft.Compute/virtualMachines/*")).count() == 1
    );
    let web = entries("/resourceGroups/rg-web");
    assert!(web.iter().any(|entry| !entry["notActions"].as_array().unwrap().is_empty()));
}

#[test]
fn a_refused_call_names_client_action_and_scope() {
    let mut scene = Scene::new();
    scene.sign_in("reader", crate::scene::HOME);
    let scope =
        format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01");
    let (status, body) = scene.post(&format!("{scope}/start"), "");
    assert_eq!((status, code(&body)), (403, "AuthorizationFailed"));
    assert_eq!(
        message(&body),
        format!(
            "The client 'b1d2f3e4-0002-4e4e-9b9b-c0ffee000022' with object id 'a0c1e2d3-0002-4f4f-8a8a-c0ffee000002' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/start/action' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."
        )
    );
}

#[test]
fn lists_leave_out_what_may_not_be_read() {
    let mut scene = Scene::new();
    let machine =
        format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-02");
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].scope = machine;
    scene.sign_in("reader", crate::scene::HOME);
    assert_eq!(texts(&scene.read("/subscriptions"), "displayName"), ["Contoso Production"]);
    let list = scene.read(&format!("{PRODUCTION}/providers/Microsoft.Compute/virtualMachines"));
    assert_eq!(names(&list), ["web-02"]);
    let policies = scene.read(&format!("{PRODUCTION}/providers/Microsoft.Security/jitNetworkAccessPolicies"));
    assert_eq!(names(&policies), Vec::<&str>::new());
    let development = "/subscriptions/22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22";
    let other = scene.refusal("GET", &format!("{development}/providers/Microsoft.Compute/virtualMachines"));
    assert_eq!(other, (403, "AuthorizationFailed".into()));
}
