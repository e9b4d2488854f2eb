//! What to tell somebody whose search does not mean what it seems to mean.

use std::fmt;

use super::field::all;

/// A remark on a search. The search is answered all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// There is no such field, so the word was searched as text.
    UnknownField {
        /// The field as it was typed, with its colon.
        typed: String,
        /// What may have been meant.
        instead: Option<String>,
    },
    /// The field has no value yet and was left out.
    NoValue {
        /// The field.
        field: &'static str,
        /// What it takes.
        takes: &'static str,
    },
    /// The field has no such value, so nothing can match it.
    NoSuchValue {
        /// The field.
        field: &'static str,
        /// The value as it was typed.
        value: String,
        /// What it takes.
        takes: &'static str,
        /// What may have been meant.
        instead: Option<String>,
    },
    /// What was asked for is not known of any machine, so no machine is named for it.
    NotKnown {
        /// The filter.
        filter: &'static str,
        /// What is not known.
        what: &'static str,
    },
    /// The last quotation mark is never closed.
    OpenQuote,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField { typed, instead } => {
                write!(f, "\"{typed}\" is no filter and was searched as text. ")?;
                match instead {
                    Some(instead) => write!(f, "Did you mean `{instead}`?"),
                    None => write!(f, "Filters are {}.", all()),
                }
            }
            Self::NoValue { field, takes } => {
                write!(f, "\"{field}:\" was left out: it takes {takes}.")
            }
            Self::NoSuchValue { field, value, takes, instead } => {
                write!(f, "\"{field}:{value}\" matches nothing: {field}: takes {takes}.")?;
                instead.iter().try_for_each(|instead| write!(f, " Did you mean `{field}:{instead}`?"))
            }
            Self::NotKnown { filter, what } => {
                write!(f, "\"{filter}\" cannot be answered: {what} is not known yet.")
            }
            Self::OpenQuote => {
                f.write_str("A quotation mark is not closed; the rest was taken as one phrase.")
            }
        }
    }
}
