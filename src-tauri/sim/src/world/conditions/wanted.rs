//! The `claims` parameter: what a client wants to stand in the access token.

use std::collections::BTreeSet;

use serde_json::Value;

/// What `claims` asks for; nothing when it is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The client says that it can handle a token being revoked before its time (`xms_cc` has `CP1`).
    pub(crate) revocable: bool,
    /// Authentication contexts without which the token is of no use (`acrs`, essential).
    pub(crate) contexts: BTreeSet<String>,
}

impl Wanted {
    /// Reads the parameter; none when it is not a JSON object.
    pub(crate) fn read(claims: Option<&str>) -> Option<Self> {
        let Some(claims) = claims else { return Some(Self::default()) };
        let claims: Value = serde_json::from_str(claims).ok().filter(Value::is_object)?;
        let token = &claims["access_token"];
        let revocable = values(&token["xms_cc"]).any(|value| value.eq_ignore_ascii_case("cp1"));
        let acrs = &token["acrs"];
        let essential = acrs["essential"] == Value::Bool(true);
        let contexts = values(acrs).filter(|_| essential).map(str::to_owned).collect();
        Some(Self { revocable, contexts })
    }
}

/// A claim is asked for with one `value` or with several `values`.
fn values(claim: &Value) -> impl Iterator<Item = &str> {
    let several = claim["values"].as_array().into_iter().flatten();
    several.chain([&claim["value"]]).filter_map(Value::as_str)
}
