//! Every scalar function, by example.

use serde_json::{Value as Json, json};

use super::value;
use crate::kql::function;

fn check(cases: &[(&str, Json)]) {
    for (expression, expected) in cases {
        assert_eq!(value(expression), *expected, "{expression}");
    }
}

#[test]
fn conditions_choose() {
    check(&[
        ("iff(size > 3, 'big', 'small')", json!("big")),
        ("iif(size > 9, 'big', 'small')", json!("small")),
        ("case(size > 9, 'big', size > 3, 'medium', 'small')", json!("medium")),
        ("coalesce(properties.missing, properties.os.type)", json!("Linux")),
        ("coalesce('', tostring(properties.missing), 'x')", json!("x")),
        ("not(true)", json!(false)),
        ("isnull(properties.missing)", json!(true)),
        ("isnotnull(size)", json!(true)),
        ("notnull(properties.missing)", json!(false)),
        ("isempty('')", json!(true)),
        ("isnotempty(name)", json!(true)),
        ("notempty('')", json!(false)),
        ("min_of(3, 1, 2)", json!(1)),
        ("max_of(3, 1, 2)", json!(3)),
    ]);
}

#[test]
fn conversions_give_null_where_they_fail() {
    check(&[
        ("tostring(properties.missing)", json!("")),
        ("tostring(properties.os)", json!("{\"type\":\"Linux\"}")),
        ("tostring(true)", json!("true")),
        ("tostring(1.0)", json!("1.0")),
        ("toguid('x')", json!("x")),
        ("toint('12')", json!(12)),
        ("tolong('12.9')", json!(12)),
        ("toint('twelve')", json!(null)),
        ("toreal('1.5')", json!(1.5)),
        ("todouble(2)", json!(2.0)),
        ("tobool('TRUE')", json!(true)),
        ("tobool(properties.up)", json!(true)),
        ("toboolean(0)", json!(false)),
        ("tobool('maybe')", json!(null)),
        ("todatetime('2026-01-31')", json!("2026-01-31T00:00:00.0000000Z")),
        ("todatetime('soon')", json!(null)),
        ("totimespan('01:30:00')", json!("01:30:00")),
        ("todynamic('{\"a\":1}').a", json!(1)),
        ("parse_json('[1,2]')[1]", json!(2)),
        ("parse_json('plain')", json!("plain")),
        ("gettype(properties)", json!("dictionary")),
        ("gettype(ports)", json!("array")),
        ("gettype(1)", json!("long")),
    ]);
}

#[test]
fn lists_and_bags() {
    check(&[
        ("array_length(ports)", json!(2)),
        ("array_length(properties)", json!(null)),
        ("array_concat(ports, dynamic([1]))", json!([80, 443, 1])),
        ("array_index_of(ports, 443)", json!(1)),
        ("array_index_of(ports, 1)", json!(-1)),
        ("array_slice(ports, 1, 1)", json!([443])),
        ("set_has_element(ports, 80)", json!(true)),
        ("bag_keys(properties)", json!(["os", "tags", "up"])),
        ("bag_has_key(properties, 'os')", json!(true)),
        ("bag_pack('a', 1, 'b', name)", json!({ "a": 1, "b": "web-01" })),
        ("pack('a', 1)", json!({ "a": 1 })),
        ("pack_array(1, 'x')", json!([1, "x"])),
        ("strcat_array(properties.tags, '+')", json!("a+b")),
    ]);
}

#[test]
fn numbers_and_addresses() {
    check(&[
        ("abs(-2)", json!(2)),
        ("round(2.345, 2)", json!(2.35)),
        ("ceiling(1.2)", json!(2.0)),
        ("bin(17, 5)", json!(15)),
        ("floor(2.7, 1)", json!(2.0)),
        ("bin(datetime(2026-01-31T10:30), 1d)", json!("2026-01-31T00:00:00.0000000Z")),
        ("ipv4_is_private('10.1.2.3')", json!(true)),
        ("ipv4_is_private('8.8.8.8')", json!(false)),
        ("ipv4_is_in_range('10.1.2.3', '10.1.0.0/16')", json!(true)),
        ("ipv4_is_in_range('10.2.2.3', '10.1.0.0/16')", json!(false)),
        ("ipv4_is_in_range('10.2.2.3', '0.0.0.0/0')", json!(true)),
        ("ipv4_is_in_range('web', '10.1.0.0/16')", json!(null)),
    ]);
}

#[test]
fn text_is_cut_and_put_together() {
    check(&[
        ("tolower('ÄbC')", json!("äbc")),
        ("toupper('abc')", json!("ABC")),
        ("strcat(name, '/', size)", json!("web-01/4")),
        ("strcat_delim('-', 'a', 'b')", json!("a-b")),
        ("strlen('äbc')", json!(3)),
        ("substring(name, 4)", json!("01")),
        ("substring(name, 0, 3)", json!("web")),
        ("substring(name, 99)", json!("")),
        ("indexof(name, '-')", json!(3)),
        ("indexof(name, 'x')", json!(-1)),
        ("split(id, '/')", json!(["", "A"])),
        ("split('a.b.c', '.')[1]", json!("b")),
        ("split('a.b.c', '.', 2)", json!(["c"])),
        ("replace_string(name, '-', '_')", json!("web_01")),
        ("replace_regex(name, @'(\\w+)-(\\d+)', @'\\2-\\1')", json!("01-web")),
        ("replace('web', 'db', name)", json!("db-01")),
        ("trim('x+', 'xxaxx')", json!("a")),
        ("trim_start('/', id)", json!("A")),
        ("trim_end('[0-9]+', name)", json!("web-")),
        ("extract('([0-9]+)', 1, name)", json!("01")),
        ("extract('([x]+)', 1, name)", json!("")),
        ("countof('abab', 'ab')", json!(2)),
        ("reverse('abc')", json!("cba")),
    ]);
}

#[test]
fn moments() {
    check(&[
        ("now()", json!("2026-02-01T00:00:00.0000000Z")),
        ("now(-1d)", json!("2026-01-31T00:00:00.0000000Z")),
        ("ago(12h)", json!("2026-01-31T12:00:00.0000000Z")),
        ("startofday(datetime(2026-01-31T23:00))", json!("2026-01-31T00:00:00.0000000Z")),
        ("datetime_diff('day', now(), datetime(2026-01-30T23:00))", json!(2)),
        ("datetime_add('hour', 5, now())", json!("2026-02-01T05:00:00.0000000Z")),
        ("todatetime('2026-01-31') between (ago(7d) .. now())", json!(true)),
        ("now() between (ago(2d) .. 1d)", json!(false)),
    ]);
}

/// A function that is in no table above would go untested.
#[test]
fn every_function_is_tried() {
    let text = include_str!("functions.rs");
    let aliases = ["todecimal", "toobject", "parsejson", "arraylength", "pack_dictionary"];
    for name in function::names().filter(|name| !aliases.contains(name)) {
        assert!(text.contains(&format!("{name}(")), "{name} is not tried");
    }
}
