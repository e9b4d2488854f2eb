//! `jit doctor`.

use jit_app::Engine;
use jit_core::Problem;
use serde_json::{Value, json};

use crate::out::Out;

pub(crate) async fn run(engine: &Engine, out: &Out) -> Result<(), Problem> {
    out.progress("Looking…");
    let checks = engine.doctor().await.checks;
    if out.json {
        let list: Vec<Value> = checks
            .iter()
            .map(|check| json!({ "what": check.what, "good": check.good, "found": check.found, "hint": check.hint }))
            .collect();
        out.json(&json!({ "schema": 1, "checks": list }));
        return Ok(());
    }
    let widest = checks.iter().map(|check| check.what.len()).max().unwrap_or_default();
    for check in &checks {
        let mark = match check.good {
            Some(true) => "ok",
            Some(false) => "!!",
            None => "  ",
        };
        out.data(&format!("{mark}  {:widest$}  {}", check.what, jit_core::clean(&check.found)));
        if let Some(hint) = &check.hint {
            out.data(&format!("    {:widest$}  {hint}", ""));
        }
    }
    Ok(())
}
