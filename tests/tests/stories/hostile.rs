//! Text from Azure that would like to be a command, a path or markup.

use jit_core::{Code, Wish};
use jit_tests::{Desk, SimulatedAzure};
use serde_json::{Value, json};

/// Legal in an id, and a command in most shells.
const NAME: &str = "web'$(touch pwned)`id`;&|*!{host}";

#[tokio::test(flavor = "multi_thread")]
async fn a_machines_name_stays_one_argument_and_is_not_read_by_anybody() {
    let azure = SimulatedAzure::edited(|world| rename(world, "web-01", NAME)).await;
    let mut desk = Desk::at(azure).await;
    desk.connect(NAME, Wish::default());
    desk.connected().await;
    let words = &desk.clients.started()[0].words;
    assert_eq!(words.len(), 6, "{words:?}");
    assert_eq!(words[5], NAME.replace(';', ""), "a title is text, and one argument");
    assert!(words[4].bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)), "{words:?}");
    assert!(!desk.path("pwned").exists() && !std::path::Path::new("pwned").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machines_name_that_breaks_out_of_its_path_is_not_understood() {
    for name in ["..", "a?b", "a#b", "a%2e%2e", "a\"b", "a<b>"] {
        let id =
            format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{name}");
        assert!(jit_core::ResourceId::parse(&id).is_err(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_name_that_is_an_option_is_refused() {
    let azure = SimulatedAzure::edited(|world| {
        machine(world, "web-01")["admin_user"] = json!("-oProxyCommand=touch pwned");
    })
    .await;
    let mut desk = Desk::at(azure).await;
    desk.connect("web-01", Wish::default());
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::Usage);
    assert_eq!(problem.message, "\"-oProxyCommand=touch pwned\" cannot be used as a user name.");
    assert!(desk.clients.started().is_empty());
}

fn rename(world: &mut Value, from: &str, to: &str) {
    let (from, to) = (format!("virtualMachines/{from}\""), format!("virtualMachines/{to}\""));
    *world = serde_json::from_str(&world.to_string().replace(&from, &to)).unwrap();
}

fn machine<'w>(world: &'w mut Value, name: &str) -> &'w mut Value {
    let named = |it: &&mut Value| it["id"].as_str().unwrap().ends_with(&format!("/{name}"));
    world["virtual_machines"].as_array_mut().unwrap().iter_mut().find(named).unwrap()
}
