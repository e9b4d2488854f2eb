//! Arrays and property bags.

use serde_json::{Map, Value as Json};

use super::{Function, MANY, argument, from_option, offset};
use crate::kql::evaluate::Context;
use crate::kql::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of(&["array_length", "arraylength"], (1, 1), Kind::Long, length),
    Function::of(&["array_concat"], (1, MANY), Kind::Dynamic, concat),
    Function::of(&["array_index_of"], (2, 2), Kind::Long, index_of),
    Function::of(&["array_slice"], (3, 3), Kind::Dynamic, slice),
    Function::of(&["set_has_element"], (2, 2), Kind::Bool, has_element),
    Function::of(&["bag_keys"], (1, 1), Kind::Dynamic, keys),
    Function::of(&["bag_has_key"], (2, 2), Kind::Bool, has_key),
    Function::of(&["bag_pack", "pack", "pack_dictionary"], (2, MANY), Kind::Dynamic, pack),
    Function::of(&["pack_array"], (1, MANY), Kind::Dynamic, |given, _| {
        Value::from_owned(given.iter().map(Value::to_json).collect())
    }),
    Function::of(&["strcat_array"], (2, 2), Kind::Text, join),
];

fn items(value: &Value<'_>) -> Option<Vec<Json>> {
    value.tree()?.as_array().cloned()
}

fn length<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let value = argument(given, 0);
    let length = value.tree().and_then(Json::as_array).map(Vec::len);
    from_option(length.and_then(|length| i64::try_from(length).ok()).map(Value::Long))
}

fn concat<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    Value::from_owned(given.iter().filter_map(items).flatten().collect())
}

fn index_of<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let wanted = argument(given, 1).to_json();
    from_option(items(&argument(given, 0)).map(|items| {
        let found = items.iter().position(|item| *item == wanted);
        Value::Long(found.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1))
    }))
}

/// From one place to another, both included.
fn slice<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    from_option(items(&argument(given, 0)).and_then(|items| {
        let from = offset(&argument(given, 1), items.len())?;
        let to = offset(&argument(given, 2), items.len())?;
        let taken = items.into_iter().skip(from).take((to + 1).saturating_sub(from));
        Some(Value::from_owned(taken.collect()))
    }))
}

fn has_element<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let wanted = argument(given, 1).to_json();
    from_option(items(&argument(given, 0)).map(|items| Value::Bool(items.contains(&wanted))))
}

fn keys<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let value = argument(given, 0);
    let bag = value.tree().and_then(Json::as_object);
    from_option(bag.map(|bag| Value::from_owned(bag.keys().map(|key| Json::from(key.as_str())).collect())))
}

fn has_key<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let value = argument(given, 0);
    let bag = value.tree().and_then(Json::as_object);
    from_option(bag.map(|bag| Value::Bool(bag.contains_key(argument(given, 1).to_text().as_str()))))
}

fn pack<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let pairs = given.chunks_exact(2).map(|pair| (pair[0].to_text().as_str().to_owned(), pair[1].to_json()));
    Value::from_owned(Json::Object(pairs.collect::<Map<_, _>>()))
}

fn join<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let delimiter = argument(given, 1).to_text();
    from_option(items(&argument(given, 0)).map(|items| {
        let texts: Vec<String> =
            items.iter().map(|item| Value::from_json(item).to_text().as_str().to_owned()).collect();
        Value::shared(texts.join(delimiter.as_str()))
    }))
}
