//! How `jit` ends when somebody else decides it: Ctrl+C, and a reader that goes away.

use std::process::Stdio;
use std::time::Duration;

use azure_sim::Config;
use jit_tests::{SimulatedAzure, until};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::home::{Home, finish};

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_cancels_and_tells_what_is_true() {
    let config = Config { boot: Duration::from_secs(30), ..SimulatedAzure::quick() };
    let azure = SimulatedAzure::with(config).await;
    let home = Home::at(&azure);
    let child =
        home.command("jit", &["--cloud", "cloud.json", "connect", "etl-01", "--no-launch"]).spawn().unwrap();
    until("the start", || (!azure.starts().is_empty() && !azure.initiates().is_empty()).then_some(())).await;
    interrupt(&child).await;
    let output = child.wait_with_output().await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!((output.status.code(), out.as_ref()), (Some(9), ""), "{err}");
    assert!(err.contains("error: Cancelled. "), "{err}");
    assert!(err.contains("etl-01 is starting and will cost money while it runs."), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_before_anything_was_asked_changes_nothing() {
    let azure = SimulatedAzure::start().await;
    azure.delay_next("^POST .*/providers/Microsoft.ResourceGraph/", Duration::from_secs(30));
    let home = Home::at(&azure);
    let mut child =
        home.command("jit", &["--cloud", "cloud.json", "connect", "etl-01", "--json"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.next_line().await.unwrap().unwrap();
    assert_eq!(first, "Looking for etl-01…");
    interrupt(&child).await;
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(9));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["error"]["code"], "cancelled");
    assert_eq!(said["error"]["message"], "Cancelled. Nothing was changed.");
    assert!(azure.changes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_is_no_failure() {
    // More than a pipe takes at once.
    let config = Config { world: azure_sim::World::fleet(1_000, 2, 7), ..SimulatedAzure::quick() };
    let azure = SimulatedAzure::with(config).await;
    let home = Home::at(&azure);
    let mut list = home.command("jit", &["--cloud", "cloud.json", "list"]).spawn().unwrap();
    let mut head = Command::new("head");
    let from: Stdio = list.stdout.take().unwrap().try_into().unwrap();
    head.args(["-n", "1"]).stdin(from).stdout(Stdio::piped());
    let head = finish(head).await;
    assert!(head.out.starts_with("NAME "), "{head:?}");
    let list = list.wait_with_output().await.unwrap();
    let err = String::from_utf8_lossy(&list.stderr);
    assert_eq!((list.status.code(), err.as_ref()), (Some(0), "Reading machines…\n1,000 machines.\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_needs_nothing() {
    let home = Home::new().var("NO_COLOR", "1");
    let ran = home.jit(&["--demo", "connect", "web-01", "--no-launch", "--json"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["machine"], "web-01");
    let left: Vec<_> = std::fs::read_dir(home.path("")).unwrap().collect();
    assert!(left.is_empty(), "the demo leaves the person's folders alone: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_ends_with_ctrl_c_after_the_client_was_opened() {
    let home = Home::new();
    let recorder = home.recorder();
    let mut child = home.command("jit", &["--demo", "connect", "web-01"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let offer = "The simulated machine runs inside this program. Ctrl+C ends both.";
    while lines.next_line().await.unwrap().expect("it says how to end it") != offer {}
    assert_eq!(recorder.started().len(), 1);
    interrupt(&child).await;
    let output = tokio::time::timeout(Duration::from_secs(30), child.wait_with_output()).await;
    assert_eq!(output.expect("it ends").unwrap().status.code(), Some(0));
}

/// Presses Ctrl+C.
pub async fn interrupt(child: &Child) {
    let pid = child.id().expect("it runs").to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().await.unwrap();
    assert!(sent.success());
}
