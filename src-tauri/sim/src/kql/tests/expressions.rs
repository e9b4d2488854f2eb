//! Operators inside expressions, literals, paths and nulls.

use serde_json::{Value as Json, json};

use super::{ids_where, value};

#[test]
fn conditions_let_through_what_they_say() {
    let cases = [
        ("name == 'web-01'", "A"),
        ("name == 'WEB-01'", ""),
        ("name =~ 'WEB-01'", "A"),
        ("name != 'web-01'", "BCD"),
        ("name <> 'web-01'", "BCD"),
        ("name !~ 'WEB-01'", "BCD"),
        ("size > 2", "AD"),
        ("size >= 2 and size < 8", "AB"),
        ("size <= 2 or location == 'eastus'", "BCD"),
        ("not(size > 2)", "B"),
        ("name in ('web-01', 'Db 1')", "AC"),
        ("name in ('WEB-01')", ""),
        ("name in~ ('WEB-01', 'db 1')", "AC"),
        ("name !in ('web-01', 'Db 1')", "BD"),
        ("name !in~ ('WEB-01')", "BCD"),
        ("name has 'web'", "AB"),
        ("name has 'we'", ""),
        ("name has 'WEB-01'", "A"),
        ("name !has 'web'", "CD"),
        ("name has_cs 'Web'", ""),
        ("name hasprefix 'we'", "AB"),
        ("name hassuffix 'eb'", "AB"),
        ("name contains 'EB-0'", "AB"),
        ("name !contains 'eb'", "CD"),
        ("name contains_cs 'EB'", ""),
        ("name startswith 'WEB'", "AB"),
        ("name !startswith 'web'", "CD"),
        ("name startswith_cs 'WEB'", ""),
        ("name endswith '01'", "A"),
        ("name !endswith_cs '01'", "BCD"),
        ("name has_any ('db', 'xx')", "C"),
        ("name has_any (dynamic(['db', '02']))", "BC"),
        ("name has_all ('web', '02')", "B"),
        ("name matches regex @'^web-\\d+$'", "AB"),
        ("size between (2 .. 4)", "AB"),
        ("size !between (2 .. 4)", "D"),
        ("properties.os.type == 'Linux'", "A"),
        ("properties['os'].type =~ 'windows'", "B"),
        ("properties.up", "A"),
        ("ports contains '443'", "A"),
        ("ports[0] == 22", "D"),
        ("ports[-1] == 443", "A"),
        ("80 in (ports)", "A"),
        ("['name'] == \"Db 1\"", "C"),
        ("name == \"web-01\" // and nothing else\n", "A"),
        ("(location == 'eastus' and size == 8) or name == 'web-01'", "AD"),
    ];
    for (condition, expected) in cases {
        assert_eq!(ids_where(condition), expected, "{condition}");
    }
}

#[test]
fn null_is_neither_equal_nor_greater_and_no_text() {
    let cases = [
        ("size == 4", "A"),
        // Something is different from nothing; nothing is not known to be different from nothing.
        ("size != 4", "BCD"),
        ("size > 0 or size <= 0", "ABD"),
        ("properties.os.type != 'Linux'", "BCD"),
        ("properties.missing.deeper == properties.missing", ""),
        ("isnull(size)", "C"),
        ("isnotnull(properties.os)", "AB"),
        ("isempty(name)", "D"),
        ("isempty(tostring(properties.os.type))", "CD"),
        ("isnotempty(properties.os.type)", "AB"),
        ("size > 100 or name == 'Db 1'", "C"),
        ("not(size > 100 and name == 'Db 1')", "ABD"),
    ];
    for (condition, expected) in cases {
        assert_eq!(ids_where(condition), expected, "{condition}");
    }
}

#[test]
fn dynamic_names_are_told_apart_by_case() {
    assert_eq!(ids_where("properties.OS.type == 'Linux'"), "C");
    assert_eq!(ids_where("properties.os.Type == 'Linux'"), "");
}

#[test]
fn literals_are_what_they_look_like() {
    let cases: [(&str, Json); 26] = [
        (r#"'a\'b\\c\td\u0041'"#, json!("a'b\\c\tdA")),
        (r#""say \"x\"""#, json!("say \"x\"")),
        (r"@'C:\dir'", json!("C:\\dir")),
        (r#"@"a""b""#, json!("a\"b")),
        ("12", json!(12)),
        ("-3 + 5", json!(2)),
        ("0x1F", json!(31)),
        ("1.5", json!(1.5)),
        ("2e3", json!(2000.0)),
        ("true", json!(true)),
        ("bool(false)", json!(false)),
        ("int(null)", json!(null)),
        ("long(7)", json!(7)),
        ("real(1.5)", json!(1.5)),
        ("dynamic({'a': [1, null, \"x\"], 'b': {}})", json!({ "a": [1, null, "x"], "b": {} })),
        ("dynamic([1, -2])[1]", json!(-2)),
        ("datetime(2026-01-31)", json!("2026-01-31T00:00:00.0000000Z")),
        ("datetime(2026-01-31T10:00:00.5Z)", json!("2026-01-31T10:00:00.5000000Z")),
        ("datetime(2026-01-31 10:30)", json!("2026-01-31T10:30:00.0000000Z")),
        ("1d", json!("1.00:00:00")),
        ("1.5h", json!("01:30:00")),
        ("timespan(2.03:04:05)", json!("2.03:04:05")),
        ("time(90m)", json!("01:30:00")),
        ("100ms", json!("00:00:00.1000000")),
        ("1 + 2 * 3 - 4 / 2", json!(5)),
        ("(1 + 2) * 3 % 5", json!(4)),
    ];
    for (literal, expected) in cases {
        assert_eq!(value(literal), expected, "{literal}");
    }
}

#[test]
fn arithmetic_keeps_types_and_gives_null_where_there_is_no_answer() {
    let cases = [
        ("7 / 2", json!(3)),
        ("7 / 2.0", json!(3.5)),
        ("1 / 0", json!(null)),
        ("9223372036854775807 + 1", json!(null)),
        ("size * 2", json!(8)),
        ("datetime(2026-02-01) - datetime(2026-01-30)", json!("2.00:00:00")),
        ("datetime(2026-02-01) + 1d", json!("2026-02-02T00:00:00.0000000Z")),
        ("1d / 1h", json!(24.0)),
        ("2 * 12h", json!("1.00:00:00")),
        ("properties.missing + 1", json!(null)),
    ];
    for (expression, expected) in cases {
        assert_eq!(value(expression), expected, "{expression}");
    }
}
