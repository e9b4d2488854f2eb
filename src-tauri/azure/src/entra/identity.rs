//! Who signed in, as the ID token tells it. It came over TLS from the token endpoint, which stands in for checking
//! its signature; only ids and names for people are read from it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_core::{Account, AccountId, WayIn, clean};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The account in its own tenant: `object id.tenant id`, in lower case.
    pub(crate) home: String,
    /// The account's own tenant.
    pub(crate) home_tenant: String,
    /// The tenant that was signed in to.
    pub(crate) tenant: String,
    /// The name people know it by.
    pub(crate) name: String,
    /// The application that the token was made for.
    pub(crate) audience: String,
    /// What the sign-in was marked with.
    pub(crate) nonce: Option<String>,
}

#[derive(Deserialize)]
struct Payload {
    aud: String,
    tid: String,
    oid: String,
    nonce: Option<String>,
    preferred_username: Option<String>,
    upn: Option<String>,
    email: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct ClientInfo {
    uid: String,
    utid: String,
}

impl Identity {
    /// Reads an ID token and what Entra ID says about the account's own tenant beside it.
    pub(super) fn read(id_token: &str, client_info: Option<&str>) -> Option<Self> {
        let mut parts = id_token.split('.');
        let payload: Payload = decoded(parts.nth(1)?)?;
        parts.next()?;
        let home = client_info.and_then(decoded::<ClientInfo>);
        let home = home.unwrap_or_else(|| ClientInfo { uid: payload.oid.clone(), utid: payload.tid.clone() });
        let names = [payload.preferred_username, payload.upn, payload.email, payload.name];
        let name = names.into_iter().flatten().map(|name| clean(&name)).find(|name| !name.is_empty());
        let home_tenant = home.utid.to_ascii_lowercase();
        Some(Self {
            home: format!("{}.{home_tenant}", home.uid.to_ascii_lowercase()),
            home_tenant,
            tenant: payload.tid.to_ascii_lowercase(),
            name: name.unwrap_or(payload.oid),
            audience: payload.aud,
            nonce: payload.nonce,
        })
    }

    /// The account, signed in this way.
    pub(super) fn account(&self, way: WayIn) -> Account {
        Account {
            id: AccountId(self.home.clone()),
            way,
            name: self.name.clone(),
            tenant: Some(self.home_tenant.clone()),
        }
    }
}

fn decoded<T: DeserializeOwned>(part: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn token(payload: &Value) -> String {
        format!("eyJ9.{}.c2ln", URL_SAFE_NO_PAD.encode(payload.to_string()))
    }

    fn info(uid: &str, utid: &str) -> String {
        URL_SAFE_NO_PAD.encode(json!({ "uid": uid, "utid": utid }).to_string())
    }

    #[test]
    fn a_guest_is_known_by_the_own_tenant() {
        let token =
            token(&json!({ "aud": "app", "tid": "F2", "oid": "GUEST", "nonce": "n", "name": "Barbara",
            "preferred_username": "barbara@contoso.com" }));
        let identity = Identity::read(&token, Some(&info("B1", "C1"))).unwrap();
        assert_eq!((identity.tenant.as_str(), identity.nonce.as_deref()), ("f2", Some("n")));
        let account = identity.account(WayIn::Browser);
        assert_eq!((account.id.0.as_str(), account.tenant.as_deref()), ("b1.c1", Some("c1")));
        assert_eq!(account.name, "barbara@contoso.com");
    }

    #[test]
    fn without_client_info_the_tenant_signed_in_to_is_the_own_one() {
        let token =
            token(&json!({ "aud": "app", "tid": "t", "oid": "o", "preferred_username": " \u{202E} " }));
        let identity = Identity::read(&token, None).unwrap();
        assert_eq!((identity.home.as_str(), identity.name.as_str()), ("o.t", "o"));
    }

    #[test]
    fn what_is_no_id_token_names_nobody() {
        let headless = URL_SAFE_NO_PAD.encode(json!({ "aud": "a", "tid": "t", "oid": "o" }).to_string());
        for token in ["", "a.b", "a.b.c", &headless, &format!("x.{headless}"), &token(&json!({ "aud": "a" }))]
        {
            assert_eq!(Identity::read(token, None), None, "{token}");
        }
    }
}
