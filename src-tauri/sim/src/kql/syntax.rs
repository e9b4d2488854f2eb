//! The syntax tree: what a query says, before anything is known about columns.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

/// Definitions, and then a pipeline.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) definitions: Vec<(String, Definition)>,
    pub(super) pipeline: Pipeline,
}

/// What a `let` gives a name to.
#[derive(Debug)]
pub(super) enum Definition {
    Scalar(Expression),
    Tabular(Pipeline),
}

#[derive(Debug)]
pub(super) struct Pipeline {
    pub(super) source: Source,
    pub(super) operators: Vec<Operator>,
}

#[derive(Debug)]
pub(super) enum Source {
    Named(String),
    Inner(Box<Pipeline>),
    Union(Union),
}

/// The tabular operators.
#[derive(Debug)]
pub(super) enum Operator {
    Where(Expression),
    Project(Vec<Named>),
    ProjectAway(Vec<Pattern>),
    ProjectKeep(Vec<Pattern>),
    ProjectReorder(Vec<Pattern>),
    ProjectRename(Vec<Named>),
    Extend(Vec<Named>),
    MvExpand(MvExpand),
    Join(Join),
    Order(Vec<SortKey>),
    Take(Expression),
    Top(Expression, Vec<SortKey>),
    Summarize(Vec<Named>, Vec<Named>),
    Distinct(Option<Vec<Named>>),
    Count,
    Union(Union),
}

/// An expression and the name it gets, if one is written.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: Option<String>,
    pub(super) expression: Expression,
}

/// A column name in which `*` stands for any text.
#[derive(Debug)]
pub(super) struct Pattern(pub(super) String);

#[derive(Debug)]
pub(super) struct MvExpand {
    pub(super) columns: Vec<Expansion>,
    pub(super) item_index: Option<String>,
    pub(super) bags_as_arrays: bool,
    pub(super) limit: Option<i64>,
}

#[derive(Debug)]
pub(super) struct Expansion {
    pub(super) column: Named,
    pub(super) to: Option<String>,
}

#[derive(Debug)]
pub(super) struct Join {
    pub(super) flavor: Flavor,
    pub(super) right: Box<Pipeline>,
    /// Pairs of column names, left and right.
    pub(super) on: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavor {
    InnerUnique,
    Inner,
    LeftOuter,
}

#[derive(Debug)]
pub(super) struct Union {
    pub(super) inner: bool,
    pub(super) with_source: Option<String>,
    pub(super) legs: Vec<Pipeline>,
}

#[derive(Debug)]
pub(super) struct SortKey {
    pub(super) expression: Expression,
    pub(super) ascending: bool,
    pub(super) nulls_first: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Literal(Literal),
    Column(String),
    /// `*`, as the argument of an aggregate.
    Star,
    Path(Box<Expression>, Step),
    Call {
        name: String,
        arguments: Vec<Expression>,
        place: Range<usize>,
    },
    Negative(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Comparison(Comparison, Box<Expression>, Box<Expression>),
    Words {
        test: WordTest,
        negated: bool,
        left: Box<Expression>,
        right: Vec<Expression>,
    },
    Among {
        any_case: bool,
        negated: bool,
        left: Box<Expression>,
        list: Vec<Expression>,
    },
    Between {
        negated: bool,
        value: Box<Expression>,
        from: Box<Expression>,
        to: Box<Expression>,
    },
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
}

#[derive(Clone, Debug)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Long(i64),
    Real(f64),
    Text(String),
    Time(Timestamp),
    Span(SignedDuration),
    Dynamic(Json),
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Name(String),
    Item(Box<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    EqualAnyCase,
    NotEqualAnyCase,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// The string operators; `exact` ones tell upper from lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WordTest {
    pub(super) act: WordAct,
    pub(super) exact: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordAct {
    Has,
    HasAny,
    HasAll,
    HasPrefix,
    HasSuffix,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
}
