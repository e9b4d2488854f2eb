//! Access tokens of one tenant: fetched once for all who wait, renewed ahead, kept in memory until their end.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::time::OffsetDateTime;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use jiff::{SignedDuration, Timestamp};

use super::proof::Need;
use super::source::{Fetched, Source};
use super::{Challenge, Claims, Meaning, Refused, Signer, Ungranted};
use crate::Clock;
use crate::problem::causes;

/// A token this close to its end is renewed, while it is still used.
const NEAR_THE_END: SignedDuration = SignedDuration::from_mins(5);
/// A renewal that brought nothing better is not tried again at every call.
const BETWEEN_RENEWALS: SignedDuration = SignedDuration::from_secs(30);
/// Who asks for the same at once after a refusal gets the same refusal, unasked: Entra ID calls more than that a loop
/// (AADSTS50196), and then refuses everything for a while.
const AFTER_A_REFUSAL: SignedDuration = SignedDuration::from_secs(5);
/// When it did so already.
const AFTER_A_LOOP: SignedDuration = SignedDuration::from_secs(60);

/// The tokens of one tenant. Cheap to clone; clones share them.
#[derive(Clone)]
pub(crate) struct Tokens(Arc<Inner>);

struct Inner {
    source: Box<dyn Source>,
    clock: Clock,
    signer: Signer,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    /// The last one was refused: its giver must not give it again.
    spoilt: bool,
    /// What the tokens have to show, as far as challenges have told.
    claims: Claims,
    /// A challenge that needs a person.
    open: Option<Challenge>,
    failure: Option<Failure>,
    fetch: Option<Fetch>,
    /// The latest fetch. What an older one brings is given to who waited for it, and not kept.
    latest: u64,
    /// Counts sign-ins: what a fetch before one lacked may be there by now.
    sign_ins: u64,
}

struct Token {
    it: Fetched,
    claims: String,
    had: Timestamp,
    renewed: Timestamp,
}

struct Failure {
    error: Arc<azure_core::Error>,
    claims: String,
    at: Timestamp,
}

/// A fetch under way.
struct Fetch {
    claims: String,
    outcome: Shared<BoxFuture<'static, Outcome>>,
}

type Outcome = Result<Fetched, Arc<azure_core::Error>>;

/// A failure that several calls share.
#[derive(Debug)]
struct Common(Arc<azure_core::Error>);

impl Tokens {
    pub(crate) fn new(source: impl Source + 'static, clock: Clock, signer: Signer) -> Self {
        Self(Arc::new(Inner { source: Box::new(source), clock, signer, kept: Mutex::default() }))
    }

    /// Whose tokens they are, as far as is known by now.
    pub(crate) fn signer(&self) -> Signer {
        let Signer { tenant, .. } = &self.0.signer;
        Signer { tenant: tenant.clone().or(self.0.source.chosen_tenant()), ..self.0.signer.clone() }
    }

    /// A token that meets the need: the one that is kept, or a new one. Who asks while one is fetched waits for that;
    /// its failure is theirs, too.
    async fn token(&self, need: &Need) -> azure_core::Result<Fetched> {
        let outcome = {
            let now = (self.0.clock)();
            let mut kept = self.0.kept();
            let wanted = kept.claims_for(need);
            if let Some(token) = kept.usable(need, &wanted, now) {
                if kept.wants_renewal(now) {
                    drop(self.begin(&mut kept, &Need::Any, wanted));
                }
                return Ok(token);
            }
            if let Some(failure) = kept.recent_failure(&wanted, now) {
                return Err(common(failure));
            }
            kept.joined(&wanted).unwrap_or_else(|| self.begin(&mut kept, need, wanted))
        };
        outcome.await.map_err(common)
    }

    /// Starts a fetch that goes on even if nobody waits for it any more: a refresh token that was sent is spent, and
    /// the one that comes back in its place has to be kept.
    fn begin(&self, kept: &mut Kept, need: &Need, claims: Claims) -> Shared<BoxFuture<'static, Outcome>> {
        kept.latest += 1;
        let (number, sign_ins, need, tokens) = (kept.latest, kept.sign_ins, need.clone(), self.clone());
        let refused = std::mem::take(&mut kept.spoilt) || !matches!(need, Need::Any);
        let text = claims.text();
        let task =
            tokio::spawn(async move { tokens.fetch((number, sign_ins), &need, refused, claims).await });
        let outcome = async move {
            task.await.unwrap_or_else(|lost| Err(Arc::new(azure_core::Error::new(ErrorKind::Other, lost))))
        };
        let outcome = outcome.boxed().shared();
        kept.fetch = Some(Fetch { claims: text, outcome: outcome.clone() });
        if let Some(token) = &mut kept.token {
            token.renewed = (self.0.clock)();
        }
        outcome
    }

    async fn fetch(
        &self,
        (number, sign_ins): (u64, u64),
        need: &Need,
        refused: bool,
        mut claims: Claims,
    ) -> Outcome {
        let mut fetched = self.0.source.fetch(&claims, refused).await;
        // What an earlier call had to show need not be shown for every call for ever.
        let demanded = matches!(need, Need::More(..));
        if let Err(error) = &fetched
            && !demanded
            && claims != Claims::default()
            && wants_a_person(error)
        {
            claims = Claims::default();
            fetched = self.0.source.fetch(&claims, refused).await;
        }
        let fetched = fetched.map_err(Arc::new);
        let now = (self.0.clock)();
        let mut kept = self.0.kept();
        if kept.latest == number {
            kept.fetch = None;
            kept.note(need, claims, &fetched, now);
        } else if let (Err(error), true) = (&fetched, kept.sign_ins == sign_ins) {
            // Another call wanted something else meanwhile; what this one lacks is lacking still.
            kept.note_challenge(need, error);
        }
        fetched
    }

    /// Drops a token Azure refused for good, so that the next call starts with a new one.
    pub(crate) fn forget(&self, refused: &Secret) {
        self.0.kept().drop_token(refused);
    }

    /// Whether a token that shows more can be had without a person.
    pub(crate) fn heeds_claims(&self) -> bool {
        self.0.source.heeds_claims()
    }

    /// What the next sign-in of a person has to show here.
    pub(crate) fn open_challenge(&self) -> Option<Challenge> {
        self.0.kept().open.clone()
    }

    /// Notes that only a person can meet this challenge.
    pub(crate) fn leave_open(&self, challenge: &Challenge) {
        self.0.kept().leave_open(challenge.clone());
    }

    /// Begins anew after a sign-in, with its first token where it was one for this tenant.
    pub(crate) fn renew(&self, first: Option<Fetched>) {
        let now = (self.0.clock)();
        let mut kept = self.0.kept();
        // What is fetched with the sign-in before is worth less.
        kept.latest += 1;
        kept.sign_ins += 1;
        (kept.fetch, kept.failure, kept.token) = (None, None, None);
        if let Some(first) = first {
            if let Some(open) = kept.open.take() {
                kept.claims = std::mem::take(&mut kept.claims).with(&open);
            }
            let claims = kept.claims.text();
            kept.token = Some(Token { it: first, claims, had: now, renewed: now });
        }
    }
}

impl Inner {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn claims_for(&self, need: &Need) -> Claims {
        match need {
            Need::Any | Need::Other(_) => self.claims.clone(),
            Need::More(_, challenge) => self.claims.clone().with(challenge),
        }
    }

    fn usable(&self, need: &Need, wanted: &Claims, now: Timestamp) -> Option<Fetched> {
        let token = self.token.as_ref().filter(|token| token.it.ends > now)?;
        let meets = match need {
            Need::Any => true,
            Need::Other(refused) => token.it.token != *refused,
            Need::More(refused, _) => token.it.token != *refused && token.claims == wanted.text(),
        };
        meets.then(|| token.it.clone())
    }

    fn wants_renewal(&self, now: Timestamp) -> bool {
        let Some(token) = &self.token else { return false };
        let due = token.it.renew.is_some_and(|renew| renew <= now)
            || token.it.ends.duration_since(now) <= NEAR_THE_END;
        let rests = token.had.max(token.renewed) + BETWEEN_RENEWALS;
        due && rests <= now && self.fetch.as_ref().is_none_or(|fetch| fetch.outcome.peek().is_some())
    }

    fn recent_failure(&self, wanted: &Claims, now: Timestamp) -> Option<Arc<azure_core::Error>> {
        let failure = self.failure.as_ref().filter(|failure| failure.claims == wanted.text())?;
        let age = now.duration_since(failure.at);
        let recent = !age.is_negative() && age < rest_after(&failure.error)?;
        recent.then(|| Arc::clone(&failure.error))
    }

    fn joined(&self, wanted: &Claims) -> Option<Shared<BoxFuture<'static, Outcome>>> {
        let fetch = self.fetch.as_ref().filter(|fetch| fetch.claims == wanted.text())?;
        fetch.outcome.peek().is_none().then(|| fetch.outcome.clone())
    }

    fn note(&mut self, need: &Need, claims: Claims, outcome: &Outcome, now: Timestamp) {
        match outcome {
            Ok(fetched) => {
                let text = claims.text();
                self.token = Some(Token { it: fetched.clone(), claims: text, had: now, renewed: now });
                (self.claims, self.failure) = (claims, None);
                if matches!(need, Need::More(..)) {
                    self.open = None;
                }
            }
            Err(error) => {
                if let Need::Other(refused) = need {
                    self.drop_token(refused);
                }
                self.note_challenge(need, error);
                self.failure = Some(Failure { error: Arc::clone(error), claims: claims.text(), at: now });
            }
        }
    }

    /// What the call was asked to show and what Entra ID asks beside it, when a person has to show it.
    fn note_challenge(&mut self, need: &Need, error: &azure_core::Error) {
        if !wants_a_person(error) {
            return;
        }
        let asked = match need {
            Need::More(_, challenge) => Some(challenge.clone()),
            Need::Any | Need::Other(_) => None,
        };
        let told = refusal(error).and_then(|refused| refused.claims.clone());
        let wanted = match (asked, told) {
            (Some(asked), Some(told)) => Some(asked.and(&told)),
            (asked, told) => asked.or(told),
        };
        if let Some(wanted) = wanted {
            self.leave_open(wanted);
        }
    }

    /// One sign-in is to meet what every call that waits was asked for.
    fn leave_open(&mut self, wanted: Challenge) {
        self.open = match self.open.take() {
            Some(open) => Some(open.and(&wanted)),
            None => Some(wanted),
        };
    }

    fn drop_token(&mut self, refused: &Secret) {
        if self.token.as_ref().is_some_and(|token| token.it.token == *refused) {
            (self.token, self.spoilt) = (None, true);
        }
    }
}

#[async_trait]
impl TokenCredential for Tokens {
    async fn get_token(
        &self,
        _: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let need = options.and_then(|options| options.method_options.context.value::<Need>().cloned());
        let fetched = self.token(&need.unwrap_or_default()).await?;
        let ends = OffsetDateTime::from_unix_timestamp(fetched.ends.as_second());
        Ok(AccessToken::new(fetched.token, ends.unwrap_or(OffsetDateTime::UNIX_EPOCH)))
    }
}

fn refusal(error: &azure_core::Error) -> Option<&Refused> {
    causes(error).find_map(|cause| match cause.downcast_ref::<Ungranted>()? {
        Ungranted::Refused(refused) => Some(refused.as_ref()),
        _ => None,
    })
}

fn wants_a_person(error: &azure_core::Error) -> bool {
    refusal(error).is_some_and(Refused::needs_a_person)
}

/// How long a refusal is believed. What is no refusal may be over at once.
fn rest_after(error: &azure_core::Error) -> Option<SignedDuration> {
    let refused = refusal(error)?;
    match refused.meaning() {
        Some(Meaning::TooOften) => Some(AFTER_A_LOOP),
        _ => (refused.status < 500 && refused.status != 429).then_some(AFTER_A_REFUSAL),
    }
}

fn common(failure: Arc<azure_core::Error>) -> azure_core::Error {
    azure_core::Error::new(ErrorKind::Credential, Common(failure))
}

impl fmt::Display for Common {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Common {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.0.as_ref())
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", self.0.signer.authority)
    }
}
