//! From the syntax tree to something that can be evaluated: names become columns, functions are found.

use super::evaluate::{Bound, Hop, Node};
use super::function::{self, Gives};
use super::relation::{Column, index};
use super::syntax::{Comparison, Definition, Expression, Literal, Named, Step, WordAct};
use super::{Environment, Fault, Kind, Value};

/// Functions after which a column keeps the name of their argument.
const TRANSPARENT: [&str; 17] = [
    "tostring",
    "toint",
    "tolong",
    "toreal",
    "todouble",
    "todecimal",
    "tobool",
    "toboolean",
    "todatetime",
    "totimespan",
    "todynamic",
    "toobject",
    "toguid",
    "parse_json",
    "bin",
    "floor",
    "take_any",
];

pub(super) fn bind<'w>(
    expression: &Expression,
    columns: &[Column],
    environment: &Environment<'_, 'w>,
) -> Result<Bound<'w>, Fault> {
    Binder { columns, environment, known: environment.definitions() }.bind(expression)
}

/// The name a column gets when none is written; `None` is for `Column1` and so on.
pub(super) fn implied_name(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Column(name) => Some(name.clone()),
        Expression::Path(of, step) => {
            let of = implied_name(of)?;
            match step {
                Step::Name(name) => Some(format!("{of}_{name}")),
                Step::Item(item) => match item.as_ref() {
                    Expression::Literal(Literal::Long(number)) => Some(format!("{of}_{number}")),
                    _ => None,
                },
            }
        }
        Expression::Call { name, arguments, .. } if TRANSPARENT.contains(&name.as_str()) => {
            implied_name(arguments.first()?)
        }
        _ => None,
    }
}

impl Named {
    pub(super) fn implied_name(&self) -> Option<String> {
        self.name.clone().or_else(|| implied_name(&self.expression))
    }
}

struct Binder<'b, 'e, 'w> {
    columns: &'b [Column],
    environment: &'b Environment<'e, 'w>,
    /// How many of the definitions are visible here: a definition sees only those before it.
    known: usize,
}

impl<'w> Binder<'_, '_, 'w> {
    fn bind(&self, expression: &Expression) -> Result<Bound<'w>, Fault> {
        match expression {
            Expression::Literal(literal) => Ok(constant(literal)),
            Expression::Column(name) => self.column(name),
            Expression::Star => Err(Fault::new("InvalidQuery", "'*' may stand only for all columns.")),
            Expression::Path(..) => self.path(expression),
            Expression::Call { name, arguments, place } => {
                let found = function::find(name).ok_or_else(|| {
                    Fault::lacking("function", name, function::names()).at(
                        self.environment.source,
                        place.start,
                        place.end,
                    )
                })?;
                found
                    .check(name, arguments.len())
                    .map_err(|fault| fault.at(self.environment.source, place.start, place.end))?;
                let arguments = self.all(arguments)?;
                let kind = match found.gives {
                    Gives::Kind(kind) => kind,
                    Gives::Like(argument) => {
                        arguments.get(argument).map_or(Kind::Dynamic, |bound| bound.kind)
                    }
                };
                Ok(Bound { kind, node: Node::Call(found.run, arguments) })
            }
            Expression::Negative(of) => {
                let of = self.bind(of)?;
                Ok(Bound { kind: of.kind, node: Node::Negative(Box::new(of)) })
            }
            Expression::All(items) => Ok(truth(Node::All(self.conditions(items)?))),
            Expression::Any(items) => Ok(truth(Node::Any(self.conditions(items)?))),
            Expression::Comparison(comparison, left, right) => self.comparison(*comparison, left, right),
            Expression::Words { test, negated, left, right } => {
                let (left, right) = (Box::new(self.bind(left)?), self.all(right)?);
                if test.act == WordAct::Matches
                    && let Some(Bound { node: Node::Constant(pattern), .. }) = right.first()
                    && self.environment.context.pattern(pattern.to_text().as_str()).is_none()
                {
                    let message = format!("'{}' is not a regular expression.", pattern.to_text().as_str());
                    return Err(Fault::new("InvalidRegex", message));
                }
                Ok(truth(Node::Words { test: *test, negated: *negated, left, right }))
            }
            Expression::Among { any_case, negated, left, list } => Ok(truth(Node::Among {
                any_case: *any_case,
                negated: *negated,
                left: Box::new(self.bind(left)?),
                list: self.all(list)?,
            })),
            Expression::Between { negated, value, from, to } => Ok(truth(Node::Between {
                negated: *negated,
                value: Box::new(self.bind(value)?),
                from: Box::new(self.bind(from)?),
                to: Box::new(self.bind(to)?),
            })),
            Expression::Arithmetic(act, left, right) => {
                let (left, right) = (self.bind(left)?, self.bind(right)?);
                let kind = super::evaluate::arithmetic_kind(*act, left.kind, right.kind)?;
                Ok(Bound { kind, node: Node::Arithmetic(*act, Box::new(left), Box::new(right)) })
            }
        }
    }

    fn all(&self, expressions: &[Expression]) -> Result<Vec<Bound<'w>>, Fault> {
        expressions.iter().map(|expression| self.bind(expression)).collect()
    }

    fn column(&self, name: &str) -> Result<Bound<'w>, Fault> {
        if let Some(index) = index(self.columns, name) {
            return Ok(Bound { kind: self.columns[index].kind, node: Node::Column(index) });
        }
        match self.environment.definition(name, self.known) {
            Some((known, Definition::Scalar(expression))) => {
                Binder { columns: &[], environment: self.environment, known }.bind(expression)
            }
            _ => Err(Fault::no_column(name)),
        }
    }

    /// A chain of steps is walked at once, so that nothing between its ends is copied.
    fn path(&self, expression: &Expression) -> Result<Bound<'w>, Fault> {
        let mut hops = Vec::new();
        let mut base = expression;
        while let Expression::Path(of, step) = base {
            hops.push(match step {
                Step::Name(name) => Hop::Name(name.clone()),
                Step::Item(item) => Hop::Item(self.bind(item)?),
            });
            base = of;
        }
        hops.reverse();
        let base = self.bind(base)?;
        if base.kind != Kind::Dynamic {
            let message =
                format!("Path expression source must be of type 'dynamic', not '{}'.", base.kind.name());
            return Err(Fault::new("InvalidPathExpression", message));
        }
        Ok(Bound { kind: Kind::Dynamic, node: Node::Path(Box::new(base), hops) })
    }

    fn conditions(&self, expressions: &[Expression]) -> Result<Vec<Bound<'w>>, Fault> {
        let bound = self.all(expressions)?;
        bound.iter().try_for_each(check_condition)?;
        Ok(bound)
    }

    fn comparison(
        &self,
        comparison: Comparison,
        left: &Expression,
        right: &Expression,
    ) -> Result<Bound<'w>, Fault> {
        let (left, right) = (self.bind(left)?, self.bind(right)?);
        let text = |bound: &Bound<'_>| bound.kind == Kind::Text;
        let other = |bound: &Bound<'_>| !matches!(bound.kind, Kind::Text | Kind::Dynamic);
        if text(&left) && other(&right) || other(&left) && text(&right) {
            let message = format!(
                "Cannot compare values of types {} and {}. Try adding explicit casts.",
                left.kind.name(),
                right.kind.name()
            );
            return Err(Fault::new("InvalidComparison", message));
        }
        Ok(truth(Node::Comparison(comparison, Box::new(left), Box::new(right))))
    }
}

/// A condition is a truth value, or a dynamic one that may be.
pub(super) fn check_condition(bound: &Bound<'_>) -> Result<(), Fault> {
    if matches!(bound.kind, Kind::Bool | Kind::Dynamic) {
        return Ok(());
    }
    let message = format!("A condition must be of type 'bool', not '{}'.", bound.kind.name());
    Err(Fault::new("InvalidCondition", message))
}

fn truth(node: Node<'_>) -> Bound<'_> {
    Bound { kind: Kind::Bool, node }
}

fn constant<'w>(literal: &Literal) -> Bound<'w> {
    let (kind, value) = match literal {
        Literal::Null => (Kind::Dynamic, Value::Null),
        Literal::Bool(value) => (Kind::Bool, Value::Bool(*value)),
        Literal::Long(number) => (Kind::Long, Value::Long(*number)),
        Literal::Real(number) => (Kind::Real, Value::Real(*number)),
        Literal::Text(text) => (Kind::Text, Value::shared(text.as_str())),
        Literal::Time(at) => (Kind::Time, Value::Time(*at)),
        Literal::Span(span) => (Kind::Span, Value::Span(*span)),
        Literal::Dynamic(json) => (Kind::Dynamic, Value::from_json(json)),
    };
    Bound { kind, node: Node::Constant(value) }
}
