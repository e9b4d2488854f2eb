//! Moments.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Function, argument, from_option, now_of, whole};
use crate::kql::evaluate::Context;
use crate::kql::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of(&["now"], (0, 1), Kind::Time, |given, context| {
        from_option(shifted(now_of(context), &argument(given, 0), 1))
    }),
    Function::of(&["ago"], (1, 1), Kind::Time, |given, context| {
        from_option(shifted(now_of(context), &argument(given, 0), -1))
    }),
    Function::of(&["startofday"], (1, 1), Kind::Time, start_of_day),
    Function::of(&["datetime_diff"], (3, 3), Kind::Long, difference),
    Function::of(&["datetime_add"], (3, 3), Kind::Time, add),
];

fn shifted<'v>(from: Timestamp, by: &Value<'v>, sign: i32) -> Option<Value<'v>> {
    match by {
        Value::Span(span) => from.checked_add(span.checked_mul(sign)?).ok().map(Value::Time),
        _ => Some(Value::Time(from)),
    }
}

fn start_of_day<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let Value::Time(at) = argument(given, 0) else { return Value::Null };
    from_option(at.to_zoned(TimeZone::UTC).start_of_day().ok().map(|start| Value::Time(start.timestamp())))
}

fn seconds_of(period: &Value<'_>) -> Option<i64> {
    Some(match period.to_text().as_str() {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        _ => return None,
    })
}

/// Periods are counted by the borders between the two moments.
fn difference<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let (Some(length), Value::Time(later), Value::Time(earlier)) =
        (seconds_of(&argument(given, 0)), argument(given, 1), argument(given, 2))
    else {
        return Value::Null;
    };
    Value::Long(later.as_second().div_euclid(length) - earlier.as_second().div_euclid(length))
}

fn add<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let (Some(length), Some(count), Value::Time(at)) =
        (seconds_of(&argument(given, 0)), whole(&argument(given, 1)), argument(given, 2))
    else {
        return Value::Null;
    };
    let span = length.checked_mul(count).map(SignedDuration::from_secs);
    from_option(span.and_then(|span| at.checked_add(span).ok()).map(Value::Time))
}
