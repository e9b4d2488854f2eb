//! A real `ssh` into a simulated machine that was stopped and closed a moment ago.

use jit_tests::{SimulatedAzure, until};
use serde_json::json;

use crate::home::{Home, text};

/// Stands in for a terminal: nobody is there to say yes to a new host key, so only new ones are accepted; a
/// changed one still ends it. What is typed and what is seen are files.
const TERMINAL: &str = r#"program=$1; shift
printf 'hostname\nwhoami\n' | "$program" -o StrictHostKeyChecking=accept-new "$@" >"$0.part" 2>"$0.err"
echo "exit $?" >>"$0.part"
mv "$0.part" "$0.seen"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn the_session_is_on_the_machine_that_was_asked_for() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let script = home.write("terminal", TERMINAL);
    let settings = json!({ "schema": 1, "terminal": ["/bin/sh", script, "{command}"] });
    home.write(&Home::config("settings.json"), &settings.to_string());
    let seen = home.path("terminal.seen");

    let ran = home.jit_here(&["connect", "build-agent"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    until("the session to end", || seen.is_file().then_some(())).await;
    assert_eq!(text(&seen), "build-agent\ncontosoadmin\nexit 0\n", "{}", text(&home.path("terminal.err")));

    // The machine comes back at another address; its host key is known by its own name, so ssh has no question.
    std::fs::remove_file(&seen).unwrap();
    let there = azure.vm("build-agent");
    jit_tests::client_of(&azure).deallocate(&there).await.unwrap();
    azure.until_power("build-agent", "deallocated").await;
    let ran = home.jit_here(&["connect", "build-agent", "--user", "ada"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    until("the session to end", || seen.is_file().then_some(())).await;
    assert_eq!(text(&seen), "build-agent\nada\nexit 0\n", "{}", text(&home.path("terminal.err")));
    assert_eq!(text(&home.path("terminal.err")).matches("Permanently added").count(), 0);
    assert_eq!(azure.initiates().len(), 1);
}
