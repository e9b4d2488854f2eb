//! Browsers that are really started: scripts that write down what they were told.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Instant;

use super::*;

/// A sign-in page as Azure's are: with all that a shell would read.
const ADDRESS: &str = "https://login.example/organizations/authorize?a=$(id)&b='x'\"y\"`z`;&c={url}&d=%2F#e";
const AS_SENT: &str =
    "https://login.example/organizations/authorize?a=$(id)&b=%27x%27%22y%22`z`;&c={url}&d=%2F#e";

fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(
        &path,
        format!("#!/bin/sh\nPATH=/usr/bin:/bin\ncd \"$(dirname \"$0\")\" || exit 9\n{script}\n"),
    )
    .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

const RECORD: &str = r#"for word in "$@"; do printf '<%s>' "$word"; done > told.part; mv told.part told"#;

fn seeing(folder: &Path, more: &[(&str, &str)]) -> Surroundings {
    let vars = [("PATH", folder.to_str().unwrap()), ("HOME", "/home/ada")];
    let vars = vars.iter().chain(more);
    Surroundings::from_vars(vars.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

const SCREEN: &[(&str, &str)] = &[("DISPLAY", ":0")];

/// What the browser was told, once it has written it.
async fn told(folder: &Path) -> String {
    let start = Instant::now();
    loop {
        match fs::read_to_string(folder.join("told")) {
            Ok(text) => return text,
            Err(_) if start.elapsed() < Duration::from_secs(30) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(error) => panic!("no browser was told: {error}"),
        }
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn the_settings_command_gets_the_address_inside_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "firefox", RECORD);
    let command = words(&["firefox", "-P", "admin and more", "--url={url}", "{url}"]);
    open_page(ADDRESS, Some(&command), &seeing(folder.path(), &[])).await.unwrap();
    let expected = format!("<-P><admin and more><--url={AS_SENT}><{AS_SENT}>");
    assert_eq!(told(folder.path()).await, expected);
}

#[tokio::test]
async fn a_browser_that_stays_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "firefox", &format!("{RECORD}; exec sleep 600"));
    let start = Instant::now();
    open_page(ADDRESS, Some(&words(&["firefox", "{url}"])), &seeing(folder.path(), &[])).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(60));
    told(folder.path()).await;
}

#[tokio::test]
async fn the_systems_way_goes_on_with_the_next_program_when_one_fails() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "xdg-open", "exit 3");
    program(folder.path(), "gio", RECORD);
    open_page(ADDRESS, None, &seeing(folder.path(), SCREEN)).await.unwrap();
    assert_eq!(told(folder.path()).await, format!("<open><{AS_SENT}>"));
}

#[tokio::test]
async fn the_browser_that_the_person_named_comes_first_and_needs_no_screen() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "xdg-open", "exit 3");
    program(folder.path(), "helper", RECORD);
    open_page(ADDRESS, None, &seeing(folder.path(), &[("BROWSER", "helper")])).await.unwrap();
    assert_eq!(told(folder.path()).await, format!("<{AS_SENT}>"));
}

async fn refused(command: Option<&[&str]>, surroundings: &Surroundings) -> (Code, String) {
    let command = command.map(words);
    let problem = open_page(ADDRESS, command.as_deref(), surroundings).await.unwrap_err();
    let hint = format!(
        "Open this address yourself in a browser on this computer: {AS_SENT} To sign in with a browser elsewhere, \
         use a code: jit login --device."
    );
    assert_eq!(problem.hint, hint);
    (problem.code, problem.message)
}

#[tokio::test]
async fn without_a_browser_the_person_is_told_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let here = seeing(folder.path(), SCREEN);
    let none =
        "No browser was found: neither xdg-open nor another program that opens web pages is installed.";
    assert_eq!(refused(None, &here).await, (Code::NoClient, none.to_owned()));
    let unknown = "\"browser\" in the settings names \"lynx\", and there is no such program.";
    assert_eq!(refused(Some(&["lynx", "{url}"]), &here).await, (Code::NoClient, unknown.to_owned()));
    program(folder.path(), "batch.CMD", "exit 0");
    let batch =
        "\"browser\" in the settings names the batch file batch.CMD; it would read the address as commands.";
    assert_eq!(refused(Some(&["batch.CMD", "{url}"]), &here).await, (Code::ClientFailed, batch.to_owned()));
    program(folder.path(), "xdg-open", "exit 3");
    let path = folder.path().join("xdg-open");
    let failed = format!("No browser opened: {} ended at once with exit code 3.", path.display());
    assert_eq!(refused(None, &here).await, (Code::ClientFailed, failed));
    let no_screen =
        "No browser can be opened: neither DISPLAY nor WAYLAND_DISPLAY is set, so there is no desktop.";
    assert_eq!(refused(None, &seeing(folder.path(), &[])).await, (Code::NoClient, no_screen.to_owned()));
}

#[tokio::test]
async fn only_web_pages_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "xdg-open", RECORD);
    for address in [
        "http://login.example/",
        "file:///etc/passwd",
        "ms-settings:network",
        "--help",
        "https://",
        "https://ada:secret@login.example/",
        "",
    ] {
        let problem = open_page(address, None, &seeing(folder.path(), SCREEN)).await.unwrap_err();
        assert_eq!(problem.code, Code::Usage, "{address}");
        assert!(!problem.message.contains("secret") && !problem.hint.contains("secret"));
    }
    assert!(!folder.path().join("told").exists());
}
