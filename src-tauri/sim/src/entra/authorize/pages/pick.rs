//! "Pick an account"

use super::{alert, button, step};
use crate::entra::authorize::choose::offered;
use crate::entra::html::{application_name, escape};
use crate::message::Response;
use crate::world::World;
use crate::world::browsers::UnderWay;

pub(in crate::entra::authorize) fn pick(
    world: &World,
    held: &UnderWay,
    flow: &str,
    wrong: Option<&str>,
) -> Response {
    let asked = &held.asked;
    let known = |name: &str| world.proof_in(held.browser.as_deref(), name).is_some();
    let choices: String = offered(world, asked)
        .into_iter()
        .filter_map(|held| held.person.as_ref().map(|person| (held, person)))
        .map(|(held, person)| {
            let (name, shown) = (escape(&person.user_principal_name), escape(&person.display_name));
            let state = if known(&held.name) { " &middot; Signed in" } else { "" };
            let initial = escape(&person.display_name.chars().take(1).collect::<String>());
            format!(
                "<li><button name=\"user\" value=\"{name}\"><i aria-hidden=\"true\">{initial}</i><b>{shown}</b><span>{name}{state}</span></button></li>"
            )
        })
        .collect();
    let choices = if choices.is_empty() {
        "<p>Nobody in this world is a member of that tenant.</p>".to_owned()
    } else {
        format!("<ul class=\"choices\">{choices}</ul>")
    };
    let body = format!(
        "<h1>Pick an account</h1><p>to continue to {}</p>{}{choices}",
        escape(application_name(&asked.application)),
        alert(wrong)
    );
    step(world, held, flow, &body, &button("cancel", "Cancel"))
}
