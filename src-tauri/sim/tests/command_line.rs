//! The program as scripts use it.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

fn azure_sim() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_azure-sim"));
    command.env_remove("RUST_LOG");
    command
}

fn run(arguments: &[&str]) -> Output {
    azure_sim().args(arguments).output().unwrap()
}

/// Exit code and what was said.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(arguments);
    assert!(output.stdout.is_empty(), "stdout has data only");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

struct Serving {
    child: Child,
    ready: Value,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(arguments: &[&str]) -> Serving {
    let mut child = azure_sim().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    Serving { child, ready: serde_json::from_str(&line).unwrap() }
}

#[test]
fn the_ready_line_tells_everything_and_the_files_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let (ca, cloud) = (folder.path().join("ca.pem"), folder.path().join("cloud.json"));
    let paths = [ca.to_str().unwrap(), cloud.to_str().unwrap()];
    let serving = serve(&[
        "--ca-out",
        paths[0],
        "--cloud-out",
        paths[1],
        "--http",
        "127.0.0.1:0",
        "--https",
        "127.0.0.1:0",
    ]);
    let ready = &serving.ready;
    assert!(ready["http"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert!(ready["https"].as_str().unwrap().starts_with("https://127.0.0.1:"));
    assert_eq!((ready["ca"].as_str(), ready["cloud"].as_str()), (Some(paths[0]), Some(paths[1])));
    assert!(ready["gates"]["web-01"]["22"].as_str().unwrap().starts_with("127."));
    for field in ["admin", "reader", "expired", "person"] {
        assert_eq!(ready["tokens"][field].as_str().unwrap().split('.').count(), 3);
    }
    let cloud: Value = serde_json::from_str(&std::fs::read_to_string(cloud).unwrap()).unwrap();
    assert_eq!(cloud["arm"], ready["https"]);
    assert_eq!(cloud["service_principal"]["tenant"], ready["tenant"]);
    assert_eq!(cloud["ca"].as_str().unwrap(), std::fs::read_to_string(ca).unwrap());
}

#[test]
fn without_arguments_https_is_served_and_the_files_are_private() {
    let serving = serve(&[]);
    assert_eq!(serving.ready["http"], Value::Null);
    for file in ["ca", "cloud"] {
        let path = Path::new(serving.ready[file].as_str().unwrap());
        assert!(path.is_absolute() && path.is_file(), "{}", path.display());
    }
}

#[test]
fn a_signal_ends_it_in_order() {
    let mut serving = serve(&[]);
    let folder = Path::new(serving.ready["ca"].as_str().unwrap()).parent().unwrap().to_owned();
    // Where there is no `kill`, there is no such signal either.
    let Ok(sent) = Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status() else {
        return;
    };
    assert!(sent.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
    assert!(!folder.exists(), "the temporary folder is gone");
}

#[test]
fn a_printed_world_can_be_served_and_a_broken_one_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let path_text = path.to_str().unwrap();
    let printed = run(&["world", "contoso"]);
    assert!(printed.status.success());
    std::fs::write(&path, &printed.stdout).unwrap();
    assert_eq!(run(&["world", path_text]).stdout, printed.stdout);
    assert!(serve(&["--world", path_text]).ready["gates"]["web-01"].is_object());

    let broken = String::from_utf8(printed.stdout).unwrap().replacen(
        "\"schema\": 1",
        "\"schema\": 1, \"extra\": 2",
        1,
    );
    std::fs::write(&path, broken).unwrap();
    let (code, message) = refused(&["--world", path_text]);
    assert_eq!(code, Some(2));
    assert!(
        message.starts_with(&format!(
            "azure-sim: {path_text} is not a world: line 2 column 22: unknown field `extra`, expected one of "
        )),
        "{message}"
    );
}

#[test]
fn wrong_arguments_are_refused_with_the_reason() {
    let cases: [(&[&str], &str); 7] = [
        (&["--wrold", "contoso"], "unexpected argument '--wrold'"),
        (&["--https", "0.0.0.0:0"], "0.0.0.0:0 is not a loopback address"),
        (&["--world", "/no/such/world.json"], "cannot read the world /no/such/world.json: "),
        (&["--world", "fleet:10"], "a fleet is fleet:MACHINES:SUBSCRIPTIONS[:SEED]"),
        (&["--boot-s", "soon"], "seconds are a number such as 4 or 0.5"),
        (&["--backend", "web-01"], "is not MACHINE:PORT=HOST:PORT"),
        (&["--backend", "web-01:80=127.0.0.1:1"], "there is no machine `web-01` with port 80"),
    ];
    for (arguments, expected) in cases {
        let (code, message) = refused(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {message}");
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
}
