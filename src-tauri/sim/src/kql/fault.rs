//! What is wrong with a query, as Resource Graph says it.

use serde_json::{Value as Json, json};

/// A query that is refused: the code, the message, and where it is known, the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    code: &'static str,
    message: String,
    place: Option<Place>,
    expected: Option<String>,
}

/// Lines count from 1 and characters from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    line: usize,
    character: usize,
    token: String,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: None, expected: None }
    }

    /// The text cannot be read from here on.
    pub(super) fn syntax(source: &str, start: usize, end: usize, expected: Option<&str>) -> Self {
        Self { expected: expected.map(str::to_owned), ..Self::new("ParserFailure", "ParserFailure") }
            .at(source, start, end)
    }

    /// The language has this and the simulator lacks it.
    pub(super) fn lacking<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Self {
        let known: Vec<&str> = known.collect();
        let message = format!(
            "The {what} '{name}' is not supported by this simulator. Use one that it has: {}.",
            known.join(", ")
        );
        Self::new("InvalidQueryLanguage", message)
    }

    pub(super) fn no_column(name: &str) -> Self {
        Self::new("InvalidColumnNames", format!("Invalid column names: [{name}]."))
    }

    pub(super) fn at(mut self, source: &str, start: usize, end: usize) -> Self {
        let before = &source[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let token = if start >= source.len() { "<EOF>" } else { &source[start..end.max(start)] };
        self.place = Some(Place {
            line: before.matches('\n').count() + 1,
            character: before[line_start..].chars().count(),
            token: token.to_owned(),
        });
        self
    }

    /// The entry for the list of details in the answer.
    pub(crate) fn detail(&self) -> Json {
        let mut detail = json!({ "code": self.code, "message": self.message });
        if let Some(place) = &self.place {
            detail["line"] = json!(place.line);
            detail["characterPositionInLine"] = json!(place.character);
            detail["token"] = json!(place.token);
        }
        if let Some(expected) = &self.expected {
            detail["expectedToken"] = json!(expected);
        }
        detail
    }
}
