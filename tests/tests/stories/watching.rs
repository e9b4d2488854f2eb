//! What a window on the screen shows of the machines: favourites with their state, and a search over all of them.

use azure_sim::Fault;
use jit_core::{AttemptView, CheckState, Code, Intent, MachinesPage, MachinesQuery, Power, Wish};
use jit_tests::{Desk, SimulatedAzure, no_launch, on};
use serde_json::{Value, json};

async fn starring(azure: SimulatedAzure, machines: &[&str]) -> Desk {
    let star = |name: &&str| json!({ "alias": format!("my {name}"), "arm": azure.vm(name).id });
    let favourites: Vec<Value> = machines.iter().map(star).collect();
    Desk::with(azure, &favourites, json!({})).await
}

async fn find(desk: &Desk, text: &str) -> MachinesPage {
    desk.engine().machines(MachinesQuery { text: text.into(), offset: 0, limit: 20 }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn favourites_tell_their_state_while_a_window_is_there() {
    let azure = SimulatedAzure::start().await;
    let mut desk = starring(azure, &["web-01", "db-02"]).await;
    assert!(desk.azure.calls("ResourceGraph").is_empty(), "nobody looks, so nothing is read");
    desk.engine().watching(true);
    let known = |power: Power| power != Power::Unknown;
    let view = desk.see(|view| view.favourites.iter().all(|it| known(it.power))).await;
    let words: Vec<_> = view.favourites.iter().map(|it| it.power_word.as_str()).collect();
    assert_eq!(words, ["Running", "Stopped"]);
    assert!(view.favourites[0].machine.starts_with("web-01 · Contoso"), "{}", view.favourites[0].machine);
    desk.connect("db-02", no_launch());
    desk.connected().await;
    desk.see(|view| view.favourites[1].power == Power::Running).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_any_machine_and_a_favourite_that_is_gone() {
    let azure = SimulatedAzure::start().await;
    let gone = azure.vm("web-01").id.as_str().replace("web-01", "old-01");
    let star = [json!({ "alias": "The old one", "arm": gone })];
    let mut desk = Desk::with(azure, &star, json!({})).await;
    desk.engine().watching(true);
    desk.see(|view| view.machines.count > 20 && view.favourites[0].missing).await;
    let found = find(&desk, "build").await;
    assert_eq!(found.rows[0].name, "build-agent");
    assert_eq!(find(&desk, "old").await.favourites.len(), 1);
    let nothing = find(&desk, "sql-9").await.nothing;
    assert!(
        nothing.as_deref().is_some_and(|it| it.starts_with("No machine matches 'sql-9'.")),
        "{nothing:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_answer_is_said_and_hides_nothing() {
    let azure = SimulatedAzure::start().await;
    let state = azure.running().state();
    let subscription = state["subscriptions"][0]["id"].as_str().unwrap().to_owned();
    let policies = format!("^GET /subscriptions/{subscription}/providers/Microsoft.Security");
    azure.fault(Fault { status: Some(503), retry_after: Some(0), count: Some(1_000), ..on(&policies) });
    let mut desk = Desk::at(azure).await;
    desk.engine().watching(true);
    let view = desk.see(|view| view.machines.partial.is_some() && view.machines.count > 20).await;
    let partial = view.machines.partial.clone().unwrap();
    assert!(partial.ends_with("did not answer. Showing what we have."), "{partial}");
}

/// A rule of the company's own that comes before the ones JIT writes.
fn keep_out(world: &mut Value) {
    let group = world["security_groups"].as_array_mut().unwrap().iter_mut();
    for group in group {
        let rules = group["rules"].as_array_mut().unwrap();
        rules.retain(|rule| rule["priority"] != 100 || rule["direction"] != "Inbound");
        rules.push(json!({
            "name": "corp-keep-out", "priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "Tcp",
            "sources": ["*"], "destinations": ["*"], "ports": ["*"],
        }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_check_names_the_rule_that_is_in_the_way() {
    let mut desk = Desk::at(SimulatedAzure::edited(keep_out).await).await;
    desk.connect("web-01", Wish { wait_secs: 2, ..no_launch() });
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::NotAnswering);
    let attempt = desk.end().await.id;
    desk.want(Intent::Check { attempt });
    let checked = |attempt: &AttemptView| attempt.check.as_ref().is_some_and(|it| it.advice.is_some());
    let check = desk.see_attempt(checked).await.check.unwrap();
    let states: Vec<_> = check.lines.iter().map(|line| (line.label.as_str(), line.state)).collect();
    let (pass, fail) = (CheckState::Pass, CheckState::Fail);
    assert_eq!(
        states,
        [
            ("Your address", pass),
            ("Access in Azure", pass),
            ("Security rules", fail),
            ("Machine", pass),
            ("This network", pass)
        ],
        "{check:#?}"
    );
    assert!(check.lines[2].about.contains("corp-keep-out"), "{}", check.lines[2].about);
    assert_eq!(check.advice.unwrap().action.label, "Open networking in the portal");
    assert!(
        desk.azure.changes().iter().all(|call| !call.contains("securityRules")),
        "nothing is changed by it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a16_trying_again_after_the_fourth_step_neither_asks_nor_starts_twice() {
    let mut desk = Desk::at(SimulatedAzure::edited(keep_out).await).await;
    desk.connect("build-agent", Wish { wait_secs: 2, ..no_launch() });
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::NotAnswering, "{state}");
    assert_eq!((desk.azure.initiates().len(), desk.azure.starts().len()), (1, 1));
    desk.retry();
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::NotAnswering);
    assert_eq!((desk.azure.initiates().len(), desk.azure.starts().len()), (1, 1));
}
