//! The body of a request to activate a role.

use jiff::Timestamp;
use serde_json::Value;

use crate::arm::Refusal;
use crate::stamp;
use crate::world::{Length, Ticket};

pub(super) struct Asked {
    pub(super) kind: String,
    /// The GUID of the role's definition.
    pub(super) role_id: String,
    pub(super) principal: String,
    /// The eligibility's schedule, as a GUID or a whole id.
    pub(super) linked: Option<String>,
    pub(super) start: Timestamp,
    pub(super) length: Length,
    pub(super) justification: Option<String>,
    pub(super) ticket: Ticket,
}

impl Asked {
    pub(super) fn read(body: &Value, now: Timestamp) -> Result<Self, Refusal> {
        let properties = &body["properties"];
        let required = |name: &str| {
            text(properties, name)
                .ok_or_else(|| invalid(&format!("The required property '{name}' is missing.")))
        };
        let role = required("roleDefinitionId")?;
        let start = match text(&properties["scheduleInfo"], "startDateTime") {
            Some(start) => start
                .parse::<Timestamp>()
                .map_err(|_| invalid(&format!("'{start}' is not a date and time.")))?,
            None => now,
        };
        Ok(Self {
            kind: required("requestType")?,
            role_id: role.rsplit('/').next().unwrap_or_default().to_owned(),
            principal: required("principalId")?,
            linked: text(properties, "linkedRoleEligibilityScheduleId"),
            // A beginning in the past is now.
            start: start.max(stamp::ticks(now)),
            length: length(&properties["scheduleInfo"]["expiration"])?,
            justification: text(properties, "justification"),
            ticket: Ticket {
                number: text(&properties["ticketInfo"], "ticketNumber"),
                system: text(&properties["ticketInfo"], "ticketSystem"),
            },
        })
    }
}

fn length(expiration: &Value) -> Result<Length, Refusal> {
    let (duration, end) = (text(expiration, "duration"), text(expiration, "endDateTime"));
    match (text(expiration, "type").as_deref(), duration, end) {
        (None | Some("NoExpiration"), ..) => Ok(Length::Forever),
        (Some("AfterDuration"), Some(text), _) => stamp::duration(&text)
            .map(|length| Length::For(length, text.clone()))
            .ok_or_else(|| invalid(&format!("'{text}' is not a duration such as PT8H."))),
        // Azure takes a duration that is left out for no end at all.
        (Some("AfterDuration"), None, _) => Ok(Length::Forever),
        (Some("AfterDateTime"), _, Some(end)) => {
            end.parse().map(Length::Until).map_err(|_| invalid(&format!("'{end}' is not a date and time.")))
        }
        (Some("AfterDateTime"), _, None) => Err(invalid("The required property 'endDateTime' is missing.")),
        (Some(other), ..) => Err(invalid(&format!("The expiration type '{other}' is invalid."))),
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(400, "InvalidRequestContent", format!("The request content was invalid. {message}"))
}
