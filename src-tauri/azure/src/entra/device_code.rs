//! Signing in with a code that is entered on any device.

use std::time::Duration;

use jit_core::{Problem, SigningInNews, WayIn, clean};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{Entra, Grant, Meaning, Refused, SignedIn, Ungranted, Wanted, Who};
use crate::problem::{nobody_signed_in, not_granted};

/// A code, as Entra ID hands it out.
#[derive(Deserialize)]
struct Wire {
    device_code: String,
    user_code: String,
    verification_uri: Url,
    expires_in: u32,
    interval: Option<u32>,
}

/// The wait between two questions where Entra ID names none (RFC 8628).
const INTERVAL: u32 = 5;
/// How much longer each wait becomes when Entra ID finds us too fast.
const SLOWER: Duration = Duration::from_secs(5);

impl Entra {
    /// Signs a person in with a code, which is told with the address where to enter it. Dropping the future ends the
    /// wait; the code then runs out by itself.
    ///
    /// # Errors
    /// When Entra ID gives no code, the person declines or lets it run out, or another account came than the one that
    /// was wanted.
    pub async fn by_device_code(
        &self,
        wanted: &Wanted,
        tell: &(dyn Fn(SigningInNews) + Send + Sync),
    ) -> Result<SignedIn, Problem> {
        let directory = wanted.directory()?;
        let signer = self.signer(Who::Newcomer(WayIn::DeviceCode), wanted.tenant.as_deref());
        let problem = |ungranted: &Ungranted| not_granted(ungranted, &signer, self.now());
        let code = self.device_code(directory, wanted).await.map_err(|ungranted| problem(&ungranted))?;
        let until = self.until(Duration::from_secs(code.expires_in.into()));
        let address = code.verification_uri.into();
        tell(SigningInNews::CodeShown { code: clean(&code.user_code), address, until });
        let device_code = SecretString::from(code.device_code);
        let mut interval = Duration::from_secs(code.interval.unwrap_or(INTERVAL).max(1).into());
        let mut broken = None;
        loop {
            tokio::select! {
                () = tokio::time::sleep(interval) => {}
                () = self.past(until) => {
                    return Err(broken.as_ref().map_or_else(|| nobody_signed_in(WayIn::DeviceCode), problem));
                }
            }
            let ungranted = match self.redeem(directory, Grant::Device(&device_code), &wanted.claims()).await
            {
                Ok(granted) => return wanted.fulfil(self, WayIn::DeviceCode, None, granted),
                Err(ungranted) => ungranted,
            };
            match &ungranted {
                Ungranted::Refused(refused) if refused.error == "slow_down" => interval += SLOWER,
                Ungranted::Refused(refused) if refused.meaning() == Some(Meaning::Pending) => {}
                Ungranted::Refused(refused) if !refused.passes() => return Err(problem(&ungranted)),
                // The person may be done by the time the network is back.
                _ => {
                    broken = Some(ungranted);
                    continue;
                }
            }
            broken = None;
        }
    }

    async fn device_code(&self, directory: &str, wanted: &Wanted) -> Result<Wire, Ungranted> {
        let (scope, claims) = (self.scope(), wanted.claims().text());
        let form = [("client_id", self.client_id()), ("scope", &scope), ("claims", &claims)];
        let sent = self.post(self.endpoint(directory, "devicecode"), &form).await;
        let (status, body) = sent.map_err(Ungranted::Unreached)?;
        if status != 200 {
            return Err(Refused::read(status, &body).map_or(Ungranted::Strange(status), Ungranted::refused));
        }
        match serde_json::from_slice::<Wire>(&body) {
            Ok(code) if code.verification_uri.scheme() == "https" && !clean(&code.user_code).is_empty() => {
                Ok(code)
            }
            _ => Err(Ungranted::Strange(status)),
        }
    }
}
