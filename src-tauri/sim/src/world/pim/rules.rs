//! Does a request to activate a role meet what the role's settings ask for?

use jiff::{SignedDuration, Timestamp};

use super::{Length, Ticket};
use crate::stamp;
use crate::world::Shown;
use crate::world::model::RoleSettings;

const SHORTEST: SignedDuration = SignedDuration::from_mins(5);

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The rules that are not met, by Azure's names.
    Rules(Vec<&'static str>),
    /// The token lacks this authentication context.
    Context(String),
}

/// Compares a request with the settings of its role and with how the caller signed in.
pub(crate) fn check(
    settings: &RoleSettings,
    start: Timestamp,
    length: &Length,
    justification: Option<&str>,
    ticket: &Ticket,
    shown: &Shown,
) -> Result<(), Refused> {
    let longest = stamp::duration(&settings.max_duration).unwrap_or(SHORTEST);
    let fits = |asked: SignedDuration| (SHORTEST..=longest).contains(&asked);
    let fits = match length {
        Length::For(asked, _) => fits(*asked),
        Length::Until(end) => fits(end.duration_since(start)),
        Length::Forever => false,
    };
    let said = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
    let ticketed = said(ticket.number.as_deref()) && said(ticket.system.as_deref());
    let rules = [
        ("ExpirationRule", fits),
        ("JustificationRule", !settings.justification || said(justification)),
        ("TicketingRule", !settings.ticket || ticketed),
        ("MfaRule", !settings.mfa || shown.mfa),
    ];
    let failed: Vec<&str> = rules.iter().filter(|(_, holds)| !holds).map(|(name, _)| *name).collect();
    match &settings.authentication_context {
        _ if !failed.is_empty() => Err(Refused::Rules(failed)),
        Some(context) if !shown.contexts.contains(context) => Err(Refused::Context(context.clone())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_is_not_met_is_named() {
        let start: Timestamp = "2026-02-01T08:00:00Z".parse().unwrap();
        let hours = |hours| Length::For(SignedDuration::from_hours(hours), format!("PT{hours}H"));
        let mut settings = RoleSettings::default_for("Contributor", "/");
        let judge =
            |settings: &RoleSettings, length: &Length, why: Option<&str>, ticket: Option<&str>, mfa| {
                let shown = Shown { mfa, ..Shown::default() };
                let ticket = Ticket { number: ticket.map(str::to_owned), system: ticket.map(str::to_owned) };
                check(settings, start, length, why, &ticket, &shown)
            };
        let rules = |names: &[&'static str]| Err(Refused::Rules(names.to_vec()));
        assert_eq!(judge(&settings, &hours(8), Some("patching"), None, false), Ok(()));
        assert_eq!(judge(&settings, &hours(9), Some("patching"), None, false), rules(&["ExpirationRule"]));
        assert_eq!(
            judge(&settings, &Length::Forever, Some(" "), None, false),
            rules(&["ExpirationRule", "JustificationRule"])
        );
        let minutes = |minutes| Length::Until(start + SignedDuration::from_mins(minutes));
        assert_eq!(judge(&settings, &minutes(5), Some("x"), None, false), Ok(()));
        assert_eq!(judge(&settings, &minutes(4), Some("x"), None, false), rules(&["ExpirationRule"]));
        (settings.ticket, settings.mfa, settings.justification) = (true, true, false);
        assert_eq!(judge(&settings, &hours(1), None, None, false), rules(&["TicketingRule", "MfaRule"]));
        assert_eq!(judge(&settings, &hours(1), None, Some("4711"), true), Ok(()));
        settings.authentication_context = Some("c1".into());
        assert_eq!(judge(&settings, &hours(1), None, Some("4711"), true), Err(Refused::Context("c1".into())));
        assert_eq!(judge(&settings, &hours(1), None, Some("4711"), false), rules(&["MfaRule"]));
        let ticket = Ticket { number: Some("4711".into()), system: Some("4711".into()) };
        let shown = Shown { mfa: true, contexts: ["c1".to_owned()].into(), ..Shown::default() };
        assert_eq!(check(&settings, start, &hours(1), None, &ticket, &shown), Ok(()));
    }
}
