//! What Resource Manager demands of tokens beyond being valid.

use jiff::Timestamp;
use regex::Regex;
use serde::Deserialize;

use super::conditions::MFA_CONTEXT;
use super::{Caller, World};

/// A demand on tokens; whoever can handle it (`CP1`) is answered 401 with the claims that the next token needs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Challenge {
    /// The authentication context that the token has to carry, such as `p1` or `c1`; when absent, the token has to be
    /// newer than this challenge.
    pub acrs: Option<String>,
    /// A regular expression on method, space, path and query; every request if absent.
    #[serde(rename = "match")]
    pub matching: Option<String>,
    /// Only this person's tokens, by user principal name or by name in the world.
    pub person: Option<String>,
    /// Challenge so many requests, whatever their tokens carry, and then none.
    pub count: Option<u32>,
    /// How the header is written.
    pub shape: Shape,
}

/// How a challenge is written; a client has to understand each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// As Resource Manager does: `Bearer`, claims in base64url without padding.
    #[default]
    Plain,
    /// Claims in base64url with padding.
    Padded,
    /// Claims in base64 with padding, where `+` and `/` can occur.
    Standard,
    /// Another scheme before `Bearer` in the same header.
    Schemes,
    /// The header twice: another scheme, then `Bearer`.
    Repeated,
    /// Upper and lower case, order and spaces as nobody else writes them.
    Odd,
}

/// A challenge in force.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    challenge: Challenge,
    pattern: Option<Regex>,
    /// The principal's name.
    holder: Option<String>,
    since: Timestamp,
    /// The last token that is too old.
    newest: u64,
}

/// What a token lacks for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Demanded {
    pub(crate) what: Missing,
    pub(crate) shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// This authentication context.
    Context(String),
    /// Being issued after this moment.
    Newer(Timestamp),
    /// Multi-factor authentication, which changes need.
    Mfa,
}

impl World {
    /// Puts a challenge in force; the error says what is wrong with it.
    pub(crate) fn challenge(&mut self, challenge: Challenge, now: Timestamp) -> Result<(), String> {
        let pattern = match challenge.matching.as_deref() {
            Some(text) => Some(Regex::new(text).map_err(|error| error.to_string())?),
            None => None,
        };
        let holder = match &challenge.person {
            Some(name) => Some(self.known_person(name)?),
            None => None,
        };
        self.stand(challenge, pattern, holder, now);
        Ok(())
    }

    /// Something happened, a changed policy for instance: whoever can handle it is asked for a newer token.
    pub(crate) fn challenge_tokens(&mut self, holder: Option<String>, now: Timestamp) {
        self.stand(Challenge::default(), None, holder, now);
    }

    fn stand(
        &mut self,
        challenge: Challenge,
        pattern: Option<Regex>,
        holder: Option<String>,
        since: Timestamp,
    ) {
        let newest = self.sessions.issued;
        self.sessions.challenges.push(Standing { challenge, pattern, holder, since, newest });
    }

    /// No challenge is in force any more.
    pub(crate) fn no_challenges(&mut self) {
        self.sessions.challenges.clear();
    }

    /// What the token of this request lacks, if anything.
    pub(crate) fn demanded(&mut self, caller: &Caller, method: &str, line: &str) -> Option<Demanded> {
        let hit = self.sessions.challenges.iter_mut().find(|standing| standing.hits(caller, line));
        if let Some(standing) = hit {
            if let Some(count) = &mut standing.challenge.count {
                *count -= 1;
            }
            let what = match &standing.challenge.acrs {
                Some(context) => Missing::Context(context.clone()),
                None => Missing::Newer(standing.since),
            };
            return Some(Demanded { what, shape: standing.challenge.shape });
        }
        let tenant = self.tenants.iter().find(|held| held.id.eq_ignore_ascii_case(&caller.tenant))?;
        let shown = &caller.shown;
        let proved = shown.mfa || shown.contexts.contains(MFA_CONTEXT) || caller.principal.person.is_none();
        let changes = ["PUT", "PATCH", "DELETE"].contains(&method);
        (tenant.mfa_for_changes && changes && !proved)
            .then_some(Demanded { what: Missing::Mfa, shape: Shape::Plain })
    }
}

impl Standing {
    fn hits(&self, caller: &Caller, line: &str) -> bool {
        let shown = &caller.shown;
        let lacks = match (&self.challenge.count, &self.challenge.acrs) {
            (Some(left), _) => *left > 0,
            (None, Some(context)) => !shown.contexts.contains(context),
            (None, None) => shown.serial <= self.newest,
        };
        let concerned = self.holder.as_ref().is_none_or(|name| *name == caller.principal.name);
        lacks
            && concerned
            && shown.revocable
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(line))
    }
}
