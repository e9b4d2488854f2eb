//! What cannot be read, and what is not there.

use serde_json::json;

use super::{fault, rows};

/// The first is a case that Azure's own PowerShell module tests.
#[test]
fn the_place_of_a_mistake_is_told() {
    let cases = [
        ("where where", (1, 11, "<EOF>")),
        ("machines | where name == ", (1, 25, "<EOF>")),
        ("machines bogus text", (1, 9, "bogus")),
        ("machines | bogus", (1, 11, "bogus")),
        ("machines\n| where name = 'x'", (2, 13, "=")),
        ("machines\n| project id,\n| take 1", (3, 0, "|")),
        ("machines | where (name == 'x'", (1, 29, "<EOF>")),
        ("machines | where name == 'x", (1, 25, "'x")),
        ("machines | take 5x", (1, 16, "5x")),
        ("machines | where name ? 'x'", (1, 22, "?")),
        ("machines | where name !like 'x'", (1, 22, "!like")),
        ("machines | order name", (1, 17, "name")),
        ("machines | join kind=inner (networks)", (1, 37, "<EOF>")),
        ("machines | where name == 'a\\qb'", (1, 27, "\\q")),
        ("// only a remark", (1, 16, "<EOF>")),
        ("machines |", (1, 10, "<EOF>")),
    ];
    for (query, (line, character, token)) in cases {
        let fault = fault(query);
        assert_eq!(
            (&fault["code"], &fault["message"]),
            (&json!("ParserFailure"), &json!("ParserFailure")),
            "{query}"
        );
        let place = (&fault["line"], &fault["characterPositionInLine"], &fault["token"]);
        assert_eq!(place, (&json!(line), &json!(character), &json!(token)), "{query}");
    }
}

#[test]
fn an_open_quote_is_the_token_that_is_missed() {
    assert_eq!(fault("machines | where name == 'x")["expectedToken"], "'");
    assert_eq!(fault("machines | where (name == 'x'")["expectedToken"], ")");
}

#[test]
fn what_the_simulator_lacks_is_named() {
    let cases = [
        ("machines | parse name with * '-' number", "operator 'parse'", "InvalidQueryLanguage"),
        ("machines | make-series count() on x", "operator 'make-series'", "InvalidQueryLanguage"),
        ("machines | evaluate bag_unpack(properties)", "operator 'evaluate'", "InvalidQueryLanguage"),
        ("machines | where hash_md5(name) == 'x'", "function 'hash_md5'", "InvalidQueryLanguage"),
        ("machines | summarize percentile(size, 50)", "aggregate 'percentile'", "InvalidQueryLanguage"),
        ("chairs | take 1", "Table 'chairs'", "InvalidTableName"),
        ("machines | project colour", "[colour]", "InvalidColumnNames"),
        ("machines | project Name", "[Name]", "InvalidColumnNames"),
        ("machines | project-away colour", "[colour]", "InvalidColumnNames"),
    ];
    for (query, named, code) in cases {
        let fault = fault(query);
        assert_eq!(fault["code"], code, "{query}");
        assert!(fault["message"].as_str().unwrap().contains(named), "{query}: {fault}");
    }
    let parse = fault("machines | parse name with * '-' number");
    let ways_out = ["where", "mv-expand", "summarize", "union"];
    assert!(ways_out.iter().all(|name| parse["message"].as_str().unwrap().contains(name)), "{parse}");
    assert_eq!(
        (&parse["line"], &parse["characterPositionInLine"], &parse["token"]),
        (&json!(1), &json!(11), &json!("parse"))
    );
}

#[test]
fn types_that_do_not_fit_are_refused() {
    let cases = [
        ("machines | where size == 'x'", "InvalidComparison"),
        ("machines | where name > 5", "InvalidComparison"),
        ("machines | where name", "InvalidCondition"),
        ("machines | project name.first", "InvalidPathExpression"),
        ("machines | project name + 1", "InvalidArithmetic"),
        ("machines | summarize count() by properties", "InvalidKeyType"),
        ("machines | distinct ports", "InvalidKeyType"),
        ("machines | order by properties.os.type", "InvalidKeyType"),
        ("machines | mv-expand name", "InvalidMvExpand"),
        ("machines | mv-expand ports limit 401", "DisallowedMvExpandRowLimit"),
        ("machines | mv-expand ports to typeof(colour)", "InvalidType"),
        ("machines | summarize name", "InvalidAggregate"),
        ("machines | summarize sum()", "InvalidFunctionArguments"),
        ("machines | project tolower()", "InvalidFunctionArguments"),
        ("machines | project a = id, a = name", "DuplicateColumnName"),
        ("machines | project-rename name = id", "DuplicateColumnName"),
        ("machines | take -1", "InvalidRowCount"),
        ("machines | where name matches regex '('", "InvalidRegex"),
    ];
    for (query, code) in cases {
        assert_eq!(fault(query)["code"], code, "{query}");
    }
}

#[test]
fn a_query_has_limits() {
    let join = "| join kind=leftouter (networks) on id ";
    assert_eq!(rows(&format!("machines {} | count", join.repeat(3))), json!([[4]]));
    assert_eq!(fault(&format!("machines {}", join.repeat(4)))["code"], "DisallowedMaxNumberOfRemoteTables");
    let expand = "| mv-expand ports ";
    assert_eq!(fault(&format!("machines {}", expand.repeat(4)))["code"], "DisallowedMaxNumberOfMvExpands");
    let nested = format!("machines | where {}true{} | count", "(".repeat(40), ")".repeat(40));
    assert_eq!(rows(&nested), json!([[4]]));
    let calls =
        format!("machines | where {}name{} == 'web-01' | count", "tolower(".repeat(40), ")".repeat(40));
    assert_eq!(rows(&calls), json!([[1]]));
    let deep = format!("machines | where {}true{}", "(".repeat(200), ")".repeat(200));
    assert_eq!(fault(&deep)["code"], "QueryTooComplex");
    assert_eq!(fault("let t = t | take 1; t | count")["code"], "QueryTooComplex");
    assert_eq!(fault("let a = a + 1; machines | take a")["code"], "InvalidColumnNames");
    let long = vec!["name == 'x'"; 2_000].join(" or ");
    assert_eq!(rows(&format!("machines | where {long} | count")), json!([[0]]));
}
