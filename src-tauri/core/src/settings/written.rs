//! A file's JSON with its names in the order in which somebody wrote them.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// JSON as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    Object(Vec<(String, Written)>),
    List(Vec<Written>),
    /// A word, a number, a truth, or nothing.
    Plain(Value),
}

impl Written {
    /// Puts a value where the path leads, or takes away what is there. Objects on the way are made, and taken away once
    /// nothing is left in them.
    pub(super) fn put(&mut self, path: &[&str], value: Option<Value>) {
        let Some((name, rest)) = path.split_first() else { return };
        if !matches!(self, Self::Object(_)) {
            *self = Self::Object(Vec::new());
        }
        let Self::Object(entries) = self else { return };
        let place = entries.iter().position(|(known, _)| known == name);
        if rest.is_empty() {
            match (value, place) {
                (Some(value), Some(place)) => entries[place].1 = value.into(),
                (Some(value), None) => entries.push(((*name).to_owned(), value.into())),
                (None, Some(place)) => drop(entries.remove(place)),
                (None, None) => {}
            }
            return;
        }
        let place = match place {
            Some(place) => place,
            None if value.is_none() => return,
            None => {
                entries.push(((*name).to_owned(), Self::Object(Vec::new())));
                entries.len() - 1
            }
        };
        entries[place].1.put(rest, value);
        if entries[place].1 == Self::Object(Vec::new()) {
            entries.remove(place);
        }
    }
}

impl From<Value> for Written {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(map) => Self::Object(map.into_iter().map(|(name, it)| (name, it.into())).collect()),
            Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            plain => Self::Plain(plain),
        }
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::List(list) => list.serialize(serializer),
            Self::Plain(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape)
    }
}

struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, it: bool) -> Result<Written, E> {
        Ok(Written::Plain(it.into()))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Written, E> {
        Ok(Written::Plain(it.into()))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Written, E> {
        Ok(Written::Plain(it.into()))
    }

    fn visit_f64<E>(self, it: f64) -> Result<Written, E> {
        Ok(Written::Plain(it.into()))
    }

    fn visit_str<E>(self, it: &str) -> Result<Written, E> {
        Ok(Written::Plain(it.into()))
    }

    fn visit_unit<E>(self) -> Result<Written, E> {
        Ok(Written::Plain(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Written, A::Error> {
        let mut list = Vec::new();
        while let Some(it) = seq.next_element()? {
            list.push(it);
        }
        Ok(Written::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Written::Object(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, path: &[&str], value: Option<Value>) -> String {
        let mut written: Written = serde_json::from_str(text).unwrap();
        written.put(path, value);
        serde_json::to_string(&written).unwrap()
    }

    #[test]
    fn what_is_not_changed_stays_as_it_was_written() {
        let text =
            r#"{"schema":1,"ssh":{"user":"ada","key":"~/k"},"duration":"90m","address":{"networks":[]}}"#;
        assert_eq!(after(text, &["x", "y"], None), text);
        assert_eq!(
            after(text, &["duration"], Some("2h".into())),
            r#"{"schema":1,"ssh":{"user":"ada","key":"~/k"},"duration":"2h","address":{"networks":[]}}"#
        );
        assert_eq!(
            after(text, &["ssh", "user"], None),
            r#"{"schema":1,"ssh":{"key":"~/k"},"duration":"90m","address":{"networks":[]}}"#
        );
    }

    #[test]
    fn what_is_on_the_way_is_made_and_taken_away_again() {
        assert_eq!(after("{}", &["rdp", "user"], Some("ada".into())), r#"{"rdp":{"user":"ada"}}"#);
        assert_eq!(after(r#"{"rdp":{"user":"ada"}}"#, &["rdp", "user"], None), "{}");
        assert_eq!(
            after(r#"{"proxy":"none"}"#, &["proxy", "url"], Some("u".into())),
            r#"{"proxy":{"url":"u"}}"#
        );
    }

    #[test]
    fn every_kind_of_value_comes_back() {
        let text = r#"[null,true,-1,18446744073709551615,0.5,"ä",{"b":{"z":1,"a":2}}]"#;
        assert_eq!(after(text, &[], None), text);
    }
}
