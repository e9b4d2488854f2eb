//! The same job for Remote Desktop: a real client signs in to a real server.
#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};
use std::{fs, path::PathBuf};

use jit_tests::desktop::{App, Desktop, RdpServer, Simulator, Tray, rdp_client, until};
use jit_tests::program;
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

#[test]
fn options_come_to_a_real_client_in_our_file_which_is_the_persons_alone_and_goes() {
    let desktop = Desktop::start();
    let server = RdpServer::start(&desktop);
    let azure = Simulator::start(&desktop, &[format!("{MACHINE}:3389={}", server.address())]);
    let (machine, user) = (azure.machine(&desktop, MACHINE), RdpServer::USER);
    let rdp = json!({ "user": user, "audio": "off", "clipboard": false, "drives": false });
    let favourite = json!({ "alias": "Ledger", "arm": machine.id, "rdp": rdp });
    desktop.home().configure("favourites.json", &json!({ "schema": 1, "favourites": [favourite] }));
    let (result, read) = (desktop.home().path("result"), desktop.home().path("read.rdp"));
    let script = format!("cp \"$2\" {}; \"$@\"; echo $? > {}", read.display(), result.display());
    let password = format!("/p:{}", RdpServer::PASSWORD);
    // Who and where are in the file alone.
    let client = [rdp_client(), "{file}", &password, "/cert:ignore", "/sec:nla", "+auth-only"];
    let command: Vec<&str> = ["sh", "-c", &script, "sh"].into_iter().chain(client).collect();
    desktop.home().configure("settings.json", &json!({ "schema": 1, "rdp": { "command": command } }));
    let code = || {
        let text = fs::read_to_string(&result).ok().filter(|it| it.ends_with('\n'))?;
        fs::remove_file(&result).ok()?;
        Some(text)
    };

    let tray = Tray::start(&desktop);
    let mut app = App::start(&desktop, &["--cloud", &azure.cloud()]);
    tray.choose("Connect to Ledger");
    assert_eq!(until("the client's exit code", code), "0\n", "FreeRDP ends with 0 when it was let in");
    let text = fs::read_to_string(read).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("full address:s:"), "{text}");
    assert_eq!(
        lines[1..],
        ["username:s:demo", "audiomode:i:2", "redirectclipboard:i:0", "drivestoredirect:s:"]
    );
    let [file] = &left(&desktop)[..] else { panic!("{:?}", left(&desktop)) };
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    tray.quit();
    assert!(app.ended().success());

    // Whoever quit before the file went by itself is rid of it with the next launch.
    let long_ago = SystemTime::now() - Duration::from_secs(3_600);
    fs::File::options().write(true).open(file).unwrap().set_modified(long_ago).unwrap();
    let mut again = desktop.command(program("jit"));
    assert!(again.args(["--cloud", &azure.cloud(), "connect", "Ledger"]).output().unwrap().status.success());
    assert_eq!(until("the client's exit code", code), "0\n");
    assert!(!file.exists() && left(&desktop).len() == 1, "{:?}", left(&desktop));
}

/// The files of launches.
fn left(desktop: &Desktop) -> Vec<PathBuf> {
    let folder = fs::read_dir(desktop.home().path("data/jit-tray/launch")).unwrap();
    folder.map(|entry| entry.unwrap().path()).collect()
}

/// Without this, the tests above would also pass with a server that lets everybody in.
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
