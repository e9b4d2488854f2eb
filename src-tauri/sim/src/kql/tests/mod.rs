//! The language over a small table that stands here.

mod errors;
mod expressions;
mod functions;
mod joins;
mod operators;
mod summaries;

use serde_json::{Value as Json, json};

use super::{Column, Kind, Outcome, Relation, Tables, Value, run};

/// Two tables: `machines` and `networks`.
struct Small;

impl<'w> Tables<'w> for Small {
    fn open(&self, name: &str, _: Option<&[String]>) -> Option<Relation<'w>> {
        let text =
            |names: &[&str]| names.iter().map(|name| Column::new(*name, Kind::Text)).collect::<Vec<_>>();
        let (mut columns, rows) = match name {
            "resources" | "machines" => (text(&["id", "name", "location"]), machines()),
            "networks" => (text(&["id", "name", "location"]), networks()),
            _ => return None,
        };
        columns.extend(["size", "ports", "properties"].map(|name| Column::new(name, Kind::Dynamic)));
        columns[3].kind = Kind::Long;
        let rows = rows.into_iter().map(|row| row.iter().map(Value::from_json).collect());
        Some(Relation::new(columns, rows))
    }

    fn names(&self) -> Vec<&'static str> {
        vec!["machines", "networks"]
    }
}

fn machines() -> Vec<Vec<Json>> {
    let row = |id: &str, name: &str, location: &str, size: Json, ports: Json, properties: Json| {
        vec![json!(id), json!(name), json!(location), size, ports, properties]
    };
    vec![
        row(
            "/A",
            "web-01",
            "westeurope",
            json!(4),
            json!([80, 443]),
            json!({ "os": { "type": "Linux" }, "tags": ["a", "b"], "up": true }),
        ),
        row(
            "/B",
            "web-02",
            "westeurope",
            json!(2),
            json!([]),
            json!({ "os": { "type": "Windows" }, "when": "2026-01-31T00:00:00Z" }),
        ),
        row(
            "/C",
            "Db 1",
            "eastus",
            json!(null),
            json!(null),
            json!({ "OS": { "type": "Linux" }, "net": "n1" }),
        ),
        row("/D", "", "eastus", json!(8), json!([22]), json!(null)),
    ]
}

fn networks() -> Vec<Vec<Json>> {
    let row = |id: &str, name: &str| {
        vec![json!(id), json!(name), json!("eastus"), json!(1), json!(null), json!({ "cidr": "10.0.0.0/8" })]
    };
    vec![row("/a", "n1"), row("/a", "n2"), row("/d", "n3")]
}

fn now() -> jiff::Timestamp {
    "2026-02-01T00:00:00Z".parse().unwrap()
}

fn outcome(query: &str) -> Outcome<'static> {
    run(query, &Small, now()).unwrap_or_else(|fault| panic!("{query}: {}", fault.detail()))
}

/// The rows of a query as lists.
fn rows(query: &str) -> Json {
    outcome(query).rows.iter().map(|row| row.iter().map(Value::to_json).collect::<Vec<_>>()).collect()
}

fn columns(query: &str) -> Vec<String> {
    outcome(query).columns.into_iter().map(|column| column.name).collect()
}

/// The names of the machines a condition lets through, by their ids.
fn ids_where(condition: &str) -> String {
    let found = outcome(&format!("machines | where {condition} | project id")).rows;
    let ids: Vec<String> =
        found.iter().map(|row| row[0].to_text().as_str().trim_start_matches('/').to_owned()).collect();
    ids.concat()
}

/// What an expression gives over the first machine.
fn value(expression: &str) -> Json {
    rows(&format!("machines | where id == '/A' | project x = {expression}"))[0][0].clone()
}

fn fault(query: &str) -> Json {
    match run(query, &Small, now()) {
        Ok(outcome) => panic!("{query}: {:?}", outcome.rows),
        Err(fault) => fault.detail(),
    }
}
