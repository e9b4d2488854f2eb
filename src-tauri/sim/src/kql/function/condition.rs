//! Choosing among values, and asking whether there is one.

use super::{Function, Gives, MANY, argument};
use crate::kql::compare::ranked;
use crate::kql::evaluate::Context;
use crate::kql::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(&["iff", "iif"], (3, 3), Gives::Like(1), choose),
    Function::new(&["case"], (3, MANY), Gives::Like(1), choose),
    Function::new(&["coalesce"], (1, MANY), Gives::Like(0), coalesce),
    Function::of(&["not"], (1, 1), Kind::Bool, not),
    Function::of(&["isnull"], (1, 1), Kind::Bool, |given, _| Value::Bool(is_nothing(&argument(given, 0)))),
    Function::of(&["isnotnull", "notnull"], (1, 1), Kind::Bool, |given, _| {
        Value::Bool(!is_nothing(&argument(given, 0)))
    }),
    Function::of(&["isempty"], (1, 1), Kind::Bool, |given, _| Value::Bool(is_empty(&argument(given, 0)))),
    Function::of(&["isnotempty", "notempty"], (1, 1), Kind::Bool, |given, _| {
        Value::Bool(!is_empty(&argument(given, 0)))
    }),
    Function::new(&["min_of"], (1, MANY), Gives::Like(0), |given, _| {
        extreme(given, std::cmp::Ordering::Less)
    }),
    Function::new(&["max_of"], (1, MANY), Gives::Like(0), |given, _| {
        extreme(given, std::cmp::Ordering::Greater)
    }),
];

/// Pairs of condition and value, and what to take when no condition holds.
fn choose<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let mut rest = given;
    while let [condition, value, after @ ..] = rest {
        if matches!(condition, Value::Bool(true)) {
            return value.clone();
        }
        rest = after;
    }
    argument(rest, 0)
}

/// The first that is not null; for texts, that is not empty.
fn coalesce<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    given.iter().find(|value| !is_empty(value)).or(given.last()).cloned().unwrap_or(Value::Null)
}

fn not<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    match given {
        [Value::Bool(value)] => Value::Bool(!value),
        [Value::Long(number)] => Value::Bool(*number == 0),
        _ => Value::Null,
    }
}

fn is_nothing(value: &Value<'_>) -> bool {
    value.is_null()
}

fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => text.as_str().is_empty(),
        other => other.is_null(),
    }
}

fn extreme<'v>(given: &[Value<'v>], wanted: std::cmp::Ordering) -> Value<'v> {
    let mut best: Option<&Value<'v>> = None;
    for value in given.iter().filter(|value| !value.is_null()) {
        if best.is_none_or(|best| ranked(value, best) == Some(wanted)) {
            best = Some(value);
        }
    }
    best.cloned().unwrap_or(Value::Null)
}
