//! The inventory: what fails is named and hides nothing, what is known is kept, what is watched is refreshed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use azure_sim::{Config, Fault, World};
use jit_core::{Inventory, Jit, Machine, Part, Power};
use jit_tests::{Desk, SimulatedAzure, client_of, on};

/// Method and path of a page of Resource Graph.
const GRAPH: &str = "^POST /providers/Microsoft.ResourceGraph/";
/// Method and path of the power states of a subscription.
const POWER: &str = "^GET .*statusOnly=true";

fn fleet(machines: u32, subscriptions: u32) -> Config {
    Config { world: World::fleet(machines, subscriptions, 7), ..SimulatedAzure::quick() }
}

async fn desk(config: Config) -> Desk {
    Desk::at(SimulatedAzure::with(config).await).await
}

/// The subscriptions of the world, id and name.
fn subscriptions(azure: &SimulatedAzure) -> Vec<(String, String)> {
    let state = azure.running().state();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let all = state["subscriptions"].as_array().unwrap();
    all.iter().map(|it| (text(&it["id"]), text(&it["display_name"]))).collect()
}

/// What each machine's power is in Azure, by its id in lower case.
fn truth(azure: &SimulatedAzure) -> BTreeMap<String, Power> {
    let state = azure.running().state();
    let machines = state["virtual_machines"].as_array().unwrap();
    let power = |machine: &serde_json::Value| match machine["power_unknown"].as_bool() {
        Some(true) => Power::Unknown,
        _ => Power::from_code(machine["power"].as_str().unwrap()),
    };
    machines.iter().map(|it| (it["id"].as_str().unwrap().to_lowercase(), power(it))).collect()
}

fn is_in(machine: &Machine, subscription: &str) -> bool {
    machine.vm.at.id.subscription().eq_ignore_ascii_case(subscription)
}

fn known_powers(inventory: &Inventory) -> BTreeMap<String, Power> {
    inventory.machines.iter().map(|machine| (machine.vm.at.id.key(), machine.vm.power)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_percent_of_the_subscriptions_fail_and_the_list_of_the_rest_is_complete() {
    let desk = desk(fleet(400, 40)).await;
    let all = subscriptions(&desk.azure);
    let failing = [&all[3], &all[17]];
    for ((id, _), status) in failing.iter().zip([403, 503]) {
        let every = format!("^GET /subscriptions/{id}/providers/");
        let fault = Fault { status: Some(status), retry_after: Some(0), count: Some(1_000), ..on(&every) };
        desk.azure.fault(fault);
    }
    let inventory = desk.engine().inventory().await.unwrap();
    let named: BTreeSet<&str> = failing.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(inventory.unanswered(), Vec::from_iter(named));
    let truth = truth(&desk.azure);
    assert_eq!(inventory.machines.len(), truth.len());
    let mut lost = 0;
    for machine in &inventory.machines {
        if failing.iter().any(|(id, _)| is_in(machine, id)) {
            assert_eq!((machine.vm.power, &machine.jit), (Power::Unknown, &Jit::Unknown), "{machine:?}");
            assert!(!machine.vm.region.is_empty(), "Resource Graph told of it");
            lost += 1;
        } else {
            assert_eq!(machine.vm.power, truth[&machine.vm.at.id.key()], "{}", machine.vm.name);
            assert_ne!(machine.jit, Jit::Unknown, "{}", machine.vm.name);
        }
    }
    assert!(lost > 10, "{lost} machines are in the subscriptions that fail");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_was_known_is_not_shown_as_true_once_it_cannot_be_read() {
    let desk = desk(fleet(30, 3)).await;
    let before = desk.engine().inventory().await.unwrap();
    let read_at = before.as_of.unwrap();
    let (id, name) = subscriptions(&desk.azure)[1].clone();
    let states = format!("^GET /subscriptions/{id}/.*statusOnly");
    desk.azure.fault(Fault { status: Some(403), count: Some(1_000), ..on(&states) });
    let after = desk.engine().inventory().await.unwrap();
    assert_eq!(after.unanswered(), [name]);
    let failure = &after.failures[0];
    assert_eq!(failure.part, Part::Power(id.to_lowercase()));
    assert!(failure.known_from >= Some(read_at) && after.as_of > failure.known_from);
    let (known, now) = (known_powers(&before), known_powers(&after));
    for machine in &after.machines {
        let was = known[&machine.vm.at.id.key()];
        if is_in(machine, &id) {
            assert_eq!(machine.vm.power, Power::Unknown);
            let past = machine.past.power.filter(|_| was != Power::Unknown);
            assert_eq!(past.map(|(power, at)| (power, Some(at))), known_past(was, failure.known_from));
            assert_ne!(machine.jit, Jit::Unknown, "the policies did answer");
        } else {
            assert_eq!(now[&machine.vm.at.id.key()], was);
        }
    }
}

fn known_past<T>(was: Power, at: T) -> Option<(Power, T)> {
    (was != Power::Unknown).then_some((was, at))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_subscription_is_named_and_holds_nobody_up() {
    let desk = desk(fleet(60, 6)).await;
    let (id, name) = subscriptions(&desk.azure)[2].clone();
    desk.azure.delay_next(&format!("^GET /subscriptions/{id}/.*statusOnly"), Duration::from_millis(1_500));
    let mut watch = desk.engine().watch_inventory();
    let others = loop {
        let seen = watch.changed().await;
        if seen.waiting == [name.as_str()] && seen.machines.len() == 60 {
            break seen;
        }
        assert!(
            seen.as_of.is_none() || !seen.waiting.is_empty(),
            "it was never the only one that was missing"
        );
    };
    let truth = truth(&desk.azure);
    for machine in &others.machines {
        let slow = is_in(machine, &id);
        let expected = if slow { Power::Unknown } else { truth[&machine.vm.at.id.key()] };
        assert_eq!(machine.vm.power, expected, "{}", machine.vm.name);
    }
    let whole = desk.engine().inventory().await.unwrap();
    assert_eq!((known_powers(&whole), whole.failures.len()), (truth, 0));
    assert_eq!(desk.azure.calls(GRAPH).len(), 1, "who asks meanwhile shares the reading");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_asks_for_a_pause_gets_it_and_no_other_does() {
    let desk = desk(fleet(60, 6)).await;
    let (id, _) = subscriptions(&desk.azure)[2].clone();
    let own = format!("^GET /subscriptions/{id}/.*statusOnly");
    desk.azure.fault(Fault { status: Some(429), retry_after: Some(1), ..on(&own) });
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!((inventory.failures.len(), known_powers(&inventory)), (0, truth(&desk.azure)));
    let calls = desk.azure.calls(&own);
    assert_eq!(calls.iter().map(|call| call.status).collect::<Vec<_>>(), [429, 200]);
    let waited = calls[1].time.duration_since(calls[0].time);
    assert!(waited.as_millis() >= 1_000, "it asked to wait a second, and got {waited}");
    let others = desk.azure.calls(POWER);
    assert_eq!(others.len(), 7, "every other one was asked once");
    let late = others.iter().filter(|call| call.time >= calls[1].time).count();
    assert_eq!(late, 1, "nobody else waited for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_callers_share_one_reading() {
    let desk = desk(fleet(60, 6)).await;
    let engine = desk.engine();
    let (one, other) = tokio::join!(engine.inventory(), engine.inventory());
    assert!(Arc::ptr_eq(&one.unwrap(), &other.unwrap()));
    assert_eq!((desk.azure.calls(GRAPH).len(), desk.azure.calls(POWER).len()), (1, 6));
    let requests = desk.azure.running().journal().len();
    assert!(requests <= 6 * 2 + 4, "{requests} requests: two for each subscription and a few");
    engine.inventory().await.unwrap();
    assert_eq!(desk.azure.calls(GRAPH).len(), 2, "who asks later gets a new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_breaks_off_is_asked_for_again() {
    let desk = desk(Config { page: Some(20), ..fleet(100, 2) }).await;
    desk.azure.fault(Fault { delay_ms: 1, count: Some(2), ..on(GRAPH) });
    desk.azure.fault(Fault { truncate: true, ..on(GRAPH) });
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!((inventory.machines.len(), inventory.failures.len()), (100, 0));
    assert!(inventory.machines.iter().all(|machine| !machine.vm.region.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_fails_in_the_middle_is_filled_from_what_else_answers() {
    let desk = desk(Config { page: Some(20), ..fleet(100, 2) }).await;
    desk.azure.fault(Fault { delay_ms: 1, count: Some(2), ..on(GRAPH) });
    desk.azure.fault(Fault { status: Some(400), ..on(GRAPH) });
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!(inventory.unanswered().len(), 1);
    assert_eq!(inventory.failures[0].part, Part::Machines(None));
    assert_eq!(known_powers(&inventory), truth(&desk.azure), "every machine, with its state");
    let without_row = inventory.machines.iter().filter(|machine| machine.vm.region.is_empty()).count();
    assert!((50..100).contains(&without_row), "{without_row} machines have no row");
    let whole = desk.engine().inventory().await.unwrap();
    assert_eq!((whole.failures.len(), whole.machines.len()), (0, 100));
    assert!(whole.machines.iter().all(|machine| !machine.vm.region.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_watched_is_refreshed_and_what_is_not_watched_is_left_alone() {
    let azure = SimulatedAzure::start().await;
    let rhythm = jit_app::Rhythm { states: Duration::from_millis(20), machines: Duration::from_secs(600) };
    let desk = Desk::refreshing(azure, rhythm).await;
    let mut watch = desk.engine().watch_inventory();
    let power = |seen: &Inventory| seen.named("web-01")[0].vm.power;
    loop {
        let seen = watch.changed().await;
        if seen.waiting.is_empty() && !seen.machines.is_empty() {
            assert_eq!(power(&seen), Power::Running);
            break;
        }
    }
    let vm = desk.azure.vm("web-01");
    client_of(&desk.azure).deallocate(&vm).await.unwrap();
    while power(&*watch.changed().await) != Power::Deallocated {}
    assert_eq!(desk.azure.calls(GRAPH).len(), 2, "one for each tenant: only states were read again");
    drop(watch);
    // A part that was on its way when the watch ended is the last of its kind.
    desk.engine().inventory().await.unwrap();
    let states = desk.azure.calls(POWER).len();
    let reading = subscriptions(&desk.azure).len();
    desk.engine().inventory().await.unwrap();
    assert!(desk.azure.calls(POWER).len() <= states + reading, "nothing but the reading asked");
}
