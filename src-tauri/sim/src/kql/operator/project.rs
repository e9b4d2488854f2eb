//! Choosing, naming and adding columns.

use std::rc::Rc;

use super::super::bind::bind;
use super::super::evaluate::Bound;
use super::super::relation::{Column, free_name, index, numbered};
use super::super::syntax::{Named, Pattern};
use super::super::{Environment, Fault, Relation, Value};
use super::longer;
use crate::wildcard;

pub(super) fn project<'w>(
    relation: Relation<'w>,
    wanted: &[Named],
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let (mut columns, mut bound): (Vec<Column>, Vec<Bound<'w>>) = (Vec::new(), Vec::new());
    for named in wanted {
        let expression = bind(&named.expression, &relation.columns, environment)?;
        let name = written_or_implied(named, &columns)?;
        columns.push(Column::new(name, expression.kind));
        bound.push(expression);
    }
    let context = Rc::clone(&environment.context);
    let rows = relation.rows.map(move |row| {
        let values: Vec<Value<'w>> = bound.iter().map(|bound| bound.value(&row, &context)).collect();
        values.into_iter().map(Value::released).collect()
    });
    Ok(Relation::new(columns, rows))
}

/// A name that is written twice is a mistake; an implied one gets out of the way.
fn written_or_implied(named: &Named, columns: &[Column]) -> Result<String, Fault> {
    match &named.name {
        Some(name) if index(columns, name).is_some() => Err(Fault::new(
            "DuplicateColumnName",
            format!("A column with the name '{name}' is there already."),
        )),
        Some(name) => Ok(name.clone()),
        None => Ok(match named.implied_name() {
            Some(name) => free_name(columns, name),
            None => anonymous(columns),
        }),
    }
}

/// `Column1`, `Column2` and so on.
pub(super) fn anonymous(columns: &[Column]) -> String {
    numbered(columns, "Column")
}

pub(super) fn extend<'w>(
    mut relation: Relation<'w>,
    wanted: &[Named],
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let before = relation.columns.clone();
    let mut bound: Vec<(usize, Bound<'w>)> = Vec::new();
    for named in wanted {
        let expression = bind(&named.expression, &before, environment)?;
        let name = named.implied_name().unwrap_or_else(|| anonymous(&relation.columns));
        let column = Column::new(name, expression.kind);
        let at = match index(&relation.columns, &column.name) {
            Some(at) => {
                relation.columns[at] = column;
                at
            }
            None => {
                relation.columns.push(column);
                relation.columns.len() - 1
            }
        };
        bound.push((at, expression));
    }
    let width = relation.columns.len();
    let context = Rc::clone(&environment.context);
    let rows = relation.rows.map(move |row| {
        let values: Vec<Value<'w>> = bound.iter().map(|(_, bound)| bound.value(&row, &context)).collect();
        let more = width - row.len();
        let mut row = longer(row, more);
        row.resize(width, Value::Null);
        for ((at, _), value) in bound.iter().zip(values) {
            row[*at] = value;
        }
        row
    });
    Ok(Relation::new(relation.columns, rows))
}

pub(super) fn away<'w>(relation: Relation<'w>, patterns: &[Pattern]) -> Result<Relation<'w>, Fault> {
    check(&relation.columns, patterns)?;
    let kept = |column: &Column| !patterns.iter().any(|pattern| pattern.matches(&column.name));
    Ok(select(relation, |columns| (0..columns.len()).filter(|at| kept(&columns[*at])).collect()))
}

pub(super) fn keep<'w>(relation: Relation<'w>, patterns: &[Pattern]) -> Result<Relation<'w>, Fault> {
    check(&relation.columns, patterns)?;
    let kept = |column: &Column| patterns.iter().any(|pattern| pattern.matches(&column.name));
    Ok(select(relation, |columns| (0..columns.len()).filter(|at| kept(&columns[*at])).collect()))
}

/// What is named comes first, in this order; the rest follows.
pub(super) fn reorder<'w>(relation: Relation<'w>, patterns: &[Pattern]) -> Result<Relation<'w>, Fault> {
    check(&relation.columns, patterns)?;
    Ok(select(relation, |columns| {
        let mut order: Vec<usize> = Vec::new();
        for pattern in patterns {
            let found = (0..columns.len()).filter(|at| pattern.matches(&columns[*at].name));
            for at in found.collect::<Vec<_>>() {
                if !order.contains(&at) {
                    order.push(at);
                }
            }
        }
        let rest: Vec<usize> = (0..columns.len()).filter(|at| !order.contains(at)).collect();
        order.extend(rest);
        order
    }))
}

pub(super) fn rename<'w>(mut relation: Relation<'w>, names: &[Named]) -> Result<Relation<'w>, Fault> {
    for named in names {
        let (Some(new), Some(old)) = (&named.name, named.plain_column()) else {
            return Err(Fault::new("InvalidQuery", "project-rename takes 'new = old' and nothing else."));
        };
        let at = relation.find(old)?;
        if relation.has(new) && new != old {
            let message = format!("A column with the name '{new}' is there already.");
            return Err(Fault::new("DuplicateColumnName", message));
        }
        new.clone_into(&mut relation.columns[at].name);
    }
    Ok(relation)
}

/// A name without `*` has to be there.
fn check(columns: &[Column], patterns: &[Pattern]) -> Result<(), Fault> {
    let missing = patterns.iter().find(|p| !p.0.contains('*') && index(columns, &p.0).is_none());
    missing.map_or(Ok(()), |pattern| Err(Fault::no_column(&pattern.0)))
}

fn select<'w>(relation: Relation<'w>, choose: impl FnOnce(&[Column]) -> Vec<usize>) -> Relation<'w> {
    let order = choose(&relation.columns);
    let columns = order.iter().map(|at| relation.columns[*at].clone()).collect();
    let take = move |mut row: Vec<Value<'w>>| {
        order.iter().map(|at| std::mem::replace(&mut row[*at], Value::Null)).collect()
    };
    Relation::new(columns, relation.rows.map(take))
}

impl Pattern {
    fn matches(&self, name: &str) -> bool {
        wildcard::matches(&self.0, name)
    }
}
