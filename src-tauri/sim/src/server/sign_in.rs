//! The controls of Entra ID: who signs in how, what is demanded of them, and how long it lasts.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::control::read;
use crate::message::Request;
use crate::sim::Sim;
use crate::world::devices::DeviceCode;
use crate::world::{Challenge, CodeEntry, CodeMode, Demands, Ending, Habits, PersonChange, World};

pub(super) type Done = Result<Value, String>;

pub(super) const CONTROLS: [&str; 8] =
    ["expire-tokens", "revoke", "challenge", "tokens", "device", "demand", "person", "entra"];

/// What a control of Entra ID does; none when it does not take this method.
pub(super) fn answer(sim: &Sim, request: &Request, control: &str) -> Option<Done> {
    Some(match (request.method.as_str(), control) {
        ("POST", "expire-tokens") => {
            sim.change(|world, now| world.expire_tokens(now));
            Ok(json!({}))
        }
        ("POST", "revoke") => read_any::<Revocation>(request).and_then(|asked| {
            sim.change(|world, now| world.revoke(asked.person.as_deref(), asked.why, now))?;
            Ok(json!({}))
        }),
        ("POST", "challenge") => read_any::<Challenge>(request).and_then(|challenge| {
            sim.change(|world, now| world.challenge(challenge, now))?;
            Ok(json!({}))
        }),
        ("DELETE", "challenge") => {
            sim.change(|world, _| world.no_challenges());
            Ok(json!({}))
        }
        ("POST", "tokens") => read::<Lifetime>(request).and_then(|asked| sim.set_lifetime(&asked)),
        ("GET", "device") => Ok(sim.read(device)),
        ("POST", "device") => read_any::<CodeEntry>(request).and_then(|asked| sim.set_device(&asked)),
        ("POST", "demand") => read_of::<Demands>(request, "tenant").and_then(|(tenant, demands)| {
            sim.change(|world, _| world.demand(&tenant, demands))?;
            Ok(json!({}))
        }),
        ("POST", "person") => read_of::<PersonChange>(request, "person").and_then(|(person, change)| {
            sim.change(|world, _| world.change_person(&person, change))?;
            Ok(json!({}))
        }),
        ("POST", "entra") => read::<Habits>(request).and_then(|habits| {
            sim.change(|world, _| world.take_up(habits))?;
            Ok(json!({}))
        }),
        _ => return None,
    })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Revocation {
    person: Option<String>,
    why: Ending,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifetime {
    lifetime: Option<f64>,
}

/// A body may be left out where nothing in it is needed.
fn read_any<T: DeserializeOwned + Default>(request: &Request) -> Result<T, String> {
    if request.body.is_empty() { Ok(T::default()) } else { read(request) }
}

/// A body that names whom or what it is about, beside what is to be so.
fn read_of<T: DeserializeOwned>(request: &Request, subject: &str) -> Result<(String, T), String> {
    let mut body: Value = read(request)?;
    let name = body.as_object_mut().and_then(|body| body.remove(subject));
    let name = name.as_ref().and_then(Value::as_str).ok_or_else(|| format!("`{subject}` is needed"))?;
    Ok((name.to_owned(), serde_json::from_value(body).map_err(|error| error.to_string())?))
}

impl Sim {
    /// Sets who enters codes. In manual mode `approve` is what the person does now, with the codes that wait.
    pub(crate) fn set_device(&self, asked: &CodeEntry) -> Done {
        self.change(|world, now| {
            let mut person = world.sessions.device_person.clone();
            if let Some(mode) = asked.mode {
                person.automatic = mode == CodeMode::Automatic;
            }
            if let Some(user) = &asked.user {
                person.user = Some(world.known_person(user)?);
            }
            person.approve = asked.approve.unwrap_or(person.approve);
            if let Some(interval) = asked.interval {
                let allowed = (0..=60).contains(&interval);
                person.interval =
                    allowed.then_some(interval).ok_or("`interval` must be a number from 0 to 60")?;
            }
            let codes: Vec<DeviceCode> = match &asked.code {
                Some(code) => {
                    let waiting = world.waiting_code(code, now).cloned();
                    vec![waiting.ok_or_else(|| format!("no code `{code}` waits for somebody"))?]
                }
                None if !person.automatic && asked.approve.is_some() => {
                    world.waiting_codes(now).cloned().collect()
                }
                None => Vec::new(),
            };
            for code in codes {
                let chosen = world.person_for(&person, code.tenant.as_deref());
                let answer = if person.approve {
                    Some(chosen.ok_or("nobody in this world is a member of that tenant")?)
                } else {
                    None
                };
                world.enter_code(&code.user_code, answer.as_deref(), now);
            }
            world.sessions.device_person = person;
            Ok(device(world, now))
        })
    }

    /// Access tokens live this long from now on; as long as is usual when absent.
    fn set_lifetime(&self, asked: &Lifetime) -> Done {
        let lifetime = match asked.lifetime {
            None => None,
            Some(seconds) => Some(
                SignedDuration::try_from_secs_f64(seconds)
                    .ok()
                    .filter(|lifetime| lifetime.is_positive())
                    .ok_or("`lifetime` must be a number of seconds above 0, or null")?,
            ),
        };
        self.change(|world, _| world.sessions.lifetime = lifetime);
        Ok(json!({}))
    }
}

fn device(world: &World, now: Timestamp) -> Value {
    let person = &world.sessions.device_person;
    let waiting: Vec<Value> = world
        .waiting_codes(now)
        .map(|code| {
            json!({
                "code": code.user_code,
                "client_id": code.application,
                "tenant": code.tenant,
                "scope": code.scope,
                "expires": code.expires,
            })
        })
        .collect();
    let user = world.person_for(person, None).and_then(|name| world.person(&name));
    json!({
        "mode": if person.automatic { "automatic" } else { "manual" },
        "user": user.map(|user| user.called()),
        "approve": person.approve,
        "interval": person.interval,
        "waiting": waiting,
    })
}
