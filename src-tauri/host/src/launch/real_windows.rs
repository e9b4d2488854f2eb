//! Clients that are really started on Windows.

use std::time::Duration;

use jit_core::{Code, Settings};

use super::launch;
use super::spawn::start_and_watch;
use super::testing::rdp;
use crate::{Dirs, Surroundings};

fn command(words: &[&str]) -> Settings {
    Settings::from_json(&serde_json::json!({ "rdp": { "command": words } }).to_string()).unwrap()
}

#[tokio::test]
async fn a_client_that_fails_at_once_is_an_error_and_another_is_not() {
    let cmd = Surroundings::here().find("cmd").unwrap();
    let exit = |code: &str| ["/c", "exit", code].map(str::to_owned);
    let patience = Duration::from_secs(60);
    start_and_watch(&cmd, &exit("0"), "Client", patience).await.unwrap();
    let problem = start_and_watch(&cmd, &exit("7"), "Client", patience).await.unwrap_err();
    assert_eq!(problem.code, Code::ClientFailed);
    assert!(problem.message.ends_with("ended at once with exit code 7."), "{}", problem.message);
}

#[tokio::test]
async fn a_client_is_found_and_started_in_a_folder_with_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let programs = folder.path().join("Zoë's programs & more");
    std::fs::create_dir(&programs).unwrap();
    std::fs::copy(Surroundings::here().find("cmd").unwrap(), programs.join("mstsc.exe")).unwrap();
    let vars =
        [("Path".to_owned(), programs.clone().into_os_string()), ("PATHEXT".to_owned(), ".EXE".into())];
    let own = Surroundings::from_vars(vars);
    assert_eq!(own.find("mstsc").unwrap().file_stem(), Some("mstsc".as_ref()));
    // It is the command interpreter, so it takes this and ends well.
    let settings = command(&["mstsc", "/c", "exit", "0"]);
    let opened = launch(&rdp(), &settings, &own, &Dirs::under(folder.path()), None).await.unwrap();
    assert_eq!(opened.client, "mstsc");
}
