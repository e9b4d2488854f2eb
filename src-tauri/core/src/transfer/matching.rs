//! Which machine a file means by an address or a name. Never a guess: where several could be meant, the person says.

use crate::{Machine, VmRef};

use super::found::{Entry, Place};

/// How many machines are offered to choose from.
const OFFERED: usize = 8;

/// The machines an entry may mean.
#[derive(Debug, PartialEq)]
pub(super) enum Meant<'a> {
    /// This one, and what it was known by: `by its public address`.
    One(&'a Machine, &'static str),
    /// One of these.
    Several(Vec<&'a Machine>, String),
    /// None that can be seen; why.
    None(String),
    /// This machine, which cannot be seen.
    Unseen(VmRef),
}

/// Looks for the machine among those that can be seen.
pub(super) fn meant<'a>(entry: &Entry, machines: &'a [Machine]) -> Meant<'a> {
    match &entry.place {
        Place::Machine(vm) => match machines.iter().find(|machine| machine.vm.at.id == vm.id) {
            Some(machine) => Meant::One(machine, "by its resource id"),
            None => Meant::Unseen(vm.clone()),
        },
        Place::Host(host) => by_host(host, &entry.alias, machines),
    }
}

fn by_host<'a>(host: &str, alias: &str, machines: &'a [Machine]) -> Meant<'a> {
    let same = |name: &str| name.eq_ignore_ascii_case(host);
    let address = host.parse().ok();
    for (word, by, found) in [
        (
            "address",
            "by its public address",
            all(machines, |it| address.is_some() && it.vm.public_address == address),
        ),
        (
            "address",
            "by its private address",
            all(machines, |it| address.is_some() && it.vm.private_address == address),
        ),
        ("name", "by its DNS name", all(machines, |it| it.vm.dns_name.as_deref().is_some_and(same))),
        ("name", "by its name", all(machines, |it| same(&it.vm.name))),
        (
            "name",
            "by its computer name",
            all(machines, |it| it.vm.computer_name.as_deref().is_some_and(same)),
        ),
    ] {
        match found.as_slice() {
            [] => {}
            [one] => return Meant::One(one, by),
            several => {
                let many = several.len();
                let mut several = found;
                several.truncate(OFFERED);
                return Meant::Several(
                    several,
                    format!("{many} machines have this {word}. Which one is it?"),
                );
            }
        }
    }
    let label = host.split('.').next().unwrap_or_default();
    let alike = |it: &Machine| {
        let known = [Some(&it.vm.name), it.vm.computer_name.as_ref()];
        let said = [alias, if address.is_some() { "" } else { label }];
        known.into_iter().flatten().any(|name| said.iter().any(|said| name.eq_ignore_ascii_case(said)))
    };
    let mut close = all(machines, alike);
    close.truncate(OFFERED);
    if !close.is_empty() {
        return Meant::Several(
            close,
            format!("No machine is known by \"{host}\", but one by this name. Is it meant?"),
        );
    }
    Meant::None(match address {
        Some(_) => format!(
            "None of your machines has the address {host} now. One that is stopped may have given its address back."
        ),
        None => format!("None of your machines is known by the name \"{host}\"."),
    })
}

fn all(machines: &[Machine], which: impl Fn(&Machine) -> bool) -> Vec<&Machine> {
    machines.iter().filter(|machine| which(machine)).collect()
}
