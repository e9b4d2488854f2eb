//! What Rust sources may not hold.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    assert_none,
    tree::{File, file, files},
};

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    assert_none(lines_with(
        &files(),
        r"#!?\[[^\]]*\ballow\s*\(",
        "use `expect` with a reason, or mend the cause",
    ));
}

#[test]
fn nothing_is_left_to_do() {
    assert_none(lines_with(&files(), r"\b(todo|unimplemented|dbg)!\s*\(", "finish it"));
}

#[test]
fn no_test_is_switched_off() {
    assert_none(lines_with(&files(), r"#\[\s*ignore\b", "make the test run everywhere, or delete it"));
}

#[test]
fn only_host_knows_operating_systems() {
    assert_none(systems_known(&files()));
}

fn lines_with(files: &[File], pattern: &str, way_out: &str) -> Vec<String> {
    let pattern = Regex::new(pattern).unwrap();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.has_extension(&["rs"])) {
        for (number, line) in (1..).zip(file.text.lines()) {
            if pattern.is_match(&without_strings(line)) {
                found.push(format!("{}:{number}: `{}`: {way_out}", file.path, line.trim()));
            }
        }
    }
    found
}

/// `host` is where operating systems differ. xtask and the tests run on one at a time. The shell may keep one file
/// for what Tauri leaves to it, and the simulator one, because it shares nothing with `host`.
fn systems_known(files: &[File]) -> Vec<String> {
    const FREE: [&str; 3] = ["src-tauri/host/", "src-tauri/xtask/", "tests/"];
    const ONE_FILE: [&str; 2] = ["src-tauri/src/", "src-tauri/sim/src/"];
    let pattern =
        Regex::new(r"\bcfg(_attr)?!?\s*\([^;{\]]*\b(target_os|target_family|target_vendor|unix|windows)\b")
            .unwrap();
    let mut knowing = files
        .iter()
        .filter(|file| file.has_extension(&["rs"]) && !FREE.iter().any(|free| file.path.starts_with(free)))
        .filter(|file| pattern.is_match(&without_strings(&without_comments(&file.text))))
        .map(|file| file.path.as_str())
        .collect::<Vec<_>>();
    let mut problems = Vec::new();
    for folder in ONE_FILE {
        let within = knowing.extract_if(.., |path| path.starts_with(folder)).collect::<Vec<_>>();
        if within.len() > 1 {
            let within = within.join(", ");
            problems
                .push(format!("{within}: tell operating systems apart; let only one file in {folder} do it"));
        }
    }
    problems.extend(
        knowing.into_iter().map(|path| {
            format!("{path}: tells operating systems apart; let jit-host do it, in src-tauri/host")
        }),
    );
    problems
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn without_strings(text: &str) -> String {
    static STRING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#""(\\.|[^"\\])*""#).unwrap());
    STRING.replace_all(text, r#""""#).into_owned()
}

#[test]
fn an_allowed_lint_is_found_in_code_but_not_in_text() {
    let find = |text: &str| lines_with(&[file("a.rs", text)], r"#!?\[[^\]]*\ballow\s*\(", "mend it");
    let attribute = |inner: &str| format!("fn a() {{}}\n  #[{inner}(dead_code)]\n");
    assert_eq!(find(&attribute("allow")), ["a.rs:2: `#[allow(dead_code)]`: mend it"]);
    assert_eq!(find(&attribute("cfg_attr(test, allow")).len(), 1);
    assert_eq!(find(&attribute("expect")), Vec::<String>::new());
    assert_eq!(find("let rule = \"#[allow(x)]\";"), Vec::<String>::new());
}

#[test]
fn a_system_known_outside_host_is_found() {
    let attribute = "#[cfg(any(\n    test,\n    target_os = \"linux\"\n))]\nfn a() {}";
    let windows = "if cfg!(windows) { 1 } else { 2 }";
    let innocent = "#![cfg_attr(not(debug_assertions), windows_subsystem = \"windows\")]\n// cfg(unix)\n#[cfg(test)]\nfn unix() {}";
    let files = [
        file("src-tauri/host/src/lib.rs", attribute),
        file("src-tauri/app/src/lib.rs", attribute),
        file("src-tauri/core/src/lib.rs", innocent),
        file("src-tauri/src/main.rs", windows),
        file("src-tauri/src/tray.rs", windows),
        file("src-tauri/sim/src/main.rs", windows),
    ];
    let found = systems_known(&files);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("src-tauri/src/main.rs, src-tauri/src/tray.rs: tell"), "{found:?}");
    assert!(found[1].starts_with("src-tauri/app/src/lib.rs: tells"), "{found:?}");
}
