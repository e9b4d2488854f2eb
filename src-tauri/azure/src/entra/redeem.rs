//! Turning a code or a refresh token into tokens.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::granted::Granted;
use super::{Claims, Entra, Refused};

/// What is given for tokens.
#[derive(Debug)]
pub(crate) enum Grant<'a> {
    /// The code that the browser brought.
    Code { code: &'a SecretString, verifier: &'a SecretString, redirect: &'a str },
    /// A refresh token.
    Refresh(&'a SecretString),
    /// The code of a sign-in on another device.
    Device(&'a SecretString),
}

/// Why there are no tokens.
#[derive(Debug)]
pub(crate) enum Ungranted {
    /// Entra ID refused.
    Refused(Box<Refused>),
    /// No answer came.
    Unreached(azure_core::Error),
    /// Something answered that Entra ID would not say, with this status.
    Strange(u16),
}

impl Entra {
    /// Asks a directory (a tenant, or `organizations`) for tokens.
    pub(crate) async fn redeem(
        &self,
        directory: &str,
        grant: Grant<'_>,
        claims: &Claims,
    ) -> Result<Granted, Ungranted> {
        let (scope, claims) = (self.scope(), claims.text());
        let mut form = vec![
            ("client_id", self.client_id()),
            ("scope", &scope),
            ("claims", &claims),
            // Names the account in its own tenant, also where it is a guest in this one.
            ("client_info", "1"),
        ];
        match grant {
            Grant::Code { code, verifier, redirect } => form.extend([
                ("grant_type", "authorization_code"),
                ("code", code.expose_secret()),
                ("code_verifier", verifier.expose_secret()),
                ("redirect_uri", redirect),
            ]),
            Grant::Refresh(token) => {
                form.extend([("grant_type", "refresh_token"), ("refresh_token", token.expose_secret())]);
            }
            Grant::Device(code) => form.extend([
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", code.expose_secret()),
            ]),
        }
        let sent = self.post(self.endpoint(directory, "token"), &form).await;
        let (status, body) = sent.map_err(Ungranted::Unreached)?;
        match status {
            200 => Granted::read(&body).ok_or(Ungranted::Strange(status)),
            _ => Err(Refused::read(status, &body).map_or(Ungranted::Strange(status), Ungranted::refused)),
        }
    }
}

impl Ungranted {
    pub(crate) fn refused(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl fmt::Display for Ungranted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => write!(f, "Entra ID refused: {}", refused.error),
            Self::Unreached(error) => fmt::Display::fmt(error, f),
            Self::Strange(status) => write!(f, "the answer (status {status}) is not Entra ID's"),
        }
    }
}

impl std::error::Error for Ungranted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreached(error) => Some(error),
            Self::Refused(_) | Self::Strange(_) => None,
        }
    }
}
