//! What is said about a search, and the filters it shows.

use super::company::Company;
use crate::search::Query;

#[test]
fn a35_an_unknown_field_is_text_with_a_way_out() {
    let company = Company::new();
    assert_eq!(
        company.hints("subs:prod"),
        ["\"subs:\" is no filter and was searched as text. Did you mean `sub:`?"]
    );
    assert_eq!(company.names("subs:prod"), "");
    assert_eq!(
        company.hints("name:web region:west"),
        [
            "\"name:\" is no filter and was searched as text. Did you mean `web`?",
            "\"region:\" is no filter and was searched as text. Did you mean `loc:`?"
        ]
    );
    assert_eq!(
        company.hints("colour:red"),
        ["\"colour:\" is no filter and was searched as text. \
          Filters are sub: rg: loc: tag: os: state: size: jit: port: ip: is: used:."]
    );
    for innocent in ["https://contoso.com", "\"subs:prod\"", "c:", "sub:prod", "12:30", "web"] {
        assert_eq!(company.hints(innocent), Vec::<String>::new(), "{innocent}");
    }
}

#[test]
fn a35_a_value_that_does_not_exist_is_told_with_those_that_do() {
    let company = Company::new();
    assert_eq!(
        company.hints("state:runing"),
        [
            "\"state:runing\" matches nothing: state: takes running, stopped, deallocated, starting, stopping, \
          deallocating or unknown. Did you mean `state:running`?"
        ]
    );
    assert_eq!(
        company.hints("port:ssh"),
        ["\"port:ssh\" matches nothing: port: takes a port of the JIT policy, such as 22 or >=3000."]
    );
    for text in
        ["port:99999", "ip:10.0.0.0/40", "ip:web", "used:7d", "used:<7", "os:mac", "is:open", "jit:yes"]
    {
        assert_eq!(company.hints(text).len(), 1, "{text}");
        assert_eq!(company.names(text), "", "{text}");
        assert_eq!(company.names(&format!("-{text}")), "", "{text}");
    }
    assert_eq!(company.sorted("port:1433,ssh"), "db-01", "the other value counts");
}

#[test]
fn a35_a_field_without_a_value_waits_for_one() {
    let company = Company::new();
    assert_eq!(company.hints("os:"), ["\"os:\" was left out: it takes windows or linux."]);
    assert_eq!(company.sorted("kasse os:,"), "kasse-01");
}

#[test]
fn a35_what_nobody_can_answer_is_said_once() {
    let company = Company::new();
    assert_eq!(
        company.hints("is:exposed -is:exposed jit:unsupported"),
        [
            "\"is:exposed\" cannot be answered: which machines are open to the internet is not known yet.",
            "\"jit:unsupported\" cannot be answered: for which machines JIT cannot work is not known yet."
        ]
    );
    assert_eq!(company.hints("used:never"), Vec::<String>::new());
    let hints = Query::parse("used:<7d").hints(&company.without_history());
    assert_eq!(
        hints[0].to_string(),
        "\"used:\" cannot be answered: when a machine was last used is not known yet."
    );
}

#[test]
fn a35_an_open_quotation_mark_is_told() {
    let hints = Company::new().hints("\"contoso prod");
    assert_eq!(hints, ["A quotation mark is not closed; the rest was taken as one phrase."]);
}

#[test]
fn a35_recognised_filters_can_be_shown_and_taken_away() {
    let query = Query::parse(r#"web state:running  -port:22,3389 sub:"Contoso Test"|old foo:bar"#);
    let labels: Vec<&str> = query.filters().iter().map(|filter| filter.label.as_str()).collect();
    assert_eq!(labels, ["state running", "not port 22 or 3389", "sub Contoso Test or old"]);
    let without: Vec<String> = query.filters().iter().map(|filter| query.without(filter)).collect();
    assert_eq!(
        without,
        [
            r#"web -port:22,3389 sub:"Contoso Test"|old foo:bar"#,
            r#"web state:running sub:"Contoso Test"|old foo:bar"#,
            "web state:running  -port:22,3389 foo:bar",
        ]
    );
    assert_eq!(Query::parse("web").filters(), []);
}
