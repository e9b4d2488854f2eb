//! The whole main job on a real desktop: a favourite in the tray menu opens a real ssh session.
#![cfg(target_os = "linux")]

use std::{fs, os::unix::fs::PermissionsExt, process::Stdio};

use jit_tests::{
    desktop::{App, Desktop, Simulator, SshServer, Tray, make_key, until},
    program,
};
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

    tray.quit();
    assert!(app.ended().success());
}

#[test]
fn in_a_terminal_a_refused_key_and_another_host_key_are_told_apart() {
    let desktop = Desktop::without_screen();
    let server = SshServer::start(&desktop);
    let azure = Simulator::start(&desktop, &[format!("{MACHINE}:22={}", server.address())]);
    let foreign = desktop.home().path("id_foreign");
    make_key(&desktop, &foreign);

    let told = connect_in_a_terminal(&desktop, &azure, &foreign.display().to_string());
    assert!(told.contains("Permission denied (publickey)"), "ssh's own words are passed on: {told}");
    assert!(told.contains(&format!("Tried id_foreign as {}.", me())), "{told}");

    let known = fingerprint(&desktop);
    server.rebuild(&desktop);
    let shown = fingerprint(&desktop);
    let told = connect_in_a_terminal(&desktop, &azure, &server.key());
    assert!(told.contains("WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!"), "{told}");
    assert!(told.contains(&format!("The machine shows another host key than before: {shown}.")), "{told}");
    let known_hosts = desktop.home().path("data/jit-tray/known_hosts");
    let kept = format!("The key from before: {known}, in {}:1.", known_hosts.display());
    assert!(told.contains(&kept), "{told}");
}

#[test]
fn the_tray_tells_of_a_key_that_its_terminal_saw_refused_and_of_another_host_key() {
    let desktop = Desktop::start();
    let server = SshServer::start(&desktop);
    let azure = Simulator::start(&desktop, &[format!("{MACHINE}:22={}", server.address())]);
    let machine = azure.machine(&desktop, MACHINE);
    let foreign = desktop.home().path("id_foreign");
    make_key(&desktop, &foreign);
    desktop.home().configure(
        "favourites.json",
        &json!({ "schema": 1, "favourites": [
            { "alias": "R&D build", "arm": machine.id, "user": me(), "key": foreign.display().to_string() },
        ] }),
    );
    let terminal = json!(["xterm", "-e", "{command}"]);
    desktop.home().configure("settings.json", &json!({ "schema": 1, "terminal": terminal }));
    let tray = Tray::start(&desktop);
    let mut app = App::start_with(
        &desktop,
        &["--cloud", &azure.cloud()],
        &[answers_yes(&desktop), at_every_question()],
    );

    tray.choose("Connect to R&D build");
    told_in_the_menu(&tray, "! R&D build didn't accept your key");
    told_in_the_menu(&tray, &format!("Tried id_foreign as {}.", me()));
    told_in_the_menu(&tray, "Choose key and user");
    told_in_the_menu(&tray, "R&D build - open until ");

    server.rebuild(&desktop);
    tray.choose("Connect to R&D build");
    told_in_the_menu(&tray, "! R&D build shows a different identity");
    told_in_the_menu(&tray, "Copy fingerprints");
    let reports = fs::read_dir(desktop.home().path("data/jit-tray/launch")).unwrap();
    assert_eq!(reports.count(), 0, "what was read is gone");

    tray.quit();
    assert!(app.ended().success());
}

fn told_in_the_menu(tray: &Tray, wanted: &str) {
    until(wanted, || tray.lines().into_iter().find(|line| line.label.starts_with(wanted)));
}

#[test]
fn a_terminal_in_which_ssh_was_refused_stays_to_be_read_and_its_end_is_told() {
    let desktop = Desktop::without_screen();
    let server = SshServer::start(&desktop);
    let foreign = desktop.home().path("id_foreign");
    make_key(&desktop, &foreign);
    let (report, known_hosts) = (desktop.home().path("session-1.json"), desktop.home().path("known_hosts"));
    for attendant in ["jit", "jit-tray"] {
        fs::write(&report, "").unwrap();
        let line = format!(
            "'{}' session '{}' -- ssh -p {} -l {} -o IdentitiesOnly=yes -i '{}' -o UserKnownHostsFile='{}' \
             -o StrictHostKeyChecking=accept-new 127.0.0.1",
            program(attendant).display(),
            report.display(),
            server.address().port(),
            me(),
            foreign.display(),
            known_hosts.display(),
        );
        let mut terminal = desktop.command("script");
        // The end of what is typed closes the terminal as Enter does.
        terminal.args(["-q", "-e", "-c", &line, "/dev/null"]).stdin(Stdio::null());
        let ran = terminal.output().unwrap();
        let told = String::from_utf8_lossy(&ran.stdout);
        assert_eq!(ran.status.code(), Some(255), "ssh's own exit code is passed on: {told}");
        assert!(told.contains("Permission denied (publickey)"), "{told}");
        assert!(told.contains("Press Enter to close this terminal."), "{told}");
        let written: serde_json::Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
        assert_eq!(written, json!({ "refused": { "why": "key", "key": "id_foreign", "user": me() } }));
    }
}

/// What `ssh-keygen` tells of the server's host key: `ED25519 SHA256:…`.
fn fingerprint(desktop: &Desktop) -> String {
    let host_key = desktop.home().path("host_key.pub");
    let told = desktop.command("ssh-keygen").arg("-lf").arg(host_key).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    format!("ED25519 {}", told.split(' ').nth(1).unwrap())
}

/// What stands in the terminal after a connect that failed.
fn connect_in_a_terminal(desktop: &Desktop, azure: &Simulator, key: &str) -> String {
    let jit = program("jit").display().to_string();
    let line = format!("'{jit}' --cloud '{}' connect {MACHINE} --user {} --key '{key}'", azure.cloud(), me());
    let mut terminal = desktop.command("script");
    terminal.args(["-q", "-e", "-c", &line, "/dev/null"]).stdin(Stdio::null());
    terminal.envs([answers_yes(desktop), at_every_question()]);
    let ran = terminal.output().unwrap();
    let told = String::from_utf8_lossy(&ran.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(ran.status.code(), Some(1), "{told}");
    told
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
