//! Files that are broken: the last good copy is used, the file is left alone, and the path is named.

use jit_tests::SimulatedAzure;
use serde_json::json;

use crate::home::{Home, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_settings_file() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let recorder = home.recorder();
    assert_eq!(home.jit_here(&["connect", "web-01"]).await.code, 0);
    let file = home.write(&Home::config("settings.json"), "{\"schema\":1,\"duraton\":\"PT1H\"}");
    let ran = home.jit_here(&["connect", "web-01"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let warning = ran.err.lines().next().unwrap_or_default();
    assert!(
        warning.starts_with("warning: The settings file cannot be used: unknown field `duraton`"),
        "{warning}"
    );
    assert!(warning.ends_with(&format!("The file is {}.", file.display())), "{warning}");
    assert_eq!(recorder.started().len(), 2, "the clients of the last good file were opened");
    assert_eq!(text(&file), "{\"schema\":1,\"duraton\":\"PT1H\"}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_favourites_file() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let name = Home::config("favourites.json");
    let favourites =
        json!({ "schema": 1, "favourites": [{ "alias": "Shop", "arm": azure.vm("web-01").id }] });
    home.write(&name, &favourites.to_string());
    let ran = home.jit_here(&["connect", "shop", "--no-launch"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let file = home.write(&name, "{\"schema\":1,\"favourites\":[");
    let ran = home.jit_here(&["connect", "Shop", "--no-launch", "--quiet"]).await;
    assert_eq!(ran.code, 0, "the last good favourites are used: {ran:?}");
    assert!(ran.err.starts_with("warning: ") && ran.err.contains(&file.display().to_string()), "{}", ran.err);
    assert_eq!(text(&file), "{\"schema\":1,\"favourites\":[");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_a_newer_version() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let newer = "{\"schema\":2,\"cloud\":{\"name\":\"x\"}}";
    let file = home.write(&Home::config("settings.json"), newer);
    let ran = home.jit_here(&["status"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (0, "No access is open.\n"));
    let warning = format!("warning: {} was written by a newer version", file.display());
    assert!(ran.err.starts_with(&warning), "{}", ran.err);
    assert_eq!(text(&file), newer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_cloud_file() {
    let home = Home::new();
    for (cloud, said) in [
        ("{", "line 1"),
        ("{\"schema\":1,\"nmae\":\"x\"}", "unknown field `nmae`"),
        (
            r#"{"schema":1,"name":"x","arm":"http://127.0.0.1:1","authority":"https://127.0.0.1:1"}"#,
            "\"arm\" must be an https address",
        ),
    ] {
        let file = home.write("cloud.json", cloud);
        let ran = home.jit(&["--cloud", file.to_str().unwrap(), "list", "--json"]).await;
        let error = ran.error();
        assert_eq!((ran.code, &error["code"]), (2, &json!("bad-file")), "{ran:?}");
        assert!(error["message"].as_str().unwrap().contains(said), "{error}");
        assert!(error["hint"].as_str().unwrap().contains(file.to_str().unwrap()), "{error}");
        assert_eq!(text(&file), cloud);
    }
    let ran = home.jit(&["--cloud", "nowhere.json", "list"]).await;
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("error: nowhere.json cannot be read: there is no such file.\n"),
        "{}",
        ran.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_in_a_file_beside_the_cloud_file() {
    let azure = SimulatedAzure::start().await;
    let mut cloud: serde_json::Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
    let object = cloud.as_object_mut().unwrap();
    object.remove("ca");
    object.insert("ca_file".into(), json!("ca.pem"));
    let home = Home::new();
    let file = home.write("clouds/cloud.json", &cloud.to_string());
    let missing = home.jit(&["--cloud", file.to_str().unwrap(), "list", "--quiet"]).await;
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("clouds/ca.pem cannot be read: there is no such file."), "{}", missing.err);
    home.write("clouds/ca.pem", azure.running().ca_pem());
    assert_eq!(home.jit(&["--cloud", file.to_str().unwrap(), "list"]).await.code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_named_in_the_settings() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let settings = json!({ "cloud": home.path("cloud.json") });
    home.write(&Home::config("settings.json"), &settings.to_string());
    let ran = home.jit(&["list", "web-01"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
}
