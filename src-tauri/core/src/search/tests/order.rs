//! Which machine comes first.

use super::company::Company;

#[test]
fn the_likeliest_comes_first() {
    let company = Company::new();
    for (text, names, why) in [
        ("web", "web-02 web-01 web-old webshop", "equally close: the last used first, then by name"),
        ("sql", "db-01 sql-test", "a favourite, by its alias"),
        ("01", "db-01 kasse-01 web-01 app-01", "favourites, then the last used"),
        ("test", "sql-test build-agent web-old", "a word of the name before other texts"),
        ("old|shop", "web-old webshop", "a word of the name before a part of one"),
        ("a -is:fav -web", "app-01 build-agent db-02 sql-test", "the beginning, a word, other texts"),
        ("os:linux web", "web-02 web-01 web-old webshop", "filters do not change the order"),
        ("os:windows", "db-01 db-02 sql-test", "without words: favourites, the last used, by name"),
    ] {
        assert_eq!(company.names(text), names, "{text}: {why}");
    }
}

#[test]
fn case_and_accents_do_not_change_the_order() {
    let company = Company::new();
    assert_eq!(company.names("ZÜRICH"), company.names("zurich"));
    assert_eq!(company.names("zurich"), "kasse-01 webshop", "a word of an alias before a subscription");
}
