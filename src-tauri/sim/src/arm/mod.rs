//! Azure Resource Manager: who calls, what is called, and what every answer carries.

mod activity;
mod authenticate;
mod call;
mod challenge;
mod limits;
mod page;
mod refusal;
mod target;

use jiff::Timestamp;

pub(crate) use call::Call;
pub(crate) use limits::{Limits, graph_quota};
pub(crate) use page::{list, next_link};
pub(crate) use refusal::Refusal;
use target::Target;

use crate::message::{Request, Response};
use crate::resource;
use crate::world::{Caller, World};

/// What a resource answers.
pub(crate) type Answer = Result<Response, Refusal>;

/// Answers an ARM request; the name is the principal's that asked.
pub(crate) fn answer(world: &mut World, request: &Request, now: Timestamp) -> (Response, Option<String>) {
    let correlation =
        request.header("x-ms-correlation-request-id").map_or_else(|| world.dice.guid(), str::to_owned);
    let (response, caller) = match authenticate::caller(world, request, now) {
        Ok(caller) => {
            let answer = admitted_answer(world, request, caller.clone(), now);
            let response = answer.unwrap_or_else(Refusal::into_response);
            activity::record(world, request, &response, &caller, &correlation, now);
            (response, Some(caller.principal.name))
        }
        Err(refusal) => (refusal.into_response(), None),
    };
    (finish(world, request, response, correlation), caller)
}

fn admitted_answer(world: &mut World, request: &Request, caller: Caller, now: Timestamp) -> Answer {
    let target = Target::parse(&request.path);
    challenge::check(world, request, &caller)?;
    let remaining = limits::admit(world, request, &caller, &target, now)?;
    let answer = check_api_version(request)
        .and_then(|()| resource::route(&mut Call { world, request, caller, now, target }));
    let response = answer.unwrap_or_else(Refusal::into_response);
    Ok(remaining.into_iter().fold(response, |response, (name, left)| response.with(name, left)))
}

fn check_api_version(request: &Request) -> Result<(), Refusal> {
    let Some(version) = request.query("api-version").filter(|version| !version.is_empty()) else {
        return Err(Refusal::new(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ));
    };
    let date = version.strip_suffix("-preview").unwrap_or(version);
    let well_formed = date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok();
    if well_formed {
        Ok(())
    } else {
        Err(Refusal::new(
            400,
            "InvalidApiVersionParameter",
            format!(
                "The api-version '{version}' is invalid. The supported versions are dates such as '2024-03-01' or '2024-03-01-preview'."
            ),
        ))
    }
}

fn finish(world: &mut World, request: &Request, response: Response, correlation: String) -> Response {
    // Defender's answers come with an empty request id.
    let defender = request.path.to_lowercase().contains("/providers/microsoft.security/");
    let request_id = if defender { String::new() } else { world.dice.guid() };
    let mut response = response
        .with("cache-control", "no-cache")
        .with("x-ms-request-id", request_id)
        .with("x-ms-correlation-request-id", correlation);
    let wanted = request.header("x-ms-return-client-request-id").is_some_and(|wanted| wanted == "true");
    if let Some(client) = request.header("x-ms-client-request-id").filter(|_| wanted) {
        response = response.with("x-ms-client-request-id", client);
    }
    response
}
