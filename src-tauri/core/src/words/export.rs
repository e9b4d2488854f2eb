//! Keeps `ui/src/words.ts` equal to the words here.
#![expect(clippy::disallowed_methods, reason = "this test compares a file, and renews it when asked")]

use std::{env, fs};

use super::ALL;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/words.ts");
const RENEW: &str = "JIT_UPDATE_BINDINGS=1 cargo test -p jit-core words";

#[test]
fn the_pages_words_are_those_of_the_menu() {
    let wanted = words();
    if env::var_os("JIT_UPDATE_BINDINGS").is_some() {
        fs::write(FILE, &wanted).unwrap();
    }
    let found = fs::read_to_string(FILE).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == wanted, "ui/src/words.ts is stale; renew it with: {RENEW}");
}

#[test]
fn every_word_is_there_once() {
    for (place, (name, text)) in ALL.iter().enumerate() {
        assert!(!text.is_empty(), "{name}");
        let twin = ALL[..place].iter().find(|(_, other)| other == text);
        assert_eq!(twin, None, "{name} says the same");
    }
}

fn words() -> String {
    let line = |(name, text): &(&str, &str)| format!("  {}: {},\n", camel(name), serde_json::json!(text));
    let lines: String = ALL.iter().map(line).collect();
    format!(
        "// What the tray menu and the page both say. Written by the tests of jit-core; do not edit. Renew with:\n\
         // {RENEW}\n\nexport const words = {{\n{lines}}} as const;\n"
    )
}

/// `copyForAdmin` for `COPY_FOR_ADMIN`.
fn camel(name: &str) -> String {
    let mut words = name.split('_').map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    let rest = words.map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    first + &rest.collect::<String>()
}
