//! A real browser, the real `jit` and a real GNOME Keyring: signed in once, listed twice, signed out, and nothing left.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};

use azure_sim::Demands;
use jit_tests::desktop::{Chromium, Desktop, GnomeKeyring, until};
use jit_tests::{SimulatedAzure, program};
use serde_json::{Value, json};

/// Starts `jit` at the simulated cloud.
fn begin(desktop: &Desktop, args: &[&str]) -> Child {
    let mut command = desktop.command(program("jit"));
    command.args(["--cloud", "cloud.json"]).args(args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[track_caller]
fn jit(desktop: &Desktop, args: &[&str]) -> String {
    said(begin(desktop, args).wait_with_output().unwrap())
}

#[track_caller]
fn said(output: Output) -> String {
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{out}{err}");
    out
}

/// The address that `jit` had the browser opened at.
fn page(desktop: &Desktop) -> String {
    until("the browser to be opened", || {
        let notes = fs::read_to_string(desktop.home().path("browser")).ok()?;
        let note: Value = serde_json::from_str(notes.lines().last()?).ok()?;
        note["words"][0].as_str().map(str::to_owned)
    })
}

/// What another program finds of ours in the keyring.
fn kept(desktop: &Desktop) -> String {
    let found = desktop.command("secret-tool").args(["search", "--all", "service", "JIT Tray"]).output();
    String::from_utf8(found.expect("`cargo xtask test` installs it").stdout).unwrap()
}

/// The files of the program in which this can be read.
fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let below = entries.flat_map(|path| if path.is_dir() { files_with(&path, text) } else { vec![path] });
    below.filter(|path| fs::read(path).is_ok_and(|it| String::from_utf8_lossy(&it).contains(text))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_with_chromium_lasts_until_it_is_signed_out() {
    let azure = SimulatedAzure::start().await;
    azure.running().demand("contoso.com", Demands::mfa()).unwrap();
    let desktop = Desktop::without_screen();
    let _keyring = GnomeKeyring::unlocked(&desktop);
    let mut cloud: Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
    cloud.as_object_mut().unwrap().remove("service_principal");
    fs::write(desktop.home().path("cloud.json"), cloud.to_string()).unwrap();
    let note = desktop.home().path("browser").display().to_string();
    let opens = [program("jit-recorder").display().to_string(), note, "{url}".to_owned()];
    desktop.home().configure("settings.json", &json!({ "schema": 1, "browser": opens }));

    let mut browser = Chromium::start(&desktop);
    let login = begin(&desktop, &["login", "--browser"]);
    let address = page(&desktop);
    assert!(address.contains("response_mode=form_post"), "{address}");
    browser.open(&address);
    browser.press("barbara@contoso.com");
    browser.shows("Approve sign in request");
    browser.press("Approve");
    browser.shows("You are signed in, you can close this page");
    let told = said(login.wait_with_output().unwrap());
    assert!(told.contains("Signed in as barbara@contoso.com"), "{told}");
    let shown = browser.ask("location.href");
    assert!(shown.as_str().is_some_and(|shown| !shown.contains("code=")), "{shown}");
    assert_eq!(browser.ask("history.length > 0 && document.forms.length"), 0);

    let logins = azure.calls("/authorize").len();
    for _ in 0..2 {
        let list: Value = serde_json::from_str(&jit(&desktop, &["list", "--json"])).unwrap();
        let machines = list["machines"].as_array().unwrap();
        let tenants = machines.iter().filter_map(|machine| machine["tenant"].as_str());
        assert_eq!(tenants.collect::<std::collections::BTreeSet<_>>().len(), 2, "{list}");
    }
    assert_eq!(azure.calls("/authorize").len(), logins, "nobody was asked");
    assert!(kept(&desktop).contains("JIT Tray sign-in"));

    for secret in azure.running().secrets() {
        for folder in ["config", "data", "cache"] {
            assert_eq!(files_with(&desktop.home().path(folder), &secret), Vec::<PathBuf>::new());
        }
        assert!(!fs::read_to_string(desktop.home().path("browser")).unwrap().contains(&secret));
    }

    jit(&desktop, &["logout"]);
    assert_eq!(kept(&desktop), "");
    for folder in ["config", "data", "cache"] {
        for left in ["barbara", "etl-01"] {
            assert_eq!(files_with(&desktop.home().path(folder), left), Vec::<PathBuf>::new(), "{left}");
        }
    }
    let list = begin(&desktop, &["list"]).wait_with_output().unwrap();
    assert!(!list.status.success() && String::from_utf8_lossy(&list.stderr).contains("not signed in"));
}
