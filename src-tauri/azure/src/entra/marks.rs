//! What marks one sign-in as ours: the code can be redeemed only with the verifier, an answer counts only with the
//! state, an ID token only with the nonce.

use azure_core::credentials::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_core::{Code, Problem};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};

/// The marks of one sign-in.
#[derive(Debug)]
pub(super) struct Marks {
    pub(super) verifier: SecretString,
    /// The comparison of these takes as long for a near miss as for any other.
    pub(super) state: Secret,
    pub(super) nonce: SecretString,
}

impl Marks {
    pub(super) fn new() -> Result<Self, Problem> {
        Ok(Self { verifier: random()?.into(), state: Secret::new(random()?), nonce: random()?.into() })
    }

    /// What the authorize request shows of the verifier (PKCE, S256).
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier.expose_secret().as_bytes()))
    }
}

/// 256 random bits in 43 letters, the least that PKCE permits for a verifier.
fn random() -> Result<String, Problem> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| {
        Problem::new(
            Code::NotSignedIn,
            "This computer gives no random numbers, and a sign-in is not safe without.",
            "Restart the computer, then try again.",
        )
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_what_rfc_7636_makes_of_the_verifier() {
        let marks =
            Marks { verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(), ..Marks::new().unwrap() };
        assert_eq!(marks.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn marks_are_long_different_and_do_not_print() {
        let (one, other) = (Marks::new().unwrap(), Marks::new().unwrap());
        let texts = [&one, &other].map(|marks| {
            [marks.verifier.expose_secret(), marks.state.secret(), marks.nonce.expose_secret()]
                .map(str::to_owned)
        });
        let all: std::collections::BTreeSet<_> = texts.iter().flatten().collect();
        assert_eq!((all.len(), all.iter().all(|text| text.len() == 43)), (6, true));
        let printed = format!("{one:?}");
        assert!(texts[0].iter().all(|text| !printed.contains(text.as_str())), "{printed}");
    }
}
