//! Favourites on the command line: made, listed, removed, taken over from files and printed.

use std::process::Stdio;
use std::time::Duration;

use jit_tests::SimulatedAzure;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::home::{Home, Ran, keys, text};

fn aliases(ran: &Ran) -> Vec<String> {
    let all = ran.json()["favourites"].as_array().unwrap().clone();
    all.iter().map(|favourite| favourite["alias"].as_str().unwrap().to_owned()).collect()
}

/// The same with a text on standard input.
async fn told(home: &Home, args: &[&str], input: &str) -> Ran {
    let mut command = home.command("jit", &[&["--cloud", "cloud.json"], args].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    let output = tokio::time::timeout(Duration::from_secs(60), child.wait_with_output()).await;
    let output = output.expect("it ends").unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favourite_is_made_used_and_removed() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let add = [
        "fav",
        "add",
        "web-01",
        "--alias",
        "The Shop",
        "--group",
        "Production",
        "--for",
        "2h",
        "--user",
        "ada",
    ];
    let ran = home.jit_here(&add).await;
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert_eq!(ran.err, "The Shop is a favourite now: jit connect \"The Shop\"\n");
    let ran = home.jit_here(&["fav", "list", "--json"]).await;
    let favourite = &ran.json()["favourites"][0];
    assert_eq!(
        keys(favourite),
        ["account", "alias", "arm", "duration", "group", "id", "note", "port", "protocol", "tenant", "user"]
    );
    assert_eq!(
        (&favourite["group"], &favourite["duration"], &favourite["user"]),
        (&json!("Production"), &json!("PT2H"), &json!("ada"))
    );
    let ran = home.jit_here(&["fav", "list"]).await;
    assert!(ran.out.contains("The Shop") && ran.out.contains("Production"), "{}", ran.out);
    assert_eq!(home.jit_here(&["connect", "the shop", "--no-launch", "--quiet"]).await.code, 0);

    let twice = home.jit_here(&["fav", "add", "web-01"]).await;
    assert_eq!(twice.code, 2, "{twice:?}");
    assert!(twice.err.contains("The Shop is a favourite that opens the same."), "{}", twice.err);
    let wrong = home.jit_here(&["fav", "rm", "The Shop", "nobody"]).await;
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.starts_with("error: No favourite is called \"nobody\"."), "{}", wrong.err);
    let ran = home.jit_here(&["fav", "rm", "the shop"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, "The Shop is no longer a favourite.\n"));
    assert_eq!(aliases(&home.jit_here(&["fav", "list", "--json"]).await), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_follows_the_order_in_the_settings() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    for name in ["web-01", "db-02", "build-agent"] {
        let ran = home.jit_here(&["fav", "add", name]).await;
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let ran = home.jit_here(&["connect", "db-02", "--no-launch", "--quiet"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    for (order, shown) in [
        ("my-order", ["web-01", "db-02", "build-agent"]),
        ("recent", ["db-02", "web-01", "build-agent"]),
        ("name", ["build-agent", "db-02", "web-01"]),
    ] {
        home.write(&Home::config("settings.json"), &json!({ "sort_favourites": order }).to_string());
        assert_eq!(aliases(&home.jit_here(&["fav", "list", "--json"]).await), shown, "{order}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favourite_that_starts_no_machine_says_how_it_is_started_all_the_same() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    for start in ["never", "ask"] {
        let favourite = json!({ "alias": "Night", "arm": azure.vm("etl-01").id.as_str(), "start": start });
        let favourites = json!({ "schema": 1, "favourites": [favourite] });
        home.write(&Home::config("favourites.json"), &favourites.to_string());
        for (flags, hint) in [
            (&[][..], "Start it first, or say --start."),
            (&["--no-start"], "Start it first, or leave out --no-start."),
        ] {
            let ran = home.jit_here(&[&["connect", "Night", "--no-launch", "--json"], flags].concat()).await;
            assert_eq!((ran.code, &ran.error()["hint"]), (7, &json!(hint)), "{start}");
        }
    }
    assert!(azure.starts().is_empty());
    let ran = home.jit_here(&["connect", "Night", "--no-launch", "--start"]).await;
    assert_eq!((ran.code, azure.starts().len()), (0, 1), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_shown_first_and_taken_over_when_somebody_says_so() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let config = "Host web-01\n  User ada\n  ProxyCommand calc\nHost elsewhere\n  HostName 198.51.100.77\n";
    let file = home.write("ssh_config", config);
    let file = file.to_str().unwrap();
    let ran = home.jit_here(&["fav", "import", file, "--dry-run"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.starts_with("ssh_config (SSH configuration): 2 machines: 1 new, 1 not visible to you.\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("left out: ProxyCommand calc. Commands are never taken over."), "{}", ran.out);
    let ran = home.jit_here(&["fav", "import", file]).await;
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.ends_with("nobody to ask.\nLook with --dry-run, then say --yes.\n"), "{}", ran.err);
    assert!(!home.path(&Home::config("favourites.json")).exists(), "nothing was imported");

    let ran = home.jit_here(&["fav", "import", file, "--yes"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.ends_with("Imported: web-01.\n"), "{}", ran.err);
    let ran = told(&home, &["fav", "import", "-", "--yes", "--json"], config).await;
    let json = ran.json();
    assert_eq!(keys(&json), ["imported", "preview", "schema"]);
    assert_eq!((&json["imported"], &json["preview"]["name"]), (&json!([]), &json!("standard input")));
    assert_eq!(json["preview"]["rows"][0]["status"], "same");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_leaves_open_is_said_on_the_command_line() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let rdp = "full address:s:198.51.100.77\nusername:s:ada\nredirectclipboard:i:1\n";
    let file = home.write("Terminal server.rdp", rdp);
    let file = file.to_str().unwrap();
    let import = ["fav", "import", file, "--yes", "--json"];
    let ran = home.jit_here(&[&import[..], &["--only", "Terminal server"]].concat()).await;
    assert_eq!((ran.code, &ran.error()["hint"]), (2, &json!("Say which machine it is with --machine.")));
    let ran = home.jit_here(&[&import[..], &["--only", "nobody"]].concat()).await;
    assert_eq!((ran.code, &ran.error()["message"]), (2, &json!("Nothing in the file is called \"nobody\".")));
    let ran = home.jit_here(&[&import[..], &["--machine", "web-01", "--share"]].concat()).await;
    assert_eq!((ran.code, &ran.json()["imported"][0]["alias"]), (0, &json!("Terminal server")));
    let kept = text(&home.path(&Home::config("favourites.json")));
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["favourites"][0]["rdp"], json!({ "user": "ada", "clipboard": true }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_imported_elsewhere() {
    let azure = SimulatedAzure::start().await;
    let (home, other) = (Home::at(&azure), Home::at(&azure));
    assert_eq!(home.jit_here(&["fav", "add", "web-01", "--alias", "=Shop", "--group", "Web"]).await.code, 0);
    let exported = home.jit_here(&["fav", "export"]).await;
    assert_eq!((exported.code, exported.err.as_str()), (0, ""));
    let ran = told(&other, &["fav", "import", "-", "--yes", "--quiet"], &exported.out).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(aliases(&other.jit_here(&["fav", "list", "--json"]).await), ["=Shop"]);
    let table = other.jit_here(&["fav", "export", "--csv"]).await;
    let lines: Vec<&str> = table.out.lines().collect();
    assert_eq!((lines[0].trim_end(), lines.len()), ("alias,arm,group,port", 2));
    assert!(lines[1].starts_with("'=Shop,/subscriptions/") && lines[1].contains(",Web,"), "{}", lines[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_said_with_the_way_out() {
    let home = Home::new();
    let broken = home.write("x.rdp", "username:s:ada");
    for (file, message) in [
        ("nowhere.rdp", "nowhere.rdp cannot be read: there is no such file."),
        (
            broken.to_str().unwrap(),
            "\"x.rdp\" cannot be imported: it holds no \"full address\", so it names no computer.",
        ),
    ] {
        let ran = home.jit(&["--demo", "fav", "import", file, "--json"]).await;
        assert_eq!((ran.code, &ran.error()["message"]), (2, &json!(message)));
        assert_eq!(ran.error()["code"], "bad-file");
    }
}
