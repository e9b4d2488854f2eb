//! Contoso's tenants, subscriptions, roles, service principals and people.

use crate::world::model::{
    Assignment, DefenderPlan, Eligibility, Person, Principal, Role, RoleSettings, Subscription, Tenant,
};

pub(super) const HOME: &str = "8c1f4b6e-2f0a-4d57-9a6b-3b0f5c7d1e01";
const ROBOTICS_TENANT: &str = "5d2e7a90-61c4-4b8e-8f13-94a0b6c2d702";
pub(super) const PRODUCTION: &str = "11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11";
pub(super) const DEVELOPMENT: &str = "22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22";
pub(super) const ROBOTICS: &str = "33f5cab2-9e74-403b-98c6-20af4e7b1c33";

pub(super) fn tenants() -> Vec<Tenant> {
    let tenant = |id: &str, name: &str, domain: &str, category: &str| Tenant {
        id: id.into(),
        display_name: name.into(),
        default_domain: domain.into(),
        category: category.into(),
        ..Tenant::default()
    };
    vec![
        tenant(HOME, "Contoso Manufacturing", "contoso.com", "Home"),
        tenant(ROBOTICS_TENANT, "Contoso Robotics", "contosorobotics.com", "ProjectedBy"),
    ]
}

pub(super) fn subscriptions() -> Vec<Subscription> {
    let subscription = |id: &str, tenant: &str, name: &str| Subscription {
        id: id.into(),
        tenant: tenant.into(),
        display_name: name.into(),
        state: "Enabled".into(),
        defender: DefenderPlan::P2,
    };
    vec![
        subscription(PRODUCTION, HOME, "Contoso Production"),
        subscription(DEVELOPMENT, HOME, "Contoso Development"),
        subscription(ROBOTICS, ROBOTICS_TENANT, "Contoso Robotics"),
    ]
}

/// The role that Azure documents as the least for asking for access; the others are Azure's built-in ones.
pub(super) fn roles() -> Vec<Role> {
    let actions = [
        "Microsoft.Compute/virtualMachines/read",
        "Microsoft.Network/networkInterfaces/*/read",
        "Microsoft.Network/publicIPAddresses/read",
        "Microsoft.Security/locations/jitNetworkAccessPolicies/*/read",
        "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action",
    ];
    vec![Role {
        name: "JIT Requester".into(),
        actions: actions.map(str::to_owned).into(),
        description: "Asks for just-in-time access to virtual machines.".into(),
        ..Role::default()
    }]
}

/// Two pairs with the same rights: the service principal `admin` and Barbara, `reader` and Pat.
///
/// The first pair reads everything and may change everything, except in two groups of production: in `rg-energy`
/// starting machines is not allowed, in `rg-vault` requesting access is not.
pub(super) fn principals() -> Vec<Principal> {
    let assign = |role: &str, scope: String| Assignment { role: role.into(), scope };
    let whole = |role: &str, id: &str| assign(role, format!("/subscriptions/{id}"));
    let group =
        |role: &str, name: &str| assign(role, format!("/subscriptions/{PRODUCTION}/resourceGroups/{name}"));
    let mut admin = vec![whole("Reader", PRODUCTION)];
    for name in ["rg-web", "rg-build", "rg-db", "rg-erp", "rg-edge", "rg-plant", "rg-analytics"] {
        admin.push(group("Contributor", name));
    }
    admin.push(group("JIT Requester", "rg-energy"));
    admin.push(group("Virtual Machine Contributor", "rg-vault"));
    admin.push(whole("Contributor", DEVELOPMENT));
    admin.push(whole("Contributor", ROBOTICS));
    let reader = vec![whole("Reader", PRODUCTION), whole("Reader", DEVELOPMENT), whole("Reader", ROBOTICS)];
    vec![
        application(
            ("admin", "a0c1e2d3-0001-4f4f-8a8a-c0ffee000001"),
            ("b1d2f3e4-0001-4e4e-9b9b-c0ffee000011", "simulated-admin-secret"),
            admin.clone(),
            eligible(),
        ),
        application(
            ("reader", "a0c1e2d3-0002-4f4f-8a8a-c0ffee000002"),
            ("b1d2f3e4-0002-4e4e-9b9b-c0ffee000022", "simulated-reader-secret"),
            reader.clone(),
            Vec::new(),
        ),
        person(("barbara", "a0c1e2d3-0003-4f4f-8a8a-c0ffee000003"), "Barbara", admin, eligible()),
        person(("patlong", "a0c1e2d3-0004-4f4f-8a8a-c0ffee000004"), "Pat Long", reader, Vec::new()),
    ]
}

fn application(
    (name, object): (&str, &str),
    (client, secret): (&str, &str),
    assignments: Vec<Assignment>,
    eligibilities: Vec<Eligibility>,
) -> Principal {
    Principal {
        name: name.into(),
        object_id: object.into(),
        client_id: client.into(),
        client_secret: secret.into(),
        redirect_uris: Vec::new(),
        person: None,
        tenants: both_tenants(),
        assignments,
        eligibilities,
    }
}

fn person(
    (name, object): (&str, &str),
    display_name: &str,
    assignments: Vec<Assignment>,
    eligibilities: Vec<Eligibility>,
) -> Principal {
    Principal {
        name: name.into(),
        object_id: object.into(),
        client_id: String::new(),
        client_secret: String::new(),
        redirect_uris: Vec::new(),
        person: Some(Person {
            user_principal_name: format!("{name}@contoso.com"),
            display_name: display_name.into(),
            ..Person::default()
        }),
        tenants: both_tenants(),
        assignments,
        eligibilities,
    }
}

/// In the two groups where the admin may not do everything, one role can be activated.
fn eligible() -> Vec<Eligibility> {
    let at = |role: &str, group: &str| Eligibility {
        role: role.into(),
        scope: format!("/subscriptions/{PRODUCTION}/resourceGroups/{group}"),
        from: None,
        until: None,
    };
    vec![at("Virtual Machine Contributor", "rg-energy"), at("Contributor", "rg-vault")]
}

/// For `rg-vault` somebody has to approve.
pub(super) fn role_settings() -> Vec<RoleSettings> {
    let at = |role: &str, group: &str| {
        RoleSettings::default_for(role, &format!("/subscriptions/{PRODUCTION}/resourceGroups/{group}"))
    };
    vec![
        RoleSettings { max_duration: "PT4H".into(), ..at("Virtual Machine Contributor", "rg-energy") },
        RoleSettings {
            max_duration: "PT2H".into(),
            ticket: true,
            approval: true,
            ..at("Contributor", "rg-vault")
        },
    ]
}

fn both_tenants() -> Vec<String> {
    vec![HOME.into(), ROBOTICS_TENANT.into()]
}
