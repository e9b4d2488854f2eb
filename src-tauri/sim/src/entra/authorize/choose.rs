//! Whether it is known who signs in.

use crate::entra::refusal::Refusal;
use crate::world::World;
use crate::world::authorization::Authorization;
use crate::world::model::Principal;

pub(super) enum Chosen {
    /// The name of the only one it can be.
    One(String),
    Nobody,
    Several,
}

/// Who is signed in to the browser and fits what the application expects.
pub(super) fn choose(world: &World, asked: &Authorization, browser: Option<&str>) -> Chosen {
    let known = world.signed_in(browser, asked.tenant.as_deref());
    let mut fitting = known.into_iter().filter(|held| fits(held, asked));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Chosen::One(only.name.clone()),
        (None, _) => Chosen::Nobody,
        (Some(_), Some(_)) => Chosen::Several,
    }
}

/// Everybody who may sign in to the tenant, whom the application expects first.
pub(super) fn offered<'w>(world: &'w World, asked: &'w Authorization) -> Vec<&'w Principal> {
    let mut people: Vec<&Principal> = world.people(asked.tenant.as_deref()).collect();
    if asked.login_hint.is_some() || asked.domain_hint.is_some() {
        people.sort_by_key(|held| !fits(held, asked));
    }
    people
}

fn fits(holder: &Principal, asked: &Authorization) -> bool {
    let name = holder.called();
    let domain = name.split_once('@').map(|(_, domain)| domain).unwrap_or_default();
    let is = |hint: &Option<String>, value: &str| {
        hint.as_deref().is_none_or(|hint| hint.eq_ignore_ascii_case(value))
    };
    // Everybody here has a work account, which is what this word in place of a domain asks for.
    let work = asked.domain_hint.as_deref().is_some_and(|hint| hint.eq_ignore_ascii_case("organizations"));
    is(&asked.login_hint, name) && (work || is(&asked.domain_hint, domain))
}

/// Why nothing can be done without asking.
pub(super) fn refusal(chosen: &Chosen) -> Refusal {
    match chosen {
        Chosen::Several | Chosen::One(_) => Refusal::new(
            400,
            "interaction_required",
            16_000,
            "Either multiple user identities are available for the current request or selected account is not supported for the scenario.",
        ),
        Chosen::Nobody => Refusal::new(
            400,
            "login_required",
            50_058,
            "A silent sign-in request was sent but no user is signed in.",
        ),
    }
}
