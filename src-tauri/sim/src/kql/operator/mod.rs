//! The tabular operators, one at a time over a relation.

mod join;
mod mv_expand;
mod order;
mod project;
mod summarize;
mod union;

pub(super) use union::union;

use std::rc::Rc;

use super::bind::{bind, check_condition};
use super::evaluate::Bound;
use super::relation::{Column, Row};
use super::syntax::{Expression, Operator};
use super::{Environment, Fault, Kind, Relation, Value};

pub(super) fn apply<'w>(
    relation: Relation<'w>,
    operator: &Operator,
    environment: &Environment<'_, 'w>,
    depth: usize,
) -> Result<Relation<'w>, Fault> {
    match operator {
        Operator::Where(condition) => filter(relation, condition, environment),
        Operator::Project(columns) => project::project(relation, columns, environment),
        Operator::ProjectAway(patterns) => project::away(relation, patterns),
        Operator::ProjectKeep(patterns) => project::keep(relation, patterns),
        Operator::ProjectReorder(patterns) => project::reorder(relation, patterns),
        Operator::ProjectRename(columns) => project::rename(relation, columns),
        Operator::Extend(columns) => project::extend(relation, columns, environment),
        Operator::MvExpand(expand) => mv_expand::mv_expand(relation, expand, environment),
        Operator::Join(join) => join::join(relation, join, environment, depth),
        Operator::Order(keys) => order::order(relation, keys, environment),
        Operator::Take(most) => take(relation, most, environment),
        Operator::Top(most, keys) => take(order::order(relation, keys, environment)?, most, environment),
        Operator::Summarize(aggregates, keys) => {
            summarize::summarize(relation, aggregates, keys, environment)
        }
        Operator::Distinct(columns) => summarize::distinct(relation, columns.as_deref(), environment),
        Operator::Count => Ok(count(relation)),
        Operator::Union(with) => union(Some(relation), with, environment, depth),
    }
}

fn filter<'w>(
    relation: Relation<'w>,
    condition: &Expression,
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let condition = bind(condition, &relation.columns, environment)?;
    check_condition(&condition)?;
    let context = Rc::clone(&environment.context);
    let rows = relation.rows.filter(move |row| condition.truth(row, &context) == Some(true));
    Ok(Relation::new(relation.columns, rows))
}

fn take<'w>(
    relation: Relation<'w>,
    most: &Expression,
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let most = bind(most, &[], environment)?;
    let count = match most.settled(&[], &environment.context) {
        Value::Long(count) => usize::try_from(count).ok(),
        _ => None,
    };
    let count = count
        .ok_or_else(|| Fault::new("InvalidRowCount", "The number of rows must be a number from 0 up."))?;
    Ok(Relation::new(relation.columns, relation.rows.take(count)))
}

fn count(relation: Relation<'_>) -> Relation<'_> {
    let number = i64::try_from(relation.rows.count()).unwrap_or(i64::MAX);
    let row = vec![Value::Long(number)];
    Relation::new(vec![Column::new("Count", Kind::Long)], std::iter::once(row))
}

/// Azure refuses dynamic values where values have to be compared with one another.
fn check_key(role: &str, name: &str, bound: &Bound<'_>) -> Result<(), Fault> {
    if bound.kind != Kind::Dynamic {
        return Ok(());
    }
    let message = format!(
        "{role} '{name}' is of a 'dynamic' type. Please use an explicit cast as this is not supported for a 'dynamic' type."
    );
    Err(Fault::new("InvalidKeyType", message))
}

/// A row with room for what is going to be added.
fn longer<'w>(mut row: Row<'w>, more: usize) -> Row<'w> {
    row.reserve_exact(more);
    row
}
