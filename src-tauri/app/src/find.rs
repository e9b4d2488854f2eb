//! Machines by name.

use jiff::{SignedDuration, Timestamp};
use jit_azure::Azure;
use jit_core::{AccountId, Code, Inventory, Machine, Problem, ResourceId, Settings, VmRef, Wish};

use crate::accounts::Accounts;
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
    /// Set when the name was looked up in what was read earlier, and when that was.
    pub known_from: Option<Timestamp>,
}

/// How old the machines kept from before may be to find one by its name.
const FRESH_ENOUGH: SignedDuration = SignedDuration::from_hours(24);

/// A favourite's alias comes first, then a resource id, then the names in the inventory. Never a guess.
pub(crate) async fn find(name: &str, parts: &Parts) -> Result<Target, Problem> {
    if let Some(target) = named_outright(name, parts).await {
        return Ok(target);
    }
    match parts
        .accounts
        .machines()
        .known()
        .await
        .and_then(|known| find_known(name, &known, &parts.settings.get()))
    {
        Some(target) => Ok(target),
        None => find_in(name, &*parts.accounts.machines().fresh().await?, &parts.settings.get()),
    }
}

/// The same, with the names as they are in Azure now.
pub(crate) async fn find_fresh(name: &str, parts: &Parts) -> Result<Target, Problem> {
    match named_outright(name, parts).await {
        Some(target) => Ok(target),
        None => find_in(name, &*parts.accounts.machines().fresh().await?, &parts.settings.get()),
    }
}

/// The only machine of this name in what was read earlier, so that a connect costs no inventory.
///
/// That is safe, because nothing is decided by it but which resource id is meant: the attempt looks at the machine
/// itself before it asks for anything. One that was deleted, or made anew elsewhere, is not found there, and the
/// caller looks for the name afresh. One that was made anew under the same id is the machine of that name. Names that
/// more than one machine had are never answered from here, nor when a part of the list was missing and could hold
/// another one, nor when the list is old enough for a second one to have come unnoticed.
fn find_known(name: &str, known: &Inventory, settings: &Settings) -> Option<Target> {
    let age = Timestamp::now().duration_since(known.as_of?);
    let usable = known.failures.is_empty() && known.waiting.is_empty() && age < FRESH_ENOUGH;
    match known.named(name).as_slice() {
        [one] if usable => Some(Target { known_from: known.as_of, ..target(one, settings) }),
        _ => None,
    }
}

/// What needs no list: a favourite or a resource id.
async fn named_outright(name: &str, parts: &Parts) -> Option<Target> {
    let settings = &parts.settings.get();
    let favourites = parts.favourites.get();
    if let Some(favourite) = favourites.get(name) {
        return Some(Target {
            vm: favourite.vm(),
            label: favourite.alias.clone(),
            wish: favourites.wish(favourite, settings),
            known_from: None,
        });
    }
    let id = ResourceId::parse(name).ok()?;
    let label = id.name().to_owned();
    let (account, tenant) = who_reaches(&id, &parts.accounts).await;
    Some(Target { vm: VmRef { id, tenant, account }, label, wish: plain(settings), known_from: None })
}

fn find_in(name: &str, inventory: &Inventory, settings: &Settings) -> Result<Target, Problem> {
    match inventory.named(name).as_slice() {
        [one] => Ok(target(one, settings)),
        [] => {
            let names = inventory.machines.iter().map(|machine| machine.vm.name.as_str());
            Err(unknown(name, &close_to(name, names), inventory.unanswered().len()))
        }
        several => Err(ambiguous(name, several)),
    }
}

fn target(machine: &Machine, settings: &Settings) -> Target {
    let (vm, label) = (machine.vm.at.clone(), machine.vm.name.clone());
    Target { vm, label, wish: plain(settings), known_from: None }
}

/// The account that reaches the resource, and the tenant whose token does, when that is another one than the account's
/// own. Where nothing can be found out, looking at the resource tells what is wrong.
async fn who_reaches(id: &ResourceId, accounts: &Accounts) -> (Option<AccountId>, Option<String>) {
    for client in accounts.all() {
        if let Some(tenant) = tenant_of(id, &client.azure).await {
            return (Some(client.account.id), tenant);
        }
    }
    (None, None)
}

async fn tenant_of(id: &ResourceId, azure: &Azure) -> Option<Option<String>> {
    let holds = |tenant: Option<String>| async move {
        let seen = azure.subscriptions(tenant.as_deref()).await.unwrap_or_default();
        seen.iter().any(|subscription| subscription.id.eq_ignore_ascii_case(id.subscription()))
    };
    if holds(None).await {
        return Some(None);
    }
    for tenant in azure.tenants().await.unwrap_or_default() {
        if holds(Some(tenant.id.clone())).await {
            return Some(Some(tenant.id));
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
        let what = if unanswered == 1 { "tenant or subscription" } else { "tenants or subscriptions" };
        message.push_str(&format!(" {unanswered} {what} did not answer."));
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
            "No machine is called \"web-1\". 2 tenants or subscriptions did not answer. \
             Did you mean WEB-02, web-01? \"jit list\" shows the machines you can see."
        );
        assert_eq!(close_to("zz", ["web-01"].into_iter()), Vec::<&str>::new());
    }
}
