//! Who is signed in, and who is about to.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::browsers::Browsers;
use super::challenges::Standing;
use super::codes::Code;
use super::devices::{DeviceCode, DevicePerson};
use super::habits::Ways;
use super::refresh::RefreshToken;
use super::tokens::Token;
use crate::jws::digest;

/// What Entra ID remembers of its clients; it is no part of a world's file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sessions {
    pub(super) tokens: HashMap<String, Token>,
    pub(super) refresh_tokens: HashMap<String, RefreshToken>,
    pub(super) device_codes: Vec<DeviceCode>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) browsers: Browsers,
    /// See [`World::secrets`].
    pub(super) secrets: BTreeSet<String>,
    pub(crate) device_person: DevicePerson,
    /// Who let which application in for themselves, and where: principal, tenant, application.
    pub(super) consents: BTreeSet<(String, String, String)>,
    /// How long access tokens live from now on, instead of what is usual.
    pub(crate) lifetime: Option<SignedDuration>,
    pub(crate) ways: Ways,
    /// What Resource Manager demands of tokens.
    pub(super) challenges: Vec<Standing>,
    pub(super) issued: u64,
    /// How many sign-ins there were.
    pub(super) families: u64,
}

impl World {
    /// Text that was not there before, not even before a reset.
    pub(super) fn fresh(&mut self) -> String {
        self.sessions.issued += 1;
        digest(&[&self.sessions.issued.to_string(), &self.dice.hex(16)])
    }

    /// Takes the place of `self`. Tokens and sign-ins under way belong to clients rather than to the world, and stay.
    pub(crate) fn start_over(&mut self, pristine: Self) {
        let before = std::mem::take(&mut self.sessions);
        *self = pristine;
        let initial = std::mem::take(&mut self.sessions);
        let mut tokens = before.tokens;
        // A token that was there from the beginning is as good as it was then.
        tokens.extend(initial.tokens);
        self.sessions = Sessions {
            tokens,
            refresh_tokens: before.refresh_tokens,
            device_codes: before.device_codes,
            codes: before.codes,
            browsers: before.browsers,
            secrets: before.secrets.into_iter().chain(initial.secrets).collect(),
            issued: before.issued,
            families: before.families,
            device_person: initial.device_person,
            consents: initial.consents,
            challenges: initial.challenges,
            ways: initial.ways,
            lifetime: initial.lifetime,
        };
    }

    /// Every access token issued so far is expired from now on.
    pub(crate) fn expire_tokens(&mut self, now: Timestamp) {
        for token in self.sessions.tokens.values_mut() {
            token.expires = token.expires.min(now);
        }
    }
}
