//! The same job for Remote Desktop: a real client signs in to a real server.
#![cfg(target_os = "linux")]

use std::fs;

use jit_tests::desktop::{App, Desktop, RdpServer, Simulator, Tray, rdp_client, until};
use serde_json::json;

const MACHINE: &str = "db-02";

#[test]
fn a_favourite_in_the_tray_menu_signs_in_to_remote_desktop_on_a_machine_that_was_deallocated() {
    let desktop = Desktop::start();
    let server = RdpServer::start(&desktop);
    let azure = Simulator::start(&desktop, &[format!("{MACHINE}:3389={}", server.address())]);
    let machine = azure.machine(&desktop, MACHINE);
    assert_eq!(machine.power, "deallocated");
    let user = RdpServer::USER;
    desktop.home().configure(
        "favourites.json",
        &json!({ "schema": 1, "favourites": [{ "alias": "Ledger", "arm": machine.id, "user": user }] }),
    );
    let result = desktop.home().path("result");
    let script = format!("\"$@\"; echo $? > {}", result.display());
    let password = format!("/p:{}", RdpServer::PASSWORD);
    let client = ["/v:{host}:{port}", "/u:{user}", &password, "/cert:ignore", "/sec:nla", "+auth-only"];
    let command: Vec<&str> = ["sh", "-c", &script, "sh", rdp_client()].into_iter().chain(client).collect();
    desktop.home().configure("settings.json", &json!({ "schema": 1, "rdp": { "command": command } }));

    let tray = Tray::start(&desktop);
    let mut app = App::start(&desktop, &["--cloud", &azure.cloud()]);
    tray.choose("Connect to Ledger");

    let code =
        until("the client's exit code", || fs::read_to_string(&result).ok().filter(|it| it.ends_with('\n')));
    assert_eq!(code, "0\n", "FreeRDP ends with 0 when it was let in");
    assert_eq!(azure.machine(&desktop, MACHINE).power, "running");
    let open = |label: &str| label.starts_with("Ledger - open until ");
    until("the window in the menu", || tray.lines().into_iter().find(|line| open(&line.label)));

    tray.quit();
    assert!(app.ended().success());
}

/// Without this, the test above would also pass with a server that lets everybody in.
#[test]
fn the_server_refuses_another_password() {
    let desktop = Desktop::start();
    let server = RdpServer::start(&desktop);
    let sign_in = |password: &str| {
        let mut client = desktop.command(rdp_client());
        client.args([format!("/v:{}", server.address()), format!("/u:{}", RdpServer::USER)]);
        client.args([
            format!("/p:{password}"),
            "/cert:ignore".into(),
            "/sec:nla".into(),
            "+auth-only".into(),
        ]);
        client.output().unwrap().status
    };
    assert!(!sign_in("guessed").success());
    assert!(sign_in(RdpServer::PASSWORD).success());
}
