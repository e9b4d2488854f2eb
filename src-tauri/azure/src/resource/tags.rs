//! Tags, of which nothing is a reason to fail.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Names and values; a value that is no text is written as JSON writes it, one that is null is empty.
pub(crate) fn tags<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let Value::Object(tags) = Value::deserialize(from)? else { return Ok(BTreeMap::new()) };
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    Ok(tags.into_iter().map(|(name, value)| (name, text(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_are_kept_as_text_and_no_tags_are_none() {
        let read = |text: &str| tags(&mut serde_json::Deserializer::from_str(text)).unwrap();
        let odd = read(r#"{ "Env": "Prod", "cost": 12, "gone": null }"#);
        let pairs: Vec<(&str, &str)> =
            odd.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("Env", "Prod"), ("cost", "12"), ("gone", "")]);
        assert!(read("null").is_empty() && read("[]").is_empty());
    }
}
