//! Tokens that are really signed: JSON Web Signatures with RS256.

mod numbers;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};

/// Names the key in tokens and in the set of keys.
const KEY_ID: &str = "c2ltdWxhdGVkLWVudHJhLWtleQ";

/// Checking the numbers takes longer than signing with them.
static KEY: LazyLock<Option<KeyPair>> = LazyLock::new(key);

/// A signed token with these claims.
pub(crate) fn sign(claims: &Value) -> Option<String> {
    let header = json!({ "typ": "JWT", "alg": "RS256", "x5t": KEY_ID, "kid": KEY_ID });
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(&header), encode(claims));
    let key = KEY.as_ref()?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// What a verifier needs to know, as an OpenID provider publishes it.
pub(crate) fn key_set() -> Value {
    json!({ "keys": [{
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": KEY_ID,
        "x5t": KEY_ID,
        "n": numbers::MODULUS,
        "e": numbers::PUBLIC_EXPONENT,
    }] })
}

/// Text that is the same for the same parts and says nothing about them: for pairwise subjects.
pub(crate) fn digest(parts: &[&str]) -> String {
    let text = parts.join("\n").to_lowercase();
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()))
}

fn key() -> Option<KeyPair> {
    let number = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let public_key =
        PublicKeyComponents { n: number(numbers::MODULUS)?, e: number(numbers::PUBLIC_EXPONENT)? };
    let components = KeyPairComponents {
        public_key,
        d: number(numbers::EXPONENT)?,
        p: number(numbers::FIRST_PRIME)?,
        q: number(numbers::SECOND_PRIME)?,
        dP: number(numbers::FIRST_EXPONENT)?,
        dQ: number(numbers::SECOND_EXPONENT)?,
        qInv: number(numbers::COEFFICIENT)?,
    };
    KeyPair::from_components(&components).ok()
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    use super::*;

    #[test]
    fn a_verifier_with_the_published_key_accepts_a_token_and_no_altered_one() {
        let token = sign(&json!({ "aud": "somebody" })).unwrap();
        let published = &key_set()["keys"][0];
        let number = |name: &str| URL_SAFE_NO_PAD.decode(published[name].as_str().unwrap()).unwrap();
        let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let verify =
            |text: &str| key.verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &signature).is_ok();
        assert!(verify(signed));
        let other = URL_SAFE_NO_PAD.encode(json!({ "aud": "somebody else" }).to_string());
        let (header, _) = signed.split_once('.').unwrap();
        assert!(!verify(&format!("{header}.{other}")));
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        assert_eq!(header["kid"], published["kid"]);
    }
}
