//! What a file would bring, for people to read before anything is imported.

use jit_core::{DroppedView, ImportPreview, ImportRow, clean};

/// Everything, row by row.
pub(super) fn text(preview: &ImportPreview) -> String {
    let mut lines =
        vec![format!("{} ({}): {}", preview.name, preview.kind, lower(&preview.summary)), String::new()];
    for row in &preview.rows {
        lines.extend(row_lines(row));
    }
    for group in &preview.groups {
        lines.push(format!("The group {} is made.", clean(&group.name)));
    }
    lines.extend(preview.dropped.iter().map(|dropped| format!("left out: {}", said(dropped))));
    lines.join("\n").trim_end().to_owned()
}

fn row_lines(row: &ImportRow) -> Vec<String> {
    let tick = if row.ticked { "[x]" } else { "[ ]" };
    let from = if row.from.is_empty() { String::new() } else { format!(" ({})", clean(&row.from)) };
    let mut lines = vec![format!("{tick} {}{from}: {}", clean(&row.label), row.status_word)];
    let mut more = |line: String| lines.push(format!("      {line}"));
    if let Some(machine) = &row.machine {
        more(clean(machine));
    }
    if let Some(note) = &row.note {
        more(clean(note));
    }
    for candidate in &row.candidates {
        more(format!("- {}", candidate.label));
    }
    row.settings.iter().for_each(|setting| more(clean(setting)));
    if !row.switches.is_empty() {
        let shared: Vec<&str> = row.switches.iter().map(|switch| switch.label.as_str()).collect();
        more(format!("only with --share: {}", shared.join(", ")));
    }
    row.dropped.iter().for_each(|dropped| more(format!("left out: {}", said(dropped))));
    lines
}

fn said(dropped: &DroppedView) -> String {
    clean(&format!("{}. {}", dropped.what, dropped.why))
}

fn lower(summary: &str) -> String {
    let mut letters = summary.chars();
    letters.next().map(|first| first.to_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}
