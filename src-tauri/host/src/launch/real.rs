//! Clients that are really started.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jit_core::{Code, Launch, Settings};

use super::launch;
use super::spawn::start_and_watch;
use super::testing::{rdp, ssh};
use crate::{Dirs, Surroundings};

/// A folder with a program in it that runs this shell script.
fn program(folder: &Path, name: &str, script: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn seeing(folder: &Path) -> Surroundings {
    let vars = [("PATH", folder.to_str().unwrap()), ("HOME", "/home/ada"), ("DISPLAY", ":0")];
    Surroundings::from_vars(vars.map(|(name, value)| (name.to_owned(), value)))
}

/// What the script wrote, once it has renamed it into place.
async fn written(path: &Path) -> String {
    let start = Instant::now();
    loop {
        match fs::read_to_string(path) {
            Ok(text) => return text,
            Err(_) if start.elapsed() < Duration::from_secs(30) => {
                tokio::time::sleep(Duration::from_millis(5)).await
            }
            Err(error) => panic!("{} was never written: {error}", path.display()),
        }
    }
}

/// Notes its arguments, one per line, and its process group, then lives on for a while.
const RECORD: &str = r#"cd "$(dirname "$0")" || exit 9
for word in "$@"; do printf '<%s>\n' "$word"; done > args.part
PATH=/usr/bin:/bin ps -o pgid= -p $$ > group.part
mv group.part group; mv args.part args
[ -e stay ] && exec /bin/sleep 30
exit 0"#;

fn own_terminal() -> Settings {
    Settings::from_json(r#"{"terminal":["term","{command}"]}"#).unwrap()
}

#[tokio::test]
async fn every_word_arrives_as_it_was_and_no_shell_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "term", &format!("PATH=/usr/bin:/bin\n{RECORD}"));
    let real_ssh = program(folder.path(), "ssh", "exit 0");
    let dirs = Dirs::under(&folder.path().join("my home"));
    let key = "/keys/$(touch pwned) `id` 'x' \"y\" *;&|<>\\";
    let request = Launch { key: Some(key.to_owned()), ..ssh() };
    let opened = launch(&request, &own_terminal(), &seeing(folder.path()), &dirs, None).await.unwrap();
    assert_eq!(opened.client, "SSH in term");
    let known_hosts = dirs.known_hosts();
    let expected = [
        real_ssh.to_str().unwrap(),
        "-p",
        "2222",
        "-o",
        "HostKeyAlias=vm-4711",
        "-o",
        &format!("UserKnownHostsFile=\"{}\"", known_hosts.display()),
        "-i",
        key,
        "-l",
        "ada",
        "--",
        "203.0.113.9",
    ];
    let expected: String = expected.iter().map(|word| format!("<{word}>\n")).collect();
    assert_eq!(written(&folder.path().join("args")).await, expected);
    assert!(known_hosts.parent().unwrap().is_dir(), "ssh can write its file");
}

#[tokio::test]
async fn a_terminal_is_given_the_attendant_with_the_same_words_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "term", &format!("PATH=/usr/bin:/bin\n{RECORD}"));
    let real_ssh = program(folder.path(), "ssh", "exit 0");
    let dirs = Dirs::under(folder.path());
    let ours = Path::new("/opt/jit tray/jit-tray");
    let opened = launch(&ssh(), &own_terminal(), &seeing(folder.path()), &dirs, Some(ours)).await.unwrap();
    let words = written(&folder.path().join("args")).await;
    let words: Vec<&str> = words.lines().map(|line| line.trim_matches(['<', '>'])).collect();
    let reports = fs::read_dir(dirs.launch_folder()).unwrap();
    let report = reports.map(|it| it.unwrap().path().display().to_string()).next().unwrap();
    assert_eq!(words[..5], [ours.to_str().unwrap(), "session", &report, "--", real_ssh.to_str().unwrap()]);
    assert_eq!(words[words.len() - 2..], ["--", "203.0.113.9"]);
    drop(opened.session.unwrap());
    assert!(!Path::new(&report).exists(), "nobody waits any more");

    let desktop = Settings::from_json(r#"{"rdp":{"command":["term"]}}"#).unwrap();
    let opened = launch(&rdp(), &desktop, &seeing(folder.path()), &dirs, Some(ours)).await.unwrap();
    assert!(opened.session.is_none(), "only ssh says why");
}

#[tokio::test]
async fn a_client_stands_in_a_process_group_of_its_own_and_outlives_the_call() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "term", &format!("PATH=/usr/bin:/bin\n{RECORD}"));
    program(folder.path(), "ssh", "exit 0");
    fs::write(folder.path().join("stay"), "").unwrap();
    let dirs = Dirs::under(folder.path());
    launch(&ssh(), &own_terminal(), &seeing(folder.path()), &dirs, None).await.unwrap();
    written(&folder.path().join("args")).await;
    let group = fs::read_to_string(folder.path().join("group")).unwrap().trim().to_owned();
    let ours = std::process::Command::new("ps")
        .args(["-o", "pgid=", "-p", &std::process::id().to_string()])
        .output();
    assert_ne!(group, String::from_utf8(ours.unwrap().stdout).unwrap().trim());
    let ended = std::process::Command::new("kill").args(["--", &format!("-{group}")]).status().unwrap();
    assert!(ended.success(), "it was still alive, as the leader of its group");
}

#[tokio::test]
async fn a_client_that_fails_at_once_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(folder.path(), "client", "exit 7");
    let problem = start_and_watch(&path, &[], "Client", Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(problem.code, Code::ClientFailed);
    let message = format!("Client did not open: {} ended at once with exit code 7.", path.display());
    assert_eq!(problem.message, message);
}

#[tokio::test]
async fn a_program_that_cannot_be_started_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("client");
    fs::write(&path, "#!/nowhere/interpreter\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let settings = Settings::from_json(r#"{"rdp":{"command":["client"]}}"#).unwrap();
    let problem = launch(&rdp(), &settings, &seeing(folder.path()), &Dirs::under(folder.path()), None)
        .await
        .unwrap_err();
    assert_eq!(problem.code, Code::ClientFailed);
    assert!(problem.message.contains("could not be started: No such file"), "{}", problem.message);
}
