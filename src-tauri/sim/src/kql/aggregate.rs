//! Aggregates: one value, or several, over the rows of a group.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::bind::{bind, check_condition, implied_name};
use super::compare::{Key, number, ranked};
use super::evaluate::{Bound, Context};
use super::relation::{Column, Row, index};
use super::syntax::{Expression, Named};
use super::{Environment, Fault, Kind, Value};

/// An aggregate with its arguments bound.
pub(super) struct Aggregate<'w> {
    act: Act,
    /// What is aggregated.
    of: Option<Bound<'w>>,
    /// Only rows for which this holds.
    only: Option<Bound<'w>>,
    /// The columns that `arg_max`, `arg_min` and `take_any` bring along.
    along: Vec<(String, Bound<'w>)>,
    most: usize,
    name: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Count,
    Distinct,
    Sum,
    Average,
    Least,
    Most,
    List,
    Set,
    Any,
    RowOfLeast,
    RowOfMost,
}

/// Names, what they do, whether a condition follows, and how a column is called by default.
const ACTS: [(&str, Act, bool, &str); 22] = [
    ("count", Act::Count, false, "count_"),
    ("countif", Act::Count, true, "countif_"),
    ("dcount", Act::Distinct, false, "dcount_"),
    ("dcountif", Act::Distinct, true, "dcountif_"),
    ("sum", Act::Sum, false, "sum_"),
    ("sumif", Act::Sum, true, "sumif_"),
    ("avg", Act::Average, false, "avg_"),
    ("avgif", Act::Average, true, "avgif_"),
    ("min", Act::Least, false, "min_"),
    ("minif", Act::Least, true, "minif_"),
    ("max", Act::Most, false, "max_"),
    ("maxif", Act::Most, true, "maxif_"),
    ("make_list", Act::List, false, "list_"),
    ("make_list_if", Act::List, true, "list_"),
    ("makelist", Act::List, false, "list_"),
    ("make_set", Act::Set, false, "set_"),
    ("make_set_if", Act::Set, true, "set_"),
    ("makeset", Act::Set, false, "set_"),
    ("take_any", Act::Any, false, ""),
    ("any", Act::Any, false, "any_"),
    ("arg_max", Act::RowOfMost, false, ""),
    ("arg_min", Act::RowOfLeast, false, ""),
];

const MOST_ITEMS: usize = 1_048_576;

impl<'w> Aggregate<'w> {
    pub(super) fn bind(
        named: &Named,
        columns: &[Column],
        taken: &[Column],
        environment: &Environment<'_, 'w>,
    ) -> Result<Self, Fault> {
        let Expression::Call { name, arguments, place } = &named.expression else {
            let message = "Between summarize and 'by' there may be only aggregates such as count().";
            return Err(Fault::new("InvalidAggregate", message));
        };
        let at = |fault: Fault| fault.at(environment.source, place.start, place.end);
        let (_, act, conditional, prefix) = *ACTS
            .iter()
            .find(|(known, ..)| known == name)
            .ok_or_else(|| at(Fault::lacking("aggregate", name, ACTS.iter().map(|(known, ..)| *known))))?;
        let wanted = usize::from(act != Act::Count) + usize::from(conditional);
        let open_ended = matches!(act, Act::Any | Act::RowOfLeast | Act::RowOfMost);
        let most = match act {
            _ if open_ended => usize::MAX,
            Act::List | Act::Set | Act::Distinct => wanted + 1,
            _ => wanted,
        };
        if !(wanted..=most).contains(&arguments.len()) {
            let message =
                format!("{name}(): function expects {wanted} argument(s), {} given.", arguments.len());
            return Err(at(Fault::new("InvalidFunctionArguments", message)));
        }
        let mut rest = arguments.as_slice();
        let mut next = || {
            let (first, after) = rest.split_first()?;
            rest = after;
            Some(first)
        };
        let starred = matches!(arguments.first(), Some(Expression::Star));
        let first = if act == Act::Count || act == Act::Any && starred { None } else { next() };
        let of = first.map(|of| bind(of, columns, environment)).transpose()?;
        let only =
            if conditional { next().map(|only| bind(only, columns, environment)).transpose()? } else { None };
        only.iter().try_for_each(check_condition)?;
        let (mut along, mut limit) = (Vec::new(), MOST_ITEMS);
        if open_ended {
            for expression in rest {
                along.extend(brought(expression, columns, environment)?);
                if matches!(expression, Expression::Star) {
                    let own = arguments.first().and_then(implied_name);
                    along.retain(|(name, _)| Some(name) != own.as_ref() && index(taken, name).is_none());
                }
            }
        } else if let Some(most) = rest.first() {
            let most = bind(most, &[], environment)?.settled(&[], &environment.context);
            limit = super::compare::count(&most);
        }
        let suffix = arguments.first().and_then(implied_name);
        let name = match (suffix, prefix) {
            (Some(suffix), _) if act != Act::Count => format!("{prefix}{suffix}"),
            (_, "") => name.clone(),
            (_, prefix) => prefix.to_owned(),
        };
        Ok(Self { act, of, only, along, most: limit, name })
    }

    /// Nothing of the rows themselves is needed.
    pub(super) fn only_counts(&self) -> bool {
        self.act == Act::Count && self.only.is_none()
    }

    /// The columns this one gives.
    pub(super) fn columns(&self, named: &Named) -> Vec<Column> {
        let of = self.of.as_ref().map_or(Kind::Long, |of| of.kind);
        let kind = match self.act {
            Act::Count | Act::Distinct => Kind::Long,
            Act::Average => Kind::Real,
            Act::List | Act::Set => Kind::Dynamic,
            _ => of,
        };
        let name = named.name.clone().unwrap_or_else(|| self.name.clone());
        let own = self.of.is_some() || self.act == Act::Count;
        let mut columns: Vec<Column> = own.then(|| Column::new(name, kind)).into_iter().collect();
        columns.extend(self.along.iter().map(|(name, bound)| Column::new(name.clone(), bound.kind)));
        columns
    }

    /// Appends what the rows of a group give.
    pub(super) fn compute(&self, rows: &[Row<'w>], context: &Context, out: &mut Row<'w>) {
        let counted =
            |row: &&Row<'w>| self.only.as_ref().is_none_or(|only| only.truth(row, context) == Some(true));
        let group: Vec<&Row<'w>> = rows.iter().filter(counted).collect();
        let Some(of) = &self.of else {
            match self.act {
                Act::Count => out.push(count(group.len())),
                _ => self.bring(group.first().copied(), context, out),
            }
            return;
        };
        let values = || group.iter().map(|row| of.settled(row, context)).filter(|value| !value.is_null());
        match self.act {
            Act::Count => out.push(count(group.len())),
            Act::Distinct => {
                out.push(count(values().map(|value| Key::of(&value)).collect::<HashSet<_>>().len()))
            }
            Act::Sum => out.push(sum(values())),
            Act::Average => {
                let numbers: Vec<f64> = values().filter_map(|value| number(&value)).collect();
                #[expect(clippy::cast_precision_loss, reason = "there are never that many rows")]
                let average = numbers.iter().sum::<f64>() / numbers.len() as f64;
                out.push(if numbers.is_empty() { Value::Null } else { Value::Real(average) });
            }
            Act::Least => {
                out.push(best(values(), Ordering::Less).map_or_else(|| of.kind.nothing(), |(_, value)| value))
            }
            Act::Most => out.push(
                best(values(), Ordering::Greater).map_or_else(|| of.kind.nothing(), |(_, value)| value),
            ),
            Act::List => {
                out.push(Value::from_owned(values().take(self.most).map(|value| value.to_json()).collect()))
            }
            Act::Set => {
                let mut seen = HashSet::new();
                let new = values().filter(|value| seen.insert(Key::of(value)));
                out.push(Value::from_owned(new.take(self.most).map(|value| value.to_json()).collect()));
            }
            Act::Any => {
                let row = group.first().copied();
                out.push(row.map_or_else(|| of.kind.nothing(), |row| of.value(row, context)));
                self.bring(row, context, out);
            }
            Act::RowOfLeast | Act::RowOfMost => {
                let wanted = if self.act == Act::RowOfLeast { Ordering::Less } else { Ordering::Greater };
                let all = group.iter().map(|row| of.settled(row, context));
                let found = best(all, wanted);
                out.push(found.as_ref().map_or_else(|| of.kind.nothing(), |(_, value)| value.clone()));
                self.bring(found.map(|(at, _)| group[at]), context, out);
            }
        }
    }

    fn bring(&self, row: Option<&Row<'w>>, context: &Context, out: &mut Row<'w>) {
        for (_, bound) in &self.along {
            out.push(row.map_or_else(|| bound.kind.nothing(), |row| bound.value(row, context)));
        }
    }
}

/// One column, or all of them.
fn brought<'w>(
    expression: &Expression,
    columns: &[Column],
    environment: &Environment<'_, 'w>,
) -> Result<Vec<(String, Bound<'w>)>, Fault> {
    let wanted: Vec<Expression> = match expression {
        Expression::Star => columns.iter().map(|column| Expression::Column(column.name.clone())).collect(),
        other => vec![other.clone()],
    };
    let bound = wanted.into_iter().map(|expression| {
        let name = implied_name(&expression).unwrap_or_else(|| "Column1".into());
        bind(&expression, columns, environment).map(|bound| (name, bound))
    });
    bound.collect()
}

fn count<'w>(number: usize) -> Value<'w> {
    Value::Long(i64::try_from(number).unwrap_or(i64::MAX))
}

fn sum<'w>(values: impl Iterator<Item = Value<'w>>) -> Value<'w> {
    let mut total = Value::Long(0);
    for value in values {
        total = match (&total, &value) {
            (Value::Long(left), Value::Long(right)) => {
                left.checked_add(*right).map_or(Value::Null, Value::Long)
            }
            (left, right) => match (number(left), number(right)) {
                (Some(left), Some(right)) => Value::Real(left + right),
                _ => total,
            },
        };
    }
    total
}

/// The first of the least or greatest, and where it stands.
fn best<'w>(values: impl Iterator<Item = Value<'w>>, wanted: Ordering) -> Option<(usize, Value<'w>)> {
    let mut best: Option<(usize, Value<'w>)> = None;
    for (at, value) in values.enumerate().filter(|(_, value)| !value.is_null()) {
        if best.as_ref().is_none_or(|(_, best)| ranked(&value, best) == Some(wanted)) {
            best = Some((at, value));
        }
    }
    best
}
