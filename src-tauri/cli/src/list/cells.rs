//! A machine as a row of the table.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jit_core::search::Context;
use jit_core::{Jit, Machine, Os, Power};

use crate::table::{Column, WHOLE};

/// The order in which a narrow terminal loses them: size, region, system, account, tenant, alias, resource group,
/// subscription, address, JIT. No state is longer than
/// "unknown (was deallocating)", and none is cut: half of it would say something else.
pub(super) const COLUMNS: [Column; 12] = [
    Column { heading: "NAME", rank: 0, least: 18 },
    Column { heading: "FAVOURITE", rank: 6, least: 10 },
    Column { heading: "STATE", rank: 1, least: WHOLE },
    Column { heading: "JIT", rank: 2, least: 16 },
    Column { heading: "ADDRESS", rank: 3, least: WHOLE },
    Column { heading: "OS", rank: 9, least: WHOLE },
    Column { heading: "SIZE", rank: 11, least: WHOLE },
    Column { heading: "REGION", rank: 10, least: WHOLE },
    Column { heading: "RESOURCE GROUP", rank: 5, least: 12 },
    Column { heading: "SUBSCRIPTION", rank: 4, least: 12 },
    Column { heading: "TENANT", rank: 7, least: 12 },
    Column { heading: "ACCOUNT", rank: 8, least: 12 },
];

/// The cells of one machine but for tenant and account. Names come from elsewhere, so they are made harmless for a terminal.
pub(super) fn row(machine: &Machine, context: &Context<'_>, zone: &TimeZone) -> Vec<String> {
    let vm = &machine.vm;
    let address = vm.public_address.map_or_else(|| "-".to_owned(), |address| address.to_string());
    let cells = [
        vm.name.clone(),
        starred(machine, context),
        state(machine),
        jit(machine, context.now, zone),
        address,
        os(vm.os).to_owned(),
        vm.size.clone().unwrap_or_default(),
        vm.region.clone(),
        vm.resource_group.clone(),
        vm.subscription.clone(),
    ];
    cells.iter().map(|cell| jit_core::clean(cell)).collect()
}

/// What the person calls the machine.
pub(super) fn aliases<'a>(machine: &Machine, context: &Context<'a>) -> Vec<&'a str> {
    let starred = context.favourites.all().iter().filter(|favourite| favourite.arm == machine.vm.at.id);
    starred.map(|favourite| favourite.alias.as_str()).collect()
}

/// A state that could not be read stays unknown, whatever it was before.
fn state(machine: &Machine) -> String {
    match machine.past.power {
        Some((Power::Stopped | Power::Deallocated, _)) => "unknown (was stopped)".to_owned(),
        Some((was, _)) if was != Power::Unknown => format!("unknown (was {})", was.word()),
        _ => machine.vm.power.word().to_owned(),
    }
}

/// The aliases that are not just the name again.
fn starred(machine: &Machine, context: &Context<'_>) -> String {
    let aliases = aliases(machine, context);
    let same = |alias: &&str| alias.to_lowercase() == machine.vm.name.to_lowercase();
    if !aliases.is_empty() && aliases.iter().all(same) { "★".to_owned() } else { aliases.join(", ") }
}

pub(super) fn os(os: Os) -> &'static str {
    match os {
        Os::Linux => "linux",
        Os::Windows => "windows",
        Os::Unknown => "unknown",
    }
}

/// Until when access is open, or else the ports it can be asked for.
fn jit(machine: &Machine, now: Timestamp, zone: &TimeZone) -> String {
    if let Some(until) = machine.jit.live(now).map(|request| request.until).max() {
        return format!("open until {}", clock_time(until, now, zone));
    }
    match &machine.jit {
        Jit::Unknown => "unknown".to_owned(),
        Jit::Off => "no policy".to_owned(),
        Jit::On(protection) => {
            let mut ports: Vec<u16> = protection.ports.iter().map(|rule| rule.number).collect();
            ports.dedup();
            ports.iter().map(u16::to_string).collect::<Vec<_>>().join(",")
        }
    }
}

fn clock_time(time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (time, now) = (time.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = if time.date() == now.date() { "%H:%M" } else { "%a %H:%M" };
    time.strftime(form).to_string()
}
