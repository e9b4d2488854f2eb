//! The page on which a person enters the code that another device shows.

use jiff::Timestamp;

use super::form::Form;
use super::html::{application_name, escape, page};
use crate::message::{Request, Response};
use crate::world::World;

pub(super) const PATH: &str = "device";

pub(super) fn address(base: &str) -> String {
    format!("{base}/{PATH}")
}

/// The page, with a code filled in when the address has one.
pub(super) fn show(world: &World, request: &Request) -> Response {
    let code = request.query("code").or_else(|| request.query("user_code")).unwrap_or_default();
    form(world, code, None)
}

/// What the person chose.
pub(super) fn submit(world: &mut World, request: &Request, now: Timestamp) -> Response {
    let sent = Form::read(request);
    let code = sent.field("code").unwrap_or_default();
    let again = |world: &World, text: &str| form(world, code, Some(text));
    let Some(waiting) = world.waiting_code(code, now) else {
        return again(world, "That code didn't work. Check the code and try again.");
    };
    let (application, tenant) = (waiting.application.clone(), waiting.tenant.clone());
    match sent.field("answer") {
        Some("decline") => {
            world.enter_code(code, None, now);
            framed(
                "<h1>You declined</h1><p>The application was not signed in. You may now close this window.</p>",
            )
        }
        Some("approve") => {
            let chosen = sent.field("user").and_then(|user| world.person(user)).cloned();
            let Some(person) = chosen else { return again(world, "Choose who signs in.") };
            if tenant.is_some_and(|tenant| !person.is_in(&tenant)) {
                return again(
                    world,
                    "This account is not a member of the tenant that is signed in to. Choose another one.",
                );
            }
            world.enter_code(code, Some(&person.name), now);
            framed(&format!(
                "<h1>{}</h1><p>You have signed in to the {} application on your device as {}. You may now close this window.</p>",
                escape(&world.name),
                escape(application_name(&application)),
                escape(person.called())
            ))
        }
        _ => again(world, "Approve or decline."),
    }
}

fn form(world: &World, code: &str, trouble: Option<&str>) -> Response {
    let people: String = world
        .principals
        .iter()
        .filter_map(|held| held.person.as_ref())
        .map(|person| {
            let (name, shown) = (escape(&person.user_principal_name), escape(&person.display_name));
            format!("<option value=\"{name}\">{shown} ({name})</option>")
        })
        .collect();
    let trouble = trouble
        .map(|text| format!("<p class=\"wrong\" role=\"alert\">{}</p>", escape(text)))
        .unwrap_or_default();
    framed(&format!(
        "<h1>Enter code</h1>\
         <p>Enter the code displayed on your app or device. This is {}, a simulation; there is no password.</p>\
         {trouble}\
         <form method=\"post\" action=\"/{PATH}\">\
         <p><label>Code <input name=\"code\" value=\"{}\" autocomplete=\"off\" autofocus required></label></p>\
         <p><label>Who signs in <select name=\"user\">{people}</select></label></p>\
         <p class=\"actions\"><button class=\"main\" name=\"answer\" value=\"approve\">Approve</button> \
         <button name=\"answer\" value=\"decline\">Decline</button></p>\
         </form>",
        escape(&world.name),
        escape(code)
    ))
}

fn framed(body: &str) -> Response {
    page(200, "Sign in to your account", None, body)
}
