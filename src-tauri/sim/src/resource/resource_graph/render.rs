//! Rows as JSON text, as objects or as a table.

use std::ops::Range;

use super::ask::Ask;
use crate::kql::{Column, Kind, Outcome, Row, Value, write_text};
use crate::world::RecentAnswer;

/// The whole answer as far as it is worth keeping, and the page that is asked for. Rows that still hold whole
/// documents are written only when they are shown.
pub(super) fn written(outcome: &Outcome<'_>, ask: &Ask<'_>, window: Range<usize>) -> (RecentAnswer, String) {
    let heavy = outcome.rows.iter().flatten().any(|value| matches!(value, Value::Part(..)));
    let head = if ask.table { table_head(&outcome.columns) } else { String::new() };
    let mut all = RecentAnswer {
        head,
        total: outcome.rows.len(),
        pageable: outcome.has("id") && !outcome.limited,
        rows: Vec::new(),
    };
    if !heavy {
        all.rows = rows(outcome, ask.table, 0..all.total);
        let shown = page(&all, window);
        return (all, shown);
    }
    let shown = RecentAnswer { rows: rows(outcome, ask.table, window), ..all.clone() };
    let text = page(&shown, 0..usize::MAX);
    (all, text)
}

/// The rows of the window in their frame.
pub(super) fn page(answer: &RecentAnswer, window: Range<usize>) -> String {
    let end = window.end.min(answer.rows.len());
    let rows = answer.rows.get(window.start.min(end)..end).unwrap_or_default();
    let length: usize = rows.iter().map(|row| row.len() + 1).sum();
    let mut text = String::with_capacity(answer.head.len() + length + 3);
    text.push_str(&answer.head);
    text.push('[');
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        text.push_str(row);
    }
    text.push(']');
    if !answer.head.is_empty() {
        text.push('}');
    }
    text
}

/// A relation of its own, all of it.
pub(super) fn whole(outcome: &Outcome<'_>, table: bool) -> String {
    let answer = RecentAnswer {
        head: if table { table_head(&outcome.columns) } else { String::new() },
        total: outcome.rows.len(),
        pageable: false,
        rows: rows(outcome, table, 0..outcome.rows.len()),
    };
    page(&answer, 0..usize::MAX)
}

fn rows(outcome: &Outcome<'_>, table: bool, window: Range<usize>) -> Vec<Box<str>> {
    let mut names: Vec<String> = Vec::new();
    for column in &outcome.columns {
        let mut name = String::new();
        write_text(&column.name, &mut name);
        names.push(name + ":");
    }
    let end = window.end.min(outcome.rows.len());
    let wanted = outcome.rows.get(window.start.min(end)..end).unwrap_or_default();
    wanted.iter().map(|row| if table { list(row) } else { object(&names, row) }.into()).collect()
}

fn object(names: &[String], row: &Row<'_>) -> String {
    let mut text = String::with_capacity(names.len() * 32);
    for (number, (name, value)) in names.iter().zip(row).enumerate() {
        text.push(if number == 0 { '{' } else { ',' });
        text.push_str(name);
        value.write(&mut text);
    }
    text.push('}');
    text
}

fn list(row: &Row<'_>) -> String {
    let mut text = String::from("[");
    for (number, value) in row.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        value.write(&mut text);
    }
    text.push(']');
    text
}

fn table_head(columns: &[Column]) -> String {
    let columns: Vec<_> = columns
        .iter()
        .map(|column| {
            let kind = match column.kind {
                Kind::Bool => "boolean",
                Kind::Long => "integer",
                Kind::Real => "number",
                Kind::Time => "datetime",
                Kind::Text | Kind::Span => "string",
                Kind::Dynamic => "object",
            };
            serde_json::json!({ "name": column.name, "type": kind })
        })
        .collect();
    format!("{{\"columns\":{},\"rows\":", serde_json::Value::from(columns))
}
