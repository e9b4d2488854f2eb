//! Numbers.

use super::{Function, Gives, argument, from_option, whole};
use crate::kql::compare::number;
use crate::kql::evaluate::Context;
use crate::kql::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(&["abs"], (1, 1), Gives::Like(0), abs),
    Function::of(&["round"], (1, 2), Kind::Real, round),
    Function::of(&["ceiling"], (1, 1), Kind::Real, |given, _| {
        from_option(number(&argument(given, 0)).map(|number| Value::Real(number.ceil())))
    }),
    Function::new(&["bin", "floor"], (2, 2), Gives::Like(0), bin),
];

fn abs<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    match argument(given, 0) {
        Value::Long(number) => from_option(number.checked_abs().map(Value::Long)),
        Value::Real(number) => Value::Real(number.abs()),
        _ => Value::Null,
    }
}

fn round<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let digits = whole(&argument(given, 1)).and_then(|digits| i32::try_from(digits).ok()).unwrap_or(0);
    let scale = 10_f64.powi(digits);
    from_option(number(&argument(given, 0)).map(|number| Value::Real((number * scale).round() / scale)))
}

/// The next lower multiple of the second argument.
fn bin<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let (value, size) = (argument(given, 0), argument(given, 1));
    from_option(match (&value, &size) {
        (Value::Long(value), Value::Long(size)) if *size > 0 => {
            Some(Value::Long(value.div_euclid(*size) * size))
        }
        (Value::Time(at), Value::Span(size)) if size.is_positive() => {
            let nanoseconds = at.as_nanosecond().div_euclid(size.as_nanos()) * size.as_nanos();
            jiff::Timestamp::from_nanosecond(nanoseconds).ok().map(Value::Time)
        }
        _ => number(&value)
            .zip(number(&size).filter(|size| *size > 0.0))
            .map(|(value, size)| Value::Real((value / size).floor() * size)),
    })
}
