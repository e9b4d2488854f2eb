//! Signing in with a browser: an application sends it here, a person chooses who they are and shows what is demanded,
//! and the browser goes back with a code.

mod answer;
mod asked;
mod choose;
mod pages;
mod redirect;
mod steps;

use jiff::Timestamp;

use super::directory::Directory;
use super::form::Form;
use super::refusal::Answer;
use crate::message::Request;
use crate::world::World;
use crate::world::authorization::Prompt;
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
        Err(Unfit::There(asked, refusal)) => {
            return Ok(answer::refuse(world, request, &asked, &refusal, now));
        }
    };
    let browser = cookie(request);
    let chosen = choose::choose(world, &asked, browser.as_deref());
    Ok(match (chosen, asked.prompt) {
        (Chosen::One(principal), Prompt::None) => {
            steps::silently(world, request, (&asked, browser.as_deref()), &principal, now)
        }
        (other, Prompt::None) => answer::refuse(world, request, &asked, &choose::refusal(&other), now),
        (chosen, prompt) => {
            let flow = world.begin_sign_in(asked, browser, now);
            if let (Chosen::One(principal), Prompt::Usual | Prompt::Consent) = (chosen, prompt) {
                world.choose(&flow, &principal, now);
            }
            steps::next(world, request, &flow, now)
        }
    })
}

/// `/{tenant}/login`: what the person chose on a page.
pub(super) fn submit(world: &mut World, request: &Request, now: Timestamp) -> Answer {
    Ok(steps::take(world, request, &Form::read(request), now))
}

/// `/{tenant}/oauth2/v2.0/logout`
pub(super) fn sign_out(world: &mut World, request: &Request) -> Answer {
    if let Some(browser) = cookie(request) {
        world.sign_out(&browser);
    }
    Ok(pages::signed_out().with("set-cookie", format!("{COOKIE}=; path=/; max-age=0")))
}

fn cookie(request: &Request) -> Option<String> {
    let pairs = request.header("cookie")?.split(';').filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned());
    values.next()
}
