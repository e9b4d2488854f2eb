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

fn bridges(files: &[File]) -> Vec<String> {
    let import = Regex::new(r#"['"]@tauri-apps/|__TAURI"#).unwrap();
    let page = files.iter().filter(|file| file.path.starts_with("ui/src/")).collect::<Vec<_>>();
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
