//! What people get wrong: flags, names, surroundings.

use jit_tests::SimulatedAzure;
use serde_json::json;

use crate::home::Home;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_argument_is_named_and_changes_nothing() {
    let home = Home::new();
    for (args, said) in [
        (&["connect"][..], "<MACHINE>"),
        (&["frob"], "unrecognized subcommand 'frob'"),
        (&["list", "--frob"], "unexpected argument '--frob'"),
        (&["connect", "x", "--port", "0"], "0 is not in 1..=65535"),
        (&["connect", "x", "--for", "1m"], "\"1m\" is not a duration from 5 minutes to 24 hours"),
        (&["connect", "x", "--address", "10.0.0"], "invalid value '10.0.0'"),
        (&["--demo", "--cloud", "x", "list"], "'--demo' cannot be used with '--cloud <FILE>'"),
    ] {
        let ran = home.jit(args).await;
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
        let ran = home.jit(&[args, &["--json"]].concat()).await;
        let error = ran.error();
        assert_eq!((ran.code, &error["code"]), (2, &json!("usage")), "{args:?}: {ran:?}");
        assert!(error["message"].as_str().unwrap().contains(said), "{args:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn help_and_version_are_data() {
    let home = Home::new();
    for args in [&["--help"][..], &["-h"], &["connect", "--help"], &["--version"]] {
        let ran = home.jit(args).await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(ran.out.contains("jit"), "{args:?}: {}", ran.out);
        assert!(!ran.out.contains('\u{1b}'), "no colours where there is no terminal");
    }
    let help = home.jit(&["--help"]).await.out;
    for code in 0..=10 {
        assert!(help.contains(&format!("{code}  ")), "exit code {code} is explained");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_machine_is_met_with_what_is_close() {
    let azure = SimulatedAzure::start().await;
    let ran = Home::at(&azure).jit_here(&["connect", "web-1", "--json"]).await;
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (2, &json!("unknown-machine")));
    assert_eq!(error["message"], "No machine is called \"web-1\".");
    assert_eq!(
        error["hint"],
        "Did you mean web-01, web-02, web-03? \"jit list\" shows the machines you can see."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_several_machines_have_is_never_guessed() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["connect", "jump-01", "--no-launch", "--json"]).await;
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (2, &json!("ambiguous-machine")));
    let message = error["message"].as_str().unwrap();
    let ids: Vec<&str> = message.lines().skip(1).map(str::trim).collect();
    assert_eq!((message.lines().next(), ids.len()), (Some("2 machines are called \"jump-01\":"), 2));
    assert_eq!(error["hint"], "Name one of them by its resource id.");
    assert!(azure.changes().is_empty());

    // The hint works, also for the machine in the other tenant.
    for id in ids {
        let ran = home.jit_here(&["connect", id, "--no-launch"]).await;
        assert_eq!(ran.code, 0, "{id}: {ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_azure_can_never_see_is_refused() {
    let azure = SimulatedAzure::start().await;
    let ran = Home::at(&azure).jit_here(&["connect", "web-01", "--address", "192.168.1.5"]).await;
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: 192.168.1.5 is not an address Azure can see you come from.\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_is_not_there_is_named_and_access_stays_open() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let settings = json!({ "schema": 1, "terminal": ["no-such-terminal", "{command}"] });
    home.write(&Home::config("settings.json"), &settings.to_string());
    let ran = home.jit_here(&["connect", "web-01", "--json"]).await;
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (1, &json!("no-client")));
    let message = "\"terminal\" in the settings names \"no-such-terminal\", and there is no such program.";
    assert_eq!(error["message"], message);
    assert!(error["hint"].as_str().unwrap().ends_with("Access stays open."));
    assert!(ran.err.contains("Access: open until "), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn without_a_desktop_the_way_out_is_told() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure).var("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    let ran = home.jit_here(&["connect", "web-01", "--json"]).await;
    assert_eq!((ran.code, &ran.error()["code"]), (1, &json!("no-client")), "{ran:?}");
    // Without a client nothing of a desktop is needed.
    let ran = home.jit_here(&["connect", "web-01", "--no-launch"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let doctor = home.jit_here(&["doctor", "--json"]).await.json();
    let bus = doctor["checks"].as_array().unwrap().iter().find(|check| check["what"] == "session bus");
    assert_eq!(bus.unwrap()["good"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signed_in_is_told_with_the_way_to_sign_in() {
    let azure = SimulatedAzure::start().await;
    let mut cloud: serde_json::Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
    cloud.as_object_mut().unwrap().remove("service_principal");
    let home = Home::new();
    home.write("cloud.json", &cloud.to_string());
    let ran = home.jit_here(&["list", "--json"]).await;
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (3, &json!("not-signed-in")));
    assert!(error["hint"].as_str().unwrap().contains("az login"), "{error}");

    let home = home.var("AZURE_TENANT_ID", "t").var("AZURE_CLIENT_ID", "c");
    let ran = home.jit_here(&["list", "--json"]).await;
    assert_eq!(
        (ran.code, &ran.error()["message"]),
        (3, &json!("AZURE_CLIENT_SECRET is not set, although AZURE_TENANT_ID and AZURE_CLIENT_ID are."))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_is_away_is_told_as_being_offline() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    drop(azure);
    let ran = home.jit_here(&["list", "--json"]).await;
    assert_eq!((ran.code, &ran.error()["code"]), (8, &json!("offline")), "{ran:?}");
}
