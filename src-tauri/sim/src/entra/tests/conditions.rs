//! What tenants demand, and what a sign-in has to show for it.

use serde_json::{Value, json};

use super::{OWN, SCOPE, ask, az_login, claims, poll, redeem, sign_in, start};
use crate::scene::{HOME, ROBOTICS_TENANT, Scene};
use crate::world::tokens::AZURE_CLI;
use crate::world::{Condition, Consent, Demand, Demands, Habits, PersonChange};

const ARM: &str = "https://management.core.windows.net//.default";

/// Status, error, suberror and number of a refusal.
fn told((status, body): &(u16, Value)) -> (u16, &str, &str, u64) {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    (*status, text("error"), text("suberror"), body["error_codes"][0].as_u64().unwrap_or_default())
}

fn demand(scene: &mut Scene, tenant: &str, demands: Demands) {
    scene.world.demand(tenant, demands).unwrap();
}

#[test]
fn a_tenant_with_its_own_second_factor_holds_up_no_other() {
    let mut scene = Scene::new();
    demand(&mut scene, "contosorobotics.com", Demands::mfa());
    let login = az_login(&mut scene);
    let refused = redeem(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &login, ARM);
    assert_eq!(told(&refused), (400, "invalid_grant", "basic_action", 50_076));
    assert!(
        refused.1["error_description"].as_str().unwrap().starts_with(
            "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '797f4846-ba00-4fd7-ba43-dac1f8f63013'. Trace ID: "
        ),
        "{refused:?}"
    );
    let wanted: Value = serde_json::from_str(refused.1["claims"].as_str().unwrap()).unwrap();
    assert_eq!(wanted["access_token"]["capolids"]["essential"], true);
    assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &login, ARM).0, 200, "the refusal cost nothing");

    let there = sign_in(&mut scene, ROBOTICS_TENANT, AZURE_CLI, SCOPE);
    let token = |answer: &Value| claims(answer["access_token"].as_str().unwrap());
    assert_eq!(token(&there)["amr"], json!(["pwd", "mfa"]));
    let (status, later) = redeem(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &there, ARM);
    assert_eq!((status, &token(&later)["amr"]), (200, &json!(["pwd", "mfa"])));
    let (_, home) = redeem(&mut scene, HOME, AZURE_CLI, &later, ARM);
    assert_eq!(token(&home)["amr"], json!(["pwd"]), "shown to the other tenant only");
    assert_eq!(redeem(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &home, ARM).0, 200, "and not forgotten");
}

#[test]
fn what_nobody_in_front_of_a_page_can_mend_is_refused_with_its_own_number() {
    let cases = [
        (Demand::Block, 53_003, "message_only"),
        (Demand::BlockDeviceCode, 53_003, "message_only"),
        (Demand::CompliantDevice, 53_000, "additional_action"),
        (Demand::JoinedDevice, 53_001, "additional_action"),
        (Demand::DeviceAuthentication, 50_097, "additional_action"),
        (Demand::NoRisk, 53_004, "message_only"),
        (Demand::NoRiskAtHome, 53_011, "message_only"),
        (Demand::Assignment, 50_105, "message_only"),
        (Demand::OutboundAccess, 500_212, "message_only"),
        (Demand::InboundAccess, 500_213, "message_only"),
    ];
    for (demanded, number, suberror) in cases {
        let mut scene = Scene::new();
        let login = az_login(&mut scene);
        demand(&mut scene, HOME, Demands::only(demanded));
        let refused = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
        assert_eq!(told(&refused), (400, "invalid_grant", suberror, number), "{demanded:?}");
        let code = start(&mut scene, HOME, AZURE_CLI, SCOPE);
        poll(&mut scene, HOME, AZURE_CLI, &code);
        scene.pass(5.0);
        let refused = poll(&mut scene, HOME, AZURE_CLI, &code);
        assert_eq!(told(&refused).3, number, "{demanded:?} at once");
        assert_eq!(redeem(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &login, ARM).0, 200, "{demanded:?}");
    }
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    demand(&mut scene, HOME, Demands::only(Demand::KnownApplication));
    let refused = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(told(&refused), (400, "unauthorized_client", "", 700_016));
}

#[test]
fn a_condition_can_be_for_some_people_and_some_applications() {
    let mut scene = Scene::new();
    let barbara = az_login(&mut scene);
    let other =
        Condition { people: vec!["patlong@contoso.com".into()], ..Condition::everybody(Demand::Block) };
    let own = Condition { applications: vec![OWN.into()], ..Condition::everybody(Demand::Block) };
    demand(&mut scene, HOME, Demands { conditions: Some(vec![other, own]), ..Demands::default() });
    assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &barbara, ARM).0, 200);
    let code = start(&mut scene, HOME, OWN, SCOPE);
    poll(&mut scene, HOME, OWN, &code);
    scene.pass(5.0);
    assert_eq!(told(&poll(&mut scene, HOME, OWN, &code)).3, 53_003);
    let stranger = Demands {
        conditions: Some(vec![Condition {
            people: vec!["adele@contoso.com".into()],
            ..Condition::everybody(Demand::Block)
        }]),
        ..Demands::default()
    };
    assert_eq!(
        scene.world.demand(HOME, stranger).unwrap_err(),
        "there is nobody called `adele@contoso.com`; there are: barbara@contoso.com, patlong@contoso.com"
    );
    assert_eq!(
        scene.world.demand("fabrikam.com", Demands::mfa()).unwrap_err(),
        "there is no tenant called `fabrikam.com`; there are: contoso.com, contosorobotics.com"
    );
}

#[test]
fn a_second_factor_and_a_sign_in_grow_old() {
    let mut scene = Scene::new();
    let within = |demand| Condition { hours: Some(12), ..Condition::everybody(demand) };
    let only = |condition| Demands { conditions: Some(vec![condition]), ..Demands::default() };
    demand(&mut scene, HOME, only(within(Demand::Mfa)));
    let login = az_login(&mut scene);
    scene.pass(12.0 * 3600.0 - 1.0);
    assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &login, ARM).0, 200);

    let login = az_login(&mut scene);
    scene.pass(12.0 * 3600.0);
    let old = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(told(&old), (400, "invalid_grant", "basic_action", 50_078));
    demand(&mut scene, HOME, only(within(Demand::SignInFrequency)));
    let old = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(told(&old), (400, "invalid_grant", "token_expired", 70_043));
    assert!(
        old.1["error_description"]
            .as_str()
            .unwrap()
            .contains("and the maximum allowed lifetime for this request is 43200.")
    );
    az_login(&mut scene);
}

#[test]
fn an_application_needs_consent_and_microsofts_own_do_not() {
    let mut scene = Scene::new();
    demand(&mut scene, HOME, Demands { consent: Some(Consent::Admins), ..Demands::default() });
    az_login(&mut scene);
    let attempt = |scene: &mut Scene| {
        let code = start(scene, HOME, OWN, SCOPE);
        poll(scene, HOME, OWN, &code);
        scene.pass(5.0);
        poll(scene, HOME, OWN, &code)
    };
    let refused = attempt(&mut scene);
    assert_eq!(told(&refused), (400, "invalid_grant", "consent_required", 90_094));
    demand(&mut scene, HOME, Demands { consented: Some(vec![OWN.to_uppercase()]), ..Demands::default() });
    let (status, login) = attempt(&mut scene);
    assert_eq!(status, 200, "{login}");

    let people =
        Demands { consent: Some(Consent::People), consented: Some(Vec::new()), ..Demands::default() };
    demand(&mut scene, HOME, people);
    let refused = redeem(&mut scene, HOME, OWN, &login, ARM);
    assert_eq!(told(&refused), (400, "invalid_grant", "consent_required", 65_001));
    assert_eq!(attempt(&mut scene).0, 200, "the person consents in front of the page");
    assert_eq!(redeem(&mut scene, HOME, OWN, &login, ARM).0, 200, "once and for all");
}

#[test]
fn a_disabled_account_is_refused_and_one_without_a_second_factor_has_to_register() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    let change = |scene: &mut Scene, change| scene.world.change_person("barbara", change).unwrap();
    change(&mut scene, PersonChange { unregistered: Some(true), ..PersonChange::default() });
    demand(&mut scene, HOME, Demands::mfa());
    let refused = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(told(&refused), (400, "invalid_grant", "basic_action", 50_079));
    az_login(&mut scene);
    let refused = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(told(&refused).3, 50_076, "registered in front of the page, and once and for all");
    demand(&mut scene, HOME, Demands { mfa: Some(false), ..Demands::default() });
    assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &login, ARM).0, 200);
    change(&mut scene, PersonChange { disabled: Some(true), ..PersonChange::default() });
    let refused = redeem(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &login, ARM);
    assert_eq!(told(&refused), (400, "invalid_grant", "bad_token", 50_057));
}

#[test]
fn an_authentication_context_stands_in_the_token_once_it_was_shown() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    let wanted = |context: &str| {
        json!({ "access_token": {
            "acrs": { "essential": true, "values": [context] },
            "xms_cc": { "values": ["CP1"] },
        } })
        .to_string()
    };
    let renew = |scene: &mut Scene, login: &Value, claims: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", AZURE_CLI),
            ("refresh_token", login["refresh_token"].as_str().unwrap()),
            ("scope", SCOPE),
            ("claims", claims),
        ];
        ask(scene, HOME, &form)
    };
    let refused = renew(&mut scene, &login, &wanted("c1"));
    assert_eq!(told(&refused), (400, "invalid_grant", "basic_action", 50_076));
    let claims_back: Value = serde_json::from_str(refused.1["claims"].as_str().unwrap()).unwrap();
    assert_eq!(claims_back["access_token"]["acrs"], json!({ "essential": true, "values": ["c1"] }));

    let code = start(&mut scene, HOME, AZURE_CLI, SCOPE);
    poll(&mut scene, HOME, AZURE_CLI, &code);
    scene.pass(5.0);
    let claims_asked = wanted("c1");
    let form = [
        ("grant_type", super::super::device::GRANT),
        ("client_id", AZURE_CLI),
        ("device_code", code["device_code"].as_str().unwrap()),
        ("claims", &claims_asked),
    ];
    let (status, stepped) = ask(&mut scene, HOME, &form);
    assert_eq!(status, 200, "{stepped}");
    let acrs = |answer: &Value| claims(answer["access_token"].as_str().unwrap())["acrs"].clone();
    assert_eq!(acrs(&stepped), json!(["c1"]));
    let (_, plain) = renew(&mut scene, &stepped, r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#);
    assert_eq!(acrs(&plain), Value::Null, "only when asked for");
    assert_eq!(
        acrs(&renew(&mut scene, &stepped, &wanted("p1")).1),
        json!(["p1"]),
        "as they used a second factor"
    );
    assert_eq!(
        told(&renew(&mut scene, &stepped, &wanted("c2"))).3,
        50_076,
        "another context is another step"
    );
}

#[test]
fn the_older_endpoints_word_is_a_habit() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    demand(&mut scene, HOME, Demands::mfa());
    scene.world.take_up(Habits { interaction_required: Some(true), ..Habits::default() }).unwrap();
    let refused = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(told(&refused), (400, "interaction_required", "basic_action", 50_076));
    assert_eq!(
        scene.world.take_up(Habits { refresh_grace: Some(-1.0), ..Habits::default() }).unwrap_err(),
        "`refresh_grace` must be a number of seconds from 0 up"
    );
}
