//! What `--json` prints, and what people see instead.

use jit_tests::{MY_ADDRESS, SimulatedAzure};
use serde_json::json;

use crate::home::{Home, keys};

#[tokio::test(flavor = "multi_thread")]
async fn connect() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["connect", "erp-app-02", "--no-launch", "--json"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let connect = ran.json();
    let all =
        ["adapted", "address", "id", "machine", "port", "schema", "source", "stages", "total_ms", "until"];
    assert_eq!(keys(&connect), all);
    let gate = azure.gate("erp-app-02", 3389);
    assert_eq!(connect["schema"], 1);
    assert_eq!(connect["machine"], "erp-app-02");
    assert_eq!(connect["id"], json!(azure.vm("erp-app-02").id));
    assert_eq!(connect["address"], json!(gate.ip().to_string()));
    assert_eq!((&connect["port"], &connect["source"]), (&json!(gate.port()), &json!(MY_ADDRESS)));
    assert_eq!(connect["adapted"], json!([{ "what": "duration", "asked": "PT3H", "granted": "PT1H" }]));
    assert!(azure.requests("erp-app-02")[0].ends_at(connect["until"].as_str().unwrap()));
    assert!(connect["total_ms"].as_u64().is_some_and(|ms| (1..30_000).contains(&ms)), "{connect}");
    let stages: Vec<(&str, &str)> = connect["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| {
            assert!(keys(stage) == ["ms", "outcome", "stage"] && stage["ms"].is_u64(), "{stage}");
            (stage["stage"].as_str().unwrap(), stage["outcome"].as_str().unwrap())
        })
        .collect();
    let (done, skipped) = ("done", "skipped");
    assert_eq!(
        stages,
        [
            ("address", done),
            ("look", done),
            ("request", done),
            ("start", skipped),
            ("reach", done),
            ("launch", skipped)
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connect_for_people_tells_each_stage_beside_the_result() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let recorder = home.recorder();
    let ran = home.jit_here(&["connect", "etl-01", "--user", "ada", "--for", "1h"]).await;
    assert_eq!((ran.code, ran.out), (0, format!("{}\n", azure.gate("etl-01", 22))));
    let lines: Vec<&str> = ran.err.lines().collect();
    for line in ["  ✓ Your address: 203.0.113.9", "  … Starting etl-01", "  ✓ Answering", "  ✓ SSH opened"]
    {
        assert!(lines.contains(&line), "{line} in {}", ran.err);
    }
    let mut once = lines.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), lines.len(), "every line is said once: {}", ran.err);
    assert!(recorder.started()[0].words[2].starts_with("ada@"));

    let quiet = home.jit_here(&["connect", "etl-01", "--quiet"]).await;
    assert_eq!((quiet.code, quiet.err.as_str()), (0, ""), "{quiet:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn status() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let before = home.jit_here(&["status", "--json"]).await.json();
    assert_eq!((keys(&before), &before["windows"]), (vec!["cloud", "schema", "windows"], &json!([])));
    assert_eq!(home.jit_here(&["status"]).await.out, "No access is open.\n");

    home.jit_here(&["connect", "web-01", "--no-launch"]).await;
    let after = home.jit_here(&["status", "--json"]).await.json();
    let window = &after["windows"][0];
    assert_eq!(keys(window), ["about", "address", "from", "id", "label", "state", "until"]);
    assert_eq!(window["label"], "web-01");
    assert_eq!(window["address"], json!(azure.gate("web-01", 22).to_string()));
    let table = home.jit_here(&["status"]).await.out;
    assert!(table.lines().nth(1).is_some_and(|line| line.starts_with("web-01")), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["doctor", "--json"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let doctor = ran.json();
    assert_eq!((keys(&doctor), &doctor["schema"]), (vec!["checks", "schema"], &json!(1)));
    let checks = doctor["checks"].as_array().unwrap();
    for check in checks {
        assert_eq!(keys(check), ["found", "good", "hint", "what"]);
        assert_eq!(check["good"] == false, check["hint"].is_string(), "a way out for what is bad: {check}");
    }
    let good = |what: &str| checks.iter().find(|check| check["what"] == what).map(|check| &check["good"]);
    for what in ["cloud", "sign-in", "address"] {
        assert_eq!(good(what), Some(&json!(true)), "{what}");
    }
    for what in ["settings", "favourites"] {
        assert!(good(what).is_some(), "{what}");
    }
    assert!(!ran.out.contains("simulated-admin-secret"), "a secret is never shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_to_people_and_programs() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["connect", "vault-01", "--no-launch", "--json"]).await;
    assert_eq!(ran.code, 4, "{ran:?}");
    let error = ran.error();
    assert_eq!(error["code"], "may-not-request");
    assert_eq!(
        (&error["details"]["status"], &error["details"]["azure_code"]),
        (&json!(403), &json!("AuthorizationFailed"))
    );
    assert!(error["hint"].as_str().is_some_and(|hint| !hint.is_empty()));

    let ran = home.jit_here(&["connect", "vault-01", "--no-launch", "--quiet"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (4, ""));
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines[0], "Access: not open. Machine: stopped.");
    assert!(lines[1].starts_with("error: You may not request access to vault-01: "), "{}", ran.err);
    assert!(lines.iter().any(|line| line.starts_with("  correlation id: ")), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_failure_has_its_exit_code() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    for (args, code) in [
        (&["connect", "db-03"][..], 5),
        (&["connect", "lab-01"], 5),
        (&["connect", "web-01", "--port", "8080"], 5),
        (&["connect", "files-01"], 6),
        (&["connect", "sensor-01", "--wait", "1"], 6),
        (&["connect", "gpu-01"], 7),
        (&["connect", "etl-01", "--no-start"], 7),
        (&["connect", "meter-gw-01"], 4),
    ] {
        let ran = home.jit_here(&[args, &["--no-launch", "--json"]].concat()).await;
        assert_eq!(ran.code, code, "{args:?}: {ran:?}");
        ran.error();
    }
}
