//! Signing in on another device: codes that wait until a person enters them somewhere.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::World;
use super::model::Principal;

const LIFETIME: SignedDuration = SignedDuration::from_secs(900);
/// A client that waits as told may be this much early: clocks and networks are not exact.
const TOLERANCE: SignedDuration = SignedDuration::from_millis(500);
/// No letters and digits that look alike.
const LETTERS: &[u8; 27] = b"ABCDEFGHJKLMNPQRSTUVWXYZ236";

/// A code and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct DeviceCode {
    pub(crate) device_code: String,
    /// What the person enters.
    pub(crate) user_code: String,
    pub(crate) application: String,
    /// The tenant signed in to; the person's home when absent.
    pub(crate) tenant: Option<String>,
    pub(crate) scope: String,
    pub(crate) expires: Timestamp,
    pub(crate) interval: i64,
    polled: Option<Timestamp>,
    fate: Fate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    Waiting,
    /// By the principal of this name.
    Approved(String),
    Declined,
    Redeemed,
}

/// Who enters codes, since nobody sits in front of a test.
#[derive(Clone, Debug)]
pub(crate) struct DevicePerson {
    /// Codes are answered by themselves, at the second poll; otherwise they wait for the page or the control.
    pub(crate) automatic: bool,
    /// The principal's name; the world's first person when absent.
    pub(crate) user: Option<String>,
    pub(crate) approve: bool,
    /// Seconds between polls, as told to clients.
    pub(crate) interval: i64,
}

impl Default for DevicePerson {
    fn default() -> Self {
        Self { automatic: true, user: None, approve: true, interval: 5 }
    }
}

/// Who enters codes from now on, and how. What is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CodeEntry {
    /// Whether codes are answered by themselves.
    pub mode: Option<CodeMode>,
    /// Who signs in, by user principal name or by name.
    pub user: Option<String>,
    /// Whether they approve. In manual mode this is what they do now, with the codes that wait.
    pub approve: Option<bool>,
    /// Seconds between polls, as told to clients.
    pub interval: Option<i64>,
    /// Answer this code only.
    pub code: Option<String>,
}

/// How codes are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeMode {
    /// By themselves, at the second poll.
    Automatic,
    /// When somebody enters them on the page, or a test does.
    Manual,
}

/// What a poll is answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Poll {
    Approved {
        /// The name of who signed in.
        principal: String,
        tenant: Option<String>,
        scope: String,
    },
    Pending,
    TooFast,
    Declined,
    Expired,
    Redeemed,
    OtherApplication,
    Unknown,
}

impl World {
    pub(crate) fn issue_device_code(
        &mut self,
        application: &str,
        tenant: Option<String>,
        scope: &str,
        now: Timestamp,
    ) -> &DeviceCode {
        self.sessions.device_codes.retain(|held| held.expires + LIFETIME > now);
        let user_code = self.unused_user_code();
        let device_code = format!("{}{}", self.fresh(), self.dice.opaque(170));
        self.note_secret(&device_code);
        self.sessions.device_codes.push(DeviceCode {
            device_code,
            user_code,
            application: application.to_owned(),
            tenant,
            scope: scope.to_owned(),
            expires: now + LIFETIME,
            interval: self.sessions.device_person.interval,
            polled: None,
            fate: Fate::Waiting,
        });
        &self.sessions.device_codes[self.sessions.device_codes.len() - 1]
    }

    pub(crate) fn poll_device_code(&mut self, code: &str, application: &str, now: Timestamp) -> Poll {
        let person = self.sessions.device_person.clone();
        let Some(at) = self.sessions.device_codes.iter().position(|held| held.device_code == code) else {
            return Poll::Unknown;
        };
        let held = &mut self.sessions.device_codes[at];
        if !held.application.eq_ignore_ascii_case(application) {
            return Poll::OtherApplication;
        }
        if held.fate == Fate::Waiting && held.expires > now {
            let last = held.polled.replace(now);
            let Some(last) = last else { return Poll::Pending };
            if now.duration_since(last) + TOLERANCE < SignedDuration::from_secs(held.interval) {
                held.interval += 5;
                return Poll::TooFast;
            }
            if !person.automatic {
                return Poll::Pending;
            }
            self.answer_as(&person, at);
        }
        let held = &mut self.sessions.device_codes[at];
        match &held.fate {
            Fate::Redeemed => Poll::Redeemed,
            _ if held.expires <= now => Poll::Expired,
            Fate::Declined => Poll::Declined,
            Fate::Waiting => Poll::Pending,
            Fate::Approved(principal) => {
                let principal = principal.clone();
                held.fate = Fate::Redeemed;
                Poll::Approved { principal, tenant: held.tenant.clone(), scope: held.scope.clone() }
            }
        }
    }

    /// The codes that wait for somebody.
    pub(crate) fn waiting_codes(&self, now: Timestamp) -> impl Iterator<Item = &DeviceCode> {
        self.sessions.device_codes.iter().filter(move |held| held.fate == Fate::Waiting && held.expires > now)
    }

    /// The code that waits under this user code.
    pub(crate) fn waiting_code(&self, user_code: &str, now: Timestamp) -> Option<&DeviceCode> {
        let entered = user_code.trim();
        self.waiting_codes(now).find(|held| held.user_code.eq_ignore_ascii_case(entered))
    }

    /// A person by name, as the world or as the tenant knows it.
    pub(crate) fn person(&self, name: &str) -> Option<&Principal> {
        let mut people = self.principals.iter().filter(|held| held.person.is_some());
        people.find(|held| held.called().eq_ignore_ascii_case(name) || held.name.eq_ignore_ascii_case(name))
    }

    /// The name in this world of a person; the error says whom there is.
    pub(crate) fn known_person(&self, called: &str) -> Result<String, String> {
        self.person(called).map(|person| person.name.clone()).ok_or_else(|| {
            let people = self.principals.iter().filter(|held| held.person.is_some());
            let people: Vec<&str> = people.map(|held| held.called()).collect();
            format!("there is nobody called `{called}`; there are: {}", people.join(", "))
        })
    }

    /// A person enters a code and approves, or declines; false when no such code waits.
    pub(crate) fn enter_code(&mut self, user_code: &str, answer: Option<&str>, now: Timestamp) -> bool {
        let entered = user_code.trim();
        let waits = |held: &&mut DeviceCode| {
            held.fate == Fate::Waiting && held.expires > now && held.user_code.eq_ignore_ascii_case(entered)
        };
        let Some(held) = self.sessions.device_codes.iter_mut().find(waits) else { return false };
        held.fate = answer.map_or(Fate::Declined, |principal| Fate::Approved(principal.to_owned()));
        true
    }

    /// The principal that codes are approved as in this tenant: the chosen one, or the first person who is a member.
    pub(crate) fn person_for(&self, person: &DevicePerson, tenant: Option<&str>) -> Option<String> {
        let people = self.principals.iter().filter(|held| held.person.is_some());
        match &person.user {
            Some(chosen) => people.map(|held| &held.name).find(|name| *name == chosen).cloned(),
            None => people
                .filter(|held| tenant.is_none_or(|tenant| held.is_in(tenant)))
                .map(|held| held.name.clone())
                .next(),
        }
    }

    fn unused_user_code(&mut self) -> String {
        loop {
            let code: String = (0..9).map(|_| char::from(LETTERS[self.dice.below(27) as usize])).collect();
            if !self.sessions.device_codes.iter().any(|held| held.user_code == code) {
                return code;
            }
        }
    }

    fn answer_as(&mut self, person: &DevicePerson, at: usize) {
        let chosen = self.person_for(person, self.sessions.device_codes[at].tenant.as_deref());
        self.sessions.device_codes[at].fate = match (person.approve, chosen) {
            (false, _) => Fate::Declined,
            (true, Some(name)) => Fate::Approved(name),
            (true, None) => return,
        };
    }
}
