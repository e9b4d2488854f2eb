//! A row for every item of an array or bag.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::super::bind::bind;
use super::super::evaluate::{Bound, Node};
use super::super::function;
use super::super::relation::{Column, Row, index};
use super::super::syntax::{Expansion, MvExpand};
use super::super::{Environment, Fault, Kind, Relation, Value};

const ROWS: i64 = 128;
const MOST_ROWS: i64 = 400;

pub(super) fn mv_expand<'w>(
    mut relation: Relation<'w>,
    expand: &MvExpand,
    environment: &Environment<'_, 'w>,
) -> Result<Relation<'w>, Fault> {
    let limit = expand.limit.unwrap_or(ROWS);
    let limit =
        usize::try_from(limit).ok().filter(|_| (1..=MOST_ROWS).contains(&limit)).ok_or_else(|| {
            let message = format!("The row limit of mv-expand must be from 1 to {MOST_ROWS}; it is {limit}.");
            Fault::new("DisallowedMvExpandRowLimit", message)
        })?;
    let before = relation.columns.clone();
    let mut places = Vec::new();
    for expansion in &expand.columns {
        let of = bind(&expansion.column.expression, &before, environment)?;
        if of.kind != Kind::Dynamic {
            let message = format!(
                "mv-expand: the expanded expression must be of type 'dynamic', not '{}'.",
                of.kind.name()
            );
            return Err(Fault::new("InvalidMvExpand", message));
        }
        let (kind, cast) = target(expansion)?;
        let name = expansion.column.implied_name().unwrap_or_else(|| "Column1".into());
        places.push((place(&mut relation.columns, Column::new(name, kind)), of, cast));
    }
    let number = expand
        .item_index
        .as_ref()
        .map(|name| place(&mut relation.columns, Column::new(name.clone(), Kind::Long)));
    let width = relation.columns.len();
    let context = Rc::clone(&environment.context);
    let bags_as_arrays = expand.bags_as_arrays;
    let rows = relation.rows.flat_map(move |mut row| {
        let items: Vec<Vec<Value<'w>>> =
            places.iter().map(|(_, of, _)| items(of.settled(&row, &context), bags_as_arrays)).collect();
        row.resize(width, Value::Null);
        let count = items.iter().map(Vec::len).max().unwrap_or(0).clamp(1, limit);
        let mut made: Vec<Row<'w>> = Vec::with_capacity(count);
        made.resize(count - 1, row.clone());
        made.push(row);
        for (at, row) in made.iter_mut().enumerate() {
            for ((place, _, cast), items) in places.iter().zip(&items) {
                let item = items.get(at).cloned().unwrap_or(Value::Null);
                row[*place] = cast.as_ref().map_or(item.clone(), |cast| cast.settled(&[item], &context));
            }
            if let Some(place) = number {
                row[place] = i64::try_from(at).map_or(Value::Null, Value::Long);
            }
        }
        made
    });
    Ok(Relation::new(relation.columns, rows))
}

/// A column that is there is replaced.
fn place(columns: &mut Vec<Column>, column: Column) -> usize {
    if let Some(at) = index(columns, &column.name) {
        columns[at] = column;
        return at;
    }
    columns.push(column);
    columns.len() - 1
}

/// What is expanded; nothing, and an array of nothing, still leave a row.
fn items<'w>(value: Value<'w>, bags_as_arrays: bool) -> Vec<Value<'w>> {
    match value.tree() {
        Some(Json::Array(items)) => items.iter().map(Value::from_json).collect(),
        Some(Json::Object(bag)) => {
            let pair = |(key, value): (&String, &Json)| {
                Value::from_owned(if bags_as_arrays {
                    Json::Array(vec![Json::from(key.as_str()), value.clone()])
                } else {
                    Json::Object(Map::from_iter([(key.clone(), value.clone())]))
                })
            };
            bag.iter().map(pair).collect()
        }
        _ => vec![value],
    }
}

/// `to typeof(string)`: the type of the new column, and how items become it.
fn target<'w>(expansion: &Expansion) -> Result<(Kind, Option<Bound<'w>>), Fault> {
    let Some(name) = &expansion.to else { return Ok((Kind::Dynamic, None)) };
    let (kind, conversion) = match name.as_str() {
        "string" => (Kind::Text, "tostring"),
        "long" | "int" => (Kind::Long, "tolong"),
        "real" | "double" => (Kind::Real, "toreal"),
        "bool" => (Kind::Bool, "tobool"),
        "datetime" => (Kind::Time, "todatetime"),
        "timespan" => (Kind::Span, "totimespan"),
        "dynamic" => return Ok((Kind::Dynamic, None)),
        _ => return Err(Fault::new("InvalidType", format!("There is no type '{name}'."))),
    };
    let item = Bound { kind: Kind::Dynamic, node: Node::Column(0) };
    let cast =
        function::find(conversion).map(|function| Bound { kind, node: Node::Call(function.run, vec![item]) });
    Ok((kind, cast))
}
