//! `jit status`.

use jit_app::Engine;
use jit_core::{Problem, WindowView};
use serde_json::{Value, json};

use crate::out::Out;
use crate::table::{Column, WHOLE, table};

const COLUMNS: [Column; 4] = [
    Column { heading: "MACHINE", rank: 0, least: 12 },
    Column { heading: "STATE", rank: 1, least: WHOLE },
    Column { heading: "FOR", rank: 3, least: 16 },
    Column { heading: "ANSWERS AT", rank: 2, least: WHOLE },
];

/// Shows the windows known to be open on this computer, from the tray and from earlier calls.
pub(crate) fn run(engine: &Engine, out: &Out) -> Result<(), Problem> {
    let view = engine.views().borrow().clone();
    if out.json {
        let windows: Vec<Value> = view.windows.iter().map(as_json).collect();
        out.json(&json!({ "schema": 1, "cloud": view.cloud, "windows": windows }));
    } else if view.windows.is_empty() {
        out.data("No access is open.");
    } else {
        let rows = view.windows.iter().map(|window| {
            let address = window.address.clone().unwrap_or_else(|| "-".to_owned());
            vec![window.label.clone(), window.state.clone(), window.about.clone(), address]
        });
        out.data(&table(&COLUMNS, &rows.collect::<Vec<_>>(), out.width()));
    }
    Ok(())
}

/// What programs may rely on; a screen is told more.
fn as_json(window: &WindowView) -> Value {
    json!({
        "id": window.id, "label": window.label, "state": window.state, "about": window.about,
        "address": window.address, "from": window.from, "until": window.until,
    })
}
