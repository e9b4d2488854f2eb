//! What a token has to show: the `claims` of every token request, and the challenges that ask for more.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value, json};

/// The longest challenge that is believed, in bytes of base64. Real ones have about a hundred.
const LONGEST: usize = 4_096;

/// What is asked of a token. It always says that this client understands challenges (`CP1`): without that, Azure refuses
/// instead of asking for more.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Claims(Map<String, Value>);

/// What Azure asks for beside what it got, as a JSON object: a second factor, a newer sign-in. It does not print,
/// because it names what an organisation demands.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge(Map<String, Value>);

impl Default for Claims {
    fn default() -> Self {
        let mut claims = Self(Map::new());
        claims.declare();
        claims
    }
}

impl Claims {
    /// The same and what the challenge asks for. Of a claim that both name, the challenge's is taken, because it is
    /// the newer wish.
    pub(crate) fn with(mut self, challenge: &Challenge) -> Self {
        merge(&mut self.0, &challenge.0);
        self.declare();
        self
    }

    /// The text for a token request. Equal claims have equal texts.
    pub(crate) fn text(&self) -> String {
        canonical(&self.0)
    }

    /// Puts CP1 among the client's capabilities, whatever a challenge said about them.
    fn declare(&mut self) {
        let mut token = taken(&mut self.0, "access_token");
        let mut capabilities = taken(&mut token, "xms_cc");
        let mut values = match capabilities.remove("values") {
            Some(Value::Array(values)) => values,
            _ => Vec::new(),
        };
        if !values.contains(&json!("CP1")) {
            values.push(json!("CP1"));
        }
        capabilities.insert("values".to_owned(), Value::Array(values));
        token.insert("xms_cc".to_owned(), Value::Object(capabilities));
        self.0.insert("access_token".to_owned(), Value::Object(token));
    }
}

impl Challenge {
    /// Reads the base64 of a header or a command line: either alphabet, with or without padding.
    #[must_use]
    pub fn of_base64(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let alphabet = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
        let config = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        let decoded = GeneralPurpose::new(&alphabet, config).decode(text).ok()?;
        Self::of_json(std::str::from_utf8(&decoded).ok()?)
    }

    /// Reads the `claims` of a refused token request.
    #[must_use]
    pub fn of_json(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(wanted)) if !wanted.is_empty() => Some(Self(wanted)),
            _ => None,
        }
    }

    /// This and what another one asks for. Of a claim that both name, the other's is taken; but of authentication contexts
    /// all are, because two calls that wait side by side may each need another one.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        let mut contexts = contexts(&self.0);
        contexts.extend(self::contexts(&other.0));
        merge(&mut self.0, &other.0);
        if contexts.len() > 1 {
            let acrs = json!({ "essential": true, "values": contexts });
            merge(&mut self.0, &Map::from_iter([("access_token".to_owned(), json!({ "acrs": acrs }))]));
        }
        self
    }

    /// The base64 that `az login --claims-challenge` reads: the plain alphabet, padded.
    #[must_use]
    pub fn base64(&self) -> String {
        base64::engine::general_purpose::STANDARD.encode(canonical(&self.0))
    }
}

/// Adds claims, section by section (`access_token`, `id_token`).
fn merge(into: &mut Map<String, Value>, from: &Map<String, Value>) {
    for (section, wanted) in from {
        match (into.get_mut(section), wanted) {
            (Some(Value::Object(asked)), Value::Object(wanted)) => {
                asked.extend(wanted.iter().map(|(claim, value)| (claim.clone(), value.clone())));
            }
            _ => {
                into.insert(section.clone(), wanted.clone());
            }
        }
    }
}

/// The authentication contexts that are asked for, with one `value` or with several `values`.
fn contexts(wanted: &Map<String, Value>) -> BTreeSet<String> {
    let acrs = wanted.get("access_token").and_then(|token| token.get("acrs")).unwrap_or(&Value::Null);
    let several = acrs["values"].as_array().into_iter().flatten();
    several.chain([&acrs["value"]]).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The object that is a member, taken out; what is no object counts as an empty one.
fn taken(of: &mut Map<String, Value>, name: &str) -> Map<String, Value> {
    match of.remove(name) {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// JSON with its members in order, so that equal objects have equal texts.
fn canonical(object: &Map<String, Value>) -> String {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_by_key(|(name, _)| *name);
    let members: Vec<String> = members
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Object(inner) => canonical(inner),
                other => other.to_string(),
            };
            format!("{}:{value}", Value::from(name.as_str()))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claims")
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Challenge")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CP1: &str = r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#;

    fn asked(challenge: &str) -> String {
        Claims::default().with(&Challenge::of_json(challenge).unwrap()).text()
    }

    #[test]
    fn every_request_declares_that_challenges_are_understood() {
        assert_eq!(Claims::default().text(), CP1);
        for odd in [r#"{"access_token":null}"#, r#"{"access_token":{"xms_cc":{"values":"CP1"}}}"#] {
            assert_eq!(asked(odd), CP1, "{odd}");
        }
        assert_eq!(
            asked(r#"{"access_token":{"xms_cc":{"values":["protapp"]}}}"#),
            r#"{"access_token":{"xms_cc":{"values":["protapp","CP1"]}}}"#
        );
    }

    #[test]
    fn a_challenge_is_added_and_wins_over_an_older_one() {
        let first = r#"{"access_token":{"nbf":{"essential":true,"value":"1"}},"id_token":{"a":null}}"#;
        let second = r#"{"access_token":{"acrs":{"values":["p1"],"essential":true},"nbf":{"value":"2","essential":true}}}"#;
        let both = Claims::default()
            .with(&Challenge::of_json(first).unwrap())
            .with(&Challenge::of_json(second).unwrap());
        assert_eq!(
            both.text(),
            r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]},"nbf":{"essential":true,"value":"2"},"xms_cc":{"values":["CP1"]}},"id_token":{"a":null}}"#
        );
    }

    #[test]
    fn contexts_that_are_still_open_are_all_wanted() {
        let challenge = |text: &str| Challenge::of_json(text).unwrap();
        let one =
            challenge(r#"{"access_token":{"acrs":{"essential":true,"value":"c2"},"nbf":{"value":"1"}}}"#);
        let other =
            challenge(r#"{"access_token":{"acrs":{"essential":true,"values":["c1"]},"nbf":{"value":"2"}}}"#);
        assert_eq!(
            canonical(&one.clone().and(&other).0),
            r#"{"access_token":{"acrs":{"essential":true,"values":["c1","c2"]},"nbf":{"value":"2"}}}"#
        );
        assert_eq!(one.clone().and(&one), one);
    }

    #[test]
    fn base64_is_read_in_every_form() {
        // The bytes of `?>` and `?~` need the two letters in which the alphabets differ.
        let plain = r#"{"access_token":{"acrs":{"value":"?>?~!"}}}"#;
        let challenge = Challenge::of_json(plain).unwrap();
        let padded = challenge.base64();
        let url_safe = padded.replace('+', "-").replace('/', "_");
        assert!(padded.ends_with('=') && padded != url_safe, "{padded}");
        for form in [&padded, &url_safe, padded.trim_end_matches('='), url_safe.trim_end_matches('=')] {
            assert_eq!(Challenge::of_base64(form).as_ref(), Some(&challenge), "{form}");
        }
    }

    #[test]
    fn what_is_no_challenge_is_none() {
        let long = Challenge::of_json(r#"{"a":1}"#).unwrap().base64().repeat(1_000);
        for text in ["", "$(reboot)", "bm90IGpzb24", "WzFd", "e30", "//79", long.as_str()] {
            assert_eq!(Challenge::of_base64(text), None, "{text:.20}");
        }
        assert_eq!(Challenge::of_json(&format!(r#"{{"a":"{}"}}"#, "x".repeat(5_000))), None);
    }

    #[test]
    fn neither_prints() {
        let challenge = Challenge::of_json(r#"{"access_token":{"acrs":{"value":"p1"}}}"#).unwrap();
        let claims = Claims::default().with(&challenge);
        assert_eq!(format!("{challenge:?} {claims:?}"), "Challenge Claims");
    }
}
