//! Text.

use serde_json::Value as Json;

use super::{Function, MANY, argument, from_option, offset, whole};
use crate::kql::evaluate::Context;
use crate::kql::value::Text;
use crate::kql::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of(&["tolower"], (1, 1), Kind::Text, to_lower),
    Function::of(&["toupper"], (1, 1), Kind::Text, |given, _| {
        Value::shared(argument(given, 0).to_text().as_str().to_uppercase())
    }),
    Function::of(&["strcat"], (1, MANY), Kind::Text, |given, _| Value::shared(texts(given).concat())),
    Function::of(&["strcat_delim"], (2, MANY), Kind::Text, |given, _| {
        let texts = texts(given);
        Value::shared(texts[1..].join(&texts[0]))
    }),
    Function::of(&["strlen"], (1, 1), Kind::Long, |given, _| {
        count(argument(given, 0).to_text().as_str().chars().count())
    }),
    Function::of(&["substring"], (2, 3), Kind::Text, substring),
    Function::of(&["indexof"], (2, 2), Kind::Long, index_of),
    Function::of(&["split"], (2, 3), Kind::Dynamic, split),
    Function::of(&["replace_string"], (3, 3), Kind::Text, |given, _| {
        let texts = texts(given);
        Value::shared(texts[0].replace(&texts[1], &texts[2]))
    }),
    Function::of(&["replace_regex"], (3, 3), Kind::Text, |given, context| {
        replace(&argument(given, 0), &argument(given, 1), &argument(given, 2), context)
    }),
    // The older form has the text last.
    Function::of(&["replace"], (3, 3), Kind::Text, |given, context| {
        replace(&argument(given, 2), &argument(given, 0), &argument(given, 1), context)
    }),
    Function::of(&["trim"], (2, 2), Kind::Text, |given, context| trim(given, context, true, true)),
    Function::of(&["trim_start"], (2, 2), Kind::Text, |given, context| trim(given, context, true, false)),
    Function::of(&["trim_end"], (2, 2), Kind::Text, |given, context| trim(given, context, false, true)),
    Function::of(&["extract"], (3, 4), Kind::Text, extract),
    Function::of(&["countof"], (2, 2), Kind::Long, |given, _| {
        let texts = texts(given);
        count(texts[0].matches(texts[1].as_str()).count())
    }),
    Function::of(&["reverse"], (1, 1), Kind::Text, |given, _| {
        Value::shared(argument(given, 0).to_text().as_str().chars().rev().collect::<String>())
    }),
];

fn texts(given: &[Value<'_>]) -> Vec<String> {
    given.iter().map(|value| value.to_text().as_str().to_owned()).collect()
}

fn count<'v>(number: usize) -> Value<'v> {
    from_option(i64::try_from(number).ok().map(Value::Long))
}

fn to_lower<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let text = argument(given, 0).to_text();
    if text.as_str().bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Value::Text(text);
    }
    Value::shared(text.as_str().to_lowercase())
}

fn substring<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let text = argument(given, 0).to_text();
    let all: Vec<char> = text.as_str().chars().collect();
    let from = offset(&argument(given, 1), all.len()).unwrap_or(0);
    let length = match given.get(2) {
        Some(length) => whole(length).and_then(|length| usize::try_from(length).ok()).unwrap_or(0),
        None => all.len(),
    };
    Value::shared(all[from..].iter().take(length).collect::<String>())
}

fn index_of<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let texts = texts(given);
    match texts[0].find(&texts[1]) {
        Some(at) => count(texts[0][..at].chars().count()),
        None => Value::Long(-1),
    }
}

/// The parts, or as an array the one part that is asked for.
fn split<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let (text, delimiter) = (argument(given, 0).to_text(), argument(given, 1).to_text());
    let parts: Vec<&str> = match delimiter.as_str() {
        "" => vec![text.as_str()],
        delimiter => text.as_str().split(delimiter).collect(),
    };
    let parts: Vec<&str> = match given.get(2).and_then(whole) {
        None => parts,
        Some(index) => {
            usize::try_from(index).ok().and_then(|at| parts.get(at).copied()).into_iter().collect()
        }
    };
    Value::from_owned(parts.into_iter().map(Json::from).collect())
}

fn replace<'v>(text: &Value<'v>, pattern: &Value<'v>, by: &Value<'v>, context: &Context) -> Value<'v> {
    let text = text.to_text();
    let Some(pattern) = context.pattern(pattern.to_text().as_str()) else { return Value::Text(text) };
    // Groups are written `\1`.
    let by = by.to_text();
    let mut written = String::new();
    let mut chars = by.as_str().chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                written.push_str(&format!("${{{digit}}}"));
                chars.next();
            }
            ('$', _) => written.push_str("$$"),
            _ => written.push(c),
        }
    }
    Value::shared(pattern.replace_all(text.as_str(), written.as_str()).into_owned())
}

fn trim<'v>(given: &[Value<'v>], context: &Context, start: bool, end: bool) -> Value<'v> {
    let (pattern, text) = (argument(given, 0).to_text(), argument(given, 1).to_text());
    let mut rest = text.as_str();
    if start
        && let Some(found) =
            context.pattern(&format!("^(?:{})", pattern.as_str())).as_deref().and_then(|p| p.find(rest))
    {
        rest = &rest[found.end()..];
    }
    if end
        && let Some(found) =
            context.pattern(&format!("(?:{})$", pattern.as_str())).as_deref().and_then(|p| p.find(rest))
    {
        rest = &rest[..found.start()];
    }
    Value::shared(rest)
}

/// The text of a group, empty when nothing is found.
fn extract<'v>(given: &[Value<'v>], context: &Context) -> Value<'v> {
    let (pattern, text) = (argument(given, 0).to_text(), argument(given, 2).to_text());
    let group = whole(&argument(given, 1)).and_then(|group| usize::try_from(group).ok()).unwrap_or(0);
    let found = context.pattern(pattern.as_str());
    let captures = found.as_ref().and_then(|pattern| pattern.captures(text.as_str()));
    let group = captures.and_then(|captures| captures.get(group).map(|found| found.as_str().to_owned()));
    Value::Text(group.map_or(Text::Borrowed(""), |text| Text::Shared(text.into())))
}
