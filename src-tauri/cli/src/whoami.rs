//! `jit whoami`.

use jit_app::{Engine, Overview};
use jit_core::{Problem, WayIn, clean};
use serde_json::{Value, json};

use crate::out::Out;
use crate::table::{Column, WHOLE, table};
use crate::tenants;

const COLUMNS: [Column; 3] = [
    Column { heading: "TENANT", rank: 0, least: 12 },
    Column { heading: "ID", rank: 2, least: WHOLE },
    Column { heading: "SEEN", rank: 1, least: WHOLE },
];

/// Shows each account; fails like the first of them when none of them works.
pub(crate) async fn run(engine: &Engine, out: &Out) -> Result<(), Problem> {
    if engine.accounts().is_empty() {
        return Err(jit_app::not_signed_in());
    }
    out.progress("Asking Azure…");
    let (overviews, store) = tokio::join!(engine.overview(), engine.secret_store());
    let works = overviews.iter().any(|overview| overview.tenants.is_ok());
    let first = overviews.iter().find_map(|overview| overview.tenants.as_ref().err()).cloned();
    if let Some(problem) = first.filter(|_| !works) {
        return Err(Problem {
            message: format!("{}: {}", heading(&overviews[0]), problem.message),
            ..problem
        });
    }
    if out.json {
        let accounts: Vec<Value> = overviews.iter().map(one).collect();
        let store = json!({ "good": store.good, "found": store.found, "hint": store.hint });
        out.json(&json!({ "schema": 1, "accounts": accounts, "secret_store": store }));
        return Ok(());
    }
    for overview in &overviews {
        out.data(&format!("{}\n{}", heading(overview), below(overview, out)));
    }
    if overviews.iter().any(keeps) {
        let hint = store.hint.map(|hint| format!(" {hint}")).unwrap_or_default();
        out.progress(&format!(
            "The secret store, where sign-ins are kept: {}.{hint}",
            store.found.trim_end_matches('.')
        ));
    }
    Ok(())
}

/// `barbara@contoso.com (browser)`
fn heading(overview: &Overview) -> String {
    let account = &overview.account;
    let how = match account.way {
        WayIn::AzureCli if overview.silent => "Azure CLI's sign-in, until you use \"jit login\"",
        WayIn::ServicePrincipal => "application, from the environment or the cloud file",
        way => tenants::way(way),
    };
    format!("{} ({how})", clean(&account.name))
}

fn below(overview: &Overview, out: &Out) -> String {
    let tenants = match &overview.tenants {
        Ok(tenants) => tenants,
        Err(problem) => return format!("{}\n{}", problem.message, problem.hint),
    };
    let home = |id: &str| overview.account.tenant.as_ref().is_some_and(|home| home.eq_ignore_ascii_case(id));
    let rows: Vec<Vec<String>> = tenants
        .iter()
        .map(|tenant| {
            let mark = if home(&tenant.id) { " (home)" } else { "" };
            vec![format!("{}{mark}", clean(&tenant.name)), clean(&tenant.id), tenants::cell(tenant)]
        })
        .collect();
    table(&COLUMNS, &rows, out.width())
}

fn one(overview: &Overview) -> Value {
    json!({
        "id": overview.account.id,
        "name": overview.account.name,
        "way": overview.account.way,
        "tenant": overview.account.tenant,
        "from": if overview.brought { "environment" } else if overview.silent { "azure-cli" } else { "login" },
        "kept": keeps(overview).then_some(overview.not_kept.is_none()),
        "tenants": tenants::json(overview),
        "error": overview.tenants.as_ref().err().map(tenants::error),
    })
}

/// Whether a sign-in of ours stands behind it.
fn keeps(overview: &Overview) -> bool {
    overview.account.way.asks_here()
}
