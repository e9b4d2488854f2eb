//! Rows of several tables under one another.

use super::super::relation::{Column, Row, index};
use super::super::syntax::{Source, Union};
use super::super::{Environment, Fault, Kind, Relation, Value, run};

pub(in super::super) fn union<'w>(
    first: Option<Relation<'w>>,
    union: &Union,
    environment: &Environment<'_, 'w>,
    depth: usize,
) -> Result<Relation<'w>, Fault> {
    let mut legs: Vec<(String, Relation<'w>)> = Vec::new();
    legs.extend(first.map(|relation| ("union_arg0".to_owned(), relation)));
    for leg in &union.legs {
        let name = match &leg.source {
            Source::Named(name) if leg.operators.is_empty() => name.to_lowercase(),
            _ => format!("union_arg{}", legs.len()),
        };
        legs.push((name, run::pipeline(leg, environment, depth + 1)?));
    }
    let mut columns: Vec<Column> = Vec::new();
    if let Some(name) = &union.with_source {
        columns.push(Column::new(name.clone(), Kind::Text));
    }
    for column in legs.iter().flat_map(|(_, leg)| &leg.columns) {
        let everywhere = || legs.iter().all(|(_, leg)| leg.has(&column.name));
        if index(&columns, &column.name).is_none() && (!union.inner || everywhere()) {
            columns.push(column.clone());
        }
    }
    let has_source = union.with_source.is_some();
    let shape = columns.clone();
    let rows = legs.into_iter().flat_map(move |(source, leg)| {
        let places: Vec<Option<usize>> =
            shape.iter().map(|column| index(&leg.columns, &column.name)).collect();
        let source: Value<'w> = Value::shared(source);
        let shape = shape.clone();
        leg.rows.map(move |mut row| {
            let values = places.iter().zip(&shape).enumerate().map(|(at, (place, column))| match place {
                Some(place) => std::mem::replace(&mut row[*place], Value::Null),
                None if at == 0 && has_source => source.clone(),
                None => column.kind.nothing(),
            });
            values.collect::<Row<'w>>()
        })
    });
    Ok(Relation::new(columns, rows))
}
