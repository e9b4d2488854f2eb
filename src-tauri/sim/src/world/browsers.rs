//! Browsers: who is signed in to each, and who is signing in.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::authorization::{Authorization, Prompt};
use super::conditions::Proof;
use super::model::Principal;

/// How long a person may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What the pages of browsers have led to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browsers {
    /// Who is signed in and what they have shown, by the browser's cookie.
    signed_in: HashMap<String, BTreeMap<String, Proof>>,
    /// Who is signing in, by what the pages carry along.
    under_way: HashMap<String, UnderWay>,
}

/// A sign-in between two pages.
#[derive(Clone, Debug)]
pub(crate) struct UnderWay {
    pub(crate) asked: Authorization,
    /// The browser's cookie, if it came with one.
    pub(crate) browser: Option<String>,
    /// The name of who was chosen, and what they have shown.
    pub(crate) person: Option<(String, Proof)>,
    /// They were asked whether the application may, and it may.
    pub(crate) consented: bool,
    /// What the person's telephone would ask for.
    pub(crate) number: u64,
    expires: Timestamp,
}

impl World {
    /// The people who are signed in to the browser with this cookie, and may sign in to the tenant.
    pub(crate) fn signed_in(&self, browser: Option<&str>, tenant: Option<&str>) -> Vec<&Principal> {
        self.people(tenant).filter(|held| self.proof_in(browser, &held.name).is_some()).collect()
    }

    /// What somebody has shown in the browser with this cookie.
    pub(crate) fn proof_in(&self, browser: Option<&str>, principal: &str) -> Option<&Proof> {
        self.sessions.browsers.signed_in.get(browser?)?.get(principal)
    }

    /// The people who may sign in to a tenant: its members and guests.
    pub(crate) fn people(&self, tenant: Option<&str>) -> impl Iterator<Item = &Principal> {
        let may = move |held: &&Principal| tenant.is_none_or(|tenant| held.is_in(tenant));
        self.principals.iter().filter(|held| held.person.is_some()).filter(may)
    }

    /// Begins a sign-in and gives what its pages carry along.
    pub(crate) fn begin_sign_in(
        &mut self,
        asked: Authorization,
        browser: Option<String>,
        now: Timestamp,
    ) -> String {
        self.sessions.browsers.under_way.retain(|_, held| held.expires > now);
        let flow = self.fresh();
        let number = 10 + self.dice.below(90);
        let expires = now + PATIENCE;
        let held = UnderWay { asked, browser, person: None, consented: false, number, expires };
        self.sessions.browsers.under_way.insert(flow.clone(), held);
        flow
    }

    /// The sign-in that a page belongs to, unless it has ended or took too long.
    pub(crate) fn under_way(&mut self, flow: &str, now: Timestamp) -> Option<&mut UnderWay> {
        self.sessions.browsers.under_way.get_mut(flow).filter(|held| held.expires > now)
    }

    /// A person is chosen. What the browser knows of them counts, unless they are to show it again.
    pub(crate) fn choose(&mut self, flow: &str, principal: &str, now: Timestamp) {
        let holder = self.principals.iter().find(|held| held.name == principal);
        let device = holder.and_then(|held| held.person.as_ref()).is_some_and(|person| person.managed_device);
        let Some(held) = self.sessions.browsers.under_way.get(flow) else { return };
        let known = self.proof_in(held.browser.as_deref(), principal);
        let proof = known.filter(|_| held.asked.prompt != Prompt::Login).cloned();
        let mut proof = proof.unwrap_or_else(|| Proof::password(now));
        proof.device = device;
        if let Some(held) = self.under_way(flow, now) {
            held.person = Some((principal.to_owned(), proof));
        }
    }

    pub(crate) fn end_sign_in(&mut self, flow: &str) {
        self.sessions.browsers.under_way.remove(flow);
    }

    /// From now on the browser knows this person. Gives its cookie, which is a new one if it had none.
    pub(crate) fn remember(&mut self, browser: Option<&str>, principal: &str, proof: Proof) -> String {
        let known = browser.filter(|cookie| self.sessions.browsers.signed_in.contains_key(*cookie));
        let cookie = known.map_or_else(|| self.fresh(), str::to_owned);
        let people = self.sessions.browsers.signed_in.entry(cookie.clone()).or_default();
        people.insert(principal.to_owned(), proof);
        cookie
    }

    /// The browser forgets everybody.
    pub(crate) fn sign_out(&mut self, browser: &str) {
        self.sessions.browsers.signed_in.remove(browser);
    }

    /// All browsers forget a person, or everybody.
    pub(super) fn sign_out_everywhere(&mut self, principal: Option<&str>) {
        for people in self.sessions.browsers.signed_in.values_mut() {
            people.retain(|name, _| principal.is_some_and(|principal| principal != name));
        }
    }
}
