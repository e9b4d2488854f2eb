//! Authorization codes: what a browser brings back to the application that sent it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};

use super::World;
use super::authorization::{Authorization, CodeChallenge};
use super::conditions::Proof;

const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// A code and what it is worth.
#[derive(Clone, Debug)]
pub(super) struct Code {
    principal: String,
    proof: Proof,
    asked: Authorization,
    expires: Timestamp,
    /// What it was redeemed for.
    redeemed: Option<u64>,
}

/// What an application shows for tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) code: &'a str,
    pub(crate) application: &'a str,
    /// As the path of the token endpoint names it.
    pub(crate) tenant: Option<&'a str>,
    pub(crate) redirect: &'a str,
    pub(crate) verifier: Option<&'a str>,
}

/// What that is answered.
#[derive(Debug)]
pub(crate) enum Exchange {
    Good {
        /// The name of who signed in.
        principal: String,
        proof: Proof,
        /// The sign-in that its refresh tokens will come from.
        family: u64,
        asked: Box<Authorization>,
    },
    Unknown,
    OtherApplication,
    OtherTenant,
    /// Asked for with this redirect URI.
    OtherRedirect(String),
    Expired,
    Redeemed,
    VerifierMissing,
    VerifierWrong,
    /// There is a verifier, and there was no challenge.
    ChallengeMissing,
}

impl World {
    pub(crate) fn issue_code(
        &mut self,
        principal: &str,
        proof: Proof,
        asked: Authorization,
        now: Timestamp,
    ) -> String {
        self.sessions.codes.retain(|_, held| held.expires + LIFETIME > now);
        let code = format!("1.{}.{}", self.fresh(), self.dice.opaque(640));
        self.note_secret(&code);
        if let Some(plain) = asked.challenge.as_ref().filter(|challenge| !challenge.hashed) {
            self.note_secret(&plain.value);
        }
        let held =
            Code { principal: principal.to_owned(), proof, asked, expires: now + LIFETIME, redeemed: None };
        self.sessions.codes.insert(code.clone(), held);
        code
    }

    /// Takes a code, which works once and for whom it was made.
    pub(crate) fn exchange_code(&mut self, shown: &Shown<'_>, now: Timestamp) -> Exchange {
        let family = self.new_family();
        let Some(held) = self.sessions.codes.get_mut(shown.code) else { return Exchange::Unknown };
        let asked = &held.asked;
        if !asked.application.eq_ignore_ascii_case(shown.application) {
            return Exchange::OtherApplication;
        }
        if let Some(family) = held.redeemed {
            // One of the two who had the code should not have had it.
            self.end_family(family, now);
            return Exchange::Redeemed;
        }
        if held.expires <= now {
            return Exchange::Expired;
        }
        if asked.tenant.as_deref() != shown.tenant {
            return Exchange::OtherTenant;
        }
        if asked.redirect != shown.redirect {
            return Exchange::OtherRedirect(asked.redirect.clone());
        }
        match (&asked.challenge, shown.verifier) {
            (Some(_), None) => return Exchange::VerifierMissing,
            (None, Some(_)) => return Exchange::ChallengeMissing,
            (Some(challenge), Some(verifier)) if !challenge.fits(verifier) => return Exchange::VerifierWrong,
            _ => {}
        }
        held.redeemed = Some(family);
        Exchange::Good {
            principal: held.principal.clone(),
            proof: held.proof.clone(),
            family,
            asked: Box::new(asked.clone()),
        }
    }
}

impl CodeChallenge {
    fn fits(&self, verifier: &str) -> bool {
        if self.hashed {
            URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) == self.value
        } else {
            verifier == self.value
        }
    }
}
