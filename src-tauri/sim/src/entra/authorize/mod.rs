//! Signing in with a browser: an application sends it here, a person chooses who they are, and it goes back with a code.

mod asked;
mod choose;
mod pages;
mod redirect;

use jiff::Timestamp;

use super::directory::Directory;
use super::form::Form;
use super::refusal::{Answer, Refusal};
use super::sign_in::{client_info, not_a_member};
use crate::message::{Request, Response};
use crate::world::World;
use crate::world::authorization::{Authorization, Prompt};
use crate::world::conditions::Proof;
use asked::Unfit;
use choose::Chosen;

/// Remembers who is signed in to a browser.
const COOKIE: &str = "ESTSAUTHPERSISTENT";

/// `/{tenant}/oauth2/v2.0/authorize`
pub(super) fn begin(world: &mut World, request: &Request, tenant: &str, now: Timestamp) -> Answer {
    let form = Form::of_browser(request);
    let asked = Directory::find(world, tenant).map_err(Unfit::Here);
    let asked = match asked.and_then(|directory| asked::read(world, &form, directory)) {
        Ok(asked) => asked,
        Err(Unfit::Here(refusal)) => return Ok(pages::trouble(&refusal.trace(world, request, now))),
        Err(Unfit::There(asked, refusal)) => return Ok(refuse(world, request, &asked, &refusal, now)),
    };
    let browser = cookie(request);
    let chosen = choose::choose(world, &asked, browser.as_deref());
    if asked.prompt == Prompt::None {
        return Ok(match chosen {
            Chosen::One(principal) => grant(world, request, &asked, browser.as_deref(), &principal, now),
            other => refuse(world, request, &asked, &choose::refusal(&other), now),
        });
    }
    let flow = world.begin_sign_in(asked.clone(), browser.clone(), now);
    Ok(match chosen {
        Chosen::One(principal) if asked.prompt == Prompt::Usual => {
            go_on(world, request, &flow, &principal, now)
        }
        _ => pages::pick(world, &asked, browser.as_deref(), &flow, None),
    })
}

/// `/{tenant}/login`: what the person chose on a page.
pub(super) fn submit(world: &mut World, request: &Request, now: Timestamp) -> Answer {
    let form = Form::read(request);
    let flow = form.field("flow").unwrap_or_default();
    let Some(held) = world.under_way(flow, now).cloned() else { return Ok(pages::over()) };
    if form.field("answer") == Some("cancel") {
        world.end_sign_in(flow);
        return Ok(refuse(world, request, &held.asked, &cancelled(), now));
    }
    let again = |world: &World, text: &str| {
        Ok(pages::pick(world, &held.asked, held.browser.as_deref(), flow, Some(text)))
    };
    let Some(user) = form.field("user") else { return again(world, "Choose an account.") };
    let Some(person) = world.person(user).cloned() else {
        return again(world, "This account does not exist. Choose another one.");
    };
    if let Some(tenant) = held.asked.tenant.as_deref().filter(|tenant| !person.is_in(tenant)) {
        let refusal = not_a_member(&person, &held.asked.application, tenant).trace(world, request, now);
        return again(world, &refusal.message);
    }
    Ok(go_on(world, request, flow, &person.name, now))
}

/// `/{tenant}/oauth2/v2.0/logout`
pub(super) fn sign_out(world: &mut World, request: &Request) -> Answer {
    if let Some(browser) = cookie(request) {
        world.sign_out(&browser);
    }
    let gone = format!("{COOKIE}=; path=/; max-age=0");
    Ok(pages::signed_out().with("set-cookie", gone))
}

fn go_on(world: &mut World, request: &Request, flow: &str, principal: &str, now: Timestamp) -> Response {
    let Some(held) = world.under_way(flow, now).cloned() else { return pages::over() };
    world.end_sign_in(flow);
    grant(world, request, &held.asked, held.browser.as_deref(), principal, now)
}

/// The browser goes back with a code, and is known from now on.
fn grant(
    world: &mut World,
    request: &Request,
    asked: &Authorization,
    browser: Option<&str>,
    principal: &str,
    now: Timestamp,
) -> Response {
    let code = world.issue_code(principal, Proof::password(now), asked.clone(), now);
    let session = world.dice.guid();
    let holder = world.principals.iter().find(|held| held.name == principal);
    let info = holder.filter(|_| asked.client_info).map(client_info);
    let mut fields = vec![("code", code.as_str()), ("session_state", session.as_str())];
    fields.extend(info.as_deref().map(|info| ("client_info", info)));
    let answer = redirect::send(asked, &fields);
    let cookie = world.remember(browser, principal);
    // Only a browser that came by https sends a cookie along from another site's form.
    let reach = if request.base.starts_with("https:") { "SameSite=None; Secure" } else { "SameSite=Lax" };
    answer.with("set-cookie", format!("{COOKIE}={cookie}; path=/; max-age=7776000; HttpOnly; {reach}"))
}

/// The browser goes back with an error.
fn refuse(
    world: &mut World,
    request: &Request,
    asked: &Authorization,
    refusal: &Refusal,
    now: Timestamp,
) -> Response {
    let traced = refusal.trace(world, request, now);
    let more = format!("{}/error?code={}", request.base, traced.number);
    let mut fields = vec![
        ("error", traced.error),
        ("error_description", traced.description.as_str()),
        ("error_uri", more.as_str()),
    ];
    fields.extend(traced.suberror.map(|suberror| ("error_subcode", suberror)));
    redirect::send(asked, &fields)
}

fn cancelled() -> Refusal {
    Refusal::new(400, "access_denied", 65_004, "User declined to consent to access the app.")
        .suberror("cancel")
}

fn cookie(request: &Request) -> Option<String> {
    let pairs = request.header("cookie")?.split(';').filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned());
    values.next()
}
