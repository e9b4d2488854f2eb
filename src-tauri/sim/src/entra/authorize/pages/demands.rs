//! What a tenant demands of a person: a second factor, registering one, their password again, their consent.

use super::{alert, button, main_button, step};
use crate::entra::html::{application_name, escape};
use crate::entra::scope::Scope;
use crate::message::Response;
use crate::world::World;
use crate::world::audience::{Resource, resource};
use crate::world::browsers::UnderWay;

/// "Approve sign in request"
pub(in crate::entra::authorize) fn approve(
    world: &World,
    held: &UnderWay,
    flow: &str,
    denied: bool,
) -> Response {
    let wrong = denied.then_some(
        "You denied the request. Approve it to sign in, or cancel. (AADSTS500121: Authentication failed during strong authentication request.)",
    );
    let body = format!(
        "<h1>Approve sign in request</h1>{}\
         <p>Your Authenticator app would ask for the number shown below. There is no telephone here: answer for it.</p>\
         <p class=\"number\">{}</p>",
        alert(wrong),
        held.number
    );
    let actions =
        [button("cancel", "Cancel"), button("deny", "Deny"), main_button("approve", "Approve")].concat();
    step(world, held, flow, &body, &actions)
}

/// "More information required"
pub(in crate::entra::authorize) fn register(world: &World, held: &UnderWay, flow: &str) -> Response {
    let body = "<h1>More information required</h1>\
        <p>Your organization needs more information to keep your account secure: register a way to prove who you are.</p>";
    let actions = [button("cancel", "Cancel"), main_button("approve", "Register")].concat();
    step(world, held, flow, body, &actions)
}

/// "Verify your account"
pub(in crate::entra::authorize) fn password(world: &World, held: &UnderWay, flow: &str) -> Response {
    let body = "<h1>Verify your account</h1>\
        <p>Your organization wants you to sign in again from time to time, and the last time was too long ago.</p>";
    let actions = [button("cancel", "Cancel"), main_button("password", "Sign in")].concat();
    step(world, held, flow, body, &actions)
}

/// "Permissions requested"
pub(in crate::entra::authorize) fn consent(world: &World, held: &UnderWay, flow: &str) -> Response {
    let asked = &held.asked;
    let mut wanted = Vec::new();
    if let Ok(scope) = Scope::read(&asked.scope, "organizations") {
        let resource = match resource(&scope.audience) {
            Some(Resource::Arm) => "Azure Service Management",
            _ => &scope.audience,
        };
        wanted.push(format!("Access {} as you", escape(resource)));
        if scope.openid {
            wanted.push("Sign you in and read your profile".to_owned());
        }
        if scope.offline {
            wanted.push("Maintain access to data you have given it access to".to_owned());
        }
    }
    let list: String = wanted.iter().map(|permission| format!("<li>{permission}</li>")).collect();
    let body = format!(
        "<h1>Permissions requested</h1><p><strong>{}</strong> would like to:</p><ul class=\"plain\">{list}</ul>\
         <p class=\"quiet\">Accepting these permissions means that you allow this app to use your data.</p>",
        escape(application_name(&asked.application))
    );
    let actions = [button("cancel", "Cancel"), main_button("accept", "Accept")].concat();
    step(world, held, flow, &body, &actions)
}
