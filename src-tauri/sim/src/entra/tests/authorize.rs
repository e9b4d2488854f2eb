//! A browser at the authorization endpoint.

use super::browser::{Browser, REDIRECT, Shown};
use super::{OWN, SCOPE};
use crate::message::Body;
use crate::scene::{HOME, ROBOTICS_TENANT, Scene, request};
use crate::world::tokens::AZURE_CLI;

const BARBARA: &str = "barbara@contoso.com";
const PAT: &str = "patlong@contoso.com";

#[test]
fn the_page_offers_the_people_of_the_tenant_and_names_the_application() {
    let mut scene = Scene::new();
    let pat = scene.world.principals.iter_mut().find(|held| held.name == "patlong").unwrap();
    pat.tenants.truncate(1);
    let shown = Browser::default().open(&mut scene, HOME, &[("client_id", AZURE_CLI)]);
    let page = shown.page();
    for part in
        ["Pick an account", "to continue to Microsoft Azure CLI", BARBARA, PAT, "Contoso Manufacturing"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("simulated-admin-secret") && !page.contains("<script"), "{page}");
    let shown = Browser::default().open(&mut scene, ROBOTICS_TENANT, &[]);
    assert!(shown.page().contains(BARBARA) && !shown.page().contains(PAT), "{}", shown.page());
    let shown = Browser::default().open(&mut scene, "organizations", &[("login_hint", PAT)]);
    let (pat, barbara) = (shown.page().find(PAT).unwrap(), shown.page().find(BARBARA).unwrap());
    assert!(pat < barbara, "whom the application expects comes first");
}

#[test]
fn an_answer_goes_back_as_it_was_asked_for() {
    let mut scene = Scene::new();
    for mode in ["", "query", "fragment", "form_post"] {
        let mut browser = Browser::default();
        let state = "s<\"'>&=+ \u{fc}";
        let page = browser.open(&mut scene, HOME, &[("response_mode", mode), ("state", state)]);
        let Shown::Back(address, fields) = browser.press(&mut scene, &page, ("user", BARBARA)) else {
            panic!("{mode}");
        };
        assert_eq!(address, REDIRECT, "{mode}");
        assert_eq!(fields["state"], state, "{mode}");
        assert!(fields["code"].len() > 500 && !fields.contains_key("error"), "{mode}");
        assert!(!fields.contains_key("client_info"));
    }
}

#[test]
fn who_cancels_is_denied_access() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    let page = browser.open(&mut scene, HOME, &[("response_mode", "form_post")]);
    let fields = browser.press(&mut scene, &page, ("answer", "cancel")).back();
    assert_eq!((fields["error"].as_str(), fields["error_subcode"].as_str()), ("access_denied", "cancel"));
    assert!(fields["error_description"].starts_with("AADSTS65004: "), "{fields:?}");
    assert_eq!(fields["state"], "the state");
    let again = browser.press(&mut scene, &page, ("user", BARBARA));
    assert!(matches!(&again, Shown::Page(400, page) if page.contains("This sign-in has ended")), "{again:?}");
}

#[test]
fn what_cannot_be_answered_elsewhere_is_shown_to_the_person() {
    let cases = [
        (HOME, ("client_id", ""), "AADSTS900144: "),
        (HOME, ("client_id", "no-guid"), "AADSTS700016: "),
        ("nowhere.example", ("client_id", OWN), "AADSTS90002: "),
        ("consumers", ("client_id", OWN), "AADSTS9002332: "),
        (HOME, ("redirect_uri", ""), "AADSTS900971: "),
        (HOME, ("redirect_uri", "http://127.0.0.1:50123"), "AADSTS50011: "),
        (HOME, ("redirect_uri", "http://[::1]:50123"), "AADSTS50011: "),
        (HOME, ("redirect_uri", "https://localhost:50123"), "AADSTS50011: "),
        (HOME, ("redirect_uri", "http://localhost:50123/other"), "AADSTS50011: "),
        (HOME, ("redirect_uri", "http://localhost.evil.example"), "AADSTS50011: "),
        (HOME, ("redirect_uri", "http://someone@localhost:50123"), "AADSTS50011: "),
        (HOME, ("redirect_uri", "http://localhost:50123/?a=b"), "AADSTS50011: "),
        (HOME, ("redirect_uri", "javascript:alert(1)"), "AADSTS50011: "),
    ];
    for (tenant, parameter, expected) in cases {
        let mut scene = Scene::new();
        match Browser::default().open(&mut scene, tenant, &[parameter]) {
            Shown::Page(400, page) => {
                assert!(page.contains(expected), "{parameter:?}: {page}");
                assert!(page.contains("Correlation Id"), "{page}");
            }
            other => panic!("{parameter:?}: {other:?}"),
        }
    }
}

#[test]
fn an_application_may_register_where_it_is_answered() {
    let admin = "b1d2f3e4-0001-4e4e-9b9b-c0ffee000011";
    let mut scene = Scene::new();
    let registered = ["https://app.contoso.com/signed-in", "http://127.0.0.1/here"];
    scene.world.principals[0].redirect_uris = registered.map(str::to_owned).to_vec();
    let cases = [
        ("https://app.contoso.com/signed-in", true),
        ("https://app.contoso.com:8443/signed-in", false),
        ("https://app.contoso.com/signed-in/", false),
        ("http://127.0.0.1:50123/here", true),
        ("http://127.0.0.1:50123/there", false),
        ("http://localhost:50123", false),
    ];
    for (redirect, fits) in cases {
        let other = [("client_id", admin), ("redirect_uri", redirect)];
        let shown = Browser::default().open(&mut scene, HOME, &other);
        assert_eq!(shown.page().contains("Pick an account"), fits, "{redirect}");
    }
}

#[test]
fn what_the_application_got_wrong_is_told_to_it() {
    let cases = [
        (("response_type", ""), "invalid_request", "AADSTS900144: "),
        (("response_type", "token"), "unsupported_response_type", "AADSTS700051: "),
        (("response_type", "code id_token"), "unsupported_response_type", "AADSTS700054: "),
        (("response_type", "x"), "unsupported_response_type", "AADSTS70005: "),
        (("response_mode", "letter"), "invalid_request", "AADSTS70007: "),
        (("scope", ""), "invalid_request", "AADSTS900144: "),
        (("scope", "https://management.azure.com/x"), "invalid_scope", "AADSTS70011: "),
        (("scope", "https://nobody.example/.default"), "invalid_resource", "AADSTS500011: "),
        (("prompt", "perhaps"), "invalid_request", "AADSTS90023: "),
        (("code_challenge", ""), "invalid_request", "AADSTS50147: "),
        (("code_challenge", "short"), "invalid_request", "AADSTS501491: "),
        (("code_challenge_method", "S512"), "invalid_request", "AADSTS50149: "),
        (("claims", "{"), "invalid_request", "AADSTS9002313: "),
        (("prompt", "none"), "login_required", "AADSTS50058: "),
    ];
    for (parameter, error, expected) in cases {
        let mut scene = Scene::new();
        let fields = Browser::default().open(&mut scene, HOME, &[parameter]).back();
        assert_eq!(fields["error"], error, "{parameter:?}");
        assert!(fields["error_description"].starts_with(expected), "{parameter:?}: {fields:?}");
        assert_eq!(fields["state"], "the state", "{parameter:?}");
        assert!(!fields.contains_key("code"));
    }
}

#[test]
fn a_parameter_that_is_there_twice_is_refused() {
    let mut scene = Scene::new();
    let path = format!("/{HOME}/oauth2/v2.0/authorize?client_id={OWN}&client_id={AZURE_CLI}");
    let response = scene.send(&request("GET", &path, ""));
    assert!(matches!(&response.body, Body::Html(page) if page.contains("AADSTS9000411: ")));
}

#[test]
fn nothing_foreign_stands_in_a_page_as_markup() {
    let mut scene = Scene::new();
    let foreign = "<img src=x onerror=alert(1)>\"'";
    scene.world.name = foreign.into();
    for principal in &mut scene.world.principals {
        if let Some(person) = &mut principal.person {
            person.display_name = foreign.into();
        }
    }
    let pages = [
        Browser::default().open(&mut scene, "organizations", &[("login_hint", foreign)]),
        Browser::default().open(&mut scene, HOME, &[("client_id", foreign)]),
        Browser::default().open(&mut scene, foreign, &[]),
        Browser::default().open(&mut scene, HOME, &[("redirect_uri", foreign)]),
    ];
    for page in pages {
        assert!(!page.page().contains("<img"), "{page:?}");
    }
}

#[test]
fn a_request_may_come_as_a_form() {
    let mut scene = Scene::new();
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", OWN)
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", REDIRECT)
        .append_pair("scope", SCOPE)
        .finish();
    let response = scene.send(&request("POST", &format!("/{HOME}/oauth2/v2.0/authorize"), &body));
    assert!(matches!(&response.body, Body::Html(page) if page.contains("Pick an account")));
}

#[test]
fn mistakes_on_the_page_are_said_there() {
    let mut scene = Scene::new();
    let barbara = scene.world.principals.iter_mut().find(|held| held.name == "barbara").unwrap();
    barbara.tenants.truncate(1);
    let cases = [
        (("user", BARBARA), "AADSTS50020: "),
        (("user", "nobody@contoso.com"), "This account does not exist."),
        (("user", ""), "Pick an account"),
        (("user", "admin"), "This account does not exist."),
    ];
    let mut browser = Browser::default();
    let mut page = browser.open(&mut scene, ROBOTICS_TENANT, &[]);
    for (button, expected) in cases {
        page = browser.press(&mut scene, &page, button);
        assert!(page.page().contains(expected), "{expected}: {}", page.page());
    }
    assert!(browser.press(&mut scene, &page, ("user", PAT)).back().contains_key("code"));
}

#[test]
fn who_takes_too_long_starts_again() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    let page = browser.open(&mut scene, HOME, &[]);
    scene.pass(900.0);
    let shown = browser.press(&mut scene, &page, ("user", BARBARA));
    assert!(shown.page().contains("AADSTS50089"), "{shown:?}");
}

#[test]
fn a_page_of_the_middle_that_is_opened_again_says_where_to_begin() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    browser.open(&mut scene, HOME, &[]);
    let shown = browser.visit(&mut scene, &format!("/{HOME}/login"));
    assert!(shown.page().contains("Go back to the application"), "{shown:?}");
}
