//! The query language of Resource Graph: the part of Kusto that people use there.
//!
//! `lexer`, `parser` and `syntax` read a query; `bind` gives names their columns; `evaluate` and `function` compute,
//! `operator` carries out one tabular operator each. [`run`] puts them together over [`Tables`] that somebody
//! else fills. Text is never null, a missing dynamic path is, and dynamic names are told apart by case.

mod aggregate;
mod bind;
mod compare;
mod evaluate;
mod fault;
mod function;
mod lexer;
mod limits;
mod operator;
mod parser;
mod relation;
mod run;
mod syntax;
#[cfg(test)]
mod tests;
mod time;
mod value;
mod words;

pub(crate) use fault::Fault;
pub(crate) use relation::{Column, Relation, Row};
use run::Environment;
pub(crate) use run::{Facet, Outcome, Tables, facet, run};
pub(crate) use value::{Document, Kind, Value, write_text};
