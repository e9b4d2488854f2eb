mod authorize;
mod browser;
mod client_credentials;
mod code;
mod conditions;
mod device;
mod discovery;
mod page;
mod polling;
mod refresh;
mod scope;
mod secrets;
mod single_sign_on;
mod steps;
mod tokens;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::scene::{Scene, json, request};
use crate::world::tokens::AZURE_CLI;

/// What `az` asks for.
const SCOPE: &str = "https://management.core.windows.net//.default offline_access openid profile";

/// Some application of a company's own.
const OWN: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";

fn post(scene: &mut Scene, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let response = scene.send(&request("POST", path, &body));
    (response.status, json(&response))
}

fn ask(scene: &mut Scene, tenant: &str, form: &[(&str, &str)]) -> (u16, Value) {
    post(scene, &format!("/{tenant}/oauth2/v2.0/token"), form)
}

fn start(scene: &mut Scene, tenant: &str, application: &str, scope: &str) -> Value {
    let form = [("client_id", application), ("scope", scope)];
    let (status, body) = post(scene, &format!("/{tenant}/oauth2/v2.0/devicecode"), &form);
    assert_eq!(status, 200, "{body}");
    body
}

fn poll(scene: &mut Scene, tenant: &str, application: &str, code: &Value) -> (u16, Value) {
    let code = code["device_code"].as_str().unwrap();
    let form = [
        ("grant_type", super::device::GRANT),
        ("client_id", application),
        ("device_code", code),
        ("client_info", "1"),
    ];
    ask(scene, tenant, &form)
}

/// Signs the world's first person in by a device code.
fn sign_in(scene: &mut Scene, tenant: &str, application: &str, scope: &str) -> Value {
    let code = start(scene, tenant, application, scope);
    assert_eq!(error(&poll(scene, tenant, application, &code)), "authorization_pending");
    scene.pass(5.0);
    let (status, body) = poll(scene, tenant, application, &code);
    assert_eq!(status, 200, "{body}");
    body
}

fn az_login(scene: &mut Scene) -> Value {
    sign_in(scene, "organizations", AZURE_CLI, SCOPE)
}

fn redeem(scene: &mut Scene, tenant: &str, application: &str, token: &Value, scope: &str) -> (u16, Value) {
    let token = token["refresh_token"].as_str().unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", application),
        ("refresh_token", token),
        ("scope", scope),
        ("client_info", "1"),
    ];
    ask(scene, tenant, &form)
}

fn error((status, body): &(u16, Value)) -> String {
    assert_eq!(*status, 400, "{body}");
    body["error"].as_str().unwrap().to_owned()
}

/// What stands in a token.
fn claims(token: &str) -> Value {
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "shaped like a JWT");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap()
}

/// From now on this token is presented to Resource Manager.
fn present(scene: &mut Scene, answer: &Value) {
    scene.token = answer["access_token"].as_str().unwrap().to_owned();
}
