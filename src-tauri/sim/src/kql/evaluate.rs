//! Evaluating a bound expression over a row.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;
use regex::Regex;
use serde_json::Value as Json;

use super::compare::{equal, equal_any_case, number, ranked};
use super::syntax::{Arithmetic, Comparison, WordAct, WordTest};
use super::value::{Kind, Value};
use super::{Fault, words};

/// What functions know beside their arguments.
pub(super) struct Context {
    pub(super) now: Timestamp,
    patterns: RefCell<HashMap<String, Option<Rc<Regex>>>>,
}

impl Context {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { now, patterns: RefCell::default() }
    }

    /// A regular expression, compiled once.
    pub(super) fn pattern(&self, text: &str) -> Option<Rc<Regex>> {
        if let Some(known) = self.patterns.borrow().get(text) {
            return known.clone();
        }
        let compiled = Regex::new(text).ok().map(Rc::new);
        self.patterns.borrow_mut().insert(text.to_owned(), compiled.clone());
        compiled
    }
}

/// An expression that can be evaluated, and the type of what it gives.
#[derive(Clone)]
pub(super) struct Bound<'w> {
    pub(super) kind: Kind,
    pub(super) node: Node<'w>,
}

pub(super) type Run = for<'v> fn(&[Value<'v>], &Context) -> Value<'v>;

#[derive(Clone)]
pub(super) enum Node<'w> {
    Constant(Value<'w>),
    Column(usize),
    Path(Box<Bound<'w>>, Vec<Hop<'w>>),
    Call(Run, Vec<Bound<'w>>),
    Negative(Box<Bound<'w>>),
    All(Vec<Bound<'w>>),
    Any(Vec<Bound<'w>>),
    Comparison(Comparison, Box<Bound<'w>>, Box<Bound<'w>>),
    Words { test: WordTest, negated: bool, left: Box<Bound<'w>>, right: Vec<Bound<'w>> },
    Among { any_case: bool, negated: bool, left: Box<Bound<'w>>, list: Vec<Bound<'w>> },
    Between { negated: bool, value: Box<Bound<'w>>, from: Box<Bound<'w>>, to: Box<Bound<'w>> },
    Arithmetic(Arithmetic, Box<Bound<'w>>, Box<Bound<'w>>),
}

#[derive(Clone)]
pub(super) enum Hop<'w> {
    Name(String),
    Item(Bound<'w>),
}

impl<'w> Bound<'w> {
    /// The value, which may still be a part of a document that nobody has looked at.
    pub(super) fn value(&self, row: &[Value<'w>], context: &Context) -> Value<'w> {
        match &self.node {
            Node::Constant(value) => value.clone(),
            Node::Column(index) => row.get(*index).cloned().unwrap_or(Value::Null),
            Node::Path(base, hops) => walk(&base.value(row, context), hops, row, context),
            Node::Call(run, arguments) => {
                let values: Vec<Value<'w>> =
                    arguments.iter().map(|argument| argument.settled(row, context)).collect();
                run(&values, context)
            }
            Node::Negative(of) => match of.settled(row, context) {
                Value::Long(number) => number.checked_neg().map_or(Value::Null, Value::Long),
                Value::Real(number) => Value::Real(-number),
                Value::Span(span) => Value::Span(-span),
                _ => Value::Null,
            },
            Node::Arithmetic(act, left, right) => {
                arithmetic(*act, &left.settled(row, context), &right.settled(row, context))
            }
            _ => self.truth(row, context).map_or(Value::Null, Value::Bool),
        }
    }

    pub(super) fn settled(&self, row: &[Value<'w>], context: &Context) -> Value<'w> {
        self.value(row, context).settled()
    }

    /// Whether it holds; a null says neither.
    pub(super) fn truth(&self, row: &[Value<'w>], context: &Context) -> Option<bool> {
        let value = |bound: &Bound<'w>| bound.settled(row, context);
        match &self.node {
            Node::All(items) => decide(items, false, row, context),
            Node::Any(items) => decide(items, true, row, context),
            Node::Comparison(comparison, left, right) => compare(*comparison, &value(left), &value(right)),
            Node::Words { test, negated, left, right } => {
                let text = value(left).to_text();
                let holds = |word: &Bound<'w>| match value(word) {
                    Value::Tree(tree) => tree.as_array().is_some_and(|items| {
                        items.iter().any(|item| {
                            words::holds(*test, text.as_str(), Value::from_json(item).to_text().as_str())
                        })
                    }),
                    word if test.act == WordAct::Matches => context
                        .pattern(word.to_text().as_str())
                        .is_some_and(|pattern| pattern.is_match(text.as_str())),
                    word => words::holds(*test, text.as_str(), word.to_text().as_str()),
                };
                let found = if test.act == WordAct::HasAll {
                    right.iter().all(holds)
                } else {
                    right.iter().any(holds)
                };
                Some(found != *negated)
            }
            Node::Among { any_case, negated, left, list } => {
                let left = value(left);
                let same = |right: &Value<'w>| {
                    if *any_case {
                        equal_any_case(left.to_text().as_str(), right.to_text().as_str())
                    } else {
                        equal(&left, right) == Some(true)
                    }
                };
                let found = list.iter().any(|item| match value(item) {
                    Value::Tree(tree) if tree.is_array() => tree
                        .as_array()
                        .is_some_and(|items| items.iter().any(|item| same(&Value::from_json(item)))),
                    item => same(&item),
                });
                Some(found != *negated)
            }
            Node::Between { negated, value: of, from, to } => {
                let of = value(of);
                let above = ranked(&of, &value(from))? != Ordering::Less;
                let below = match (&of, value(to)) {
                    (Value::Time(at), Value::Span(span)) => match value(from) {
                        Value::Time(from) => *at <= from + span,
                        _ => return None,
                    },
                    (_, to) => ranked(&of, &to)? != Ordering::Greater,
                };
                Some((above && below) != *negated)
            }
            _ => match value(self) {
                Value::Bool(value) => Some(value),
                Value::Long(number) => Some(number != 0),
                _ => None,
            },
        }
    }
}

/// One item of the deciding value decides; otherwise all have to be known.
fn decide<'w>(items: &[Bound<'w>], deciding: bool, row: &[Value<'w>], context: &Context) -> Option<bool> {
    let mut known = true;
    for item in items {
        match item.truth(row, context) {
            Some(value) if value == deciding => return Some(deciding),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!deciding)
}

fn walk<'w>(base: &Value<'w>, hops: &[Hop<'w>], row: &[Value<'w>], context: &Context) -> Value<'w> {
    let Some(mut at) = base.tree() else { return Value::Null };
    for hop in hops {
        let next = match hop {
            Hop::Name(name) => at.get(name.as_str()),
            Hop::Item(item) => match item.settled(row, context) {
                Value::Long(index) => item_at(at, index),
                other => at.get(other.to_text().as_str()),
            },
        };
        let Some(next) = next else { return Value::Null };
        at = next;
    }
    Value::from_json(at)
}

/// Negative numbers count from the end.
fn item_at(array: &Json, index: i64) -> Option<&Json> {
    let items = array.as_array()?;
    let index = if index < 0 { i64::try_from(items.len()).ok()? + index } else { index };
    items.get(usize::try_from(index).ok()?)
}

fn compare(comparison: Comparison, left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    let order = || ranked(left, right);
    match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::NotEqual => equal(left, right).map(|equal| !equal),
        Comparison::EqualAnyCase => Some(equal_any_case(left.to_text().as_str(), right.to_text().as_str())),
        Comparison::NotEqualAnyCase => {
            Some(!equal_any_case(left.to_text().as_str(), right.to_text().as_str()))
        }
        Comparison::Less => order().map(Ordering::is_lt),
        Comparison::LessOrEqual => order().map(Ordering::is_le),
        Comparison::Greater => order().map(Ordering::is_gt),
        Comparison::GreaterOrEqual => order().map(Ordering::is_ge),
    }
}

pub(super) fn arithmetic_kind(act: Arithmetic, left: Kind, right: Kind) -> Result<Kind, Fault> {
    let number = |kind| matches!(kind, Kind::Long | Kind::Real | Kind::Dynamic);
    match (act, left, right) {
        (Arithmetic::Subtract, Kind::Time, Kind::Time) => Ok(Kind::Span),
        (Arithmetic::Add | Arithmetic::Subtract, Kind::Time, Kind::Span) => Ok(Kind::Time),
        (Arithmetic::Add, Kind::Span, Kind::Time) => Ok(Kind::Time),
        (Arithmetic::Add | Arithmetic::Subtract, Kind::Span, Kind::Span) => Ok(Kind::Span),
        (Arithmetic::Multiply, Kind::Span, Kind::Long | Kind::Real) => Ok(Kind::Span),
        (Arithmetic::Multiply, Kind::Long | Kind::Real, Kind::Span) => Ok(Kind::Span),
        (Arithmetic::Divide, Kind::Span, Kind::Span) => Ok(Kind::Real),
        (_, Kind::Long, Kind::Long) => Ok(Kind::Long),
        _ if number(left) && number(right) => Ok(Kind::Real),
        _ => Err(Fault::new(
            "InvalidArithmetic",
            format!("Arithmetic cannot be applied to values of types {} and {}.", left.name(), right.name()),
        )),
    }
}

fn arithmetic<'w>(act: Arithmetic, left: &Value<'w>, right: &Value<'w>) -> Value<'w> {
    let done = match (act, left, right) {
        (Arithmetic::Subtract, Value::Time(left), Value::Time(right)) => {
            Some(Value::Span(left.duration_since(*right)))
        }
        (Arithmetic::Add, Value::Time(at), Value::Span(span))
        | (Arithmetic::Add, Value::Span(span), Value::Time(at)) => {
            at.checked_add(*span).ok().map(Value::Time)
        }
        (Arithmetic::Subtract, Value::Time(at), Value::Span(span)) => {
            at.checked_sub(*span).ok().map(Value::Time)
        }
        (Arithmetic::Add, Value::Span(left), Value::Span(right)) => left.checked_add(*right).map(Value::Span),
        (Arithmetic::Subtract, Value::Span(left), Value::Span(right)) => {
            left.checked_sub(*right).map(Value::Span)
        }
        (Arithmetic::Divide, Value::Span(left), Value::Span(right)) if !right.is_zero() => {
            Some(Value::Real(left.as_secs_f64() / right.as_secs_f64()))
        }
        (Arithmetic::Multiply, Value::Span(span), factor)
        | (Arithmetic::Multiply, factor, Value::Span(span)) => number(factor).and_then(|factor| {
            jiff::SignedDuration::try_from_secs_f64(span.as_secs_f64() * factor).ok().map(Value::Span)
        }),
        (_, Value::Long(left), Value::Long(right)) => match act {
            Arithmetic::Add => left.checked_add(*right),
            Arithmetic::Subtract => left.checked_sub(*right),
            Arithmetic::Multiply => left.checked_mul(*right),
            Arithmetic::Divide => left.checked_div(*right),
            Arithmetic::Remainder => left.checked_rem(*right),
        }
        .map(Value::Long),
        (_, left, right) => number(left).zip(number(right)).map(|(left, right)| {
            Value::Real(match act {
                Arithmetic::Add => left + right,
                Arithmetic::Subtract => left - right,
                Arithmetic::Multiply => left * right,
                Arithmetic::Divide => left / right,
                Arithmetic::Remainder => left % right,
            })
        }),
    };
    done.unwrap_or(Value::Null)
}
