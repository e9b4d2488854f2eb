//! Which crate may know which, and what each crate root promises.

use std::{fs, process::Command};

use serde_json::Value;

use crate::{assert_none, tree::root};

/// Each package of ours with the packages of ours it may depend on, as ARCHITECTURE.md draws them.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("azure-sim", &[]),
    ("jit", &["jit-app", "jit-core"]),
    ("jit-app", &["azure-sim", "jit-azure", "jit-core", "jit-host"]),
    ("jit-azure", &["jit-core"]),
    ("jit-core", &[]),
    ("jit-host", &["jit-core"]),
    ("jit-tests", &["azure-sim", "jit", "jit-app", "jit-azure", "jit-core", "jit-host", "jit-tray"]),
    ("jit-tray", &["jit-app", "jit-core"]),
    ("xtask", &[]),
];
const TAURI: [&str; 5] = ["tauri", "tao", "wry", "muda", "tray-icon"];
/// What reads clocks, waits or talks to the world.
const NOT_IN_CORE: [&str; 10] = [
    "async-trait",
    "azure_core",
    "azure_identity",
    "directories",
    "futures",
    "hyper",
    "reqwest",
    "rustls",
    "tempfile",
    "tokio",
];

struct Package {
    name: String,
    dependencies: Vec<String>,
    /// Source files of the library and the programs.
    roots: Vec<String>,
}

#[test]
fn crates_depend_in_one_direction() {
    assert_none(packages().iter().flat_map(wrong_directions).collect());
}

#[test]
fn every_package_has_its_place() {
    let packages = packages();
    for (name, _) in MAY_USE {
        assert!(
            packages.iter().any(|package| package.name == name),
            "{name} is no package any more; mend MAY_USE"
        );
    }
}

#[test]
fn crate_roots_keep_their_promises() {
    let broken = packages().into_iter().flat_map(|package| {
        package
            .roots
            .iter()
            .flat_map(|path| broken_promises(&package.name, path, &read(path)))
            .collect::<Vec<_>>()
    });
    assert_none(broken.collect());
}

fn wrong_directions(package: &Package) -> Vec<String> {
    let name = &package.name;
    let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| known == name) else {
        return vec![format!("{name}: is a new package; give it a place in ARCHITECTURE.md and in MAY_USE")];
    };
    let mut wrong = Vec::new();
    for dependency in &package.dependencies {
        let is_ours = MAY_USE.iter().any(|(known, _)| known == dependency);
        if is_ours && !allowed.contains(&dependency.as_str()) {
            wrong.push(format!("{name}: depends on {dependency}; ARCHITECTURE.md says why it must not"));
        }
        let is_tauri = TAURI.contains(&dependency.as_str()) || dependency.starts_with("tauri-");
        if is_tauri && name != "jit-tray" {
            wrong.push(format!("{name}: depends on {dependency}; only the shell, jit-tray, knows Tauri"));
        }
        if name == "jit-core" && NOT_IN_CORE.contains(&dependency.as_str()) {
            wrong.push(format!("{name}: depends on {dependency}; core does no I/O and does not wait"));
        }
    }
    wrong
}

fn broken_promises(package: &str, path: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let mut promise = |line: &str| {
        if !text.lines().any(|found| found.trim() == line) {
            broken.push(format!("{path}: does not say `{line}`; put it at the top"));
        }
    };
    if package != "jit-host" {
        promise("#![forbid(unsafe_code)]");
    }
    if ["jit-core", "jit-azure", "azure-sim"].contains(&package) && path.ends_with("lib.rs") {
        promise("#![warn(missing_docs)]");
    }
    broken
}

fn packages() -> Vec<Package> {
    let listed = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo lists the packages");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let metadata: Value = serde_json::from_slice(&listed.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("cargo metadata lists packages");
    packages.iter().map(package).collect()
}

fn package(listed: &Value) -> Package {
    let text = |value: &Value| value.as_str().expect("cargo metadata names it").to_owned();
    let list = |name: &str| listed[name].as_array().cloned().unwrap_or_default();
    let is_root = |target: &Value| {
        target["kind"].as_array().is_some_and(|kinds| {
            kinds
                .iter()
                .any(|kind| ["lib", "rlib", "cdylib", "staticlib", "bin"].iter().any(|known| kind == known))
        })
    };
    Package {
        name: text(&listed["name"]),
        dependencies: list("dependencies").iter().map(|dependency| text(&dependency["name"])).collect(),
        roots: list("targets")
            .iter()
            .filter(|target| is_root(target))
            .map(|target| below_root(&text(&target["src_path"])))
            .collect(),
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn below_root(path: &str) -> String {
    path.trim_start_matches(&*root().to_string_lossy()).replace('\\', "/").trim_start_matches('/').to_owned()
}

#[test]
fn a_wrong_direction_is_found() {
    let package = |name: &str, dependencies: &[&str]| Package {
        name: name.to_owned(),
        dependencies: dependencies.iter().map(ToString::to_string).collect(),
        roots: Vec::new(),
    };
    let wrong = |name, dependencies| wrong_directions(&package(name, dependencies)).len();
    assert_eq!(wrong("jit-app", &["jit-core", "azure-sim", "tokio"]), 0);
    assert_eq!(wrong("azure-sim", &["jit-core"]), 1);
    assert_eq!(wrong("jit", &["jit-azure", "jit-host"]), 2);
    assert_eq!(wrong("jit-app", &["tauri", "tauri-plugin-opener"]), 2);
    assert_eq!(wrong("jit-core", &["tokio", "serde"]), 1);
    assert_eq!(wrong("jit-extra", &[]), 1);
}

#[test]
fn a_broken_promise_is_found() {
    let good = "//! Words.\n#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n";
    assert_eq!(broken_promises("jit-core", "core/src/lib.rs", good), Vec::<String>::new());
    assert_eq!(broken_promises("jit-core", "core/src/lib.rs", "//! Words.").len(), 2);
    assert_eq!(broken_promises("jit", "cli/src/main.rs", "fn main() {}").len(), 1);
    assert_eq!(broken_promises("jit-host", "host/src/lib.rs", ""), Vec::<String>::new());
}
