//! Counts of the rows of a result by its columns.

use jiff::Timestamp;
use serde_json::json;

use super::ask::{Ask, FacetAsk};
use super::render::whole;
use crate::kql::{Facet, Fault, Outcome, facet, write_text};

/// The facets as JSON text, each with its result or with what is wrong with it.
pub(super) fn answer(result: &Outcome<'_>, ask: &Ask<'_>, now: Timestamp) -> String {
    let facets: Vec<String> = ask.facets.iter().map(|facet| one(result, facet, ask.table, now)).collect();
    format!("[{}]", facets.join(","))
}

fn one(result: &Outcome<'_>, ask: &FacetAsk<'_>, table: bool, now: Timestamp) -> String {
    let facet_ask = Facet {
        expression: ask.expression,
        filter: ask.filter,
        sort_by: ask.sort_by,
        ascending: ask.ascending,
    };
    let mut counts = match facet(result, &facet_ask, now) {
        Ok(Some(counts)) => counts,
        Ok(None) => {
            return error(
                ask,
                &json!([
                    { "code": "NoValidColumns", "message": "No valid columns in facet expression." },
                    { "code": "InvalidColumnNames", "message": format!("Invalid column names: [{}].", ask.expression) },
                ]),
            );
        }
        Err(fault) => return error(ask, &json!([Fault::detail(&fault)])),
    };
    let total = counts.rows.len();
    counts.rows.truncate(ask.top);
    let mut text = String::from("{\"expression\":");
    write_text(ask.expression, &mut text);
    text.push_str(&format!(
        ",\"resultType\":\"FacetResult\",\"totalRecords\":{total},\"count\":{},\"data\":{}}}",
        counts.rows.len(),
        whole(&counts, table)
    ));
    text
}

fn error(ask: &FacetAsk<'_>, errors: &serde_json::Value) -> String {
    json!({ "expression": ask.expression, "resultType": "FacetError", "errors": errors }).to_string()
}
