//! The pages of a sign-in with a browser. All choices are plain forms, and nothing needs script.

use super::choose::offered;
use crate::entra::html::{application_name, escape, page};
use crate::entra::refusal::Traced;
use crate::message::Response;
use crate::world::World;
use crate::world::authorization::Authorization;

/// "Pick an account"
pub(super) fn pick(
    world: &World,
    asked: &Authorization,
    browser: Option<&str>,
    flow: &str,
    wrong: Option<&str>,
) -> Response {
    let tenant = asked.tenant.as_deref();
    let known: Vec<&str> = world.signed_in(browser, tenant).iter().map(|held| held.name.as_str()).collect();
    let choices: String = offered(world, asked)
        .into_iter()
        .filter_map(|held| held.person.as_ref().map(|person| (held, person)))
        .map(|(held, person)| {
            let (name, shown) = (escape(&person.user_principal_name), escape(&person.display_name));
            let state = if known.contains(&held.name.as_str()) { " &middot; Signed in" } else { "" };
            format!(
                "<li><button name=\"user\" value=\"{name}\">{shown}<span>{name}{state}</span></button></li>"
            )
        })
        .collect();
    let choices = if choices.is_empty() {
        "<p>Nobody in this world is a member of that tenant.</p>".to_owned()
    } else {
        format!("<ul class=\"choices\">{choices}</ul>")
    };
    step(
        world,
        asked,
        (200, "Sign in to your account"),
        flow,
        &format!(
            "<h1>Pick an account</h1><p>to continue to {}</p>{}{choices}",
            escape(application_name(&asked.application)),
            alert(wrong)
        ),
        "<button name=\"answer\" value=\"cancel\">Cancel</button>",
    )
}

/// A page that only says what is wrong.
pub(super) fn trouble(traced: &Traced) -> Response {
    page(
        400,
        "Sign in to your account",
        None,
        &format!(
            "<h1>Sign in</h1><p role=\"alert\">Sorry, but we're having trouble signing you in.</p>{}",
            details(traced)
        ),
    )
}

/// The sign-in that a page belongs to is no more.
pub(super) fn over() -> Response {
    page(
        400,
        "Sign in to your account",
        None,
        "<h1>This sign-in has ended</h1>\
         <p role=\"alert\">It was finished already, or it took too long (AADSTS50089). \
         Go back to the application and sign in from there.</p>",
    )
}

pub(super) fn signed_out() -> Response {
    page(
        200,
        "Signed out",
        None,
        "<h1>You signed out of your account</h1><p>It's a good idea to close all browser windows.</p>",
    )
}

fn step(
    world: &World,
    asked: &Authorization,
    (status, title): (u16, &str),
    flow: &str,
    body: &str,
    actions: &str,
) -> Response {
    let tenant = world.tenants.iter().find(|tenant| Some(&tenant.id) == asked.tenant.as_ref());
    let company = tenant.map_or(world.name.as_str(), |tenant| &tenant.display_name);
    page(
        status,
        title,
        None,
        &format!(
            "<p class=\"company\">{}</p><form method=\"post\" action=\"/{}/login\">\
             <input type=\"hidden\" name=\"flow\" value=\"{}\">{body}<p class=\"actions\">{actions}</p></form>\
             <p class=\"quiet\">A simulation: there is no password, and nothing here leaves this computer.</p>",
            escape(company),
            escape(asked.tenant.as_deref().unwrap_or("organizations")),
            escape(flow)
        ),
    )
}

fn alert(wrong: Option<&str>) -> String {
    wrong.map(|text| format!("<p class=\"wrong\" role=\"alert\">{}</p>", escape(text))).unwrap_or_default()
}

fn details(traced: &Traced) -> String {
    format!(
        "<p>{}</p><h2 class=\"quiet\">Troubleshooting details</h2>\
         <dl><dt>Request Id</dt><dd>{}</dd><dt>Correlation Id</dt><dd>{}</dd><dt>Timestamp</dt><dd>{}</dd></dl>",
        escape(&traced.message),
        escape(&traced.trace),
        escape(&traced.correlation),
        escape(&traced.at)
    )
}
