//! Refresh tokens: one stands for a person and an application, in every tenant and for every resource.
//!
//! Each use gives a new one. The old one stays good for a few minutes, so that a client with several processes or a
//! lost answer does not lose its sign-in, and is refused from then on. Entra ID keeps it longer; a client that depends
//! on that is wrong, and here it shows.

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::conditions::Proof;
use super::demands::Ending;

/// How long a refresh token lasts when nobody uses it.
const IDLE: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Applications of Microsoft's that share their refresh tokens: Azure CLI, Azure PowerShell, Visual Studio Code.
const FAMILY: [&str; 3] = [
    super::tokens::AZURE_CLI,
    "1950a258-227b-4e31-a9cf-717495945fc2",
    "aebc6443-996d-45c2-90f0-388ff96faa56",
];

#[derive(Clone, Debug)]
pub(super) struct RefreshToken {
    principal: String,
    application: String,
    issued: Timestamp,
    used: Option<Timestamp>,
    ended: Option<(Ending, Timestamp)>,
    /// What stood behind the sign-in that it came from.
    proof: Proof,
    /// That sign-in.
    family: u64,
}

/// What a presented refresh token is good for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Redeemed {
    /// Tokens for the principal of this name, as far as what they have shown is enough.
    For { principal: String, proof: Proof, family: u64 },
    /// There is no such token.
    Unknown,
    /// It belongs to another application.
    OtherApplication,
    /// It was replaced a while ago.
    Replaced,
    /// It was not used for so long that it is worth nothing.
    Idle {
        /// When it was issued.
        issued: Timestamp,
    },
    /// The person's sessions were ended.
    Ended {
        /// Why.
        why: Ending,
        /// When it was issued.
        issued: Timestamp,
        /// When they were ended.
        at: Timestamp,
    },
}

/// Whether an application shares its refresh tokens with others of Microsoft's.
pub(crate) fn is_family(application: &str) -> bool {
    FAMILY.iter().any(|member| member.eq_ignore_ascii_case(application))
}

impl World {
    pub(crate) fn issue_refresh_token(
        &mut self,
        principal: &str,
        application: &str,
        proof: &Proof,
        family: u64,
        now: Timestamp,
    ) -> String {
        let token = format!("1.{}.{}", self.fresh(), self.dice.opaque(1100));
        let stored = RefreshToken {
            principal: principal.to_owned(),
            application: application.to_lowercase(),
            issued: now,
            used: None,
            ended: None,
            proof: proof.clone(),
            family,
        };
        self.note_secret(&token);
        self.sessions.refresh_tokens.insert(token.clone(), stored);
        token
    }

    /// A number for a sign-in, whose refresh tokens belong together.
    pub(crate) fn new_family(&mut self) -> u64 {
        self.sessions.families += 1;
        self.sessions.families
    }

    /// Every refresh token of a sign-in is good no longer: one of them was in the wrong hands.
    pub(super) fn end_family(&mut self, family: u64, now: Timestamp) {
        let tokens = self.sessions.refresh_tokens.values_mut();
        for token in tokens.filter(|held| held.family == family) {
            token.ended.get_or_insert((Ending::SessionsRevoked, now));
        }
    }

    /// The refresh tokens of a principal, or of everybody, are good no longer.
    pub(super) fn end_refresh_tokens(&mut self, principal: Option<&str>, why: Ending, now: Timestamp) {
        let tokens = self.sessions.refresh_tokens.values_mut();
        for token in tokens.filter(|held| principal.is_none_or(|name| held.principal == name)) {
            token.ended.get_or_insert((why, now));
        }
    }

    pub(crate) fn redeem_refresh_token(
        &mut self,
        token: &str,
        application: &str,
        now: Timestamp,
    ) -> Redeemed {
        let ways = self.sessions.ways;
        let Some(held) = self.sessions.refresh_tokens.get_mut(token) else { return Redeemed::Unknown };
        let same = held.application.eq_ignore_ascii_case(application);
        let shared = is_family(application) && is_family(&held.application);
        if !(same || shared) {
            return Redeemed::OtherApplication;
        }
        if let Some((why, at)) = held.ended {
            return Redeemed::Ended { why, issued: held.issued, at };
        }
        if now.duration_since(held.issued) >= IDLE {
            return Redeemed::Idle { issued: held.issued };
        }
        let grace = ways.refresh_grace;
        if held.used.is_some_and(|used| grace.is_zero() || now.duration_since(used) > grace) {
            let family = held.family;
            if ways.reuse_ends_sign_in {
                self.end_family(family, now);
            }
            return Redeemed::Replaced;
        }
        Redeemed::For { principal: held.principal.clone(), proof: held.proof.clone(), family: held.family }
    }

    /// A newer refresh token has taken the place of this one; a refusal leaves it as it is.
    pub(crate) fn replace_refresh_token(&mut self, token: &str, now: Timestamp) {
        if let Some(held) = self.sessions.refresh_tokens.get_mut(token) {
            held.used.get_or_insert(now);
        }
    }
}
