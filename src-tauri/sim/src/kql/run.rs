//! A query from its text to its rows.

use std::rc::Rc;

use jiff::Timestamp;

use super::evaluate::Context;
use super::relation::{Column, Relation, Row, index};
use super::syntax::{
    Comparison, Definition, Expression, Literal, Named, Operator, Pipeline, SortKey, Source,
};
use super::{Fault, limits, operator, parser};

/// Where the rows come from.
pub(crate) trait Tables<'w> {
    /// The table of this name, in lower case. When `types` are given, only resources of these types (in lower
    /// case) will be looked at, and rows of others may be left out.
    fn open(&self, name: &str, types: Option<&[String]>) -> Option<Relation<'w>>;

    /// The names of all tables.
    fn names(&self) -> Vec<&'static str>;
}

/// What a query gives.
#[derive(Debug)]
pub(crate) struct Outcome<'w> {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row<'w>>,
    /// The number of rows is limited by the query itself.
    pub(crate) limited: bool,
}

pub(super) struct Environment<'e, 'w> {
    pub(super) source: &'e str,
    pub(super) context: Rc<Context>,
    tables: Option<&'e dyn Tables<'w>>,
    definitions: &'e [(String, Definition)],
}

impl<'e> Environment<'e, '_> {
    pub(super) fn definitions(&self) -> usize {
        self.definitions.len()
    }

    /// The last of the first `known` definitions that has this name, and how many stand before it.
    pub(super) fn definition(&self, name: &str, known: usize) -> Option<(usize, &'e Definition)> {
        let visible = self.definitions.get(..known)?;
        let at = visible.iter().rposition(|(defined, _)| defined == name)?;
        Some((at, &visible[at].1))
    }
}

pub(crate) fn run<'w>(text: &str, tables: &dyn Tables<'w>, now: Timestamp) -> Result<Outcome<'w>, Fault> {
    let query = parser::parse(text)?;
    limits::check(&query)?;
    let environment = Environment {
        source: text,
        context: Rc::new(Context::new(now)),
        tables: Some(tables),
        definitions: &query.definitions,
    };
    let limited = query.pipeline.operators.iter().any(|o| matches!(o, Operator::Take(_) | Operator::Top(..)));
    let relation = pipeline(&query.pipeline, &environment, 0)?;
    Ok(Outcome { columns: relation.columns, rows: relation.rows.collect(), limited })
}

impl Outcome<'_> {
    pub(crate) fn has(&self, name: &str) -> bool {
        index(&self.columns, name).is_some()
    }
}

/// How deep pipelines may lie in one another, definitions included.
const DEEPEST: usize = 16;

pub(super) fn pipeline<'w>(
    pipeline: &Pipeline,
    environment: &Environment<'_, 'w>,
    depth: usize,
) -> Result<Relation<'w>, Fault> {
    if depth > DEEPEST {
        return Err(Fault::new("QueryTooComplex", "Tables are nested too deeply, or defined by themselves."));
    }
    let mut relation = match &pipeline.source {
        Source::Named(name) => table(name, &pipeline.operators, environment, depth)?,
        Source::Inner(inner) => self::pipeline(inner, environment, depth + 1)?,
        Source::Union(union) => operator::union(None, union, environment, depth)?,
    };
    for operator in &pipeline.operators {
        relation = operator::apply(relation, operator, environment, depth)?;
    }
    Ok(relation)
}

fn table<'w>(
    name: &str,
    operators: &[Operator],
    environment: &Environment<'_, 'w>,
    depth: usize,
) -> Result<Relation<'w>, Fault> {
    if let Some((_, Definition::Tabular(defined))) = environment.definition(name, environment.definitions()) {
        return pipeline(defined, environment, depth + 1);
    }
    let types = wanted_types(operators);
    let found = environment.tables.and_then(|tables| tables.open(&name.to_lowercase(), types.as_deref()));
    found.ok_or_else(|| {
        let known = environment.tables.map(Tables::names).unwrap_or_default().join(", ");
        let message =
            format!("Table '{name}' is unknown or not supported. This simulator has the tables {known}.");
        Fault::new("InvalidTableName", message)
    })
}

/// The types that the conditions at the head of a pipeline let through.
fn wanted_types(operators: &[Operator]) -> Option<Vec<String>> {
    let mut wanted: Option<Vec<String>> = None;
    for operator in operators {
        let Operator::Where(condition) = operator else { break };
        wanted = both(wanted, types_of(condition));
    }
    wanted
}

fn types_of(condition: &Expression) -> Option<Vec<String>> {
    let is_type = |expression: &Expression| matches!(expression, Expression::Column(name) if name == "type");
    let text = |expression: &Expression| match expression {
        Expression::Literal(Literal::Text(text)) => Some(text.to_lowercase()),
        _ => None,
    };
    match condition {
        Expression::All(items) => items.iter().map(types_of).fold(None, both),
        Expression::Any(items) => {
            let types: Option<Vec<Vec<String>>> = items.iter().map(types_of).collect();
            types.map(|types| types.concat())
        }
        Expression::Comparison(Comparison::Equal | Comparison::EqualAnyCase, left, right)
            if is_type(left) =>
        {
            text(right).map(|one| vec![one])
        }
        Expression::Among { negated: false, left, list, .. } if is_type(left) => {
            list.iter().map(text).collect()
        }
        _ => None,
    }
}

fn both(left: Option<Vec<String>>, right: Option<Vec<String>>) -> Option<Vec<String>> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.into_iter().filter(|one| right.contains(one)).collect()),
        (left, right) => left.or(right),
    }
}

/// A request to count the rows of a result by a column.
pub(crate) struct Facet<'f> {
    pub(crate) expression: &'f str,
    pub(crate) filter: Option<&'f str>,
    pub(crate) sort_by: Option<&'f str>,
    pub(crate) ascending: bool,
}

/// The counts, most frequent first unless asked otherwise. `None` when no such column is in the result.
pub(crate) fn facet<'w>(
    result: &Outcome<'w>,
    facet: &Facet<'_>,
    now: Timestamp,
) -> Result<Option<Outcome<'w>>, Fault> {
    let environment = Environment {
        source: facet.expression,
        context: Rc::new(Context::new(now)),
        tables: None,
        definitions: &[],
    };
    let mut keys = Vec::new();
    for named in parser::parse_expressions(facet.expression)? {
        let Some(name) = named.implied_name().filter(|name| result.has(name)) else { return Ok(None) };
        let column = Expression::Column(name.clone());
        let text = Expression::Call { name: "tostring".into(), arguments: vec![column], place: 0..0 };
        keys.push(Named { name: Some(name), expression: text });
    }
    let one = |text: &str| {
        parser::parse_expressions(text).and_then(|mut list| {
            let named = list.pop().filter(|_| list.is_empty());
            named
                .map(|named| named.expression)
                .ok_or_else(|| Fault::new("InvalidQuery", "One expression is expected."))
        })
    };
    let mut operators = Vec::new();
    if let Some(filter) = facet.filter {
        operators.push(Operator::Where(one(filter)?));
    }
    let count = Expression::Call { name: "count".into(), arguments: Vec::new(), place: 0..0 };
    operators.push(Operator::Summarize(vec![Named { name: Some("count".into()), expression: count }], keys));
    let expression = facet.sort_by.map_or(Ok(Expression::Column("count".into())), one)?;
    operators.push(Operator::Order(vec![SortKey {
        expression,
        ascending: facet.ascending,
        nulls_first: facet.ascending,
    }]));
    let mut relation = Relation::new(result.columns.clone(), result.rows.clone().into_iter());
    for operator in &operators {
        relation = operator::apply(relation, operator, &environment, 0)?;
    }
    Ok(Some(Outcome { columns: relation.columns, rows: relation.rows.collect(), limited: false }))
}
