//! summarize, distinct, and every aggregate.

use serde_json::json;

use super::{columns, rows};

#[test]
fn groups_are_counted() {
    let cases = [
        ("machines | summarize count()", json!([[4]])),
        ("machines | where name == 'none' | summarize count()", json!([[0]])),
        ("machines | where name == 'none' | summarize count() by location", json!([])),
        ("machines | summarize count() by location", json!([["westeurope", 2], ["eastus", 2]])),
        (
            "machines | summarize n = count() by place = toupper(location)",
            json!([["WESTEUROPE", 2], ["EASTUS", 2]]),
        ),
        ("machines | summarize by location", json!([["westeurope"], ["eastus"]])),
        ("machines | distinct location", json!([["westeurope"], ["eastus"]])),
        ("machines | project location, 1 | distinct *", json!([["westeurope", 1], ["eastus", 1]])),
        ("machines | summarize count() by bin(size, 4)", json!([[4, 1], [0, 1], [null, 1], [8, 1]])),
    ];
    for (query, expected) in cases {
        assert_eq!(rows(query), expected, "{query}");
    }
}

#[test]
fn aggregates_pass_over_nothing() {
    let cases = [
        ("countif(size > 2)", json!(2)),
        ("dcount(location)", json!(2)),
        ("dcount(size)", json!(3)),
        ("dcountif(location, size > 2)", json!(2)),
        ("sum(size)", json!(14)),
        ("sumif(size, location == 'eastus')", json!(8)),
        ("avg(size)", json!(14.0 / 3.0)),
        ("avgif(size, size < 8)", json!(3.0)),
        ("min(size)", json!(2)),
        ("minif(size, size > 2)", json!(4)),
        ("max(size)", json!(8)),
        ("maxif(size, size < 8)", json!(4)),
        ("min(name)", json!("")),
        ("max(location)", json!("westeurope")),
        ("make_list(size)", json!([4, 2, 8])),
        ("make_list(size, 2)", json!([4, 2])),
        ("make_list_if(size, size > 2)", json!([4, 8])),
        ("make_set(location)", json!(["westeurope", "eastus"])),
        ("make_set_if(location, size > 4)", json!(["eastus"])),
        ("take_any(location)", json!("westeurope")),
        ("any(location)", json!("westeurope")),
    ];
    for (aggregate, expected) in cases {
        assert_eq!(rows(&format!("machines | summarize {aggregate}")), json!([[expected]]), "{aggregate}");
    }
}

#[test]
fn the_row_of_an_extreme_comes_along() {
    let cases = [
        ("arg_max(size, name)", json!([["westeurope", 4, "web-01"], ["eastus", 8, ""]])),
        ("arg_min(size, name)", json!([["westeurope", 2, "web-02"], ["eastus", 8, ""]])),
        (
            "largest = arg_max(size, id, name)",
            json!([["westeurope", 4, "/A", "web-01"], ["eastus", 8, "/D", ""]]),
        ),
    ];
    for (aggregate, expected) in cases {
        assert_eq!(rows(&format!("machines | summarize {aggregate} by location")), expected, "{aggregate}");
    }
    let all = columns("machines | summarize arg_max(size, *) by location");
    assert_eq!(all, ["location", "size", "id", "name", "ports", "properties"]);
}

#[test]
fn columns_are_named_after_what_they_hold() {
    let cases: [(&str, &[&str]); 7] = [
        ("count() by location", &["location", "count_"]),
        ("count() by tostring(properties.os.type)", &["properties_os_type", "count_"]),
        ("sum(size), max(size)", &["sum_size", "max_size"]),
        ("dcount(tostring(properties.net))", &["dcount_properties_net"]),
        ("make_list(name), make_set(name)", &["list_name", "set_name"]),
        ("countif(size > 1), total = count()", &["countif_", "total"]),
        ("count() by toupper(location)", &["Column1", "count_"]),
    ];
    for (summary, expected) in cases {
        assert_eq!(columns(&format!("machines | summarize {summary}")), expected, "{summary}");
    }
}
