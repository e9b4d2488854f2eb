//! `/_sim/device` and `/_sim/tokens`: who enters codes, and how long tokens live.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sim::Sim;
use crate::world::World;
use crate::world::devices::DeviceCode;

/// What is left out stays as it is.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Device {
    mode: Option<Mode>,
    user: Option<String>,
    approve: Option<bool>,
    interval: Option<i64>,
    /// Answer this code only.
    code: Option<String>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Automatic,
    Manual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lifetime {
    lifetime: Option<f64>,
}

impl Sim {
    /// Sets who enters codes. In manual mode `approve` is what the person does now, with the codes that wait.
    pub(super) fn set_device(&self, asked: &Device) -> Result<Value, String> {
        self.change(|world, now| {
            let mut person = world.sessions.device_person.clone();
            if let Some(mode) = asked.mode {
                person.automatic = mode == Mode::Automatic;
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

    pub(super) fn device(&self) -> Value {
        self.read(device)
    }

    /// Access tokens live this long from now on; as long as is usual when absent.
    pub(super) fn set_lifetime(&self, asked: &Lifetime) -> Result<Value, String> {
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
