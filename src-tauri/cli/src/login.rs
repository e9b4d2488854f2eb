//! `jit login`.

use std::io::{BufRead, IsTerminal};
use std::sync::Arc;

use jit_app::{Engine, Overview, SignInWish, SignedIn, TellTrouble};
use jit_core::{Code, Problem, SigningInNews, WayIn};
use serde_json::json;

use crate::args::Login;
use crate::cancels::cancels;
use crate::out::Out;
use crate::signing;
use crate::tenants;

pub(crate) async fn run(engine: &Engine, args: Login, out: &Out) -> Result<(), Problem> {
    let mut cancels = cancels().await;
    let signed_in = tokio::select! {
        signed_in = sign_in(engine, args, out) => signed_in?,
        Some(()) = cancels.recv() => return Err(cancelled()),
    };
    // From here on there is nothing to cancel but the look: it is written down.
    let mine = |overview: &Overview| overview.account.id == signed_in.account.id;
    out.progress("Looking at your tenants…");
    let overview = tokio::select! {
        all = engine.overview() => all.into_iter().find(mine),
        Some(()) = cancels.recv() => None,
    };
    tell(&signed_in, overview.as_ref(), out);
    Ok(())
}

async fn sign_in(engine: &Engine, args: Login, out: &Out) -> Result<SignedIn, Problem> {
    let way = way(engine, &args, out).await?;
    if way != WayIn::AzureCli {
        engine.keeps_sign_ins().await.map_err(would_be_forgotten)?;
    }
    let wish = SignInWish {
        way,
        account: None,
        tenant: args.tenant,
        challenge: args.claims_challenge,
        instead_of_az: true,
    };
    let tell = |news: SigningInNews| signing::tell(&news, &Out::new(out.json, false));
    let trouble: TellTrouble = Arc::new(|problem: Problem| {
        // The address was just printed.
        let way_out = "Open the address yourself, or use \"jit login --device\" with a browser elsewhere.";
        Out::new(false, false).note(&format!("{} {way_out}", problem.message));
    });
    engine.sign_in(wish, &tell, &trouble).await
}

async fn way(engine: &Engine, args: &Login, out: &Out) -> Result<WayIn, Problem> {
    let asks = !out.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let az = engine.azure_cli().filter(|_| asks && args.claims_challenge.is_none());
    match (args.az, args.browser, args.device, az) {
        (true, ..) => Ok(WayIn::AzureCli),
        (_, true, ..) => Ok(WayIn::Browser),
        (_, _, true, _) => Ok(WayIn::DeviceCode),
        (_, _, _, Some(name)) if wants_az(&name, out).await? => Ok(WayIn::AzureCli),
        _ => Ok(WayIn::Browser),
    }
}

/// Asks until the answer is one.
async fn wants_az(name: &str, out: &Out) -> Result<bool, Problem> {
    loop {
        out.ask(&format!("Use your Azure CLI sign-in ({})? [Y/n] ", jit_core::clean(name)));
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            read.map(|bytes| (bytes > 0).then_some(line))
        });
        // A terminal that is gone answers nothing: nothing is done then.
        let Ok(Ok(Some(line))) = answer.await else { return Err(cancelled()) };
        match line.trim().to_lowercase().as_str() {
            "" | "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

fn tell(signed_in: &SignedIn, overview: Option<&Overview>, out: &Out) {
    let account = &signed_in.account;
    if let Some(reason) = &signed_in.not_kept {
        out.note(&format!("warning: {} {}", reason.message, reason.hint));
    }
    if out.json {
        let tenants = overview.map(tenants::json);
        out.json(&json!({
            "schema": 1,
            "account": account,
            "kept": signed_in.not_kept.is_none(),
            "tenants": tenants,
        }));
    } else {
        let seen = overview.map(tenants::sentence).unwrap_or_default();
        let (name, way) = (jit_core::clean(&account.name), tenants::way(account.way));
        out.data(format!("Signed in as {name} ({way}). {seen}").trim_end());
    }
}

fn cancelled() -> Problem {
    Problem::new(Code::Cancelled, "Cancelled. Nothing was changed.", "Run \"jit login\" when you are ready.")
}

/// This program ends at once, and what is only in memory with it.
fn would_be_forgotten(reason: Problem) -> Problem {
    let way_out = reason.hint.split(" Until then").next().unwrap_or_default().to_owned();
    let message = format!("{} Without one, jit would forget the sign-in at once.", reason.message);
    let hint = format!("{way_out} Or run az login and then \"jit login --az\".");
    Problem { message, hint, ..reason }
}
