//! The machines kept from one start to the next: at once, with their age, for the same account only.

use std::path::PathBuf;

use azure_sim::{Config, Fault, World};
use jit_core::{Code, Inventory, Power};
use jit_tests::{Desk, SimulatedAzure, on};
use serde_json::Value;

const EVERYTHING: &str = "^(GET|POST) /(subscriptions|tenants|providers)";

async fn fleet() -> Desk {
    let config = Config { world: World::fleet(60, 6, 7), ..SimulatedAzure::quick() };
    Desk::at(SimulatedAzure::with(config).await).await
}

fn offline(desk: &Desk) {
    desk.azure.fault(Fault { status: Some(403), count: Some(100_000), ..on(EVERYTHING) });
}

fn files(desk: &Desk) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(desk.path("cache")) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn without_past(inventory: &Inventory) -> Inventory {
    Inventory { waiting: Vec::new(), ..inventory.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_shows_them_at_once_with_their_age() {
    let mut desk = fleet().await;
    assert_eq!(desk.engine().cached_inventory().await, None, "nothing is known yet");
    let read = desk.engine().inventory().await.unwrap();
    desk.restart().await;
    offline(&desk);
    let kept = desk.engine().cached_inventory().await.unwrap();
    assert_eq!(*kept, without_past(&read));
    assert_eq!(kept.as_of, read.as_of);
    let mut watch = desk.engine().watch_inventory();
    assert_eq!(watch.now().machines.len(), 60, "before anything was asked");
    let problem = desk.engine().inventory().await.unwrap_err();
    assert_eq!(problem.code, Code::NotPermitted);
    let seen = watch.now();
    assert_eq!(seen.machines.len(), 60, "what is known is not dropped");
    for machine in &seen.machines {
        assert!(machine.past.from.is_some(), "nor shown as if it were fresh");
        assert_eq!(machine.vm.power, Power::Unknown, "nor is an old state");
    }
    assert!(!seen.failures.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_set_aside_and_a_newer_one_left_alone() {
    let mut desk = fleet().await;
    desk.engine().inventory().await.unwrap();
    let [file] = files(&desk).try_into().expect("one file");
    let whole = std::fs::read_to_string(&file).unwrap();
    for word in ["token", "secret", "Bearer", "eyJ"] {
        assert!(!whole.contains(word), "{word} is nobody's business in a file");
    }
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    desk.restart().await;
    assert_eq!(desk.engine().cached_inventory().await, None);
    assert_eq!(desk.engine().inventory().await.unwrap().machines.len(), 60);
    let [good, aside] = files(&desk).try_into().expect("the broken one beside the new one");
    assert_eq!(good, file);
    assert_eq!(std::fs::read_to_string(aside).unwrap(), whole[..whole.len() / 2]);
    desk.restart().await;
    assert_eq!(desk.engine().cached_inventory().await.unwrap().machines.len(), 60);
    let newer = r#"{"schema":2,"machines":[]}"#;
    std::fs::write(&file, newer).unwrap();
    desk.restart().await;
    assert_eq!(desk.engine().cached_inventory().await, None);
    assert_eq!(desk.engine().inventory().await.unwrap().machines.len(), 60);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), newer);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_and_another_cloud_see_nothing_of_them() {
    let mut desk = fleet().await;
    desk.engine().inventory().await.unwrap();
    let mut cloud: Value = serde_json::from_str(&desk.azure.running().cloud_json()).unwrap();
    let state = desk.azure.running().state();
    let principals = state["principals"].as_array().unwrap();
    let reader = principals.iter().find(|principal| principal["name"] == "reader").unwrap();
    cloud["service_principal"]["client_id"] = reader["client_id"].clone();
    cloud["service_principal"]["client_secret"] = reader["client_secret"].clone();
    std::fs::write(desk.path("cloud.json"), cloud.to_string()).unwrap();
    desk.restart().await;
    assert_eq!(desk.engine().cached_inventory().await, None, "somebody else's");
    assert_eq!(desk.engine().inventory().await.unwrap().machines.len(), 60);
    assert_eq!(files(&desk).len(), 2);

    let elsewhere = SimulatedAzure::start().await;
    std::fs::write(desk.path("cloud.json"), elsewhere.running().cloud_json()).unwrap();
    desk.restart().await;
    assert_eq!(desk.engine().cached_inventory().await, None, "another cloud's");

    std::fs::write(desk.path("cloud.json"), desk.azure.running().cloud_json()).unwrap();
    desk.restart().await;
    assert_eq!(desk.engine().cached_inventory().await.unwrap().machines.len(), 60, "the first one's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_known_costs_no_inventory() {
    let desk = fleet().await;
    let name = desk.engine().inventory().await.unwrap().machines[0].vm.name.clone();
    let asked = desk.azure.running().journal().len();
    let found = desk.engine().find(&name.to_uppercase()).await.unwrap();
    assert_eq!((found.label.as_str(), found.known_from.is_some()), (name.as_str(), true));
    assert_eq!(desk.azure.running().journal().len(), asked, "nothing was asked");
    let fresh = desk.engine().find_fresh(&name).await.unwrap();
    assert_eq!((fresh.vm, fresh.known_from), (found.vm, None));
    assert!(desk.azure.running().journal().len() > asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_with_a_gap_does_not_answer_for_a_name() {
    let desk = fleet().await;
    let gap = "^GET /subscriptions/[^/]+/providers/Microsoft.Security/";
    desk.azure.fault(Fault { status: Some(403), ..on(gap) });
    let list = desk.engine().inventory().await.unwrap();
    assert_eq!(list.failures.len(), 1);
    let found = desk.engine().find(&list.machines[0].vm.name).await.unwrap();
    assert_eq!(found.known_from, None, "it was looked for afresh");
}
