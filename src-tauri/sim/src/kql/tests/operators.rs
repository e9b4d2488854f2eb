//! The tabular operators.

use serde_json::json;

use super::{columns, outcome, rows};

#[test]
fn columns_are_chosen_named_and_added() {
    let cases: [(&str, &[&str]); 15] = [
        ("machines | project name, upper = toupper(name)", &["name", "upper"]),
        (
            "machines | project properties.os.type, tostring(properties.net)",
            &["properties_os_type", "properties_net"],
        ),
        ("machines | project ports[0], toupper(name), tolower(name)", &["ports_0", "Column1", "Column2"]),
        ("machines | project name, name", &["name", "name1"]),
        ("machines | project-away properties, ports, size", &["id", "name", "location"]),
        ("machines | project-away p*, *e", &["id", "location"]),
        ("machines | project-keep name, l*", &["name", "location"]),
        ("machines | project name, id | project-rename machine = name", &["machine", "id"]),
        ("machines | project-keep id, name | project-reorder name", &["name", "id"]),
        ("machines | project id | extend a = 1, b = 'x'", &["id", "a", "b"]),
        ("machines | project id, name | extend name = 1", &["id", "name"]),
        ("machines | count", &["Count"]),
        ("machines | project ['a b'] = id", &["a b"]),
        ("machines | distinct location, name", &["location", "name"]),
        ("where name == 'x' | project id", &["id"]),
    ];
    for (query, expected) in cases {
        assert_eq!(columns(query), expected, "{query}");
    }
}

#[test]
fn extend_sees_the_columns_from_before() {
    assert_eq!(
        rows("machines | where id == '/A' | extend size = size * 2, twice = size | project size, twice"),
        json!([[8, 4]])
    );
}

#[test]
fn rows_are_sorted_with_nulls_last_when_descending_and_first_when_ascending() {
    let cases = [
        ("machines | order by size | project size", json!([[8], [4], [2], [null]])),
        ("machines | sort by size asc | project size", json!([[null], [2], [4], [8]])),
        ("machines | order by size asc nulls last | project size", json!([[2], [4], [8], [null]])),
        ("machines | order by size desc nulls first | project size", json!([[null], [8], [4], [2]])),
        ("machines | order by location asc, name desc | project id", json!([["/C"], ["/D"], ["/B"], ["/A"]])),
        ("machines | top 2 by size | project id", json!([["/D"], ["/A"]])),
        ("machines | top 1 by size asc nulls last | project id", json!([["/B"]])),
        ("machines | take 1 + 1 | project id", json!([["/A"], ["/B"]])),
        ("machines | limit 0 | project id", json!([])),
        ("machines | order by strlen(name) | take 1 | project name", json!([["web-01"]])),
    ];
    for (query, expected) in cases {
        assert_eq!(rows(query), expected, "{query}");
    }
}

#[test]
fn a_row_for_every_item_and_one_for_nothing() {
    let cases = [
        (
            "machines | mv-expand port = ports | project id, port",
            json!([["/A", 80], ["/A", 443], ["/B", null], ["/C", null], ["/D", 22]]),
        ),
        ("machines | where id == '/A' | mv-expand ports | project ports", json!([[80], [443]])),
        (
            "machines | where id == '/A' | mvexpand properties.tags | project properties_tags",
            json!([["a"], ["b"]]),
        ),
        ("machines | where id == '/A' | mv-expand ports limit 1 | project ports", json!([[80]])),
        (
            "machines | where id == '/A' | mv-expand with_itemindex=i p = ports to typeof(string) | project i, p",
            json!([[0, "80"], [1, "443"]]),
        ),
        (
            "machines | where id == '/A' | mv-expand a = ports, b = properties.tags | project a, b",
            json!([[80, "a"], [443, "b"]]),
        ),
        (
            "machines | where id == '/A' | mv-expand o = properties.os | project o",
            json!([[{ "type": "Linux" }]]),
        ),
        (
            "machines | where id == '/A' | mv-expand kind=array o = properties.os | project o[0], o[1]",
            json!([["type", "Linux"]]),
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(rows(query), expected, "{query}");
    }
}

#[test]
fn at_most_128_items_unless_more_are_asked_for() {
    let items: Vec<String> = (0..500).map(|number| number.to_string()).collect();
    let count = |limit: &str| {
        let list = items.join(",");
        rows(&format!("machines | take 1 | extend x = dynamic([{list}]) | mv-expand x {limit} | count"))
    };
    assert_eq!(count(""), json!([[128]]));
    assert_eq!(count("limit 400"), json!([[400]]));
}

#[test]
fn tables_stand_under_one_another() {
    let cases = [
        ("union machines, networks | count", json!([[7]])),
        (
            "machines | project id | union (networks | project name) | where isempty(id) | project name",
            json!([["n1"], ["n2"], ["n3"]]),
        ),
        (
            "machines | project id, name | union kind=inner (networks | project name) | take 1",
            json!([["web-01"]]),
        ),
        (
            "union withsource=table machines, networks | summarize count() by table",
            json!([["machines", 4], ["networks", 3]]),
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(rows(query), expected, "{query}");
    }
}

#[test]
fn definitions_are_used_below() {
    let cases = [
        ("let place = 'eastus'; machines | where location == place | count", json!([[2]])),
        ("let a = 1; let b = a + 1; machines | take b | count", json!([[2]])),
        ("let east = machines | where location == 'eastus'; east | project id", json!([["/C"], ["/D"]])),
        ("let m = machines; m | count;", json!([[4]])),
        ("(machines | where id == '/A') | project name", json!([["web-01"]])),
    ];
    for (query, expected) in cases {
        assert_eq!(rows(query), expected, "{query}");
    }
}

#[test]
fn a_query_knows_whether_it_limits_its_rows() {
    assert!(outcome("machines | take 2").limited);
    assert!(outcome("machines | top 2 by name").limited);
    assert!(!outcome("machines | where name == 'take'").limited);
}
