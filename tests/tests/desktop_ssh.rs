//! The whole main job on a real desktop: a favourite in the tray menu opens a real ssh session.
#![cfg(target_os = "linux")]

use std::{fs, os::unix::fs::PermissionsExt};

use jit_tests::desktop::{App, Desktop, Simulator, SshServer, Tray, until};
use serde_json::json;

const MACHINE: &str = "build-agent";

#[test]
fn a_favourite_in_the_tray_menu_opens_an_ssh_session_on_a_machine_that_was_deallocated() {
    let desktop = Desktop::start();
    let server = SshServer::start(&desktop);
    let azure = Simulator::start(&desktop, &[format!("{MACHINE}:22={}", server.address())]);
    let machine = azure.machine(&desktop, MACHINE);
    assert_eq!(machine.power, "deallocated");
    desktop.home().configure(
        "favourites.json",
        &json!({ "schema": 1, "favourites": [
            { "alias": "R&D build", "arm": machine.id, "user": me(), "key": server.key() },
        ] }),
    );
    let said = in_a_terminal(&desktop, "echo \"$(id -un) at $SSH_CONNECTION\"\n");

    let tray = Tray::start(&desktop);
    let mut app = App::start_with(
        &desktop,
        &["--cloud", &azure.cloud()],
        &[answers_yes(&desktop), at_every_question()],
    );
    let idle = tray.picture();
    tray.choose("Connect to R&D build");

    let said =
        until("the session's output", || fs::read_to_string(&said).ok().filter(|said| said.ends_with('\n')));
    let connection = said.strip_prefix(&format!("{} at 127.0.0.1 ", me())).unwrap_or_default();
    assert!(connection.split(' ').count() == 3, "the server's side of the session says: {said}");
    assert_eq!(azure.machine(&desktop, MACHINE).power, "running");
    let open = until("the window in the menu", || {
        tray.lines().into_iter().find(|line| line.label.starts_with("R&D build - open until "))
    });
    assert!(open.enabled, "{open:?}");
    until("another picture than the idle one", || (tray.picture() != idle).then_some(()));

    tray.choose("Quit JIT Tray");
    assert!(app.ended().success());
}

/// The person's terminal, with a person in it who types `commands`. Returns where the answers will stand.
fn in_a_terminal(desktop: &Desktop, commands: &str) -> std::path::PathBuf {
    let (typed, said) = (desktop.home().path("typed"), desktop.home().path("said"));
    fs::write(&typed, commands).unwrap();
    let script = format!("exec \"$@\" < {} > {}", typed.display(), said.display());
    let terminal = json!(["xterm", "-e", "sh", "-c", script, "sh", "{command}"]);
    desktop.home().configure("settings.json", &json!({ "schema": 1, "terminal": terminal }));
    said
}

/// A machine is new to ssh the first time, and ssh asks.
fn answers_yes(desktop: &Desktop) -> (&'static str, String) {
    let program = desktop.home().path("answers-yes");
    fs::write(&program, "#!/bin/sh\necho yes\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    ("SSH_ASKPASS", program.display().to_string())
}

fn at_every_question() -> (&'static str, String) {
    ("SSH_ASKPASS_REQUIRE", "force".to_owned())
}

fn me() -> String {
    let id = std::process::Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(id.stdout).unwrap().trim().to_owned()
}
