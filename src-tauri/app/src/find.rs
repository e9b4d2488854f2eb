//! Machines by name.

use jit_azure::Azure;
use jit_core::{Code, Machine, Problem, ResourceId, Settings, VmRef, Wish};

use crate::assemble::Parts;

/// A machine somebody named, and how they want to connect to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The machine.
    pub vm: VmRef,
    /// The name they know it by.
    pub label: String,
    /// Its own options, and the settings' for what it leaves open.
    pub wish: Wish,
}

/// A favourite's alias comes first, then a resource id, then the names in the inventory. Never a guess.
pub(crate) async fn find(name: &str, parts: &Parts) -> Result<Target, Problem> {
    let settings = &parts.settings;
    if let Some(favourite) = parts.favourites.get(name) {
        return Ok(Target {
            vm: favourite.vm(),
            label: favourite.alias.clone(),
            wish: favourite.wish(settings),
        });
    }
    if let Ok(id) = ResourceId::parse(name) {
        let (label, tenant) = (id.name().to_owned(), tenant_of(&id, &parts.azure).await);
        return Ok(Target { vm: VmRef { id, tenant }, label, wish: plain(settings) });
    }
    let inventory = parts.azure.inventory().await?;
    match inventory.named(name).as_slice() {
        [one] => Ok(Target { vm: one.vm.at.clone(), label: one.vm.name.clone(), wish: plain(settings) }),
        [] => {
            let names = inventory.machines.iter().map(|machine| machine.vm.name.as_str());
            Err(unknown(name, &close_to(name, names), inventory.failures.len()))
        }
        several => Err(ambiguous(name, several)),
    }
}

/// The tenant whose token reaches the resource, when that is another one than the account's own. Where nothing can
/// be found out, looking at the resource tells what is wrong.
async fn tenant_of(id: &ResourceId, azure: &Azure) -> Option<String> {
    let holds = |tenant: Option<String>| async move {
        let seen = azure.subscriptions(tenant.as_deref()).await.unwrap_or_default();
        seen.iter().any(|subscription| subscription.id.eq_ignore_ascii_case(id.subscription()))
    };
    if holds(None).await {
        return None;
    }
    for tenant in azure.tenants().await.unwrap_or_default() {
        if holds(Some(tenant.id.clone())).await {
            return Some(tenant.id);
        }
    }
    None
}

fn plain(settings: &Settings) -> Wish {
    Wish { duration: settings.duration, address: settings.address.fixed, ..Wish::default() }
}

fn unknown(name: &str, close: &[&str], unanswered: usize) -> Problem {
    let mut message = format!("No machine is called \"{}\".", jit_core::clean(name));
    if unanswered > 0 {
        message.push_str(&format!(" {unanswered} subscriptions did not answer."));
    }
    let hint = match close {
        [] => "\"jit list\" shows the machines you can see.".to_owned(),
        close => format!("Did you mean {}? \"jit list\" shows the machines you can see.", close.join(", ")),
    };
    Problem::new(Code::UnknownMachine, message, hint)
}

fn ambiguous(name: &str, several: &[&Machine]) -> Problem {
    let ids: Vec<String> = several.iter().map(|machine| format!("  {}", machine.vm.at.id)).collect();
    Problem::new(
        Code::AmbiguousMachine,
        format!("{} machines are called \"{}\":\n{}", several.len(), jit_core::clean(name), ids.join("\n")),
        "Name one of them by its resource id.",
    )
}

/// Up to three names that begin alike or hold what was typed.
fn close_to<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = name.to_lowercase();
    let begins = |other: &str| typed.chars().zip(other.chars()).take_while(|(a, b)| a == b).count() >= 3;
    let mut close: Vec<&str> = names
        .filter(|other| {
            let other = other.to_lowercase();
            other.contains(&typed) || typed.contains(&other) || begins(&other)
        })
        .collect();
    close.sort_unstable();
    close.dedup();
    close.truncate(3);
    close
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_is_met_with_what_is_close() {
        let close = close_to("web-1", ["web-01", "db-02", "WEB-02"].into_iter());
        assert_eq!(
            unknown("web-1", &close, 2).message + " " + &unknown("web-1", &close, 0).hint,
            "No machine is called \"web-1\". 2 subscriptions did not answer. \
             Did you mean WEB-02, web-01? \"jit list\" shows the machines you can see."
        );
        assert_eq!(close_to("zz", ["web-01"].into_iter()), Vec::<&str>::new());
    }
}
