//! Changing what a tenant demands, and what its people can show.

use jiff::Timestamp;
use serde::Deserialize;

use super::World;
use super::check::conditions::{check_condition, check_ids};
use super::model::{Condition, Consent, Demand};

/// What a tenant demands from now on. What is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Demands {
    /// Multi-factor authentication, done in this tenant, of everybody.
    pub mfa: Option<bool>,
    /// All its conditions; they replace those that it has.
    pub conditions: Option<Vec<Condition>>,
    /// Who lets applications in.
    pub consent: Option<Consent>,
    /// The applications that an administrator has let in for everybody, by client id.
    pub consented: Option<Vec<String>>,
    /// Resource Manager lets people create, change and delete only with multi-factor authentication.
    pub mfa_for_changes: Option<bool>,
}

/// What is so of a person from now on. What is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonChange {
    /// The account can no longer be used.
    pub disabled: Option<bool>,
    /// They have not registered for multi-factor authentication.
    pub unregistered: Option<bool>,
    /// Their browser can show that its computer is one of the company's.
    pub managed_device: Option<bool>,
}

/// Why refresh tokens are good no longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// The person or an administrator ended all sessions (50173).
    #[default]
    SessionsRevoked,
    /// The person has another password (50133).
    PasswordChanged,
    /// The session is over for another reason (50132).
    SessionOver,
}

impl Demands {
    /// Only multi-factor authentication, of everybody.
    #[must_use]
    pub fn mfa() -> Self {
        Self { mfa: Some(true), ..Self::default() }
    }

    /// Only this, of everybody and with every application.
    #[must_use]
    pub fn only(demand: Demand) -> Self {
        Self { conditions: Some(vec![Condition::everybody(demand)]), ..Self::default() }
    }
}

impl Condition {
    /// A condition for everybody and every application.
    #[must_use]
    pub fn everybody(demand: Demand) -> Self {
        Self { demand, people: Vec::new(), applications: Vec::new(), hours: None }
    }
}

impl World {
    /// Changes what a tenant demands; it is called by id, domain or name.
    pub(crate) fn demand(&mut self, tenant: &str, demands: Demands) -> Result<(), String> {
        let conditions = demands.conditions.iter().flatten();
        for name in conditions.flat_map(|condition| &condition.people) {
            self.known_person(name)?;
        }
        let places = (0..).map(|at| format!("conditions[{at}]"));
        for (place, condition) in places.zip(demands.conditions.iter().flatten()) {
            check_condition(&place, condition).map_err(|error| error.to_string())?;
        }
        check_ids("consented", demands.consented.as_deref().unwrap_or_default())
            .map_err(|error| error.to_string())?;
        let known: Vec<String> = self.tenants.iter().map(|held| held.default_domain.clone()).collect();
        let called = |name: &str| name.eq_ignore_ascii_case(tenant);
        let mut tenants = self.tenants.iter_mut();
        let found = tenants
            .find(|held| called(&held.id) || called(&held.default_domain) || called(&held.display_name));
        let found = found.ok_or_else(|| {
            format!("there is no tenant called `{tenant}`; there are: {}", known.join(", "))
        })?;
        if let Some(conditions) = demands.conditions {
            found.conditions = conditions;
        }
        if let Some(mfa) = demands.mfa {
            found.conditions.retain(|held| held.demand != Demand::Mfa);
            found.conditions.extend(mfa.then(|| Condition::everybody(Demand::Mfa)));
        }
        found.consent = demands.consent.unwrap_or(found.consent);
        if let Some(consented) = demands.consented {
            found.consented = consented;
        }
        found.mfa_for_changes = demands.mfa_for_changes.unwrap_or(found.mfa_for_changes);
        Ok(())
    }

    /// Changes what is so of a person, who is called by user principal name or by name.
    pub(crate) fn change_person(&mut self, person: &str, change: PersonChange) -> Result<(), String> {
        let name = self.known_person(person)?;
        let mut people = self.principals.iter_mut().filter(|held| held.name == name);
        if let Some(person) = people.next().and_then(|held| held.person.as_mut()) {
            person.disabled = change.disabled.unwrap_or(person.disabled);
            person.unregistered = change.unregistered.unwrap_or(person.unregistered);
            person.managed_device = change.managed_device.unwrap_or(person.managed_device);
        }
        Ok(())
    }

    /// This person has to sign in again, at once or, with a token that cannot be challenged, when it has expired;
    /// everybody when nobody is named.
    pub(crate) fn revoke(&mut self, person: Option<&str>, why: Ending, now: Timestamp) -> Result<(), String> {
        let name = person.map(|person| self.known_person(person)).transpose()?;
        self.end_refresh_tokens(name.as_deref(), why, now);
        self.sign_out_everywhere(name.as_deref());
        self.challenge_tokens(name, now);
        Ok(())
    }
}
