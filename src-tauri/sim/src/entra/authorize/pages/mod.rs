//! The pages of a sign-in with a browser. All choices are plain forms, and nothing needs script.

mod demands;
mod ends;
mod pick;

pub(super) use demands::{approve, consent, password, register};
pub(super) use ends::{blocked, over, signed_out, trouble};
pub(super) use pick::pick;

use crate::entra::html::{escape, page};
use crate::entra::refusal::Traced;
use crate::message::Response;
use crate::world::World;
use crate::world::authorization::Authorization;
use crate::world::browsers::UnderWay;

const TITLE: &str = "Sign in to your account";

/// A page with a form of the sign-in `flow`: what it says, and what can be done.
fn step(world: &World, held: &UnderWay, flow: &str, body: &str, actions: &str) -> Response {
    let asked = &held.asked;
    page(
        200,
        TITLE,
        None,
        &format!(
            "<p class=\"company\">{}</p><form method=\"post\" action=\"/{}/login\">\
             <input type=\"hidden\" name=\"flow\" value=\"{}\">{}{body}<p class=\"actions\">{actions}</p></form>\
             <p class=\"quiet\">This is a simulation: there is no password.</p>",
            escape(company(world, asked)),
            escape(asked.tenant.as_deref().unwrap_or("organizations")),
            escape(flow),
            who(world, held),
        ),
    )
}

fn company<'w>(world: &'w World, asked: &Authorization) -> &'w str {
    let tenant = world.tenants.iter().find(|tenant| Some(&tenant.id) == asked.tenant.as_ref());
    tenant.map_or(&world.name, |tenant| &tenant.display_name)
}

/// Who was chosen.
fn who(world: &World, held: &UnderWay) -> String {
    let principal = held.person.as_ref().map(|(principal, _)| principal);
    let holder = world.principals.iter().find(|known| Some(&known.name) == principal);
    holder.map(|holder| format!("<p class=\"who\">{}</p>", escape(holder.called()))).unwrap_or_default()
}

fn alert(wrong: Option<&str>) -> String {
    wrong.map(|text| format!("<p class=\"wrong\" role=\"alert\">{}</p>", escape(text))).unwrap_or_default()
}

/// What support asks for.
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

fn button(name: &str, text: &str) -> String {
    format!("<button name=\"answer\" value=\"{name}\">{text}</button>")
}

fn main_button(name: &str, text: &str) -> String {
    format!("<button class=\"main\" name=\"answer\" value=\"{name}\" autofocus>{text}</button>")
}
