//! Every field, with every kind of value.

use super::company::Company;
use crate::search::{Index, Query};

fn check(table: &[(&str, &str)]) {
    let company = Company::new();
    for (text, names) in table {
        assert_eq!(company.sorted(text), *names, "{text}");
    }
}

#[test]
fn a35_places_match_from_the_beginning_of_a_word() {
    check(&[
        ("sub:contoso-test", ""),
        ("sub:\"Contoso Test\"", "build-agent sql-test web-old"),
        ("sub:prod", "app-01 db-01 db-02 web-01 web-02"),
        ("sub:rod", ""),
        ("sub:5D2C9A02-1bf0", "build-agent sql-test web-old"),
        ("sub:test,zür", "build-agent kasse-01 sql-test web-old webshop"),
        ("rg:rg-app", "app-01"),
        ("RG:RG-DATA", "db-01 db-02 sql-test"),
        ("rg:data", "db-01 db-02 sql-test"),
        ("rg:ata", ""),
        ("loc:switz", "kasse-01"),
        ("loc:\"North Europe\"", "web-old"),
        ("loc:europe", ""),
        ("-loc:west", "kasse-01 web-old"),
    ]);
}

#[test]
fn a35_tags_match_by_name_or_by_name_and_value() {
    check(&[
        ("tag:env", "app-01 build-agent db-01 kasse-01 web-01"),
        ("tag:ENV=prod", "app-01 db-01 web-01"),
        ("tag:env=pro", ""),
        ("tag:env=\"pre prod\"", "kasse-01"),
        ("tag:env=prod,test", "app-01 build-agent db-01 web-01"),
        ("tag:env=test,owner=\"ada lovelace\"", "build-agent"),
        ("tag:owner,müller", "build-agent webshop"),
        ("tag:nv=prod", ""),
        ("tag:env -tag:env=prod", "build-agent kasse-01"),
        ("-tag:env web", "web-02 web-old webshop"),
    ]);
}

#[test]
fn a35_systems_and_states_are_words() {
    check(&[
        ("os:windows", "db-01 db-02 sql-test"),
        ("os:win", "db-01 db-02 sql-test"),
        ("-os:windows web", "web-01 web-02 web-old webshop"),
        ("state:stopped", "db-02 sql-test"),
        ("state:deallocated", "db-02"),
        ("state:\"stopped (still billed)\"", "sql-test"),
        ("state:starting", "web-02"),
        ("state:start,stopped", "db-02 sql-test web-02"),
        ("state:unknown", "web-old"),
        ("-state:running", "db-02 sql-test web-02 web-old"),
        ("web state:RUNNING", "web-01 webshop"),
    ]);
}

#[test]
fn a35_an_unknown_state_is_never_stopped() {
    let company = Company::new();
    for text in ["state:stopped", "state:deallocated", "state:sto", "state:off"] {
        assert!(!company.names(text).contains("web-old"), "{text}");
    }
}

#[test]
fn a35_sizes_match_with_and_without_their_family() {
    check(&[
        ("size:Standard_D4", "app-01"),
        ("size:d4s_v5", "app-01"),
        ("size:standard", "app-01 build-agent db-01"),
        ("size:b2,e8", "build-agent db-01"),
        ("size:s_v5", ""),
    ]);
}

#[test]
fn a35_jit_tells_what_policies_say_and_what_is_open() {
    check(&[
        ("jit:on", "app-01 db-01 db-02 kasse-01 sql-test web-01 web-02"),
        ("jit:off", "build-agent webshop"),
        ("is:unprotected", "build-agent webshop"),
        ("jit:open", "app-01 web-01 web-02"),
        ("jit:mine", "web-01 web-02"),
        ("jit:open -jit:mine", "app-01"),
        ("is:expiring", "web-01"),
        ("is:fav", "db-01 kasse-01"),
        ("-is:fav os:windows", "db-02 sql-test"),
        ("port:22", "app-01 kasse-01 web-01 web-02"),
        ("port:1433,8080", "db-01 web-02"),
        ("port:>=3389", "db-01 db-02 sql-test web-02"),
        ("port:>3389", "web-02"),
        ("port:<=22 -port:>22", "app-01 kasse-01 web-01"),
    ]);
}

#[test]
fn a35_a_policy_does_not_make_a_machine_protected() {
    let company = Company::new();
    let found = company.search("is:unprotected");
    assert_eq!((found.machines.len(), found.undecided), (2, 8), "seven have a policy, of one it is unread");
    let found = company.search("-is:unprotected");
    assert_eq!((found.machines.len(), found.undecided), (0, 8));
}

#[test]
fn a35_what_is_not_known_of_a_machine_neither_matches_nor_does_its_opposite() {
    let company = Company::new();
    for text in ["jit:on", "-jit:on", "jit:off", "-jit:off", "port:22", "-port:22"] {
        let found = company.search(text);
        assert!(!company.names(text).contains("web-old"), "{text}");
        assert_eq!(found.undecided, 1, "{text}");
    }
    assert_eq!(company.names("jit:unknown"), "web-old");
    assert_eq!(
        (company.names("old -jit:open").as_str(), company.search("kasse -jit:open").undecided),
        ("", 0)
    );
    for text in ["is:exposed", "-is:exposed", "jit:unsupported", "-jit:unsupported"] {
        let found = company.search(text);
        assert_eq!((found.machines.len(), found.undecided), (0, 10), "{text}");
    }
    assert_eq!(company.sorted("is:exposed|is:fav"), "db-01 kasse-01", "what is known still counts");
}

#[test]
fn a35_addresses_match_by_their_beginning_as_a_whole_and_by_range() {
    check(&[
        ("ip:10.", "web-01 web-02 web-old"),
        ("ip:10.1.0", "web-01 web-02"),
        ("ip:10.1.0.4", "web-01"),
        ("ip:10.0.0.0/14", "web-01 web-02 web-old"),
        ("ip:10.1.0.0/16,172.16.0.0/12", "web-01 web-02 webshop"),
        ("ip:203.0.113.20/32", "web-01"),
        ("-ip:10.0.0.0/8 web", "webshop"),
    ]);
}

#[test]
fn a35_ages_are_compared_with_the_last_use() {
    check(&[
        ("used:<7d", "web-02"),
        ("used:<=9d", "web-01 web-02"),
        ("used:>1w", "db-02 web-01"),
        ("used:<36h", "web-02"),
        ("used:never os:windows", "db-01 sql-test"),
        ("-used:never", "db-02 web-01 web-02"),
    ]);
}

#[test]
fn a35_without_a_record_nothing_is_said_about_use() {
    let company = Company::new();
    let context = company.without_history();
    let index = Index::new(&company.machines, context.favourites);
    for text in ["used:never", "-used:never", "used:<7d"] {
        let found = index.search(&company.machines, &Query::parse(text), &context);
        assert_eq!((found.machines.len(), found.undecided), (0, 10), "{text}");
    }
}
