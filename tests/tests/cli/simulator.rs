//! `azure-sim` as a program: worlds that are printed, edited and loaded, and what is wrong with them.

use jit_tests::program;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

use crate::home::{Home, finish};

#[tokio::test(flavor = "multi_thread")]
async fn a_world_is_printed_edited_and_loaded() {
    let home = Home::new();
    let printed = finish(home.command("azure-sim", &["world", "contoso"])).await;
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    home.write("mine.json", &printed.out.replace("/web-01\"", "/shop-01\""));

    let (_simulator, ready) = start(&home, &["--world", "mine.json", "--cloud-out", "cloud.json"]).await;
    assert!(ready["https"].as_str().unwrap().starts_with("https://127.0.0.1:"));
    assert!(ready["gates"]["shop-01"]["22"].is_string() && ready["gates"]["web-01"].is_null());
    let ran = home.jit_here(&["connect", "shop-01", "--no-launch", "--json"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let connect = ran.json();
    let at = format!("{}:{}", connect["address"].as_str().unwrap(), connect["port"]);
    assert_eq!(ready["gates"]["shop-01"]["22"], at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_world_is_refused_with_the_place_and_the_reason() {
    let home = Home::new();
    let world = finish(home.command("azure-sim", &["world", "contoso"])).await.out;
    for (edit, said) in [
        (world.replacen("\"power\": \"running\"", "\"power\": \"runing\"", 1), "line "),
        (world.replacen("\"egress\"", "\"egres\"", 1), "unknown field `egres`"),
        (world.replacen("\"PT3H\"", "\"3 hours\"", 1), "policies["),
        ("[]".to_owned(), "line 1"),
    ] {
        let file = home.write("broken.json", &edit);
        let ran = finish(home.command("azure-sim", &["--world", "broken.json"])).await;
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{said}: {ran:?}");
        assert!(ran.err.starts_with("azure-sim: broken.json is not a world: "), "{}", ran.err);
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), edit);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_argument_is_named() {
    let home = Home::new();
    for (args, said) in [
        (&["--https", "0.0.0.0:0"][..], "is not a loopback address"),
        (&["--world", "nowhere.json"], "cannot read the world nowhere.json"),
        (&["--world", "fleet:1"], "a fleet is fleet:MACHINES:SUBSCRIPTIONS[:SEED]"),
        (&["--backend", "web-01"], "is not MACHINE:PORT=HOST:PORT"),
        (&["--backend", "web-9:22=127.0.0.1:1"], "there is no machine `web-9` with port 22"),
        (&["--jit-s", "soon"], "seconds are a number such as 4 or 0.5"),
    ] {
        let ran = finish(home.command("azure-sim", args)).await;
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_in_order_when_asked_to() {
    let home = Home::new();
    let (simulator, _) = start(&home, &[]).await;
    let pid = simulator.id().unwrap().to_string();
    let sent = tokio::process::Command::new("kill").args(["-TERM", &pid]).status().await.unwrap();
    assert!(sent.success());
    let ended = tokio::time::timeout(std::time::Duration::from_secs(30), simulator.wait_with_output()).await;
    assert_eq!(ended.expect("it ends").unwrap().status.code(), Some(0));
}

/// A simulator of its own, with its ready line.
async fn start(home: &Home, args: &[&str]) -> (Child, Value) {
    let quick = ["--https", "127.0.0.1:0", "--jit-s", "0.2", "--boot-s", "0.3", "--retry-after", "1"];
    let mut simulator = home.command("azure-sim", &[&quick, args].concat()).spawn().unwrap();
    let mut lines = BufReader::new(simulator.stdout.take().unwrap()).lines();
    let ready = lines.next_line().await.unwrap();
    let ready = ready.unwrap_or_else(|| panic!("{} did not get ready", program("azure-sim").display()));
    (simulator, serde_json::from_str(&ready).unwrap())
}
