//! Browsers: who is signed in to each, and who is signing in.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::authorization::Authorization;
use super::model::Principal;

/// How long a person may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What the pages of browsers have led to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browsers {
    /// Who is signed in, by the browser's cookie.
    signed_in: HashMap<String, Vec<String>>,
    /// Who is signing in, by what the pages carry along.
    under_way: HashMap<String, UnderWay>,
}

/// A sign-in between two pages.
#[derive(Clone, Debug)]
pub(crate) struct UnderWay {
    pub(crate) asked: Authorization,
    /// The browser's cookie, if it came with one.
    pub(crate) browser: Option<String>,
    expires: Timestamp,
}

impl World {
    /// The people who are signed in to the browser with this cookie, and may sign in to the tenant.
    pub(crate) fn signed_in(&self, browser: Option<&str>, tenant: Option<&str>) -> Vec<&Principal> {
        let names = browser.and_then(|cookie| self.sessions.browsers.signed_in.get(cookie));
        let known = |principal: &&Principal| names.is_some_and(|names| names.contains(&principal.name));
        self.people(tenant).filter(known).collect()
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
        let held = UnderWay { asked, browser, expires: now + PATIENCE };
        self.sessions.browsers.under_way.insert(flow.clone(), held);
        flow
    }

    /// The sign-in that a page belongs to, unless it has ended or took too long.
    pub(crate) fn under_way(&mut self, flow: &str, now: Timestamp) -> Option<&mut UnderWay> {
        self.sessions.browsers.under_way.get_mut(flow).filter(|held| held.expires > now)
    }

    pub(crate) fn end_sign_in(&mut self, flow: &str) {
        self.sessions.browsers.under_way.remove(flow);
    }

    /// From now on the browser knows this person. Gives its cookie, which is a new one if it had none.
    pub(crate) fn remember(&mut self, browser: Option<&str>, principal: &str) -> String {
        let known = browser.filter(|cookie| self.sessions.browsers.signed_in.contains_key(*cookie));
        let cookie = known.map_or_else(|| self.fresh(), str::to_owned);
        let names = self.sessions.browsers.signed_in.entry(cookie.clone()).or_default();
        if !names.iter().any(|name| name == principal) {
            names.push(principal.to_owned());
        }
        cookie
    }

    /// The browser forgets everybody.
    pub(crate) fn sign_out(&mut self, browser: &str) {
        self.sessions.browsers.signed_in.remove(browser);
    }

    /// All browsers forget everybody.
    pub(super) fn sign_out_everywhere(&mut self) {
        self.sessions.browsers.signed_in.clear();
    }
}
