//! Sorting. Equal rows keep their order.

use std::cmp::Ordering;

use super::super::bind::bind;
use super::super::compare::ranked;
use super::super::evaluate::Bound;
use super::super::syntax::SortKey;
use super::super::{Environment, Fault, Relation, Value};
use super::check_key;

pub(super) fn order<'w>(
    relation: Relation<'w>,
    keys: &[SortKey],
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let mut bound: Vec<Bound<'w>> = Vec::new();
    for (number, key) in keys.iter().enumerate() {
        let expression = bind(&key.expression, &relation.columns, environment)?;
        let name =
            super::super::bind::implied_name(&key.expression).unwrap_or_else(|| (number + 1).to_string());
        check_key("Order key", &name, &expression)?;
        bound.push(expression);
    }
    let mut keyed: Vec<(Vec<Value<'w>>, Vec<Value<'w>>)> = relation
        .rows
        .map(|row| (bound.iter().map(|bound| bound.settled(&row, &environment.context)).collect(), row))
        .collect();
    keyed.sort_by(|(left, _), (right, _)| {
        let differences =
            keys.iter().zip(left.iter().zip(right)).map(|(key, (left, right))| compare(key, left, right));
        differences.fold(Ordering::Equal, Ordering::then)
    });
    Ok(Relation::new(relation.columns, keyed.into_iter().map(|(_, row)| row)))
}

fn compare(key: &SortKey, left: &Value<'_>, right: &Value<'_>) -> Ordering {
    match (left.is_null(), right.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) if key.nulls_first => Ordering::Less,
        (true, false) => Ordering::Greater,
        (false, true) if key.nulls_first => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let order = ranked(left, right).unwrap_or(Ordering::Equal);
            if key.ascending { order } else { order.reverse() }
        }
    }
}
