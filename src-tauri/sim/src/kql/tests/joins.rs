//! Joins: flavours, names, keys.

use serde_json::json;

use super::{columns, fault, rows};

const RIGHT: &str = "(networks | project id = toupper(id), name)";

#[test]
fn flavours_differ_in_what_is_left_over() {
    let cases = [
        ("kind=inner", json!([["/A", "n1"], ["/A", "n2"], ["/D", "n3"]])),
        ("kind=leftouter", json!([["/A", "n1"], ["/A", "n2"], ["/B", ""], ["/C", ""], ["/D", "n3"]])),
        ("kind = innerunique", json!([["/A", "n1"], ["/A", "n2"], ["/D", "n3"]])),
        ("", json!([["/A", "n1"], ["/A", "n2"], ["/D", "n3"]])),
        ("hint.strategy=broadcast kind=inner", json!([["/A", "n1"], ["/A", "n2"], ["/D", "n3"]])),
    ];
    for (kind, expected) in cases {
        let query = format!("machines | join {kind} {RIGHT} on id | project id, name1");
        assert_eq!(rows(&query), expected, "{query}");
    }
}

#[test]
fn the_default_flavour_takes_one_row_of_each_key_from_the_left() {
    let query = |kind: &str| {
        format!("machines | join {kind} (networks | where name == 'n1') on location | project id")
    };
    assert_eq!(rows(&query("")), json!([["/C"]]));
    assert_eq!(rows(&query("kind=inner")), json!([["/C"], ["/D"]]));
}

#[test]
fn clashing_columns_get_a_number() {
    let names = columns(&format!("machines | project id, name | join kind=inner {RIGHT} on id"));
    assert_eq!(names, ["id", "name", "id1", "name1"]);
    let names = columns(
        "machines | project id, net = tostring(properties.net) | join (networks | project name, size) on $left.net == $right.name",
    );
    assert_eq!(names, ["id", "net", "name", "size"]);
}

#[test]
fn keys_may_have_different_names_and_be_several() {
    let joined = "machines | extend net = tostring(properties.net) | join kind=inner networks on $left.net == $right.name and $left.location == $right.location | project id, id1";
    assert_eq!(rows(joined), json!([["/C", "/a"]]));
    let turned = "machines | extend net = tostring(properties.net) | join kind=inner networks on $right.name == $left.net, location | project id, id1";
    assert_eq!(rows(turned), json!([["/C", "/a"]]));
}

#[test]
fn what_is_missing_on_the_right_is_empty_text_or_null() {
    let query = "machines | where id == '/B' | join kind=leftouter (networks | project id, name, size, properties) on id | project name1, size1, properties1";
    assert_eq!(rows(query), json!([["", null, null]]));
}

#[test]
fn other_flavours_and_dynamic_keys_are_refused() {
    let semi = fault("machines | join kind=leftsemi (networks) on id");
    assert_eq!(semi["code"], "UnsupportedJoinFlavor");
    assert_eq!(semi["message"], "The join kind \"leftsemi\" is not supported or not allowed.");
    assert_eq!(fault("machines | join (networks) on properties")["code"], "InvalidKeyType");
    assert_eq!(fault("machines | join (networks) on $left.size == $right.name")["code"], "InvalidKeyType");
    assert_eq!(fault("machines | join (networks) on nothing")["message"], "Invalid column names: [nothing].");
}
