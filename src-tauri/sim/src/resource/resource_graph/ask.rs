//! The request body: query, options, facets.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::invalid;
use crate::arm::{Call, Refusal};

const LARGEST_PAGE: u64 = 1000;
const PAGE: u64 = 100;

pub(super) struct Ask<'b> {
    pub(super) query: &'b str,
    pub(super) start: usize,
    /// How many rows a page of this answer has.
    pub(super) size: usize,
    /// What the next page will ask for, before the simulator's own limit.
    top: u64,
    /// Columns and rows rather than objects.
    pub(super) table: bool,
    pub(super) facets: Vec<FacetAsk<'b>>,
}

pub(super) struct FacetAsk<'b> {
    pub(super) expression: &'b str,
    pub(super) filter: Option<&'b str>,
    pub(super) sort_by: Option<&'b str>,
    pub(super) ascending: bool,
    pub(super) top: usize,
}

/// What a skip token holds; to clients it is opaque.
#[derive(Serialize, Deserialize)]
struct Token {
    skip: usize,
    top: u64,
    query: u64,
}

impl<'b> Ask<'b> {
    pub(super) fn read(call: &Call<'_>, body: &'b Value) -> Result<Self, Refusal> {
        let query = body.get("query").and_then(Value::as_str).unwrap_or_default();
        if query.trim().is_empty() {
            return Err(invalid(call, "InvalidQuery", "The query is missing or empty."));
        }
        let option = |name: &str| {
            body.get("options").and_then(|options| options.get(name)).filter(|value| !value.is_null())
        };
        let token = match option("$skipToken") {
            None => None,
            Some(token) => Some(read_token(token, query).ok_or_else(|| {
                invalid(call, "InvalidSkipToken", "The provided skip token is invalid for this query.")
            })?),
        };
        let top = match option("$top").map(Value::as_u64) {
            None => token.as_ref().map_or(PAGE, |token| token.top),
            Some(Some(top)) if (1..=LARGEST_PAGE).contains(&top) => top,
            Some(_) => return Err(invalid(call, "InvalidTop", "$top must be a number from 1 to 1000.")),
        };
        let skip = match option("$skip").map(Value::as_u64) {
            None => token.map_or(0, |token| token.skip),
            // Clients that send every option send a zero beside the token.
            Some(Some(0)) => token.map_or(0, |token| token.skip),
            Some(Some(skip)) => usize::try_from(skip).unwrap_or(usize::MAX),
            Some(None) => return Err(invalid(call, "InvalidSkip", "$skip must be a number from 0 up.")),
        };
        let table = match option("resultFormat").map(|format| format.as_str().unwrap_or_default()) {
            None => false,
            Some(format) if format.eq_ignore_ascii_case("objectArray") => false,
            Some(format) if format.eq_ignore_ascii_case("table") => true,
            Some(_) => {
                let message = "resultFormat must be 'objectArray' or 'table'.";
                return Err(invalid(call, "InvalidResultFormat", message));
            }
        };
        let size = usize::try_from(top).unwrap_or(PAGE as usize);
        let size = size.min(call.world.tempo.page.unwrap_or(usize::MAX));
        Ok(Self { query, start: skip, size, top, table, facets: facets(call, body)? })
    }

    /// Leads to the rows from `skip` on, of the same query.
    pub(super) fn token(&self, skip: usize) -> String {
        let token = Token { skip, top: self.top, query: fingerprint(self.query) };
        STANDARD.encode(serde_json::to_string(&token).unwrap_or_default())
    }
}

fn read_token(token: &Value, query: &str) -> Option<Token> {
    let bytes = STANDARD.decode(token.as_str()?).ok()?;
    let token: Token = serde_json::from_slice(&bytes).ok()?;
    (token.query == fingerprint(query)).then_some(token)
}

fn fingerprint(query: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    query.hash(&mut hasher);
    hasher.finish()
}

fn facets<'b>(call: &Call<'_>, body: &'b Value) -> Result<Vec<FacetAsk<'b>>, Refusal> {
    let asked = match body.get("facets") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(asked)) => asked,
        Some(_) => return Err(invalid(call, "InvalidFacets", "'facets' must be a list.")),
    };
    let read = |facet: &'b Value| {
        let expression = facet.get("expression").and_then(Value::as_str).unwrap_or_default();
        if expression.trim().is_empty() {
            return Err(invalid(call, "InvalidFacets", "A facet needs an expression."));
        }
        let option = |name: &str| {
            facet.get("options").and_then(|options| options.get(name)).filter(|value| !value.is_null())
        };
        let top = option("$top").map_or(Some(LARGEST_PAGE), Value::as_u64);
        let top = top.filter(|top| (1..=LARGEST_PAGE).contains(top));
        let top = top.ok_or_else(|| invalid(call, "InvalidTop", "$top must be a number from 1 to 1000."))?;
        Ok(FacetAsk {
            expression,
            filter: option("filter").and_then(Value::as_str),
            sort_by: option("sortBy").and_then(Value::as_str),
            ascending: option("sortOrder")
                .and_then(Value::as_str)
                .is_some_and(|o| o.eq_ignore_ascii_case("asc")),
            top: usize::try_from(top).unwrap_or(usize::MAX),
        })
    };
    asked.iter().map(read).collect()
}
