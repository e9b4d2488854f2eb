//! The page knows Tauri in one place, so that it can be tested in a plain browser.

use regex::Regex;

use crate::{
    assert_none,
    tree::{File, file, files},
};

const BRIDGE: &str = "ui/src/bridge.ts";

#[test]
fn one_file_of_the_page_knows_tauri() {
    assert_none(bridges(&files()));
}

#[test]
fn what_the_menu_says_too_stands_in_one_table() {
    assert_none(said_twice(&files()));
}

const WORDS: &str = "ui/src/words.ts";

/// Words that menu and page share come from core; a copy of one would drift.
fn said_twice(files: &[File]) -> Vec<String> {
    let word = Regex::new(r#"(?m)^  (\w+): ("[^"]+"),$"#).unwrap();
    let table = files.iter().find(|file| file.path == WORDS).map(|file| file.text.as_str());
    let table = table.unwrap_or_default();
    let shared: Vec<(&str, &str)> = word
        .captures_iter(table)
        .map(|found| found.extract())
        .map(|(_, [name, text])| (name, text))
        .collect();
    assert!(shared.len() > 10, "{WORDS} is read");
    let page = |file: &&File| {
        let written = [WORDS, "ui/src/bindings.ts"].contains(&file.path.as_str());
        file.path.starts_with("ui/src/") && !file.path.contains("/scripted/") && !written
    };
    let copies = files.iter().filter(page).flat_map(|file| {
        let copied = shared.iter().filter(|(_, text)| file.text.contains(text));
        copied.map(move |(name, text)| format!("{}: says {text} by itself; use words.{name}", file.path))
    });
    copies.collect()
}

#[test]
fn nothing_scripted_ships() {
    assert_none(scripted(&files()));
}

/// Only the build in its scripted mode puts the scripted bridge in the place of the real one.
fn scripted(files: &[File]) -> Vec<String> {
    let import = Regex::new(r#"(from|import)\s*\(?\s*['"][^'"]*scripted/"#).unwrap();
    files
        .iter()
        .filter(|file| file.path.starts_with("ui/src/") && !file.path.starts_with("ui/src/scripted/"))
        .filter(|file| import.is_match(&file.text))
        .map(|file| format!("{}: would ship what only tests may use; let {BRIDGE} offer it", file.path))
        .collect()
}

fn bridges(files: &[File]) -> Vec<String> {
    let import = Regex::new(r#"['"]@tauri-apps/|__TAURI"#).unwrap();
    let page =
        files.iter().filter(|file| file.path.starts_with("ui/src/") || file.path.starts_with("ui/tests/"));
    let page = page.collect::<Vec<_>>();
    // Before there is a page, nothing can know Tauri.
    if page.is_empty() {
        return Vec::new();
    }
    let knowing = page
        .iter()
        .filter(|file| import.is_match(&file.text))
        .map(|file| file.path.as_str())
        .collect::<Vec<_>>();
    let mut problems = knowing
        .iter()
        .filter(|path| **path != BRIDGE)
        .map(|path| format!("{path}: knows Tauri; only {BRIDGE} may, let it offer what is wanted"))
        .collect::<Vec<_>>();
    if !knowing.contains(&BRIDGE) {
        problems
            .push(format!("{BRIDGE}: does not import Tauri; it is the page's only way to the application"));
    }
    problems
}

#[test]
fn a_second_bridge_and_a_missing_one_are_found() {
    let import = "import { invoke } from \"@tauri-apps/api/core\";";
    let bridge = file(BRIDGE, import);
    assert_eq!(bridges(&[file("ui/package.json", "\"@tauri-apps/api\"")]), Vec::<String>::new());
    assert_eq!(bridges(&[bridge]), Vec::<String>::new());
    let second = bridges(&[file(BRIDGE, import), file("ui/src/App.svelte", import)]);
    assert!(second.len() == 1 && second[0].starts_with("ui/src/App.svelte: knows Tauri"), "{second:?}");
    let missing = bridges(&[file("ui/src/main.ts", "")]);
    assert!(missing.len() == 1 && missing[0].starts_with("ui/src/bridge.ts: does not"), "{missing:?}");
}

#[test]
fn a_page_that_would_ship_the_script_is_found() {
    let import = "import { scene } from \"../scripted/scenes\";";
    let lazy = "const scene = await import('./scripted/scenes');";
    let allowed = [file("ui/src/scripted/whole.ts", import), file("ui/tests/a.test.ts", import)];
    assert_eq!(scripted(&allowed), Vec::<String>::new());
    let found = scripted(&[file("ui/src/parts/A.svelte", import), file("ui/src/b.ts", lazy)]);
    assert!(found.len() == 2 && found[0].starts_with("ui/src/parts/A.svelte: would ship"), "{found:?}");
}
