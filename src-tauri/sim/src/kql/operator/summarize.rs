//! Groups of rows and what is computed over them.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::aggregate::Aggregate;
use super::super::bind::bind;
use super::super::compare::Key;
use super::super::evaluate::Bound;
use super::super::relation::{Column, Row, Rows, free_name};
use super::super::syntax::{Expression, Named};
use super::super::{Environment, Fault, Relation, Value};
use super::check_key;
use super::project::anonymous;

struct Group<'w> {
    keys: Vec<Value<'w>>,
    rows: Vec<Row<'w>>,
}

pub(super) fn summarize<'w>(
    relation: Relation<'w>,
    aggregates: &[Named],
    keys: &[Named],
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let (mut columns, mut bound): (Vec<Column>, Vec<Bound<'w>>) = (Vec::new(), Vec::new());
    for named in keys {
        let expression = bind(&named.expression, &relation.columns, environment)?;
        let name = named.implied_name().unwrap_or_else(|| anonymous(&columns));
        check_key("Summarize group key", &name, &expression)?;
        columns.push(Column::new(free_name(&columns, name), expression.kind));
        bound.push(expression);
    }
    let mut computed = Vec::new();
    for named in aggregates {
        let aggregate = Aggregate::bind(named, &relation.columns, &columns, environment)?;
        for column in aggregate.columns(named) {
            let name = free_name(&columns, column.name);
            columns.push(Column::new(name, column.kind));
        }
        computed.push(aggregate);
    }
    let counting = computed.iter().all(Aggregate::only_counts);
    let groups = group(relation.rows, &bound, counting, environment);
    let context = Rc::clone(&environment.context);
    let rows = groups.into_iter().map(move |group| {
        let mut row = group.keys;
        for aggregate in &computed {
            aggregate.compute(&group.rows, &context, &mut row);
        }
        row
    });
    Ok(Relation::new(columns, rows))
}

pub(super) fn distinct<'w>(
    relation: Relation<'w>,
    wanted: Option<&[Named]>,
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let all: Vec<Named>;
    let keys = match wanted {
        Some(wanted) => wanted,
        None => {
            let column =
                |column: &Column| Named { name: None, expression: Expression::Column(column.name.clone()) };
            all = relation.columns.iter().map(column).collect();
            &all
        }
    };
    summarize(relation, &[], keys, environment)
}

/// In the order of their first rows; without keys there is one group, even of nothing. Where rows are only
/// counted, nothing of them is kept.
fn group<'w>(
    rows: Rows<'w>,
    keys: &[Bound<'w>],
    counting: bool,
    environment: &Environment<'_, 'w>,
) -> Vec<Group<'w>> {
    let mut groups: Vec<Group<'w>> = Vec::new();
    let mut places: HashMap<Vec<Key<'w>>, usize> = HashMap::new();
    if keys.is_empty() {
        groups.push(Group { keys: Row::new(), rows: Vec::new() });
        places.insert(Vec::new(), 0);
    }
    for row in rows {
        let values: Vec<Value<'w>> = keys.iter().map(|key| key.settled(&row, &environment.context)).collect();
        let place = *places.entry(values.iter().map(Key::of).collect()).or_insert_with(|| {
            groups.push(Group { keys: values, rows: Vec::new() });
            groups.len() - 1
        });
        groups[place].rows.push(if counting { Row::new() } else { row });
    }
    groups
}
