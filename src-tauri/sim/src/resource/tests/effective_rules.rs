//! What applies to an interface, told while its machine runs.

use serde_json::{Value, json};

use crate::message::Response;
use crate::scene::{HOME, PRODUCTION, Scene, assert_has_shape, code, json};

fn ask(scene: &mut Scene, group: &str, nic: &str) -> Response {
    let path = format!(
        "{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Network/networkInterfaces/{nic}/effectiveNetworkSecurityGroups"
    );
    scene.call("POST", &path, "")
}

fn told(scene: &mut Scene, group: &str, nic: &str) -> Value {
    let accepted = ask(scene, group, nic);
    assert_eq!((accepted.status, accepted.header("azure-asyncoperation")), (202, None));
    assert_eq!(scene.follow(&accepted, "location").status, 202);
    scene.pass(3.0);
    let told = scene.follow(&accepted, "location");
    assert_eq!(told.status, 200);
    assert_eq!(scene.follow(&accepted, "location").status, 200, "it can be read once more");
    json(&told)
}

fn rule<'v>(group: &'v Value, name: &str) -> &'v Value {
    let rules = group["effectiveSecurityRules"].as_array().unwrap();
    rules.iter().find(|rule| rule["name"].as_str().unwrap().starts_with(name)).unwrap()
}

#[test]
fn the_answer_comes_later_and_in_the_words_of_the_fabric() {
    let mut scene = Scene::new();
    let told = told(&mut scene, "rg-web", "web-01-nic");
    assert_has_shape(
        &told,
        &json!({ "value": [{ "networkSecurityGroup": { "id": "" }, "association": { "networkInterface": { "id": "" } },
            "effectiveSecurityRules": [{ "name": "", "protocol": "", "sourcePortRange": "", "destinationPortRange": "",
                "sourceAddressPrefix": "", "destinationAddressPrefix": "", "access": "", "priority": 1, "direction": "" }] }] }),
        "effective rules",
    );
    let deny = rule(&told["value"][0], "securityRules/MicrosoftDefenderForCloud-JITRule_");
    assert_eq!(
        (
            &deny["protocol"],
            &deny["destinationPortRange"],
            &deny["sourcePortRange"],
            &deny["sourceAddressPrefix"]
        ),
        (&json!("Tcp"), &json!("22-22"), &json!("0-65535"), &json!("0.0.0.0/0"))
    );
    assert!(deny["destinationAddressPrefix"].as_str().unwrap().ends_with("/32"));
    let internet = rule(&told["value"][0], "defaultSecurityRules/AllowInternetOutBound");
    assert_eq!(
        (&internet["protocol"], &internet["destinationAddressPrefix"]),
        (&json!("All"), &json!("Internet"))
    );
    let expanded = internet["expandedDestinationAddressPrefix"].as_array().unwrap();
    assert!(expanded.contains(&json!("32.0.0.0/3")) && !expanded.contains(&json!("10.0.0.0/8")));
    let network = rule(&told["value"][0], "defaultSecurityRules/AllowVnetInBound");
    assert_eq!(network["expandedSourceAddressPrefix"], json!(["10.20.0.0/16", "168.63.129.16/32"]));
}

#[test]
fn both_groups_are_told_when_the_subnet_has_one_too() {
    let mut scene = Scene::new();
    let told = told(&mut scene, "rg-plant", "mes-01-nic");
    let kinds: Vec<_> = told["value"].as_array().unwrap().iter().map(|group| &group["association"]).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds[0]["subnet"]["id"].as_str().unwrap().ends_with("/subnets/default"));
    assert!(kinds[1]["networkInterface"]["id"].as_str().unwrap().ends_with("/mes-01-nic"));
}

#[test]
fn a_machine_that_does_not_run_or_has_no_group_is_refused() {
    let mut scene = Scene::new();
    let off = ask(&mut scene, "rg-build", "build-agent-nic");
    assert_eq!(
        (off.status, code(&json(&off))),
        (400, "NicMustBeAttachedToRunningVmToGetEffectiveSecurityGroups")
    );
    let open = ask(&mut scene, "rg-edge", "legacy-ftp-nic");
    assert_eq!((open.status, code(&json(&open))), (400, "NetworkSecurityGroupsNotAppliedOnNic"));
    assert_eq!(ask(&mut scene, "rg-web", "none").status, 404);
    scene.sign_in("reader", HOME);
    assert_eq!(ask(&mut scene, "rg-web", "web-01-nic").status, 403);
}
