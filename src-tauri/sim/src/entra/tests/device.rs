//! A person signs in with a code.

use super::{SCOPE, ask, az_login, claims, error, poll, post, present, sign_in, start};
use crate::scene::{BASE, HOME, ROBOTICS_TENANT, Scene};
use crate::world::tokens::AZURE_CLI;

#[test]
fn a_code_comes_with_what_a_person_needs_to_know() {
    let mut scene = Scene::new();
    for tenant in ["organizations", "common", HOME, "contoso.com"] {
        let code = start(&mut scene, tenant, AZURE_CLI, SCOPE);
        let entered = code["user_code"].as_str().unwrap();
        assert!(entered.len() == 9 && entered.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
        assert_eq!((code["expires_in"].as_u64(), code["interval"].as_u64()), (Some(900), Some(5)));
        assert_eq!(code["verification_uri"], format!("{BASE}/device"));
        assert_eq!(
            code["message"],
            format!(
                "To sign in, use a web browser to open the page {BASE}/device and enter the code {entered} to authenticate."
            )
        );
    }
}

#[test]
fn az_signs_barbara_in_at_home_and_sees_her_tenants() {
    let mut scene = Scene::new();
    let answer = az_login(&mut scene);
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["foci"], "1");
    assert_eq!(
        answer["scope"],
        "https://management.core.windows.net//user_impersonation https://management.core.windows.net//.default"
    );
    let access = claims(answer["access_token"].as_str().unwrap());
    assert_eq!((&access["tid"], &access["upn"]), (&HOME.into(), &"barbara@contoso.com".into()));
    present(&mut scene, &answer);
    let tenants = scene.read("/tenants");
    assert_eq!(tenants["value"].as_array().unwrap().len(), 2);
    assert_eq!(scene.read("/subscriptions")["value"].as_array().unwrap().len(), 2);
}

#[test]
fn a_tenant_that_is_named_is_the_one_signed_in_to() {
    let mut scene = Scene::new();
    let answer = sign_in(&mut scene, "contosorobotics.com", AZURE_CLI, SCOPE);
    let id = claims(answer["id_token"].as_str().unwrap());
    assert_eq!(id["tid"], ROBOTICS_TENANT);
    present(&mut scene, &answer);
    assert_eq!(scene.read("/subscriptions")["value"][0]["displayName"], "Contoso Robotics");
}

#[test]
fn somebody_else_can_be_who_signs_in() {
    let mut scene = Scene::new();
    scene.world.sessions.device_person.user = Some("patlong".into());
    let answer = az_login(&mut scene);
    let id = claims(answer["id_token"].as_str().unwrap());
    assert_eq!((&id["preferred_username"], &id["name"]), (&"patlong@contoso.com".into(), &"Pat Long".into()));
    present(&mut scene, &answer);
    let machine = format!(
        "{}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01",
        crate::scene::PRODUCTION
    );
    assert_eq!(scene.get(&machine).0, 200);
    assert_eq!(scene.post(&format!("{machine}/start"), "").0, 403);
}

#[test]
fn a_tenant_without_its_first_person_takes_the_next_and_a_stranger_is_refused() {
    let mut scene = Scene::new();
    let barbara = scene.world.principals.iter_mut().find(|held| held.name == "barbara").unwrap();
    barbara.tenants.truncate(1);
    let answer = sign_in(&mut scene, ROBOTICS_TENANT, AZURE_CLI, SCOPE);
    assert_eq!(claims(answer["id_token"].as_str().unwrap())["preferred_username"], "patlong@contoso.com");

    scene.world.sessions.device_person.user = Some("barbara".into());
    let code = start(&mut scene, ROBOTICS_TENANT, AZURE_CLI, SCOPE);
    poll(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &code);
    scene.pass(5.0);
    let refused = poll(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &code);
    assert_eq!((error(&refused).as_str(), &refused.1["error_codes"][0]), ("invalid_grant", &50_020.into()));
    let text = refused.1["error_description"].as_str().unwrap();
    assert!(text.contains("User account 'barbara@contoso.com'"), "{text}");
}

#[test]
fn a_code_is_not_handed_out_for_nonsense() {
    let mut scene = Scene::new();
    type Form<'f> = &'f [(&'f str, &'f str)];
    let cases: [(&str, Form<'_>, &str, u64); 7] = [
        ("nowhere.example", &[("client_id", AZURE_CLI), ("scope", SCOPE)], "invalid_request", 90_002),
        ("consumers", &[("client_id", AZURE_CLI), ("scope", SCOPE)], "invalid_request", 9_002_332),
        (HOME, &[("scope", SCOPE)], "invalid_request", 900_144),
        (HOME, &[("client_id", AZURE_CLI)], "invalid_request", 900_144),
        (HOME, &[("client_id", "az"), ("scope", SCOPE)], "unauthorized_client", 700_016),
        (
            HOME,
            &[("client_id", AZURE_CLI), ("scope", "https://contoso.com/.default")],
            "invalid_resource",
            500_011,
        ),
        (
            HOME,
            &[("client_id", AZURE_CLI), ("scope", "https://management.azure.com/x")],
            "invalid_scope",
            70_011,
        ),
    ];
    for (tenant, form, expected, number) in cases {
        let refused = post(&mut scene, &format!("/{tenant}/oauth2/v2.0/devicecode"), form);
        assert_eq!(
            (error(&refused).as_str(), refused.1["error_codes"][0].as_u64()),
            (expected, Some(number))
        );
    }
    let got = scene.send(&crate::scene::request("GET", &format!("/{HOME}/oauth2/v2.0/devicecode"), ""));
    let text = crate::scene::json(&got)["error_description"].as_str().unwrap().to_owned();
    assert!(
        text.starts_with("AADSTS900561: The endpoint only accepts POST requests. Received a GET request.")
    );
}

#[test]
fn an_application_with_a_secret_must_show_it() {
    let mut scene = Scene::new();
    let admin = "b1d2f3e4-0001-4e4e-9b9b-c0ffee000011";
    let code = start(&mut scene, HOME, admin, SCOPE);
    let (status, body) = poll(&mut scene, HOME, admin, &code);
    assert_eq!((status, body["error_codes"][0].as_u64()), (401, Some(7_000_218)));
    let form = [
        ("grant_type", "device_code"),
        ("client_id", admin),
        ("client_secret", "simulated-admin-secret"),
        ("code", code["device_code"].as_str().unwrap()),
    ];
    assert_eq!(error(&ask(&mut scene, HOME, &form)), "authorization_pending");
}
