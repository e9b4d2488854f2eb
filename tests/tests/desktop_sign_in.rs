//! The real `jit` with a real GNOME Keyring and a simulated Azure: a sign-in that outlives the program, and ends with
//! `jit logout`.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use azure_sim::{Challenge, Demands};
use jit_tests::desktop::{Desktop, GnomeKeyring};
use jit_tests::{SimulatedAzure, Walker, program, until};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

/// A person's place: a desktop with a keyring, a cloud file, and a browser that only notes where it was sent.
struct Place {
    azure: SimulatedAzure,
    desktop: Desktop,
    _keyring: GnomeKeyring,
}

impl Place {
    async fn new() -> Self {
        let azure = SimulatedAzure::start().await;
        let desktop = Desktop::without_screen();
        let keyring = GnomeKeyring::unlocked(&desktop);
        let mut cloud: Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
        cloud.as_object_mut().unwrap().remove("service_principal");
        fs::write(desktop.home().path("cloud.json"), cloud.to_string()).unwrap();
        let note = desktop.home().path("browser");
        let browser =
            [program("jit-recorder").to_str().unwrap(), note.to_str().unwrap(), "{url}"].map(str::to_owned);
        desktop.home().configure("settings.json", &json!({ "schema": 1, "browser": browser }));
        Self { azure, desktop, _keyring: keyring }
    }

    fn begin(&self, args: &[&str]) -> Child {
        let mut command = Command::from(self.desktop.command(program("jit")));
        command.args(["--cloud", "cloud.json"]).args(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command.spawn().unwrap()
    }

    async fn jit(&self, args: &[&str]) -> Said {
        Said::by(self.begin(args).wait_with_output().await.unwrap())
    }

    /// Where the browser was sent, once it was.
    async fn page(&self) -> String {
        let note = self.desktop.home().path("browser");
        until("the browser to be opened", || {
            let line: Value = serde_json::from_str(fs::read_to_string(&note).ok()?.lines().last()?).ok()?;
            Some(line["words"][0].as_str()?.to_owned())
        })
        .await
    }

    async fn sign_in(&self, args: &[&str]) -> (Walker, Said) {
        let jit = self.begin(&[&["login", "--browser"], args].concat());
        let page = self.page().await;
        let mut walker = Walker::new(self.azure.running().ca_pem());
        walker.open(&page).await;
        walker.press("barbara@contoso.com").await;
        (walker, Said::by(jit.wait_with_output().await.unwrap()))
    }

    /// What another program finds of ours in the keyring.
    fn kept(&self) -> String {
        let output =
            self.desktop.command("secret-tool").args(["search", "--all", "service", "JIT Tray"]).output();
        String::from_utf8(output.expect("`cargo xtask test` installs it").stdout).unwrap()
    }

    fn tokens_asked(&self) -> usize {
        self.azure.calls("^POST .*/oauth2/v2.0/token").len()
    }
}

/// What a program said, and how it ended.
#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn by(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_by_browser_outlives_the_program_until_it_is_ended() {
    let place = Place::new().await;
    let (walker, said) = place.sign_in(&[]).await;
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "Signed in as barbara@contoso.com (browser). 3 subscriptions in 2 tenants.\n"),
        "{said:?}"
    );
    assert!(
        said.err.contains("Waiting for your browser… Ctrl+C cancels. If nothing opened:\nhttps://"),
        "{said:?}"
    );
    assert!(walker.shown().address.as_str().starts_with("http://localhost:"), "{:?}", walker.shown());

    // Another process has nothing but what was kept.
    let listed = place.jit(&["list", "--json"]).await;
    let list: Value = serde_json::from_str(&listed.out).unwrap();
    let tenants: std::collections::BTreeSet<&str> = list["machines"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|machine| machine["tenant"].as_str())
        .collect();
    assert_eq!(
        (listed.code, list["failures"].as_array().unwrap().len(), tenants.len()),
        (0, 0, 2),
        "{listed:?}"
    );
    let who = place.jit(&["whoami", "--json"]).await;
    let who: Value = serde_json::from_str(&who.out).unwrap();
    assert_eq!(
        (&who["accounts"][0]["name"], &who["accounts"][0]["kept"]),
        (&json!("barbara@contoso.com"), &json!(true))
    );
    assert!(!place.kept().is_empty());

    let out = place.jit(&["logout"]).await;
    assert_eq!(out.code, 0, "{out:?}");
    assert!(out.err.contains("Signed out barbara@contoso.com."), "{out:?}");
    assert_eq!(place.kept(), "");
    assert_eq!(names_barbara(&place.desktop.home().path(".")), Vec::<String>::new());
    let (asked, list) = (place.tokens_asked(), place.jit(&["list"]).await);
    assert_eq!(list.code, 3, "{list:?}");
    assert!(list.err.contains("You are not signed in.") && list.err.contains("jit login"), "{list:?}");
    assert_eq!(place.tokens_asked(), asked, "without a sign-in nothing is asked of Entra ID");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_wants_its_own_sign_in_is_named_with_the_command() {
    let place = Place::new().await;
    place.azure.running().demand("contosorobotics.com", Demands::mfa()).unwrap();
    let (_, said) = place.sign_in(&[]).await;
    let robotics = "contosorobotics.com";
    assert_eq!(
        said.out,
        format!(
            "Signed in as barbara@contoso.com (browser). 2 subscriptions in 1 tenant; Contoso Robotics wants its own \
             sign-in: jit login --tenant {robotics}.\n"
        )
    );
    let listed = place.jit(&["list"]).await;
    assert_eq!(listed.code, 0, "{listed:?}");
    let command = format!("Contoso Robotics: sign in to see its machines: jit login --tenant {robotics}");
    assert!(listed.err.contains(&command), "{listed:?}");

    let _ = fs::remove_file(place.desktop.home().path("browser"));
    let jit = place.begin(&["login", "--browser", "--tenant", robotics]);
    let page = place.page().await;
    let mut walker = Walker::new(place.azure.running().ca_pem());
    walker.open(&page).await;
    walker.press("barbara@contoso.com").await;
    walker.press("Approve").await;
    let said = Said::by(jit.wait_with_output().await.unwrap());
    assert_eq!(
        said.out, "Signed in as barbara@contoso.com (browser). 3 subscriptions in 2 tenants.\n",
        "{said:?}"
    );
    let listed = place.jit(&["list"]).await;
    assert!(!listed.err.contains("warning"), "{listed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_leaves_everything_as_it_was() {
    let place = Place::new().await;
    let jit = place.begin(&["login", "--browser"]);
    place.page().await;
    let id = i32::try_from(jit.id().unwrap()).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), rustix::process::Signal::INT)
        .unwrap();
    let said = Said::by(jit.wait_with_output().await.unwrap());
    assert_eq!(said.code, 9, "{said:?}");
    assert!(said.err.contains("Cancelled. Nothing was changed."), "{said:?}");
    assert_eq!((place.kept().as_str(), place.tokens_asked()), ("", 0));
    assert!(!place.desktop.home().path("config/jit-tray/accounts.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connect_without_a_terminal_names_the_command_that_mends_it() {
    let place = Place::new().await;
    place.sign_in(&[]).await;
    let demand = Challenge {
        acrs: Some("p1".to_owned()),
        matching: Some(jit_tests::INITIATE.to_owned()),
        ..Challenge::default()
    };
    place.azure.running().challenge(demand).unwrap();
    let said = place.jit(&["connect", "web-01", "--no-launch", "--json"]).await;
    let error: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &error["error"]["code"]), (3, &json!("more-proof-needed")), "{said:?}");
    let hint = error["error"]["hint"].as_str().unwrap();
    let command = hint.split_once(" Run: jit login ").map(|(_, args)| args);
    let args: Vec<&str> = command.unwrap_or_else(|| panic!("{hint}")).split(' ').collect();
    assert!(args.contains(&"--claims-challenge"), "{hint}");
    assert_eq!(place.azure.requests("web-01").len(), 0);

    let _ = fs::remove_file(place.desktop.home().path("browser"));
    let jit = place.begin(&[&["login", "--browser"], args.as_slice()].concat());
    let mut walker = Walker::new(place.azure.running().ca_pem());
    walker.open(&place.page().await).await;
    walker.press("barbara@contoso.com").await;
    walker.press("Approve").await;
    assert_eq!(Said::by(jit.wait_with_output().await.unwrap()).code, 0);
    let said = place.jit(&["connect", "web-01", "--no-launch", "--json"]).await;
    assert_eq!((said.code, place.azure.requests("web-01").len()), (0, 1), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_comes_first_and_the_account_at_the_end() {
    let place = Place::new().await;
    let said = place.jit(&["login", "--device", "--json"]).await;
    let lines: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [code, end] = lines.as_slice() else { panic!("{said:?}") };
    assert!(code["code"].as_str().is_some_and(|code| code.len() > 6) && code["until"].is_string(), "{code}");
    assert!(code["address"].as_str().is_some_and(|address| address.starts_with("https://")), "{code}");
    assert_eq!((&end["account"]["way"], &end["kept"]), (&json!("device-code"), &json!(true)), "{end}");
    assert_eq!(end["tenants"].as_array().map(Vec::len), Some(2), "{end}");
}

/// Files below the folder that name the person, or hold what she saw.
fn names_barbara(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path)
                && ["barbara", "web-01"]
                    .iter()
                    .any(|word| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
