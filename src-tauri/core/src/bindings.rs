//! Keeps `ui/src/bindings.ts`, the page's idea of the types here, equal to them.
#![expect(clippy::disallowed_methods, reason = "this test compares a file, and renews it when asked")]

use std::{any::TypeId, collections::BTreeMap, env, fs};

use ts_rs::{Config, TS, TypeVisitor};

use crate::{ExportForm, ImportPreview, Intent, MachinesPage, MachinesQuery, View};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/bindings.ts");
const RENEW: &str = "JIT_UPDATE_BINDINGS=1 cargo test -p jit-core bindings";

#[test]
fn the_pages_bindings_are_up_to_date() {
    let wanted = bindings();
    if env::var_os("JIT_UPDATE_BINDINGS").is_some() {
        fs::write(FILE, &wanted).unwrap();
    }
    let found = fs::read_to_string(FILE).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == wanted, "ui/src/bindings.ts is stale; renew it with: {RENEW}");
}

#[test]
fn everything_a_view_or_an_intent_reaches_is_declared_once() {
    let bindings = bindings();
    for name in ["View", "Intent", "Problem", "Details", "Wish", "StageState", "OutcomeView", "Adaptation"] {
        assert_eq!(bindings.matches(&format!("export type {name} =")).count(), 1, "{name}");
    }
    assert!(!bindings.contains("bigint"), "JSON has no bigint; give the field ts(type = \"number\")");
}

fn bindings() -> String {
    let mut found = Declarations { config: Config::new(), ..Declarations::default() };
    found.visit::<View>();
    found.visit::<Intent>();
    found.visit::<MachinesQuery>();
    found.visit::<MachinesPage>();
    found.visit::<ImportPreview>();
    found.visit::<ExportForm>();
    let declarations: Vec<_> =
        found.by_name.into_values().map(|declaration| format!("export {declaration}\n")).collect();
    format!(
        "// Written by the tests of jit-core; do not edit. Renew with:\n// {RENEW}\n\n{}",
        declarations.join("\n")
    )
}

#[derive(Default)]
struct Declarations {
    config: Config,
    seen: Vec<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if self.seen.contains(&TypeId::of::<T>()) {
            return;
        }
        self.seen.push(TypeId::of::<T>());
        // Only derived types have a place of their own; numbers, lists and options do not.
        if T::output_path().is_some() {
            self.by_name.insert(T::ident(&self.config), T::decl(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
