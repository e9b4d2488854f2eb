//! Joining by equal keys, through a hash table of the right side.

use std::collections::{HashMap, HashSet};

use super::super::compare::Key;
use super::super::relation::{Column, Row, free_name};
use super::super::syntax::{Flavor, Join};
use super::super::{Environment, Fault, Kind, Relation, Value, run};

pub(super) fn join<'w>(
    left: Relation<'w>,
    join: &Join,
    environment: &Environment<'_, 'w>,
    depth: usize,
) -> Result<Relation<'w>, Fault> {
    let right = run::pipeline(&join.right, environment, depth + 1)?;
    let (mut left_keys, mut right_keys) = (Vec::new(), Vec::new());
    for (left_name, right_name) in &join.on {
        let (at_left, at_right) = (left.find(left_name)?, right.find(right_name)?);
        check(&left.columns[at_left], &right.columns[at_right])?;
        left_keys.push(at_left);
        right_keys.push(at_right);
    }
    let mut columns = left.columns;
    for column in &right.columns {
        let name = free_name(&columns, column.name.clone());
        columns.push(Column::new(name, column.kind));
    }
    let nothing: Row<'w> = right.columns.iter().map(|column| column.kind.nothing()).collect();
    let mut by_key: HashMap<Vec<Key<'w>>, Vec<Row<'w>>> = HashMap::new();
    for row in right.rows {
        by_key.entry(key(&row, &right_keys)).or_default().push(row);
    }
    let mut seen = HashSet::new();
    let flavor = join.flavor;
    let rows = left.rows.flat_map(move |row| {
        let key = key(&row, &left_keys);
        match by_key.get(&key) {
            None if flavor == Flavor::LeftOuter => vec![together(row, &nothing)],
            None => Vec::new(),
            Some(_) if flavor == Flavor::InnerUnique && !seen.insert(key) => Vec::new(),
            Some(found) => found.iter().map(|right| together(row.clone(), right)).collect(),
        }
    });
    Ok(Relation::new(columns, rows))
}

fn together<'w>(left: Row<'w>, right: &[Value<'w>]) -> Row<'w> {
    let mut row = super::longer(left, right.len());
    row.extend(right.iter().cloned());
    row
}

fn key<'w>(row: &[Value<'w>], places: &[usize]) -> Vec<Key<'w>> {
    places.iter().map(|at| Key::of(&row[*at])).collect()
}

fn check(left: &Column, right: &Column) -> Result<(), Fault> {
    for column in [left, right] {
        if column.kind == Kind::Dynamic {
            let message = format!(
                "join key '{}' is of a 'dynamic' type. Please use an explicit cast using extend operator in the join legs (for example, '... | extend {0} = tostring({0}) | join (... | extend {0} = tostring({0})) on {0}') as join on a 'dynamic' type is not supported.",
                column.name
            );
            return Err(Fault::new("InvalidKeyType", message));
        }
    }
    if left.kind == right.kind {
        return Ok(());
    }
    let message = format!(
        "join keys '{}' and '{}' are of different types: {} and {}.",
        left.name,
        right.name,
        left.kind.name(),
        right.kind.name()
    );
    Err(Fault::new("InvalidKeyType", message))
}
