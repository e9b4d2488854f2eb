use serde_json::{Value, json};

use super::World;

fn contoso() -> Value {
    serde_json::from_str(&World::contoso().to_json()).unwrap()
}

fn refusal(world: &Value) -> String {
    World::from_json(&world.to_string()).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn a_printed_world_reads_back_as_the_same() {
    let printed = World::contoso().to_json();
    assert_eq!(World::from_json(&printed).unwrap().to_json(), printed);
    let fleet = World::fleet(40, 3, 7).to_json();
    assert_eq!(World::from_json(&fleet).unwrap().to_json(), fleet);
}

#[test]
fn an_edited_world_is_the_edited_one() {
    let mut world = contoso();
    world["egress"] = json!("198.51.100.42");
    world["virtual_machines"][0]["tags"]["owner"] = json!("me");
    world["tenants"][1]["conditions"] = json!([{ "demand": "mfa", "hours": 12 }]);
    let read = World::from_json(&world.to_string()).unwrap();
    assert_eq!(read.egress.to_string(), "198.51.100.42");
    assert!(read.to_json().contains("\"owner\": \"me\""));
    assert!(read.to_json().contains("\"hours\": 12"));
}

#[test]
fn broken_json_is_refused_with_line_and_column() {
    let error = |text: &str| World::from_json(text).unwrap_err().to_string();
    assert_eq!(error("{\n  \"schema\": 1,"), "line 2 column 14: EOF while parsing a value");
    assert_eq!(error("{\n  \"schema\": one\n}"), "line 2 column 13: expected value");
    assert_eq!(
        error("{\n  \"schema\": 1,\n  \"nmae\": \"x\"\n}"),
        "line 3 column 8: unknown field `nmae`, expected one of `schema`, `name`, `literal_sources`, `egress`, `tenants`, `roles`, `principals`, `subscriptions`, `resource_groups`, `virtual_networks`, `security_groups`, `public_addresses`, `network_interfaces`, `virtual_machines`, `policies`, `role_settings`, `history_days`, `activity`"
    );
    assert_eq!(error("{\"schema\": 1}"), "line 1 column 13: missing field `name`");
    let id = "{\"schema\":1,\"name\":\"x\",\"egress\":\"1.2.3.4\",\"tenants\":[],\"roles\":[],\"principals\":[],\"subscriptions\":[],\"resource_groups\":[],\"policies\":[{\"id\":\"default\"";
    assert_eq!(
        error(id),
        format!(
            "line 1 column {}: `default` is not a resource id like /subscriptions/S/resourceGroups/G/providers/NAMESPACE/TYPE/NAME",
            id.len()
        )
    );
}

#[test]
fn impossible_worlds_are_refused_with_path_and_reason() {
    let subscription = "/subscriptions/11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11";
    let machine = |group: &str, name: &str| {
        format!("{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}")
    };
    let ghost = machine("rg-web", "ghost");
    let cases: Vec<(&str, Value, String)> = vec![
        ("/schema", json!(2), "schema: is 2, and this version reads 1".into()),
        ("/subscriptions/1/tenant", json!("t"), "subscriptions[1].tenant: there is no tenant `t`".into()),
        ("/tenants/0/conditions", json!([{ "demand": "block", "people": ["adele@contoso.com"] }]), "tenants[0].conditions[0].people: there is nobody called `adele@contoso.com`".into()),
        ("/tenants/0/conditions", json!([{ "demand": "block", "hours": 2 }]), "tenants[0].conditions[0].hours: only `mfa` and `sign-in-frequency` have `hours`".into()),
        ("/tenants/1/conditions", json!([{ "demand": "mfa" }, { "demand": "sign-in-frequency" }]), "tenants[1].conditions[1].hours: `sign-in-frequency` needs `hours`".into()),
        ("/tenants/1/conditions", json!([{ "demand": "mfa", "hours": 0 }]), "tenants[1].conditions[0].hours: nothing is good for 0 hours".into()),
        ("/tenants/1/conditions", json!([{ "demand": "mfa", "applications": ["az"] }]), "tenants[1].conditions[0].applications: `az` is not an application's id, a GUID".into()),
        ("/tenants/0/consented", json!(["az"]), "tenants[0].consented: `az` is not an application's id, a GUID".into()),
        ("/principals/0/tenants", json!([]), "principals[0].tenants: at least one tenant is needed".into()),
        ("/principals/0/client_secret", json!(""), "principals[0]: `client_id` and `client_secret` are needed, or a `person`".into()),
        ("/principals/0/redirect_uris", json!(["here"]), "principals[0].redirect_uris: `here` is not like https://app.contoso.com/signed-in".into()),
        ("/principals/2/redirect_uris", json!(["https://app.contoso.com"]), "principals[2].redirect_uris: a `person` has none; it is an application's".into()),
        ("/principals/2/client_id", json!("b1d2f3e4-0003-4e4e-9b9b-c0ffee000033"), "principals[2]: a `person` has no `client_id` and no `client_secret`".into()),
        ("/principals/2/person/user_principal_name", json!("@contoso.com"), "principals[2].person.user_principal_name: `@contoso.com` is not like barbara@contoso.com".into()),
        ("/principals/3/person/user_principal_name", json!("Barbara@contoso.com"), "principals[3].client_id or user_principal_name: `barbara@contoso.com` is there twice".into()),
        ("/principals/0/name", json!("boss"), "principals: a principal named `admin` is needed".into()),
        ("/principals/0/assignments/2/role", json!("King"), "principals[0].assignments[2].role: there is no role `King`".into()),
        ("/principals/1/assignments/0/scope", json!("/subscriptions/s"), "principals[1].assignments[0].scope: there is no subscription `s`".into()),
        ("/principals/1/assignments/0/scope", json!("all"), "principals[1].assignments[0].scope: `all` is neither `/` nor begins with /subscriptions/ID".into()),
        ("/principals/0/eligibilities/0/role", json!("King"), "principals[0].eligibilities[0].role: there is no role `King`".into()),
        ("/principals/0/eligibilities/1/scope", json!("rg"), "principals[0].eligibilities[1].scope: `rg` is neither `/` nor begins with /subscriptions/ID".into()),
        ("/role_settings/0/max_duration", json!("P2D"), "role_settings[0].max_duration: `P2D` is no ISO 8601 duration from PT5M to P1D".into()),
        ("/activity", json!([{ "at": "2026-01-01T00:00:00Z", "operation": "start", "resource": subscription, "caller": "x" }]), "activity[0].operation: `start` is not like Microsoft.Compute/virtualMachines/start/action".into()),
        ("/activity", json!([{ "at": "2026-01-01T00:00:00Z", "operation": "a/b/c", "resource": "web-01", "caller": "x" }]), "activity[0].resource: `web-01` is neither `/` nor begins with /subscriptions/ID".into()),
        ("/virtual_networks/0/subnets/0/prefix", json!("10.20.0.0/40"), "virtual_networks[0].subnets[0].prefix: `10.20.0.0/40` is no IPv4 prefix".into()),
        ("/policies/0/machines/0/id", json!(ghost), format!("policies[0].machines[0].id: there is no virtual machine `{ghost}`")),
        ("/policies/0/machines/0/ports/0/max_duration", json!("PT2M"), "policies[0].machines[0].ports[0].max_duration: `PT2M` is no ISO 8601 duration from PT5M to P1D".into()),
        ("/policies/0/machines/0/ports/0/protocol", json!("tcp"), "policies[0].machines[0].ports[0].protocol: `tcp` is none of TCP, UDP, *".into()),
        ("/policies/0/machines/0/ports/0/sources", json!(["*", "10.0.0.0/8"]), "policies[0].machines[0].ports[0].sources: one `*` or IPv4 prefixes are needed".into()),
        ("/policies/0/machines/0/ports/0/mapped_port", json!(13389), "policies[0].machines[0].ports[0].mapped_port: a mapped port and a firewall address belong together".into()),
        ("/virtual_machines/0/id", json!(machine("rg-none", "x")), "virtual_machines[0].id: there is no resource group `rg-none` in subscription `11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11`".into()),
        ("/virtual_machines/0/start_failure", json!({ "code": "AllocationFailed", "message": "", "times": 0 }), "virtual_machines[0].start_failure.times: 0 starts is no failure; without `times` every start fails, without `start_failure` none".into()),
        ("/virtual_machines/0/power", json!("starting"), "virtual_machines[0].power: a world begins with machines `running`, `stopped` or `deallocated`".into()),
        ("/security_groups/0/rules/0/priority", json!(99), "security_groups[0].rules[0].priority: is 99, and Azure allows 100 to 4096".into()),
        ("/security_groups/0/rules/0/ports", json!(["ssh"]), "security_groups[0].rules[0].ports: `ssh` is no port, range of ports or `*`".into()),
    ];
    for (pointer, value, expected) in cases {
        let mut world = contoso();
        match world.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => {
                let (parent, name) = pointer.rsplit_once('/').unwrap();
                world.pointer_mut(parent).unwrap()[name] = value;
            }
        }
        assert_eq!(refusal(&world), expected, "{pointer}");
    }
}

#[test]
fn names_that_are_there_twice_and_links_to_nothing_are_refused() {
    let mut world = contoso();
    let mut twin = world["virtual_machines"][0].clone();
    twin["id"] = json!(twin["id"].as_str().unwrap().to_lowercase());
    let key = twin["id"].as_str().unwrap().to_owned();
    let count = world["virtual_machines"].as_array().unwrap().len();
    world["virtual_machines"].as_array_mut().unwrap().push(twin);
    assert_eq!(refusal(&world), format!("virtual_machines[{count}].id: `{key}` is there twice"));

    let mut world = contoso();
    let nic = world["network_interfaces"][0]["id"].as_str().unwrap().to_owned();
    world["network_interfaces"].as_array_mut().unwrap().remove(0);
    let error = refusal(&world);
    assert!(
        error.ends_with(&format!("network_interfaces: there is no network interface `{nic}`")),
        "{error}"
    );

    let mut world = contoso();
    world["network_interfaces"][0]["security_group"] = json!(nic);
    assert_eq!(
        refusal(&world),
        format!("network_interfaces[0].security_group: there is no security group `{nic}`")
    );

    let mut world = contoso();
    let priority = world["security_groups"][0]["rules"][0]["priority"].clone();
    let name = world["security_groups"][0]["rules"][0]["name"].as_str().unwrap().to_owned();
    world["security_groups"][0]["rules"][1]["priority"] = priority.clone();
    assert_eq!(
        refusal(&world),
        format!(
            "security_groups[0].rules[1].priority: `{name}` has the same priority {priority} and direction"
        )
    );
}

#[test]
fn an_access_window_in_the_file_is_in_effect_at_once() {
    let mut world = contoso();
    let policies = world["policies"].as_array_mut().unwrap();
    let policy = policies.iter_mut().find(|p| p["id"].as_str().unwrap().contains("/rg-web/")).unwrap();
    let id = policy["machines"][0]["id"].clone();
    let port = json!({ "number": 22, "source": "203.0.113.9", "end": "2026-02-01T10:00:00Z", "status": "Initiated", "reason": "UserRequested" });
    policy["requests"] =
        json!([{ "start": "2026-02-01T08:00:00Z", "machines": [{ "id": id, "ports": [port] }] }]);
    let mut world = World::from_json(&world.to_string()).unwrap();
    let allowed = |world: &World| {
        let rules = world.security_groups.values().flat_map(|group| &group.rules);
        rules.filter(|rule| rule.name.starts_with("MicrosoftDefenderForCloud-JITRule-")).count()
    };
    world.settle("2026-02-01T08:30:00Z".parse().unwrap());
    assert_eq!(allowed(&world), 1);
    assert_eq!(
        world.next_change("2026-02-01T08:30:00Z".parse().unwrap()),
        "2026-02-01T10:00:00Z".parse().ok()
    );
    world.settle("2026-02-01T10:00:00Z".parse().unwrap());
    assert_eq!((allowed(&world), world.next_change("2026-02-01T10:00:00Z".parse().unwrap())), (0, None));
}

#[test]
fn contoso_is_a_world_with_every_promised_situation() {
    let world = World::contoso();
    assert_eq!((world.subscriptions.len(), world.tenants.len()), (3, 2));
    assert!((28..=35).contains(&world.machines.values().count()));
    let policies: Vec<&str> = world.policies.values().map(|policy| policy.id.name()).collect();
    assert!(
        policies.contains(&"default") && policies.contains(&"erp-app-01") && policies.contains(&"mes-01")
    );
}
