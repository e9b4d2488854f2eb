//! Until the service really answers, wherever it does.

use azure_sim::Fault;
use jit_core::{Code, Protocol, Stage, StageState, Wish};
use jit_tests::{Desk, OPERATION, SimulatedAzure, client_of, no_launch, on, state};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_comes_back_at_another_address_is_reached_there() {
    let mut desk = Desk::new().await;
    desk.connect("build-agent", Wish::default());
    let (_, first) = desk.connected().await;
    client_of(&desk.azure).deallocate(&desk.azure.vm("build-agent")).await.unwrap();
    desk.azure.until_power("build-agent", "deallocated").await;

    desk.connect("build-agent", Wish::default());
    let (_, second) = desk.connected().await;
    let gate = desk.azure.gate("build-agent", 22);
    assert_eq!(format!("{}:{}", second.address, second.port), gate.to_string());
    let only_address = gate.ip() == std::net::Ipv4Addr::LOCALHOST;
    assert!(first.address != second.address || only_address, "{} twice", first.address);
    assert_eq!((desk.azure.initiates().len(), desk.azure.starts().len()), (1, 2));

    let started = desk.clients.started();
    assert!(started[1].words[2].ends_with(&format!("@{}", second.address)));
    assert_eq!(started[0].words[4], started[1].words[4], "its host key is known by the same name");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_firewall_the_mapped_port_is_used() {
    let mut desk = Desk::new().await;
    desk.connect("fw-app-01", Wish::default());
    let (_, connected) = desk.connected().await;
    let gate = desk.azure.gate("fw-app-01", 3389);
    assert_eq!(format!("{}:{}", connected.address, connected.port), gate.to_string());
    assert_eq!(desk.azure.requests("fw-app-01")[0].port, 3389, "the machine's own port is asked for");
    assert_ne!(gate.port(), 3389);
    assert_eq!(desk.clients.started()[0].words[1], gate.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_a_public_address_is_not_opened() {
    let mut desk = Desk::new().await;
    desk.connect("files-01", no_launch());
    let (problem, _) = desk.failed().await;
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::NoPublicAddress, "files-01 has no public address.")
    );
    assert!(problem.hint.contains("at 10.20.0."), "{}", problem.hint);
    desk.quit().await;
    assert_eq!(desk.azure.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_where_nothing_listens_is_told_from_one_that_is_closed() {
    let mut desk = Desk::new().await;
    desk.connect("sensor-01", Wish { wait_secs: 1, ..no_launch() });
    let (problem, _) = desk.failed().await;
    let port = desk.azure.requests("sensor-01")[0].port;
    assert_eq!(problem.code, Code::ServiceNotRunning);
    assert_eq!(problem.message, format!("SSH is not running on sensor-01: the machine refuses port {port}."));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_service_at_the_port_is_named_by_what_it_says() {
    let azure = SimulatedAzure::edited(|world| machine(world, "web-02")["services"] = json!([22, 443])).await;
    let mut desk = Desk::at(azure).await;
    let (port, protocol) = (Some(desk.azure.port("web-02", 443)), Some(Protocol::Rdp));
    desk.connect("web-02", Wish { port, protocol, wait_secs: 1, ..no_launch() });
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::WrongService);
    assert!(
        problem.message.ends_with("It says: web-02: this is port 443 of a simulated machine"),
        "{}",
        problem.message
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_on_the_machine_alone_is_enough() {
    let azure = SimulatedAzure::edited(only_this_machine).await;
    let mut desk = Desk::at(azure).await;
    desk.connect("etl-01", no_launch());
    let (attempt, _) = desk.connected().await;
    assert_eq!(state(&attempt, Stage::Start), StageState::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_that_may_not_be_read_does_not_end_the_wait() {
    let config = azure_sim::Config { boot: std::time::Duration::from_secs(3), ..SimulatedAzure::quick() };
    let world = jit_tests::contoso(only_this_machine);
    let azure = SimulatedAzure::with(azure_sim::Config { world, ..config }).await;
    let mut desk = Desk::at(azure).await;
    desk.connect("etl-01", no_launch());
    desk.connected().await;
    let polls = desk.azure.calls(OPERATION);
    assert_eq!(
        polls.iter().map(|poll| poll.status).collect::<Vec<_>>(),
        [403],
        "asked once, then left alone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_whose_state_cannot_be_read_for_a_while_still_arrives() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { status: Some(500), count: Some(2), ..on(OPERATION) });
    desk.connect("etl-01", no_launch());
    desk.connected().await;
}

/// The admin may read the group and ask for access in it, and may do everything with this one machine alone.
fn only_this_machine(world: &mut Value) {
    let machine = machine(world, "etl-01")["id"].as_str().unwrap().to_owned();
    let group = machine.split("/providers/").next().unwrap().to_owned();
    let subscription = group.split("/resourceGroups/").next().unwrap().to_lowercase();
    let admin =
        world["principals"].as_array_mut().unwrap().iter_mut().find(|it| it["name"] == "admin").unwrap();
    let assignments = admin["assignments"].as_array_mut().unwrap();
    assignments.retain(|it| !it["scope"].as_str().unwrap().to_lowercase().starts_with(&subscription));
    assignments.push(json!({ "role": "Reader", "scope": group }));
    assignments.push(json!({ "role": "JIT Requester", "scope": group }));
    assignments.push(json!({ "role": "Virtual Machine Contributor", "scope": machine }));
}

fn machine<'w>(world: &'w mut Value, name: &str) -> &'w mut Value {
    let named = |it: &&mut Value| it["id"].as_str().unwrap().ends_with(&format!("/{name}"));
    world["virtual_machines"].as_array_mut().unwrap().iter_mut().find(named).unwrap()
}
