//! Free words, phrases, exclusion and alternatives.

use super::company::Company;
use crate::search::Query;

/// A search and the machines it means, by name.
fn check(table: &[(&str, &str)]) {
    let company = Company::new();
    for (text, names) in table {
        assert_eq!(company.sorted(text), *names, "{text}");
    }
}

#[test]
fn a35_free_words_are_looked_for_everywhere_and_all_must_be_found() {
    check(&[
        ("web", "web-01 web-02 web-old webshop"),
        ("WEB-0", "web-01 web-02"),
        ("web prod", "web-01 web-02"),
        ("prod web", "web-01 web-02"),
        ("kasse", "kasse-01"),
        ("sql", "db-01 sql-test"),
        ("shop-gen", "webshop"),
        ("rg-data", "db-01 db-02 sql-test"),
        ("contoso test", "build-agent sql-test web-old"),
        ("lovelace", "build-agent"),
        ("env=pro", "app-01 db-01 web-01"),
        ("203.0.113", "web-01"),
        ("172.16", "webshop"),
        ("nothing-like-it", ""),
        ("web nothing-like-it", ""),
    ]);
}

#[test]
fn a35_neither_case_nor_accents_matter() {
    check(&[
        ("zurich", "kasse-01 webshop"),
        ("ZÜRICH", "kasse-01 webshop"),
        ("geneve", "webshop"),
        ("laden", "kasse-01 webshop"),
        ("muller", "webshop"),
        ("tag:MULLER=JA", "webshop"),
        ("sub:zurich", "kasse-01 webshop"),
    ]);
}

#[test]
fn a35_a_phrase_is_found_in_one_text_only() {
    check(&[
        ("\"contoso prod\"", "app-01 db-01 db-02 web-01 web-02"),
        ("\"rg-web contoso\"", ""),
        ("\"Ada Love\"", "build-agent"),
        ("\"sub:prod\"", ""),
        ("\"\"", "app-01 build-agent db-01 db-02 kasse-01 sql-test web-01 web-02 web-old webshop"),
    ]);
}

#[test]
fn a35_a_minus_excludes_and_a_bar_offers() {
    check(&[
        ("web -shop", "web-01 web-02 web-old"),
        ("-web -db", "app-01 build-agent kasse-01 sql-test"),
        ("-web|db", "app-01 build-agent kasse-01 sql-test"),
        ("app|build", "app-01 build-agent"),
        ("app | build | \"sql prod\"", "app-01 build-agent db-01"),
        ("web os:linux|old", "web-01 web-02 web-old webshop"),
        ("sql|kasse os:windows", "db-01 sql-test"),
        ("-\"contoso prod\" os:linux", "build-agent kasse-01 web-old webshop"),
        ("web-01", "web-01"),
        ("- web-0", "web-01 web-02"),
    ]);
}

#[test]
fn a_resource_id_names_what_it_names() {
    let company = Company::new();
    let id = company.machines[6].vm.at.id.as_str();
    assert_eq!(company.names(id), "web-01");
    assert_eq!(company.names(&format!("{}/", id.to_uppercase())), "web-01");
    let (group, _) = id.split_once("/providers").unwrap();
    assert_eq!(company.sorted(group), "web-01 web-02");
    assert_eq!(company.names(&id[..id.len() - 1]), "", "no other machine's name is cut short");
}

#[test]
fn nothing_asked_means_every_machine_in_its_own_order() {
    let company = Company::new();
    for text in ["", "  ", "-", "|", "state:", "\""] {
        assert!(Query::parse(text).is_empty(), "{text}");
        assert_eq!(company.search(text).machines, (0..10).collect::<Vec<_>>(), "{text}");
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is typed is answered, and taking its filters away one by one leads to a text without filters.
        #[test]
        fn every_text_is_understood_somehow(text in "[ -~äÜ|:\"<>=,-]{0,40}") {
            let company = Company::new();
            let _ = company.search(&text);
            let _ = company.hints(&text);
            let mut query = Query::parse(&text);
            for _ in 0..40 {
                let Some(filter) = query.filters().first() else { break };
                let shorter = Query::parse(&query.without(filter));
                prop_assert!(shorter.text().len() < query.text().len());
                query = shorter;
            }
            prop_assert!(query.filters().is_empty());
        }

        /// What is not excluded and what is share no machine.
        #[test]
        fn a_word_and_its_opposite_share_nothing(word in "[a-z0-9:.=]{1,6}") {
            let company = Company::new();
            let with = company.search(&word);
            let without = company.search(&format!("-{word}"));
            prop_assert!(with.machines.iter().all(|place| !without.machines.contains(place)) || Query::parse(&word).is_empty());
        }
    }
}
