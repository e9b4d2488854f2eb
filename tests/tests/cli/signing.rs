//! `jit login`, `jit logout` and `jit whoami`, where there is no secret store; with one, see `desktop_sign_in`.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use jit_tests::SimulatedAzure;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::ending::interrupt;
use crate::home::{Home, keys, text};

/// At an Azure that brings no sign-in of its own.
fn signed_out(azure: &SimulatedAzure) -> Home {
    let mut cloud: Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
    cloud.as_object_mut().unwrap().remove("service_principal");
    let home = Home::new().var("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    home.write("cloud.json", &cloud.to_string());
    home
}

/// The same with somebody who is signed in to Azure CLI.
fn with_az(azure: &SimulatedAzure) -> Home {
    let home = signed_out(azure);
    let tenant = azure.running().state()["subscriptions"][0]["tenant"].as_str().unwrap().to_owned();
    let token = json!({
        "accessToken": azure.running().tokens().admin,
        "expiresOn": "2099-01-01 00:00:00.000000",
        "expires_on": 4_070_908_800_u64,
        "tenant": tenant,
        "tokenType": "Bearer",
    });
    let az = home.write("bin/az", &format!("#!/bin/sh\ncat <<'END'\n{token}\nEND\n"));
    std::fs::set_permissions(&az, std::fs::Permissions::from_mode(0o755)).unwrap();
    let user = json!({ "name": "barbara@contoso.com", "type": "user" });
    let subscription = json!({ "id": "s", "tenantId": tenant, "isDefault": true, "user": user });
    home.write(".azure/azureProfile.json", &json!({ "subscriptions": [subscription] }).to_string());
    let path = format!("{}:/usr/bin:/bin", home.path("bin").display());
    home.var("PATH", &path)
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_every_command_leads_to_the_way_in() {
    let azure = SimulatedAzure::start().await;
    let home = signed_out(&azure);
    for args in [&["list", "--json"][..], &["connect", "web-01", "--json"], &["whoami", "--json"]] {
        let ran = home.jit_here(args).await;
        let error = ran.error();
        assert_eq!((ran.code, &error["message"]), (3, &json!("You are not signed in.")), "{args:?}");
        let hint = error["hint"].as_str().unwrap();
        assert!(hint.contains("\"jit login\"") && hint.contains("az login"), "{hint}");
    }
    let ran = home.jit_here(&["logout", "--json"]).await;
    assert_eq!((ran.code, ran.json()), (0, json!({ "schema": 1, "signed_out": [] })));
    let ran = home.jit_here(&["logout"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, "Nobody is signed in.\n"));
    let ran = home.jit_here(&["logout", "barbara@contoso.com", "--json"]).await;
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("usage")));
    assert_eq!(azure.calls("/oauth2/").len(), 0, "nobody was asked for anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_would_be_forgotten_is_not_begun() {
    let azure = SimulatedAzure::start().await;
    let home = signed_out(&azure);
    for way in ["--browser", "--device"] {
        let ran = home.jit_here(&["login", way, "--json"]).await;
        let error = ran.error();
        assert_eq!((ran.code, &error["code"]), (1, &json!("no-secret-store")), "{ran:?}");
        assert!(
            error["message"].as_str().unwrap().ends_with("jit would forget the sign-in at once."),
            "{error}"
        );
        assert!(error["hint"].as_str().unwrap().contains("\"jit login --az\""), "{error}");
    }
    assert_eq!(azure.calls("/oauth2/").len(), 0, "nobody was asked for anything");
    let ran = home.jit_here(&["login", "--browser", "--device"]).await;
    assert_eq!(ran.code, 2, "{ran:?}");
    let ran = home.jit_here(&["login", "--az", "--json"]).await;
    assert_eq!((ran.code, &ran.error()["code"]), (3, &json!("not-signed-in")), "there is no az: {ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_of_azure_cli_is_taken_until_somebody_signs_out() {
    let azure = SimulatedAzure::start().await;
    let home = with_az(&azure);
    let who = home.jit_here(&["whoami", "--json"]).await.json();
    assert_eq!(keys(&who), ["accounts", "schema", "secret_store"]);
    let account = &who["accounts"][0];
    assert_eq!(
        keys(account),
        ["error", "from", "id", "kept", "name", "tenant", "tenants", "way"],
        "{account}"
    );
    assert_eq!(
        (&account["name"], &account["way"], &account["from"], &account["kept"]),
        (&json!("barbara@contoso.com"), &json!("azure-cli"), &json!("azure-cli"), &Value::Null)
    );
    assert_eq!(home.jit_here(&["list", "web"]).await.code, 0);

    let ran = home.jit_here(&["logout"]).await;
    assert!(
        ran.err.starts_with("The sign-in of Azure CLI (barbara@contoso.com) is not used any more"),
        "{ran:?}"
    );
    assert_eq!(home.jit_here(&["list"]).await.code, 3, "az is still signed in, and not asked");
    let inventories = std::fs::read_dir(home.path(".cache/jit-tray")).unwrap().count();
    assert_eq!(inventories, 0);

    let ran = home.jit_here(&["login", "--az"]).await;
    assert!(ran.out.starts_with("Signed in as barbara@contoso.com (Azure CLI). "), "{ran:?}");
    assert_eq!(home.jit_here(&["list", "web"]).await.code, 0);
    let accounts: Value = serde_json::from_str(&text(&home.path(&Home::config("accounts.json")))).unwrap();
    let cloud = format!("{}/", azure.running().https());
    assert_eq!(accounts["clouds"][&cloud][0]["way"], "azure-cli", "{accounts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_after_the_sign_in_only_leaves_out_the_look_at_the_tenants() {
    let azure = SimulatedAzure::start().await;
    let home = with_az(&azure);
    azure.delay_next("^GET .*/tenants", Duration::from_secs(300));
    let mut child = home.command("jit", &["--cloud", "cloud.json", "login", "--az"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while lines.next_line().await.unwrap().expect("it says what it does") != "Looking at your tenants…" {}
    interrupt(&child).await;
    let ends = tokio::time::timeout(Duration::from_secs(8), child.wait_with_output()).await;
    let output = ends.expect("it ends at once").unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        (output.status.code(), out.as_ref()),
        (Some(0), "Signed in as barbara@contoso.com (Azure CLI).\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_variables_sign_in_alone() {
    let azure = SimulatedAzure::start().await;
    let principal = azure.running().service_principal().clone();
    let home = with_az(&azure)
        .var("AZURE_TENANT_ID", azure.running().tenant())
        .var("AZURE_CLIENT_ID", &principal.client_id)
        .var("AZURE_CLIENT_SECRET", &principal.client_secret);
    let who = home.jit_here(&["whoami", "--json"]).await.json();
    let accounts = who["accounts"].as_array().unwrap();
    assert_eq!((accounts.len(), &accounts[0]["from"]), (1, &json!("environment")), "{who}");
    let ran = home.jit_here(&["login", "--az", "--json"]).await;
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("usage")), "{ran:?}");
    assert!(ran.error()["hint"].as_str().unwrap().starts_with("Remove them from the environment"), "{ran:?}");
    let ran = home.jit_here(&["logout"]).await;
    assert_eq!(ran.code, 0);
    assert!(ran.err.starts_with("Nobody signed in here."), "{ran:?}");
}
