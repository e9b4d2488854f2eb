//! A plain table that fits the terminal.

/// Lays rows out in columns, the first row being the headings. When `width` is too small, the widest columns are
/// cut, each cut cell ending in `…`.
pub(crate) fn table(rows: &[Vec<String>], width: Option<usize>) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let longest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max();
    let mut widths: Vec<usize> = (0..columns).map(|column| longest(column).unwrap_or_default()).collect();
    if let Some(limit) = width {
        let gaps = 2 * columns.saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > limit {
            let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > 8) else { break };
            *widest -= 1;
        }
    }
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| fit(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn fit(cell: &str, width: usize) -> String {
    let length = cell.chars().count();
    if length <= width {
        return format!("{cell}{}", " ".repeat(width - length));
    }
    cell.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        vec![
            row(["NAME", "STATE", "GROUP"]),
            row(["web-01", "running", "rg-a-very-long-resource-group-name"]),
        ]
    }

    #[test]
    fn columns_line_up() {
        assert_eq!(
            table(&rows(), None),
            "NAME    STATE    GROUP\nweb-01  running  rg-a-very-long-resource-group-name"
        );
    }

    #[test]
    fn a_narrow_terminal_cuts_the_widest_column() {
        let fitted = table(&rows(), Some(30));
        assert_eq!(fitted.lines().last(), Some("web-01  running  rg-a-very-lo…"));
        assert!(fitted.lines().all(|line| line.chars().count() <= 30));
    }
}
