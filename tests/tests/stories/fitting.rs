//! What is asked of Azure fits the policy, and is never wider than wished.

use std::time::Duration;

use jiff::Timestamp;
use jit_core::{Adaptation, Code, Initiate, Wish};
use jit_tests::{Desk, MY_ADDRESS, SimulatedAzure, client_of, no_launch};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_wish_is_cut_to_what_the_policy_allows() {
    let mut desk = Desk::new().await;
    desk.connect("erp-app-02", no_launch());
    let (attempt, _) = desk.connected().await;
    let cut = Adaptation::Duration { asked: "PT3H".into(), granted: "PT1H".into() };
    assert_eq!(attempt.adapted, [cut]);
    let requests = desk.azure.requests("erp-app-02");
    assert!((60 * 60 - 15..=60 * 60).contains(&requests[0].seconds()), "{requests:?}");
    assert_eq!(desk.azure.initiates().len(), 1, "Azure took it at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_the_policy_does_not_have_is_refused_with_those_it_has() {
    let mut desk = Desk::new().await;
    desk.connect("web-02", Wish { port: Some(8080), ..no_launch() });
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::PortNotInPolicy);
    let (ssh, https) = (desk.azure.port("web-02", 22), desk.azure.port("web-02", 443));
    let ports = if ssh < https { format!("{ssh}, {https}") } else { format!("{https}, {ssh}") };
    assert_eq!(problem.message, format!("Port 8080 is not allowed for web-02. The policy allows {ports}."));
    assert_eq!(problem.hint, format!("Choose one of these ports: {ports}."));
    assert_eq!(state, "Access: not open. Machine: running.");
    assert_eq!(desk.azure.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_outside_the_policy_is_refused_with_what_it_accepts() {
    let mut desk = Desk::new().await;
    desk.connect("db-03", no_launch());
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::SourceNotAllowed);
    let port = desk.azure.port("db-03", 3389);
    assert_eq!(
        problem.message,
        format!(
            "Your address is not on the allow list of db-03: you are at {MY_ADDRESS}, port {port} accepts \
             198.51.100.0/24, 198.51.100.77."
        )
    );
    assert_eq!(desk.azure.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_a_policy_is_refused() {
    let mut desk = Desk::new().await;
    desk.connect("lab-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!((problem.code, problem.message.as_str()), (Code::NoPolicy, "lab-01 has no JIT policy."));
    assert_eq!(state, "Access: not open. Machine: running.");
    assert_eq!(desk.azure.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn within_an_allowed_range_only_the_one_address_is_asked_for() {
    let mut desk = Desk::new().await;
    desk.connect("db-01", no_launch());
    let (attempt, connected) = desk.connected().await;
    assert_eq!((connected.source.as_str(), attempt.adapted), (MY_ADDRESS, vec![]));
    assert_eq!(desk.azure.requests("db-01")[0].source, MY_ADDRESS);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_range_is_asked_for_only_after_somebody_agreed() {
    let mut desk = Desk::new().await;
    desk.connect("db-01", Wish { whole_range: true, ..no_launch() });
    let (attempt, connected) = desk.connected().await;
    let range = "203.0.113.0/24".to_owned();
    assert_eq!(desk.azure.requests("db-01")[0].source, range);
    assert_eq!(
        (connected.source, &attempt.adapted[..]),
        (range.clone(), &[Adaptation::WholeRange { range }][..])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_policies_with_the_port_the_one_that_allows_more_is_asked() {
    let mut desk = Desk::at(in_two_policies("PT1H", "PT8H").await).await;
    desk.connect("mes-01", Wish { duration: "PT2H".parse().unwrap(), ..no_launch() });
    let (attempt, _) = desk.connected().await;
    assert_eq!(attempt.adapted, []);
    let requests = desk.azure.requests("mes-01");
    assert_eq!((requests.len(), requests[0].policy.as_str()), (1, "mes-01"));
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_is_open_in_the_other_policy_is_used() {
    let azure = in_two_policies("PT8H", "PT1H").await;
    let there = azure.vm("mes-01");
    let client = client_of(&azure);
    let look = client.look(&there).await.unwrap();
    let other = look.policies.iter().find(|policy| policy.id.name() == "mes-01").unwrap();
    let port = azure.port("mes-01", 3389);
    let until = look_ahead(Duration::from_secs(50 * 60));
    let (policy, source) = (other.id.clone(), MY_ADDRESS.parse().unwrap());
    client.initiate(&Initiate { policy, vm: there, port, source, until, justification: None }).await.unwrap();

    let mut desk = Desk::at(azure).await;
    desk.connect("mes-01", no_launch());
    let (attempt, _) = desk.connected().await;
    assert!(matches!(&attempt.adapted[..], [Adaptation::AlreadyOpen { .. }]), "{:?}", attempt.adapted);
    assert_eq!(desk.azure.initiates().len(), 1, "only the one from before");
}

/// Both policies of mes-01 have the port for Remote Desktop, for different lengths of time.
async fn in_two_policies(in_default: &str, in_own: &str) -> SimulatedAzure {
    let longest = |ports: &mut Value, port: u16, longest: &str| {
        let rules = ports.as_array_mut().unwrap();
        rules.retain(|rule| rule["number"] != port);
        rules.push(json!({ "number": port, "protocol": "TCP", "sources": ["*"], "max_duration": longest }));
    };
    SimulatedAzure::edited(|world| {
        for policy in world["policies"].as_array_mut().unwrap() {
            let own = policy["id"].as_str().unwrap().ends_with("/mes-01");
            for machine in policy["machines"].as_array_mut().unwrap() {
                if machine["id"].as_str().unwrap().ends_with("/mes-01") {
                    longest(&mut machine["ports"], 3389, if own { in_own } else { in_default });
                }
            }
        }
    })
    .await
}

fn look_ahead(by: Duration) -> Timestamp {
    Timestamp::now() + by
}
