//! A plain table that fits the terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A column. Where there is no room for all of them, those with the highest rank go first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub heading: &'static str,
    /// 0 is never left out.
    pub rank: u8,
    /// Cells are cut to no less than this; a column that may not be cut says [`WHOLE`].
    pub least: usize,
}

/// For [`Column::least`]: half of such a cell would mislead.
pub(crate) const WHOLE: usize = usize::MAX;

/// Columns from this rank on go before names, which are there to be typed, and other cells are cut to less than this.
const SPARE: u8 = 6;
const READABLE: usize = 20;
/// A cell of the first column is cut last, unless it is longer than names are.
const NAME: usize = 40;
const GAP: usize = 2;

/// Lays rows out under their columns. With a width, no line is wider: columns that do not fit are left out, long
/// cells are cut, each ending in `…`. A column without any text is left out everywhere.
pub(crate) fn table(columns: &[Column], rows: &[Vec<String>], width: Option<usize>) -> String {
    let mut shown: Vec<(usize, usize)> = (0..columns.len()).map(|at| (at, widest(at, rows))).collect();
    shown.retain(|(at, widest)| *widest > 0 || columns[*at].rank == 0);
    for (at, width) in &mut shown {
        *width = columns[*at].heading.width().max(*width);
    }
    if let Some(limit) = width {
        leave_out(columns, &mut shown, limit);
        narrow(columns, &mut shown, limit);
    }
    let line = |cell: &dyn Fn(usize) -> String| {
        let cells: Vec<String> = shown.iter().map(|(at, width)| fit(&cell(*at), *width)).collect();
        let line = cells.join(&" ".repeat(GAP)).trim_end().to_owned();
        width.map_or_else(|| line.clone(), |limit| fit(&line, limit).trim_end().to_owned())
    };
    let head = line(&|at| columns[at].heading.to_owned());
    let body = rows.iter().map(|row| line(&|at| row.get(at).cloned().unwrap_or_default()));
    std::iter::once(head).chain(body).collect::<Vec<_>>().join("\n")
}

fn widest(column: usize, rows: &[Vec<String>]) -> usize {
    rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or_default()
}

/// Columns go, the least needed first, until the rest fits when it is cut.
fn leave_out(columns: &[Column], shown: &mut Vec<(usize, usize)>, limit: usize) {
    loop {
        let Some(last) = (0..shown.len()).max_by_key(|place| columns[shown[*place].0].rank) else { return };
        let rank = columns[shown[last].0].rank;
        let least = |(at, width): &(usize, usize)| match columns[*at] {
            Column { rank: 0, .. } if rank >= SPARE => (*width).min(NAME),
            column if rank >= SPARE => column.least.max(READABLE).min(*width),
            column => column.least.min(*width),
        };
        if rank == 0 || shown.iter().map(least).sum::<usize>() + gaps(shown) <= limit {
            return;
        }
        shown.remove(last);
    }
}

/// The widest columns are cut first, the name last; where two are alike, the less needed one.
fn narrow(columns: &[Column], shown: &mut [(usize, usize)], limit: usize) {
    let gaps = gaps(shown);
    while shown.iter().map(|(_, width)| width).sum::<usize>() + gaps > limit {
        let cuttable = shown.iter_mut().filter(|(at, width)| *width > columns[*at].least);
        let order = |(at, width): &&mut (usize, usize)| {
            let rank = columns[*at].rank;
            (rank > 0 || *width > NAME, *width, rank)
        };
        let Some((_, width)) = cuttable.max_by_key(order) else { return };
        *width -= 1;
    }
}

fn gaps(shown: &[(usize, usize)]) -> usize {
    GAP * shown.len().saturating_sub(1)
}

/// Exactly so wide on the screen, where letters may take two places or none.
pub(crate) fn fit(cell: &str, width: usize) -> String {
    let taken = cell.width();
    if taken <= width {
        return format!("{cell}{}", " ".repeat(width - taken));
    }
    let mut text = String::new();
    let mut room = width.saturating_sub(1);
    for letter in cell.chars() {
        let takes = letter.width().unwrap_or_default();
        if takes > room {
            break;
        }
        room -= takes;
        text.push(letter);
    }
    if width > 0 {
        text.push('…');
    }
    text + &" ".repeat(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column { heading: "NAME", rank: 0, least: 6 },
        Column { heading: "STATE", rank: 1, least: WHOLE },
        Column { heading: "NOTE", rank: 9, least: 4 },
        Column { heading: "GROUP", rank: 2, least: 8 },
    ];

    fn shown(width: Option<usize>) -> String {
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let rows = [
            row(["web-01", "running", "", "rg-a-very-long-resource-group-name"]),
            row(["Ünïcode-日本語-machine", "stopped", "", "rg"]),
        ];
        "\n".to_owned() + &table(&COLUMNS, &rows, width)
    }

    #[test]
    fn columns_line_up_and_an_empty_one_is_left_out() {
        assert_eq!(
            shown(None),
            "
NAME                    STATE    GROUP
web-01                  running  rg-a-very-long-resource-group-name
Ünïcode-日本語-machine  stopped  rg"
        );
    }

    #[test]
    fn a_narrow_terminal_cuts_other_columns_before_names() {
        assert_eq!(
            shown(Some(44)),
            "
NAME                    STATE    GROUP
web-01                  running  rg-a-very-…
Ünïcode-日本語-machine  stopped  rg"
        );
    }

    #[test]
    fn a_narrower_one_loses_the_columns_that_are_needed_least() {
        assert_eq!(
            shown(Some(20)),
            "
NAME         STATE
web-01       running
Ünïcode-日…  stopped"
        );
    }

    #[test]
    fn no_line_is_ever_wider_than_the_terminal() {
        for width in 1..90 {
            let shown = shown(Some(width));
            assert!(shown.lines().all(|line| line.width() <= width), "{width}: {shown}");
        }
    }
}
