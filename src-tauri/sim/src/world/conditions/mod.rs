//! Whether what a person has shown is enough for a token: the one place where that is decided.

mod lack;
mod proof;
mod wanted;

use jiff::{SignedDuration, Timestamp};

pub(crate) use lack::{Lack, Remedy};
pub(crate) use proof::{MFA_CONTEXT, Proof};
pub(crate) use wanted::Wanted;

use super::World;
use super::model::{Condition, Consent, Demand, Principal};

/// A token that a person asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The person's name in the world.
    pub(crate) principal: &'a str,
    /// The tenant's id.
    pub(crate) tenant: &'a str,
    pub(crate) application: &'a str,
    pub(crate) wanted: &'a Wanted,
}

impl World {
    /// The first thing that is missing for a token; none when it can be issued.
    pub(crate) fn lacking(&self, asked: &Asked<'_>, proof: &Proof, now: Timestamp) -> Option<Lack> {
        let holder = self.principals.iter().find(|held| held.name == asked.principal)?;
        let person = holder.person.as_ref()?;
        if person.disabled {
            return Some(Lack::Enabled);
        }
        let tenant = self.tenants.iter().find(|held| held.id.eq_ignore_ascii_case(asked.tenant))?;
        let demands = tenant.conditions.iter().filter(|condition| concerns(condition, holder, asked));
        // What nobody can mend comes first, as nobody should approve a request in vain.
        let (mendable, final_): (Vec<Lack>, Vec<Lack>) = demands
            .filter_map(|condition| missing(condition, person.unregistered, asked, proof, now))
            .chain(self.consent_missing(tenant.consent, asked))
            .chain(context_missing(person.unregistered, asked, proof))
            .partition(|lack| lack.remedy().is_some());
        final_.into_iter().chain(mendable).next()
    }

    /// A person does whatever is asked of them, as far as they can.
    pub(crate) fn agree(&mut self, asked: &Asked<'_>, proof: &mut Proof, now: Timestamp) {
        // Each remedy mends what asked for it, so there are never more rounds than kinds of remedies.
        for _ in 0..4 {
            match self.lacking(asked, proof, now).and_then(|lack| lack.remedy()) {
                Some(Remedy::Approve | Remedy::Register) => self.approve(asked, proof, now),
                Some(Remedy::Consent) => self.consent(asked.principal, asked.tenant, asked.application),
                Some(Remedy::SignIn) => proof.signed_in = now,
                None => return,
            }
        }
    }

    /// A person approves with a second factor, which they have registered if they had none.
    pub(crate) fn approve(&mut self, asked: &Asked<'_>, proof: &mut Proof, now: Timestamp) {
        proof.approve(asked.tenant, &asked.wanted.contexts, now);
        let mut holders = self.principals.iter_mut().filter(|held| held.name == asked.principal);
        if let Some(person) = holders.next().and_then(|held| held.person.as_mut()) {
            person.unregistered = false;
        }
    }

    /// A person consents to an application in a tenant.
    pub(crate) fn consent(&mut self, principal: &str, tenant: &str, application: &str) {
        let consent = (principal.to_owned(), tenant.to_lowercase(), application.to_lowercase());
        self.sessions.consents.insert(consent);
    }

    fn consent_missing(&self, consent: Consent, asked: &Asked<'_>) -> Option<Lack> {
        let application = asked.application.to_lowercase();
        if super::refresh::is_family(&application) {
            return None;
        }
        let tenant = self.tenants.iter().find(|held| held.id.eq_ignore_ascii_case(asked.tenant))?;
        if tenant.consented.iter().any(|held| held.eq_ignore_ascii_case(&application)) {
            return None;
        }
        let own = (asked.principal.to_owned(), asked.tenant.to_lowercase(), application);
        match consent {
            Consent::Given => None,
            Consent::People => (!self.sessions.consents.contains(&own)).then_some(Lack::Consent),
            Consent::Admins => Some(Lack::AdminConsent),
        }
    }
}

fn concerns(condition: &Condition, holder: &Principal, asked: &Asked<'_>) -> bool {
    let named = |names: &[String], name: &str| {
        names.is_empty() || names.iter().any(|held| held.eq_ignore_ascii_case(name))
    };
    named(&condition.people, holder.called()) && named(&condition.applications, asked.application)
}

fn missing(
    condition: &Condition,
    unregistered: bool,
    asked: &Asked<'_>,
    proof: &Proof,
    now: Timestamp,
) -> Option<Lack> {
    let good_for = condition.hours.map(|hours| SignedDuration::from_hours(i64::from(hours)));
    let too_old = |at: Timestamp| good_for.is_some_and(|good| now.duration_since(at) >= good);
    let unless = |shown: bool, lack: Lack| (!shown).then_some(lack);
    match condition.demand {
        Demand::Mfa => match proof.mfa(asked.tenant) {
            None if unregistered => Some(Lack::Registration),
            None => Some(Lack::Mfa),
            Some(at) => too_old(at).then_some(Lack::MfaExpired),
        },
        Demand::ExternalMfa => unless(proof.mfa(asked.tenant).is_some(), Lack::ExternalMfa),
        Demand::SignInFrequency => {
            let seconds = good_for.map_or(0, |good| good.as_secs());
            too_old(proof.signed_in).then_some(Lack::SignIn { seconds })
        }
        Demand::CompliantDevice => unless(proof.device, Lack::CompliantDevice),
        Demand::JoinedDevice => unless(proof.device, Lack::JoinedDevice),
        Demand::DeviceAuthentication => unless(proof.device, Lack::DeviceAuthentication),
        Demand::Block => Some(Lack::Blocked),
        Demand::BlockDeviceCode => unless(!proof.device_code, Lack::Blocked),
        Demand::NoRisk => Some(Lack::NoRisk),
        Demand::NoRiskAtHome => Some(Lack::NoRiskAtHome),
        Demand::Assignment => Some(Lack::Assignment),
        Demand::KnownApplication => Some(Lack::KnownApplication),
        Demand::OutboundAccess => Some(Lack::OutboundAccess),
        Demand::InboundAccess => Some(Lack::InboundAccess),
    }
}

/// An authentication context that the token is to carry, and that is not covered yet.
fn context_missing(unregistered: bool, asked: &Asked<'_>, proof: &Proof) -> Option<Lack> {
    let mut contexts = asked.wanted.contexts.iter();
    contexts.find(|context| !proof.covers(asked.tenant, context))?;
    Some(if unregistered { Lack::Registration } else { Lack::Mfa })
}
