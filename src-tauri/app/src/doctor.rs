//! What `jit doctor` looks at: sign-in, cloud, address services, clients, files.

use jit_core::{Code, Problem, View, WayIn};
use jit_host::Found;

use crate::accounts::not_signed_in;
use crate::assemble::Parts;

/// Everything that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// One entry per thing.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What: `cloud`, `sign-in`, `address`, …
    pub what: &'static str,
    /// Whether it is as it should be. `None`: neither good nor bad.
    pub good: Option<bool>,
    /// What was found.
    pub found: String,
    /// The way out, where there is something to mend.
    pub hint: Option<String>,
}

pub(crate) async fn look(parts: &Parts, view: &View) -> Outlook {
    let desktop = jit_host::found_desktop();
    let (sign_ins, store, answers, desktop) =
        tokio::join!(sign_ins(parts), secret_store(), parts.services.ask(), desktop);
    let mut checks = vec![good("cloud", format!("{} at {}", parts.cloud_name, parts.cloud.arm))];
    checks.push(crate::network::check(&parts.cloud, &parts.settings.get()));
    checks.extend(sign_ins);
    checks.push(store);
    checks.push(crate::clock::check(&parts.skew));
    checks.push(match jit_core::agreed_address(&answers) {
        Ok(address) => good("address", address.to_string()),
        Err(problem) => bad("address", problem.message, problem.hint),
    });
    for answer in &answers {
        let found = answer.answer.as_ref().map_or_else(Clone::clone, ToString::to_string);
        let check = Check { what: "address service", good: None, found: String::new(), hint: None };
        checks.push(Check { found: format!("{}: {found}", answer.operator), ..check });
    }
    let clients = jit_host::found_clients(&parts.settings.get(), &parts.surroundings);
    checks.extend(clients.into_iter().chain(desktop).map(|it| Check {
        what: it.what,
        good: Some(it.good),
        found: it.found,
        hint: it.hint,
    }));
    let files = &parts.dirs;
    for (what, path) in [("settings", files.settings()), ("favourites", files.favourites())] {
        checks.push(Check { what, good: None, found: path.display().to_string(), hint: None });
    }
    checks.extend(view.banners.iter().filter_map(banner));
    Outlook { checks }
}

/// The place where sign-ins are kept.
pub(crate) async fn secret_store() -> Check {
    let Found { what, good, found, hint } = jit_host::found_secret_store().await;
    Check { what, good: Some(good), found, hint }
}

/// Whether every account really gets a token.
async fn sign_ins(parts: &Parts) -> Vec<Check> {
    let clients = parts.accounts.all();
    if clients.is_empty() {
        let Problem { message, hint, .. } = not_signed_in();
        return vec![bad("sign-in", message, hint)];
    }
    let look = clients.iter().map(|client| async {
        match client.azure.whoami().await {
            Ok(account) => {
                let tenant = account.tenant.map(|tenant| format!(", tenant {tenant}")).unwrap_or_default();
                let way = match account.way {
                    WayIn::AzureCli => format!("az login as {}", account.name),
                    WayIn::ServicePrincipal => format!("service principal {}", account.name),
                    WayIn::Browser | WayIn::DeviceCode => account.name,
                };
                good("sign-in", format!("{way}{tenant}"))
            }
            Err(problem) => bad("sign-in", problem.message, problem.hint),
        }
    });
    futures::future::join_all(look).await
}

/// What else is wrong; the secret store and the clock have checks of their own.
fn banner(problem: &Problem) -> Option<Check> {
    let known = matches!(problem.code, Code::NoSecretStore | Code::ClockWrong);
    (!known).then(|| bad("file", problem.message.clone(), problem.hint.clone()))
}

fn good(what: &'static str, found: String) -> Check {
    Check { what, good: Some(true), found, hint: None }
}

fn bad(what: &'static str, found: String, hint: String) -> Check {
    Check { what, good: Some(false), found, hint: Some(hint) }
}
