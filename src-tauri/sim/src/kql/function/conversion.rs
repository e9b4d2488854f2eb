//! From one type to another; what cannot be converted is null.

use serde_json::Value as Json;

use super::{Function, argument, from_option, whole};
use crate::kql::compare::number;
use crate::kql::evaluate::Context;
use crate::kql::time::{read_span, read_time};
use crate::kql::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of(&["tostring"], (1, 1), Kind::Text, |given, _| Value::Text(argument(given, 0).to_text())),
    Function::of(&["toguid"], (1, 1), Kind::Text, |given, _| Value::Text(argument(given, 0).to_text())),
    Function::of(&["toint", "tolong"], (1, 1), Kind::Long, |given, _| {
        from_option(whole(&argument(given, 0)).map(Value::Long))
    }),
    Function::of(&["toreal", "todouble", "todecimal"], (1, 1), Kind::Real, to_real),
    Function::of(&["tobool", "toboolean"], (1, 1), Kind::Bool, to_bool),
    Function::of(&["todatetime"], (1, 1), Kind::Time, to_time),
    Function::of(&["totimespan"], (1, 1), Kind::Span, to_span),
    Function::of(&["todynamic", "toobject", "parse_json", "parsejson"], (1, 1), Kind::Dynamic, to_dynamic),
    Function::of(&["gettype"], (1, 1), Kind::Text, kind_of),
];

fn to_real<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    from_option(match argument(given, 0) {
        Value::Text(text) => text.as_str().trim().parse().ok().map(Value::Real),
        other => number(&other).map(Value::Real),
    })
}

fn to_bool<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    match argument(given, 0) {
        Value::Bool(value) => Value::Bool(value),
        Value::Text(text) => match text.as_str().trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            _ => Value::Null,
        },
        other => from_option(whole(&other).map(|number| Value::Bool(number != 0))),
    }
}

fn to_time<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    from_option(match argument(given, 0) {
        Value::Time(at) => Some(Value::Time(at)),
        Value::Text(text) => read_time(text.as_str()).map(Value::Time),
        _ => None,
    })
}

fn to_span<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    from_option(match argument(given, 0) {
        Value::Span(span) => Some(Value::Span(span)),
        Value::Text(text) => read_span(text.as_str()).map(Value::Span),
        _ => None,
    })
}

/// Text that is no JSON stays what it is.
fn to_dynamic<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    match argument(given, 0) {
        Value::Text(text) => match serde_json::from_str::<Json>(text.as_str()) {
            Ok(json) => Value::from_owned(json),
            Err(_) => Value::Text(text),
        },
        other => other,
    }
}

fn kind_of<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let value = argument(given, 0);
    Value::text(match &value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Long(_) => "long",
        Value::Real(_) => "double",
        Value::Text(_) => "string",
        Value::Time(_) => "datetime",
        Value::Span(_) => "timespan",
        Value::Tree(_) | Value::Part(..) if value.tree().is_some_and(Json::is_array) => "array",
        Value::Tree(_) | Value::Part(..) => "dictionary",
    })
}
