//! Signing in from the tray and from the window of the real application, with a real GNOME Keyring, a simulated Azure,
//! and a person who walks its pages.
#![cfg(target_os = "linux")]

use std::{fs, thread};

use azure_sim::{Challenge, Consent, Demands};
use jit_tests::desktop::{App, Browser, Desktop, GnomeKeyring, Tray, Window, until};
use jit_tests::{INITIATE, Recorder, SimulatedAzure, Walker};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const BARBARA: &str = "barbara@contoso.com";
const SIGNED_OUT: [&str; 4] = [
    "JIT Tray - not signed in",
    "Sign in with Microsoft",
    "Use a code instead",
    "Look around with sample data",
];

/// A person's desktop with a keyring and a browser, and Azure.
struct Place {
    runtime: Runtime,
    azure: SimulatedAzure,
    browser: Browser,
    clients: Recorder,
    _keyring: GnomeKeyring,
    desktop: Desktop,
}

impl Place {
    fn new() -> Self {
        Self::with("client_id", Value::Null)
    }

    /// One of the settings is as the person has it.
    fn with(name: &str, value: Value) -> Self {
        let runtime = Runtime::new().unwrap();
        let azure = runtime.block_on(SimulatedAzure::start());
        let desktop = Desktop::start();
        let mut cloud: Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
        // Nobody is signed in before a person is.
        cloud.as_object_mut().unwrap().remove("service_principal");
        fs::write(desktop.home().path("cloud.json"), cloud.to_string()).unwrap();
        let (browser, clients) = (Browser::on(&desktop), Recorder::in_folder(&desktop.home().path("")));
        let mut settings = clients.settings();
        settings["browser"] = browser.setting();
        settings[name] = value;
        desktop.home().configure("settings.json", &settings);
        desktop.home().knows_the_first_steps();
        let _keyring = GnomeKeyring::unlocked(&desktop);
        Self { runtime, azure, browser, clients, _keyring, desktop }
    }

    fn app(&self) -> App {
        App::start(&self.desktop, &["--cloud", "cloud.json"])
    }

    fn window(&self) -> Window {
        Window::of_app(&self.desktop, &["--cloud", "cloud.json"])
    }

    /// What Barbara does with the page in her browser.
    fn walk(&self, page: &str) {
        self.walk_on(page, &[]);
    }

    fn walk_on(&self, page: &str, presses: &[&str]) {
        self.runtime.block_on(async {
            let mut walker = Walker::new(self.azure.running().ca_pem());
            walker.open(page).await;
            walker.press(BARBARA).await;
            for button in presses {
                walker.press(button).await;
            }
        });
    }

    fn accounts(&self) -> String {
        fs::read_to_string(self.desktop.home().path("config/jit-tray/accounts.json")).unwrap_or_default()
    }

    fn tokens_asked(&self) -> usize {
        self.azure.calls("^POST .*/oauth2/v2.0/token").len()
    }
}

fn labels(tray: &Tray) -> Vec<String> {
    tray.lines().into_iter().map(|line| line.label).collect()
}

#[track_caller]
fn shows(tray: &Tray, wanted: &[&str]) {
    let mut seen = Vec::new();
    until(&format!("the menu lines {wanted:?}"), || {
        seen = labels(tray);
        wanted.iter().all(|line| seen.iter().any(|label| label == line)).then_some(())
    });
}

#[test]
fn a_sign_in_from_the_tray_outlives_the_program_until_it_is_ended_there() {
    let place = Place::new();
    let tray = Tray::start(&place.desktop);
    let mut app = place.app();
    shows(&tray, &SIGNED_OUT);
    assert_eq!(tray.tooltip(), SIGNED_OUT[0]);
    let away = tray.picture();

    tray.choose("Sign in with Microsoft");
    shows(&tray, &["JIT Tray - waiting for your browser", "Open the page again", "Cancel sign-in"]);
    assert_ne!(tray.picture(), away, "waiting looks different");
    let page = place.browser.opened(1).remove(0);
    tray.choose("Open the page again");
    assert_eq!(place.browser.opened(2), [page.clone(), page.clone()]);
    place.walk(&page);
    shows(&tray, &["JIT Tray - no access open", "Signed in as barbara@contoso.com", "Add an account"]);
    app.terminate();
    assert!(app.ended().success());

    let mut app = place.app();
    shows(&tray, &["Signed in as barbara@contoso.com"]);
    assert_eq!(place.browser.pages().len(), 2, "nobody was asked again");
    tray.choose("Sign out");
    shows(&tray, &SIGNED_OUT);
    assert!(!place.accounts().contains(BARBARA), "{}", place.accounts());
    app.terminate();
    assert!(app.ended().success());
}

#[test]
fn a_sign_in_is_cancelled_in_the_tray_and_begun_again() {
    let place = Place::new();
    let tray = Tray::start(&place.desktop);
    let mut app = place.app();
    tray.choose("Sign in with Microsoft");
    let first = place.browser.opened(1).remove(0);
    // A click on a menu that is being replaced would get lost.
    shows(&tray, &["Open the page again"]);
    tray.choose("Cancel sign-in");
    shows(&tray, &SIGNED_OUT);
    assert_eq!(place.tokens_asked(), 0);
    tray.choose("Sign in with Microsoft");
    let second = place.browser.opened(2).remove(1);
    assert_ne!(first, second, "each sign-in has proofs of its own");
    place.walk(&second);
    shows(&tray, &["Signed in as barbara@contoso.com"]);
    app.terminate();
    assert!(app.ended().success());
}

#[test]
fn a_code_can_be_read_and_selected_in_the_window_and_cancelled() {
    let place = Place::new();
    let by_hand = |body: Value| serde_json::from_value(body).unwrap();
    place.azure.running().device(&by_hand(json!({ "mode": "manual", "interval": 1 }))).unwrap();
    let window = place.window();
    window.shows("Sign in to see your machines");
    window.press("Use a code instead");
    window.shows("Waiting for your code");
    let code = place.azure.running().waiting_codes().remove(0);
    window.shows(&code);
    // One click takes the code and nothing beside it.
    let letters = "document.querySelector('.letters')";
    assert_eq!(window.ask(&format!("{letters}.innerText")), json!(code));
    assert_eq!(window.ask(&format!("getComputedStyle({letters}).webkitUserSelect")), json!("all"));
    // A reader is where the news is, and hears it letter by letter.
    assert_eq!(window.ask("document.activeElement.innerText.includes('Waiting for your code')"), json!(true));
    let spelled: String = code.chars().filter(char::is_ascii_alphanumeric).flat_map(|c| [c, ' ']).collect();
    let heard = window.ask("document.querySelector('.code .sr-only').textContent");
    assert_eq!(heard.as_str().unwrap().replace(',', ""), format!("The code is {}", spelled.trim_end()));
    window.press("Open the page");
    assert!(place.browser.opened(1)[0].ends_with("/device"), "{:?}", place.browser.pages());

    window.press("Cancel");
    window.shows("Sign in to see your machines");
    window.press("Use a code instead");
    window.shows("Waiting for your code");
    until("the next code in the window", || {
        let codes = place.azure.running().waiting_codes();
        codes.iter().any(|next| *next != code && window.text().contains(next)).then_some(())
    });
    place.azure.running().device(&by_hand(json!({ "approve": true, "user": "barbara" }))).unwrap();
    window.shows("Signed in as barbara@contoso.com");
    window.press("Sign out: barbara@contoso.com");
    window.shows("Sign in to see your machines");
    assert!(!place.accounts().contains(BARBARA), "{}", place.accounts());
}

#[test]
fn the_window_leads_through_a_sign_in_with_the_browser() {
    let place = Place::new();
    let window = place.window();
    window.press("Sign in with Microsoft");
    window.shows("Waiting for your browser");
    let page = place.browser.opened(1).remove(0);
    // The page is told where to go, and nothing else of the sign-in.
    assert!(!window.ask("document.documentElement.outerHTML").as_str().unwrap().contains("code_verifier"));
    window.press("Cancel");
    window.shows("Sign in to see your machines");
    window.press("Sign in with Microsoft");
    let next = place.browser.opened(2).remove(1);
    assert_ne!(page, next);
    place.walk(&next);
    window.shows("Signed in as barbara@contoso.com");
    assert!(!window.text().contains("Sign in to see your machines"));
    window.press("Quit");
    window.closes();
}

#[test]
fn sample_data_take_the_place_of_the_window_and_are_left_again() {
    let place = Place::new();
    let tray = Tray::start(&place.desktop);
    let window = thread::scope(|scope| {
        scope.spawn(|| tray.choose("Open JIT Tray"));
        place.window()
    });
    window.press("Look around with sample data");
    window.shows("You are looking at sample data.");
    shows(&tray, &["Leave the sample data", "Connect to web-01"]);
    window.press("Connect to web-01");
    window.shows("Your address: ");
    window.press("Leave the sample data");
    window.shows("Sign in to see your machines");
    shows(&tray, &SIGNED_OUT);
    let shown = window.ask("document.querySelector('main').innerText");
    assert!(!shown.as_str().unwrap().contains("web-01"), "{shown}");
    tray.choose("Look around with sample data");
    shows(&tray, &["Leave the sample data"]);
    assert_eq!(place.azure.calls("").len(), 0, "Azure was not asked");
    // The whole program ends, not only the demo.
    window.press("Quit");
    window.closes();
    assert_eq!(place.accounts(), "");
}

#[test]
fn a_connect_that_azure_wants_more_for_goes_on_after_the_browser() {
    let place = Place::new();
    let favourite = json!({ "alias": "web", "arm": place.azure.vm("web-01").id });
    let favourites = json!({ "schema": 1, "favourites": [favourite] });
    place.desktop.home().configure("favourites.json", &favourites);
    let tray = Tray::start(&place.desktop);
    let mut app = place.app();
    tray.choose("Sign in with Microsoft");
    place.walk(&place.browser.opened(1)[0]);
    shows(&tray, &["Signed in as barbara@contoso.com"]);

    let (acrs, matching) = (Some("p1".to_owned()), Some(INITIATE.to_owned()));
    place.azure.running().challenge(Challenge { acrs, matching, ..Challenge::default() }).unwrap();
    tray.choose("Connect to web");
    let page = place.browser.opened(2).remove(1);
    shows(&tray, &["Waiting for your browser", "To go on with web, as barbara@contoso.com."]);
    tray.choose("Cancel sign-in");
    shows(&tray, &["Try again", "Dismiss", "Signed in as barbara@contoso.com"]);
    assert_eq!(place.azure.requests("web-01").len(), 0);

    tray.choose("Try again");
    let again = place.browser.opened(3).remove(2);
    assert_ne!(page, again);
    place.walk_on(&again, &["Approve"]);
    let client = until("the client", || place.clients.started().pop());
    assert_eq!(client.words[0], "terminal");
    assert_eq!(place.azure.requests("web-01").len(), 1, "what went on was one connect");
    until("the open access in the menu", || {
        labels(&tray).first().filter(|header| header.starts_with("JIT Tray - 1 open")).cloned()
    });
    app.terminate();
    assert!(app.ended().success());
}

#[test]
fn the_window_says_what_an_administrator_has_to_do() {
    // Contoso has not let this application in for everybody.
    let place = Place::with("client_id", json!("3f0a6b1e-58c1-4c0e-9d53-7a1b7a0e5a01"));
    let demand = Demands { consent: Some(Consent::Admins), ..Demands::default() };
    place.azure.running().demand("contoso.com", demand).unwrap();
    let window = place.window();
    window.press("Sign in with Microsoft");
    place.walk_on(&place.browser.opened(1)[0], &["Return to the application"]);
    window.shows("Copy request for your admin");
    let request = window.ask("document.querySelector('.request').textContent");
    let request = request.as_str().unwrap();
    assert!(request.contains("consent") && request.contains("user_impersonation"), "{request}");
    assert!(!window.text().contains("AADSTS"), "{}", window.text());
    window.press("Not now");
    window.shows("Sign in to see your machines");
    // Said and put away, it is not said again.
    assert!(!window.text().contains("administrator"), "{}", window.text());
}

#[test]
fn a_tenant_that_wants_its_own_sign_in_is_opened_from_the_window() {
    let place = Place::new();
    place.azure.running().demand("contosorobotics.com", Demands::mfa()).unwrap();
    let window = place.window();
    window.press("Sign in with Microsoft");
    place.walk(&place.browser.opened(1)[0]);
    window.shows("Signed in as barbara@contoso.com");
    window.shows("1 tenant waits for you");
    assert_eq!(place.browser.pages().len(), 1, "no browser opens by itself");
    window.unfold("Signed in as barbara@contoso.com");
    window.press("Sign in to Contoso Robotics to see its machines");
    window.shows("To see the machines of Contoso Robotics, as barbara@contoso.com.");
    place.walk_on(&place.browser.opened(2)[1], &["Approve"]);
    until("the tenant to be open", || (!window.text().contains("waits for you")).then_some(()));
    window.shows("Signed in as barbara@contoso.com");
}
