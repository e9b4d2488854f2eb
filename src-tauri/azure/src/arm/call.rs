//! A call before it is sent.

use azure_core::http::Method;
use serde::Serialize;

/// A call to ARM.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) to: To,
    pub(crate) body: Option<Vec<u8>>,
    /// A POST that only reads (Resource Graph) is repeated like a GET.
    pub(crate) reads: bool,
    /// One of many that are sent for the same list: it takes its turn, and its failure is a gap rather than the end.
    pub(crate) of_many: bool,
    pub(crate) purpose: Purpose,
}

/// Where a call goes.
#[derive(Debug, Clone)]
pub(crate) enum To {
    /// A path of ARM and a query, both ours.
    Path { path: String, query: &'static str },
    /// A link out of an answer: followed unchanged, and only on the same host.
    Link(String),
}

/// What a call is for. It decides how a refusal is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Requesting access to this machine.
    Request(String),
    /// Starting this machine.
    Start(String),
    /// Stopping this machine.
    Stop(String),
    /// Reading this machine or what belongs to it.
    Machine(String),
    /// Reading the JIT policies of this machine or scope.
    Policies(String),
    /// Reading something else, in words.
    Read(String),
}

impl Call {
    pub(crate) fn get(path: impl Into<String>, query: &'static str, purpose: Purpose) -> Self {
        Self {
            method: Method::Get,
            to: To::path(path, query),
            body: None,
            reads: true,
            of_many: false,
            purpose,
        }
    }

    pub(crate) fn post(path: impl Into<String>, query: &'static str, purpose: Purpose) -> Self {
        Self {
            method: Method::Post,
            to: To::path(path, query),
            body: None,
            reads: false,
            of_many: false,
            purpose,
        }
    }

    pub(crate) fn follow(link: impl Into<String>, purpose: Purpose) -> Self {
        Self {
            method: Method::Get,
            to: To::Link(link.into()),
            body: None,
            reads: true,
            of_many: false,
            purpose,
        }
    }

    /// The subscription it is about, in lower case.
    pub(crate) fn subscription(&self) -> Option<String> {
        let To::Path { path, .. } = &self.to else { return None };
        let mut parts = path.split('/').skip(1);
        let first = parts.next()?.eq_ignore_ascii_case("subscriptions");
        parts.next().filter(|id| first && !id.is_empty()).map(str::to_ascii_lowercase)
    }

    /// The same with a JSON body.
    pub(crate) fn with(mut self, body: &impl Serialize) -> Self {
        // Our bodies are plain structs of strings, numbers and lists, which always serialise.
        self.body = Some(serde_json::to_vec(body).unwrap_or_default());
        self
    }

    /// The same as one of many.
    pub(crate) fn of_many(mut self) -> Self {
        self.of_many = true;
        self
    }

    /// The same as a read.
    pub(crate) fn only_reading(mut self) -> Self {
        self.reads = true;
        self
    }
}

impl To {
    fn path(path: impl Into<String>, query: &'static str) -> Self {
        Self::Path { path: path.into(), query }
    }
}
