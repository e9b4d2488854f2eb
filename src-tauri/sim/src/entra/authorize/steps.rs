//! One step after the other, until nothing is missing.

use jiff::Timestamp;

use super::answer::{cancelled, grant, refuse};
use super::pages;
use crate::entra::form::Form;
use crate::entra::lack;
use crate::entra::refusal::Refusal;
use crate::entra::sign_in::not_a_member;
use crate::message::{Request, Response};
use crate::world::World;
use crate::world::authorization::{Authorization, Prompt};
use crate::world::browsers::UnderWay;
use crate::world::claims::home;
use crate::world::conditions::{Asked, Lack, Proof, Remedy};

/// Carries out what the person chose on a page, and gives the next one.
pub(super) fn take(world: &mut World, request: &Request, form: &Form, now: Timestamp) -> Response {
    let flow = form.field("flow").unwrap_or_default();
    let Some(held) = world.under_way(flow, now).cloned() else { return pages::over() };
    if let Some(user) = form.field("user") {
        return choose(world, request, (flow, &held), user, now);
    }
    let missing = missing(world, &held, now);
    let remedy = missing.as_ref().and_then(Lack::remedy);
    match (form.field("answer"), remedy) {
        (Some("cancel"), _) => {
            world.end_sign_in(flow);
            let refusal = match (&missing, remedy, &held.person) {
                (Some(lack), None, Some((principal, proof))) => {
                    without_person(world, lack, (&held.asked, principal, proof))
                }
                _ => cancelled(),
            };
            refuse(world, request, &held.asked, &refusal, now)
        }
        (Some("another"), _) => {
            if let Some(held) = world.under_way(flow, now) {
                held.person = None;
            }
            next(world, request, flow, now)
        }
        (Some("deny"), Some(Remedy::Approve | Remedy::Register)) => pages::approve(world, &held, flow, true),
        (answer, remedy) => {
            mend(world, flow, (answer, remedy), now);
            next(world, request, flow, now)
        }
    }
}

/// The page for what is missing, or the way back.
pub(super) fn next(world: &mut World, request: &Request, flow: &str, now: Timestamp) -> Response {
    let Some(held) = world.under_way(flow, now).cloned() else { return pages::over() };
    let Some((principal, proof)) = &held.person else { return pages::pick(world, &held, flow, None) };
    let Some(lack) = missing(world, &held, now) else {
        if held.asked.prompt == Prompt::Consent && !held.consented {
            return pages::consent(world, &held, flow);
        }
        world.end_sign_in(flow);
        return grant(world, request, (&held.asked, held.browser.as_deref()), (principal, proof), now);
    };
    match lack.remedy() {
        Some(Remedy::SignIn) => pages::password(world, &held, flow),
        Some(Remedy::Approve) => pages::approve(world, &held, flow, false),
        Some(Remedy::Register) => pages::register(world, &held, flow),
        Some(Remedy::Consent) => pages::consent(world, &held, flow),
        None => {
            let refusal = without_person(world, &lack, (&held.asked, principal, proof));
            let traced = refusal.trace(world, request, now);
            pages::blocked(world, &held, flow, (&lack, &traced))
        }
    }
}

/// Signs a person in whom the browser knows, without asking them anything.
pub(super) fn silently(
    world: &mut World,
    request: &Request,
    (asked, browser): (&Authorization, Option<&str>),
    principal: &str,
    now: Timestamp,
) -> Response {
    let Some(proof) = world.proof_in(browser, principal).cloned() else { return pages::over() };
    let tenant = tenant_of(world, asked, principal);
    match world.lacking(&in_tenant(asked, principal, &tenant), &proof, now) {
        None => grant(world, request, (asked, browser), (principal, &proof), now),
        Some(lack) => {
            let refusal = without_person(world, &lack, (asked, principal, &proof));
            refuse(world, request, asked, &refusal, now)
        }
    }
}

fn choose(
    world: &mut World,
    request: &Request,
    (flow, held): (&str, &UnderWay),
    user: &str,
    now: Timestamp,
) -> Response {
    let Some(person) = world.person(user).cloned() else {
        return pages::pick(world, held, flow, Some("This account does not exist. Choose another one."));
    };
    if let Some(tenant) = held.asked.tenant.as_deref().filter(|tenant| !person.is_in(tenant)) {
        let refusal = not_a_member(&person, &held.asked.application, tenant).trace(world, request, now);
        return pages::pick(world, held, flow, Some(&refusal.message));
    }
    world.choose(flow, &person.name, now);
    next(world, request, flow, now)
}

fn mend(world: &mut World, flow: &str, (answer, remedy): (Option<&str>, Option<Remedy>), now: Timestamp) {
    let Some(held) = world.under_way(flow, now).cloned() else { return };
    let Some((principal, mut proof)) = held.person else { return };
    let tenant = tenant_of(world, &held.asked, &principal);
    let mut consented = held.consented;
    match (answer, remedy) {
        (Some("approve"), Some(Remedy::Approve | Remedy::Register)) => {
            world.approve(&in_tenant(&held.asked, &principal, &tenant), &mut proof, now);
        }
        (Some("password"), Some(Remedy::SignIn)) => proof.signed_in = now,
        (Some("accept"), Some(Remedy::Consent) | None) => {
            world.consent(&principal, &tenant, &held.asked.application);
            consented = true;
        }
        _ => {}
    }
    if let Some(held) = world.under_way(flow, now) {
        held.person = Some((principal, proof));
        held.consented = consented;
    }
}

fn missing(world: &World, held: &UnderWay, now: Timestamp) -> Option<Lack> {
    let (principal, proof) = held.person.as_ref()?;
    let tenant = tenant_of(world, &held.asked, principal);
    world.lacking(&in_tenant(&held.asked, principal, &tenant), proof, now)
}

fn in_tenant<'a>(asked: &'a Authorization, principal: &'a str, tenant: &'a str) -> Asked<'a> {
    Asked { principal, tenant, application: &asked.application, wanted: &asked.wanted }
}

/// What an application is told that no person can help.
fn without_person(
    world: &World,
    lack: &Lack,
    (asked, principal, proof): (&Authorization, &str, &Proof),
) -> Refusal {
    let tenant = tenant_of(world, asked, principal);
    let refusal = lack::refusal(world, lack, &in_tenant(asked, principal, &tenant), proof);
    refusal.error(match (lack, lack.remedy()) {
        (Lack::AdminConsent, _) | (_, Some(Remedy::Consent)) => "consent_required",
        (_, Some(Remedy::SignIn)) => "login_required",
        (_, Some(Remedy::Approve | Remedy::Register)) => "interaction_required",
        (_, None) => "access_denied",
    })
}

/// The tenant that is signed in to.
pub(super) fn tenant_of(world: &World, asked: &Authorization, principal: &str) -> String {
    let holder = world.principals.iter().find(|held| held.name == principal);
    asked.tenant.clone().or_else(|| holder.map(|held| home(held).to_owned())).unwrap_or_default()
}
