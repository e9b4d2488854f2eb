//! `/_sim/…`: what tests and demonstrations turn.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::faults::Fault;
use super::sign_in;
use crate::address;
use crate::message::{Request, Response};
use crate::sim::Sim;

pub(super) fn answer(sim: &Sim, request: &Request) -> Response {
    let control = request.path.trim_start_matches("/_sim/");
    let done = match (request.method.as_str(), control) {
        ("GET", "journal") => Ok(json!(sim.journal.entries())),
        ("GET", "state") => Ok(sim.state()),
        ("GET", "secrets") => Ok(json!(sim.read(|world, _| world.secrets()))),
        ("POST", "reset") => {
            sim.reset();
            Ok(json!({}))
        }
        ("POST", "fault") => {
            read::<Fault>(request).and_then(|fault| sim.faults.arm(fault)).map(|()| json!({}))
        }
        ("DELETE", "fault") => {
            sim.faults.clear();
            Ok(json!({}))
        }
        ("POST", "role-request") => read::<Decision>(request).and_then(|decision| sim.decide(&decision)),
        ("POST", "egress") => read::<Egress>(request).and_then(|egress| sim.set_egress(&egress)),
        ("POST", "advance") => read::<Advance>(request).and_then(|advance| {
            let by = Duration::try_from_secs_f64(advance.seconds);
            sim.advance(by.map_err(|_| "`seconds` must be a number from 0 up".to_owned())?);
            Ok(json!({ "now": sim.clock.now() }))
        }),
        (_, entra) if sign_in::CONTROLS.contains(&entra) => match sign_in::answer(sim, request, entra) {
            Some(done) => done,
            None => return not_taken(request, control),
        },
        (_, "journal" | "state" | "secrets" | "reset" | "fault" | "egress" | "advance" | "role-request") => {
            return not_taken(request, control);
        }
        _ => {
            let known = "POST fault, egress, advance, reset, expire-tokens, revoke, challenge, tokens, device, demand, person, entra, role-request; DELETE fault, challenge; GET journal, state, secrets, device";
            return Response::json(
                404,
                json!({ "error": format!("there is no control `{control}`; there are: {known}") }),
            );
        }
    };
    match done {
        Ok(body) => Response::json(200, body),
        Err(error) => Response::json(400, json!({ "error": error })),
    }
}

fn not_taken(request: &Request, control: &str) -> Response {
    Response::json(405, json!({ "error": format!("{control} does not take {}", request.method) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Egress {
    ip: IpAddr,
    /// Only this address service says so; the workstation itself stays where it is.
    #[serde(default)]
    service: Option<String>,
}

/// What an approver says to a request for a role that waits for that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    /// The request's name, a GUID.
    request: String,
    approve: bool,
}

pub(super) fn read<T: DeserializeOwned>(request: &Request) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

impl Sim {
    fn decide(&self, decision: &Decision) -> Result<Value, String> {
        let found = self.change(|world, now| world.decide(&decision.request, decision.approve, now));
        let none = || format!("there is no request `{}` that waits for approval", decision.request);
        found.then(|| json!({})).ok_or_else(none)
    }

    fn set_egress(&self, egress: &Egress) -> Result<Value, String> {
        match (&egress.service, egress.ip) {
            (Some(service), ip) => {
                if !address::SERVICES.contains(&service.as_str()) {
                    return Err(format!(
                        "there is no address service `{service}`; there are: {}",
                        address::SERVICES.join(", ")
                    ));
                }
                self.change(|world, _| world.service_answers.insert(service.clone(), ip));
            }
            (None, IpAddr::V4(ip)) => self.move_to(ip),
            (None, IpAddr::V6(_)) => return Err("the workstation comes from an IPv4 address".into()),
        }
        Ok(json!({}))
    }

    /// The workstation moves; all address services agree again.
    pub(crate) fn move_to(&self, ip: Ipv4Addr) {
        self.change(|world, _| {
            world.egress = ip;
            world.service_answers.clear();
        });
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.change(|_, _| ());
    }

    pub(crate) fn state(&self) -> Value {
        self.read(|world, now| {
            let mut state = json!(world.file());
            state["now"] = json!(now);
            state
        })
    }
}
