//! `jit list`: what is found, how it is shown, and what is said beside it.

use azure_sim::Fault;
use jit_tests::{SimulatedAzure, on};
use serde_json::{Value, json};

use crate::home::{Home, Ran, keys};

fn names(ran: &Ran) -> Vec<String> {
    assert_eq!(ran.code, 0, "{ran:?}");
    let machines = ran.json()["machines"].as_array().unwrap().clone();
    machines.iter().map(|machine| machine["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn as_json_a_machine_is_complete() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["list", "--json"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, "Reading machines…\n"), "{ran:?}");
    let list = ran.json();
    for key in ["failures", "hints", "machines", "query", "schema", "total"] {
        assert!(!list[key].is_null(), "{key}");
    }
    assert_eq!((&list["schema"], &list["total"], &list["failures"]), (&json!(1), &json!(32), &json!([])));
    let machines = list["machines"].as_array().unwrap();
    assert_eq!(machines.len(), 32);
    let named = |name: &str| machines.iter().find(|machine| machine["name"] == name).unwrap();
    let gate = azure.gate("scada-01", 3389);
    let id = azure.vm("scada-01").id;
    let scada = named("scada-01");
    for (key, value) in [
        ("id", json!(id)),
        ("subscription", json!("Contoso Production")),
        ("subscription_id", json!(id.subscription())),
        ("resource_group", json!("RG-PLANT")),
        ("region", json!("northeurope")),
        ("os", json!("windows")),
        ("power", json!("running")),
        ("size", json!("Standard_D4s_v5")),
        ("computer_name", json!("scada-01")),
        ("zones", json!([])),
        ("address", json!(gate.ip().to_string())),
        ("favourite", Value::Null),
        (
            "jit",
            json!({ "known": true, "ports": [{ "number": gate.port(), "max_minutes": 30, "sources": ["*"] }], "open": [] }),
        ),
    ] {
        assert_eq!(scada[key], value, "{key}");
    }
    assert!(scada["tags"].is_object() && scada["private_address"].is_string(), "{scada}");
    assert_eq!((&named("lab-01")["jit"], &named("build-agent")["address"]), (&json!(null), &json!(null)));
    assert_eq!(named("db-03")["jit"]["ports"][0]["sources"], json!(["198.51.100.0/24", "198.51.100.77"]));
    for machine in machines {
        assert_eq!(keys(machine), keys(scada), "every machine has every key");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn for_people_it_is_a_table_with_a_count_beside_it() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["list", "WEB-0"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, "Reading machines…\n3 of 32 machines.\n"));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 4, "{}", ran.out);
    assert!(lines[0].starts_with("NAME    STATE"), "{}", ran.out);
    assert!(lines[1].starts_with("web-01  running"), "{}", ran.out);
    assert!(lines[3].starts_with("web-03  stopped (still billed)"), "{}", ran.out);

    let nothing = home.jit_here(&["list", "no such thing", "--quiet"]).await;
    assert_eq!(
        (nothing.code, nothing.out.as_str(), nothing.err.as_str()),
        (
            0,
            "",
            "No machine matches \"no such thing\". Looked at 32 machines in 3 subscriptions. \
             \"jit list --help\" tells how to search.\n"
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn words_and_filters_may_be_one_argument_or_many() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    for args in [
        &["list", "--json", "web state:running"][..],
        &["list", "web", "state:running", "--json"],
        &["list", "-db", "sub:prod", "web", "-state:stopped", "--json"],
        &["--json", "list", "\"web-0\"", "rg:rg-web", "-web-03"],
    ] {
        assert_eq!(names(&home.jit_here(args).await), ["web-01", "web-02"], "{args:?}");
    }
    let ran = home.jit_here(&["list", "web", "--statt"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error: unexpected argument '--statt' found"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_field_is_searched_as_text_and_said() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["list", "subs:prod", "--json"]).await;
    assert_eq!(names(&ran), Vec::<String>::new());
    let hint = "\"subs:\" is no filter and was searched as text. Did you mean `sub:`?";
    assert_eq!(ran.json()["hints"], json!([hint]));
    assert!(ran.err.contains(&format!("note: {hint}\n")), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_is_open_is_found_and_shown() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    assert_eq!(names(&home.jit_here(&["list", "jit:mine", "--json"]).await), Vec::<String>::new());
    let ran = home.jit_here(&["connect", "jump-01", "--no-launch"]).await;
    assert_eq!(ran.code, 2, "two machines have this name: {ran:?}");
    let ran = home.jit_here(&["connect", "web-02", "--no-launch"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let mine = home.jit_here(&["list", "jit:mine", "jit:open", "--json"]).await;
    assert_eq!(names(&mine), ["web-02"]);
    let open = &mine.json()["machines"][0]["jit"]["open"][0];
    assert_eq!(open["source"], json!(jit_tests::MY_ADDRESS));
    assert!(azure.requests("web-02")[0].ends_at(open["until"].as_str().unwrap()), "{open}");
    let table = home.jit_here(&["list", "web-02"]).await.out;
    assert!(table.contains(" open until "), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favourite_comes_first_under_the_name_it_was_given() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let favourites = json!({ "schema": 1, "favourites": [
        { "alias": "Shop", "arm": azure.vm("web-03").id }, { "alias": "DB-02", "arm": azure.vm("db-02").id } ] });
    home.write(&Home::config("favourites.json"), &favourites.to_string());
    let ran = home.jit_here(&["list", "web|db-02", "--json"]).await;
    assert_eq!(names(&ran)[..3], ["db-02", "web-03", "web-01"]);
    assert_eq!(ran.json()["machines"][1]["favourite"], "Shop");
    assert_eq!(names(&home.jit_here(&["list", "shop", "--json"]).await), ["web-03"]);
    assert_eq!(names(&home.jit_here(&["list", "is:fav", "--json"]).await), ["db-02", "web-03"]);
    let table = home.jit_here(&["list", "is:fav"]).await.out;
    let cells = |line: usize| table.lines().nth(line).unwrap().split_whitespace().take(2).collect::<Vec<_>>();
    assert_eq!(
        (cells(0), cells(1), cells(2)),
        (vec!["NAME", "FAVOURITE"], vec!["db-02", "★"], vec!["web-03", "Shop"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_that_were_not_read_are_not_taken_for_none() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let production = azure.vm("web-01").id.subscription().to_owned();
    let pattern =
        format!("/subscriptions/{production}/providers/Microsoft.Security/jitNetworkAccessPolicies");
    let refused = || Fault {
        status: Some(403),
        code: Some("AuthorizationFailed".into()),
        count: Some(9),
        ..on(&pattern)
    };
    azure.fault(refused());
    let ran = home.jit_here(&["list", "jit:off", "--json"]).await;
    assert_eq!(names(&ran), ["lab-01"], "the other subscriptions' unprotected machines only");
    let list = ran.json();
    assert_eq!(list["failures"][0]["scope"], "Contoso Production");
    assert_eq!(list["failures"][0]["code"], "not-permitted");
    assert!(ran.err.contains("warning: Contoso Production did not answer: "), "{}", ran.err);

    let ran = home.jit_here(&["list", "-jit:on"]).await;
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert!(ran.err.contains("machines it is not known whether they match"), "{}", ran.err);
    assert!(
        ran.err.ends_with("1 of 32 machines; 1 subscription did not answer: Contoso Production.\n"),
        "{}",
        ran.err
    );
    let ran = home.jit_here(&["list", "kiosk", "--json"]).await;
    assert_eq!(ran.json()["machines"][0]["jit"], json!({ "known": false, "ports": [], "open": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_last_is_shown_without_azure() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let ran = home.jit_here(&["list", "--cached", "--json"]).await;
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("usage")));
    assert_eq!(ran.error()["message"], "No machines were read before with this account on this computer.");

    let fresh = home.jit_here(&["list", "web", "--json"]).await;
    let asked = azure.running().journal().len();
    let cached = home.jit_here(&["list", "web", "--cached", "--json"]).await;
    assert_eq!(azure.running().journal().len(), asked, "Azure is not asked");
    assert_eq!(cached.json(), fresh.json(), "the same, with the time it was read");
    assert!(cached.json()["as_of"].is_string());
    assert_eq!(cached.err, "As read a moment ago. \"jit list\" without --cached reads them anew.\n");

    drop(azure);
    let offline = home.jit_here(&["list"]).await;
    assert_eq!(offline.code, 8, "{offline:?}");
    assert!(
        offline.err.contains("\"jit list --cached\" shows the machines as they were a moment ago."),
        "{}",
        offline.err
    );
    let cached = home.jit_here(&["list", "web", "--cached", "--quiet"]).await;
    assert_eq!((cached.code, cached.out.lines().count(), cached.err.as_str()), (0, 4, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_cannot_be_read_is_unknown_and_never_stopped() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    home.jit_here(&["list", "--quiet"]).await;
    let production = azure.vm("db-02").id.subscription().to_owned();
    let pattern = format!("/subscriptions/{production}/providers/Microsoft.Compute/virtualMachines\\?");
    azure.fault(Fault {
        status: Some(403),
        code: Some("AuthorizationFailed".into()),
        count: Some(9),
        ..on(&pattern)
    });
    let ran = home.jit_here(&["list", "db-02"]).await;
    assert!(ran.out.contains("unknown (was stopped)"), "{ran:?}");
    assert!(ran.err.contains("Shown as it was a moment ago."), "{}", ran.err);
    let ran = home.jit_here(&["list", "state:stopped", "sub:production", "--json"]).await;
    assert_eq!(names(&ran), Vec::<String>::new());
    let ran = home.jit_here(&["list", "state:unknown", "db-02", "--json"]).await;
    let machine = &ran.json()["machines"][0];
    assert_eq!(
        (&machine["power"], &machine["last_power"]["power"]),
        (&json!("unknown"), &json!("deallocated"))
    );
    assert_eq!((&ran.json()["failures"][0]["part"], names(&ran).len()), (&json!("power"), 1));
}
