//! `initiate`: the only call that widens anything.

use jiff::{Timestamp, Unit};
use jit_core::{Accepted, Initiate, Problem};
use serde::Serialize;

use super::policy::WireRequest;
use crate::Azure;
use crate::arm::{Answer, Call, Purpose};

impl Azure {
    /// Asks for access: one machine, one port, one source. Not sent again after a failure that leaves open whether
    /// Azure took it.
    ///
    /// # Errors
    /// `MayNotRequest`, `NoPolicy`, `OutsidePolicy`, `StartBlocked`, `Busy`, `Interrupted`, ….
    pub async fn initiate(&self, wish: &Initiate) -> Result<Accepted, Problem> {
        let path = format!("{}/initiate", wish.policy);
        let purpose = Purpose::Request(wish.vm.id.name().to_owned());
        let call = Call::post(path, "api-version=2020-01-01", purpose).with(&Body::of(wish));
        let answer = self.arm_of(&wish.vm).send(&call).await?;
        Ok(accepted(wish, &answer))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'a str>,
    virtual_machines: [Machine<'a>; 1],
}

#[derive(Serialize)]
struct Machine<'a> {
    id: &'a str,
    ports: [Port; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Port {
    number: u16,
    allowed_source_address_prefix: String,
    end_time_utc: String,
}

impl<'a> Body<'a> {
    fn of(wish: &'a Initiate) -> Self {
        let port = Port {
            number: wish.port,
            allowed_source_address_prefix: wish.source.to_string(),
            end_time_utc: whole_seconds(wish.until).to_string(),
        };
        Self {
            justification: wish.justification.as_deref().filter(|text| !text.trim().is_empty()),
            virtual_machines: [Machine { id: wish.vm.id.as_str(), ports: [port] }],
        }
    }
}

/// Rounded down, so that a rounded end never goes beyond what the policy allows.
fn whole_seconds(time: Timestamp) -> Timestamp {
    let down = jiff::TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Floor);
    time.round(down).unwrap_or(time)
}

/// A 2xx means that the request is taken, whatever the body says: reporting a failure would invite a second one.
/// What the body leaves out is filled in from the wish and from Azure's clock.
fn accepted(wish: &Initiate, answer: &Answer) -> Accepted {
    let wire = answer.json::<WireRequest>().ok();
    let took = answer.received.duration_since(answer.sent);
    let from = wire
        .as_ref()
        .and_then(WireRequest::from)
        .unwrap_or_else(|| answer.date().unwrap_or(answer.received).checked_sub(took).unwrap_or(answer.sent));
    let entry = wire
        .map(WireRequest::read)
        .unwrap_or_default()
        .into_iter()
        .find(|entry| entry.port == wish.port && entry.vm == wish.vm.id);
    let until = entry.as_ref().map_or_else(|| whole_seconds(wish.until), |entry| entry.until);
    Accepted { from, until, mapped_port: entry.and_then(|entry| entry.mapped_port) }
}
