//! Where a sign-in ends without a way back by itself.

use super::{TITLE, button, details, main_button, step};
use crate::entra::html::page;
use crate::entra::refusal::Traced;
use crate::message::Response;
use crate::world::World;
use crate::world::browsers::UnderWay;
use crate::world::conditions::Lack;

/// Nobody in front of the page can mend what is missing.
pub(in crate::entra::authorize) fn blocked(
    world: &World,
    held: &UnderWay,
    flow: &str,
    (lack, traced): (&Lack, &Traced),
) -> Response {
    let (title, text) = match lack {
        Lack::AdminConsent => (
            "Need admin approval",
            "This application needs permission to access resources in your organization that only an admin can grant. Ask an admin to grant it before you can use the application.",
        ),
        Lack::Enabled => ("Your account has been locked", "Contact your support person to unlock it."),
        _ => (
            "You cannot access this right now",
            "Your sign-in was successful but does not meet the criteria to access this resource.",
        ),
    };
    let body = format!("<h1>{title}</h1><p role=\"alert\">{text}</p>{}", details(traced));
    let actions = [
        button("another", "Sign in with another account"),
        main_button("cancel", "Return to the application"),
    ];
    step(world, held, flow, &body, &actions.concat())
}

/// A request that cannot be answered elsewhere.
pub(in crate::entra::authorize) fn trouble(traced: &Traced) -> Response {
    let body = format!(
        "<h1>Sign in</h1><p role=\"alert\">Sorry, but we're having trouble signing you in.</p>{}",
        details(traced)
    );
    page(400, TITLE, None, &body)
}

/// The sign-in that a page belongs to is no more.
pub(in crate::entra::authorize) fn over() -> Response {
    page(
        400,
        TITLE,
        None,
        "<h1>This sign-in has ended</h1>\
         <p role=\"alert\">It was finished already, or it took too long (AADSTS50089). \
         Go back to the application and sign in from there.</p>",
    )
}

pub(in crate::entra::authorize) fn signed_out() -> Response {
    page(
        200,
        "Signed out",
        None,
        "<h1>You signed out of your account</h1><p>It's a good idea to close all browser windows.</p>",
    )
}
