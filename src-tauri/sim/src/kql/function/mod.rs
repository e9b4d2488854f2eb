//! The scalar functions, by what they are about.

mod condition;
mod conversion;
mod list;
mod network;
mod number;
mod text;
mod time;

use super::evaluate::{Context, Run};
use super::{Fault, Kind, Value};

/// One function: its names, how many arguments it takes, and the type of what it gives.
pub(super) struct Function {
    names: &'static [&'static str],
    least: usize,
    most: usize,
    pub(super) gives: Gives,
    pub(super) run: Run,
}

#[derive(Clone, Copy)]
pub(super) enum Gives {
    Kind(Kind),
    /// The type of the argument with this number.
    Like(usize),
}

const MANY: usize = usize::MAX;

const GROUPS: [&[Function]; 7] = [
    condition::FUNCTIONS,
    conversion::FUNCTIONS,
    list::FUNCTIONS,
    network::FUNCTIONS,
    number::FUNCTIONS,
    text::FUNCTIONS,
    time::FUNCTIONS,
];

pub(super) fn find(name: &str) -> Option<&'static Function> {
    GROUPS.into_iter().flatten().find(|function| function.names.contains(&name))
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.into_iter().flatten().flat_map(|function| function.names).copied()
}

impl Function {
    const fn new(names: &'static [&'static str], count: (usize, usize), gives: Gives, run: Run) -> Self {
        Self { names, least: count.0, most: count.1, gives, run }
    }

    const fn of(names: &'static [&'static str], count: (usize, usize), kind: Kind, run: Run) -> Self {
        Self::new(names, count, Gives::Kind(kind), run)
    }

    pub(super) fn check(&self, name: &str, count: usize) -> Result<(), Fault> {
        if (self.least..=self.most).contains(&count) {
            return Ok(());
        }
        let expected = match (self.least, self.most) {
            (least, MANY) => format!("at least {least}"),
            (least, most) if least == most => least.to_string(),
            (least, most) => format!("{least} to {most}"),
        };
        let message = format!("{name}(): function expects {expected} argument(s), {count} given.");
        Err(Fault::new("InvalidFunctionArguments", message))
    }
}

/// The argument with this number; a missing one is null.
fn argument<'v>(arguments: &[Value<'v>], number: usize) -> Value<'v> {
    arguments.get(number).cloned().unwrap_or(Value::Null)
}

fn whole(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Long(number) => Some(*number),
        Value::Bool(value) => Some(i64::from(*value)),
        #[expect(clippy::cast_possible_truncation, reason = "Kusto cuts off the fraction, too")]
        Value::Real(number) if number.is_finite() => Some(*number as i64),
        Value::Text(text) => {
            let text = text.as_str().trim();
            let real = || text.parse::<f64>().ok().and_then(|number| whole(&Value::Real(number)));
            text.parse().ok().or_else(real)
        }
        _ => None,
    }
}

/// A place in a list of characters or items, counted from the end when negative.
fn offset(value: &Value<'_>, length: usize) -> Option<usize> {
    let number = whole(value)?;
    let length = i64::try_from(length).ok()?;
    usize::try_from(if number < 0 { (length + number).max(0) } else { number.min(length) }).ok()
}

fn from_option<'v>(value: Option<Value<'v>>) -> Value<'v> {
    value.unwrap_or(Value::Null)
}

fn now_of(context: &Context) -> jiff::Timestamp {
    context.now
}
