//! Equality, order and keys of values.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::value::{Text, Value};

/// Whether two values are equal; two nulls are neither equal nor not.
pub(super) fn equal(left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    match (left.is_null(), right.is_null()) {
        (true, true) => return None,
        (true, false) | (false, true) => return Some(false),
        (false, false) => {}
    }
    Some(match (left, right) {
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Tree(_) | Value::Part(..), _) | (_, Value::Tree(_) | Value::Part(..)) => {
            left.to_text() == right.to_text()
        }
        (Value::Text(_), _) | (_, Value::Text(_)) => left.to_text() == right.to_text(),
        _ => ranked(left, right) == Some(Ordering::Equal),
    })
}

pub(super) fn equal_any_case(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        left.eq_ignore_ascii_case(right)
    } else {
        left.to_lowercase() == right.to_lowercase()
    }
}

/// Which of two values comes first; nothing to say about a null or about different kinds of things.
pub(super) fn ranked(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(left.as_str().cmp(right.as_str())),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::Span(left), Value::Span(right)) => Some(left.cmp(right)),
        (Value::Long(left), Value::Long(right)) => Some(left.cmp(right)),
        _ => number(left)?.partial_cmp(&number(right)?),
    }
}

pub(super) fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "Kusto compares a long with a real the same way")]
        Value::Long(number) => Some(*number as f64),
        Value::Real(number) => Some(*number),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        _ => None,
    }
}

/// A number of things; what is none is nothing.
pub(super) fn count(value: &Value<'_>) -> usize {
    match value {
        Value::Long(number) => usize::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

/// A value as the key of a join or a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'w> {
    Null,
    Long(i64),
    Bits(u64),
    Text(Text<'w>),
}

impl<'w> Key<'w> {
    pub(super) fn of(value: &Value<'w>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Long(i64::from(*value)),
            Value::Long(number) => Self::Long(*number),
            Value::Real(number) => Self::Bits(number.to_bits()),
            Value::Text(text) => Self::Text(text.clone()),
            other => Self::Text(other.to_text()),
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text<'_> {}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
