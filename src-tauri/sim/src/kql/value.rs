//! Values while a query is evaluated. Trees are shared, texts are borrowed from the world where they can be.

use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

use super::time;

/// The type of a column, as it is known before there are rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Long,
    Real,
    Text,
    Time,
    Span,
    Dynamic,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Long => "long",
            Self::Real => "real",
            Self::Text => "string",
            Self::Time => "datetime",
            Self::Span => "timespan",
            Self::Dynamic => "dynamic",
        }
    }

    /// What is there where nothing is: text is never null.
    pub(super) fn nothing<'w>(self) -> Value<'w> {
        if self == Self::Text { Value::text("") } else { Value::Null }
    }
}

/// One value. A scalar inside a dynamic value is the scalar itself; only arrays and bags stay trees.
#[derive(Clone, Debug)]
pub(crate) enum Value<'w> {
    Null,
    Bool(bool),
    Long(i64),
    Real(f64),
    Text(Text<'w>),
    Time(Timestamp),
    Span(SignedDuration),
    Tree(Rc<Json>),
    /// A part of a document that is made when somebody looks at it.
    Part(Rc<Document<'w>>, &'static str),
}

/// Borrowed or shared text.
#[derive(Clone, Debug)]
pub(crate) enum Text<'w> {
    Borrowed(&'w str),
    Shared(Rc<str>),
}

/// A resource as its provider shows it, made at most once and only on demand.
pub(crate) struct Document<'w> {
    make: Box<dyn Fn() -> Json + 'w>,
    made: OnceCell<Json>,
}

impl<'w> Document<'w> {
    pub(crate) fn new(make: impl Fn() -> Json + 'w) -> Rc<Self> {
        Rc::new(Self { make: Box::new(make), made: OnceCell::new() })
    }

    fn part(&self, name: &str) -> &Json {
        &self.made.get_or_init(&self.make)[name]
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.made.fmt(f)
    }
}

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl<'w> Value<'w> {
    pub(crate) fn text(text: &'w str) -> Self {
        Self::Text(Text::Borrowed(text))
    }

    pub(crate) fn shared(text: impl Into<Rc<str>>) -> Self {
        Self::Text(Text::Shared(text.into()))
    }

    /// A tree if it is one, or else the scalar.
    pub(crate) fn from_json(json: &Json) -> Self {
        match json {
            Json::Array(_) | Json::Object(_) => Self::Tree(Rc::new(json.clone())),
            scalar => Self::from_scalar(scalar),
        }
    }

    pub(super) fn from_owned(json: Json) -> Self {
        match json {
            Json::Array(_) | Json::Object(_) => Self::Tree(Rc::new(json)),
            scalar => Self::from_scalar(&scalar),
        }
    }

    fn from_scalar(json: &Json) -> Self {
        match json {
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => {
                number.as_i64().map_or_else(|| Self::Real(number.as_f64().unwrap_or(f64::NAN)), Self::Long)
            }
            Json::String(text) => Self::shared(text.as_str()),
            _ => Self::Null,
        }
    }

    /// The tree behind a dynamic value.
    pub(super) fn tree(&self) -> Option<&Json> {
        match self {
            Self::Tree(tree) => Some(tree),
            Self::Part(document, name) => Some(document.part(name)),
            _ => None,
        }
    }

    /// The value itself; a part of a document that is a scalar or missing becomes that.
    pub(super) fn settled(self) -> Self {
        match &self {
            Self::Part(document, name) => match document.part(name) {
                Json::Array(_) | Json::Object(_) => self,
                scalar => Self::from_scalar(scalar),
            },
            _ => self,
        }
    }

    /// A part of a document that is made already is taken out of it, so that the rest can go.
    pub(super) fn released(self) -> Self {
        match &self {
            Self::Part(document, name) if document.made.get().is_some() => {
                Self::from_json(document.part(name))
            }
            _ => self,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Part(document, name) => document.part(name).is_null(),
            _ => false,
        }
    }

    /// What `tostring` gives; nothing is the empty text.
    pub(super) fn to_text(&self) -> Text<'w> {
        let written: Rc<str> = match self {
            Self::Null => return Text::Borrowed(""),
            Self::Text(text) => return text.clone(),
            Self::Bool(true) => return Text::Borrowed("true"),
            Self::Bool(false) => return Text::Borrowed("false"),
            Self::Long(number) => number.to_string().into(),
            Self::Real(number) => write_real(*number).into(),
            Self::Time(at) => crate::stamp::offset(*at).replace("+00:00", "Z").into(),
            Self::Span(span) => time::write_span(*span).into(),
            Self::Tree(tree) => tree.to_string().into(),
            Self::Part(document, name) => match document.part(name) {
                Json::Null => return Text::Borrowed(""),
                Json::String(text) => text.as_str().into(),
                tree => tree.to_string().into(),
            },
        };
        Text::Shared(written)
    }

    pub(super) fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::from(*value),
            Self::Long(number) => Json::from(*number),
            Self::Real(number) => Json::from(*number),
            Self::Tree(tree) => tree.as_ref().clone(),
            Self::Part(document, name) => document.part(name).clone(),
            Self::Text(_) | Self::Time(_) | Self::Span(_) => Json::from(self.to_text().as_str()),
        }
    }

    /// Appends the value as JSON.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Long(number) => out.push_str(&number.to_string()),
            Self::Tree(tree) => out.push_str(&tree.to_string()),
            Self::Part(document, name) => out.push_str(&document.part(name).to_string()),
            Self::Text(text) => write_text(text.as_str(), out),
            Self::Real(_) | Self::Time(_) | Self::Span(_) => out.push_str(&self.to_json().to_string()),
        }
    }
}

/// Appends a text as JSON.
pub(crate) fn write_text(text: &str, out: &mut String) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&Json::from(text).to_string());
    }
}

fn write_real(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.1}") } else { number.to_string() }
}
