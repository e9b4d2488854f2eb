//! What may lie at the top, and how long a file may be.

use std::collections::BTreeSet;

use crate::{
    assert_none,
    tree::{File, file, files},
};

const TOP_LEVEL: [&str; 11] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "icons",
    "src-tauri",
    "tests",
    "ui",
];
const MOST_LINES: usize = 400;
const COUNTED: [&str; 11] = ["rs", "ts", "js", "mjs", "svelte", "css", "html", "sh", "toml", "yml", "py"];
const GENERATED: [&str; 1] = ["ui/src/bindings.ts"];

#[test]
fn nothing_else_lies_at_the_top() {
    assert_none(strangers(&files()));
}

#[test]
fn what_belongs_at_the_top_is_there() {
    let present = files().iter().map(|file| top(file).to_owned()).collect::<BTreeSet<_>>();
    let missing = TOP_LEVEL.iter().filter(|name| !present.contains(**name));
    assert_none(missing.map(|name| format!("{name}: is missing at the top level; bring it back")).collect());
}

#[test]
fn files_are_short() {
    assert_none(long_files(&files()));
}

fn strangers(files: &[File]) -> Vec<String> {
    let tops = files.iter().map(top).collect::<BTreeSet<_>>();
    tops.into_iter()
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(name))
        .map(|name| {
            format!("{name}: does not belong at the top level; move it to where its reader looks for it")
        })
        .collect()
}

fn top(file: &File) -> &str {
    file.path.split('/').next().unwrap_or(&file.path)
}

fn long_files(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.has_extension(&COUNTED) || file.path == ".ci/run")
        .filter(|file| !GENERATED.contains(&file.path.as_str()))
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(file, lines)| {
            format!("{}: has {lines} lines, {MOST_LINES} is the most; split it by idea", file.path)
        })
        .collect()
}

#[test]
fn a_stranger_at_the_top_is_found() {
    let files = [file(".ci/run", ""), file("ui/a.ts", ""), file("scripts/x.sh", ""), file("notes.md", "")];
    let found = strangers(&files);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("notes.md: ") && found[1].starts_with("scripts: "), "{found:?}");
}

#[test]
fn a_long_file_is_found_unless_it_is_generated() {
    let text = "x\n".repeat(401);
    let long = |path| file(path, &text);
    let files = [long("ui/src/bindings.ts"), long("a.rs"), long("a.json"), file("b.rs", &"x\n".repeat(400))];
    assert_eq!(long_files(&files), ["a.rs: has 401 lines, 400 is the most; split it by idea"]);
}
