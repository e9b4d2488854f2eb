//! The favourites as a table for spreadsheets: alias, resource id, group, port.

/// One favourite, as a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) alias: &'a str,
    pub(super) arm: &'a str,
    pub(super) group: &'a str,
    pub(super) port: Option<u16>,
}

/// RFC 4180, with a first line that names the columns.
pub(super) fn write<'a>(rows: impl Iterator<Item = Row<'a>>) -> String {
    let mut text = "alias,arm,group,port\r\n".to_owned();
    for row in rows {
        let port = row.port.map(|port| port.to_string()).unwrap_or_default();
        let cells = [row.alias, row.arm, row.group, &port].map(cell);
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A spreadsheet takes a cell that begins like a formula for one, whatever quotation marks it has. The apostrophe is
/// what people type themselves for plain text.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n', ';', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_head_and_one_line_for_each_favourite() {
        let rows = [
            Row { alias: "Web", arm: "/subscriptions/s/x", group: "Production", port: Some(3390) },
            Row { alias: "a, \"b\"", arm: "/subscriptions/s/y", group: "", port: None },
        ];
        assert_eq!(
            write(rows.into_iter()),
            "alias,arm,group,port\r\nWeb,/subscriptions/s/x,Production,3390\r\n\"a, \"\"b\"\"\",/subscriptions/s/y,,\r\n"
        );
    }

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        for (text, written) in [
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1", "'+1"),
            ("-1+1|cmd", "'-1+1|cmd"),
            ("＝1", "'＝1"),
            ("web-01", "web-01"),
            (" =1", "\" =1\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
